/*
 * policy_map.h: inspections, class maps, policy maps and where they work.
 */
#ifndef REFIRE_ENGINE_MODEL_POLICY_MAP_H
#define REFIRE_ENGINE_MODEL_POLICY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/acl.h"

/* Application inspection: `fixup protocol X` and `inspect X` both make one of these. */
enum inspection_kind {
    INSPECT_CTIQBE,
    INSPECT_DCERPC,
    INSPECT_DNS,
    INSPECT_ESMTP,
    INSPECT_ESP_IKE,
    INSPECT_FTP,
    INSPECT_GTP,
    INSPECT_H323_H225,
    INSPECT_H323_RAS,
    INSPECT_HTTP,
    INSPECT_ICMP,
    INSPECT_ICMP_ERROR,
    INSPECT_ILS,
    INSPECT_IM,
    INSPECT_IP_OPTIONS,
    INSPECT_IPSEC_PASS_THRU,
    INSPECT_MGCP,
    INSPECT_MMP,
    INSPECT_NETBIOS,
    INSPECT_PPTP,
    INSPECT_RADIUS_ACCOUNTING,
    INSPECT_RSH,
    INSPECT_RTSP,
    INSPECT_SIP,
    INSPECT_SIP_UDP,
    INSPECT_SKINNY,
    INSPECT_SMTP,
    INSPECT_SNMP,
    INSPECT_SQLNET,
    INSPECT_SUNRPC,
    INSPECT_TFTP,
    INSPECT_WAAS,
    INSPECT_XDMCP,
    INSPECT_KIND_COUNT
};

struct inspection {
    enum inspection_kind kind;
    uint16_t port_first; /* fixup; 0 under a class map: the class decides */
    uint16_t port_last;
    bool off;                /* `no fixup protocol X` of a default one, which is written */
    bool strict;             /* ftp */
    uint16_t maximum_length; /* dns; 0: not given */
    const char *map;         /* `inspect dns preset_dns_map`; NULL when there is none */
    struct origin origin;
};

enum class_match_kind {
    CLASS_MATCH_ANY,
    CLASS_MATCH_DEFAULT_INSPECTION,
    CLASS_MATCH_PORT,
    CLASS_MATCH_ACCESS_LIST,
    CLASS_MATCH_KEPT
};

struct class_match {
    enum class_match_kind kind;
    uint8_t protocol; /* PORT: IP_TCP or IP_UDP */
    struct port_match port;
    struct acl *acl;       /* ACCESS_LIST */
    const char *kept_text; /* KEPT: matches nothing, taints */
    struct origin origin;
};

struct class_map {
    const char *name; /* "class-default" is made with the configuration */
    bool exists;
    const char *description; /* NULL when there is none */
    struct class_match *matches;
    size_t count, capacity;
    struct origin origin;
};

/* One `class X` inside a policy map, with its actions. */
struct policy_class {
    struct class_map *class_map;
    struct inspection *inspections;
    size_t count, capacity;
    struct kept_line *kept; /* `set connection ...`, `police ...` */
    size_t kept_count, kept_capacity;
};

struct policy_map {
    const char *name;
    bool exists;
    const char *type; /* "inspect dns"; NULL for a layer 3/4 map */
    const char *description;
    struct policy_class *classes;
    size_t count, capacity;
    struct kept_line *kept; /* body of a `type inspect` map */
    size_t kept_count, kept_capacity;
    struct origin origin;
};

struct service_policy {
    struct policy_map *policy_map;
    ifc_id ifc; /* IFC_NONE: global */
    struct origin origin;
};

/* The usual protocol, port and name of an inspection: "ftp" TCP 21. Ports 0: it has none. */
struct inspection_default {
    const char *name;        /* as in `inspect`: "h323 h225" */
    uint8_t protocol;        /* IP_TCP or IP_UDP, IP_ICMP, ...; the second one where it has two */
    uint8_t second_protocol; /* 0 when there is none */
    uint16_t port_first;
    uint16_t port_last;
    uint16_t other_port; /* one more, beside the range; 0: none */
    bool source_port;    /* netbios: the ports are source ports */
};
const struct inspection_default *inspection_default(enum inspection_kind kind);

#endif
