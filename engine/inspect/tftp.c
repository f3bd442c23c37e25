/*
 * tftp.c: what `fixup protocol tftp` of 6.3 and `inspect tftp` do (engine.md 6.2 [A]): the server
 * answers a request from a port of its own, to the port that the request came from, and all that
 * follows is between these two. Nothing in a message is translated.
 */
#include "engine/inspect/tftp.h"

#include "engine/base/ip.h"
#include "engine/model/config.h"

enum opcode { READ_REQUEST = 1, WRITE_REQUEST = 2 };

/* A text and its NUL. */
static bool
take_string(struct cursor *message)
{
    uint8_t c;
    bool any = false;
    while (cursor_u8(message, &c)) {
        if (c == '\0')
            return any;
        any = true;
    }
    return false;
}

/* RFC 1350: the name of a file and a mode; options may follow (RFC 2347). */
static bool
is_request(struct cursor message)
{
    uint16_t opcode;
    return cursor_u16(&message, &opcode) && (opcode == READ_REQUEST || opcode == WRITE_REQUEST) &&
           take_string(&message) && take_string(&message);
}

/* An announcement waits, like the conn that comes of it, for `timeout udp` [C]. */
static enum inspect_result
tftp_message(struct inspect_call *call, void *session, enum inspect_side side,
             struct cursor message)
{
    (void)session;
    struct event_end client = inspect_end(call, SIDE_INITIATOR);
    if (side != SIDE_INITIATOR || !is_request(message))
        return INSPECT_CONTINUE;
    const struct inspect_expectation expectation = {
        .protocol = IP_UDP,
        .towards = SIDE_INITIATOR,
        .listener = client.real,
        .listener_port = client.real_port,
        .opener = inspect_end(call, SIDE_RESPONDER).real,
        .xlate = inspect_slot(call, SIDE_INITIATOR),
        .seconds = inspect_config(call)->timers[TIMER_UDP],
        .lives_on = true,
        .kind = INSPECT_TFTP,
    };
    (void)inspect_expect(call, &expectation);
    return INSPECT_CONTINUE;
}

const struct inspection_engine inspect_tftp = {
    .name = "tftp",
    .kind = INSPECT_TFTP,
    .announces = ANNOUNCES_BETWEEN_ENDS,
    .protocol = IP_UDP,
    .hand = INSPECT_LISTENS,
    .message = tftp_message,
};
