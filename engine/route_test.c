/*
 * route_test.c: longest prefix, lowest metric, interfaces that are up, and the assumed default
 * (engine.md 1.8, commands.md 3.4).
 */
#include "engine/route.h"

#include "engine/fixture_test.h"

static ifc_id
egress(const struct bench *bench, const char *address)
{
    return route_lookup(bench->config, ip_of(address), true).ifc;
}

START_TEST(longest_prefix)
{
    struct bench *bench = bench_new(OS_7_2);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_route(bench, INSIDE, "10.0.0.0/8", "10.1.1.254");
    add_route(bench, DMZ, "10.9.0.0/16", "172.16.1.254");
    add_route(bench, INSIDE, "10.9.9.9", "10.1.1.254");
    ck_assert_uint_eq(egress(bench, "8.8.8.8"), OUTSIDE);
    ck_assert_uint_eq(egress(bench, "10.200.1.1"), INSIDE);
    ck_assert_uint_eq(egress(bench, "10.9.1.1"), DMZ);
    ck_assert_uint_eq(egress(bench, "10.9.9.9"), INSIDE);
    ck_assert_uint_eq(egress(bench, "172.16.2.3"), DMZ2); /* connected */
    struct route_result result = route_lookup(bench->config, ip_of("8.8.8.8"), true);
    ck_assert(result.is_default && !result.assumed);
    ck_assert_int_eq(result.row.kind, ROW_ROUTE);
    ck_assert_uint_eq(result.row.index, 0);
    result = route_lookup(bench->config, ip_of("10.1.1.7"), true);
    ck_assert_int_eq(result.row.kind, ROW_CONNECTED_ROUTE);
    ck_assert(!result.is_default);
    bench_free(bench);
}
END_TEST

START_TEST(lowest_metric)
{
    struct bench *bench = bench_new(OS_6_3);
    add_route(bench, DMZ, "any", "172.16.1.254")->metric = 5;
    add_route(bench, OUTSIDE, "any", "192.0.2.254")->metric = 2;
    add_route(bench, DMZ2, "any", "172.16.2.254")->metric = 2; /* the first configured wins */
    ck_assert_uint_eq(egress(bench, "8.8.8.8"), OUTSIDE);
    /* a tunneled route is not for them */
    add_route(bench, DMZ, "any", "172.16.1.253")->tunneled = true;
    add_route(bench, DMZ2, "8.0.0.0/8", "172.16.1.253")->tunneled = true;
    ck_assert_uint_eq(egress(bench, "8.8.8.8"), OUTSIDE);
    /* a connected network goes before a route of its length */
    add_route(bench, DMZ, "10.1.1.0/24", "172.16.1.254");
    ck_assert_uint_eq(egress(bench, "10.1.1.9"), INSIDE);
    add_route(bench, DMZ, "10.1.1.128/25", "172.16.1.254");
    ck_assert_uint_eq(egress(bench, "10.1.1.129"), DMZ);
    bench_free(bench);
}
END_TEST

START_TEST(interfaces_that_are_down)
{
    struct bench *bench = bench_new(OS_7_2);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    bench->config->interfaces[OUTSIDE]->shutdown = true;
    ck_assert_uint_eq(egress(bench, "8.8.8.8"), IFC_NONE);
    ck_assert_uint_eq(egress(bench, "192.0.2.9"), IFC_NONE);
    bench->config->interfaces[OUTSIDE]->shutdown = false;
    bench->config->interfaces[OUTSIDE]->name = NULL;
    ck_assert_uint_eq(egress(bench, "192.0.2.9"), IFC_NONE);
    bench_free(bench);
}
END_TEST

/* Only without any default route: on the lowest interface that is up, and said so. */
START_TEST(assumed_default)
{
    struct bench *bench = bench_new(OS_6_2);
    struct route_result result = route_lookup(bench->config, ip_of("8.8.8.8"), false);
    ck_assert_uint_eq(result.ifc, OUTSIDE);
    ck_assert(result.is_default && result.assumed);
    ck_assert_int_eq(result.row.kind, ROW_NONE);
    ck_assert(route_exists_on(bench->config, OUTSIDE, ip_of("8.8.8.8"), false));
    ck_assert(!route_exists_on(bench->config, OUTSIDE, ip_of("8.8.8.8"), true));
    ck_assert(!route_exists_on(bench->config, INSIDE, ip_of("8.8.8.8"), false));
    ck_assert(route_exists_on(bench->config, INSIDE, ip_of("10.1.1.9"), true));
    ck_assert_uint_eq(egress(bench, "8.8.8.8"), IFC_NONE);
    bench->config->interfaces[OUTSIDE]->shutdown = true;
    ck_assert_uint_eq(route_assumed_default(bench->config), DMZ);
    add_route(bench, INSIDE, "any", "10.1.1.254");
    ck_assert_uint_eq(route_lookup(bench->config, ip_of("8.8.8.8"), false).ifc, INSIDE);
    bench->config->interfaces[INSIDE]->shutdown = true; /* it has one, but it is down */
    ck_assert_uint_eq(route_lookup(bench->config, ip_of("8.8.8.8"), false).ifc, IFC_NONE);
    for (ifc_id ifc = 0; ifc < bench->config->interface_count; ifc++)
        bench->config->interfaces[ifc]->shutdown = true;
    bench->config->route_count = 0;
    ck_assert_uint_eq(route_assumed_default(bench->config), IFC_NONE);
    ck_assert_uint_eq(route_lookup(bench->config, ip_of("8.8.8.8"), false).ifc, IFC_NONE);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("route");
    TCase *tcase = tcase_create("route");
    tcase_add_test(tcase, longest_prefix);
    tcase_add_test(tcase, lowest_metric);
    tcase_add_test(tcase, interfaces_that_are_down);
    tcase_add_test(tcase, assumed_default);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
