/*
 * cmd_time_range.c: time-range, absolute and periodic (commands.md 5.9).
 */
#include <string.h>
#include <strings.h>

#include "engine/base/civil.h"
#include "engine/base/clock.h"
#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_minute.h"

struct range_line {
    const char *name;
};

static bool
set_range(struct command_call *call, void *scratch)
{
    const struct range_line *line = scratch;
    struct time_range *range = config_time_range_make(call->config, line->name);
    if (range == NULL)
        return no_memory(call);
    range->exists = true;
    call->object = range;
    return true;
}

static void
forget_range(struct time_range *range)
{
    range->exists = range->has_start = range->has_end = false;
    range->count = 0;
}

static bool
unset_range(struct command_call *call, void *scratch)
{
    const struct range_line *line = scratch;
    struct time_range *range = config_time_range(call->config, line->name);
    if (range == NULL || !range->exists)
        return refuse(call, NULL, "there is no time-range %s", line->name);
    if (time_range_is_used(call->config, range))
        return refuse(call, NULL, "time-range %s is in use", line->name);
    forget_range(range);
    return true;
}

static bool
clear_ranges(struct command_call *call, const char *rest)
{
    for (size_t i = 0; i < call->config->time_range_count; i++) {
        struct time_range *range = call->config->time_ranges[i];
        if ((rest[0] == '\0' || strcmp(range->name, rest) == 0) &&
            !time_range_is_used(call->config, range))
            forget_range(range);
    }
    return true;
}

static void
each_range(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->time_range_count; i++) {
        struct time_range *range = config->time_ranges[i];
        struct range_line line = { range->name };
        if (range->exists)
            visit(context, &line, range);
    }
}

static const struct command range_row = {
    .name = "time-range",
    .help = "Define time range entries",
    .words =
        (const struct word[]){ KEYWORD("time-range", "Define time range entries"),
                               NAME_OF("time-range", struct range_line, name, "Name", .high = 64),
                               END_OF_WORDS },
    .since = OS_7_0,
    .enters = MODE_CONFIG_TIME_RANGE,
    .prompt = "config-time-range",
    .scratch_size = sizeof(struct range_line),
    .set = set_range,
    .unset = unset_range,
    .each = each_range,
    .clear = clear_ranges,
};

/* The one of COUNT words that comes; false: none does. */
static bool
take_one_of(struct matching *matching, const char *const *words, size_t count, const char *help,
            size_t *index)
{
    for (*index = 0; *index < count; (*index)++) {
        if (matching_keyword(matching, words[*index], help))
            return true;
    }
    return false;
}

/* ---- absolute [start hh:mm day month year] [end hh:mm day month year] ---- */

struct absolute_line {
    bool has_start, has_end;
    int64_t start, end;
    bool no_such_day;
};

static const char *const months[] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };

static bool
take_moment(struct matching *matching, int64_t *seconds, bool *no_such_day)
{
    uint16_t minute;
    int64_t day, year;
    size_t month;
    if (!take_minute(matching, &minute))
        return false;
    if (!take_number(matching, 1, 31, "Day", &day) ||
        !take_one_of(matching, months, ARRAY_LENGTH(months), "Month", &month) ||
        !take_number(matching, 1993, 2035, "Year", &year))
        return false;
    struct civil_time civil = { .year = (int32_t)year,
                                .month = (uint8_t)(month + 1),
                                .day = (uint8_t)day,
                                .hour = (uint8_t)(minute / 60),
                                .minute = (uint8_t)(minute % 60) };
    *seconds = civil_to_seconds(&civil);
    *no_such_day = *no_such_day || civil_from_ns(*seconds * NS_PER_SECOND).day != civil.day;
    return true;
}

static void
put_moment(struct writing *writing, int64_t seconds)
{
    struct civil_time civil = civil_from_ns(seconds * NS_PER_SECOND);
    put_minute(writing, (uint16_t)(civil.hour * 60 + civil.minute));
    writing_put(writing, "%02u %s %d", civil.day, months[civil.month - 1], civil.year);
}

static bool
absolute_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct absolute_line *line = word_place(scratch, word->offset);
    if (matching_keyword(matching, "start", "When it begins")) {
        line->has_start = true;
        if (!take_moment(matching, &line->start, &line->no_such_day))
            return false;
    }
    if (matching_keyword(matching, "end", "When it ends")) {
        line->has_end = true;
        return take_moment(matching, &line->end, &line->no_such_day);
    }
    return line->has_start;
}

static void
absolute_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct absolute_line *line = word_value(scratch, word->offset);
    if (line->has_start) {
        writing_put(writing, "start");
        put_moment(writing, line->start);
    }
    if (line->has_end) {
        writing_put(writing, "end");
        put_moment(writing, line->end);
    }
}

static const struct word_type word_absolute = { "start|end", absolute_match, absolute_write };

static bool
set_absolute(struct command_call *call, void *scratch)
{
    const struct absolute_line *line = scratch;
    struct time_range *range = call->object;
    if (line->no_such_day)
        return refuse(call, NULL, "the month has no such day");
    if (line->has_start && line->has_end && line->end < line->start)
        return refuse(call, NULL, "the end is before the start");
    range->has_start = line->has_start;
    range->has_end = line->has_end;
    range->start = line->start;
    range->end = line->end;
    return true;
}

static bool
unset_absolute(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct time_range *range = call->object;
    range->has_start = range->has_end = false;
    return true;
}

static void
each_absolute(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct time_range *range = object;
    struct absolute_line line = { .has_start = range->has_start,
                                  .has_end = range->has_end,
                                  .start = range->start,
                                  .end = range->end };
    if (range->has_start || range->has_end)
        visit(context, &line, NULL);
}

static const struct command absolute_row = {
    .name = "absolute",
    .help = "Absolute time and date",
    .words = (const struct word[]){ KEYWORD("absolute", "Absolute time and date"),
                                    { .type = &word_absolute, .help = "Bounds" },
                                    END_OF_WORDS },
    .modes = MODE_BIT(MODE_CONFIG_TIME_RANGE),
    .since = OS_7_0,
    .scratch_size = sizeof(struct absolute_line),
    .set = set_absolute,
    .unset = unset_absolute,
    .each = each_absolute,
    .no_words = 1,
};

/* ---- periodic days hh:mm to [day] hh:mm ---- */

static const struct {
    const char *text;
    uint8_t days;
} day_words[] = {
    { "Monday", DAY_BIT(0) },   { "Tuesday", DAY_BIT(1) },     { "Wednesday", DAY_BIT(2) },
    { "Thursday", DAY_BIT(3) }, { "Friday", DAY_BIT(4) },      { "Saturday", DAY_BIT(5) },
    { "Sunday", DAY_BIT(6) },   { "weekdays", DAYS_WEEKDAYS }, { "weekend", DAYS_WEEKEND },
    { "daily", DAYS_ALL },
};

static bool
take_days(struct matching *matching, uint8_t *days)
{
    bool more = true;
    *days = 0;
    while (more) {
        more = false;
        for (size_t i = 0; i < ARRAY_LENGTH(day_words) && !more; i++) {
            more = matching_keyword(matching, day_words[i].text, "Days of the week");
            if (more)
                *days = (uint8_t)(*days | day_words[i].days);
        }
    }
    return *days != 0;
}

static void
put_days(struct writing *writing, uint8_t days)
{
    for (size_t i = ARRAY_LENGTH(day_words); i-- > 7;) {
        if (day_words[i].days == days) {
            writing_put(writing, "%s", day_words[i].text);
            return;
        }
    }
    for (size_t i = 0; i < 7; i++) {
        if ((days & day_words[i].days) != 0)
            writing_put(writing, "%s", day_words[i].text);
    }
}

static bool
is_one_day(uint8_t days)
{
    return (days & (days - 1)) == 0;
}

static bool
periodic_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct periodic *entry = word_place(scratch, word->offset);
    if (!take_days(matching, &entry->days) || !take_minute(matching, &entry->first_minute) ||
        !matching_keyword(matching, "to", "When it ends"))
        return false;
    size_t before = matching->at;
    if (take_days(matching, &entry->last_days) &&
        (!is_one_day(entry->days) || !is_one_day(entry->last_days))) {
        matching->at = before;
        matching_blame(matching, "only one day can end on another");
        return false;
    }
    if (entry->last_days == entry->days && entry->last_days != DAYS_SAME)
        entry->last_days = DAYS_SAME;
    return take_minute(matching, &entry->last_minute);
}

static void
periodic_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct periodic *entry = word_value(scratch, word->offset);
    put_days(writing, entry->days);
    put_minute(writing, entry->first_minute);
    writing_put(writing, "to");
    if (entry->last_days != DAYS_SAME)
        put_days(writing, entry->last_days);
    put_minute(writing, entry->last_minute);
}

static const struct word_type word_periodic = { "days hh:mm to [day] hh:mm", periodic_match,
                                                periodic_write };

static size_t
find_periodic(const struct time_range *range, const struct periodic *entry)
{
    size_t i = 0;
    while (i < range->count && memcmp(&range->periodic[i], entry, sizeof(*entry)) != 0)
        i++;
    return i;
}

static bool
set_periodic(struct command_call *call, void *scratch)
{
    const struct periodic *entry = scratch;
    struct time_range *range = call->object;
    if (find_periodic(range, entry) < range->count) {
        warn(call, NULL, "time-range %s has this entry already", range->name);
        return true;
    }
    struct periodic *slot = arena_append(call->config->arena, &range->periodic, &range->count,
                                         &range->capacity, sizeof(*slot));
    if (slot == NULL)
        return no_memory(call);
    *slot = *entry;
    return true;
}

static bool
unset_periodic(struct command_call *call, void *scratch)
{
    struct time_range *range = call->object;
    size_t at = find_periodic(range, scratch);
    if (at == range->count)
        return refuse(call, NULL, "time-range %s has no such entry", range->name);
    LIST_REMOVE(range->periodic, range->count, at);
    return true;
}

static void
each_periodic(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct time_range *range = object;
    for (size_t i = 0; i < range->count; i++)
        visit(context, &range->periodic[i], NULL);
}

static const struct command periodic_row = {
    .name = "periodic",
    .help = "Periodic time and date",
    .words = (const struct word[]){ KEYWORD("periodic", "Periodic time and date"),
                                    { .type = &word_periodic, .help = "When" },
                                    END_OF_WORDS },
    .modes = MODE_BIT(MODE_CONFIG_TIME_RANGE),
    .since = OS_7_0,
    .scratch_size = sizeof(struct periodic),
    .set = set_periodic,
    .unset = unset_periodic,
    .each = each_periodic,
};

const struct command *const time_range_commands[] = { &range_row, &absolute_row, &periodic_row,
                                                      NULL };
