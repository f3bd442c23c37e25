/*
 * duplicates.h: frames that a mirrored port shows twice, once as they come and once as they go.
 *
 * A frame is one when the same bytes, MAC addresses and IP identification included, came through
 * the same source a moment before: a retransmission has another identification, and what has
 * crossed a firewall or a router has other MAC addresses. Links without MAC addresses have no
 * duplicates: there the two sides of a firewall without translation look alike.
 */
#ifndef REFIRE_ENGINE_REPLAY_DUPLICATES_H
#define REFIRE_ENGINE_REPLAY_DUPLICATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/capture/capture.h"

#define DUPLICATES_WINDOW (10 * INT64_C(1000000)) /* ns, between the two [C] */
#define DUPLICATES_RECENT 16                      /* frames that are remembered */

/* Of one source. Start from zeroes. */
struct duplicates {
    uint64_t hashes[DUPLICATES_RECENT]; /* 0: none */
    int64_t times[DUPLICATES_RECENT];
    size_t next;
};

/* Has FRAME come before? Remembers it if not. SEED is of hashes. */
bool duplicates_has(struct duplicates *duplicates, const struct capture_frame *frame,
                    uint64_t seed);

#endif
