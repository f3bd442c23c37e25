/*
 * media_calls.h: which media sockets belong to which call of a signalling conn, so that they go
 * with it.
 */
#ifndef REFIRE_ENGINE_INSPECT_MEDIA_CALLS_H
#define REFIRE_ENGINE_INSPECT_MEDIA_CALLS_H

#include "engine/inspect/sdp.h"

/* Calls of one signalling conn that are remembered; the oldest one gives way, and its media idle
   out. */
#define MEDIA_CALLS_MOST 512
/* Sockets of one call: RTP and RTCP of three media at either end, and some that it moved to. */
#define MEDIA_CALL_SOCKETS 16

struct media_socket {
    uint32_t address; /* real */
    uint16_t port;
    uint8_t side; /* enum inspect_side */
};

struct media_call {
    uint64_t id;
    bool established; /* the inspection's own */
    uint8_t count;
    struct media_socket sockets[MEDIA_CALL_SOCKETS];
};

struct media_calls {
    struct media_call *calls; /* owned */
    size_t count, capacity;
    size_t next; /* the one that gives way */
};

void media_calls_fini(struct media_calls *calls);

/* The call that NAME, a Call-ID or the like, stands for; NULL: it is not known. */
struct media_call *media_call_find(const struct media_calls *calls, struct cursor name);
/* The same, made when it is not there. NULL when there is no memory. */
struct media_call *media_call_get(struct media_calls *calls, struct cursor name);

/* Every socket of the call is expected no more, and its conns go. CALL is gone then. */
void media_call_end(struct inspect_call *call, struct media_calls *calls, struct media_call *ended);

/*
 * SIDE now wants to hear at SOCKETS: what it had asked for before and does not any more ends. What
 * is new is noted and its index in SOCKETS put into FRESH; returns how many those are.
 */
size_t media_call_describe(struct inspect_call *call, struct media_call *described,
                           enum inspect_side side, const struct sdp_sockets *sockets,
                           size_t fresh[static SDP_SOCKETS_MOST]);

#endif
