/*
 * cmd_object_group.c: object-group and its members (commands.md 5.8).
 *
 * A file may name a group before its lines come, or leave them out: such a group is there as a
 * name without members, and the line that names it is warned about.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/names.h"
#include "parser/word_group.h"

#define GROUP_NAME_LENGTH 64

struct group_line {
    enum group_type type;
    const char *name;
    uint8_t protocol; /* of a service group */
};

static const char *const type_names[] = {
    [GROUP_NETWORK] = "network",
    [GROUP_SERVICE] = "service",
    [GROUP_PROTOCOL] = "protocol",
    [GROUP_ICMP_TYPE] = "icmp-type",
};

/* ---- groups ---- */

static bool
set_group(struct command_call *call, void *scratch)
{
    const struct group_line *line = scratch;
    struct object_group *group = config_object_group_make(call->config, line->name);
    if (group == NULL)
        return no_memory(call);
    if (group->exists && (group->type != line->type || group->protocol != line->protocol))
        return refuse(call,
                      call_text(call,
                                "An object-group with the same id but different type (%s) exists",
                                type_names[group->type]),
                      "object-group %s is there already and is of another type", line->name);
    call->object = group;
    return group->exists || object_group_define(call->config, group, line->type, line->protocol) ||
           no_memory(call);
}

static bool
unset_group(struct command_call *call, void *scratch)
{
    const struct group_line *line = scratch;
    struct object_group *group = config_object_group(call->config, line->name);
    if (group == NULL || !group->exists || group->type != line->type)
        return refuse(
            call,
            call_text(call, "Removing object-group (%s) failed; it does not exist", line->name),
            "there is no object-group %s", line->name);
    if (object_group_is_used(call->config, group))
        return refuse(call,
                      call_text(call, "Removing object-group (%s) not allowed, it is being used.",
                                line->name),
                      "object-group %s is in use", line->name);
    object_group_forget(call->config, group);
    return true;
}

static bool
is_named(const struct object_group *group, const char *rest)
{
    return rest[0] == '\0' || strcmp(group->name, rest) == 0 ||
           strcasecmp(type_names[group->type], rest) == 0;
}

/* Those in use stay. A group comes after those that it nests, so the last go first. */
static bool
clear_groups(struct command_call *call, const char *rest)
{
    struct group_table *table = call->config->groups;
    for (size_t i = table->shown_count; i-- > 0;) {
        struct object_group *group = table->shown[i];
        if (!is_named(group, rest))
            continue;
        if (object_group_is_used(call->config, group))
            inform(call, "Removing object-group (%s) not allowed, it is being used.", group->name);
        else
            object_group_forget(call->config, group);
    }
    return true;
}

static void
each_group(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->groups->shown_count; i++) {
        struct object_group *group = config->groups->shown[i];
        struct group_line line = { group->type, group->name, group->protocol };
        visit(context, &line, group);
    }
}

LINE_KIND(network, struct group_line, type, GROUP_NETWORK)
LINE_KIND(protocol, struct group_line, type, GROUP_PROTOCOL)
LINE_KIND(icmp_type, struct group_line, type, GROUP_ICMP_TYPE)

static void
init_service(void *scratch)
{
    ((struct group_line *)scratch)->type = GROUP_SERVICE;
}

static bool
fits_service(const struct config *config, const void *scratch)
{
    (void)config;
    const struct group_line *line = scratch;
    return line->type == GROUP_SERVICE && line->protocol != SERVICE_MIXED;
}

static bool
fits_mixed(const struct config *config, const void *scratch)
{
    (void)config;
    const struct group_line *line = scratch;
    return line->type == GROUP_SERVICE && line->protocol == SERVICE_MIXED;
}

static const struct choice service_protocols[] = {
    { .text = "tcp", .help = "TCP ports", .value = IP_TCP },
    { .text = "udp", .help = "UDP ports", .value = IP_UDP },
    { .text = "tcp-udp", .help = "Both TCP and UDP ports", .value = SERVICE_TCP_UDP },
    { .text = NULL },
};

/* clang-format off */
#define GROUP_ROW(kind, mode_name, ...) \
    { .name = "object-group", .help = "Create an object group for use in access rules", \
      .scratch_size = sizeof(struct group_line), .set = set_group, .unset = unset_group, \
      .each = each_group, .init = init_##kind, .fits = fits_##kind, .enters = mode_name, \
      __VA_ARGS__ }
#define GROUP_WORDS(keyword, what, ...) \
    (const struct word[]){ KEYWORD(keyword, what), \
                           NAME_OF("object-group", struct group_line, name, "Name of the group", \
                                 .high = GROUP_NAME_LENGTH), \
                           __VA_ARGS__ END_OF_WORDS }

static const struct command network_row =
    GROUP_ROW(network, MODE_CONFIG_NETWORK, .prompt = "config-network", .clear = clear_groups,
              .words = GROUP_WORDS("object-group network", "A group of hosts and networks"));
static const struct command service_row =
    GROUP_ROW(service, MODE_CONFIG_SERVICE, .prompt = "config-service",
              .words = GROUP_WORDS("object-group service", "A group of services",
                                   CHOICE(struct group_line, protocol, service_protocols),));
#define init_mixed init_service
static const struct command mixed_row =
    GROUP_ROW(mixed, MODE_CONFIG_SERVICE, .prompt = "config-service", .since = OS_8_0,
              .words = GROUP_WORDS("object-group service", "A group of services"));
static const struct command protocol_row =
    GROUP_ROW(protocol, MODE_CONFIG_PROTOCOL, .prompt = "config-protocol",
              .words = GROUP_WORDS("object-group protocol", "A group of protocols"));
static const struct command icmp_type_row =
    GROUP_ROW(icmp_type, MODE_CONFIG_ICMP_TYPE, .prompt = "config-icmp-type",
              .words = GROUP_WORDS("object-group icmp-type", "A group of ICMP types"));
/* clang-format on */

/* `no object-group service NAME`: its protocol need not be said. */
static const struct command no_service_row = {
    .name = "object-group",
    .help = "Create an object group for use in access rules",
    .scratch_size = sizeof(struct group_line),
    .words = GROUP_WORDS("object-group service", "A group of services"),
    .init = init_service,
    .set = unset_group,
    .no_only = true,
    .before = OS_8_0,
};

/* ---- description ---- */

struct text_line {
    const char *text;
};
TEXT_COMMAND(struct object_group, struct text_line, description)

#define GROUP_MODES                                                                                \
    (MODE_BIT(MODE_CONFIG_NETWORK) | MODE_BIT(MODE_CONFIG_SERVICE) |                               \
     MODE_BIT(MODE_CONFIG_PROTOCOL) | MODE_BIT(MODE_CONFIG_ICMP_TYPE))

static const struct command description_row = {
    .name = "description",
    .help = "Specify a description of the group",
    .words = (const struct word[]){ KEYWORD("description", "Specify a description of the group"),
                                    VALUE(rest, struct text_line, text, "Text"), END_OF_WORDS },
    .modes = GROUP_MODES,
    .scratch_size = sizeof(struct text_line),
    .set = set_description,
    .unset = unset_description,
    .each = each_description,
    .no_words = 1,
};

/* ---- members ---- */

struct member_line {
    struct group_member member;
    uint8_t protocol; /* whose names of ports: SERVICE_TCP_UDP when read */
    const char *name; /* of a nested group */
};

/* "network-object host 10.1.1.1 ": a member as the device stores it, with its last blank. */
static const char *
member_text(const struct command_call *call, const struct member_line *line)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        return "";
    const struct word_context context = { call->config, call_version(call) };
    struct writing writing = { &context, memory, false };
    writing_words(&writing, call->command->words, line, SIZE_MAX);
    const char *copy = fclose(memory) == 0 && text != NULL ? call_text(call, "%s ", text) : "";
    free(text);
    return copy;
}

static bool
refuse_known(const struct command_call *call, const struct member_line *line)
{
    const struct object_group *group = call->object;
    const char *device =
        call_text(call, "Adding obj (%s) to grp (%s) failed; object already exists",
                  member_text(call, line), group->name);
    return refuse_or_warn(call, device, "object-group %s has this member already", group->name);
}

/* A name of a port must be one of the group's protocol. */
static bool
check_port_names(const struct command_call *call, const struct member_line *line)
{
    const struct object_group *group = call->object;
    uint16_t port;
    if (group->protocol == SERVICE_TCP_UDP)
        return true;
    for (size_t i = 2; i < call->line->count; i++) {
        const char *text = call->line->tokens[i].text;
        bool names = isalpha((unsigned char)text[0]) && strcasecmp(text, "eq") != 0 &&
                     strcasecmp(text, "range") != 0;
        if (names && line->member.kind == ITEM_PORT &&
            !port_from_name(call_version(call), group->protocol, text, &port))
            return refuse_word(call, i, NULL, "no port of this protocol has the name %s", text);
    }
    return true;
}

static bool
fits_type(const struct object_group *group, enum item_kind kind)
{
    bool mixed = group->protocol == SERVICE_MIXED;
    return group->type != GROUP_SERVICE || kind == ITEM_GROUP || (kind == ITEM_SERVICE) == mixed;
}

static bool
add_member(struct command_call *call, struct member_line *line)
{
    struct object_group *group = call->object;
    if (!fits_type(group, line->member.kind))
        return refuse(call, NULL, "object-group %s has members of another kind", group->name);
    line->protocol = group->protocol;
    if (object_group_find(group, &line->member) < group->count)
        return refuse_known(call, line);
    return object_group_add(call->config, group, &line->member) || no_memory(call);
}

/* `range 90 80` is kept as 80 to 90. */
static void
order_ports(struct group_member *member)
{
    uint16_t high = member->port.low;
    if (member->kind != ITEM_PORT || member->port.op != PORT_OP_RANGE || high <= member->port.high)
        return;
    member->port.low = member->port.high;
    member->port.high = high;
}

static bool
set_member(struct command_call *call, void *scratch)
{
    struct member_line *line = scratch;
    const struct network *network = &line->member.network;
    if (line->member.kind == ITEM_NETWORK && !check_pair(call, network->address, network->netmask))
        return false;
    if (line->member.kind == ITEM_PORT && !check_port_names(call, line))
        return false;
    order_ports(&line->member);
    return add_member(call, line);
}

static bool
remove_member(struct command_call *call, struct member_line *line)
{
    struct object_group *group = call->object;
    line->protocol = group->protocol;
    size_t at = object_group_find(group, &line->member);
    if (at == group->count)
        return refuse(call,
                      call_text(call,
                                "Removing obj (%s) from grp (%s) failed; object does not exist",
                                member_text(call, line), group->name), /* (unverified) */
                      "object-group %s has no such member", group->name);
    if (group->count == 1 && object_group_is_used(call->config, group))
        return refuse(call,
                      call_text(call,
                                "Removing obj (%s) from grp (%s) not allowed, it is being "
                                "used.", /* (unverified) */
                                member_text(call, line), group->name),
                      "it is the last member of object-group %s, which is in use", group->name);
    return object_group_remove(group, at) || no_memory(call);
}

static bool
unset_member(struct command_call *call, void *scratch)
{
    order_ports(&((struct member_line *)scratch)->member);
    return remove_member(call, scratch);
}

/* What holds for both protocols holds for one; not the other way round. */
static bool
nests(const struct object_group *group, const struct object_group *other)
{
    bool fits = other->protocol == group->protocol ||
                (other->protocol == SERVICE_TCP_UDP && group->protocol != SERVICE_MIXED);
    return other->type == group->type && fits;
}

static bool
set_nested(struct command_call *call, void *scratch)
{
    struct member_line *line = scratch;
    struct object_group *group = call->object;
    struct object_group *other = config_object_group(call->config, line->name);
    bool known = other != NULL && other->exists;
    if (!known && call->file == NULL)
        return refuse_unknown_group(call, line->name);
    if (other == NULL && (other = config_object_group_make(call->config, line->name)) == NULL)
        return no_memory(call);
    if (known && !nests(group, other))
        return refuse(call, NULL, "object-group %s is of another type than %s", line->name,
                      group->name);
    if (object_group_reaches(call->config, other, group))
        return refuse(call, NULL, "object-group %s would contain itself", group->name);
    if (known && other->count == 0 && call->file == NULL)
        return refuse(call, NULL, "object-group %s has no members", line->name);
    if (!known)
        warn(call, NULL, "object-group %s is not defined before this line", line->name);
    line->member.group = other->id;
    return add_member(call, line);
}

static bool
unset_nested(struct command_call *call, void *scratch)
{
    struct member_line *line = scratch;
    const struct object_group *other = config_object_group(call->config, line->name);
    line->member.group = other != NULL ? other->id : GROUP_NONE;
    return remove_member(call, line);
}

static void
each_member(const struct config *config, const void *object, command_visit *visit, void *context)
{
    const struct object_group *group = object;
    for (size_t i = 0; i < group->count; i++) {
        struct member_line line = { .member = group->members[i], .protocol = group->protocol };
        if (line.member.kind == ITEM_GROUP)
            line.name = object_group_at(config, line.member.group)->name;
        visit(context, &line, NULL);
    }
}

/* ---- which row a member is written by ---- */

static const struct group_member *
member_of(const void *scratch)
{
    return &((const struct member_line *)scratch)->member;
}

#define MEMBER_KIND(row_name, condition, ...)                                                      \
    static bool fits_##row_name(const struct config *config, const void *scratch)                  \
    {                                                                                              \
        (void)config;                                                                              \
        const struct group_member *member = member_of(scratch);                                    \
        return condition;                                                                          \
    }                                                                                              \
    static void init_##row_name(void *scratch)                                                     \
    {                                                                                              \
        struct member_line *line = scratch;                                                        \
        line->protocol = SERVICE_TCP_UDP;                                                          \
        line->member = (struct group_member){ .icmp_type = ICMP_TYPE_ANY, __VA_ARGS__ };           \
    }

MEMBER_KIND(host, member->kind == ITEM_NETWORK && member->network.netmask == IP_HOST_MASK,
            .kind = ITEM_NETWORK, .network.netmask = IP_HOST_MASK)
MEMBER_KIND(pair, member->kind == ITEM_NETWORK, .kind = ITEM_NETWORK)
MEMBER_KIND(port, member->kind == ITEM_PORT && member->port.op == PORT_OP_EQ, .kind = ITEM_PORT,
            .port.op = PORT_OP_EQ)
MEMBER_KIND(port_range, member->kind == ITEM_PORT, .kind = ITEM_PORT, .port.op = PORT_OP_RANGE)
MEMBER_KIND(service_ports,
            member->kind == ITEM_SERVICE &&
                (member->protocol == IP_TCP || member->protocol == IP_UDP ||
                 member->protocol == SERVICE_TCP_UDP),
            .kind = ITEM_SERVICE)
MEMBER_KIND(service_icmp, member->kind == ITEM_SERVICE && member->protocol == IP_ICMP,
            .kind = ITEM_SERVICE, .protocol = IP_ICMP)
MEMBER_KIND(service_protocol, member->kind == ITEM_SERVICE, .kind = ITEM_SERVICE)
MEMBER_KIND(one_protocol, member->kind == ITEM_PROTOCOL, .kind = ITEM_PROTOCOL)
MEMBER_KIND(one_icmp_type, member->kind == ITEM_ICMP_TYPE, .kind = ITEM_ICMP_TYPE)
MEMBER_KIND(nested, member->kind == ITEM_GROUP, .kind = ITEM_GROUP)

/* clang-format off */
#define MEMBER_ROW(kind, mode_bits, what, ...) \
    { .name = "group member", .help = what, .modes = mode_bits, \
      .scratch_size = sizeof(struct member_line), .set = set_member, .unset = unset_member, \
      .each = each_member, .init = init_##kind, .fits = fits_##kind, \
      .words = (const struct word[]){ __VA_ARGS__, END_OF_WORDS } }
#define PORT_WORD(bound) \
    VALUE(port, struct member_line, member.port.bound, "Port", \
          .other = offsetof(struct member_line, protocol))

static const struct command host_row =
    MEMBER_ROW(host, MODE_BIT(MODE_CONFIG_NETWORK), "A host or network of the group",
               KEYWORD("network-object host", "A single address"),
               VALUE(address, struct member_line, member.network.address, "Address"));
static const struct command pair_row =
    MEMBER_ROW(pair, MODE_BIT(MODE_CONFIG_NETWORK), "A host or network of the group",
               KEYWORD("network-object", "A host or network of the group"),
               VALUE(address, struct member_line, member.network.address, "Address"),
               VALUE(any_netmask, struct member_line, member.network.netmask, "Netmask"));
static const struct command port_row =
    MEMBER_ROW(port, MODE_BIT(MODE_CONFIG_SERVICE), "A port of the group",
               KEYWORD("port-object eq", "A single port"), PORT_WORD(low));
static const struct command port_range_row =
    MEMBER_ROW(port_range, MODE_BIT(MODE_CONFIG_SERVICE), "A port of the group",
               KEYWORD("port-object range", "Ports from one to another"), PORT_WORD(low),
               PORT_WORD(high));
static const struct command one_protocol_row =
    MEMBER_ROW(one_protocol, MODE_BIT(MODE_CONFIG_PROTOCOL), "A protocol of the group",
               KEYWORD("protocol-object", "A protocol of the group"),
               VALUE(protocol, struct member_line, member.protocol, "Protocol"));
static const struct command one_icmp_type_row =
    MEMBER_ROW(one_icmp_type, MODE_BIT(MODE_CONFIG_ICMP_TYPE), "An ICMP type of the group",
               KEYWORD("icmp-object", "An ICMP type of the group"),
               VALUE(icmp_type, struct member_line, member.icmp_type, "ICMP type"));

#define SERVICE_ROW \
    .name = "group member", .help = "A service of the group", \
    .modes = MODE_BIT(MODE_CONFIG_SERVICE), .since = OS_8_0, \
    .scratch_size = sizeof(struct member_line), .set = set_member, .unset = unset_member, \
    .each = each_member
static const struct command service_ports_row = {
    SERVICE_ROW, .init = init_service_ports, .fits = fits_service_ports,
    .words = (const struct word[]){
        KEYWORD("service-object", "A service of the group"),
        CHOICE(struct member_line, member.protocol, service_protocols),
        VALUE(ports, struct member_line, member.port, "Destination ports",
              .other = offsetof(struct member_line, member.protocol)),
        END_OF_WORDS } };
static const struct command service_icmp_row = {
    SERVICE_ROW, .init = init_service_icmp, .fits = fits_service_icmp,
    .words = (const struct word[]){
        KEYWORD("service-object icmp", "ICMP"),
        VALUE(icmp_type, struct member_line, member.icmp_type, "ICMP type", .optional = true),
        END_OF_WORDS } };
static const struct command service_protocol_row = {
    SERVICE_ROW, .init = init_service_protocol, .fits = fits_service_protocol,
    .words = (const struct word[]){
        KEYWORD("service-object", "A service of the group"),
        VALUE(protocol, struct member_line, member.protocol, "Protocol"), END_OF_WORDS } };

static const struct command nested_row = {
    .name = "group member", .help = "Another group whose members belong to this one",
    .modes = GROUP_MODES, .scratch_size = sizeof(struct member_line),
    .set = set_nested, .unset = unset_nested, .each = each_member,
    .init = init_nested, .fits = fits_nested,
    .words = (const struct word[]){
        KEYWORD("group-object", "Another group whose members belong to this one"),
        NAME_OF("object-group", struct member_line, name, "Name of the group"), END_OF_WORDS } };
/* clang-format on */

/* Written in the order of the rows: a description comes first. */
const struct command *const object_group_commands[] = {
    &network_row,      &service_row,
    &mixed_row,        &protocol_row,
    &icmp_type_row,    &no_service_row,
    &description_row,  &host_row,
    &pair_row,         &port_row,
    &port_range_row,   &service_ports_row,
    &service_icmp_row, &service_protocol_row,
    &one_protocol_row, &one_icmp_type_row,
    &nested_row,       NULL,
};
