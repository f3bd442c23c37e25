/*
 * port_box.c: port operators, port groups and protocol groups, taken apart.
 */
#include "engine/acl/port_box.h"

#define RANGES PORT_BOXES

struct range {
    uint16_t first, last;
};

/* Any of them; COUNT 0: none at all. */
struct ranges {
    struct range items[RANGES];
    size_t count;
    bool exact;
};

/* One more; when there are too many, one that holds them all. */
static void
add_range(struct ranges *ranges, uint32_t first, uint32_t last)
{
    if (first > last || last > UINT16_MAX)
        return;
    if (ranges->count < RANGES) {
        ranges->items[ranges->count++] = (struct range){ (uint16_t)first, (uint16_t)last };
        return;
    }
    struct range all = { (uint16_t)first, (uint16_t)last };
    for (size_t i = 0; i < ranges->count; i++) {
        all.first = ranges->items[i].first < all.first ? ranges->items[i].first : all.first;
        all.last = ranges->items[i].last > all.last ? ranges->items[i].last : all.last;
    }
    *ranges = (struct ranges){ { all }, 1, false };
}

static void
add_operator(struct ranges *ranges, const struct port_match *match)
{
    uint32_t low = match->low;
    switch (match->op) {
    case PORT_OP_NONE:
        add_range(ranges, 0, UINT16_MAX);
        break;
    case PORT_OP_EQ:
        add_range(ranges, low, low);
        break;
    case PORT_OP_NEQ:
        if (low > 0)
            add_range(ranges, 0, low - 1);
        add_range(ranges, low + 1, UINT16_MAX);
        break;
    case PORT_OP_LT:
        if (low > 0)
            add_range(ranges, 0, low - 1);
        break;
    case PORT_OP_GT:
        add_range(ranges, low + 1, UINT16_MAX);
        break;
    case PORT_OP_RANGE:
        add_range(ranges, low, match->high);
        break;
    case PORT_OP_GROUP:
        break;
    }
}

static struct ranges
ranges_of(const struct config *config, const struct port_match *match)
{
    struct ranges ranges = { .exact = true };
    if (match->op != PORT_OP_GROUP) {
        add_operator(&ranges, match);
        return ranges;
    }
    struct group_walk walk = object_group_walk(config, port_match_group(match));
    const struct group_member *member;
    while ((member = group_walk_next(&walk)) != NULL) {
        if (member->kind == ITEM_PORT)
            add_operator(&ranges, &member->port);
    }
    return ranges;
}

/* Those of a group of protocols; too many are all of them, to be looked at again. */
static size_t
protocols_of(const struct config *config, group_id id, uint8_t protocols[static 4], bool *exact)
{
    size_t count = 0;
    struct group_walk walk = object_group_walk(config, id);
    const struct group_member *member;
    while ((member = group_walk_next(&walk)) != NULL) {
        if (member->kind != ITEM_PROTOCOL)
            continue;
        if (member->protocol == IP_ANY || count == 4) {
            *exact = *exact && member->protocol == IP_ANY;
            protocols[0] = IP_ANY;
            return 1;
        }
        protocols[count++] = member->protocol;
    }
    return count;
}

static size_t
one_box(struct port_box boxes[static PORT_BOXES], uint8_t protocol)
{
    boxes[0] = (struct port_box){ 0, UINT16_MAX, 0, UINT16_MAX, protocol, false };
    return 1;
}

/* Only TCP and UDP have ports to be asked for. */
static size_t
with_ports(uint8_t protocols[static 4], size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (protocols[i] == IP_ANY) {
            protocols[0] = IP_TCP;
            protocols[1] = IP_UDP;
            return 2;
        }
        if (protocols[i] == IP_TCP || protocols[i] == IP_UDP)
            protocols[kept++] = protocols[i];
    }
    return kept;
}

static void
widen(struct ranges *ranges)
{
    while (ranges->count > 1) {
        struct range last = ranges->items[--ranges->count];
        struct range *first = &ranges->items[0];
        first->first = last.first < first->first ? last.first : first->first;
        first->last = last.last > first->last ? last.last : first->last;
        ranges->exact = false;
    }
}

static size_t
product(const uint8_t *protocols, size_t count, struct ranges *sources, struct ranges *destinations,
        bool exact, struct port_box boxes[static PORT_BOXES])
{
    if (count * sources->count * destinations->count > PORT_BOXES)
        widen(sources);
    if (count * sources->count * destinations->count > PORT_BOXES)
        widen(destinations);
    size_t made = 0;
    for (size_t p = 0; p < count; p++)
        for (size_t s = 0; s < sources->count; s++)
            for (size_t d = 0; d < destinations->count; d++)
                boxes[made++] = (struct port_box){
                    .source_first = sources->items[s].first,
                    .source_last = sources->items[s].last,
                    .destination_first = destinations->items[d].first,
                    .destination_last = destinations->items[d].last,
                    .protocol = protocols[p],
                    .exact = exact && sources->exact && destinations->exact,
                };
    return made;
}

size_t
ace_port_boxes(const struct config *config, const struct ace *ace,
               struct port_box boxes[static PORT_BOXES])
{
    const struct ace_extra none = { 0 }, *extra = ace->extra != NULL ? ace->extra : &none;
    const struct object_group *group = object_group_at(config, extra->protocol_group);
    if (extra->icmp_group != GROUP_NONE)
        return one_box(boxes, IP_ICMP);
    if (group != NULL && (group->type == GROUP_SERVICE || ace->protocol == IP_ICMP))
        return one_box(boxes, IP_ANY);
    uint8_t protocols[4] = { ace->protocol };
    bool exact = true;
    size_t count =
        group != NULL ? protocols_of(config, extra->protocol_group, protocols, &exact) : 1;
    struct ranges sources = ranges_of(config, &ace->source_port);
    struct ranges destinations = ranges_of(config, &ace->destination_port);
    if (ace->source_port.op != PORT_OP_NONE || ace->destination_port.op != PORT_OP_NONE)
        count = with_ports(protocols, count);
    if (ace->protocol == IP_ICMP && ace->icmp_type != ICMP_TYPE_ANY) {
        destinations.count = 0;
        add_range(&destinations, (uint16_t)ace->icmp_type, (uint16_t)ace->icmp_type);
    }
    return product(protocols, count, &sources, &destinations, exact, boxes);
}
