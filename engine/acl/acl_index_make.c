/*
 * acl_index_make.c: from the ACEs to the index, in time and memory that follow their number.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/acl/acl_index.h"
#include "engine/acl/acl_index_inside.h"
#include "engine/acl/port_box.h"
#include "engine/base/hash.h"
#include "engine/base/pages.h"

/* From here on entries of one port are found by a search. */
#define LONG_FROM 24
/* Slots for ten pairs. */
#define SLOTS_FOR_TEN 14

/* A rule that can match, and the sets of its ends. */
struct rule {
    uint32_t place;
    uint32_t source, destination; /* later the nodes that stand for them */
    bool exact;
};

struct pair {
    uint32_t source, destination;
    uint32_t best;
    uint32_t count, start; /* of its entries */
    bool closed;           /* without ports: nothing after this can be the first */
};

struct made_entry {
    struct acl_entry entry;
    uint32_t pair;
};

struct maker {
    struct arena *arena;
    const struct config *config;
    const struct acl *acl;
    struct acl_index *index;
    struct field_builder source, destination;
    struct rule *rules;
    size_t rule_count;
    layer_bits *bits, *turned;                        /* by source and destination; and reversed */
    uint16_t *source_partners, *destination_partners; /* by set: layers of the other end */
    struct index pairs_by_key;
    struct pair *pairs;
    size_t pair_count, pair_capacity;
    struct made_entry *entries;
    size_t entry_count, entry_capacity;
};

/* ---- rules and their sets ---- */

static bool
collect_rules(struct maker *maker)
{
    const struct acl *acl = maker->acl;
    maker->rules = arena_zalloc(maker->arena, acl->count * sizeof(*maker->rules));
    if (maker->rules == NULL)
        return false;
    for (size_t i = 0; i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        struct set_reference source, destination;
        if (ace->is_remark || ace->inactive)
            continue;
        if (!field_builder_add(&maker->source, &ace->source, &source) ||
            !field_builder_add(&maker->destination, &ace->destination, &destination))
            return false;
        if (source.set == SET_EMPTY || destination.set == SET_EMPTY)
            continue;
        maker->rules[maker->rule_count++] = (struct rule){ (uint32_t)i, source.set, destination.set,
                                                           source.exact && destination.exact };
    }
    return true;
}

/* ---- pairs of layers ---- */

struct layer_use {
    uint32_t rules;
    struct layer_pair layers;
};

static int
most_used_first(const void *left, const void *right)
{
    const struct layer_use *a = left, *b = right;
    if (a->rules != b->rules)
        return a->rules > b->rules ? -1 : 1;
    return memcmp(&a->layers, &b->layers, sizeof(a->layers));
}

static const struct address_set *
node_of(const struct field_builder *builder, uint32_t set)
{
    return &builder->sets[builder->sets[set].node];
}

static void
count_layers(const struct maker *maker, const struct rule *rule,
             struct layer_use uses[static MOST_LAYER_PAIRS])
{
    unsigned all = node_of(&maker->destination, rule->destination)->layers;
    for (unsigned s = node_of(&maker->source, rule->source)->layers; s != 0; s &= s - 1)
        for (unsigned d = all; d != 0; d &= d - 1)
            uses[__builtin_ctz(s) * FIELD_LAYERS + __builtin_ctz(d)].rules++;
}

/* A bit for each pair of layers that rules have; with many pairs, the rarer ones share them. */
static bool
give_bits(struct maker *maker)
{
    struct layer_use uses[MOST_LAYER_PAIRS];
    maker->bits = arena_zalloc(maker->arena, sizeof(*maker->bits));
    maker->turned = arena_zalloc(maker->arena, sizeof(*maker->turned));
    if (maker->bits == NULL || maker->turned == NULL)
        return false;
    for (unsigned i = 0; i < ARRAY_LENGTH(uses); i++)
        uses[i] =
            (struct layer_use){ 0, { (uint8_t)(i / FIELD_LAYERS), (uint8_t)(i % FIELD_LAYERS) } };
    for (size_t i = 0; i < maker->rule_count; i++)
        count_layers(maker, &maker->rules[i], uses);
    qsort(uses, ARRAY_LENGTH(uses), sizeof(uses[0]), most_used_first);
    for (unsigned i = 0; i < ARRAY_LENGTH(uses) && uses[i].rules > 0; i++) {
        struct layer_pair layers = uses[i].layers;
        uint64_t bit = UINT64_C(1) << i % MASK_BITS;
        (*maker->bits)[layers.source][layers.destination] = bit;
        (*maker->turned)[layers.destination][layers.source] = bit;
        maker->index->layers[maker->index->layer_pairs++] = layers;
    }
    return true;
}

/* From sets to the nodes that stand for them. */
static void
place_rule(const struct maker *maker, struct rule *rule)
{
    const struct address_set *source = &maker->source.sets[rule->source];
    const struct address_set *destination = &maker->destination.sets[rule->destination];
    rule->exact =
        rule->exact && source->node == rule->source && destination->node == rule->destination;
    rule->source = source->node;
    rule->destination = destination->node;
}

/* ---- pairs of sets ---- */

static bool
pair_of(struct maker *maker, const struct rule *rule, uint32_t *number)
{
    const uint32_t key[2] = { rule->source, rule->destination };
    uint32_t hash = (uint32_t)hash_bytes(key, sizeof(key), maker->index->seed);
    size_t at;
    for (uint32_t found = index_first(&maker->pairs_by_key, hash, &at); found != INDEX_EMPTY;
         found = index_next(&maker->pairs_by_key, hash, &at)) {
        *number = found;
        if (maker->pairs[found].source == rule->source &&
            maker->pairs[found].destination == rule->destination)
            return true;
    }
    struct pair *made = arena_append(maker->arena, &maker->pairs, &maker->pair_count,
                                     &maker->pair_capacity, sizeof(*made));
    *number = (uint32_t)maker->pair_count - 1;
    if (made == NULL || !index_add(&maker->pairs_by_key, hash, *number))
        return false;
    *made = (struct pair){ .source = rule->source,
                           .destination = rule->destination,
                           .best = rule->place };
    maker->source_partners[rule->source] |= maker->destination.sets[rule->destination].layers;
    maker->destination_partners[rule->destination] |= maker->source.sets[rule->source].layers;
    return true;
}

static bool
add_entry(struct maker *maker, uint32_t pair, const struct rule *rule, const struct port_box *box,
          bool check)
{
    struct made_entry *made = arena_append(maker->arena, &maker->entries, &maker->entry_count,
                                           &maker->entry_capacity, sizeof(*made));
    if (made == NULL)
        return false;
    made->pair = pair;
    made->entry = (struct acl_entry){
        .rule = rule->place,
        .source_first = box->source_first,
        .source_span = (uint16_t)(box->source_last - box->source_first),
        .destination_first = box->destination_first,
        .destination_span = (uint16_t)(box->destination_last - box->destination_first),
        .protocol = box->protocol,
        .flags = (uint8_t)((check || !box->exact ? ENTRY_CHECK : 0) |
                           (maker->acl->aces[rule->place]->permit ? ENTRY_PERMIT : 0)),
    };
    maker->pairs[pair].count++;
    return true;
}

/* Without ports, a rule that holds at all times is the last one of its pair. */
static bool
add_addresses(struct maker *maker, uint32_t pair, const struct rule *rule, bool check)
{
    const struct port_box all = { 0, UINT16_MAX, 0, UINT16_MAX, IP_ANY, true };
    if (maker->pairs[pair].closed)
        return true;
    maker->pairs[pair].closed = !check;
    return add_entry(maker, pair, rule, &all, check);
}

static bool
add_rule(struct maker *maker, struct rule *rule)
{
    const struct ace *ace = maker->acl->aces[rule->place];
    struct port_box boxes[PORT_BOXES];
    size_t count = maker->index->ports ? ace_port_boxes(maker->config, ace, boxes) : 1;
    uint32_t pair;
    if (count == 0)
        return true;
    place_rule(maker, rule);
    bool check = !rule->exact || (ace->extra != NULL && ace->extra->range != NULL);
    if (!pair_of(maker, rule, &pair))
        return false;
    if (!maker->index->ports)
        return add_addresses(maker, pair, rule, check);
    for (size_t i = 0; i < count; i++) {
        if (!add_entry(maker, pair, rule, &boxes[i], check))
            return false;
    }
    return true;
}

static bool
add_rules(struct maker *maker)
{
    maker->source_partners =
        arena_zalloc(maker->arena, maker->source.set_count * sizeof(*maker->source_partners));
    maker->destination_partners = arena_zalloc(
        maker->arena, maker->destination.set_count * sizeof(*maker->destination_partners));
    if (maker->source_partners == NULL || maker->destination_partners == NULL ||
        !index_init(&maker->pairs_by_key))
        return false;
    for (size_t i = 0; i < maker->rule_count; i++) {
        if (!add_rule(maker, &maker->rules[i]))
            return false;
    }
    return true;
}

/* ---- lists ---- */

static bool
fill_entries(struct maker *maker)
{
    struct acl_index *index = maker->index;
    uint32_t start = 0;
    index->entries = pages_for_random_use((maker->entry_count + 1) * sizeof(*index->entries));
    if (index->entries == NULL)
        return false;
    index->entry_count = maker->entry_count;
    for (size_t i = 0; i < maker->pair_count; i++) {
        maker->pairs[i].start = start;
        start += maker->pairs[i].count;
        maker->pairs[i].count = 0;
    }
    for (size_t i = 0; i < maker->entry_count; i++) {
        struct pair *pair = &maker->pairs[maker->entries[i].pair];
        index->entries[pair->start + pair->count++] = maker->entries[i].entry;
    }
    return true;
}

/* Which part of a long list an entry belongs to. */
static int
part_of(const struct acl_entry *entry)
{
    if (entry->destination_span == 0)
        return 0;
    return entry->source_span == 0 ? 1 : 2;
}

static int
by_part(const void *left, const void *right)
{
    const struct acl_entry *a = left, *b = right;
    int part = part_of(a);
    if (part != part_of(b))
        return part - part_of(b);
    if (part == 0 && a->destination_first != b->destination_first)
        return a->destination_first < b->destination_first ? -1 : 1;
    if (part == 1 && a->source_first != b->source_first)
        return a->source_first < b->source_first ? -1 : 1;
    return (a->rule > b->rule) - (a->rule < b->rule);
}

static struct long_list
sort_long(struct acl_entry *entries, const struct pair *pair)
{
    struct long_list list = { .start = pair->start };
    qsort(entries + pair->start, pair->count, sizeof(*entries), by_part);
    for (uint32_t i = 0; i < pair->count; i++) {
        int part = part_of(&entries[pair->start + i]);
        *(part == 0 ? &list.by_destination : part == 1 ? &list.by_source : &list.rest) += 1;
    }
    return list;
}

static bool
sort_lists(struct maker *maker)
{
    struct acl_index *index = maker->index;
    size_t longs = 0;
    for (size_t i = 0; i < maker->pair_count; i++)
        longs += maker->pairs[i].count >= LONG_FROM;
    index->longs = malloc((longs + 1) * sizeof(*index->longs));
    if (index->longs == NULL)
        return false;
    for (size_t i = 0; i < maker->pair_count; i++) {
        struct pair *pair = &maker->pairs[i];
        if (pair->count >= LONG_FROM) {
            index->longs[index->long_count] = sort_long(index->entries, pair);
            index->entries[pair->start + pair->count - 1].flags |= ENTRY_LAST;
            pair->start = LIST_IS_LONG | (uint32_t)index->long_count++;
        } else {
            index->entries[pair->start + pair->count - 1].flags |= ENTRY_LAST;
        }
    }
    return true;
}

static bool
fill_slots(struct maker *maker)
{
    struct acl_index *index = maker->index;
    index->slot_count = maker->pair_count * SLOTS_FOR_TEN / 10 + 1;
    index->slots = pages_for_random_use(index->slot_count * sizeof(*index->slots));
    if (index->slots == NULL)
        return false;
    memset(index->slots, 0xff, index->slot_count * sizeof(*index->slots)); /* best: RULE_NONE */
    for (size_t i = 0; i < maker->pair_count; i++) {
        const struct pair *pair = &maker->pairs[i];
        size_t at = acl_index_slot(index, pair->source, pair->destination);
        while (index->slots[at].best != RULE_NONE)
            at = at + 1 == index->slot_count ? 0 : at + 1;
        index->slots[at] =
            (struct pair_slot){ pair->source, pair->destination, pair->start, pair->best };
    }
    return true;
}

static bool
fill_partners(struct maker *maker)
{
    struct acl_index *index = maker->index;
    if (maker->source.set_count > PARTNERS_MOST)
        return true;
    index->partners = calloc(maker->source.set_count, sizeof(*index->partners));
    if (index->partners == NULL)
        return false;
    index->partner_count = maker->source.set_count;
    for (size_t i = 0; i < maker->pair_count; i++)
        index->partners[maker->pairs[i].source] |= partner_bit(maker->pairs[i].destination);
    return true;
}

/* ---- all of it ---- */

static bool
make(struct maker *maker)
{
    if (!collect_rules(maker) || !field_builder_layer(&maker->source) ||
        !field_builder_layer(&maker->destination))
        return false;
    return give_bits(maker) && add_rules(maker) && fill_entries(maker) && sort_lists(maker) &&
           fill_slots(maker) && fill_partners(maker) &&
           address_field_make(&maker->index->source, &maker->source, maker->source_partners,
                              (const layer_bits *)maker->bits) &&
           address_field_make(&maker->index->destination, &maker->destination,
                              maker->destination_partners, (const layer_bits *)maker->turned);
}

struct acl_index *
acl_index_new(const struct config *config, const struct acl *acl, bool ports, uint64_t seed)
{
    struct maker maker = { .arena = arena_new(), .config = config, .acl = acl };
    struct acl_index *index = calloc(1, sizeof(*index));
    maker.index = index;
    bool made = false;
    if (index != NULL && maker.arena != NULL) {
        index->ports = ports;
        index->seed = seed;
        bool source = field_builder_init(&maker.source, maker.arena, config);
        bool destination = field_builder_init(&maker.destination, maker.arena, config);
        made = source && destination && make(&maker);
    }
    field_builder_fini(&maker.source);
    field_builder_fini(&maker.destination);
    index_fini(&maker.pairs_by_key);
    arena_free(maker.arena);
    if (made)
        return index;
    acl_index_free(index);
    return NULL;
}
