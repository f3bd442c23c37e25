/*
 * match_private.h: what match.c, match_report.c and match_complete.c share.
 */
#ifndef REFIRE_PARSER_MATCH_PRIVATE_H
#define REFIRE_PARSER_MATCH_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "parser/match.h"

struct command_table {
    const struct command *const *rows;
    size_t count;
    struct indexed {
        uint64_t key;     /* its first letters, so that most comparisons need no more */
        const char *word; /* the first one, up to a blank */
        size_t length;
        size_t row;
    } * index; /* by word, then by row */
};

/* Of the first word of a keyword, which may have several. */
static inline size_t
keyword_length(const char *text)
{
    return strcspn(text, " ");
}

/* Could the row match in the matcher's modes and version, under `no` when NEGATED? */
bool row_is_here(const struct matcher *matcher, const struct command *row, bool negated);

/* Adds one, its text LENGTH bytes long, unless its text is there already. */
void completions_add(struct completions *completions, const struct completion *item, size_t length);

/*
 * The keywords that word AT of the line, which is none in full, could be short for, given the
 * words before it.
 */
struct completions match_short_for(const struct matcher *matcher, const struct line *line,
                                   size_t at, struct arena *arena);
/* Could word AT be a value, given the words before it? A word of letters is no number. */
bool match_takes_value(const struct matcher *matcher, const struct line *line, size_t at,
                       struct arena *arena);

/*
 * Walks the rows over a line whose first word, `no` apart, is word START, and collects what could
 * stand at the furthest word that any row came to. Returns that word's place.
 */
size_t match_expected(const struct matcher *matcher, const struct line *line, size_t start,
                      bool negated, struct completions *expected);

/* The objects that WORD named, whose words on the line began at START (match_objects.c). */
void matching_note_objects(struct matching *matching, const struct word *word, size_t start);

#endif
