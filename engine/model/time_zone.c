/*
 * time_zone.c: from UTC to what the clock shows.
 */
#include "engine/model/time_zone.h"

#include <stddef.h>

#include "engine/base/civil.h"
#include "engine/base/clock.h"

#define MINUTE_NS (60 * NS_PER_SECOND)
#define DAY_SECONDS INT64_C(86400)

static int64_t
seconds_of_day(int32_t year, uint8_t month, uint8_t day)
{
    const struct civil_time civil = { .year = year, .month = month, .day = day };
    return civil_to_seconds(&civil);
}

/* 0 is Sunday; 1970 began on a Thursday. */
static unsigned
weekday_of(int64_t seconds)
{
    int64_t day = (seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0) + 4) % 7;
    return (unsigned)(day < 0 ? day + 7 : day);
}

/* Seconds of a point in YEAR, by the clock. */
static int64_t
point_in(const struct summer_point *point, int32_t year)
{
    int64_t first = seconds_of_day(year, point->month, 1);
    int64_t next = point->month < 12 ? seconds_of_day(year, (uint8_t)(point->month + 1), 1)
                                     : seconds_of_day(year + 1, 1, 1);
    int64_t day = first + (point->weekday + 7 - weekday_of(first)) % 7 * DAY_SECONDS;
    for (unsigned week = 1; week < point->week && day + 7 * DAY_SECONDS < next; week++)
        day += 7 * DAY_SECONDS;
    return day + point->minute * 60;
}

static int64_t
point_of(const struct summer_point *point)
{
    return seconds_of_day(point->year, point->month, point->day) + point->minute * 60;
}

/* At the ends of what 64 bits can hold a clock goes by UTC. */
static int64_t
moved(int64_t time, int64_t minutes)
{
    int64_t local;
    return __builtin_add_overflow(time, minutes * MINUTE_NS, &local) ? time : local;
}

/* The same in seconds; STANDARD: what the clock would show without summer time. */
static bool
summer_of(const struct time_zone *zone, int64_t standard, int64_t *first, int64_t *last)
{
    int32_t year = civil_from_ns(standard).year;
    switch (zone->summer) {
    case SUMMER_NONE:
        return false;
    case SUMMER_DATE:
        *first = point_of(&zone->first);
        *last = point_of(&zone->last);
        return true;
    case SUMMER_RECURRING:
        *first = point_in(&zone->first, year);
        *last = point_in(&zone->last, year);
        return true;
    }
    return false;
}

bool
time_zone_summer(const struct time_zone *zone, int64_t time, int64_t *first, int64_t *last)
{
    if (!summer_of(zone, moved(time, zone->minutes), first, last))
        return false;
    /* a year at the end of what 64 bits can hold has no nanoseconds */
    return !__builtin_mul_overflow(*first, NS_PER_SECOND, first) &&
           !__builtin_mul_overflow(*last, NS_PER_SECOND, last);
}

bool
time_zone_is_summer(const struct time_zone *zone, int64_t time)
{
    int64_t standard = moved(time, zone->minutes);
    int64_t now = standard / NS_PER_SECOND;
    int64_t first, last;
    if (!summer_of(zone, standard, &first, &last))
        return false;
    last -= zone->summer_minutes * 60; /* it ends by the clock of summer */
    /* south of the equator it lasts over the end of a year */
    return first <= last ? now >= first && now < last : now >= first || now < last;
}

int64_t
time_zone_local(const struct time_zone *zone, int64_t time)
{
    int64_t minutes = zone->minutes;
    if (time_zone_is_summer(zone, time))
        minutes += zone->summer_minutes;
    return moved(time, minutes);
}

const char *
time_zone_name(const struct time_zone *zone, int64_t time)
{
    if (time_zone_is_summer(zone, time))
        return zone->summer_name;
    return zone->name != NULL ? zone->name : "UTC";
}
