/*
 * tcp_state.h: how far a TCP connection is (engine.md 2.4). States are what flags, timers and
 * teardown reasons need; sequence numbers are followed for the handshake and for the FINs.
 */
#ifndef REFIRE_ENGINE_TCP_STATE_H
#define REFIRE_ENGINE_TCP_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/packet/packet.h"

enum tcp_state {
    TCP_STATE_NONE,    /* not TCP */
    TCP_STATE_SYN,     /* SYN seen: awaiting SYN+ACK */
    TCP_STATE_SYN_ACK, /* SYN+ACK seen: awaiting ACK */
    TCP_STATE_UP,
    TCP_STATE_COUNT
};

struct tcp_track {
    uint8_t state;       /* enum tcp_state */
    uint8_t fin_seen;    /* bit of enum conn_side: that end has sent its FIN */
    uint8_t fin_acked;   /* bit: that end's FIN is acknowledged */
    uint8_t last_fin;    /* bit: the end whose FIN came last */
    uint32_t isn[2];     /* of each end's SYN */
    uint32_t fin_seq[2]; /* the sequence number of its FIN */
};

enum tcp_effect {
    TCP_GOES_ON,
    TCP_DROPPED,       /* the segment does not fit; the conn stays */
    TCP_DUPLICATE_SYN, /* the same, 419002 */
    TCP_FINISHED,      /* this was the ACK of the last FIN */
    TCP_RESET,
};

/* The first SYN of a conn. */
void tcp_track_open(struct tcp_track *track, const struct packet *packet);

/* A conn that was picked up midstream counts as up. */
void tcp_track_adopt(struct tcp_track *track);

/* One segment sent by SIDE (0: the initiator). STRICT: the checks of 7.0 and later. */
enum tcp_effect tcp_track_segment(struct tcp_track *track, unsigned side,
                                  const struct packet *packet, bool strict);

bool tcp_is_embryonic(const struct tcp_track *track);
/* A FIN and its ACK were seen, the other end still talks. */
bool tcp_is_half_closed(const struct tcp_track *track);
/* Both FINs were seen, an ACK is missing. */
bool tcp_is_closing(const struct tcp_track *track);

#endif
