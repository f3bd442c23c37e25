/*
 * blind.h: hosts between which an inspection could not read on (engine.md 10: undecided, never a
 * guess).
 *
 * Where the capture cuts or lacks what a control conn says, the device knew what it announced and
 * the model does not: a packet between its ends that policy would refuse may be a secondary conn of
 * it, or may not. Its verdict is undecided, and nothing is printed. What policy lets pass anyway
 * passes as ever. Pairs are forgotten an hour after the last packet that they decided, as conns
 * idle.
 */
#ifndef REFIRE_ENGINE_BLIND_H
#define REFIRE_ENGINE_BLIND_H

#include "engine/base/index.h"
#include "engine/base/pool.h"
#include "engine/conn.h"
#include "engine/inspect.h"

struct flow;

struct blind_table {
    struct pool pool;
    struct index index;
    uint64_t seed;
};

NODISCARD bool blinds_init(struct blind_table *table, uint64_t seed);
void blinds_fini(struct blind_table *table);

/* INSPECTION of a conn with these KEYS cannot read on, at TIME. Without memory nothing is noted. */
void blind_note(struct blind_table *table, const struct inspection_engine *inspection,
                const struct flow_key keys[static 2], int64_t time);

/* The inspection whose unread words may have announced FLOW, which enters at IFC; NULL: none. */
const struct inspection_engine *blind_find(struct blind_table *table, ifc_id ifc,
                                           const struct flow *flow, int64_t time);

#endif
