/*
 * edit_list.c: edits of a stream, kept in order.
 */
#include "engine/edit_list.h"

#include <stdlib.h>
#include <string.h>

void
edit_list_clear(struct edit_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i].bytes);
    list->count = list->bytes = 0;
    list->shift = list->forgotten = 0;
}

void
edit_list_free(struct edit_list *list)
{
    edit_list_clear(list);
    free(list->items);
    *list = (struct edit_list){ 0 };
}

static int64_t
end_of(const struct edit *edit)
{
    return edit->start + edit->removed;
}

static int64_t
gain_of(const struct edit *edit)
{
    return (int64_t)edit->length - edit->removed;
}

static int64_t
shift_before(const struct edit_list *list, size_t index)
{
    return index == 0 ? list->shift : list->items[index - 1].shift;
}

/* The shift of each edit from INDEX on, after one was put in. */
static void
sum_up(struct edit_list *list, size_t index)
{
    for (; index < list->count; index++)
        list->items[index].shift = shift_before(list, index) + gain_of(&list->items[index]);
}

static void
forget_oldest(struct edit_list *list)
{
    struct edit *oldest = &list->items[0];
    list->shift = oldest->shift;
    list->forgotten = end_of(oldest);
    list->bytes -= oldest->length;
    free(oldest->bytes);
    memmove(list->items, list->items + 1, --list->count * sizeof(*list->items));
}

static bool
make_room(struct edit_list *list, size_t length)
{
    if (length > EDITS_BYTES)
        return false;
    while (list->count == EDITS_MOST || (list->count > 0 && list->bytes + length > EDITS_BYTES))
        forget_oldest(list);
    if (list->count < list->capacity)
        return true;
    size_t larger = list->capacity == 0 ? 8 : list->capacity * 2;
    struct edit *items = realloc(list->items, larger * sizeof(*items));
    if (items == NULL)
        return false;
    list->items = items;
    list->capacity = larger;
    return true;
}

/* Where an edit of START belongs; false when it overlaps another one. */
static bool
find_place(const struct edit_list *list, int64_t start, int64_t end, size_t *place)
{
    size_t at = list->count;
    while (at > 0 && list->items[at - 1].start >= end && list->items[at - 1].start > start)
        at--;
    *place = at;
    if (at == 0)
        return start >= list->forgotten;
    const struct edit *before = &list->items[at - 1];
    /* Two insertions at one place, or one into what another removes, would have no order. */
    return end_of(before) <= start && (before->start < start || before->removed > 0);
}

bool
edit_list_add(struct edit_list *list, int64_t start, size_t removed, const uint8_t *bytes,
              size_t length)
{
    size_t place;
    int64_t end = start + (int64_t)removed;
    if (removed > EDITS_BYTES || !find_place(list, start, end, &place) ||
        !make_room(list, length) || !find_place(list, start, end, &place))
        return false;
    uint8_t *copy = malloc(length + (length == 0));
    if (copy == NULL)
        return false;
    if (length > 0)
        memcpy(copy, bytes, length);
    struct edit *edit = &list->items[place];
    memmove(edit + 1, edit, (list->count - place) * sizeof(*edit));
    *edit = (struct edit){
        .start = start, .removed = (uint32_t)removed, .length = (uint32_t)length, .bytes = copy
    };
    list->count++;
    list->bytes += length;
    sum_up(list, place);
    return true;
}

/* The last edit that begins before PLACE; the count of those. */
static size_t
edits_before(const struct edit_list *list, int64_t place)
{
    size_t count = list->count;
    while (count > 0 && list->items[count - 1].start >= place)
        count--;
    return count;
}

int64_t
edit_list_left(const struct edit_list *list, int64_t sent)
{
    size_t before = edits_before(list, sent);
    if (before == 0)
        return sent + list->shift;
    const struct edit *edit = &list->items[before - 1];
    if (sent >= end_of(edit))
        return sent + edit->shift;
    int64_t inside = sent - edit->start;
    if (inside > edit->length)
        inside = edit->length;
    return edit->start + shift_before(list, before - 1) + inside;
}

int64_t
edit_list_sent(const struct edit_list *list, int64_t left)
{
    for (size_t i = list->count; i-- > 0;) {
        const struct edit *edit = &list->items[i];
        int64_t start = edit->start + shift_before(list, i);
        if (left <= start)
            continue;
        if (left >= start + edit->length)
            return left - edit->shift;
        int64_t inside = left - start;
        return edit->start + (inside < edit->removed ? inside : edit->removed);
    }
    return left - list->shift;
}

bool
edit_list_touches(const struct edit_list *list, int64_t start, int64_t end)
{
    size_t before = edits_before(list, end);
    return before > 0 &&
           (end_of(&list->items[before - 1]) > start || list->items[before - 1].start >= start);
}

/* What has been written of a range, and how much there is of it in all. */
struct output {
    uint8_t *bytes;
    size_t length, capacity;
};

static void
put(struct output *output, const uint8_t *bytes, size_t length)
{
    if (output->length < output->capacity) {
        size_t room = output->capacity - output->length;
        memcpy(output->bytes + output->length, bytes, length < room ? length : room);
    }
    output->length += length;
}

/* The part of an edit's bytes that belongs to what was sent from START to END. */
static void
put_edit(struct output *output, const struct edit *edit, int64_t start, int64_t end)
{
    int64_t from = start > edit->start ? start - edit->start : 0;
    int64_t to = end >= end_of(edit) ? edit->length : end - edit->start;
    if (to > edit->length)
        to = edit->length;
    if (from < to)
        put(output, edit->bytes + from, (size_t)(to - from));
}

size_t
edit_list_apply(const struct edit_list *list, int64_t start, const uint8_t *bytes, size_t length,
                uint8_t *out, size_t capacity)
{
    struct output output = { .bytes = out, .capacity = capacity };
    int64_t at = start, end = start + (int64_t)length;
    size_t i = edits_before(list, start);
    if (i > 0 && end_of(&list->items[i - 1]) > start)
        i--;
    for (; i < list->count && list->items[i].start < end; i++) {
        const struct edit *edit = &list->items[i];
        if (edit->start > at) {
            put(&output, bytes + (at - start), (size_t)(edit->start - at));
            at = edit->start;
        }
        put_edit(&output, edit, at, end);
        if (end_of(edit) > at)
            at = end_of(edit) < end ? end_of(edit) : end;
    }
    if (at < end)
        put(&output, bytes + (at - start), (size_t)(end - at));
    return output.length;
}
