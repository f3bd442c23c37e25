/*
 * placeholder.h: real addresses for hosts that a one-sided capture shows only translated
 * (engine.md 10.3): one for each mapped address, the lowest unused host of the nat rule's network,
 * the same for the whole run.
 */
#ifndef REFIRE_ENGINE_PLACEHOLDER_H
#define REFIRE_ENGINE_PLACEHOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/index.h"
#include "engine/model/config.h"

struct placeholder {
    uint32_t real, mapped;
    ifc_id ifc, mapped_ifc;
};

/* How far a network's hosts have been given away. */
struct placeholder_range {
    struct network network;
    ifc_id ifc;
    uint64_t next;
};

struct placeholders {
    struct placeholder *list;
    size_t count, capacity;
    struct placeholder_range *ranges;
    size_t range_count, range_capacity;
    struct index by_mapped, by_real;
    uint64_t seed;
};

NODISCARD bool placeholders_init(struct placeholders *placeholders, uint64_t seed);
void placeholders_fini(struct placeholders *placeholders);

/*
 * The host behind a mapped address, by the nat that it is taken to come from. MADE: it is new.
 * False when the network has no host left or there is no memory.
 */
NODISCARD bool placeholder_of(struct placeholders *placeholders, const struct config *config,
                              const struct nat *nat, ifc_id mapped_ifc, uint32_t mapped,
                              uint32_t *real, bool *made);

#endif
