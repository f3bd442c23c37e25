/*
 * listing.c: sections as lines, and which lines of two of them are the same.
 */
#include "parser/listing.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parser/order.h"

static bool
split_lines(struct listing *listing)
{
    size_t capacity = 1;
    for (const char *at = listing->text; *at != '\0'; at++)
        capacity += *at == '\n';
    listing->lines = calloc(capacity, sizeof(*listing->lines));
    if (listing->lines == NULL)
        return false;
    for (char *at = listing->text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        bool last = at[length] == '\0';
        at[length] = '\0';
        const char *text = at + strspn(at, " ");
        if (text[0] != '\0' && text[0] != '!')
            listing->lines[listing->count++] = (struct listed){ .raw = at, .text = text };
        at += length + !last;
    }
    return true;
}

static size_t
depth_of(const struct listed *line)
{
    return (size_t)(line->text - line->raw);
}

static void
find_ends(struct listing *listing)
{
    for (size_t i = listing->count; i-- > 0;) {
        size_t end = i + 1;
        while (end < listing->count &&
               depth_of(&listing->lines[end]) > depth_of(&listing->lines[i]))
            end = listing->lines[end].end;
        listing->lines[i].end = end;
    }
}

bool
listing_read(const struct config *config, size_t at, struct listing *listing, bool *failed)
{
    size_t size;
    *listing = (struct listing){ 0 };
    FILE *memory = open_memstream(&listing->text, &size);
    *failed = memory == NULL;
    if (memory == NULL)
        return false;
    bool there = config_write_part(config, at, &listing->section, memory);
    *failed = fclose(memory) != 0 || listing->text == NULL || (there && !split_lines(listing));
    if (*failed || !there) {
        listing_free(listing);
        return false;
    }
    find_ends(listing);
    return true;
}

void
listing_free(struct listing *listing)
{
    free(listing->text);
    free(listing->lines);
    *listing = (struct listing){ 0 };
}

bool
same_body(const struct listing *now, const struct listed *i, const struct listing *to,
          const struct listed *j)
{
    size_t a = (size_t)(i - now->lines) + 1;
    size_t b = (size_t)(j - to->lines) + 1;
    while (a < i->end && b < j->end && strcmp(now->lines[a].raw, to->lines[b].raw) == 0) {
        a++;
        b++;
    }
    return a == i->end && b == j->end;
}

bool
siblings_of(const struct listing *listing, size_t first, size_t end, bool flat,
            struct siblings *siblings)
{
    *siblings = (struct siblings){ .listing = listing };
    siblings->at = calloc(end - first + 1, sizeof(*siblings->at));
    for (size_t i = first; siblings->at != NULL && i < end;
         i = flat ? i + 1 : listing->lines[i].end)
        siblings->at[siblings->count++] = i;
    return siblings->at != NULL;
}

void
siblings_free(struct siblings *siblings)
{
    free(siblings->at);
    *siblings = (struct siblings){ 0 };
}

/* ---- matching ---- */

struct text_at {
    const char *text;
    size_t at;
    size_t taken; /* of the first of a run: how many of it */
};

static int
by_text(const void *a, const void *b)
{
    const struct text_at *first = a;
    const struct text_at *second = b;
    int order = strcmp(first->text, second->text);
    if (order != 0)
        return order;
    return first->at < second->at ? -1 : first->at > second->at;
}

/* The next one of this text that is not taken. */
static size_t
take(struct text_at *sorted, size_t count, const char *text)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(sorted[middle].text, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count || strcmp(sorted[low].text, text) != 0)
        return NOT_MATCHED;
    size_t at = low + sorted[low].taken;
    if (at >= count || strcmp(sorted[at].text, text) != 0)
        return NOT_MATCHED;
    sorted[low].taken++;
    return sorted[at].at;
}

size_t *
match_texts(const char *const *texts, size_t count, const char *const *others, size_t other_count)
{
    struct text_at *sorted = calloc(other_count + 1, sizeof(*sorted));
    size_t *matches = calloc(count + 1, sizeof(*matches));
    if (sorted == NULL || matches == NULL) {
        free(sorted);
        free(matches);
        return NULL;
    }
    for (size_t i = 0; i < other_count; i++)
        sorted[i] = (struct text_at){ .text = others[i], .at = i };
    qsort(sorted, other_count, sizeof(*sorted), by_text);
    for (size_t i = 0; i < count; i++)
        matches[i] = take(sorted, other_count, texts[i]);
    free(sorted);
    return matches;
}

/* Patience: TOPS[n] is where the best run of n + 1 ends, BEFORE[i] what comes before i in its run.
 */
bool
longest_in_order(const size_t *matches, size_t count, bool *stays)
{
    size_t *tops = calloc(count + 1, sizeof(*tops));
    size_t *before = calloc(count + 1, sizeof(*before));
    size_t length = 0;
    bool good = tops != NULL && before != NULL;
    for (size_t i = 0; good && i < count; i++) {
        size_t low = 0;
        size_t high = length;
        stays[i] = false;
        if (matches[i] == NOT_MATCHED)
            continue;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (matches[tops[middle]] < matches[i])
                low = middle + 1;
            else
                high = middle;
        }
        before[i] = low > 0 ? tops[low - 1] : NOT_MATCHED;
        tops[low] = i;
        if (low == length)
            length++;
    }
    for (size_t i = good && length > 0 ? tops[length - 1] : NOT_MATCHED; i != NOT_MATCHED;
         i = before[i])
        stays[i] = true;
    free(tops);
    free(before);
    return good;
}
