/*
 * path_established.c: packets of a living conn. No access list, no rule, no route is asked.
 */
#include "engine/inspect_session.h"
#include "engine/path/path.h"
#include "engine/path/path_fast.h"
#include "engine/sequence.h"

#define ICMP_OPEN_BITS 16 /* of conn->icmp_open */

static void
translate(const struct conn *conn, enum conn_side side, struct translation *translation,
          uint8_t protocol)
{
    const struct flow_key *other = &conn->key[!side];
    translation->source = other->destination;
    translation->destination = other->source;
    switch (protocol) {
    case IP_TCP:
    case IP_UDP:
        translation->source_port = other->destination_port;
        translation->destination_port = other->source_port;
        break;
    case IP_ICMP:
        /* The identifier is the querying end's: on the way there, as the other end knows it. */
        translation->source_port = translation->destination_port =
            side == CONN_INITIATOR ? other->destination_port : other->source_port;
        break;
    case IP_GRE:
        if (conn->key[0].form == KEY_CALL)
            translation->source_port = translation->destination_port = other->source_port;
        break;
    default:
        break;
    }
}

static uint64_t
counted_bytes(const struct packet *packet, const struct conn *conn)
{
    switch (packet->protocol) {
    case IP_TCP:
    case IP_UDP:
        return packet->payload_length;
    case IP_GRE:
        return conn->key[0].form == KEY_CALL ? packet->gre_payload_length : packet->l4_length;
    default:
        return packet->l4_length;
    }
}

/* DROP_NONE: the segment passes. */
static const enum drop_reason drop_of_effect[TCP_EFFECT_COUNT] = {
    [TCP_DROPPED] = DROP_TCP_STATE,
    [TCP_DUPLICATE_SYN] = DROP_DUPLICATE_SYN,
    [TCP_DUAL_OPEN] = DROP_TCP_DUAL_OPEN,
    [TCP_WRONG_ACK] = DROP_TCP_WRONG_ACK,
    [TCP_PAST_WINDOW] = DROP_TCP_PAST_WINDOW,
    [TCP_RESET_PAST_WINDOW] = DROP_TCP_RESET_PAST_WINDOW,
    [TCP_INVALID_ACK] = DROP_TCP_INVALID_ACK,
    [TCP_SYN_DATA] = DROP_TCP_SYN_DATA,
    [TCP_SYN_ACK_DATA] = DROP_TCP_SYN_ACK_DATA,
    [TCP_EXCEEDS_MSS] = DROP_TCP_EXCEEDS_MSS,
    [TCP_WINDOW_SHRUNK] = DROP_TCP_WINDOW_SHRUNK,
};

static void
drop_segment(const struct visit *visit, uint32_t number, enum conn_side side,
             enum tcp_effect effect)
{
    struct engine *engine = visit->engine;
    const struct conn *conn = conn_at(&engine->conns, number);
    ifc_id egress = conn->key[!side].ifc;
    visit_deny(visit, drop_of_effect[effect], (struct row){ .kind = ROW_NONE });
    if (effect == TCP_DUPLICATE_SYN)
        visit_report(visit, EVENT_DUPLICATE_SYN, egress);
    if (effect == TCP_EXCEEDS_MSS) {
        struct event event = visit_event(visit, EVENT_MSS_EXCEEDED, egress);
        event.limit = conn->tcp.mss[!side];
        event.count = (uint32_t)visit->packet->payload_length;
        visit_emit(visit, &event);
    }
    if (effect == TCP_WINDOW_SHRUNK)
        conn_close(engine, number, TEARDOWN_WINDOW_VARIATION, engine->now);
}

static bool
is_refused_by_header(const struct visit *visit, const struct conn_rules *rules)
{
    enum drop_reason refused = path_header_refused(visit->packet, &rules->header);
    if (refused != DROP_NONE)
        visit_deny(visit, refused, (struct row){ .kind = ROW_NONE });
    return refused != DROP_NONE;
}

/* The reset's side by level; between equal levels the initiator counts as inside (2.4 [C]). */
static enum teardown_reason
reset_reason(const struct engine *engine, const struct conn *conn, enum conn_side side)
{
    bool equal = engine_level(engine, conn->key[0].ifc) == engine_level(engine, conn->key[1].ifc);
    bool initiator_is_inside = equal || conn->inner_is_initiator;
    bool from_inside = (side == CONN_INITIATOR) == initiator_is_inside;
    return from_inside ? TEARDOWN_RESET_INSIDE : TEARDOWN_RESET_OUTSIDE;
}

/* sysopt connection timewait: the slot stays for a while (engine.md 2.4). */
static void
linger(struct engine *engine, uint32_t number)
{
    conn_at(&engine->conns, number)->tcp.is_over = true;
    conn_rearm(engine, number);
}

void
path_end_if_over(const struct visit *visit, uint32_t number, enum conn_side side,
                 enum tcp_effect effect, bool moved)
{
    struct engine *engine = visit->engine;
    const struct conn *conn = conn_at(&engine->conns, number);
    if (effect == TCP_FINISHED && (engine->config->sysopts.on & SYSOPT_BIT(SYSOPT_TIMEWAIT)) != 0)
        linger(engine, number);
    else if (effect == TCP_FINISHED)
        conn_close(engine, number, TEARDOWN_FINS, engine->now);
    else if (effect == TCP_RESET)
        conn_close(engine, number, reset_reason(engine, conn, side), engine->now);
    else if (conn->is_dns && side == CONN_RESPONDER)
        conn_close(engine, number, TEARDOWN_NONE, engine->now); /* DNS guard: the first answer */
    else if (conn->icmp_inspected && side == CONN_RESPONDER && conn->icmp_open == 0)
        conn_close(engine, number, TEARDOWN_NONE, engine->now);
    else if (moved || (visit->packet->protocol == IP_TCP &&
                       engine->config->revision != engine->first_revision))
        conn_rearm(engine, number); /* a later configuration may have shorter timeouts */
}

/* The slot that translates END of the conn: what a line of the configuration has to do with it. */
static void
note_translation(const struct visit *visit, const struct conn *conn, enum conn_side end,
                 enum trace_phase_type type, struct trace_phase phase)
{
    if (phase.from == phase.to && phase.from_port == phase.to_port)
        return;
    uint32_t slot = conn->xlate[end];
    phase.type = type;
    phase.allowed = true;
    if (slot != XLATE_NONE)
        phase.row = xlate_at(&visit->engine->xlates, slot)->row;
    visit_phase(visit, &phase);
}

static void
note_phases(const struct visit *visit, const struct conn *conn, enum conn_side side,
            struct row inspection)
{
    const struct packet *packet = visit->packet;
    const struct translation *leaves = &visit->outcome->translation;
    ifc_id egress = conn->key[!side].ifc;
    if (visit->outcome->trace == NULL)
        return;
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_FLOW_LOOKUP,
                                              .allowed = true,
                                              .ifc = visit->ingress,
                                              .conn_id = conn->id });
    note_translation(visit, conn, !side, PHASE_UNTRANSLATE,
                     (struct trace_phase){ .ifc = egress,
                                           .from = packet->destination,
                                           .from_port = packet->destination_port,
                                           .to = leaves->destination,
                                           .to_port = leaves->destination_port });
    note_translation(visit, conn, side, PHASE_NAT,
                     (struct trace_phase){ .ifc = egress,
                                           .from = packet->source,
                                           .from_port = packet->source_port,
                                           .to = leaves->source,
                                           .to_port = leaves->source_port });
    if (inspection.kind != ROW_NONE)
        visit_phase(visit, &(struct trace_phase){ .type = PHASE_INSPECT,
                                                  .allowed = true,
                                                  .row = inspection,
                                                  .ifc = visit->ingress,
                                                  .conn_id = conn->id });
}

void
path_no_session(const struct visit *visit)
{
    visit_deny(visit, DROP_INSPECTION, (struct row){ .kind = ROW_INSPECTION });
    visit_report(visit, EVENT_ICMP_NO_SESSION, visit->ingress);
}

/* One answer for each request, as far back as there are bits. */
static bool
takes_answer(struct conn *conn, uint16_t sequence)
{
    uint16_t back = (uint16_t)(conn->icmp_sequence - sequence);
    if (back >= ICMP_OPEN_BITS || (conn->icmp_open >> back & 1) == 0)
        return false;
    conn->icmp_open &= (uint16_t) ~(1U << back);
    return true;
}

/* The sequence number goes forward, or a request is sent again. */
static void
note_request(struct conn *conn, uint16_t sequence)
{
    uint16_t forward = (uint16_t)(sequence - conn->icmp_sequence);
    uint16_t back = (uint16_t)(conn->icmp_sequence - sequence);
    if (back < ICMP_OPEN_BITS) {
        conn->icmp_open |= (uint16_t)(1U << back);
        return;
    }
    conn->icmp_open =
        (uint16_t)(forward < ICMP_OPEN_BITS ? (unsigned)conn->icmp_open << forward | 1U : 1U);
    conn->icmp_sequence = sequence;
}

/* ICMP has no session: which of several classes let the conn in is not kept [C]. */
static void
tally_icmp(struct engine *engine, bool refused)
{
    uint32_t tally = inspect_tally_of_kind(&engine->tallies, engine->config, INSPECT_ICMP);
    inspect_tally_packet(&engine->tallies, tally);
    if (refused)
        inspect_tally_refuse(&engine->tallies, tally, false);
}

/*
 * ICMP answers: an inspected conn lets in one answer to each request; without inspection the
 * answer is policed like a first packet and then refreshes the conn (engine.md 2.8, 13).
 */
static bool
icmp_answer_is_let_in(const struct visit *visit, struct conn *conn, enum conn_side side)
{
    if (side == CONN_INITIATOR)
        return true;
    if (conn->icmp_inspected) {
        if (takes_answer(conn, visit->packet->icmp_sequence))
            return true;
        tally_icmp(visit->engine, true);
        path_no_session(visit);
        return false;
    }
    struct flow flow = flow_of_packet(visit->packet);
    struct destination destination = {
        .kind = DESTINATION_XLATE,
        .egress = conn->key[0].ifc,
        .real = conn->key[0].source,
        .real_port = conn->key[0].source_port,
    };
    return path_admits(visit, &flow, &destination);
}

/* A half-connection holds no slot, but its packets keep the one that translates it (1.5, 13). */
static void
touch_slots_of_half(struct engine *engine, const struct conn *conn)
{
    const struct flow_key *in = &conn->key[0], *out = &conn->key[1];
    if (!conn->is_half || in->form != KEY_PLAIN)
        return;
    uint32_t slots[2] = {
        xlate_find_real(&engine->xlates, XLATE_DYNAMIC, in->ifc, out->ifc, in->protocol, in->source,
                        0),
        xlate_find_mapped(&engine->xlates, XLATE_DYNAMIC, in->ifc, in->protocol, in->destination,
                          0),
    };
    for (unsigned i = 0; i < ARRAY_LENGTH(slots); i++) {
        if (slots[i] != XLATE_NONE)
            xlate_touch(engine, slots[i]);
    }
}

/* How the segment left is seen: what the firewall has added to its numbers. */
static void
learn_numbers(struct engine *engine, struct conn *conn, enum conn_side side,
              const struct packet *packet)
{
    const struct packet *observed = engine->observed;
    if (observed == NULL)
        return;
    if ((packet->tcp_flags & TCP_SYN) != 0 && tcp_is_embryonic(&conn->tcp))
        sequence_learn(engine, conn, side, packet->tcp_seq, observed);
    else if (conn->adopted && conn->session == POOL_NONE)
        sequence_learn_midstream(engine, conn, side, packet, observed);
}

/* An inspection, and the firewall itself, may have moved the numbers of the other end's stream. */
static enum tcp_effect
track(const struct engine *engine, struct conn *conn, enum conn_side side,
      const struct packet *packet, const struct tcp_rules *rules)
{
    if (conn->session == POOL_NONE && !sequence_moves(conn))
        return tcp_track_segment(&conn->tcp, side, packet, rules);
    struct tcp_rules held_to = *rules;
    const struct inspect_session *session =
        conn->session != POOL_NONE ? pool_at(&engine->sessions, conn->session) : NULL;
    if (session != NULL && session->unread)
        held_to.any_sequence = held_to.any_ack =
            true; /* by how much the device moved them, who knows */
    struct packet as_sent = *packet;
    as_sent.tcp_seq = sequence_own_seq(engine, conn, side, packet);
    as_sent.tcp_ack = session != NULL ? inspect_session_ack(engine, conn, side, packet)
                                      : sequence_own_ack(engine, conn, side, packet);
    return tcp_track_segment(&conn->tcp, side, &as_sent, rules);
}

void
path_established(const struct visit *visit, uint32_t number, enum conn_side side)
{
    struct engine *engine = visit->engine;
    const struct packet *packet = visit->packet;
    struct outcome *outcome = visit->outcome;
    struct conn *conn = conn_at(&engine->conns, number);
    enum tcp_effect effect = TCP_GOES_ON;
    bool moved = false;
    outcome->conn_id = conn->id;
    if (packet->protocol == IP_ICMP && !icmp_answer_is_let_in(visit, conn, side))
        return;
    const struct conn_rules *rules = conn_rules_at(&engine->rules, conn->rules);
    /* of a segment that is only described nobody said the numbers */
    if (packet->protocol == IP_TCP && !conn->bypasses_state && !packet->is_described) {
        if (rules->header.checks && is_refused_by_header(visit, rules))
            return;
        learn_numbers(engine, conn, side, packet);
        uint32_t stage = tcp_stage(&conn->tcp);
        effect = track(engine, conn, side, packet, &rules->tcp);
        moved = tcp_stage(&conn->tcp) != stage;
        if (drop_of_effect[effect] != DROP_NONE) {
            drop_segment(visit, number, side, effect);
            return;
        }
    }
    if (rules->decrements_ttl && packet->ttl <= 1) {
        visit_deny(visit, DROP_TTL_EXCEEDED, (struct row){ .kind = ROW_NONE });
        return;
    }
    if ((conn->host_embryonic || conn->class_embryonic) && !tcp_is_embryonic(&conn->tcp))
        limits_settle(engine, number);
    conn->last = engine->now;
    touch_slots_of_half(engine, conn);
    conn->bytes += counted_bytes(packet, conn);
    if (packet->payload_length > 0)
        conn->data_from |= (side == CONN_INITIATOR ? 1U : 2U) & 3U;
    if (packet->protocol == IP_ICMP && side == CONN_INITIATOR)
        note_request(conn, packet->icmp_sequence);
    if (conn->icmp_inspected)
        tally_icmp(engine, false);
    visit_pass(visit, conn->key[!side].ifc, conn->adopted);
    translate(conn, side, &outcome->translation, packet->protocol);
    sequence_move(engine, conn, side, packet, &outcome->translation);
    if (rules->header.is_on || rules->decrements_ttl || (packet->tcp_flags & TCP_SYN) != 0)
        path_normalize(visit, conn, side);
    struct row inspection = { .kind = ROW_NONE };
    if (conn->session != POOL_NONE) {
        if (outcome->trace != NULL) /* the session may end with it */
            inspection = inspect_session_row(engine, number);
        enum inspect_verdict verdict = inspect_session_packet(visit, number, side);
        outcome->inspected = verdict != INSPECTED_NOT;
        if (verdict == INSPECTED_CLOSED)
            return;
        conn = conn_at(&engine->conns, number);
    }
    note_phases(visit, conn, side, outcome->inspected ? inspection : (struct row){ 0 });
    path_settle_fast(engine, conn);
    if (effect == TCP_FINISHED || effect == TCP_RESET)
        inspect_session_keep_payload(engine, &outcome->translation);
    path_end_if_over(visit, number, side, effect, moved);
}
