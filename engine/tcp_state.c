/*
 * tcp_state.c: the handshake as a table, the FINs as bits.
 */
#include "engine/tcp_state.h"

/* Segments as the handshake tells them apart. RST is decided before the table. */
enum segment { SEGMENT_SYN, SEGMENT_SYN_ACK, SEGMENT_OTHER, SEGMENT_KINDS };

enum step_check { CHECK_NOTHING, CHECK_SAME_ISN, CHECK_ACKS_SYN, CHECK_ACKS_SYN_ACK, REFUSE };

struct step {
    enum tcp_state next;
    enum step_check check;
};

/* [state][side][segment]; side 0 is the initiator. */
static const struct step steps[TCP_STATE_COUNT][2][SEGMENT_KINDS] = {
    [TCP_STATE_SYN] = {
        {
            [SEGMENT_SYN] = { TCP_STATE_SYN, CHECK_SAME_ISN },  /* retransmission */
            [SEGMENT_SYN_ACK] = { TCP_STATE_SYN, REFUSE },      /* from the wrong end */
            [SEGMENT_OTHER] = { TCP_STATE_SYN, REFUSE },        /* data before the answer */
        },
        {
            [SEGMENT_SYN] = { TCP_STATE_SYN, REFUSE },          /* simultaneous open: dropped in
                                                                   7+ [A]; 6.x taken alike [C] */
            [SEGMENT_SYN_ACK] = { TCP_STATE_SYN_ACK, CHECK_ACKS_SYN },
            [SEGMENT_OTHER] = { TCP_STATE_SYN, REFUSE },
        },
    },
    [TCP_STATE_SYN_ACK] = {
        {
            [SEGMENT_SYN] = { TCP_STATE_SYN_ACK, CHECK_SAME_ISN },
            [SEGMENT_SYN_ACK] = { TCP_STATE_SYN_ACK, REFUSE },
            [SEGMENT_OTHER] = { TCP_STATE_UP, CHECK_ACKS_SYN_ACK },
        },
        {
            [SEGMENT_SYN] = { TCP_STATE_SYN_ACK, REFUSE },
            [SEGMENT_SYN_ACK] = { TCP_STATE_SYN_ACK, CHECK_SAME_ISN }, /* retransmission */
            [SEGMENT_OTHER] = { TCP_STATE_SYN_ACK, CHECK_NOTHING },    /* early data */
        },
    },
    [TCP_STATE_UP] = {
        {
            [SEGMENT_SYN] = { TCP_STATE_UP, CHECK_SAME_ISN },
            [SEGMENT_SYN_ACK] = { TCP_STATE_UP, REFUSE },
            [SEGMENT_OTHER] = { TCP_STATE_UP, CHECK_NOTHING },
        },
        {
            [SEGMENT_SYN] = { TCP_STATE_UP, REFUSE },
            [SEGMENT_SYN_ACK] = { TCP_STATE_UP, CHECK_SAME_ISN },
            [SEGMENT_OTHER] = { TCP_STATE_UP, CHECK_NOTHING },
        },
    },
};

void
tcp_track_open(struct tcp_track *track, const struct packet *packet)
{
    *track = (struct tcp_track){ .state = TCP_STATE_SYN, .isn = { packet->tcp_seq, 0 } };
}

void
tcp_track_adopt(struct tcp_track *track)
{
    *track = (struct tcp_track){ .state = TCP_STATE_UP };
}

static enum segment
kind_of(uint8_t flags)
{
    if ((flags & TCP_SYN) == 0)
        return SEGMENT_OTHER;
    return (flags & TCP_ACK) != 0 ? SEGMENT_SYN_ACK : SEGMENT_SYN;
}

/* True when A is at or after B on the circle of sequence numbers. */
static bool
at_or_after(uint32_t a, uint32_t b)
{
    return (uint32_t)(a - b) < UINT32_C(0x80000000);
}

static void
follow_fins(struct tcp_track *track, unsigned side, const struct packet *packet)
{
    uint8_t own = (uint8_t)(1U << side), other = (uint8_t)(1U << !side);
    if ((packet->tcp_flags & TCP_FIN) != 0 && (track->fin_seen & own) == 0) {
        track->fin_seen |= own;
        track->last_fin = own;
        track->fin_seq[side] = packet->tcp_seq + (uint32_t)packet->payload_length;
    }
    if ((packet->tcp_flags & TCP_ACK) != 0 && (track->fin_seen & other) != 0 &&
        at_or_after(packet->tcp_ack, track->fin_seq[!side] + 1))
        track->fin_acked |= other;
}

static enum tcp_effect
refused_syn(const struct tcp_track *track, unsigned side, const struct packet *packet, bool strict)
{
    if (track->isn[side] == packet->tcp_seq)
        return TCP_GOES_ON;
    return strict ? TCP_DUPLICATE_SYN : TCP_GOES_ON;
}

static enum tcp_effect
take_step(struct tcp_track *track, unsigned side, const struct packet *packet, bool strict)
{
    enum segment segment = kind_of(packet->tcp_flags);
    struct step step = steps[track->state][side][segment];
    switch (step.check) {
    case REFUSE:
        return TCP_DROPPED;
    case CHECK_SAME_ISN: {
        enum tcp_effect effect = refused_syn(track, side, packet, strict);
        /* 6.x takes a fresh number while embryonic, and waits for its answer (2.4 [C]). */
        if (effect == TCP_GOES_ON && segment == SEGMENT_SYN && tcp_is_embryonic(track) &&
            track->isn[side] != packet->tcp_seq)
            tcp_track_open(track, packet);
        return effect;
    }
    case CHECK_ACKS_SYN:
        if (packet->tcp_ack != track->isn[0] + 1)
            return TCP_DROPPED;
        track->isn[1] = packet->tcp_seq;
        break;
    case CHECK_ACKS_SYN_ACK:
        if ((packet->tcp_flags & TCP_ACK) == 0 || !at_or_after(packet->tcp_ack, track->isn[1] + 1))
            return TCP_DROPPED;
        break;
    case CHECK_NOTHING:
        break;
    }
    track->state = (uint8_t)step.next;
    return TCP_GOES_ON;
}

enum tcp_effect
tcp_track_segment(struct tcp_track *track, unsigned side, const struct packet *packet, bool strict)
{
    if ((packet->tcp_flags & TCP_RST) != 0)
        return TCP_RESET;
    enum tcp_effect effect = take_step(track, side, packet, strict);
    if (effect != TCP_GOES_ON)
        return effect;
    follow_fins(track, side, packet);
    /* Two FINs and the ACK of the last one; the other ACK of a simultaneous close comes too late.
     */
    bool finished = track->fin_seen == 3 && (track->fin_acked & track->last_fin) != 0;
    return finished ? TCP_FINISHED : TCP_GOES_ON;
}

bool
tcp_is_embryonic(const struct tcp_track *track)
{
    return track->state == TCP_STATE_SYN || track->state == TCP_STATE_SYN_ACK;
}

bool
tcp_is_half_closed(const struct tcp_track *track)
{
    return (track->fin_seen == 1 || track->fin_seen == 2) && track->fin_acked == track->fin_seen;
}

bool
tcp_is_closing(const struct tcp_track *track)
{
    return track->fin_seen == 3;
}
