/*
 * row_words_test.c: what holds for every word of every row, in every version: `?` told of it, it
 * may be shortened as long as that means one word, and a wrong word there gets the caret.
 *
 * Lines come from row_lines_test.h; each beginning of one is looked at once.
 */
#include <glob.h>
#include <strings.h>

#include "parser/row_lines_test.h"

/* No word of any row, and no name of anything. */
static const char wrong[] = "?wrong";

static enum os_version version;
static struct load_result box;
static struct parser *parser;
static struct arena *arena;
static struct complaints complaints;
static size_t looked_at, shortened, ambiguous, wronged;

/* A line that is being looked at, and its words. */
struct view {
    const struct command *row;
    struct matcher matcher;
    struct line line;
};

static char *
join(const char *before, const char *word, const char *behind)
{
    size_t size = strlen(before) + strlen(word) + strlen(behind) + 3;
    char *text = arena_zalloc(arena, size);
    ck_assert_ptr_nonnull(text);
    snprintf(text, size, "%s%s%s%s%s", before, before[0] != '\0' && word[0] != '\0' ? " " : "",
             word, behind[0] != '\0' ? " " : "", behind);
    return text;
}

/* The line before word AT, without the blank. */
static char *
before_word(const struct view *view, size_t at)
{
    size_t length = at == 0 ? 0 : line_column(&view->line, at) - 2;
    return arena_strndup(arena, view->line.text, length);
}

/* ---- what may stand somewhere ---- */

/* A value that nearly any word fits. */
static bool
is_free(const struct completion *item)
{
    static const char *const values[] = { "WORD", "LINE", "URL", "if_name" };
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        if (strcmp(item->text, values[i]) == 0)
            return true;
    }
    return false;
}

static bool
takes_any(const struct completions *offered)
{
    for (size_t i = 0; i < offered->count; i++) {
        if (is_free(&offered->items[i]))
            return true;
    }
    return false;
}

static bool
takes_line(const struct completions *offered)
{
    for (size_t i = 0; i < offered->count; i++) {
        if (strcmp(offered->items[i].text, "LINE") == 0)
            return true;
    }
    return false;
}

static bool
ends(const struct completions *offered)
{
    return offered->count > 0 && strcmp(offered->items[offered->count - 1].text, "<cr>") == 0;
}

static size_t
count_starting(const struct completions *offered, const char *word, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < offered->count; i++)
        count += offered->items[i].is_keyword && !offered->items[i].is_name &&
                 strncasecmp(offered->items[i].text, word, length) == 0;
    return count;
}

static const struct completion *
keyword_in(const struct completions *offered, const char *word, size_t length)
{
    for (size_t i = 0; i < offered->count; i++) {
        const struct completion *item = &offered->items[i];
        if (item->is_keyword && strlen(item->text) == length &&
            strncasecmp(item->text, word, length) == 0)
            return item;
    }
    return NULL;
}

/* ---- refusals ---- */

/* What is said of TEXT; NULL: it is taken. */
static const struct diag *
refusal_of(const struct view *view, const char *text)
{
    struct line line = { 0 };
    struct match match;
    struct diags *diags = arena_zalloc(arena, sizeof(*diags));
    const struct diag *diag = NULL;
    ck_assert(diags != NULL && line_split(&line, text, strlen(text)));
    diags_init(diags, arena);
    if (!match_line(&view->matcher, &line, &match))
        diag = match_report(&view->matcher, &line, &match, diags, NULL, 1);
    line_fini(&line);
    return diag;
}

/* TEXT is refused for its word at COLUMN, LENGTH long. */
static void
check_caret(const struct view *view, const char *text, size_t column, size_t length)
{
    const struct diag *diag = refusal_of(view, text);
    wronged++;
    if (diag == NULL)
        complain(&complaints, view->row, "taken", "\"%s\" is taken", text);
    else if (diag->span.first != column || diag->span.last != column + length - 1)
        complain(&complaints, view->row, "caret", "\"%s\": the caret is under %u to %u (%s)", text,
                 diag->span.first, diag->span.last, diag->text);
    else if (diag->kind == DIAG_AMBIGUOUS || diag->kind == DIAG_INCOMPLETE)
        complain(&complaints, view->row, "kind", "\"%s\": %s", text, diag->text);
}

static void
check_ambiguous(const struct view *view, const char *text, const struct completions *offered,
                const char *word, size_t length)
{
    const struct diag *diag = refusal_of(view, text);
    ambiguous++;
    if (diag == NULL) {
        complain(&complaints, view->row, "ambiguous", "\"%s\" is taken with %.*s", text,
                 (int)length, word);
        return;
    }
    if (diag->kind != DIAG_AMBIGUOUS)
        complain(&complaints, view->row, "not ambiguous", "\"%s\": %s", text, diag->text);
    for (size_t i = 0; i < offered->count; i++) {
        const char *candidate = offered->items[i].text;
        if (offered->items[i].is_keyword && !offered->items[i].is_name &&
            strncasecmp(candidate, word, length) == 0 && strstr(diag->text, candidate) == NULL)
            complain(&complaints, view->row, "candidates", "\"%s\": %s, without %s", text,
                     diag->text, candidate);
    }
}

/* ---- meaning ---- */

static void
write_words(const struct matcher *matcher, const struct match *match, char *text, size_t size)
{
    FILE *out = fmemopen(text, size, "w");
    ck_assert_ptr_nonnull(out);
    struct writing writing = { &matcher->context, out, false };
    const struct kept_scratch *kept = (const void *)match->scratch.bytes;
    if (match->command->kept)
        fputs(kept->rest != NULL ? kept->rest : "", out); /* NULL: the row takes no more words */
    else
        writing_words(&writing, match->command->words, match->scratch.bytes, SIZE_MAX);
    fclose(out);
}

static void
check_same(const struct view *view, const char *text)
{
    struct line line = { 0 };
    struct match match;
    struct match whole;
    char meant[1024] = "";
    char means[1024] = "";
    shortened++;
    ck_assert(match_line(&view->matcher, &view->line, &whole));
    ck_assert(line_split(&line, text, strlen(text)));
    if (!match_line(&view->matcher, &line, &match)) {
        const struct diag *diag = refusal_of(view, text);
        complain(&complaints, view->row, "shortened", "\"%s\" is not \"%s\": %s", text,
                 view->line.text, diag->text);
    } else {
        write_words(&view->matcher, &whole, meant, sizeof(meant));
        write_words(&view->matcher, &match, means, sizeof(means));
        if (match.command != whole.command || match.words_given != whole.words_given ||
            strcmp(meant, means) != 0)
            complain(&complaints, view->row, "means", "\"%s\" means \"%s\" (%s), not \"%s\"", text,
                     means, match.command->name, meant);
    }
    line_fini(&line);
}

/* ---- one word ---- */

static void
check_short_forms(const struct view *view, size_t at, const struct completions *offered)
{
    const struct token *token = &view->line.tokens[at];
    const char *before = before_word(view, at);
    const char *behind = line_rest(&view->line, at + 1);
    const struct completion *item = keyword_in(offered, token->text, token->length);
    uint32_t address;
    /* names are offered like keywords, or may be spelt like one, but are never shortened */
    if (takes_any(offered) || item == NULL || item->is_name ||
        config_address_of(box.config, token->text, &address))
        return;
    for (size_t length = 1; length < token->length; length++) {
        size_t count = count_starting(offered, token->text, length);
        const char *cut = arena_strndup(arena, token->text, length);
        if (keyword_in(offered, token->text, length) != NULL)
            continue; /* a word of its own */
        if (count == 1)
            check_same(view, join(before, cut, behind));
        else
            check_ambiguous(view, join(before, cut, behind), offered, token->text, length);
    }
}

/* `?` before the word tells of it, and something about each that it offers. */
static void
check_offered(const struct view *view, size_t at, const struct completions *offered)
{
    const struct token *token = &view->line.tokens[at];
    bool value = false;
    for (size_t i = 0; i < offered->count; i++) {
        const struct completion *item = &offered->items[i];
        if (item->help[0] == '\0' && !item->is_name && strcmp(item->text, "<cr>") != 0)
            complain(&complaints, view->row, item->text,
                     "nothing is told about \"%s\" before \"%s\"", item->text, view->line.text);
    }
    for (size_t i = 0; i < offered->count; i++)
        value =
            value || (!offered->items[i].is_keyword && !(i + 1 == offered->count && ends(offered)));
    if (!value && keyword_in(offered, token->text, token->length) == NULL)
        complain(&complaints, view->row, "offered", "\"%s\" is not offered before \"%s\"",
                 token->text, view->line.text);
}

/* False: free text began before the word, so that nothing is known of it. */
static bool
check_word(const struct view *view, size_t at)
{
    const char *before = before_word(view, at);
    struct completions offered = offered_after(&view->matcher, before, arena);
    looked_at++;
    check_offered(view, at, &offered);
    check_short_forms(view, at, &offered);
    if (!takes_any(&offered)) {
        const char *behind = line_rest(&view->line, at + 1);
        size_t column = view->line.tokens[at].column;
        check_caret(view, join(before, wrong, behind), column, strlen(wrong));
        check_caret(view, join(before, wrong, ""), column, strlen(wrong));
    }
    if (at > 0 && !ends(&offered)) {
        const struct diag *diag = refusal_of(view, before);
        if (diag == NULL || diag->kind != DIAG_INCOMPLETE)
            complain(&complaints, view->row, "incomplete", "\"%s\": %s", before,
                     diag != NULL ? diag->text : "is taken, but no <cr> was offered");
    }
    return !takes_line(&offered);
}

static void
check_end(const struct view *view)
{
    struct completions offered = offered_after(&view->matcher, view->line.text, arena);
    const char *longer = join(view->line.text, wrong, "");
    if (!ends(&offered))
        complain(&complaints, view->row, "end", "\"%s\" is taken, but <cr> is not offered",
                 view->line.text);
    if (takes_any(&offered))
        return;
    check_caret(view, longer, strlen(view->line.text) + 2, strlen(wrong));
    const struct diag *diag = refusal_of(view, longer);
    if (offered.count == 1 && diag != NULL && diag->kind != DIAG_TOO_MANY)
        complain(&complaints, view->row, "too many", "\"%s\": %s", longer, diag->text);
}

/* ---- rows ---- */

/* A beginning that was looked at. */
struct beginning_seen {
    uint64_t key;
    bool free; /* free text begins behind it */
};

struct seen_set {
    struct beginning_seen *items;
    size_t count, capacity;
};

static struct beginning_seen *
seen_find(const struct seen_set *set, uint64_t key)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->items[i].key == key)
            return &set->items[i];
    }
    return NULL;
}

static void
check_line(struct view *view, const char *text, struct seen_set *set)
{
    struct match match;
    ck_assert(line_split(&view->line, text, strlen(text)));
    if (!match_line(&view->matcher, &view->line, &match) || match.command != view->row)
        return;
    for (size_t at = view->row->no_only; at < view->line.count; at++) {
        size_t length = line_column(&view->line, at) - 1 + view->line.tokens[at].length;
        uint64_t key = hash_bytes(view->line.text, length, 3);
        struct beginning_seen *seen = seen_find(set, key);
        if (seen == NULL) {
            bool free = !check_word(view, at);
            seen = arena_append(arena, &set->items, &set->count, &set->capacity, sizeof(*seen));
            ck_assert_ptr_nonnull(seen);
            *seen = (struct beginning_seen){ key, free };
        }
        if (seen->free)
            return;
    }
    check_end(view);
}

static void
check_row(const struct command *row, enum mode mode)
{
    struct seen_set set = { 0 };
    arena = arena_new();
    ck_assert_ptr_nonnull(arena);
    struct row_lines lines = lines_of_row(row, mode, box.config, arena);
    struct view view = {
        .row = row,
        /* a sub-mode has the rows of one protocol */
        .matcher = { parser->table,
                     { box.config, version },
                     MODE_BIT(mode),
                     row->within != 0 ? row->within & (~row->within + 1) : 1 },
    };
    for (size_t i = 0; i < lines.count; i++) {
        if (has_turn(version, lines.texts[i], i))
            check_line(&view, lines.texts[i], &set);
    }
    line_fini(&view.line);
    arena_free(arena);
}

START_TEST(every_word_of_every_row)
{
    if (!version_has_turn((enum os_version)_i))
        return;
    struct command_position position = { 0 };
    const struct command *row;
    complaints.version = version = (enum os_version)_i;
    load_prelude(version, &box);
    parser = parser_new(box.config, &box.diags);
    ck_assert_ptr_nonnull(parser);
    while ((row = next_command(&position)) != NULL) {
        uint32_t modes = row->modes != 0 ? row->modes : MODE_BIT(MODE_CONFIG);
        for (unsigned mode = 0; mode < MODE_USER; mode++) {
            if ((modes & MODE_BIT(mode)) != 0 && !row->refused && (row->set != NULL || row->kept) &&
                version_in(version, row->since, row->before))
                check_row(row, (enum mode)mode);
        }
    }
    printf("# %s: %zu words, %zu short forms, %zu ambiguous ones, %zu wrong words\n",
           os_version_name(version), looked_at, shortened, ambiguous, wronged);
    parser_free(parser);
    load_result_free(&box);
    ck_assert_msg(complaints.count == 0, "%u complaints", complaints.count);
}
END_TEST

/* ---- lines of listings: what a row takes without telling of it would not be made above ---- */

/* The word, or the one that it shortens: `Oct`. */
static bool
is_offered(const char *before, const struct token *token)
{
    struct completions offered = { .arena = arena };
    parser_complete(parser, before, &offered);
    for (size_t i = 0; i < offered.count; i++) {
        const struct completion *item = &offered.items[i];
        bool value = !item->is_keyword && strcmp(item->text, "<cr>") != 0;
        if (value || (item->is_keyword && strncasecmp(item->text, token->text, token->length) == 0))
            return true;
    }
    return takes_line(&offered);
}

/* The first word that `?` does not tell of; NULL: it tells of all.
 * Free text ends the look. */
static const char *
find_untold(const struct line *line)
{
    for (size_t at = 1; at < line->count; at++) {
        char *before = arena_strndup(arena, line->text, line_column(line, at) - 1);
        struct completions offered = { .arena = arena };
        parser_complete(parser, before, &offered);
        if (takes_line(&offered))
            return NULL;
        if (!is_offered(before, &line->tokens[at]))
            return line->tokens[at].text;
    }
    return NULL;
}

static size_t untold_count;

static size_t
tell_untold(const char *path, const char *word, const char *line)
{
    fprintf(stderr, "%s: \"%s\" of \"%s\" is taken, but not offered\n", path, word, line);
    return 1;
}

/* A line that stands no further in than a header is not of its sub-mode, whose words `?` has first.
 */
static void
leave_deeper(size_t indent)
{
    while (parser->depth > 0 && parser->frames[parser->depth].indent >= indent)
        parser_leave_mode(parser);
}

static void
check_listing(const char *path)
{
    char *listing = text_of_file(path);
    struct load_options options = { .file = path };
    const char *error;
    ck_assert_ptr_nonnull(listing);
    ck_assert(config_load_file(path, &options, &box, &error));
    version = box.config->os.version;
    struct config *config = config_new(box.config->os);
    parser = parser_new(config, &box.diags);
    ck_assert(config != NULL && parser != NULL);
    for (const char *at = listing; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        struct line line = { 0 };
        char *text = arena_strndup(arena, at, length);
        ck_assert(line_split(&line, text, length));
        leave_deeper(line.indent);
        const char *untold = find_untold(&line);
        looked_at++;
        if (parser_line(parser, text, path, 1) == LINE_MODELLED && untold != NULL)
            untold_count += tell_untold(path, untold, text);
        line_fini(&line);
        at += length + (at[length] == '\n');
    }
    free(listing);
    parser_free(parser);
    config_free(config);
    load_result_free(&box);
}

START_TEST(every_word_of_a_listing_is_offered)
{
    glob_t found;
    arena = arena_new();
    ck_assert_ptr_nonnull(arena);
    ck_assert_int_eq(glob("testdata/config/[678]*/*.ok", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        check_listing(found.gl_pathv[i]);
    printf("# %zu lines of %zu listings\n", looked_at, found.gl_pathc);
    ck_assert_uint_eq(untold_count, 0);
    globfree(&found);
    arena_free(arena);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("row words");
    TCase *tcase = tcase_create("words");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, every_word_of_a_listing_is_offered);
    tcase_add_loop_test(tcase, every_word_of_every_row, OS_FIRST, OS_LAST + 1);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
