/*
 * map_rows.c: one line of an inspection map into the model and back, the same for all of them.
 */
#include "parser/map_rows.h"

/* ---- who names what ---- */

static bool
is_matched(const struct config *config, const char *name, bool is_class)
{
    for (size_t i = 0; i < config->class_map_count; i++) {
        const struct class_map *map = config->class_maps[i];
        for (size_t k = 0; map->exists && !is_class && k < map->regex_count; k++) {
            if (strcmp(map->regexes[k], name) == 0)
                return true;
        }
        if (map->exists && map->inspect != NULL &&
            inspect_map_names_regex(map->inspect, name, is_class))
            return true;
    }
    for (size_t i = 0; i < config->policy_map_count; i++) {
        const struct policy_map *map = config->policy_maps[i];
        if (map->exists && map->inspect != NULL &&
            inspect_map_names_regex(map->inspect, name, is_class))
            return true;
    }
    return false;
}

bool
regex_is_used(const struct config *config, const char *name)
{
    return is_matched(config, name, false);
}

bool
class_map_is_used(const struct config *config, const struct class_map *map)
{
    for (size_t i = 0; i < config->policy_map_count; i++) {
        const struct policy_map *policy = config->policy_maps[i];
        if (!policy->exists)
            continue;
        for (size_t j = 0; j < policy->count; j++) {
            if (policy->classes[j].class_map == map)
                return true;
        }
        if (policy->inspect != NULL && inspect_map_names_class(policy->inspect, map->name))
            return true;
    }
    return map->type == CLASS_MAP_REGEX && is_matched(config, map->name, true);
}

static bool
is_nested(const struct config *config, const struct policy_map *map)
{
    for (size_t i = 0; i < config->policy_map_count; i++) {
        const struct policy_map *policy = config->policy_maps[i];
        for (size_t j = 0; policy->exists && j < policy->count; j++) {
            const char *nested = policy->classes[j].nested;
            if (nested != NULL && strcmp(nested, map->name) == 0)
                return true;
        }
    }
    return false;
}

bool
policy_map_is_used(const struct config *config, const struct policy_map *map)
{
    for (size_t i = 0; i < config->service_policy_count; i++) {
        if (config->service_policies[i].policy_map == map)
            return true;
    }
    return map->inspect != NULL ? inspect_map_is_used(config, map->inspect)
                                : is_nested(config, map);
}

bool
inspect_map_is_used(const struct config *config, const struct inspect_map *map)
{
    for (size_t i = 0; i < config->policy_map_count; i++) {
        const struct policy_map *policy = config->policy_maps[i];
        for (size_t j = 0; policy->exists && j < policy->count; j++) {
            const struct policy_class *class = &policy->classes[j];
            for (size_t k = 0; k < class->count; k++) {
                if (config_inspection_map(config, &class->inspections[k]) == map)
                    return true;
            }
        }
    }
    return false;
}

bool
tcp_map_is_used(const struct config *config, const struct tcp_map *map)
{
    for (size_t i = 0; i < config->policy_map_count; i++) {
        const struct policy_map *policy = config->policy_maps[i];
        for (size_t j = 0; policy->exists && j < policy->count; j++) {
            const struct conn_settings *settings = &policy->classes[j].connection;
            if (settings->said[CONN_TCP_MAP] && strcmp(settings->tcp_map, map->name) == 0)
                return true;
        }
    }
    return false;
}

/* ---- values ---- */

/* The line's texts live as long as the line; the model's must stay. */
static bool
keep_texts(const struct command_call *call, struct map_value *value)
{
    const char **texts[] = { &value->texts[0], &value->texts[1], &value->regexes[0].name,
                             &value->regexes[1].name };
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        if (*texts[i] != NULL && !keep_text(call, texts[i], *texts[i]))
            return false;
    }
    value->origin = call_origin(call);
    return true;
}

static struct map_value *
find_value(const struct map_values *values, const struct map_value *like)
{
    for (size_t i = 0; i < values->count; i++) {
        if (map_value_same_key(&values->items[i], like))
            return &values->items[i];
    }
    return NULL;
}

static bool
add_value(struct command_call *call, struct map_values *values, struct map_value *value)
{
    struct map_value *old = find_value(values, value);
    if (!keep_texts(call, value))
        return false;
    if (call->command->enters == MODE_CONFIG_HSI && old == NULL) {
        value->inner = arena_zalloc(call->config->arena, sizeof(*value->inner));
        if (value->inner == NULL)
            return no_memory(call);
    }
    if (old != NULL) {
        uint64_t list = old->list;
        struct map_values *inner = old->inner;
        *old = *value;
        old->inner = inner;
        if ((map_setting_facts((enum map_setting)value->setting)->keys & MAP_KEY_MERGES) != 0)
            old->list |= list;
        call->object = inner;
        return true;
    }
    struct map_value *place = arena_append(call->config->arena, &values->items, &values->count,
                                           &values->capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = *value;
    call->object = place->inner;
    return true;
}

static void
remove_value(struct map_values *values, struct map_value *value)
{
    size_t i = (size_t)(value - values->items);
    LIST_REMOVE(values->items, values->count, i);
}

bool
map_set_value(struct command_call *call, void *scratch)
{
    struct map_values *values = call->object;
    struct map_value *value = scratch;
    const struct map_setting_facts *facts = map_setting_facts((enum map_setting)value->setting);
    if (!facts->usual)
        return add_value(call, values, value);
    struct map_value *off = find_value(values, value);
    if (off != NULL)
        remove_value(values, off);
    return true;
}

static size_t
words_of(const struct command *command)
{
    size_t count = 0;
    while (command->words[count].type != NULL)
        count++;
    return count;
}

/* `no request-command deny put`: the others stay */
static bool
remove_from_list(struct map_values *values, const struct map_value *value)
{
    struct map_value *old = find_value(values, value);
    if (old == NULL)
        return false;
    old->list &= ~value->list;
    if (old->list == 0)
        remove_value(values, old);
    return true;
}

/* All lines of the setting, or the one that the whole line names. */
static bool
remove_values(struct map_values *values, const struct map_value *value, bool whole)
{
    bool any = false;
    for (size_t i = 0; i < values->count;) {
        const struct map_value *old = &values->items[i];
        bool same = whole ? map_value_same_key(old, value) : old->setting == value->setting;
        any = any || same;
        if (same)
            LIST_REMOVE(values->items, values->count, i);
        else
            i++;
    }
    return any;
}

bool
map_unset_value(struct command_call *call, void *scratch)
{
    struct map_values *values = call->object;
    struct map_value *value = scratch;
    const struct map_setting_facts *facts = map_setting_facts((enum map_setting)value->setting);
    bool whole = call->words_given == words_of(call->command);
    if (facts->usual || (facts->keys & MAP_BOTH_WAYS) != 0) {
        value->off = true;
        return add_value(call, values, value);
    }
    if (whole && (facts->keys & MAP_KEY_MERGES) != 0 ? remove_from_list(values, value)
                                                     : remove_values(values, value, whole))
        return true;
    return refuse(call, NULL, "there is no such line to remove");
}

bool
map_value_is_off(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct map_value *)scratch)->off;
}

void
map_each_value(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct map_values *values = object;
    for (size_t i = 0; i < values->count; i++)
        visit(context, &values->items[i], values->items[i].inner);
}

/* ---- rules ---- */

/* At the prompt what a match names must be there; in a file it may come later. */
static bool
check_names(const struct command_call *call, const struct map_value *value)
{
    const struct config *config = call->config;
    for (size_t i = 0; i < 2 && call->file == NULL; i++) {
        const struct map_regex *regex = &value->regexes[i];
        if (regex->name == NULL)
            continue;
        size_t at = call_word_of(call, regex->name);
        const struct class_map *class = config_class_map(config, regex->name);
        if (regex->is_class && (class == NULL || !class->exists || class->type != CLASS_MAP_REGEX))
            return refuse_word(call, at, NULL, "there is no class-map type regex %s", regex->name);
        if (!regex->is_class && config_regex(config, regex->name) == NULL)
            return refuse_word(call, at, NULL, "there is no regex %s", regex->name);
    }
    return true;
}

static bool
check_class(const struct command_call *call, const struct inspect_map *map, const char *name)
{
    const struct class_map *class = config_class_map(call->config, name);
    bool exists = class != NULL && class->exists;
    if (!exists && call->file != NULL)
        return true;
    if (!exists)
        return refuse_word(call, 1, NULL, "there is no class-map %s", name);
    if (class->inspect == NULL || class->inspect->protocol != map->protocol)
        return refuse_word(call, 1, NULL, "class-map %s is not of type inspect %s", name,
                           map_protocol_name(map->protocol));
    return true;
}

static struct map_rule *
find_rule(const struct inspect_map *map, const struct map_value *criterion)
{
    for (size_t i = 0; i < map->rule_count; i++) {
        if (map_value_equal(&map->rules[i].criterion, criterion))
            return &map->rules[i];
    }
    return NULL;
}

bool
map_set_rule(struct command_call *call, void *scratch)
{
    const struct parser *parser = call->user;
    struct inspect_map *map = call->object;
    struct map_value *criterion = scratch;
    call->stays = parser->frames[parser->depth].mode == MODE_CONFIG_CMAP_I;
    if (!check_names(call, criterion) ||
        (criterion->setting == MAP_CLASS && !check_class(call, map, criterion->texts[0])))
        return false;
    struct map_rule *rule = find_rule(map, criterion);
    if (rule == NULL) {
        if (!keep_texts(call, criterion))
            return false;
        rule = arena_append(call->config->arena, &map->rules, &map->rule_count, &map->rule_capacity,
                            sizeof(*rule));
        if (rule == NULL)
            return no_memory(call);
        *rule = (struct map_rule){ .criterion = *criterion };
    }
    call->object = &rule->actions;
    return true;
}

bool
map_unset_rule(struct command_call *call, void *scratch)
{
    struct inspect_map *map = call->object;
    struct map_rule *rule = find_rule(map, scratch);
    if (rule == NULL)
        return refuse(call, NULL, "there is no such line to remove");
    size_t i = (size_t)(rule - map->rules);
    LIST_REMOVE(map->rules, map->rule_count, i);
    return true;
}

void
map_each_rule(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct inspect_map *map = object;
    for (size_t i = 0; i < map->rule_count; i++)
        visit(context, &map->rules[i].criterion, &map->rules[i].actions);
}

void
map_forget(struct inspect_map *map)
{
    *map = (struct inspect_map){ .protocol = map->protocol };
}
