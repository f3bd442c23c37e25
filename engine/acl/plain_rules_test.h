/*
 * plain_rules_test.h: what access lists mean, said once more and as plainly as can be, for the
 * compiled forms to be compared with. It shares nothing with them but the model.
 */
#ifndef REFIRE_ENGINE_ACL_PLAIN_RULES_TEST_H
#define REFIRE_ENGINE_ACL_PLAIN_RULES_TEST_H

#include "engine/acl/classify.h"
#include "engine/base/clock.h"

static inline bool
plain_in_network(struct network network, uint32_t address)
{
    return ((network.address ^ address) & network.netmask) == 0;
}

static inline bool
plain_port(const struct port_match *match, uint16_t port)
{
    return match->op == PORT_OP_NONE || (match->op == PORT_OP_EQ && port == match->low) ||
           (match->op == PORT_OP_NEQ && port != match->low) ||
           (match->op == PORT_OP_LT && port < match->low) ||
           (match->op == PORT_OP_GT && port > match->low) ||
           (match->op == PORT_OP_RANGE && port >= match->low && port <= match->high);
}

static inline bool
plain_has_ports(const struct flow *flow)
{
    return flow->protocol == IP_TCP || flow->protocol == IP_UDP;
}

/* Does one member of a group say yes? What it is asked depends on its kind. */
static inline bool
plain_member(const struct group_member *member, const struct flow *flow, uint32_t address,
             uint16_t port)
{
    switch (member->kind) {
    case ITEM_NETWORK:
        return plain_in_network(member->network, address);
    case ITEM_PORT:
        return plain_has_ports(flow) && plain_port(&member->port, port);
    case ITEM_PROTOCOL:
        return member->protocol == IP_ANY || member->protocol == flow->protocol;
    case ITEM_ICMP_TYPE:
        return flow->protocol == IP_ICMP &&
               (member->icmp_type == ICMP_TYPE_ANY || member->icmp_type == flow->icmp_type);
    case ITEM_SERVICE:
        if (member->protocol == SERVICE_TCP_UDP ? !plain_has_ports(flow)
            : member->protocol != IP_ANY        ? member->protocol != flow->protocol
                                                : false)
            return false;
        if (member->port.op != PORT_OP_NONE)
            return plain_has_ports(flow) && plain_port(&member->port, port);
        return member->icmp_type == ICMP_TYPE_ANY ||
               (flow->protocol == IP_ICMP && member->icmp_type == flow->icmp_type);
    case ITEM_GROUP:
        return false;
    }
    return false;
}

/* Groups do not nest in a circle: the parser sees to it, and so do the tests. */
static inline bool
plain_group(const struct config *config, group_id id, const struct flow *flow, uint32_t address,
            uint16_t port)
{
    const struct object_group *group = object_group_at(config, id);
    for (size_t i = 0; group != NULL && group->exists && i < group->count; i++) {
        const struct group_member *member = &group->members[i];
        if (member->kind == ITEM_GROUP ? plain_group(config, member->group, flow, address, port)
                                       : plain_member(member, flow, address, port))
            return true;
    }
    return false;
}

static inline bool
plain_address(const struct config *config, const struct address_match *match,
              const struct flow *flow, uint32_t address)
{
    switch (match->kind) {
    case ADDRESS_ANY:
        return true;
    case ADDRESS_NETWORK:
        return plain_in_network(match->network, address);
    case ADDRESS_OF_INTERFACE:
        return match->ifc < config->interface_count &&
               config->interfaces[match->ifc]->address == address;
    case ADDRESS_GROUP:
        return plain_group(config, match->group, flow, address, 0);
    }
    return false;
}

static inline bool
plain_ports(const struct config *config, const struct port_match *match, const struct flow *flow,
            uint16_t port)
{
    if (match->op == PORT_OP_NONE)
        return true;
    if (match->op == PORT_OP_GROUP)
        return plain_group(config, port_match_group(match), flow, 0, port);
    return plain_has_ports(flow) && plain_port(match, port);
}

static inline bool
plain_is_on(const struct ace *ace, const struct flow *flow)
{
    if (ace->is_remark || ace->inactive)
        return false;
    /* the ranges of the tests have a start and no more */
    return ace->extra == NULL || ace->extra->range == NULL ||
           flow->time >= ace->extra->range->start * NS_PER_SECOND;
}

static inline bool
plain_addresses(const struct config *config, const struct ace *ace, const struct flow *flow)
{
    return plain_is_on(ace, flow) && plain_address(config, &ace->source, flow, flow->source) &&
           plain_address(config, &ace->destination, flow, flow->destination);
}

static inline bool
plain_ace(const struct config *config, const struct ace *ace, const struct flow *flow)
{
    group_id protocols = ace->extra != NULL ? ace->extra->protocol_group : GROUP_NONE;
    group_id types = ace->extra != NULL ? ace->extra->icmp_group : GROUP_NONE;
    if (!plain_addresses(config, ace, flow))
        return false;
    if (protocols != GROUP_NONE ? !plain_group(config, protocols, flow, 0, flow->destination_port)
                                : ace->protocol != IP_ANY && ace->protocol != flow->protocol)
        return false;
    if (types != GROUP_NONE && !plain_group(config, types, flow, 0, 0))
        return false;
    if (ace->protocol == IP_ICMP && types == GROUP_NONE && ace->icmp_type != ICMP_TYPE_ANY &&
        ace->icmp_type != flow->icmp_type)
        return false;
    return plain_ports(config, &ace->source_port, flow, flow->source_port) &&
           plain_ports(config, &ace->destination_port, flow, flow->destination_port);
}

/* The place of the first ACE that matches, with or without its ports; the count: none. */
static inline size_t
plain_first(const struct config *config, const struct acl *acl, const struct flow *flow, bool ports)
{
    size_t i = 0;
    if (!acl->exists)
        return acl->count;
    while (i < acl->count && !(ports ? plain_ace(config, acl->aces[i], flow)
                                     : plain_addresses(config, acl->aces[i], flow)))
        i++;
    return i;
}

#endif
