/*
 * classify.c: access lists, ACE by ACE (engine.md 1.12).
 */
#include "engine/acl/classify.h"

#include <string.h>

#include "engine/base/clock.h"

bool
address_matches(const struct config *config, const struct address_match *match, uint32_t address)
{
    switch (match->kind) {
    case ADDRESS_ANY:
        return true;
    case ADDRESS_NETWORK:
        return network_contains(match->network, address);
    case ADDRESS_OF_INTERFACE:
        return match->ifc < config->interface_count &&
               config->interfaces[match->ifc]->address == address;
    case ADDRESS_GROUP:
        return object_group_has_address(config, match->group, address);
    }
    return false;
}

struct network
address_network(const struct config *config, const struct address_match *match, uint32_t address)
{
    if (match->kind == ADDRESS_NETWORK)
        return match->network;
    if (match->kind == ADDRESS_GROUP) {
        struct group_walk walk = object_group_walk(config, match->group);
        const struct group_member *member;
        while ((member = group_walk_next(&walk)) != NULL) {
            if (member->kind == ITEM_NETWORK && network_contains(member->network, address))
                return member->network;
        }
    }
    return (struct network){ address, IP_HOST_MASK };
}

bool
port_matches(const struct config *config, const struct port_match *match, uint16_t port)
{
    if (match->op == PORT_OP_GROUP)
        return object_group_has_port(config, port_match_group(match), port);
    return port_operator_matches(match, port);
}

static bool
protocol_matches(const struct config *config, const struct ace *ace, const struct flow *flow)
{
    group_id id = ace->extra != NULL ? ace->extra->protocol_group : GROUP_NONE;
    if (id == GROUP_NONE)
        return ace->protocol == IP_ANY || ace->protocol == flow->protocol;
    const struct object_group *group = object_group_at(config, id);
    if (group->type == GROUP_SERVICE)
        return object_group_has_service(config, id, flow->protocol, flow->destination_port,
                                        flow->icmp_type);
    return object_group_has_protocol(config, id, flow->protocol);
}

/* Only a protocol group can bring a protocol without ports here. */
static bool
ace_port_matches(const struct config *config, const struct port_match *match,
                 const struct flow *flow, uint16_t port)
{
    return match->op == PORT_OP_NONE || ((flow->protocol == IP_TCP || flow->protocol == IP_UDP) &&
                                         port_matches(config, match, port));
}

static bool
icmp_type_matches(const struct config *config, const struct ace *ace, const struct flow *flow)
{
    if (ace->extra != NULL && ace->extra->icmp_group != GROUP_NONE)
        return flow->protocol == IP_ICMP &&
               object_group_has_icmp_type(config, ace->extra->icmp_group, flow->icmp_type);
    return ace->protocol != IP_ICMP || ace->icmp_type == ICMP_TYPE_ANY ||
           ace->icmp_type == flow->icmp_type;
}

/* Seconds of packet time, rounded down before 1970 too. */
static int64_t
seconds_of(int64_t time)
{
    return time / NS_PER_SECOND - (time % NS_PER_SECOND < 0);
}

bool
ace_is_active(const struct config *config, const struct ace *ace, const struct flow *flow)
{
    if (ace->inactive || ace->extra == NULL || ace->extra->range == NULL)
        return !ace->inactive;
    return time_range_is_active(ace->extra->range,
                                seconds_of(time_zone_local(&config->time_zone, flow->time)));
}

bool
ace_matches(const struct config *config, const struct ace *ace, const struct flow *flow)
{
    return protocol_matches(config, ace, flow) &&
           address_matches(config, &ace->source, flow->source) &&
           ace_port_matches(config, &ace->source_port, flow, flow->source_port) &&
           address_matches(config, &ace->destination, flow->destination) &&
           ace_port_matches(config, &ace->destination_port, flow, flow->destination_port) &&
           icmp_type_matches(config, ace, flow) && ace_is_active(config, ace, flow);
}

bool
ace_matches_addresses(const struct config *config, const struct ace *ace, const struct flow *flow)
{
    return ace_is_active(config, ace, flow) &&
           address_matches(config, &ace->source, flow->source) &&
           address_matches(config, &ace->destination, flow->destination);
}

/* Ethertype and webtype lists say nothing about IP packets. */
bool
acl_has_aces(const struct acl *acl)
{
    return acl->exists && (acl->kind == ACL_EXTENDED || acl->kind == ACL_STANDARD);
}

struct classify_result
classify(const struct config *config, const struct acl *acl, const struct flow *flow)
{
    for (size_t i = 0; acl_has_aces(acl) && i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        if (!ace->is_remark && ace_matches(config, ace, flow))
            return (struct classify_result){ ace->permit, ace, i };
    }
    return (struct classify_result){ 0 };
}

struct classify_result
classify_addresses(const struct config *config, const struct acl *acl, const struct flow *flow,
                   bool ports)
{
    if (ports)
        return classify(config, acl, flow);
    for (size_t i = 0; acl_has_aces(acl) && i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        if (!ace->is_remark && ace_matches_addresses(config, ace, flow))
            return (struct classify_result){ ace->permit, ace, i };
    }
    return (struct classify_result){ 0 };
}

/* Does the ACE look at ICMP types, or at the time? */
static bool
names_icmp_type(const struct ace *ace)
{
    return (ace->extra != NULL && ace->extra->icmp_group != GROUP_NONE) ||
           (ace->protocol == IP_ICMP && ace->icmp_type != ICMP_TYPE_ANY);
}

static bool
names_time(const struct ace *ace)
{
    return ace->inactive || (ace->extra != NULL && ace->extra->range != NULL);
}

/* Every field of an ACE against FLOW, in the order in which they are looked at. */
static struct near_miss
compare_fields(const struct config *config, const struct ace *ace, const struct flow *flow)
{
    const struct {
        enum match_field field;
        bool named, right;
    } checks[] = {
        { FIELD_PROTOCOL, true, protocol_matches(config, ace, flow) },
        { FIELD_SOURCE, true, address_matches(config, &ace->source, flow->source) },
        { FIELD_SOURCE_PORT, ace->source_port.op != PORT_OP_NONE,
          ace_port_matches(config, &ace->source_port, flow, flow->source_port) },
        { FIELD_DESTINATION, true, address_matches(config, &ace->destination, flow->destination) },
        { FIELD_DESTINATION_PORT, ace->destination_port.op != PORT_OP_NONE,
          ace_port_matches(config, &ace->destination_port, flow, flow->destination_port) },
        { FIELD_ICMP_TYPE, names_icmp_type(ace), icmp_type_matches(config, ace, flow) },
        { FIELD_INACTIVE, names_time(ace), ace_is_active(config, ace, flow) },
    };
    struct near_miss miss = { .row = { .kind = ROW_ACE, .pointer = ace } };
    for (size_t i = 0; i < ARRAY_LENGTH(checks); i++) {
        if (!checks[i].named)
            continue;
        miss.fields++;
        miss.matched = (uint8_t)(miss.matched + checks[i].right);
        if (!checks[i].right && miss.field == FIELD_NONE)
            miss.field = checks[i].field;
    }
    return miss;
}

size_t
classify_nearest(const struct config *config, const struct acl *acl, const struct flow *flow,
                 struct near_miss nearest[static TRACE_NEAREST])
{
    size_t count = 0;
    for (size_t i = 0; acl_has_aces(acl) && i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        if (ace->is_remark || !ace->permit)
            continue;
        struct near_miss miss = compare_fields(config, ace, flow);
        miss.row.index = i;
        count = trace_offer(nearest, count, miss);
    }
    return count;
}
