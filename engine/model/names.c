/*
 * names.c: the `name` table.
 */
#include "engine/model/names.h"

#include <string.h>

#include "engine/base/hash.h"

#define FIRST_BUCKETS 64

static struct name **
address_bucket(const struct name_table *table, uint32_t address)
{
    return &table->by_address[hash_bytes(&address, sizeof(address), 0) & (table->buckets - 1)];
}

static struct name **
name_bucket(const struct name_table *table, const char *name)
{
    return &table->by_name[hash_bytes(name, strlen(name), 0) & (table->buckets - 1)];
}

static void
link_name(const struct name_table *table, struct name *name)
{
    struct name **by_address = address_bucket(table, name->address);
    struct name **by_name = name_bucket(table, name->name);
    name->next_by_address = *by_address;
    *by_address = name;
    name->next_by_name = *by_name;
    *by_name = name;
}

static void
unlink_name(const struct name_table *table, const struct name *name)
{
    struct name **at = address_bucket(table, name->address);
    while (*at != name)
        at = &(*at)->next_by_address;
    *at = name->next_by_address;
    at = name_bucket(table, name->name);
    while (*at != name)
        at = &(*at)->next_by_name;
    *at = name->next_by_name;
}

/* As many buckets as names at least; the chains are made anew. */
static bool
make_room(struct name_table *table, struct arena *arena)
{
    if (table->count < table->buckets)
        return true;
    size_t buckets = table->buckets == 0 ? FIRST_BUCKETS : 2 * table->buckets;
    struct name **by_address = arena_zalloc(arena, buckets * sizeof(*by_address));
    struct name **by_name = arena_zalloc(arena, buckets * sizeof(*by_name));
    if (by_address == NULL || by_name == NULL)
        return false;
    table->by_address = by_address;
    table->by_name = by_name;
    table->buckets = buckets;
    for (size_t i = 0; i < table->count; i++)
        link_name(table, table->items[i]);
    return true;
}

static struct name *
find(const struct name_table *table, const char *name)
{
    if (table->count == 0)
        return NULL;
    struct name *at = *name_bucket(table, name);
    while (at != NULL && strcmp(at->name, name) != 0)
        at = at->next_by_name;
    return at;
}

const struct name *
name_find(const struct name_table *table, const char *name)
{
    return find(table, name);
}

const struct name *
name_of_address(const struct name_table *table, uint32_t address)
{
    if (table->count == 0)
        return NULL;
    const struct name *at = *address_bucket(table, address);
    while (at != NULL && at->address != address)
        at = at->next_by_address;
    return at;
}

bool
name_add(struct name_table *table, struct arena *arena, uint32_t address, const char *name,
         const char *description)
{
    struct name *made = arena_zalloc(arena, sizeof(*made));
    const char *copy = arena_strdup(arena, name);
    if (made == NULL || copy == NULL || !make_room(table, arena))
        return false;
    *made = (struct name){ .address = address, .name = copy };
    if (description != NULL && (made->description = arena_strdup(arena, description)) == NULL)
        return false;
    struct name **place =
        arena_append(arena, &table->items, &table->count, &table->capacity, sizeof(made));
    if (place == NULL)
        return false;
    *place = made;
    link_name(table, made);
    return true;
}

bool
name_describe(struct name_table *table, struct arena *arena, const char *name,
              const char *description)
{
    struct name *found = find(table, name);
    const char *copy = arena_strdup(arena, description);
    if (copy == NULL)
        return false;
    if (found != NULL)
        found->description = copy;
    return true;
}

void
name_remove(struct name_table *table, const char *name)
{
    const struct name *old = name_find(table, name);
    size_t i = 0;
    if (old == NULL)
        return;
    unlink_name(table, old);
    while (table->items[i] != old)
        i++;
    memmove(&table->items[i], &table->items[i + 1],
            (table->count - i - 1) * sizeof(table->items[0]));
    table->count--;
}

void
name_clear(struct name_table *table)
{
    if (table->buckets > 0) {
        memset(table->by_address, 0, table->buckets * sizeof(*table->by_address));
        memset(table->by_name, 0, table->buckets * sizeof(*table->by_name));
    }
    table->count = 0;
}
