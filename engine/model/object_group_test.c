/*
 * object_group_test.c: groups, their members and walks over what they nest.
 */
#include "engine/model/object_group.h"

#include <check.h>
#include <stdio.h>

#include "engine/base/quick_test.h"
#include "engine/model/config.h"

static struct config *config;

static void
set_up(void)
{
    config = config_new((struct os_release){ .version = OS_8_0 });
    ck_assert_ptr_nonnull(config);
}

static void
tear_down(void)
{
    config_free(config);
}

static struct object_group *
make(const char *name, enum group_type type, uint8_t protocol)
{
    struct object_group *group = config_object_group_make(config, name);
    ck_assert_ptr_nonnull(group);
    ck_assert(object_group_define(config, group, type, protocol));
    return group;
}

static void
add(struct object_group *group, struct group_member member)
{
    ck_assert_uint_eq(object_group_find(group, &member), group->count);
    ck_assert(object_group_add(config, group, &member));
    ck_assert_uint_eq(object_group_find(group, &member), group->count - 1);
}

static struct group_member
host(uint32_t address)
{
    return (struct group_member){ .kind = ITEM_NETWORK, .network = { address, IP_HOST_MASK } };
}

static struct group_member
nested(const struct object_group *group)
{
    return (struct group_member){ .kind = ITEM_GROUP, .group = group->id };
}

START_TEST(names_and_order)
{
    struct object_group *b = make("b", GROUP_NETWORK, 0);
    struct object_group *a = make("a", GROUP_NETWORK, 0);
    ck_assert_ptr_eq(config_object_group(config, "a"), a);
    ck_assert_ptr_eq(object_group_at(config, b->id), b);
    ck_assert_ptr_null(config_object_group(config, "A"));
    ck_assert_ptr_null(object_group_at(config, GROUP_NONE));
    ck_assert_ptr_eq(config->groups->shown[0], b);
    object_group_forget(config, b);
    ck_assert_uint_eq(config->groups->shown_count, 1);
    ck_assert_ptr_eq(config->groups->shown[0], a);
    ck_assert(object_group_define(config, b, GROUP_SERVICE, IP_TCP)); /* as the last one again */
    ck_assert_ptr_eq(config->groups->shown[1], b);
}
END_TEST

START_TEST(addresses)
{
    struct object_group *inner = make("inner", GROUP_NETWORK, 0);
    struct object_group *outer = make("outer", GROUP_NETWORK, 0);
    add(inner,
        (struct group_member){ .kind = ITEM_NETWORK, .network = { 0x0a000000, 0xff000000 } });
    add(outer, host(1));
    add(outer, nested(inner));
    add(outer, host(3));
    ck_assert(object_group_has_address(config, outer->id, 1));
    ck_assert(object_group_has_address(config, outer->id, 3)); /* behind the nested one */
    ck_assert(object_group_has_address(config, outer->id, 0x0a123456));
    ck_assert(!object_group_has_address(config, outer->id, 2));
    ck_assert(!object_group_has_address(config, inner->id, 1));
    ck_assert(!object_group_has_address(config, GROUP_NONE, 1));
    object_group_forget(config, inner);
    ck_assert(!object_group_has_address(config, outer->id, 0x0a123456));
}
END_TEST

START_TEST(services)
{
    struct object_group *group = make("s", GROUP_SERVICE, SERVICE_MIXED);
    const struct port_match www = { PORT_OP_EQ, 80, 0 }, high = { PORT_OP_GT, 1023, 0 };
    add(group,
        (struct group_member){
            .kind = ITEM_SERVICE, .protocol = IP_TCP, .port = www, .icmp_type = ICMP_TYPE_ANY });
    add(group, (struct group_member){ .kind = ITEM_SERVICE,
                                      .protocol = SERVICE_TCP_UDP,
                                      .port = high,
                                      .icmp_type = ICMP_TYPE_ANY });
    add(group, (struct group_member){ .kind = ITEM_SERVICE, .protocol = IP_ICMP, .icmp_type = 8 });
    add(group, (struct group_member){
                   .kind = ITEM_SERVICE, .protocol = IP_GRE, .icmp_type = ICMP_TYPE_ANY });
    ck_assert(object_group_has_service(config, group->id, IP_TCP, 80, 0));
    ck_assert(!object_group_has_service(config, group->id, IP_UDP, 80, 0));
    ck_assert(object_group_has_service(config, group->id, IP_UDP, 1024, 0));
    ck_assert(!object_group_has_service(config, group->id, IP_TCP, 1023, 0));
    ck_assert(object_group_has_service(config, group->id, IP_ICMP, 0, 8));
    ck_assert(!object_group_has_service(config, group->id, IP_ICMP, 0, 0));
    ck_assert(object_group_has_service(config, group->id, IP_GRE, 0, 0));
    ck_assert(!object_group_has_service(config, group->id, IP_ESP, 2000, 0));
}
END_TEST

START_TEST(other_types)
{
    struct object_group *ports = make("ports", GROUP_SERVICE, IP_TCP);
    struct object_group *protocols = make("protocols", GROUP_PROTOCOL, 0);
    struct object_group *types = make("types", GROUP_ICMP_TYPE, 0);
    add(ports, (struct group_member){ .kind = ITEM_PORT, .port = { PORT_OP_RANGE, 20, 21 } });
    add(protocols, (struct group_member){ .kind = ITEM_PROTOCOL, .protocol = IP_GRE });
    add(types, (struct group_member){ .kind = ITEM_ICMP_TYPE, .icmp_type = 0 });
    ck_assert(object_group_has_port(config, ports->id, 21));
    ck_assert(!object_group_has_port(config, ports->id, 22));
    ck_assert(object_group_has_protocol(config, protocols->id, IP_GRE));
    ck_assert(!object_group_has_protocol(config, protocols->id, IP_TCP));
    ck_assert(object_group_has_icmp_type(config, types->id, 0));
    ck_assert(!object_group_has_icmp_type(config, types->id, 8));
    add(protocols, (struct group_member){ .kind = ITEM_PROTOCOL, .protocol = IP_ANY });
    ck_assert(object_group_has_protocol(config, protocols->id, IP_TCP));
}
END_TEST

/* A diamond of 60 levels has 2^60 ways through it; each group is visited once. */
START_TEST(a_diamond)
{
    struct object_group *last = make("bottom", GROUP_NETWORK, 0);
    add(last, host(7));
    for (int i = 0; i < 60; i++) {
        char name[2][16];
        struct object_group *side[2];
        for (int k = 0; k < 2; k++) {
            snprintf(name[k], sizeof(name[k]), "%d-%d", i, k);
            side[k] = make(name[k], GROUP_NETWORK, 0);
            add(side[k], nested(last));
        }
        snprintf(name[0], sizeof(name[0]), "top%d", i);
        struct object_group *top = make(name[0], GROUP_NETWORK, 0);
        add(top, nested(side[0]));
        add(top, nested(side[1]));
        last = top;
    }
    struct group_walk walk = object_group_walk(config, last->id);
    const struct group_member *member = group_walk_next(&walk);
    ck_assert_ptr_nonnull(member);
    ck_assert_uint_eq(member->network.address, 7);
    ck_assert_ptr_null(group_walk_next(&walk));
}
END_TEST

START_TEST(deep_nesting)
{
    uint32_t deep = tests_are_quick() ? 500 : 10000;
    struct object_group *first = NULL, *last = NULL;
    for (uint32_t i = 0; i < deep; i++) {
        char name[16];
        snprintf(name, sizeof(name), "g%u", i);
        struct object_group *group = make(name, GROUP_NETWORK, 0);
        if (last != NULL) {
            ck_assert(!object_group_reaches(config, last, group));
            add(group, nested(last));
        } else {
            first = group;
        }
        add(group, host(i));
        last = group;
    }
    ck_assert(object_group_has_address(config, last->id, 0));
    ck_assert(object_group_has_address(config, last->id, deep - 1));
    ck_assert(!object_group_has_address(config, last->id, deep));
    ck_assert(object_group_reaches(config, last, first));
    ck_assert(object_group_reaches(config, first, first));
    ck_assert(!object_group_reaches(config, first, last));
    ck_assert(object_group_is_used(config, first));
    ck_assert(!object_group_is_used(config, last));
}
END_TEST

/* More than an index starts with: each one is found where it is, and no other. */
START_TEST(many_members)
{
    uint32_t members = tests_are_quick() ? 5000 : 200000;
    struct object_group *group = make("many", GROUP_NETWORK, 0);
    for (uint32_t i = 0; i < members; i++) {
        struct group_member member = host(i);
        ck_assert_uint_eq(object_group_find(group, &member), group->count);
        ck_assert(object_group_add(config, group, &member));
    }
    for (uint32_t i = 0; i < members; i += 1 + i / 100) {
        struct group_member member = host(i);
        ck_assert_uint_eq(object_group_find(group, &member), i);
    }
    struct group_member none = host(members);
    ck_assert_uint_eq(object_group_find(group, &none), members);
}
END_TEST

START_TEST(removal)
{
    struct object_group *group = make("g", GROUP_NETWORK, 0);
    for (uint32_t i = 0; i < 200; i++)
        add(group, host(i));
    struct group_member seventh = host(7), last = host(199);
    ck_assert(object_group_remove(group, object_group_find(group, &seventh)));
    ck_assert_uint_eq(object_group_find(group, &seventh), group->count);
    ck_assert_uint_eq(object_group_find(group, &last), 198);
    ck_assert(!object_group_has_address(config, group->id, 7));
    add(group, seventh);
    ck_assert_uint_eq(object_group_find(group, &last), 198);
    ck_assert(object_group_has_address(config, group->id, 7));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("object_group");
    TCase *tcase = tcase_create("groups");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, names_and_order);
    tcase_add_test(tcase, addresses);
    tcase_add_test(tcase, services);
    tcase_add_test(tcase, other_types);
    tcase_add_test(tcase, a_diamond);
    tcase_add_test(tcase, deep_nesting);
    tcase_add_test(tcase, many_members);
    tcase_add_test(tcase, removal);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
