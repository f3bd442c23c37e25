/*
 * local_host.c: a set of (interface, address), each with its counts.
 */
#include "engine/local_host.h"

#include "engine/base/hash_pair.h"

bool
local_host_init(struct local_host_table *table, uint32_t largest, uint64_t seed)
{
    *table = (struct local_host_table){ .seed = seed };
    pool_init(&table->pool, sizeof(struct local_host), largest);
    return index_init(&table->index);
}

void
local_host_fini(struct local_host_table *table)
{
    pool_fini(&table->pool);
    index_fini(&table->index);
}

static uint32_t
hash_host(const struct local_host_table *table, ifc_id ifc, uint32_t address)
{
    return (uint32_t)hash_pair(address, ifc, table->seed);
}

static uint32_t
find_host(const struct local_host_table *table, uint32_t hash, ifc_id ifc, uint32_t address)
{
    size_t at;
    for (uint32_t number = index_first(&table->index, hash, &at); number != INDEX_EMPTY;
         number = index_next(&table->index, hash, &at)) {
        const struct local_host *host = pool_at(&table->pool, number);
        if (host->address == address && host->ifc == ifc)
            return number;
    }
    return POOL_NONE;
}

enum conn_count
conn_count_of(uint8_t protocol)
{
    switch (protocol) {
    case IP_TCP:
        return COUNT_TCP;
    case IP_UDP:
        return COUNT_UDP;
    case IP_ESP:
        return COUNT_ESP;
    case IP_AH:
        return COUNT_AH;
    default:
        return COUNT_OTHER;
    }
}

static bool
is_idle(const struct local_host *host)
{
    for (size_t i = 0; i < CONN_COUNTS; i++) {
        if (host->conns[i] > 0)
            return false;
    }
    return true;
}

struct local_host *
local_host_find(const struct local_host_table *table, ifc_id ifc, uint32_t address)
{
    uint32_t number = find_host(table, hash_host(table, ifc, address), ifc, address);
    return number == POOL_NONE ? NULL : pool_at(&table->pool, number);
}

bool
local_host_hold(struct local_host_table *table, ifc_id ifc, uint32_t address, enum conn_count count,
                int64_t now)
{
    uint32_t hash = hash_host(table, ifc, address);
    uint32_t number = find_host(table, hash, ifc, address);
    if (number != POOL_NONE) {
        ((struct local_host *)pool_at(&table->pool, number))->conns[count]++;
        return false;
    }
    number = pool_take(&table->pool);
    if (number == POOL_NONE)
        return false;
    if (!index_add(&table->index, hash, number)) {
        pool_give(&table->pool, number);
        return false;
    }
    struct local_host *host = pool_at(&table->pool, number);
    *host = (struct local_host){ .address = address, .ifc = ifc, .built = now };
    host->conns[count] = 1;
    return true;
}

bool
local_host_release(struct local_host_table *table, ifc_id ifc, uint32_t address,
                   enum conn_count count, int64_t *built)
{
    uint32_t hash = hash_host(table, ifc, address);
    uint32_t number = find_host(table, hash, ifc, address);
    if (number == POOL_NONE)
        return false;
    struct local_host *host = pool_at(&table->pool, number);
    if (host->conns[count] > 0)
        host->conns[count]--;
    if (!is_idle(host))
        return false;
    *built = host->built;
    index_remove(&table->index, hash, number);
    pool_give(&table->pool, number);
    return true;
}

size_t
local_host_bytes(const struct local_host_table *table)
{
    return pool_bytes(&table->pool) + index_bytes(&table->index);
}
