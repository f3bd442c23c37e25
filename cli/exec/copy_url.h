/*
 * copy_url.h: where `copy` goes to: a URL of the device, and the file of this machine that stands
 * for it.
 */
#ifndef REFIRE_CLI_EXEC_COPY_URL_H
#define REFIRE_CLI_EXEC_COPY_URL_H

#include <stdbool.h>

#include "engine/base/compiler.h"

#define COPY_HOST_SIZE 64
#define COPY_FILE_SIZE 256

struct copy_url {
    const char *scheme; /* "tftp", "disk0"; "": a path of this machine */
    bool has_host;      /* a server is part of it */
    char host[COPY_HOST_SIZE];
    char file[COPY_FILE_SIZE]; /* "": not said */
};

/* BARE: `tftp` alone means `tftp:` (6.x). False: a part of TEXT is longer than it may be. */
NODISCARD bool copy_url_split(const char *text, bool bare, struct copy_url *url);

/*
 * The path from the current folder on, or for a path of this machine that one. NULL: it names no
 * file, or one above the current folder.
 */
const char *copy_url_path(const struct copy_url *url);

#endif
