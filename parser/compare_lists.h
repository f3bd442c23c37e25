/*
 * compare_lists.h: the access lists of a listing. Inside parser/ only.
 */
#ifndef REFIRE_PARSER_COMPARE_LISTS_H
#define REFIRE_PARSER_COMPARE_LISTS_H

#include "parser/compare_private.h"

/* Words of a line, each up to a blank. */
size_t text_word_length(const char *text);
const char *text_next_word(const char *text);
bool text_word_is(const char *text, const char *word);

/* The lines of one access list. */
struct list {
    const char *name; /* in its first line, up to a blank */
    size_t length;
    const char **texts;
    size_t count;
};

struct lists {
    const char **texts;
    struct list *items;
    size_t count;
};

/* To be freed, also when it fails: no memory. They point into the listing. */
NODISCARD bool lists_of(const struct listing *listing, struct lists *lists);
void lists_free(struct lists *lists);
/* The one of the same name; NULL: none. */
const struct list *lists_find(const struct lists *lists, const struct list *list);
/* The same lines in the same order? */
bool list_is_same(const struct list *a, const struct list *b);
/* The access list of that name; NULL: none. */
struct acl *list_acl(const struct config *config, const struct list *list);
bool acl_is_bound(const struct config *config, const struct acl *acl);

/* A name that neither configuration has for a list; of the comparison's arena. NULL: none. */
const char *compare_free_name(struct comparing *comparing, const char *stem);

#endif
