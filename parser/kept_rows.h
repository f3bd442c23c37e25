/*
 * kept_rows.h: how rows are declared whose lines are kept word for word. Inside parser/ only.
 *
 * A line that could change a packet's fate says what it could change: replay names it. Lines
 * about the box itself, VPN parameters and management do not.
 */
#ifndef REFIRE_PARSER_KEPT_ROWS_H
#define REFIRE_PARSER_KEPT_ROWS_H

#include "parser/families.h"
#include "parser/family.h"

#define KEPT_HELP "The rest of the line, kept as it is"

/* clang-format off */
#define KEPT_WORDS(phrase, what) \
    (const struct word[]){ KEYWORD(phrase, what), \
                           VALUE(rest, struct kept_scratch, rest, KEPT_HELP, .optional = true), \
                           END_OF_WORDS }
#define KEPT_ROW(section, list, what, ...) \
    &(const struct command){ .name = section, .help = what, .words = list, \
                             .scratch_size = sizeof(struct kept_scratch), .kept = true, \
                             __VA_ARGS__ }
/* SECTION is where it is written, PHRASE what it begins with. */
#define KEPT(section, phrase, what, ...) \
    KEPT_ROW(section, KEPT_WORDS(phrase, what), what, __VA_ARGS__)
/* The same for a command that says nothing on its own. */
#define KEPT_VALUE(section, phrase, what, ...) \
    KEPT_ROW(section, ((const struct word[]){ KEYWORD(phrase, what), \
                                              VALUE(rest, struct kept_scratch, rest, KEPT_HELP), \
                                              END_OF_WORDS }), what, __VA_ARGS__)
/* Words behind its first ones are its value: a new line replaces the old. */
#define SINGLE(section, phrase, words, what, ...) \
    KEPT(section, phrase, what, .key_words = words, __VA_ARGS__)
/* It enters a sub-mode whose lines are kept too. */
#define BLOCK(section, phrase, prompt_text, what, ...) \
    KEPT(section, phrase, what, .enters = MODE_CONFIG_KEPT, .prompt = prompt_text, __VA_ARGS__)
#define IN_INTERFACE(phrase, what, ...) \
    KEPT(phrase, phrase, what, .modes = MODE_BIT(MODE_CONFIG_IF), __VA_ARGS__)

#define SIX .before = OS_7_0
#define SEVEN .since = OS_7_0
/* clang-format on */

#endif
