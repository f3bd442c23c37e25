/*
 * policy_map.h: inspections, class maps, policy maps and where they work.
 */
#ifndef REFIRE_ENGINE_MODEL_POLICY_MAP_H
#define REFIRE_ENGINE_MODEL_POLICY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/acl.h"
#include "engine/model/behaviour.h"
#include "engine/model/inspect_map.h"
#include "engine/model/tcp_map.h"

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
    CLASS_MATCH_DSCP,
    CLASS_MATCH_PRECEDENCE,
    CLASS_MATCH_RTP,
    /* not evaluated: they match nothing, and taint */
    CLASS_MATCH_TUNNEL_GROUP,
    CLASS_MATCH_FLOW /* destination address: one flow each, beside a tunnel group */
};

/* Values of DSCP and precedence at most in one match. */
#define CLASS_MATCH_VALUES_MAX 8

struct class_match {
    enum class_match_kind kind;
    uint8_t protocol; /* PORT: IP_TCP or IP_UDP */
    struct port_match port;
    struct acl *acl;                        /* ACCESS_LIST */
    uint8_t values[CLASS_MATCH_VALUES_MAX]; /* DSCP, PRECEDENCE */
    uint8_t value_count;
    uint16_t rtp_first, rtp_range; /* RTP: ports from FIRST to FIRST + RANGE */
    const char *tunnel_group;      /* TUNNEL_GROUP */
    struct origin origin;
};

enum class_map_type {
    CLASS_MAP_TRAFFIC, /* layer 3/4 */
    CLASS_MAP_MANAGEMENT,
    CLASS_MAP_INSPECT,
    CLASS_MAP_REGEX
};

struct class_map {
    const char *name; /* "class-default" is made with the configuration */
    bool exists;
    enum class_map_type type;
    bool match_any;              /* INSPECT: one of its matches is enough */
    struct inspect_map *inspect; /* INSPECT: its matches */
    const char **regexes;        /* REGEX: their names */
    size_t regex_count, regex_capacity;
    const char *description; /* NULL when there is none */
    struct class_match *matches;
    size_t count, capacity;
    struct origin origin;
};

/* `set connection`: limits and timers of the connections of a class. */
enum conn_setting {
    CONN_MAX,
    CONN_EMBRYONIC_MAX,
    CONN_PER_CLIENT_EMBRYONIC_MAX,
    CONN_PER_CLIENT_MAX,
    CONN_RANDOM_SEQUENCE, /* values: 1 on, 0 off */
    CONN_TIMEOUT_EMBRYONIC,
    CONN_TIMEOUT_HALF_CLOSED,
    CONN_TIMEOUT_IDLE,
    CONN_IDLE_RESET, /* both ends are told of an idle timeout */
    CONN_DCD,        /* dead connection detection */
    CONN_DCD_INTERVAL,
    CONN_DCD_RETRIES,
    CONN_TCP_MAP,
    CONN_DECREMENT_TTL,
    CONN_TCP_STATE_BYPASS,
    CONN_SETTING_COUNT
};

struct conn_settings {
    bool said[CONN_SETTING_COUNT];
    uint32_t values[CONN_SETTING_COUNT]; /* seconds, numbers; 0 is no limit, never */
    const char *tcp_map;                 /* may come later, so it is named */
};

struct policer {
    bool on;
    uint32_t rate;   /* bits per second */
    uint32_t burst;  /* bytes; 0: not given */
    uint8_t conform; /* enum map_action: NONE, ALLOW or DROP */
    uint8_t exceed;
};

enum policer_direction { POLICE_INPUT, POLICE_OUTPUT, POLICE_DIRECTIONS };

/* The module that a class sends its packets to: `ips`, `csc`. */
struct module_action {
    bool on;
    bool promiscuous; /* ips: it sees copies */
    bool fail_open;
    const char *sensor; /* ips; NULL: the usual one */
};

/* flow-export event-type all destination 10.0.0.1 */
struct flow_export {
    uint8_t event; /* by the row's list */
    uint32_t destination;
    struct origin origin;
};

/* What a class may do beside inspections. Each is something a packet could notice. */
enum policy_action {
    POLICY_ACTION_CONNECTION,
    POLICY_ACTION_TIMEOUT,
    POLICY_ACTION_ADVANCED,
    POLICY_ACTION_DECREMENT_TTL,
    POLICY_ACTION_POLICE,
    POLICY_ACTION_PRIORITY,
    POLICY_ACTION_SHAPE,
    POLICY_ACTION_IPS,
    POLICY_ACTION_CSC,
    POLICY_ACTION_FLOW_EXPORT,
    POLICY_ACTION_NESTED,
    POLICY_ACTION_COUNT
};

/* One `class X` inside a policy map, with its actions. */
struct policy_class {
    struct class_map *class_map;
    struct inspection *inspections;
    size_t count, capacity;
    struct conn_settings connection;
    struct policer policers[POLICE_DIRECTIONS];
    bool priority;
    uint32_t shape_rate; /* bits per second; 0: no shaping */
    uint32_t shape_burst;
    struct module_action ips, csc;
    struct flow_export *exports;
    size_t export_count, export_capacity;
    const char *nested;                         /* policy map inside the shaped traffic; NULL */
    struct origin origins[POLICY_ACTION_COUNT]; /* where each was last said */
    struct origin origin;
};

struct policy_map {
    const char *name;
    bool exists;
    struct inspect_map *inspect; /* of `type inspect`; NULL for a layer 3/4 map */
    const char *description;
    struct policy_class *classes;
    size_t count, capacity;
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
/* The INDEX-th inspection that is always on; NULL: there are no more. */
const struct inspection *inspection_built_in(const struct behaviour *does, size_t index);
/* Whose maps an inspection takes; MAP_PROTOCOL_COUNT: it takes none. */
enum map_protocol inspection_map_protocol(enum inspection_kind kind);

/*
 * What one class alone decides for a conn: the first that has it (engine.md 7). Limits, timers and
 * sequence numbers are one feature.
 */
enum policy_feature {
    POLICY_FEATURE_CONNECTION,
    POLICY_FEATURE_NORMALIZATION, /* a tcp-map */
    POLICY_FEATURE_BYPASS,        /* TCP state is not followed */
    POLICY_FEATURE_COUNT
};
bool policy_class_has(const struct policy_class *class, enum policy_feature feature);

/* Does the class do this beside its inspections? */
bool policy_class_does(const struct policy_class *class, enum policy_action action);

#endif
