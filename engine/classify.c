/*
 * classify.c: access lists, ACE by ACE (engine.md 1.12).
 */
#include "engine/classify.h"

#include <string.h>

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
    }
    return false;
}

bool
port_matches(const struct port_match *match, uint16_t port)
{
    switch (match->op) {
    case PORT_OP_NONE:
        return true;
    case PORT_OP_EQ:
        return port == match->low;
    case PORT_OP_NEQ:
        return port != match->low;
    case PORT_OP_LT:
        return port < match->low;
    case PORT_OP_GT:
        return port > match->low;
    case PORT_OP_RANGE:
        return port >= match->low && port <= match->high;
    }
    return false;
}

/* The first field, in the order of enum match_field, in which FLOW fails ACE; or FIELD_NONE. */
static enum match_field
failing_field(const struct config *config, const struct ace *ace, const struct flow *flow)
{
    if (ace->protocol != IP_ANY && ace->protocol != flow->protocol)
        return FIELD_PROTOCOL;
    if (!address_matches(config, &ace->source, flow->source))
        return FIELD_SOURCE;
    if (!port_matches(&ace->source_port, flow->source_port))
        return FIELD_SOURCE_PORT;
    if (!address_matches(config, &ace->destination, flow->destination))
        return FIELD_DESTINATION;
    if (!port_matches(&ace->destination_port, flow->destination_port))
        return FIELD_DESTINATION_PORT;
    if (ace->protocol == IP_ICMP && ace->icmp_type != ICMP_TYPE_ANY &&
        ace->icmp_type != flow->icmp_type)
        return FIELD_ICMP_TYPE;
    return ace->inactive || ace->not_modelled ? FIELD_INACTIVE : FIELD_NONE;
}

struct classify_result
classify(const struct config *config, const struct acl *acl, const struct flow *flow)
{
    for (size_t i = 0; acl->exists && i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        if (!ace->is_remark && failing_field(config, ace, flow) == FIELD_NONE)
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
    for (size_t i = 0; acl->exists && i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        if (ace->is_remark || ace->inactive || ace->not_modelled)
            continue;
        if (address_matches(config, &ace->source, flow->source) &&
            address_matches(config, &ace->destination, flow->destination))
            return (struct classify_result){ ace->permit, ace, i };
    }
    return (struct classify_result){ 0 };
}

size_t
classify_nearest(const struct config *config, const struct acl *acl, const struct flow *flow,
                 struct near_miss nearest[static TRACE_NEAREST])
{
    size_t count = 0;
    for (size_t i = 0; acl->exists && i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        if (ace->is_remark || !ace->permit)
            continue;
        enum match_field field = failing_field(config, ace, flow);
        /* The later a field stands in the order of checks, the nearer the ACE came. */
        size_t at = count;
        while (at > 0 && nearest[at - 1].field < field)
            at--;
        if (at == TRACE_NEAREST)
            continue;
        size_t kept = count < TRACE_NEAREST ? count : TRACE_NEAREST - 1;
        memmove(&nearest[at + 1], &nearest[at], (kept - at) * sizeof(nearest[0]));
        nearest[at] = (struct near_miss){ ace, field };
        count = kept + 1;
    }
    return count;
}
