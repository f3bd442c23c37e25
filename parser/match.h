/*
 * match.h: finding the row for a line, for any table of rows.
 *
 * The rows of a table are tried side by side, which merges those that share leading words. A line
 * that no row takes is blamed on its furthest word, since that row was nearest; what could have
 * stood there is the `expected` list, and, with the cursor there, the completion.
 *
 * For an exec table (cli/exec/exec.c):
 *
 *     struct command_table *table = command_table_new(rows, count);
 *     struct matcher matcher = { .table = table, .context = { NULL, version },
 *                                .modes = MODE_BIT(MODE_EXEC) };
 *     struct match match;
 *     if (match_line(&matcher, &line, &match))
 *         match.command->set(&call, match.scratch.bytes);
 *     else
 *         match_report(&matcher, &line, &match, &diags, NULL, 0);
 */
#ifndef REFIRE_PARSER_MATCH_H
#define REFIRE_PARSER_MATCH_H

#include <stdalign.h>

#include "parser/command.h"

/* Rows sorted for look-up by their first word. */
struct command_table;

/* ROWS must outlive the table. NULL: no memory. */
NODISCARD struct command_table *command_table_new(const struct command *const *rows, size_t count);
void command_table_free(struct command_table *table);
/* The rows in their given order. */
const struct command *const *command_table_rows(const struct command_table *table, size_t *count);

struct matcher {
    const struct command_table *table;
    struct word_context context;
    uint32_t modes;  /* MODE_BITs of the rows that may match */
    uint32_t within; /* and of those with bits of their own, the ones that have one of these */
};

enum match_status {
    MATCH_OK,
    MATCH_UNKNOWN_COMMAND, /* the first word is nobody's */
    MATCH_AMBIGUOUS,
    MATCH_INVALID, /* a word does not fit, or is one too many */
    MATCH_INCOMPLETE,
};

struct match {
    enum match_status status;
    const struct command *command; /* the row; on failure the nearest one, NULL when unknown */
    bool negated;                  /* the line began with `no` */
    size_t words_given;            /* how many words of the row were matched */
    size_t at;                     /* on failure: the word to blame; the count: the line ended */
    const char *why;               /* on failure: more about it, or NULL */
    union {
        alignas(max_align_t) unsigned char bytes[COMMAND_SCRATCH];
    } scratch; /* on success: the row's struct */
};

/* True when a row takes the whole line. */
bool match_line(const struct matcher *matcher, const struct line *line, struct match *match);

/* Told each object that a line names, as it stands there. */
typedef void object_note(void *context, const char *kind, const char *name, size_t length);

/* Tells the objects that the words of a matched line name. */
void match_objects(const struct matcher *matcher, const struct line *line,
                   const struct match *match, object_note *note, void *context);

/*
 * Adds the diagnostic for a failed match: kind, place, what was expected, and the versions in
 * which the line would be right. Returns it; NULL without memory.
 */
struct diag *match_report(const struct matcher *matcher, const struct line *line,
                          const struct match *match, struct diags *diags, const char *file,
                          uint32_t line_number);

/* One thing that may stand somewhere. */
struct completion {
    const char *text; /* "permit", "<0-255>", "A.B.C.D", "<cr>" */
    const char *help; /* may be "" */
    bool is_keyword;  /* Tab may type it */
    bool is_name;     /* of an interface, a port, ...: Tab may, but it is never shortened */
};

struct completions {
    struct arena *arena; /* the caller's; owns the array and texts that are made */
    struct completion *items;
    size_t count, capacity;
};

/*
 * What may stand at the end of TEXT: words that continue its last word, or, after a blank, the
 * words that may come next. Keywords come sorted, then values, <cr> last.
 */
void match_complete(const struct matcher *matcher, const char *text,
                    struct completions *completions);

/* The syntax of a row as a manual writes it: "route IF ADDRESS MASK GATEWAY [METRIC]". */
void command_usage(const struct command *command, enum os_version version, FILE *out);
/* "Usage:  ..." of all rows that share COMMAND's first word, as 6.x prints it. */
void command_usage_all(const struct matcher *matcher, const struct command *command, FILE *out);

/* For word types (parser/word*.c). */
#define MATCHING_QUALITIES 24

struct matching {
    const struct word_context *context;
    const struct line *line;
    size_t at; /* the next word to match */

    bool recording; /* note what is expected; off on the fast first try */
    size_t furthest;
    const char *why;
    struct completions *expected; /* at the furthest word */

    object_note *note; /* NULL: nobody wants to know */
    void *note_context;

    /* How each word was matched, to choose between rows that both match. */
    uint8_t quality[MATCHING_QUALITIES];
    const char *keyword[MATCHING_QUALITIES];
};

/* The next word, NULL at the end of the line. */
const struct token *matching_next(const struct matching *matching);
/* Tells that TEXT could stand at the next word. */
void matching_expect(struct matching *matching, const char *text, const char *help,
                     bool is_keyword);
/* The same for a name that could stand there: it is completed, but never read when short. */
void matching_expect_name(struct matching *matching, const char *text, const char *help);
/* Says more about why the next word does not fit. WHY must be constant. */
void matching_blame(struct matching *matching, const char *why);
/* Takes the next word as a value. */
void matching_take(struct matching *matching);
/* Takes the next word when it is KEYWORD or starts it; tells the expectation otherwise. */
bool matching_keyword(struct matching *matching, const char *keyword, const char *help);
/* One word of a row, gating and optionality included. False: the row does not match. */
bool matching_word(struct matching *matching, const struct word *word, void *scratch);
/* Words up to END_OF_WORDS. */
bool matching_words(struct matching *matching, const struct word *words, void *scratch);

#endif
