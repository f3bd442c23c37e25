/*
 * cmd_alias.c: alias (commands.md 4.5).
 */
#include "parser/families.h"
#include "parser/family.h"

struct alias_line {
    ifc_id ifc; /* IFC_NONE: not given */
    uint32_t dnat;
    uint32_t foreign;
    uint32_t netmask;
};

static void
init_alias(void *scratch)
{
    struct alias_line *line = scratch;
    line->ifc = IFC_NONE;
    line->netmask = IP_HOST_MASK;
}

static size_t
find_alias(const struct config *config, const struct alias_line *line)
{
    size_t i = 0;
    for (; i < config->alias_count; i++) {
        const struct alias *alias = &config->aliases[i];
        if (alias->ifc == line->ifc && alias->dnat == line->dnat &&
            alias->foreign == line->foreign && alias->netmask == line->netmask)
            break;
    }
    return i;
}

static bool
set_alias(struct command_call *call, void *scratch)
{
    struct alias_line *line = scratch;
    struct config *config = call->config;
    if (!call_usual_interface(call, &line->ifc, "inside") ||
        !check_pair(call, line->dnat, line->netmask) ||
        !check_pair(call, line->foreign, line->netmask))
        return false;
    if (find_alias(config, line) < config->alias_count)
        return refuse_or_warn(call, NULL, "the same alias is there already");
    struct alias *alias = arena_append(config->arena, &config->aliases, &config->alias_count,
                                       &config->alias_capacity, sizeof(*alias));
    if (alias == NULL)
        return no_memory(call);
    *alias = (struct alias){ .ifc = line->ifc,
                             .dnat = line->dnat,
                             .foreign = line->foreign,
                             .netmask = line->netmask,
                             .origin = call_origin(call) };
    return true;
}

static bool
unset_alias(struct command_call *call, void *scratch)
{
    struct alias_line *line = scratch;
    struct config *config = call->config;
    if (!call_usual_interface(call, &line->ifc, "inside"))
        return false;
    size_t i = find_alias(config, line);
    if (i == config->alias_count)
        return refuse(call, NULL, "there is no such alias");
    LIST_REMOVE(config->aliases, config->alias_count, i);
    return true;
}

static bool
clear_alias(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->alias_count = 0;
    return true;
}

static void
each_alias(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->alias_count; i++) {
        struct alias *alias = &config->aliases[i];
        struct alias_line line = { alias->ifc, alias->dnat, alias->foreign, alias->netmask };
        visit(context, &line, alias);
    }
}

static const struct command alias_row = {
    .name = "alias",
    .help = "Administer overlapping addresses with dual NAT",
    .words =
        (const struct word[]){
            KEYWORD("alias", "Administer overlapping addresses with dual NAT"),
            VALUE(paren_nameif, struct alias_line, ifc, "Interface of the hosts that it is for",
                  .optional = true),
            VALUE(address, struct alias_line, dnat, "Address that the hosts ask for"),
            VALUE(address, struct alias_line, foreign, "Address that they reach"),
            VALUE(netmask, struct alias_line, netmask, "Netmask of both", .optional = true),
            END_OF_WORDS },
    .scratch_size = sizeof(struct alias_line),
    .init = init_alias,
    .set = set_alias,
    .unset = unset_alias,
    .each = each_alias,
    .clear = clear_alias,
};

const struct command *const alias_commands[] = { &alias_row, NULL };
