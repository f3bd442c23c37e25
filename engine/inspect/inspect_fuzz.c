/*
 * inspect_fuzz.c: any bytes as a conversation that one of the inspections follows, through the
 * whole engine: streams, pinholes, translation and the payload as it leaves.
 *
 * The first byte chooses the inspection, the second one translation, version, transport and who
 * sees it. Then come pieces: a byte with side and length, and so many bytes of payload; length 0
 * is an order, which the next byte names.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/engine.h"
#include "engine/inspect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUTSIDE, INSIDE };
enum { NAT_NONE, NAT_STATIC, NAT_PAT, NAT_INWARD, NATS };

#define OPTION_NAT 0x03
#define OPTION_OLD 0x04     /* 6.3 */
#define OPTION_SECOND 0x08  /* the protocol's other transport */
#define OPTION_AS_LEFT 0x10 /* seen behind the firewall */

#define INSIDE_HOST UINT32_C(0x0a010105)
#define OUTSIDE_HOST UINT32_C(0xc6336407)
#define STATIC_ADDRESS UINT32_C(0xc0000205)
#define PAT_ADDRESS UINT32_C(0xc0000209)
#define CLIENT_PORT 40000
#define HEADERS 40
#define PIECE_MOST 1400

struct talk {
    struct engine *engine;
    uint8_t protocol;
    bool inward, as_left;
    uint16_t port; /* of the host that is asked */
    uint32_t seq[2];
    int64_t now;
    uint16_t ip_id;
};

/* ---- the configuration ---- */

static void *
grow(struct config *config, void *list, size_t *count, size_t *capacity, size_t size)
{
    void *made = arena_append(config->arena, list, count, capacity, size);
    if (made == NULL)
        abort();
    return made;
}
#define GROW(config, list, count, capacity)                                                        \
    grow(config, &(config)->list, &(config)->count, &(config)->capacity, sizeof(*(config)->list))

static void
add_interface(struct config *config, const char *name, uint8_t level, uint32_t address)
{
    ifc_id ifc = config_add_interface(config, name);
    if (ifc == IFC_NONE)
        abort();
    struct interface *interface = config->interfaces[ifc];
    interface->name = name;
    interface->security_level = level;
    interface->has_security_level = true;
    interface->address_source = ADDRESS_STATIC;
    interface->address = address;
    interface->netmask = UINT32_C(0xffffff00);
}

static void
add_policy(struct config *config, enum inspection_kind kind)
{
    struct policy_map *policy = config_policy_map_make(config, "fuzz");
    struct class_map *map = config_class_map_make(config, "fuzz");
    if (policy == NULL || map == NULL)
        abort();
    policy->exists = map->exists = true;
    struct class_match *match =
        grow(config, &map->matches, &map->count, &map->capacity, sizeof(*match));
    match->kind = CLASS_MATCH_DEFAULT_INSPECTION;
    struct policy_class *class =
        grow(config, &policy->classes, &policy->count, &policy->capacity, sizeof(*class));
    class->class_map = map;
    struct inspection *line =
        grow(config, &class->inspections, &class->count, &class->capacity, sizeof(*line));
    line->kind = kind;
    struct service_policy *service =
        GROW(config, service_policies, service_policy_count, service_policy_capacity);
    *service = (struct service_policy){ .policy_map = policy, .ifc = IFC_NONE };
}

static struct config *
make_config(enum inspection_kind kind, uint8_t options, uint16_t port)
{
    enum os_version version = (options & OPTION_OLD) != 0 ? OS_6_3 : OS_8_0;
    struct config *config = config_new((struct os_release){ .version = version });
    if (config == NULL)
        abort();
    add_interface(config, "outside", 0, UINT32_C(0xc0000201));
    add_interface(config, "inside", 100, UINT32_C(0x0a010101));
    struct static_nat *fixed = GROW(config, statics, static_count, static_capacity);
    uint32_t mapped = (options & OPTION_NAT) == NAT_NONE ? INSIDE_HOST : STATIC_ADDRESS;
    uint32_t real = (options & OPTION_NAT) == NAT_PAT ? INSIDE_HOST + 1 : INSIDE_HOST;
    *fixed = (struct static_nat){ .real_ifc = INSIDE,
                                  .mapped_ifc = OUTSIDE,
                                  .mapped = mapped,
                                  .real = real,
                                  .netmask = IP_HOST_MASK };
    struct nat *nat = GROW(config, nats, nat_count, nat_capacity);
    *nat = (struct nat){ .ifc = INSIDE, .id = 1 };
    struct global *global = GROW(config, globals, global_count, global_capacity);
    *global = (struct global){ .ifc = OUTSIDE, .id = 1, .kind = GLOBAL_INTERFACE };
    if (config->does->modular_policy) {
        add_policy(config, kind);
    } else {
        struct inspection *fixup = GROW(config, fixups, fixup_count, fixup_capacity);
        *fixup = (struct inspection){ .kind = kind, .port_first = port, .port_last = port };
    }
    return config;
}

/* ---- packets ---- */

static void
put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void
put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xffff);
}

static void
put_header_sum(uint8_t *bytes)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < 20; i += 2)
        sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
    sum = (sum & 0xffff) + (sum >> 16);
    put16(bytes + 10, ~((sum & 0xffff) + (sum >> 16)) & 0xffff);
}

/* What is written must fit what was said of its size. */
static void
write_out(const struct packet *packet, const struct outcome *outcome)
{
    if (outcome->verdict != VERDICT_PASSED)
        return;
    size_t size = packet_translated_size(packet, &outcome->translation).captured;
    uint8_t *out = malloc(size + 1);
    if (out != NULL)
        packet_translate(packet, &outcome->translation, out);
    free(out);
}

struct ends {
    uint32_t source, destination;
    uint16_t source_port, destination_port;
};

static void
send_packet(struct talk *talk, ifc_id ingress, const struct ends *ends, uint8_t protocol,
            uint8_t flags, uint32_t seq, uint32_t ack, struct cursor payload)
{
    uint8_t bytes[HEADERS + PIECE_MOST] = { 0x45 };
    size_t header = protocol == IP_TCP ? 40 : 28, length = cursor_left(&payload);
    struct packet packet = { 0 };
    struct outcome outcome = { 0 };
    if (length > PIECE_MOST)
        length = PIECE_MOST;
    put16(bytes + 2, (unsigned)(header + length));
    put16(bytes + 4, talk->ip_id++);
    bytes[8] = 64;
    bytes[9] = protocol;
    put32(bytes + 12, ends->source);
    put32(bytes + 16, ends->destination);
    put_header_sum(bytes);
    put16(bytes + 20, ends->source_port);
    put16(bytes + 22, ends->destination_port);
    if (protocol == IP_TCP) {
        put32(bytes + 24, seq);
        put32(bytes + 28, ack);
        bytes[32] = 0x50;
        bytes[33] = flags;
        put16(bytes + 34, 65535);
    } else {
        put16(bytes + 24, (unsigned)(8 + length));
    }
    if (length > 0)
        memcpy(bytes + header, payload.at, length);
    packet_decode(&packet, LINK_RAW_IP, bytes, header + length, header + length);
    packet.time = talk->now += NS_PER_SECOND / 100;
    packet.as_left = talk->as_left;
    engine_packet(talk->engine, ingress, &packet, &outcome);
    write_out(&packet, &outcome);
}

/* From SIDE of the control conn, as its wire has it. */
static void
say(struct talk *talk, enum inspect_side side, uint8_t flags, struct cursor payload, uint8_t nat)
{
    bool from_inside = (side == SIDE_INITIATOR) != talk->inward;
    uint32_t seen = nat == NAT_NONE ? INSIDE_HOST : nat == NAT_PAT ? PAT_ADDRESS : STATIC_ADDRESS;
    uint16_t own = side == SIDE_INITIATOR ? CLIENT_PORT : talk->port;
    uint16_t other = side == SIDE_INITIATOR ? talk->port : CLIENT_PORT;
    struct ends ends = { from_inside ? INSIDE_HOST : OUTSIDE_HOST,
                         from_inside ? OUTSIDE_HOST : seen, own, other };
    send_packet(talk, from_inside ? INSIDE : OUTSIDE, &ends, talk->protocol, flags, talk->seq[side],
                talk->seq[!side], payload);
    talk->seq[side] += (uint32_t)cursor_left(&payload) + ((flags & (TCP_SYN | TCP_FIN)) != 0);
}

static void
open_conn(struct talk *talk, uint8_t nat)
{
    const struct cursor nothing = cursor_of((const uint8_t *)"", 0);
    if (talk->protocol != IP_TCP)
        return;
    say(talk, SIDE_INITIATOR, TCP_SYN, nothing, nat);
    say(talk, SIDE_RESPONDER, TCP_SYN | TCP_ACK, nothing, nat);
    say(talk, SIDE_INITIATOR, TCP_ACK, nothing, nat);
}

/* False: the input is at its end. */
static bool
follow_order(struct talk *talk, enum inspect_side side, struct cursor *input, uint8_t nat)
{
    const struct cursor nothing = cursor_of((const uint8_t *)"", 0);
    uint8_t order;
    uint16_t port;
    if (!cursor_u8(input, &order))
        return false;
    switch (order % 6) {
    case 0:
        say(talk, side, TCP_FIN | TCP_ACK, nothing, nat);
        return true;
    case 1:
        say(talk, side, TCP_RST | TCP_ACK, nothing, nat);
        return true;
    case 2: /* sent again, or with other bytes */
        talk->seq[side] -= order >> 3;
        return true;
    case 3: /* lost */
        talk->seq[side] += order >> 3;
        return true;
    case 4:
        talk->now += seconds_to_ns(order);
        return true;
    default: { /* the first packet of what may have been announced */
        if (!cursor_u16(input, &port))
            return false;
        bool inwards = side == SIDE_RESPONDER;
        struct ends ends = { inwards ? OUTSIDE_HOST : INSIDE_HOST,
                             inwards ? (nat == NAT_PAT ? PAT_ADDRESS : STATIC_ADDRESS)
                                     : OUTSIDE_HOST,
                             20, port };
        send_packet(talk, inwards ? OUTSIDE : INSIDE, &ends, (order & 0x80) != 0 ? IP_UDP : IP_TCP,
                    TCP_SYN, 1, 0, nothing);
        return true;
    }
    }
}

static void
converse(struct talk *talk, struct cursor input, uint8_t nat)
{
    uint8_t header;
    open_conn(talk, nat);
    while (cursor_u8(&input, &header)) {
        enum inspect_side side = (header & 0x80) != 0 ? SIDE_RESPONDER : SIDE_INITIATOR;
        size_t length = (size_t)(header & 0x7f) * 2;
        struct cursor payload;
        if (length == 0) {
            if (!follow_order(talk, side, &input, nat))
                return;
            continue;
        }
        if (length > cursor_left(&input))
            length = cursor_left(&input);
        if (!cursor_take(&input, length, &payload))
            return;
        say(talk, side, TCP_ACK, payload, nat);
    }
}

static void
ignore_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    enum inspection_kind kind = (enum inspection_kind)(data[0] % INSPECT_KIND_COUNT);
    const struct inspection_default *usual = inspection_default(kind);
    uint8_t options = data[1], nat = options & OPTION_NAT;
    uint8_t protocol = (options & OPTION_SECOND) != 0 && usual->second_protocol != 0
                           ? usual->second_protocol
                           : usual->protocol;
    if (protocol != IP_TCP && protocol != IP_UDP)
        protocol = IP_UDP;
    struct config *config = make_config(kind, options, usual->port_first);
    const struct engine_options engine_options = { .seed = 1 };
    struct talk talk = {
        .engine = engine_new(config, &engine_options, (struct event_sink){ .emit = ignore_event }),
        .protocol = protocol,
        .inward = nat == NAT_INWARD,
        .as_left = (options & OPTION_AS_LEFT) != 0,
        .port = usual->port_first,
        .seq = { UINT32_MAX - 40, 7000 },
        .now = seconds_to_ns(1700000000),
    };
    if (talk.engine == NULL)
        abort();
    converse(&talk, cursor_of(data + 2, size - 2), nat);
    engine_free(talk.engine);
    config_free(config);
    return 0;
}
