/*
 * element_hits_test.c: which element of an ACE with groups counts.
 */
#include "engine/acl/ace_elements.h"
#include "engine/fixture_test.h"

static struct object_group *
make_group(struct bench *bench, const char *name, enum group_type type, uint8_t protocol)
{
    struct object_group *group = config_object_group_make(bench->config, name);
    ck_assert_ptr_nonnull(group);
    ck_assert(object_group_define(bench->config, group, type, protocol));
    return group;
}

static void
add_network(struct bench *bench, struct object_group *group, struct network network)
{
    struct group_member member = { .kind = ITEM_NETWORK, .network = network };
    ck_assert(object_group_add(bench->config, group, &member));
}

static struct ace *
grouped_ace(struct bench *bench, struct object_group *source, struct object_group *destination)
{
    struct ace *ace = add_ace(bench, "in", true, IP_ANY, "any", "any");
    ace->source = (struct address_match){ .kind = ADDRESS_GROUP, .group = source->id };
    ace->destination = (struct address_match){ .kind = ADDRESS_GROUP, .group = destination->id };
    bind_acl(bench, INSIDE, "in");
    return ace;
}

/* The hits of each element in order, and of nothing else. */
static void
expect_elements(struct bench *bench, const struct ace *ace, const uint64_t *wanted, size_t count)
{
    struct arena *arena = arena_new();
    struct ace_elements elements;
    struct ace_extra extra;
    ck_assert(ace_elements_make(bench->config, ace, arena, &elements));
    ck_assert_uint_eq(elements.count, count);
    for (size_t i = 0; i < count; i++) {
        struct ace element = ace_element(&elements, i, &extra);
        uint64_t hits;
        ck_assert(engine_element_hits(bench->engine, &element, &hits));
        ck_assert_msg(hits == wanted[i], "element %zu has %ju hits, not %ju", i, (uintmax_t)hits,
                      (uintmax_t)wanted[i]);
    }
    arena_free(arena);
}

/* Two by two; the first of members that overlap; a nested group counts as if it stood there. */
START_TEST(addresses)
{
    struct bench *bench = bench_new(OS_8_0);
    bench->config->nat_control = false;
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    struct object_group *hosts = make_group(bench, "hosts", GROUP_NETWORK, 0);
    add_network(bench, hosts, network_of("10.1.1.5"));
    add_network(bench, hosts, network_of("10.1.1.0/24"));
    struct object_group *far = make_group(bench, "far", GROUP_NETWORK, 0);
    add_network(bench, far, network_of("198.51.100.0/24"));
    struct object_group *all = make_group(bench, "all", GROUP_NETWORK, 0);
    struct group_member nested = { .kind = ITEM_GROUP, .group = far->id };
    ck_assert(object_group_add(bench->config, all, &nested));
    add_network(bench, all, network_of("203.0.113.9"));
    const struct ace *ace = grouped_ace(bench, hosts, all);
    bench_start(bench);
    expect_elements(bench, ace, (uint64_t[]){ 0, 0, 0, 0 }, 4);
    expect_passed(bench, "inside udp 10.1.1.5:1600 > 198.51.100.7:1053");
    expect_passed(bench, "inside udp 10.1.1.5:1601 > 203.0.113.9:1053");
    expect_passed(bench, "inside udp 10.1.1.6:1600 > 203.0.113.9:1053");
    expect_passed(bench, "inside udp 10.1.1.6:1601 > 203.0.113.9:1053");
    expect_elements(bench, ace, (uint64_t[]){ 1, 1, 0, 2 }, 4);
    ck_assert_uint_eq(engine_hit_count(bench->engine, ace), 4);
    engine_clear_hit_counts(bench->engine, config_acl(bench->config, "in"));
    expect_elements(bench, ace, (uint64_t[]){ 0, 0, 0, 0 }, 4);
    quiet(bench);
    bench_free(bench);
}
END_TEST

/* A service of both protocols is listed as two elements. */
START_TEST(services)
{
    struct bench *bench = bench_new(OS_8_0);
    bench->config->nat_control = false;
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    struct object_group *both = make_group(bench, "both", GROUP_SERVICE, SERVICE_MIXED);
    struct group_member service = { .kind = ITEM_SERVICE,
                                    .protocol = SERVICE_TCP_UDP,
                                    .port = { .op = PORT_OP_EQ, .low = 1053 },
                                    .icmp_type = ICMP_TYPE_ANY };
    ck_assert(object_group_add(bench->config, both, &service));
    service.protocol = IP_TCP;
    service.port = (struct port_match){ .op = PORT_OP_RANGE, .low = 80, .high = 90 };
    ck_assert(object_group_add(bench->config, both, &service));
    struct ace *ace = add_ace(bench, "in", true, IP_ANY, "any", "any");
    static struct ace_extra extra;
    extra.protocol_group = both->id;
    ace->extra = &extra;
    bind_acl(bench, INSIDE, "in");
    bench_start(bench);
    expect_passed(bench, "inside udp 10.1.1.5:1600 > 198.51.100.7:1053");
    expect_passed(bench, "inside tcp 10.1.1.5:1600 > 198.51.100.7:1053 S");
    expect_passed(bench, "inside udp 10.1.1.5:1601 > 198.51.100.7:1053");
    expect_passed(bench, "inside tcp 10.1.1.5:1602 > 198.51.100.7:85 S");
    expect_denied(bench, "inside tcp 10.1.1.5:1603 > 198.51.100.7:25 S");
    expect_elements(bench, ace, (uint64_t[]){ 1, 2, 1 }, 3);
    quiet(bench);
    bench_free(bench);
}
END_TEST

/* Far down in a long group it is not looked for, which is known of its count. */
START_TEST(a_long_group)
{
    struct bench *bench = bench_new(OS_8_0);
    bench->config->nat_control = false;
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    struct object_group *many = make_group(bench, "many", GROUP_NETWORK, 0);
    for (uint32_t i = 0; i <= ACE_MEMBERS_LOOKED_AT; i++)
        add_network(bench, many, (struct network){ ip_of("10.1.2.0") + i, IP_HOST_MASK });
    struct object_group *far = make_group(bench, "far", GROUP_NETWORK, 0);
    add_network(bench, far, network_of("any"));
    const struct ace *ace = grouped_ace(bench, many, far);
    struct ace last = *ace;
    uint64_t hits;
    last.destination = (struct address_match){ .kind = ADDRESS_ANY };
    last.source = (struct address_match){ .kind = ADDRESS_NETWORK,
                                          .network = { ip_of("10.1.3.0"), IP_HOST_MASK } };
    bench_start(bench);
    ck_assert(engine_element_hits(bench->engine, &last, &hits));
    expect_passed(bench, "inside udp 10.1.3.0:1600 > 198.51.100.7:1053");
    ck_assert_uint_eq(engine_hit_count(bench->engine, ace), 1);
    ck_assert(!engine_element_hits(bench->engine, &last, &hits));
    ck_assert_uint_eq(hits, 0);
    quiet(bench);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("element_hits");
    TCase *tcase = tcase_create("element_hits");
    tcase_add_test(tcase, addresses);
    tcase_add_test(tcase, services);
    tcase_add_test(tcase, a_long_group);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
