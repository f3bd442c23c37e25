/*
 * convert.h: lines that another command or an older version's line becomes. Inside parser/ only.
 */
#ifndef REFIRE_PARSER_CONVERT_H
#define REFIRE_PARSER_CONVERT_H

#include "parser/family.h"

/* What became of a line: the RULE of its diagnostic. */
#define CONVERSION_CONVERTED "converted" /* its text has the very lines */
#define CONVERSION_IGNORED "ignored"     /* the device takes no notice of it */
#define CONVERSION_LOST "lost"           /* its text says what to do by hand */

#define CONVERSION_LINES_MAX 24

/* Lines to type, those of a sub-mode indented. They live in ARENA. Start with ARENA alone. */
struct conversion {
    struct arena *arena;
    const char *lines[CONVERSION_LINES_MAX];
    size_t count;
    bool failed; /* memory, or there are too many */
};

void conversion_put(struct conversion *conversion, const char *format, ...) PRINTF_LIKE(2, 3);
/* "becomes: class-map c; match port tcp eq www", for a diagnostic. */
const char *conversion_text(const struct conversion *conversion);
/* Adds a note about what became of the line; RULE is one of those above; LOST is an error. */
void conversion_say(const struct command_call *call, const char *rule, const char *text);
/*
 * Types the lines as part of the revision that CALL makes, from configuration mode on. False: one
 * of them was refused, and why is a diagnostic.
 */
bool conversion_type(const struct command_call *call, const struct conversion *conversion);
/* Would the version take that line in MODE? */
bool conversion_fits(const struct command_call *call, enum mode mode, const char *text);

#endif
