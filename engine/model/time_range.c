/*
 * time_range.c: when a time range is active.
 *
 * The minute that an entry ends with is still a part of it: `0:00 to 23:59` is the whole day
 * (unverified).
 */
#include "engine/model/time_range.h"

#include "engine/model/config.h"

#define MINUTE_SECONDS 60
#define DAY_MINUTES (24 * 60)
#define WEEK_MINUTES (7 * DAY_MINUTES)
#define MONDAY_SECONDS (4 * 86400) /* 1970 began on a Thursday; its first Monday was the fifth */

/* Minutes since Monday 0:00. */
static int64_t
minute_of_week(int64_t seconds)
{
    int64_t week = (int64_t)WEEK_MINUTES * MINUTE_SECONDS;
    int64_t rest = (seconds - MONDAY_SECONDS) % week;
    return (rest < 0 ? rest + week : rest) / MINUTE_SECONDS;
}

static int64_t
first_day(uint8_t days)
{
    int64_t day = 0;
    while (day < 6 && (days & DAY_BIT(day)) == 0)
        day++;
    return day;
}

/* From FIRST to LAST, both of the week, perhaps over its end. */
static bool
is_between(int64_t minute, int64_t first, int64_t last)
{
    int64_t length = (last - first + WEEK_MINUTES) % WEEK_MINUTES;
    return (minute - first + WEEK_MINUTES) % WEEK_MINUTES <= length;
}

static bool
periodic_is_active(const struct periodic *entry, int64_t minute)
{
    if (entry->last_days != DAYS_SAME)
        return is_between(minute, first_day(entry->days) * DAY_MINUTES + entry->first_minute,
                          first_day(entry->last_days) * DAY_MINUTES + entry->last_minute);
    int64_t over = entry->last_minute < entry->first_minute ? DAY_MINUTES : 0;
    for (int64_t day = 0; day < 7; day++) {
        if ((entry->days & DAY_BIT(day)) != 0 &&
            is_between(minute, day * DAY_MINUTES + entry->first_minute,
                       (day * DAY_MINUTES + entry->last_minute + over) % WEEK_MINUTES))
            return true;
    }
    return false;
}

bool
time_range_is_active(const struct time_range *range, int64_t seconds)
{
    if (!range->exists || (range->has_start && seconds < range->start) ||
        (range->has_end && seconds >= range->end + MINUTE_SECONDS))
        return false;
    int64_t minute = minute_of_week(seconds);
    for (size_t i = 0; i < range->count; i++) {
        if (periodic_is_active(&range->periodic[i], minute))
            return true;
    }
    return range->count == 0;
}

bool
time_range_is_used(const struct config *config, const struct time_range *range)
{
    for (size_t i = 0; i < config->acl_count; i++) {
        const struct acl *acl = config->acls[i];
        for (size_t j = 0; acl->exists && j < acl->count; j++) {
            if (acl->aces[j]->extra != NULL && acl->aces[j]->extra->range == range)
                return true;
        }
    }
    return false;
}
