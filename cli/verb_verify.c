/*
 * verb_verify.c: `refire verify`: does a configuration do what is expected of it? Tried with
 * captures, or with traffic that is made from the expectations; or all of that for a note.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/configuration.h"
#include "cli/options.h"
#include "cli/prompt/interrupt.h"
#include "cli/replay/sources.h"
#include "cli/report/report.h"
#include "cli/run_options.h"
#include "cli/verbs.h"
#include "cli/verify/verify.h"
#include "cli/verify/verify_made.h"
#include "cli/verify/verify_note.h"

struct run {
    struct run_options with;
    const char *expectations_path, *note_path;
    const char *written_path; /* NULL: packets are not written */
    struct verdict_capture *written;
    enum report_format format;
    char **captures;
    size_t capture_count;
    bool damaged;
};

/* ---- the command line ---- */

static bool
check(struct run *run, const struct options *options, int *status)
{
    run->captures = options->operands;
    run->capture_count = (size_t)options->operand_count;
    size_t inputs = path_is_stdin(run->with.config_path) + path_is_stdin(run->expectations_path) +
                    captures_on_stdin(run->captures, run->capture_count);
    const char *wrong = NULL;
    if (run->note_path != NULL && run->capture_count > 0)
        wrong = "a note is verified with made traffic: no captures";
    else if (run->note_path != NULL && run->with.config_path == NULL &&
             run->expectations_path != NULL)
        wrong = "expectations of a note need the configuration that it is typed at: --config FILE";
    else if (run->note_path != NULL && run->with.config_path == NULL && run->with.has_release)
        wrong = "a note is tried in the versions that it names: --os is for that of --config FILE";
    else if (run->note_path != NULL && path_is_stdin(run->with.config_path))
        wrong =
            "the configuration that a note is typed at is read several times: no standard input";
    else if (run->note_path != NULL && run->written_path != NULL)
        wrong = "the packets of a note's chapters are not written";
    else if (run->note_path == NULL && run->with.config_path == NULL)
        wrong = "a configuration is needed: --config FILE";
    else if (run->note_path == NULL && run->expectations_path == NULL)
        wrong = "expectations are needed: --expect FILE";
    else if (inputs > 1)
        wrong = "standard input is named more than once";
    else if (run->with.replay.mode == REPLAY_OBSERVE)
        wrong = "nothing is replayed in observe mode";
    if (wrong != NULL)
        *status = options_misuse(options, "%s", wrong);
    return wrong == NULL;
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
        switch (option) {
        case OPTION_EXPECT:
            run->expectations_path = options->value;
            continue;
        case OPTION_NOTE:
            run->note_path = options->value;
            continue;
        case OPTION_WRITE_MADE:
            run->written_path = options->value;
            continue;
        case OPTION_FORMAT:
            run->format = (enum report_format)options->number;
            continue;
        default: /* OPTION_END: the table has no other ones for this verb */
            return check(run, options, status);
        }
    }
}

/* ---- captures ---- */

static int
out_of_memory(void)
{
    complain("verify", "out of memory");
    return STATUS_INTERNAL;
}

static int
add_captures(const struct run *run, const struct config *config, struct replay *replay)
{
    for (size_t i = 0; i < run->capture_count; i++) {
        struct replay_input input;
        char error[CAPTURE_ERROR_SIZE];
        _Static_assert(CAPTURE_ERROR_SIZE >= SOURCE_ERROR_SIZE, "errors share one buffer");
        if (!source_parse(config, run->captures[i], &input, error)) {
            complain(run->captures[i], error);
            return STATUS_USAGE;
        }
        if (!replay_add(replay, &input, error)) {
            complain(input.path, error);
            return STATUS_CAPTURE;
        }
    }
    return STATUS_OK;
}

static int
run_replay(struct run *run, const struct config *config, struct replay *replay)
{
    int status = add_captures(run, config, replay);
    if (status != STATUS_OK)
        return status;
    switch (replay_run(replay)) {
    case REPLAY_STOPPED:
        return interrupt_came() ? STATUS_INTERRUPTED : out_of_memory();
    case REPLAY_NO_MEMORY:
        return out_of_memory();
    case REPLAY_DONE:
        break;
    }
    for (size_t i = 0; i < replay_input_count(replay); i++) {
        struct replay_input_report report = replay_input_report(replay, i);
        if (*report.error == '\0' && report.skipped == 0)
            continue;
        complain(report.name, *report.error != '\0' ? report.error : "damaged");
        run->damaged = true;
    }
    return STATUS_OK;
}

static int
replay_captures(struct run *run, const struct config *config, struct verify *verify)
{
    char error[CAPTURE_ERROR_SIZE];
    struct engine *engine = engine_new(config, &run->with.engine, verify_events(verify));
    if (engine == NULL)
        return out_of_memory();
    struct replay *replay =
        replay_new(config, engine, &run->with.replay, verify_sink(verify), error);
    int status = STATUS_INTERNAL;
    if (replay != NULL) {
        status = run_replay(run, config, replay);
    } else {
        complain(run->with.replay.filter != NULL ? "--filter" : "replay", error);
        status = run->with.replay.filter != NULL ? STATUS_USAGE : STATUS_INTERNAL;
    }
    replay_free(replay);
    engine_free(engine);
    return status;
}

/* ---- the run ---- */

static int
print(const struct run *run, const struct report *report)
{
    struct output output;
    if (!output_init(&output, stdout))
        return out_of_memory();
    report_write(report, run->format, &output);
    bool good = output_flush(&output);
    output_fini(&output);
    if (!good) {
        complain("standard output", strerror(errno));
        return STATUS_INTERNAL;
    }
    if (run->damaged)
        return STATUS_CAPTURE;
    return report_count(report, REPORT_FAILED) > 0 ? STATUS_DIFFERENT : STATUS_OK;
}

/* The file that packets are written to, when one is asked for. */
static int
open_written(struct run *run, const struct config *config, struct verify *verify)
{
    char error[CAPTURE_ERROR_SIZE];
    if (run->written_path == NULL)
        return STATUS_OK;
    size_t count = 0;
    const char **inputs = calloc(run->capture_count + 2, sizeof *inputs);
    if (inputs == NULL)
        return out_of_memory();
    inputs[count++] = run->with.config_path;
    inputs[count++] = run->expectations_path;
    for (size_t i = 0; i < run->capture_count; i++) {
        struct replay_input input;
        char ignored[SOURCE_ERROR_SIZE]; /* it is told when the captures are added */
        if (source_parse(config, run->captures[i], &input, ignored))
            inputs[count++] = input.path;
    }
    run->written = verdict_capture_new(config, run->written_path, inputs, count, error);
    free(inputs);
    if (run->written == NULL) {
        complain(run->written_path, error);
        return STATUS_USAGE;
    }
    if (run->capture_count == 0)
        verdict_capture_both_sides(run->written);
    verify_write(verify, run->written);
    return STATUS_OK;
}

/* A run that failed leaves no file. */
static int
close_written(struct run *run, int status)
{
    char error[CAPTURE_ERROR_SIZE];
    struct verdict_capture *written = run->written;
    run->written = NULL;
    if (written == NULL)
        return status;
    if (status != STATUS_OK) {
        verdict_capture_abandon(written);
        return status;
    }
    if (verdict_capture_finish(written, error))
        return STATUS_OK;
    complain(run->written_path, error);
    return STATUS_INTERNAL;
}

static int
try_expectations(struct run *run, const struct config *config,
                 const struct expectations *expectations, struct report *report)
{
    bool has_captures = run->capture_count > 0;
    const struct verify_how how = { .file = run->expectations_path,
                                    .untouched = has_captures
                                                     ? "no such packet in the captures"
                                                     : "no packet of the made traffic is such" };
    struct verify *verify = verify_new(config, run->with.engine.seed, expectations);
    if (verify == NULL)
        return out_of_memory();
    int status = open_written(run, config, verify);
    if (status != STATUS_OK) {
        verify_free(verify);
        return status;
    }
    if (has_captures)
        status = replay_captures(run, config, verify);
    else if (!verify_make(verify, config, &run->with.engine, expectations))
        status = out_of_memory();
    else if (interrupt_came())
        status = STATUS_INTERRUPTED;
    status = close_written(run, status);
    if (status == STATUS_OK)
        status = verify_report(verify, &how, report) ? print(run, report) : out_of_memory();
    verify_free(verify);
    return status;
}

static int
verify_configuration(struct run *run, struct report *report)
{
    struct load_result loaded;
    struct expectations expectations;
    int status = configuration_load(run->with.config_path,
                                    run->with.has_release ? &run->with.release : NULL, &loaded);
    if (status != STATUS_OK)
        return status;
    status = STATUS_USAGE; /* it has been said why */
    if (expect_read(&expectations, loaded.config, run->expectations_path, stderr))
        status = try_expectations(run, loaded.config, &expectations, report);
    expectations_free(&expectations);
    load_result_free(&loaded);
    return status;
}

/* The box that a note is typed at, and what is expected of it there: *BYTES, to be freed. */
static int
read_box(const struct run *run, struct note_box *box, struct note_file *file, char **bytes)
{
    struct load_result loaded;
    struct expectations expectations = { 0 };
    int status = configuration_load(run->with.config_path,
                                    run->with.has_release ? &run->with.release : NULL, &loaded);
    if (status != STATUS_OK)
        return status;
    *box = (struct note_box){ .path = run->with.config_path, .release = loaded.config->os };
    if (run->expectations_path != NULL) {
        file->name = run->expectations_path;
        *bytes = expect_file(file->name, &file->size);
        file->bytes = (const unsigned char *)*bytes;
        box->expectations = file;
        status = STATUS_USAGE; /* unless they can be read */
    }
    if (status != STATUS_OK && file->bytes == NULL)
        complain(run->expectations_path, errno != 0 ? strerror(errno) : "too large");
    else if (status != STATUS_OK && expect_parse(&expectations, loaded.config, file->name,
                                                 (const char *)file->bytes, file->size, stderr))
        status = STATUS_OK;
    expectations_free(&expectations);
    load_result_free(&loaded);
    return status;
}

static int
verify_chapters(const struct run *run, struct report *report)
{
    static const struct note_verifier verifier = { .verify = verify_made_file };
    struct note note = { 0 };
    struct note_box box;
    struct note_file file = { 0 };
    char *bytes = NULL;
    char error[NOTE_ERROR_SIZE];
    bool has_box = run->with.config_path != NULL;
    int status = has_box ? read_box(run, &box, &file, &bytes) : STATUS_OK;
    if (status != STATUS_OK) {
        free(bytes);
        return status;
    }
    status = STATUS_USAGE;
    if (!note_read(&note, run->note_path, error))
        complain("verify", error);
    else if (!verify_note(&note, run->note_path, has_box ? &box : NULL, &verifier, report))
        status = out_of_memory();
    else
        status = print(run, report);
    free(bytes);
    note_free(&note);
    return status;
}

int
verb_verify(int argc, char **argv)
{
    struct options options = options_begin(VERB_VERIFY, argc, argv, stdout, stderr);
    struct run run = { .with.replay.not_before = INT64_MIN };
    int status = STATUS_OK;
    if (!read_options(&run, &options, &status))
        return status;
    struct report *report = report_new("verify");
    if (report == NULL)
        return out_of_memory();
    interrupt_catch();
    status =
        run.note_path != NULL ? verify_chapters(&run, report) : verify_configuration(&run, report);
    report_free(report);
    return status;
}
