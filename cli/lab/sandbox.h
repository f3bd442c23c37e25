/*
 * sandbox.h: a job in a process of its own, with an end to its time, its memory and what it may
 * say, and without files: what it works on may be hostile.
 */
#ifndef REFIRE_CLI_LAB_SANDBOX_H
#define REFIRE_CLI_LAB_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/base/compiler.h"

struct sandbox_limits {
    unsigned cpu_seconds;
    unsigned wall_seconds;
    size_t memory; /* bytes of address space; not kept to where a sanitizer needs more */
    size_t said;   /* bytes that it may say */
    bool trusts;   /* what it works on is nobody else's: only its time and what it says have an end,
                      which leaves memcheck what it needs */
};

/* Is memory limited? Not under the sanitizers, whose shadow is larger than any limit. */
bool sandbox_limits_memory(void);

enum sandbox_end {
    SANDBOX_DONE,
    SANDBOX_TIME,   /* it was ended at the end of its time */
    SANDBOX_SAID,   /* it said too much */
    SANDBOX_DIED,   /* a signal ended it, or it gave up */
    SANDBOX_FAILED, /* there is no process to be had, or no memory */
};

/*
 * Runs JOB in a child, which can open nothing and start nothing; what it writes to OUT is *SAID,
 * with a NUL behind it, to be freed (NULL when it FAILED). JOB returns whether all went well.
 */
NODISCARD enum sandbox_end sandbox_run(const struct sandbox_limits *limits,
                                       bool (*job)(void *context, FILE *out), void *context,
                                       char **said, size_t *size);

#endif
