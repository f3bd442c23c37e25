/*
 * comparison.h: two configurations, captures through both, and what is said of the difference.
 * `refire diff` and the prompt's `diff` stand on it.
 */
#ifndef REFIRE_CLI_DIFF_COMPARISON_H
#define REFIRE_CLI_DIFF_COMPARISON_H

#include <stddef.h>
#include <stdio.h>

#include "cli/diff/run.h"
#include "cli/report/report.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

/* Everything is borrowed. */
struct comparison_task {
    struct diff_run *run; /* with the captures */
    const char *old_name, *new_name;
    const struct config *old, *new;
    const struct config *base; /* OLD in the version of NEW, when it is another one; else NULL */
    enum report_format format;
    FILE *out;
    const char *reduce;        /* the capture to write that shows each cause; NULL: none */
    const char *const *inputs; /* files that must not be written over */
    size_t input_count;
};

/* STATUS_OK: they do not differ; STATUS_DIFFERENT; else the status to end with, why has been said
 * to the run's errors. */
NODISCARD int comparison_run(const struct comparison_task *task);

#endif
