/*
 * reduce.h: the smallest capture that still shows each cause of a comparison.
 */
#ifndef REFIRE_CLI_DIFF_REDUCE_H
#define REFIRE_CLI_DIFF_REDUCE_H

#include <stddef.h>

#include "cli/diff/causes.h"
#include "cli/diff/outcome.h"
#include "engine/base/compiler.h"

/* Replays for one cause, at most: what is left then is not the smallest. */
#define REDUCE_TRIALS 400

struct reduce_task {
    const struct diff_run *run; /* with the captures */
    const struct config *old, *new;
    const struct diff_outcome *outcome; /* with the causes, the largest first */
    const char *path;                   /* of the capture to write */
    const char *const *inputs;          /* that must not be written over */
    size_t input_count;
};

/*
 * For the first connection of each cause: its frames, fewer and fewer, as long as it fares as
 * differently as it did. What is left of all causes is written as pcapng, an interface named for
 * each nameif that a frame was taken at, the cause in the frame's comment. How many frames show how
 * many causes is said on standard error. STATUS_OK, or the status to end with.
 */
NODISCARD int reduce_write(const struct reduce_task *task);

#endif
