/*
 * plain_nat_test.h: which rule translates and where a packet goes, said once more and as plainly
 * as can be (engine.md 1.8, 3.2): each list from its first row to its last. Slots that are there
 * do not take part.
 */
#ifndef REFIRE_ENGINE_PLAIN_NAT_TEST_H
#define REFIRE_ENGINE_PLAIN_NAT_TEST_H

#include "engine/acl/plain_rules_test.h"
#include "engine/nat.h"
#include "engine/route.h"
#include "engine/state.h"

/* What was decided, by which row, and what came out of it. */
struct plain_answer {
    int kind; /* enum nat_choice_kind or enum destination_kind */
    struct row row;
    ifc_id ifc;
    uint32_t address;
    uint16_t port;
};

static inline uint32_t
plain_move(uint32_t to, uint32_t netmask, uint32_t address)
{
    return (to & netmask) | (address & ~netmask);
}

static inline bool
plain_permits(const struct config *config, const struct acl *acl, const struct flow *flow,
              bool ports)
{
    size_t first = plain_first(config, acl, flow, ports);
    return first < acl->count && acl->aces[first]->permit;
}

/* `outside` is for the way up; without, the way down or across. */
static inline bool
plain_direction(const struct config *config, const struct nat *nat, ifc_id mapped_ifc)
{
    return nat->outside == (config->interfaces[nat->ifc]->security_level <
                            config->interfaces[mapped_ifc]->security_level);
}

static inline bool
plain_static_out(const struct config *config, const struct static_nat *rule,
                 const struct flow *flow, struct plain_answer *answer)
{
    uint32_t mapped =
        rule->mapped_is_interface ? config->interfaces[rule->mapped_ifc]->address : rule->mapped;
    if (rule->acl != NULL) /* what its access list says is nat.c's; the order is looked at here */
        return static_translates(config, rule, flow, &answer->address, &answer->port);
    if (mapped == 0 ||
        !plain_in_network((struct network){ rule->real, rule->netmask }, flow->source))
        return false;
    if (rule->protocol != 0 &&
        (rule->protocol != flow->protocol || rule->real_port != flow->source_port))
        return false;
    answer->address = plain_move(mapped, rule->netmask, flow->source);
    answer->port = rule->protocol != 0 ? rule->mapped_port : flow->source_port;
    return true;
}

static inline bool
plain_static_in(const struct config *config, const struct static_nat *rule, const struct flow *flow,
                struct plain_answer *answer)
{
    uint32_t mapped =
        rule->mapped_is_interface ? config->interfaces[rule->mapped_ifc]->address : rule->mapped;
    if (rule->acl != NULL) {
        struct plain_answer led = *answer;
        bool leads = static_untranslates(config, rule, flow, &led.address, &led.port);
        *answer = leads ? led : *answer;
        return leads;
    }
    if (!plain_in_network((struct network){ mapped, rule->netmask }, flow->destination))
        return false;
    if (rule->protocol != 0 &&
        (rule->protocol != flow->protocol || rule->mapped_port != flow->destination_port))
        return false;
    answer->address = plain_move(rule->real, rule->netmask, flow->destination);
    answer->port = rule->protocol != 0 ? rule->real_port : flow->destination_port;
    return true;
}

/* Exemption, statics, policy NAT, each in order; then the narrowest of the rest. */
static inline struct plain_answer
plain_choose_source(const struct config *config, ifc_id real_ifc, ifc_id mapped_ifc,
                    const struct flow *flow)
{
    struct plain_answer answer = {
        NAT_NO_RULE, { .kind = ROW_NONE }, IFC_NONE, flow->source, flow->source_port
    };
    for (size_t i = 0; i < config->nat_count; i++) {
        const struct nat *nat = &config->nats[i];
        if (nat->ifc == real_ifc && nat->id == 0 && nat->acl != NULL &&
            plain_direction(config, nat, mapped_ifc) &&
            plain_permits(config, nat->acl, flow, false)) {
            answer.kind = NAT_EXEMPT;
            answer.row = (struct row){ ROW_NAT, nat, i };
            return answer;
        }
    }
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *rule = &config->statics[i];
        if (rule->real_ifc == real_ifc && rule->mapped_ifc == mapped_ifc &&
            plain_static_out(config, rule, flow, &answer)) {
            answer.kind = rule->protocol != 0 ? NAT_STATIC_PORT : NAT_STATIC;
            answer.row = (struct row){ ROW_STATIC, rule, i };
            return answer;
        }
    }
    for (size_t i = 0; i < config->nat_count; i++) {
        const struct nat *nat = &config->nats[i];
        if (nat->ifc == real_ifc && nat->id != 0 && nat->acl != NULL &&
            plain_direction(config, nat, mapped_ifc) &&
            plain_permits(config, nat->acl, flow, true)) {
            answer.kind = NAT_POLICY;
            answer.row = (struct row){ ROW_NAT, nat, i };
            return answer;
        }
    }
    for (size_t i = 0; i < config->nat_count; i++) {
        const struct nat *nat = &config->nats[i];
        const struct nat *best = answer.row.pointer;
        if (nat->ifc == real_ifc && nat->acl == NULL && plain_direction(config, nat, mapped_ifc) &&
            plain_in_network(nat->real, flow->source) &&
            (best == NULL || nat->real.netmask > best->real.netmask)) {
            answer.kind = nat->id == 0 ? NAT_IDENTITY : NAT_DYNAMIC;
            answer.row = (struct row){ ROW_NAT, nat, i };
        }
    }
    return answer;
}

/* The longest network, of a connected interface or a route; then the metric; then the order. */
static inline struct plain_answer
plain_route(const struct config *config, uint32_t address, bool strict)
{
    struct plain_answer answer = { 0, { .kind = ROW_NONE }, IFC_NONE, 0, 0 };
    uint32_t longest = 0, metric = 0;
    bool found = false, has_default = false;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->name == NULL || interface->shutdown || interface->address == 0 ||
            interface->netmask == 0 ||
            !plain_in_network((struct network){ interface->address, interface->netmask }, address))
            continue;
        if (!found || interface->netmask > longest) {
            answer.ifc = (ifc_id)i;
            answer.row = (struct row){ ROW_CONNECTED_ROUTE, interface, i };
            longest = interface->netmask;
            found = true;
        }
    }
    for (size_t i = 0; i < config->route_count; i++) {
        const struct route *route = &config->routes[i];
        const struct interface *interface = config->interfaces[route->ifc];
        if (route->tunneled)
            continue;
        has_default |= route->network.netmask == 0;
        if (interface->name == NULL || interface->shutdown ||
            !plain_in_network(route->network, address))
            continue;
        if (!found || route->network.netmask > longest ||
            (route->network.netmask == longest && route->metric < metric)) {
            answer.ifc = route->ifc;
            answer.row = (struct row){ ROW_ROUTE, route, i };
            longest = route->network.netmask;
            metric = route->metric;
            found = true;
        }
    }
    for (size_t i = 0; !found && !strict && !has_default && i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->name != NULL && !interface->shutdown &&
            (answer.ifc == IFC_NONE ||
             interface->security_level < config->interfaces[answer.ifc]->security_level))
            answer.ifc = (ifc_id)i;
    }
    return answer;
}

/* Statics in order, exemptions read the other way round, an alias, the route. */
static inline struct plain_answer
plain_resolve_destination(const struct config *config, ifc_id ingress, const struct flow *flow,
                          bool strict)
{
    struct plain_answer answer = {
        DESTINATION_NONE, { .kind = ROW_NONE }, IFC_NONE, flow->destination, flow->destination_port
    };
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *rule = &config->statics[i];
        if (rule->mapped_ifc == ingress && plain_static_in(config, rule, flow, &answer)) {
            answer.kind = DESTINATION_STATIC;
            answer.ifc = rule->real_ifc;
            answer.row = (struct row){ ROW_STATIC, rule, i };
            return answer;
        }
    }
    struct flow swapped = { .protocol = flow->protocol,
                            .source = flow->destination,
                            .destination = flow->source,
                            .time = flow->time };
    for (size_t i = 0; i < config->nat_count; i++) {
        const struct nat *nat = &config->nats[i];
        if (nat->id == 0 && nat->acl != NULL && nat->ifc != ingress &&
            plain_direction(config, nat, ingress) &&
            plain_permits(config, nat->acl, &swapped, false)) {
            answer.kind = DESTINATION_EXEMPT;
            answer.ifc = nat->ifc;
            answer.row = (struct row){ ROW_NAT, nat, i };
            return answer;
        }
    }
    const struct alias *alias = NULL;
    for (size_t i = 0; alias == NULL && i < config->alias_count; i++) {
        const struct alias *one = &config->aliases[i];
        if (one->ifc == ingress &&
            plain_in_network((struct network){ one->dnat, one->netmask }, flow->destination)) {
            alias = one;
            answer.row = (struct row){ ROW_ALIAS, alias, i };
            answer.address = plain_move(alias->foreign, alias->netmask, flow->destination);
        }
    }
    struct plain_answer route = plain_route(config, answer.address, strict);
    answer.ifc = route.ifc;
    if (alias == NULL)
        answer.row = route.row;
    if (route.ifc != IFC_NONE)
        answer.kind = alias != NULL ? DESTINATION_ALIAS : DESTINATION_ROUTE;
    return answer;
}

static inline bool
plain_gives_out(const struct config *config, ifc_id ifc, uint32_t address)
{
    for (size_t i = 0; i < config->global_count; i++) {
        const struct global *global = &config->globals[i];
        uint32_t own = config->interfaces[global->ifc]->address;
        if (global->ifc == ifc && (global->kind == GLOBAL_INTERFACE
                                       ? own == address && address != 0
                                       : address >= global->first && address <= global->last))
            return true;
    }
    return false;
}

#endif
