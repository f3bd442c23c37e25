/*
 * run.c: an engine, a replay and a table of fates for as long as the captures last.
 */
#include "cli/diff/run.h"

#include "cli/verbs.h"

int
diff_fail(const struct diff_run *run, const char *what, const char *why, int status)
{
    if (run->errors != NULL)
        fprintf(run->errors, "refire: %s: %s\n", what, why);
    return status;
}

static int
add_captures(const struct diff_run *run, const struct config *config, struct replay *replay)
{
    for (size_t i = 0; i < run->input_count; i++) {
        char error[CAPTURE_ERROR_SIZE];
        switch (sample_add(config, &run->inputs[i], replay, error)) {
        case SAMPLE_ADDED:
            continue;
        case SAMPLE_REFUSED:
            return diff_fail(run, run->inputs[i].word, error, STATUS_USAGE);
        case SAMPLE_UNREADABLE:
            return diff_fail(run, run->inputs[i].word, error, STATUS_CAPTURE);
        }
    }
    return STATUS_OK;
}

static void
note_damage(struct diff_run *run, const struct replay *replay)
{
    for (size_t i = 0; i < replay_input_count(replay); i++) {
        struct replay_input_report report = replay_input_report(replay, i);
        if (*report.error == '\0' && report.skipped == 0)
            continue;
        if (!run->damaged || *report.error != '\0')
            (void)diff_fail(run, report.name, *report.error != '\0' ? report.error : "damaged", 0);
        run->damaged = true;
    }
}

static int
run_replay(struct diff_run *run, const struct config *config, struct replay *replay)
{
    int status = add_captures(run, config, replay);
    if (status != STATUS_OK)
        return status;
    enum replay_end end = replay_run(replay);
    if (end == REPLAY_STOPPED)
        return STATUS_INTERRUPTED;
    if (end == REPLAY_NO_MEMORY)
        return diff_fail(run, "diff", "out of memory", STATUS_INTERNAL);
    note_damage(run, replay);
    return STATUS_OK;
}

static int
run_engine(struct diff_run *run, const struct config *config, struct fates *fates)
{
    char error[CAPTURE_ERROR_SIZE];
    struct engine *engine = engine_new(config, &run->with.engine, fates_events(fates));
    if (engine == NULL)
        return diff_fail(run, "engine", "out of memory", STATUS_INTERNAL);
    struct replay *replay = replay_new(config, engine, &run->with.replay, fates_sink(fates), error);
    int status;
    if (replay != NULL)
        status = run_replay(run, config, replay);
    else if (run->with.replay.filter != NULL)
        status = diff_fail(run, "--filter", error, STATUS_USAGE);
    else
        status = diff_fail(run, "replay", error, STATUS_INTERNAL);
    replay_free(replay);
    engine_free(engine);
    return status;
}

int
diff_replay(struct diff_run *run, const struct config *config, struct fates **fates)
{
    *fates = fates_new(config, run->with.engine.seed);
    if (*fates == NULL)
        return diff_fail(run, "diff", "out of memory", STATUS_INTERNAL);
    int status = run_engine(run, config, *fates);
    if (status != STATUS_OK) {
        fates_free(*fates);
        *fates = NULL;
    }
    return status;
}
