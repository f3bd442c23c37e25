/*
 * local_host.h: hosts that take part in conns, counted for 609001 and 609002.
 */
#ifndef REFIRE_ENGINE_LOCAL_HOST_H
#define REFIRE_ENGINE_LOCAL_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/index.h"
#include "engine/base/pool.h"
#include "engine/model/config.h"

struct local_host {
    uint32_t address;
    ifc_id ifc;
    uint32_t conns;
    int64_t built;
};

struct local_host_table {
    struct pool pool;
    struct index index;
    uint64_t seed;
};

NODISCARD bool local_host_init(struct local_host_table *table, uint32_t largest, uint64_t seed);
void local_host_fini(struct local_host_table *table);

/* One more conn of a host; true when it is the host's first. A full table counts nothing. */
bool local_host_hold(struct local_host_table *table, ifc_id ifc, uint32_t address, int64_t now);

/* One conn less; true when it was the last, and BUILT is when the host came. */
bool local_host_release(struct local_host_table *table, ifc_id ifc, uint32_t address,
                        int64_t *built);

size_t local_host_bytes(const struct local_host_table *table);

#endif
