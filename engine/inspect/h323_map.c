/*
 * h323_map.c: numbers of who calls and who is called, as Setup has them (Q.931 4.5.8, 4.5.10), for
 * `match called-party`, `match calling-party` and `call-party-numbers` (a Setup without the number
 * of who calls is dropped [C]); what channels are of, for `match media-type`; H.245 in messages of
 * H.225, for `h245-tunnel-block`.
 */
#include "engine/inspect/h323_map.h"

#include <string.h>

#include "engine/inspect/map_rules.h"

#define CALLING_PARTY 0x6c
#define CALLED_PARTY 0x70
#define USER_USER 0x7e /* the last one; its length has two octets */

/* `match media-type`, `state-checking`, by their lists */
enum { MEDIA_AUDIO = 1, MEDIA_DATA = 2, MEDIA_VIDEO = 3 };
enum { STATES_OF_RAS = 2 };

struct asked {
    struct inspect_call *call;
    struct cursor called, calling;      /* digits; at NULL: not said */
    const struct h323_reading *reading; /* NULL: not read yet */
};

/* The digits of a number, behind one octet of its type, or more where the highest bit is clear. */
static struct cursor
digits_of(struct cursor element)
{
    uint8_t octet = 0;
    while (cursor_u8(&element, &octet) && (octet & 0x80) == 0)
        continue;
    return element;
}

static void
read_numbers(struct cursor elements, struct asked *asked)
{
    uint8_t id, length;
    struct cursor element;
    while (cursor_u8(&elements, &id) && id != USER_USER) {
        if ((id & 0x80) != 0)
            continue; /* an element of one octet */
        if (!cursor_u8(&elements, &length) || !cursor_take(&elements, length, &element))
            return;
        if (id == CALLING_PARTY)
            asked->calling = digits_of(element);
        else if (id == CALLED_PARTY)
            asked->called = digits_of(element);
    }
}

static enum map_answer
yes_or_no(bool is_so)
{
    return is_so ? MAP_ANSWER_YES : MAP_ANSWER_NO;
}

static enum map_answer
opens(const struct h323_reading *reading, unsigned choice)
{
    if (reading == NULL || !(reading->audio || reading->video || reading->data))
        return MAP_ASKS_SOMETHING_ELSE;
    return yes_or_no((choice == MEDIA_AUDIO && reading->audio) ||
                     (choice == MEDIA_VIDEO && reading->video) ||
                     (choice == MEDIA_DATA && reading->data));
}

static enum map_answer
is_number(const struct asked *asked, struct cursor number, const struct map_value *criterion)
{
    if (number.at == NULL)
        return MAP_ASKS_SOMETHING_ELSE;
    return yes_or_no(inspect_regex_matches(asked->call, &criterion->regexes[0], number));
}

static enum map_answer
answer(void *context, const struct map_value *criterion)
{
    const struct asked *asked = context;
    switch ((enum map_setting)criterion->setting) {
    case MAP_MATCH_CALLED_PARTY:
        return is_number(asked, asked->called, criterion);
    case MAP_MATCH_CALLING_PARTY:
        return is_number(asked, asked->calling, criterion);
    case MAP_MATCH_H323_MEDIA:
        return opens(asked->reading, criterion->choices[0]);
    default:
        return MAP_ASKS_SOMETHING_ELSE;
    }
}

static enum inspect_result
apply(struct asked *asked, const struct inspect_map *map)
{
    const struct map_asking asking = {
        .call = asked->call, .map = map, .question = answer, .stages = 1, .context = asked
    };
    return map_rules_apply(&asking);
}

enum inspect_result
h323_map_apply(struct inspect_call *call, struct cursor elements)
{
    const struct inspect_map *map = map_of_line(call);
    struct asked asked = { .call = call };
    if (map == NULL)
        return INSPECT_CONTINUE;
    read_numbers(elements, &asked);
    if (map_values_find(&map->values, MAP_H323_CALL_PARTY_NUMBERS) != NULL &&
        cursor_left(&asked.calling) == 0)
        return INSPECT_DROP;
    return apply(&asked, map);
}

/* 405107; its end is said nowhere [C]. What only logs has no words of its own, and says nothing. */
static enum inspect_result
block_tunnel(struct inspect_call *call, const struct map_value *block)
{
    static const char what[] = "h245-tunnel-block";
    const struct event_text texts[EVENT_TEXTS] = { { what, strlen(what) } };
    enum inspect_result result = map_action_result((enum map_action)block->action);
    if (result == INSPECT_CONTINUE)
        return result;
    struct event event = inspect_refusal(call, EVENT_H245_TUNNEL);
    event.map_action = block->action;
    event.texts = texts;
    inspect_emit(call, &event);
    return result;
}

enum inspect_result
h323_map_apply_media(struct inspect_call *call, struct cursor elements,
                     const struct h323_reading *reading)
{
    const struct inspect_map *map = map_of_line(call);
    struct asked asked = { .call = call, .reading = reading };
    if (map == NULL)
        return INSPECT_CONTINUE;
    const struct map_value *block = map_values_find(&map->values, MAP_H323_TUNNEL_BLOCK);
    if (block != NULL && reading->has_tunnel) {
        enum inspect_result result = block_tunnel(call, block);
        if (result != INSPECT_CONTINUE)
            return result;
    }
    if (!(reading->audio || reading->video || reading->data))
        return INSPECT_CONTINUE;
    read_numbers(elements, &asked);
    return apply(&asked, map);
}

bool
h323_map_lets_unasked_pass(const struct inspect_call *call)
{
    const struct inspect_map *map = map_of_line(call);
    for (size_t i = 0; map != NULL && i < map->values.count; i++) {
        const struct map_value *value = &map->values.items[i];
        if (value->setting == MAP_H323_STATE_CHECKING && value->choices[0] == STATES_OF_RAS)
            return false;
    }
    return true;
}
