/*
 * run.h: what a configuration makes of the captures of a comparison.
 */
#ifndef REFIRE_CLI_DIFF_RUN_H
#define REFIRE_CLI_DIFF_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/fate/fates.h"
#include "cli/run_options.h"
#include "cli/sample/sample_input.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

struct diff_run {
    struct run_options with;
    const struct sample_input *inputs; /* borrowed */
    size_t input_count;
    bool quiet;   /* nothing is said of what goes wrong */
    bool damaged; /* out: a capture was, somewhere; said once */
};

/*
 * One replay. STATUS_OK with *FATES, which the caller frees, and which borrows CONFIG; else the
 * status to end with, and why is said on standard error.
 */
NODISCARD int diff_replay(struct diff_run *run, const struct config *config, struct fates **fates);

#endif
