/*
 * match.c: rows against a line.
 *
 * Each line is first matched without noting what was expected, which is all that a good line needs.
 * Only a bad line (match_report.c) and a completion (match_complete.c) walk the rows again and
 * write that down.
 */
#include "parser/match.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/match_private.h"

enum quality { QUALITY_NONE, QUALITY_VALUE, QUALITY_ABBREVIATION, QUALITY_EXACT };

static int
compare_words(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t shorter = a_length < b_length ? a_length : b_length;
    int order = strncasecmp(a, b, shorter);
    if (order != 0)
        return order;
    return (a_length > b_length) - (a_length < b_length);
}

static int
compare_indexed(const void *left, const void *right)
{
    const struct indexed *a = left;
    const struct indexed *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    int order = compare_words(a->word, a->length, b->word, b->length);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

/* The first eight letters in lower case, in the order of compare_words. */
static uint64_t
word_key(const char *word, size_t length)
{
    uint64_t key = 0;
    for (size_t i = 0; i < sizeof(key); i++)
        key = key << 8 | (i < length ? (unsigned char)tolower((unsigned char)word[i]) : 0);
    return key;
}

struct command_table *
command_table_new(const struct command *const *rows, size_t count)
{
    struct command_table *table = malloc(sizeof(*table));
    if (table == NULL)
        return NULL;
    *table = (struct command_table){ .rows = rows, .count = count };
    table->index = calloc(count + 1, sizeof(*table->index));
    if (table->index == NULL) {
        free(table);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const char *word = rows[i]->words[0].text;
        size_t length = keyword_length(word);
        table->index[i] = (struct indexed){ word_key(word, length), word, length, i };
    }
    qsort(table->index, count, sizeof(*table->index), compare_indexed);
    return table;
}

void
command_table_free(struct command_table *table)
{
    if (table == NULL)
        return;
    free(table->index);
    free(table);
}

const struct command *const *
command_table_rows(const struct command_table *table, size_t *count)
{
    *count = table->count;
    return table->rows;
}

/* ---- what word types call ---- */

const struct token *
matching_next(const struct matching *matching)
{
    return matching->at < matching->line->count ? &matching->line->tokens[matching->at] : NULL;
}

void
completions_add(struct completions *completions, const struct completion *item, size_t length)
{
    for (size_t i = 0; i < completions->count; i++) {
        struct completion *old = &completions->items[i];
        if (strlen(old->text) != length || memcmp(old->text, item->text, length) != 0)
            continue;
        if (old->help[0] == '\0' && item->help != NULL)
            old->help = item->help;
        return;
    }
    char *copy = arena_strndup(completions->arena, item->text, length);
    if (copy == NULL)
        return;
    struct completion *added =
        arena_append(completions->arena, &completions->items, &completions->count,
                     &completions->capacity, sizeof(*added));
    if (added == NULL)
        return;
    *added = *item;
    added->text = copy;
    if (added->help == NULL)
        added->help = "";
}

/* Moves the furthest place on; false when the next word is before it. */
static bool
reach(struct matching *matching)
{
    if (matching->at < matching->furthest)
        return false;
    if (matching->at > matching->furthest) {
        matching->furthest = matching->at;
        matching->why = NULL;
        if (matching->expected != NULL)
            matching->expected->count = 0;
    }
    return true;
}

static void
expect_slice(struct matching *matching, size_t length, struct completion item)
{
    if (reach(matching) && matching->recording)
        completions_add(matching->expected, &item, length);
}

void
matching_expect(struct matching *matching, const char *text, const char *help, bool is_keyword)
{
    expect_slice(matching, strlen(text),
                 (struct completion){ .text = text, .help = help, .is_keyword = is_keyword });
}

void
matching_expect_name(struct matching *matching, const char *text, const char *help)
{
    expect_slice(
        matching, strlen(text),
        (struct completion){ .text = text, .help = help, .is_keyword = true, .is_name = true });
}

void
matching_blame(struct matching *matching, const char *why)
{
    if (reach(matching))
        matching->why = why;
}

static void
note_quality(struct matching *matching, enum quality quality, const char *keyword)
{
    if (matching->at < MATCHING_QUALITIES) {
        matching->quality[matching->at] = (uint8_t)quality;
        matching->keyword[matching->at] = keyword;
    }
}

void
matching_take(struct matching *matching)
{
    note_quality(matching, QUALITY_VALUE, NULL);
    matching->at++;
}

bool
matching_keyword(struct matching *matching, const char *keyword, const char *help)
{
    const char *part = keyword;
    while (*part != '\0') {
        size_t length = keyword_length(part);
        bool last = part[length] == '\0';
        const struct token *token = matching_next(matching);
        if (token == NULL || token->length > length ||
            strncasecmp(token->text, part, token->length) != 0) {
            expect_slice(matching, length,
                         (struct completion){ .text = part, .help = help, .is_keyword = true });
            return false;
        }
        note_quality(matching, token->length == length ? QUALITY_EXACT : QUALITY_ABBREVIATION,
                     part);
        matching->at++;
        part += length + !last;
    }
    return true;
}

bool
matching_word(struct matching *matching, const struct word *word, void *scratch)
{
    if (!version_in(matching->context->version, word->since, word->before))
        return true;
    size_t start = matching->at;
    if (word->type->match(word, matching, scratch)) {
        if (matching->note != NULL)
            matching_note_objects(matching, word, start);
        return true;
    }
    matching->at = start;
    return word->optional;
}

bool
matching_words(struct matching *matching, const struct word *words, void *scratch)
{
    for (const struct word *word = words; word->type != NULL; word++) {
        if (!matching_word(matching, word, scratch))
            return false;
    }
    return true;
}

/* ---- rows ---- */

bool
row_is_here(const struct matcher *matcher, const struct command *row, bool negated)
{
    uint32_t modes = row->modes != 0 ? row->modes : MODE_BIT(MODE_CONFIG);
    if (row->set == NULL && !row->kept)
        return false; /* a row that only writes */
    if ((modes & matcher->modes) == 0 ||
        (row->within != 0 && (row->within & matcher->within) == 0) ||
        !version_in(matcher->context.version, row->since, row->before))
        return false;
    return negated ? row->no_only || row->unset != NULL || row->kept : !row->no_only;
}

/*
 * The rows whose first word is WORD, or, when none of these could match here, starts with it: in a
 * sub-mode `icmp` is short for icmp-object, for all that icmp is a command elsewhere.
 */
struct candidates {
    const struct indexed *first;
    size_t count;
};

static size_t
lower_bound(const struct command_table *table, const char *word, size_t length)
{
    size_t low = 0;
    size_t high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct indexed *entry = &table->index[middle];
        if (compare_words(entry->word, entry->length, word, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct candidates
find_candidates(const struct matcher *matcher, const struct token *token, bool negated)
{
    const struct command_table *table = matcher->table;
    size_t low = lower_bound(table, token->text, token->length);
    struct candidates found = { &table->index[low], 0 };
    bool any_here = false;
    while (low + found.count < table->count && found.first[found.count].length == token->length &&
           strncasecmp(found.first[found.count].word, token->text, token->length) == 0) {
        any_here =
            any_here || row_is_here(matcher, table->rows[found.first[found.count].row], negated);
        found.count++;
    }
    while (!any_here && low + found.count < table->count &&
           found.first[found.count].length >= token->length &&
           strncasecmp(found.first[found.count].word, token->text, token->length) == 0)
        found.count++;
    return found;
}

/* The whole line from word START on; WORDS_GIVEN says how far into the row it came. */
static bool
try_row(struct matching *matching, const struct command *row, size_t start, bool negated,
        unsigned char *scratch, size_t *words_given)
{
    matching->at = start;
    memset(scratch, 0, row->scratch_size);
    if (row->kind != 0)
        memcpy(scratch, &row->kind, sizeof(row->kind));
    if (row->init != NULL)
        row->init(scratch);
    size_t i = 0;
    for (; row->words[i].type != NULL; i++) {
        if (matching_word(matching, &row->words[i], scratch))
            continue;
        if (!negated || row->no_words == 0 || i < row->no_words || matching_next(matching) != NULL)
            return false;
        break;
    }
    *words_given = i;
    bool whole = matching_next(matching) == NULL;
    matching_expect(matching, "<cr>", "", false);
    return whole;
}

enum comparison { WORSE, SAME, BETTER, UNDECIDED };

/* Does A say more about the line than B? The first word that they read differently decides. */
static enum comparison
compare_matches(const struct matching *a, const struct matching *b, size_t *where)
{
    for (size_t i = 0; i < a->line->count && i < MATCHING_QUALITIES; i++) {
        *where = i;
        if (a->quality[i] != b->quality[i])
            return a->quality[i] > b->quality[i] ? BETTER : WORSE;
        if (a->quality[i] != QUALITY_ABBREVIATION || a->keyword[i] == b->keyword[i])
            continue;
        size_t a_length = keyword_length(a->keyword[i]);
        size_t b_length = keyword_length(b->keyword[i]);
        if (compare_words(a->keyword[i], a_length, b->keyword[i], b_length) != 0)
            return UNDECIDED;
    }
    return SAME;
}

/* One walk over the candidates. */
struct search {
    const struct command *best;
    struct matching best_matching;
    size_t words_given;
    bool ambiguous;
    size_t ambiguous_at;
    const struct command *nearest; /* of those that fail */
};

static void
consider(struct search *search, const struct command *row, const struct matching *matching,
         size_t words_given)
{
    size_t where = 0;
    enum comparison comparison =
        search->best == NULL ? BETTER : compare_matches(matching, &search->best_matching, &where);
    if (comparison == UNDECIDED) {
        search->ambiguous = true;
        search->ambiguous_at = where;
    }
    if (comparison != BETTER)
        return;
    search->best = row;
    search->best_matching = *matching;
    search->words_given = words_given;
    search->ambiguous = false;
}

static void
search_rows(const struct matcher *matcher, struct matching *matching,
            const struct candidates *candidates, size_t start, bool negated, struct search *search,
            unsigned char *scratch)
{
    for (size_t i = 0; i < candidates->count; i++) {
        const struct command *row = matcher->table->rows[candidates->first[i].row];
        if (!row_is_here(matcher, row, negated))
            continue;
        size_t words_given = 0;
        size_t before = matching->furthest;
        memset(matching->quality, QUALITY_NONE, sizeof(matching->quality));
        if (try_row(matching, row, start, negated, scratch, &words_given))
            consider(search, row, matching, words_given);
        else if (search->nearest == NULL || matching->furthest > before)
            search->nearest = row;
    }
}

/*
 * May words behind the command's first two be shortened? From 7.0 on they may; "most must be typed
 * in full" in 6.x is not verified (shell.md 2), and a line that is read cannot be missed.
 */
static const bool short_inner_words[OS_COUNT] = {
    [OS_6_2] = true, [OS_6_3] = true, [OS_7_0] = true, [OS_7_1] = true,
    [OS_7_2] = true, [OS_8_0] = true, [OS_8_1] = true, [OS_8_2] = true,
};

/* A word that had to be typed in full, and was not. */
static bool
find_too_short(const struct matcher *matcher, const struct line *line,
               const struct matching *matching, size_t start, size_t *at)
{
    if (short_inner_words[matcher->context.version])
        return false;
    for (*at = start + 2; *at < line->count && *at < MATCHING_QUALITIES; (*at)++) {
        if (matching->quality[*at] == QUALITY_ABBREVIATION)
            return true;
    }
    return false;
}

/*
 * A short word of the line that could be another one as well: only those that are typed in full
 * are told apart by what follows. Listings have no short words, so this costs them nothing.
 */
static bool
find_ambiguous(const struct matcher *matcher, const struct line *line,
               const struct matching *matching, size_t start, size_t *at)
{
    struct arena *arena = NULL;
    bool found = false;
    for (size_t i = start; i < line->count && i < MATCHING_QUALITIES && !found; i++) {
        if (matching->quality[i] != QUALITY_ABBREVIATION)
            continue;
        if (arena == NULL)
            arena = arena_new();
        if (arena == NULL)
            break;
        *at = i;
        found = match_short_for(matcher, line, i, arena).count > 1;
    }
    arena_free(arena);
    return found;
}

static bool
is_negated(const struct line *line)
{
    return line->count > 1 && strcasecmp(line->tokens[0].text, "no") == 0;
}

static struct matching
start_matching(const struct matcher *matcher, const struct line *line, struct completions *expected)
{
    return (struct matching){
        .context = &matcher->context,
        .line = line,
        .recording = expected != NULL,
        .expected = expected,
    };
}

bool
match_line(const struct matcher *matcher, const struct line *line, struct match *match)
{
    match->command = NULL;
    match->why = NULL;
    match->at = 0;
    match->status = MATCH_UNKNOWN_COMMAND;
    match->negated = is_negated(line);
    size_t start = match->negated;
    if (line->count == 0)
        return false;
    const struct token *first = &line->tokens[start];
    struct candidates candidates = find_candidates(matcher, first, match->negated);
    struct matching matching = start_matching(matcher, line, NULL);
    struct search search = { 0 };
    search_rows(matcher, &matching, &candidates, start, match->negated, &search,
                match->scratch.bytes);
    if (!search.ambiguous && search.best != NULL)
        search.ambiguous =
            find_ambiguous(matcher, line, &search.best_matching, start, &search.ambiguous_at);
    if (search.ambiguous) {
        match->status = MATCH_AMBIGUOUS;
        match->at = search.ambiguous_at;
        return false;
    }
    if (search.best != NULL &&
        find_too_short(matcher, line, &search.best_matching, start, &match->at)) {
        match->status = MATCH_INVALID;
        match->command = search.best;
        return false;
    }
    if (search.best != NULL) {
        /* another row may have used the scratch since */
        match->status = MATCH_OK;
        match->command = search.best;
        return try_row(&matching, search.best, start, match->negated, match->scratch.bytes,
                       &match->words_given);
    }
    match->command = search.nearest;
    match->at = matching.furthest;
    match->why = matching.why;
    if (line->count == 1 && strcasecmp(first->text, "no") == 0) {
        match->status = MATCH_INCOMPLETE;
        match->at = 1;
        match->command = NULL;
    } else if (search.nearest == NULL || matching.furthest <= start) {
        match->status = MATCH_UNKNOWN_COMMAND;
        match->at = start;
    } else {
        match->status = match->at >= line->count ? MATCH_INCOMPLETE : MATCH_INVALID;
    }
    return false;
}

size_t
match_expected(const struct matcher *matcher, const struct line *line, size_t start, bool negated,
               struct completions *expected)
{
    unsigned char *scratch = arena_zalloc(expected->arena, COMMAND_SCRATCH);
    if (scratch == NULL)
        return 0;
    const struct token *first = &line->tokens[start];
    struct candidates candidates = find_candidates(matcher, first, negated);
    struct matching matching = start_matching(matcher, line, expected);
    struct search search = { 0 };
    search_rows(matcher, &matching, &candidates, start, negated, &search, scratch);
    return matching.furthest;
}

void
match_objects(const struct matcher *matcher, const struct line *line, const struct match *match,
              object_note *note, void *context)
{
    struct matching matching = start_matching(matcher, line, NULL);
    struct match again;
    size_t words_given;
    matching.note = note;
    matching.note_context = context;
    (void)try_row(&matching, match->command, match->negated ? 1 : 0, match->negated,
                  again.scratch.bytes, &words_given);
}
