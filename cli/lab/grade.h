/*
 * grade.h: many answers to a lab, for a teacher. Each is read and judged in a process of its own
 * (sandbox.h), so that one that is endless or hostile harms no other.
 */
#ifndef REFIRE_CLI_LAB_GRADE_H
#define REFIRE_CLI_LAB_GRADE_H

#include "cli/lab/lab.h"
#include "cli/output.h"
#include "cli/report/report.h"

enum grade_format {
    GRADE_CSV,   /* submission,status,met,checks,first_line,message */
    GRADE_JSON,  /* an object a line: Exercism's results, version 3, and the submission's name */
    GRADE_JUNIT, /* a suite for each submission */
};

/* The choices of `--format`, in that order; ends with NULL. */
extern const char *const grade_format_names[];

struct grading {
    const struct lab *lab;
    enum grade_format format;
    struct output *output;
    struct report *report; /* of GRADE_JUNIT; else NULL */
    size_t right, wrong, errors;
};

/* The line before the first one. */
void grade_begin(const struct grading *grading);
/* Judges the answer in PATH and writes it. False: no memory or no process. */
NODISCARD bool grade_answer(struct grading *grading, const char *path);
/* What is written at the end. */
void grade_end(const struct grading *grading);

#endif
