/*
 * dialogue_tunnel.c: L2TP (RFC 2661), and the UDP of IPsec: ISAKMP (RFC 2408) and ESP in UDP
 * (RFC 3948). What a firewall can read of them is as the RFCs have it; what is encrypted is opaque
 * here too.
 */
#include <string.h>

#include "cli/verify/dialogue_private.h"

/* ---- L2TP ---- */

enum l2tp_message {
    L2TP_ACKNOWLEDGE = 0, /* a header alone */
    L2TP_START_REQUEST = 1,
    L2TP_START_REPLY,
    L2TP_START_CONNECTED,
    L2TP_STOP,
    L2TP_CALL_REQUEST = 10,
    L2TP_CALL_REPLY,
    L2TP_CALL_CONNECTED
};

#define L2TP_CONTROL 0xc802 /* type, length and sequence; version 2 */
#define L2TP_DATA 0x4002    /* with a length */

struct l2tp {
    struct udp udp;
    uint16_t tunnels[2], sessions[2]; /* that each end has given */
    uint16_t sent[2];                 /* control messages that count */
};

static void
attribute(struct message *message, uint16_t type, const struct message *value)
{
    message_u16(message, (uint16_t)(0x8000U | (6 + value->length))); /* mandatory */
    message_u16(message, 0);                                         /* the IETF's */
    message_u16(message, type);
    for (size_t i = 0; i < value->length; i++)
        message_u8(message, value->bytes[i]);
}

static void
attribute_u16(struct message *message, uint16_t type, uint16_t number)
{
    struct message value = { .length = 0 };
    message_u16(&value, number);
    attribute(message, type, &value);
}

static void
attribute_u32(struct message *message, uint16_t type, uint32_t number)
{
    struct message value = { .length = 0 };
    message_u32(&value, number);
    attribute(message, type, &value);
}

/* What each message must say (RFC 2661, section 6). */
static void
attributes(const struct l2tp *l2tp, enum speaker from, enum l2tp_message type,
           struct message *message)
{
    struct message name = { .length = 0 };
    switch (type) {
    case L2TP_ACKNOWLEDGE:
    case L2TP_START_CONNECTED:
        return;
    case L2TP_START_REQUEST:
    case L2TP_START_REPLY:
        attribute_u16(message, 2, 0x0100); /* protocol version */
        message_text(&name, from == CLIENT ? "client" : "server", 6);
        attribute(message, 7, &name);
        attribute_u32(message, 3, 3); /* framing, both kinds */
        attribute_u16(message, 9, l2tp->tunnels[from]);
        return;
    case L2TP_STOP:
        attribute_u16(message, 9, l2tp->tunnels[from]);
        attribute_u16(message, 1, 6); /* it is shut down */
        return;
    case L2TP_CALL_REQUEST:
        attribute_u16(message, 14, l2tp->sessions[from]);
        attribute_u32(message, 15, 1); /* serial number */
        return;
    case L2TP_CALL_REPLY:
        attribute_u16(message, 14, l2tp->sessions[from]);
        return;
    case L2TP_CALL_CONNECTED:
        attribute_u32(message, 24, 100000000); /* bits a second */
        attribute_u32(message, 19, 1);         /* synchronous framing */
        return;
    }
}

static bool
l2tp_say(struct l2tp *l2tp, enum speaker from, enum l2tp_message type, const char *step)
{
    struct message body = { .length = 0 }, message = { .length = 0 };
    enum speaker to = other_speaker(from);
    if (type != L2TP_ACKNOWLEDGE) {
        attribute_u16(&body, 0, (uint16_t)type);
        attributes(l2tp, from, type, &body);
    }
    message_u16(&message, L2TP_CONTROL);
    message_u16(&message, (uint16_t)(12 + body.length));
    message_u16(&message, type == L2TP_START_REQUEST ? 0 : l2tp->tunnels[to]);
    message_u16(&message,
                type == L2TP_CALL_CONNECTED || type == L2TP_CALL_REPLY ? l2tp->sessions[to] : 0);
    message_u16(&message, l2tp->sent[from]);
    message_u16(&message, l2tp->sent[to]);
    for (size_t i = 0; i < body.length; i++)
        message_u8(&message, body.bytes[i]);
    if (type != L2TP_ACKNOWLEDGE)
        l2tp->sent[from]++;
    return udp_say(&l2tp->udp, from, message.bytes, message.length, step);
}

static bool
l2tp_carry(struct l2tp *l2tp, enum speaker from, enum lcp_code code, const char *step)
{
    struct message message = { .length = 0 };
    enum speaker to = other_speaker(from);
    message_u16(&message, L2TP_DATA);
    message_u16(&message, 8 + 14);
    message_u16(&message, l2tp->tunnels[to]);
    message_u16(&message, l2tp->sessions[to]);
    message_lcp(&message, code);
    return udp_say(&l2tp->udp, from, message.bytes, message.length, step);
}

void
dialogue_l2tp(struct wire *wire)
{
    static const struct {
        enum speaker from;
        enum l2tp_message type;
        const char *step;
    } script[] = {
        { CLIENT, L2TP_START_REQUEST, "L2TP start control connection request" },
        { SERVER, L2TP_START_REPLY, "L2TP start control connection reply" },
        { CLIENT, L2TP_START_CONNECTED, "L2TP start control connection connected" },
        { SERVER, L2TP_ACKNOWLEDGE, "L2TP acknowledgement" },
        { CLIENT, L2TP_CALL_REQUEST, "L2TP incoming call request" },
        { SERVER, L2TP_CALL_REPLY, "L2TP incoming call reply" },
        { CLIENT, L2TP_CALL_CONNECTED, "L2TP incoming call connected" },
        { SERVER, L2TP_ACKNOWLEDGE, "L2TP acknowledgement" },
    };
    const struct dialogue *wish = wire->wish;
    struct l2tp l2tp = { .tunnels = { 11, 12 }, .sessions = { 21, 22 } };
    /* both ends are servers of that port, as those of Windows and of xl2tpd are */
    udp_open(&l2tp.udp, wire, wish->source_port != 0 ? wish->source_port : 1701,
             wish->destination_port);
    for (size_t i = 0; i < ARRAY_LENGTH(script); i++)
        if (!l2tp_say(&l2tp, script[i].from, script[i].type, script[i].step))
            return;
    if (!l2tp_carry(&l2tp, SERVER, LCP_REQUEST, "L2TP data from the server") ||
        !l2tp_carry(&l2tp, CLIENT, LCP_ACK, "L2TP data from the client") ||
        !l2tp_say(&l2tp, CLIENT, L2TP_STOP, "L2TP stop control connection notification"))
        return;
    (void)l2tp_say(&l2tp, SERVER, L2TP_ACKNOWLEDGE, "L2TP acknowledgement");
}

/* ---- IPsec ---- */

#define IKE_PORT 500
#define NAT_T_PORT 4500
#define MAIN_MODE 6          /* messages */
#define MAIN_MODE_IN_CLEAR 4 /* of which the first ones say whether there is a NAT */
#define ISAKMP_HEADER 28

static const char *const main_mode_steps[MAIN_MODE] = {
    "ISAKMP main mode 1", "ISAKMP main mode 2", "ISAKMP main mode 3",
    "ISAKMP main mode 4", "ISAKMP main mode 5", "ISAKMP main mode 6",
};

/* Message NUMBER, from 0. On NAT-T's port four zeros say that it is not ESP. */
static void
write_main_mode(struct message *message, unsigned number, bool behind_marker)
{
    static const uint8_t payloads[MAIN_MODE] = {
        1, 1, 4, 4, 5, 5
    }; /* SA, key exchange, identity */
    bool is_encrypted = number >= MAIN_MODE_IN_CLEAR;
    size_t body = number < 2 ? 60 : 100;
    *message = (struct message){ .length = 0 };
    if (behind_marker)
        message_u32(message, 0);
    message_u32(message, 0x1d2c3b4aU); /* the cookies */
    message_u32(message, 0x59687786U);
    message_u32(message, number > 0 ? 0x2e3d4c5bU : 0);
    message_u32(message, number > 0 ? 0x6a798897U : 0);
    message_u8(message, payloads[number]);
    message_u8(message, 0x10); /* version 1.0 */
    message_u8(message, 2);    /* main mode */
    message_u8(message, is_encrypted ? 1 : 0);
    message_u32(message, 0);
    message_u32(message, (uint32_t)(ISAKMP_HEADER + body));
    message_u16(message, 0); /* no further payload */
    message_u16(message, (uint16_t)body);
    message_zeros(message, body - 4);
}

static bool
main_mode(struct udp *udp, unsigned from, unsigned to, bool behind_marker)
{
    struct message message;
    for (unsigned i = from; i < to; i++) {
        write_main_mode(&message, i, behind_marker);
        if (!udp_say(udp, i % 2 == 0 ? CLIENT : SERVER, message.bytes, message.length,
                     main_mode_steps[i]))
            return false;
    }
    return true;
}

static bool
esp_in_udp(struct udp *udp)
{
    static const char *const steps[] = { "ESP in UDP from the client",
                                         "ESP in UDP from the server" };
    for (uint32_t i = CLIENT; i <= SERVER; i++) {
        struct message message = { .length = 0 };
        message_u32(&message, 0x30000001U + i); /* SPI */
        message_u32(&message, 1);
        message_zeros(&message, 64);
        if (!udp_say(udp, (enum speaker)i, message.bytes, message.length, steps[i]))
            return false;
    }
    return true;
}

void
dialogue_ike(struct wire *wire)
{
    const struct dialogue *wish = wire->wish;
    bool behind_marker = wish->destination_port == NAT_T_PORT;
    struct udp udp;
    udp_open(&udp, wire, wish->source_port != 0 ? wish->source_port : wish->destination_port,
             wish->destination_port);
    if (main_mode(&udp, 0, MAIN_MODE, behind_marker) && behind_marker)
        (void)esp_in_udp(&udp);
}

/* RFC 3947: once both know that there is a NAT between them, they go on on the other port. */
void
dialogue_l2tp_ipsec(struct wire *wire)
{
    const struct dialogue *wish = wire->wish;
    struct udp udp;
    udp_open(&udp, wire, wish->source_port != 0 ? wish->source_port : IKE_PORT,
             wish->destination_port);
    if (!main_mode(&udp, 0, MAIN_MODE_IN_CLEAR, false))
        return;
    udp_open(&udp, wire, NAT_T_PORT, NAT_T_PORT);
    if (main_mode(&udp, MAIN_MODE_IN_CLEAR, MAIN_MODE, true))
        (void)esp_in_udp(&udp);
}
