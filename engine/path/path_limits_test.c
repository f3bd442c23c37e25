/*
 * path_limits_test.c: limits of nat and static lines and of classes (engine.md 1.10, 2.5; syslog.md
 * 5.6), by version: the verdict, the line, and that counts are right when conns end.
 */
#include "engine/path/policy_fixture_test.h"

/* static 192.0.2.5 for 10.1.1.5, nat 1 for the rest of inside to a pool; all may come in. */
static struct bench *
limits_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_nat(bench, INSIDE, 1, "10.1.1.0/24");
    add_global(bench, OUTSIDE, 1, "192.0.2.20-192.0.2.40");
    add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    return bench;
}

static struct conn_limits *
static_limits(struct bench *bench)
{
    return &bench->config->statics[0].limits;
}

static struct conn_limits *
nat_limits(struct bench *bench)
{
    return &bench->config->nats[0].limits;
}

/* The line of the limit alone. */
static void
expect_line(struct bench *bench, const char *line)
{
    char *at = bench->log;
    while (*at != '\0') {
        char *end = strchr(at, '\n') + 1;
        if (strncmp(at, "20", 2) == 0)
            at = end;
        else
            memmove(at, end, strlen(end) + 1);
    }
    bench->log_length = strlen(bench->log);
    expect_log(bench, line);
}

#define IN(port, flags) "outside tcp 198.51.100.7:" port " > 192.0.2.5:80 " flags
#define ANSWER(port, flags) "inside tcp 10.1.1.5:80 > 198.51.100.7:" port " " flags
#define OUT(port, flags) "inside tcp 10.1.1.8:" port " > 198.51.100.7:80 " flags
#define OUT_ANSWER(port, flags) "outside tcp 198.51.100.7:80 > 192.0.2.20:" port " " flags

/* A conn through its handshake. */
#define UP_IN(port)                                                                                \
    IN(port, "S seq 100"), ANSWER(port, "SA seq 500 ack 101"), IN(port, "A seq 101 ack 501")
#define UP_OUT(port)                                                                               \
    OUT(port, "S seq 100"), OUT_ANSWER(port, "SA seq 500 ack 101"), OUT(port, "A seq 101 ack 501")

#define MOST_PACKETS 12

enum limited { LIMIT_STATIC, LIMIT_NAT };

/* All packets but the last pass; the last one meets the limit, if any. */
static const struct rule_case {
    enum os_version since, until;
    enum limited limited;
    struct conn_limits limits;
    const char *packets[MOST_PACKETS];
    bool refused;
    const char *line;
} rules[] = {
    /* max_conns of a static: TCP conns of its host, through the handshake or not */
    { OS_6_2,
      OS_LAST,
      LIMIT_STATIC,
      { .tcp_max = 2, .embryonic_max = 9 },
      { UP_IN("1001"), IN("1002", "S"), IN("1003", "S") },
      true,
      "201002: Too many connections on static 192.0.2.5! 9 2\n" },
    /* ... those that it asks for are its too */
    { OS_6_2,
      OS_LAST,
      LIMIT_STATIC,
      { .tcp_max = 2 },
      { IN("1001", "S"), "inside tcp 10.1.1.5:7 > 198.51.100.9:25 S", IN("1003", "S") },
      true,
      "201002: Too many connections on static 192.0.2.5! 0 2\n" },
    { OS_6_2,
      OS_LAST,
      LIMIT_STATIC,
      { .tcp_max = 2 },
      { IN("1001", "S"), IN("1002", "S"), "outside udp 198.51.100.7:9 > 192.0.2.5:53" },
      false,
      "" },
    /* a reset makes room */
    { OS_6_2,
      OS_LAST,
      LIMIT_STATIC,
      { .tcp_max = 2 },
      { UP_IN("1001"), IN("1002", "S"), ANSWER("1001", "R seq 501"), IN("1003", "S") },
      false,
      "" },
    /* max_conns of a nat: another host has its own count */
    { OS_6_2,
      OS_LAST,
      LIMIT_NAT,
      { .tcp_max = 1 },
      { OUT("1001", "S"), "inside tcp 10.1.1.9:1 > 198.51.100.7:80 S", OUT("1002", "S") },
      true,
      "201002: Too many connections on xlate 192.0.2.20! 0 1\n" },
    /* em_limit of a static: TCP intercept; the conn is made [C] */
    { OS_6_2,
      OS_LAST,
      LIMIT_STATIC,
      { .embryonic_max = 2 },
      { IN("1001", "S"), IN("1002", "S"), IN("1003", "S") },
      false,
      "201003: Embryonic limit exceeded 2/2 for 198.51.100.7/1003 (192.0.2.5) 10.1.1.5/80 on "
      "interface outside\n" },
    /* ... conns that are up are not embryonic */
    { OS_6_2,
      OS_LAST,
      LIMIT_STATIC,
      { .embryonic_max = 2 },
      { UP_IN("1001"), UP_IN("1002"), IN("1003", "S"), IN("1004", "S") },
      false,
      "" },
    { OS_6_2,
      OS_LAST,
      LIMIT_STATIC,
      { .embryonic_max = 1 },
      { IN("1001", "S"), ANSWER("1001", "RA ack 1"), IN("1002", "S") },
      false,
      "" },
    /* ... nor are those that its host asks for */
    { OS_6_2,
      OS_LAST,
      LIMIT_STATIC,
      { .embryonic_max = 1 },
      { "inside tcp 10.1.1.5:7 > 198.51.100.9:25 S", "inside tcp 10.1.1.5:8 > 198.51.100.9:25 S" },
      false,
      "" },
    /* em_limit of a nat: refused */
    { OS_6_2,
      OS_LAST,
      LIMIT_NAT,
      { .embryonic_max = 2 },
      { UP_OUT("1000"), OUT("1001", "S"), OUT("1002", "S"), OUT("1003", "S") },
      true,
      "201003: Embryonic limit exceeded 2/2 for 198.51.100.7/80 (192.0.2.20) 10.1.1.8/1003 on "
      "interface inside\n" },
    /* udp: 201004 from 7.0 on */
    { OS_6_2,
      OS_6_3,
      LIMIT_NAT,
      { .udp_max = 1 },
      { OUT("1001", "S"), "inside udp 10.1.1.8:1 > 198.51.100.7:53",
        "inside udp 10.1.1.8:2 > 198.51.100.7:53" },
      true,
      "" },
    { OS_7_0,
      OS_LAST,
      LIMIT_NAT,
      { .udp_max = 1 },
      { OUT("1001", "S"), "inside udp 10.1.1.8:1 > 198.51.100.7:53",
        "inside udp 10.1.1.8:2 > 198.51.100.7:53" },
      true,
      "201004: Too many UDP connections on xlate 192.0.2.20!1\n" },
};

static void
send_all(struct bench *bench, const char *const packets[static MOST_PACKETS], bool refused)
{
    for (size_t i = 0; i < MOST_PACKETS && packets[i] != NULL; i++) {
        bool is_last = i + 1 == MOST_PACKETS || packets[i + 1] == NULL;
        if (!is_last || !refused) {
            expect_passed(bench, packets[i]);
            continue;
        }
        expect_denied(bench, packets[i]);
        ck_assert_int_eq(bench->outcome.drop, DROP_CONN_LIMIT);
    }
}

START_TEST(of_rules)
{
    const struct rule_case *row = &rules[_i];
    for (enum os_version version = row->since; version <= row->until; version++) {
        struct bench *bench = limits_bench(version);
        *(row->limited == LIMIT_STATIC ? static_limits(bench) : nat_limits(bench)) = row->limits;
        bench_start(bench);
        send_all(bench, row->packets, row->refused);
        expect_line(bench, row->line);
        bench_free(bench);
    }
}
END_TEST

/* --- classes --------------------------------------------------------------------------------- */

static const struct class_case {
    enum os_version since, until;
    enum conn_setting setting;
    uint32_t value;
    const char *packets[MOST_PACKETS];
    bool refused;
    const char *line;
} classes[] = {
    /* conn-max: TCP and UDP of the whole class together */
    { OS_7_0,
      OS_7_0,
      CONN_MAX,
      2,
      { UP_OUT("1001"), "inside udp 10.1.1.9:1 > 198.51.100.7:53", OUT("1002", "S") },
      true,
      "202011: Connection limit exceeded 2/2 for output packet from 10.1.1.8/1002 to "
      "198.51.100.7/80 on interface inside\n" },
    { OS_7_1,
      OS_LAST,
      CONN_MAX,
      2,
      { UP_OUT("1001"), "inside udp 10.1.1.9:1 > 198.51.100.7:53", OUT("1002", "S") },
      true,
      "201011: Connection limit exceeded 2/2 for outbound packet from 10.1.1.8/1002 to "
      "198.51.100.7/80 on interface inside\n" },
    { OS_7_1,
      OS_LAST,
      CONN_MAX,
      1,
      { UP_OUT("1001"), OUT("1001", "R seq 101"), OUT("1002", "S") },
      false,
      "" },
    /* 0: no limit */
    { OS_7_1, OS_LAST, CONN_MAX, 0, { OUT("1001", "S"), OUT("1002", "S") }, false, "" },
    { OS_7_0,
      OS_LAST,
      CONN_EMBRYONIC_MAX,
      1,
      { UP_IN("1000"), IN("1001", "S"), IN("1002", "S") },
      false,
      "201010: Embryonic connection limit exceeded 1/1 for inbound packet from 198.51.100.7/1002 "
      "to 192.0.2.5/80 on interface outside\n" },
    /* per-client: another client is not counted with it */
    { OS_7_1,
      OS_LAST,
      CONN_PER_CLIENT_MAX,
      1,
      { IN("1001", "S"), "outside tcp 198.51.100.8:1 > 192.0.2.5:80 S", IN("1002", "S") },
      true,
      "201013: Per-client connection limit exceeded 1/1 for inbound packet from "
      "198.51.100.7/1002 to 192.0.2.5/80 on interface outside\n" },
    { OS_7_1,
      OS_LAST,
      CONN_PER_CLIENT_EMBRYONIC_MAX,
      1,
      { UP_IN("1000"), IN("1001", "S"), "outside tcp 198.51.100.8:1 > 192.0.2.5:80 S",
        IN("1002", "S"), IN("1003", "S") },
      false,
      /* one line in 10 s */
      "201012: Per-client embryonic connection limit exceeded 1/1 for inbound packet from "
      "198.51.100.7/1002 to 192.0.2.5/80 on interface outside\n" },
};

START_TEST(of_classes)
{
    const struct class_case *row = &classes[_i];
    for (enum os_version version = row->since; version <= row->until; version++) {
        struct bench *bench = limits_bench(version);
        say(add_global_class(bench), row->setting, row->value);
        bench_start(bench);
        send_all(bench, row->packets, row->refused);
        expect_line(bench, row->line);
        bench_free(bench);
    }
}
END_TEST

/* The lower one wins, whether the rule or the class has it (2.5). */
START_TEST(lower_limit_tells)
{
    for (uint32_t of_class = 1; of_class <= 3; of_class += 2) {
        struct bench *bench = limits_bench(OS_8_0);
        nat_limits(bench)->tcp_max = 2;
        say(add_global_class(bench), CONN_MAX, of_class);
        bench_start(bench);
        expect_passed(bench, OUT("1001", "S"));
        if (of_class == 3)
            expect_passed(bench, OUT("1002", "S"));
        expect_denied(bench, OUT("1003", "S"));
        expect_line(bench, of_class == 3 ? "201002: Too many connections on xlate 192.0.2.20! 0 2\n"
                                         : "201011: Connection limit exceeded 1/1 for outbound "
                                           "packet from 10.1.1.8/1003 to 198.51.100.7/80 on "
                                           "interface inside\n");
        bench_free(bench);
    }
}
END_TEST

/* An intercepted conn: its own handshake counts; what never answers ends in words of its own. */
START_TEST(interception)
{
    struct bench *bench = limits_bench(_i == 0 ? OS_6_3 : OS_8_0);
    static_limits(bench)->embryonic_max = 1;
    bench_start(bench);
    expect_passed(bench, IN("1001", "S seq 100"));
    expect_passed(bench, IN("1002", "S seq 100"));
    expect_passed(bench, IN("1003", "S seq 100"));
    expect_passed(bench, ANSWER("1003", "SA seq 500 ack 101"));
    expect_passed(bench, IN("1003", "A seq 101 ack 501"));
    ck_assert_uint_eq(engine_counters(bench->engine).intercepted, 2);
    quiet(bench);
    engine_advance(bench->engine, BENCH_START + seconds_to_ns(130));
    const char *first = "302014: Teardown TCP connection 1 for outside:198.51.100.7/1001 to "
                        "inside:10.1.1.5/80 duration ";
    ck_assert_int_eq(strncmp(bench->log, first, strlen(first)), 0);
    ck_assert_ptr_nonnull(strstr(bench->log, _i == 0 ? "duration 0:02:00 bytes 0 SYN Timeout\n"
                                                     : "duration 0:00:30 bytes 0 SYN Timeout\n"));
    ck_assert_ptr_nonnull(
        strstr(bench->log, _i == 0 ? "1002 to inside:10.1.1.5/80 duration 0:02:00 bytes 0 SYN "
                                     "Timeout\n"
                                   : "1002 to inside:10.1.1.5/80 duration 0:00:30 bytes 0 Flow "
                                     "terminated by TCP Intercept\n"));
    /* nothing is embryonic any longer */
    quiet(bench);
    expect_passed(bench, IN("1004", "S seq 100"));
    expect_line(bench, "");
    bench_free(bench);
}
END_TEST

/* A limit that is set while conns live counts them; 6.x counts nothing before. */
START_TEST(limit_comes_later)
{
    struct bench *bench = limits_bench(_i == 0 ? OS_6_3 : OS_8_0);
    bench_start(bench);
    expect_passed(bench, IN("1001", "S seq 100"));
    expect_passed(bench, IN("1002", "S seq 100"));
    expect_passed(bench, ANSWER("1002", "SA seq 500 ack 101"));
    expect_passed(bench, IN("1002", "A seq 101 ack 501"));
    static_limits(bench)->tcp_max = 3;
    static_limits(bench)->embryonic_max = 1;
    bench->config->revision++;
    expect_passed(bench, IN("1003", "S seq 100")); /* one embryonic, two in all */
    expect_line(bench, "201003: Embryonic limit exceeded 1/1 for 198.51.100.7/1003 (192.0.2.5) "
                       "10.1.1.5/80 on interface outside\n");
    expect_denied(bench, IN("1004", "S seq 100"));
    expect_line(bench, "201002: Too many connections on static 192.0.2.5! 1 3\n");
    /* all of them go: nothing is left of the counts */
    engine_advance(bench->engine, BENCH_START + seconds_to_ns(4000));
    expect_conns(bench, "");
    quiet(bench);
    expect_passed(bench, IN("1005", "S seq 100"));
    expect_line(bench, "");
    bench_free(bench);
}
END_TEST

/* A flood against a limit: nothing is kept of what is refused, and the count stays exact. */
START_TEST(flood)
{
    struct bench *bench = limits_bench(OS_8_0);
    say(add_global_class(bench), CONN_MAX, 10);
    bench_start(bench);
    size_t memory = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        char packet[96];
        snprintf(packet, sizeof packet, "outside tcp 203.0.%u.%u:%u > 192.0.2.5:80 S", i >> 8 & 255,
                 1 + i % 250, 1024 + i % 60000);
        enum verdict verdict = send_packet(bench, packet);
        ck_assert_int_eq(verdict, i < 10 ? VERDICT_PASSED : VERDICT_DENIED);
        quiet(bench);
        if (i == 10)
            memory = engine_memory(bench->engine);
    }
    ck_assert_uint_eq(engine_memory(bench->engine), memory);
    ck_assert_uint_eq(engine_counters(bench->engine).conns_in_use, 10);
    bench_free(bench);
}
END_TEST

/* --- timers of a class ----------------------------------------------------------------------- */

static const struct timer_case {
    enum conn_setting setting;
    const char *packets[4];
    const char *end;
} timers[] = {
    { CONN_TIMEOUT_EMBRYONIC, { OUT("1001", "S seq 100") }, "0:00:07 bytes 0 SYN Timeout\n" },
    { CONN_TIMEOUT_IDLE, { UP_OUT("1001") }, "0:00:07 bytes 0 Conn-timeout\n" },
    { CONN_TIMEOUT_HALF_CLOSED,
      { OUT("1001", "S seq 100"), OUT_ANSWER("1001", "SA seq 500 ack 101"),
        OUT("1001", "FA seq 101 ack 501"), OUT_ANSWER("1001", "A seq 501 ack 102") },
      "0:00:07 bytes 0 FIN Timeout\n" },
    { CONN_MAX, { OUT("1001", "S seq 100") }, "0:00:30 bytes 0 SYN Timeout\n" },
};

START_TEST(class_timers)
{
    const struct timer_case *row = &timers[_i];
    for (enum os_version version = OS_7_0; version <= OS_LAST; version++) {
        struct bench *bench = limits_bench(version);
        say(add_global_class(bench), row->setting, 7);
        bench_start(bench);
        for (size_t i = 0; i < 4 && row->packets[i] != NULL; i++)
            expect_passed(bench, row->packets[i]);
        quiet(bench);
        engine_advance(bench->engine, BENCH_START + seconds_to_ns(60));
        ck_assert_msg(strstr(bench->log, row->end) != NULL, "%s", bench->log);
        bench_free(bench);
    }
}
END_TEST

/* set connection advanced-options tcp-state-bypass (8.2): any segment opens, nothing is checked. */
START_TEST(state_bypass)
{
    struct bench *bench = limits_bench(OS_8_2);
    say(add_global_class(bench), CONN_TCP_STATE_BYPASS, 1);
    bench_start(bench);
    expect_passed(bench, OUT("1001", "A seq 7 ack 9 len 5"));
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.8:1001 bytes 5 b\n");
    ck_assert_ptr_nonnull(strstr(bench->log, "302013: Built outbound TCP connection 1 for "));
    expect_passed(bench, OUT_ANSWER("1001", "SA seq 99999999 ack 1"));
    expect_passed(bench, OUT("1001", "R seq 99999999"));
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.8:1001 bytes 5 b\n");
    quiet(bench);
    engine_advance(bench->engine, BENCH_START + seconds_to_ns(3601));
    ck_assert_ptr_nonnull(strstr(bench->log, "duration 1:00:00 bytes 5 Conn-timeout\n"));
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_limits");
    TCase *tcase = tcase_create("path_limits");
    tcase_add_loop_test(tcase, of_rules, 0, (int)ARRAY_LENGTH(rules));
    tcase_add_loop_test(tcase, of_classes, 0, (int)ARRAY_LENGTH(classes));
    tcase_add_test(tcase, lower_limit_tells);
    tcase_add_loop_test(tcase, interception, 0, 2);
    tcase_add_loop_test(tcase, limit_comes_later, 0, 2);
    tcase_add_test(tcase, flood);
    tcase_add_loop_test(tcase, class_timers, 0, (int)ARRAY_LENGTH(timers));
    tcase_add_test(tcase, state_bypass);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
