/*
 * stream.h: one direction of a TCP connection put back in order for an inspection, and what leaves
 * of it.
 *
 * Messages are read from the front of the stream. An inspection that changes what passes cannot
 * take back a segment that has left: so in a stream that is held, what belongs to a message that is
 * not whole yet, or lies behind a gap, stays here, and leaves with the segment that completes it.
 * The segment that brought it passes without it. A retransmission says what was said before.
 *
 * For each segment: stream_segment(), then stream_inspect(), then stream_leaves(). Memory is
 * bounded and the stream's own.
 */
#ifndef REFIRE_ENGINE_STREAM_H
#define REFIRE_ENGINE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/inspect.h"

/* Segments ahead of a gap that are kept, and the bytes in them. More: the stream is lost. */
#define STREAM_QUEUE 8
#define STREAM_QUEUE_BYTES 65536
/* No more than this leaves in one segment; the rest does with the next one. */
#define STREAM_LEAVES_MOST 60000

struct stream;

struct stream_segment {
    uint32_t seq;
    bool syn;             /* the payload starts one after SEQ */
    const uint8_t *bytes; /* the payload; borrowed until stream_leaves() */
    size_t length;        /* by the headers */
    size_t captured;      /* how much of it is at BYTES */
};

enum stream_status {
    STREAM_FOLLOWED,
    STREAM_TRUNCATED, /* the capture lacks bytes that were needed: cannot go on */
    STREAM_LOST,      /* a gap did not fill: cannot go on */
};

/* A stream whose messages have at most LARGEST_MESSAGE bytes; NULL when there is no memory. */
NODISCARD struct stream *stream_new(size_t largest_message, bool holds);
void stream_free(struct stream *stream);

/* From now on all passes as it comes: its bytes are as they are after translation already. */
void stream_hold_nothing(struct stream *stream);

/*
 * The next segment on the wire, in whatever order. The first one says where the stream starts: a
 * SYN, or else, picked up in the middle, wherever it is. Not after the end of the stream.
 */
NODISCARD enum stream_status stream_segment(struct stream *stream,
                                            const struct stream_segment *segment);

/*
 * Hands every whole message at the front to INSPECTION, in order. A message that is not one, or
 * longer than the largest, is INSPECT_DESYNC. While a message is being looked at, it is the front:
 * its offsets are those of stream_replace(). After anything but INSPECT_CONTINUE the stream is
 * over.
 */
NODISCARD enum inspect_result stream_inspect(struct stream *stream,
                                             const struct inspection_engine *inspection,
                                             struct inspect_call *call, void *session,
                                             enum inspect_side side);

/*
 * Nothing is read any more, all that comes passes as it is. RELEASES: what was held leaves with the
 * segment at hand; else, since nobody knows any more where it belongs, it is lost.
 */
void stream_end(struct stream *stream, bool releases);

/*
 * REMOVED bytes, OFFSET after the front, give way to LENGTH others. False when the stream is not
 * held or there is no room for it.
 */
bool stream_replace(struct stream *stream, size_t offset, size_t removed, const uint8_t *bytes,
                    size_t length);

/*
 * Where LENGTH bytes, OFFSET after the front, lie in the payload of the segment that is passing.
 * False when they are not all in it.
 */
NODISCARD bool stream_locate(const struct stream *stream, size_t offset, size_t length,
                             size_t *place);

/* Is all that is still to come of no interest, and does it leave as it comes? */
bool stream_is_deaf(const struct stream *stream);

/* What becomes of a segment. */
struct stream_leaving {
    const uint8_t *payload; /* NULL: its own. The stream's, until the next segment. */
    size_t length;
    uint32_t seq_shift; /* to be added to its number */
};

/*
 * The segment that was given last, or, after the end of the stream, SEGMENT, as it leaves. False
 * when there is no memory for it: it then leaves as it came.
 */
bool stream_leaves(struct stream *stream, const struct stream_segment *segment,
                   struct stream_leaving *leaving);

/* What is to be added to ACK, which is about this stream as it left, to be about it as sent. */
uint32_t stream_ack_shift(const struct stream *stream, uint32_t ack);

/*
 * Does ACK, which is about this stream as sent, say that its receiver has what was never seen here?
 * Then the capture lacks it, and a gap will not fill.
 */
bool stream_lacks(const struct stream *stream, uint32_t ack);

/* Bytes of memory held. */
size_t stream_memory(const struct stream *stream);

#endif
