/*
 * clean_look.c: one look at a text, and the order in which lines are undressed: what is outermost
 * first, the page around the mail around the numbers around what a terminal showed.
 */
#include "parser/clean_look.h"

#include <ctype.h>
#include <string.h>

void
line_is_noise(struct input_line *line, const char *why)
{
    line->kind = INPUT_NOISE;
    line->why = why;
}

void
line_skip(struct input_line *line, size_t bytes)
{
    line->text += bytes;
    line->length -= bytes;
    line->skipped += bytes;
}

void
line_becomes(struct look *look, struct input_line *line, const char *text, size_t length,
             const char *why)
{
    if (look->arena == NULL)
        look->arena = arena_new();
    char *copy = look->arena != NULL ? arena_strndup(look->arena, text, length) : NULL;
    look->failed = look->failed || copy == NULL;
    if (copy == NULL)
        return;
    /* columns stay right where only what stands in front went */
    bool is_end =
        line->length >= length && memcmp(line->text + line->length - length, copy, length) == 0;
    line->skipped = is_end ? line->skipped + line->length - length : 0;
    line->text = copy;
    line->length = length;
    line->why = why;
}

/* ---- numbers in front of lines ---- */

/* The number that a line begins with, and the blanks behind it; false: it begins otherwise. */
static bool
read_number(const char *text, size_t length, unsigned long *number, size_t *end, size_t *gap)
{
    size_t at = 0;
    *number = 0;
    while (at < length && (text[at] == ' ' || text[at] == '\t'))
        at++;
    size_t digits = at;
    while (at < length && isdigit((unsigned char)text[at]) && at - digits < 7)
        *number = *number * 10 + (unsigned long)(text[at++] - '0');
    if (at == digits)
        return false;
    if (at < length && strchr(":.|)", text[at]) != NULL && text[at] != '\0')
        at++;
    *end = at;
    while (at < length && (text[at] == ' ' || text[at] == '\t'))
        at++;
    *gap = at - *end;
    return at == length || *gap > 0;
}

static void
count_number(struct counting *counting, const char *text, size_t length)
{
    unsigned long number;
    size_t end;
    size_t gap;
    if (length > 0 && text[length - 1] == '\r')
        length--;
    if (length == 0)
        return;
    counting->lines++;
    if (!read_number(text, length, &number, &end, &gap))
        return;
    if (!counting->any || number == counting->last + 1)
        counting->in_order++;
    if (end + gap < length && (!counting->any || gap < counting->gap))
        counting->gap = gap;
    counting->any = true;
    counting->last = number;
}

bool
counting_is_numbered(const struct counting *counting)
{
    return counting->lines >= 3 && counting->in_order * 10 >= counting->lines * 9;
}

static void
drop_number(const struct look *look, struct input_line *line)
{
    unsigned long number;
    size_t end;
    size_t gap;
    if (!read_number(line->text, line->length, &number, &end, &gap))
        return;
    line_skip(line, end + (gap < look->gap ? gap : look->gap));
    line->why = "a number in front";
}

/* ---- the whole text ---- */

void
look_at_start(struct look *look, struct counting *counting, const char *text, size_t length)
{
    unsigned char first = length > 0 ? (unsigned char)text[0] : 0;
    /* nearly all lines begin with a small letter */
    if (first >= 'a' && first <= 'z') {
        counting->lines++;
        return;
    }
    if (first == 0)
        return;
    count_number(counting, text, length);
    look->mail = look->mail || mail_line_is_dressed(text, length);
    bool running = false;
    if (first == '-' && tech_is_section(text, length, &running)) {
        look->tech = true;
        look->running = look->running || running;
    }
}

static void
look_at_starts(const char *text, size_t length, struct look *look)
{
    struct counting counting = { 0 };
    const char *end = text + length;
    while (text < end) {
        const char *next = memchr(text, '\n', (size_t)(end - text));
        size_t size = (size_t)((next != NULL ? next : end) - text);
        look_at_start(look, &counting, text, size);
        text += size + 1;
    }
    look->numbered = counting_is_numbered(&counting);
    look->gap = counting.gap;
}

/* A text with other bytes than most configurations have. */
static size_t
look_at_bytes(char *text, size_t length, struct input *input, struct look *look)
{
    bool broken = false;
    length = bytes_make_plain(text, length, input);
    look->page = page_is_there(text, length, &look->blocks);
    if (look->page)
        length = page_break_lines(text, length, &broken);
    if (broken)
        input_say(input, "lines of a web page, counted as it shows them");
    look->odd = bytes_are_odd(text, length);
    return length;
}

size_t
look_at_text(char *text, size_t length, struct input *input, struct look *look)
{
    *look = (struct look){ 0 };
    text[length] = '\0';
    if (!bytes_are_usual(text, length))
        length = look_at_bytes(text, length, input, look);
    look_at_starts(text, length, look);
    return length;
}

bool
look_is_dressed(const struct look *look)
{
    return look->odd || look->page || look->mail || look->tech || look->numbered;
}

void
look_at_line(struct look *look, struct input_line *line)
{
    if (look->page)
        page_clean_line(look, line);
    if (look->mail && line->kind == INPUT_COMMAND)
        mail_clean_line(look, line);
    if (look->numbered && line->kind == INPUT_COMMAND)
        drop_number(look, line);
    if (look->odd && line->kind == INPUT_COMMAND)
        bytes_clean_line(look, line);
}
