/*
 * row_property_test.c: what holds for every line of every row, in every version: what it makes is
 * written and read back, `no` and `clear` take it back, and a refused line changes nothing.
 *
 * Lines come from row_lines_test.h. One that is refused must be so for a reason that is in a table
 * here; one that `no` does not take back must be there too. A line that the version before has as
 * well is checked in one version of several.
 */

#include "parser/row_lines_test.h"

enum {
    PATHS_MAX = 6, /* into one mode with one set of rows */
    WAYS_MAX = 80,
    PATH_LINES_MAX = 4,
    MODES_MAX = 32,
    CLEARED = 3
};

/* Why a line that a row makes is refused all the same: rules between its words. */
static const struct refusal_row {
    const char *row;  /* NULL: any */
    const char *text; /* part of the diagnostic */
} refusals[] = {
    { NULL, "has bits outside the netmask" },
    { NULL, "no interface is named word" },
    { "interface", "a physical interface cannot be removed" },
    { "interface", "there is no vlan" },
    { "interface", "there is an interface vlan" },
    { "ip address", "only a transparent firewall" },
    { "fixup protocol", "the port of rsh is always 514" },
    { "fixup protocol", "the port belongs to fixup protocol" },
    { "logging", "messages in EMBLEM format go by UDP only" },
    { "logging", "a secure connection is one of TCP" },
    /* g_network, g_service, ... wherever a group may stand */
    { "group member", "is of another type than word" },
    { NULL, "is not one of" },
    { "access-list", "is of another kind" },
    { "access-list", "is there already" },
    { "access-list", "access-list another does not exist" },
    { "class", "there is no class-map http_class" },
    { "class", "is not of type inspect" },
    { "inspect", "is no inspection map of" },
    { "class", "does not select traffic" },
    { "service-policy", "needs `shape` before it" },
    { "tcp-options range", "the range ends before it begins" },
    { "absolute", "the month has no such day" },
    { "absolute", "the end is before the start" },
    { "clock summer-time", "the month has no such day" },
};

/*
 * What `no` gives back is the default, or a line of its own, and not what was there before. Then
 * the line and `no` again must come to the same.
 */
static const struct default_row {
    const char *row;
    const char *text; /* in the line; NULL: all lines of the row */
} defaults[] = {
    { "interface", "vlan" },        /* the tag goes, shutdown stays */
    { "service", "resetoutbound" }, /* its `no` is a line, as that of the next ones */
    { "dns-guard", NULL },
    { "threat-detection", "except" }, /* the others are shunned as before */
    { "threat-detection", "shun" },
    { "threat-detection", "intercept" }, /* its `no` is a line, as that of the next ones */
    { "threat-detection", "access-list" },
    { "threat-detection", "basic-threat" },
    { "threat-detection", "statistics" }, /* `no` with no more words is about all of them */
    { "mask-banner", NULL },
    { "im", NULL },
    { "traffic-non-sip", NULL },
    { "ip audit", "name word attack" }, /* which is there */
    { "nameif", NULL },
    { "ip address", NULL },
    { "failover ip address", NULL },
    { "security-level", NULL },
    { "fixup protocol", NULL }, /* a default one is then off */
    { "pager", NULL },
    { "prompt", NULL },
};

/* Sections whose `clear` takes no lines back. */
static const struct uncleared_row {
    const char *row;
    enum os_version before;
} uncleared[] = {
    { "logging", OS_7_0 },     /* empties the buffer */
    { "prompt", OS_LAST + 1 }, /* the default is written, where nothing was */
    { "dns-guard", OS_LAST + 1 },
};

/* ---- a configuration to type into ---- */

static enum os_version version;
static struct load_result box;
static struct parser *parser;
static struct complaints complaints;

static void
open_box(void)
{
    load_prelude(version, &box);
    parser = parser_new(box.config, &box.diags);
    ck_assert_ptr_nonnull(parser);
}

static void
close_box(void)
{
    parser_free(parser);
    load_result_free(&box);
}

static bool
has_line(const char *text, const char *line, size_t length)
{
    for (const char *at = text; *at != '\0';) {
        size_t here = strcspn(at, "\n");
        if (here == length && memcmp(at, line, length) == 0)
            return true;
        at += here + (at[here] == '\n');
    }
    return false;
}

static void
add_difference(FILE *out, char sign, const char *text, const char *other)
{
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (!has_line(other, at, length) && strncmp(at, "Cryptochecksum", 14) != 0)
            fprintf(out, "\n    %c%.*s", sign, (int)length, at);
        at += length + (at[length] == '\n');
    }
}

/* The lines of WANTED that GOT has not, and the other way round; to be freed. */
static char *
difference(const char *wanted, const char *got)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(memory);
    add_difference(memory, '-', wanted, got);
    add_difference(memory, '+', got, wanted);
    fclose(memory);
    return text;
}

/* True when both are the same; complains otherwise. */
static bool
same_text(const struct command *row, const char *kind, const char *line, const char *wanted,
          const char *got)
{
    if (strcmp(wanted, got) == 0)
        return true;
    char *lines = difference(wanted, got);
    complain(&complaints, row, kind, "%s: \"%s\"%s", kind, line, lines);
    free(lines);
    return false;
}

static bool
type(const char *line)
{
    return parser_line(parser, line, NULL, 0) != LINE_REFUSED;
}

/* The last error, which says why a line was refused. */
static const char *
last_error(void)
{
    for (size_t i = box.diags.count; i-- > 0;) {
        if (box.diags.items[i].severity == DIAG_ERROR)
            return box.diags.items[i].text;
    }
    return "";
}

/* ---- the way into each mode ---- */

struct path {
    const char *lines[PATH_LINES_MAX];
    size_t count;
    uint32_t within; /* which rows its end has */
};

static struct ways {
    struct path paths[WAYS_MAX];
    size_t count;
} ways[MODES_MAX];

static void
walk(const struct path *path)
{
    for (size_t i = 0; i < path->count; i++)
        ck_assert_msg(type(path->lines[i]), "%s: %s", path->lines[i], last_error());
}

/* Does a path lead to where the row is read? */
static bool
leads_to(const struct path *path, const struct command *row)
{
    return row->within == 0 || (row->within & path->within) != 0;
}

static bool
add_way(enum mode mode, const struct path *path, const char *line, uint32_t within,
        struct arena *arena)
{
    struct ways *to = &ways[mode];
    size_t same = 0;
    for (size_t i = 0; i < to->count; i++)
        same += to->paths[i].within == within;
    if (to->count == WAYS_MAX || path->count == PATH_LINES_MAX)
        return false;
    if (same == (within != 0 ? 2 : PATHS_MAX))
        return within != 0; /* other lines may lead to other rows */
    struct path longer = *path;
    longer.within = within;
    longer.lines[longer.count++] = arena_strdup(arena, line);
    to->paths[to->count++] = longer;
    return true;
}

static bool
reads_lines(const struct command *row)
{
    return (row->set != NULL || row->kept) && version_in(version, row->since, row->before);
}

static uint32_t
modes_of(const struct command *row)
{
    return row->modes != 0 ? row->modes : MODE_BIT(MODE_CONFIG);
}

/* The lines of ROW that lead from PATH into the mode that it enters. */
static void
add_ways(const struct command *row, enum mode mode, const struct path *path, struct arena *arena)
{
    open_box();
    walk(path);
    struct row_lines lines = lines_of_row(row, mode, box.config, arena);
    close_box();
    for (size_t i = 0; i < lines.count; i++) {
        open_box();
        walk(path);
        bool taken = type(lines.texts[i]) && parser->frames[parser->depth].mode == row->enters;
        uint32_t within = parser->frames[parser->depth].within;
        close_box();
        if (taken && !add_way(row->enters, path, lines.texts[i], within, arena))
            break;
    }
}

static void
find_ways(struct arena *arena)
{
    memset(ways, 0, sizeof(ways)); /* those of another version, where tests share a process */
    ways[MODE_CONFIG] = (struct ways){ .count = 1 };
    if (version >= OS_FIRST_MPF) /* some lines are for such a firewall alone */
        ways[MODE_CONFIG] =
            (struct ways){ .paths[1] = { { "firewall transparent" }, 1 }, .count = 2 };
    for (unsigned mode = MODE_CONFIG; mode < MODE_USER; mode++) {
        struct command_position position = { 0 };
        const struct command *row;
        while ((row = next_command(&position)) != NULL) {
            if (!reads_lines(row) || row->enters == MODE_CONFIG ||
                row->enters == MODE_CONFIG_KEPT || (modes_of(row) & MODE_BIT(mode)) == 0)
                continue;
            for (size_t i = 0; i < ways[mode].count; i++) {
                const struct path *path = &ways[mode].paths[i];
                if ((i == 0 || path->within != 0) && leads_to(path, row))
                    add_ways(row, (enum mode)mode, path, arena);
            }
        }
    }
}

/* ---- the properties of one line ---- */

static struct counts {
    size_t rows, lines, taken, refused;
} counts;

static bool
reads_back(const char *text, char **again, char **error)
{
    struct load_options options = { .file = "written" };
    struct load_result result;
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    *again = text_of_config(result.config);
    bool good = result.refused == 0;
    *error = NULL;
    for (size_t i = 0; i < result.diags.count && *error == NULL; i++) {
        if (result.diags.items[i].severity == DIAG_ERROR)
            *error = strdup(result.diags.items[i].text);
    }
    load_result_free(&result);
    return good;
}

static void
check_written(const struct command *row, const char *line, const char *text)
{
    char *again;
    char *error;
    if (!reads_back(text, &again, &error))
        complain(&complaints, row, "unreadable",
                 "\"%s\": what it makes is written, but refused: %s", line,
                 error != NULL ? error : "");
    else
        (void)same_text(row, "read back otherwise", line, text, again);
    free(again);
    free(error);
}

static bool
gives_default(const struct command *row, const char *line)
{
    for (size_t i = 0; i < ARRAY_LENGTH(defaults); i++) {
        if (strcmp(defaults[i].row, row->name) == 0 &&
            (defaults[i].text == NULL || strstr(line, defaults[i].text) != NULL))
            return true;
    }
    return row->kept && row->keeps_no;
}

static bool
is_expected_refusal(const struct command *row, const char *error)
{
    for (size_t i = 0; i < ARRAY_LENGTH(refusals); i++) {
        if ((refusals[i].row == NULL || strcmp(refusals[i].row, row->name) == 0) &&
            strstr(error, refusals[i].text) != NULL)
            return true;
    }
    return row->refused;
}

/* The text after LINE and `no` with it; NULL: `no` is refused. */
static char *
text_after_no(const struct path *path, const char *line, bool typed)
{
    char no[LINE_ROOM + 4];
    snprintf(no, sizeof(no), "no %s", line);
    if (!typed) {
        parser_reset_mode(parser);
        walk(path);
        (void)type(line);
    }
    return type(no) ? text_of_config(box.config) : NULL;
}

/* LINE has been typed and made BETWEEN of BEFORE; `no` with it gives BEFORE again. */
static void
check_no(const struct command *row, const struct path *path, const char *line, const char *before,
         const char *between)
{
    if (row->no_only || (row->unset == NULL && !row->kept))
        return;
    char *after = text_after_no(path, line, true);
    /* what was there already goes the first time */
    bool again = gives_default(row, line) || strcmp(before, between) == 0;
    char *second = after != NULL && again ? text_after_no(path, line, false) : NULL;
    if (after == NULL && is_expected_refusal(row, last_error()))
        return;
    if (after == NULL || (again && second == NULL))
        complain(&complaints, row, "no", "\"no %s\" is refused: %s", line, last_error());
    else
        (void)same_text(row, "not taken back by `no`", line, again ? after : before,
                        again ? second : after);
    free(after);
    free(second);
}

static char *
text_without(const struct command *row, const struct path *path, const char *line)
{
    char clear[200];
    const char *name = row->name;
    open_box();
    walk(path);
    if (line != NULL)
        ck_assert(type(line));
    parser_reset_mode(parser);
    snprintf(clear, sizeof(clear), "clear %s%s", version < OS_FIRST_MPF ? "" : "configure ", name);
    char *text = type(clear) ? text_of_config(box.config) : NULL;
    close_box();
    return text;
}

/* `clear` of the section leaves nothing of the line. */
static void
check_clear(const struct command *row, const struct path *path, const char *line)
{
    if ((row->clear == NULL && !row->kept) || modes_of(row) != MODE_BIT(MODE_CONFIG))
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(uncleared); i++) {
        if (strcmp(uncleared[i].row, row->name) == 0 && version < uncleared[i].before)
            return;
    }
    char *with = text_without(row, path, line);
    char *without = text_without(row, path, NULL);
    if (with == NULL || without == NULL)
        complain(&complaints, row, "clear", "its clear is refused");
    else
        (void)same_text(row, "not taken back by `clear`", line, without, with);
    free(with);
    free(without);
}

/* Refused lines leave no trace; WHY gets the reason unless it has one. */
static void
check_refused(const struct command *row, const char *line, const char *before, uint32_t revision,
              char **why)
{
    char *after = text_of_config(box.config);
    if (strcmp(before, after) != 0 || revision != box.config->revision)
        complain(&complaints, row, "changes", "\"%s\" is refused, but changes something", line);
    free(after);
    if (*why == NULL) /* the first path is the usual one */
        *why = strdup(last_error());
}

/* Types LINE behind PATH: it is refused without a trace, or taken with all that holds then. */
static bool
try_line(const struct command *row, const struct path *path, const char *line, char **why)
{
    open_box();
    walk(path);
    char *before = text_of_config(box.config);
    uint32_t revision = box.config->revision;
    bool taken = type(line);
    if (taken) {
        char *between = text_of_config(box.config);
        check_written(row, line, between);
        check_no(row, path, line, before, between);
        free(between);
    } else {
        check_refused(row, line, before, revision, why);
    }
    free(before);
    close_box();
    if (taken && counts.taken % CLEARED == 0)
        check_clear(row, path, line);
    return taken;
}

/* Is the line, or `no` with it, taken at least when it stands in a file? */
static bool
is_forgiven(const struct path *path, const char *line)
{
    open_box();
    walk(path);
    char no[LINE_ROOM + 4];
    snprintf(no, sizeof(no), "no %s", line);
    bool taken = parser_line(parser, line, "listing", 1) != LINE_REFUSED ||
                 parser_line(parser, no, "listing", 1) != LINE_REFUSED;
    close_box();
    return taken;
}

/* Is it this row, or another of its name, that takes the line, and not one that says more? */
static bool
is_row_of(const struct command *row, enum mode mode, const char *text)
{
    struct line line = { 0 };
    struct match match;
    struct matcher matcher = { parser->table,
                               { box.config, version },
                               MODE_BIT(mode),
                               row->within != 0 ? row->within : UINT32_MAX };
    ck_assert(line_split(&line, text, strlen(text)));
    bool is = match_line(&matcher, &line, &match) && strcmp(match.command->name, row->name) == 0;
    line_fini(&line);
    return is;
}

static void
check_row_line(const struct command *row, enum mode mode, const char *line, bool *covered)
{
    char *error = NULL;
    bool taken = false;
    counts.lines++;
    const struct path *first = NULL;
    for (size_t i = 0; i < ways[mode].count && !taken; i++) {
        if (!leads_to(&ways[mode].paths[i], row))
            continue;
        first = first != NULL ? first : &ways[mode].paths[i];
        taken = try_line(row, &ways[mode].paths[i], line, &error);
    }
    if (taken) {
        counts.taken++;
        *covered = true;
    } else {
        counts.refused++;
        if (error == NULL)
            complain(&complaints, row, "way", "\"%s\": no path leads there", line);
        else if (!is_expected_refusal(row, error))
            complain(&complaints, row, error, "\"%s\" is refused: %s", line, error);
        else if (row->refused || is_forgiven(first, line))
            *covered = true;
    }
    free(error);
}

static void
check_row(const struct command *row, enum mode mode)
{
    struct arena *arena = arena_new();
    bool covered = false;
    size_t tried = 0;
    ck_assert_ptr_nonnull(arena);
    open_box();
    struct row_lines lines = lines_of_row(row, mode, box.config, arena);
    bool *own = arena_zalloc(arena, lines.count + 1);
    for (size_t i = 0; i < lines.count; i++)
        own[i] = is_row_of(row, mode, lines.texts[i]);
    close_box();
    counts.rows++;
    for (size_t i = 0; i < lines.count; i++) {
        if (own[i] && (!covered || has_turn(version, lines.texts[i], tried++)))
            check_row_line(row, mode, lines.texts[i], &covered);
    }
    if (lines.unknown_values > 0)
        complain(&complaints, row, "samples", "%zu values have no sample", lines.unknown_values);
    if (!covered)
        complain(&complaints, row, row->words[0].text, "no line of `%s` is taken by it in mode %d",
                 row->words[0].text, mode);
    arena_free(arena);
}

START_TEST(every_line_of_every_row)
{
    if (!version_has_turn((enum os_version)_i))
        return;
    struct command_position position = { 0 };
    const struct command *row;
    struct arena *arena = arena_new();
    ck_assert_ptr_nonnull(arena);
    complaints.version = version = (enum os_version)_i;
    counts = (struct counts){ 0 };
    find_ways(arena);
    while ((row = next_command(&position)) != NULL) {
        for (unsigned mode = 0; reads_lines(row) && mode < MODE_USER; mode++) {
            if ((modes_of(row) & MODE_BIT(mode)) != 0 && ways[mode].count > 0)
                check_row(row, (enum mode)mode);
        }
    }
    printf("# %s: %zu rows, %zu lines, of them %zu taken and %zu refused\n",
           os_version_name(version), counts.rows, counts.lines, counts.taken, counts.refused);
    arena_free(arena);
    ck_assert_msg(complaints.count == 0, "%u complaints", complaints.count);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("row properties");
    TCase *tcase = tcase_create("rows");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, every_line_of_every_row, OS_FIRST, OS_LAST + 1);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
