/*
 * cmd_global.c: global (commands.md 4.3).
 */
#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_nat.h"

struct global_line {
    ifc_id ifc; /* IFC_NONE: not given */
    uint32_t id;
    enum global_kind kind;
    struct address_range range;
    bool has_netmask;
    uint32_t netmask;
};

static void
init_global(void *scratch)
{
    ((struct global_line *)scratch)->ifc = IFC_NONE;
}

static void
init_global_interface(void *scratch)
{
    struct global_line *line = scratch;
    line->ifc = IFC_NONE;
    line->kind = GLOBAL_INTERFACE;
}

static bool
read_global(struct command_call *call, struct global_line *line, struct global *global)
{
    if (!call_usual_interface(call, &line->ifc, "outside"))
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

/* 6.x says so when a pool meets a static; the line stands (shell.md 3.3). */
static void
warn_of_statics(const struct command_call *call, const struct global *global)
{
    const struct config *config = call->config;
    for (size_t i = 0; i < config->static_count && global->kind != GLOBAL_INTERFACE; i++) {
        const struct static_nat *rule = &config->statics[i];
        if (rule->mapped_ifc != global->ifc || rule->mapped_is_interface || rule->protocol != 0 ||
            (rule->mapped | ~rule->netmask) < global->first ||
            (rule->mapped & rule->netmask) > global->last)
            continue;
        warn(call, call_does(call)->flat_commands ? "WARNING: static overlaps with global" : NULL,
             "a static has an address of this pool");
        return;
    }
}

/* A device has its own use for it; what it says is not known. */
static void
warn_of_own_address(const struct command_call *call, const struct global *global)
{
    uint32_t own = call->config->interfaces[global->ifc]->address;
    if (call->file != NULL && global->kind != GLOBAL_INTERFACE && own != 0 &&
        global->first <= own && own <= global->last)
        warn(call, NULL, "the pool has the address of the interface itself");
}

static void
announce_global(const struct command_call *call, const struct global *global)
{
    const char *info = call_does(call)->errors_are_marked ? "INFO: " : "";
    char address[IP_TEXT_SIZE];
    ip_format(global->first, address);
    if (global->kind == GLOBAL_PAT)
        inform(call, "%sGlobal %s will be Port Address Translated", info, address);
    else if (global->kind == GLOBAL_INTERFACE)
        inform(call, "%s%s interface address added to PAT pool", info,
               config_interface_label(call->config, global->ifc));
}

static bool
same_global(const struct global *a, const struct global *b)
{
    return a->ifc == b->ifc && a->id == b->id && a->kind == b->kind && a->first == b->first &&
           a->last == b->last;
}

/* False: the line goes no further; *REFUSED says whether that is an error. */
static bool
is_new_global(const struct command_call *call, const struct global *global, bool *refused)
{
    static const char text[] = "Start and end addresses overlap with existing range";
    const struct config *config = call->config;
    const char *device =
        call_text(call, "%s%s", call_does(call)->errors_are_marked ? "ERROR: " : "", text);
    *refused = false;
    for (size_t i = 0; i < config->global_count; i++) {
        const struct global *old = &config->globals[i];
        if (!globals_overlap(old, global))
            continue;
        bool same = same_global(old, global);
        *refused = !refuse_or_warn(call, device,
                                   same ? "the same global line is there already"
                                        : "the addresses overlap with those of another global "
                                          "line");
        return !*refused && !same;
    }
    return true;
}

static bool
set_global(struct command_call *call, void *scratch)
{
    struct global global;
    struct config *config = call->config;
    bool refused;
    if (!check_translates(call) || !read_global(call, scratch, &global))
        return false;
    if (!is_new_global(call, &global, &refused))
        return !refused;
    struct global *place = arena_append(config->arena, &config->globals, &config->global_count,
                                        &config->global_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = global;
    warn_of_statics(call, &global);
    warn_of_own_address(call, &global);
    announce_global(call, &global);
    return true;
}

/* The netmask may be left out; without addresses all lines of the pool go. */
static bool
unset_global(struct command_call *call, void *scratch)
{
    struct global global;
    struct config *config = call->config;
    bool all = call->words_given <= NAT_POOL_WORDS;
    bool found = false;
    if (!read_global(call, scratch, &global))
        return false;
    for (size_t i = 0; i < config->global_count;) {
        const struct global *old = &config->globals[i];
        if (all ? old->ifc == global.ifc && old->id == global.id : same_global(old, &global)) {
            LIST_REMOVE(config->globals, config->global_count, i);
            found = true;
        } else {
            i++;
        }
    }
    return found || refuse(call, NULL, "there is no such global line");
}

static void
each_global(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->global_count; i++) {
        struct global *global = &config->globals[i];
        struct global_line line = {
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
    return ((const struct global_line *)scratch)->kind == GLOBAL_INTERFACE;
}

static bool
fits_addresses(const struct config *config, const void *scratch)
{
    return !fits_interface(config, scratch);
}

static const struct word global_netmask_words[] = {
    KEYWORD("netmask", "Netmask of the addresses"),
    VALUE(netmask, struct global_line, netmask, "Netmask"),
    END_OF_WORDS,
};

#define GLOBAL_ROW                                                                                 \
    .scratch_size = sizeof(struct global_line), .name = "global",                                  \
    .help = "Specify, delete or view global address pools, or designate a PAT", .set = set_global, \
    .unset = unset_global, .each = each_global
#define GLOBAL_LEAD                                                                                \
    KEYWORD("global", "Specify a pool of mapped addresses"),                                       \
        VALUE(paren_nameif, struct global_line, ifc, "Interface of the pool", .optional = true),   \
        NUMBER(struct global_line, id, 1, NAT_ID_MAX, "Pool")

static bool
clear_global(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->global_count = 0;
    return true;
}

static const struct command global_row = {
    GLOBAL_ROW,
    .words =
        (const struct word[]){ GLOBAL_LEAD, VALUE(range, struct global_line, range, "Addresses"),
                               GROUP(struct global_line, has_netmask, global_netmask_words),
                               END_OF_WORDS },
    .init = init_global,
    .no_words = NAT_POOL_WORDS,
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

const struct command *const global_commands[] = {
    &global_interface_row,
    &global_row,
    NULL,
};
