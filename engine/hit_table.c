/*
 * hit_table.c: finds them.
 */
#include "engine/hit_table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"

#define FIRST_CAPACITY 64

void
hit_table_fini(struct hit_table *table)
{
    if (table->index.slots != NULL)
        index_fini(&table->index);
    free(table->items);
    *table = (struct hit_table){ 0 };
}

void
hit_table_clear(struct hit_table *table)
{
    for (uint32_t i = 0; i < table->count; i++)
        table->items[i].forward = table->items[i].back = 0;
}

static uint32_t
hash_of(const struct hit_key *key)
{
    return (uint32_t)hash_bytes(key, sizeof(*key), 0);
}

static uint32_t
find(const struct hit_table *table, const struct hit_key *key)
{
    if (table->count == 0)
        return INDEX_EMPTY;
    uint32_t hash = hash_of(key);
    size_t at;
    uint32_t number = index_first(&table->index, hash, &at);
    while (number != INDEX_EMPTY && memcmp(&table->items[number].key, key, sizeof(*key)) != 0)
        number = index_next(&table->index, hash, &at);
    return number;
}

static bool
grow(struct hit_table *table)
{
    if (table->index.slots == NULL && !index_init(&table->index))
        return false;
    if (table->count < table->capacity)
        return true;
    if (table->count == HIT_TABLE_MOST)
        return false;
    uint32_t capacity = table->capacity == 0 ? FIRST_CAPACITY : table->capacity * 2;
    struct hit_count *moved = realloc(table->items, capacity * sizeof(*moved));
    if (moved == NULL)
        return false;
    table->items = moved;
    table->capacity = capacity;
    return true;
}

const struct hit_count *
hit_table_find(const struct hit_table *table, const struct hit_key *key)
{
    uint32_t number = find(table, key);
    return number != INDEX_EMPTY ? &table->items[number] : NULL;
}

struct hit_count *
hit_table_count(struct hit_table *table, const struct hit_key *key)
{
    uint32_t number = find(table, key);
    if (number != INDEX_EMPTY)
        return &table->items[number];
    if (!grow(table) || !index_add(&table->index, hash_of(key), table->count))
        return NULL;
    table->items[table->count] = (struct hit_count){ .key = *key };
    return &table->items[table->count++];
}
