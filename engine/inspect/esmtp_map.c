/*
 * esmtp_map.c: the criteria of ESMTP's inspection maps (commands.md 6.2). What a server offers is
 * smtp.c's; parts of mail (`mime ...`, `header to-fields`, sizes of all the header or the body) and
 * unknown recipients are asked of nothing.
 */
#include "engine/inspect/esmtp_map.h"

#include <stdio.h>
#include <string.h>

#include "engine/inspect/map_rules.h"
#include "engine/inspect/text.h"

#define DEFAULT_MAP "_default_esmtp_map"

/* `match cmd verb`: the bits of its list. */
static const char *const verbs[] = { "AUTH", "DATA", "EHLO", "ETRN", "HELO", "HELP", "MAIL",
                                     "NOOP", "QUIT", "RCPT", "RSET", "SAML", "SOML", "VRFY" };

/*
 * The default map as `show running-config all` has it [R]; `mime filename length gt 255` and
 * `ehlo-reply-parameter others` stand behind. The place of `header line` is [A]: real lines of
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
};

/* Nothing shorter than this meets any of them. */
#define DEFAULT_SHORTEST 320

static const struct {
    enum map_setting setting;
    const char *words;
} phrases[] = {
    { MAP_MATCH_ESMTP_COMMAND, "cmd verb" },
    { MAP_MATCH_ESMTP_COMMAND_LENGTH, "cmd line length gt" },
    { MAP_MATCH_ESMTP_COMMAND_RECIPIENTS, "cmd RCPT count gt" },
    { MAP_MATCH_ESMTP_BODY, "body line length gt" },
    { MAP_MATCH_ESMTP_HEADER, "header line length gt" },
    { MAP_MATCH_ESMTP_SENDER, "sender-address regex" },
    { MAP_MATCH_ESMTP_SENDER_LENGTH, "sender-address length gt" },
};

struct asked {
    struct inspect_call *call;
    const struct esmtp_said *said;
    const struct map_rule *rules; /* of the map, for the place of one that is met */
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
is_listed(struct cursor verb, uint64_t list)
{
    for (size_t i = 0; i < ARRAY_LENGTH(verbs); i++) {
        if ((list >> i & 1) != 0 && text_is(verb, verbs[i]))
            return MAP_ANSWER_YES;
    }
    return MAP_ANSWER_NO;
}

static enum map_answer
answer(void *context, const struct map_value *criterion)
{
    const struct asked *asked = context;
    const struct esmtp_said *said = asked->said;
    bool is_command = cursor_left(&said->verb) > 0;
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_ESMTP_COMMAND:
        return is_command ? is_listed(said->verb, criterion->list) : MAP_ASKS_SOMETHING_ELSE;
    case MAP_MATCH_ESMTP_COMMAND_LENGTH:
        return exceeds(is_command, said->length, criterion);
    case MAP_MATCH_ESMTP_COMMAND_RECIPIENTS:
        return exceeds(said->recipients > 0, said->recipients, criterion);
    case MAP_MATCH_ESMTP_SENDER:
        if (!said->has_sender)
            return MAP_ASKS_SOMETHING_ELSE;
        return inspect_regex_matches(asked->call, &criterion->regexes[0], said->sender)
                   ? MAP_ANSWER_YES
                   : MAP_ANSWER_NO;
    case MAP_MATCH_ESMTP_SENDER_LENGTH:
        return exceeds(said->has_sender, cursor_left(&said->sender), criterion);
    case MAP_MATCH_ESMTP_HEADER:
        return exceeds(!is_command && said->in_header && criterion->flags[0], said->length,
                       criterion);
    case MAP_MATCH_ESMTP_BODY:
        return exceeds(!is_command && !said->in_header && criterion->flags[0], said->length,
                       criterion);
    default:
        return MAP_ASKS_SOMETHING_ELSE;
    }
}

/* One fact at a time: there is no order but the map's. */
static unsigned
stage_of(const struct map_value *criterion)
{
    (void)criterion;
    return 0;
}

/* "header line length gt 998", as real lines have it. */
static size_t
write_match(char *out, size_t size, const struct map_value *criterion)
{
    const char *words = "", *regex = criterion->regexes[0].name;
    for (size_t i = 0; i < ARRAY_LENGTH(phrases); i++) {
        if (phrases[i].setting == criterion->setting)
            words = phrases[i].words;
    }
    int length = snprintf(out, size, "%s%s", criterion->negated ? "not " : "", words);
    size_t at = (size_t)length;
    if (regex != NULL)
        length = snprintf(out + at, size - at, " %s%s",
                          criterion->regexes[0].is_class ? "class " : "", regex);
    else if (criterion->setting != MAP_MATCH_ESMTP_COMMAND)
        length = snprintf(out + at, size - at, " %u", (unsigned)criterion->numbers[0]);
    else
        length = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(verbs); i++) {
        if (criterion->setting == MAP_MATCH_ESMTP_COMMAND && (criterion->list >> i & 1) != 0)
            length += snprintf(out + at + length, size - at - (size_t)length, " %s", verbs[i]);
    }
    at += (size_t)length;
    return at < size ? at : size - 1;
}

static void
tell(void *context, const struct map_found *found)
{
    struct asked *asked = context;
    char match[256];
    asked->mask = asked->mask || found->action == MAP_ACTION_MASK;
    if (!found->log)
        return;
    const char *class = found->rule->criterion.texts[0];
    struct event_text texts[EVENT_TEXTS] = { { match, 0 } };
    if (found->rule->criterion.setting == MAP_CLASS)
        texts[0] = (struct event_text){ class, strlen(class) };
    else
        texts[0].length = write_match(match, sizeof(match), found->criterion);
    struct event event = inspect_event(asked->call, EVENT_ESMTP_MATCHED);
    event.texts = texts;
    event.map_action = found->action;
    event.count = (uint32_t)(found->rule - asked->rules) + 1;
    inspect_emit(asked->call, &event);
}

static enum inspect_result
apply(struct asked *asked, const struct inspect_map *map)
{
    asked->rules = map->rules;
    const struct map_asking asking = { .config = inspect_config(asked->call),
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
    if (asked->said->length <= DEFAULT_SHORTEST && asked->said->recipients == 0)
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
    if (map != NULL)
        result = apply(&asked, map);
    else if (inspect_does(call)->esmtp_has_default_map &&
             (line->map == NULL || strcmp(line->map, DEFAULT_MAP) == 0))
        result = apply_defaults(&asked);
    *mask = asked.mask;
    return result;
}
