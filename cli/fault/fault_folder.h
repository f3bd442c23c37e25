/*
 * fault_folder.h: the files of an exercise, in a folder that appears whole or not at all.
 */
#ifndef REFIRE_CLI_FAULT_FAULT_FOLDER_H
#define REFIRE_CLI_FAULT_FAULT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"

#define FAULT_ERROR_SIZE 512

struct fault_file {
    const char *name;
    const char *bytes;
    size_t size;
};

/* Makes FOLDER, which must not be there yet. False with ERROR filled: nothing is left behind. */
NODISCARD bool fault_folder_make(const char *folder, const struct fault_file *files, size_t count,
                                 char error[FAULT_ERROR_SIZE]);

#endif
