/*
 * decap.h: frames that were mirrored through a tunnel, as they were before. Private to
 * engine/replay.
 */
#ifndef REFIRE_ENGINE_REPLAY_DECAP_H
#define REFIRE_ENGINE_REPLAY_DECAP_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/capture/capture.h"
#include "engine/packet/unwrap.h"

#define DECAP_DEPTH 4 /* more wrappings around each other stay */

/* FRAME becomes what it holds; each wrapping that is taken off is counted. False: it has none. */
bool decap_frame(struct capture_frame *frame, uint64_t counts[static WRAPPING_COUNT]);

#endif
