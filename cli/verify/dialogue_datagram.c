/*
 * dialogue_datagram.c: UDP, ICMP echo and protocols without ports: a question and its answer.
 */
#include <string.h>

#include "cli/verify/dialogue_private.h"

/* As resolvers and ping do: three times, the second time after some seconds. */
static const struct patience patience_datagram = { 3, 2 };
static const struct patience patience_once = { 1, 0 };

/* ---- UDP ---- */

void
udp_open(struct udp *udp, struct wire *wire, uint16_t port, uint16_t peer_port)
{
    *udp = (struct udp){ .wire = wire,
                         .ports = { [CLIENT] = port },
                         .peers = { [CLIENT] = wire->wish->destination },
                         .peer_ports = { [CLIENT] = peer_port } };
}

static const char *
why_not_heard(const struct udp *udp, enum speaker from)
{
    const struct packet *arrived = &udp->wire->arrived;
    enum speaker to = other_speaker(from);
    if (arrived->kind != PACKET_IPV4 || arrived->protocol != IP_UDP)
        return "it is no UDP any longer";
    if (udp->ports[to] != 0 && arrived->destination_port != udp->ports[to])
        return "nobody listens on the port that it came to";
    return NULL;
}

bool
udp_say(struct udp *udp, enum speaker from, const void *bytes, size_t length, const char *step)
{
    enum speaker to = other_speaker(from);
    const struct packet *arrived = &udp->wire->arrived;
    struct sending sending = {
        .from = from,
        .wish = { .protocol = IP_UDP,
                  .source = udp->wire->hosts[from].address,
                  .destination = udp->peers[from],
                  .source_port = udp->ports[from],
                  .destination_port = udp->peer_ports[from] },
        .content = { .payload = bytes, .length = length },
        .step = step,
        .patience = patience_datagram,
    };
    if (!wire_send(udp->wire, &sending))
        return false;
    const char *why = why_not_heard(udp, from);
    if (why != NULL)
        return wire_misread(udp->wire, from, step, why);
    /* an answer may come from another port: of TFTP it does */
    udp->ports[to] = arrived->destination_port;
    udp->peers[to] = arrived->source;
    udp->peer_ports[to] = arrived->source_port;
    return true;
}

void
dialogue_udp(struct wire *wire)
{
    const struct dialogue *wish = wire->wish;
    const struct service *service = service_of(IP_UDP, wish->destination_port);
    struct udp udp;
    udp_open(&udp, wire, wish->source_port != 0 ? wish->source_port : wire_port(wire),
             wish->destination_port);
    if (!udp_say(&udp, CLIENT, service->question.bytes, service->question.length, "the datagram"))
        return;
    if (service->answers_from_elsewhere)
        udp.ports[SERVER] = wire_port(wire);
    if (service->answer.length > 0)
        (void)udp_say(&udp, SERVER, service->answer.bytes, service->answer.length, "the answer");
}

/* ---- ICMP ---- */

#define ECHO_REQUEST 8
#define ECHO_REPLY 0
#define ECHO_TIMES 2

void
dialogue_echo(struct wire *wire)
{
    const struct packet *arrived = &wire->arrived;
    uint16_t id = wire_port(wire);
    for (uint16_t i = 1; i <= ECHO_TIMES; i++) {
        struct sending request = {
            .from = CLIENT,
            .wish = { .protocol = IP_ICMP,
                      .source = wire->hosts[CLIENT].address,
                      .destination = wire->wish->destination,
                      .icmp_type = ECHO_REQUEST,
                      .icmp_id = id },
            .content = { .icmp_sequence = i,
                         .payload = "abcdefghijklmnopqrstuvwabcdefghi",
                         .length = 32 },
            .step = "echo request",
            .patience = patience_datagram,
        };
        if (!wire_send(wire, &request))
            return;
        if (arrived->protocol != IP_ICMP || arrived->icmp_type != ECHO_REQUEST) {
            wire_misread(wire, CLIENT, request.step, "it is no echo request any longer");
            return;
        }
        struct sending reply = request;
        reply.from = SERVER;
        reply.wish.source = wire->hosts[SERVER].address;
        reply.wish.destination = arrived->source;
        reply.wish.icmp_type = ECHO_REPLY;
        reply.wish.icmp_id = arrived->source_port;
        reply.content.icmp_sequence = arrived->icmp_sequence;
        reply.step = "echo reply";
        reply.patience = patience_once;
        if (!wire_send(wire, &reply))
            return;
        if (arrived->icmp_type != ECHO_REPLY || arrived->source_port != id ||
            arrived->icmp_sequence != i) {
            wire_misread(wire, SERVER, reply.step, "it answers no request of the host");
            return;
        }
    }
}

/* ---- protocols without ports ---- */

/* ESP with an SPI, AH around something, GRE as PPTP has it, anything else opaque. */
static void
write_portless(struct message *message, uint8_t protocol, uint16_t call_id, enum speaker from)
{
    switch (protocol) {
    case IP_GRE:
        message_u16(message, 0x3001); /* a key and a number, version 1 (RFC 2637) */
        message_u16(message, 0x880b);
        message_u16(message, 14); /* the PPP frame's length */
        message_u16(message, call_id != 0 ? call_id : (uint16_t)(1 + from));
        message_u32(message, 0);
        message_lcp(message, LCP_REQUEST);
        return;
    case IP_ESP:
        message_u32(message, 0x10000001U + from); /* SPI, of the receiver (RFC 4303) */
        message_u32(message, 1);
        break;
    case IP_AH:
        message_u16(message, 0x3204); /* ESP follows; 4 words and 2 (RFC 4302) */
        message_u16(message, 0);
        message_u32(message, 0x20000001U + from);
        message_u32(message, 1);
        break;
    default:
        break;
    }
    message_zeros(message, 64);
}

static bool
say_portless(struct wire *wire, enum speaker from, uint32_t to, const char *step)
{
    struct message message = { .length = 0 };
    uint8_t protocol = wire->wish->protocol;
    write_portless(&message, protocol, wire->wish->destination_port, from);
    struct sending sending = {
        .from = from,
        .wish = { .protocol = protocol, .source = wire->hosts[from].address, .destination = to },
        .content = { .payload = message.bytes, .length = message.length },
        .step = step,
        .patience = patience_datagram,
    };
    return wire_send(wire, &sending);
}

void
dialogue_portless(struct wire *wire)
{
    if (say_portless(wire, CLIENT, wire->wish->destination, "the packet"))
        (void)say_portless(wire, SERVER, wire->arrived.source, "the packet back");
}
