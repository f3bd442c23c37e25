/*
 * scratch.h: copies of a configuration on which commands are tried.
 */
#ifndef REFIRE_CLI_EXPLAIN_SCRATCH_H
#define REFIRE_CLI_EXPLAIN_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "parser/parser.h"

#define PLAN_COMMANDS 12
#define PLAN_FREE 4

/* One command as typed from configuration mode on; the lines that lead to its sub-mode before it.
 */
struct plan_command {
    const char *text; /* lines with '\n' between them; of an arena that outlives the plan */
    bool restores; /* it puts back, behind what is new, what another one had to take away: nothing
                      would be denied without it, but more would pass */
};

/* Commands that together mend something. */
struct plan {
    struct plan_command commands[PLAN_COMMANDS];
    size_t count;
    uint32_t free[PLAN_FREE]; /* addresses that were picked, as none was given */
    size_t free_count;
    bool if_refused; /* only where the version refuses the one before */
    bool is_wide;    /* it says more than the flows need: nothing is added to it */
    double opens;    /* how much, as the base 2 logarithm of kinds of packets: only to compare */
};

struct scratch {
    char *text; /* the configuration as written */
    size_t length;
    struct os_release os;
};

/* CONFIG is needed no longer then. False: no memory. */
NODISCARD bool scratch_begin(struct scratch *scratch, const struct config *config);
void scratch_end(struct scratch *scratch);

enum scratch_made { SCRATCH_MADE, SCRATCH_REFUSED, SCRATCH_NO_MEMORY };

/*
 * A copy at which the commands of PLAN but for number WITHOUT (its count: none) have been typed.
 * REFUSED: this version does not take one of them. RESULT is to be freed after MADE only.
 */
NODISCARD enum scratch_made scratch_make(const struct scratch *scratch, const struct plan *plan,
                                         size_t without, struct load_result *result);

/* With the commands of COUNT plans, one plan after the other. */
NODISCARD enum scratch_made scratch_make_all(const struct scratch *scratch,
                                             const struct plan *const *plans, size_t count,
                                             struct load_result *result);

#endif
