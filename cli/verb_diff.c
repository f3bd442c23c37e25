/*
 * verb_diff.c: `refire diff`: the connections that fare otherwise under the second of two
 * configurations, and the lines that make it so.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/configuration.h"
#include "cli/diff/causes.h"
#include "cli/diff/outcome.h"
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
    struct fates *fates;
};

struct run {
    struct diff_run with;
    struct sample_input *inputs;
    struct side old, new;
    struct side base; /* OLD in the version of NEW, when it is another one */
    struct edits edits;
    enum report_format format;
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
    for (int i = 0; i < options->operand_count; i++) {
        const char *word = options->operands[i];
        const char *equals = strchr(word, '=');
        if (strcmp(word, "-") != 0 && (equals == NULL || strcmp(equals, "=-") != 0))
            continue;
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
        default: /* OPTION_END: the table has no other ones for this verb */
            return check_operands(run, options, status);
        }
    }
}

/* ---- what is said ---- */

static int
write_outcome(const struct run *run, const struct causes *causes)
{
    const struct diff_outcome outcome = {
        .old_path = run->old.path,
        .new_path = run->new.path,
        .old_release = run->old.loaded.config->os,
        .new_release = run->new.loaded.config->os,
        .edits = &run->edits,
        .causes = causes,
        .untold = fates_untold(run->old.fates) + fates_untold(run->new.fates),
    };
    struct output output;
    if (!output_init(&output, stdout)) {
        complain("diff", "out of memory");
        return STATUS_INTERNAL;
    }
    int status = causes->count > 0 ? STATUS_DIFFERENT : STATUS_OK;
    if (!outcome_write(&outcome, run->format, &output)) {
        complain("diff", "out of memory");
        status = STATUS_INTERNAL;
    }
    if (!output_flush(&output)) {
        complain("standard output", strerror(errno));
        status = STATUS_INTERNAL;
    }
    output_fini(&output);
    return status;
}

static int
compare(struct run *run)
{
    const struct side *base = run->base.has_loaded ? &run->base : &run->old;
    struct diff_side old = { .config = run->old.loaded.config, .fates = run->old.fates };
    struct diff_side new = { .config = run->new.loaded.config, .fates = run->new.fates };
    struct diff_side upgraded = { .config = base->loaded.config, .fates = base->fates };
    struct causes causes = { 0 };
    int status = STATUS_INTERNAL;
    if (lines_of(upgraded.config, &upgraded.lines) && lines_of(new.config, &new.lines) &&
        edits_of(upgraded.config, new.config, &run->edits))
        status = causes_find(&run->with, &run->edits, run->base.has_loaded ? &old : &upgraded,
                             &upgraded, &new, &causes);
    if (status == STATUS_OK)
        status = write_outcome(run, &causes);
    else if (status == STATUS_INTERNAL)
        complain("diff", "out of memory");
    causes_free(&causes);
    edits_free(&run->edits);
    lines_free(&upgraded.lines);
    lines_free(&new.lines);
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
replay_all(struct run *run)
{
    struct side *sides[] = { &run->old, &run->new, &run->base };
    int status = STATUS_OK;
    for (size_t i = 0; i < ARRAY_LENGTH(sides) && status == STATUS_OK; i++) {
        if (sides[i]->has_loaded)
            status = diff_replay(&run->with, sides[i]->loaded.config, &sides[i]->fates);
    }
    return status;
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
        status = replay_all(run);
    if (status == STATUS_OK)
        status = compare(run);
    return status <= STATUS_DIFFERENT && run->with.damaged ? STATUS_CAPTURE : status;
}

static void
tear_down(struct side *side)
{
    fates_free(side->fates);
    if (side->has_loaded)
        load_result_free(&side->loaded);
}

int
verb_diff(int argc, char **argv)
{
    struct options options = options_begin(VERB_DIFF, argc, argv, stdout, stderr);
    struct run run = { .with.with.replay.not_before = INT64_MIN };
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
