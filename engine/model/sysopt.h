/*
 * sysopt.h: system options (commands.md 10). Which are on when nothing is said depends on the
 * version: behaviour.h.
 */
#ifndef REFIRE_ENGINE_MODEL_SYSOPT_H
#define REFIRE_ENGINE_MODEL_SYSOPT_H

#include "engine/model/guard.h"

/* In the order in which they are written. */
enum sysopt {
    SYSOPT_TIMEWAIT,
    SYSOPT_PERMIT_VPN, /* `permit-ipsec` before 7.1: decrypted traffic passes the access lists */
    SYSOPT_PERMIT_PPTP,
    SYSOPT_PERMIT_L2TP,
    SYSOPT_RECLASSIFY_VPN,
    SYSOPT_PRESERVE_VPN_FLOWS,
    SYSOPT_PL_COMPATIBLE,
    SYSOPT_NODNSALIAS_INBOUND,
    SYSOPT_NODNSALIAS_OUTBOUND,
    SYSOPT_RADIUS_IGNORE_SECRET,
    SYSOPT_FRAGGUARD,
    SYSOPT_ALLOW_HTTP_CACHE,
    SYSOPT_ROUTE_DNAT,
    SYSOPT_COUNT
};

#define SYSOPT_BIT(option) (UINT32_C(1) << (option))

#define TCPMSS_DEFAULT 1380
#define TCPMSS_MINIMUM_DEFAULT 0

struct sysopts {
    uint32_t on;          /* SYSOPT_BITs */
    bool route_dnat_said; /* which 6.2 always writes, either way */
    struct origin origins[SYSOPT_COUNT];
    uint32_t tcpmss; /* no larger size in a SYN; 0: as it is */
    uint32_t tcpmss_minimum;
    struct origin tcpmss_origin, tcpmss_minimum_origin;
    struct interface_list no_proxy_arp; /* no ARP answers there for mapped addresses */
};

#endif
