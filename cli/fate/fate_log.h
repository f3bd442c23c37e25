/*
 * fate_log.h: `replay --fate`: a record for each flow, written when the flow is over. The schema is
 * cli/schema/fate.schema.json.
 *
 * A flow is the packets that enter with the same ends at one interface, and those that its
 * connections carry, from its first packet to the end of its last connection; one that has none,
 * as when it is denied, until it has been silent for FATE_IDLE. Bounded: where more than FATE_LIVE
 * are alive at a time, the record of the one that was silent longest is written early.
 */
#ifndef REFIRE_CLI_FATE_FATE_LOG_H
#define REFIRE_CLI_FATE_FATE_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/clock.h"
#include "engine/base/compiler.h"
#include "engine/engine.h"
#include "engine/replay/replay.h"

#define FATE_LIVE ((size_t)1 << 16)
#define FATE_IDLE (INT64_C(120) * NS_PER_SECOND)

struct fate_log;

/* CONFIG and FILE are borrowed; SEED is of hashes. LIVE: 0 for FATE_LIVE. NULL: no memory. */
NODISCARD struct fate_log *fate_log_new(const struct config *config, FILE *file, uint64_t seed,
                                        size_t live);

/* What an engine and a replay tell it; of the latter packet and trace. */
void fate_log_event(struct fate_log *log, const struct event *event);
void fate_log_packet(struct fate_log *log, const struct replay_packet *told);
/* Where PACKET's phases go, for the first one of a flow; else NULL. */
struct trace *fate_log_trace(struct fate_log *log, const struct packet *packet, ifc_id ingress);

/* Writes the records of flows that still live, and flushes. False: a write failed (errno). */
NODISCARD bool fate_log_end(struct fate_log *log);
void fate_log_free(struct fate_log *log);

#endif
