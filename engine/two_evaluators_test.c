/*
 * two_evaluators_test.c: what the packet path compiles and what a plain reading says (plain_*.h)
 * agree on verdict, row and translation, for random packets under random configurations.
 *
 * A disagreement is made small: rows go one by one as long as it stays. Then the configuration and
 * the packet are printed. SOAK_CONFIGS and SOAK_PACKETS in the environment set how many; the
 * target `soak` asks for a thousand and ten million.
 */
#include <check.h>

#include "engine/acl/random_rules_test.h"
#include "engine/model/dump.h"
#include "engine/plain_nat_test.h"

#define CONFIGS 50
#define PACKETS 100000
#define QUICK_PACKETS 5000

#define APPEND(config, list, count, capacity)                                                      \
    arena_append((config)->arena, &(config)->list, &(config)->count, &(config)->capacity,          \
                 sizeof(*(config)->list))

/* ---- a random configuration ---- */

static ifc_id
random_ifc(struct dice *dice)
{
    return (ifc_id)roll(dice, 4);
}

/* A network as rules have it: a mask without holes, no host bits. */
static struct network
tidy_network(struct dice *dice)
{
    struct network network = random_network(dice);
    if (!netmask_is_contiguous(network.netmask))
        network.netmask = IP_HOST_MASK;
    network.address &= network.netmask;
    return network;
}

static struct acl *
random_nat_acl(struct random_rules *rules, unsigned number)
{
    char name[16];
    snprintf(name, sizeof(name), "nat%u", number);
    return add_random_acl(rules, name, roll(rules->dice, 24));
}

static void
add_random_static(struct random_rules *rules, unsigned number)
{
    struct dice *dice = rules->dice;
    struct static_nat *rule = APPEND(rules->config, statics, static_count, static_capacity);
    must(rule != NULL);
    struct network real = tidy_network(dice);
    *rule = (struct static_nat){ .real_ifc = random_ifc(dice),
                                 .mapped_ifc = random_ifc(dice),
                                 .mapped_is_interface = roll(dice, 8) == 0,
                                 .real = real.address,
                                 .netmask = real.netmask,
                                 .mapped = random_address(dice) & real.netmask };
    if (roll(dice, 3) == 0) {
        rule->netmask = IP_HOST_MASK;
        rule->protocol = roll(dice, 2) == 0 ? IP_TCP : IP_UDP;
        rule->real_port = random_port(dice);
        rule->mapped_port = random_port(dice);
    }
    if (roll(dice, 10) == 0)
        rule->acl = random_nat_acl(rules, number);
}

static void
add_random_nat(struct random_rules *rules, unsigned number)
{
    struct dice *dice = rules->dice;
    struct nat *nat = APPEND(rules->config, nats, nat_count, nat_capacity);
    must(nat != NULL);
    *nat = (struct nat){ .ifc = random_ifc(dice),
                         .id = roll(dice, 3),
                         .real = tidy_network(dice),
                         .outside = roll(dice, 4) == 0 };
    if (roll(dice, 4) == 0)
        nat->acl = random_nat_acl(rules, 1000 + number);
}

static void
add_random_route(struct random_rules *rules)
{
    struct dice *dice = rules->dice;
    struct route *route = APPEND(rules->config, routes, route_count, route_capacity);
    must(route != NULL);
    *route = (struct route){ .ifc = random_ifc(dice),
                             .network = tidy_network(dice),
                             .metric = (uint16_t)(1 + roll(dice, 3)),
                             .tunneled = roll(dice, 16) == 0 };
}

static void
add_random_global(struct random_rules *rules)
{
    struct dice *dice = rules->dice;
    struct global *global = APPEND(rules->config, globals, global_count, global_capacity);
    must(global != NULL);
    *global = (struct global){ .ifc = random_ifc(dice), .id = 1 + roll(dice, 3) };
    global->kind = (enum global_kind)roll(dice, 3);
    global->first = random_address(dice);
    global->last = global->kind == GLOBAL_RANGE ? global->first + roll(dice, 300) : global->first;
}

static void
add_random_alias(struct random_rules *rules)
{
    struct dice *dice = rules->dice;
    struct alias *alias = APPEND(rules->config, aliases, alias_count, alias_capacity);
    must(alias != NULL);
    struct network dnat = tidy_network(dice);
    *alias = (struct alias){ .ifc = random_ifc(dice),
                             .dnat = dnat.address,
                             .netmask = dnat.netmask,
                             .foreign = random_address(dice) & dnat.netmask };
}

static struct random_rules
random_configuration(struct dice *dice)
{
    struct random_rules rules = random_rules_new(dice, (enum os_version)roll(dice, OS_COUNT));
    uint32_t size = 1 + roll(dice, 48); /* some of few rows, some of many */
    for (unsigned i = 0; i < 4; i++) {
        char name[16];
        snprintf(name, sizeof(name), "in%u", i);
        rules.config->interfaces[i]->access_in = add_random_acl(&rules, name, roll(dice, 2 * size));
    }
    uint32_t statics = roll(dice, size), nats = roll(dice, size / 2 + 1);
    for (uint32_t i = 0; i < statics; i++)
        add_random_static(&rules, i);
    for (uint32_t i = 0; i < nats; i++)
        add_random_nat(&rules, i);
    for (uint32_t i = roll(dice, size); i > 0; i--)
        add_random_route(&rules);
    for (uint32_t i = roll(dice, size); i > 0; i--)
        add_random_global(&rules);
    for (uint32_t i = roll(dice, size) / 3; i > 0; i--)
        add_random_alias(&rules);
    return rules;
}

/* ---- the two ---- */

struct trial {
    struct config *config;
    struct engine *engine;
    struct flow flow;
    ifc_id ingress, egress;
};

static void
ignore_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

/* Everything is compiled, however short, at the first look. */
static struct engine *
eager_engine(const struct config *config)
{
    struct engine *engine =
        engine_new(config, &(struct engine_options){ .seed = 3, .max_conns = 8, .max_xlates = 8 },
                   (struct event_sink){ .emit = ignore_event });
    must(engine != NULL);
    acl_cache_tune(engine->acls, 0, 0);
    rows_tune(engine->rows, 0, 0);
    return engine;
}

static bool
same_row(struct row a, struct row b)
{
    return a.kind == b.kind &&
           (a.kind == ROW_NONE || (a.pointer == b.pointer && a.index == b.index));
}

static bool
same_answer(const struct plain_answer *a, const struct plain_answer *b)
{
    return a->kind == b->kind && same_row(a->row, b->row) && a->ifc == b->ifc &&
           a->address == b->address && a->port == b->port;
}

static bool
acl_agrees(const struct trial *trial)
{
    const struct acl *acl = trial->config->interfaces[trial->ingress]->access_in;
    struct classify_result found = engine_classify(trial->engine, acl, &trial->flow);
    size_t plain = plain_first(trial->config, acl, &trial->flow, true);
    if (plain == acl->count)
        return found.ace == NULL && !found.permit;
    return found.ace == acl->aces[plain] && found.index == plain &&
           found.permit == acl->aces[plain]->permit;
}

static bool
source_agrees(const struct trial *trial)
{
    struct nat_choice choice =
        nat_choose_source(trial->engine, trial->ingress, trial->egress, &trial->flow, false);
    struct plain_answer own = { (int)choice.kind, choice.row, IFC_NONE, choice.mapped,
                                choice.mapped_port };
    struct plain_answer plain =
        plain_choose_source(trial->config, trial->ingress, trial->egress, &trial->flow);
    return same_answer(&own, &plain);
}

static bool
destination_agrees(const struct trial *trial)
{
    struct destination found = nat_resolve_destination(trial->engine, trial->ingress, &trial->flow,
                                                       trial->flow.destination_port, true);
    struct plain_answer own = { (int)found.kind, found.row, found.egress, found.real,
                                found.real_port };
    struct plain_answer plain =
        plain_resolve_destination(trial->config, trial->ingress, &trial->flow, false);
    return same_answer(&own, &plain);
}

static bool
route_agrees(const struct trial *trial)
{
    struct route_result found =
        route_lookup_among(trial->config, trial->engine->rows, trial->flow.destination, true);
    struct plain_answer plain = plain_route(trial->config, trial->flow.destination, true);
    return found.ifc == plain.ifc && same_row(found.row, plain.row);
}

static bool
pool_agrees(const struct trial *trial)
{
    return nat_is_pool_address(trial->engine, trial->ingress, trial->flow.destination) ==
           plain_gives_out(trial->config, trial->ingress, trial->flow.destination);
}

static const struct {
    const char *what;
    bool (*agrees)(const struct trial *trial);
} questions[] = {
    { "access list", acl_agrees },
    { "source", source_agrees },
    { "destination", destination_agrees },
    { "route", route_agrees },
    { "pool", pool_agrees },
};

/* What they disagree about; NULL: nothing. */
static const char *
disagreement(const struct trial *trial)
{
    for (size_t i = 0; i < ARRAY_LENGTH(questions); i++) {
        if (!questions[i].agrees(trial))
            return questions[i].what;
    }
    return NULL;
}

/* ---- making it small ---- */

/* Still there, with everything compiled anew? */
static bool
still_disagrees(struct trial *trial)
{
    trial->config->revision++;
    return disagreement(trial) != NULL;
}

/* Takes rows out of a list, from behind, as long as the disagreement stays. */
static void
shrink_list(struct trial *trial, void *list, size_t *count, size_t size)
{
    unsigned char *rows = list, kept[256];
    must(size <= sizeof(kept));
    for (size_t i = *count; i-- > 0;) {
        memcpy(kept, rows + i * size, size);
        memmove(rows + i * size, rows + (i + 1) * size, (*count - i - 1) * size);
        --*count;
        if (still_disagrees(trial))
            continue;
        memmove(rows + (i + 1) * size, rows + i * size, (*count - i) * size);
        memcpy(rows + i * size, kept, size);
        ++*count;
    }
}

static void
shrink(struct trial *trial)
{
    struct config *config = trial->config;
#define SHRINK(list, count) shrink_list(trial, config->list, &config->count, sizeof(*config->list))
    SHRINK(statics, static_count);
    SHRINK(nats, nat_count);
    SHRINK(globals, global_count);
    SHRINK(aliases, alias_count);
    SHRINK(routes, route_count);
    for (size_t i = 0; i < config->acl_count; i++) {
        struct acl *acl = config->acls[i];
        shrink_list(trial, acl->aces, &acl->count, sizeof(acl->aces[0]));
    }
}

static void
print_trial(const struct trial *trial, uint64_t seed)
{
    const struct flow *flow = &trial->flow;
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
    ip_format(flow->source, source);
    ip_format(flow->destination, destination);
    must(config_dump(trial->config, DUMP_MEANING, stderr));
    fprintf(stderr,
            "seed %llu: %s: protocol %u, %s:%u to %s:%u, ICMP type %u, at %lld; from %s to %s\n",
            (unsigned long long)seed, disagreement(trial), flow->protocol, source,
            flow->source_port, destination, flow->destination_port, flow->icmp_type,
            (long long)(flow->time / NS_PER_SECOND),
            trial->config->interfaces[trial->ingress]->name,
            trial->config->interfaces[trial->egress]->name);
}

/* ---- the test ---- */

static size_t
number_from(const char *variable, size_t otherwise)
{
    const char *text = getenv(variable);
    return text != NULL ? strtoul(text, NULL, 10) : otherwise;
}

static void
compare_configuration(uint64_t seed, size_t packets)
{
    struct dice dice = dice_of_seed(seed);
    struct random_rules rules = random_configuration(&dice);
    struct trial trial = { .config = rules.config, .engine = eager_engine(rules.config) };
    for (size_t i = 0; i < packets; i++) {
        trial.flow = random_flow(&dice);
        trial.ingress = random_ifc(&dice);
        trial.egress = random_ifc(&dice);
        if (disagreement(&trial) == NULL)
            continue;
        shrink(&trial);
        print_trial(&trial, seed);
        ck_abort_msg("the compiled rules and the plain reading differ");
    }
    engine_free(trial.engine);
    config_free(rules.config);
}

START_TEST(agree)
{
    size_t configs = number_from("SOAK_CONFIGS", CONFIGS);
    size_t usual = getenv("REFIRE_QUICK") != NULL ? QUICK_PACKETS : PACKETS;
    size_t packets = number_from("SOAK_PACKETS", usual);
    for (size_t i = (size_t)_i; i < configs; i += CONFIGS)
        compare_configuration(i + 1, packets);
}
END_TEST

/* ---- laws ---- */

/* Two neighbours that no packet matches both: swapped, each packet meets the same ACE. */
START_TEST(disjoint_lines_may_be_swapped)
{
    struct dice dice = dice_of_seed(77);
    struct random_rules rules = random_rules_new(&dice, OS_8_0);
    struct acl *acl = add_random_acl(&rules, "a", 60);
    for (size_t at = 0; at + 1 < acl->count; at += 7) {
        struct ace *pair[2] = { acl->aces[at], acl->aces[at + 1] };
        for (unsigned k = 0; k < 2; k++) {
            pair[k]->source =
                (struct address_match){ .kind = ADDRESS_NETWORK,
                                        .network = { 0x0a000000 + (k << 8), 0xffffff00 } };
        }
    }
    struct engine *engine = eager_engine(rules.config);
    struct flow flows[3000];
    const struct ace *before[ARRAY_LENGTH(flows)];
    for (size_t i = 0; i < ARRAY_LENGTH(flows); i++) {
        flows[i] = random_flow(&dice);
        before[i] = engine_classify(engine, acl, &flows[i]).ace;
    }
    for (size_t at = 0; at + 1 < acl->count; at += 7) {
        struct ace *first = acl->aces[at];
        acl->aces[at] = acl->aces[at + 1];
        acl->aces[at + 1] = first;
    }
    rules.config->revision++;
    for (size_t i = 0; i < ARRAY_LENGTH(flows); i++)
        ck_assert_ptr_eq(engine_classify(engine, acl, &flows[i]).ace, before[i]);
    engine_free(engine);
    config_free(rules.config);
}
END_TEST

/* A group, a list and a time range that nothing names change nothing. */
START_TEST(unused_objects_change_nothing)
{
    struct dice dice = dice_of_seed(78);
    struct random_rules rules = random_configuration(&dice);
    struct trial trial = { .config = rules.config, .engine = eager_engine(rules.config) };
    struct classify_result before[2000];
    struct destination led[ARRAY_LENGTH(before)];
    for (unsigned round = 0; round < 2; round++) {
        struct dice packets = dice_of_seed(79);
        for (size_t i = 0; i < ARRAY_LENGTH(before); i++) {
            struct flow flow = random_flow(&packets);
            ifc_id ingress = random_ifc(&packets);
            const struct acl *acl = rules.config->interfaces[ingress]->access_in;
            struct classify_result found = engine_classify(trial.engine, acl, &flow);
            struct destination leads =
                nat_resolve_destination(trial.engine, ingress, &flow, 0, false);
            ck_assert(round == 0 || (found.ace == before[i].ace && leads.kind == led[i].kind &&
                                     leads.egress == led[i].egress && leads.real == led[i].real));
            before[i] = found;
            led[i] = leads;
        }
        struct object_group *group = config_object_group_make(rules.config, "unused");
        ck_assert(group != NULL && object_group_define(rules.config, group, GROUP_NETWORK, 0));
        ck_assert(
            object_group_add(rules.config, group, &(struct group_member){ .kind = ITEM_NETWORK }));
        ck_assert_ptr_nonnull(add_random_acl(&rules, "unused", 40));
        rules.config->revision++;
    }
    engine_free(trial.engine);
    config_free(rules.config);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("two_evaluators");
    TCase *tcase = tcase_create("two_evaluators");
    tcase_add_loop_test(tcase, agree, 0, CONFIGS);
    tcase_add_test(tcase, disjoint_lines_may_be_swapped);
    tcase_add_test(tcase, unused_objects_change_nothing);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
