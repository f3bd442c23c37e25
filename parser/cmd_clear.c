/*
 * cmd_clear.c: `clear X` of 6.x and `clear configure X` of 7+, which take back a command's lines.
 *
 * Other `clear` commands touch what runs, not the configuration: xlates, conns, counters.
 */
#include <string.h>
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"

struct clear_line {
    bool configure;
    const char *what;
    const char *rest;
};

static bool
names_section(const char *name, const char *what)
{
    size_t length = strlen(what);
    return strncasecmp(name, what, length) == 0 && (name[length] == '\0' || name[length] == ' ');
}

static bool
can_clear(const struct command *row, enum os_version version)
{
    return version_in(version, row->since, row->before) && (row->clear != NULL || row->kept);
}

/* Does some section begin with these words? */
static bool
is_section(const char *words, enum os_version version)
{
    struct command_position position = { 0 };
    const struct command *row;
    while ((row = next_command(&position)) != NULL) {
        if (can_clear(row, version) && names_section(row->name, words))
            return true;
    }
    return false;
}

#define SECTION_SIZE 64
#define LINE_START_SIZE 512

/*
 * `clear ip audit` names the section "ip audit", `clear access-list x` that of "access-list":
 * takes as many words as a section has, and leaves REST at those behind. `ip` alone is the
 * addresses.
 */
static void
find_section(const struct clear_line *line, enum os_version version,
             char section[static SECTION_SIZE], const char **rest)
{
    char longer[SECTION_SIZE];
    snprintf(section, SECTION_SIZE, "%s", line->what);
    *rest = line->rest != NULL ? line->rest : "";
    for (;;) {
        size_t length = strcspn(*rest, " ");
        int size =
            snprintf(longer, sizeof(longer), "%s %.*s", section, (int)(length & 0xff), *rest);
        if (length == 0 || size >= (int)sizeof(longer) || !is_section(longer, version))
            break;
        memcpy(section, longer, sizeof(longer));
        *rest += length;
        *rest += strspn(*rest, " ");
    }
    if (strcasecmp(section, "ip") == 0)
        snprintf(section, SECTION_SIZE, "ip address");
}

static bool
clear_row_of(const struct command_call *call, const struct command *row, const char *rest)
{
    struct command_call as_row = *call;
    as_row.command = row;
    return row->clear(&as_row, rest);
}

/*
 * Takes back what is in SECTION, of kept lines those that begin with what was typed where that says
 * more: `clear configure crypto map vpn`, and `clear crypto ipsec sa`, which is about what runs.
 * The section itself goes before those that only begin with its words (`policy-map` before
 * `policy-map type`), and what can refuse, for being in use, before what cannot: a refusal leaves
 * all as it was. Of these the last rows go first: they name what the ones before them make.
 * *FOUND: there is such a section. False: a row refused.
 */
static bool
clear_section(struct command_call *call, const char *section, const char *rest, bool *found)
{
    enum { ITSELF, LONGER, KEPT_LINES, STEPS };
    struct parser *parser = call->user;
    char prefix[LINE_START_SIZE] = "";
    if (rest[0] != '\0' && snprintf(prefix, sizeof(prefix), "%s %s", section, rest) < 0)
        return no_memory(call);
    size_t count;
    const struct command *const *rows = command_table_rows(parser->table, &count);
    *found = false;
    for (unsigned step = ITSELF; step < STEPS; step++) {
        for (size_t i = count; i-- > 0;) {
            const struct command *row = rows[i];
            bool longer = strcasecmp(row->name, section) != 0;
            if ((row->kept ? KEPT_LINES
                 : longer  ? LONGER
                           : ITSELF) != step ||
                !can_clear(row, call_version(call)) || !names_section(row->name, section))
                continue;
            *found = true;
            if (row->kept)
                kept_clear(parser, row, prefix);
            else if (!clear_row_of(call, row, rest))
                return false;
        }
    }
    return true;
}

/*
 * `clear configure` of 6.x: PRIMARY sets back what is about interfaces and routes, SECONDARY takes
 * rules and servers back (the 6.3 command reference, recalled).
 */
static const char *const primary_sections[] = { "route", "ip address", "mtu", "nameif",
                                                "interface" };
static const char *const secondary_sections[] = { "aaa-server", "access-group", "access-list",
                                                  "alias",      "apply",        "conduit",
                                                  "global",     "outbound",     "static",
                                                  "telnet",     "url-server" };

static bool
clear_sections(struct command_call *call, const char *const *sections, size_t count)
{
    bool found;
    for (size_t i = 0; i < count; i++) {
        if (!clear_section(call, sections[i], "", &found))
            return false;
    }
    return true;
}

/* The words that stand for many sections. False: WHAT is none of them. */
static bool
clear_many(struct command_call *call, const char *what, bool *good)
{
    bool flat = call_does(call)->flat_commands;
    if (strcasecmp(what, "all") == 0)
        *good = factory_reset(call);
    else if (flat && strcasecmp(what, "primary") == 0)
        *good = clear_sections(call, primary_sections, ARRAY_LENGTH(primary_sections));
    else if (flat && strcasecmp(what, "secondary") == 0)
        *good = clear_sections(call, secondary_sections, ARRAY_LENGTH(secondary_sections));
    else
        return false;
    return true;
}

static bool
set_clear(struct command_call *call, void *scratch)
{
    const struct clear_line *line = scratch;
    enum os_version version = call_version(call);
    bool found = false;
    bool good;
    bool alone = line->rest == NULL || line->rest[0] == '\0';
    if (line->configure && alone && clear_many(call, line->what, &good))
        return good;
    char section[SECTION_SIZE];
    const char *rest;
    find_section(line, version, section, &rest);
    if ((call_does(call)->flat_commands || line->configure) &&
        !clear_section(call, section, rest, &found))
        return false;
    if (!found && line->configure && call->file == NULL)
        return refuse_word(call, 2, NULL, "there is no command \"%s\" to clear", line->what);
    if (!found && line->configure)
        warn(call, NULL, "there is no command \"%s\" to clear", line->what);
    call->kept = !found; /* only what runs is cleared */
    return true;
}

static const struct word configure_words[] = {
    KEYWORD("configure", "Clear a part of the configuration"),
    END_OF_WORDS,
};

static const struct command clear_row = {
    .name = "clear",
    .help = "Clear a part of the configuration, or what runs",
    .words =
        (const struct word[]){
            KEYWORD("clear", ""), GROUP(struct clear_line, configure, configure_words),
            VALUE(text, struct clear_line, what, "Command"),
            VALUE(rest, struct clear_line, rest, "Which one of them", .optional = true),
            END_OF_WORDS },
    .scratch_size = sizeof(struct clear_line),
    .set = set_clear,
};

const struct command *const clear_commands[] = { &clear_row, NULL };
