/*
 * skinny_map.c: the parameters of the map first, then its matches (the order of both is [C]).
 */
#include "engine/inspect/skinny_map.h"

#include <stdio.h>
#include <string.h>

#include "engine/inspect/map_rules.h"

/* commands.md 6.2: `sccp-prefix-len max | min`, as inspect_map's choice has them */
enum { PREFIX_MAX = 1, PREFIX_MIN = 2 };

/* What a phone and its manager say before one has registered: all else has to wait [C]. */
static bool
belongs_to_registration(uint32_t id)
{
    static const uint32_t ids[] = {
        0x0000, /* KeepAlive */
        0x0001, /* Register */
        0x0002, /* IpPort */
        0x0020, /* Alarm */
        0x0081, /* RegisterAck */
        0x009d, /* RegisterReject */
        0x009f, /* Reset */
        0x0100, /* KeepAliveAck */
        0x0118, /* UnregisterAck */
    };
    for (size_t i = 0; i < ARRAY_LENGTH(ids); i++) {
        if (ids[i] == id)
            return true;
    }
    return false;
}

static void
tell(struct inspect_call *call, enum event_type type, uint32_t length, uint32_t id)
{
    char text[16];
    snprintf(text, sizeof(text), "0x%x", (unsigned)id); /* as the map writes it [C] */
    const struct event_text texts[EVENT_TEXTS] = { { text, strlen(text) } };
    struct event event = inspect_refusal(call, type);
    event.limit = length;
    event.texts = texts;
    inspect_emit(call, &event);
}

/* A message while its map is asked. */
struct asked {
    struct inspect_call *call;
    uint32_t length, id;
};

static enum map_answer
answer(void *context, const struct map_value *criterion)
{
    const struct asked *asked = context;
    bool is_it = false;
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_SKINNY_MESSAGE:
        is_it = asked->id == criterion->numbers[0];
        break;
    case MAP_MATCH_SKINNY_MESSAGE_RANGE:
        is_it = asked->id >= criterion->numbers[0] && asked->id <= criterion->numbers[1];
        break;
    default:
        return MAP_ASKS_SOMETHING_ELSE;
    }
    return is_it ? MAP_ANSWER_YES : MAP_ANSWER_NO;
}

static void
found_rule(void *context, const struct map_found *found)
{
    const struct asked *asked = context;
    if (found->log && map_action_result(found->action) != INSPECT_CONTINUE)
        tell(asked->call, EVENT_SKINNY_NOT_ALLOWED, asked->length, asked->id);
}

static bool
parameters_let_pass(struct inspect_call *call, const struct inspect_map *map, uint32_t length,
                    uint32_t id, bool registered)
{
    for (size_t i = 0; i < map->values.count; i++) {
        const struct map_value *value = &map->values.items[i];
        bool is_prefix = value->setting == MAP_SKINNY_PREFIX_LENGTH;
        enum event_type why;
        if (is_prefix && value->choices[0] == PREFIX_MIN && length < value->numbers[0])
            why = EVENT_SKINNY_TOO_SHORT;
        else if (is_prefix && value->choices[0] == PREFIX_MAX && length > value->numbers[0])
            why = EVENT_SKINNY_TOO_LONG;
        else if (value->setting == MAP_SKINNY_MESSAGE_ID_MAX && id > value->numbers[0])
            why = EVENT_SKINNY_NOT_ALLOWED;
        else if (value->setting == MAP_SKINNY_ENFORCE_REGISTRATION && !registered &&
                 !belongs_to_registration(id))
            why = EVENT_SKINNY_NOT_REGISTERED;
        else
            continue;
        tell(call, why, length, id);
        return false;
    }
    return true;
}

enum inspect_result
skinny_map_apply(struct inspect_call *call, uint32_t length, uint32_t id, bool registered)
{
    const struct inspect_map *map = map_of_line(call);
    struct asked asked = { call, length, id };
    if (map == NULL)
        return INSPECT_CONTINUE;
    if (!parameters_let_pass(call, map, length, id, registered))
        return INSPECT_DROP;
    const struct map_asking asking = { .call = call,
                                       .map = map,
                                       .question = answer,
                                       .stages = 1,
                                       .tell = found_rule,
                                       .context = &asked };
    return map_rules_apply(&asking);
}
