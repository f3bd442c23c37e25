/*
 * load.c: a whole input into a configuration.
 *
 * Loading goes on after a bad line. A command that a terminal or a web page broke into several
 * lines is put together again: when the next line is no command by itself, and the two together
 * are one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/pages.h"
#include "parser/assume.h"
#include "parser/bulk.h"
#include "parser/clean.h"
#include "parser/family.h"
#include "parser/fixup.h"
#include "parser/foresee.h"
#include "parser/masked.h"
#include "parser/upgrade.h"
#include "parser/version.h"

#define PIECES_MAX 8
#define FILE_SIZE_MAX (256UL << 20)

/* Where a stretch of a joined command came from. */
struct piece {
    const struct input_line *line;
    size_t start; /* in the joined text */
    size_t skipped;
};

struct loader {
    struct load_result *result;
    const struct load_options *options;
    struct input input;
    int fd; /* the input is of this file; -1: of a text */
    struct parser *parser;
    struct masks masks;
    struct line_objects objects; /* of the line at hand */
    struct version_found found;
    bool upgrades; /* a 6.x text for a later version */
    struct upgrade upgrade;
    char *joined;
    size_t joined_capacity;
    size_t joined_length;
    struct piece pieces[PIECES_MAX];
    size_t piece_count;
};

static struct span
line_span(uint32_t number)
{
    return (struct span){ number, 1, 1 };
}

/* What was taken away from line NUMBER, or from the whole text. */
static void
note_repair(struct loader *loader, uint32_t number, const char *what)
{
    (void)diag_add(&loader->result->diags, DIAG_NOTE, DIAG_REPAIRED, loader->options->file,
                   line_span(number), "%s", what);
}

/* ---- joining ---- */

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

static void
start_pieces(struct loader *loader, const struct input_line *line)
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

static bool
is_comment(const struct input_line *line)
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
    return line->kind == INPUT_COMMAND && !line->plain && !line->prompted && !is_comment(line);
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
static size_t
join_backslashes(struct loader *loader, size_t next)
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
static size_t
join_lines(struct loader *loader, size_t next)
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
        return join_lines(loader, next + 1);
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

/* ---- places of diagnostics ---- */

static uint32_t
to_place(const struct loader *loader, uint32_t column, uint32_t *number)
{
    const struct piece *piece = &loader->pieces[0];
    for (size_t i = 1; i < loader->piece_count; i++) {
        if (column > loader->pieces[i].start)
            piece = &loader->pieces[i];
    }
    *number = piece->line->number;
    uint32_t place = column - (uint32_t)piece->start + (uint32_t)piece->skipped;
    return place > 0 && place < INT32_MAX ? place : 1; /* in a word longer than what is there */
}

/* Diagnostics were placed in the cleaned, joined text; people look at the file. */
static void
map_places(struct loader *loader, size_t from)
{
    struct diags *diags = &loader->result->diags;
    for (size_t i = from; i < diags->count; i++) {
        struct span *span = &diags->items[i].span;
        uint32_t first_line;
        uint32_t last_line;
        uint32_t first = to_place(loader, span->first, &first_line);
        uint32_t last = to_place(loader, span->last, &last_line);
        span->line = first_line;
        span->first = first;
        span->last = last_line == first_line && last >= first ? last : first;
    }
}

/* ---- lines ---- */

static void
count_verdict(struct load_result *result, enum line_verdict verdict)
{
    switch (verdict) {
    case LINE_MODELLED:
        result->modelled++;
        break;
    case LINE_KEPT:
    case LINE_KEPT_TAINTS:
        result->kept++;
        break;
    case LINE_REFUSED:
        result->refused++;
        break;
    case LINE_BLANK:
    case LINE_COMMENT:
    case LINE_NOISE:
    case LINE_JOINED:
    case LINE_IGNORED:
        break;
    }
}

/* Where the line stands in the file, and what it names. */
static const struct line_details *
describe_line(struct loader *loader, const struct input_line *line)
{
    struct line_details *details = arena_zalloc(loader->result->arena, sizeof(*details));
    size_t indent = 0;
    while (indent < line->length && (line->text[indent] == ' ' || line->text[indent] == '\t'))
        indent++;
    if (details == NULL)
        return NULL;
    details->indent = (uint32_t)indent;
    details->length = (uint32_t)(line->length - indent);
    details->column = details->length > 0 ? (uint32_t)(line->skipped + indent) + 1 : 0;
    details->objects = loader->objects.items;
    details->object_count = (uint32_t)loader->objects.count;
    return details;
}

static void
report_line(struct loader *loader, const struct input_line *line, enum line_verdict verdict,
            const char *command)
{
    if (loader->result->lines != NULL)
        loader->result->lines[line->number - 1] = (struct line_report){
            .line = line->number,
            .verdict = verdict,
            .text = line->raw,
            .command = command,
            .details = loader->options->details ? describe_line(loader, line) : NULL,
        };
    count_verdict(loader->result, verdict);
}

/* In a mail, a line that nobody would take for a command. */
static bool
is_prose(const struct loader *loader, const struct input_line *line, size_t before)
{
    const struct diags *diags = &loader->result->diags;
    return loader->input.among_prose && loader->piece_count == 1 && diags->count == before + 1 &&
           diags->items[before].kind == DIAG_UNKNOWN_COMMAND && input_line_is_prose(line);
}

/* What was put together is a command, and nothing more belongs to it. */
static void
take_command(struct loader *loader, const struct input_line *line)
{
    struct diags *diags = &loader->result->diags;
    const char *file = loader->options->file;
    size_t before = diags->count;
    enum line_verdict verdict =
        loader->upgrades
            ? upgrade_bytes(&loader->upgrade, loader->joined, loader->joined_length, line->number)
            : parser_bytes(loader->parser, loader->joined, loader->joined_length, file,
                           line->number);
    if (verdict == LINE_REFUSED && is_prose(loader, line, before)) {
        diags_drop(diags, before);
        parser_forget_refused(loader->parser);
        report_line(loader, line, LINE_NOISE, NULL);
        note_repair(loader, line->number, "what a person says around the configuration");
        return;
    }
    map_places(loader, before);
    report_line(loader, line, verdict, parser_last_command(loader->parser));
    for (size_t i = 1; i < loader->piece_count; i++) {
        const struct input_line *piece = loader->pieces[i].line;
        report_line(loader, piece, LINE_JOINED, parser_last_command(loader->parser));
        (void)diag_add(diags, DIAG_NOTE, DIAG_REPAIRED, file, line_span(piece->number),
                       "joined with line %u, which it continues", line->number);
    }
    if (line->why != NULL && verdict != LINE_COMMENT)
        note_repair(loader, line->number, line->why);
}

/* Returns the index of the next line to read. */
static size_t
load_command(struct loader *loader, size_t i)
{
    const struct input_line *line = &loader->input.lines[i];
    size_t next = i + 1;
    masks_read(&loader->masks, loader->parser, &loader->input, i, &loader->result->diags,
               loader->options->file);
    start_pieces(loader, line);
    if (!is_comment(line)) {
        next = join_backslashes(loader, next);
        if (loader->piece_count == 1)
            next = join_lines(loader, next);
    }
    take_command(loader, line);
    return next;
}

static bool
load_checksum(struct loader *loader, size_t i)
{
    const struct input_line *line = &loader->input.lines[i];
    struct config *config = loader->result->config;
    const char *text = line->text + strlen("Cryptochecksum:");
    text += strspn(text, " ");
    if (loader->upgrades) { /* of a text that is written otherwise now */
        report_line(loader, line, LINE_IGNORED, "Cryptochecksum");
        return true;
    }
    config->checksum = arena_strndup(config->arena, text, strcspn(text, " \t\r"));
    report_line(loader, line, LINE_KEPT, "Cryptochecksum");
    return config->checksum != NULL;
}

/* ---- runs ---- */

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
        report_line(loader, &line, LINE_MODELLED, parser_last_command(loader->parser));
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
        start_pieces(loader, &line);
        take_command(loader, &line);
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

static bool
load_run(struct loader *loader, const struct input_line *run)
{
    if (loader->input.from_file)
        return load_run_of_file(loader, run);
    struct run_text text = { { run->text, run->text + run->length, run->number },
                             loader->result->text };
    load_run_text(loader, &text);
    return true;
}

static bool
load_lines(struct loader *loader)
{
    for (size_t i = 0; i < loader->input.count;) {
        const struct input_line *line = &loader->input.lines[i];
        loader->objects = (struct line_objects){ .arena = loader->result->arena };
        switch (line->kind) {
        case INPUT_COMMAND:
            i = load_command(loader, i);
            continue;
        case INPUT_RUN:
            if (!load_run(loader, line))
                return false;
            break;
        case INPUT_BLANK:
            report_line(loader, line, LINE_BLANK, NULL);
            break;
        case INPUT_NOISE:
            report_line(loader, line, LINE_NOISE, NULL);
            note_repair(loader, line->number, line->why);
            break;
        case INPUT_VERSION:
            report_line(loader, line, LINE_MODELLED, "version");
            if (line->why != NULL)
                note_repair(loader, line->number, line->why);
            break;
        case INPUT_CHECKSUM:
            if (!load_checksum(loader, i))
                return false;
            break;
        }
        i++;
    }
    return true;
}

/* ---- version ---- */

static void
find_release(struct loader *loader, struct os_release *release)
{
    const struct load_options *options = loader->options;
    struct load_result *result = loader->result;
    struct version_found found = { .source = VERSION_UNKNOWN };
    if (!options->has_version || options->release.version >= OS_FIRST_MPF)
        version_of_input(&loader->input, &result->diags, options->file, &found);
    *release = options->has_version ? options->release : found.release;
    result->version_evidence = options->has_version ? "--os" : found.evidence;
    loader->found = found;
    if (!options->has_version && found.source != VERSION_HEADER)
        (void)diag_add(&result->diags, DIAG_NOTE, DIAG_ASSUMED, options->file, line_span(1),
                       "read as version %s (%s)", os_version_name(release->version),
                       found.evidence);
}

/* A 6.x text that was asked to be of a later version is converted as a device would. */
static bool
start_upgrade(struct loader *loader)
{
    const struct version_found *found = &loader->found;
    loader->upgrades = loader->options->has_version && found->source != VERSION_UNKNOWN &&
                       found->release.version < OS_FIRST_MPF;
    return !loader->upgrades || upgrade_begin(&loader->upgrade, loader->parser,
                                              loader->options->file, found->release, found->whole);
}

/* ---- the door ---- */

static bool
load_input(struct loader *loader)
{
    struct load_result *result = loader->result;
    struct os_release release = { 0 };
    result->line_count = loader->input.total;
    for (size_t i = 0; i < loader->input.whole_count; i++)
        note_repair(loader, 1, loader->input.whole[i]);
    if (!loader->options->model_only) {
        size_t size = (loader->input.total + 1) * sizeof(*result->lines);
        result->lines = arena_zalloc(result->arena, size);
        if (result->lines == NULL)
            return false;
    }
    find_release(loader, &release);
    result->config = config_new(release);
    if (result->config == NULL || !fixup_defaults(result->config) ||
        !assume_interfaces(result->config, &loader->input, &result->diags, loader->options->file) ||
        !foresee_interfaces(result->config, &loader->input, &result->diags, loader->options->file))
        return false;
    loader->parser = parser_new(result->config, &result->diags);
    if (loader->parser == NULL)
        return false;
    loader->parser->objects = loader->options->details ? &loader->objects : NULL;
    parser_begin_loading(loader->parser);
    bool good = start_upgrade(loader) && load_lines(loader) && kept_derive_facts(loader->parser);
    parser_end_loading(loader->parser);
    if (loader->upgrades)
        upgrade_end(&loader->upgrade, (uint32_t)result->line_count);
    result->config->checksum_revision = result->config->revision;
    diags_sort(&result->diags);
    return good;
}

/* What the loader has read, by READ. */
static bool
load_with(struct loader *loader, const struct load_options *options, bool read)
{
    struct load_options copy = *options;
    copy.file = options->file != NULL ? options->file : "-";
    loader->result->file = copy.file;
    loader->result->arena = arena_new();
    loader->options = &copy;
    bool good = read && loader->result->arena != NULL;
    if (good) {
        diags_init(&loader->result->diags, loader->result->arena);
        good = load_input(loader);
    }
    parser_free(loader->parser);
    input_fini(&loader->input);
    free(loader->joined);
    if (!good)
        load_result_free(loader->result);
    return good;
}

/* TEXT is malloc'd, with room for a NUL, and the result's from now on. */
static bool
load_text(char *text, size_t length, const struct load_options *options, struct load_result *result)
{
    *result = (struct load_result){ .text = text };
    struct loader loader = { .result = result, .fd = -1 };
    bool runs = !options->by_rows && !options->details;
    bool read = input_read(text, length, runs, &loader.input);
    bool good = load_with(&loader, options, read);
    if (good && options->model_only) {
        free(result->text);
        result->text = NULL;
    }
    return good;
}

/* Below this a file is read as a whole. */
#define LARGE_FILE (1L << 20)

/* A large file of usual text, of which only the model is wanted; *USUAL false: it is none. */
static bool
load_by_pieces(int fd, const struct load_options *options, struct load_result *result, bool *usual)
{
    struct stat status;
    struct loader loader = { .result = result, .fd = fd };
    *usual = options->model_only && !options->by_rows && fstat(fd, &status) == 0 &&
             S_ISREG(status.st_mode) && status.st_size >= LARGE_FILE;
    if (!*usual)
        return true;
    bool read = input_read_file(fd, &loader.input, usual);
    if (*usual || !read)
        return load_with(&loader, options, read);
    input_fini(&loader.input);
    return true;
}

bool
config_load_text(const char *text, size_t length, const struct load_options *options,
                 struct load_result *result)
{
    char *copy = malloc(length + 1);
    *result = (struct load_result){ 0 };
    if (copy == NULL)
        return false;
    if (length > 0)
        memcpy(copy, text, length);
    return load_text(copy, length, options, result);
}

static char *
read_stream(FILE *stream, size_t *length, const char **error)
{
    /* a file that says its size is read in one go; it may still be another by then */
    struct stat status;
    bool sized = fstat(fileno(stream), &status) == 0 && S_ISREG(status.st_mode) &&
                 status.st_size < (off_t)FILE_SIZE_MAX;
    size_t capacity = sized ? (size_t)status.st_size + 2 : 65536;
    char *text = malloc(capacity);
    *length = 0;
    if (text != NULL && sized)
        pages_expect(text, capacity);
    while (text != NULL) {
        /* one byte stays free, for a NUL behind the last line */
        size_t got = fread(text + *length, 1, capacity - 1 - *length, stream);
        *length += got;
        if (got == 0)
            break;
        if (*length < capacity - 1)
            continue;
        if (capacity >= FILE_SIZE_MAX) {
            *error = "the file is too large for a configuration";
            free(text);
            return NULL;
        }
        capacity *= 2;
        char *larger = realloc(text, capacity);
        if (larger == NULL)
            free(text);
        text = larger;
    }
    if (text == NULL) {
        *error = "out of memory";
    } else if (ferror(stream)) {
        *error = strerror(errno);
        free(text);
        text = NULL;
    }
    return text;
}

bool
config_load_file(const char *path, const struct load_options *options, struct load_result *result,
                 const char **error)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *stream = standard ? stdin : fopen(path, "rb");
    size_t length;
    *result = (struct load_result){ 0 };
    if (stream == NULL) {
        *error = strerror(errno);
        return false;
    }
    struct load_options named = *options;
    if (named.file == NULL)
        named.file = standard ? "standard input" : path;
    *error = "out of memory";
    bool by_pieces = false;
    bool good = standard || load_by_pieces(fileno(stream), &named, result, &by_pieces);
    if (good && !by_pieces) {
        char *text = read_stream(stream, &length, error);
        good = text != NULL && load_text(text, length, &named, result);
    }
    if (!standard)
        fclose(stream);
    return good;
}

void
load_result_free(struct load_result *result)
{
    config_free(result->config);
    arena_free(result->arena);
    free(result->text);
    *result = (struct load_result){ 0 };
}
