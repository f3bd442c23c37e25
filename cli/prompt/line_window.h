/*
 * line_window.h: the typed line as the device shows it: one row of the terminal, scrolled.
 *
 * A line that is too long for its row is shifted to the left by a third of the width, and a `$`
 * stands for what is hidden at either end. Only blanks and backspaces move about, as the device
 * does it, so that any terminal and any script can follow. Sources: shell.md 1 [V]; sessions with
 * long commands that were posted by users of a client library (a prompt of 37 characters, 80
 * columns, a line of 43: 17 stay, 25 blanks; after Enter it stands there from its start).
 */
#ifndef REFIRE_CLI_PROMPT_LINE_WINDOW_H
#define REFIRE_CLI_PROMPT_LINE_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define LINE_WINDOW_MOST 512 /* columns that are ever used; `terminal width` ends at 511 */

struct line_window {
    size_t room;  /* cells behind the prompt; the last column of the terminal is only for the
                     cursor */
    size_t shift; /* cells that a line is shifted by */
    size_t start; /* of the line: the first one shown */
    char cells[LINE_WINDOW_MOST]; /* what stands there */
    size_t shown;                 /* cells that have something */
    size_t cursor;                /* the cell that it stands at */
};

/* A new row, of a terminal of WIDTH columns, with a prompt that takes PROMPT of them. */
void line_window_begin(struct line_window *window, size_t width, size_t prompt);

/* Nothing of it stands there any more; it is drawn anew, shifted as it was. */
void line_window_forget(struct line_window *window);

/* Makes the row show TEXT with the cursor in front of byte CURSOR. */
void line_window_draw(struct line_window *window, const char *text, size_t length, size_t cursor,
                      FILE *out);

/* The line is done: what is too long stands there from its start. The cursor is behind it. */
void line_window_end(struct line_window *window, const char *text, size_t length, FILE *out);

#endif
