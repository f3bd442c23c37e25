/*
 * config.h: the versioned rule model. One struct config is one firewall's configuration as typed
 * data. It holds no syntax: the parser fills it and writes it back, the engine only reads it.
 *
 * Ownership: everything hangs on config->arena and lives until config_free. Removed entries leave
 * their list but stay in the arena. Pointers to acls, class maps and policy maps stay valid.
 * Names are NUL-terminated and never NULL unless a comment says so.
 */
#ifndef REFIRE_ENGINE_MODEL_CONFIG_H
#define REFIRE_ENGINE_MODEL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/base/ip.h"
#include "engine/model/behaviour.h"

/* Index into config->interfaces. Rules hold it, so that a renamed interface keeps its rules. */
typedef uint16_t ifc_id;

#define IFC_NONE ((ifc_id)0xffff)
#define PORT_ANY UINT16_MAX /* as an upper bound with a lower bound of 0 */

/*
 * Where a model row came from: which line wrote it and when. The trace and `--facts` name rows by
 * it. LINE is 0 for a row typed at the prompt.
 */
struct origin {
    const char *file; /* NULL at the prompt */
    uint32_t line;
    uint32_t revision;
};

enum address_source { ADDRESS_UNSET, ADDRESS_STATIC, ADDRESS_DHCP, ADDRESS_PPPOE };

struct interface {
    const char *hardware;   /* "ethernet0", "Ethernet0/1.10", "Vlan2" */
    const char *name;       /* nameif; NULL when it has none */
    uint8_t security_level; /* 0..100 */
    bool has_security_level;
    bool shutdown;
    bool is_subinterface;
    bool management_only;
    bool assumed; /* made up because the input has no interfaces at all */
    enum address_source address_source;
    bool setroute;
    uint32_t address; /* 0 when there is none */
    uint32_t netmask;
    uint32_t standby;  /* 0 when there is none */
    uint32_t failover; /* 6.x `failover ip address`; 0 when there is none */
    uint16_t mtu;
    uint16_t vlan;           /* 0 when untagged */
    const char *parent;      /* 6.3 `interface ethernet0 vlan10 logical`: "ethernet0"; else NULL */
    uint16_t dhcp_retry;     /* 6.x `ip address outside dhcp retry 4`; 0: not given */
    const char *speed;       /* as written; NULL for the default */
    const char *duplex;      /* NULL for the default */
    const char *description; /* NULL when there is none */
    uint8_t mac[6];
    bool has_mac;
    struct acl *access_in; /* access-group in; NULL when there is none */
    struct acl *access_out;
    struct origin origin;
    struct origin access_in_origin;
    struct origin access_out_origin;
    bool access_in_per_user; /* per-user-override */
    struct kept_line *kept;  /* sub-mode lines kept word for word, in order */
    size_t kept_count, kept_capacity;
};

/* A line kept word for word because it does not move packets, or not yet in our model. */
struct kept_line {
    const char *text;    /* without leading blanks */
    const void *command; /* the parser's row, which knows its place when written */
    uint16_t depth;      /* blanks in front when written: sub-mode nesting */
    bool taints;         /* could change a packet's fate: verdicts say so */
    const char *why;     /* what it could change; NULL unless it taints */
    struct origin origin;
};

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

struct conn_limits {
    uint32_t tcp_max; /* 0: no limit */
    uint32_t embryonic_max;
    uint32_t udp_max;
    bool no_random_sequence;
};

/* nat (if) id ... : which real addresses are translated dynamically, by which pool */
struct nat {
    ifc_id ifc;
    uint32_t id;         /* 0: identity, or exemption with an acl */
    struct network real; /* when there is no acl */
    struct acl *acl;     /* exemption (id 0) or policy NAT; NULL for the address form */
    bool outside;
    bool dns;
    struct conn_limits limits;
    struct origin origin;
};

enum global_kind { GLOBAL_RANGE, GLOBAL_PAT, GLOBAL_INTERFACE };

/* global (if) id ... : the mapped addresses of pool id on that interface */
struct global {
    ifc_id ifc;
    uint32_t id;
    enum global_kind kind;
    uint32_t first; /* RANGE and PAT */
    uint32_t last;  /* RANGE; equal to first for PAT */
    uint32_t netmask;
    bool netmask_given;
    struct origin origin;
};

/* static (real,mapped) ... */
struct static_nat {
    ifc_id real_ifc;
    ifc_id mapped_ifc;
    uint8_t protocol; /* 0, or IP_TCP / IP_UDP for static PAT */
    bool mapped_is_interface;
    uint32_t mapped;      /* when not the interface address */
    uint16_t mapped_port; /* static PAT */
    uint32_t real;        /* when there is no acl */
    uint16_t real_port;
    uint32_t netmask;
    struct acl *acl; /* policy static; NULL otherwise */
    bool dns;
    struct conn_limits limits;
    struct origin origin;
};

struct route {
    ifc_id ifc;
    struct network network;
    uint32_t gateway;
    uint16_t metric;
    bool tunneled;
    uint16_t track; /* 7.2 `track 1`: kept, the route is taken as up; 0: none */
    bool assumed;   /* made up for a configuration without routes, and said so */
    struct origin origin;
};

struct name {
    uint32_t address;
    const char *name;
    const char *description; /* NULL when there is none */
};

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

enum log_destination {
    LOG_CONSOLE,
    LOG_MONITOR,
    LOG_BUFFERED,
    LOG_TRAP,
    LOG_HISTORY,
    LOG_ASDM,
    LOG_DESTINATION_COUNT
};

#define LOG_LEVEL_OFF (-1)

enum device_id_kind {
    DEVICE_ID_NONE,
    DEVICE_ID_HOSTNAME,
    DEVICE_ID_ADDRESS,
    DEVICE_ID_STRING,
    DEVICE_ID_CONTEXT
};

struct log_message_setting {
    uint32_t id;
    bool disabled;
    int8_t level; /* LOG_LEVEL_OFF: its own */
};

struct log_host {
    ifc_id ifc;
    uint32_t address;
    uint8_t protocol; /* IP_UDP or IP_TCP */
    uint16_t port;    /* 0: the default */
    bool emblem;
};

struct logging {
    bool on;
    bool timestamp;
    bool standby;
    int8_t level[LOG_DESTINATION_COUNT]; /* LOG_LEVEL_OFF, or 0..7 */
    uint8_t facility;                    /* 16..23 */
    uint32_t queue;
    uint32_t buffer_size;
    enum device_id_kind device_id;
    const char *device_id_text; /* STRING */
    ifc_id device_id_ifc;       /* ADDRESS */
    struct log_message_setting *messages;
    size_t message_count, message_capacity;
    struct log_host *hosts;
    size_t host_count, host_capacity;
};

/* One accepted line; rolling back means doing the lines up to there again. */
struct journal_entry {
    uint32_t revision; /* the revision that this line made */
    const char *line;
    const char *context; /* the sub-mode it was typed in, "" at the top */
};

struct config {
    struct arena *arena;
    struct os_release os;
    uint32_t revision; /* 1 when new; each accepted change makes the next */
    struct journal_entry *journal;
    size_t journal_count, journal_capacity;

    const char *hostname;
    const char *domain_name;     /* NULL when there is none */
    const char *enable_password; /* 16 characters as the device stores it; NULL: the default */
    const char *passwd;          /* the same */
    bool names_on;
    bool nat_control;
    bool same_security_inter;
    bool same_security_intra;

    struct interface **interfaces; /* in the order they were made; index is ifc_id */
    size_t interface_count, interface_capacity;
    struct name *names;
    size_t name_count, name_capacity;
    struct acl **acls;
    size_t acl_count, acl_capacity;
    struct nat *nats;
    size_t nat_count, nat_capacity;
    struct global *globals;
    size_t global_count, global_capacity;
    struct static_nat *statics;
    size_t static_count, static_capacity;
    struct route *routes;
    size_t route_count, route_capacity;
    struct inspection *fixups; /* 6.x, the defaults included */
    size_t fixup_count, fixup_capacity;
    struct class_map **class_maps;
    size_t class_map_count, class_map_capacity;
    struct policy_map **policy_maps;
    size_t policy_map_count, policy_map_capacity;
    struct service_policy *service_policies;
    size_t service_policy_count, service_policy_capacity;
    struct kept_line *kept; /* in the order they came; the writer puts each in its section */
    size_t kept_count, kept_capacity;

    uint32_t timers[TIMER_COUNT]; /* seconds; 0: never */
    struct logging logging;
    uint32_t next_ace_id;
    const char *checksum;       /* `Cryptochecksum:` as read; NULL: there was none */
    uint32_t checksum_revision; /* the revision that it is true of */
};

/* What happened to a model row: a reference that trace and facts can name. */
enum row_kind {
    ROW_NONE,
    ROW_ACE,
    ROW_ACCESS_GROUP,
    ROW_IMPLICIT_DENY,
    ROW_SECURITY_LEVEL,
    ROW_NAT,
    ROW_GLOBAL,
    ROW_STATIC,
    ROW_ROUTE,
    ROW_CONNECTED_ROUTE,
    ROW_INSPECTION,
    ROW_INTERFACE,
    ROW_TIMER
};

/* A borrowed pointer to the row, by kind; INDEX counts from 0 in the row's own list. */
struct row {
    enum row_kind kind;
    const void *pointer;
    size_t index;
};

/*
 * A new configuration with the defaults of RELEASE and no interfaces; NULL when there is no
 * memory. The caller frees it.
 */
NODISCARD struct config *config_new(struct os_release release);
void config_free(struct config *config);

/* Logging as it is without a word about it: off, facility 20, ... */
void config_logging_defaults(struct config *config);

/*
 * Makes the next revision and remembers the line that led there. CONTEXT is the sub-mode line or
 * "". False when memory has run out.
 */
NODISCARD bool config_accept(struct config *config, const char *line, const char *context);

/* IFC_NONE when there is none of that nameif (6.x: any case) or hardware name (any case). */
ifc_id config_interface_by_name(const struct config *config, const char *name);
ifc_id config_interface_by_hardware(const struct config *config, const char *hardware);

/* Makes an interface without a name; IFC_NONE when there are too many or memory has run out. */
NODISCARD ifc_id config_add_interface(struct config *config, const char *hardware);

/*
 * An interface that loses its nameif loses what names it: nat, global, static, route, access-group,
 * service-policy and logging host (commands.md 3.2).
 */
void config_unname_interface(struct config *config, ifc_id ifc);

/* The nameif of an interface; its hardware name when it has none; "?" for IFC_NONE. */
const char *config_interface_label(const struct config *config, ifc_id ifc);

/* NULL when there is none; config_acl_make makes an empty one, whose exists is false. */
struct acl *config_acl(const struct config *config, const char *name);
NODISCARD struct acl *config_acl_make(struct config *config, const char *name);

struct class_map *config_class_map(const struct config *config, const char *name);
NODISCARD struct class_map *config_class_map_make(struct config *config, const char *name);
struct policy_map *config_policy_map(const struct config *config, const char *name);
NODISCARD struct policy_map *config_policy_map_make(struct config *config, const char *name);

/* A name of the names table for an address, and the address of a name. NULL / false: none. */
const char *config_name_of(const struct config *config, uint32_t address);
NODISCARD bool config_address_of(const struct config *config, const char *name, uint32_t *address);

/* An interface takes part: named, not shut down. */
bool interface_is_up(const struct interface *interface);

/* The usual protocol, port and name of an inspection: "ftp" TCP 21. Ports 0: it has none. */
struct inspection_default {
    const char *name;        /* as in `inspect`: "h323 h225" */
    uint8_t protocol;        /* IP_TCP or IP_UDP, IP_ICMP, ...; the second one where it has two */
    uint8_t second_protocol; /* 0 when there is none */
    uint16_t port_first;
    uint16_t port_last;
    bool source_port; /* netbios: the ports are source ports */
};
const struct inspection_default *inspection_default(enum inspection_kind kind);

#endif
