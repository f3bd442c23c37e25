/*
 * compare.c: rounds of additions and removals on a copy, section by section.
 *
 * The copy tells what a line does beyond itself: each pass looks at the listing as it is by then.
 * What cannot be added yet (an address that another static still has) waits for the next round.
 */
#include "parser/compare_private.h"

#include <stdarg.h>
#include <stdlib.h>

#define ROUNDS_MAX 6
/* From here on: lines that only a file is forgiven, and shorter `no` forms. */
#define ROUND_FORGIVING 3

/* ---- typing ---- */

static bool
keep_line(struct comparing *comparing, const char *text, bool forgiven)
{
    struct comparison *comparison = comparing->comparison;
    struct comparison_line *line =
        arena_append(comparison->arena, &comparison->lines, &comparison->count,
                     &comparison->capacity, sizeof(*line));
    const char *copy = arena_strdup(comparison->arena, text);
    if (line == NULL || copy == NULL) {
        comparison->count -= line != NULL;
        comparing->failed = true;
        return false;
    }
    *line = (struct comparison_line){ copy, forgiven };
    return true;
}

void
compare_say(struct comparing *comparing, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = diag_text(comparing->comparison->arena, format, arguments);
    va_end(arguments);
    if (text != NULL)
        (void)keep_line(comparing, text, false);
}

enum line_verdict
comparison_type(const struct comparison *comparison, size_t at, struct parser *parser)
{
    const struct comparison_line *line = &comparison->lines[at];
    return parser_line(parser, line->text, line->forgiven ? "listing" : NULL, 0);
}

/* Types it, and notes it; the sub-mode that it may enter is not left. */
static bool
type_line(struct comparing *comparing, const char *text)
{
    bool forgiven = false;
    bool taken = parser_line(comparing->parser, text, NULL, 0) != LINE_REFUSED;
    if (!taken && comparing->round >= ROUND_FORGIVING) {
        forgiven = true;
        taken = parser_line(comparing->parser, text, "listing", 0) != LINE_REFUSED;
    }
    comparing->copy.diags.count = 0;
    if (taken && forgiven)
        compare_say(comparing, "! a device refuses the next line");
    return taken && keep_line(comparing, text, forgiven);
}

static void
leave(struct comparing *comparing)
{
    struct comparison *comparison = comparing->comparison;
    const struct entered *entered = &comparing->entered[--comparing->depth];
    (void)parser_leave_mode(comparing->parser);
    if (entered->was_there && comparison->count == entered->line + 1)
        comparison->count--;
    else
        (void)keep_line(comparing, "exit", false);
}

/* The sub-mode of HEADER; false when it is refused or has none. */
static bool
enter(struct comparing *comparing, const char *header, bool was_there)
{
    size_t line = comparing->comparison->count;
    if (comparing->depth == FRAMES_MAX || !type_line(comparing, header))
        return false;
    if (comparing->parser->depth <= comparing->depth) {
        if (was_there)
            comparing->comparison->count = line;
        return false;
    }
    comparing->entered[comparing->depth++] = (struct entered){ line, was_there };
    return true;
}

static const char *
two_words(struct arena *arena, const char *first, const char *second)
{
    size_t size = strlen(first) + strlen(second) + 2;
    char *text = arena_zalloc(arena, size);
    if (text != NULL)
        snprintf(text, size, "%s %s", first, second);
    return text;
}

bool
compare_enter(struct comparing *comparing, const char *command, const char *name)
{
    const char *header = two_words(comparing->comparison->arena, command, name);
    return header != NULL && enter(comparing, header, true);
}

void
compare_leave(struct comparing *comparing)
{
    leave(comparing);
}

static const char *const translation_commands[] = { "nat ",       "global ",  "static ",
                                                    "alias ",     "no nat ",  "no global ",
                                                    "no static ", "no alias " };

bool
compare_type(struct comparing *comparing, const char *text)
{
    if (compare_holds(comparing, text) || !type_line(comparing, text))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(translation_commands); i++) {
        const char *command = translation_commands[i];
        if (strncmp(text, command, strlen(command)) == 0)
            comparing->translations = true;
    }
    if (comparing->parser->depth > comparing->depth) {
        (void)parser_leave_mode(comparing->parser);
        (void)keep_line(comparing, "exit", false);
    }
    return true;
}

bool
compare_typef(struct comparing *comparing, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = diag_text(comparing->comparison->arena, format, arguments);
    va_end(arguments);
    return text != NULL && compare_type(comparing, text);
}

/* ---- siblings ---- */

struct pair {
    struct siblings now, to;
    size_t *matches; /* of those of TO among those of NOW */
    bool flat;       /* lines of a kept sub-mode, which has no other in it */
};

/* The sub-mode that was entered last keeps its lines word for word. */
static bool
is_in_kept(const struct comparing *comparing)
{
    const struct parser *parser = comparing->parser;
    return parser->frames[parser->depth].mode == MODE_CONFIG_KEPT;
}

static const char **
texts_of(const struct siblings *siblings)
{
    const char **texts = calloc(siblings->count + 1, sizeof(*texts));
    for (size_t i = 0; texts != NULL && i < siblings->count; i++)
        texts[i] = sibling(siblings, i)->text;
    return texts;
}

static void
pair_free(struct pair *pair)
{
    siblings_free(&pair->now);
    siblings_free(&pair->to);
    free(pair->matches);
}

/* Those under lines I and J, or all of both listings. */
static bool
pair_of(struct comparing *comparing, const struct listing *now, const struct listed *i,
        const struct listing *to, const struct listed *j, struct pair *pair)
{
    *pair = (struct pair){ .flat = i != NULL && is_in_kept(comparing) };
    bool good = siblings_of(now, i != NULL ? (size_t)(i - now->lines) + 1 : 0,
                            i != NULL ? i->end : now->count, pair->flat, &pair->now) &&
                siblings_of(to, j != NULL ? (size_t)(j - to->lines) + 1 : 0,
                            j != NULL ? j->end : to->count, pair->flat, &pair->to);
    const char **now_texts = good ? texts_of(&pair->now) : NULL;
    const char **to_texts = good ? texts_of(&pair->to) : NULL;
    if (now_texts != NULL && to_texts != NULL)
        pair->matches = match_texts(to_texts, pair->to.count, now_texts, pair->now.count);
    free(now_texts);
    free(to_texts);
    if (pair->matches != NULL)
        return true;
    comparing->failed = true;
    pair_free(pair);
    return false;
}

static bool
has_body(const struct listing *listing, const struct listed *line)
{
    return line->end > (size_t)(line - listing->lines) + 1;
}

static void
add_tree(struct comparing *comparing, const struct listing *to, const struct listed *line)
{
    if (!has_body(to, line)) {
        (void)compare_type(comparing, line->raw);
        return;
    }
    if (!enter(comparing, line->raw, false))
        return;
    bool flat = is_in_kept(comparing);
    size_t i = (size_t)(line - to->lines) + 1;
    while (i < line->end) {
        if (flat)
            (void)compare_type(comparing, to->lines[i].raw);
        else
            add_tree(comparing, to, &to->lines[i]);
        i = flat ? i + 1 : to->lines[i].end;
    }
    leave(comparing);
}

typedef void edit_pair(struct comparing *comparing, struct pair *pair);

/* EDIT is done in the sub-mode of line I of TO, which is there already, unless nothing differs. */
static void
edit_under(struct comparing *comparing, const struct pair *pair, size_t i, edit_pair *edit)
{
    const struct listing *now = pair->now.listing;
    const struct listing *to = pair->to.listing;
    const struct listed *new = sibling(&pair->to, i);
    struct pair inner;
    if (pair->flat || pair->matches[i] == NOT_MATCHED)
        return;
    const struct listed *old = sibling(&pair->now, pair->matches[i]);
    if (same_body(now, old, to, new) || !enter(comparing, old->raw, true))
        return;
    if (pair_of(comparing, now, old, to, new, &inner)) {
        edit(comparing, &inner);
        pair_free(&inner);
    }
    leave(comparing);
}

static void
add_missing(struct comparing *comparing, struct pair *pair)
{
    for (size_t i = 0; i < pair->to.count && !comparing->failed; i++) {
        const struct listed *line = sibling(&pair->to, i);
        if (comparing->depth == 0 && is_acl_line(line->text))
            continue;
        if (pair->matches[i] != NOT_MATCHED)
            edit_under(comparing, pair, i, add_missing);
        else if (pair->flat)
            (void)compare_type(comparing, line->raw);
        else
            add_tree(comparing, pair->to.listing, line);
    }
}

/* `no` with all words, later with fewer: what the row takes. */
static bool
remove_line(struct comparing *comparing, const char *raw, const char *text)
{
    struct arena *arena = comparing->comparison->arena;
    if (strncmp(text, "no ", 3) == 0)
        return compare_type(comparing, text + 3);
    size_t indent = (size_t)(text - raw);
    size_t size = strlen(text) + indent + 4;
    char *no = arena_zalloc(arena, size);
    if (no == NULL)
        return false;
    snprintf(no, size, "%.*sno %s", (int)indent, raw, text);
    if (compare_type(comparing, no))
        return true;
    if (comparing->round < ROUND_FORGIVING ||
        (comparing->depth == 0 && strncmp(text, "access-", 7) == 0))
        return false;
    for (char *blank = strrchr(no, ' '); blank > no + indent + 2; blank = strrchr(no, ' ')) {
        *blank = '\0';
        if (compare_type(comparing, no))
            return true;
    }
    return false;
}

static bool *
matched_ones(struct comparing *comparing, const struct pair *pair)
{
    bool *matched = calloc(pair->now.count + 1, sizeof(*matched));
    comparing->failed = comparing->failed || matched == NULL;
    for (size_t i = 0; matched != NULL && i < pair->to.count; i++) {
        if (pair->matches[i] != NOT_MATCHED)
            matched[pair->matches[i]] = true;
    }
    return matched;
}

static void
remove_siblings(struct comparing *comparing, struct pair *pair)
{
    bool *matched = matched_ones(comparing, pair);
    for (size_t i = pair->now.count; matched != NULL && i-- > 0;) {
        const struct listed *line = sibling(&pair->now, i);
        if (!matched[i] && !(comparing->depth == 0 && is_acl_line(line->text)))
            (void)remove_line(comparing, line->raw, line->text);
    }
    free(matched);
}

static void remove_under(struct comparing *comparing, struct pair *pair);

static void
remove_all_under(struct comparing *comparing, struct pair *pair)
{
    remove_siblings(comparing, pair);
    remove_under(comparing, pair);
}

/* What is under lines that stay. */
static void
remove_under(struct comparing *comparing, struct pair *pair)
{
    for (size_t i = 0; i < pair->to.count && !comparing->failed; i++)
        edit_under(comparing, pair, i, remove_all_under);
}

/* ---- order ---- */

static size_t
first_out_of_order(const struct pair *pair)
{
    if (pair->now.count != pair->to.count)
        return NOT_MATCHED;
    size_t first = NOT_MATCHED;
    for (size_t i = pair->to.count; i-- > 0;) {
        if (pair->matches[i] == NOT_MATCHED)
            return NOT_MATCHED;
        if (pair->matches[i] != i)
            first = i;
    }
    return first;
}

static void reorder_under(struct comparing *comparing, struct pair *pair);

/*
 * The same lines in another order: from the first that differs on, each goes and comes again as the
 * last one; so a group that is in use is never empty.
 */
static void
reorder(struct comparing *comparing, struct pair *pair)
{
    size_t first = first_out_of_order(pair);
    if (first == NOT_MATCHED)
        reorder_under(comparing, pair);
    for (size_t i = first; i < pair->to.count && first != NOT_MATCHED; i++) {
        const struct listed *line = sibling(&pair->to, i);
        if (!remove_line(comparing, line->raw, line->text))
            continue;
        if (pair->flat)
            (void)compare_type(comparing, line->raw);
        else
            add_tree(comparing, pair->to.listing, line);
    }
}

static void
reorder_under(struct comparing *comparing, struct pair *pair)
{
    for (size_t i = 0; i < pair->to.count && !comparing->failed; i++)
        edit_under(comparing, pair, i, reorder);
}

/* Their order means nothing, or is not that in which they were typed. */
static bool
keeps_order(const char *section)
{
    static const char *const fixed[] = { "interface",    "nameif",       "ip address",
                                         "access-list",  "access-group", "mtu",
                                         "object-group", "class-map",    "failover ip address",
                                         "policy-map",   "timeout",      "service-policy" };
    for (size_t i = 0; i < ARRAY_LENGTH(fixed); i++) {
        if (strcmp(fixed[i], section) == 0)
            return true;
    }
    return false;
}

/* ---- sections ---- */

enum pass { PASS_ADD, PASS_REMOVE_UNDER, PASS_ORDER_UNDER, PASS_REMOVE, PASS_ORDER };

static void
pass_section(struct comparing *comparing, enum pass pass, const struct listing *now,
             const struct listing *to)
{
    struct pair pair;
    bool acls = strcmp(now->section, "access-list") == 0;
    if (!pair_of(comparing, now, NULL, to, NULL, &pair))
        return;
    switch (pass) {
    case PASS_ADD:
        if (acls)
            compare_acls(comparing, now, to);
        add_missing(comparing, &pair);
        break;
    case PASS_REMOVE_UNDER:
        remove_under(comparing, &pair);
        break;
    case PASS_REMOVE:
        if (acls)
            compare_remove_acls(comparing, now, to);
        remove_siblings(comparing, &pair);
        break;
    case PASS_ORDER_UNDER:
        reorder_under(comparing, &pair);
        break;
    case PASS_ORDER:
        if (!keeps_order(now->section))
            reorder(comparing, &pair);
        break;
    }
    pair_free(&pair);
}

/* False: there is no section AT, or no memory. */
static bool
pass_at(struct comparing *comparing, enum pass pass, size_t at)
{
    struct listing now = { 0 };
    struct listing to = { 0 };
    bool failed;
    bool there = listing_read(comparing->now, at, &now, &failed);
    if (there)
        there = listing_read(comparing->to, at, &to, &failed);
    comparing->failed = comparing->failed || failed;
    if (there && !failed)
        pass_section(comparing, pass, &now, &to);
    listing_free(&now);
    listing_free(&to);
    return there && !comparing->failed;
}

/* A name that goes may be one that comes again for another address; it is only a spelling. */
static size_t
section_of_names(const struct comparing *comparing)
{
    static const char name[] = "name";
    struct listing listing;
    bool failed;
    for (size_t at = 0; listing_read(comparing->to, at, &listing, &failed); at++) {
        bool found = strcmp(listing.section, name) == 0;
        listing_free(&listing);
        if (found)
            return at;
    }
    return NOT_MATCHED;
}

static void
one_round(struct comparing *comparing, size_t names)
{
    size_t sections = 0;
    bool first = comparing->members_go_first;
    if (names != NOT_MATCHED)
        (void)pass_at(comparing, PASS_REMOVE, names);
    for (size_t at = 0; pass_at(comparing, first ? PASS_REMOVE_UNDER : PASS_ADD, at); at++) {
        (void)pass_at(comparing, first ? PASS_ADD : PASS_REMOVE_UNDER, at);
        (void)pass_at(comparing, PASS_ORDER_UNDER, at);
        sections++;
    }
    for (size_t at = sections; at-- > 0 && !comparing->failed;)
        (void)pass_at(comparing, PASS_REMOVE, at);
    for (size_t at = 0; comparing->round > 1 && at < sections && !comparing->failed; at++)
        (void)pass_at(comparing, PASS_ORDER, at);
}

/* ---- the whole ---- */

static bool
load_copy(struct comparing *comparing, const struct config *from)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        return false;
    config_write(from, memory);
    struct load_options options = { .file = "copy", .has_version = true, .release = from->os };
    bool good = fclose(memory) == 0 && config_load_text(text, size, &options, &comparing->copy);
    free(text);
    if (!good)
        return false;
    comparing->now = comparing->copy.config;
    comparing->parser = parser_new(comparing->now, &comparing->copy.diags);
    return comparing->parser != NULL;
}

static void
compare(struct comparing *comparing)
{
    size_t names = section_of_names(comparing);
    size_t left = compare_left(comparing, false);
    if (left > 0) {
        compare_guard(comparing);
        compare_hold_interfaces(comparing);
    }
    for (comparing->round = 1; left > 0 && comparing->round <= ROUNDS_MAX; comparing->round++) {
        size_t before = comparing->comparison->count;
        one_round(comparing, names);
        compare_release_interfaces(comparing);
        if (comparing->failed)
            return;
        left = compare_left(comparing, false);
        if (comparing->comparison->count == before && comparing->round >= ROUND_FORGIVING)
            break;
    }
    if (comparing->translations)
        compare_say(comparing,
                    "! then: clear xlate (translations that are there keep their rules)");
    comparing->comparison->left = left > 0 ? compare_left(comparing, true) : 0;
}

bool
config_compare(const struct config *from, const struct config *to, struct comparison *comparison)
{
    *comparison = (struct comparison){ .arena = arena_new() };
    struct comparing comparing = { .comparison = comparison, .from = from, .to = to };
    if (comparison->arena == NULL)
        return false;
    comparing.failed = !load_copy(&comparing, from);
    if (!comparing.failed)
        compare(&comparing);
    parser_free(comparing.parser);
    load_result_free(&comparing.copy);
    if (comparing.failed)
        comparison_free(comparison);
    return !comparing.failed;
}

void
comparison_free(struct comparison *comparison)
{
    arena_free(comparison->arena);
    *comparison = (struct comparison){ 0 };
}
