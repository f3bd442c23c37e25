/*
 * seen_packets.c: what an exercise asks for are first packets, so those are kept that would make a
 * connection: SYN, datagrams and echo requests, the same ones once.
 */
#include "cli/fault/seen_packets.h"

#include <stdlib.h>

#include "cli/configuration.h"
#include "cli/prompt/interrupt.h"
#include "cli/sample/sample_input.h"
#include "cli/verbs.h"
#include "engine/base/ip.h"
#include "engine/replay/replay.h"

#define ICMP_ECHO_REQUEST 8

static bool
begins(const struct packet *packet)
{
    if (packet->kind != PACKET_IPV4)
        return false;
    if (packet->protocol == IP_TCP)
        return packet_is_syn(packet);
    if (packet->protocol == IP_ICMP)
        return packet->icmp_type == ICMP_ECHO_REQUEST;
    return true;
}

/* The port of a client does not tell packets apart. */
static bool
is_known(const struct seen_packets *seen, const struct packet *packet, ifc_id ingress)
{
    for (size_t i = 0; i < seen->count; i++) {
        const struct packet_wish *wish = &seen->items[i].wish;
        if (seen->items[i].ifc == ingress && wish->protocol == packet->protocol &&
            wish->source == packet->source && wish->destination == packet->destination &&
            wish->destination_port == packet->destination_port)
            return true;
    }
    return false;
}

static void
see(void *context, const struct replay_packet *told)
{
    struct seen_packets *seen = context;
    const struct packet *packet = told->packet;
    if (told->outcome == NULL || seen->count == SEEN_PACKETS_MAX || !begins(packet) ||
        is_known(seen, packet, told->ingress))
        return;
    bool has_ports = packet->protocol == IP_TCP || packet->protocol == IP_UDP;
    seen->items[seen->count++] = (struct trace_input){
        .ifc = told->ingress,
        .wish = {
            .protocol = packet->protocol,
            .source = packet->source,
            .destination = packet->destination,
            .source_port = has_ports ? packet->source_port : 0,
            .destination_port = has_ports ? packet->destination_port : 0,
            .icmp_type = packet->protocol == IP_ICMP ? packet->icmp_type : 0,
            .icmp_code = packet->protocol == IP_ICMP ? packet->icmp_code : 0,
        },
    };
}

static bool
is_stopped(void *context)
{
    (void)context;
    return interrupt_came();
}

static void
drop_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

static int
add_captures(const struct config *config, char *const *captures, size_t count,
             struct replay *replay)
{
    for (size_t i = 0; i < count; i++) {
        const struct sample_input input = { .word = captures[i] };
        char error[CAPTURE_ERROR_SIZE];
        enum sample_added added = sample_add(config, &input, replay, error);
        if (added == SAMPLE_ADDED)
            continue;
        complain(captures[i], error);
        return added == SAMPLE_REFUSED ? STATUS_USAGE : STATUS_CAPTURE;
    }
    return STATUS_OK;
}

/* Damage is said; what could be read is taken. */
static int
run(struct replay *replay)
{
    enum replay_end end = replay_run(replay);
    if (end == REPLAY_STOPPED)
        return STATUS_INTERRUPTED;
    if (end == REPLAY_NO_MEMORY)
        return STATUS_INTERNAL;
    for (size_t i = 0; i < replay_input_count(replay); i++) {
        struct replay_input_report report = replay_input_report(replay, i);
        if (*report.error != '\0' || report.skipped > 0)
            complain(report.name, *report.error != '\0' ? report.error : "damaged");
    }
    return STATUS_OK;
}

int
seen_packets_read(const struct config *config, char *const *captures, size_t count,
                  struct seen_packets *seen)
{
    static const struct replay_options options = { .not_before = INT64_MIN };
    struct replay_sink sink = { .packet = see, .stopped = is_stopped, .context = seen };
    char error[CAPTURE_ERROR_SIZE];
    *seen = (struct seen_packets){ 0 };
    if (count == 0)
        return STATUS_OK;
    seen->items = calloc(SEEN_PACKETS_MAX, sizeof *seen->items);
    struct engine *engine = engine_new(config, &(struct engine_options){ 0 },
                                       (struct event_sink){ .emit = drop_event });
    struct replay *replay = seen->items != NULL && engine != NULL
                                ? replay_new(config, engine, &options, sink, error)
                                : NULL;
    int status = STATUS_INTERNAL;
    if (replay != NULL)
        status = add_captures(config, captures, count, replay);
    if (status == STATUS_OK)
        status = run(replay);
    if (status == STATUS_INTERNAL)
        complain("lab", "out of memory");
    replay_free(replay);
    engine_free(engine);
    return status;
}

void
seen_packets_free(struct seen_packets *seen)
{
    free(seen->items);
    *seen = (struct seen_packets){ 0 };
}
