/*
 * stream_fuzz.c: segments of any kind, read as messages of a toy protocol that
 * rewrites them. The edits handed out must lie in the segment, and memory must
 * stay bounded.
 */
#include <stdlib.h>

#include "engine/base/cursor.h"
#include "engine/stream.h"

#define LARGEST 32
#define MOST_MEMORY (STREAM_QUEUE_BYTES + 8192)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte of a message is its length. */
static enum frame_status
toy_frame(const uint8_t *bytes, size_t available, size_t *length)
{
    *length = bytes[0];
    if (*length == 0)
        return FRAME_BAD;
    return *length <= available ? FRAME_WHOLE : FRAME_MORE;
}

static enum inspect_result
toy_message(struct inspect_call *call, void *session, enum inspect_side side, struct cursor message)
{
    struct stream *stream = session;
    (void)call;
    (void)side;
    stream_rewrite(stream, cursor_left(&message) / 2, (const uint8_t *)"abc", 3);
    return INSPECT_CONTINUE;
}

static const struct inspection_engine toy = {
    .name = "toy", .largest_message = LARGEST, .frame = toy_frame, .message = toy_message
};

static void
check_edits(const struct stream *stream, size_t length)
{
    struct payload_edit edits[PACKET_EDITS];
    size_t count = stream_edits(stream, edits);
    for (size_t i = 0; i < count; i++) {
        if (edits[i].length > sizeof(edits[i].bytes) || edits[i].offset + edits[i].length > length)
            abort();
    }
    if (stream_memory(stream) > MOST_MEMORY)
        abort();
}

/* Each record: a sequence number (two bytes, scaled), flags, a length, then the
 * payload. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct stream *stream = stream_new(LARGEST);
    struct cursor input = cursor_of(data, size);
    uint16_t seq;
    uint8_t flags, length;
    while (stream != NULL && cursor_u16(&input, &seq) && cursor_u8(&input, &flags) &&
           cursor_u8(&input, &length)) {
        struct cursor payload = input;
        if (!cursor_take(&input, length, &payload))
            break;
        const struct stream_segment segment = {
            .seq = (flags & 1) != 0 ? (uint32_t)(int32_t)(int16_t)seq : (uint32_t)seq << 16,
            .syn = (flags & 2) != 0,
            .bytes = payload.at,
            .length = (flags & 4) != 0 ? length + 1U : length,
            .captured = length,
        };
        if (stream_segment(stream, &segment) != STREAM_FOLLOWED ||
            stream_inspect(stream, &toy, NULL, stream, SIDE_INITIATOR) != INSPECT_CONTINUE)
            break;
        check_edits(stream, segment.length);
    }
    stream_free(stream);
    return 0;
}
