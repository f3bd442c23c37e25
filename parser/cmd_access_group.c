/*
 * cmd_access_group.c: access-group (commands.md 5.4).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"

struct group_line {
    const char *acl;
    bool out;
    ifc_id ifc;
    bool per_user;
};

static const struct choice directions[] = {
    { .text = "in", .help = "For input traffic", .value = false },
    { .text = "out", .help = "For output traffic", .value = true, .since = OS_7_0 },
    { .text = NULL },
};

static bool
set_group(struct command_call *call, void *scratch)
{
    const struct group_line *line = scratch;
    struct interface *interface = call->config->interfaces[line->ifc];
    struct acl *acl;
    if (!call_rule_acl(call, line->acl, 1, &acl))
        return false;
    if (line->out) {
        interface->access_out = acl;
        interface->access_out_origin = call_origin(call);
    } else {
        interface->access_in = acl;
        interface->access_in_origin = call_origin(call);
        interface->access_in_per_user = line->per_user;
    }
    return true;
}

static bool
unset_group(struct command_call *call, void *scratch)
{
    const struct group_line *line = scratch;
    struct interface *interface = call->config->interfaces[line->ifc];
    struct acl **bound = line->out ? &interface->access_out : &interface->access_in;
    if (*bound == NULL || strcmp((*bound)->name, line->acl) != 0)
        return refuse(call, NULL, "access-list %s is not bound there", line->acl);
    *bound = NULL;
    return true;
}

static void
each_group(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->interface_count; i++) {
        struct interface *interface = config->interfaces[i];
        struct group_line line = { .ifc = (ifc_id)i };
        if (interface->access_in != NULL && interface->name != NULL) {
            line.acl = interface->access_in->name;
            line.per_user = interface->access_in_per_user;
            visit(context, &line, interface);
        }
        if (interface->access_out != NULL && interface->name != NULL) {
            line = (struct group_line){ .acl = interface->access_out->name,
                                        .out = true,
                                        .ifc = (ifc_id)i };
            visit(context, &line, interface);
        }
    }
}

static bool
clear_group(struct command_call *call, const char *rest)
{
    (void)rest;
    for (size_t i = 0; i < call->config->interface_count; i++) {
        call->config->interfaces[i]->access_in = NULL;
        call->config->interfaces[i]->access_out = NULL;
    }
    return true;
}

static const struct command group_row = {
    .name = "access-group",
    .help = "Bind an access-list to an interface to filter traffic",
    .words =
        (const struct word[]){
            KEYWORD("access-group", "Bind an access-list to an interface to filter traffic"),
            NAME_OF("access-list", struct group_line, acl, "Access list"),
            CHOICE(struct group_line, out, directions),
            KEYWORD("interface", "Interface to bind it to"),
            VALUE(nameif, struct group_line, ifc, "Interface"),
            FLAG(struct group_line, per_user, "per-user-override", "Downloaded lists come first",
                 .since = OS_6_3),
            END_OF_WORDS },
    .scratch_size = sizeof(struct group_line),
    .set = set_group,
    .unset = unset_group,
    .each = each_group,
    .clear = clear_group,
};

const struct command *const access_group_commands[] = { &group_row, NULL };
