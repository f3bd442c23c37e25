/*
 * rate_limit.c: counts by message number.
 */
#include "engine/syslog/rate_limit.h"

#include <stdlib.h>

#include "engine/base/clock.h"

#define FIRST_CAPACITY 16

void
rate_limiter_fini(struct rate_limiter *limiter)
{
    free(limiter->counts);
    *limiter = (struct rate_limiter){ 0 };
}

const struct log_rate *
rate_limit_of(const struct logging *logging, const struct syslog_message *message)
{
    const struct log_rate *of_level = NULL;
    for (size_t i = 0; i < logging->rate_count; i++) {
        const struct log_rate *rate = &logging->rates[i];
        if (!rate->by_level && rate->what == message->id)
            return rate->unlimited ? NULL : rate;
        if (rate->by_level && rate->what == message->severity)
            of_level = rate;
    }
    return of_level != NULL && !of_level->unlimited ? of_level : NULL;
}

static struct rate_count *
count_of(struct rate_limiter *limiter, const struct syslog_message *message)
{
    for (size_t i = 0; i < limiter->count; i++) {
        if (limiter->counts[i].id == message->id)
            return &limiter->counts[i];
    }
    if (limiter->count == limiter->capacity) {
        size_t capacity = limiter->capacity == 0 ? FIRST_CAPACITY : limiter->capacity * 2;
        struct rate_count *moved = reallocarray(limiter->counts, capacity, sizeof(*moved));
        if (moved == NULL)
            return NULL;
        limiter->counts = moved;
        limiter->capacity = capacity;
    }
    limiter->counts[limiter->count] =
        (struct rate_count){ .id = message->id, .severity = message->severity, .began = INT64_MIN };
    return &limiter->counts[limiter->count++];
}

bool
rate_limiter_passes(struct rate_limiter *limiter, const struct logging *logging,
                    const struct syslog_message *message, int64_t time)
{
    if (logging->rate_count == 0)
        return true;
    const struct log_rate *rate = rate_limit_of(logging, message);
    struct rate_count *count = rate != NULL ? count_of(limiter, message) : NULL;
    if (count == NULL)
        return true;
    bool is_over = count->began == INT64_MIN || time < count->began ||
                   time - count->began >= seconds_to_ns(rate->interval_seconds);
    if (is_over) {
        count->began = time;
        count->passed = 0;
    }
    if (count->passed >= rate->count) {
        count->held++;
        return false;
    }
    count->passed++;
    return true;
}

uint64_t
rate_limiter_held(const struct rate_limiter *limiter, const struct logging *logging,
                  const struct log_rate *rate)
{
    uint64_t held = 0;
    for (size_t i = 0; i < limiter->count; i++) {
        const struct rate_count *count = &limiter->counts[i];
        struct syslog_message message = { .id = count->id, .severity = count->severity };
        if (rate_limit_of(logging, &message) == rate)
            held += count->held;
    }
    return held;
}
