/*
 * comparison.c: the replays, the causes, and what is written of them.
 */
#include "cli/diff/comparison.h"

#include <errno.h>
#include <string.h>

#include "cli/diff/causes.h"
#include "cli/diff/outcome.h"
#include "cli/diff/reduce.h"
#include "cli/verbs.h"

struct sides {
    const struct comparison_task *task;
    struct fates *old, *new, *base;
    struct edits edits;
    struct causes causes;
};

static int
out_of_memory(const struct sides *sides)
{
    return diff_fail(sides->task->run, "diff", "out of memory", STATUS_INTERNAL);
}

static int
write_text(const struct sides *sides, const struct diff_outcome *outcome)
{
    const struct comparison_task *task = sides->task;
    struct output output;
    if (!output_init(&output, task->out))
        return out_of_memory(sides);
    int status = outcome->causes->count > 0 ? STATUS_DIFFERENT : STATUS_OK;
    if (!outcome_write(outcome, task->format, &output))
        status = out_of_memory(sides);
    if (!output_flush(&output))
        status = diff_fail(task->run, "output", strerror(errno), STATUS_INTERNAL);
    output_fini(&output);
    return status;
}

static int
write_outcome(const struct sides *sides)
{
    const struct comparison_task *task = sides->task;
    const struct diff_outcome outcome = {
        .old_path = task->old_name,
        .new_path = task->new_name,
        .old_release = task->old->os,
        .new_release = task->new->os,
        .edits = &sides->edits,
        .causes = &sides->causes,
        .untold = fates_untold(sides->old) + fates_untold(sides->new),
    };
    int status = write_text(sides, &outcome);
    if (status > STATUS_DIFFERENT || task->reduce == NULL)
        return status;
    const struct reduce_task reduce = { task->run,    task->old,    task->new,        &outcome,
                                        task->reduce, task->inputs, task->input_count };
    int reduced = reduce_write(&reduce);
    return reduced != STATUS_OK ? reduced : status;
}

static int
compare(struct sides *sides)
{
    const struct comparison_task *task = sides->task;
    struct diff_side old = { .config = task->old, .fates = sides->old };
    struct diff_side new = { .config = task->new, .fates = sides->new };
    struct diff_side base = { .config = task->base, .fates = sides->base };
    struct diff_side *upgraded = task->base != NULL ? &base : &old;
    int status = STATUS_INTERNAL;
    if (lines_of(upgraded->config, &upgraded->lines) && lines_of(new.config, &new.lines) &&
        edits_of(upgraded->config, new.config, &sides->edits))
        status = causes_find(task->run, &sides->edits, &old, upgraded, &new, &sides->causes);
    if (status == STATUS_OK)
        status = write_outcome(sides);
    else if (status == STATUS_INTERNAL)
        status = out_of_memory(sides);
    lines_free(&upgraded->lines);
    lines_free(&new.lines);
    return status;
}

static int
replay_all(struct sides *sides)
{
    const struct comparison_task *task = sides->task;
    int status = diff_replay(task->run, task->old, &sides->old);
    if (status == STATUS_OK)
        status = diff_replay(task->run, task->new, &sides->new);
    if (status == STATUS_OK && task->base != NULL)
        status = diff_replay(task->run, task->base, &sides->base);
    return status;
}

int
comparison_run(const struct comparison_task *task)
{
    struct sides sides = { .task = task };
    int status = replay_all(&sides);
    if (status == STATUS_OK)
        status = compare(&sides);
    causes_free(&sides.causes);
    edits_free(&sides.edits);
    fates_free(sides.old);
    fates_free(sides.new);
    fates_free(sides.base);
    return status;
}
