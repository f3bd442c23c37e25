/*
 * held_file.h: a file whose bytes are at hand before a process that can open none is started.
 */
#ifndef REFIRE_CLI_FAULT_HELD_FILE_H
#define REFIRE_CLI_FAULT_HELD_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"

/* Of what is no regular file: it is read into memory. */
#define HELD_READ_MOST ((size_t)256 << 20)

struct held_file {
    const char *why; /* it is not held; NULL: it is; constant, or strerror's */
    const void *bytes;
    size_t size;
    bool is_mapped;
};

/* PATH may be "-": standard input. To be freed, whatever became of it. */
struct held_file held_file_open(const char *path);
void held_file_close(struct held_file *file);

#endif
