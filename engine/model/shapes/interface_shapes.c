/*
 * interface_shapes.c: interfaces and where they lead.
 */
#include "engine/model/shapes/members.h"

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
SHAPE(interface, interface_counts);
#undef S

#define S struct arp_entry
static const struct member arp_entry_members[] = {
    INTERFACE(ifc), NUMBER(address), NUMBERS(mac), NUMBER(alias), END,
};
SHAPE(arp_entry, NULL);
#undef S

#define S struct route
static const struct member route_members[] = {
    INTERFACE(ifc),  STRUCT(network, network), NUMBER(gateway),
    NUMBER(metric),  NUMBER(tunneled),         NUMBER(track),
    NUMBER(assumed), STRUCT(origin, origin),   END,
};
SHAPE(route, NULL);
#undef S

#define S struct listed_interface
static const struct member listed_interface_members[] = {
    INTERFACE(ifc),
    STRUCT(origin, origin),
    END,
};
static SHAPE(listed_interface, NULL);
#undef S

#define S struct interface_list
static const struct member interface_list_members[] = {
    LIST(items, count, listed_interface),
    LENGTH_OF(count),
    LENGTH_OF(capacity),
    END,
};
SHAPE(interface_list, NULL);
#undef S
