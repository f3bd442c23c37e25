/*
 * timers.h: what is due, oldest first, on packet time.
 *
 * A refresh of a conn or an xlate writes only its last-seen time. Its entry here may thus be too
 * early: when it comes up the owner says when it is really due, and it goes back. An entry whose
 * owner is gone, or was given an earlier one since, is stale and is passed over; the serial number
 * tells. Equal times fire in order of serial number, so that a run is always the same.
 */
#ifndef REFIRE_ENGINE_TIMERS_H
#define REFIRE_ENGINE_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/base/pool.h"

enum timer_owner { OWNER_CONN, OWNER_XLATE, OWNER_ACL_FLOW, OWNER_PINHOLE };

struct timer_entry {
    int64_t due;     /* ns, packet time */
    uint32_t serial; /* of the owner's record: a record used again has another */
    uint32_t owner : 2;
    uint32_t number : 30; /* of the owner's record in its pool */
};

struct timer_wheel;

struct timers {
    /* The entries of the ticks that have begun: a heap by (due, serial). */
    struct timer_entry *heap;
    size_t count, capacity;
    /* Those of one tick that came in the order in which they are due: they need no heap. */
    struct timer_entry *run;
    size_t run_at, run_end, run_capacity;
    /* All the others. */
    struct timer_wheel *wheel; /* NULL until there is one */
    int64_t next;              /* nothing is due before */
};

void timers_fini(struct timers *timers);
/* NOW is the owner's clock, at most DUE as a rule. False when there is no memory. */
NODISCARD bool timers_add(struct timers *timers, struct timer_entry entry, int64_t now);
/* Takes the first entry that is due at or before NOW; false when there is none. */
bool timers_take(struct timers *timers, int64_t now, struct timer_entry *entry);
/* Can anything be due at or before NOW? Asked with each packet. */
static inline bool
timers_are_due(const struct timers *timers, int64_t now)
{
    return timers->next <= now && (timers->wheel != NULL || timers->count > 0);
}
/*
 * The entry that will most likely be taken after AHEAD others, 0 for the next one; NULL when that
 * is not known yet.
 */
static inline const struct timer_entry *
timers_peek(const struct timers *timers, size_t ahead)
{
    if (timers->run_end - timers->run_at > ahead)
        return &timers->run[timers->run_at + ahead];
    return ahead == 0 && timers->count > 0 ? &timers->heap[0] : NULL;
}
/* How many entries there are. */
size_t timers_count(const struct timers *timers);
size_t timers_bytes(const struct timers *timers);

#endif
