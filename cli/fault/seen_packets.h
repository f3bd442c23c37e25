/*
 * seen_packets.h: packets out of captures that begin something, as an exercise can ask for them.
 */
#ifndef REFIRE_CLI_FAULT_SEEN_PACKETS_H
#define REFIRE_CLI_FAULT_SEEN_PACKETS_H

#include <stddef.h>
#include <stdio.h>

#include "cli/fault/held_file.h"
#include "cli/trace/trace_input.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

/* Further ones are left out. */
#define SEEN_PACKETS_MAX ((size_t)512)

struct seen_packets {
    struct trace_input *items;
    size_t count;
};

/* A capture as a command line names it, and what it may mean: the whole word, or what stands behind
 * an equals sign, is the file. */
struct seen_source {
    const char *word; /* borrowed */
    struct held_file whole, behind;
};

struct seen_source seen_source_open(const char *word);
size_t seen_source_size(const struct seen_source *source);
void seen_source_close(struct seen_source *source);

/*
 * Replays SOURCES under CONFIG. STATUS_OK, or the status to end with; what is wrong is said to
 * ERRORS. Either way SEEN is to be freed.
 */
NODISCARD int seen_packets_read(const struct config *config, const struct seen_source *sources,
                                size_t count, FILE *errors, struct seen_packets *seen);
void seen_packets_free(struct seen_packets *seen);

#endif
