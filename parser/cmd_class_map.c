/*
 * cmd_class_map.c: class-map and the matches in it, of 7.0 and later (commands.md 6.2).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"

struct class_map_line {
    const char *name;
    const char *text;
    bool match_any_keyword;
    enum class_match_kind match;
    uint8_t protocol;
    struct port_match port;
    uint16_t criterion; /* index into kept_match_words */
};

#define CLASS_MAP_ROW(mode_name)                                                                   \
    .modes = MODE_BIT(mode_name), .since = OS_7_0, .scratch_size = sizeof(struct class_map_line)

/* ---- class-map ---- */

/* The one that is always there. */
static bool
is_default_class(const struct class_map *map)
{
    return strcmp(map->name, "class-default") == 0;
}

static bool
set_class_map(struct command_call *call, void *scratch)
{
    const struct class_map_line *line = scratch;
    struct class_map *map = config_class_map_make(call->config, line->name);
    if (map == NULL)
        return no_memory(call);
    if (!map->exists)
        map->origin = call_origin(call);
    map->exists = true;
    call->object = map;
    return true;
}

static bool
class_is_used(const struct config *config, const struct class_map *map)
{
    for (size_t i = 0; i < config->policy_map_count; i++) {
        const struct policy_map *policy = config->policy_maps[i];
        for (size_t j = 0; policy->exists && j < policy->count; j++) {
            if (policy->classes[j].class_map == map)
                return true;
        }
    }
    return false;
}

static void
forget_class_map(struct class_map *map)
{
    map->exists = false;
    map->count = 0;
    map->description = NULL;
}

static bool
unset_class_map(struct command_call *call, void *scratch)
{
    const struct class_map_line *line = scratch;
    struct class_map *map = config_class_map(call->config, line->name);
    if (map == NULL || !map->exists)
        return refuse(call, NULL, "there is no class-map %s", line->name);
    if (class_is_used(call->config, map))
        return refuse(call, NULL, "class-map %s is in use", line->name);
    forget_class_map(map);
    return true;
}

static void
each_class_map(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->class_map_count; i++) {
        struct class_map *map = config->class_maps[i];
        struct class_map_line line = { .name = map->name };
        if (map->exists && !is_default_class(map))
            visit(context, &line, map);
    }
}

static const struct choice class_map_kinds[] = {
    { .text = "match-all", .help = "All of its matches", .value = false },
    { .text = "match-any", .help = "One of its matches", .value = true },
    { .text = NULL },
};

/* A layer 3/4 map has one match, so the word changes nothing and is not written back. */
static bool
match_kind_match(const struct word *word, struct matching *matching, void *scratch)
{
    return word_choice.match(word, matching, scratch);
}
static const struct word_type word_match_kind = { "match-all|match-any", match_kind_match,
                                                  word_write_nothing };

static bool
clear_class_map(struct command_call *call, const char *rest)
{
    (void)rest;
    for (size_t i = 0; i < call->config->class_map_count; i++) {
        struct class_map *map = call->config->class_maps[i];
        if (!is_default_class(map) && !class_is_used(call->config, map))
            forget_class_map(map);
    }
    return true;
}

static const struct command class_map_row = {
    CLASS_MAP_ROW(MODE_CONFIG),
    .name = "class-map",
    .help = "Configure MPF Class Map",
    .words = (const struct word[]){ KEYWORD("class-map", "Configure MPF Class Map"),
                                    VALUE(match_kind, struct class_map_line, match_any_keyword, "",
                                          .optional = true, .data = class_map_kinds),
                                    VALUE(text, struct class_map_line, name,
                                          "Name of the class map", .high = 40),
                                    END_OF_WORDS },
    .enters = MODE_CONFIG_CMAP,
    .prompt = "config-cmap",
    .set = set_class_map,
    .unset = unset_class_map,
    .each = each_class_map,
    .clear = clear_class_map,
};

TEXT_COMMAND(struct class_map, struct class_map_line, description)

static const struct command class_description_row = {
    CLASS_MAP_ROW(MODE_CONFIG_CMAP),
    .name = "description",
    .help = "Specify class-map description",
    .words =
        (const struct word[]){ KEYWORD("description", "Specify class-map description"),
                               VALUE(rest, struct class_map_line, text, "Text"), END_OF_WORDS },
    .set = set_description,
    .unset = unset_description,
    .no_words = 1,
    .each = each_description,
};

/* ---- match ---- */

static bool
same_match(const struct class_match *a, const struct class_match *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == CLASS_MATCH_KEPT)
        return strcmp(a->kept_text, b->kept_text) == 0;
    return a->protocol == b->protocol && a->acl == b->acl && port_match_is_same(&a->port, &b->port);
}

static bool
read_match(struct command_call *call, const struct class_map_line *line, struct class_match *match)
{
    *match = (struct class_match){ .kind = line->match,
                                   .protocol = line->protocol,
                                   .port = line->port,
                                   .origin = call_origin(call) };
    if (line->match == CLASS_MATCH_KEPT) {
        call->kept = true;
        call->why_taints = "this match is kept but not evaluated: the class matches nothing by it";
        return keep_text(call, &match->kept_text, line->text);
    }
    return line->match != CLASS_MATCH_ACCESS_LIST ||
           call_rule_acl(call, line->text, 2, &match->acl);
}

static bool
set_match(struct command_call *call, void *scratch)
{
    struct class_map *map = call->object;
    struct class_match match;
    if (!read_match(call, scratch, &match))
        return false;
    for (size_t i = 0; i < map->count; i++) {
        if (same_match(&map->matches[i], &match))
            return true;
    }
    struct class_match *place = arena_append(call->config->arena, &map->matches, &map->count,
                                             &map->capacity, sizeof(match));
    if (place == NULL)
        return no_memory(call);
    *place = match;
    return true;
}

static bool
unset_match(struct command_call *call, void *scratch)
{
    struct class_map *map = call->object;
    struct class_match match;
    if (!read_match(call, scratch, &match))
        return false;
    for (size_t i = 0; i < map->count; i++) {
        if (same_match(&map->matches[i], &match)) {
            LIST_REMOVE(map->matches, map->count, i);
            return true;
        }
    }
    return refuse(call, NULL, "class-map %s has no such match", map->name);
}

static void
each_match(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct class_map *map = object;
    for (size_t i = 0; i < map->count; i++) {
        const struct class_match *match = &map->matches[i];
        struct class_map_line line = {
            .match = match->kind,
            .protocol = match->protocol,
            .port = match->port,
            .text = match->kind == CLASS_MATCH_ACCESS_LIST ? match->acl->name : match->kept_text,
        };
        visit(context, &line, NULL);
    }
}

LINE_KIND(any, struct class_map_line, match, CLASS_MATCH_ANY)
LINE_KIND(default, struct class_map_line, match, CLASS_MATCH_DEFAULT_INSPECTION)
LINE_KIND(port, struct class_map_line, match, CLASS_MATCH_PORT)
LINE_KIND(acl, struct class_map_line, match, CLASS_MATCH_ACCESS_LIST)
LINE_KIND(kept, struct class_map_line, match, CLASS_MATCH_KEPT)

static const struct choice port_protocols[] = {
    { .text = "tcp", .help = "A TCP port", .value = IP_TCP },
    { .text = "udp", .help = "A UDP port", .value = IP_UDP },
    { .text = NULL },
};

#define MATCH_ROW                                                                                  \
    CLASS_MAP_ROW(MODE_CONFIG_CMAP), .name = "match", .help = "Configure classification criteria", \
                                     .set = set_match, .unset = unset_match, .each = each_match

static const struct command match_any_row = {
    MATCH_ROW,
    .words = (const struct word[]){ KEYWORD("match any", "Match any packet"), END_OF_WORDS },
    .init = init_any,
    .fits = fits_any,
};
static const struct command match_default_row = {
    MATCH_ROW,
    .words = (const struct word[]){ KEYWORD("match default-inspection-traffic",
                                            "Match the ports of each inspection"),
                                    END_OF_WORDS },
    .init = init_default,
    .fits = fits_default,
};

/* eq or range, and one of them must stand */
static bool
class_port_match(const struct word *word, struct matching *matching, void *scratch)
{
    size_t start = matching->at;
    return word_ports.match(word, matching, scratch) && matching->at > start;
}
static void
class_port_write(const struct word *word, struct writing *writing, const void *scratch)
{
    word_ports.write(word, writing, scratch);
}
static const struct word_type word_class_port = { "eq|range port", class_port_match,
                                                  class_port_write };

static const struct command match_port_row = {
    MATCH_ROW,
    .words = (const struct word[]){ KEYWORD("match port", "Match TCP/UDP port(s)"),
                                    CHOICE(struct class_map_line, protocol, port_protocols),
                                    VALUE(class_port, struct class_map_line, port, "Ports",
                                          .other = offsetof(struct class_map_line, protocol)),
                                    END_OF_WORDS },
    .init = init_port,
    .fits = fits_port,
};
static const struct command match_acl_row = {
    MATCH_ROW,
    .words = (const struct word[]){ KEYWORD("match access-list", "Match an Access List"),
                                    VALUE(text, struct class_map_line, text, "Access list"),
                                    END_OF_WORDS },
    .init = init_acl,
    .fits = fits_acl,
};

static const struct choice kept_match_words[] = {
    { .text = "dscp" }, { .text = "precedence" },   { .text = "rtp" },
    { .text = "flow" }, { .text = "tunnel-group" }, { .text = NULL },
};

/* `dscp ef`: the criterion is a part of what is kept */
static bool
kept_match_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word criterion = { .type = &word_choice,
                                           .offset = offsetof(struct class_map_line, criterion),
                                           .size = sizeof(uint16_t),
                                           .data = kept_match_words };
    const char *text = line_rest(matching->line, matching->at);
    if (!criterion.type->match(&criterion, matching, scratch) ||
        !word_rest.match(word, matching, scratch))
        return false;
    ((struct class_map_line *)scratch)->text = text;
    return true;
}
static void
kept_match_write(const struct word *word, struct writing *writing, const void *scratch)
{
    word_rest.write(word, writing, scratch);
}
static const struct word_type word_kept_match = { "criterion", kept_match_match, kept_match_write };

static const struct command match_kept_row = {
    MATCH_ROW,
    .words = (const struct word[]){ KEYWORD("match", ""),
                                    VALUE(kept_match, struct class_map_line, text, "Criterion"),
                                    END_OF_WORDS },
    .init = init_kept,
    .fits = fits_kept,
};

const struct command *const class_map_commands[] = {
    &class_map_row,  &class_description_row, &match_any_row,  &match_default_row,
    &match_port_row, &match_acl_row,         &match_kept_row, NULL,
};
