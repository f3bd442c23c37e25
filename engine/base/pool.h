/*
 * pool.h: fixed-size records under 32-bit numbers.
 *
 * Records come in slabs that never move, so a pointer stays good while its record lives. A pool
 * has a largest size: a full pool is an outcome that the caller models.
 */
#ifndef REFIRE_ENGINE_BASE_POOL_H
#define REFIRE_ENGINE_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

#define POOL_SLAB_BITS 10
#define POOL_SLAB (1U << POOL_SLAB_BITS)
#define POOL_NONE UINT32_MAX

struct pool {
    unsigned char **slabs;
    size_t slab_count;
    size_t record_size;
    size_t group; /* slabs that are allocated together, once there are some: as fill a huge page */
    uint32_t largest;   /* records at most */
    uint32_t used_up;   /* numbers below it were handed out at least once */
    uint32_t free_head; /* numbers given back, newest first; the link lies in the record */
    uint32_t in_use;
};

/* RECORD_SIZE is at least 4. */
void pool_init(struct pool *pool, size_t record_size, uint32_t largest);
void pool_fini(struct pool *pool);

/* A zeroed record's number; POOL_NONE when the pool is full or there is no memory. */
NODISCARD uint32_t pool_take(struct pool *pool);
void pool_give(struct pool *pool, uint32_t number);

static inline bool
pool_is_full(const struct pool *pool)
{
    return pool->in_use >= pool->largest;
}

/* The record of a number that pool_take returned. */
static inline void *
pool_at(const struct pool *pool, uint32_t number)
{
    return pool->slabs[number >> POOL_SLAB_BITS] +
           (size_t)(number & (POOL_SLAB - 1)) * pool->record_size;
}

/* Bytes of the slabs that records have been taken from, and of what leads to them. */
static inline size_t
pool_bytes(const struct pool *pool)
{
    size_t slabs = ((size_t)pool->used_up + POOL_SLAB - 1) / POOL_SLAB;
    return slabs * POOL_SLAB * pool->record_size + pool->slab_count * sizeof(unsigned char *);
}

#endif
