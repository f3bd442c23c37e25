/*
 * note_heading.c: which lines of a note are headings.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verify/note_private.h"

#define TITLE_MAX 120

/* "[Heading](#...)" alone on a line: an entry of a table of contents. */
static bool
is_entry(const char *line, struct note_entry *entry)
{
    line += strspn(line, " *-");
    if (*line != '[')
        return false;
    const char *end = strstr(line, "](#");
    if (end == NULL || strchr(end, ')') == NULL || *(strchr(end, ')') + 1) != '\0')
        return false;
    *entry = (struct note_entry){ line + 1, (size_t)(end - line - 1) };
    return entry->length > 0;
}

static int
compare_entries(const void *a, const void *b)
{
    const struct note_entry *first = a, *second = b;
    if (first->length != second->length)
        return first->length < second->length ? -1 : 1;
    return memcmp(first->title, second->title, first->length);
}

static bool
is_listed(const struct note_reading *reading, const char *text)
{
    const struct note_entry wanted = { text, strlen(text) };
    return bsearch(&wanted, reading->entries, reading->entry_count, sizeof *reading->entries,
                   compare_entries) != NULL;
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

bool
note_look(struct note_reading *reading)
{
    struct note_entry entry;
    for (size_t i = 0; i < reading->count; i++) {
        const char *line = reading->lines[i];
        reading->has_marks |= line[0] == '#' && line[strspn(line, "#")] == ' ';
        reading->has_fences |= strncmp(line, "```", 3) == 0;
        if (!is_entry(line, &entry))
            continue;
        struct note_entry *added =
            arena_append(reading->note->arena, &reading->entries, &reading->entry_count,
                         &reading->entry_capacity, sizeof *reading->entries);
        if (added == NULL)
            return false;
        *added = entry;
    }
    if (reading->entry_count > 1)
        qsort(reading->entries, reading->entry_count, sizeof *reading->entries, compare_entries);
    return true;
}

const char *
note_heading(const struct note_reading *reading, size_t i)
{
    const char *line = reading->lines[i];
    if (reading->in_fence || *line == '\0')
        return NULL;
    if (reading->entry_count > 1)
        return is_listed(reading, line) ? line : NULL;
    if (reading->has_marks)
        return line[0] == '#' && line[strspn(line, "#")] == ' ' ? line + strspn(line, "# ") : NULL;
    return reading->state != NOTE_IN_LISTING && stands_alone(reading, i) ? line : NULL;
}
