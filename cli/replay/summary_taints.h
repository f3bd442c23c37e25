/*
 * summary_taints.h: lines that the model does not act on although the device would, one `taints:`
 * line each (DESIGN, the parser).
 */
#ifndef REFIRE_CLI_REPLAY_SUMMARY_TAINTS_H
#define REFIRE_CLI_REPLAY_SUMMARY_TAINTS_H

#include <stdio.h>

#include "engine/model/config.h"

void summary_taints_print(FILE *out, const struct config *config);

#endif
