/*
 * fixup.h: the fixups that are on in a configuration without a word about them, and the line that
 * both forms of the command read: that of 6.x and the one that 7.0 and later turn into inspections.
 */
#ifndef REFIRE_PARSER_FIXUP_H
#define REFIRE_PARSER_FIXUP_H

#include "engine/model/config.h"
#include "parser/command.h"
#include "parser/word_inspection.h"

struct fixup_line {
    enum inspection_kind kind;
    struct inspection_options options;
    bool domain; /* the early spelling of dns, which has no length */
    bool has_ports;
    uint16_t first;
    uint16_t last;
    bool off;
};

/* Adds the release's defaults; nothing from 7.0 on. False: no memory. */
NODISCARD bool fixup_defaults(struct config *config);

/* `fixup protocol NAME [OPTIONS] [PORT[-PORT]]`, into a struct fixup_line. */
extern const struct word fixup_words[];
/* Puts in what the line left out: the usual ports and length. */
void fixup_read_defaults(struct fixup_line *line);

/* cmd_fixup_mpf.c */
extern const struct command fixup_mpf_row;

#endif
