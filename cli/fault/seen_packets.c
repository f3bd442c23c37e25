/*
 * seen_packets.c: what an exercise asks for are first packets, so those are kept that would make a
 * connection: SYN, datagrams and echo requests, the same ones once.
 */
#include "cli/fault/seen_packets.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/prompt/interrupt.h"
#include "cli/replay/sources.h"
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

/* ---- the captures ---- */

struct seen_source
seen_source_open(const char *word)
{
    const char *equals = strchr(word, '=');
    struct seen_source source = { .word = word };
    if (equals == NULL || access(word, F_OK) == 0)
        source.whole = held_file_open(word);
    if (equals != NULL)
        source.behind = held_file_open(equals + 1);
    return source;
}

size_t
seen_source_size(const struct seen_source *source)
{
    return source->whole.size + source->behind.size;
}

void
seen_source_close(struct seen_source *source)
{
    held_file_close(&source->whole);
    held_file_close(&source->behind);
}

static int
complain_to(FILE *errors, const char *what, const char *why, int status)
{
    fprintf(errors, "refire: %s: %s\n", what, why);
    return status;
}

static int
add_capture(const struct config *config, const struct seen_source *source, FILE *errors,
            struct replay *replay)
{
    struct replay_input input;
    char error[CAPTURE_ERROR_SIZE];
    if (!source_parse(config, source->word, &input, error))
        return complain_to(errors, source->word, error, STATUS_USAGE);
    const struct held_file *file = input.path == source->word ? &source->whole : &source->behind;
    if (file->why != NULL)
        return complain_to(errors, source->word, file->why, STATUS_CAPTURE);
    input = (struct replay_input){ .bytes = file->bytes, .size = file->size, .point = input.point };
    return replay_add(replay, &input, error)
               ? STATUS_OK
               : complain_to(errors, source->word, error, STATUS_CAPTURE);
}

/* Damage is said; what could be read is taken. */
static int
run(struct replay *replay, const struct seen_source *sources, FILE *errors)
{
    enum replay_end end = replay_run(replay);
    if (end == REPLAY_STOPPED)
        return STATUS_INTERRUPTED;
    if (end == REPLAY_NO_MEMORY)
        return STATUS_INTERNAL;
    for (size_t i = 0; i < replay_input_count(replay); i++) {
        struct replay_input_report report = replay_input_report(replay, i);
        if (*report.error != '\0' || report.skipped > 0)
            (void)complain_to(errors, sources[i].word,
                              *report.error != '\0' ? report.error : "damaged", 0);
    }
    return STATUS_OK;
}

int
seen_packets_read(const struct config *config, const struct seen_source *sources, size_t count,
                  FILE *errors, struct seen_packets *seen)
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
    int status = replay != NULL ? STATUS_OK : STATUS_INTERNAL;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = add_capture(config, &sources[i], errors, replay);
    if (status == STATUS_OK)
        status = run(replay, sources, errors);
    if (status == STATUS_INTERNAL)
        (void)complain_to(errors, "lab", "out of memory", 0);
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
