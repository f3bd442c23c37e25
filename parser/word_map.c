/*
 * word_map.c: word types of inspection maps.
 */
#include "parser/word_map.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/family.h"

/* ---- one or more of some choices ---- */

static const struct choice *
find_choice(const struct word *word, const struct matching *matching, const struct token *token,
            uint64_t taken)
{
    const struct choice *found = NULL;
    for (const struct choice *choice = word->data; choice->text != NULL; choice++) {
        if ((taken & (UINT64_C(1) << choice->value)) != 0 ||
            !version_in(matching->context->version, choice->since, choice->before) ||
            strncasecmp(choice->text, token->text, token->length) != 0)
            continue;
        if (strlen(choice->text) == token->length)
            return choice;
        if (found != NULL)
            return NULL; /* ambiguous */
        found = choice;
    }
    return found;
}

static void
expect_choices(const struct word *word, struct matching *matching, uint64_t taken)
{
    for (const struct choice *choice = word->data; choice->text != NULL; choice++) {
        if ((taken & (UINT64_C(1) << choice->value)) == 0 &&
            version_in(matching->context->version, choice->since, choice->before))
            matching_expect(matching, choice->text, choice->help != NULL ? choice->help : "", true);
    }
}

static bool
choice_list_match(const struct word *word, struct matching *matching, void *scratch)
{
    uint64_t taken = 0;
    const struct token *token;
    while ((token = matching_next(matching)) != NULL) {
        const struct choice *choice = find_choice(word, matching, token, taken);
        if (choice == NULL || !matching_keyword(matching, choice->text, choice->help))
            break;
        taken |= UINT64_C(1) << choice->value;
    }
    expect_choices(word, matching, taken);
    memcpy(word_place(scratch, word->offset), &taken, sizeof(taken));
    return taken != 0;
}

static void
choice_list_write(const struct word *word, struct writing *writing, const void *scratch)
{
    uint64_t taken;
    memcpy(&taken, word_value(scratch, word->offset), sizeof(taken));
    for (const struct choice *choice = word->data; choice->text != NULL; choice++) {
        if ((taken & (UINT64_C(1) << choice->value)) != 0)
            writing_put(writing, "%s", choice->text);
    }
}

const struct word_type word_choice_list = { "words", choice_list_match, choice_list_write };

/* ---- regex NAME, regex class NAME ---- */

static bool
regex_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct map_regex *regex = word_place(scratch, word->offset);
    if (!matching_keyword(matching, "regex", "A regular expression"))
        return false;
    const struct token *token = matching_next(matching);
    matching_expect(matching, "class", "A class of regular expressions", true);
    matching_expect(matching, "WORD", "Name of the regular expression", false);
    if (token == NULL)
        return false;
    regex->is_class = strcasecmp(token->text, "class") == 0;
    matching_take(matching);
    if (regex->is_class) {
        token = matching_next(matching);
        matching_expect(matching, "WORD", "Class of regular expressions", false);
        if (token == NULL)
            return false;
        matching_take(matching);
    }
    regex->name = token->text;
    return true;
}

static void
regex_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct map_regex *regex = word_value(scratch, word->offset);
    if (regex->name != NULL)
        writing_put(writing, "regex %s%s", regex->is_class ? "class " : "", regex->name);
}

const struct word_type word_regex = { "regex", regex_match, regex_write };

/* ---- 0x8000 ---- */

static bool
hex_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    char *end = NULL;
    uint32_t value = 0;
    bool good = token != NULL && token->length > 2 && token->length <= 10 &&
                strncasecmp(token->text, "0x", 2) == 0;
    if (good) {
        value = (uint32_t)strtoul(token->text + 2, &end, 16);
        good = *end == '\0' && isxdigit((unsigned char)token->text[2]);
    }
    if (!good) {
        matching_expect(matching, "<0x0-0xffffffff>", word->help, false);
        return false;
    }
    memcpy(word_place(scratch, word->offset), &value, sizeof(value));
    matching_take(matching);
    return true;
}

static void
hex_write(const struct word *word, struct writing *writing, const void *scratch)
{
    uint32_t value;
    memcpy(&value, word_value(scratch, word->offset), sizeof(value));
    writing_put(writing, "0x%" PRIx32, value);
}

const struct word_type word_hex = { "0xnumber", hex_match, hex_write };

/* ---- "text" ---- */

/* What stands between the quotes is the caller's to find: SET can say what is wrong with it. */
static bool
quoted_match(const struct word *word, struct matching *matching, void *scratch)
{
    if (matching_next(matching) == NULL) {
        matching_expect(matching, "LINE", word->help, false);
        return false;
    }
    const char *text = line_rest(matching->line, matching->at);
    memcpy(word_place(scratch, word->offset), &text, sizeof(text));
    while (matching_next(matching) != NULL)
        matching_take(matching);
    return true;
}

static void
quoted_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const char *text;
    memcpy(&text, word_value(scratch, word->offset), sizeof(text));
    if (text != NULL)
        writing_put(writing, "\"%s\"", text);
}

const struct word_type word_quoted = { "\"text\"", quoted_match, quoted_write };
