/*
 * perfmon.c: counts what the log would tell, and the packets that inspections read.
 *
 * Which packets the device calls those of a fixup is not known: here those that an inspection
 * read, over TCP, and of the two with a row of their own those to or from its usual port [C].
 */
#include "cli/prompt/perfmon.h"

#include <string.h>

#include "engine/base/clock.h"

#define PORT_FTP 21
#define PORT_HTTP 80

void
perfmon_start(struct perfmon *perfmon, int64_t now)
{
    *perfmon = (struct perfmon){
        .interval_seconds = PERFMON_INTERVAL,
        .began = now,
    };
}

void
perfmon_set_interval(struct perfmon *perfmon, uint32_t seconds, int64_t now)
{
    perfmon->interval_seconds = seconds;
    perfmon->began = now;
    memset(perfmon->running, 0, sizeof(perfmon->running));
    memset(perfmon->last, 0, sizeof(perfmon->last));
}

/* Intervals that are over; the last of several was without anything. */
static void
roll(struct perfmon *perfmon, int64_t now)
{
    int64_t length = seconds_to_ns(perfmon->interval_seconds);
    if (now < perfmon->began || now - perfmon->began < length)
        return;
    int64_t passed = (now - perfmon->began) / length;
    memset(perfmon->last, 0, sizeof(perfmon->last));
    if (passed == 1)
        memcpy(perfmon->last, perfmon->running, sizeof(perfmon->last));
    memset(perfmon->running, 0, sizeof(perfmon->running));
    perfmon->began += passed * length;
}

static void
count(struct perfmon *perfmon, enum perfmon_row row)
{
    perfmon->running[row]++;
    perfmon->all[row]++;
}

void
perfmon_event(struct perfmon *perfmon, const struct event *event)
{
    static const struct {
        enum event_type type;
        enum perfmon_row row;
    } rows[] = {
        { EVENT_XLATE_BUILT, PERFMON_XLATES },         { EVENT_PORT_XLATE_BUILT, PERFMON_XLATES },
        { EVENT_TCP_CONN_BUILT, PERFMON_CONNECTIONS }, { EVENT_TCP_CONN_BUILT, PERFMON_TCP_CONNS },
        { EVENT_UDP_CONN_BUILT, PERFMON_CONNECTIONS }, { EVENT_UDP_CONN_BUILT, PERFMON_UDP_CONNS },
        { EVENT_GRE_CONN_BUILT, PERFMON_CONNECTIONS }, { EVENT_URL_ACCESSED, PERFMON_URL_ACCESS },
    };
    roll(perfmon, event->time);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        if (rows[i].type == event->type)
            count(perfmon, rows[i].row);
    }
}

static bool
is_of_port(const struct packet *packet, uint16_t port)
{
    return packet->source_port == port || packet->destination_port == port;
}

void
perfmon_inspected(struct perfmon *perfmon, const struct packet *packet)
{
    if (packet->protocol != IP_TCP)
        return;
    roll(perfmon, packet->time);
    count(perfmon, PERFMON_TCP_FIXUP);
    if (is_of_port(packet, PORT_HTTP))
        count(perfmon, PERFMON_HTTP_FIXUP);
    if (is_of_port(packet, PORT_FTP))
        count(perfmon, PERFMON_FTP_FIXUP);
}

struct perfmon_rate
perfmon_rate(struct perfmon *perfmon, enum perfmon_row row, int64_t started, int64_t now)
{
    roll(perfmon, now);
    int64_t up = now > started ? (now - started) / NS_PER_SECOND : 0;
    return (struct perfmon_rate){
        .current = perfmon->last[row] / perfmon->interval_seconds,
        .average = perfmon->all[row] / (uint64_t)(up > 0 ? up : 1),
    };
}
