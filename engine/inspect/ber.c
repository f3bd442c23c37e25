/*
 * ber.c: tag, length, content.
 */
#include "engine/inspect/ber.h"

#define LONG_TAG 0x1f
#define LONG_FORM 0x80U
#define LENGTH_OCTETS_MOST 4

static bool
read_length(struct cursor *from, size_t *length)
{
    uint8_t first, octet;
    if (!cursor_u8(from, &first))
        return false;
    *length = first;
    if (first < LONG_FORM)
        return true;
    unsigned octets = first - LONG_FORM;
    if (octets == 0 || octets > LENGTH_OCTETS_MOST)
        return false;
    *length = 0;
    for (unsigned i = 0; i < octets; i++) {
        if (!cursor_u8(from, &octet))
            return false;
        *length = *length << 8 | octet;
    }
    return true;
}

bool
ber_next(struct cursor *from, struct ber_item *item)
{
    struct cursor at = *from;
    size_t length;
    if (!cursor_u8(&at, &item->tag) || (item->tag & LONG_TAG) == LONG_TAG ||
        !read_length(&at, &length) || !cursor_take(&at, length, &item->content))
        return false;
    *from = at;
    return true;
}

bool
ber_unsigned(const struct ber_item *item, uint32_t *value)
{
    struct cursor content = item->content;
    uint8_t octet;
    size_t length = cursor_left(&content);
    if (item->tag != BER_INTEGER || length == 0 || length > 5 || content.at[0] >= 0x80 ||
        (length == 5 && content.at[0] != 0))
        return false;
    *value = 0;
    while (cursor_u8(&content, &octet))
        *value = *value << 8 | octet;
    return true;
}
