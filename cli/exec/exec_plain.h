/*
 * exec_plain.h: a `show` without arguments, as one row.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_PLAIN_H
#define REFIRE_CLI_EXEC_EXEC_PLAIN_H

#include "parser/command.h"
#include "parser/word.h"

#define SHOW_HELP "Show running system information"
#define SHOW KEYWORD("show", SHOW_HELP)

/* A `show` without arguments is one function. */
#define PLAIN(identifier, keywords, where, from, what, function)                                   \
    static bool identifier##_set(struct command_call *call, void *scratch)                         \
    {                                                                                              \
        (void)scratch;                                                                             \
        function(call->user);                                                                      \
        return true;                                                                               \
    }                                                                                              \
    static const struct word identifier##_words[] = {                                              \
        SHOW,                                                                                      \
        KEYWORD(keywords, what),                                                                   \
        END_OF_WORDS,                                                                              \
    };                                                                                             \
    const struct command identifier##_command = {                                                  \
        .name = "show " keywords,                                                                  \
        .help = SHOW_HELP,                                                                         \
        .words = identifier##_words,                                                               \
        .modes = where,                                                                            \
        .since = from,                                                                             \
        .set = identifier##_set,                                                                   \
    }

#endif
