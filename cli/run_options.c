/*
 * run_options.c: what the verbs that replay read alike.
 */
#include "cli/run_options.h"

#include <string.h>

enum run_option
run_options_take(struct run_options *run, struct options *options, enum option option, int *status)
{
    switch (option) {
    case OPTION_CONFIG:
        run->config_path = options->value;
        return RUN_OPTION_TAKEN;
    case OPTION_OS:
        run->has_release = true;
        if (release_parse(options->value, &run->release))
            return RUN_OPTION_TAKEN;
        *status = options_bad_value(options, "expected a version such as 6.3 or 7.2(2)");
        return RUN_OPTION_BAD;
    case OPTION_JSON:
        run->json = true;
        return RUN_OPTION_TAKEN;
    case OPTION_MODE:
        run->replay.mode = (enum replay_mode)options->number;
        return RUN_OPTION_TAKEN;
    case OPTION_FILTER:
        run->replay.filter = options->value;
        return RUN_OPTION_TAKEN;
    case OPTION_DRAIN:
        run->replay.drain = true;
        return RUN_OPTION_TAKEN;
    case OPTION_SEED:
        run->engine.seed = options->number;
        return RUN_OPTION_TAKEN;
    case OPTION_DECAP:
        run->replay.decap = true;
        return RUN_OPTION_TAKEN;
    case OPTION_DUPLICATES:
        run->replay.duplicates = (enum duplicates_mode)options->number;
        return RUN_OPTION_TAKEN;
    case OPTION_STRICT_ROUTES:
        run->engine.strict_routes = true;
        return RUN_OPTION_TAKEN;
    case OPTION_PPTP_INCOMING:
        run->engine.pptp_incoming = true;
        return RUN_OPTION_TAKEN;
    case OPTION_ASSUME:
        run->engine.static_two_pass |= options->number == ASSUME_STATIC_TWO_PASS;
        run->engine.nosyn_acl_log |= options->number == ASSUME_NOSYN_ACL_LOG;
        run->engine.random_sequence |= options->number == ASSUME_RANDOM_SEQUENCE;
        return RUN_OPTION_TAKEN;
    case OPTION_MIDSTREAM:
        run->engine.midstream = (enum midstream)options->number;
        return RUN_OPTION_TAKEN;
    case OPTION_STOP:
        *status = options->status;
        return RUN_OPTION_BAD;
    default:
        return RUN_OPTION_OTHER;
    }
}

bool
path_is_stdin(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

size_t
captures_on_stdin(char *const *captures, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const char *equals = strchr(captures[i], '=');
        found += path_is_stdin(captures[i]) || (equals != NULL && path_is_stdin(equals + 1));
    }
    return found;
}
