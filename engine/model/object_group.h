/*
 * object_group.h: object groups, from 6.2 (commands.md 5.8).
 *
 * Groups and members are found through hashes, so that 100,000 members load in linear time. A walk
 * over a group and all that it nests visits each group once and keeps its way back in the groups
 * themselves: its cost is bounded by what was configured and its stack by nothing.
 */
#ifndef REFIRE_ENGINE_MODEL_OBJECT_GROUP_H
#define REFIRE_ENGINE_MODEL_OBJECT_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/base/index.h"
#include "engine/model/acl.h"

struct config;

SMALL_ENUM group_type{ GROUP_NETWORK, GROUP_SERVICE, GROUP_PROTOCOL, GROUP_ICMP_TYPE };

/* The protocol of a service group beside IP_TCP and IP_UDP; both are reserved as protocols. */
#define SERVICE_TCP_UDP 255
#define SERVICE_MIXED IP_ANY /* 8.0: each member has its own */

SMALL_ENUM item_kind{
    ITEM_NETWORK,   /* network-object */
    ITEM_PORT,      /* port-object */
    ITEM_SERVICE,   /* service-object: a protocol, with destination ports or an ICMP type */
    ITEM_PROTOCOL,  /* protocol-object */
    ITEM_ICMP_TYPE, /* icmp-object */
    ITEM_GROUP,     /* group-object */
};

struct group_member {
    union {
        struct network network;
        struct port_match port; /* PORT, SERVICE */
        group_id group;
    };
    int16_t icmp_type; /* ICMP_TYPE; SERVICE of ICMP: or ICMP_TYPE_ANY */
    uint8_t protocol;  /* PROTOCOL; SERVICE: or SERVICE_TCP_UDP */
    enum item_kind kind;
};

struct object_group {
    const char *name;
    group_id id;
    enum group_type type;
    uint8_t protocol; /* SERVICE: IP_TCP, IP_UDP, SERVICE_TCP_UDP or SERVICE_MIXED */
    bool exists;      /* false: removed, or named before it was made */
    const char *description;
    struct group_member *members; /* in order */
    size_t count, capacity;
    size_t nested;      /* how many of them are groups */
    struct index index; /* of members; made when there are many */
    uint32_t walked;    /* the last walk that came here, ... */
    group_id walk_from; /* ... from where, ... */
    size_t walk_at;     /* ... and its next member */
};

struct group_table {
    struct object_group **groups; /* in the order they were made; group_id - 1 is the place */
    size_t count, capacity;
    struct object_group **shown; /* those that exist, in the order they are written */
    size_t shown_count, shown_capacity;
    struct index index; /* by name; its slots are made with the first group */
    uint32_t walks;
};

/* Frees what is not the configuration's arena's. */
void object_groups_fini(struct group_table *table);

/* NULL when there is none; make makes an empty one, whose exists is false. NULL: no memory. */
struct object_group *config_object_group(const struct config *config, const char *name);
NODISCARD struct object_group *config_object_group_make(struct config *config, const char *name);
/* NULL for GROUP_NONE. */
struct object_group *object_group_at(const struct config *config, group_id id);

/* The place of an equal member; the count: there is none. */
size_t object_group_find(const struct object_group *group, const struct group_member *member);
/* False when memory has run out. The member must not be there yet. */
NODISCARD bool object_group_add(struct config *config, struct object_group *group,
                                const struct group_member *member);
/* False when memory has run out, and then nothing has changed. */
NODISCARD bool object_group_remove(struct object_group *group, size_t at);
/* Lets it exist, empty; false when memory has run out. */
NODISCARD bool object_group_define(struct config *config, struct object_group *group,
                                   enum group_type type, uint8_t protocol);
/* Takes all that it has; the name stays for those that refer to it. */
void object_group_forget(struct config *config, struct object_group *group);

/* Would a nested OTHER make the group contain itself? */
bool object_group_reaches(const struct config *config, const struct object_group *other,
                          const struct object_group *group);
/* Does an ACE, another group or an exception of threat detection refer to it? */
bool object_group_is_used(const struct config *config, const struct object_group *group);

/*
 * The members of a group and of those it nests, in order, each group once and no ITEM_GROUP
 * among them. One walk at a time in a configuration; it may be left early.
 *
 *     struct group_walk walk = object_group_walk(config, id);
 *     while ((member = group_walk_next(&walk)) != NULL)
 */
struct group_walk {
    const struct config *config;
    struct object_group *at; /* NULL: at the end */
    uint32_t number;
};

struct group_walk object_group_walk(const struct config *config, group_id id);
const struct group_member *group_walk_next(struct group_walk *walk);

/* Does a member match? An empty or missing group matches nothing. */
bool object_group_has_address(const struct config *config, group_id id, uint32_t address);
bool object_group_has_port(const struct config *config, group_id id, uint16_t port);
bool object_group_has_protocol(const struct config *config, group_id id, uint8_t protocol);
bool object_group_has_icmp_type(const struct config *config, group_id id, uint8_t type);
/* Of a mixed service group; PORT is the destination's. */
bool object_group_has_service(const struct config *config, group_id id, uint8_t protocol,
                              uint16_t port, uint8_t icmp_type);

/* An operator with its bounds; a group is the caller's. */
bool port_operator_matches(const struct port_match *match, uint16_t port);

#endif
