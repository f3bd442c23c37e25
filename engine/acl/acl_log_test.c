/*
 * acl_log_test.c: what an ACE with `log` prints, packet by packet and interval by interval
 * (engine.md 1.12).
 */
#include "engine/fixture_test.h"

#define DENIED(hits)                                                                               \
    "106100: access-list acl-out denied udp outside/198.51.100.7(53) -> inside/192.0.2.5(1500) "   \
    "hit-cnt " hits
#define PERMITTED(port, hits)                                                                      \
    "106100: access-list acl-out permitted tcp outside/198.51.100.7(" port ") -> "                 \
    "inside/192.0.2.5(25) hit-cnt " hits
#define UDP_IN "outside udp 198.51.100.7:53 > 192.0.2.5:1500"

/* static (inside,outside) 192.0.2.5 10.1.1.5; TCP is permitted, the rest denied, both with log. */
static struct bench *
logging_bench_with(enum os_version version, uint16_t seconds, struct engine_options options)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    struct ace *permit = add_ace(bench, "acl-out", true, IP_TCP, "any", "any");
    struct ace *deny = add_ace(bench, "acl-out", false, IP_ANY, "any", "any");
    permit->log = deny->log = ACE_LOG_ON;
    struct ace_extra *extra = arena_zalloc(bench->config->arena, sizeof(*extra));
    ck_assert_ptr_nonnull(extra);
    extra->log_seconds = seconds;
    permit->extra = deny->extra = extra;
    bind_acl(bench, OUTSIDE, "acl-out");
    bench_start_with(bench, options);
    bench->show_times = true;
    return bench;
}

static struct bench *
logging_bench(enum os_version version, uint16_t seconds)
{
    return logging_bench_with(version, seconds, (struct engine_options){ .seed = 1 });
}

static void
run_on(struct bench *bench, uint32_t seconds)
{
    at_second(bench, seconds);
    engine_advance(bench->engine, bench->time);
}

START_TEST(first_hit_then_the_rest_at_the_end_of_each_interval)
{
    struct bench *bench = logging_bench(OS_6_3, 300);
    for (uint32_t second = 0; second < 5; second++) {
        at_second(bench, second);
        send_packet(bench, UDP_IN);
    }
    expect_log(bench, "+0 " DENIED("1 (first hit)") "\n");
    run_on(bench, 301);
    expect_log(bench, "+300 " DENIED("4 (300-second interval)") "\n");
    send_packet(bench, UDP_IN);
    run_on(bench, 600);
    expect_log(bench, "+600 " DENIED("1 (300-second interval)") "\n");
    /* an interval without a hit ends it in silence: the next one is a first one */
    run_on(bench, 901);
    expect_log(bench, "");
    send_packet(bench, UDP_IN);
    expect_log(bench, "+901 " DENIED("1 (first hit)") "\n");
    bench_free(bench);
}
END_TEST

START_TEST(interval_of_the_ace)
{
    struct bench *bench = logging_bench(OS_8_0, 10);
    send_packet(bench, UDP_IN);
    send_packet(bench, UDP_IN);
    run_on(bench, 10);
    expect_log(bench, "+0 " DENIED("1 first hit [0x0, 0x0]") "\n+10 " DENIED(
                          "1 10-second interval [0x0, 0x0]") "\n");
    bench_free(bench);
}
END_TEST

/* Permitted flows count connections, not packets; another source port is another flow. */
START_TEST(permitted_flows)
{
    struct bench *bench = logging_bench(OS_6_3, 300);
    send_packet(bench, "outside tcp 198.51.100.7:1025 > 192.0.2.5:25 S seq 1");
    send_packet(bench, "inside tcp 10.1.1.5:25 > 198.51.100.7:1025 SA seq 9 ack 2");
    send_packet(bench, "outside tcp 198.51.100.7:1025 > 192.0.2.5:25 A seq 2 ack 10");
    send_packet(bench, "outside tcp 198.51.100.7:1026 > 192.0.2.5:25 S seq 1");
    ck_assert_ptr_nonnull(strstr(bench->log, PERMITTED("1025", "1 (first hit)")));
    ck_assert_ptr_nonnull(strstr(bench->log, PERMITTED("1026", "1 (first hit)")));
    quiet(bench);
    run_on(bench, 301);
    ck_assert_ptr_null(strstr(bench->log, "106100"));
    bench_free(bench);
}
END_TEST

/* 4096 denied flows are watched; the next is told only as 106101, once in 300 seconds. */
START_TEST(too_many_denied_flows)
{
    struct bench *bench = logging_bench(OS_6_3, 600);
    char packet[96];
    for (unsigned port = 1; port <= 4096; port++) {
        snprintf(packet, sizeof(packet), "outside udp 198.51.100.7:53 > 192.0.2.5:%u", port);
        send_packet(bench, packet);
        ck_assert_ptr_nonnull(strstr(bench->log, "(first hit)"));
        quiet(bench);
    }
    const char *limit = "106101: The number of ACL log deny-flows has reached limit (4096).\n";
    char expected[128];
    send_packet(bench, "outside udp 198.51.100.7:53 > 192.0.2.5:5000");
    snprintf(expected, sizeof(expected), "+0 %s", limit);
    expect_log(bench, expected);
    send_packet(bench, "outside udp 198.51.100.7:53 > 192.0.2.5:5001");
    expect_log(bench, "");
    at_second(bench, 300);
    send_packet(bench, "outside udp 198.51.100.7:53 > 192.0.2.5:5002");
    snprintf(expected, sizeof(expected), "+300 %s", limit);
    expect_log(bench, expected);
    /* permitted ones have no such limit, and watched ones go on */
    send_packet(bench, "outside tcp 198.51.100.7:1025 > 192.0.2.5:25 S seq 1");
    ck_assert_ptr_nonnull(strstr(bench->log, "permitted tcp"));
    quiet(bench);
    /* when the watches end there is room again */
    run_on(bench, 601);
    quiet(bench);
    send_packet(bench, "outside udp 198.51.100.7:53 > 192.0.2.5:5000");
    ck_assert_ptr_nonnull(strstr(bench->log, "(first hit)"));
    bench_free(bench);
}
END_TEST

START_TEST(drained_engines_watch_nothing)
{
    struct bench *bench = logging_bench(OS_6_3, 300);
    send_packet(bench, UDP_IN);
    send_packet(bench, UDP_IN);
    engine_drain(bench->engine);
    expect_log(bench,
               "+0 " DENIED("1 (first hit)") "\n+300 " DENIED("1 (300-second interval)") "\n");
    bench_free(bench);
}
END_TEST

/* engine.md 1.9 [C]: the guide's word against the rule that no access list is asked. */
START_TEST(permit_of_a_segment_without_a_conn)
{
    static const char segment[] = "outside tcp 198.51.100.7:1500 > 192.0.2.5:80 A";
    static const char denied[] = "+0 106015: Deny TCP (no connection) from 198.51.100.7/1500 to "
                                 "192.0.2.5/80 flags ACK  on interface outside\n";
    struct bench *bench = logging_bench(OS_8_0, 300);
    expect_denied(bench, segment);
    expect_log(bench, denied);
    bench_free(bench);
    bench = logging_bench_with(OS_8_0, 300,
                               (struct engine_options){ .seed = 1, .nosyn_acl_log = true });
    expect_denied(bench, segment);
    const char *permitted =
        strstr(bench->log, "106100: access-list acl-out permitted tcp "
                           "outside/198.51.100.7(1500) -> inside/192.0.2.5(80)");
    ck_assert_msg(permitted != NULL && strstr(permitted, denied) != NULL, "%s", bench->log);
    /* what the list denies is no permit */
    quiet(bench);
    expect_denied(bench, "inside tcp 10.1.1.5:80 > 198.51.100.9:1500 A");
    ck_assert_ptr_null(strstr(bench->log, "106100"));
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("acl_log");
    TCase *tcase = tcase_create("106100");
    tcase_add_test(tcase, first_hit_then_the_rest_at_the_end_of_each_interval);
    tcase_add_test(tcase, permit_of_a_segment_without_a_conn);
    tcase_add_test(tcase, interval_of_the_ace);
    tcase_add_test(tcase, permitted_flows);
    tcase_add_test(tcase, too_many_denied_flows);
    tcase_add_test(tcase, drained_engines_watch_nothing);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
