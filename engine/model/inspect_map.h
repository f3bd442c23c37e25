/*
 * inspect_map.h: what an inspection is told: `policy-map type inspect` and `class-map type inspect`
 * of 7.2 and later, `http-map` and its like of 7.0 and 7.1 (commands.md 6.2).
 *
 * All protocols' lines are values of one form, each named by its setting; inspect_map.def says
 * which there are. Regular expressions and class maps are named, since they may come later.
 */
#ifndef REFIRE_ENGINE_MODEL_INSPECT_MAP_H
#define REFIRE_ENGINE_MODEL_INSPECT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/acl.h"

enum map_protocol {
    MAP_PROTOCOL_DCERPC,
    MAP_PROTOCOL_DNS,
    MAP_PROTOCOL_ESMTP,
    MAP_PROTOCOL_FTP,
    MAP_PROTOCOL_GTP,
    MAP_PROTOCOL_H323,
    MAP_PROTOCOL_HTTP,
    MAP_PROTOCOL_IM,
    MAP_PROTOCOL_IP_OPTIONS,
    MAP_PROTOCOL_IPSEC_PASS_THRU,
    MAP_PROTOCOL_MGCP,
    MAP_PROTOCOL_NETBIOS,
    MAP_PROTOCOL_RADIUS_ACCOUNTING,
    MAP_PROTOCOL_RTSP,
    MAP_PROTOCOL_SIP,
    MAP_PROTOCOL_SKINNY,
    MAP_PROTOCOL_SNMP,
    MAP_PROTOCOL_COUNT
};

enum map_setting {
    MAP_NOTHING, /* 0 tells no row apart */
#define MAP_SETTING(NAME, keys, usual) MAP_##NAME,
#include "engine/model/inspect_map.def"
    MAP_SETTING_COUNT
};

enum {
    MAP_KEY_NUMBER = 1,
    MAP_KEY_CHOICE = 2,
    MAP_KEY_ADDRESS = 4,
    MAP_KEY_TEXT = 8,
    MAP_KEY_MERGES = 16, /* its list grows */
    MAP_BOTH_WAYS = 32   /* `X` and `no X` are both kept as said */
};

struct map_setting_facts {
    unsigned keys;
    bool usual;
};
const struct map_setting_facts *map_setting_facts(enum map_setting setting);

/* What stands behind an `action` word. */
enum map_action {
    MAP_ACTION_NONE,
    MAP_ACTION_ALLOW,
    MAP_ACTION_CLEAR,
    MAP_ACTION_DROP,
    MAP_ACTION_DROP_CONNECTION,
    MAP_ACTION_LOG,
    MAP_ACTION_MASK,
    MAP_ACTION_RESET
};

/* `regex NAME`, `regex class NAME` */
struct map_regex {
    const char *name; /* NULL: none */
    bool is_class;
};

struct map_values {
    struct map_value *items;
    size_t count, capacity;
};

/* One line. Members that its setting has no use for are 0. */
struct map_value {
    uint16_t setting; /* enum map_setting */
    bool off;         /* `no` of a usual one */
    bool negated;     /* match not */
    uint8_t action;   /* enum map_action */
    bool log;
    bool flags[4];
    uint8_t choices[2]; /* by the row's list */
    uint32_t numbers[4];
    uint32_t seconds[2];
    uint32_t address, netmask;
    ifc_id ifc;
    uint64_t list; /* bits, by the row's list */
    const char *texts[2];
    struct map_regex regexes[2];
    struct map_values *inner; /* the lines of its own sub-mode; NULL: it has none */
    struct origin origin;
};

/* A match or a class, and what to do then. */
struct map_rule {
    struct map_value criterion;
    struct map_values actions;
};

struct inspect_map {
    enum map_protocol protocol;
    const char *description; /* NULL when there is none */
    bool has_parameters;     /* `parameters` was said */
    struct map_values values;
    struct map_rule *rules; /* of a class map: without actions */
    size_t rule_count, rule_capacity;
};

/* `http-map NAME` and its like. */
struct old_map {
    const char *name;
    bool exists;
    struct inspect_map map;
    struct origin origin;
};

/* `regex NAME "EXPRESSION"` of 7.2 and later. */
struct regex {
    const char *name;
    const char *expression; /* without its quotes */
    struct origin origin;
};

/* The name in the configuration: "ipsec-pass-thru". */
const char *map_protocol_name(enum map_protocol protocol);

/* The value that says SETTING; NULL: none does. */
const struct map_value *map_values_find(const struct map_values *values, enum map_setting setting);
/* Do two values of one setting say the same thing, so that the later one replaces the other? */
bool map_value_same_key(const struct map_value *a, const struct map_value *b);
/* Are they the same line? */
bool map_value_equal(const struct map_value *a, const struct map_value *b);
/* Is a setting that may be usual on in this map? */
bool inspect_map_is_on(const struct inspect_map *map, enum map_setting setting);

/* Does the map name this regular expression, or, with IS_CLASS, this class map of them? */
bool inspect_map_names_regex(const struct inspect_map *map, const char *name, bool is_class);
bool inspect_map_names_class(const struct inspect_map *map, const char *name);

#endif
