/*
 * held_file.c: regular files are mapped, so that large captures take no memory of their own;
 * others are read to their end.
 */
#include "cli/fault/held_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_FIRST ((size_t)64 << 10)

static void
map(int fd, size_t size, struct held_file *file)
{
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED) {
        file->why = strerror(errno);
        return;
    }
    file->bytes = bytes;
    file->size = size;
    file->is_mapped = true;
}

/* Twice as much room, with what was read; NULL: there is none, and FILE says why. */
static char *
grow(char *bytes, size_t *capacity, struct held_file *file)
{
    size_t larger = *capacity == 0 ? READ_FIRST : *capacity * 2;
    char *grown = larger <= HELD_READ_MOST ? realloc(bytes, larger) : NULL;
    if (grown == NULL) {
        file->why = larger > HELD_READ_MOST ? "more comes of it than is read" : "out of memory";
        free(bytes);
        return NULL;
    }
    *capacity = larger;
    return grown;
}

static void
read_all(int fd, struct held_file *file)
{
    size_t capacity = 0, size = 0;
    char *bytes = grow(NULL, &capacity, file);
    ssize_t came = 1;
    while (bytes != NULL && came != 0) {
        if (size == capacity && (bytes = grow(bytes, &capacity, file)) == NULL)
            return;
        came = read(fd, bytes + size, capacity - size);
        if (came < 0) {
            file->why = strerror(errno);
            free(bytes);
            return;
        }
        size += (size_t)came;
    }
    file->bytes = bytes;
    file->size = size;
}

struct held_file
held_file_open(const char *path)
{
    struct held_file file = { 0 };
    struct stat about;
    bool is_standard = strcmp(path, "-") == 0;
    int fd = is_standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &about) != 0)
        file.why = strerror(errno);
    else if (S_ISREG(about.st_mode) && about.st_size > 0 && !is_standard)
        map(fd, (size_t)about.st_size, &file);
    else
        read_all(fd, &file);
    if (fd >= 0 && !is_standard)
        close(fd);
    return file;
}

void
held_file_close(struct held_file *file)
{
    if (file->is_mapped)
        munmap((void *)(uintptr_t)file->bytes, file->size);
    else
        free((void *)(uintptr_t)file->bytes);
    *file = (struct held_file){ 0 };
}
