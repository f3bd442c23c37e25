/*
 * link_decode.c: PPP is RFC 1661 and 1662, PPPoE RFC 2516; 802.11 IEEE 802.11-2016 9.2, radiotap as
 * radiotap.org has it.
 */
#include "engine/packet/link_decode.h"

#include <string.h>

#define PPP_IPV4 0x0021
#define PPP_IPV6 0x0057
#define PPPOE_REST 4 /* session and length */

#define WIFI_DATA 2 /* frame type */
#define WIFI_SUBTYPE_EMPTY 4
#define WIFI_SUBTYPE_QOS 8
#define WIFI_TO_DS 0x01
#define WIFI_FROM_DS 0x02
#define WIFI_PROTECTED 0x40
#define WIFI_ORDER 0x80

static void
set_ppp_protocol(struct packet *packet, uint16_t protocol)
{
    if (protocol == PPP_IPV4)
        packet->ethertype = ETHERTYPE_IPV4;
    else
        packet->ethertype = protocol == PPP_IPV6 ? ETHERTYPE_IPV6 : 0;
}

/* Its first octet is even and may be left out: an odd one is the whole protocol. */
static bool
decode_ppp_protocol(struct packet *packet, struct cursor *bytes)
{
    uint8_t high, low;
    if (!cursor_u8(bytes, &high))
        return false;
    if ((high & 1) != 0) {
        set_ppp_protocol(packet, high);
        return true;
    }
    if (!cursor_u8(bytes, &low))
        return false;
    set_ppp_protocol(packet, (uint16_t)(high << 8 | low));
    return true;
}

/* Cisco's own HDLC comes under the same link type as PPP in HDLC. */
bool
link_decode_ppp(struct packet *packet, struct cursor *bytes)
{
    struct cursor peek = *bytes;
    uint8_t address, control;
    if (!cursor_u8(&peek, &address) || !cursor_u8(&peek, &control))
        return false;
    if ((address == 0x0f || address == 0x8f) && control == 0)
        return link_decode_cisco_hdlc(packet, bytes);
    if (address == 0xff && control == 0x03)
        *bytes = peek;
    return decode_ppp_protocol(packet, bytes);
}

bool
link_decode_ppp_directed(struct packet *packet, struct cursor *bytes)
{
    uint8_t sent;
    if (!cursor_u8(bytes, &sent))
        return false;
    packet->seen = sent != 0 ? SEEN_OUTGOING : SEEN_INCOMING;
    return link_decode_ppp(packet, bytes);
}

bool
link_decode_pppoe(struct packet *packet, struct cursor *bytes)
{
    uint8_t version_and_type, code;
    uint16_t protocol;
    if (!cursor_u8(bytes, &version_and_type) || !cursor_u8(bytes, &code) ||
        !cursor_skip(bytes, PPPOE_REST) || !cursor_u16(bytes, &protocol))
        return false;
    set_ppp_protocol(packet, version_and_type == 0x11 && code == 0 ? protocol : 0);
    return true;
}

bool
link_decode_cisco_hdlc(struct packet *packet, struct cursor *bytes)
{
    return cursor_skip(bytes, 2) && cursor_u16(bytes, &packet->ethertype);
}

/* Logical link control with the header of RFC 1042 tells the ethertype; nothing else is IP. */
static bool
decode_llc(struct packet *packet, struct cursor *bytes)
{
    static const uint8_t snap[] = { 0xaa, 0xaa, 0x03, 0, 0, 0 };
    struct cursor llc;
    if (!cursor_take(bytes, sizeof(snap), &llc) || !cursor_u16(bytes, &packet->ethertype))
        return false;
    if (memcmp(llc.at, snap, sizeof(snap)) != 0)
        packet->ethertype = 0;
    return true;
}

/* PADDED: the headers are filled up to four bytes. */
static bool
decode_wifi(struct packet *packet, struct cursor *bytes, bool padded)
{
    uint8_t control, flags;
    struct cursor address[3];
    if (!cursor_u8(bytes, &control) || !cursor_u8(bytes, &flags))
        return false;
    unsigned subtype = control >> 4;
    if ((control >> 2 & 3) != WIFI_DATA || (subtype & WIFI_SUBTYPE_EMPTY) != 0 ||
        (flags & WIFI_PROTECTED) != 0)
        return true; /* management, or no data, or encrypted */
    bool bridged = (flags & WIFI_TO_DS) != 0 && (flags & WIFI_FROM_DS) != 0;
    bool qos = (subtype & WIFI_SUBTYPE_QOS) != 0;
    size_t rest = (bridged ? 6U : 0U) + (qos ? 2U : 0U) + (qos && (flags & WIFI_ORDER) ? 4U : 0U);
    size_t header = 24 + rest;
    if (padded)
        rest += (4 - header % 4) % 4;
    if (!cursor_skip(bytes, 2) || !cursor_take(bytes, 6, &address[0]) ||
        !cursor_take(bytes, 6, &address[1]) || !cursor_take(bytes, 6, &address[2]) ||
        !cursor_skip(bytes, 2))
        return false;
    const uint8_t *source = (flags & WIFI_FROM_DS) != 0 ? address[2].at : address[1].at;
    const uint8_t *destination = (flags & WIFI_TO_DS) != 0 ? address[2].at : address[0].at;
    if (!cursor_skip(bytes, rest))
        return false;
    packet->has_macs = !bridged; /* of four addresses the fourth is not read */
    memcpy(packet->source_mac, source, 6);
    memcpy(packet->destination_mac, destination, 6);
    return decode_llc(packet, bytes);
}

bool
link_decode_wifi(struct packet *packet, struct cursor *bytes)
{
    return decode_wifi(packet, bytes, false);
}

/* The flags, where they are there, stand first but for a time stamp; all is little-endian. */
static bool
is_padded(struct cursor radio, const uint8_t *start)
{
    enum { HAS_TIME = 1 << 0, HAS_FLAGS = 1 << 1, MORE = 1 << 7, PADDED = 0x20, TIME = 8 };
    uint8_t first, last, flags;
    struct cursor word;
    if (!cursor_take(&radio, 4, &word))
        return false;
    first = word.at[0];
    for (last = word.at[3]; (last & MORE) != 0; last = word.at[3]) {
        if (!cursor_take(&radio, 4, &word))
            return false;
    }
    if ((first & HAS_FLAGS) == 0)
        return false;
    if ((first & HAS_TIME) != 0) {
        size_t at = (size_t)(radio.at - start);
        if (!cursor_skip(&radio, (TIME - at % TIME) % TIME + TIME))
            return false;
    }
    return cursor_u8(&radio, &flags) && (flags & PADDED) != 0;
}

bool
link_decode_radiotap(struct packet *packet, struct cursor *bytes)
{
    const uint8_t *start = bytes->at;
    struct cursor radio, peek = *bytes;
    uint16_t length;
    if (!cursor_skip(&peek, 2) || !cursor_u16(&peek, &length))
        return false;
    length = __builtin_bswap16(length);
    if (length < 8 || !cursor_take(bytes, length, &radio) || !cursor_skip(&radio, 4))
        return false;
    return decode_wifi(packet, bytes, is_padded(radio, start));
}
