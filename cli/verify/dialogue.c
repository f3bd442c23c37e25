/*
 * dialogue.c: the wire between two hosts, which is the firewall: what one sends goes through the
 * engine, and what that writes out is what the other gets.
 */
#include "cli/verify/dialogue.h"

#include <string.h>

#include "cli/verify/dialogue_private.h"
#include "engine/capture/capture.h"

/* From one host to the other and into its answer: a line of some hundred kilometres. */
#define TRANSIT_NS (INT64_C(5) * 1000 * NS_PER_US)

static const struct {
    const char *name;
    uint8_t protocol; /* 0: the wish's */
    uint16_t port;    /* the usual one of the server; 0: none */
    void (*run)(struct wire *wire);
} kinds[DIALOGUE_KIND_COUNT] = {
    [DIALOGUE_PLAIN] = { "plain", 0, 0, NULL },
    [DIALOGUE_ECHO] = { "echo", IP_ICMP, 0, dialogue_echo },
    [DIALOGUE_PPTP] = { "pptp", IP_TCP, 1723, dialogue_pptp },
    [DIALOGUE_PPTP_2] = { "pptp-version-2", IP_TCP, 1723, dialogue_pptp },
    [DIALOGUE_FTP_PASSIVE] = { "ftp-passive", IP_TCP, 21, dialogue_ftp },
    [DIALOGUE_FTP_ACTIVE] = { "ftp-active", IP_TCP, 21, dialogue_ftp },
    [DIALOGUE_L2TP] = { "l2tp", IP_UDP, 1701, dialogue_l2tp },
    [DIALOGUE_IKE] = { "ike", IP_UDP, 500, dialogue_ike },
    [DIALOGUE_L2TP_IPSEC] = { "l2tp-ipsec", IP_UDP, 500, dialogue_l2tp_ipsec },
};

const char *
dialogue_kind_name(enum dialogue_kind kind)
{
    return kinds[kind].name;
}

enum dialogue_kind
dialogue_kind_of(uint8_t protocol, uint16_t port)
{
    static const struct {
        uint8_t protocol;
        uint16_t port;
        enum dialogue_kind kind;
    } usual[] = {
        { IP_TCP, 1723, DIALOGUE_PPTP }, { IP_TCP, 21, DIALOGUE_FTP_PASSIVE },
        { IP_UDP, 1701, DIALOGUE_L2TP }, { IP_UDP, 500, DIALOGUE_IKE },
        { IP_UDP, 4500, DIALOGUE_IKE },
    };
    if (protocol == IP_ICMP)
        return DIALOGUE_ECHO;
    for (size_t i = 0; i < ARRAY_LENGTH(usual); i++)
        if (usual[i].protocol == protocol && usual[i].port == port)
            return usual[i].kind;
    return DIALOGUE_PLAIN;
}

const char *
dialogue_fate_name(enum dialogue_fate fate)
{
    static const char *const names[] = {
        [DIALOGUE_DONE] = "done",           [DIALOGUE_DENIED] = "denied",
        [DIALOGUE_FOR_BOX] = "for-the-box", [DIALOGUE_UNDECIDED] = "undecided",
        [DIALOGUE_ASTRAY] = "astray",       [DIALOGUE_MISREAD] = "misread",
        [DIALOGUE_STOPPED] = "stopped",     [DIALOGUE_NO_INGRESS] = "no-ingress",
    };
    return names[fate];
}

/* ---- the wire ---- */

/* Remembers the first packet that was given up. */
static void
give_up(struct wire *wire, enum dialogue_fate fate, const char *step, const char *why,
        enum speaker from)
{
    struct dialogue_end *end = wire->end;
    if (end->fate != DIALOGUE_DONE)
        return;
    end->fate = fate;
    end->step = step;
    end->why = why;
    end->from_client = from == CLIENT;
    end->packet = wire->packet.number;
    end->ingress = wire->hosts[from].ifc;
    end->protocol = wire->packet.protocol;
    end->source = wire->packet.source;
    end->destination = wire->packet.destination;
    end->source_port = wire->packet.source_port;
    end->destination_port = wire->packet.destination_port;
    end->outcome = wire->outcome;
    end->outcome.trace = NULL;
    memset(&end->outcome.translation, 0, sizeof end->outcome.translation);
    end->trace = wire->trace;
}

/* The engine's turn. */
static void
pass(struct wire *wire, enum speaker from, size_t length)
{
    struct packet *packet = &wire->packet;
    struct dialogue_clock *clock = wire->clock;
    memset(packet, 0, sizeof *packet);
    packet_decode(packet, LINK_RAW_IP, wire->bytes, length, length);
    packet->time = clock->time;
    packet->number = ++clock->number;
    ifc_id ingress = wire->hosts[from].ifc;
    struct trace *trace = NULL;
    if (wire->sink.trace != NULL)
        trace = wire->sink.trace(wire->sink.context, packet, ingress);
    if (trace == NULL)
        trace = &wire->trace;
    memset(trace, 0, sizeof *trace);
    wire->outcome = (struct outcome){ .trace = trace };
    engine_packet(wire->engine, ingress, packet, &wire->outcome);
    if (trace != &wire->trace)
        wire->trace = *trace;
    clock->time += TRANSIT_NS;
}

static void
count(struct wire *wire)
{
    struct dialogue_end *end = wire->end;
    if (end->first_packet == 0)
        end->first_packet = wire->packet.number;
    end->last_packet = wire->packet.number;
    if (wire->outcome.verdict == VERDICT_PASSED)
        end->passed++;
    else if (wire->outcome.verdict == VERDICT_DENIED)
        end->denied++;
    else
        end->others++;
}

static void
tell(struct wire *wire, enum speaker from)
{
    struct replay_packet told = {
        .packet = &wire->packet,
        .outcome = &wire->outcome,
        .ingress = wire->hosts[from].ifc,
        .link_number = capture_link_number(LINK_RAW_IP),
    };
    if (wire->sink.packet != NULL)
        wire->sink.packet(wire->sink.context, &told);
}

/* The server is who got the first packet. */
static void
meet_server(struct wire *wire)
{
    const struct packet *arrived = &wire->arrived;
    struct dialogue_end *end = wire->end;
    wire->hosts[SERVER] = (struct host){
        .is_known = true,
        .ifc = wire->outcome.egress,
        .address = arrived->destination,
    };
    end->has_server = true;
    end->server_ifc = wire->outcome.egress;
    end->server = arrived->destination;
    end->server_port = arrived->destination_port;
    end->client_seen = arrived->source;
    end->client_seen_port = arrived->source_port;
}

/* What the engine let out comes to the other host; NULL, or why it does not. */
static const char *
deliver(struct wire *wire, enum speaker from)
{
    const struct translation *translation = &wire->outcome.translation;
    if (packet_translated_size(&wire->packet, translation).captured > WIRE_FRAME)
        return "it left larger than any frame";
    struct frame_size size = packet_translate(&wire->packet, translation, wire->left);
    memset(&wire->arrived, 0, sizeof wire->arrived);
    packet_decode(&wire->arrived, LINK_RAW_IP, wire->left, size.captured, size.wire_length);
    struct host *to = &wire->hosts[other_speaker(from)];
    if (!to->is_known)
        meet_server(wire);
    if (wire->arrived.destination != to->address)
        return "no host has the address that it left for";
    if (wire->outcome.egress != to->ifc)
        return "the host is at another interface than it left by";
    return NULL;
}

/* Sends once. True when it is settled, one way or the other. */
static bool
send_once(struct wire *wire, const struct sending *sending, size_t length, bool *arrived)
{
    pass(wire, sending->from, length);
    count(wire);
    const char *why = NULL;
    switch (wire->outcome.verdict) {
    case VERDICT_PASSED:
        why = deliver(wire, sending->from);
        *arrived = why == NULL;
        tell(wire, sending->from);
        if (why != NULL)
            give_up(wire, DIALOGUE_ASTRAY, sending->step, why, sending->from);
        return true;
    case VERDICT_DENIED:
        tell(wire, sending->from);
        return wire->outcome.answered_by_reset;
    case VERDICT_TO_THE_BOX:
        tell(wire, sending->from);
        give_up(wire, DIALOGUE_FOR_BOX, sending->step, NULL, sending->from);
        return true;
    case VERDICT_NOT_MODELLED:
    case VERDICT_UNDECIDED:
    case VERDICT_WAITING:
        break;
    }
    tell(wire, sending->from);
    give_up(wire, DIALOGUE_UNDECIDED, sending->step, NULL, sending->from);
    return true;
}

static bool
is_stopped(const struct wire *wire)
{
    return wire->sink.stopped != NULL && wire->sink.stopped(wire->sink.context);
}

bool
wire_send(struct wire *wire, const struct sending *sending)
{
    bool arrived = false;
    if (is_stopped(wire)) {
        give_up(wire, DIALOGUE_STOPPED, sending->step, NULL, sending->from);
        return false;
    }
    int64_t wait = seconds_to_ns(sending->patience.seconds);
    for (unsigned i = 0; i < sending->patience.tries; i++) {
        struct packet_content content = sending->content;
        content.ip_id = ++wire->ip_ids[sending->from];
        size_t length = packet_write(&sending->wish, &content, wire->bytes, WIRE_FRAME);
        if (i > 0) {
            wire->clock->time += wait;
            wait *= 2;
        }
        if (send_once(wire, sending, length, &arrived))
            break;
    }
    if (!arrived)
        give_up(wire, DIALOGUE_DENIED, sending->step, NULL, sending->from);
    return arrived;
}

bool
wire_misread(struct wire *wire, enum speaker from, const char *step, const char *why)
{
    give_up(wire, DIALOGUE_MISREAD, step, why, from);
    return false;
}

uint16_t
wire_port(struct wire *wire)
{
    return wire->free_port++;
}

/* ---- a whole dialogue ---- */

/* Ephemeral ports as hosts of the time had them; other ones in each dialogue of a run. */
#define PORT_FIRST 1025
#define PORT_COUNT 40000

static void
run_plain(struct wire *wire)
{
    if (wire->wish->protocol == IP_TCP)
        dialogue_tcp(wire);
    else if (wire->wish->protocol == IP_UDP)
        dialogue_udp(wire);
    else if (wire->wish->protocol == IP_ICMP)
        dialogue_echo(wire);
    else
        dialogue_portless(wire);
}

void
dialogue_run(const struct config *config, struct engine *engine, const struct dialogue *wish,
             struct replay_sink sink, struct dialogue_clock *clock, struct dialogue_end *end)
{
    struct dialogue completed = *wish;
    struct wire wire = {
        .wish = &completed,
        .engine = engine,
        .sink = sink,
        .clock = clock,
        .end = end,
        .free_port = (uint16_t)(PORT_FIRST + clock->number * 8 % PORT_COUNT),
    };
    memset(end, 0, sizeof *end);
    if (completed.ingress == IFC_NONE)
        completed.ingress = engine_route(engine, completed.source).ifc;
    if (kinds[completed.kind].protocol != 0)
        completed.protocol = kinds[completed.kind].protocol;
    if (completed.destination_port == 0)
        completed.destination_port = kinds[completed.kind].port;
    end->client_ifc = completed.ingress;
    if (completed.ingress >= config->interface_count) {
        end->fate = DIALOGUE_NO_INGRESS;
        return;
    }
    wire.hosts[CLIENT] =
        (struct host){ .is_known = true, .ifc = completed.ingress, .address = completed.source };
    if (kinds[completed.kind].run != NULL)
        kinds[completed.kind].run(&wire);
    else
        run_plain(&wire);
    clock->time += NS_PER_SECOND;
}
