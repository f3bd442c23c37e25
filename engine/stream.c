/*
 * stream.c: reassembly. Positions in a stream are 64-bit counts of bytes from its start, so that
 * only offset_of() has to think of sequence numbers that wrap.
 */
#include "engine/stream.h"

#include <stdlib.h>
#include <string.h>

/* A segment that came ahead of a gap. */
struct ahead {
    int64_t start;
    size_t length;
    uint8_t *bytes;
};

struct past_edit {
    int64_t start;
    uint16_t length;
    uint8_t bytes[sizeof(((struct payload_edit *)0)->bytes)];
};

struct stream {
    bool started;
    uint32_t first_seq; /* of position 0 */
    int64_t front;      /* position of the first byte not consumed, which is buffer[begin] */
    int64_t next;       /* position of the first byte not in the buffer yet */

    /* The segment that is passing. */
    int64_t segment_start;
    size_t segment_length;
    const uint8_t *segment_bytes; /* NULL: nothing of it is needed any more */
    struct payload_edit edits[PACKET_EDITS];
    size_t edit_count;
    size_t late;

    struct ahead queue[STREAM_QUEUE];
    size_t queue_count, queue_bytes;

    struct past_edit past[STREAM_PAST_EDITS]; /* a ring */
    size_t past_count;                        /* ever written */
    int64_t forgotten;                        /* end of the last edit that fell out of the ring */

    size_t largest_message;
    size_t begin, capacity;
    uint8_t buffer[];
};

struct stream *
stream_new(size_t largest_message)
{
    size_t capacity = largest_message * 2;
    struct stream *stream = calloc(1, sizeof(*stream) + capacity);
    if (stream == NULL)
        return NULL;
    stream->largest_message = largest_message;
    stream->capacity = capacity;
    return stream;
}

void
stream_free(struct stream *stream)
{
    if (stream == NULL)
        return;
    for (size_t i = 0; i < stream->queue_count; i++)
        free(stream->queue[i].bytes);
    free(stream);
}

size_t
stream_memory(const struct stream *stream)
{
    return sizeof(*stream) + stream->capacity + stream->queue_bytes;
}

/* The position of a sequence number: the one nearest to what is expected next. */
static int64_t
offset_of(const struct stream *stream, uint32_t seq)
{
    uint32_t expected = stream->first_seq + (uint32_t)stream->next;
    return stream->next + (int32_t)(seq - expected);
}

static void
queue_remove(struct stream *stream, size_t index)
{
    stream->queue_bytes -= stream->queue[index].length;
    free(stream->queue[index].bytes);
    stream->queue[index] = stream->queue[--stream->queue_count];
}

static bool
queue_add(struct stream *stream, int64_t start, const struct stream_segment *segment)
{
    for (size_t i = 0; i < stream->queue_count; i++) {
        const struct ahead *ahead = &stream->queue[i];
        if (ahead->start <= start &&
            ahead->start + (int64_t)ahead->length >= start + (int64_t)segment->length)
            return true; /* a retransmission of what waits already */
    }
    if (stream->queue_count == STREAM_QUEUE ||
        segment->length > STREAM_QUEUE_BYTES - stream->queue_bytes)
        return false;
    uint8_t *copy = malloc(segment->length);
    if (copy == NULL)
        return false;
    memcpy(copy, segment->bytes, segment->length);
    stream->queue[stream->queue_count++] = (struct ahead){ start, segment->length, copy };
    stream->queue_bytes += segment->length;
    return true;
}

static void
add_edit(struct stream *stream, size_t offset, const uint8_t *bytes, size_t length)
{
    if (stream->edit_count == PACKET_EDITS) {
        stream->late++;
        return;
    }
    struct payload_edit *edit = &stream->edits[stream->edit_count++];
    edit->offset = offset;
    edit->length = (uint16_t)length;
    memcpy(edit->bytes, bytes, length);
}

/* The part of a past edit that lies in the segment, which may be cut otherwise than before. */
static void
repeat_edit(struct stream *stream, const struct past_edit *past)
{
    int64_t start = past->start;
    int64_t end = past->start + past->length;
    int64_t segment_end = stream->segment_start + (int64_t)stream->segment_length;
    if (start < stream->segment_start)
        start = stream->segment_start;
    if (end > segment_end)
        end = segment_end;
    if (start < end)
        add_edit(stream, (size_t)(start - stream->segment_start),
                 past->bytes + (start - past->start), (size_t)(end - start));
}

static void
repeat_past_edits(struct stream *stream)
{
    if (stream->segment_start < stream->forgotten)
        stream->late++;
    size_t kept = stream->past_count < STREAM_PAST_EDITS ? stream->past_count : STREAM_PAST_EDITS;
    for (size_t i = stream->past_count - kept; i < stream->past_count; i++)
        repeat_edit(stream, &stream->past[i % STREAM_PAST_EDITS]);
}

enum stream_status
stream_segment(struct stream *stream, const struct stream_segment *segment)
{
    uint32_t seq = segment->seq + (segment->syn ? 1 : 0);
    if (!stream->started) {
        stream->started = true;
        stream->first_seq = seq;
    }
    int64_t start = offset_of(stream, seq);
    stream->segment_start = start;
    stream->segment_length = segment->length;
    stream->segment_bytes = NULL;
    stream->edit_count = 0;
    stream->late = 0;
    if (start < stream->next && segment->length > 0)
        repeat_past_edits(stream);
    if (segment->length == 0 || start + (int64_t)segment->length <= stream->next)
        return STREAM_FOLLOWED;
    if (segment->captured < segment->length)
        return STREAM_TRUNCATED;
    if (start > stream->next)
        return queue_add(stream, start, segment) ? STREAM_FOLLOWED : STREAM_LOST;
    stream->segment_bytes = segment->bytes;
    return STREAM_FOLLOWED;
}

/* Appends what BYTES, which start at START, have beyond the buffer, as far as there is room. */
static void
append(struct stream *stream, int64_t start, const uint8_t *bytes, size_t length)
{
    size_t held = (size_t)(stream->next - stream->front);
    size_t skip = (size_t)(stream->next - start);
    size_t wanted = length - skip;
    if (stream->begin > 0) {
        memmove(stream->buffer, stream->buffer + stream->begin, held);
        stream->begin = 0;
    }
    if (wanted > stream->capacity - held)
        wanted = stream->capacity - held;
    memcpy(stream->buffer + held, bytes + skip, wanted);
    stream->next += (int64_t)wanted;
}

/* Fills from the passing segment. */
static void
fill_from_segment(struct stream *stream)
{
    if (stream->segment_bytes == NULL)
        return;
    append(stream, stream->segment_start, stream->segment_bytes, stream->segment_length);
    if (stream->next >= stream->segment_start + (int64_t)stream->segment_length)
        stream->segment_bytes = NULL;
}

/* Fills from a segment that waited; true when something went away from the queue. */
static bool
fill_from_queue(struct stream *stream)
{
    for (size_t i = 0; i < stream->queue_count; i++) {
        const struct ahead *ahead = &stream->queue[i];
        int64_t end = ahead->start + (int64_t)ahead->length;
        if (ahead->start > stream->next)
            continue;
        if (end > stream->next)
            append(stream, ahead->start, ahead->bytes, ahead->length);
        if (end > stream->next)
            return false; /* the buffer is full */
        queue_remove(stream, i);
        return true;
    }
    return false;
}

size_t
stream_peek(struct stream *stream, const uint8_t **bytes)
{
    if ((size_t)(stream->next - stream->front) < stream->largest_message) {
        fill_from_segment(stream);
        while (stream->segment_bytes == NULL && fill_from_queue(stream))
            continue;
    }
    *bytes = stream->buffer + stream->begin;
    return (size_t)(stream->next - stream->front);
}

void
stream_consume(struct stream *stream, size_t length)
{
    stream->begin += length;
    stream->front += (int64_t)length;
}

enum inspect_result
stream_inspect(struct stream *stream, const struct inspection_engine *inspection,
               struct inspect_call *call, void *session, enum inspect_side side)
{
    for (;;) {
        const uint8_t *bytes;
        size_t length = 0;
        size_t available = stream_peek(stream, &bytes);
        if (available == 0)
            return INSPECT_CONTINUE;
        enum frame_status status = inspection->frame(bytes, available, &length);
        if (status == FRAME_MORE && available < stream->largest_message)
            return INSPECT_CONTINUE;
        if (status != FRAME_WHOLE || length == 0 || length > available)
            return INSPECT_DESYNC;
        struct cursor message = cursor_of(bytes, length);
        enum inspect_result result = inspection->message(call, session, side, message);
        if (result != INSPECT_CONTINUE)
            return result;
        stream_consume(stream, length);
    }
}

bool
stream_locate(const struct stream *stream, size_t offset, size_t length, size_t *place)
{
    int64_t start = stream->front + (int64_t)offset - stream->segment_start;
    if (start < 0 || start + (int64_t)length > (int64_t)stream->segment_length)
        return false;
    *place = (size_t)start;
    return true;
}

bool
stream_rewrite(struct stream *stream, size_t offset, const uint8_t *bytes, size_t length)
{
    struct past_edit *past = &stream->past[stream->past_count % STREAM_PAST_EDITS];
    size_t place;
    /* A late change is not kept for retransmissions either: they must say what was said before. */
    if (length > sizeof(past->bytes) || !stream_locate(stream, offset, length, &place) ||
        stream->edit_count == PACKET_EDITS) {
        stream->late++;
        return false;
    }
    add_edit(stream, place, bytes, length);
    if (stream->past_count >= STREAM_PAST_EDITS)
        stream->forgotten = past->start + past->length;
    *past =
        (struct past_edit){ .start = stream->front + (int64_t)offset, .length = (uint16_t)length };
    memcpy(past->bytes, bytes, length);
    stream->past_count++;
    return true;
}

size_t
stream_edits(const struct stream *stream, struct payload_edit edits[static PACKET_EDITS])
{
    memcpy(edits, stream->edits, stream->edit_count * sizeof(*edits));
    return stream->edit_count;
}

size_t
stream_late(const struct stream *stream)
{
    return stream->late;
}
