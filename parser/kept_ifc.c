/*
 * kept_ifc.c: kept lines that name an interface follow its name, and go with it (commands.md 3.2).
 */
#include <string.h>
#include <strings.h>

#include "parser/family.h"

/* Where lines of a section name an interface: behind a word, in second place, or last. */
enum place { BEHIND, SECOND, LAST };

static const struct naming {
    const char *section;
    enum place place;
    const char *word; /* BEHIND */
} namings[] = {
    { "http", BEHIND, "redirect" },
    { "http", BEHIND, "authentication-certificate" },
    { "arp", SECOND, NULL },
    { "mac", SECOND, NULL },
    { "mac", BEHIND, "static" },
    { "monitor-interface", SECOND, NULL },
    { "rip", SECOND, NULL },
    { "dhcpd", LAST, NULL },
    { "dns", LAST, NULL },
    { "ssl", LAST, NULL },
    { "pdm", LAST, NULL },
    { "asdm", LAST, NULL },
    { "failover tail", LAST, NULL },
    { "crypto", BEHIND, "interface" },
    { "crypto", BEHIND, "enable" },
    { "isakmp", BEHIND, "enable" },
    { "router", BEHIND, "interface" },
    { "multicast", BEHIND, "interface" },
    { "snmp-server", BEHIND, "host" },
    { "ntp", BEHIND, "source" },
};

/* Word NUMBER of a line, LENGTH bytes at AT, behind the one at BEFORE: does it stand there? */
static bool
is_place(const struct naming *naming, const char *before, const char *at, size_t length,
         size_t number)
{
    switch (naming->place) {
    case BEHIND:
        return strcspn(before, " ") == strlen(naming->word) &&
               strncasecmp(before, naming->word, strlen(naming->word)) == 0;
    case SECOND:
        return number == 1;
    case LAST:
        return number > 0 && at[length] == '\0';
    }
    return false;
}

static bool
names_here(const struct command *row, const char *before, const char *at, size_t length,
           size_t number)
{
    for (size_t i = 0; i < ARRAY_LENGTH(namings); i++) {
        if (strcmp(row->name, namings[i].section) == 0 &&
            is_place(&namings[i], before, at, length, number))
            return true;
    }
    return false;
}

/* Where the line says NAME and means the interface; NULL: it does not. */
static const char *
find_interface(const struct kept_line *line, const char *name, bool any_case)
{
    size_t wanted = strlen(name);
    const char *before = line->text;
    const char *at = line->text;
    for (size_t number = 0; line->depth == 0 && *at != '\0'; number++) {
        size_t length = strcspn(at, " ");
        bool same = length == wanted && (any_case ? strncasecmp(at, name, wanted) == 0
                                                  : strncmp(at, name, wanted) == 0);
        if (same && number > 0 && names_here(line->command, before, at, length, number))
            return at;
        before = at;
        at += length + strspn(at + length, " ");
    }
    return NULL;
}

const char *
kept_with_name(struct arena *arena, const char *text, const char *at, size_t length,
               const char *new_name)
{
    size_t size = strlen(text) - length + strlen(new_name) + 1;
    char *made = arena_zalloc(arena, size);
    if (made != NULL)
        snprintf(made, size, "%.*s%s%s", (int)(at - text), text, new_name, at + length);
    return made;
}

/* Drops the kept line at FROM with the lines of its sub-mode. */
static void
drop_line(struct config *config, size_t from)
{
    size_t end = from + 1;
    while (end < config->kept_count && config->kept[end].depth > 0)
        end++;
    memmove(&config->kept[from], &config->kept[end],
            (config->kept_count - end) * sizeof(config->kept[0]));
    config->kept_count -= end - from;
}

/* Another kept line says the same. */
static bool
is_double(const struct config *config, size_t at)
{
    const struct kept_line *line = &config->kept[at];
    for (size_t i = 0; i < config->kept_count; i++) {
        const struct kept_line *other = &config->kept[i];
        if (i != at && other->depth == 0 && other->command == line->command &&
            strcmp(other->text, line->text) == 0)
            return true;
    }
    return false;
}

bool
kept_rename_interface(const struct command_call *call, const char *old_name, const char *new_name)
{
    struct config *config = call->config;
    bool any_case = call_does(call)->flat_commands;
    bool changed = false;
    for (size_t i = 0; old_name != NULL && i < config->kept_count;) {
        struct kept_line *line = &config->kept[i];
        const char *at = find_interface(line, old_name, any_case);
        changed = changed || at != NULL;
        if (at != NULL && new_name == NULL) {
            drop_line(config, i);
            continue;
        }
        if (at != NULL) {
            const char *text =
                kept_with_name(config->arena, line->text, at, strlen(old_name), new_name);
            if (text == NULL)
                return no_memory(call);
            line->text = text;
            if (is_double(config, i)) {
                drop_line(config, i);
                continue;
            }
        }
        i++;
    }
    if (changed) {
        kept_note_seen(call->user);
        ((struct parser *)call->user)->facts_stale = true;
    }
    return true;
}
