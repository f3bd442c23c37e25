/*
 * lines.c: sorted, so that each question is a binary search.
 */
#include "cli/diff/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/parser.h"

static int
by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Cuts the text in place; false when memory has run out. */
static bool
cut(struct lines *lines)
{
    size_t capacity = 1;
    for (const char *c = lines->text; *c != '\0'; c++)
        capacity += *c == '\n';
    lines->sorted = calloc(capacity, sizeof *lines->sorted);
    if (lines->sorted == NULL)
        return false;
    char *rest = NULL;
    for (char *line = strtok_r(lines->text, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest)) {
        line += strspn(line, " ");
        size_t length = strlen(line);
        while (length > 0 && line[length - 1] == ' ')
            line[--length] = '\0';
        if (*line != '\0' && *line != '!' && *line != ':')
            lines->sorted[lines->count++] = line;
    }
    qsort(lines->sorted, lines->count, sizeof *lines->sorted, by_text);
    return true;
}

bool
lines_of(const struct config *config, struct lines *lines)
{
    size_t size;
    *lines = (struct lines){ 0 };
    FILE *out = open_memstream(&lines->text, &size);
    if (out == NULL)
        return false;
    config_write(config, out);
    if (fclose(out) == 0 && cut(lines))
        return true;
    lines_free(lines);
    return false;
}

void
lines_free(struct lines *lines)
{
    free(lines->text);
    free(lines->sorted);
    *lines = (struct lines){ 0 };
}

bool
lines_have(const struct lines *lines, const char *line)
{
    return bsearch(&line, lines->sorted, lines->count, sizeof *lines->sorted, by_text) != NULL;
}
