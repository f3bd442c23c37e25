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
    if (!call_usual_interface(call, &line->pair.real, "inside") ||
        !call_usual_interface(call, &line->pair.mapped, "outside"))
        return false;
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
    /* two network numbers without a mask have that of their class */
    uint32_t class_mask = default_netmask(line->real);
    if (!line->has_netmask && line->protocol == 0 && line->acl == NULL && line->real != 0 &&
        !line->mapped.is_interface && (line->mapped.address & ~class_mask) == 0)
        made->netmask = class_mask;
    return true;
}

/* The part that names a static; limits and flags do not. */
static bool
same_static(const struct static_nat *a, const struct static_nat *b, bool any_netmask)
{
    return a->real_ifc == b->real_ifc && a->mapped_ifc == b->mapped_ifc &&
           a->protocol == b->protocol && a->mapped_is_interface == b->mapped_is_interface &&
           a->mapped == b->mapped && a->mapped_port == b->mapped_port && a->real == b->real &&
           a->real_port == b->real_port && a->acl == b->acl &&
           (any_netmask || a->netmask == b->netmask);
}

/* ---- conflicts (commands.md 4.4, shell.md 3.3) ---- */

enum conflict {
    CONFLICT_NONE,
    CONFLICT_REAL,   /* one real address, two mapped ones */
    CONFLICT_COVERS, /* the mapped addresses overlap, but not where both would always hold */
    CONFLICT_MAPPED, /* one mapped address and port for two hosts */
    CONFLICT_SAME,
};

static uint32_t
mapped_address(const struct config *config, const struct static_nat *rule)
{
    return rule->mapped_is_interface ? config->interfaces[rule->mapped_ifc]->address : rule->mapped;
}

static bool
mapped_overlap(const struct config *config, const struct static_nat *a, const struct static_nat *b)
{
    uint32_t netmask = a->netmask & b->netmask;
    if (a->mapped_ifc != b->mapped_ifc)
        return false;
    if (a->mapped_is_interface && b->mapped_is_interface)
        return true;
    uint32_t first = mapped_address(config, a);
    uint32_t second = mapped_address(config, b);
    return first != 0 && second != 0 && (first & netmask) == (second & netmask);
}

static bool
real_overlap(const struct static_nat *a, const struct static_nat *b)
{
    return a->acl == NULL && b->acl == NULL && a->real_ifc == b->real_ifc &&
           a->mapped_ifc == b->mapped_ifc && a->protocol == b->protocol &&
           a->real_port == b->real_port &&
           (a->real & a->netmask & b->netmask) == (b->real & a->netmask & b->netmask);
}

static enum conflict
conflict_of(const struct config *config, const struct static_nat *old,
            const struct static_nat *made)
{
    bool flat = config->does->flat_commands;
    if (same_static(old, made, false))
        return CONFLICT_SAME;
    bool same_ports = old->protocol == made->protocol && old->mapped_port == made->mapped_port;
    bool any_ports = old->protocol == 0 || made->protocol == 0;
    if (!mapped_overlap(config, old, made) || (!same_ports && !any_ports))
        return real_overlap(old, made) ? CONFLICT_REAL : CONFLICT_NONE;
    if (old->acl != NULL || made->acl != NULL || !same_ports)
        return CONFLICT_COVERS;
    /* 6.x lets one network cover a part of another, and says so */
    return flat && old->netmask != made->netmask ? CONFLICT_COVERS : CONFLICT_MAPPED;
}

static const char *
pair_text(const struct command_call *call, const struct static_nat *made)
{
    char real[IP_TEXT_SIZE];
    char mapped[IP_TEXT_SIZE];
    char netmask[IP_TEXT_SIZE];
    ip_format(made->real, real);
    ip_format(mapped_address(call->config, made), mapped);
    ip_format(made->netmask, netmask);
    return call_text(call, "  %s:%s to %s:%s netmask %s",
                     config_interface_label(call->config, made->real_ifc), real,
                     config_interface_label(call->config, made->mapped_ifc), mapped, netmask);
}

struct conflict_text {
    const char *flat, *mode; /* what 6.x and 7+ print; NULL: nothing */
    const char *what;        /* ours */
    bool refuses;
};

static const struct conflict_text conflict_texts[] = {
    [CONFLICT_REAL] = { NULL, "WARNING: real-address conflict with existing static",
                        "the real address has another static already", false },
    /* 6.x: only the words "overlapped/redundant" are known of the line */
    [CONFLICT_COVERS] = { "WARNING: static overlapped/redundant",
                          "WARNING: mapped-address conflict with existing static",
                          "the mapped address overlaps with that of another static", false },
    [CONFLICT_MAPPED] = { "ERROR: mapped-address conflict with existing static",
                          "ERROR: mapped-address conflict with existing static",
                          "the mapped address is already that of another static", true },
    [CONFLICT_SAME] = { "ERROR: duplicate of existing static",
                        "ERROR: duplicate of existing static", "the same static is there already",
                        true },
};

/* The worst conflict that there is, and with which static. */
static enum conflict
find_conflict(const struct config *config, const struct static_nat *made,
              const struct static_nat **with)
{
    enum conflict worst = CONFLICT_NONE;
    for (size_t i = 0; i < config->static_count; i++) {
        enum conflict conflict = conflict_of(config, &config->statics[i], made);
        if (conflict > worst) {
            worst = conflict;
            *with = &config->statics[i];
        }
    }
    return worst;
}

/* False: the line goes no further; *DONE says that it was forgiven. */
static bool
check_conflicts(const struct command_call *call, const struct static_nat *made, bool *done)
{
    const struct static_nat *old = NULL;
    enum conflict conflict = find_conflict(call->config, made, &old);
    *done = conflict == CONFLICT_SAME;
    if (conflict == CONFLICT_NONE)
        return true;
    const struct conflict_text *text = &conflict_texts[conflict];
    const char *device = call_does(call)->flat_commands ? text->flat : text->mode;
    if (device != NULL)
        device = call_text(call, "%s\n%s", device, pair_text(call, old));
    if (text->refuses && call->file == NULL)
        return refuse(call, device, "%s", text->what);
    if (device != NULL || call->file != NULL)
        warn(call, device, "%s", text->what);
    return true;
}

/* 6.x says so when a static meets a pool; the line stands. */
static void
warn_of_globals(const struct command_call *call, const struct static_nat *made)
{
    const struct config *config = call->config;
    for (size_t i = 0; i < config->global_count; i++) {
        const struct global *global = &config->globals[i];
        if (global->ifc != made->mapped_ifc || global->kind == GLOBAL_INTERFACE ||
            made->mapped_is_interface || made->protocol != 0 ||
            (made->mapped | ~made->netmask) < global->first ||
            (made->mapped & made->netmask) > global->last)
            continue;
        warn(call, call_does(call)->flat_commands ? "WARNING: static overlaps with global" : NULL,
             "a global line has an address of this static");
        return;
    }
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
check_static(struct command_call *call, const struct static_line *line, struct static_nat *made)
{
    if (line->acl == NULL)
        return check_pair(call, made->real, made->netmask) &&
               (made->mapped_is_interface || check_pair(call, made->mapped, made->netmask));
    size_t at = call_word_of(call, line->acl);
    return check_maintenance(call, OS_6_3, POLICY_NAT_MAINTENANCE, at - 1, "policy NAT") &&
           call_rule_acl(call, line->acl, at, &made->acl);
}

static bool
set_static(struct command_call *call, void *scratch)
{
    struct static_nat made;
    struct config *config = call->config;
    bool done;
    if (!check_translates(call) || !read_static(call, scratch, &made) ||
        !check_static(call, scratch, &made) || !check_conflicts(call, &made, &done))
        return false;
    if (done)
        return true;
    struct static_nat *place = arena_append(config->arena, &config->statics, &config->static_count,
                                            &config->static_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = made;
    place->number = config->next_nat_number++;
    warn_of_globals(call, &made);
    announce_static(call, &made);
    return true;
}

/* Interfaces, addresses and ports name it; the netmask may be left out, limits need not fit. */
static bool
unset_static(struct command_call *call, void *scratch)
{
    const struct static_line *line = scratch;
    struct config *config = call->config;
    struct static_nat made;
    if (!read_static(call, scratch, &made))
        return false;
    if (line->acl != NULL && (made.acl = call_acl(call, line->acl)) == NULL)
        return refuse_unknown_acl(call, line->acl, call_word_of(call, line->acl));
    for (size_t i = 0; i < config->static_count; i++) {
        if (same_static(&config->statics[i], &made, !line->has_netmask)) {
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
/* 6.x writes `dns netmask M 0 0`, 7+ `netmask M dns` (commands.md 4.4). */
#define DNS(...)                                                                                   \
    FLAG(struct static_line, dns, "dns", "Rewrite DNS answers through this translation",           \
         __VA_ARGS__)
static const struct word options[] = {
    DNS(.before = OS_7_0), GROUP(struct static_line, has_netmask, netmask_words),
    DNS(.since = OS_7_0),  VALUE(limits, struct static_line, limits, ""),
    END_OF_WORDS,
};
static const struct word policy_options[] = {
    DNS(),
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
        NAME_OF("access-list", struct static_line, acl, "Access list")

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
