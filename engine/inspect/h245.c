/*
 * h245.c: H.245 on a conn of its own, which H.225 has named: a TPKT for each message.
 */
#include "engine/base/ip.h"
#include "engine/inspect/h323_map.h"

static enum inspect_result
h245_received(struct inspect_call *call, void *session, enum inspect_side side,
              struct cursor message)
{
    struct h323_reading reading;
    if (cursor_left(&message) == TPKT_HEADER)
        return INSPECT_CONTINUE;
    if (!h323_read(&h245_message, message, TPKT_HEADER, cursor_left(&message) - TPKT_HEADER,
                   &reading))
        return INSPECT_DESYNC;
    enum inspect_result result = h323_map_apply_media(call, cursor_of(message.at, 0), &reading);
    if (result != INSPECT_CONTINUE)
        return result;
    h323_follow_channels(session, side, &reading);
    return h323_translate(call, side, message, &reading);
}

const struct inspection_engine inspect_h245 = {
    .name = "h245",
    .kind = INSPECT_H323_H225,
    .announces = ANNOUNCES_MEDIA,
    .protocol = IP_TCP,
    .session_size = sizeof(struct h323_channels),
    .largest_message = TPKT_LONGEST,
    .frame = tpkt_frame,
    .message = h245_received,
};
