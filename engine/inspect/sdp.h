/*
 * sdp.h: what a session description (RFC 4566) says about where media go to, put into the form of
 * the other side.
 */
#ifndef REFIRE_ENGINE_INSPECT_SDP_H
#define REFIRE_ENGINE_INSPECT_SDP_H

#include "engine/inspect/host.h"
#include "engine/inspect/rtp.h"

/* A description that speaks of more is followed so far: a call has two or three. */
#define SDP_MEDIA_MOST 16
#define SDP_SOCKETS_MOST (2 * SDP_MEDIA_MOST)

struct sdp_socket {
    struct inspect_socket socket;
    bool is_rtcp;
    bool is_other;        /* neither RTP nor RTCP: a fax over UDP, say */
    enum rtp_media media; /* what RTP carries */
};

/* Where the sender of a description wants to hear something. */
struct sdp_sockets {
    struct sdp_socket items[SDP_SOCKETS_MOST];
    size_t count;
};

/*
 * Puts the addresses of the lines o=, c= and a=rtcp and the ports of m= in BODY, a part of the
 * message of EDITS, into the form of its receiver. SOCKETS: those of the sender's network that
 * media are expected at: RTP and RTCP, the next port unless a=rtcp says another one, of RTP; one of
 * other media over UDP; none of what is on hold (0.0.0.0), off (port 0), of a group or over TCP.
 */
void sdp_translate(struct host_edits *edits, struct cursor body, struct sdp_sockets *sockets);

#endif
