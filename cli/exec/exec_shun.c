/*
 * exec_shun.c: shun, and what shows and clears it (commands.md 9). The parser's row does it; at the
 * prompt it is a command of the shell, and no change of the configuration. It is in no table of
 * commands there, so that `sh` stays `show`.
 */
#include <string.h>
#include <strings.h>

#include "cli/exec/exec.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"
#include "parser/cmd_shun.h"
#include "parser/word.h"

static bool
forward(struct command_call *call, void *scratch,
        bool (*act)(struct command_call *call, void *scratch))
{
    struct session *session = call->user;
    struct command_call inner = *call;
    size_t before = session->diags->count;
    inner.config = session->config;
    inner.user = session->parser;
    if (act(&inner, scratch))
        return true;
    session_print_diags(session, before, call->line->text);
    return false;
}

/* The host from now on, and the connection that was named at once. */
static bool
shun_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct shun *shun = &((const struct shun_line *)scratch)->shun;
    char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
    if (!forward(call, scratch, shun_row.set))
        return false;
    ip_format(shun->source, source);
    ip_format(shun->destination, destination);
    session_log(session, SHELL_SHUN_ADDED, source, destination, shun->source_port,
                shun->destination_port);
    engine_cut_shunned(session->engine, shun);
    return true;
}

static bool
shun_unset(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    char source[IP_TEXT_SIZE];
    if (!forward(call, scratch, shun_row.unset))
        return false;
    ip_format(((const struct shun_line *)scratch)->shun.source, source);
    session_log(session, SHELL_SHUN_DELETED, source);
    return true;
}

static const struct command shun_command = {
    .name = "shun",
    .help = SHUN_HELP,
    .words = (const struct word[]){ KEYWORD("shun", SHUN_HELP), SHUN_ARGUMENTS },
    .modes = PRIVILEGED,
    .set = shun_set,
    .unset = shun_unset,
    .no_words = SHUN_NO_WORDS,
    .scratch_size = sizeof(struct shun_line),
};

/* Three letters at least: `sh` is `show`. */
bool
is_shun(const struct line *line)
{
    size_t at = line->count > 1 && strcasecmp(line->tokens[0].text, "no") == 0;
    const struct token *token = &line->tokens[at];
    return token->length > 2 && token->length <= 4 &&
           strncasecmp("shun", token->text, token->length) == 0;
}

void
exec_shun(struct session *session, const char *text)
{
    static const struct command *const rows[] = { &shun_command };
    struct command_table *table = command_table_new(rows, ARRAY_LENGTH(rows));
    if (table == NULL)
        return;
    struct matcher matcher = exec_matcher(session, table);
    struct match match;
    struct command_call call = {
        .user = session,
        .command = &shun_command,
        .line = &session->line,
        .diags = session->diags,
    };
    if (!match_line(&matcher, &session->line, &match))
        exec_report(session, table, text, &match);
    else if (match.negated)
        (void)shun_unset(&call, match.scratch.bytes);
    else
        (void)shun_set(&call, match.scratch.bytes);
    command_table_free(table);
}

static bool
clear_shun_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    session->config->box.shun_count = 0;
    session_log(session, SHELL_SHUNS_CLEARED);
    return true;
}

static const struct word clear_shun_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("shun", "Hosts that are shunned"),
    END_OF_WORDS,
};
const struct command clear_shun_command = {
    .name = "clear shun",
    .help = "Clear run-time state",
    .words = clear_shun_words,
    .modes = PRIVILEGED,
    .set = clear_shun_set,
};

struct shun_query {
    uint32_t source;
};

/* `Shun 99.99.99.99 0.0.0.0 0 0`: source, destination, ports */
static bool
show_shun_set(struct command_call *call, void *scratch)
{
    const struct shun_query *query = scratch;
    struct session *session = call->user;
    const struct box_settings *box = &session->config->box;
    for (size_t i = 0; i < box->shun_count; i++) {
        const struct shun *shun = &box->shuns[i];
        char source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
        if (query->source != 0 && query->source != shun->source)
            continue;
        ip_format(shun->source, source);
        ip_format(shun->destination, destination);
        fprintf(session->screen, "Shun %s %s %u %u\n", source, destination, shun->source_port,
                shun->destination_port);
    }
    return true;
}

static const struct word show_shun_words[] = {
    KEYWORD("show", "Show running system information"),
    KEYWORD("shun", "Hosts that are shunned"),
    VALUE(address, struct shun_query, source, "One of them", .optional = true),
    END_OF_WORDS,
};
const struct command show_shun_command = {
    .name = "show shun",
    .help = "Show running system information",
    .words = show_shun_words,
    .modes = PRIVILEGED,
    .set = show_shun_set,
    .scratch_size = sizeof(struct shun_query),
};
