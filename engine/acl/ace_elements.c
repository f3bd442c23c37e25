/*
 * ace_elements.c: lists the members of the groups, and picks one of each.
 */
#include "engine/acl/ace_elements.h"

static bool
add_member(struct ace_elements *elements, struct ace_members *members, struct group_member member)
{
    struct group_member *slot = arena_append(elements->arena, &members->items, &members->count,
                                             &members->capacity, sizeof(*slot));
    if (slot == NULL)
        return false;
    *slot = member;
    return true;
}

static bool
list_members(const struct config *config, struct ace_elements *elements,
             struct ace_members *members, group_id id)
{
    struct group_walk walk = object_group_walk(config, id);
    const struct group_member *member;
    while ((member = group_walk_next(&walk)) != NULL) {
        struct group_member one = *member;
        bool both = one.kind == ITEM_SERVICE && one.protocol == SERVICE_TCP_UDP;
        if (both) {
            one.protocol = IP_TCP;
            if (!add_member(elements, members, one))
                return false;
            one.protocol = IP_UDP;
        }
        if (!add_member(elements, members, one))
            return false;
    }
    return true;
}

/* The groups that an ACE names, by place. */
static void
groups_of(const struct ace *ace, group_id groups[static ACE_DIMENSIONS])
{
    const struct ace_extra none = { 0 }, *extra = ace->extra != NULL ? ace->extra : &none;
    groups[OF_PROTOCOL] = extra->protocol_group;
    groups[OF_SOURCE] = ace->source.kind == ADDRESS_GROUP ? ace->source.group : GROUP_NONE;
    groups[OF_SOURCE_PORT] = port_match_group(&ace->source_port);
    groups[OF_DESTINATION] =
        ace->destination.kind == ADDRESS_GROUP ? ace->destination.group : GROUP_NONE;
    groups[OF_DESTINATION_PORT] = port_match_group(&ace->destination_port);
    groups[OF_ICMP_TYPE] = extra->icmp_group;
}

bool
ace_elements_make(const struct config *config, const struct ace *ace, struct arena *arena,
                  struct ace_elements *elements)
{
    group_id groups[ACE_DIMENSIONS];
    groups_of(ace, groups);
    *elements = (struct ace_elements){ .ace = ace, .arena = arena, .count = 1 };
    for (size_t i = 0; i < ACE_DIMENSIONS; i++) {
        struct ace_members *members = &elements->members[i];
        if (groups[i] == GROUP_NONE)
            continue;
        if (!list_members(config, elements, members, groups[i]))
            return false;
        if (__builtin_mul_overflow(elements->count, members->count, &elements->count))
            elements->count = UINT64_MAX;
    }
    return true;
}

bool
ace_names_groups(const struct ace *ace)
{
    group_id groups[ACE_DIMENSIONS];
    groups_of(ace, groups);
    for (size_t i = 0; i < ACE_DIMENSIONS; i++) {
        if (groups[i] != GROUP_NONE)
            return true;
    }
    return false;
}

static struct address_match
address_of_member(const struct group_member *member)
{
    if (member->network.netmask == 0)
        return (struct address_match){ .kind = ADDRESS_ANY };
    return (struct address_match){ .kind = ADDRESS_NETWORK, .network = member->network };
}

static void
put_member(struct ace *ace, enum ace_dimension dimension, const struct group_member *member)
{
    switch (dimension) {
    case OF_PROTOCOL:
        ace->protocol = member->protocol;
        if (member->kind == ITEM_SERVICE) {
            ace->destination_port = member->port;
            ace->icmp_type = member->icmp_type;
        }
        break;
    case OF_SOURCE:
        ace->source = address_of_member(member);
        break;
    case OF_SOURCE_PORT:
        ace->source_port = member->port;
        break;
    case OF_DESTINATION:
        ace->destination = address_of_member(member);
        break;
    case OF_DESTINATION_PORT:
        ace->destination_port = member->port;
        break;
    case OF_ICMP_TYPE:
        ace->icmp_type = member->icmp_type;
        break;
    case ACE_DIMENSIONS:
        break;
    }
}

struct ace
ace_element(const struct ace_elements *elements, uint64_t number, struct ace_extra *extra)
{
    struct ace ace = *elements->ace;
    if (ace.extra != NULL) {
        *extra = *ace.extra;
        extra->protocol_group = extra->icmp_group = GROUP_NONE;
        ace.extra = extra;
    }
    for (size_t i = ACE_DIMENSIONS; i-- > 0;) {
        const struct ace_members *members = &elements->members[i];
        if (members->items == NULL)
            continue;
        put_member(&ace, (enum ace_dimension)i, &members->items[number % members->count]);
        number /= members->count;
    }
    return ace;
}

/* ---- the element of a packet ---- */

static bool
member_is_of(const struct group_member *member, enum ace_dimension dimension,
             const struct flow *flow)
{
    switch (member->kind) {
    case ITEM_NETWORK:
        return network_contains(member->network,
                                dimension == OF_SOURCE ? flow->source : flow->destination);
    case ITEM_PORT:
        return port_operator_matches(&member->port, dimension == OF_SOURCE_PORT
                                                        ? flow->source_port
                                                        : flow->destination_port);
    case ITEM_SERVICE:
        if (member->protocol == SERVICE_TCP_UDP
                ? flow->protocol != IP_TCP && flow->protocol != IP_UDP
                : member->protocol != IP_ANY && member->protocol != flow->protocol)
            return false;
        if (flow->protocol == IP_ICMP)
            return member->icmp_type == ICMP_TYPE_ANY || member->icmp_type == flow->icmp_type;
        return port_operator_matches(&member->port, flow->destination_port);
    case ITEM_PROTOCOL:
        return member->protocol == IP_ANY || member->protocol == flow->protocol;
    case ITEM_ICMP_TYPE:
        return member->icmp_type == ICMP_TYPE_ANY || member->icmp_type == flow->icmp_type;
    case ITEM_GROUP:
        break;
    }
    return false;
}

/* A copy of the first member that FLOW fits; false: it is too far down. */
static bool
find_member(const struct config *config, group_id id, enum ace_dimension dimension,
            const struct flow *flow, struct group_member *found)
{
    struct group_walk walk = object_group_walk(config, id);
    const struct group_member *member;
    for (unsigned i = 0; i < ACE_MEMBERS_LOOKED_AT && (member = group_walk_next(&walk)) != NULL;
         i++) {
        if (!member_is_of(member, dimension, flow))
            continue;
        *found = *member;
        if (found->kind == ITEM_SERVICE && found->protocol == SERVICE_TCP_UDP)
            found->protocol = flow->protocol; /* it is listed as two */
        return true;
    }
    return false;
}

bool
ace_element_for(const struct config *config, const struct ace *ace, const struct flow *flow,
                struct ace *element)
{
    group_id groups[ACE_DIMENSIONS];
    groups_of(ace, groups);
    *element = *ace;
    for (size_t i = ACE_DIMENSIONS; i-- > 0;) {
        struct group_member member;
        if (groups[i] == GROUP_NONE)
            continue;
        if (!find_member(config, groups[i], (enum ace_dimension)i, flow, &member))
            return false;
        put_member(element, (enum ace_dimension)i, &member);
    }
    return true;
}
