/*
 * stream.h: one direction of a TCP connection put back in order for an inspection.
 *
 * The firewall forwards each segment as it comes; the stream only watches. Messages are read from
 * its front, and a change to a message becomes an edit of the segment that is just passing. What
 * lies in a segment that went before cannot be changed any more: that is reported as late. A
 * retransmission gets the edits of the first time again, so that it says the same.
 *
 * For each segment: stream_segment(), then stream_inspect() (or stream_peek() and stream_consume()
 * until no whole message is left), then stream_edits(). Memory is bounded and the stream's own.
 */
#ifndef REFIRE_ENGINE_STREAM_H
#define REFIRE_ENGINE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/inspect.h"
#include "engine/packet/packet.h"

/* Segments ahead of a gap that are kept, and the bytes in them. More: the stream is lost. */
#define STREAM_QUEUE 8
#define STREAM_QUEUE_BYTES 65536
/* Edits kept for retransmissions; older ones are forgotten. */
#define STREAM_PAST_EDITS 32

struct stream;

struct stream_segment {
    uint32_t seq;
    bool syn;             /* the payload starts one after SEQ */
    const uint8_t *bytes; /* the payload; borrowed until the segment's last message is read */
    size_t length;        /* by the headers */
    size_t captured;      /* how much of it is at BYTES */
};

enum stream_status {
    STREAM_FOLLOWED,
    STREAM_TRUNCATED, /* the capture lacks bytes that were needed: cannot go on */
    STREAM_LOST,      /* a gap did not fill: cannot go on */
};

/* A stream whose messages have at most LARGEST_MESSAGE bytes; NULL when there is no memory. */
NODISCARD struct stream *stream_new(size_t largest_message);
void stream_free(struct stream *stream);

/*
 * The next segment on the wire, in whatever order. The first one says where the stream starts: a
 * SYN, or else, picked up in the middle, wherever it is.
 */
NODISCARD enum stream_status stream_segment(struct stream *stream,
                                            const struct stream_segment *segment);

/*
 * The bytes in order that have not been consumed. Returns how many: less than the largest message
 * only when there are no more for now.
 */
NODISCARD size_t stream_peek(struct stream *stream, const uint8_t **bytes);
/* Takes LENGTH bytes off the front; they must be there. */
void stream_consume(struct stream *stream, size_t length);

/*
 * Hands every whole message at the front to INSPECTION, in order. A message that is not one, or
 * longer than the largest, is INSPECT_DESYNC. While a message is being looked at, it is the front:
 * its offsets are those of stream_rewrite(). After anything but INSPECT_CONTINUE the stream is of
 * no more use.
 */
NODISCARD enum inspect_result stream_inspect(struct stream *stream,
                                             const struct inspection_engine *inspection,
                                             struct inspect_call *call, void *session,
                                             enum inspect_side side);

/*
 * Replaces LENGTH bytes, OFFSET after the front. False, and counted as late, when they are not all
 * in the segment that is passing or it has no room for one more edit.
 */
bool stream_rewrite(struct stream *stream, size_t offset, const uint8_t *bytes, size_t length);

/*
 * Where LENGTH bytes, OFFSET after the front, lie in the payload of the segment that is passing.
 * False when they are not all in it.
 */
NODISCARD bool stream_locate(const struct stream *stream, size_t offset, size_t length,
                             size_t *place);

/* The edits of the segment that is passing, those for a retransmission included. */
size_t stream_edits(const struct stream *stream, struct payload_edit edits[static PACKET_EDITS]);

/* Changes that could not be made in the segment that is passing. */
size_t stream_late(const struct stream *stream);

/* Bytes of memory held. */
size_t stream_memory(const struct stream *stream);

#endif
