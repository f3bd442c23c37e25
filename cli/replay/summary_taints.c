/*
 * summary_taints.c: finds them in the configuration, and prints them.
 */
#include "cli/replay/summary_taints.h"

#include <stdlib.h>
#include <string.h>

#include "cli/replay/summary_policy.h"
#include "parser/parser.h"

#define SELECTION_SIZE 1024 /* with two names of the longest */

struct taints {
    FILE *out;
    const struct config *config;
};

/* WHAT is wrong with the line; WHY that matters, or NULL. */
static void
print_tainting(const struct taints *taints, const struct origin *origin, const char *text,
               const char *what, const char *why)
{
    fputs("taints: ", taints->out);
    if (origin->file != NULL)
        fprintf(taints->out, "%s:%u: ", origin->file, origin->line);
    for (const char *at = text; *at != '\0'; at++)
        fputc((unsigned char)*at < 0x20 || *at == 0x7f ? '?' : *at, taints->out);
    fprintf(taints->out, " (%s%s%s)\n", what, why != NULL ? ": " : "", why != NULL ? why : "");
}

static void
print_taint(const struct taints *taints, const struct origin *origin, const char *text,
            const char *why)
{
    print_tainting(taints, origin, text, "kept, not modelled", why);
}

static void
print_kept(const struct taints *taints, const struct kept_line *kept, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (kept[i].taints)
            print_taint(taints, &kept[i].origin, kept[i].text, kept[i].why);
    }
}

/* WHAT and WHY as above, about a row of the model. */
static void
print_row_taint(const struct taints *taints, struct row row, const struct origin *origin,
                const char *what, const char *why)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        return;
    config_write_row(taints->config, &row, memory);
    if (fclose(memory) == 0)
        print_tainting(taints, origin, text, what, why);
    free(text);
}

/* Why an ACE matches nothing though a device would know better; NULL: it does not. */
static const char *
lacks(const struct config *config, const struct ace *ace)
{
    const struct ace_extra none = { 0 }, *extra = ace->extra != NULL ? ace->extra : &none;
    const group_id groups[] = {
        ace->source.kind == ADDRESS_GROUP ? ace->source.group : GROUP_NONE,
        ace->destination.kind == ADDRESS_GROUP ? ace->destination.group : GROUP_NONE,
        port_match_group(&ace->source_port),
        port_match_group(&ace->destination_port),
        extra->protocol_group,
        extra->icmp_group,
    };
    for (size_t i = 0; i < ARRAY_LENGTH(groups); i++) {
        const struct object_group *group = object_group_at(config, groups[i]);
        if (group != NULL && !group->exists)
            return "its object group is not there: it matches nothing";
    }
    if (extra->range != NULL && !extra->range->exists)
        return "its time range is not there: it matches nothing";
    return NULL;
}

static void
print_acl_taints(const struct taints *taints, const struct acl *acl)
{
    bool other = acl->kind == ACL_ETHERTYPE || acl->kind == ACL_WEBTYPE;
    for (size_t i = 0; acl->exists && i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        const char *why = other ? "it is not evaluated" : lacks(taints->config, ace);
        if (ace->is_remark || why == NULL)
            continue;
        struct row row = { ROW_ACE, ace, i };
        struct origin origin = ace_origin(taints->config, ace);
        print_row_taint(taints, row, &origin, why, NULL);
    }
}

/*
 * Lists of the model that the engine does not act on. An ITEM is a struct with its origin, as the
 * SECTION's rows visit it; the lists are those of struct config.
 */
static const struct unevaluated {
    const char *section;
    size_t items, count; /* offsets in struct config */
    size_t size, origin; /* of an item, and the offset in it */
    const char *why;
} unevaluated[] = {
#define UNEVALUATED(section, list, number, ITEM, why)                                              \
    {                                                                                              \
        section, offsetof(struct config, list), offsetof(struct config, number), sizeof(ITEM),     \
            offsetof(ITEM, origin), why                                                            \
    }
    UNEVALUATED("filter", content_filters, content_filter_count, struct content_filter,
                "a URL or content filter could drop this traffic"),
#undef UNEVALUATED
};

static void
print_object_taint(const struct taints *taints, const char *section, const void *object,
                   const struct origin *origin, const char *what)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        return;
    config_write_object(taints->config, section, object, memory);
    if (fclose(memory) == 0)
        print_tainting(taints, origin, text, what, NULL);
    free(text);
}

static void
print_unevaluated(const struct taints *taints, const struct unevaluated *list)
{
    const unsigned char *config = (const unsigned char *)taints->config;
    const unsigned char *items;
    size_t count;
    memcpy(&items, config + list->items, sizeof(items));
    memcpy(&count, config + list->count, sizeof(count));
    for (size_t i = 0; i < count; i++) {
        const unsigned char *item = items + i * list->size;
        struct origin origin;
        memcpy(&origin, item + list->origin, sizeof(origin));
        print_object_taint(taints, list->section, item, &origin, list->why);
    }
}

/* A rule that is modelled but for WHAT. */
static void
print_partly(const struct taints *taints, struct row row, const struct origin *origin,
             const char *what)
{
    print_row_taint(taints, row, origin, what, NULL);
}

/* Connections are let through or not; what is in them is not looked at. */
static void
print_java_rules(const struct taints *taints)
{
    const struct config *config = taints->config;
    for (size_t i = 0; i < config->outbound_count; i++) {
        const struct outbound_rule *rule = &config->outbounds[i];
        if (rule->java)
            print_partly(taints, (struct row){ ROW_OUTBOUND, rule, i }, &rule->origin,
                         "Java applets are not filtered");
    }
}

static void
print_selected(const struct taints *taints, const struct crypto_binding *binding,
               const struct crypto_entry *entry)
{
    const struct acl *acl = entry->acl;
    char line[SELECTION_SIZE], why[SELECTION_SIZE];
    const char *ifc = config_interface_label(taints->config, binding->ifc);
    const struct origin *origin = &entry->origin;
    if (acl != NULL) {
        snprintf(line, sizeof(line), "crypto %s %s %u match address %s",
                 entry->is_dynamic ? "dynamic-map" : "map", entry->map, entry->sequence, acl->name);
        snprintf(why, sizeof(why), "traffic that access-list %s permits would be encrypted on %s",
                 acl->name, ifc);
    } else {
        snprintf(line, sizeof(line), "crypto map %s interface %s", binding->map, ifc);
        snprintf(why, sizeof(why), "traffic to peers of %s %s %u would be encrypted on %s",
                 entry->is_dynamic ? "dynamic-map" : "map", entry->map, entry->sequence, ifc);
        origin = &binding->origin;
    }
    print_taint(taints, origin, line, why);
}

/* An entry without an access list selects nothing unless it is dynamic: its peers choose. */
static void
print_entries(const struct taints *taints, const struct crypto_binding *binding, bool dynamic,
              const char *map)
{
    const struct config *config = taints->config;
    for (size_t i = 0; i < config->crypto_entry_count; i++) {
        const struct crypto_entry *entry = &config->crypto_entries[i];
        if (entry->is_dynamic != dynamic || strcmp(entry->map, map) != 0)
            continue;
        if (!dynamic && entry->dynamic != NULL)
            print_entries(taints, binding, true, entry->dynamic);
        else if (dynamic || entry->acl != NULL)
            print_selected(taints, binding, entry);
    }
}

static void
print_crypto(const struct taints *taints)
{
    const struct config *config = taints->config;
    for (size_t i = 0; i < config->crypto_binding_count; i++) {
        const struct crypto_binding *binding = &config->crypto_bindings[i];
        print_entries(taints, binding, false, binding->map);
    }
}

/* What an access list translates is not looked for in DNS answers: for which peer is open. */
static void
print_dns_rules(const struct taints *taints)
{
    const struct config *config = taints->config;
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *rule = &config->statics[i];
        if (rule->dns && rule->acl != NULL)
            print_partly(taints, (struct row){ ROW_STATIC, rule, i }, &rule->origin,
                         "DNS answers are not rewritten for it");
    }
}

/* What a DHCP or PPPoE server would say is not known: no address, no route. */
static void
print_asked_addresses(const struct taints *taints)
{
    const struct config *config = taints->config;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->address == 0 && interface->address_source != ADDRESS_UNSET)
            print_partly(taints, (struct row){ ROW_INTERFACE, interface, i }, &interface->origin,
                         "the address that it is given is not known");
    }
}

/* Nobody watches the object that a route depends on. */
static void
print_tracked_routes(const struct taints *taints)
{
    const struct config *config = taints->config;
    for (size_t i = 0; i < config->route_count; i++) {
        const struct route *route = &config->routes[i];
        if (route->track != 0)
            print_partly(taints, (struct row){ ROW_ROUTE, route, i }, &route->origin,
                         "the tracked object is taken as up");
    }
}

/* Rows of the model that the engine does not evaluate yet say so of themselves. */
static void
print_declared_taint(void *context, const struct origin *origin, const char *text, const char *why)
{
    print_tainting(context, origin, text, "not evaluated", why);
}

void
summary_taints_print(FILE *out, const struct config *config)
{
    const struct taints taints = { out, config };
    print_kept(&taints, config->kept, config->kept_count);
    for (size_t i = 0; i < config->interface_count; i++)
        print_kept(&taints, config->interfaces[i]->kept, config->interfaces[i]->kept_count);
    summary_policy_print(out, config);
    for (size_t i = 0; i < config->acl_count; i++) {
        if (config->acls[i]->exists)
            print_acl_taints(&taints, config->acls[i]);
    }
    print_java_rules(&taints);
    print_crypto(&taints);
    for (size_t i = 0; i < ARRAY_LENGTH(unevaluated); i++)
        print_unevaluated(&taints, &unevaluated[i]);
    print_dns_rules(&taints);
    print_asked_addresses(&taints);
    print_tracked_routes(&taints);
    config_each_taint(config, print_declared_taint, (void *)(uintptr_t)&taints);
}
