/*
 * ahead.c: a ring of frames, each with a copy of its bytes: first those whose turn is over, then
 * those whose turn is to come.
 */
#include "engine/replay/ahead.h"

#include <stdlib.h>
#include <string.h>

#define RING (2 * AHEAD_FRAMES) /* a power of two: as many behind as ahead */

struct held {
    struct merged_frame frame;
    uint8_t *bytes;
};

/* Frame number n stands at ring[n % RING]. */
struct ahead {
    struct held ring[RING];
    uint64_t first, next, end; /* the oldest held, the next in turn, the next to be added */
    size_t bytes;              /* of all */
    size_t bytes_ahead;        /* of those whose turn is to come */
};

static struct held *
held_at(struct ahead *ahead, uint64_t number)
{
    return &ahead->ring[number % RING];
}

struct ahead *
ahead_new(void)
{
    struct ahead *ahead = calloc(1, sizeof *ahead);
    if (ahead != NULL)
        ahead->first = ahead->next = ahead->end = 1;
    return ahead;
}

static void
drop_first(struct ahead *ahead)
{
    struct held *held = held_at(ahead, ahead->first++);
    ahead->bytes -= held->frame.frame.captured;
    free(held->bytes);
    held->bytes = NULL;
}

void
ahead_free(struct ahead *ahead)
{
    if (ahead == NULL)
        return;
    while (ahead->first < ahead->end)
        drop_first(ahead);
    free(ahead);
}

bool
ahead_wants_more(const struct ahead *ahead)
{
    if (ahead->next == ahead->end)
        return true;
    int64_t from = ahead->ring[ahead->next % RING].frame.time;
    int64_t to = ahead->ring[(ahead->end - 1) % RING].frame.time;
    return ahead->end - ahead->next < AHEAD_FRAMES && ahead->bytes_ahead < AHEAD_BYTES &&
           to - from <= AHEAD_TIME;
}

/* Those whose turn is over go when there is no place, or too much is held. */
static void
make_room(struct ahead *ahead)
{
    while (ahead->first < ahead->next &&
           (ahead->end - ahead->first == RING || ahead->bytes > 2 * AHEAD_BYTES))
        drop_first(ahead);
}

bool
ahead_add(struct ahead *ahead, const struct merged_frame *frame)
{
    make_room(ahead);
    size_t size = frame->frame.captured;
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL || ahead->end - ahead->first == RING) {
        free(copy);
        return false;
    }
    if (size > 0)
        memcpy(copy, frame->frame.bytes, size);
    struct held *held = held_at(ahead, ahead->end++);
    *held = (struct held){ .frame = *frame, .bytes = copy };
    held->frame.frame.bytes = copy;
    ahead->bytes += size;
    ahead->bytes_ahead += size;
    return true;
}

uint64_t
ahead_count(const struct ahead *ahead)
{
    return ahead->end - 1;
}

bool
ahead_take(struct ahead *ahead, struct merged_frame *frame)
{
    if (ahead->next == ahead->end)
        return false;
    *frame = held_at(ahead, ahead->next++)->frame;
    ahead->bytes_ahead -= frame->frame.captured;
    return true;
}

const struct merged_frame *
ahead_at(const struct ahead *ahead, uint64_t number)
{
    if (number < ahead->first || number >= ahead->end)
        return NULL;
    return &ahead->ring[number % RING].frame;
}
