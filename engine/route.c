/*
 * route.c: the route look-up: the interfaces by a scan, the routes that can hold the address by
 * rows.h when there are many.
 */
#include "engine/route.h"

static bool
is_connected(const struct interface *interface)
{
    return interface_is_up(interface) && interface->address != 0 && interface->netmask != 0;
}

/* Prefix lengths compare as masks do, and the routes checked here have contiguous ones. */
struct best {
    enum row_kind kind; /* of a connected route or a route */
    size_t index;
    uint32_t netmask;
    uint16_t metric;
    bool found;
    bool any_default; /* a default route is there, be its interface up or not */
};

static void
offer(struct best *best, enum row_kind kind, size_t index, uint32_t netmask, uint16_t metric)
{
    if (best->found &&
        (netmask < best->netmask || (netmask == best->netmask && metric >= best->metric)))
        return;
    best->kind = kind;
    best->index = index;
    best->netmask = netmask;
    best->metric = metric;
    best->found = true;
}

static struct route_result
result_of(const struct config *config, const struct best *best)
{
    if (!best->found)
        return (struct route_result){ .ifc = IFC_NONE };
    if (best->kind == ROW_CONNECTED_ROUTE)
        return (struct route_result){
            .ifc = (ifc_id)best->index,
            .row = { ROW_CONNECTED_ROUTE, config->interfaces[best->index], best->index },
        };
    const struct route *route = &config->routes[best->index];
    return (struct route_result){
        .ifc = route->ifc,
        .row = { ROW_ROUTE, route, best->index },
        .is_default = route->network.netmask == 0,
        .assumed = route->assumed,
    };
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
look_up(const struct config *config, struct rows *rows, ifc_id only, uint32_t address)
{
    struct best best = { 0 };
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if ((only != IFC_NONE && only != i) || !is_connected(interface))
            continue;
        struct network network = { interface->address, interface->netmask };
        if (!network_contains(network, address))
            continue;
        offer(&best, ROW_CONNECTED_ROUTE, i, network.netmask, 0);
    }
    struct row_walk walk =
        rows != NULL ? rows_walk(rows, ROWS_ROUTE, address) : row_walk_all(config->route_count);
    for (size_t i; (i = row_walk_next(&walk)) != ROW_END;) {
        const struct route *route = &config->routes[i];
        if (route->network.netmask == 0 && !route->tunneled)
            best.any_default = true;
        /* a tunneled route is for what came out of a VPN: none of ours */
        if (route->tunneled || (only != IFC_NONE && only != route->ifc) ||
            route->ifc >= config->interface_count ||
            !interface_is_up(config->interfaces[route->ifc]) ||
            !network_contains(route->network, address))
            continue;
        offer(&best, ROW_ROUTE, i, route->network.netmask, route->metric);
    }
    return best;
}

struct route_result
route_lookup_among(const struct config *config, struct rows *rows, uint32_t address, bool strict)
{
    struct best best = look_up(config, rows, IFC_NONE, address);
    if (best.found || strict || best.any_default)
        return result_of(config, &best);
    return (struct route_result){
        .ifc = route_assumed_default(config),
        .is_default = true,
        .assumed = true,
    };
}

bool
route_exists_among(const struct config *config, struct rows *rows, ifc_id ifc, uint32_t address,
                   bool strict)
{
    struct best best = look_up(config, rows, ifc, address);
    return best.found || (!strict && !best.any_default && route_assumed_default(config) == ifc);
}

struct route_result
route_lookup(const struct config *config, uint32_t address, bool strict)
{
    return route_lookup_among(config, NULL, address, strict);
}

bool
route_exists_on(const struct config *config, ifc_id ifc, uint32_t address, bool strict)
{
    return route_exists_among(config, NULL, ifc, address, strict);
}
