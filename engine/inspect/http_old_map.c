/*
 * http_old_map.c: the lines of `http-map` of 7.0 and 7.1 (commands.md 6.2; command reference of 7.0
 * from memory [R]).
 *
 * Each line has its action: `allow` lets pass, `drop` and `reset` end the connection, and `log`
 * tells of it whichever that is. The lines are asked in the order in which a message says things;
 * what lets pass goes on to the next (the order is [C]).
 */
#include "engine/inspect/http_old_map.h"

#include <string.h>

#include "engine/inspect/http_misuse.h"
#include "engine/inspect/http_types.h"
#include "engine/inspect/text.h"
#include "engine/model/config.h"

struct asked {
    struct inspect_call *call;
    const struct inspect_map *map;
    const struct http_head *head;
};

/* What a line has found: its message, what that names, and how long something is. */
struct found {
    enum event_type type;
    struct event_text text;
    uint64_t size;
};

/* --- acting ----------------------------------------------------------------------------------- */

static struct event_text
name_of(const char *text)
{
    return (struct event_text){ text, strlen(text) };
}

/* The number in front of the message is "an internal policy number": here the line's place [C]. */
static void
tell(struct inspect_call *call, const struct inspect_map *map, const struct map_value *line,
     enum map_action action, const struct found *found)
{
    const struct event_text texts[EVENT_TEXTS] = { found->text };
    struct event event = inspect_event(call, found->type);
    event.texts = texts;
    event.map_action = action;
    event.limit = found->size < UINT32_MAX ? (uint32_t)found->size : UINT32_MAX;
    event.count = line == NULL ? 0 : (uint32_t)(line - map->values.items) + 1;
    inspect_emit(call, &event);
}

/* LINE: NULL: the map has nothing to say. */
static enum inspect_result
act(const struct asked *asked, const struct map_value *line, struct found found)
{
    if (line == NULL)
        return INSPECT_CONTINUE;
    enum map_action action = (enum map_action)line->action;
    if (line->log)
        tell(asked->call, asked->map, line, action, &found);
    return action == MAP_ACTION_ALLOW ? INSPECT_CONTINUE : INSPECT_CLOSE;
}

/* --- lines that name something ---------------------------------------------------------------- */

/* The line of SETTING with CHOICE, else the one with DEFAULT. */
static const struct map_value *
line_of(const struct inspect_map *map, enum map_setting setting, unsigned choice,
        unsigned default_choice)
{
    const struct map_value *fallback = NULL;
    for (size_t i = 0; i < map->values.count; i++) {
        const struct map_value *value = &map->values.items[i];
        if (value->setting != setting)
            continue;
        if (choice != 0 && value->choices[0] == choice)
            return value;
        if (value->choices[0] == default_choice)
            fallback = value;
    }
    return fallback;
}

/* By the numbers of the words in map_parameters.c, from 1; `default` is no name. */
#define METHOD_DEFAULT 2
static const char *const rfc_methods[] = { NULL,   "CONNECT", NULL,   "DELETE", "GET",
                                           "HEAD", "OPTIONS", "POST", "PUT",    "TRACE" };
static const char *const ext_methods[] = {
    NULL,
    "COPY",
    NULL,
    "EDIT",
    "GETATTRIBUTE",
    "GETATTRIBUTENAMES",
    "GETPROPERTIES",
    "INDEX",
    "LOCK",
    "MKDIR",
    "MOVE",
    "REVADD",
    "REVLABEL",
    "REVLOG",
    "REVNUM",
    "SAVE",
    "SETATTRIBUTE",
    "STARTREV",
    "STOPREV",
    "UNEDIT",
    "UNLOCK",
};
#define ENCODING_DEFAULT 3
static const char *const encodings[] = { NULL,      "chunked", "compress", NULL,
                                         "deflate", "gzip",    "identity" };

/* 0: it is none of them. */
static unsigned
place_in(struct cursor word, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i] != NULL && text_is(word, names[i]))
            return (unsigned)i;
    }
    return 0;
}

/* What RFC 2616 does not have is taken for an extension [C]. */
static enum inspect_result
check_method(const struct asked *asked)
{
    struct cursor method = http_head_word(asked->head, 0);
    unsigned rfc = place_in(method, rfc_methods, ARRAY_LENGTH(rfc_methods));
    unsigned ext = place_in(method, ext_methods, ARRAY_LENGTH(ext_methods));
    const struct map_value *line =
        rfc != 0 ? line_of(asked->map, MAP_OLD_HTTP_METHOD_RFC, rfc, METHOD_DEFAULT)
                 : line_of(asked->map, MAP_OLD_HTTP_METHOD_EXT, ext, METHOD_DEFAULT);
    return act(asked, line,
               (struct found){ .type = rfc != 0 ? EVENT_HTTP_METHOD : EVENT_HTTP_EXTENSION_METHOD,
                               .text = text_of_event(method) });
}

static enum inspect_result
check_misuse(const struct asked *asked)
{
    const char *name;
    static const enum event_type types[] = { [HTTP_MISUSE_IM] = EVENT_HTTP_MESSENGER,
                                             [HTTP_MISUSE_P2P] = EVENT_HTTP_PEER_TO_PEER,
                                             [HTTP_MISUSE_TUNNEL] = EVENT_HTTP_TUNNEL };
    enum http_misuse misuse = http_misuse_of(asked->head, &name);
    if (misuse == HTTP_NO_MISUSE)
        return INSPECT_CONTINUE;
    return act(asked, line_of(asked->map, MAP_OLD_HTTP_PORT_MISUSE, misuse, HTTP_MISUSE_DEFAULT),
               (struct found){ .type = types[misuse], .text = name_of(name) });
}

static enum inspect_result
check_encoding(const struct asked *asked, struct cursor encoding)
{
    unsigned place = place_in(encoding, encodings, ARRAY_LENGTH(encodings));
    if (cursor_left(&encoding) == 0)
        return INSPECT_CONTINUE;
    return act(asked, line_of(asked->map, MAP_OLD_HTTP_ENCODING, place, ENCODING_DEFAULT),
               (struct found){ .type = EVENT_HTTP_ENCODING, .text = text_of_event(encoding) });
}

/* "Transfer-Encoding: gzip, chunked": each of them. */
static enum inspect_result
check_encodings(const struct asked *asked)
{
    struct cursor value, encoding;
    if (!http_head_field(asked->head, "Transfer-Encoding", &value))
        return INSPECT_CONTINUE;
    enum inspect_result result = INSPECT_CONTINUE;
    while (cursor_left(&value) > 0 && result == INSPECT_CONTINUE) {
        if (!text_until(&value, ',', &encoding)) {
            encoding = value;
            value.at = value.end;
        }
        result = check_encoding(asked, text_trimmed(encoding));
    }
    return result;
}

/* --- lines that limit something --------------------------------------------------------------- */

static enum inspect_result
check_uri_length(const struct asked *asked)
{
    const struct map_value *line = map_values_find(&asked->map->values, MAP_OLD_HTTP_URI_LENGTH);
    struct cursor uri = http_head_word(asked->head, 1);
    if (line == NULL || cursor_left(&uri) <= line->numbers[0])
        return INSPECT_CONTINUE;
    return act(asked, line,
               (struct found){ .type = EVENT_HTTP_URI_LENGTH, .size = cursor_left(&uri) });
}

static enum inspect_result
check_header_length(const struct asked *asked)
{
    const struct map_value *line = map_values_find(&asked->map->values, MAP_OLD_HTTP_HEADER_LENGTH);
    unsigned which = asked->head->is_reply ? 1 : 0;
    if (line == NULL || !line->flags[which] || asked->head->length <= line->numbers[which])
        return INSPECT_CONTINUE;
    return act(asked, line,
               (struct found){ .type = EVENT_HTTP_HEADER_LENGTH, .size = asked->head->length });
}

static struct cursor
content_type(const struct http_head *head)
{
    struct cursor value;
    if (http_head_field(head, "Content-Type", &value))
        return http_type_of(value);
    return (struct cursor){ head->fields.end, head->fields.end };
}

/* Of messages that say how long they are [C]. */
static enum inspect_result
check_content_length(const struct asked *asked)
{
    const struct map_value *line =
        map_values_find(&asked->map->values, MAP_OLD_HTTP_CONTENT_LENGTH);
    uint64_t length = asked->head->body;
    if (line == NULL || !asked->head->has_length ||
        ((!line->flags[0] || length >= line->numbers[0]) &&
         (!line->flags[1] || length <= line->numbers[1])))
        return INSPECT_CONTINUE;
    return act(asked, line,
               (struct found){ .type = EVENT_HTTP_BODY_LENGTH,
                               .text = text_of_event(content_type(asked->head)),
                               .size = length });
}

/* --- types of bodies -------------------------------------------------------------------------- */

/* `match-req-rsp` is told as a type that is not the one it should be [C]. */
static enum inspect_result
check_type(const struct asked *asked)
{
    const struct map_value *line = map_values_find(&asked->map->values, MAP_OLD_HTTP_CONTENT_TYPE);
    struct cursor type = content_type(asked->head), accept = asked->head->accept;
    if (line == NULL || cursor_left(&type) == 0)
        return INSPECT_CONTINUE;
    if (!http_type_is_known(type))
        return act(asked, line,
                   (struct found){ .type = EVENT_HTTP_UNKNOWN_TYPE, .text = text_of_event(type) });
    if (!line->flags[0] || accept.at == NULL || http_type_is_accepted(type, accept))
        return INSPECT_CONTINUE;
    return act(asked, line, (struct found){ .type = EVENT_HTTP_TYPE_MISMATCH });
}

/* --- to be called ----------------------------------------------------------------------------- */

bool
http_map_is_old(const struct inspect_call *call, const struct inspect_map *map)
{
    const struct inspection *line = inspect_line(call);
    if (line == NULL || line->map == NULL)
        return false;
    const struct old_map *old = config_old_map(inspect_config(call), MAP_PROTOCOL_HTTP, line->map);
    return old != NULL && &old->map == map;
}

enum inspect_result
http_old_map_apply(struct inspect_call *call, const struct inspect_map *map,
                   const struct http_head *head)
{
    static const struct {
        enum inspect_result (*check)(const struct asked *asked);
        bool of_requests_only;
    } checks[] = {
        { check_method, true },         { check_uri_length, true }, { check_misuse, true },
        { check_header_length, false }, { check_encodings, false }, { check_content_length, false },
        { check_type, false },
    };
    const struct asked asked = { call, map, head };
    enum inspect_result result = INSPECT_CONTINUE;
    for (size_t i = 0; i < ARRAY_LENGTH(checks) && result == INSPECT_CONTINUE; i++) {
        if (!checks[i].of_requests_only || !head->is_reply)
            result = checks[i].check(&asked);
    }
    return result;
}

uint64_t
http_old_map_wants(const struct inspect_map *map, const struct http_head *head)
{
    struct cursor type = content_type(head);
    bool asks = map_values_find(&map->values, MAP_OLD_HTTP_CONTENT_TYPE) != NULL;
    return asks && cursor_left(&type) > 0 ? HTTP_TYPE_MARK : 0;
}

enum inspect_result
http_old_map_apply_body(struct inspect_call *call, const struct inspect_map *map,
                        const struct http_head *head)
{
    const struct asked asked = { call, map, head };
    const struct map_value *line = map_values_find(&map->values, MAP_OLD_HTTP_CONTENT_TYPE);
    struct cursor type = content_type(head);
    if (line == NULL || !http_type_is_known(type) || http_type_may_begin(type, head->said))
        return INSPECT_CONTINUE;
    return act(&asked, line, (struct found){ .type = EVENT_HTTP_TYPE_MISMATCH });
}

/* A map makes HTTP strict: reset and log, unless `strict-http` says otherwise (guide [A]). */
enum inspect_result
http_old_map_violated(struct inspect_call *call, const struct inspect_map *map,
                      enum event_type type)
{
    const struct map_value *line = map_values_find(&map->values, MAP_OLD_HTTP_STRICT);
    enum map_action action = line == NULL ? MAP_ACTION_RESET : (enum map_action)line->action;
    const struct found found = { .type = type };
    if (line == NULL || line->log)
        tell(call, map, line, action, &found);
    return action == MAP_ACTION_ALLOW ? INSPECT_DESYNC : INSPECT_CLOSE;
}
