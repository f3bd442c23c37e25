/*
 * skinny_map.c: the parameters of the map first, then its matches from the top: the first that
 * matches decides (the order of both is [C]).
 */
#include "engine/inspect/skinny_map.h"

#include <stdio.h>
#include <string.h>

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

static bool
value_matches(const struct map_value *value, uint32_t id)
{
    bool is_it = value->setting == MAP_MATCH_SKINNY_MESSAGE ? id == value->numbers[0]
                 : value->setting == MAP_MATCH_SKINNY_MESSAGE_RANGE
                     ? id >= value->numbers[0] && id <= value->numbers[1]
                     : false;
    return is_it != value->negated;
}

/* All of a class map's matches, or with match-any one of them; one without any matches nothing. */
static bool
class_matches(const struct config *config, const char *name, uint32_t id)
{
    const struct class_map *class = config_class_map(config, name);
    if (class == NULL || !class->exists || class->inspect == NULL)
        return false;
    size_t matching = 0;
    for (size_t i = 0; i < class->inspect->rule_count; i++)
        matching += value_matches(&class->inspect->rules[i].criterion, id);
    return class->match_any ? matching > 0 : matching > 0 && matching == class->inspect->rule_count;
}

static const struct map_rule *
first_match(const struct config *config, const struct inspect_map *map, uint32_t id)
{
    for (size_t i = 0; i < map->rule_count; i++) {
        const struct map_value *criterion = &map->rules[i].criterion;
        if (criterion->setting == MAP_CLASS ? class_matches(config, criterion->texts[0], id)
                                            : value_matches(criterion, id))
            return &map->rules[i];
    }
    return NULL;
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

bool
skinny_map_lets_pass(struct inspect_call *call, uint32_t length, uint32_t id, bool registered)
{
    const struct config *config = inspect_config(call);
    const struct inspection *line = inspect_line(call);
    const struct inspect_map *map = line != NULL ? config_inspection_map(config, line) : NULL;
    if (map == NULL)
        return true;
    if (!parameters_let_pass(call, map, length, id, registered))
        return false;
    const struct map_rule *rule = first_match(config, map, id);
    const struct map_value *drop =
        rule != NULL ? map_values_find(&rule->actions, MAP_DO_DROP) : NULL;
    if (drop != NULL && drop->log)
        tell(call, EVENT_SKINNY_NOT_ALLOWED, length, id);
    return drop == NULL;
}
