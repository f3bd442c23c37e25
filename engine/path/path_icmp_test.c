/*
 * path_icmp_test.c: ICMP with and without inspection, and the errors that belong to conns
 * (engine.md 2.7, 2.8).
 */
#include "engine/fixture_test.h"

/* nat 1 for inside behind 192.0.2.9 alone; nothing may come in. */
static struct bench *
icmp_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "10.1.1.0/24");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    return bench;
}

static void
add_error_inspection(struct bench *bench, enum os_version version)
{
    if (behaviour(version)->modular_policy) {
        add_inspection(bench, INSPECT_ICMP_ERROR);
        return;
    }
    struct inspection *fixup = BENCH_APPEND(bench->config, fixups, fixup_count, fixup_capacity);
    ck_assert_ptr_nonnull(fixup);
    fixup->kind = INSPECT_ICMP_ERROR;
}

#define ECHO(seq) "inside icmp 10.1.1.5 > 198.51.100.7 8 0 id 9 seq " seq
#define REPLY(seq) "outside icmp 198.51.100.7 > 192.0.2.9 0 0 id 0 seq " seq

/* inspect icmp: one answer for each request, in any order; the conn goes with the last one [C]. */
START_TEST(answers)
{
    struct bench *bench = icmp_bench(OS_8_0);
    add_inspection(bench, INSPECT_ICMP);
    bench_start(bench);
    expect_passed(bench, ECHO("1"));
    expect_passed(bench, ECHO("2"));
    expect_passed(bench, ECHO("3"));
    expect_passed(bench, REPLY("3"));
    expect_passed(bench, REPLY("1"));
    quiet(bench);
    expect_denied(bench, REPLY("1"));
    expect_log(bench, "313004: Denied ICMP type=0, from laddr 198.51.100.7 on interface outside to "
                      "192.0.2.9: no matching session\n");
    expect_denied(bench, REPLY("4"));
    quiet(bench);
    expect_passed(bench, REPLY("2"));
    ck_assert_ptr_nonnull(strstr(bench->log,
                                 "302021: Teardown ICMP connection for faddr "
                                 "198.51.100.7/0 gaddr 192.0.2.9/0 laddr 10.1.1.5/9\n"));
    expect_conns(bench, "");
    expect_denied(bench, REPLY("2"));
    bench_free(bench);
}
END_TEST

/* A request that is sent again may be answered again; one of long ago may not. */
START_TEST(sequences)
{
    struct bench *bench = icmp_bench(OS_8_0);
    add_inspection(bench, INSPECT_ICMP);
    bench_start(bench);
    expect_passed(bench, ECHO("65535"));
    expect_passed(bench, ECHO("0")); /* over the end */
    expect_passed(bench, REPLY("65535"));
    expect_passed(bench, ECHO("65535"));
    expect_passed(bench, REPLY("65535"));
    expect_passed(bench, ECHO("16"));
    expect_denied(bench, REPLY("0")); /* 16 back */
    expect_passed(bench, REPLY("16"));
    expect_conns(bench, "");
    bench_free(bench);
}
END_TEST

#define UDP_OUT "inside udp 10.1.1.5:1500 > 198.51.100.7:9999"
#define ERROR_IN(from)                                                                             \
    "outside icmp " from " > 192.0.2.9 11 0 about udp 192.0.2.9:1024 > 198.51.100.7:9999"

/* Errors about a conn: an ACL lets them in, or `inspect icmp error` does from 7.0 on (2.7 [A]). */
START_TEST(errors)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        bool seven = behaviour(version)->modular_policy;
        for (int round = 0; round < 3; round++) {
            struct bench *bench = icmp_bench(version);
            if (round >= 1)
                add_error_inspection(bench, version);
            if (round == 2) {
                add_ace(bench, "acl-out", true, IP_ICMP, "any", "any");
                bind_acl(bench, OUTSIDE, "acl-out");
            }
            bench_start(bench);
            expect_passed(bench, UDP_OUT);
            bool passes = round == 2 || (round == 1 && seven);
            ck_assert_int_eq(send_packet(bench, ERROR_IN("203.0.113.1")),
                             passes ? VERDICT_PASSED : VERDICT_DENIED);
            const struct translation *translation = &bench->outcome.translation;
            if (passes) {
                ck_assert_uint_eq(translation->destination, ip_of("10.1.1.5"));
                ck_assert_uint_eq(translation->quoted_source, ip_of("10.1.1.5"));
                ck_assert_uint_eq(translation->quoted_source_port, 1500);
            }
            bench_free(bench);
        }
    }
}
END_TEST

/*
 * A hop inside tells of a packet to the conn's end: under PAT it has no translation of its own
 * (305006), but with the inspection it is seen as the conn's end is [C].
 */
START_TEST(hops)
{
    static const char error[] =
        "inside icmp 10.1.1.77 > 198.51.100.7 3 1 about udp 198.51.100.7:9999 > 10.1.1.5:1500";
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        for (int round = 0; round < 2; round++) {
            struct bench *bench = icmp_bench(version);
            if (round == 1)
                add_error_inspection(bench, version);
            bench_start(bench);
            expect_passed(bench, UDP_OUT);
            expect_passed(bench, "outside udp 198.51.100.7:9999 > 192.0.2.9:1024");
            quiet(bench);
            if (round == 0) {
                expect_denied(bench, error);
                ck_assert_ptr_nonnull(
                    strstr(bench->log, "translation creation failed for icmp src inside:10.1.1.77 "
                                       "dst outside:198.51.100.7 (type 3, code 1)\n"));
            } else {
                expect_passed(bench, error);
                ck_assert_uint_eq(bench->outcome.translation.source, ip_of("192.0.2.9"));
                ck_assert_uint_eq(bench->outcome.translation.quoted_destination,
                                  ip_of("192.0.2.9"));
                ck_assert_uint_eq(bench->outcome.translation.quoted_destination_port, 1024);
            }
            bench_free(bench);
        }
    }
}
END_TEST

/* 2.6: control conns of SIP and H.225 idle by timers of their own, where there is one. */
START_TEST(inspected_timers)
{
    static const struct {
        enum inspection_kind kind;
        const char *packet;
        const char *end;
    } rows[] = {
        { INSPECT_SIP, "inside udp 10.1.1.5:5060 > 198.51.100.7:5060", "duration 0:30:00 " },
        { INSPECT_TFTP, "inside udp 10.1.1.5:9 > 198.51.100.7:69", "duration 0:02:00 " },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct bench *bench = icmp_bench(OS_8_0);
        add_inspection(bench, rows[i].kind);
        bench_start(bench);
        expect_passed(bench, rows[i].packet);
        quiet(bench);
        engine_drain(bench->engine);
        ck_assert_msg(strstr(bench->log, rows[i].end) != NULL, "%s", bench->log);
        bench_free(bench);
    }
    static const struct {
        enum os_version version;
        uint32_t h225, conn;
        const char *end;
    } h225[] = {
        { OS_6_2, 0, 300, "duration 0:05:00 " }, /* no such timer */
        { OS_6_3, 600, 300, "duration 0:10:00 " },
        { OS_8_0, 600, 300, "duration 0:10:00 " },
        { OS_8_0, 0, 300, NULL }, /* off */
    };
    for (size_t i = 0; i < ARRAY_LENGTH(h225); i++) {
        struct bench *bench = icmp_bench(h225[i].version);
        bench->config->timers[TIMER_H225] = h225[i].h225;
        bench->config->timers[TIMER_CONN] = h225[i].conn;
        if (behaviour(h225[i].version)->modular_policy) {
            add_inspection(bench, INSPECT_H323_H225);
        } else {
            struct inspection *fixup =
                BENCH_APPEND(bench->config, fixups, fixup_count, fixup_capacity);
            ck_assert_ptr_nonnull(fixup);
            *fixup = (struct inspection){ .kind = INSPECT_H323_H225,
                                          .port_first = 1720,
                                          .port_last = 1720 };
        }
        bench_start(bench);
        expect_passed(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:1720 S seq 1");
        expect_passed(bench, "outside tcp 198.51.100.7:1720 > 192.0.2.9:1024 SA seq 5 ack 2");
        expect_passed(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:1720 A seq 2 ack 6");
        quiet(bench);
        engine_advance(bench->engine, BENCH_START + seconds_to_ns(9000));
        if (h225[i].end == NULL)
            expect_log(bench, "");
        else
            ck_assert_msg(strstr(bench->log, h225[i].end) != NULL, "%s", bench->log);
        bench_free(bench);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_icmp");
    TCase *tcase = tcase_create("path_icmp");
    tcase_add_test(tcase, answers);
    tcase_add_test(tcase, sequences);
    tcase_add_test(tcase, errors);
    tcase_add_test(tcase, hops);
    tcase_add_test(tcase, inspected_timers);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
