/*
 * factory.c: what a box is configured to when nobody has typed anything (commands.md 1, 3.1, 6).
 */
#include <string.h>
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"

/*
 * A line that is typed into an empty configuration of these versions. The box is a PIX 515 with
 * three ports (as that of the complete 6.2(1) listing), or an ASA 5510 from 7.0 on.
 */
struct factory_line {
    enum os_version since, before; /* BEFORE 0: no end */
    const char *text;
    uint16_t maintenance; /* of SINCE, from which on it has the line */
};

/* The line is typed once for each interface that has a name. */
#define EACH_NAMEIF "@"
#define SIX OS_6_2, OS_7_0
#define SEVEN OS_7_0, 0

/* clang-format off */
static const struct factory_line pix_ports[] = {
    { SIX, "interface ethernet0 auto shutdown", 0 },
    { SIX, "interface ethernet1 auto shutdown", 0 },
    { SIX, "interface ethernet2 auto shutdown", 0 },
    { SEVEN, "interface Ethernet0", 0 },
    { SEVEN, "shutdown", 0 },
    { SEVEN, "interface Ethernet1", 0 },
    { SEVEN, "shutdown", 0 },
    { SEVEN, "interface Ethernet2", 0 },
    { SEVEN, "shutdown", 0 },
    { .text = NULL },
};
static const struct factory_line asa_ports[] = {
    { SEVEN, "interface Ethernet0/0", 0 },
    { SEVEN, "shutdown", 0 },
    { SEVEN, "interface Ethernet0/1", 0 },
    { SEVEN, "shutdown", 0 },
    { SEVEN, "interface Ethernet0/2", 0 },
    { SEVEN, "shutdown", 0 },
    { SEVEN, "interface Ethernet0/3", 0 },
    { SEVEN, "shutdown", 0 },
    { SEVEN, "interface Management0/0", 0 },
    { SEVEN, "shutdown", 0 },
    { .text = NULL },
};

/* What 6.x always writes: the 6.2(1) and 6.3(5) listings (commands.md 1.1, 1.2, 9 to 11). */
static const struct factory_line lines_6[] = {
    { SIX, "clear nameif", 0 },                                  /* the usual names: 3.1 */
    { SIX, "clear fixup", 0 },                                   /* 6.1 [V] */
    { OS_6_3, OS_7_0, "domain-name ciscopix.com", 0 },           /* 3.3 [R] */
    { SIX, "pager lines 24", 0 },
    { SIX, "ip audit info action alarm", 0 },                    /* 9 [V] */
    { SIX, "ip audit attack action alarm", 0 },
    { SIX, "no failover", 0 },
    { SIX, "failover timeout 0:00:00", 0 },
    { SIX, "failover poll 15", 0 },
    { OS_6_2, OS_6_3, "failover ip address " EACH_NAMEIF " 0.0.0.0", 0 }, /* 11.1 [V] */
    { OS_6_3, OS_7_0, "no failover ip address " EACH_NAMEIF, 0 }, /* 11.1 [R] */
    { SIX, "pdm history enable", 0 },
    { SIX, "arp timeout 14400", 0 },
    { SIX, "aaa-server TACACS+ protocol tacacs+", 0 },           /* 11 [V] */
    { OS_6_3, OS_7_0, "aaa-server TACACS+ max-failed-attempts 3", 4 },
    { OS_6_3, OS_7_0, "aaa-server TACACS+ deadtime 10", 4 },
    { SIX, "aaa-server RADIUS protocol radius", 0 },
    { OS_6_3, OS_7_0, "aaa-server RADIUS max-failed-attempts 3", 4 },
    { OS_6_3, OS_7_0, "aaa-server RADIUS deadtime 10", 4 },
    { SIX, "aaa-server LOCAL protocol local", 0 },
    { SIX, "no snmp-server location", 0 },                       /* 11 [V] */
    { SIX, "no snmp-server contact", 0 },
    { SIX, "snmp-server community public", 0 },
    { SIX, "no snmp-server enable traps", 0 },
    /* 9: the 6.2 listing at hand has it off, by its owner's hand or not: (unverified) */
    { SIX, "floodguard enable", 0 },
    { OS_6_2, OS_6_3, "no sysopt route dnat", 0 },               /* 10 [V] */
    { SIX, "telnet timeout 5", 0 },
    { SIX, "ssh timeout 5", 0 },
    { OS_6_3, OS_7_0, "console timeout 0", 0 },                  /* 9 */
    { SIX, "terminal width 80", 0 },
    { .text = NULL },
};

/* 7.2(1), 7.2(2) and 8.0(3) listings (1.3, 1.4), and the default policy (6.2). */
static const struct factory_line lines_7[] = {
    { SEVEN, "domain-name default.domain.invalid", 0 },          /* 3.3 */
    { OS_7_0, OS_8_0, "dns-guard", 0 },                          /* 1.3, gone in 8.0: 1.4 */
    { SEVEN, "ftp mode passive", 0 },
    { OS_7_2, 0, "dns server-group DefaultDNS", 0 },             /* 1.3 [V] */
    { OS_7_2, 0, " domain-name default.domain.invalid", 0 },
    { OS_7_2, 0, "exit", 0 },
    { SEVEN, "pager lines 24", 0 },
    { SEVEN, "no failover", 0 },
    { OS_7_2, 0, "icmp unreachable rate-limit 1 burst-size 1", 0 }, /* 9 [V] */
    { SEVEN, "no asdm history enable", 0 },
    { SEVEN, "arp timeout 14400", 0 },
    { OS_8_0, 0, "dynamic-access-policy-record DfltAccessPolicy", 0 }, /* 1.4 [V] */
    { OS_8_0, 0, "exit", 0 },
    { SEVEN, "no snmp-server location", 0 },                     /* 11 [V] */
    { SEVEN, "no snmp-server contact", 0 },
    { SEVEN, "snmp-server enable traps snmp authentication linkup linkdown coldstart", 0 },
    { SEVEN, "telnet timeout 5", 0 },
    { SEVEN, "ssh timeout 5", 0 },
    { SEVEN, "console timeout 0", 0 },
    { OS_8_0, 0, "threat-detection basic-threat", 0 },           /* 1.4 [V] */
    { OS_8_0, 0, "threat-detection statistics access-list", 0 },
    { OS_8_0, 0, "no threat-detection statistics tcp-intercept", 4 }, /* 8.0(4), 8.2(1) [V] */
    { SEVEN, "class-map inspection_default", 0 },
    { SEVEN, "match default-inspection-traffic", 0 },
    { SEVEN, "exit", 0 },
    { OS_7_2, 0, "policy-map type inspect dns preset_dns_map", 0 },
    { OS_7_2, 0, " parameters", 0 },
    { OS_7_2, 0, "  message-length maximum 512", 0 },
    { OS_7_2, 0, "exit", 0 },
    { SEVEN, "policy-map global_policy", 0 },
    { SEVEN, "class inspection_default", 0 },
    { OS_7_0, OS_7_2, "inspect dns maximum-length 512", 0 },
    { OS_7_2, 0, "inspect dns preset_dns_map", 0 },
    { SEVEN, "inspect ftp", 0 },
    { SEVEN, "inspect h323 h225", 0 },
    { SEVEN, "inspect h323 ras", 0 },
    { OS_7_0, OS_7_2, "inspect netbios", 0 },
    { SEVEN, "inspect rsh", 0 },
    { SEVEN, "inspect rtsp", 0 },
    { OS_7_0, OS_7_2, "inspect skinny", 0 },
    { SEVEN, "inspect esmtp", 0 },
    { SEVEN, "inspect sqlnet", 0 },
    { OS_7_2, 0, "inspect skinny", 0 },
    { SEVEN, "inspect sunrpc", 0 },
    { OS_7_0, OS_7_2, "inspect tftp", 0 },
    { OS_7_0, OS_7_2, "inspect sip", 0 },
    { SEVEN, "inspect xdmcp", 0 },
    { OS_7_2, 0, "inspect sip", 0 },
    { OS_7_2, 0, "inspect netbios", 0 },
    { OS_7_2, 0, "inspect tftp", 0 },
    { SEVEN, "service-policy global_policy global", 0 },
    { OS_7_2, 0, "prompt hostname context", 0 },                 /* 11: always written */
    { .text = NULL },
};
/* clang-format on */

static bool
has_line(struct os_release release, const struct factory_line *line)
{
    return version_in(release.version, line->since, line->before) &&
           (release.version != line->since || release.maintenance >= line->maintenance);
}

static bool
type_line(struct parser *parser, const char *text)
{
    return parser_line(parser, text, "factory", 1) != LINE_REFUSED;
}

/* TEXT with the name of each interface in the place of the mark. */
static bool
type_for_each(struct parser *parser, const char *text, const char *mark)
{
    const struct config *config = parser->config;
    bool good = true;
    for (size_t i = 0; i < config->interface_count; i++) {
        const char *name = config->interfaces[i]->name;
        char line[128];
        if (name == NULL)
            continue;
        snprintf(line, sizeof(line), "%.*s%s%s", (int)(mark - text), text, name, mark + 1);
        good = type_line(parser, line) && good;
    }
    return good;
}

static bool
type_lines(struct parser *parser, const struct factory_line *lines)
{
    bool good = true;
    for (size_t i = 0; lines[i].text != NULL && good; i++) {
        const char *mark = strstr(lines[i].text, EACH_NAMEIF);
        if (has_line(parser->config->os, &lines[i]))
            good = mark != NULL ? type_for_each(parser, lines[i].text, mark)
                                : type_line(parser, lines[i].text);
    }
    parser_reset_mode(parser);
    return good;
}

/* Types the lines of TABLES as a part of what is being done: they make no revision of their own. */
static bool
type_apart(struct config *config, const struct factory_line *const *tables, size_t count)
{
    struct arena *arena = arena_new();
    struct diags diags;
    if (arena != NULL)
        diags_init(&diags, arena);
    struct parser *parser = arena != NULL ? parser_new(config, &diags) : NULL;
    bool good = parser != NULL;
    if (good)
        parser->loading = true;
    for (size_t i = 0; i < count && good; i++)
        good = type_lines(parser, tables[i]);
    parser_free(parser);
    arena_free(arena);
    return good;
}

/* The same in a new configuration, whose first revision it is. */
static bool
type_first(struct config *config, const struct factory_line *const *tables, size_t count)
{
    config->revision = 0;
    bool good = type_apart(config, tables, count);
    config->revision = 1;
    return good;
}

static const struct factory_line *
own_lines(const struct config *config)
{
    return config->does->flat_commands ? lines_6 : lines_7;
}

static bool
is_asa(struct os_release release)
{
    return release.platform == PLATFORM_ASA && !behaviour(release.version)->flat_commands;
}

const char *
config_factory_model(struct os_release release)
{
    return is_asa(release) ? "ASA 5510" : "PIX 515";
}

/* Not a sub-interface, a VLAN or a redundant pair, which lines have made. */
static bool
is_port(const struct interface *interface)
{
    return interface_exists(interface) && interface->parent == NULL &&
           !interface->is_subinterface && strncasecmp(interface->hardware, "vlan", 4) != 0 &&
           strncasecmp(interface->hardware, "Redundant", 9) != 0;
}

struct config *
config_factory(struct os_release release)
{
    if (release.maintenance == 0)
        release.maintenance = behaviour(release.version)->usual_maintenance;
    struct config *config = config_new(release);
    if (config == NULL)
        return NULL;
    const struct factory_line *const tables[] = { is_asa(release) ? asa_ports : pix_ports,
                                                  own_lines(config) };
    if (type_first(config, tables, ARRAY_LENGTH(tables)))
        return config;
    config_free(config);
    return NULL;
}

/* The ports of BOX, shut down. */
static bool
add_ports(struct config *config, const struct config *box)
{
    for (size_t i = 0; i < box->interface_count; i++) {
        if (!is_port(box->interfaces[i]))
            continue;
        ifc_id ifc = config_add_interface(config, box->interfaces[i]->hardware);
        if (ifc == IFC_NONE)
            return false;
        config->interfaces[ifc]->shutdown = true;
    }
    return true;
}

struct config *
config_factory_of(const struct config *box)
{
    struct config *config = config_new(box->os);
    if (config == NULL)
        return NULL;
    const struct factory_line *const tables[] = { own_lines(config) };
    if (add_ports(config, box) && type_first(config, tables, ARRAY_LENGTH(tables)))
        return config;
    config_free(config);
    return NULL;
}

bool
factory_reset(struct command_call *call)
{
    struct parser *parser = call->user;
    struct config *config = call->config;
    const struct factory_line *const tables[] = { own_lines(config) };
    if (!config_reset(config, is_port) || !type_apart(config, tables, ARRAY_LENGTH(tables)))
        return no_memory(call);
    parser->last_acl = NULL;
    kept_note_seen(parser);
    return true;
}

/* ---- configure factory-default ---- */

#define USUAL_ADDRESS 0xc0a80101u /* 192.168.1.1 */
#define POOL_LIMIT 253            /* addresses, one below the limit of the box */
#define LINE_SIZE 128

struct default_line {
    bool has_address, has_netmask;
    uint32_t address, netmask;
};

/* The port that is managed: Management0/0, else the second one. NULL: there is none. */
static const struct interface *
managed_port(const struct config *config)
{
    const struct interface *second = NULL;
    size_t ports = 0;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (!is_port(interface))
            continue;
        if (strncmp(interface->hardware, "Management", 10) == 0)
            return interface;
        if (++ports == 2)
            second = interface;
    }
    return second;
}

/* The addresses that the DHCP server gives: those behind its own, else those before. */
static void
find_pool(const struct default_line *line, uint32_t *first, uint32_t *last)
{
    uint32_t network = line->address & line->netmask;
    uint32_t broadcast = network | ~line->netmask;
    *first = line->address + 1;
    *last = broadcast - 1;
    if (*first > *last) {
        *first = network + 1;
        *last = line->address - 1;
    }
    if (*last - *first >= POOL_LIMIT)
        *last = *first + POOL_LIMIT - 1;
}

#define DEFAULT_LINES 14

/* The lines of the 7.2 guide's default configuration of an ASA 5510 and of a PIX 515 (recalled). */
static size_t
make_lines(const struct interface *port, const struct default_line *line,
           char texts[static DEFAULT_LINES][LINE_SIZE])
{
    char address[IP_TEXT_SIZE], netmask[IP_TEXT_SIZE], network[IP_TEXT_SIZE];
    char low[IP_TEXT_SIZE], high[IP_TEXT_SIZE];
    uint32_t first, last;
    size_t count = 0;
    find_pool(line, &first, &last);
    ip_format(line->address, address);
    ip_format(line->netmask, netmask);
    ip_format(line->address & line->netmask, network);
    ip_format(first, low);
    ip_format(last, high);
#define PUT(...) snprintf(texts[count++], LINE_SIZE, __VA_ARGS__)
    PUT("interface %s", port->hardware);
    PUT("nameif management");
    PUT("security-level 100");
    PUT("ip address %s %s", address, netmask);
    PUT("no shutdown");
    PUT("exit");
    PUT("logging asdm informational");
    PUT("asdm history enable");
    PUT("http server enable");
    PUT("http %s %s management", network, netmask);
    PUT("dhcpd address %s-%s management", low, high);
    PUT("dhcpd lease 3600");
    PUT("dhcpd ping_timeout 750");
    PUT("dhcpd enable management");
#undef PUT
    return count;
}

static bool
set_factory_default(struct command_call *call, void *scratch)
{
    struct default_line *line = scratch;
    char texts[DEFAULT_LINES][LINE_SIZE];
    struct factory_line lines[DEFAULT_LINES + 1] = { 0 };
    if (!line->has_address)
        line->address = USUAL_ADDRESS;
    if (!line->has_netmask)
        line->netmask = ip_class_netmask(line->address);
    if (line->netmask > 0xfffffffcu)
        return refuse_word(call, call->line->count - 1, NULL,
                           "such a network has no room for an address to give");
    const struct interface *port = managed_port(call->config);
    if (port == NULL)
        return refuse(call, NULL, "the box has no port to manage it by");
    inform(call, "Begin to apply factory-default configuration:");
    inform(call, "Clear all configuration");
    if (!factory_reset(call))
        return false;
    size_t count = make_lines(port, line, texts);
    for (size_t i = 0; i < count; i++) {
        lines[i] = (struct factory_line){ SEVEN, texts[i], 0 };
        inform(call, "Executing command: %s", texts[i]);
    }
    const struct factory_line *const tables[] = { lines };
    if (!type_apart(call->config, tables, ARRAY_LENGTH(tables)))
        return no_memory(call);
    kept_note_seen(call->user);
    inform(call, "Factory-default configuration is completed");
    return true;
}

static const struct word default_netmask[] = {
    VALUE(netmask, struct default_line, netmask, "Its network's mask"),
    END_OF_WORDS,
};
static const struct word default_address[] = {
    VALUE(address, struct default_line, address, "Address of the managed port"),
    GROUP(struct default_line, has_netmask, default_netmask),
    END_OF_WORDS,
};
static const struct command factory_default_row = {
    .name = "configure",
    .help = "Configure the factory default",
    .words = (const struct word[]){ KEYWORD("configure factory-default",
                                            "Start from the configuration that the box came with"),
                                    GROUP(struct default_line, has_address, default_address),
                                    END_OF_WORDS },
    .since = OS_7_0,
    .scratch_size = sizeof(struct default_line),
    .set = set_factory_default,
};

const struct command *const factory_commands[] = { &factory_default_row, NULL };
