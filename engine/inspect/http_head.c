/*
 * http_head.c: heads of HTTP messages taken apart, and what is kept of a message.
 */
#include "engine/inspect/http_head.h"

#include <stdlib.h>
#include <string.h>

#include "engine/inspect/text.h"

struct cursor
http_head_word(const struct http_head *head, unsigned which)
{
    struct cursor line = head->first_line, word = { line.at, line.at };
    for (unsigned i = 0; i <= which; i++) {
        text_skip_blanks(&line);
        word = (struct cursor){ line.at, line.at };
        if (!text_word(&line, &word))
            break;
    }
    return word;
}

bool
http_next_field(struct cursor *fields, struct cursor *name, struct cursor *value)
{
    struct cursor line;
    if (!text_line(fields, &line))
        return false;
    *value = line;
    if (!text_until(value, ':', name))
        *name = (struct cursor){ line.at, line.at };
    *value = text_trimmed(*value);
    return true;
}

bool
http_head_field(const struct http_head *head, const char *name, struct cursor *value)
{
    struct cursor fields = head->fields, said;
    while (http_next_field(&fields, &said, value)) {
        if (text_is(said, name))
            return true;
    }
    return false;
}

bool
http_field_value(struct cursor line, const char *name, struct cursor *value)
{
    struct cursor said;
    if (!text_until(&line, ':', &said) || !text_is(said, name))
        return false;
    *value = text_trimmed(line);
    return true;
}

bool
http_number(struct cursor text, unsigned base, uint64_t *number)
{
    const uint8_t *start = text.at;
    *number = 0;
    for (; text.at < text.end; text.at++) {
        uint8_t c = *text.at;
        unsigned digit = base;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = (c | 0x20U) - 'a' + 10;
        if (digit >= base)
            break;
        if (*number > UINT64_MAX / base - 1)
            return false;
        *number = *number * base + digit;
    }
    return text.at > start;
}

bool
http_is_version(struct cursor word)
{
    return text_letters(&word, "HTTP/");
}

bool
http_is_method(struct cursor word)
{
    size_t length = cursor_left(&word);
    for (size_t i = 0; i < length; i++) {
        if ((word.at[i] < 'A' || word.at[i] > 'Z') && word.at[i] != '-' && word.at[i] != '_')
            return false;
    }
    return length > 0 && length < 32;
}

/* --- what is kept ----------------------------------------------------------------------------- */

void
http_kept_begin(struct http_kept *kept)
{
    kept->first_line = kept->kept = 0;
    kept->fields = 0;
    kept->body_kept = kept->wanted = 0;
}

void
http_kept_fini(struct http_kept *kept)
{
    free(kept->head);
    free(kept->body);
    *kept = (struct http_kept){ 0 };
}

void
http_kept_line(struct http_kept *kept, struct cursor line)
{
    size_t length = cursor_left(&line);
    if (kept->head == NULL)
        kept->head = malloc(HTTP_HEAD_KEPT);
    bool is_first = kept->first_line == 0;
    if (!is_first)
        kept->fields += length;
    if (kept->head == NULL || length > HTTP_HEAD_KEPT - kept->kept)
        return;
    memcpy(kept->head + kept->kept, line.at, length);
    kept->kept += length;
    if (is_first)
        kept->first_line = kept->kept;
}

void
http_kept_want(struct http_kept *kept, uint64_t wanted)
{
    size_t most = wanted < HTTP_BODY_KEPT ? (size_t)wanted : HTTP_BODY_KEPT;
    free(kept->body);
    kept->body = most > 0 ? malloc(most) : NULL;
    kept->wanted = kept->body != NULL ? most : 0;
    kept->body_kept = 0;
}

size_t
http_kept_room(const struct http_kept *kept)
{
    return kept->wanted - kept->body_kept;
}

void
http_kept_body(struct http_kept *kept, struct cursor bytes)
{
    size_t length = cursor_left(&bytes), room = http_kept_room(kept);
    if (length > room)
        length = room;
    if (length > 0)
        memcpy(kept->body + kept->body_kept, bytes.at, length);
    kept->body_kept += length;
}

bool
http_kept_show(const struct http_kept *kept, struct http_head *head)
{
    if (kept->head == NULL)
        return false;
    const uint8_t *at = (const uint8_t *)kept->head;
    head->first_line = text_without_end(cursor_of(at, kept->first_line));
    head->fields = cursor_of(at + kept->first_line, kept->kept - kept->first_line);
    head->length = kept->fields;
    if (kept->body_kept > 0)
        head->said = cursor_of(kept->body, kept->body_kept);
    return true;
}
