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

/* How a form writes a character that it cannot have as it is; NULL: it can. */
typedef const char *report_escape(char c);

/*
 * LENGTH bytes of TEXT: what is not UTF-8 as U+FFFD, control characters as \xNN, the ASCII
 * characters that ESCAPE (NULL: none) knows as it says.
 */
void report_put(struct output *output, const char *text, size_t length, report_escape *escape);
void report_put_text(struct output *output, const char *text, report_escape *escape);
/* Our own words. */
void report_say(struct output *output, const char *format, ...) PRINTF_LIKE(2, 3);

/* The next line of *TEXT, which is moved past it; NULL when there is none. */
const char *report_next_line(const char **text, size_t *length);

/* The group of a case, by name. */
const char *report_group(const struct report *report, const struct report_case *item);
/* Is the group of the case at AT another one than that of the case before it? */
bool report_group_begins(const struct report *report, size_t at);

void report_write_text(const struct report *report, struct output *output);
void report_write_json(const struct report *report, struct output *output);
void report_write_tap(const struct report *report, struct output *output);
void report_write_junit(const struct report *report, struct output *output);

#endif
