/*
 * run.h: what a configuration makes of the captures of a comparison.
 */
#ifndef REFIRE_CLI_DIFF_RUN_H
#define REFIRE_CLI_DIFF_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/fate/fates.h"
#include "cli/run_options.h"
#include "cli/sample/sample_input.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

struct diff_run {
    struct run_options with;
    const struct sample_input *inputs; /* borrowed */
    size_t input_count;
    FILE *errors; /* where it is said what goes wrong; NULL: nowhere */
    bool damaged; /* out: a capture was, somewhere; said once */
};

/* Says WHY of WHAT to the run's errors; returns STATUS. */
int diff_fail(const struct diff_run *run, const char *what, const char *why, int status);

/*
 * One replay. STATUS_OK with *FATES, which the caller frees, and which borrows CONFIG; else the
 * status to end with, and why is said to the run's errors.
 */
NODISCARD int diff_replay(struct diff_run *run, const struct config *config, struct fates **fates);

#endif
