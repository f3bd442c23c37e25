/*
 * server.h: one firewall, any number of sessions at it, one thread.
 */
#ifndef REFIRE_CLI_SERVE_SERVER_H
#define REFIRE_CLI_SERVE_SERVER_H

#include <stdbool.h>

#include "cli/prompt/firewall.h"
#include "cli/serve/door.h"
#include "engine/base/compiler.h"

#define SERVER_CLIENTS 64 /* attached at a time */

/* Serves until SIGINT or SIGTERM, then says goodbye. Both are borrowed. False: no memory. */
NODISCARD bool server_run(struct firewall *firewall, struct door *door);

#endif
