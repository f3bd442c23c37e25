/*
 * stream.c: reassembly. Positions in a stream are 64-bit counts of bytes from its start, so that
 * only offset_of() has to think of sequence numbers that wrap.
 */
#include "engine/stream.h"

#include <stdlib.h>
#include <string.h>

#include "engine/edit_list.h"

#define BUFFER_AT_FIRST 512

/* A segment that came ahead of a gap. */
struct ahead {
    int64_t start;
    size_t length;
    uint8_t *bytes;
};

/* Bytes that grow at the end and go at the front. */
struct bytes {
    uint8_t *at;
    size_t length, capacity;
};

struct stream {
    bool started, ended;
    bool holds;
    uint32_t first_seq; /* of position 0 */
    int64_t front;      /* position of the first byte not consumed, which is buffer[begin] */
    int64_t next;       /* position of the first byte not in the buffer yet */
    int64_t skip_until; /* bytes before it are of no interest */

    /* The segment that is passing. */
    int64_t segment_start;
    size_t segment_length;
    const uint8_t *segment_bytes; /* NULL: nothing of it is needed any more */

    struct ahead queue[STREAM_QUEUE];
    size_t queue_count, queue_bytes;

    /* What leaves: the bytes from RELEASED to NEXT, while the stream is held. */
    int64_t released;
    struct bytes held;
    struct edit_list edits;
    struct bytes leaving;

    size_t largest_message;
    size_t begin;
    struct bytes buffer;
};

struct stream *
stream_new(size_t largest_message, bool holds)
{
    struct stream *stream = calloc(1, sizeof(*stream));
    if (stream == NULL)
        return NULL;
    stream->largest_message = largest_message;
    stream->holds = holds;
    return stream;
}

static void
drop_queue(struct stream *stream)
{
    for (size_t i = 0; i < stream->queue_count; i++)
        free(stream->queue[i].bytes);
    stream->queue_count = stream->queue_bytes = 0;
}

static void
bytes_free(struct bytes *bytes)
{
    free(bytes->at);
    *bytes = (struct bytes){ 0 };
}

void
stream_free(struct stream *stream)
{
    if (stream == NULL)
        return;
    drop_queue(stream);
    edit_list_free(&stream->edits);
    bytes_free(&stream->held);
    bytes_free(&stream->leaving);
    bytes_free(&stream->buffer);
    free(stream);
}

size_t
stream_memory(const struct stream *stream)
{
    return sizeof(*stream) + stream->buffer.capacity + stream->held.capacity +
           stream->leaving.capacity + stream->queue_bytes + stream->edits.bytes +
           stream->edits.capacity * sizeof(struct edit);
}

/* Room for LENGTH bytes in all. */
static bool
bytes_reserve(struct bytes *bytes, size_t length)
{
    if (length <= bytes->capacity)
        return true;
    size_t larger = bytes->capacity == 0 ? BUFFER_AT_FIRST : bytes->capacity;
    while (larger < length)
        larger *= 2;
    uint8_t *moved = realloc(bytes->at, larger);
    if (moved == NULL)
        return false;
    bytes->at = moved;
    bytes->capacity = larger;
    return true;
}

static bool
bytes_add(struct bytes *bytes, const uint8_t *added, size_t length)
{
    if (!bytes_reserve(bytes, bytes->length + length))
        return false;
    if (length > 0)
        memcpy(bytes->at + bytes->length, added, length);
    bytes->length += length;
    return true;
}

static void
bytes_drop(struct bytes *bytes, size_t length)
{
    bytes->length -= length;
    if (bytes->length > 0)
        memmove(bytes->at, bytes->at + length, bytes->length);
}

void
stream_hold_nothing(struct stream *stream)
{
    stream->holds = false;
    bytes_free(&stream->held);
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
place_segment(struct stream *stream, const struct stream_segment *segment)
{
    uint32_t seq = segment->seq + (segment->syn ? 1 : 0);
    if (!stream->started) {
        stream->started = true;
        stream->first_seq = seq;
    }
    stream->segment_start = offset_of(stream, seq);
    stream->segment_length = segment->length;
    stream->segment_bytes = NULL;
}

/* Bytes that nobody reads need not have been captured. */
static bool
is_skipped(const struct stream *stream, int64_t start, int64_t end)
{
    return !stream->holds && stream->front == stream->next && start <= stream->next &&
           end <= stream->skip_until;
}

enum stream_status
stream_segment(struct stream *stream, const struct stream_segment *segment)
{
    place_segment(stream, segment);
    int64_t start = stream->segment_start;
    int64_t end = start + (int64_t)segment->length;
    if (stream->ended || segment->length == 0 || end <= stream->next)
        return STREAM_FOLLOWED;
    if (is_skipped(stream, start, end)) {
        stream->front = stream->next = end;
        return STREAM_FOLLOWED;
    }
    if (segment->captured < segment->length)
        return STREAM_TRUNCATED;
    if (start > stream->next)
        return queue_add(stream, start, segment) ? STREAM_FOLLOWED : STREAM_LOST;
    stream->segment_bytes = segment->bytes;
    return STREAM_FOLLOWED;
}

/* Bytes that are to be skipped go by; how many of LENGTH. */
static size_t
skip(struct stream *stream, size_t length)
{
    if (stream->front < stream->next || stream->skip_until <= stream->next)
        return 0;
    int64_t most = stream->skip_until - stream->next;
    size_t skipped = (int64_t)length < most ? length : (size_t)most;
    stream->next += (int64_t)skipped;
    stream->front = stream->next;
    return skipped;
}

/* Appends what BYTES, which start at START, have beyond the buffer, as far as there is room. */
static bool
append(struct stream *stream, int64_t start, const uint8_t *bytes, size_t length)
{
    size_t past = (size_t)(stream->next - start);
    const uint8_t *added = bytes + past;
    size_t left = length - past;
    size_t skipped = skip(stream, left);
    if (stream->begin > 0) {
        bytes_drop(&stream->buffer, stream->begin);
        stream->begin = 0;
    }
    size_t room = stream->largest_message * 2 - stream->buffer.length;
    size_t wanted = left - skipped < room ? left - skipped : room;
    if (!bytes_add(&stream->buffer, added + skipped, wanted) ||
        (stream->holds && !bytes_add(&stream->held, added, skipped + wanted)))
        return false;
    stream->next += (int64_t)wanted;
    return true;
}

/* Fills from the passing segment. */
static bool
fill_from_segment(struct stream *stream)
{
    if (stream->segment_bytes == NULL)
        return true;
    if (!append(stream, stream->segment_start, stream->segment_bytes, stream->segment_length))
        return false;
    if (stream->next >= stream->segment_start + (int64_t)stream->segment_length)
        stream->segment_bytes = NULL;
    return true;
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
        if (end > stream->next && !append(stream, ahead->start, ahead->bytes, ahead->length))
            return false;
        if (end > stream->next)
            return false; /* the buffer is full */
        queue_remove(stream, i);
        return true;
    }
    return false;
}

/*
 * The bytes in order that have not been consumed: less than the largest message only when there
 * are no more for now. False when there is no memory.
 */
static bool
peek(struct stream *stream, const uint8_t **bytes, size_t *available)
{
    if ((size_t)(stream->next - stream->front) < stream->largest_message) {
        if (!fill_from_segment(stream))
            return false;
        while (stream->segment_bytes == NULL && fill_from_queue(stream))
            continue;
    }
    *available = (size_t)(stream->next - stream->front);
    *bytes = *available > 0 ? stream->buffer.at + stream->begin : NULL;
    return true;
}

static void
consume(struct stream *stream, size_t length)
{
    size_t there = (size_t)(stream->next - stream->front);
    size_t taken = length < there ? length : there;
    stream->begin += taken;
    stream->front += (int64_t)taken;
}

/* Far enough away that no sum overflows; and farther than any stream reaches that is not wholly
 * skipped. */
#define SKIP_MOST (INT64_C(1) << 60)
#define SKIP_ALL (SKIP_MOST / 2)

enum inspect_result
stream_inspect(struct stream *stream, const struct inspection_engine *inspection,
               struct inspect_call *call, void *session, enum inspect_side side)
{
    for (;;) {
        const uint8_t *bytes;
        size_t length = 0, available;
        if (!peek(stream, &bytes, &available))
            return INSPECT_DESYNC;
        if (available == 0)
            return INSPECT_CONTINUE;
        enum frame_status status = inspection->frame(session, side, bytes, available, &length);
        if (status == FRAME_MORE && available < stream->largest_message)
            return INSPECT_CONTINUE;
        if (status == FRAME_SKIP && length > 0) {
            int64_t skipped = length < SKIP_MOST ? (int64_t)length : SKIP_MOST;
            stream->skip_until = stream->front + skipped;
            consume(stream, length);
            continue;
        }
        if (status != FRAME_WHOLE || length == 0 || length > available)
            return INSPECT_DESYNC;
        struct cursor message = cursor_of(bytes, length);
        enum inspect_result result = inspection->message(call, session, side, message);
        if (result == INSPECT_DROP || result == INSPECT_CLOSE)
            return result; /* the message stays where it is */
        consume(stream, length);
        if (result != INSPECT_CONTINUE)
            return result;
    }
}

bool
stream_is_deaf(const struct stream *stream)
{
    bool skips_all = stream->front == stream->next && stream->skip_until - stream->front > SKIP_ALL;
    return !stream->holds && !edit_list_moves(&stream->edits) && (stream->ended || skips_all);
}

void
stream_end(struct stream *stream, bool releases)
{
    while (releases && stream->holds && stream->segment_bytes != NULL) {
        consume(stream, stream->buffer.length - stream->begin);
        if (!fill_from_segment(stream))
            break;
    }
    if (!releases) {
        stream->held.length = 0;
        stream->released = stream->next;
    }
    stream->front = stream->next;
    stream->segment_bytes = NULL;
    stream->ended = true;
    drop_queue(stream);
    bytes_free(&stream->buffer);
    stream->begin = 0;
}

bool
stream_replace(struct stream *stream, size_t offset, size_t removed, const uint8_t *bytes,
               size_t length)
{
    int64_t start = stream->front + (int64_t)offset;
    return stream->holds && start >= stream->released &&
           edit_list_add(&stream->edits, start, removed, bytes, length);
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

static size_t
leaving_size(const struct stream *stream, int64_t start, int64_t end)
{
    return (size_t)(edit_list_left(&stream->edits, end) - edit_list_left(&stream->edits, start));
}

/* The range from START to END as it leaves: up to RELEASED from the segment, then what was held. */
static bool
write_leaving(struct stream *stream, const struct stream_segment *segment, int64_t start,
              int64_t end, struct stream_leaving *leaving)
{
    size_t room = leaving_size(stream, start, end);
    if (!bytes_reserve(&stream->leaving, room + 1))
        return false;
    int64_t again = end < stream->released ? end : stream->released;
    size_t written = 0;
    if (start < again)
        written =
            edit_list_apply(&stream->edits, start, segment->bytes + (start - stream->segment_start),
                            (size_t)(again - start), stream->leaving.at, room);
    int64_t fresh = start > stream->released ? start : stream->released;
    if (fresh < end)
        written +=
            edit_list_apply(&stream->edits, fresh, stream->held.at + (fresh - stream->released),
                            (size_t)(end - fresh), stream->leaving.at + written, room - written);
    leaving->payload = stream->leaving.at;
    leaving->length = written;
    return true;
}

/* A segment of what has left before, or of a stream that nobody holds. */
static bool
leaves_again(struct stream *stream, const struct stream_segment *segment,
             struct stream_leaving *leaving)
{
    int64_t start = stream->segment_start, end = start + (int64_t)segment->length;
    leaving->seq_shift = (uint32_t)(edit_list_left(&stream->edits, start) - start);
    if (segment->captured < segment->length || !edit_list_touches(&stream->edits, start, end))
        return true;
    size_t room = leaving_size(stream, start, end);
    if (!bytes_reserve(&stream->leaving, room + 1))
        return false;
    leaving->length = edit_list_apply(&stream->edits, start, segment->bytes, segment->length,
                                      stream->leaving.at, room);
    leaving->payload = stream->leaving.at;
    return true;
}

/* Where the range that leaves now ends. */
static int64_t
release_until(const struct stream *stream, int64_t start)
{
    int64_t end = stream->front;
    while (leaving_size(stream, start, end) > STREAM_LEAVES_MOST && end - start > 1)
        end = start + (end - start) / 2;
    return end > stream->released ? end : stream->released;
}

/* Nothing waits and nothing is read: the segment leaves by itself. */
static bool
leaves_alone(struct stream *stream, const struct stream_segment *segment,
             struct stream_leaving *leaving)
{
    place_segment(stream, segment);
    int64_t end = stream->segment_start + (int64_t)segment->length;
    if (end > stream->next)
        stream->released = stream->front = stream->next = end;
    return leaves_again(stream, segment, leaving);
}

/*
 * After the end, while bytes still wait: the segment is any later one, not the one that they ended
 * with. What it has beyond them goes with them; behind a gap it goes alone, and they wait on.
 */
static bool
joins_held(struct stream *stream, const struct stream_segment *segment)
{
    place_segment(stream, segment);
    int64_t end = stream->segment_start + (int64_t)segment->length;
    if (end <= stream->next)
        return stream->segment_start <= stream->next;
    if (stream->segment_start > stream->next || segment->captured < segment->length ||
        !bytes_add(&stream->held, segment->bytes + (stream->next - stream->segment_start),
                   (size_t)(end - stream->next)))
        return false;
    stream->next = stream->front = end;
    return true;
}

bool
stream_leaves(struct stream *stream, const struct stream_segment *segment,
              struct stream_leaving *leaving)
{
    *leaving = (struct stream_leaving){ 0 };
    if (stream->ended && stream->held.length == 0)
        return leaves_alone(stream, segment, leaving);
    if (stream->ended && !joins_held(stream, segment))
        return leaves_again(stream, segment, leaving);
    int64_t start = stream->segment_start, end = start + (int64_t)segment->length;
    if (!stream->holds || end < stream->released ||
        (end == stream->released && stream->front == stream->released))
        return leaves_again(stream, segment, leaving);
    if (start > stream->released)
        start = stream->released;
    int64_t until = release_until(stream, start);
    leaving->seq_shift = (uint32_t)(edit_list_left(&stream->edits, start) - stream->segment_start);
    bool as_it_came = start == stream->segment_start && until == end &&
                      !edit_list_touches(&stream->edits, start, end);
    if (!as_it_came && !write_leaving(stream, segment, start, until, leaving))
        return false;
    bytes_drop(&stream->held, (size_t)(until - stream->released));
    stream->released = until;
    return true;
}

uint32_t
stream_ack_shift(const struct stream *stream, uint32_t ack)
{
    if (!stream->started || !edit_list_moves(&stream->edits))
        return 0;
    int64_t next = edit_list_left(&stream->edits, stream->next);
    int64_t left = next + (int32_t)(ack - (stream->first_seq + (uint32_t)next));
    return (uint32_t)(edit_list_sent(&stream->edits, left) - left);
}

bool
stream_lacks(const struct stream *stream, uint32_t ack)
{
    int32_t beyond = (int32_t)(ack - (stream->first_seq + (uint32_t)stream->next));
    return stream->started && !stream->ended && beyond > 1; /* a FIN has a number too */
}
