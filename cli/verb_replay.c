/*
 * verb_replay.c: `refire replay`: captures in, the firewall's log out.
 *
 * Standard output carries the log and nothing else; everything that is said about the run goes to
 * standard error. Outputs are opened before the first packet, so that a run does not fail at its
 * end for a reason that was there at its start.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/configuration.h"
#include "cli/fate/fate_file.h"
#include "cli/options.h"
#include "cli/prompt/interrupt.h"
#include "cli/prompt/row_text.h"
#include "cli/replay/replay_request.h"
#include "cli/replay/replay_summary.h"
#include "cli/replay/sink.h"
#include "cli/replay/sources.h"
#include "cli/replay/verdict_capture.h"
#include "cli/trace/why.h"
#include "cli/verbs.h"
#include "engine/base/ip.h"
#include "engine/base/whole_file.h"
#include "engine/syslog/syslog.h"

#define ERROR_SIZE 256
_Static_assert(ERROR_SIZE >= CAPTURE_ERROR_SIZE && ERROR_SIZE >= SOURCE_ERROR_SIZE &&
                   ERROR_SIZE >= WHOLE_FILE_ERROR_SIZE,
               "errors are written into one buffer");

/* One run and all it holds. */
struct run {
    const struct replay_request *request;
    struct load_result loaded;
    bool has_loaded;
    const char **inputs; /* paths that must not be written to */
    size_t input_count;
    struct log_sink *log;
    struct rate_limiter held; /* what the log left out */
    struct whole_file facts_file;
    FILE *facts;
    struct fate_file fates;
    struct event_sink log_events;
    struct syslog_target *syslog;
    struct verdict_capture *verdicts;
    struct why *why;           /* NULL: nobody asks */
    struct pictures *pictures; /* NULL: none are drawn */
    bool is_why;               /* it is who asked for the trace of the packet at hand */
    struct engine *engine;
    struct replay *replay;
    bool capture_refused; /* one of the inputs is no capture */
    bool log_failed;
    int log_errno;
    bool shows_progress;
    bool progress_shown;
};

/* ---- what a run needs ---- */

static int
load_configuration(struct run *run)
{
    const struct replay_request *request = run->request;
    int status =
        configuration_load(request->with.config_path,
                           request->with.has_release ? &request->with.release : NULL, &run->loaded);
    run->has_loaded = status == STATUS_OK;
    return status;
}

static void
take_packet(void *context, const struct replay_packet *packet)
{
    struct run *run = context;
    if (run->verdicts != NULL)
        verdict_capture_write(run->verdicts, packet);
    if (run->is_why)
        why_take(run->why, packet);
    if (run->pictures != NULL)
        story_take(pictures_story(run->pictures), packet);
    if (run->fates.log != NULL)
        fate_log_packet(run->fates.log, packet);
}

static struct trace *
trace_for(void *context, const struct packet *packet, ifc_id ingress)
{
    struct run *run = context;
    struct trace *why = run->why != NULL ? why_trace(run->why, packet, ingress) : NULL;
    run->is_why = why != NULL;
    if (why != NULL || run->fates.log == NULL)
        return why;
    return fate_log_trace(run->fates.log, packet, ingress);
}

/* To the log first: it is what people wait for. */
static void
take_event(void *context, const struct event *event)
{
    struct run *run = context;
    run->log_events.emit(run->log_events.context, event);
    fate_log_event(run->fates.log, event);
}

/* Observe mode: what entered, one line a packet. */
static void
list_packet(void *context, const struct replay_packet *told)
{
    const struct run *run = context;
    const struct packet *packet = told->packet;
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE], protocol[PROTOCOL_TEXT_SIZE];
    ip_format(packet->source, source);
    ip_format(packet->destination, destination);
    printf("%" PRIu64 " %s: %s %s/%u > %s/%u, %zu bytes\n", packet->number,
           config_interface_label(run->loaded.config, told->ingress),
           protocol_text(packet->protocol, protocol), source, packet->source_port, destination,
           packet->destination_port, packet->wire_length);
}

static bool
is_over(void *context)
{
    const struct run *run = context;
    return run->log_failed || interrupt_came();
}

/* Also the moment to learn that nobody reads the log any more. */
static void
show_progress(void *context, uint64_t frames, uint64_t done, uint64_t total)
{
    struct run *run = context;
    if (!run->log_failed && !log_sink_flush(run->log)) {
        run->log_failed = true;
        run->log_errno = errno;
    }
    if (!run->shows_progress)
        return;
    if (total > 0)
        fprintf(stderr, "\r%" PRIu64 " frames, %" PRIu64 " %%\033[K", frames, done * 100 / total);
    else
        fprintf(stderr, "\r%" PRIu64 " frames\033[K", frames);
    run->progress_shown = true;
}

static int
open_facts(struct run *run)
{
    char error[ERROR_SIZE];
    const struct replay_request *request = run->request;
    if (!whole_file_open(&run->facts_file, request->facts_path, run->inputs, run->input_count,
                         error)) {
        complain(request->facts_path, error);
        return STATUS_USAGE;
    }
    int fd = dup(run->facts_file.fd);
    run->facts = fd >= 0 ? fdopen(fd, "w") : NULL;
    struct log_sink *facts = NULL;
    if (run->facts != NULL)
        facts = log_sink_facts(run->loaded.config, run->facts, request->level, config_write_row);
    if (facts == NULL) {
        complain(request->facts_path, strerror(errno));
        return STATUS_INTERNAL;
    }
    log_sink_follow(run->log, facts);
    return STATUS_OK;
}

/* Without a form of its own, as the configuration's `logging host` lines have it. */
static enum syslog_header
syslog_header_of(const struct run *run)
{
    const struct replay_request *request = run->request;
    return request->has_syslog_header ? request->syslog_header
                                      : syslog_header_for(run->loaded.config, request->syslog_url);
}

static int
open_syslog(struct run *run)
{
    char error[SYSLOG_TARGET_ERROR_SIZE];
    const struct replay_request *request = run->request;
    run->syslog = syslog_target_open(request->syslog_url, error);
    if (run->syslog == NULL) {
        complain(request->syslog_url, error);
        return STATUS_USAGE;
    }
    const struct syslog_options options = { .level = request->level,
                                            .header = syslog_header_of(run),
                                            .pace = request->syslog_pace };
    struct log_sink *sink =
        log_sink_syslog(run->loaded.config, syslog_target_stream(run->syslog), &options);
    if (sink == NULL) {
        complain(request->syslog_url, "out of memory");
        return STATUS_INTERNAL;
    }
    log_sink_follow(run->log, sink);
    return STATUS_OK;
}

/* What was sent is said, and what is known to be lost. False: a stream did not take everything. */
static bool
close_syslog(struct run *run)
{
    static const unsigned patience = 10; /* seconds that a reader may take for the rest */
    if (run->syslog == NULL)
        return true;
    struct syslog_counts counts = syslog_target_close(run->syslog, patience);
    run->syslog = NULL;
    if (!run->request->quiet || counts.lost > 0)
        fprintf(stderr, "syslog: %s: %" PRIu64 " lines sent, %" PRIu64 " lost\n",
                run->request->syslog_url, counts.sent, counts.lost);
    if (counts.cut_off)
        complain(run->request->syslog_url, "the host ended before it had taken everything");
    return !counts.cut_off;
}

static int
open_pictures(struct run *run)
{
    struct pictures_request request = run->request->pictures;
    if (request.report_path == NULL && request.svg_path == NULL)
        return STATUS_OK;
    request.level = run->request->level;
    request.source = (struct page_source){ run->request->with.config_path, run->request->captures,
                                           run->request->capture_count };
    run->pictures = pictures_open(run->loaded.config, &request, run->inputs, run->input_count);
    return run->pictures != NULL ? STATUS_OK : STATUS_USAGE;
}

static int
open_fates(struct run *run)
{
    char error[ERROR_SIZE];
    const struct replay_request *request = run->request;
    if (fate_file_open(&run->fates, run->loaded.config, request->fate_path,
                       request->with.engine.seed, run->inputs, run->input_count, error))
        return STATUS_OK;
    complain(request->fate_path, error);
    return STATUS_USAGE;
}

static int
open_outputs(struct run *run)
{
    const struct replay_request *request = run->request;
    const struct config *config = run->loaded.config;
    run->log = request->with.json ? log_sink_json(config, stdout)
                                  : log_sink_text(config, stdout, request->level);
    if (run->log == NULL) {
        complain("log", "out of memory");
        return STATUS_INTERNAL;
    }
    if (request->why && request->with.replay.mode != REPLAY_OBSERVE) {
        run->why = why_new(config, log_sink_output(run->log), request->with.json,
                           request->with.engine.seed);
        if (run->why == NULL) {
            complain("--why", "out of memory");
            return STATUS_INTERNAL;
        }
    }
    if (request->capture_path != NULL) {
        char error[ERROR_SIZE];
        run->verdicts = verdict_capture_new(config, request->capture_path, run->inputs,
                                            run->input_count, error);
        if (run->verdicts == NULL) {
            complain(request->capture_path, error);
            return STATUS_USAGE;
        }
    }
    int status = request->facts_path != NULL ? open_facts(run) : STATUS_OK;
    if (status == STATUS_OK && request->fate_path != NULL)
        status = open_fates(run);
    if (status == STATUS_OK && request->syslog_url != NULL)
        status = open_syslog(run);
    return status == STATUS_OK ? open_pictures(run) : status;
}

/* An input that is no capture does not keep the others from being replayed. */
static int
open_captures(struct run *run)
{
    const struct replay_request *request = run->request;
    for (size_t i = 0; i < request->capture_count; i++) {
        struct replay_input input;
        char error[ERROR_SIZE];
        if (!source_parse(run->loaded.config, request->captures[i], &input, error)) {
            complain(request->captures[i], error);
            return STATUS_USAGE;
        }
        if (!replay_add(run->replay, &input, error)) {
            complain(input.path, error);
            run->capture_refused = true;
        }
    }
    return replay_input_count(run->replay) > 0 ? STATUS_OK : STATUS_CAPTURE;
}

static int
make_engine(struct run *run)
{
    const struct replay_request *request = run->request;
    struct event_sink events = log_sink_events(run->log);
    if (run->fates.log != NULL) {
        run->log_events = events;
        events = (struct event_sink){ .emit = take_event, .context = run };
    }
    if (run->pictures != NULL)
        events = story_events(pictures_story(run->pictures), events);
    run->engine = engine_new(run->loaded.config, &request->with.engine, events);
    if (run->engine == NULL) {
        complain("engine", "out of memory");
        return STATUS_INTERNAL;
    }
    /* who is told of no packet must not be asked for each */
    void (*each)(void *, const struct replay_packet *) = NULL;
    if (request->with.replay.mode == REPLAY_OBSERVE)
        each = list_packet;
    else if (run->verdicts != NULL || run->why != NULL || run->pictures != NULL ||
             run->fates.log != NULL)
        each = take_packet;
    struct replay_sink sink = { .packet = each,
                                .trace =
                                    run->why != NULL || run->fates.log != NULL ? trace_for : NULL,
                                .stopped = is_over,
                                .progress = show_progress,
                                .context = run };
    char error[ERROR_SIZE];
    run->replay = replay_new(run->loaded.config, run->engine, &request->with.replay, sink, error);
    if (run->replay == NULL) {
        complain(request->with.replay.filter != NULL ? "--filter" : "replay", error);
        return request->with.replay.filter != NULL ? STATUS_USAGE : STATUS_INTERNAL;
    }
    return STATUS_OK;
}

/* The outputs must know all inputs before they open; so the names are read first. */
static int
name_inputs(struct run *run)
{
    run->inputs = calloc(run->request->capture_count + 1, sizeof *run->inputs);
    if (run->inputs == NULL) {
        complain("replay", "out of memory");
        return STATUS_INTERNAL;
    }
    run->inputs[run->input_count++] = run->request->with.config_path;
    for (size_t i = 0; i < run->request->capture_count; i++) {
        struct replay_input input;
        char error[ERROR_SIZE];
        if (!source_parse(run->loaded.config, run->request->captures[i], &input, error)) {
            complain(run->request->captures[i], error);
            return STATUS_USAGE;
        }
        if (!path_is_stdin(input.path) && access(input.path, R_OK) != 0) {
            complain(input.path, strerror(errno));
            return STATUS_USAGE;
        }
        run->inputs[run->input_count++] = input.path;
    }
    return STATUS_OK;
}

static int
set_up(struct run *run)
{
    int status = load_configuration(run);
    if (status == STATUS_OK)
        status = name_inputs(run);
    if (status == STATUS_OK)
        status = open_outputs(run);
    if (status == STATUS_OK)
        status = make_engine(run);
    if (status == STATUS_OK)
        status = open_captures(run);
    return status;
}

/* ---- the end of a run ---- */

static bool
close_log(struct run *run)
{
    struct log_sink *log = run->log;
    run->log = NULL;
    run->held = log_sink_take_limiter(log);
    bool closed = log_sink_close(log) && fflush(stdout) == 0;
    if (closed && !run->log_failed)
        return true;
    int error = run->log_failed ? run->log_errno : errno;
    bool is_syslog = run->syslog != NULL && ferror(syslog_target_stream(run->syslog));
    complain(is_syslog ? run->request->syslog_url : "standard output", strerror(error));
    return false;
}

static bool
commit_outputs(struct run *run)
{
    char error[ERROR_SIZE];
    bool written = close_log(run);
    written = close_syslog(run) && written;
    if (run->facts != NULL) {
        int problem = fclose(run->facts) == 0 ? 0 : errno;
        run->facts = NULL;
        if (!whole_file_commit(&run->facts_file, problem, error)) {
            complain(run->request->facts_path, error);
            written = false;
        }
    }
    if (run->fates.log != NULL && !fate_file_commit(&run->fates, error)) {
        complain(run->request->fate_path, error);
        written = false;
    }
    if (run->verdicts != NULL) {
        if (!verdict_capture_finish(run->verdicts, error)) {
            complain(run->request->capture_path, error);
            written = false;
        }
        run->verdicts = NULL;
    }
    if (run->pictures != NULL && !pictures_commit(run->pictures))
        written = false;
    return written;
}

/* Says of each input what was wrong with it. */
static bool
report_damage(const struct run *run)
{
    bool damaged = run->capture_refused;
    for (size_t i = 0; i < replay_input_count(run->replay); i++) {
        struct replay_input_report input = replay_input_report(run->replay, i);
        if (input.error[0] == '\0')
            continue;
        complain(input.name, input.error);
        damaged = true;
    }
    return damaged;
}

static int
status_of(const struct run *run, bool damaged)
{
    if (damaged)
        return STATUS_CAPTURE;
    if (replay_found_differences(replay_report(run->replay)))
        return STATUS_DIFFERENT;
    return run->loaded.refused > 0 ? STATUS_CONFIG : STATUS_OK;
}

static int
run_replay(struct run *run)
{
    enum replay_end end = replay_run(run->replay);
    bool interrupted = end == REPLAY_STOPPED && interrupt_came();
    if (run->progress_shown)
        fputs("\r\033[K", stderr);
    bool written = commit_outputs(run);
    if (end == REPLAY_NO_MEMORY) {
        complain("replay", "out of memory");
        return STATUS_INTERNAL;
    }
    bool damaged = !interrupted && report_damage(run);
    if (run->why != NULL && why_untold(run->why) > 0)
        fprintf(stderr, "why: %" PRIu64 " packets of further denied flows are not explained\n",
                why_untold(run->why));
    if (!run->request->quiet)
        replay_summary_print(stderr, run->loaded.config, run->engine, run->replay,
                             run->request->with.json ? NULL : &run->held);
    if (!written)
        return STATUS_INTERNAL;
    return interrupted ? STATUS_INTERRUPTED : status_of(run, damaged);
}

static void
tear_down(struct run *run)
{
    replay_free(run->replay);
    engine_free(run->engine);
    if (run->log != NULL && !log_sink_close(run->log))
        complain("standard output", strerror(errno));
    (void)syslog_target_close(run->syslog, 0);
    rate_limiter_fini(&run->held);
    if (run->facts != NULL)
        fclose(run->facts);
    whole_file_abandon(&run->facts_file);
    fate_file_abandon(&run->fates);
    verdict_capture_abandon(run->verdicts);
    why_free(run->why);
    pictures_free(run->pictures);
    free(run->inputs);
    if (run->has_loaded)
        load_result_free(&run->loaded);
}

int
verb_replay(int argc, char **argv)
{
    struct replay_request request;
    int status = STATUS_OK;
    if (!replay_request_read(&request, argc, argv, &status))
        return status;
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, and said */

    interrupt_catch(); /* from here on, so that no temporary file is left behind */
    struct run run = { .request = &request, .facts_file = { .fd = -1 } };
    run.shows_progress = !request.quiet && isatty(STDERR_FILENO);
    status = set_up(&run);
    if (interrupt_came())
        status = STATUS_INTERRUPTED;
    else if (status == STATUS_OK)
        status = run_replay(&run);
    tear_down(&run);
    return status;
}
