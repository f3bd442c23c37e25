/*
 * why.h: `replay --why`: beneath the first log line of each denied flow, what decided and what came
 * near. Holds a bounded number of flows; the packets of further ones are counted.
 */
#ifndef REFIRE_CLI_TRACE_WHY_H
#define REFIRE_CLI_TRACE_WHY_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/output.h"
#include "engine/replay/replay.h"

#define WHY_FLOWS ((size_t)65536)

struct why;

/* CONFIG and OUTPUT are borrowed; SEED is of hashes. NULL: no memory. */
NODISCARD struct why *why_new(const struct config *config, struct output *output, bool json,
                              uint64_t seed);
void why_free(struct why *why);

/* Where PACKET's phases go; NULL for a flow that is explained already. */
struct trace *why_trace(struct why *why, const struct packet *packet, ifc_id ingress);

/* The packet has been through the engine: explains it if it was denied, and traced. */
void why_take(struct why *why, const struct replay_packet *told);

/* Denied packets of flows that came when the table was full. */
uint64_t why_untold(const struct why *why);

#endif
