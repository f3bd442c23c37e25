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
is_wanted(const struct command *row, const struct clear_line *line, enum os_version version)
{
    if (!version_in(version, row->since, row->before) || (row->clear == NULL && !row->kept))
        return false;
    return strcasecmp(line->what, "all") == 0 || names_section(row->name, line->what);
}

static bool
set_clear(struct command_call *call, void *scratch)
{
    const struct clear_line *line = scratch;
    struct command_position position = { 0 };
    const struct command *row;
    bool configures = call_version(call) < OS_7_0 || line->configure;
    bool found = false;
    while (configures && (row = next_command(&position)) != NULL) {
        if (!is_wanted(row, line, call_version(call)))
            continue;
        found = true;
        if (row->kept)
            kept_clear(call->config, row);
        else if (!row->clear(call, line->rest))
            return false;
    }
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
    .words = (const struct word[]){ KEYWORD("clear", ""),
                                    GROUP(struct clear_line, configure, configure_words),
                                    VALUE(text, struct clear_line, what, "Command"),
                                    VALUE(rest, struct clear_line, rest, "", .optional = true),
                                    END_OF_WORDS },
    .scratch_size = sizeof(struct clear_line),
    .set = set_clear,
};

const struct command *const clear_commands[] = { &clear_row, NULL };
