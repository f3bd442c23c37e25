/*
 * door.h: the Unix socket at which a served firewall is found.
 *
 * Only its owner may come in (mode 0600). What a killed server left behind is taken away; anything
 * that is no socket, or at which somebody still answers, is not.
 */
#ifndef REFIRE_CLI_SERVE_DOOR_H
#define REFIRE_CLI_SERVE_DOOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "engine/base/compiler.h"

#define DOOR_ERROR_SIZE 256

struct door {
    int fd;           /* listens; does not block */
    const char *path; /* borrowed */
    dev_t device;     /* of the socket that is ours */
    ino_t node;
};

/* False: ERROR says why, without the path. */
NODISCARD bool door_open(struct door *door, const char *path, char error[DOOR_ERROR_SIZE]);
/* Takes the socket away, unless another one stands in its place by now. */
void door_close(struct door *door);

/* A connection to who serves at PATH; negative: ERROR says why. */
NODISCARD int door_enter(const char *path, char error[DOOR_ERROR_SIZE]);

#endif
