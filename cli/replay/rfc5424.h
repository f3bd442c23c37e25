/*
 * rfc5424.h: the header of RFC 5424 in front of a device's message, which keeps its tag: log
 * parsers look for it.
 */
#ifndef REFIRE_CLI_REPLAY_RFC5424_H
#define REFIRE_CLI_REPLAY_RFC5424_H

#include "engine/syslog/syslog.h"

/* What stands between the priority and the text; APP-NAME and MSGID are the device's. */
size_t rfc5424_header(const struct config *config, const struct syslog_message *message,
                      int64_t time, char room[static SYSLOG_LINE_SIZE]);

#endif
