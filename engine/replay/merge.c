/*
 * merge.c: a heap of readers, the earliest frame on top; at the same time the source added first
 * wins, so that the same input always merges the same way.
 *
 * The engine's clock never goes back (engine.md 10.4): a frame that is earlier than the one before
 * it takes that one's time.
 */
#include "engine/replay/merge.h"

#include <stdlib.h>

struct source {
    struct capture_reader *reader;
    int64_t shift;
    bool open;
    bool continues; /* the source before it */
    struct capture_frame frame;
    int64_t time;
};

struct merge {
    struct source *sources;
    size_t count, capacity;
    size_t *heap; /* indices of the open sources */
    size_t heap_size;
    bool has_begun;
    bool must_advance; /* the top's frame has been handed out */
    int64_t now;
    uint64_t backward;
    int64_t furthest;
};

struct merge *
merge_new(void)
{
    struct merge *merge = calloc(1, sizeof *merge);
    if (merge != NULL)
        merge->now = INT64_MIN;
    return merge;
}

void
merge_free(struct merge *merge)
{
    if (merge == NULL)
        return;
    for (size_t i = 0; i < merge->count; i++)
        capture_close(merge->sources[i].reader);
    free(merge->sources);
    free(merge->heap);
    free(merge);
}

static bool
comes_before(const struct merge *merge, size_t a, size_t b)
{
    int64_t time_a = merge->sources[a].time;
    int64_t time_b = merge->sources[b].time;
    return time_a < time_b || (time_a == time_b && a < b);
}

static void
swap(size_t *heap, size_t a, size_t b)
{
    size_t kept = heap[a];
    heap[a] = heap[b];
    heap[b] = kept;
}

static void
sift_up(struct merge *merge, size_t place)
{
    while (place > 0) {
        size_t parent = (place - 1) / 2;
        if (!comes_before(merge, merge->heap[place], merge->heap[parent]))
            return;
        swap(merge->heap, place, parent);
        place = parent;
    }
}

static void
sift_down(struct merge *merge, size_t place)
{
    for (;;) {
        size_t first = place;
        for (size_t child = 2 * place + 1; child <= 2 * place + 2; child++) {
            if (child < merge->heap_size &&
                comes_before(merge, merge->heap[child], merge->heap[first]))
                first = child;
        }
        if (first == place)
            return;
        swap(merge->heap, place, first);
        place = first;
    }
}

static int64_t
shifted(int64_t time, int64_t shift)
{
    int64_t result;
    if (__builtin_add_overflow(time, shift, &result) || result < 0)
        return shift < 0 ? 0 : CAPTURE_TIME_MAX - 1;
    return result < CAPTURE_TIME_MAX ? result : CAPTURE_TIME_MAX - 1;
}

static void
read_ahead(struct source *source)
{
    source->open = capture_next(source->reader, &source->frame) == CAPTURE_PACKET;
    if (source->open)
        source->time = shifted(source->frame.time, source->shift);
}

static bool
make_room(struct merge *merge)
{
    if (merge->count < merge->capacity)
        return true;
    size_t capacity = merge->capacity == 0 ? 4 : merge->capacity * 2;
    struct source *sources = realloc(merge->sources, capacity * sizeof *sources);
    if (sources == NULL)
        return false;
    merge->sources = sources;
    size_t *heap = realloc(merge->heap, capacity * sizeof *heap);
    if (heap == NULL)
        return false;
    merge->heap = heap;
    merge->capacity = capacity;
    return true;
}

/* The first of SOURCE and those that continue it that has a frame to give; false when none has. */
static bool
open_from(struct merge *merge, size_t *source)
{
    for (;;) {
        read_ahead(&merge->sources[*source]);
        if (merge->sources[*source].open)
            return true;
        if (*source + 1 == merge->count || !merge->sources[*source + 1].continues)
            return false;
        (*source)++;
    }
}

static void
push(struct merge *merge, size_t source)
{
    merge->heap[merge->heap_size++] = source;
    sift_up(merge, merge->heap_size - 1);
}

static bool
add(struct merge *merge, struct capture_reader *reader, int64_t shift, bool continues)
{
    if (!make_room(merge)) {
        capture_close(reader);
        return false;
    }
    merge->sources[merge->count++] =
        (struct source){ .reader = reader, .shift = shift, .continues = continues };
    return true;
}

bool
merge_add(struct merge *merge, struct capture_reader *reader, int64_t shift)
{
    return add(merge, reader, shift, false);
}

bool
merge_continue(struct merge *merge, struct capture_reader *reader, int64_t shift)
{
    return add(merge, reader, shift, merge->count > 0);
}

/* Not before all are known: the first part of a capture may be empty. */
static void
begin(struct merge *merge)
{
    merge->has_begun = true;
    for (size_t i = 0; i < merge->count; i++) {
        size_t source = i;
        if (!merge->sources[i].continues && open_from(merge, &source))
            push(merge, source);
    }
}

/* Reads on in the source whose frame was handed out last. */
static void
advance_top(struct merge *merge)
{
    size_t source = merge->heap[0];
    if (open_from(merge, &source))
        merge->heap[0] = source;
    else
        merge->heap[0] = merge->heap[--merge->heap_size];
    if (merge->heap_size > 1)
        sift_down(merge, 0);
}

/* The place in the stream of a frame whose own time is TIME. */
static inline int64_t
time_in_turn(struct merge *merge, int64_t time)
{
    if (time >= merge->now) {
        merge->now = time;
    } else {
        merge->backward++;
        if (merge->now - time > merge->furthest)
            merge->furthest = merge->now - time;
    }
    return merge->now;
}

/* The frame on top. */
static void
hand_out(struct merge *merge, struct merged_frame *frame)
{
    merge->must_advance = true;
    size_t index = merge->heap[0];
    const struct source *source = &merge->sources[index];
    frame->frame = source->frame;
    frame->source = index;
    frame->time = time_in_turn(merge, source->time);
}

bool
merge_next(struct merge *merge, struct merged_frame *frame)
{
    if (!merge->has_begun)
        begin(merge);
    if (merge->must_advance)
        advance_top(merge);
    merge->must_advance = false;
    if (merge->heap_size == 0)
        return false;
    hand_out(merge, frame);
    return true;
}

/* The only source left, whose last frame has been handed out: nothing has to be compared. */
static size_t
take_from_one(struct merge *merge, struct merged_frame *frames, size_t count)
{
    size_t index = merge->heap[0];
    const struct source *source = &merge->sources[index];
    size_t taken = capture_take_at_hand(source->reader, &frames[0].frame, sizeof frames[0], count);
    int64_t shift = source->shift;
    for (size_t i = 0; i < taken; i++) {
        frames[i].source = index;
        int64_t time = frames[i].frame.time;
        frames[i].time = time_in_turn(merge, shift == 0 ? time : shifted(time, shift));
    }
    return taken;
}

static bool
take_from_top(struct merge *merge, struct merged_frame *frame)
{
    if (merge->must_advance) {
        struct source *source = &merge->sources[merge->heap[0]];
        if (capture_take_at_hand(source->reader, &source->frame, sizeof source->frame, 1) == 0)
            return false;
        source->time = shifted(source->frame.time, source->shift);
        sift_down(merge, 0);
    }
    hand_out(merge, frame);
    return true;
}

size_t
merge_take_at_hand(struct merge *merge, struct merged_frame *frames, size_t count)
{
    if (merge->heap_size == 1 && merge->must_advance)
        return take_from_one(merge, frames, count);
    size_t taken = 0;
    while (merge->heap_size > 0 && taken < count && take_from_top(merge, &frames[taken]))
        taken++;
    return taken;
}

size_t
merge_source_count(const struct merge *merge)
{
    return merge->count;
}

struct capture_reader *
merge_reader(const struct merge *merge, size_t source)
{
    return merge->sources[source].reader;
}

uint64_t
merge_backward(const struct merge *merge, int64_t *furthest)
{
    *furthest = merge->furthest;
    return merge->backward;
}
