/*
 * time_zone.h: what the box's clock shows (commands.md 11): time stamps of the log and time ranges
 * go by it. Packets are stamped in UTC.
 */
#ifndef REFIRE_ENGINE_MODEL_TIME_ZONE_H
#define REFIRE_ENGINE_MODEL_TIME_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#define SUMMER_USUAL_MINUTES 60
#define SUMMER_LAST_WEEK 5

enum summer_kind { SUMMER_NONE, SUMMER_RECURRING, SUMMER_DATE };

/* When summer time begins or ends: by the clock as it goes until then. */
struct summer_point {
    uint8_t week;    /* RECURRING: 1 to 4, or SUMMER_LAST_WEEK */
    uint8_t weekday; /* RECURRING: 0 is Sunday */
    uint8_t month;   /* 1 is January */
    uint8_t day;     /* DATE, with the year */
    uint16_t year;
    uint16_t minute; /* of the day */
};

struct time_zone {
    const char *name; /* NULL: UTC */
    int16_t minutes;  /* ahead of UTC */
    enum summer_kind summer;
    const char *summer_name;
    bool summer_usual; /* the rule of the release, which is not written */
    struct summer_point first, last;
    int16_t summer_minutes; /* that the clock is put forward */
};

struct config;

/*
 * When summer time begins and ends in the year that it is at TIME: what the clock shows just before
 * each, in nanoseconds, as if that were UTC. False: there is no summer time.
 */
bool time_zone_summer(const struct time_zone *zone, int64_t time, int64_t *first, int64_t *last);
bool time_zone_is_summer(const struct time_zone *zone, int64_t time);
/* What the clock shows at TIME, as if that were UTC; both in nanoseconds. */
int64_t time_zone_local(const struct time_zone *zone, int64_t time);
/* The name of the zone that the clock is in at TIME. */
const char *time_zone_name(const struct time_zone *zone, int64_t time);

#endif
