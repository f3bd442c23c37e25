/*
 * exec_replay.h: the row of `replay`, for the table in exec_own.c.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_REPLAY_H
#define REFIRE_CLI_EXEC_EXEC_REPLAY_H

#include "parser/command.h"

extern const struct command replay_command;

#endif
