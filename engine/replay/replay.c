/*
 * replay.c: drives captures through the engine (engine.md 10).
 *
 * Strict: what entered is fed, what left is compared. Reconstruct: what left and was not predicted
 * from something seen entering is turned back into the packet that must have caused it. Where both
 * sides are in one file and nothing says so, reconstruct still does the right thing, because the
 * output of a packet that was fed is recognised first.
 *
 * Which port, pool address or call id a firewall picks is its free choice. Where both sides are
 * captured the frames are read some way ahead, so that each packet enters together with what is
 * going to be seen of it, and the engine can choose alike.
 */
#include "engine/replay/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/replay/replay_private.h"

#define PROGRESS_FRAMES 32768

const char *
replay_mode_name(enum replay_mode mode)
{
    static const char *const names[] = { "auto", "strict", "reconstruct", "observe" };
    return (size_t)mode < ARRAY_LENGTH(names) ? names[mode] : "?";
}

/* A side is covered from its first frame to its last, as far as is known by now. */
static bool
is_covered(const void *context, ifc_id ifc, int64_t time)
{
    const struct replay *replay = context;
    const struct side *side = &replay->sides[ifc];
    return side->captured && side->has_frames && side->first <= time && side->last >= time;
}

static bool
allocate(struct replay *replay)
{
    size_t interfaces = replay->config->interface_count > 0 ? replay->config->interface_count : 1;
    replay->sides = calloc(interfaces, sizeof *replay->sides);
    replay->ingress = ingress_new(replay->config, ingress_view_of(replay->engine));
    replay->merge = merge_new();
    replay->compare = compare_new(is_covered, replay);
    replay->rebuilt_bytes = malloc(FRAME_MAX);
    replay->predicted_bytes = malloc(FRAME_MAX);
    return replay->sides != NULL && replay->ingress != NULL && replay->merge != NULL &&
           replay->compare != NULL && replay->rebuilt_bytes != NULL &&
           replay->predicted_bytes != NULL;
}

struct replay *
replay_new(const struct config *config, struct engine *engine, const struct replay_options *options,
           struct replay_sink sink, char error[CAPTURE_ERROR_SIZE])
{
    snprintf(error, CAPTURE_ERROR_SIZE, "out of memory");
    struct replay *replay = calloc(1, sizeof *replay);
    if (replay == NULL)
        return NULL;
    replay->config = config;
    replay->engine = engine;
    replay->options = *options;
    replay->sink = sink;
    replay->late.free = NO_LATE;
    if (!allocate(replay)) {
        replay_free(replay);
        return NULL;
    }
    if (options->filter != NULL) {
        replay->filter = capture_filter_new(options->filter, error);
        if (replay->filter == NULL) {
            replay_free(replay);
            return NULL;
        }
    }
    return replay;
}

void
replay_free(struct replay *replay)
{
    if (replay == NULL)
        return;
    for (size_t i = 0; i < replay->input_count; i++) {
        if (!replay->inputs[i].merged)
            capture_close(replay->inputs[i].reader);
        free(replay->inputs[i].points);
    }
    free(replay->inputs);
    capture_filter_free(replay->filter);
    ahead_free(replay->ahead);
    merge_free(replay->merge);
    compare_free(replay->compare);
    ingress_free(replay->ingress);
    free(replay->sides);
    free(replay->late.items);
    free(replay->rebuilt_bytes);
    free(replay->predicted_bytes);
    free(replay);
}

static void
note_side(struct replay *replay, ifc_id ifc, int64_t time)
{
    struct side *side = &replay->sides[ifc];
    if (!side->has_frames) {
        side->has_frames = true;
        side->first = time;
    }
    side->last = time;
}

static void
tell_packet(const struct replay *replay, const struct replay_packet *packet)
{
    if (replay->sink.packet != NULL)
        replay->sink.packet(replay->sink.context, packet);
}

static void
tell_entered(const struct replay *replay, const struct packet *packet,
             const struct capture_frame *frame, ifc_id ingress, const struct outcome *outcome)
{
    if (replay->sink.packet == NULL)
        return;
    struct replay_packet told = { .packet = packet,
                                  .outcome = outcome,
                                  .ingress = ingress,
                                  .link_number = frame->link_number,
                                  .rebuilt = packet->as_left };
    replay->sink.packet(replay->sink.context, &told);
}

/* PACKET may have to wait: SEEN is what it was rebuilt from, or NULL. */
static void
await_late(struct replay *replay, struct packet *packet, const struct capture_frame *frame,
           const struct sighting *seen)
{
    packet->tag = 0;
    if (packet->is_fragment)
        replay_await_late(replay, packet, frame, seen);
}

/* What the frames at hand show of PACKET on another side; NULL: nothing. */
static const struct packet *
find_observed(struct replay *replay, const struct packet *packet, ifc_id ingress)
{
    if (packet->kind != PACKET_IPV4)
        return NULL;
    struct sighting sighting = sighting_of(packet, IFC_NONE);
    uint64_t number = compare_foreseen(replay->compare, &sighting, ingress);
    const struct ahead_frame *held = ahead_at(replay->ahead, number);
    return held != NULL ? &held->packet : NULL;
}

static void
take_late(void *context, ifc_id ingress, const struct packet *packet, const struct outcome *outcome)
{
    struct replay *replay = context;
    if (packet->tag == 0 || packet->tag > replay->late.count)
        return;
    struct late_packet late = replay->late.items[packet->tag - 1];
    int64_t now = engine_now(replay->engine);
    replay_forget_late(replay, packet);
    if (late.rebuilt && outcome->verdict == VERDICT_UNDECIDED)
        compare_settle(replay->compare, COMPARED_UNEXPLAINED, NULL, &late.seen);
    else if (late.rebuilt)
        replay_compare_rebuilt(replay, packet, late.link, outcome, &late.seen, now);
    else if (replay_is_remembered(replay, outcome))
        replay_remember_output(replay, packet, late.link, ingress, outcome, now);
    struct replay_packet told = { .packet = packet,
                                  .outcome = outcome,
                                  .ingress = ingress,
                                  .link_number = late.link_number,
                                  .rebuilt = late.rebuilt,
                                  .waited_ns = now > packet->time ? now - packet->time : 0 };
    tell_packet(replay, &told);
}

static struct trace *
trace_for(const struct replay *replay, const struct packet *packet, ifc_id ingress)
{
    if (replay->sink.trace == NULL)
        return NULL;
    return replay->sink.trace(replay->sink.context, packet, ingress);
}

/* Through the engine. OUTCOME's trace is what the sink wants it to be. */
static void
run_packet(struct replay *replay, ifc_id ingress, const struct packet *packet)
{
    struct outcome *outcome = &replay->outcome;
    outcome->trace = NULL;
    if (replay->sink.traces_first_packets &&
        engine_packet_fast(replay->engine, ingress, packet, outcome))
        return;
    outcome->trace = trace_for(replay, packet, ingress);
    engine_packet(replay->engine, ingress, packet, outcome);
}

static void
feed(struct replay *replay, struct packet *packet, const struct capture_frame *frame,
     ifc_id ingress)
{
    struct outcome *outcome = &replay->outcome;
    replay->report.entered++;
    if (replay->report.mode == REPLAY_OBSERVE) {
        tell_entered(replay, packet, frame, ingress, NULL);
        return;
    }
    if (replay->ahead != NULL)
        packet->observed = find_observed(replay, packet, ingress);
    await_late(replay, packet, frame, NULL);
    run_packet(replay, ingress, packet);
    if (replay->ahead != NULL)
        packet->observed = NULL;
    if (outcome->verdict == VERDICT_WAITING)
        return;
    replay_forget_late(replay, packet);
    if (replay_is_remembered(replay, outcome))
        replay_remember_output(replay, packet, frame->link, ingress, outcome, packet->time);
    tell_entered(replay, packet, frame, ingress, outcome);
}

/*
 * Can the packet be rebuilt without writing its bytes? Of TCP and UDP the engine reads no byte that
 * differs on the two sides: what it wants of the headers is in struct packet. Writing, summing and
 * parsing them, and again for the comparison, were two thirds of the cost of an observation.
 */
static bool
is_known_by_fields(const struct replay *replay, const struct packet *observed)
{
    return (replay->sink.packet == NULL || replay->sink.fields_suffice) &&
           replay_has_fields(observed);
}

/* The ends of a packet of TCP or UDP. */
struct ends {
    uint32_t source, destination;
    uint16_t source_port, destination_port;
};

static void
set_ends(struct packet *packet, const struct ends *ends)
{
    packet->source = ends->source;
    packet->destination = ends->destination;
    packet->source_port = ends->source_port;
    packet->destination_port = ends->destination_port;
}

/* Is it plain that what the model makes of the rebuilt packet is what was SEEN on IFC? */
static bool
came_back_alike(const struct ends *seen, ifc_id ifc, const struct outcome *outcome)
{
    const struct translation *translation = &outcome->translation;
    return outcome->verdict == VERDICT_PASSED && outcome->egress == ifc &&
           translation->payload == NULL && translation->tcp_clears == 0 &&
           translation->source == seen->source && translation->destination == seen->destination &&
           translation->source_port == seen->source_port &&
           translation->destination_port == seen->destination_port;
}

/* PACKET left through IFC with the ends SEEN. */
static NOINLINE void
compare_by_fields(struct replay *replay, const struct packet *packet, enum link_type link,
                  const struct outcome *outcome, const struct ends *seen, ifc_id ifc)
{
    struct packet observed = *packet;
    set_ends(&observed, seen);
    struct sighting sighting = sighting_of(&observed, ifc);
    replay_compare_rebuilt(replay, packet, link, outcome, &sighting, packet->time);
}

/* One that is known by fields: they are changed in its place. */
static void
feed_by_fields(struct replay *replay, struct packet *packet, const struct capture_frame *frame,
               ifc_id ifc, ifc_id ingress, const struct translation *original)
{
    const struct ends seen = { packet->source, packet->destination, packet->source_port,
                               packet->destination_port };
    const struct ends entered = { original->source, original->destination, original->source_port,
                                  original->destination_port };
    set_ends(packet, &entered);
    packet->as_left = true;
    packet->tag = 0;
    struct outcome *outcome = &replay->outcome;
    run_packet(replay, ingress, packet);
    if (came_back_alike(&seen, ifc, outcome))
        compare_agreed(replay->compare);
    else
        compare_by_fields(replay, packet, frame->link, outcome, &seen, ifc);
    tell_entered(replay, packet, frame, ingress, outcome);
}

/* Any other: it is written, and read again. */
static NOINLINE void
feed_by_bytes(struct replay *replay, const struct packet *observed,
              const struct capture_frame *frame, ifc_id ifc, ifc_id ingress,
              const struct translation *original)
{
    struct sighting seen = sighting_of(observed, ifc);
    struct packet packet;
    packet_translate(observed, original, replay->rebuilt_bytes);
    packet_decode(&packet, frame->link, replay->rebuilt_bytes, observed->captured,
                  observed->wire_length);
    packet.time = observed->time;
    packet.number = observed->number;
    packet.as_left = true;
    struct outcome *outcome = &replay->outcome;
    await_late(replay, &packet, frame, &seen);
    run_packet(replay, ingress, &packet);
    if (outcome->verdict == VERDICT_WAITING)
        return;
    replay_forget_late(replay, &packet);
    replay_compare_rebuilt(replay, &packet, frame->link, outcome, &seen, packet.time);
    tell_entered(replay, &packet, frame, ingress, outcome);
}

static NOINLINE void
settle_unexplained(struct replay *replay, const struct packet *observed, ifc_id ifc)
{
    struct sighting seen = sighting_of(observed, ifc);
    compare_settle(replay->compare, COMPARED_UNEXPLAINED, NULL, &seen);
}

/* OBSERVED left through IFC: feeds what must have caused it. */
static void
rebuild(struct replay *replay, struct packet *observed, const struct capture_frame *frame,
        ifc_id ifc)
{
    ifc_id ingress;
    struct translation *original = &replay->original;
    if (!engine_reverse(replay->engine, ifc, observed, &ingress, original)) {
        settle_unexplained(replay, observed, ifc);
        return;
    }
    replay->report.entered++;
    replay->report.rebuilt++;
    if (is_known_by_fields(replay, observed))
        feed_by_fields(replay, observed, frame, ifc, ingress, original);
    else
        feed_by_bytes(replay, observed, frame, ifc, ingress, original);
}

/* Is it what was predicted, or is a cause to be looked for? */
static NOINLINE void
compare_observation(struct replay *replay, struct packet *packet, const struct capture_frame *frame,
                    ifc_id ifc)
{
    struct sighting sighting = sighting_of(packet, ifc);
    if (replay->report.mode == REPLAY_STRICT) {
        if (!compare_observe(replay->compare, &sighting))
            replay->out_of_memory = true;
    } else if (!compare_take(replay->compare, &sighting)) {
        rebuild(replay, packet, frame, ifc);
        return;
    }
    engine_left(replay->engine, ifc, packet);
}

static void
tell_on_wire(const struct replay *replay, const struct packet *packet,
             const struct capture_frame *frame, ifc_id ifc)
{
    if (replay->sink.on_wire != NULL && ifc != IFC_NONE)
        replay->sink.on_wire(replay->sink.context, packet, frame->link_number, ifc);
}

/* What the firewall itself has sent. */
static NOINLINE void
take_own(struct replay *replay, const struct packet *packet, const struct capture_frame *frame,
         ifc_id ifc)
{
    replay->report.own++;
    tell_on_wire(replay, packet, frame, ifc);
}

static void
take_observation(struct replay *replay, struct packet *packet, const struct capture_frame *frame,
                 ifc_id ifc)
{
    if (replay->report.mode == REPLAY_OBSERVE)
        return;
    if (engine_sent(replay->engine, ifc, packet))
        take_own(replay, packet, frame, ifc);
    else if (replay->report.mode != REPLAY_STRICT && !compare_expects(replay->compare))
        rebuild(replay, packet, frame, ifc);
    else
        compare_observation(replay, packet, frame, ifc);
}

static void
tell_judgement(const struct replay *replay, const struct packet *packet,
               const struct judgement *judgement)
{
    if (replay->sink.judged != NULL)
        replay->sink.judged(replay->sink.context, packet, judgement);
}

static void
take_ipv4(struct replay *replay, struct packet *packet, const struct capture_frame *frame,
          struct capture_point *point)
{
    struct judgement judgement = ingress_judge(replay->ingress, packet, point);
    replay->report.stances[judgement.stance]++;
    tell_judgement(replay, packet, &judgement);
    if (point->ifc != IFC_NONE)
        note_side(replay, point->ifc, packet->time);
    else if (judgement.ifc != IFC_NONE)
        note_side(replay, judgement.ifc, packet->time);
    if (judgement.stance == STANCE_ENTERS)
        feed(replay, packet, frame, judgement.ifc);
    else if (judgement.stance == STANCE_LEFT && packet->kind == PACKET_IPV4)
        take_observation(replay, packet, frame, judgement.ifc);
}

/* Is the frame left out? */
static bool
is_left_out(struct replay *replay, const struct capture_frame *frame, struct input *input,
            const struct packet *packet)
{
    struct replay_report *report = &replay->report;
    if (replay->filter != NULL && !capture_filter_matches(replay->filter, frame)) {
        report->filtered++;
        return true;
    }
    if (!input->drops_duplicates || !duplicates_has(&input->duplicates, frame, 0))
        return false;
    report->duplicates++;
    tell_judgement(replay, packet, NULL);
    return true;
}

/* What is no IPv4 packet, or damaged: are there addresses to judge it by? */
static NOINLINE bool
is_judged(struct replay *replay, const struct packet *packet, const struct capture_frame *frame,
          struct capture_point *point)
{
    if (packet->kind == PACKET_MALFORMED && packet->source != 0 && packet->destination != 0)
        return true;
    tell_judgement(replay, packet, NULL);
    tell_on_wire(replay, packet, frame, point->ifc);
    if (packet->kind == PACKET_ARP)
        ingress_learn(replay->ingress, packet, point);
    else if (packet->kind == PACKET_MALFORMED)
        replay->report.unreadable++;
    return false;
}

static void
note_unknown_link(struct replay *replay, const struct capture_frame *frame,
                  const struct packet *packet)
{
    struct replay_report *report = &replay->report;
    if (report->unknown_link++ == 0)
        report->unknown_link_number = frame->link_number;
    tell_judgement(replay, packet, NULL);
}

/* PACKET is what was read of it. */
static void
take_frame(struct replay *replay, const struct merged_frame *merged, struct packet *packet)
{
    const struct capture_frame *frame = &merged->frame;
    struct replay_report *report = &replay->report;
    packet->number = ++report->frames;
    report->last_time = merged->time;
    const struct frame_origin *origin = replay_origin(replay, merged);
    if (origin == NULL) {
        replay->out_of_memory = true;
        return;
    }
    if (origin->is_sifted && is_left_out(replay, frame, origin->input, packet))
        return;
    if (frame->link == LINK_UNKNOWN) {
        note_unknown_link(replay, frame, packet);
        return;
    }
    report->kinds[packet->kind]++;
    compare_advance(replay->compare, merged->time);
    if (packet->kind == PACKET_IPV4 || is_judged(replay, packet, frame, origin->point))
        take_ipv4(replay, packet, frame, origin->point);
}

static void
tell_progress(const struct replay *replay)
{
    if (replay->sink.progress == NULL)
        return;
    uint64_t done = 0, total = 0;
    bool all_known = true;
    for (size_t i = 0; i < replay->input_count; i++) {
        uint64_t input_done, input_total;
        capture_progress(replay->inputs[i].reader, &input_done, &input_total);
        done += input_done;
        total += input_total;
        all_known &= input_total > 0;
    }
    replay->sink.progress(replay->sink.context, replay->report.frames, done, all_known ? total : 0);
}

static bool
is_stopped(const struct replay *replay)
{
    return replay->sink.stopped != NULL && replay->sink.stopped(replay->sink.context);
}

static void
complete_report(struct replay *replay)
{
    struct replay_report *report = &replay->report;
    compare_finish(replay->compare);
    report->comparison = *compare_report(replay->compare);
    memcpy(report->rules, ingress_counts(replay->ingress), sizeof report->rules);
    report->backward = merge_backward(replay->merge, &report->furthest_backward);
    for (size_t i = 0; i < replay->input_count; i++) {
        for (size_t k = 0; k < replay->inputs[i].point_count; k++) {
            const struct capture_point *point = &replay->inputs[i].points[k];
            report->marks_mirrored |= point->marks_mirrored > point->marks_right;
        }
    }
}

/* All frames; false when it was stopped, or memory has run out. */
static bool
run_frames(struct replay *replay)
{
    struct turns turns;
    /* Who is told of each packet is asked with each whether that was enough. */
    bool always_asks = replay->sink.packet != NULL;
    uint64_t next_progress = PROGRESS_FRAMES;
    while (!is_stopped(replay)) {
        if (!replay_read(replay, &turns))
            return !replay->out_of_memory;
        const struct merged_frame *frame = turns.frames;
        struct packet *packet = turns.packets;
        for (size_t i = 0; i < turns.count; i++, frame++, packet++) {
            if (always_asks && is_stopped(replay))
                return false;
            take_frame(replay, frame, packet);
            if (replay->out_of_memory)
                return false;
        }
        if (replay->report.frames >= next_progress) {
            tell_progress(replay);
            next_progress += PROGRESS_FRAMES;
        }
    }
    return false;
}

enum replay_end
replay_run(struct replay *replay)
{
    if (!replay_prepare(replay))
        return REPLAY_NO_MEMORY;
    engine_set_late_sink(replay->engine, (struct late_sink){ take_late, replay });
    bool stopped = !run_frames(replay);
    if (replay->out_of_memory) {
        engine_set_late_sink(replay->engine, (struct late_sink){ 0 });
        return REPLAY_NO_MEMORY;
    }
    stopped = stopped || is_stopped(replay); /* a read that was interrupted looks like an end */
    if (!stopped && replay->options.drain && replay->report.mode != REPLAY_OBSERVE)
        engine_drain(replay->engine);
    engine_settle(replay->engine);
    engine_set_late_sink(replay->engine, (struct late_sink){ 0 });
    if (replay->sink.ended != NULL)
        replay->sink.ended(replay->sink.context);
    complete_report(replay);
    return stopped ? REPLAY_STOPPED : REPLAY_DONE;
}

const struct replay_report *
replay_report(const struct replay *replay)
{
    return &replay->report;
}

size_t
replay_input_count(const struct replay *replay)
{
    return replay->input_count;
}

struct replay_input_report
replay_input_report(const struct replay *replay, size_t index)
{
    const struct input *input = &replay->inputs[index];
    return (struct replay_input_report){
        .name = input->given.path != NULL ? input->given.path : "built-in",
        .error = capture_error(input->reader),
        .skipped = capture_skipped(input->reader),
        .shift = input->shift,
    };
}

bool
replay_found_differences(const struct replay_report *report)
{
    const uint64_t *counts = report->comparison.counts;
    return counts[COMPARED_DIFFERS] > 0 || counts[COMPARED_DENIED_BUT_SEEN] > 0 ||
           counts[COMPARED_UNEXPLAINED] > 0;
}
