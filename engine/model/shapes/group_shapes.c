/*
 * group_shapes.c: names, object groups, and what is written by them.
 */
#include "engine/model/shapes/members.h"

#define S struct name
static const struct member name_members[] = {
    NUMBER(address),
    TEXT(name),
    TEXT(description),
    SKIPPED(next_by_address, "a chain of the hash"),
    SKIPPED(next_by_name, "a chain of the hash"),
    END,
};
static SHAPE(name, NULL);
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
SHAPE(name_table, NULL);
#undef S

#define S struct port_match
static const struct member port_match_members[] = { NUMBER(op), NUMBER(low), NUMBER(high), END };
SHAPE(port_match, NULL);
#undef S

static void
dump_group_name(struct dump *dump, group_id id)
{
    const struct object_group *group = object_group_at(dump_config(dump), id);
    dump_text(dump, "group", group != NULL ? group->name : NULL);
}

void
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
static SHAPE(group_member, NULL);
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
static SHAPE(object_group, NULL);
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
SHAPE(group_table, NULL);
#undef S
