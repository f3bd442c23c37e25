/*
 * frame_list.c: an array; a choice of it is an array of pointers.
 */
#include "cli/diff/frame_list.h"

#include <stdlib.h>
#include <string.h>

/* Before one of the same time that stands behind it. */
static int
by_time(const struct kept_frame *a, const struct kept_frame *b)
{
    if (a->frame.time != b->frame.time)
        return a->frame.time < b->frame.time ? -1 : 1;
    if (a->frame.interface != b->frame.interface)
        return a->frame.interface < b->frame.interface ? -1 : 1;
    return (a->frame.file_offset > b->frame.file_offset) -
           (a->frame.file_offset < b->frame.file_offset);
}

static int
frames_by_time(const void *left, const void *right)
{
    return by_time(left, right);
}

static int
pointers_by_time(const void *left, const void *right)
{
    return by_time(*(const struct kept_frame *const *)left,
                   *(const struct kept_frame *const *)right);
}

static bool
is_same_frame(const struct kept_frame *a, const struct kept_frame *b)
{
    return a->frame.time == b->frame.time && a->frame.interface == b->frame.interface &&
           a->frame.captured == b->frame.captured &&
           memcmp(a->frame.bytes, b->frame.bytes, a->frame.captured) == 0;
}

bool
frame_list_has(const struct frame_list *list, const struct kept_frame *frame)
{
    for (size_t i = 0; i < list->count; i++)
        if (is_same_frame(&list->items[i], frame))
            return true;
    return false;
}

bool
frame_list_add(struct frame_list *list, struct arena *arena, const struct kept_frame *frame)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 256 : list->capacity * 2;
        struct kept_frame *items = reallocarray(list->items, capacity, sizeof *items);
        if (items == NULL)
            return false;
        list->items = items;
        list->capacity = capacity;
    }
    struct kept_frame *kept = &list->items[list->count];
    *kept = *frame;
    kept->frame.bytes = arena_memdup(arena, frame->frame.bytes, frame->frame.captured);
    list->count += kept->frame.bytes != NULL;
    return kept->frame.bytes != NULL;
}

void
frame_list_sort(struct frame_list *list)
{
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, frames_by_time);
}

void
frame_list_free(struct frame_list *list)
{
    free(list->items);
    *list = (struct frame_list){ 0 };
}

bool
frame_list_build(const struct kept_frame **items, size_t count, struct kept_frames *kept)
{
    *kept = (struct kept_frames){ 0 };
    if (count > 0)
        qsort(items, count, sizeof(*items), pointers_by_time);
    for (size_t i = 0; i < count; i++)
        if (!kept_frames_add(kept, &items[i]->frame, items[i]->name) && kept->no_memory)
            return false;
    return kept_frames_begin(kept);
}
