/*
 * box_conn.c: conns with the firewall itself (engine.md 2.2, 8). Its end is on no interface, and
 * higher than all levels, so that what it begins is outbound and what comes to it inbound.
 *
 * A replay feeds what the firewall sent as far as it was captured. Where it was not, the answers
 * are taken as given: the client's first ACK makes the conn.
 */
#include "engine/path/path_first.h"

static uint32_t
open_box_conn(const struct visit *visit, ifc_id from, ifc_id to)
{
    struct engine *engine = visit->engine;
    const struct packet *packet = visit->packet;
    struct flow_key key = flow_key_of(packet, from);
    struct conn_wish wish = {
        .key = { key, flow_key_reversed(key, to) },
        .xlate = { XLATE_NONE, XLATE_NONE },
        .parent = CONN_NONE,
        .adopted = !engine->does->box_conns_are_logged,
        .decided_by = visit->outcome->decided_by,
        .nat_row = { .kind = ROW_NONE },
    };
    if (pool_is_full(&engine->conns.pool))
        return CONN_NONE;
    wish.holds_hosts = hosts_hold(engine, &key, to, packet->destination);
    uint32_t number = conn_open(engine, &wish);
    if (number == CONN_NONE) {
        if (wish.holds_hosts)
            hosts_release(engine, &key, to, packet->destination, engine->now);
        return CONN_NONE;
    }
    struct conn *conn = conn_at(&engine->conns, number);
    if (packet->protocol == IP_TCP)
        tcp_track_open(&conn->tcp, packet);
    conn->bytes = packet->payload_length;
    conn->is_dns = packet->protocol == IP_UDP && key.destination_port == PORT_DOMAIN;
    uint32_t *sessions =
        to == IFC_NONE ? engine_box_sessions(engine, key.protocol, key.destination_port) : NULL;
    if (sessions != NULL)
        ++*sessions;
    visit->outcome->conn_id = conn->id;
    conn_rearm(engine, number);
    return number;
}

void
box_conn_open(const struct visit *visit)
{
    (void)open_box_conn(visit, visit->ingress, IFC_NONE); /* a full table drops in silence */
}

/* The third packet of the handshake is told: 710002 (syslog.md 5.4). */
static void
tell_permitted(const struct visit *visit, const struct conn *conn, enum conn_side side)
{
    bool comes_in = conn->key[CONN_RESPONDER].ifc == IFC_NONE;
    if (comes_in && side == CONN_INITIATOR && !tcp_is_embryonic(&conn->tcp))
        visit_report(visit, EVENT_BOX_PERMITTED, visit->ingress);
}

static enum tcp_effect
track(const struct visit *visit, struct conn *conn, enum conn_side side)
{
    const struct packet *packet = visit->packet;
    bool embryonic = tcp_is_embryonic(&conn->tcp);
    const struct tcp_rules *rules = &conn_rules_at(&visit->engine->rules, conn->rules)->tcp;
    enum tcp_effect effect = tcp_track_segment(&conn->tcp, side, packet, rules);
    bool answers = (packet->tcp_flags & (TCP_ACK | TCP_SYN | TCP_RST)) == TCP_ACK;
    if (embryonic && effect != TCP_GOES_ON && answers && side == CONN_INITIATOR) {
        tcp_track_adopt(&conn->tcp); /* to a SYN ACK that the capture does not have */
        effect = TCP_GOES_ON;
    }
    if (embryonic)
        tell_permitted(visit, conn, side);
    return effect;
}

void
box_conn_packet(const struct visit *visit, uint32_t number, enum conn_side side)
{
    struct engine *engine = visit->engine;
    struct conn *conn = conn_at(&engine->conns, number);
    visit->outcome->verdict = VERDICT_TO_THE_BOX;
    visit->outcome->conn_id = conn->id;
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_FLOW_LOOKUP,
                                              .allowed = true,
                                              .ifc = visit->ingress,
                                              .conn_id = conn->id });
    conn->last = engine->now;
    conn->bytes += visit->packet->payload_length;
    if (visit->packet->protocol == IP_TCP)
        path_end_if_over(visit, number, side, track(visit, conn, side), true);
    else
        path_end_if_over(visit, number, side, TCP_GOES_ON, false);
}

/* A ping of the box is answered, and no line tells of it (13). */
static bool
is_answered_ping(const struct packet *packet)
{
    return packet->protocol == IP_ICMP && packet->icmp_type == 0;
}

bool
box_sent(const struct visit *visit, ifc_id egress)
{
    struct engine *engine = visit->engine;
    const struct packet *packet = visit->packet;
    struct flow_key key = flow_key_of(packet, IFC_NONE);
    enum conn_side side;
    uint32_t number = conn_find(&engine->conns, &key, &side);
    if (number != CONN_NONE) {
        box_conn_packet(visit, number, side);
        return true;
    }
    /* Behind interface PAT it may be anybody's. */
    if (nat_is_pat_address(engine, egress, packet->source))
        return false;
    bool begins =
        packet->protocol == IP_UDP || (packet->protocol == IP_TCP && packet_is_syn(packet));
    visit->outcome->verdict = VERDICT_TO_THE_BOX;
    if (begins)
        (void)open_box_conn(visit, IFC_NONE, egress);
    return begins || is_answered_ping(packet);
}
