/*
 * acl.h: access lists.
 */
#ifndef REFIRE_ENGINE_MODEL_ACL_H
#define REFIRE_ENGINE_MODEL_ACL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/ip.h"
#include "engine/model/interface.h"

#define PORT_ANY UINT16_MAX /* as an upper bound with a lower bound of 0 */

enum address_kind { ADDRESS_ANY, ADDRESS_NETWORK, ADDRESS_OF_INTERFACE };

struct address_match {
    enum address_kind kind;
    struct network network; /* a host has IP_HOST_MASK */
    ifc_id ifc;             /* ADDRESS_OF_INTERFACE */
};

enum port_operator { PORT_OP_NONE, PORT_OP_EQ, PORT_OP_NEQ, PORT_OP_LT, PORT_OP_GT, PORT_OP_RANGE };

struct port_match {
    enum port_operator op; /* NONE matches every port */
    uint16_t low;
    uint16_t high; /* RANGE only */
};

#define ICMP_TYPE_ANY (-1)
#define ACE_LOG_DEFAULT_SECONDS 300

enum ace_log { ACE_LOG_UNSET, ACE_LOG_ON, ACE_LOG_DISABLED };

struct ace {
    uint32_t id; /* unique in its configuration for good: hit counts hang on it */
    bool is_remark;
    const char *remark; /* NULL unless is_remark */
    bool permit;
    uint8_t protocol; /* IP_ANY for `ip` */
    struct address_match source;
    struct address_match destination;
    struct port_match source_port;
    struct port_match destination_port;
    int16_t icmp_type;
    bool inactive;
    enum ace_log log;
    uint8_t log_level;
    uint16_t log_seconds;
    bool not_modelled;     /* kept word for word in its place; matches nothing, taints */
    const char *kept_text; /* NULL unless not_modelled */
    struct origin origin;
};

enum acl_kind { ACL_EXTENDED, ACL_STANDARD, ACL_OTHER };

struct acl {
    const char *name;
    enum acl_kind kind;
    bool exists;       /* false: removed, or named before it was made */
    bool compiled;     /* 6.x `access-list X compiled`: no effect on what matches */
    struct ace **aces; /* in order; remarks count as lines */
    size_t count, capacity;
};

#endif
