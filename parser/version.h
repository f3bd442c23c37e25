/*
 * version.h: which software a text was written by.
 */
#ifndef REFIRE_PARSER_VERSION_H
#define REFIRE_PARSER_VERSION_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/arena.h"
#include "engine/model/behaviour.h"
#include "parser/clean.h"
#include "parser/diag.h"

/* "PIX Version 7.2(2)18 ", "ASA Version 8.0(4)"; false when the line is no such header. */
NODISCARD bool release_of_header(const char *line, struct os_release *release);

enum version_source {
    VERSION_UNKNOWN, /* nothing names one; 6.3 is assumed */
    VERSION_VOTED,   /* by commands that only some versions have */
    VERSION_HEADER,  /* "PIX Version ..." */
};

struct version_found {
    struct os_release release;
    const char *evidence; /* "line 3: nameif ethernet0 outside security0" */
    enum version_source source;
    bool whole; /* the text looks like that of a whole box, not like a piece */
};

/* Which version a text was written by. Texts are made in the arena of DIAGS. */
void version_of_input(const struct input *input, struct diags *diags, const char *file,
                      struct version_found *found);

#endif
