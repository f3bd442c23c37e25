/*
 * line_objects.c: which objects of the model a line names or changes, for `check --json`.
 */
#include <string.h>
#include <strings.h>

#include "parser/family.h"

static bool
is_object(const struct line_object *object, const char *kind, const char *name, size_t length)
{
    return object->kind != NULL && strcmp(object->kind, kind) == 0 &&
           strlen(object->name) == length && memcmp(object->name, name, length) == 0;
}

/* Once each. */
static void
add(struct line_objects *objects, const char *kind, const char *name, size_t length)
{
    for (size_t i = 0; i < objects->count; i++) {
        if (is_object(&objects->items[i], kind, name, length))
            return;
    }
    char *copy = arena_strndup(objects->arena, name, length);
    struct line_object *object =
        copy != NULL ? arena_append(objects->arena, &objects->items, &objects->count,
                                    &objects->capacity, sizeof(*object))
                     : NULL;
    if (object != NULL)
        *object = (struct line_object){ kind, copy };
}

static void
take_note(void *context, const char *kind, const char *name, size_t length)
{
    add(context, kind, name, length);
}

static size_t
count_words(const char *phrase)
{
    size_t count = 0;
    while (*phrase != '\0') {
        phrase += strcspn(phrase, " ");
        phrase += strspn(phrase, " ");
        count++;
    }
    return count;
}

/* The name of a block that is kept word for word stands behind its phrase: tunnel-group NAME. */
static void
add_block(struct parser *parser, const struct match *match)
{
    const char *phrase = match->command->words[0].text;
    if (match->command->enters != MODE_CONFIG_KEPT || phrase == NULL)
        return;
    size_t at = (match->negated ? 1 : 0) + count_words(phrase);
    if (at < parser->line.count)
        add(parser->objects, phrase, parser->line.tokens[at].text, parser->line.tokens[at].length);
}

void
line_objects_note(struct parser *parser, const struct matcher *matcher, const struct match *match,
                  size_t depth)
{
    for (size_t i = 1; i <= depth; i++) {
        const struct line_object *head = &parser->frames[i].head;
        if (head->kind != NULL)
            add(parser->objects, head->kind, head->name, strlen(head->name));
    }
    if (match == NULL)
        return;
    add_block(parser, match);
    match_objects(matcher, &parser->line, match, take_note, parser->objects);
}

static bool
is_head(const struct parser *parser, const struct line_object *object)
{
    for (size_t depth = 1; depth <= parser->depth; depth++) {
        if (is_object(&parser->frames[depth].head, object->kind, object->name,
                      strlen(object->name)))
            return true;
    }
    return false;
}

struct line_object
line_objects_head(const struct parser *parser)
{
    /* the header's own words come behind those of the modes around it */
    for (size_t i = 0; i < parser->objects->count; i++) {
        if (!is_head(parser, &parser->objects->items[i]))
            return parser->objects->items[i];
    }
    return (struct line_object){ NULL, NULL };
}
