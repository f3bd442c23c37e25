/*
 * cmd_address_flat.c: ip address and failover ip address of 6.x; mtu of all versions (commands.md
 * 3.1).
 */
#include <string.h>
#include <strings.h>

#include "parser/ifc_walk.h"
#include "parser/interface_flat.h"

/* ---- ip address ---- */

/* 6.2 writes this for an interface without an address (commands.md 3.1). */
#define UNUSED_ADDRESS UINT32_C(0x7f000001)

static void
clear_address(struct interface *interface)
{
    interface->address_source = ADDRESS_UNSET;
    interface->address = 0;
    interface->netmask = 0;
    interface->setroute = false;
    interface->dhcp_retry = 0;
}

static bool
set_ip_address(struct command_call *call, void *scratch)
{
    struct flat_line *line = scratch;
    struct interface *interface = call->config->interfaces[line->ifc];
    if (line->address != 0 && !line->has_netmask)
        line->netmask = ip_class_netmask(line->address);
    clear_address(interface);
    if (line->source == ADDRESS_STATIC && line->address == UNUSED_ADDRESS &&
        call_does(call)->missing_address_is_written)
        return true;
    interface->address_source = line->source;
    interface->address = line->address;
    interface->netmask = line->address != 0 ? line->netmask : 0;
    interface->setroute = line->setroute;
    interface->dhcp_retry = line->retry;
    return true;
}

static bool
unset_ip_address(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    if (line->ifc == IFC_NONE) /* `no ip address intf3`: no such name; nothing to take back */
        return true;
    clear_address(call->config->interfaces[line->ifc]);
    return true;
}

static bool
clear_addresses(struct command_call *call, const char *rest)
{
    (void)rest;
    for (size_t i = 0; i < call->config->interface_count; i++)
        clear_address(call->config->interfaces[i]);
    return true;
}

static void
each_address(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct ifc_walk walk = { 0 };
    while (ifc_walk_names(config, &walk)) {
        struct flat_line line;
        flat_line_fill(&line, config, walk.at);
        if (line.name == NULL)
            continue;
        if (line.source == ADDRESS_UNSET && config->does->missing_address_is_written) {
            line.source = ADDRESS_STATIC;
            line.address = UNUSED_ADDRESS;
            line.netmask = IP_HOST_MASK;
        }
        visit(context, &line, config->interfaces[walk.at]);
    }
}

static bool
fits_static(const struct config *config, const void *scratch)
{
    (void)config;
    const struct flat_line *line = scratch;
    return line->source == ADDRESS_STATIC || line->source == ADDRESS_UNSET;
}

static bool
has_no_address(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct flat_line *)scratch)->source == ADDRESS_UNSET;
}

static void
init_static(void *scratch)
{
    ((struct flat_line *)scratch)->source = ADDRESS_STATIC;
}

LINE_KIND(dhcp, struct flat_line, source, ADDRESS_DHCP)

/* With PPPoE the address may be given or asked for. */
static bool
fits_pppoe(const struct config *config, const void *scratch)
{
    (void)config;
    const struct flat_line *line = scratch;
    return line->source == ADDRESS_PPPOE && line->address == 0;
}

static bool
fits_fixed_pppoe(const struct config *config, const void *scratch)
{
    (void)config;
    const struct flat_line *line = scratch;
    return line->source == ADDRESS_PPPOE && line->address != 0;
}

static void
init_pppoe(void *scratch)
{
    ((struct flat_line *)scratch)->source = ADDRESS_PPPOE;
}

const struct word flat_netmask_words[] = {
    VALUE(netmask, struct flat_line, netmask, "Netmask"),
    END_OF_WORDS,
};
const struct word flat_retry_words[] = {
    KEYWORD("retry", "How often to ask"),
    NUMBER(struct flat_line, retry, 1, 65535, "Times"),
    END_OF_WORDS,
};

#define IP_ADDRESS_ROW                                                                             \
    .name = "ip address", .help = "Set the IP address of an interface", .before = OS_7_0,          \
    .scratch_size = sizeof(struct flat_line), .set = set_ip_address, .each = each_address

static const struct command ip_address_row = {
    IP_ADDRESS_ROW,
    .words = (const struct word[]){ KEYWORD("ip address", "Set the IP address of an interface"),
                                    VALUE(nameif, struct flat_line, ifc, "Interface"),
                                    VALUE(address, struct flat_line, address, "Address"),
                                    GROUP(struct flat_line, has_netmask, flat_netmask_words),
                                    END_OF_WORDS },
    .init = init_static,
    .unset = unset_ip_address,
    .no_words = 2,
    .fits = fits_static,
    .writes_no = has_no_address,
    .clear = clear_addresses,
};
static const struct command ip_address_dhcp_row = {
    IP_ADDRESS_ROW,
    .words =
        (const struct word[]){
            KEYWORD("ip address", ""), VALUE(nameif, struct flat_line, ifc, "Interface"),
            KEYWORD("dhcp", "Ask a DHCP server"),
            FLAG(struct flat_line, setroute, "setroute", "Take the default route too"),
            GROUP(struct flat_line, has_retry, flat_retry_words), END_OF_WORDS },
    .init = init_dhcp,
    .unset = unset_ip_address,
    .fits = fits_dhcp,
};
static const struct command ip_address_pppoe_row = {
    IP_ADDRESS_ROW,
    .words =
        (const struct word[]){
            KEYWORD("ip address", ""), VALUE(nameif, struct flat_line, ifc, "Interface"),
            KEYWORD("pppoe", "Ask a PPPoE server"),
            FLAG(struct flat_line, setroute, "setroute", "Take the default route too"),
            END_OF_WORDS },
    .init = init_pppoe,
    .unset = unset_ip_address,
    .fits = fits_pppoe,
};

static const struct command ip_address_fixed_pppoe_row = {
    IP_ADDRESS_ROW,
    .since = OS_6_3,
    .words =
        (const struct word[]){
            KEYWORD("ip address", ""), VALUE(nameif, struct flat_line, ifc, "Interface"),
            VALUE(address, struct flat_line, address, "Address"),
            GROUP(struct flat_line, has_netmask, flat_netmask_words),
            KEYWORD("pppoe", "Tell the PPPoE server this address"),
            FLAG(struct flat_line, setroute, "setroute", "Take the default route too"),
            END_OF_WORDS },
    .init = init_pppoe,
    .unset = unset_ip_address,
    .fits = fits_fixed_pppoe,
};

/* Listings of trimmed boxes name interfaces that are not there (`no ip address intf3`). */
struct unknown_name {
    const char *name;
    uint32_t address;
};

static bool
set_no_address(struct command_call *call, void *scratch)
{
    const struct unknown_name *line = scratch;
    warn(call, NULL, "no interface is named %s", line->name);
    return true;
}
static const struct command no_ip_address_row = {
    .name = "ip address",
    .words =
        (const struct word[]){ KEYWORD("ip address", ""),
                               VALUE(text, struct unknown_name, name, "Interface"), END_OF_WORDS },
    .before = OS_7_0,
    .scratch_size = sizeof(struct unknown_name),
    .set = set_no_address,
    .no_only = true,
};

/* ---- mtu (all versions) ---- */

static bool
set_mtu(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    call->config->interfaces[line->ifc]->mtu = line->mtu;
    return true;
}

static bool
unset_mtu(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    call->config->interfaces[line->ifc]->mtu = 1500;
    return true;
}

static bool
clear_mtu(struct command_call *call, const char *rest)
{
    (void)rest;
    for (size_t i = 0; i < call->config->interface_count; i++)
        call->config->interfaces[i]->mtu = 1500;
    return true;
}

/* A 6.3 listing has no line for a logical interface that has the MTU of its port. */
static void
each_mtu(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct ifc_walk walk = { 0 };
    while (ifc_walk_names(config, &walk)) {
        const struct interface *interface = config->interfaces[walk.at];
        struct flat_line line;
        flat_line_fill(&line, config, walk.at);
        if (line.name != NULL && (interface->parent == NULL || interface->mtu != 1500))
            visit(context, &line, config->interfaces[walk.at]);
    }
}

#define MTU_ROW(lowest, ...)                                                                       \
    {                                                                                              \
        .name = "mtu", .help = "Specify MTU (Maximum Transmission Unit) for an interface",         \
        .words = (const struct word[]){ KEYWORD("mtu", "Specify MTU for an interface"),            \
                                        VALUE(nameif, struct flat_line, ifc, "Interface"),         \
                                        NUMBER(struct flat_line, mtu, lowest, 65535, "Bytes"),     \
                                        END_OF_WORDS },                                            \
        .scratch_size = sizeof(struct flat_line), .set = set_mtu, .unset = unset_mtu,              \
        .no_words = 2, .each = each_mtu, .clear = clear_mtu, __VA_ARGS__                           \
    }

static const struct command flat_mtu_row = MTU_ROW(64, .before = OS_7_0);
static const struct command mtu_row = MTU_ROW(300, .since = OS_7_0);

/* ---- failover ip address ---- */

static bool
set_failover(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    struct interface *interface = call->config->interfaces[line->ifc];
    interface->failover = line->address;
    interface->has_failover = true;
    return true;
}

static bool
unset_failover(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    struct interface *interface = call->config->interfaces[line->ifc];
    interface->failover = 0;
    interface->has_failover = true;
    return true;
}

/* A trimmed listing may say `no` for a port that is not there. */
static bool
set_stray_failover(struct command_call *call, void *scratch)
{
    return refuse_word(call, 3, NULL, "no interface is named %s",
                       ((const struct unknown_name *)scratch)->name);
}

static bool
unset_stray_failover(struct command_call *call, void *scratch)
{
    if (call->file == NULL)
        return set_stray_failover(call, scratch);
    return set_no_address(call, scratch);
}

static bool
clear_failover(struct command_call *call, const char *rest)
{
    (void)rest;
    for (size_t i = 0; i < call->config->interface_count; i++) {
        call->config->interfaces[i]->failover = 0;
        call->config->interfaces[i]->has_failover = false;
    }
    return true;
}

static void
each_failover(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct ifc_walk walk = { 0 };
    while (ifc_walk_names(config, &walk)) {
        struct flat_line line;
        flat_line_fill(&line, config, walk.at);
        line.address = config->interfaces[walk.at]->failover;
        if (line.name != NULL && config->interfaces[walk.at]->has_failover)
            visit(context, &line, config->interfaces[walk.at]);
    }
}

/* 6.2 writes 0.0.0.0 for none, 6.3 a `no` (commands.md 11.1). */
static bool
has_no_failover(const struct config *config, const void *scratch)
{
    return !config->does->missing_address_is_written &&
           ((const struct flat_line *)scratch)->address == 0;
}

static const struct command failover_row = {
    .name = "failover ip address",
    .help = "Address of the standby unit",
    .words =
        (const struct word[]){ KEYWORD("failover ip address", "Address of the standby unit"),
                               VALUE(nameif, struct flat_line, ifc, "Interface"),
                               VALUE(address, struct flat_line, address, "Address"), END_OF_WORDS },
    .before = OS_7_0,
    .scratch_size = sizeof(struct flat_line),
    .set = set_failover,
    .unset = unset_failover,
    .no_words = 2,
    .each = each_failover,
    .writes_no = has_no_failover,
    .clear = clear_failover,
};

static const struct command stray_failover_row = {
    .name = "failover ip address",
    .words = (const struct word[]){ KEYWORD("failover ip address", ""),
                                    VALUE(text, struct unknown_name, name, "Interface"),
                                    VALUE(address, struct unknown_name, address, "Address"),
                                    END_OF_WORDS },
    .before = OS_7_0,
    .scratch_size = sizeof(struct unknown_name),
    .set = set_stray_failover,
    .unset = unset_stray_failover,
    .no_words = 2,
};

const struct command *const address_flat_commands[] = {
    &ip_address_row,
    &ip_address_dhcp_row,
    &ip_address_pppoe_row,
    &ip_address_fixed_pppoe_row,
    &no_ip_address_row,
    &flat_mtu_row,
    &mtu_row,
    &failover_row,
    &stray_failover_row,
    NULL,
};
