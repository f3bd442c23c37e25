/*
 * remote.h: a session behind a socket, for the shell of `refire shell --attach`.
 */
#ifndef REFIRE_CLI_SERVE_REMOTE_H
#define REFIRE_CLI_SERVE_REMOTE_H

#include "cli/prompt/shell.h"
#include "cli/serve/door.h"
#include "engine/base/compiler.h"

struct remote;

/* Enters at PATH and prints to OUT, which is borrowed. NULL: ERROR says why. */
NODISCARD struct remote *remote_new(const char *path, FILE *out, struct pager_keys keys,
                                    char error[DOOR_ERROR_SIZE]);
void remote_free(struct remote *remote);

/* Good as long as the remote. */
struct shell_peer remote_peer(struct remote *remote);

/* Why it is over: "" after `exit`, NULL when it is not. */
const char *remote_end(const struct remote *remote);

#endif
