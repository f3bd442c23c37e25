/*
 * hit_table.h: counts by keys of a few words, for what `show` lists and a rule alone does not tell:
 * the two directions of a nat between two interfaces, the elements of an ACE with groups.
 */
#ifndef REFIRE_ENGINE_HIT_TABLE_H
#define REFIRE_ENGINE_HIT_TABLE_H

#include "engine/base/index.h"

#define HIT_KEY_WORDS 9
#define HIT_TABLE_MOST (UINT32_C(1) << 20) /* keys; others are not counted */

/* Hashed and compared as it lies in memory; what a key has no use for is 0. */
struct hit_key {
    uint32_t words[HIT_KEY_WORDS];
};

struct hit_count {
    struct hit_key key;
    uint64_t forward, back;
};

/* Zeroed, it is empty. */
struct hit_table {
    struct hit_count *items;
    uint32_t count, capacity;
    struct index index;
};

void hit_table_fini(struct hit_table *table);

/* NULL: nothing has come to it. */
const struct hit_count *hit_table_find(const struct hit_table *table, const struct hit_key *key);
/* The same, made when it is new. NULL: no memory, or too many. */
struct hit_count *hit_table_count(struct hit_table *table, const struct hit_key *key);
/* All are 0 again. */
void hit_table_clear(struct hit_table *table);

#endif
