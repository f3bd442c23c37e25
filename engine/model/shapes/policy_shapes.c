/*
 * policy_shapes.c: inspections, classes and policies.
 */
#include "engine/model/shapes/members.h"

#define S struct inspection
static const struct member inspection_members[] = {
    NUMBER(kind),           NUMBER(port_first), NUMBER(port_last),      NUMBER(off), NUMBER(strict),
    NUMBER(maximum_length), TEXT(map),          STRUCT(origin, origin), END,
};
SHAPE(inspection, NULL);
#undef S

/* Fixups of one protocol stay in the order in which they came. */
int
shape_by_protocol(const void *a, const void *b)
{
    const struct inspection *const *first = a;
    const struct inspection *const *second = b;
    if ((*first)->kind != (*second)->kind)
        return (*first)->kind < (*second)->kind ? -1 : 1;
    return *first < *second ? -1 : *first > *second;
}

#define S struct class_match
static const struct member class_match_members[] = {
    NUMBER(kind),
    NUMBER(protocol),
    STRUCT(port, port_match),
    NAMED(acl),
    NUMBERS(values),
    NUMBER(value_count),
    NUMBER(rtp_first),
    NUMBER(rtp_range),
    TEXT(tunnel_group),
    STRUCT(origin, origin),
    END,
};
static SHAPE(class_match, NULL);
#undef S

static bool
class_map_counts(const void *object)
{
    return ((const struct class_map *)object)->exists;
}

static void
dump_regex_names(struct dump *dump, const void *object)
{
    const struct class_map *map = object;
    for (size_t i = 0; i < map->regex_count; i++)
        dump_text(dump, "regex", map->regexes[i]);
}

#define S struct class_map
static const struct member class_map_members[] = {
    TEXT(name),
    NUMBER(exists),
    NUMBER(type),
    NUMBER(match_any),
    OPTIONAL(inspect, inspect_map),
    OWN(regexes, dump_regex_names),
    LENGTH_OF(regex_count),
    LENGTH_OF(regex_capacity),
    TEXT(description),
    LIST(matches, count, class_match),
    LENGTH_OF(count),
    LENGTH_OF(capacity),
    STRUCT(origin, origin),
    END,
};
SHAPE(class_map, class_map_counts);
#undef S

/* What was taken back leaves its last value behind. */
static void
dump_conn_settings(struct dump *dump, const void *object)
{
    const struct conn_settings *settings = object;
    for (size_t i = 0; i < CONN_SETTING_COUNT; i++) {
        dump_number(dump, "said", settings->said[i]);
        dump_number(dump, "value", settings->said[i] ? settings->values[i] : 0);
    }
    dump_text(dump, "tcp_map", settings->said[CONN_TCP_MAP] ? settings->tcp_map : NULL);
}

#define S struct conn_settings
static const struct member conn_settings_members[] = {
    OWN(said, dump_conn_settings),
    SKIPPED(values, "with said"),
    SKIPPED(tcp_map, "with said"),
    END,
};
static SHAPE(conn_settings, NULL);
#undef S

static void
dump_policers(struct dump *dump, const void *object)
{
    const struct policy_class *class = object;
    for (size_t i = 0; i < POLICE_DIRECTIONS; i++) {
        dump_number(dump, "police.rate", class->policers[i].rate);
        dump_number(dump, "police.burst", class->policers[i].burst);
        dump_number(dump, "police.conform", class->policers[i].conform);
        dump_number(dump, "police.exceed", class->policers[i].exceed);
    }
}

#define S struct module_action
static const struct member module_action_members[] = {
    NUMBER(on), NUMBER(promiscuous), NUMBER(fail_open), TEXT(sensor), END,
};
static SHAPE(module_action, NULL);
#undef S

#define S struct flow_export
static const struct member flow_export_members[] = {
    NUMBER(event),
    NUMBER(destination),
    STRUCT(origin, origin),
    END,
};
static SHAPE(flow_export, NULL);
#undef S

#define S struct policy_class
static const struct member policy_class_members[] = {
    NAMED(class_map),
    LIST(inspections, count, inspection),
    LENGTH_OF(count),
    LENGTH_OF(capacity),
    STRUCT(connection, conn_settings),
    OWN(policers, dump_policers),
    NUMBER(priority),
    NUMBER(shape_rate),
    NUMBER(shape_burst),
    STRUCT(ips, module_action),
    STRUCT(csc, module_action),
    LIST(exports, export_count, flow_export),
    LENGTH_OF(export_count),
    LENGTH_OF(export_capacity),
    TEXT(nested),
    SKIPPED(origins, "how it came about"),
    SKIPPED(origin, "how it came about"),
    END,
};
static SHAPE(policy_class, NULL);
#undef S

static bool
policy_map_counts(const void *object)
{
    return ((const struct policy_map *)object)->exists;
}

#define S struct policy_map
static const struct member policy_map_members[] = {
    TEXT(name),
    NUMBER(exists),
    OPTIONAL(inspect, inspect_map),
    TEXT(description),
    LIST(classes, count, policy_class),
    LENGTH_OF(count),
    LENGTH_OF(capacity),
    STRUCT(origin, origin),
    END,
};
SHAPE(policy_map, policy_map_counts);
#undef S

#define S struct service_policy
static const struct member service_policy_members[] = {
    NAMED(policy_map),
    INTERFACE(ifc),
    STRUCT(origin, origin),
    END,
};
SHAPE(service_policy, NULL);
#undef S
