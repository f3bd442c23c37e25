/*
 * dialogue_pptp.c: a PPTP client and server (RFC 2637): the client is the PNS and asks for an
 * outgoing call, as Windows and pptp-linux do. Each end puts the call id into its GRE packets that
 * it was told, whatever has become of it on the way.
 */
#include <string.h>

#include "cli/verify/dialogue_private.h"

enum pptp_message {
    PPTP_START_REQUEST = 1,
    PPTP_START_REPLY,
    PPTP_STOP_REQUEST,
    PPTP_STOP_REPLY,
    PPTP_ECHO_REQUEST,
    PPTP_ECHO_REPLY,
    PPTP_CALL_REQUEST,
    PPTP_CALL_REPLY,
    PPTP_CALL_CLEAR = 12,
    PPTP_CALL_DISCONNECT,
    PPTP_LINK_INFO = 15
};

/* Lengths by RFC 2637, section 2. */
static const struct {
    uint16_t length;
    const char *step;
} messages[] = {
    [PPTP_START_REQUEST] = { 156, "PPTP start control connection request" },
    [PPTP_START_REPLY] = { 156, "PPTP start control connection reply" },
    [PPTP_STOP_REQUEST] = { 16, "PPTP stop control connection request" },
    [PPTP_STOP_REPLY] = { 16, "PPTP stop control connection reply" },
    [PPTP_ECHO_REQUEST] = { 16, "PPTP echo request" },
    [PPTP_ECHO_REPLY] = { 20, "PPTP echo reply" },
    [PPTP_CALL_REQUEST] = { 168, "PPTP outgoing call request" },
    [PPTP_CALL_REPLY] = { 32, "PPTP outgoing call reply" },
    [PPTP_CALL_CLEAR] = { 16, "PPTP call clear request" },
    [PPTP_CALL_DISCONNECT] = { 148, "PPTP call disconnect notify" },
    [PPTP_LINK_INFO] = { 24, "PPTP set link info" },
};

#define MAGIC 0x1a2b3c4dU
#define TYPE_AT 8
#define FIRST_ID_AT 12
#define SECOND_ID_AT 14

/* LCP waits three seconds for an answer (RFC 1661 4.6); three of its ten times are enough here. */
static const struct patience patience_lcp = { 3, 3 };

struct pptp {
    struct wire *wire;
    struct tcp control;
    uint16_t ids[2];      /* that each end has given the call */
    uint16_t peer_ids[2]; /* of the other end, as it was told */
    uint32_t sent[2];     /* GRE packets */
};

static void
begin(struct message *message, enum pptp_message type)
{
    *message = (struct message){ .length = 0 };
    message_u16(message, messages[type].length);
    message_u16(message, 1); /* a control message */
    message_u32(message, MAGIC);
    message_u16(message, (uint16_t)type);
    message_u16(message, 0);
}

/* What is not said is zero. */
static bool
say(struct pptp *pptp, enum speaker from, enum pptp_message type, struct message *message)
{
    const char *step = messages[type].step;
    message_zeros(message, messages[type].length - message->length);
    if (!tcp_say(&pptp->control, from, message->bytes, message->length, step))
        return false;
    if (pptp->control.heard_length != messages[type].length ||
        said_u16(pptp->control.heard, pptp->control.heard_length, TYPE_AT) != type)
        return wire_misread(pptp->wire, from, step, "it is another message than was sent");
    return true;
}

/* The number at an offset of what was heard last. */
static uint16_t
heard_u16(const struct pptp *pptp, size_t at)
{
    return said_u16(pptp->control.heard, pptp->control.heard_length, at);
}

static bool
start(struct pptp *pptp, enum speaker from, enum pptp_message type)
{
    struct message message;
    begin(&message, type);
    message_u16(&message,
                pptp->wire->wish->kind == DIALOGUE_PPTP_2 ? 0x0200 : 0x0100); /* version */
    message_u16(&message, type == PPTP_START_REPLY ? 0x0100 : 0);             /* result: done */
    message_u32(&message, 3);                                 /* framing, both kinds */
    message_u32(&message, 3);                                 /* bearer, both kinds */
    message_u16(&message, type == PPTP_START_REPLY ? 64 : 0); /* channels */
    message_u16(&message, 1);                                 /* firmware */
    message_text(&message, from == CLIENT ? "client" : "server", 64);
    return say(pptp, from, type, &message);
}

static bool
request_call(struct pptp *pptp)
{
    struct message message;
    begin(&message, PPTP_CALL_REQUEST);
    message_u16(&message, pptp->ids[CLIENT]);
    message_u16(&message, 1);   /* serial number */
    message_u32(&message, 300); /* least and most bits a second */
    message_u32(&message, 100000000);
    message_u32(&message, 3);  /* bearer */
    message_u32(&message, 3);  /* framing */
    message_u16(&message, 64); /* window */
    if (!say(pptp, CLIENT, PPTP_CALL_REQUEST, &message))
        return false;
    pptp->peer_ids[SERVER] = heard_u16(pptp, FIRST_ID_AT);
    return true;
}

static bool
reply_call(struct pptp *pptp)
{
    struct message message;
    begin(&message, PPTP_CALL_REPLY);
    message_u16(&message, pptp->ids[SERVER]);
    message_u16(&message, pptp->peer_ids[SERVER]);
    message_u16(&message, 0x0100); /* result: connected */
    message_u16(&message, 0);
    message_u32(&message, 100000000);
    message_u16(&message, 64); /* window */
    if (!say(pptp, SERVER, PPTP_CALL_REPLY, &message))
        return false;
    if (heard_u16(pptp, SECOND_ID_AT) != pptp->ids[CLIENT])
        return wire_misread(pptp->wire, SERVER, messages[PPTP_CALL_REPLY].step,
                            "it answers another call than the client has");
    pptp->peer_ids[CLIENT] = heard_u16(pptp, FIRST_ID_AT);
    return true;
}

static bool
say_link_info(struct pptp *pptp)
{
    struct message message;
    begin(&message, PPTP_LINK_INFO);
    message_u16(&message, pptp->peer_ids[CLIENT]);
    message_u16(&message, 0);
    message_u32(&message, UINT32_MAX); /* control characters: none is escaped */
    message_u32(&message, UINT32_MAX);
    if (!say(pptp, CLIENT, PPTP_LINK_INFO, &message))
        return false;
    return heard_u16(pptp, FIRST_ID_AT) == pptp->ids[SERVER] ||
           wire_misread(pptp->wire, CLIENT, messages[PPTP_LINK_INFO].step,
                        "it is about another call than the server has");
}

static bool
keep_alive(struct pptp *pptp)
{
    struct message message;
    begin(&message, PPTP_ECHO_REQUEST);
    message_u32(&message, 7); /* identifier */
    if (!say(pptp, CLIENT, PPTP_ECHO_REQUEST, &message))
        return false;
    begin(&message, PPTP_ECHO_REPLY);
    message_u32(&message, 7);
    message_u16(&message, 0x0100);
    return say(pptp, SERVER, PPTP_ECHO_REPLY, &message);
}

/* ---- GRE ---- */

static bool
say_gre(struct pptp *pptp, enum speaker from, enum lcp_code code, const char *step)
{
    struct wire *wire = pptp->wire;
    const struct tcp_end *end = &pptp->control.ends[from];
    bool acknowledges = code == LCP_ACK;
    struct message message = { .length = 0 };
    message_u16(&message, acknowledges ? 0x3081 : 0x3001); /* key, number; version 1 */
    message_u16(&message, 0x880b);
    message_u16(&message, 14); /* the PPP frame's length */
    message_u16(&message, pptp->peer_ids[from]);
    message_u32(&message, pptp->sent[from]++);
    if (acknowledges)
        message_u32(&message, 0);
    message_lcp(&message, code);
    struct sending sending = {
        .from = from,
        .wish = { .protocol = IP_GRE,
                  .source = wire->hosts[from].address,
                  .destination = end->peer },
        .content = { .payload = message.bytes, .length = message.length },
        .step = step,
        .patience = patience_lcp,
    };
    if (!wire_send(wire, &sending))
        return false;
    if (!wire->arrived.gre_is_pptp || wire->arrived.gre_call_id != pptp->ids[other_speaker(from)])
        return wire_misread(wire, from, step, "its call id is none that the host has given");
    return true;
}

/* Each end asks, whether or not it has heard the other, and answers what it hears. */
static bool
talk_gre(struct pptp *pptp)
{
    bool server_heard = say_gre(pptp, SERVER, LCP_REQUEST, "GRE from the server");
    bool client_heard = say_gre(pptp, CLIENT, LCP_REQUEST, "GRE from the client");
    return server_heard && client_heard && say_gre(pptp, CLIENT, LCP_ACK, "GRE from the client") &&
           say_gre(pptp, SERVER, LCP_ACK, "GRE from the server");
}

/* ---- the end ---- */

static bool
clear_call(struct pptp *pptp)
{
    struct message message;
    begin(&message, PPTP_CALL_CLEAR);
    message_u16(&message, pptp->ids[CLIENT]);
    if (!say(pptp, CLIENT, PPTP_CALL_CLEAR, &message))
        return false;
    begin(&message, PPTP_CALL_DISCONNECT);
    message_u16(&message, pptp->ids[SERVER]);
    message_u16(&message, 0x0400); /* because it was asked to */
    return say(pptp, SERVER, PPTP_CALL_DISCONNECT, &message);
}

static bool
stop(struct pptp *pptp)
{
    struct message message;
    begin(&message, PPTP_STOP_REQUEST);
    message_u8(&message, 1); /* no reason in particular */
    if (!say(pptp, CLIENT, PPTP_STOP_REQUEST, &message))
        return false;
    begin(&message, PPTP_STOP_REPLY);
    message_u16(&message, 0x0100);
    return say(pptp, SERVER, PPTP_STOP_REPLY, &message) && tcp_close(&pptp->control, CLIENT);
}

/* A tunnel that carries nothing is given up by its client, in order. */
static bool
converse(struct pptp *pptp)
{
    if (!start(pptp, CLIENT, PPTP_START_REQUEST) || !start(pptp, SERVER, PPTP_START_REPLY) ||
        !request_call(pptp) || !reply_call(pptp) || !say_link_info(pptp))
        return false;
    if (talk_gre(pptp) && !keep_alive(pptp))
        return false;
    return clear_call(pptp) && stop(pptp);
}

void
dialogue_pptp(struct wire *wire)
{
    const struct dialogue *wish = wire->wish;
    struct pptp pptp = { .wire = wire };
    struct tcp_call call = {
        .port = wish->source_port != 0 ? wish->source_port : wire_port(wire),
        .peer = wish->destination,
        .peer_port = wish->destination_port,
    };
    pptp.ids[CLIENT] = wire_port(wire);
    pptp.ids[SERVER] = (uint16_t)(wire_port(wire) / 8); /* as servers do, who count from 0 */
    if (tcp_open(&pptp.control, wire, CLIENT, &call, &tcp_usual_steps) && !converse(&pptp))
        tcp_abort(&pptp.control, CLIENT);
}
