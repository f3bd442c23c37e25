/*
 * policy_test.c: which inspection a conn gets: fixups by port, classes in order, an interface's
 * policy before the global one (engine.md 6.1, 7).
 */
#include "engine/path/policy.h"

#include "engine/fixture_test.h"

/* Asks for a conn from inside to outside; INSPECT_KIND_COUNT: none. */
static enum inspection_kind
inspection_for(struct bench *bench, const char *packet, uint16_t server_port)
{
    enum inspection_kind kind;
    struct conn conn = { .key = { { .ifc = INSIDE }, { .ifc = OUTSIDE } } };
    decode_packet(bench, packet);
    conn.key[1].source_port = server_port;
    return policy_inspection(bench->engine, &conn, &bench->packet, &kind) ? kind
                                                                          : INSPECT_KIND_COUNT;
}

#define FTP_SYN "tcp 10.1.1.5:1025 > 198.51.100.7:21 S"
#define WEB_SYN "tcp 10.1.1.5:1025 > 198.51.100.7:80 S"

static struct inspection *
add_fixup(struct bench *bench, enum inspection_kind kind, uint16_t first, uint16_t last)
{
    struct inspection *fixup = BENCH_APPEND(bench->config, fixups, fixup_count, fixup_capacity);
    ck_assert_ptr_nonnull(fixup);
    *fixup = (struct inspection){ .kind = kind, .port_first = first, .port_last = last };
    return fixup;
}

START_TEST(fixups)
{
    struct bench *bench = bench_new(OS_6_3);
    add_fixup(bench, INSPECT_FTP, 21, 21);
    add_fixup(bench, INSPECT_H323_H225, 1720, 1722);
    add_fixup(bench, INSPECT_PPTP, 1723, 1723)->off = true;
    add_fixup(bench, INSPECT_SIP_UDP, 5060, 5060);
    bench_start(bench);
    ck_assert_int_eq(inspection_for(bench, FTP_SYN, 21), INSPECT_FTP);
    ck_assert_int_eq(inspection_for(bench, FTP_SYN, 2121), INSPECT_KIND_COUNT);
    /* static PAT: the port as the real server knows it (6.1 [C]) */
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 21), INSPECT_FTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 1722), INSPECT_H323_H225);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 1723), INSPECT_KIND_COUNT);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 5060), INSPECT_KIND_COUNT);
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:9 > 198.51.100.7:21", 21),
                     INSPECT_KIND_COUNT);
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:9 > 198.51.100.7:9", 5060),
                     INSPECT_SIP_UDP);
    ck_assert(!policy_inspects_icmp(bench->engine, INSIDE, OUTSIDE, &bench->packet));
    bench_free(bench);
}
END_TEST

/* --- class and policy maps ------------------------------------------------------------------- */

static struct class_match *
add_class_match(struct bench *bench, const char *class, enum class_match_kind kind)
{
    struct class_map *map = config_class_map_make(bench->config, class);
    ck_assert_ptr_nonnull(map);
    map->exists = true;
    struct class_match *match = arena_append(bench->config->arena, &map->matches, &map->count,
                                             &map->capacity, sizeof(*match));
    ck_assert_ptr_nonnull(match);
    match->kind = kind;
    match->protocol = IP_TCP;
    return match;
}

static void
add_inspect(struct bench *bench, const char *policy_name, const char *class,
            enum inspection_kind kind)
{
    struct arena *arena = bench->config->arena;
    struct policy_map *policy = config_policy_map_make(bench->config, policy_name);
    ck_assert_ptr_nonnull(policy);
    policy->exists = true;
    struct policy_class *made =
        arena_append(arena, &policy->classes, &policy->count, &policy->capacity, sizeof(*made));
    ck_assert_ptr_nonnull(made);
    made->class_map = config_class_map_make(bench->config, class);
    struct inspection *inspection =
        arena_append(arena, &made->inspections, &made->count, &made->capacity, sizeof(*inspection));
    ck_assert_ptr_nonnull(inspection);
    inspection->kind = kind;
}

static void
apply(struct bench *bench, const char *policy, ifc_id ifc)
{
    struct service_policy *service = BENCH_APPEND(bench->config, service_policies,
                                                  service_policy_count, service_policy_capacity);
    ck_assert_ptr_nonnull(service);
    *service = (struct service_policy){ config_policy_map_make(bench->config, policy), ifc, { 0 } };
}

/* `match default-inspection-traffic`: each engine on its own ports only. */
START_TEST(default_inspection_traffic)
{
    struct bench *bench = bench_new(OS_7_2);
    add_inspection(bench, INSPECT_FTP);
    add_inspection(bench, INSPECT_PPTP);
    add_inspection(bench, INSPECT_SIP);
    add_inspection(bench, INSPECT_NETBIOS);
    bench_start(bench);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 21), INSPECT_FTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 1723), INSPECT_PPTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 80), INSPECT_KIND_COUNT);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 5060), INSPECT_SIP);
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:9 > 198.51.100.7:9", 5060), INSPECT_SIP);
    /* NetBIOS by its source port */
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:137 > 198.51.100.7:9", 9),
                     INSPECT_NETBIOS);
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:9 > 198.51.100.7:137", 137),
                     INSPECT_KIND_COUNT);
    bench_free(bench);
}
END_TEST

/* The first class that inspects wins; a class by port runs its engine on that port. */
START_TEST(class_order)
{
    struct bench *bench = bench_new(OS_8_0);
    struct class_match *match = add_class_match(bench, "odd-port", CLASS_MATCH_PORT);
    match->port = (struct port_match){ PORT_OP_RANGE, 2121, 2122 };
    add_class_match(bench, "all", CLASS_MATCH_ANY);
    add_ace(bench, "hosts", true, IP_TCP, "10.1.1.9", "any");
    add_class_match(bench, "by-list", CLASS_MATCH_ACCESS_LIST)->acl =
        config_acl(bench->config, "hosts");
    config_class_map_make(bench->config, "empty")->exists = true;
    add_class_match(bench, "kept", CLASS_MATCH_DSCP);
    add_inspect(bench, "p", "empty", INSPECT_SKINNY);
    add_inspect(bench, "p", "kept", INSPECT_SKINNY);
    add_inspect(bench, "p", "odd-port", INSPECT_FTP);
    add_inspect(bench, "p", "by-list", INSPECT_PPTP);
    add_inspect(bench, "p", "all", INSPECT_HTTP);
    apply(bench, "p", IFC_NONE);
    bench_start(bench);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 2122), INSPECT_FTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 2123), INSPECT_HTTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 2000), INSPECT_HTTP); /* an empty class: none */
    ck_assert_int_eq(inspection_for(bench, "tcp 10.1.1.9:1025 > 198.51.100.7:80 S", 80),
                     INSPECT_PPTP);
    ck_assert_int_eq(inspection_for(bench, "udp 10.1.1.5:9 > 198.51.100.7:9", 9),
                     INSPECT_KIND_COUNT);
    bench_free(bench);
}
END_TEST

START_TEST(class_default)
{
    struct bench *bench = bench_new(OS_7_0);
    add_inspect(bench, "p", "class-default", INSPECT_PPTP);
    apply(bench, "p", IFC_NONE);
    bench_start(bench);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 1723), INSPECT_PPTP);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 80), INSPECT_KIND_COUNT);
    bench_free(bench);
}
END_TEST

/* The policy of either interface hides the global one; of a third it says nothing. */
START_TEST(interface_before_global)
{
    struct bench *bench = bench_new(OS_7_2);
    add_class_match(bench, "all", CLASS_MATCH_ANY);
    add_inspect(bench, "everywhere", "all", INSPECT_HTTP);
    add_inspect(bench, "here", "all", INSPECT_FTP);
    apply(bench, "everywhere", IFC_NONE);
    apply(bench, "here", DMZ);
    bench_start(bench);
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 80), INSPECT_HTTP);
    bench->config->service_policies[1].ifc = OUTSIDE;
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 80), INSPECT_FTP);
    bench->config->service_policies[1].ifc = INSIDE;
    ck_assert_int_eq(inspection_for(bench, WEB_SYN, 80), INSPECT_FTP);
    bench_free(bench);
}
END_TEST

/* `inspect icmp` and `inspect icmp error` stand side by side, in any order. */
START_TEST(icmp)
{
    struct bench *bench = bench_new(OS_7_2);
    add_inspection(bench, INSPECT_ICMP_ERROR);
    bench_start(bench);
    decode_packet(bench, "icmp 10.1.1.5 > 198.51.100.7 8 0");
    ck_assert(!policy_inspects_icmp(bench->engine, INSIDE, OUTSIDE, &bench->packet));
    add_inspection(bench, INSPECT_ICMP);
    ck_assert(policy_inspects_icmp(bench->engine, INSIDE, OUTSIDE, &bench->packet));
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("policy");
    TCase *tcase = tcase_create("policy");
    tcase_add_test(tcase, fixups);
    tcase_add_test(tcase, default_inspection_traffic);
    tcase_add_test(tcase, class_order);
    tcase_add_test(tcase, class_default);
    tcase_add_test(tcase, interface_before_global);
    tcase_add_test(tcase, icmp);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
