/*
 * cursor.h: reading bytes that may be hostile.
 *
 * A cursor is a window on bytes that someone else owns. Every read checks the window; a read that
 * does not fit returns false and leaves the cursor where it was. Values come out in host order.
 */
#ifndef REFIRE_ENGINE_BASE_CURSOR_H
#define REFIRE_ENGINE_BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

struct cursor {
    const uint8_t *at;
    const uint8_t *end;
};

static inline struct cursor
cursor_of(const void *bytes, size_t length)
{
    const uint8_t *start = bytes;
    return (struct cursor){ .at = start, .end = start + length };
}

static inline size_t
cursor_left(const struct cursor *cursor)
{
    return (size_t)(cursor->end - cursor->at);
}

NODISCARD static inline bool
cursor_skip(struct cursor *cursor, size_t length)
{
    if (cursor_left(cursor) < length)
        return false;
    cursor->at += length;
    return true;
}

/* The next LENGTH bytes as a window of their own. */
NODISCARD static inline bool
cursor_take(struct cursor *cursor, size_t length, struct cursor *window)
{
    if (cursor_left(cursor) < length)
        return false;
    *window = cursor_of(cursor->at, length);
    cursor->at += length;
    return true;
}

NODISCARD static inline bool
cursor_u8(struct cursor *cursor, uint8_t *value)
{
    if (cursor_left(cursor) < 1)
        return false;
    *value = cursor->at[0];
    cursor->at += 1;
    return true;
}

NODISCARD static inline bool
cursor_u16(struct cursor *cursor, uint16_t *value)
{
    if (cursor_left(cursor) < 2)
        return false;
    *value = (uint16_t)(cursor->at[0] << 8 | cursor->at[1]);
    cursor->at += 2;
    return true;
}

NODISCARD static inline bool
cursor_u32(struct cursor *cursor, uint32_t *value)
{
    if (cursor_left(cursor) < 4)
        return false;
    *value = (uint32_t)cursor->at[0] << 24 | (uint32_t)cursor->at[1] << 16 |
             (uint32_t)cursor->at[2] << 8 | cursor->at[3];
    cursor->at += 4;
    return true;
}

#endif
