/*
 * clean.h: an input text as lines, with what terminals, web pages and people put around a
 * configuration taken away.
 */
#ifndef REFIRE_PARSER_CLEAN_H
#define REFIRE_PARSER_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"

enum input_kind {
    INPUT_COMMAND, /* a line for the parser, comments included */
    INPUT_BLANK,
    INPUT_NOISE, /* nothing for the parser; WHY says what it is */
    INPUT_CHECKSUM,
    INPUT_VERSION,
};

struct input_line {
    const char *raw; /* as read, NUL-terminated, without line end */
    size_t raw_length;
    const char *text; /* what is left after cleaning, in RAW or a copy */
    size_t length;
    size_t skipped; /* bytes of RAW in front of TEXT */
    enum input_kind kind;
    const char *why; /* what was taken away, NULL: nothing */
};

struct input {
    struct input_line *lines; /* input_fini frees them */
    size_t count;
};

/*
 * Cuts a text of LENGTH bytes into lines and cleans each. The lines point into the text: it must
 * live as long as they do, gets NULs for its line ends, and has room for one at TEXT[LENGTH]. False
 * when memory has run out.
 */
NODISCARD bool input_read(char *text, size_t length, struct input *input);
void input_fini(struct input *input);

/* Does the line begin with that text, in any case, blanks before it apart? A quick no. */
bool input_line_begins(const struct input_line *line, const char *text);

#endif
