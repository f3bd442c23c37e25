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
#include "engine/replay/compare.h"
#include "engine/replay/merge.h"

#define AHEAD_TIME COMPARE_WINDOW
#define AHEAD_FRAMES 256
#define AHEAD_BYTES ((size_t)4 * 1024 * 1024)

struct ahead;

/* NULL when there is no memory. */
NODISCARD struct ahead *ahead_new(void);
void ahead_free(struct ahead *ahead);

/* More frames should be read before the next one is taken. */
bool ahead_wants_more(const struct ahead *ahead);

/* Copies FRAME. They are numbered from 1. False: no memory. */
NODISCARD bool ahead_add(struct ahead *ahead, const struct merged_frame *frame);

/* How many have been added. */
uint64_t ahead_count(const struct ahead *ahead);

/* The next in turn, whose bytes are valid until the next ahead_add; false when there is none. */
NODISCARD bool ahead_take(struct ahead *ahead, struct merged_frame *frame);

/* Frame NUMBER, whether its turn is to come or just over; NULL when it is not held. */
const struct merged_frame *ahead_at(const struct ahead *ahead, uint64_t number);

#endif
