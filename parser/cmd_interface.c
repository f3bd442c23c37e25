/*
 * cmd_interface.c: the interface sub-mode of 7.0 and later (commands.md 3.2).
 *
 * The rows stand in the order in which a block is written: a 7.2(1) listing has shutdown,
 * description, speed, duplex, vlan, nameif, security-level, ip address, management-only.
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_hardware.h"

struct ifc_line {
    char hardware[HARDWARE_SIZE];
    const char *text;
    bool flag;
    uint16_t number;
    uint8_t mac[6];
    enum address_source source;
    uint32_t address;
    uint32_t netmask;
    bool has_netmask;
    uint32_t standby;
    bool has_standby;
    bool setroute;
    bool unset; /* written as `no ...` */
};

#define IFC_ROW                                                                                    \
    .modes = MODE_BIT(MODE_CONFIG_IF), .since = OS_7_0, .scratch_size = sizeof(struct ifc_line)

/* ---- interface ---- */

static bool
is_subinterface(const char *hardware)
{
    return strchr(hardware, '.') != NULL;
}

static bool
set_interface(struct command_call *call, void *scratch)
{
    const struct ifc_line *line = scratch;
    ifc_id ifc = config_interface_by_hardware(call->config, line->hardware);
    if (ifc == IFC_NONE) {
        ifc = config_add_interface(call->config, line->hardware);
        if (ifc == IFC_NONE)
            return no_memory(call);
        struct interface *made = call->config->interfaces[ifc];
        made->is_subinterface = is_subinterface(line->hardware);
        /* a listing writes `shutdown` where it is so; a typed one starts down unless logical */
        made->shutdown =
            call->file == NULL && !made->is_subinterface && strncmp(line->hardware, "Vlan", 4) != 0;
        made->origin = call_origin(call);
    }
    call->object = call->config->interfaces[ifc];
    return true;
}

/* The index stays taken, since rules hold it; the interface has no name and is down. */
static bool
unset_interface(struct command_call *call, void *scratch)
{
    const struct ifc_line *line = scratch;
    ifc_id ifc = config_interface_by_hardware(call->config, line->hardware);
    if (ifc == IFC_NONE)
        return refuse(call, NULL, "there is no interface %s", line->hardware);
    struct interface *old = call->config->interfaces[ifc];
    if (!old->is_subinterface && strncmp(old->hardware, "Vlan", 4) != 0 &&
        strncmp(old->hardware, "Redundant", 9) != 0)
        return refuse(call, NULL, "a physical interface cannot be removed");
    config_remove_interface(call->config, ifc);
    return true;
}

static void
each_interface(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->interface_count; i++) {
        struct interface *interface = config->interfaces[i];
        struct ifc_line line = { .number = (uint16_t)i };
        if (interface->hardware[0] == '\0')
            continue;
        snprintf(line.hardware, sizeof(line.hardware), "%s", interface->hardware);
        visit(context, &line, interface);
    }
}

static const struct command interface_row = {
    .name = "interface",
    .help = "Select an interface to configure",
    .words =
        (const struct word[]){ KEYWORD("interface", "Select an interface to configure"),
                               VALUE(hardware, struct ifc_line, hardware, "Interface hardware"),
                               END_OF_WORDS },
    .since = OS_7_0,
    .enters = MODE_CONFIG_IF,
    .prompt = "config-if",
    .scratch_size = sizeof(struct ifc_line),
    .set = set_interface,
    .unset = unset_interface,
    .each = each_interface,
};

/* ---- shutdown, description, speed, duplex, vlan ---- */

static bool
set_shutdown(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct interface *)call->object)->shutdown = true;
    return true;
}

static bool
unset_shutdown(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct interface *)call->object)->shutdown = false;
    return true;
}

static void
each_shutdown(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct interface *interface = object;
    struct ifc_line line = { 0 };
    if (interface->shutdown)
        visit(context, &line, NULL);
}

static const struct command shutdown_row = {
    IFC_ROW,
    .name = "shutdown",
    .help = "Shutdown the selected interface",
    .words = (const struct word[]){ KEYWORD("shutdown", "Shutdown the selected interface"),
                                    END_OF_WORDS },
    .set = set_shutdown,
    .unset = unset_shutdown,
    .each = each_shutdown,
};

TEXT_COMMAND(struct interface, struct ifc_line, description)
TEXT_COMMAND(struct interface, struct ifc_line, speed)
TEXT_COMMAND(struct interface, struct ifc_line, duplex)

static const struct command description_row = {
    IFC_ROW,
    .name = "description",
    .help = "Interface specific description",
    .words = (const struct word[]){ KEYWORD("description", "Interface specific description"),
                                    VALUE(rest, struct ifc_line, text, "Text"), END_OF_WORDS },
    .set = set_description,
    .unset = unset_description,
    .no_words = 1,
    .each = each_description,
};
static const struct command speed_row = {
    IFC_ROW,
    .name = "speed",
    .help = "Configure speed operation",
    .words = (const struct word[]){ KEYWORD("speed", "Configure speed operation"),
                                    VALUE(text, struct ifc_line, text, "auto, 10, 100, 1000"),
                                    END_OF_WORDS },
    .set = set_speed,
    .unset = unset_speed,
    .no_words = 1,
    .each = each_speed,
};
static const struct command duplex_row = {
    IFC_ROW,
    .name = "duplex",
    .help = "Configure duplex operation",
    .words = (const struct word[]){ KEYWORD("duplex", "Configure duplex operation"),
                                    VALUE(text, struct ifc_line, text, "auto, full, half"),
                                    END_OF_WORDS },
    .set = set_duplex,
    .unset = unset_duplex,
    .no_words = 1,
    .each = each_duplex,
};

static bool
set_vlan(struct command_call *call, void *scratch)
{
    ((struct interface *)call->object)->vlan = ((const struct ifc_line *)scratch)->number;
    return true;
}

static bool
unset_vlan(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct interface *)call->object)->vlan = 0;
    return true;
}

static void
each_vlan(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    struct ifc_line line = { .number = ((const struct interface *)object)->vlan };
    if (line.number != 0)
        visit(context, &line, NULL);
}

static const struct command vlan_row = {
    IFC_ROW,
    .name = "vlan",
    .help = "Specify VLAN number",
    .words =
        (const struct word[]){ KEYWORD("vlan", "Specify VLAN number"),
                               NUMBER(struct ifc_line, number, 1, 4094, "VLAN"), END_OF_WORDS },
    .set = set_vlan,
    .unset = unset_vlan,
    .no_words = 1,
    .each = each_vlan,
};

static bool
set_mac(struct command_call *call, void *scratch)
{
    struct interface *interface = call->object;
    memcpy(interface->mac, ((const struct ifc_line *)scratch)->mac, sizeof(interface->mac));
    interface->has_mac = true;
    return true;
}

static bool
unset_mac(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct interface *)call->object)->has_mac = false;
    return true;
}

static void
each_mac(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct interface *interface = object;
    struct ifc_line line = { 0 };
    memcpy(line.mac, interface->mac, sizeof(line.mac));
    if (interface->has_mac)
        visit(context, &line, NULL);
}

static const struct command mac_row = {
    IFC_ROW,
    .name = "mac-address",
    .help = "Assign MAC address to interface",
    .words = (const struct word[]){ KEYWORD("mac-address", "Assign MAC address to interface"),
                                    VALUE(mac, struct ifc_line, mac, "MAC address"), END_OF_WORDS },
    .set = set_mac,
    .unset = unset_mac,
    .no_words = 1,
    .each = each_mac,
};

/* ---- nameif, security-level ---- */

/*
 * Switch ports of an ASA 5505 and failover links are written without the three `no` lines that an
 * unused interface has (7.2(1), 7.2(3) listings).
 */
static bool
is_bare(const struct config *config, const struct interface *interface)
{
    if (interface->description != NULL && strstr(interface->description, "Failover") != NULL)
        return true;
    if (strncmp(interface->hardware, "Vlan", 4) == 0)
        return false;
    for (size_t i = 0; i < config->interface_count; i++) {
        if (strncmp(config->interfaces[i]->hardware, "Vlan", 4) == 0)
            return true;
    }
    return false;
}

static bool
set_nameif(struct command_call *call, void *scratch)
{
    const struct ifc_line *line = scratch;
    struct interface *interface = call->object;
    ifc_id holder = config_interface_by_name(call->config, line->text);
    if (holder != IFC_NONE && call->config->interfaces[holder] != interface)
        return refuse_word(call, 1, NULL, "%s is already the name of %s", line->text,
                           call->config->interfaces[holder]->hardware);
    if (!keep_text(call, &interface->name, line->text))
        return false;
    if (!interface->has_security_level) {
        interface->security_level = strcmp(line->text, "inside") == 0 ? 100 : 0;
        interface->has_security_level = true;
        if (call->file == NULL)
            inform(call, "INFO: Security level for \"%s\" set to %u by default.", line->text,
                   interface->security_level);
    }
    return true;
}

static bool
unset_nameif(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct interface *interface = call->object;
    for (size_t i = 0; i < call->config->interface_count; i++) {
        if (call->config->interfaces[i] == interface)
            config_unname_interface(call->config, (ifc_id)i);
    }
    interface->security_level = 0;
    interface->has_security_level = false;
    return true;
}

static void
each_nameif(const struct config *config, const void *object, command_visit *visit, void *context)
{
    const struct interface *interface = object;
    struct ifc_line line = { .text = interface->name, .unset = interface->name == NULL };
    if (!line.unset || !is_bare(config, interface))
        visit(context, &line, NULL);
}

static bool
is_unset(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct ifc_line *)scratch)->unset;
}

static const struct command nameif_row = {
    IFC_ROW,
    .name = "nameif",
    .help = "Assign name to interface",
    .words =
        (const struct word[]){ KEYWORD("nameif", "Assign name to interface"),
                               VALUE(text, struct ifc_line, text, "Name", .high = NAMEIF_LENGTH),
                               END_OF_WORDS },
    .set = set_nameif,
    .unset = unset_nameif,
    .no_words = 1,
    .each = each_nameif,
    .writes_no = is_unset,
};

static bool
set_security_level(struct command_call *call, void *scratch)
{
    struct interface *interface = call->object;
    interface->security_level = (uint8_t)((const struct ifc_line *)scratch)->number;
    interface->has_security_level = true;
    return true;
}

static bool
unset_security_level(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct interface *interface = call->object;
    interface->security_level = 0;
    interface->has_security_level = false;
    return true;
}

static void
each_security_level(const struct config *config, const void *object, command_visit *visit,
                    void *context)
{
    const struct interface *interface = object;
    struct ifc_line line = { .number = interface->security_level,
                             .unset = !interface->has_security_level };
    if (!line.unset || interface->name != NULL || !is_bare(config, interface))
        visit(context, &line, NULL);
}

static const struct command security_level_row = {
    IFC_ROW,
    .name = "security-level",
    .help = "Specify the security level of this interface",
    .words =
        (const struct word[]){
            KEYWORD("security-level", "Specify the security level of this interface"),
            NUMBER(struct ifc_line, number, 0, 100, "Level"), END_OF_WORDS },
    .set = set_security_level,
    .unset = unset_security_level,
    .no_words = 1,
    .each = each_security_level,
    .writes_no = is_unset,
};

/* ---- ip address ---- */

static bool
set_ip_address(struct command_call *call, void *scratch)
{
    const struct ifc_line *line = scratch;
    struct interface *interface = call->object;
    uint32_t netmask = line->has_netmask ? line->netmask : ip_class_netmask(line->address);
    interface->address_source = line->source;
    interface->address = line->source == ADDRESS_STATIC ? line->address : 0;
    interface->netmask = line->source == ADDRESS_STATIC ? netmask : 0;
    interface->standby = line->has_standby ? line->standby : 0;
    interface->setroute = line->setroute;
    return true;
}

static bool
unset_ip_address(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct interface *interface = call->object;
    interface->address_source = ADDRESS_UNSET;
    interface->address = interface->netmask = interface->standby = 0;
    interface->setroute = false;
    return true;
}

static void
each_ip_address(const struct config *config, const void *object, command_visit *visit,
                void *context)
{
    const struct interface *interface = object;
    struct ifc_line line = {
        .source = interface->address_source,
        .address = interface->address,
        .netmask = interface->netmask,
        .has_netmask = true,
        .standby = interface->standby,
        .has_standby = interface->standby != 0,
        .setroute = interface->setroute,
        .unset = interface->address_source == ADDRESS_UNSET,
    };
    if (!line.unset || !is_bare(config, interface))
        visit(context, &line, NULL);
}

static bool
fits_static(const struct config *config, const void *scratch)
{
    (void)config;
    const struct ifc_line *line = scratch;
    return line->source == ADDRESS_STATIC || line->source == ADDRESS_UNSET;
}

static void
init_static(void *scratch)
{
    ((struct ifc_line *)scratch)->source = ADDRESS_STATIC;
}

LINE_KIND(dhcp, struct ifc_line, source, ADDRESS_DHCP)
LINE_KIND(pppoe, struct ifc_line, source, ADDRESS_PPPOE)

static const struct word netmask_words[] = {
    VALUE(netmask, struct ifc_line, netmask, "Netmask"),
    END_OF_WORDS,
};
static const struct word standby_words[] = {
    KEYWORD("standby", "Address of the standby unit"),
    VALUE(address, struct ifc_line, standby, "Address"),
    END_OF_WORDS,
};

#define IP_ADDRESS_ROW                                                                             \
    IFC_ROW, .name = "ip address", .help = "Configure ip addresses.", .set = set_ip_address,       \
             .unset = unset_ip_address, .each = each_ip_address

static const struct command ip_address_row = {
    IP_ADDRESS_ROW,
    .words =
        (const struct word[]){ KEYWORD("ip address", "Configure ip addresses."),
                               VALUE(address, struct ifc_line, address, "Address"),
                               GROUP(struct ifc_line, has_netmask, netmask_words),
                               GROUP(struct ifc_line, has_standby, standby_words), END_OF_WORDS },
    .init = init_static,
    .no_words = 1,
    .fits = fits_static,
    .writes_no = is_unset,
};
static const struct command ip_address_dhcp_row = {
    IP_ADDRESS_ROW,
    .words = (const struct word[]){ KEYWORD("ip address", ""), KEYWORD("dhcp", "Ask a DHCP server"),
                                    FLAG(struct ifc_line, setroute, "setroute",
                                         "Take the default route too"),
                                    END_OF_WORDS },
    .init = init_dhcp,
    .fits = fits_dhcp,
};
static const struct command ip_address_pppoe_row = {
    IP_ADDRESS_ROW,
    .words =
        (const struct word[]){
            KEYWORD("ip address", ""), KEYWORD("pppoe", "Ask a PPPoE server"),
            FLAG(struct ifc_line, setroute, "setroute", "Take the default route too"),
            END_OF_WORDS },
    .init = init_pppoe,
    .fits = fits_pppoe,
};

/* ---- management-only ---- */

static bool
set_management(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct interface *)call->object)->management_only = true;
    return true;
}

static bool
unset_management(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct interface *)call->object)->management_only = false;
    return true;
}

static void
each_management(const struct config *config, const void *object, command_visit *visit,
                void *context)
{
    (void)config;
    struct ifc_line line = { 0 };
    if (((const struct interface *)object)->management_only)
        visit(context, &line, NULL);
}

static const struct command management_row = {
    IFC_ROW,
    .name = "management-only",
    .help = "Dedicate an interface to management",
    .words =
        (const struct word[]){ KEYWORD("management-only", "Block through traffic"), END_OF_WORDS },
    .set = set_management,
    .unset = unset_management,
    .each = each_management,
};

const struct command *const interface_commands[] = {
    &interface_row,
    &shutdown_row,
    &description_row,
    &speed_row,
    &duplex_row,
    &mac_row,
    &vlan_row,
    &nameif_row,
    &security_level_row,
    &ip_address_row,
    &ip_address_dhcp_row,
    &ip_address_pppoe_row,
    &management_row,
    NULL,
};
