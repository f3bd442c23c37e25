/*
 * replay_inputs.c: the inputs of a replay: opened, put in order, and looked at before the first
 * packet runs, to know which sides were captured and how (engine.md 10.3).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/replay/replay_private.h"
#include "engine/replay/sets.h"
#include "engine/replay/survey.h"

static struct capture_reader *
open_input(const struct replay_input *input, char error[CAPTURE_ERROR_SIZE])
{
    if (input->path != NULL)
        return capture_open(input->path, error);
    return capture_open_memory(input->bytes, input->size, error);
}

bool
replay_add(struct replay *replay, const struct replay_input *input, char error[CAPTURE_ERROR_SIZE])
{
    struct input *inputs = realloc(replay->inputs, (replay->input_count + 1) * sizeof *inputs);
    if (inputs == NULL) {
        snprintf(error, CAPTURE_ERROR_SIZE, "out of memory");
        return false;
    }
    replay->inputs = inputs;
    struct capture_reader *reader = open_input(input, error);
    if (reader == NULL)
        return false;
    if (replay->sink.stopped != NULL)
        capture_stop_when(reader, replay->sink.stopped, replay->sink.context);
    inputs[replay->input_count++] = (struct input){ .given = *input, .reader = reader };
    return true;
}

/* Can it be read twice? */
static bool
is_rereadable(const struct replay_input *input)
{
    struct stat status;
    if (input->path == NULL)
        return true;
    return strcmp(input->path, "-") != 0 && stat(input->path, &status) == 0 &&
           S_ISREG(status.st_mode);
}

/* Looks at the beginning of a capture, in all its parts; leaves SURVEY empty where that cannot be.
 */
static bool
survey_input(const struct replay *replay, size_t head, struct ingress *ingress,
             struct survey *survey)
{
    char error[CAPTURE_ERROR_SIZE];
    for (size_t i = head; i < replay->input_count && replay->inputs[i].head == head; i++) {
        const struct replay_input *given = &replay->inputs[i].given;
        struct capture_reader *reader = is_rereadable(given) ? open_input(given, error) : NULL;
        if (reader == NULL)
            return true;
        bool ready = survey->points != NULL || survey_init(survey, replay->config);
        if (ready)
            survey_read(survey, replay->config, ingress, reader, given->point,
                        replay->options.decap);
        capture_close(reader);
        if (!ready)
            return false;
    }
    return true;
}

/* What all surveys say together. */
struct sides_seen {
    bool unknown_point; /* some frames have no capture point */
    bool not_surveyed;  /* some input of no known point could not be looked at before */
};

static void
merge_surveys(struct replay *replay, const struct survey *surveys, struct sides_seen *seen,
              bool *points, bool *outputs)
{
    for (size_t i = 0; i < replay->input_count; i++) {
        ifc_id given = replay->inputs[i].given.point;
        if (given != IFC_NONE)
            points[given] = outputs[given] = true;
        if (replay->inputs[i].head != i)
            continue;
        if (surveys[i].points == NULL) {
            seen->not_surveyed |= given == IFC_NONE;
            seen->unknown_point |= given == IFC_NONE;
            continue;
        }
        seen->unknown_point |= surveys[i].has_unknown_point;
        for (size_t ifc = 0; ifc < replay->config->interface_count; ifc++) {
            points[ifc] |= surveys[i].points[ifc];
            outputs[ifc] |= surveys[i].outputs[ifc];
        }
    }
}

/* The mode, and which sides can be compared (engine.md 10.3). */
static void
decide_mode(struct replay *replay, const struct survey *surveys, bool *points, bool *outputs)
{
    struct sides_seen seen = { 0 };
    merge_surveys(replay, surveys, &seen, points, outputs);
    size_t known = 0;
    for (size_t ifc = 0; ifc < replay->config->interface_count; ifc++)
        known += points[ifc];
    enum replay_mode mode = replay->options.mode;
    if (mode == REPLAY_AUTO)
        mode = known >= 2 && !seen.unknown_point ? REPLAY_STRICT : REPLAY_RECONSTRUCT;
    replay->report.mode = mode;
    replay->looks_ahead = mode != REPLAY_OBSERVE && known >= 2;
    for (size_t ifc = 0; ifc < replay->config->interface_count; ifc++)
        replay->sides[ifc].captured = mode == REPLAY_STRICT ? points[ifc] || seen.unknown_point
                                                            : outputs[ifc] || seen.not_surveyed;
}

/*
 * A port that is mirrored in both directions shows most frames twice; a few alike are someone's own
 * doing. One in ten, 16 at least [C].
 */
static void
decide_duplicates(const struct replay *replay, struct input *input, const struct survey *survey)
{
    bool many = survey->duplicates >= 16 && survey->duplicates * 10 >= survey->frames;
    enum duplicates_mode mode = replay->options.duplicates;
    input->drops_duplicates = mode == DUPLICATES_DROP || (mode == DUPLICATES_AUTO && many);
}

static bool
prepare_with(struct replay *replay, struct survey *surveys, struct ingress *ingress)
{
    for (size_t i = 0; i < replay->input_count; i++) {
        struct input *input = &replay->inputs[i];
        if (input->head != i) {
            input->shift = replay->inputs[input->head].shift;
            continue;
        }
        if (!survey_input(replay, i, ingress, &surveys[i]))
            return false;
        decide_duplicates(replay, input, &surveys[i]);
        if (!replay->options.decap && surveys[i].wrapped * 2 > surveys[i].frames)
            replay->report.looks_mirrored = true;
        if (i > 0)
            input->shift = -survey_skew(&surveys[0], &surveys[i]);
    }
    size_t count = replay->config->interface_count > 0 ? replay->config->interface_count : 1;
    bool *points = calloc(2 * count, sizeof *points);
    if (points == NULL)
        return false;
    decide_mode(replay, surveys, points, points + count);
    free(points);
    return true;
}

static bool
can_be_parts(const struct input *a, const struct input *b)
{
    return a->given.point == b->given.point && is_rereadable(&a->given) && a->given.path != NULL &&
           is_rereadable(&b->given) && b->given.path != NULL &&
           sets_are_alike(a->given.path, b->given.path);
}

/*
 * Files of one capture that was written in parts are put in order, whatever order they were named
 * in, and go on where the one before ends.
 */
static void
join_parts(struct replay *replay)
{
    struct input *inputs = replay->inputs;
    for (size_t i = 1; i < replay->input_count; i++) {
        struct input moved = inputs[i];
        size_t at = i;
        while (at > 0 && can_be_parts(&inputs[at - 1], &moved) &&
               sets_compare(inputs[at - 1].given.path, moved.given.path) > 0) {
            inputs[at] = inputs[at - 1];
            at--;
        }
        inputs[at] = moved;
    }
    for (size_t i = 0; i < replay->input_count; i++) {
        bool part = i > 0 && can_be_parts(&inputs[i - 1], &inputs[i]) &&
                    sets_follow(inputs[i - 1].given.path, inputs[i].given.path);
        inputs[i].head = part ? inputs[i - 1].head : i;
    }
}

bool
replay_prepare(struct replay *replay)
{
    join_parts(replay);
    struct survey *surveys = calloc(replay->input_count + 1, sizeof *surveys);
    /* Its own, so that the look ahead is not counted. */
    struct ingress *ingress = ingress_new(replay->config, ingress_view_of(replay->engine));
    bool prepared = surveys != NULL && ingress != NULL && prepare_with(replay, surveys, ingress);
    for (size_t i = 0; surveys != NULL && i < replay->input_count; i++)
        survey_fini(&surveys[i]);
    free(surveys);
    ingress_free(ingress);
    if (prepared && replay->looks_ahead) {
        replay->ahead = ahead_new();
        prepared = replay->ahead != NULL;
    }
    for (size_t i = 0; prepared && i < replay->input_count; i++) {
        struct input *input = &replay->inputs[i];
        input->merged = true;
        prepared = input->head == i ? merge_add(replay->merge, input->reader, input->shift)
                                    : merge_continue(replay->merge, input->reader, input->shift);
    }
    return prepared;
}
