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

static size_t
put_transport(const struct packet_wish *wish, uint8_t *at)
{
    switch (wish->protocol) {
    case IP_TCP:
        put_u16(at, wish->source_port);
        put_u16(at + 2, wish->destination_port);
        put_u32(at + 4, 1);
        at[12] = (TCP_HEADER / 4) << 4;
        at[13] = TCP_SYN;
        put_u16(at + 14, TCP_WINDOW);
        put_u16(at + 16, internet_checksum(at, TCP_HEADER, pseudo_header(wish, TCP_HEADER)));
        return TCP_HEADER;
    case IP_UDP: {
        put_u16(at, wish->source_port);
        put_u16(at + 2, wish->destination_port);
        put_u16(at + 4, UDP_HEADER);
        uint16_t sum = internet_checksum(at, UDP_HEADER, pseudo_header(wish, UDP_HEADER));
        put_u16(at + 6, sum != 0 ? sum : 0xffff); /* zero would mean that there is none */
        return UDP_HEADER;
    }
    case IP_ICMP:
        at[0] = wish->icmp_type;
        at[1] = wish->icmp_code;
        put_u16(at + 4, wish->icmp_id);
        put_u16(at + 2, internet_checksum(at, ICMP_HEADER, 0));
        return ICMP_HEADER;
    default:
        return 0;
    }
}

size_t
packet_make(const struct packet_wish *wish, uint8_t bytes[static PACKET_MADE_SIZE])
{
    memset(bytes, 0, PACKET_MADE_SIZE);
    size_t length = IP_HEADER + put_transport(wish, bytes + IP_HEADER);
    bytes[0] = 0x40 | IP_HEADER / 4;
    put_u16(bytes + 2, (uint16_t)length);
    put_u16(bytes + 4, 1);
    bytes[8] = TTL;
    bytes[9] = wish->protocol;
    put_u32(bytes + 12, wish->source);
    put_u32(bytes + 16, wish->destination);
    put_u16(bytes + 10, internet_checksum(bytes, IP_HEADER, 0));
    return length;
}
