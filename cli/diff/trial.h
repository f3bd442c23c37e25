/*
 * trial.h: which edits make one flow fare otherwise: they are left undone, few at a time, and the
 * flow is replayed under what comes of it.
 */
#ifndef REFIRE_CLI_DIFF_TRIAL_H
#define REFIRE_CLI_DIFF_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/diff/edits.h"
#include "cli/diff/run.h"
#include "cli/fate/fates.h"
#include "cli/sample/samples.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

/* So many replays of one flow, at most. */
#define TRIALS_MAX 256

enum trial_end {
    TRIAL_FOUND,
    TRIAL_NOT_SHOWN, /* the flow alone does not fare otherwise, or too many replays would tell */
    TRIAL_FAILED,    /* no memory, or a capture cannot be read again */
    TRIAL_STOPPED,   /* by a signal */
};

/* More frames than that of its hosts are left out: it is the beginning that decides. */
#define TRIAL_FRAMES 20000

/* A flow under both configurations; at most one of them is NULL: it did not enter there. */
struct flow_fates {
    const struct fate *old, *new;
};

/* The hosts that have to do with it, to be sampled. */
void flow_hosts(const struct flow_fates *flow, struct sample_wish *wish);

/*
 * NEEDED, of one for each edit, says which of them undone together give the flow its old fate back,
 * and each without which they do not. First, if not SIZE_MAX, is the edit to suspect. RUN names the
 * captures; CONFIG is the second configuration, whose version and interfaces count.
 */
NODISCARD enum trial_end trial(const struct diff_run *run, const struct config *config,
                               const struct edits *edits, const struct flow_fates *flow,
                               size_t suspect, bool *needed);

#endif
