/*
 * verb_explain.c: `refire explain`: why flows of captures do not pass, and what mends it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/configuration.h"
#include "cli/explain/explain_print.h"
#include "cli/options.h"
#include "cli/prompt/interrupt.h"
#include "cli/run_options.h"
#include "cli/verbs.h"

struct run {
    struct run_options with;
    char **captures;
    size_t capture_count;
};

/* Each input is read many times. */
static bool
check_operands(struct run *run, const struct options *options, int *status)
{
    if (captures_on_stdin(options->operands, (size_t)options->operand_count) > 0) {
        *status =
            options_misuse(options, "standard input cannot be read more than once: name a file");
        return false;
    }
    if (run->with.replay.mode == REPLAY_OBSERVE) {
        *status = options_misuse(options, "nothing is replayed in observe mode");
        return false;
    }
    if (run->with.config_path == NULL) {
        *status = options_misuse(options, "a configuration is needed: --config FILE");
        return false;
    }
    run->captures = options->operands;
    run->capture_count = (size_t)options->operand_count;
    return true;
}

static bool
read_options(struct run *run, struct options *options, int *status)
{
    for (;;) {
        enum option option = options_next(options);
        switch (run_options_take(&run->with, options, option, status)) {
        case RUN_OPTION_TAKEN:
            continue;
        case RUN_OPTION_BAD:
            return false;
        case RUN_OPTION_OTHER:
            break;
        }
        /* OPTION_END: the table has no other ones for this verb */
        return check_operands(run, options, status);
    }
}

static bool
print_json(const struct explanation *explanation)
{
    struct output output;
    if (!output_init(&output, stdout))
        return false;
    explain_print_json(&output, explanation);
    bool written = output_flush(&output) && fflush(stdout) == 0;
    output_fini(&output);
    return written;
}

static int
print(const struct run *run, const struct explanation *explanation)
{
    bool written;
    if (run->with.json) {
        written = print_json(explanation);
    } else {
        explain_print_text(stdout, explanation);
        written = fflush(stdout) == 0 && !ferror(stdout);
    }
    if (!written) {
        complain("standard output", strerror(errno));
        return STATUS_INTERNAL;
    }
    if (explanation->damaged) {
        complain("capture", *explanation->damage != '\0' ? explanation->damage : "damaged");
        return STATUS_CAPTURE;
    }
    return explanation->stopped > 0 ? STATUS_DIFFERENT : STATUS_OK;
}

static int
explain(struct run *run, const struct config *config)
{
    static const int statuses[] = { [PASSAGE_DONE] = STATUS_OK,
                                    [PASSAGE_STOPPED] = STATUS_INTERRUPTED,
                                    [PASSAGE_NO_MEMORY] = STATUS_INTERNAL,
                                    [PASSAGE_REFUSED] = STATUS_USAGE,
                                    [PASSAGE_UNREADABLE] = STATUS_CAPTURE };
    struct sample_input *inputs = calloc(run->capture_count, sizeof *inputs);
    struct explanation *explanation = calloc(1, sizeof *explanation);
    char error[PASSAGE_ERROR_SIZE] = "out of memory";
    enum passage_end end = PASSAGE_NO_MEMORY;
    if (inputs != NULL && explanation != NULL) {
        for (size_t i = 0; i < run->capture_count; i++)
            inputs[i].word = run->captures[i];
        const struct passage_source source = { .engine = run->with.engine,
                                               .replay = run->with.replay,
                                               .inputs = inputs,
                                               .input_count = run->capture_count };
        end = explain_run(config, &source, explanation, error);
    }
    int status = statuses[end];
    if (end == PASSAGE_DONE) {
        status = print(run, explanation);
        explain_free(explanation);
    } else if (end != PASSAGE_STOPPED) {
        complain("explain", error);
    }
    free(explanation);
    free(inputs);
    return status;
}

int
verb_explain(int argc, char **argv)
{
    struct options options = options_begin(VERB_EXPLAIN, argc, argv, stdout, stderr);
    struct run run = { .with.replay.not_before = INT64_MIN };
    struct load_result loaded;
    int status = STATUS_OK;
    if (!read_options(&run, &options, &status))
        return status;
    interrupt_catch();
    status = configuration_load(run.with.config_path,
                                run.with.has_release ? &run.with.release : NULL, &loaded);
    if (status != STATUS_OK)
        return status;
    status = explain(&run, loaded.config);
    load_result_free(&loaded);
    return status;
}
