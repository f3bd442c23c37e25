/*
 * http_map.c: the criteria of HTTP's inspection maps (commands.md 6.2; guide, "HTTP Inspection").
 *
 * A body is searched once, when it is over or as much of it has come as `body-match-maximum` says:
 * so how it is cut into packets decides nothing [C].
 */
#include "engine/inspect/http_map.h"

#include <stdio.h>
#include <string.h>

#include "engine/inspect/http_old_map.h"
#include "engine/inspect/http_types.h"
#include "engine/inspect/map_rules.h"
#include "engine/inspect/text.h"

/* By the numbers of the words in the configuration. */
static const char *const request_headers[] = {
#define HTTP_REQUEST_HEADER(number, name) [number] = name,
#include "engine/model/http_names.def"
};
static const char *const reply_headers[] = {
#define HTTP_REPLY_HEADER(number, name) [number] = name,
#include "engine/model/http_names.def"
};
static const char *const methods[] = {
#define HTTP_METHOD(number, name) [number] = name,
#include "engine/model/http_names.def"
};

enum { SIZE_COUNT = 1, SIZE_LENGTH = 2 }; /* map_value.choices[1] */

/* The order in which a message says things (guide: the method comes before a header). */
enum stage {
    STAGE_FIRST_LINE,
    STAGE_URI,
    STAGE_ARGS,
    STAGE_FIELDS,
    STAGE_BODY, /* that it is there: its head tells */
    STAGE_BODY_TEXT,
    STAGES
};

/* `body-match-maximum` where it is not said (command reference [R]). */
#define BODY_MATCH_MAXIMUM 200

/* WORDS: the match as it is configured; a name, a size or a number may follow. */
struct criterion_facts {
    enum map_setting setting;
    bool of_reply;
    enum stage stage;
    enum event_type event, other_event; /* OTHER: of a length, where EVENT is of a count */
    const char *words;
};

#define MATCHED(what) EVENT_HTTP_##what
static const struct criterion_facts criteria[] = {
    { MAP_MATCH_HTTP_METHOD, false, STAGE_FIRST_LINE, MATCHED(METHOD), MATCHED(METHOD),
      "request method" },
    { MAP_MATCH_HTTP_METHOD_NAMED, false, STAGE_FIRST_LINE, MATCHED(METHOD), MATCHED(METHOD),
      "request method regex" },
    { MAP_MATCH_HTTP_URI, false, STAGE_URI, MATCHED(URI), MATCHED(URI), "request uri regex" },
    { MAP_MATCH_HTTP_URI_LENGTH, false, STAGE_URI, MATCHED(URI_LENGTH), MATCHED(URI_LENGTH),
      "request uri length gt" },
    { MAP_MATCH_HTTP_ARGS, false, STAGE_ARGS, MATCHED(ARGS), MATCHED(ARGS), "request args regex" },
    { MAP_MATCH_HTTP_HEADER, false, STAGE_FIELDS, MATCHED(HEADER), MATCHED(HEADER),
      "request header" },
    { MAP_MATCH_HTTP_HEADER_NAMED, false, STAGE_FIELDS, MATCHED(HEADER), MATCHED(HEADER),
      "request header regex" },
    { MAP_MATCH_HTTP_HEADER_SIZE, false, STAGE_FIELDS, MATCHED(FIELD_COUNT), MATCHED(FIELD_LENGTH),
      "request header" },
    { MAP_MATCH_HTTP_HEADER_NAMED_SIZE, false, STAGE_FIELDS, MATCHED(FIELD_COUNT),
      MATCHED(FIELD_LENGTH), "request header regex" },
    { MAP_MATCH_HTTP_HEADERS_SIZE, false, STAGE_FIELDS, MATCHED(FIELD_COUNT),
      MATCHED(HEADER_LENGTH), "request header" },
    { MAP_MATCH_HTTP_NON_ASCII, false, STAGE_FIELDS, MATCHED(NON_ASCII), MATCHED(NON_ASCII),
      "request header non-ascii" },
    { MAP_MATCH_HTTP_BODY_LENGTH, false, STAGE_BODY, MATCHED(BODY_LENGTH), MATCHED(BODY_LENGTH),
      "request body length gt" },
    { MAP_MATCH_HTTP_BODY, false, STAGE_BODY_TEXT, MATCHED(BODY), MATCHED(BODY),
      "request body regex" },
    { MAP_MATCH_HTTP_STATUS, true, STAGE_FIRST_LINE, MATCHED(STATUS), MATCHED(STATUS),
      "response status-line regex" },
    { MAP_MATCH_HTTP_REPLY_HEADER, true, STAGE_FIELDS, MATCHED(HEADER), MATCHED(HEADER),
      "response header" },
    { MAP_MATCH_HTTP_REPLY_HEADER_NAMED, true, STAGE_FIELDS, MATCHED(HEADER), MATCHED(HEADER),
      "response header regex" },
    { MAP_MATCH_HTTP_REPLY_HEADER_SIZE, true, STAGE_FIELDS, MATCHED(FIELD_COUNT),
      MATCHED(FIELD_LENGTH), "response header" },
    { MAP_MATCH_HTTP_REPLY_HEADERS_SIZE, true, STAGE_FIELDS, MATCHED(FIELD_COUNT),
      MATCHED(HEADER_LENGTH), "response header" },
    { MAP_MATCH_HTTP_REPLY_NON_ASCII, true, STAGE_FIELDS, MATCHED(NON_ASCII), MATCHED(NON_ASCII),
      "response header non-ascii" },
    { MAP_MATCH_HTTP_REPLY_BODY_LENGTH, true, STAGE_BODY, MATCHED(BODY_LENGTH),
      MATCHED(BODY_LENGTH), "response body length gt" },
    { MAP_MATCH_HTTP_CONTENT_TYPE, true, STAGE_FIELDS, MATCHED(NOT_ACCEPTED), MATCHED(NOT_ACCEPTED),
      "req-resp content-type mismatch" },
    { MAP_MATCH_HTTP_REPLY_BODY, true, STAGE_BODY_TEXT, MATCHED(BODY), MATCHED(BODY),
      "response body regex" },
    { MAP_MATCH_HTTP_BODY_SCRIPT, true, STAGE_BODY_TEXT, MATCHED(BODY), MATCHED(BODY),
      "response body" },
};

static const struct criterion_facts *
facts_of(const struct map_value *criterion)
{
    for (size_t i = 0; i < ARRAY_LENGTH(criteria); i++) {
        if (criteria[i].setting == criterion->setting)
            return &criteria[i];
    }
    return NULL;
}

static unsigned
stage_of(const struct map_value *criterion)
{
    const struct criterion_facts *facts = facts_of(criterion);
    return facts == NULL ? STAGE_BODY : facts->stage;
}

/* --- parts of a head -------------------------------------------------------------------------- */

/* What stands behind the question mark. */
static struct cursor
args_of(struct cursor uri)
{
    struct cursor rest = uri, before;
    return text_until(&rest, '?', &before) ? rest : (struct cursor){ uri.end, uri.end };
}

/* --- criteria --------------------------------------------------------------------------------- */

struct asked {
    struct inspect_call *call;
    const struct http_head *head;
    const struct map_value *criterion;
    const char *name;         /* of the field; NULL: by the first regex, or all */
    enum event_type mismatch; /* `match req-resp content-type mismatch`: what it is */
};

static bool
regex_matches(const struct asked *asked, unsigned which, struct cursor text)
{
    return inspect_regex_matches(asked->call, &asked->criterion->regexes[which], text);
}

static bool
is_the_field(const struct asked *asked, struct cursor name)
{
    return asked->name != NULL ? text_is(name, asked->name) : regex_matches(asked, 0, name);
}

/* Some field of the name has such a value. */
static bool
field_matches(const struct asked *asked)
{
    struct cursor fields = asked->head->fields, name, value;
    unsigned of_value = asked->name != NULL ? 0 : 1;
    while (http_next_field(&fields, &name, &value)) {
        if (is_the_field(asked, name) && regex_matches(asked, of_value, value))
            return true;
    }
    return false;
}

/* There are more fields of the name, or one of them is longer, than the number says. */
static bool
field_exceeds(const struct asked *asked)
{
    struct cursor fields = asked->head->fields, name, value;
    uint32_t count = 0, most = asked->criterion->numbers[0];
    while (http_next_field(&fields, &name, &value)) {
        if (!is_the_field(asked, name))
            continue;
        count++;
        if (asked->criterion->choices[1] == SIZE_LENGTH && cursor_left(&value) > most)
            return true;
    }
    return asked->criterion->choices[1] == SIZE_COUNT && count > most;
}

static bool
fields_exceed(const struct asked *asked)
{
    struct cursor fields = asked->head->fields, name, value;
    uint32_t count = 0;
    if (asked->criterion->choices[1] == SIZE_LENGTH)
        return asked->head->length > asked->criterion->numbers[0];
    while (http_next_field(&fields, &name, &value))
        count++;
    return count > asked->criterion->numbers[0];
}

static bool
has_other_characters(struct cursor text)
{
    while (text.at < text.end && *text.at < 0x80)
        text.at++;
    return text.at < text.end;
}

static const char *
name_of(const char *const *names, size_t count, uint8_t choice)
{
    return choice < count && names[choice] != NULL ? names[choice] : "";
}

/* Elements of a page that bring a program with them; by `match response body ...`. */
static bool
has_script(const struct asked *asked)
{
    static const char *const scripts[] = { NULL, "<object", "<applet" }; /* map_matches.c's order */
    uint8_t choice = asked->criterion->choices[0];
    struct cursor there;
    return choice < ARRAY_LENGTH(scripts) && scripts[choice] != NULL &&
           text_find(asked->head->said, scripts[choice], &there);
}

static bool
request_is(struct asked *asked)
{
    const struct map_value *criterion = asked->criterion;
    struct cursor method = http_head_word(asked->head, 0);
    struct cursor uri = http_head_word(asked->head, 1), args = args_of(uri);
    switch (criterion->setting) {
    case MAP_MATCH_HTTP_METHOD:
        return text_is(method, name_of(methods, ARRAY_LENGTH(methods), criterion->choices[0]));
    case MAP_MATCH_HTTP_METHOD_NAMED:
        return regex_matches(asked, 0, method);
    case MAP_MATCH_HTTP_URI:
        return regex_matches(asked, 0, uri);
    case MAP_MATCH_HTTP_URI_LENGTH:
        return cursor_left(&uri) > criterion->numbers[0];
    case MAP_MATCH_HTTP_ARGS:
        return cursor_left(&args) > 0 && regex_matches(asked, 0, args);
    default:
        return false;
    }
}

/* What requests and answers have alike. */
static bool
head_is(struct asked *asked)
{
    const struct map_value *criterion = asked->criterion;
    bool reply = asked->head->is_reply;
    const char *const *names = reply ? reply_headers : request_headers;
    size_t count = reply ? ARRAY_LENGTH(reply_headers) : ARRAY_LENGTH(request_headers);
    switch (criterion->setting) {
    case MAP_MATCH_HTTP_STATUS:
        return regex_matches(asked, 0, asked->head->first_line);
    case MAP_MATCH_HTTP_HEADER:
    case MAP_MATCH_HTTP_REPLY_HEADER:
        asked->name = name_of(names, count, criterion->choices[0]);
        return field_matches(asked);
    case MAP_MATCH_HTTP_HEADER_NAMED:
    case MAP_MATCH_HTTP_REPLY_HEADER_NAMED:
        return field_matches(asked);
    case MAP_MATCH_HTTP_HEADER_SIZE:
    case MAP_MATCH_HTTP_REPLY_HEADER_SIZE:
        asked->name = name_of(names, count, criterion->choices[0]);
        return field_exceeds(asked);
    case MAP_MATCH_HTTP_HEADER_NAMED_SIZE:
        return field_exceeds(asked);
    case MAP_MATCH_HTTP_HEADERS_SIZE:
    case MAP_MATCH_HTTP_REPLY_HEADERS_SIZE:
        return fields_exceed(asked);
    case MAP_MATCH_HTTP_NON_ASCII:
    case MAP_MATCH_HTTP_REPLY_NON_ASCII:
        return has_other_characters(asked->head->fields);
    case MAP_MATCH_HTTP_BODY_LENGTH:
    case MAP_MATCH_HTTP_REPLY_BODY_LENGTH:
        return asked->head->body > criterion->numbers[0];
    case MAP_MATCH_HTTP_BODY:
    case MAP_MATCH_HTTP_REPLY_BODY:
        return regex_matches(asked, 0, asked->head->said);
    case MAP_MATCH_HTTP_BODY_SCRIPT:
        return has_script(asked);
    default:
        return request_is(asked);
    }
}

/*
 * `match req-resp content-type mismatch` checks three things (command reference [R]): is the type
 * one that the device knows, does the request accept it, and is the body of that type
 * (is_of_other_type).
 */
static enum map_answer
is_unaccepted(struct asked *asked)
{
    const struct http_head *head = asked->head;
    struct cursor type;
    if (!http_head_field(head, "Content-Type", &type))
        return MAP_ASKS_SOMETHING_ELSE;
    asked->mismatch =
        http_type_is_known(http_type_of(type)) ? EVENT_HTTP_NOT_ACCEPTED : EVENT_HTTP_UNKNOWN_TYPE;
    if (asked->mismatch == EVENT_HTTP_UNKNOWN_TYPE)
        return MAP_ANSWER_YES;
    return head->accept.at == NULL || http_type_is_accepted(type, head->accept) ? MAP_ANSWER_NO
                                                                                : MAP_ANSWER_YES;
}

/* The third one, when there is something of the body. */
static enum map_answer
is_of_other_type(void *context, const struct map_value *criterion)
{
    struct asked *asked = context;
    struct cursor type;
    if (criterion->setting != MAP_MATCH_HTTP_CONTENT_TYPE || cursor_left(&asked->head->said) == 0 ||
        !http_head_field(asked->head, "Content-Type", &type))
        return MAP_ASKS_SOMETHING_ELSE;
    asked->mismatch = EVENT_HTTP_TYPE_MISMATCH;
    /* that of `match not` was asked with the head */
    return !criterion->negated && !http_type_may_begin(http_type_of(type), asked->head->said)
               ? MAP_ANSWER_YES
               : MAP_ASKS_SOMETHING_ELSE;
}

static enum map_answer
answer(void *context, const struct map_value *criterion)
{
    const struct criterion_facts *facts = facts_of(criterion);
    struct asked asked = *(const struct asked *)context;
    asked.criterion = criterion;
    if (facts == NULL || facts->of_reply != asked.head->is_reply)
        return MAP_ASKS_SOMETHING_ELSE;
    if (facts->stage == STAGE_BODY_TEXT && cursor_left(&asked.head->said) == 0)
        return MAP_ASKS_SOMETHING_ELSE;
    if (criterion->setting == MAP_MATCH_HTTP_CONTENT_TYPE)
        return is_unaccepted(context);
    return head_is(&asked) ? MAP_ANSWER_YES : MAP_ANSWER_NO;
}

/* --- telling ---------------------------------------------------------------------------------- */

/* The match as the configuration has it: "request header host regex NAME", "... length gt 9". */
static size_t
write_match(char *out, size_t size, const struct map_value *criterion,
            const struct criterion_facts *facts)
{
    static const char *const sizes[] = { "", " count gt ", " length gt " };
    const char *const *names = facts->of_reply ? reply_headers : request_headers;
    size_t count = facts->of_reply ? ARRAY_LENGTH(reply_headers) : ARRAY_LENGTH(request_headers);
    bool method = criterion->setting == MAP_MATCH_HTTP_METHOD;
    static const char *const scripts[] = { NULL, "active-x", "java-applet" };
    const char *choice = method ? name_of(methods, ARRAY_LENGTH(methods), criterion->choices[0])
                         : criterion->setting == MAP_MATCH_HTTP_BODY_SCRIPT
                             ? name_of(scripts, ARRAY_LENGTH(scripts), criterion->choices[0])
                             : name_of(names, count, criterion->choices[0]);
    const struct map_regex *regex = criterion->regexes;
    bool by_name = criterion->choices[0] != 0;
    char number[16] = "";
    bool has_number = facts->event == EVENT_HTTP_URI_LENGTH ||
                      facts->event == EVENT_HTTP_BODY_LENGTH || criterion->choices[1] != 0;
    if (has_number)
        snprintf(number, sizeof(number), "%s%u", criterion->choices[1] == 0 ? " " : "",
                 (unsigned)criterion->numbers[0]);
    int length = snprintf(
        out, size, "%s%s%s%s%s%s%s%s%s%s%s%s", criterion->negated ? "not " : "", facts->words,
        by_name ? " " : "", by_name ? choice : "", by_name && regex[0].name != NULL ? " regex" : "",
        regex[0].name == NULL ? "" : " ", regex[0].is_class ? "class " : "",
        regex[0].name == NULL ? "" : regex[0].name, regex[1].name == NULL ? "" : " regex ",
        regex[1].name == NULL ? "" : regex[1].name, sizes[criterion->choices[1] % 3], number);
    return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}

static const char *
map_name(const struct inspect_call *call)
{
    const struct inspection *line = inspect_line(call);
    return line == NULL || line->map == NULL ? "" : line->map;
}

static void
emit(struct inspect_call *call, enum event_type type, struct event_text matched,
     enum map_action action, const struct map_rule *rule)
{
    const char *name = map_name(call);
    const struct event_text texts[EVENT_TEXTS] = { matched, { name, strlen(name) } };
    struct event event = inspect_event(call, type);
    event.texts = texts;
    event.map_action = action;
    if (rule != NULL) {
        event.limit = rule->criterion.setting;
        event.count = (uint32_t)(rule - http_map_of(call)->rules) + 1;
    }
    inspect_emit(call, &event);
}

static void
tell(void *context, const struct map_found *found)
{
    const struct asked *asked = context;
    char match[512];
    const struct criterion_facts *facts = facts_of(found->criterion);
    if (!found->log || facts == NULL)
        return;
    const char *class = found->rule->criterion.texts[0];
    struct event_text matched = { match, 0 };
    if (found->rule->criterion.setting == MAP_CLASS)
        matched = (struct event_text){ class, strlen(class) };
    else
        matched.length = write_match(match, sizeof(match), found->criterion, facts);
    bool of_length = found->criterion->choices[1] == SIZE_LENGTH;
    enum event_type type = of_length ? facts->other_event : facts->event;
    if (found->criterion->setting == MAP_MATCH_HTTP_CONTENT_TYPE)
        type = asked->mismatch;
    emit(asked->call, type, matched, found->action, found->rule);
}

/* --- to be called ----------------------------------------------------------------------------- */

const struct inspect_map *
http_map_of(const struct inspect_call *call)
{
    const struct inspection *line = inspect_line(call);
    return line == NULL ? NULL : config_inspection_map(inspect_config(call), line);
}

static struct map_asking
asking_of(struct inspect_call *call, struct asked *asked, const struct inspect_map *map)
{
    return (struct map_asking){ .call = call,
                                .map = map,
                                .question = answer,
                                .stage_of = stage_of,
                                .stages = STAGES,
                                .tell = tell,
                                .context = asked };
}

enum inspect_result
http_map_apply(struct inspect_call *call, const struct inspect_map *map,
               const struct http_head *head)
{
    if (http_map_is_old(call, map))
        return http_old_map_apply(call, map, head);
    struct asked asked = { .call = call, .head = head };
    struct map_asking asking = asking_of(call, &asked, map);
    asking.stages = STAGE_BODY_TEXT;
    return map_rules_apply(&asking);
}

/* Does some rule look into such bodies? */
static bool
searches_bodies(struct inspect_call *call, const struct inspect_map *map, bool of_reply)
{
    const struct map_asking asking = asking_of(call, NULL, map);
    for (size_t i = 0; i < map->rule_count; i++) {
        if (map_rules_stage(&asking, &map->rules[i]) != STAGE_BODY_TEXT)
            continue;
        const struct criterion_facts *facts = facts_of(&map->rules[i].criterion);
        if (facts == NULL || facts->of_reply == of_reply) /* a class: it may */
            return true;
    }
    return false;
}

/* The rules whose last match is of the type of bodies come first, and alone. */
static unsigned
type_stage_of(const struct map_value *criterion)
{
    return criterion->setting == MAP_MATCH_HTTP_CONTENT_TYPE ? 0 : 1;
}

static bool
checks_types(struct inspect_call *call, const struct inspect_map *map)
{
    struct map_asking asking = asking_of(call, NULL, map);
    asking.stage_of = type_stage_of;
    for (size_t i = 0; i < map->rule_count; i++) {
        if (map_rules_stage(&asking, &map->rules[i]) == 0)
            return true;
    }
    return false;
}

uint64_t
http_map_wants(struct inspect_call *call, const struct inspect_map *map,
               const struct http_head *head)
{
    if (http_map_is_old(call, map))
        return http_old_map_wants(map, head);
    const struct map_value *said = map_values_find(&map->values, MAP_HTTP_BODY_MATCH_MAXIMUM);
    uint64_t wanted = said == NULL ? BODY_MATCH_MAXIMUM : said->numbers[0];
    if (!searches_bodies(call, map, head->is_reply))
        wanted = 0;
    if (wanted < HTTP_TYPE_MARK && head->is_reply && checks_types(call, map))
        wanted = HTTP_TYPE_MARK;
    return wanted;
}

enum inspect_result
http_map_apply_body(struct inspect_call *call, const struct inspect_map *map,
                    const struct http_head *head)
{
    if (http_map_is_old(call, map))
        return http_old_map_apply_body(call, map, head);
    struct asked asked = { .call = call, .head = head };
    struct map_asking asking = asking_of(call, &asked, map);
    asking.first_stage = STAGE_BODY_TEXT;
    enum inspect_result result = map_rules_apply(&asking);
    if (result != INSPECT_CONTINUE || !head->is_reply)
        return result;
    asking = asking_of(call, &asked, map);
    asking.question = is_of_other_type;
    asking.stage_of = type_stage_of;
    asking.stages = 1;
    return map_rules_apply(&asking);
}

/* A map makes HTTP strict: reset and log, unless it says otherwise (guide [A]). */
enum inspect_result
http_map_violated(struct inspect_call *call, const struct inspect_map *map, enum event_type type)
{
    if (http_map_is_old(call, map))
        return http_old_map_violated(call, map, type);
    const struct map_value *said = map_values_find(&map->values, MAP_HTTP_PROTOCOL_VIOLATION);
    bool usual = said == NULL || said->action == MAP_ACTION_NONE;
    enum map_action action = usual ? MAP_ACTION_RESET : (enum map_action)said->action;
    bool log = usual || said->log || action == MAP_ACTION_LOG;
    if (log)
        emit(call, type, (struct event_text){ "", 0 },
             action == MAP_ACTION_LOG ? MAP_ACTION_NONE : action, NULL);
    return action == MAP_ACTION_LOG ? INSPECT_DESYNC : INSPECT_CLOSE;
}

const char *
http_map_server(const struct config *config, const struct inspection *line)
{
    const struct inspect_map *map = line == NULL ? NULL : config_inspection_map(config, line);
    const struct map_value *said =
        map == NULL ? NULL : map_values_find(&map->values, MAP_HTTP_SPOOF_SERVER);
    return said == NULL ? NULL : said->texts[0];
}
