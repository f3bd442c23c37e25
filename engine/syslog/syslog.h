/*
 * syslog.h: an event as the line that the device would print. No output happens here: the caller
 * gives the buffer and decides where the line goes.
 */
#ifndef REFIRE_ENGINE_SYSLOG_H
#define REFIRE_ENGINE_SYSLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/event.h"

#define SYSLOG_LINE_SIZE 1024

/* Where a line is to be shown: it decides about tag, time stamp and device id (syslog.md 1). */
enum syslog_form {
    SYSLOG_BARE,    /* "302013: Built ..." : console and buffer of 6.x */
    SYSLOG_TAGGED,  /* "%PIX-6-302013: Built ..." with the configured stamp and device id */
    SYSLOG_STAMPED, /* the same, with a stamp whether configured or not: replay */
    SYSLOG_EMBLEM,  /* ":: %ASA-session-6-302013: Built ...": no device id, UTC, no year */
};

/* The form of console and buffer lines in the configuration's version. */
enum syslog_form syslog_console_form(const struct config *config);

enum syslog_level {
    LEVEL_EMERGENCIES,
    LEVEL_ALERTS,
    LEVEL_CRITICAL,
    LEVEL_ERRORS,
    LEVEL_WARNINGS,
    LEVEL_NOTIFICATIONS,
    LEVEL_INFORMATIONAL,
    LEVEL_DEBUGGING,
};

/* The message an event prints in a version. */
struct syslog_message {
    uint32_t id;
    uint8_t severity; /* after `logging message ID level N` */
    bool disabled;    /* `no logging message ID` */
};

/* False when this event prints nothing in the configuration's version. */
NODISCARD bool syslog_message_of(const struct config *config, const struct event *event,
                                 struct syslog_message *message);

/*
 * Formats the text after the tag ("Built outbound TCP ..."); returns its length, NUL not counted.
 * Whatever is not printable ASCII in a name of the configuration is replaced by `?`.
 */
size_t syslog_text(const struct config *config, const struct event *event,
                   char text[static SYSLOG_LINE_SIZE]);

/* The whole line without a line end; 0 when the event prints nothing in this version. */
size_t syslog_line(const struct config *config, const struct event *event, enum syslog_form form,
                   char line[static SYSLOG_LINE_SIZE]);

/* A message that no event stands for, such as the shell's own: its number and usual severity. */
struct syslog_message syslog_message_by_id(const struct config *config, uint32_t id,
                                           uint8_t severity);

/* The whole line of such a message: the header of FORM, then TEXT, cleaned. Returns its length. */
size_t syslog_frame(const struct config *config, const struct syslog_message *message, int64_t time,
                    enum syslog_form form, const char *text, char line[static SYSLOG_LINE_SIZE]);

/* Does the configuration send it to that destination (logging on, level, message not disabled)? */
bool syslog_reaches(const struct config *config, const struct syslog_message *message,
                    enum log_destination destination);

/* "h:mm:ss" as the device writes a duration: hours not padded, whole seconds, cut off. */
size_t duration_format(int64_t duration_ns, char *text, size_t size);

/* Why a conn went, in the words of the configuration's version: "TCP FINs"; "" for none. */
const char *syslog_teardown_text(const struct config *config, enum teardown_reason reason);

/* "emergencies" .. "debugging"; "disabled" for LOG_LEVEL_OFF */
const char *syslog_level_name(int level);

#endif
