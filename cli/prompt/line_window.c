/*
 * line_window.c: which part of a line is shown, and the least that has to be written for it.
 */
#include "cli/prompt/line_window.h"

#include <string.h>

#define HIDDEN '$'
#define LEAST_ROOM 10 /* behind a prompt that fills its row: it will wrap, but can be used */
#define LEAST_KEPT 8  /* cells in front of the cursor that stay when a line is shifted */

void
line_window_begin(struct line_window *window, size_t width, size_t prompt)
{
    size_t column = width > 0 ? prompt % width : 0;
    size_t room = width > column + 1 ? width - 1 - column : 0;
    *window = (struct line_window){ .room = room };
    if (room < LEAST_ROOM)
        window->room = LEAST_ROOM;
    if (room >= LINE_WINDOW_MOST)
        window->room = LINE_WINDOW_MOST - 1;
    /* 26 of 80 [V]; a third (?). Behind a long prompt less, or the cursor would be hidden. */
    window->shift = width / 3;
    if (window->shift > window->room - LEAST_KEPT)
        window->shift = window->room - LEAST_KEPT;
    if (window->shift == 0)
        window->shift = 1;
}

void
line_window_forget(struct line_window *window)
{
    window->shown = window->cursor = 0;
}

/* ---- which part ---- */

/* Is the cursor behind the last cell that it may stand at? One behind the line is allowed. */
static bool
is_past_end(const struct line_window *window, size_t length, size_t cursor)
{
    size_t end = window->start + window->room;
    return length <= end ? cursor > end : cursor + 1 >= end;
}

static void
follow_cursor(struct line_window *window, size_t length, size_t cursor)
{
    while (is_past_end(window, length, cursor))
        window->start += window->shift;
    while (window->start > 0 && cursor <= window->start)
        window->start = window->start > window->shift ? window->start - window->shift : 0;
}

/* The cells of the part; their number. */
static size_t
fill(const struct line_window *window, const char *text, size_t length, char *cells)
{
    size_t left = length > window->start ? length - window->start : 0;
    size_t count = left < window->room ? left : window->room;
    for (size_t i = 0; i < count; i++) {
        char byte = text[window->start + i];
        cells[i] = byte >= 0x20 && byte < 0x7f ? byte : '?';
    }
    if (window->start > 0 && count > 0)
        cells[0] = HIDDEN;
    if (left > window->room)
        cells[count - 1] = HIDDEN;
    return count;
}

/* ---- writing ---- */

/* To the right there is no way but to write again what stands there. */
static void
move(struct line_window *window, size_t to, FILE *out)
{
    for (; window->cursor > to; window->cursor--)
        putc('\b', out);
    if (window->cursor < to)
        fwrite(window->cells + window->cursor, 1, to - window->cursor, out);
    window->cursor = to;
}

static void
show(struct line_window *window, const char *cells, size_t count, FILE *out)
{
    size_t same = 0, end = count;
    while (same < count && same < window->shown && cells[same] == window->cells[same])
        same++;
    if (count <= window->shown) {
        while (end > same && cells[end - 1] == window->cells[end - 1])
            end--;
    }
    size_t blanks = count < window->shown ? window->shown - count : 0;
    if (blanks > 0)
        end = count;
    if (end > same || blanks > 0) {
        move(window, same, out);
        fwrite(cells + same, 1, end - same, out);
        for (size_t i = 0; i < blanks; i++)
            putc(' ', out);
        window->cursor = end + blanks;
    }
    memcpy(window->cells, cells, count);
    memset(window->cells + count, ' ', sizeof(window->cells) - count);
    window->shown = count;
}

void
line_window_draw(struct line_window *window, const char *text, size_t length, size_t cursor,
                 FILE *out)
{
    char cells[LINE_WINDOW_MOST];
    follow_cursor(window, length, cursor);
    show(window, cells, fill(window, text, length, cells), out);
    move(window, cursor - window->start, out);
}

void
line_window_end(struct line_window *window, const char *text, size_t length, FILE *out)
{
    char cells[LINE_WINDOW_MOST];
    window->start = 0;
    show(window, cells, fill(window, text, length, cells), out);
    move(window, window->shown, out);
}
