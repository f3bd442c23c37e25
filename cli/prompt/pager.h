/*
 * pager.h: what everything at the prompt is printed through.
 *
 * A stream that takes text and hands it to the terminal line by line: cleaned of control
 * characters (configuration text and packets may be hostile), filtered, and stopped at
 * `<--- More --->` when someone sits there to press a key.
 */
#ifndef REFIRE_CLI_PROMPT_PAGER_H
#define REFIRE_CLI_PROMPT_PAGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/prompt/filter.h"
#include "engine/base/compiler.h"

struct pager;

struct pager_keys {
    /* Waits for a key; negative at the end of input. NULL: nobody is there, so nothing is stopped.
     */
    int (*read)(void *context);
    /* Told how many lines are a page when a command starts, 0 for no pages: where somebody else
     * stops at them. May be NULL. */
    void (*pages)(void *context, size_t lines);
    void *context;
};

/* OUT is borrowed. NULL when there is no memory. */
NODISCARD struct pager *pager_new(FILE *out, struct pager_keys keys);
void pager_free(struct pager *pager);

/* Write here; owned by the pager. */
FILE *pager_stream(struct pager *pager);

/* A line that is no part of what the command prints, such as one of the log: neither filtered nor
 * held back, behind all that has been printed. */
void pager_aside(struct pager *pager, const char *line);

/* A command starts: FILTER is borrowed and may be NULL; LINES in a page, 0 for no pages. */
void pager_begin(struct pager *pager, struct filter *filter, size_t lines);
/* ... and ends: everything is on the terminal. */
void pager_end(struct pager *pager);
/* What follows is no listing but an error, which no filter swallows. */
void pager_drop_filter(struct pager *pager);

/* `q` was pressed: what is still printed goes nowhere, so a long listing may stop early. */
bool pager_stopped(const struct pager *pager);

/* Copies TEXT with each control character and each broken UTF-8 byte replaced by `?`. */
void text_clean(const char *text, size_t length, FILE *out);

#endif
