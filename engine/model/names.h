/*
 * names.h: the `name` table: which word stands for which address (commands.md 3.3).
 *
 * Listings use names by the ten thousand, so that both ways are hashed. The table lives in the
 * configuration's arena; a removed name leaves the table and stays there.
 */
#ifndef REFIRE_ENGINE_MODEL_NAMES_H
#define REFIRE_ENGINE_MODEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/compiler.h"

struct name {
    uint32_t address;
    const char *name;
    const char *description; /* NULL when there is none */
    struct name *next_by_address;
    struct name *next_by_name;
};

struct name_table {
    struct name **items; /* in the order they came */
    size_t count, capacity;
    struct name **by_address; /* chains, newest first */
    struct name **by_name;
    size_t buckets; /* a power of two, or 0 */
};

/* NULL: none. Two names of one address: the newest. Names compare with their case. */
const struct name *name_find(const struct name_table *table, const char *name);
const struct name *name_of_address(const struct name_table *table, uint32_t address);

/* Adds one; copies the texts (DESCRIPTION may be NULL). False: no memory, nothing has changed. */
NODISCARD bool name_add(struct name_table *table, struct arena *arena, uint32_t address,
                        const char *name, const char *description);
/* Another description for a name that is there. False: no memory. */
NODISCARD bool name_describe(struct name_table *table, struct arena *arena, const char *name,
                             const char *description);
/* Nothing happens when there is no such name. */
void name_remove(struct name_table *table, const char *name);
void name_clear(struct name_table *table);

#endif
