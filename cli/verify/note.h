/*
 * note.h: a technical note of Cisco's, as text: its chapters, the versions that each one speaks of,
 * and the commands that it says to type.
 *
 * Notes come out of browsers and mail programs in many dresses. What is understood here: headings
 * that the table of contents lists (`[Heading](#)`), those marked with `#` or underlined, else
 * lines that stand alone and read like one; commands between fences (```), behind a device's
 * prompt, in a whole listing from `PIX Version` to `: end`, or on lines of their own. A command
 * that goes on over several lines is left as it stands: the loader of configurations joins it.
 */
#ifndef REFIRE_CLI_VERIFY_NOTE_H
#define REFIRE_CLI_VERIFY_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/model/behaviour.h"

#define NOTE_ERROR_SIZE 512
#define NOTE_SIZE ((size_t)1024 * 1024)
#define NOTE_LINES ((size_t)32768)
#define NOTE_COLUMNS ((size_t)4096)
#define NOTE_TAKEN ((size_t)4096)   /* lines that are commands, listed, or said by a device */
#define NOTE_CHAPTERS ((size_t)100) /* with commands */
#define NOTE_ALL_VERSIONS ((UINT32_C(1) << OS_COUNT) - 1)

enum note_line_kind {
    NOTE_COMMAND,   /* of the configuration */
    NOTE_CONTINUED, /* the rest of the one before */
    NOTE_LISTED,    /* a line of a whole configuration */
    NOTE_EXEC,      /* typed, and configures nothing: `write terminal` */
    NOTE_OUTPUT,    /* what the device said */
};

struct note_line {
    enum note_line_kind kind;
    uint32_t line, column; /* of the file, from 1 */
    const char *text;      /* without its prompt */
    const char *whole;     /* with it */
};

struct note_chapter {
    const char *title;
    uint32_t line;
    size_t within; /* the chapter that this one is a part of; NOTE_NONE */
    /* The versions that it speaks of, a bit each (1 << OS_6_2); all of them when it names none. */
    uint32_t versions;
    const char *versions_said; /* the words; NULL: it names none */
    uint32_t versions_line;
    struct note_line *lines;
    size_t line_count, line_capacity;
    size_t commands, listed; /* how many of them are NOTE_COMMAND and NOTE_LISTED */
};

#define NOTE_NONE SIZE_MAX

struct note {
    struct arena *arena;
    const char *title;
    struct note_chapter *chapters; /* in their order; the first one is what stands before any */
    size_t chapter_count, chapter_capacity;
    size_t line_count; /* of the file */
};

/*
 * Reads SIZE bytes of a text. NAME is what errors call it ("NAME:LINE:COLUMN: ..."). Control
 * characters become blanks, so that what is shown of it is harmless. False with ERROR filled when
 * it is no text, too large, a web page, or has no command in it; either way the caller frees NOTE.
 */
NODISCARD bool note_parse(struct note *note, const char *name, const char *bytes, size_t size,
                          char error[NOTE_ERROR_SIZE]);

/* The same of a file. */
NODISCARD bool note_read(struct note *note, const char *path, char error[NOTE_ERROR_SIZE]);

void note_free(struct note *note);

/*
 * What of CHAPTER is to be configured, for config_load_text: the commands, or with LISTING the
 * whole configuration, each on its line of the file, so that what is said of a line names the
 * note's. To be freed; NULL: no memory.
 */
NODISCARD char *note_text(const struct note *note, const struct note_chapter *chapter, bool listing,
                          size_t *size);

/*
 * The versions that TEXT names: "Versions 7.x and 8.0", "6.2 and Earlier", "All Versions". False
 * when it names none; then *VERSIONS is as it was. Versions that are not ours count as none.
 */
NODISCARD bool note_versions(const char *text, uint32_t *versions);

#endif
