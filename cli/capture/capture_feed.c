/*
 * capture_feed.c: frames for the captures, as they are on each side.
 */
#include "cli/capture/capture_feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/trace/tracer_screen.h"

#define ETHERNET_HEADER 14
#define LINK_NUMBER_ETHERNET 1
#define FRAME_MAX ((size_t)256 * 1024)

struct capture_feed {
    struct packet_captures *captures;
    const struct config *config;
    const struct engine *engine;
    bool begins_at_macs;
    struct trace trace;
    uint8_t frame[ETHERNET_HEADER + FRAME_MAX];
};

struct capture_feed *
capture_feed_new(struct packet_captures *captures, const struct config *config,
                 const struct engine *engine, bool begins_at_macs)
{
    if (packet_capture_at(captures, 0) == NULL)
        return NULL;
    struct capture_feed *feed = malloc(sizeof(*feed));
    if (feed == NULL)
        return NULL;
    feed->captures = captures;
    feed->config = config;
    feed->engine = engine;
    feed->begins_at_macs = begins_at_macs;
    return feed;
}

void
capture_feed_free(struct capture_feed *feed)
{
    free(feed);
}

/* ---- Ethernet ---- */

static void
write_header(uint8_t *at, const struct packet *packet)
{
    uint16_t type = packet->ethertype != 0 ? packet->ethertype : 0x0800;
    memset(at, 0, ETHERNET_HEADER);
    if (packet->has_macs) {
        memcpy(at, packet->destination_mac, 6);
        memcpy(at + 6, packet->source_mac, 6);
    }
    at[12] = (uint8_t)(type >> 8);
    at[13] = (uint8_t)type;
}

/*
 * The frame of SIZE bytes that stands in feed->frame behind room for a header, as PACKET came or as
 * it leaves: what it is as Ethernet.
 */
static struct packet
as_ethernet(struct capture_feed *feed, const struct packet *packet, int link_number,
            struct frame_size size)
{
    uint8_t *start = feed->frame + ETHERNET_HEADER;
    if (link_number != LINK_NUMBER_ETHERNET) {
        size_t skipped = packet->ip_offset < size.captured ? packet->ip_offset : size.captured;
        start = feed->frame + skipped;
        write_header(start, packet);
        size.captured += ETHERNET_HEADER - skipped;
        size.wire_length += ETHERNET_HEADER - skipped;
    }
    struct packet made = { .number = packet->number };
    packet_decode(&made, LINK_ETHERNET, start, size.captured, size.wire_length);
    made.time = packet->time;
    return made;
}

/* PACKET as it came. */
static struct packet
as_it_came(struct capture_feed *feed, const struct packet *packet, int link_number)
{
    if (link_number == LINK_NUMBER_ETHERNET || packet->captured > FRAME_MAX)
        return *packet;
    const struct frame_size size = { packet->captured, packet->wire_length };
    memcpy(feed->frame + ETHERNET_HEADER, packet->bytes, packet->captured);
    return as_ethernet(feed, packet, link_number, size);
}

static void
offer(struct capture_feed *feed, const struct packet *packet, ifc_id ifc, enum drop_reason drop,
      const char *trace)
{
    const struct capture_offer offered = {
        .packet = packet, .ifc = ifc, .drop = drop, .trace = trace
    };
    packet_captures_offer(feed->captures, feed->config, &offered);
}

/* ---- what is told ---- */

struct trace *
capture_feed_trace(struct capture_feed *feed, const struct packet *packet, ifc_id ingress)
{
    if (feed == NULL || !packet_captures_want_trace(feed->captures, feed->config, packet, ingress))
        return NULL;
    feed->trace = (struct trace){ .count = 0 };
    return &feed->trace;
}

/* The phases as text, which the caller frees; NULL: they were not written, or no memory. */
static char *
trace_text(struct capture_feed *feed, const struct replay_packet *told)
{
    char *text = NULL;
    size_t size = 0;
    if (told->outcome == NULL || told->outcome->trace != &feed->trace)
        return NULL;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    const struct tracer_request request = {
        .config = feed->config,
        .engine = feed->engine,
        .packet = told->packet,
        .ingress = told->ingress,
        .outcome = told->outcome,
        .begins_at_macs = feed->begins_at_macs,
        .is_captured = true,
    };
    bool written = tracer_screen(&request, out);
    fclose(out);
    if (written)
        return text;
    free(text);
    return NULL;
}

static void
take_egress(struct capture_feed *feed, const struct replay_packet *told)
{
    const struct outcome *outcome = told->outcome;
    if (outcome->verdict != VERDICT_PASSED || outcome->egress == IFC_NONE ||
        packet_translated_size(told->packet, &outcome->translation).captured > FRAME_MAX)
        return;
    struct frame_size size =
        packet_translate(told->packet, &outcome->translation, feed->frame + ETHERNET_HEADER);
    struct packet left = as_ethernet(feed, told->packet, told->link_number, size);
    left.time += told->waited_ns;
    offer(feed, &left, outcome->egress, DROP_NONE, NULL);
}

/* As `show asp drop` counts it: what the box refuses for itself, too. */
static bool
is_drop(const struct outcome *outcome)
{
    return outcome->drop != DROP_NONE &&
           (outcome->verdict == VERDICT_DENIED || outcome->verdict == VERDICT_TO_THE_BOX);
}

void
capture_feed_packet(struct capture_feed *feed, const struct replay_packet *told)
{
    if (feed == NULL || (told->outcome != NULL && told->outcome->drop == DROP_INTERFACE_DOWN))
        return;
    struct packet came = as_it_came(feed, told->packet, told->link_number);
    char *trace = trace_text(feed, told);
    offer(feed, &came, told->ingress, DROP_NONE, trace);
    free(trace);
    if (told->outcome == NULL)
        return;
    if (is_drop(told->outcome))
        offer(feed, &came, told->ingress, told->outcome->drop, NULL);
    take_egress(feed, told);
}

void
capture_feed_wire(struct capture_feed *feed, const struct packet *packet, int link_number,
                  ifc_id ifc)
{
    if (feed == NULL)
        return;
    struct packet frame = as_it_came(feed, packet, link_number);
    offer(feed, &frame, ifc, DROP_NONE, NULL);
}
