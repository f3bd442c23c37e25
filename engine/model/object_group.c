/*
 * object_group.c: object groups and the walk over what they nest.
 */
#include "engine/model/object_group.h"

#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/hash.h"
#include "engine/model/config.h"

/* Below this a scan is as quick, and an index costs more than the members. */
#define INDEX_FROM 64

void
object_groups_fini(struct group_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        index_fini(&table->groups[i]->index);
    index_fini(&table->index);
}

/* ---- by name and by number ---- */

static uint32_t
name_hash(const char *name)
{
    return (uint32_t)hash_bytes(name, strlen(name), 0);
}

struct object_group *
config_object_group(const struct config *config, const char *name)
{
    const struct group_table *table = config->groups;
    size_t at;
    uint32_t hash = name_hash(name);
    if (table->index.slots == NULL)
        return NULL;
    for (uint32_t found = index_first(&table->index, hash, &at); found != INDEX_EMPTY;
         found = index_next(&table->index, hash, &at)) {
        if (strcmp(table->groups[found]->name, name) == 0)
            return table->groups[found];
    }
    return NULL;
}

struct object_group *
config_object_group_make(struct config *config, const char *name)
{
    struct group_table *table = config->groups;
    struct object_group *made = config_object_group(config, name);
    if (made != NULL)
        return made;
    if (table->index.slots == NULL && !index_init(&table->index))
        return NULL;
    made = arena_zalloc(config->arena, sizeof(*made));
    if (made == NULL || (made->name = arena_strdup(config->arena, name)) == NULL)
        return NULL;
    struct object_group **slot =
        arena_append(config->arena, &table->groups, &table->count, &table->capacity, sizeof(made));
    if (slot == NULL)
        return NULL;
    *slot = made;
    made->id = (group_id)table->count;
    if (index_add(&table->index, name_hash(name), made->id - 1))
        return made;
    table->count--;
    return NULL;
}

struct object_group *
object_group_at(const struct config *config, group_id id)
{
    const struct group_table *table = config->groups;
    return id != GROUP_NONE && id <= table->count ? table->groups[id - 1] : NULL;
}

bool
object_group_define(struct config *config, struct object_group *group, enum group_type type,
                    uint8_t protocol)
{
    struct group_table *table = config->groups;
    struct object_group **slot = arena_append(config->arena, &table->shown, &table->shown_count,
                                              &table->shown_capacity, sizeof(group));
    if (slot == NULL)
        return false;
    *slot = group;
    group->exists = true;
    group->type = type;
    group->protocol = protocol;
    return true;
}

void
object_group_forget(struct config *config, struct object_group *group)
{
    struct group_table *table = config->groups;
    size_t at = 0;
    while (at < table->shown_count && table->shown[at] != group)
        at++;
    if (at < table->shown_count) {
        table->shown_count--;
        memmove(&table->shown[at], &table->shown[at + 1],
                (table->shown_count - at) * sizeof(group));
    }
    index_fini(&group->index);
    group->exists = false;
    group->description = NULL;
    group->count = group->nested = 0;
}

/* ---- members ---- */

/* All that makes two members the same, without padding. */
struct member_key {
    uint32_t words[3];
};

static struct member_key
key_of(const struct group_member *member)
{
    struct member_key key = {
        { (uint32_t)member->kind << 24 | (uint32_t)member->protocol << 16 |
              (uint16_t)member->icmp_type,
          0, 0 },
    };
    switch (member->kind) {
    case ITEM_NETWORK:
        key.words[1] = member->network.address;
        key.words[2] = member->network.netmask;
        break;
    case ITEM_PORT:
    case ITEM_SERVICE:
        key.words[1] = member->port.op;
        key.words[2] = (uint32_t)member->port.low << 16 | member->port.high;
        break;
    case ITEM_GROUP:
        key.words[1] = member->group;
        break;
    case ITEM_PROTOCOL:
    case ITEM_ICMP_TYPE:
        break;
    }
    return key;
}

static uint32_t
member_hash(const struct member_key *key)
{
    return (uint32_t)hash_bytes(key, sizeof(*key), 0);
}

static bool
is_at(const struct object_group *group, size_t at, const struct member_key *key)
{
    struct member_key own = key_of(&group->members[at]);
    return memcmp(&own, key, sizeof(own)) == 0;
}

size_t
object_group_find(const struct object_group *group, const struct group_member *member)
{
    struct member_key key = key_of(member);
    size_t at = 0;
    if (group->index.slots == NULL) {
        while (at < group->count && !is_at(group, at, &key))
            at++;
        return at;
    }
    uint32_t hash = member_hash(&key);
    for (uint32_t found = index_first(&group->index, hash, &at); found != INDEX_EMPTY;
         found = index_next(&group->index, hash, &at)) {
        if (is_at(group, found, &key))
            return found;
    }
    return group->count;
}

static bool
index_member(struct object_group *group, size_t at)
{
    struct member_key key = key_of(&group->members[at]);
    return index_add(&group->index, member_hash(&key), (uint32_t)at);
}

static bool
index_members(struct object_group *group)
{
    if (!index_init(&group->index))
        return false;
    for (size_t i = 0; i < group->count; i++) {
        if (!index_member(group, i)) {
            index_fini(&group->index);
            return false;
        }
    }
    return true;
}

bool
object_group_add(struct config *config, struct object_group *group,
                 const struct group_member *member)
{
    if (group->index.slots == NULL && group->count >= INDEX_FROM && !index_members(group))
        return false;
    struct group_member *slot = arena_append(config->arena, &group->members, &group->count,
                                             &group->capacity, sizeof(*slot));
    if (slot == NULL)
        return false;
    *slot = *member;
    if (group->index.slots != NULL && !index_member(group, group->count - 1)) {
        group->count--;
        return false;
    }
    group->nested += member->kind == ITEM_GROUP;
    return true;
}

bool
object_group_remove(struct object_group *group, size_t at)
{
    group->nested -= group->members[at].kind == ITEM_GROUP;
    group->count--;
    memmove(&group->members[at], &group->members[at + 1],
            (group->count - at) * sizeof(group->members[0]));
    index_fini(
        &group->index); /* the places behind it are others now; made again when one is added */
    return true;
}

/* ---- walks ---- */

/* A number that no group carries from an earlier walk. */
static uint32_t
next_walk(struct group_table *table)
{
    if (++table->walks == 0) {
        for (size_t i = 0; i < table->count; i++)
            table->groups[i]->walked = 0;
        table->walks = 1;
    }
    return table->walks;
}

static bool
walk_into(struct group_walk *walk, struct object_group *group)
{
    if (group == NULL || !group->exists || group->walked == walk->number)
        return false;
    group->walked = walk->number;
    group->walk_from = walk->at != NULL ? walk->at->id : GROUP_NONE;
    group->walk_at = 0;
    walk->at = group;
    return true;
}

struct group_walk
object_group_walk(const struct config *config, group_id id)
{
    struct group_walk walk = { config, NULL, next_walk(config->groups) };
    (void)walk_into(&walk, object_group_at(config, id));
    return walk;
}

const struct group_member *
group_walk_next(struct group_walk *walk)
{
    while (walk->at != NULL) {
        struct object_group *group = walk->at;
        if (group->walk_at == group->count) {
            walk->at = object_group_at(walk->config, group->walk_from);
            continue;
        }
        const struct group_member *member = &group->members[group->walk_at++];
        if (member->kind != ITEM_GROUP)
            return member;
        (void)walk_into(walk, object_group_at(walk->config, member->group));
    }
    return NULL;
}

bool
object_group_reaches(const struct config *config, const struct object_group *other,
                     const struct object_group *group)
{
    if (other == group)
        return true;
    if (other->nested == 0)
        return false;
    struct group_walk walk = object_group_walk(config, other->id);
    while (group->walked != walk.number && group_walk_next(&walk) != NULL)
        continue;
    return group->walked == walk.number;
}

/* ---- who refers to it ---- */

static bool
ace_names(const struct ace *ace, group_id id)
{
    return (ace->source.kind == ADDRESS_GROUP && ace->source.group == id) ||
           (ace->destination.kind == ADDRESS_GROUP && ace->destination.group == id) ||
           port_match_group(&ace->source_port) == id ||
           port_match_group(&ace->destination_port) == id ||
           (ace->extra != NULL &&
            (ace->extra->protocol_group == id || ace->extra->icmp_group == id));
}

static bool
group_names(const struct object_group *group, group_id id)
{
    const struct group_member member = { .kind = ITEM_GROUP, .group = id };
    return group->nested > 0 && object_group_find(group, &member) < group->count;
}

static bool
acl_names(const struct acl *acl, group_id id)
{
    for (size_t i = 0; acl->exists && i < acl->count; i++) {
        if (ace_names(acl->aces[i], id))
            return true;
    }
    return false;
}

bool
object_group_is_used(const struct config *config, const struct object_group *group)
{
    for (size_t i = 0; i < config->groups->shown_count; i++) {
        if (group_names(config->groups->shown[i], group->id))
            return true;
    }
    for (size_t i = 0; i < config->acl_count; i++) {
        if (acl_names(config->acls[i], group->id))
            return true;
    }
    for (size_t i = 0; i < config->threats.exception_count; i++) {
        const struct address_match *hosts = &config->threats.exceptions[i].hosts;
        if (hosts->kind == ADDRESS_GROUP && hosts->group == group->id)
            return true;
    }
    return acl_names(&config->conduits, group->id);
}

/* ---- evaluation ---- */

bool
port_operator_matches(const struct port_match *match, uint16_t port)
{
    switch (match->op) {
    case PORT_OP_NONE:
        return true;
    case PORT_OP_EQ:
        return port == match->low;
    case PORT_OP_NEQ:
        return port != match->low;
    case PORT_OP_LT:
        return port < match->low;
    case PORT_OP_GT:
        return port > match->low;
    case PORT_OP_RANGE:
        return port >= match->low && port <= match->high;
    case PORT_OP_GROUP:
        return false;
    }
    return false;
}

bool
object_group_has_address(const struct config *config, group_id id, uint32_t address)
{
    struct group_walk walk = object_group_walk(config, id);
    const struct group_member *member;
    while ((member = group_walk_next(&walk)) != NULL) {
        if (member->kind == ITEM_NETWORK && network_contains(member->network, address))
            return true;
    }
    return false;
}

bool
object_group_has_port(const struct config *config, group_id id, uint16_t port)
{
    struct group_walk walk = object_group_walk(config, id);
    const struct group_member *member;
    while ((member = group_walk_next(&walk)) != NULL) {
        if (member->kind == ITEM_PORT && port_operator_matches(&member->port, port))
            return true;
    }
    return false;
}

bool
object_group_has_protocol(const struct config *config, group_id id, uint8_t protocol)
{
    struct group_walk walk = object_group_walk(config, id);
    const struct group_member *member;
    while ((member = group_walk_next(&walk)) != NULL) {
        if (member->kind == ITEM_PROTOCOL &&
            (member->protocol == IP_ANY || member->protocol == protocol))
            return true;
    }
    return false;
}

bool
object_group_has_icmp_type(const struct config *config, group_id id, uint8_t type)
{
    struct group_walk walk = object_group_walk(config, id);
    const struct group_member *member;
    while ((member = group_walk_next(&walk)) != NULL) {
        if (member->kind == ITEM_ICMP_TYPE &&
            (member->icmp_type == ICMP_TYPE_ANY || member->icmp_type == type))
            return true;
    }
    return false;
}

static bool
service_matches(const struct group_member *member, uint8_t protocol, uint16_t port,
                uint8_t icmp_type)
{
    bool has_ports = protocol == IP_TCP || protocol == IP_UDP;
    if (member->kind != ITEM_SERVICE)
        return false;
    if (member->protocol == SERVICE_TCP_UDP
            ? !has_ports
            : member->protocol != IP_ANY && member->protocol != protocol)
        return false;
    if (member->port.op != PORT_OP_NONE)
        return has_ports && port_operator_matches(&member->port, port);
    return member->icmp_type == ICMP_TYPE_ANY ||
           (protocol == IP_ICMP && member->icmp_type == icmp_type);
}

bool
object_group_has_service(const struct config *config, group_id id, uint8_t protocol, uint16_t port,
                         uint8_t icmp_type)
{
    struct group_walk walk = object_group_walk(config, id);
    const struct group_member *member;
    while ((member = group_walk_next(&walk)) != NULL) {
        if (service_matches(member, protocol, port, icmp_type))
            return true;
    }
    return false;
}
