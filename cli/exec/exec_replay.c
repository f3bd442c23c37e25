/*
 * exec_replay.c: `replay` at the prompt: captures through the session's living engine.
 *
 * Connections, translations and hit counts stay from one replay to the next, and so does the
 * clock: a capture that begins before the box's time is moved on as a whole, and that is said.
 */
#include "cli/exec/exec_replay.h"

#include <stdlib.h>
#include <string.h>

#include "cli/capture/capture_feed.h"
#include "cli/capture/capture_print.h"
#include "cli/picture/story.h"
#include "cli/prompt/session.h"
#include "cli/run_options.h"
#include "cli/trace/why.h"
#include "engine/model/time_zone.h"
#include "engine/replay/replay.h"
#include "engine/syslog/syslog.h"
#include "parser/word.h"

struct replay_arguments {
    const char *first;
    const char *rest;
};

struct run {
    struct session *session;
    struct capture_feed *feed; /* of its captures; NULL: there are none */
    struct why *why;           /* --why; NULL: nobody asks */
    struct output output;      /* what WHY writes to */
    bool is_why;               /* it wants the trace of the packet at hand */
};

#define WHY_SEED 1

/* A `replay` as it was typed. */
struct request {
    char *text;      /* its words are cut out of it */
    char **words;    /* captures first, when the options have been read */
    size_t captures; /* how many */
    struct run_options with;
    bool why;
};

/* ---- what goes by ---- */

static struct interface_meter *
meter_of(struct session *session, ifc_id ifc)
{
    struct firewall *firewall = session->firewall;
    size_t needed = session->config->interface_count;
    if (firewall->meter_count < needed) {
        struct interface_meter *moved = reallocarray(firewall->meters, needed, sizeof(*moved));
        if (moved == NULL)
            return NULL;
        memset(moved + firewall->meter_count, 0, (needed - firewall->meter_count) * sizeof(*moved));
        firewall->meters = moved;
        firewall->meter_count = needed;
    }
    return ifc < firewall->meter_count ? &firewall->meters[ifc] : NULL;
}

static void
count_in(struct interface_counters *counters, const struct replay_packet *replayed)
{
    const struct packet *packet = replayed->packet;
    counters->in++;
    counters->in_bytes += packet->wire_length;
    counters->broadcasts += packet->has_macs && (packet->destination_mac[0] & 1) != 0;
    counters->dropped += replayed->outcome != NULL && replayed->outcome->verdict == VERDICT_DENIED;
}

static void
count_out(struct interface_counters *counters, const struct replay_packet *replayed)
{
    counters->out++;
    counters->out_bytes += replayed->packet->wire_length;
}

static void
count_packet(void *context, const struct replay_packet *replayed)
{
    struct run *run = context;
    if (run->session->firewall->story != NULL)
        story_take(run->session->firewall->story, replayed);
    capture_feed_packet(run->feed, replayed);
    if (run->is_why) {
        why_take(run->why, replayed);
        output_empty(&run->output); /* beneath its log line */
    }
    if (replayed->outcome != NULL && replayed->outcome->drop == DROP_INTERFACE_DOWN)
        return;
    if (replayed->outcome != NULL && replayed->outcome->inspected)
        perfmon_inspected(&run->session->firewall->perfmon, replayed->packet);
    struct interface_meter *in = meter_of(run->session, replayed->ingress);
    if (in != NULL) {
        interface_meter_roll(in, replayed->packet->time);
        count_in(&in->interface, replayed);
        count_in(&in->traffic, replayed);
        for (size_t i = 0; i < RATE_WINDOWS; i++)
            count_in(&in->rates[i].running, replayed);
    }
    if (replayed->outcome == NULL || replayed->outcome->verdict != VERDICT_PASSED)
        return;
    struct interface_meter *out = meter_of(run->session, replayed->outcome->egress);
    if (out != NULL) {
        interface_meter_roll(out, replayed->packet->time);
        count_out(&out->interface, replayed);
        count_out(&out->traffic, replayed);
        for (size_t i = 0; i < RATE_WINDOWS; i++)
            count_out(&out->rates[i].running, replayed);
    }
}

static struct trace *
trace_packet(void *context, const struct packet *packet, ifc_id ingress)
{
    struct run *run = context;
    struct trace *of_capture = capture_feed_trace(run->feed, packet, ingress);
    struct trace *of_why = run->why != NULL ? why_trace(run->why, packet, ingress) : NULL;
    run->is_why = of_why != NULL;
    return of_capture != NULL ? of_capture : of_why;
}

static void
note_on_wire(void *context, const struct packet *packet, int link_number, ifc_id ifc)
{
    struct run *run = context;
    capture_feed_wire(run->feed, packet, link_number, ifc);
}

static bool
is_stopped(void *context)
{
    struct run *run = context;
    const struct session *session = run->session;
    return session->interrupted != NULL && session->interrupted(session->interrupted_context);
}

/* ---- arguments ---- */

/* `inside=file`: the capture point in front of the path, when there is such an interface. */
static struct replay_input
input_of(const struct config *config, char *word)
{
    char *equals = strchr(word, '=');
    if (equals != NULL) {
        *equals = '\0';
        ifc_id point = config_interface_by_name(config, word);
        if (point != IFC_NONE)
            return (struct replay_input){ .path = equals + 1, .point = point };
        *equals = '=';
    }
    return (struct replay_input){ .path = word, .point = IFC_NONE };
}

static bool
add_inputs(struct session *session, struct replay *replay, const struct request *request)
{
    char error[CAPTURE_ERROR_SIZE];
    for (size_t i = 0; i < request->captures; i++) {
        struct replay_input input = input_of(session->config, request->words[i]);
        if (strcmp(input.path, "-") == 0) {
            fputs("refire: standard input is the prompt's\n", session->screen);
            return false;
        }
        if (!session_may_wait_for(session, input.path))
            return false;
        if (!replay_add(replay, &input, error)) {
            fprintf(session->screen, "refire: %s: %s\n", input.path, error);
            return false;
        }
    }
    return true;
}

/* False when the line is wrong, or only asks for help: that was said. */
static bool
read_options(struct session *session, struct request *request, int count)
{
    struct options options = options_begin_row(&prompt_replay_row, count, request->words,
                                               session->screen, session->screen);
    int status;
    for (;;) {
        enum option option = options_next(&options);
        if (option == OPTION_END)
            break;
        if (option == OPTION_WHY)
            request->why = true;
        else if (run_options_take(&request->with, &options, option, &status) != RUN_OPTION_TAKEN)
            return false;
    }
    request->captures = (size_t)options.operand_count;
    return true;
}

/* The words of the line behind `replay`. */
static bool
read_request(struct session *session, const struct line *line, struct request *request)
{
    *request = (struct request){
        .text = strdup(line_rest(line, 1)),
        .words = calloc(line->count, sizeof(char *)),
        .with.replay.not_before = engine_now(session->engine),
    };
    if (request->text == NULL || request->words == NULL) {
        fputs("refire: out of memory\n", session->screen);
        return false;
    }
    int count = 0;
    char *rest = request->text, *word;
    while ((word = strsep(&rest, " \t")) != NULL && (size_t)count < line->count) {
        if (*word != '\0')
            request->words[count++] = word;
    }
    return read_options(session, request, count);
}

static void
request_fini(struct request *request)
{
    free(request->text);
    free(request->words);
}

/* ---- afterwards ---- */

static void
print_inputs(struct session *session, const struct replay *replay)
{
    for (size_t i = 0; i < replay_input_count(replay); i++) {
        struct replay_input_report input = replay_input_report(replay, i);
        if (input.error[0] != '\0')
            fprintf(session->screen, "refire: %s: %s\n", input.name, input.error);
    }
}

static void
print_summary(struct session *session, const struct replay_report *report,
              const struct engine_counters *before)
{
    FILE *out = session->screen;
    struct engine_counters now = engine_counters(session->engine);
    fprintf(out, "refire: %ju frames, %ju packets entered: ", (uintmax_t)report->frames,
            (uintmax_t)report->entered);
    fprintf(out, "%ju passed, %ju denied, %ju to the box\n",
            (uintmax_t)(now.packets[VERDICT_PASSED] - before->packets[VERDICT_PASSED]),
            (uintmax_t)(now.packets[VERDICT_DENIED] - before->packets[VERDICT_DENIED]),
            (uintmax_t)(now.packets[VERDICT_TO_THE_BOX] - before->packets[VERDICT_TO_THE_BOX]));
    if (report->moved > 0) {
        char moved[32];
        duration_format(report->moved, moved, sizeof(moved));
        fprintf(out, "refire: the capture's clock was moved on by %s: time does not go back\n",
                moved);
    }
    if (report->looks_mirrored)
        fputs("refire: most of the first frames come in a tunnel of mirroring: --decap takes it "
              "off\n",
              out);
    for (size_t i = 0; i < COMPARISON_COUNT; i++) {
        bool is_finding = i != COMPARED_AGREES && i != COMPARED_DENIED;
        if (is_finding && report->comparison.counts[i] > 0)
            fprintf(out, "refire: %ju %s\n", (uintmax_t)report->comparison.counts[i],
                    comparison_text((enum comparison)i));
    }
}

/* The assumptions that this run was the first to make. */
static void
print_assumptions(struct session *session)
{
    size_t *told = &session->firewall->assumptions_told;
    const struct assumption *assumption;
    for (; (assumption = engine_assumption(session->engine, *told)) != NULL; (*told)++) {
        if (assumption->kind == ASSUMED_DEFAULT_ROUTE)
            fprintf(session->screen, "refire: without a route, a default route on %s is assumed\n",
                    config_interface_label(session->config, assumption->ifc));
    }
}

static bool
run_replay(struct session *session, struct replay *replay, const struct request *request)
{
    if (!add_inputs(session, replay, request))
        return false;
    struct engine_counters before = engine_counters(session->engine);
    bool clock_was_set = engine_now(session->engine) != session->firewall->booted;
    enum replay_end end = replay_run(replay);
    print_inputs(session, replay);
    if (end == REPLAY_NO_MEMORY) {
        fputs("refire: out of memory\n", session->screen);
        return false;
    }
    const struct replay_report *report = replay_report(replay);
    if (report->frames > 0)
        engine_advance(session->engine, report->last_time);
    if (!clock_was_set && report->frames > 0)
        session->firewall->booted = report->first_time;
    if (end == REPLAY_STOPPED)
        fputs("refire: interrupted\n", session->screen);
    print_summary(session, report, &before);
    print_assumptions(session);
    return true;
}

/* The captures of REQUEST as they were typed; NULL: no memory. */
static char *
captures_of(const struct request *request)
{
    char *list = NULL;
    size_t size;
    FILE *out = open_memstream(&list, &size);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < request->captures; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", request->words[i]);
    fclose(out);
    return list;
}

/* For `explain` and `show ladder`. Without memory there is nothing to tell, which they say. */
static void
remember(struct session *session, const struct request *request)
{
    struct firewall *firewall = session->firewall;
    story_free(firewall->story);
    firewall->story = story_new(session->config, LEVEL_DEBUGGING);
    free(firewall->replayed);
    firewall->replayed = captures_of(request);
    firewall->replayed_decap = request->with.replay.decap;
}

/* `capture ... real-time`: numbered within its capture. */
static void
show_captured(void *context, const struct packet_capture *capture, const struct captured *frame)
{
    const struct session *session = context;
    const struct capture_form form = { .numbers = session->dialect->capture_figures };
    capture_print_frame(frame, capture->count,
                        time_zone_local(&session->config->time_zone, frame->time), &form,
                        session->screen);
}

/* False: no memory. */
static bool
start_why(struct run *run, const struct request *request)
{
    if (!request->why)
        return true;
    if (!output_init(&run->output, run->session->screen))
        return false;
    run->why = why_new(run->session->config, &run->output, false, WHY_SEED);
    if (run->why == NULL)
        output_fini(&run->output);
    return run->why != NULL;
}

static void
end_why(struct run *run)
{
    if (run->why == NULL)
        return;
    if (why_untold(run->why) > 0)
        fprintf(run->session->screen,
                "refire: %ju packets of further denied flows are not explained\n",
                (uintmax_t)why_untold(run->why));
    why_free(run->why);
    output_fini(&run->output);
}

static bool
replay_request(struct run *run, const struct request *request)
{
    struct session *session = run->session;
    bool traces = run->feed != NULL || run->why != NULL;
    struct replay_sink sink = {
        .packet = count_packet,
        .trace = traces ? trace_packet : NULL,
        .on_wire = note_on_wire,
        .stopped = is_stopped,
        .context = run,
    };
    char error[CAPTURE_ERROR_SIZE];
    struct replay *replay =
        replay_new(session->config, session->engine, &request->with.replay, sink, error);
    bool done = replay != NULL && run_replay(session, replay, request);
    if (replay == NULL)
        fprintf(session->screen, "refire: %s\n", error);
    replay_free(replay);
    return done;
}

static bool
replay_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    struct request request;
    if (!session_may_use_files(session))
        return false;
    if (!read_request(session, call->line, &request)) {
        request_fini(&request);
        return false;
    }
    remember(session, &request);
    struct run run = {
        .session = session,
        .feed = capture_feed_new(session->firewall->captures, session->config, session->engine,
                                 session->dialect->tracer_begins_at_macs),
    };
    packet_captures_tell(session->firewall->captures, show_captured, session);
    bool done = start_why(&run, &request);
    if (done)
        done = replay_request(&run, &request);
    else
        fputs("refire: out of memory\n", session->screen);
    end_why(&run);
    packet_captures_tell(session->firewall->captures, NULL, NULL);
    capture_feed_free(run.feed);
    request_fini(&request);
    return done;
}

static const struct word replay_words[] = {
    KEYWORD("replay", "Captures through the firewall"),
    VALUE(text, struct replay_arguments, first,
          "[NAMEIF=]FILE: where it was taken, and the file; --help lists options"),
    VALUE(rest, struct replay_arguments, rest, "More files and options", .optional = true),
    END_OF_WORDS,
};
const struct command replay_command = {
    .name = "replay",
    .help = "Send captures through the firewall; the log is printed as it happens",
    .words = replay_words,
    .modes = MODE_BIT(MODE_EXEC),
    .set = replay_set,
    .scratch_size = sizeof(struct replay_arguments),
};
