/*
 * unwrap.c: GRE is RFC 2784 and 2890; ERSPAN draft-foschiano-erspan-03, type I being type II
 * without its header; VXLAN RFC 7348.
 */
#include "engine/packet/unwrap.h"

#include "engine/base/cursor.h"
#include "engine/base/ip.h"

#define GRE_CHECKSUM 0x8000
#define GRE_ROUTING 0x4000
#define GRE_KEY 0x2000
#define GRE_SEQUENCE 0x1000
#define GRE_VERSION 0x0007

#define PROTOCOL_IPV4 0x0800
#define PROTOCOL_IPV6 0x86dd
#define PROTOCOL_ETHERNET 0x6558
#define PROTOCOL_ERSPAN 0x88be /* I and II */
#define PROTOCOL_ERSPAN_3 0x22eb

#define ERSPAN_VLAN 0x0fff
#define ERSPAN_2_REST 6     /* after version and VLAN */
#define ERSPAN_3_REST 8     /* session, time stamp, security group tag */
#define ERSPAN_3_PLATFORM 8 /* behind the header when its last bit says so */

#define VXLAN_PORT 4789
#define VXLAN_OLD_PORT 8472 /* of Linux */
#define VXLAN_HEADER 8
#define VXLAN_HAS_ID 0x08

const char *
wrapping_name(enum wrapping wrapping)
{
    static const char *const names[] = {
        [WRAPPED_GRE] = "GRE",
        [WRAPPED_ERSPAN_1] = "ERSPAN I",
        [WRAPPED_ERSPAN_2] = "ERSPAN II",
        [WRAPPED_ERSPAN_3] = "ERSPAN III",
        [WRAPPED_VXLAN] = "VXLAN",
    };
    return (unsigned)wrapping < WRAPPING_COUNT ? names[wrapping] : "?";
}

/* What follows the headers that BYTES has been read past. */
static struct wrapped
inside(const struct wrapped *frame, enum link_type link, const struct cursor *bytes)
{
    size_t headers = frame->captured - cursor_left(bytes);
    return (struct wrapped){
        .link = link,
        .bytes = frame->bytes + headers,
        .captured = cursor_left(bytes),
        .wire_length = frame->wire_length - headers,
        .vlan = frame->vlan,
    };
}

/* Type II has a sequence number in its GRE header, type I has none, nor a header of its own. */
static bool
unwrap_erspan_2(const struct wrapped *frame, struct cursor *bytes, bool numbered,
                struct wrapped *inner, enum wrapping *wrapping)
{
    uint16_t vlan = 0;
    if (numbered && (!cursor_u16(bytes, &vlan) || !cursor_skip(bytes, ERSPAN_2_REST)))
        return false;
    *wrapping = numbered ? WRAPPED_ERSPAN_2 : WRAPPED_ERSPAN_1;
    *inner = inside(frame, LINK_ETHERNET, bytes);
    if ((vlan & ERSPAN_VLAN) != 0)
        inner->vlan = vlan & ERSPAN_VLAN;
    return true;
}

static bool
unwrap_erspan_3(const struct wrapped *frame, struct cursor *bytes, struct wrapped *inner,
                enum wrapping *wrapping)
{
    uint16_t vlan;
    uint8_t kind, flags;
    /* the last two bytes: P, frame type (5 bits), hardware (6), direction, granularity (2), O */
    if (!cursor_u16(bytes, &vlan) || !cursor_skip(bytes, ERSPAN_3_REST) ||
        !cursor_u8(bytes, &kind) || !cursor_u8(bytes, &flags))
        return false;
    if ((flags & 1) != 0 && !cursor_skip(bytes, ERSPAN_3_PLATFORM))
        return false;
    enum { FRAME_TYPE_IP = 2 };
    bool is_ip = (kind >> 2 & 0x1f) == FRAME_TYPE_IP;
    *wrapping = WRAPPED_ERSPAN_3;
    *inner = inside(frame, is_ip ? LINK_RAW_IP : LINK_ETHERNET, bytes);
    if ((vlan & ERSPAN_VLAN) != 0)
        inner->vlan = vlan & ERSPAN_VLAN;
    return true;
}

static bool
unwrap_gre(const struct wrapped *frame, struct cursor *bytes, struct wrapped *inner,
           enum wrapping *wrapping)
{
    uint16_t flags, protocol;
    if (!cursor_u16(bytes, &flags) || !cursor_u16(bytes, &protocol) ||
        (flags & (GRE_ROUTING | GRE_VERSION)) != 0)
        return false;
    size_t options = ((flags & GRE_CHECKSUM) != 0 ? 1U : 0U) + ((flags & GRE_KEY) != 0 ? 1U : 0U) +
                     ((flags & GRE_SEQUENCE) != 0 ? 1U : 0U);
    if (!cursor_skip(bytes, 4 * options))
        return false;
    switch (protocol) {
    case PROTOCOL_ERSPAN:
        return unwrap_erspan_2(frame, bytes, (flags & GRE_SEQUENCE) != 0, inner, wrapping);
    case PROTOCOL_ERSPAN_3:
        return unwrap_erspan_3(frame, bytes, inner, wrapping);
    case PROTOCOL_IPV4:
    case PROTOCOL_IPV6:
        *inner = inside(frame, LINK_RAW_IP, bytes);
        break;
    case PROTOCOL_ETHERNET:
        *inner = inside(frame, LINK_ETHERNET, bytes);
        break;
    default:
        return false;
    }
    *wrapping = WRAPPED_GRE;
    return true;
}

static bool
unwrap_vxlan(const struct wrapped *frame, struct cursor *bytes, struct wrapped *inner,
             enum wrapping *wrapping)
{
    uint8_t flags;
    if (!cursor_u8(bytes, &flags) || (flags & VXLAN_HAS_ID) == 0 ||
        !cursor_skip(bytes, VXLAN_HEADER - 1))
        return false;
    *wrapping = WRAPPED_VXLAN;
    *inner = inside(frame, LINK_ETHERNET, bytes);
    return true;
}

bool
unwrap(struct wrapped *frame, enum wrapping *wrapping)
{
    struct packet packet;
    struct wrapped inner;
    packet.time = 0;
    packet.number = 0;
    packet_decode(&packet, frame->link, frame->bytes, frame->captured, frame->wire_length);
    if (packet.kind != PACKET_IPV4 || packet.is_fragment)
        return false;
    bool is_gre = packet.protocol == IP_GRE;
    bool is_vxlan = packet.protocol == IP_UDP && (packet.destination_port == VXLAN_PORT ||
                                                  packet.destination_port == VXLAN_OLD_PORT);
    struct cursor bytes = cursor_of(frame->bytes, frame->captured);
    if ((!is_gre && !is_vxlan) ||
        !cursor_skip(&bytes, is_gre ? packet.l4_offset : packet.payload_offset))
        return false;
    if (is_gre ? !unwrap_gre(frame, &bytes, &inner, wrapping)
               : !unwrap_vxlan(frame, &bytes, &inner, wrapping))
        return false;
    *frame = inner;
    return true;
}
