/*
 * outcome_private.h: what the forms of an outcome share. Inside cli/diff/ only.
 */
#ifndef REFIRE_CLI_DIFF_OUTCOME_PRIVATE_H
#define REFIRE_CLI_DIFF_OUTCOME_PRIVATE_H

#include <stdio.h>

#include "cli/diff/outcome.h"

/* The lines of a cause: "gone: LINE", ... Those after the first are indented. */
void outcome_put_why(const struct diff_outcome *outcome, const struct cause *cause, FILE *out);
/* Its first connection, and what became of it on either side; four lines. */
void outcome_put_first(const struct cause *cause, FILE *out);

NODISCARD bool outcome_write_text(const struct diff_outcome *outcome, struct output *output);
NODISCARD bool outcome_write_report(const struct diff_outcome *outcome, enum report_format format,
                                    struct output *output);
void outcome_write_json(const struct diff_outcome *outcome, struct output *output);

#endif
