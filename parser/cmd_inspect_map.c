/*
 * cmd_inspect_map.c: `policy-map type inspect` of 7.2 and later, and ftp-map, http-map, ... of 7.0
 * and 7.1, which 7.2 replaced (commands.md 6.2). Their lines are in map_parameters.c and
 * map_matches.c.
 */
#include "parser/map_rows.h"

struct inspect_map_line {
    uint16_t protocol; /* from 1; for old maps it is the row's kind */
    const char *name;
    const char *text;
};

#define INSPECT_MAP_ROW .scratch_size = sizeof(struct inspect_map_line)

/* ---- policy-map type inspect ---- */

static const struct choice protocols[] = {
    { .text = "dcerpc", .help = "Inspection of dcerpc", .value = MAP_PROTOCOL_DCERPC + 1 },
    { .text = "dns", .help = "Inspection of dns", .value = MAP_PROTOCOL_DNS + 1 },
    { .text = "esmtp", .help = "Inspection of esmtp", .value = MAP_PROTOCOL_ESMTP + 1 },
    { .text = "ftp", .help = "Inspection of ftp", .value = MAP_PROTOCOL_FTP + 1 },
    { .text = "gtp", .help = "Inspection of gtp", .value = MAP_PROTOCOL_GTP + 1 },
    { .text = "h323", .help = "Inspection of h323", .value = MAP_PROTOCOL_H323 + 1 },
    { .text = "http", .help = "Inspection of http", .value = MAP_PROTOCOL_HTTP + 1 },
    { .text = "im", .help = "Inspection of im", .value = MAP_PROTOCOL_IM + 1 },
    { .text = "ip-options",
      .help = "Inspection of ip-options",
      .value = MAP_PROTOCOL_IP_OPTIONS + 1,
      .since = OS_8_2 },
    { .text = "ipsec-pass-thru",
      .help = "Inspection of ipsec-pass-thru",
      .value = MAP_PROTOCOL_IPSEC_PASS_THRU + 1 },
    { .text = "mgcp", .help = "Inspection of mgcp", .value = MAP_PROTOCOL_MGCP + 1 },
    { .text = "netbios", .help = "Inspection of netbios", .value = MAP_PROTOCOL_NETBIOS + 1 },
    { .text = "radius-accounting",
      .help = "Inspection of radius-accounting",
      .value = MAP_PROTOCOL_RADIUS_ACCOUNTING + 1 },
    { .text = "rtsp",
      .help = "Inspection of rtsp",
      .value = MAP_PROTOCOL_RTSP + 1,
      .since = OS_8_0 },
    { .text = "sip", .help = "Inspection of sip", .value = MAP_PROTOCOL_SIP + 1 },
    { .text = "skinny", .help = "Inspection of skinny", .value = MAP_PROTOCOL_SKINNY + 1 },
    { .text = "snmp", .help = "Inspection of snmp", .value = MAP_PROTOCOL_SNMP + 1 },
    { .text = NULL },
};

static void
enter_map(struct command_call *call, struct inspect_map *map)
{
    call->object = map;
    call->within = UINT32_C(1) << map->protocol;
}

static bool
set_inspect_policy(struct command_call *call, void *scratch)
{
    const struct inspect_map_line *line = scratch;
    enum map_protocol protocol = (enum map_protocol)(line->protocol - 1);
    struct policy_map *map = config_policy_map_make(call->config, line->name);
    if (map == NULL)
        return no_memory(call);
    /* all policy maps share one name space [R] */
    if (map->exists && (map->inspect == NULL || map->inspect->protocol != protocol))
        return refuse(call, NULL, "policy-map %s is there, and of another type", line->name);
    if (!map->exists) {
        map->inspect = arena_zalloc(call->config->arena, sizeof(*map->inspect));
        if (map->inspect == NULL)
            return no_memory(call);
        map->inspect->protocol = protocol;
        map->origin = call_origin(call);
        map->exists = true;
    }
    enter_map(call, map->inspect);
    return true;
}

static bool
unset_inspect_policy(struct command_call *call, void *scratch)
{
    const struct inspect_map_line *line = scratch;
    struct policy_map *map = config_policy_map(call->config, line->name);
    if (map == NULL || !map->exists || map->inspect == NULL ||
        map->inspect->protocol + 1 != line->protocol)
        return refuse(call, NULL, "there is no such policy-map %s", line->name);
    if (policy_map_is_used(call->config, map))
        return refuse(call, NULL, "policy-map %s is in use", line->name);
    map->exists = false;
    return true;
}

static void
each_inspect_policy(const struct config *config, const void *object, command_visit *visit,
                    void *context)
{
    (void)object;
    for (size_t i = 0; i < config->policy_map_count; i++) {
        struct policy_map *map = config->policy_maps[i];
        if (!map->exists || map->inspect == NULL)
            continue;
        struct inspect_map_line line = { .protocol = (uint16_t)(map->inspect->protocol + 1),
                                         .name = map->name };
        visit(context, &line, map->inspect);
    }
}

/* `clear configure policy-map type inspect [PROTOCOL]`; those in use stay. */
static bool
clear_inspect_policies(struct command_call *call, const char *rest)
{
    if (strncmp(rest, "inspect", 7) == 0)
        rest += 7;
    rest += strspn(rest, " ");
    for (size_t i = 0; i < call->config->policy_map_count; i++) {
        struct policy_map *map = call->config->policy_maps[i];
        if (map->exists && map->inspect != NULL && !policy_map_is_used(call->config, map) &&
            (rest[0] == '\0' || strcmp(rest, map_protocol_name(map->inspect->protocol)) == 0))
            map->exists = false;
    }
    return true;
}

static const struct command inspect_policy_row = {
    INSPECT_MAP_ROW,
    .since = OS_7_2,
    .name = "policy-map type",
    .help = "Configure MPF Parameter Map",
    .words = (const struct word[]){ KEYWORD("policy-map", "Configure MPF Parameter Map"),
                                    KEYWORD("type inspect", "Of an inspection"),
                                    CHOICE(struct inspect_map_line, protocol, protocols),
                                    NAME_OF("policy-map", struct inspect_map_line, name, "Name",
                                            .high = 40),
                                    END_OF_WORDS },
    .enters = MODE_CONFIG_PMAP_I,
    .prompt = "config-pmap",
    .set = set_inspect_policy,
    .unset = unset_inspect_policy,
    .each = each_inspect_policy,
    .clear = clear_inspect_policies,
};

TEXT_COMMAND(struct inspect_map, struct inspect_map_line, description)

static const struct command map_description_row = {
    INSPECT_MAP_ROW,
    .modes = MODE_BIT(MODE_CONFIG_PMAP_I) | MODE_BIT(MODE_CONFIG_CMAP_I),
    .since = OS_7_2,
    .name = "description",
    .help = "Describe the map",
    .words =
        (const struct word[]){ KEYWORD("description", "Describe the map"),
                               VALUE(rest, struct inspect_map_line, text, "Text"), END_OF_WORDS },
    .set = set_description,
    .unset = unset_description,
    .no_words = 1,
    .each = each_description,
};

/* ---- parameters ---- */

static bool
set_parameters(struct command_call *call, void *scratch)
{
    struct inspect_map *map = call->object;
    (void)scratch;
    map->has_parameters = true;
    call->object = &map->values;
    return true;
}

static bool
unset_parameters(struct command_call *call, void *scratch)
{
    struct inspect_map *map = call->object;
    (void)scratch;
    map->has_parameters = false;
    map->values = (struct map_values){ 0 };
    return true;
}

static void
each_parameters(const struct config *config, const void *object, command_visit *visit,
                void *context)
{
    (void)config;
    struct inspect_map *map = (struct inspect_map *)(uintptr_t)object; /* only read */
    struct inspect_map_line line = { 0 };
    if (map->has_parameters)
        visit(context, &line, &map->values);
}

static const struct command parameters_row = {
    INSPECT_MAP_ROW,
    .modes = MODE_BIT(MODE_CONFIG_PMAP_I),
    .since = OS_7_2,
    .name = "parameters",
    .help = "Parameters of the inspection",
    .words = (const struct word[]){ KEYWORD("parameters", "Parameters of the inspection"),
                                    END_OF_WORDS },
    .enters = MODE_CONFIG_PMAP_P,
    .prompt = "config-pmap-p",
    .set = set_parameters,
    .unset = unset_parameters,
    .each = each_parameters,
};

static const struct command map_class_row = {
    .modes = MODE_BIT(MODE_CONFIG_PMAP_I),
    .since = OS_7_2,
    .kind = MAP_CLASS,
    .scratch_size = sizeof(struct map_value),
    .name = "class",
    .section = "rule",
    .help = "A class of the same inspection",
    .words = (const struct word[]){ KEYWORD("class", "A class of the same inspection"),
                                    M_TEXT(0, "Class map"), END_OF_WORDS },
    .enters = MODE_CONFIG_PMAP_IC,
    .prompt = "config-pmap-c",
    .set = map_set_rule,
    .unset = map_unset_rule,
    .each = map_each_rule,
};

/* ---- ftp-map, http-map, ... ---- */

static bool
set_old_map(struct command_call *call, void *scratch)
{
    const struct inspect_map_line *line = scratch;
    struct old_map *map =
        config_old_map_make(call->config, (enum map_protocol)(line->protocol - 1), line->name);
    if (map == NULL)
        return no_memory(call);
    if (!map->exists)
        map->origin = call_origin(call);
    map->exists = true;
    enter_map(call, &map->map);
    call->object = &map->map.values;
    return true;
}

static bool
unset_old_map(struct command_call *call, void *scratch)
{
    const struct inspect_map_line *line = scratch;
    struct old_map *map =
        config_old_map(call->config, (enum map_protocol)(line->protocol - 1), line->name);
    if (map == NULL || !map->exists)
        return refuse(call, NULL, "there is no %s %s", call->command->name, line->name);
    if (inspect_map_is_used(call->config, &map->map))
        return refuse(call, NULL, "%s %s is in use", call->command->name, line->name);
    map->exists = false;
    map_forget(&map->map);
    return true;
}

static void
each_old_map(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->old_map_count; i++) {
        struct old_map *map = config->old_maps[i];
        struct inspect_map_line line = { .protocol = (uint16_t)(map->map.protocol + 1),
                                         .name = map->name };
        if (map->exists)
            visit(context, &line, &map->map.values);
    }
}

static bool
clear_old_maps(struct command_call *call, const char *rest)
{
    for (size_t i = 0; i < call->config->old_map_count; i++) {
        struct old_map *map = call->config->old_maps[i];
        if (map->map.protocol + 1 != call->command->kind ||
            (rest[0] != '\0' && strcmp(rest, map->name) != 0) ||
            inspect_map_is_used(call->config, &map->map))
            continue;
        map->exists = false;
        map_forget(&map->map);
    }
    return true;
}

/* clang-format off */
#define OLD_MAP(which, phrase, what, ...) \
    &(const struct command){ INSPECT_MAP_ROW, .kind = MAP_PROTOCOL_##which + 1, \
        .since = OS_7_0, .name = phrase, .section = "map", .help = what, \
        .words = (const struct word[]){ KEYWORD(phrase, what), \
            VALUE(text, struct inspect_map_line, name, "Name", .high = 40), END_OF_WORDS }, \
        .enters = MODE_CONFIG_MAP, .prompt = "config-" phrase, .set = set_old_map, \
        .unset = unset_old_map, .each = each_old_map, .clear = clear_old_maps, __VA_ARGS__ }

const struct command *const inspect_map_commands[] = {
    &inspect_policy_row,
    &map_description_row,
    &parameters_row,
    &map_class_row,
    /* 7.2 has `policy-map type inspect` for all but SNMP */
    OLD_MAP(FTP, "ftp-map", "FTP inspection map", .before = OS_7_2),
    OLD_MAP(GTP, "gtp-map", "GTP inspection map", .before = OS_7_2),
    OLD_MAP(H323, "h225-map", "H.225 inspection map", .before = OS_7_2),
    OLD_MAP(HTTP, "http-map", "HTTP inspection map", .before = OS_7_2),
    OLD_MAP(MGCP, "mgcp-map", "MGCP inspection map", .before = OS_7_2),
    OLD_MAP(SIP, "sip-map", "SIP inspection map", .before = OS_7_2),
    OLD_MAP(SNMP, "snmp-map", "SNMP inspection map", .before = 0),
    NULL,
};
/* clang-format on */
