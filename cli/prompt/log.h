/*
 * log.h: where log lines go at the prompt: console, monitor, buffer.
 *
 * Events come from the engine; the shell's own messages (111008, 502103, ...) are made here. Who
 * sees lines as they come is a watcher; several may, of one log.
 */
#ifndef REFIRE_CLI_PROMPT_LOG_H
#define REFIRE_CLI_PROMPT_LOG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/prompt/pager.h"
#include "engine/event.h"
#include "engine/model/config.h"
#include "engine/syslog/rate_limit.h"

/* Somebody in front of a screen. */
struct log_watcher {
    FILE *screen;        /* borrowed */
    struct pager *pager; /* what SCREEN goes through, borrowed; NULL: nothing that filters */
    bool console;        /* it is the console's; else a virtual terminal's */
    bool monitor;        /* `terminal monitor` */
    /* Is there room for a line that nobody asked for? NULL: always. Lines without room are counted,
     * and the count is told as soon as there is room again. */
    bool (*has_room)(void *context);
    void *context;
    uint64_t lost;
    struct log_watcher *next;
};

/* Whole lines, oldest first, each with its end. */
struct log_buffer {
    char *bytes;
    size_t length, capacity;
    size_t lines;
};

struct log {
    struct log_watcher *watchers; /* borrowed */
    struct log_buffer buffer;     /* `logging buffered`: so many bytes */
    struct log_buffer asdm;       /* `logging asdm`: so many lines */
    struct rate_limiter limiter;  /* `logging rate-limit` */
    uint64_t counts[LOG_DESTINATION_COUNT];
};

/* Start from zeroes. */
void log_fini(struct log *log);

/* From now on WATCHER, which stays the caller's, sees lines; until log_unwatch. */
void log_watch(struct log *log, struct log_watcher *watcher);
/* One that does not watch is allowed. */
void log_unwatch(struct log *log, struct log_watcher *watcher);
/* Tells a watcher how many lines it did not get, when it did not and there is room. */
void log_tell_lost(struct log_watcher *watcher);

/* One event of the engine. */
void log_event(struct log *log, const struct config *config, const struct event *event);

/* A message of the shell itself. */
enum shell_message {
#define SHELL_MESSAGE(NAME, id, severity, since, until, text, kinds, ...) SHELL_##NAME,
#include "cli/prompt/shell_message.def"
};

/* ARGUMENTS: what the words of the row stand for, in their order. Nothing where the version has not
 * got it. */
void log_shell(struct log *log, const struct config *config, int64_t time,
               enum shell_message message, va_list *arguments);

/* `clear logging`, and `clear logging asdm`. */
void log_clear(struct log *log);
void log_clear_asdm(struct log *log);

/* `show logging setting`: the status. */
void log_show_setting(const struct log *log, const struct config *config, FILE *out);
/* `show logging asdm`: the lines that it would be sent. */
void log_show_asdm(const struct log *log, FILE *out);
/* `show logging`: status, then the buffer. */
void log_show(const struct log *log, const struct config *config, FILE *out);

#endif
