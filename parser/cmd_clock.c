/*
 * cmd_clock.c: clock timezone and clock summer-time (commands.md 11).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_minute.h"

/* ---- clock timezone ZONE HOURS [MINUTES] ---- */

struct zone_line {
    const char *name;
    int64_t hours, minutes;
};

static bool
set_zone(struct command_call *call, void *scratch)
{
    const struct zone_line *line = scratch;
    struct time_zone *zone = &call->config->time_zone;
    int64_t minutes = line->hours < 0 ? -line->minutes : line->minutes;
    if (!keep_text(call, &zone->name, line->name))
        return false;
    zone->minutes = (int16_t)(line->hours * 60 + minutes);
    return true;
}

static bool
unset_zone(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->time_zone.name = NULL;
    call->config->time_zone.minutes = 0;
    return true;
}

static bool
clear_zone(struct command_call *call, const char *rest)
{
    (void)rest;
    return unset_zone(call, NULL);
}

static void
each_zone(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const struct time_zone *zone = &config->time_zone;
    struct zone_line line = { zone->name, zone->minutes / 60, zone->minutes % 60 };
    if (line.minutes < 0)
        line.minutes = -line.minutes;
    if (zone->name != NULL)
        visit(context, &line, NULL);
}

static const struct command zone_row = {
    .name = "clock",
    .help = "Time zone of the clock",
    .words = (const struct word[]){ KEYWORD("clock timezone", "Time zone of the clock"),
                                    VALUE(text, struct zone_line, name, "Name of the time zone"),
                                    NUMBER(struct zone_line, hours, -23, 23, "Hours from UTC"),
                                    NUMBER(struct zone_line, minutes, 0, 59, "Minutes from UTC",
                                           .optional = true),
                                    END_OF_WORDS },
    .scratch_size = sizeof(struct zone_line),
    .set = set_zone,
    .unset = unset_zone,
    .no_words = 1,
    .each = each_zone,
    .clear = clear_zone,
};

/* ---- points in a year ---- */

static const char *const weekdays[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
                                        "Thursday", "Friday", "Saturday" };
static const char *const months[] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };

static bool
take_one_of(struct matching *matching, const char *const *words, size_t count, const char *help,
            uint8_t *index)
{
    for (uint8_t i = 0; i < count; i++) {
        if (matching_keyword(matching, words[i], help)) {
            *index = i;
            return true;
        }
    }
    return false;
}

static bool
take_month(struct matching *matching, uint8_t *month)
{
    if (!take_one_of(matching, months, ARRAY_LENGTH(months), "Month", month))
        return false;
    (*month)++;
    return true;
}

/* 2 Sunday March 2:00 */
static bool
take_week_point(struct matching *matching, struct summer_point *point)
{
    int64_t week = SUMMER_LAST_WEEK;
    if (matching_keyword(matching, "first", "The first week of the month"))
        week = 1;
    else if (!matching_keyword(matching, "last", "The last week of the month") &&
             !take_number(matching, 1, 4, "Week of the month", &week))
        return false;
    point->week = (uint8_t)week;
    return take_one_of(matching, weekdays, ARRAY_LENGTH(weekdays), "Day of the week",
                       &point->weekday) &&
           take_month(matching, &point->month) && take_minute(matching, &point->minute);
}

/* 6 April 2003 2:00, or with the month first */
static bool
take_date_point(struct matching *matching, struct summer_point *point)
{
    int64_t day, year;
    bool month_first = take_month(matching, &point->month);
    if (!take_number(matching, 1, 31, "Day of the month", &day) ||
        (!month_first && !take_month(matching, &point->month)) ||
        !take_number(matching, 1993, 2035, "Year", &year))
        return false;
    point->day = (uint8_t)day;
    point->year = (uint16_t)year;
    return take_minute(matching, &point->minute);
}

static void
put_point(struct writing *writing, const struct summer_point *point)
{
    if (point->day != 0)
        writing_put(writing, "%u %.3s %u", point->day, months[point->month - 1], point->year);
    else if (point->week == SUMMER_LAST_WEEK)
        writing_put(writing, "last %.3s %.3s", weekdays[point->weekday], months[point->month - 1]);
    else
        writing_put(writing, "%u %.3s %.3s", point->week, weekdays[point->weekday],
                    months[point->month - 1]);
    put_minute(writing, point->minute);
}

struct summer_line {
    const char *name;
    int kind; /* enum summer_kind */
    bool has_points;
    struct summer_point first, last;
    int64_t offset;
};

static bool
points_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct summer_line *line = scratch;
    bool (*take)(struct matching *, struct summer_point *) =
        word->low == SUMMER_DATE ? take_date_point : take_week_point;
    line->has_points = false;
    if (!take(matching, &line->first) || !take(matching, &line->last))
        return false;
    line->has_points = true;
    return true;
}

static void
points_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct summer_line *line = scratch;
    (void)word;
    if (!line->has_points)
        return;
    put_point(writing, &line->first);
    put_point(writing, &line->last);
}

static const struct word_type word_points = { "begin end", points_match, points_write };

/* ---- clock summer-time ZONE recurring|date ... [OFFSET] ---- */

/* The rule of the United States, as it was when the release came: 2007 made summer longer. 7.2 and
 * 8.0 know it from maintenance releases on (unverified). */
static const struct summer_rule {
    enum os_version since;
    struct summer_point first, last;
} usual_rules[] = {
    { OS_8_0,
      { .week = 2, .weekday = 0, .month = 3, .minute = 120 },
      { .week = 1, .weekday = 0, .month = 11, .minute = 120 } },
    { OS_FIRST,
      { .week = 1, .weekday = 0, .month = 4, .minute = 120 },
      { .week = SUMMER_LAST_WEEK, .weekday = 0, .month = 10, .minute = 120 } },
};

static const struct summer_rule *
usual_rule(enum os_version version)
{
    const struct summer_rule *rule = usual_rules;
    while (version < rule->since)
        rule++;
    return rule;
}

static bool
is_date(const struct summer_point *point)
{
    static const uint8_t days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = point->year % 4 == 0; /* from 1993 to 2035 */
    return point->day <= days[point->month - 1] && (point->month != 2 || leap || point->day < 29);
}

static bool
set_summer(struct command_call *call, void *scratch)
{
    const struct summer_line *line = scratch;
    struct time_zone *zone = &call->config->time_zone;
    const struct summer_rule *usual = usual_rule(call_version(call));
    if (line->kind == SUMMER_DATE && (!is_date(&line->first) || !is_date(&line->last)))
        return refuse(call, NULL, "the month has no such day");
    if (!keep_text(call, &zone->summer_name, line->name))
        return false;
    zone->summer = (enum summer_kind)line->kind;
    zone->summer_usual = !line->has_points;
    zone->first = line->has_points ? line->first : usual->first;
    zone->last = line->has_points ? line->last : usual->last;
    zone->summer_minutes = (int16_t)line->offset;
    return true;
}

static bool
unset_summer(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct time_zone *zone = &call->config->time_zone;
    *zone = (struct time_zone){ .name = zone->name, .minutes = zone->minutes };
    return true;
}

static bool
clear_summer(struct command_call *call, const char *rest)
{
    (void)rest;
    return unset_summer(call, NULL);
}

static void
each_summer(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const struct time_zone *zone = &config->time_zone;
    struct summer_line line = {
        .name = zone->summer_name,
        .kind = (int)zone->summer,
        .has_points = !zone->summer_usual,
        .first = zone->first,
        .last = zone->last,
        .offset = zone->summer_minutes,
    };
    if (zone->summer != SUMMER_NONE)
        visit(context, &line, NULL);
}

static bool
offset_match(const struct word *word, struct matching *matching, void *scratch)
{
    return word_number.match(word, matching, scratch);
}

static void
offset_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct summer_line *line = scratch;
    if (line->offset != SUMMER_USUAL_MINUTES)
        word_number.write(word, writing, scratch);
}

static const struct word_type word_offset = { "number", offset_match, offset_write };

static void
init_recurring(void *scratch)
{
    struct summer_line *line = scratch;
    line->kind = SUMMER_RECURRING;
    line->offset = SUMMER_USUAL_MINUTES;
}

static void
init_date(void *scratch)
{
    struct summer_line *line = scratch;
    line->kind = SUMMER_DATE;
    line->offset = SUMMER_USUAL_MINUTES;
}

static bool
fits_recurring(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct summer_line *)scratch)->kind == SUMMER_RECURRING;
}

/* clang-format off */
#define SUMMER \
    KEYWORD("clock summer-time", "Summer time of the clock"), \
    VALUE(text, struct summer_line, name, "Name of the time zone in summer")
#define POINTS(summer, ...) \
    { .type = &word_points, .help = "When it begins and ends", .low = summer, __VA_ARGS__ }
#define OFFSET \
    { .type = &word_offset, FIELD(struct summer_line, offset), .low = 1, .high = 1440, \
      .help = "Minutes that the clock is put forward", .optional = true }
#define SUMMER_ROW \
    .name = "clock summer-time", .help = "Summer time of the clock", \
    .scratch_size = sizeof(struct summer_line), .set = set_summer, .unset = unset_summer, \
    .no_words = 1, .each = each_summer, .clear = clear_summer
/* clang-format on */

static const struct command recurring_row = {
    SUMMER_ROW,
    .words =
        (const struct word[]){ SUMMER, KEYWORD("recurring", "Every year"),
                               POINTS(SUMMER_RECURRING, .optional = true), OFFSET, END_OF_WORDS },
    .init = init_recurring,
    .fits = fits_recurring,
};
static const struct command date_row = {
    SUMMER_ROW,
    .words = (const struct word[]){ SUMMER, KEYWORD("date", "In one year"), POINTS(SUMMER_DATE),
                                    OFFSET, END_OF_WORDS },
    .init = init_date,
};

const struct command *const clock_commands[] = { &zone_row, &recurring_row, &date_row, NULL };
