/*
 * exec_lab.h: `lab check`, `lab hint`, `lab show`, `lab reset` and `lab next` at the prompt that
 * `refire lab start` opens.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_LAB_H
#define REFIRE_CLI_EXEC_EXEC_LAB_H

#include "cli/prompt/session.h"
#include "parser/command.h"

extern const struct command lab_check_command, lab_hint_command, lab_show_command,
    lab_reset_command, lab_next_command;

/* The line has been done: a lab that is to begin does so, and every session starts anew. */
void exec_lab_settle(struct session *session);

#endif
