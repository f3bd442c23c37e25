/*
 * clock.h: packet time.
 *
 * One unit everywhere: nanoseconds since 1970-01-01 00:00:00 UTC, signed. The engine has no other
 * clock than the time stamps of the packets it is given.
 */
#ifndef REFIRE_ENGINE_BASE_CLOCK_H
#define REFIRE_ENGINE_BASE_CLOCK_H

#include <stdint.h>

#define NS_PER_SECOND INT64_C(1000000000)
#define NS_PER_US INT64_C(1000)
#define TIME_NEVER INT64_MAX

static inline int64_t
seconds_to_ns(uint32_t seconds)
{
    return (int64_t)seconds * NS_PER_SECOND;
}

#endif
