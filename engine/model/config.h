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
#include "engine/model/acl.h"
#include "engine/model/audit.h"
#include "engine/model/behaviour.h"
#include "engine/model/box.h"
#include "engine/model/content_filter.h"
#include "engine/model/crypto.h"
#include "engine/model/established.h"
#include "engine/model/guard.h"
#include "engine/model/interface.h"
#include "engine/model/local_pool.h"
#include "engine/model/logging.h"
#include "engine/model/names.h"
#include "engine/model/object_group.h"
#include "engine/model/outbound.h"
#include "engine/model/policy_map.h"
#include "engine/model/sysopt.h"
#include "engine/model/terminal.h"
#include "engine/model/threat.h"
#include "engine/model/time_range.h"
#include "engine/model/time_zone.h"
#include "engine/model/translation.h"

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

/*
 * One accepted line. A revision is what was loaded and the lines up to there, done again
 * (parser/revision.h); several lines make one revision where they were typed by one command.
 */
struct journal_entry {
    uint32_t revision;   /* the revision that this line made */
    const char *line;    /* its indentation included */
    const char *context; /* the lines that lead to its sub-mode, "" at the top */
    int64_t time;        /* of the box's clock, as the engine counts it; 0: not known */
    bool forgiven;       /* taken as a file's: a device refuses it when typed */
};

/* A static ARP entry. */
struct arp_entry {
    ifc_id ifc;
    uint32_t address;
    uint8_t mac[6];
    bool alias; /* answered for: proxy ARP */
};

struct config {
    struct arena *arena;
    struct os_release os;
    const struct behaviour *does;  /* what that version does: its row, or one put in its place */
    uint32_t revision;             /* 1 when new or loaded; each accepted change makes the next */
    struct journal_entry *journal; /* what was typed since */
    size_t journal_count, journal_capacity;
    bool gathering;   /* the next accepted lines make one revision together */
    const char *base; /* revision 1 as text; NULL: nothing has been typed, it is this one */

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
    struct name_table names;
    uint32_t management_address; /* of a transparent firewall; 0: none */
    uint32_t management_netmask;
    uint32_t management_standby;
    struct acl **acls;
    size_t acl_count, acl_capacity;
    struct acl_settings acl_settings;
    struct acl conduits; /* 6.x: destination is the global address, source the foreign one */
    struct outbound_rule *outbounds;
    size_t outbound_count, outbound_capacity;
    struct outbound_apply *applies;
    size_t apply_count, apply_capacity;
    struct content_filter *content_filters;
    size_t content_filter_count, content_filter_capacity;
    struct url_server *url_servers;
    size_t url_server_count, url_server_capacity;
    struct local_pool *local_pools;
    size_t local_pool_count, local_pool_capacity;
    struct established *establisheds;
    size_t established_count, established_capacity;
    struct group_table *groups;
    struct time_range **time_ranges;
    size_t time_range_count, time_range_capacity;
    struct time_zone time_zone;
    const char **files; /* where ACEs came from; an ACE counts from 1 */
    size_t file_count, file_capacity;
    struct nat *nats;
    size_t nat_count, nat_capacity;
    struct global *globals;
    size_t global_count, global_capacity;
    struct static_nat *statics;
    size_t static_count, static_capacity;
    struct alias *aliases;
    size_t alias_count, alias_capacity;
    struct route *routes;
    size_t route_count, route_capacity;
    struct arp_entry *arps;
    size_t arp_count, arp_capacity;
    uint32_t arp_seconds;      /* life of the other entries; 0: nothing was said */
    struct inspection *fixups; /* 6.x, the defaults included */
    size_t fixup_count, fixup_capacity;
    struct class_map **class_maps;
    size_t class_map_count, class_map_capacity;
    struct policy_map **policy_maps;
    size_t policy_map_count, policy_map_capacity;
    uint8_t snmp_denied;       /* 6.3: bits, by the choices of MAP_SNMP_DENY_VERSION */
    struct old_map **old_maps; /* 7.0 and 7.1; snmp-map in all */
    size_t old_map_count, old_map_capacity;
    struct tcp_map **tcp_maps;
    size_t tcp_map_count, tcp_map_capacity;
    struct regex *regexes;
    size_t regex_count, regex_capacity;
    struct service_policy *service_policies;
    size_t service_policy_count, service_policy_capacity;
    struct kept_line *kept; /* in the order they came; the writer puts each in its section */
    size_t kept_count, kept_capacity;

    /* What kept lines say that packets depend on: config_forget_facts empties these. */
    struct crypto_entry *crypto_entries;
    size_t crypto_entry_count, crypto_entry_capacity;
    struct crypto_binding *crypto_bindings;
    size_t crypto_binding_count, crypto_binding_capacity;

    uint32_t timers[TIMER_COUNT]; /* seconds; 0: never */
    struct logging logging;
    struct box_settings box;
    struct guard guard;
    struct audit audit;
    struct threat_detection threats;
    struct sysopts sysopts;
    struct terminal_settings terminal;
    uint32_t next_ace_id;
    uint32_t next_nat_number;   /* of nats and statics */
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
    ROW_ALIAS,
    ROW_ROUTE,
    ROW_CONNECTED_ROUTE,
    ROW_INSPECTION,
    ROW_INTERFACE,
    ROW_FRAGMENT, /* no pointer: the default limit */
    ROW_SHUN,
    ROW_REVERSE_PATH,
    ROW_AUDIT, /* the policy of an interface */
    ROW_TIMER,
    ROW_CONDUIT, /* an ACE too */
    ROW_OUTBOUND,
    ROW_ESTABLISHED,
    ROW_ICMP_RULE,
    ROW_TELNET, /* in the order of enum management_service */
    ROW_SSH,
    ROW_HTTP
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
/*
 * The same for a box that does as DOES says, whatever its version does: for tests of what each cell
 * of the table is good for. DOES is borrowed.
 */
NODISCARD struct config *config_new_as(struct os_release release, const struct behaviour *does);
void config_free(struct config *config);

/*
 * Takes everything back to what config_new made, but for the ports of the box: interfaces that
 * IS_PORT says are ones stay, without a name or an address, and shut down. Revision, journal and
 * identity numbers go on. False when memory has run out.
 */
NODISCARD bool config_reset(struct config *config, bool (*is_port)(const struct interface *));

/* The parser derives them again, from the kept lines that are there. */
void config_forget_facts(struct config *config);

/* Logging as it is without a word about it: off, facility 20, ... */
void config_logging_defaults(struct config *config);

/*
 * Before a change: takes the memory to remember LINE, so that config_accept cannot fail. CONTEXT is
 * of the lines that lead to its sub-mode, or "", and is borrowed. False when memory has run out.
 */
NODISCARD bool config_reserve(struct config *config, const char *line, const char *context,
                              bool forgiven);
/* After the change: its line is remembered, and makes the next revision. */
void config_accept(struct config *config);
/* What is accepted between the two makes one revision; none, when nothing is. */
void config_begin_revision(struct config *config);
void config_end_revision(struct config *config);

/* IFC_NONE when there is none of that nameif (6.x: any case) or hardware name (any case). */
ifc_id config_interface_by_name(const struct config *config, const char *name);
ifc_id config_interface_by_hardware(const struct config *config, const char *hardware);

/* More than any box has, removed ones included; looking for one by name is linear. */
#define CONFIG_INTERFACES_MAX 4096

/* Makes an interface without a name; IFC_NONE when there are too many or memory has run out. */
NODISCARD ifc_id config_add_interface(struct config *config, const char *hardware);

/*
 * An interface that loses its nameif loses what names it: nat, global, static, route, access-group,
 * apply, service-policy and logging host (commands.md 3.2).
 */
void config_unname_interface(struct config *config, ifc_id ifc);

/*
 * An interface that is no more: its index stays taken, since rules hold it, but it has no hardware
 * name ("") and no nameif, and nothing names it.
 */
void config_remove_interface(struct config *config, ifc_id ifc);

/* The nameif of an interface; its hardware name when it has none; "?" for IFC_NONE. */
const char *config_interface_label(const struct config *config, ifc_id ifc);

/* NULL when there is none; config_acl_make makes an empty one, whose exists is false. */
struct acl *config_acl(const struct config *config, const char *name);
NODISCARD struct acl *config_acl_make(struct config *config, const char *name);

/* The number of a file in config->files, made when it is new; 0 for NULL or without memory. */
uint16_t config_file_number(struct config *config, const char *file);
struct origin ace_origin(const struct config *config, const struct ace *ace);

struct class_map *config_class_map(const struct config *config, const char *name);
NODISCARD struct class_map *config_class_map_make(struct config *config, const char *name);
struct policy_map *config_policy_map(const struct config *config, const char *name);
NODISCARD struct policy_map *config_policy_map_make(struct config *config, const char *name);

struct tcp_map *config_tcp_map(const struct config *config, const char *name);
NODISCARD struct tcp_map *config_tcp_map_make(struct config *config, const char *name);
struct regex *config_regex(const struct config *config, const char *name);
struct old_map *config_old_map(const struct config *config, enum map_protocol protocol,
                               const char *name);
NODISCARD struct old_map *config_old_map_make(struct config *config, enum map_protocol protocol,
                                              const char *name);
/*
 * What the inspection is told by the map that it names: of its protocol, and there. NULL: nothing,
 * so that the usual settings hold.
 */
const struct inspect_map *config_inspection_map(const struct config *config,
                                                const struct inspection *inspection);
/* The longest DNS message that the inspection lets through; 0: any. */
uint32_t config_dns_maximum(const struct config *config, const struct inspection *inspection);

/* A name of the names table for an address, and the address of a name. NULL / false: none. */
const char *config_name_of(const struct config *config, uint32_t address);
NODISCARD bool config_address_of(const struct config *config, const char *name, uint32_t *address);

/* An interface takes part: named, not shut down. */
bool interface_is_up(const struct interface *interface);

#endif
