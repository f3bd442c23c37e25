/*
 * output.h: what logs and JSON are written through: a large buffer in front of a stream.
 *
 * A write that fails is remembered, further ones are dropped, and the owner learns it when it
 * flushes: a full disk or a closed pipe must not be met line by line.
 */
#ifndef REFIRE_CLI_OUTPUT_H
#define REFIRE_CLI_OUTPUT_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/base/compiler.h"

struct output {
    FILE *file; /* borrowed */
    char *bytes;
    size_t used;
    bool is_terminal; /* each line shows at once */
    bool failed;
    int error; /* errno of the first failure */
};

/* False when there is no memory. */
NODISCARD bool output_init(struct output *output, FILE *file);

/* Does not flush and leaves FILE open. */
void output_fini(struct output *output);

#define OUTPUT_ROOM_MAX ((size_t)4096)
#define OUTPUT_SIZE ((size_t)256 * 1024)

/* The buffer goes to the stream. Others use output_flush. */
void output_empty(struct output *output);

/* Room for SIZE bytes, at most OUTPUT_ROOM_MAX, to be filled and then counted by output_filled. */
static inline char *
output_room(struct output *output, size_t size)
{
    assert(size <= OUTPUT_ROOM_MAX);
    if (OUTPUT_SIZE - output->used < size)
        output_empty(output);
    return output->bytes + output->used;
}

static inline void
output_filled(struct output *output, size_t size)
{
    assert(OUTPUT_SIZE - output->used >= size);
    output->used += size;
}

static inline void
output_char(struct output *output, char c)
{
    *output_room(output, 1) = c;
    output_filled(output, 1);
}

void output_write(struct output *output, const char *bytes, size_t size);

/* Ends a line. */
void output_line_end(struct output *output);

/* Hands everything to the stream; false when this or an earlier write failed (errno is set). */
NODISCARD bool output_flush(struct output *output);

#endif
