/*
 * dialogue_tcp.c: two TCPs (RFC 9293) as simple as they come: one segment on its way at a time,
 * each acknowledged, and what is not acknowledged sent again.
 */
#include <string.h>

#include "cli/verify/dialogue_private.h"

#define USUAL_MSS 1460

/* RFC 2988: three seconds for a first segment, one second for others, twice as long each time. */
static const struct patience patience_syn = { 3, 3 }, patience_data = { 3, 1 };
/* An acknowledgement alone is not waited for. */
static const struct patience patience_none = { 1, 0 };

const struct tcp_steps tcp_usual_steps = {
    .syn = "SYN",
    .syn_ack = "SYN ACK",
    .ack = "ACK of the SYN ACK",
    .fin = "FIN",
    .fin_ack = "ACK of the FIN",
};
const struct tcp_steps tcp_data_steps = {
    .syn = "SYN of the data connection",
    .syn_ack = "SYN ACK of the data connection",
    .ack = "ACK of the data connection's SYN ACK",
    .fin = "FIN of the data connection",
    .fin_ack = "ACK of the data connection's FIN",
};

static const char *
why_not_heard(const struct tcp *tcp, enum speaker from, uint8_t flags)
{
    const struct packet *arrived = &tcp->wire->arrived;
    const struct tcp_end *to = &tcp->ends[other_speaker(from)];
    if (arrived->kind != PACKET_IPV4 || arrived->protocol != IP_TCP)
        return "it is no TCP any longer";
    if (packet_tcp_checksum(arrived) != CHECKSUM_RIGHT)
        return "its checksum is wrong";
    if (arrived->payload_captured > HEARD_SIZE)
        return "it is larger than any segment";
    if ((flags & TCP_ACK) != 0 && arrived->tcp_ack != to->next)
        return "it acknowledges what was not said";
    bool is_first = (flags & TCP_SYN) != 0;
    if (!is_first && arrived->tcp_seq != to->expected)
        return "its sequence number is not the next one";
    if (is_first && (flags & TCP_ACK) == 0)
        return NULL;
    if (arrived->source != to->peer || arrived->source_port != to->peer_port ||
        arrived->destination_port != to->port)
        return "it is of no connection that the host has";
    return NULL;
}

/* What has come counts for the other end. */
static void
hear(struct tcp *tcp, enum speaker from, uint8_t flags)
{
    const struct packet *arrived = &tcp->wire->arrived;
    struct tcp_end *to = &tcp->ends[other_speaker(from)];
    size_t length = arrived->payload_captured;
    if ((flags & TCP_SYN) != 0 && (flags & TCP_ACK) == 0) {
        to->peer = arrived->source;
        to->peer_port = arrived->source_port;
        to->port = arrived->destination_port;
    }
    to->expected = arrived->tcp_seq + (uint32_t)arrived->payload_length +
                   ((flags & (TCP_SYN | TCP_FIN)) != 0 ? 1 : 0);
    if (length > 0) {
        memcpy(tcp->heard, arrived->bytes + arrived->payload_offset, length);
        tcp->heard[length] = '\0';
        tcp->heard_length = length;
    }
}

struct segment {
    uint8_t flags;
    const void *bytes;
    size_t length;
    const char *step;
    struct patience patience;
};

static bool
send_segment(struct tcp *tcp, enum speaker from, const struct segment *segment)
{
    struct tcp_end *end = &tcp->ends[from];
    bool is_syn = (segment->flags & TCP_SYN) != 0;
    struct sending sending = {
        .from = from,
        .wish = { .protocol = IP_TCP,
                  .source = tcp->wire->hosts[from].address,
                  .destination = end->peer,
                  .source_port = end->port,
                  .destination_port = end->peer_port },
        .content = { .tcp_flags = segment->flags,
                     .tcp_seq = end->next,
                     .tcp_ack = end->expected,
                     .tcp_mss = is_syn ? USUAL_MSS : 0,
                     .payload = segment->bytes,
                     .length = segment->length },
        .step = segment->step,
        .patience = segment->patience,
    };
    if (!wire_send(tcp->wire, &sending))
        return false;
    const char *why = why_not_heard(tcp, from, segment->flags);
    if (why != NULL)
        return wire_misread(tcp->wire, from, segment->step, why);
    hear(tcp, from, segment->flags);
    end->next += (uint32_t)segment->length;
    if ((segment->flags & (TCP_SYN | TCP_FIN)) != 0)
        end->next++;
    return true;
}

static bool
acknowledge(struct tcp *tcp, enum speaker from, const char *step)
{
    const struct segment segment = { .flags = TCP_ACK, .step = step, .patience = patience_none };
    return send_segment(tcp, from, &segment);
}

bool
tcp_open(struct tcp *tcp, struct wire *wire, enum speaker opener, const struct tcp_call *call,
         const struct tcp_steps *steps)
{
    enum speaker asked = other_speaker(opener);
    memset(tcp, 0, sizeof *tcp);
    tcp->wire = wire;
    tcp->steps = steps;
    tcp->opener = opener;
    /* numbers that differ from one connection to the next, as RFC 9293 wants them to */
    uint32_t first = (uint32_t)(wire->clock->number + 1) * UINT32_C(2654435761);
    tcp->ends[opener] = (struct tcp_end){
        .port = call->port, .peer = call->peer, .peer_port = call->peer_port, .next = first
    };
    tcp->ends[asked].next = ~first;
    const struct segment syn = { .flags = TCP_SYN, .step = steps->syn, .patience = patience_syn };
    if (!send_segment(tcp, opener, &syn))
        return false;
    if (call->listens != 0 && tcp->ends[asked].port != call->listens)
        return wire_misread(wire, opener, steps->syn, "nobody listens on the port that it came to");
    const struct segment syn_ack = { .flags = TCP_SYN | TCP_ACK,
                                     .step = steps->syn_ack,
                                     .patience = patience_syn };
    tcp->is_open = send_segment(tcp, asked, &syn_ack) && acknowledge(tcp, opener, steps->ack);
    return tcp->is_open;
}

bool
tcp_say(struct tcp *tcp, enum speaker from, const void *bytes, size_t length, const char *step)
{
    const struct segment data = { .flags = TCP_ACK | TCP_PSH,
                                  .bytes = bytes,
                                  .length = length,
                                  .step = step,
                                  .patience = patience_data };
    tcp->heard_length = 0;
    return send_segment(tcp, from, &data) && acknowledge(tcp, other_speaker(from), step);
}

bool
tcp_say_text(struct tcp *tcp, enum speaker from, const char *text, const char *step)
{
    return tcp_say(tcp, from, text, strlen(text), step);
}

static bool
finish(struct tcp *tcp, enum speaker from)
{
    const struct segment fin = { .flags = TCP_FIN | TCP_ACK,
                                 .step = tcp->steps->fin,
                                 .patience = patience_data };
    return send_segment(tcp, from, &fin) &&
           acknowledge(tcp, other_speaker(from), tcp->steps->fin_ack);
}

bool
tcp_close(struct tcp *tcp, enum speaker first)
{
    bool closed = tcp->is_open && finish(tcp, first) && finish(tcp, other_speaker(first));
    tcp->is_open = false;
    return closed;
}

void
tcp_abort(struct tcp *tcp, enum speaker from)
{
    const struct segment reset = { .flags = TCP_RST | TCP_ACK,
                                   .step = "RST",
                                   .patience = patience_none };
    if (tcp->is_open)
        (void)send_segment(tcp, from, &reset);
    tcp->is_open = false;
}

/* Some bytes each way, in the words of the port. */
static bool
exchange(struct tcp *tcp, const struct service *service)
{
    if (service->banner.length > 0 && !tcp_say(tcp, SERVER, service->banner.bytes,
                                               service->banner.length, "the server's greeting"))
        return false;
    if (service->question.length > 0 &&
        !tcp_say(tcp, CLIENT, service->question.bytes, service->question.length, "the question"))
        return false;
    return service->answer.length == 0 ||
           tcp_say(tcp, SERVER, service->answer.bytes, service->answer.length, "the answer");
}

void
dialogue_tcp(struct wire *wire)
{
    const struct dialogue *wish = wire->wish;
    struct tcp tcp;
    struct tcp_call call = {
        .port = wish->source_port != 0 ? wish->source_port : wire_port(wire),
        .peer = wish->destination,
        .peer_port = wish->destination_port,
    };
    if (!tcp_open(&tcp, wire, CLIENT, &call, &tcp_usual_steps))
        return;
    if (!exchange(&tcp, service_of(IP_TCP, wish->destination_port)) || !tcp_close(&tcp, CLIENT))
        tcp_abort(&tcp, CLIENT);
}
