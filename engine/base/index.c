/*
 * index.c: linear probing, at most three quarters full.
 */
#include "engine/base/index.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/pages.h"

#define FIRST_SLOTS 1024

static struct index_slot *
new_slots(size_t count)
{
    struct index_slot *slots = pages_for_random_use(count * sizeof(*slots));
    if (slots == NULL)
        return NULL;
    pages_expect(slots, count * sizeof(*slots));
    memset(slots, 0xff, count * sizeof(*slots)); /* every reference is INDEX_EMPTY */
    return slots;
}

bool
index_init(struct index *index)
{
    *index = (struct index){ .slots = new_slots(FIRST_SLOTS), .mask = FIRST_SLOTS - 1 };
    return index->slots != NULL;
}

void
index_fini(struct index *index)
{
    free(index->slots);
    *index = (struct index){ 0 };
}

static void
place(struct index_slot *slots, size_t mask, struct index_slot slot)
{
    size_t at = slot.hash & mask;
    while (slots[at].reference != INDEX_EMPTY)
        at = (at + 1) & mask;
    slots[at] = slot;
}

static bool
grow(struct index *index)
{
    size_t larger = (index->mask + 1) * 2;
    struct index_slot *slots = new_slots(larger);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i <= index->mask; i++) {
        if (index->slots[i].reference != INDEX_EMPTY)
            place(slots, larger - 1, index->slots[i]);
    }
    free(index->slots);
    index->slots = slots;
    index->mask = larger - 1;
    return true;
}

bool
index_add(struct index *index, uint32_t hash, uint32_t reference)
{
    if ((index->count + 1) * 4 > (index->mask + 1) * 3 && !grow(index))
        return false;
    place(index->slots, index->mask, (struct index_slot){ hash, reference });
    index->count++;
    return true;
}

/* Moves later members of the probe run into the hole, so that no look-up stops too early. */
static void
close_hole(struct index *index, size_t hole)
{
    struct index_slot *slots = index->slots;
    size_t at = hole;
    for (;;) {
        at = (at + 1) & index->mask;
        if (slots[at].reference == INDEX_EMPTY)
            break;
        size_t home = slots[at].hash & index->mask;
        size_t distance_home = (at - home) & index->mask;
        size_t distance_hole = (at - hole) & index->mask;
        if (distance_home >= distance_hole) {
            slots[hole] = slots[at];
            hole = at;
        }
    }
    slots[hole].reference = INDEX_EMPTY;
}

void
index_remove(struct index *index, uint32_t hash, uint32_t reference)
{
    size_t at = hash & index->mask;
    while (index->slots[at].reference != INDEX_EMPTY) {
        if (index->slots[at].hash == hash && index->slots[at].reference == reference) {
            close_hole(index, at);
            index->count--;
            return;
        }
        at = (at + 1) & index->mask;
    }
}
