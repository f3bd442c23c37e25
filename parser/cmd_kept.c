/*
 * cmd_kept.c: class actions, maps and interface lines that are kept word for word (commands.md 3
 * and 6).
 */
#include "parser/kept_rows.h"

/* clang-format off */
const struct command *const kept_commands[] = {
    BLOCK("tcp-map", "tcp-map", "config-tcp-map", "Configure advanced TCP normalization", SEVEN,
          .why_taints = "TCP normalization options are not modelled"),
    KEPT("regex", "regex", "Define a regular expression", .since = OS_7_2),
    BLOCK("class-map type", "class-map type", "config-cmap", "A class map of an inspection",
          .since = OS_7_2, .body = "description match"),
    BLOCK("policy-map type", "policy-map type inspect dns", "config-pmap",
          "DNS inspection parameters", .since = OS_7_2,
          .body = "description parameters match class message-length"),
    BLOCK("policy-map type", "policy-map type", "config-pmap", "A policy map of an inspection",
          .since = OS_7_2, .body = "description parameters match class",
          .why_taints = "what this inspection map drops or changes is not modelled"),
    BLOCK("map", "ftp-map", "config-ftp-map", "FTP inspection map", SEVEN,
          .why_taints = "what this inspection map drops is not modelled"),
    BLOCK("map", "gtp-map", "config-gtp-map", "GTP inspection map", SEVEN),
    BLOCK("map", "h225-map", "config-h225-map", "H.225 inspection map", SEVEN),
    BLOCK("map", "http-map", "config-http-map", "HTTP inspection map", SEVEN,
          .why_taints = "what this inspection map drops is not modelled"),
    BLOCK("map", "mgcp-map", "config-mgcp-map", "MGCP inspection map", SEVEN),
    BLOCK("map", "sip-map", "config-sip-map", "SIP inspection map", SEVEN),
    BLOCK("map", "snmp-map", "config-snmp-map", "SNMP inspection map", SEVEN,
          .why_taints = "what this inspection map drops is not modelled"),
    IN_CLASS("set", "Set connection values",
             .why_taints = "connection limits and timers of a class are not modelled"),
    IN_CLASS("police", "Rate limit traffic", .why_taints = "policing is not modelled"),
    IN_CLASS("priority", "Strict scheduling priority"),
    IN_CLASS("shape", "Traffic shaping", .since = OS_7_2,
             .why_taints = "shaping is not modelled"),
    IN_CLASS("ips", "Intrusion prevention services",
             .why_taints = "the intrusion prevention module could drop traffic"),
    IN_CLASS("csc", "Content security and control module",
             .why_taints = "the content security module could drop traffic"),
    IN_CLASS("flow-export", "Export flow records", .since = OS_8_1),
    /* a name and no more: `service-policy X global` leaves the class and is global */
    &(const struct command){
        .name = "service-policy", .help = "Nested policy",
        .words = (const struct word[]){ KEYWORD("service-policy", "Nested policy"),
                                        VALUE(text, struct kept_scratch, rest, "Policy map"),
                                        END_OF_WORDS },
        .modes = MODE_BIT(MODE_CONFIG_PMAP_C), .since = OS_7_2,
        .scratch_size = sizeof(struct kept_scratch), .kept = true },
    NULL,
};
/* clang-format on */
