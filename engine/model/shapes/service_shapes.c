/*
 * service_shapes.c: filters, pools, and the VPNs of which only some lines are read.
 */
#include "engine/model/shapes/members.h"

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
SHAPE(content_filter, NULL);
#undef S

#define S struct url_server
static const struct member url_server_members[] = {
    INTERFACE(ifc),          NUMBER(vendor),
    NUMBER(address),         NUMBER(port),
    NUMBER(timeout_seconds), NUMBER(protocol),
    NUMBER(version),         NUMBER(connections),
    STRUCT(origin, origin),  END,
};
SHAPE(url_server, NULL);
#undef S

#define S struct local_pool
static const struct member local_pool_members[] = {
    TEXT(name),          NUMBER(first),   NUMBER(last),           NUMBER(is_range),
    NUMBER(has_netmask), NUMBER(netmask), STRUCT(origin, origin), END,
};
SHAPE(local_pool, NULL);
#undef S

#define S struct crypto_entry
static const struct member crypto_entry_members[] = {
    NUMBER(is_dynamic),     TEXT(map),
    NUMBER(sequence),       NAMED(acl),
    TEXT(dynamic),          NUMBER(has_peer),
    NUMBER(has_transforms), NUMBER(manual),
    STRUCT(origin, origin), END,
};
SHAPE(crypto_entry, NULL);
#undef S

#define S struct crypto_binding
static const struct member crypto_binding_members[] = {
    TEXT(map),
    INTERFACE(ifc),
    STRUCT(origin, origin),
    END,
};
SHAPE(crypto_binding, NULL);
#undef S
