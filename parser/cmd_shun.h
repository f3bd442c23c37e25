/*
 * cmd_shun.h: the row of shun, which the shell has too.
 */
#ifndef REFIRE_PARSER_CMD_SHUN_H
#define REFIRE_PARSER_CMD_SHUN_H

#include "parser/command.h"
#include "parser/word.h"

#define SHUN_HELP "Manage the filtering of packets from undesired hosts"

/* Under `no` the source is enough. */
#define SHUN_NO_WORDS 2

struct shun_line {
    struct shun shun;
    bool has_connection;
};

/* What follows the word: HOST [DESTINATION PORT PORT [PROTOCOL]] [VLAN]. */
extern const struct word shun_connection_words[];
/* clang-format off */
#define SHUN_ARGUMENTS \
    VALUE(address, struct shun_line, shun.source, "Host that is shunned"), \
    GROUP(struct shun_line, has_connection, shun_connection_words), \
    NUMBER(struct shun_line, shun.vlan, 1, 4094, "VLAN", .optional = true), \
    END_OF_WORDS
/* clang-format on */

extern const struct command shun_row;

#endif
