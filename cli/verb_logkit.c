/*
 * verb_logkit.c: `refire logkit`: every message of a version in every form of header.
 */
#include <errno.h>
#include <string.h>

#include "cli/logkit/logkit.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "parser/parser.h"

static bool
read_options(struct logkit_options *kit, struct options *options, int *status)
{
    for (;;) {
        switch (options_next(options)) {
        case OPTION_OS:
            if (release_parse(options->value, &kit->release))
                continue;
            *status = options_bad_value(options, "expected a version such as 6.3 or 7.2(2)");
            return false;
        case OPTION_LOGKIT_FORMAT:
            kit->form = (int)options->number;
            continue;
        case OPTION_FIELDS:
            kit->fields = true;
            continue;
        case OPTION_STOP:
            *status = options->status;
            return false;
        default:
            return true;
        }
    }
}

int
verb_logkit(int argc, char **argv)
{
    struct options options = options_begin(VERB_LOGKIT, argc, argv, stdout, stderr);
    struct logkit_options kit = { .form = -1 };
    int status = STATUS_OK;
    if (!release_parse("6.3", &kit.release))
        return STATUS_INTERNAL;
    if (!read_options(&kit, &options, &status))
        return status;
    if (kit.form >= 0 && !logkit_has_form(kit.release.version, (size_t)kit.form))
        return options_misuse(&options, "%s has no lines of the form '%s'",
                              os_version_name(kit.release.version), logkit_form_names[kit.form]);
    if (logkit_write(&kit, stdout))
        return STATUS_OK;
    fprintf(stderr, "refire: standard output: %s\n", strerror(errno));
    return STATUS_INTERNAL;
}
