/*
 * shapes.c: every struct of a configuration, member by member.
 *
 * A new member of a struct gets its line here, or engine.model.shapes fails; a skipped one says
 * why.
 */
#include <stdio.h>
#include <string.h>

#include "engine/model/config.h"
#include "engine/model/shape.h"

#define SIZE_OF(m) sizeof(((S *)0)->m)
#define PLACE(m) .name = #m, .offset = offsetof(S, m)

/* clang-format off */
#define NUMBER(m)          { PLACE(m), .kind = MEMBER_NUMBER, .size = SIZE_OF(m), .elements = 1 }
#define NUMBERS(m)         { PLACE(m), .kind = MEMBER_NUMBER, .size = SIZE_OF(m[0]), \
                             .elements = SIZE_OF(m) / SIZE_OF(m[0]) }
#define TEXT(m)            { PLACE(m), .kind = MEMBER_TEXT }
#define INTERFACE(m)       { PLACE(m), .kind = MEMBER_INTERFACE }
#define GROUP(m)           { PLACE(m), .kind = MEMBER_GROUP }
#define NAMED(m)           { PLACE(m), .kind = MEMBER_NAMED }
#define STRUCT(m, s)       { PLACE(m), .kind = MEMBER_STRUCT, .shape = &s##_shape }
#define OPTIONAL(m, s)     { PLACE(m), .kind = MEMBER_OPTIONAL, .shape = &s##_shape }
#define LIST(m, n, s, ...) { PLACE(m), .kind = MEMBER_LIST, .count_offset = offsetof(S, n), \
                             .shape = &s##_shape, __VA_ARGS__ }
#define POINTERS(m, n, s, ...) { PLACE(m), .kind = MEMBER_POINTERS, .shape = &s##_shape, \
                                 .count_offset = offsetof(S, n), __VA_ARGS__ }
#define OWN(m, function)   { .name = #m, .kind = MEMBER_OWN, .own = function }
#define SKIPPED(m, reason) { .name = #m, .kind = MEMBER_SKIPPED, .why = reason }
#define END                { .name = NULL }
#define SHAPE(s, ...)      const struct shape s##_shape = { sizeof(struct s), s##_members, \
                                                            __VA_ARGS__ };
/* clang-format on */

/* Of a member that says how many a list has, or has room for. */
#define LENGTH_OF(m) SKIPPED(m, "of a list that is dumped")

/* ---- shared by many ---- */

#define S struct origin
static const struct member origin_members[] = {
    SKIPPED(file, "dumped where it is asked for"),
    SKIPPED(line, "dumped where it is asked for"),
    SKIPPED(revision, "how it came about"),
    END,
};
SHAPE(origin, NULL)
#undef S

#define S struct network
static const struct member network_members[] = { NUMBER(address), NUMBER(netmask), END };
static SHAPE(network, NULL)
#undef S

#define S struct kept_line
    static const struct member kept_line_members[] = {
        TEXT(text),
        SKIPPED(command, "the parser's row, which the text names; they are dumped by row"),
        NUMBER(depth),
        NUMBER(taints),
        TEXT(why),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(kept_line, NULL)
#undef S

    /* Lines of one row stay in the order in which they came: that of rows is the listing's
       business. */
    static int by_row(const void *a, const void *b)
{
    const struct kept_line *const *first = a;
    const struct kept_line *const *second = b;
    if ((*first)->command != (*second)->command)
        return (*first)->command < (*second)->command ? -1 : 1;
    return *first < *second ? -1 : *first > *second;
}

#define KEPT LIST(kept, kept_count, kept_line, .order = by_row)

/* What every list of pointers to named structs has first. */
static int
by_name(const void *a, const void *b)
{
    const char *const *const *first = a;
    const char *const *const *second = b;
    return strcmp(**first, **second);
}

/* ---- interfaces ---- */

static bool
interface_counts(const void *object)
{
    return interface_exists(object);
}

#define S struct interface
static const struct member interface_members[] = {
    TEXT(hardware),
    TEXT(name),
    NUMBER(security_level),
    NUMBER(has_security_level),
    NUMBER(shutdown),
    NUMBER(is_subinterface),
    NUMBER(management_only),
    SKIPPED(assumed, "how it came about"),
    NUMBER(address_source),
    NUMBER(setroute),
    NUMBER(address),
    NUMBER(netmask),
    NUMBER(standby),
    NUMBER(failover),
    NUMBER(has_failover),
    NUMBER(mtu),
    NUMBER(vlan),
    TEXT(parent),
    NUMBER(dhcp_retry),
    TEXT(speed),
    TEXT(duplex),
    TEXT(description),
    NUMBERS(mac),
    NUMBERS(standby_mac),
    NUMBER(has_mac),
    NUMBER(has_standby_mac),
    NAMED(access_in),
    NAMED(access_out),
    STRUCT(origin, origin),
    STRUCT(access_in_origin, origin),
    STRUCT(access_out_origin, origin),
    NUMBER(access_in_per_user),
    KEPT,
    LENGTH_OF(kept_count),
    LENGTH_OF(kept_capacity),
    END,
};
static SHAPE(interface, interface_counts)
#undef S

#define S struct arp_entry
    static const struct member arp_entry_members[] = {
        INTERFACE(ifc), NUMBER(address), NUMBERS(mac), NUMBER(alias), END,
    };
static SHAPE(arp_entry, NULL)
#undef S

#define S struct route
    static const struct member route_members[] = {
        INTERFACE(ifc),  STRUCT(network, network), NUMBER(gateway),
        NUMBER(metric),  NUMBER(tunneled),         NUMBER(track),
        NUMBER(assumed), STRUCT(origin, origin),   END,
    };
static SHAPE(route, NULL)
#undef S

/* ---- names and groups ---- */

#define S struct name
    static const struct member name_members[] = {
        NUMBER(address),
        TEXT(name),
        TEXT(description),
        SKIPPED(next_by_address, "a chain of the hash"),
        SKIPPED(next_by_name, "a chain of the hash"),
        END,
    };
static SHAPE(name, NULL)
#undef S

#define S struct name_table
    static const struct member name_table_members[] = {
        POINTERS(items, count, name),
        LENGTH_OF(count),
        LENGTH_OF(capacity),
        SKIPPED(by_address, "a hash of the items"),
        SKIPPED(by_name, "a hash of the items"),
        SKIPPED(buckets, "of the hashes"),
        END,
    };
static SHAPE(name_table, NULL)
#undef S

#define S struct port_match
    static const
    struct member port_match_members[] = { NUMBER(op), NUMBER(low), NUMBER(high), END };
static SHAPE(port_match, NULL)
#undef S

    static void dump_group_name(struct dump *dump, group_id id)
{
    const struct object_group *group = object_group_at(dump_config(dump), id);
    dump_text(dump, "group", group != NULL ? group->name : NULL);
}

static void
dump_ports(struct dump *dump, const char *name, const struct port_match *match)
{
    const struct object_group *group = object_group_at(dump_config(dump), port_match_group(match));
    dump_number(dump, name, match->op);
    if (group != NULL) {
        dump_text(dump, name, group->name);
        return;
    }
    dump_number(dump, name, match->low);
    dump_number(dump, name, match->high);
}

static void
dump_group_member(struct dump *dump, const void *object)
{
    const struct group_member *member = object;
    switch (member->kind) {
    case ITEM_NETWORK:
        dump_number(dump, "network", member->network.address);
        dump_number(dump, "netmask", member->network.netmask);
        break;
    case ITEM_PORT:
    case ITEM_SERVICE:
        dump_ports(dump, "port", &member->port);
        break;
    case ITEM_GROUP:
        dump_group_name(dump, member->group);
        break;
    case ITEM_PROTOCOL:
    case ITEM_ICMP_TYPE:
        break;
    }
}

#define S struct group_member
static const struct member group_member_members[] = {
    OWN(network, dump_group_member),
    SKIPPED(port, "with network"),
    SKIPPED(group, "with network"),
    NUMBER(icmp_type),
    NUMBER(protocol),
    NUMBER(kind),
    END,
};
static SHAPE(group_member, NULL)
#undef S

#define S struct object_group
    static const struct member object_group_members[] = {
        TEXT(name),
        SKIPPED(id, "its identity"),
        NUMBER(type),
        NUMBER(protocol),
        NUMBER(exists),
        TEXT(description),
        LIST(members, count, group_member),
        LENGTH_OF(count),
        LENGTH_OF(capacity),
        SKIPPED(nested, "counted from the members"),
        SKIPPED(index, "a hash of the members"),
        SKIPPED(walked, "of the last walk"),
        SKIPPED(walk_from, "of the last walk"),
        SKIPPED(walk_at, "of the last walk"),
        END,
    };
static SHAPE(object_group, NULL)
#undef S

#define S struct group_table
    static const struct member group_table_members[] = {
        SKIPPED(groups, "those that exist are shown"),
        LENGTH_OF(count),
        LENGTH_OF(capacity),
        POINTERS(shown, shown_count, object_group),
        LENGTH_OF(shown_count),
        LENGTH_OF(shown_capacity),
        SKIPPED(index, "a hash of the groups"),
        SKIPPED(walks, "of the last walk"),
        END,
    };
static SHAPE(group_table, NULL)
#undef S

    /* ---- access lists ---- */

    static void dump_endpoint(struct dump *dump, const char *name,
                              const struct address_match *match)
{
    const struct object_group *group;
    dump_number(dump, name, match->kind);
    switch (match->kind) {
    case ADDRESS_ANY:
        break;
    case ADDRESS_NETWORK:
        dump_number(dump, name, match->network.address);
        dump_number(dump, name, match->network.netmask);
        break;
    case ADDRESS_OF_INTERFACE:
        dump_text(dump, name, config_interface_label(dump_config(dump), match->ifc));
        break;
    case ADDRESS_GROUP:
        group = object_group_at(dump_config(dump), match->group);
        dump_text(dump, name, group != NULL ? group->name : NULL);
        break;
    }
}

static void
dump_ace(struct dump *dump, const void *object)
{
    const struct ace *ace = object;
    dump_number(dump, "permit", ace->permit);
    dump_number(dump, "is_remark", ace->is_remark);
    dump_number(dump, "inactive", ace->inactive);
    dump_endpoint(dump, "source", &ace->source);
    dump_endpoint(dump, "destination", &ace->destination);
    dump_ports(dump, "source_port", &ace->source_port);
    dump_ports(dump, "destination_port", &ace->destination_port);
}

#define S struct ether_match
static const struct member ether_match_members[] = { NUMBER(kind), NUMBER(type), END };
static SHAPE(ether_match, NULL)
#undef S

#define S struct ace_extra
    static const struct member ace_extra_members[] = {
        TEXT(text),   GROUP(protocol_group), GROUP(icmp_group),
        NAMED(range), NUMBER(log_seconds),   STRUCT(ether, ether_match),
        END,
    };
static SHAPE(ace_extra, NULL)
#undef S

#define S struct ace
    static const struct member ace_members[] = {
        SKIPPED(id, "its identity"),
        OWN(permit, dump_ace),
        SKIPPED(is_remark, "with permit"),
        SKIPPED(inactive, "with permit"),
        SKIPPED(source, "with permit"),
        SKIPPED(destination, "with permit"),
        SKIPPED(source_port, "with permit"),
        SKIPPED(destination_port, "with permit"),
        SKIPPED(line, "how it came about"),
        SKIPPED(revision, "how it came about"),
        NUMBER(icmp_type),
        SKIPPED(file, "how it came about"),
        NUMBER(protocol),
        NUMBER(log),
        NUMBER(log_level),
        OPTIONAL(extra, ace_extra),
        END,
    };
static SHAPE(ace, NULL)
#undef S

    static bool acl_counts(const void *object)
{
    return ((const struct acl *)object)->exists;
}

#define S struct acl
static const struct member acl_members[] = {
    TEXT(name),
    NUMBER(kind),
    NUMBER(exists),
    NUMBER(compiled),
    POINTERS(aces, count, ace),
    LENGTH_OF(count),
    LENGTH_OF(capacity),
    SKIPPED(remarks, "counted from the lines"),
    SKIPPED(blocks, "memory of the lines"),
    LENGTH_OF(block_count),
    LENGTH_OF(block_capacity),
    SKIPPED(made, "memory of the lines"),
    SKIPPED(index, "a hash of the lines"),
    END,
};
static SHAPE(acl, acl_counts)
#undef S

#define S struct acl_settings
    static const struct member acl_settings_members[] = {
        NUMBER(deny_flow_max),
        NUMBER(alert_seconds),
        NUMBER(compiled),
        END,
    };
static SHAPE(acl_settings, NULL)
#undef S

/* ---- the rules of 6.x beside them ---- */

#define S struct outbound_rule
    static const struct member outbound_rule_members[] = {
        NUMBER(list), NUMBER(action),   STRUCT(network, network), NUMBER(low), NUMBER(high),
        NUMBER(java), NUMBER(protocol), STRUCT(origin, origin),   END,
    };
static SHAPE(outbound_rule, NULL)
#undef S

#define S struct outbound_apply
    static const struct member outbound_apply_members[] = {
        INTERFACE(ifc), NUMBER(list), NUMBER(by_destination), STRUCT(origin, origin), END,
    };
static SHAPE(outbound_apply, NULL)
#undef S

#define S struct established_peer
    static const struct member established_peer_members[] = {
        NUMBER(given), NUMBER(protocol), NUMBER(low), NUMBER(high), END,
    };
static SHAPE(established_peer, NULL)
#undef S

#define S struct established
    static const struct member established_members[] = {
        NUMBER(protocol),
        NUMBER(port),
        NUMBER(has_source),
        NUMBER(source),
        STRUCT(to, established_peer),
        STRUCT(from, established_peer),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(established, NULL)
#undef S

#define S struct periodic
    static const struct member periodic_members[] = {
        NUMBER(days), NUMBER(last_days), NUMBER(first_minute), NUMBER(last_minute), END,
    };
static SHAPE(periodic, NULL)
#undef S

    static bool time_range_counts(const void *object)
{
    return ((const struct time_range *)object)->exists;
}

#define S struct time_range
static const struct member time_range_members[] = {
    TEXT(name),
    NUMBER(exists),
    NUMBER(has_start),
    NUMBER(has_end),
    NUMBER(start),
    NUMBER(end),
    LIST(periodic, count, periodic),
    LENGTH_OF(count),
    LENGTH_OF(capacity),
    END,
};
static SHAPE(time_range, time_range_counts)
#undef S

#define S struct summer_point
    static const struct member summer_point_members[] = {
        NUMBER(week), NUMBER(weekday), NUMBER(month), NUMBER(day),
        NUMBER(year), NUMBER(minute),  END,
    };
static SHAPE(summer_point, NULL)
#undef S

#define S struct time_zone
    static const struct member time_zone_members[] = {
        TEXT(name),
        NUMBER(minutes),
        NUMBER(summer),
        TEXT(summer_name),
        NUMBER(summer_usual),
        STRUCT(first, summer_point),
        STRUCT(last, summer_point),
        NUMBER(summer_minutes),
        END,
    };
static SHAPE(time_zone, NULL)
#undef S

#define S struct content_filter
    static const struct member content_filter_members[] = {
        NUMBER(kind),
        NUMBER(except),
        NUMBER(is_http),
        NUMBER(low),
        NUMBER(high),
        STRUCT(local, network),
        STRUCT(foreign, network),
        NUMBER(allow),
        NUMBER(proxy_block),
        NUMBER(longurl_truncate),
        NUMBER(longurl_deny),
        NUMBER(cgi_truncate),
        NUMBER(interact_block),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(content_filter, NULL)
#undef S

#define S struct url_server
    static const struct member url_server_members[] = {
        INTERFACE(ifc),          NUMBER(vendor),
        NUMBER(address),         NUMBER(port),
        NUMBER(timeout_seconds), NUMBER(protocol),
        NUMBER(version),         NUMBER(connections),
        STRUCT(origin, origin),  END,
    };
static SHAPE(url_server, NULL)
#undef S

#define S struct local_pool
    static const struct member local_pool_members[] = {
        TEXT(name),          NUMBER(first),   NUMBER(last),           NUMBER(is_range),
        NUMBER(has_netmask), NUMBER(netmask), STRUCT(origin, origin), END,
    };
static SHAPE(local_pool, NULL)
#undef S

/* ---- what kept lines say ---- */

#define S struct crypto_entry
    static const struct member crypto_entry_members[] = {
        NUMBER(is_dynamic),     TEXT(map),
        NUMBER(sequence),       NAMED(acl),
        TEXT(dynamic),          NUMBER(has_peer),
        NUMBER(has_transforms), NUMBER(manual),
        STRUCT(origin, origin), END,
    };
static SHAPE(crypto_entry, NULL)
#undef S

#define S struct crypto_binding
    static const struct member crypto_binding_members[] = {
        TEXT(map),
        INTERFACE(ifc),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(crypto_binding, NULL)
#undef S

/* ---- translation ---- */

#define S struct conn_limits
    static const struct member conn_limits_members[] = {
        NUMBER(tcp_max), NUMBER(embryonic_max), NUMBER(udp_max), NUMBER(no_random_sequence), END,
    };
static SHAPE(conn_limits, NULL)
#undef S

#define S struct nat
    static const struct member nat_members[] = {
        INTERFACE(ifc),
        NUMBER(id),
        STRUCT(real, network),
        NAMED(acl),
        NUMBER(outside),
        NUMBER(dns),
        STRUCT(limits, conn_limits),
        STRUCT(origin, origin),
        SKIPPED(number, "an identity"),
        END,
    };
static SHAPE(nat, NULL)
#undef S

#define S struct global
    static const struct member global_members[] = {
        INTERFACE(ifc),
        NUMBER(id),
        NUMBER(kind),
        NUMBER(first),
        NUMBER(last),
        NUMBER(netmask),
        NUMBER(netmask_given),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(global, NULL)
#undef S

#define S struct static_nat
    static const struct member static_nat_members[] = {
        INTERFACE(real_ifc),
        INTERFACE(mapped_ifc),
        NUMBER(protocol),
        NUMBER(mapped_is_interface),
        NUMBER(mapped),
        NUMBER(mapped_port),
        NUMBER(real),
        NUMBER(real_port),
        NUMBER(netmask),
        NAMED(acl),
        NUMBER(dns),
        STRUCT(limits, conn_limits),
        STRUCT(origin, origin),
        SKIPPED(number, "an identity"),
        END,
    };
static SHAPE(static_nat, NULL)
#undef S

#define S struct alias
    static const struct member alias_members[] = {
        INTERFACE(ifc), NUMBER(dnat), NUMBER(foreign), NUMBER(netmask), STRUCT(origin, origin), END,
    };
static SHAPE(alias, NULL)
#undef S

/* ---- inspections and policies ---- */

#define S struct inspection
    static const struct member inspection_members[] = {
        NUMBER(kind), NUMBER(port_first),     NUMBER(port_last),
        NUMBER(off),  NUMBER(strict),         NUMBER(maximum_length),
        TEXT(map),    STRUCT(origin, origin), END,
    };
static SHAPE(inspection, NULL)
#undef S

    /* Fixups of one protocol stay in the order in which they came. */
    static int by_protocol(const void *a, const void *b)
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
static SHAPE(class_match, NULL)
#undef S

#define S struct map_value
    static void dump_map_value(struct dump *dump, const void *object)
{
    const struct map_value *value = object;
    for (size_t i = 0; i < ARRAY_LENGTH(value->texts); i++) {
        dump_text(dump, "text", value->texts[i]);
        dump_text(dump, "regex", value->regexes[i].name);
        dump_number(dump, "regex.is_class", value->regexes[i].is_class);
    }
}

extern const struct shape map_values_shape;
static const struct member map_value_members[] = {
    NUMBER(setting),
    NUMBER(off),
    NUMBER(negated),
    NUMBER(action),
    NUMBER(log),
    NUMBERS(flags),
    NUMBERS(choices),
    NUMBERS(numbers),
    NUMBERS(seconds),
    NUMBER(address),
    NUMBER(netmask),
    INTERFACE(ifc),
    NUMBER(list),
    OWN(texts, dump_map_value),
    SKIPPED(regexes, "with texts"),
    OPTIONAL(inner, map_values),
    STRUCT(origin, origin),
    END,
};
static SHAPE(map_value, NULL)
#undef S

#define S struct map_values
    static const struct member map_values_members[] = {
        LIST(items, count, map_value),
        LENGTH_OF(count),
        LENGTH_OF(capacity),
        END,
    };
SHAPE(map_values, NULL)
#undef S

#define S struct map_rule
static const struct member map_rule_members[] = {
    STRUCT(criterion, map_value),
    STRUCT(actions, map_values),
    END,
};
static SHAPE(map_rule, NULL)
#undef S

#define S struct inspect_map
    static const struct member inspect_map_members[] = {
        NUMBER(protocol),
        TEXT(description),
        NUMBER(has_parameters),
        STRUCT(values, map_values),
        LIST(rules, rule_count, map_rule),
        LENGTH_OF(rule_count),
        LENGTH_OF(rule_capacity),
        END,
    };
static SHAPE(inspect_map, NULL)
#undef S

    static bool old_map_counts(const void *object)
{
    return ((const struct old_map *)object)->exists;
}

#define S struct old_map
static const struct member old_map_members[] = {
    TEXT(name), NUMBER(exists), STRUCT(map, inspect_map), STRUCT(origin, origin), END,
};
static SHAPE(old_map, old_map_counts)
#undef S

#define S struct regex
    static const struct member regex_members[] = {
        TEXT(name),
        TEXT(expression),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(regex, NULL)
#undef S

#define S struct tcp_option_range
    static const struct member tcp_option_range_members[] = {
        NUMBER(first),
        NUMBER(last),
        NUMBER(action),
        END,
    };
static SHAPE(tcp_option_range, NULL)
#undef S

    static bool tcp_map_counts(const void *object)
{
    return ((const struct tcp_map *)object)->exists;
}

#define S struct tcp_map
static const struct member tcp_map_members[] = {
    TEXT(name),
    NUMBER(exists),
    NUMBERS(actions),
    NUMBER(queue_limit),
    NUMBER(queue_timeout),
    LIST(ranges, range_count, tcp_option_range),
    LENGTH_OF(range_count),
    LENGTH_OF(range_capacity),
    STRUCT(origin, origin),
    END,
};
static SHAPE(tcp_map, tcp_map_counts)
#undef S

    static bool class_map_counts(const void *object)
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
static SHAPE(class_map, class_map_counts)
#undef S

    /* What was taken back leaves its last value behind. */
    static void dump_conn_settings(struct dump *dump, const void *object)
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
static SHAPE(conn_settings, NULL)
#undef S

    static void dump_policers(struct dump *dump, const void *object)
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
static SHAPE(module_action, NULL)
#undef S

#define S struct flow_export
    static const struct member flow_export_members[] = {
        NUMBER(event),
        NUMBER(destination),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(flow_export, NULL)
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
static SHAPE(policy_class, NULL)
#undef S

    static bool policy_map_counts(const void *object)
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
static SHAPE(policy_map, policy_map_counts)
#undef S

#define S struct service_policy
    static const struct member service_policy_members[] = {
        NAMED(policy_map),
        INTERFACE(ifc),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(service_policy, NULL)
#undef S

/* ---- logging ---- */

#define S struct log_message_setting
    static const struct member log_message_setting_members[] = {
        NUMBER(id),
        NUMBER(disabled),
        NUMBER(level),
        END,
    };
static SHAPE(log_message_setting, NULL)
#undef S

#define S struct log_host
    static const struct member log_host_members[] = {
        INTERFACE(ifc), NUMBER(address), NUMBER(protocol),       NUMBER(port),
        NUMBER(emblem), NUMBER(secure),  STRUCT(origin, origin), END,
    };
static SHAPE(log_host, NULL)
#undef S

#define S struct log_recipient
    static const struct member log_recipient_members[] = { TEXT(address), NUMBER(level), END };
static SHAPE(log_recipient, NULL)
#undef S

#define S struct log_rate
    static const struct member log_rate_members[] = {
        NUMBER(by_level),
        NUMBER(what),
        NUMBER(unlimited),
        NUMBER(count),
        NUMBER(interval_seconds),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(log_rate, NULL)
#undef S

#define S struct log_list_entry
    static const struct member log_list_entry_members[] = {
        NUMBER(by_level), NUMBER(level), NUMBER(log_class), NUMBER(first), NUMBER(last), END,
    };
static SHAPE(log_list_entry, NULL)
#undef S

    static bool log_list_counts(const void *object)
{
    return ((const struct log_list *)object)->exists;
}

#define S struct log_list
static const struct member log_list_members[] = {
    TEXT(name),
    NUMBER(exists),
    LIST(entries, count, log_list_entry),
    LENGTH_OF(count),
    LENGTH_OF(capacity),
    STRUCT(origin, origin),
    END,
};
static SHAPE(log_list, log_list_counts)
#undef S

    /* What a destination lets pass besides its level: `filter[2] = "mine"`. */
    static void dump_log_filters(struct dump *dump, const void *object)
{
    const struct logging *logging = object;
    for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++) {
        char name[32];
        snprintf(name, sizeof(name), "filter[%zu]", i);
        dump_text(dump, name, logging->filter[i] != NULL ? logging->filter[i]->name : NULL);
    }
}

static void
dump_log_classes(struct dump *dump, const void *object)
{
    const struct logging *logging = object;
    for (size_t i = 0; i < LOG_CLASS_COUNT; i++) {
        for (size_t k = 0; k < LOG_DESTINATION_COUNT; k++) {
            char name[48];
            snprintf(name, sizeof(name), "class_level[%zu][%zu]", i, k);
            if (logging->class_level[i][k] != LOG_LEVEL_OFF)
                dump_number(dump, name, (unsigned char)logging->class_level[i][k]);
        }
    }
}

#define S struct logging
static const struct member logging_members[] = {
    NUMBER(on),
    NUMBER(timestamp),
    NUMBER(standby),
    NUMBER(emblem),
    NUMBER(debug_trace),
    NUMBER(permit_hostdown),
    NUMBER(ftp_bufferwrap),
    NUMBER(flash_bufferwrap),
    NUMBERS(level),
    OWN(filter, dump_log_filters),
    OWN(class_level, dump_log_classes),
    SKIPPED(origins, "where the lines came from"),
    NUMBER(facility),
    NUMBER(queue),
    NUMBER(buffer_size),
    NUMBER(asdm_buffer_size),
    NUMBER(flash_minimum_free),
    NUMBER(flash_maximum_allocation),
    NUMBER(device_id),
    TEXT(device_id_text),
    INTERFACE(device_id_ifc),
    TEXT(from_address),
    TEXT(ftp_server),
    LIST(recipients, recipient_count, log_recipient),
    LENGTH_OF(recipient_count),
    LENGTH_OF(recipient_capacity),
    LIST(messages, message_count, log_message_setting),
    LENGTH_OF(message_count),
    LENGTH_OF(message_capacity),
    LIST(hosts, host_count, log_host),
    LENGTH_OF(host_count),
    LENGTH_OF(host_capacity),
    POINTERS(lists, list_count, log_list, .order = by_name),
    LENGTH_OF(list_count),
    LENGTH_OF(list_capacity),
    LIST(rates, rate_count, log_rate),
    LENGTH_OF(rate_count),
    LENGTH_OF(rate_capacity),
    END,
};
static SHAPE(logging, NULL)
#undef S

/* ---- threats ---- */

#define S struct threat_rate
    static const struct member threat_rate_members[] = {
        NUMBER(event), NUMBER(interval_seconds), NUMBER(average),
        NUMBER(burst), STRUCT(origin, origin),   END,
    };
static SHAPE(threat_rate, NULL)
#undef S

    static void dump_exception(struct dump *dump, const void *object)
{
    dump_endpoint(dump, "hosts", &((const struct threat_exception *)object)->hosts);
}

#define S struct threat_exception
static const struct member threat_exception_members[] = {
    OWN(hosts, dump_exception),
    STRUCT(origin, origin),
    END,
};
static SHAPE(threat_exception, NULL)
#undef S

    static void dump_statistics(struct dump *dump, const void *object)
{
    const struct threat_detection *threats = object;
    for (size_t i = 0; i < THREAT_COUNTED_COUNT; i++) {
        dump_number(dump, "statistics.kept", threats->statistics[i].kept);
        dump_number(dump, "statistics.rates", threats->statistics[i].rates);
    }
}

#define S struct threat_detection
static const struct member threat_detection_members[] = {
    NUMBER(basic),
    LIST(rates, rate_count, threat_rate),
    LENGTH_OF(rate_count),
    LENGTH_OF(rate_capacity),
    NUMBER(scanning),
    STRUCT(scanning_origin, origin),
    NUMBER(shun_seconds),
    LIST(exceptions, exception_count, threat_exception),
    LENGTH_OF(exception_count),
    LENGTH_OF(exception_capacity),
    NUMBER(all_statistics),
    OWN(statistics, dump_statistics),
    NUMBER(access_lists),
    NUMBER(intercepted),
    NUMBER(intercept_minutes),
    NUMBER(intercept_burst),
    NUMBER(intercept_average),
    END,
};
static SHAPE(threat_detection, NULL)
#undef S

/* ---- the terminal ---- */

#define S struct banner_line
    static const struct member banner_line_members[] = { NUMBER(kind), TEXT(text), END };
static SHAPE(banner_line, NULL)
#undef S

#define S struct terminal_settings
    static const struct member terminal_settings_members[] = {
        LIST(banners, banner_count, banner_line),
        LENGTH_OF(banner_count),
        LENGTH_OF(banner_capacity),
        NUMBERS(prompt),
        NUMBER(prompt_count),
        NUMBER(has_page),
        NUMBER(page_lines),
        NUMBER(width),
        END,
    };
static SHAPE(terminal_settings, NULL)
#undef S

/* ---- the whole ---- */

/* ---- the box itself ---- */

#define S struct icmp_rule
    static const struct member icmp_rule_members[] = {
        INTERFACE(ifc),          NUMBER(permits),        NUMBER(type),
        STRUCT(source, network), STRUCT(origin, origin), END,
    };
static SHAPE(icmp_rule, NULL)
#undef S

#define S struct unreachable_rate
    static const struct member unreachable_rate_members[] = {
        NUMBER(said),
        NUMBER(rate),
        NUMBER(burst),
        END,
    };
static SHAPE(unreachable_rate, NULL)
#undef S

#define S struct management_source
    static const struct member management_source_members[] = {
        INTERFACE(ifc), STRUCT(network, network), TEXT(ipv6), STRUCT(origin, origin), END,
    };
static SHAPE(management_source, NULL)
#undef S

#define S struct management_list
    static const struct member management_list_members[] = {
        LIST(items, count, management_source),
        LENGTH_OF(count),
        LENGTH_OF(capacity),
        END,
    };
static SHAPE(management_list, NULL)
#undef S

#define S struct idle_timeout
    static const struct member idle_timeout_members[] = { NUMBER(said), NUMBER(minutes), END };
static SHAPE(idle_timeout, NULL)
#undef S

#define S struct box_settings
    static const struct member box_settings_members[] = {
        LIST(icmp_rules, icmp_rule_count, icmp_rule),
        LENGTH_OF(icmp_rule_count),
        LENGTH_OF(icmp_rule_capacity),
        STRUCT(unreachable, unreachable_rate),
        STRUCT(management[MANAGE_TELNET], management_list),
        STRUCT(management[MANAGE_SSH], management_list),
        STRUCT(management[MANAGE_HTTP], management_list),
        STRUCT(telnet_idle, idle_timeout),
        STRUCT(ssh_idle, idle_timeout),
        STRUCT(console_idle, idle_timeout),
        NUMBER(ssh_version),
        NUMBER(ssh_copy),
        NUMBER(http_server),
        NUMBER(http_port),
        INTERFACE(management_access),
        SKIPPED(services, "derived from lines that are dumped"),
        LENGTH_OF(service_count),
        LENGTH_OF(service_capacity),
        SKIPPED(shuns, "what runs: no listing has them"),
        LENGTH_OF(shun_count),
        LENGTH_OF(shun_capacity),
        END,
    };
static SHAPE(box_settings, NULL)
#undef S

#define S struct listed_interface
    static const struct member listed_interface_members[] = {
        INTERFACE(ifc),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(listed_interface, NULL)
#undef S

#define S struct interface_list
    static const struct member interface_list_members[] = {
        LIST(items, count, listed_interface),
        LENGTH_OF(count),
        LENGTH_OF(capacity),
        END,
    };
static SHAPE(interface_list, NULL)
#undef S

#define S struct fragment_rule
    static const struct member fragment_rule_members[] = {
        INTERFACE(ifc), NUMBER(limit), NUMBER(value), STRUCT(origin, origin), END,
    };
static SHAPE(fragment_rule, NULL)
#undef S

#define S struct reset_rule
    static const struct member reset_rule_members[] = {
        INTERFACE(ifc), NUMBER(kind), NUMBER(said), STRUCT(origin, origin), END,
    };
static SHAPE(reset_rule, NULL)
#undef S

#define S struct guard
    static const struct member guard_members[] = {
        STRUCT(reverse_paths, interface_list),
        LIST(fragments, fragment_count, fragment_rule),
        LENGTH_OF(fragment_count),
        LENGTH_OF(fragment_capacity),
        LIST(resets, reset_count, reset_rule),
        LENGTH_OF(reset_count),
        LENGTH_OF(reset_capacity),
        NUMBER(floodguard),
        NUMBER(dns_guard),
        END,
    };
static SHAPE(guard, NULL)
#undef S

#define S struct audit_actions
    static const struct member audit_actions_members[] = { NUMBER(given), NUMBER(bits), END };
static SHAPE(audit_actions, NULL)
#undef S

    static bool audit_policy_counts(const void *object)
{
    return audit_policy_exists(object);
}

#define S struct audit_policy
static const struct member audit_policy_members[] = {
    TEXT(name),
    NUMBERS(has),
    STRUCT(actions[AUDIT_INFO], audit_actions),
    STRUCT(actions[AUDIT_ATTACK], audit_actions),
    STRUCT(origin, origin),
    END,
};
static SHAPE(audit_policy, audit_policy_counts)
#undef S

#define S struct audit_binding
    static const struct member audit_binding_members[] = {
        INTERFACE(ifc),
        NAMED(policy),
        STRUCT(origin, origin),
        END,
    };
static SHAPE(audit_binding, NULL)
#undef S

#define S struct audit
    static const struct member audit_members[] = {
        POINTERS(policies, policy_count, audit_policy, .order = by_name),
        LENGTH_OF(policy_count),
        LENGTH_OF(policy_capacity),
        LIST(bindings, binding_count, audit_binding),
        LENGTH_OF(binding_count),
        LENGTH_OF(binding_capacity),
        STRUCT(defaults[AUDIT_INFO], audit_actions),
        STRUCT(defaults[AUDIT_ATTACK], audit_actions),
        NUMBER(disabled),
        END,
    };
static SHAPE(audit, NULL)
#undef S

#define S struct sysopts
    static const struct member sysopts_members[] = {
        NUMBER(on),
        NUMBER(route_dnat_said),
        SKIPPED(origins, "an array, which only replay reads"),
        NUMBER(tcpmss),
        NUMBER(tcpmss_minimum),
        STRUCT(tcpmss_origin, origin),
        STRUCT(tcpmss_minimum_origin, origin),
        STRUCT(no_proxy_arp, interface_list),
        END,
    };
static SHAPE(sysopts, NULL)
#undef S

#define S struct os_release
    static const struct member os_release_members[] = {
        NUMBER(version), NUMBER(platform), NUMBER(maintenance), NUMBER(interim), END,
    };
static SHAPE(os_release, NULL)
#undef S

#define S struct config
    static const struct member config_members[] = {
        SKIPPED(arena, "its memory"),
        STRUCT(os, os_release),
        SKIPPED(does, "of the version"),
        SKIPPED(revision, "how it came about"),
        SKIPPED(journal, "how it came about"),
        LENGTH_OF(journal_count),
        LENGTH_OF(journal_capacity),
        SKIPPED(gathering, "how it came about"),
        SKIPPED(base, "how it came about"),
        TEXT(hostname),
        TEXT(domain_name),
        TEXT(enable_password),
        TEXT(passwd),
        NUMBER(names_on),
        NUMBER(nat_control),
        NUMBER(same_security_inter),
        NUMBER(same_security_intra),
        POINTERS(interfaces, interface_count, interface, .order = by_name),
        LENGTH_OF(interface_count),
        LENGTH_OF(interface_capacity),
        STRUCT(names, name_table),
        NUMBER(management_address),
        NUMBER(management_netmask),
        NUMBER(management_standby),
        POINTERS(acls, acl_count, acl, .order = by_name),
        LENGTH_OF(acl_count),
        LENGTH_OF(acl_capacity),
        STRUCT(acl_settings, acl_settings),
        STRUCT(conduits, acl),
        LIST(outbounds, outbound_count, outbound_rule),
        LENGTH_OF(outbound_count),
        LENGTH_OF(outbound_capacity),
        LIST(applies, apply_count, outbound_apply),
        LENGTH_OF(apply_count),
        LENGTH_OF(apply_capacity),
        LIST(content_filters, content_filter_count, content_filter),
        LENGTH_OF(content_filter_count),
        LENGTH_OF(content_filter_capacity),
        LIST(url_servers, url_server_count, url_server),
        LENGTH_OF(url_server_count),
        LENGTH_OF(url_server_capacity),
        LIST(local_pools, local_pool_count, local_pool),
        LENGTH_OF(local_pool_count),
        LENGTH_OF(local_pool_capacity),
        LIST(establisheds, established_count, established),
        LENGTH_OF(established_count),
        LENGTH_OF(established_capacity),
        OPTIONAL(groups, group_table),
        POINTERS(time_ranges, time_range_count, time_range, .order = by_name),
        LENGTH_OF(time_range_count),
        LENGTH_OF(time_range_capacity),
        STRUCT(time_zone, time_zone),
        SKIPPED(files, "how it came about"),
        LENGTH_OF(file_count),
        LENGTH_OF(file_capacity),
        LIST(nats, nat_count, nat),
        LENGTH_OF(nat_count),
        LENGTH_OF(nat_capacity),
        LIST(globals, global_count, global),
        LENGTH_OF(global_count),
        LENGTH_OF(global_capacity),
        LIST(statics, static_count, static_nat),
        LENGTH_OF(static_count),
        LENGTH_OF(static_capacity),
        LIST(aliases, alias_count, alias),
        LENGTH_OF(alias_count),
        LENGTH_OF(alias_capacity),
        LIST(routes, route_count, route),
        LENGTH_OF(route_count),
        LENGTH_OF(route_capacity),
        LIST(arps, arp_count, arp_entry),
        LENGTH_OF(arp_count),
        LENGTH_OF(arp_capacity),
        NUMBER(arp_seconds),
        LIST(fixups, fixup_count, inspection, .order = by_protocol),
        LENGTH_OF(fixup_count),
        LENGTH_OF(fixup_capacity),
        POINTERS(class_maps, class_map_count, class_map, .order = by_name),
        LENGTH_OF(class_map_count),
        LENGTH_OF(class_map_capacity),
        POINTERS(policy_maps, policy_map_count, policy_map, .order = by_name),
        LENGTH_OF(policy_map_count),
        LENGTH_OF(policy_map_capacity),
        SKIPPED(snmp_denied, "derived from lines that are dumped"),
        POINTERS(old_maps, old_map_count, old_map),
        LENGTH_OF(old_map_count),
        LENGTH_OF(old_map_capacity),
        POINTERS(tcp_maps, tcp_map_count, tcp_map, .order = by_name),
        LENGTH_OF(tcp_map_count),
        LENGTH_OF(tcp_map_capacity),
        LIST(regexes, regex_count, regex),
        LENGTH_OF(regex_count),
        LENGTH_OF(regex_capacity),
        LIST(service_policies, service_policy_count, service_policy),
        LENGTH_OF(service_policy_count),
        LENGTH_OF(service_policy_capacity),
        KEPT,
        LENGTH_OF(kept_count),
        LENGTH_OF(kept_capacity),
        LIST(crypto_entries, crypto_entry_count, crypto_entry),
        LENGTH_OF(crypto_entry_count),
        LENGTH_OF(crypto_entry_capacity),
        LIST(crypto_bindings, crypto_binding_count, crypto_binding),
        LENGTH_OF(crypto_binding_count),
        LENGTH_OF(crypto_binding_capacity),
        NUMBERS(timers),
        STRUCT(logging, logging),
        STRUCT(box, box_settings),
        STRUCT(guard, guard),
        STRUCT(audit, audit),
        STRUCT(sysopts, sysopts),
        STRUCT(threats, threat_detection),
        STRUCT(terminal, terminal_settings),
        SKIPPED(next_ace_id, "an identity"),
        SKIPPED(next_nat_number, "an identity"),
        SKIPPED(checksum, "computed of what is written"),
        SKIPPED(checksum_revision, "how it came about"),
        END,
    };
SHAPE(config, NULL)
#undef S
