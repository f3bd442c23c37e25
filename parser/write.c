/*
 * write.c: model to text.
 *
 * Each section's rows are walked by their `each`, and the row that fits a value writes it with its
 * own words, so that what is written is what is read. Kept lines stand in their section's place.
 */
#include <md5.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/family.h"
#include "parser/order.h"
#include "parser/usual.h"
#include "parser/word.h"

#define ROWS_OF_ONE_SECTION 256
#define ROWS_OF_ONE_NAME 24

struct section {
    const struct config *config;
    struct word_context context;
    FILE *out;
    const char *name;
    enum mode mode;
    const struct command *rows[ROWS_OF_ONE_SECTION]; /* those that may write its values */
    size_t row_count;
    unsigned depth;               /* blanks in front */
    size_t lines;                 /* written so far */
    bool bare;                    /* one line without its end: for traces */
    bool all;                     /* what is so by default too */
    const void *only;             /* write only the value of this object; NULL: all */
    const struct writer *writers; /* of the version, a NULL row behind them; NULL: any row */
};

/* A row that writes something. */
struct writer {
    const struct command *row;
    const char *section;
};

static bool
row_writes(const struct section *section, const struct command *row)
{
    uint32_t modes = row->modes != 0 ? row->modes : MODE_BIT(MODE_CONFIG);
    return row->each != NULL && (modes & MODE_BIT(section->mode)) != 0 &&
           version_in(section->context.version, row->since, row->before);
}

static struct section
start_section(const struct config *config, FILE *out)
{
    return (struct section){
        .config = config,
        .context = { config, config->os.version },
        .out = out,
        .mode = MODE_CONFIG,
    };
}

/* A whole listing selects some hundred sections, so it has its few rows at hand. */
static struct writer *
collect_writers(enum os_version version)
{
    struct command_position position = { 0 };
    const struct command *row;
    size_t count = 0;
    while ((row = next_command(&position)) != NULL)
        count += row->each != NULL;
    struct writer *writers = calloc(count + 1, sizeof(struct writer));
    position = (struct command_position){ 0 };
    count = 0;
    while (writers != NULL && (row = next_command(&position)) != NULL) {
        if (row->each != NULL && version_in(version, row->since, row->before))
            writers[count++] = (struct writer){ row, command_section(row) };
    }
    return writers;
}

static void
add_row(struct section *section, const struct command *row, const char *its_section)
{
    /* the first letter tells most of them apart */
    if (its_section[0] == section->name[0] && strcmp(its_section, section->name) == 0 &&
        row_writes(section, row) && section->row_count < ROWS_OF_ONE_SECTION)
        section->rows[section->row_count++] = row;
}

/* Makes NAME the section that is written. */
static void
select_section(struct section *section, const char *name)
{
    struct command_position position = { 0 };
    const struct command *row;
    section->name = name;
    section->row_count = 0;
    for (const struct writer *at = section->writers; at != NULL && at->row != NULL; at++)
        add_row(section, at->row, at->section);
    while (section->writers == NULL && (row = next_command(&position)) != NULL)
        add_row(section, row, command_section(row));
}

/* Rows that their numbers tell apart begin their scratch structs with them. */
static bool
is_of_kind(const struct command *row, const void *scratch)
{
    return row->kind == 0 || memcmp(scratch, &row->kind, sizeof(row->kind)) == 0;
}

/* The row of the section that writes this value. */
static const struct command *
row_for(const struct section *section, const void *scratch)
{
    for (size_t i = 0; i < section->row_count; i++) {
        const struct command *row = section->rows[i];
        if (is_of_kind(row, scratch) && (row->fits == NULL || row->fits(section->config, scratch)))
            return row;
    }
    return NULL;
}

static void
put_indent(FILE *out, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        fputc(' ', out);
}

static void write_body(const struct section *outer, const struct command *row, void *object);

static void
write_value(void *context, const void *scratch, void *object)
{
    struct section *section = context;
    if (section->only != NULL && section->only != object)
        return;
    if (section->bare && section->lines > 0)
        return; /* an interface has two access-group lines; a trace wants one */
    const struct command *row = row_for(section, scratch);
    if (row == NULL)
        return;
    struct writing writing = { &section->context, section->out, false };
    bool no = row->no_only || (row->writes_no != NULL && row->writes_no(section->config, scratch));
    size_t limit = no && row->no_words > 0 ? row->no_words : SIZE_MAX;
    put_indent(section->out, section->depth);
    if (no)
        writing_put(&writing, "no");
    writing_words(&writing, row->words, scratch, limit);
    section->lines++;
    if (section->bare)
        return;
    fputc('\n', section->out);
    if (row->enters != MODE_CONFIG && row->enters != MODE_CONFIG_KEPT && object != NULL)
        write_body(section, row, object);
}

static void
write_rows(struct section *section, void *object)
{
    const struct command *row = section->row_count > 0 ? section->rows[0] : NULL;
    if (row != NULL && section->all && row->each_all != NULL)
        row->each_all(section->config, object, write_value, section);
    else if (row != NULL)
        row->each(section->config, object, write_value, section);
}

static void
write_kept(struct section *section, const struct kept_line *line)
{
    put_indent(section->out, section->depth + line->depth);
    fprintf(section->out, "%s\n", line->text);
    section->lines++;
}

static void
write_kept_of(struct section *section, struct kept_list kept, const struct command *row)
{
    for (size_t i = 0; i < *kept.count; i++) {
        if ((*kept.lines)[i].command == row)
            write_kept(section, &(*kept.lines)[i]);
    }
}

/*
 * The values of a block, in the order of the rows; rows of one name stand together. The kept lines
 * of an interface stand at their row's place too, those of other blocks at the end.
 */
static void
write_body(const struct section *outer, const struct command *entering, void *object)
{
    struct section section = *outer;
    struct command_position position = { 0 };
    const struct command *row;
    section.only = NULL;
    section.mode = entering->enters;
    /* commands.md 1.5: 6.x indents members of object groups by two */
    section.depth = outer->depth + (behaviour(outer->context.version)->flat_commands ? 2 : 1);
    section.name = "";
    struct config *config = (struct config *)(uintptr_t)outer->config; /* only read */
    struct kept_list kept = kept_list_of(config, section.mode, object);
    bool in_place = section.mode == MODE_CONFIG_IF;
    while ((row = next_command(&position)) != NULL) {
        if (in_place && row->kept)
            write_kept_of(&section, kept, row);
        if (!row_writes(&section, row) || strcmp(command_section(row), section.name) == 0)
            continue;
        select_section(&section, command_section(row));
        write_rows(&section, object);
    }
    for (size_t i = 0; !in_place && kept.lines != &config->kept && i < *kept.count; i++)
        write_kept(&section, &(*kept.lines)[i]);
    if (section.mode == MODE_CONFIG_IF)
        fputs("!\n", section.out);
}

static bool
is_listed(const char *const *order, const char *name)
{
    for (size_t i = 0; order[i] != NULL; i++) {
        if (strcmp(order[i], name) == 0)
            return true;
    }
    return false;
}

static void
mark_incomplete(const struct section *section, const struct kept_line *line,
                const struct kept_line *next)
{
    if (line != NULL &&
        crypto_marks_incomplete(section->config, line->text, next != NULL ? next->text : NULL))
        fputs("! Incomplete\n", section->out);
}

static void
write_own_lines(struct section *section, const char *const *order)
{
    const struct config *config = section->config;
    bool rest = strcmp(section->name, "*") == 0;
    if (!rest)
        write_rows(section, NULL);
    const struct kept_line *last = NULL;
    for (size_t i = 0; i < config->kept_count; i++) {
        const struct kept_line *line = &config->kept[i];
        const struct command *command = line->command;
        if (rest ? is_listed(order, command->name) : strcmp(command->name, section->name) != 0)
            continue;
        mark_incomplete(section, last, line);
        write_kept(section, line);
        last = line;
    }
    mark_incomplete(section, last, NULL);
}

static void
write_section(struct section *section, const char *const *order)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = section->out;
    FILE *memory = NULL;
    if (section->all && usual_has_lines(section->config, section->name))
        memory = open_memstream(&text, &size);
    if (memory == NULL) {
        write_own_lines(section, order);
        return;
    }
    section->out = memory;
    write_own_lines(section, order);
    section->out = out;
    if (fclose(memory) == 0) {
        fwrite(text, 1, size, out);
        usual_write(section->config, section->name, text, size, out);
    }
    free(text);
}

static bool
has_policy_maps(const struct config *config)
{
    for (size_t i = 0; i < config->policy_map_count; i++) {
        if (config->policy_maps[i]->exists)
            return true;
    }
    return false;
}

static bool
has_tcp_or_old_maps(const struct config *config)
{
    for (size_t i = 0; i < config->tcp_map_count; i++) {
        if (config->tcp_maps[i]->exists)
            return true;
    }
    for (size_t i = 0; i < config->old_map_count; i++) {
        if (config->old_maps[i]->exists)
            return true;
    }
    return false;
}

/* `!` always stands there, `!maps` with policy maps, `!extras` with tcp-map, http-map, ... */
static bool
has_separator(const struct config *config, const char *name)
{
    if (name[1] == '\0')
        return true;
    return strcmp(name, "!maps") == 0 ? has_policy_maps(config) : has_tcp_or_old_maps(config);
}

static void
write_sections(const struct config *config, bool all, FILE *out)
{
    struct section section = start_section(config, out);
    section.all = all;
    const char *const *order = section_order(config->os.version);
    struct writer *writers = collect_writers(config->os.version);
    section.writers = writers;
    for (size_t i = 0; order[i] != NULL; i++) {
        select_section(&section, order[i]);
        if (order[i][0] != '!')
            write_section(&section, order);
        else if (has_separator(config, order[i]))
            fputs("!\n", out);
    }
    free(writers);
}

bool
config_write_part(const struct config *config, size_t at, const char **section, FILE *out)
{
    struct section part = start_section(config, out);
    const char *const *order = section_order(config->os.version);
    *section = order[at];
    if (order[at] == NULL)
        return false;
    select_section(&part, order[at]);
    if (order[at][0] != '!')
        write_section(&part, order);
    return true;
}

static void
write_version(const struct config *config, FILE *out)
{
    const struct os_release *os = &config->os;
    char release[RELEASE_TEXT_SIZE];
    fprintf(out, "%s Version %s\n", os->platform == PLATFORM_ASA ? "ASA" : "PIX",
            release_text(*os, release));
    if (!config->does->flat_commands)
        fputs("!\n", out);
}

/* The checksum that was read stays as long as nothing has changed since. */
static void
write_checksum(const struct config *config, const char *body, size_t size, FILE *out)
{
    char digest[MD5_DIGEST_STRING_LENGTH];
    const char *checksum = config->checksum;
    if (checksum == NULL || config->checksum_revision != config->revision)
        checksum = MD5Data((const uint8_t *)body, size, digest);
    fprintf(out, "Cryptochecksum:%s\n", checksum != NULL ? checksum : "");
}

/* From the version to the last section; to be freed. NULL: no memory. */
static char *
body_of(const struct config *config, bool all, size_t *size)
{
    char *body = NULL;
    FILE *memory = open_memstream(&body, size);
    if (memory == NULL)
        return NULL;
    write_version(config, memory);
    write_sections(config, all, memory);
    if (fclose(memory) == 0)
        return body;
    free(body);
    return NULL;
}

/* SHOWN, with the checksum of SAVED, which is what is saved. */
static void
write_listing(const struct config *config, const char *shown, size_t shown_size, const char *saved,
              size_t saved_size, FILE *out)
{
    fputs(": Saved\n:\n", out);
    fwrite(shown, 1, shown_size, out);
    write_checksum(config, saved, saved_size, out);
    fputs(": end\n", out);
}

void
config_write(const struct config *config, FILE *out)
{
    size_t size = 0;
    char *body = body_of(config, false, &size);
    if (body != NULL)
        write_listing(config, body, size, body, size, out);
    free(body);
}

void
config_write_all(const struct config *config, FILE *out)
{
    size_t saved_size = 0, shown_size = 0;
    char *saved = body_of(config, false, &saved_size);
    char *shown = body_of(config, true, &shown_size);
    if (saved != NULL && shown != NULL)
        write_listing(config, shown, shown_size, saved, saved_size, out);
    free(saved);
    free(shown);
}

/* "access-list" names that section, "ip" all that begin with it. */
static bool
section_fits(const char *name, const char *wanted)
{
    size_t length = strlen(wanted);
    return strncasecmp(name, wanted, length) == 0 && (name[length] == '\0' || name[length] == ' ');
}

static bool
write_fitting(struct section *section, const char *const *order, const char *command)
{
    bool found = false;
    for (size_t i = 0; order[i] != NULL; i++) {
        if (!section_fits(order[i], command))
            continue;
        select_section(section, order[i]);
        write_section(section, order);
        found = true;
    }
    return found;
}

static bool
write_command(const struct config *config, const char *command, bool all, FILE *out)
{
    struct section section = start_section(config, out);
    section.all = all;
    const char *const *order = section_order(config->os.version);
    if (write_fitting(&section, order, command))
        return true;
    struct command_position position = { 0 };
    const struct command *row;
    while ((row = next_command(&position)) != NULL) {
        /* a section of its own that the listing has no fixed place for */
        if (!section_fits(row->name, command))
            continue;
        select_section(&section, row->name);
        write_section(&section, order);
        return true;
    }
    return false;
}

bool
config_write_section(const struct config *config, const char *command, FILE *out)
{
    return write_command(config, command, false, out);
}

bool
config_write_section_all(const struct config *config, const char *command, FILE *out)
{
    return write_command(config, command, true, out);
}

/* One section, its lines without an end. */
static struct section
bare_section(const struct config *config, const char *name, FILE *out)
{
    struct section section = start_section(config, out);
    section.bare = true;
    select_section(&section, name);
    return section;
}

void
config_write_object(const struct config *config, const char *name, const void *object, FILE *out)
{
    struct section section = bare_section(config, name, out);
    section.only = object;
    write_rows(&section, NULL);
}

void
config_write_line(const struct config *config, const char *name, const void *scratch, FILE *out)
{
    struct section section = bare_section(config, name, out);
    write_value(&section, scratch, NULL);
}

/* An ACE has no link to its ACL; there are few ACLs and a row knows its place in one. */
static const struct acl *
acl_of(const struct config *config, const struct row *row)
{
    for (size_t i = 0; i < config->acl_count; i++) {
        const struct acl *acl = config->acls[i];
        if (row->index < acl->count && acl->aces[row->index] == row->pointer)
            return acl;
    }
    return NULL;
}

void
config_write_row(const struct config *config, const struct row *row, FILE *out)
{
    static const char *const sections[] = {
        [ROW_ACE] = "access-list",
        [ROW_CONDUIT] = "conduit",
        [ROW_OUTBOUND] = "outbound",
        [ROW_ESTABLISHED] = "established",
        [ROW_ICMP_RULE] = "icmp",
        [ROW_TELNET] = "telnet",
        [ROW_SSH] = "ssh",
        [ROW_HTTP] = "http",
        [ROW_ACCESS_GROUP] = "access-group",
        [ROW_NAT] = "nat",
        [ROW_GLOBAL] = "global",
        [ROW_STATIC] = "static",
        [ROW_ALIAS] = "alias",
        [ROW_ROUTE] = "route",
        [ROW_INSPECTION] = "fixup protocol",
        [ROW_INTERFACE] = "interface",
        [ROW_FRAGMENT] = "fragment",
        [ROW_SHUN] = "shun",
        [ROW_REVERSE_PATH] = "ip verify",
        [ROW_AUDIT] = "ip audit",
        [ROW_TIMER] = "timeout",
    };
    if (row->pointer == NULL || (size_t)row->kind >= ARRAY_LENGTH(sections) ||
        sections[row->kind] == NULL)
        return;
    if (row->kind == ROW_ACE) {
        const struct acl *acl = acl_of(config, row);
        if (acl != NULL)
            config_write_ace(config, acl, row->pointer, out);
        return;
    }
    if (row->kind == ROW_INSPECTION && config->does->modular_policy) {
        const struct inspection *inspection = row->pointer;
        fprintf(out, "inspect %s", inspection_default(inspection->kind)->name);
        return;
    }
    if (row->kind == ROW_SHUN) { /* no listing has it */
        char source[IP_TEXT_SIZE];
        ip_format(((const struct shun *)row->pointer)->source, source);
        fprintf(out, "shun %s", source);
        return;
    }
    config_write_object(config, sections[row->kind], row->pointer, out);
}

/* ---- what is modelled but not evaluated ---- */

struct tainting {
    const struct section *section;
    const struct command *row;
    taint_visit *visit;
    void *context;
};

static void
visit_taint(void *context, const void *scratch, void *object)
{
    (void)object;
    const struct tainting *tainting = context;
    const struct command *row = tainting->row;
    char *text = NULL;
    size_t size;
    if (row_for(tainting->section, scratch) != row ||
        (row->writes_no != NULL && row->writes_no(tainting->section->config, scratch)))
        return;
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        return;
    struct writing writing = { &tainting->section->context, memory, false };
    writing_words(&writing, row->words, scratch, SIZE_MAX);
    struct origin origin;
    memcpy(&origin, word_value(scratch, row->origin), sizeof(origin));
    if (fclose(memory) == 0)
        tainting->visit(tainting->context, &origin, text, row->why_taints);
    free(text);
}

void
config_each_taint(const struct config *config, taint_visit *visit, void *context)
{
    struct section section = start_section(config, NULL);
    struct command_position position = { 0 };
    const struct command *row;
    while ((row = next_command(&position)) != NULL) {
        if (row->why_taints == NULL || row->kept || !row_writes(&section, row))
            continue;
        select_section(&section, row->name);
        struct tainting tainting = { &section, row, visit, context };
        section.rows[0]->each(config, NULL, visit_taint, &tainting);
    }
}
