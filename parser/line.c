/*
 * line.c: cutting a line into words.
 */
#include "parser/line.h"

#include <stdlib.h>
#include <string.h>

static bool
is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static bool
reserve_text(struct line *line, size_t needed)
{
    if (needed <= line->text_capacity)
        return true;
    size_t capacity = needed < 256 ? 256 : needed * 2;
    char *text = realloc(line->text, capacity);
    if (text == NULL)
        return false;
    line->text = text;
    char *words = realloc(line->words, capacity);
    if (words == NULL)
        return false;
    line->words = words;
    line->text_capacity = capacity;
    return true;
}

static bool
add_token(struct line *line, size_t start, size_t end)
{
    if (line->count == line->token_capacity) {
        size_t capacity = line->token_capacity == 0 ? 32 : line->token_capacity * 2;
        struct token *tokens = realloc(line->tokens, capacity * sizeof(*tokens));
        if (tokens == NULL)
            return false;
        line->tokens = tokens;
        line->token_capacity = capacity;
    }
    line->words[end] = '\0';
    line->tokens[line->count++] = (struct token){
        .text = line->words + start,
        .length = end - start,
        .column = (uint32_t)start + 1,
    };
    return true;
}

bool
line_split(struct line *line, const char *text, size_t length)
{
    while (length > 0 && is_blank(text[length - 1]))
        length--;
    if (length >= UINT32_MAX || !reserve_text(line, length + 1))
        return false;
    memcpy(line->text, text, length);
    line->text[length] = '\0';
    memcpy(line->words, line->text, length + 1);
    line->count = 0;
    line->indent = 0;
    size_t at = 0;
    while (at < length) {
        size_t start = at;
        while (start < length && is_blank(text[start]))
            start++;
        size_t end = start;
        while (end < length && !is_blank(text[end]))
            end++;
        if (line->count == 0)
            line->indent = (uint32_t)start;
        if (!add_token(line, start, end))
            return false;
        at = end + 1;
    }
    return true;
}

void
line_fini(struct line *line)
{
    free(line->text);
    free(line->words);
    free(line->tokens);
    *line = (struct line){ 0 };
}

const char *
line_rest(const struct line *line, size_t at)
{
    return at < line->count ? line->text + line->tokens[at].column - 1 : "";
}

uint32_t
line_column(const struct line *line, size_t at)
{
    if (at < line->count)
        return line->tokens[at].column;
    if (line->count == 0)
        return 1;
    const struct token *last = &line->tokens[line->count - 1];
    return last->column + (uint32_t)last->length + 1;
}

bool
line_find_control(const char *text, size_t length, uint32_t *column)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7f) {
            *column = (uint32_t)i + 1;
            return true;
        }
    }
    return false;
}
