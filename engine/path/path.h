/*
 * path.h: the way of a packet: engine.md 1.1 in its order.
 */
#ifndef REFIRE_ENGINE_PATH_H
#define REFIRE_ENGINE_PATH_H

#include <string.h>

#include "engine/lifecycle.h"
#include "engine/report.h"

/* The whole way: every packet begins it, and a datagram that was put together again (engine.c). */
void path_enter(const struct visit *visit);

/*
 * A fragment, whose header is sane: it waits, or ends what it belongs to, or completes it; then the
 * datagram goes the whole way, and what becomes of that is the outcome of all its pieces.
 */
void path_fragment(const struct visit *visit);
/* Those whose time is over at TIME are denied; those that wait at all are left undecided. */
void path_expire_fragments(struct engine *engine, int64_t time);
void path_abandon_fragments(struct engine *engine);

/* A packet of a living conn: engine.md 1.5. */
void path_established(const struct visit *visit, uint32_t number, enum conn_side side);

/* A packet that belongs to no conn: engine.md 1.6, 1.7. */
void path_first(const struct visit *visit);

/* An ICMP error: matched to the flow that it quotes (engine.md 2.8). */
void path_icmp_error(const struct visit *visit);

/* A packet of a living conn with the firewall itself. */
void box_conn_packet(const struct visit *visit, uint32_t number, enum conn_side side);
/*
 * A packet that the firewall sent through EGRESS, with that interface's address: of a conn with it,
 * the first of one, the answer to a ping. False when it may be another's, translated.
 */
bool box_sent(const struct visit *visit, ifc_id egress);
/*
 * What a packet ends, after it has passed. MOVED: the state of TCP has, and with it perhaps the
 * timer that runs. Otherwise a packet only moves its end away, which the timer asks for when it
 * comes up.
 */
void path_end_if_over(const struct visit *visit, uint32_t number, enum conn_side side,
                      enum tcp_effect effect, bool moved);

/* Is it addressed to the firewall itself, or to everybody? */
bool path_is_for_the_box(const struct visit *visit);

/* An answer to nothing that `inspect icmp` let out: 313004. */
void path_no_session(const struct visit *visit);

#define IP_HEADER_SIZE 20 /* options follow it */

/*
 * Row 2 of engine.md 1.1, of the IP header with this LENGTH. A sum of 0 is one that the network
 * card of a capturing host had still to fill in [C]; what the capture cuts cannot be judged, nor
 * what was rebuilt from what left. Words are summed as they lie: their order does not matter to
 * whether the sum comes out (RFC 1071). It comes out as all ones: as a multiple of that, in longer
 * words, that is not 0.
 */
static inline bool
path_header_sum_is_wrong(const struct packet *packet, size_t length)
{
    const uint8_t *header = packet->bytes + packet->ip_offset;
    if (packet->as_left || packet->l4_offset > packet->captured || (header[10] | header[11]) == 0)
        return false;
    uint64_t sum = 0;
#pragma GCC unroll 5
    for (size_t at = 0; at < length; at += sizeof(uint32_t)) {
        uint32_t word;
        memcpy(&word, header + at, sizeof(word));
        sum += word;
    }
    return sum % UINT16_MAX != 0;
}

/* Header and address sanity, land, options, port 0: false when the packet ends here. */
bool path_sane(const struct visit *visit);

/*
 * The rest of what every packet meets before its conn is looked up: false when it ends here.
 * Not from a shunned host; its source is routed to where it came from, where that is checked: of
 * TCP and UDP the first packet of a conn, of protocols without conns each (engine.md 1.3).
 */
/* Signatures of `ip audit`: of the IP header, at the very beginning; of a whole datagram. */
bool path_audit_header(const struct visit *visit);
bool path_audit_datagram(const struct visit *visit);
/* The fragment overlaps another of its datagram; it is refused anyway. */
void path_audit_overlap(const struct visit *visit);
bool path_not_shunned(const struct visit *visit);
bool path_comes_right(const struct visit *visit);
/* KEY's packet has no conn here: nor is it one of a conn on another interface. */
bool path_is_no_conns(const struct visit *visit, const struct flow_key *key);

/* Does a tcp-map refuse a segment for its header? DROP_NONE: no. */
enum drop_reason path_header_refused(const struct packet *packet,
                                     const struct tcp_header_rules *rules);
/* The same of the packet that a conn begins with: data with a SYN, a TTL that ends here too. */
enum drop_reason path_first_segment_refused(const struct packet *packet,
                                            const struct conn_rules *rules);
/*
 * What the conn's rules clear in the header of a packet of SIDE that passes goes to the
 * translation, its TTL too; a cleared urgent flag is told (419003).
 */
void path_normalize(const struct visit *visit, struct conn *conn, enum conn_side side);

/*
 * For a trace (nothing is done without one): the rules that would have translated the source of
 * FLOW towards EGRESS, or its destination, or led there, but for the fields they name.
 */
void path_note_near_sources(const struct visit *visit, const struct flow *flow, ifc_id egress);
void path_note_near_destinations(const struct visit *visit, const struct flow *flow);
void path_note_near_routes(const struct visit *visit, uint32_t destination);

/* Access list in, or the security levels: false when the packet ends here. */
bool path_admits(const struct visit *visit, const struct flow *flow,
                 const struct destination *destination);

/* Would it? Nothing is counted and nothing printed. */
bool path_would_admit(const struct visit *visit, const struct flow *flow,
                      const struct destination *destination);

/* 305005, 305006 and their kin; the verdict with them. */
void path_untranslatable(const struct visit *visit, const struct source *source, ifc_id egress);

#endif
