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

/* "office.cfg" becomes "office-fault". To be freed. */
static char *
folder_for(const char *path)
{
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

static int
write_it(const struct fault_wish *wish, const struct config *config, const struct fault_lab *lab)
{
    char name[NAME_SIZE], error[FAULT_ERROR_SIZE];
    char *made = wish->folder == NULL ? folder_for(wish->path) : NULL;
    const char *folder = wish->folder != NULL ? wish->folder : made;
    int status = STATUS_INTERNAL;
    take_name(config, name);
    if (folder == NULL) {
        complain("lab", "out of memory");
    } else if (!fault_write(lab, folder, name, error)) {
        fprintf(stderr, "refire: %s\n", error);
        status = STATUS_USAGE;
    } else {
        printf(
            "%s: %zu fault%s, with which %zu of %zu checks fail.\n"
            "refire lab test %s proves it; REFIRE_LABS with the folder that it is in opens it.\n",
            folder, lab->fault_count, lab->fault_count == 1 ? "" : "s", lab->broken,
            lab->checks.count, folder);
        status = STATUS_OK;
    }
    free(made);
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
