/*
 * dialect.c: the shell of each version. Sections are shell.md's; marks as there: [V] seen in
 * device output, [R] recalled from vendor documentation, (?) doubtful.
 */
#include "cli/prompt/dialect.h"

/* 6.3: 6.3 [R] */
static const char conn_flags_6[] =
    "Flags: A - awaiting inside ACK to SYN, a - awaiting outside ACK to SYN,\n"
    "       B - initial SYN from outside, D - DNS, d - dump,\n"
    "       E - outside back connection, F - outside FIN, f - inside FIN,\n"
    "       G - group, H - H.323, I - inbound data, M - SMTP data,\n"
    "       O - outbound data, P - inside back connection,\n"
    "       q - SQL*Net data, R - outside acknowledged FIN,\n"
    "       R - UDP RPC, r - inside acknowledged FIN, S - awaiting inside SYN,\n"
    "       s - awaiting outside SYN, U - up\n";

/* 6.3: the letters [V], where the lines break [R] */
static const char conn_flags_7[] =
    "Flags: A - awaiting inside ACK to SYN, a - awaiting outside ACK to SYN,\n"
    "       B - initial SYN from outside, C - CTIQBE media, D - DNS, d - dump,\n"
    "       E - outside back connection, F - outside FIN, f - inside FIN,\n"
    "       G - group, g - MGCP, H - H.323, h - H.225.0, I - inbound data,\n"
    "       i - incomplete, J - GTP, j - GTP data, K - GTP t3-response\n"
    "       k - Skinny media, M - SMTP data, m - SIP media, n - GUP\n"
    "       O - outbound data, P - inside back connection, q - SQL*Net data,\n"
    "       R - outside acknowledged FIN,\n"
    "       R - UDP SUNRPC, r - inside acknowledged FIN, S - awaiting inside SYN,\n"
    "       s - awaiting outside SYN, T - SIP, t - SIP transient, U - up\n"
    "       X - inspected by service module\n";

/* clang-format off */
#define SHELL_6                                                                                    \
    .announces_building = true,                     /* 5 [V] */                                    \
    .login_failed = "Access denied.",               /* 1 (?) */                                    \
    .erase_question = "Erase PIX configuration in flash memory? [confirm]", /* 5 [R] */            \
    .sections_by_name = true,                       /* 6.6 */                                      \
    .deny_flow_max = 1024,                          /* 6.5 [R] */                                  \
    .xlate_static_word = true,                      /* 6.2 (?) */                                  \
    .xlate_flag_outside = true,                     /* 6.2 [V] */                                  \
    .conn_bytes = "Bytes",                          /* 6.3 [R] */                                  \
    .element_lead = "",                             /* 6.5 */                                      \
    .memory_megabytes = 64,                         /* 6.1 (?) */                                  \
    .failover_cable = true,                         /* 6.18 (?) */                                 \
    .capture_length = 68,                           /* commands.md 11.8 */                         \
    .conn_flag_legend = conn_flags_6

#define SHELL_7                                                                                    \
    .caret = true,                                  /* 3.1 [V] */                                  \
    .filters = true,                                /* 4 */                                        \
    .exit_logs_off = true,                          /* 1 [V] */                                    \
    .knows_end = true,                              /* 1 (?) */                                    \
    .access_denied = true,                          /* 3.1 */                                      \
    .login_failed = "Login failed",                 /* 1 (?) */                                    \
    .saves_with_sizes = true,                       /* 5 [V] */                                    \
    .copy_asks_all = true,                          /* 5 [R]; 6.x (?) */                                    \
    .erase_question = "Erase configuration in flash memory? [confirm]", /* 5 [R] */                \
    .access_list_flows = true,                      /* 6.5 [V] */                                  \
    .deny_flow_max = 4096,                          /* 6.5 [V] */                                  \
    .access_list_numbers = true,                    /* 6.5 [V] */                                  \
    .conn_flag_legend = conn_flags_7,                                                              \
    .local_host_flows = true,                       /* 6.4 [R] */                                  \
    .route_codes = true,                            /* 6.7 [V] */                                  \
    .tables = true,                                 /* 6.8, 6.9 [V] */                             \
    .element_lead = "  ",                           /* 6.5 */                                      \
    .logging_mail = true,                           /* 6.10 [V] */                                 \
    .memory_percent = true,                         /* 6.14 */                                     \
    .capture_figures = true,                        /* 6.15 [V]; numbers in 6.x (?) */             \
    .memory_megabytes = 128                         /* 6.1 (?) */

static const struct dialect dialects[OS_COUNT] = {
    [OS_6_2] = {
        SHELL_6,
        .features_by_tab = true,                    /* 6.1 [V] of 6.1, 6.2 (?) */
    },
    [OS_6_3] = {
        SHELL_6,
        .filters = true,                            /* 4 */
        .help_has_filter = true,                    /* 2.1 [R] */
        .access_list_flows = true,                  /* 6.5 [R] */
        .access_list_numbers = true,                /* 6.5 [R] */
    },
    [OS_7_0] = {
        SHELL_7,
        .conn_bytes = "bytes",
        .route_column = 4,
        .logging_deny_conn = true,
        .capture_length = 68,                       /* commands.md 11.8 */
    },
    [OS_7_1] = {
        SHELL_7,
        .conn_bytes = "bytes",
        .route_column = 4,
        .logging_deny_conn = true,
        .capture_length = 68,                       /* commands.md 11.8 */
    },
    [OS_7_2] = {
        SHELL_7,
        .conn_bytes = "bytes",
        .route_column = 4,
        .logging_deny_conn = true,                  /* syslog.md 1.5 (K) */
        .ace_hash = true,                           /* 6.5 (?) */
        .capture_length = 68,                       /* commands.md 11.8 */
        .change_is_111010 = true,                   /* syslog.md 5.4 */
    },
#define SHELL_8                                                                                    \
    SHELL_7,                                                                                       \
    .access_list_name_hash = true,                  /* 6.5 (?) */                                  \
    .ace_hash = true,                               /* 6.5 (?) */                                  \
    .conn_interface_names = true,                   /* engine.md 2.4; shell.md 6.3 says 8.2 */     \
    .conn_commas = true,                                                                           \
    .conn_bytes = "bytes",                                                                         \
    .route_column = 8,                              /* 6.7 [V] */                                  \
    .interface_queue_in_packets = true,             /* 6.8, 8.1 */                                 \
    .interface_delay = true,                        /* 8.1 */                                      \
    .arp_ages = true,                               /* 6.13 */                                     \
    .traffic_rates = true,                          /* 8.1 */                                      \
    .logging_debug_trace = true,                    /* syslog.md 1.5 [V] */                        \
    .tracer_begins_at_macs = true,                  /* 7.2, most captures [V] */                   \
    .capture_length = 1518,                         /* commands.md 11.8: "later" (?) */            \
    .change_is_111010 = true
    [OS_8_0] = { SHELL_8 },
    [OS_8_1] = { SHELL_8 },
    [OS_8_2] = { SHELL_8 },
};
/* clang-format on */

const struct dialect *
dialect(enum os_version version)
{
    return &dialects[version];
}
