/*
 * factory.c: what a box is configured to when nobody has typed anything (commands.md 1, 3.1, 6).
 */
#include "parser/family.h"
#include "parser/fixup.h"

/* commands.md 3.1: three ports as in the 6.2(1) listing */
static const char *const factory_6_2[] = {
    "interface ethernet0 auto shutdown",
    "interface ethernet1 auto shutdown",
    "interface ethernet2 auto shutdown",
    "nameif ethernet0 outside security0",
    "nameif ethernet1 inside security100",
    "nameif ethernet2 intf2 security10",
    NULL,
};
static const char *const factory_6_3[] = {
    "interface ethernet0 auto shutdown",
    "interface ethernet1 auto shutdown",
    "interface ethernet2 auto shutdown",
    "nameif ethernet0 outside security0",
    "nameif ethernet1 inside security100",
    "nameif ethernet2 intf2 security4",
    NULL,
};
/* lines that 6.x always writes (6.2(1), 6.3(5) listings) */
static const char *const factory_6[] = {
    "pager lines 24",
    "ip audit info action alarm",
    "ip audit attack action alarm",
    "no failover",
    "failover timeout 0:00:00",
    "failover poll 15",
    "pdm history enable",
    "arp timeout 14400",
    "aaa-server TACACS+ protocol tacacs+",
    "aaa-server RADIUS protocol radius",
    "aaa-server LOCAL protocol local",
    "no snmp-server location",
    "no snmp-server contact",
    "snmp-server community public",
    "no snmp-server enable traps",
    "floodguard enable",
    "telnet timeout 5",
    "ssh timeout 5",
    "terminal width 80",
    NULL,
};
static const char *const factory_pix_ports[] = {
    "interface Ethernet0", "shutdown", "exit", "interface Ethernet1", "shutdown", "exit", NULL,
};
static const char *const factory_asa_ports[] = {
    "interface Ethernet0/0",
    "shutdown",
    "exit",
    "interface Ethernet0/1",
    "shutdown",
    "exit",
    "interface Ethernet0/2",
    "shutdown",
    "exit",
    "interface Ethernet0/3",
    "shutdown",
    "exit",
    "interface Management0/0",
    "shutdown",
    "exit",
    NULL,
};
static const char *const factory_7[] = {
    "ftp mode passive",
    "pager lines 24",
    "no failover",
    "no asdm history enable",
    "arp timeout 14400",
    "no snmp-server location",
    "no snmp-server contact",
    "snmp-server enable traps snmp authentication linkup linkdown coldstart",
    "telnet timeout 5",
    "ssh timeout 5",
    "console timeout 0",
    "class-map inspection_default",
    "match default-inspection-traffic",
    "exit",
    NULL,
};
/* commands.md 6.2: the default policy of 7.0 and 7.1, and of 7.2 and later */
static const char *const factory_policy_7_0[] = {
    "policy-map global_policy",
    "class inspection_default",
    "inspect dns maximum-length 512",
    "inspect ftp",
    "inspect h323 h225",
    "inspect h323 ras",
    "inspect netbios",
    "inspect rsh",
    "inspect rtsp",
    "inspect skinny",
    "inspect esmtp",
    "inspect sqlnet",
    "inspect sunrpc",
    "inspect tftp",
    "inspect sip",
    "inspect xdmcp",
    "service-policy global_policy global",
    NULL,
};
static const char *const factory_policy_7_2[] = {
    "icmp unreachable rate-limit 1 burst-size 1",
    "policy-map type inspect dns preset_dns_map",
    " parameters",
    "  message-length maximum 512",
    "exit",
    "policy-map global_policy",
    "class inspection_default",
    "inspect dns preset_dns_map",
    "inspect ftp",
    "inspect h323 h225",
    "inspect h323 ras",
    "inspect rsh",
    "inspect rtsp",
    "inspect esmtp",
    "inspect sqlnet",
    "inspect skinny",
    "inspect sunrpc",
    "inspect xdmcp",
    "inspect sip",
    "inspect netbios",
    "inspect tftp",
    "service-policy global_policy global",
    "prompt hostname context",
    NULL,
};

static bool
type_lines(struct parser *parser, const char *const *lines)
{
    for (size_t i = 0; lines[i] != NULL; i++) {
        if (parser_line(parser, lines[i], "factory", (uint32_t)i + 1) == LINE_REFUSED)
            return false;
    }
    parser_reset_mode(parser);
    return true;
}

static bool
type_factory(struct parser *parser, struct os_release release)
{
    if (release.version < OS_7_0)
        return type_lines(parser, release.version == OS_6_2 ? factory_6_2 : factory_6_3) &&
               type_lines(parser, factory_6) && fixup_defaults(parser->config);
    return type_lines(parser,
                      release.platform == PLATFORM_ASA ? factory_asa_ports : factory_pix_ports) &&
           type_lines(parser, factory_7) &&
           type_lines(parser, release.version < OS_7_2 ? factory_policy_7_0 : factory_policy_7_2);
}

struct config *
config_factory(struct os_release release)
{
    if (release.maintenance == 0)
        release.maintenance = behaviour(release.version)->usual_maintenance;
    struct arena *arena = arena_new();
    struct config *config = config_new(release);
    struct diags diags;
    if (arena != NULL)
        diags_init(&diags, arena);
    struct parser *parser = arena != NULL && config != NULL ? parser_new(config, &diags) : NULL;
    bool good = false;
    if (parser != NULL) {
        parser_begin_loading(parser);
        good = type_factory(parser, release);
        parser_end_loading(parser);
    }
    parser_free(parser);
    arena_free(arena);
    if (good)
        return config;
    config_free(config);
    return NULL;
}
