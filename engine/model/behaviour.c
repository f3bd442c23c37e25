/*
 * behaviour.c: the one table of what software versions do differently.
 *
 * Each row of the source below is one behaviour, each column a version, so that a cell can be read
 * and flipped alone. Marks are engine.md's: [A] stated by the vendor, [B] seen in logs or said for
 * a neighbouring version, [C] our decision. 8.1 is taken as 8.0 throughout [C]: no source has it.
 */
#include "engine/model/behaviour.h"

#include <string.h>

#include "engine/model/sysopt.h"

#define MINUTES(n) ((n)*60)
#define HOURS(n) ((n)*3600)

/* nat-control: engine.md 1.11 [A]; the 6.x command does not exist. */
#define NAT_CONTROL_6 .nat_control_always = true, .nat_control_if_unwritten = true
#define NAT_CONTROL_7 .nat_control_always = false, .nat_control_if_unwritten = false

/* No access-group decides, towards another interface: engine.md 1.10, 12 no. 1 [B]. */
#define INBOUND_DENY_6                                                                             \
    .inbound_deny = {                                                                              \
        [DENY_TCP] = IMPLICIT_DENY_106001,   /* [B] a 2002 PIX */                                  \
        [DENY_UDP] = IMPLICIT_DENY_106006,   /* [B] the same */                                    \
        [DENY_ICMP] = IMPLICIT_DENY_106014,  /* [C] */                                             \
        [DENY_OTHER] = IMPLICIT_DENY_106010, /* [A] the seed's Debug section */                    \
    }
#define INBOUND_DENY_7                                                                             \
    .inbound_deny = {                                                                              \
        [DENY_TCP] = IMPLICIT_DENY_106010,   /* [B] */                                             \
        [DENY_UDP] = IMPLICIT_DENY_106010,   /* [B] */                                             \
        [DENY_ICMP] = IMPLICIT_DENY_106010,  /* [B] */                                             \
        [DENY_OTHER] = IMPLICIT_DENY_106010, /* [A] */                                             \
    }

/* Back out of the interface it came in by: engine.md 1.10, second table. */
#define SAME_INTERFACE_DENY_6                                                                      \
    .same_interface_deny = {                                                                       \
        [DENY_TCP] = IMPLICIT_DENY_106011,   /* [A] */                                             \
        [DENY_UDP] = IMPLICIT_DENY_106011,   /* [A] */                                             \
        [DENY_ICMP] = IMPLICIT_DENY_106011,  /* [A] */                                             \
        [DENY_OTHER] = IMPLICIT_DENY_106010, /* [B] */                                             \
    }
#define SAME_INTERFACE_DENY_7                                                                      \
    .same_interface_deny = {                                                                       \
        [DENY_TCP] = IMPLICIT_DENY_106001,   /* [B] four lines of one box */                       \
        [DENY_UDP] = IMPLICIT_DENY_106006,   /* [B] */                                             \
        [DENY_ICMP] = IMPLICIT_DENY_106014,  /* [B] */                                             \
        [DENY_OTHER] = IMPLICIT_DENY_106010, /* [B] */                                             \
    }

/* clang-format off */
#define PIX_6                                                                                      \
    NAT_CONTROL_6, INBOUND_DENY_6, SAME_INTERFACE_DENY_6,                                          \
    .gre_behind_pat = PORTLESS_PAT_PORT_ZERO,     /* [A] the seed; engine.md 4.7 */                \
    .portless_failure = FAILURE_PORTMAP,          /* [C] 1.10 */                                   \
    .icmp_failure = FAILURE_PORTMAP,              /* [C] 13 */                                     \
    .no_route = NO_ROUTE_110001,                  /* [A] 1.10 */                                   \
    .xlate_needs_route = false,                   /* [B] 1.8 step 6: 7.0 on */                     \
    .asymmetric_nat_is_305013 = false,            /* [A] the id does not exist */                  \
    .pool_empty_is_202001 = true,                 /* [B] 1.10 */                                   \
    .pat_low_port_pools = false,                  /* [C] 3.4 */                                    \
    .pat_first_port = 1024,                       /* [B] 3.4, 12 no. 5 */                          \
    .pat_idle_seconds = 30,                       /* [A] 2.6 */                                    \
    .static_use_is_logged = false,                /* [C] 12 no. 11 */                              \
    .policy_nat_is_named = false,                 /* [A] 3.1: from 7.0 on */                       \
    .syn_timeout_seconds = MINUTES(2),            /* [A] 2.4 */                                    \
    .fin_timeout_seconds = 15,                    /* [A] 2.4 */                                    \
    .icmp_has_conns = false,                      /* [A] 2.1 */                                    \
    .portless_has_half_conns = false,             /* [A] 2.1 */                                    \
    .portless_idle_seconds = 0,                                                                    \
    .randomizes_both_ends = false,                /* [C] 2.4 */                                    \
    .local_host_is_logged = false,                /* [B] 2.2: a 7+ line in practice */             \
    .duplicate_syn_is_419002 = false,             /* [C] 2.4 */                                    \
    .icmp_direction_word = false,                                                                  \
    .same_security_command = false,               /* [A] commands.md 3.5 */                        \
    .access_group_out = false,                    /* [A] 1.7 */                                    \
    .late_segment_without_xlate_is_106011 = true, /* [A] 1.9, 13 */                                \
    .box_conns_are_logged = false,                /* [B] 2.2 */                                    \
    .box_request_is_logged = true,                /* [A] 8 */                                      \
    .box_is_identity = false,                     /* no such conns */                              \
    .deny_has_hashes = false,                     /* [B] 1.12 */                                   \
    .console_has_tag = false,                     /* [A] the seed; syslog.md 1.4 */                \
    .local_host_severity = 6,                     /* [B] syslog.md 2 */                            \
    .audit_says_ips = false,                      /* [B] syslog.md 6 */                            \
    .guards_say_upper_case = false,               /* [B] syslog.md 5.3 */                          \
    .transport_field_names = false,               /* [B] 1.1 */                                    \
    .rpc_is_built_in = true,                      /* [A] 6.3 guide, table 5-1 */                   \
    .netbios_is_built_in = true,                  /* [B] the same: not configurable */             \
    .url_names_host = false,                      /* [B] syslog.md 5.8: lines of PIX */            \
    .mail_pattern_closes = false,                 /* [B] 108003 is not of 6.x */                    \
    .esmtp_has_default_map = false,               /* [A] 7.2 brought maps */                        \
    .greeting_keeps = "20",                       /* [B] 6.2 has blanks, too; no posted one */ \
    .modular_policy = false,                      /* [A] */                                        \
    .inspect_maps = false,                        /* commands.md 6.2: from 7.2 */                       \
    .usual_platform = PLATFORM_PIX,               /* [A] an ASA begins with 7.0 */                 \
    .flat_commands = true,                        /* [A] commands.md 3.1 */                        \
    .has_pix = true,                              /* [A] */                                        \
    .pppoe_client = true,                         /* commands.md 3.1 */                            \
    .sysopts_on = 0                               /* [A] commands.md 10 */

#define PIX_7                                                                                      \
    NAT_CONTROL_7, INBOUND_DENY_7, SAME_INTERFACE_DENY_7,                                          \
    .mail_pattern_closes = true,                  /* (unverified) which pattern is said nowhere */  \
    .gre_behind_pat = PORTLESS_PAT_FAILS,         /* [A] 2.9, from an 8.0(4) */                    \
    .portless_failure = FAILURE_REGULAR,          /* [A] 1.10 */                                   \
    .icmp_failure = FAILURE_REGULAR,              /* [A] 1.10 */                                   \
    .xlate_needs_route = true,                    /* [B] 1.8 step 6 */                             \
    .pool_empty_is_202001 = false,                /* [B] 1.10 */                                   \
    .pat_low_port_pools = true,                   /* [B] 3.4 */                                    \
    .pat_first_port = 1024,                       /* [B] 3.4 */                                    \
    .pat_idle_seconds = 30,                       /* [A] 2.6 */                                    \
    .static_use_is_logged = true,                 /* [C] 12 no. 11 */                              \
    .policy_nat_is_named = true,                  /* [A] 3.1 */                                    \
    .syn_timeout_seconds = 30,                    /* [A] 7.2 on; [B] 7.0, 7.1: 12 no. 9 */         \
    .fin_timeout_seconds = 0,                     /* [A] 2.4: the half-closed timer */             \
    .icmp_has_conns = true,                       /* [A] 2.1 */                                    \
    .portless_has_half_conns = true,              /* [B] 2.9 */                                    \
    .portless_idle_seconds = MINUTES(2),          /* [C] 12 no. 13 */                              \
    .randomizes_both_ends = true,                 /* [C] 2.4 */                                    \
    .local_host_is_logged = true,                 /* [A] 2.2 */                                    \
    .duplicate_syn_is_419002 = true,              /* [A] 2.4 */                                    \
    .same_security_command = true,                /* [A] commands.md 3.5 */                        \
    .access_group_out = true,                     /* [A] 1.7 */                                    \
    .box_conns_are_logged = true,                 /* [A] 2.2 */                                    \
    .late_segment_without_xlate_is_106011 = false, /* [B] 1.9 */                                   \
    .console_has_tag = true,                      /* [A] syslog.md 1.4 */                          \
    .local_host_severity = 7,                     /* [A] syslog.md 2 */                            \
    .transport_field_names = true,                /* [B] 1.1 */                                    \
    .url_names_host = true,                       /* [B] lines of PIX have the path, of ASA both */ \
    .greeting_keeps = "",                         /* [B] posted dialogues */                        \
    .modular_policy = true,                       /* [A] */                                        \
    .errors_are_marked = true,                    /* (unverified) commands.md 0, 3.4, 4.1 */       \
    .exemption_refuses_ports = true,              /* [R] commands.md 4.1 */                        \
    .access_lists_have_lines = true,              /* commands.md 5.2 */                            \
    .entries_take_interfaces = true,              /* commands.md 5.2 */                            \
    .passwords_are_salted = true,                 /* [R] commands.md 11 */                         \
    .sysopts_on = SYSOPT_BIT(SYSOPT_PERMIT_VPN)   /* [A] 7.1 on; 7.0 [C] commands.md 10 */

/* [A] for all, engine.md 2.6; the note's listing gives those of 6.2. */
#define TIMERS_ALL                                                                                 \
    [TIMER_XLATE] = HOURS(3), [TIMER_CONN] = HOURS(1), [TIMER_HALF_CLOSED] = MINUTES(10),          \
    [TIMER_UDP] = MINUTES(2), [TIMER_RPC] = MINUTES(10), [TIMER_H323] = MINUTES(5),                \
    [TIMER_SIP] = MINUTES(30), [TIMER_SIP_MEDIA] = MINUTES(2),                                     \
    [TIMER_UAUTH_ABSOLUTE] = MINUTES(5)
#define TIMERS_6_3                                                                                 \
    TIMERS_ALL, [TIMER_H225] = HOURS(1), [TIMER_MGCP] = MINUTES(5),                                \
    [TIMER_SIP_DISCONNECT] = MINUTES(2), [TIMER_SIP_INVITE] = MINUTES(3)
#define TIMERS_7_0                                                                                 \
    TIMERS_ALL, [TIMER_ICMP] = 2, [TIMER_H225] = HOURS(1), [TIMER_MGCP] = MINUTES(5),              \
    [TIMER_MGCP_PAT] = MINUTES(5)
#define TIMERS_7_2                                                                                 \
    TIMERS_7_0, [TIMER_SIP_INVITE] = MINUTES(3), [TIMER_SIP_DISCONNECT] = MINUTES(2)
#define TIMERS_8_0                                                                                 \
    TIMERS_7_2, [TIMER_SIP_PROVISIONAL_MEDIA] = MINUTES(2)

/* [B] commands.md 7 */
#define TIMERS_8_2                                                                                 \
    TIMERS_8_0, [TIMER_TCP_PROXY_REASSEMBLY] = MINUTES(1)

#define PIX_8                                                                                      \
    PIX_7,                                                                                         \
    .inspect_maps = true,                         /* [A] commands.md 6.2: from 7.2 */              \
    .usual_platform = PLATFORM_ASA,               /* [C] 8.0 was the last of the PIX */            \
    .service_groups_in_front = true,              /* commands.md 5.3: from 8.0 */                  \
    .transparent_translates = true,               /* commands.md 3.6: from 8.0 */                  \
    .redundant_interfaces = true,                 /* commands.md 3.2: from 8.0 */                  \
    .isakmp_is_crypto = true,                     /* commands.md 11.3: from 7.2 */                 \
    .pppoe_client = true,                         /* commands.md 3.2: from 7.2 */                  \
    .ppp_attributes = true,                       /* commands.md 11.3: from 7.2 */                 \
    .remote_access_type = true,                   /* commands.md 11.3: from 8.0 */                 \
    .sysopt_permit_vpn = true,                    /* commands.md 10: from 7.1 */                   \
    .esmtp_has_default_map = true,                /* [R] 7.2 on; real lines of 8.x */              \
    .no_route = NO_ROUTE_110002,                  /* [A] 13 */                                     \
    .box_request_is_logged = false,               /* [A] 8 */                                      \
    .asymmetric_nat_is_305013 = true,             /* [A] 1.7 */                                    \
    .icmp_direction_word = true,                  /* [B] 2.2 */                                    \
    .deny_has_hashes = true,                      /* [B] 1.12 */                                   \
    .audit_says_ips = true,                       /* [B] syslog.md 6: a line of an ASA */          \
    .guards_say_upper_case = true,                /* [B] syslog.md 5.3, 5.6 */                     \
    .intra_interface_any = true                   /* [A] commands.md 3.5 */

/* threat_bursts: a sixtieth of the interval, or a thirtieth (guides of 8.x [A]; 8.2 on [R]). */
/* usual_maintenance: those of the listings in the reference, else the last or first one [C]. */
static const struct behaviour table[OS_COUNT] = {
    [OS_6_2] = {
        PIX_6,
        .dns_is_built_in = true,                  /* [A] commands.md 6.1 */
        .sip_fixup_takes_udp = true,              /* [B] commands.md 6.1: UDP is implicit */
        .missing_address_is_written = true,       /* [A] commands.md 3.1; failover 11.1 */
        .named_interfaces_first = true,           /* [A] commands.md 1.1 */
        .usual_level_first = 10,                  /* [A] commands.md 3.1 */
        .usual_level_step = 5,                    /* [R] the same */
        .exemption_refuses_ports = false,         /* [R] commands.md 4.1 */
        .access_lists_have_lines = false,         /* commands.md 5.2: 6.3 adds them */
        .entries_take_interfaces = false,         /* commands.md 5.2: 6.3 adds them */
        .usual_maintenance = 1,
        .timers = { TIMERS_ALL },
    },
    [OS_6_3] = {
        PIX_6,
        .usual_level_first = 4,                   /* [R] commands.md 3.1 */
        .usual_level_step = 2,                    /* [R] the same */
        .exemption_refuses_ports = true,          /* [R] commands.md 4.1 */
        .access_lists_have_lines = true,          /* commands.md 5.2 */
        .entries_take_interfaces = true,          /* commands.md 5.2 */
        .usual_maintenance = 5,
        .timers = { TIMERS_6_3 },
    },
    [OS_7_0] = {
        PIX_7,
        .box_request_is_logged = true,            /* [A] 8: 7.0 still has 710001 */
        .box_is_identity = false,                 /* [A] 2.2 */
        .audit_says_ips = false,                  /* [B] syslog.md 6 */
        .guards_say_upper_case = false,           /* [B] syslog.md 5.3 */
        .exceed_mss_allowed_from = UINT16_MAX,    /* [B] 2.3 */
        .no_route = NO_ROUTE_110001,              /* [A] 1.7 */
        .asymmetric_nat_is_305013 = false,        /* [A] not in the 7.0 list */
        .icmp_direction_word = false,             /* [B] 2.2 */
        .deny_has_hashes = false,                 /* [B] syslog.md 106023: 6.2-7.0 */
        .intra_interface_any = false,             /* [A] commands.md 3.5: IPsec only */
        .esmtp_has_default_map = false,           /* [A] commands.md 6.2: maps from 7.2 */
        .inspect_maps = false,                    /* [A] the same */
        .sysopt_permit_vpn = false,               /* commands.md 10: from 7.1 */
        .has_pix = true,                          /* [A] */
        .usual_platform = PLATFORM_PIX,           /* [C] */
        .usual_maintenance = 5,
        .timers = { TIMERS_7_0 },
    },
    [OS_7_1] = {
        PIX_7,
        .box_request_is_logged = false,           /* [A] 8 */
        .box_is_identity = false,                 /* [A] 2.2 */
        .audit_says_ips = false,                  /* [B] syslog.md 6 */
        .guards_say_upper_case = false,           /* [B] syslog.md 5.3 */
        .exceed_mss_allowed_from = UINT16_MAX,    /* [B] 2.3 */
        .no_route = NO_ROUTE_110001,              /* [A] */
        .asymmetric_nat_is_305013 = false,        /* [B] */
        .icmp_direction_word = false,             /* [B] */
        .deny_has_hashes = true,                  /* [B] */
        .intra_interface_any = false,             /* [A] commands.md 3.5: IPsec only */
        .esmtp_has_default_map = false,           /* [A] commands.md 6.2: maps from 7.2 */
        .inspect_maps = false,                    /* [A] the same */
        .sysopt_permit_vpn = true,                /* commands.md 10: from 7.1 */
        .has_pix = true,                          /* [A] */
        .usual_platform = PLATFORM_PIX,           /* [C] */
        .usual_maintenance = 2,
        .timers = { TIMERS_7_0 },
    },
    [OS_7_2] = {
        PIX_7,
        .box_request_is_logged = false,           /* [A] 8 */
        .box_is_identity = false,                 /* [A] 2.2 */
        .audit_says_ips = false,                  /* [B] syslog.md 6 */
        .guards_say_upper_case = false,           /* [B] syslog.md 5.3 */
        .exceed_mss_allowed_from = 4,             /* [B] 2.3: 7.2(4) */
        .no_route = NO_ROUTE_110001,              /* [A] */
        .asymmetric_nat_is_305013 = false,        /* [B] 1.7: 305005 in 7.x */
        .icmp_direction_word = true,              /* [B] */
        .deny_has_hashes = true,                  /* [B] a 7.x PIX line has them */
        .intra_interface_any = true,              /* [A] commands.md 3.5 */
        .esmtp_has_default_map = true,            /* [R] commands.md 6.2: maps from 7.2 */
        .inspect_maps = true,                     /* [A] the same */
        .isakmp_is_crypto = true,                 /* commands.md 11.3 */
        .pppoe_client = true,                     /* commands.md 3.2 */
        .ppp_attributes = true,                   /* commands.md 11.3 */
        .sysopt_permit_vpn = true,                /* commands.md 10: from 7.1 */
        .has_pix = true,                          /* [A] */
        .usual_platform = PLATFORM_PIX,           /* [C] */
        .usual_maintenance = 2,
        .timers = { TIMERS_7_2 },
    },
    /* exceed_mss_allowed_from: [B] engine.md 2.3, 8.0(4); box_is_identity: engine.md 2.2 says from
       8.0 and syslog.md 5.2 after it, 8.2 is taken as the first [C] */
    [OS_8_0] = { PIX_8, .threat_bursts = 60, .has_pix = true, .box_is_identity = false, .exceed_mss_allowed_from = 4, .usual_maintenance = 4, .timers = { TIMERS_8_0 } },
    [OS_8_1] = { PIX_8, .threat_bursts = 60, .has_pix = false, .box_is_identity = false, .usual_maintenance = 1, .timers = { TIMERS_8_0 } },
    [OS_8_2] = {
        PIX_8,
        .threat_bursts = 30,
        .box_is_identity = true,
        .has_pix = false,                         /* [A] the PIX ended with 8.0 */
        .idle_timeouts = true,                    /* commands.md 6.2 */
        .tcp_state_bypass = true,                 /* [A] engine.md 2: 8.2 on */
        .usual_maintenance = 1,
        .timers = { TIMERS_8_2 },
    },
};
/* clang-format on */

static const char *const version_names[OS_COUNT] = {
    "6.2", "6.3", "7.0", "7.1", "7.2", "8.0", "8.1", "8.2",
};

const struct behaviour *
behaviour(enum os_version version)
{
    return &table[version];
}

const char *
os_version_name(enum os_version version)
{
    return version_names[version];
}

bool
os_version_from_name(const char *name, size_t length, enum os_version *version)
{
    for (size_t i = 0; i < OS_COUNT; i++) {
        if (strlen(version_names[i]) == length && memcmp(version_names[i], name, length) == 0) {
            *version = (enum os_version)i;
            return true;
        }
    }
    return false;
}

const char *
timer_name(enum timer timer, enum os_version version)
{
    static const char *const names[TIMER_COUNT] = {
        [TIMER_XLATE] = "xlate",
        [TIMER_CONN] = "conn",
        [TIMER_HALF_CLOSED] = "half-closed",
        [TIMER_UDP] = "udp",
        [TIMER_ICMP] = "icmp",
        [TIMER_RPC] = "rpc",
        [TIMER_H323] = "h323",
        [TIMER_H225] = "h225",
        [TIMER_MGCP] = "mgcp",
        [TIMER_MGCP_PAT] = "mgcp-pat",
        [TIMER_SIP] = "sip",
        [TIMER_SIP_MEDIA] = "sip_media",
        [TIMER_SIP_INVITE] = "sip-invite",
        [TIMER_SIP_DISCONNECT] = "sip-disconnect",
        [TIMER_SIP_PROVISIONAL_MEDIA] = "sip-provisional-media",
        [TIMER_TCP_PROXY_REASSEMBLY] = "tcp-proxy-reassembly",
        [TIMER_UAUTH_ABSOLUTE] = "uauth",
        [TIMER_UAUTH_INACTIVITY] = "uauth",
    };
    if (timer == TIMER_RPC && version >= OS_7_0)
        return "sunrpc";
    return names[timer];
}
