/*
 * esmtp_map_test.c: the limits that ESMTP has without a map, and maps of one's own (108004).
 */
#include "engine/inspect/smtp.h"

#include "engine/talk_test.h"

static struct talk talk;

#define LINE(does, what)                                                                           \
    "108004: ESMTP Classification: " does " ESMTP Request from inside:10.1.1.5/40000 to "          \
    "outside:198.51.100.7/25; matched Class " what "\n"
#define DROPPED(what) LINE("Dropped connection for", what)

static void
start(enum os_version version, enum talk_way way)
{
    talk_start_with(&talk, version, TALK_STATIC, INSPECT_ESMTP, IP_TCP, 25);
    talk.way = way;
}

static void
greet(void)
{
    bench_start(talk.bench);
    talk_open(&talk);
    talk_say(&talk, SIDE_RESPONDER, "220 \r\n");
    talk_say(&talk, SIDE_INITIATOR, "HELO a\r\n");
    talk_say(&talk, SIDE_RESPONDER, "250 b\r\n");
    ck_assert_uint_eq(talk.refused, 0);
    quiet(talk.bench);
}

static void
expect_lines(const char *lines)
{
    char found[4096] = "";
    for (const char *line = talk.bench->log; *line != '\0'; line = strchr(line, '\n') + 1) {
        if (strncmp(line, "108004", 6) == 0)
            strncat(found, line, (size_t)(strchr(line, '\n') - line) + 1);
    }
    ck_assert_str_eq(found, lines);
    quiet(talk.bench);
}

/* HEAD, then so many letters, then END. */
static void
say_long(const char *head, size_t letters, const char *end)
{
    static char text[8192];
    size_t at = strlen(head);
    ck_assert_uint_lt(at + letters + strlen(end), sizeof(text));
    memcpy(text, head, at);
    memset(text + at, 'x', letters);
    memcpy(text + at + letters, end, strlen(end) + 1);
    talk_say(&talk, SIDE_INITIATOR, text);
}

/* --- the usual limits --------------------------------------------------------------------------
 */

#define MAIL "MAIL FROM:<a@b>\r\n"
#define UP_TO_DATA MAIL "RCPT TO:<c@d>\r\nDATA\r\n"

/* BEFORE is said, then HEAD with so many letters and END; one letter less is let be. */
static const struct {
    const char *before, *head, *end;
    size_t letters;
    const char *line;
    bool passes;
} limits[] = {
    { "", "NOOP ", "\r\n", 508, DROPPED("1: cmd line length gt 512"), false },
    { "", "MAIL FROM:<", ">\r\n", 321, DROPPED("5: sender-address length gt 320"), false },
    { "", "MAIL FROM: ", " SIZE=5\r\n", 321, DROPPED("5: sender-address length gt 320"), false },
    { UP_TO_DATA, "Subject: ", "\r\n", 990, DROPPED("4: header line length gt 998"), false },
    { UP_TO_DATA "A: b\r\n\r\n", "", "\r\n", 999, LINE("Logged", "3: body line length gt 998"),
      true },
    { UP_TO_DATA, "Subject: ", "\r\n", 5000, DROPPED("4: header line length gt 998"), false },
};

START_TEST(a_limit)
{
    for (unsigned way = 0; way < 2 * TALK_WAYS; way++) {
        bool exceeds = way < TALK_WAYS;
        start(way % 2 == 0 ? OS_7_2 : OS_8_0, (enum talk_way)(way % TALK_WAYS));
        greet();
        if (*limits[_i].before != '\0')
            talk_say(&talk, SIDE_INITIATOR, limits[_i].before);
        if (!exceeds && limits[_i].letters == 5000) {
            talk_end(&talk);
            continue;
        }
        say_long(limits[_i].head, limits[_i].letters - !exceeds, limits[_i].end);
        ck_assert_int_eq(talk.refused > 0, exceeds && !limits[_i].passes);
        expect_lines(exceeds ? limits[_i].line : "");
        talk_end(&talk);
    }
}
END_TEST

/* A hundred recipients of one mail; the next mail has its own. */
START_TEST(many_recipients)
{
    start(OS_8_0, TALK_WHOLE);
    greet();
    for (unsigned mail = 0; mail < 2; mail++) {
        talk_say(&talk, SIDE_INITIATOR, MAIL);
        for (unsigned i = 0; i < 100; i++)
            talk_say(&talk, SIDE_INITIATOR, "RCPT TO:<c@d>\r\n");
        ck_assert_uint_eq(talk.refused, 0);
    }
    talk_say(&talk, SIDE_INITIATOR, "RCPT TO:<c@d>\r\n");
    ck_assert_uint_gt(talk.refused, 0);
    expect_lines(DROPPED("2: cmd RCPT count gt 100"));
    talk_end(&talk);
}
END_TEST

/* 7.0 and 7.1 have no maps; a map of one's own stands in for the usual one, and so does a wrong
 * name [C]. */
START_TEST(no_limit)
{
    start(_i == 0 ? OS_7_0 : _i == 1 ? OS_7_1 : OS_8_0, TALK_WHOLE);
    if (_i >= 2)
        config_policy_map(talk.bench->config, "global_policy")->classes[0].inspections[0].map =
            "mine";
    if (_i == 3) {
        struct policy_map *policy = config_policy_map_make(talk.bench->config, "mine");
        policy->exists = true;
        policy->inspect = arena_zalloc(talk.bench->config->arena, sizeof(*policy->inspect));
        ck_assert_ptr_nonnull(policy->inspect);
        policy->inspect->protocol = MAP_PROTOCOL_ESMTP;
    }
    greet();
    say_long("NOOP ", 600, "\r\n");
    ck_assert_uint_eq(talk.refused, 0);
    expect_lines("");
    talk_end(&talk);
}
END_TEST

START_TEST(the_usual_map_by_its_name)
{
    start(OS_8_0, TALK_WHOLE);
    config_policy_map(talk.bench->config, "global_policy")->classes[0].inspections[0].map =
        "_default_esmtp_map";
    greet();
    say_long("NOOP ", 600, "\r\n");
    ck_assert_uint_gt(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

/* --- maps of one's own -------------------------------------------------------------------------
 */

static const struct {
    struct map_value criterion;
    enum map_setting does;
    const char *said, *heard, *line; /* HEARD: NULL when the connection goes */
} maps[] = {
    { { .setting = MAP_MATCH_ESMTP_COMMAND, .list = 1U << 13 },
      MAP_DO_MASK,
      "VRFY a\r\n",
      "XXXX a\r\n",
      LINE("Masked header flags for", "1: cmd verb VRFY") },
    { { .setting = MAP_MATCH_ESMTP_COMMAND, .list = 1U << 13 | 1U << 3 },
      MAP_DO_RESET,
      "ETRN a\r\n",
      NULL,
      LINE("Reset connection for", "1: cmd verb ETRN VRFY") },
    { { .setting = MAP_MATCH_ESMTP_COMMAND, .list = 1U << 13 },
      MAP_DO_RESET,
      "NOOP\r\n",
      "NOOP\r\n",
      "" },
    { { .setting = MAP_MATCH_ESMTP_COMMAND_LENGTH, .numbers = { 5 } },
      MAP_DO_LOG,
      "NOOP a\r\n",
      "NOOP a\r\n",
      LINE("Logged", "1: cmd line length gt 5") },
    { { .setting = MAP_MATCH_ESMTP_SENDER, .regexes = { { "bad", false } } },
      MAP_DO_DROP_CONNECTION,
      "MAIL FROM:<spam@x.example>\r\n",
      NULL,
      DROPPED("1: sender-address regex bad") },
    { { .setting = MAP_MATCH_ESMTP_SENDER, .regexes = { { "bad", false } }, .negated = true },
      MAP_DO_DROP_CONNECTION,
      "MAIL FROM:<spam@x.example>\r\nRCPT TO:<good@y>\r\n",
      "MAIL FROM:<spam@x.example>\r\nRCPT TO:<good@y>\r\n",
      "" },
    { { .setting = MAP_MATCH_ESMTP_FILENAME, .numbers = { 0 } }, /* not asked */
      MAP_DO_DROP_CONNECTION,
      "NOOP\r\n",
      "NOOP\r\n",
      "" },
};

START_TEST(a_map)
{
    start(OS_8_0, TALK_WHOLE);
    struct config *config = talk.bench->config;
    struct policy_map *policy = config_policy_map_make(config, "mine");
    struct map_value action = { .setting = (uint16_t)maps[_i].does, .log = true };
    struct map_rule rule = { .criterion = maps[_i].criterion,
                             .actions = { .items = &action, .count = 1 } };
    struct inspect_map map = { .protocol = MAP_PROTOCOL_ESMTP, .rules = &rule, .rule_count = 1 };
    struct regex *regex = BENCH_APPEND(config, regexes, regex_count, regex_capacity);
    ck_assert(policy != NULL && regex != NULL);
    *regex = (struct regex){ .name = "bad", .expression = "^spam@" };
    policy->exists = true;
    policy->inspect = &map;
    config_policy_map(config, "global_policy")->classes[0].inspections[0].map = "mine";
    greet();
    talk.ends[1].taken = talk.ends[1].heard_end;
    talk_say(&talk, SIDE_INITIATOR, maps[_i].said);
    if (maps[_i].heard != NULL)
        talk_heard(&talk, SIDE_RESPONDER, maps[_i].heard);
    ck_assert_int_eq(talk.refused > 0, maps[_i].heard == NULL);
    expect_lines(maps[_i].line);
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("esmtp maps");
    TCase *tcase = tcase_create("esmtp maps");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_limit, 0, (int)ARRAY_LENGTH(limits));
    tcase_add_test(tcase, many_recipients);
    tcase_add_loop_test(tcase, no_limit, 0, 4);
    tcase_add_test(tcase, the_usual_map_by_its_name);
    tcase_add_loop_test(tcase, a_map, 0, (int)ARRAY_LENGTH(maps));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
