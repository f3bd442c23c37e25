/*
 * filter.c: the output filters of 6.3 and later. Syntax and names: shell.md 4.
 */
#include "cli/prompt/filter.h"

#include <string.h>

static const struct filter_name {
    const char *name;
    enum filter_kind kind;
    bool takes_minus_v; /* `grep -v` leaves out what matches */
} names[] = {
    { "begin", FILTER_BEGIN, false },
    { "include", FILTER_INCLUDE, false },
    { "exclude", FILTER_EXCLUDE, false },
    { "grep", FILTER_INCLUDE, true },
};

/* The `|` that starts a word; NULL when there is none. */
static const char *
find_bar(const char *line)
{
    for (const char *at = strchr(line, '|'); at != NULL; at = strchr(at + 1, '|')) {
        if (at > line && (at[-1] == ' ' || at[-1] == '\t'))
            return at;
    }
    return NULL;
}

static size_t
blanks(const char *text)
{
    return strspn(text, " \t");
}

static size_t
word_length(const char *text)
{
    return strcspn(text, " \t");
}

static const struct filter_name *
find_name(const char *word, size_t length)
{
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (length <= strlen(names[i].name) && strncmp(names[i].name, word, length) == 0)
            return &names[i];
    }
    return NULL;
}

enum filter_status
filter_find(const char *line, struct filter_request *request)
{
    *request = (struct filter_request){ 0 };
    const char *bar = find_bar(line);
    if (bar == NULL)
        return FILTER_ABSENT;
    request->bar = (size_t)(bar - line);
    const char *word = bar + 1 + blanks(bar + 1);
    request->wrong = (size_t)(word - line);
    size_t length = word_length(word);
    if (length == 0)
        return FILTER_INCOMPLETE;
    const struct filter_name *name = find_name(word, length);
    if (name == NULL)
        return FILTER_WRONG;
    request->kind = name->kind;
    const char *rest = word + length + blanks(word + length);
    if (name->takes_minus_v && word_length(rest) == 2 && strncmp(rest, "-v", 2) == 0) {
        request->kind = FILTER_EXCLUDE;
        rest += 2 + blanks(rest + 2);
    }
    request->wrong = (size_t)(rest - line);
    if (*rest == '\0')
        return FILTER_INCOMPLETE;
    request->expression = rest;
    return FILTER_FOUND;
}

bool
filter_init(struct filter *filter, struct filter_request *request, const char *line)
{
    char error[PATTERN_ERROR_SIZE];
    size_t offset;
    *filter = (struct filter){ .kind = request->kind };
    filter->pattern = pattern_new(request->expression, strlen(request->expression), &offset, error);
    if (filter->pattern == NULL)
        request->wrong = (size_t)(request->expression - line) + offset;
    return filter->pattern != NULL;
}

void
filter_fini(struct filter *filter)
{
    pattern_free(filter->pattern);
    filter->pattern = NULL;
}

bool
filter_passes(struct filter *filter, const char *line, size_t length)
{
    if (filter->begun)
        return true;
    bool found = pattern_matches(filter->pattern, line, length);
    switch (filter->kind) {
    case FILTER_BEGIN:
        filter->begun = found;
        return found;
    case FILTER_INCLUDE:
        return found;
    case FILTER_EXCLUDE:
        return !found;
    }
    return false;
}
