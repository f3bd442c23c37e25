/*
 * shell.h: a session on a terminal, or with a pipe in its place.
 */
#ifndef REFIRE_CLI_PROMPT_SHELL_H
#define REFIRE_CLI_PROMPT_SHELL_H

#include "cli/prompt/session.h"
#include "engine/base/compiler.h"

struct shell;

/* Reads from standard input and writes to standard output. NULL: no memory. */
NODISCARD struct shell *shell_new(void);
void shell_free(struct shell *shell);

/* The keys for the session's pager; without a reader when nobody sits there. */
struct pager_keys shell_keys(struct shell *shell);

/* Until the session or its input ends. */
void shell_run(struct shell *shell, struct session *session);

#endif
