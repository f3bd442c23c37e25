/*
 * rate_limit.h: `logging rate-limit` (syslog.md 1.3): at most so many messages in an interval.
 *
 * Each message number has a count of its own, also where the limit is that of a level ([R]: "rate
 * limited individually"); a limit of the number goes before one of its level. An interval begins
 * with the first message after the end of the one before [C].
 */
#ifndef REFIRE_ENGINE_SYSLOG_RATE_LIMIT_H
#define REFIRE_ENGINE_SYSLOG_RATE_LIMIT_H

#include "engine/syslog/syslog.h"

struct rate_count {
    uint32_t id;
    uint8_t severity;
    uint32_t passed; /* in the interval */
    int64_t began;
    uint64_t held; /* in all */
};

/* Zeroed, it has counted nothing. No more records than there are message numbers. */
struct rate_limiter {
    struct rate_count *counts;
    size_t count, capacity;
};

void rate_limiter_fini(struct rate_limiter *limiter);

/* The limit that the configuration has for a message; NULL: none. */
const struct log_rate *rate_limit_of(const struct logging *logging,
                                     const struct syslog_message *message);

/*
 * May this one be logged at TIME? It is counted. One that cannot be counted for want of memory may.
 */
bool rate_limiter_passes(struct rate_limiter *limiter, const struct logging *logging,
                         const struct syslog_message *message, int64_t time);

/* How many of RATE's messages were held back. */
uint64_t rate_limiter_held(const struct rate_limiter *limiter, const struct logging *logging,
                           const struct log_rate *rate);

#endif
