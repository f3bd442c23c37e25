/*
 * acl_shapes.c: access lists, and the rules of 6.x beside them.
 */
#include "engine/model/shapes/members.h"

void
dump_endpoint(struct dump *dump, const char *name, const struct address_match *match)
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
static SHAPE(ether_match, NULL);
#undef S

#define S struct ace_extra
static const struct member ace_extra_members[] = {
    TEXT(text),   GROUP(protocol_group), GROUP(icmp_group),
    NAMED(range), NUMBER(log_seconds),   STRUCT(ether, ether_match),
    END,
};
static SHAPE(ace_extra, NULL);
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
static SHAPE(ace, NULL);
#undef S

static bool
acl_counts(const void *object)
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
SHAPE(acl, acl_counts);
#undef S

#define S struct acl_settings
static const struct member acl_settings_members[] = {
    NUMBER(deny_flow_max),
    NUMBER(alert_seconds),
    NUMBER(compiled),
    END,
};
SHAPE(acl_settings, NULL);
#undef S

#define S struct outbound_rule
static const struct member outbound_rule_members[] = {
    NUMBER(list), NUMBER(action),   STRUCT(network, network), NUMBER(low), NUMBER(high),
    NUMBER(java), NUMBER(protocol), STRUCT(origin, origin),   END,
};
SHAPE(outbound_rule, NULL);
#undef S

#define S struct outbound_apply
static const struct member outbound_apply_members[] = {
    INTERFACE(ifc), NUMBER(list), NUMBER(by_destination), STRUCT(origin, origin), END,
};
SHAPE(outbound_apply, NULL);
#undef S

#define S struct established_peer
static const struct member established_peer_members[] = {
    NUMBER(given), NUMBER(protocol), NUMBER(low), NUMBER(high), END,
};
static SHAPE(established_peer, NULL);
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
SHAPE(established, NULL);
#undef S

#define S struct periodic
static const struct member periodic_members[] = {
    NUMBER(days), NUMBER(last_days), NUMBER(first_minute), NUMBER(last_minute), END,
};
static SHAPE(periodic, NULL);
#undef S

static bool
time_range_counts(const void *object)
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
SHAPE(time_range, time_range_counts);
#undef S
