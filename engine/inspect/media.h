/*
 * media.h: media that a message names by one socket: RTP there, RTCP at the next port. For
 * protocols whose calls are set up by a third host, so that either network may be meant.
 */
#ifndef REFIRE_ENGINE_INSPECT_MEDIA_H
#define REFIRE_ENGINE_INSPECT_MEDIA_H

#include "engine/inspect.h"
#include "engine/inspect/rtp.h"

struct media {
    enum inspect_side towards;       /* on whose network they are received */
    struct inspect_socket rtp, rtcp; /* a port 0: there is no such port */
    bool is_receivers; /* the host is one of the receiver's network: that is how it must be named */
};

/* How media are announced: for the conns that come, and for the log. */
struct media_kind {
    enum inspection_kind kind;
    enum event_type event; /* text: RTP or RTCP; text_2: FROM */
    const char *from;      /* the message */
    enum rtp_media media;
};

/* SENDER names where media go. False when that cannot be translated. */
NODISCARD bool media_named(struct inspect_call *call, enum inspect_side sender, uint32_t address,
                           uint16_t port, struct media *media);
/*
 * Anyone of the other side may send them (engine.md 6.2). Nothing for a host of the receiver's own
 * network: those two talk past the firewall.
 */
void media_expect(struct inspect_call *call, const struct media *media,
                  const struct media_kind *kind);
/* They are over: nothing is expected any more, and what came goes. */
void media_end(struct inspect_call *call, const struct media *media);

/* What the message must say for its receiver. */
static inline uint32_t
media_shown_address(const struct media *media)
{
    return media->is_receivers ? media->rtp.real : media->rtp.mapped;
}

static inline uint16_t
media_shown_port(const struct media *media)
{
    return media->is_receivers ? media->rtp.real_port : media->rtp.mapped_port;
}

#endif
