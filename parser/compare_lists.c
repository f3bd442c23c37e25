/*
 * compare_lists.c: the access lists of a listing, and words in its lines.
 */
#include "parser/compare_lists.h"

#include <stdlib.h>

size_t
text_word_length(const char *text)
{
    return strcspn(text, " ");
}

const char *
text_next_word(const char *text)
{
    text += text_word_length(text);
    return text + strspn(text, " ");
}

bool
text_word_is(const char *text, const char *word)
{
    return text_word_length(text) == strlen(word) && strncmp(text, word, strlen(word)) == 0;
}

bool
is_acl_line(const char *text)
{
    static const char *const thirds[] = { "permit",   "deny",      "remark", "extended",
                                          "standard", "ethertype", "webtype" };
    if (!text_word_is(text, "access-list"))
        return false;
    const char *third = text_next_word(text_next_word(text));
    for (size_t i = 0; i < ARRAY_LENGTH(thirds); i++) {
        if (text_word_is(third, thirds[i]))
            return true;
    }
    return false;
}

bool
lists_of(const struct listing *listing, struct lists *lists)
{
    *lists = (struct lists){
        .texts = calloc(listing->count + 1, sizeof(*lists->texts)),
        .items = calloc(listing->count + 1, sizeof(*lists->items)),
    };
    size_t count = 0;
    for (size_t i = 0; lists->texts != NULL && lists->items != NULL && i < listing->count; i++) {
        const char *text = listing->lines[i].text;
        if (!is_acl_line(text))
            continue;
        const char *name = text_next_word(text);
        size_t length = text_word_length(name);
        struct list *last = lists->count > 0 ? &lists->items[lists->count - 1] : NULL;
        if (last == NULL || last->length != length || strncmp(last->name, name, length) != 0) {
            last = &lists->items[lists->count++];
            *last = (struct list){ name, length, &lists->texts[count], 0 };
        }
        lists->texts[count++] = text;
        last->count++;
    }
    return lists->texts != NULL && lists->items != NULL;
}

void
lists_free(struct lists *lists)
{
    free(lists->texts);
    free(lists->items);
}

const struct list *
lists_find(const struct lists *lists, const struct list *list)
{
    for (size_t i = 0; i < lists->count; i++) {
        const struct list *other = &lists->items[i];
        if (other->length == list->length && strncmp(other->name, list->name, list->length) == 0)
            return other;
    }
    return NULL;
}

struct acl *
list_acl(const struct config *config, const struct list *list)
{
    for (size_t i = 0; i < config->acl_count; i++) {
        struct acl *acl = config->acls[i];
        if (strlen(acl->name) == list->length && strncmp(acl->name, list->name, list->length) == 0)
            return acl;
    }
    return NULL;
}

bool
acl_is_bound(const struct config *config, const struct acl *acl)
{
    for (size_t i = 0; acl != NULL && i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->access_in == acl || interface->access_out == acl)
            return true;
    }
    return false;
}

const char *
compare_free_name(struct comparing *comparing, const char *stem)
{
    struct arena *arena = comparing->comparison->arena;
    for (unsigned i = 1; i < 1000; i++) {
        size_t size = strlen(stem) + 8;
        char *name = arena_zalloc(arena, size);
        if (name == NULL)
            return NULL;
        snprintf(name, size, i > 1 ? "%s-%u" : "%s", stem, i);
        const struct acl *acl = config_acl(comparing->now, name);
        if ((acl == NULL || !acl->exists) && config_acl(comparing->to, name) == NULL)
            return name;
    }
    return NULL;
}

bool
list_is_same(const struct list *a, const struct list *b)
{
    for (size_t i = 0; i < a->count && a->count == b->count; i++) {
        if (strcmp(a->texts[i], b->texts[i]) != 0)
            return false;
    }
    return a->count == b->count;
}
