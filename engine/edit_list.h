/*
 * edit_list.h: what an inspection changes in a stream of bytes, or in one datagram, and what that
 * does to the places behind it. The one place where payload bytes are replaced.
 *
 * Places are 64-bit counts of bytes from the start: of the stream as its sender sent it ("sent"),
 * and of the stream as it leaves ("left"). Edits lie in order and do not overlap. How a range is
 * cut makes no difference: what two neighbouring ranges become, one behind the other, is what both
 * together become. So a retransmission that is cut otherwise says the same.
 */
#ifndef REFIRE_ENGINE_EDIT_LIST_H
#define REFIRE_ENGINE_EDIT_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

/* Edits that are kept, and their bytes; the oldest ones are forgotten, but for their effect. */
#define EDITS_MOST 256
#define EDITS_BYTES 32768

struct edit {
    int64_t start;
    uint32_t removed, length; /* bytes sent that give way, bytes that take their place */
    int64_t shift;            /* of places behind it, all before it included */
    uint8_t *bytes;           /* owned */
};

struct edit_list {
    struct edit *items; /* in order of START */
    size_t count, capacity;
    size_t bytes;      /* of all edits */
    int64_t shift;     /* of what is in front of the first edit kept */
    int64_t forgotten; /* the end of the last edit that is not kept any more; 0: none */
};

void edit_list_free(struct edit_list *list);

/*
 * REMOVED bytes at START give way to LENGTH bytes, which are copied. False, and nothing is changed,
 * when it overlaps another edit, lies in what was forgotten, or there is no memory or room.
 */
NODISCARD bool edit_list_add(struct edit_list *list, int64_t start, size_t removed,
                             const uint8_t *bytes, size_t length);

/* All edits go, and their effect with them: for the next datagram. */
void edit_list_clear(struct edit_list *list);

/* Where a place of what was sent stands in what left, and back. */
int64_t edit_list_left(const struct edit_list *list, int64_t sent);
int64_t edit_list_sent(const struct edit_list *list, int64_t left);

/* Has any edit ever changed a length? Else places are the same on both sides. */
static inline bool
edit_list_moves(const struct edit_list *list)
{
    return list->shift != 0 || list->count > 0;
}

/* Does an edit lie in the bytes from START to END? */
bool edit_list_touches(const struct edit_list *list, int64_t start, int64_t end);

/*
 * What LENGTH bytes sent from START on become. Returns how many bytes those are; they are written
 * to OUT as far as CAPACITY goes.
 */
size_t edit_list_apply(const struct edit_list *list, int64_t start, const uint8_t *bytes,
                       size_t length, uint8_t *out, size_t capacity);

#endif
