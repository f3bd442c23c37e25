/*
 * cmd_guard.c: what the box drops or resets on its own: ip verify reverse-path, fragment,
 * floodguard, service reset* (commands.md 9).
 */
#include "parser/families.h"
#include "parser/family.h"

/* ---- ip verify reverse-path interface IF ---- */

struct verify_line {
    ifc_id ifc;
};

static bool
set_verify(struct command_call *call, void *scratch)
{
    const struct verify_line *line = scratch;
    return call_list_interface(call, &call->config->guard.reverse_paths, line->ifc);
}

static bool
unset_verify(struct command_call *call, void *scratch)
{
    const struct verify_line *line = scratch;
    return call_unlist_interface(call, &call->config->guard.reverse_paths, line->ifc);
}

/* `clear ip verify reverse-path [interface IF]`; with `statistics` only counters are cleared. */
static bool
clear_verify(struct command_call *call, const char *rest)
{
    if (strncasecmp(rest, "statistics", 10) == 0)
        return true;
    if (rest[0] != '\0' && strcasecmp(rest, "reverse-path") != 0)
        return call_take_back(call, "ip verify", rest);
    call->config->guard.reverse_paths.count = 0;
    return true;
}

static void
each_verify(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const struct interface_list *list = &config->guard.reverse_paths;
    for (size_t i = 0; i < list->count; i++) {
        struct verify_line line = { list->items[i].ifc };
        visit(context, &line, &list->items[i]);
    }
}

static const struct command verify_row = {
    .name = "ip verify",
    .help = "Check that a source is routed to where it came from",
    .words =
        (const struct word[]){ KEYWORD("ip verify reverse-path", "Reverse path check"),
                               KEYWORD("interface", "Where it is checked"),
                               VALUE(nameif, struct verify_line, ifc, "Interface"), END_OF_WORDS },
    .scratch_size = sizeof(struct verify_line),
    .set = set_verify,
    .unset = unset_verify,
    .each = each_verify,
    .clear = clear_verify,
};

/* ---- fragment {size | chain | timeout} NUMBER [IF] ---- */

struct fragment_line {
    enum fragment_limit limit;
    uint32_t value;
    ifc_id ifc;
};

#define FRAGMENT_KIND(row_name, LIMIT)                                                             \
    static bool fits_##row_name(const struct config *config, const void *scratch)                  \
    {                                                                                              \
        (void)config;                                                                              \
        return ((const struct fragment_line *)scratch)->limit == (LIMIT);                          \
    }                                                                                              \
    static void init_##row_name(void *scratch)                                                     \
    {                                                                                              \
        struct fragment_line *line = scratch;                                                      \
        line->limit = (LIMIT);                                                                     \
        line->ifc = IFC_NONE;                                                                      \
    }
FRAGMENT_KIND(size, FRAGMENT_SIZE)
FRAGMENT_KIND(chain, FRAGMENT_CHAIN)
FRAGMENT_KIND(timeout, FRAGMENT_TIMEOUT)

static void
forget_limit(struct guard *guard, enum fragment_limit limit, ifc_id ifc)
{
    for (size_t i = guard->fragment_count; i-- > 0;) {
        if (guard->fragments[i].limit == limit && guard->fragments[i].ifc == ifc)
            LIST_REMOVE(guard->fragments, guard->fragment_count, i);
    }
}

static bool
limit_interface(struct command_call *call, const struct fragment_line *line, ifc_id ifc)
{
    struct guard *guard = &call->config->guard;
    forget_limit(guard, line->limit, ifc);
    if (line->value == fragment_default(line->limit))
        return true;
    struct fragment_rule *added =
        arena_append(call->config->arena, &guard->fragments, &guard->fragment_count,
                     &guard->fragment_capacity, sizeof(*added));
    if (added == NULL)
        return no_memory(call);
    *added = (struct fragment_rule){
        .ifc = ifc, .limit = line->limit, .value = line->value, .origin = call_origin(call)
    };
    return true;
}

/* Without an interface it holds for all that there are. */
static bool
set_fragment(struct command_call *call, void *scratch)
{
    const struct fragment_line *line = scratch;
    const struct config *config = call->config;
    size_t named = 0;
    if (line->ifc != IFC_NONE)
        return limit_interface(call, line, line->ifc);
    for (size_t i = 0; i < config->interface_count; i++) {
        if (config->interfaces[i]->name == NULL)
            continue;
        named++;
        if (!limit_interface(call, line, (ifc_id)i))
            return false;
    }
    return named > 0 || refuse(call, NULL, "no interface has a name");
}

static bool
unset_fragment(struct command_call *call, void *scratch)
{
    struct fragment_line line = *(struct fragment_line *)scratch;
    line.value = fragment_default(line.limit);
    return set_fragment(call, &line);
}

/* `clear fragment`: all defaults; of one interface: `clear fragment IF`. */
static bool
clear_fragment(struct command_call *call, const char *rest)
{
    struct guard *guard = &call->config->guard;
    if (rest[0] == '\0') {
        guard->fragment_count = 0;
        return true;
    }
    ifc_id ifc = config_interface_by_name(call->config, rest);
    if (ifc == IFC_NONE)
        return call_take_back(call, "fragment", rest);
    for (size_t i = 0; i < FRAGMENT_LIMIT_COUNT; i++)
        forget_limit(guard, (enum fragment_limit)i, ifc);
    return true;
}

static void
each_fragment(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->guard.fragment_count; i++) {
        struct fragment_rule *rule = &config->guard.fragments[i];
        struct fragment_line line = { rule->limit, rule->value, rule->ifc };
        visit(context, &line, rule);
    }
}

#define FRAGMENT_HELP "Configure the IP fragment database"
#define FRAGMENT_WORDS(phrase, highest, what)                                                      \
    (const struct word[])                                                                          \
    {                                                                                              \
        KEYWORD(phrase, what), NUMBER(struct fragment_line, value, 1, highest, what),              \
            VALUE(nameif, struct fragment_line, ifc, "Interface", .optional = true), END_OF_WORDS  \
    }
/* The number may be left out under `no`. */
#define FRAGMENT_ROW(row_name)                                                                     \
    .name = "fragment", .help = FRAGMENT_HELP, .scratch_size = sizeof(struct fragment_line),       \
    .init = init_##row_name, .fits = fits_##row_name, .set = set_fragment,                         \
    .unset = unset_fragment, .no_words = 1, .each = each_fragment

/* The highest sizes are the vendor's: what memory holds in 6.x, a fixed number from 7.0. */
static const struct command size_6_row = {
    FRAGMENT_ROW(size),
    .words = FRAGMENT_WORDS("fragment size", 1000000, "Fragments that wait"),
    .before = OS_7_0,
    .clear = clear_fragment,
};
static const struct command size_7_row = {
    FRAGMENT_ROW(size),
    .words = FRAGMENT_WORDS("fragment size", 30000, "Fragments that wait"),
    .since = OS_7_0,
    .clear = clear_fragment,
};
static const struct command chain_row = {
    FRAGMENT_ROW(chain),
    .words = FRAGMENT_WORDS("fragment chain", 8200, "Fragments to a packet; 1: none"),
};
static const struct command timeout_row = {
    FRAGMENT_ROW(timeout),
    .words = FRAGMENT_WORDS("fragment timeout", 30, "Seconds until all must be there"),
};

/* ---- dns-guard: from 8.0 a parameter of the DNS inspection's map (commands.md 1.4) ---- */

struct dns_guard_line {
    uint8_t none;
};

static bool
set_dns_guard(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->guard.dns_guard = SAID_YES;
    return true;
}

static bool
unset_dns_guard(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->config->guard.dns_guard = SAID_NO;
    return true;
}

static bool
clear_dns_guard(struct command_call *call, const char *rest)
{
    (void)rest;
    enum said *said = &call->config->guard.dns_guard;
    if (*said != UNSAID)
        *said = SAID_YES;
    return true;
}

static void
each_dns_guard(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct dns_guard_line line = { 0 };
    if (config->guard.dns_guard != UNSAID)
        visit(context, &line, NULL);
}

static bool
dns_guard_is_off(const struct config *config, const void *scratch)
{
    (void)scratch;
    return config->guard.dns_guard == SAID_NO;
}

static const struct command dns_guard_row = {
    .name = "dns-guard",
    .help = "One answer for one DNS question",
    .words = (const struct word[]){ KEYWORD("dns-guard", "One answer for one DNS question"),
                                    END_OF_WORDS },
    .since = OS_7_0,
    .scratch_size = sizeof(struct dns_guard_line),
    .set = set_dns_guard,
    .unset = unset_dns_guard,
    .each = each_dns_guard,
    .writes_no = dns_guard_is_off,
    .clear = clear_dns_guard,
};

/* ---- floodguard: always on from 7.0, where the line is taken and says nothing ---- */

struct floodguard_line {
    uint8_t said;
};

static const struct choice floodguard_states[] = {
    { .text = "enable", .help = "Reclaim what attacks hold", .value = SAID_YES },
    { .text = "disable", .help = "Do not", .value = SAID_NO },
    { .text = NULL },
};

static bool
set_floodguard(struct command_call *call, void *scratch)
{
    call->config->guard.floodguard = (enum said)((const struct floodguard_line *)scratch)->said;
    return true;
}

static bool
unset_floodguard(struct command_call *call, void *scratch)
{
    bool disables = ((const struct floodguard_line *)scratch)->said == SAID_NO;
    call->config->guard.floodguard = disables ? SAID_YES : SAID_NO;
    return true;
}

static bool
clear_floodguard(struct command_call *call, const char *rest)
{
    (void)rest;
    enum said *said = &call->config->guard.floodguard;
    if (*said != UNSAID)
        *said = SAID_YES;
    return true;
}

static void
each_floodguard(const struct config *config, const void *object, command_visit *visit,
                void *context)
{
    (void)object;
    struct floodguard_line line = { SAID_YES };
    if (config->guard.floodguard != UNSAID)
        visit(context, &line, NULL);
}

/* 6.2 writes `no floodguard enable`, not `floodguard disable` (commands.md 9) */
static bool
floodguard_is_off(const struct config *config, const void *scratch)
{
    (void)scratch;
    return config->guard.floodguard == SAID_NO;
}

#define FLOODGUARD_HELP "Enable or disable Flood Defender"
#define FLOODGUARD_WORDS                                                                           \
    (const struct word[])                                                                          \
    {                                                                                              \
        KEYWORD("floodguard", FLOODGUARD_HELP),                                                    \
            CHOICE(struct floodguard_line, said, floodguard_states), END_OF_WORDS                  \
    }

static const struct command floodguard_row = {
    .name = "floodguard",
    .help = FLOODGUARD_HELP,
    .words = FLOODGUARD_WORDS,
    .before = OS_7_0,
    .scratch_size = sizeof(struct floodguard_line),
    .set = set_floodguard,
    .unset = unset_floodguard,
    .each = each_floodguard,
    .writes_no = floodguard_is_off,
    .clear = clear_floodguard,
};

static bool
ignore_floodguard(struct command_call *call, void *scratch)
{
    (void)scratch;
    call->kept = true;
    warn(call, NULL, "floodguard is always on from 7.0: the line is not written again");
    return true;
}

static const struct command floodguard_7_row = {
    .name = "floodguard",
    .help = FLOODGUARD_HELP,
    .words = FLOODGUARD_WORDS,
    .since = OS_7_0,
    .scratch_size = sizeof(struct floodguard_line),
    .set = ignore_floodguard,
    .unset = ignore_floodguard,
};

/* ---- service {resetinbound | resetoutside | resetoutbound} [interface IF] ---- */

struct service_line {
    enum reset_kind kind;
    bool has_ifc;
    ifc_id ifc;
    enum said said;
    struct origin origin;
};

#define RESET_KIND(row_name, KIND)                                                                 \
    static bool fits_##row_name(const struct config *config, const void *scratch)                  \
    {                                                                                              \
        (void)config;                                                                              \
        return ((const struct service_line *)scratch)->kind == (KIND);                             \
    }                                                                                              \
    static void init_##row_name(void *scratch)                                                     \
    {                                                                                              \
        struct service_line *line = scratch;                                                       \
        line->kind = (KIND);                                                                       \
        line->ifc = IFC_NONE;                                                                      \
    }
RESET_KIND(inbound, RESET_INBOUND)
RESET_KIND(outside, RESET_OUTSIDE)
RESET_KIND(outbound, RESET_OUTBOUND)

static size_t
find_reset(const struct guard *guard, enum reset_kind kind, ifc_id ifc)
{
    size_t i = 0;
    while (i < guard->reset_count && (guard->resets[i].kind != kind || guard->resets[i].ifc != ifc))
        i++;
    return i;
}

static bool
say_reset(struct command_call *call, const struct service_line *line, enum said said)
{
    struct guard *guard = &call->config->guard;
    size_t at = find_reset(guard, line->kind, line->ifc);
    struct reset_rule *rule =
        at < guard->reset_count
            ? &guard->resets[at]
            : arena_append(call->config->arena, &guard->resets, &guard->reset_count,
                           &guard->reset_capacity, sizeof(*rule));
    if (rule == NULL)
        return no_memory(call);
    *rule = (struct reset_rule){
        .ifc = line->ifc, .kind = line->kind, .said = said, .origin = call_origin(call)
    };
    return true;
}

static bool
set_reset(struct command_call *call, void *scratch)
{
    return say_reset(call, scratch, SAID_YES);
}

/*
 * Off is what they are by themselves, but on one interface while all have it; and of resetoutbound
 * guides say both, so that its `no` stays a line.
 */
static bool
unset_reset(struct command_call *call, void *scratch)
{
    const struct service_line *line = scratch;
    struct guard *guard = &call->config->guard;
    size_t all = find_reset(guard, line->kind, IFC_NONE);
    bool others =
        line->ifc != IFC_NONE && all < guard->reset_count && guard->resets[all].said == SAID_YES;
    if (others || line->kind == RESET_OUTBOUND)
        return say_reset(call, line, SAID_NO);
    size_t at = find_reset(guard, line->kind, line->ifc);
    if (at < guard->reset_count)
        LIST_REMOVE(guard->resets, guard->reset_count, at);
    return true;
}

static bool
clear_resets(struct command_call *call, const char *rest)
{
    if (rest[0] != '\0')
        return call_take_back(call, "service", rest);
    call->config->guard.reset_count = 0;
    return true;
}

static void
each_reset(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->guard.reset_count; i++) {
        const struct reset_rule *rule = &config->guard.resets[i];
        struct service_line line = { .kind = rule->kind,
                                     .has_ifc = rule->ifc != IFC_NONE,
                                     .ifc = rule->ifc,
                                     .said = rule->said,
                                     .origin = rule->origin };
        visit(context, &line, NULL);
    }
}

static bool
reset_is_off(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct service_line *)scratch)->said == SAID_NO;
}

static const struct word reset_interface[] = {
    KEYWORD("interface", "On one interface only"),
    VALUE(nameif, struct service_line, ifc, "Interface"),
    END_OF_WORDS,
};

#define SERVICE_HELP "Configure system services"
#define RESET_ROW(row_name)                                                                        \
    .name = "service", .help = SERVICE_HELP, .scratch_size = sizeof(struct service_line),          \
    .init = init_##row_name, .fits = fits_##row_name, .set = set_reset, .unset = unset_reset,      \
    .each = each_reset, .writes_no = reset_is_off, .origin = offsetof(struct service_line, origin)

static const struct command inbound_row = {
    RESET_ROW(inbound),
    .words =
        (const struct word[]){
            KEYWORD("service resetinbound", "Reset denied inbound TCP connections"),
            GROUP(struct service_line, has_ifc, reset_interface, .since = OS_7_2), END_OF_WORDS },
    .clear = clear_resets,
};
static const struct command outside_row = {
    RESET_ROW(outside),
    .words = (const struct word[]){ KEYWORD("service resetoutside",
                                            "Reset denied TCP connections to the outside address"),
                                    END_OF_WORDS },
};
static const struct command outbound_row = {
    RESET_ROW(outbound),
    .words =
        (const struct word[]){
            KEYWORD("service resetoutbound", "Reset denied outbound TCP connections"),
            GROUP(struct service_line, has_ifc, reset_interface, .since = OS_7_2), END_OF_WORDS },
    .since = OS_7_0,
};

const struct command *const guard_commands[] = {
    &verify_row,     &size_6_row,       &size_7_row,  &chain_row,   &timeout_row,  &dns_guard_row,
    &floodguard_row, &floodguard_7_row, &inbound_row, &outside_row, &outbound_row, NULL,
};
