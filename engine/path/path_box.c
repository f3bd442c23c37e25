/*
 * path_box.c: packets for the firewall itself, and who may reach it (engine.md 8). No access list
 * sees them.
 */
#include "engine/path/path_first.h"

bool
path_is_broadcast_for(const struct interface *interface, uint32_t address)
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
           path_is_broadcast_for(engine_interface(visit->engine, visit->ingress), destination);
}

/* A late segment to the interface's own PAT address is told as one (engine.md 13, 11.11). */
static bool
is_late_segment(const struct visit *visit)
{
    const struct packet *packet = visit->packet;
    return packet->protocol == IP_TCP && !packet_is_syn(packet) &&
           nat_is_pat_address(visit->engine, visit->ingress, packet->destination);
}

/* Nobody is behind an interface of a lower level. */
static bool
is_lowest(const struct config *config, ifc_id ifc)
{
    for (size_t i = 0; i < config->interface_count; i++) {
        if (interface_is_up(config->interfaces[i]) &&
            config->interfaces[i]->security_level < config->interfaces[ifc]->security_level)
            return false;
    }
    return true;
}

static void
consume(const struct visit *visit, struct row row)
{
    visit->outcome->verdict = VERDICT_TO_THE_BOX;
    visit->outcome->decided_by = row;
    visit_phase(visit,
                &(struct trace_phase){
                    .type = PHASE_TO_THE_BOX, .allowed = true, .row = row, .ifc = visit->ingress });
}

static void
refuse(const struct visit *visit, enum drop_reason reason, struct row row)
{
    visit_phase(visit, &(struct trace_phase){
                           .type = PHASE_TO_THE_BOX, .row = row, .ifc = visit->ingress });
    visit_deny(visit, reason, row);
    visit->outcome->verdict = VERDICT_TO_THE_BOX;
    if (is_lowest(visit->engine->config, visit->ingress))
        visit_answer_reset(visit, RESET_OUTSIDE);
}

/* Nobody listens: 710005, 710006. */
static void
discard(const struct visit *visit)
{
    const struct packet *packet = visit->packet;
    refuse(visit, DROP_TO_THE_BOX, (struct row){ .kind = ROW_NONE });
    if (packet->protocol == IP_TCP || packet->protocol == IP_UDP)
        visit_report(visit, EVENT_BOX_DISCARDED, visit->ingress);
    else if (packet->protocol != IP_ICMP) /* pings of a broadcast are not answered (13) */
        visit_report(visit, EVENT_BOX_PROTOCOL_DISCARDED, visit->ingress);
}

/* `icmp permit|deny`: the first match, a denial when there are others; all without (8 [A]). */
static void
take_icmp(const struct visit *visit)
{
    const struct box_settings *box = &visit->engine->config->box;
    const struct packet *packet = visit->packet;
    bool listed = false;
    for (size_t i = 0; i < box->icmp_rule_count; i++) {
        const struct icmp_rule *rule = &box->icmp_rules[i];
        if (rule->ifc != visit->ingress)
            continue;
        listed = true;
        if (!network_contains(rule->source, packet->source) ||
            (rule->type != ICMP_TYPE_ANY && rule->type != packet->icmp_type))
            continue;
        struct row row = { ROW_ICMP_RULE, rule, i };
        if (rule->permits) {
            consume(visit, row);
            return;
        }
        refuse(visit, DROP_BOX_REFUSED, row);
        visit_report(visit, EVENT_BOX_ICMP_DENIED, visit->ingress);
        return;
    }
    if (!listed) {
        consume(visit, (struct row){ .kind = ROW_NONE });
        return;
    }
    refuse(visit, DROP_BOX_REFUSED, (struct row){ .kind = ROW_NONE });
    visit_report(visit, EVENT_BOX_ICMP_DENIED, visit->ingress);
}

/* --- management ------------------------------------------------------------------------------ */

/* Who may come in by it; NULL: not this one. Telnet does not come in by the lowest level (8). */
static const struct management_source *
find_source(const struct visit *visit, enum management_service service)
{
    const struct config *config = visit->engine->config;
    const struct management_list *list = &config->box.management[service];
    if (service == MANAGE_TELNET && is_lowest(config, visit->ingress))
        return NULL;
    for (size_t i = 0; i < list->count; i++) {
        const struct management_source *source = &list->items[i];
        if (source->ifc == visit->ingress && source->ipv6 == NULL &&
            network_contains(source->network, visit->packet->source))
            return source;
    }
    return NULL;
}

/* All lines of the service are taken, by sessions that have begun or are about to [C]. */
static bool
is_limited(const struct visit *visit)
{
    const uint32_t *sessions = engine_box_sessions(visit->engine, visit->packet->protocol,
                                                   visit->packet->destination_port);
    if (sessions == NULL || *sessions < BOX_SESSIONS_MOST)
        return false;
    refuse(visit, DROP_BOX_REFUSED, (struct row){ .kind = ROW_NONE });
    struct event event = visit_event(visit, EVENT_BOX_LIMIT, visit->ingress);
    event.count = *sessions;
    event.limit = BOX_SESSIONS_MOST;
    visit_emit(visit, &event);
    return true;
}

/* A service that is listed for somebody listens, and refuses the others; else the port is closed
 * [C]. */
static void
take_tcp(const struct visit *visit)
{
    const struct box_settings *box = &visit->engine->config->box;
    const struct packet *packet = visit->packet;
    unsigned service = 0;
    while (service < MANAGEMENT_SERVICE_COUNT &&
           !management_listens(box, (enum management_service)service, packet->destination_port))
        service++;
    if (service == MANAGEMENT_SERVICE_COUNT || !packet_is_syn(packet)) {
        discard(visit);
        return;
    }
    const struct management_source *source = find_source(visit, (enum management_service)service);
    if (source == NULL) {
        refuse(visit, DROP_BOX_REFUSED, (struct row){ .kind = ROW_NONE });
        visit_report(visit, EVENT_BOX_DENIED, visit->ingress);
        return;
    }
    if (is_limited(visit))
        return;
    size_t index = (size_t)(source - box->management[service].items);
    consume(visit, (struct row){ (enum row_kind)(ROW_TELNET + service), source, index });
    if (visit->engine->does->box_request_is_logged)
        visit_report(visit, EVENT_BOX_REQUESTED, visit->ingress);
    box_conn_open(visit);
}

/* --- the rest that it listens to -------------------------------------------------------------- */

static bool
is_listened_to(const struct visit *visit, const struct box_service *service)
{
    const struct packet *packet = visit->packet;
    return service->protocol == packet->protocol &&
           (service->protocol != IP_UDP || service->port == packet->destination_port) &&
           (service->ifc == IFC_NONE || service->ifc == visit->ingress);
}

/*
 * SNMP, NTP, DHCP, IKE, routing: consumed, and told of when it is UDP; denied when the service
 * is there for others (8 [A]; the first packet of a flow in place of one line in ten seconds [C]).
 */
static bool
take_service(const struct visit *visit, bool own)
{
    const struct box_settings *box = &visit->engine->config->box;
    bool there = false;
    for (size_t i = 0; i < box->service_count; i++) {
        if (!is_listened_to(visit, &box->services[i]))
            continue;
        there = true;
        if (!network_contains(box->services[i].source, visit->packet->source))
            continue;
        consume(visit, (struct row){ .kind = ROW_NONE });
        if (visit->packet->protocol != IP_UDP)
            return true;
        visit_report(visit, EVENT_BOX_PERMITTED, visit->ingress);
        if (own)
            box_conn_open(visit);
        return true;
    }
    if (!there)
        return false;
    refuse(visit, DROP_BOX_REFUSED, (struct row){ .kind = ROW_NONE });
    visit_report(visit, EVENT_BOX_DENIED, visit->ingress);
    return true;
}

/* --- all of it ------------------------------------------------------------------------------- */

static void
take(const struct visit *visit)
{
    if (visit->packet->protocol != IP_TCP && take_service(visit, true))
        return;
    switch (visit->packet->protocol) {
    case IP_ICMP:
        take_icmp(visit);
        break;
    case IP_TCP:
        take_tcp(visit);
        break;
    default:
        discard(visit);
        break;
    }
}

bool
path_goes_to_the_box(const struct visit *visit, const struct destination *destination)
{
    if (destination->kind == DESTINATION_STATIC || destination->kind == DESTINATION_XLATE)
        return false;
    const struct config *config = visit->engine->config;
    ifc_id owner = visit->ingress;
    if (!path_is_for_the_box(visit))
        return false;
    if (!is_own_address(config, visit->packet->destination, &owner)) {
        if (visit->packet->protocol == IP_TCP || !take_service(visit, false))
            discard(visit); /* to everybody, or to a group that the box is not in (8 [A]) */
        return true;
    }
    if (owner == visit->ingress && is_late_segment(visit))
        return false;
    if (owner != visit->ingress) {
        /* Another interface's address: dropped in silence (8, [C]). */
        visit_deny(visit, DROP_TO_THE_BOX,
                   (struct row){ ROW_INTERFACE, config->interfaces[owner], owner });
        visit->outcome->verdict = VERDICT_TO_THE_BOX;
        return true;
    }
    take(visit);
    return true;
}
