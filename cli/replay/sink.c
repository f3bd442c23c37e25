/*
 * sink.c: making, chaining and closing sinks.
 */
#include "cli/replay/sink.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/replay/sink_private.h"
#include "engine/base/civil.h"
#include "engine/base/ip.h"

struct log_sink *
log_sink_new(const struct config *config, FILE *file,
             void (*write)(struct log_sink *sink, const struct event *event))
{
    struct log_sink *sink = calloc(1, sizeof(*sink));
    if (sink == NULL)
        return NULL;
    if (!output_init(&sink->output, file)) {
        free(sink);
        return NULL;
    }
    sink->config = config;
    sink->write = write;
    json_writer_init(&sink->json, &sink->output);
    return sink;
}

void
log_sink_follow(struct log_sink *sink, struct log_sink *next)
{
    while (sink->next != NULL)
        sink = sink->next;
    sink->next = next;
}

struct output *
log_sink_output(struct log_sink *sink)
{
    return &sink->output;
}

static void
emit(void *context, const struct event *event)
{
    for (struct log_sink *sink = context; sink != NULL; sink = sink->next)
        sink->write(sink, event);
}

struct event_sink
log_sink_events(struct log_sink *sink)
{
    return (struct event_sink){ .emit = emit, .context = sink };
}

bool
log_sink_flush(struct log_sink *sink)
{
    int error = 0;
    for (; sink != NULL; sink = sink->next) {
        if (!output_flush(&sink->output) && error == 0)
            error = errno;
    }
    if (error != 0)
        errno = error;
    return error == 0;
}

void
log_sink_free(struct log_sink *sink)
{
    output_fini(&sink->output);
    if (sink->scratch != NULL)
        fclose(sink->scratch);
    syslog_format_free(sink->format);
    rate_limiter_fini(&sink->limiter);
    free(sink->text);
    free(sink);
}

bool
log_sink_close(struct log_sink *sink)
{
    bool written = log_sink_flush(sink);
    int error = errno;
    while (sink != NULL) {
        struct log_sink *next = sink->next;
        log_sink_free(sink);
        sink = next;
    }
    errno = error;
    return written;
}

struct rate_limiter
log_sink_take_limiter(struct log_sink *sink)
{
    struct rate_limiter taken = sink->limiter;
    sink->limiter = (struct rate_limiter){ 0 };
    return taken;
}

bool
log_sink_prints(struct log_sink *sink, const struct event *event, struct syslog_message *message)
{
    return syslog_message_of(sink->config, event, message) && !message->disabled &&
           rate_limiter_passes(&sink->limiter, &sink->config->logging, message, event->time) &&
           message->severity <= sink->level;
}

/* "2026-11-22T06:32:28.123456789Z" */
static void
put_time(struct json_writer *json, int64_t time)
{
    struct civil_time civil = civil_from_ns(time);
    char text[48];
    int length =
        snprintf(text, sizeof(text), "%04d-%02u-%02uT%02u:%02u:%02u.%09uZ", civil.year, civil.month,
                 civil.day, civil.hour, civil.minute, civil.second, (unsigned)civil.nanosecond);
    json_put_text(json, text, (size_t)length);
}

void
log_sink_put_when(struct json_writer *json, const struct event *event)
{
    json_put_key(json, "time");
    put_time(json, event->time);
    json_put_key(json, "packet");
    if (event->packet_number == 0)
        json_put_null(json);
    else
        json_put_unsigned(json, event->packet_number);
}

void
log_sink_put_address(struct json_writer *json, uint32_t address)
{
    char text[IP_TEXT_SIZE];
    size_t length = ip_format(address, text);
    json_put_text(json, text, length);
}

void
log_sink_put_host(struct json_writer *json, const struct config *config, ifc_id ifc,
                  uint32_t address)
{
    json_put_key(json, "interface");
    json_put_string(json, ifc == IFC_NONE ? NULL : config_interface_label(config, ifc));
    json_put_key(json, "address");
    log_sink_put_address(json, address);
}

size_t
log_sink_ace_line(const struct event *event)
{
    const struct acl *acl = event->acl;
    if (acl == NULL || event->ace == NULL)
        return 0;
    /* the engine knows the place, unless the list was edited since */
    if (event->row.kind == ROW_ACE && event->row.index < acl->count &&
        acl->aces[event->row.index] == event->ace)
        return event->row.index + 1;
    for (size_t i = 0; i < acl->count; i++) {
        if (acl->aces[i] == event->ace)
            return i + 1;
    }
    return 0;
}

bool
log_sink_has_ports(const struct event *event)
{
    switch (event->type) {
    case EVENT_XLATE_BUILT:
    case EVENT_XLATE_TORN_DOWN:
    case EVENT_LOCAL_HOST_BUILT:
    case EVENT_LOCAL_HOST_TORN_DOWN:
        return false;
    case EVENT_GRE_CONN_BUILT:
    case EVENT_GRE_CONN_TORN_DOWN:
    case EVENT_ICMP_CONN_BUILT:
    case EVENT_ICMP_CONN_TORN_DOWN:
    case EVENT_PORT_XLATE_BUILT:
    case EVENT_PORT_XLATE_TORN_DOWN:
        return true;
    default: /* packets: those of the protocols that have ports */
        return event->protocol == IP_TCP || event->protocol == IP_UDP;
    }
}
