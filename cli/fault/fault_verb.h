/*
 * fault_verb.h: `refire lab fault`.
 */
#ifndef REFIRE_CLI_FAULT_FAULT_VERB_H
#define REFIRE_CLI_FAULT_FAULT_VERB_H

#include "cli/fault/fault_job.h"

/* Makes the exercise, and says so on standard output. The exit status. */
int fault_verb(const struct fault_wish *wish);

#endif
