/*
 * acl_log.h: flows that an ACE with `log` keeps an eye on (engine.md 1.12 [A]).
 *
 * The first hit of a flow is told at once; hits after it are counted and told at the end of each
 * interval. An interval without a hit ends the watch. Of denied flows only so many are watched:
 * beyond them a new one is not told, and 106101 says so.
 */
#ifndef REFIRE_ENGINE_ACL_LOG_H
#define REFIRE_ENGINE_ACL_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/acl/classify.h"
#include "engine/base/index.h"
#include "engine/base/pool.h"
#include "engine/event.h"

struct acl_log {
    struct pool pool;
    struct index index;
    uint64_t seed;
    uint32_t denied;    /* flows that are watched and denied */
    int64_t limit_told; /* when 106101 was last printed */
};

NODISCARD bool acl_log_init(struct acl_log *log, uint64_t seed);
void acl_log_fini(struct acl_log *log);
size_t acl_log_bytes(const struct acl_log *log);

struct engine;

/* A hit of a logging ACE by FLOW: EVENT is what 106100 would say of it. */
void acl_log_hit(struct engine *engine, const struct flow *flow, const struct event *event);

/* Is the watch that a timer entry was made for still on? */
bool acl_log_watches(const struct acl_log *log, uint32_t number, uint32_t serial);
/* Its interval ended at DUE. */
void acl_log_fire(struct engine *engine, uint32_t number, int64_t due);

#endif
