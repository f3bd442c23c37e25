/*
 * tcp_state.h: how far a TCP connection is (engine.md 2.4). States are what flags, timers and
 * teardown reasons need; sequence numbers are followed for the handshake, for the FINs and for the
 * window that a segment must lie in.
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

/* Pairs are by enum conn_side; bits too. */
struct tcp_track {
    uint16_t state : 2;       /* enum tcp_state */
    uint16_t fin_seen : 2;    /* bit: that end has sent its FIN */
    uint16_t fin_acked : 2;   /* bit: that end's FIN is acknowledged */
    uint16_t last_fin : 2;    /* bit: the end whose FIN came last */
    uint16_t acked_known : 2; /* bit: acked and window are known */
    uint16_t sent_known : 2;  /* bit: sent is known */
    uint16_t strayed : 2;     /* bit: what it last sent lay outside the window */
    bool is_over : 1;         /* both ends closed; the slot lingers (sysopt connection timewait) */
    uint8_t scale[2];         /* by which its windows are shifted, once both SYNs offered it */
    uint32_t acked[2];        /* what it last acknowledged */
    uint32_t sent[2];   /* one past the furthest that it sent; past its FIN, once that is seen */
    uint16_t window[2]; /* as it last advertised it, unscaled */
    uint16_t mss[2];    /* the largest segment that it takes; 0: it did not say */
    uint32_t isn[2];    /* of its SYN */
};

/* What segments are held to: by version, and by the tcp-map of the conn's class. */
struct tcp_rules {
    bool strict;                 /* 7.0 and later: another SYN with another number is dropped */
    bool any_sequence;           /* seq-past-window allow */
    bool any_ack;                /* invalid-ack allow */
    bool syn_data_drops;         /* syn-data drop */
    bool syn_ack_data_drops;     /* synack-data drop */
    bool large_segments_drop;    /* exceed-mss drop */
    bool shrunk_window_ends_all; /* window-variation drop-connection */
};

#define TCP_OPTION_WORDS 8 /* a bit for each of the 256 kinds */

/* What is made of the header of a segment (path_normalize.c). All false before 7.0. */
struct tcp_header_rules {
    bool is_on;
    bool checks; /* one of the next three is on */
    bool reserved_drops;
    bool option_drops;
    bool verifies_checksum;
    bool reserved_clears;
    bool urgent_clears;
    bool keeps_ttl;                     /* ttl-evasion-protection: a TTL never grows */
    uint32_t kept[TCP_OPTION_WORDS];    /* options that stay; the rest become NOPs */
    uint32_t dropped[TCP_OPTION_WORDS]; /* options for which the segment goes */
};

enum tcp_effect {
    TCP_GOES_ON,
    TCP_FINISHED, /* this was the ACK of the last FIN */
    TCP_RESET,
    /* the segment does not fit and is dropped; the conn stays */
    TCP_DROPPED,       /* it has no place in the handshake */
    TCP_DUPLICATE_SYN, /* 419002 */
    TCP_DUAL_OPEN,     /* a SYN from the end that was asked */
    TCP_WRONG_ACK,     /* a SYN+ACK of another SYN */
    TCP_PAST_WINDOW,
    TCP_RESET_PAST_WINDOW,
    TCP_INVALID_ACK, /* of what was never sent */
    TCP_SYN_DATA,
    TCP_SYN_ACK_DATA,
    TCP_EXCEEDS_MSS,
    /* the segment is dropped and the conn goes */
    TCP_WINDOW_SHRUNK,
    TCP_EFFECT_COUNT
};

/* The first SYN of a conn; its options are read from the frame. */
void tcp_track_open(struct tcp_track *track, const struct packet *packet);

/* A conn that was picked up midstream counts as up; its windows are learned, leniently. */
void tcp_track_adopt(struct tcp_track *track);

/*
 * One segment sent by SIDE (0: the initiator). A dropped one leaves TRACK as it was, but for this:
 * when both ends in turn send what lies outside the window, the capture has a gap, and the second
 * one is where it goes on.
 */
enum tcp_effect tcp_track_segment(struct tcp_track *track, unsigned side,
                                  const struct packet *packet, const struct tcp_rules *rules);

/*
 * The same for a segment that only moves on: an ACK without SYN, FIN or RST, of a conn that is up,
 * where both ends are known, none has closed and nothing strayed. False, and TRACK is as it was,
 * for all others: tcp_track_segment is to tell.
 */
bool tcp_track_plain(struct tcp_track *track, unsigned side, const struct packet *packet,
                     const struct tcp_rules *rules);

/* What the timer of a conn goes by; a number that changes when that does. */
static inline uint32_t
tcp_stage(const struct tcp_track *track)
{
    return (uint32_t)track->state | (uint32_t)track->fin_seen << 8 |
           (uint32_t)track->fin_acked << 16;
}

bool tcp_is_embryonic(const struct tcp_track *track);
/* A FIN and its ACK were seen, the other end still talks. */
bool tcp_is_half_closed(const struct tcp_track *track);
/* Both FINs were seen, an ACK is missing. */
bool tcp_is_closing(const struct tcp_track *track);

#endif
