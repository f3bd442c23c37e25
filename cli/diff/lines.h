/*
 * lines.h: the lines of a configuration as it would be written, to ask whether a line is there.
 */
#ifndef REFIRE_CLI_DIFF_LINES_H
#define REFIRE_CLI_DIFF_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"

struct lines {
    char *text;
    const char **sorted; /* into text, without their indentation */
    size_t count;
};

/* False when memory has run out; else to be freed with lines_free. */
NODISCARD bool lines_of(const struct config *config, struct lines *lines);
void lines_free(struct lines *lines);

bool lines_have(const struct lines *lines, const char *line);

#endif
