/*
 * verb_shell.c: `refire` and `refire shell`: a prompt at a firewall of its own, or at one that
 * `refire serve` shares.
 */
#include <stdio.h>

#include "cli/configuration.h"
#include "cli/options.h"
#include "cli/prompt/interrupt.h"
#include "cli/prompt/login.h"
#include "cli/prompt/session.h"
#include "cli/prompt/shell.h"
#include "cli/serve/remote.h"
#include "cli/start.h"
#include "cli/verbs.h"

static bool
is_interrupted(void *context)
{
    (void)context;
    return interrupt_came();
}

static int
run_here(struct shell *shell, struct firewall *firewall)
{
    struct session_options options = {
        .firewall = firewall,
        .out = stdout,
        .keys = shell_keys(shell),
        .interrupted = is_interrupted,
    };
    struct session *session = session_new(&options);
    if (session == NULL) {
        fputs("refire: out of memory\n", stderr);
        return STATUS_INTERNAL;
    }
    login_greet(session);
    struct shell_peer peer = shell_peer_of(session);
    shell_run(shell, &peer);
    session_free(session);
    return STATUS_OK;
}

int
shell_at(struct firewall *firewall)
{
    struct shell *shell = shell_new();
    if (shell == NULL) {
        fputs("refire: out of memory\n", stderr);
        return STATUS_INTERNAL;
    }
    int status = run_here(shell, firewall);
    shell_free(shell);
    return status;
}

static int
run_attached(struct shell *shell, const char *path)
{
    char error[DOOR_ERROR_SIZE];
    struct remote *remote = remote_new(path, stdout, shell_keys(shell), error);
    if (remote == NULL) {
        complain(path, error);
        return STATUS_INTERNAL;
    }
    struct shell_peer peer = remote_peer(remote);
    shell_run(shell, &peer);
    const char *why = remote_end(remote);
    int status = why == NULL || why[0] == '\0' ? STATUS_OK : STATUS_INTERNAL;
    if (status != STATUS_OK)
        complain(path, why);
    remote_free(remote);
    return status;
}

/* A screen that goes to a full disk is lost, which must not look like a session that went well. */
static int
say_whether_shown(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return STATUS_OK;
    complain("standard output", "the screen could not be written whole");
    return STATUS_INTERNAL;
}

static int
run(const struct start *start, const char *attach)
{
    int status = STATUS_OK;
    struct firewall *firewall = attach == NULL ? start_firewall(start, &status) : NULL;
    if (status != STATUS_OK)
        return status;
    struct shell *shell = shell_new();
    if (shell == NULL) {
        fputs("refire: out of memory\n", stderr);
        status = STATUS_INTERNAL;
    } else {
        status = attach != NULL ? run_attached(shell, attach) : run_here(shell, firewall);
    }
    shell_free(shell);
    firewall_free(firewall);
    return status != STATUS_OK ? status : say_whether_shown();
}

int
verb_shell(int argc, char **argv)
{
    struct options options = options_begin(VERB_SHELL, argc, argv, stdout, stderr);
    struct start start;
    const char *attach = NULL;
    bool starts = false;
    int status;
    start_init(&start);
    for (;;) {
        enum option option = options_next(&options);
        switch (start_take(&start, &options, option, &status)) {
        case START_OPTION_TAKEN:
            starts = true;
            continue;
        case START_OPTION_BAD:
            return status;
        case START_OPTION_OTHER:
            break;
        }
        if (option != OPTION_ATTACH)
            break;
        attach = options.value;
    }
    if (attach != NULL && starts)
        return options_misuse(&options,
                              "the firewall at the other end of --attach is there already");
    return run(&start, attach);
}
