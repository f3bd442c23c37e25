/*
 * fault_verb.c: a configuration in, an exercise out.
 */
#include "cli/fault/fault_verb.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/configuration.h"
#include "cli/fault/fault_write.h"
#include "cli/fault/seen_packets.h"
#include "cli/verbs.h"

#define NAME_SIZE 64

/* What the exercise calls the configuration: its host name. */
static void
take_name(const struct config *config, char name[static NAME_SIZE])
{
    const char *hostname = config->hostname != NULL ? config->hostname : "a firewall";
    size_t used = 0;
    for (; *hostname != '\0' && used + 1 < NAME_SIZE; hostname++)
        if (isprint((unsigned char)*hostname))
            name[used++] = *hostname;
    name[used] = '\0';
}

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

static void
say_levels(const struct fault_lab *lab)
{
    fprintf(stderr, "refire: no faults that were tried break that many of its %zu checks; ",
            lab->checks.count);
    bool first = true;
    for (size_t i = 1; i <= FAULT_LEVEL_MAX; i++) {
        if (!lab->alone[i])
            continue;
        fprintf(stderr, "%s%zu", first ? "one fault alone breaks " : ", ", i);
        first = false;
    }
    fputs(first ? "none breaks any\n" : "\n", stderr);
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
write_it(const struct fault_wish *wish, const struct config *config, const struct fault_lab *lab)
{
    char name[NAME_SIZE], error[FAULT_ERROR_SIZE];
    char *folder = folder_for(wish->path, wish->folder);
    int status = STATUS_INTERNAL;
    take_name(config, name);
    if (folder == NULL) {
        complain("lab", "out of memory");
    } else if (!fault_write(lab, folder, name, error)) {
        fprintf(stderr, "refire: %s\n", error);
        status = STATUS_USAGE;
    } else {
        printf("%s: %zu fault%s, with which %zu of %zu checks fail. Proof, and play:\n", folder,
               lab->fault_count, lab->fault_count == 1 ? "" : "s", lab->broken, lab->checks.count);
        say_how(folder);
        status = STATUS_OK;
    }
    free(folder);
    return status;
}

static int
make_it(const struct fault_wish *wish, const struct config *config, struct checks_seen seen)
{
    struct fault_lab *lab = calloc(1, sizeof *lab);
    int status = STATUS_INTERNAL;
    switch (lab != NULL ? fault_make(config, wish->level, wish->seed, seen, lab)
                        : FAULT_NO_MEMORY) {
    case FAULT_MADE:
        status = write_it(wish, config, lab);
        break;
    case FAULT_TOO_FEW:
        complain(wish->path, "too little passes, or is denied, to make an exercise of it");
        status = STATUS_DIFFERENT;
        break;
    case FAULT_NOT_SO:
        say_levels(lab);
        status = STATUS_DIFFERENT;
        break;
    case FAULT_NO_MEMORY:
        complain("lab", "out of memory");
        break;
    }
    if (lab != NULL)
        fault_free(lab);
    free(lab);
    return status;
}

int
fault_verb(const struct fault_wish *wish)
{
    struct load_result loaded;
    struct seen_packets seen = { 0 };
    int status = configuration_load(wish->path, NULL, &loaded);
    if (status != STATUS_OK)
        return status;
    status = seen_packets_read(loaded.config, wish->captures, wish->capture_count, &seen);
    if (status == STATUS_OK)
        status = make_it(wish, loaded.config, (struct checks_seen){ seen.items, seen.count });
    seen_packets_free(&seen);
    load_result_free(&loaded);
    return status;
}
