/*
 * syslog_format.h: the lines of one configuration in one form, compiled, for those who write
 * millions of them.
 *
 * Nine tenths of a line are what they were in the last one. The rows of syslog.def are cut into
 * words and functions once, the names of interfaces are cleaned once, a header is written once a
 * second. The lines are those of syslog_line, byte for byte.
 */
#ifndef REFIRE_ENGINE_SYSLOG_FORMAT_H
#define REFIRE_ENGINE_SYSLOG_FORMAT_H

#include "engine/syslog/syslog.h"

struct syslog_format;

/* CONFIG is borrowed; when its revision changes, all is compiled anew. NULL: no memory. */
NODISCARD struct syslog_format *syslog_format_new(const struct config *config,
                                                  enum syslog_form form);
void syslog_format_free(struct syslog_format *format);

/* syslog_message_of. */
NODISCARD bool syslog_format_message(struct syslog_format *format, const struct event *event,
                                     struct syslog_message *message);

/* syslog_line. */
size_t syslog_format_line(struct syslog_format *format, const struct event *event,
                          char line[static SYSLOG_LINE_SIZE]);

#endif
