/*
 * pptp_fuzz.c: two streams of control messages in pieces. Services that give out what the first
 * byte allows; whatever was taken must have been given back when the conn is closed.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/inspect/pptp.h"
#include "engine/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct inspect_call {
    struct stream *streams[2];
    enum inspect_side sender;
    uint8_t options; /* bits 0 and 1: PAT of either side; 2: the responder is inner; 3: one-sided */
    uint16_t next_id;
    uint32_t next_handle;
    size_t taken;
};

void
inspect_replace(struct inspect_call *call, size_t offset, size_t removed, const void *bytes,
                size_t length)
{
    stream_replace(call->streams[call->sender], offset, removed, bytes, length);
}

bool
inspect_side_is_inner(const struct inspect_call *call, enum inspect_side side)
{
    return side == ((call->options & 4) != 0 ? SIDE_RESPONDER : SIDE_INITIATOR);
}

bool
inspect_is_as_left(const struct inspect_call *call)
{
    return (call->options & 8) != 0;
}

bool
inspect_opens_incoming_calls(const struct inspect_call *call)
{
    return (call->options & 16) != 0;
}

bool
inspect_map_call_id(struct inspect_call *call, size_t offset, uint16_t real, uint16_t *mapped)
{
    (void)offset;
    bool is_behind_pat = (call->options >> call->sender & 1) != 0;
    if (call->next_id % 16 == 15 && call->next_id++ != 0)
        return false;
    *mapped = is_behind_pat ? call->next_id++ : real;
    call->taken++;
    return true;
}

void
inspect_release_call_id(struct inspect_call *call, enum inspect_side side, uint16_t mapped)
{
    (void)side;
    (void)mapped;
    if (call->taken-- == 0)
        abort();
}

uint32_t
inspect_open_gre(struct inspect_call *call, enum inspect_side towards, uint16_t real,
                 uint16_t mapped)
{
    (void)towards;
    (void)real;
    (void)mapped;
    if (call->next_handle++ % 8 == 7)
        return 0;
    call->taken++;
    return call->next_handle;
}

void
inspect_close_gre(struct inspect_call *call, uint32_t handle)
{
    if (handle == 0 || handle > call->next_handle || call->taken-- == 0)
        abort();
}

static void
converse(struct inspect_call *call, void *session, struct cursor input)
{
    uint32_t seq[2] = { 0, 0 };
    uint8_t header;
    enum inspect_result result = INSPECT_CONTINUE;
    while (result == INSPECT_CONTINUE && cursor_u8(&input, &header)) {
        enum inspect_side side = (header & 0x80) != 0 ? SIDE_RESPONDER : SIDE_INITIATOR;
        size_t length = header & 0x7f;
        if (length > cursor_left(&input))
            length = cursor_left(&input);
        struct cursor payload;
        if (!cursor_take(&input, length, &payload))
            return;
        const struct stream_segment segment = {
            .seq = seq[side], .bytes = payload.at, .length = length, .captured = length
        };
        seq[side] += (uint32_t)length;
        call->sender = side;
        if (stream_segment(call->streams[side], &segment) != STREAM_FOLLOWED)
            return;
        result = stream_inspect(call->streams[side], &inspect_pptp, call, session, side);
    }
}

/* The first byte has the options; then pieces: a byte with side and length, and the bytes. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct inspect_call call = { .options = data[0], .next_id = 1024 };
    call.streams[0] = stream_new(inspect_pptp.largest_message, true);
    call.streams[1] = stream_new(inspect_pptp.largest_message, true);
    void *session = calloc(1, inspect_pptp.session_size);
    if (call.streams[0] != NULL && call.streams[1] != NULL && session != NULL) {
        converse(&call, session, cursor_of(data + 1, size - 1));
        inspect_pptp.closed(&call, session);
        if (call.taken != 0)
            abort();
    }
    stream_free(call.streams[0]);
    stream_free(call.streams[1]);
    free(session);
    return 0;
}
