/*
 * verify_match.c: which packets an expectation is about, and what one of them says of it.
 */
#include "cli/verify/verify_private.h"
#include "engine/base/ip.h"

void
entered_fill(struct entered *entered, const struct replay_packet *told)
{
    const struct outcome *outcome = told->outcome;
    entered->told = told;
    entered->egress = outcome->egress;
    entered->real_destination = told->packet->destination;
    entered->real_port = told->packet->destination_port;
    if (outcome->verdict == VERDICT_PASSED) {
        entered->real_destination = outcome->translation.destination;
        entered->real_port = outcome->translation.destination_port;
        return;
    }
    /* as far as it got */
    for (size_t i = 0; outcome->trace != NULL && i < outcome->trace->count; i++) {
        const struct trace_phase *phase = &outcome->trace->phases[i];
        if (!phase->allowed)
            continue;
        if (phase->type == PHASE_ROUTE || phase->type == PHASE_UNTRANSLATE)
            entered->egress = phase->ifc;
        if (phase->type == PHASE_UNTRANSLATE) {
            entered->real_destination = phase->to;
            entered->real_port = phase->to_port;
        }
    }
}

static bool
end_has(const struct expect_end *end, uint32_t address, uint16_t port)
{
    return network_contains(end->network, address) && port >= end->port_first &&
           port <= end->port_last;
}

/* Packets without ports are of any. */
static uint16_t
port_for(const struct packet *packet, const struct expect_end *end, uint16_t port)
{
    bool has_ports =
        (packet->protocol == IP_TCP || packet->protocol == IP_UDP) && packet->fragment_offset == 0;
    return has_ports ? port : end->port_first;
}

static bool
source_matches(const struct expect_end *end, const struct packet *packet, ifc_id ingress)
{
    return (end->ifc == IFC_NONE || end->ifc == ingress) &&
           end_has(end, packet->source, port_for(packet, end, packet->source_port));
}

static bool
destination_matches(const struct expect_end *end, const struct entered *entered)
{
    const struct packet *packet = entered->told->packet;
    if (end->ifc != IFC_NONE && entered->egress != IFC_NONE && end->ifc != entered->egress)
        return false;
    return end_has(end, packet->destination, port_for(packet, end, packet->destination_port)) ||
           end_has(end, entered->real_destination, port_for(packet, end, entered->real_port));
}

/* A translation is told by what goes to the host, too. */
static bool
goes_back(const struct expectation *item, const struct entered *entered)
{
    const struct expect_end *end = &item->source;
    return item->kind == EXPECT_TRANSLATED && !item->has_destination &&
           (end->ifc == IFC_NONE || end->ifc == entered->egress) &&
           end_has(end, entered->real_destination,
                   port_for(entered->told->packet, end, entered->real_port));
}

static bool
protocol_matches(const struct expectation *item, const struct packet *packet)
{
    if (item->protocol != IP_ANY && item->protocol != packet->protocol)
        return false;
    if (item->icmp_type < 0)
        return true;
    return packet->icmp_type == item->icmp_type &&
           (item->icmp_code < 0 || packet->icmp_code == item->icmp_code);
}

bool
expect_may_touch(const struct expectation *item, const struct packet *packet, ifc_id ingress)
{
    if (item->kind == EXPECT_MESSAGE && !item->has_destination)
        return false;
    bool is_two_way = item->kind == EXPECT_TRANSLATED && !item->has_destination;
    return protocol_matches(item, packet) &&
           (is_two_way || source_matches(&item->source, packet, ingress));
}

bool
expect_touches(const struct expectation *item, const struct entered *entered)
{
    const struct packet *packet = entered->told->packet;
    if (!expect_may_touch(item, packet, entered->told->ingress))
        return false;
    if (item->has_destination)
        return destination_matches(&item->destination, entered);
    return source_matches(&item->source, packet, entered->told->ingress) ||
           goes_back(item, entered);
}

/* ---- what it says ---- */

static bool
has_message(const struct entered *entered, uint32_t message)
{
    for (size_t i = 0; i < entered->message_count; i++)
        if (entered->messages[i] == message)
            return true;
    return false;
}

/* A message that is told once an interval (106100) is there with the first packet. */
static enum finding
judge_denied(const struct expectation *item, const struct entered *entered, bool right_before)
{
    const struct outcome *outcome = entered->told->outcome;
    if (outcome->verdict != VERDICT_DENIED)
        return FOUND_WRONG;
    if (item->drop != DROP_NONE && item->drop != outcome->drop)
        return FOUND_WRONG;
    if (item->message == 0 || has_message(entered, item->message))
        return FOUND_RIGHT;
    return right_before && entered->message_count == 0 ? FOUND_RIGHT : FOUND_WRONG;
}

static enum finding
judge_inspected(const struct expectation *item, const struct outcome *outcome)
{
    if (!outcome->inspected)
        return FOUND_NOTHING;
    if (item->inspection < 0)
        return FOUND_RIGHT;
    for (size_t i = 0; outcome->trace != NULL && i < outcome->trace->count; i++) {
        const struct row *row = &outcome->trace->phases[i].row;
        if (outcome->trace->phases[i].type != PHASE_INSPECT || row->kind != ROW_INSPECTION)
            continue;
        int kind = row->pointer != NULL ? (int)((const struct inspection *)row->pointer)->kind
                                        : (int)(row->index == 0 ? INSPECT_ICMP : row->index - 1);
        if (kind == item->inspection)
            return FOUND_RIGHT;
    }
    return FOUND_NOTHING;
}

static bool
was_denied_by_nat(const struct outcome *outcome)
{
    return outcome->verdict == VERDICT_DENIED && trace_phase_of(outcome->drop) == PHASE_NAT;
}

struct expect_translation
expect_translation(const struct expectation *item, const struct entered *entered)
{
    const struct packet *packet = entered->told->packet;
    const struct translation *leaves_as = &entered->told->outcome->translation;
    if (source_matches(&item->source, packet, entered->told->ingress))
        return (struct expect_translation){ packet->source, leaves_as->source };
    return (struct expect_translation){ leaves_as->destination, packet->destination };
}

static enum finding
judge_translated(const struct expectation *item, const struct entered *entered)
{
    const struct outcome *outcome = entered->told->outcome;
    if (outcome->verdict != VERDICT_PASSED)
        return was_denied_by_nat(outcome) ? FOUND_WRONG : FOUND_NOTHING;
    const struct expect_translation is = expect_translation(item, entered);
    bool right = item->to_itself ? is.mapped == is.real
                                 : is.mapped >= item->to_first && is.mapped <= item->to_last;
    return right ? FOUND_RIGHT : FOUND_WRONG;
}

enum finding
expect_judge(const struct expectation *item, const struct entered *entered, bool right_before)
{
    const struct outcome *outcome = entered->told->outcome;
    switch (item->kind) {
    case EXPECT_PASSED:
        return outcome->verdict == VERDICT_PASSED ? FOUND_RIGHT : FOUND_WRONG;
    case EXPECT_DENIED:
        return judge_denied(item, entered, right_before);
    case EXPECT_UNDECIDED:
        return outcome->verdict == VERDICT_UNDECIDED ? FOUND_RIGHT : FOUND_WRONG;
    case EXPECT_INSPECTED:
        return judge_inspected(item, outcome);
    case EXPECT_TRANSLATED:
        return judge_translated(item, entered);
    case EXPECT_BUILT:
    case EXPECT_MESSAGE:
        break;
    }
    return FOUND_NOTHING;
}
