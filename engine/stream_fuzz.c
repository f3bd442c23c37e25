/*
 * stream_fuzz.c: segments of any kind, read as messages of a toy protocol that
 * rewrites them. What leaves must be there to be read, and memory must stay bounded.
 */
#include <stdlib.h>

#include "engine/base/cursor.h"
#include "engine/stream.h"

#define LARGEST 32
#define MOST_MEMORY (6 * STREAM_QUEUE_BYTES)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte of a message is its length. */
static enum frame_status
toy_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
          size_t *length)
{
    (void)session;
    (void)side;
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
    size_t half = cursor_left(&message) / 2;
    stream_replace(stream, half, cursor_left(&message) - half, (const uint8_t *)"abcdefg",
                   half % 8);
    return INSPECT_CONTINUE;
}

static const struct inspection_engine toy = {
    .name = "toy", .largest_message = LARGEST, .frame = toy_frame, .message = toy_message
};

static uint8_t
check_leaving(struct stream *stream, const struct stream_segment *segment)
{
    struct stream_leaving leaving;
    uint8_t sum = 0;
    if (!stream_leaves(stream, segment, &leaving))
        return 0;
    for (size_t i = 0; leaving.payload != NULL && i < leaving.length; i++)
        sum = (uint8_t)(sum + leaving.payload[i]);
    if (stream_memory(stream) > MOST_MEMORY)
        abort();
    (void)stream_ack_shift(stream, segment->seq + (uint32_t)leaving.length);
    return sum;
}

/* Each record: a sequence number (two bytes, scaled), flags, a length, then the
 * payload. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct stream *stream = stream_new(LARGEST, true);
    struct cursor input = cursor_of(data, size);
    uint16_t seq;
    uint8_t flags, length, sum = 0;
    int over = 0;
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
        if (over == 0) {
            enum stream_status status = stream_segment(stream, &segment);
            over = status != STREAM_FOLLOWED ||
                   stream_inspect(stream, &toy, NULL, stream, SIDE_INITIATOR) != INSPECT_CONTINUE;
            if (over != 0)
                stream_end(stream, status == STREAM_FOLLOWED);
        }
        sum = (uint8_t)(sum + check_leaving(stream, &segment));
    }
    stream_free(stream);
    return sum == 0 && over > 1; /* never: so that no byte's reading is left out */
}
