/*
 * media.c: RTP and RTCP of calls.
 */
#include "engine/inspect/media.h"

#include <string.h>

#include "engine/base/ip.h"

bool
media_named(struct inspect_call *call, enum inspect_side sender, uint32_t address, uint16_t port,
            struct media *media)
{
    *media = (struct media){ .towards = sender };
    if (inspect_names_receiver(call, IP_UDP, address, port)) {
        media->towards = other_side(sender);
        media->is_receivers = true;
        inspect_unmap(call, IP_UDP, address, port, &media->rtp);
        return true;
    }
    return inspect_map_media(call, address, port, 0, &media->rtp, &media->rtcp);
}

static void
expect_one(struct inspect_call *call, const struct media *media,
           const struct inspect_socket *listener, const struct media_kind *kind, bool is_rtcp)
{
    struct inspect_expectation expectation = {
        .protocol = IP_UDP,
        .towards = media->towards,
        .listener = listener->real,
        .listener_port = listener->real_port,
        .xlate = listener->xlate,
        .kind = kind->kind,
    };
    rtp_check_expected(call, &expectation, kind->media, is_rtcp);
    if (listener->real_port != 0 && inspect_expect(call, &expectation) == EXPECT_OPENED)
        inspect_tell_expected(call, kind->event, &expectation, is_rtcp ? "RTCP" : "RTP",
                              (struct event_text){ kind->from, strlen(kind->from) });
}

void
media_expect(struct inspect_call *call, const struct media *media, const struct media_kind *kind)
{
    if (media->is_receivers)
        return;
    expect_one(call, media, &media->rtp, kind, false);
    expect_one(call, media, &media->rtcp, kind, true);
}

static void
end_one(struct inspect_call *call, enum inspect_side towards, const struct inspect_socket *listener)
{
    if (listener->real_port == 0)
        return;
    inspect_unexpect(call, IP_UDP, towards, listener->real, listener->real_port);
    inspect_close_secondary(call, IP_UDP, towards, listener->real, listener->real_port);
}

void
media_end(struct inspect_call *call, const struct media *media)
{
    if (media->is_receivers)
        return;
    end_one(call, media->towards, &media->rtp);
    end_one(call, media->towards, &media->rtcp);
}
