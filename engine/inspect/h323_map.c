/*
 * h323_map.c: numbers of who calls and who is called, as Setup has them (Q.931 4.5.8, 4.5.10), for
 * `match called-party`, `match calling-party` and `call-party-numbers` (a Setup without the number
 * of who calls is dropped [C]). The other parameters and `match media-type` are asked of nothing.
 */
#include "engine/inspect/h323_map.h"

#include "engine/inspect/map_rules.h"

#define CALLING_PARTY 0x6c
#define CALLED_PARTY 0x70
#define USER_USER 0x7e /* the last one; its length has two octets */

struct asked {
    struct inspect_call *call;
    struct cursor called, calling; /* digits; at NULL: not said */
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
answer(void *context, const struct map_value *criterion)
{
    const struct asked *asked = context;
    bool called = criterion->setting == MAP_MATCH_CALLED_PARTY;
    struct cursor number = called ? asked->called : asked->calling;
    if ((!called && criterion->setting != MAP_MATCH_CALLING_PARTY) || number.at == NULL)
        return MAP_ASKS_SOMETHING_ELSE;
    return inspect_regex_matches(asked->call, &criterion->regexes[0], number) ? MAP_ANSWER_YES
                                                                              : MAP_ANSWER_NO;
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
    const struct map_asking asking = { .config = inspect_config(call),
                                       .map = map,
                                       .question = answer,
                                       .stages = 1,
                                       .context = &asked };
    return map_rules_apply(&asking);
}
