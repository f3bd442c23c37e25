/*
 * diag.c: collecting diagnostics.
 */
#include "parser/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void
diags_init(struct diags *diags, struct arena *arena)
{
    *diags = (struct diags){ .arena = arena };
}

char *
diag_text(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        return NULL;
    char *text = arena_zalloc(arena, (size_t)length + 1);
    if (text != NULL)
        vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

struct diag *
diag_add(struct diags *diags, enum diag_severity severity, enum diag_kind kind, const char *file,
         struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = diag_text(diags->arena, format, arguments);
    va_end(arguments);
    if (text == NULL)
        return NULL;
    /* a word of megabytes says no more than its beginning */
    if (strlen(text) > DIAG_TEXT_MAX)
        memcpy(text + DIAG_TEXT_MAX - 3, "...", 4);
    struct diag *diag = arena_append(diags->arena, (void **)&diags->items, &diags->count,
                                     &diags->capacity, sizeof(*diag));
    if (diag == NULL)
        return NULL;
    *diag = (struct diag){
        .severity = severity,
        .kind = kind,
        .file = file,
        .span = span,
        .text = text,
    };
    diags->errors += severity == DIAG_ERROR;
    diags->warnings += severity == DIAG_WARNING;
    return diag;
}

void
diags_drop(struct diags *diags, size_t count)
{
    for (size_t i = count; i < diags->count; i++) {
        diags->errors -= diags->items[i].severity == DIAG_ERROR;
        diags->warnings -= diags->items[i].severity == DIAG_WARNING;
    }
    diags->count = count;
}

const char *
diag_kind_name(enum diag_kind kind)
{
    static const char *const names[] = {
        [DIAG_OTHER] = "other",
        [DIAG_UNKNOWN_COMMAND] = "unknown-command",
        [DIAG_AMBIGUOUS] = "ambiguous",
        [DIAG_INVALID_WORD] = "invalid-word",
        [DIAG_INCOMPLETE] = "incomplete",
        [DIAG_TOO_MANY] = "too-many",
        [DIAG_OTHER_VERSION] = "other-version",
        [DIAG_REFUSED] = "refused",
        [DIAG_REPAIRED] = "repaired",
        [DIAG_ASSUMED] = "assumed",
        [DIAG_CONVERSION] = "conversion",
        [DIAG_FINDING] = "finding",
    };
    return names[kind];
}

/* A merge sort: a bad file may have a diagnostic for each line, and qsort keeps no order. */
static void
merge(const struct diag *from, struct diag *to, size_t low, size_t middle, size_t high)
{
    size_t left = low;
    size_t right = middle;
    for (size_t i = low; i < high; i++) {
        bool take_left =
            left < middle && (right >= high || from[left].span.line <= from[right].span.line);
        to[i] = take_left ? from[left++] : from[right++];
    }
}

void
diags_sort(struct diags *diags)
{
    size_t count = diags->count;
    if (count < 2)
        return;
    struct diag *other = arena_zalloc(diags->arena, count * sizeof(*other));
    if (other == NULL)
        return; /* unsorted is still right */
    struct diag *from = diags->items;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count;
            size_t high = low + 2 * width < count ? low + 2 * width : count;
            merge(from, other, low, middle, high);
        }
        struct diag *swapped = from;
        from = other;
        other = swapped;
    }
    if (from != diags->items)
        memcpy(diags->items, from, count * sizeof(*from));
}
