/*
 * cmd_sysopt.c: system options (commands.md 10). Most are switches, a row each; the table there
 * says which versions have them.
 */
#include "parser/families.h"
#include "parser/family.h"

enum sysopt_line_kind { SYSOPT_SWITCH, SYSOPT_TCPMSS, SYSOPT_TCPMSS_MINIMUM, SYSOPT_NOPROXYARP };

struct sysopt_line {
    enum sysopt_line_kind kind;
    enum sysopt option; /* SWITCH */
    bool off;
    uint32_t bytes;
    ifc_id ifc;
    struct origin origin;
};

#define SYSOPT_HELP "Change a system option"
#define WORDS(phrase, what)                                                                        \
    (const struct word[])                                                                          \
    {                                                                                              \
        KEYWORD(phrase, what), END_OF_WORDS                                                        \
    }

/* ---- switches ---- */

static bool
say_switch(struct command_call *call, const struct sysopt_line *line, bool on)
{
    struct sysopts *sysopts = &call->config->sysopts;
    uint32_t bit = SYSOPT_BIT(line->option);
    sysopts->on = on ? sysopts->on | bit : sysopts->on & ~bit;
    if (line->option == SYSOPT_ROUTE_DNAT)
        sysopts->route_dnat_said = true;
    sysopts->origins[line->option] = call_origin(call);
    return true;
}

static bool
set_switch(struct command_call *call, void *scratch)
{
    return say_switch(call, scratch, true);
}

static bool
unset_switch(struct command_call *call, void *scratch)
{
    return say_switch(call, scratch, false);
}

/* 6.2 writes `no sysopt route dnat` too (commands.md 10). */
static bool
is_switch_written(const struct config *config, enum sysopt option)
{
    const struct sysopts *sysopts = &config->sysopts;
    uint32_t changed = sysopts->on ^ behaviour(config->os.version)->sysopts_on;
    return (changed & SYSOPT_BIT(option)) != 0 ||
           (option == SYSOPT_ROUTE_DNAT && sysopts->route_dnat_said);
}

static void
visit_switches(const struct config *config, command_visit *visit, void *context)
{
    for (unsigned i = 0; i < SYSOPT_COUNT; i++) {
        struct sysopt_line line = { .kind = SYSOPT_SWITCH,
                                    .option = (enum sysopt)i,
                                    .off = (config->sysopts.on & SYSOPT_BIT(i)) == 0,
                                    .origin = config->sysopts.origins[i] };
        if (is_switch_written(config, (enum sysopt)i))
            visit(context, &line, NULL);
    }
}

static bool
is_off(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct sysopt_line *)scratch)->off;
}

/* ---- sysopt connection tcpmss [minimum] BYTES ---- */

static bool
set_size(struct command_call *call, void *scratch)
{
    const struct sysopt_line *line = scratch;
    struct sysopts *sysopts = &call->config->sysopts;
    bool minimum = line->kind == SYSOPT_TCPMSS_MINIMUM;
    *(minimum ? &sysopts->tcpmss_minimum : &sysopts->tcpmss) = line->bytes;
    *(minimum ? &sysopts->tcpmss_minimum_origin : &sysopts->tcpmss_origin) = call_origin(call);
    return true;
}

static bool
unset_size(struct command_call *call, void *scratch)
{
    struct sysopt_line line = *(struct sysopt_line *)scratch;
    line.bytes = line.kind == SYSOPT_TCPMSS ? TCPMSS_DEFAULT : TCPMSS_MINIMUM_DEFAULT;
    return set_size(call, &line);
}

static void
visit_sizes(const struct sysopts *sysopts, command_visit *visit, void *context)
{
    struct sysopt_line most = { .kind = SYSOPT_TCPMSS,
                                .bytes = sysopts->tcpmss,
                                .origin = sysopts->tcpmss_origin };
    struct sysopt_line least = { .kind = SYSOPT_TCPMSS_MINIMUM,
                                 .bytes = sysopts->tcpmss_minimum,
                                 .origin = sysopts->tcpmss_minimum_origin };
    if (most.bytes != TCPMSS_DEFAULT)
        visit(context, &most, NULL);
    if (least.bytes != TCPMSS_MINIMUM_DEFAULT)
        visit(context, &least, NULL);
}

/* ---- sysopt noproxyarp IF ---- */

static bool
set_no_proxy_arp(struct command_call *call, void *scratch)
{
    const struct sysopt_line *line = scratch;
    return call_list_interface(call, &call->config->sysopts.no_proxy_arp, line->ifc);
}

/* What listings of all settings say of each interface; nothing is wrong when it is so already. */
static bool
unset_no_proxy_arp(struct command_call *call, void *scratch)
{
    const struct sysopt_line *line = scratch;
    struct interface_list *list = &call->config->sysopts.no_proxy_arp;
    return !is_listed_interface(list, line->ifc) || call_unlist_interface(call, list, line->ifc);
}

/* ---- all of them ---- */

static bool
clear_sysopt(struct command_call *call, const char *rest)
{
    struct sysopts *sysopts = &call->config->sysopts;
    if (rest[0] != '\0')
        return call_take_back(call, "sysopt", rest);
    sysopts->on = behaviour(call_version(call))->sysopts_on;
    sysopts->tcpmss = TCPMSS_DEFAULT;
    sysopts->tcpmss_minimum = TCPMSS_MINIMUM_DEFAULT;
    sysopts->no_proxy_arp.count = 0;
    return true;
}

static void
each_sysopt(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const struct sysopts *sysopts = &config->sysopts;
    visit_switches(config, visit, context);
    visit_sizes(sysopts, visit, context);
    for (size_t i = 0; i < sysopts->no_proxy_arp.count; i++) {
        struct sysopt_line line = { .kind = SYSOPT_NOPROXYARP,
                                    .ifc = sysopts->no_proxy_arp.items[i].ifc,
                                    .origin = sysopts->no_proxy_arp.items[i].origin };
        visit(context, &line, NULL);
    }
}

/* clang-format off */
#define ROW(row_name) \
    .name = "sysopt", .help = SYSOPT_HELP, .scratch_size = sizeof(struct sysopt_line), \
    .init = init_##row_name, .fits = fits_##row_name, .each = each_sysopt, \
    .origin = offsetof(struct sysopt_line, origin)

/* A row NAME_row of a switch; what follows the help are designators. */
#define SWITCH(row_name, OPTION, phrase, what, ...) \
    static bool fits_##row_name(const struct config *config, const void *scratch) \
    { \
        (void)config; \
        const struct sysopt_line *line = scratch; \
        return line->kind == SYSOPT_SWITCH && line->option == (OPTION); \
    } \
    static void init_##row_name(void *scratch) \
    { \
        struct sysopt_line *line = scratch; \
        line->kind = SYSOPT_SWITCH; \
        line->option = (OPTION); \
    } \
    static const struct command row_name##_row = { \
        ROW(row_name), .words = WORDS("sysopt " phrase, what), .set = set_switch, \
        .unset = unset_switch, .writes_no = is_off, __VA_ARGS__ }

SWITCH(timewait, SYSOPT_TIMEWAIT, "connection timewait", "Keep closed connections for a while",
       .clear = clear_sysopt);
SWITCH(permit_ipsec, SYSOPT_PERMIT_VPN, "connection permit-ipsec",
       "IPsec traffic bypasses access lists", .before = OS_7_1);
SWITCH(permit_vpn, SYSOPT_PERMIT_VPN, "connection permit-vpn",
       "VPN traffic bypasses access lists", .since = OS_7_1);
SWITCH(permit_pptp, SYSOPT_PERMIT_PPTP, "connection permit-pptp",
       "PPTP traffic bypasses access lists", .before = OS_7_0);
SWITCH(permit_l2tp, SYSOPT_PERMIT_L2TP, "connection permit-l2tp",
       "L2TP traffic bypasses access lists", .before = OS_7_0);
SWITCH(preserve, SYSOPT_PRESERVE_VPN_FLOWS, "connection preserve-vpn-flows",
       "Keep connections while their tunnel is down", .since = OS_8_0);
SWITCH(pl_compatible, SYSOPT_PL_COMPATIBLE, "ipsec pl-compatible",
       "IPsec of a Private Link", .before = OS_7_0);
SWITCH(alias_inbound, SYSOPT_NODNSALIAS_INBOUND, "nodnsalias inbound",
       "No DNS changes of alias for inbound answers");
SWITCH(alias_outbound, SYSOPT_NODNSALIAS_OUTBOUND, "nodnsalias outbound",
       "No DNS changes of alias for outbound answers");
SWITCH(ignore_secret, SYSOPT_RADIUS_IGNORE_SECRET, "radius ignore-secret",
       "Take RADIUS accounting answers of any key");
SWITCH(fragguard, SYSOPT_FRAGGUARD, "security fragguard", "Fragment guard", .before = OS_6_3);
SWITCH(http_cache, SYSOPT_ALLOW_HTTP_CACHE, "uauth allow-http-cache",
       "Browsers may cache user names");
SWITCH(route_dnat, SYSOPT_ROUTE_DNAT, "route dnat", "Route look-up of outside NAT",
       .before = OS_6_3);
/* clang-format on */

static bool
set_reclassify(struct command_call *call, void *scratch)
{
    return check_maintenance(call, OS_7_2, 4, 2, "reclassify-vpn") && set_switch(call, scratch);
}

static bool
fits_reclassify(const struct config *config, const void *scratch)
{
    (void)config;
    const struct sysopt_line *line = scratch;
    return line->kind == SYSOPT_SWITCH && line->option == SYSOPT_RECLASSIFY_VPN;
}

static void
init_reclassify(void *scratch)
{
    struct sysopt_line *line = scratch;
    line->kind = SYSOPT_SWITCH;
    line->option = SYSOPT_RECLASSIFY_VPN;
}

static const struct command reclassify_row = {
    ROW(reclassify),
    .words = WORDS("sysopt connection reclassify-vpn", "VPN policy reaches old connections too"),
    .since = OS_7_2,
    .set = set_reclassify,
    .unset = unset_switch,
    .writes_no = is_off,
};

LINE_KIND(tcpmss, struct sysopt_line, kind, SYSOPT_TCPMSS)
LINE_KIND(minimum, struct sysopt_line, kind, SYSOPT_TCPMSS_MINIMUM)
LINE_KIND(no_proxy_arp, struct sysopt_line, kind, SYSOPT_NOPROXYARP)

static const struct command tcpmss_row = {
    ROW(tcpmss),
    .words =
        (const struct word[]){
            KEYWORD("sysopt connection tcpmss", "Largest TCP segment size in a SYN"),
            NUMBER(struct sysopt_line, bytes, 0, 65535, "Bytes; 0: any"), END_OF_WORDS },
    .set = set_size,
    .unset = unset_size,
    .no_words = 1,
};
static const struct command minimum_row = {
    ROW(minimum),
    .words =
        (const struct word[]){
            KEYWORD("sysopt connection tcpmss minimum", "Smallest TCP segment size in a SYN"),
            NUMBER(struct sysopt_line, bytes, 0, 65535, "Bytes; 0: any"), END_OF_WORDS },
    .set = set_size,
    .unset = unset_size,
    .no_words = 1,
};
static const struct command no_proxy_arp_row = {
    ROW(no_proxy_arp),
    .words =
        (const struct word[]){ KEYWORD("sysopt noproxyarp", "No proxy ARP on an interface"),
                               VALUE(nameif, struct sysopt_line, ifc, "Interface"), END_OF_WORDS },
    .set = set_no_proxy_arp,
    .unset = unset_no_proxy_arp,
};

const struct command *const sysopt_commands[] = {
    &timewait_row,       &permit_ipsec_row,  &permit_vpn_row,
    &permit_pptp_row,    &permit_l2tp_row,   &reclassify_row,
    &preserve_row,       &pl_compatible_row, &alias_inbound_row,
    &alias_outbound_row, &ignore_secret_row, &fragguard_row,
    &http_cache_row,     &route_dnat_row,    &tcpmss_row,
    &minimum_row,        &no_proxy_arp_row,  NULL,
};
