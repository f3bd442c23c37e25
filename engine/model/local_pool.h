/*
 * local_pool.h: addresses that remote users get: `ip local pool` (commands.md 11.3). They take part
 * in rules and translations as those of hosts behind the box.
 */
#ifndef REFIRE_ENGINE_MODEL_LOCAL_POOL_H
#define REFIRE_ENGINE_MODEL_LOCAL_POOL_H

#include "engine/model/interface.h"

struct local_pool {
    const char *name;
    uint32_t first, last; /* the same when one address was written */
    bool is_range;
    bool has_netmask;
    uint32_t netmask; /* 0 where none was given */
    struct origin origin;
};

#endif
