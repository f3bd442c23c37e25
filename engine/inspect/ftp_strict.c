/*
 * ftp_strict.c: what `strict` adds to the inspection of FTP (engine.md 6.2 [A]; the guide's list of
 * "anomalous activity"), and what ftp-map of 7.0 and `policy-map type inspect ftp` ask for, which
 * work with `strict` only.
 *
 * What breaks the rules closes the connection. A line tells of it only where there is one: unknown
 * and denied commands, and what a map matched.
 */
#include "engine/inspect/ftp.h"

#include "engine/base/ip.h"
#include "engine/inspect/text.h"
#include "engine/model/config.h"

/* "a fixed constant", which no guide tells [C]: the longest path of most systems of its time. */
#define LONGEST_FILE_NAME 255
/* "Command pipelining": characters behind the numbers of PORT and of 227. */
#define MOST_BEHIND_NUMBERS 8
#define COMMAS_OF_PORT 5

static const struct inspect_map *
map_of(const struct ftp_line *line)
{
    const struct inspection *asked = inspect_line(line->call);
    return asked != NULL ? config_inspection_map(inspect_config(line->call), asked) : NULL;
}

/* Without a map `strict` masks the answer to SYST [A]; a map says whether it does [C]. */
void
ftp_strict_begin(const struct ftp_line *line)
{
    struct ftp_session *session = line->session;
    const struct inspection *asked = inspect_line(line->call);
    const struct inspect_map *map = map_of(line);
    session->begun = true;
    session->strict = asked != NULL && asked->strict;
    if (!session->strict)
        return;
    session->masks_system = map == NULL || inspect_map_is_on(map, MAP_FTP_MASK_SYST_REPLY);
    session->masks_banner = map != NULL && inspect_map_is_on(map, MAP_FTP_MASK_BANNER);
    const struct map_value *denied =
        map != NULL ? map_values_find(&map->values, MAP_OLD_FTP_DENY) : NULL;
    session->denied = denied != NULL ? denied->list : 0;
}

static enum inspect_result
close_telling(const struct ftp_line *line, enum event_type type, struct cursor word)
{
    const struct event_text texts[EVENT_TEXTS] = { text_of_event(word) };
    struct event event = inspect_refusal(line->call, type);
    event.texts = texts;
    inspect_emit(line->call, &event);
    return INSPECT_CLOSE;
}

/* Five commas, and not much behind the six numbers. */
static bool
has_six_numbers(struct cursor text)
{
    size_t commas = 0;
    while (text.at < text.end && (*text.at == ',' || (*text.at >= '0' && *text.at <= '9'))) {
        commas += *text.at == ',';
        text.at++;
    }
    return commas == COMMAS_OF_PORT && cursor_left(&text) <= MOST_BEHIND_NUMBERS;
}

static bool
ends_as_a_line(const struct ftp_line *line)
{
    return text_offset(line->message, line->message.end) - cursor_left(&line->text) == 2;
}

/* --- commands --------------------------------------------------------------------------------- */

enum inspect_result
ftp_strict_command(const struct ftp_line *line, const struct ftp_command *command,
                   struct cursor word, struct cursor arguments)
{
    struct ftp_session *session = line->session;
    /* Not all of it is a line: what ends in a bare LF may hide a command. */
    if (!ends_as_a_line(line))
        return INSPECT_CLOSE;
    if (command == NULL)
        return close_telling(line, EVENT_FTP_COMMAND_UNSUPPORTED, word);
    if (session->unanswered)
        return INSPECT_CLOSE;
    if (command->denied != FTP_IN_NO_LIST && (session->denied >> command->denied & 1) != 0)
        return close_telling(line, EVENT_FTP_COMMAND_DENIED, word);
    if (text_is(word, "PORT") && !has_six_numbers(arguments))
        return INSPECT_CLOSE;
    if ((command->denied == FTP_GET || command->denied == FTP_PUT) &&
        cursor_left(&arguments) > LONGEST_FILE_NAME)
        return INSPECT_CLOSE;
    session->unanswered = true;
    return INSPECT_CONTINUE;
}

/* The server neither sends commands nor an answer 227 that is cut or goes on. */
enum inspect_result
ftp_strict_reply(const struct ftp_line *line)
{
    struct cursor text = line->text;
    if (text_letters(&text, "PORT "))
        return INSPECT_CLOSE;
    if (!text_letters(&text, "227 "))
        return INSPECT_CONTINUE;
    for (bool in_number = false; text.at < text.end; text.at++) {
        bool is_digit = *text.at >= '0' && *text.at <= '9';
        if (is_digit && !in_number && has_six_numbers(text))
            return INSPECT_CONTINUE;
        in_number = is_digit;
    }
    return INSPECT_CLOSE;
}
