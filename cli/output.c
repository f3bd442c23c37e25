/*
 * output.c: a buffer that is given to stdio in large pieces only (shared/perf, section 5: stdio
 * line by line costs more than making the lines).
 */
#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
output_init(struct output *output, FILE *file)
{
    *output = (struct output){ .file = file, .bytes = malloc(OUTPUT_SIZE) };
    int descriptor = fileno(file);
    output->is_terminal = descriptor >= 0 && isatty(descriptor) == 1;
    return output->bytes != NULL;
}

void
output_fini(struct output *output)
{
    free(output->bytes);
    output->bytes = NULL;
}

static void
remember_failure(struct output *output)
{
    if (output->failed)
        return;
    output->failed = true;
    output->error = errno;
}

void
output_empty(struct output *output)
{
    if (!output->failed && output->used > 0 &&
        fwrite(output->bytes, 1, output->used, output->file) != output->used)
        remember_failure(output);
    output->used = 0;
}

void
output_write(struct output *output, const char *bytes, size_t size)
{
    while (size > 0) {
        size_t piece = size < OUTPUT_ROOM_MAX ? size : OUTPUT_ROOM_MAX;
        memcpy(output_room(output, piece), bytes, piece);
        output_filled(output, piece);
        bytes += piece;
        size -= piece;
    }
}

void
output_line_end(struct output *output)
{
    output_char(output, '\n');
    if (output->is_terminal && !output_flush(output))
        return; /* remembered: the owner's own flush says so */
}

bool
output_flush(struct output *output)
{
    output_empty(output);
    if (!output->failed && fflush(output->file) != 0)
        remember_failure(output);
    if (output->failed)
        errno = output->error;
    return !output->failed;
}
