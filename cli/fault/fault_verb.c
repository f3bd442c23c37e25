/*
 * fault_verb.c: a configuration in, an exercise out.
 */
#include "cli/fault/fault_verb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/configuration.h"
#include "cli/verbs.h"

/* As it was said, without slashes at its end; "office.cfg" becomes "office-fault". To be freed. */
static char *
folder_for(const char *path, const char *said)
{
    if (said != NULL) {
        size_t whole = strlen(said);
        while (whole > 1 && said[whole - 1] == '/')
            whole--;
        return strndup(said, whole);
    }
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    int length = (int)(dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name));
    char *folder = NULL;
    return asprintf(&folder, "%.*s-fault", length, name) < 0 ? NULL : folder;
}

/* How it is proved, and opened: exercises are named by their folder, in the folder of them. */
static void
say_how(const char *folder)
{
    const char *slash = strrchr(folder, '/');
    printf("  refire lab test %s\n  REFIRE_LABS=%.*s refire lab start %s\n", folder,
           slash != NULL ? (int)(slash + 1 - folder) : 1, slash != NULL ? folder : ".",
           slash != NULL ? slash + 1 : folder);
}

static int
write_it(const struct fault_wish *wish, const struct fault_made *made)
{
    char error[FAULT_ERROR_SIZE];
    char *folder = folder_for(wish->path, wish->folder);
    int status = STATUS_INTERNAL;
    if (folder == NULL) {
        complain("lab", "out of memory");
    } else if (!fault_folder_make(folder, made->files, made->file_count, error)) {
        fprintf(stderr, "refire: %s\n", error);
        status = STATUS_USAGE;
    } else {
        printf("%s: %.*s. Proof, and play:\n", folder, (int)made->result_size, made->result);
        say_how(folder);
        status = STATUS_OK;
    }
    free(folder);
    return status;
}

int
fault_verb(const struct fault_wish *wish)
{
    struct fault_made made;
    int status = fault_job_run(wish, &fault_limits, &made);
    if (status == STATUS_OK)
        status = write_it(wish, &made);
    fault_made_free(&made);
    return status;
}
