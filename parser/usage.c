/*
 * usage.c: the syntax of a row as a manual writes it, from the row.
 */
#include <string.h>
#include <strings.h>

#include "parser/word.h"

static void
put_choice(const struct word *word, enum os_version version, FILE *out)
{
    bool more = false;
    fputc('{', out);
    for (const struct choice *choice = word->data; choice->text != NULL; choice++) {
        if (!version_in(version, choice->since, choice->before))
            continue;
        fprintf(out, "%s%s", more ? "|" : "", choice->text);
        more = true;
    }
    fputc('}', out);
}

static void put_words(const struct word *words, enum os_version version, FILE *out);

static void
put_word(const struct word *word, enum os_version version, FILE *out)
{
    if (word->type == &word_keyword || word->type == &word_flag)
        fputs(word->text, out);
    else if (word->type == &word_choice)
        put_choice(word, version, out);
    else if (word->type == &word_group)
        put_words(word->data, version, out);
    else if (word->type == &word_number && word->text == NULL)
        fprintf(out, "<%lld-%lld>", (long long)word->low, (long long)word->high);
    else
        fprintf(out, "<%s>", word->text != NULL ? word->text : word->type->name);
}

static void
put_words(const struct word *words, enum os_version version, FILE *out)
{
    bool more = false;
    for (const struct word *word = words; word->type != NULL; word++) {
        if (!version_in(version, word->since, word->before))
            continue;
        if (more)
            fputc(' ', out);
        more = true;
        if (word->type == &word_any_order) {
            put_words(word->data, version, out);
            continue;
        }
        if (word->optional)
            fputc('[', out);
        put_word(word, version, out);
        if (word->optional)
            fputc(']', out);
    }
}

void
command_usage(const struct command *command, enum os_version version, FILE *out)
{
    if (command->no_only)
        fputs("no ", out);
    else if (command->unset != NULL || command->kept)
        fputs("[no] ", out);
    put_words(command->words, version, out);
}

static bool
same_first_word(const struct command *a, const struct command *b)
{
    size_t length = strcspn(a->words[0].text, " ");
    return strcspn(b->words[0].text, " ") == length &&
           strncasecmp(a->words[0].text, b->words[0].text, length) == 0;
}

void
command_usage_all(const struct matcher *matcher, const struct command *command, FILE *out)
{
    size_t count;
    const struct command *const *rows = command_table_rows(matcher->table, &count);
    const char *lead = "Usage:  ";
    for (size_t i = 0; i < count; i++) {
        uint32_t modes = rows[i]->modes != 0 ? rows[i]->modes : MODE_BIT(MODE_CONFIG);
        if (rows[i]->refused || !same_first_word(command, rows[i]) ||
            (modes & matcher->modes) == 0 ||
            (rows[i]->within != 0 && (rows[i]->within & matcher->within) == 0) ||
            !version_in(matcher->context.version, rows[i]->since, rows[i]->before))
            continue;
        fputs(lead, out);
        command_usage(rows[i], matcher->context.version, out);
        fputc('\n', out);
        lead = "\t";
    }
}
