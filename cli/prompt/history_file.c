/*
 * history_file.c: the file of typed lines. The folders are those of the XDG base directories.
 */
#include "cli/prompt/history_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/whole_file.h"

static char *
joined(const char *folder, const char *middle, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s/%s", folder, middle, name) >= 0 ? path : NULL;
}

char *
state_file_path(const char *name)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (state != NULL && *state == '/')
        return joined(state, "refire", name);
    return home != NULL && *home == '/' ? joined(home, ".local/state/refire", name) : NULL;
}

char *
history_file_path(void)
{
    const char *named = getenv("REFIRE_HISTORY");
    if (named != NULL)
        return *named != '\0' ? strdup(named) : NULL;
    return state_file_path("history");
}

/* Every folder on the way to PATH. Those that cannot be made are missed when it is opened. */
static void
make_folders(const char *path)
{
    char *copy = strdup(path);
    for (char *at = copy; at != NULL && (at = strchr(at + 1, '/')) != NULL;) {
        *at = '\0';
        (void)mkdir(copy, 0700);
        *at = '/';
    }
    free(copy);
}

bool
history_file_write(const char *path, const char *text, size_t length)
{
    struct whole_file file;
    char error[WHOLE_FILE_ERROR_SIZE];
    make_folders(path);
    if (!whole_file_open(&file, path, NULL, 0, error))
        return false;
    /* a device is left as it is */
    bool guarded = file.temporary == NULL || fchmod(file.fd, 0600) == 0;
    int problem = guarded ? whole_file_write(&file, text, length) : errno;
    return whole_file_commit(&file, problem, error);
}
