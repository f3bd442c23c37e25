/*
 * exec_ladder.h: `show ladder`.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_LADDER_H
#define REFIRE_CLI_EXEC_EXEC_LADDER_H

#include "parser/command.h"

extern const struct command show_ladder_command;

#endif
