/*
 * replay_request.c: reads it, and refuses what cannot go together.
 */
#include "cli/replay/replay_request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "engine/syslog/syslog.h"

static bool
read_pace(const char *text, struct syslog_pace *pace)
{
    char *end;
    *pace = (struct syslog_pace){ .as_captured = strcmp(text, "capture") == 0 };
    if (pace->as_captured || strcmp(text, "fast") == 0)
        return true;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    pace->lines_per_second = (uint32_t)value;
    return *text >= '1' && *text <= '9' && *end == '\0' && errno == 0 && value <= UINT32_MAX;
}

/* False when the verb must return *STATUS. */
static bool
read_options(struct replay_request *request, struct options *options, int *status)
{
    for (;;) {
        enum option option = options_next(options);
        switch (run_options_take(&request->with, options, option, status)) {
        case RUN_OPTION_TAKEN:
            continue;
        case RUN_OPTION_BAD:
            return false;
        case RUN_OPTION_OTHER:
            break;
        }
        switch (option) {
        case OPTION_FACTS:
            request->facts_path = options->value;
            continue;
        case OPTION_FATE:
            request->fate_path = options->value;
            continue;
        case OPTION_WRITE_CAPTURE:
            request->capture_path = options->value;
            continue;
        case OPTION_LOG_LEVEL:
            request->level = (int)options->number;
            continue;
        case OPTION_WHY:
            request->why = true;
            continue;
        case OPTION_SYSLOG:
            request->syslog_url = options->value;
            continue;
        case OPTION_SYSLOG_FORMAT:
            request->syslog_header = (enum syslog_header)options->number; /* in the same order */
            request->has_syslog_header = true;
            continue;
        case OPTION_SYSLOG_PACE:
            if (read_pace(options->value, &request->syslog_pace))
                continue;
            *status = options_bad_value(options, "expected fast, capture or lines a second");
            return false;
        case OPTION_REPORT:
            request->pictures.report_path = options->value;
            continue;
        case OPTION_SVG:
            if (pictures_read_svg(options->value, &request->pictures))
                continue;
            *status = options_bad_value(options, "expected CONN:FILE, as 3:ladder.svg");
            return false;
        case OPTION_QUIET:
            request->quiet = true;
            continue;
        default: /* OPTION_END: the table has no other ones for this verb */
            request->captures = options->operands;
            request->capture_count = (size_t)options->operand_count;
            return true;
        }
    }
}

/* Standard input can be read once. */
static bool
reads_stdin_once(const struct replay_request *request)
{
    return path_is_stdin(request->with.config_path) +
               captures_on_stdin(request->captures, request->capture_count) <=
           1;
}

bool
replay_request_read(struct replay_request *request, int argc, char **argv, int *status)
{
    struct options options = options_begin(VERB_REPLAY, argc, argv, stdout, stderr);
    *request = (struct replay_request){ .level = LEVEL_DEBUGGING };
    /* Nothing that is printed depends on it; but who knows it can send keys that fall together. */
    if (getrandom(&request->with.engine.seed, sizeof request->with.engine.seed, GRND_NONBLOCK) < 0)
        request->with.engine.seed = (uint64_t)getpid();
    if (!read_options(request, &options, status))
        return false;
    if (request->with.config_path == NULL) {
        *status = options_misuse(&options, "a configuration is needed: --config FILE");
        return false;
    }
    if (path_is_stdin(request->capture_path) || path_is_stdin(request->facts_path) ||
        path_is_stdin(request->pictures.report_path) || path_is_stdin(request->pictures.svg_path) ||
        path_is_stdin(request->fate_path)) {
        *status = options_misuse(&options, "standard output carries the log: name a file");
        return false;
    }
    if (!reads_stdin_once(request)) {
        *status = options_misuse(&options, "standard input is named more than once");
        return false;
    }
    return true;
}
