/*
 * lab_check.h: is a configuration an answer to a lab? Asked of its packets, each alone through a
 * firewall that has just come up.
 */
#ifndef REFIRE_CLI_LAB_LAB_CHECK_H
#define REFIRE_CLI_LAB_LAB_CHECK_H

#include "cli/lab/lab.h"
#include "cli/output.h"
#include "engine/model/config.h"

struct lab_score {
    size_t met, unmet;
    unsigned first_line; /* of the lab file: the first packet that was unmet; 0: none */
};

/*
 * Writes a line to OUTPUT for each packet whose fate is wrong, and under the first one all that
 * befell it, as `refire trace` shows it. OUTPUT may be NULL. False when there is no memory.
 */
NODISCARD bool lab_check(const struct lab *lab, const struct config *config, struct output *output,
                         struct lab_score *score);

#endif
