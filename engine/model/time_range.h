/*
 * time_range.h: time ranges, from 7.0 (commands.md 5.9).
 */
#ifndef REFIRE_ENGINE_MODEL_TIME_RANGE_H
#define REFIRE_ENGINE_MODEL_TIME_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

struct config;

/* Bits of a set of days; Monday is the first. */
#define DAY_BIT(day) (1u << (day))
#define DAYS_WEEKDAYS 0x1f
#define DAYS_WEEKEND 0x60
#define DAYS_ALL 0x7f
#define DAYS_SAME 0 /* as the last day: each of the days ends on itself */

struct periodic {
    uint8_t days;          /* a set, never empty */
    uint8_t last_days;     /* one day, on which what began on the one of DAYS ends; or DAYS_SAME */
    uint16_t first_minute; /* of the day */
    uint16_t last_minute;  /* still a part of it (unverified); before the first: past midnight */
};

struct time_range {
    const char *name;
    bool exists;
    bool has_start, has_end;
    int64_t start; /* seconds since 1970 on the box's clock */
    int64_t end;   /* the minute that begins here is the last one */
    struct periodic *periodic;
    size_t count, capacity;
};

/* NULL when there is none; make makes an empty one, whose exists is false. NULL: no memory. */
struct time_range *config_time_range(const struct config *config, const char *name);
NODISCARD struct time_range *config_time_range_make(struct config *config, const char *name);

/* At these seconds since 1970 on the box's clock. One without any entry is always active. */
bool time_range_is_active(const struct time_range *range, int64_t seconds);
/* Does an ACE refer to it? */
bool time_range_is_used(const struct config *config, const struct time_range *range);

#endif
