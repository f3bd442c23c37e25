/*
 * checks.h: what an exercise that is made asks for: lines of a lab file that all hold under the
 * configuration that it is made of.
 */
#ifndef REFIRE_CLI_FAULT_CHECKS_H
#define REFIRE_CLI_FAULT_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/fault/dice.h"
#include "cli/lab/lab.h"
#include "cli/trace/trace_input.h"
#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

#define CHECKS_PASSES ((size_t)24)
#define CHECKS_DENIED ((size_t)24)
#define CHECKS_EXPECTED ((size_t)12)
#define CHECKS_MAX (CHECKS_PASSES + CHECKS_DENIED + CHECKS_EXPECTED)

/* Packets that captures show, to be tried before those that are made. */
struct checks_seen {
    const struct trace_input *items;
    size_t count;
};

struct checks {
    struct arena *arena;           /* of all texts */
    const char *lines[CHECKS_MAX]; /* as the lab file has them; packets first */
    size_t count;
    size_t passing; /* among them: what must pass */
    char **decided; /* configuration lines that they depend on */
    size_t decided_count, decided_capacity;
    struct lab lab; /* of these lines */
};

enum checks_end {
    CHECKS_MADE,
    CHECKS_TOO_FEW, /* nothing that passes was found, or nothing that is denied */
    CHECKS_NO_MEMORY,
};

/*
 * CHECKS is to be freed with checks_free, whatever comes back. Candidates are tried until there is
 * something of each line that decides, in the order that DICE says.
 */
NODISCARD enum checks_end checks_make(const struct config *config, struct dice *dice,
                                      struct checks_seen seen, struct checks *checks);
void checks_free(struct checks *checks);

/* Which of them hold under CONFIG, by their place. False: no memory. */
NODISCARD bool checks_try(const struct checks *checks, const struct config *config,
                          bool met[static CHECKS_MAX]);

#endif
