/*
 * compare_left.c: what two configurations still differ in, told line by line: a line that should
 * go, one that should come, and sections whose lines only stand in another order.
 */
#include "parser/compare_private.h"

#include <stdlib.h>

/* Lines with the headers that they stand under, so that equal ones are told apart. */
static const char **
whole_texts(struct arena *arena, const struct listing *listing)
{
    const char **texts = calloc(listing->count + 1, sizeof(*texts));
    size_t above[FRAMES_MAX + 1]; /* the lines that are open */
    size_t depth = 0;
    for (size_t i = 0; texts != NULL && i < listing->count; i++) {
        const struct listed *line = &listing->lines[i];
        while (depth > 0 && listing->lines[above[depth - 1]].end <= i)
            depth--;
        if (depth == 0) {
            texts[i] = line->text;
        } else {
            const char *head = texts[above[depth - 1]];
            size_t size = strlen(head) + strlen(line->text) + 3;
            char *text = arena_zalloc(arena, size);
            if (text == NULL) {
                free(texts);
                return NULL;
            }
            snprintf(text, size, "%s: %s", head, line->text);
            texts[i] = text;
        }
        if (line->end > i + 1 && depth < ARRAY_LENGTH(above))
            above[depth++] = i;
    }
    return texts;
}

static size_t
tell_unmatched(struct comparing *comparing, const char *const *texts, size_t count,
               const char *const *others, size_t other_count, const char *what, bool say)
{
    size_t *matches = match_texts(texts, count, others, other_count);
    size_t left = 0;
    comparing->failed = comparing->failed || matches == NULL;
    for (size_t i = 0; matches != NULL && i < count; i++) {
        if (matches[i] != NOT_MATCHED)
            continue;
        if (say)
            compare_say(comparing, "! left: %s%s", what, texts[i]);
        left++;
    }
    free(matches);
    return left;
}

static bool
same_lines(const struct listing *now, const struct listing *to)
{
    for (size_t i = 0; i < now->count && now->count == to->count; i++) {
        if (strcmp(now->lines[i].raw, to->lines[i].raw) != 0)
            return false;
    }
    return now->count == to->count;
}

static size_t
left_of_section(struct comparing *comparing, const struct listing *now, const struct listing *to,
                bool say)
{
    if (same_lines(now, to))
        return 0;
    struct arena *arena = arena_new();
    const char **olds = arena != NULL ? whole_texts(arena, now) : NULL;
    const char **news = arena != NULL ? whole_texts(arena, to) : NULL;
    size_t left = 0;
    comparing->failed = comparing->failed || olds == NULL || news == NULL;
    if (!comparing->failed) {
        left = tell_unmatched(comparing, olds, now->count, news, to->count, "", say) +
               tell_unmatched(comparing, news, to->count, olds, now->count, "missing: ", say);
        if (left == 0 && say)
            compare_say(comparing, "! left: the order of the lines of %s", now->section);
        left += left == 0;
    }
    free(olds);
    free(news);
    arena_free(arena);
    return left;
}

size_t
compare_left(struct comparing *comparing, bool say)
{
    size_t left = 0;
    struct listing now, to;
    bool failed = false;
    for (size_t at = 0; listing_read(comparing->now, at, &now, &failed); at++) {
        bool there = listing_read(comparing->to, at, &to, &failed);
        if (there) {
            left += left_of_section(comparing, &now, &to, say);
            listing_free(&to);
        }
        listing_free(&now);
        if (!there)
            break;
    }
    comparing->failed = comparing->failed || failed;
    return left;
}
