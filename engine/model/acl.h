/*
 * acl.h: access lists.
 *
 * There may be a million ACEs, so that one is 64 bytes and what few of them have stands behind one
 * pointer.
 */
#ifndef REFIRE_ENGINE_MODEL_ACL_H
#define REFIRE_ENGINE_MODEL_ACL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/base/index.h"
#include "engine/base/ip.h"
#include "engine/model/interface.h"

#define PORT_ANY UINT16_MAX /* as an upper bound with a lower bound of 0 */

/* An object group (engine/model/object_group.h). Stays the same when a group goes and comes back.
 */
typedef uint32_t group_id;

#define GROUP_NONE ((group_id)0)

SMALL_ENUM address_kind{ ADDRESS_ANY, ADDRESS_NETWORK, ADDRESS_OF_INTERFACE, ADDRESS_GROUP };

struct address_match {
    union {
        struct network network; /* NETWORK: a host has IP_HOST_MASK */
        ifc_id ifc;             /* OF_INTERFACE */
        group_id group;         /* GROUP: of networks */
    };
    enum address_kind kind;
};

SMALL_ENUM port_operator{ PORT_OP_NONE, PORT_OP_EQ,    PORT_OP_NEQ,  PORT_OP_LT,
                          PORT_OP_GT,   PORT_OP_RANGE, PORT_OP_GROUP };

struct port_match {
    enum port_operator op; /* NONE matches every port */
    uint16_t low;
    uint16_t high; /* RANGE only */
};

/* A service group takes both halves: port_match_group reads it. */
static inline struct port_match
port_match_of_group(group_id group)
{
    return (struct port_match){ PORT_OP_GROUP, (uint16_t)(group & 0xffff),
                                (uint16_t)(group >> 16) };
}

static inline group_id
port_match_group(const struct port_match *match)
{
    return match->op == PORT_OP_GROUP ? (group_id)match->high << 16 | match->low : GROUP_NONE;
}

#define ICMP_TYPE_ANY (-1)
#define ACE_LOG_DEFAULT_LEVEL 6
#define ACE_LOG_DEFAULT_SECONDS 300

SMALL_ENUM ace_log{ ACE_LOG_UNSET, ACE_LOG_ON, ACE_LOG_DISABLED };

struct time_range;

/* What an ethertype ACE matches; spelled as a name or as a number. */
SMALL_ENUM ether_kind{ ETHER_NONE,           ETHER_ANY,          ETHER_BPDU, ETHER_IPX,
                       ETHER_MPLS_MULTICAST, ETHER_MPLS_UNICAST, ETHER_TYPE };

struct ether_match {
    enum ether_kind kind; /* NONE: of another kind of list */
    uint16_t type;        /* TYPE only */
};

/* What few ACEs have. */
struct ace_extra {
    const char *text;         /* a remark; the URL of a webtype ACE; else NULL */
    group_id protocol_group;  /* of protocols, or from 8.0 of services: stands for the protocol */
    group_id icmp_group;      /* of ICMP types */
    struct time_range *range; /* NULL: always */
    uint16_t log_seconds;     /* 0: the default */
    struct ether_match ether; /* of an ETHERTYPE list */
};

struct ace {
    uint32_t id; /* unique in its configuration for good: hit counts hang on it */
    struct address_match source;
    struct address_match destination;
    struct port_match source_port;
    struct port_match destination_port;
    uint32_t line; /* of the file; 0 at the prompt */
    uint32_t revision;
    int16_t icmp_type;
    uint16_t file;    /* of config->files; 0 at the prompt */
    uint8_t protocol; /* IP_ANY for `ip`, and with a protocol group */
    bool permit : 1;
    bool is_remark : 1;
    bool inactive : 1;
    enum ace_log log;
    uint8_t log_level;
    const struct ace_extra *extra; /* NULL: nothing of it */
};

_Static_assert(sizeof(struct ace) <= 64, "a million of them must fit");

static inline const char *
ace_text(const struct ace *ace)
{
    return ace->extra != NULL ? ace->extra->text : NULL;
}

static inline uint32_t
ace_log_seconds(const struct ace *ace)
{
    return ace->extra != NULL && ace->extra->log_seconds != 0 ? ace->extra->log_seconds
                                                              : ACE_LOG_DEFAULT_SECONDS;
}

/* ETHERTYPE and WEBTYPE match no IP packet. The latter have a URL, or a TCP destination. */
enum acl_kind { ACL_EXTENDED, ACL_STANDARD, ACL_ETHERTYPE, ACL_WEBTYPE };

struct acl {
    const char *name;
    enum acl_kind kind;
    bool exists;       /* false: removed, or named before it was made */
    bool compiled;     /* 6.x `access-list X compiled`: no effect on what matches */
    struct ace **aces; /* in order; remarks count as lines */
    size_t count, capacity;
    size_t remarks;      /* among them */
    struct ace **blocks; /* what they are made in, by acl.c */
    size_t block_count, block_capacity;
    uint32_t made;      /* ACEs in the blocks, those that were removed included */
    struct index index; /* of all but the remarks; made when there are many */
};

struct config;

/* What duplicates have in common: all but their options, logging, time range and `inactive`. */
uint32_t ace_hash(const struct ace *ace);
bool port_match_is_same(const struct port_match *a, const struct port_match *b);
/* The line that says the same, whose hash HASH is; NULL: there is none. */
struct ace *acl_duplicate(const struct acl *acl, const struct ace *ace, uint32_t hash);
/* Says that lines with this hash will be asked for soon. */
static inline void
acl_prefetch(const struct acl *acl, uint32_t hash)
{
    if (acl->index.slots != NULL)
        __builtin_prefetch(&acl->index.slots[hash & acl->index.mask]);
}
/* The place of one of its ACEs; the count: it has gone. */
size_t acl_place(const struct acl *acl, const struct ace *ace);
/*
 * Puts a copy with an id of its own in front of line AT, or behind the last one when that is the
 * count. NULL when memory has run out, and then nothing has changed.
 */
struct ace *acl_insert(struct config *config, struct acl *acl, const struct ace *ace, uint32_t hash,
                       size_t at);
void acl_remove(struct acl *acl, size_t at);
/* Takes all lines; ACEs stay where they are, for those that still point to them. */
void acl_clear(struct acl *acl);
/* Frees what is not the configuration's arena's. */
void acl_fini(struct acl *acl);

/* `access-list deny-flow-max`, `alert-interval`, `compiled`; 0: the default. */
struct acl_settings {
    uint32_t deny_flow_max;
    uint32_t alert_seconds;
    bool compiled;
};

#endif
