/*
 * answer.h: a file that is said to be an answer to a lab, read and judged in a process of its own
 * (sandbox.h): it may be endless or hostile.
 */
#ifndef REFIRE_CLI_LAB_ANSWER_H
#define REFIRE_CLI_LAB_ANSWER_H

#include "cli/lab/lab.h"
#include "cli/lab/lab_check.h"
#include "cli/lab/sandbox.h"

#define ANSWER_SIZE ((size_t)1024 * 1024)

/* What one may take. */
extern const struct sandbox_limits answer_limits;

/* Why it could not be judged, by how its process ended; NULL: it was. */
const char *answer_problem(enum sandbox_end end);

enum answer_from {
    ANSWER_FILE, /* a regular file alone: nobody waits for a pipe */
    ANSWER_ANY,  /* a pipe too; "-" is standard input */
};

/* What stands in PATH, of at most ANSWER_SIZE bytes, to be freed; NULL with WHY. */
NODISCARD char *answer_read(const char *path, enum answer_from from, size_t *size,
                            const char **why);

/*
 * Judges the configuration in PATH: what is wrong with it as one goes to standard error, and what
 * lab_check says, unless QUIET, to standard output. STATUS_OK with SCORE, or the status to end
 * with, and why has been said.
 */
NODISCARD int answer_judge(const struct lab *lab, const char *path, bool quiet,
                           struct lab_score *score);

#endif
