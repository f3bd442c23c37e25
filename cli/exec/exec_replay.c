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
#include "cli/picture/story.h"
#include "cli/prompt/session.h"
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
    return capture_feed_trace(run->feed, packet, ingress);
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

/* Adds each word of LIST, which is written to. */
static bool
add_inputs(struct session *session, struct replay *replay, char *list)
{
    char error[CAPTURE_ERROR_SIZE];
    char *rest = list;
    char *word;
    while ((word = strsep(&rest, " \t")) != NULL) {
        if (*word == '\0')
            continue;
        struct replay_input input = input_of(session->config, word);
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
run_replay(struct session *session, struct replay *replay, char *list)
{
    if (!add_inputs(session, replay, list))
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

/* For `explain` and `show ladder`. Without memory there is nothing to tell, which they say. */
static void
remember(struct session *session, const char *list)
{
    story_free(session->firewall->story);
    session->firewall->story = story_new(session->config, LEVEL_DEBUGGING);
    free(session->firewall->replayed);
    session->firewall->replayed = strdup(list);
}

static bool
replay_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    if (!session_may_use_files(session))
        return false;
    struct run run = {
        .session = session,
        .feed = capture_feed_new(session->firewall->captures, session->config, session->engine,
                                 session->dialect->tracer_begins_at_macs),
    };
    struct replay_options options = { .not_before = engine_now(session->engine) };
    struct replay_sink sink = {
        .packet = count_packet,
        .trace = run.feed != NULL ? trace_packet : NULL,
        .on_wire = note_on_wire,
        .stopped = is_stopped,
        .context = &run,
    };
    char error[CAPTURE_ERROR_SIZE];
    char *list = strdup(line_rest(call->line, 1));
    remember(session, line_rest(call->line, 1));
    struct replay *replay =
        list == NULL ? NULL : replay_new(session->config, session->engine, &options, sink, error);
    bool done = replay != NULL && run_replay(session, replay, list);
    if (replay == NULL)
        fputs("refire: out of memory\n", session->screen);
    replay_free(replay);
    capture_feed_free(run.feed);
    free(list);
    return done;
}

static const struct word replay_words[] = {
    KEYWORD("replay", "Captures through the firewall"),
    VALUE(text, struct replay_arguments, first, "[NAMEIF=]FILE: where it was taken, and the file"),
    VALUE(rest, struct replay_arguments, rest, "More files", .optional = true),
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
