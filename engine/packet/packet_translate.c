/*
 * packet_translate.c: a packet back to bytes, with new addresses, ports, identifiers and payload
 * bytes, and with the checksums that belong to them.
 */
#include <string.h>

#include "engine/base/ip.h"
#include "engine/packet/packet.h"
#include "engine/packet/tcp_options.h"

#define IP_LENGTH 2
#define IP_TTL 8
#define IP_CHECKSUM 10
#define IP_SOURCE 12
#define IP_DESTINATION 16
#define IP_HEADER 20
#define TCP_SEQ 4
#define TCP_ACK_NUMBER 8
#define TCP_DATA_OFFSET 12
#define TCP_FLAGS 13
#define TCP_CHECKSUM 16
#define TCP_URGENT_POINTER 18
#define UDP_LENGTH 4
#define UDP_CHECKSUM 6
#define ICMP_CHECKSUM 2
#define ICMP_IDENTIFIER 4
#define GRE_CALL_ID 6
#define ETHERNET_LEAST 60 /* without the frame check sequence */
#define IP_LARGEST 65535

/* The frame before and after. SIZE bytes of both are at hand, and alike in their layout. */
struct frames {
    const uint8_t *before;
    uint8_t *after;
    size_t size;
};

static uint16_t
load_u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static void
store_u16(const struct frames *frames, size_t offset, uint16_t value)
{
    if (offset + 2 > frames->size)
        return;
    frames->after[offset] = (uint8_t)(value >> 8);
    frames->after[offset + 1] = (uint8_t)value;
}

static void
store_u32(const struct frames *frames, size_t offset, uint32_t value)
{
    store_u16(frames, offset, (uint16_t)(value >> 16));
    store_u16(frames, offset + 2, (uint16_t)value);
}

/* A word of which only LEFT bytes may be there: the rest counts as zero (RFC 1071). */
static uint16_t
word_at(const uint8_t *bytes, size_t left)
{
    if (left > 1)
        return load_u16(bytes);
    return (uint16_t)(bytes[0] << 8);
}

static uint16_t
fold(uint64_t sum)
{
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)sum;
}

uint16_t
internet_checksum(const uint8_t *bytes, size_t length, uint32_t initial)
{
    uint64_t sum = initial;
    for (size_t at = 0; at < length; at += 2)
        sum += word_at(bytes + at, length - at);
    return (uint16_t)~fold(sum);
}

/* What the words of a region gained: the sum of ~m + m' of RFC 1624, equation 3. */
static uint64_t
gain(const struct frames *frames, size_t offset, size_t length)
{
    uint64_t sum = 0;
    if (offset > frames->size)
        return 0;
    if (length > frames->size - offset)
        length = frames->size - offset;
    for (size_t at = 0; at < length; at += 2) {
        size_t left = length - at;
        uint16_t old = word_at(frames->before + offset + at, left);
        uint16_t new = word_at(frames->after + offset + at, left);
        if (old != new)
            sum += (uint64_t)(uint16_t)~old + new;
    }
    return sum;
}

/* The checksum field at OFFSET, after the words it covers gained SUM; 0 stays 0 when OPTIONAL. */
static void
patch_checksum(const struct frames *frames, size_t offset, uint64_t sum, bool optional)
{
    if (offset + 2 > frames->size || sum == 0)
        return;
    uint16_t old = load_u16(frames->before + offset);
    if (optional && old == 0)
        return;
    uint16_t new = (uint16_t)~fold((uint64_t)(uint16_t)~old + sum);
    store_u16(frames, offset, optional && new == 0 ? 0xffff : new);
}

/* An identifier that stands for both ports: the side that the translation changed. */
static uint16_t
changed_one(uint16_t old, uint16_t source, uint16_t destination)
{
    return source != old ? source : destination;
}

static void
write_ports(const struct frames *frames, size_t offset, uint8_t protocol, uint16_t old,
            uint16_t source, uint16_t destination)
{
    switch (protocol) {
    case IP_TCP:
    case IP_UDP:
        store_u16(frames, offset, source);
        store_u16(frames, offset + 2, destination);
        break;
    case IP_ICMP:
        store_u16(frames, offset + ICMP_IDENTIFIER, changed_one(old, source, destination));
        break;
    case IP_GRE:
        store_u16(frames, offset + GRE_CALL_ID, changed_one(old, source, destination));
        break;
    default:
        break;
    }
}

static bool
has_ports(const struct packet *packet)
{
    if (packet->is_fragment && !packet->is_first_fragment)
        return false;
    switch (packet->protocol) {
    case IP_TCP:
    case IP_UDP:
        return true;
    case IP_ICMP:
        return icmp_is_query(packet->icmp_type) || icmp_is_reply(packet->icmp_type);
    case IP_GRE:
        return packet->gre_is_pptp;
    default:
        return false;
    }
}

/* The largest segment that a SYN says its sender takes: sysopt connection tcpmss. */
static void
write_mss(const struct frames *frames, const struct packet *packet, uint16_t mss)
{
    struct tcp_option_reader reader = tcp_options_of(packet);
    struct tcp_option option;
    while (tcp_options_next(packet, &reader, &option)) {
        if (option.kind == TCP_OPTION_MSS && option.length == TCP_MSS_LENGTH)
            store_u16(frames, option.offset + 2, mss);
    }
}

/* What a tcp-map clears; options that do not stay become NOPs. */
static void
clear_tcp(const struct frames *frames, const struct packet *packet,
          const struct translation *translation)
{
    if (packet->protocol != IP_TCP || (packet->is_fragment && !packet->is_first_fragment) ||
        packet->l4_offset + TCP_FLAGS >= frames->size)
        return;
    uint8_t *header = frames->after + packet->l4_offset;
    if ((translation->tcp_clears & TCP_CLEAR_URGENT) != 0) {
        header[TCP_FLAGS] &= (uint8_t)~TCP_URG;
        store_u16(frames, packet->l4_offset + TCP_URGENT_POINTER, 0);
    }
    if ((translation->tcp_clears & TCP_CLEAR_RESERVED) != 0) {
        header[TCP_DATA_OFFSET] &= 0xf0;
        header[TCP_FLAGS] &= 0x3f;
    }
    struct tcp_option_reader reader = tcp_options_of(packet);
    struct tcp_option option;
    while (translation->kept_options != NULL && tcp_options_next(packet, &reader, &option)) {
        if ((translation->kept_options[option.kind / 32] >> option.kind % 32 & 1) == 0)
            memset(frames->after + option.offset, TCP_OPTION_NOP, option.length);
    }
}

/* The numbers of a segment of a stream whose length an inspection has changed. */
static void
shift_numbers(const struct frames *frames, const struct packet *packet,
              const struct translation *translation)
{
    if (packet->protocol != IP_TCP || (packet->is_fragment && !packet->is_first_fragment))
        return;
    store_u32(frames, packet->l4_offset + TCP_SEQ, packet->tcp_seq + translation->seq_shift);
    if (translation->ack_shift == 0 || (packet->tcp_flags & TCP_ACK) == 0)
        return;
    store_u32(frames, packet->l4_offset + TCP_ACK_NUMBER, packet->tcp_ack + translation->ack_shift);
    struct tcp_option_reader reader = tcp_options_of(packet);
    struct tcp_option option;
    while (tcp_options_next(packet, &reader, &option)) {
        for (size_t at = 2; option.kind == TCP_OPTION_SACK && at + 4 <= option.length; at += 4) {
            const uint8_t *edge = frames->before + option.offset + at;
            uint32_t number = (uint32_t)load_u16(edge) << 16 | load_u16(edge + 2);
            store_u32(frames, option.offset + at, number + translation->ack_shift);
        }
    }
}

/* Where the transport checksum stands, counted from its header. False when it has none. */
static bool
checksum_place(uint8_t protocol, size_t *place)
{
    switch (protocol) {
    case IP_TCP:
        *place = TCP_CHECKSUM;
        return true;
    case IP_UDP:
        *place = UDP_CHECKSUM;
        return true;
    case IP_ICMP:
        *place = ICMP_CHECKSUM;
        return true;
    default:
        return false;
    }
}

/* The packet inside an ICMP error: its checksums are patched, for it is rarely whole. */
static void
write_quoted(const struct frames *frames, const struct packet *packet,
             const struct translation *translation)
{
    size_t ip = packet->quoted_offset;
    size_t l4 = ip + (size_t)(frames->before[ip] & 0x0f) * 4;
    size_t end = packet->payload_offset + packet->payload_captured;
    const struct frames quoted = { frames->before, frames->after, end };
    store_u32(&quoted, ip + IP_SOURCE, translation->quoted_source);
    store_u32(&quoted, ip + IP_DESTINATION, translation->quoted_destination);
    uint64_t addresses = gain(&quoted, ip + IP_SOURCE, 8);
    patch_checksum(&quoted, ip + IP_CHECKSUM, addresses, false);
    if (!packet->quoted_has_ports)
        return;
    write_ports(&quoted, l4, packet->quoted_protocol, packet->quoted_source_port,
                translation->quoted_source_port, translation->quoted_destination_port);
    uint64_t ports = gain(&quoted, l4, 8);
    size_t place;
    if (packet->quoted_protocol != IP_ICMP)
        ports += addresses; /* the pseudo-header */
    if (checksum_place(packet->quoted_protocol, &place))
        patch_checksum(&quoted, l4 + place, ports, packet->quoted_protocol == IP_UDP);
}

/* The lengths of the packet as it leaves; those of its own, where its payload stays as it was. */
struct lengths {
    size_t payload;  /* bytes by the headers */
    size_t l4;       /* the same with the transport header */
    size_t captured; /* bytes of the frame that are there */
};

/* Is it a payload that can be exchanged as a whole? Pieces take theirs from the datagram. */
static bool
takes_payload(const struct packet *packet, const struct translation *translation)
{
    return translation->payload != NULL && packet->kind == PACKET_IPV4 && !packet->is_fragment &&
           packet->payload_captured == packet->payload_length &&
           (packet->protocol == IP_TCP || packet->protocol == IP_UDP) &&
           translation->payload_length + (packet->payload_offset - packet->ip_offset) <= IP_LARGEST;
}

/* A piece takes its part of a datagram with another payload; the last one all that is left. */
static size_t
piece_length(const struct packet *packet, const struct translation *translation)
{
    size_t from = packet->fragment_offset;
    size_t left = from < translation->whole_length ? translation->whole_length - from : 0;
    return packet->more_fragments && left > packet->l4_length ? packet->l4_length : left;
}

static bool
takes_piece(const struct packet *packet, const struct translation *translation)
{
    return packet->kind == PACKET_IPV4 && packet->is_fragment && translation->whole != NULL &&
           translation->payload != NULL &&
           packet->l4_offset + packet->l4_length <= packet->captured;
}

static size_t
frame_end(const struct packet *packet, size_t end)
{
    /* A short Ethernet frame is padded, as what came was. */
    bool padded = packet->has_macs && packet->captured >= ETHERNET_LEAST;
    return padded && end < ETHERNET_LEAST ? ETHERNET_LEAST : end;
}

/* The size of a frame whose packet's end moves from OLD_END to NEW_END. */
static struct frame_size
moved_end(const struct packet *packet, size_t old_end, size_t new_end)
{
    struct frame_size size = { packet->captured, packet->wire_length };
    if (new_end == old_end)
        return size;
    size.captured = frame_end(packet, new_end);
    size.wire_length = size.captured;
    return size;
}

struct frame_size
packet_translated_size(const struct packet *packet, const struct translation *translation)
{
    if (takes_payload(packet, translation))
        return moved_end(packet, packet->payload_offset + packet->payload_length,
                         packet->payload_offset + translation->payload_length);
    if (takes_piece(packet, translation))
        return moved_end(packet, packet->l4_offset + packet->l4_length,
                         packet->l4_offset + piece_length(packet, translation));
    return (struct frame_size){ packet->captured, packet->wire_length };
}

/* What the transport checksum covers: UDP says so itself, and may say less than IP. */
static size_t
covered_length(const struct packet *packet, const struct lengths *lengths)
{
    if (packet->protocol == IP_UDP)
        return packet->payload_offset + lengths->payload - packet->l4_offset;
    return lengths->l4;
}

static uint32_t
pseudo_header(const struct packet *packet, const uint8_t *ip, size_t length)
{
    if (packet->protocol == IP_ICMP)
        return 0;
    uint32_t sum = packet->protocol;
    for (size_t at = IP_SOURCE; at < IP_HEADER; at += 2)
        sum += load_u16(ip + at);
    return sum + (uint32_t)(length >> 16) + (uint32_t)(length & 0xffff);
}

static void
mend_transport_checksum(const struct frames *frames, const struct packet *packet,
                        const struct lengths *lengths)
{
    size_t place;
    if ((packet->is_fragment && !packet->is_first_fragment) ||
        !checksum_place(packet->protocol, &place))
        return;
    size_t field = packet->l4_offset + place;
    size_t length = covered_length(packet, lengths);
    bool optional = packet->protocol == IP_UDP;
    if (packet->is_fragment || packet->l4_offset + length > lengths->captured) {
        uint64_t sum = gain(frames, packet->l4_offset, length);
        if (packet->protocol != IP_ICMP)
            sum += gain(frames, packet->ip_offset + IP_SOURCE, 8);
        patch_checksum(frames, field, sum, optional);
        return;
    }
    if (optional && load_u16(frames->before + field) == 0)
        return;
    store_u16(frames, field, 0);
    uint32_t initial = pseudo_header(packet, frames->after + packet->ip_offset, length);
    uint16_t sum = internet_checksum(frames->after + packet->l4_offset, length, initial);
    store_u16(frames, field, optional && sum == 0 ? 0xffff : sum);
}

static void
mend_ip_checksum(const struct frames *frames, const struct packet *packet)
{
    size_t ip = packet->ip_offset;
    if (packet->l4_offset > packet->captured) {
        patch_checksum(frames, ip + IP_CHECKSUM, gain(frames, ip + IP_SOURCE, 8), false);
        return;
    }
    store_u16(frames, ip + IP_CHECKSUM, 0);
    uint16_t sum = internet_checksum(frames->after + ip, packet->ip_header_length, 0);
    store_u16(frames, ip + IP_CHECKSUM, sum);
}

/* What follows the packet is padding; it is zeros where there is another amount of it. */
static void
write_end(uint8_t *out, size_t end, struct frame_size size)
{
    if (size.captured > end)
        memset(out + end, 0, size.captured - end);
}

static void
store_ip_length(const struct frames *frames, const struct packet *packet, size_t l4_length)
{
    if (packet->ip_length != 0) /* 0: segmentation offload */
        store_u16(frames, packet->ip_offset + IP_LENGTH,
                  (uint16_t)(packet->ip_header_length + l4_length));
}

/* A piece of a datagram takes its part of that; only its header is its own. */
static void
write_piece(const struct frames *frames, const struct packet *packet,
            const struct translation *translation)
{
    size_t from = packet->fragment_offset;
    if (takes_piece(packet, translation)) {
        size_t length = piece_length(packet, translation);
        if (length > 0)
            memcpy(frames->after + packet->l4_offset, translation->whole + from, length);
        if (length == packet->l4_length)
            return;
        store_ip_length(frames, packet, length);
        write_end(frames->after, packet->l4_offset + length,
                  packet_translated_size(packet, translation));
        return;
    }
    size_t length = packet->l4_length;
    if (from >= translation->whole_length || packet->l4_offset >= packet->captured)
        return;
    if (length > translation->whole_length - from)
        length = translation->whole_length - from;
    if (length > packet->captured - packet->l4_offset)
        length = packet->captured - packet->l4_offset;
    memcpy(frames->after + packet->l4_offset, translation->whole + from, length);
}

/* The inspection's payload, and the length fields in front of it. */
static void
write_payload(const struct frames *frames, const struct packet *packet,
              const struct translation *translation, struct frame_size size,
              struct lengths *lengths)
{
    if (!takes_payload(packet, translation))
        return;
    size_t length = translation->payload_length;
    if (length > 0)
        memcpy(frames->after + packet->payload_offset, translation->payload, length);
    if (length == packet->payload_length)
        return;
    lengths->payload = length;
    lengths->l4 = packet->payload_offset - packet->l4_offset + length;
    lengths->captured = size.captured;
    write_end(frames->after, packet->payload_offset + length, size);
    store_ip_length(frames, packet, lengths->l4);
    if (packet->protocol == IP_UDP)
        store_u16(frames, packet->l4_offset + UDP_LENGTH, (uint16_t)lengths->l4);
}

struct frame_size
packet_translate(const struct packet *packet, const struct translation *translation, uint8_t *out)
{
    struct frame_size size = packet_translated_size(packet, translation);
    size_t alike = size.captured < packet->captured ? size.captured : packet->captured;
    if (alike > 0)
        memcpy(out, packet->bytes, alike);
    if (packet->kind != PACKET_IPV4)
        return size;
    const struct frames frames = { packet->bytes, out, alike };
    store_u32(&frames, packet->ip_offset + IP_SOURCE, translation->source);
    store_u32(&frames, packet->ip_offset + IP_DESTINATION, translation->destination);
    if (packet->is_fragment && translation->whole != NULL) {
        write_piece(&frames, packet, translation);
        mend_ip_checksum(&frames, packet);
        return size;
    }
    if (has_ports(packet)) {
        uint16_t old = packet->gre_is_pptp ? packet->gre_call_id : packet->source_port;
        write_ports(&frames, packet->l4_offset, packet->protocol, old, translation->source_port,
                    translation->destination_port);
    }
    if (translation->tcp_clears != 0 || translation->kept_options != NULL)
        clear_tcp(&frames, packet, translation);
    if (translation->mss != 0)
        write_mss(&frames, packet, translation->mss);
    if (translation->seq_shift != 0 || translation->ack_shift != 0)
        shift_numbers(&frames, packet, translation);
    if (translation->ttl != 0 && packet->ip_offset + IP_TTL < frames.size)
        out[packet->ip_offset + IP_TTL] = translation->ttl;
    struct lengths lengths = { packet->payload_length, packet->l4_length, packet->captured };
    write_payload(&frames, packet, translation, size, &lengths);
    if (translation->quoted && packet->has_quoted)
        write_quoted(&frames, packet, translation);
    mend_ip_checksum(&frames, packet);
    mend_transport_checksum(&frames, packet, &lengths);
    return size;
}

enum checksum_state
packet_tcp_checksum(const struct packet *packet)
{
    size_t length = packet->l4_length;
    if (packet->protocol != IP_TCP || packet->is_fragment || packet->ip_length == 0 ||
        packet->l4_offset + length > packet->captured)
        return CHECKSUM_UNKNOWN;
    const uint8_t *header = packet->bytes + packet->l4_offset;
    uint32_t pseudo = pseudo_header(packet, packet->bytes + packet->ip_offset, length);
    if (internet_checksum(header, length, pseudo) == 0)
        return CHECKSUM_RIGHT;
    /* Offload: the pseudo-header's sum alone stands there. */
    return load_u16(header + TCP_CHECKSUM) == fold(pseudo) ? CHECKSUM_UNKNOWN : CHECKSUM_WRONG;
}
