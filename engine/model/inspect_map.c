/*
 * inspect_map.c: values of inspection maps, found and compared.
 */
#include "engine/model/inspect_map.h"

#include <string.h>

static const struct map_setting_facts facts[] = {
    [MAP_NOTHING] = { 0, false },
#define MAP_SETTING(NAME, keys, usual) [MAP_##NAME] = { keys, usual },
#include "engine/model/inspect_map.def"
};

const struct map_setting_facts *
map_setting_facts(enum map_setting setting)
{
    return &facts[setting];
}

const char *
map_protocol_name(enum map_protocol protocol)
{
    static const char *const names[MAP_PROTOCOL_COUNT] = {
        [MAP_PROTOCOL_DCERPC] = "dcerpc",
        [MAP_PROTOCOL_DNS] = "dns",
        [MAP_PROTOCOL_ESMTP] = "esmtp",
        [MAP_PROTOCOL_FTP] = "ftp",
        [MAP_PROTOCOL_GTP] = "gtp",
        [MAP_PROTOCOL_H323] = "h323",
        [MAP_PROTOCOL_HTTP] = "http",
        [MAP_PROTOCOL_IM] = "im",
        [MAP_PROTOCOL_IP_OPTIONS] = "ip-options",
        [MAP_PROTOCOL_IPSEC_PASS_THRU] = "ipsec-pass-thru",
        [MAP_PROTOCOL_MGCP] = "mgcp",
        [MAP_PROTOCOL_NETBIOS] = "netbios",
        [MAP_PROTOCOL_RADIUS_ACCOUNTING] = "radius-accounting",
        [MAP_PROTOCOL_RTSP] = "rtsp",
        [MAP_PROTOCOL_SIP] = "sip",
        [MAP_PROTOCOL_SKINNY] = "skinny",
        [MAP_PROTOCOL_SNMP] = "snmp",
    };
    return names[protocol];
}

const struct map_value *
map_values_find(const struct map_values *values, enum map_setting setting)
{
    for (size_t i = 0; i < values->count; i++) {
        if (values->items[i].setting == setting)
            return &values->items[i];
    }
    return NULL;
}

static bool
same_text(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return strcmp(a, b) == 0;
}

bool
map_value_same_key(const struct map_value *a, const struct map_value *b)
{
    if (a->setting != b->setting)
        return false;
    unsigned keys = facts[a->setting].keys;
    if ((keys & MAP_KEY_NUMBER) != 0 && a->numbers[0] != b->numbers[0])
        return false;
    if ((keys & MAP_KEY_CHOICE) != 0 && a->choices[0] != b->choices[0])
        return false;
    if ((keys & MAP_KEY_ADDRESS) != 0 && a->address != b->address)
        return false;
    return (keys & MAP_KEY_TEXT) == 0 ||
           (same_text(a->texts[0], b->texts[0]) && same_text(a->texts[1], b->texts[1]));
}

static bool
same_regex(const struct map_regex *a, const struct map_regex *b)
{
    return same_text(a->name, b->name) && a->is_class == b->is_class;
}

bool
map_value_equal(const struct map_value *a, const struct map_value *b)
{
    return a->setting == b->setting && a->off == b->off && a->negated == b->negated &&
           a->action == b->action && a->log == b->log &&
           memcmp(a->flags, b->flags, sizeof(a->flags)) == 0 &&
           memcmp(a->choices, b->choices, sizeof(a->choices)) == 0 &&
           memcmp(a->numbers, b->numbers, sizeof(a->numbers)) == 0 &&
           memcmp(a->seconds, b->seconds, sizeof(a->seconds)) == 0 && a->address == b->address &&
           a->netmask == b->netmask && a->ifc == b->ifc && a->list == b->list &&
           same_text(a->texts[0], b->texts[0]) && same_text(a->texts[1], b->texts[1]) &&
           same_regex(&a->regexes[0], &b->regexes[0]) && same_regex(&a->regexes[1], &b->regexes[1]);
}

bool
inspect_map_is_on(const struct inspect_map *map, enum map_setting setting)
{
    const struct map_value *value = map_values_find(&map->values, setting);
    return value != NULL ? !value->off : facts[setting].usual;
}

bool
inspect_map_names_regex(const struct inspect_map *map, const char *name, bool is_class)
{
    for (size_t i = 0; i < map->rule_count; i++) {
        const struct map_regex *regexes = map->rules[i].criterion.regexes;
        for (size_t k = 0; k < 2; k++) {
            if (regexes[k].name != NULL && regexes[k].is_class == is_class &&
                strcmp(regexes[k].name, name) == 0)
                return true;
        }
    }
    return false;
}

bool
inspect_map_names_class(const struct inspect_map *map, const char *name)
{
    for (size_t i = 0; i < map->rule_count; i++) {
        const struct map_value *criterion = &map->rules[i].criterion;
        if (criterion->setting == MAP_CLASS && strcmp(criterion->texts[0], name) == 0)
            return true;
    }
    return false;
}
