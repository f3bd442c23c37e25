/*
 * masked.c: masked command words. What a word stands for is looked for among the commands
 * themselves, at the first line that has it: by then the names in it are mostly known.
 */
#include "parser/masked.h"

#include <string.h>
#include <strings.h>

#include "parser/family.h"
#include "parser/match_private.h"

struct unmasking {
    struct parser *parser;
    struct input *input;
    struct matcher matcher;
    const char *mask;
    size_t mask_length;
    size_t count; /* lines that begin with the mask */
    char *text;   /* room for the longest of them, read otherwise */
};

static size_t
word_length(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && text[i] != ' ' && text[i] != '\t' && text[i] != '\0')
        i++;
    return i;
}

static bool
is_command_word(const struct parser *parser, const char *word, size_t length)
{
    size_t count;
    const struct command *const *rows = command_table_rows(parser->table, &count);
    for (size_t i = 0; i < count; i++) {
        const char *first = rows[i]->words[0].text;
        if (first != NULL && strncasecmp(first, word, length) == 0)
            return true;
    }
    return false;
}

static bool
begins_with_mask(const struct unmasking *unmasking, const struct input_line *line)
{
    return line->kind == INPUT_COMMAND && line->length > unmasking->mask_length &&
           line->text[unmasking->mask_length] == '-' &&
           memcmp(line->text, unmasking->mask, unmasking->mask_length) == 0;
}

/* The line with REAL in the place of the mask; its length. */
static size_t
unmask(const struct unmasking *unmasking, const struct input_line *line, const char *real,
       size_t real_length, char *text)
{
    size_t rest = line->length - unmasking->mask_length;
    memcpy(text, real, real_length);
    memcpy(text + real_length, line->text + unmasking->mask_length, rest);
    text[real_length + rest] = '\0';
    return real_length + rest;
}

static bool
fits_every_line(struct unmasking *unmasking, const char *real, size_t real_length)
{
    for (size_t i = 0; i < unmasking->input->count; i++) {
        const struct input_line *line = &unmasking->input->lines[i];
        struct match match;
        if (!begins_with_mask(unmasking, line))
            continue;
        size_t length = unmask(unmasking, line, real, real_length, unmasking->text);
        if (!line_split(&unmasking->parser->line, unmasking->text, length) ||
            !match_line(&unmasking->matcher, &unmasking->parser->line, &match) ||
            match.command->kept) /* which takes any words */
            return false;
    }
    return true;
}

/* The length of what stands in front of END in the command's first word; 0: it ends otherwise. */
static size_t
front_of(const struct command *command, const char *end, size_t end_length)
{
    const char *first = command->words[0].text;
    size_t length = first != NULL ? strcspn(first, " ") : 0;
    if (length <= end_length || strncasecmp(first + length - end_length, end, end_length) != 0)
        return 0;
    return length - end_length;
}

static const char *
find_real(struct unmasking *unmasking, const char *end, size_t end_length, size_t *real_length)
{
    size_t count;
    const struct command *const *rows = command_table_rows(unmasking->parser->table, &count);
    for (size_t i = 0; i < count; i++) {
        *real_length = front_of(rows[i], end, end_length);
        if (*real_length > 0 && row_is_here(&unmasking->matcher, rows[i], false) &&
            fits_every_line(unmasking, rows[i]->words[0].text, *real_length))
            return rows[i]->words[0].text;
    }
    return NULL;
}

static void
change_lines(struct unmasking *unmasking, const char *real, size_t real_length, struct diags *diags,
             const char *file)
{
    for (size_t i = 0; i < unmasking->input->count; i++) {
        struct input_line *line = &unmasking->input->lines[i];
        if (!begins_with_mask(unmasking, line))
            continue;
        size_t word = word_length(line->text, line->length);
        char *text = arena_zalloc(diags->arena, line->length + real_length + 1);
        if (text == NULL)
            return;
        struct span span = { line->number, (uint32_t)line->skipped + 1,
                             (uint32_t)(line->skipped + word) };
        size_t length = unmask(unmasking, line, real, real_length, text);
        (void)diag_add(diags, DIAG_WARNING, DIAG_ASSUMED, file, span,
                       "\"%.*s\" is no command; the word seems to be masked, and is read as "
                       "\"%.*s\"",
                       (int)word, line->text, (int)word_length(text, length), text);
        line->skipped += unmasking->mask_length - real_length; /* may wrap: columns are sums */
        line->text = text;
        line->plain = false;
        line->length = length;
    }
}

/* Counts the lines and makes room for the longest; false: too few of them, or no memory. */
static bool
prepare(struct unmasking *unmasking, struct arena *arena)
{
    size_t longest = 0;
    for (size_t i = 0; i < unmasking->input->count; i++) {
        const struct input_line *line = &unmasking->input->lines[i];
        if (!begins_with_mask(unmasking, line))
            continue;
        unmasking->count++;
        longest = line->length > longest ? line->length : longest;
    }
    if (unmasking->count < 2)
        return false;
    unmasking->text = arena_zalloc(arena, longest + COMMAND_SCRATCH);
    return unmasking->text != NULL;
}

static bool
was_tried(struct masks *masks, const char *mask, size_t length)
{
    for (size_t i = 0; i < masks->tried_count; i++) {
        if (masks->tried[i].length == length && memcmp(masks->tried[i].text, mask, length) == 0)
            return true;
    }
    if (masks->tried_count == MASKS_MAX)
        return true;
    masks->tried[masks->tried_count].text = mask;
    masks->tried[masks->tried_count++].length = length;
    return false;
}

void
masks_read(struct masks *masks, struct parser *parser, struct input *input, size_t i,
           struct diags *diags, const char *file)
{
    const struct input_line *line = &input->lines[i];
    size_t word = word_length(line->text, line->length);
    if (word == 0 || (word == masks->last_length && memcmp(masks->last, line->text, word) == 0))
        return;
    masks->last = line->text;
    masks->last_length = word;
    const char *dash = memchr(line->text, '-', word);
    if (dash == NULL || dash == line->text || is_command_word(parser, line->text, word))
        return;
    size_t length = (size_t)(dash - line->text);
    if (was_tried(masks, line->text, length))
        return;
    struct unmasking unmasking = {
        .parser = parser,
        .input = input,
        .mask = line->text,
        .mask_length = length,
        .matcher = { .table = parser->table,
                     .context = { parser->config, parser->config->os.version },
                     .modes = MODE_BIT(MODE_CONFIG) },
    };
    size_t real_length;
    if (!prepare(&unmasking, diags->arena))
        return;
    const char *real = find_real(&unmasking, dash, word - length, &real_length);
    if (real != NULL)
        change_lines(&unmasking, real, real_length, diags, file);
}
