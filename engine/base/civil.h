/*
 * civil.h: packet time as a date. Always UTC, by arithmetic: no locale, no time zone, no libc
 * clock, so that the same capture prints the same line on every machine.
 */
#ifndef REFIRE_ENGINE_BASE_CIVIL_H
#define REFIRE_ENGINE_BASE_CIVIL_H

#include <stdint.h>

struct civil_time {
    int32_t year;   /* 1677..2262: what 64 bits of nanoseconds can hold */
    uint8_t month;  /* 1..12 */
    uint8_t day;    /* 1..31 */
    uint8_t hour;   /* 0..23 */
    uint8_t minute; /* 0..59 */
    uint8_t second; /* 0..59: there are no leap seconds in packet time */
    uint32_t nanosecond;
};

/* Any time at all, those before 1970 included. */
struct civil_time civil_from_ns(int64_t time);
/* Seconds since 1970; the date must be one. */
int64_t civil_to_seconds(const struct civil_time *civil);

#endif
