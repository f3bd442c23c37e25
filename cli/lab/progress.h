/*
 * progress.h: which labs a learner has done, and how many hints were asked for.
 *
 * Kept in refire/labs in $XDG_STATE_HOME or ~/.local/state, a line for each lab: its name, the
 * number of hints, and `done` or `open`.
 */
#ifndef REFIRE_CLI_LAB_PROGRESS_H
#define REFIRE_CLI_LAB_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/lab/lab.h"

#define PROGRESS_NAME ((size_t)64)
#define PROGRESS_LABS ((size_t)256)

struct progress_lab {
    char name[PROGRESS_NAME];
    unsigned hints; /* that were asked for */
    bool done;
};

struct progress {
    struct progress_lab labs[PROGRESS_LABS];
    size_t count;
};

/* Of SIZE bytes of TEXT; NAME is what errors call it. False with ERROR filled. */
NODISCARD bool progress_parse(struct progress *progress, const char *name, const char *text,
                              size_t size, char error[LAB_ERROR_SIZE]);

/* What is kept; nothing when there is no file. False with ERROR filled. */
NODISCARD bool progress_read(struct progress *progress, char error[LAB_ERROR_SIZE]);
NODISCARD bool progress_write(const struct progress *progress, char error[LAB_ERROR_SIZE]);

/* That of the lab NAME; NULL: nothing is known of it. */
const struct progress_lab *progress_find(const struct progress *progress, const char *name);
/* The same, made when it is not there. NULL: the name is too long, or there are too many. */
struct progress_lab *progress_of(struct progress *progress, const char *name);
/* Nothing is known of the lab NAME from now on. */
void progress_forget(struct progress *progress, const char *name);

#endif
