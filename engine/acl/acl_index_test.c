/*
 * acl_index_test.c: the compiled access list finds the ACE that a plain reading finds.
 */
#include "engine/acl/acl_index.h"

#include <check.h>

#include "engine/acl/acl_cache.h"
#include "engine/acl/acl_index_inside.h"
#include "engine/acl/plain_rules_test.h"
#include "engine/acl/random_rules_test.h"
#include "engine/base/quick_test.h"

#define FLOWS 2000

static struct classify_result
find_in(const struct acl_index *index, const struct config *config, const struct acl *acl,
        const struct flow *flow)
{
    struct classify_result result = acl_index_find(index, config, acl, flow);
    ck_assert_int_eq(result.permit, result.ace != NULL && result.ace->permit);
    ck_assert(result.ace == NULL || result.ace == acl->aces[result.index]);
    return result;
}

static void
expect_same(const struct config *config, const struct acl *acl, const struct flow *flow, bool ports,
            struct classify_result found)
{
    size_t plain = plain_first(config, acl, flow, ports);
    size_t own = found.ace == NULL ? acl->count : found.index;
    ck_assert_msg(plain == own, "%s ports: protocol %u, %08x:%u to %08x:%u, type %u: %zu, not %zu",
                  ports ? "with" : "without", flow->protocol, flow->source, flow->source_port,
                  flow->destination, flow->destination_port, flow->icmp_type, own, plain);
}

static void
compare_flows(struct dice *dice, const struct config *config, const struct acl *acl, size_t count)
{
    struct acl_index *with = acl_index_new(config, acl, true, 7);
    struct acl_index *without = acl_index_new(config, acl, false, 7);
    struct flow flows[16];
    struct classify_result results[16];
    ck_assert(with != NULL && without != NULL);
    for (size_t i = 0; i < count; i++) {
        flows[i % 16] = random_flow(dice);
        expect_same(config, acl, &flows[i % 16], true, find_in(with, config, acl, &flows[i % 16]));
        expect_same(config, acl, &flows[i % 16], false,
                    find_in(without, config, acl, &flows[i % 16]));
        if (i % 16 != 15)
            continue;
        acl_index_find_all(with, config, acl, flows, 13, results);
        for (size_t k = 0; k < 13; k++)
            expect_same(config, acl, &flows[k], true, results[k]);
    }
    acl_index_free(with);
    acl_index_free(without);
}

/* Every size from a few lines to hundreds, everything an ACE can say. */
START_TEST(random_lists)
{
    struct dice dice = dice_of_seed((uint64_t)_i + 1);
    struct random_rules rules = random_rules_new(&dice, OS_8_0);
    const struct acl *acl = add_random_acl(&rules, "a", (size_t)(_i * _i / 4));
    compare_flows(&dice, rules.config, acl, tests_are_quick() ? FLOWS / 4 : FLOWS);
    config_free(rules.config);
}
END_TEST

/* ---- worst cases ---- */

static struct ace
plain_permit(uint8_t protocol, struct network source, struct network destination)
{
    return (struct ace){ .permit = true,
                         .protocol = protocol,
                         .source = { .kind = ADDRESS_NETWORK, .network = source },
                         .destination = { .kind = ADDRESS_NETWORK, .network = destination },
                         .icmp_type = ICMP_TYPE_ANY };
}

static void
append(struct config *config, struct acl *acl, const struct ace *ace)
{
    ck_assert_ptr_nonnull(acl_insert(config, acl, ace, ace_hash(ace), acl->count));
}

static struct acl *
empty_acl(struct config *config, const char *name)
{
    struct acl *acl = config_acl_make(config, name);
    ck_assert_ptr_nonnull(acl);
    acl->exists = true;
    return acl;
}

/* Networks that hold each other 32 deep on both sides: more layers than there are. */
START_TEST(deep_nesting)
{
    struct dice dice = dice_of_seed(3);
    struct random_rules rules = random_rules_new(&dice, OS_7_2);
    struct acl *acl = empty_acl(rules.config, "a");
    for (unsigned s = 32; s > 0; s--)
        for (unsigned d = 32; d > 0; d--) {
            struct ace ace =
                plain_permit(IP_ANY, (struct network){ 0x0a010100, UINT32_MAX << (32 - s) },
                             (struct network){ 0x0a020200, UINT32_MAX << (32 - d) });
            append(rules.config, acl, &ace);
        }
    compare_flows(&dice, rules.config, acl, FLOWS);
    config_free(rules.config);
}
END_TEST

/* Many ports between the same two sets: each list is sorted and searched. */
START_TEST(long_lists)
{
    struct dice dice = dice_of_seed(4);
    struct random_rules rules = random_rules_new(&dice, OS_7_2);
    struct acl *acl = empty_acl(rules.config, "a");
    for (unsigned i = 0; i < 600; i++) {
        struct ace ace = random_ace(&rules);
        ace.source.kind = ADDRESS_ANY;
        ace.destination.kind = roll(&dice, 2) == 0 ? ADDRESS_ANY : ADDRESS_NETWORK;
        ace.destination.network = (struct network){ 0x0a000000, 0xff000000 };
        append(rules.config, acl, &ace);
    }
    compare_flows(&dice, rules.config, acl, FLOWS);
    config_free(rules.config);
}
END_TEST

/* Groups that all overlap: most of them find no layer of their own. */
START_TEST(overlapping_groups)
{
    struct dice dice = dice_of_seed(5);
    struct random_rules rules = random_rules_new(&dice, OS_7_2);
    struct acl *acl = empty_acl(rules.config, "a");
    for (unsigned i = 0; i < 60; i++) {
        char name[16];
        snprintf(name, sizeof(name), "o%u", i);
        struct object_group *group = config_object_group_make(rules.config, name);
        ck_assert(group != NULL && object_group_define(rules.config, group, GROUP_NETWORK, 0));
        for (unsigned k = 0; k < 10; k++) {
            struct group_member member = { .kind = ITEM_NETWORK, .network = random_network(&dice) };
            if (object_group_find(group, &member) == group->count)
                ck_assert(object_group_add(rules.config, group, &member));
        }
        struct ace ace = random_ace(&rules);
        struct address_match *end = i % 2 == 0 ? &ace.source : &ace.destination;
        *end = (struct address_match){ .kind = ADDRESS_GROUP, .group = group->id };
        append(rules.config, acl, &ace);
    }
    compare_flows(&dice, rules.config, acl, FLOWS);
    config_free(rules.config);
}
END_TEST

/* Who knows the seed can write a list whose pairs all fall together. */
enum { ENDS = 500, COLLIDING = 300, WINDOW = 4, KNOWN_SEED = 7 };

static uint32_t
source_at(size_t i)
{
    return 0x0a000000 + (uint32_t)i;
}

static uint32_t
destination_at(size_t i)
{
    return 0xc0a80000 + (uint32_t)i;
}

static void
append_pair(struct config *config, struct acl *acl, size_t source, size_t destination)
{
    struct ace ace = plain_permit(IP_ANY, (struct network){ source_at(source), IP_HOST_MASK },
                                  (struct network){ destination_at(destination), IP_HOST_MASK });
    append(config, acl, &ace);
}

/* A host's one set, as the index numbers it. */
static uint32_t
set_of(const struct address_field *field, uint32_t address)
{
    uint32_t set = record_set(address_field_record(field, address), field->layers - 1);
    ck_assert_uint_ne(set, SET_ANY);
    return set;
}

/* The longest run of taken slots. */
static size_t
longest_run(const struct acl_index *index)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < index->slot_count; i++) {
        run = index->slots[i].best == RULE_NONE ? 0 : run + 1;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/*
 * The first lines number the sets, the others are pairs that fall into the last slots of a table of
 * this size under the known seed, and go around its end.
 */
static struct acl *
colliding_acl(struct config *config)
{
    struct acl *acl = empty_acl(config, "a");
    for (size_t i = 0; i < ENDS; i++)
        append_pair(config, acl, i, i);
    struct acl_index *numbers = acl_index_new(config, acl, true, KNOWN_SEED);
    ck_assert_ptr_nonnull(numbers);
    struct acl_index like = { .seed = KNOWN_SEED };
    like.slot_count = numbers->slot_count * (ENDS + COLLIDING) / ENDS;
    size_t found = 0;
    for (size_t i = 0; i < ENDS * ENDS && found < COLLIDING; i++) {
        size_t source = i / ENDS, destination = i % ENDS;
        if (source == destination ||
            acl_index_slot(&like, set_of(&numbers->source, source_at(source)),
                           set_of(&numbers->destination, destination_at(destination))) +
                    WINDOW <
                like.slot_count)
            continue;
        append_pair(config, acl, source, destination);
        found++;
    }
    ck_assert_uint_eq(found, COLLIDING);
    acl_index_free(numbers);
    return acl;
}

/* Answers stay right; under a seed that the list's writer does not know nothing falls together. */
START_TEST(colliding_pairs)
{
    struct config *config = config_new((struct os_release){ .version = OS_8_0 });
    ck_assert_ptr_nonnull(config);
    const struct acl *acl = colliding_acl(config);
    struct acl_index *known = acl_index_new(config, acl, true, KNOWN_SEED);
    struct acl_index *other = acl_index_new(config, acl, true, KNOWN_SEED + 1);
    ck_assert(known != NULL && other != NULL);
    ck_assert_uint_ge(longest_run(known), COLLIDING / 2);
    ck_assert_uint_lt(longest_run(other), COLLIDING / 4);
    for (size_t i = 0; i < ENDS * ENDS; i += 3) {
        struct flow flow = { .protocol = IP_TCP,
                             .source = source_at(i / ENDS),
                             .destination = destination_at(i % ENDS) };
        struct classify_result one = find_in(known, config, acl, &flow);
        ck_assert_ptr_eq(one.ace, find_in(other, config, acl, &flow).ace);
        if (i % 16 == 0)
            expect_same(config, acl, &flow, true, one);
    }
    for (size_t i = 0; i < acl->count; i++) {
        struct flow flow = { .protocol = IP_UDP,
                             .source = acl->aces[i]->source.network.address,
                             .destination = acl->aces[i]->destination.network.address };
        ck_assert_uint_eq(find_in(known, config, acl, &flow).index, i);
    }
    acl_index_free(known);
    acl_index_free(other);
    config_free(config);
}
END_TEST

/* A group costs its members and a rule its line: never their product. */
START_TEST(groups_are_not_multiplied_out)
{
    enum { MEMBERS = 2000, RULES = 50 };
    struct dice dice = dice_of_seed(6);
    struct random_rules rules = random_rules_new(&dice, OS_7_2);
    struct acl *acl = empty_acl(rules.config, "a");
    group_id groups[2];
    for (unsigned side = 0; side < 2; side++) {
        struct object_group *group =
            config_object_group_make(rules.config, side == 0 ? "big" : "large");
        ck_assert(group != NULL && object_group_define(rules.config, group, GROUP_NETWORK, 0));
        for (uint32_t i = 0; i < MEMBERS; i++)
            ck_assert(object_group_add(
                rules.config, group,
                &(struct group_member){ .kind = ITEM_NETWORK,
                                        .network = { 0x0a000000 + 2 * i, IP_HOST_MASK } }));
        groups[side] = group->id;
    }
    for (unsigned i = 0; i < RULES; i++) {
        struct ace ace = plain_permit(IP_TCP, (struct network){ 0, 0 }, (struct network){ 0, 0 });
        ace.source = (struct address_match){ .kind = ADDRESS_GROUP, .group = groups[0] };
        ace.destination = (struct address_match){ .kind = ADDRESS_GROUP, .group = groups[1] };
        ace.destination_port = (struct port_match){ .op = PORT_OP_EQ, .low = (uint16_t)i };
        append(rules.config, acl, &ace);
    }
    struct acl_index *index = acl_index_new(rules.config, acl, true, 1);
    ck_assert_ptr_nonnull(index);
    ck_assert_uint_lt(acl_index_bytes(index), (2 * MEMBERS + RULES) * 64);
    struct flow flow = {
        .protocol = IP_TCP, .source = 0x0a000004, .destination = 0x0a000f00, .destination_port = 49
    };
    ck_assert_uint_eq(find_in(index, rules.config, acl, &flow).index, 49);
    flow.source++;
    ck_assert_ptr_null(find_in(index, rules.config, acl, &flow).ace);
    acl_index_free(index);
    config_free(rules.config);
}
END_TEST

/* ---- the cache ---- */

/* Scanned at first, compiled when that has cost enough, and again from the next revision on. */
START_TEST(made_when_it_pays)
{
    struct dice dice = dice_of_seed(8);
    struct random_rules rules = random_rules_new(&dice, OS_7_2);
    struct config *config = rules.config;
    struct acl *acl = add_random_acl(&rules, "a", 200);
    struct acl_cache *cache = acl_cache_new(config, 1);
    ck_assert_ptr_nonnull(cache);
    for (unsigned round = 0; round < 3; round++) {
        struct flow flow = random_flow(&dice);
        size_t lookups = 0;
        while (acl_cache_indexes(cache) < 1 && lookups++ < 100000) {
            flow = random_flow(&dice);
            expect_same(config, acl, &flow, true, acl_cache_find(cache, acl, &flow));
        }
        ck_assert_uint_gt(lookups, 16); /* a scan looks at each line once at most */
        ck_assert_uint_lt(lookups, 100000);
        ck_assert_uint_gt(acl_cache_bytes(cache), 200 * 16);
        struct ace first =
            plain_permit(flow.protocol, (struct network){ flow.source, IP_HOST_MASK },
                         (struct network){ flow.destination, IP_HOST_MASK });
        ck_assert_ptr_nonnull(acl_insert(config, acl, &first, ace_hash(&first), 0));
        config->revision++;
        ck_assert_uint_eq(acl_cache_find(cache, acl, &flow).index, 0);
        ck_assert_uint_eq(acl_cache_indexes(cache), 0);
    }
    acl->exists = false; /* removed: denies everything, whatever was compiled */
    struct flow flow = random_flow(&dice);
    ck_assert_ptr_null(acl_cache_find(cache, acl, &flow).ace);
    ck_assert_ptr_null(acl_cache_find_addresses(cache, acl, &flow).ace);
    acl_cache_free(cache);
    config_free(config);
}
END_TEST

static struct acl_cache *
warm_cache(struct dice *dice, struct config *config, const struct acl *acl)
{
    struct acl_cache *cache = acl_cache_new(config, 1);
    ck_assert_ptr_nonnull(cache);
    acl_cache_tune(cache, 0, 0);
    struct flow flow = random_flow(dice);
    expect_same(config, acl, &flow, true, acl_cache_find(cache, acl, &flow));
    ck_assert_uint_eq(acl_cache_indexes(cache), 1);
    acl_cache_tune(cache, 0, 1000000); /* from now on only what is there */
    return cache;
}

static void
change_inactive(struct random_rules *rules, struct acl *acl)
{
    (void)rules;
    acl->aces[acl->count / 2]->inactive ^= true;
}

static void
change_order(struct random_rules *rules, struct acl *acl)
{
    (void)rules;
    struct ace *first = acl->aces[0];
    acl->aces[0] = acl->aces[1];
    acl->aces[1] = first;
}

static void
change_group(struct random_rules *rules, struct acl *acl)
{
    (void)acl;
    struct object_group *group = object_group_at(rules->config, rules->groups[NETWORKS][0]);
    const struct group_member member = { .kind = ITEM_NETWORK, .network = { 1, IP_HOST_MASK } };
    ck_assert(object_group_add(rules->config, group, &member));
}

static void
change_interface(struct random_rules *rules, struct acl *acl)
{
    (void)acl;
    rules->config->interfaces[1]->address++;
}

static void
change_range(struct random_rules *rules, struct acl *acl)
{
    struct ace_extra *extra = arena_zalloc(rules->config->arena, sizeof(*extra));
    ck_assert_ptr_nonnull(extra);
    extra->range = rules->range;
    size_t i = 0;
    while (acl->aces[i]->extra != NULL)
        i++;
    acl->aces[i]->extra = extra;
}

static void
change_nothing(struct random_rules *rules, struct acl *acl)
{
    (void)acl;
    rules->config->hostname = "other";
    ck_assert_ptr_nonnull(config_acl_make(rules->config, "other"));
}

static const struct change_case {
    void (*change)(struct random_rules *rules, struct acl *acl);
    bool keeps;
} change_cases[] = {
    { change_inactive, false },  { change_order, false }, { change_group, false },
    { change_interface, false }, { change_range, false }, { change_nothing, true },
};

/* Of what changed, only what the index was made of makes it go. */
START_TEST(only_its_own_changes)
{
    const struct change_case *row = &change_cases[_i];
    struct dice dice = dice_of_seed(10);
    struct random_rules rules = random_rules_new(&dice, OS_7_2);
    struct acl *acl = add_random_acl(&rules, "a", 120);
    struct acl_cache *cache = warm_cache(&dice, rules.config, acl);
    row->change(&rules, acl);
    rules.config->revision++;
    for (unsigned i = 0; i < 500; i++) {
        struct flow flow = random_flow(&dice);
        expect_same(rules.config, acl, &flow, true, acl_cache_find(cache, acl, &flow));
    }
    ck_assert_uint_eq(acl_cache_indexes(cache), row->keeps ? 1 : 0);
    acl_cache_free(cache);
    config_free(rules.config);
}
END_TEST

/* Short lists cost nothing. */
START_TEST(short_lists_are_scanned)
{
    struct dice dice = dice_of_seed(9);
    struct random_rules rules = random_rules_new(&dice, OS_7_2);
    const struct acl *acl = add_random_acl(&rules, "a", 15);
    struct acl_cache *cache = acl_cache_new(rules.config, 1);
    ck_assert_ptr_nonnull(cache);
    for (unsigned i = 0; i < 2000; i++) {
        struct flow flow = random_flow(&dice);
        expect_same(rules.config, acl, &flow, true, acl_cache_find(cache, acl, &flow));
        expect_same(rules.config, acl, &flow, false, acl_cache_find_addresses(cache, acl, &flow));
    }
    ck_assert_uint_eq(acl_cache_indexes(cache), 0);
    acl_cache_free(cache);
    config_free(rules.config);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("acl_index");
    TCase *tcase = tcase_create("acl_index");
    tcase_add_loop_test(tcase, random_lists, 0, 60);
    tcase_add_test(tcase, deep_nesting);
    tcase_add_test(tcase, long_lists);
    tcase_add_test(tcase, overlapping_groups);
    tcase_add_test(tcase, colliding_pairs);
    tcase_add_test(tcase, groups_are_not_multiplied_out);
    tcase_add_test(tcase, made_when_it_pays);
    tcase_add_loop_test(tcase, only_its_own_changes, 0, (int)ARRAY_LENGTH(change_cases));
    tcase_add_test(tcase, short_lists_are_scanned);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
