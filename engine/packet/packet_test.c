/*
 * packet_test.c: hand-made frames, whole, cut and damaged; and what translation makes of them.
 *
 * The frames are built by build() from a struct spec, in which zero means the ordinary thing.
 */
#include "engine/packet/packet.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"

#define FRAME_SIZE 2048
#define CLIENT 0x0a30426aU /* 10.48.66.106 */
#define SERVER 0xc0a8c919U /* 192.168.201.25 */
#define MAPPED 0xc0a8c905U /* 192.168.201.5 */

struct spec {
    enum link_type link;
    int tags;          /* VLAN tags, ids 100, 101, ... */
    uint16_t tag_type; /* of the outer tags; 0: 0x8100 */
    uint16_t ethertype;
    uint8_t first_byte; /* of the IP header; 0: made from the options */
    size_t options;     /* bytes of IP options */
    uint16_t fragment;  /* flags and offset field */
    int total;          /* added to the total length that is right */
    bool total_zero;
    uint8_t protocol;
    uint8_t data_offset; /* TCP, in words; 0: 5 */
    int udp_length;      /* added to the UDP length that is right */
    uint8_t icmp_type;
    uint16_t gre_flags;    /* 0: 0x3081 */
    uint16_t gre_protocol; /* 0: 0x880b */
    uint8_t quoted;        /* protocol quoted in an ICMP error */
    size_t quoted_bytes;   /* of its transport header; 0: 8 */
    uint16_t quoted_fragment;
    size_t payload;
    size_t padding;   /* after the IP packet */
    bool no_checksum; /* UDP */
};

struct frame {
    uint8_t bytes[FRAME_SIZE];
    size_t length;
    size_t ip, l4, end;
};

static void
put(struct frame *frame, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        frame->bytes[frame->length++] = (uint8_t)(value >> (8 * i));
}

static void
set16(struct frame *frame, size_t offset, size_t value)
{
    frame->bytes[offset] = (uint8_t)(value >> 8);
    frame->bytes[offset + 1] = (uint8_t)value;
}

static uint16_t
get16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* Another way to the same sum as packet_translate.c: byte by byte, modulo 65535. */
static uint16_t
slow_sum(const uint8_t *bytes, size_t length, uint64_t start)
{
    uint64_t sum = start;
    for (size_t i = 0; i < length; i++)
        sum += (uint64_t)bytes[i] << (i % 2 == 0 ? 8 : 0);
    uint64_t rest = sum % 65535;
    return (uint16_t)(rest == 0 && sum != 0 ? 65535 : rest);
}

static size_t
checksum_place(uint8_t protocol)
{
    return protocol == IP_TCP ? 16 : protocol == IP_UDP ? 6 : protocol == IP_ICMP ? 2 : 0;
}

static uint64_t
slow_pseudo(const uint8_t *ip, uint8_t protocol, size_t length)
{
    return protocol == IP_ICMP ? 0 : slow_sum(ip + 12, 8, protocol + length);
}

/* Is the checksum of LENGTH bytes of transport right? */
static bool
transport_is_right(const uint8_t *ip, uint8_t protocol, const uint8_t *l4, size_t length)
{
    if (checksum_place(protocol) == 0)
        return true;
    if (protocol == IP_UDP && get16(l4 + 6) == 0)
        return true;
    return slow_sum(l4, length, slow_pseudo(ip, protocol, length)) == 0xffff;
}

static void
fill_checksums(struct frame *frame, const struct spec *spec)
{
    uint8_t *ip = frame->bytes + frame->ip;
    size_t header = frame->l4 - frame->ip;
    set16(frame, frame->ip + 10, 0);
    set16(frame, frame->ip + 10, 0xffffU ^ slow_sum(ip, header, 0));
    size_t place = checksum_place(spec->protocol);
    size_t length = frame->end - frame->l4;
    if (place == 0 || length < place + 2 || spec->no_checksum || (spec->fragment & 0x1fff) != 0)
        return;
    set16(frame, frame->l4 + place, 0);
    uint16_t sum =
        slow_sum(frame->bytes + frame->l4, length, slow_pseudo(ip, spec->protocol, length));
    set16(frame, frame->l4 + place, sum == 0xffff ? sum : 0xffffU ^ sum);
    if (spec->fragment != 0)
        frame->bytes[frame->l4 + place] ^= 0x55; /* that of a datagram with more bytes */
}

static void
build_link(struct frame *frame, const struct spec *spec)
{
    uint16_t ethertype = spec->ethertype != 0 ? spec->ethertype : 0x0800;
    switch (spec->link) {
    case LINK_ETHERNET:
        put(frame, 0x020000000002, 6);
        put(frame, 0x020000000001, 6);
        for (int i = 0; i < spec->tags; i++) {
            put(frame, i + 1 < spec->tags && spec->tag_type != 0 ? spec->tag_type : 0x8100, 2);
            put(frame, 0xa000 + 100U + (unsigned)i, 2); /* with a priority */
        }
        put(frame, ethertype, 2);
        break;
    case LINK_COOKED_V1:
        put(frame, 0x000400010006, 6);
        put(frame, 0x0200000000010000, 8);
        put(frame, ethertype, 2);
        break;
    case LINK_COOKED_V2:
        put(frame, ethertype, 2);
        put(frame, 0, 2);
        put(frame, 0x000000030001, 6);
        put(frame, 0x0006, 2);
        put(frame, 0x0200000000010000, 8);
        break;
    case LINK_NULL:
        put(frame, spec->ethertype == 0x86dd ? 0x1e000000 : 0x02000000, 4);
        break;
    case LINK_RAW_IP:
    case LINK_PPP: /* link_decode_test.c */
    case LINK_PPP_DIRECTED:
    case LINK_PPPOE:
    case LINK_CISCO_HDLC:
    case LINK_WIFI:
    case LINK_RADIOTAP:
    case LINK_UNKNOWN:
        break;
    }
}

static void
build_quoted(struct frame *frame, const struct spec *spec)
{
    size_t start = frame->length;
    put(frame, 0x4500, 2);
    put(frame, 1000, 2); /* what the packet was; far longer than what is quoted */
    put(frame, 0xbeef, 2);
    put(frame, spec->quoted_fragment, 2);
    put(frame, 0x40, 1);
    put(frame, spec->quoted, 1);
    put(frame, 0, 2);
    put(frame, MAPPED, 4);
    put(frame, SERVER, 4);
    set16(frame, start + 10, 0xffffU ^ slow_sum(frame->bytes + start, 20, 0));
    size_t bytes = spec->quoted_bytes != 0 ? spec->quoted_bytes : 8;
    size_t l4 = frame->length;
    static const uint8_t tcp[20] = { 0x12, 0x34, 0x06, 0xbb, 0, 0, 0, 1, 0, 0,
                                     0,    0,    0x50, 2,    4, 0, 7, 7, 0, 0 };
    static const uint8_t icmp[20] = { 8, 0, 0x11, 0x22, 0x12, 0x34, 0, 1 };
    static const uint8_t gre[20] = { 0x30, 0x81, 0x88, 0x0b, 0, 4, 0x12, 0x34 };
    const uint8_t *header = spec->quoted == IP_ICMP ? icmp : spec->quoted == IP_GRE ? gre : tcp;
    memcpy(frame->bytes + l4, header, bytes);
    frame->length += bytes;
}

static void
build_transport(struct frame *frame, const struct spec *spec)
{
    switch (spec->protocol) {
    case IP_TCP:
        put(frame, 0x122406bb, 4); /* 4644 -> 1723 */
        put(frame, 0x01020304, 4);
        put(frame, 0x05060708, 4);
        put(frame, (spec->data_offset != 0 ? spec->data_offset : 5U) << 4, 1);
        put(frame, 0xd8, 1); /* PSH, ACK and the two ECN bits */
        put(frame, 0x2000, 2);
        put(frame, 0, 4);
        break;
    case IP_UDP:
        put(frame, 0x06a50035, 4); /* 1701 -> 53 */
        put(frame, (size_t)((int)(8 + spec->payload) + spec->udp_length), 2);
        put(frame, 0, 2);
        break;
    case IP_ICMP:
        put(frame, spec->icmp_type, 1);
        put(frame, 3, 3);
        put(frame, spec->quoted != 0 ? 0 : 0x12340007, 4);
        if (spec->quoted != 0)
            build_quoted(frame, spec);
        break;
    case IP_GRE:
        put(frame, spec->gre_flags != 0 ? spec->gre_flags : 0x3081, 2);
        put(frame, spec->gre_protocol != 0 ? spec->gre_protocol : 0x880b, 2);
        put(frame, spec->payload, 2);
        put(frame, 0x4000, 2);
        put(frame, 0x0000000100000002, 8);
        break;
    default:
        break;
    }
}

static void
build(struct frame *frame, const struct spec *spec)
{
    *frame = (struct frame){ 0 };
    build_link(frame, spec);
    frame->ip = frame->length;
    put(frame, spec->first_byte != 0 ? spec->first_byte : 0x45 + spec->options / 4, 1);
    put(frame, 0, 3);
    put(frame, 0x7777, 2);
    put(frame, spec->fragment, 2);
    put(frame, 64, 1);
    put(frame, spec->protocol, 1);
    put(frame, 0, 2);
    put(frame, CLIENT, 4);
    put(frame, SERVER, 4);
    for (size_t i = 0; i < spec->options; i++)
        put(frame, 1, 1);
    frame->l4 = frame->length;
    if ((spec->fragment & 0x1fff) == 0)
        build_transport(frame, spec);
    for (size_t i = 0; i < spec->payload; i++)
        put(frame, i * 7 + 1, 1);
    frame->end = frame->length;
    size_t total = (size_t)((int)(frame->end - frame->ip) + spec->total);
    set16(frame, frame->ip + 2, spec->total_zero ? 0 : total);
    fill_checksums(frame, spec);
    for (size_t i = 0; i < spec->padding; i++)
        put(frame, 0xee, 1);
}

static struct packet
decode(const struct frame *frame, const struct spec *spec, size_t captured)
{
    struct packet packet = { .time = 5, .number = 6 };
    packet_decode(&packet, spec->link, frame->bytes, captured, frame->length);
    return packet;
}

/* What is decoded of a whole frame. */
struct decode_case {
    const char *name;
    struct spec spec;
    enum packet_kind kind;
    enum drop_reason malformed;
    uint16_t source_port, destination_port;
    size_t payload;
};

#define OK PACKET_IPV4, DROP_NONE
#define BAD(reason) PACKET_MALFORMED, DROP_##reason

static const struct decode_case decode_cases[] = {
    { "tcp", { .protocol = IP_TCP, .payload = 10 }, OK, 4644, 1723, 10 },
    { "tcp on raw ip",
      { .link = LINK_RAW_IP, .protocol = IP_TCP, .payload = 1 },
      OK,
      4644,
      1723,
      1 },
    { "tcp cooked v1", { .link = LINK_COOKED_V1, .protocol = IP_TCP }, OK, 4644, 1723, 0 },
    { "tcp cooked v2", { .link = LINK_COOKED_V2, .protocol = IP_TCP }, OK, 4644, 1723, 0 },
    { "tcp on loopback", { .link = LINK_NULL, .protocol = IP_TCP }, OK, 4644, 1723, 0 },
    { "one tag", { .tags = 1, .protocol = IP_TCP }, OK, 4644, 1723, 0 },
    { "two tags", { .tags = 2, .tag_type = 0x88a8, .protocol = IP_TCP }, OK, 4644, 1723, 0 },
    { "three tags", { .tags = 3, .tag_type = 0x9100, .protocol = IP_TCP }, OK, 4644, 1723, 0 },
    { "four tags", { .tags = 4, .protocol = IP_TCP }, PACKET_OTHER, DROP_NONE, 0, 0, 0 },
    { "unknown link",
      { .link = LINK_UNKNOWN, .protocol = IP_TCP },
      PACKET_OTHER,
      DROP_NONE,
      0,
      0,
      0 },
    { "padding", { .protocol = IP_TCP, .padding = 6 }, OK, 4644, 1723, 0 },
    { "ip options", { .options = 8, .protocol = IP_TCP, .payload = 3 }, OK, 4644, 1723, 3 },
    { "offload: length 0",
      { .total_zero = true, .protocol = IP_TCP, .payload = 9 },
      OK,
      4644,
      1723,
      9 },
    { "tcp options", { .protocol = IP_TCP, .data_offset = 6, .payload = 9 }, OK, 4644, 1723, 5 },
    { "tcp offset 4",
      { .protocol = IP_TCP, .data_offset = 4 },
      BAD(INVALID_TCP_HEADER),
      4644,
      1723,
      0 },
    { "tcp offset beyond",
      { .protocol = IP_TCP, .data_offset = 6 },
      BAD(INVALID_TCP_HEADER),
      4644,
      1723,
      0 },
    { "tcp short", { .protocol = IP_TCP, .total = -1 }, BAD(INVALID_TCP_HEADER), 0, 0, 0 },
    { "udp", { .protocol = IP_UDP, .payload = 48 }, OK, 1701, 53, 48 },
    { "udp says less", { .protocol = IP_UDP, .payload = 48, .udp_length = -3 }, OK, 1701, 53, 45 },
    { "udp says more",
      { .protocol = IP_UDP, .payload = 48, .udp_length = 1 },
      BAD(INVALID_UDP_LENGTH),
      1701,
      53,
      0 },
    { "udp says 7",
      { .protocol = IP_UDP, .udp_length = -1 },
      BAD(INVALID_UDP_LENGTH),
      1701,
      53,
      0 },
    { "udp short", { .protocol = IP_UDP, .total = -1 }, BAD(INVALID_UDP_LENGTH), 0, 0, 0 },
    { "echo", { .protocol = IP_ICMP, .icmp_type = 8, .payload = 56 }, OK, 0x1234, 0x1234, 56 },
    { "timestamp reply",
      { .protocol = IP_ICMP, .icmp_type = 14, .payload = 12 },
      OK,
      0x1234,
      0x1234,
      12 },
    { "router advertisement", { .protocol = IP_ICMP, .icmp_type = 9 }, OK, 0, 0, 0 },
    { "icmp short",
      { .protocol = IP_ICMP, .icmp_type = 8, .total = -1 },
      BAD(INVALID_IP_LENGTH),
      0,
      0,
      0 },
    { "pptp gre", { .protocol = IP_GRE, .payload = 20 }, OK, 0, 0, 20 },
    { "esp", { .protocol = IP_ESP, .payload = 40 }, OK, 0, 0, 40 },
    { "esp behind ip options", { .options = 8, .protocol = IP_ESP, .payload = 12 }, OK, 0, 0, 12 },
    { "ah", { .protocol = IP_AH, .payload = 44 }, OK, 0, 0, 44 },
    { "ip version 5", { .first_byte = 0x55, .protocol = IP_TCP }, BAD(INVALID_IP_HEADER), 0, 0, 0 },
    { "ip header 16", { .first_byte = 0x44, .protocol = IP_TCP }, BAD(INVALID_IP_HEADER), 0, 0, 0 },
    { "ip header 60 of 40",
      { .first_byte = 0x4f, .protocol = IP_TCP },
      BAD(INVALID_IP_LENGTH),
      0,
      0,
      0 },
    { "longer than the wire", { .protocol = IP_TCP, .total = 1 }, BAD(INVALID_IP_LENGTH), 0, 0, 0 },
    { "shorter than its header",
      { .protocol = IP_TCP, .total = -21 },
      BAD(INVALID_IP_LENGTH),
      0,
      0,
      0 },
    { "first fragment",
      { .protocol = IP_UDP, .fragment = 0x2000, .udp_length = 900, .payload = 16 },
      OK,
      1701,
      53,
      16 },
    { "tiny first fragment",
      { .protocol = IP_TCP, .fragment = 0x2000, .total = -8 },
      OK,
      0,
      0,
      12 },
    { "first fragment, tcp options to come",
      { .protocol = IP_TCP, .fragment = 0x2000, .data_offset = 8 },
      OK,
      4644,
      1723,
      0 },
    { "later fragment", { .protocol = IP_TCP, .fragment = 0x2002, .payload = 8 }, OK, 0, 0, 8 },
    { "last fragment", { .protocol = IP_TCP, .fragment = 0x0002, .payload = 3 }, OK, 0, 0, 3 },
    { "beyond 65535", { .protocol = IP_TCP, .fragment = 0x1fff, .payload = 8 }, OK, 0, 0, 8 },
    { "arp", { .ethertype = 0x0806 }, PACKET_ARP, DROP_NONE, 0, 0, 0 },
    { "ipv6", { .ethertype = 0x86dd }, PACKET_IPV6, DROP_NONE, 0, 0, 0 },
    { "ipv6 on loopback",
      { .link = LINK_NULL, .ethertype = 0x86dd },
      PACKET_IPV6,
      DROP_NONE,
      0,
      0,
      0 },
    { "ipv6 on raw ip",
      { .link = LINK_RAW_IP, .first_byte = 0x60 },
      PACKET_IPV6,
      DROP_NONE,
      0,
      0,
      0 },
    { "802.3 length", { .ethertype = 0x0026 }, PACKET_OTHER, DROP_NONE, 0, 0, 0 },
};

START_TEST(decodes)
{
    const struct decode_case *row = &decode_cases[_i];
    struct frame frame;
    build(&frame, &row->spec);
    struct packet packet = decode(&frame, &row->spec, frame.length);
    ck_assert_msg(packet.kind == row->kind, "%s: kind %d", row->name, packet.kind);
    ck_assert_msg(packet.malformed == row->malformed, "%s: %s", row->name,
                  drop_reason_name(packet.malformed));
    ck_assert_msg(packet.source_port == row->source_port, "%s", row->name);
    ck_assert_msg(packet.destination_port == row->destination_port, "%s", row->name);
    ck_assert_int_eq(packet.time, 5);
    ck_assert_uint_eq(packet.number, 6);
    if (row->kind != PACKET_IPV4)
        return;
    ck_assert_msg(packet.payload_length == row->payload, "%s: %zu", row->name,
                  packet.payload_length);
    ck_assert_msg(packet.payload_captured == row->payload, "%s", row->name);
    ck_assert_uint_eq(packet.source, CLIENT);
    ck_assert_uint_eq(packet.destination, SERVER);
    ck_assert_uint_eq(packet.ttl, 64);
    ck_assert_uint_eq(packet.ip_id, 0x7777);
    ck_assert_uint_eq(packet.ip_offset, frame.ip);
    ck_assert_uint_eq(packet.l4_offset, frame.l4);
    ck_assert_int_eq(packet.has_options, row->spec.options != 0);
    ck_assert_int_eq(packet.is_fragment, row->spec.fragment != 0);
    ck_assert_int_eq(packet.more_fragments, (row->spec.fragment & 0x2000) != 0);
}
END_TEST

START_TEST(decodes_link_facts)
{
    struct frame frame;
    struct spec spec = { .tags = 2, .protocol = IP_TCP };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    ck_assert(packet.has_macs);
    ck_assert_uint_eq(packet.source_mac[5], 1);
    ck_assert_uint_eq(packet.destination_mac[5], 2);
    ck_assert_uint_eq(packet.vlan, 101);
    ck_assert_int_eq(packet.seen, SEEN_UNKNOWN);

    spec = (struct spec){ .link = LINK_COOKED_V1, .protocol = IP_TCP };
    build(&frame, &spec);
    ck_assert_int_eq(decode(&frame, &spec, frame.length).seen, SEEN_OUTGOING);
    frame.bytes[1] = 0;
    ck_assert_int_eq(decode(&frame, &spec, frame.length).seen, SEEN_INCOMING);
    frame.bytes[1] = 3;
    ck_assert_int_eq(decode(&frame, &spec, frame.length).seen, SEEN_UNKNOWN);
}
END_TEST

START_TEST(decodes_tcp_fields)
{
    struct frame frame;
    const struct spec spec = { .protocol = IP_TCP };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    ck_assert_uint_eq(packet.tcp_seq, 0x01020304);
    ck_assert_uint_eq(packet.tcp_ack, 0x05060708);
    ck_assert_uint_eq(packet.tcp_window, 0x2000);
    ck_assert_uint_eq(packet.tcp_flags, TCP_PSH | TCP_ACK);
}
END_TEST

START_TEST(decodes_icmp_sequence)
{
    static const struct {
        uint8_t type;
        uint16_t sequence;
    } rows[] = { { 8, 7 }, { 0, 7 }, { 17, 7 }, { 9, 0 }, { 3, 0 }, { 200, 0 } };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct frame frame;
        const struct spec spec = { .protocol = IP_ICMP, .icmp_type = rows[i].type };
        build(&frame, &spec);
        struct packet packet = decode(&frame, &spec, frame.length);
        ck_assert_uint_eq(packet.icmp_type, rows[i].type);
        ck_assert_uint_eq(packet.icmp_code, 0);
        ck_assert_uint_eq(packet.icmp_sequence, rows[i].sequence);
    }
}
END_TEST

/* Which GRE headers are PPTP's (engine.md 4.3). */
static const struct {
    uint16_t flags, protocol;
    bool is_pptp;
    size_t payload; /* of 16 bytes after the first eight */
} gre_rows[] = {
    { 0x3001, 0, true, 12 },       { 0x2081, 0, true, 12 },  { 0x3081, 0, true, 8 },
    { 0x2001, 0, true, 16 },       { 0x3801, 0, true, 12 },  { 0x1001, 0, false, 24 },
    { 0x2000, 0, false, 24 },      { 0xb001, 0, false, 24 }, { 0x3002, 0, false, 24 },
    { 0x3001, 0x0800, false, 24 }, { 0x7001, 0, false, 24 },
};

START_TEST(decodes_gre)
{
    struct frame frame;
    const struct spec spec = { .protocol = IP_GRE,
                               .gre_flags = gre_rows[_i].flags,
                               .gre_protocol = gre_rows[_i].protocol,
                               .payload = 8 };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    ck_assert_int_eq(packet.gre_is_pptp, gre_rows[_i].is_pptp);
    ck_assert_uint_eq(packet.gre_call_id, gre_rows[_i].is_pptp ? 0x4000 : 0);
    ck_assert_uint_eq(packet.gre_payload_length, gre_rows[_i].is_pptp ? 8 : 0);
    ck_assert_uint_eq(packet.payload_length, gre_rows[_i].payload);
}
END_TEST

/* What an ICMP error says of the packet it quotes. */
static const struct {
    uint8_t type, quoted;
    uint16_t fragment;
    size_t bytes;
    bool has_quoted, has_ports;
    uint16_t source_port, destination_port;
} quoted_rows[] = {
    { 3, IP_TCP, 0, 8, true, true, 0x1234, 1723 },
    { 11, IP_UDP, 0, 8, true, true, 0x1234, 1723 },
    { 4, IP_TCP, 0, 4, true, true, 0x1234, 1723 },
    { 5, IP_TCP, 0, 3, true, false, 0, 0 },
    { 12, IP_TCP, 0x2000, 8, true, true, 0x1234, 1723 },
    { 3, IP_TCP, 0x0004, 8, true, false, 0, 0 },
    { 3, IP_ICMP, 0, 8, true, true, 0x1234, 0x1234 },
    { 3, IP_GRE, 0, 8, true, true, 0x1234, 0x1234 },
    { 3, IP_ESP, 0, 8, true, false, 0, 0 },
    { 9, IP_TCP, 0, 8, false, false, 0, 0 },
};

START_TEST(decodes_quoted)
{
    struct frame frame;
    const struct spec spec = { .protocol = IP_ICMP,
                               .icmp_type = quoted_rows[_i].type,
                               .quoted = quoted_rows[_i].quoted,
                               .quoted_bytes = quoted_rows[_i].bytes,
                               .quoted_fragment = quoted_rows[_i].fragment };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    ck_assert_int_eq(packet.kind, PACKET_IPV4);
    ck_assert_int_eq(packet.has_quoted, quoted_rows[_i].has_quoted);
    ck_assert_int_eq(packet.quoted_has_ports, quoted_rows[_i].has_ports);
    ck_assert_uint_eq(packet.quoted_source_port, quoted_rows[_i].source_port);
    ck_assert_uint_eq(packet.quoted_destination_port, quoted_rows[_i].destination_port);
    if (!packet.has_quoted)
        return;
    ck_assert_uint_eq(packet.quoted_source, MAPPED);
    ck_assert_uint_eq(packet.quoted_destination, SERVER);
    ck_assert_uint_eq(packet.quoted_protocol, spec.quoted);
    ck_assert_uint_eq(packet.quoted_offset, frame.l4 + 8);
}
END_TEST

/* The bytes of a transport header without which a packet tells nothing. */
static size_t
headers_that_count(const struct frame *frame, const struct spec *spec)
{
    switch ((spec->fragment & 0x1fff) != 0 ? IP_ANY : spec->protocol) {
    case IP_TCP:
        return frame->l4 + 16;
    case IP_UDP:
        return frame->l4 + 6;
    case IP_ICMP:
    case IP_GRE:
        return frame->l4 + 8;
    default:
        return frame->ip + 20;
    }
}

/*
 * Cut short by the capture at every length, in memory of just that size so that a sanitizer sees
 * one byte too many: the same packet while the headers that count are there, else said to be cut.
 */
START_TEST(cut_at_every_length)
{
    const struct decode_case *row = &decode_cases[_i];
    struct frame frame;
    build(&frame, &row->spec);
    for (size_t captured = 0; captured < frame.length; captured++) {
        uint8_t *exact = malloc(captured + (captured == 0));
        ck_assert_ptr_nonnull(exact);
        memcpy(exact, frame.bytes, captured);
        struct packet packet = { 0 };
        packet_decode(&packet, row->spec.link, exact, captured, frame.length);
        if (row->kind == PACKET_IPV4) {
            /* Of a fragment its datagram tells: the IP header is enough. */
            size_t needed =
                row->spec.fragment != 0 ? frame.ip + 20 : headers_that_count(&frame, &row->spec);
            bool enough = captured >= needed;
            ck_assert_msg(packet.kind == (enough ? PACKET_IPV4 : PACKET_MALFORMED), "%s cut to %zu",
                          row->name, captured);
            ck_assert(enough || packet.malformed == DROP_CAPTURE_CUT);
            if (enough && row->spec.fragment == 0)
                ck_assert_uint_eq(packet.payload_length, row->payload);
            ck_assert_uint_le(packet.payload_captured, packet.payload_length);
        }
        free(exact);
    }
}
END_TEST

/* A frame that really ended there, as on the wire, is malformed rather than cut. */
START_TEST(short_on_the_wire)
{
    struct frame frame;
    const struct spec spec = { .protocol = IP_TCP, .payload = 4 };
    build(&frame, &spec);
    for (size_t length = 0; length < frame.length; length++) {
        struct packet packet = { 0 };
        packet_decode(&packet, LINK_ETHERNET, frame.bytes, length, length);
        ck_assert_int_eq(packet.kind, PACKET_MALFORMED);
        ck_assert_int_eq(packet.malformed, length < 14 ? DROP_NOT_IP : DROP_INVALID_IP_LENGTH);
    }
    /* A damaged file that says less was on the wire than it holds. */
    struct packet packet = { 0 };
    packet_decode(&packet, LINK_ETHERNET, frame.bytes, frame.length, 3);
    ck_assert_int_eq(packet.kind, PACKET_IPV4);
    ck_assert_uint_eq(packet.wire_length, frame.length);
}
END_TEST

static void
check_bounds(const struct packet *packet)
{
    ck_assert_uint_le(packet->payload_captured, packet->payload_length);
    if (packet->payload_captured > 0)
        ck_assert_uint_le(packet->payload_offset + packet->payload_captured, packet->captured);
    if (packet->has_quoted)
        ck_assert_uint_le(packet->quoted_offset + 20, packet->captured);
}

/* Every byte takes 8 other values; whatever comes of it, decoding and writing stay in bounds. */
START_TEST(every_byte_flipped)
{
    const struct decode_case *row = &decode_cases[_i];
    struct frame frame;
    build(&frame, &row->spec);
    uint8_t *exact = malloc(frame.length);
    uint8_t *out = malloc(frame.length);
    ck_assert(exact != NULL && out != NULL);
    memcpy(exact, frame.bytes, frame.length);
    for (size_t at = 0; at < frame.length * 8; at++) {
        exact[at / 8] ^= (uint8_t)(1U << (at % 8));
        struct packet packet = { 0 };
        packet_decode(&packet, row->spec.link, exact, frame.length, frame.length);
        check_bounds(&packet);
        struct translation translation;
        translation_identity(&translation, &packet);
        translation.source = MAPPED;
        translation.quoted = true;
        translation.seq_shift = translation.ack_shift = 5;
        translation.payload = row->spec.link == LINK_ETHERNET ? NULL : (const uint8_t *)"pay";
        translation.payload_length = 3;
        uint8_t *sized = malloc(packet_translated_size(&packet, &translation).captured + 1);
        ck_assert_ptr_nonnull(sized);
        packet_translate(&packet, &translation, sized);
        free(sized);
        translation.payload = NULL;
        packet_translate(&packet, &translation, out);
        exact[at / 8] ^= (uint8_t)(1U << (at % 8));
    }
    free(exact);
    free(out);
}
END_TEST

static uint32_t
next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 16);
}

static const uint8_t protocols[] = { IP_TCP, IP_UDP, IP_ICMP, IP_GRE, IP_ESP };

static struct spec
random_spec(uint64_t *state)
{
    struct spec spec = { .protocol = protocols[next_random(state) % 5],
                         .payload = next_random(state) % 60,
                         .padding = next_random(state) % 3,
                         .options = next_random(state) % 3 * 4,
                         .no_checksum = next_random(state) % 8 == 0 };
    if (spec.protocol == IP_ICMP) {
        spec.icmp_type = next_random(state) % 2 == 0 ? 8 : 3;
        if (spec.icmp_type == 3) {
            spec.quoted = protocols[next_random(state) % 5];
            spec.quoted_bytes = next_random(state) % 2 == 0 ? 8 : 20;
        }
    }
    spec.no_checksum = spec.no_checksum && spec.protocol == IP_UDP;
    return spec;
}

static struct translation
random_translation(uint64_t *state, const struct packet *packet)
{
    struct translation translation;
    translation_identity(&translation, packet);
    translation.source = next_random(state);
    translation.destination = next_random(state);
    translation.source_port = translation.destination_port = (uint16_t)next_random(state);
    if (packet->protocol == IP_TCP || packet->protocol == IP_UDP)
        translation.destination_port = (uint16_t)next_random(state);
    translation.quoted = packet->has_quoted;
    translation.quoted_source = next_random(state);
    translation.quoted_destination = next_random(state);
    translation.quoted_source_port = translation.quoted_destination_port =
        (uint16_t)next_random(state);
    translation.seq_shift = next_random(state) % 3 == 0 ? next_random(state) : 0;
    translation.ack_shift = next_random(state) % 3 == 0 ? next_random(state) : 0;
    return translation;
}

/*
 * What a translation changes, its checksum balances: the sum of the addresses, the first eight
 * bytes of transport and the checksum stays what it was.
 */
static uint16_t
balance(const uint8_t *frame, size_t ip, size_t l4, uint8_t protocol)
{
    size_t place = checksum_place(protocol);
    uint64_t sum =
        slow_sum(frame + l4, 8, protocol == IP_ICMP ? 0 : slow_sum(frame + ip + 12, 8, 0));
    if (place >= 8)
        sum += get16(frame + l4 + place);
    return (uint16_t)(sum % 65535);
}

static void
check_quoted_checksums(const struct frame *frame, const struct spec *spec,
                       const struct packet *packet, const uint8_t *out)
{
    size_t ip = packet->quoted_offset;
    size_t l4 = ip + 20;
    size_t place = checksum_place(spec->quoted);
    ck_assert_uint_eq(slow_sum(out + ip, 20, 0), 0xffff);
    if (place != 0 && place + 2 <= spec->quoted_bytes)
        ck_assert_uint_eq(balance(frame->bytes, ip, l4, spec->quoted),
                          balance(out, ip, l4, spec->quoted));
}

static void
check_written_checksums(const struct packet *packet, const uint8_t *out)
{
    const uint8_t *ip = out + packet->ip_offset;
    ck_assert_uint_eq(slow_sum(ip, packet->ip_header_length, 0), 0xffff);
    ck_assert(transport_is_right(ip, packet->protocol, out + packet->l4_offset, packet->l4_length));
}

#define ROUNDS 3000

/* Random packets, random translations: what is written has right checksums and the new fields. */
START_TEST(written_checksums_are_right)
{
    uint64_t state = 0x9e3779b97f4a7c15;
    for (int round = 0; round < ROUNDS; round++) {
        struct frame frame;
        uint8_t out[FRAME_SIZE];
        struct spec spec = random_spec(&state);
        build(&frame, &spec);
        if (round % 4 == 0 && checksum_place(spec.protocol) != 0 && !spec.no_checksum)
            frame.bytes[frame.l4 + checksum_place(spec.protocol)] ^= 0x11; /* left to offload */
        struct packet packet = decode(&frame, &spec, frame.length);
        struct translation translation = random_translation(&state, &packet);
        packet_translate(&packet, &translation, out);
        check_written_checksums(&packet, out);
        if (packet.has_quoted)
            check_quoted_checksums(&frame, &spec, &packet, out);
        struct packet after = { 0 };
        packet_decode(&after, LINK_ETHERNET, out, frame.length, frame.length);
        ck_assert_uint_eq(after.source, translation.source);
        ck_assert_uint_eq(after.destination, translation.destination);
        if (spec.protocol == IP_TCP || spec.protocol == IP_UDP || spec.icmp_type == 8) {
            ck_assert_uint_eq(after.source_port, translation.source_port);
            ck_assert_uint_eq(after.destination_port, translation.destination_port);
        }
        if (spec.protocol == IP_GRE)
            ck_assert_uint_eq(after.gre_call_id, translation.destination_port);
        if (packet.has_quoted) {
            ck_assert_uint_eq(after.quoted_source, translation.quoted_source);
            ck_assert_uint_eq(after.quoted_destination, translation.quoted_destination);
        }
        if (packet.quoted_has_ports)
            ck_assert_uint_eq(after.quoted_source_port, translation.quoted_source_port);
        ck_assert(memcmp(out + frame.end, frame.bytes + frame.end, spec.padding) == 0);
        if (spec.no_checksum)
            ck_assert_uint_eq(get16(out + frame.l4 + 6), 0);
    }
}
END_TEST

/* The checksum patched in a frame that is cut equals the one recomputed in the whole frame. */
START_TEST(patched_equals_recomputed)
{
    uint64_t state = 0x2545f4914f6cdd1d;
    for (int round = 0; round < ROUNDS; round++) {
        struct frame frame;
        uint8_t whole[FRAME_SIZE], cut[FRAME_SIZE];
        struct spec spec = random_spec(&state);
        spec.payload = 70; /* all edits and quoted headers before the cut */
        spec.padding = 0;
        build(&frame, &spec);
        struct packet packet = decode(&frame, &spec, frame.length);
        struct translation translation = random_translation(&state, &packet);
        packet_translate(&packet, &translation, whole);
        struct packet short_one = decode(&frame, &spec, frame.length - 1);
        packet_translate(&short_one, &translation, cut);
        ck_assert(memcmp(whole, cut, frame.length - 1) == 0);
    }
}
END_TEST

/* The same wherever the capture is cut, and for what has no whole checksum: fragments. */
START_TEST(patched_at_every_cut)
{
    const struct decode_case *row = &decode_cases[_i];
    struct frame frame;
    uint8_t whole[FRAME_SIZE], cut[FRAME_SIZE];
    build(&frame, &row->spec);
    struct packet packet = decode(&frame, &row->spec, frame.length);
    /* The second is the row whose checksum covers less than IP says: see udp_that_says_less. */
    if (packet.kind != PACKET_IPV4 || row->spec.udp_length < 0)
        return;
    struct translation translation;
    translation_identity(&translation, &packet);
    translation.source = MAPPED;
    translation.source_port ^= 0x1111;
    packet_translate(&packet, &translation, whole);
    ck_assert_uint_eq(slow_sum(whole + frame.ip, packet.ip_header_length, 0), 0xffff);
    size_t place = checksum_place(packet.protocol);
    if (place != 0 && packet.fragment_offset == 0)
        ck_assert_uint_eq(balance(whole, frame.ip, frame.l4, packet.protocol),
                          balance(frame.bytes, frame.ip, frame.l4, packet.protocol));
    for (size_t at = headers_that_count(&frame, &row->spec); at < frame.length; at++) {
        if (at == frame.l4 + place + 1)
            continue; /* half a checksum cannot be patched */
        packet = decode(&frame, &row->spec, at);
        packet_translate(&packet, &translation, cut);
        ck_assert_msg(memcmp(whole, cut, at) == 0, "%s cut to %zu", row->name, at);
    }
}
END_TEST

/* No port makes the checksum of a UDP packet 0, which would mean that it has none. */
START_TEST(udp_checksum_is_never_zero)
{
    struct frame frame;
    uint8_t whole[FRAME_SIZE], cut[FRAME_SIZE];
    const struct spec spec = { .protocol = IP_UDP, .payload = 5 };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    struct packet short_one = decode(&frame, &spec, frame.length - 1);
    struct translation translation;
    translation_identity(&translation, &packet);
    for (unsigned port = 0; port <= UINT16_MAX; port++) {
        translation.source_port = (uint16_t)port;
        packet_translate(&packet, &translation, whole);
        packet_translate(&short_one, &translation, cut);
        ck_assert_uint_ne(get16(whole + frame.l4 + 6), 0);
        ck_assert_uint_eq(get16(whole + frame.l4 + 6), get16(cut + frame.l4 + 6));
    }
}
END_TEST

/* The checksum covers what the UDP length says, not what is behind it. */
START_TEST(udp_that_says_less)
{
    struct frame frame;
    uint8_t out[FRAME_SIZE];
    const struct spec spec = { .protocol = IP_UDP, .payload = 48, .udp_length = -3 };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    struct translation translation;
    translation_identity(&translation, &packet);
    packet_translate(&packet, &translation, out);
    ck_assert(transport_is_right(out + frame.ip, IP_UDP, out + frame.l4, 8 + 45));
}
END_TEST

/* Segmentation offload hands over more bytes than an IP length can say. */
START_TEST(offload_beyond_65535)
{
    struct frame frame;
    const struct spec spec = { .protocol = IP_TCP, .total_zero = true };
    const size_t length = 140000;
    build(&frame, &spec);
    uint8_t *bytes = calloc(2, length);
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, frame.bytes, frame.length);
    struct packet packet = { 0 };
    packet_decode(&packet, LINK_ETHERNET, bytes, length, length);
    ck_assert_int_eq(packet.kind, PACKET_IPV4);
    ck_assert_uint_eq(packet.payload_length, length - frame.length);
    struct translation translation;
    translation_identity(&translation, &packet);
    uint8_t *out = bytes + length;
    packet_translate(&packet, &translation, out);
    ck_assert(transport_is_right(out + frame.ip, IP_TCP, out + frame.l4, length - frame.l4));
    free(bytes);
}
END_TEST

/* There and back again. */
START_TEST(translation_undoes_itself)
{
    uint64_t state = 0xda942042e4dd58b5;
    for (int round = 0; round < ROUNDS; round++) {
        struct frame frame;
        uint8_t there[FRAME_SIZE], back[FRAME_SIZE];
        struct spec spec = random_spec(&state);
        build(&frame, &spec);
        struct packet packet = decode(&frame, &spec, frame.length);
        struct translation translation = random_translation(&state, &packet);
        translation.seq_shift = translation.ack_shift = 0;
        packet_translate(&packet, &translation, there);
        struct packet after = { 0 };
        packet_decode(&after, LINK_ETHERNET, there, frame.length, frame.length);
        translation_identity(&translation, &packet);
        translation.quoted = packet.has_quoted;
        packet_translate(&after, &translation, back);
        ck_assert(memcmp(frame.bytes, back, frame.length) == 0);
    }
}
END_TEST

/* An ICMP identifier and a call id stand for both ports; it is enough to change one of them. */
START_TEST(one_changed_port_is_enough)
{
    static const struct spec specs[] = { { .protocol = IP_ICMP, .icmp_type = 8 },
                                         { .protocol = IP_GRE } };
    for (size_t i = 0; i < 4; i++) {
        struct frame frame;
        uint8_t out[FRAME_SIZE];
        build(&frame, &specs[i % 2]);
        struct packet packet = decode(&frame, &specs[i % 2], frame.length);
        struct translation translation;
        translation_identity(&translation, &packet);
        *(i < 2 ? &translation.source_port : &translation.destination_port) = 1024;
        packet_translate(&packet, &translation, out);
        ck_assert_uint_eq(get16(out + frame.l4 + (i % 2 == 0 ? 4 : 6)), 1024);
    }
}
END_TEST

/* An inspection's payload: length fields and checksums are of it, the padding is as it must be. */
START_TEST(another_payload)
{
    static const uint8_t text[] = "the words of an inspection, which are longer than what came";
    static const struct spec specs[] = {
        { .protocol = IP_TCP, .payload = 20 },
        { .protocol = IP_UDP, .payload = 20 },
        { .protocol = IP_TCP, .payload = 20, .options = 8 },
        { .protocol = IP_UDP, .payload = 4, .padding = 2 },
        { .protocol = IP_UDP, .payload = 20, .no_checksum = true },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(specs) * (sizeof(text) - 1); i++) {
        const struct spec *spec = &specs[i % ARRAY_LENGTH(specs)];
        size_t length = i / ARRAY_LENGTH(specs);
        struct frame frame;
        uint8_t out[FRAME_SIZE * 2];
        build(&frame, spec);
        struct packet packet = decode(&frame, spec, frame.length);
        struct translation translation;
        translation_identity(&translation, &packet);
        translation.payload = text;
        translation.payload_length = length;
        translation.destination = MAPPED;
        struct frame_size size = packet_translate(&packet, &translation, out);
        struct packet after = { 0 };
        packet_decode(&after, LINK_ETHERNET, out, size.captured, size.wire_length);
        ck_assert_int_eq(after.kind, PACKET_IPV4);
        ck_assert_uint_eq(after.payload_length, length);
        ck_assert_mem_eq(out + after.payload_offset, text, length);
        ck_assert_uint_ge(size.captured, after.payload_offset + length);
        ck_assert_uint_eq(slow_sum(out + frame.ip, packet.ip_header_length, 0), 0xffff);
        if (spec->no_checksum)
            ck_assert_uint_eq(get16(out + frame.l4 + 6), 0);
        else
            ck_assert(transport_is_right(out + frame.ip, spec->protocol, out + frame.l4,
                                         after.l4_length));
    }
}
END_TEST

/* A payload that was cut by the capture is not exchanged: nobody knows what is behind the cut. */
START_TEST(payload_of_a_cut_packet_stays)
{
    const struct spec spec = { .protocol = IP_UDP, .payload = 30 };
    struct frame frame;
    uint8_t out[FRAME_SIZE];
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length - 1);
    struct translation translation;
    translation_identity(&translation, &packet);
    translation.payload = (const uint8_t *)"x";
    translation.payload_length = 1;
    struct frame_size size = packet_translate(&packet, &translation, out);
    ck_assert_uint_eq(size.captured, frame.length - 1);
    ck_assert_mem_eq(out, frame.bytes, frame.length - 1);
}
END_TEST

/* What an inspection has made longer moves the numbers of both ends, in SACK blocks too. */
START_TEST(moved_numbers)
{
    const struct spec spec = { .protocol = IP_TCP, .payload = 10 };
    struct frame frame;
    uint8_t out[FRAME_SIZE];
    build(&frame, &spec);
    uint8_t *tcp = frame.bytes + frame.l4;
    static const uint8_t sack[] = { 1, 1, 5, 10, 0, 0, 0, 200, 0xff, 0xff, 0xff, 0xff };
    /* the payload's first bytes become options */
    memcpy(tcp + 20, sack, 10);
    tcp[12] = 0x70;
    tcp[13] = TCP_ACK;
    memcpy(tcp + 20, (const uint8_t[]){ 5, 8, 0, 0, 0, 200, 0xff, 0xff }, 8);
    struct packet packet = decode(&frame, &spec, frame.length);
    struct translation translation;
    translation_identity(&translation, &packet);
    translation.seq_shift = (uint32_t)-3;
    translation.ack_shift = 7;
    packet_translate(&packet, &translation, out);
    struct packet after = { 0 };
    packet_decode(&after, LINK_ETHERNET, out, frame.length, frame.length);
    ck_assert_uint_eq(after.tcp_seq, packet.tcp_seq - 3);
    ck_assert_uint_eq(after.tcp_ack, packet.tcp_ack + 7);
    ck_assert_uint_eq(get16(out + frame.l4 + 24), 207);
    ck_assert(transport_is_right(out + frame.ip, IP_TCP, out + frame.l4, packet.l4_length));
}
END_TEST

START_TEST(what_is_not_ipv4_is_copied)
{
    struct frame frame;
    uint8_t out[FRAME_SIZE];
    const struct spec spec = { .ethertype = 0x86dd, .protocol = IP_TCP };
    build(&frame, &spec);
    struct packet packet = decode(&frame, &spec, frame.length);
    struct translation translation = { .source = 1, .destination = 2 };
    packet_translate(&packet, &translation, out);
    ck_assert(memcmp(frame.bytes, out, frame.length) == 0);
}
END_TEST

/* RFC 1071's own example, an odd length, and nothing. */
START_TEST(checksum_examples)
{
    static const uint8_t bytes[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };
    ck_assert_uint_eq(internet_checksum(bytes, 8, 0), 0x220d);
    ck_assert_uint_eq(internet_checksum(bytes + 1, 1, 0), 0xfeff);
    ck_assert_uint_eq(internet_checksum(bytes, 0, 0), 0xffff);
    ck_assert_uint_eq(internet_checksum(bytes, 0, 0x1ffff), 0xfffe);
}
END_TEST

static Suite *
packet_suite(void)
{
    Suite *suite = suite_create("packet");
    TCase *decoding = tcase_create("decode");
    int rows = (int)ARRAY_LENGTH(decode_cases);
    tcase_add_loop_test(decoding, decodes, 0, rows);
    tcase_add_test(decoding, decodes_link_facts);
    tcase_add_test(decoding, decodes_tcp_fields);
    tcase_add_test(decoding, decodes_icmp_sequence);
    tcase_add_loop_test(decoding, decodes_gre, 0, (int)ARRAY_LENGTH(gre_rows));
    tcase_add_loop_test(decoding, decodes_quoted, 0, (int)ARRAY_LENGTH(quoted_rows));
    tcase_add_loop_test(decoding, cut_at_every_length, 0, rows);
    tcase_add_test(decoding, short_on_the_wire);
    tcase_add_loop_test(decoding, every_byte_flipped, 0, rows);
    suite_add_tcase(suite, decoding);
    TCase *writing = tcase_create("translate");
    tcase_set_timeout(writing, 60);
    tcase_add_test(writing, written_checksums_are_right);
    tcase_add_test(writing, patched_equals_recomputed);
    tcase_add_loop_test(writing, patched_at_every_cut, 0, rows);
    tcase_add_test(writing, udp_checksum_is_never_zero);
    tcase_add_test(writing, udp_that_says_less);
    tcase_add_test(writing, offload_beyond_65535);
    tcase_add_test(writing, translation_undoes_itself);
    tcase_add_test(writing, one_changed_port_is_enough);
    tcase_add_test(writing, what_is_not_ipv4_is_copied);
    tcase_add_test(writing, another_payload);
    tcase_add_test(writing, payload_of_a_cut_packet_stays);
    tcase_add_test(writing, moved_numbers);
    tcase_add_test(writing, checksum_examples);
    suite_add_tcase(suite, writing);
    return suite;
}

int
main(void)
{
    SRunner *runner = srunner_create(packet_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
