/*
 * cmd_access_list.c: access-list (commands.md 5.1 to 5.3).
 *
 * Lines of an ACL keep their order, remarks included. Ethertype and webtype lines match no IP
 * packet here, and the summary of a replay says so.
 */
#include <string.h>
#include <strings.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_acl.h"
#include "parser/word_group.h"

enum acl_line_kind {
    LINE_ACE,
    LINE_STANDARD,
    LINE_REMARK,
    LINE_ETHERTYPE,
    LINE_URL,
    LINE_WEBTYPE,
    LINE_COMPILED,
};

struct acl_line {
    enum acl_line_kind kind;
    const char *acl;
    bool has_line;
    uint32_t line;
    bool permit;
    bool inactive;
    struct rule_words rule;
    struct log_words log;
    const char *range; /* of the time range */
    const char *rest;  /* of a remark, a URL; the new name */
    struct ether_match ether;
};

#define ACL_ROW                                                                                    \
    .name = "access-list", .help = "Configure an access control element",                          \
    .scratch_size = sizeof(struct acl_line)

static const struct choice actions[] = {
    { .text = "deny", .help = "Deny access", .value = false },
    { .text = "permit", .help = "Permit access", .value = true },
    { .text = NULL },
};

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
refuse_duplicate(const struct command_call *call, const struct acl *acl)
{
    const char *device = call_does(call)->flat_commands
                             ? "ACE not added. Possible duplicate entry"
                             : call_text(call, "WARNING: <%s> found duplicate element", acl->name);
    /* a listing may well hold the same line twice: the second one changes nothing */
    return refuse_or_warn(call, device, "the same line is already in %s", acl->name);
}

static bool
same_options(const struct ace *a, const struct ace *b)
{
    const struct time_range *range_a = a->extra != NULL ? a->extra->range : NULL;
    const struct time_range *range_b = b->extra != NULL ? b->extra->range : NULL;
    return a->log == b->log && a->inactive == b->inactive && range_a == range_b &&
           (a->log != ACE_LOG_ON ||
            (a->log_level == b->log_level && ace_log_seconds(a) == ace_log_seconds(b)));
}

/* The same line with other options sets them, and stays where it is. */
static bool
repeat_ace(struct command_call *call, struct acl *acl, struct ace *old, struct ace *ace)
{
    if (same_options(old, ace))
        return refuse_duplicate(call, acl);
    ace->id = old->id;
    *old = *ace;
    return true;
}

static enum acl_kind
kind_of_acl(enum acl_line_kind kind)
{
    switch (kind) {
    case LINE_STANDARD:
        return ACL_STANDARD;
    case LINE_ETHERTYPE:
        return ACL_ETHERTYPE;
    case LINE_URL:
    case LINE_WEBTYPE:
        return ACL_WEBTYPE;
    case LINE_ACE:
    case LINE_REMARK:
    case LINE_COMPILED:
        break;
    }
    return ACL_EXTENDED;
}

/* A list has one kind of lines; a remark fits all of them. */
static bool
mixes_kinds(const struct acl *acl, const struct acl_line *line)
{
    if (!acl->exists || line->kind == LINE_REMARK || acl->kind == kind_of_acl(line->kind))
        return false;
    for (size_t i = 0; i < acl->count; i++) {
        if (!acl->aces[i]->is_remark)
            return true;
    }
    return false;
}

static bool
add_ace(struct command_call *call, const struct acl_line *line, struct ace *ace)
{
    struct acl *acl = call_acl(call, line->acl);
    if (acl != NULL && mixes_kinds(acl, line))
        return refuse(call, NULL, "access-list %s is of another kind", line->acl);
    acl = make_acl(call, line->acl, kind_of_acl(line->kind));
    if (acl == NULL)
        return no_memory(call);
    if (line->kind != LINE_REMARK)
        acl->kind = kind_of_acl(line->kind);
    ace_take_origin(call, ace);
    uint32_t hash = ace_hash(ace);
    struct ace *same = ace->is_remark ? NULL : acl_duplicate(acl, ace, hash);
    if (same != NULL)
        return repeat_ace(call, acl, same, ace);
    size_t at = acl->count;
    if (line->has_line && line->line >= 1 && line->line - 1 < acl->count)
        at = line->line - 1;
    return acl_insert(call->config, acl, ace, hash, at) != NULL || no_memory(call);
}

/* The ACE of a line, less its groups' names and time range. EXTRA must outlive it. */
static struct ace
ace_of(const struct acl_line *line, struct ace_extra *extra)
{
    struct ace ace = {
        .permit = line->permit,
        .is_remark = line->kind == LINE_REMARK,
        .inactive = line->inactive,
        .log = line->log.log,
        .log_level = line->log.level,
    };
    ace_take_rule(&ace, extra, &line->rule);
    extra->text = line->rest;
    extra->ether = line->ether;
    if (line->log.log == ACE_LOG_ON && line->log.seconds != ACE_LOG_DEFAULT_SECONDS)
        extra->log_seconds = line->log.seconds;
    bool needed = extra->text != NULL || extra->protocol_group != GROUP_NONE ||
                  extra->icmp_group != GROUP_NONE || extra->range != NULL ||
                  extra->log_seconds != 0 || extra->ether.kind != ETHER_NONE;
    ace.extra = needed ? extra : NULL;
    return ace;
}

static bool
find_range(struct command_call *call, const char *name, struct time_range **range)
{
    *range = config_time_range(call->config, name);
    bool exists = *range != NULL && (*range)->exists;
    if (!exists && call->file == NULL)
        return refuse(call, NULL, "there is no time-range %s", name);
    if (*range == NULL && (*range = config_time_range_make(call->config, name)) == NULL)
        return no_memory(call);
    if (!exists)
        warn(call, NULL, "time-range %s is not defined before this line, which matches nothing",
             name);
    return true;
}

static bool
set_ace(struct command_call *call, void *scratch)
{
    struct acl_line *line = scratch;
    struct ace_extra extra = { 0 };
    if (!ace_check_pairs(call, &line->rule) || !call_rule_groups(call, &line->rule) ||
        (line->range != NULL && !find_range(call, line->range, &extra.range)))
        return false;
    struct ace ace = ace_of(line, &extra);
    if (extra.text != NULL && !keep_text(call, &extra.text, extra.text))
        return false;
    if (ace.extra != NULL &&
        (ace.extra = arena_memdup(call->config->arena, &extra, sizeof(extra))) == NULL)
        return no_memory(call);
    return add_ace(call, line, &ace);
}

/* ---- removing ---- */

static void
remove_ace(struct acl *acl, size_t at)
{
    acl_remove(acl, at);
    if (acl->count == 0)
        acl->exists = false; /* the access-group line stays (commands.md 5.3) */
}

static bool
refuse_unknown_ace(const struct command_call *call, const struct acl_line *line)
{
    return refuse(call, "Specified access-list does not exist", "access-list %s has no such line",
                  line->acl);
}

static bool
unset_line(struct command_call *call, const struct acl_line *line, const struct ace *ace)
{
    struct acl *acl = call_acl(call, line->acl);
    if (acl == NULL || !acl->exists)
        return refuse_unknown_acl(call, line->acl, 0);
    struct ace *found = acl_duplicate(acl, ace, ace_hash(ace));
    if (found == NULL)
        return refuse_unknown_ace(call, line);
    remove_ace(acl, acl_place(acl, found));
    return true;
}

static bool
unset_ace(struct command_call *call, void *scratch)
{
    struct acl_line *line = scratch;
    struct ace_extra extra = { 0 };
    if (!rule_groups_known(call->config, &line->rule))
        return refuse_unknown_ace(call, line);
    struct ace ace = ace_of(line, &extra);
    return unset_line(call, line, &ace);
}

static bool
remove_acl(struct command_call *call, void *scratch)
{
    const struct acl_line *line = scratch;
    struct acl *acl = call_acl(call, line->acl);
    if (acl == NULL || !acl->exists)
        return refuse_unknown_acl(call, line->acl, 0);
    acl_clear(acl);
    acl->exists = false;
    return true;
}

/* ---- writing ---- */

static enum acl_line_kind
kind_of_line(const struct acl *acl, const struct ace *ace)
{
    static const enum acl_line_kind kinds[] = {
        [ACL_EXTENDED] = LINE_ACE,
        [ACL_STANDARD] = LINE_STANDARD,
        [ACL_ETHERTYPE] = LINE_ETHERTYPE,
        [ACL_WEBTYPE] = LINE_WEBTYPE,
    };
    if (ace->is_remark)
        return LINE_REMARK;
    return acl->kind == ACL_WEBTYPE && ace_text(ace) != NULL ? LINE_URL : kinds[acl->kind];
}

static void
fill_line(struct acl_line *line, const struct acl *acl, const struct ace *ace)
{
    const struct ace_extra none = { 0 }, *extra = ace->extra != NULL ? ace->extra : &none;
    *line = (struct acl_line){
        .kind = kind_of_line(acl, ace),
        .acl = acl->name,
        .permit = ace->permit,
        .inactive = ace->inactive,
        .rule = ace_rule(ace),
        .log = { ace->log, ace->log_level, (uint16_t)ace_log_seconds(ace), false },
        .range = extra->range != NULL ? extra->range->name : NULL,
        .rest = extra->text,
        .ether = extra->ether,
    };
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

void
config_show_ace(const struct config *config, const struct acl *acl, const struct ace *ace,
                FILE *out)
{
    struct acl_line line;
    fill_line(&line, acl, ace);
    line.log.spelled = !config->does->flat_commands;
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
FITS(ethertype, LINE_ETHERTYPE)
FITS(url, LINE_URL)
FITS(webtype, LINE_WEBTYPE)
FITS(compiled, LINE_COMPILED)

/* ---- rows ---- */

#define INIT(kind_name, KIND)                                                                      \
    static void init_##kind_name(void *scratch)                                                    \
    {                                                                                              \
        struct acl_line *line = scratch;                                                           \
        line->kind = (KIND);                                                                       \
        line->rule.icmp.type = ICMP_TYPE_ANY;                                                      \
    }
INIT(ace, LINE_ACE)
INIT(standard, LINE_STANDARD)
INIT(remark, LINE_REMARK)
INIT(ethertype, LINE_ETHERTYPE)
INIT(url, LINE_URL)

static void
init_webtype(void *scratch)
{
    struct acl_line *line = scratch;
    line->kind = LINE_WEBTYPE;
    line->rule.protocol.number = IP_TCP;
    line->rule.icmp.type = ICMP_TYPE_ANY;
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
        NAME_OF("access-list", struct acl_line, acl, "Name of the access list", .high = 241)
#define LINE_NUMBER                                                                                \
    {                                                                                              \
        .type = &word_line_number, .text = "line <number>", .optional = true, .since = OS_6_3      \
    }
#define EXTENDED                                                                                   \
    KEYWORD("extended", "An extended access list", .optional = true, .always = true,               \
            .since = OS_7_0)
#define WEBTYPE KEYWORD("webtype", "For WebVPN")
#define ACTION CHOICE(struct acl_line, permit, actions)

static void
forget_acl(struct command_call *call, struct acl *acl)
{
    acl_clear(acl);
    acl->exists = false;
    acl->compiled = false;
    /* 7+ takes the access-group lines too (commands.md 5.3) */
    for (size_t i = 0; !call_does(call)->flat_commands && i < call->config->interface_count; i++) {
        struct interface *interface = call->config->interfaces[i];
        if (interface->access_in == acl)
            interface->access_in = NULL;
        if (interface->access_out == acl)
            interface->access_out = NULL;
    }
}

static bool
ends_in_counters(const char *rest)
{
    static const char word[] = " counters";
    size_t length = strlen(rest), own = sizeof(word) - 1;
    return length > own && strcasecmp(rest + length - own, word) == 0;
}

static bool
clear_access_list(struct command_call *call, const char *rest)
{
    if (ends_in_counters(rest))
        return true; /* what runs, not the configuration */
    bool found = rest[0] == '\0';
    for (size_t i = 0; i < call->config->acl_count; i++) {
        struct acl *acl = call->config->acls[i];
        if (rest[0] != '\0' && strcmp(acl->name, rest) != 0)
            continue;
        forget_acl(call, acl);
        found = true;
    }
    if (rest[0] == '\0')
        call->config->acl_settings = (struct acl_settings){ 0 };
    if (found || call->file == NULL)
        return found || refuse_unknown_acl(call, rest, 0);
    /* scripts clear a list before they make it */
    warn(call, NULL, "access-list %s does not exist", rest);
    return true;
}

/* log, time-range and inactive stand behind a line in any order, and are written in this one. */
static const struct word time_range_words[] = {
    KEYWORD("time-range", "Attach a time range to this element"),
    NAME_OF("time-range", struct acl_line, range, "Name of the time range"),
    END_OF_WORDS,
};

static bool
range_match(const struct word *word, struct matching *matching, void *scratch)
{
    (void)word;
    return matching_words(matching, time_range_words, scratch);
}

static void
range_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const char *const *name = word_value(scratch, word->offset);
    if (*name != NULL)
        writing_put(writing, "time-range %s", *name);
}

static const struct word_type word_range = { "time-range NAME", range_match, range_write };

static const struct word option_words[] = {
    VALUE(log, struct acl_line, log, "Log", .optional = true, .since = OS_6_3),
    VALUE(range, struct acl_line, range, "Time range", .optional = true, .since = OS_7_0),
    FLAG(struct acl_line, inactive, "inactive", "Keep it, but skip it", .since = OS_7_0),
    END_OF_WORDS,
};

static const struct command ace_row = {
    ACL_ROW,
    .words =
        (const struct word[]){
            ACL_NAME, LINE_NUMBER, EXTENDED, ACTION,
            VALUE(protocol_or_group, struct acl_line, rule.protocol, "Protocol"),
            VALUE(endpoint_or_group, struct acl_line, rule.source, "Source"),
            VALUE(ports_or_group, struct acl_line, rule.source_port, "Source port",
                  .other = offsetof(struct acl_line, rule.protocol), .high = 1),
            VALUE(endpoint_or_group, struct acl_line, rule.destination, "Destination"),
            VALUE(ports_or_group, struct acl_line, rule.destination_port, "Destination port",
                  .other = offsetof(struct acl_line, rule.protocol)),
            VALUE(icmp_or_group, struct acl_line, rule.icmp, "ICMP type", .optional = true,
                  .other = offsetof(struct acl_line, rule.protocol)),
            ANY_ORDER(option_words, .since = OS_6_3), END_OF_WORDS },
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
        (const struct word[]){
            ACL_NAME, KEYWORD("standard", "A standard access list"), LINE_NUMBER, ACTION,
            VALUE(endpoint, struct acl_line, rule.source.match, "Address", .high = 1),
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
    .init = init_remark,
    .set = set_ace,
    .unset = unset_ace,
    .each = each_line,
    .fits = fits_remark,
};

static const struct command ethertype_row = {
    ACL_ROW,
    .words = (const struct word[]){ ACL_NAME, KEYWORD("ethertype", "By Ethernet type"), ACTION,
                                    VALUE(ethertype, struct acl_line, ether, "Ethernet type"),
                                    END_OF_WORDS },
    .since = OS_7_0,
    .init = init_ethertype,
    .set = set_ace,
    .unset = unset_ace,
    .each = each_line,
    .fits = fits_ethertype,
};

static const struct command url_row = {
    ACL_ROW,
    .words = (const struct word[]){ ACL_NAME, WEBTYPE, ACTION,
                                    KEYWORD("url", "URLs that may be asked for"),
                                    VALUE(url, struct acl_line, rest, "URL"),
                                    ANY_ORDER(option_words), END_OF_WORDS },
    .since = OS_7_1,
    .init = init_url,
    .set = set_ace,
    .unset = unset_ace,
    .each = each_line,
    .fits = fits_url,
};

static const struct command webtype_row = {
    ACL_ROW,
    .words =
        (const struct word[]){
            ACL_NAME, WEBTYPE, ACTION, KEYWORD("tcp", "Servers that may be reached"),
            VALUE(endpoint, struct acl_line, rule.destination.match, "Server", .high = 1),
            VALUE(ports, struct acl_line, rule.destination_port.match, "Port",
                  .other = offsetof(struct acl_line, rule.protocol.number)),
            ANY_ORDER(option_words), END_OF_WORDS },
    .since = OS_7_1,
    .init = init_webtype,
    .set = set_ace,
    .unset = unset_ace,
    .each = each_line,
    .fits = fits_webtype,
};

/* What names the list refers to it, not to its name: access-group and nat go along, and so do lines
 * that are kept. */
static bool
set_rename(struct command_call *call, void *scratch)
{
    const struct acl_line *line = scratch;
    struct acl *acl = call_acl(call, line->acl);
    if (acl == NULL || !acl->exists)
        return refuse_unknown_acl(call, line->acl, 1);
    if (config_acl(call->config, line->rest) != NULL)
        return refuse_word(call, 3, NULL, "access-list %s is there already", line->rest);
    ((struct parser *)call->user)->last_acl = NULL;
    return kept_rename_acl(call, acl->name, line->rest) && keep_text(call, &acl->name, line->rest);
}

static const struct command rename_row = {
    ACL_ROW,
    .words =
        (const struct word[]){
            ACL_NAME, KEYWORD("rename", "Rename the access list"),
            NAME_OF("access-list", struct acl_line, rest, "New name", .high = 241), END_OF_WORDS },
    .since = OS_8_0,
    .set = set_rename,
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
    &ace_row,     &standard_row, &remark_row, &ethertype_row, &url_row,
    &webtype_row, &compiled_row, &rename_row, &no_acl_row,    NULL,
};
