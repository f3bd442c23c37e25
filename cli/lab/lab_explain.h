/*
 * lab_explain.h: the last hint of a lab: why the first thing that it asks for, and that is not so,
 * is not, and the commands that mend it, as `refire explain` finds them.
 */
#ifndef REFIRE_CLI_LAB_LAB_EXPLAIN_H
#define REFIRE_CLI_LAB_LAB_EXPLAIN_H

#include <stdio.h>

#include "cli/lab/lab.h"
#include "engine/model/config.h"

/* False with ERROR filled. */
NODISCARD bool lab_explain(const struct lab *lab, const struct config *config, FILE *out,
                           char error[LAB_ERROR_SIZE]);

#endif
