/*
 * sink.h: where the engine's events go when a capture is replayed: text as the device prints it,
 * JSON, or the facts beside a text log.
 *
 *     struct log_sink *log = log_sink_text(config, stdout, LEVEL_DEBUGGING);
 *     struct log_sink *facts = log_sink_facts(config, file, LEVEL_DEBUGGING, config_write_row);
 *     log_sink_follow(log, facts);
 *     engine = engine_new(config, &options, log_sink_events(log));
 *     ...
 *     if (!log_sink_close(log)) ... errno says what could not be written
 *
 * Lines depend on the event and the configuration alone, so the same run writes the same bytes.
 * JSON and facts have schemas: cli/schema.
 */
#ifndef REFIRE_CLI_REPLAY_SINK_H
#define REFIRE_CLI_REPLAY_SINK_H

#include <stdbool.h>
#include <stdio.h>

#include "engine/base/compiler.h"
#include "engine/event.h"
#include "engine/syslog/rate_limit.h"

struct log_sink;

/*
 * One line an event that prints something in the version, is not disabled, and whose severity is
 * LEVEL or more urgent; always stamped. CONFIG and FILE are borrowed. NULL: no memory.
 */
NODISCARD struct log_sink *log_sink_text(const struct config *config, FILE *file, int level);

/* Every event, one object a line; those that print nothing in the version have no id. */
NODISCARD struct log_sink *log_sink_json(const struct config *config, FILE *file);

/* Writes the configuration line of a row: parser.h's config_write_row. */
typedef void row_writer(const struct config *config, const struct row *row, FILE *out);

/* One object for each line that log_sink_text writes at the same LEVEL, in the same order. */
NODISCARD struct log_sink *log_sink_facts(const struct config *config, FILE *file, int level,
                                          row_writer *write_row);

/* How fast lines leave; zeroed: as fast as they are taken. */
struct syslog_pace {
    bool as_captured;          /* as far apart as their events */
    uint32_t lines_per_second; /* 0: no limit */
};

/* In front of a line: as configured (`logging timestamp`, `device-id`), or another. */
enum syslog_header { SYSLOG_HEADER_DEVICE, SYSLOG_HEADER_RFC5424, SYSLOG_HEADER_EMBLEM };

/*
 * The header that the configuration has for where URL leads (syslog_target.h): EMBLEM's when the
 * `logging host` of that address says so, or, of an address that none has, the first one that is
 * spoken to over the same protocol. A Unix socket is taken for UDP.
 */
enum syslog_header syslog_header_for(const struct config *config, const char *url);

struct syslog_options {
    int level;
    enum syslog_header header;
    struct syslog_pace pace;
};

/* The lines of log_sink_text as a syslog host gets them, priority first. */
NODISCARD struct log_sink *log_sink_syslog(const struct config *config, FILE *file,
                                           const struct syslog_options *options);

/* From now on NEXT gets each event after SINK, and is flushed and closed with it. */
void log_sink_follow(struct log_sink *sink, struct log_sink *next);

/* For lines between those of the log: what SINK itself writes through. */
struct output;
struct output *log_sink_output(struct log_sink *sink);

/* What `logging rate-limit` held back there (JSON: nothing); the caller's from now on. */
struct rate_limiter log_sink_take_limiter(struct log_sink *sink);

/* What to give to engine_new. */
struct event_sink log_sink_events(struct log_sink *sink);

/* False when something could not be written, now or before; errno says why. */
NODISCARD bool log_sink_flush(struct log_sink *sink);

/* Flushes and frees; the FILE stays open. SINK may be NULL. */
NODISCARD bool log_sink_close(struct log_sink *sink);

#endif
