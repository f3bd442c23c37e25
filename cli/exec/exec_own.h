/*
 * exec_own.h: rows of the emulator's own verbs, for the table in exec_own.c.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_OWN_H
#define REFIRE_CLI_EXEC_EXEC_OWN_H

#include "cli/prompt/session.h"
#include "parser/command.h"
#include "parser/parser.h"

/* exec_revision.c */
extern const struct command compare_command;
extern const struct command rollback_command;
extern const struct command show_revision_command;

/* REVISION, from 1 (0: the running one), made again. False: it has been said why not. */
NODISCARD bool revision_make(struct session *session, uint32_t revision,
                             struct load_result *result);

#endif
