/*
 * threats.h: basic threat detection, from 8.0: how many packets were refused, by kind, over each of
 * the intervals of `threat-detection rate`, and which rates are exceeded (733100).
 *
 * An interval is cut into bursts. What is told are the rates of whole ones: the average of those in
 * the interval, and that of the last one. While one goes on that already has more than the oldest,
 * it counts in its place (vendor's guide). Real lines agree: 188,250 in 600 s is told as 313 a
 * second, 3,299 as 5 and as more than 5.
 */
#ifndef REFIRE_ENGINE_THREATS_H
#define REFIRE_ENGINE_THREATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/event.h"
#include "engine/model/config.h"

enum drop_reason;

#define THREAT_BURSTS_MOST 60 /* of an interval */

/* One rate of one kind. Starts from zeroes. */
struct threat_counter {
    uint32_t interval_seconds;
    int64_t began;                       /* the burst that goes on */
    uint32_t bursts[THREAT_BURSTS_MOST]; /* that are over; a ring */
    uint32_t next;                       /* the oldest of them */
    uint64_t complete;                   /* in all of them */
    uint32_t current, last;              /* in the one that goes on, and in the one before */
    uint64_t triggers;
    bool told_burst, told_average; /* since the burst began */
};

struct threats {
    struct threat_counter counters[THREAT_EVENT_COUNT][THREAT_INTERVALS_MAX];
};

/* The rates that hold for EVENT, shortest interval first; their number. */
size_t threat_rates(const struct threat_detection *threats, enum threat_event event,
                    struct threat_rate rates[THREAT_INTERVALS_MAX]);

/* Is it on, and is there such a thing in this version? */
bool threats_are_counted(const struct config *config);

/*
 * Something of those KINDS (bits) has happened; SINK gets an EVENT_THREAT_RATE for each rate that
 * is exceeded with it. ABOUT: its time, its packet and its ends.
 */
void threats_count(struct threats *threats, const struct config *config, uint32_t kinds,
                   const struct event *about, const struct event_sink *sink);

/* Of which kinds is a packet through the box that is refused for this? As bits. */
uint32_t threat_events_of(enum drop_reason drop);

/* How one rate stands at NOW; RATE from 1. False: there is no such rate. */
struct threat_view {
    struct event_threat figures;
    uint32_t interval_seconds;
    uint64_t triggers; /* how often it was exceeded */
};
NODISCARD bool threats_view(struct threats *threats, const struct config *config,
                            enum threat_event event, unsigned rate, int64_t now,
                            struct threat_view *view);

void threats_clear(struct threats *threats);

#endif
