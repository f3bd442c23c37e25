/*
 * syslog_target.h: where `--syslog URL` sends lines: udp://HOST:PORT, tcp://HOST:PORT, unix:PATH.
 *
 *     struct syslog_target *target = syslog_target_open("tcp://127.0.0.1:1514", error);
 *     struct log_sink *sink = log_sink_syslog(config, target, &options);
 *     ...
 *     if (!log_sink_close(sink)) ... a line could not be sent
 *     syslog_target_close(target, &counts);
 *
 * A stream (TCP, or a Unix stream socket) waits for a slow reader, and what it cannot send is an
 * error: nothing is lost in silence. Each line ends in a line feed (RFC 6587 3.4.2), as the device
 * sends them. A line is one datagram over UDP; what the system or the
 * host refuses, as far as this side hears of it, is counted as lost.
 */
#ifndef REFIRE_CLI_REPLAY_SYSLOG_TARGET_H
#define REFIRE_CLI_REPLAY_SYSLOG_TARGET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/compiler.h"

#define SYSLOG_TARGET_ERROR_SIZE 256
#define SYSLOG_PORT_UDP "514"
#define SYSLOG_PORT_TCP "1470" /* of the device (commands.md, `logging host`) */

struct syslog_target;

/* Connects. NULL: ERROR says why. */
NODISCARD struct syslog_target *syslog_target_open(const char *url,
                                                   char error[static SYSLOG_TARGET_ERROR_SIZE]);

/* Unbuffered; what is written to it is sent. Closed with the target. */
FILE *syslog_target_stream(struct syslog_target *target);

struct syslog_counts {
    uint64_t sent; /* lines */
    uint64_t lost; /* datagrams that were refused */
    bool cut_off;  /* a stream's reader hung up, or took too long, before it had everything */
};

/* Waits until a stream's reader has taken everything, or SECONDS. TARGET may be NULL. */
struct syslog_counts syslog_target_close(struct syslog_target *target, unsigned seconds);

#endif
