/*
 * report.c: from a denial to its event.
 */
#include "engine/report.h"

void
visit_phase(const struct visit *visit, const struct trace_phase *phase)
{
    struct trace *trace = visit->outcome->trace;
    if (trace != NULL && trace->count < TRACE_PHASES)
        trace->phases[trace->count++] = *phase;
}

void
visit_pass(const struct visit *visit, ifc_id egress, bool adopted)
{
    bool decided = !adopted || visit->engine->options.midstream != MIDSTREAM_MARK;
    visit->outcome->verdict = decided ? VERDICT_PASSED : VERDICT_UNDECIDED;
    visit->outcome->drop = decided ? DROP_NONE : DROP_MIDSTREAM;
    visit->outcome->egress = egress;
}

void
visit_deny(const struct visit *visit, enum drop_reason reason, struct row row)
{
    visit->outcome->verdict = VERDICT_DENIED;
    visit->outcome->drop = reason;
    visit->outcome->decided_by = row;
    if (visit->outcome->trace != NULL)
        visit->outcome->trace->drop = reason;
}

/* What the lines say of an interface; of all where none is about it. */
static bool
resets(const struct guard *guard, enum reset_kind kind, ifc_id ifc)
{
    enum said said = UNSAID, said_of_all = UNSAID;
    for (size_t i = 0; i < guard->reset_count; i++) {
        const struct reset_rule *rule = &guard->resets[i];
        if (rule->kind != kind)
            continue;
        if (rule->ifc == ifc)
            said = rule->said;
        else if (rule->ifc == IFC_NONE)
            said_of_all = rule->said;
    }
    return (said != UNSAID ? said : said_of_all) == SAID_YES;
}

void
visit_answer_reset(const struct visit *visit, enum reset_kind kind)
{
    const struct guard *guard = &visit->engine->config->guard;
    const struct packet *packet = visit->packet;
    if (guard->reset_count == 0 || packet->protocol != IP_TCP ||
        (packet->tcp_flags & TCP_RST) != 0 || !resets(guard, kind, visit->ingress))
        return;
    visit->outcome->answered_by_reset = true;
    visit->engine->counters.resets++;
}

void
visit_refuse(const struct visit *visit, enum drop_reason reason, struct row row, ifc_id egress)
{
    visit_deny(visit, reason, row);
    bool inbound =
        engine_level(visit->engine, visit->ingress) < engine_level(visit->engine, egress);
    visit_answer_reset(visit, inbound ? RESET_INBOUND : RESET_OUTBOUND);
}

/* By now: what is told of a packet is told when its fate is known. */
static bool
is_refused(const struct outcome *outcome)
{
    return outcome->verdict == VERDICT_DENIED || outcome->verdict == VERDICT_TO_THE_BOX;
}

struct event
visit_event(const struct visit *visit, enum event_type type, ifc_id egress)
{
    const struct packet *packet = visit->packet;
    return (struct event){
        .type = type,
        .time = visit->engine->now,
        .packet_number = packet->number,
        .protocol = packet->protocol,
        .outer = { .ifc = visit->ingress,
                   .real = packet->source,
                   .mapped = packet->source,
                   .real_port = packet->source_port,
                   .mapped_port = packet->source_port },
        .inner = { .ifc = egress,
                   .real = packet->destination,
                   .mapped = packet->destination,
                   .real_port = packet->destination_port,
                   .mapped_port = packet->destination_port },
        .tcp_flags = packet->tcp_flags,
        .icmp_type = packet->icmp_type,
        .icmp_code = packet->icmp_code,
        .drop = is_refused(visit->outcome) ? visit->outcome->drop : DROP_NONE,
        .ifc = visit->ingress,
        .row = visit->outcome->decided_by,
    };
}

void
visit_emit(const struct visit *visit, const struct event *event)
{
    visit->engine->sink.emit(visit->engine->sink.context, event);
}

void
visit_report(const struct visit *visit, enum event_type type, ifc_id egress)
{
    struct event event = visit_event(visit, type, egress);
    visit_emit(visit, &event);
}

enum deny_protocol
deny_protocol_of(const struct packet *packet)
{
    switch (packet->protocol) {
    case IP_TCP:
        return DENY_TCP;
    case IP_UDP:
        return DENY_UDP;
    case IP_ICMP:
        return DENY_ICMP;
    default:
        return DENY_OTHER;
    }
}

static bool
is_domain(const struct packet *packet)
{
    return packet->source_port == PORT_DOMAIN || packet->destination_port == PORT_DOMAIN;
}

/*
 * 106007 stands in for 106006 when a port is 53; where a version prints 106010 for UDP it does so
 * only when the destination does not lack an xlate that it needs (engine.md 1.10, 13 [C]).
 */
static enum event_type
event_of(enum implicit_deny deny, const struct packet *packet, bool same_interface,
         bool needs_xlate)
{
    bool domain = packet->protocol == IP_UDP && is_domain(packet);
    switch (deny) {
    case IMPLICIT_DENY_106001:
        return EVENT_DENY_TCP_INBOUND;
    case IMPLICIT_DENY_106006:
        return domain ? EVENT_DENY_UDP_DNS_INBOUND : EVENT_DENY_UDP_INBOUND;
    case IMPLICIT_DENY_106010:
        return domain && !same_interface && !needs_xlate ? EVENT_DENY_UDP_DNS_INBOUND
                                                         : EVENT_DENY_INBOUND;
    case IMPLICIT_DENY_106011:
        return EVENT_DENY_NO_XLATE;
    case IMPLICIT_DENY_106014:
        return EVENT_DENY_ICMP_INBOUND;
    }
    return EVENT_DENY_INBOUND;
}

void
report_implicit_deny(const struct visit *visit, ifc_id egress, bool same_interface,
                     bool needs_xlate)
{
    const struct behaviour *does = visit->engine->does;
    enum deny_protocol protocol = deny_protocol_of(visit->packet);
    enum implicit_deny deny =
        same_interface ? does->same_interface_deny[protocol] : does->inbound_deny[protocol];
    /* An address that lacks its xlate prints 106010, whatever the protocol (1.10, row 9). */
    if (!same_interface && needs_xlate)
        deny = IMPLICIT_DENY_106010;
    visit_report(visit, event_of(deny, visit->packet, same_interface, needs_xlate), egress);
}
