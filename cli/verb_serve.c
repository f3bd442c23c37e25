/*
 * verb_serve.c: `refire serve`: a firewall that several prompts share through a Unix socket.
 */
#include <stdio.h>

#include "cli/configuration.h"
#include "cli/options.h"
#include "cli/serve/server.h"
#include "cli/start.h"
#include "cli/verbs.h"

static int
serve(struct firewall *firewall, const char *path)
{
    struct door door;
    char error[DOOR_ERROR_SIZE];
    if (!door_open(&door, path, error)) {
        complain(path, error);
        return STATUS_INTERNAL;
    }
    fprintf(stderr, "refire: serving at %s\n", path);
    bool good = server_run(firewall, &door);
    door_close(&door);
    if (!good)
        fputs("refire: out of memory\n", stderr);
    return good ? STATUS_OK : STATUS_INTERNAL;
}

int
verb_serve(int argc, char **argv)
{
    struct options options = options_begin(VERB_SERVE, argc, argv, stdout, stderr);
    struct start start;
    const char *path = NULL;
    int status;
    start_init(&start);
    for (;;) {
        enum option option = options_next(&options);
        switch (start_take(&start, &options, option, &status)) {
        case START_OPTION_TAKEN:
            continue;
        case START_OPTION_BAD:
            return status;
        case START_OPTION_OTHER:
            break;
        }
        if (option != OPTION_SOCKET)
            break;
        path = options.value;
    }
    if (path == NULL)
        return options_misuse(&options, "--socket is missing: where others find it");
    struct firewall *firewall = start_firewall(&start, &status);
    if (firewall == NULL)
        return status;
    status = serve(firewall, path);
    firewall_free(firewall);
    return status;
}
