/*
 * classify_test.c: which ACE matches (engine.md 1.12), and which came nearest.
 */
#include "engine/acl/classify.h"

#include "engine/fixture_test.h"

#define HOST UINT32_C(0x0a010105)   /* 10.1.1.5 */
#define SERVER UINT32_C(0xc6336407) /* 198.51.100.7 */

static const struct flow web = { .protocol = IP_TCP,
                                 .source = HOST,
                                 .destination = SERVER,
                                 .source_port = 1025,
                                 .destination_port = 80 };

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
    ck_assert_ptr_eq(near[0].row.pointer, port);
    ck_assert_int_eq(near[0].field, FIELD_DESTINATION_PORT);
    ck_assert_ptr_eq(near[1].row.pointer, destination);
    ck_assert_int_eq(near[1].field, FIELD_DESTINATION);
    ck_assert_ptr_eq(near[2].row.pointer, source_port);
    ck_assert_int_eq(near[2].field, FIELD_SOURCE_PORT);
    /* inactive is nearest only when all else would match */
    add_ace(bench, "a", true, IP_UDP, "any", "any")->inactive = true;
    const struct ace *inactive = add_ace(bench, "a", true, IP_TCP, "any", "any:80");
    ((struct ace *)(uintptr_t)inactive)->inactive = true;
    ck_assert_uint_eq(classify_nearest(bench->config, acl, &web, near), 3);
    ck_assert_ptr_eq(near[0].row.pointer, inactive);
    ck_assert_int_eq(near[0].field, FIELD_INACTIVE);
    ck_assert_ptr_eq(near[1].row.pointer, port);
    acl->count = 2;
    ck_assert_uint_eq(classify_nearest(bench->config, acl, &web, near), 2);
    ck_assert_ptr_eq(near[0].row.pointer, source);
    ck_assert_ptr_eq(near[1].row.pointer, protocol);
    bench_free(bench);
}
END_TEST

/* --- object groups and time ranges ------------------------------------------------------------ */

static struct object_group *
make_group(struct config *config, const char *name, enum group_type type, uint8_t protocol)
{
    struct object_group *group = config_object_group_make(config, name);
    ck_assert_ptr_nonnull(group);
    ck_assert(object_group_define(config, group, type, protocol));
    return group;
}

static void
add_member(struct config *config, struct object_group *group, struct group_member member)
{
    if (object_group_find(group, &member) == group->count)
        ck_assert(object_group_add(config, group, &member));
}

static uint32_t
roll(uint32_t *state, uint32_t below)
{
    *state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (*state >> 16) % below;
}

#define ADDRESSES 8
#define PORTS 6
#define GROUPS 3 /* of each type; the later ones nest the ones before */

struct groups {
    struct object_group *network[GROUPS], *service[GROUPS], *protocol[GROUPS];
};

static void
make_groups(struct config *config, struct groups *groups, uint32_t *state)
{
    static const uint8_t protocols[] = { IP_TCP, IP_UDP, IP_ICMP, IP_ANY };
    for (unsigned i = 0; i < GROUPS; i++) {
        char name[3][8];
        for (unsigned k = 0; k < 3; k++)
            snprintf(name[k], sizeof(name[k]), "%u-%u", k, i);
        groups->network[i] = make_group(config, name[0], GROUP_NETWORK, 0);
        groups->service[i] = make_group(config, name[1], GROUP_SERVICE, SERVICE_TCP_UDP);
        groups->protocol[i] = make_group(config, name[2], GROUP_PROTOCOL, 0);
        struct group_member network = { .kind = ITEM_NETWORK };
        network.network = (struct network){ roll(state, ADDRESSES), IP_HOST_MASK };
        add_member(config, groups->network[i], network);
        network.network.netmask = IP_HOST_MASK << roll(state, 2);
        network.network.address = roll(state, ADDRESSES) & network.network.netmask;
        add_member(config, groups->network[i], network);
        struct group_member port = { .kind = ITEM_PORT };
        port.port = (struct port_match){ PORT_OP_RANGE, (uint16_t)roll(state, 4), 4 };
        add_member(config, groups->service[i], port);
        struct group_member protocol = { .kind = ITEM_PROTOCOL };
        protocol.protocol = protocols[roll(state, i == 0 ? 4 : 3)];
        add_member(config, groups->protocol[i], protocol);
        if (i == 0 || roll(state, 2) == 0)
            continue;
        struct group_member nested = { .kind = ITEM_GROUP, .group = groups->network[i - 1]->id };
        add_member(config, groups->network[i], nested);
        nested.group = groups->protocol[i - 1]->id;
        add_member(config, groups->protocol[i], nested);
    }
}

/* The next value of a group, or the match itself once. */
static bool
next_address(struct group_walk *walk, bool *first, struct address_match *match)
{
    const struct group_member *member = group_walk_next(walk);
    bool own = *first && match->kind != ADDRESS_GROUP;
    *first = false;
    if (member != NULL)
        *match = (struct address_match){ .kind = ADDRESS_NETWORK, .network = member->network };
    return member != NULL || own;
}

/* All values that a match stands for; how many. */
static size_t
list_addresses(const struct config *config, struct address_match match,
               struct address_match all[static 16])
{
    size_t count = 0;
    bool first = true;
    struct group_walk walk =
        object_group_walk(config, match.kind == ADDRESS_GROUP ? match.group : GROUP_NONE);
    while (count < 16 && next_address(&walk, &first, &match))
        all[count++] = match;
    return count;
}

static size_t
list_protocols(const struct config *config, group_id id, uint8_t all[static 16])
{
    size_t count = 0;
    struct group_walk walk = object_group_walk(config, id);
    const struct group_member *member;
    while (count < 16 && (member = group_walk_next(&walk)) != NULL)
        all[count++] = member->protocol;
    return count;
}

/* ACE as the product of its groups, into the list `product`. */
static void
add_product(struct bench *bench, const struct ace *ace)
{
    struct address_match sources[16], destinations[16];
    uint8_t protocols[16] = { ace->protocol };
    struct config *config = bench->config;
    size_t source_count = list_addresses(config, ace->source, sources);
    size_t destination_count = list_addresses(config, ace->destination, destinations);
    size_t protocol_count =
        ace->extra != NULL ? list_protocols(config, ace->extra->protocol_group, protocols) : 1;
    struct port_match port = ace->destination_port;
    if (port.op == PORT_OP_GROUP) {
        struct group_walk walk = object_group_walk(config, port_match_group(&port));
        port = group_walk_next(&walk)->port;
    }
    for (size_t p = 0; p < protocol_count; p++)
        for (size_t s = 0; s < source_count; s++)
            for (size_t d = 0; d < destination_count; d++) {
                struct ace *one =
                    add_ace(bench, "product", ace->permit, protocols[p], "any", "any");
                one->source = sources[s];
                one->destination = destinations[d];
                one->destination_port = port;
            }
}

static void
add_random_ace(struct bench *bench, const struct groups *groups, uint32_t *state)
{
    struct ace *ace = add_ace(bench, "grouped", roll(state, 2) != 0, IP_TCP, "any", "any");
    struct address_match *ends[] = { &ace->source, &ace->destination };
    for (size_t i = 0; i < 2; i++) {
        group_id id = groups->network[roll(state, GROUPS)]->id;
        if (roll(state, 3) != 0)
            *ends[i] = (struct address_match){ .kind = ADDRESS_GROUP, .group = id };
    }
    if (roll(state, 2) != 0) {
        ace->destination_port = port_match_of_group(groups->service[roll(state, GROUPS)]->id);
    } else if (roll(state, 2) != 0) {
        struct ace_extra *extra = arena_zalloc(bench->config->arena, sizeof(*extra));
        ck_assert_ptr_nonnull(extra);
        extra->protocol_group = groups->protocol[roll(state, GROUPS)]->id;
        ace->protocol = IP_ANY;
        ace->extra = extra;
    }
    add_product(bench, ace);
}

/* A list with groups says of every flow what the list of their products says. */
START_TEST(groups_are_their_products)
{
    static const uint8_t protocols[] = { IP_TCP, IP_UDP, IP_ICMP, IP_GRE };
    uint32_t state = (uint32_t)_i + 1;
    struct bench *bench = bench_new(OS_7_2);
    struct groups groups;
    make_groups(bench->config, &groups, &state);
    for (int i = 0; i < 6; i++)
        add_random_ace(bench, &groups, &state);
    const struct acl *grouped = config_acl(bench->config, "grouped");
    const struct acl *product = config_acl(bench->config, "product");
    for (uint32_t i = 0; i < ADDRESSES * ADDRESSES * PORTS * 4; i++) {
        struct flow flow = { .protocol = protocols[i % 4],
                             .source = i / 4 % ADDRESSES,
                             .destination = i / 4 / ADDRESSES % ADDRESSES,
                             .destination_port = (uint16_t)(i / 4 / ADDRESSES / ADDRESSES) };
        struct classify_result a = classify(bench->config, grouped, &flow);
        struct classify_result b = classify(bench->config, product, &flow);
        ck_assert_int_eq(a.permit, b.permit);
        ck_assert_int_eq(a.ace == NULL, b.ace == NULL);
    }
    bench_free(bench);
}
END_TEST

START_TEST(time_ranges)
{
    struct bench *bench = bench_new(OS_7_2);
    struct time_range *range = config_time_range_make(bench->config, "t");
    ck_assert_ptr_nonnull(range);
    range->exists = range->has_start = true;
    range->start = 1000;
    const struct ace_extra extra = { .range = range };
    struct ace *ace = add_ace(bench, "a", true, IP_TCP, "any", "any");
    ace->extra = &extra;
    const struct acl *acl = config_acl(bench->config, "a");
    struct flow flow = web;
    struct near_miss near[TRACE_NEAREST];
    flow.time = 1000 * NS_PER_SECOND - 1;
    ck_assert(!classify(bench->config, acl, &flow).permit);
    ck_assert(!classify_addresses(bench->config, acl, &flow, false).permit);
    ck_assert_uint_eq(classify_nearest(bench->config, acl, &flow, near), 1);
    ck_assert_int_eq(near[0].field, FIELD_INACTIVE);
    flow.time = 1000 * NS_PER_SECOND;
    ck_assert(classify(bench->config, acl, &flow).permit);
    ck_assert(classify_addresses(bench->config, acl, &flow, false).permit);
    bench_free(bench);
}
END_TEST

/* 8.0: a service group in the place of the protocol. */
START_TEST(service_in_place_of_protocol)
{
    struct bench *bench = bench_new(OS_8_0);
    struct object_group *group = make_group(bench->config, "s", GROUP_SERVICE, SERVICE_MIXED);
    add_member(bench->config, group,
               (struct group_member){ .kind = ITEM_SERVICE,
                                      .protocol = IP_TCP,
                                      .port = { PORT_OP_EQ, 80, 0 },
                                      .icmp_type = ICMP_TYPE_ANY });
    const struct ace_extra extra = { .protocol_group = group->id };
    struct ace *ace = add_ace(bench, "a", true, IP_ANY, "any", "any");
    ace->extra = &extra;
    const struct acl *acl = config_acl(bench->config, "a");
    struct flow flow = web;
    ck_assert(classify(bench->config, acl, &flow).permit);
    flow.destination_port = 81;
    ck_assert(!classify(bench->config, acl, &flow).permit);
    flow = web;
    flow.protocol = IP_UDP;
    ck_assert(!classify(bench->config, acl, &flow).permit);
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
    tcase_add_loop_test(tcase, groups_are_their_products, 0, 200);
    tcase_add_test(tcase, time_ranges);
    tcase_add_test(tcase, service_in_place_of_protocol);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
