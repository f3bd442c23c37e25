/*
 * candidates.c: which packets are worth a try. Whether they pass, a trial tells; here it is enough
 * that the lines of the configuration have to do with them.
 */
#include "cli/fault/candidates.h"

#include <string.h>

#include "cli/verify/dialogue.h"
#include "engine/base/ip.h"

#define LINES_MAX ((size_t)160) /* of all lists that are looked at, and of each other kind */
#define ENDS_MAX 3              /* that one line is tried with */
#define CLIENT_PORT 1025

static bool
is_same(const struct trace_input *a, const struct trace_input *b)
{
    return a->ifc == b->ifc && a->wish.protocol == b->wish.protocol &&
           a->wish.source == b->wish.source && a->wish.destination == b->wish.destination &&
           a->wish.source_port == b->wish.source_port &&
           a->wish.destination_port == b->wish.destination_port &&
           a->wish.icmp_type == b->wish.icmp_type;
}

void
candidates_add(struct candidates *candidates, const struct trace_input *input)
{
    if (candidates->count == CANDIDATES_MAX || input->ifc == IFC_NONE ||
        !interface_is_up(candidates->config->interfaces[input->ifc]) || input->wish.source == 0 ||
        input->wish.destination == 0)
        return;
    for (size_t i = 0; i < candidates->count; i++)
        if (is_same(&candidates->items[i], input))
            return;
    candidates->items[candidates->count++] = *input;
}

/* ---- services ---- */

struct service {
    uint8_t protocol, icmp_type;
    uint16_t source_port, port;
};

static void
add(struct candidates *candidates, ifc_id ifc, uint32_t source, uint32_t destination,
    struct service service)
{
    bool has_ports = service.protocol == IP_TCP || service.protocol == IP_UDP;
    const struct trace_input input = {
        .ifc = ifc,
        .wish = {
            .protocol = service.protocol,
            .source = source,
            .destination = destination,
            .source_port = !has_ports                 ? 0
                           : service.source_port != 0 ? service.source_port
                                                      : CLIENT_PORT,
            .destination_port = has_ports ? service.port : 0,
            .icmp_type = service.icmp_type,
        },
    };
    candidates_add(candidates, &input);
}

/* What people do most. */
static const struct service usual[] = {
    { .protocol = IP_TCP, .port = 80 },      { .protocol = IP_TCP, .port = 25 },
    { .protocol = IP_UDP, .port = 53 },      { .protocol = IP_TCP, .port = 22 },
    { .protocol = IP_ICMP, .icmp_type = 8 },
};

static void
add_usual(struct candidates *candidates, ifc_id ifc, uint32_t source, uint32_t destination)
{
    for (size_t i = 0; i < ARRAY_LENGTH(usual); i++)
        add(candidates, ifc, source, destination, usual[i]);
}

/* ---- hosts ---- */

static ifc_id
route_of(const struct candidates *candidates, uint32_t address)
{
    return engine_route(candidates->engine, address).ifc;
}

/* Another one, until there is no place: the last one is picked anew then. */
static struct pick *
pick(struct candidates *candidates, ifc_id ifc, struct network network)
{
    for (size_t i = 0; i < candidates->pick_count; i++) {
        struct pick *known = &candidates->picks[i];
        if (known->ifc == ifc && known->network.address == network.address &&
            known->network.netmask == network.netmask)
            return known;
    }
    candidates->pick_count += candidates->pick_count < PICKS_MAX;
    struct pick *made = &candidates->picks[candidates->pick_count - 1];
    *made = (struct pick){ .ifc = ifc, .network = network };
    made->found =
        dialogue_pick_host(candidates->config, candidates->engine, ifc, network, &made->host);
    return made;
}

static bool
host_in(struct candidates *candidates, ifc_id ifc, struct network network, uint32_t *host)
{
    *host = network.address;
    if (network.netmask == IP_HOST_MASK)
        return true;
    const struct pick *found = pick(candidates, ifc, network);
    *host = found->host;
    return found->found;
}

struct ends {
    uint32_t hosts[ENDS_MAX];
    size_t count;
};

static void
take_end(struct candidates *candidates, ifc_id ifc, struct network network, struct ends *ends)
{
    uint32_t host;
    if (ends->count < ENDS_MAX && host_in(candidates, ifc, network, &host) && host != 0)
        ends->hosts[ends->count++] = host;
}

static const struct network everything = { 0, 0 };

/* Addresses that MATCH is about, of hosts at IFC (IFC_NONE: anywhere). */
static struct ends
ends_of(struct candidates *candidates, ifc_id ifc, const struct address_match *match)
{
    const struct config *config = candidates->config;
    struct ends ends = { .count = 0 };
    switch (match->kind) {
    case ADDRESS_ANY:
        take_end(candidates, ifc, everything, &ends);
        break;
    case ADDRESS_NETWORK:
        take_end(candidates, ifc, match->network, &ends);
        break;
    case ADDRESS_OF_INTERFACE:
        if (match->ifc < config->interface_count)
            ends.hosts[ends.count++] = config->interfaces[match->ifc]->address;
        break;
    case ADDRESS_GROUP: {
        struct group_walk walk = object_group_walk(config, match->group);
        const struct group_member *member;
        while (ends.count < ENDS_MAX && (member = group_walk_next(&walk)) != NULL)
            if (member->kind == ITEM_NETWORK)
                take_end(candidates, ifc, member->network, &ends);
        break;
    }
    }
    return ends;
}

/* The mapped addresses in what MATCH is about, of statics that hosts at IFC know. */
static void
take_mapped(struct candidates *candidates, ifc_id ifc, const struct address_match *match,
            struct ends *ends)
{
    const struct config *config = candidates->config;
    if (match->kind == ADDRESS_NETWORK && match->network.netmask == IP_HOST_MASK)
        return;
    for (size_t i = 0; i < config->static_count && ends->count < ENDS_MAX; i++) {
        const struct static_nat *entry = &config->statics[i];
        struct network network = { entry->mapped, entry->netmask };
        uint32_t host;
        bool is_in =
            match->kind == ADDRESS_ANY ||
            (match->kind == ADDRESS_NETWORK && network_contains(match->network, entry->mapped)) ||
            (match->kind == ADDRESS_GROUP &&
             object_group_has_address(config, match->group, entry->mapped));
        if (is_in && entry->mapped_ifc == ifc && !entry->mapped_is_interface &&
            host_in(candidates, IFC_NONE, network, &host))
            ends->hosts[ends->count++] = host;
    }
}

/* ---- lines of lists ---- */

static uint16_t
port_in(const struct config *config, const struct port_match *match)
{
    struct group_walk walk;
    const struct group_member *member;
    switch (match->op) {
    case PORT_OP_NONE:
        return 0;
    case PORT_OP_EQ:
    case PORT_OP_RANGE:
        return match->low;
    case PORT_OP_NEQ:
    case PORT_OP_GT:
        return (uint16_t)(match->low + 1);
    case PORT_OP_LT:
        return (uint16_t)(match->low - 1);
    case PORT_OP_GROUP:
        walk = object_group_walk(config, port_match_group(match));
        while ((member = group_walk_next(&walk)) != NULL)
            if (member->kind == ITEM_PORT)
                return port_in(config, &member->port);
        return 0;
    }
    return 0;
}

/* What a line with a group of protocols or of services is about. */
static struct service
service_of_group(const struct config *config, group_id group)
{
    struct group_walk walk = object_group_walk(config, group);
    const struct group_member *member;
    struct service service = { .protocol = IP_TCP };
    while ((member = group_walk_next(&walk)) != NULL) {
        if (member->kind != ITEM_PROTOCOL && member->kind != ITEM_SERVICE)
            continue;
        if (member->protocol != IP_ANY && member->protocol != SERVICE_TCP_UDP)
            service.protocol = member->protocol;
        if (member->kind == ITEM_SERVICE)
            service.port = port_in(config, &member->port);
        break;
    }
    return service;
}

static struct service
service_of(const struct config *config, const struct ace *ace)
{
    struct service service = { .protocol = ace->protocol };
    if (ace->extra != NULL && ace->extra->protocol_group != GROUP_NONE)
        service = service_of_group(config, ace->extra->protocol_group);
    else if (ace->protocol == IP_ANY)
        service.protocol = IP_TCP;
    service.source_port = port_in(config, &ace->source_port);
    if (ace->destination_port.op != PORT_OP_NONE)
        service.port = port_in(config, &ace->destination_port);
    else if (service.port == 0)
        service.port = 80;
    service.icmp_type = (uint8_t)(ace->icmp_type == ICMP_TYPE_ANY ? 8 : ace->icmp_type);
    return service;
}

static uint32_t
neighbour(uint32_t address)
{
    return (address & 0xff) < 254 ? address + 1 : address - 1;
}

/* A packet that the line is about, and those next to it: another port, another host. */
static void
add_near(struct candidates *candidates, ifc_id ifc, uint32_t source, uint32_t destination,
         struct service service)
{
    struct service beside = service;
    add(candidates, ifc, source, destination, service);
    beside.port = (uint16_t)(service.port == 22 ? 23 : 22);
    beside.icmp_type = 13;
    beside.source_port = 0;
    add(candidates, ifc, source, destination, beside);
    add(candidates, ifc, source, neighbour(destination), service);
    add(candidates, ifc, neighbour(source), destination, service);
}

/* IFC: where the list is bound to; OUTBOUND: to what leaves there. */
static void
add_line(struct candidates *candidates, const struct ace *ace, ifc_id ifc, bool outbound)
{
    ifc_id in = outbound ? IFC_NONE : ifc;
    struct ends sources = ends_of(candidates, in, &ace->source);
    struct ends destinations = ends_of(candidates, outbound ? ifc : IFC_NONE, &ace->destination);
    struct service service = service_of(candidates->config, ace);
    take_mapped(candidates, in, &ace->destination, &destinations);
    for (size_t i = 0; i < sources.count; i++) {
        ifc_id ingress = in != IFC_NONE ? in : route_of(candidates, sources.hosts[i]);
        for (size_t j = 0; j < destinations.count; j++)
            add_near(candidates, ingress, sources.hosts[i], destinations.hosts[j], service);
    }
}

/* So many of COUNT are passed over for each that is looked at. */
static size_t
step_of(size_t count)
{
    return count / LINES_MAX + 1;
}

static void
add_list(struct candidates *candidates, const struct acl *acl, ifc_id ifc, bool outbound)
{
    if (acl == NULL || !acl->exists)
        return;
    size_t step = step_of(acl->count);
    for (size_t i = dice_throw(candidates->dice, step); i < acl->count; i += step)
        if (!acl->aces[i]->is_remark && !acl->aces[i]->inactive)
            add_line(candidates, acl->aces[i], ifc, outbound);
}

static ifc_id
lowest(const struct config *config)
{
    ifc_id found = IFC_NONE;
    for (ifc_id ifc = 0; ifc < config->interface_count; ifc++)
        if (interface_is_up(config->interfaces[ifc]) &&
            (found == IFC_NONE ||
             config->interfaces[ifc]->security_level < config->interfaces[found]->security_level))
            found = ifc;
    return found;
}

static void
add_lists(struct candidates *candidates)
{
    const struct config *config = candidates->config;
    for (ifc_id ifc = 0; ifc < config->interface_count; ifc++) {
        add_list(candidates, config->interfaces[ifc]->access_in, ifc, false);
        add_list(candidates, config->interfaces[ifc]->access_out, ifc, true);
    }
    add_list(candidates, &config->conduits, lowest(config), false);
}

/* ---- translations and networks ---- */

static void
add_statics(struct candidates *candidates)
{
    const struct config *config = candidates->config;
    size_t step = step_of(config->static_count);
    for (size_t i = 0; i < config->static_count; i += step) {
        const struct static_nat *entry = &config->statics[i];
        const struct network mapped = { entry->mapped, entry->netmask };
        const struct network real = { entry->real, entry->netmask };
        uint32_t outer, inner,
            other = entry->mapped_is_interface ? config->interfaces[entry->mapped_ifc]->address : 0;
        if (!host_in(candidates, entry->mapped_ifc, everything, &outer))
            continue;
        if (other == 0 && !host_in(candidates, IFC_NONE, mapped, &other))
            continue;
        if (entry->protocol != 0)
            add_near(candidates, entry->mapped_ifc, outer, other,
                     (struct service){ .protocol = entry->protocol, .port = entry->mapped_port });
        else
            add_usual(candidates, entry->mapped_ifc, outer, other);
        if (entry->acl == NULL && host_in(candidates, entry->real_ifc, real, &inner))
            add_usual(candidates, entry->real_ifc, inner, outer);
    }
}

/* From inside NETWORK at IFC to where its hosts may go. */
static void
add_ways_out(struct candidates *candidates, ifc_id ifc, struct network network)
{
    const struct config *config = candidates->config;
    uint32_t source, destination;
    if (!host_in(candidates, ifc, network, &source))
        return;
    for (ifc_id other = 0; other < config->interface_count; other++)
        if (other != ifc && interface_is_up(config->interfaces[other]) &&
            host_in(candidates, other, everything, &destination))
            add_usual(candidates, ifc, source, destination);
}

static void
add_networks(struct candidates *candidates)
{
    const struct config *config = candidates->config;
    for (size_t i = 0; i < config->nat_count && i < LINES_MAX; i++)
        if (config->nats[i].acl == NULL)
            add_ways_out(candidates, config->nats[i].ifc, config->nats[i].real);
        else
            add_list(candidates, config->nats[i].acl, config->nats[i].ifc, false);
    for (size_t i = 0; i < config->route_count && i < LINES_MAX; i++)
        if (config->routes[i].network.netmask != 0)
            add_ways_out(candidates, config->routes[i].ifc, config->routes[i].network);
    for (ifc_id ifc = 0; ifc < config->interface_count; ifc++) {
        const struct interface *at = config->interfaces[ifc];
        if (interface_is_up(at) && at->address != 0)
            add_ways_out(candidates, ifc, (struct network){ at->address, at->netmask });
    }
}

void
candidates_make(struct candidates *candidates)
{
    /* a long list must not leave no room for what the others say */
    add_networks(candidates);
    add_statics(candidates);
    add_lists(candidates);
}
