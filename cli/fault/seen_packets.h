/*
 * seen_packets.h: packets out of captures that begin something, as an exercise can ask for them.
 */
#ifndef REFIRE_CLI_FAULT_SEEN_PACKETS_H
#define REFIRE_CLI_FAULT_SEEN_PACKETS_H

#include <stddef.h>

#include "cli/trace/trace_input.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

/* Further ones are left out. */
#define SEEN_PACKETS_MAX ((size_t)512)

struct seen_packets {
    struct trace_input *items;
    size_t count;
};

/*
 * Replays CAPTURES, as a command line names them, under CONFIG. STATUS_OK, or the status to end
 * with, and why is said on standard error. Either way SEEN is to be freed.
 */
NODISCARD int seen_packets_read(const struct config *config, char *const *captures, size_t count,
                                struct seen_packets *seen);
void seen_packets_free(struct seen_packets *seen);

#endif
