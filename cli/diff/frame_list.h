/*
 * frame_list.h: frames that are kept one by one, to be replayed in any choice.
 */
#ifndef REFIRE_CLI_DIFF_FRAME_LIST_H
#define REFIRE_CLI_DIFF_FRAME_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/sample/kept_frames.h"
#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/capture/capture.h"

struct kept_frame {
    struct capture_frame frame; /* its bytes are an arena's; interface: counted over all inputs */
    const char *name;           /* of its interface; NULL: none */
    size_t cause;               /* from 1 */
};

/* Zeroed: empty. */
struct frame_list {
    struct kept_frame *items;
    size_t count, capacity;
};

/* A copy of FRAME, whose bytes are ARENA's. False: no memory. */
NODISCARD bool frame_list_add(struct frame_list *list, struct arena *arena,
                              const struct kept_frame *frame);
void frame_list_sort(struct frame_list *list); /* by time */
/* Is the same frame there, of the same time and interface? */
bool frame_list_has(const struct frame_list *list, const struct kept_frame *frame);
void frame_list_free(struct frame_list *list);

/* ITEMS, which are put in order of time, as a capture. False: no memory. Either way KEPT is to be
 * freed. */
NODISCARD bool frame_list_build(const struct kept_frame **items, size_t count,
                                struct kept_frames *kept);

#endif
