/*
 * replay_private.h: the inside of a replay, for the files named after it only.
 */
#ifndef REFIRE_ENGINE_REPLAY_REPLAY_PRIVATE_H
#define REFIRE_ENGINE_REPLAY_REPLAY_PRIVATE_H

#include "engine/base/ip.h"
#include "engine/replay/ahead.h"
#include "engine/replay/duplicates.h"
#include "engine/replay/merge.h"
#include "engine/replay/replay.h"

#define FRAME_MAX ((size_t)256 * 1024)
#define BATCH 32 /* as many as fit the first level cache with their packets */

/*
 * Frames that are at hand together, parsed, and run one by one: while the first are run, the memory
 * that the last ones need is on its way. Only that: what comes out is the same as one at a time.
 */
struct batch {
    struct merged_frame frames[BATCH];
    struct packet packets[BATCH];
    uint32_t expected[BATCH]; /* of engine_expect */
    size_t count, next;       /* of the frames; the next one to be kept where they are kept */
};

/* What is remembered of a fragment until its verdict comes. */
struct late_packet {
    enum link_type link;
    int link_number;
    bool rebuilt;
    struct sighting seen; /* what it was rebuilt from */
    uint32_t next_free;
};

#define NO_LATE UINT32_MAX

/* A packet's tag is its place here, counted from 1. */
struct late_packets {
    struct late_packet *items;
    uint32_t count, capacity;
    uint32_t free; /* NO_LATE: none */
};

/* Where a frame comes from: found once for all that come from there one after the other. */
struct frame_origin {
    struct input *input; /* the head of its parts; NULL: none yet */
    struct capture_point *point;
    uint32_t interface;
    bool is_sifted; /* some of its frames are left out: by the filter, as duplicates */
};

/* One input, with a capture point for each interface of its file. */
struct input {
    struct replay_input given;
    struct capture_reader *reader;
    bool merged;                /* the merge owns the reader */
    size_t head;                /* the input that it continues, as a part of one capture; itself */
    struct frame_origin origin; /* of its latest frame */
    struct capture_point *points;
    size_t point_count;
    int64_t shift;
    bool drops_duplicates;
    struct duplicates duplicates;
};

/* What is captured at an interface. */
struct side {
    bool captured; /* what leaves there can be compared */
    bool has_frames;
    int64_t first, last;
};

struct replay {
    const struct config *config;
    struct engine *engine;
    struct replay_options options;
    struct replay_sink sink;
    struct capture_filter *filter;
    struct input *inputs;
    size_t input_count;
    struct side *sides; /* by interface */
    struct ingress *ingress;
    struct merge *merge;
    struct ahead *ahead; /* NULL: batches are taken as they are read */
    struct batch batch;
    struct compare *compare;
    struct late_packets late;
    uint8_t *rebuilt_bytes, *predicted_bytes; /* FRAME_MAX each */
    struct outcome outcome;                   /* of the packet in turn */
    struct translation original;              /* that it is rebuilt by */
    bool out_of_memory;
    bool looks_ahead;
    bool has_begun; /* a frame has been read */
    struct replay_report report;
};

/* Looks at the inputs, decides the mode, and hands them to the merge. False: no memory. */
NODISCARD bool replay_prepare(struct replay *replay);

/* Frames whose turn it is, and what was read of each; borrowed until the next are read. */
struct turns {
    const struct merged_frame *frames;
    struct packet *packets;
    size_t count;
};

/* False: there are no more, or no memory. */
NODISCARD bool replay_read(struct replay *replay, struct turns *turns);

/* Looks MERGED's origin up. NULL: no memory. */
const struct frame_origin *replay_find_origin(struct replay *replay,
                                              const struct merged_frame *merged);

static inline const struct frame_origin *
replay_origin(struct replay *replay, const struct merged_frame *merged)
{
    const struct frame_origin *origin = &replay->inputs[merged->source].origin;
    if (origin->input != NULL && origin->interface == merged->frame.interface)
        return origin;
    return replay_find_origin(replay, merged);
}

/* Remembers PACKET, a fragment, until its verdict comes. SEEN is what it was rebuilt from or NULL.
 */
void replay_await_late(struct replay *replay, struct packet *packet,
                       const struct capture_frame *frame, const struct sighting *seen);
/* PACKET's verdict is there. */
static inline void
replay_forget_late(struct replay *replay, const struct packet *packet)
{
    if (packet->tag == 0)
        return;
    replay->late.items[packet->tag - 1].next_free = replay->late.free;
    replay->late.free = packet->tag - 1;
}

/* Is all of TCP and UDP that is compared in struct packet? */
static inline bool
replay_has_fields(const struct packet *packet)
{
    return !packet->is_fragment && !packet->has_options &&
           (packet->protocol == IP_TCP || packet->protocol == IP_UDP);
}

/* Is what becomes of a packet to be compared with what is seen later? */
static inline bool
replay_is_remembered(const struct replay *replay, const struct outcome *outcome)
{
    if (outcome->egress != IFC_NONE && replay->sides[outcome->egress].captured)
        return true;
    return (outcome->verdict == VERDICT_DENIED || outcome->drop == DROP_UNREAD) &&
           replay->report.mode == REPLAY_STRICT;
}

/* Remembers it: PACKET, which entered at INGRESS, has left by OUTCOME at TIME, or was denied. */
void replay_remember_output(struct replay *replay, const struct packet *packet, enum link_type link,
                            ifc_id ingress, const struct outcome *outcome, int64_t time);

/* Does what the model makes of PACKET, which was rebuilt, look like SEEN, of which it was? */
void replay_compare_rebuilt(struct replay *replay, const struct packet *packet, enum link_type link,
                            const struct outcome *outcome, const struct sighting *seen,
                            int64_t time);

#endif
