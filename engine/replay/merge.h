/*
 * merge.h: the frames of several captures as one stream in order of time.
 */
#ifndef REFIRE_ENGINE_REPLAY_MERGE_H
#define REFIRE_ENGINE_REPLAY_MERGE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/capture/capture.h"

struct merge;

struct merged_frame {
    struct capture_frame frame; /* its bytes are valid until the next call; its own time */
    size_t source;              /* in the order of merge_add */
    int64_t time;               /* with the source's shift, and never before the last one */
};

NODISCARD struct merge *merge_new(void);
/* Closes the readers too. */
void merge_free(struct merge *merge);

/* Takes READER over; SHIFT is added to its times. False: no memory, and READER is closed. */
NODISCARD bool merge_add(struct merge *merge, struct capture_reader *reader, int64_t shift);

/*
 * The same for a READER that goes on where the source added last ends, whatever its clock says: a
 * part of one capture. It is a source of its own, with the next number.
 */
NODISCARD bool merge_continue(struct merge *merge, struct capture_reader *reader, int64_t shift);

/* False at the end of all. A damaged source ends; capture_error(merge_reader) tells. */
NODISCARD bool merge_next(struct merge *merge, struct merged_frame *frame);

/*
 * The same for up to COUNT frames, but only while the bytes of the frames handed out before stay
 * where they are; how many there were.
 */
NODISCARD size_t merge_take_at_hand(struct merge *merge, struct merged_frame *frames, size_t count);

size_t merge_source_count(const struct merge *merge);
struct capture_reader *merge_reader(const struct merge *merge, size_t source);

/* Frames whose clock went back, and by how much at most. */
uint64_t merge_backward(const struct merge *merge, int64_t *furthest);

#endif
