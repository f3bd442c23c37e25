/*
 * cmd_fixup_mpf.c: fixup protocol of 7.0 and later, a help for people who come from 6.x: it becomes
 * lines of the Modular Policy Framework (commands.md 6.2, "Conversion").
 *
 * Usual ports go to the class that has them all, others to a class of their own. What is active
 * on all interfaces is changed; where nothing is, global_policy is made and put to work. That 7.1
 * to 8.2 still take the command is unverified for 7.1 and sure, from users' sessions, later.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/convert.h"
#include "parser/fixup.h"

#define USUAL_CLASS "inspection_default"
#define USUAL_POLICY "global_policy"
/* commands.md 6.2: the map that a box upgraded from 6.x has */
#define DNS_MAP "migrated_dns_map_1"
/* the one of the factory, which has the usual length */
#define FACTORY_DNS_MAP "preset_dns_map"

struct change {
    struct command_call *call;
    struct fixup_line *line;
    enum inspection_kind kind; /* what it is from 7.0 on */
    const char *policy;
    const struct policy_map *map; /* of that name; NULL: none */
    struct conversion made;
};

static enum inspection_kind
inspected_as(enum inspection_kind kind)
{
    switch (kind) {
    case INSPECT_SMTP:
        return INSPECT_ESMTP;
    case INSPECT_ESP_IKE:
        return INSPECT_IPSEC_PASS_THRU;
    case INSPECT_SIP_UDP:
        return INSPECT_SIP;
    default:
        return kind;
    }
}

static const struct policy_map *
global_map(const struct config *config)
{
    for (size_t i = 0; i < config->service_policy_count; i++) {
        if (config->service_policies[i].ifc == IFC_NONE)
            return config->service_policies[i].policy_map;
    }
    return NULL;
}

static struct change
change_begin(struct command_call *call, struct fixup_line *line)
{
    const struct policy_map *active = global_map(call->config);
    fixup_read_defaults(line);
    struct change change = {
        .call = call,
        .line = line,
        .kind = inspected_as(line->kind),
        .policy = active != NULL ? active->name : USUAL_POLICY,
        .map = active != NULL ? active : config_policy_map(call->config, USUAL_POLICY),
        .made = { .arena = call->diags->arena },
    };
    return change;
}

static const struct inspection *
class_inspection(const struct policy_class *class, enum inspection_kind kind)
{
    for (size_t i = 0; i < class->count; i++) {
        if (class->inspections[i].kind == kind)
            return &class->inspections[i];
    }
    return NULL;
}

/* What the policy's usual class has of that kind. */
static const struct inspection *
usual_inspection(const struct change *change)
{
    for (size_t i = 0; change->map != NULL && i < change->map->count; i++) {
        const struct policy_class *class = &change->map->classes[i];
        if (strcmp(class->class_map->name, USUAL_CLASS) == 0)
            return class_inspection(class, change->kind);
    }
    return NULL;
}

/* UDP of SIP alone has a class of its own, since `inspect sip` of the usual one is for both. */
static bool
goes_to_usual_class(const struct change *change)
{
    const struct inspection_default *usual = inspection_default(change->line->kind);
    const struct fixup_line *line = change->line;
    if (line->kind == INSPECT_SIP_UDP && usual_inspection(change) == NULL)
        return false;
    return (line->first == usual->port_first && line->last == usual->port_last) ||
           (line->first == line->last && line->first == usual->other_port);
}

/* ---- classes with ports of their own ---- */

static bool
class_has_ports(const struct class_map *map, uint8_t protocol, const struct fixup_line *line)
{
    if (map->count != 1 || map->matches[0].kind != CLASS_MATCH_PORT ||
        map->matches[0].protocol != protocol)
        return false;
    const struct port_match *port = &map->matches[0].port;
    if (line->first == line->last)
        return port->op == PORT_OP_EQ && port->low == line->first;
    return port->op == PORT_OP_RANGE && port->low == line->first && port->high == line->last;
}

/* Of the usual class-map with one match each: these ports and nothing else. NULL: no memory. */
static const char *
own_class_name(const struct change *change, bool *exists)
{
    const struct inspection_default *usual = inspection_default(change->line->kind);
    char protocol[32];
    snprintf(protocol, sizeof(protocol), "%s", usual->name);
    for (char *at = strchr(protocol, ' '); at != NULL; at = strchr(at, ' '))
        *at = '_';
    const char *name = call_text(change->call, "custom_%s_inspection", protocol);
    for (unsigned i = 0;; i++) {
        const struct class_map *map = config_class_map(change->call->config, name);
        *exists = map != NULL && map->exists;
        if (!*exists || class_has_ports(map, usual->protocol, change->line))
            return name;
        name =
            call_text(change->call, "custom_%s_inspection_%u", protocol, change->line->first + i);
    }
}

static const char *
put_own_class(struct change *change)
{
    const struct fixup_line *line = change->line;
    bool exists;
    const char *name = own_class_name(change, &exists);
    const char *protocol = inspection_default(line->kind)->protocol == IP_UDP ? "udp" : "tcp";
    if (exists)
        return name;
    conversion_put(&change->made, "class-map %s", name);
    if (line->first == line->last)
        conversion_put(&change->made, " match port %s eq %u", protocol, line->first);
    else
        conversion_put(&change->made, " match port %s range %u %u", protocol, line->first,
                       line->last);
    return name;
}

static void
put_usual_class(struct change *change)
{
    const struct class_map *map = config_class_map(change->call->config, USUAL_CLASS);
    if (map != NULL && map->exists)
        return;
    conversion_put(&change->made, "class-map %s", USUAL_CLASS);
    conversion_put(&change->made, " match default-inspection-traffic");
}

/* ---- DNS: the length is in a map from 7.2 on ---- */

static bool
is_migrated(const struct inspection *inspection)
{
    return inspection != NULL && inspection->map != NULL && strcmp(inspection->map, DNS_MAP) == 0;
}

static void
put_dns_map(struct change *change)
{
    const struct inspection *old = usual_inspection(change);
    if (old != NULL) {
        conversion_put(&change->made, "policy-map %s", change->policy);
        conversion_put(&change->made, " class %s", USUAL_CLASS);
        conversion_put(&change->made, "  no inspect dns");
    }
    if (is_migrated(old))
        conversion_put(&change->made, "no policy-map type inspect dns " DNS_MAP);
    conversion_put(&change->made, "policy-map type inspect dns " DNS_MAP);
    conversion_put(&change->made, " parameters");
    conversion_put(&change->made, "  message-length maximum %u",
                   change->line->options.maximum_length != 0 ? change->line->options.maximum_length
                                                             : DNS_LENGTH_DEFAULT);
}

/* Is it on already as the factory has it? */
static bool
is_factory_dns(const struct change *change)
{
    const struct inspection *old = usual_inspection(change);
    return old != NULL && old->map != NULL && strcmp(old->map, FACTORY_DNS_MAP) == 0 &&
           change->line->options.maximum_length == DNS_LENGTH_DEFAULT;
}

static const char *
inspect_line(const struct change *change)
{
    const struct inspection_options *options = &change->line->options;
    const char *name = inspection_default(change->kind)->name;
    if (change->kind == INSPECT_DNS && call_does(change->call)->inspect_maps)
        return "inspect dns " DNS_MAP;
    if (change->kind == INSPECT_DNS && options->maximum_length != 0)
        return call_text(change->call, "inspect dns maximum-length %u", options->maximum_length);
    return call_text(change->call, "inspect %s%s", name, options->strict ? " strict" : "");
}

/* ---- the command ---- */

/* The line as 6.x writes it. */
static const char *
written_line(const struct change *change, bool negated)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return "fixup protocol";
    struct word_context context = { change->call->config, call_version(change->call) };
    struct writing writing = { .context = &context, .out = out };
    if (negated)
        writing_put(&writing, "no");
    writing_words(&writing, fixup_words, change->line, SIZE_MAX);
    fclose(out);
    const char *copy = text != NULL ? call_text(change->call, "%s", text) : "fixup protocol";
    free(text);
    return copy;
}

/* The prompt hears the device, a file what the line became. */
static bool
change_end(struct change *change, bool negated)
{
    const struct command_call *call = change->call;
    inform(call, "INFO: converting '%s' to MPF commands", written_line(change, negated));
    if (call->file != NULL)
        conversion_say(call, CONVERSION_CONVERTED,
                       change->made.count > 0 ? conversion_text(&change->made)
                                              : call_text(call, "changes nothing in %s",
                                                          os_version_name(call_version(call))));
    return conversion_type(call, &change->made);
}

static bool
set_fixup(struct command_call *call, void *scratch)
{
    struct change change = change_begin(call, scratch);
    const char *inspect = inspect_line(&change);
    if (!conversion_fits(call, MODE_CONFIG_PMAP_C, inspect))
        return refuse(call, NULL, "%s has no %s, which this would become",
                      os_version_name(call_version(call)), inspect);
    if (change.kind == INSPECT_DNS && is_factory_dns(&change))
        return change_end(&change, false);
    const char *class = USUAL_CLASS;
    if (goes_to_usual_class(&change))
        put_usual_class(&change);
    else
        class = put_own_class(&change);
    if (change.kind == INSPECT_DNS && call_does(call)->inspect_maps)
        put_dns_map(&change);
    conversion_put(&change.made, "policy-map %s", change.policy);
    conversion_put(&change.made, " class %s", class);
    conversion_put(&change.made, "  %s", inspect);
    if (global_map(call->config) == NULL)
        conversion_put(&change.made, "service-policy %s global", change.policy);
    return change_end(&change, false);
}

static void
take_out(struct change *change, const char *class)
{
    conversion_put(&change->made, "policy-map %s", change->policy);
    conversion_put(&change->made, " class %s", class);
    conversion_put(&change->made, "  no inspect %s", inspection_default(change->kind)->name);
    if (strcmp(class, USUAL_CLASS) == 0)
        return;
    conversion_put(&change->made, " no class %s", class);
    conversion_put(&change->made, "no class-map %s", class);
}

/* Classes of one port match that have the inspection: all of them, or those with the line's. */
static void
take_out_of_own_classes(struct change *change, bool all)
{
    uint8_t protocol = inspection_default(change->line->kind)->protocol;
    for (size_t i = 0; change->map != NULL && i < change->map->count; i++) {
        const struct policy_class *class = &change->map->classes[i];
        const struct class_map *map = class->class_map;
        bool own = map->count == 1 && map->matches[0].kind == CLASS_MATCH_PORT &&
                   map->matches[0].protocol == protocol;
        if (own && class_inspection(class, change->kind) != NULL &&
            (all || class_has_ports(map, protocol, change->line)))
            take_out(change, map->name);
    }
}

static bool
unset_fixup(struct command_call *call, void *scratch)
{
    bool all = !((const struct fixup_line *)scratch)->has_ports;
    struct change change = change_begin(call, scratch);
    /* the usual class looks at SIP over TCP and UDP alike, as long as one of them is on */
    bool usual = goes_to_usual_class(&change) && change.line->kind != INSPECT_SIP_UDP;
    if (usual && usual_inspection(&change) != NULL)
        take_out(&change, USUAL_CLASS);
    if (all || !usual)
        take_out_of_own_classes(&change, all);
    if (change.made.count == 0 && call->file == NULL)
        return refuse(call, NULL, "%s is not inspected on these ports",
                      inspection_default(change.kind)->name);
    return change_end(&change, true);
}

const struct command fixup_mpf_row = {
    .name = "fixup protocol",
    .help = "Add or delete inspections as 6.x did",
    .words = fixup_words,
    .since = OS_7_0,
    .scratch_size = sizeof(struct fixup_line),
    .set = set_fixup,
    .unset = unset_fixup,
    .converts = true,
};
