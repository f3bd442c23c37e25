/*
 * pool.c: slabs and a free list threaded through the records.
 */
#include "engine/base/pool.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/pages.h"

#define SINGLE_SLABS 4 /* a small pool stays small */

void
pool_init(struct pool *pool, size_t record_size, uint32_t largest)
{
    size_t slab_size = POOL_SLAB * record_size;
    *pool = (struct pool){
        .record_size = record_size,
        .group = slab_size < PAGES_HUGE ? PAGES_HUGE / slab_size : 1,
        .largest = largest,
        .free_head = POOL_NONE,
    };
}

/*
 * How many slabs come with slab NUMBER; 0: it came with one before it, and lies in that one's
 * memory.
 */
static size_t
group_at(const struct pool *pool, size_t number)
{
    if (number < SINGLE_SLABS)
        return 1;
    return (number - SINGLE_SLABS) % pool->group == 0 ? pool->group : 0;
}

void
pool_fini(struct pool *pool)
{
    for (size_t i = 0; i < pool->slab_count; i++) {
        if (group_at(pool, i) > 0)
            free(pool->slabs[i]);
    }
    free(pool->slabs);
    *pool = (struct pool){ .free_head = POOL_NONE };
}

static bool
add_slabs(struct pool *pool)
{
    size_t count = group_at(pool, pool->slab_count);
    size_t slab_size = POOL_SLAB * pool->record_size;
    unsigned char **slabs = realloc(pool->slabs, (pool->slab_count + count) * sizeof(*pool->slabs));
    if (slabs == NULL)
        return false;
    pool->slabs = slabs;
    /* what a huge page has left is never more than a slab */
    bool fills_page = count > 1 && count * slab_size < PAGES_HUGE;
    unsigned char *memory = pages_for_random_use(fills_page ? PAGES_HUGE : count * slab_size);
    if (memory == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        slabs[pool->slab_count++] = memory + i * slab_size;
    return true;
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
        if (pool->used_up == pool->slab_count * POOL_SLAB && !add_slabs(pool))
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
