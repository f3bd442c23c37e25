/*
 * kept_frames.h: frames as a capture (pcapng) in memory, that replay_add takes.
 */
#ifndef REFIRE_CLI_SAMPLE_KEPT_FRAMES_H
#define REFIRE_CLI_SAMPLE_KEPT_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/capture/capture.h"

#define KEPT_INTERFACES 64

/* Zeroed before use. */
struct kept_frames {
    uint8_t *bytes;
    size_t size, capacity;
    bool no_memory;
    size_t frames;
    /* those of the file that the frames were in, in the order in which they came */
    struct kept_interface {
        uint32_t number;
        int link_number;
    } interfaces[KEPT_INTERFACES];
    uint32_t interface_count;
};

/* A capture without frames, where there are none yet. False: no memory. */
bool kept_frames_begin(struct kept_frames *kept);
/* NAME is that of FRAME's interface; NULL: it has none. A frame that has no place is not kept, and
 * false is returned. */
bool kept_frames_add(struct kept_frames *kept, const struct capture_frame *frame, const char *name);
void kept_frames_free(struct kept_frames *kept);

#endif
