/*
 * load_private.h: what the files of a load share. Inside parser/ only.
 */
#ifndef REFIRE_PARSER_LOAD_PRIVATE_H
#define REFIRE_PARSER_LOAD_PRIVATE_H

#include "parser/clean.h"
#include "parser/family.h"
#include "parser/masked.h"
#include "parser/upgrade.h"
#include "parser/version.h"

#define PIECES_MAX 8

/* Where a stretch of a joined command came from. */
struct piece {
    const struct input_line *line;
    size_t start; /* in the joined text */
    size_t skipped;
};

struct loader {
    struct load_result *result;
    const struct load_options *options;
    struct input input;
    int fd; /* the input is of this file; -1: of a text */
    struct parser *parser;
    struct masks masks;
    struct line_objects objects; /* of the line at hand */
    struct version_found found;
    bool upgrades; /* a 6.x text for a later version */
    struct upgrade upgrade;
    char *joined;
    size_t joined_capacity;
    size_t joined_length;
    struct piece pieces[PIECES_MAX];
    size_t piece_count;
};

static inline struct span
line_span(uint32_t number)
{
    return (struct span){ number, 1, 1 };
}

/* Notes what became of the line. */
void load_report(struct loader *loader, const struct input_line *line, enum line_verdict verdict,
                 const char *command);
/* What was put together is a command that begins with LINE, and nothing more belongs to it. */
void load_take_command(struct loader *loader, const struct input_line *line);

/* ---- load_join.c ---- */

/* The command begins with this line. */
void load_start_pieces(struct loader *loader, const struct input_line *line);
/* What belongs to it of the lines from NEXT on is put behind; the first line that does not. */
size_t load_join_backslashes(struct loader *loader, size_t next);
size_t load_join_lines(struct loader *loader, size_t next);
bool input_line_is_comment(const struct input_line *line);

/* ---- load_run.c ---- */

/* Lines of one kind that need no cleaning; false: no memory. */
bool load_run(struct loader *loader, const struct input_line *run);

#endif
