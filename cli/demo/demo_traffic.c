/*
 * demo_traffic.c: who talks to whom in a capture. GRE is listed by direction and call id, because
 * that is how PPTP uses it; everything else by the pair, named after the side that spoke first.
 */
#include "cli/demo/demo_traffic.h"

#include "engine/base/clock.h"
#include "engine/base/ip.h"
#include "engine/capture/capture.h"
#include "engine/packet/packet.h"

enum { CONVERSATIONS = 16 };

struct conversation {
    uint8_t protocol;
    uint32_t source, destination;
    uint16_t source_port, destination_port; /* GRE: the call id in the latter */
    unsigned packets;
};

struct tally {
    struct conversation conversations[CONVERSATIONS];
    size_t count;
    unsigned packets, others;
    int64_t first, last;
};

static struct conversation
conversation_of(const struct packet *packet)
{
    struct conversation key = {
        .protocol = packet->protocol,
        .source = packet->source,
        .destination = packet->destination,
        .source_port = packet->source_port,
        .destination_port = packet->destination_port,
    };

    if (packet->gre_is_pptp)
        key.destination_port = packet->gre_call_id;
    return key;
}

static bool
is_same(const struct conversation *a, const struct conversation *b)
{
    return a->protocol == b->protocol && a->source == b->source &&
           a->destination == b->destination && a->source_port == b->source_port &&
           a->destination_port == b->destination_port;
}

static bool
is_answer(const struct conversation *a, const struct conversation *b)
{
    return a->protocol == b->protocol && a->protocol != IP_GRE && a->source == b->destination &&
           a->destination == b->source && a->source_port == b->destination_port &&
           a->destination_port == b->source_port;
}

static void
count(struct tally *tally, const struct packet *packet)
{
    struct conversation key = conversation_of(packet);

    tally->packets++;
    for (size_t i = 0; i < tally->count; i++) {
        struct conversation *known = &tally->conversations[i];
        if (is_same(known, &key) || is_answer(known, &key)) {
            known->packets++;
            return;
        }
    }
    if (packet->kind != PACKET_IPV4 || tally->count == CONVERSATIONS) {
        tally->others++;
        return;
    }
    key.packets = 1;
    tally->conversations[tally->count++] = key;
}

static bool
read_all(struct capture_reader *reader, struct tally *tally)
{
    struct capture_frame frame;
    enum capture_status status;

    while ((status = capture_next(reader, &frame)) == CAPTURE_PACKET) {
        struct packet packet;
        packet_decode(&packet, frame.link, frame.bytes, frame.captured, frame.wire_length);
        if (tally->packets == 0)
            tally->first = frame.time;
        tally->last = frame.time;
        count(tally, &packet);
    }
    return status == CAPTURE_END;
}

static void
print_conversation(struct demo_page *page, const struct conversation *conversation)
{
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE], line[128];
    int length = 0;

    ip_format(conversation->source, source);
    ip_format(conversation->destination, destination);
    switch (conversation->protocol) {
    case IP_TCP:
    case IP_UDP:
        length = snprintf(line, sizeof(line), "%s %s/%u, %s/%u",
                          conversation->protocol == IP_TCP ? "TCP" : "UDP", source,
                          conversation->source_port, destination, conversation->destination_port);
        break;
    case IP_GRE:
        length = snprintf(line, sizeof(line), "GRE %s to %s, call id %u", source, destination,
                          conversation->destination_port);
        break;
    case IP_ESP:
        length = snprintf(line, sizeof(line), "ESP %s, %s", source, destination);
        break;
    default:
        length = snprintf(line, sizeof(line), "protocol %u %s, %s", conversation->protocol, source,
                          destination);
        break;
    }
    fprintf(page->out, "    %-60.*s %4u packets\n", length, line, conversation->packets);
}

bool
demo_traffic(struct demo_page *page, const char *nameif, const struct demo_file *capture)
{
    char error[CAPTURE_ERROR_SIZE];
    struct tally tally = { 0 };
    struct capture_reader *reader = capture_open_memory(capture->bytes, capture->size, error);

    if (reader == NULL)
        return false;
    bool whole = read_all(reader, &tally);
    capture_close(reader);
    fprintf(page->out, "\n  Traffic, seen at %s: %u packets in %.1f seconds\n", nameif,
            tally.packets, (double)(tally.last - tally.first) / (double)NS_PER_SECOND);
    for (size_t i = 0; i < tally.count; i++)
        print_conversation(page, &tally.conversations[i]);
    if (tally.others > 0)
        fprintf(page->out, "    %-60s %4u packets\n", "others", tally.others);
    return whole;
}
