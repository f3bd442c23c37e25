/*
 * whole_file.h: a file that appears whole or not at all, and never in the place of an input.
 *
 * What is written stands in a temporary file beside the target until it is committed. A target
 * that is no regular file (a pipe, /dev/null) is written to as it is.
 */
#ifndef REFIRE_ENGINE_BASE_WHOLE_FILE_H
#define REFIRE_ENGINE_BASE_WHOLE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"

#define WHOLE_FILE_ERROR_SIZE 256

struct whole_file {
    int fd;
    char *path;      /* where it will be */
    char *temporary; /* NULL when it is written in place */
};

/* False with ERROR filled when it cannot be, or is one of the INPUTS ("-": standard input). */
NODISCARD bool whole_file_open(struct whole_file *file, const char *path, const char *const *inputs,
                               size_t input_count, char error[WHOLE_FILE_ERROR_SIZE]);

/* All of TEXT; 0, or an errno for whole_file_commit. */
NODISCARD int whole_file_write(const struct whole_file *file, const char *text, size_t length);

/*
 * Closes and renames; PROBLEM is an errno met while writing, or 0. False with ERROR filled when
 * something failed: then nothing is left behind. Either way FILE is done with.
 */
NODISCARD bool whole_file_commit(struct whole_file *file, int problem,
                                 char error[WHOLE_FILE_ERROR_SIZE]);
/* Leaves nothing behind. */
void whole_file_abandon(struct whole_file *file);

#endif
