/*
 * mutations.h: what goes wrong in configurations: a line that is missing, one with a wrong port,
 * address, mask, interface or number, two in the wrong order.
 */
#ifndef REFIRE_CLI_FAULT_MUTATIONS_H
#define REFIRE_CLI_FAULT_MUTATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/fault/dice.h"
#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

/* A configuration as it is written, line by line. */
struct config_lines {
    char *text; /* cut in place */
    char **lines;
    size_t count;
};

/* False: no memory; either way to be freed. */
NODISCARD bool config_lines_of(const struct config *config, struct config_lines *lines);
void config_lines_free(struct config_lines *lines);

struct mutation {
    size_t line;      /* from 0 */
    const char *text; /* what stands in its place; NULL: nothing */
    bool is_swap;     /* it has changed places with the one behind it */
    const char *what; /* "the port", for a hint; constant */
};

struct mutations {
    struct arena *arena; /* of the texts */
    struct mutation *items;
    size_t count, capacity;
};

/* All that is known, each once, with what DICE choose where there is a choice. False: no memory. */
NODISCARD bool mutations_of(const struct config *config, const struct config_lines *lines,
                            struct dice *dice, struct mutations *mutations);
void mutations_free(struct mutations *mutations);

/* The text with COUNT of them made, no two of one line. To be freed; NULL: no memory. */
NODISCARD char *mutated_text(const struct config_lines *lines,
                             const struct mutation *const *mutations, size_t count, size_t *length);

#endif
