/*
 * esmtp_map.c: the criteria and the parameters of ESMTP's inspection maps (commands.md 6.2).
 *
 * Not documented further than their names, and so [C]: `mime filetype` is asked of what stands
 * behind the last dot of a file's name, with the dot, as `filetype` of FTP is; `header to-fields`
 * counts the addresses of one To; `invalid-recipients` what the server has refused of one mail;
 * `mail-relay` is about recipients of other domains whose sender is of another one too.
 */
#include "engine/inspect/esmtp_map.h"

#include <stdio.h>
#include <string.h>

#include "engine/inspect/mail_header.h"
#include "engine/inspect/map_rules.h"
#include "engine/inspect/text.h"

#define DEFAULT_MAP "_default_esmtp_map"

/* `match cmd verb`: the bits of its list. */
static const char *const verbs[] = { "AUTH", "DATA", "EHLO", "ETRN", "HELO", "HELP", "MAIL",
                                     "NOOP", "QUIT", "RCPT", "RSET", "SAML", "SOML", "VRFY" };

/* `match ehlo-reply-parameter`; a server that offers none of them offers something else. */
static const char *const extensions[] = { "8BITMIME",   "AUTH", "BINARYMIME",
                                          "CHECKPOINT", "DSN",  "ENHANCEDSTATUSCODES",
                                          "ETRN",       NULL,   "PIPELINING",
                                          "SIZE",       "VRFY" };
#define EXTENSION_OTHERS 7
static const char *const extension_names[] = { "8bitmime",   "auth",  "binarymime", "checkpoint",
                                               "dsn",        "ecode", "etrn",       "others",
                                               "pipelining", "size",  "vrfy" };
/* `match mime encoding` */
static const char *const encodings[] = { "7bit",   "8bit", "base64",
                                         "binary", NULL,   "quoted-printable" };
#define ENCODING_OTHERS 4
static const char *const encoding_names[] = { "7bit",   "8bit",   "base64",
                                              "binary", "others", "quoted-printable" };

/*
 * The default map as `show running-config all` has it [R]; `ehlo-reply-parameter others`,
 * which smtp.c masks, stands behind. The place of `header line` is [A]: real lines of
 * 108004 call it "Class 4".
 */
static const struct {
    enum map_setting setting;
    bool of_line;
    uint32_t most;
    bool drops;
} defaults[] = {
    { MAP_MATCH_ESMTP_COMMAND_LENGTH, false, 512, true },
    { MAP_MATCH_ESMTP_COMMAND_RECIPIENTS, false, 100, true },
    { MAP_MATCH_ESMTP_BODY, true, 998, false },
    { MAP_MATCH_ESMTP_HEADER, true, 998, true },
    { MAP_MATCH_ESMTP_SENDER_LENGTH, false, 320, true },
    { MAP_MATCH_ESMTP_FILENAME, false, 255, true },
};

/* Nothing shorter than this meets any of them. */
#define DEFAULT_SHORTEST 255

static const struct {
    enum map_setting setting;
    const char *words;
} phrases[] = {
    { MAP_MATCH_ESMTP_COMMAND, "cmd verb" },
    { MAP_MATCH_ESMTP_COMMAND_LENGTH, "cmd line length gt" },
    { MAP_MATCH_ESMTP_COMMAND_RECIPIENTS, "cmd RCPT count gt" },
    { MAP_MATCH_ESMTP_BODY, "body" },
    { MAP_MATCH_ESMTP_EHLO, "ehlo-reply-parameter" },
    { MAP_MATCH_ESMTP_ENCODING, "mime encoding" },
    { MAP_MATCH_ESMTP_FILENAME, "mime filename length gt" },
    { MAP_MATCH_ESMTP_FILETYPE, "mime filetype regex" },
    { MAP_MATCH_ESMTP_HEADER, "header" },
    { MAP_MATCH_ESMTP_HEADER_TO, "header to-fields count gt" },
    { MAP_MATCH_ESMTP_INVALID_RECIPIENTS, "invalid-recipients count gt" },
    { MAP_MATCH_ESMTP_SENDER, "sender-address regex" },
    { MAP_MATCH_ESMTP_SENDER_LENGTH, "sender-address length gt" },
};

struct asked {
    struct inspect_call *call;
    const struct esmtp_said *said;
    const struct inspect_map *map; /* for the place of a rule that is met */
    bool mask;
};

static enum map_answer
exceeds(bool is_asked, size_t number, const struct map_value *criterion)
{
    if (!is_asked)
        return MAP_ASKS_SOMETHING_ELSE;
    return number > criterion->numbers[0] ? MAP_ANSWER_YES : MAP_ANSWER_NO;
}

static enum map_answer
yes_or_no(bool is_so)
{
    return is_so ? MAP_ANSWER_YES : MAP_ANSWER_NO;
}

/* The place of WORD; OTHERS when it is none of them. */
static unsigned
place_of(struct cursor word, const char *const *names, size_t count, unsigned others)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i] != NULL && text_is(word, names[i]))
            return (unsigned)i;
    }
    return others;
}

static enum map_answer
is_listed(const struct map_value *criterion, unsigned place)
{
    return yes_or_no((criterion->list >> place & 1) != 0);
}

/* --- mail ------------------------------------------------------------------------------------- */

/* One line, or all of a header or a body: told once, by the line that makes it too long. */
static enum map_answer
is_too_long(const struct esmtp_said *said, const struct map_value *criterion)
{
    uint64_t most = criterion->numbers[0], now = said->before + said->length;
    bool of_header = criterion->setting == MAP_MATCH_ESMTP_HEADER;
    if (said->subject != ESMTP_MAIL_LINE || said->in_header != of_header)
        return MAP_ASKS_SOMETHING_ELSE;
    if (criterion->flags[0]) /* the end of a body is no line of it */
        return exceeds(!said->ends || said->in_header, said->length, criterion);
    if (said->before <= most && now > most)
        return MAP_ANSWER_YES;
    return said->ends && now <= most ? MAP_ANSWER_NO : MAP_ASKS_SOMETHING_ELSE;
}

/* The name of a file in a field that can have one. */
static bool
file_name(struct cursor name, struct cursor value, struct cursor *file)
{
    return (text_is(name, "Content-Disposition") && mail_parameter(value, "filename", file)) ||
           (text_is(name, "Content-Type") && mail_parameter(value, "name", file));
}

/* The last dot of a name and what is behind it. */
static struct cursor
type_of(struct cursor file)
{
    for (const uint8_t *at = file.end; at > file.at; at--) {
        if (at[-1] == '.')
            return (struct cursor){ at - 1, file.end };
    }
    return (struct cursor){ file.end, file.end };
}

static enum map_answer
answer_of_field(const struct asked *asked, const struct map_value *criterion)
{
    struct cursor name, value, file;
    if (asked->said->subject != ESMTP_MAIL_FIELD || !mail_field(asked->said->field, &name, &value))
        return MAP_ASKS_SOMETHING_ELSE;
    if (criterion->setting == MAP_MATCH_ESMTP_HEADER_TO)
        return exceeds(text_is(name, "To"), mail_addresses(value), criterion);
    if (criterion->setting == MAP_MATCH_ESMTP_ENCODING) {
        if (!text_is(name, "Content-Transfer-Encoding"))
            return MAP_ASKS_SOMETHING_ELSE;
        return is_listed(criterion,
                         place_of(value, encodings, ARRAY_LENGTH(encodings), ENCODING_OTHERS));
    }
    if (!file_name(name, value, &file))
        return MAP_ASKS_SOMETHING_ELSE;
    if (criterion->setting == MAP_MATCH_ESMTP_FILENAME)
        return exceeds(true, cursor_left(&file), criterion);
    return yes_or_no(inspect_regex_matches(asked->call, &criterion->regexes[0], type_of(file)));
}

/* --- all of it -------------------------------------------------------------------------------- */

static enum map_answer
answer_of_command(const struct asked *asked, const struct map_value *criterion)
{
    const struct esmtp_said *said = asked->said;
    if (said->subject != ESMTP_COMMAND)
        return MAP_ASKS_SOMETHING_ELSE;
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_ESMTP_COMMAND:
        return is_listed(criterion, place_of(said->verb, verbs, ARRAY_LENGTH(verbs), 63));
    case MAP_MATCH_ESMTP_COMMAND_LENGTH:
        return exceeds(true, said->length, criterion);
    case MAP_MATCH_ESMTP_COMMAND_RECIPIENTS:
        return exceeds(said->recipients > 0, said->recipients, criterion);
    case MAP_MATCH_ESMTP_SENDER:
        if (!said->has_sender)
            return MAP_ASKS_SOMETHING_ELSE;
        return yes_or_no(inspect_regex_matches(asked->call, &criterion->regexes[0], said->address));
    case MAP_MATCH_ESMTP_SENDER_LENGTH:
        return exceeds(said->has_sender, cursor_left(&said->address), criterion);
    default:
        return MAP_ASKS_SOMETHING_ELSE;
    }
}

static enum map_answer
answer(void *context, const struct map_value *criterion)
{
    const struct asked *asked = context;
    const struct esmtp_said *said = asked->said;
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_ESMTP_HEADER:
    case MAP_MATCH_ESMTP_BODY:
        return is_too_long(said, criterion);
    case MAP_MATCH_ESMTP_HEADER_TO:
    case MAP_MATCH_ESMTP_ENCODING:
    case MAP_MATCH_ESMTP_FILENAME:
    case MAP_MATCH_ESMTP_FILETYPE:
        return answer_of_field(asked, criterion);
    case MAP_MATCH_ESMTP_EHLO:
        if (said->subject != ESMTP_EXTENSION)
            return MAP_ASKS_SOMETHING_ELSE;
        return is_listed(criterion, place_of(said->verb, extensions, ARRAY_LENGTH(extensions),
                                             EXTENSION_OTHERS));
    case MAP_MATCH_ESMTP_INVALID_RECIPIENTS:
        return exceeds(said->subject == ESMTP_REFUSAL, said->recipients, criterion);
    default:
        return answer_of_command(asked, criterion);
    }
}

/* One fact at a time: there is no order but the map's. */
static unsigned
stage_of(const struct map_value *criterion)
{
    (void)criterion;
    return 0;
}

/* Words of a list, each behind a blank. */
static size_t
write_list(char *out, size_t size, size_t at, const struct map_value *criterion)
{
    const char *const *names = verbs;
    size_t count = ARRAY_LENGTH(verbs);
    if (criterion->setting == MAP_MATCH_ESMTP_EHLO) {
        names = extension_names;
        count = ARRAY_LENGTH(extension_names);
    } else if (criterion->setting == MAP_MATCH_ESMTP_ENCODING) {
        names = encoding_names;
        count = ARRAY_LENGTH(encoding_names);
    }
    for (size_t i = 0; i < count && at < size; i++) {
        if ((criterion->list >> i & 1) != 0)
            at += (size_t)snprintf(out + at, size - at, " %s", names[i]);
    }
    return at;
}

/* "header line length gt 998", as real lines have it. */
static void
write_match(char *out, size_t size, const struct map_value *criterion)
{
    const char *words = "", *regex = criterion->regexes[0].name;
    bool of_size =
        criterion->setting == MAP_MATCH_ESMTP_HEADER || criterion->setting == MAP_MATCH_ESMTP_BODY;
    for (size_t i = 0; i < ARRAY_LENGTH(phrases); i++) {
        if (phrases[i].setting == criterion->setting)
            words = phrases[i].words;
    }
    size_t at = (size_t)snprintf(out, size, "%s%s%s", criterion->negated ? "not " : "", words,
                                 !of_size              ? ""
                                 : criterion->flags[0] ? " line length gt"
                                                       : " length gt");
    if (criterion->list != 0)
        (void)write_list(out, size, at, criterion);
    else if (regex != NULL)
        snprintf(out + at, size - at, " %s%s", criterion->regexes[0].is_class ? "class " : "",
                 regex);
    else
        snprintf(out + at, size - at, " %u", (unsigned)criterion->numbers[0]);
}

/* 108004 tells what was done, 108005 what was only to be logged (guide, as 607002 and 607003). */
static void
emit(const struct asked *asked, const char *kind, enum map_action action, const char *what)
{
    const struct event_text texts[EVENT_TEXTS] = { { what, strlen(what) }, { kind, strlen(kind) } };
    bool is_only_told = action == MAP_ACTION_NONE || action == MAP_ACTION_LOG;
    struct event event =
        inspect_event(asked->call, is_only_told ? EVENT_ESMTP_LOGGED : EVENT_ESMTP_MATCHED);
    event.texts = texts;
    event.map_action = action;
    event.is_answer =
        asked->said->subject == ESMTP_EXTENSION || asked->said->subject == ESMTP_REFUSAL;
    inspect_emit(asked->call, &event);
}

static void
tell(void *context, const struct map_found *found)
{
    struct asked *asked = context;
    char match[256], what[320];
    asked->mask = asked->mask || found->action == MAP_ACTION_MASK;
    if (!found->log)
        return;
    write_match(match, sizeof(match), found->criterion);
    map_write_rule(what, sizeof(what), asked->map, found->rule, match);
    emit(asked, "ESMTP Classification", found->action, what);
}

/* --- parameters ------------------------------------------------------------------------------- */

bool
esmtp_map_is_of_relay(const struct inspect_call *call, struct cursor address)
{
    const struct inspect_map *map = map_of_line(call);
    const struct map_value *relay =
        map != NULL ? map_values_find(&map->values, MAP_ESMTP_MAIL_RELAY) : NULL;
    struct cursor user, domain = address;
    if (relay == NULL || !text_until(&domain, '@', &user))
        return false;
    return text_is(domain, relay->texts[0]);
}

/* 108003 says just this [C]. */
static enum inspect_result
check_characters(const struct asked *asked, const struct map_value *value)
{
    struct cursor at = asked->said->address;
    while (at.at < at.end && *at.at != '|' && *at.at != '`' && *at.at != '\0')
        at.at++;
    if (at.at == at.end)
        return INSPECT_CONTINUE;
    if (value->action == MAP_ACTION_LOG)
        emit(asked, "ESMTP Parameter", MAP_ACTION_LOG, "special-character");
    else if (value->log)
        esmtp_tell_pattern(asked->call, asked->said->line);
    return map_action_result((enum map_action)value->action);
}

static enum inspect_result
check_relay(const struct asked *asked, const struct map_value *value)
{
    const struct esmtp_said *said = asked->said;
    if (said->has_sender || said->from_relay || esmtp_map_is_of_relay(asked->call, said->address))
        return INSPECT_CONTINUE;
    if (value->log || value->action == MAP_ACTION_LOG)
        emit(asked, "ESMTP Parameter", (enum map_action)value->action, "mail-relay");
    return map_action_result((enum map_action)value->action);
}

/* Of MAIL and RCPT; the parameters before the matches, as those of SIP [C]. */
static enum inspect_result
apply_parameters(const struct asked *asked, const struct inspect_map *map)
{
    enum inspect_result result = INSPECT_CONTINUE;
    if (asked->said->subject != ESMTP_COMMAND || asked->said->address.at == NULL)
        return INSPECT_CONTINUE;
    for (size_t i = 0; i < map->values.count && result == INSPECT_CONTINUE; i++) {
        const struct map_value *value = &map->values.items[i];
        if (value->setting == MAP_ESMTP_SPECIAL_CHARACTER)
            result = check_characters(asked, value);
        else if (value->setting == MAP_ESMTP_MAIL_RELAY)
            result = check_relay(asked, value);
    }
    return result;
}

void
esmtp_tell_pattern(struct inspect_call *call, struct cursor line)
{
    const struct event_text texts[EVENT_TEXTS] = { text_of_event(line) };
    struct event event = inspect_event(call, EVENT_SMTP_PATTERN);
    event.texts = texts;
    inspect_emit(call, &event);
}

static enum inspect_result
apply(struct asked *asked, const struct inspect_map *map)
{
    asked->map = map;
    const struct map_asking asking = { .call = asked->call,
                                       .map = map,
                                       .question = answer,
                                       .stage_of = stage_of,
                                       .stages = 1,
                                       .tell = tell,
                                       .context = asked };
    return map_rules_apply(&asking);
}

static enum inspect_result
apply_defaults(struct asked *asked)
{
    struct map_value drop = { .setting = MAP_DO_DROP_CONNECTION, .log = true };
    struct map_value log = { .setting = MAP_DO_LOG };
    struct map_rule rules[ARRAY_LENGTH(defaults)];
    const struct inspect_map map = { .protocol = MAP_PROTOCOL_ESMTP,
                                     .rules = rules,
                                     .rule_count = ARRAY_LENGTH(rules) };
    if (asked->said->length <= DEFAULT_SHORTEST && asked->said->recipients == 0 &&
        cursor_left(&asked->said->field) <= DEFAULT_SHORTEST)
        return INSPECT_CONTINUE;
    for (size_t i = 0; i < ARRAY_LENGTH(defaults); i++) {
        rules[i] = (struct map_rule){
            .criterion = { .setting = (uint16_t)defaults[i].setting,
                           .flags = { defaults[i].of_line },
                           .numbers = { defaults[i].most } },
            .actions = { .items = defaults[i].drops ? &drop : &log, .count = 1 },
        };
    }
    return apply(asked, &map);
}

enum inspect_result
esmtp_map_apply(struct inspect_call *call, const struct esmtp_said *said, bool *mask)
{
    const struct inspection *line = inspect_line(call);
    struct asked asked = { .call = call, .said = said };
    enum inspect_result result = INSPECT_CONTINUE;
    if (line == NULL)
        return INSPECT_CONTINUE;
    const struct inspect_map *map = config_inspection_map(inspect_config(call), line);
    if (map != NULL) {
        result = apply_parameters(&asked, map);
        if (result == INSPECT_CONTINUE)
            result = apply(&asked, map);
    } else if (inspect_does(call)->esmtp_has_default_map &&
               (line->map == NULL || strcmp(line->map, DEFAULT_MAP) == 0))
        result = apply_defaults(&asked);
    *mask = asked.mask;
    return result;
}
