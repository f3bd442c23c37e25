/*
 * rtsp_map.c: the parameters of the map first, then its matches (the order of both is [C]).
 *
 * 314003 to 314005 are the guide's, from memory [R]; that a method that is dropped is told as an
 * URL is [C].
 */
#include "engine/inspect/rtsp_map.h"

#include <stdio.h>
#include <string.h>

#include "engine/inspect/map_rules.h"
#include "engine/inspect/text.h"

/* `match request-method`, by its list */
static const char *const methods[] = { NULL,       "ANNOUNCE",      "DESCRIBE", "GET_PARAMETER",
                                       "OPTIONS",  "PAUSE",         "PLAY",     "RECORD",
                                       "REDIRECT", "SET_PARAMETER", "SETUP",    "TEARDOWN" };

/* `reserve-port-protect`: 314003 speaks of 0 to 1024. */
#define RESERVED_MOST 1024

struct asked {
    struct inspect_call *call;
    const struct rtsp_request *request;
};

static enum map_answer
answer(void *context, const struct map_value *criterion)
{
    const struct asked *asked = context;
    unsigned choice = criterion->choices[0];
    bool is_it = false;
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_RTSP_METHOD:
        is_it = choice < ARRAY_LENGTH(methods) && methods[choice] != NULL &&
                text_is(asked->request->method, methods[choice]);
        break;
    case MAP_MATCH_RTSP_URL:
        is_it = inspect_regex_matches(asked->call, &criterion->regexes[0], asked->request->url);
        break;
    default:
        return MAP_ASKS_SOMETHING_ELSE;
    }
    return is_it ? MAP_ANSWER_YES : MAP_ANSWER_NO;
}

static void
tell(void *context, const struct map_found *found)
{
    const struct asked *asked = context;
    bool is_denied = map_action_result(found->action) != INSPECT_CONTINUE;
    const struct event_text texts[EVENT_TEXTS] = { text_of_event(asked->request->url) };
    struct event event =
        inspect_event(asked->call, is_denied ? EVENT_RTSP_DENIED : EVENT_RTSP_ACCESSED);
    event.texts = texts;
    if (found->log)
        inspect_emit(asked->call, &event);
}

static enum inspect_result
drop(const struct asked *asked, const char *why)
{
    const struct event_text texts[EVENT_TEXTS] = { { why, strlen(why) } };
    struct event event = inspect_event(asked->call, EVENT_RTSP_DROPPED);
    event.texts = texts;
    inspect_emit(asked->call, &event);
    return INSPECT_DROP;
}

static enum inspect_result
apply_parameters(const struct asked *asked, const struct inspect_map *map)
{
    const struct map_value *limit = map_values_find(&map->values, MAP_RTSP_URL_LENGTH);
    size_t length = cursor_left(&asked->request->url);
    uint16_t port = asked->request->lowest_port;
    char why[96];
    if (limit != NULL && length > limit->numbers[0]) {
        snprintf(why, sizeof(why), "URL length of %zu bytes exceeds the maximum %u bytes", length,
                 (unsigned)limit->numbers[0]);
        return drop(asked, why);
    }
    if (map_values_find(&map->values, MAP_RTSP_RESERVE_PORT) == NULL || port == 0 ||
        port > RESERVED_MOST)
        return INSPECT_CONTINUE;
    return drop(asked,
                "Endpoint negotiating media ports in the reserved port range from 0 to 1024");
}

enum inspect_result
rtsp_map_apply(struct inspect_call *call, const struct rtsp_request *request)
{
    const struct inspect_map *map = map_of_line(call);
    struct asked asked = { call, request };
    if (map == NULL)
        return INSPECT_CONTINUE;
    enum inspect_result result = apply_parameters(&asked, map);
    if (result != INSPECT_CONTINUE)
        return result;
    const struct map_asking asking = {
        .call = call, .map = map, .question = answer, .stages = 1, .tell = tell, .context = &asked
    };
    return map_rules_apply(&asking);
}
