/*
 * pager.c: the stream behind the prompt. Keys and the erased More line: shell.md 4.
 */
#include "cli/prompt/pager.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define MORE "<--- More --->"
#define LONGEST_LINE 65536 /* a longer one is handed on in pieces */

struct pager {
    FILE *out;
    FILE *stream;
    struct pager_keys keys;
    struct filter *filter;
    size_t page;  /* lines in a page; 0: no pages */
    size_t shown; /* lines since the last stop */
    bool stopped;
    char *line; /* what has come of the current one */
    size_t length, capacity;
};

/* Length of the UTF-8 character at TEXT when it is whole, printable and shortest; else 0. */
static size_t
printable_length(const unsigned char *text, size_t left)
{
    unsigned char first = text[0];
    if (first < 0x80)
        return first >= 0x20 && first != 0x7f;
    size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || left < length)
        return 0;
    uint32_t value = first & (0xffU >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (text[i] & 0x3fU);
    }
    static const uint32_t lowest[] = { 0, 0, 0xa0, 0x800, 0x10000 }; /* 0x80-0x9f: controls */
    bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
    /* U+2028-202e, 2066-2069: line separators and marks that turn the reading direction */
    bool turns = (value >= 0x2028 && value <= 0x202e) || (value >= 0x2066 && value <= 0x2069);
    return value < lowest[length] || value > 0x10ffff || is_surrogate || turns ? 0 : length;
}

void
text_clean(const char *text, size_t length, FILE *out)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;
    while (at < length) {
        size_t good = bytes[at] == '\t' ? 1 : printable_length(bytes + at, length - at);
        if (good == 0)
            putc('?', out);
        else
            fwrite(bytes + at, 1, good, out);
        at += good == 0 ? 1 : good;
    }
}

/* Waits at the foot of a page; the More text is then wiped out. */
static void
stop_at_page(struct pager *pager)
{
    fputs(MORE, pager->out);
    fflush(pager->out);
    int key = pager->keys.read(pager->keys.context);
    fprintf(pager->out, "\r%*s\r", (int)strlen(MORE), "");
    if (key == '\r' || key == '\n')
        pager->shown = pager->page - 1;
    else if (key < 0 || key == 'q' || key == 'Q' || key == 0x03)
        pager->stopped = true;
    else
        pager->shown = 0; /* blank, and any other key */
}

static void
show_line(struct pager *pager, bool whole)
{
    if (pager->stopped)
        return;
    if (pager->filter != NULL && !filter_passes(pager->filter, pager->line, pager->length))
        return;
    if (pager->page > 0 && pager->shown >= pager->page && pager->keys.read != NULL)
        stop_at_page(pager);
    if (pager->stopped)
        return;
    text_clean(pager->line, pager->length, pager->out);
    if (whole)
        putc('\n', pager->out);
    pager->shown++;
}

static bool
keep_byte(struct pager *pager, char byte)
{
    if (pager->length == pager->capacity) {
        size_t larger = pager->capacity == 0 ? 256 : pager->capacity * 2;
        char *moved = realloc(pager->line, larger);
        if (moved == NULL)
            return false;
        pager->line = moved;
        pager->capacity = larger;
    }
    pager->line[pager->length++] = byte;
    return true;
}

static ssize_t
take_text(void *cookie, const char *text, size_t size)
{
    struct pager *pager = cookie;
    for (size_t i = 0; i < size; i++) {
        bool ends = text[i] == '\n';
        if (!ends && !keep_byte(pager, text[i]))
            return 0;
        if (ends || pager->length == LONGEST_LINE) {
            show_line(pager, ends);
            pager->length = 0;
        }
    }
    return (ssize_t)size;
}

struct pager *
pager_new(FILE *out, struct pager_keys keys)
{
    struct pager *pager = calloc(1, sizeof(*pager));
    if (pager == NULL)
        return NULL;
    pager->out = out;
    pager->keys = keys;
    pager->stream = fopencookie(pager, "w", (cookie_io_functions_t){ .write = take_text });
    if (pager->stream == NULL) {
        free(pager);
        return NULL;
    }
    /* a line is on the terminal as soon as it is written: a log runs while packets do */
    setvbuf(pager->stream, NULL, _IOLBF, 0);
    return pager;
}

void
pager_free(struct pager *pager)
{
    if (pager == NULL)
        return;
    fclose(pager->stream);
    free(pager->line);
    free(pager);
}

FILE *
pager_stream(struct pager *pager)
{
    return pager->stream;
}

void
pager_aside(struct pager *pager, const char *line)
{
    fflush(pager->stream);
    if (pager->length > 0 && pager->filter == NULL) { /* it goes on from where it stands */
        fprintf(pager->stream, "%s\n", line);
        return;
    }
    text_clean(line, strlen(line), pager->out);
    putc('\n', pager->out);
    pager->shown++;
}

void
pager_begin(struct pager *pager, struct filter *filter, size_t lines)
{
    pager_end(pager);
    pager->filter = filter;
    pager->page = lines;
    pager->shown = 0;
    pager->stopped = false;
    if (pager->keys.pages != NULL)
        pager->keys.pages(pager->keys.context, lines);
}

void
pager_drop_filter(struct pager *pager)
{
    fflush(pager->stream);
    pager->filter = NULL;
}

void
pager_end(struct pager *pager)
{
    fflush(pager->stream);
    if (pager->length > 0)
        show_line(pager, false);
    pager->length = 0;
    pager->filter = NULL;
    pager->page = 0;
    pager->stopped = false;
    fflush(pager->out);
}

bool
pager_stopped(const struct pager *pager)
{
    return pager->stopped;
}
