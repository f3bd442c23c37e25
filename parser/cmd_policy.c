/*
 * cmd_policy.c: the modular policy framework of 7.0 and later: class-map, policy-map, class,
 * inspect, service-policy (commands.md 6.2).
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"

struct policy_line {
    const char *name;
    const char *text;
    bool match_any_keyword;
    enum class_match_kind match;
    uint8_t protocol;
    struct port_match port;
    enum inspection_kind kind;
    bool strict;
    uint16_t length;
    const char *map;
    ifc_id ifc;
};

#define POLICY_ROW(mode_name)                                                                      \
    .modes = MODE_BIT(mode_name), .since = OS_7_0, .scratch_size = sizeof(struct policy_line)

static bool
keep_text(const struct command_call *call, const char **place, const char *text)
{
    const char *copy = arena_strdup(call->config->arena, text);
    if (copy == NULL)
        return no_memory(call);
    *place = copy;
    return true;
}

/* ---- class-map ---- */

static bool
set_class_map(struct command_call *call, void *scratch)
{
    const struct policy_line *line = scratch;
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

static bool
unset_class_map(struct command_call *call, void *scratch)
{
    const struct policy_line *line = scratch;
    struct class_map *map = config_class_map(call->config, line->name);
    if (map == NULL || !map->exists)
        return refuse(call, NULL, "there is no class-map %s", line->name);
    if (class_is_used(call->config, map))
        return refuse(call, NULL, "class-map %s is in use", line->name);
    map->exists = false;
    map->count = 0;
    map->description = NULL;
    return true;
}

static void
each_class_map(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->class_map_count; i++) {
        struct class_map *map = config->class_maps[i];
        struct policy_line line = { .name = map->name };
        if (map->exists && strcmp(map->name, "class-default") != 0)
            visit(context, &line, map);
    }
}

static const struct choice class_map_kinds[] = {
    { .text = "match-all", .help = "All of its matches", .value = false },
    { .text = "match-any", .help = "One of its matches", .value = true },
    { .text = NULL },
};

static void
write_nothing(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    (void)writing;
    (void)scratch;
}

/* A layer 3/4 map has one match, so the word changes nothing and is not written back. */
static bool
match_kind_match(const struct word *word, struct matching *matching, void *scratch)
{
    return word_choice.match(word, matching, scratch);
}
static const struct word_type word_match_kind = { "match-all|match-any", match_kind_match,
                                                  write_nothing };

static bool
clear_class_map(struct command_call *call, const char *rest)
{
    (void)rest;
    for (size_t i = 0; i < call->config->class_map_count; i++) {
        struct class_map *map = call->config->class_maps[i];
        if (strcmp(map->name, "class-default") == 0 || class_is_used(call->config, map))
            continue;
        map->exists = false;
        map->count = 0;
        map->description = NULL;
    }
    return true;
}

static const struct command class_map_row = {
    POLICY_ROW(MODE_CONFIG),
    .name = "class-map",
    .help = "Configure MPF Class Map",
    .words = (const struct word[]){ KEYWORD("class-map", "Configure MPF Class Map"),
                                    VALUE(match_kind, struct policy_line, match_any_keyword, "",
                                          .optional = true, .data = class_map_kinds),
                                    VALUE(text, struct policy_line, name, "Name of the class map",
                                          .high = 40),
                                    END_OF_WORDS },
    .enters = MODE_CONFIG_CMAP,
    .prompt = "config-cmap",
    .set = set_class_map,
    .unset = unset_class_map,
    .each = each_class_map,
    .clear = clear_class_map,
};

static bool
set_class_description(struct command_call *call, void *scratch)
{
    struct class_map *map = call->object;
    return keep_text(call, &map->description, ((struct policy_line *)scratch)->text);
}

static bool
unset_class_description(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct class_map *)call->object)->description = NULL;
    return true;
}

static void
each_class_description(const struct config *config, const void *object, command_visit *visit,
                       void *context)
{
    (void)config;
    struct policy_line line = { .text = ((const struct class_map *)object)->description };
    if (line.text != NULL)
        visit(context, &line, NULL);
}

static const struct command class_description_row = {
    POLICY_ROW(MODE_CONFIG_CMAP),
    .name = "description",
    .help = "Specify class-map description",
    .words = (const struct word[]){ KEYWORD("description", "Specify class-map description"),
                                    VALUE(rest, struct policy_line, text, "Text"), END_OF_WORDS },
    .set = set_class_description,
    .unset = unset_class_description,
    .no_words = 1,
    .each = each_class_description,
};

/* ---- match ---- */

static bool
same_match(const struct class_match *a, const struct class_match *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == CLASS_MATCH_KEPT)
        return strcmp(a->kept_text, b->kept_text) == 0;
    return a->protocol == b->protocol && a->acl == b->acl && a->port.op == b->port.op &&
           a->port.low == b->port.low && a->port.high == b->port.high;
}

static bool
read_match(struct command_call *call, const struct policy_line *line, struct class_match *match)
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
    if (line->match != CLASS_MATCH_ACCESS_LIST)
        return true;
    match->acl = config_acl_make(call->config, line->text);
    if (match->acl == NULL)
        return no_memory(call);
    if (!match->acl->exists && call->file == NULL)
        return refuse_word(call, 2,
                           call_text(call, "ERROR: access-list <%s> does not exist", line->text),
                           "access-list %s does not exist", line->text);
    return true;
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
        struct policy_line line = {
            .match = match->kind,
            .protocol = match->protocol,
            .port = match->port,
            .text = match->kind == CLASS_MATCH_ACCESS_LIST ? match->acl->name : match->kept_text,
        };
        visit(context, &line, NULL);
    }
}

#define MATCH_KIND(row_name, KIND)                                                                 \
    static bool fits_##row_name(const struct config *config, const void *scratch)                  \
    {                                                                                              \
        (void)config;                                                                              \
        return ((const struct policy_line *)scratch)->match == (KIND);                             \
    }                                                                                              \
    static void init_##row_name(void *scratch)                                                     \
    {                                                                                              \
        ((struct policy_line *)scratch)->match = (KIND);                                           \
    }
MATCH_KIND(any, CLASS_MATCH_ANY)
MATCH_KIND(default, CLASS_MATCH_DEFAULT_INSPECTION)
MATCH_KIND(port, CLASS_MATCH_PORT)
MATCH_KIND(acl, CLASS_MATCH_ACCESS_LIST)
MATCH_KIND(kept, CLASS_MATCH_KEPT)

static const struct choice port_protocols[] = {
    { .text = "tcp", .help = "A TCP port", .value = IP_TCP },
    { .text = "udp", .help = "A UDP port", .value = IP_UDP },
    { .text = NULL },
};

#define MATCH_ROW                                                                                  \
    POLICY_ROW(MODE_CONFIG_CMAP), .name = "match", .help = "Configure classification criteria",    \
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
                                    CHOICE(struct policy_line, protocol, port_protocols),
                                    VALUE(class_port, struct policy_line, port, "Ports",
                                          .other = offsetof(struct policy_line, protocol)),
                                    END_OF_WORDS },
    .init = init_port,
    .fits = fits_port,
};
static const struct command match_acl_row = {
    MATCH_ROW,
    .words =
        (const struct word[]){ KEYWORD("match access-list", "Match an Access List"),
                               VALUE(text, struct policy_line, text, "Access list"), END_OF_WORDS },
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
                                           .offset = offsetof(struct policy_line, length),
                                           .size = sizeof(uint16_t),
                                           .data = kept_match_words };
    const char *text = line_rest(matching->line, matching->at);
    if (!criterion.type->match(&criterion, matching, scratch) ||
        !word_rest.match(word, matching, scratch))
        return false;
    ((struct policy_line *)scratch)->text = text;
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
                                    VALUE(kept_match, struct policy_line, text, "Criterion"),
                                    END_OF_WORDS },
    .init = init_kept,
    .fits = fits_kept,
};

/* ---- policy-map ---- */

static bool
set_policy_map(struct command_call *call, void *scratch)
{
    const struct policy_line *line = scratch;
    struct policy_map *map = config_policy_map_make(call->config, line->name);
    if (map == NULL)
        return no_memory(call);
    if (!map->exists)
        map->origin = call_origin(call);
    map->exists = true;
    call->object = map;
    return true;
}

static bool
unset_policy_map(struct command_call *call, void *scratch)
{
    const struct policy_line *line = scratch;
    struct config *config = call->config;
    struct policy_map *map = config_policy_map(config, line->name);
    if (map == NULL || !map->exists)
        return refuse(call, NULL, "there is no policy-map %s", line->name);
    for (size_t i = 0; i < config->service_policy_count; i++) {
        if (config->service_policies[i].policy_map == map)
            return refuse(call, NULL, "policy-map %s is in use", line->name);
    }
    map->exists = false;
    map->count = 0;
    map->description = NULL;
    return true;
}

static void
each_policy_map(const struct config *config, const void *object, command_visit *visit,
                void *context)
{
    (void)object;
    for (size_t i = 0; i < config->policy_map_count; i++) {
        struct policy_map *map = config->policy_maps[i];
        struct policy_line line = { .name = map->name };
        if (map->exists)
            visit(context, &line, map);
    }
}

static bool
clear_policy_map(struct command_call *call, const char *rest)
{
    (void)rest;
    if (call->config->service_policy_count > 0)
        return refuse(call, NULL, "a policy-map is in use");
    for (size_t i = 0; i < call->config->policy_map_count; i++) {
        struct policy_map *map = call->config->policy_maps[i];
        map->exists = false;
        map->count = 0;
        map->description = NULL;
    }
    return true;
}

static const struct command policy_map_row = {
    POLICY_ROW(MODE_CONFIG),
    .name = "policy-map",
    .help = "Configure MPF Parameter Map",
    .words = (const struct word[]){ KEYWORD("policy-map", "Configure MPF Parameter Map"),
                                    VALUE(text, struct policy_line, name, "Name", .high = 40),
                                    END_OF_WORDS },
    .enters = MODE_CONFIG_PMAP,
    .prompt = "config-pmap",
    .set = set_policy_map,
    .unset = unset_policy_map,
    .each = each_policy_map,
    .clear = clear_policy_map,
};

static bool
set_policy_description(struct command_call *call, void *scratch)
{
    struct policy_map *map = call->object;
    return keep_text(call, &map->description, ((struct policy_line *)scratch)->text);
}

static bool
unset_policy_description(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct policy_map *)call->object)->description = NULL;
    return true;
}

static void
each_policy_description(const struct config *config, const void *object, command_visit *visit,
                        void *context)
{
    (void)config;
    struct policy_line line = { .text = ((const struct policy_map *)object)->description };
    if (line.text != NULL)
        visit(context, &line, NULL);
}

static const struct command policy_description_row = {
    POLICY_ROW(MODE_CONFIG_PMAP),
    .name = "description",
    .help = "Specify policy-map description",
    .words = (const struct word[]){ KEYWORD("description", "Specify policy-map description"),
                                    VALUE(rest, struct policy_line, text, "Text"), END_OF_WORDS },
    .set = set_policy_description,
    .unset = unset_policy_description,
    .no_words = 1,
    .each = each_policy_description,
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
    const struct policy_line *line = scratch;
    struct policy_map *map = call->object;
    struct policy_class *class = find_class(map, line->name);
    if (class == NULL) {
        struct class_map *class_map = config_class_map(call->config, line->name);
        if ((class_map == NULL || !class_map->exists) && call->file == NULL)
            return refuse_word(call, 1,
                               call_text(call, "ERROR: %% class-map %s not configured", line->name),
                               "there is no class-map %s", line->name);
        class_map = config_class_map_make(call->config, line->name);
        if (class_map == NULL)
            return no_memory(call);
        class = arena_append(call->config->arena, &map->classes, &map->count, &map->capacity,
                             sizeof(*class));
        if (class == NULL)
            return no_memory(call);
        class->class_map = class_map;
    }
    call->object = class;
    return true;
}

static bool
unset_class(struct command_call *call, void *scratch)
{
    const struct policy_line *line = scratch;
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
        struct policy_line line = { .name = map->classes[i].class_map->name };
        visit(context, &line, &map->classes[i]);
    }
}

static const struct command class_row = {
    POLICY_ROW(MODE_CONFIG_PMAP),
    .name = "class",
    .help = "Policy criteria",
    .words =
        (const struct word[]){ KEYWORD("class", "Policy criteria"),
                               VALUE(text, struct policy_line, name, "Class map"), END_OF_WORDS },
    .enters = MODE_CONFIG_PMAP_C,
    .prompt = "config-pmap-c",
    .set = set_class,
    .unset = unset_class,
    .each = each_class,
};

/* ---- inspect ---- */

/* Those of the 6.x fixups that have no `inspect` are not here. */
static const struct choice inspections[] = {
    { .text = "ctiqbe", .value = INSPECT_CTIQBE },
    { .text = "dcerpc", .value = INSPECT_DCERPC, .since = OS_7_2 },
    { .text = "dns", .value = INSPECT_DNS },
    { .text = "esmtp", .value = INSPECT_ESMTP },
    { .text = "ftp", .value = INSPECT_FTP },
    { .text = "gtp", .value = INSPECT_GTP },
    { .text = "h323 h225", .value = INSPECT_H323_H225 },
    { .text = "h323 ras", .value = INSPECT_H323_RAS },
    { .text = "http", .value = INSPECT_HTTP },
    { .text = "icmp error", .value = INSPECT_ICMP_ERROR },
    { .text = "icmp", .value = INSPECT_ICMP },
    { .text = "ils", .value = INSPECT_ILS },
    { .text = "im", .value = INSPECT_IM, .since = OS_7_2 },
    { .text = "ip-options", .value = INSPECT_IP_OPTIONS, .since = OS_8_2 },
    { .text = "ipsec-pass-thru", .value = INSPECT_IPSEC_PASS_THRU },
    { .text = "mgcp", .value = INSPECT_MGCP },
    { .text = "netbios", .value = INSPECT_NETBIOS },
    { .text = "pptp", .value = INSPECT_PPTP },
    { .text = "radius-accounting", .value = INSPECT_RADIUS_ACCOUNTING, .since = OS_7_2 },
    { .text = "rsh", .value = INSPECT_RSH },
    { .text = "rtsp", .value = INSPECT_RTSP },
    { .text = "sip", .value = INSPECT_SIP },
    { .text = "skinny", .value = INSPECT_SKINNY },
    { .text = "smtp", .value = INSPECT_SMTP },
    { .text = "snmp", .value = INSPECT_SNMP },
    { .text = "sqlnet", .value = INSPECT_SQLNET },
    { .text = "sunrpc", .value = INSPECT_SUNRPC },
    { .text = "tftp", .value = INSPECT_TFTP },
    { .text = "waas", .value = INSPECT_WAAS, .since = OS_7_2 },
    { .text = "xdmcp", .value = INSPECT_XDMCP },
    { .text = NULL },
};

static bool
inspect_match(const struct word *word, struct matching *matching, void *scratch)
{
    const char *phrases[ARRAY_LENGTH(inspections)] = { NULL };
    size_t found;
    for (size_t i = 0; inspections[i].text != NULL; i++) {
        const struct choice *choice = &inspections[i];
        bool here = version_in(matching->context->version, choice->since, choice->before);
        phrases[i] = here ? choice->text : NULL;
    }
    if (!take_phrase(matching, phrases, ARRAY_LENGTH(inspections), word->help, &found))
        return false;
    ((struct policy_line *)scratch)->kind = (enum inspection_kind)inspections[found].value;
    return true;
}

static void
inspect_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    writing_put(writing, "%s",
                inspection_default(((const struct policy_line *)scratch)->kind)->name);
}

static const struct word_type word_inspect = { "protocol", inspect_match, inspect_write };

static bool
has_map(enum inspection_kind kind)
{
    switch (kind) {
    case INSPECT_CTIQBE:
    case INSPECT_ICMP:
    case INSPECT_ICMP_ERROR:
    case INSPECT_ILS:
    case INSPECT_PPTP:
    case INSPECT_RSH:
    case INSPECT_SMTP:
    case INSPECT_SQLNET:
    case INSPECT_SUNRPC:
    case INSPECT_TFTP:
    case INSPECT_XDMCP:
        return false;
    default:
        return true;
    }
}

static bool
inspect_options_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct policy_line *line = scratch;
    int64_t length;
    if (line->kind == INSPECT_FTP && matching_keyword(matching, "strict", "Refuse odd commands"))
        line->strict = true;
    if (line->kind == INSPECT_DNS &&
        matching_keyword(matching, "maximum-length", "Longest DNS packet")) {
        if (!take_number(matching, 512, 65535, "Bytes", &length))
            return false;
        line->length = (uint16_t)length;
        return true;
    }
    if (!has_map(line->kind) || matching_next(matching) == NULL)
        return true;
    return word_text.match(word, matching, scratch);
}

static void
inspect_options_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct policy_line *line = scratch;
    if (line->strict)
        writing_put(writing, "strict");
    if (line->length != 0)
        writing_put(writing, "maximum-length %u", line->length);
    if (line->map != NULL)
        writing_put(writing, "%s", line->map);
}

static const struct word_type word_inspect_options = { "options", inspect_options_match,
                                                       inspect_options_write };

static size_t
find_inspection(const struct policy_class *class, enum inspection_kind kind)
{
    size_t i = 0;
    while (i < class->count && class->inspections[i].kind != kind)
        i++;
    return i;
}

static bool
set_inspect(struct command_call *call, void *scratch)
{
    const struct policy_line *line = scratch;
    struct policy_class *class = call->object;
    struct inspection made = {
        .kind = line->kind,
        .strict = line->strict,
        .maximum_length = line->length,
        .origin = call_origin(call),
    };
    if (line->map != NULL && !keep_text(call, &made.map, line->map))
        return false;
    size_t at = find_inspection(class, line->kind);
    struct inspection *place = at < class->count
                                   ? &class->inspections[at]
                                   : arena_append(call->config->arena, &class->inspections,
                                                  &class->count, &class->capacity, sizeof(made));
    if (place == NULL)
        return no_memory(call);
    *place = made;
    return true;
}

static bool
unset_inspect(struct command_call *call, void *scratch)
{
    const struct policy_line *line = scratch;
    struct policy_class *class = call->object;
    size_t at = find_inspection(class, line->kind);
    if (at == class->count)
        return refuse(call, NULL, "%s is not inspected here", inspection_default(line->kind)->name);
    LIST_REMOVE(class->inspections, class->count, at);
    return true;
}

static void
each_inspect(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct policy_class *class = object;
    for (size_t i = 0; i < class->count; i++) {
        const struct inspection *inspection = &class->inspections[i];
        struct policy_line line = {
            .kind = inspection->kind,
            .strict = inspection->strict,
            .length = inspection->maximum_length,
            .map = inspection->map,
        };
        visit(context, &line, NULL);
    }
}

static const struct command inspect_row = {
    POLICY_ROW(MODE_CONFIG_PMAP_C),
    .name = "inspect",
    .help = "Protocol inspection services",
    .words =
        (const struct word[]){ KEYWORD("inspect", "Protocol inspection services"),
                               VALUE(inspect, struct policy_line, kind, "Protocol"),
                               VALUE(inspect_options, struct policy_line, map, "Inspection map"),
                               END_OF_WORDS },
    .set = set_inspect,
    .unset = unset_inspect,
    .each = each_inspect,
};

/* ---- service-policy ---- */

static bool
set_service_policy(struct command_call *call, void *scratch)
{
    const struct policy_line *line = scratch;
    struct config *config = call->config;
    struct policy_map *map = config_policy_map(config, line->name);
    if (map == NULL || !map->exists)
        return refuse_word(call, 1,
                           call_text(call, "ERROR: %% policy-map %s not configured", line->name),
                           "there is no policy-map %s", line->name);
    struct service_policy *place = NULL;
    for (size_t i = 0; i < config->service_policy_count; i++) {
        if (config->service_policies[i].ifc == line->ifc)
            place = &config->service_policies[i];
    }
    if (place != NULL && place->policy_map != map && call->file == NULL)
        return refuse(call, NULL, "a policy is already active there");
    if (place == NULL)
        place =
            arena_append(config->arena, &config->service_policies, &config->service_policy_count,
                         &config->service_policy_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = (struct service_policy){ map, line->ifc, call_origin(call) };
    return true;
}

static bool
unset_service_policy(struct command_call *call, void *scratch)
{
    const struct policy_line *line = scratch;
    struct config *config = call->config;
    for (size_t i = 0; i < config->service_policy_count; i++) {
        const struct service_policy *old = &config->service_policies[i];
        if (old->ifc == line->ifc && strcmp(old->policy_map->name, line->name) == 0) {
            LIST_REMOVE(config->service_policies, config->service_policy_count, i);
            return true;
        }
    }
    return refuse(call, NULL, "policy-map %s is not active there", line->name);
}

static void
each_service_policy(const struct config *config, const void *object, command_visit *visit,
                    void *context)
{
    (void)object;
    for (size_t i = 0; i < config->service_policy_count; i++) {
        struct service_policy *policy = &config->service_policies[i];
        struct policy_line line = { .name = policy->policy_map->name, .ifc = policy->ifc };
        visit(context, &line, policy);
    }
}

static bool
fits_global(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct policy_line *)scratch)->ifc == IFC_NONE;
}

static bool
fits_interface(const struct config *config, const void *scratch)
{
    return !fits_global(config, scratch);
}

static void
init_service_policy(void *scratch)
{
    ((struct policy_line *)scratch)->ifc = IFC_NONE;
}

#define SERVICE_ROW                                                                                \
    POLICY_ROW(MODE_CONFIG), .name = "service-policy", .help = "Configure MPF service policy",     \
                             .init = init_service_policy, .set = set_service_policy,               \
                             .unset = unset_service_policy, .each = each_service_policy

static bool
clear_service_policy(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->service_policy_count = 0;
    return true;
}

static const struct command service_global_row = {
    SERVICE_ROW,
    .words = (const struct word[]){ KEYWORD("service-policy", "Configure MPF service policy"),
                                    VALUE(text, struct policy_line, name, "Policy map"),
                                    KEYWORD("global", "On all interfaces"), END_OF_WORDS },
    .fits = fits_global,
    .clear = clear_service_policy,
};
static const struct command service_interface_row = {
    SERVICE_ROW,
    .words =
        (const struct word[]){ KEYWORD("service-policy", ""),
                               VALUE(text, struct policy_line, name, "Policy map"),
                               KEYWORD("interface", "On one interface"),
                               VALUE(nameif, struct policy_line, ifc, "Interface"), END_OF_WORDS },
    .fits = fits_interface,
};

const struct command *const policy_commands[] = {
    &class_map_row,
    &class_description_row,
    &match_any_row,
    &match_default_row,
    &match_port_row,
    &match_acl_row,
    &match_kept_row,
    &policy_map_row,
    &policy_description_row,
    &class_row,
    &inspect_row,
    &service_global_row,
    &service_interface_row,
    NULL,
};
