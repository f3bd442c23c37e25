/*
 * cmd_interface.c: the interface sub-mode of 7.0 and later, up to the security level (commands.md
 * 3.2); cmd_interface_address.c has the rest.
 *
 * The rows stand in the order in which a block is written: a 7.2(1) listing has shutdown,
 * description, speed, duplex, vlan, nameif, security-level, ip address, management-only; lines kept
 * word for word have their places among them.
 */
#include <string.h>

#include "parser/ifc_walk.h"
#include "parser/interface_mode.h"

/* ---- interface ---- */

static bool
is_subinterface(const char *hardware)
{
    return strchr(hardware, '.') != NULL;
}

/* No port: made by its `interface` line, and up from the start. */
static bool
is_made(const char *hardware)
{
    return is_subinterface(hardware) || strncmp(hardware, "Vlan", 4) == 0 ||
           strncmp(hardware, "Redundant", 9) == 0;
}

static bool
set_interface(struct command_call *call, void *scratch)
{
    const struct ifc_line *line = scratch;
    ifc_id ifc = config_interface_by_hardware(call->config, line->hardware);
    if (ifc == IFC_NONE) {
        ifc = config_add_interface(call->config, line->hardware);
        if (ifc == IFC_NONE)
            return refuse_new_interface(call);
        struct interface *made = call->config->interfaces[ifc];
        made->is_subinterface = is_subinterface(line->hardware);
        /* a listing writes `shutdown` where it is so; a typed one starts down unless logical */
        made->shutdown = call->file == NULL && !is_made(line->hardware);
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
    if (!is_made(old->hardware))
        return refuse(call, NULL, "a physical interface cannot be removed");
    if (!kept_rename_interface(call, old->name, NULL))
        return false;
    config_remove_interface(call->config, ifc);
    return true;
}

/* As it came from the factory; what is no port goes. */
static bool
reset_interface(const struct command_call *call, ifc_id ifc)
{
    struct config *config = call->config;
    struct interface *interface = config->interfaces[ifc];
    const char *hardware = interface->hardware;
    bool made = is_made(hardware);
    if (!kept_rename_interface(call, interface->name, NULL))
        return false;
    config_remove_interface(config, ifc);
    if (!made)
        interface->hardware = hardware;
    return true;
}

/* `clear configure interface [HARDWARE|NAMEIF]` */
static bool
clear_interface(struct command_call *call, const char *rest)
{
    struct config *config = call->config;
    char hardware[HARDWARE_SIZE] = "";
    bool all = rest[0] == '\0';
    bool found = all;
    (void)hardware_parse(call_version(call), rest, hardware);
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (!interface_exists(interface) ||
            (!all && strcmp(interface->hardware, hardware) != 0 &&
             (interface->name == NULL || strcmp(interface->name, rest) != 0)))
            continue;
        found = true;
        if (!reset_interface(call, (ifc_id)i))
            return false;
    }
    return found || refuse(call, NULL, "there is no interface %s", rest);
}

static void
each_interface(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct ifc_walk walk = { 0 };
    while (ifc_walk_blocks(config, &walk)) {
        struct interface *interface = config->interfaces[walk.at];
        struct ifc_line line = { .number = (uint16_t)walk.at };
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
    .clear = clear_interface,
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

/* One of a list of words; `auto` is the default and is kept as NULL. */
static bool
link_match(const struct word *word, struct matching *matching, void *scratch)
{
    const char *const *values = word->data;
    const char *value;
    size_t count = 0;
    size_t index;
    while (values[count] != NULL)
        count++;
    if (!take_phrase(matching, values, count, word->help, &index))
        return false;
    value = index == 0 ? NULL : values[index];
    memcpy(word_place(scratch, word->offset), &value, sizeof(value));
    return true;
}

static void
link_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const char *value;
    memcpy(&value, word_value(scratch, word->offset), sizeof(value));
    writing_put(writing, "%s", value != NULL ? value : "auto");
}

static const struct word_type word_link = { "setting", link_match, link_write };

static const char *const speeds[] = { "auto", "10", "100", "1000", "nonegotiate", NULL };
static const char *const duplexes[] = { "auto", "full", "half", NULL };

#define LINK_COMMAND(FIELD_NAME)                                                                   \
    static bool set_##FIELD_NAME(struct command_call *call, void *scratch)                         \
    {                                                                                              \
        ((struct interface *)call->object)->FIELD_NAME = ((const struct ifc_line *)scratch)->text; \
        return true;                                                                               \
    }                                                                                              \
    static bool unset_##FIELD_NAME(struct command_call *call, void *scratch)                       \
    {                                                                                              \
        (void)scratch;                                                                             \
        ((struct interface *)call->object)->FIELD_NAME = NULL;                                     \
        return true;                                                                               \
    }                                                                                              \
    static void each_##FIELD_NAME(const struct config *config, const void *object,                 \
                                  command_visit *visit, void *context)                             \
    {                                                                                              \
        (void)config;                                                                              \
        struct ifc_line line = { .text = ((const struct interface *)object)->FIELD_NAME };         \
        if (line.text != NULL)                                                                     \
            visit(context, &line, NULL);                                                           \
    }                                                                                              \
    static void each_all_##FIELD_NAME(const struct config *config, const void *object,             \
                                      command_visit *visit, void *context)                         \
    {                                                                                              \
        const struct interface *interface = object;                                                \
        struct ifc_line line = { .text = "auto" };                                                 \
        if (interface->FIELD_NAME != NULL)                                                         \
            each_##FIELD_NAME(config, object, visit, context);                                     \
        else if (!is_made(interface->hardware))                                                    \
            visit(context, &line, NULL);                                                           \
    }
LINK_COMMAND(speed)
LINK_COMMAND(duplex)

#define LINK(values, what)                                                                         \
    {                                                                                              \
        .type = &word_link, FIELD(struct ifc_line, text), .data = values, .help = what             \
    }

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
                                    LINK(speeds, "Speed"), END_OF_WORDS },
    .set = set_speed,
    .unset = unset_speed,
    .no_words = 1,
    .each = each_speed,
    .each_all = each_all_speed,
};
static const struct command duplex_row = {
    IFC_ROW,
    .name = "duplex",
    .help = "Configure duplex operation",
    .words = (const struct word[]){ KEYWORD("duplex", "Configure duplex operation"),
                                    LINK(duplexes, "Duplex"), END_OF_WORDS },
    .set = set_duplex,
    .unset = unset_duplex,
    .no_words = 1,
    .each = each_duplex,
    .each_all = each_all_duplex,
};

static bool
set_vlan(struct command_call *call, void *scratch)
{
    struct interface *interface = call->object;
    if (!interface->is_subinterface && call->file == NULL)
        return refuse_word(call, 0, NULL, "only a sub-interface has a VLAN");
    if (!interface->is_subinterface)
        warn(call, NULL, "only a sub-interface has a VLAN; a device refuses this line");
    interface->vlan = ((const struct ifc_line *)scratch)->number;
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
    const struct ifc_line *line = scratch;
    memcpy(interface->mac, line->mac, sizeof(interface->mac));
    memcpy(interface->standby_mac, line->standby_mac, sizeof(interface->standby_mac));
    interface->has_mac = true;
    interface->has_standby_mac = line->has_standby_mac;
    return true;
}

static bool
unset_mac(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct interface *interface = call->object;
    interface->has_mac = interface->has_standby_mac = false;
    memset(interface->mac, 0, sizeof(interface->mac));
    memset(interface->standby_mac, 0, sizeof(interface->standby_mac));
    return true;
}

static void
each_mac(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct interface *interface = object;
    struct ifc_line line = { .has_standby_mac = interface->has_standby_mac };
    memcpy(line.mac, interface->mac, sizeof(line.mac));
    memcpy(line.standby_mac, interface->standby_mac, sizeof(line.standby_mac));
    if (interface->has_mac)
        visit(context, &line, NULL);
}

static const struct word standby_mac_words[] = {
    KEYWORD("standby", "Of the standby unit"),
    VALUE(mac, struct ifc_line, standby_mac, "MAC address"),
    END_OF_WORDS,
};

static const struct command mac_row = {
    IFC_ROW,
    .name = "mac-address",
    .help = "Assign MAC address to interface",
    .words = (const struct word[]){ KEYWORD("mac-address", "Assign MAC address to interface"),
                                    VALUE(mac, struct ifc_line, mac, "MAC address"),
                                    GROUP(struct ifc_line, has_standby_mac, standby_mac_words),
                                    END_OF_WORDS },
    .set = set_mac,
    .unset = unset_mac,
    .no_words = 1,
    .each = each_mac,
};

/* ---- nameif, security-level ---- */

bool
interface_is_bare(const struct config *config, const struct interface *interface)
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
    if (!kept_rename_interface(call, interface->name, line->text) ||
        !keep_text(call, &interface->name, line->text))
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
    if (!kept_rename_interface(call, interface->name, NULL))
        return false;
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
    if (!line.unset || !interface_is_bare(config, interface))
        visit(context, &line, NULL);
}

static const struct command nameif_row = {
    IFC_ROW,
    .name = "nameif",
    .help = "Assign name to interface",
    .words = (const struct word[]){ KEYWORD("nameif", "Assign name to interface"),
                                    NAME_OF("interface", struct ifc_line, text, "Name",
                                            .high = NAMEIF_LENGTH),
                                    END_OF_WORDS },
    .set = set_nameif,
    .unset = unset_nameif,
    .no_words = 1,
    .each = each_nameif,
    .writes_no = ifc_line_is_unset,
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
    if (!line.unset || interface->name != NULL || !interface_is_bare(config, interface))
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
    .writes_no = ifc_line_is_unset,
};

/* ---- what is kept word for word ---- */

/* clang-format off */
#define SWITCH_ROWS \
    IN_INTERFACE("switchport", "Switch port of an ASA 5505", .since = OS_7_2), \
    IN_INTERFACE("member-interface", "Member of a redundant interface", .since = OS_8_0), \
    IN_INTERFACE("redundant-interface", "Active member", .since = OS_8_0), \
    IN_INTERFACE("flowcontrol", "Flow control", .since = OS_8_0), \
    IN_INTERFACE("media-type", "Connector of the port", .since = OS_7_2), \
    IN_INTERFACE("delay", "Delay metric", SEVEN)
#define FORWARD_ROWS \
    IN_INTERFACE("forward", "Forwarding to another VLAN", .since = OS_7_2, .keeps_no = true), \
    IN_INTERFACE("backup", "Backup interface", .since = OS_7_2)

const struct command *const interface_commands[] = {
    &interface_row, &shutdown_row, &description_row, &speed_row, &duplex_row, SWITCH_ROWS,
    &mac_row, &vlan_row, FORWARD_ROWS, &nameif_row, &security_level_row, NULL,
};
/* clang-format on */
