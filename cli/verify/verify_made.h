/*
 * verify_made.h: verification without a capture: the traffic is made from the expectations.
 */
#ifndef REFIRE_CLI_VERIFY_VERIFY_MADE_H
#define REFIRE_CLI_VERIFY_VERIFY_MADE_H

#include <stdbool.h>

#include "cli/verify/note_claims.h"
#include "cli/verify/verify.h"
#include "engine/engine.h"

/*
 * Puts traffic through a firewall with CONFIG that has just come up, expectation by expectation:
 * the dialogue that the ports are usually of, from a host of the source to one of the destination.
 * None is made for an expectation that the traffic of those before it is about already: the GRE of
 * a PPTP dialogue is its own. False: no memory.
 */
NODISCARD bool verify_make(struct verify *verify, const struct config *config,
                           const struct engine_options *options,
                           const struct expectations *expectations);

/* Verifies the expectations of FILE so: for note_verifier.verify. */
bool verify_made_file(void *context, const struct config *config, const struct note_file *file,
                      const char *group, struct report *report);

#endif
