/*
 * sink_syslog.c: the log as it goes to a syslog host: with its priority, and the header that the
 * configuration asks for or that of RFC 5424.
 */
#include <string.h>
#include <time.h>

#include "cli/prompt/interrupt.h"
#include "cli/replay/rfc5424.h"
#include "cli/replay/sink.h"
#include "cli/replay/sink_private.h"
#include "engine/base/clock.h"
#include "engine/base/ip.h"

/* "<166>" */
static size_t
put_priority(const struct log_sink *sink, unsigned severity, char *room)
{
    return (size_t)snprintf(room, SYSLOG_LINE_SIZE, "<%u>",
                            sink->config->logging.facility * 8U + severity);
}

static int64_t
monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}

/* Sleeps until a line that is due LATER after the first may leave. */
static void
wait_until(struct log_sink *sink, int64_t later)
{
    int64_t now = monotonic_ns();
    if (sink->lines == 0)
        sink->pace_started = now;
    if (sink->pace_started + later <= now)
        return;
    output_empty(&sink->output);
    while ((now = monotonic_ns()) < sink->pace_started + later && !interrupt_came()) {
        int64_t left = sink->pace_started + later - now;
        struct timespec pause = { .tv_sec = left / NS_PER_SECOND, .tv_nsec = left % NS_PER_SECOND };
        nanosleep(&pause, NULL);
    }
}

static void
keep_pace(struct log_sink *sink, const struct event *event)
{
    if (sink->lines == 0)
        sink->pace_from = event->time;
    if (sink->pace.as_captured)
        wait_until(sink, event->time - sink->pace_from);
    else if (sink->pace.lines_per_second > 0)
        wait_until(sink, (int64_t)(sink->lines / sink->pace.lines_per_second) * NS_PER_SECOND +
                             (int64_t)(sink->lines % sink->pace.lines_per_second) * NS_PER_SECOND /
                                 sink->pace.lines_per_second);
    sink->lines++;
}

static void
write_line(struct log_sink *sink, const struct event *event)
{
    struct syslog_message message;
    if (!log_sink_prints(sink, event, &message))
        return;
    keep_pace(sink, event);
    char *room = output_room(&sink->output, (size_t)3 * SYSLOG_LINE_SIZE);
    size_t length = put_priority(sink, message.severity, room);
    if (sink->header == SYSLOG_HEADER_RFC5424) {
        length += rfc5424_header(sink->config, &message, event->time, room + length);
        length += syslog_text(sink->config, event, room + length);
    } else {
        length += syslog_format_line(sink->format, event, room + length);
    }
    output_filled(&sink->output, length);
    output_line_end(&sink->output);
}

/* The address in "udp://192.0.2.9:514"; 0: a name, or none. */
static uint32_t
address_of(const char *url)
{
    uint32_t address = 0;
    const char *host = strstr(url, "://");
    if (host == NULL)
        return 0;
    host += strlen("://");
    return ip_parse(host, strcspn(host, ":/"), &address) ? address : 0;
}

enum syslog_header
syslog_header_for(const struct config *config, const char *url)
{
    const struct logging *logging = &config->logging;
    uint8_t protocol = strncmp(url, "tcp:", 4) == 0 ? IP_TCP : IP_UDP;
    uint32_t address = address_of(url);
    const struct log_host *first = NULL;
    for (size_t i = 0; i < logging->host_count; i++) {
        const struct log_host *host = &logging->hosts[i];
        if (host->protocol != protocol)
            continue;
        if (first == NULL || (address != 0 && host->address == address))
            first = host;
        if (address != 0 && host->address == address)
            break;
    }
    return first != NULL && first->emblem ? SYSLOG_HEADER_EMBLEM : SYSLOG_HEADER_DEVICE;
}

struct log_sink *
log_sink_syslog(const struct config *config, FILE *file, const struct syslog_options *options)
{
    struct log_sink *sink = log_sink_new(config, file, write_line);
    if (sink == NULL)
        return NULL;
    sink->level = options->level;
    sink->header = options->header;
    sink->pace = options->pace;
    sink->format = syslog_format_new(
        config, options->header == SYSLOG_HEADER_EMBLEM ? SYSLOG_EMBLEM : SYSLOG_TAGGED);
    if (sink->format == NULL) {
        log_sink_free(sink);
        return NULL;
    }
    return sink;
}
