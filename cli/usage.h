/*
 * usage.h: the usage block that 6.x prints under a wrong or incomplete command.
 */
#ifndef REFIRE_CLI_USAGE_H
#define REFIRE_CLI_USAGE_H

#include "cli/prompt/session.h"

#define HELP_HINT "Type help or '?' for a list of available commands."

/* Prints the usage of the command that TEXT begins with; the general hint when there is none. */
void usage_print(struct session *session, const char *text);

#endif
