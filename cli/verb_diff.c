/*
 * verb_diff.c: `refire diff`: the connections that fare otherwise under the second of two
 * configurations, and the lines that make it so.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/configuration.h"
#include "cli/diff/comparison.h"
#include "cli/options.h"
#include "cli/prompt/interrupt.h"
#include "cli/run_options.h"
#include "cli/verbs.h"

struct side {
    const char *path;
    bool has_release;
    struct os_release release;
    struct load_result loaded;
    bool has_loaded;
};

struct run {
    struct diff_run with;
    struct sample_input *inputs;
    struct side old, new;
    struct side base; /* OLD in the version of NEW, when it is another one */
    enum report_format format;
    const char *reduce; /* NULL: no capture is written */
};

/* ---- the command line ---- */

static bool
read_release(const struct options *options, struct side *side, int *status)
{
    side->has_release = true;
    if (release_parse(options->value, &side->release))
        return true;
    *status = options_bad_value(options, "expected a version such as 6.3 or 7.2(2)");
    return false;
}

static bool
take_captures(struct run *run, const struct options *options, int *status)
{
    size_t count = (size_t)options->operand_count - 2;
    run->inputs = calloc(count + 1, sizeof *run->inputs);
    if (run->inputs == NULL) {
        complain("diff", "out of memory");
        *status = STATUS_INTERNAL;
        return false;
    }
    for (size_t i = 0; i < count; i++)
        run->inputs[i].word = options->operands[i + 2];
    run->with.inputs = run->inputs;
    run->with.input_count = count;
    return true;
}

/* Each input is read twice. */
static bool
check_operands(struct run *run, const struct options *options, int *status)
{
    if (captures_on_stdin(options->operands, (size_t)options->operand_count) > 0) {
        *status = options_misuse(options, "standard input cannot be read twice: name a file");
        return false;
    }
    if (run->with.with.replay.mode == REPLAY_OBSERVE) {
        *status = options_misuse(options, "nothing is replayed in observe mode");
        return false;
    }
    run->old.path = options->operands[0];
    run->new.path = options->operands[1];
    return take_captures(run, options, status);
}

static bool
read_options(struct run *run, struct options *options, int *status)
{
    for (;;) {
        enum option option = options_next(options);
        switch (run_options_take(&run->with.with, options, option, status)) {
        case RUN_OPTION_TAKEN:
            continue;
        case RUN_OPTION_BAD:
            return false;
        case RUN_OPTION_OTHER:
            break;
        }
        switch (option) {
        case OPTION_OS_OLD:
            if (!read_release(options, &run->old, status))
                return false;
            continue;
        case OPTION_OS_NEW:
            if (!read_release(options, &run->new, status))
                return false;
            continue;
        case OPTION_FORMAT:
            run->format = (enum report_format)options->number;
            continue;
        case OPTION_REDUCE:
            run->reduce = options->value;
            continue;
        default: /* OPTION_END: the table has no other ones for this verb */
            return check_operands(run, options, status);
        }
    }
}

/* ---- the comparison ---- */

static int
compare(struct run *run, const char *const *inputs, size_t count)
{
    const struct comparison_task task = {
        .run = &run->with,
        .old_name = run->old.path,
        .new_name = run->new.path,
        .old = run->old.loaded.config,
        .new = run->new.loaded.config,
        .base = run->base.has_loaded ? run->base.loaded.config : NULL,
        .format = run->format,
        .out = stdout,
        .reduce = run->reduce,
        .inputs = inputs,
        .input_count = count,
    };
    return comparison_run(&task);
}

/* What is read must not be written over. */
static int
compare_beside(struct run *run)
{
    size_t count = 2;
    const char **inputs = calloc(run->with.input_count + 2, sizeof *inputs);
    if (inputs == NULL)
        return diff_fail(&run->with, "diff", "out of memory", STATUS_INTERNAL);
    inputs[0] = run->old.path;
    inputs[1] = run->new.path;
    for (size_t i = 0; i < run->with.input_count; i++) {
        const char *word = run->inputs[i].word, *equals = strchr(word, '=');
        inputs[count++] = equals != NULL ? equals + 1 : word;
    }
    int status = compare(run, inputs, count);
    free(inputs);
    return status;
}

/* ---- the run ---- */

static int
load(struct side *side)
{
    int status =
        configuration_load(side->path, side->has_release ? &side->release : NULL, &side->loaded);
    side->has_loaded = status == STATUS_OK;
    return status;
}

/* The old file again, as the new version reads it: what was wrong with it has been said. */
static int
load_base(struct run *run)
{
    const struct load_options options = {
        .file = run->old.path,
        .has_version = true,
        .release = run->new.loaded.config->os,
        .model_only = true,
    };
    const char *error;
    if (run->old.loaded.config->does == run->new.loaded.config->does)
        return STATUS_OK;
    run->base.has_loaded = config_load_file(run->old.path, &options, &run->base.loaded, &error);
    if (run->base.has_loaded)
        return STATUS_OK;
    complain(run->old.path, error);
    return STATUS_CONFIG;
}

static int
run_all(struct run *run)
{
    int status = load(&run->old);
    if (status == STATUS_OK)
        status = load(&run->new);
    if (status == STATUS_OK)
        status = load_base(run);
    if (status == STATUS_OK)
        status = compare_beside(run);
    return status <= STATUS_DIFFERENT && run->with.damaged ? STATUS_CAPTURE : status;
}

static void
tear_down(struct side *side)
{
    if (side->has_loaded)
        load_result_free(&side->loaded);
}

int
verb_diff(int argc, char **argv)
{
    struct options options = options_begin(VERB_DIFF, argc, argv, stdout, stderr);
    struct run run = { .with = { .with.replay.not_before = INT64_MIN, .errors = stderr } };
    int status = STATUS_OK;
    if (!read_options(&run, &options, &status))
        return status;
    interrupt_catch();
    status = run_all(&run);
    tear_down(&run.old);
    tear_down(&run.new);
    tear_down(&run.base);
    free(run.inputs);
    return status;
}
