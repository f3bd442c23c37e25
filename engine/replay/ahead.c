/*
 * ahead.c: a ring of frames: first those whose turn is over, then those whose turn is to come.
 * Their bytes stand one after the other in a second ring, which grows to what the traffic needs and
 * no further, so that it stays in the cache.
 */
#include "engine/replay/ahead.h"

#include <stdlib.h>
#include <string.h>

#define RING (2 * AHEAD_FRAMES) /* a power of two: as many behind as ahead */
#define STORE_FIRST ((size_t)64 * 1024)

/* Frame number n stands at ring[n % RING]. */
struct ahead {
    struct ahead_frame ring[RING];
    size_t at[RING];           /* where the bytes of each begin in the store */
    uint64_t first, next, end; /* the oldest held, the next in turn, the next to be added */
    size_t bytes;              /* of all */
    size_t bytes_ahead;        /* of those whose turn is to come */
    uint8_t *store;
    size_t capacity;
    size_t write; /* behind the newest, which may be in front of the oldest */
};

struct ahead *
ahead_new(void)
{
    struct ahead *ahead = calloc(1, sizeof *ahead);
    if (ahead != NULL)
        ahead->first = ahead->next = ahead->end = 1;
    return ahead;
}

void
ahead_free(struct ahead *ahead)
{
    if (ahead == NULL)
        return;
    free(ahead->store);
    free(ahead);
}

static size_t
size_at(const struct ahead *ahead, uint64_t number)
{
    return ahead->ring[number % RING].frame.frame.captured;
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
        ahead->bytes -= size_at(ahead, ahead->first++);
}

/* The bytes of frame NUMBER stand at AT. */
static void
stand_at(struct ahead *ahead, uint64_t number, size_t at)
{
    struct ahead_frame *held = &ahead->ring[number % RING];
    ahead->at[number % RING] = at;
    held->frame.frame.bytes = held->packet.bytes = ahead->store + at;
}

/* Moves all to a store that has room for SIZE bytes more. */
static bool
grow(struct ahead *ahead, size_t size)
{
    size_t capacity = ahead->capacity == 0 ? STORE_FIRST : 2 * ahead->capacity;
    while (capacity < ahead->bytes + RING + size)
        capacity *= 2;
    uint8_t *store = malloc(capacity);
    if (store == NULL)
        return false;
    uint8_t *old = ahead->store;
    ahead->store = store;
    ahead->capacity = capacity;
    ahead->write = 0;
    for (uint64_t number = ahead->first; number < ahead->end; number++) {
        size_t held = size_at(ahead, number);
        memcpy(store + ahead->write, old + ahead->at[number % RING], held);
        stand_at(ahead, number, ahead->write);
        ahead->write += held > 0 ? held : 1;
    }
    free(old);
    return true;
}

/* Where SIZE bytes, one at least, can stand together; false: no memory. */
static bool
find_place(struct ahead *ahead, size_t size, size_t *place)
{
    if (ahead->first == ahead->end)
        ahead->write = 0;
    size_t oldest = ahead->first == ahead->end ? 0 : ahead->at[ahead->first % RING];
    bool wrapped = ahead->first < ahead->end && ahead->write <= oldest;
    size_t limit = wrapped ? oldest : ahead->capacity;
    if (limit - ahead->write < size && !wrapped && oldest >= size)
        ahead->write = 0; /* what is left at the end is too short */
    else if (limit - ahead->write < size && !grow(ahead, size))
        return false;
    *place = ahead->write;
    ahead->write += size;
    return true;
}

struct ahead_frame *
ahead_add(struct ahead *ahead, const struct merged_frame *frame)
{
    make_room(ahead);
    size_t size = frame->frame.captured, place;
    if (ahead->end - ahead->first == RING || !find_place(ahead, size > 0 ? size : 1, &place))
        return NULL;
    if (size > 0)
        memcpy(ahead->store + place, frame->frame.bytes, size);
    struct ahead_frame *held = &ahead->ring[ahead->end % RING];
    held->frame = *frame;
    held->is_expected = false;
    stand_at(ahead, ahead->end++, place);
    ahead->bytes += size;
    ahead->bytes_ahead += size;
    return held;
}

uint64_t
ahead_count(const struct ahead *ahead)
{
    return ahead->end - 1;
}

struct ahead_frame *
ahead_take(struct ahead *ahead)
{
    if (ahead->next == ahead->end)
        return NULL;
    ahead->bytes_ahead -= size_at(ahead, ahead->next);
    return &ahead->ring[ahead->next++ % RING];
}

struct ahead_frame *
ahead_at(struct ahead *ahead, uint64_t number)
{
    if (number < ahead->first || number >= ahead->end)
        return NULL;
    return &ahead->ring[number % RING];
}

size_t
ahead_bytes(const struct ahead *ahead)
{
    return ahead->capacity;
}
