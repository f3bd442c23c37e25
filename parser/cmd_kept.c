/*
 * cmd_kept.c: the commands whose lines are kept word for word (commands.md 5.5 to 5.9, 9 to 11.7).
 *
 * A line that could change a packet's fate says what it could change: replay names it. Lines
 * about the box itself, VPN parameters and management do not.
 */
#include <stdlib.h>

#include "parser/families.h"
#include "parser/family.h"

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

/* NAME interface IFC, kept as it was typed. */
static bool
map_on_interface_match(const struct word *word, struct matching *matching, void *scratch)
{
    (void)word;
    size_t start = matching->at;
    if (matching_next(matching) == NULL) {
        matching_expect(matching, "WORD", "Name of the map", false);
        return false;
    }
    matching_take(matching);
    if (!matching_keyword(matching, "interface", "Put it to work on an interface"))
        return false;
    if (matching_next(matching) == NULL) {
        matching_expect(matching, "WORD", "Interface", false);
        return false;
    }
    matching_take(matching);
    ((struct kept_scratch *)scratch)->rest = line_rest(matching->line, start);
    return true;
}

static const struct word_type word_map_on_interface = { "map", map_on_interface_match, NULL };

/* clang-format off */
#define KEPT_WORDS(phrase, what) \
    (const struct word[]){ KEYWORD(phrase, what), \
                           VALUE(rest, struct kept_scratch, rest, "", .optional = true), \
                           END_OF_WORDS }
/* SECTION is where it is written, PHRASE what it begins with. */
#define KEPT(section, phrase, what, ...) \
    &(const struct command){ .name = section, .help = what, .words = KEPT_WORDS(phrase, what), \
                             .scratch_size = sizeof(struct kept_scratch), .kept = true, \
                             __VA_ARGS__ }
/* Words behind its first ones are its value: a new line replaces the old. */
#define SINGLE(section, phrase, words, what, ...) \
    KEPT(section, phrase, what, .key_words = words, __VA_ARGS__)
/* It enters a sub-mode whose lines are kept too. */
#define BLOCK(section, phrase, prompt_text, what, ...) \
    KEPT(section, phrase, what, .enters = MODE_CONFIG_KEPT, .prompt = prompt_text, __VA_ARGS__)
#define IN_INTERFACE(phrase, what, ...) \
    KEPT(phrase, phrase, what, .modes = MODE_BIT(MODE_CONFIG_IF), __VA_ARGS__)
#define IN_CLASS(phrase, what, ...) \
    KEPT(phrase, phrase, what, .modes = MODE_BIT(MODE_CONFIG_PMAP_C), __VA_ARGS__)

/* With free text behind them they would swallow access lists named `a` or `comp`. */
#define ACL_SETTING \
    .name = "access-list settings", .help = "Configure an access control element", \
    .scratch_size = sizeof(struct kept_scratch), .kept = true, .key_words = 2
#define ACL_NUMBER_WORDS(phrase) \
    (const struct word[]){ KEYWORD(phrase, ""), \
                           { .type = &word_number_text, FIELD(struct kept_scratch, rest) }, \
                           END_OF_WORDS }

#define SIX .before = OS_7_0
#define SEVEN .since = OS_7_0

#define CRYPTO_TAINT "traffic that this crypto map selects would be encrypted"
#define FILTER_TAINT "a URL or content filter could drop this traffic"
#define AAA_TAINT "this traffic could have to authenticate first"
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
    KEPT("alias", "alias", "Translate one address to another and fix DNS answers",
         .why_taints = "aliases are kept but not applied"),
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

    /* interfaces */
    IN_INTERFACE("ospf", "OSPF", SEVEN),
    IN_INTERFACE("rip", "RIP", SEVEN),
    IN_INTERFACE("eigrp", "EIGRP", .since = OS_8_0),
    IN_INTERFACE("authentication", "Authentication of routing", .since = OS_8_0),
    IN_INTERFACE("hello-interval", "EIGRP hello", .since = OS_8_0),
    IN_INTERFACE("hold-time", "EIGRP hold time", .since = OS_8_0),
    IN_INTERFACE("split-horizon", "EIGRP split horizon", .since = OS_8_0),
    IN_INTERFACE("summary-address", "EIGRP summary", .since = OS_8_0),
    IN_INTERFACE("igmp", "IGMP", SEVEN),
    IN_INTERFACE("pim", "PIM", SEVEN),
    IN_INTERFACE("multicast", "Multicast", SEVEN),
    IN_INTERFACE("ipv6", "IPv6", SEVEN),
    IN_INTERFACE("dhcprelay", "DHCP relay", SEVEN),
    IN_INTERFACE("dhcp", "DHCP client", SEVEN),
    IN_INTERFACE("pppoe", "PPPoE client", .since = OS_7_2),
    IN_INTERFACE("delay", "Delay metric", SEVEN),
    IN_INTERFACE("flowcontrol", "Flow control", .since = OS_8_0),
    IN_INTERFACE("switchport", "Switch port of an ASA 5505", .since = OS_7_2),
    IN_INTERFACE("member-interface", "Member of a redundant interface", .since = OS_8_0),
    IN_INTERFACE("redundant-interface", "Active member", .since = OS_8_0),
    IN_INTERFACE("backup", "Backup interface", .since = OS_7_2),
    IN_INTERFACE("forward", "Forwarding to another VLAN", .since = OS_7_2, .keeps_no = true),

    /* to the box, and what it drops on its own */
    KEPT("icmp", "icmp permit", "ICMP to the box itself"),
    KEPT("icmp", "icmp deny", "ICMP to the box itself"),
    SINGLE("icmp", "icmp unreachable", 2, "Rate of ICMP unreachable messages", SEVEN),
    KEPT("ip verify", "ip verify reverse-path", "Reverse path check",
         .why_taints = "the reverse path check could drop packets (106021)"),
    KEPT("ip audit", "ip audit interface", "Audit an interface",
         .why_taints = "the audit policy could drop or reset traffic"),
    KEPT("ip audit", "ip audit name", "Audit policy"),
    SINGLE("ip audit", "ip audit info", 3, "What informational signatures do"),
    SINGLE("ip audit", "ip audit attack", 3, "What attack signatures do"),
    KEPT("ip audit", "ip audit signature", "A single signature"),
    KEPT("ip local pool", "ip local pool", "Addresses for remote users"),
    KEPT("fragment", "fragment", "Fragment database", .keeps_no = false,
         .why_taints = "fragment limits are not modelled"),
    KEPT("floodguard", "floodguard", "Flood guard", SIX, .key_words = 1, .keeps_no = true),
    KEPT("telnet", "telnet", "Telnet to the box", .key_words = 0),
    SINGLE("telnet", "telnet timeout", 2, "Idle minutes"),
    KEPT("ssh", "ssh", "SSH to the box"),
    SINGLE("ssh", "ssh timeout", 2, "Idle minutes"),
    SINGLE("ssh", "ssh version", 2, "Protocol version", SEVEN),
    KEPT("http", "http", "HTTP server and who may use it"),
    SINGLE("console", "console timeout", 2, "Idle minutes of the console"),
    SINGLE("management-access", "management-access", 1, "Reach this interface through a VPN",
           .since = OS_6_3),
    KEPT("service", "service", "Reset denied TCP connections",
         .why_taints = "denied TCP connections would be reset"),
    SINGLE("service", "service password-recovery", 2, "Password recovery", SEVEN,
           .keeps_no = true),
    KEPT("shun", "shun", "Drop all traffic of a host",
         .why_taints = "a shunned host's packets would be dropped"),

    /* sysopt: those that packets can see taint */
    KEPT("sysopt", "sysopt connection permit-ipsec", "IPsec traffic bypasses access lists"),
    KEPT("sysopt", "sysopt connection permit-vpn", "VPN traffic bypasses access lists", SEVEN,
         .keeps_no = true),
    KEPT("sysopt", "sysopt connection", "Connection options"),
    KEPT("sysopt", "sysopt connection tcpmss", "Clamp the TCP segment size", .key_words = 3,
         .why_taints = "another segment size would be written into SYNs"),
    KEPT("sysopt", "sysopt connection timewait", "Keep closed connections for a while",
         .why_taints = "closed connections would stay for 15 seconds"),
    KEPT("sysopt", "sysopt route dnat", "Route look-up of outside NAT", SIX, .keeps_no = true),
    KEPT("sysopt", "sysopt noproxyarp", "No proxy ARP"),
    KEPT("sysopt", "sysopt nodnsalias", "No DNS changes of alias"),
    KEPT("sysopt", "sysopt security fragguard", "Fragment guard", .before = OS_6_3,
         .why_taints = "the fragment guard could drop fragments"),
    KEPT("sysopt", "sysopt", "System options"),

    /* routing and multicast */
    KEPT("arp", "arp", "Static ARP entries"),
    SINGLE("arp", "arp timeout", 2, "Seconds until an ARP entry is gone"),
    KEPT("rip", "rip", "RIP", SIX),
    BLOCK("router", "router ospf", "config-router", "OSPF", .since = OS_6_3,
          .why_taints = "routes learned by OSPF are not known"),
    BLOCK("router", "router rip", "config-router", "RIP", .since = OS_7_2,
          .why_taints = "routes learned by RIP are not known"),
    BLOCK("router", "router eigrp", "config-router", "EIGRP", .since = OS_8_0,
          .why_taints = "routes learned by EIGRP are not known"),
    BLOCK("router", "routing interface", "config-routing", "Routing on an interface",
          .since = OS_6_3, SIX, .body = "ospf"),
    BLOCK("route-map", "route-map", "config-route-map", "Route map", .since = OS_6_3,
          .body = "match set"),
    KEPT("router", "prefix-list", "Prefix list", .since = OS_6_3),
    BLOCK("multicast", "multicast interface", "config-multicast", "Multicast on an interface",
          SIX, .body = "igmp"),
    KEPT("multicast", "multicast-routing", "Multicast routing", SEVEN),
    KEPT("multicast", "mroute", "Static multicast route"),
    KEPT("multicast", "igmp", "IGMP"),
    KEPT("multicast", "pim", "PIM", SEVEN),
    KEPT("ipv6", "ipv6", "IPv6", SEVEN),
    KEPT("wccp", "wccp", "Web cache communication", .since = OS_7_2),
    BLOCK("sla", "sla monitor", "config-sla-monitor", "Service level monitor", .since = OS_7_2,
          .body = "type num-packets request-data-size frequency timeout threshold tos"),
    KEPT("sla", "sla monitor schedule", "When to monitor", .since = OS_7_2),
    BLOCK("track", "track", "config-track", "Track an object", .since = OS_7_2, .body = "delay"),
    KEPT("firewall", "firewall transparent", "Transparent mode", SEVEN,
         .why_taints = "transparent mode is not modelled"),
    KEPT("mac", "mac-address-table", "MAC address table", SEVEN),
    KEPT("mac", "mac-learn", "MAC learning", SEVEN),
    KEPT("mac", "mac-list", "MAC list", .since = OS_6_3),
    KEPT("arp", "arp-inspection", "ARP inspection", SEVEN,
         .why_taints = "ARP inspection is not modelled"),

    /* failover */
    KEPT("failover", "failover", "Failover", .keeps_no = true),
    SINGLE("failover", "failover timeout", 2, "Failover"),
    SINGLE("failover", "failover poll", 2, "Failover", SIX),
    KEPT("failover", "failover ip address", "Address of the standby unit", SIX, .key_words = 4,
         .keeps_no = true),
    KEPT("failover", "failover link", "State link", .key_words = 2),
    KEPT("failover", "failover lan", "LAN failover", .key_words = 3),
    KEPT("failover", "failover lan enable", "LAN failover", .key_words = 3, .keeps_no = true),
    KEPT("failover", "failover key", "Shared key", .key_words = 2, SEVEN),
    KEPT("failover", "failover polltime", "Poll time", SEVEN),
    KEPT("failover", "failover interface", "Failover interface", SEVEN),
    KEPT("failover", "failover replication", "Replication"),
    KEPT("failover", "failover mac", "Virtual MAC addresses"),
    BLOCK("failover", "failover group", "config-fover-group", "Failover group", SEVEN),
    KEPT("monitor-interface", "monitor-interface", "Interfaces that failover watches", SEVEN,
         .keeps_no = true),

    /* VPN: only a map on an interface, and what it selects, touches packets that pass */
    KEPT("crypto", "crypto map", "Crypto map"),
    &(const struct command){
        .name = "crypto",
        .help = "Crypto map on an interface",
        .words = (const struct word[]){ KEYWORD("crypto map", "Crypto map"),
                                        { .type = &word_map_on_interface },
                                        END_OF_WORDS },
        .scratch_size = sizeof(struct kept_scratch),
        .kept = true,
        .why_taints = CRYPTO_TAINT,
    },
    KEPT("crypto", "crypto ipsec", "IPsec"),
    KEPT("crypto", "crypto dynamic-map", "Dynamic crypto map"),
    KEPT("crypto", "crypto match", "Crypto match", SIX),
    KEPT("crypto", "crypto isakmp", "ISAKMP", SEVEN, .keeps_no = true),
    BLOCK("crypto", "crypto isakmp policy", "config-isakmp-policy", "ISAKMP policy",
          .since = OS_7_0, .body = "authentication encryption hash group lifetime"),
    BLOCK("crypto ca", "crypto ca", "config-ca-trustpoint", "Certificates", SEVEN),
    KEPT("crypto", "crypto key", "Keys", SEVEN),
    KEPT("crypto", "crypto engine", "Crypto engine", SEVEN),
    KEPT("isakmp", "isakmp", "ISAKMP", .keeps_no = true), /* 7.2+ takes it and writes crypto isakmp */
    KEPT("vpngroup", "vpngroup", "VPN group", SIX),
    KEPT("ca", "ca", "Certificates", SIX),
    KEPT("vpdn", "vpdn", "PPTP, L2TP and PPPoE on the box itself"),
    KEPT("vpnclient", "vpnclient", "Easy VPN remote"),
    BLOCK("tunnel-group", "tunnel-group", "config-tunnel-general", "Tunnel group", SEVEN),
    BLOCK("group-policy", "group-policy", "config-group-policy", "Group policy", SEVEN),
    BLOCK("webvpn", "webvpn", "config-webvpn", "WebVPN", SEVEN),
    KEPT("tunnel-group-map", "tunnel-group-map", "Certificate map", SEVEN, .keeps_no = true),
    KEPT("vpn", "vpn-sessiondb", "VPN sessions", SEVEN),
    BLOCK("vpn", "vpn load-balancing", "config-load-balancing", "VPN load balancing", SEVEN),
    KEPT("vpn", "vpn-addr-assign", "Addresses of VPN clients", SEVEN, .keeps_no = true),
    KEPT("ssl", "ssl", "SSL", SEVEN),
    KEPT("svc", "svc", "SSL VPN client", SEVEN),
    KEPT("csd", "csd", "Secure desktop", .since = OS_7_1),
    BLOCK("nac", "nac-policy", "config-nac-policy", "Network admission", .since = OS_8_0),
    KEPT("nac", "eou", "EAP over UDP", SEVEN),
    KEPT("compression", "compression", "SVC compression", .since = OS_7_1, .keeps_no = true),
    KEPT("dynamic-access-policy-record", "dynamic-access-policy-config",
         "Dynamic access policy", .since = OS_8_0),
    BLOCK("dynamic-access-policy-record", "dynamic-access-policy-record",
          "config-dynamic-access-policy-record", "Dynamic access policy", .since = OS_8_0),
    BLOCK("ldap", "ldap attribute-map", "config-ldap-attribute-map", "LDAP attributes",
          .since = OS_7_1, .body = "map-name map-value"),

    /* AAA and filters */
    BLOCK("aaa-server", "aaa-server", "config-aaa-server-host", "AAA servers", SEVEN,
          .body = "key timeout retry-interval authentication-port accounting-port "
                  "max-failed-attempts reactivation-mode accounting-mode server-port "
                  "ldap-base-dn ldap-scope ldap-naming-attribute ldap-login-password "
                  "ldap-login-dn server-type nt-auth-domain-controller kerberos-realm "
                  "radius-common-pw sdi-version sdi-pre-5-slave ldap-attribute-map"),
    KEPT("aaa-server", "aaa-server", "AAA servers", SIX),
    KEPT("aaa", "aaa authentication", "Authentication"),
    KEPT("aaa", "aaa authorization", "Authorization"),
    KEPT("aaa", "aaa accounting", "Accounting"),
    KEPT("aaa", "aaa authentication match", "Cut-through proxy", .why_taints = AAA_TAINT),
    KEPT("aaa", "aaa authentication include", "Cut-through proxy", .why_taints = AAA_TAINT),
    KEPT("aaa", "aaa authorization match", "Cut-through proxy", .why_taints = AAA_TAINT),
    KEPT("aaa", "aaa authorization include", "Cut-through proxy", .why_taints = AAA_TAINT),
    KEPT("aaa", "aaa", "AAA options"),
    KEPT("aaa", "auth-prompt", "Prompt of the proxy"),
    KEPT("aaa", "virtual", "Virtual servers"),
    KEPT("url-server", "url-server", "URL filter server"),
    KEPT("url-cache", "url-cache", "URL cache"),
    KEPT("url-cache", "url-block", "URL block"),
    KEPT("filter", "filter", "Filter URLs, ActiveX, Java", .why_taints = FILTER_TAINT),

    /* administration */
    SINGLE("clock", "clock timezone", 2, "Time zone"),
    SINGLE("clock", "clock summer-time", 2, "Summer time"),
    SINGLE("pager", "pager", 1, "Lines of a page", .keeps_no = true),
    SINGLE("terminal", "terminal width", 2, "Width of the terminal"),
    KEPT("snmp-server", "snmp-server", "SNMP"),
    KEPT("snmp-server", "snmp-server location", "SNMP", .key_words = 2, .keeps_no = true),
    KEPT("snmp-server", "snmp-server contact", "SNMP", .key_words = 2, .keeps_no = true),
    SINGLE("snmp-server", "snmp-server community", 2, "SNMP"),
    KEPT("snmp-server", "snmp-server enable", "SNMP", .key_words = 3, .keeps_no = true),
    KEPT("ntp", "ntp", "Network time"),
    KEPT("banner", "banner", "Banners", .since = OS_6_3),
    BLOCK("username", "username", "config-username", "Local users",
          .body = "vpn-group-policy vpn-filter service-type vpn-access-hours "
                  "vpn-simultaneous-logins vpn-idle-timeout vpn-session-timeout group-lock "
                  "vpn-tunnel-protocol password-storage vpn-framed-ip-address memberof"),
    KEPT("privilege", "privilege", "Privilege levels of commands"),
    KEPT("enable password", "enable password", "Password of a level", .key_words = 0),
    SINGLE("prompt", "prompt", 1, "The prompt", .since = OS_7_2),
    KEPT("pdm", "pdm", "PIX device manager", SIX),
    KEPT("asdm", "asdm", "Adaptive security device manager", SEVEN, .keeps_no = true),
    KEPT("tftp-server", "tftp-server", "TFTP server"),
    KEPT("boot", "boot", "What to boot", SEVEN),
    SINGLE("ftp", "ftp mode", 2, "FTP of the box", SEVEN, .keeps_no = true),
    KEPT("dns", "dns domain-lookup", "DNS look-ups", SEVEN),
    KEPT("dns", "dns name-server", "DNS servers", SEVEN),
    KEPT("dns", "dns", "DNS", SEVEN),
    BLOCK("dns", "dns server-group", "config-dns-server-group", "DNS servers", SEVEN,
          .body = "name-server domain-name timeout retries"),
    KEPT("dns", "dns-group", "The group of DNS servers in use", SEVEN),
    KEPT("dns-guard", "dns-guard", "One answer for one DNS question", SEVEN, .keeps_no = true),
    KEPT("dhcpd", "dhcpd", "DHCP server", .keeps_no = true),
    KEPT("dhcpd", "dhcprelay", "DHCP relay"),
    KEPT("mgcp", "mgcp", "MGCP gateways", SIX, .since = OS_6_3),
    KEPT("auto-update", "auto-update", "Auto update"),
    KEPT("smtp-server", "smtp-server", "Mail server", SEVEN),
    KEPT("threat-detection", "threat-detection", "Threat detection", .since = OS_8_0,
         .keeps_no = true),
    KEPT("call-home", "call-home", "Call home", .since = OS_8_2),
    KEPT("priority-queue", "queue-limit", "Priority queue", SEVEN),
    BLOCK("priority-queue", "priority-queue", "config-priority-queue", "Priority queue", SEVEN,
          .body = "queue-limit tx-ring-limit"),
    BLOCK("context", "context", "config-ctx", "Security context", SEVEN),
    KEPT("context", "admin-context", "Admin context", SEVEN),
    BLOCK("context", "class", "config-class", "Resource class", SEVEN, .body = "limit-resource"),
    KEPT("hw-module", "hw-module", "Hardware modules", SEVEN),
    KEPT("eeprom", "eeprom", "EEPROM", SIX),
    KEPT("perfmon", "perfmon", "Performance monitor"),

    /* logging blocks of 7+ */
    KEPT("logging list", "logging list", "A list of messages", SEVEN),
    SINGLE("logging list", "logging emblem", 2, "EMBLEM format", SEVEN),
    KEPT("logging tail", "logging class", "A class of messages", SEVEN),
    KEPT("logging tail", "logging mail", "Messages by mail", SEVEN),
    KEPT("logging tail", "logging from-address", "Messages by mail", SEVEN),
    KEPT("logging tail", "logging recipient-address", "Messages by mail", SEVEN),
    KEPT("logging tail", "logging debug-trace", "Debug output as messages", SEVEN),
    KEPT("logging tail", "logging permit-hostdown", "Go on without a TCP syslog server", SEVEN),
    KEPT("logging tail", "logging rate-limit", "Rate of messages", SEVEN),
    KEPT("logging tail", "logging ftp-bufferwrap", "Save a full buffer", SEVEN),
    KEPT("logging tail", "logging ftp-server", "Where to save it", SEVEN),
    KEPT("logging tail", "logging flash-bufferwrap", "Save a full buffer", SEVEN),
    KEPT("logging tail", "logging flash-minimum-free", "Flash that stays free", SEVEN),
    KEPT("logging tail", "logging flash-maximum-allocation", "Flash that logs may use", SEVEN),
    KEPT("logging tail", "logging asdm-buffer-size", "Messages for ASDM", SEVEN),
    NULL,
};
/* clang-format on */
