/*
 * findings_overlap.c: addresses, pools and rules that stand in each other's way.
 *
 * Lists of a few thousand rules are compared pair by pair; longer ones would take too long, and
 * what a person overlooks in those is not a pair.
 */
#include "parser/findings_private.h"

#define PAIRS_MAX 4000

static size_t
few(size_t count)
{
    return count < PAIRS_MAX ? count : PAIRS_MAX;
}

static bool
networks_overlap(struct network a, struct network b)
{
    return network_contains(a, b.address) || network_contains(b, a.address);
}

static const char *
label(const struct findings *findings, ifc_id ifc)
{
    return config_interface_label(findings->config, ifc);
}

/* ---- nat and global ---- */

static bool
has_global(const struct config *config, uint32_t id)
{
    for (size_t i = 0; i < config->global_count; i++) {
        if (config->globals[i].id == id)
            return true;
    }
    return false;
}

static bool
has_nat(const struct config *config, uint32_t id)
{
    for (size_t i = 0; i < config->nat_count; i++) {
        if (config->nats[i].id == id)
            return true;
    }
    return false;
}

static void
compare_nats(struct findings *findings, const struct nat *a, const struct nat *b)
{
    if (a->ifc == b->ifc && a->acl == NULL && b->acl == NULL && a->id != b->id &&
        a->outside == b->outside && a->real.address == b->real.address &&
        a->real.netmask == b->real.netmask)
        finding_report(findings, FINDING_OVERLAPPING_NAT, b->origin.line,
                       "nat (%s) %u selects what nat %u of line %u selects",
                       label(findings, b->ifc), b->id, a->id, a->origin.line);
}

static void
look_at_nats(struct findings *findings)
{
    const struct config *config = findings->config;
    for (size_t i = 0; i < config->nat_count; i++) {
        const struct nat *nat = &config->nats[i];
        if (nat->id != 0 && !has_global(config, nat->id))
            finding_report(findings, FINDING_NAT_WITHOUT_GLOBAL, nat->origin.line,
                           "no global has the number %u", nat->id);
        for (size_t k = 0; k < i && i < few(config->nat_count); k++)
            compare_nats(findings, &config->nats[k], nat);
    }
    for (size_t i = 0; i < config->global_count; i++) {
        const struct global *global = &config->globals[i];
        if (!has_nat(config, global->id))
            finding_report(findings, FINDING_GLOBAL_WITHOUT_NAT, global->origin.line,
                           "no nat has the number %u", global->id);
    }
}

/* ---- statics ---- */

static bool
same_mapped_port(const struct static_nat *a, const struct static_nat *b)
{
    if (a->protocol == 0 || b->protocol == 0)
        return a->protocol == b->protocol;
    return a->protocol == b->protocol && a->mapped_port == b->mapped_port;
}

static bool
same_mapped_address(const struct static_nat *a, const struct static_nat *b)
{
    if (a->mapped_is_interface || b->mapped_is_interface)
        return a->mapped_is_interface && b->mapped_is_interface;
    return networks_overlap((struct network){ a->mapped, a->netmask },
                            (struct network){ b->mapped, b->netmask });
}

static void
look_at_statics(struct findings *findings)
{
    const struct config *config = findings->config;
    for (size_t i = 0; i < few(config->static_count); i++) {
        const struct static_nat *later = &config->statics[i];
        for (size_t k = 0; k < i; k++) {
            const struct static_nat *first = &config->statics[k];
            /* policy statics share an address by design: their access lists tell them apart */
            if (first->acl != NULL || later->acl != NULL ||
                first->mapped_ifc != later->mapped_ifc || first->real_ifc != later->real_ifc ||
                !same_mapped_port(first, later) || !same_mapped_address(first, later))
                continue;
            finding_report(findings, FINDING_OVERLAPPING_STATIC, later->origin.line,
                           "the static maps what the one of line %u maps", first->origin.line);
            break;
        }
    }
}

/* ---- pools ---- */

static bool
is_in_pool(const struct global *pool, uint32_t address)
{
    return pool->kind != GLOBAL_INTERFACE && address >= pool->first && address <= pool->last;
}

static void
look_at_pool(struct findings *findings, const struct global *pool)
{
    const struct config *config = findings->config;
    if (pool->ifc < config->interface_count && config->interfaces[pool->ifc]->address != 0 &&
        is_in_pool(pool, config->interfaces[pool->ifc]->address))
        finding_report(findings, FINDING_OVERLAPPING_GLOBAL, pool->origin.line,
                       "the pool holds the address of the interface %s",
                       label(findings, pool->ifc));
    for (size_t k = 0; k < few(config->static_count); k++) {
        const struct static_nat *rule = &config->statics[k];
        if (rule->mapped_ifc == pool->ifc && rule->protocol == 0 && !rule->mapped_is_interface &&
            is_in_pool(pool, rule->mapped)) {
            finding_report(findings, FINDING_OVERLAPPING_GLOBAL, pool->origin.line,
                           "the pool holds the address of the static of line %u",
                           rule->origin.line);
            return;
        }
    }
}

/* ---- interfaces and routes ---- */

static struct network
network_of(const struct interface *interface)
{
    return (struct network){ interface->address & interface->netmask, interface->netmask };
}

static bool
has_network(const struct interface *interface)
{
    return interface->name != NULL && interface->address != 0;
}

static void
look_at_interfaces(struct findings *findings)
{
    const struct config *config = findings->config;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *later = config->interfaces[i];
        for (size_t k = 0; k < i && has_network(later); k++) {
            const struct interface *first = config->interfaces[k];
            if (!has_network(first) || !networks_overlap(network_of(first), network_of(later)))
                continue;
            finding_report(findings, FINDING_OVERLAPPING_INTERFACES, later->origin.line,
                           "%s is in the network of %s", later->name, first->name);
            break;
        }
    }
}

static void
look_at_routes(struct findings *findings)
{
    const struct config *config = findings->config;
    for (size_t i = 0; i < config->route_count; i++) {
        const struct route *route = &config->routes[i];
        const struct interface *interface =
            route->ifc < config->interface_count ? config->interfaces[route->ifc] : NULL;
        if (interface != NULL && has_network(interface) && !route->assumed &&
            !network_contains(network_of(interface), route->gateway))
            finding_report(findings, FINDING_UNREACHABLE_GATEWAY, route->origin.line,
                           "the gateway is not in the network of %s", interface->name);
        for (size_t k = 0; k < i && i < few(config->route_count); k++) {
            const struct route *first = &config->routes[k];
            if (first->ifc != route->ifc && first->metric == route->metric && !route->tunneled &&
                !first->tunneled && first->network.address == route->network.address &&
                first->network.netmask == route->network.netmask)
                finding_report(findings, FINDING_OVERLAPPING_ROUTE, route->origin.line,
                               "the route leads to the network of line %u through %s",
                               first->origin.line, label(findings, route->ifc));
        }
    }
}

void
findings_of_overlaps(struct findings *findings)
{
    look_at_nats(findings);
    look_at_statics(findings);
    for (size_t i = 0; i < few(findings->config->global_count); i++)
        look_at_pool(findings, &findings->config->globals[i]);
    look_at_interfaces(findings);
    look_at_routes(findings);
}
