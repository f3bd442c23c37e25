/*
 * diag.c: collecting diagnostics.
 */
#include "parser/diag.h"

#include <stdarg.h>
#include <stdio.h>

void
diags_init(struct diags *diags, struct arena *arena)
{
    *diags = (struct diags){ .arena = arena };
}

static const char *
format_text(struct arena *arena, const char *format, va_list arguments)
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
    const char *text = format_text(diags->arena, format, arguments);
    va_end(arguments);
    if (text == NULL)
        return NULL;
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
