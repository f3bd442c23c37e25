/*
 * cmd_policy_map.c: policy-map and the classes in it, of 7.0 and later (commands.md 6.2). What a
 * class does is in cmd_inspect.c.
 */
#include <string.h>

#include "parser/map_rows.h"

struct policy_map_line {
    const char *name;
    const char *text;
};

#define POLICY_MAP_ROW(mode_name)                                                                  \
    .modes = MODE_BIT(mode_name), .since = OS_7_0, .scratch_size = sizeof(struct policy_map_line)

/* ---- policy-map ---- */

static bool
set_policy_map(struct command_call *call, void *scratch)
{
    const struct policy_map_line *line = scratch;
    struct policy_map *map = config_policy_map_make(call->config, line->name);
    if (map == NULL)
        return no_memory(call);
    if (map->exists && map->inspect != NULL)
        return refuse(call, NULL, "policy-map %s is there, and of another type", line->name);
    if (!map->exists)
        *map =
            (struct policy_map){ .name = map->name, .exists = true, .origin = call_origin(call) };
    call->object = map;
    return true;
}

static void
forget_policy_map(struct policy_map *map)
{
    map->exists = false;
    map->count = 0;
    map->description = NULL;
}

static bool
unset_policy_map(struct command_call *call, void *scratch)
{
    const struct policy_map_line *line = scratch;
    struct policy_map *map = config_policy_map(call->config, line->name);
    if (map == NULL || !map->exists || map->inspect != NULL)
        return refuse(call, NULL, "there is no policy-map %s", line->name);
    if (policy_map_is_used(call->config, map))
        return refuse(call, NULL, "policy-map %s is in use", line->name);
    forget_policy_map(map);
    return true;
}

static void
each_policy_map(const struct config *config, const void *object, command_visit *visit,
                void *context)
{
    (void)object;
    for (size_t i = 0; i < config->policy_map_count; i++) {
        struct policy_map *map = config->policy_maps[i];
        struct policy_map_line line = { .name = map->name };
        if (map->exists && map->inspect == NULL)
            visit(context, &line, map);
    }
}

static bool
clear_policy_map(struct command_call *call, const char *rest)
{
    if (rest[0] == '\0' && call->config->service_policy_count > 0)
        return refuse(call, NULL, "a policy-map is in use");
    for (size_t i = 0; i < call->config->policy_map_count; i++) {
        struct policy_map *map = call->config->policy_maps[i];
        if (map->inspect != NULL || (rest[0] != '\0' && strcmp(rest, map->name) != 0))
            continue;
        if (policy_map_is_used(call->config, map) && rest[0] != '\0')
            return refuse(call, NULL, "policy-map %s is in use", map->name);
        forget_policy_map(map);
    }
    return true;
}

static const struct command policy_map_row = {
    POLICY_MAP_ROW(MODE_CONFIG),
    .name = "policy-map",
    .help = "Configure MPF Parameter Map",
    .words =
        (const struct word[]){
            KEYWORD("policy-map", "Configure MPF Parameter Map"),
            NAME_OF("policy-map", struct policy_map_line, name, "Name", .high = 40), END_OF_WORDS },
    .enters = MODE_CONFIG_PMAP,
    .prompt = "config-pmap",
    .set = set_policy_map,
    .unset = unset_policy_map,
    .each = each_policy_map,
    .clear = clear_policy_map,
};

TEXT_COMMAND(struct policy_map, struct policy_map_line, description)

static const struct command policy_description_row = {
    POLICY_MAP_ROW(MODE_CONFIG_PMAP),
    .name = "description",
    .help = "Specify policy-map description",
    .words =
        (const struct word[]){ KEYWORD("description", "Specify policy-map description"),
                               VALUE(rest, struct policy_map_line, text, "Text"), END_OF_WORDS },
    .set = set_description,
    .unset = unset_description,
    .no_words = 1,
    .each = each_description,
};

/* ---- class in a policy-map ---- */

static struct policy_class *
find_class(const struct policy_map *map, const char *name)
{
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->classes[i].class_map->name, name) == 0)
            return &map->classes[i];
    }
    return NULL;
}

static bool
set_class(struct command_call *call, void *scratch)
{
    const struct policy_map_line *line = scratch;
    struct policy_map *map = call->object;
    struct policy_class *class = find_class(map, line->name);
    if (class == NULL) {
        struct class_map *class_map = config_class_map(call->config, line->name);
        if ((class_map == NULL || !class_map->exists) && call->file == NULL)
            return refuse_word(call, 1,
                               call_text(call, "ERROR: %% class-map %s not configured", line->name),
                               "there is no class-map %s", line->name);
        if (class_map != NULL && class_map->exists &&
            (class_map->type == CLASS_MAP_INSPECT || class_map->type == CLASS_MAP_REGEX))
            return refuse_word(call, 1, NULL, "class-map %s does not select traffic", line->name);
        class_map = config_class_map_make(call->config, line->name);
        if (class_map == NULL)
            return no_memory(call);
        class = arena_append(call->config->arena, &map->classes, &map->count, &map->capacity,
                             sizeof(*class));
        if (class == NULL)
            return no_memory(call);
        *class = (struct policy_class){ .class_map = class_map, .origin = call_origin(call) };
    }
    call->object = class;
    return true;
}

static bool
unset_class(struct command_call *call, void *scratch)
{
    const struct policy_map_line *line = scratch;
    struct policy_map *map = call->object;
    struct policy_class *class = find_class(map, line->name);
    if (class == NULL)
        return refuse(call, NULL, "policy-map %s has no class %s", map->name, line->name);
    size_t i = (size_t)(class - map->classes);
    LIST_REMOVE(map->classes, map->count, i);
    return true;
}

static void
each_class(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct policy_map *map = object;
    for (size_t i = 0; i < map->count; i++) {
        struct policy_map_line line = { .name = map->classes[i].class_map->name };
        visit(context, &line, &map->classes[i]);
    }
}

static const struct command class_row = {
    POLICY_MAP_ROW(MODE_CONFIG_PMAP),
    .name = "class",
    .help = "Policy criteria",
    .words = (const struct word[]){ KEYWORD("class", "Policy criteria"),
                                    NAME_OF("class-map", struct policy_map_line, name, "Class map"),
                                    END_OF_WORDS },
    .enters = MODE_CONFIG_PMAP_C,
    .prompt = "config-pmap-c",
    .set = set_class,
    .unset = unset_class,
    .each = each_class,
};

const struct command *const policy_map_commands[] = {
    &policy_map_row,
    &policy_description_row,
    &class_row,
    NULL,
};
