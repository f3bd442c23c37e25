/*
 * input.c: a text, or a file of plain text, as lines.
 *
 * The middle of a long list is kept as a stretch of the text. A file is read a piece at a time
 * where nothing in it asks for more: its lists are passed over, and read again when they are
 * loaded, so that the text of a million lines is never in memory as a whole.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parser/clean.h"
#include "parser/clean_look.h"

static size_t
least_indentation(const struct input_line *line, size_t least)
{
    size_t blanks = 0;
    while (blanks < line->length && blanks < least && line->text[blanks] == ' ')
        blanks++;
    return blanks;
}

/*
 * Code in a page or a mail stands further in than its text: all of it by the same blanks. In runs
 * they do no harm.
 */
static void
drop_indentation(struct input *input)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < input->count && least > 0; i++) {
        const struct input_line *line = &input->lines[i];
        struct input_line inner = { 0 };
        if (line->kind == INPUT_RUN) {
            while (least > 0 && input_run_next(line, &inner))
                least = least_indentation(&inner, least);
        } else if (line->kind != INPUT_BLANK && line->kind != INPUT_NOISE) {
            least = least_indentation(line, least);
        }
    }
    if (least == 0 || least == SIZE_MAX)
        return;
    input_say(input, "blanks in front of all lines");
    for (size_t i = 0; i < input->count; i++) {
        struct input_line *line = &input->lines[i];
        if (line->kind == INPUT_COMMAND)
            line_skip(line, least);
    }
}

/* Where terminals and mailers break lines; another width must be met twice. */
static bool
is_usual_width(size_t width)
{
    static const size_t usual[] = { 72, 76, 78, 79, 80, 100, 120, 131, 132 };
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
        if (usual[i] == width)
            return true;
    }
    return false;
}

struct widest {
    size_t width;
    size_t times;
};

static void
note_width(struct widest *widest, const struct input_line *line)
{
    size_t width = line->raw_length;
    if (width < widest->width)
        return;
    width -= width > 0 && line->raw[width - 1] == '\r';
    if (width > widest->width)
        *widest = (struct widest){ width, 0 };
    widest->times += width == widest->width;
}

/* Reading, line by line. */
struct reading {
    struct input *input;
    struct look *look;
    bool in_output;
    bool may_be_plain;
    bool runs;
    struct widest widest;
    char *open; /* the end of the last line, when that is plain and its text is not settled yet */
};

static bool
add_line(struct input *input, const struct input_line *line)
{
    if (input->count == input->capacity) {
        size_t larger = input->capacity == 0 ? 256 : input->capacity * 2;
        struct input_line *lines = realloc(input->lines, larger * sizeof(*lines));
        if (lines == NULL)
            return false;
        input->lines = lines;
        input->capacity = larger;
    }
    input->lines[input->count++] = *line;
    return true;
}

/* The last line, which is plain, goes into a run in front of it, as another one comes. */
static bool
extend_run(struct input *input, const struct input_line *next)
{
    struct input_line *last = &input->lines[input->count - 1];
    struct input_line *run = input->count > 1 ? last - 1 : NULL;
    if (run != NULL && run->kind == INPUT_RUN && run->number + run->count == last->number) {
        run->length = last->offset + last->length - run->offset;
        run->count++;
        *last = *next;
        return true;
    }
    last->kind = INPUT_RUN;
    last->count = 1;
    last->plain = false;
    if (input->from_file)
        last->raw = last->text = NULL;
    return add_line(input, next);
}

/* A copy of a text of the file, which is read into the same place again; NULL: no memory. */
static const char *
keep(struct input *input, const char *text, size_t length)
{
    if (input->arena == NULL)
        input->arena = arena_new();
    return input->arena != NULL ? arena_strndup(input->arena, text, length) : NULL;
}

/* The last line stays one of its own. */
static bool
settle(struct reading *reading)
{
    struct input *input = reading->input;
    if (reading->open == NULL)
        return true;
    struct input_line *last = &input->lines[input->count - 1];
    if (!input->from_file)
        *reading->open = '\0';
    else
        last->raw = last->text = keep(input, last->text, last->length);
    reading->open = NULL;
    return last->text != NULL;
}

/* One line of LENGTH bytes at OFFSET, whose end may be overwritten. */
static bool
take_line(struct reading *reading, char *text, size_t length, size_t offset)
{
    struct input *input = reading->input;
    struct input_line line = { .raw = text, .text = text, .offset = offset };
    line.raw_length = line.length = length;
    line.number = (uint32_t)++input->total;
    line.plain = reading->may_be_plain && !reading->in_output && line_is_plain(text, length);
    bool in_run = line.plain && reading->open != NULL && reading->runs;
    if (!in_run && !settle(reading))
        return false;
    note_width(&reading->widest, &line);
    if (line.plain) {
        reading->open = text + length;
        return in_run ? extend_run(input, &line) : add_line(input, &line);
    }
    if (input->from_file && (line.raw = line.text = keep(input, text, length)) == NULL)
        return false;
    if (!input->from_file)
        text[length] = '\0';
    line_clean(reading->look, &line, &reading->in_output);
    return add_line(input, &line);
}

static bool
end_reading(struct reading *reading)
{
    const struct widest *widest = &reading->widest;
    if (is_usual_width(widest->width) || (widest->width >= 40 && widest->times > 1))
        reading->input->width = widest->width;
    return settle(reading) && !reading->look->failed;
}

/* ---- a text ---- */

static bool
read_lines(char *text, size_t length, struct look *look, bool runs, struct input *input)
{
    bool may_be_plain = !look_is_dressed(look);
    struct reading reading = {
        .input = input, .look = look, .may_be_plain = may_be_plain, .runs = runs && may_be_plain
    };
    char *base = text;
    for (char *end = text + length; text < end;) {
        char *next = memchr(text, '\n', (size_t)(end - text));
        if (next == NULL)
            next = end;
        if (!take_line(&reading, text, (size_t)(next - text), (size_t)(text - base)))
            return false;
        text = next + 1;
    }
    return end_reading(&reading);
}

bool
input_read(char *text, size_t length, bool runs, struct input *input)
{
    struct look look;
    *input = (struct input){ 0 };
    length = look_at_text(text, length, input, &look);
    bool good = read_lines(text, length, &look, runs, input);
    input->arena = look.arena;
    input->among_prose = look.mail || look.page || look.tech;
    if (good && look.tech)
        tech_clean(input, look.running);
    if (good)
        drop_indentation(input);
    return good;
}

bool
input_run_next(const struct input_line *run, struct input_line *line)
{
    const char *end = run->text + run->length;
    const char *text = line->text != NULL ? line->text + line->length + 1 : run->text;
    if (text >= end)
        return false;
    const char *next = memchr(text, '\n', (size_t)(end - text));
    uint32_t number = line->text != NULL ? line->number + 1 : run->number;
    *line = (struct input_line){ .raw = text, .text = text, .number = number, .plain = true };
    line->raw_length = line->length = (size_t)((next != NULL ? next : end) - text);
    return true;
}

/* ---- a file ---- */

struct file_reading {
    struct reading reading;
    struct look look;
    struct counting counting;
    char *buffer;
    size_t have;   /* bytes in it */
    size_t offset; /* of the first one */
    size_t least;  /* blanks in front of every line so far */
    bool usual;    /* nothing needs the whole text so far */
};

/* The lines that are whole in the buffer; what is behind them stays. */
static bool
take_lines(struct file_reading *file, bool last)
{
    char *at = file->buffer;
    char *end = file->buffer + file->have;
    while (at < end && file->usual) {
        char *next = memchr(at, '\n', (size_t)(end - at));
        if (next == NULL && !last)
            break;
        size_t length = (size_t)((next != NULL ? next : end) - at);
        struct input_line line = { .text = at, .length = length };
        look_at_start(&file->look, &file->counting, at, length);
        if (length > 0)
            file->least = least_indentation(&line, file->least);
        size_t offset = file->offset + (size_t)(at - file->buffer);
        if (!take_line(&file->reading, at, length, offset))
            return false;
        file->usual = !look_is_dressed(&file->look);
        at += length + 1;
    }
    if (!settle(&file->reading))
        return false;
    size_t done = (size_t)((at < end ? at : end) - file->buffer);
    file->usual = file->usual && (done > 0 || last);
    memmove(file->buffer, file->buffer + done, file->have - done);
    file->have -= done;
    file->offset += done;
    return true;
}

static bool
read_pieces(int fd, struct file_reading *file)
{
    for (bool last = false; file->usual && !last;) {
        size_t room = INPUT_PIECE - 1 - file->have; /* a byte for a NUL */
        ssize_t got =
            pread(fd, file->buffer + file->have, room, (off_t)(file->offset + file->have));
        last = got <= 0;
        file->usual = got >= 0 && bytes_are_usual(file->buffer + file->have, (size_t)got);
        file->have += got > 0 ? (size_t)got : 0;
        if (file->usual && !take_lines(file, last))
            return false;
    }
    return true;
}

static bool
has_header(const struct input *input)
{
    for (size_t i = 0; i < input->count; i++) {
        if (input->lines[i].kind == INPUT_VERSION)
            return true;
    }
    return false;
}

bool
input_read_file(int fd, struct input *input, bool *usual)
{
    *input = (struct input){ .from_file = true };
    struct file_reading file = {
        .reading = { .input = input, .may_be_plain = true, .runs = true },
        .buffer = malloc(INPUT_PIECE),
        .least = SIZE_MAX,
        .usual = true,
    };
    file.reading.look = &file.look;
    bool good = file.buffer != NULL && read_pieces(fd, &file) && end_reading(&file.reading);
    free(file.buffer);
    *usual =
        file.usual && file.least == 0 && !counting_is_numbered(&file.counting) && has_header(input);
    return good;
}

void
input_say(struct input *input, const char *what)
{
    if (input->whole_count < INPUT_WHOLE_MAX)
        input->whole[input->whole_count++] = what;
}

void
input_fini(struct input *input)
{
    free(input->lines);
    if (input->arena != NULL)
        arena_free(input->arena);
    *input = (struct input){ 0 };
}
