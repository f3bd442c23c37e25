/*
 * kept_acl.c: kept lines that name an access list follow `access-list X rename Y`, as those that
 * are modelled do.
 */
#include <string.h>

#include "parser/family.h"

/* The word in front of the name, and the first one of the line when that matters. */
static const struct naming {
    const char *first; /* NULL: any */
    const char *before;
} namings[] = {
    { NULL, "access-list" },
    { "crypto", "address" },
    { "match", "address" }, /* of a route-map: `match ip address X` */
    { "aaa", "match" },
    { "igmp", "access-group" },
    { "distribute-list", "distribute-list" },
    { "split-tunnel-network-list", "value" },
    { "vpn-filter", "value" },
    { "filter", "value" },
    { "dynamic-filter", "classify-list" },
};

static bool
word_is(const char *at, const char *word)
{
    size_t length = strcspn(at, " ");
    return length == strlen(word) && strncmp(at, word, length) == 0;
}

static bool
names_here(const char *text, const char *before)
{
    for (size_t i = 0; i < ARRAY_LENGTH(namings); i++) {
        if (word_is(before, namings[i].before) &&
            (namings[i].first == NULL || word_is(text, namings[i].first)))
            return true;
    }
    return false;
}

/* Where the line says NAME and means the list; NULL: it does not. */
static const char *
find_acl(const char *text, const char *name)
{
    const char *before = text;
    for (const char *at = text; *at != '\0';) {
        if (at != text && word_is(at, name) && names_here(text, before))
            return at;
        before = at;
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
    return NULL;
}

bool
kept_rename_acl(const struct command_call *call, const char *old_name, const char *new_name)
{
    struct config *config = call->config;
    struct parser *parser = call->user;
    bool changed = false;
    for (size_t i = 0; i < config->kept_count; i++) {
        struct kept_line *line = &config->kept[i];
        const char *at = find_acl(line->text, old_name);
        if (at == NULL)
            continue;
        const char *text =
            kept_with_name(config->arena, line->text, at, strlen(old_name), new_name);
        if (text == NULL)
            return no_memory(call);
        line->text = text;
        changed = true;
    }
    if (changed) {
        kept_note_seen(parser);
        parser->facts_stale = true;
    }
    return true;
}
