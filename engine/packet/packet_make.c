/*
 * packet_make.c: a packet from what is said of it (RFC 791, 768, 792, 9293).
 */
#include "engine/packet/packet_make.h"

#include <string.h>

#include "engine/base/ip.h"
#include "engine/packet/packet.h"

#define IP_HEADER 20
#define TCP_HEADER 20
#define UDP_HEADER 8
#define ICMP_HEADER 8
#define MSS_OPTION 4
#define TTL 64
#define TCP_WINDOW 65535

static void
put_u16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void
put_u32(uint8_t *at, uint32_t value)
{
    put_u16(at, (uint16_t)(value >> 16));
    put_u16(at + 2, (uint16_t)value);
}

/* What the checksums of TCP and UDP begin with. */
static uint32_t
pseudo_header(const struct packet_wish *wish, size_t length)
{
    return (wish->source >> 16) + (wish->source & 0xffff) + (wish->destination >> 16) +
           (wish->destination & 0xffff) + wish->protocol + (uint32_t)length;
}

/* What stands between the IP header and the payload. */
static size_t
transport_header(const struct packet_wish *wish, const struct packet_content *content)
{
    switch (wish->protocol) {
    case IP_TCP:
        return TCP_HEADER + (content->tcp_mss != 0 ? MSS_OPTION : 0);
    case IP_UDP:
        return UDP_HEADER;
    case IP_ICMP:
        return ICMP_HEADER;
    default:
        return 0;
    }
}

static void
put_tcp(const struct packet_wish *wish, const struct packet_content *content, uint8_t *at,
        size_t header, size_t length)
{
    put_u16(at, wish->source_port);
    put_u16(at + 2, wish->destination_port);
    put_u32(at + 4, content->tcp_seq);
    put_u32(at + 8, (content->tcp_flags & TCP_ACK) != 0 ? content->tcp_ack : 0);
    at[12] = (uint8_t)(header / 4 << 4);
    at[13] = content->tcp_flags;
    put_u16(at + 14, TCP_WINDOW);
    if (content->tcp_mss != 0) {
        at[TCP_HEADER] = 2; /* kind: maximum segment size */
        at[TCP_HEADER + 1] = MSS_OPTION;
        put_u16(at + TCP_HEADER + 2, content->tcp_mss);
    }
    put_u16(at + 16, internet_checksum(at, length, pseudo_header(wish, length)));
}

static void
put_udp(const struct packet_wish *wish, uint8_t *at, size_t length)
{
    put_u16(at, wish->source_port);
    put_u16(at + 2, wish->destination_port);
    put_u16(at + 4, (uint16_t)length);
    uint16_t sum = internet_checksum(at, length, pseudo_header(wish, length));
    put_u16(at + 6, sum != 0 ? sum : 0xffff); /* zero would mean that there is none */
}

static void
put_icmp(const struct packet_wish *wish, const struct packet_content *content, uint8_t *at,
         size_t length)
{
    at[0] = wish->icmp_type;
    at[1] = wish->icmp_code;
    put_u16(at + 4, wish->icmp_id);
    put_u16(at + 6, content->icmp_sequence);
    put_u16(at + 2, internet_checksum(at, length, 0));
}

/* AT holds zeros and, behind HEADER of them, the payload. */
static void
put_transport(const struct packet_wish *wish, const struct packet_content *content, uint8_t *at,
              size_t header)
{
    size_t length = header + content->length;
    if (wish->protocol == IP_TCP)
        put_tcp(wish, content, at, header, length);
    else if (wish->protocol == IP_UDP)
        put_udp(wish, at, length);
    else if (wish->protocol == IP_ICMP)
        put_icmp(wish, content, at, length);
}

size_t
packet_write(const struct packet_wish *wish, const struct packet_content *content, uint8_t *bytes,
             size_t size)
{
    size_t header = transport_header(wish, content);
    if (size < IP_HEADER + header || content->length > size - IP_HEADER - header ||
        content->length > UINT16_MAX - IP_HEADER - header)
        return 0;
    memset(bytes, 0, IP_HEADER + header);
    if (content->length > 0)
        memcpy(bytes + IP_HEADER + header, content->payload, content->length);
    put_transport(wish, content, bytes + IP_HEADER, header);
    size_t length = IP_HEADER + header + content->length;
    bytes[0] = 0x40 | IP_HEADER / 4;
    put_u16(bytes + 2, (uint16_t)length);
    put_u16(bytes + 4, content->ip_id);
    bytes[8] = TTL;
    bytes[9] = wish->protocol;
    put_u32(bytes + 12, wish->source);
    put_u32(bytes + 16, wish->destination);
    put_u16(bytes + 10, internet_checksum(bytes, IP_HEADER, 0));
    return length;
}

size_t
packet_make(const struct packet_wish *wish, uint8_t bytes[static PACKET_MADE_SIZE])
{
    const struct packet_content first = { .ip_id = 1, .tcp_flags = TCP_SYN, .tcp_seq = 1 };
    memset(bytes, 0, PACKET_MADE_SIZE);
    return packet_write(wish, &first, bytes, PACKET_MADE_SIZE);
}
