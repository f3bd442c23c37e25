/*
 * fault_folder.c: the files are made in a folder beside the one that is wanted, which then gets its
 * name.
 */
#include "cli/fault/fault_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct writing {
    const char *folder; /* the temporary one */
    const struct fault_file *files;
    size_t count;
    char *error;
};

static bool
fail(const struct writing *writing, const char *what)
{
    snprintf(writing->error, FAULT_ERROR_SIZE, "%s: %s", what, strerror(errno));
    return false;
}

/* To be freed; NULL: no memory. */
static char *
path_of(const struct writing *writing, const struct fault_file *file)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", writing->folder, file->name) < 0 ? NULL : path;
}

static bool
write_file(const struct writing *writing, const struct fault_file *file)
{
    char *path = path_of(writing, file);
    FILE *out = path != NULL ? fopen(path, "wxe") : NULL;
    free(path);
    if (out == NULL)
        return fail(writing, file->name);
    bool whole = fwrite(file->bytes, 1, file->size, out) == file->size;
    return fclose(out) == 0 && whole ? true : fail(writing, file->name);
}

static bool
write_files(const struct writing *writing)
{
    for (size_t i = 0; i < writing->count; i++)
        if (!write_file(writing, &writing->files[i]))
            return false;
    return true;
}

static void
remove_folder(const struct writing *writing)
{
    for (size_t i = 0; i < writing->count; i++) {
        char *path = path_of(writing, &writing->files[i]);
        if (path != NULL)
            (void)unlink(path);
        free(path);
    }
    (void)rmdir(writing->folder);
}

/* rename would take an empty folder's place. */
static bool
name_it(const struct writing *writing, const char *folder)
{
    struct stat there;
    if (lstat(folder, &there) == 0)
        errno = EEXIST;
    else if (errno == ENOENT && chmod(writing->folder, 0755) == 0 &&
             rename(writing->folder, folder) == 0)
        return true;
    return fail(writing, folder);
}

bool
fault_folder_make(const char *folder, const struct fault_file *files, size_t count,
                  char error[FAULT_ERROR_SIZE])
{
    char *temporary = NULL;
    if (asprintf(&temporary, "%s.XXXXXX", folder) < 0) {
        snprintf(error, FAULT_ERROR_SIZE, "out of memory");
        return false;
    }
    const struct writing writing = { temporary, files, count, error };
    bool good = mkdtemp(temporary) != NULL || fail(&writing, folder);
    if (good) {
        good = write_files(&writing) && name_it(&writing, folder);
        if (!good)
            remove_folder(&writing);
    }
    free(temporary);
    return good;
}
