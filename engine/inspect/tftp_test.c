/*
 * tftp_test.c: who may answer a TFTP request (engine.md 6.2 [A] unless marked).
 */
#include "engine/inspect/tftp.h"

#include "engine/talk_test.h"

#define REQUEST "\0\1file\0octet"                  /* its last NUL is the literal's */
#define OPTIONS "\0\2file\0octet\0blksize\0001428" /* RFC 2347 */

static struct talk talk;

static void
ask(enum os_version version, enum talk_nat nat, enum inspection_kind kind, const void *request,
    size_t length)
{
    talk_start(&talk, version, nat, kind, IP_UDP, 69);
    talk_send(&talk, SIDE_INITIATOR, request, length);
    talk_heard_bytes(&talk, SIDE_RESPONDER, request, length);
    quiet(talk.bench);
}

static const struct {
    enum talk_nat nat;
    const char *answer, *answer_left; /* from a new port */
    const char *other;                /* not from the server, or to another port */
    const char *next, *next_left;     /* of the client, to the new port */
    const char *log;
} answers[] = {
    { TALK_PLAIN, "outside udp 198.51.100.7:3000 > 10.1.1.5:40000 len 516",
      "198.51.100.7:3000 > 10.1.1.5:40000 on inside",
      "outside udp 198.51.100.7:3000 > 10.1.1.5:40001 len 516",
      "inside udp 10.1.1.5:40000 > 198.51.100.7:3000 len 4",
      "10.1.1.5:40000 > 198.51.100.7:3000 on outside",
      "302015: Built inbound UDP connection 2 for outside:198.51.100.7/3000 (198.51.100.7/3000) to "
      "inside:10.1.1.5/40000 (10.1.1.5/40000)\n" },
    { TALK_STATIC, "outside udp 198.51.100.7:3000 > 192.0.2.5:40000 len 516",
      "198.51.100.7:3000 > 10.1.1.5:40000 on inside",
      "outside udp 198.51.100.8:3000 > 192.0.2.5:40000 len 516",
      "inside udp 10.1.1.5:40000 > 198.51.100.7:3000 len 4",
      "192.0.2.5:40000 > 198.51.100.7:3000 on outside",
      "302015: Built inbound UDP connection 2 for outside:198.51.100.7/3000 (198.51.100.7/3000) to "
      "inside:10.1.1.5/40000 (192.0.2.5/40000)\n" },
    { TALK_PAT, "outside udp 198.51.100.7:3000 > 192.0.2.9:1024 len 516",
      "198.51.100.7:3000 > 10.1.1.5:40000 on inside",
      "outside udp 198.51.100.8:3000 > 192.0.2.9:1024 len 516",
      "inside udp 10.1.1.5:40000 > 198.51.100.7:3000 len 4",
      "192.0.2.9:1024 > 198.51.100.7:3000 on outside",
      "302015: Built inbound UDP connection 2 for outside:198.51.100.7/3000 (198.51.100.7/3000) to "
      "inside:10.1.1.5/40000 (192.0.2.9/1024)\n" },
};

START_TEST(server_answers)
{
    for (enum os_version version = OS_6_3; version <= OS_8_2; version++) {
        ask(version, answers[_i].nat, INSPECT_TFTP, REQUEST, sizeof(REQUEST));
        expect_denied(talk.bench, answers[_i].other);
        quiet(talk.bench);
        expect_passed(talk.bench, answers[_i].answer);
        expect_left(talk.bench, answers[_i].answer_left);
        expect_log(talk.bench, answers[_i].log);
        expect_passed(talk.bench, answers[_i].next);
        expect_left(talk.bench, answers[_i].next_left);
        expect_passed(talk.bench, answers[_i].answer);
        expect_log(talk.bench, "");
        talk_end(&talk);
    }
}
END_TEST

START_TEST(not_without)
{
    ask(OS_6_3, answers[_i].nat, INSPECT_KIND_COUNT, REQUEST, sizeof(REQUEST));
    expect_denied(talk.bench, answers[_i].answer);
    talk_end(&talk);
}
END_TEST

/* One request, one conn, within `timeout udp` [C]; another request, another conn. */
START_TEST(each_request)
{
    ask(OS_8_0, TALK_STATIC, INSPECT_TFTP, OPTIONS, sizeof(OPTIONS));
    expect_passed(talk.bench, "outside udp 198.51.100.7:3000 > 192.0.2.5:40000 len 9");
    expect_denied(talk.bench, "outside udp 198.51.100.7:3001 > 192.0.2.5:40000 len 9");
    talk_send(&talk, SIDE_INITIATOR, REQUEST, sizeof(REQUEST));
    expect_passed(talk.bench, "outside udp 198.51.100.7:3001 > 192.0.2.5:40000 len 9");
    talk_send(&talk, SIDE_INITIATOR, REQUEST, sizeof(REQUEST));
    at_second(talk.bench, 121);
    expect_denied(talk.bench, "outside udp 198.51.100.7:3002 > 192.0.2.5:40000 len 9");
    talk_end(&talk);
}
END_TEST

static const struct {
    const char *bytes;
    size_t length;
} no_requests[] = {
    { "\0\1file\0octet", 12 }, /* no NUL */
    { "\0\1\0octet", 9 },      /* no name */
    { "\0\3file\0octet", 13 }, /* data */
    { "\1\1file\0octet", 13 }, { "\0\1file", 6 }, { "\0", 1 },
};

START_TEST(no_request)
{
    ask(OS_6_3, TALK_STATIC, INSPECT_TFTP, no_requests[_i].bytes, no_requests[_i].length);
    expect_denied(talk.bench, "outside udp 198.51.100.7:3000 > 192.0.2.5:40000 len 9");
    talk_end(&talk);
}
END_TEST

/* Where the line, or the class, names another port. */
START_TEST(other_port)
{
    for (enum os_version version = OS_6_3; version <= OS_8_2; version++) {
        talk_start_with(&talk, version, TALK_STATIC, INSPECT_TFTP, IP_UDP, 6969);
        talk_match_port(&talk, 6969);
        bench_start(talk.bench);
        talk_send(&talk, SIDE_INITIATOR, REQUEST, sizeof(REQUEST));
        expect_passed(talk.bench, "outside udp 198.51.100.7:3000 > 192.0.2.5:40000 len 516");
        talk_end(&talk);
        talk_start_with(&talk, version, TALK_STATIC, INSPECT_TFTP, IP_UDP, 69);
        talk.ends[SIDE_INITIATOR].peer_port = talk.ends[SIDE_RESPONDER].port = 6969;
        bench_start(talk.bench);
        talk_send(&talk, SIDE_INITIATOR, REQUEST, sizeof(REQUEST));
        expect_denied(talk.bench, "outside udp 198.51.100.7:3000 > 192.0.2.5:40000 len 516");
        talk_end(&talk);
    }
}
END_TEST

/* What the server says announces nothing; an inside server answers by level. */
START_TEST(inside_server)
{
    ask(OS_6_3, TALK_INWARD, INSPECT_TFTP, REQUEST, sizeof(REQUEST));
    talk_send(&talk, SIDE_RESPONDER, REQUEST, sizeof(REQUEST));
    expect_denied(talk.bench, "outside udp 198.51.100.7:3000 > 192.0.2.5:3000 len 9");
    expect_passed(talk.bench, "inside udp 10.1.1.5:3000 > 198.51.100.7:40000 len 9");
    expect_left(talk.bench, "192.0.2.5:3000 > 198.51.100.7:40000 on outside");
    talk_end(&talk);
}
END_TEST

START_TEST(damaged)
{
    static const struct talk_message messages[] = { { SIDE_INITIATOR, OPTIONS, sizeof(OPTIONS) } };
    talk_damaged(OS_8_0, (enum talk_nat)_i, INSPECT_TFTP, IP_UDP, 69, messages, 1);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("tftp");
    TCase *tcase = tcase_create("tftp");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, server_answers, 0, (int)ARRAY_LENGTH(answers));
    tcase_add_loop_test(tcase, not_without, 0, (int)ARRAY_LENGTH(answers));
    tcase_add_test(tcase, each_request);
    tcase_add_loop_test(tcase, no_request, 0, (int)ARRAY_LENGTH(no_requests));
    tcase_add_test(tcase, other_port);
    tcase_add_test(tcase, inside_server);
    tcase_add_loop_test(tcase, damaged, 0, TALK_NATS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
