/*
 * reverse.c: one-sided captures: from a packet that left back to the one that must have entered
 * (engine.md 10.3).
 */
#include "engine/lifecycle.h"
#include "engine/path.h"
#include "engine/route.h"

/* A packet that left on IFC, as the key that its answer would enter by. */
static struct flow_key
answer_key(const struct packet *packet, ifc_id ifc)
{
    struct flow_key key = flow_key_of(packet, ifc);
    struct flow_key answer = flow_key_reversed(key, ifc);
    if (key.form == KEY_CALL)
        answer.form = KEY_CALL_OUT;
    return answer;
}

static void
original_of(const struct conn *conn, enum conn_side receiver, const struct packet *packet,
            ifc_id *ingress, struct translation *original)
{
    const struct flow_key *sender = &conn->key[!receiver];
    *ingress = sender->ifc;
    original->source = sender->source;
    original->destination = sender->destination;
    if (packet->protocol == IP_TCP || packet->protocol == IP_UDP) {
        original->source_port = sender->source_port;
        original->destination_port = sender->destination_port;
    } else if (packet->protocol == IP_ICMP) {
        original->source_port = original->destination_port =
            receiver == CONN_INITIATOR ? sender->destination_port : sender->source_port;
    } else if (packet->protocol == IP_GRE && conn->key[0].form == KEY_CALL) {
        original->source_port = original->destination_port = sender->destination_port;
    }
}

static bool
reverse_by_conn(const struct engine *engine, ifc_id seen_on, const struct packet *packet,
                ifc_id *ingress, struct translation *original)
{
    struct flow_key key = answer_key(packet, seen_on);
    enum conn_side side;
    uint32_t number = conn_find(&engine->conns, &key, &side);
    if (number == CONN_NONE) {
        key.form = KEY_HALF_OUT;
        key.source_port = key.destination_port = 0;
        number = conn_find(&engine->conns, &key, &side);
    }
    if (number == CONN_NONE)
        return false;
    original_of(conn_at(&engine->conns, number), side, packet, ingress, original);
    return true;
}

/* Which port slots of the destination a packet that left would be under. */
static uint16_t
real_slot_port(const struct packet *packet)
{
    switch (packet->protocol) {
    case IP_TCP:
    case IP_UDP:
        return packet->destination_port;
    case IP_ICMP:
        return packet->destination_port;
    default:
        return 0;
    }
}

/* Towards the real side: what was the destination before it was untranslated? */
static bool
reverse_destination(const struct engine *engine, ifc_id seen_on, ifc_id ingress,
                    const struct packet *packet, struct translation *original)
{
    struct flow answer = {
        .protocol = packet->protocol,
        .source = packet->destination,
        .destination = packet->source,
        .source_port = real_slot_port(packet),
        .destination_port = packet->source_port,
    };
    struct nat_choice choice = nat_choose_source(engine, seen_on, ingress, &answer, true);
    switch (choice.kind) {
    case NAT_LIVE_XLATE:
    case NAT_STATIC:
    case NAT_STATIC_PORT:
        original->destination = choice.mapped;
        if (packet->protocol == IP_TCP || packet->protocol == IP_UDP)
            original->destination_port = choice.mapped_port;
        else if (packet->protocol == IP_ICMP)
            original->source_port = original->destination_port = choice.mapped_port;
        return true;
    case NAT_EXEMPT:
        return true;
    case NAT_NO_RULE:
        return !source_rule_is_needed(engine, seen_on, ingress);
    case NAT_POLICY:
    case NAT_DYNAMIC:
    case NAT_IDENTITY:
        return false; /* nothing is translated back without a slot */
    }
    return false;
}

/* The lowest host of the nat rule's network that may stand for one that is not shown. */
static uint32_t
placeholder_host(const struct engine *engine, const struct nat *nat)
{
    const struct interface *interface = engine_interface(engine, nat->ifc);
    struct network network = nat->real;
    if (network.netmask == 0)
        network = (struct network){ interface->address, interface->netmask };
    uint32_t host = (network.address & network.netmask) + (network.netmask != IP_HOST_MASK);
    for (size_t tried = 0; tried <= engine->assumption_count + 1; tried++, host++) {
        bool taken = host == interface->address;
        for (size_t i = 0; !taken && i < engine->assumption_count; i++)
            taken = engine->assumptions[i].kind == ASSUMED_PLACEHOLDER_HOST &&
                    engine->assumptions[i].address == host;
        if (!taken)
            break;
    }
    return host;
}

static const struct nat *
nat_of_pool(const struct engine *engine, const struct global *global, size_t *index)
{
    for (size_t i = 0; i < engine->config->nat_count; i++) {
        const struct nat *nat = &engine->config->nats[i];
        if (nat->id == global->id && nat->id != 0 && nat->ifc != global->ifc) {
            *index = i;
            return nat;
        }
    }
    return NULL;
}

static const struct global *
pool_of(const struct engine *engine, ifc_id ifc, uint32_t address)
{
    const struct config *config = engine->config;
    for (size_t i = 0; i < config->global_count; i++) {
        const struct global *global = &config->globals[i];
        if (global->ifc != ifc)
            continue;
        uint32_t first = global->first, last = global->last;
        if (global->kind == GLOBAL_INTERFACE)
            first = last = config->interfaces[ifc]->address;
        if (first != 0 && address >= first && address <= last)
            return global;
    }
    return NULL;
}

/* One placeholder a mapped address: the one that its slots have already, or a new one. */
static uint32_t
placeholder_for(const struct engine *engine, ifc_id ifc, uint32_t mapped, const struct nat *nat)
{
    for (uint32_t i = 0; i < engine->xlates.pool.used_up; i++) {
        const struct xlate *xlate = xlate_at(&engine->xlates, i);
        if (xlate->serial != 0 && xlate->is_placeholder && xlate->mapped_ifc == ifc &&
            xlate->mapped == mapped)
            return xlate->real;
    }
    return placeholder_host(engine, nat);
}

/* Installs the slot as observed: its mapped socket is what the capture shows. */
static uint32_t
install_slot(struct engine *engine, ifc_id seen_on, const struct packet *packet)
{
    const struct global *global = pool_of(engine, seen_on, packet->source);
    size_t index = 0;
    const struct nat *nat = global == NULL ? NULL : nat_of_pool(engine, global, &index);
    if (nat == NULL)
        return XLATE_NONE;
    bool port = global->kind != GLOBAL_RANGE;
    bool port_zero = port && packet->protocol == IP_GRE;
    if (port && packet->protocol != IP_TCP && packet->protocol != IP_UDP &&
        packet->protocol != IP_ICMP && !port_zero)
        return XLATE_NONE;
    struct xlate wish = {
        .kind = XLATE_DYNAMIC,
        .is_portmap = port,
        .is_placeholder = true,
        .protocol = port ? packet->protocol : 0,
        .real_ifc = nat->ifc,
        .mapped_ifc = seen_on,
        .real = placeholder_for(engine, seen_on, packet->source, nat),
        .mapped = packet->source,
        .real_port = port && !port_zero ? packet->source_port : 0,
        .mapped_port = port && !port_zero ? packet->source_port : 0,
        .row = { ROW_NAT, nat, index },
    };
    engine_assume(engine, (struct assumption){ .kind = ASSUMED_PLACEHOLDER_HOST,
                                               .ifc = nat->ifc,
                                               .address = wish.real });
    return xlate_open(engine, &wish);
}

/* From the mapped side: whose source is this? */
static bool
reverse_source(struct engine *engine, ifc_id seen_on, const struct packet *packet, ifc_id *ingress,
               struct translation *original)
{
    struct flow flow = {
        .protocol = packet->protocol,
        .source = packet->destination,
        .destination = packet->source,
        .source_port = packet->destination_port,
        .destination_port = packet->source_port,
    };
    bool has_port =
        packet->protocol == IP_TCP || packet->protocol == IP_UDP || packet->protocol == IP_ICMP;
    struct destination behind =
        nat_resolve_destination(engine, seen_on, &flow, has_port ? packet->source_port : 0, true);
    if (behind.kind == DESTINATION_ROUTE || behind.kind == DESTINATION_NONE) {
        uint32_t number = install_slot(engine, seen_on, packet);
        if (number == XLATE_NONE) {
            *ingress = behind.egress;
            return behind.egress != IFC_NONE && behind.egress != seen_on;
        }
        const struct xlate *xlate = xlate_at(&engine->xlates, number);
        behind = (struct destination){
            .kind = DESTINATION_XLATE,
            .egress = xlate->real_ifc,
            .real = xlate->real,
            .real_port = xlate->is_portmap ? xlate->real_port : packet->source_port,
        };
    }
    *ingress = behind.egress;
    original->source = behind.real;
    if (packet->protocol == IP_TCP || packet->protocol == IP_UDP)
        original->source_port = behind.real_port;
    else if (packet->protocol == IP_ICMP)
        original->source_port = original->destination_port = behind.real_port;
    return true;
}

bool
engine_reverse(struct engine *engine, ifc_id seen_on, const struct packet *packet, ifc_id *ingress,
               struct translation *original)
{
    /* what is made here begins now, and what is due goes first */
    engine_advance(engine, packet->time);
    translation_identity(original, packet);
    *ingress = IFC_NONE;
    if (reverse_by_conn(engine, seen_on, packet, ingress, original))
        return true;
    if (!reverse_source(engine, seen_on, packet, ingress, original))
        return false;
    return reverse_destination(engine, seen_on, *ingress, packet, original);
}
