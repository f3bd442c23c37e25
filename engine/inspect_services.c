/*
 * inspect_services.c: the engine's side of inspect.h.
 */
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/hash_pair.h"
#include "engine/inspect_session.h"
#include "engine/lifecycle.h"
#include "engine/nat_answers.h"

#define WAITS_SECONDS 120 /* what is announced and does not come (engine.md 6.1 [B]) */

static const struct conn *
conn_of(const struct inspect_call *call)
{
    return conn_at(&call->engine->conns, call->conn);
}

/* --- what is known ---------------------------------------------------------------------------- */

struct event_end
inspect_end(const struct inspect_call *call, enum inspect_side side)
{
    return conn_end(conn_of(call), (enum conn_side)side);
}

bool
inspect_side_is_inner(const struct inspect_call *call, enum inspect_side side)
{
    return conn_of(call)->inner_is_initiator == (side == SIDE_INITIATOR);
}

uint32_t
inspect_slot(const struct inspect_call *call, enum inspect_side side)
{
    return conn_of(call)->xlate[side];
}

bool
inspect_shares_address(const struct inspect_call *call, enum inspect_side side)
{
    uint32_t slot = inspect_slot(call, side);
    return slot != XLATE_NONE && xlate_at(&call->engine->xlates, slot)->is_portmap;
}

bool
inspect_is_from_start(const struct inspect_call *call)
{
    return !conn_of(call)->adopted;
}

const struct config *
inspect_config(const struct inspect_call *call)
{
    return call->engine->config;
}

const struct behaviour *
inspect_does(const struct inspect_call *call)
{
    return call->engine->does;
}

const struct inspection *
inspect_line(const struct inspect_call *call)
{
    const struct inspect_session *session = inspect_session_of(call->engine, call->conn);
    /* A conn keeps the inspection that it began with; the line itself may be gone. */
    return session->revision == call->engine->config->revision ? session->line : NULL;
}

uint8_t
inspect_role(const struct inspect_call *call)
{
    return conn_of(call)->secondary_role;
}

bool
inspect_is_as_left(const struct inspect_call *call)
{
    return call->packet != NULL && call->packet->as_left;
}

bool
inspect_opens_incoming_calls(const struct inspect_call *call)
{
    return call->engine->options.pptp_incoming;
}

bool
inspect_regex_matches(struct inspect_call *call, const struct map_regex *regex, struct cursor text)
{
    return regex_cache_matches(&call->engine->regexes, call->engine->config, regex,
                               (const char *)text.at, cursor_left(&text));
}

bool
inspect_rate_permits(struct inspect_call *call, const struct map_rule *rule, uint32_t most)
{
    return message_rates_permit(&call->engine->rates, call->engine->config, rule, most, call->time);
}

/* --- changing the message --------------------------------------------------------------------- */

void
inspect_replace(struct inspect_call *call, size_t offset, size_t removed, const void *bytes,
                size_t length)
{
    if (call->packet == NULL || call->packet->as_left)
        return;
    struct inspect_session *session = inspect_session_of(call->engine, call->conn);
    bool made = call->edits != NULL
                    ? edit_list_add(call->edits, (int64_t)offset, removed, bytes, length)
                    : stream_replace(session->streams[call->side], offset, removed, bytes, length);
    if (!made)
        call->engine->counters.rewrites_late++;
}

uint16_t
inspect_draw(const struct inspect_call *call, size_t offset)
{
    const struct engine *engine = call->engine;
    const struct packet *observed = engine->observed;
    uint16_t value = 0;
    if (observed != NULL && observed->payload_captured > 0) {
        struct cursor at =
            cursor_of(observed->bytes + observed->payload_offset, observed->payload_captured);
        if (cursor_skip(&at, offset) && cursor_u16(&at, &value))
            return value;
    }
    return (uint16_t)hash_pair(engine->packet_number, conn_of(call)->serial, engine->options.seed);
}

/* --- addresses -------------------------------------------------------------------------------- */

/*
 * What an inspection asks for is not what a capture of the other side shows of the packet, but what
 * it shows in the payload: SEEN has that as its source; or NULL.
 */
static struct source
make_source(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc, const struct flow *flow,
            const struct packet *seen)
{
    const struct packet *observed = engine->observed;
    engine->observed = seen;
    struct nat_choice choice = nat_choose_source(engine, real_ifc, mapped_ifc, flow, true);
    struct source source = source_make(engine, real_ifc, mapped_ifc, flow, &choice);
    engine->observed = observed;
    return source;
}

/* A slot of the sender's own address, as a packet shows that has left with it. */
static uint32_t
slot_as_seen(struct inspect_call *call, uint8_t protocol, uint32_t mapped, uint16_t port)
{
    struct engine *engine = call->engine;
    const struct conn *conn = conn_of(call);
    const struct flow_key *own = &conn->key[call->side], *other = &conn->key[!call->side];
    uint32_t slot = conn->xlate[call->side];
    if (mapped != other->destination || slot == XLATE_NONE)
        return XLATE_NONE;
    const struct xlate *xlate = xlate_at(&engine->xlates, slot);
    if (!xlate->is_portmap || xlate->kind != XLATE_DYNAMIC || port == 0)
        return XLATE_NONE;
    const struct xlate wish = {
        .kind = XLATE_DYNAMIC,
        .is_portmap = true,
        .protocol = protocol,
        .real_ifc = own->ifc,
        .mapped_ifc = other->ifc,
        .real = own->source,
        .mapped = mapped,
        .real_port = port, /* nobody can tell; its own, as far as anybody can see */
        .mapped_port = port,
        .row = xlate->row,
    };
    return xlate_open(engine, &wish);
}

/* One-sided: the mapped form is what the message says. */
static bool
map_as_left(struct inspect_call *call, uint8_t protocol, uint32_t address, uint16_t port,
            struct inspect_socket *socket)
{
    struct engine *engine = call->engine;
    const struct conn *conn = conn_of(call);
    ifc_id seen_on = conn->key[!call->side].ifc;
    *socket = (struct inspect_socket){ address, address, port, port, XLATE_NONE };
    struct flow flow = { .protocol = protocol,
                         .source = conn->key[!call->side].source,
                         .destination = address,
                         .destination_port = port,
                         .time = call->time };
    struct destination behind = nat_resolve_destination(engine, seen_on, &flow, port, true);
    if (behind.kind == DESTINATION_STATIC || behind.kind == DESTINATION_XLATE) {
        socket->real = behind.real;
        socket->real_port = behind.real_port;
        socket->xlate = behind.xlate;
        return true;
    }
    uint32_t slot = slot_as_seen(call, protocol, address, port);
    if (slot != XLATE_NONE) {
        socket->real = xlate_at(&engine->xlates, slot)->real;
        socket->xlate = slot;
    }
    return true;
}

/* What a socket is wanted to become. */
struct port_wish {
    bool in_pairs;
    uint16_t port;             /* 0: any */
    const struct packet *seen; /* has it as its source; NULL */
};

/* So many numbers are tried when a server's own is taken at the address that it shares. */
#define BESIDE_TRIES 1024

/*
 * What the sender, which the other side reaches by a static of one port only, says of another of
 * its ports: the address is the same, since the other side knows no other, and so is the number
 * where it is free [C: the guides tell only that inspected protocols work behind such a static].
 */
static bool
map_beside_static(struct inspect_call *call, uint8_t protocol, uint16_t port,
                  const struct xlate *own, struct inspect_socket *socket)
{
    struct engine *engine = call->engine;
    struct xlate wish = {
        .kind = XLATE_DYNAMIC,
        .is_portmap = true,
        .protocol = protocol,
        .real_ifc = own->real_ifc,
        .mapped_ifc = own->mapped_ifc,
        .real = own->real,
        .mapped = own->mapped,
        .real_port = port,
        .row = own->row,
    };
    for (uint32_t i = 0; i < BESIDE_TRIES && port + i <= UINT16_MAX; i++) {
        wish.mapped_port = (uint16_t)(port + i);
        if (xlate_find_port(&engine->xlates, XLATE_DYNAMIC, wish.mapped_ifc, protocol, wish.mapped,
                            wish.mapped_port) != XLATE_NONE)
            continue;
        socket->mapped = wish.mapped;
        socket->mapped_port = wish.mapped_port;
        socket->xlate = xlate_open(engine, &wish);
        return socket->xlate != XLATE_NONE;
    }
    return false;
}

/* Does a slot or a static translate FLOW's source without a pool? */
static bool
is_mapped_already(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
                  const struct flow *flow)
{
    struct nat_choice choice = nat_choose_source(engine, real_ifc, mapped_ifc, flow, true);
    return choice.kind == NAT_LIVE_XLATE || choice.kind == NAT_STATIC ||
           choice.kind == NAT_STATIC_PORT || choice.kind == NAT_EXEMPT;
}

static bool
map_socket(struct inspect_call *call, uint8_t protocol, uint32_t address, uint16_t port,
           struct port_wish wish, struct inspect_socket *socket)
{
    if (inspect_is_as_left(call))
        return map_as_left(call, protocol, address, port, socket);
    const struct conn *conn = conn_of(call);
    const struct flow_key *own = &conn->key[call->side], *other = &conn->key[!call->side];
    *socket = (struct inspect_socket){ address, address, port, port, XLATE_NONE };
    /* A host with an address of its own is behind it with all it says. */
    uint32_t slot = conn->xlate[call->side];
    bool own_port = slot != XLATE_NONE && xlate_at(&call->engine->xlates, slot)->is_portmap;
    if (address == own->source && (!own_port || port == 0)) {
        socket->mapped = other->destination;
        socket->xlate = slot;
        return true;
    }
    struct flow flow = { .protocol = protocol,
                         .source = address,
                         .source_port = port,
                         .destination = own->destination,
                         .in_pairs = wish.in_pairs,
                         .wanted_port = wish.port,
                         .time = call->time };
    const struct xlate *behind = own_port ? xlate_at(&call->engine->xlates, slot) : NULL;
    if (behind != NULL && behind->kind == XLATE_STATIC && address == own->source && port != 0 &&
        !is_mapped_already(call->engine, own->ifc, other->ifc, &flow))
        return map_beside_static(call, protocol, port, behind, socket);
    struct source source = make_source(call->engine, own->ifc, other->ifc, &flow, wish.seen);
    if (source.result == SOURCE_AS_IT_IS)
        return true;
    if (source.result != SOURCE_TRANSLATED)
        return false;
    socket->mapped = source.mapped;
    socket->mapped_port = port == 0 ? 0 : source.mapped_port;
    socket->xlate = source.xlate;
    return true;
}

bool
inspect_map(struct inspect_call *call, uint8_t protocol, uint32_t address, uint16_t port,
            struct inspect_socket *socket)
{
    return map_socket(call, protocol, address, port, (struct port_wish){ 0 }, socket);
}

bool
inspect_observed(const struct inspect_call *call, struct cursor *message)
{
    const struct packet *observed = call->engine->observed;
    size_t place = 0;
    if (observed == NULL || call->packet == NULL)
        return false;
    if (call->edits == NULL) {
        const struct inspect_session *session = inspect_session_of(call->engine, call->conn);
        if (!stream_locate(session->streams[call->side], 0, 1, &place))
            return false;
    }
    *message = cursor_of(observed->bytes + observed->payload_offset, observed->payload_captured);
    return place == 0;
}

bool
inspect_map_seen(struct inspect_call *call, uint8_t protocol, uint32_t address, uint16_t port,
                 uint32_t seen_address, uint16_t seen_port, struct inspect_socket *socket)
{
    const struct packet seen = { .protocol = protocol,
                                 .source = seen_address,
                                 .source_port = seen_port };
    return map_socket(call, protocol, address, port, (struct port_wish){ .seen = &seen }, socket);
}

bool
inspect_map_media(struct inspect_call *call, uint32_t address, uint16_t port, uint16_t seen,
                  struct inspect_socket *rtp, struct inspect_socket *rtcp)
{
    const struct packet first = { .protocol = IP_UDP,
                                  .source = conn_of(call)->key[!call->side].destination,
                                  .source_port = seen };
    struct port_wish wish = { .in_pairs = true, .seen = seen != 0 ? &first : NULL };
    *rtcp = (struct inspect_socket){ .real = address, .mapped = address, .xlate = XLATE_NONE };
    if (!map_socket(call, IP_UDP, address, port, wish, rtp) &&
        !inspect_map(call, IP_UDP, address, port, rtp))
        return false;
    if (port == UINT16_MAX)
        return true;
    /* It follows whatever RTP has, even where that is older than this message. */
    struct port_wish next = { .port = (uint16_t)(rtp->mapped_port + 1) };
    return map_socket(call, IP_UDP, address, (uint16_t)(port + 1), next, rtcp);
}

void
inspect_unmap(const struct inspect_call *call, uint8_t protocol, uint32_t address, uint16_t port,
              struct inspect_socket *socket)
{
    struct engine *engine = call->engine;
    const struct conn *conn = conn_of(call);
    const struct flow_key *own = &conn->key[call->side], *other = &conn->key[!call->side];
    *socket = (struct inspect_socket){ address, address, port, port, XLATE_NONE };
    if (inspect_is_as_left(call)) {
        /* As its receiver, who owns it, knows it. */
        struct flow flow = { .protocol = protocol,
                             .source = address,
                             .source_port = port,
                             .destination = other->destination,
                             .time = call->time };
        if (address == other->source) {
            socket->mapped = own->destination;
            return;
        }
        if (address == other->destination || engine_route(engine, address).ifc != other->ifc)
            return; /* of the sender's network, whatever `nat 0.0.0.0` would take it for */
        struct nat_choice choice = nat_choose_source(engine, other->ifc, own->ifc, &flow, true);
        struct source source = source_preview(engine, other->ifc, own->ifc, &flow, &choice);
        if (source.result == SOURCE_TRANSLATED) {
            socket->mapped = source.mapped;
            socket->mapped_port = port == 0 ? 0 : source.mapped_port;
        }
        return;
    }
    if (address == own->destination &&
        (port == 0 || (port == own->destination_port && protocol == own->protocol))) {
        socket->real = other->source;
        socket->real_port = port == 0 ? 0 : other->source_port;
        socket->xlate = conn->xlate[!call->side];
        return;
    }
    struct flow flow = { .protocol = protocol,
                         .source = own->source,
                         .destination = address,
                         .destination_port = port,
                         .time = call->time };
    struct destination behind = nat_resolve_destination(engine, own->ifc, &flow, port, true);
    if (behind.kind == DESTINATION_STATIC || behind.kind == DESTINATION_XLATE) {
        socket->real = behind.real;
        socket->real_port = port == 0 ? 0 : behind.real_port;
        socket->xlate = behind.xlate;
    } else if (address == own->destination) {
        socket->real = other->source; /* another port of the host it talks to */
    }
}

uint32_t
inspect_answer(const struct inspect_call *call, uint32_t address)
{
    const struct flow_key *key = conn_of(call)->key;
    return nat_answer(call->engine, key[call->side].ifc, key[!call->side].ifc, address);
}

uint32_t
inspect_shown(const struct inspect_call *call, uint32_t address)
{
    struct engine *engine = call->engine;
    const struct conn *conn = conn_of(call);
    const struct flow_key *own = &conn->key[call->side], *other = &conn->key[!call->side];
    struct flow flow = {
        .protocol = IP_ANY, .source = address, .destination = own->destination, .time = call->time
    };
    if (address == own->source)
        return other->destination;
    if (inspect_is_as_left(call))
        return address;
    struct nat_choice choice = nat_choose_source(engine, own->ifc, other->ifc, &flow, true);
    return choice.kind == NAT_LIVE_XLATE || choice.kind == NAT_STATIC ? choice.mapped : address;
}

bool
inspect_names_receiver(const struct inspect_call *call, uint8_t protocol, uint32_t address,
                       uint16_t port)
{
    const struct conn *conn = conn_of(call);
    const struct flow_key *own = &conn->key[call->side], *other = &conn->key[!call->side];
    if (own->ifc == other->ifc)
        return false;
    if (address == own->source)
        return false;
    if (inspect_is_as_left(call)) /* translated already: as its own network knows it */
        return address == other->source ||
               (address != other->destination &&
                !engine_owns_address(call->engine, other->ifc, address) &&
                engine_route(call->engine, address).ifc == other->ifc);
    struct flow flow = { .protocol = protocol,
                         .source = own->source,
                         .destination = address,
                         .destination_port = port,
                         .time = call->time };
    if (address == own->destination)
        return true;
    struct destination there = nat_resolve_destination(call->engine, own->ifc, &flow, port, true);
    return there.kind != DESTINATION_NONE && there.egress == other->ifc;
}

/* --- secondary conns -------------------------------------------------------------------------- */

static struct pinhole_key
listener_key(const struct inspect_call *call, uint8_t protocol, enum inspect_side towards,
             uint32_t listener, uint16_t port)
{
    return (struct pinhole_key){ .listener = listener,
                                 .port = port,
                                 .ifc = conn_of(call)->key[towards].ifc,
                                 .protocol = protocol };
}

/* `timeout mgcp-pat`, where the version has it: of slots that media of MGCP were announced at. */
static void
note_mgcp(struct engine *engine, const struct inspect_expectation *expectation)
{
    if (expectation->kind == INSPECT_MGCP && expectation->xlate != XLATE_NONE &&
        engine->does->timers[TIMER_MGCP_PAT] != 0)
        xlate_at(&engine->xlates, expectation->xlate)->is_mgcp = true;
}

enum inspect_expected
inspect_expect(struct inspect_call *call, const struct inspect_expectation *expectation)
{
    struct engine *engine = call->engine;
    struct inspect_session *session = inspect_session_of(engine, call->conn);
    uint32_t seconds = expectation->seconds != 0 ? expectation->seconds : WAITS_SECONDS;
    const struct pinhole wish = {
        .key = listener_key(call, expectation->protocol, expectation->towards,
                            expectation->listener, expectation->listener_port),
        .opener_ifc = conn_of(call)->key[!expectation->towards].ifc,
        .opener = expectation->opener,
        .opener_port = expectation->opener_port,
        .stays = expectation->stays,
        .outlives = expectation->outlives,
        .lives_on = expectation->lives_on,
        .role = expectation->role,
        .kind = expectation->kind,
        .inspection = expectation->inspection,
        .line = session->line,
        .revision = session->revision,
        .parent = call->conn,
        .xlate = expectation->xlate,
        .until = call->time + seconds_to_ns(seconds),
    };
    uint32_t number =
        session->pinholes < PINHOLES_OF_CONN ? pinhole_open(engine, &wish) : PINHOLE_NONE;
    if (number == PINHOLE_NONE) {
        engine->counters.pinholes_refused++;
        return EXPECT_REFUSED;
    }
    note_mgcp(engine, expectation);
    struct pinhole *pinhole = pinhole_at(&engine->pinholes, number);
    if (pinhole->before != PINHOLE_NONE || session->first_pinhole == number)
        return EXPECT_RENEWED;
    pinhole->next = session->first_pinhole;
    if (pinhole->next != PINHOLE_NONE)
        pinhole_at(&engine->pinholes, pinhole->next)->before = number;
    session->first_pinhole = number;
    session->pinholes++;
    return EXPECT_OPENED;
}

static bool
is_same_listener(const struct pinhole_key *a, const struct pinhole_key *b)
{
    return a->listener == b->listener && a->port == b->port && a->ifc == b->ifc &&
           a->protocol == b->protocol;
}

void
inspect_unexpect(struct inspect_call *call, uint8_t protocol, enum inspect_side towards,
                 uint32_t listener, uint16_t listener_port)
{
    struct engine *engine = call->engine;
    struct pinhole_key key = listener_key(call, protocol, towards, listener, listener_port);
    uint32_t number = inspect_session_of(engine, call->conn)->first_pinhole;
    while (number != PINHOLE_NONE) {
        const struct pinhole *pinhole = pinhole_at(&engine->pinholes, number);
        uint32_t next = pinhole->next;
        if (is_same_listener(&pinhole->key, &key))
            pinhole_close(engine, number, call->time);
        number = next;
    }
}

void
inspect_close_secondary(struct inspect_call *call, uint8_t protocol, enum inspect_side towards,
                        uint32_t listener, uint16_t listener_port)
{
    struct engine *engine = call->engine;
    ifc_id ifc = conn_of(call)->key[towards].ifc;
    uint32_t number = inspect_session_of(engine, call->conn)->first_child;
    while (number != CONN_NONE) {
        const struct conn *child = conn_at(&engine->conns, number);
        uint32_t next = child->next_child;
        const struct flow_key *key = &child->key[CONN_RESPONDER];
        if (key->protocol == protocol && key->ifc == ifc && key->source == listener &&
            key->source_port == listener_port)
            conn_close(engine, number, conn_falls_as(child), call->time);
        number = next;
    }
}

void
inspect_end_with_message(struct inspect_call *call)
{
    conn_at(&call->engine->conns, call->conn)->is_dns = true;
}

/* --- telling ---------------------------------------------------------------------------------- */

struct event
inspect_event(const struct inspect_call *call, enum event_type type)
{
    const struct conn *conn = conn_of(call);
    struct event_end from = conn_end(conn, call->side);
    struct event_end to = conn_end(conn, (enum conn_side) !call->side);
    struct event event = {
        .type = type,
        .time = call->time,
        .packet_number = call->engine->packet_number,
        .protocol = conn->key[0].protocol,
        .direction = conn->direction_outbound ? DIRECTION_OUTBOUND : DIRECTION_INBOUND,
        .conn_id = conn->id,
        .outer = from,
        .inner = to,
        .initiator_is_inner = conn->inner_is_initiator,
        .ifc = from.ifc,
        .row = inspect_session_row(call->engine, call->conn),
    };
    return event;
}

struct event
inspect_refusal(const struct inspect_call *call, enum event_type type)
{
    struct event event = inspect_event(call, type);
    event.drop = DROP_INSPECTION;
    return event;
}

static bool
action_refuses(enum map_action action)
{
    return action == MAP_ACTION_DROP || action == MAP_ACTION_DROP_CONNECTION ||
           action == MAP_ACTION_RESET;
}

void
inspect_emit(struct inspect_call *call, const struct event *event)
{
    struct event told = *event;
    if (action_refuses(event->map_action))
        told.drop = DROP_INSPECTION;
    call->engine->sink.emit(call->engine->sink.context, &told);
}

void
inspect_tell_expected(struct inspect_call *call, enum event_type type,
                      const struct inspect_expectation *expectation, const char *what,
                      struct event_text from)
{
    struct event event = inspect_event(call, type);
    struct event_end listener = inspect_end(call, expectation->towards);
    struct event_end opener = inspect_end(call, other_side(expectation->towards));
    listener.real = listener.mapped = expectation->listener;
    listener.real_port = listener.mapped_port = expectation->listener_port;
    opener.real_port = 0;
    opener.mapped_port = expectation->opener_port;
    bool listener_is_inner = inspect_side_is_inner(call, expectation->towards);
    event.protocol = expectation->protocol;
    event.initiator_is_inner = !listener_is_inner;
    event.outer = listener_is_inner ? opener : listener;
    event.inner = listener_is_inner ? listener : opener;
    const struct event_text texts[EVENT_TEXTS] = { { what, strlen(what) }, from };
    event.texts = texts;
    inspect_emit(call, &event);
}
