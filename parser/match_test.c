/*
 * match_test.c: the matcher on a table of its own, so that no command family can hide a fault.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parser/word.h"

struct sample {
    int32_t number;
    uint32_t address;
    bool fast;
    bool has_mask;
    uint32_t netmask;
    const char *text;
};

static const struct word mask_words[] = {
    KEYWORD("netmask", ""),
    VALUE(netmask, struct sample, netmask, ""),
    END_OF_WORDS,
};

static bool
nothing(struct command_call *call, void *scratch)
{
    (void)call;
    (void)scratch;
    return true;
}
static const struct command show_conn = {
    .set = nothing,
    .name = "show conn",
    .words = (const struct word[]){ KEYWORD("show conn", "Connections"), END_OF_WORDS },
};
static const struct command show_clock = {
    .set = nothing,
    .name = "show clock",
    .words = (const struct word[]){ KEYWORD("show clock", "The time"), END_OF_WORDS },
};
static const struct command show_old = {
    .set = nothing,
    .name = "show old",
    .words = (const struct word[]){ KEYWORD("show old", ""), END_OF_WORDS },
    .before = OS_6_3,
};
static const struct command pool = {
    .set = nothing,
    .name = "pool",
    .help = "Addresses",
    .words = (const struct word[]){ KEYWORD("pool", "Addresses"),
                                    NUMBER(struct sample, number, 1, 9, "Pool"),
                                    VALUE(address, struct sample, address, "Address"),
                                    GROUP(struct sample, has_mask, mask_words),
                                    FLAG(struct sample, fast, "fast", "Fast"), END_OF_WORDS },
    .scratch_size = sizeof(struct sample),
    .unset = nothing,
    .no_words = 2,
};
static const struct command pool_text = {
    .set = nothing,
    .name = "pool",
    .words = (const struct word[]){ KEYWORD("pool comment", ""),
                                    VALUE(rest, struct sample, text, "Text"), END_OF_WORDS },
    .scratch_size = sizeof(struct sample),
};
static const struct command shun = {
    .set = nothing,
    .name = "shun",
    .words = (const struct word[]){ KEYWORD("shun", ""), END_OF_WORDS },
    .modes = MODE_BIT(MODE_EXEC),
};

static const struct command *const rows[] = { &show_conn, &show_clock, &show_old,
                                              &pool,      &pool_text,  &shun };
static struct command_table *table;
static struct arena *arena;

static void
setup(void)
{
    table = command_table_new(rows, ARRAY_LENGTH(rows));
    arena = arena_new();
    ck_assert(table != NULL && arena != NULL);
}

static void
teardown(void)
{
    command_table_free(table);
    arena_free(arena);
}

static struct matcher
matcher_of(enum os_version version)
{
    return (struct matcher){ .table = table,
                             .context = { NULL, version },
                             .modes = MODE_BIT(MODE_CONFIG) };
}

static const struct line_row {
    const char *text;
    enum match_status status;
    const char *name; /* of the row that matched, or of the nearest */
    size_t at;        /* the word to blame */
} cases[] = {
    { "show conn", MATCH_OK, "show conn", 0 },
    { "sh con", MATCH_OK, "show conn", 0 },
    { "SHOW CLOCK", MATCH_OK, "show clock", 0 },
    { "show c", MATCH_AMBIGUOUS, NULL, 1 },
    { "no", MATCH_INCOMPLETE, NULL, 1 },
    { "s clock", MATCH_OK, "show clock", 0 },
    { "show x", MATCH_INVALID, "show conn", 1 },
    { "show", MATCH_INCOMPLETE, "show conn", 1 },
    { "show conn x", MATCH_INVALID, "show conn", 2 },
    { "x", MATCH_UNKNOWN_COMMAND, NULL, 0 },
    { "s", MATCH_INCOMPLETE, "show conn", 1 },
    { "shun", MATCH_UNKNOWN_COMMAND, NULL, 0 },
    { "pool 3 10.0.0.1", MATCH_OK, "pool", 0 },
    { "pool 3 0 netmask 255.0.0.0 fast", MATCH_OK, "pool", 0 },
    { "pool 3 0 netmask", MATCH_INCOMPLETE, "pool", 4 },
    { "pool 3 0 netmask 255.0.255.0", MATCH_INVALID, "pool", 4 },
    { "pool 0 10.0.0.1", MATCH_INVALID, "pool", 1 },
    { "pool 12", MATCH_INVALID, "pool", 1 },
    { "pool 3", MATCH_INCOMPLETE, "pool", 2 },
    { "no pool 3", MATCH_OK, "pool", 0 },
    { "no pool", MATCH_INCOMPLETE, "pool", 2 },
    { "no show conn", MATCH_UNKNOWN_COMMAND, NULL, 1 },
    { "pool comment any thing", MATCH_OK, "pool", 0 },
    { "pool c", MATCH_INCOMPLETE, "pool", 2 },
};

START_TEST(a_line_finds_its_row)
{
    const struct line_row *row = &cases[_i];
    struct matcher matcher = matcher_of(OS_7_2);
    struct line line = { 0 };
    struct match match;
    ck_assert(line_split(&line, row->text, strlen(row->text)));
    bool matched = match_line(&matcher, &line, &match);
    ck_assert_msg(matched == (row->status == MATCH_OK), "%s", row->text);
    ck_assert_msg(match.status == row->status, "%s: status %d", row->text, match.status);
    if (row->name != NULL)
        ck_assert_str_eq(match.command->name, row->name);
    if (!matched)
        ck_assert_msg(match.at == row->at, "%s: word %zu", row->text, match.at);
    line_fini(&line);
}
END_TEST

START_TEST(values_are_stored)
{
    struct matcher matcher = matcher_of(OS_7_2);
    struct line line = { 0 };
    struct match match;
    const char *text = "pool 7 10.1.2.3 net 255.255.0.0 f";
    ck_assert(line_split(&line, text, strlen(text)));
    ck_assert(match_line(&matcher, &line, &match));
    struct sample sample;
    memcpy(&sample, match.scratch.bytes, sizeof(sample));
    ck_assert_int_eq(sample.number, 7);
    ck_assert_uint_eq(sample.address, 0x0a010203);
    ck_assert(sample.has_mask && sample.fast);
    ck_assert_uint_eq(sample.netmask, 0xffff0000);
    line_fini(&line);
}
END_TEST

/* Not verified before 7.0 (shell.md 2): one cell of match.c. */
START_TEST(inner_words_may_be_short)
{
    struct matcher matcher = matcher_of((enum os_version)_i);
    struct line line = { 0 };
    struct match match;
    const char *text = "po 3 0 net 255.0.0.0 fa";
    ck_assert(line_split(&line, text, strlen(text)));
    ck_assert(match_line(&matcher, &line, &match));
    ck_assert_ptr_eq(match.command, &pool);
    line_fini(&line);
}
END_TEST

static const struct report_row {
    enum os_version version;
    const char *text;
    enum diag_kind kind;
    uint32_t first;
    const char *message;
} reports[] = {
    { OS_7_2, "pool 3 frog", DIAG_INVALID_WORD, 8, "\"frog\" does not fit here, expected A.B.C.D" },
    { OS_7_2, "  pool 3", DIAG_INCOMPLETE, 10, "the line ends too early, expected A.B.C.D" },
    { OS_7_2, "pool 3 0 fast x", DIAG_TOO_MANY, 15, "the command is complete before \"x\"" },
    { OS_7_2, "pool 3 0 netmask 255.0.0.255", DIAG_INVALID_WORD, 18,
      "\"255.0.0.255\": the netmask is not contiguous" },
    { OS_7_2, "show old", DIAG_OTHER_VERSION, 6,
      "\"old\" does not fit here in 7.2, expected conn, clock; the line is right in 6.2" },
    { OS_7_2, "shun", DIAG_UNKNOWN_COMMAND, 1, "\"shun\" is not a command of this mode" },
    { OS_7_2, "frog 1", DIAG_UNKNOWN_COMMAND, 1, "unknown command \"frog\"" },
    { OS_7_2, "sh c", DIAG_AMBIGUOUS, 4, "\"c\" is ambiguous: clock, conn" },
};

START_TEST(a_bad_line_is_blamed_on_its_furthest_word)
{
    const struct report_row *row = &reports[_i];
    struct matcher matcher = matcher_of(row->version);
    struct line line = { 0 };
    struct match match;
    struct diags diags;
    diags_init(&diags, arena);
    ck_assert(line_split(&line, row->text, strlen(row->text)));
    ck_assert(!match_line(&matcher, &line, &match));
    struct diag *diag = match_report(&matcher, &line, &match, &diags, NULL, 5);
    ck_assert_ptr_nonnull(diag);
    ck_assert_str_eq(diag->text, row->message);
    ck_assert_int_eq(diag->kind, row->kind);
    ck_assert_uint_eq(diag->span.line, 5);
    ck_assert_uint_eq(diag->span.first, row->first);
    line_fini(&line);
}
END_TEST

static const struct completion_row {
    const char *text;
    const char *expected; /* joined by blanks */
} completions_cases[] = {
    { "", "no pool show" },
    { "s", "show" },
    { "n", "no" },
    { "show ", "clock conn" },
    { "show c", "clock conn" },
    { "sh cl", "clock" },
    { "pool ", "comment <1-9>" },
    { "pool 3 ", "A.B.C.D" },
    { "pool 3 0 ", "fast netmask <cr>" },
    { "pool 3 0 n", "netmask" },
    { "no ", "pool" },
    { "no pool 3 ", "A.B.C.D <cr>" },
    { "pool x ", "" },
    { "show conn ", "<cr>" },
};

START_TEST(completion_is_the_same_walk)
{
    const struct completion_row *row = &completions_cases[_i];
    struct matcher matcher = matcher_of(OS_7_2);
    struct completions found = { .arena = arena };
    match_complete(&matcher, row->text, &found);
    char joined[200] = "";
    for (size_t i = 0; i < found.count; i++) {
        if (i > 0)
            strncat(joined, " ", sizeof(joined) - strlen(joined) - 1);
        strncat(joined, found.items[i].text, sizeof(joined) - strlen(joined) - 1);
    }
    ck_assert_str_eq(joined, row->expected);
}
END_TEST

START_TEST(usage_comes_from_the_row)
{
    char text[200] = { 0 };
    FILE *out = fmemopen(text, sizeof(text), "w");
    ck_assert_ptr_nonnull(out);
    command_usage(&pool, OS_7_2, out);
    fclose(out);
    ck_assert_str_eq(text, "[no] pool <1-9> <address> [netmask <netmask>] [fast]");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("match");
    TCase *tcase = tcase_create("match");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_line_finds_its_row, 0, ARRAY_LENGTH(cases));
    tcase_add_test(tcase, values_are_stored);
    tcase_add_loop_test(tcase, inner_words_may_be_short, OS_FIRST, OS_LAST + 1);
    tcase_add_loop_test(tcase, a_bad_line_is_blamed_on_its_furthest_word, 0, ARRAY_LENGTH(reports));
    tcase_add_loop_test(tcase, completion_is_the_same_walk, 0, ARRAY_LENGTH(completions_cases));
    tcase_add_test(tcase, usage_comes_from_the_row);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
