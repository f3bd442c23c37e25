/*
 * input.h: lines from a pipe, with something else waited for meanwhile.
 *
 * Lines of any length and any bytes may come; what is kept of one is bounded.
 */
#ifndef REFIRE_CLI_PROMPT_INPUT_H
#define REFIRE_CLI_PROMPT_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"

#define INPUT_LINE 4096 /* of a longer line the rest is left out */

struct input {
    int fd;
    char bytes[INPUT_LINE]; /* read and not yet handed out */
    size_t start, end;
    bool ended;
    char line[INPUT_LINE + 1];
};

enum input_status {
    INPUT_LINE_READ, /* input->line, without its end; a NUL in it has become a blank */
    INPUT_OTHER,     /* the other descriptor has something to read, or is closed */
    INPUT_END,       /* nothing more comes, or a signal has */
};

void input_init(struct input *input, int fd);

/* Waits for a line or, when OTHER is not negative, for something to read there. */
NODISCARD enum input_status input_next(struct input *input, int other);

#endif
