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
    const struct inspect_map *map;
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
tell(void *context, const struct map_found *found)
{
    const struct asked *asked = context;
    const struct inspection *inspection = inspect_line(asked->line->call);
    const struct map_value *criterion = &found->rule->criterion;
    const char *class_name = criterion->setting == MAP_CLASS ? criterion->texts[0] : "";
    const struct event_text texts[EVENT_TEXTS] = { { class_name, strlen(class_name) },
                                                   { inspection->map, strlen(inspection->map) } };
    struct event event = inspect_refusal(asked->line->call, EVENT_FTP_MATCHED);
    event.count = (uint32_t)(found->rule - asked->map->rules) + 1;
    event.limit = criterion->setting;
    event.texts = texts;
    if (found->log && found->action == MAP_ACTION_RESET)
        inspect_emit(asked->line->call, &event);
}

enum inspect_result
ftp_map_command(const struct ftp_line *line, const struct ftp_command *command,
                struct cursor arguments)
{
    const struct inspect_map *map = map_of_line(line->call);
    struct asked asked = { line, command, arguments, map };
    if (map == NULL)
        return INSPECT_CONTINUE;
    const struct map_asking asking = { .call = line->call,
                                       .map = map,
                                       .question = answer,
                                       .stages = 1,
                                       .tell = tell,
                                       .context = &asked };
    return map_rules_apply(&asking);
}
