/*
 * replay_frames.c: the frames of a run as they come from its inputs, in order of time and parsed.
 */
#include <stdlib.h>

#include "engine/replay/decap.h"
#include "engine/replay/replay_private.h"
#include "engine/replay/survey.h"

/* Of frames that are kept: so many ahead of the one in turn. */
#define EXPECT_AHEAD 16
#define EXPECT_CONN_AHEAD 8

/* Makes the capture points of INPUT, whose part PART is being read, up to INTERFACE. */
static bool
make_points(struct replay *replay, struct input *input, const struct input *part,
            uint32_t interface)
{
    struct capture_point *points = realloc(input->points, ((size_t)interface + 1) * sizeof *points);
    if (points == NULL)
        return false;
    input->points = points;
    for (size_t i = input->point_count; i <= interface; i++) {
        points[i] = (struct capture_point){ .ifc = input->given.point };
        if (points[i].ifc == IFC_NONE)
            points[i].ifc = survey_named_point(replay->config, part->reader, (uint32_t)i);
    }
    input->point_count = (size_t)interface + 1;
    for (size_t i = 0; i < replay->input_count; i++)
        replay->inputs[i].origin.input = NULL; /* the points of its parts have moved */
    return true;
}

const struct frame_origin *
replay_find_origin(struct replay *replay, const struct merged_frame *merged)
{
    struct input *part = &replay->inputs[merged->source];
    struct input *input = &replay->inputs[part->head];
    uint32_t interface = merged->frame.interface;
    if (interface >= input->point_count && !make_points(replay, input, part, interface))
        return NULL;
    part->origin = (struct frame_origin){
        .input = input,
        .point = &input->points[interface],
        .interface = interface,
        .is_sifted = replay->filter != NULL || input->drops_duplicates,
    };
    return &part->origin;
}

static void
parse(const struct merged_frame *merged, struct packet *packet)
{
    const struct capture_frame *frame = &merged->frame;
    packet_decode(packet, frame->link, frame->bytes, frame->captured, frame->wire_length);
    packet->time = merged->time;
    if (frame->seen != SEEN_UNKNOWN)
        packet->seen = frame->seen;
    if (packet->vlan == 0)
        packet->vlan = frame->vlan;
}

/* The first frame says where the whole run starts, which may be later than in the captures. */
static void
begin(struct replay *replay, const struct merged_frame *first)
{
    struct replay_report *report = &replay->report;
    replay->has_begun = true;
    if (first->time < replay->options.not_before &&
        __builtin_sub_overflow(replay->options.not_before, first->time, &report->moved))
        report->moved = 0;
    report->first_time = first->time + report->moved;
}

/* Moved on with the whole run; timers can still be added to it. */
static int64_t
moved_on(const struct replay *replay, int64_t time)
{
    if (__builtin_add_overflow(time, replay->report.moved, &time) || time >= CAPTURE_TIME_MAX)
        return CAPTURE_TIME_MAX - 1;
    return time;
}

/* Up to COUNT frames, of which all but the first must be at hand; 0 at the end. */
static size_t
read_frames(struct replay *replay, struct merged_frame *frames, size_t count)
{
    if (!merge_next(replay->merge, &frames[0]))
        return 0;
    if (!replay->has_begun)
        begin(replay, &frames[0]);
    size_t there = 1 + merge_take_at_hand(replay->merge, &frames[1], count - 1);
    for (size_t i = 0; i < there && replay->report.moved != 0; i++)
        frames[i].time = moved_on(replay, frames[i].time);
    for (size_t i = 0; i < there && replay->options.decap; i++)
        decap_frame(&frames[i].frame, replay->report.unwrapped);
    return there;
}

/* Reads what is at hand; in two rounds, for the second needs what the first has asked for. */
static bool
fill(struct replay *replay, struct batch *batch)
{
    batch->count = read_frames(replay, batch->frames, BATCH);
    for (size_t i = 0; i < batch->count; i++) {
        struct packet *packet = &batch->packets[i];
        parse(&batch->frames[i], packet);
        ingress_expect(replay->ingress, packet->source, packet->destination);
        batch->expected[i] = engine_expect(replay->engine, packet);
    }
    for (size_t i = 0; i < batch->count; i++)
        engine_expect_conn(replay->engine, batch->expected[i]);
    return batch->count > 0;
}

/* A frame whose turn is to come: is it something that leaves, with an address of the firewall? */
static void
foresee(struct replay *replay, const struct merged_frame *merged, const struct packet *packet)
{
    const struct capture_frame *frame = &merged->frame;
    if (frame->link == LINK_UNKNOWN ||
        (replay->filter != NULL && !capture_filter_matches(replay->filter, frame)))
        return;
    const struct frame_origin *origin = replay_origin(replay, merged);
    if (origin == NULL) {
        replay->out_of_memory = true;
        return;
    }
    ifc_id ifc = origin->point->ifc;
    if (ifc == IFC_NONE || packet->kind != PACKET_IPV4 ||
        !ingress_source_is_own(replay->ingress, packet, ifc))
        return;
    struct sighting sighting = sighting_of(packet, ifc);
    if (!compare_foresee(replay->compare, &sighting))
        replay->out_of_memory = true;
}

/* The next frame as it is read. */
static struct merged_frame *
read_frame(struct replay *replay)
{
    struct batch *batch = &replay->batch;
    if (batch->next == batch->count) {
        batch->next = 0;
        batch->count = read_frames(replay, batch->frames, BATCH);
    }
    return batch->next < batch->count ? &batch->frames[batch->next++] : NULL;
}

/* Reads as far ahead as is wanted. */
static void
read_ahead(struct replay *replay)
{
    struct merged_frame *frame;
    while (!replay->out_of_memory && ahead_wants_more(replay->ahead) &&
           (frame = read_frame(replay)) != NULL) {
        struct ahead_frame *held = ahead_add(replay->ahead, frame);
        if (held == NULL) {
            replay->out_of_memory = true;
            return;
        }
        parse(&held->frame, &held->packet);
        held->packet.number = ahead_count(replay->ahead);
        foresee(replay, &held->frame, &held->packet);
    }
}

/* What the frames after frame NUMBER need, the near ones and those a little further. */
static void
expect_ahead(struct replay *replay, uint64_t number)
{
    struct ahead_frame *near = ahead_at(replay->ahead, number + EXPECT_CONN_AHEAD);
    struct ahead_frame *far = ahead_at(replay->ahead, number + EXPECT_AHEAD);
    if (near != NULL && near->is_expected)
        engine_expect_conn(replay->engine, near->expected);
    if (far == NULL)
        return;
    ingress_expect(replay->ingress, far->packet.source, far->packet.destination);
    far->expected = engine_expect(replay->engine, &far->packet);
    far->is_expected = true;
}

/* The next one of frames that are read further ahead. */
static struct ahead_frame *
take_ahead(struct replay *replay)
{
    read_ahead(replay);
    struct ahead_frame *held = ahead_take(replay->ahead);
    if (held != NULL)
        expect_ahead(replay, held->packet.number);
    return held;
}

bool
replay_read(struct replay *replay, struct turns *turns)
{
    if (replay->ahead != NULL) {
        struct ahead_frame *held = take_ahead(replay);
        if (held == NULL)
            return false;
        *turns = (struct turns){ &held->frame, &held->packet, 1 };
        return true;
    }
    struct batch *batch = &replay->batch;
    if (!fill(replay, batch))
        return false;
    *turns = (struct turns){ batch->frames, batch->packets, batch->count };
    return true;
}
