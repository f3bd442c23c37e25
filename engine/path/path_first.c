/*
 * path_first.c: a packet without a conn, step by step: where it goes, whether it may leave there,
 * who lets it in, and how it must be translated (engine.md 1.6 to 1.11).
 */
#include "engine/path/path_first.h"

#include "engine/path/policy.h"
#include "engine/route.h"

struct flow
flow_of_packet(const struct packet *packet)
{
    return (struct flow){
        .protocol = packet->protocol,
        .source = packet->source,
        .destination = packet->destination,
        .source_port = packet->source_port,
        .destination_port = packet->destination_port,
        .icmp_type = packet->icmp_type,
        .time = packet->time,
    };
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

/* --- TCP without a conn ---------------------------------------------------------------------- */

static void
deny_no_conn(const struct visit *visit, const struct flow *flow,
             const struct destination *destination)
{
    const struct engine *engine = visit->engine;
    bool late = engine->does->late_segment_without_xlate_is_106011 &&
                destination->kind != DESTINATION_XLATE && destination->kind != DESTINATION_STATIC &&
                nat_is_pool_address(engine, visit->ingress, visit->packet->destination);
    if (engine->options.nosyn_acl_log && destination->kind != DESTINATION_NONE)
        path_log_permit(visit, flow, destination);
    visit_deny(visit, late ? DROP_NO_XLATE : DROP_NO_CONN, (struct row){ .kind = ROW_NONE });
    visit_report(visit, late ? EVENT_DENY_NO_XLATE : EVENT_DENY_NO_CONN, visit->ingress);
}

/* --- egress ---------------------------------------------------------------------------------- */

static void
deny_no_route(const struct visit *visit, ifc_id known_egress)
{
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_ROUTE, .ifc = visit->ingress });
    path_note_near_routes(visit, visit->packet->destination);
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
        !nat_is_pat_address(visit->engine, visit->ingress, packet->destination))
        return false;
    return engine_classify(visit->engine, acl, flow).permit;
}

/* What an xlate names as the egress must have a route there (engine.md 1.8 step 6). */
static bool
has_next_hop(const struct engine *engine, const struct destination *destination)
{
    return destination->kind == DESTINATION_ROUTE || !engine->does->xlate_needs_route ||
           route_exists_among(engine->config, engine->rows, destination->egress, destination->real,
                              engine->options.strict_routes);
}

/* A management-only interface has traffic of the box alone: 418001 (engine.md 1.10 [A]). */
static bool
is_through_management(const struct visit *visit, ifc_id egress)
{
    const struct interface *in = engine_interface(visit->engine, visit->ingress);
    const struct interface *out = engine_interface(visit->engine, egress);
    if (!in->management_only && !out->management_only)
        return false;
    struct row row = { ROW_INTERFACE, in, visit->ingress };
    if (!in->management_only)
        row = (struct row){ ROW_INTERFACE, out, egress };
    visit_deny(visit, DROP_MANAGEMENT_ONLY, row);
    visit_report(visit, EVENT_DENY_MANAGEMENT_ONLY, egress);
    return true;
}

/* Where the packet leads, whether or not it may go there. */
static void
note_destination(const struct visit *visit, const struct first *first)
{
    const struct destination *destination = &first->destination;
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

static void
note_assumption(const struct visit *visit, const struct destination *destination)
{
    if (destination->route_assumed)
        engine_assume(visit->engine, (struct assumption){ .kind = ASSUMED_DEFAULT_ROUTE,
                                                          .ifc = destination->egress,
                                                          .address = destination->real });
}

/* False when the packet cannot leave at all. */
static bool
may_leave(const struct visit *visit, const struct first *first)
{
    const struct destination *destination = &first->destination;
    if (destination->kind == DESTINATION_NONE) {
        deny_no_route(visit, IFC_NONE);
        return false;
    }
    note_destination(visit, first);
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
    if (is_through_management(visit, egress))
        return false;
    bool sideways = egress == visit->ingress || engine_level(visit->engine, egress) ==
                                                    engine_level(visit->engine, visit->ingress);
    if (!sideways || sideways_is_allowed(visit, egress))
        return true;
    if (egress == visit->ingress)
        path_note_near_destinations(visit, &first->flow);
    visit_refuse(visit, DROP_IMPLICIT, (struct row){ .kind = ROW_SECURITY_LEVEL }, egress);
    if (egress == visit->ingress && is_echo_to_pat(visit, &first->flow))
        visit_report(visit, EVENT_DENY_ECHO_TO_PAT, egress);
    else
        report_implicit_deny(visit, egress, true, false);
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
    return path_acl_lets_out(visit, acl, &leaving, &first->destination);
}

/* --- translation ----------------------------------------------------------------------------- */

/* An inspection that could not read on may have announced FLOW: then that is its verdict. */
static bool
doubt_where_unread(const struct visit *visit, const struct flow *flow)
{
    struct engine *engine = visit->engine;
    const struct inspection_engine *inspection =
        flow->protocol == IP_ICMP ? NULL
                                  : blind_find(&engine->blinds, visit->ingress, flow, engine->now);
    if (inspection == NULL)
        return false;
    visit->outcome->verdict = VERDICT_UNDECIDED;
    visit->outcome->drop = DROP_UNREAD;
    visit->outcome->decided_by =
        (struct row){ .kind = ROW_INSPECTION, .index = 1 + (size_t)inspection->kind };
    return true;
}

void
path_untranslatable(const struct visit *visit, const struct source *source, ifc_id egress)
{
    struct row row = source->row;
    if (source->result == SOURCE_TABLE_FULL) {
        visit_deny(visit, DROP_XLATE_TABLE_FULL, row);
        visit_report(visit, EVENT_OUT_OF_TRANSLATION_SLOTS, egress);
        return;
    }
    struct flow flow = flow_of_packet(visit->packet);
    if (source->result != SOURCE_POOL_EMPTY && doubt_where_unread(visit, &flow))
        return;
    path_note_near_sources(visit, &flow, egress);
    if (source->result == SOURCE_NO_GROUP) {
        nat_count_denied(visit->engine, visit->ingress, egress);
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
        .time = flow->time,
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
    const struct flow *flow = &first->flow;
    struct flow answer = answer_of(flow, &first->destination);
    struct nat_choice back =
        nat_choose_source(engine, first->destination.egress, visit->ingress, &answer, true);
    switch (first->destination.kind) {
    case DESTINATION_STATIC:
    case DESTINATION_XLATE:
        return (back.kind == NAT_STATIC || back.kind == NAT_STATIC_PORT ||
                back.kind == NAT_LIVE_XLATE) &&
               back.mapped == flow->destination &&
               (back.mapped_port == flow->destination_port || flow->protocol == IP_ICMP);
    case DESTINATION_EXEMPT:
        return back.kind == NAT_EXEMPT || back.kind == NAT_NO_RULE;
    case DESTINATION_ALIAS:
    case DESTINATION_ROUTE:
    case DESTINATION_NONE:
        break;
    }
    /* Nor does a live identity slot let anybody in (commands.md 4.1). */
    return back.kind == NAT_NO_RULE || back.kind == NAT_EXEMPT;
}

/*
 * The network or broadcast address of a net static is not translated, unless it is a host's that
 * has spoken: its slot is there (1.10, from 305006 [B]).
 */
static bool
is_end_of_static(const struct visit *visit, const struct first *first)
{
    if (first->destination.kind != DESTINATION_STATIC)
        return false;
    const struct static_nat *rule = first->destination.row.pointer;
    uint32_t address = first->flow.destination, host = address & ~rule->netmask;
    if (rule->acl != NULL || rule->netmask >= UINT32_C(0xfffffffe) ||
        (host != 0 && host != ~rule->netmask) ||
        xlate_find_port(&visit->engine->xlates, XLATE_STATIC, visit->ingress, IP_ANY, address, 0) !=
            XLATE_NONE)
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
    if (!path_is_broadcast_for(engine_interface(visit->engine, first->destination.egress),
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
    bool missing = path_lacks_xlate(engine, &first->destination, inbound);
    if (!missing && answer_comes_back(visit, first))
        return true;
    bool asymmetric = engine->does->asymmetric_nat_is_305013;
    if (missing)
        path_note_near_destinations(visit, &first->flow);
    visit_deny(visit, missing ? DROP_NO_XLATE : DROP_NAT_REVERSE_PATH, visit->outcome->decided_by);
    visit_report(visit, asymmetric ? EVENT_ASYMMETRIC_NAT : EVENT_NO_TRANSLATION_GROUP, egress);
    return false;
}

static uint32_t
find_announced(const struct visit *visit, const struct first *first)
{
    const struct engine *engine = visit->engine;
    const struct flow *flow = &first->flow;
    if (engine->pinholes.pool.in_use == 0)
        return PINHOLE_NONE;
    const struct pinhole_key key = { .listener = first->destination.real,
                                     .port = first->destination.real_port,
                                     .ifc = first->destination.egress,
                                     .protocol = flow->protocol };
    return pinhole_find(&engine->pinholes, &key, visit->ingress, flow->source, flow->source_port);
}

/* Has an inspection announced it? Then neither lists nor levels are asked (engine.md 6.1 [B]). */
static uint32_t
announced_as(const struct visit *visit, const struct first *first)
{
    const struct engine *engine = visit->engine;
    uint32_t pinhole = find_announced(visit, first);
    if (pinhole == PINHOLE_NONE)
        return PINHOLE_NONE;
    visit->outcome->decided_by =
        (struct row){ .kind = ROW_INSPECTION,
                      .index = 1 + (size_t)pinhole_at(&engine->pinholes, pinhole)->kind };
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_INSPECT,
                                              .allowed = true,
                                              .row = visit->outcome->decided_by,
                                              .ifc = visit->ingress });
    return pinhole;
}

/* --- the order ------------------------------------------------------------------------------- */

/*
 * A TCP segment that is no SYN ends before policy, but for SYN+ACK, which is told as a new
 * attempt when policy refuses it (engine.md 1.9), and for midstream pick-up. True: go on.
 */
static bool
may_open(const struct visit *visit, const struct first *first)
{
    const struct packet *packet = visit->packet;
    if (packet->protocol != IP_TCP || packet_is_syn(packet) || packet_is_syn_ack(packet))
        return true;
    if (visit->engine->limits.state_bypass && first->destination.kind != DESTINATION_NONE &&
        path_bypasses_state(visit, first))
        return true;
    enum midstream midstream = visit->engine->options.midstream;
    bool adoptable = (packet->tcp_flags & (TCP_RST | TCP_FIN)) == 0 &&
                     first->destination.kind != DESTINATION_NONE;
    if (midstream == MIDSTREAM_ADOPT && adoptable)
        return true;
    if (midstream == MIDSTREAM_MARK) {
        if (adoptable && path_would_admit(visit, &first->flow, &first->destination))
            return true;
        visit->outcome->verdict = VERDICT_UNDECIDED;
        visit->outcome->drop = DROP_MIDSTREAM;
        return false;
    }
    deny_no_conn(visit, &first->flow, &first->destination);
    return false;
}

static bool
is_refused_syn_ack(const struct visit *visit, const struct first *first)
{
    if (visit->packet->protocol != IP_TCP || !packet_is_syn_ack(visit->packet) ||
        visit->engine->options.midstream != MIDSTREAM_STRICT ||
        (visit->engine->limits.state_bypass && path_bypasses_state(visit, first)))
        return false;
    deny_no_conn(visit, &first->flow, &first->destination);
    return true;
}

/* What policy lets in anyway goes on; whether it can be translated is seen later. */
static bool
may_be_announced_unread(const struct visit *visit, const struct first *first)
{
    const struct engine *engine = visit->engine;
    const struct packet *packet = visit->packet;
    if (engine->blinds.pool.in_use == 0 || find_announced(visit, first) != PINHOLE_NONE)
        return false;
    bool is_for_the_box = first->destination.kind != DESTINATION_STATIC &&
                          first->destination.kind != DESTINATION_XLATE &&
                          path_is_for_the_box(visit);
    bool opens = packet->protocol != IP_TCP || packet_is_syn(packet) ||
                 engine->options.midstream != MIDSTREAM_STRICT;
    if (opens && !is_for_the_box && path_would_admit(visit, &first->flow, &first->destination))
        return false;
    return doubt_where_unread(visit, &first->flow);
}

/* `inspect icmp` knows the requests: an answer to none of them ends here (engine.md 2.8). */
static bool
is_unasked_reply(const struct visit *visit, const struct destination *destination)
{
    const struct packet *packet = visit->packet;
    if (packet->protocol != IP_ICMP || !icmp_is_reply(packet->icmp_type) ||
        destination->kind == DESTINATION_NONE ||
        !policy_inspects_icmp(visit->engine, visit->ingress, destination->egress, packet,
                              INSPECT_ICMP))
        return false;
    path_no_session(visit);
    return true;
}

/* The index's place of the conn's second key is fetched, where it is known before the slot is. */
static void
expect_answers(const struct engine *engine, const struct first *first)
{
    const struct nat_choice *choice = &first->choice;
    if (choice->kind == NAT_POLICY || choice->kind == NAT_DYNAMIC)
        return;
    struct flow_key key = {
        .source = first->destination.real,
        .destination = choice->mapped,
        .source_port = first->destination.real_port,
        .destination_port = choice->mapped_port,
        .protocol = first->flow.protocol,
    };
    conn_prefetch_index(&engine->conns, conn_hash(&engine->conns, &key));
}

void
path_first(const struct visit *visit)
{
    struct engine *engine = visit->engine;
    bool port_slots;
    limits_refresh(engine);
    uint16_t port = slot_port(visit->packet, &port_slots);
    struct first first = { .flow = flow_of_packet(visit->packet) };
    first.destination =
        nat_resolve_destination(engine, visit->ingress, &first.flow, port, port_slots);
    if (may_be_announced_unread(visit, &first) || path_goes_to_the_box(visit, &first.destination) ||
        !may_open(visit, &first) || is_unasked_reply(visit, &first.destination) ||
        !may_leave(visit, &first))
        return;
    nat_count_destination(engine, visit->ingress, &first.flow, &first.destination);
    note_assumption(visit, &first.destination);
    first.pinhole = announced_as(visit, &first);
    bool announced = first.pinhole != PINHOLE_NONE;
    if (!announced && !path_admits(visit, &first.flow, &first.destination))
        return;
    first.admitted_by = visit->outcome->decided_by;
    if (first.admitted_by.kind == ROW_ACE)
        first.acl = engine_interface(engine, visit->ingress)->access_in;
    if (is_refused_syn_ack(visit, &first) || (!announced && !destination_is_right(visit, &first)))
        return;
    first.choice =
        nat_choose_source(engine, visit->ingress, first.destination.egress, &first.flow, true);
    nat_count_source(engine, visit->ingress, first.destination.egress, &first.flow, &first.choice);
    expect_answers(engine, &first);
    if (!announced && !leaves_by_acl(visit, &first))
        return;
    path_remember(visit, &first);
}
