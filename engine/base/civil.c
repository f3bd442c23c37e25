/*
 * civil.c: days since 1970 to year, month and day.
 *
 * Years are counted from 1 March, which puts the leap day at the end of the year, and in eras of
 * 400 years, which all have the same 146,097 days.
 */
#include "engine/base/civil.h"

#include "engine/base/clock.h"

#define SECONDS_PER_DAY INT64_C(86400)
#define DAYS_PER_ERA INT64_C(146097)
#define DAYS_BEFORE_1970 INT64_C(719468) /* from 1 March of year 0 */

/* Division that rounds down, also below zero; *REST is never negative. */
static int64_t
divide(int64_t value, int64_t by, int64_t *rest)
{
    int64_t quotient = value / by;
    *rest = value % by;
    if (*rest < 0) {
        *rest += by;
        quotient--;
    }
    return quotient;
}

static void
date_from_days(int64_t days, struct civil_time *civil)
{
    int64_t day_of_era;
    int64_t era = divide(days + DAYS_BEFORE_1970, DAYS_PER_ERA, &day_of_era);
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153; /* 0 is March; months alternate by 153/5 */
    int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    civil->day = (uint8_t)(day_of_year - (153 * march_month + 2) / 5 + 1);
    civil->month = (uint8_t)month;
    civil->year = (int32_t)(year_of_era + era * 400 + (month <= 2 ? 1 : 0));
}

struct civil_time
civil_from_ns(int64_t time)
{
    int64_t nanosecond, second_of_day;
    int64_t seconds = divide(time, NS_PER_SECOND, &nanosecond);
    int64_t days = divide(seconds, SECONDS_PER_DAY, &second_of_day);
    struct civil_time civil = {
        .hour = (uint8_t)(second_of_day / 3600),
        .minute = (uint8_t)(second_of_day / 60 % 60),
        .second = (uint8_t)(second_of_day % 60),
        .nanosecond = (uint32_t)nanosecond,
    };
    date_from_days(days, &civil);
    return civil;
}

int64_t
civil_to_seconds(const struct civil_time *civil)
{
    int64_t month = civil->month > 2 ? civil->month - 3 : civil->month + 9;
    int64_t year_of_era;
    int64_t era = divide(civil->year - (civil->month <= 2), 400, &year_of_era);
    int64_t day_of_year = (153 * month + 2) / 5 + civil->day - 1;
    int64_t days = era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
                   day_of_year - DAYS_BEFORE_1970;
    return days * SECONDS_PER_DAY + civil->hour * 3600 + civil->minute * 60 + civil->second;
}
