/*
 * timers.c: a timing wheel in front of a heap.
 *
 * A heap of a million timers costs twenty cache misses for each that comes up. Here an entry waits
 * in a list of its tick, of 67 ms, and goes to the heap when the tick begins: so the heap, which
 * alone knows the exact order, holds what is due within a tick. Timers of one length come in the
 * order in which they are due: a tick of such entries is taken as it is, beside the heap. The wheel
 * has 65,536 ticks, 73 minutes; what is due later waits in one of 256 turns of that length, and is
 * dealt to the ticks when its turn begins; what is later than all of these goes round once more.
 */
#include "engine/timers.h"

#include <stdlib.h>
#include <string.h>

#define TICK_BITS 26
#define TICKS_BITS 16
#define TICKS (1U << TICKS_BITS)
#define TURNS 256U
#define WORD_BITS 64U
#define CHUNK 7
#define HEAP_CHILDREN 4 /* half as many levels, each child of a cache line */

/* Entries of one list that lie together: a list is walked by cache lines, not by entries. */
struct chunk {
    struct timer_entry entries[CHUNK];
    uint32_t count;
    uint32_t next; /* in the same list; POOL_NONE */
};

struct timer_wheel {
    struct pool chunks;
    int64_t tick;                       /* the last one that has begun */
    size_t in_ticks, in_turns;          /* entries */
    uint32_t ticks[TICKS];              /* lists of chunks, by tick modulo TICKS */
    uint64_t filled[TICKS / WORD_BITS]; /* bits of those that are not empty */
    uint32_t turns[TURNS];              /* the same, by turn modulo TURNS */
};

void
timers_fini(struct timers *timers)
{
    free(timers->heap);
    free(timers->run);
    if (timers->wheel != NULL)
        pool_fini(&timers->wheel->chunks);
    free(timers->wheel);
    *timers = (struct timers){ 0 };
}

size_t
timers_count(const struct timers *timers)
{
    const struct timer_wheel *wheel = timers->wheel;
    return timers->count + timers->run_end - timers->run_at +
           (wheel != NULL ? wheel->in_ticks + wheel->in_turns : 0);
}

static int64_t
tick_of(int64_t time)
{
    return time >> TICK_BITS;
}

static int64_t
turn_of(int64_t tick)
{
    return tick >> TICKS_BITS;
}

/* ---- the heap ---- */

static bool
comes_before(const struct timer_entry *a, const struct timer_entry *b)
{
    if (a->due != b->due)
        return a->due < b->due;
    return a->serial < b->serial;
}

static bool
heap_reserve(struct timers *timers)
{
    if (timers->count < timers->capacity)
        return true;
    size_t larger = timers->capacity == 0 ? 256 : timers->capacity * 2;
    struct timer_entry *heap = realloc(timers->heap, larger * sizeof(*heap));
    if (heap == NULL)
        return false;
    timers->heap = heap;
    timers->capacity = larger;
    return true;
}

static bool
heap_add(struct timers *timers, struct timer_entry entry)
{
    if (!heap_reserve(timers))
        return false;
    size_t at = timers->count++;
    while (at > 0) {
        size_t parent = (at - 1) / HEAP_CHILDREN;
        if (!comes_before(&entry, &timers->heap[parent]))
            break;
        timers->heap[at] = timers->heap[parent];
        at = parent;
    }
    timers->heap[at] = entry;
    return true;
}

static struct timer_entry
heap_take(struct timers *timers)
{
    struct timer_entry first = timers->heap[0];
    struct timer_entry last = timers->heap[--timers->count];
    size_t at = 0;
    for (;;) {
        size_t child = at * HEAP_CHILDREN + 1;
        if (child >= timers->count)
            break;
        size_t end = child + HEAP_CHILDREN < timers->count ? child + HEAP_CHILDREN : timers->count;
        for (size_t other = child + 1; other < end; other++) {
            if (comes_before(&timers->heap[other], &timers->heap[child]))
                child = other;
        }
        if (!comes_before(&timers->heap[child], &last))
            break;
        timers->heap[at] = timers->heap[child];
        at = child;
    }
    if (timers->count > 0)
        timers->heap[at] = last;
    return first;
}

/* ---- the wheel ---- */

static struct chunk *
chunk_at(const struct timer_wheel *wheel, uint32_t number)
{
    return pool_at(&wheel->chunks, number);
}

static bool
make_wheel(struct timers *timers, int64_t now)
{
    struct timer_wheel *wheel = malloc(sizeof(*wheel));
    if (wheel == NULL)
        return false;
    pool_init(&wheel->chunks, sizeof(struct chunk), POOL_NONE - 1);
    wheel->tick = tick_of(now);
    wheel->in_ticks = wheel->in_turns = 0;
    memset(wheel->filled, 0, sizeof(wheel->filled));
    memset(wheel->turns, 0xff, sizeof(wheel->turns)); /* POOL_NONE */
    timers->wheel = wheel;
    return true;
}

/* Adds to the list that begins with chunk *FIRST; false when there is no memory. */
static bool
list_add(struct timer_wheel *wheel, uint32_t *first, struct timer_entry entry)
{
    if (*first == POOL_NONE || chunk_at(wheel, *first)->count == CHUNK) {
        uint32_t number = pool_take(&wheel->chunks);
        if (number == POOL_NONE)
            return false;
        chunk_at(wheel, number)->next = *first;
        *first = number;
    }
    struct chunk *chunk = chunk_at(wheel, *first);
    chunk->entries[chunk->count++] = entry;
    return true;
}

/* Puts an entry into the list of its tick, or of the turn that this tick is in. */
static bool
place(struct timer_wheel *wheel, struct timer_entry entry)
{
    int64_t tick = tick_of(entry.due);
    if (turn_of(tick) == turn_of(wheel->tick)) {
        uint32_t at = (uint32_t)tick & (TICKS - 1);
        uint64_t bit = UINT64_C(1) << at % WORD_BITS;
        if ((wheel->filled[at / WORD_BITS] & bit) == 0)
            wheel->ticks[at] = POOL_NONE;
        if (!list_add(wheel, &wheel->ticks[at], entry))
            return false;
        wheel->filled[at / WORD_BITS] |= bit;
        wheel->in_ticks++;
        return true;
    }
    int64_t turn = turn_of(tick);
    if (turn - turn_of(wheel->tick) >= TURNS)
        turn = turn_of(wheel->tick) + TURNS - 1;
    if (!list_add(wheel, &wheel->turns[(uint64_t)turn % TURNS], entry))
        return false;
    wheel->in_turns++;
    return true;
}

/* The first tick after the present one, in this turn, that has entries; -1: none. */
static int64_t
next_filled(const struct timer_wheel *wheel)
{
    uint32_t from = ((uint32_t)wheel->tick & (TICKS - 1)) + 1;
    for (uint32_t word = from / WORD_BITS; word < TICKS / WORD_BITS; word++) {
        uint64_t bits = wheel->filled[word];
        if (word == from / WORD_BITS)
            bits &= ~UINT64_C(0) << from % WORD_BITS;
        if (bits != 0)
            return (int64_t)((uint64_t)wheel->tick & ~(uint64_t)(TICKS - 1)) +
                   (int64_t)(word * WORD_BITS) + __builtin_ctzll(bits);
    }
    return -1;
}

/* ---- the run ---- */

static bool
run_reserve(struct timers *timers, size_t count)
{
    if (count <= timers->run_capacity)
        return true;
    size_t larger = timers->run_capacity == 0 ? 256 : timers->run_capacity * 2;
    while (larger < count)
        larger *= 2;
    struct timer_entry *run = realloc(timers->run, larger * sizeof(*run));
    if (run == NULL)
        return false;
    timers->run = run;
    timers->run_capacity = larger;
    return true;
}

/*
 * The entries of a tick's list as the run, when that is empty and they came in order; false when
 * they did not. The list has the newest chunk first.
 */
static bool
run_fill(struct timers *timers, uint32_t list)
{
    const struct timer_wheel *wheel = timers->wheel;
    size_t count = 0;
    if (timers->run_at < timers->run_end)
        return false;
    for (uint32_t at = list; at != POOL_NONE; at = chunk_at(wheel, at)->next)
        count += chunk_at(wheel, at)->count;
    if (!run_reserve(timers, count))
        return false;
    const struct timer_entry *later = NULL;
    struct timer_entry *to = timers->run + count;
    for (uint32_t at = list; at != POOL_NONE; at = chunk_at(wheel, at)->next) {
        const struct chunk *chunk = chunk_at(wheel, at);
        for (uint32_t i = chunk->count; i > 0; i--) {
            if (later != NULL && !comes_before(&chunk->entries[i - 1], later))
                return false;
            *--to = chunk->entries[i - 1];
            later = to;
        }
    }
    timers->run_at = 0;
    timers->run_end = count;
    return true;
}

/* Of the run or of the heap; NULL: neither has any. */
static const struct timer_entry *
first_begun(const struct timers *timers)
{
    const struct timer_entry *of_heap = timers->count > 0 ? &timers->heap[0] : NULL;
    if (timers->run_at == timers->run_end)
        return of_heap;
    const struct timer_entry *of_run = &timers->run[timers->run_at];
    return of_heap != NULL && comes_before(of_heap, of_run) ? of_heap : of_run;
}

static struct timer_entry
take_first(struct timers *timers, const struct timer_entry *first)
{
    return first == timers->heap ? heap_take(timers) : timers->run[timers->run_at++];
}

/* The tick at hand has begun: its entries become the run, or go to the heap. */
static void
begin_tick(struct timers *timers)
{
    struct timer_wheel *wheel = timers->wheel;
    uint32_t at = (uint32_t)wheel->tick & (TICKS - 1);
    uint64_t bit = UINT64_C(1) << at % WORD_BITS;
    if ((wheel->filled[at / WORD_BITS] & bit) == 0)
        return;
    bool in_run = run_fill(timers, wheel->ticks[at]);
    while (wheel->ticks[at] != POOL_NONE) {
        uint32_t number = wheel->ticks[at];
        struct chunk *chunk = chunk_at(wheel, number);
        for (; chunk->count > 0; chunk->count--, wheel->in_ticks--) {
            if (!in_run && !heap_add(timers, chunk->entries[chunk->count - 1]))
                return; /* no memory: they stay, late, until there is */
        }
        wheel->ticks[at] = chunk->next;
        pool_give(&wheel->chunks, number);
    }
    wheel->filled[at / WORD_BITS] &= ~bit;
}

/* Deals the entries of the turn that has begun to its ticks. Without memory for it they are lost.
 */
static void
begin_turn(struct timer_wheel *wheel)
{
    uint32_t *list = &wheel->turns[(uint64_t)turn_of(wheel->tick) % TURNS];
    uint32_t number = *list;
    *list = POOL_NONE;
    while (number != POOL_NONE) {
        struct chunk chunk = *chunk_at(wheel, number);
        pool_give(&wheel->chunks, number); /* the first place for what is dealt */
        wheel->in_turns -= chunk.count;
        for (uint32_t i = 0; i < chunk.count; i++)
            (void)place(wheel, chunk.entries[i]);
        number = chunk.next;
    }
}

/* Moves on to the next tick that has entries, at most to LIMIT; false when there is none. */
static bool
advance(struct timers *timers, int64_t limit)
{
    struct timer_wheel *wheel = timers->wheel;
    while (wheel->tick < limit) {
        int64_t turn_end = wheel->tick | (TICKS - 1);
        int64_t filled = wheel->in_ticks > 0 ? next_filled(wheel) : -1;
        if (filled >= 0 && filled <= limit) {
            wheel->tick = filled;
            begin_tick(timers);
            return true;
        }
        if (filled >= 0 || turn_end >= limit || wheel->in_turns == 0) {
            wheel->tick = limit;
            return false;
        }
        wheel->tick = turn_end + 1;
        begin_turn(wheel);
        begin_tick(timers);
        if (first_begun(timers) != NULL)
            return true;
    }
    return false;
}

/* ---- the two together ---- */

bool
timers_add(struct timers *timers, struct timer_entry entry, int64_t now)
{
    if (timers_count(timers) == 0)
        timers->next = entry.due;
    if (timers->wheel == NULL && !make_wheel(timers, now))
        return false;
    struct timer_wheel *wheel = timers->wheel;
    if (wheel->in_ticks + wheel->in_turns == 0 && tick_of(now) > wheel->tick)
        wheel->tick = tick_of(now);
    if (entry.due < timers->next)
        timers->next = entry.due;
    if (tick_of(entry.due) <= wheel->tick)
        return heap_add(timers, entry);
    return place(wheel, entry);
}

/* When it is worth looking again. */
static int64_t
next_look(const struct timers *timers)
{
    const struct timer_entry *first = first_begun(timers);
    if (first != NULL)
        return first->due;
    const struct timer_wheel *wheel = timers->wheel;
    int64_t tick = wheel->in_ticks > 0 ? next_filled(wheel) : -1;
    if (tick < 0)
        tick = wheel->in_turns > 0 ? (wheel->tick | (TICKS - 1)) + 1 : INT64_MAX >> TICK_BITS;
    return tick * (INT64_C(1) << TICK_BITS);
}

bool
timers_take(struct timers *timers, int64_t now, struct timer_entry *entry)
{
    if (!timers_are_due(timers, now))
        return false;
    for (;;) {
        const struct timer_entry *first = first_begun(timers);
        if (first != NULL && first->due <= now) {
            *entry = take_first(timers, first);
            return true;
        }
        /* All entries of a tick that has begun are in these: a later tick has only later ones. */
        if (first != NULL || timers->wheel == NULL || !advance(timers, tick_of(now)))
            break;
    }
    timers->next = next_look(timers);
    return false;
}

size_t
timers_bytes(const struct timers *timers)
{
    size_t bytes = (timers->capacity + timers->run_capacity) * sizeof(*timers->heap);
    if (timers->wheel != NULL)
        bytes += sizeof(*timers->wheel) + pool_bytes(&timers->wheel->chunks);
    return bytes;
}
