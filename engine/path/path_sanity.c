/*
 * path_sanity.c: what is refused before anything is looked up (engine.md 1.1 rows 2 to 4).
 */
#include "engine/path/path.h"
#include "engine/path/policy.h"

#define IN_LOOPBACK(address) ((address) >> 24 == 127)
#define IN_MULTICAST(address) ((address) >> 28 == 14)
#define BROADCAST UINT32_C(0xffffffff)
#define PORT_BOOTPS 67

static bool
is_subnet_broadcast(const struct interface *interface, uint32_t address)
{
    if (interface->address == 0 || interface->netmask >= UINT32_C(0xfffffffe))
        return false;
    return address == (interface->address | ~interface->netmask);
}

/* Network addresses as sources: the zero host of the ingress network. */
static bool
is_subnet_zero(const struct interface *interface, uint32_t address)
{
    if (interface->address == 0 || interface->netmask >= UINT32_C(0xfffffffe))
        return false;
    return address == (interface->address & interface->netmask);
}

static bool
is_spoofed(const struct visit *visit)
{
    const struct packet *packet = visit->packet;
    const struct interface *interface = engine_interface(visit->engine, visit->ingress);
    if (packet->source == 0 && packet->is_fragment && packet->destination == BROADCAST)
        return false; /* the ports are told by the whole of it */
    if (packet->source == 0)
        return !(packet->destination == BROADCAST && packet->protocol == IP_UDP &&
                 packet->destination_port == PORT_BOOTPS);
    return packet->destination == 0 || packet->source == BROADCAST || IN_LOOPBACK(packet->source) ||
           IN_MULTICAST(packet->source) || is_subnet_broadcast(interface, packet->source) ||
           is_subnet_zero(interface, packet->source);
}

/* --- IP options ------------------------------------------------------------------------------ */

enum { OPTION_END = 0, OPTION_NOP = 1, OPTION_ROUTER_ALERT = 148 };

/* Does `inspect ip-options` let it through? Without a map a router alert only [B]. */
static bool
option_is_allowed(const struct visit *visit, const struct inspection *inspection, uint8_t type)
{
    enum map_setting setting = type == OPTION_END            ? MAP_IP_OPTION_END
                               : type == OPTION_NOP          ? MAP_IP_OPTION_NOP
                               : type == OPTION_ROUTER_ALERT ? MAP_IP_OPTION_ROUTER_ALERT
                                                             : MAP_NOTHING;
    if (inspection == NULL || setting == MAP_NOTHING)
        return false;
    const struct inspect_map *map = config_inspection_map(visit->engine->config, inspection);
    if (map == NULL)
        return setting == MAP_IP_OPTION_ROUTER_ALERT;
    const struct map_value *value = map_values_find(&map->values, setting);
    return value != NULL &&
           (value->action == MAP_ACTION_ALLOW || value->action == MAP_ACTION_CLEAR);
}

/* The first option that is not allowed; false when all are. */
static bool
find_refused_option(const struct visit *visit, uint8_t *type)
{
    const struct packet *packet = visit->packet;
    const struct inspection *inspection = policy_ip_options(visit->engine, visit->ingress, packet);
    size_t at = packet->ip_offset + IP_HEADER_SIZE;
    size_t end = packet->ip_offset + packet->ip_header_length;
    *type = packet->bytes[at];
    if (end > packet->captured)
        return true;
    while (at < end) {
        *type = packet->bytes[at];
        if (!option_is_allowed(visit, inspection, *type))
            return true;
        if (*type == OPTION_END)
            return false;
        size_t length = *type == OPTION_NOP ? 1 : at + 1 < end ? packet->bytes[at + 1] : 0;
        if (length == 0 || (*type != OPTION_NOP && length < 2) || length > end - at)
            return true;
        at += length;
    }
    return false;
}

static bool
refuse(const struct visit *visit, enum drop_reason reason, enum event_type type)
{
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_SANITY, .ifc = visit->ingress });
    visit_deny(visit, reason, (struct row){ .kind = ROW_NONE });
    visit_report(visit, type, IFC_NONE);
    return false;
}

static bool
options_pass(const struct visit *visit)
{
    uint8_t option;
    if (!find_refused_option(visit, &option))
        return true;
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_SANITY, .ifc = visit->ingress });
    visit_deny(visit, DROP_IP_OPTIONS, (struct row){ .kind = ROW_NONE });
    struct event event = visit_event(visit, EVENT_DENY_IP_OPTIONS, IFC_NONE);
    event.ip_option = option;
    visit_emit(visit, &event);
    return false;
}

/* What is told by ports is told of a fragmented datagram when it is whole. */
bool
path_sane(const struct visit *visit)
{
    const struct packet *packet = visit->packet;
    if (path_header_sum_is_wrong(packet, packet->ip_header_length)) {
        visit_phase(visit, &(struct trace_phase){ .type = PHASE_SANITY, .ifc = visit->ingress });
        visit_deny(visit, DROP_IP_CHECKSUM, (struct row){ .kind = ROW_NONE });
        return false;
    }
    if (is_spoofed(visit))
        return refuse(visit, DROP_SPOOF, EVENT_DENY_SPOOF);
    bool has_ports = packet->protocol == IP_TCP || packet->protocol == IP_UDP;
    bool ports_known = has_ports && !packet->is_fragment;
    if (packet->source == packet->destination && !packet->is_fragment &&
        (!ports_known || packet->source_port == packet->destination_port))
        return refuse(visit, DROP_LAND, EVENT_DENY_LAND);
    if (packet->has_options && !visit->joined && !options_pass(visit))
        return false;
    if (ports_known && (packet->source_port == 0 || packet->destination_port == 0))
        return refuse(visit, DROP_PORT_ZERO, EVENT_INVALID_TRANSPORT);
    return true;
}
