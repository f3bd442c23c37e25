/*
 * fault.h: an exercise out of a configuration that works: faults are put into it until as many of
 * its checks fail as are asked for. What it was is the solution.
 */
#ifndef REFIRE_CLI_FAULT_FAULT_H
#define REFIRE_CLI_FAULT_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/fault/checks.h"
#include "cli/fault/mutations.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

#define FAULTS_MAX 8
#define FAULT_LEVEL_MAX 32

struct fault {
    const struct mutation *mutation;
    size_t breaks; /* checks, when it is there alone */
};

struct fault_lab {
    struct checks checks;
    struct config_lines lines; /* of the configuration as it was */
    struct mutations mutations;
    struct fault faults[FAULTS_MAX]; /* by their lines */
    size_t fault_count;
    bool met[CHECKS_MAX]; /* with the faults */
    size_t broken;
    /* when no faults do it: which numbers one fault alone breaks, [0] is not used */
    bool alone[FAULT_LEVEL_MAX + 1];
};

enum fault_end {
    FAULT_MADE,
    FAULT_TOO_FEW, /* there is too little traffic to ask for */
    FAULT_NOT_SO,  /* no faults that were tried break so many checks */
    FAULT_NO_MEMORY,
};

/*
 * CONFIG is borrowed as LAB is used. LEVEL checks, from 1 to FAULT_LEVEL_MAX, fail with the faults,
 * and fewer with any of them mended. LAB is to be freed whatever comes back.
 */
NODISCARD enum fault_end fault_make(const struct config *config, unsigned level, uint64_t seed,
                                    struct checks_seen seen, struct fault_lab *lab);
void fault_free(struct fault_lab *lab);

/* The configuration with all its faults but number WITHOUT (their count: none). NULL: no memory. */
NODISCARD char *fault_text(const struct fault_lab *lab, size_t without, size_t *length);

#endif
