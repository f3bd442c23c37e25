/*
 * cmd_interface_address.c: the interface sub-mode of 7.0 and later from `ip address` on, and the
 * address of a transparent firewall (commands.md 3.2). The rows stand in the order of a block.
 */
#include <string.h>

#include "parser/ifc_walk.h"
#include "parser/interface_mode.h"

/* ---- ip address ---- */

/* Two interfaces cannot be in the same subnet (shell.md 3.4). */
static bool
check_subnet(const struct command_call *call, uint32_t address, uint32_t netmask)
{
    const struct interface *interface = call->object;
    for (size_t i = 0; i < call->config->interface_count; i++) {
        const struct interface *other = call->config->interfaces[i];
        uint32_t common = netmask & other->netmask;
        if (other == interface || other->address == 0 ||
            (other->address & common) != (address & common))
            continue;
        const char *device = call_text(
            call,
            "ERROR: Failed to apply IP address to interface %s, as the network overlaps with "
            "interface %s. Two interfaces cannot be in the same subnet.",
            interface->hardware, other->hardware);
        return refuse_or_warn(call, device, "the network overlaps with that of %s",
                              other->hardware);
    }
    return true;
}

static bool
set_ip_address(struct command_call *call, void *scratch)
{
    const struct ifc_line *line = scratch;
    struct interface *interface = call->object;
    uint32_t netmask = line->has_netmask ? line->netmask : ip_class_netmask(line->address);
    if (line->address != 0 && !check_subnet(call, line->address, netmask))
        return false;
    interface->address_source = line->source;
    interface->address = line->address;
    interface->netmask = line->address != 0 ? netmask : 0;
    interface->standby = line->has_standby ? line->standby : 0;
    interface->setroute = line->setroute;
    return true;
}

static void
drop_address(struct interface *interface)
{
    interface->address_source = ADDRESS_UNSET;
    interface->address = interface->netmask = interface->standby = 0;
    interface->setroute = false;
}

static bool
unset_ip_address(struct command_call *call, void *scratch)
{
    (void)scratch;
    drop_address(call->object);
    return true;
}

static bool
clear_ip_addresses(struct command_call *call, const char *rest)
{
    (void)rest;
    for (size_t i = 0; i < call->config->interface_count; i++)
        drop_address(call->config->interfaces[i]);
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
    if (!line.unset || !interface_is_bare(config, interface))
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

/* With PPPoE the address may be given or asked for. */
static bool
fits_pppoe(const struct config *config, const void *scratch)
{
    (void)config;
    const struct ifc_line *line = scratch;
    return line->source == ADDRESS_PPPOE && line->address == 0;
}

static bool
fits_fixed_pppoe(const struct config *config, const void *scratch)
{
    (void)config;
    const struct ifc_line *line = scratch;
    return line->source == ADDRESS_PPPOE && line->address != 0;
}

static void
init_pppoe(void *scratch)
{
    ((struct ifc_line *)scratch)->source = ADDRESS_PPPOE;
}

static const struct word netmask_words[] = {
    VALUE(netmask, struct ifc_line, netmask, "Netmask"),
    END_OF_WORDS,
};
static const struct word standby_words[] = {
    KEYWORD("standby", "Address of the standby unit"),
    VALUE(address, struct ifc_line, standby, "Address"),
    END_OF_WORDS,
};

#define IP_ADDRESS_ROW .since = OS_7_0, IP_ADDRESS
#define IP_ADDRESS                                                                                 \
    IFC_MODE, .name = "ip address", .help = "Configure ip addresses.", .set = set_ip_address,      \
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
    .writes_no = ifc_line_is_unset,
    .clear = clear_ip_addresses,
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
    .since = OS_7_2,
    IP_ADDRESS,
    .words =
        (const struct word[]){
            KEYWORD("ip address", ""), KEYWORD("pppoe", "Ask a PPPoE server"),
            FLAG(struct ifc_line, setroute, "setroute", "Take the default route too"),
            END_OF_WORDS },
    .init = init_pppoe,
    .fits = fits_pppoe,
};

static const struct command ip_address_fixed_pppoe_row = {
    .since = OS_7_2,
    IP_ADDRESS,
    .words =
        (const struct word[]){
            KEYWORD("ip address", ""), VALUE(address, struct ifc_line, address, "Address"),
            GROUP(struct ifc_line, has_netmask, netmask_words),
            KEYWORD("pppoe", "Tell the PPPoE server this address"),
            FLAG(struct ifc_line, setroute, "setroute", "Take the default route too"),
            END_OF_WORDS },
    .init = init_pppoe,
    .fits = fits_fixed_pppoe,
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

/* ---- the address of a transparent firewall ---- */

static bool
set_management_address(struct command_call *call, void *scratch)
{
    const struct ifc_line *line = scratch;
    struct config *config = call->config;
    if (!config_is_transparent(config))
        return refuse_word(call, 0, NULL, "only a transparent firewall has an address of its own");
    config->management_address = line->address;
    config->management_netmask =
        line->has_netmask ? line->netmask : ip_class_netmask(line->address);
    config->management_standby = line->has_standby ? line->standby : 0;
    return true;
}

static bool
unset_management_address(struct command_call *call, void *scratch)
{
    (void)scratch;
    if (call->config->management_address == 0)
        return refuse(call, NULL, "there is no such address");
    call->config->management_address = 0;
    return true;
}

static void
each_management_address(const struct config *config, const void *object, command_visit *visit,
                        void *context)
{
    (void)object;
    struct ifc_line line = { .address = config->management_address,
                             .netmask = config->management_netmask,
                             .has_netmask = true,
                             .standby = config->management_standby,
                             .has_standby = config->management_standby != 0 };
    if (line.address != 0)
        visit(context, &line, NULL);
}

static bool
clear_management_address(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->management_address = 0;
    return true;
}

static const struct command management_address_row = {
    .name = "ip address",
    .help = "Configure the address of a transparent firewall",
    .words =
        (const struct word[]){ KEYWORD("ip address", "Address of a transparent firewall"),
                               VALUE(address, struct ifc_line, address, "Address"),
                               GROUP(struct ifc_line, has_netmask, netmask_words),
                               GROUP(struct ifc_line, has_standby, standby_words), END_OF_WORDS },
    .since = OS_7_0,
    .scratch_size = sizeof(struct ifc_line),
    .set = set_management_address,
    .unset = unset_management_address,
    .no_words = 1,
    .each = each_management_address,
    .clear = clear_management_address,
};

/* ---- what is kept word for word ---- */

/* clang-format off */
#define ROUTING_ROWS \
    IN_INTERFACE("ipv6", "IPv6", SEVEN), \
    IN_INTERFACE("ospf", "OSPF", SEVEN), \
    IN_INTERFACE("rip", "RIP", SEVEN), \
    IN_INTERFACE("eigrp", "EIGRP", .since = OS_8_0), \
    IN_INTERFACE("authentication", "Authentication of routing", .since = OS_8_0), \
    IN_INTERFACE("hello-interval", "EIGRP hello", .since = OS_8_0), \
    IN_INTERFACE("hold-time", "EIGRP hold time", .since = OS_8_0), \
    IN_INTERFACE("split-horizon", "EIGRP split horizon", .since = OS_8_0), \
    IN_INTERFACE("summary-address", "EIGRP summary", .since = OS_8_0), \
    IN_INTERFACE("igmp", "IGMP", SEVEN), \
    IN_INTERFACE("pim", "PIM", SEVEN), \
    IN_INTERFACE("multicast", "Multicast", SEVEN), \
    IN_INTERFACE("dhcprelay", "DHCP relay", SEVEN), \
    IN_INTERFACE("dhcp", "DHCP client", SEVEN), \
    IN_INTERFACE("pppoe", "PPPoE client", .since = OS_7_2)

const struct command *const interface_address_commands[] = {
    &ip_address_row, &ip_address_dhcp_row, &ip_address_pppoe_row, &ip_address_fixed_pppoe_row,
    ROUTING_ROWS, &management_row, &management_address_row, NULL,
};
/* clang-format on */
