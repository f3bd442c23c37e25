/*
 * classify_test.c: which ACE matches (engine.md 1.12), and which came nearest.
 */
#include "engine/classify.h"

#include "engine/fixture_test.h"

#define HOST UINT32_C(0x0a010105)   /* 10.1.1.5 */
#define SERVER UINT32_C(0xc6336407) /* 198.51.100.7 */

static const struct flow web = { IP_TCP, HOST, SERVER, 1025, 80, 0, 0 };

/* --- one ACE --------------------------------------------------------------------------------- */

static const struct port_case {
    struct port_match match;
    uint16_t yes[3], no[3];
} port_cases[] = {
    { { PORT_OP_NONE, 0, 0 }, { 0, 80, 65535 }, { 0 } },
    { { PORT_OP_EQ, 80, 0 }, { 80, 80, 80 }, { 79, 81, 65535 } },
    { { PORT_OP_NEQ, 80, 0 }, { 79, 81, 65535 }, { 80, 80, 80 } },
    { { PORT_OP_LT, 80, 0 }, { 1, 79, 0 }, { 80, 81, 65535 } },
    { { PORT_OP_GT, 80, 0 }, { 81, 82, 65535 }, { 80, 79, 1 } },
    { { PORT_OP_GT, 0, 0 }, { 1, 80, 65535 }, { 0, 0, 0 } },
    { { PORT_OP_LT, 65535, 0 }, { 1, 80, 65534 }, { 65535, 65535, 65535 } },
    { { PORT_OP_RANGE, 80, 82 }, { 80, 81, 82 }, { 79, 83, 65535 } },
    { { PORT_OP_RANGE, 80, 80 }, { 80, 80, 80 }, { 79, 81, 0 } },
};

START_TEST(ports)
{
    const struct port_case *row = &port_cases[_i];
    struct bench *bench = bench_new(OS_7_2);
    for (size_t i = 0; i < 3; i++) {
        ck_assert(port_matches(bench->config, &row->match, row->yes[i]));
        ck_assert(row->match.op == PORT_OP_NONE ||
                  !port_matches(bench->config, &row->match, row->no[i]));
    }
    bench_free(bench);
}
END_TEST

START_TEST(addresses)
{
    struct bench *bench = bench_new(OS_7_2);
    struct address_match match = { .kind = ADDRESS_ANY };
    ck_assert(address_matches(bench->config, &match, 0));
    match = match_of("10.1.1.0/30");
    ck_assert(address_matches(bench->config, &match, HOST - 2));
    ck_assert(!address_matches(bench->config, &match, HOST));
    /* a mask with holes, as old lists have */
    match = (struct address_match){ .kind = ADDRESS_NETWORK,
                                    .network = { ip_of("10.0.1.0"), ip_of("255.0.255.0") } };
    ck_assert(address_matches(bench->config, &match, HOST));
    ck_assert(!address_matches(bench->config, &match, ip_of("10.1.2.5")));
    match = (struct address_match){ .kind = ADDRESS_OF_INTERFACE, .ifc = INSIDE };
    ck_assert(address_matches(bench->config, &match, ip_of("10.1.1.1")));
    ck_assert(!address_matches(bench->config, &match, HOST));
    match.ifc = IFC_NONE;
    ck_assert(!address_matches(bench->config, &match, 0));
    bench_free(bench);
}
END_TEST

/* --- lists ----------------------------------------------------------------------------------- */

/* First match wins; remarks and inactive ACEs match nothing. */
START_TEST(first_match)
{
    struct bench *bench = bench_new(OS_7_2);
    add_ace(bench, "a", false, IP_ANY, "any", "any")->is_remark = true;
    add_ace(bench, "a", false, IP_ANY, "any", "any")->inactive = true;
    add_ace(bench, "a", true, IP_UDP, "any", "any");
    const struct ace *ace = add_ace(bench, "a", true, IP_TCP, "10.1.1.0/24", "198.51.100.7:80");
    add_ace(bench, "a", false, IP_ANY, "any", "any");
    struct acl *acl = config_acl(bench->config, "a");
    struct classify_result result = classify(bench->config, acl, &web);
    ck_assert(result.permit);
    ck_assert_ptr_eq(result.ace, ace);
    ck_assert_uint_eq(result.index, 3);
    struct flow other = web;
    other.destination_port = 81;
    result = classify(bench->config, acl, &other);
    ck_assert(!result.permit);
    ck_assert_uint_eq(result.index, 4);
    acl->exists = false; /* removed: denies everything */
    result = classify(bench->config, acl, &web);
    ck_assert(!result.permit && result.ace == NULL);
    bench_free(bench);
}
END_TEST

/* The implicit deny at the end, and an empty list. */
START_TEST(implicit_deny)
{
    struct bench *bench = bench_new(OS_6_3);
    add_ace(bench, "a", true, IP_UDP, "any", "any");
    struct classify_result result = classify(bench->config, config_acl(bench->config, "a"), &web);
    ck_assert(!result.permit);
    ck_assert_ptr_null(result.ace);
    config_acl(bench->config, "a")->count = 0;
    result = classify(bench->config, config_acl(bench->config, "a"), &web);
    ck_assert(!result.permit && result.ace == NULL);
    bench_free(bench);
}
END_TEST

START_TEST(icmp_types)
{
    struct bench *bench = bench_new(OS_6_2);
    add_ace(bench, "a", true, IP_ICMP, "any", "any")->icmp_type = 0;
    add_ace(bench, "b", true, IP_ICMP, "any", "any");
    struct flow ping = { .protocol = IP_ICMP, .source = HOST, .destination = SERVER };
    for (unsigned type = 0; type < 256; type++) {
        ping.icmp_type = (uint8_t)type;
        ck_assert_int_eq(classify(bench->config, config_acl(bench->config, "a"), &ping).permit,
                         type == 0);
        ck_assert(classify(bench->config, config_acl(bench->config, "b"), &ping).permit);
    }
    bench_free(bench);
}
END_TEST

/* For NAT without ports: neither protocol nor port is looked at; a deny ends the search. */
START_TEST(addresses_alone)
{
    struct bench *bench = bench_new(OS_6_3);
    add_ace(bench, "a", false, IP_UDP, "10.1.1.9:53", "any");
    add_ace(bench, "a", true, IP_UDP, "10.1.1.0/24:53", "any");
    struct acl *acl = config_acl(bench->config, "a");
    struct flow flow = web;
    ck_assert(classify_addresses(bench->config, acl, &flow, false).permit);
    ck_assert(!classify_addresses(bench->config, acl, &flow, true).permit);
    flow.source = ip_of("10.1.1.9");
    struct classify_result result = classify_addresses(bench->config, acl, &flow, false);
    ck_assert(!result.permit);
    ck_assert_uint_eq(result.index, 0);
    bench_free(bench);
}
END_TEST

/* --- the nearest ----------------------------------------------------------------------------- */

/* The later the field that failed, the nearer; equal ones in the list's order; never a deny. */
START_TEST(nearest)
{
    struct bench *bench = bench_new(OS_7_2);
    const struct ace *protocol = add_ace(bench, "a", true, IP_UDP, "any", "any");
    const struct ace *source = add_ace(bench, "a", true, IP_TCP, "10.1.1.6", "any");
    add_ace(bench, "a", false, IP_TCP, "10.1.1.5", "any:81");
    const struct ace *port = add_ace(bench, "a", true, IP_TCP, "any", "any:81");
    const struct ace *source_port = add_ace(bench, "a", true, IP_TCP, "any:99", "any");
    const struct ace *destination = add_ace(bench, "a", true, IP_TCP, "any", "198.51.100.8");
    struct acl *acl = config_acl(bench->config, "a");
    struct near_miss near[TRACE_NEAREST];
    ck_assert_uint_eq(classify_nearest(bench->config, acl, &web, near), 3);
    ck_assert_ptr_eq(near[0].ace, port);
    ck_assert_int_eq(near[0].field, FIELD_DESTINATION_PORT);
    ck_assert_ptr_eq(near[1].ace, destination);
    ck_assert_int_eq(near[1].field, FIELD_DESTINATION);
    ck_assert_ptr_eq(near[2].ace, source_port);
    ck_assert_int_eq(near[2].field, FIELD_SOURCE_PORT);
    /* inactive is nearest only when all else would match */
    add_ace(bench, "a", true, IP_UDP, "any", "any")->inactive = true;
    const struct ace *inactive = add_ace(bench, "a", true, IP_TCP, "any", "any:80");
    ((struct ace *)(uintptr_t)inactive)->inactive = true;
    ck_assert_uint_eq(classify_nearest(bench->config, acl, &web, near), 3);
    ck_assert_ptr_eq(near[0].ace, inactive);
    ck_assert_int_eq(near[0].field, FIELD_INACTIVE);
    ck_assert_ptr_eq(near[1].ace, port);
    acl->count = 2;
    ck_assert_uint_eq(classify_nearest(bench->config, acl, &web, near), 2);
    ck_assert_ptr_eq(near[0].ace, source);
    ck_assert_ptr_eq(near[1].ace, protocol);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("classify");
    TCase *tcase = tcase_create("classify");
    tcase_add_loop_test(tcase, ports, 0, (int)ARRAY_LENGTH(port_cases));
    tcase_add_test(tcase, addresses);
    tcase_add_test(tcase, first_match);
    tcase_add_test(tcase, implicit_deny);
    tcase_add_test(tcase, icmp_types);
    tcase_add_test(tcase, addresses_alone);
    tcase_add_test(tcase, nearest);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
