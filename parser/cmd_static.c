/*
 * cmd_static.c: static (commands.md 4.4): address, port, and policy forms.
 */
#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_nat.h"

struct static_line {
    struct ifc_pair pair;
    uint8_t protocol;
    struct mapped_address mapped;
    uint16_t mapped_port;
    uint32_t real;
    uint16_t real_port;
    const char *acl;
    bool dns;
    bool has_netmask;
    uint32_t netmask;
    struct conn_limits limits;
};

static void
init_static(void *scratch)
{
    struct static_line *line = scratch;
    line->pair = (struct ifc_pair){ IFC_NONE, IFC_NONE };
}

static bool
read_static(struct command_call *call, struct static_line *line, struct static_nat *made)
{
    if (line->pair.real == IFC_NONE) { /* 6.x: (inside,outside) */
        line->pair.real = config_interface_by_name(call->config, "inside");
        line->pair.mapped = config_interface_by_name(call->config, "outside");
    }
    if (line->pair.real == IFC_NONE || line->pair.mapped == IFC_NONE)
        return refuse(call, NULL, "there are no interfaces named inside and outside");
    *made = (struct static_nat){
        .real_ifc = line->pair.real,
        .mapped_ifc = line->pair.mapped,
        .protocol = line->protocol,
        .mapped_is_interface = line->mapped.is_interface,
        .mapped = line->mapped.address,
        .mapped_port = line->mapped_port,
        .real = line->real,
        .real_port = line->real_port,
        .netmask = line->has_netmask ? line->netmask : IP_HOST_MASK,
        .dns = line->dns,
        .limits = line->limits,
        .origin = call_origin(call),
    };
    if (!line->has_netmask && line->protocol == 0 && line->acl == NULL && line->real != 0)
        made->netmask = default_netmask(line->real);
    return line->acl == NULL || call_rule_acl(call, line->acl, 0, &made->acl);
}

/* The part that names a static; limits and flags do not. */
static bool
same_static(const struct static_nat *a, const struct static_nat *b)
{
    return a->real_ifc == b->real_ifc && a->mapped_ifc == b->mapped_ifc &&
           a->protocol == b->protocol && a->mapped_is_interface == b->mapped_is_interface &&
           a->mapped == b->mapped && a->mapped_port == b->mapped_port && a->real == b->real &&
           a->real_port == b->real_port && a->acl == b->acl && a->netmask == b->netmask;
}

/* Two statics that would give one mapped address and port to two hosts. */
static bool
mapped_overlap(const struct static_nat *a, const struct static_nat *b)
{
    uint32_t mask = a->netmask & b->netmask;
    if (a->real_ifc != b->real_ifc || a->mapped_ifc != b->mapped_ifc || a->acl != NULL ||
        b->acl != NULL || a->mapped_is_interface != b->mapped_is_interface ||
        (!a->mapped_is_interface && (a->mapped & mask) != (b->mapped & mask)))
        return false;
    if (a->protocol == 0 && b->protocol == 0)
        return true;
    return a->protocol == b->protocol && a->mapped_port == b->mapped_port;
}

static const char *
pair_text(const struct command_call *call, const struct static_nat *made)
{
    char real[IP_TEXT_SIZE];
    char mapped[IP_TEXT_SIZE];
    char netmask[IP_TEXT_SIZE];
    ip_format(made->real, real);
    ip_format(made->mapped, mapped);
    ip_format(made->netmask, netmask);
    return call_text(call, "  %s:%s to %s:%s netmask %s",
                     config_interface_label(call->config, made->real_ifc), real,
                     config_interface_label(call->config, made->mapped_ifc), mapped, netmask);
}

/* False: the line goes no further; *DONE says that it was forgiven. */
static bool
check_conflicts(const struct command_call *call, const struct static_nat *made, bool *done)
{
    const struct config *config = call->config;
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *old = &config->statics[i];
        bool same = same_static(old, made);
        if (!same && !mapped_overlap(old, made))
            continue;
        const char *device =
            call_text(call, "ERROR: %s existing static\n%s",
                      same ? "duplicate of" : "mapped-address conflict with", pair_text(call, old));
        const char *what = same ? "the same static is there already"
                                : "the mapped address is already that of another static";
        if (call->file == NULL)
            return refuse(call, device, "%s", what);
        warn(call, device, "%s", what);
        *done = same;
        return true;
    }
    return true;
}

static void
announce_static(const struct command_call *call, const struct static_nat *made)
{
    if (!made->mapped_is_interface || made->protocol != 0)
        return;
    const char *name = config_interface_label(call->config, made->mapped_ifc);
    inform(call,
           "WARNING: All traffic destined to the IP address of the %s interface is being "
           "redirected.",
           name);
    inform(call,
           "WARNING: Users will not be able to access any service enabled on the %s "
           "interface.",
           name);
}

static bool
set_static(struct command_call *call, void *scratch)
{
    struct static_nat made;
    struct config *config = call->config;
    bool done = false;
    if (!read_static(call, scratch, &made))
        return false;
    if (made.acl == NULL && !check_pair(call, made.real, made.netmask))
        return false;
    if (!check_conflicts(call, &made, &done))
        return false;
    if (done)
        return true;
    struct static_nat *place = arena_append(config->arena, &config->statics, &config->static_count,
                                            &config->static_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = made;
    announce_static(call, &made);
    return true;
}

static bool
unset_static(struct command_call *call, void *scratch)
{
    struct static_nat made;
    struct config *config = call->config;
    if (!read_static(call, scratch, &made))
        return false;
    for (size_t i = 0; i < config->static_count; i++) {
        if (same_static(&config->statics[i], &made)) {
            LIST_REMOVE(config->statics, config->static_count, i);
            return true;
        }
    }
    return refuse(call, NULL, "there is no such static");
}

static void
each_static(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->static_count; i++) {
        struct static_nat *made = &config->statics[i];
        struct static_line line = {
            .pair = { made->real_ifc, made->mapped_ifc },
            .protocol = made->protocol,
            .mapped = { made->mapped_is_interface, made->mapped },
            .mapped_port = made->mapped_port,
            .real = made->real,
            .real_port = made->real_port,
            .acl = made->acl != NULL ? made->acl->name : NULL,
            .dns = made->dns,
            .has_netmask = true,
            .netmask = made->netmask,
            .limits = made->limits,
        };
        visit(context, &line, made);
    }
}

#define FITS(row_name, CONDITION)                                                                  \
    static bool fits_##row_name(const struct config *config, const void *scratch)                  \
    {                                                                                              \
        (void)config;                                                                              \
        const struct static_line *line = scratch;                                                  \
        return CONDITION;                                                                          \
    }
FITS(address, line->acl == NULL && line->protocol == 0)
FITS(port, line->acl == NULL && line->protocol != 0)
FITS(policy, line->acl != NULL && line->protocol == 0)
FITS(policy_port, line->acl != NULL && line->protocol != 0)

static const struct choice protocols[] = {
    { .text = "tcp", .help = "A TCP port", .value = IP_TCP },
    { .text = "udp", .help = "A UDP port", .value = IP_UDP },
    { .text = NULL },
};

static const struct word netmask_words[] = {
    KEYWORD("netmask", "Netmask of both addresses"),
    VALUE(netmask, struct static_line, netmask, "Netmask"),
    END_OF_WORDS,
};
static const struct word options[] = {
    FLAG(struct static_line, dns, "dns", "Rewrite DNS answers through this translation"),
    GROUP(struct static_line, has_netmask, netmask_words),
    VALUE(limits, struct static_line, limits, ""),
    END_OF_WORDS,
};
static const struct word policy_options[] = {
    FLAG(struct static_line, dns, "dns", "Rewrite DNS answers through this translation"),
    VALUE(limits, struct static_line, limits, ""),
    END_OF_WORDS,
};

#define STATIC_ROW                                                                                 \
    .name = "static", .help = "Configure one-to-one address translation rule",                     \
    .scratch_size = sizeof(struct static_line), .init = init_static, .set = set_static,            \
    .unset = unset_static, .each = each_static
#define STATIC_LEAD                                                                                \
    KEYWORD("static", "Configure one-to-one address translation rule"),                            \
        VALUE(ifc_pair, struct static_line, pair, "Interfaces", .optional = true)
#define MAPPED VALUE(mapped, struct static_line, mapped, "Mapped address")
#define PORT(member, what)                                                                         \
    VALUE(port, struct static_line, member, what, .other = offsetof(struct static_line, protocol))
#define ACL                                                                                        \
    KEYWORD("access-list", "Real addresses, and where they go"),                                   \
        VALUE(text, struct static_line, acl, "Access list")

static bool
clear_static(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->static_count = 0;
    return true;
}

static const struct command address_row = {
    STATIC_ROW,
    .words = (const struct word[]){ STATIC_LEAD, MAPPED,
                                    VALUE(address, struct static_line, real, "Real address"),
                                    ANY_ORDER(options), END_OF_WORDS },
    .fits = fits_address,
    .clear = clear_static,
};
static const struct command port_row = {
    STATIC_ROW,
    .words =
        (const struct word[]){ STATIC_LEAD, CHOICE(struct static_line, protocol, protocols), MAPPED,
                               PORT(mapped_port, "Mapped port"),
                               VALUE(address, struct static_line, real, "Real address"),
                               PORT(real_port, "Real port"), ANY_ORDER(options), END_OF_WORDS },
    .fits = fits_port,
};
static const struct command policy_row = {
    STATIC_ROW,
    .words =
        (const struct word[]){ STATIC_LEAD, MAPPED, ACL, ANY_ORDER(policy_options), END_OF_WORDS },
    .since = OS_6_3,
    .fits = fits_policy,
};
static const struct command policy_port_row = {
    STATIC_ROW,
    .words = (const struct word[]){ STATIC_LEAD, CHOICE(struct static_line, protocol, protocols),
                                    MAPPED, PORT(mapped_port, "Mapped port"), ACL,
                                    ANY_ORDER(policy_options), END_OF_WORDS },
    .since = OS_6_3,
    .fits = fits_policy_port,
};

const struct command *const static_commands[] = {
    &address_row, &port_row, &policy_row, &policy_port_row, NULL,
};
