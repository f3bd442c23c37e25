/*
 * talk_test.h: two hosts that talk through the small firewall of fixture_test.h, for the tests of
 * inspections. A test says what either host sends; the talk makes segments or datagrams of it,
 * passes each through the engine, and keeps what the other host gets to see, as a TCP that believes
 * nothing: numbers, acknowledgements, lengths and checksums must be right.
 *
 *     struct talk talk;
 *     talk_start(&talk, OS_6_3, TALK_PAT, INSPECT_FTP, 21);
 *     talk_open(&talk);
 *     talk_say(&talk, SIDE_INITIATOR, "PORT 10,1,1,5,4,1\r\n");
 *     talk_heard(&talk, SIDE_RESPONDER, "PORT 192,0,2,9,4,0\r\n");
 *     expect_passed(talk.bench, "outside tcp 198.51.100.7:20 > 192.0.2.9:1024 S");
 *     talk_end(&talk);
 *
 * Hosts: inside 10.1.1.5, outside 198.51.100.7. The opener is the inside host, but with
 * TALK_INWARD.
 */
#ifndef REFIRE_ENGINE_TALK_TEST_H
#define REFIRE_ENGINE_TALK_TEST_H

#include "engine/fixture_test.h"
#include "engine/inspect.h"
#include "engine/talk_record_test.h"

enum talk_nat {
    TALK_PLAIN,  /* nothing is translated: `nat 0` */
    TALK_STATIC, /* static (inside,outside) 192.0.2.5 10.1.1.5 */
    TALK_PAT,    /* global (outside) 1 192.0.2.9 */
    TALK_INWARD, /* the static, and the outside host opens; access-list permits just that port */
    TALK_INWARD_PLAIN,
    TALK_NATS
};

#define INSIDE_HOST "10.1.1.5"
#define OUTSIDE_HOST "198.51.100.7"
#define STATIC_ADDRESS "192.0.2.5"
#define PAT_ADDRESS "192.0.2.9"

/* How what a host says is cut into segments, and in which order they come. */
enum talk_way {
    TALK_WHOLE,
    TALK_BYTES,    /* one byte a segment */
    TALK_HALVES,   /* two segments */
    TALK_SWAPPED,  /* three, the last one first */
    TALK_REPEATED, /* seven bytes a segment, each again with the next one before it */
    TALK_WAYS
};

#define TALK_FRAME 66000
#define TALK_HEARD 65536

struct talk_end {
    ifc_id ifc;
    uint32_t address; /* its own, real */
    uint16_t port;    /* its own, real */
    uint32_t peer;    /* the other host, as this one knows it */
    uint16_t peer_port;
    uint32_t first, sent; /* TCP: its first number, and bytes said since */
    uint32_t peer_first;  /* of the other end, as it knows it */
    uint8_t heard[TALK_HEARD];
    bool there[TALK_HEARD];
    size_t heard_end, taken; /* bytes, and how many of them talk_heard has looked at */
};

struct talk {
    struct bench *bench;
    uint8_t protocol;
    enum talk_nat nat;
    enum talk_way way;
    struct talk_end ends[2]; /* by enum inspect_side */
    size_t refused;          /* packets that did not pass */
    bool as_left;     /* the next ones were seen behind the firewall: their payload is as it left */
    bool contradicts; /* a host may say other bytes in the place of others */
    const struct packet *observed; /* what a capture of the other side shows of the next ones */
    uint16_t ip_id;
    uint8_t frame[TALK_FRAME], left[TALK_FRAME];
    enum inspection_kind kind;
    struct talk_record record;
};

static inline void
talk_configure(struct talk *talk, enum inspection_kind kind, uint16_t port)
{
    struct bench *bench = talk->bench;
    struct config *config = bench->config;
    if (kind == INSPECT_KIND_COUNT) {
        /* none: what would happen without inspection */
    } else if (config->does->modular_policy) {
        add_inspection(bench, kind);
    } else {
        struct inspection *fixup = BENCH_APPEND(config, fixups, fixup_count, fixup_capacity);
        ck_assert_ptr_nonnull(fixup);
        *fixup = (struct inspection){ .kind = kind, .port_first = port, .port_last = port };
    }
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    switch (talk->nat) {
    case TALK_PLAIN:
    case TALK_INWARD_PLAIN:
        add_ace(bench, "exempt", true, IP_ANY, INSIDE_HOST, "any");
        add_nat_acl(bench, INSIDE, 0, config_acl_make(config, "exempt"));
        break;
    case TALK_STATIC:
    case TALK_INWARD:
        add_static(bench, INSIDE, OUTSIDE, STATIC_ADDRESS, INSIDE_HOST);
        break;
    case TALK_PAT:
        add_nat(bench, INSIDE, 1, "10.1.1.0/24");
        add_global(bench, OUTSIDE, 1, PAT_ADDRESS);
        break;
    case TALK_NATS:
        break;
    }
    if (talk->nat == TALK_INWARD || talk->nat == TALK_INWARD_PLAIN) {
        char server[32];
        snprintf(server, sizeof(server), "%s:%u",
                 talk->nat == TALK_INWARD ? STATIC_ADDRESS : INSIDE_HOST, port);
        add_ace(bench, "in", true, talk->protocol, "any", server);
        bind_acl(bench, OUTSIDE, "in");
    }
}

/* From 7.0 on, before the engine is started: inspected is PORT, whatever the protocol's own is. */
static inline void
talk_match_port(struct talk *talk, uint16_t port)
{
    if (!talk->bench->config->does->modular_policy)
        return;
    struct class_map *class = config_class_map(talk->bench->config, "inspection_default");
    class->matches[0] = (struct class_match){ .kind = CLASS_MATCH_PORT,
                                              .protocol = talk->protocol,
                                              .port = { .op = PORT_OP_EQ, .low = port } };
}

/* The `fixup` or `inspect` line of the talk, before the engine is started; NULL: it has none. */
static inline struct inspection *
talk_inspection(const struct talk *talk)
{
    const struct config *config = talk->bench->config;
    if (!config->does->modular_policy)
        return config->fixup_count > 0 ? &config->fixups[config->fixup_count - 1] : NULL;
    const struct policy_map *policy = config_policy_map(config, "global_policy");
    size_t count = policy->classes[0].count;
    return count > 0 ? &policy->classes[0].inspections[count - 1] : NULL;
}

/* The fuzz target that the talk is an input of; NULL: none. */
static inline const char *
record_name(const struct talk *talk)
{
#define INSPECTION_FUZZ(...) { __VA_ARGS__ },
    static const struct {
        const char *name;
        enum inspection_kind kind, old_kind;
        uint8_t protocol;
        uint16_t port;
    } all[] = {
#include "engine/inspect/inspect_fuzz.def"
    };
#undef INSPECTION_FUZZ
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        if (all[i].protocol == talk->protocol &&
            (all[i].kind == talk->kind || all[i].old_kind == talk->kind))
            return all[i].name;
    }
    return NULL;
}

static inline void
record_settings(struct talk *talk, enum os_version version)
{
    static const enum os_version versions[] = { RECORD_VERSIONS };
    uint8_t settings[RECORD_SETTINGS] = { (uint8_t)(talk->nat << 3) };
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        if (versions[i] == version)
            settings[0] |= (uint8_t)i;
    }
    record_bytes(&talk->record, settings, sizeof(settings));
}

/*
 * A conversation that KIND inspects, to PORT of the host that is asked; INSPECT_KIND_COUNT: nothing
 * does. talk_start_with leaves the engine to be started (bench_start) when more is configured.
 */
static inline void
talk_start_with(struct talk *talk, enum os_version version, enum talk_nat nat,
                enum inspection_kind kind, uint8_t protocol, uint16_t port)
{
    memset(talk, 0, sizeof(*talk));
    talk->bench = bench_new(version);
    talk->nat = nat;
    talk->protocol = protocol;
    talk->kind = kind;
    record_settings(talk, version);
    bool inward = nat == TALK_INWARD || nat == TALK_INWARD_PLAIN;
    uint32_t inside = ip_of(INSIDE_HOST), outside = ip_of(OUTSIDE_HOST);
    uint32_t mapped = nat == TALK_INWARD ? ip_of(STATIC_ADDRESS) : inside;
    talk->ends[0] = (struct talk_end){ .ifc = inward ? OUTSIDE : INSIDE,
                                       .address = inward ? outside : inside,
                                       .port = 40000,
                                       .peer = inward ? mapped : outside,
                                       .peer_port = port,
                                       .first = UINT32_MAX - 40 };
    talk->ends[1] = (struct talk_end){ .ifc = inward ? INSIDE : OUTSIDE,
                                       .address = inward ? inside : outside,
                                       .port = port,
                                       .first = 7000 };
    talk_configure(talk, kind, port);
}

static inline void
talk_start(struct talk *talk, enum os_version version, enum talk_nat nat, enum inspection_kind kind,
           uint8_t protocol, uint16_t port)
{
    talk_start_with(talk, version, nat, kind, protocol, port);
    bench_start(talk->bench);
}

static inline void
talk_end(struct talk *talk)
{
    const char *name = record_name(talk);
    /* which was set after the start */
    if (talk->ends[SIDE_INITIATOR].port == talk->ends[SIDE_RESPONDER].port)
        talk->record.bytes[1] |= 4;
    const struct inspection *inspection =
        talk->kind != INSPECT_KIND_COUNT ? talk_inspection(talk) : NULL;
    if (inspection != NULL && inspection->map != NULL)
        talk->record.bytes[1] |= 8;
    if (name != NULL)
        record_keep(&talk->record, name);
    bench_free(talk->bench);
}

/* Writes a packet of SIDE into talk->frame; returns its length. */
static inline size_t
talk_packet(struct talk *talk, enum inspect_side side, uint32_t seq, uint8_t flags,
            const void *payload, size_t length)
{
    const struct talk_end *end = &talk->ends[side];
    struct writing writing = { .bytes = talk->frame };
    bool tcp = talk->protocol == IP_TCP;
    size_t header = tcp ? 20 : 8;
    put_number(&writing, 0x4500, 2);
    put_number(&writing, 20 + header + length, 2);
    put_number(&writing, ++talk->ip_id, 2);
    put_number(&writing, 0, 2);
    put_number(&writing, 64, 1);
    put_number(&writing, talk->protocol, 1);
    put_number(&writing, 0, 2);
    put_number(&writing, end->address, 4);
    put_number(&writing, end->peer, 4);
    put_number(&writing, end->port, 2);
    put_number(&writing, end->peer_port, 2);
    if (tcp) {
        put_number(&writing, seq, 4);
        put_number(&writing,
                   (flags & TCP_ACK) != 0 ? end->peer_first + (uint32_t)end->heard_end : 0, 4);
        put_number(&writing, 0x50, 1);
        put_number(&writing, flags, 1);
        put_number(&writing, 65535, 2);
        put_number(&writing, 0, 4);
    } else {
        put_number(&writing, header + length, 2);
        put_number(&writing, 0, 2);
    }
    if (length > 0)
        memcpy(writing.bytes + writing.length, payload, length);
    uint16_t sum = internet_checksum(talk->frame, 20, 0);
    talk->frame[10] = (uint8_t)(sum >> 8);
    talk->frame[11] = (uint8_t)sum;
    /* The checksum of the transport is left as 0: of UDP none, of TCP the engine's to make. */
    return 20 + header + length;
}

/* What has left, at the other host: it must be whole and right. */
static inline void
talk_receive(struct talk *talk, enum inspect_side side, const struct packet *packet)
{
    struct talk_end *to = &talk->ends[other_side(side)];
    const struct talk_end *from = &talk->ends[side];
    ck_assert_int_eq(packet->kind, PACKET_IPV4);
    ck_assert_uint_eq(packet->payload_captured, packet->payload_length);
    ck_assert_uint_eq(packet->destination, to->address);
    ck_assert_uint_eq(packet->destination_port, to->port);
    to->peer = packet->source;
    to->peer_port = packet->source_port;
    size_t place = to->heard_end;
    if (talk->protocol == IP_TCP) {
        ck_assert_int_eq(packet_tcp_checksum(packet), CHECKSUM_RIGHT);
        if ((packet->tcp_flags & TCP_SYN) != 0)
            to->peer_first = packet->tcp_seq + 1;
        /* acknowledged is what was said, never more */
        if (!talk->contradicts && (packet->tcp_flags & TCP_ACK) != 0 &&
            (packet->tcp_flags & TCP_SYN) == 0)
            ck_assert_uint_le(packet->tcp_ack - to->first, to->sent);
        place = (packet->tcp_flags & TCP_SYN) != 0 ? 0 : packet->tcp_seq - to->peer_first;
    }
    (void)from;
    ck_assert_uint_le(place + packet->payload_length, TALK_HEARD);
    for (size_t i = 0; i < packet->payload_length; i++) {
        uint8_t byte = packet->bytes[packet->payload_offset + i];
        ck_assert_msg(talk->contradicts || !to->there[place + i] || to->heard[place + i] == byte,
                      "byte %zu was said otherwise before", place + i);
        to->heard[place + i] = byte;
        to->there[place + i] = true;
    }
    /* what is behind a gap is not heard yet */
    while (to->heard_end < TALK_HEARD && to->there[to->heard_end])
        to->heard_end++;
}

/* Passes the LENGTH bytes of talk->frame, from SIDE. */
static inline enum verdict
talk_pass(struct talk *talk, enum inspect_side side, size_t length)
{
    struct bench *bench = talk->bench;
    /* bytes of their own, so that a sanitizer sees what is read behind them */
    uint8_t *exact = malloc(length);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, talk->frame, length);
    packet_decode(&bench->packet, LINK_RAW_IP, exact, length, length);
    bench->packet.time = bench->time;
    bench->packet.number = ++bench->number;
    bench->packet.observed = talk->observed;
    bench->packet.as_left = talk->as_left;
    engine_packet(bench->engine, talk->ends[side].ifc, &bench->packet, &bench->outcome);
    if (bench->outcome.verdict == VERDICT_PASSED) {
        ck_assert_uint_le(
            packet_translated_size(&bench->packet, &bench->outcome.translation).captured,
            TALK_FRAME);
        struct frame_size size =
            packet_translate(&bench->packet, &bench->outcome.translation, talk->left);
        struct packet left = { 0 };
        packet_decode(&left, LINK_RAW_IP, talk->left, size.captured, size.wire_length);
        talk_receive(talk, side, &left);
    } else {
        talk->refused++;
    }
    free(exact);
    return bench->outcome.verdict;
}

static inline enum verdict
talk_segment(struct talk *talk, enum inspect_side side, size_t from, const void *bytes,
             size_t length)
{
    struct talk_end *end = &talk->ends[side];
    uint32_t seq = end->first + (uint32_t)from;
    if (from + length > end->sent)
        end->sent = (uint32_t)(from + length);
    return talk_pass(talk, side, talk_packet(talk, side, seq, TCP_ACK | TCP_PSH, bytes, length));
}

/* An empty segment: what was heard is acknowledged. */
static inline void
talk_acknowledge(struct talk *talk, enum inspect_side side)
{
    struct talk_end *end = &talk->ends[side];
    talk_pass(talk, side, talk_packet(talk, side, end->first + end->sent, TCP_ACK, NULL, 0));
}

/* The handshake. */
static inline void
talk_open(struct talk *talk)
{
    struct talk_end *asks = &talk->ends[SIDE_INITIATOR], *asked = &talk->ends[SIDE_RESPONDER];
    if (talk->protocol != IP_TCP)
        return;
    ck_assert_int_eq(
        talk_pass(talk, SIDE_INITIATOR,
                  talk_packet(talk, SIDE_INITIATOR, asks->first - 1, TCP_SYN, NULL, 0)),
        VERDICT_PASSED);
    size_t length = talk_packet(talk, SIDE_RESPONDER, asked->first - 1, TCP_SYN | TCP_ACK, NULL, 0);
    ck_assert_int_eq(talk_pass(talk, SIDE_RESPONDER, length), VERDICT_PASSED);
    talk_acknowledge(talk, SIDE_INITIATOR);
}

/* The same hosts on another conn, of TCP, which the initiator opens to PORT of the other. */
static inline void
talk_on(struct talk *talk, uint16_t port)
{
    record_open(&talk->record, SIDE_INITIATOR, false, port);
    talk->ends[0].port = (uint16_t)(talk->ends[0].port + 1);
    talk->ends[0].peer_port = port;
    talk->ends[1].port = port;
    for (unsigned i = 0; i < 2; i++) {
        struct talk_end *end = &talk->ends[i];
        end->sent = end->peer_first = 0;
        end->heard_end = end->taken = 0;
        memset(end->heard, 0, sizeof(end->heard));
        memset(end->there, 0, sizeof(end->there));
    }
    talk_open(talk);
}

/* LENGTH bytes from SIDE, in the talk's way. A datagram always comes whole. */
static inline void
talk_send(struct talk *talk, enum inspect_side side, const void *bytes, size_t length)
{
    const uint8_t *at = bytes;
    size_t from = talk->ends[side].sent, third = length / 3;
    record_piece(&talk->record, side, talk->way, bytes, length);
    if (talk->protocol != IP_TCP) {
        talk_pass(talk, side, talk_packet(talk, side, 0, 0, bytes, length));
        return;
    }
    switch (talk->way) {
    case TALK_WHOLE:
    case TALK_WAYS:
        talk_segment(talk, side, from, at, length);
        break;
    case TALK_BYTES:
        for (size_t i = 0; i < length; i++)
            talk_segment(talk, side, from + i, at + i, 1);
        break;
    case TALK_HALVES:
        talk_segment(talk, side, from, at, length / 2);
        talk_segment(talk, side, from + length / 2, at + length / 2, length - length / 2);
        break;
    case TALK_SWAPPED:
        talk_segment(talk, side, from + 2 * third, at + 2 * third, length - 2 * third);
        talk_segment(talk, side, from, at, third);
        talk_segment(talk, side, from + third, at + third, third);
        break;
    case TALK_REPEATED:
        for (size_t i = 0; i < length; i += 7) {
            size_t size = length - i < 7 ? length - i : 7;
            talk_segment(talk, side, from + i, at + i, size);
            size_t again = i < 7 ? 0 : i - 7;
            talk_segment(talk, side, from + again, at + again, i + size - again);
        }
        break;
    }
    talk_acknowledge(talk, other_side(side));
}

static inline void
talk_say(struct talk *talk, enum inspect_side side, const char *text)
{
    talk_send(talk, side, text, strlen(text));
}

/* What SIDE has heard since it was asked last. */
#define talk_heard(talk, side, text)                                                               \
    do {                                                                                           \
        struct talk_end *listener = &(talk)->ends[side];                                           \
        size_t heard_length = strlen(text);                                                        \
        ck_assert_msg(listener->heard_end - listener->taken == heard_length &&                     \
                          memcmp(listener->heard + listener->taken, text, heard_length) == 0,      \
                      "heard: %.*s\nnot: %s\n%s", (int)(listener->heard_end - listener->taken),    \
                      (const char *)listener->heard + listener->taken, text, (talk)->bench->log);  \
        listener->taken = listener->heard_end;                                                     \
    } while (0)

/* The same of bytes. */
#define talk_heard_bytes(talk, side, expected, size)                                               \
    do {                                                                                           \
        struct talk_end *listener = &(talk)->ends[side];                                           \
        ck_assert_uint_eq(listener->heard_end - listener->taken, size);                            \
        ck_assert_mem_eq(listener->heard + listener->taken, expected, size);                       \
        listener->taken = listener->heard_end;                                                     \
    } while (0)

/* A script says and expects; it is to hold in every way of cutting and ordering. */
static inline void
talk_in_all_ways(enum os_version version, enum talk_nat nat, enum inspection_kind kind,
                 uint16_t port, void (*script)(struct talk *talk))
{
    static struct talk talk;
    for (unsigned way = 0; way < TALK_WAYS; way++) {
        talk_start(&talk, version, nat, kind, IP_TCP, port);
        talk.way = (enum talk_way)way;
        talk_open(&talk);
        script(&talk);
        talk_end(&talk);
    }
}

/*
 * For damage: each of the COUNT messages of a conversation, by turns of SIDES, with each of its
 * bits flipped, and cut at each length. Nothing is expected but that all ends well.
 */
struct talk_message {
    enum inspect_side side;
    const void *bytes;
    size_t length;
};

static inline void
talk_damaged(enum os_version version, enum talk_nat nat, enum inspection_kind kind,
             uint8_t protocol, uint16_t port, const struct talk_message *messages, size_t count)
{
    static struct talk talk;
    static uint8_t damaged[TALK_FRAME];
    for (size_t broken = 0; broken < count; broken++) {
        size_t length = messages[broken].length;
        for (size_t flip = 0; flip < length * 9; flip++) {
            talk_start(&talk, version, nat, kind, protocol, port);
            talk.record.is_full = flip > 0; /* the fuzz target damages for itself */
            talk_open(&talk);
            for (size_t i = 0; i < count; i++) {
                memcpy(damaged, messages[i].bytes, messages[i].length);
                size_t said = messages[i].length;
                if (i == broken && flip < length * 8)
                    damaged[flip / 8] ^= (uint8_t)(1U << flip % 8);
                else if (i == broken)
                    said = flip - length * 8;
                talk_send(&talk, messages[i].side, damaged, said);
            }
            talk_end(&talk);
        }
    }
}

#endif
