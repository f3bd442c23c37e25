/*
 * note_heading.c: which lines of a note are headings.
 */
#include <ctype.h>
#include <string.h>

#include "cli/verify/note_private.h"

#define TITLE_MAX 120

/* "[Heading](#...)" alone on a line: an entry of a table of contents. */
static bool
is_entry(const char *line, const char **title, size_t *length)
{
    line += strspn(line, " *-");
    if (*line != '[')
        return false;
    const char *end = strstr(line, "](#");
    if (end == NULL || strchr(end, ')') == NULL || *(strchr(end, ')') + 1) != '\0')
        return false;
    *title = line + 1;
    *length = (size_t)(end - line - 1);
    return *length > 0;
}

static bool
is_listed(const struct note_reading *reading, const char *text)
{
    for (size_t i = 0; i < reading->count; i++) {
        const char *title;
        size_t length;
        if (is_entry(reading->lines[i], &title, &length) && strlen(text) == length &&
            memcmp(title, text, length) == 0)
            return true;
    }
    return false;
}

static bool
is_blank_at(const struct note_reading *reading, size_t i)
{
    return i >= reading->count || *reading->lines[i] == '\0';
}

/* A line of `=` or `-` under a text. */
static bool
is_underline(const struct note_reading *reading, size_t i)
{
    if (is_blank_at(reading, i))
        return false;
    const char *line = reading->lines[i];
    return strlen(line) > 2 &&
           (strspn(line, "=") == strlen(line) || strspn(line, "-") == strlen(line));
}

/* It stands alone, and does not read like a sentence, a step of a list or a command. */
static bool
stands_alone(const struct note_reading *reading, size_t i)
{
    const char *line = reading->lines[i];
    size_t length = strlen(line);
    if (length == 0 || length > TITLE_MAX || isupper((unsigned char)line[0]) == 0 ||
        strchr(".:;,!?", line[length - 1]) != NULL)
        return false;
    if (is_underline(reading, i + 1))
        return true;
    return strchr(line, ' ') != NULL && (i == 0 || is_blank_at(reading, i - 1)) &&
           is_blank_at(reading, i + 1) && strpbrk(line, "#>[|=") == NULL &&
           strncmp(line, "Note", 4) != 0 && strstr(line, " Version ") != line + 3;
}

void
note_look(struct note_reading *reading)
{
    const char *title;
    size_t length, entries = 0;
    for (size_t i = 0; i < reading->count; i++) {
        const char *line = reading->lines[i];
        entries += is_entry(line, &title, &length);
        reading->has_marks |= line[0] == '#' && line[strspn(line, "#")] == ' ';
        reading->has_fences |= strncmp(line, "```", 3) == 0;
    }
    reading->has_contents = entries > 1;
}

const char *
note_heading(const struct note_reading *reading, size_t i)
{
    const char *line = reading->lines[i];
    if (reading->in_fence || *line == '\0')
        return NULL;
    if (reading->has_contents)
        return is_listed(reading, line) ? line : NULL;
    if (reading->has_marks)
        return line[0] == '#' && line[strspn(line, "#")] == ' ' ? line + strspn(line, "# ") : NULL;
    return reading->state != NOTE_IN_LISTING && stands_alone(reading, i) ? line : NULL;
}
