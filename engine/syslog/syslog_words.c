/*
 * syslog_words.c: finds what stands for a placeholder of syslog.def; words/ has them by subject.
 */
#include "engine/syslog/syslog_words.h"

#include <string.h>

#include "engine/syslog/words/words.h"

/* Searched from the top: most lines are those of conns. */
static const struct word_table *const tables[] = {
    &conn_words,  &xlate_words, &packet_words,     &access_list_words,
    &limit_words, &guard_words, &inspection_words,
};

static const struct placeholder *
find_in(const struct word_table *table, const char *name, size_t length)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct placeholder *placeholder = &table->placeholders[i];
        if (placeholder->length == length && placeholder->name[0] == name[0] &&
            memcmp(placeholder->name, name, length) == 0)
            return placeholder;
    }
    return NULL;
}

syslog_word *
syslog_word_find(const char *name, const char **rest)
{
    size_t length = 0;
    while (name[length] != '}' && name[length] != '\0')
        length++;
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++) {
        const struct placeholder *placeholder = find_in(tables[i], name, length);
        if (placeholder != NULL) {
            *rest = name + length + 1;
            return placeholder->put;
        }
    }
    return NULL;
}

const char *
syslog_word_write(struct writer *w, const char *name)
{
    const char *rest = NULL;
    syslog_word *put = syslog_word_find(name, &rest);
    if (put != NULL)
        put(w);
    return rest;
}
