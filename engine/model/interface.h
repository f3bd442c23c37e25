/*
 * interface.h: interfaces, where a row came from, and lines kept word for word.
 */
#ifndef REFIRE_ENGINE_MODEL_INTERFACE_H
#define REFIRE_ENGINE_MODEL_INTERFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/ip.h"

/* Index into config->interfaces. Rules hold it, so that a renamed interface keeps its rules. */
typedef uint16_t ifc_id;

#define IFC_NONE ((ifc_id)0xffff)

/*
 * Where a model row came from: which line wrote it and when. The trace and `--facts` name rows by
 * it. LINE is 0 for a row typed at the prompt.
 */
struct origin {
    const char *file; /* NULL at the prompt */
    uint32_t line;
    uint32_t revision;
};

struct acl;

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
    bool has_failover; /* such a line is written for it, also for no address */
    uint16_t mtu;
    uint16_t vlan;           /* 0 when untagged */
    const char *parent;      /* 6.3 `interface ethernet0 vlan10 logical`: "ethernet0"; else NULL */
    uint16_t dhcp_retry;     /* 6.x `ip address outside dhcp retry 4`; 0: not given */
    const char *speed;       /* as written; NULL for the default */
    const char *duplex;      /* NULL for the default */
    const char *description; /* NULL when there is none */
    uint8_t mac[6];
    uint8_t standby_mac[6];
    bool has_mac;
    bool has_standby_mac;  /* only with has_mac */
    struct acl *access_in; /* access-group in; NULL when there is none */
    struct acl *access_out;
    struct origin origin;
    struct origin access_in_origin;
    struct origin access_out_origin;
    bool access_in_per_user; /* per-user-override */
    struct kept_line *kept;  /* sub-mode lines kept word for word, in order */
    size_t kept_count, kept_capacity;
};

/* False: it was removed, and only its index is still taken. */
static inline bool
interface_exists(const struct interface *interface)
{
    return interface->hardware[0] != '\0';
}

/* A line kept word for word because it does not move packets, or not yet in our model. */
struct kept_line {
    const char *text;    /* without leading blanks */
    const void *command; /* the parser's row, which knows its place when written */
    uint16_t depth;      /* blanks in front when written: sub-mode nesting */
    bool taints;         /* could change a packet's fate: verdicts say so */
    const char *why;     /* what it could change; NULL unless it taints */
    struct origin origin;
};

#endif
