/*
 * policy_map.c: looking things up in policies and their maps.
 */
#include <string.h>

#include "engine/model/config.h"

enum map_protocol
inspection_map_protocol(enum inspection_kind kind)
{
    static const uint8_t protocols[INSPECT_KIND_COUNT] = {
        [INSPECT_DCERPC] = MAP_PROTOCOL_DCERPC + 1,
        [INSPECT_DNS] = MAP_PROTOCOL_DNS + 1,
        [INSPECT_ESMTP] = MAP_PROTOCOL_ESMTP + 1,
        [INSPECT_FTP] = MAP_PROTOCOL_FTP + 1,
        [INSPECT_GTP] = MAP_PROTOCOL_GTP + 1,
        [INSPECT_H323_H225] = MAP_PROTOCOL_H323 + 1,
        [INSPECT_H323_RAS] = MAP_PROTOCOL_H323 + 1,
        [INSPECT_HTTP] = MAP_PROTOCOL_HTTP + 1,
        [INSPECT_IM] = MAP_PROTOCOL_IM + 1,
        [INSPECT_IP_OPTIONS] = MAP_PROTOCOL_IP_OPTIONS + 1,
        [INSPECT_IPSEC_PASS_THRU] = MAP_PROTOCOL_IPSEC_PASS_THRU + 1,
        [INSPECT_MGCP] = MAP_PROTOCOL_MGCP + 1,
        [INSPECT_NETBIOS] = MAP_PROTOCOL_NETBIOS + 1,
        [INSPECT_RADIUS_ACCOUNTING] = MAP_PROTOCOL_RADIUS_ACCOUNTING + 1,
        [INSPECT_RTSP] = MAP_PROTOCOL_RTSP + 1,
        [INSPECT_SIP] = MAP_PROTOCOL_SIP + 1,
        [INSPECT_SKINNY] = MAP_PROTOCOL_SKINNY + 1,
        [INSPECT_SNMP] = MAP_PROTOCOL_SNMP + 1,
    };
    return protocols[kind] != 0 ? (enum map_protocol)(protocols[kind] - 1) : MAP_PROTOCOL_COUNT;
}

static bool
says_any(const struct conn_settings *settings, enum conn_setting first, enum conn_setting last)
{
    for (size_t i = first; i <= (size_t)last; i++) {
        if (settings->said[i])
            return true;
    }
    return false;
}

bool
policy_class_does(const struct policy_class *class, enum policy_action action)
{
    const struct conn_settings *connection = &class->connection;
    switch (action) {
    case POLICY_ACTION_CONNECTION:
        return says_any(connection, CONN_MAX, CONN_RANDOM_SEQUENCE);
    case POLICY_ACTION_TIMEOUT:
        return says_any(connection, CONN_TIMEOUT_EMBRYONIC, CONN_DCD_RETRIES);
    case POLICY_ACTION_ADVANCED:
        return connection->said[CONN_TCP_MAP] || connection->said[CONN_TCP_STATE_BYPASS];
    case POLICY_ACTION_DECREMENT_TTL:
        return connection->said[CONN_DECREMENT_TTL];
    case POLICY_ACTION_POLICE:
        return class->policers[POLICE_INPUT].on || class->policers[POLICE_OUTPUT].on;
    case POLICY_ACTION_PRIORITY:
        return class->priority;
    case POLICY_ACTION_SHAPE:
        return class->shape_rate != 0;
    case POLICY_ACTION_IPS:
        return class->ips.on;
    case POLICY_ACTION_CSC:
        return class->csc.on;
    case POLICY_ACTION_FLOW_EXPORT:
        return class->export_count > 0;
    case POLICY_ACTION_NESTED:
        return class->nested != NULL;
    case POLICY_ACTION_COUNT:
        break;
    }
    return false;
}

bool
policy_class_has(const struct policy_class *class, enum policy_feature feature)
{
    switch (feature) {
    case POLICY_FEATURE_CONNECTION:
        return policy_class_does(class, POLICY_ACTION_CONNECTION) ||
               policy_class_does(class, POLICY_ACTION_TIMEOUT) ||
               policy_class_does(class, POLICY_ACTION_DECREMENT_TTL);
    case POLICY_FEATURE_NORMALIZATION:
        return class->connection.said[CONN_TCP_MAP];
    case POLICY_FEATURE_BYPASS:
        return class->connection.said[CONN_TCP_STATE_BYPASS];
    case POLICY_FEATURE_COUNT:
        break;
    }
    return false;
}

struct regex *
config_regex(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->regex_count; i++) {
        if (strcmp(config->regexes[i].name, name) == 0)
            return &config->regexes[i];
    }
    return NULL;
}

struct old_map *
config_old_map(const struct config *config, enum map_protocol protocol, const char *name)
{
    for (size_t i = 0; i < config->old_map_count; i++) {
        struct old_map *map = config->old_maps[i];
        if (map->map.protocol == protocol && strcmp(map->name, name) == 0)
            return map;
    }
    return NULL;
}

struct old_map *
config_old_map_make(struct config *config, enum map_protocol protocol, const char *name)
{
    struct old_map *map = config_old_map(config, protocol, name);
    if (map != NULL)
        return map;
    map = arena_zalloc(config->arena, sizeof(*map));
    const char *copy = arena_strdup(config->arena, name);
    struct old_map **slot = arena_append(config->arena, &config->old_maps, &config->old_map_count,
                                         &config->old_map_capacity, sizeof(map));
    if (map == NULL || copy == NULL || slot == NULL)
        return NULL;
    map->name = copy;
    map->map.protocol = protocol;
    *slot = map;
    return map;
}

const struct inspect_map *
config_inspection_map(const struct config *config, const struct inspection *inspection)
{
    enum map_protocol protocol = inspection_map_protocol(inspection->kind);
    if (inspection->map == NULL || protocol == MAP_PROTOCOL_COUNT)
        return NULL;
    const struct policy_map *policy = config_policy_map(config, inspection->map);
    if (policy != NULL && policy->exists && policy->inspect != NULL &&
        policy->inspect->protocol == protocol)
        return policy->inspect;
    const struct old_map *old = config_old_map(config, protocol, inspection->map);
    return old != NULL && old->exists ? &old->map : NULL;
}

uint32_t
config_dns_maximum(const struct config *config, const struct inspection *inspection)
{
    if (inspection->maximum_length != 0)
        return inspection->maximum_length;
    const struct inspect_map *map = config_inspection_map(config, inspection);
    const struct map_value *said =
        map != NULL ? map_values_find(&map->values, MAP_DNS_MAXIMUM) : NULL;
    return said != NULL ? said->numbers[0] : 0;
}
