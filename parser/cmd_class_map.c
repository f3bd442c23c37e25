/*
 * cmd_class_map.c: class-map of every type and the matches in it, of 7.0 and later (commands.md
 * 6.2). Matches of inspections are in map_matches.c.
 *
 * All types share one name space, and the listing has them in the order in which they were made.
 */
#include <string.h>

#include "parser/map_rows.h"

struct class_map_line {
    uint16_t kind; /* of the map's type or the match's criterion, from 1 */
    const char *name;
    const char *text;
    bool match_any;
    uint16_t protocol; /* enum map_protocol, from 1 */
    struct class_match match;
};

#define CLASS_MAP_ROW(mode_bits) .modes = (mode_bits), .scratch_size = sizeof(struct class_map_line)
/* command.within of a class map's matches */
#define TYPE_BIT(type) (UINT32_C(1) << (type))

/* ---- class-map ---- */

/* The one that is always there. */
static bool
is_default_class(const struct class_map *map)
{
    return strcmp(map->name, "class-default") == 0;
}

static void
forget_class_map(struct class_map *map)
{
    const char *name = map->name;
    *map = (struct class_map){ .name = name };
}

static bool
make_class_map(struct command_call *call, struct class_map *map, const struct class_map_line *line)
{
    enum class_map_type type = (enum class_map_type)(line->kind - 1);
    if (type == CLASS_MAP_INSPECT) {
        map->inspect = arena_zalloc(call->config->arena, sizeof(*map->inspect));
        if (map->inspect == NULL)
            return no_memory(call);
        map->inspect->protocol = (enum map_protocol)(line->protocol - 1);
    }
    map->type = type;
    map->match_any = line->match_any;
    map->origin = call_origin(call);
    map->exists = true;
    return true;
}

static bool
is_of_type(const struct class_map *map, const struct class_map_line *line)
{
    return map->type + 1 == line->kind &&
           (map->inspect == NULL || map->inspect->protocol + 1 == line->protocol);
}

static bool
set_class_map(struct command_call *call, void *scratch)
{
    const struct class_map_line *line = scratch;
    struct class_map *map = config_class_map_make(call->config, line->name);
    if (map == NULL)
        return no_memory(call);
    if (map->exists && !is_of_type(map, line))
        return refuse(call, NULL, "class-map %s is there, and of another type", line->name);
    if (!map->exists && !make_class_map(call, map, line))
        return false;
    call->object = map->inspect != NULL ? (void *)map->inspect : map;
    call->within =
        map->inspect != NULL ? UINT32_C(1) << map->inspect->protocol : TYPE_BIT(map->type);
    return true;
}

static bool
unset_class_map(struct command_call *call, void *scratch)
{
    const struct class_map_line *line = scratch;
    struct class_map *map = config_class_map(call->config, line->name);
    if (map == NULL || !map->exists || !is_of_type(map, line))
        return refuse(call, NULL, "there is no such class-map %s", line->name);
    if (class_map_is_used(call->config, map))
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
        struct class_map_line line = { .kind = (uint16_t)(map->type + 1),
                                       .name = map->name,
                                       .match_any = map->match_any };
        if (map->inspect != NULL)
            line.protocol = (uint16_t)(map->inspect->protocol + 1);
        if (map->exists && !is_default_class(map))
            visit(context, &line, map->inspect != NULL ? (void *)map->inspect : map);
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
    for (size_t i = 0; i < call->config->class_map_count; i++) {
        struct class_map *map = call->config->class_maps[i];
        if (!is_default_class(map) && !class_map_is_used(call->config, map) &&
            (rest[0] == '\0' || strcmp(rest, map->name) == 0))
            forget_class_map(map);
    }
    return true;
}

/* clang-format off */
#define CLASS_MAP(type, first, mode, ...) \
    CLASS_MAP_ROW(MODE_BIT(MODE_CONFIG)), .since = first, .kind = (type) + 1, .name = "class-map", \
    .help = "Configure MPF Class Map", .enters = mode, .prompt = "config-cmap", \
    .set = set_class_map, .unset = unset_class_map, .each = each_class_map, \
    .words = (const struct word[]){ KEYWORD("class-map", "Configure MPF Class Map"), __VA_ARGS__, \
        NAME_OF("class-map", struct class_map_line, name, "Name of the class map", .high = 40), END_OF_WORDS }

static const struct choice protocols[] = {
    { .text = "dns", .help = "Inspection of dns", .value = MAP_PROTOCOL_DNS + 1 },
    { .text = "ftp", .help = "Inspection of ftp", .value = MAP_PROTOCOL_FTP + 1 },
    { .text = "h323", .help = "Inspection of h323", .value = MAP_PROTOCOL_H323 + 1 },
    { .text = "http", .help = "Inspection of http", .value = MAP_PROTOCOL_HTTP + 1 },
    { .text = "im", .help = "Inspection of im", .value = MAP_PROTOCOL_IM + 1 },
    { .text = "rtsp", .help = "Inspection of rtsp", .value = MAP_PROTOCOL_RTSP + 1, .since = OS_8_0 },
    { .text = "sip", .help = "Inspection of sip", .value = MAP_PROTOCOL_SIP + 1 },
    { .text = NULL },
};

static const struct command class_map_row = {
    CLASS_MAP(CLASS_MAP_TRAFFIC, OS_7_0, MODE_CONFIG_CMAP,
              VALUE(match_kind, struct class_map_line, match_any, "", .optional = true, .data = class_map_kinds)),
    .clear = clear_class_map,
};
static const struct command management_class_map_row = {
    CLASS_MAP(CLASS_MAP_MANAGEMENT, OS_7_2, MODE_CONFIG_CMAP,
              KEYWORD("type management", "Traffic to the firewall itself"),
              VALUE(match_kind, struct class_map_line, match_any, "", .optional = true, .data = class_map_kinds)),
};
/* `match-all` is written: vendor listings have it, and it is the usual one */
static const struct command inspect_class_map_row = {
    CLASS_MAP(CLASS_MAP_INSPECT, OS_7_2, MODE_CONFIG_CMAP_I,
              KEYWORD("type inspect", "Of an inspection"),
              CHOICE(struct class_map_line, protocol, protocols),
              CHOICE(struct class_map_line, match_any, class_map_kinds, .optional = true)),
};
static const struct command regex_class_map_row = {
    CLASS_MAP(CLASS_MAP_REGEX, OS_7_2, MODE_CONFIG_CMAP_RX,
              KEYWORD("type regex match-any", "Regular expressions")),
};
/* clang-format on */

TEXT_COMMAND(struct class_map, struct class_map_line, description)

static const struct command class_description_row = {
    CLASS_MAP_ROW(MODE_BIT(MODE_CONFIG_CMAP) | MODE_BIT(MODE_CONFIG_CMAP_RX)),
    .since = OS_7_0,
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
    const char *a_group = a->tunnel_group != NULL ? a->tunnel_group : "";
    const char *b_group = b->tunnel_group != NULL ? b->tunnel_group : "";
    return a->kind == b->kind && a->protocol == b->protocol && a->acl == b->acl &&
           port_match_is_same(&a->port, &b->port) && a->value_count == b->value_count &&
           memcmp(a->values, b->values, sizeof(a->values)) == 0 && a->rtp_first == b->rtp_first &&
           a->rtp_range == b->rtp_range && strcmp(a_group, b_group) == 0;
}

static bool
read_match(struct command_call *call, const struct class_map_line *line, struct class_match *match)
{
    *match = line->match;
    match->kind = (enum class_match_kind)(line->kind - 1);
    match->origin = call_origin(call);
    if (match->kind == CLASS_MATCH_TUNNEL_GROUP)
        return keep_text(call, &match->tunnel_group, line->text);
    return match->kind != CLASS_MATCH_ACCESS_LIST ||
           call_rule_acl(call, line->text, 2, &match->acl);
}

static size_t
find_match(const struct class_map *map, enum class_match_kind kind)
{
    size_t i = 0;
    while (i < map->count && map->matches[i].kind != kind)
        i++;
    return i;
}

/*
 * One match, and a second one beside a tunnel group, or an access list beside the ports of the
 * inspections (commands.md 6.2; `match dscp` beside a tunnel group is in the vendor's examples).
 */
static bool
may_stand_beside(const struct class_map *map, enum class_match_kind kind)
{
    static const enum class_match_kind pairs[][2] = {
        { CLASS_MATCH_DEFAULT_INSPECTION, CLASS_MATCH_ACCESS_LIST },
        { CLASS_MATCH_ACCESS_LIST, CLASS_MATCH_DEFAULT_INSPECTION },
    };
    if (map->count != 1)
        return map->count == 0;
    enum class_match_kind there = map->matches[0].kind;
    if (there != kind && (there == CLASS_MATCH_TUNNEL_GROUP || kind == CLASS_MATCH_TUNNEL_GROUP))
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
        if (pairs[i][0] == there && pairs[i][1] == kind)
            return true;
    }
    return false;
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
    if (!may_stand_beside(map, match.kind))
        return refuse(call,
                      "ERROR: Multiple match commands are not supported except for the "
                      "'match tunnel-group or default-inspect-traffic' command.",
                      "class-map %s has a match already", map->name);
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
    size_t i = find_match(map, match.kind);
    while (i < map->count && !same_match(&map->matches[i], &match))
        i++;
    if (i >= map->count)
        return refuse(call, NULL, "class-map %s has no such match", map->name);
    LIST_REMOVE(map->matches, map->count, i);
    return true;
}

static void
each_match(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct class_map *map = object;
    for (size_t i = 0; i < map->count; i++) {
        const struct class_match *match = &map->matches[i];
        struct class_map_line line = {
            .kind = (uint16_t)(match->kind + 1),
            .match = *match,
            .text = match->kind == CLASS_MATCH_ACCESS_LIST ? match->acl->name : match->tunnel_group,
        };
        visit(context, &line, NULL);
    }
}

static const struct choice port_protocols[] = {
    { .text = "tcp", .help = "A TCP port", .value = IP_TCP },
    { .text = "udp", .help = "A UDP port", .value = IP_UDP },
    { .text = NULL },
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

/* ---- dscp and precedence: one to eight values ---- */

static const struct choice dscp_names[] = {
    { .text = "af11", .help = "Code point af11", .value = 10 },
    { .text = "af12", .help = "Code point af12", .value = 12 },
    { .text = "af13", .help = "Code point af13", .value = 14 },
    { .text = "af21", .help = "Code point af21", .value = 18 },
    { .text = "af22", .help = "Code point af22", .value = 20 },
    { .text = "af23", .help = "Code point af23", .value = 22 },
    { .text = "af31", .help = "Code point af31", .value = 26 },
    { .text = "af32", .help = "Code point af32", .value = 28 },
    { .text = "af33", .help = "Code point af33", .value = 30 },
    { .text = "af41", .help = "Code point af41", .value = 34 },
    { .text = "af42", .help = "Code point af42", .value = 36 },
    { .text = "af43", .help = "Code point af43", .value = 38 },
    { .text = "cs1", .help = "Code point cs1", .value = 8 },
    { .text = "cs2", .help = "Code point cs2", .value = 16 },
    { .text = "cs3", .help = "Code point cs3", .value = 24 },
    { .text = "cs4", .help = "Code point cs4", .value = 32 },
    { .text = "cs5", .help = "Code point cs5", .value = 40 },
    { .text = "cs6", .help = "Code point cs6", .value = 48 },
    { .text = "cs7", .help = "Code point cs7", .value = 56 },
    { .text = "default", .help = "Best effort", .value = 0 },
    { .text = "ef", .help = "Code point ef", .value = 46 },
    { .text = NULL },
};

struct one_value {
    uint8_t value;
};

static bool
take_value(const struct word *word, struct matching *matching, uint8_t *value)
{
    static const struct word name = { .type = &word_choice,
                                      FIELD(struct one_value, value),
                                      .data = dscp_names };
    struct one_value one = { 0 };
    int64_t number;
    if (take_number(matching, 0, word->high, word->help, &number)) {
        *value = (uint8_t)number;
        return true;
    }
    bool named = word->data != NULL && matching_word(matching, &name, &one);
    *value = one.value;
    return named;
}

static bool
class_values_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct class_match *match = word_place(scratch, word->offset);
    size_t limit = (size_t)word->low;
    match->value_count = 0;
    while (match->value_count < limit &&
           take_value(word, matching, &match->values[match->value_count]))
        match->value_count++;
    return match->value_count > 0;
}

static void
class_values_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct class_match *match = word_value(scratch, word->offset);
    const struct choice *names = word->data;
    for (size_t i = 0; i < match->value_count; i++) {
        const char *text = NULL;
        for (size_t k = 0; names != NULL && names[k].text != NULL; k++) {
            if (names[k].value == match->values[i])
                text = names[k].text;
        }
        if (text != NULL)
            writing_put(writing, "%s", text);
        else
            writing_put(writing, "%u", match->values[i]);
    }
}

static const struct word_type word_class_values = { "value...", class_values_match,
                                                    class_values_write };

/* clang-format off */
#define ANY_CLASS (TYPE_BIT(CLASS_MAP_TRAFFIC) | TYPE_BIT(CLASS_MAP_MANAGEMENT))
#define CLASS_MATCH(what_it_is, types, phrase, what, ...) \
    &(const struct command){ CLASS_MAP_ROW(MODE_BIT(MODE_CONFIG_CMAP)), .since = OS_7_0, \
        .kind = CLASS_MATCH_##what_it_is + 1, .within = types, .name = "match", \
        .help = "Configure classification criteria", .set = set_match, .unset = unset_match, \
        .each = each_match, .words = (const struct word[]){ KEYWORD(phrase, what), __VA_ARGS__ } }
#define VALUES(most, highest, what, ...) \
    { .type = &word_class_values, FIELD(struct class_map_line, match), .low = most, .high = highest, .help = what, __VA_ARGS__ }
/* clang-format on */

/* ---- match regex in a class of them ---- */

static bool
set_regex_match(struct command_call *call, void *scratch)
{
    const struct class_map_line *line = scratch;
    struct class_map *map = call->object;
    if (config_regex(call->config, line->text) == NULL && call->file == NULL)
        return refuse_word(call, 2, NULL, "there is no regex %s", line->text);
    for (size_t i = 0; i < map->regex_count; i++) {
        if (strcmp(map->regexes[i], line->text) == 0)
            return true;
    }
    const char **place = arena_append(call->config->arena, &map->regexes, &map->regex_count,
                                      &map->regex_capacity, sizeof(*place));
    return place != NULL ? keep_text(call, place, line->text) : no_memory(call);
}

static bool
unset_regex_match(struct command_call *call, void *scratch)
{
    const struct class_map_line *line = scratch;
    struct class_map *map = call->object;
    for (size_t i = 0; i < map->regex_count; i++) {
        if (strcmp(map->regexes[i], line->text) == 0) {
            LIST_REMOVE(map->regexes, map->regex_count, i);
            return true;
        }
    }
    return refuse(call, NULL, "class-map %s has no such match", map->name);
}

static void
each_regex_match(const struct config *config, const void *object, command_visit *visit,
                 void *context)
{
    (void)config;
    const struct class_map *map = object;
    for (size_t i = 0; i < map->regex_count; i++) {
        struct class_map_line line = { .text = map->regexes[i] };
        visit(context, &line, NULL);
    }
}

static const struct command regex_match_row = {
    CLASS_MAP_ROW(MODE_BIT(MODE_CONFIG_CMAP_RX)),
    .since = OS_7_2,
    .name = "match",
    .help = "Configure match criteria",
    .words =
        (const struct word[]){ KEYWORD("match regex", "A regular expression"),
                               VALUE(text, struct class_map_line, text, "Its name"), END_OF_WORDS },
    .set = set_regex_match,
    .unset = unset_regex_match,
    .each = each_regex_match,
};

/* clang-format off */
const struct command *const class_map_commands[] = {
    &class_map_row,
    &management_class_map_row,
    &inspect_class_map_row,
    &regex_class_map_row,
    &class_description_row,
    CLASS_MATCH(ANY, ANY_CLASS, "match any", "Match any packet", END_OF_WORDS),
    CLASS_MATCH(DEFAULT_INSPECTION, TYPE_BIT(CLASS_MAP_TRAFFIC), "match default-inspection-traffic",
                "Match the ports of each inspection", END_OF_WORDS),
    CLASS_MATCH(PORT, ANY_CLASS, "match port", "Match TCP/UDP port(s)",
                CHOICE(struct class_map_line, match.protocol, port_protocols),
                VALUE(class_port, struct class_map_line, match.port, "Ports",
                      .other = offsetof(struct class_map_line, match.protocol)), END_OF_WORDS),
    CLASS_MATCH(ACCESS_LIST, ANY_CLASS, "match access-list", "Match an Access List",
                NAME_OF("access-list", struct class_map_line, text, "Access list"), END_OF_WORDS),
    CLASS_MATCH(DSCP, TYPE_BIT(CLASS_MAP_TRAFFIC), "match dscp", "Match the DSCP of the IP header",
                VALUES(8, 63, "DSCP", .data = dscp_names), END_OF_WORDS),
    CLASS_MATCH(PRECEDENCE, TYPE_BIT(CLASS_MAP_TRAFFIC), "match precedence", "Match the precedence of the IP header",
                VALUES(4, 7, "Precedence"), END_OF_WORDS),
    CLASS_MATCH(RTP, TYPE_BIT(CLASS_MAP_TRAFFIC), "match rtp", "Match RTP ports",
                NUMBER(struct class_map_line, match.rtp_first, 2000, 65535, "First port"),
                NUMBER(struct class_map_line, match.rtp_range, 0, 16383, "Ports behind it", .always = true), END_OF_WORDS),
    CLASS_MATCH(TUNNEL_GROUP, TYPE_BIT(CLASS_MAP_TRAFFIC), "match tunnel-group", "Match a tunnel group",
                VALUE(text, struct class_map_line, text, "Tunnel group"), END_OF_WORDS),
    CLASS_MATCH(FLOW, TYPE_BIT(CLASS_MAP_TRAFFIC), "match flow ip destination-address", "Each destination is a flow", END_OF_WORDS),
    &regex_match_row,
    NULL,
};
/* clang-format on */
