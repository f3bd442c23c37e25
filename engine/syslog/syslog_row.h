/*
 * syslog_row.h: the rows of syslog.def and what a line begins with, for the two files that write
 * lines. Private to engine/syslog.
 */
#ifndef REFIRE_ENGINE_SYSLOG_ROW_H
#define REFIRE_ENGINE_SYSLOG_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/syslog/syslog.h"
#include "engine/syslog/syslog_writer.h"

enum { LEVEL_OF_ACE = UINT8_MAX };

struct message_row {
    uint32_t id;
    uint8_t event;
    uint8_t severity;
    uint8_t since;
    uint8_t until;
    const char *text;
};

/* One number and one level, whatever the event says? Else an ACE or a signature has its own. */
static inline bool
message_row_is_fixed(const struct message_row *row)
{
    return row->severity != LEVEL_OF_ACE && row->event != EVENT_AUDIT_SIGNATURE;
}

/* NULL when the event prints nothing in the configuration's version. */
const struct message_row *syslog_row_of(const struct config *config, enum event_type type);

/* What EVENT makes of its row. */
struct syslog_message syslog_row_message(const struct message_row *row, const struct config *config,
                                         const struct event *event);

/* Everything in front of the text, up to "302013: ", with the time of the writer's event. */
void syslog_write_header(struct writer *w, enum syslog_form form,
                         const struct syslog_message *message);

#endif
