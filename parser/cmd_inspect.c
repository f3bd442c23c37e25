/*
 * cmd_inspect.c: inspect in a class of a policy-map, of 7.0 and later (commands.md 6.2). What was
 * `fixup protocol` before is in cmd_fixup.c.
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_inspection.h"

struct inspect_line {
    enum inspection_kind kind;
    struct inspection_options options;
    const char *map;
};

/* Those of the 6.x fixups that have no `inspect` are not here. */
static const struct choice inspections[] = {
    { .text = "ctiqbe", .value = INSPECT_CTIQBE },
    { .text = "dcerpc", .value = INSPECT_DCERPC, .since = OS_7_2 },
    { .text = "dns", .value = INSPECT_DNS },
    { .text = "esmtp", .value = INSPECT_ESMTP },
    { .text = "ftp", .value = INSPECT_FTP },
    { .text = "gtp", .value = INSPECT_GTP },
    { .text = "h323 h225", .value = INSPECT_H323_H225 },
    { .text = "h323 ras", .value = INSPECT_H323_RAS },
    { .text = "http", .value = INSPECT_HTTP },
    { .text = "icmp error", .value = INSPECT_ICMP_ERROR },
    { .text = "icmp", .value = INSPECT_ICMP },
    { .text = "ils", .value = INSPECT_ILS },
    { .text = "im", .value = INSPECT_IM, .since = OS_7_2 },
    { .text = "ip-options", .value = INSPECT_IP_OPTIONS, .since = OS_8_2 },
    { .text = "ipsec-pass-thru", .value = INSPECT_IPSEC_PASS_THRU },
    { .text = "mgcp", .value = INSPECT_MGCP },
    { .text = "mmp", .value = INSPECT_MMP, .since = OS_8_0 },
    { .text = "netbios", .value = INSPECT_NETBIOS },
    { .text = "pptp", .value = INSPECT_PPTP },
    { .text = "radius-accounting", .value = INSPECT_RADIUS_ACCOUNTING, .since = OS_7_2 },
    { .text = "rsh", .value = INSPECT_RSH },
    { .text = "rtsp", .value = INSPECT_RTSP },
    { .text = "sip", .value = INSPECT_SIP },
    { .text = "skinny", .value = INSPECT_SKINNY },
    { .text = "smtp", .value = INSPECT_SMTP },
    { .text = "snmp", .value = INSPECT_SNMP },
    { .text = "sqlnet", .value = INSPECT_SQLNET },
    { .text = "sunrpc", .value = INSPECT_SUNRPC },
    { .text = "tftp", .value = INSPECT_TFTP },
    { .text = "waas", .value = INSPECT_WAAS, .since = OS_7_2 },
    { .text = "xdmcp", .value = INSPECT_XDMCP },
    { .text = NULL },
};

static bool
inspect_match(const struct word *word, struct matching *matching, void *scratch)
{
    const char *phrases[ARRAY_LENGTH(inspections)] = { NULL };
    size_t found;
    for (size_t i = 0; inspections[i].text != NULL; i++) {
        const struct choice *choice = &inspections[i];
        bool here = version_in(matching->context->version, choice->since, choice->before);
        phrases[i] = here ? choice->text : NULL;
    }
    if (!take_phrase(matching, phrases, ARRAY_LENGTH(inspections), word->help, &found))
        return false;
    ((struct inspect_line *)scratch)->kind = (enum inspection_kind)inspections[found].value;
    return true;
}

static void
inspect_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    writing_put(writing, "%s",
                inspection_default(((const struct inspect_line *)scratch)->kind)->name);
}

static const struct word_type word_inspect = { "protocol", inspect_match, inspect_write };

static bool
has_map(enum inspection_kind kind)
{
    switch (kind) {
    case INSPECT_CTIQBE:
    case INSPECT_ICMP:
    case INSPECT_ICMP_ERROR:
    case INSPECT_ILS:
    case INSPECT_PPTP:
    case INSPECT_RSH:
    case INSPECT_SMTP:
    case INSPECT_SQLNET:
    case INSPECT_SUNRPC:
    case INSPECT_TFTP:
    case INSPECT_XDMCP:
        return false;
    default:
        return true;
    }
}

static bool
inspect_options_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct inspect_line *line = scratch;
    if (!take_inspection_options(matching, line->kind, &line->options))
        return false;
    if (line->options.maximum_length != 0)
        return true;
    if (!has_map(line->kind))
        return true;
    if (matching_next(matching) == NULL) {
        matching_expect(matching, "WORD", word->help, false);
        return true;
    }
    return word_text.match(word, matching, scratch);
}

static void
inspect_options_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct inspect_line *line = scratch;
    writing_put_inspection_options(writing, &line->options);
    if (line->map != NULL)
        writing_put(writing, "%s", line->map);
}

static const struct word_type word_inspect_options = { "options", inspect_options_match,
                                                       inspect_options_write };

static size_t
find_inspection(const struct policy_class *class, enum inspection_kind kind)
{
    size_t i = 0;
    while (i < class->count && class->inspections[i].kind != kind)
        i++;
    return i;
}

/* At the prompt the map must be there; a file may have it later. One of another kind is refused. */
static bool
check_map(const struct command_call *call, const struct inspection *made)
{
    enum map_protocol protocol = inspection_map_protocol(made->kind);
    if (made->map == NULL || config_inspection_map(call->config, made) != NULL)
        return true;
    const struct policy_map *other = config_policy_map(call->config, made->map);
    if (call->file != NULL && (other == NULL || !other->exists))
        return true;
    return refuse_word(call, call->line->count - 1, NULL, "%s is no inspection map of %s",
                       made->map, map_protocol_name(protocol));
}

static bool
go_together(enum inspection_kind a, enum inspection_kind b)
{
    static const enum inspection_kind pairs[][2] = {
        { INSPECT_ICMP, INSPECT_ICMP_ERROR },
        { INSPECT_H323_H225, INSPECT_H323_RAS },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
        if ((pairs[i][0] == a && pairs[i][1] == b) || (pairs[i][0] == b && pairs[i][1] == a))
            return true;
    }
    return false;
}

/*
 * A class that does not match the ports of the inspections has one of them (commands.md 6.2;
 * engine.md 7 for the pairs). The rest of the traffic may have several.
 */
static bool
check_only_one(const struct command_call *call, const struct policy_class *class,
               enum inspection_kind kind)
{
    const struct class_map *map = class->class_map;
    bool several = strcmp(map->name, "class-default") == 0 || map->count == 0;
    for (size_t i = 0; i < map->count; i++)
        several = several || map->matches[i].kind == CLASS_MATCH_DEFAULT_INSPECTION;
    for (size_t i = 0; i < class->count && !several; i++) {
        enum inspection_kind other = class->inspections[i].kind;
        if (other != kind && !go_together(other, kind))
            return refuse(call,
                          "ERROR: Multiple inspect commands can't be configured for a class "
                          "without 'match default-inspection-traffic|none' in it.",
                          "class %s inspects %s already", map->name,
                          inspection_default(other)->name);
    }
    return true;
}

/* Other options for what is inspected already: `no inspect` first. */
static bool
check_same(const struct command_call *call, const struct inspection *old,
           const struct inspection *made)
{
    const char *old_map = old->map != NULL ? old->map : "";
    const char *map = made->map != NULL ? made->map : "";
    if (old->strict == made->strict && old->maximum_length == made->maximum_length &&
        strcmp(old_map, map) == 0)
        return true;
    return refuse(call,
                  "ERROR: Inspect configuration of this type exists, first remove\n"
                  "that configuration and then add the new configuration",
                  "%s is inspected here already, with other options",
                  inspection_default(old->kind)->name);
}

static bool
set_inspect(struct command_call *call, void *scratch)
{
    const struct inspect_line *line = scratch;
    struct policy_class *class = call->object;
    struct inspection made = {
        .kind = line->kind,
        .strict = line->options.strict,
        .maximum_length = line->options.maximum_length,
        .origin = call_origin(call),
    };
    if (line->map != NULL && !keep_text(call, &made.map, line->map))
        return false;
    size_t at = find_inspection(class, line->kind);
    if (!check_map(call, &made) || !check_only_one(call, class, line->kind) ||
        (at < class->count && call->file == NULL &&
         !check_same(call, &class->inspections[at], &made)))
        return false;
    struct inspection *place = at < class->count
                                   ? &class->inspections[at]
                                   : arena_append(call->config->arena, &class->inspections,
                                                  &class->count, &class->capacity, sizeof(made));
    if (place == NULL)
        return no_memory(call);
    *place = made;
    return true;
}

static bool
unset_inspect(struct command_call *call, void *scratch)
{
    const struct inspect_line *line = scratch;
    struct policy_class *class = call->object;
    size_t at = find_inspection(class, line->kind);
    if (at == class->count)
        return refuse(call, NULL, "%s is not inspected here", inspection_default(line->kind)->name);
    LIST_REMOVE(class->inspections, class->count, at);
    return true;
}

static void
each_inspect(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct policy_class *class = object;
    for (size_t i = 0; i < class->count; i++) {
        const struct inspection *inspection = &class->inspections[i];
        struct inspect_line line = {
            .kind = inspection->kind,
            .options = { inspection->strict, inspection->maximum_length },
            .map = inspection->map,
        };
        visit(context, &line, NULL);
    }
}

static const struct command inspect_row = {
    .modes = MODE_BIT(MODE_CONFIG_PMAP_C),
    .since = OS_7_0,
    .scratch_size = sizeof(struct inspect_line),
    .name = "inspect",
    .help = "Protocol inspection services",
    .words =
        (const struct word[]){ KEYWORD("inspect", "Protocol inspection services"),
                               VALUE(inspect, struct inspect_line, kind, "Protocol"),
                               VALUE(inspect_options, struct inspect_line, map, "Inspection map"),
                               END_OF_WORDS },
    .set = set_inspect,
    .unset = unset_inspect,
    .each = each_inspect,
};

const struct command *const inspect_commands[] = { &inspect_row, NULL };
