/*
 * cmd_nat.c: nat, global, nat-control (commands.md 4.1 to 4.3).
 */
#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_nat.h"

#define NAT_ID_MAX INT32_MAX

struct nat_line {
    ifc_id ifc; /* IFC_NONE: not given */
    uint32_t id;
    uint32_t address;
    uint32_t netmask;
    bool has_netmask;
    const char *acl;
    bool dns;
    bool outside;
    struct conn_limits limits;
    struct address_range range;
    enum global_kind kind;
    bool on;
};

#define NAT_SCRATCH .scratch_size = sizeof(struct nat_line)

static void
init_nat(void *scratch)
{
    ((struct nat_line *)scratch)->ifc = IFC_NONE;
}

static void
init_global_interface(void *scratch)
{
    struct nat_line *line = scratch;
    line->ifc = IFC_NONE;
    line->kind = GLOBAL_INTERFACE;
}

/* 6.x: nat without an interface is the inside's, global the outside's (commands.md 4.1, 4.3). */
static bool
find_interface(const struct command_call *call, struct nat_line *line, const char *usual)
{
    if (line->ifc == IFC_NONE)
        line->ifc = config_interface_by_name(call->config, usual);
    return line->ifc != IFC_NONE || refuse_word(call, 1, NULL, "no interface is named %s", usual);
}

/* ---- nat ---- */

static bool
same_nat(const struct nat *a, const struct nat *b)
{
    return a->ifc == b->ifc && a->id == b->id && a->acl == b->acl &&
           a->real.address == b->real.address && a->real.netmask == b->real.netmask;
}

static size_t
find_nat(const struct config *config, const struct nat *nat)
{
    size_t i = 0;
    while (i < config->nat_count && !same_nat(&config->nats[i], nat))
        i++;
    return i;
}

static bool
read_nat(struct command_call *call, struct nat_line *line, struct nat *nat)
{
    if (!find_interface(call, line, "inside"))
        return false;
    if (line->acl == NULL && !line->has_netmask)
        line->netmask = default_netmask(line->address);
    *nat = (struct nat){
        .ifc = line->ifc,
        .id = line->id,
        .real = { line->address, line->netmask },
        .outside = line->outside,
        .dns = line->dns,
        .limits = line->limits,
        .origin = call_origin(call),
    };
    return line->acl == NULL || call_rule_acl(call, line->acl, 0, &nat->acl);
}

static bool
refuse_duplicate(const struct command_call *call, const char *device, const char *what)
{
    if (call->file == NULL)
        return refuse(call, device, "%s", what);
    warn(call, device, "%s", what);
    return true;
}

/* `nat 0` with an address says what it will do (shell.md 3.3). */
static void
announce_nat(const struct command_call *call, const struct nat *nat)
{
    char address[IP_TEXT_SIZE];
    if (nat->id != 0 || nat->acl != NULL)
        return;
    ip_format(nat->real.address, address);
    inform(call,
           call_version(call) < OS_7_0 ? "nat 0 %s will be non-translated"
                                       : "nat 0 %s will be identity translated for outbound",
           address);
}

static bool
set_nat(struct command_call *call, void *scratch)
{
    struct nat nat;
    struct config *config = call->config;
    if (!read_nat(call, scratch, &nat))
        return false;
    if (nat.acl == NULL && !check_pair(call, nat.real.address, nat.real.netmask))
        return false;
    size_t old = find_nat(config, &nat);
    if (old < config->nat_count)
        return refuse_duplicate(call,
                                call_version(call) < OS_7_0 ? "Duplicate NAT entry"
                                                            : "ERROR: Duplicate NAT entry",
                                "the same nat line is there already");
    struct nat *place = arena_append(config->arena, &config->nats, &config->nat_count,
                                     &config->nat_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = nat;
    announce_nat(call, &nat);
    return true;
}

static bool
unset_nat(struct command_call *call, void *scratch)
{
    struct nat nat;
    struct config *config = call->config;
    if (!read_nat(call, scratch, &nat))
        return false;
    size_t old = find_nat(config, &nat);
    if (old == config->nat_count)
        return refuse(call, NULL, "there is no such nat line");
    LIST_REMOVE(config->nats, config->nat_count, old);
    return true;
}

static void
each_nat(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->nat_count; i++) {
        struct nat *nat = &config->nats[i];
        struct nat_line line = {
            .ifc = nat->ifc,
            .id = nat->id,
            .address = nat->real.address,
            .netmask = nat->real.netmask,
            .has_netmask = true,
            .acl = nat->acl != NULL ? nat->acl->name : NULL,
            .dns = nat->dns,
            .outside = nat->outside,
            .limits = nat->limits,
        };
        visit(context, &line, nat);
    }
}

static bool
fits_address(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct nat_line *)scratch)->acl == NULL;
}

static bool
fits_exemption(const struct config *config, const void *scratch)
{
    const struct nat_line *line = scratch;
    return !fits_address(config, scratch) && line->id == 0;
}

static bool
fits_policy(const struct config *config, const void *scratch)
{
    const struct nat_line *line = scratch;
    return !fits_address(config, scratch) && line->id != 0;
}

static const struct word netmask_words[] = {
    VALUE(netmask, struct nat_line, netmask, "Netmask"),
    END_OF_WORDS,
};

#define NAT_ROW                                                                                    \
    NAT_SCRATCH, .name = "nat", .help = "Associate a network with a pool of global IP addresses",  \
                 .init = init_nat, .set = set_nat, .unset = unset_nat, .each = each_nat
#define NAT_LEAD                                                                                   \
    KEYWORD("nat", "Associate a network with a pool of global IP addresses"),                      \
        VALUE(paren_nameif, struct nat_line, ifc, "Interface of the real network",                 \
              .optional = true)
#define DNS FLAG(struct nat_line, dns, "dns", "Rewrite DNS answers through this translation")
#define OUTSIDE FLAG(struct nat_line, outside, "outside", "Translate outside addresses")
#define LIMITS VALUE(limits, struct nat_line, limits, "")

static bool
clear_nat(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->nat_count = 0;
    return true;
}

static const struct command nat_row = {
    NAT_ROW,
    .words = (const struct word[]){ NAT_LEAD, NUMBER(struct nat_line, id, 0, NAT_ID_MAX, "Pool"),
                                    VALUE(address, struct nat_line, address, "Real network"),
                                    GROUP(struct nat_line, has_netmask, netmask_words), DNS,
                                    OUTSIDE, LIMITS, END_OF_WORDS },
    .fits = fits_address,
    .clear = clear_nat,
};
static const struct command nat_exemption_row = {
    NAT_ROW,
    .words = (const struct word[]){ NAT_LEAD, NUMBER(struct nat_line, id, 0, 0, "No translation"),
                                    KEYWORD("access-list", "What is exempt"),
                                    VALUE(text, struct nat_line, acl, "Access list"), OUTSIDE,
                                    END_OF_WORDS },
    .fits = fits_exemption,
};
static const struct command nat_policy_row = {
    NAT_ROW,
    .words = (const struct word[]){ NAT_LEAD, NUMBER(struct nat_line, id, 1, NAT_ID_MAX, "Pool"),
                                    KEYWORD("access-list", "What is translated"),
                                    VALUE(text, struct nat_line, acl, "Access list"), DNS, OUTSIDE,
                                    LIMITS, END_OF_WORDS },
    .since = OS_6_3,
    .fits = fits_policy,
};

/* ---- global ---- */

static bool
read_global(struct command_call *call, struct nat_line *line, struct global *global)
{
    if (!find_interface(call, line, "outside"))
        return false;
    *global = (struct global){
        .ifc = line->ifc,
        .id = line->id,
        .kind = line->kind,
        .first = line->range.first,
        .last = line->range.last,
        .netmask = line->has_netmask ? line->netmask : ip_class_netmask(line->range.first),
        .netmask_given = line->has_netmask,
        .origin = call_origin(call),
    };
    if (line->kind != GLOBAL_INTERFACE)
        global->kind = line->range.is_range ? GLOBAL_RANGE : GLOBAL_PAT;
    return true;
}

static bool
globals_overlap(const struct global *a, const struct global *b)
{
    if (a->ifc != b->ifc)
        return false;
    if (a->kind == GLOBAL_INTERFACE || b->kind == GLOBAL_INTERFACE)
        return a->kind == b->kind && a->id == b->id;
    return a->first <= b->last && b->first <= a->last;
}

static void
announce_global(const struct command_call *call, const struct global *global)
{
    const char *info = call_version(call) < OS_7_0 ? "" : "INFO: ";
    char address[IP_TEXT_SIZE];
    ip_format(global->first, address);
    if (global->kind == GLOBAL_PAT)
        inform(call, "%sGlobal %s will be Port Address Translated", info, address);
    else if (global->kind == GLOBAL_INTERFACE)
        inform(call, "%s%s interface address added to PAT pool", info,
               config_interface_label(call->config, global->ifc));
}

static bool
set_global(struct command_call *call, void *scratch)
{
    struct global global;
    struct config *config = call->config;
    if (!read_global(call, scratch, &global))
        return false;
    for (size_t i = 0; i < config->global_count; i++) {
        if (globals_overlap(&config->globals[i], &global))
            return refuse_duplicate(call, "Start and end addresses overlap with existing range",
                                    "the addresses overlap with those of another global line");
    }
    struct global *place = arena_append(config->arena, &config->globals, &config->global_count,
                                        &config->global_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = global;
    announce_global(call, &global);
    return true;
}

static bool
unset_global(struct command_call *call, void *scratch)
{
    struct global global;
    struct config *config = call->config;
    if (!read_global(call, scratch, &global))
        return false;
    for (size_t i = 0; i < config->global_count; i++) {
        const struct global *old = &config->globals[i];
        if (old->ifc != global.ifc || old->id != global.id || old->kind != global.kind ||
            old->first != global.first || old->last != global.last)
            continue;
        LIST_REMOVE(config->globals, config->global_count, i);
        return true;
    }
    return refuse(call, NULL, "there is no such global line");
}

static void
each_global(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->global_count; i++) {
        struct global *global = &config->globals[i];
        struct nat_line line = {
            .ifc = global->ifc,
            .id = global->id,
            .kind = global->kind,
            .range = { global->first, global->last, global->kind == GLOBAL_RANGE },
            .netmask = global->netmask,
            .has_netmask = global->netmask_given,
        };
        visit(context, &line, global);
    }
}

static bool
fits_interface(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct nat_line *)scratch)->kind == GLOBAL_INTERFACE;
}

static bool
fits_addresses(const struct config *config, const void *scratch)
{
    return !fits_interface(config, scratch);
}

static const struct word global_netmask_words[] = {
    KEYWORD("netmask", "Netmask of the addresses"),
    VALUE(netmask, struct nat_line, netmask, "Netmask"),
    END_OF_WORDS,
};

#define GLOBAL_ROW                                                                                 \
    NAT_SCRATCH, .name = "global",                                                                 \
                 .help = "Specify, delete or view global address pools, or designate a PAT",       \
                 .set = set_global, .unset = unset_global, .each = each_global
#define GLOBAL_LEAD                                                                                \
    KEYWORD("global", "Specify a pool of mapped addresses"),                                       \
        VALUE(paren_nameif, struct nat_line, ifc, "Interface of the pool", .optional = true),      \
        NUMBER(struct nat_line, id, 1, NAT_ID_MAX, "Pool")

static bool
clear_global(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->global_count = 0;
    return true;
}

static const struct command global_row = {
    GLOBAL_ROW,
    .words = (const struct word[]){ GLOBAL_LEAD, VALUE(range, struct nat_line, range, "Addresses"),
                                    GROUP(struct nat_line, has_netmask, global_netmask_words),
                                    END_OF_WORDS },
    .init = init_nat,
    .fits = fits_addresses,
    .clear = clear_global,
};
static const struct command global_interface_row = {
    GLOBAL_ROW,
    .words = (const struct word[]){ GLOBAL_LEAD,
                                    KEYWORD("interface", "PAT on the interface's own address"),
                                    END_OF_WORDS },
    .init = init_global_interface,
    .fits = fits_interface,
};

/* ---- nat-control ---- */

static bool
set_nat_control(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->nat_control = true;
    return true;
}

static bool
unset_nat_control(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->nat_control = false;
    return true;
}

static void
each_nat_control(const struct config *config, const void *object, command_visit *visit,
                 void *context)
{
    (void)object;
    struct nat_line line = { .on = config->nat_control };
    if (line.on)
        visit(context, &line, NULL);
}

static bool
clear_nat_control(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->nat_control = false;
    return true;
}

static const struct command nat_control_row = {
    NAT_SCRATCH,
    .name = "nat-control",
    .help = "Requires a NAT rule for traffic to pass",
    .words = (const struct word[]){ KEYWORD("nat-control", ""), END_OF_WORDS },
    .since = OS_7_0,
    .set = set_nat_control,
    .unset = unset_nat_control,
    .each = each_nat_control,
    .clear = clear_nat_control,
};

const struct command *const nat_commands[] = {
    &nat_exemption_row, &nat_policy_row,  &nat_row, &global_interface_row,
    &global_row,        &nat_control_row, NULL,
};
