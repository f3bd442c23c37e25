/*
 * sink_private.h: what the sinks have in common.
 */
#ifndef REFIRE_CLI_REPLAY_SINK_PRIVATE_H
#define REFIRE_CLI_REPLAY_SINK_PRIVATE_H

#include <stdint.h>

#include "cli/json.h"
#include "cli/output.h"
#include "cli/replay/sink.h"
#include "engine/syslog/rate_limit.h"
#include "engine/syslog/syslog_format.h"

struct log_sink {
    const struct config *config;
    struct output output;
    struct json_writer json;
    void (*write)(struct log_sink *sink, const struct event *event);
    int level;
    struct rate_limiter limiter;  /* `logging rate-limit` */
    struct syslog_format *format; /* text */

    /* facts */
    row_writer *write_row;
    FILE *scratch; /* where a row is written; its bytes are TEXT */
    char *text;
    size_t text_size;
    uint64_t lines; /* written; of syslog, too */

    /* syslog */
    enum syslog_header header;
    struct syslog_pace pace;
    int64_t pace_from;    /* time of the first line's event */
    int64_t pace_started; /* ... and when it left, on the monotonic clock */

    struct log_sink *next;
};

struct log_sink *log_sink_new(const struct config *config, FILE *file,
                              void (*write)(struct log_sink *sink, const struct event *event));

/* Frees this one alone, and writes nothing. */
void log_sink_free(struct log_sink *sink);

/* Does the device print a line for EVENT, at the sink's level? To be asked once: it is counted. */
bool log_sink_prints(struct log_sink *sink, const struct event *event,
                     struct syslog_message *message);

/* "time" and "packet": RFC 3339 in UTC; null when no packet did it. */
void log_sink_put_when(struct json_writer *json, const struct event *event);

/* "interface" (null: the firewall itself) and "address". */
void log_sink_put_host(struct json_writer *json, const struct config *config, ifc_id ifc,
                       uint32_t address);

void log_sink_put_address(struct json_writer *json, uint32_t address);

/* Both ends of an event, by names that say how event.h fills them: outer and inner of a flow,
 * source and destination of a packet, real and mapped of a translation, host. */
void log_sink_put_ends(struct log_sink *sink, const struct event *event);

/* Which line of ACL the ACE is, counted from 1; 0 when it is not there any more. */
size_t log_sink_ace_line(const struct event *event);

/* Do its messages speak of ports, identifiers or call ids? */
bool log_sink_has_ports(const struct event *event);

#endif
