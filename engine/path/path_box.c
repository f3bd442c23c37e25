/*
 * path_box.c: packets for the firewall itself (engine.md 8).
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

bool
path_goes_to_the_box(const struct visit *visit, const struct destination *destination)
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
