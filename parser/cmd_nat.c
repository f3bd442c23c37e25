/*
 * cmd_nat.c: nat, nat-control (commands.md 4.1, 4.2).
 */
#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_nat.h"

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
    bool on;
};

#define NAT_SCRATCH .scratch_size = sizeof(struct nat_line)

static void
init_nat(void *scratch)
{
    ((struct nat_line *)scratch)->ifc = IFC_NONE;
}

/* ---- nat ---- */

/* What two lines of one interface translate: an access list, or a network. */
static bool
same_source(const struct nat *a, const struct nat *b)
{
    return a->ifc == b->ifc && a->acl == b->acl && a->real.address == b->real.address &&
           a->real.netmask == b->real.netmask;
}

/* The first line that translates the same, with the same pool or ANY_ID; the count: none. */
static size_t
find_nat(const struct config *config, const struct nat *nat, bool any_id)
{
    size_t i = 0;
    while (i < config->nat_count &&
           !(same_source(&config->nats[i], nat) && (any_id || config->nats[i].id == nat->id)))
        i++;
    return i;
}

static bool
read_nat(struct command_call *call, struct nat_line *line, struct nat *nat)
{
    if (!call_usual_interface(call, &line->ifc, "inside"))
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
    return true;
}

static bool
has_ports(const struct ace *ace)
{
    return !ace->is_remark &&
           (ace->protocol != IP_ANY ||
            (ace->extra != NULL && ace->extra->protocol_group != GROUP_NONE) ||
            ace->source_port.op != PORT_OP_NONE || ace->destination_port.op != PORT_OP_NONE);
}

/* An exemption is about addresses alone; 6.2 looks over the rest (commands.md 4.1). */
static bool
check_exemption(const struct command_call *call, const struct nat *nat)
{
    bool found = false;
    for (size_t i = 0; i < nat->acl->count && !found; i++)
        found = has_ports(nat->acl->aces[i]);
    if (!found || !call_does(call)->exemption_refuses_ports)
        return true;
    if (call->file == NULL)
        return refuse(call, "ERROR: access-list has protocol or port",
                      "access-list %s has a protocol or a port", nat->acl->name);
    warn(call, "ERROR: access-list has protocol or port",
         "access-list %s has a protocol or a port, which an exemption does not look at",
         nat->acl->name);
    return true;
}

static bool
check_nat(struct command_call *call, const struct nat_line *line, struct nat *nat)
{
    if (line->acl == NULL)
        return check_pair(call, nat->real.address, nat->real.netmask);
    size_t at = call_word_of(call, line->acl);
    if (nat->id != 0 &&
        !check_maintenance(call, OS_6_3, POLICY_NAT_MAINTENANCE, at - 1, "policy NAT"))
        return false;
    return call_rule_acl(call, line->acl, at, &nat->acl) &&
           (nat->id != 0 || check_exemption(call, nat));
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
           call_does(call)->flat_commands ? "nat 0 %s will be non-translated"
                                          : "nat 0 %s will be identity translated for outbound",
           address);
}

/* The same again, or for another pool (unverified). */
static bool
is_new_nat(const struct command_call *call, const struct nat *nat, bool *refused)
{
    const struct config *config = call->config;
    const char *device =
        call_does(call)->errors_are_marked ? "ERROR: Duplicate NAT entry" : "Duplicate NAT entry";
    *refused = false;
    if (find_nat(config, nat, false) < config->nat_count) {
        *refused = !refuse_or_warn(call, device, "the same nat line is there already");
        return false;
    }
    if (find_nat(config, nat, true) < config->nat_count)
        *refused = !refuse_or_warn(call, device, "the same addresses have another pool already");
    return !*refused;
}

static bool
set_nat(struct command_call *call, void *scratch)
{
    struct nat nat;
    struct config *config = call->config;
    bool refused;
    if (!check_translates(call) || !read_nat(call, scratch, &nat) ||
        !check_nat(call, scratch, &nat))
        return false;
    if (!is_new_nat(call, &nat, &refused))
        return !refused;
    struct nat *place = arena_append(config->arena, &config->nats, &config->nat_count,
                                     &config->nat_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = nat;
    place->number = config->next_nat_number++;
    announce_nat(call, &nat);
    return true;
}

/* `no nat (inside) 1`: all lines of the pool. */
static bool
unset_pool(const struct command_call *call, const struct nat *nat)
{
    struct config *config = call->config;
    size_t before = config->nat_count;
    for (size_t i = 0; i < config->nat_count;) {
        if (config->nats[i].ifc == nat->ifc && config->nats[i].id == nat->id)
            LIST_REMOVE(config->nats, config->nat_count, i);
        else
            i++;
    }
    return config->nat_count < before || refuse(call, NULL, "there is no such nat line");
}

/* Only what it translates and the pool name it: limits and flags may be left out. */
static bool
unset_nat(struct command_call *call, void *scratch)
{
    const struct nat_line *line = scratch;
    struct config *config = call->config;
    struct nat nat;
    if (!read_nat(call, scratch, &nat))
        return false;
    if (call->words_given <= NAT_POOL_WORDS)
        return unset_pool(call, &nat);
    if (line->acl != NULL && (nat.acl = call_acl(call, line->acl)) == NULL)
        return refuse_unknown_acl(call, line->acl, call_word_of(call, line->acl));
    size_t old = find_nat(config, &nat, false);
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

#define NAT_ROW                                                                                    \
    NAT_SCRATCH, .name = "nat", .help = "Associate a network with a pool of global IP addresses",  \
                 .init = init_nat, .set = set_nat, .unset = unset_nat, .each = each_nat
#define NAT_LEAD                                                                                   \
    KEYWORD("nat", "Associate a network with a pool of global IP addresses"),                      \
        VALUE(paren_nameif, struct nat_line, ifc, "Interface of the real network",                 \
              .optional = true)
/* 6.x has them behind the netmask, in this order; from 7.0 any order is taken (commands.md 4.1). */
#define DNS_HELP "Rewrite DNS answers through this translation"
#define OUTSIDE_HELP "Translate outside addresses"
#define DNS FLAG(struct nat_line, dns, "dns", DNS_HELP)
#define OUTSIDE FLAG(struct nat_line, outside, "outside", OUTSIDE_HELP)
#define LIMITS VALUE(limits, struct nat_line, limits, "")

static const struct word flat_words[] = {
    VALUE(netmask, struct nat_line, netmask, "Netmask"), DNS, OUTSIDE, LIMITS, END_OF_WORDS,
};
static const struct word netmask_words[] = {
    VALUE(netmask, struct nat_line, netmask, "Netmask"),
    END_OF_WORDS,
};
static const struct word options[] = { DNS, OUTSIDE, LIMITS, END_OF_WORDS };

#define UNTIL_7 .before = OS_7_0
#define FROM_7 .since = OS_7_0

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
                                    GROUP(struct nat_line, has_netmask, flat_words, UNTIL_7),
                                    GROUP(struct nat_line, has_netmask, netmask_words, FROM_7),
                                    ANY_ORDER(options, FROM_7), END_OF_WORDS },
    .no_words = NAT_POOL_WORDS,
    .fits = fits_address,
    .clear = clear_nat,
};
static const struct command nat_exemption_row = {
    NAT_ROW,
    .words = (const struct word[]){ NAT_LEAD, NUMBER(struct nat_line, id, 0, 0, "No translation"),
                                    KEYWORD("access-list", "What is exempt"),
                                    NAME_OF("access-list", struct nat_line, acl, "Access list"),
                                    FLAG(struct nat_line, outside, "outside",
                                         "Exempt outside addresses", .since = OS_6_3),
                                    END_OF_WORDS },
    .fits = fits_exemption,
};
static const struct command nat_policy_row = {
    NAT_ROW,
    .words =
        (const struct word[]){ NAT_LEAD, NUMBER(struct nat_line, id, 1, NAT_ID_MAX, "Pool"),
                               KEYWORD("access-list", "What is translated"),
                               NAME_OF("access-list", struct nat_line, acl, "Access list"),
                               FLAG(struct nat_line, dns, "dns", DNS_HELP, UNTIL_7),
                               FLAG(struct nat_line, outside, "outside", OUTSIDE_HELP, UNTIL_7),
                               VALUE(limits, struct nat_line, limits, "", UNTIL_7),
                               ANY_ORDER(options, FROM_7), END_OF_WORDS },
    .since = OS_6_3,
    .fits = fits_policy,
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
    &nat_exemption_row,
    &nat_policy_row,
    &nat_row,
    NULL,
};

const struct command *const nat_control_commands[] = {
    &nat_control_row,
    NULL,
};
