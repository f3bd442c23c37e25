/*
 * path_tcp_test.c: TCP segments on their way: what is dropped and why, what a conn's end prints
 * (engine.md 2.4), by version.
 */
#include "engine/fixture_test.h"

/* static (inside,outside) 192.0.2.5 10.1.1.5; all may come in. */
static struct bench *
tcp_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    bench_start(bench);
    return bench;
}

#define OUT "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 "
#define IN "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 "
#define SYN OUT "S seq 100 mss 1460 scale 2"
#define SYN_ACK IN "SA seq 500 ack 101 mss 536 scale 2"
#define ACK OUT "A seq 101 ack 501"
#define MOST_PACKETS 6

/* The last packet of each row meets its fate; those before it pass. */
static const struct segment_case {
    enum os_version since, until;
    const char *packets[MOST_PACKETS];
    enum drop_reason drop;
    const char *line; /* that it prints; NULL: none */
} segments[] = {
    /* 2.4, handshake */
    { OS_6_2, OS_LAST, { SYN, SYN }, DROP_NONE, NULL },
    { OS_6_2, OS_6_3, { SYN, OUT "S seq 999" }, DROP_NONE, NULL }, /* [C] */
    { OS_7_0,
      OS_LAST,
      { SYN, OUT "S seq 999" },
      DROP_DUPLICATE_SYN,
      "419002: Duplicate TCP SYN from inside:10.1.1.5/1500 to outside:198.51.100.7/80 with "
      "different initial sequence number\n" },
    { OS_6_2, OS_6_3, { SYN, SYN_ACK, ACK, OUT "S seq 999" }, DROP_NONE, NULL }, /* [C] */
    { OS_7_0,
      OS_LAST,
      { SYN, SYN_ACK, ACK, OUT "S seq 999" },
      DROP_DUPLICATE_SYN,
      "419002: Duplicate TCP SYN from inside:10.1.1.5/1500 to outside:198.51.100.7/80 with "
      "different initial sequence number\n" },
    { OS_6_2, OS_LAST, { SYN, IN "SA seq 500 ack 102" }, DROP_TCP_WRONG_ACK, NULL },
    { OS_6_2, OS_LAST, { SYN, IN "S seq 500" }, DROP_TCP_DUAL_OPEN, NULL }, /* 6.x [C] */
    { OS_6_2, OS_LAST, { SYN, ACK }, DROP_TCP_STATE, NULL },
    { OS_6_2, OS_LAST, { SYN, IN "A seq 500 ack 1" }, DROP_TCP_STATE, NULL },
    { OS_6_2, OS_LAST, { OUT "S seq 100 len 5" }, DROP_NONE, NULL }, /* syn-data allow */
    /* synack-data drop, of the normalizer */
    { OS_6_2, OS_6_3, { SYN, IN "SA seq 500 ack 101 len 5" }, DROP_NONE, NULL },
    { OS_7_0, OS_LAST, { SYN, IN "SA seq 500 ack 101 len 5" }, DROP_TCP_SYN_ACK_DATA, NULL },
    /* windows: 8192 << 2 and 64 KiB of grace; 6.x has the loose window too */
    { OS_6_2, OS_LAST, { SYN, SYN_ACK, ACK, IN "A seq 98805 ack 101 len 9" }, DROP_NONE, NULL },
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, ACK, IN "A seq 98806 ack 101 len 9" },
      DROP_TCP_PAST_WINDOW,
      NULL },
    { OS_6_2, OS_LAST, { SYN, SYN_ACK, ACK, IN "R seq 98806" }, DROP_TCP_RESET_PAST_WINDOW, NULL },
    { OS_6_2, OS_6_3, { SYN, SYN_ACK, ACK, IN "A seq 501 ack 200000" }, DROP_NONE, NULL },
    { OS_7_0,
      OS_LAST,
      { SYN, SYN_ACK, ACK, IN "A seq 501 ack 200000" },
      DROP_TCP_INVALID_ACK,
      NULL },
    /* exceed-mss: dropped up to 7.1, allowed by the newest 7.2 and later (2.4 [B]) */
    { OS_6_2, OS_6_3, { SYN, SYN_ACK, ACK, OUT "A seq 101 ack 501 len 537" }, DROP_NONE, NULL },
    { OS_7_0,
      OS_7_1,
      { SYN, SYN_ACK, ACK, OUT "A seq 101 ack 501 len 537" },
      DROP_TCP_EXCEEDS_MSS,
      "419001: Dropping TCP packet from inside:10.1.1.5/1500 to outside:198.51.100.7/80, reason: "
      "MSS exceeded, MSS 536, data 537\n" },
    { OS_7_2, OS_LAST, { SYN, SYN_ACK, ACK, OUT "A seq 101 ack 501 len 537" }, DROP_NONE, NULL },
};

START_TEST(segment)
{
    const struct segment_case *row = &segments[_i];
    for (enum os_version version = row->since; version <= row->until; version++) {
        struct bench *bench = tcp_bench(version);
        size_t last = 0;
        while (last + 1 < MOST_PACKETS && row->packets[last + 1] != NULL)
            last++;
        for (size_t i = 0; i < last; i++)
            expect_passed(bench, row->packets[i]);
        quiet(bench);
        send_packet(bench, row->packets[last]);
        ck_assert_msg(bench->outcome.drop == row->drop, "%s in %s: %s", row->packets[last],
                      os_version_name(version), drop_reason_name(bench->outcome.drop));
        if (last > 0)
            expect_log(bench, row->line == NULL ? "" : row->line);
        bench_free(bench);
    }
}
END_TEST

/* sysopt connection timewait: the conn stays 15 s after its last packet; late ACKs find it. */
START_TEST(timewait)
{
    struct bench *bench = tcp_bench(_i == 0 ? OS_6_3 : OS_8_0);
    bench->config->sysopts.on |= SYSOPT_BIT(SYSOPT_TIMEWAIT);
    bench->show_times = true;
    expect_passed(bench, SYN);
    expect_passed(bench, SYN_ACK);
    expect_passed(bench, OUT "FA seq 101 ack 501");
    expect_passed(bench, IN "FA seq 501 ack 101");
    expect_passed(bench, OUT "A seq 102 ack 502");
    quiet(bench);
    at_second(bench, 5);
    expect_passed(bench, IN "A seq 502 ack 102"); /* of a simultaneous close */
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1500 bytes 0 UfFRr\n");
    engine_advance(bench->engine, BENCH_START + seconds_to_ns(20));
    expect_conns(bench, "");
    const char *line = "+20 302014: Teardown TCP connection 1 for outside:198.51.100.7/80 to "
                       "inside:10.1.1.5/1500 duration 0:00:20 bytes 0 TCP FINs\n";
    ck_assert_int_eq(strncmp(bench->log, line, strlen(line)), 0);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_tcp");
    TCase *tcase = tcase_create("path_tcp");
    tcase_add_loop_test(tcase, segment, 0, (int)ARRAY_LENGTH(segments));
    tcase_add_loop_test(tcase, timewait, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
