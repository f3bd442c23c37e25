/*
 * cmd_audit.c: ip audit: policies of signatures, and where they hold (commands.md 9).
 */
#include "parser/families.h"
#include "parser/family.h"

enum audit_line_kind {
    AUDIT_LINE_NAME,
    AUDIT_LINE_INTERFACE,
    AUDIT_LINE_DEFAULT,
    AUDIT_LINE_SIGNATURE,
};

struct audit_line {
    enum audit_line_kind kind;
    const char *name;
    uint8_t class;
    struct audit_actions actions;
    ifc_id ifc;
    uint16_t signature;
    struct origin origin;
};

LINE_KIND(name, struct audit_line, kind, AUDIT_LINE_NAME)
LINE_KIND(interface, struct audit_line, kind, AUDIT_LINE_INTERFACE)
LINE_KIND(default, struct audit_line, kind, AUDIT_LINE_DEFAULT)
LINE_KIND(signature, struct audit_line, kind, AUDIT_LINE_SIGNATURE)

#define AUDIT_HELP "Configure the Intrusion Detection System"
#define ROW(row_name)                                                                              \
    .name = "ip audit", .help = AUDIT_HELP, .scratch_size = sizeof(struct audit_line),             \
    .init = init_##row_name, .fits = fits_##row_name, .each = each_audit

/* ---- action [alarm] [drop] [reset] ---- */

static const struct {
    const char *text;
    const char *help;
    uint8_t bit;
} actions[] = {
    { "alarm", "Log a message (400000 to 400050)", AUDIT_ALARM },
    { "drop", "Drop the packet", AUDIT_DROP },
    { "reset", "Drop the packet and close its connection", AUDIT_RESET },
};

static bool
actions_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct audit_actions *taken = word_place(scratch, word->offset);
    bool more = matching_keyword(matching, "action", "What a signature that fires does");
    taken->given = taken->given || more;
    while (more) {
        more = false;
        for (size_t i = 0; i < ARRAY_LENGTH(actions); i++) {
            if ((taken->bits & actions[i].bit) != 0 ||
                !matching_keyword(matching, actions[i].text, actions[i].help))
                continue;
            taken->bits |= actions[i].bit;
            more = true;
        }
    }
    return true;
}

static void
actions_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct audit_actions *taken = word_value(scratch, word->offset);
    if (!taken->given)
        return;
    writing_put(writing, "action");
    for (size_t i = 0; i < ARRAY_LENGTH(actions); i++) {
        if ((taken->bits & actions[i].bit) != 0)
            writing_put(writing, "%s", actions[i].text);
    }
}

static const struct word_type word_actions = { "action [alarm] [drop] [reset]", actions_match,
                                               actions_write };

#define ACTIONS                                                                                    \
    {                                                                                              \
        .type = &word_actions, FIELD(struct audit_line, actions), .optional = true                 \
    }

static const struct choice classes[] = {
    { .text = "info", .help = "Informational signatures", .value = AUDIT_INFO },
    { .text = "attack", .help = "Attack signatures", .value = AUDIT_ATTACK },
    { .text = NULL },
};

/* ---- ip audit name NAME {info | attack} [action ...] ---- */

static bool
set_name(struct command_call *call, void *scratch)
{
    const struct audit_line *line = scratch;
    struct audit_policy *policy = config_audit_policy_make(call->config, line->name);
    if (policy == NULL)
        return no_memory(call);
    policy->has[line->class] = true;
    policy->actions[line->class] = line->actions;
    policy->origin = call_origin(call);
    return true;
}

/* A policy that goes is taken from the interfaces that have it. */
static void
forget_policy(struct audit *audit, struct audit_policy *policy)
{
    policy->has[AUDIT_INFO] = policy->has[AUDIT_ATTACK] = false;
    for (size_t i = audit->binding_count; i-- > 0;) {
        if (audit->bindings[i].policy == policy)
            LIST_REMOVE(audit->bindings, audit->binding_count, i);
    }
}

#define WORDS_TO_NAME 2

static bool
unset_name(struct command_call *call, void *scratch)
{
    const struct audit_line *line = scratch;
    struct audit_policy *policy = config_audit_policy(call->config, line->name);
    bool whole = call->words_given <= WORDS_TO_NAME;
    if (policy == NULL || (whole ? !audit_policy_exists(policy) : !policy->has[line->class]))
        return refuse(call, NULL, "there is no such audit policy");
    if (!whole)
        policy->has[line->class] = false;
    if (whole || !audit_policy_exists(policy))
        forget_policy(&call->config->audit, policy);
    return true;
}

/* ---- ip audit interface IF NAME ---- */

static bool
share_class(const struct audit_policy *a, const struct audit_policy *b)
{
    return a == b || (a->has[AUDIT_INFO] && b->has[AUDIT_INFO]) ||
           (a->has[AUDIT_ATTACK] && b->has[AUDIT_ATTACK]);
}

static size_t
find_binding(const struct audit *audit, ifc_id ifc, const struct audit_policy *policy)
{
    size_t i = 0;
    while (i < audit->binding_count &&
           (audit->bindings[i].ifc != ifc || audit->bindings[i].policy != policy))
        i++;
    return i;
}

/* Of each class an interface has one policy: the last one. */
static bool
set_interface(struct command_call *call, void *scratch)
{
    const struct audit_line *line = scratch;
    struct audit *audit = &call->config->audit;
    struct audit_policy *policy = config_audit_policy(call->config, line->name);
    if ((policy == NULL || !audit_policy_exists(policy)) && call->file == NULL)
        return refuse_word(call, call_word_of(call, line->name), NULL,
                           "there is no audit policy %s", line->name);
    policy = config_audit_policy_make(call->config, line->name);
    if (policy == NULL)
        return no_memory(call);
    if (find_binding(audit, line->ifc, policy) < audit->binding_count)
        return true;
    for (size_t i = audit->binding_count; i-- > 0;) {
        if (audit->bindings[i].ifc == line->ifc && share_class(audit->bindings[i].policy, policy))
            LIST_REMOVE(audit->bindings, audit->binding_count, i);
    }
    struct audit_binding *added =
        arena_append(call->config->arena, &audit->bindings, &audit->binding_count,
                     &audit->binding_capacity, sizeof(*added));
    if (added == NULL)
        return no_memory(call);
    *added =
        (struct audit_binding){ .ifc = line->ifc, .policy = policy, .origin = call_origin(call) };
    return true;
}

static bool
unset_interface(struct command_call *call, void *scratch)
{
    const struct audit_line *line = scratch;
    struct audit *audit = &call->config->audit;
    struct audit_policy *policy = config_audit_policy(call->config, line->name);
    size_t at = find_binding(audit, line->ifc, policy);
    if (policy == NULL || at == audit->binding_count)
        return refuse(call, NULL, "the interface has no such audit policy");
    LIST_REMOVE(audit->bindings, audit->binding_count, at);
    return true;
}

/* ---- ip audit {info | attack} [action ...] ---- */

/* 6.x goes on to write the default that it said, 7+ hides it. */
static bool
shows_default(const struct config *config)
{
    return config->does->flat_commands;
}

static bool
set_default(struct command_call *call, void *scratch)
{
    const struct audit_line *line = scratch;
    struct audit_actions *place = &call->config->audit.defaults[line->class];
    *place = (struct audit_actions){ .given = true, .bits = line->actions.bits };
    if (place->bits == AUDIT_ALARM && !shows_default(call->config))
        *place = (struct audit_actions){ .given = false };
    return true;
}

static void
reset_default(struct config *config, uint8_t class)
{
    struct audit_actions *place = &config->audit.defaults[class];
    place->given = place->given && shows_default(config);
    place->bits = place->given ? AUDIT_ALARM : 0;
}

static bool
unset_default(struct command_call *call, void *scratch)
{
    reset_default(call->config, ((const struct audit_line *)scratch)->class);
    return true;
}

/* ---- ip audit signature NUMBER disable ---- */

/* Its value is the signature's index. */
static bool
signature_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    const struct audit_signature *signature;
    for (uint16_t i = 0; (signature = audit_signature_at(i)) != NULL; i++) {
        char text[8];
        snprintf(text, sizeof(text), "%u", signature->number);
        if (token == NULL || strcmp(token->text, text) != 0)
            continue;
        memcpy(word_place(scratch, word->offset), &i, sizeof(i));
        matching_take(matching);
        return true;
    }
    matching_expect(matching, "<1000-6190>", "Signature", false);
    if (token != NULL)
        matching_blame(matching, "the box has no such signature");
    return false;
}

static void
signature_write(const struct word *word, struct writing *writing, const void *scratch)
{
    uint16_t index;
    memcpy(&index, word_value(scratch, word->offset), sizeof(index));
    writing_put(writing, "%u", audit_signature_at(index)->number);
}

static const struct word_type word_signature = { "signature", signature_match, signature_write };

static uint64_t
bit_of(const struct audit_line *line)
{
    return UINT64_C(1) << line->signature;
}

static bool
set_signature(struct command_call *call, void *scratch)
{
    call->config->audit.disabled |= bit_of(scratch);
    return true;
}

static bool
unset_signature(struct command_call *call, void *scratch)
{
    uint64_t *disabled = &call->config->audit.disabled;
    if ((*disabled & bit_of(scratch)) == 0)
        return refuse(call, NULL, "the signature is not disabled");
    *disabled &= ~bit_of(scratch);
    return true;
}

/* ---- all of them ---- */

/* `clear ip audit [name [NAME] | signature [NUMBER] | interface IF [NAME] | attack | info]` */
static bool
clear_audit(struct command_call *call, const char *rest)
{
    struct audit *audit = &call->config->audit;
    bool all = rest[0] == '\0';
    if (!all && strcasecmp(rest, "name") != 0 && strcasecmp(rest, "signature") != 0)
        return call_take_back(call, "ip audit", rest);
    for (size_t i = 0; i < audit->policy_count && (all || tolower((unsigned char)rest[0]) == 'n');
         i++)
        forget_policy(audit, audit->policies[i]);
    if (all || tolower((unsigned char)rest[0]) == 's')
        audit->disabled = 0;
    if (!all)
        return true;
    audit->binding_count = 0;
    reset_default(call->config, AUDIT_INFO);
    reset_default(call->config, AUDIT_ATTACK);
    return true;
}

static void
visit_names(const struct audit *audit, command_visit *visit, void *context)
{
    for (size_t i = 0; i < audit->policy_count; i++) {
        const struct audit_policy *policy = audit->policies[i];
        for (unsigned class = 0; class < AUDIT_CLASS_COUNT; class ++) {
            struct audit_line line = { .kind = AUDIT_LINE_NAME,
                                       .name = policy->name,
                                       .class = (uint8_t) class,
                                       .actions = policy->actions[class] };
            if (policy->has[class])
                visit(context, &line, NULL);
        }
    }
}

/* The order of a 6.3 listing. */
static void
each_audit(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    const struct audit *audit = &config->audit;
    visit_names(audit, visit, context);
    for (size_t i = 0; i < audit->binding_count; i++) {
        struct audit_line line = { .kind = AUDIT_LINE_INTERFACE,
                                   .name = audit->bindings[i].policy->name,
                                   .ifc = audit->bindings[i].ifc,
                                   .origin = audit->bindings[i].origin };
        visit(context, &line, &audit->bindings[i]);
    }
    for (unsigned class = 0; class < AUDIT_CLASS_COUNT; class ++) {
        struct audit_line line = { .kind = AUDIT_LINE_DEFAULT,
                                   .class = (uint8_t) class,
                                   .actions = audit->defaults[class] };
        if (audit->defaults[class].given)
            visit(context, &line, NULL);
    }
    for (uint16_t i = 0; audit_signature_at(i) != NULL; i++) {
        struct audit_line line = { .kind = AUDIT_LINE_SIGNATURE, .signature = i };
        if ((audit->disabled & bit_of(&line)) != 0)
            visit(context, &line, NULL);
    }
}

static const struct command name_row = {
    ROW(name),
    .words =
        (const struct word[]){ KEYWORD("ip audit name", "Define an audit policy"),
                               VALUE(text, struct audit_line, name, "Name", .high = 63),
                               CHOICE(struct audit_line, class, classes), ACTIONS, END_OF_WORDS },
    .set = set_name,
    .unset = unset_name,
    .no_words = WORDS_TO_NAME,
    .clear = clear_audit,
};
static const struct command interface_row = {
    ROW(interface),
    .words = (const struct word[]){ KEYWORD("ip audit interface", "Apply an audit policy"),
                                    VALUE(nameif, struct audit_line, ifc, "Interface"),
                                    VALUE(text, struct audit_line, name, "Name", .high = 63),
                                    END_OF_WORDS },
    .set = set_interface,
    .unset = unset_interface,
};
static const struct command default_row = {
    ROW(default),
    .words =
        (const struct word[]){ KEYWORD("ip audit", AUDIT_HELP),
                               CHOICE(struct audit_line, class, classes), ACTIONS, END_OF_WORDS },
    .set = set_default,
    .unset = unset_default,
};
static const struct command signature_row = {
    ROW(signature),
    .words =
        (const struct word[]){ KEYWORD("ip audit signature", "Switch a signature off"),
                               { .type = &word_signature, FIELD(struct audit_line, signature) },
                               KEYWORD("disable", "Switch it off"),
                               END_OF_WORDS },
    .set = set_signature,
    .unset = unset_signature,
    .no_words = 2,
};

const struct command *const audit_commands[] = {
    &name_row, &interface_row, &default_row, &signature_row, NULL,
};
