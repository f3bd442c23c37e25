/*
 * decap.c: the wrapped frame lies in the bytes of the one around it, so nothing is copied. What the
 * capture says of the direction is about the tunnel and goes with it.
 */
#include "engine/replay/decap.h"

bool
decap_frame(struct capture_frame *frame, uint64_t counts[static WRAPPING_COUNT])
{
    struct wrapped wrapped = { .link = frame->link,
                               .bytes = frame->bytes,
                               .captured = frame->captured,
                               .wire_length = frame->wire_length };
    enum wrapping wrapping;
    int depth = 0;
    while (depth < DECAP_DEPTH && wrapped.link != LINK_UNKNOWN && unwrap(&wrapped, &wrapping)) {
        counts[wrapping]++;
        depth++;
    }
    if (depth == 0)
        return false;
    frame->link = wrapped.link;
    frame->link_number = capture_link_number(wrapped.link);
    frame->bytes = wrapped.bytes;
    frame->captured = wrapped.captured;
    frame->wire_length = wrapped.wire_length;
    frame->vlan = wrapped.vlan;
    frame->seen = SEEN_UNKNOWN;
    return true;
}
