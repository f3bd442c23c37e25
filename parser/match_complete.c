/*
 * match_complete.c: what may stand at the end of a text, for `?` and Tab.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/match_private.h"

static int
compare_completions(const void *left, const void *right)
{
    const struct completion *a = left;
    const struct completion *b = right;
    bool a_ends = strcmp(a->text, "<cr>") == 0;
    bool b_ends = strcmp(b->text, "<cr>") == 0;
    if (a_ends != b_ends)
        return a_ends ? 1 : -1;
    if (a->is_keyword != b->is_keyword)
        return a->is_keyword ? -1 : 1;
    return strcmp(a->text, b->text);
}

static void
complete_first_word(const struct matcher *matcher, const char *prefix, bool negated,
                    struct completions *completions)
{
    size_t length = strlen(prefix);
    bool has_no = false;
    for (size_t i = 0; i < matcher->table->count; i++) {
        const struct command *row = matcher->table->rows[i];
        has_no = has_no || row_is_here(matcher, row, true);
        if (row->refused || !row_is_here(matcher, row, negated))
            continue;
        const char *word = row->words[0].text;
        if (strncasecmp(word, prefix, length) == 0)
            completions_add(completions, &(struct completion){ word, row->help, true, false },
                            keyword_length(word));
    }
    if (!negated && has_no && strncasecmp("no", prefix, length) == 0)
        completions_add(
            completions,
            &(struct completion){ "no", "Negate a command or set its defaults", true, false }, 2);
}

static void
complete_inner_word(const struct matcher *matcher, const struct line *line, size_t start,
                    const char *prefix, struct completions *completions)
{
    struct completions expected = { .arena = completions->arena };
    if (match_expected(matcher, line, start, start > 0, &expected) != line->count)
        return; /* a word before the cursor is wrong */
    size_t length = strlen(prefix);
    for (size_t i = 0; i < expected.count; i++) {
        const struct completion *item = &expected.items[i];
        if (length == 0 || (item->is_keyword && strncasecmp(item->text, prefix, length) == 0))
            completions_add(completions, item, strlen(item->text));
    }
}

void
match_complete(const struct matcher *matcher, const char *text, struct completions *completions)
{
    struct line line = { 0 };
    size_t length = strlen(text);
    if (!line_split(&line, text, length)) {
        line_fini(&line);
        return;
    }
    bool after_blank = length == 0 || text[length - 1] == ' ' || text[length - 1] == '\t';
    const char *prefix = "";
    if (!after_blank && line.count > 0) {
        line.count--;
        prefix = line.tokens[line.count].text;
    }
    bool negated = line.count > 0 && strcasecmp(line.tokens[0].text, "no") == 0;
    size_t start = negated;
    if (line.count <= start)
        complete_first_word(matcher, prefix, negated, completions);
    else
        complete_inner_word(matcher, &line, start, prefix, completions);
    if (completions->count > 1)
        qsort(completions->items, completions->count, sizeof(*completions->items),
              compare_completions);
    line_fini(&line);
}

/* What may stand at word AT, given what stands before and the word itself or nothing of it. */
static struct completions
offered_at(const struct matcher *matcher, const struct line *line, size_t at, bool with_word,
           struct arena *arena)
{
    struct completions offered = { .arena = arena };
    const struct token *token = &line->tokens[at];
    size_t length = token->column - 1 + (with_word ? token->length : 0);
    const char *text = arena_strndup(arena, line->text, length);
    if (text != NULL)
        match_complete(matcher, text, &offered);
    return offered;
}

struct completions
match_short_for(const struct matcher *matcher, const struct line *line, size_t at,
                struct arena *arena)
{
    struct completions fitting = offered_at(matcher, line, at, true, arena);
    size_t count = 0;
    for (size_t i = 0; i < fitting.count; i++) {
        const struct completion *item = &fitting.items[i];
        if (strcasecmp(item->text, line->tokens[at].text) == 0)
            return (struct completions){ .arena = arena }; /* in full */
        if (item->is_keyword && !item->is_name)
            fitting.items[count++] = *item;
    }
    fitting.count = count;
    return fitting;
}

bool
match_takes_value(const struct matcher *matcher, const struct line *line, size_t at,
                  struct arena *arena)
{
    struct completions all = offered_at(matcher, line, at, false, arena);
    bool letter = isalpha((unsigned char)line->tokens[at].text[0]) != 0;
    for (size_t i = 0; i < all.count; i++) {
        const struct completion *item = &all.items[i];
        bool number = item->text[0] == '<'; /* <cr> as well */
        if (!item->is_keyword && !(number && letter) && strcmp(item->text, "<cr>") != 0)
            return true;
    }
    return false;
}
