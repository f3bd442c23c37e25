/*
 * help.h: `help`. `?` and Tab are in session.h.
 */
#ifndef REFIRE_CLI_HELP_H
#define REFIRE_CLI_HELP_H

#include "cli/prompt/session.h"

/* The commands of the current mode. */
void help_list(struct session *session);
/* `help COMMAND`. */
void help_command(struct session *session, const char *command);

#endif
