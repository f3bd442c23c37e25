/*
 * rows_test.h: the rows of the decision tables of engine.md 1.9 to 1.13 and 8, as text.
 *
 *     == 1.10 inbound: TCP SYN, xlate, the access list denies [A]
 *     in 6.2 8.2 OPTION...
 *     static (inside,outside) 192.0.2.5 10.1.1.5
 *     access-list acl-out permit ip host 203.0.113.1 any
 *     access-group acl-out in interface outside
 *     > outside tcp 198.51.100.7:1025 > 192.0.2.5:80 S
 *     denied acl-drop
 *     106023: Deny tcp src outside:198.51.100.7/1025 dst inside:192.0.2.5/80 by access-group
 * "acl-out"
 *
 * The title names the source of the row and how sure it is. Then the versions it holds in, the
 * configuration beside the four interfaces of engine/fixture_test.h and a default route to the
 * outside, and packets as that header writes them. Under each stands what becomes of it and what is
 * printed. `+5` lets five seconds pass, `= hits` shows the ACEs that were hit, and
 * `<` is what the firewall itself sent through an interface. Options:
 *
 *     strict     no default route, and none is assumed
 *     hosts      the lines about local hosts (609001, 609002) are shown
 *     hashes     what 106023 ends in is shown; else rows of all versions would differ by it
 *     times      each line begins with the seconds since the start
 *     silent     lines are not compared: versions print other lines about what is passed
 */
#ifndef REFIRE_TESTDATA_DECISIONS_ROWS_TEST_H
#define REFIRE_TESTDATA_DECISIONS_ROWS_TEST_H

#include "engine/fixture_test.h"
#include "parser/parser.h"

/* Tables are read before any test runs, so that Check cannot tell of what is wrong with them. */
#define ROW_CHECK(condition, ...)                                                                  \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, __VA_ARGS__);                                                          \
            exit(EXIT_FAILURE);                                                                    \
        }                                                                                          \
    } while (0)

#define ROWS_MAX 1024
#define RESULT_SIZE 16384

enum row_option {
    ROW_STRICT = 1 << 0,
    ROW_HOSTS = 1 << 1,
    ROW_HASHES = 1 << 2,
    ROW_TIMES = 1 << 3,
    ROW_SILENT = 1 << 4,
};

struct decision_row {
    const char *file; /* of the table */
    unsigned line;    /* of its title */
    char *title;
    enum os_version since, until;
    unsigned options;
    char *head;   /* the lines above the packets, as they stand */
    char *config; /* of these, those of the configuration */
    char *body;   /* packets and what is expected of them */
};

struct decision_rows {
    struct decision_row rows[ROWS_MAX];
    size_t count;
};

static const char *const decision_tables[] = {
    "testdata/decisions/1.3-guards.rows",        "testdata/decisions/1.9-no-connection.rows",
    "testdata/decisions/1.10-inbound.rows",      "testdata/decisions/1.10-sideways.rows",
    "testdata/decisions/1.10-outbound.rows",     "testdata/decisions/1.11-nat-control.rows",
    "testdata/decisions/1.12-access-lists.rows", "testdata/decisions/1.13-old-rules.rows",
    "testdata/decisions/2-state.rows",           "testdata/decisions/3-translation.rows",
    "testdata/decisions/6-inspection.rows",      "testdata/decisions/7-service-policy.rows",
    "testdata/decisions/8-to-the-box.rows",
};

/* --- reading --------------------------------------------------------------------------------- */

static inline void
row_append(char **text, const char *line)
{
    size_t before = *text == NULL ? 0 : strlen(*text);
    char *longer = realloc(*text, before + strlen(line) + 2);
    ROW_CHECK(longer != NULL, "out of memory\n");
    snprintf(longer + before, strlen(line) + 2, "%s\n", line);
    *text = longer;
}

static inline enum os_version
row_version(const struct decision_row *row, const char *name)
{
    enum os_version version;
    ROW_CHECK(os_version_from_name(name, strlen(name), &version), "%s:%u: no version: %s\n",
              row->file, row->line, name);
    return version;
}

static inline unsigned
row_option_of(const struct decision_row *row, const char *word)
{
    static const char *const words[] = { "strict", "hosts", "hashes", "times", "silent" };
    for (unsigned i = 0; i < ARRAY_LENGTH(words); i++) {
        if (strcmp(words[i], word) == 0)
            return 1U << i;
    }
    ROW_CHECK(false, "%s:%u: no option: %s\n", row->file, row->line, word);
    return 0;
}

/* "in 6.2 8.2 hosts" */
static inline void
row_take_versions(struct decision_row *row, const char *line)
{
    char copy[128];
    snprintf(copy, sizeof(copy), "%.100s", line + strlen("in "));
    char *rest, *word = strtok_r(copy, " ", &rest);
    row->since = row_version(row, word);
    word = strtok_r(NULL, " ", &rest);
    ROW_CHECK(word != NULL, "%s:%u: two versions are wanted\n", row->file, row->line);
    row->until = row_version(row, word);
    while ((word = strtok_r(NULL, " ", &rest)) != NULL)
        row->options |= row_option_of(row, word);
}

static inline bool
row_is_step(const char *line)
{
    size_t digits = strspn(line + 1, "0123456789");
    return line[0] == '>' || line[0] == '<' || strcmp(line, "= hits") == 0 ||
           (line[0] == '+' && line[1 + digits] == '\0'); /* else a line's time */
}

static inline void
row_take_line(struct decision_row *row, const char *line)
{
    if (row->body != NULL || row_is_step(line)) {
        row_append(&row->body, line);
        return;
    }
    row_append(&row->head, line);
    if (strncmp(line, "in ", 3) == 0)
        row_take_versions(row, line);
    else if (line[0] != '#')
        row_append(&row->config, line);
}

static inline void
rows_read_table(struct decision_rows *rows, const char *path)
{
    FILE *file = fopen(path, "r");
    ROW_CHECK(file != NULL, "cannot open %s\n", path);
    struct decision_row *row = NULL;
    char line[1024];
    for (unsigned number = 1; fgets(line, sizeof(line), file) != NULL; number++) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "== ", 3) == 0) {
            ROW_CHECK(rows->count < ROWS_MAX, "too many rows\n");
            row = &rows->rows[rows->count++];
            *row = (struct decision_row){ .file = path, .line = number, .title = strdup(line) };
            const char *mark = strrchr(line, '[');
            ROW_CHECK(mark != NULL && strchr("ABC", mark[1]) != NULL && mark[2] == ']',
                      "%s:%u: how sure is it?\n", path, number);
        } else if (row != NULL && line[0] != '\0') {
            row_take_line(row, line);
        }
    }
    fclose(file);
}

static inline struct decision_rows *
rows_read(void)
{
    struct decision_rows *rows = calloc(1, sizeof(*rows));
    ROW_CHECK(rows != NULL, "out of memory\n");
    for (size_t i = 0; i < ARRAY_LENGTH(decision_tables); i++)
        rows_read_table(rows, decision_tables[i]);
    return rows;
}

static inline void
rows_free(struct decision_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        free(rows->rows[i].title);
        free(rows->rows[i].head);
        free(rows->rows[i].config);
        free(rows->rows[i].body);
    }
    free(rows);
}

/* --- running --------------------------------------------------------------------------------- */

static inline void
row_configure(const struct decision_row *row, struct bench *bench)
{
    struct diags diags = { .arena = bench->config->arena };
    struct parser *parser = parser_new(bench->config, &diags);
    ROW_CHECK(parser != NULL, "out of memory\n");
    if ((row->options & ROW_STRICT) == 0)
        add_route(bench, OUTSIDE, "any", "192.0.2.254");
    for (const char *line = row->config; line != NULL && *line != '\0';) {
        char text[512];
        size_t length = strcspn(line, "\n");
        snprintf(text, sizeof(text), "%.*s", (int)length, line);
        enum line_verdict verdict = parser_line(parser, text, row->file, row->line);
        ROW_CHECK(verdict != LINE_REFUSED && verdict != LINE_NOISE, "%s:%u in %s: %s\n%s\n",
                  row->file, row->line, os_version_name(bench->config->os.version), text,
                  diags.count > 0 ? diags.items[diags.count - 1].text : "");
        line += length + 1;
    }
    parser_free(parser);
}

/* Drops what the row does not ask for: lines about local hosts, and what 106023 ends in. */
static inline void
row_filter(const struct decision_row *row, const char *log, FILE *out)
{
    static const char hashes[] = " [0x0, 0x0]";
    while (*log != '\0') {
        size_t length = strcspn(log, "\n");
        char line[1024];
        snprintf(line, sizeof(line), "%.*s", (int)length, log);
        log += length + 1;
        const char *id = line[0] == '+' ? strchr(line, ' ') + 1 : line;
        bool host = strncmp(id, "60900", 5) == 0;
        if ((host && (row->options & ROW_HOSTS) == 0) || (row->options & ROW_SILENT) != 0)
            continue;
        char *tail = strstr(line, hashes);
        if (strncmp(id, "106023", 6) == 0 && tail != NULL && (row->options & ROW_HASHES) == 0)
            *tail = '\0';
        fprintf(out, "%s\n", line);
    }
}

static inline void
row_send(struct bench *bench, const char *packet, FILE *out)
{
    char name[16] = "";
    sscanf(packet, "%15s", name);
    if (config_interface_by_name(bench->config, name) == IFC_NONE) {
        fprintf(out, "no interface\n");
        return;
    }
    enum verdict verdict = send_packet(bench, packet);
    const struct outcome *outcome = &bench->outcome;
    char left[96];
    if (verdict == VERDICT_PASSED)
        fprintf(out, "passed %s\n", left_as(bench, left));
    else
        fprintf(out, "%s %s%s\n", verdict_name(verdict), drop_reason_name(outcome->drop),
                outcome->answered_by_reset ? ", answered by a reset" : "");
}

static inline void
row_sent(struct bench *bench, const char *packet, FILE *out)
{
    char name[16];
    int used = 0;
    sscanf(packet, "%15s %n", name, &used);
    decode_packet(bench, packet + used);
    ifc_id ifc = config_interface_by_name(bench->config, name);
    bool own = engine_sent(bench->engine, ifc, &bench->packet);
    fprintf(out, "%s\n", own ? "its own" : "not its own");
}

static inline void
row_hits(const struct bench *bench, const struct acl *acl, FILE *out)
{
    for (size_t i = 0; i < acl->count; i++) {
        uint64_t hits = engine_hit_count(bench->engine, acl->aces[i]);
        if (hits > 0)
            fprintf(out, "%s line %zu: %" PRIu64 "\n", acl->name, i + 1, hits);
    }
}

static inline void
row_all_hits(const struct bench *bench, FILE *out)
{
    row_hits(bench, &bench->config->conduits, out);
    for (size_t i = 0; i < bench->config->acl_count; i++)
        row_hits(bench, bench->config->acls[i], out);
}

/* The body again, as it is in VERSION when the box does as DOES says. */
static inline void
row_run(const struct decision_row *row, enum os_version version, const struct behaviour *does,
        char result[static RESULT_SIZE])
{
    struct bench *bench = bench_new_as(version, does);
    row_configure(row, bench);
    bench->show_times = (row->options & ROW_TIMES) != 0;
    bench_start_with(bench, (struct engine_options){
                                .seed = 1, .strict_routes = (row->options & ROW_STRICT) != 0 });
    FILE *out = fmemopen(result, RESULT_SIZE, "w");
    ROW_CHECK(out != NULL, "out of memory\n");
    for (const char *line = row->body; line != NULL && *line != '\0';) {
        char text[512];
        size_t length = strcspn(line, "\n");
        snprintf(text, sizeof(text), "%.*s", (int)length, line);
        line += length + 1;
        if (!row_is_step(text))
            continue;
        quiet(bench);
        fprintf(out, "%s\n", text);
        if (text[0] == '+') {
            bench->time += seconds_to_ns((uint32_t)strtoul(text + 1, NULL, 10));
            engine_advance(bench->engine, bench->time);
        } else if (text[0] == '=') {
            row_all_hits(bench, out);
        } else if (text[0] == '<') {
            row_sent(bench, text + 2, out);
        } else {
            row_send(bench, text + 2, out);
        }
        row_filter(row, bench->log, out);
    }
    ROW_CHECK(ftell(out) < RESULT_SIZE - 1, "%s:%u is too long\n", row->file, row->line);
    fclose(out);
    bench_free(bench);
}

#endif
