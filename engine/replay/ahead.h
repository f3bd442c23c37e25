/*
 * ahead.h: frames that are read some way ahead of their turn, and kept for a while after it. So
 * what became of a packet can be looked up while it enters. Bounded by time, count and bytes.
 */
#ifndef REFIRE_ENGINE_REPLAY_AHEAD_H
#define REFIRE_ENGINE_REPLAY_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/packet/packet.h"
#include "engine/replay/compare.h"
#include "engine/replay/merge.h"

#define AHEAD_TIME COMPARE_WINDOW
#define AHEAD_FRAMES 256
#define AHEAD_BYTES ((size_t)4 * 1024 * 1024)

struct ahead;

/* One of them. Where it stands does not change, but its bytes may with each ahead_add. */
struct ahead_frame {
    struct merged_frame frame; /* on a copy of its bytes */
    struct packet packet;      /* the caller's, decoded from that copy; kept on it when it moves */
    uint32_t expected;         /* the caller's */
    bool is_expected;          /* the caller's; false at first */
};

/* NULL when there is no memory. */
NODISCARD struct ahead *ahead_new(void);
void ahead_free(struct ahead *ahead);

/* More frames should be read before the next one is taken. */
bool ahead_wants_more(const struct ahead *ahead);

/* Copies FRAME. They are numbered from 1. NULL: no memory. */
NODISCARD struct ahead_frame *ahead_add(struct ahead *ahead, const struct merged_frame *frame);

/* How many have been added. */
uint64_t ahead_count(const struct ahead *ahead);

/* The next in turn; NULL when there is none. It stays until the next ahead_add at least. */
struct ahead_frame *ahead_take(struct ahead *ahead);

/* Frame NUMBER, whether its turn is to come or just over; NULL when it is not held. */
struct ahead_frame *ahead_at(struct ahead *ahead, uint64_t number);

/* Bytes of memory that the copies take. */
size_t ahead_bytes(const struct ahead *ahead);

#endif
