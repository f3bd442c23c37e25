/*
 * configuration.c: loads it, and says what is wrong with it.
 */
#include "cli/configuration.h"

#include <stdio.h>

#include "cli/diagnostics.h"
#include "cli/verbs.h"

void
complain(const char *what, const char *why)
{
    fprintf(stderr, "refire: %s: %s\n", what, why);
}

int
configuration_load(const char *path, const struct os_release *release, struct load_result *loaded)
{
    struct load_options options = { .file = path, .model_only = true };
    const char *error = NULL;
    if (release != NULL) {
        options.has_version = true;
        options.release = *release;
    }
    *loaded = (struct load_result){ 0 };
    if (!config_load_file(path, &options, loaded, &error)) {
        complain(path, error != NULL ? error : "out of memory");
        *loaded = (struct load_result){ 0 };
        return STATUS_CONFIG;
    }
    diagnostics_print(stderr, &loaded->diags, DIAG_WARNING);
    if (loaded->modelled > 0)
        return STATUS_OK;
    complain(path, "no line of it is one of a firewall's configuration");
    load_result_free(loaded);
    *loaded = (struct load_result){ 0 };
    return STATUS_CONFIG;
}
