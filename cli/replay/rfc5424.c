/*
 * rfc5424.c: the header of RFC 5424. The host name has been read by the parser: printable, no
 * blank.
 */
#include "cli/replay/rfc5424.h"

#include <stdio.h>

#include "engine/base/civil.h"

size_t
rfc5424_header(const struct config *config, const struct syslog_message *message, int64_t time,
               char room[static SYSLOG_LINE_SIZE])
{
    struct civil_time civil = civil_from_ns(time);
    const char *product = config->os.platform == PLATFORM_ASA ? "ASA" : "PIX";
    return (size_t)snprintf(
        room, SYSLOG_LINE_SIZE,
        "1 %04d-%02u-%02uT%02u:%02u:%02u.%06uZ %.255s %s - %06u - %%%s-%u-%06u: ", civil.year,
        civil.month, civil.day, civil.hour, civil.minute, civil.second, civil.nanosecond / 1000U,
        config->hostname, product, message->id, product, message->severity, message->id);
}
