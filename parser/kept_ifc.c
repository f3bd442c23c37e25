/*
 * kept_ifc.c: kept lines that name an interface follow its name, and go with it (commands.md 3.2).
 */
#include <string.h>
#include <strings.h>

#include "parser/family.h"

/* Sections whose lines say where they hold: a word of theirs that is a nameif means one. */
static const char *const naming_sections[] = {
    "icmp",       "ip verify",
    "ip audit",   "telnet",
    "ssh",        "http",
    "arp",        "monitor-interface",
    "dhcpd",      "sysopt",
    "crypto",     "isakmp",
    "ntp",        "management-access",
    "router",     "multicast",
    "url-server", "snmp-server",
    "rip",        "failover tail",
    "aaa",        "filter",
    "pdm",        "asdm",
    "service",    "mac",
    "fragment",   "threat-detection",
    "ssl",        "dns",
};

static bool
names_interfaces(const struct command *row)
{
    for (size_t i = 0; i < ARRAY_LENGTH(naming_sections); i++) {
        if (strcmp(row->name, naming_sections[i]) == 0)
            return true;
    }
    return false;
}

/* The word of TEXT behind the first that is NAME; NULL: none. */
static const char *
find_name(const char *text, const char *name, bool any_case)
{
    size_t length = strlen(name);
    const char *at = text + strcspn(text, " ");
    while (*at != '\0') {
        at += strspn(at, " ");
        size_t word = strcspn(at, " ");
        if (word == length &&
            (any_case ? strncasecmp(at, name, length) == 0 : strncmp(at, name, length) == 0))
            return at;
        at += word;
    }
    return NULL;
}

/* `crypto map outside interface outside`: a map may have the same name. */
static bool
follows_interface(const char *text, const char *at)
{
    static const char *const before[] = { " interface ", " enable " };
    for (size_t i = 0; i < ARRAY_LENGTH(before); i++) {
        size_t length = strlen(before[i]);
        if ((size_t)(at - text) >= length && strncmp(at - length, before[i], length) == 0)
            return true;
    }
    return false;
}

/* Where the line says NAME and means the interface; NULL: it does not. */
static const char *
find_interface(const struct kept_line *line, const char *name, bool any_case)
{
    const struct command *row = line->command;
    const char *text = line->text;
    if (line->depth > 0 || !names_interfaces(row))
        return NULL;
    bool only_behind = strcmp(row->name, "crypto") == 0 || strcmp(row->name, "isakmp") == 0;
    const char *at = find_name(text, name, any_case);
    while (at != NULL && only_behind && !follows_interface(line->text, at)) {
        text = at;
        at = find_name(text, name, any_case);
    }
    return at;
}

/* TEXT with NEW_NAME in the place of the word at AT, LENGTH bytes long; NULL: no memory. */
static const char *
with_name(struct arena *arena, const char *text, const char *at, size_t length,
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

bool
kept_rename_interface(const struct command_call *call, const char *old_name, const char *new_name)
{
    struct config *config = call->config;
    bool any_case = call_version(call) < OS_7_0;
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
            const char *text = with_name(config->arena, line->text, at, strlen(old_name), new_name);
            if (text == NULL)
                return no_memory(call);
            line->text = text;
        }
        i++;
    }
    if (changed)
        kept_note_seen(call->user);
    return true;
}
