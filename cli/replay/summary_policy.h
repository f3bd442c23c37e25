/*
 * summary_policy.h: what classes and inspection maps say and the engine does not do yet, one
 * `taints:` line each (DESIGN, the parser).
 */
#ifndef REFIRE_CLI_REPLAY_SUMMARY_POLICY_H
#define REFIRE_CLI_REPLAY_SUMMARY_POLICY_H

#include <stdio.h>

#include "engine/model/config.h"

void summary_policy_print(FILE *out, const struct config *config);

#endif
