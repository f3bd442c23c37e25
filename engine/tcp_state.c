/*
 * tcp_state.c: the handshake as a table, the FINs as bits, the window as what each end has last
 * acknowledged and offered.
 *
 * A segment outside the window is told by its first byte, with 64 KiB of grace on both sides
 * (engine.md 2.4 [C]): a capture may lack packets that the device saw. Hence too an end may always
 * go on from where it was, whether or not the answers were captured.
 */
#include "engine/tcp_state.h"

#include "engine/packet/tcp_options.h"

#define WINDOW_GRACE UINT32_C(65536)
#define BOTH 3U /* ends, as bits */

/* Segments as the handshake tells them apart. RST is decided before the table. */
enum segment { SEGMENT_SYN, SEGMENT_SYN_ACK, SEGMENT_OTHER, SEGMENT_KINDS };

enum step_check {
    CHECK_NOTHING,
    CHECK_SAME_ISN,
    CHECK_ACKS_SYN,
    CHECK_ACKS_SYN_ACK,
    REFUSE,
    REFUSE_DUAL_OPEN
};

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
            [SEGMENT_SYN] = { TCP_STATE_SYN, REFUSE_DUAL_OPEN }, /* simultaneous open: dropped in
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

static enum segment
kind_of(uint8_t flags)
{
    if ((flags & TCP_SYN) == 0)
        return SEGMENT_OTHER;
    return (flags & TCP_ACK) != 0 ? SEGMENT_SYN_ACK : SEGMENT_SYN;
}

/* True when A is at or after B on the circle of sequence numbers. */
static inline bool
at_or_after(uint32_t a, uint32_t b)
{
    return (uint32_t)(a - b) < UINT32_C(0x80000000);
}

/* --- what the ends have said ----------------------------------------------------------------- */

static uint32_t
end_of(const struct packet *packet)
{
    uint32_t end = packet->tcp_seq + (uint32_t)packet->payload_length;
    if ((packet->tcp_flags & TCP_SYN) != 0)
        end++;
    if ((packet->tcp_flags & TCP_FIN) != 0)
        end++;
    return end;
}

/* A capture that cuts the options leaves the window as wide as it can be. */
static void
learn_syn(struct tcp_track *track, unsigned side, const struct packet *packet)
{
    struct tcp_syn_options said = tcp_syn_options_read(packet);
    bool is_answer = (packet->tcp_flags & TCP_ACK) != 0;
    track->isn[side] = packet->tcp_seq;
    track->mss[side] = said.mss;
    track->scale[side] = said.complete ? said.scale : TCP_LARGEST_SCALE;
    if (is_answer && said.complete && !said.has_scale)
        track->scale[0] = track->scale[1] = 0; /* both must offer it (RFC 7323 2.2) */
}

static inline void
note_ack(struct tcp_track *track, unsigned side, const struct packet *packet)
{
    track->acked[side] = packet->tcp_ack;
    track->window[side] = packet->tcp_window;
}

static void
learn_ack(struct tcp_track *track, unsigned side, const struct packet *packet)
{
    unsigned own = 1U << side;
    if ((packet->tcp_flags & TCP_ACK) == 0 ||
        ((track->acked_known & own) != 0 && !at_or_after(packet->tcp_ack, track->acked[side])))
        return;
    track->acked_known |= own & BOTH;
    note_ack(track, side, packet);
    if ((packet->tcp_flags & TCP_SYN) != 0) /* not scaled yet (RFC 7323 2.2) */
        track->window[side] = (uint16_t)(packet->tcp_window >> track->scale[side]);
}

static void
learn_sent(struct tcp_track *track, unsigned side, const struct packet *packet)
{
    unsigned own = 1U << side;
    uint32_t end = end_of(packet);
    if ((track->sent_known & own) != 0 &&
        ((track->fin_seen & own) != 0 || !at_or_after(end, track->sent[side])))
        return;
    track->sent_known |= own & BOTH;
    track->sent[side] = end;
}

void
tcp_track_open(struct tcp_track *track, const struct packet *packet)
{
    *track = (struct tcp_track){ .state = TCP_STATE_SYN };
    learn_syn(track, 0, packet);
    learn_sent(track, 0, packet);
}

void
tcp_track_adopt(struct tcp_track *track)
{
    *track = (struct tcp_track){
        .state = TCP_STATE_UP,
        .scale = { TCP_LARGEST_SCALE, TCP_LARGEST_SCALE },
    };
}

/* --- checks ---------------------------------------------------------------------------------- */

static inline uint32_t
window_of(const struct tcp_track *track, unsigned side)
{
    return (uint32_t)track->window[side] << track->scale[side];
}

/* May PEER take what starts at SEQ? It is known what it acknowledged; SENT: its peer's. */
static inline bool
takes_start(const struct tcp_track *track, unsigned peer, uint32_t seq, uint32_t sent)
{
    uint32_t from = track->acked[peer] - WINDOW_GRACE;
    uint32_t to = track->acked[peer] + window_of(track, peer);
    if (at_or_after(sent, to))
        to = sent;
    return seq - from <= to + WINDOW_GRACE - from;
}

/* Does a segment of SIDE start where its peer may take it? */
static bool
is_in_window(const struct tcp_track *track, unsigned side, uint32_t seq)
{
    unsigned peer = !side;
    if ((track->acked_known & 1U << peer) == 0)
        return true;
    bool sent_known = (track->sent_known & 1U << side) != 0;
    return takes_start(track, peer, seq, sent_known ? track->sent[side] : track->acked[peer]);
}

/* Can SIDE acknowledge ACK? It is known what its peer has sent. */
static inline bool
may_acknowledge(const struct tcp_track *track, unsigned side, uint32_t ack)
{
    uint32_t beyond = ack - track->sent[!side];
    uint32_t grace = window_of(track, side) + WINDOW_GRACE;
    return beyond <= grace || beyond >= UINT32_C(0x80000000);
}

/* What was never sent cannot be acknowledged; the capture may lack some of what was. */
static bool
ack_is_valid(const struct tcp_track *track, unsigned side, const struct packet *packet)
{
    unsigned peer = !side;
    if ((packet->tcp_flags & TCP_ACK) == 0 || (track->sent_known & 1U << peer) == 0)
        return true;
    return may_acknowledge(track, side, packet->tcp_ack);
}

/*
 * Larger than what is sent over a link is what a capture shows before the network card has cut it
 * up: nothing that the firewall met.
 */
#define LARGEST_FRAME 1500

static bool
exceeds_mss(const struct tcp_track *track, unsigned side, const struct packet *packet)
{
    uint16_t mss = track->mss[!side];
    return mss != 0 && packet->payload_length > mss && packet->ip_length != 0 &&
           packet->ip_length <= LARGEST_FRAME;
}

/* The right edge of the window goes back, with nothing taken in (RFC 9293 3.8.6). */
static bool
shrinks_window(const struct tcp_track *track, unsigned side, const struct packet *packet)
{
    if ((packet->tcp_flags & TCP_ACK) == 0 || (track->acked_known & 1U << side) == 0 ||
        !at_or_after(packet->tcp_ack, track->acked[side]))
        return false;
    uint32_t edge = track->acked[side] + window_of(track, side);
    uint32_t now = packet->tcp_ack + ((uint32_t)packet->tcp_window << track->scale[side]);
    return !at_or_after(now, edge);
}

static enum tcp_effect
check_established(const struct tcp_track *track, unsigned side, const struct packet *packet,
                  const struct tcp_rules *rules)
{
    if (!rules->any_sequence && !is_in_window(track, side, packet->tcp_seq))
        return TCP_PAST_WINDOW;
    if (!rules->any_ack && !ack_is_valid(track, side, packet))
        return TCP_INVALID_ACK;
    if (rules->large_segments_drop && exceeds_mss(track, side, packet))
        return TCP_EXCEEDS_MSS;
    /* The window of a SYN is not scaled: nothing to compare with before the conn is up. */
    if (rules->shrunk_window_ends_all && track->state == TCP_STATE_UP &&
        shrinks_window(track, side, packet))
        return TCP_WINDOW_SHRUNK;
    return TCP_GOES_ON;
}

/* The packets that would tell are not in the capture: start again from those that are. */
static bool
is_behind_gap(struct tcp_track *track, unsigned side, enum tcp_effect effect)
{
    if (effect != TCP_PAST_WINDOW && effect != TCP_INVALID_ACK) {
        if (effect == TCP_GOES_ON && track->strayed != 0)
            track->strayed = 0;
        return false;
    }
    unsigned own = 1U << side;
    track->strayed |= own & BOTH;
    if (track->strayed != BOTH)
        return false;
    track->strayed = track->acked_known = track->sent_known = 0;
    return true;
}

/* --- steps ----------------------------------------------------------------------------------- */

static void
follow_fins(struct tcp_track *track, unsigned side, const struct packet *packet)
{
    unsigned own = 1U << side, other = 1U << !side;
    if ((packet->tcp_flags & TCP_FIN) != 0 && (track->fin_seen & own) == 0) {
        track->fin_seen |= own & BOTH;
        track->last_fin = own & BOTH;
        track->sent[side] = end_of(packet);
        track->sent_known |= own & BOTH;
    }
    if ((packet->tcp_flags & TCP_ACK) != 0 && (track->fin_seen & other) != 0 &&
        at_or_after(packet->tcp_ack, track->sent[!side]))
        track->fin_acked |= other & BOTH;
}

static enum tcp_effect
refused_syn(const struct tcp_track *track, unsigned side, const struct packet *packet, bool strict)
{
    if (track->isn[side] == packet->tcp_seq)
        return TCP_GOES_ON;
    return strict ? TCP_DUPLICATE_SYN : TCP_GOES_ON;
}

static enum tcp_effect
check_syn_data(enum segment segment, const struct packet *packet, const struct tcp_rules *rules)
{
    if (packet->payload_length == 0 || segment == SEGMENT_OTHER)
        return TCP_GOES_ON;
    if (segment == SEGMENT_SYN)
        return rules->syn_data_drops ? TCP_SYN_DATA : TCP_GOES_ON;
    return rules->syn_ack_data_drops ? TCP_SYN_ACK_DATA : TCP_GOES_ON;
}

static enum tcp_effect
take_step(struct tcp_track *track, unsigned side, const struct packet *packet,
          const struct tcp_rules *rules)
{
    enum segment segment = kind_of(packet->tcp_flags);
    struct step step = steps[track->state][side][segment];
    enum tcp_effect effect = check_syn_data(segment, packet, rules);
    if (effect != TCP_GOES_ON)
        return effect;
    switch (step.check) {
    case REFUSE:
        return TCP_DROPPED;
    case REFUSE_DUAL_OPEN:
        return TCP_DUAL_OPEN;
    case CHECK_SAME_ISN:
        effect = refused_syn(track, side, packet, rules->strict);
        /* 6.x takes a fresh number while embryonic, and waits for its answer (2.4 [C]). */
        if (effect == TCP_GOES_ON && segment == SEGMENT_SYN && tcp_is_embryonic(track) &&
            track->isn[side] != packet->tcp_seq)
            tcp_track_open(track, packet);
        return effect;
    case CHECK_ACKS_SYN:
        if (packet->tcp_ack != track->isn[0] + 1)
            return TCP_WRONG_ACK;
        learn_syn(track, side, packet);
        break;
    case CHECK_ACKS_SYN_ACK:
        if ((packet->tcp_flags & TCP_ACK) == 0 || !at_or_after(packet->tcp_ack, track->isn[1] + 1))
            return TCP_DROPPED;
        break;
    case CHECK_NOTHING:
        break;
    }
    if (segment == SEGMENT_OTHER)
        effect = check_established(track, side, packet, rules);
    if (is_behind_gap(track, side, effect))
        effect = TCP_GOES_ON;
    if (effect == TCP_GOES_ON)
        track->state = (unsigned)step.next & 3U;
    return effect;
}

/* Before the conn is up a reset counts by what it answers, later by where it lies. */
static enum tcp_effect
take_reset(const struct tcp_track *track, unsigned side, const struct packet *packet)
{
    bool answers = side == 1 && (packet->tcp_flags & TCP_ACK) != 0;
    if (track->state == TCP_STATE_SYN)
        return answers && packet->tcp_ack != track->isn[0] + 1 ? TCP_RESET_PAST_WINDOW : TCP_RESET;
    return is_in_window(track, side, packet->tcp_seq) ? TCP_RESET : TCP_RESET_PAST_WINDOW;
}

enum tcp_effect
tcp_track_segment(struct tcp_track *track, unsigned side, const struct packet *packet,
                  const struct tcp_rules *rules)
{
    if ((packet->tcp_flags & TCP_RST) != 0)
        return take_reset(track, side, packet);
    enum tcp_effect effect = take_step(track, side, packet, rules);
    if (effect != TCP_GOES_ON)
        return effect;
    learn_ack(track, side, packet);
    learn_sent(track, side, packet);
    follow_fins(track, side, packet);
    /* Two FINs and the ACK of the last one; the other ACK of a simultaneous close comes too late.
     */
    bool finished = track->fin_seen == BOTH && (track->fin_acked & track->last_fin) != 0;
    return finished && !track->is_over ? TCP_FINISHED : TCP_GOES_ON;
}

bool
tcp_track_plain(struct tcp_track *track, unsigned side, const struct packet *packet,
                const struct tcp_rules *rules)
{
    const unsigned told = TCP_ACK | TCP_SYN | TCP_FIN | TCP_RST;
    uint32_t end = packet->tcp_seq + (uint32_t)packet->payload_length;
    bool goes_on = track->state == TCP_STATE_UP && track->fin_seen == 0 && track->strayed == 0 &&
                   track->acked_known == BOTH && track->sent_known == BOTH;
    if (!goes_on || (packet->tcp_flags & told) != TCP_ACK ||
        !takes_start(track, !side, packet->tcp_seq, track->sent[side]) ||
        !may_acknowledge(track, side, packet->tcp_ack) ||
        (rules->large_segments_drop && exceeds_mss(track, side, packet)) ||
        (rules->shrunk_window_ends_all && shrinks_window(track, side, packet)))
        return false;
    if (at_or_after(packet->tcp_ack, track->acked[side]))
        note_ack(track, side, packet);
    if (at_or_after(end, track->sent[side]))
        track->sent[side] = end;
    return true;
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
    return track->fin_seen == BOTH;
}
