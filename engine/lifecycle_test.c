/*
 * lifecycle_test.c: when conns and xlates end: the timers of engine.md 2.6 and the closings of 2.4,
 * each line with the stamp of its own expiry.
 */
#include "engine/fixture_test.h"

/* static (inside,outside) 192.0.2.5 10.1.1.5; all may come in. */
static struct bench *
static_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    bench_start(bench);
    bench->show_times = true;
    return bench;
}

#define SYN "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S seq 100"
#define SYN_ACK "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 SA seq 500 ack 101"
#define ACK "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 A seq 101 ack 501"
#define FIN_OUT "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 FA seq 101 ack 501"
#define FIN_OUT_ACKED "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 A seq 501 ack 102"
#define FIN_IN "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 FA seq 501 ack 101"
#define FIN_IN_LAST "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 FA seq 501 ack 102"
#define FIN_IN_ACKED "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 A seq 102 ack 502"
#define DATA_IN "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 PA seq 501 ack 101 len 5"
#define RST_IN "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 R seq 501"
#define RST_OUT "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 RA seq 101 ack 501"
#define TEARDOWN                                                                                   \
    "302014: Teardown TCP connection 1 for outside:198.51.100.7/80 to "                            \
    "inside:10.1.1.5/1500 duration "
#define MOST_PACKETS 8

/* The packets, one a second from 0 on; FLAGS after them; what is printed when time runs on. */
static const struct tcp_case {
    enum os_version since, until;
    const char *packets[MOST_PACKETS];
    const char *flags; /* NULL: the conn is gone */
    const char *end;
} tcp_cases[] = {
    { OS_6_2, OS_6_3, { SYN }, "saA", "+120 " TEARDOWN "0:02:00 bytes 0 SYN Timeout\n" },
    { OS_7_0, OS_LAST, { SYN }, "saA", "+30 " TEARDOWN "0:00:30 bytes 0 SYN Timeout\n" },
    /* 13: a repeated SYN starts the timer anew */
    { OS_6_2, OS_6_3, { SYN, SYN }, "saA", "+121 " TEARDOWN "0:02:01 bytes 0 SYN Timeout\n" },
    { OS_7_0, OS_LAST, { SYN, SYN_ACK }, "A", "+31 " TEARDOWN "0:00:31 bytes 0 SYN Timeout\n" },
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, ACK },
      "U",
      "+3602 " TEARDOWN "1:00:02 bytes 0 Conn-timeout\n" },
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, ACK, DATA_IN },
      "UI",
      "+3603 " TEARDOWN "1:00:03 bytes 5 Conn-timeout\n" },
    /* a FIN alone is no half-closed conn */
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, ACK, FIN_OUT },
      "Uf",
      "+3603 " TEARDOWN "1:00:03 bytes 0 Conn-timeout\n" },
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, ACK, FIN_OUT, FIN_OUT_ACKED },
      "Ufr",
      "+604 " TEARDOWN "0:10:04 bytes 0 FIN Timeout\n" },
    { OS_6_2,
      OS_6_3,
      { SYN, SYN_ACK, ACK, FIN_OUT, FIN_IN_LAST },
      "UfFr",
      "+19 " TEARDOWN "0:00:19 bytes 0 FIN Timeout\n" },
    { OS_7_0,
      OS_LAST,
      { SYN, SYN_ACK, ACK, FIN_OUT, FIN_IN_LAST },
      "UfFr",
      "+604 " TEARDOWN "0:10:04 bytes 0 FIN Timeout\n" },
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, ACK, FIN_OUT, FIN_IN_LAST, FIN_IN_ACKED },
      NULL,
      "+5 " TEARDOWN "0:00:05 bytes 0 TCP FINs\n" },
    /* simultaneous close: the other ACK comes to nobody */
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, ACK, FIN_OUT, FIN_IN, FIN_IN_ACKED, FIN_OUT_ACKED },
      NULL,
      "+5 " TEARDOWN "0:00:05 bytes 0 TCP FINs\n"
      "+6 106015: Deny TCP (no connection) from 198.51.100.7/80 to 192.0.2.5/1500 flags ACK  on "
      "interface outside\n" },
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, ACK, RST_IN },
      NULL,
      "+3 " TEARDOWN "0:00:03 bytes 0 TCP Reset-O\n" },
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, RST_OUT },
      NULL,
      "+2 " TEARDOWN "0:00:02 bytes 0 TCP Reset-I\n" },
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, ACK, FIN_OUT, RST_IN },
      NULL,
      "+4 " TEARDOWN "0:00:04 bytes 0 TCP Reset-O\n" },
};

/* Only the lines about conns and segments: local hosts and statics have their own tests. */
static void
keep_conn_lines(struct bench *bench)
{
    char *line = bench->log;
    while (*line != '\0') {
        char *end = strchr(line, '\n') + 1;
        char *id = strchr(line, ' ') + 1;
        if (strncmp(id, "609", 3) == 0 || strncmp(id, "305", 3) == 0 ||
            strncmp(id, "302013", 6) == 0)
            memmove(line, end, strlen(end) + 1);
        else
            line = end;
    }
    bench->log_length = strlen(bench->log);
}

static bool
copy_flags(void *context, const struct conn_view *conn)
{
    memcpy(context, conn->flags, sizeof(conn->flags));
    return true;
}

START_TEST(tcp_ends)
{
    const struct tcp_case *row = &tcp_cases[_i];
    for (enum os_version version = row->since; version <= row->until; version++) {
        struct bench *bench = static_bench(version);
        char flags[24] = "gone";
        for (uint32_t i = 0; i < MOST_PACKETS && row->packets[i] != NULL; i++) {
            at_second(bench, i);
            send_packet(bench, row->packets[i]);
        }
        engine_each_conn(bench->engine, copy_flags, flags);
        ck_assert_str_eq(flags, row->flags != NULL ? row->flags : "gone");
        engine_drain(bench->engine);
        keep_conn_lines(bench);
        ck_assert_str_eq(bench->log, row->end);
        bench_free(bench);
    }
}
END_TEST

/* --- timeout lines --------------------------------------------------------------------------- */

static const struct timer_case {
    enum os_version since;
    enum timer timer;
    uint32_t seconds;
    const char *packets[4];
    const char *end; /* "" when the timer is off */
} timer_cases[] = {
    { OS_6_2,
      TIMER_CONN,
      300,
      { SYN, SYN_ACK, ACK },
      "+302 " TEARDOWN "0:05:02 bytes 0 Conn-timeout\n" },
    { OS_6_2, TIMER_CONN, 0, { SYN, SYN_ACK, ACK }, "" },
    { OS_6_2,
      TIMER_UDP,
      60,
      { "inside udp 10.1.1.5:1500 > 198.51.100.7:69 len 4" },
      "+60 302016: Teardown UDP connection 1 for outside:198.51.100.7/69 to inside:10.1.1.5/1500 "
      "duration 0:01:00 bytes 4\n" },
    { OS_6_2, TIMER_UDP, 0, { "inside udp 10.1.1.5:1500 > 198.51.100.7:69 len 4" }, "" },
    { OS_7_0, TIMER_HALF_CLOSED, 0, { SYN, SYN_ACK, FIN_OUT, FIN_OUT_ACKED }, "" },
    { OS_7_0,
      TIMER_HALF_CLOSED,
      300,
      { SYN, SYN_ACK, FIN_OUT, FIN_OUT_ACKED },
      "+303 " TEARDOWN "0:05:03 bytes 0 FIN Timeout\n" },
    { OS_7_2,
      TIMER_ICMP,
      5,
      { "inside icmp 10.1.1.5 > 198.51.100.7 8 0 id 9" },
      "+5 302021: Teardown ICMP connection for faddr 198.51.100.7/0 gaddr 192.0.2.5/9 laddr "
      "10.1.1.5/9\n" },
};

START_TEST(configured_timers)
{
    const struct timer_case *row = &timer_cases[_i];
    for (enum os_version version = row->since; version <= OS_LAST; version++) {
        struct bench *bench = static_bench(version);
        bench->config->timers[row->timer] = row->seconds;
        for (uint32_t i = 0; i < 4 && row->packets[i] != NULL; i++) {
            at_second(bench, i);
            expect_passed(bench, row->packets[i]);
        }
        quiet(bench);
        engine_advance(bench->engine, BENCH_START + seconds_to_ns(20000));
        keep_conn_lines(bench);
        ck_assert_str_eq(bench->log, row->end);
        bench_free(bench);
    }
}
END_TEST

/* Defaults of engine.md 2.6 that move packets; 0 where the version has none. */
START_TEST(default_timers)
{
    static const struct {
        enum timer timer;
        uint32_t seconds[OS_COUNT];
    } rows[] = {
        { TIMER_XLATE, { 10800, 10800, 10800, 10800, 10800, 10800, 10800, 10800 } },
        { TIMER_CONN, { 3600, 3600, 3600, 3600, 3600, 3600, 3600, 3600 } },
        { TIMER_HALF_CLOSED, { 600, 600, 600, 600, 600, 600, 600, 600 } },
        { TIMER_UDP, { 120, 120, 120, 120, 120, 120, 120, 120 } },
        { TIMER_ICMP, { 0, 0, 2, 2, 2, 2, 2, 2 } },
        { TIMER_RPC, { 600, 600, 600, 600, 600, 600, 600, 600 } },
        { TIMER_H323, { 300, 300, 300, 300, 300, 300, 300, 300 } },
        { TIMER_H225, { 0, 3600, 3600, 3600, 3600, 3600, 3600, 3600 } },
        { TIMER_MGCP, { 0, 300, 300, 300, 300, 300, 300, 300 } },
        { TIMER_MGCP_PAT, { 0, 0, 300, 300, 300, 300, 300, 300 } },
        { TIMER_SIP, { 1800, 1800, 1800, 1800, 1800, 1800, 1800, 1800 } },
        { TIMER_SIP_MEDIA, { 120, 120, 120, 120, 120, 120, 120, 120 } },
        { TIMER_SIP_DISCONNECT, { 0, 120, 0, 0, 120, 120, 120, 120 } },
        { TIMER_SIP_INVITE, { 0, 180, 0, 0, 180, 180, 180, 180 } },
        { TIMER_SIP_PROVISIONAL_MEDIA, { 0, 0, 0, 0, 0, 120, 120, 120 } },
        { TIMER_UAUTH_ABSOLUTE, { 300, 300, 300, 300, 300, 300, 300, 300 } },
    };
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
            ck_assert_msg(behaviour(version)->timers[rows[i].timer] == rows[i].seconds[version],
                          "%s in %s", timer_name(rows[i].timer, version), os_version_name(version));
        ck_assert_uint_eq(behaviour(version)->pat_idle_seconds, 30);
    }
}
END_TEST

/* --- xlates ---------------------------------------------------------------------------------- */

/* A PAT slot: 30 s after its last conn, of which it has two here. */
START_TEST(pat_slot_outlives_its_conns)
{
    struct bench *bench = bench_new(OS_6_3);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    bench_start(bench);
    bench->show_times = true;
    expect_passed(bench, "inside udp 10.1.1.5:1500 > 198.51.100.7:69");
    at_second(bench, 100);
    expect_passed(bench, "inside udp 10.1.1.5:1500 > 198.51.100.8:69");
    quiet(bench);
    engine_advance(bench->engine, BENCH_START + seconds_to_ns(1000));
    expect_log(bench, "+120 302016: Teardown UDP connection 1 for outside:198.51.100.7/69 to "
                      "inside:10.1.1.5/1500 duration 0:02:00 bytes 0\n"
                      "+220 302016: Teardown UDP connection 2 for outside:198.51.100.8/69 to "
                      "inside:10.1.1.5/1500 duration 0:02:00 bytes 0\n"
                      "+250 305012: Teardown dynamic UDP translation from inside:10.1.1.5/1500 to "
                      "outside:192.0.2.9/1024 duration 0:04:10\n");
    bench_free(bench);
}
END_TEST

/* A slot that is used again in its last second lives on. */
START_TEST(pat_slot_is_taken_up_again)
{
    struct bench *bench = bench_new(OS_6_3);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    bench_start(bench);
    bench->show_times = true;
    expect_passed(bench, "inside udp 10.1.1.5:1500 > 198.51.100.7:69");
    at_second(bench, 149);
    expect_passed(bench, "inside udp 10.1.1.5:1500 > 198.51.100.7:69");
    expect_left(bench, "192.0.2.9:1024 > 198.51.100.7:69 on outside");
    quiet(bench);
    engine_drain(bench->engine);
    expect_log(bench, "+269 302016: Teardown UDP connection 2 for outside:198.51.100.7/69 to "
                      "inside:10.1.1.5/1500 duration 0:02:00 bytes 0\n"
                      "+299 305012: Teardown dynamic UDP translation from inside:10.1.1.5/1500 to "
                      "outside:192.0.2.9/1024 duration 0:04:59\n");
    bench_free(bench);
}
END_TEST

/* 13: a dynamic NAT slot idles from the later of its last conn and its last packet. */
START_TEST(nat_slot_idles)
{
    struct bench *bench = bench_new(OS_6_2);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.20-192.0.2.29");
    bench->config->timers[TIMER_XLATE] = 60;
    bench_start(bench);
    bench->show_times = true;
    expect_passed(bench, "inside udp 10.1.1.5:1500 > 198.51.100.7:69");
    at_second(bench, 150);
    expect_passed(bench, "inside icmp 10.1.1.5 > 198.51.100.7 8 0");
    quiet(bench);
    engine_drain(bench->engine);
    expect_log(bench, "+210 305010: Teardown dynamic translation from inside:10.1.1.5 to "
                      "outside:192.0.2.20 duration 0:03:30\n");
    bench_free(bench);
}
END_TEST

/* Several things due at once go in the order in which they were made; each has its own stamp. */
START_TEST(due_together)
{
    struct bench *bench = static_bench(OS_6_3);
    expect_passed(bench, "inside udp 10.1.1.5:1 > 198.51.100.7:69");
    expect_passed(bench, "inside tcp 10.1.1.5:2 > 198.51.100.7:80 S");
    expect_passed(bench, "inside udp 10.1.1.5:3 > 198.51.100.7:69");
    at_second(bench, 1);
    expect_passed(bench, "inside udp 10.1.1.5:4 > 198.51.100.7:69");
    quiet(bench);
    at_second(bench, 500);
    expect_passed(bench, "inside icmp 10.1.1.5 > 198.51.100.7 8 0");
    expect_log(bench, "+120 302016: Teardown UDP connection 1 for outside:198.51.100.7/69 to "
                      "inside:10.1.1.5/1 duration 0:02:00 bytes 0\n"
                      "+120 302014: Teardown TCP connection 2 for outside:198.51.100.7/80 to "
                      "inside:10.1.1.5/2 duration 0:02:00 bytes 0 SYN Timeout\n"
                      "+120 302016: Teardown UDP connection 3 for outside:198.51.100.7/69 to "
                      "inside:10.1.1.5/3 duration 0:02:00 bytes 0\n"
                      "+121 302016: Teardown UDP connection 4 for outside:198.51.100.7/69 to "
                      "inside:10.1.1.5/4 duration 0:02:00 bytes 0\n");
    bench_free(bench);
}
END_TEST

/* 2.2: a host comes with its first conn and goes with its last. */
START_TEST(local_hosts)
{
    struct bench *bench = static_bench(OS_8_0);
    expect_passed(bench, "inside udp 10.1.1.5:1 > 198.51.100.7:69");
    expect_log(bench, "+0 609001: Built local-host inside:10.1.1.5\n"
                      "+0 609001: Built local-host outside:198.51.100.7\n"
                      "+0 305009: Built static translation from inside:10.1.1.5 to "
                      "outside:192.0.2.5\n"
                      "+0 302015: Built outbound UDP connection 1 for outside:198.51.100.7/69 "
                      "(198.51.100.7/69) to inside:10.1.1.5/1 (192.0.2.5/1)\n");
    at_second(bench, 60);
    expect_passed(bench, "inside udp 10.1.1.5:1 > 198.51.100.8:69");
    expect_log(bench, "+60 609001: Built local-host outside:198.51.100.8\n"
                      "+60 302015: Built outbound UDP connection 2 for outside:198.51.100.8/69 "
                      "(198.51.100.8/69) to inside:10.1.1.5/1 (192.0.2.5/1)\n");
    engine_drain(bench->engine);
    expect_log(bench, "+120 302016: Teardown UDP connection 1 for outside:198.51.100.7/69 to "
                      "inside:10.1.1.5/1 duration 0:02:00 bytes 0\n"
                      "+120 609002: Teardown local-host outside:198.51.100.7 duration 0:02:00\n"
                      "+180 302016: Teardown UDP connection 2 for outside:198.51.100.8/69 to "
                      "inside:10.1.1.5/1 duration 0:02:00 bytes 0\n"
                      "+180 609002: Teardown local-host inside:10.1.1.5 duration 0:03:00\n"
                      "+180 609002: Teardown local-host outside:198.51.100.8 duration 0:02:00\n");
    bench_free(bench);
}
END_TEST

/* Conn numbers: one counter, from 1; ICMP and half-connections take none. */
START_TEST(conn_numbers)
{
    struct bench *bench = static_bench(OS_7_2);
    expect_passed(bench, SYN);
    ck_assert_uint_eq(bench->outcome.conn_id, 1);
    expect_passed(bench, "inside icmp 10.1.1.5 > 198.51.100.7 8 0 id 9");
    ck_assert_uint_eq(bench->outcome.conn_id, 0);
    expect_passed(bench, "inside gre 10.1.1.5 > 198.51.100.7 call 9");
    ck_assert_uint_eq(bench->outcome.conn_id, 0);
    expect_passed(bench, "outside udp 198.51.100.7:1 > 192.0.2.5:9");
    ck_assert_uint_eq(bench->outcome.conn_id, 2);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("lifecycle");
    TCase *conns = tcase_create("conns");
    tcase_add_loop_test(conns, tcp_ends, 0, (int)ARRAY_LENGTH(tcp_cases));
    tcase_add_loop_test(conns, configured_timers, 0, (int)ARRAY_LENGTH(timer_cases));
    tcase_add_test(conns, default_timers);
    tcase_add_test(conns, due_together);
    tcase_add_test(conns, local_hosts);
    tcase_add_test(conns, conn_numbers);
    suite_add_tcase(suite, conns);
    TCase *xlates = tcase_create("xlates");
    tcase_add_test(xlates, pat_slot_outlives_its_conns);
    tcase_add_test(xlates, pat_slot_is_taken_up_again);
    tcase_add_test(xlates, nat_slot_idles);
    suite_add_tcase(suite, xlates);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
