/*
 * exec_own.h: rows of the emulator's own verbs, for the table in exec_own.c.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_OWN_H
#define REFIRE_CLI_EXEC_EXEC_OWN_H

#include "parser/command.h"

/* exec_revision.c */
extern const struct command compare_command;
extern const struct command rollback_command;
extern const struct command show_revision_command;

#endif
