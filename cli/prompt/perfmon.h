/*
 * perfmon.h: how often a second, as `show perfmon` has it (shell.md 6.14 [R]): over the last whole
 * interval, and since the box started.
 */
#ifndef REFIRE_CLI_PROMPT_PERFMON_H
#define REFIRE_CLI_PROMPT_PERFMON_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/engine.h"

/* In the order of the screen. */
enum perfmon_row {
    PERFMON_XLATES,
    PERFMON_CONNECTIONS,
    PERFMON_TCP_CONNS,
    PERFMON_UDP_CONNS,
    PERFMON_URL_ACCESS,
    PERFMON_URL_SERVER_REQ,
    PERFMON_TCP_FIXUP,
    PERFMON_TCP_INTERCEPT,
    PERFMON_HTTP_FIXUP,
    PERFMON_FTP_FIXUP,
    PERFMON_AAA_AUTHEN,
    PERFMON_AAA_AUTHOR,
    PERFMON_AAA_ACCOUNT,
    PERFMON_ROWS
};

#define PERFMON_INTERVAL 120 /* seconds, unless something else was said */

struct perfmon {
    uint32_t interval_seconds;
    int64_t began; /* the interval that runs, by the box's clock */
    uint64_t running[PERFMON_ROWS];
    uint64_t last[PERFMON_ROWS]; /* of the interval before */
    uint64_t all[PERFMON_ROWS];
};

void perfmon_start(struct perfmon *perfmon, int64_t now);
/* Another length of intervals: the one that runs begins anew. */
void perfmon_set_interval(struct perfmon *perfmon, uint32_t seconds, int64_t now);
void perfmon_event(struct perfmon *perfmon, const struct event *event);
/* An inspection has read PACKET. */
void perfmon_inspected(struct perfmon *perfmon, const struct packet *packet);

/* A second, rounded down: in the last interval before NOW, and since the box STARTED. */
struct perfmon_rate {
    uint64_t current, average;
};
struct perfmon_rate perfmon_rate(struct perfmon *perfmon, enum perfmon_row row, int64_t started,
                                 int64_t now);

#endif
