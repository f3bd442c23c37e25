/*
 * verb_shell.c: `refire` and `refire shell`: which configuration the prompt starts on.
 */
#include <stdio.h>

#include "cli/options.h"
#include "cli/prompt/interrupt.h"
#include "cli/prompt/session.h"
#include "cli/prompt/shell.h"
#include "cli/verbs.h"
#include "parser/parser.h"

/* What the command line asked for. */
struct start {
    const char *path; /* NULL: factory-fresh */
    bool strict_routes;
    bool has_version;
    struct os_release release;
};

static void
print_diags(const char *path, const struct diags *diags)
{
    for (size_t i = 0; i < diags->count; i++) {
        const struct diag *diag = &diags->items[i];
        if (diag->severity != DIAG_ERROR)
            continue;
        fprintf(stderr, "%s:%u:%u: error: ", path, diag->span.line, diag->span.first);
        for (const char *at = diag->text; *at != '\0'; at++)
            putc(*at < 0x20 && *at >= 0 ? '?' : *at, stderr);
        putc('\n', stderr);
    }
}

/* NULL: it has been said why, and *STATUS is the exit status. */
static struct config *
load(const struct start *start, int *status)
{
    struct load_options options = {
        .model_only = true,
        .file = start->path,
        .has_version = start->has_version,
        .release = start->release,
    };
    struct load_result loaded;
    const char *error;
    if (!config_load_file(start->path, &options, &loaded, &error)) {
        fprintf(stderr, "refire: %s: %s\n", start->path, error);
        *status = STATUS_CONFIG;
        return NULL;
    }
    print_diags(start->path, &loaded.diags);
    struct config *config = loaded.config;
    loaded.config = NULL;
    load_result_free(&loaded);
    return config;
}

static bool
is_interrupted(void *context)
{
    (void)context;
    return interrupt_came();
}

static struct session *
sit_down(struct shell *shell, struct firewall *firewall)
{
    struct session_options options = {
        .firewall = firewall,
        .out = stdout,
        .keys = shell_keys(shell),
        .interrupted = is_interrupted,
    };
    return session_new(&options);
}

static int
run(const struct start *start)
{
    int status = STATUS_OK;
    struct config *config =
        start->path != NULL ? load(start, &status) : config_factory(start->release);
    if (config == NULL)
        return status != STATUS_OK ? status : STATUS_INTERNAL;
    struct firewall_options box = {
        .config = config,
        .strict_routes = start->strict_routes,
        .config_path = start->path,
    };
    struct firewall *firewall = firewall_new(&box);
    struct shell *shell = firewall != NULL ? shell_new() : NULL;
    struct session *session = shell != NULL ? sit_down(shell, firewall) : NULL;
    if (session == NULL)
        status = STATUS_INTERNAL;
    else
        shell_run(shell, session);
    session_free(session);
    shell_free(shell);
    firewall_free(firewall);
    if (status == STATUS_INTERNAL)
        fputs("refire: out of memory\n", stderr);
    return status;
}

int
verb_shell(int argc, char **argv)
{
    struct options options = options_begin(VERB_SHELL, argc, argv, stdout, stderr);
    struct start start = { .release = { .version = OS_6_3, .platform = PLATFORM_PIX } };
    for (;;) {
        switch (options_next(&options)) {
        case OPTION_CONFIG:
            start.path = options.value;
            continue;
        case OPTION_OS:
            if (!release_parse(options.value, &start.release))
                return options_bad_value(&options, "expected a version such as 6.3 or 7.2(2)");
            start.has_version = true;
            continue;
        case OPTION_STRICT_ROUTES:
            start.strict_routes = true;
            continue;
        case OPTION_STOP:
            return options.status;
        default:
            return run(&start);
        }
    }
}
