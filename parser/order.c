/*
 * order.c: commands.md 1.1 to 1.4 as tables.
 *
 * Sections that share a place in the listing but are separate rows here (sysopt, crypto, ...)
 * keep the order in which their lines came.
 */
#include "parser/order.h"

#include <stddef.h>

/* clang-format off */
/* PIX 6.2: a complete 6.2(1) listing. `interface` comes after `logging`. */
static const char *const order_6_2[] = {
    "nameif", "enable password", "passwd", "hostname", "domain-name", "clock", "clock summer-time", "fixup protocol",
    "names", "name", "object-group", "access-list settings", "access-list", "pager", "logging on", "logging list", "logging", "logging tail", "logging class", "logging message",
    "logging rate-limit",
    "interface", "icmp", "mtu", "ip address", "ip verify", "ip audit", "ip local pool",
    "failover", "failover ip address", "failover tail", "pdm", "arp", "arp timeout", "global", "nat", "alias", "static", "access-group", "conduit",
    "outbound", "apply", "established", "multicast", "rip", "router", "route-map", "route", "timeout",
    "aaa-server", "aaa", "url-server", "url-cache", "filter", "ntp", "http", "snmp-server",
    "tftp-server", "floodguard", "fragment", "sysopt", "service", "crypto", "isakmp", "crypto ca", "vpngroup",
    "ca", "*", "telnet", "ssh", "console", "dhcpd", "vpdn", "username", "privilege", "terminal",
    NULL,
};

/* PIX 6.3: five complete listings. */
static const char *const order_6_3[] = {
    "interface", "nameif", "enable password", "passwd", "hostname", "domain-name", "clock", "clock summer-time",
    "fixup protocol", "names", "name", "object-group", "access-list settings", "access-list",
    "pager", "logging on", "logging list", "logging", "logging tail", "logging class", "logging message",
    "logging rate-limit", "icmp", "mtu", "ip address", "ip verify", "ip audit", "ip local pool",
    "failover", "failover ip address", "failover tail", "pdm", "arp", "arp timeout", "global", "nat", "alias", "static", "access-group", "conduit",
    "outbound", "apply", "established", "multicast", "rip", "router", "route-map", "route", "timeout",
    "aaa-server", "aaa", "url-server", "url-cache", "filter", "ntp", "http", "snmp-server",
    "tftp-server", "floodguard", "fragment", "sysopt", "service", "crypto", "isakmp", "crypto ca", "vpngroup",
    "ca", "*", "telnet", "ssh", "management-access", "console", "vpdn", "dhcpd", "username",
    "vpnclient", "privilege", "terminal", "banner", NULL,
};

/* PIX/ASA 7.0 to 7.2: 7.2(1) and 7.2(2) listings. */
static const char *const order_7[] = {
    "firewall", "terminal", "hostname", "domain-name", "enable password", "names", "name",
    "dns-guard", "!", "interface", "passwd", "regex", "time-range", "banner", "boot", "ftp",
    "clock", "clock summer-time", "dns", "same-security-traffic", "object-group", "access-list settings",
    "access-list", "!extras", "tcp-map", "map", "!extras", "pager", "logging on", "logging list", "logging", "logging tail", "logging class", "logging message",
    "logging rate-limit", "mtu", "ip address", "ip local pool", "ip verify",
    "ip audit", "failover", "monitor-interface", "icmp", "asdm", "arp", "arp timeout", "nat-control", "global",
    "nat", "alias", "static", "access-group", "established", "multicast", "route-map", "router",
    "route", "timeout", "dynamic-access-policy-record", "aaa-server", "group-policy", "username",
    "url-server", "url-cache", "aaa", "filter", "http", "snmp-server", "sysopt", "service",
    "fragment", "crypto", "isakmp", "crypto ca", "tunnel-group", "telnet", "ssh", "console",
    "management-access", "vpdn", "dhcpd", "*", "!", "class-map", "!", "!maps",
    "policy-map type", "policy-map", "!maps", "service-policy", "ntp", "ssl", "webvpn",
    "privilege", "prompt", NULL,
};

/* ASA 8.0 to 8.2: as 7.2, with the user and tunnel blocks behind threat-detection. */
static const char *const order_8[] = {
    "firewall", "terminal", "hostname", "domain-name", "enable password", "names", "name",
    "dns-guard", "!", "interface", "passwd", "regex", "time-range", "banner", "boot", "ftp",
    "clock", "clock summer-time", "dns", "same-security-traffic", "object-group", "access-list settings",
    "access-list", "!extras", "tcp-map", "map", "!extras", "pager", "logging on", "logging list", "logging", "logging tail", "logging class", "logging message",
    "logging rate-limit", "mtu", "ip address", "ip local pool", "ip verify",
    "ip audit", "failover", "monitor-interface", "icmp", "asdm", "arp", "arp timeout", "nat-control", "global",
    "nat", "alias", "static", "access-group", "established", "multicast", "route-map", "router",
    "route", "timeout", "dynamic-access-policy-record", "aaa-server", "url-server", "url-cache",
    "aaa", "filter", "http", "snmp-server", "sysopt", "service", "fragment", "crypto", "isakmp", "crypto ca",
    "telnet", "ssh", "console", "management-access", "vpdn", "dhcpd", "threat-detection", "ntp",
    "ssl", "webvpn", "group-policy", "username", "tunnel-group", "*", "!", "class-map", "!", "!maps", "policy-map type", "policy-map", "!maps", "service-policy",
    "privilege", "prompt", NULL,
};
/* clang-format on */

const char *const *
section_order(enum os_version version)
{
    static const char *const *const orders[OS_COUNT] = {
        [OS_6_2] = order_6_2, [OS_6_3] = order_6_3, [OS_7_0] = order_7, [OS_7_1] = order_7,
        [OS_7_2] = order_7,   [OS_8_0] = order_8,   [OS_8_1] = order_8, [OS_8_2] = order_8,
    };
    return orders[version];
}
