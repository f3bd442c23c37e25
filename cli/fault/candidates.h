/*
 * candidates.h: packets that a configuration has something to say about: made from its access
 * lists, conduits, translations and networks, each with some that come near it.
 */
#ifndef REFIRE_CLI_FAULT_CANDIDATES_H
#define REFIRE_CLI_FAULT_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/fault/dice.h"
#include "cli/trace/trace_input.h"
#include "engine/engine.h"
#include "engine/model/config.h"

#define CANDIDATES_MAX ((size_t)1024)

/* Hosts that were picked: picking one looks at all translations. */
#define PICKS_MAX ((size_t)256)

struct pick {
    ifc_id ifc;
    bool found;
    struct network network;
    uint32_t host;
};

struct candidates {
    const struct config *config; /* borrowed, as is the engine, which is of it */
    const struct engine *engine;
    struct dice *dice;
    struct trace_input items[CANDIDATES_MAX];
    size_t count;
    struct pick picks[PICKS_MAX];
    size_t pick_count;
};

/* Adds one, unless it is there or there are too many. */
void candidates_add(struct candidates *candidates, const struct trace_input *input);

/* Fills what is left of CANDIDATES, whose first three members are set. */
void candidates_make(struct candidates *candidates);

#endif
