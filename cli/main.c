/*
 * main.c: the process; what it does is in verbs.
 */
#include <stdio.h>

#include "cli/options.h"
#include "cli/verbs.h"

static int (*const verbs[VERB_COUNT])(int argc, char **argv) = {
    [VERB_SHELL] = verb_shell,     [VERB_SERVE] = verb_serve,   [VERB_REPLAY] = verb_replay,
    [VERB_TRACE] = verb_trace,     [VERB_CHECK] = verb_check,   [VERB_DIFF] = verb_diff,
    [VERB_VERIFY] = verb_verify,   [VERB_DEMO] = verb_demo,     [VERB_LAB] = verb_lab,
    [VERB_EXPLAIN] = verb_explain, [VERB_LOGKIT] = verb_logkit,
};

int
main(int argc, char **argv)
{
    int status;
    enum verb verb = options_verb(&argc, &argv, stdout, stderr, &status);

    return verb < VERB_COUNT ? verbs[verb](argc, argv) : status;
}
