/*
 * path_icmp_error.c: ICMP errors. They are about a packet that went the other way, and both what
 * they quote and where they go is translated back by what is known of its flow (engine.md 2.8).
 */
#include "engine/path/path.h"
#include "engine/path/policy.h"

static bool
has_ports(uint8_t protocol)
{
    return protocol == IP_TCP || protocol == IP_UDP;
}

/*
 * An error is about a packet that went the other way: quoted_source sent it, and is known here as
 * the error's own side of the wire knows it.
 */
static struct flow
quoted_answer(const struct packet *packet)
{
    struct flow flow = {
        .protocol = packet->quoted_protocol,
        .source = packet->quoted_destination,
        .destination = packet->quoted_source,
        .time = packet->time,
    };
    if (packet->quoted_has_ports) {
        flow.source_port = packet->quoted_destination_port;
        flow.destination_port = packet->quoted_source_port;
    }
    return flow;
}

/* The conn whose packet is quoted; SIDE is the end that the error comes from. */
static uint32_t
find_quoted(const struct visit *visit, enum conn_side *side)
{
    const struct packet *packet = visit->packet;
    if (!packet->has_quoted)
        return CONN_NONE;
    struct flow flow = quoted_answer(packet);
    struct flow_key key = {
        .source = flow.source,
        .destination = flow.destination,
        .source_port = flow.source_port,
        .destination_port = flow.destination_port,
        .ifc = visit->ingress,
        .protocol = flow.protocol,
    };
    const struct conn_table *conns = &visit->engine->conns;
    uint32_t number = CONN_NONE;
    if (flow.protocol == IP_ICMP) {
        /* The identifier stands at the end that asked, which is either. */
        key.source_port = 0;
        number = conn_find(conns, &key, side);
        key.source_port = key.destination_port;
        key.destination_port = 0;
    } else if (flow.protocol == IP_GRE && packet->quoted_has_ports) {
        key.form = KEY_CALL_OUT;
        key.destination_port = 0;
        number = conn_find(conns, &key, side);
        key.source_port = 0;
    }
    if (number == CONN_NONE && flow.protocol != IP_ICMP && !has_ports(flow.protocol))
        key.form = KEY_HALF_OUT;
    return number == CONN_NONE ? conn_find(conns, &key, side) : number;
}

/*
 * `inspect icmp error`: a hop behind the same PAT as the conn's end is seen as its address is; PAT
 * itself has no way to carry an error (engine.md 2.8 [C]).
 */
static bool
is_behind_pat(const struct visit *visit, const struct nat_choice *choice, ifc_id egress)
{
    return choice->kind == NAT_DYNAMIC &&
           policy_inspects_icmp(visit->engine, visit->ingress, egress, visit->packet,
                                INSPECT_ICMP_ERROR);
}

/*
 * Who sent the error is translated as the conn's end when it is that, else as any host by its own
 * rule (engine.md 2.8, 13). False when it has none that it needs.
 */
static bool
translate_sender(const struct visit *visit, ifc_id egress, uint32_t peer_mapped)
{
    struct engine *engine = visit->engine;
    struct flow flow = flow_of_packet(visit->packet);
    struct nat_choice choice = nat_choose_source(engine, visit->ingress, egress, &flow, true);
    struct source source = source_make(engine, visit->ingress, egress, &flow, &choice);
    if (source.result != SOURCE_TRANSLATED && source.result != SOURCE_AS_IT_IS) {
        if (is_behind_pat(visit, &choice, egress)) {
            visit->outcome->translation.source = peer_mapped;
            return true;
        }
        path_untranslatable(visit, &source, egress);
        return false;
    }
    visit->outcome->translation.source = source.mapped;
    if (source.xlate != XLATE_NONE)
        xlate_touch(engine, source.xlate);
    return true;
}

/* The error's target and what it quotes go back to what the sender of the quoted packet knows. */
static void
translate_quoted(const struct visit *visit, const struct conn *conn, enum conn_side side)
{
    struct translation *translation = &visit->outcome->translation;
    const struct flow_key *sender = &conn->key[!side];
    const struct flow_key *peer = &conn->key[side];
    if (visit->packet->source == peer->source)
        translation->source = sender->destination;
    else if (!translate_sender(visit, sender->ifc, sender->destination))
        return;
    translation->destination = sender->source;
    translation->quoted = true;
    translation->quoted_source = sender->source;
    translation->quoted_destination = sender->destination;
    if (has_ports(conn->key[0].protocol)) {
        translation->quoted_source_port = sender->source_port;
        translation->quoted_destination_port = sender->destination_port;
    } else if (conn->key[0].protocol == IP_ICMP || conn->key[0].form == KEY_CALL) {
        /* One identifier, one call id: wherever it stands. */
        uint16_t only = sender->source_port != 0 ? sender->source_port : sender->destination_port;
        translation->quoted_source_port = translation->quoted_destination_port = only;
    }
    visit->outcome->verdict = VERDICT_PASSED;
    visit->outcome->egress = sender->ifc;
    visit->outcome->conn_id = conn->id;
}

static void
report_no_conn(const struct visit *visit)
{
    const struct packet *packet = visit->packet;
    struct flow flow = flow_of_packet(packet);
    struct destination behind =
        nat_resolve_destination(visit->engine, visit->ingress, &flow, 0, false);
    visit_deny(visit, DROP_INSPECTION, (struct row){ .kind = ROW_NONE });
    struct event event = visit_event(visit, EVENT_ICMP_ERROR_NO_CONN, behind.egress);
    event.inner.real = behind.real;
    event.quoted = (struct event_quoted){
        .known = packet->has_quoted,
        .protocol = packet->quoted_protocol,
        .source = packet->quoted_source,
        .destination = packet->quoted_destination,
        .source_port = packet->quoted_source_port,
        .destination_port = packet->quoted_destination_port,
        .icmp_type = packet->quoted_icmp_type,
        .icmp_code = packet->quoted_icmp_code,
    };
    visit_emit(visit, &event);
}

/*
 * Without a conn there may still be a slot: ICMP and portless protocols have only that in 6.x. The
 * quoted packet is translated back by it (engine.md 2.8), both of its ends.
 */
static bool
translate_by_slots(const struct visit *visit)
{
    struct engine *engine = visit->engine;
    if (!visit->packet->has_quoted)
        return false;
    struct flow answer = quoted_answer(visit->packet);
    bool has_id = answer.protocol == IP_ICMP;
    uint16_t port = has_id || has_ports(answer.protocol) ? answer.destination_port : 0;
    struct destination behind =
        nat_resolve_destination(engine, visit->ingress, &answer, port, true);
    if (behind.kind == DESTINATION_NONE || behind.egress == visit->ingress)
        return false;
    struct nat_choice peer =
        nat_choose_source(engine, visit->ingress, behind.egress, &answer, true);
    if (behind.kind == DESTINATION_ROUTE && peer.mapped == answer.source)
        return false; /* nothing is translated: as any other packet */
    struct flow flow = flow_of_packet(visit->packet);
    if (!path_admits(visit, &flow, &behind))
        return true;
    struct translation *translation = &visit->outcome->translation;
    if (visit->packet->source == answer.source)
        translation->source = peer.mapped;
    else if (!translate_sender(visit, behind.egress, peer.mapped))
        return true;
    translation->destination = behind.real;
    translation->quoted = true;
    translation->quoted_source = behind.real;
    translation->quoted_destination = peer.mapped;
    if (has_id || has_ports(answer.protocol)) {
        translation->quoted_source_port = behind.real_port;
        translation->quoted_destination_port = has_id ? behind.real_port : peer.mapped_port;
    }
    visit->outcome->verdict = VERDICT_PASSED;
    visit->outcome->egress = behind.egress;
    return true;
}

void
path_icmp_error(const struct visit *visit)
{
    struct engine *engine = visit->engine;
    enum conn_side side;
    uint32_t number = find_quoted(visit, &side);
    if (number != CONN_NONE && conn_is_with_box(conn_at(&engine->conns, number))) {
        path_first(visit); /* about something of the box's own */
        return;
    }
    if (number == CONN_NONE) {
        if (engine->does->icmp_has_conns && !path_is_for_the_box(visit))
            report_no_conn(visit);
        else if (engine->does->icmp_has_conns || !translate_by_slots(visit))
            path_first(visit);
        return;
    }
    const struct conn *conn = conn_at(&engine->conns, number);
    struct flow flow = flow_of_packet(visit->packet);
    struct destination destination = {
        .kind = DESTINATION_XLATE,
        .egress = conn->key[!side].ifc,
        .real = conn->key[!side].source,
        .xlate = XLATE_NONE,
    };
    /* `inspect icmp error` takes the conn for a permit, from 7.0 on (engine.md 2.7 [A]). */
    bool inspected = engine->does->modular_policy &&
                     policy_inspects_icmp(engine, visit->ingress, destination.egress, visit->packet,
                                          INSPECT_ICMP_ERROR);
    if (inspected || path_admits(visit, &flow, &destination))
        translate_quoted(visit, conn, side);
}
