/*
 * acl_index.c: looking up. Making the index is acl_index_make.c's.
 */
#include "engine/acl/acl_index.h"

#include <stdlib.h>

#include "engine/acl/acl_index_inside.h"

/* What of a flow is compared with entries. */
struct query {
    const struct acl_index *index;
    const struct config *config;
    const struct acl *acl;
    const struct flow *flow;
    uint16_t source_port, destination_port;
    uint8_t protocol;
};

static struct query
query_of(const struct acl_index *index, const struct config *config, const struct acl *acl,
         const struct flow *flow)
{
    struct query query = { index, config, acl, flow, 0, 0, flow->protocol };
    if (flow->protocol == IP_TCP || flow->protocol == IP_UDP) {
        query.source_port = flow->source_port;
        query.destination_port = flow->destination_port;
    } else if (flow->protocol == IP_ICMP) {
        query.destination_port = flow->icmp_type;
    }
    return query;
}

/* An entry that holds more than its ACE, or not at all times. */
static bool
check(const struct query *query, uint32_t rule)
{
    const struct ace *ace = query->acl->aces[rule];
    return query->index->ports ? ace_matches(query->config, ace, query->flow)
                               : ace_matches_addresses(query->config, ace, query->flow);
}

static bool
entry_matches(const struct query *query, const struct acl_entry *entry)
{
    bool source = (uint16_t)(query->source_port - entry->source_first) <= entry->source_span;
    bool destination =
        (uint16_t)(query->destination_port - entry->destination_first) <= entry->destination_span;
    bool protocol = (entry->protocol == IP_ANY) | (entry->protocol == query->protocol);
    if (!(source & destination & protocol))
        return false;
    return (entry->flags & ENTRY_CHECK) == 0 || check(query, entry->rule);
}

/* The first entry that matches up to a last one, when its rule is before LIMIT; or LIMIT. */
static uint32_t
scan(const struct query *query, const struct acl_entry *entry, uint32_t limit)
{
    for (; entry->rule < limit; entry++) {
        if (entry_matches(query, entry))
            return entry->rule;
        if ((entry->flags & ENTRY_LAST) != 0)
            break;
    }
    return limit;
}

/* The same among COUNT entries sorted by one port, then by rule. */
static uint32_t
scan_port(const struct query *query, const struct acl_entry *entries, size_t count, bool source,
          uint32_t limit)
{
    uint16_t port = source ? query->source_port : query->destination_port;
    size_t at = 0, left = count;
    while (left > 0) {
        size_t half = left / 2;
        uint16_t first =
            source ? entries[at + half].source_first : entries[at + half].destination_first;
        if (first < port) {
            at += half + 1;
            left -= half + 1;
        } else {
            left = half;
        }
    }
    for (; at < count && entries[at].rule < limit; at++) {
        if ((source ? entries[at].source_first : entries[at].destination_first) != port)
            break;
        if (entry_matches(query, &entries[at]))
            return entries[at].rule;
    }
    return limit;
}

static uint32_t
scan_list(const struct query *query, uint32_t start, uint32_t limit)
{
    const struct acl_index *index = query->index;
    if ((start & LIST_IS_LONG) == 0)
        return scan(query, &index->entries[start], limit);
    const struct long_list *list = &index->longs[start & ~LIST_IS_LONG];
    const struct acl_entry *entries = &index->entries[list->start];
    limit = scan_port(query, entries, list->by_destination, false, limit);
    entries += list->by_destination;
    limit = scan_port(query, entries, list->by_source, true, limit);
    return list->rest > 0 ? scan(query, entries + list->by_source, limit) : limit;
}

/* ---- pairs ---- */

/* The pairs that a flow meets, as far as the masks can tell. */
struct met {
    size_t count;
    struct {
        uint32_t source, destination;
        size_t slot;
    } pairs[64];
};

static void
meet(const struct acl_index *index, const uint32_t *source, const uint32_t *destination,
     struct met *met)
{
    met->count = 0;
    for (uint64_t mask = record_mask(source) & record_mask(destination); mask != 0;
         mask &= mask - 1) {
        const struct layer_pair *layers = &index->layers[__builtin_ctzll(mask)];
        uint32_t s = record_set(source, layers->source);
        uint32_t d = record_set(destination, layers->destination);
        size_t slot = acl_index_slot(index, s, d);
        __builtin_prefetch(&index->slots[slot]);
        met->pairs[met->count].source = s;
        met->pairs[met->count].destination = d;
        met->pairs[met->count].slot = slot;
        met->count++;
    }
}

struct candidate {
    uint32_t best, start;
};

/* Those pairs that there are; how many. */
static size_t
find_pairs(const struct acl_index *index, const struct met *met, struct candidate *candidates)
{
    size_t count = 0;
    for (size_t i = 0; i < met->count; i++) {
        size_t at = met->pairs[i].slot;
        const struct pair_slot *slot = &index->slots[at];
        while (slot->best != RULE_NONE && (slot->source != met->pairs[i].source ||
                                           slot->destination != met->pairs[i].destination)) {
            at = at + 1 == index->slot_count ? 0 : at + 1;
            slot = &index->slots[at];
        }
        candidates[count] = (struct candidate){ slot->best, slot->start };
        count += slot->best != RULE_NONE;
    }
    return count;
}

static struct classify_result
decide(const struct query *query, const struct met *met)
{
    struct candidate candidates[64];
    size_t count = find_pairs(query->index, met, candidates);
    uint32_t found = RULE_NONE;
    for (;;) {
        size_t next = 0;
        for (size_t i = 1; i < count; i++)
            next = candidates[i].best < candidates[next].best ? i : next;
        if (count == 0 || candidates[next].best >= found)
            break;
        found = scan_list(query, candidates[next].start, found);
        candidates[next] = candidates[--count];
    }
    if (found == RULE_NONE)
        return (struct classify_result){ 0 };
    const struct ace *ace = query->acl->aces[found];
    return (struct classify_result){ ace->permit, ace, found };
}

struct classify_result
acl_index_find(const struct acl_index *index, const struct config *config, const struct acl *acl,
               const struct flow *flow)
{
    struct query query = query_of(index, config, acl, flow);
    struct met met;
    meet(index, address_field_record(&index->source, flow->source),
         address_field_record(&index->destination, flow->destination), &met);
    return decide(&query, &met);
}

void
acl_index_find_all(const struct acl_index *index, const struct config *config,
                   const struct acl *acl, const struct flow *flows, size_t count,
                   struct classify_result *results)
{
    enum { AHEAD = 8 };
    for (size_t start = 0; start < count; start += AHEAD) {
        struct met met[AHEAD];
        size_t end = count - start < AHEAD ? count - start : AHEAD;
        for (size_t i = 0; i < end; i++)
            meet(index, address_field_record(&index->source, flows[start + i].source),
                 address_field_record(&index->destination, flows[start + i].destination), &met[i]);
        for (size_t i = 0; i < end; i++) {
            struct query query = query_of(index, config, acl, &flows[start + i]);
            results[start + i] = decide(&query, &met[i]);
        }
    }
}

void
acl_index_free(struct acl_index *index)
{
    if (index == NULL)
        return;
    address_field_fini(&index->source);
    address_field_fini(&index->destination);
    free(index->slots);
    free(index->entries);
    free(index->longs);
    free(index);
}

size_t
acl_index_bytes(const struct acl_index *index)
{
    return sizeof(*index) + address_field_bytes(&index->source) +
           address_field_bytes(&index->destination) + index->slot_count * sizeof(*index->slots) +
           index->entry_count * sizeof(*index->entries) + index->long_count * sizeof(*index->longs);
}
