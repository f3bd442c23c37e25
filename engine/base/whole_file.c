/*
 * whole_file.c: temporary file, then rename. An input is known by its device and inode, whatever
 * name it is called by.
 */
#include "engine/base/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
same_file(const struct stat *target, const char *input)
{
    struct stat status;
    int result = strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &status) : stat(input, &status);
    return result == 0 && status.st_dev == target->st_dev && status.st_ino == target->st_ino;
}

static bool
is_input(const struct stat *target, const char *const *inputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (same_file(target, inputs[i]))
            return true;
    }
    return false;
}

/* A new file gets what the umask leaves of rw-rw-rw-, as if it had been opened in the usual way. */
static bool
give_usual_mode(int fd)
{
    mode_t mask = umask(0);
    umask(mask);
    return fchmod(fd, 0666 & ~mask) == 0;
}

static bool
open_temporary(struct whole_file *file)
{
    if (asprintf(&file->temporary, "%s.XXXXXX", file->path) < 0) {
        file->temporary = NULL;
        return false;
    }
    file->fd = mkostemp(file->temporary, O_CLOEXEC);
    if (file->fd >= 0)
        return give_usual_mode(file->fd);
    free(file->temporary);
    file->temporary = NULL;
    return false;
}

bool
whole_file_open(struct whole_file *file, const char *path, const char *const *inputs,
                size_t input_count, char error[WHOLE_FILE_ERROR_SIZE])
{
    struct stat target;
    *file = (struct whole_file){ .fd = -1 };
    bool exists = stat(path, &target) == 0;
    if (exists && !S_ISCHR(target.st_mode) && is_input(&target, inputs, input_count)) {
        snprintf(error, WHOLE_FILE_ERROR_SIZE, "it is one of the inputs");
        return false;
    }
    /* Through a symbolic link, so that the link stays and the file it names is replaced. */
    file->path = exists ? realpath(path, NULL) : strdup(path);
    bool opened = false;
    if (file->path != NULL && exists && !S_ISREG(target.st_mode)) {
        file->fd = open(file->path, O_WRONLY | O_CLOEXEC);
        opened = file->fd >= 0;
    } else if (file->path != NULL) {
        opened = open_temporary(file);
    }
    if (!opened) {
        snprintf(error, WHOLE_FILE_ERROR_SIZE, "cannot be written: %s", strerror(errno));
        whole_file_abandon(file);
    }
    return opened;
}

static void
let_go(struct whole_file *file)
{
    free(file->path);
    free(file->temporary);
    *file = (struct whole_file){ .fd = -1 };
}

int
whole_file_write(const struct whole_file *file, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file->fd, text, length);
        if (written < 0 && errno != EINTR)
            return errno;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return 0;
}

bool
whole_file_commit(struct whole_file *file, int problem, char error[WHOLE_FILE_ERROR_SIZE])
{
    if (close(file->fd) != 0 && problem == 0)
        problem = errno;
    if (problem == 0 && file->temporary != NULL && rename(file->temporary, file->path) != 0)
        problem = errno;
    if (problem != 0) {
        snprintf(error, WHOLE_FILE_ERROR_SIZE, "cannot be written: %s", strerror(problem));
        if (file->temporary != NULL)
            unlink(file->temporary);
    }
    let_go(file);
    return problem == 0;
}

void
whole_file_abandon(struct whole_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    if (file->temporary != NULL)
        unlink(file->temporary);
    let_go(file);
}
