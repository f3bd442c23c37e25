/*
 * cmd_kept.c: rules, class actions and interface lines that are kept word for word
 * (commands.md 3, 5 and 6).
 */
#include "parser/kept_rows.h"

static bool
number_text_match(const struct word *word, struct matching *matching, void *scratch)
{
    (void)word;
    const struct token *token = matching_next(matching);
    int64_t number;
    if (!take_number(matching, 0, UINT32_MAX, "Number", &number))
        return false;
    ((struct kept_scratch *)scratch)->rest = token->text;
    return true;
}

/* A number that is kept as it was typed. */
static const struct word_type word_number_text = { "number", number_text_match, NULL };

/* clang-format off */
/* With free text behind them they would swallow access lists named `a` or `comp`. */
#define ACL_SETTING \
    .name = "access-list settings", .help = "Configure an access control element", \
    .scratch_size = sizeof(struct kept_scratch), .kept = true, .key_words = 2
#define ACL_NUMBER_WORDS(phrase) \
    (const struct word[]){ KEYWORD(phrase, ""), \
                           { .type = &word_number_text, FIELD(struct kept_scratch, rest) }, \
                           END_OF_WORDS }
/* clang-format on */

/* clang-format off */
#define GROUP_TAINT "access-list lines with this group match nothing"

const struct command *const kept_commands[] = {
    /* rules that are not modelled yet */
    KEPT("conduit", "conduit", "Add conduit access through the firewall", SIX,
         .why_taints = "conduits are kept but not evaluated"),
    KEPT("outbound", "outbound", "Create an access list for outbound traffic", SIX,
         .why_taints = "outbound lists are kept but not evaluated"),
    KEPT("outbound", "apply", "Apply outbound lists to source or destination addresses", SIX,
         .why_taints = "outbound lists are kept but not evaluated"),
    KEPT("established", "established", "Allow inbound connections on established ones",
         .why_taints = "connections allowed by `established` are not modelled"),
    BLOCK("object-group", "object-group network", "config-network", "A group of networks",
          .body = "network-object group-object description", .why_taints = GROUP_TAINT),
    BLOCK("object-group", "object-group service", "config-service", "A group of ports",
          .body = "port-object group-object service-object description",
          .why_taints = GROUP_TAINT),
    BLOCK("object-group", "object-group protocol", "config-protocol", "A group of protocols",
          .body = "protocol-object group-object description", .why_taints = GROUP_TAINT),
    BLOCK("object-group", "object-group icmp-type", "config-icmp-type",
          "A group of ICMP types", .body = "icmp-object group-object description",
          .why_taints = GROUP_TAINT),
    BLOCK("time-range", "time-range", "config-time-range", "Define time range entries", SEVEN,
          .body = "absolute periodic",
          .why_taints = "access-list lines with this time range match nothing"),
    BLOCK("tcp-map", "tcp-map", "config-tcp-map", "Configure advanced TCP normalization", SEVEN,
          .why_taints = "TCP normalization options are not modelled"),
    KEPT("regex", "regex", "Define a regular expression", .since = OS_7_2),
    &(const struct command){ ACL_SETTING, .words = ACL_NUMBER_WORDS("access-list deny-flow-max"),
                             .since = OS_6_3 },
    &(const struct command){ ACL_SETTING, .words = ACL_NUMBER_WORDS("access-list alert-interval"),
                             .since = OS_6_3 },
    &(const struct command){ ACL_SETTING, .words = (const struct word[]){
        KEYWORD("access-list compiled", "Use the TurboACL tables"), END_OF_WORDS } },
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
