/*
 * edits.c: lines are the same when they stand under the same lines. Of those that are in both, the
 * longest run in the same order stays; the others have moved. Between lines that stay, one that
 * goes and one that comes and begins alike are one that has changed.
 */
#include "cli/diff/edits.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/listing.h"
#include "parser/parser.h"

#define NO_EDIT SIZE_MAX
#define DEPTH_MAX 8
/* Lines that go times lines that come in one place: beyond it, no two are looked at as one. */
#define PAIRS_MAX ((size_t)1 << 20)

enum script_kind { LINE_STAYS, LINE_GOES, LINE_COMES };

struct script_line {
    enum script_kind kind;
    const char *raw; /* with its indentation */
    size_t edit;     /* NO_EDIT: it stays */
    size_t at;       /* in its own configuration */
};

/* A configuration as it would be written. */
struct written {
    const char **raw;
    const char **keys; /* with the lines that it stands under */
    size_t *heads;     /* the line of no indentation that it stands under, or itself */
    size_t count;
};

static size_t
indent_of(const char *raw)
{
    return strspn(raw, " ");
}

/* Of no meaning, or of none for another configuration. */
static bool
is_bare(const char *raw)
{
    return *raw == '\0' || *raw == '!' || *raw == ':' ||
           strncmp(raw, "Cryptochecksum", strlen("Cryptochecksum")) == 0;
}

/* ---- one configuration ---- */

static const char *
key_under(struct arena *arena, const char *above, const char *text)
{
    size_t length = strlen(above), size = length + strlen(text) + 2;
    char *key = arena_zalloc(arena, size);
    if (key != NULL)
        (void)snprintf(key, size, "%s\n%s", above, text);
    return key;
}

/* Adds a line; ABOVE[n] is the key of the latest line at depth N - 1. */
static bool
add_line(struct arena *arena, struct written *written, const char *raw,
         const char *above[static DEPTH_MAX + 1])
{
    size_t depth = indent_of(raw);
    if (depth >= DEPTH_MAX)
        depth = DEPTH_MAX - 1;
    const char *key = key_under(arena, above[depth], raw + indent_of(raw));
    if (key == NULL)
        return false;
    for (size_t deeper = depth + 1; deeper <= DEPTH_MAX; deeper++)
        above[deeper] = key;
    size_t at = written->count++;
    written->raw[at] = raw;
    written->keys[at] = key;
    written->heads[at] = depth == 0 || at == 0 ? at : written->heads[at - 1];
    return true;
}

static bool
cut(struct arena *arena, char *text, struct written *written)
{
    size_t capacity = 1;
    for (const char *c = text; *c != '\0'; c++)
        capacity += *c == '\n';
    written->raw = arena_zalloc(arena, capacity * sizeof(*written->raw));
    written->keys = arena_zalloc(arena, capacity * sizeof(*written->keys));
    written->heads = arena_zalloc(arena, capacity * sizeof(*written->heads));
    if (written->raw == NULL || written->keys == NULL || written->heads == NULL)
        return false;
    const char *above[DEPTH_MAX + 1];
    for (size_t i = 0; i <= DEPTH_MAX; i++)
        above[i] = "";
    char *rest = NULL;
    for (char *line = strtok_r(text, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest)) {
        size_t length = strlen(line);
        while (length > 0 && line[length - 1] == ' ')
            line[--length] = '\0';
        if (!is_bare(line) && !add_line(arena, written, line, above))
            return false;
    }
    return true;
}

static bool
write_out(struct arena *arena, const struct config *config, struct written *written)
{
    char *text = NULL;
    size_t size;
    *written = (struct written){ 0 };
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return false;
    config_write(config, out);
    bool good = fclose(out) == 0;
    char *kept = good ? arena_strdup(arena, text) : NULL;
    free(text);
    return kept != NULL && cut(arena, kept, written);
}

/* ---- both ---- */

static void
add_to_script(struct edits *edits, enum script_kind kind, const struct written *written, size_t at)
{
    edits->script[edits->script_count++] = (struct script_line){
        .kind = kind,
        .raw = written->raw[at],
        .edit = NO_EDIT,
        .at = at,
    };
}

static void
merge(struct edits *edits, const struct written *old, const struct written *new,
      const bool *old_stays, const bool *new_stays)
{
    size_t i = 0, j = 0;
    while (i < old->count || j < new->count) {
        for (; i < old->count && !old_stays[i]; i++)
            add_to_script(edits, LINE_GOES, old, i);
        for (; j < new->count && !new_stays[j]; j++)
            add_to_script(edits, LINE_COMES, new, j);
        if (j < new->count)
            add_to_script(edits, LINE_STAYS, new, j++);
        i += i < old->count;
    }
}

static size_t
new_edit(struct edits *edits)
{
    edits->items[edits->count] = (struct edit){ 0 };
    return edits->count++;
}

/* The words that both begin with. */
static size_t
words_alike(const char *a, const char *b)
{
    size_t words = 0, at = 0;
    for (; a[at] == b[at]; at++) {
        if (a[at] == '\0')
            return words + 1;
        words += a[at] == ' ';
    }
    bool ends = (a[at] == '\0' && b[at] == ' ') || (a[at] == ' ' && b[at] == '\0');
    return words + ends;
}

/* What may become one edit with a line that comes: it goes, and stands as deep. */
static size_t
likeness(const struct script_line *goes, const struct script_line *comes)
{
    size_t indent = indent_of(goes->raw);
    if (goes->kind != LINE_GOES || goes->edit != NO_EDIT || indent != indent_of(comes->raw))
        return 0;
    return words_alike(goes->raw + indent, comes->raw + indent);
}

/* Of the lines from FIRST up to END that go, the one most like COMES; NULL: none. */
static struct script_line *
most_like(struct edits *edits, size_t first, size_t end, const struct script_line *comes)
{
    struct script_line *best = NULL;
    size_t most = 0;
    for (size_t i = first; i < end; i++) {
        size_t words = likeness(&edits->script[i], comes);
        if (words > most) {
            most = words;
            best = &edits->script[i];
        }
    }
    return best;
}

/* Its head goes or comes too: one edit with it. */
static bool
is_body(const struct edits *edits, const struct script_line *line, const struct written *of,
        const size_t *places)
{
    size_t head = of->heads[line->at];
    return head != line->at && edits->script[places[head]].kind == line->kind;
}

struct both {
    const struct written *old, *new;
    const size_t *goes, *comes; /* places in the script, by line */
};

/* Lines whose match is elsewhere: both are of one edit, with what stands under them. */
static void
number_moves(struct edits *edits, const size_t *matches, const struct both *both)
{
    for (size_t i = 0; i < edits->script_count; i++) {
        struct script_line *line = &edits->script[i];
        if (line->kind != LINE_GOES || matches[line->at] == NOT_MATCHED)
            continue;
        size_t above = is_body(edits, line, both->old, both->goes)
                           ? edits->script[both->goes[both->old->heads[line->at]]].edit
                           : NO_EDIT;
        line->edit = above != NO_EDIT ? above : new_edit(edits);
        edits->script[both->comes[matches[line->at]]].edit = line->edit;
    }
}

static void
number_run(struct edits *edits, size_t first, size_t end, const struct both *both)
{
    size_t comes = first;
    while (comes < end && edits->script[comes].kind == LINE_GOES)
        comes++;
    bool pairs = (comes - first) * (end - comes) <= PAIRS_MAX;
    for (size_t i = comes; i < end && pairs; i++) {
        struct script_line *line = &edits->script[i], *other;
        if (line->edit != NO_EDIT || is_body(edits, line, both->new, both->comes) ||
            (other = most_like(edits, first, comes, line)) == NULL ||
            is_body(edits, other, both->old, both->goes))
            continue;
        line->edit = other->edit = new_edit(edits);
    }
    for (size_t i = first; i < end; i++) {
        struct script_line *line = &edits->script[i];
        bool goes = line->kind == LINE_GOES;
        const struct written *of = goes ? both->old : both->new;
        const size_t *places = goes ? both->goes : both->comes;
        if (line->edit == NO_EDIT && is_body(edits, line, of, places))
            line->edit = edits->script[places[of->heads[line->at]]].edit;
        else if (line->edit == NO_EDIT)
            line->edit = new_edit(edits);
    }
}

static void
number_runs(struct edits *edits, const struct both *both)
{
    for (size_t i = 0; i < edits->script_count; i++) {
        size_t end = i;
        while (end < edits->script_count && edits->script[end].kind != LINE_STAYS)
            end++;
        if (end > i)
            number_run(edits, i, end, both);
        i = end;
    }
}

static void
name_edits(struct edits *edits)
{
    for (size_t i = 0; i < edits->script_count; i++) {
        const struct script_line *line = &edits->script[i];
        if (line->kind == LINE_STAYS)
            continue;
        struct edit *edit = &edits->items[line->edit];
        const char **text = line->kind == LINE_GOES ? &edit->old_line : &edit->new_line;
        if (*text == NULL)
            *text = line->raw + indent_of(line->raw);
    }
}

/* MATCHES and STAYS are of OLD's lines. */
static bool
number_all(struct edits *edits, const struct written *old, const struct written *new,
           const size_t *matches, const bool *stays)
{
    size_t most = old->count + new->count;
    bool *new_stays = arena_zalloc(edits->arena, (new->count + 1) * sizeof(*new_stays));
    size_t *places = arena_zalloc(edits->arena, (most + 1) * sizeof(*places));
    edits->script = arena_zalloc(edits->arena, (most + 1) * sizeof(*edits->script));
    edits->items = arena_zalloc(edits->arena, (most + 1) * sizeof(*edits->items));
    if (new_stays == NULL || places == NULL || edits->script == NULL || edits->items == NULL)
        return false;
    for (size_t i = 0; i < old->count; i++) {
        if (stays[i])
            new_stays[matches[i]] = true;
    }
    merge(edits, old, new, stays, new_stays);
    const struct both both = { old, new, places, places + old->count };
    for (size_t i = 0; i < edits->script_count; i++) {
        const struct script_line *line = &edits->script[i];
        places[line->kind == LINE_GOES ? line->at : old->count + line->at] = i;
    }
    for (size_t i = 0; i < old->count; i++) {
        if (stays[i])
            places[i] = both.comes[matches[i]];
    }
    number_moves(edits, matches, &both);
    number_runs(edits, &both);
    name_edits(edits);
    return true;
}

bool
edits_of(const struct config *old_config, const struct config *new_config, struct edits *edits)
{
    struct written old, new;
    *edits = (struct edits){ .arena = arena_new() };
    bool good = edits->arena != NULL && write_out(edits->arena, old_config, &old) &&
                write_out(edits->arena, new_config, &new);
    size_t *matches = good ? match_texts(old.keys, old.count, new.keys, new.count) : NULL;
    bool *stays = good ? calloc(old.count + 1, sizeof(*stays)) : NULL;
    good = matches != NULL && stays != NULL && longest_in_order(matches, old.count, stays);
    for (size_t i = 0; good && i < old.count; i++)
        stays[i] = stays[i] && stays[old.heads[i]];
    good = good && number_all(edits, &old, &new, matches, stays);
    free(matches);
    free(stays);
    if (!good)
        edits_free(edits);
    return good;
}

void
edits_free(struct edits *edits)
{
    arena_free(edits->arena);
    *edits = (struct edits){ 0 };
}

char *
edits_text(const struct edits *edits, const bool *undone, size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < edits->script_count; i++) {
        const struct script_line *line = &edits->script[i];
        if (line->kind == LINE_STAYS || undone[line->edit] == (line->kind == LINE_GOES))
            fprintf(out, "%s\n", line->raw);
    }
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
