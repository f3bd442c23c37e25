/*
 * note_private.h: what the reading of a note shares between the files named after it.
 */
#ifndef REFIRE_CLI_VERIFY_NOTE_PRIVATE_H
#define REFIRE_CLI_VERIFY_NOTE_PRIVATE_H

#include "cli/verify/note.h"

/* A heading as the table of contents has it; not terminated. */
struct note_entry {
    const char *title;
    size_t length;
};

/* How the lines before one are to be taken. */
enum note_state {
    NOTE_IN_TEXT,
    NOTE_IN_COMMANDS, /* what has no prompt goes on with the command before */
    NOTE_IN_LISTING,
    NOTE_IN_OUTPUT,
};

struct note_reading {
    struct note *note;
    const char *name;
    char *error;
    const char **lines; /* of the file */
    size_t count, capacity;

    /* what the whole looks like */
    struct note_entry *entries; /* sorted; more than one: headings are what is listed here */
    size_t entry_count, entry_capacity;
    bool has_marks; /* else lines marked with `#` */
    bool has_fences;
    bool has_prompts;

    size_t taken;              /* lines for the chapters */
    struct note_probe *probes; /* where lines are tried; NULL: none has been */
    enum note_state state;
    bool in_fence;
    bool fence_is_prompted; /* this one has prompts */
    bool listing_is_open;   /* a listing has begun in this chapter, and not ended */
};

/* What the whole looks like. False: no memory. */
NODISCARD bool note_look(struct note_reading *reading);

/* The title, when line I is a heading; NULL. */
const char *note_heading(const struct note_reading *reading, size_t i);

/* Is line I code? Then LINE's kind, column and text are filled. */
NODISCARD bool note_code(struct note_reading *reading, size_t i, struct note_line *line);
/* Frees what lines were tried with. */
void note_probes_free(struct note_reading *reading);
/* A new chapter begins. */
void note_code_ends(struct note_reading *reading);

#endif
