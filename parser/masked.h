/*
 * masked.h: words that a sanitiser put in the place of others throughout a text, so that commands
 * begin with a word that is none: `example8-list` and `example8-group` for `access-list` and
 * `access-group`.
 */
#ifndef REFIRE_PARSER_MASKED_H
#define REFIRE_PARSER_MASKED_H

#include <stddef.h>

#include "parser/clean.h"
#include "parser/diag.h"
#include "parser/parser.h"

/* Masks that were looked into and stand for nothing; more are not looked into. */
#define MASKS_MAX 16

struct masks {
    const char *last; /* the first word of the line asked about last */
    size_t last_length;
    struct {
        const char *text;
        size_t length;
    } tried[MASKS_MAX];
    size_t tried_count;
};

/*
 * When line I of the input begins with an unknown word MASK-END that at least two lines have, and
 * one word in the place of MASK makes each line that begins with it a whole command, those lines
 * are changed so, with a warning each.
 */
void masks_read(struct masks *masks, struct parser *parser, struct input *input, size_t i,
                struct diags *diags, const char *file);

#endif
