/*
 * names.c: the name tables of commands.md 2.
 *
 * A port is written by its name when the version has one for that protocol. The first row of a
 * number wins; `input` rows are only read.
 */
#include "parser/names.h"

#include <string.h>
#include <strings.h>

#include "engine/base/ip.h"

#define TCP 1
#define UDP 2

struct port {
    const char *name;
    uint16_t number;
    uint8_t protocols;
    enum os_version since;
    enum os_version before; /* 0: no end */
    bool input;
};

/* commands.md 2.1 */
static const struct port ports[] = {
    /* clang-format off */
    { "aol", 5190, TCP, OS_6_3, 0, false },
    { "bgp", 179, TCP, OS_6_2, 0, false },
    { "biff", 512, UDP, OS_6_2, 0, false },
    { "bootpc", 68, UDP, OS_6_2, 0, false },
    { "bootps", 67, UDP, OS_6_2, 0, false },
    { "chargen", 19, TCP, OS_6_2, 0, false },
    { "cifs", 3020, TCP | UDP, OS_7_2, 0, false },
    { "citrix-ica", 1494, TCP, OS_6_2, 0, false },
    { "rsh", 514, TCP, OS_7_0, 0, false }, /* 7+ prints rsh, 6.x cmd (unverified) */
    { "cmd", 514, TCP, OS_6_2, 0, false },
    { "ctiqbe", 2748, TCP, OS_6_3, 0, false },
    { "daytime", 13, TCP, OS_6_2, 0, false },
    { "discard", 9, TCP | UDP, OS_6_2, 0, false },
    { "dnsix", 195, UDP, OS_6_2, 0, false },
    { "dns", 195, UDP, OS_6_2, OS_7_0, true }, /* not 53, whatever one expects */
    { "domain", 53, TCP | UDP, OS_6_2, 0, false },
    { "echo", 7, TCP | UDP, OS_6_2, 0, false },
    { "exec", 512, TCP, OS_6_2, 0, false },
    { "finger", 79, TCP, OS_6_2, 0, false },
    { "ftp", 21, TCP, OS_6_2, 0, false },
    { "ftp-data", 20, TCP, OS_6_2, 0, false },
    { "gopher", 70, TCP, OS_6_2, 0, false },
    { "h323", 1720, TCP, OS_6_2, 0, false },
    { "hostname", 101, TCP, OS_6_2, 0, false },
    { "http", 80, TCP, OS_6_2, 0, true },
    { "http", 80, UDP, OS_8_0, 0, true },
    { "https", 443, TCP, OS_6_3, 0, false },
    { "ident", 113, TCP, OS_6_2, 0, false },
    { "imap4", 143, TCP, OS_6_3, 0, false },
    { "irc", 194, TCP, OS_6_2, 0, false },
    { "isakmp", 500, UDP, OS_6_2, 0, false },
    { "kerberos", 750, TCP | UDP, OS_6_3, 0, false },
    { "klogin", 543, TCP, OS_6_2, 0, false },
    { "kshell", 544, TCP, OS_6_2, 0, false },
    { "ldap", 389, TCP, OS_6_3, 0, false },
    { "ldaps", 636, TCP, OS_6_3, 0, false },
    { "login", 513, TCP, OS_6_3, 0, false },
    { "lotusnotes", 1352, TCP, OS_6_3, 0, false },
    { "lpd", 515, TCP, OS_6_2, 0, false },
    { "mobile-ip", 434, UDP, OS_6_2, 0, false },
    { "nameserver", 42, UDP, OS_6_2, 0, false },
    { "netbios-dgm", 138, UDP, OS_6_2, 0, false },
    { "netbios-ns", 137, UDP, OS_6_2, 0, false },
    { "netbios-ssn", 139, TCP, OS_6_3, 0, false },
    { "nfs", 2049, TCP | UDP, OS_8_0, 0, false },
    { "nntp", 119, TCP, OS_6_2, 0, false },
    { "ntp", 123, UDP, OS_6_2, 0, false },
    { "pcanywhere-data", 5631, TCP, OS_6_3, 0, false },
    { "pcanywhere-status", 5632, UDP, OS_6_3, 0, false },
    { "pim-auto-rp", 496, TCP | UDP, OS_6_3, 0, false },
    { "pop2", 109, TCP, OS_6_2, 0, false },
    { "pop3", 110, TCP, OS_6_2, 0, false },
    { "pptp", 1723, TCP, OS_6_2, 0, false },
    { "radius", 1645, UDP, OS_6_2, 0, false },
    { "radius-acct", 1646, UDP, OS_6_3, 0, false },
    { "rip", 520, UDP, OS_6_2, 0, false },
    { "rpc", 111, TCP | UDP, OS_6_2, OS_7_0, true },
    { "rtsp", 554, TCP, OS_7_0, 0, false },
    { "secureid-udp", 5510, UDP, OS_6_3, 0, false },
    { "sip", 5060, TCP | UDP, OS_7_0, 0, false },
    { "smtp", 25, TCP, OS_6_2, 0, false },
    { "snmp", 161, UDP, OS_6_2, 0, false },
    { "snmptrap", 162, UDP, OS_6_2, 0, false },
    { "sqlnet", 1521, TCP, OS_6_2, 0, false },
    { "ssh", 22, TCP, OS_6_3, 0, false },
    { "sunrpc", 111, TCP | UDP, OS_6_2, 0, false },
    { "syslog", 514, UDP, OS_6_2, 0, false },
    { "tacacs", 49, TCP | UDP, OS_6_2, 0, false },
    { "talk", 517, TCP | UDP, OS_6_2, 0, false },
    { "telnet", 23, TCP, OS_6_2, 0, false },
    { "tftp", 69, UDP, OS_6_2, 0, false },
    { "time", 37, TCP, OS_6_2, OS_7_0, false },
    { "time", 37, UDP, OS_6_2, 0, false },
    { "uucp", 540, TCP, OS_6_2, 0, false },
    { "who", 513, UDP, OS_6_2, 0, false },
    { "whois", 43, TCP, OS_6_2, 0, false },
    { "www", 80, TCP, OS_6_2, 0, false },
    { "www", 80, UDP, OS_8_0, 0, false },
    { "xdmcp", 177, UDP, OS_6_2, 0, false },
    /* clang-format on */
};

struct numbered {
    const char *name;
    uint8_t number;
    enum os_version since;
    bool input;
};

/* commands.md 2.2 */
static const struct numbered protocols[] = {
    { "ip", 0, OS_6_2, false },     { "icmp", 1, OS_6_2, false },   { "igmp", 2, OS_6_2, false },
    { "ipinip", 4, OS_6_2, false }, { "tcp", 6, OS_6_2, false },    { "igrp", 9, OS_6_2, false },
    { "udp", 17, OS_6_2, false },   { "gre", 47, OS_6_2, false },   { "pptp", 47, OS_6_2, true },
    { "esp", 50, OS_6_2, false },   { "ipsec", 50, OS_6_2, true },  { "ah", 51, OS_6_2, false },
    { "icmp6", 58, OS_7_0, false }, { "eigrp", 88, OS_6_2, false }, { "ospf", 89, OS_6_2, false },
    { "nos", 94, OS_6_2, false },   { "pim", 103, OS_6_3, false },  { "pcp", 108, OS_6_2, false },
    { "snp", 109, OS_6_2, false },
};

/* commands.md 2.3 */
static const struct numbered icmp_types[] = {
    { "echo-reply", 0, OS_6_2, false },           { "unreachable", 3, OS_6_2, false },
    { "source-quench", 4, OS_6_2, false },        { "redirect", 5, OS_6_2, false },
    { "alternate-address", 6, OS_6_2, false },    { "echo", 8, OS_6_2, false },
    { "router-advertisement", 9, OS_6_2, false }, { "router-solicitation", 10, OS_6_2, false },
    { "time-exceeded", 11, OS_6_2, false },       { "parameter-problem", 12, OS_6_2, false },
    { "timestamp-request", 13, OS_6_2, false },   { "timestamp-reply", 14, OS_6_2, false },
    { "information-request", 15, OS_6_2, false }, { "information-reply", 16, OS_6_2, false },
    { "mask-request", 17, OS_6_2, false },        { "mask-reply", 18, OS_6_2, false },
    { "traceroute", 30, OS_6_3, false },          { "conversion-error", 31, OS_6_2, false },
    { "mobile-redirect", 32, OS_6_2, false },
};

static bool
port_is_known(const struct port *port, enum os_version version, uint8_t protocol)
{
    uint8_t bit = protocol == IP_TCP ? TCP : protocol == IP_UDP ? UDP : 0;
    return (port->protocols & bit) != 0 && version >= port->since &&
           (port->before == 0 || version < port->before);
}

const char *
port_name(enum os_version version, uint8_t protocol, uint16_t port)
{
    for (size_t i = 0; i < ARRAY_LENGTH(ports); i++) {
        if (ports[i].number == port && !ports[i].input &&
            port_is_known(&ports[i], version, protocol))
            return ports[i].name;
    }
    return NULL;
}

bool
port_from_name(enum os_version version, uint8_t protocol, const char *name, uint16_t *port)
{
    for (size_t i = 0; i < ARRAY_LENGTH(ports); i++) {
        if (strcasecmp(ports[i].name, name) == 0 && port_is_known(&ports[i], version, protocol)) {
            *port = ports[i].number;
            return true;
        }
    }
    return false;
}

const char *
port_name_at(enum os_version version, uint8_t protocol, size_t i)
{
    for (size_t row = 0; row < ARRAY_LENGTH(ports); row++) {
        if (port_is_known(&ports[row], version, protocol) && i-- == 0)
            return ports[row].name;
    }
    return NULL;
}

static const char *
name_of(const struct numbered *table, size_t count, enum os_version version, uint8_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (table[i].number == number && !table[i].input && version >= table[i].since)
            return table[i].name;
    }
    return NULL;
}

static bool
number_of(const struct numbered *table, size_t count, enum os_version version, const char *name,
          uint8_t *number)
{
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(table[i].name, name) == 0 && version >= table[i].since) {
            *number = table[i].number;
            return true;
        }
    }
    return false;
}

static const char *
name_at(const struct numbered *table, size_t count, enum os_version version, size_t i)
{
    for (size_t row = 0; row < count; row++) {
        if (version >= table[row].since && i-- == 0)
            return table[row].name;
    }
    return NULL;
}

const char *
protocol_name(enum os_version version, uint8_t protocol)
{
    return name_of(protocols, ARRAY_LENGTH(protocols), version, protocol);
}

bool
protocol_from_name(enum os_version version, const char *name, uint8_t *protocol)
{
    return number_of(protocols, ARRAY_LENGTH(protocols), version, name, protocol);
}

const char *
protocol_name_at(enum os_version version, size_t i)
{
    return name_at(protocols, ARRAY_LENGTH(protocols), version, i);
}

const char *
icmp_type_name(enum os_version version, uint8_t type)
{
    return name_of(icmp_types, ARRAY_LENGTH(icmp_types), version, type);
}

bool
icmp_type_from_name(enum os_version version, const char *name, uint8_t *type)
{
    return number_of(icmp_types, ARRAY_LENGTH(icmp_types), version, name, type);
}

const char *
icmp_type_name_at(enum os_version version, size_t i)
{
    return name_at(icmp_types, ARRAY_LENGTH(icmp_types), version, i);
}

const char *
log_level_name(unsigned level)
{
    static const char *const names[] = { "emergencies",   "alerts",   "critical",
                                         "errors",        "warnings", "notifications",
                                         "informational", "debugging" };
    return level < ARRAY_LENGTH(names) ? names[level] : NULL;
}
