/*
 * log.h: where log lines go at the prompt: console, monitor, buffer.
 *
 * Events come from the engine; the shell's own messages (111008, 502103, ...) are made here.
 */
#ifndef REFIRE_CLI_PROMPT_LOG_H
#define REFIRE_CLI_PROMPT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/event.h"
#include "engine/model/config.h"

struct log {
    FILE *console; /* borrowed */
    bool monitor;  /* `terminal monitor` */
    char *buffer;  /* whole lines, oldest first */
    size_t length, capacity;
    uint64_t counts[LOG_DESTINATION_COUNT];
};

/* Start from zeroes. */
void log_fini(struct log *log);

/* One event of the engine. */
void log_event(struct log *log, const struct config *config, const struct event *event);

/* A message of the shell itself. */
enum shell_message {
    SHELL_WRITE_BEGIN,     /* 111001 */
    SHELL_ERASED,          /* 111003 */
    SHELL_CONFIG_END,      /* 111005 */
    SHELL_CONFIG_BEGIN,    /* 111007 */
    SHELL_EXECUTED,        /* 111008 */
    SHELL_EXECUTED_SHOW,   /* 111009 */
    SHELL_EXECUTED_CHANGE, /* 111010 */
    SHELL_BAD_PASSWORD,    /* 308001 */
    SHELL_SHUNS_CLEARED,   /* 401001 */
    SHELL_SHUN_ADDED,      /* 401002 */
    SHELL_SHUN_DELETED,    /* 401003 */
    SHELL_PRIVILEGE,       /* 502103 */
};

void log_shell(struct log *log, const struct config *config, int64_t time,
               enum shell_message message, ...);

/* `clear logging`. */
void log_clear(struct log *log);

/* `show logging`: status, then the buffer. */
void log_show(const struct log *log, const struct config *config, FILE *out);

#endif
