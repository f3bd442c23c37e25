/*
 * fault_job.h: an exercise is made in a process of its own (cli/lab/sandbox.h), with an end to its
 * time and memory: the configuration and the captures may be anybody's.
 */
#ifndef REFIRE_CLI_FAULT_FAULT_JOB_H
#define REFIRE_CLI_FAULT_FAULT_JOB_H

#include <stddef.h>
#include <stdint.h>

#include "cli/fault/fault.h"
#include "cli/fault/fault_folder.h"
#include "cli/lab/sandbox.h"
#include "engine/base/compiler.h"

/* What the making may take: memory on top of the files that it is made of. */
extern const struct sandbox_limits fault_limits;

struct fault_wish {
    const char *path;      /* of the configuration */
    char *const *captures; /* [NAMEIF=]CAPTURE: traffic that it is known to pass */
    size_t capture_count;
    const char *folder; /* NULL: named after the configuration, where one stands */
    unsigned level;
    uint64_t seed;
};

/* The lab file, the task, two configurations, and one for each of several faults. */
#define FAULT_FILES_MAX (4 + FAULTS_MAX)

struct fault_made {
    char *said;                               /* what the others point into */
    struct fault_file files[FAULT_FILES_MAX]; /* named by NAMES */
    char names[FAULT_FILES_MAX][64];
    size_t file_count;
    const char *result; /* "2 faults, with which ..."; not terminated */
    size_t result_size;
};

/*
 * What is wrong is said on standard error. STATUS_OK, or the status to end with. Either way MADE is
 * to be freed.
 */
NODISCARD int fault_job_run(const struct fault_wish *wish, const struct sandbox_limits *limits,
                            struct fault_made *made);
void fault_made_free(struct fault_made *made);

#endif
