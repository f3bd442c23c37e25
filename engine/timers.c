/*
 * timers.c: a binary heap by (due, serial).
 */
#include "engine/timers.h"

#include <stdlib.h>

void
timers_fini(struct timers *timers)
{
    free(timers->heap);
    *timers = (struct timers){ 0 };
}

static bool
comes_before(const struct timer_entry *a, const struct timer_entry *b)
{
    if (a->due != b->due)
        return a->due < b->due;
    return a->serial < b->serial;
}

bool
timers_add(struct timers *timers, struct timer_entry entry)
{
    if (timers->count == timers->capacity) {
        size_t larger = timers->capacity == 0 ? 256 : timers->capacity * 2;
        struct timer_entry *heap = realloc(timers->heap, larger * sizeof(*heap));
        if (heap == NULL)
            return false;
        timers->heap = heap;
        timers->capacity = larger;
    }
    size_t at = timers->count++;
    while (at > 0) {
        size_t parent = (at - 1) / 2;
        if (!comes_before(&entry, &timers->heap[parent]))
            break;
        timers->heap[at] = timers->heap[parent];
        at = parent;
    }
    timers->heap[at] = entry;
    return true;
}

bool
timers_take(struct timers *timers, int64_t now, struct timer_entry *entry)
{
    if (timers->count == 0 || timers->heap[0].due > now)
        return false;
    *entry = timers->heap[0];
    struct timer_entry last = timers->heap[--timers->count];
    size_t at = 0;
    for (;;) {
        size_t child = at * 2 + 1;
        if (child >= timers->count)
            break;
        if (child + 1 < timers->count &&
            comes_before(&timers->heap[child + 1], &timers->heap[child]))
            child++;
        if (!comes_before(&timers->heap[child], &last))
            break;
        timers->heap[at] = timers->heap[child];
        at = child;
    }
    if (timers->count > 0)
        timers->heap[at] = last;
    return true;
}

size_t
timers_bytes(const struct timers *timers)
{
    return timers->capacity * sizeof(*timers->heap);
}
