/*
 * report_inside.h: what the writers of the forms share.
 */
#ifndef REFIRE_CLI_REPORT_REPORT_INSIDE_H
#define REFIRE_CLI_REPORT_REPORT_INSIDE_H

#include "cli/report/report.h"
#include "engine/base/arena.h"

struct report {
    struct arena *arena;
    const char *name;
    struct report_case *cases;
    size_t count, capacity;
    size_t counts[REPORT_STATUS_COUNT];
};

/* Our own words. */
void report_say(struct output *output, const char *format, ...) PRINTF_LIKE(2, 3);

/* The group of a case, by name. */
const char *report_group(const struct report *report, const struct report_case *item);
/* Is the group of the case at AT another one than that of the case before it? */
bool report_group_begins(const struct report *report, size_t at);

void report_write_text(const struct report *report, struct output *output);
void report_write_json(const struct report *report, struct output *output);
void report_write_tap(const struct report *report, struct output *output);
void report_write_junit(const struct report *report, struct output *output);

#endif
