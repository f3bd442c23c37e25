/*
 * json.c: the writer. Grammar: RFC 8259.
 */
#include "cli/json.h"

#include <assert.h>
#include <string.h>

#include "cli/utf8.h"
#include "engine/base/clock.h"

void
json_writer_init(struct json_writer *json, struct output *output)
{
    *json = (struct json_writer){ .output = output };
}

/* What must stand in front of a value: nothing, or the comma after the one before. */
static void
begin_value(struct json_writer *json)
{
    if (json->depth == 0)
        return;
    struct json_level *level = &json->levels[json->depth - 1];
    if (level->is_object) {
        assert(json->has_key);
        json->has_key = false;
        return;
    }
    if (level->has_members)
        output_char(json->output, ',');
    level->has_members = true;
}

static void
open_level(struct json_writer *json, bool is_object)
{
    begin_value(json);
    assert(json->depth < JSON_DEPTH_MAX);
    json->levels[json->depth++] = (struct json_level){ .is_object = is_object };
    output_char(json->output, is_object ? '{' : '[');
}

void
json_begin_object(struct json_writer *json)
{
    open_level(json, true);
}

void
json_begin_array(struct json_writer *json)
{
    open_level(json, false);
}

void
json_end(struct json_writer *json)
{
    assert(json->depth > 0 && !json->has_key);
    json->depth--;
    output_char(json->output, json->levels[json->depth].is_object ? '}' : ']');
}

void
json_end_line(struct json_writer *json)
{
    assert(json->depth == 0);
    output_line_end(json->output);
}

void
json_put_key(struct json_writer *json, const char *key)
{
    assert(json->depth > 0 && !json->has_key);
    struct json_level *level = &json->levels[json->depth - 1];
    assert(level->is_object);
    if (level->has_members)
        output_char(json->output, ',');
    level->has_members = true;
    json->has_key = true;
    output_char(json->output, '"');
    output_write(json->output, key, strlen(key));
    output_write(json->output, "\":", 2);
}

static void
write_escape(struct output *output, uint32_t code)
{
    static const char hex[] = "0123456789abcdef";
    switch (code) {
    case '"':
        output_write(output, "\\\"", 2);
        return;
    case '\\':
        output_write(output, "\\\\", 2);
        return;
    case '\n':
        output_write(output, "\\n", 2);
        return;
    case '\r':
        output_write(output, "\\r", 2);
        return;
    case '\t':
        output_write(output, "\\t", 2);
        return;
    default: {
        char text[6] = {
            '\\',          'u', hex[code >> 12 & 15], hex[code >> 8 & 15], hex[code >> 4 & 15],
            hex[code & 15]
        };
        output_write(output, text, sizeof(text));
    }
    }
}

/* Controls of both sets, and the line ends that only Unicode knows. */
static bool
needs_escape(uint32_t code)
{
    return code < ' ' || code == '"' || code == '\\' || (code >= 0x7f && code <= 0x9f) ||
           code == 0x2028 || code == 0x2029;
}

void
json_put_text(struct json_writer *json, const char *text, size_t length)
{
    struct output *output = json->output;
    begin_value(json);
    output_char(output, '"');
    size_t at = 0;
    while (at < length) {
        uint32_t code;
        size_t size = utf8_length(text + at, length - at, &code);
        if (size == 0)
            output_write(output, "\xef\xbf\xbd", 3); /* U+FFFD */
        else if (needs_escape(code))
            write_escape(output, code);
        else
            output_write(output, text + at, size);
        at += size > 0 ? size : 1;
    }
    output_char(output, '"');
}

void
json_put_string(struct json_writer *json, const char *text)
{
    if (text == NULL)
        json_put_null(json);
    else
        json_put_text(json, text, strlen(text));
}

static void
write_digits(struct output *output, uint64_t number, size_t least)
{
    char digits[20];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0 || sizeof(digits) - at < least);
    output_write(output, digits + at, sizeof(digits) - at);
}

void
json_put_unsigned(struct json_writer *json, uint64_t number)
{
    begin_value(json);
    write_digits(json->output, number, 1);
}

/* Writes the sign; returns what is left, also for the smallest number there is. */
static uint64_t
write_sign(struct output *output, int64_t number)
{
    if (number >= 0)
        return (uint64_t)number;
    output_char(output, '-');
    return (uint64_t)0 - (uint64_t)number;
}

void
json_put_seconds(struct json_writer *json, int64_t ns)
{
    begin_value(json);
    uint64_t rest = write_sign(json->output, ns);
    write_digits(json->output, rest / NS_PER_SECOND, 1);
    uint64_t fraction = rest % NS_PER_SECOND;
    if (fraction == 0)
        return;
    size_t places = 9;
    for (; fraction % 10 == 0; fraction /= 10)
        places--;
    output_char(json->output, '.');
    write_digits(json->output, fraction, places);
}

void
json_put_bool(struct json_writer *json, bool value)
{
    begin_value(json);
    output_write(json->output, value ? "true" : "false", value ? 4 : 5);
}

void
json_put_null(struct json_writer *json)
{
    begin_value(json);
    output_write(json->output, "null", 4);
}
