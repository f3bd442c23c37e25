/*
 * match_complete.c: what may stand at the end of a text, for `?` and Tab.
 */
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
            completions_add(completions, word, keyword_length(word), row->help, true);
    }
    if (!negated && has_no && strncasecmp("no", prefix, length) == 0)
        completions_add(completions, "no", 2, "Negate a command or set its defaults", true);
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
            completions_add(completions, item->text, strlen(item->text), item->help,
                            item->is_keyword);
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
