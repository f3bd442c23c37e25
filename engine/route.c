/*
 * route.c: the route look-up, by scan: configurations have dozens of routes, first packets only
 * ask.
 */
#include "engine/route.h"

static bool
is_connected(const struct interface *interface)
{
    return interface_is_up(interface) && interface->address != 0 && interface->netmask != 0;
}

/* Prefix lengths compare as masks do, and the routes checked here have contiguous ones. */
struct best {
    struct route_result result;
    uint32_t netmask;
    uint16_t metric;
    bool found;
};

static void
offer(struct best *best, struct route_result result, uint32_t netmask, uint16_t metric)
{
    if (best->found &&
        (netmask < best->netmask || (netmask == best->netmask && metric >= best->metric)))
        return;
    *best = (struct best){ result, netmask, metric, true };
}

static bool
has_default(const struct config *config)
{
    for (size_t i = 0; i < config->route_count; i++) {
        if (config->routes[i].network.netmask == 0 && !config->routes[i].tunneled)
            return true;
    }
    return false;
}

ifc_id
route_assumed_default(const struct config *config)
{
    ifc_id lowest = IFC_NONE;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (!interface_is_up(interface))
            continue;
        if (lowest == IFC_NONE ||
            interface->security_level < config->interfaces[lowest]->security_level)
            lowest = (ifc_id)i;
    }
    return lowest;
}

/* ONLY: IFC_NONE for any interface. */
static struct best
look_up(const struct config *config, ifc_id only, uint32_t address)
{
    struct best best = { .result = { .ifc = IFC_NONE } };
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if ((only != IFC_NONE && only != i) || !is_connected(interface))
            continue;
        struct network network = { interface->address, interface->netmask };
        if (!network_contains(network, address))
            continue;
        struct route_result result = {
            .ifc = (ifc_id)i,
            .row = { ROW_CONNECTED_ROUTE, interface, i },
        };
        offer(&best, result, network.netmask, 0);
    }
    for (size_t i = 0; i < config->route_count; i++) {
        const struct route *route = &config->routes[i];
        /* a tunneled route is for what came out of a VPN: none of ours */
        if (route->tunneled || (only != IFC_NONE && only != route->ifc) ||
            route->ifc >= config->interface_count ||
            !interface_is_up(config->interfaces[route->ifc]) ||
            !network_contains(route->network, address))
            continue;
        struct route_result result = {
            .ifc = route->ifc,
            .row = { ROW_ROUTE, route, i },
            .is_default = route->network.netmask == 0,
            .assumed = route->assumed,
        };
        offer(&best, result, route->network.netmask, route->metric);
    }
    return best;
}

struct route_result
route_lookup(const struct config *config, uint32_t address, bool strict)
{
    struct best best = look_up(config, IFC_NONE, address);
    if (best.found || strict || has_default(config))
        return best.result;
    return (struct route_result){
        .ifc = route_assumed_default(config),
        .is_default = true,
        .assumed = true,
    };
}

bool
route_exists_on(const struct config *config, ifc_id ifc, uint32_t address, bool strict)
{
    if (look_up(config, ifc, address).found)
        return true;
    return !strict && !has_default(config) && route_assumed_default(config) == ifc;
}
