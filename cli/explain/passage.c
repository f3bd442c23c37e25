/*
 * passage.c: a replay into a table of fates, and beside it a table of stops in the same order.
 */
#include "cli/explain/passage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/prompt/interrupt.h"

struct walk {
    struct passage *passage;
    const struct engine *engine;
    const struct passage_source *source;
    struct replay_sink fates;
};

bool
stop_is_like(const struct stop *a, const struct stop *b)
{
    return a->source == b->source && a->destination == b->destination &&
           a->protocol == b->protocol && a->ingress == b->ingress &&
           a->destination_port == b->destination_port && a->icmp_type == b->icmp_type;
}

static struct stop
stop_of(const struct walk *walk, const struct replay_packet *told)
{
    const struct packet *packet = told->packet;
    const struct outcome *outcome = told->outcome;
    return (struct stop){
        .number = packet->number,
        .time = packet->time,
        .verdict = outcome->verdict,
        .drop = outcome->drop,
        .row = outcome->decided_by,
        .ingress = told->ingress,
        .route = engine_route(walk->engine, packet->destination).ifc,
        .source = packet->source,
        .destination = packet->destination,
        .source_port = packet->source_port,
        .destination_port = packet->destination_port,
        .protocol = packet->protocol,
        .tcp_flags = packet->tcp_flags,
        .icmp_type = packet->icmp_type,
        .gre_is_pptp = packet->gre_is_pptp,
    };
}

/* The place of the flow's stop; NULL: no memory, which is counted. */
static struct stop *
place_for(struct passage *passage, size_t at)
{
    if (at < passage->stop_count)
        return &passage->stops[at];
    size_t count = passage->stop_count == 0 ? 64 : passage->stop_count * 2;
    while (count <= at)
        count *= 2;
    struct stop *stops = reallocarray(passage->stops, count, sizeof *stops);
    if (stops == NULL) {
        passage->stops_lost++;
        return NULL;
    }
    memset(stops + passage->stop_count, 0, (count - passage->stop_count) * sizeof *stops);
    passage->stops = stops;
    passage->stop_count = count;
    return &stops[at];
}

static void
note_stop(const struct walk *walk, const struct replay_packet *told)
{
    struct passage *passage = walk->passage;
    const struct fate *fate = fates_of_packet(passage->fates, told->packet, told->ingress);
    if (fate == NULL)
        return;
    struct stop *stop = place_for(passage, (size_t)(fate - fates_at(passage->fates, 0)));
    if (stop == NULL)
        return;
    if (stop->number == 0 ||
        (stop->verdict != VERDICT_DENIED && told->outcome->verdict == VERDICT_DENIED))
        *stop = stop_of(walk, told);
}

static void
look(struct passage_watch *watch, const struct replay_packet *told)
{
    watch->found = told->outcome->trace == &watch->trace &&
                   (!watch->exactly || (told->outcome->verdict == watch->stop.verdict &&
                                        told->outcome->drop == watch->stop.drop));
}

static void
take_packet(void *context, const struct replay_packet *told)
{
    struct walk *walk = context;
    struct passage *passage = walk->passage;
    walk->fates.packet(walk->fates.context, told);
    if (told->outcome == NULL ||
        (told->outcome->verdict != VERDICT_DENIED && told->outcome->verdict != VERDICT_UNDECIDED))
        return;
    note_stop(walk, told);
    if (passage->watch != NULL && !passage->watch->found)
        look(passage->watch, told);
}

static struct trace *
trace_for(void *context, const struct packet *packet, ifc_id ingress)
{
    struct walk *walk = context;
    struct passage_watch *watch = walk->passage->watch;
    if (watch == NULL || watch->found)
        return NULL;
    const struct stop stop = {
        .source = packet->source,
        .destination = packet->destination,
        .destination_port = packet->destination_port,
        .protocol = packet->protocol,
        .icmp_type = packet->icmp_type,
        .ingress = ingress,
    };
    return stop_is_like(&stop, &watch->stop) ? &watch->trace : NULL;
}

static void
take_end(void *context)
{
    const struct walk *walk = context;
    walk->fates.ended(walk->fates.context);
}

static bool
is_over(void *context)
{
    const struct passage_source *source = ((const struct walk *)context)->source;
    return source->stopped != NULL ? source->stopped(source->stopped_context) : interrupt_came();
}

static void
hear_nothing(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

/* ---- the inputs ---- */

static enum passage_end
add_input(const struct config *config, const struct sample_input *given, struct replay *replay,
          char error[PASSAGE_ERROR_SIZE])
{
    char why[CAPTURE_ERROR_SIZE];
    enum sample_added added = sample_add(config, given, replay, why);
    if (added == SAMPLE_ADDED)
        return PASSAGE_DONE;
    snprintf(error, PASSAGE_ERROR_SIZE, "%.128s: %s", given->word, why);
    return added == SAMPLE_REFUSED ? PASSAGE_REFUSED : PASSAGE_UNREADABLE;
}

static enum passage_end
run(const struct passage_source *source, struct passage *passage, struct replay *replay,
    char error[PASSAGE_ERROR_SIZE])
{
    for (size_t i = 0; i < source->input_count; i++) {
        enum passage_end end = add_input(passage->config, &source->inputs[i], replay, error);
        if (end != PASSAGE_DONE)
            return end;
    }
    switch (replay_run(replay)) {
    case REPLAY_STOPPED:
        return PASSAGE_STOPPED;
    case REPLAY_NO_MEMORY:
        return PASSAGE_NO_MEMORY;
    case REPLAY_DONE:
        break;
    }
    passage->frames = replay_report(replay)->frames;
    for (size_t i = 0; i < replay_input_count(replay); i++) {
        struct replay_input_report report = replay_input_report(replay, i);
        passage->skipped += report.skipped;
        if (*report.error == '\0')
            continue;
        passage->skipped++;
        snprintf(error, PASSAGE_ERROR_SIZE, "%.128s: %s", report.name, report.error);
    }
    return PASSAGE_DONE;
}

static enum passage_end
run_engine(const struct passage_source *source, struct passage *passage, struct walk *walk,
           struct engine *engine, char error[PASSAGE_ERROR_SIZE])
{
    struct replay_sink sink = { .packet = take_packet,
                                .fields_suffice = true,
                                .trace = passage->watch != NULL ? trace_for : NULL,
                                .ended = take_end,
                                .stopped = is_over,
                                .context = walk };
    char why[CAPTURE_ERROR_SIZE];
    struct replay *replay = replay_new(passage->config, engine, &source->replay, sink, why);
    if (replay == NULL) {
        bool filtered = source->replay.filter != NULL;
        snprintf(error, PASSAGE_ERROR_SIZE, "%s: %s", filtered ? "--filter" : "replay", why);
        return filtered ? PASSAGE_REFUSED : PASSAGE_NO_MEMORY;
    }
    enum passage_end end = run(source, passage, replay, error);
    replay_free(replay);
    return end;
}

enum passage_end
passage_run(const struct config *config, const struct passage_source *source,
            struct passage_watch *watch, struct passage *passage, char error[PASSAGE_ERROR_SIZE])
{
    snprintf(error, PASSAGE_ERROR_SIZE, "out of memory");
    *passage = (struct passage){ .config = config, .watch = watch };
    passage->fates = fates_new(config, source->engine.seed);
    struct engine *engine =
        passage->fates != NULL
            ? engine_new(config, &source->engine, (struct event_sink){ .emit = hear_nothing })
            : NULL;
    enum passage_end end = PASSAGE_NO_MEMORY;
    if (engine != NULL) {
        struct walk walk = { .passage = passage,
                             .engine = engine,
                             .source = source,
                             .fates = fates_sink(passage->fates) };
        *error = '\0';
        end = run_engine(source, passage, &walk, engine, error);
        if (end == PASSAGE_NO_MEMORY && *error == '\0')
            snprintf(error, PASSAGE_ERROR_SIZE, "out of memory");
    }
    engine_free(engine);
    passage->watch = NULL;
    if (end != PASSAGE_DONE)
        passage_free(passage);
    return end;
}

void
passage_free(struct passage *passage)
{
    fates_free(passage->fates);
    free(passage->stops);
    *passage = (struct passage){ 0 };
}

const struct stop *
passage_stop(const struct passage *passage, size_t at)
{
    return at < passage->stop_count && passage->stops[at].number != 0 ? &passage->stops[at] : NULL;
}
