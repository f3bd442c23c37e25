/*
 * exec_diff.h: `diff` at the prompt.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_DIFF_H
#define REFIRE_CLI_EXEC_EXEC_DIFF_H

#include "parser/command.h"

extern const struct command diff_command;

#endif
