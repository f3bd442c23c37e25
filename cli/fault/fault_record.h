/*
 * fault_record.h: what a process that makes an exercise says of it: records, one after the other,
 * each a letter, the number of its bytes, a line end, and those bytes.
 */
#ifndef REFIRE_CLI_FAULT_FAULT_RECORD_H
#define REFIRE_CLI_FAULT_FAULT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/base/compiler.h"

enum fault_record_kind {
    RECORD_NAME = 'n',   /* of a file of the exercise */
    RECORD_BYTES = 'b',  /* of the file that was named last */
    RECORD_RESULT = 'r', /* what was made, in words */
    RECORD_ERRORS = 'e', /* for standard error, as it is */
    RECORD_STATUS = 's', /* the exit status; nothing comes behind it */
};

struct fault_record {
    char kind;
    const char *bytes; /* borrowed, not terminated */
    size_t size;
};

void fault_record_write(FILE *out, enum fault_record_kind kind, const void *bytes, size_t size);

/* The record at *AT, which moves behind it; false: there is no whole one. */
NODISCARD bool fault_record_next(const char **at, const char *end, struct fault_record *record);

#endif
