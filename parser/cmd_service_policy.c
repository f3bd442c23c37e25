/*
 * cmd_service_policy.c: service-policy, of 7.0 and later (commands.md 6.2).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"

struct service_policy_line {
    const char *name;
    ifc_id ifc; /* IFC_NONE: global */
};

static bool
set_service_policy(struct command_call *call, void *scratch)
{
    const struct service_policy_line *line = scratch;
    struct config *config = call->config;
    struct policy_map *map = config_policy_map(config, line->name);
    if (map == NULL || !map->exists || map->inspect != NULL)
        return refuse_word(call, 1,
                           call_text(call, "ERROR: %% policy-map %s not configured", line->name),
                           "there is no policy-map %s", line->name);
    struct service_policy *place = NULL;
    for (size_t i = 0; i < config->service_policy_count; i++) {
        if (config->service_policies[i].ifc == line->ifc)
            place = &config->service_policies[i];
    }
    if (place != NULL && place->policy_map != map && call->file == NULL)
        return refuse(call, NULL, "a policy is already active there");
    if (place == NULL)
        place =
            arena_append(config->arena, &config->service_policies, &config->service_policy_count,
                         &config->service_policy_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = (struct service_policy){ map, line->ifc, call_origin(call) };
    return true;
}

static bool
unset_service_policy(struct command_call *call, void *scratch)
{
    const struct service_policy_line *line = scratch;
    struct config *config = call->config;
    for (size_t i = 0; i < config->service_policy_count; i++) {
        const struct service_policy *old = &config->service_policies[i];
        if (old->ifc == line->ifc && strcmp(old->policy_map->name, line->name) == 0) {
            LIST_REMOVE(config->service_policies, config->service_policy_count, i);
            return true;
        }
    }
    return refuse(call, NULL, "policy-map %s is not active there", line->name);
}

static void
each_service_policy(const struct config *config, const void *object, command_visit *visit,
                    void *context)
{
    (void)object;
    for (size_t i = 0; i < config->service_policy_count; i++) {
        struct service_policy *policy = &config->service_policies[i];
        struct service_policy_line line = { .name = policy->policy_map->name, .ifc = policy->ifc };
        visit(context, &line, policy);
    }
}

static bool
fits_global(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct service_policy_line *)scratch)->ifc == IFC_NONE;
}

static bool
fits_interface(const struct config *config, const void *scratch)
{
    return !fits_global(config, scratch);
}

static void
init_service_policy(void *scratch)
{
    ((struct service_policy_line *)scratch)->ifc = IFC_NONE;
}

#define SERVICE_ROW                                                                                \
    .modes = MODE_BIT(MODE_CONFIG), .since = OS_7_0,                                               \
    .scratch_size = sizeof(struct service_policy_line), .name = "service-policy",                  \
    .help = "Configure MPF service policy", .init = init_service_policy,                           \
    .set = set_service_policy, .unset = unset_service_policy, .each = each_service_policy

static bool
clear_service_policy(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->service_policy_count = 0;
    return true;
}

static const struct command service_global_row = {
    SERVICE_ROW,
    .words = (const struct word[]){ KEYWORD("service-policy", "Configure MPF service policy"),
                                    NAME_OF("policy-map", struct service_policy_line, name,
                                            "Policy map"),
                                    KEYWORD("global", "On all interfaces"), END_OF_WORDS },
    .fits = fits_global,
    .clear = clear_service_policy,
};
static const struct command service_interface_row = {
    SERVICE_ROW,
    .words =
        (const struct word[]){
            KEYWORD("service-policy", ""),
            NAME_OF("policy-map", struct service_policy_line, name, "Policy map"),
            KEYWORD("interface", "On one interface"),
            VALUE(nameif, struct service_policy_line, ifc, "Interface"), END_OF_WORDS },
    .fits = fits_interface,
};

const struct command *const service_policy_commands[] = {
    &service_global_row,
    &service_interface_row,
    NULL,
};
