/*
 * nat_shapes.c: translation.
 */
#include "engine/model/shapes/members.h"

#define S struct conn_limits
static const struct member conn_limits_members[] = {
    NUMBER(tcp_max), NUMBER(embryonic_max), NUMBER(udp_max), NUMBER(no_random_sequence), END,
};
static SHAPE(conn_limits, NULL);
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
SHAPE(nat, NULL);
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
SHAPE(global, NULL);
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
SHAPE(static_nat, NULL);
#undef S

#define S struct alias
static const struct member alias_members[] = {
    INTERFACE(ifc), NUMBER(dnat), NUMBER(foreign), NUMBER(netmask), STRUCT(origin, origin), END,
};
SHAPE(alias, NULL);
#undef S
