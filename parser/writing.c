/*
 * writing.c: words out.
 */
#include <stdarg.h>
#include <stdio.h>

#include "parser/word.h"

void
writing_put(struct writing *writing, const char *format, ...)
{
    if (writing->started)
        fputc(' ', writing->out);
    writing->started = true;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(writing->out, format, arguments);
    va_end(arguments);
}

void
word_write_nothing(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    (void)writing;
    (void)scratch;
}

void
writing_words(struct writing *writing, const struct word *words, const void *scratch, size_t limit)
{
    for (size_t i = 0; words[i].type != NULL && i < limit; i++) {
        if (version_in(writing->context->version, words[i].since, words[i].before))
            words[i].type->write(&words[i], writing, scratch);
    }
}
