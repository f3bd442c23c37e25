/*
 * start.c: the firewall that the prompt starts on.
 */
#include "cli/start.h"

#include "cli/configuration.h"
#include "cli/diagnostics.h"
#include "cli/verbs.h"
#include "parser/parser.h"

void
start_init(struct start *start)
{
    *start = (struct start){ .release = { .version = OS_6_3, .platform = PLATFORM_PIX } };
}

enum start_option
start_take(struct start *start, struct options *options, enum option option, int *status)
{
    switch (option) {
    case OPTION_CONFIG:
        start->path = options->value;
        return START_OPTION_TAKEN;
    case OPTION_OS:
        start->has_version = true;
        if (release_parse(options->value, &start->release))
            return START_OPTION_TAKEN;
        *status = options_bad_value(options, "expected a version such as 6.3 or 7.2(2)");
        return START_OPTION_BAD;
    case OPTION_STRICT_ROUTES:
        start->strict_routes = true;
        return START_OPTION_TAKEN;
    case OPTION_NO_FILES:
        start->no_files = true;
        return START_OPTION_TAKEN;
    case OPTION_STOP:
        *status = options->status;
        return START_OPTION_BAD;
    default:
        return START_OPTION_OTHER;
    }
}

/* NULL: it has been said why, unless there is no memory. */
static struct config *
load(const struct start *start, int *status)
{
    struct load_options options = {
        .model_only = true,
        .file = start->file != NULL ? start->file : start->path,
        .has_version = start->has_version,
        .release = start->release,
    };
    struct load_result loaded;
    const char *error = NULL;
    if (!config_load_file(start->path, &options, &loaded, &error)) {
        complain(start->path, error != NULL ? error : "out of memory");
        *status = STATUS_CONFIG;
        return NULL;
    }
    diagnostics_print(stderr, &loaded.diags, DIAG_ERROR);
    struct config *config = loaded.config;
    loaded.config = NULL;
    load_result_free(&loaded);
    return config;
}

struct firewall *
start_firewall(const struct start *start, int *status)
{
    struct firewall_options options = {
        .strict_routes = start->strict_routes,
        .no_files = start->no_files,
        .config_path = start->path,
    };
    *status = STATUS_OK;
    options.config = start->path != NULL ? load(start, status) : config_factory(start->release);
    struct firewall *firewall = options.config != NULL ? firewall_new(&options) : NULL;
    if (firewall == NULL && *status == STATUS_OK) {
        fputs("refire: out of memory\n", stderr);
        *status = STATUS_INTERNAL;
    }
    return firewall;
}
