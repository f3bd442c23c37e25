/*
 * ftp_map.c: `policy-map type inspect ftp` of 7.2 and later (commands.md 6.2): what a client may
 * not ask for. All it can do is to reset the connection.
 *
 * What each match looks at is not documented further than its name [C]: `filename` at the name in a
 * command that moves a file, `filetype` at what stands behind the last dot of that, with the dot,
 * `username` at the user of the session, `server` at the first line of the greeting.
 */
#include <string.h>

#include "engine/inspect/ftp.h"
#include "engine/inspect/map_rules.h"
#include "engine/inspect/text.h"

struct asked {
    const struct ftp_line *line;
    const struct ftp_command *command;
    struct cursor arguments;
};

static bool
moves_a_file(const struct ftp_command *command)
{
    return command->denied == FTP_GET || command->denied == FTP_PUT ||
           command->denied == FTP_APPE || command->denied == FTP_STOU;
}

/* The last dot of a name and what is behind it; nothing where there is none. */
static struct cursor
type_of(struct cursor name)
{
    for (const uint8_t *at = name.end; at > name.at; at--) {
        if (at[-1] == '/')
            break;
        if (at[-1] == '.')
            return (struct cursor){ at - 1, name.end };
    }
    return (struct cursor){ name.end, name.end };
}

static enum map_answer
matches(const struct asked *asked, const struct map_value *criterion, struct cursor text)
{
    if (cursor_left(&text) == 0)
        return MAP_ASKS_SOMETHING_ELSE;
    return inspect_regex_matches(asked->line->call, &criterion->regexes[0], text) ? MAP_ANSWER_YES
                                                                                  : MAP_ANSWER_NO;
}

static enum map_answer
answer(void *context, const struct map_value *criterion)
{
    const struct asked *asked = context;
    const struct ftp_session *session = asked->line->session;
    const struct ftp_command *command = asked->command;
    struct cursor file = { NULL, NULL };
    if (moves_a_file(command))
        file = asked->arguments;
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_FTP_COMMAND:
        return command->denied != FTP_IN_NO_LIST && (criterion->list >> command->denied & 1) != 0
                   ? MAP_ANSWER_YES
                   : MAP_ANSWER_NO;
    case MAP_MATCH_FILENAME:
        return matches(asked, criterion, file);
    case MAP_MATCH_FTP_FILETYPE:
        return matches(asked, criterion, type_of(file));
    case MAP_MATCH_FTP_USERNAME:
        return matches(asked, criterion, cursor_of(session->user, session->user_length));
    case MAP_MATCH_FTP_SERVER:
        return matches(asked, criterion, cursor_of(session->greeting, session->greeting_length));
    default:
        return MAP_ASKS_SOMETHING_ELSE;
    }
}

/* 303005, where the action says `log`. */
static void
tell(const struct ftp_line *line, const struct inspect_map *map, const struct map_rule *rule)
{
    const char *map_name = inspect_line(line->call)->map;
    const char *class_name = rule->criterion.setting == MAP_CLASS ? rule->criterion.texts[0] : "";
    const struct event_text texts[EVENT_TEXTS] = { { class_name, strlen(class_name) },
                                                   { map_name, strlen(map_name) } };
    struct event event = inspect_refusal(line->call, EVENT_FTP_MATCHED);
    event.count = (uint32_t)(rule - map->rules) + 1;
    event.limit = rule->criterion.setting;
    event.texts = texts;
    inspect_emit(line->call, &event);
}

enum inspect_result
ftp_map_command(const struct ftp_line *line, const struct ftp_command *command,
                struct cursor arguments)
{
    const struct inspection *inspection = inspect_line(line->call);
    const struct config *config = inspect_config(line->call);
    const struct inspect_map *map =
        inspection != NULL ? config_inspection_map(config, inspection) : NULL;
    struct asked asked = { line, command, arguments };
    if (map == NULL || map->rule_count == 0)
        return INSPECT_CONTINUE;
    const struct map_rule *rule = map_rules_first(config, map, answer, &asked);
    const struct map_value *reset =
        rule != NULL ? map_values_find(&rule->actions, MAP_DO_RESET) : NULL;
    if (reset == NULL)
        return INSPECT_CONTINUE;
    if (reset->log)
        tell(line, map, rule);
    return INSPECT_CLOSE;
}
