/*
 * translation.h: nat, global, static and alias.
 */
#ifndef REFIRE_ENGINE_MODEL_TRANSLATION_H
#define REFIRE_ENGINE_MODEL_TRANSLATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/ip.h"
#include "engine/model/acl.h"

struct conn_limits {
    uint32_t tcp_max; /* 0: no limit */
    uint32_t embryonic_max;
    uint32_t udp_max;
    bool no_random_sequence;
};

static inline bool
conn_limits_are_set(const struct conn_limits *limits)
{
    return limits->tcp_max > 0 || limits->embryonic_max > 0 || limits->udp_max > 0;
}

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
    uint32_t number; /* unique among nats and statics for good: hit counts hang on it */
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
    uint32_t number; /* as in struct nat */
};

/*
 * alias (if) dnat foreign mask: hosts on the interface reach FOREIGN when they ask for DNAT, and
 * would be told DNAT when a DNS answer says FOREIGN
 */
struct alias {
    ifc_id ifc;
    uint32_t dnat;
    uint32_t foreign;
    uint32_t netmask;
    struct origin origin;
};

#endif
