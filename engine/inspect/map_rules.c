/*
 * map_rules.c: matches and classes of inspection maps, from the top.
 */
#include "engine/inspect/map_rules.h"

#include <stdio.h>

static bool
is_met(const struct map_value *criterion, map_question *question, void *context)
{
    enum map_answer answer = question(context, criterion);
    return answer == (criterion->negated ? MAP_ANSWER_NO : MAP_ANSWER_YES);
}

/* The class that a rule names; NULL: there is none. */
static const struct class_map *
class_of(const struct config *config, const struct map_value *criterion)
{
    const struct class_map *class = config_class_map(config, criterion->texts[0]);
    return class != NULL && class->exists ? class : NULL;
}

/* The match that completes the class; NULL: it is not met. */
static const struct map_value *
met_in_class(const struct class_map *class, map_question *question, void *context)
{
    const struct map_value *last = NULL;
    for (size_t i = 0; class != NULL && class->inspect != NULL && i < class->inspect->rule_count;
         i++) {
        const struct map_value *criterion = &class->inspect->rules[i].criterion;
        bool met = is_met(criterion, question, context);
        if (met && class->match_any)
            return criterion;
        if (!met && !class->match_any)
            return NULL;
        if (met)
            last = criterion;
    }
    return last;
}

/* --- what all maps have alike ------------------------------------------------------------------
 */

const struct inspect_map *
map_of_line(const struct inspect_call *call)
{
    const struct inspection *line = inspect_line(call);
    return line != NULL ? config_inspection_map(inspect_config(call), line) : NULL;
}

enum inspect_result
map_action_result(enum map_action action)
{
    if (action == MAP_ACTION_DROP_CONNECTION || action == MAP_ACTION_RESET)
        return INSPECT_CLOSE;
    return action == MAP_ACTION_DROP ? INSPECT_DROP : INSPECT_CONTINUE;
}

void
map_write_match(char *out, size_t size, const struct map_value *criterion, const char *words,
                const char *detail)
{
    const struct map_regex *regex = &criterion->regexes[0];
    if (regex->name != NULL)
        detail = regex->name;
    snprintf(out, size, "%s%s%s%s%s", criterion->negated ? "not " : "", words,
             *detail != '\0' ? " " : "", regex->name != NULL && regex->is_class ? "class " : "",
             detail);
}

void
map_write_rule(char *out, size_t size, const struct inspect_map *map, const struct map_rule *rule,
               const char *match)
{
    snprintf(out, size, "matched Class %u: %s", (unsigned)(rule - map->rules) + 1,
             rule->criterion.setting == MAP_CLASS ? rule->criterion.texts[0] : match);
}

/* --- asking all ------------------------------------------------------------------------------- */

unsigned
map_rules_stage(const struct map_asking *asking, const struct map_rule *rule)
{
    const struct map_value *criterion = &rule->criterion;
    if (asking->stage_of == NULL)
        return 0;
    if (criterion->setting != MAP_CLASS)
        return asking->stage_of(criterion);
    const struct class_map *class = class_of(inspect_config(asking->call), criterion);
    unsigned latest = 0;
    for (size_t i = 0; class != NULL && class->inspect != NULL && i < class->inspect->rule_count;
         i++) {
        unsigned stage = asking->stage_of(&class->inspect->rules[i].criterion);
        latest = stage > latest ? stage : latest;
    }
    return latest;
}

/* `reset log`, and `log` on a line of its own beside `reset`, come to the same. */
static void
read_actions(struct map_found *found, const struct map_value **limit)
{
    static const struct {
        enum map_setting setting;
        enum map_action action;
    } rows[] = {
        { MAP_DO_DROP_CONNECTION, MAP_ACTION_DROP_CONNECTION },
        { MAP_DO_RESET, MAP_ACTION_RESET },
        { MAP_DO_DROP, MAP_ACTION_DROP },
        { MAP_DO_MASK, MAP_ACTION_MASK },
    };
    const struct map_values *actions = &found->rule->actions;
    for (size_t i = 0; i < actions->count; i++) {
        const struct map_value *action = &actions->items[i];
        found->log = found->log || action->log || action->setting == MAP_DO_LOG;
        if (action->setting == MAP_DO_RATE_LIMIT)
            *limit = action;
        else if (action->setting == MAP_DO_ENFORCE_TSIG)
            found->own = action;
        for (size_t k = 0; k < ARRAY_LENGTH(rows); k++) {
            if (action->setting == rows[k].setting)
                found->action = rows[k].action;
        }
    }
}

static const struct map_value *
criterion_met(const struct map_asking *asking, const struct map_rule *rule)
{
    const struct map_value *criterion = &rule->criterion;
    if (criterion->setting == MAP_CLASS)
        return met_in_class(class_of(inspect_config(asking->call), criterion), asking->question,
                            asking->context);
    return is_met(criterion, asking->question, asking->context) ? criterion : NULL;
}

static enum inspect_result
apply(const struct map_asking *asking, const struct map_rule *rule)
{
    struct map_found found = { .rule = rule, .criterion = criterion_met(asking, rule) };
    const struct map_value *limit = NULL;
    if (found.criterion == NULL)
        return INSPECT_CONTINUE;
    read_actions(&found, &limit);
    if (limit != NULL && !inspect_rate_permits(asking->call, rule, limit->numbers[0]))
        found.action = MAP_ACTION_DROP;
    if (found.own != NULL && asking->settle != NULL)
        asking->settle(asking->context, &found);
    if (asking->tell != NULL)
        asking->tell(asking->context, &found);
    return map_action_result(found.action);
}

enum inspect_result
map_rules_apply(const struct map_asking *asking)
{
    for (unsigned stage = asking->first_stage; stage < asking->stages; stage++) {
        for (size_t i = 0; i < asking->map->rule_count; i++) {
            const struct map_rule *rule = &asking->map->rules[i];
            if (map_rules_stage(asking, rule) != stage)
                continue;
            enum inspect_result result = apply(asking, rule);
            if (result != INSPECT_CONTINUE)
                return result;
        }
    }
    return INSPECT_CONTINUE;
}
