/*
 * packet.c: bytes from a link to a struct packet. Everything here may be hostile: each header is
 * read through a cursor over what was captured, each length field is compared with the one around
 * it. What the device checks is engine.md 1.1 row 2 and its notes; header checksums are left alone,
 * because a capture on the sending host shows them before the network card has filled them in.
 */
#include "engine/packet/packet.h"

#include <endian.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/base/ip.h"
#include "engine/packet/link_decode.h"

#define ETHERTYPE_ARP 0x0806
#define ETHERTYPE_VLAN 0x8100
#define ETHERTYPE_QINQ 0x88a8
#define ETHERTYPE_QINQ_OLD 0x9100
#define VLAN_TAGS 3
#define VLAN_ID_MASK 0x0fff

#define IP_HEADER 20
#define TCP_HEADER 20
#define TCP_FLAGS (TCP_FIN | TCP_SYN | TCP_RST | TCP_PSH | TCP_ACK | TCP_URG)
#define UDP_HEADER 8
#define ICMP_HEADER 8
#define GRE_HEADER 4
#define GRE_PPTP_HEADER 8

#define IP_MORE_FRAGMENTS 0x2000
#define IP_OFFSET_MASK 0x1fff

/* Enhanced GRE: C and R clear, K set, s ignored, Recur clear, version 1 (engine.md 4.3). */
#define GRE_PPTP_MASK 0xe707
#define GRE_PPTP_BITS 0x2001
#define GRE_PPTP_PROTOCOL 0x880b
#define GRE_SEQUENCE 0x1000
#define GRE_ACKNOWLEDGMENT 0x0080

bool
icmp_is_query(uint8_t type)
{
    return type == 8 || type == 13 || type == 15 || type == 17;
}

bool
icmp_is_reply(uint8_t type)
{
    return type == 0 || type == 14 || type == 16 || type == 18;
}

bool
icmp_is_error(uint8_t type)
{
    return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

static void
mark_malformed(struct packet *packet, enum drop_reason reason)
{
    packet->kind = PACKET_MALFORMED;
    packet->malformed = reason;
}

/* The captured bytes from OFFSET on; empty when the capture ends before. */
static struct cursor
captured_from(const struct packet *packet, size_t offset)
{
    if (offset > packet->captured)
        offset = packet->captured;
    return cursor_of(packet->bytes + offset, packet->captured - offset);
}

/* Where the payload starts, and how much of it there is by the headers and in the capture. */
static void
set_payload(struct packet *packet, size_t header_length, size_t length)
{
    packet->payload_offset = packet->l4_offset + header_length;
    packet->payload_length = length > header_length ? length - header_length : 0;
    size_t there = 0;
    if (packet->payload_offset < packet->captured)
        there = packet->captured - packet->payload_offset;
    packet->payload_captured = there < packet->payload_length ? there : packet->payload_length;
}

static void
decode_tcp(struct packet *packet, struct cursor bytes)
{
    if (packet->l4_length < TCP_HEADER) {
        mark_malformed(packet, DROP_INVALID_TCP_HEADER);
        return;
    }
    uint8_t data_offset;
    if (!cursor_u16(&bytes, &packet->source_port) ||
        !cursor_u16(&bytes, &packet->destination_port) || !cursor_u32(&bytes, &packet->tcp_seq) ||
        !cursor_u32(&bytes, &packet->tcp_ack) || !cursor_u8(&bytes, &data_offset) ||
        !cursor_u8(&bytes, &packet->tcp_flags) || !cursor_u16(&bytes, &packet->tcp_window)) {
        mark_malformed(packet, DROP_CAPTURE_CUT);
        return;
    }
    packet->tcp_reserved = (uint8_t)((data_offset & 0x0f) << 2 | packet->tcp_flags >> 6);
    packet->tcp_flags &= TCP_FLAGS;
    size_t header_length = (size_t)(data_offset >> 4) * 4;
    /* A first fragment may hold less than the whole header. */
    if (header_length < TCP_HEADER || (header_length > packet->l4_length && !packet->is_fragment)) {
        mark_malformed(packet, DROP_INVALID_TCP_HEADER);
        return;
    }
    set_payload(packet, header_length, packet->l4_length);
}

static void
decode_udp(struct packet *packet, struct cursor bytes)
{
    uint16_t length;
    if (packet->l4_length < UDP_HEADER) {
        mark_malformed(packet, DROP_INVALID_UDP_LENGTH);
        return;
    }
    if (!cursor_u16(&bytes, &packet->source_port) ||
        !cursor_u16(&bytes, &packet->destination_port) || !cursor_u16(&bytes, &length)) {
        mark_malformed(packet, DROP_CAPTURE_CUT);
        return;
    }
    /* The length is that of the whole datagram, of which a fragment is a part. */
    if (length < UDP_HEADER || (length > packet->l4_length && !packet->is_fragment)) {
        mark_malformed(packet, DROP_INVALID_UDP_LENGTH);
        return;
    }
    set_payload(packet, UDP_HEADER, length < packet->l4_length ? length : packet->l4_length);
}

/* What identifies the flow of a quoted packet; an error quotes at least eight bytes of it. */
static void
decode_quoted_ports(struct packet *packet, struct cursor bytes)
{
    uint8_t type, code;
    uint16_t flags, source, destination;
    switch (packet->quoted_protocol) {
    case IP_TCP:
    case IP_UDP:
        if (!cursor_u16(&bytes, &source) || !cursor_u16(&bytes, &destination))
            return;
        break;
    case IP_ICMP:
        if (!cursor_u8(&bytes, &type) || !cursor_u8(&bytes, &code))
            return;
        packet->quoted_icmp_type = type;
        packet->quoted_icmp_code = code;
        if (!cursor_skip(&bytes, 2) || !cursor_u16(&bytes, &source) ||
            (!icmp_is_query(type) && !icmp_is_reply(type)))
            return;
        destination = source;
        break;
    case IP_GRE:
        if (!cursor_u16(&bytes, &flags) || !cursor_skip(&bytes, 4) ||
            !cursor_u16(&bytes, &source) || (flags & GRE_PPTP_MASK) != GRE_PPTP_BITS)
            return;
        destination = source;
        break;
    default:
        return;
    }
    packet->quoted_has_ports = true;
    packet->quoted_source_port = source;
    packet->quoted_destination_port = destination;
}

/* The packet that an ICMP error is about, as far as it was captured. */
static void
decode_quoted(struct packet *packet)
{
    struct cursor rest = captured_from(packet, packet->payload_offset);
    struct cursor bytes;
    uint8_t version_and_length;
    uint16_t fragment;
    if (!cursor_take(&rest, packet->payload_captured, &bytes))
        return;
    struct cursor header = bytes;
    if (!cursor_u8(&header, &version_and_length) || !cursor_skip(&header, 5) ||
        !cursor_u16(&header, &fragment) || !cursor_skip(&header, 1) ||
        !cursor_u8(&header, &packet->quoted_protocol) || !cursor_skip(&header, 2) ||
        !cursor_u32(&header, &packet->quoted_source) ||
        !cursor_u32(&header, &packet->quoted_destination))
        return;
    size_t header_length = (size_t)(version_and_length & 0x0f) * 4;
    if (version_and_length >> 4 != 4 || header_length < IP_HEADER)
        return;
    packet->has_quoted = true;
    packet->quoted_offset = packet->payload_offset;
    if ((fragment & IP_OFFSET_MASK) == 0 && cursor_skip(&bytes, header_length))
        decode_quoted_ports(packet, bytes);
}

static void
decode_icmp(struct packet *packet, struct cursor bytes)
{
    /* Every ICMP message has eight bytes (RFC 792). */
    if (packet->l4_length < ICMP_HEADER) {
        mark_malformed(packet, DROP_INVALID_IP_LENGTH);
        return;
    }
    uint16_t id;
    if (!cursor_u8(&bytes, &packet->icmp_type) || !cursor_u8(&bytes, &packet->icmp_code) ||
        !cursor_skip(&bytes, 2) || !cursor_u16(&bytes, &id) ||
        !cursor_u16(&bytes, &packet->icmp_sequence)) {
        mark_malformed(packet, DROP_CAPTURE_CUT);
        return;
    }
    set_payload(packet, ICMP_HEADER, packet->l4_length);
    if (icmp_is_query(packet->icmp_type) || icmp_is_reply(packet->icmp_type))
        packet->source_port = packet->destination_port = id;
    else
        packet->icmp_sequence = 0;
    if (icmp_is_error(packet->icmp_type))
        decode_quoted(packet);
}

static void
decode_gre(struct packet *packet, struct cursor bytes)
{
    uint16_t flags, protocol;
    if (packet->l4_length < GRE_HEADER)
        return; /* passed on as a bare protocol: nothing tells what the device makes of it */
    if (!cursor_u16(&bytes, &flags) || !cursor_u16(&bytes, &protocol)) {
        mark_malformed(packet, DROP_CAPTURE_CUT);
        return;
    }
    if ((flags & GRE_PPTP_MASK) != GRE_PPTP_BITS || protocol != GRE_PPTP_PROTOCOL ||
        packet->l4_length < GRE_PPTP_HEADER)
        return;
    if (!cursor_u16(&bytes, &packet->gre_payload_length) ||
        !cursor_u16(&bytes, &packet->gre_call_id)) {
        mark_malformed(packet, DROP_CAPTURE_CUT);
        return;
    }
    packet->gre_is_pptp = true;
    size_t header_length = GRE_PPTP_HEADER;
    if (flags & GRE_SEQUENCE)
        header_length += 4;
    if (flags & GRE_ACKNOWLEDGMENT)
        header_length += 4;
    set_payload(packet, header_length, packet->l4_length);
}

static void
decode_transport(struct packet *packet)
{
    set_payload(packet, 0, packet->l4_length);
    if (packet->is_fragment && !packet->is_first_fragment)
        return;
    struct cursor bytes = captured_from(packet, packet->l4_offset);
    switch (packet->protocol) {
    case IP_TCP:
        decode_tcp(packet, bytes);
        break;
    case IP_UDP:
        decode_udp(packet, bytes);
        break;
    case IP_ICMP:
        decode_icmp(packet, bytes);
        break;
    case IP_GRE:
        decode_gre(packet, bytes);
        break;
    default:
        break;
    }
}

/* The lengths around the IP payload; false when they cannot all be true. */
static bool
fit_lengths(struct packet *packet, size_t wire)
{
    /* Segmentation offload hands over more than the field can say, and leaves it zero. */
    size_t total = packet->ip_length != 0 ? packet->ip_length : wire;
    if (total > wire || total < packet->ip_header_length)
        return false;
    packet->l4_offset = packet->ip_offset + packet->ip_header_length;
    packet->l4_length = total - packet->ip_header_length;
    return true;
}

/* Its datagram is judged when it is whole. */
static void
forgive_fragment(struct packet *packet)
{
    if (!packet->is_fragment || packet->kind != PACKET_MALFORMED)
        return;
    packet->kind = PACKET_IPV4;
    packet->malformed = DROP_NONE;
}

static void
decode_ipv4(struct packet *packet)
{
    struct cursor bytes = captured_from(packet, packet->ip_offset);
    uint8_t version_and_length;
    uint16_t fragment;
    size_t wire = packet->wire_length - packet->ip_offset;
    packet->kind = PACKET_IPV4;
    if (wire < IP_HEADER) {
        mark_malformed(packet, DROP_INVALID_IP_LENGTH);
        return;
    }
    if (!cursor_u8(&bytes, &version_and_length) || !cursor_skip(&bytes, 1) ||
        !cursor_u16(&bytes, &packet->ip_length) || !cursor_u16(&bytes, &packet->ip_id) ||
        !cursor_u16(&bytes, &fragment) || !cursor_u8(&bytes, &packet->ttl) ||
        !cursor_u8(&bytes, &packet->protocol) || !cursor_skip(&bytes, 2) ||
        !cursor_u32(&bytes, &packet->source) || !cursor_u32(&bytes, &packet->destination)) {
        mark_malformed(packet, DROP_CAPTURE_CUT);
        return;
    }
    packet->ip_header_length = (uint8_t)((version_and_length & 0x0f) * 4);
    packet->has_options = packet->ip_header_length > IP_HEADER;
    packet->fragment_offset = (uint16_t)((fragment & IP_OFFSET_MASK) * 8);
    packet->is_fragment = (fragment & IP_MORE_FRAGMENTS) != 0 || packet->fragment_offset != 0;
    packet->is_first_fragment = packet->is_fragment && packet->fragment_offset == 0;
    packet->more_fragments = (fragment & IP_MORE_FRAGMENTS) != 0;
    if (version_and_length >> 4 != 4 || packet->ip_header_length < IP_HEADER)
        mark_malformed(packet, DROP_INVALID_IP_HEADER);
    else if (!fit_lengths(packet, wire))
        mark_malformed(packet, DROP_INVALID_IP_LENGTH);
    else {
        decode_transport(packet);
        forgive_fragment(packet);
    }
}

static void
decode_by_ethertype(struct packet *packet, struct cursor bytes)
{
    packet->ip_offset = packet->captured - cursor_left(&bytes);
    switch (packet->ethertype) {
    case ETHERTYPE_IPV4:
        decode_ipv4(packet);
        break;
    case ETHERTYPE_IPV6:
        packet->kind = PACKET_IPV6;
        break;
    case ETHERTYPE_ARP:
        packet->kind = PACKET_ARP;
        break;
    default:
        packet->kind = PACKET_OTHER;
        break;
    }
}

/* Steps over tags. The innermost one names the sub-interface: outer ones belong to carriers. */
static bool
skip_vlan_tags(struct packet *packet, struct cursor *bytes)
{
    for (int tags = 0; tags < VLAN_TAGS; tags++) {
        uint16_t tag;
        if (packet->ethertype != ETHERTYPE_VLAN && packet->ethertype != ETHERTYPE_QINQ &&
            packet->ethertype != ETHERTYPE_QINQ_OLD)
            return true;
        if (!cursor_u16(bytes, &tag) || !cursor_u16(bytes, &packet->ethertype))
            return false;
        packet->vlan = tag & VLAN_ID_MASK;
    }
    return true;
}

static bool
decode_ethernet(struct packet *packet, struct cursor *bytes)
{
    struct cursor destination, source;
    if (!cursor_take(bytes, 6, &destination) || !cursor_take(bytes, 6, &source) ||
        !cursor_u16(bytes, &packet->ethertype))
        return false;
    memcpy(packet->destination_mac, destination.at, 6);
    memcpy(packet->source_mac, source.at, 6);
    packet->has_macs = true;
    return skip_vlan_tags(packet, bytes) &&
           (packet->ethertype != ETHERTYPE_PPPOE || link_decode_pppoe(packet, bytes));
}

/* The packet type of a cooked header: to us, broadcast, multicast, to another host, from us. */
static enum seen_direction
cooked_direction(unsigned type)
{
    if (type == 4)
        return SEEN_OUTGOING;
    return type <= 2 ? SEEN_INCOMING : SEEN_UNKNOWN;
}

static bool
decode_cooked_v1(struct packet *packet, struct cursor *bytes)
{
    uint16_t type;
    if (!cursor_u16(bytes, &type) || !cursor_skip(bytes, 12) ||
        !cursor_u16(bytes, &packet->ethertype))
        return false;
    packet->seen = cooked_direction(type);
    return skip_vlan_tags(packet, bytes);
}

static bool
decode_cooked_v2(struct packet *packet, struct cursor *bytes)
{
    uint8_t type;
    if (!cursor_u16(bytes, &packet->ethertype) || !cursor_skip(bytes, 8) ||
        !cursor_u8(bytes, &type) || !cursor_skip(bytes, 9))
        return false;
    packet->seen = cooked_direction(type);
    return skip_vlan_tags(packet, bytes);
}

static bool
decode_raw(struct packet *packet, const struct cursor *bytes)
{
    struct cursor peek = *bytes;
    uint8_t version;
    if (!cursor_u8(&peek, &version))
        return false;
    if (version >> 4 == 6)
        packet->ethertype = ETHERTYPE_IPV6;
    else
        packet->ethertype = ETHERTYPE_IPV4;
    return true;
}

/* The address family, in the byte order of the capturing machine, which is not known here. */
static bool
decode_null(struct packet *packet, struct cursor *bytes)
{
    uint32_t family;
    if (!cursor_u32(bytes, &family))
        return false;
    if (family > 0xffff)
        family = __builtin_bswap32(family);
    if (family == 2)
        packet->ethertype = ETHERTYPE_IPV4;
    else if (family == 10 || family == 23 || family == 24 || family == 28 || family == 30)
        packet->ethertype = ETHERTYPE_IPV6; /* Linux, Windows, the BSDs, macOS */
    return true;
}

static bool
decode_link(struct packet *packet, enum link_type link, struct cursor *bytes)
{
    switch (link) {
    case LINK_ETHERNET:
        return decode_ethernet(packet, bytes);
    case LINK_COOKED_V1:
        return decode_cooked_v1(packet, bytes);
    case LINK_COOKED_V2:
        return decode_cooked_v2(packet, bytes);
    case LINK_NULL:
        return decode_null(packet, bytes);
    case LINK_RAW_IP:
        return decode_raw(packet, bytes);
    case LINK_PPP:
        return link_decode_ppp(packet, bytes);
    case LINK_PPP_DIRECTED:
        return link_decode_ppp_directed(packet, bytes);
    case LINK_PPPOE:
        return link_decode_pppoe(packet, bytes);
    case LINK_CISCO_HDLC:
        return link_decode_cisco_hdlc(packet, bytes);
    case LINK_WIFI:
        return link_decode_wifi(packet, bytes);
    case LINK_RADIOTAP:
        return link_decode_radiotap(packet, bytes);
    case LINK_UNKNOWN:
        break;
    }
    return true; /* ethertype 0: of another kind */
}

/* Where IP begins behind an Ethernet header without tags, and with one. */
enum { UNTAGGED = 14, TAGGED = UNTAGGED + 4 };

/* What comes after these bytes of struct packet is zero in a plain one. */
#define PLAIN_SIZE offsetof(struct packet, gre_call_id)

/* Zero but for what packet_decode leaves alone. */
static void
clear(struct packet *packet)
{
    int64_t time = packet->time;
    uint64_t number = packet->number;
    uint32_t tag = packet->tag;
    memset(packet, 0, sizeof(*packet));
    packet->time = time;
    packet->number = number;
    packet->tag = tag;
}

static uint16_t
load_u16(const uint8_t *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof(value));
    return be16toh(value);
}

/*
 * Two values that stand side by side in a header, and the other way round at PLACE in struct
 * packet: read, swapped and written as one.
 */
static inline void
take_u32_pair(struct packet *packet, size_t place, const uint8_t *at)
{
    uint64_t both;
    memcpy(&both, at, sizeof(both));
    both = __builtin_bswap64(both);
    memcpy((char *)packet + place, &both, sizeof(both));
}

static inline void
take_u16_pair(struct packet *packet, size_t place, const uint8_t *at)
{
    uint32_t both;
    memcpy(&both, at, sizeof(both));
    both = __builtin_bswap32(both);
    memcpy((char *)packet + place, &both, sizeof(both));
}

/* FIRST of a header stands right behind SECOND in struct packet. */
#define ARE_SWAPPED(FIRST, SECOND)                                                                 \
    (offsetof(struct packet, FIRST) ==                                                             \
     offsetof(struct packet, SECOND) + sizeof(((struct packet *)0)->SECOND))

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "pairs are swapped as one");
_Static_assert(offsetof(struct packet, source_mac) == offsetof(struct packet, destination_mac) + 6,
               "they are copied as one");
_Static_assert(ARE_SWAPPED(source, destination) && ARE_SWAPPED(source_port, destination_port) &&
                   ARE_SWAPPED(tcp_seq, tcp_ack) && ARE_SWAPPED(ip_length, ip_id),
               "they are read in pairs");

/* What PROTOCOL's header says of its own length and of the datagram's; false: not as it should. */
static inline bool
plain_lengths(const uint8_t *l4, uint8_t protocol, size_t there, size_t *header, size_t *length)
{
    if (protocol == IP_TCP) {
        if (there < TCP_HEADER)
            return false;
        *header = (size_t)(l4[12] >> 4) * 4;
        return *header >= TCP_HEADER && *header <= *length;
    }
    size_t datagram = load_u16(l4 + 4);
    if (protocol != IP_UDP || datagram < UDP_HEADER || datagram > *length)
        return false;
    *header = UDP_HEADER;
    *length = datagram;
    return true;
}

static inline void
plain_tcp(struct packet *packet, const uint8_t *l4)
{
    take_u32_pair(packet, offsetof(struct packet, tcp_ack), l4 + 4);
    packet->tcp_reserved = (uint8_t)((l4[12] & 0x0f) << 2 | l4[13] >> 6);
    packet->tcp_flags = l4[13] & TCP_FLAGS;
    packet->tcp_window = load_u16(l4 + 14);
}

static inline void
plain_udp(struct packet *packet)
{
    packet->tcp_seq = packet->tcp_ack = 0;
    packet->tcp_reserved = packet->tcp_flags = 0;
    packet->tcp_window = 0;
}

/* From the IP header at IP on; a constant, so that each of the two ways has fixed offsets. */
static ALWAYS_INLINE bool
plain_ip(struct packet *packet, const uint8_t *bytes, size_t captured, size_t wire_length,
         const size_t ip)
{
    const size_t l4 = ip + IP_HEADER;
    if (captured < l4 + UDP_HEADER || load_u16(bytes + ip - 2) != ETHERTYPE_IPV4 ||
        bytes[ip] != 0x45)
        return false;
    size_t total = load_u16(bytes + ip + 2), header_length, length = total - IP_HEADER;
    uint8_t protocol = bytes[ip + 9];
    if (total < IP_HEADER + UDP_HEADER || total > wire_length - ip ||
        (load_u16(bytes + ip + 6) & (IP_MORE_FRAGMENTS | IP_OFFSET_MASK)) != 0 ||
        !plain_lengths(bytes + l4, protocol, captured - l4, &header_length, &length))
        return false;
    memset((char *)packet + PLAIN_SIZE, 0, sizeof(*packet) - PLAIN_SIZE);
    take_u32_pair(packet, offsetof(struct packet, destination), bytes + ip + 12);
    take_u16_pair(packet, offsetof(struct packet, destination_port), bytes + l4);
    packet->protocol = protocol;
    packet->ttl = bytes[ip + 8];
    packet->ip_header_length = IP_HEADER;
    packet->has_options = packet->is_fragment = packet->is_first_fragment = false;
    packet->more_fragments = packet->as_left = false;
    packet->kind = PACKET_IPV4;
    packet->malformed = DROP_NONE;
    packet->conn_hash = 0;
    packet->bytes = bytes;
    packet->captured = captured;
    packet->wire_length = wire_length;
    packet->ip_offset = ip;
    packet->l4_offset = l4;
    packet->l4_length = total - IP_HEADER;
    packet->seen = SEEN_UNKNOWN;
    packet->ethertype = ETHERTYPE_IPV4;
    packet->vlan = ip > UNTAGGED ? load_u16(bytes + ip - 4) & VLAN_ID_MASK : 0;
    take_u16_pair(packet, offsetof(struct packet, ip_id), bytes + ip + 2);
    memcpy((char *)packet + offsetof(struct packet, destination_mac), bytes,
           12); /* and the source */
    packet->fragment_offset = 0;
    packet->has_macs = true;
    packet->gre_is_pptp = false;
    if (protocol == IP_TCP)
        plain_tcp(packet, bytes + l4);
    else
        plain_udp(packet);
    packet->payload_offset = l4 + header_length;
    packet->payload_length = length - header_length;
    size_t there = captured > l4 + header_length ? captured - l4 - header_length : 0;
    packet->payload_captured = there < length - header_length ? there : length - header_length;
    return true;
}

/*
 * Nearly every frame: Ethernet with one tag or none, IPv4 without options, TCP or UDP, no fragment,
 * all headers captured and every length right. It is read by fixed offsets, in a fourth of the
 * instructions; packet_plain_test holds the two to each other. False, and nothing is set, for any
 * other frame: so this need know no drop reason.
 */
static bool
decode_plain(struct packet *packet, const uint8_t *bytes, size_t captured, size_t wire_length)
{
    if (plain_ip(packet, bytes, captured, wire_length, UNTAGGED))
        return true;
    return captured > TAGGED && load_u16(bytes + UNTAGGED - 2) == ETHERTYPE_VLAN &&
           plain_ip(packet, bytes, captured, wire_length, TAGGED);
}

/* By itself, so that the plain way need not save what only this one uses. */
static NOINLINE void
decode_carefully(struct packet *packet, enum link_type link, const uint8_t *bytes, size_t captured,
                 size_t wire_length)
{
    clear(packet);
    packet->bytes = bytes;
    packet->captured = captured;
    packet->wire_length = wire_length;
    struct cursor rest = cursor_of(bytes, captured);
    if (decode_link(packet, link, &rest))
        decode_by_ethertype(packet, rest);
    else if (packet->wire_length > captured)
        mark_malformed(packet, DROP_CAPTURE_CUT);
    else
        mark_malformed(packet, DROP_NOT_IP);
}

void
packet_decode(struct packet *packet, enum link_type link, const uint8_t *bytes, size_t captured,
              size_t wire_length)
{
    /* A damaged file may claim that less was on the wire than it holds. */
    if (wire_length < captured)
        wire_length = captured;
    if (link != LINK_ETHERNET || !decode_plain(packet, bytes, captured, wire_length))
        decode_carefully(packet, link, bytes, captured, wire_length);
}
