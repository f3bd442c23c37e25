/*
 * pick_host.c: one host out of many.
 *
 * An expectation speaks of networks, a packet has one address in each place.
 */
#include "cli/verify/dialogue.h"

#define LOOKED_AT 1024
#define DOCUMENTATION UINT32_C(0xcb007100) /* 203.0.113.0/24 (RFC 5737) */
#define DOCUMENTATION_MASK UINT32_C(0xffffff00)

struct picking {
    const struct config *config;
    const struct engine *engine;
    ifc_id ifc;
    struct network network;
};

static bool
is_owned(const struct config *config, const struct engine *engine, uint32_t address)
{
    for (ifc_id ifc = 0; ifc < config->interface_count; ifc++) {
        const struct interface *interface = config->interfaces[ifc];
        if (interface_exists(interface) && engine_owns_address(engine, ifc, address))
            return true;
    }
    return false;
}

/* Not the first nor the last address of a network at an interface, nor one of its router. */
static bool
is_free(const struct config *config, const struct engine *engine, uint32_t address)
{
    for (ifc_id ifc = 0; ifc < config->interface_count; ifc++) {
        const struct interface *at = config->interfaces[ifc];
        struct network network = { at->address, at->netmask };
        if (!interface_exists(at) || at->address == 0 || !network_contains(network, address))
            continue;
        uint32_t host = address & ~at->netmask;
        if (at->netmask < UINT32_C(0xfffffffe) && (host == 0 || host == ~at->netmask))
            return false;
        if (address == at->standby || address == at->failover)
            return false;
    }
    for (size_t i = 0; i < config->route_count; i++)
        if (config->routes[i].gateway == address)
            return false;
    return !is_owned(config, engine, address);
}

/* The first one of NETWORK, if it lies in what is asked for. */
static bool
pick_in(const struct picking *picking, struct network network, uint32_t *host)
{
    uint32_t first = network.address & network.netmask, last = first | ~network.netmask;
    bool has_ends = last - first > 1; /* the network's own address, and its broadcast */
    uint32_t looked_at = 0;
    for (uint32_t at = first + has_ends; looked_at < LOOKED_AT; at++, looked_at++) {
        if (network_contains(picking->network, at) &&
            is_free(picking->config, picking->engine, at) &&
            (picking->ifc == IFC_NONE || engine_route(picking->engine, at).ifc == picking->ifc)) {
            *host = at;
            return true;
        }
        if (at >= last - has_ends)
            break;
    }
    return false;
}

/* One of the networks that are behind or at the interface. */
static bool
pick_near(const struct picking *picking, uint32_t *host)
{
    const struct config *config = picking->config;
    for (ifc_id ifc = 0; ifc < config->interface_count; ifc++) {
        const struct interface *at = config->interfaces[ifc];
        struct network network = { at->address, at->netmask };
        if (interface_exists(at) && at->address != 0 && pick_in(picking, network, host))
            return true;
    }
    for (size_t i = 0; i < config->route_count; i++)
        if (config->routes[i].network.netmask != 0 &&
            pick_in(picking, config->routes[i].network, host))
            return true;
    return false;
}

bool
dialogue_pick_host(const struct config *config, const struct engine *engine, ifc_id ifc,
                   struct network network, uint32_t *host)
{
    const struct network documentation = { DOCUMENTATION, DOCUMENTATION_MASK };
    struct picking picking = { config, engine, ifc, network };
    *host = (network.address & network.netmask) + (network.netmask < UINT32_C(0xfffffffe));
    if (network.netmask == 0 && pick_in(&picking, documentation, host))
        return true;
    if (network.netmask != 0 && pick_in(&picking, network, host))
        return true;
    return network.netmask != IP_HOST_MASK && pick_near(&picking, host);
}
