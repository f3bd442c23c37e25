/*
 * replay_summary.h: what a replay came to, for people: packets by verdict, what was assumed, how
 * the ingress was decided, how prediction and capture compare, and what the model leaves out.
 */
#ifndef REFIRE_CLI_REPLAY_REPLAY_SUMMARY_H
#define REFIRE_CLI_REPLAY_REPLAY_SUMMARY_H

#include <stdio.h>

#include "engine/engine.h"
#include "engine/replay/replay.h"
#include "engine/syslog/rate_limit.h"

/* LIMITER: what held back lines of the log that goes with it; NULL: nothing did. */
void replay_summary_print(FILE *out, const struct config *config, const struct engine *engine,
                          const struct replay *replay, const struct rate_limiter *limiter);

#endif
