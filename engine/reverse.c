/*
 * reverse.c: one-sided captures: from a packet that left back to the one that must have entered
 * (engine.md 10.3).
 */
#include <string.h>

#include "engine/lifecycle.h"
#include "engine/path/path.h"
#include "engine/path/policy.h"
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
reverse_by_conn(struct engine *engine, ifc_id seen_on, const struct packet *packet, ifc_id *ingress,
                struct translation *original)
{
    const struct conn_table *conns = &engine->conns;
    struct flow_key key = answer_key(packet, seen_on);
    uint32_t reference = conn_find_hashed(conns, conn_hash(conns, &key), &key);
    if (reference == INDEX_EMPTY) {
        key.form = KEY_HALF_OUT;
        key.source_port = key.destination_port = 0;
        reference = conn_find_hashed(conns, conn_hash(conns, &key), &key);
    }
    if (reference == INDEX_EMPTY)
        return false;
    enum conn_side receiver = (enum conn_side)(reference & 1);
    original_of(conn_at(conns, reference >> 1), receiver, packet, ingress, original);
    engine->conns.recent = reference ^ 1;
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
        .time = packet->time,
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

/* Could this packet have left through a PAT address, and which port slot has it then? */
static bool
pat_slot_of(const struct engine *engine, const struct packet *packet, uint16_t *port)
{
    *port = packet->source_port;
    switch (packet->protocol) {
    case IP_TCP:
    case IP_UDP:
        return true;
    case IP_ICMP:
        return packet->icmp_type == 8 || packet->icmp_type == 0;
    case IP_GRE:
        *port = 0;
        return engine->does->gre_behind_pat == PORTLESS_PAT_PORT_ZERO;
    case IP_ESP:
        *port = 0;
        return policy_fixup_is_on(engine->config, INSPECT_ESP_IKE);
    default:
        return false;
    }
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
    bool portmap = global->kind != GLOBAL_RANGE;
    uint16_t port = 0;
    if (portmap && !pat_slot_of(engine, packet, &port))
        return XLATE_NONE;
    struct xlate wish = {
        .kind = XLATE_DYNAMIC,
        .is_portmap = portmap,
        .is_placeholder = true,
        .protocol = portmap ? packet->protocol : 0,
        .real_ifc = nat->ifc,
        .mapped_ifc = seen_on,
        .mapped = packet->source,
        .real_port = port,
        .mapped_port = port,
        .row = { ROW_NAT, nat, index },
    };
    bool made;
    if (!placeholder_of(&engine->placeholders, engine->config, nat, seen_on, packet->source,
                        &wish.real, &made))
        return XLATE_NONE;
    if (made)
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
        .time = packet->time,
    };
    bool is_error = packet->protocol == IP_ICMP && icmp_is_error(packet->icmp_type);
    bool has_port =
        packet->protocol == IP_TCP || packet->protocol == IP_UDP || packet->protocol == IP_ICMP;
    struct destination behind = nat_resolve_destination(
        engine, seen_on, &flow, has_port ? packet->source_port : 0, !is_error);
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

/* An error that left goes back to both ends' wire forms on the side that it came from. */
static bool
reverse_error(const struct engine *engine, ifc_id seen_on, const struct packet *packet,
              ifc_id *ingress, struct translation *original)
{
    if (packet->protocol != IP_ICMP || !icmp_is_error(packet->icmp_type) || !packet->has_quoted ||
        !packet->quoted_has_ports || packet->quoted_protocol == IP_GRE)
        return false;
    struct flow_key key = {
        .source = packet->quoted_source,
        .destination = packet->quoted_destination,
        .source_port = packet->quoted_source_port,
        .destination_port = packet->quoted_destination_port,
        .ifc = seen_on,
        .protocol = packet->quoted_protocol,
    };
    enum conn_side side;
    if (packet->quoted_protocol == IP_ICMP && icmp_is_reply(packet->quoted_icmp_type))
        key.source_port = 0;
    else if (packet->quoted_protocol == IP_ICMP)
        key.destination_port = 0;
    uint32_t number = conn_find(&engine->conns, &key, &side);
    if (number == CONN_NONE)
        return false;
    const struct flow_key *target = &conn_at(&engine->conns, number)->key[side];
    const struct flow_key *sender = &conn_at(&engine->conns, number)->key[!side];
    *ingress = sender->ifc;
    if (packet->source == target->destination)
        original->source = sender->source;
    original->destination = sender->destination;
    original->quoted = true;
    original->quoted_source = sender->destination;
    original->quoted_destination = sender->source;
    original->quoted_source_port = sender->destination_port;
    original->quoted_destination_port = sender->source_port;
    if (packet->quoted_protocol == IP_ICMP) {
        /* one identifier, whichever end asked */
        uint16_t id = sender->destination_port | sender->source_port;
        original->quoted_source_port = original->quoted_destination_port = id;
    }
    return true;
}

static bool
is_live(enum nat_choice_kind kind)
{
    return kind == NAT_LIVE_XLATE || kind == NAT_STATIC || kind == NAT_STATIC_PORT;
}

/*
 * The same towards the real side where what is quoted has no conn but a slot alone: ICMP and
 * portless protocols in 6.x (engine.md 2.8).
 */
static bool
reverse_error_by_slot(const struct engine *engine, ifc_id seen_on, const struct packet *packet,
                      ifc_id *ingress, struct translation *original)
{
    if (packet->protocol != IP_ICMP || !icmp_is_error(packet->icmp_type) || !packet->has_quoted ||
        packet->destination != packet->quoted_source)
        return false;
    bool is_icmp = packet->quoted_protocol == IP_ICMP;
    bool has_port = packet->quoted_has_ports && packet->quoted_protocol != IP_GRE;
    struct flow quoted = {
        .protocol = packet->quoted_protocol,
        .source = packet->quoted_source,
        .destination = packet->quoted_destination,
        .source_port = has_port ? packet->quoted_source_port : 0,
        .destination_port = has_port ? packet->quoted_destination_port : 0,
        .time = packet->time,
    };
    struct flow back = flow_of_packet(packet);
    back.source = packet->destination;
    back.destination = packet->source;
    struct destination sender = nat_resolve_destination(engine, seen_on, &back, 0, false);
    struct destination peer =
        nat_resolve_destination(engine, seen_on, &quoted, quoted.destination_port, true);
    if (sender.egress == IFC_NONE || sender.egress == seen_on || peer.egress != sender.egress)
        return false;
    struct nat_choice choice = nat_choose_source(engine, seen_on, sender.egress, &quoted, true);
    if (!is_live(choice.kind))
        return false;
    *ingress = sender.egress;
    original->source = sender.real;
    original->destination = original->quoted_source = choice.mapped;
    original->quoted = true;
    original->quoted_destination = peer.real;
    if (has_port) {
        original->quoted_source_port = choice.mapped_port;
        original->quoted_destination_port = is_icmp ? choice.mapped_port : peer.real_port;
    }
    return true;
}

/* --- pieces ---------------------------------------------------------------------------------- */

/* What was found out about a first fragment holds for those that follow it. */
static void
remember_piece(struct engine *engine, ifc_id seen_on, const struct packet *packet, ifc_id ingress,
               const struct translation *original)
{
    struct reversed_piece *piece =
        &engine->reversed[engine->reversed_next++ % ARRAY_LENGTH(engine->reversed)];
    *piece = (struct reversed_piece){ .key = fragment_key_of(packet, seen_on),
                                      .ingress = ingress,
                                      .source = original->source,
                                      .destination = original->destination };
}

static bool
reverse_piece(const struct engine *engine, ifc_id seen_on, const struct packet *packet,
              ifc_id *ingress, struct translation *original)
{
    struct fragment_key key = fragment_key_of(packet, seen_on);
    for (size_t i = 0; i < ARRAY_LENGTH(engine->reversed); i++) {
        const struct reversed_piece *piece = &engine->reversed[i];
        if (memcmp(&piece->key, &key, sizeof(key)) != 0)
            continue;
        *ingress = piece->ingress;
        original->source = piece->source;
        original->destination = piece->destination;
        return true;
    }
    return false;
}

static bool
reverse_packet(struct engine *engine, ifc_id seen_on, const struct packet *packet, ifc_id *ingress,
               struct translation *original)
{
    if (reverse_error(engine, seen_on, packet, ingress, original) ||
        reverse_error_by_slot(engine, seen_on, packet, ingress, original) ||
        reverse_by_conn(engine, seen_on, packet, ingress, original))
        return true;
    if (!reverse_source(engine, seen_on, packet, ingress, original))
        return false;
    return reverse_destination(engine, seen_on, *ingress, packet, original);
}

/*
 * The same of a plain packet of a living conn, without asking for more than that (path_fast goes on
 * with the conn). False: nothing has been done, or the clock has moved on at most.
 */
static inline bool
reverse_fast(struct engine *engine, ifc_id seen_on, const struct packet *packet, ifc_id *ingress,
             struct translation *original)
{
    const struct flow_key answer = {
        .source = packet->destination,
        .destination = packet->source,
        .source_port = packet->destination_port,
        .destination_port = packet->source_port,
        .ifc = seen_on,
        .protocol = packet->protocol,
    };
    if (packet->conn_hash == 0 || !engine_moves_on(engine, packet->time))
        return false;
    uint32_t reference = conn_find_hashed(&engine->conns, packet->conn_hash, &answer);
    if (reference == INDEX_EMPTY)
        return false;
    const struct flow_key *sender =
        &conn_at(&engine->conns, reference >> 1)->key[(reference & 1) ^ 1];
    memset(original, 0, sizeof(*original));
    original->source = sender->source;
    original->destination = sender->destination;
    original->source_port = sender->source_port;
    original->destination_port = sender->destination_port;
    *ingress = sender->ifc;
    engine->conns.recent = reference ^ 1;
    return true;
}

bool
engine_reverse(struct engine *engine, ifc_id seen_on, const struct packet *packet, ifc_id *ingress,
               struct translation *original)
{
    if (reverse_fast(engine, seen_on, packet, ingress, original))
        return true;
    translation_identity(original, packet);
    *ingress = IFC_NONE;
    if (packet->kind != PACKET_IPV4 || seen_on >= engine->config->interface_count)
        return false;
    /* what is made here begins now, and what is due goes first */
    engine_advance(engine, packet->time);
    engine->packet_number = packet->number;
    engine->conns.recent = INDEX_EMPTY;
    bool later = packet->fragment_offset > 0; /* it has no ports */
    bool explained = later ? reverse_piece(engine, seen_on, packet, ingress, original)
                           : reverse_packet(engine, seen_on, packet, ingress, original);
    if (explained && packet->is_first_fragment)
        remember_piece(engine, seen_on, packet, *ingress, original);
    engine->packet_number = 0;
    return explained;
}
