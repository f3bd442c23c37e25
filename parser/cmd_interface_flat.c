/*
 * cmd_interface_flat.c: interfaces of 6.x: interface, nameif, ip address, failover ip address; mtu
 * of all versions (commands.md 3.1).
 */
#include <string.h>
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/ifc_walk.h"
#include "parser/word_hardware.h"

struct flat_line {
    char hardware[HARDWARE_SIZE];
    const char *speed; /* NULL: auto */
    bool shutdown;
    uint16_t vlan;     /* 6.3: `vlan10`, 0 when there is none */
    uint16_t new_vlan; /* change-vlan */
    bool logical;
    const char *name;
    uint8_t security_level;
    ifc_id ifc;
    enum address_source source;
    uint32_t address;
    uint32_t netmask;
    bool has_netmask;
    bool setroute;
    bool has_retry;
    uint16_t retry;
    uint16_t mtu;
};

static struct interface *
find_or_make(struct command_call *call, const char *hardware)
{
    ifc_id ifc = config_interface_by_hardware(call->config, hardware);
    if (ifc == IFC_NONE)
        ifc = config_add_interface(call->config, hardware);
    if (ifc == IFC_NONE)
        return NULL;
    struct interface *interface = call->config->interfaces[ifc];
    if (interface->origin.revision == 0)
        interface->origin = call_origin(call);
    return interface;
}

static void
fill(struct flat_line *line, const struct config *config, size_t i)
{
    const struct interface *interface = config->interfaces[i];
    const char *hardware = interface->parent != NULL ? interface->parent : interface->hardware;
    *line = (struct flat_line){
        .speed = interface->speed,
        .shutdown = interface->shutdown,
        .vlan = interface->vlan,
        .logical = interface->parent != NULL,
        .name = interface->name,
        .security_level = interface->security_level,
        .ifc = (ifc_id)i,
        .source = interface->address_source,
        .address = interface->address,
        .netmask = interface->netmask,
        .has_netmask = true,
        .setroute = interface->setroute,
        .has_retry = interface->dhcp_retry != 0,
        .retry = interface->dhcp_retry,
        .mtu = interface->mtu,
    };
    snprintf(line->hardware, sizeof(line->hardware), "%s", hardware);
}

/* ---- interface ---- */

/* Speeds of all 6.x cards; case is kept as typed (6.3(5) shows 100baseTX). */
static const char *const speeds[] = { "auto",       "aui",        "bnc",        "10baset",
                                      "10full",     "100basetx",  "100full",    "1000auto",
                                      "1000full",   "1000sxfull", "1000basesx", "1000sx",
                                      "1000basetx", NULL };

static bool
speed_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    size_t index;
    if (!take_phrase(matching, speeds, ARRAY_LENGTH(speeds) - 1, word->help, &index))
        return false;
    const char *speed = strlen(speeds[index]) == token->length ? token->text : speeds[index];
    memcpy(word_place(scratch, word->offset), &speed, sizeof(speed));
    return true;
}

static void
speed_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const char *speed;
    memcpy(&speed, word_value(scratch, word->offset), sizeof(speed));
    writing_put(writing, "%s", speed != NULL ? speed : "auto");
}

static const struct word_type word_speed = { "speed", speed_match, speed_write };

static bool
set_interface(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    if (is_vlan_id(line->hardware))
        return refuse_word(call, 1, NULL, "%s is made on a physical interface", line->hardware);
    struct interface *interface = find_or_make(call, line->hardware);
    const char *speed = line->speed != NULL && strcasecmp(line->speed, "auto") != 0
                            ? arena_strdup(call->config->arena, line->speed)
                            : NULL;
    if (interface == NULL)
        return refuse_new_interface(call);
    if (line->speed != NULL)
        interface->speed = speed;
    interface->shutdown = line->shutdown;
    return true;
}

static bool
set_vlan_interface(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    char name[HARDWARE_SIZE];
    snprintf(name, sizeof(name), "vlan%u", line->vlan);
    const char *parent = arena_strdup(call->config->arena, line->hardware);
    struct interface *interface = find_or_make(call, line->logical ? name : line->hardware);
    if (interface == NULL || parent == NULL)
        return refuse_new_interface(call);
    interface->vlan = line->vlan;
    interface->is_subinterface = line->logical;
    interface->parent = line->logical ? parent : NULL;
    interface->shutdown = line->shutdown;
    return true;
}

/* The interface that has this tag on that hardware; IFC_NONE: none. */
static ifc_id
find_vlan(const struct config *config, const char *hardware, uint16_t vlan)
{
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        const char *on = interface->parent != NULL ? interface->parent : interface->hardware;
        if (interface->vlan == vlan && strcasecmp(on, hardware) == 0)
            return (ifc_id)i;
    }
    return IFC_NONE;
}

static bool
refuse_unknown_vlan(const struct command_call *call, const struct flat_line *line)
{
    return refuse(call, NULL, "there is no vlan%u on %s", line->vlan, line->hardware);
}

/* A logical interface goes, with the rules that name it; a physical one loses its tag. */
static bool
unset_vlan_interface(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    ifc_id ifc = find_vlan(call->config, line->hardware, line->vlan);
    if (ifc == IFC_NONE)
        return refuse_unknown_vlan(call, line);
    if (call->config->interfaces[ifc]->parent != NULL)
        config_remove_interface(call->config, ifc);
    else
        call->config->interfaces[ifc]->vlan = 0;
    return true;
}

/* `interface ethernet0 change-vlan vlan10 vlan20`: the nameif and the rules stay. */
static bool
set_change_vlan(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    char name[HARDWARE_SIZE];
    ifc_id ifc = find_vlan(call->config, line->hardware, line->vlan);
    if (ifc == IFC_NONE)
        return refuse_unknown_vlan(call, line);
    snprintf(name, sizeof(name), "vlan%u", line->new_vlan);
    if (config_interface_by_hardware(call->config, name) != IFC_NONE ||
        find_vlan(call->config, line->hardware, line->new_vlan) != IFC_NONE)
        return refuse_word(call, 4, NULL, "there is an interface %s already", name);
    struct interface *interface = call->config->interfaces[ifc];
    if (interface->parent != NULL && !keep_text(call, &interface->hardware, name))
        return false;
    interface->vlan = line->new_vlan;
    return true;
}

static void
visit_interface(const struct config *config, size_t i, command_visit *visit, void *context)
{
    struct flat_line line;
    fill(&line, config, i);
    if (is_orphan(config->interfaces[i]))
        return;
    if (line.vlan != 0 && !line.logical) {
        struct flat_line physical = line;
        physical.vlan = 0;
        visit(context, &physical, NULL);
    }
    visit(context, &line, config->interfaces[i]);
}

/* 6.2 writes the nameif lines first, and a listing is read in that order. */
static void
each_interface(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    bool named_first = config->os.version < OS_6_3;
    for (unsigned pass = named_first ? 0 : 1; pass < 2; pass++) {
        struct ifc_walk walk = { 0 };
        while (ifc_walk_blocks(config, &walk)) {
            bool first = config->interfaces[walk.at]->name != NULL;
            if (!named_first || first == (pass == 0))
                visit_interface(config, walk.at, visit, context);
        }
    }
}

static bool
fits_vlan(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct flat_line *)scratch)->vlan != 0;
}

static bool
fits_physical(const struct config *config, const void *scratch)
{
    return !fits_vlan(config, scratch);
}

static const struct choice vlan_kinds[] = {
    { .text = "logical", .help = "An interface of its own", .value = true },
    { .text = "physical", .help = "The tag of the physical interface", .value = false },
    { .text = NULL },
};

static void
init_logical(void *scratch)
{
    ((struct flat_line *)scratch)->logical = true;
}

static const struct command interface_row = {
    .name = "interface",
    .help = "Identify network interface type, speed and duplex",
    .words =
        (const struct word[]){
            KEYWORD("interface", "Identify network interface type, speed and duplex"),
            VALUE(hardware, struct flat_line, hardware, "Interface hardware"),
            { .type = &word_speed,
              FIELD(struct flat_line, speed),
              .help = "Speed and duplex",
              .optional = true },
            FLAG(struct flat_line, shutdown, "shutdown", "Disable the interface"),
            END_OF_WORDS },
    .before = OS_7_0,
    .scratch_size = sizeof(struct flat_line),
    .set = set_interface,
    .each = each_interface,
    .fits = fits_physical,
};

static const struct command vlan_row = {
    .name = "interface",
    .help = "Identify network interface type, speed and duplex",
    .words =
        (const struct word[]){
            KEYWORD("interface", ""),
            VALUE(hardware, struct flat_line, hardware, "Physical interface"),
            VALUE(vlan_id, struct flat_line, vlan, "VLAN"),
            CHOICE(struct flat_line, logical, vlan_kinds, .optional = true),
            FLAG(struct flat_line, shutdown, "shutdown", "Disable the interface"), END_OF_WORDS },
    .since = OS_6_3,
    .before = OS_7_0,
    .scratch_size = sizeof(struct flat_line),
    .init = init_logical,
    .set = set_vlan_interface,
    .unset = unset_vlan_interface,
    .each = each_interface,
    .fits = fits_vlan,
};

static const struct command change_vlan_row = {
    .name = "interface",
    .words =
        (const struct word[]){ KEYWORD("interface", ""),
                               VALUE(hardware, struct flat_line, hardware, "Physical interface"),
                               KEYWORD("change-vlan", "Give an interface another VLAN"),
                               VALUE(vlan_id, struct flat_line, vlan, "VLAN that it has"),
                               VALUE(vlan_id, struct flat_line, new_vlan, "VLAN that it gets"),
                               END_OF_WORDS },
    .since = OS_6_3,
    .before = OS_7_0,
    .scratch_size = sizeof(struct flat_line),
    .set = set_change_vlan,
};

/* ---- nameif ---- */

static bool
security_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    unsigned level = 0;
    size_t digits = 0;
    if (token != NULL && token->length <= 11) {
        size_t at = strncasecmp(token->text, "security", 8) == 0 ? 8
                    : strncasecmp(token->text, "sec", 3) == 0    ? 3
                                                                 : token->length;
        for (; at < token->length && token->text[at] >= '0' && token->text[at] <= '9'; at++) {
            level = level * 10 + (unsigned)(token->text[at] - '0');
            digits++;
        }
        digits = at == token->length ? digits : 0;
    }
    if (digits == 0 || level > 100) {
        matching_expect(matching, "security<0-100>", word->help, false);
        return false;
    }
    *((uint8_t *)scratch + word->offset) = (uint8_t)level;
    matching_take(matching);
    return true;
}

static void
security_write(const struct word *word, struct writing *writing, const void *scratch)
{
    writing_put(writing, "security%u", *((const uint8_t *)scratch + word->offset));
}

static const struct word_type word_security = { "security level", security_match, security_write };

static bool
set_nameif(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    ifc_id holder = config_interface_by_name(call->config, line->name);
    ifc_id target = config_interface_by_hardware(call->config, line->hardware);
    if (holder != IFC_NONE && holder != target)
        return refuse_word(call, 2, NULL, "%s is already the name of %s", line->name,
                           call->config->interfaces[holder]->hardware);
    if (target == IFC_NONE && is_vlan_id(line->hardware)) {
        if (call->file == NULL)
            return refuse_word(call, 1, NULL, "there is no interface %s", line->hardware);
        warn(call, NULL, "no interface line makes %s", line->hardware);
    }
    const char *name = arena_strdup(call->config->arena, line->name);
    struct interface *interface = find_or_make(call, line->hardware);
    if (name == NULL || interface == NULL)
        return refuse_new_interface(call);
    if (!kept_rename_interface(call, interface->name, name))
        return false;
    interface->assumed = false;
    interface->name = name;
    interface->security_level = line->security_level;
    interface->has_security_level = true;
    return true;
}

/*
 * The name and level that port NUMBER has by itself (commands.md 3.1): in 6.2 security levels
 * count 10, 15, 20 from the third port on, in 6.3 they count 4, 6, 8.
 */
static uint8_t
default_name(enum os_version version, unsigned number, char name[static 16])
{
    snprintf(name, 16, number == 0 ? "outside" : number == 1 ? "inside" : "intf%u", number);
    if (number < 2)
        return number == 0 ? 0 : 100;
    unsigned level = version < OS_6_3 ? 10 + 5 * (number - 2) : 4 + 2 * (number - 2);
    return (uint8_t)(level < 100 ? level : 99);
}

/* Ports are counted over all kinds, as they came. A logical interface has no name by itself. */
static bool
take_default_name(struct command_call *call, ifc_id ifc)
{
    struct config *config = call->config;
    struct interface *interface = config->interfaces[ifc];
    char name[16];
    unsigned number = 0;
    for (ifc_id i = 0; i < ifc; i++)
        number += interface_exists(config->interfaces[i]) && config->interfaces[i]->parent == NULL;
    if (interface->parent != NULL) {
        if (!kept_rename_interface(call, interface->name, NULL))
            return false;
        config_unname_interface(config, ifc);
        return true;
    }
    uint8_t level = default_name(call_version(call), number, name);
    ifc_id holder = config_interface_by_name(config, name);
    if (holder != IFC_NONE && holder != ifc)
        return refuse(call, NULL, "%s is the name of %s", name,
                      config->interfaces[holder]->hardware);
    if (!kept_rename_interface(call, interface->name, name) ||
        !keep_text(call, &interface->name, name))
        return false;
    interface->security_level = level;
    return true;
}

static bool
unset_nameif(struct command_call *call, void *scratch)
{
    const struct flat_line *line = scratch;
    ifc_id ifc = config_interface_by_hardware(call->config, line->hardware);
    if (ifc == IFC_NONE)
        return refuse_word(call, 2, NULL, "there is no interface %s", line->hardware);
    const char *name = call->config->interfaces[ifc]->name;
    if (line->name != NULL && (name == NULL || strcasecmp(name, line->name) != 0))
        return refuse_word(call, 3, NULL, "%s is not the name of %s", line->name, line->hardware);
    return take_default_name(call, ifc);
}

/* Names may be another port's default: all go first. */
static bool
clear_nameif(struct command_call *call, const char *rest)
{
    (void)rest;
    struct config *config = call->config;
    bool good = true;
    for (size_t i = 0; i < config->interface_count; i++) {
        if (config->interfaces[i]->parent == NULL)
            config->interfaces[i]->name = NULL;
    }
    for (size_t i = 0; i < config->interface_count; i++) {
        if (interface_exists(config->interfaces[i]))
            good = take_default_name(call, (ifc_id)i) && good;
    }
    return good;
}

static void
each_named(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct ifc_walk walk = { 0 };
    while (ifc_walk_names(config, &walk)) {
        struct flat_line line;
        fill(&line, config, walk.at);
        if (config->interfaces[walk.at]->parent != NULL) /* its own id, vlan10 */
            snprintf(line.hardware, sizeof(line.hardware), "%s",
                     config->interfaces[walk.at]->hardware);
        if (line.name != NULL)
            visit(context, &line, config->interfaces[walk.at]);
    }
}

static const struct command nameif_row = {
    .name = "nameif",
    .help = "Assign a name to an interface",
    .words =
        (const struct word[]){
            KEYWORD("nameif", "Assign a name to an interface"),
            VALUE(hardware, struct flat_line, hardware, "Interface hardware"),
            NAME_OF("interface", struct flat_line, name, "Name", .high = NAMEIF_LENGTH),
            { .type = &word_security,
              FIELD(struct flat_line, security_level),
              .help = "Security level" },
            END_OF_WORDS },
    .before = OS_7_0,
    .scratch_size = sizeof(struct flat_line),
    .set = set_nameif,
    .unset = unset_nameif,
    .no_words = 2,
    .each = each_named,
    .clear = clear_nameif,
};

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
        call_version(call) < OS_6_3)
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
        fill(&line, config, walk.at);
        if (line.name == NULL)
            continue;
        if (line.source == ADDRESS_UNSET && config->os.version < OS_6_3) {
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

static const struct word netmask_words[] = {
    VALUE(netmask, struct flat_line, netmask, "Netmask"),
    END_OF_WORDS,
};
static const struct word retry_words[] = {
    KEYWORD("retry", "How often to ask"),
    NUMBER(struct flat_line, retry, 1, 65535, "Times"),
    END_OF_WORDS,
};

#define IP_ADDRESS_ROW                                                                             \
    .name = "ip address", .help = "Set the IP address of an interface", .before = OS_7_0,          \
    .scratch_size = sizeof(struct flat_line), .set = set_ip_address, .each = each_address

static const struct command ip_address_row = {
    IP_ADDRESS_ROW,
    .words =
        (const struct word[]){ KEYWORD("ip address", "Set the IP address of an interface"),
                               VALUE(nameif, struct flat_line, ifc, "Interface"),
                               VALUE(address, struct flat_line, address, "Address"),
                               GROUP(struct flat_line, has_netmask, netmask_words), END_OF_WORDS },
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
            GROUP(struct flat_line, has_retry, retry_words), END_OF_WORDS },
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
            GROUP(struct flat_line, has_netmask, netmask_words),
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
        fill(&line, config, walk.at);
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
        fill(&line, config, walk.at);
        line.address = config->interfaces[walk.at]->failover;
        if (line.name != NULL && config->interfaces[walk.at]->has_failover)
            visit(context, &line, config->interfaces[walk.at]);
    }
}

/* 6.2 writes 0.0.0.0 for none, 6.3 a `no` (commands.md 11.1). */
static bool
has_no_failover(const struct config *config, const void *scratch)
{
    return config->os.version >= OS_6_3 && ((const struct flat_line *)scratch)->address == 0;
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

/* ---- the same spellings from 7.0 on ---- */

/* The device's words are not verified (commands.md 3.2). */
static bool
refuse_deprecated(struct command_call *call, void *scratch)
{
    (void)scratch;
    const char *name = call->command->name;
    return refuse(call,
                  call_text(call,
                            "ERROR: This syntax of %s command has been deprecated.\n"
                            "Please configure %s in interface configuration mode.",
                            name, name),
                  "%s is in interface configuration mode from 7.0; the line is right in 6.2, 6.3",
                  name);
}

/* The name of an interface that need not be there; no word that may stand there from 7.0. */
static bool
any_nameif_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    if (token == NULL || !isalpha((unsigned char)token->text[0]) ||
        strcasecmp(token->text, "dhcp") == 0 || strcasecmp(token->text, "pppoe") == 0) {
        matching_expect(matching, "if_name", word->help, false);
        return false;
    }
    memcpy(word_place(scratch, word->offset), &token->text, sizeof(token->text));
    matching_take(matching);
    return true;
}

static const struct word_type word_any_nameif = { "interface", any_nameif_match,
                                                  word_write_nothing };

static const struct choice old_sources[] = {
    { .text = "dhcp", .help = "Ask a DHCP server", .value = ADDRESS_DHCP },
    { .text = "pppoe", .help = "Ask a PPPoE server", .value = ADDRESS_PPPOE },
    { .text = NULL },
};

#define DEPRECATED_ROW                                                                             \
    .since = OS_7_0, .refused = true, .scratch_size = sizeof(struct flat_line),                    \
    .set = refuse_deprecated, .unset = refuse_deprecated
#define OLD_ADDRESS                                                                                \
    KEYWORD("ip address", "6.x: address of an interface"),                                         \
        VALUE(any_nameif, struct flat_line, name, "Interface")

static const struct command old_nameif_row = {
    DEPRECATED_ROW,
    .name = "nameif",
    .words =
        (const struct word[]){ KEYWORD("nameif", "6.x: name of an interface"),
                               VALUE(hardware, struct flat_line, hardware, "Interface hardware"),
                               VALUE(text, struct flat_line, name, "Name"),
                               { .type = &word_security,
                                 FIELD(struct flat_line, security_level),
                                 .help = "Security level" },
                               END_OF_WORDS },
};
static const struct command old_ip_address_row = {
    DEPRECATED_ROW,
    .name = "ip address",
    .words =
        (const struct word[]){ OLD_ADDRESS, VALUE(address, struct flat_line, address, "Address"),
                               GROUP(struct flat_line, has_netmask, netmask_words), END_OF_WORDS },
    .no_words = 2,
};
static const struct command old_ip_address_dhcp_row = {
    DEPRECATED_ROW,
    .name = "ip address",
    .words = (const struct word[]){ OLD_ADDRESS, CHOICE(struct flat_line, source, old_sources),
                                    FLAG(struct flat_line, setroute, "setroute",
                                         "Take the default route too"),
                                    GROUP(struct flat_line, has_retry, retry_words), END_OF_WORDS },
};

static const struct command old_failover_row = {
    DEPRECATED_ROW,
    .name = "failover ip address",
    .words = (const struct word[]){ KEYWORD("failover ip address", "6.x: address of the standby"),
                                    VALUE(rest, struct flat_line, name, "Interface and address"),
                                    END_OF_WORDS },
};

const struct command *const interface_flat_commands[] = {
    &interface_row,
    &vlan_row,
    &change_vlan_row,
    &nameif_row,
    &ip_address_row,
    &ip_address_dhcp_row,
    &ip_address_pppoe_row,
    &ip_address_fixed_pppoe_row,
    &no_ip_address_row,
    &flat_mtu_row,
    &mtu_row,
    &failover_row,
    &stray_failover_row,
    &old_nameif_row,
    &old_ip_address_row,
    &old_ip_address_dhcp_row,
    &old_failover_row,
    NULL,
};
