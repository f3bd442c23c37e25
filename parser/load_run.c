/*
 * load_run.c: runs of lines that need no cleaning, many at a time; of a file they are read again,
 * piece by piece.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/pages.h"
#include "parser/bulk.h"
#include "parser/load_private.h"

/* Lines of a run, in memory that is BASE's. */
struct run_text {
    struct bulk_text text;
    char *base;
};

/* The line that begins at the front. Reports point into the text, and want a NUL behind each. */
static struct input_line
cut_line(const struct run_text *run)
{
    const struct bulk_text *text = &run->text;
    const char *next = memchr(text->at, '\n', (size_t)(text->end - text->at));
    struct input_line line = { .raw = text->at, .text = text->at, .number = text->number };
    line.raw_length = line.length = (size_t)((next != NULL ? next : text->end) - text->at);
    run->base[text->at + line.length - run->base] = '\0';
    return line;
}

static void
pass_line(struct run_text *run, const struct input_line *line)
{
    run->text.at += line->length + 1;
    run->text.number++;
}

static void
report_bulk(struct loader *loader, struct run_text run, size_t count)
{
    if (loader->result->lines == NULL) {
        loader->result->modelled += count;
        return;
    }
    for (; count > 0; count--) {
        struct input_line line = cut_line(&run);
        load_report(loader, &line, LINE_MODELLED, parser_last_command(loader->parser));
        pass_line(&run, &line);
    }
}

static void
load_run_text(struct loader *loader, struct run_text *run)
{
    while (run->text.at < run->text.end) {
        struct run_text before = *run;
        size_t taken =
            loader->upgrades ? 0 : bulk_lines(loader->parser, &run->text, loader->options->file);
        if (taken > 0) {
            report_bulk(loader, before, taken);
            continue;
        }
        struct input_line line = cut_line(run);
        load_start_pieces(loader, &line);
        load_take_command(loader, &line);
        pass_line(run, &line);
    }
}

/* Reads the run again, which was only passed over. */
static bool
load_run_of_file(struct loader *loader, const struct input_line *run)
{
    struct run_text piece = { { .number = run->number }, malloc(INPUT_PIECE) };
    size_t left = run->length;
    off_t offset = (off_t)run->offset;
    while (piece.base != NULL && left > 0) {
        size_t room = left < INPUT_PIECE ? left : INPUT_PIECE - 1;
        ssize_t got = pread(loader->fd, piece.base, room, offset);
        const char *end = got > 0 && (size_t)got < left ? memrchr(piece.base, '\n', (size_t)got)
                                                        : piece.base + (got > 0 ? got : 0);
        if (end == NULL || end == piece.base)
            break;
        piece.text.at = piece.base;
        piece.text.end = end;
        size_t used = (size_t)(end - piece.base) + ((size_t)got < left);
        load_run_text(loader, &piece);
        left -= used;
        offset += (off_t)used;
    }
    bool good = piece.base != NULL;
    if (good && piece.text.number != run->number + run->count)
        (void)diag_add(&loader->result->diags, DIAG_ERROR, DIAG_OTHER, loader->options->file,
                       line_span(piece.text.number), "the file changed while it was read");
    free(piece.base);
    return good;
}

bool
load_run(struct loader *loader, const struct input_line *run)
{
    if (loader->input.from_file)
        return load_run_of_file(loader, run);
    struct run_text text = { { run->text, run->text + run->length, run->number },
                             loader->result->text };
    load_run_text(loader, &text);
    return true;
}
