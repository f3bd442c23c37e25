/*
 * rsh_test.c: the second connection of a remote shell (engine.md 6.2 [A]).
 */
#include "engine/inspect/rsh.h"

#include "engine/talk_test.h"

#define COMMAND "1022\0joe\0joe\0ls" /* its last NUL is the literal's */

static struct talk talk;

static const struct {
    enum talk_nat nat;
    const char *back;
    const char *left; /* NULL: it does not pass */
} backs[] = {
    { TALK_PLAIN, "outside tcp 198.51.100.7:1023 > 10.1.1.5:1022 S",
      "198.51.100.7:1023 > 10.1.1.5:1022 on inside" },
    { TALK_STATIC, "outside tcp 198.51.100.7:1023 > 192.0.2.5:1022 S",
      "198.51.100.7:1023 > 10.1.1.5:1022 on inside" },
    /* from another host, to another port */
    { TALK_STATIC, "outside tcp 198.51.100.8:1023 > 192.0.2.5:1022 S", NULL },
    { TALK_STATIC, "outside tcp 198.51.100.7:1023 > 192.0.2.5:1021 S", NULL },
    /* not behind PAT */
    { TALK_PAT, "outside tcp 198.51.100.7:1023 > 192.0.2.9:1022 S", NULL },
    /* by level */
    { TALK_INWARD, "inside tcp 10.1.1.5:1023 > 198.51.100.7:1022 S",
      "192.0.2.5:1023 > 198.51.100.7:1022 on outside" },
};

static void
start(enum os_version version, enum talk_nat nat, enum inspection_kind kind)
{
    talk_start(&talk, version, nat, kind, IP_TCP, 514);
    talk_open(&talk);
}

START_TEST(server_connects)
{
    for (enum os_version version = OS_6_2; version <= OS_8_2; version++) {
        start(version, backs[_i].nat, INSPECT_RSH);
        talk_send(&talk, SIDE_INITIATOR, COMMAND, sizeof(COMMAND));
        talk_heard_bytes(&talk, SIDE_RESPONDER, COMMAND, sizeof(COMMAND));
        if (backs[_i].left == NULL) {
            expect_denied(talk.bench, backs[_i].back);
        } else {
            expect_passed(talk.bench, backs[_i].back);
            expect_left(talk.bench, backs[_i].left);
        }
        talk_end(&talk);
    }
}
END_TEST

START_TEST(not_without)
{
    if (backs[_i].nat == TALK_INWARD)
        return;
    start(OS_6_3, backs[_i].nat, INSPECT_KIND_COUNT);
    talk_send(&talk, SIDE_INITIATOR, COMMAND, sizeof(COMMAND));
    expect_denied(talk.bench, backs[_i].back);
    talk_end(&talk);
}
END_TEST

/* What is no port announces nothing; the first two are no protocol, either. */
static const struct {
    const char *bytes;
    size_t length;
    uint64_t desyncs;
} nothings[] = {
    { "12345678", 8, 1 },    { "a22\0joe", 8, 1 }, { "66000\0joe", 10, 1 },
    { "10 22\0joe", 10, 1 }, { "\0joe", 5, 0 }, /* none is wanted: the empty text */
    { "0\0joe", 6, 0 },      { "102", 3, 0 },
};

START_TEST(announces_nothing)
{
    start(OS_6_3, TALK_STATIC, INSPECT_RSH);
    talk_send(&talk, SIDE_INITIATOR, nothings[_i].bytes, nothings[_i].length);
    talk_heard_bytes(&talk, SIDE_RESPONDER, nothings[_i].bytes, nothings[_i].length);
    expect_denied(talk.bench, "outside tcp 198.51.100.7:1023 > 192.0.2.5:1022 S");
    const struct engine_counters counters = engine_counters(talk.bench->engine);
    ck_assert_uint_eq(counters.inspect_desyncs[INSPECT_RSH], nothings[_i].desyncs);
    talk_end(&talk);
}
END_TEST

/* One-sided: a port is a port on either side. */
START_TEST(seen_behind)
{
    start(OS_6_3, TALK_STATIC, INSPECT_RSH);
    talk.as_left = true;
    talk_send(&talk, SIDE_INITIATOR, COMMAND, sizeof(COMMAND));
    talk.as_left = false;
    expect_passed(talk.bench, "outside tcp 198.51.100.7:1023 > 192.0.2.5:1022 S");
    talk_end(&talk);
}
END_TEST

static void
script(struct talk *in)
{
    talk_send(in, SIDE_INITIATOR, COMMAND, sizeof(COMMAND));
    talk_heard_bytes(in, SIDE_RESPONDER, COMMAND, sizeof(COMMAND));
    talk_send(in, SIDE_RESPONDER, "\0files\n", 7);
    talk_heard_bytes(in, SIDE_INITIATOR, "\0files\n", 7);
    if (in->nat == TALK_STATIC)
        expect_passed(in->bench, "outside tcp 198.51.100.7:1023 > 192.0.2.5:1022 S");
    ck_assert_uint_eq(in->refused, 0);
}

START_TEST(in_all_ways)
{
    talk_in_all_ways(OS_6_3, (enum talk_nat)_i, INSPECT_RSH, 514, script);
    talk_in_all_ways(OS_8_0, (enum talk_nat)_i, INSPECT_RSH, 514, script);
}
END_TEST

START_TEST(damaged)
{
    static const struct talk_message messages[] = { { SIDE_INITIATOR, COMMAND, sizeof(COMMAND) } };
    talk_damaged(OS_8_0, (enum talk_nat)_i, INSPECT_RSH, IP_TCP, 514, messages, 1);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("rsh");
    TCase *tcase = tcase_create("rsh");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, server_connects, 0, (int)ARRAY_LENGTH(backs));
    tcase_add_loop_test(tcase, not_without, 0, (int)ARRAY_LENGTH(backs));
    tcase_add_loop_test(tcase, announces_nothing, 0, (int)ARRAY_LENGTH(nothings));
    tcase_add_test(tcase, seen_behind);
    tcase_add_loop_test(tcase, in_all_ways, 0, TALK_NATS);
    tcase_add_loop_test(tcase, damaged, 0, TALK_NATS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
