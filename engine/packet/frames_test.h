/*
 * frames_test.h: hand-made frames for the tests of packets, whole, cut and damaged.
 *
 * The frames are built by build() from a struct spec, in which zero means the ordinary thing.
 */
#ifndef REFIRE_ENGINE_PACKET_FRAMES_TEST_H
#define REFIRE_ENGINE_PACKET_FRAMES_TEST_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"
#include "engine/packet/packet.h"

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

static inline void
put(struct frame *frame, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        frame->bytes[frame->length++] = (uint8_t)(value >> (8 * i));
}

static inline void
set16(struct frame *frame, size_t offset, size_t value)
{
    frame->bytes[offset] = (uint8_t)(value >> 8);
    frame->bytes[offset + 1] = (uint8_t)value;
}

static inline uint16_t
get16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* Another way to the same sum as packet_translate.c: byte by byte, modulo 65535. */
static inline uint16_t
slow_sum(const uint8_t *bytes, size_t length, uint64_t start)
{
    uint64_t sum = start;
    for (size_t i = 0; i < length; i++)
        sum += (uint64_t)bytes[i] << (i % 2 == 0 ? 8 : 0);
    uint64_t rest = sum % 65535;
    return (uint16_t)(rest == 0 && sum != 0 ? 65535 : rest);
}

static inline size_t
checksum_place(uint8_t protocol)
{
    return protocol == IP_TCP ? 16 : protocol == IP_UDP ? 6 : protocol == IP_ICMP ? 2 : 0;
}

static inline uint64_t
slow_pseudo(const uint8_t *ip, uint8_t protocol, size_t length)
{
    return protocol == IP_ICMP ? 0 : slow_sum(ip + 12, 8, protocol + length);
}

/* Is the checksum of LENGTH bytes of transport right? */
static inline bool
transport_is_right(const uint8_t *ip, uint8_t protocol, const uint8_t *l4, size_t length)
{
    if (checksum_place(protocol) == 0)
        return true;
    if (protocol == IP_UDP && get16(l4 + 6) == 0)
        return true;
    return slow_sum(l4, length, slow_pseudo(ip, protocol, length)) == 0xffff;
}

static inline void
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

static inline void
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

static inline void
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

static inline void
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

static inline void
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

static inline struct packet
decode(const struct frame *frame, const struct spec *spec, size_t captured)
{
    struct packet packet = { .time = 5, .number = 6 };
    packet_decode(&packet, spec->link, frame->bytes, captured, frame->length);
    return packet;
}

/* The bytes of a transport header without which a packet tells nothing. */
static inline size_t
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

#endif
