/*
 * address_field.c: sets, their layers, and the classes they make.
 */
#include "engine/acl/address_field.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/pages.h"

/* Spans looked at for the layers of groups: beyond it they are told by the set of all. */
#define BUDGET_LEAST (1U << 22)
#define BUDGET_A_SPAN 256

#define TOP_BITS_MOST 16
#define TOP_BITS_LEAST 4

enum { KEY_NETWORK, KEY_GROUP, KEY_RANGE };

bool
field_builder_init(struct field_builder *builder, struct arena *arena, const struct config *config)
{
    *builder = (struct field_builder){ .arena = arena, .config = config };
    struct address_set *any =
        arena_append(arena, &builder->sets, &builder->set_count, &builder->set_capacity,
                     sizeof(*builder->sets)); /* a network of mask 0, never looked for */
    if (any == NULL)
        return false;
    any->layers = 1;
    return index_init(&builder->index);
}

void
field_builder_fini(struct field_builder *builder)
{
    index_fini(&builder->index);
}

/* ---- sets ---- */

static uint32_t
key_hash(const uint32_t key[static 3])
{
    return (uint32_t)hash_bytes(key, 3 * sizeof(key[0]), 0);
}

static uint32_t
find_set(const struct field_builder *builder, const uint32_t key[static 3], uint32_t hash)
{
    size_t at;
    uint32_t found = index_first(&builder->index, hash, &at);
    while (found != INDEX_EMPTY && memcmp(builder->sets[found].key, key, 3 * sizeof(key[0])) != 0)
        found = index_next(&builder->index, hash, &at);
    return found;
}

static bool
make_set(struct field_builder *builder, const uint32_t key[static 3], uint32_t hash, uint32_t *set)
{
    struct address_set *made = arena_append(builder->arena, &builder->sets, &builder->set_count,
                                            &builder->set_capacity, sizeof(*made));
    *set = (uint32_t)builder->set_count - 1;
    if (made == NULL || !index_add(&builder->index, hash, *set))
        return false;
    memcpy(made->key, key, sizeof(made->key));
    return true;
}

static bool
add_piece(struct field_builder *builder, struct address_piece piece)
{
    struct address_piece *slot =
        arena_append(builder->arena, &builder->pieces, &builder->piece_count,
                     &builder->piece_capacity, sizeof(*slot));
    if (slot != NULL)
        *slot = piece;
    return slot != NULL;
}

/* The contiguous network that holds all of one whose mask may have holes. */
static struct network
leading_network(struct network network)
{
    uint32_t netmask = network.netmask;
    if (!netmask_is_contiguous(netmask))
        netmask = ~(UINT32_MAX >> __builtin_clz(~netmask));
    return (struct network){ network.address & netmask, netmask };
}

static bool
add_network(struct field_builder *builder, struct network network, uint32_t *set)
{
    if (network.netmask == 0) {
        *set = SET_ANY;
        return true;
    }
    const uint32_t key[3] = { KEY_NETWORK, network.address, network.netmask };
    uint32_t hash = key_hash(key);
    *set = find_set(builder, key, hash);
    if (*set != INDEX_EMPTY)
        return true;
    return make_set(builder, key, hash, set) &&
           add_piece(builder, (struct address_piece){ network.address,
                                                      network.address | ~network.netmask, *set });
}

bool
field_builder_add_range(struct field_builder *builder, uint32_t first, uint32_t last, uint32_t *set)
{
    uint32_t host_bits = last - first;
    if ((host_bits & (host_bits + 1)) == 0 && (first & host_bits) == 0)
        return add_network(builder, (struct network){ first, ~host_bits }, set);
    const uint32_t key[3] = { KEY_RANGE, first, last };
    uint32_t hash = key_hash(key);
    *set = find_set(builder, key, hash);
    return *set != INDEX_EMPTY || (make_set(builder, key, hash, set) &&
                                   add_piece(builder, (struct address_piece){ first, last, *set }));
}

static int
by_first(const void *left, const void *right)
{
    const struct address_piece *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (a->last < b->last) - (a->last > b->last); /* the larger one in front */
}

/* Sorts ranges and joins those that overlap or touch; how many are left. */
static size_t
join_pieces(struct address_piece *pieces, size_t count)
{
    size_t kept = 0;
    qsort(pieces, count, sizeof(pieces[0]), by_first);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 &&
            (pieces[kept - 1].last == UINT32_MAX || pieces[i].first <= pieces[kept - 1].last + 1)) {
            if (pieces[i].last > pieces[kept - 1].last)
                pieces[kept - 1].last = pieces[i].last;
        } else {
            pieces[kept++] = pieces[i];
        }
    }
    return kept;
}

/* The members of a group as pieces at the end of the list, joined. */
static bool
add_members(struct field_builder *builder, group_id id, uint32_t set, bool *exact)
{
    size_t start = builder->piece_count;
    struct group_walk walk = object_group_walk(builder->config, id);
    const struct group_member *member;
    while ((member = group_walk_next(&walk)) != NULL) {
        if (member->kind != ITEM_NETWORK)
            continue;
        struct network network = leading_network(member->network);
        *exact = *exact && network.netmask == member->network.netmask;
        if (!add_piece(builder, (struct address_piece){ network.address,
                                                        network.address | ~network.netmask, set }))
            return false;
    }
    if (builder->piece_count > start)
        builder->piece_count =
            start + join_pieces(builder->pieces + start, builder->piece_count - start);
    return true;
}

enum { GROUP_EXACT = 1, GROUP_EMPTY = 2 };

static bool
add_group(struct field_builder *builder, group_id id, struct set_reference *reference)
{
    const uint32_t key[3] = { KEY_GROUP, id, 0 };
    uint32_t hash = key_hash(key);
    uint32_t set = find_set(builder, key, hash);
    if (set == INDEX_EMPTY) {
        bool exact = true;
        size_t before = builder->piece_count;
        if (!make_set(builder, key, hash, &set) || !add_members(builder, id, set, &exact))
            return false;
        builder->sets[set].state = (uint8_t)((exact ? GROUP_EXACT : 0) |
                                             (builder->piece_count == before ? GROUP_EMPTY : 0));
    }
    uint8_t state = builder->sets[set].state;
    *reference = (struct set_reference){ (state & GROUP_EMPTY) != 0 ? SET_EMPTY : set,
                                         (state & GROUP_EXACT) != 0 };
    return true;
}

bool
field_builder_add(struct field_builder *builder, const struct address_match *match,
                  struct set_reference *reference)
{
    const struct config *config = builder->config;
    *reference = (struct set_reference){ SET_ANY, true };
    switch (match->kind) {
    case ADDRESS_ANY:
        return true;
    case ADDRESS_NETWORK:
        reference->exact = netmask_is_contiguous(match->network.netmask);
        return add_network(builder, leading_network(match->network), &reference->set);
    case ADDRESS_OF_INTERFACE:
        if (match->ifc >= config->interface_count) {
            reference->set = SET_EMPTY;
            return true;
        }
        return add_network(
            builder, (struct network){ config->interfaces[match->ifc]->address, IP_HOST_MASK },
            &reference->set);
    case ADDRESS_GROUP:
        return add_group(builder, match->group, reference);
    }
    return false;
}

/* ---- spans ---- */

static int
compare_u32(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static bool
make_spans(struct field_builder *builder)
{
    size_t count = 0, kept = 1;
    uint32_t *firsts =
        arena_zalloc(builder->arena, (2 * builder->piece_count + 1) * sizeof(*firsts));
    if (firsts == NULL)
        return false;
    firsts[count++] = 0;
    for (size_t i = 0; i < builder->piece_count; i++) {
        firsts[count++] = builder->pieces[i].first;
        if (builder->pieces[i].last != UINT32_MAX)
            firsts[count++] = builder->pieces[i].last + 1;
    }
    qsort(firsts, count, sizeof(*firsts), compare_u32);
    for (size_t i = 1; i < count; i++) {
        if (firsts[i] != firsts[kept - 1])
            firsts[kept++] = firsts[i];
    }
    builder->firsts = firsts;
    builder->span_count = kept;
    return true;
}

/* The last span that begins at or before an address. */
static size_t
span_of(const struct field_builder *builder, uint32_t address)
{
    size_t at = 0, count = builder->span_count;
    while (count > 1) {
        size_t half = count / 2;
        at = builder->firsts[at + half] <= address ? at + half : at;
        count -= half;
    }
    return at;
}

/* ---- layers ---- */

static uint32_t *
layer_at(const struct field_builder *builder, unsigned layer)
{
    return &builder->node_at[layer * builder->span_count];
}

static void
occupy(struct field_builder *builder, const struct address_piece *piece, unsigned layer)
{
    size_t last = span_of(builder, piece->last);
    for (size_t i = span_of(builder, piece->first); i <= last; i++)
        layer_at(builder, layer)[i] = piece->set;
    builder->sets[piece->set].layers |= (uint16_t)(1U << layer);
    if (layer >= builder->layers)
        builder->layers = layer + 1;
}

static bool
is_network(const struct field_builder *builder, uint32_t set)
{
    return builder->sets[set].key[0] == KEY_NETWORK;
}

/* Networks hold one another or have nothing in common: the layer is the depth. */
static void
layer_networks(struct field_builder *builder)
{
    const struct address_piece *open[FIELD_LAYERS];
    unsigned depth = 0;
    qsort(builder->pieces, builder->piece_count, sizeof(builder->pieces[0]), by_first);
    for (size_t i = 0; i < builder->piece_count; i++) {
        const struct address_piece *piece = &builder->pieces[i];
        if (!is_network(builder, piece->set))
            continue;
        while (depth > 0 && open[depth - 1]->last < piece->first)
            depth--;
        struct address_set *set = &builder->sets[piece->set];
        if (depth == FIELD_LAYERS - 1) { /* too deep: told by the last one that has a layer */
            set->node = open[depth - 1]->set;
            set->layers = (uint16_t)(1U << depth);
            continue;
        }
        open[depth++] = piece;
        set->node = piece->set;
        occupy(builder, piece, depth);
    }
}

static bool
is_free(struct field_builder *builder, const struct address_piece *pieces, size_t count,
        unsigned layer)
{
    const uint32_t *nodes = layer_at(builder, layer);
    for (size_t k = 0; k < count; k++) {
        size_t last = span_of(builder, pieces[k].last);
        for (size_t i = span_of(builder, pieces[k].first); i <= last; i++) {
            if (builder->budget == 0 || nodes[i] != 0)
                return false;
            builder->budget--;
        }
    }
    return true;
}

/* The first layer that is free in a span; FIELD_LAYERS: none. */
static unsigned
free_layer(struct field_builder *builder, size_t span)
{
    unsigned layer = 1;
    while (layer < FIELD_LAYERS && layer_at(builder, layer)[span] != 0)
        layer++;
    builder->budget -= builder->budget > layer ? layer : builder->budget;
    return builder->budget == 0 ? FIELD_LAYERS : layer;
}

/* Span by span, each in the first layer that is free there; false: somewhere there is none. */
static bool
spread_group(struct field_builder *builder, const struct address_piece *pieces, size_t count,
             bool occupies)
{
    for (size_t k = 0; k < count; k++) {
        size_t last = span_of(builder, pieces[k].last);
        for (size_t i = span_of(builder, pieces[k].first); i <= last; i++) {
            unsigned layer = free_layer(builder, i);
            if (layer == FIELD_LAYERS && !occupies)
                return false;
            if (!occupies)
                continue;
            layer_at(builder, layer)[i] = pieces[k].set;
            builder->sets[pieces[k].set].layers |= (uint16_t)(1U << layer);
            builder->layers = layer >= builder->layers ? layer + 1 : builder->layers;
        }
    }
    return true;
}

/* In the first layer that none of its pieces meets anything in; or in several. */
static void
layer_group(struct field_builder *builder, const struct address_piece *pieces, size_t count)
{
    struct address_set *set = &builder->sets[pieces[0].set];
    unsigned layer = 1;
    while (layer < FIELD_LAYERS && !is_free(builder, pieces, count, layer))
        layer++;
    set->node = pieces[0].set;
    for (size_t k = 0; layer < FIELD_LAYERS && k < count; k++)
        occupy(builder, &pieces[k], layer);
    if (layer < FIELD_LAYERS)
        return;
    if (spread_group(builder, pieces, count, false)) {
        (void)spread_group(builder, pieces, count, true);
        return;
    }
    set->node = SET_ANY;
    set->layers = 1;
}

static int
by_set(const void *left, const void *right)
{
    const struct address_piece *a = left, *b = right;
    if (a->set != b->set)
        return a->set < b->set ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

static void
layer_groups(struct field_builder *builder)
{
    size_t count = 0;
    for (size_t i = 0; i < builder->piece_count; i++) {
        if (!is_network(builder, builder->pieces[i].set))
            builder->pieces[count++] = builder->pieces[i];
    }
    if (count > 0)
        qsort(builder->pieces, count, sizeof(builder->pieces[0]), by_set);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && builder->pieces[end].set == builder->pieces[i].set;)
            end++;
        layer_group(builder, &builder->pieces[i], end - i);
    }
}

bool
field_builder_layer(struct field_builder *builder)
{
    if (!make_spans(builder))
        return false;
    builder->node_at = arena_zalloc(builder->arena,
                                    FIELD_LAYERS * builder->span_count * sizeof(*builder->node_at));
    if (builder->node_at == NULL)
        return false;
    builder->layers = 1;
    builder->budget = BUDGET_LEAST + BUDGET_A_SPAN * builder->span_count;
    if (builder->piece_count > 0)
        layer_networks(builder);
    layer_groups(builder);
    return true;
}

/* ---- classes ---- */

struct classes {
    const struct field_builder *builder;
    struct address_field *field;
    const uint16_t *partners;
    const layer_bits *bits;
    struct index index; /* of the records, by their sets */
    size_t capacity;
};

static bool
room_for_class(struct classes *classes)
{
    struct address_field *field = classes->field;
    if (field->class_count < classes->capacity)
        return true;
    size_t larger = classes->capacity == 0 ? 64 : classes->capacity * 2;
    uint32_t *moved = realloc(field->records, larger * field->record_words * sizeof(*moved));
    if (moved == NULL)
        return false;
    field->records = moved;
    classes->capacity = larger;
    return true;
}

static uint64_t
mask_of(const struct classes *classes, const uint32_t sets[static FIELD_LAYERS])
{
    uint64_t mask = 0;
    for (unsigned layer = 0; classes->bits != NULL && layer < classes->field->layers; layer++) {
        if (layer > 0 && sets[layer] == 0)
            continue;
        uint16_t partners = classes->partners[sets[layer]];
        for (unsigned other = 0; other < FIELD_LAYERS; other++) {
            if ((partners >> other & 1) != 0)
                mask |= (*classes->bits)[layer][other];
        }
    }
    return mask;
}

/* The class of the sets that a span has; made when it is new. False: no memory. */
static bool
class_of(struct classes *classes, size_t span, uint32_t *class)
{
    struct address_field *field = classes->field;
    uint32_t sets[FIELD_LAYERS] = { 0 };
    for (unsigned layer = 1; layer < field->layers; layer++)
        sets[layer] = layer_at(classes->builder, layer)[span];
    size_t size = field->layers * sizeof(sets[0]), at;
    uint32_t hash = (uint32_t)hash_bytes(sets, size, 0);
    for (uint32_t found = index_first(&classes->index, hash, &at); found != INDEX_EMPTY;
         found = index_next(&classes->index, hash, &at)) {
        const uint32_t *record = &field->records[found * field->record_words];
        if (memcmp(record + RECORD_MASK_WORDS, sets, size) == 0) {
            *class = found;
            return true;
        }
    }
    *class = (uint32_t)field->class_count;
    if (!room_for_class(classes) || !index_add(&classes->index, hash, *class))
        return false;
    uint64_t mask = mask_of(classes, sets);
    uint32_t *record = &field->records[field->class_count++ * field->record_words];
    record[0] = (uint32_t)mask;
    record[1] = (uint32_t)(mask >> 32);
    memcpy(record + RECORD_MASK_WORDS, sets, size);
    return true;
}

/* Spans of one class that touch become one. */
static bool
fill_spans(struct classes *classes)
{
    const struct field_builder *builder = classes->builder;
    struct address_field *field = classes->field;
    field->spans = malloc(builder->span_count * sizeof(*field->spans));
    if (field->spans == NULL)
        return false;
    for (size_t i = 0; i < builder->span_count; i++) {
        uint32_t class;
        if (!class_of(classes, i, &class))
            return false;
        if (field->span_count > 0 && field->spans[field->span_count - 1].class == class)
            continue;
        field->spans[field->span_count++] = (struct address_span){ builder->firsts[i], class };
    }
    return true;
}

static void *
shrunk(void *memory, size_t size)
{
    void *moved = realloc(memory, size);
    return moved != NULL ? moved : memory;
}

static bool
make_top(struct address_field *field)
{
    unsigned bits = TOP_BITS_LEAST;
    while (bits < TOP_BITS_MOST && ((size_t)1 << bits) < field->span_count)
        bits++;
    size_t count = (size_t)1 << bits;
    field->shift = 32 - bits;
    field->top = malloc((count + 1) * sizeof(*field->top));
    if (field->top == NULL)
        return false;
    uint32_t at = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t first = (uint32_t)(i << field->shift);
        while (at + 1 < field->span_count && field->spans[at + 1].first <= first)
            at++;
        field->top[i] = at;
    }
    field->top[count] = (uint32_t)field->span_count - 1;
    return true;
}

bool
address_field_make(struct address_field *field, struct field_builder *builder,
                   const uint16_t *partners, const layer_bits *bits)
{
    *field = (struct address_field){ .layers = builder->layers,
                                     .record_words = RECORD_MASK_WORDS + builder->layers };
    struct classes classes = {
        .builder = builder, .field = field, .partners = partners, .bits = bits
    };
    bool made = index_init(&classes.index) && fill_spans(&classes) && make_top(field);
    index_fini(&classes.index);
    if (!made) {
        address_field_fini(field);
        return false;
    }
    field->spans = shrunk(field->spans, field->span_count * sizeof(*field->spans));
    field->records =
        shrunk(field->records, field->class_count * field->record_words * sizeof(*field->records));
    return true;
}

void
address_field_fini(struct address_field *field)
{
    free(field->top);
    free(field->spans);
    free(field->records);
    *field = (struct address_field){ 0 };
}

size_t
address_field_bytes(const struct address_field *field)
{
    size_t top = field->top == NULL ? 0 : ((size_t)1 << (32 - field->shift)) + 1;
    return top * sizeof(*field->top) + field->span_count * sizeof(*field->spans) +
           field->class_count * field->record_words * sizeof(*field->records);
}
