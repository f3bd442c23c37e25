/*
 * demo_page.c: text of the demo on 80 columns. Colour only marks what the words say as well.
 */
#include "cli/demo/demo.h"

#include <string.h>

enum { COLUMNS = 78, INDENT = 2, FOLD_INDENT = 8 };

static const char *const colours[] = {
    [DEMO_PLAIN] = "",          [DEMO_HEADING] = "\033[1m", [DEMO_COMMAND] = "\033[36m",
    [DEMO_DENIED] = "\033[31m", [DEMO_LOG] = "\033[32m",
};

static void
spaces(FILE *out, size_t count)
{
    while (count-- > 0)
        putc(' ', out);
}

/* How much of TEXT fits on WIDTH columns when it is broken at a blank. */
static size_t
fitting(const char *text, size_t length, size_t width)
{
    if (length <= width)
        return length;
    for (size_t at = width; at > 0; at--) {
        if (text[at] == ' ')
            return at;
    }
    const char *blank = memchr(text, ' ', length);
    return blank ? (size_t)(blank - text) : length;
}

static void
fold(struct demo_page *page, enum demo_style style, const char *text, size_t length, size_t first,
     size_t rest)
{
    const char *colour = page->colour ? colours[style] : "";
    size_t indent = first;

    do {
        size_t fits = fitting(text, length, COLUMNS - indent);

        spaces(page->out, indent);
        fprintf(page->out, "%s%.*s%s\n", colour, (int)fits, text, *colour ? "\033[0m" : "");
        text += fits;
        length -= fits;
        while (length > 0 && *text == ' ') {
            text++;
            length--;
        }
        indent = rest;
    } while (length > 0);
}

void
demo_heading(struct demo_page *page, const char *text)
{
    putc('\n', page->out);
    fold(page, DEMO_HEADING, text, strlen(text), 0, 0);
}

void
demo_paragraph(struct demo_page *page, const char *text)
{
    fold(page, DEMO_PLAIN, text, strlen(text), INDENT, INDENT);
}

void
demo_line(struct demo_page *page, enum demo_style style, const char *text, size_t length)
{
    /* a sub-mode's blank in front stays */
    size_t lead = 0;
    while (lead < length && text[lead] == ' ')
        lead++;
    fold(page, style, text + lead, length - lead, INDENT + 2 + lead, FOLD_INDENT + lead);
}
