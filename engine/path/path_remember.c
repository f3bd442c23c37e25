/*
 * path_remember.c: what a first packet that may pass leaves behind: slot, conn or half-connection,
 * local hosts (engine.md 2.1, 2.2, 2.9).
 */
#include "engine/inspect_session.h"
#include "engine/path/path_first.h"
#include "engine/path/policy.h"
#include "engine/sequence.h"

static struct flow_key
responder_key(const struct visit *visit, const struct first *first)
{
    const struct packet *packet = visit->packet;
    struct flow_key key = {
        .source = first->destination.real,
        .destination = first->source.mapped,
        .ifc = first->destination.egress,
        .protocol = packet->protocol,
    };
    if (packet->protocol == IP_TCP || packet->protocol == IP_UDP) {
        key.source_port = first->destination.real_port;
        key.destination_port = first->source.mapped_port;
    } else if (packet->protocol == IP_ICMP) {
        key.destination_port = first->source.mapped_port;
    }
    return key;
}

/* The nat or static that translates, the source's before the destination's. */
static struct row
nat_row_of(const struct first *first)
{
    struct row row = first->source.row;
    if (row.kind == ROW_NONE)
        row = first->destination.row;
    return row.kind == ROW_NAT || row.kind == ROW_STATIC ? row : (struct row){ .kind = ROW_NONE };
}

/* A segment of a conn older than the capture; one whose state nobody follows may begin so. */
static bool
is_adopted(const struct visit *visit, const struct first *first)
{
    return visit->packet->protocol == IP_TCP && !packet_is_syn(visit->packet) &&
           !conn_rules_at(&visit->engine->rules, first->rules)->bypasses_state;
}

/* The id of the conn that announced what comes through PINHOLE; 0: none did, or it is gone. */
static uint32_t
announcer_of(const struct engine *engine, uint32_t pinhole)
{
    uint32_t parent =
        pinhole != PINHOLE_NONE ? pinhole_at(&engine->pinholes, pinhole)->parent : POOL_NONE;
    return parent != POOL_NONE ? conn_at(&engine->conns, parent)->id : 0;
}

/* The conn that this packet opens; CONN_NONE when none is to be, or the table is full. */
static uint32_t
open_conn(const struct visit *visit, struct first *first, bool is_half)
{
    struct engine *engine = visit->engine;
    uint32_t destination_xlate = first->destination.xlate;
    if (first->destination.kind == DESTINATION_STATIC)
        destination_xlate = xlate_use_static(engine, &first->destination.row,
                                             first->destination.real, first->destination.real_port,
                                             first->flow.destination, first->flow.destination_port);
    struct conn_wish wish = {
        .key = { flow_key_of(visit->packet, visit->ingress), responder_key(visit, first) },
        .xlate = { first->source.xlate, destination_xlate },
        .parent = CONN_NONE,
        .media_of = inspect_session_media_of(engine, first->pinhole),
        .announced_by = announcer_of(engine, first->pinhole),
        .is_half = is_half,
        .adopted = is_adopted(visit, first),
        .holds_hosts = first->holds_hosts,
        .is_intercepted = first->is_intercepted,
        .rules = first->rules,
        .decided_by = first->admitted_by,
        .nat_row = nat_row_of(first),
        .acl = first->acl,
    };
    if (is_half) {
        /* The answer does not belong to it: the second key is for the reverse look-up only. */
        wish.key[0].form = KEY_PLAIN;
        wish.key[0].destination_port = 0; /* nor does a call id count, when nobody follows calls */
        wish.key[1].form = KEY_HALF_OUT;
        wish.xlate[0] = wish.xlate[1] = XLATE_NONE; /* it does not hold its slot (13) */
    }
    return conn_open(engine, &wish);
}

static void
pass(const struct visit *visit, const struct first *first)
{
    struct outcome *outcome = visit->outcome;
    visit_pass(visit, first->destination.egress, is_adopted(visit, first));
    outcome->decided_by = first->admitted_by;
    struct translation *translation = &outcome->translation;
    translation->source = first->source.mapped;
    translation->destination = first->destination.real;
    if (visit->packet->protocol == IP_TCP || visit->packet->protocol == IP_UDP) {
        translation->source_port = first->source.mapped_port;
        translation->destination_port = first->destination.real_port;
    } else if (visit->packet->protocol == IP_ICMP) {
        /* One identifier: the end that is behind PAT has it translated. */
        bool of_source = first->source.mapped_port != first->flow.source_port;
        translation->source_port = translation->destination_port =
            of_source ? first->source.mapped_port : first->destination.real_port;
    }
}

/* Slots without a conn to hold them live by their packets. */
static void
touch_slots(const struct visit *visit, const struct first *first)
{
    if (first->source.xlate != XLATE_NONE)
        xlate_touch(visit->engine, first->source.xlate);
    if (first->destination.xlate != XLATE_NONE)
        xlate_touch(visit->engine, first->destination.xlate);
    if (first->destination.kind == DESTINATION_STATIC)
        (void)xlate_use_static(visit->engine, &first->destination.row, first->destination.real,
                               first->destination.real_port, first->flow.destination,
                               first->flow.destination_port);
}

/* Does this packet open something that is remembered, and how? */
enum memory { REMEMBER_NOTHING, REMEMBER_CONN, REMEMBER_HALF };

static enum memory
memory_of(const struct engine *engine, const struct packet *packet)
{
    switch (packet->protocol) {
    case IP_TCP:
    case IP_UDP:
        return REMEMBER_CONN;
    case IP_ICMP:
        /* Other types than queries make none (engine.md 13). */
        return engine->does->icmp_has_conns && icmp_is_query(packet->icmp_type) ? REMEMBER_CONN
                                                                                : REMEMBER_NOTHING;
    default:
        return engine->does->portless_has_half_conns ? REMEMBER_HALF : REMEMBER_NOTHING;
    }
}

/*
 * DNS guard without DNS inspection: on unless `no dns-guard` is said (engine.md 13 [C]). An
 * inspected conn ends with the answer that its inspection lets through.
 */
static bool
is_guarded(const struct engine *engine, const struct conn *conn)
{
    bool inspected = conn->session != POOL_NONE &&
                     ((const struct inspect_session *)pool_at(&engine->sessions, conn->session))
                             ->inspection->kind == INSPECT_DNS;
    return !inspected && conn->key[1].source_port == PORT_DOMAIN &&
           engine->config->guard.dns_guard != SAID_NO;
}

/* An exemption leaves no slot that would tell of its `norandomseq`. */
static bool
exemption_keeps_sequence(const struct first *first)
{
    const struct row rows[] = { first->choice.row, first->destination.row };
    const bool exempts[] = { first->choice.kind == NAT_EXEMPT,
                             first->destination.kind == DESTINATION_EXEMPT };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        const struct nat *nat = rows[i].pointer;
        if (exempts[i] && rows[i].kind == ROW_NAT && nat->limits.no_random_sequence)
            return true;
    }
    return false;
}

static void
start_tcp(struct engine *engine, struct conn *conn, const struct packet *packet,
          const struct first *first)
{
    const struct packet *observed = engine->observed;
    if (conn->adopted || conn->bypasses_state) {
        tcp_track_adopt(&conn->tcp);
        if (observed != NULL && conn->session == POOL_NONE)
            sequence_learn_midstream(engine, conn, CONN_INITIATOR, packet, observed);
        return;
    }
    if (!exemption_keeps_sequence(first))
        sequence_begin(engine, conn);
    if (observed != NULL)
        sequence_learn(engine, conn, CONN_INITIATOR, packet->tcp_seq, observed);
    struct packet as_sent = *packet;
    as_sent.tcp_seq = sequence_own_seq(engine, conn, CONN_INITIATOR, packet);
    tcp_track_open(&conn->tcp, &as_sent);
}

static void
start_conn(const struct visit *visit, uint32_t number, const struct first *first)
{
    struct engine *engine = visit->engine;
    struct conn *conn = conn_at(&engine->conns, number);
    const struct packet *packet = visit->packet;
    visit->outcome->conn_id = conn->id;
    conn->data_from = packet->payload_length > 0; /* by the initiator */
    if (packet->protocol == IP_TCP) {
        start_tcp(engine, conn, packet, first);
        conn->bytes = packet->payload_length;
    } else if (packet->protocol == IP_UDP) {
        conn->bytes = packet->payload_length;
    } else if (packet->protocol == IP_ICMP) {
        conn->icmp_sequence = packet->icmp_sequence;
        conn->icmp_open = 1;
        conn->icmp_inspected =
            policy_inspects_icmp(engine, visit->ingress, conn->key[1].ifc, packet, INSPECT_ICMP);
        if (conn->icmp_inspected)
            inspect_tally_packet(
                &engine->tallies,
                inspect_tally_of_kind(&engine->tallies, engine->config, INSPECT_ICMP));
    }
    if (packet->protocol == IP_TCP || packet->protocol == IP_UDP)
        inspect_session_begin(engine, number, packet, first->pinhole);
    conn->is_dns = packet->protocol == IP_UDP && is_guarded(engine, conn);
    conn_rearm(engine, number);
}

/*
 * The conn's ends count as local hosts before its slots are made; what cannot be translated, or is
 * one too many, is refused before that. False when it is.
 */
static bool
prepare_conn(const struct visit *visit, struct first *first)
{
    struct engine *engine = visit->engine;
    bool limited = engine->limits.of_rules || engine->limits.by_classes;
    if (!engine->does->local_host_is_logged && !limited)
        return true;
    ifc_id egress = first->destination.egress;
    struct source preview =
        source_preview(engine, visit->ingress, egress, &first->flow, &first->choice);
    if (preview.result != SOURCE_TRANSLATED && preview.result != SOURCE_AS_IT_IS) {
        path_untranslatable(visit, &preview, egress);
        return false;
    }
    bool counts = visit->packet->protocol == IP_TCP || visit->packet->protocol == IP_UDP;
    if (limited && counts && !path_limits_allow(visit, first, &preview))
        return false;
    const struct conn_rules *rules = conn_rules_at(&engine->rules, first->rules);
    enum drop_reason refused = path_first_segment_refused(visit->packet, rules);
    if (refused != DROP_NONE) {
        visit_deny(visit, refused, visit->outcome->decided_by);
        return false;
    }
    struct flow_key key = flow_key_of(visit->packet, visit->ingress);
    first->holds_hosts = hosts_hold(engine, &key, egress, first->destination.real);
    return true;
}

static void
give_hosts_back(const struct visit *visit, const struct first *first)
{
    if (!first->holds_hosts)
        return;
    struct flow_key key = flow_key_of(visit->packet, visit->ingress);
    hosts_release(visit->engine, &key, first->destination.egress, first->destination.real,
                  visit->engine->now);
}

static bool
is_question(const struct packet *packet)
{
    return packet->protocol == IP_ICMP && icmp_is_query(packet->icmp_type);
}

/*
 * The payload of the packet that opens the conn. A SYN seldom has one; the first segment of a conn
 * that is older than the capture does.
 */
static void
inspect_first(const struct visit *visit, const struct first *first, uint32_t number)
{
    struct engine *engine = visit->engine;
    if ((visit->packet->protocol != IP_UDP && visit->packet->payload_length == 0) ||
        conn_at(&engine->conns, number)->session == POOL_NONE)
        return;
    struct row row = inspect_session_row(engine, number); /* the session may end with it */
    visit->outcome->inspected =
        inspect_session_packet(visit, number, CONN_INITIATOR) != INSPECTED_NOT;
    if (visit->outcome->inspected && visit->outcome->verdict == VERDICT_PASSED)
        visit_phase(visit, &(struct trace_phase){ .type = PHASE_INSPECT,
                                                  .allowed = true,
                                                  .row = row,
                                                  .ifc = first->destination.egress,
                                                  .conn_id = visit->outcome->conn_id });
}

void
path_remember(const struct visit *visit, struct first *first)
{
    struct engine *engine = visit->engine;
    enum memory memory = memory_of(engine, visit->packet);
    if (memory != REMEMBER_NOTHING && pool_is_full(&engine->conns.pool)) {
        visit_deny(visit, DROP_CONN_TABLE_FULL, (struct row){ .kind = ROW_NONE });
        return;
    }
    if (memory == REMEMBER_CONN && !prepare_conn(visit, first))
        return;
    first->source = source_make(engine, visit->ingress, first->destination.egress, &first->flow,
                                &first->choice);
    if (first->source.result != SOURCE_TRANSLATED && first->source.result != SOURCE_AS_IT_IS) {
        give_hosts_back(visit, first);
        path_untranslatable(visit, &first->source, first->destination.egress);
        return;
    }
    if (memory != REMEMBER_CONN && engine->config->alias_count > 0 &&
        first->source.result == SOURCE_AS_IT_IS && !is_question(visit->packet))
        first->source.mapped =
            nat_alias_source(engine, first->destination.egress, first->source.mapped);
    visit_phase(visit, &(struct trace_phase){
                           .type = PHASE_NAT,
                           .allowed = true,
                           .row = first->source.row,
                           .ifc = first->destination.egress,
                           .from = first->flow.source,
                           .from_port = first->flow.source_port,
                           .to = first->source.mapped,
                           .to_port = first->source.mapped_port,
                       });
    if (memory == REMEMBER_NOTHING) {
        touch_slots(visit, first);
        pass(visit, first);
        return;
    }
    uint32_t number = open_conn(visit, first, memory == REMEMBER_HALF);
    if (number == CONN_NONE) {
        give_hosts_back(visit, first);
        visit_deny(visit, DROP_CONN_TABLE_FULL, (struct row){ .kind = ROW_NONE });
        return;
    }
    if (memory == REMEMBER_HALF)
        touch_slots(visit, first);
    pass(visit, first);
    start_conn(visit, number, first);
    if (memory == REMEMBER_CONN) {
        struct conn *conn = conn_at(&engine->conns, number);
        path_normalize(visit, conn, CONN_INITIATOR);
        sequence_move(engine, conn, CONN_INITIATOR, visit->packet, &visit->outcome->translation);
        limits_count(engine, number);
    }
    inspect_first(visit, first, number);
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_CONN,
                                              .allowed = true,
                                              .ifc = first->destination.egress,
                                              .conn_id = visit->outcome->conn_id });
}
