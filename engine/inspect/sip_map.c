/*
 * sip_map.c: the parameters of the map first, then its matches (the order of both is [C]). Of the
 * parameters ip-address-privacy, rtp-conformance and state-checking are not at work. What is not
 * documented further than its name is [C] where it stands.
 */
#include "engine/inspect/sip_map.h"

#include <stdio.h>
#include <string.h>

#include "engine/inspect/map_rules.h"

/* `match request-method`, by its list */
static const char *const methods[] = {
    NULL,      "ack",   "bye",   "cancel",   "info",      "invite", "message", "notify",
    "options", "prack", "refer", "register", "subscribe", NULL,     "update",
};
#define METHOD_UNKNOWN 13
/* `match uri` */
static const char *const schemes[] = { NULL, "sip:", "tel:" };

static const struct {
    enum map_setting setting;
    const char *words;
} phrases[] = {
    { MAP_MATCH_CALLED_PARTY, "called-party regex" },
    { MAP_MATCH_CALLING_PARTY, "calling-party regex" },
    { MAP_MATCH_SIP_CONTENT_LENGTH, "content length gt" },
    { MAP_MATCH_SIP_CONTENT_SDP, "content type sdp" },
    { MAP_MATCH_SIP_CONTENT_TYPE, "content type regex" },
    { MAP_MATCH_SIP_METHOD, "request-method" },
    { MAP_MATCH_SIP_PATH, "message-path regex" },
    { MAP_MATCH_SIP_SUBSCRIBER, "im-subscriber regex" },
    { MAP_MATCH_SIP_REGISTRATION, "third-party-registration regex" },
    { MAP_MATCH_SIP_URI, "uri" },
};

struct asked {
    struct inspect_call *call;
    const struct sip_message *message;
    const struct inspect_map *map; /* for the place of a rule that is met */
};

/* --- what a message says ---------------------------------------------------------------------- */

/* The first HEADER of the message, its value trimmed; false when it has none. */
static bool
find_value(const struct sip_message *message, enum sip_header header, struct cursor *value)
{
    struct cursor headers = message->headers;
    struct sip_field field;
    while (message->seen[header] && sip_next_field(&headers, &field)) {
        if (field.header == header) {
            *value = text_trimmed(field.value);
            return true;
        }
    }
    return false;
}

static enum map_answer
yes_or_no(bool is_so)
{
    return is_so ? MAP_ANSWER_YES : MAP_ANSWER_NO;
}

static enum map_answer
value_matches(const struct asked *asked, enum sip_header header, const struct map_value *criterion)
{
    struct cursor value;
    if (!find_value(asked->message, header, &value))
        return MAP_ASKS_SOMETHING_ELSE;
    return yes_or_no(inspect_regex_matches(asked->call, &criterion->regexes[0], value));
}

/* "Bob" <sip:bob@example.com>;tag=a48s: what is in the brackets, or in front of the first `;`. */
static struct cursor
uri_of(struct cursor value)
{
    struct cursor rest = value, before, uri;
    if (text_until(&rest, '<', &before) && text_until(&rest, '>', &uri))
        return uri;
    rest = value;
    return text_until(&rest, ';', &before) ? text_trimmed(before) : value;
}

static bool
is_same(struct cursor a, struct cursor b)
{
    size_t length = cursor_left(&a);
    return length == cursor_left(&b) && memcmp(a.at, b.at, length) == 0;
}

/* A REGISTER by somebody (From) for somebody else (To). */
static enum map_answer
registers_another(const struct asked *asked, const struct map_value *criterion)
{
    const struct sip_message *message = asked->message;
    struct cursor from, to;
    if (!message->is_request || !sip_has_method(message, "REGISTER") ||
        !find_value(message, SIP_FROM, &from) || !find_value(message, SIP_TO, &to))
        return MAP_ASKS_SOMETHING_ELSE;
    return yes_or_no(!is_same(uri_of(from), uri_of(to)) &&
                     inspect_regex_matches(asked->call, &criterion->regexes[0], from));
}

/* Who says something instantly: From of a MESSAGE [C]. */
static enum map_answer
is_subscriber(const struct asked *asked, const struct map_value *criterion)
{
    const struct sip_message *message = asked->message;
    if (!message->is_request || !sip_has_method(message, "MESSAGE"))
        return MAP_ASKS_SOMETHING_ELSE;
    return value_matches(asked, SIP_FROM, criterion);
}

static bool
is_known_method(const struct sip_message *message)
{
    for (size_t i = 0; i < ARRAY_LENGTH(methods); i++) {
        if (methods[i] != NULL && sip_has_method(message, methods[i]))
            return true;
    }
    return false;
}

static enum map_answer
has_method(const struct sip_message *message, unsigned choice)
{
    if (!message->is_request)
        return MAP_ASKS_SOMETHING_ELSE;
    if (choice == METHOD_UNKNOWN)
        return yes_or_no(!is_known_method(message));
    return yes_or_no(choice < ARRAY_LENGTH(methods) && methods[choice] != NULL &&
                     sip_has_method(message, methods[choice]));
}

/* Of the request line alone [C]. */
static enum map_answer
has_long_uri(const struct sip_message *message, const struct map_value *criterion)
{
    struct cursor rest = message->uri;
    unsigned choice = criterion->choices[0];
    if (!message->is_request || choice >= ARRAY_LENGTH(schemes) || schemes[choice] == NULL ||
        !text_letters(&rest, schemes[choice]))
        return MAP_ASKS_SOMETHING_ELSE;
    return yes_or_no(cursor_left(&message->uri) > criterion->numbers[0]);
}

static enum map_answer
answer(void *context, const struct map_value *criterion)
{
    const struct asked *asked = context;
    const struct sip_message *message = asked->message;
    struct cursor sdp;
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_CALLED_PARTY:
        return value_matches(asked, SIP_TO, criterion);
    case MAP_MATCH_CALLING_PARTY:
        return value_matches(asked, SIP_FROM, criterion);
    case MAP_MATCH_SIP_CONTENT_LENGTH:
        return yes_or_no(cursor_left(&message->body) > criterion->numbers[0]);
    case MAP_MATCH_SIP_CONTENT_SDP:
        return message->content_type.at == NULL
                   ? MAP_ASKS_SOMETHING_ELSE
                   : yes_or_no(text_find(message->content_type, "application/sdp", &sdp));
    case MAP_MATCH_SIP_CONTENT_TYPE:
        return value_matches(asked, SIP_CONTENT_TYPE, criterion);
    case MAP_MATCH_SIP_METHOD:
        return has_method(message, criterion->choices[0]);
    case MAP_MATCH_SIP_PATH:
        return value_matches(asked, SIP_VIA, criterion);
    case MAP_MATCH_SIP_REGISTRATION:
        return registers_another(asked, criterion);
    case MAP_MATCH_SIP_SUBSCRIBER:
        return is_subscriber(asked, criterion);
    case MAP_MATCH_SIP_URI:
        return has_long_uri(message, criterion);
    default:
        return MAP_ASKS_SOMETHING_ELSE;
    }
}

/* --- telling ---------------------------------------------------------------------------------- */

/* 607002 tells what was done, 607003 what was only to be logged. "Request INVITE", "Response 200"
 */
static void
tell(const struct asked *asked, const char *kind, enum map_action action, const char *what)
{
    const struct sip_message *message = asked->message;
    char name[40];
    size_t most = sizeof(name) - 1;
    int length =
        snprintf(name, sizeof(name), "%s %.*s", message->is_request ? "Request" : "Response",
                 (int)cursor_left(&message->said_as), (const char *)message->said_as.at);
    const struct event_text texts[EVENT_TEXTS] = {
        { what, strlen(what) },
        { name, (size_t)length < most ? (size_t)length : most },
        { kind, strlen(kind) },
    };
    bool is_only_told = action == MAP_ACTION_NONE || action == MAP_ACTION_LOG;
    struct event event =
        inspect_event(asked->call, is_only_told ? EVENT_SIP_LOGGED : EVENT_SIP_MATCHED);
    event.texts = texts;
    event.map_action = action;
    inspect_emit(asked->call, &event);
}

/* "request-method invite", as the map writes it */
static void
write_match(char *out, size_t size, const struct map_value *criterion)
{
    const char *words = "";
    char detail[40] = "";
    unsigned choice = criterion->choices[0], number = criterion->numbers[0];
    for (size_t i = 0; i < ARRAY_LENGTH(phrases); i++) {
        if (phrases[i].setting == criterion->setting)
            words = phrases[i].words;
    }
    if (criterion->setting == MAP_MATCH_SIP_METHOD)
        snprintf(detail, sizeof(detail), "%s",
                 choice < ARRAY_LENGTH(methods) && methods[choice] != NULL ? methods[choice]
                                                                           : "unknown");
    else if (criterion->setting == MAP_MATCH_SIP_URI)
        snprintf(detail, sizeof(detail), "%.3s length gt %u",
                 choice < ARRAY_LENGTH(schemes) && schemes[choice] != NULL ? schemes[choice] : "",
                 number);
    else if (criterion->setting == MAP_MATCH_SIP_CONTENT_LENGTH)
        snprintf(detail, sizeof(detail), "%u", number);
    map_write_match(out, size, criterion, words, detail);
}

static void
tell_rule(void *context, const struct map_found *found)
{
    const struct asked *asked = context;
    char match[256], what[320];
    if (!found->log)
        return;
    write_match(match, sizeof(match), found->criterion);
    map_write_rule(what, sizeof(what), asked->map, found->rule, match);
    tell(asked, "SIP Classification", found->action, what);
}

/* --- parameters ------------------------------------------------------------------------------- */

static void
tell_parameter(const struct asked *asked, const struct map_value *value, const char *what)
{
    if (value->log || value->action == MAP_ACTION_LOG)
        tell(asked, "SIP Parameter", (enum map_action)value->action, what);
}

/* A request that must not go on any further is on its way all the same (RFC 3261, 16.3). */
static enum inspect_result
check_forwards(const struct asked *asked, const struct map_value *value)
{
    struct cursor text;
    uint32_t left;
    if (!asked->message->is_request || !find_value(asked->message, SIP_MAX_FORWARDS, &text) ||
        !text_decimal(&text, UINT32_MAX, &left) || left > 0)
        return INSPECT_CONTINUE;
    tell_parameter(asked, value, "max-forwards-validation: Max-Forwards is zero");
    return map_action_result((enum map_action)value->action);
}

/* Blanks stay, and so do the ends of folded lines. */
static void
mask(const struct asked *asked, struct cursor text)
{
    char masked[256];
    while (cursor_left(&text) > 0) {
        size_t length = cursor_left(&text) < sizeof(masked) ? cursor_left(&text) : sizeof(masked);
        for (size_t i = 0; i < length; i++) {
            char c = (char)text.at[i];
            masked[i] = c == ' ' || c == '\t' || c == '\r' || c == '\n' ? c : 'X';
        }
        inspect_replace(asked->call, text_offset(asked->message->all, text.at), length, masked,
                        length);
        text.at += length;
    }
}

/* Server and User-Agent name what an end runs: their values become X, and keep their length [C]. */
static void
check_software(const struct asked *asked, const struct map_value *value)
{
    struct cursor headers = asked->message->headers;
    struct sip_field field;
    while (sip_next_field(&headers, &field)) {
        if (field.header != SIP_SERVER && field.header != SIP_USER_AGENT)
            continue;
        tell_parameter(asked, value,
                       field.header == SIP_SERVER ? "software-version: Server"
                                                  : "software-version: User-Agent");
        if (value->action == MAP_ACTION_MASK)
            mask(asked, text_trimmed(field.value));
    }
}

/* URIs of other schemes where a phone would fetch something: Alert-Info and Call-Info (command
 * reference [R]). */
static void
check_other_uris(const struct asked *asked, const struct map_value *value)
{
    struct cursor headers = asked->message->headers;
    struct sip_field field;
    while (sip_next_field(&headers, &field)) {
        bool alert = text_is(field.name, "Alert-Info");
        struct cursor uri = uri_of(text_trimmed(field.value)), rest = uri;
        if ((!alert && !text_is(field.name, "Call-Info")) || cursor_left(&uri) == 0 ||
            text_letters(&rest, "sip:") || text_letters(&rest, "sips:") ||
            text_letters(&rest, "tel:"))
            continue;
        tell_parameter(asked, value, alert ? "uri-non-sip: Alert-Info" : "uri-non-sip: Call-Info");
        if (value->action == MAP_ACTION_MASK)
            mask(asked, uri);
    }
}

/* What each message must have (RFC 3261 8.1.1), and a request Max-Forwards; which headers the
 * device asks for is said nowhere (unverified). */
static enum inspect_result
check_headers(const struct asked *asked, const struct map_value *value)
{
    static const struct {
        enum sip_header header;
        bool of_requests_only;
        const char *what;
    } needed[] = {
        { SIP_CALL_ID, false, "strict-header-validation: no Call-ID" },
        { SIP_CSEQ, false, "strict-header-validation: no CSeq" },
        { SIP_FROM, false, "strict-header-validation: no From" },
        { SIP_TO, false, "strict-header-validation: no To" },
        { SIP_VIA, false, "strict-header-validation: no Via" },
        { SIP_MAX_FORWARDS, true, "strict-header-validation: no Max-Forwards" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(needed); i++) {
        if (asked->message->seen[needed[i].header] ||
            (needed[i].of_requests_only && !asked->message->is_request))
            continue;
        tell_parameter(asked, value, needed[i].what);
        return map_action_result((enum map_action)value->action);
    }
    return INSPECT_CONTINUE;
}

/* `no im`: MESSAGE does not pass (RFC 3428), silently [C]. */
static enum inspect_result
check_instant(const struct asked *asked, const struct map_value *value)
{
    return value->off && sip_has_method(asked->message, "MESSAGE") ? INSPECT_DROP
                                                                   : INSPECT_CONTINUE;
}

static enum inspect_result
apply_parameter(const struct asked *asked, const struct map_value *value)
{
    switch ((enum map_setting)value->setting) {
    case MAP_SIP_IM:
        return check_instant(asked, value);
    case MAP_SIP_MAX_FORWARDS:
        return check_forwards(asked, value);
    case MAP_SIP_STRICT_HEADER:
        return check_headers(asked, value);
    case MAP_SIP_SOFTWARE_VERSION:
        check_software(asked, value);
        return INSPECT_CONTINUE;
    case MAP_SIP_URI_NON_SIP:
        check_other_uris(asked, value);
        return INSPECT_CONTINUE;
    default:
        return INSPECT_CONTINUE;
    }
}

static enum inspect_result
apply_parameters(const struct asked *asked)
{
    enum inspect_result result = INSPECT_CONTINUE;
    const struct map_values *values = &asked->map->values;
    for (size_t i = 0; i < values->count && result == INSPECT_CONTINUE; i++)
        result = apply_parameter(asked, &values->items[i]);
    return result;
}

enum inspect_result
sip_map_apply(struct inspect_call *call, const struct sip_message *message)
{
    const struct inspect_map *map = map_of_line(call);
    if (map == NULL)
        return INSPECT_CONTINUE;
    struct asked asked = { call, message, map };
    enum inspect_result result = apply_parameters(&asked);
    if (result != INSPECT_CONTINUE)
        return result;
    const struct map_asking asking = { .call = call,
                                       .map = map,
                                       .question = answer,
                                       .stages = 1,
                                       .tell = tell_rule,
                                       .context = &asked };
    return map_rules_apply(&asking);
}

bool
sip_map_lets_others_pass(const struct inspect_call *call)
{
    const struct inspect_map *map = map_of_line(call);
    const struct map_value *said =
        map != NULL ? map_values_find(&map->values, MAP_SIP_TRAFFIC_NON_SIP) : NULL;
    return said == NULL || !said->off;
}
