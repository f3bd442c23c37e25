/*
 * established_test.c: pairs of hosts are counted as conns and lines come and go. Which packets a
 * line lets back in, the rows of testdata/decisions/1.13-old-rules.rows say.
 */
#include "engine/fixture_test.h"
#include "engine/state.h"

#define BACK "outside tcp 198.51.100.7:3000 > 192.0.2.5:4000 S"

static void
add_established(struct bench *bench, uint8_t protocol, uint16_t port)
{
    struct established *line =
        BENCH_APPEND(bench->config, establisheds, established_count, established_capacity);
    ck_assert_ptr_nonnull(line);
    *line = (struct established){ .protocol = protocol, .port = port };
    bench->config->revision++;
}

static struct bench *
bench_with_static(void)
{
    struct bench *bench = bench_new(OS_6_3);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    bench_start(bench);
    return bench;
}

static uint32_t
pairs(const struct bench *bench)
{
    return bench->engine->established.pool.in_use;
}

/* Conns that were there before the line count, and without a line nothing is kept. */
START_TEST(line_comes_later)
{
    struct bench *bench = bench_with_static();
    expect_passed(bench, "inside udp 10.1.1.5:1025 > 198.51.100.7:6000");
    expect_denied(bench, BACK);
    ck_assert_uint_eq(pairs(bench), 0);
    add_established(bench, IP_UDP, 6000);
    expect_passed(bench, BACK);
    ck_assert_uint_eq(pairs(bench), 1);
    ck_assert_int_eq(bench->outcome.decided_by.kind, ROW_ESTABLISHED);
    ck_assert_ptr_eq(bench->outcome.decided_by.pointer, &bench->config->establisheds[0]);
    bench_free(bench);
}
END_TEST

/* A line that goes takes its permission along, whatever conns live. */
START_TEST(line_goes)
{
    struct bench *bench = bench_with_static();
    add_established(bench, IP_UDP, 6000);
    add_established(bench, IP_UDP, 6001);
    expect_passed(bench, "inside udp 10.1.1.5:1025 > 198.51.100.7:6000");
    expect_passed(bench, BACK);
    bench->config->establisheds[0] = bench->config->establisheds[1];
    bench->config->established_count = 1;
    bench->config->revision++;
    expect_denied(bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:4001 S");
    ck_assert_uint_eq(pairs(bench), 0);
    bench_free(bench);
}
END_TEST

/* However many conns two hosts have, they are one pair a line; the last conn takes it along. */
START_TEST(many_conns_are_one_pair)
{
    struct bench *bench = bench_with_static();
    add_established(bench, IP_UDP, 0);
    expect_denied(bench, BACK); /* from here on it counts */
    for (unsigned port = 1025; port < 1325; port++) {
        char text[80];
        snprintf(text, sizeof(text), "inside udp 10.1.1.5:%u > 198.51.100.7:6000", port);
        expect_passed(bench, text);
        quiet(bench);
    }
    ck_assert_uint_eq(pairs(bench), 1);
    expect_passed(bench, BACK);
    at_second(bench, 7200); /* all of them are gone */
    expect_denied(bench, BACK);
    ck_assert_uint_eq(pairs(bench), 0);
    bench_free(bench);
}
END_TEST

/* --- what a trace tells of the rules of 6.x --------------------------------------------------- */

static const struct trace_phase *
access_phase(const struct trace *trace)
{
    for (size_t i = 0; i < trace->count; i++) {
        if (trace->phases[i].type == PHASE_ACCESS_LIST)
            return &trace->phases[i];
    }
    return NULL;
}

START_TEST(trace_of_an_outbound_list)
{
    struct bench *bench = bench_with_static();
    struct outbound_rule rule = { .list = 10, .action = OUTBOUND_DENY };
    struct outbound_apply apply = { .ifc = INSIDE, .list = 10 };
    bench->config->outbounds = &rule;
    bench->config->applies = &apply;
    bench->config->outbound_count = bench->config->apply_count = 1;
    struct trace trace;
    bench->outcome.trace = &trace;
    expect_denied(bench, "inside udp 10.1.1.5:1025 > 198.51.100.7:6000");
    const struct trace_phase *phase = access_phase(&trace);
    ck_assert_ptr_nonnull(phase);
    ck_assert_int_eq(phase->row.kind, ROW_OUTBOUND);
    ck_assert_ptr_eq(phase->row.pointer, &rule);
    ck_assert(!phase->allowed);
    ck_assert_int_eq(trace.drop, DROP_OUTBOUND);
    bench_free(bench);
}
END_TEST

/* A conduit that nearly fits is named, with the field that failed. */
START_TEST(trace_of_conduits)
{
    struct bench *bench = bench_with_static();
    struct ace *ace = add_ace(bench, "made", true, IP_TCP, "any", "192.0.2.5:80");
    struct acl *conduits = &bench->config->conduits;
    *conduits = *config_acl(bench->config, "made");
    struct trace trace;
    bench->outcome.trace = &trace;
    expect_denied(bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:81 S");
    ck_assert_uint_eq(trace.nearest_count, 1);
    ck_assert_ptr_eq(trace.nearest[0].row.pointer, ace);
    ck_assert_int_eq(trace.nearest[0].field, FIELD_DESTINATION_PORT);
    expect_passed(bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:80 S");
    const struct trace_phase *phase = access_phase(&trace);
    ck_assert_int_eq(phase->row.kind, ROW_CONDUIT);
    ck_assert_ptr_eq(phase->row.pointer, ace);
    ck_assert(phase->allowed);
    *conduits = (struct acl){ .name = "conduit" };
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("established");
    TCase *counting = tcase_create("counting");
    tcase_add_test(counting, line_comes_later);
    tcase_add_test(counting, line_goes);
    tcase_add_test(counting, many_conns_are_one_pair);
    suite_add_tcase(suite, counting);
    TCase *traces = tcase_create("traces");
    tcase_add_test(traces, trace_of_an_outbound_list);
    tcase_add_test(traces, trace_of_conduits);
    suite_add_tcase(suite, traces);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
