/*
 * outcome.h: what a comparison found, as people and build servers read it.
 */
#ifndef REFIRE_CLI_DIFF_OUTCOME_H
#define REFIRE_CLI_DIFF_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/diff/causes.h"
#include "cli/output.h"
#include "cli/report/report.h"
#include "engine/base/compiler.h"

/* Everything is borrowed. */
struct diff_outcome {
    const char *old_path, *new_path;
    struct os_release old_release, new_release;
    const struct edits *edits;
    const struct causes *causes;
    uint64_t untold; /* packets of flows that were not compared */
};

/*
 * Does not flush OUTPUT. JSON is one object (cli/schema/diff.schema.json); in TAP and JUnit each
 * cause is a case that failed. False: no memory.
 */
NODISCARD bool outcome_write(const struct diff_outcome *outcome, enum report_format format,
                             struct output *output);

#endif
