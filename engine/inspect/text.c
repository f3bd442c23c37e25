/*
 * text.c: reading and writing text in messages.
 */
#include "engine/inspect/text.h"

#include <string.h>

#include "engine/base/ip.h"

#define DECIMAL_DIGITS 10 /* of UINT32_MAX */

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

enum frame_status
text_frame_line(const uint8_t *bytes, size_t available, size_t *length)
{
    const uint8_t *end = available == 0 ? NULL : memchr(bytes, '\n', available);
    if (end == NULL)
        return FRAME_MORE;
    *length = (size_t)(end - bytes) + 1;
    return FRAME_WHOLE;
}

struct cursor
text_without_end(struct cursor message)
{
    if (message.end > message.at && message.end[-1] == '\n')
        message.end--;
    if (message.end > message.at && message.end[-1] == '\r')
        message.end--;
    return message;
}

bool
text_line(struct cursor *text, struct cursor *line)
{
    size_t left = cursor_left(text), length;
    if (left == 0)
        return false;
    if (text_frame_line(text->at, left, &length) != FRAME_WHOLE)
        length = left;
    *line = text_without_end(cursor_of(text->at, length));
    text->at += length;
    return true;
}

void
text_skip_blanks(struct cursor *text)
{
    while (text->at < text->end && is_blank(*text->at))
        text->at++;
}

struct cursor
text_trimmed(struct cursor text)
{
    text_skip_blanks(&text);
    while (text.end > text.at && is_blank(text.end[-1]))
        text.end--;
    return text;
}

bool
text_char(struct cursor *text, char c)
{
    if (text->at == text->end || *text->at != (uint8_t)c)
        return false;
    text->at++;
    return true;
}

bool
text_until(struct cursor *text, char c, struct cursor *before)
{
    size_t left = cursor_left(text);
    const uint8_t *there = left == 0 ? NULL : memchr(text->at, c, left);
    if (there == NULL)
        return false;
    *before = (struct cursor){ text->at, there };
    text->at = there + 1;
    return true;
}

bool
text_word(struct cursor *text, struct cursor *word)
{
    const uint8_t *at = text->at;
    while (at < text->end && !is_blank(*at))
        at++;
    if (at == text->at)
        return false;
    *word = (struct cursor){ text->at, at };
    text->at = at;
    return true;
}

bool
text_decimal(struct cursor *text, uint32_t most, uint32_t *value)
{
    const uint8_t *at = text->at;
    uint64_t number = 0;
    for (size_t digits = 0; at < text->end && is_digit(*at); at++, digits++) {
        if (digits == DECIMAL_DIGITS)
            return false;
        number = number * 10 + (*at - '0');
    }
    if (at == text->at || number > most)
        return false;
    *value = (uint32_t)number;
    text->at = at;
    return true;
}

bool
text_port(struct cursor *text, uint16_t *port)
{
    uint32_t value;
    if (!text_decimal(text, UINT16_MAX, &value))
        return false;
    *port = (uint16_t)value;
    return true;
}

bool
text_address(struct cursor *text, uint32_t *address)
{
    const uint8_t *at = text->at;
    while (at < text->end && (is_digit(*at) || *at == '.'))
        at++;
    /* a full stop may follow: `(192.0.2.5).` */
    if (at > text->at && at[-1] == '.')
        at--;
    if (!ip_parse((const char *)text->at, (size_t)(at - text->at), address))
        return false;
    text->at = at;
    return true;
}

bool
text_letters(struct cursor *text, const char *letters)
{
    size_t length = strlen(letters);
    if (cursor_left(text) < length)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (lower(text->at[i]) != lower((uint8_t)letters[i]))
            return false;
    }
    text->at += length;
    return true;
}

bool
text_is(struct cursor text, const char *letters)
{
    return text_letters(&text, letters) && text.at == text.end;
}

bool
text_find(struct cursor text, const char *letters, struct cursor *there)
{
    for (; text.at < text.end; text.at++) {
        struct cursor rest = text;
        if (text_letters(&rest, letters)) {
            *there = text;
            return true;
        }
    }
    return false;
}

/* --- writing ---------------------------------------------------------------------------------- */

void
text_put_bytes(struct text_writer *writer, struct cursor bytes)
{
    size_t length = cursor_left(&bytes);
    if (length > TEXT_WRITTEN_MOST - writer->length) {
        writer->cut = true;
        return;
    }
    if (length > 0)
        memcpy(writer->bytes + writer->length, bytes.at, length);
    writer->length += length;
}

void
text_put(struct text_writer *writer, const char *letters)
{
    text_put_bytes(writer, cursor_of(letters, strlen(letters)));
}

void
text_put_decimal(struct text_writer *writer, uint32_t value)
{
    uint8_t digits[DECIMAL_DIGITS];
    size_t first = DECIMAL_DIGITS;
    do {
        digits[--first] = (uint8_t)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    text_put_bytes(writer, cursor_of(digits + first, DECIMAL_DIGITS - first));
}

void
text_put_address(struct text_writer *writer, uint32_t address)
{
    char text[IP_TEXT_SIZE];
    size_t length = ip_format(address, text);
    text_put_bytes(writer, cursor_of(text, length));
}

void
text_replace(struct inspect_call *call, struct cursor message, struct cursor old,
             const struct text_writer *writer)
{
    size_t length = cursor_left(&old);
    if (writer->cut ||
        (length == writer->length && (length == 0 || memcmp(old.at, writer->bytes, length) == 0)))
        return;
    inspect_replace(call, text_offset(message, old.at), length, writer->bytes, writer->length);
}
