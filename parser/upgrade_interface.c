/*
 * upgrade_interface.c: interface, nameif, ip address and failover ip address of 6.x go together
 * into the interface's block (commands.md 3.1, 3.2).
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "parser/upgrade.h"
#include "parser/word_hardware.h"

/* commands.md 3.1 and 3.2: what a speed of 6.x says in two lines; "" for what is usual. */
static const struct speed {
    const char *flat;
    const char *speed;
    const char *duplex;
} speeds[] = {
    { "auto", "", "" },
    { "10baset", "10", "half" },
    { "10full", "10", "full" },
    { "100basetx", "100", "half" },
    { "100full", "100", "full" },
    { "1000auto", "", "" },
    { "1000full", "1000", "full" },
    { "1000sxfull", "nonegotiate", "" },
    { "1000basesx", "", "" },
    { "1000sx", "", "" },
};

/* "ethernet0" as "Ethernet0", on an ASA "Ethernet0/0"; NULL: 7.0 and later have no such port. */
static const char *
modern_name(struct upgrade *upgrade, const char *flat)
{
    char hardware[HARDWARE_SIZE];
    if (!hardware_parse(OS_6_3, flat, hardware))
        return NULL;
    const char *place = hardware + strcspn(hardware, "0123456789");
    const char *kind = strncmp(hardware, "ethernet", 8) == 0       ? "Ethernet"
                       : strncmp(hardware, "gb-ethernet", 11) == 0 ? "GigabitEthernet"
                                                                   : NULL;
    if (kind == NULL)
        return NULL;
    char name[2 * HARDWARE_SIZE];
    bool slot = upgrade->config->os.platform == PLATFORM_ASA;
    snprintf(name, sizeof(name), "%s%s%s", kind, slot ? "0/" : "", place);
    return arena_strdup(upgrade->diags->arena, name);
}

/* What nameif and the like mean by `ethernet0` or `vlan10`; NULL: nothing that is there. */
static const char *
block_of(struct upgrade *upgrade, const char *flat)
{
    for (size_t i = 0; i < upgrade->vlan_count; i++) {
        if (strcasecmp(upgrade->vlans[i].flat, flat) == 0)
            return upgrade->vlans[i].hardware;
    }
    return modern_name(upgrade, flat);
}

static bool
remember_vlan(struct upgrade *upgrade, const char *flat, const char *hardware)
{
    struct vlan_name *name =
        arena_append(upgrade->diags->arena, &upgrade->vlans, &upgrade->vlan_count,
                     &upgrade->vlan_capacity, sizeof(*name));
    if (name == NULL)
        return false;
    *name = (struct vlan_name){ arena_strdup(upgrade->diags->arena, flat), hardware };
    return name->flat != NULL;
}

static enum fate
lost_port(struct upgrade *upgrade)
{
    upgrade->why = "there is no port of this kind any more";
    return FATE_LOST;
}

/* `interface ethernet0 vlan10 logical`: a sub-interface. */
static enum fate
convert_vlan(struct upgrade *upgrade, const char *parent)
{
    const char *id = upgrade_word(upgrade, 2) + strlen("vlan");
    bool physical = upgrade_word_is(upgrade, 3, "physical");
    PUT(upgrade, "interface %s.%s", parent, id);
    PUT(upgrade, " vlan %s", id);
    if (upgrade->made.failed)
        return FATE_CONVERTED;
    const char *hardware = upgrade->made.lines[0] + strlen("interface ");
    const char *flat = physical ? upgrade_word(upgrade, 1) : upgrade_word(upgrade, 2);
    upgrade->made.failed = !remember_vlan(upgrade, flat, hardware);
    return FATE_CONVERTED;
}

static enum fate
convert_interface(struct upgrade *upgrade)
{
    const char *port = modern_name(upgrade, upgrade_word(upgrade, 1));
    if (port == NULL)
        return lost_port(upgrade);
    if (strncasecmp(upgrade_word(upgrade, 2), "vlan", 4) == 0)
        return convert_vlan(upgrade, port);
    if (upgrade->negated || upgrade_word_is(upgrade, 2, "change-vlan")) {
        upgrade->why = "change the vlan in the block of the sub-interface";
        return FATE_LOST;
    }
    bool shutdown = false;
    PUT(upgrade, "interface %s", port);
    for (size_t at = 2; at < upgrade_words(upgrade); at++) {
        shutdown = shutdown || upgrade_word_is(upgrade, at, "shutdown");
        for (size_t i = 0; i < ARRAY_LENGTH(speeds); i++) {
            if (!upgrade_word_is(upgrade, at, speeds[i].flat))
                continue;
            if (speeds[i].speed[0] != '\0')
                PUT(upgrade, " speed %s", speeds[i].speed);
            if (speeds[i].duplex[0] != '\0')
                PUT(upgrade, " duplex %s", speeds[i].duplex);
        }
    }
    PUT(upgrade, shutdown ? " shutdown" : " no shutdown");
    return FATE_CONVERTED;
}

static enum fate
convert_nameif(struct upgrade *upgrade)
{
    const char *block = block_of(upgrade, upgrade_word(upgrade, 1));
    if (block == NULL)
        return lost_port(upgrade);
    PUT(upgrade, "interface %s", block);
    if (upgrade->negated) {
        PUT(upgrade, " no nameif");
        return FATE_CONVERTED;
    }
    PUT(upgrade, " nameif %s", upgrade_word(upgrade, 2));
    PUT(upgrade, " security-level %s",
        upgrade_word(upgrade, 3) + strcspn(upgrade_word(upgrade, 3), "0123456789"));
    return FATE_CONVERTED;
}

/* 6.2 gives an interface that nobody uses an address of the loopback network (commands.md 3.1). */
static bool
is_unused_address(const char *text)
{
    return strncmp(text, "127.", 4) == 0 || strcmp(text, "0.0.0.0") == 0;
}

static enum fate
convert_address(struct upgrade *upgrade)
{
    const char *hardware = upgrade_hardware_of(upgrade, upgrade_word(upgrade, 2));
    if (hardware == NULL)
        return FATE_SAME;
    if (upgrade->negated || is_unused_address(upgrade_word(upgrade, 3))) {
        PUT(upgrade, "interface %s", hardware);
        PUT(upgrade, " no ip address");
        return FATE_CONVERTED;
    }
    bool asks = upgrade_word_is(upgrade, 3, "dhcp") || upgrade_word_is(upgrade, 3, "pppoe");
    if (upgrade_word_is(upgrade, 3, "pppoe") && !upgrade_does(upgrade)->pppoe_client) {
        upgrade->why = "PPPoE comes back with 7.2";
        return FATE_LOST;
    }
    PUT(upgrade, "interface %s", hardware);
    if (!asks) {
        PUT(upgrade, " ip address %s", upgrade_rest(upgrade, 3));
        return FATE_CONVERTED;
    }
    PUT(upgrade, " ip address %s%s", upgrade_word(upgrade, 3),
        upgrade_word_is(upgrade, 4, "setroute") ? " setroute" : "");
    if (strstr(upgrade_rest(upgrade, 3), "retry") != NULL)
        upgrade->why = "the number of retries is gone";
    return FATE_CONVERTED;
}

static enum fate
convert_failover_address(struct upgrade *upgrade)
{
    ifc_id ifc = config_interface_by_name(upgrade->config, upgrade_word(upgrade, 3));
    const char *standby = upgrade_word(upgrade, 4);
    upgrade->why = "without an address of the other unit there is nothing to say";
    if (upgrade->negated || ifc == IFC_NONE || is_unused_address(standby) || standby[0] == '\0')
        return FATE_IGNORED;
    const struct interface *interface = upgrade->config->interfaces[ifc];
    if (interface->address == 0)
        return FATE_IGNORED;
    char address[IP_TEXT_SIZE];
    char netmask[IP_TEXT_SIZE];
    ip_format(interface->address, address);
    ip_format(interface->netmask, netmask);
    PUT(upgrade, "interface %s", interface->hardware);
    PUT(upgrade, " ip address %s %s standby %s", address, netmask, standby);
    upgrade->why = NULL;
    return FATE_CONVERTED;
}

/* `routing interface outside`, `multicast interface inside`: their lines stand in the block. */
static enum fate
convert_block(struct upgrade *upgrade)
{
    const char *hardware = upgrade_hardware_of(upgrade, upgrade_word(upgrade, 2));
    if (hardware == NULL || upgrade->negated)
        return FATE_SAME;
    PUT(upgrade, "interface %s", hardware);
    return FATE_BLOCK;
}

const struct upgrade_rule upgrade_interface_rules[] = {
    { "interface", convert_interface, NULL, NULL },
    { "nameif", convert_nameif, NULL, NULL },
    { "ip address", convert_address, NULL, NULL },
    { "failover ip address", convert_failover_address, NULL, NULL },
    { "routing interface", convert_block, NULL, NULL },
    { "multicast interface", convert_block, NULL, NULL },
    { NULL, NULL, NULL, NULL },
};
