/*
 * established.h: who may come back because a conn is there: the `established` command
 * (engine.md 1.13 [A]).
 *
 * Per line of the configuration, the living conns that it is about are counted by their two hosts.
 * Nothing is kept before a packet asks, and nothing at all without such lines.
 */
#ifndef REFIRE_ENGINE_ESTABLISHED_H
#define REFIRE_ENGINE_ESTABLISHED_H

#include "engine/base/index.h"
#include "engine/base/pool.h"
#include "engine/conn.h"
#include "engine/nat.h"

struct established_table {
    struct pool pool;
    struct index index;
    uint64_t seed;
    uint32_t revision; /* of the lines that it counts for */
    bool counts;       /* false: it must be made anew before it can be asked */
};

NODISCARD bool established_init(struct established_table *table, uint64_t seed);
void established_fini(struct established_table *table);
size_t established_bytes(const struct established_table *table);

/* A conn came, or goes. To be called only while the configuration has such lines. */
void established_opened(struct engine *engine, const struct conn *conn);
void established_closed(struct engine *engine, const struct conn *conn);

/*
 * The line by which FLOW, which enters at INGRESS and leads to DESTINATION, may pass although
 * nothing else lets it; NULL when there is none. Not towards addresses that ports share.
 */
const struct established *established_permits(struct engine *engine, ifc_id ingress,
                                              const struct flow *flow,
                                              const struct destination *destination);

#endif
