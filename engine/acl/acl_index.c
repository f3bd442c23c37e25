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

/* The first match so far: before it all else is looked for. */
struct found {
    uint32_t rule; /* RULE_NONE: nothing yet */
    bool permit;   /* told by the entry: the ACE itself may be far from the cache */
};

static bool
take_match(const struct query *query, const struct acl_entry *entry, struct found *found)
{
    if (!entry_matches(query, entry))
        return false;
    *found = (struct found){ entry->rule, (entry->flags & ENTRY_PERMIT) != 0 };
    return true;
}

/* A list up to its last entry, or to the rule that is found already. */
static void
scan(const struct query *query, const struct acl_entry *entry, struct found *found)
{
    while (entry->rule < found->rule && !take_match(query, entry, found) &&
           (entry->flags & ENTRY_LAST) == 0)
        entry++;
}

/* The same among COUNT entries sorted by one port, then by rule. */
static void
scan_port(const struct query *query, const struct acl_entry *entries, size_t count, bool source,
          struct found *found)
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
    while (at < count && entries[at].rule < found->rule &&
           (source ? entries[at].source_first : entries[at].destination_first) == port &&
           !take_match(query, &entries[at], found))
        at++;
}

static void
scan_list(const struct query *query, uint32_t start, struct found *found)
{
    const struct acl_index *index = query->index;
    if ((start & LIST_IS_LONG) == 0) {
        scan(query, &index->entries[start], found);
        return;
    }
    const struct long_list *list = &index->longs[start & ~LIST_IS_LONG];
    const struct acl_entry *entries = &index->entries[list->start];
    scan_port(query, entries, list->by_destination, false, found);
    entries += list->by_destination;
    scan_port(query, entries, list->by_source, true, found);
    if (list->rest > 0)
        scan(query, entries + list->by_source, found);
}

/* ---- pairs ---- */

/* The pairs that a flow may meet, as far as the masks can tell. */
struct met {
    size_t count;
    struct met_pair {
        uint32_t source, destination;
        size_t slot;
    } pairs[MOST_LAYER_PAIRS];
};

static void
meet(const struct acl_index *index, const uint32_t *source, const uint32_t *destination,
     struct met *met)
{
    met->count = 0;
    for (uint64_t mask = record_mask(source) & record_mask(destination); mask != 0;
         mask &= mask - 1) {
        unsigned pair = (unsigned)__builtin_ctzll(mask);
        do {
            const struct layer_pair *layers = &index->layers[pair];
            uint32_t s = record_set(source, layers->source);
            uint32_t d = record_set(destination, layers->destination);
            pair += MASK_BITS;
            if (index->partners != NULL && (index->partners[s] & partner_bit(d)) == 0)
                continue;
            size_t slot = acl_index_slot(index, s, d);
            __builtin_prefetch(&index->slots[slot]);
            met->pairs[met->count++] = (struct met_pair){ s, d, slot };
        } while (pair < index->layer_pairs);
    }
}

struct candidates {
    size_t count;
    struct candidate {
        uint32_t best, start;
    } items[MOST_LAYER_PAIRS];
};

/* Those pairs that there are. */
static void
find_pairs(const struct acl_index *index, const struct met *met, struct candidates *candidates)
{
    candidates->count = 0;
    for (size_t i = 0; i < met->count; i++) {
        size_t at = met->pairs[i].slot;
        const struct pair_slot *slot = &index->slots[at];
        while (slot->best != RULE_NONE && (slot->source != met->pairs[i].source ||
                                           slot->destination != met->pairs[i].destination)) {
            at = at + 1 == index->slot_count ? 0 : at + 1;
            slot = &index->slots[at];
        }
        candidates->items[candidates->count] = (struct candidate){ slot->best, slot->start };
        candidates->count += slot->best != RULE_NONE;
    }
}

/* The pair with the earliest rule goes to the front. */
static void
earliest_first(struct candidates *candidates)
{
    size_t next = 0;
    for (size_t i = 1; i < candidates->count; i++)
        next = candidates->items[i].best < candidates->items[next].best ? i : next;
    struct candidate first = candidates->items[next];
    candidates->items[next] = candidates->items[0];
    candidates->items[0] = first;
}

static struct classify_result
decide(const struct query *query, struct candidates *candidates)
{
    struct found found = { RULE_NONE, false };
    while (candidates->count > 0) {
        earliest_first(candidates);
        if (candidates->items[0].best >= found.rule)
            break;
        scan_list(query, candidates->items[0].start, &found);
        candidates->items[0] = candidates->items[--candidates->count];
    }
    if (found.rule == RULE_NONE)
        return (struct classify_result){ 0 };
    return (struct classify_result){ found.permit, query->acl->aces[found.rule], found.rule };
}

struct classify_result
acl_index_find(const struct acl_index *index, const struct config *config, const struct acl *acl,
               const struct flow *flow)
{
    struct query query = query_of(index, config, acl, flow);
    struct met met;
    struct candidates candidates;
    address_field_fetch(&index->destination, flow->destination); /* comes while the source is */
    const uint32_t *source = address_field_record(&index->source, flow->source);
    __builtin_prefetch(source);
    meet(index, source, address_field_record(&index->destination, flow->destination), &met);
    find_pairs(index, &met, &candidates);
    return decide(&query, &candidates);
}

/* ---- several at once ---- */

enum { AHEAD = 8 };

/* What is known of a flow whose memory is on its way. */
struct pending {
    const uint32_t *source, *destination;
    struct met met;
    struct candidates candidates;
};

static void
fetch_list(const struct acl_index *index, struct candidates *candidates)
{
    if (candidates->count == 0)
        return;
    earliest_first(candidates);
    uint32_t start = candidates->items[0].start;
    if ((start & LIST_IS_LONG) == 0)
        __builtin_prefetch(&index->entries[start]);
    else
        __builtin_prefetch(&index->longs[start & ~LIST_IS_LONG]);
}

/* Each step for all of them, so that the memory which the next one needs is asked for early. */
static void
find_some(const struct acl_index *index, const struct config *config, const struct acl *acl,
          const struct flow *flows, size_t count, struct classify_result *results)
{
    struct pending pending[AHEAD];
    for (size_t i = 0; i < count; i++) {
        address_field_fetch(&index->source, flows[i].source);
        address_field_fetch(&index->destination, flows[i].destination);
    }
    for (size_t i = 0; i < count; i++) {
        pending[i].source = address_field_record(&index->source, flows[i].source);
        pending[i].destination = address_field_record(&index->destination, flows[i].destination);
        __builtin_prefetch(pending[i].source);
        __builtin_prefetch(pending[i].destination);
    }
    for (size_t i = 0; i < count; i++)
        meet(index, pending[i].source, pending[i].destination, &pending[i].met);
    for (size_t i = 0; i < count; i++) {
        find_pairs(index, &pending[i].met, &pending[i].candidates);
        fetch_list(index, &pending[i].candidates);
    }
    for (size_t i = 0; i < count; i++) {
        struct query query = query_of(index, config, acl, &flows[i]);
        results[i] = decide(&query, &pending[i].candidates);
    }
}

void
acl_index_find_all(const struct acl_index *index, const struct config *config,
                   const struct acl *acl, const struct flow *flows, size_t count,
                   struct classify_result *results)
{
    for (size_t start = 0; start < count; start += AHEAD)
        find_some(index, config, acl, flows + start, count - start < AHEAD ? count - start : AHEAD,
                  results + start);
}

void
acl_index_free(struct acl_index *index)
{
    if (index == NULL)
        return;
    address_field_fini(&index->source);
    address_field_fini(&index->destination);
    free(index->partners);
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
           index->partner_count * sizeof(*index->partners) +
           index->entry_count * sizeof(*index->entries) + index->long_count * sizeof(*index->longs);
}
