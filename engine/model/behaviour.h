/*
 * behaviour.h: which software the box runs, and everything that software versions do differently.
 *
 * This is the only place that compares versions. The rest of the engine asks for a named behaviour:
 * `behaviour(config->os)->syn_timeout_seconds`. The parser gates commands by enum os_version in
 * their rows. Each cell of the table in behaviour.c carries its source and its confidence mark.
 */
#ifndef REFIRE_ENGINE_MODEL_BEHAVIOUR_H
#define REFIRE_ENGINE_MODEL_BEHAVIOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

/* Ordered: a later release compares greater. */
enum os_version { OS_6_2, OS_6_3, OS_7_0, OS_7_1, OS_7_2, OS_8_0, OS_8_1, OS_8_2 };

#define OS_COUNT 8
#define OS_FIRST OS_6_2
#define OS_LAST OS_8_2
#define OS_FIRST_MPF OS_7_0 /* modular policy framework, interface sub-mode */

enum platform { PLATFORM_PIX, PLATFORM_ASA };

/* `PIX Version 7.2(2)18` is { OS_7_2, 2, 18, PLATFORM_PIX }; a release of 0 is not known. */
struct os_release {
    enum os_version version;
    uint16_t maintenance;
    uint16_t interim;
    enum platform platform;
};

/* "6.2" */
const char *os_version_name(enum os_version version);

/* Finds "6.3", "7.2", "8.0" and the like; false when it is not one of ours. */
NODISCARD bool os_version_from_name(const char *name, size_t length, enum os_version *version);

/* What a denied first packet prints when no access-group decides (engine.md 1.10). */
enum implicit_deny {
    IMPLICIT_DENY_106001, /* TCP, with its flags */
    IMPLICIT_DENY_106006, /* UDP; 106007 when a port is 53 */
    IMPLICIT_DENY_106010,
    IMPLICIT_DENY_106011,
    IMPLICIT_DENY_106014, /* ICMP */
};

/* Columns of the implicit-deny tables. */
enum deny_protocol { DENY_TCP, DENY_UDP, DENY_ICMP, DENY_OTHER, DENY_PROTOCOL_COUNT };

/* What a protocol without ports does behind PAT (engine.md 1.10, 2.9, 4.7). */
enum portless_pat {
    PORTLESS_PAT_PORT_ZERO, /* the first host owns "port 0" of the PAT address: GRE in 6.x */
    PORTLESS_PAT_FAILS,
};

enum translation_failure {
    FAILURE_PORTMAP,
    FAILURE_REGULAR,
    FAILURE_OUTBOUND_STATIC,
    FAILURE_IDENTITY
};

/* Which message a first packet prints when nothing routes to its destination. */
enum no_route_message { NO_ROUTE_110001, NO_ROUTE_110002 };

enum timer {
    TIMER_XLATE,
    TIMER_CONN,
    TIMER_HALF_CLOSED,
    TIMER_UDP,
    TIMER_ICMP,
    TIMER_RPC, /* `rpc` in 6.x, `sunrpc` from 7.0 */
    TIMER_H323,
    TIMER_H225,
    TIMER_MGCP,
    TIMER_MGCP_PAT,
    TIMER_SIP,
    TIMER_SIP_MEDIA,
    TIMER_SIP_INVITE,
    TIMER_SIP_DISCONNECT,
    TIMER_SIP_PROVISIONAL_MEDIA,
    TIMER_TCP_PROXY_REASSEMBLY,
    TIMER_UAUTH_ABSOLUTE,
    TIMER_UAUTH_INACTIVITY,
    TIMER_COUNT
};

struct behaviour {
    /* translation */
    bool nat_control_always;       /* 6.x: there is no other way */
    bool nat_control_if_unwritten; /* what a configuration without either line means */
    enum portless_pat gre_behind_pat;
    enum translation_failure portless_failure; /* the word of 305006 for GRE, ESP, ... under PAT */
    enum translation_failure icmp_failure;     /* the same for ICMP types that PAT cannot carry */
    enum no_route_message no_route;
    bool xlate_needs_route;        /* the interface that an xlate names must have a route */
    bool asymmetric_nat_is_305013; /* 8.0: 305013, before: 305005 */
    bool pool_empty_is_202001;     /* before 305006 */
    bool pat_low_port_pools;       /* 1-511, 512-1023 and the rest are apart */
    uint16_t pat_first_port;
    uint32_t pat_idle_seconds; /* of a PAT xlate after its last conn */
    bool static_use_is_logged; /* 305009, 305011 at the first use of a static */
    bool policy_nat_is_named;  /* they and their kin tell its access list */

    /* connections */
    uint32_t syn_timeout_seconds;
    uint32_t fin_timeout_seconds; /* both FINs seen, last ACK missing; 0: half-closed timer */
    bool icmp_has_conns;          /* 302020, 302021 */
    bool portless_has_half_conns; /* GRE, ESP, ... without inspection */
    uint32_t portless_idle_seconds;
    bool randomizes_both_ends; /* TCP sequence numbers; false: those of the inner end */
    bool local_host_is_logged; /* 609001, 609002 */
    bool duplicate_syn_is_419002;
    bool icmp_direction_word; /* `Built inbound ICMP`, not `Built ICMP` */

    /* policy */
    bool same_security_command; /* false: equal levels never talk */
    bool intra_interface_any;   /* `same-security-traffic permit intra-interface`: not IPsec only */
    bool access_group_out;
    enum implicit_deny inbound_deny[DENY_PROTOCOL_COUNT]; /* E is not I */
    enum implicit_deny same_interface_deny[DENY_PROTOCOL_COUNT];
    bool late_segment_without_xlate_is_106011; /* engine.md 1.9 row 2 */

    /* to the box */
    bool box_conns_are_logged;  /* 302013 and the like for conns with the box itself */
    bool box_request_is_logged; /* 710001 */
    bool box_is_identity;       /* its end of a conn is `identity`, before: `NP Identity Ifc` */

    /* log */
    bool deny_has_hashes; /* 106023 ends in [0x0, 0x0] */
    bool console_has_tag; /* `%PIX-6-302013: ` on console and buffer, or the bare id */
    uint8_t local_host_severity;
    bool audit_says_ips;        /* 4000nn begin `IPS:`, before: `IDS:` */
    bool guards_say_upper_case; /* 106021, 2090xx: `UDP`, before: `udp` */
    bool transport_field_names; /* 500004 prints UDP, before: 17 */
    bool url_names_host;        /* 304001: http://HOST/PATH, before: /PATH */
    uint8_t threat_bursts;      /* of an interval of threat detection; 0: there is none */
    bool mail_pattern_closes;   /* 108003: stray angle brackets in an address end the session */
    bool esmtp_has_default_map; /* `inspect esmtp` has limits without a map of its own */

    const char *greeting_keeps; /* characters that a greeting of mail keeps when it is masked */

    /* inspections that no line switches on or off */
    bool dns_is_built_in;
    bool rpc_is_built_in;
    bool netbios_is_built_in;

    /* commands */
    bool modular_policy;    /* inspections hang on class and policy maps */
    bool inspect_maps;      /* `policy-map type inspect`, before: `http-map` and its kin */
    bool flat_commands;     /* 6.x: no sub-modes of interfaces, and its own way with each line */
    bool errors_are_marked; /* `ERROR: ` and `INFO: ` stand before what a command says */
    bool has_pix;           /* a PIX runs it, not only an ASA */
    bool missing_address_is_written; /* an interface's is 127.0.0.1, of failover 0.0.0.0 */
    bool named_interfaces_first;     /* `interface` lines of those with a nameif stand in front */
    uint8_t usual_level_first;       /* security level of the third port that nobody named, and */
    uint8_t usual_level_step;        /* what each further one has more */
    bool exemption_refuses_ports;    /* `nat 0 access-list`: no protocols, no ports in the list */
    bool access_lists_have_lines;    /* `access-list NAME line N` */
    bool entries_take_interfaces;    /* `interface outside` stands where an address would */
    bool service_groups_in_front;    /* a service group in the place of the protocol */
    bool transparent_translates;     /* nat and static behind `firewall transparent` */
    bool redundant_interfaces;
    bool passwords_are_salted; /* short ones, with the name of their user */
    bool sysopt_permit_vpn;    /* before: `sysopt connection permit-ipsec` */
    bool isakmp_is_crypto;     /* `crypto isakmp`, before: `isakmp` */
    bool pppoe_client;         /* `ip address pppoe`; 6.x has it, 7.0 and 7.1 do not */
    bool ppp_attributes;       /* L2TP over IPsec: `tunnel-group NAME ppp-attributes` */
    bool remote_access_type;   /* `tunnel-group NAME type remote-access`, before: ipsec-ra */
    bool idle_timeouts;        /* `set connection timeout idle`, before: tcp alone */
    bool tcp_state_bypass;     /* `set connection advanced-options tcp-state-bypass` */
    bool sip_fixup_takes_udp;  /* `fixup protocol sip` is for TCP and UDP: later there are two */
    /* The maintenance release from which a tcp-map lets large segments pass; UINT16_MAX: none. */
    uint16_t exceed_mss_allowed_from;
    uint32_t sysopts_on; /* SYSOPT_BITs that are on when nothing is said */

    /* The box that nobody said more about: `PIX Version 6.3(5)`, `ASA Version 8.0(4)`. */
    enum platform usual_platform;
    uint16_t usual_maintenance;

    uint32_t timers[TIMER_COUNT]; /* seconds; 0: this version has no such timer */
};

/* The table row of a version; never NULL. */
const struct behaviour *behaviour(enum os_version version);

/* "h323", "sip_media"; the spelling of TIMER_RPC depends on the version. */
const char *timer_name(enum timer timer, enum os_version version);

#endif
