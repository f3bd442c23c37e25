/*
 * box.h: who may reach the box itself: ICMP to its addresses, Telnet, SSH and the HTTP server
 * (commands.md 9). Lists are in the order in which their lines came.
 *
 * What names an interface begins with its ifc_id.
 */
#ifndef REFIRE_ENGINE_MODEL_BOX_H
#define REFIRE_ENGINE_MODEL_BOX_H

#include "engine/model/interface.h"

/* An interface without any permits everything, one with some denies the rest. */
struct icmp_rule {
    ifc_id ifc;
    bool permits;
    int16_t type;          /* ICMP_TYPE_ANY, or 0..255 */
    struct network source; /* `any`: 0.0.0.0 0.0.0.0 */
    struct origin origin;
};

#define UNREACHABLE_RATE_DEFAULT 1
#define UNREACHABLE_BURST_DEFAULT 1

/* How often the box says "unreachable". 7.2 and later always write it; pieces may say nothing. */
struct unreachable_rate {
    bool said;
    uint8_t rate; /* a second */
    uint8_t burst;
};

enum management_service { MANAGE_TELNET, MANAGE_SSH, MANAGE_HTTP, MANAGEMENT_SERVICE_COUNT };

/* Who may come in through an interface. */
struct management_source {
    ifc_id ifc;
    struct network network;
    const char *ipv6; /* "2001:db8::/32": in place of the network; else NULL */
    struct origin origin;
};

struct management_list {
    struct management_source *items;
    size_t count, capacity;
};

/*
 * What the box listens to besides, by lines that are kept word for word: `snmp-server host`, `ntp`,
 * `dhcpd enable`, `isakmp enable`, routing. Derived from them, and nothing is answered here.
 */
struct box_service {
    ifc_id ifc; /* IFC_NONE: every interface */
    uint8_t protocol;
    uint16_t port;         /* of UDP */
    struct network source; /* who may ask; 0.0.0.0 0.0.0.0: anybody */
    struct origin origin;
};

#define TELNET_MINUTES_DEFAULT 5
#define SSH_MINUTES_DEFAULT 5
#define CONSOLE_MINUTES_DEFAULT 0 /* never */

/* Versions that always write it say it in their factory listing; pieces may say nothing. */
struct idle_timeout {
    bool said;
    uint16_t minutes;
};

/* `shun`: no line of a listing, it is gone with a reload. */
struct shun {
    uint32_t source;
    uint32_t destination; /* the connection that is cut at once; 0: none */
    uint16_t source_port, destination_port;
    uint8_t protocol; /* 0: none was given */
    uint16_t vlan;    /* 0: none */
    struct origin origin;
};

struct box_settings {
    struct icmp_rule *icmp_rules;
    size_t icmp_rule_count, icmp_rule_capacity;
    struct unreachable_rate unreachable;

    struct management_list management[MANAGEMENT_SERVICE_COUNT];
    struct idle_timeout telnet_idle, ssh_idle, console_idle;
    uint8_t ssh_version; /* 1 or 2; 0: both */
    bool ssh_copy;       /* `ssh scopy enable` */
    bool http_server;
    uint16_t http_port;       /* 0: the default, 443 */
    ifc_id management_access; /* IFC_NONE: none */

    struct box_service *services;
    size_t service_count, service_capacity;

    struct shun *shuns;
    size_t shun_count, shun_capacity;
};

/* Does SERVICE listen to a TCP port? It does when it is listed for somebody, HTTP when it is on. */
bool management_listens(const struct box_settings *box, enum management_service service,
                        uint16_t port);
/* Does anything of the box listen to that port of interface IFC? */
bool box_listens(const struct box_settings *box, ifc_id ifc, uint8_t protocol, uint16_t port);

/* `telnet`, `ssh`, `http` */
const char *management_service_name(enum management_service service);

/* Nothing allowed, nothing said; CONFIG is new. */
struct config;
void config_box_defaults(struct config *config);

/*
 * Takes away what names an interface that loses its name: here, in guard.h, in audit.h and in
 * sysopt.h.
 */
void config_box_unname(struct config *config, ifc_id ifc);

#endif
