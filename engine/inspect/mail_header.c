/*
 * mail_header.c: header fields of mail, unfolded.
 *
 * A field is over when the next line does not go on with it, so it is told one line late. What is
 * between two parts is not looked at; a part ends by the names of parts that have been announced.
 */
#include "engine/inspect/mail_header.h"

#include <string.h>

#include "engine/inspect/text.h"

/* --- values ----------------------------------------------------------------------------------- */

bool
mail_field(struct cursor field, struct cursor *name, struct cursor *value)
{
    *value = field;
    if (!text_until(value, ':', name))
        return false;
    *name = text_trimmed(*name);
    *value = text_trimmed(*value);
    return true;
}

/* Up to the next C that is outside of quotes; all of it when there is none. What was taken is off
 * TEXT, with C. */
static struct cursor
take_up_to(struct cursor *text, char c)
{
    struct cursor part = { text->at, text->at };
    bool quoted = false;
    for (; part.end < text->end && (quoted || *part.end != c); part.end++) {
        if (*part.end == '\\' && quoted && part.end + 1 < text->end)
            part.end++;
        else if (*part.end == '"')
            quoted = !quoted;
    }
    text->at = part.end < text->end ? part.end + 1 : text->end;
    return part;
}

static struct cursor
without_quotes(struct cursor text)
{
    text = text_trimmed(text);
    if (cursor_left(&text) >= 2 && text.at[0] == '"' && text.end[-1] == '"')
        return (struct cursor){ text.at + 1, text.end - 1 };
    return text;
}

bool
mail_parameter(struct cursor value, const char *name, struct cursor *found)
{
    (void)take_up_to(&value, ';'); /* the value itself */
    while (cursor_left(&value) > 0) {
        struct cursor part = take_up_to(&value, ';'), key;
        if (!text_until(&part, '=', &key))
            continue;
        key = text_trimmed(key);
        const uint8_t *star = memchr(key.at, '*', cursor_left(&key));
        if (star != NULL)
            key.end = star;
        if (text_is(key, name)) {
            *found = without_quotes(part);
            return true;
        }
    }
    return false;
}

uint32_t
mail_addresses(struct cursor value)
{
    uint32_t count = 0;
    bool quoted = false, any = false;
    unsigned depth = 0;
    for (; value.at < value.end; value.at++) {
        char c = (char)*value.at;
        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (c == '<' || c == '(')
            depth++;
        else if ((c == '>' || c == ')') && depth > 0)
            depth--;
        if (c == ',' && depth == 0) {
            count += any;
            any = false;
        } else if (c != ' ' && c != '\t' && c != ',') {
            any = true;
        }
    }
    return count + any;
}

/* --- lines ------------------------------------------------------------------------------------ */

static void
add(struct mail_reader *reader, struct cursor text)
{
    size_t length = cursor_left(&text), room = MAIL_FIELD - reader->length;
    if (length > room)
        length = room;
    if (length > 0)
        memcpy(reader->field + reader->length, text.at, length);
    reader->length += length;
}

/* A Content-Type that says how its parts are parted. */
static void
note_boundary(struct mail_reader *reader, struct cursor field)
{
    struct cursor name, value, boundary;
    if (!mail_field(field, &name, &value) || !text_is(name, "Content-Type") ||
        !mail_parameter(value, "boundary", &boundary))
        return;
    size_t length = cursor_left(&boundary);
    if (length == 0 || length > MAIL_BOUNDARY)
        return;
    unsigned slot = reader->next_boundary++ % MAIL_BOUNDARIES;
    memcpy(reader->boundaries[slot].name, boundary.at, length);
    reader->boundaries[slot].length = length;
}

static bool
end_field(struct mail_reader *reader, struct cursor *field)
{
    size_t length = reader->length;
    if (length == 0)
        return false;
    memcpy(reader->done, reader->field, length);
    reader->length = 0;
    *field = cursor_of(reader->done, length);
    note_boundary(reader, *field);
    return true;
}

/* "--NAME" begins a part; "--NAME--" ends the last one. */
static bool
begins_part(const struct mail_reader *reader, struct cursor line)
{
    if (!text_letters(&line, "--"))
        return false;
    for (size_t i = 0; i < MAIL_BOUNDARIES; i++) {
        size_t length = reader->boundaries[i].length;
        if (length == 0 || cursor_left(&line) < length ||
            memcmp(line.at, reader->boundaries[i].name, length) != 0)
            continue;
        struct cursor rest = text_trimmed((struct cursor){ line.at + length, line.end });
        if (cursor_left(&rest) == 0)
            return true;
    }
    return false;
}

bool
mail_take_line(struct mail_reader *reader, struct cursor line, bool begins, bool whole,
               struct cursor *field)
{
    bool ended = false;
    if (!begins) {
        if (!reader->in_text)
            add(reader, line);
        return false;
    }
    if (reader->in_text) {
        reader->in_text = !begins_part(reader, line);
        return false;
    }
    bool folded = line.at < line.end && (*line.at == ' ' || *line.at == '\t');
    if (!folded || reader->length == 0)
        ended = end_field(reader, field);
    if (whole && cursor_left(&line) == 0)
        reader->in_body = reader->in_text = true;
    else
        add(reader, line);
    return ended;
}
