/*
 * row_index.c: the rows of each set, and their merge.
 */
#include "engine/acl/row_index.h"

#include <stdlib.h>

struct row_index {
    struct address_field field;
    uint32_t *starts; /* by set; where the next one starts behind the last */
    uint32_t *rows;
    size_t set_count, row_count;
};

struct row_range
row_range_of_network(struct network network)
{
    uint32_t netmask = network.netmask;
    if (!netmask_is_contiguous(netmask))
        netmask = ~(UINT32_MAX >> __builtin_clz(~netmask));
    return (struct row_range){ network.address & netmask, network.address | ~netmask };
}

/* The set that each row is put under, and how many each has. False: no memory. */
static bool
collect(struct row_index *index, struct field_builder *builder, size_t count,
        row_range_of *range_of, uint32_t *sets)
{
    for (size_t i = 0; i < count; i++) {
        struct row_range range = range_of(builder->config, i);
        sets[i] = SET_EMPTY;
        if (range.first <= range.last &&
            !field_builder_add_range(builder, range.first, range.last, &sets[i]))
            return false;
    }
    if (!field_builder_layer(builder))
        return false;
    index->set_count = builder->set_count;
    index->starts = calloc(builder->set_count + 1, sizeof(*index->starts));
    if (index->starts == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (sets[i] != SET_EMPTY) {
            sets[i] = builder->sets[sets[i]].node;
            index->starts[sets[i] + 1]++;
        }
    }
    return true;
}

static bool
fill(struct row_index *index, const uint32_t *sets, size_t count)
{
    for (size_t i = 0; i < index->set_count; i++)
        index->starts[i + 1] += index->starts[i];
    index->row_count = index->starts[index->set_count];
    index->rows = malloc((index->row_count + 1) * sizeof(*index->rows));
    if (index->rows == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (sets[i] != SET_EMPTY)
            index->rows[index->starts[sets[i]]++] = (uint32_t)i;
    }
    for (size_t i = index->set_count; i > 0; i--)
        index->starts[i] = index->starts[i - 1];
    index->starts[0] = 0;
    return true;
}

static bool
make(struct row_index *index, struct field_builder *builder, size_t count, row_range_of *range_of)
{
    uint32_t *sets = arena_zalloc(builder->arena, (count + 1) * sizeof(*sets));
    if (sets == NULL || !collect(index, builder, count, range_of, sets))
        return false;
    return fill(index, sets, count) && address_field_make(&index->field, builder, NULL, NULL);
}

struct row_index *
row_index_new(const struct config *config, size_t count, row_range_of *range_of)
{
    struct row_index *index = calloc(1, sizeof(*index));
    struct arena *arena = arena_new();
    struct field_builder builder = { 0 };
    bool made = index != NULL && arena != NULL && field_builder_init(&builder, arena, config) &&
                make(index, &builder, count, range_of);
    field_builder_fini(&builder);
    arena_free(arena);
    if (made)
        return index;
    row_index_free(index);
    return NULL;
}

void
row_index_free(struct row_index *index)
{
    if (index == NULL)
        return;
    address_field_fini(&index->field);
    free(index->starts);
    free(index->rows);
    free(index);
}

size_t
row_index_bytes(const struct row_index *index)
{
    return sizeof(*index) + address_field_bytes(&index->field) +
           (index->set_count + 1) * sizeof(*index->starts) +
           index->row_count * sizeof(*index->rows);
}

static void
add_list(struct row_walk *walk, const struct row_index *index, uint32_t set)
{
    if (index->starts[set] == index->starts[set + 1])
        return;
    walk->lists[walk->count].at = &index->rows[index->starts[set]];
    walk->lists[walk->count].end = &index->rows[index->starts[set + 1]];
    walk->count++;
}

struct row_walk
row_walk_start(const struct row_index *index, size_t count, uint32_t address)
{
    if (index == NULL)
        return row_walk_all(count);
    struct row_walk walk = row_walk_all(0);
    const uint32_t *record = address_field_record(&index->field, address);
    add_list(&walk, index, SET_ANY);
    for (unsigned layer = 1; layer < index->field.layers; layer++) {
        uint32_t set = record_set(record, layer);
        if (set != SET_ANY)
            add_list(&walk, index, set);
    }
    return walk;
}

size_t
row_walk_merge(struct row_walk *walk)
{
    unsigned least = 0;
    for (unsigned i = 1; i < walk->count; i++)
        least = *walk->lists[i].at < *walk->lists[least].at ? i : least;
    size_t row = *walk->lists[least].at++;
    if (walk->lists[least].at == walk->lists[least].end)
        walk->lists[least] = walk->lists[--walk->count];
    return row;
}
