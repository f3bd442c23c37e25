/*
 * threats_test.c: rates of refused packets, bursts, and what is told of them.
 */
#include "engine/threats.h"

#include <check.h>
#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/engine.h"
#include "engine/fixture_test.h"

static struct {
    struct config *config;
    struct threats threats;
    struct event_threat told[64];
    size_t told_count;
} box;

static void
take(void *context, const struct event *event)
{
    (void)context;
    ck_assert_int_eq(event->type, EVENT_THREAT_RATE);
    ck_assert_uint_lt(box.told_count, ARRAY_LENGTH(box.told));
    box.told[box.told_count++] = *event->threat;
}

static const struct event_sink sink = { .emit = take };

static void
start(enum os_version version)
{
    threats_clear(&box.threats);
    box.told_count = 0;
    box.config = config_new((struct os_release){ .version = version });
    ck_assert_ptr_nonnull(box.config);
}

static void
stop(void)
{
    config_free(box.config);
}

/* So many events of a kind at a second. */
static void
happen(enum threat_event kind, unsigned second, unsigned times)
{
    struct event about = { .time = seconds_to_ns(second) };
    for (unsigned i = 0; i < times; i++)
        threats_count(&box.threats, box.config, UINT32_C(1) << kind, &about, &sink);
}

static struct threat_view
view(enum threat_event kind, unsigned rate, unsigned second)
{
    struct threat_view view;
    ck_assert(threats_view(&box.threats, box.config, kind, rate, seconds_to_ns(second), &view));
    return view;
}

/* 3,299 scans in 600 s were told of as 5 a second, with a limit of 5. */
START_TEST(an_average_is_cut_and_exceeded_above_it)
{
    start(OS_8_0);
    for (unsigned second = 0; second < 600; second++)
        happen(THREAT_SCANNING, second, 5);
    ck_assert_uint_eq(view(THREAT_SCANNING, 1, 600).figures.total, 3000);
    ck_assert_uint_eq(view(THREAT_SCANNING, 1, 600).figures.average, 5);
    ck_assert_uint_eq(view(THREAT_SCANNING, 1, 600).triggers, 0);
    happen(THREAT_SCANNING, 600, 51); /* more than in the oldest burst, and so above 5 a second */
    ck_assert_uint_eq(box.told_count, 1);
    ck_assert_uint_eq(box.told[0].rate, 1);
    ck_assert_uint_eq(box.told[0].average, 5);
    ck_assert_uint_eq(box.told[0].average_limit, 5);
    ck_assert_uint_eq(box.told[0].burst, 5);
    ck_assert_uint_eq(box.told[0].burst_limit, 10);
    ck_assert_uint_eq(box.told[0].total, 3001);
    stop();
}
END_TEST

/* The last whole burst, of ten seconds in 8.0 and of twenty in 8.2. */
START_TEST(a_burst_is_told_of_once_when_it_is_over)
{
    start(OS_8_0);
    happen(THREAT_SCANNING, 3, 101);
    ck_assert_uint_eq(box.told_count, 0);
    happen(THREAT_SCANNING, 10, 5);
    ck_assert_uint_eq(box.told_count, 1);
    ck_assert_uint_eq(box.told[0].burst, 10);
    ck_assert_uint_eq(box.told[0].average, 0);
    happen(THREAT_SCANNING, 20, 5); /* the one before had 5 */
    ck_assert_uint_eq(box.told_count, 1);
    ck_assert_uint_eq(view(THREAT_SCANNING, 1, 20).triggers, 1);
    stop();
    start(OS_8_2);
    happen(THREAT_SCANNING, 3, 201);
    happen(THREAT_SCANNING, 19, 1);
    ck_assert_uint_eq(box.told_count, 0);
    happen(THREAT_SCANNING, 20, 1);
    ck_assert_uint_eq(box.told_count, 1);
    ck_assert_uint_eq(box.told[0].burst, 10);
    stop();
}
END_TEST

START_TEST(what_is_older_than_the_interval_is_forgotten)
{
    start(OS_8_0);
    happen(THREAT_ACL_DROP, 5, 700);
    ck_assert_uint_eq(view(THREAT_ACL_DROP, 1, 609).figures.total, 700);
    ck_assert_uint_eq(view(THREAT_ACL_DROP, 1, 610).figures.total, 0);
    ck_assert_uint_eq(view(THREAT_ACL_DROP, 2, 610).figures.total, 700);
    ck_assert_uint_eq(view(THREAT_ACL_DROP, 2, 100000).figures.total, 0);
    happen(THREAT_ACL_DROP, 200000, 3);
    ck_assert_uint_eq(view(THREAT_ACL_DROP, 1, 200000).figures.total, 3);
    stop();
}
END_TEST

/* Real lines: 188,250 events in 600 s are 313 in a second. */
START_TEST(many_events_keep_their_figures)
{
    start(OS_8_0);
    for (unsigned second = 0; second < 600; second += 10)
        happen(THREAT_INTERFACE_DROP, second, second == 0 ? 3195 : 3136);
    ck_assert_uint_eq(view(THREAT_INTERFACE_DROP, 1, 600).figures.total, 188219);
    ck_assert_uint_eq(view(THREAT_INTERFACE_DROP, 1, 600).figures.average, 313);
    ck_assert_uint_eq(view(THREAT_INTERFACE_DROP, 1, 600).figures.burst, 313);
    ck_assert_uint_eq(box.told_count, 0);
    stop();
}
END_TEST

static void
set_rates(const struct threat_rate *rates, size_t count)
{
    box.config->threats.rates = arena_zalloc(box.config->arena, count * sizeof(*rates));
    ck_assert_ptr_nonnull(box.config->threats.rates);
    memcpy(box.config->threats.rates, rates, count * sizeof(*rates));
    box.config->threats.rate_count = count;
}

START_TEST(configured_rates_stand_for_the_usual_ones)
{
    static const struct threat_rate rates[] = {
        { .event = THREAT_ACL_DROP, .interval_seconds = 600, .average = 0, .burst = 7 },
        { .event = THREAT_ACL_DROP, .interval_seconds = 1800, .average = 9, .burst = 9 },
        { .event = THREAT_SCANNING, .interval_seconds = 900, .average = 1, .burst = 1 },
    };
    start(OS_8_0);
    set_rates(rates, ARRAY_LENGTH(rates));
    happen(THREAT_ACL_DROP, 0, 3);
    ck_assert_uint_eq(box.told_count, 1); /* above none, once for a burst */
    ck_assert_uint_eq(box.told[0].total, 1);
    ck_assert_uint_eq(box.told[0].burst_limit, 7);
    ck_assert_uint_eq(view(THREAT_ACL_DROP, 2, 0).interval_seconds, 1800);
    ck_assert_uint_eq(view(THREAT_ACL_DROP, 3, 0).interval_seconds, 3600);
    ck_assert_uint_eq(view(THREAT_SCANNING, 2, 0).interval_seconds, 900);
    struct threat_view none;
    ck_assert(!threats_view(&box.threats, box.config, THREAT_ACL_DROP, 4, 0, &none));
    ck_assert(!threats_view(&box.threats, box.config, THREAT_ACL_DROP, 0, 0, &none));
    stop();
}
END_TEST

START_TEST(it_is_on_from_8_0_unless_switched_off)
{
    start(OS_7_2);
    ck_assert(!threats_are_counted(box.config));
    stop();
    start(OS_8_1);
    ck_assert(threats_are_counted(box.config));
    box.config->threats.basic = SAID_NO;
    ck_assert(!threats_are_counted(box.config));
    stop();
}
END_TEST

/* ---- in an engine ---- */

static uint64_t
total_in(const struct bench *bench, enum threat_event kind)
{
    struct threat_view view;
    return engine_threat(bench->engine, kind, 1, &view) ? view.figures.total : UINT64_MAX;
}

START_TEST(refused_packets_are_counted_by_kind)
{
    struct bench *bench = bench_new(OS_8_0);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    bench_start(bench);
    expect_denied(bench, "outside udp 198.51.100.7:1053 > 10.1.1.5:1024");
    expect_denied(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 A");
    ck_assert_uint_eq(total_in(bench, THREAT_ACL_DROP), 1);
    ck_assert_uint_eq(total_in(bench, THREAT_FIREWALL_DROP), 1);
    ck_assert_uint_eq(total_in(bench, THREAT_SCANNING), 1);
    ck_assert_uint_eq(total_in(bench, THREAT_SYN_ATTACK), 0);
    expect_passed(bench, "inside tcp 10.1.1.5:1501 > 198.51.100.7:80 S");
    engine_advance(bench->engine, engine_now(bench->engine) + seconds_to_ns(31));
    ck_assert_uint_eq(total_in(bench, THREAT_SYN_ATTACK), 1);
    ck_assert_uint_eq(total_in(bench, THREAT_FIREWALL_DROP), 2);
    engine_clear_threats(bench->engine);
    ck_assert_uint_eq(total_in(bench, THREAT_FIREWALL_DROP), 0);
    quiet(bench);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("threats");
    TCase *tcase = tcase_create("threats");
    tcase_add_test(tcase, an_average_is_cut_and_exceeded_above_it);
    tcase_add_test(tcase, a_burst_is_told_of_once_when_it_is_over);
    tcase_add_test(tcase, what_is_older_than_the_interval_is_forgotten);
    tcase_add_test(tcase, many_events_keep_their_figures);
    tcase_add_test(tcase, configured_rates_stand_for_the_usual_ones);
    tcase_add_test(tcase, it_is_on_from_8_0_unless_switched_off);
    tcase_add_test(tcase, refused_packets_are_counted_by_kind);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
