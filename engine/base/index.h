/*
 * index.h: a hash index of 32-bit references.
 *
 * The index knows hashes and references, not keys: the caller walks the references that share a
 * hash and compares. Open addressing with linear probing; removal shifts back, so that there are
 * no tombstones and the cost of a look-up depends on what is in it now, not on its past.
 */
#ifndef REFIRE_ENGINE_BASE_INDEX_H
#define REFIRE_ENGINE_BASE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

struct index_slot {
    uint32_t hash;
    uint32_t reference; /* INDEX_EMPTY: free */
};

#define INDEX_EMPTY UINT32_MAX

struct index {
    struct index_slot *slots;
    size_t mask; /* slots - 1; slots is a power of two */
    size_t count;
};

/* False when there is no memory. */
NODISCARD bool index_init(struct index *index);
void index_fini(struct index *index);

/* Adds a reference under a hash; the same may stand twice. False when there is no memory. */
NODISCARD bool index_add(struct index *index, uint32_t hash, uint32_t reference);

/* Removes one such pair; nothing happens when it is not there. */
void index_remove(struct index *index, uint32_t hash, uint32_t reference);

/*
 * Walks the references under a hash: start with *AT = hash & mask through index_first. Returns
 * INDEX_EMPTY past the last one.
 */
static inline uint32_t
index_next(const struct index *index, uint32_t hash, size_t *at)
{
    for (;;) {
        struct index_slot slot = index->slots[*at];
        if (slot.reference == INDEX_EMPTY)
            return INDEX_EMPTY;
        *at = (*at + 1) & index->mask;
        if (slot.hash == hash)
            return slot.reference;
    }
}

static inline uint32_t
index_first(const struct index *index, uint32_t hash, size_t *at)
{
    *at = hash & index->mask;
    return index_next(index, hash, at);
}

/* Bytes held. */
static inline size_t
index_bytes(const struct index *index)
{
    return (index->mask + 1) * sizeof(struct index_slot);
}

#endif
