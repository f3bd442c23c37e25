/*
 * trace_test.c: the phases of a packet, each with the row that decided it; for a denial by an
 * access list the nearest ACEs too.
 */
#include "engine/fixture_test.h"

/* "UNTRANSLATE static; ACCESS-LIST ace; ..." with "!" where the packet ended. */
static const char *
phases(const struct trace *trace, char text[static 256])
{
    static const char *const rows[] = {
        [ROW_NONE] = "-",
        [ROW_ACE] = "ace",
        [ROW_IMPLICIT_DENY] = "implicit",
        [ROW_SECURITY_LEVEL] = "level",
        [ROW_NAT] = "nat",
        [ROW_STATIC] = "static",
        [ROW_ROUTE] = "route",
        [ROW_CONNECTED_ROUTE] = "connected",
    };
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < trace->count; i++) {
        const struct trace_phase *phase = &trace->phases[i];
        ck_assert_uint_lt(phase->row.kind, ARRAY_LENGTH(rows));
        ck_assert_ptr_nonnull(rows[phase->row.kind]);
        length += (size_t)snprintf(text + length, 256 - length, "%s%s %s%s", i > 0 ? "; " : "",
                                   trace_phase_name(phase->type), rows[phase->row.kind],
                                   phase->allowed ? "" : "!");
        ck_assert_uint_lt(length, 256);
    }
    return text;
}

/* static (inside,outside) 192.0.2.5 10.1.1.5, PAT for the rest, SMTP and DNS let in. */
static struct bench *
traced_bench(enum os_version version, struct trace *trace)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "interface");
    add_ace(bench, "acl-out", true, IP_TCP, "any", "192.0.2.5:25");
    add_ace(bench, "acl-out", true, IP_UDP, "any", "192.0.2.5:53");
    bind_acl(bench, OUTSIDE, "acl-out");
    bench_start(bench);
    bench->outcome.trace = trace;
    return bench;
}

#define PAT_CASE 5

static const struct {
    const char *packet;
    const char *phases;
    enum verdict verdict;
} cases[] = {
    { "outside tcp 198.51.100.7:1025 > 192.0.2.5:25 S seq 1",
      "UN-NAT static; ACCESS-LIST ace; NAT -; FLOW-CREATION -", VERDICT_PASSED },
    { "outside tcp 198.51.100.7:1025 > 192.0.2.5:80 S seq 1",
      "UN-NAT static; ACCESS-LIST implicit!", VERDICT_DENIED },
    { "outside tcp 198.51.100.7:1025 > 192.0.2.77:80 S seq 1",
      "ROUTE-LOOKUP connected; ACCESS-LIST level!", VERDICT_DENIED },
    { "outside tcp 127.0.0.1:1025 > 192.0.2.5:80 S seq 1", "SANITY -!", VERDICT_DENIED },
    { "outside tcp 198.51.100.7:1025 > 192.0.2.5:25 A seq 1", "FLOW-LOOKUP -!", VERDICT_DENIED },
    { "inside udp 10.1.1.9:1025 > 198.51.100.7:123",
      "ROUTE-LOOKUP route; ACCESS-LIST level; NAT nat; FLOW-CREATION -", VERDICT_PASSED },
};

START_TEST(first_packets)
{
    struct trace trace;
    char text[256];
    struct bench *bench = traced_bench(OS_6_3, &trace);
    ck_assert_int_eq(send_packet(bench, cases[_i].packet), cases[_i].verdict);
    ck_assert_str_eq(phases(&trace, text), cases[_i].phases);
    bench_free(bench);
}
END_TEST

START_TEST(rows_and_addresses)
{
    struct trace trace;
    struct bench *bench = traced_bench(OS_6_3, &trace);
    expect_passed(bench, cases[0].packet);
    ck_assert_ptr_eq(trace.phases[0].row.pointer, &bench->config->statics[0]);
    ck_assert_uint_eq(trace.phases[0].from, ip_of("192.0.2.5"));
    ck_assert_uint_eq(trace.phases[0].to, ip_of("10.1.1.5"));
    ck_assert_ptr_eq(trace.phases[1].row.pointer, config_acl(bench->config, "acl-out")->aces[0]);
    ck_assert_uint_eq(trace.phases[3].conn_id, 1);
    expect_passed(bench, cases[PAT_CASE].packet);
    ck_assert_ptr_eq(trace.phases[2].row.pointer, &bench->config->nats[0]);
    ck_assert_uint_eq(trace.phases[2].from, ip_of("10.1.1.9"));
    ck_assert_uint_eq(trace.phases[2].to, ip_of("192.0.2.1"));
    ck_assert_uint_eq(trace.phases[2].to_port, 1024);
    bench_free(bench);
}
END_TEST

START_TEST(a_denial_names_what_came_nearest)
{
    struct trace trace;
    struct bench *bench = traced_bench(OS_6_3, &trace);
    expect_denied(bench, cases[1].packet);
    ck_assert_int_eq(trace.drop, DROP_ACL);
    ck_assert_uint_eq(trace.nearest_count, 2);
    ck_assert_ptr_eq(trace.nearest[0].row.pointer, config_acl(bench->config, "acl-out")->aces[0]);
    ck_assert_int_eq(trace.nearest[0].field, FIELD_DESTINATION_PORT);
    ck_assert_int_eq(trace.nearest[1].field, FIELD_PROTOCOL);
    bench_free(bench);
}
END_TEST

/* No translation: the nat whose network does not hold the source; no static: the one beside it. */
START_TEST(a_missing_translation_names_what_came_nearest)
{
    struct trace trace;
    struct bench *bench = bench_new(OS_6_3);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "10.1.1.0/25");
    add_nat(bench, INSIDE, 2, "10.1.1.128/26");
    add_global(bench, OUTSIDE, 1, "interface");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    bench_start(bench);
    bench->outcome.trace = &trace;
    expect_denied(bench, "inside udp 10.1.1.250:1025 > 198.51.100.7:123");
    ck_assert_uint_eq(trace.nearest_count, 3);
    ck_assert_ptr_eq(trace.nearest[0].row.pointer, &bench->config->nats[0]);
    ck_assert_int_eq(trace.nearest[0].field, FIELD_SOURCE);
    ck_assert_uint_eq(trace.nearest[0].matched, 2);
    ck_assert_uint_eq(trace.nearest[0].fields, 3);
    expect_denied(bench, "inside udp 10.1.1.130:1025 > 198.51.100.7:123");
    ck_assert_ptr_eq(trace.nearest[0].row.pointer, &bench->config->nats[1]);
    ck_assert_int_eq(trace.nearest[0].field, FIELD_POOL);
    expect_denied(bench, "outside tcp 198.51.100.7:1025 > 192.0.2.6:80 S seq 1");
    ck_assert_uint_eq(trace.nearest_count, 1);
    ck_assert_ptr_eq(trace.nearest[0].row.pointer, &bench->config->statics[0]);
    ck_assert_int_eq(trace.nearest[0].field, FIELD_DESTINATION);
    bench_free(bench);
}
END_TEST

/* A packet of a living conn asks no rule; the trace of the packet before does not stay. */
START_TEST(a_living_conn)
{
    struct trace trace;
    char text[256];
    struct bench *bench = traced_bench(OS_6_3, &trace);
    expect_passed(bench, cases[PAT_CASE].packet);
    expect_passed(bench, "outside udp 198.51.100.7:123 > 192.0.2.1:1024");
    ck_assert_str_eq(phases(&trace, text), "FLOW-LOOKUP -; UN-NAT nat");
    ck_assert_uint_eq(trace.phases[0].conn_id, 1);
    ck_assert_uint_eq(trace.phases[1].from, ip_of("192.0.2.1"));
    ck_assert_uint_eq(trace.phases[1].to, ip_of("10.1.1.9"));
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("trace");
    TCase *tcase = tcase_create("phases");
    tcase_add_loop_test(tcase, first_packets, 0, ARRAY_LENGTH(cases));
    tcase_add_test(tcase, rows_and_addresses);
    tcase_add_test(tcase, a_denial_names_what_came_nearest);
    tcase_add_test(tcase, a_missing_translation_names_what_came_nearest);
    tcase_add_test(tcase, a_living_conn);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
