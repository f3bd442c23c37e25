/*
 * note.c: reads a note line by line: which heading each stands under, and what it is there.
 */
#include "cli/verify/note.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/verify/note_private.h"

static bool
refuse(const struct note_reading *reading, size_t line, size_t column, const char *why)
{
    snprintf(reading->error, NOTE_ERROR_SIZE, "%s:%zu:%zu: %s", reading->name, line, column, why);
    return false;
}

/* ---- the text as lines ---- */

/* Blanks for what is no character of a text, or one that only looks like a blank. */
static void
make_plain(char *text)
{
    for (char *at = text; *at != '\0'; at++) {
        if ((unsigned char)at[0] == 0xc2 && (unsigned char)at[1] >= 0x80 &&
            (unsigned char)at[1] <= 0xa0) /* C1 controls and the blank that does not break */
            at[0] = at[1] = ' ';
        else if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = ' ';
    }
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        text[--length] = '\0';
}

static bool
add_line(struct note_reading *reading, const char *bytes, size_t length)
{
    size_t number = reading->count + 1;
    const char *nul = memchr(bytes, '\0', length);
    if (nul != NULL)
        return refuse(reading, number, (size_t)(nul - bytes) + 1, "a NUL: this is no text");
    if (length > NOTE_COLUMNS)
        return refuse(reading, number, NOTE_COLUMNS + 1, "the line is longer than 4096 characters");
    if (number > NOTE_LINES)
        return refuse(reading, number, 1, "the note has more than 32768 lines");
    const char **line = arena_append(reading->note->arena, &reading->lines, &reading->count,
                                     &reading->capacity, sizeof *reading->lines);
    char *text = arena_strndup(reading->note->arena, bytes, length);
    if (line == NULL || text == NULL)
        return refuse(reading, number, 1, "out of memory");
    make_plain(text);
    *line = text;
    return true;
}

static bool
cut_lines(struct note_reading *reading, const char *bytes, size_t size)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (size > NOTE_SIZE)
        return refuse(reading, 1, 1, "the note is larger than 1 MiB");
    if (size >= 3 && memcmp(bytes, mark, 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end != NULL ? (size_t)(end - bytes) : size;
        if (!add_line(reading, bytes, length))
            return false;
        length += end != NULL;
        bytes += length;
        size -= length;
    }
    return true;
}

/* Pages are for browsers; their text can be saved from there. */
static bool
is_page(const struct note_reading *reading, size_t *line)
{
    for (size_t i = 0; i < reading->count && i < 20; i++) {
        const char *text = reading->lines[i] + strspn(reading->lines[i], " ");
        if (strncasecmp(text, "<html", 5) == 0 || strncasecmp(text, "<!doctype", 9) == 0) {
            *line = i + 1;
            return true;
        }
    }
    return false;
}

/* ---- chapters ---- */

/* A part of the chapter before, rather than one of its own: it tells versions, or shows a picture.
 */
static bool
is_part(const char *title)
{
    uint32_t versions;
    static const char *const parts[] = { "Commands ", "Configuration for", "Configurations",
                                         "Network Diagram" };
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        if (strncasecmp(title, parts[i], strlen(parts[i])) == 0)
            return true;
    return strncasecmp(title, "Version", 7) == 0 && note_versions(title, &versions);
}

static struct note_chapter *
add_chapter(struct note_reading *reading, const char *title, size_t line)
{
    struct note *note = reading->note;
    size_t whole = NOTE_NONE;
    for (size_t i = note->chapter_count; i > 0 && whole == NOTE_NONE; i--)
        if (note->chapters[i - 1].within == NOTE_NONE && i > 1)
            whole = i - 1;
    struct note_chapter *chapter = arena_append(note->arena, &note->chapters, &note->chapter_count,
                                                &note->chapter_capacity, sizeof *note->chapters);
    if (chapter == NULL)
        return NULL;
    chapter->title = title;
    chapter->line = (uint32_t)line;
    chapter->within = line > 0 && is_part(title) ? whole : NOTE_NONE;
    chapter->versions = NOTE_ALL_VERSIONS;
    if (note_versions(title, &chapter->versions)) {
        chapter->versions_said = title;
        chapter->versions_line = (uint32_t)line;
    }
    return chapter;
}

/* A sentence before the first command may say for which versions that is. */
static void
look_for_versions(struct note_chapter *chapter, const char *text, size_t line)
{
    if (chapter->versions_said != NULL || chapter->line_count > 0 || chapter->line == 0 ||
        strcasestr(text, "version") == NULL || !note_versions(text, &chapter->versions))
        return;
    chapter->versions_said = text;
    chapter->versions_line = (uint32_t)line;
}

static bool
add_note_line(struct note_reading *reading, struct note_chapter *chapter,
              const struct note_line *line)
{
    if (++reading->taken > NOTE_TAKEN)
        return refuse(reading, line->line, 1, "more than 4096 lines of commands and listings");
    struct note_line *added =
        arena_append(reading->note->arena, &chapter->lines, &chapter->line_count,
                     &chapter->line_capacity, sizeof *chapter->lines);
    if (added == NULL)
        return refuse(reading, line->line, 1, "out of memory");
    *added = *line;
    chapter->commands += line->kind == NOTE_COMMAND;
    chapter->listed += line->kind == NOTE_LISTED;
    return true;
}

static bool
read_lines(struct note_reading *reading)
{
    struct note_chapter *chapter = add_chapter(reading, "", 0);
    for (size_t i = 0; i < reading->count && chapter != NULL; i++) {
        const char *title = note_heading(reading, i);
        if (title != NULL) {
            note_code_ends(reading);
            chapter = add_chapter(reading, title, i + 1);
            continue;
        }
        struct note_line line = { .line = (uint32_t)i + 1 };
        if (note_code(reading, i, &line)) {
            if (!add_note_line(reading, chapter, &line))
                return false;
        } else if (!reading->in_fence) {
            look_for_versions(chapter, reading->lines[i], i + 1);
        }
    }
    return chapter != NULL || refuse(reading, reading->count, 1, "out of memory");
}

/* A sentence among words alone says for which versions something is, not the chapter. */
static void
forget_versions(struct note *note)
{
    for (size_t i = 0; i < note->chapter_count; i++) {
        struct note_chapter *chapter = &note->chapters[i];
        if (chapter->line_count > 0 || chapter->versions_line == chapter->line)
            continue;
        chapter->versions = NOTE_ALL_VERSIONS;
        chapter->versions_said = NULL;
        chapter->versions_line = 0;
    }
}

/* A part that names no version is about those of the whole. */
static void
inherit_versions(struct note *note)
{
    for (size_t i = 0; i < note->chapter_count; i++) {
        struct note_chapter *chapter = &note->chapters[i];
        if (chapter->versions_said != NULL || chapter->within == NOTE_NONE)
            continue;
        const struct note_chapter *whole = &note->chapters[chapter->within];
        chapter->versions = whole->versions;
        chapter->versions_said = whole->versions_said;
        chapter->versions_line = whole->versions_line;
    }
}

/* There must be commands, but in a number of chapters that somebody may have written. */
static bool
has_commands(const struct note_reading *reading)
{
    const struct note *note = reading->note;
    size_t chapters = 0;
    for (size_t i = 0; i < note->chapter_count; i++) {
        chapters += note->chapters[i].commands + note->chapters[i].listed > 0;
        if (chapters > NOTE_CHAPTERS)
            return refuse(reading, note->chapters[i].line, 1,
                          "more than 100 chapters have commands");
    }
    return chapters > 0 || refuse(reading, reading->count > 0 ? reading->count : 1, 1,
                                  "there is no command in the note");
}

static void
find_title(struct note_reading *reading)
{
    reading->note->title = "";
    for (size_t i = 0; i < reading->count && *reading->note->title == '\0'; i++)
        reading->note->title = reading->lines[i] + strspn(reading->lines[i], " #");
}

bool
note_parse(struct note *note, const char *name, const char *bytes, size_t size,
           char error[NOTE_ERROR_SIZE])
{
    struct note_reading reading = { .note = note, .name = name, .error = error };
    size_t line;
    *note = (struct note){ .arena = arena_new() };
    if (note->arena == NULL)
        return refuse(&reading, 1, 1, "out of memory");
    if (!cut_lines(&reading, bytes, size))
        return false;
    if (is_page(&reading, &line))
        return refuse(&reading, line, 1, "a web page: save it as text");
    note->line_count = reading.count;
    find_title(&reading);
    if (!note_look(&reading))
        return refuse(&reading, 1, 1, "out of memory");
    bool read = read_lines(&reading);
    note_probes_free(&reading);
    if (!read)
        return false;
    forget_versions(note);
    inherit_versions(note);
    return has_commands(&reading);
}

bool
note_read(struct note *note, const char *path, char error[NOTE_ERROR_SIZE])
{
    *note = (struct note){ 0 };
    FILE *file = fopen(path, "re");
    char *bytes = file != NULL ? malloc(NOTE_SIZE + 1) : NULL;
    size_t size = 0;
    const char *why = NULL;
    if (bytes == NULL) {
        why = strerror(errno);
    } else {
        size = fread(bytes, 1, NOTE_SIZE + 1, file);
        if (ferror(file))
            why = strerror(errno);
    }
    if (file != NULL)
        fclose(file);
    bool read = why == NULL && note_parse(note, path, bytes, size, error);
    if (why != NULL)
        snprintf(error, NOTE_ERROR_SIZE, "%s: %s", path, why);
    free(bytes);
    return read;
}

void
note_free(struct note *note)
{
    arena_free(note->arena);
    *note = (struct note){ 0 };
}

/* ---- for the loader ---- */

char *
note_text(const struct note *note, const struct note_chapter *chapter, bool listing, size_t *size)
{
    size_t room = note->line_count + 2;
    for (size_t i = 0; i < chapter->line_count; i++)
        room += strlen(chapter->lines[i].whole) + 1;
    char *text = malloc(room), *at = text;
    if (text == NULL)
        return NULL;
    size_t line = 1;
    bool wanted = false;
    for (size_t i = 0; i < chapter->line_count; i++) {
        const struct note_line *said = &chapter->lines[i];
        if (said->kind != NOTE_CONTINUED)
            wanted = said->kind == (listing ? NOTE_LISTED : NOTE_COMMAND);
        if (!wanted)
            continue;
        for (; line < said->line; line++)
            *at++ = '\n';
        size_t length = strlen(said->whole);
        memcpy(at, said->whole, length);
        at += length;
    }
    *at++ = '\n';
    *size = (size_t)(at - text);
    *at = '\0';
    return text;
}
