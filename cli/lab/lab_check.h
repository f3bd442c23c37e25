/*
 * lab_check.h: is a configuration an answer to a lab? Asked of its packets, each alone through a
 * firewall that has just come up, and of its expectations, all through one firewall.
 */
#ifndef REFIRE_CLI_LAB_LAB_CHECK_H
#define REFIRE_CLI_LAB_LAB_CHECK_H

#include "cli/lab/lab.h"
#include "cli/output.h"
#include "cli/trace/trace_input.h"
#include "engine/engine.h"
#include "engine/model/config.h"

struct lab_score {
    size_t met, unmet;
    unsigned first_line; /* of the lab file: the first packet that was unmet; 0: none */
};

/* What is told of one line of the lab file, in their order; borrowed. */
struct lab_judgement {
    unsigned line;
    const char *text;
    bool met;
    const char *why; /* of one that is unmet: one line; NULL: it says itself */
};

struct lab_judge {
    void (*judged)(void *context, const struct lab_judgement *judgement);
    void *context;
};

/*
 * Writes a line to OUTPUT for each packet whose fate is wrong, and under the first one all that
 * befell it, as `refire trace` shows it. OUTPUT may be NULL, and JUDGE. False when there is no
 * memory.
 */
NODISCARD bool lab_check(const struct lab *lab, const struct config *config, struct output *output,
                         const struct lab_judge *judge, struct lab_score *score);

/* Is a packet with this verdict what was asked for? One of which the model cannot tell never is. */
bool lab_verdict_meets(enum verdict verdict, bool passes);

/*
 * One packet alone through a firewall with CONFIG that has just come up, at TIME. TRIAL points into
 * itself, to CONFIG, and to the engine until lab_trial_end. False: no memory, nothing to end.
 */
struct lab_trial {
    struct engine *engine;
    uint8_t bytes[PACKET_MADE_SIZE];
    struct packet packet;
    struct trace trace;
    struct outcome outcome;
};

NODISCARD bool lab_trial_run(struct lab_trial *trial, const struct config *config,
                             const struct trace_input *input, int64_t time);
void lab_trial_end(struct lab_trial *trial);

#endif
