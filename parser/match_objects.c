/*
 * match_objects.c: the objects that a line names. Rows and word types say which of their words do;
 * what stands behind `object-group` and the like, and addresses by name, are the same everywhere.
 */
#include <string.h>
#include <strings.h>

#include "parser/match_private.h"
#include "parser/word_hardware.h"

/* Words whose next word is a name, in endpoints, ports and mapped addresses. */
static const char *const introductions[][2] = {
    { "object-group", "object-group" },
    { "interface", "interface" },
    { "time-range", "time-range" },
};

/* Types that name interfaces wherever they stand. */
static const struct word_type *const interface_types[] = { &word_nameif, &word_paren_nameif,
                                                           &word_ifc_pair, &word_hardware };

static const char *
kind_of(const struct word *word)
{
    for (size_t i = 0; word->names == NULL && i < ARRAY_LENGTH(interface_types); i++) {
        if (word->type == interface_types[i])
            return "interface";
    }
    return word->names;
}

static void
note(struct matching *matching, const char *kind, const char *name, size_t length)
{
    if (length > 0)
        matching->note(matching->note_context, kind, name, length);
}

/* `(inside,outside)`, `(inside)`, `inside`. */
static void
note_names(struct matching *matching, const char *kind, const struct token *token)
{
    static const char cuts[] = "(),";
    const char *text = token->text;
    while (*text != '\0') {
        text += strspn(text, cuts);
        size_t length = strcspn(text, cuts);
        note(matching, kind, text, length);
        text += length;
    }
}

static const char *
introduced_by(const struct token *token)
{
    for (size_t i = 0; i < ARRAY_LENGTH(introductions); i++) {
        if (strcasecmp(token->text, introductions[i][0]) == 0)
            return introductions[i][1];
    }
    return NULL;
}

void
matching_note_objects(struct matching *matching, const struct word *word, size_t start)
{
    const struct config *config = matching->context->config;
    const char *kind = kind_of(word);
    uint32_t address;
    if (word->type == &word_keyword)
        return; /* `object-group network` names no group */
    for (size_t at = start; at < matching->at; at++) {
        const struct token *token = &matching->line->tokens[at];
        const char *next = introduced_by(token);
        if (kind != NULL)
            note_names(matching, kind, token);
        else if (next != NULL && at + 1 < matching->at)
            note_names(matching, next, &matching->line->tokens[++at]);
        else if (config != NULL && config_address_of(config, token->text, &address))
            note(matching, "name", token->text, token->length);
    }
}
