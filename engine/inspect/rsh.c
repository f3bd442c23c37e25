/*
 * rsh.c: what `fixup protocol rsh` and `inspect rsh` do (engine.md 6.2 [A]): the first thing that a
 * client sends is the port, in decimal and with a NUL behind it, where it wants to hear what the
 * command writes as an error; the server connects to it. Nothing is translated, so that it does not
 * work behind PAT. The server's port is said to be below 1024, which is not checked [C].
 */
#include "engine/inspect/rsh.h"

#include "engine/base/ip.h"
#include "engine/inspect/text.h"

#define LONGEST_PORT 6 /* "65535" and its NUL */

struct rsh_session {
    bool has_port; /* the first message is over; what follows is of no interest */
};

static enum frame_status
rsh_frame(void *state, enum inspect_side side, const uint8_t *bytes, size_t available,
          size_t *length)
{
    const struct rsh_session *session = state;
    if (side != SIDE_INITIATOR || session->has_port) {
        *length = SIZE_MAX;
        return FRAME_SKIP;
    }
    for (size_t i = 0; i < available && i < LONGEST_PORT; i++) {
        if (bytes[i] == '\0') {
            *length = i + 1;
            return FRAME_WHOLE;
        }
    }
    return available < LONGEST_PORT ? FRAME_MORE : FRAME_BAD;
}

static enum inspect_result
rsh_message(struct inspect_call *call, void *state, enum inspect_side side, struct cursor message)
{
    struct rsh_session *session = state;
    struct event_end client = inspect_end(call, side);
    uint16_t port;
    session->has_port = true;
    if (!text_port(&message, &port) || !text_char(&message, '\0'))
        return cursor_left(&message) == 1 ? INSPECT_CONTINUE : INSPECT_DESYNC;
    if (port == 0 || inspect_shares_address(call, side))
        return INSPECT_CONTINUE;
    const struct inspect_expectation expectation = {
        .protocol = IP_TCP,
        .towards = side,
        .listener = client.real,
        .listener_port = port,
        .opener = inspect_end(call, other_side(side)).real,
        .xlate = inspect_slot(call, side),
        .lives_on = true,
        .kind = INSPECT_RSH,
    };
    (void)inspect_expect(call, &expectation);
    return INSPECT_CONTINUE;
}

const struct inspection_engine inspect_rsh = {
    .name = "rsh",
    .kind = INSPECT_RSH,
    .announces = ANNOUNCES_BETWEEN_ENDS,
    .protocol = IP_TCP,
    .hand = INSPECT_LISTENS,
    .session_size = sizeof(struct rsh_session),
    .largest_message = LONGEST_PORT,
    .frame = rsh_frame,
    .message = rsh_message,
};
