/*
 * load_join.c: a command that a terminal or a web page broke into several lines is put together
 * again: when the next line is no command by itself, and the two together are one.
 */
#include <stdlib.h>
#include <string.h>

#include "parser/load_private.h"

static bool
reserve(struct loader *loader, size_t needed)
{
    if (needed <= loader->joined_capacity)
        return true;
    size_t capacity = needed * 2 + 256;
    char *larger = realloc(loader->joined, capacity);
    if (larger == NULL)
        return false;
    loader->joined = larger;
    loader->joined_capacity = capacity;
    return true;
}

void
load_start_pieces(struct loader *loader, const struct input_line *line)
{
    loader->joined_length = 0;
    loader->piece_count = 0;
    if (!reserve(loader, line->length + 1))
        return;
    memcpy(loader->joined, line->text, line->length);
    loader->joined_length = line->length;
    loader->joined[line->length] = '\0';
    loader->pieces[loader->piece_count++] = (struct piece){ line, 0, line->skipped };
}

/* Adds line I behind what is there, after BLANK; false when it cannot be a continuation. */
static bool
add_piece(struct loader *loader, size_t i, bool blank)
{
    const struct input_line *line = &loader->input.lines[i];
    size_t indent = 0;
    while (indent < line->length && (line->text[indent] == ' ' || line->text[indent] == '\t'))
        indent++;
    size_t length = line->length - indent;
    if (loader->piece_count == PIECES_MAX || !reserve(loader, loader->joined_length + length + 2))
        return false;
    if (blank)
        loader->joined[loader->joined_length++] = ' ';
    loader->pieces[loader->piece_count++] =
        (struct piece){ line, loader->joined_length, line->skipped + indent };
    memcpy(loader->joined + loader->joined_length, line->text + indent, length);
    loader->joined_length += length;
    loader->joined[loader->joined_length] = '\0';
    return true;
}

static void
drop_piece(struct loader *loader, size_t length)
{
    loader->piece_count--;
    loader->joined_length = length;
    loader->joined[length] = '\0';
}

bool
input_line_is_comment(const struct input_line *line)
{
    size_t indent = 0;
    while (indent < line->length && (line->text[indent] == ' ' || line->text[indent] == '\t'))
        indent++;
    return indent < line->length && (line->text[indent] == '!' || line->text[indent] == ':');
}

static bool
may_continue(const struct loader *loader, size_t i)
{
    if (i >= loader->input.count)
        return false;
    const struct input_line *line = &loader->input.lines[i];
    return line->kind == INPUT_COMMAND && !line->plain && !line->prompted &&
           !input_line_is_comment(line);
}

static enum probe
probe_joined(struct loader *loader)
{
    bool in_full;
    return parser_probe(loader->parser, loader->joined, loader->joined_length, &in_full);
}

/*
 * A line that is a command itself is none's continuation, unless it is one only by abbreviation and
 * what stands before it is not whole without it: `host 192.168.201.5` is no hostname there.
 */
enum continuation { CONTINUES_NOTHING, CONTINUES, CONTINUES_WORDS };

static enum continuation
continuation_of(struct loader *loader, size_t i, enum probe before)
{
    const struct input_line *line = &loader->input.lines[i];
    bool in_full;
    if (parser_probe(loader->parser, line->text, line->length, &in_full) == PROBE_REFUSED)
        return CONTINUES;
    return before == PROBE_REFUSED && !in_full ? CONTINUES_WORDS : CONTINUES_NOTHING;
}

/* Tries to put line I behind; a word may be cut at the terminal's last column. */
static bool
try_piece(struct loader *loader, size_t i, enum probe *probe)
{
    size_t length = loader->joined_length;
    enum continuation continuation = continuation_of(loader, i, *probe);
    if (continuation == CONTINUES_NOTHING)
        return false;
    for (int blank = 1; blank >= 0; blank--) {
        if (!add_piece(loader, i, blank != 0))
            return false;
        *probe = probe_joined(loader);
        /* free text would swallow any command */
        if (*probe == PROBE_OPEN || (*probe != PROBE_REFUSED && continuation == CONTINUES))
            return true;
        drop_piece(loader, length);
    }
    *probe = PROBE_REFUSED;
    return false;
}

/* `\` at the end of a line, as some writers have it. */
size_t
load_join_backslashes(struct loader *loader, size_t next)
{
    while (loader->joined_length > 1 && loader->joined[loader->joined_length - 1] == '\\' &&
           loader->joined[loader->joined_length - 2] == ' ' && may_continue(loader, next) &&
           continuation_of(loader, next, PROBE_OPEN) == CONTINUES) {
        loader->joined_length -= 2;
        loader->joined[loader->joined_length] = '\0';
        if (!add_piece(loader, next, true))
            break;
        next++;
    }
    return next;
}

/* Free text that ends at the terminal's last column goes on in a line that is no command. */
static bool
try_width(struct loader *loader, size_t i)
{
    const struct input_line *last = loader->pieces[loader->piece_count - 1].line;
    size_t width = last->raw_length;
    width -= width > 0 && last->raw[width - 1] == '\r';
    if (width == 0 || width != loader->input.width || !may_continue(loader, i) ||
        continuation_of(loader, i, PROBE_WHOLE) != CONTINUES)
        return false;
    bool blank = last->raw[width - 1] == ' ' || loader->input.lines[i].text[0] == ' ';
    return add_piece(loader, i, blank);
}

/*
 * An incomplete line takes following lines until it is a command. A complete one takes them as
 * long as it stays one, unless free text or a sub-mode could follow.
 */
size_t
load_join_lines(struct loader *loader, size_t next)
{
    enum probe probe = probe_joined(loader);
    while (probe == PROBE_OPEN && may_continue(loader, next) && try_piece(loader, next, &probe))
        next++;
    while (probe == PROBE_WHOLE && try_width(loader, next))
        next++;
    if (probe != PROBE_REFUSED || !may_continue(loader, next))
        return next;
    /* not a command yet: one or two more lines may make it one */
    size_t length = loader->joined_length;
    size_t count = loader->piece_count;
    if (try_piece(loader, next, &probe))
        return load_join_lines(loader, next + 1);
    if (continuation_of(loader, next, probe) != CONTINUES_NOTHING &&
        may_continue(loader, next + 1) && add_piece(loader, next, true)) {
        if (try_piece(loader, next + 1, &probe))
            return next + 2;
        loader->piece_count = count;
        drop_piece(loader, length);
        loader->piece_count = count;
    }
    return next;
}
