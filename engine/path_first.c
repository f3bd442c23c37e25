/*
 * path_first.c: a packet without a conn: where it goes, who lets it in, how its source is
 * translated, and what remembers it (engine.md 1.6 to 1.12).
 */
#include "engine/inspect_session.h"
#include "engine/path.h"
#include "engine/policy.h"
#include "engine/route.h"

/* A first packet and what has been found out about it. */
struct first {
    struct flow flow;
    struct destination destination;
    struct source source;
    struct nat_choice choice;
    const struct acl *acl; /* the ACL whose ACE let it in */
    struct row admitted_by;
};

struct flow
flow_of(const struct packet *packet)
{
    return (struct flow){
        .protocol = packet->protocol,
        .source = packet->source,
        .destination = packet->destination,
        .source_port = packet->source_port,
        .destination_port = packet->destination_port,
        .icmp_type = packet->icmp_type,
    };
}

static bool
is_syn(const struct packet *packet)
{
    return (packet->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN;
}

static bool
is_syn_ack(const struct packet *packet)
{
    return (packet->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST)) == (TCP_SYN | TCP_ACK);
}

/* What port slots of the destination are looked up by. An echo request has nobody to go to. */
static uint16_t
slot_port(const struct packet *packet, bool *port_slots)
{
    *port_slots = true;
    switch (packet->protocol) {
    case IP_TCP:
    case IP_UDP:
        return packet->destination_port;
    case IP_ICMP:
        *port_slots = icmp_is_reply(packet->icmp_type);
        return packet->source_port;
    default:
        return 0;
    }
}

/* --- to the box ------------------------------------------------------------------------------ */

static bool
is_broadcast_for(const struct interface *interface, uint32_t address)
{
    if (address == UINT32_C(0xffffffff))
        return true;
    return interface->address != 0 && interface->netmask < UINT32_C(0xfffffffe) &&
           address == (interface->address | ~interface->netmask);
}

static bool
is_own_address(const struct config *config, uint32_t address, ifc_id *owner)
{
    for (size_t i = 0; i < config->interface_count; i++) {
        if (config->interfaces[i]->address == address && address != 0 &&
            interface_is_up(config->interfaces[i])) {
            *owner = (ifc_id)i;
            return true;
        }
    }
    return false;
}

bool
path_is_for_the_box(const struct visit *visit)
{
    ifc_id owner;
    uint32_t destination = visit->packet->destination;
    return destination >> 28 == 14 || is_own_address(visit->engine->config, destination, &owner) ||
           is_broadcast_for(engine_interface(visit->engine, visit->ingress), destination);
}

/* A late segment to the interface's own PAT address is told as one (engine.md 13, 11.11). */
static bool
is_late_segment(const struct visit *visit)
{
    const struct packet *packet = visit->packet;
    return packet->protocol == IP_TCP && !is_syn(packet) &&
           nat_is_pat_address(visit->engine->config, visit->ingress, packet->destination);
}

static void
discard_at_the_box(const struct visit *visit)
{
    const struct packet *packet = visit->packet;
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_TO_THE_BOX, .ifc = visit->ingress });
    visit_deny(visit, DROP_TO_THE_BOX, (struct row){ .kind = ROW_NONE });
    visit->outcome->verdict = VERDICT_TO_THE_BOX;
    if (packet->protocol == IP_TCP || packet->protocol == IP_UDP)
        visit_report(visit, EVENT_BOX_DISCARDED, visit->ingress);
    else if (packet->protocol != IP_ICMP) /* pings are answered, without a line (13) */
        visit_report(visit, EVENT_BOX_PROTOCOL_DISCARDED, visit->ingress);
}

/* True when the packet is for the firewall itself and has been dealt with. */
static bool
goes_to_the_box(const struct visit *visit, const struct destination *destination)
{
    if (destination->kind == DESTINATION_STATIC || destination->kind == DESTINATION_XLATE)
        return false;
    const struct packet *packet = visit->packet;
    const struct config *config = visit->engine->config;
    ifc_id owner = visit->ingress;
    if (!path_is_for_the_box(visit))
        return false;
    bool multicast = packet->destination >> 28 == 14;
    bool own = is_own_address(config, packet->destination, &owner);
    if (own && owner == visit->ingress && is_late_segment(visit))
        return false;
    if (multicast || (own && owner != visit->ingress)) {
        /* Another interface's address, multicast: dropped in silence (engine.md 8, [C]). */
        visit_deny(visit, DROP_TO_THE_BOX, (struct row){ .kind = ROW_NONE });
        visit->outcome->verdict = VERDICT_TO_THE_BOX;
        return true;
    }
    discard_at_the_box(visit);
    return true;
}

/* --- TCP without a conn ---------------------------------------------------------------------- */

static void
deny_no_conn(const struct visit *visit, const struct destination *destination)
{
    const struct engine *engine = visit->engine;
    bool late = engine->does->late_segment_without_xlate_is_106011 &&
                destination->kind != DESTINATION_XLATE && destination->kind != DESTINATION_STATIC &&
                nat_is_pool_address(engine->config, visit->ingress, visit->packet->destination);
    visit_deny(visit, late ? DROP_NO_XLATE : DROP_NO_CONN, (struct row){ .kind = ROW_NONE });
    visit_report(visit, late ? EVENT_DENY_NO_XLATE : EVENT_DENY_NO_CONN, visit->ingress);
}

/* --- egress ---------------------------------------------------------------------------------- */

static void
deny_no_route(const struct visit *visit, ifc_id known_egress)
{
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_ROUTE, .ifc = visit->ingress });
    visit_deny(visit, DROP_NO_ROUTE, (struct row){ .kind = ROW_NONE });
    bool next_hop = known_egress != IFC_NONE && visit->engine->does->no_route == NO_ROUTE_110002;
    visit_report(visit, next_hop ? EVENT_NO_NEXT_HOP : EVENT_NO_ROUTE, known_egress);
}

/* Leaving by the way it came, or across equal levels: is that allowed here? */
static bool
sideways_is_allowed(const struct visit *visit, ifc_id egress)
{
    const struct engine *engine = visit->engine;
    if (egress == visit->ingress)
        return engine->config->same_security_intra && engine->does->intra_interface_any;
    return engine->does->same_security_command && engine->config->same_security_inter;
}

/* An echo to an address that only ports share has no one host to go to: 106013. */
static bool
is_echo_to_pat(const struct visit *visit, const struct flow *flow)
{
    const struct packet *packet = visit->packet;
    const struct acl *acl = engine_interface(visit->engine, visit->ingress)->access_in;
    if (packet->protocol != IP_ICMP || packet->icmp_type != 8 || acl == NULL ||
        !nat_is_pat_address(visit->engine->config, visit->ingress, packet->destination))
        return false;
    return classify(visit->engine->config, acl, flow).permit;
}

/* False when the packet cannot leave at all. */
/* What an xlate names as the egress must have a route there (engine.md 1.8 step 6). */
static bool
has_next_hop(const struct engine *engine, const struct destination *destination)
{
    return destination->kind == DESTINATION_ROUTE || !engine->does->xlate_needs_route ||
           route_exists_on(engine->config, destination->egress, destination->real,
                           engine->options.strict_routes);
}

static bool
may_leave(const struct visit *visit, const struct first *first)
{
    const struct destination *destination = &first->destination;
    if (destination->kind == DESTINATION_NONE) {
        deny_no_route(visit, IFC_NONE);
        return false;
    }
    ifc_id egress = destination->egress;
    if (!interface_is_up(engine_interface(visit->engine, egress))) {
        visit_deny(visit, DROP_INTERFACE_DOWN,
                   (struct row){ ROW_INTERFACE, engine_interface(visit->engine, egress), egress });
        return false;
    }
    if (!has_next_hop(visit->engine, destination)) {
        deny_no_route(visit, egress);
        return false;
    }
    bool sideways = egress == visit->ingress || engine_level(visit->engine, egress) ==
                                                    engine_level(visit->engine, visit->ingress);
    if (!sideways || sideways_is_allowed(visit, egress))
        return true;
    visit_deny(visit, DROP_IMPLICIT, (struct row){ .kind = ROW_SECURITY_LEVEL });
    if (egress == visit->ingress && is_echo_to_pat(visit, &first->flow))
        visit_report(visit, EVENT_DENY_ECHO_TO_PAT, egress);
    else
        report_implicit_deny(visit, egress, true, false);
    return false;
}

/* --- policy ---------------------------------------------------------------------------------- */

/* The destination is not translated, and this version or nat-control wants it to be. */
static bool
lacks_xlate(const struct engine *engine, const struct destination *destination, bool inbound)
{
    return inbound && destination->kind == DESTINATION_ROUTE &&
           (engine->does->nat_control_always || engine->config->nat_control);
}

static void
note_ace(const struct visit *visit, const struct acl *acl, const struct classify_result *found,
         const struct flow *flow)
{
    struct row row = { .kind = ROW_IMPLICIT_DENY, .pointer = acl };
    if (found->ace != NULL) {
        row = (struct row){ ROW_ACE, found->ace, found->index };
        engine_count_hit(visit->engine, found->ace);
    }
    visit->outcome->decided_by = row;
    visit_phase(visit, &(struct trace_phase){
                           .type = PHASE_ACCESS_LIST,
                           .allowed = found->permit,
                           .row = row,
                           .ifc = visit->ingress,
                       });
    struct trace *trace = visit->outcome->trace;
    if (trace != NULL && !found->permit)
        trace->nearest_count = classify_nearest(visit->engine->config, acl, flow, trace->nearest);
}

/* 106023, or 106100 when the ACE logs, or nothing when it was told not to. */
static void
report_acl(const struct visit *visit, const struct acl *acl, const struct classify_result *found,
           const struct flow *flow, const struct destination *destination)
{
    bool logs = found->ace != NULL && found->ace->log == ACE_LOG_ON;
    if (found->ace != NULL && found->ace->log == ACE_LOG_DISABLED)
        return;
    if (found->permit && !logs)
        return;
    struct event event = visit_event(visit, logs ? EVENT_ACCESS_LIST_LOG : EVENT_DENY_ACCESS_GROUP,
                                     destination->egress);
    event.inner.real = destination->real;
    event.inner.real_port = destination->real_port;
    event.acl = acl;
    event.ace = found->ace;
    event.count = 1;
    if (logs)
        acl_log_hit(visit->engine, flow, &event);
    else
        visit_emit(visit, &event);
}

static bool
acl_admits(const struct visit *visit, const struct acl *acl, const struct flow *flow,
           const struct destination *destination)
{
    struct classify_result found = classify(visit->engine->config, acl, flow);
    note_ace(visit, acl, &found, flow);
    if (!found.permit)
        visit_deny(visit, DROP_ACL, visit->outcome->decided_by);
    report_acl(visit, acl, &found, flow, destination);
    return found.permit;
}

bool
path_admits(const struct visit *visit, const struct flow *flow,
            const struct destination *destination)
{
    const struct engine *engine = visit->engine;
    const struct acl *acl = engine_interface(engine, visit->ingress)->access_in;
    if (acl != NULL)
        return acl_admits(visit, acl, flow, destination);
    bool inbound = engine_level(engine, visit->ingress) < engine_level(engine, destination->egress);
    struct row row = { .kind = ROW_SECURITY_LEVEL,
                       .pointer = engine_interface(engine, visit->ingress),
                       .index = visit->ingress };
    visit->outcome->decided_by = row;
    visit_phase(visit, &(struct trace_phase){
                           .type = PHASE_ACCESS_LIST,
                           .allowed = !inbound,
                           .row = row,
                           .ifc = visit->ingress,
                       });
    if (!inbound)
        return true;
    visit_deny(visit, DROP_IMPLICIT, row);
    report_implicit_deny(visit, destination->egress, false,
                         lacks_xlate(engine, destination, inbound));
    return false;
}

/* access-group out on the egress: addresses as they leave (engine.md 1.7). */
static bool
leaves_by_acl(const struct visit *visit, struct first *first)
{
    ifc_id egress = first->destination.egress;
    const struct acl *acl = engine_interface(visit->engine, egress)->access_out;
    if (acl == NULL || !visit->engine->does->access_group_out)
        return true;
    struct source preview =
        source_preview(visit->engine, visit->ingress, egress, &first->flow, &first->choice);
    if (preview.result != SOURCE_TRANSLATED && preview.result != SOURCE_AS_IT_IS)
        return true; /* the translation itself will say why not */
    struct flow leaving = first->flow;
    leaving.source = preview.mapped;
    leaving.source_port = preview.mapped_port;
    leaving.destination = first->destination.real;
    leaving.destination_port = first->destination.real_port;
    return acl_admits(visit, acl, &leaving, &first->destination);
}

/* --- translation ----------------------------------------------------------------------------- */

void
path_untranslatable(const struct visit *visit, const struct source *source, ifc_id egress)
{
    struct row row = source->row;
    if (source->result == SOURCE_TABLE_FULL) {
        visit_deny(visit, DROP_XLATE_TABLE_FULL, row);
        return;
    }
    if (source->result == SOURCE_NO_GROUP) {
        visit_deny(visit, DROP_NO_TRANSLATION, row);
        visit_report(visit, EVENT_NO_TRANSLATION_GROUP, egress);
        return;
    }
    visit_deny(visit, DROP_TRANSLATION_FAILED, row);
    if (source->result == SOURCE_POOL_EMPTY && visit->engine->does->pool_empty_is_202001)
        visit_report(visit, EVENT_OUT_OF_TRANSLATION_SLOTS, egress);
    struct event event = visit_event(visit, EVENT_TRANSLATION_FAILED, egress);
    event.failure = source->failure;
    visit_emit(visit, &event);
}

/* The flow as its answer would be: what reverse checks look at. */
static struct flow
answer_of(const struct flow *flow, const struct destination *destination)
{
    return (struct flow){
        .protocol = flow->protocol,
        .source = destination->real,
        .source_port = destination->real_port,
        .destination = flow->source,
        .destination_port = flow->source_port,
        .icmp_type = 0,
    };
}

/*
 * 7.0 and later: the answer must be translated by the same rule back to the address that was
 * asked for. It covers the rule of 1.10 too that an address with a rule is reached only by it.
 */
static bool
answer_comes_back(const struct visit *visit, const struct first *first)
{
    const struct engine *engine = visit->engine;
    if (engine->does->nat_control_always)
        return true;
    struct flow answer = answer_of(&first->flow, &first->destination);
    struct nat_choice back =
        nat_choose_source(engine, first->destination.egress, visit->ingress, &answer, true);
    switch (first->destination.kind) {
    case DESTINATION_STATIC:
    case DESTINATION_XLATE:
        return (back.kind == NAT_STATIC || back.kind == NAT_STATIC_PORT ||
                back.kind == NAT_LIVE_XLATE) &&
               back.mapped == first->flow.destination;
    case DESTINATION_EXEMPT:
        return back.kind == NAT_EXEMPT || back.kind == NAT_NO_RULE;
    case DESTINATION_ROUTE:
    case DESTINATION_NONE:
        break;
    }
    /* Nor does a live identity slot let anybody in (commands.md 4.1). */
    return back.kind == NAT_NO_RULE || back.kind == NAT_EXEMPT;
}

/* The network or broadcast address of a net static is not translated (1.10, from 305006 [B]). */
static bool
is_end_of_static(const struct visit *visit, const struct first *first)
{
    if (first->destination.row.kind != ROW_STATIC)
        return false;
    const struct static_nat *rule = first->destination.row.pointer;
    uint32_t host = first->flow.destination & ~rule->netmask;
    if (rule->acl != NULL || rule->netmask >= UINT32_C(0xfffffffe) ||
        (host != 0 && host != ~rule->netmask))
        return false;
    visit_deny(visit, DROP_TRANSLATION_FAILED, first->destination.row);
    struct event event = visit_event(visit, EVENT_TRANSLATION_FAILED, first->destination.egress);
    event.failure = first->destination.real == first->flow.destination ? FAILURE_IDENTITY
                                                                       : FAILURE_OUTBOUND_STATIC;
    visit_emit(visit, &event);
    return true;
}

/* A directed broadcast does not pass (engine.md 8). */
static bool
is_directed_broadcast(const struct visit *visit, const struct first *first)
{
    if (!is_broadcast_for(engine_interface(visit->engine, first->destination.egress),
                          first->destination.real))
        return false;
    visit_deny(visit, DROP_SPOOF, (struct row){ .kind = ROW_NONE });
    return true;
}

/* An inbound packet whose destination lacks the translation it needs, or has another one. */
static bool
destination_is_right(const struct visit *visit, const struct first *first)
{
    const struct engine *engine = visit->engine;
    ifc_id egress = first->destination.egress;
    if (is_end_of_static(visit, first) || is_directed_broadcast(visit, first))
        return false;
    bool inbound = engine_level(engine, visit->ingress) < engine_level(engine, egress);
    bool missing = lacks_xlate(engine, &first->destination, inbound);
    if (!missing && answer_comes_back(visit, first))
        return true;
    bool asymmetric = engine->does->asymmetric_nat_is_305013;
    visit_deny(visit, missing ? DROP_NO_XLATE : DROP_NAT_REVERSE_PATH, visit->outcome->decided_by);
    visit_report(visit, asymmetric ? EVENT_ASYMMETRIC_NAT : EVENT_NO_TRANSLATION_GROUP, egress);
    return false;
}

/* --- what remembers it ----------------------------------------------------------------------- */

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
        .is_half = is_half,
        .adopted = visit->packet->protocol == IP_TCP && !is_syn(visit->packet),
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
    outcome->verdict = VERDICT_PASSED;
    outcome->egress = first->destination.egress;
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

static void
start_conn(const struct visit *visit, uint32_t number)
{
    struct engine *engine = visit->engine;
    struct conn *conn = conn_at(&engine->conns, number);
    const struct packet *packet = visit->packet;
    visit->outcome->conn_id = conn->id;
    conn->data_from[CONN_INITIATOR] = packet->payload_length > 0;
    if (packet->protocol == IP_TCP) {
        if (conn->adopted)
            tcp_track_adopt(&conn->tcp);
        else
            tcp_track_open(&conn->tcp, packet);
        conn->bytes = packet->payload_length;
    } else if (packet->protocol == IP_UDP) {
        conn->bytes = packet->payload_length;
        conn->is_dns = conn->key[1].source_port == 53;
    } else if (packet->protocol == IP_ICMP) {
        conn->icmp_sequence = packet->icmp_sequence;
        conn->icmp_inspected =
            policy_inspects_icmp(engine, visit->ingress, conn->key[1].ifc, packet);
    }
    if (packet->protocol == IP_TCP || packet->protocol == IP_UDP)
        inspect_session_begin(engine, number, packet);
    conn_rearm(engine, number);
}

/*
 * Local hosts are announced before the slot and the conn that they are for: so it must be clear
 * that there will be a slot. False when there will not, and that has been reported.
 */
static bool
hold_hosts(const struct visit *visit, struct first *first)
{
    struct engine *engine = visit->engine;
    if (!engine->does->local_host_is_logged)
        return true;
    ifc_id egress = first->destination.egress;
    struct source preview =
        source_preview(engine, visit->ingress, egress, &first->flow, &first->choice);
    if (preview.result != SOURCE_TRANSLATED && preview.result != SOURCE_AS_IT_IS) {
        path_untranslatable(visit, &preview, egress);
        return false;
    }
    struct flow_key key = flow_key_of(visit->packet, visit->ingress);
    hosts_hold(engine, &key, egress, first->destination.real);
    return true;
}

static void
give_hosts_back(const struct visit *visit, const struct first *first)
{
    struct flow_key key = flow_key_of(visit->packet, visit->ingress);
    hosts_release(visit->engine, &key, first->destination.egress, first->destination.real,
                  visit->engine->now);
}

static void
admit(const struct visit *visit, struct first *first)
{
    struct engine *engine = visit->engine;
    enum memory memory = memory_of(engine, visit->packet);
    if (memory != REMEMBER_NOTHING && pool_is_full(&engine->conns.pool)) {
        visit_deny(visit, DROP_CONN_TABLE_FULL, (struct row){ .kind = ROW_NONE });
        return;
    }
    if (memory == REMEMBER_CONN && !hold_hosts(visit, first))
        return;
    first->source = source_make(engine, visit->ingress, first->destination.egress, &first->flow,
                                &first->choice);
    if (first->source.result != SOURCE_TRANSLATED && first->source.result != SOURCE_AS_IT_IS) {
        if (memory == REMEMBER_CONN)
            give_hosts_back(visit, first);
        path_untranslatable(visit, &first->source, first->destination.egress);
        return;
    }
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
        if (memory == REMEMBER_CONN)
            give_hosts_back(visit, first);
        visit_deny(visit, DROP_CONN_TABLE_FULL, (struct row){ .kind = ROW_NONE });
        return;
    }
    if (memory == REMEMBER_HALF)
        touch_slots(visit, first);
    pass(visit, first);
    start_conn(visit, number);
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_CONN,
                                              .allowed = true,
                                              .ifc = first->destination.egress,
                                              .conn_id = visit->outcome->conn_id });
}

/* --- the order ------------------------------------------------------------------------------- */

static void
note_destination(const struct visit *visit, const struct first *first)
{
    const struct destination *destination = &first->destination;
    if (destination->route_assumed)
        engine_assume(visit->engine, (struct assumption){ .kind = ASSUMED_DEFAULT_ROUTE,
                                                          .ifc = destination->egress,
                                                          .address = destination->real });
    visit_phase(
        visit, &(struct trace_phase){
                   .type = destination->kind == DESTINATION_ROUTE ? PHASE_ROUTE : PHASE_UNTRANSLATE,
                   .allowed = true,
                   .row = destination->row,
                   .ifc = destination->egress,
                   .from = first->flow.destination,
                   .from_port = first->flow.destination_port,
                   .to = destination->real,
                   .to_port = destination->real_port,
               });
}

/*
 * A TCP segment that is no SYN ends before policy, but for SYN+ACK, which is told as a new
 * attempt when policy refuses it (engine.md 1.9), and for midstream pick-up. True: go on.
 */
static bool
may_open(const struct visit *visit, const struct first *first)
{
    const struct packet *packet = visit->packet;
    if (packet->protocol != IP_TCP || is_syn(packet) || is_syn_ack(packet))
        return true;
    if (visit->engine->options.midstream == MIDSTREAM_ADOPT &&
        (packet->tcp_flags & (TCP_RST | TCP_FIN)) == 0 &&
        first->destination.kind != DESTINATION_NONE)
        return true;
    deny_no_conn(visit, &first->destination);
    return false;
}

static bool
is_refused_syn_ack(const struct visit *visit, const struct first *first)
{
    if (visit->packet->protocol != IP_TCP || !is_syn_ack(visit->packet) ||
        visit->engine->options.midstream == MIDSTREAM_ADOPT)
        return false;
    deny_no_conn(visit, &first->destination);
    return true;
}

/* `inspect icmp` knows the requests: an answer to none of them ends here (engine.md 2.8). */
static bool
is_unasked_reply(const struct visit *visit, const struct destination *destination)
{
    const struct packet *packet = visit->packet;
    if (packet->protocol != IP_ICMP || !icmp_is_reply(packet->icmp_type) ||
        destination->kind == DESTINATION_NONE ||
        !policy_inspects_icmp(visit->engine, visit->ingress, destination->egress, packet))
        return false;
    path_no_session(visit);
    return true;
}

void
path_first(const struct visit *visit)
{
    struct engine *engine = visit->engine;
    bool port_slots;
    uint16_t port = slot_port(visit->packet, &port_slots);
    struct first first = { .flow = flow_of(visit->packet) };
    first.destination =
        nat_resolve_destination(engine, visit->ingress, &first.flow, port, port_slots);
    if (goes_to_the_box(visit, &first.destination) || !may_open(visit, &first) ||
        is_unasked_reply(visit, &first.destination) || !may_leave(visit, &first))
        return;
    note_destination(visit, &first);
    if (!path_admits(visit, &first.flow, &first.destination))
        return;
    first.admitted_by = visit->outcome->decided_by;
    if (first.admitted_by.kind == ROW_ACE)
        first.acl = engine_interface(engine, visit->ingress)->access_in;
    if (is_refused_syn_ack(visit, &first) || !destination_is_right(visit, &first))
        return;
    first.choice =
        nat_choose_source(engine, visit->ingress, first.destination.egress, &first.flow, true);
    if (!leaves_by_acl(visit, &first))
        return;
    admit(visit, &first);
}
