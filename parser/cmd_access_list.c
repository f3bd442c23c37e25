/*
 * cmd_access_list.c: access-list (commands.md 5.1 to 5.3).
 *
 * Lines of an ACL keep their order, remarks included. Lines with parts that are not modelled yet
 * (object groups, time ranges, ethertype, webtype) keep their place word for word, match nothing
 * and taint.
 */
#include <string.h>
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/names.h"

enum acl_line_kind { LINE_ACE, LINE_STANDARD, LINE_REMARK, LINE_UNMODELLED, LINE_COMPILED };

struct acl_line {
    enum acl_line_kind kind;
    const char *acl;
    bool has_line;
    uint32_t line;
    bool extended;
    bool permit;
    struct ace ace;
    const char *rest;
    const char *text; /* of a standard line's mask word */
};

#define ACL_ROW                                                                                    \
    .name = "access-list", .help = "Configure an access control element",                          \
    .scratch_size = sizeof(struct acl_line)

static const struct choice actions[] = {
    { .text = "deny", .help = "Deny access", .value = false },
    { .text = "permit", .help = "Permit access", .value = true },
    { .text = NULL },
};

/* ---- log [level] [interval seconds] | log disable | log default ---- */

static bool
log_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word level = { .type = &word_log_level,
                                       .offset = offsetof(struct ace, log_level),
                                       .size = sizeof(uint8_t),
                                       .optional = true };
    struct ace *ace = word_place(scratch, word->offset);
    if (!matching_keyword(matching, "log", "Log this element"))
        return false;
    ace->log = ACE_LOG_ON;
    ace->log_level = 6;
    ace->log_seconds = ACE_LOG_DEFAULT_SECONDS;
    if (matching_keyword(matching, "disable", "No message at all")) {
        ace->log = ACE_LOG_DISABLED;
        return true;
    }
    if (matching_keyword(matching, "default", "The default message")) {
        ace->log = ACE_LOG_UNSET;
        return true;
    }
    (void)matching_word(matching, &level, ace);
    int64_t seconds;
    if (matching_keyword(matching, "interval", "Seconds between messages")) {
        if (!take_number(matching, 1, 600, "Seconds", &seconds))
            return false;
        ace->log_seconds = (uint16_t)seconds;
    }
    return true;
}

/* 6.3 writes the level as a number; 7+ its name, and no name for the default (commands.md 5.3). */
static void
log_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct ace *ace = word_value(scratch, word->offset);
    if (ace->log == ACE_LOG_UNSET)
        return;
    writing_put(writing, "log");
    if (ace->log == ACE_LOG_DISABLED) {
        writing_put(writing, "disable");
        return;
    }
    bool usual = ace->log_level == 6 && ace->log_seconds == ACE_LOG_DEFAULT_SECONDS;
    if (!usual && writing->context->version < OS_7_0)
        writing_put(writing, "%u", ace->log_level);
    else if (!usual)
        writing_put(writing, "%s", log_level_name(ace->log_level));
    if (ace->log_seconds != ACE_LOG_DEFAULT_SECONDS)
        writing_put(writing, "interval %u", ace->log_seconds);
}

static const struct word_type word_log = { "log", log_match, log_write };

/* ---- the ICMP type, which only `icmp` has ---- */

static bool
ace_icmp_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct acl_line *line = scratch;
    return line->ace.protocol == IP_ICMP && word_icmp_type.match(word, matching, scratch);
}

static void
ace_icmp_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct acl_line *line = scratch;
    if (line->ace.protocol == IP_ICMP)
        word_icmp_type.write(word, writing, scratch);
}

static const struct word_type word_ace_icmp = { "icmp_type", ace_icmp_match, ace_icmp_write };

/* ---- the rest of a line that has a part outside the model ---- */

static const char *const unmodelled_words[] = { "object-group", "time-range", "user", "object",
                                                NULL };

static bool
unmodelled_match(const struct word *word, struct matching *matching, void *scratch)
{
    bool found = false;
    const struct line *line = matching->line;
    for (size_t at = matching->at; at + 1 < line->count && !found; at++) {
        for (size_t i = 0; unmodelled_words[i] != NULL; i++)
            found = found || strcasecmp(unmodelled_words[i], line->tokens[at].text) == 0;
    }
    return found && word_rest.match(word, matching, scratch);
}

static const struct word_type word_unmodelled = { "line", unmodelled_match, NULL };

/* ---- adding ---- */

static struct acl *
make_acl(struct command_call *call, const char *name, enum acl_kind kind)
{
    struct parser *parser = call->user;
    struct acl *acl = call_acl(call, name);
    if (acl == NULL)
        acl = config_acl_make(call->config, name);
    if (acl == NULL)
        return NULL;
    if (!acl->exists)
        acl->kind = kind;
    acl->exists = true;
    parser->last_acl = acl;
    return acl;
}

static bool
insert_ace(struct config *config, struct acl *acl, const struct ace *ace, size_t at)
{
    struct ace *copy = arena_memdup(config->arena, ace, sizeof(*ace));
    if (copy == NULL ||
        arena_append(config->arena, &acl->aces, &acl->count, &acl->capacity, sizeof(copy)) == NULL)
        return false;
    copy->id = config->next_ace_id++;
    memmove(&acl->aces[at + 1], &acl->aces[at], (acl->count - 1 - at) * sizeof(copy));
    acl->aces[at] = copy;
    return true;
}

static bool
refuse_duplicate(const struct command_call *call, const struct acl *acl)
{
    const char *device = call_version(call) < OS_7_0
                             ? "ACE not added. Possible duplicate entry"
                             : call_text(call, "WARNING: <%s> found duplicate element", acl->name);
    /* a listing may well hold the same line twice: the second one changes nothing */
    if (call->file == NULL)
        return refuse(call, device, "the same line is already in %s", acl->name);
    warn(call, device, "the same line is already in %s", acl->name);
    return true;
}

static bool
add_ace(struct command_call *call, const struct acl_line *line, struct ace *ace)
{
    struct parser *parser = call->user;
    enum acl_kind kind = line->kind == LINE_STANDARD ? ACL_STANDARD : ACL_EXTENDED;
    struct acl *acl = make_acl(call, line->acl, kind);
    if (acl == NULL)
        return no_memory(call);
    ace->origin = call_origin(call);
    if (seen_before(&parser->seen, ace_hash(acl, ace)) && !ace->is_remark &&
        ace_find(acl, ace) < acl->count)
        return refuse_duplicate(call, acl);
    size_t at = acl->count;
    if (line->has_line && line->line >= 1 && line->line - 1 < acl->count)
        at = line->line - 1;
    return insert_ace(call->config, acl, ace, at) || no_memory(call);
}

static bool
check_endpoint(const struct command_call *call, const struct address_match *match)
{
    return match->kind != ADDRESS_NETWORK ||
           check_pair(call, match->network.address, match->network.netmask);
}

static bool
set_ace(struct command_call *call, void *scratch)
{
    struct acl_line *line = scratch;
    struct ace ace = line->ace;
    ace.permit = line->permit;
    if (ace.protocol != IP_ICMP)
        ace.icmp_type = ICMP_TYPE_ANY;
    if (!check_endpoint(call, &ace.source) || !check_endpoint(call, &ace.destination))
        return false;
    return add_ace(call, line, &ace);
}

static bool
set_remark(struct command_call *call, void *scratch)
{
    struct acl_line *line = scratch;
    struct ace ace = {
        .is_remark = true,
        .remark = arena_strdup(call->config->arena, line->rest),
        .icmp_type = ICMP_TYPE_ANY,
    };
    return ace.remark != NULL ? add_ace(call, line, &ace) : no_memory(call);
}

/* "extended permit tcp any object-group web", as it is written behind the ACL's name. */
static const char *
kept_text(const struct command_call *call, const struct acl_line *line)
{
    const char *lead = call_version(call) < OS_7_0 ? "" : "extended ";
    const char *action = line->permit ? "permit " : "deny ";
    if (line->kind != LINE_UNMODELLED) /* ethertype, webtype: said by REST itself */
        lead = action = "";
    size_t size = strlen(lead) + strlen(action) + strlen(line->rest) + 1;
    char *text = arena_zalloc(call->config->arena, size);
    if (text != NULL)
        snprintf(text, size, "%s%s%s", lead, action, line->rest);
    return text;
}

static bool
set_unmodelled(struct command_call *call, void *scratch)
{
    struct acl_line *line = scratch;
    struct ace ace = {
        .not_modelled = true,
        .permit = line->permit,
        .kept_text = kept_text(call, line),
        .icmp_type = ICMP_TYPE_ANY,
    };
    if (ace.kept_text == NULL)
        return no_memory(call);
    call->kept = true;
    call->why_taints = "this access-list line is kept but not evaluated: it matches nothing";
    return add_ace(call, line, &ace);
}

/* ---- removing ---- */

static void
remove_ace(struct acl *acl, size_t at)
{
    LIST_REMOVE(acl->aces, acl->count, at);
    if (acl->count == 0)
        acl->exists = false; /* the access-group line stays (commands.md 5.3) */
}

static bool
unset_line(struct command_call *call, const struct acl_line *line, const struct ace *ace)
{
    struct acl *acl = call_acl(call, line->acl);
    if (acl == NULL || !acl->exists)
        return refuse_unknown_acl(call, line->acl, 0);
    size_t at = ace_find(acl, ace);
    if (at == acl->count)
        return refuse(call, "Specified access-list does not exist",
                      "access-list %s has no such line", line->acl);
    remove_ace(acl, at);
    return true;
}

static bool
unset_ace(struct command_call *call, void *scratch)
{
    struct acl_line *line = scratch;
    line->ace.permit = line->permit;
    if (line->ace.protocol != IP_ICMP)
        line->ace.icmp_type = ICMP_TYPE_ANY;
    return unset_line(call, line, &line->ace);
}

static bool
unset_remark(struct command_call *call, void *scratch)
{
    const struct acl_line *line = scratch;
    struct ace ace = { .is_remark = true, .remark = line->rest };
    return unset_line(call, line, &ace);
}

static bool
unset_unmodelled(struct command_call *call, void *scratch)
{
    const struct acl_line *line = scratch;
    struct ace ace = { .not_modelled = true, .kept_text = kept_text(call, line) };
    return ace.kept_text != NULL ? unset_line(call, line, &ace) : no_memory(call);
}

static bool
remove_acl(struct command_call *call, void *scratch)
{
    const struct acl_line *line = scratch;
    struct acl *acl = call_acl(call, line->acl);
    if (acl == NULL || !acl->exists)
        return refuse_unknown_acl(call, line->acl, 0);
    acl->count = 0;
    acl->exists = false;
    return true;
}

/* ---- writing ---- */

static void
fill_line(struct acl_line *line, const struct acl *acl, const struct ace *ace)
{
    *line = (struct acl_line){ .acl = acl->name, .permit = ace->permit, .ace = *ace };
    line->kind = acl->kind == ACL_STANDARD ? LINE_STANDARD : LINE_ACE;
    if (ace->is_remark) {
        line->kind = LINE_REMARK;
        line->rest = ace->remark;
    } else if (ace->not_modelled) {
        line->kind = LINE_UNMODELLED;
        line->rest = ace->kept_text;
    }
}

static void
each_line(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    struct acl_line line;
    for (size_t i = 0; i < config->acl_count; i++) {
        const struct acl *acl = config->acls[i];
        for (size_t j = 0; acl->exists && j < acl->count; j++) {
            fill_line(&line, acl, acl->aces[j]);
            visit(context, &line, acl->aces[j]);
        }
        line = (struct acl_line){ .acl = acl->name, .kind = LINE_COMPILED };
        if (acl->exists && acl->compiled)
            visit(context, &line, NULL);
    }
}

void
config_write_ace(const struct config *config, const struct acl *acl, const struct ace *ace,
                 FILE *out)
{
    struct acl_line line;
    fill_line(&line, acl, ace);
    config_write_line(config, "access-list", &line, out);
}

#define FITS(kind_name, KIND)                                                                      \
    static bool fits_##kind_name(const struct config *config, const void *scratch)                 \
    {                                                                                              \
        (void)config;                                                                              \
        return ((const struct acl_line *)scratch)->kind == (KIND);                                 \
    }
FITS(ace, LINE_ACE)
FITS(standard, LINE_STANDARD)
FITS(remark, LINE_REMARK)
FITS(unmodelled, LINE_UNMODELLED)
FITS(compiled, LINE_COMPILED)

/* ---- rows ---- */

static void
init_ace(void *scratch)
{
    ((struct acl_line *)scratch)->ace.icmp_type = ICMP_TYPE_ANY;
}

static void
init_standard(void *scratch)
{
    struct acl_line *line = scratch;
    line->kind = LINE_STANDARD;
    line->ace.icmp_type = ICMP_TYPE_ANY;
}

static void
init_unmodelled(void *scratch)
{
    ((struct acl_line *)scratch)->kind = LINE_UNMODELLED;
}

static void
init_other(void *scratch)
{
    ((struct acl_line *)scratch)->kind = LINE_COMPILED;
}

/* Where to insert; a listing has no numbers. */
static bool
line_number_match(const struct word *word, struct matching *matching, void *scratch)
{
    (void)word;
    struct acl_line *line = scratch;
    int64_t number;
    if (!matching_keyword(matching, "line", "Insert at this line") ||
        !take_number(matching, 1, INT32_MAX, "Line", &number))
        return false;
    line->has_line = true;
    line->line = (uint32_t)number;
    return true;
}

static const struct word_type word_line_number = { "line", line_number_match, word_write_nothing };

#define ACL_NAME                                                                                   \
    KEYWORD("access-list", "Configure an access control element"),                                 \
        VALUE(text, struct acl_line, acl, "Name of the access list", .high = 241)
#define LINE_NUMBER                                                                                \
    {                                                                                              \
        .type = &word_line_number, .text = "line <number>", .optional = true, .since = OS_6_3      \
    }
#define EXTENDED                                                                                   \
    KEYWORD("extended", "An extended access list", .optional = true, .always = true,               \
            .since = OS_7_0)
#define ACTION CHOICE(struct acl_line, permit, actions)

static bool
clear_access_list(struct command_call *call, const char *rest)
{
    bool found = rest[0] == '\0';
    for (size_t i = 0; i < call->config->acl_count; i++) {
        struct acl *acl = call->config->acls[i];
        if (rest[0] != '\0' && strcmp(acl->name, rest) != 0)
            continue;
        acl->count = 0;
        acl->exists = false;
        acl->compiled = false;
        found = true;
    }
    if (found || call->file == NULL)
        return found || refuse_unknown_acl(call, rest, 0);
    /* scripts clear a list before they make it */
    warn(call, NULL, "access-list %s does not exist", rest);
    return true;
}

static const struct command ace_row = {
    ACL_ROW,
    .words =
        (const struct word[]){
            ACL_NAME, LINE_NUMBER, EXTENDED, ACTION,
            VALUE(protocol, struct acl_line, ace.protocol, "Protocol"),
            VALUE(endpoint, struct acl_line, ace.source, "Source"),
            VALUE(ports, struct acl_line, ace.source_port, "Source port",
                  .other = offsetof(struct acl_line, ace.protocol)),
            VALUE(endpoint, struct acl_line, ace.destination, "Destination"),
            VALUE(ports, struct acl_line, ace.destination_port, "Destination port",
                  .other = offsetof(struct acl_line, ace.protocol)),
            VALUE(ace_icmp, struct acl_line, ace.icmp_type, "ICMP type", .optional = true),
            VALUE(log, struct acl_line, ace, "Log", .optional = true, .since = OS_6_3),
            FLAG(struct acl_line, ace.inactive, "inactive", "Keep it, but skip it",
                 .since = OS_7_0),
            END_OF_WORDS },
    .init = init_ace,
    .set = set_ace,
    .unset = unset_ace,
    .each = each_line,
    .fits = fits_ace,
    .clear = clear_access_list,
};

static const struct command standard_row = {
    ACL_ROW,
    .words =
        (const struct word[]){ ACL_NAME, KEYWORD("standard", "A standard access list"), LINE_NUMBER,
                               ACTION, VALUE(endpoint, struct acl_line, ace.source, "Address"),
                               END_OF_WORDS },
    .since = OS_7_0,
    .init = init_standard,
    .set = set_ace,
    .unset = unset_ace,
    .each = each_line,
    .fits = fits_standard,
};

static const struct command remark_row = {
    ACL_ROW,
    .words = (const struct word[]){ ACL_NAME, LINE_NUMBER, KEYWORD("remark", "A comment"),
                                    VALUE(rest, struct acl_line, rest, "Text", .optional = true),
                                    END_OF_WORDS },
    .since = OS_6_3,
    .set = set_remark,
    .unset = unset_remark,
    .each = each_line,
    .fits = fits_remark,
};

static const struct command unmodelled_row = {
    ACL_ROW,
    .words = (const struct word[]){ ACL_NAME, LINE_NUMBER, EXTENDED, ACTION,
                                    VALUE(unmodelled, struct acl_line, rest, ""), END_OF_WORDS },
    .init = init_unmodelled,
    .set = set_unmodelled,
    .unset = unset_unmodelled,
};

/* What stands behind the name is the whole kept text. */
static const struct command kept_row = {
    ACL_ROW,
    .words =
        (const struct word[]){ ACL_NAME, VALUE(rest, struct acl_line, rest, ""), END_OF_WORDS },
    .modes = MODE_BIT(MODE_CONFIG),
    .since = OS_6_2,
    .each = each_line,
    .fits = fits_unmodelled,
};

static const struct choice other_kinds[] = {
    { .text = "ethertype", .help = "By Ethernet type", .value = 0 },
    { .text = "webtype", .help = "For WebVPN", .value = 1, .since = OS_7_1 },
    { .text = NULL },
};

/* `ethertype permit bpdu`: the kind is a part of what is kept. */
static bool
other_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word kind = { .type = &word_choice,
                                      .offset = offsetof(struct acl_line, line),
                                      .size = sizeof(uint32_t),
                                      .data = other_kinds };
    const char *text = line_rest(matching->line, matching->at);
    if (!kind.type->match(&kind, matching, scratch) || !word_rest.match(word, matching, scratch))
        return false;
    ((struct acl_line *)scratch)->rest = text;
    return true;
}

static const struct word_type word_other = { "ethertype|webtype", other_match, word_write_nothing };

static const struct command other_row = {
    ACL_ROW,
    .words =
        (const struct word[]){ ACL_NAME, VALUE(other, struct acl_line, rest, ""), END_OF_WORDS },
    .since = OS_7_0,
    .init = init_other,
    .set = set_unmodelled,
    .unset = unset_unmodelled,
};

static bool
set_compiled(struct command_call *call, void *scratch)
{
    const struct acl_line *line = scratch;
    struct acl *acl = call_acl(call, line->acl);
    if (acl == NULL || !acl->exists)
        return refuse_unknown_acl(call, line->acl, 0);
    acl->compiled = true;
    call->kept = true;
    return true;
}

static bool
unset_compiled(struct command_call *call, void *scratch)
{
    const struct acl_line *line = scratch;
    struct acl *acl = call_acl(call, line->acl);
    if (acl == NULL || !acl->exists)
        return refuse_unknown_acl(call, line->acl, 0);
    acl->compiled = false;
    call->kept = true;
    return true;
}

static const struct command compiled_row = {
    ACL_ROW,
    .words = (const struct word[]){ ACL_NAME, KEYWORD("compiled", "Use the TurboACL tables"),
                                    END_OF_WORDS },
    .set = set_compiled,
    .unset = unset_compiled,
    .each = each_line,
    .fits = fits_compiled,
};

static const struct command no_acl_row = {
    ACL_ROW,           .words = (const struct word[]){ ACL_NAME, END_OF_WORDS },
    .set = remove_acl, .no_only = true,
    .before = OS_7_0,
};

const struct command *const access_list_commands[] = {
    &ace_row,  &standard_row, &remark_row, &unmodelled_row, &other_row, &compiled_row,
    &kept_row, &no_acl_row,   NULL,
};
