/*
 * pool.c: slabs and a free list threaded through the records.
 */
#include "engine/base/pool.h"

#include <stdlib.h>
#include <string.h>

#define CACHE_LINE 64

_Static_assert(POOL_SLAB % CACHE_LINE == 0, "a slab is whole cache lines");

void
pool_init(struct pool *pool, size_t record_size, uint32_t largest)
{
    *pool = (struct pool){
        .record_size = record_size,
        .largest = largest,
        .free_head = POOL_NONE,
    };
}

void
pool_fini(struct pool *pool)
{
    for (size_t i = 0; i < pool->slab_count; i++)
        free(pool->slabs[i]);
    free(pool->slabs);
    *pool = (struct pool){ .free_head = POOL_NONE };
}

static int
add_slab(struct pool *pool)
{
    /* whole cache lines: a record of 64 or 128 bytes must not lie across one more than it needs */
    unsigned char *slab = aligned_alloc(CACHE_LINE, POOL_SLAB * pool->record_size);
    if (slab == NULL)
        return 0;
    unsigned char **slabs = realloc(pool->slabs, (pool->slab_count + 1) * sizeof(*slabs));
    if (slabs == NULL) {
        free(slab);
        return 0;
    }
    slabs[pool->slab_count++] = slab;
    pool->slabs = slabs;
    return 1;
}

uint32_t
pool_take(struct pool *pool)
{
    uint32_t number = pool->free_head;
    if (number != POOL_NONE) {
        memcpy(&pool->free_head, pool_at(pool, number), sizeof(pool->free_head));
    } else {
        if (pool->used_up >= pool->largest)
            return POOL_NONE;
        if (pool->used_up == pool->slab_count * POOL_SLAB && !add_slab(pool))
            return POOL_NONE;
        number = pool->used_up++;
    }
    memset(pool_at(pool, number), 0, pool->record_size);
    pool->in_use++;
    return number;
}

void
pool_give(struct pool *pool, uint32_t number)
{
    memset(pool_at(pool, number), 0, pool->record_size);
    memcpy(pool_at(pool, number), &pool->free_head, sizeof(pool->free_head));
    pool->free_head = number;
    pool->in_use--;
}
