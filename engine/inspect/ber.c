/*
 * ber.c: tag, length, content.
 */
#include "engine/inspect/ber.h"

#define LONG_TAG 0x1f
#define LONG_FORM 0x80U
#define LENGTH_OCTETS_MOST 4

static enum ber_status
read_length(struct cursor *from, size_t *length)
{
    uint8_t first, octet;
    if (!cursor_u8(from, &first))
        return BER_CUT;
    *length = first;
    if (first < LONG_FORM)
        return BER_THERE;
    unsigned octets = first - LONG_FORM;
    if (octets == 0 || octets > LENGTH_OCTETS_MOST)
        return BER_WRONG;
    *length = 0;
    for (unsigned i = 0; i < octets; i++) {
        if (!cursor_u8(from, &octet))
            return BER_CUT;
        *length = *length << 8 | octet;
    }
    return BER_THERE;
}

enum ber_status
ber_head(struct cursor *from, uint8_t *tag, size_t *length)
{
    struct cursor at = *from;
    if (!cursor_u8(&at, tag))
        return BER_CUT;
    if ((*tag & LONG_TAG) == LONG_TAG)
        return BER_WRONG;
    enum ber_status status = read_length(&at, length);
    if (status == BER_THERE)
        *from = at;
    return status;
}

bool
ber_next(struct cursor *from, struct ber_item *item)
{
    struct cursor at = *from;
    size_t length;
    if (ber_head(&at, &item->tag, &length) != BER_THERE)
        return false;
    item->length_octets = (size_t)(at.at - from->at) - 1;
    if (!cursor_take(&at, length, &item->content))
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

size_t
ber_write_length(uint8_t bytes[static 5], size_t length, size_t octets)
{
    if (octets == 1 && length < LONG_FORM) {
        bytes[0] = (uint8_t)length;
        return 1;
    }
    size_t needed = length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
    size_t behind = octets > needed + 1 ? octets - 1 : needed;
    bytes[0] = (uint8_t)(LONG_FORM | behind);
    for (size_t i = 0; i < behind; i++)
        bytes[1 + i] = (uint8_t)(length >> 8 * (behind - 1 - i));
    return 1 + behind;
}
