/*
 * report.h: the outcome of a check as a list of cases, in the forms that people and build servers
 * read.
 *
 *     struct report *report = report_new("verify");
 *     if (!report_add(report, &(struct report_case){ .group = "office", .name = "mail comes in",
 *                                                    .status = REPORT_PASSED }))
 *         ... no memory ...
 *     report_write(report, REPORT_TAP, &output);
 *
 * Texts may be anything: what is not UTF-8 becomes U+FFFD, and control characters never come out
 * raw: JSON has its own escapes, elsewhere they are written as \x1b.
 */
#ifndef REFIRE_CLI_REPORT_REPORT_H
#define REFIRE_CLI_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/output.h"
#include "engine/base/compiler.h"

enum report_format {
    REPORT_TEXT,
    REPORT_JSON,  /* one object on one line: cli/schema/report.schema.json */
    REPORT_TAP,   /* version 13, with a YAML block under what failed */
    REPORT_JUNIT, /* cli/schema/junit.xsd */
    REPORT_FORMAT_COUNT,
};

/* The choices of `--format`, in that order; ends with NULL. */
extern const char *const report_format_names[];

enum report_status { REPORT_PASSED, REPORT_FAILED, REPORT_SKIPPED, REPORT_STATUS_COUNT };

struct report_case {
    const char *group; /* what it belongs to, such as a chapter; NULL: the report */
    const char *name;
    enum report_status status;
    const char *file;    /* where the case is written down; NULL: nowhere */
    unsigned line;       /* from 1; 0: not known */
    const char *message; /* why it failed or was skipped, one line; NULL: none */
    const char *details; /* more about it, lines separated by \n; NULL: none */
};

struct report;

/* NAME is copied. NULL: no memory. */
NODISCARD struct report *report_new(const char *name);
void report_free(struct report *report);

/* Copies ITEM. Cases of one group should follow one another. False: no memory. */
NODISCARD bool report_add(struct report *report, const struct report_case *item);

size_t report_count(const struct report *report, enum report_status status);

size_t report_case_count(const struct report *report);
const struct report_case *report_case_at(const struct report *report, size_t at);

/* Does not flush OUTPUT, which knows whether a write failed. */
void report_write(const struct report *report, enum report_format format, struct output *output);

/* How a form writes a character that it cannot have as it is; NULL: it can. */
typedef const char *report_escape(char c);

/*
 * LENGTH bytes of TEXT: what is not UTF-8 as U+FFFD, control characters as \xNN, the ASCII
 * characters that ESCAPE (NULL: none) knows as it says.
 */
void report_put(struct output *output, const char *text, size_t length, report_escape *escape);
void report_put_text(struct output *output, const char *text, report_escape *escape);
/* The next line of *TEXT, which is moved past it; NULL when there is none. */
const char *report_next_line(const char **text, size_t *length);

#endif
