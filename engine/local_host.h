/*
 * local_host.h: hosts that take part in conns, counted for 609001 and 609002 and for the limits of
 * nat and static lines (engine.md 2.2, 2.5).
 */
#ifndef REFIRE_ENGINE_LOCAL_HOST_H
#define REFIRE_ENGINE_LOCAL_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/index.h"
#include "engine/base/pool.h"
#include "engine/model/config.h"

/* What a host's conns are counted as. */
enum conn_count { COUNT_TCP, COUNT_UDP, COUNT_ESP, COUNT_AH, COUNT_OTHER, CONN_COUNTS };

enum conn_count conn_count_of(uint8_t protocol);

struct local_host {
    uint32_t address;
    ifc_id ifc;
    uint32_t conns[CONN_COUNTS];
    uint32_t embryonic[2]; /* of the TCP ones, by enum conn_side: that it asked for, asked of it */
    int64_t built;
};

struct local_host_table {
    struct pool pool;
    struct index index;
    uint64_t seed;
};

NODISCARD bool local_host_init(struct local_host_table *table, uint32_t largest, uint64_t seed);
void local_host_fini(struct local_host_table *table);

/* NULL when it has no conn. */
struct local_host *local_host_find(const struct local_host_table *table, ifc_id ifc,
                                   uint32_t address);

/* One more conn of a host; true when it is the host's first. A full table counts nothing. */
bool local_host_hold(struct local_host_table *table, ifc_id ifc, uint32_t address,
                     enum conn_count count, int64_t now);

/* One conn less; true when it was the last, and BUILT is when the host came. */
bool local_host_release(struct local_host_table *table, ifc_id ifc, uint32_t address,
                        enum conn_count count, int64_t *built);

size_t local_host_bytes(const struct local_host_table *table);

#endif
