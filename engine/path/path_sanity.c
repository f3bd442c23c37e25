/*
 * path_sanity.c: what is refused before anything is looked up (engine.md 1.1 rows 2 to 4).
 */
#include "engine/path/path.h"

#define IN_LOOPBACK(address) ((address) >> 24 == 127)
#define IN_MULTICAST(address) ((address) >> 28 == 14)
#define BROADCAST UINT32_C(0xffffffff)
#define PORT_BOOTPS 67
#define IP_HEADER_SIZE 20 /* options follow it */

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

static bool
refuse(const struct visit *visit, enum drop_reason reason, enum event_type type)
{
    visit_phase(visit, &(struct trace_phase){ .type = PHASE_SANITY, .ifc = visit->ingress });
    visit_deny(visit, reason, (struct row){ .kind = ROW_NONE });
    struct event event = visit_event(visit, type, IFC_NONE);
    const struct packet *packet = visit->packet;
    if (packet->has_options)
        event.ip_option = packet->bytes[packet->ip_offset + IP_HEADER_SIZE];
    visit_emit(visit, &event);
    return false;
}

/* What is told by ports is told of a fragmented datagram when it is whole. */
bool
path_sane(const struct visit *visit)
{
    const struct packet *packet = visit->packet;
    if (is_spoofed(visit))
        return refuse(visit, DROP_SPOOF, EVENT_DENY_SPOOF);
    bool has_ports = packet->protocol == IP_TCP || packet->protocol == IP_UDP;
    bool ports_known = has_ports && !packet->is_fragment;
    if (packet->source == packet->destination && !packet->is_fragment &&
        (!ports_known || packet->source_port == packet->destination_port))
        return refuse(visit, DROP_LAND, EVENT_DENY_LAND);
    if (packet->has_options)
        return refuse(visit, DROP_IP_OPTIONS, EVENT_DENY_IP_OPTIONS);
    if (ports_known && (packet->source_port == 0 || packet->destination_port == 0))
        return refuse(visit, DROP_PORT_ZERO, EVENT_INVALID_TRANSPORT);
    return true;
}
