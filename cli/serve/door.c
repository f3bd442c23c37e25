/*
 * door.c: making, finding and taking away the socket of a served firewall.
 */
#include "cli/serve/door.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define WAITING_AT_DOOR 64

static bool
fail(char error[DOOR_ERROR_SIZE], const char *why)
{
    snprintf(error, DOOR_ERROR_SIZE, "%s", why);
    return false;
}

static bool
address_of(const char *path, struct sockaddr_un *address, char error[DOOR_ERROR_SIZE])
{
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (*path == '\0')
        return fail(error, "the path of a socket is not empty");
    if (strlen(path) >= sizeof(address->sun_path)) {
        snprintf(error, DOOR_ERROR_SIZE, "the path of a socket has at most %zu bytes",
                 sizeof(address->sun_path) - 1);
        return false;
    }
    memcpy(address->sun_path, path, strlen(path));
    return true;
}

/* 0, or an errno. */
static int
connect_to(int fd, const struct sockaddr_un *address)
{
    int result;
    do
        result = connect(fd, (const struct sockaddr *)address, sizeof(*address));
    while (result < 0 && errno == EINTR);
    return result < 0 ? errno : 0;
}

/* ---- serving ---- */

/* While it is held, no other server looks at the sockets of the folder. Negative: ERROR is set. */
static int
lock_folder(const char *path, char error[DOOR_ERROR_SIZE])
{
    char *copy = strdup(path);
    int fd = copy != NULL ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
        close(fd);
        fd = -1;
    }
    if (fd < 0)
        snprintf(error, DOOR_ERROR_SIZE, "its folder: %s", strerror(errno));
    free(copy);
    return fd;
}

/* Takes away a socket at which nobody answers. False: something else stands there. */
static bool
clear_place(const struct sockaddr_un *address, char error[DOOR_ERROR_SIZE])
{
    struct stat found;
    if (lstat(address->sun_path, &found) != 0)
        return errno == ENOENT || fail(error, strerror(errno));
    if (!S_ISSOCK(found.st_mode))
        return fail(error, "is there already, and no socket");
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return fail(error, strerror(errno));
    int problem = connect_to(fd, address);
    close(fd);
    if (problem != ECONNREFUSED)
        return fail(error, problem == 0 || problem == EAGAIN ? "somebody serves there already"
                                                             : strerror(problem));
    return unlink(address->sun_path) == 0 || fail(error, strerror(errno));
}

static bool
bind_to(struct door *door, const struct sockaddr_un *address, char error[DOOR_ERROR_SIZE])
{
    struct stat made;
    mode_t before = umask(0177);
    bool bound = bind(door->fd, (const struct sockaddr *)address, sizeof(*address)) == 0;
    int problem = errno;
    umask(before);
    if (!bound)
        return fail(error, strerror(problem));
    if (lstat(address->sun_path, &made) != 0 || listen(door->fd, WAITING_AT_DOOR) != 0) {
        fail(error, strerror(errno));
        unlink(address->sun_path);
        return false;
    }
    door->device = made.st_dev;
    door->node = made.st_ino;
    return true;
}

bool
door_open(struct door *door, const char *path, char error[DOOR_ERROR_SIZE])
{
    struct sockaddr_un address;
    *door = (struct door){ .fd = -1, .path = path };
    if (!address_of(path, &address, error))
        return false;
    int folder = lock_folder(path, error);
    if (folder < 0)
        return false;
    bool good = clear_place(&address, error);
    if (good) {
        door->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        good = door->fd >= 0 ? bind_to(door, &address, error) : fail(error, strerror(errno));
    }
    close(folder);
    if (!good && door->fd >= 0)
        close(door->fd);
    return good;
}

void
door_close(struct door *door)
{
    struct stat found;
    close(door->fd);
    if (lstat(door->path, &found) == 0 && found.st_dev == door->device &&
        found.st_ino == door->node)
        unlink(door->path);
}

/* ---- attaching ---- */

int
door_enter(const char *path, char error[DOOR_ERROR_SIZE])
{
    struct sockaddr_un address;
    if (!address_of(path, &address, error))
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int problem = fd >= 0 ? connect_to(fd, &address) : errno;
    if (problem == 0)
        return fd;
    if (problem == ECONNREFUSED)
        fail(error, "nobody serves there; refire serve --socket PATH does");
    else
        fail(error, strerror(problem));
    if (fd >= 0)
        close(fd);
    return -1;
}
