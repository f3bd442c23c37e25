/*
 * packet_capture.c: the buffers, and what goes into them.
 *
 * A buffer holds so many bytes of frames; what it costs to remember a frame is not counted, as
 * the device's `[Capturing - N bytes]` does not. So that tiny frames cannot cost without bound,
 * each fills at least what an IP header takes.
 */
#include "cli/capture/packet_capture.h"

#include <stdlib.h>
#include <string.h>

#include "engine/acl/classify.h"

#define LEAST_COST 20
#define PORT_ISAKMP 500
#define PORT_ISAKMP_NAT 4500

struct packet_captures {
    struct packet_capture *items[CAPTURES_MOST];
    size_t count;
    capture_shows *shows; /* NULL: nobody looks */
    void *context;
};

struct packet_captures *
packet_captures_new(void)
{
    return calloc(1, sizeof(struct packet_captures));
}

static void
free_captured(struct captured *frame)
{
    free(frame->trace);
    free(frame);
}

void
packet_capture_clear(struct packet_capture *capture)
{
    struct captured *frame;
    while ((frame = TAILQ_FIRST(&capture->frames)) != NULL) {
        TAILQ_REMOVE(&capture->frames, frame, next);
        free_captured(frame);
    }
    capture->count = capture->bytes = capture->traced = 0;
    capture->full = false;
}

void
packet_captures_free(struct packet_captures *captures)
{
    if (captures == NULL)
        return;
    while (captures->count > 0)
        packet_capture_remove(captures, captures->items[captures->count - 1]);
    free(captures);
}

struct packet_capture *
packet_capture_at(const struct packet_captures *captures, size_t index)
{
    return captures != NULL && index < captures->count ? captures->items[index] : NULL;
}

struct packet_capture *
packet_capture_find(const struct packet_captures *captures, const char *name)
{
    struct packet_capture *capture;
    for (size_t i = 0; (capture = packet_capture_at(captures, i)) != NULL; i++) {
        if (strcmp(capture->name, name) == 0)
            return capture;
    }
    return NULL;
}

struct packet_capture *
packet_capture_add(struct packet_captures *captures, const char *name)
{
    if (captures->count == CAPTURES_MOST)
        return NULL;
    struct packet_capture *capture = calloc(1, sizeof(*capture));
    if (capture == NULL)
        return NULL;
    strncat(capture->name, name, sizeof(capture->name) - 1);
    TAILQ_INIT(&capture->frames);
    captures->items[captures->count++] = capture;
    return capture;
}

void
packet_capture_remove(struct packet_captures *captures, struct packet_capture *capture)
{
    size_t at = 0;
    while (captures->items[at] != capture)
        at++;
    captures->count--;
    memmove(&captures->items[at], &captures->items[at + 1],
            (captures->count - at) * sizeof(captures->items[0]));
    packet_capture_clear(capture);
    free(capture);
}

size_t
packet_captures_bytes(const struct packet_captures *captures, const struct packet_capture *except)
{
    size_t bytes = 0;
    const struct packet_capture *capture;
    for (size_t i = 0; (capture = packet_capture_at(captures, i)) != NULL; i++) {
        if (capture != except)
            bytes += capture->settings.buffer;
    }
    return bytes;
}

/* ---- which frames ---- */

static bool
is_on(const struct packet_capture *capture, ifc_id ifc)
{
    const struct capture_settings *settings = &capture->settings;
    for (size_t i = 0; i < settings->interface_count; i++) {
        if (settings->interfaces[i] == ifc)
            return true;
    }
    return settings->interface_count == 0 && settings->kind == CAPTURED_DROPS;
}

static bool
is_isakmp(const struct packet *packet)
{
    return packet->protocol == IP_UDP &&
           (packet->source_port == PORT_ISAKMP || packet->destination_port == PORT_ISAKMP ||
            packet->source_port == PORT_ISAKMP_NAT || packet->destination_port == PORT_ISAKMP_NAT);
}

static struct flow
turned(const struct flow *flow)
{
    struct flow back = *flow;
    back.source = flow->destination;
    back.destination = flow->source;
    back.source_port = flow->destination_port;
    back.destination_port = flow->source_port;
    return back;
}

/* `match` goes both ways, an access list one. */
static bool
matches_flow(const struct config *config, const struct capture_settings *settings,
             const struct flow *flow)
{
    if (settings->acl != NULL && !classify(config, settings->acl, flow).permit)
        return false;
    struct flow back = turned(flow);
    for (size_t i = 0; i < settings->match_count; i++) {
        if (ace_matches(config, &settings->matches[i], flow) ||
            ace_matches(config, &settings->matches[i], &back))
            return true;
    }
    return settings->match_count == 0;
}

static bool
matches_ethertype(const struct capture_settings *settings, const struct packet *packet)
{
    if (settings->ethertype == ETHERTYPE_ALL)
        return true;
    if (settings->ethertype == ETHERTYPE_TAGGED)
        return packet->vlan != 0;
    return packet->ethertype == settings->ethertype;
}

static bool
matches(const struct config *config, const struct capture_settings *settings,
        const struct packet *packet)
{
    if (!matches_ethertype(settings, packet))
        return false;
    if (settings->kind == CAPTURED_ISAKMP && !is_isakmp(packet))
        return false;
    if (settings->acl == NULL && settings->match_count == 0)
        return true;
    struct flow flow = flow_of_packet(packet);
    return packet->kind == PACKET_IPV4 && matches_flow(config, settings, &flow);
}

static bool
wants(const struct packet_capture *capture, const struct config *config,
      const struct capture_offer *offer)
{
    const struct capture_settings *settings = &capture->settings;
    bool of_drops = settings->kind == CAPTURED_DROPS;
    if (capture->full || of_drops != (offer->drop != DROP_NONE) || !is_on(capture, offer->ifc))
        return false;
    if (settings->kind == CAPTURED_WEBVPN)
        return false;
    if (of_drops && settings->drop != DROP_NONE && settings->drop != offer->drop)
        return false;
    return matches(config, settings, offer->packet);
}

/* ---- what is kept of them ---- */

static size_t
cost(const struct captured *frame)
{
    return frame->captured < LEAST_COST ? LEAST_COST : frame->captured;
}

/* NULL: no memory. */
static struct captured *
keep(const struct capture_offer *offer, size_t longest)
{
    const struct packet *packet = offer->packet;
    size_t length = packet->captured < longest ? packet->captured : longest;
    struct captured *frame = malloc(sizeof(*frame) + length);
    if (frame == NULL)
        return NULL;
    *frame = (struct captured){
        .time = packet->time,
        .captured = (uint32_t)length,
        .wire_length = (uint32_t)packet->wire_length,
        .drop = offer->drop,
    };
    memcpy(frame->bytes, packet->bytes, length);
    return frame;
}

static void
drop_oldest(struct packet_capture *capture)
{
    struct captured *frame = TAILQ_FIRST(&capture->frames);
    TAILQ_REMOVE(&capture->frames, frame, next);
    capture->count--;
    capture->bytes -= cost(frame);
    free_captured(frame);
}

/* False: there is none, and the capture is over. */
static bool
make_room(struct packet_capture *capture, size_t bytes)
{
    const struct capture_settings *settings = &capture->settings;
    while (settings->circular && capture->count > 0 && capture->bytes + bytes > settings->buffer)
        drop_oldest(capture);
    capture->full = capture->bytes + bytes > settings->buffer;
    return !capture->full;
}

/* A fragment is told of when its datagram is whole, but stands where it came. */
static void
insert(struct packet_capture *capture, struct captured *frame)
{
    struct captured *before;
    TAILQ_FOREACH_REVERSE(before, &capture->frames, captured_list, next)
    {
        if (before->time <= frame->time) {
            TAILQ_INSERT_AFTER(&capture->frames, before, frame, next);
            return;
        }
    }
    TAILQ_INSERT_HEAD(&capture->frames, frame, next);
}

static bool
keeps_traces(const struct packet_capture *capture)
{
    return capture->settings.traces && capture->traced < capture->settings.trace_count;
}

void
packet_captures_tell(struct packet_captures *captures, capture_shows *shows, void *context)
{
    if (captures == NULL)
        return;
    captures->shows = shows;
    captures->context = context;
}

/* What was taken; NULL: nothing. Without memory it is full, as a box without memory would have it.
 */
static const struct captured *
take(struct packet_capture *capture, const struct capture_offer *offer)
{
    struct captured *frame = keep(offer, capture->settings.packet_length);
    if (frame == NULL || !make_room(capture, cost(frame))) {
        free(frame);
        capture->full = true;
        return NULL;
    }
    if (offer->trace != NULL && keeps_traces(capture)) {
        frame->trace = strdup(offer->trace);
        capture->traced++;
    }
    insert(capture, frame);
    capture->count++;
    capture->bytes += cost(frame);
    return frame;
}

void
packet_captures_offer(struct packet_captures *captures, const struct config *config,
                      const struct capture_offer *offer)
{
    struct packet_capture *capture;
    for (size_t i = 0; (capture = packet_capture_at(captures, i)) != NULL; i++) {
        const struct captured *taken = wants(capture, config, offer) ? take(capture, offer) : NULL;
        if (taken != NULL && capture->settings.real_time && captures->shows != NULL)
            captures->shows(captures->context, capture, taken);
    }
}

bool
packet_captures_want(const struct packet_captures *captures, const struct config *config,
                     const struct packet *packet, ifc_id ifc)
{
    const struct capture_offer offer = { .packet = packet, .ifc = ifc };
    const struct packet_capture *capture;
    for (size_t i = 0; (capture = packet_capture_at(captures, i)) != NULL; i++) {
        if (wants(capture, config, &offer))
            return true;
    }
    return false;
}

bool
packet_captures_want_trace(const struct packet_captures *captures, const struct config *config,
                           const struct packet *packet, ifc_id ifc)
{
    const struct capture_offer offer = { .packet = packet, .ifc = ifc };
    const struct packet_capture *capture;
    for (size_t i = 0; (capture = packet_capture_at(captures, i)) != NULL; i++) {
        if (keeps_traces(capture) && wants(capture, config, &offer))
            return true;
    }
    return false;
}

bool
captured_permitted(const struct config *config, const struct captured *frame, const struct acl *acl)
{
    struct packet packet = { .time = frame->time };
    packet_decode(&packet, LINK_ETHERNET, frame->bytes, frame->captured, frame->wire_length);
    struct flow flow = flow_of_packet(&packet);
    return acl == NULL || (packet.kind == PACKET_IPV4 && classify(config, acl, &flow).permit);
}
