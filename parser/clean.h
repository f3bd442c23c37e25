/*
 * clean.h: an input text as lines, with what terminals, web pages and people put around a
 * configuration taken away.
 */
#ifndef REFIRE_PARSER_CLEAN_H
#define REFIRE_PARSER_CLEAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/compiler.h"

enum input_kind {
    INPUT_COMMAND, /* a line for the parser, comments included */
    INPUT_BLANK,
    INPUT_NOISE, /* nothing for the parser; WHY says what it is */
    INPUT_CHECKSUM,
    INPUT_VERSION,
    INPUT_RUN, /* COUNT lines of long lists, as they stand in the text, up to its LENGTH */
};

struct input_line {
    const char *raw; /* as read, NUL-terminated, without line end */
    size_t raw_length;
    const char *text; /* what is left after cleaning, in RAW or a copy */
    size_t length;
    size_t skipped; /* bytes of RAW in front of TEXT */
    size_t offset;  /* of RAW in the text or file */
    enum input_kind kind;
    const char *why; /* what was taken away, NULL: nothing */
    uint32_t number; /* in the file, from 1 */
    uint32_t count;  /* of a run */
    bool prompted;   /* a prompt stood in front: somebody typed a command */
    bool plain;      /* of a long list, with nothing to clean: no other line's continuation */
};

#define INPUT_WHOLE_MAX 4

struct input {
    struct input_line *lines; /* input_fini frees them */
    size_t count, capacity;
    size_t total;                       /* lines of the text; those of runs are no entries */
    const char *whole[INPUT_WHOLE_MAX]; /* what was done to the whole text */
    size_t whole_count;
    struct arena *arena; /* of lines that were written anew; may be NULL */
    size_t width;        /* where a terminal seems to have broken long lines; 0: nowhere */
    bool from_file;      /* read by the piece: runs have no TEXT, the rest are copies */
    bool among_prose;    /* a mail, a page: people say things between the lines */
};

/*
 * Cuts a text of LENGTH bytes into lines and cleans each. The lines point into the text: it must
 * live as long as they do, gets NULs for its line ends, and has room for one at TEXT[LENGTH]. False
 * when memory has run out. Lines that had to be written anew live as long as the input. RUNS: what
 * long lists have in the middle is left as it stands, and the last line of each is an entry again.
 */
NODISCARD bool input_read(char *text, size_t length, bool runs, struct input *input);
/*
 * The same for a file of plain text with a header, RUNS included, without having it in memory.
 * *USUAL false: it is none, and must be read as a text. The file's position stays.
 */
NODISCARD bool input_read_file(int fd, struct input *input, bool *usual);
/* Bytes that are read from a file at a time, and more than a line of a run may have. */
#define INPUT_PIECE (256UL << 10)
/* The next line of a run of a text behind LINE, which starts from zeroes; its text has no NUL. */
bool input_run_next(const struct input_line *run, struct input_line *line);
/* Could a person have said that? For a line that is no command. */
bool input_line_is_prose(const struct input_line *line);
void input_fini(struct input *input);
/* Notes what was done to the whole text; WHAT must be constant. */
void input_say(struct input *input, const char *what);

/* Does the line begin with that text, in any case, blanks before it apart? A quick no. */
bool input_line_begins(const struct input_line *line, const char *text);

#endif
