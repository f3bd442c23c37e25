/*
 * xdmcp.c: what `inspect xdmcp` of 7.0 and later does (engine.md 6.2 [B], the X Display Manager
 * Control Protocol of X11R6): a display asks for a session (Request), the manager grants it
 * (Accept), and its clients connect to the display. Nothing is translated, so that it does not work
 * behind PAT.
 */
#include "engine/inspect/xdmcp.h"

#include "engine/base/ip.h"
#include "engine/model/config.h"

#define VERSION 1
#define FIRST_DISPLAY_PORT 6000
#define MOST_DISPLAYS                                                                              \
    100 /* 6000 to 6099: beyond is no display but a port of something else [C]                     \
         */

enum opcode { OPCODE_REQUEST = 7, OPCODE_ACCEPT = 8 };

struct xdmcp_session {
    bool asked;
    uint16_t display;
};

/* The manager's clients: as many as come while it waits, which is for `timeout udp` [C]. */
static void
expect_clients(struct inspect_call *call, uint16_t display)
{
    struct event_end x_server = inspect_end(call, SIDE_INITIATOR);
    const struct inspect_expectation expectation = {
        .protocol = IP_TCP,
        .towards = SIDE_INITIATOR,
        .listener = x_server.real,
        .listener_port = (uint16_t)(FIRST_DISPLAY_PORT + display),
        .opener = inspect_end(call, SIDE_RESPONDER).real,
        .xlate = inspect_slot(call, SIDE_INITIATOR),
        .seconds = inspect_config(call)->timers[TIMER_UDP],
        .stays = true,
        .lives_on = true,
        .kind = INSPECT_XDMCP,
    };
    (void)inspect_expect(call, &expectation);
}

static enum inspect_result
xdmcp_message(struct inspect_call *call, void *state, enum inspect_side side, struct cursor message)
{
    struct xdmcp_session *session = state;
    struct cursor body;
    uint16_t version, opcode, length, display;
    if (!cursor_u16(&message, &version) || version != VERSION || !cursor_u16(&message, &opcode) ||
        !cursor_u16(&message, &length) || !cursor_take(&message, length, &body))
        return INSPECT_CONTINUE;
    if (side == SIDE_INITIATOR && opcode == OPCODE_REQUEST) {
        session->asked = cursor_u16(&body, &display) && display < MOST_DISPLAYS;
        session->display = session->asked ? display : 0;
    } else if (side == SIDE_RESPONDER && opcode == OPCODE_ACCEPT && session->asked) {
        session->asked = false;
        if (!inspect_shares_address(call, SIDE_INITIATOR))
            expect_clients(call, session->display);
    }
    return INSPECT_CONTINUE;
}

const struct inspection_engine inspect_xdmcp = {
    .name = "xdmcp",
    .kind = INSPECT_XDMCP,
    .announces = ANNOUNCES_BETWEEN_ENDS,
    .protocol = IP_UDP,
    .hand = INSPECT_LISTENS,
    .session_size = sizeof(struct xdmcp_session),
    .message = xdmcp_message,
};
