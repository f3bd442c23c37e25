/*
 * version.h: which software a text was written by.
 */
#ifndef REFIRE_PARSER_VERSION_H
#define REFIRE_PARSER_VERSION_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/arena.h"
#include "engine/model/behaviour.h"

/* "PIX Version 7.2(2)18 ", "ASA Version 8.0(4)"; false when the line is no such header. */
NODISCARD bool release_of_header(const char *line, struct os_release *release);

/* Lines that only one family of versions has, counted. */
struct version_votes {
    unsigned flat;        /* for 6.x */
    unsigned mode;        /* for 7.0 and later */
    const char *flat_for; /* the first line that voted, as "line 3: nameif ..." */
    const char *mode_for;
    const char *late_for;  /* 8.0 */
    const char *early_for; /* 6.3 and not 6.2 */
};

/* Counts a line. TEXT has no blanks in front. */
void version_vote(struct version_votes *votes, const char *text, size_t line, struct arena *arena);
/* The winner; false when nobody voted. */
NODISCARD bool version_of_votes(const struct version_votes *votes, struct os_release *release,
                                const char **evidence);

#endif
