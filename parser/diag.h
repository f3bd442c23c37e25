/*
 * diag.h: what was wrong with a line, as data. cli prints it, as `FILE:LINE:COL: error: ...` for
 * people and editors, and as the emulated version does at the prompt.
 */
#ifndef REFIRE_PARSER_DIAG_H
#define REFIRE_PARSER_DIAG_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/compiler.h"

struct command;

enum diag_severity { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

/* What kind of trouble, for the prompt's own words (shell.md 3.1). */
enum diag_kind {
    DIAG_OTHER,
    DIAG_UNKNOWN_COMMAND,
    DIAG_AMBIGUOUS,
    DIAG_INVALID_WORD,
    DIAG_INCOMPLETE,
    DIAG_TOO_MANY,
    DIAG_OTHER_VERSION, /* right in another version, which the text names */
    DIAG_REFUSED,       /* well formed, but the model says no: duplicate, unknown ACL, ... */
    DIAG_REPAIRED,      /* cleaned away or joined by the loader */
    DIAG_ASSUMED,
    DIAG_CONVERSION, /* what a line of an older version becomes; RULE says its fate */
    DIAG_FINDING,    /* of the whole configuration (findings.h) */
};

/* A stretch of one input line; columns are counted from 1 in bytes, LAST included. */
struct span {
    uint32_t line;
    uint32_t first;
    uint32_t last;
};

/* Bytes of a diagnostic's text at most; a longer one ends in "...". */
#define DIAG_TEXT_MAX 1500

struct diag {
    enum diag_severity severity;
    enum diag_kind kind;
    const char *file; /* NULL at the prompt */
    struct span span;
    const char *text;   /* "unknown keyword, expected one of: host, any, ADDRESS" */
    const char *device; /* what the device itself prints, without line end; NULL: by kind */
    const char *rule;   /* of a finding: its id; of a conversion: "converted", ...; NULL */
    const struct command *command; /* the row that was nearest, for its usage; NULL: none */
};

struct diags {
    struct arena *arena; /* owns the texts and the array */
    struct diag *items;
    size_t count, capacity;
    size_t errors, warnings;
};

void diags_init(struct diags *diags, struct arena *arena);
/* Adds one; FORMAT makes its text. Returns it so that DEVICE can be set; NULL without memory. */
struct diag *diag_add(struct diags *diags, enum diag_severity severity, enum diag_kind kind,
                      const char *file, struct span span, const char *format, ...)
    PRINTF_LIKE(6, 7);

/* Takes back those behind the first COUNT. */
void diags_drop(struct diags *diags, size_t count);

/* A formatted text in ARENA; NULL without memory. */
char *diag_text(struct arena *arena, const char *format, va_list arguments);

/* "unknown-command": a stable word for JSON. */
const char *diag_kind_name(enum diag_kind kind);
/* Orders them by line, those of one line as they came. */
void diags_sort(struct diags *diags);

#endif
