/*
 * cmd_interface_flat.c: interfaces of 6.x: interface, nameif (commands.md 3.1).
 */
#include <string.h>
#include <strings.h>

#include "parser/ifc_walk.h"
#include "parser/interface_flat.h"

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

void
flat_line_fill(struct flat_line *line, const struct config *config, size_t i)
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
    flat_line_fill(&line, config, i);
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
    bool named_first = config->does->named_interfaces_first;
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

const struct word_type word_flat_security = { "security level", security_match, security_write };

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
default_name(const struct behaviour *does, unsigned number, char name[static 16])
{
    snprintf(name, 16, number == 0 ? "outside" : number == 1 ? "inside" : "intf%u", number);
    if (number < 2)
        return number == 0 ? 0 : 100;
    unsigned level = does->usual_level_first + does->usual_level_step * (number - 2);
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
    uint8_t level = default_name(call->config->does, number, name);
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
        flat_line_fill(&line, config, walk.at);
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
            { .type = &word_flat_security,
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

const struct command *const interface_flat_commands[] = {
    &interface_row, &vlan_row, &change_vlan_row, &nameif_row, NULL,
};
