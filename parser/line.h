/*
 * line.h: an input line as words with their columns. The language has no quotes and no
 * continuation; words are what blanks and tabs separate.
 */
#ifndef REFIRE_PARSER_LINE_H
#define REFIRE_PARSER_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

/* One word; NUL-terminated. Columns count from 1, in bytes of the line as it was read. */
struct token {
    const char *text;
    size_t length;
    uint32_t column;
};

/* The buffers are used again for the next line, so words live until then. Start from zeroes. */
struct line {
    char *text;           /* the line without blanks at its end; columns are of this */
    struct token *tokens; /* COUNT of them */
    size_t count;
    uint32_t indent; /* blanks in front of the first word; a tab is one */
    char *words;     /* the same bytes cut into words */
    size_t text_capacity, token_capacity;
};

/*
 * Splits LENGTH bytes without a line end. False only when memory has run out. Bytes that are no
 * text are the caller's business (line_find_control).
 */
NODISCARD bool line_split(struct line *line, const char *text, size_t length);
void line_fini(struct line *line);

/* The rest of the line from word AT on, NUL-terminated; "" when there is none. */
const char *line_rest(const struct line *line, size_t at);

/* The column of word AT, or the one behind the last word. */
uint32_t line_column(const struct line *line, size_t at);

/* Finds the first byte that no configuration has: NUL and controls other than tab. */
bool line_find_control(const char *text, size_t length, uint32_t *column);

#endif
