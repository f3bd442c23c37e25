/*
 * exec_explain.h: `explain` at the prompt.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_EXPLAIN_H
#define REFIRE_CLI_EXEC_EXEC_EXPLAIN_H

#include "parser/command.h"

extern const struct command explain_command;

#endif
