/*
 * map_rules.c: matches and classes of inspection maps, from the top.
 */
#include "engine/inspect/map_rules.h"

static bool
is_met(const struct map_value *criterion, map_question *question, void *context)
{
    enum map_answer answer = question(context, criterion);
    return answer == (criterion->negated ? MAP_ANSWER_NO : MAP_ANSWER_YES);
}

static bool
class_is_met(const struct config *config, const char *name, map_question *question, void *context)
{
    const struct class_map *class = config_class_map(config, name);
    if (class == NULL || !class->exists || class->inspect == NULL)
        return false;
    size_t met = 0;
    for (size_t i = 0; i < class->inspect->rule_count; i++)
        met += is_met(&class->inspect->rules[i].criterion, question, context);
    return met > 0 && (class->match_any || met == class->inspect->rule_count);
}

static const struct map_rule *
first_from(const struct config *config, const struct inspect_map *map, size_t from,
           map_question *question, void *context)
{
    for (size_t i = from; i < map->rule_count; i++) {
        const struct map_value *criterion = &map->rules[i].criterion;
        if (criterion->setting == MAP_CLASS
                ? class_is_met(config, criterion->texts[0], question, context)
                : is_met(criterion, question, context))
            return &map->rules[i];
    }
    return NULL;
}

const struct map_rule *
map_rules_first(const struct config *config, const struct inspect_map *map, map_question *question,
                void *context)
{
    return first_from(config, map, 0, question, context);
}

const struct map_rule *
map_rules_next(const struct config *config, const struct inspect_map *map,
               const struct map_rule *rule, map_question *question, void *context)
{
    return first_from(config, map, (size_t)(rule - map->rules) + 1, question, context);
}
