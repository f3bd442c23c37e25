/*
 * nat.c: choosing the rule. The order is NATORDER's: exemption, what is translated already,
 * statics in order, policy NAT in order, regular NAT by longest mask.
 */
#include "engine/nat.h"

#include "engine/route.h"
#include "engine/state.h"

uint32_t
static_mapped_address(const struct config *config, const struct static_nat *rule)
{
    if (!rule->mapped_is_interface)
        return rule->mapped;
    return rule->mapped_ifc < config->interface_count
               ? config->interfaces[rule->mapped_ifc]->address
               : 0;
}

/* Host bits of ADDRESS on the network bits of BASE. */
static uint32_t
on_network(uint32_t base, uint32_t address, uint32_t netmask)
{
    return (base & netmask) | (address & ~netmask);
}

static bool
is_port_rule(const struct static_nat *rule)
{
    return rule->protocol != IP_ANY;
}

/* Policy static, from the real side: the ACL's source is real, its destination the peer. */
static bool
policy_translates(const struct config *config, const struct static_nat *rule,
                  const struct flow *flow, uint32_t *mapped, uint16_t *mapped_port)
{
    struct classify_result found = classify_addresses(config, rule->acl, flow, is_port_rule(rule));
    if (found.ace == NULL || !found.permit)
        return false;
    struct network source = address_network(config, &found.ace->source, flow->source);
    *mapped = on_network(static_mapped_address(config, rule), flow->source, source.netmask);
    *mapped_port = is_port_rule(rule) ? rule->mapped_port : flow->source_port;
    return true;
}

bool
static_translates(const struct config *config, const struct static_nat *rule,
                  const struct flow *flow, uint32_t *mapped, uint16_t *mapped_port)
{
    if ((is_port_rule(rule) && flow->protocol != rule->protocol) ||
        static_mapped_address(config, rule) == 0) /* of an interface without an address */
        return false;
    if (rule->acl != NULL)
        return policy_translates(config, rule, flow, mapped, mapped_port);
    if (!network_contains((struct network){ rule->real, rule->netmask }, flow->source))
        return false;
    if (is_port_rule(rule) && flow->source_port != rule->real_port)
        return false;
    *mapped = on_network(static_mapped_address(config, rule), flow->source, rule->netmask);
    *mapped_port = is_port_rule(rule) ? rule->mapped_port : flow->source_port;
    return true;
}

/* A reply to FLOW that an ACE would translate, whose source is the network REAL. */
static bool
reply_is_of(const struct config *config, const struct static_nat *rule, const struct flow *flow,
            const struct ace *ace, struct network source, uint32_t *real, uint16_t *real_port)
{
    if (!address_matches(config, &ace->destination, flow->source))
        return false;
    *real = on_network(source.address, flow->destination, source.netmask);
    *real_port = flow->destination_port;
    if (is_port_rule(rule) && ace->source_port.op == PORT_OP_EQ)
        *real_port = ace->source_port.low;
    struct flow reply = { .protocol = flow->protocol,
                          .source = *real,
                          .source_port = *real_port,
                          .destination = flow->source,
                          .destination_port = flow->source_port,
                          .time = flow->time };
    return classify_addresses(config, rule->acl, &reply, is_port_rule(rule)).ace == ace;
}

static bool
maps_to(const struct config *config, const struct static_nat *rule, const struct flow *flow,
        struct network source)
{
    struct network mapped = { static_mapped_address(config, rule), source.netmask };
    return network_contains(mapped, flow->destination);
}

/*
 * The network, the *AT-th or a later one of what an ACE's source matches, whose mapped form holds
 * the flow's destination; *AT becomes the next one's number. By number, since a walk over a group
 * does not outlive another.
 */
static bool
next_source(const struct config *config, const struct static_nat *rule, const struct flow *flow,
            const struct address_match *match, size_t *at, struct network *source)
{
    if (match->kind == ADDRESS_NETWORK) {
        *source = match->network;
        return (*at)++ == 0 && maps_to(config, rule, flow, *source);
    }
    if (match->kind != ADDRESS_GROUP)
        return false;
    struct group_walk walk = object_group_walk(config, match->group);
    const struct group_member *member;
    for (size_t i = 0; (member = group_walk_next(&walk)) != NULL; i++) {
        if (i < *at || member->kind != ITEM_NETWORK ||
            !maps_to(config, rule, flow, member->network))
            continue;
        *at = i + 1;
        *source = member->network;
        return true;
    }
    return false;
}

/* Policy static, from the mapped side: the first ACE whose reply would be translated here. */
static bool
policy_untranslates(const struct config *config, const struct static_nat *rule,
                    const struct flow *flow, uint32_t *real, uint16_t *real_port)
{
    for (size_t i = 0; rule->acl->exists && i < rule->acl->count; i++) {
        const struct ace *ace = rule->acl->aces[i];
        if (ace->is_remark || !ace->permit || !ace_is_active(config, ace, flow))
            continue;
        struct network source;
        for (size_t at = 0; next_source(config, rule, flow, &ace->source, &at, &source);) {
            if (reply_is_of(config, rule, flow, ace, source, real, real_port))
                return true;
        }
    }
    return false;
}

bool
static_untranslates(const struct config *config, const struct static_nat *rule,
                    const struct flow *flow, uint32_t *real, uint16_t *real_port)
{
    if (is_port_rule(rule) &&
        (flow->protocol != rule->protocol || flow->destination_port != rule->mapped_port))
        return false;
    if (rule->acl != NULL)
        return policy_untranslates(config, rule, flow, real, real_port);
    struct network mapped = { static_mapped_address(config, rule), rule->netmask };
    if (!network_contains(mapped, flow->destination))
        return false;
    *real = on_network(rule->real, flow->destination, rule->netmask);
    *real_port = is_port_rule(rule) ? rule->real_port : flow->destination_port;
    return true;
}

static bool
is_exemption(const struct nat *nat)
{
    return nat->id == 0 && nat->acl != NULL;
}

/* Without `outside` a rule is for the way down (or across); with it, for the way up. */
static bool
points_this_way(const struct engine *engine, const struct nat *nat, ifc_id mapped_ifc)
{
    bool upwards = engine_level(engine, nat->ifc) < engine_level(engine, mapped_ifc);
    return nat->outside == upwards;
}

bool
engine_nat_leads_to(const struct engine *engine, const struct nat *nat, ifc_id mapped_ifc)
{
    return points_this_way(engine, nat, mapped_ifc);
}

static bool
choose_exemption(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
                 const struct flow *flow, struct nat_choice *choice)
{
    const struct config *config = engine->config;
    struct row_walk walk = engine_rows(engine, ROWS_NAT, flow->source);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct nat *nat = &config->nats[i];
        if (nat->ifc != real_ifc || !is_exemption(nat) || !points_this_way(engine, nat, mapped_ifc))
            continue;
        struct classify_result found = acl_cache_find_addresses(engine->acls, nat->acl, flow);
        if (found.ace != NULL && found.permit) {
            *choice = (struct nat_choice){
                .kind = NAT_EXEMPT,
                .row = { ROW_NAT, nat, i },
                .xlate = XLATE_NONE,
                .mapped = flow->source,
                .mapped_port = flow->source_port,
                .nat = nat,
            };
            return true;
        }
    }
    return false;
}

/*
 * A slot that is there. A static's slot shows only that it was used: the rules decide, in their
 * order, and it counts after them, for a rule that has gone since (engine.md 3.6).
 */
static bool
choose_live(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
            const struct flow *flow, enum xlate_kind kind, struct nat_choice *choice)
{
    uint32_t number = xlate_find_real(&engine->xlates, kind, real_ifc, mapped_ifc, flow->protocol,
                                      flow->source, flow->source_port);
    if (number == XLATE_NONE)
        return false;
    const struct xlate *xlate = xlate_at(&engine->xlates, number);
    if (xlate->is_hidden)
        return false;
    *choice = (struct nat_choice){
        .kind = NAT_LIVE_XLATE,
        .row = xlate->revision == engine->config->revision ? xlate->row
                                                           : (struct row){ .kind = ROW_NONE },
        .xlate = number,
        .mapped = xlate->mapped,
        .mapped_port = xlate->is_portmap ? xlate->mapped_port : flow->source_port,
    };
    return true;
}

/* Which statics are asked in turn. In one round all are, in two those without ports are first. */
enum round { ROUND_OF_ALL, ROUND_OF_HOSTS, ROUND_OF_PORTS };

static bool
has_its_round(const struct static_nat *rule, enum round round)
{
    return round == ROUND_OF_ALL || is_port_rule(rule) == (round == ROUND_OF_PORTS);
}

static bool
choose_static_in(const struct engine *engine, enum round round, ifc_id real_ifc, ifc_id mapped_ifc,
                 const struct flow *flow, struct nat_choice *choice)
{
    const struct config *config = engine->config;
    struct row_walk walk = engine_rows(engine, ROWS_STATIC_REAL, flow->source);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct static_nat *rule = &config->statics[i];
        uint32_t mapped;
        uint16_t mapped_port;
        if (rule->real_ifc != real_ifc || rule->mapped_ifc != mapped_ifc ||
            !has_its_round(rule, round) ||
            !static_translates(config, rule, flow, &mapped, &mapped_port))
            continue;
        *choice = (struct nat_choice){
            .kind = is_port_rule(rule) ? NAT_STATIC_PORT : NAT_STATIC,
            .row = { ROW_STATIC, rule, i },
            .xlate = XLATE_NONE,
            .mapped = mapped,
            .mapped_port = mapped_port,
        };
        return true;
    }
    return false;
}

/* In the order of the configuration, unless it was asked otherwise (engine.md 3.2 [C]). */
static bool
choose_static(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
              const struct flow *flow, struct nat_choice *choice)
{
    if (!engine->options.static_two_pass)
        return choose_static_in(engine, ROUND_OF_ALL, real_ifc, mapped_ifc, flow, choice);
    return choose_static_in(engine, ROUND_OF_HOSTS, real_ifc, mapped_ifc, flow, choice) ||
           choose_static_in(engine, ROUND_OF_PORTS, real_ifc, mapped_ifc, flow, choice);
}

/* Policy NAT by order, or regular NAT by longest mask; the first configured wins a tie. */
static bool
choose_dynamic(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
               const struct flow *flow, bool policy, struct nat_choice *choice)
{
    const struct config *config = engine->config;
    const struct nat *best = NULL;
    size_t index = 0;
    struct row_walk walk = engine_rows(engine, ROWS_NAT, flow->source);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct nat *nat = &config->nats[i];
        if (nat->ifc != real_ifc || is_exemption(nat) || (nat->acl != NULL) != policy ||
            !points_this_way(engine, nat, mapped_ifc))
            continue;
        if (policy) {
            struct classify_result found = engine_classify(engine, nat->acl, flow);
            if (found.ace == NULL || !found.permit)
                continue;
        } else if (!network_contains(nat->real, flow->source) ||
                   (best != NULL && nat->real.netmask <= best->real.netmask)) {
            continue;
        }
        best = nat;
        index = i;
        if (policy)
            break;
    }
    if (best == NULL)
        return false;
    *choice = (struct nat_choice){
        .kind = policy          ? NAT_POLICY
                : best->id == 0 ? NAT_IDENTITY
                                : NAT_DYNAMIC,
        .row = { ROW_NAT, best, index },
        .xlate = XLATE_NONE,
        .mapped = flow->source,
        .mapped_port = flow->source_port,
        .nat = best,
    };
    return true;
}

struct nat_choice
nat_choose_source(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
                  const struct flow *flow, bool with_xlates)
{
    struct nat_choice choice = {
        .kind = NAT_NO_RULE,
        .xlate = XLATE_NONE,
        .mapped = flow->source,
        .mapped_port = flow->source_port,
    };
    bool nats = engine->config->nat_count > 0;
    if ((nats && choose_exemption(engine, real_ifc, mapped_ifc, flow, &choice)) ||
        (with_xlates && choose_live(engine, real_ifc, mapped_ifc, flow, XLATE_DYNAMIC, &choice)) ||
        choose_static(engine, real_ifc, mapped_ifc, flow, &choice) ||
        (with_xlates && choose_live(engine, real_ifc, mapped_ifc, flow, XLATE_STATIC, &choice)) ||
        (nats && choose_dynamic(engine, real_ifc, mapped_ifc, flow, true, &choice)) ||
        (nats && choose_dynamic(engine, real_ifc, mapped_ifc, flow, false, &choice)))
        return choice;
    return choice;
}

/*
 * An identity slot was opened from inside and does not let anybody begin (commands.md 4.1). What
 * may be an answer to its host passes where answers have no conn to come by.
 */
static bool
may_begin(const struct engine *engine, const struct flow *flow)
{
    switch (flow->protocol) {
    case IP_TCP:
    case IP_UDP:
        return true;
    case IP_ICMP:
        return engine->does->icmp_has_conns || icmp_is_query((uint8_t)flow->icmp_type);
    default:
        return engine->does->portless_has_half_conns;
    }
}

static bool
resolve_by_xlate(const struct engine *engine, ifc_id ingress, const struct flow *flow,
                 uint16_t key_port, bool port_slots, enum xlate_kind kind,
                 struct destination *result)
{
    const struct xlate_table *table = &engine->xlates;
    uint32_t number = port_slots ? xlate_find_mapped(table, kind, ingress, flow->protocol,
                                                     flow->destination, key_port)
                                 : xlate_find_port(table, kind, ingress, 0, flow->destination, 0);
    if (number == XLATE_NONE)
        return false;
    const struct xlate *xlate = xlate_at(&engine->xlates, number);
    if (xlate->is_hidden ||
        (xlate->is_identity && kind == XLATE_DYNAMIC && may_begin(engine, flow)))
        return false;
    *result = (struct destination){
        .kind = DESTINATION_XLATE,
        .egress = xlate->real_ifc,
        .real = xlate->real,
        .real_port = xlate->is_portmap ? xlate->real_port : flow->destination_port,
        .xlate = number,
        .row = xlate->revision == engine->config->revision ? xlate->row
                                                           : (struct row){ .kind = ROW_NONE },
    };
    return true;
}

static bool
resolve_by_static_in(const struct engine *engine, enum round round, ifc_id ingress,
                     const struct flow *flow, struct destination *result)
{
    const struct config *config = engine->config;
    struct row_walk walk = engine_rows(engine, ROWS_STATIC_MAPPED, flow->destination);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct static_nat *rule = &config->statics[i];
        uint32_t real;
        uint16_t real_port;
        if (rule->mapped_ifc != ingress || rule->real_ifc >= config->interface_count ||
            !has_its_round(rule, round) ||
            !static_untranslates(config, rule, flow, &real, &real_port))
            continue;
        *result = (struct destination){
            .kind = DESTINATION_STATIC,
            .egress = rule->real_ifc,
            .real = real,
            .real_port = real_port,
            .xlate = XLATE_NONE,
            .row = { ROW_STATIC, rule, i },
        };
        return true;
    }
    return false;
}

static bool
resolve_by_static(const struct engine *engine, ifc_id ingress, const struct flow *flow,
                  struct destination *result)
{
    if (!engine->options.static_two_pass)
        return resolve_by_static_in(engine, ROUND_OF_ALL, ingress, flow, result);
    return resolve_by_static_in(engine, ROUND_OF_HOSTS, ingress, flow, result) ||
           resolve_by_static_in(engine, ROUND_OF_PORTS, ingress, flow, result);
}

/* An exemption works both ways: read with the ends swapped. */
static bool
resolve_by_exemption(const struct engine *engine, ifc_id ingress, const struct flow *flow,
                     struct destination *result)
{
    const struct config *config = engine->config;
    struct flow swapped = {
        .protocol = flow->protocol,
        .source = flow->destination,
        .destination = flow->source,
        .time = flow->time,
    };
    struct row_walk walk = engine_rows(engine, ROWS_NAT, swapped.source);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct nat *nat = &config->nats[i];
        if (!is_exemption(nat) || nat->ifc == ingress || nat->ifc >= config->interface_count ||
            !points_this_way(engine, nat, ingress))
            continue;
        struct classify_result found = acl_cache_find_addresses(engine->acls, nat->acl, &swapped);
        if (found.ace == NULL || !found.permit)
            continue;
        *result = (struct destination){
            .kind = DESTINATION_EXEMPT,
            .egress = nat->ifc,
            .real = flow->destination,
            .real_port = flow->destination_port,
            .xlate = XLATE_NONE,
            .row = { ROW_NAT, nat, i },
        };
        return true;
    }
    return false;
}

/* What the hosts of INGRESS reach when they ask for ADDRESS (commands.md 4.5). */
static const struct alias *
alias_for(const struct engine *engine, ifc_id ingress, uint32_t address, size_t *index)
{
    struct row_walk walk = engine_rows(engine, ROWS_ALIAS, address);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct alias *alias = &engine->config->aliases[i];
        if (alias->ifc != ingress ||
            !network_contains((struct network){ alias->dnat, alias->netmask }, address))
            continue;
        *index = i;
        return alias;
    }
    return NULL;
}

uint32_t
nat_alias_source(const struct engine *engine, ifc_id egress, uint32_t source)
{
    for (size_t i = 0; i < engine->config->alias_count; i++) {
        const struct alias *alias = &engine->config->aliases[i];
        if (alias->ifc == egress &&
            network_contains((struct network){ alias->foreign, alias->netmask }, source))
            return on_network(alias->dnat, source, alias->netmask);
    }
    return source;
}

/* An alias changes the address before it is routed. */
static struct destination
resolve_by_route(const struct engine *engine, ifc_id ingress, const struct flow *flow)
{
    size_t index = 0;
    const struct alias *alias = alias_for(engine, ingress, flow->destination, &index);
    uint32_t real = alias != NULL ? on_network(alias->foreign, flow->destination, alias->netmask)
                                  : flow->destination;
    struct route_result route = engine_route(engine, real);
    return (struct destination){
        .kind = route.ifc == IFC_NONE ? DESTINATION_NONE
                : alias != NULL       ? DESTINATION_ALIAS
                                      : DESTINATION_ROUTE,
        .egress = route.ifc,
        .real = real,
        .real_port = flow->destination_port,
        .xlate = XLATE_NONE,
        .row = alias != NULL ? (struct row){ ROW_ALIAS, alias, index } : route.row,
        .route_assumed = route.assumed,
    };
}

struct destination
nat_resolve_destination(const struct engine *engine, ifc_id ingress, const struct flow *flow,
                        uint16_t key_port, bool port_slots)
{
    struct destination result;
    if (resolve_by_xlate(engine, ingress, flow, key_port, port_slots, XLATE_DYNAMIC, &result) ||
        resolve_by_static(engine, ingress, flow, &result) ||
        resolve_by_xlate(engine, ingress, flow, key_port, port_slots, XLATE_STATIC, &result) ||
        (engine->config->nat_count > 0 && resolve_by_exemption(engine, ingress, flow, &result)))
        return result;
    return resolve_by_route(engine, ingress, flow);
}

static bool
global_covers(const struct config *config, const struct global *global, uint32_t address)
{
    switch (global->kind) {
    case GLOBAL_RANGE:
    case GLOBAL_PAT:
        return address >= global->first && address <= global->last;
    case GLOBAL_INTERFACE:
        return config->interfaces[global->ifc]->address == address && address != 0;
    }
    return false;
}

static bool
is_given_out(const struct engine *engine, ifc_id ifc, uint32_t address, bool ranges)
{
    const struct config *config = engine->config;
    struct row_walk walk = engine_rows(engine, ROWS_GLOBAL, address);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct global *global = &config->globals[i];
        if (global->ifc == ifc && ifc < config->interface_count &&
            (ranges || global->kind != GLOBAL_RANGE) && global_covers(config, global, address))
            return true;
    }
    return false;
}

bool
nat_is_pool_address(const struct engine *engine, ifc_id ifc, uint32_t address)
{
    return is_given_out(engine, ifc, address, true);
}

bool
nat_is_pat_address(const struct engine *engine, ifc_id ifc, uint32_t address)
{
    return is_given_out(engine, ifc, address, false);
}
