/*
 * cmd_conduit.c: conduit of 6.x (commands.md 5.5): a list of ACEs for all interfaces, whose first
 * address is the global one, the destination, and whose second is the foreign one, the source.
 */
#include <string.h>
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_group.h"

struct conduit_line {
    bool permit;
    struct rule_words rule;
};

static const struct choice actions[] = {
    { .text = "deny", .help = "Deny access", .value = false },
    { .text = "permit", .help = "Permit access", .value = true },
    { .text = NULL },
};

static void
init_conduit(void *scratch)
{
    ((struct conduit_line *)scratch)->rule.icmp.type = ICMP_TYPE_ANY;
}

static struct ace
ace_of(const struct conduit_line *line, struct ace_extra *extra)
{
    struct ace ace = { .permit = line->permit };
    ace_take_rule(&ace, extra, &line->rule);
    if (extra->protocol_group != GROUP_NONE || extra->icmp_group != GROUP_NONE)
        ace.extra = extra;
    return ace;
}

/* The reference knows the text of access lists only; conduits were added by the same code
 * (unverified). */
static bool
refuse_duplicate(const struct command_call *call)
{
    static const char device[] = "ACE not added. Possible duplicate entry";
    return refuse_or_warn(call, device, "the same conduit is there already");
}

static bool
set_conduit(struct command_call *call, void *scratch)
{
    struct conduit_line *line = scratch;
    struct config *config = call->config;
    struct acl *conduits = &config->conduits;
    struct ace_extra extra = { 0 };
    if (!ace_check_pairs(call, &line->rule) || !call_rule_groups(call, &line->rule))
        return false;
    struct ace ace = ace_of(line, &extra);
    uint32_t hash = ace_hash(&ace);
    if (acl_duplicate(conduits, &ace, hash) != NULL)
        return refuse_duplicate(call);
    if (ace.extra != NULL &&
        (ace.extra = arena_memdup(config->arena, &extra, sizeof(extra))) == NULL)
        return no_memory(call);
    ace_take_origin(call, &ace);
    if (acl_insert(config, conduits, &ace, hash, conduits->count) == NULL)
        return no_memory(call);
    conduits->exists = true;
    return true;
}

static bool
unset_conduit(struct command_call *call, void *scratch)
{
    struct conduit_line *line = scratch;
    struct acl *conduits = &call->config->conduits;
    struct ace_extra extra = { 0 };
    struct ace *found = NULL;
    if (rule_groups_known(call->config, &line->rule)) {
        struct ace ace = ace_of(line, &extra);
        found = acl_duplicate(conduits, &ace, ace_hash(&ace));
    }
    if (found == NULL)
        return refuse(call, NULL, "there is no such conduit");
    acl_remove(conduits, acl_place(conduits, found));
    conduits->exists = conduits->count > 0;
    return true;
}

static bool
clear_conduits(struct command_call *call, const char *rest)
{
    struct acl *conduits = &call->config->conduits;
    if (strcasecmp(rest, "counters") == 0)
        return true; /* what runs, not the configuration */
    acl_clear(conduits);
    conduits->exists = false;
    return true;
}

static void
each_conduit(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const struct acl *conduits = &config->conduits;
    for (size_t i = 0; i < conduits->count; i++) {
        struct ace *ace = conduits->aces[i];
        struct conduit_line line = { ace->permit, ace_rule(ace) };
        visit(context, &line, ace);
    }
}

static const struct command conduit_row = {
    .name = "conduit",
    .help = "Add conduit access to higher security level network or ICMP",
    .words =
        (const struct word[]){
            KEYWORD("conduit", "Add conduit access to higher security level network or ICMP"),
            CHOICE(struct conduit_line, permit, actions),
            VALUE(protocol_or_group, struct conduit_line, rule.protocol, "Protocol"),
            VALUE(endpoint_or_group, struct conduit_line, rule.destination, "Global address",
                  .high = 1),
            VALUE(ports_or_group, struct conduit_line, rule.destination_port, "Global port",
                  .other = offsetof(struct conduit_line, rule.protocol), .high = 1),
            VALUE(endpoint_or_group, struct conduit_line, rule.source, "Foreign address",
                  .high = 1),
            VALUE(ports_or_group, struct conduit_line, rule.source_port, "Foreign port",
                  .other = offsetof(struct conduit_line, rule.protocol)),
            VALUE(icmp_or_group, struct conduit_line, rule.icmp, "ICMP type", .optional = true,
                  .other = offsetof(struct conduit_line, rule.protocol)),
            END_OF_WORDS },
    .before = OS_7_0,
    .scratch_size = sizeof(struct conduit_line),
    .init = init_conduit,
    .set = set_conduit,
    .unset = unset_conduit,
    .each = each_conduit,
    .clear = clear_conduits,
};

const struct command *const conduit_commands[] = { &conduit_row, NULL };
