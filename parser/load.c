/*
 * load.c: a whole input into a configuration. Loading goes on after a bad line.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/pages.h"
#include "parser/assume.h"
#include "parser/fixup.h"
#include "parser/foresee.h"
#include "parser/load_private.h"

#define FILE_SIZE_MAX (256UL << 20)

/* What was taken away from line NUMBER, or from the whole text. */
static void
note_repair(struct loader *loader, uint32_t number, const char *what)
{
    (void)diag_add(&loader->result->diags, DIAG_NOTE, DIAG_REPAIRED, loader->options->file,
                   line_span(number), "%s", what);
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

void
load_report(struct loader *loader, const struct input_line *line, enum line_verdict verdict,
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
void
load_take_command(struct loader *loader, const struct input_line *line)
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
        load_report(loader, line, LINE_NOISE, NULL);
        note_repair(loader, line->number, "what a person says around the configuration");
        return;
    }
    map_places(loader, before);
    load_report(loader, line, verdict, parser_last_command(loader->parser));
    for (size_t i = 1; i < loader->piece_count; i++) {
        const struct input_line *piece = loader->pieces[i].line;
        load_report(loader, piece, LINE_JOINED, parser_last_command(loader->parser));
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
    load_start_pieces(loader, line);
    if (!input_line_is_comment(line)) {
        next = load_join_backslashes(loader, next);
        if (loader->piece_count == 1)
            next = load_join_lines(loader, next);
    }
    load_take_command(loader, line);
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
        load_report(loader, line, LINE_IGNORED, "Cryptochecksum");
        return true;
    }
    config->checksum = arena_strndup(config->arena, text, strcspn(text, " \t\r"));
    load_report(loader, line, LINE_KEPT, "Cryptochecksum");
    return config->checksum != NULL;
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
            load_report(loader, line, LINE_BLANK, NULL);
            break;
        case INPUT_NOISE:
            load_report(loader, line, LINE_NOISE, NULL);
            note_repair(loader, line->number, line->why);
            break;
        case INPUT_VERSION:
            load_report(loader, line, LINE_MODELLED, "version");
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
    if (!options->has_version || !behaviour(options->release.version)->flat_commands)
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
                       behaviour(found->release.version)->flat_commands;
    return !loader->upgrades || upgrade_begin(&loader->upgrade, loader->parser,
                                              loader->options->file, found->release, found->whole);
}

/* ---- the door ---- */

/* A new one, of the version that the text says or was asked to be of. */
static bool
make_config(struct loader *loader)
{
    struct load_result *result = loader->result;
    const char *file = loader->options->file;
    struct os_release release = { 0 };
    find_release(loader, &release);
    result->config = config_new(release);
    return result->config != NULL && fixup_defaults(result->config) &&
           assume_interfaces(result->config, &loader->input, &result->diags, file) &&
           foresee_interfaces(result->config, &loader->input, &result->diags, file);
}

static bool
load_input(struct loader *loader)
{
    struct load_result *result = loader->result;
    result->line_count = loader->input.total;
    for (size_t i = 0; i < loader->input.whole_count; i++)
        note_repair(loader, 1, loader->input.whole[i]);
    if (!loader->options->model_only) {
        size_t size = (loader->input.total + 1) * sizeof(*result->lines);
        result->lines = arena_zalloc(result->arena, size);
        if (result->lines == NULL)
            return false;
    }
    if (result->config == NULL && !make_config(loader))
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

/* TEXT is malloc'd, with room for a NUL, and the result's from now on; so is ONTO, unless NULL. */
static bool
load_text(char *text, size_t length, struct config *onto, const struct load_options *options,
          struct load_result *result)
{
    *result = (struct load_result){ .text = text, .config = onto };
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
config_load_more(struct config *config, const char *text, size_t length,
                 const struct load_options *options, struct load_result *result)
{
    char *copy = malloc(length + 1);
    *result = (struct load_result){ 0 };
    if (copy == NULL) {
        config_free(config);
        return false;
    }
    if (length > 0)
        memcpy(copy, text, length);
    return load_text(copy, length, config, options, result);
}

bool
config_load_text(const char *text, size_t length, const struct load_options *options,
                 struct load_result *result)
{
    return config_load_more(NULL, text, length, options, result);
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
        good = text != NULL && load_text(text, length, NULL, &named, result);
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
