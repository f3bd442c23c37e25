/*
 * acl_cache.c: one entry for each list and way of looking at it. Without memory for an entry or an
 * index, lists are scanned: slower, and right.
 */
#include "engine/acl/acl_cache.h"

#include <stdlib.h>

#include "engine/acl/acl_index.h"
#include "engine/base/hash.h"
#include "engine/base/index.h"

/* Lists of fewer lines are always scanned. */
#define INDEX_FROM 16
/* An index costs about as much as so many scans of the whole list. */
#define SCANS_FIRST 16

struct cached {
    const struct acl *acl;
    struct acl_index *index; /* NULL: none yet */
    uint64_t basis;          /* what it was made of */
    size_t scanned;          /* lines since that changed */
    uint32_t revision;       /* the latest one looked at */
    bool ports;
};

struct acl_cache {
    const struct config *config;
    uint64_t seed;
    size_t from, scans;
    struct cached *items;
    size_t count, capacity;
    struct index by_acl;
};

struct acl_cache *
acl_cache_new(const struct config *config, uint64_t seed)
{
    struct acl_cache *cache = calloc(1, sizeof(*cache));
    if (cache == NULL)
        return NULL;
    cache->config = config;
    cache->seed = seed;
    acl_cache_tune(cache, INDEX_FROM, SCANS_FIRST);
    if (index_init(&cache->by_acl))
        return cache;
    free(cache);
    return NULL;
}

void
acl_cache_tune(struct acl_cache *cache, size_t from, size_t scans)
{
    cache->from = from;
    cache->scans = scans;
}

void
acl_cache_free(struct acl_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < cache->count; i++)
        acl_index_free(cache->items[i].index);
    index_fini(&cache->by_acl);
    free(cache->items);
    free(cache);
}

static struct cached *
add_cached(struct acl_cache *cache, const struct acl *acl, bool ports, uint32_t hash)
{
    if (cache->count == cache->capacity) {
        size_t larger = cache->capacity == 0 ? 8 : cache->capacity * 2;
        struct cached *moved = realloc(cache->items, larger * sizeof(*moved));
        if (moved == NULL)
            return NULL;
        cache->items = moved;
        cache->capacity = larger;
    }
    if (!index_add(&cache->by_acl, hash, (uint32_t)cache->count))
        return NULL;
    struct cached *made = &cache->items[cache->count++];
    *made = (struct cached){ .acl = acl, .revision = cache->config->revision, .ports = ports };
    return made;
}

/* NULL: no memory. */
static struct cached *
cached_of(struct acl_cache *cache, const struct acl *acl, bool ports)
{
    uintptr_t key = (uintptr_t)acl + ports;
    uint32_t hash = (uint32_t)hash_bytes(&key, sizeof(key), cache->seed);
    size_t at;
    for (uint32_t found = index_first(&cache->by_acl, hash, &at); found != INDEX_EMPTY;
         found = index_next(&cache->by_acl, hash, &at)) {
        if (cache->items[found].acl == acl && cache->items[found].ports == ports)
            return &cache->items[found];
    }
    return add_cached(cache, acl, ports, hash);
}

/* Another revision: does the index still hold? */
static void
look_again(struct acl_cache *cache, struct cached *cached)
{
    cached->revision = cache->config->revision;
    if (cached->index != NULL && cached->basis == acl_index_basis(cache->config, cached->acl))
        return;
    acl_index_free(cached->index);
    cached->index = NULL;
    cached->scanned = 0;
}

/* The index, when there is one that holds or it is time to make it; else NULL. */
static struct acl_index *
index_of(struct acl_cache *cache, struct cached *cached)
{
    if (cached->revision != cache->config->revision)
        look_again(cache, cached);
    if (cached->index == NULL && cached->scanned >= cache->scans * cached->acl->count) {
        cached->index = acl_index_new(cache->config, cached->acl, cached->ports, cache->seed);
        cached->basis = acl_index_basis(cache->config, cached->acl);
        cached->scanned = 0; /* without memory: tried again after as many scans */
    }
    return cached->index;
}

static struct classify_result
find(struct acl_cache *cache, const struct acl *acl, const struct flow *flow, bool ports)
{
    struct cached *cached = NULL;
    if (acl->count >= cache->from && acl_has_aces(acl))
        cached = cached_of(cache, acl, ports);
    const struct acl_index *index = cached != NULL ? index_of(cache, cached) : NULL;
    if (index != NULL)
        return acl_index_find(index, cache->config, acl, flow);
    struct classify_result result = classify_addresses(cache->config, acl, flow, ports);
    if (cached != NULL)
        cached->scanned += result.ace != NULL ? result.index + 1 : acl->count;
    return result;
}

struct classify_result
acl_cache_find(struct acl_cache *cache, const struct acl *acl, const struct flow *flow)
{
    return find(cache, acl, flow, true);
}

struct classify_result
acl_cache_find_addresses(struct acl_cache *cache, const struct acl *acl, const struct flow *flow)
{
    return find(cache, acl, flow, false);
}

size_t
acl_cache_bytes(const struct acl_cache *cache)
{
    size_t bytes = cache->capacity * sizeof(*cache->items) + index_bytes(&cache->by_acl);
    for (size_t i = 0; i < cache->count; i++)
        bytes += cache->items[i].index != NULL ? acl_index_bytes(cache->items[i].index) : 0;
    return bytes;
}

size_t
acl_cache_indexes(const struct acl_cache *cache)
{
    size_t count = 0;
    for (size_t i = 0; i < cache->count; i++)
        count += cache->items[i].index != NULL;
    return count;
}
