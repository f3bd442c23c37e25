/*
 * findings_box.c: what is about the box itself and cannot do what it seems to: lines that others
 * cover, audit policies that are not there or not used.
 */
#include "parser/findings_private.h"

/* Each line is compared with those before it; longer lists are not looked into. */
#define LINES_MAX 2000

static bool
covers(struct network wide, struct network narrow)
{
    return (wide.netmask & narrow.netmask) == wide.netmask &&
           network_contains(wide, narrow.address);
}

static bool
decides(const struct icmp_rule *first, const struct icmp_rule *later)
{
    return first->ifc == later->ifc &&
           (first->type == ICMP_TYPE_ANY || first->type == later->type) &&
           covers(first->source, later->source);
}

static void
find_shadowed_icmp(struct findings *findings)
{
    const struct box_settings *box = &findings->config->box;
    for (size_t i = 1; i < box->icmp_rule_count && i < LINES_MAX; i++) {
        const struct icmp_rule *rule = &box->icmp_rules[i];
        size_t first = 0;
        while (first < i && !decides(&box->icmp_rules[first], rule))
            first++;
        if (first < i)
            finding_report(findings, FINDING_SHADOWED_ICMP, rule->origin.line,
                           "icmp line %zu of %s never decides: line %u comes first", i + 1,
                           config_interface_label(findings->config, rule->ifc),
                           box->icmp_rules[first].origin.line);
    }
}

static bool
makes_needless(const struct management_source *wide, const struct management_source *narrow)
{
    return wide->ifc == narrow->ifc && wide->ipv6 == NULL && narrow->ipv6 == NULL &&
           covers(wide->network, narrow->network);
}

static void
find_needless_access(struct findings *findings, enum management_service service)
{
    const struct management_list *list = &findings->config->box.management[service];
    for (size_t i = 0; i < list->count && i < LINES_MAX; i++) {
        size_t wide = 0;
        while (wide < list->count && wide < LINES_MAX &&
               (wide == i || !makes_needless(&list->items[wide], &list->items[i])))
            wide++;
        if (wide < list->count && wide < LINES_MAX)
            finding_report(findings, FINDING_NEEDLESS_ACCESS, list->items[i].origin.line,
                           "this %s line allows nothing that line %u does not",
                           management_service_name(service), list->items[wide].origin.line);
    }
}

static void
find_management(struct findings *findings)
{
    const struct config *config = findings->config;
    const struct box_settings *box = &config->box;
    const struct management_list *http = &box->management[MANAGE_HTTP];
    if (http->count > 0 && !box->http_server)
        finding_report(findings, FINDING_HTTP_WITHOUT_SERVER, http->items[0].origin.line,
                       "the HTTP server, which this line allows, is not enabled");
    if (box->management_access == IFC_NONE)
        return;
    const struct interface *interface = config->interfaces[box->management_access];
    if (interface->address == 0 && interface->address_source == ADDRESS_UNSET)
        finding_report(findings, FINDING_MANAGEMENT_WITHOUT_ADDRESS, 0,
                       "management-access names %s, which has no address", interface->name);
}

static bool
is_bound(const struct audit *audit, const struct audit_policy *policy)
{
    for (size_t i = 0; i < audit->binding_count; i++) {
        if (audit->bindings[i].policy == policy)
            return true;
    }
    return false;
}

static void
find_audit(struct findings *findings)
{
    const struct audit *audit = &findings->config->audit;
    for (size_t i = 0; i < audit->binding_count; i++) {
        const struct audit_binding *binding = &audit->bindings[i];
        if (!audit_policy_exists(binding->policy))
            finding_report(findings, FINDING_UNDEFINED_AUDIT_POLICY, binding->origin.line,
                           "audit policy %s is not defined", binding->policy->name);
    }
    for (size_t i = 0; i < audit->policy_count; i++) {
        const struct audit_policy *policy = audit->policies[i];
        if (audit_policy_exists(policy) && !is_bound(audit, policy))
            finding_report(findings, FINDING_UNUSED_AUDIT_POLICY, policy->origin.line,
                           "audit policy %s is not used", policy->name);
    }
}

void
findings_of_box(struct findings *findings)
{
    find_shadowed_icmp(findings);
    for (unsigned i = 0; i < MANAGEMENT_SERVICE_COUNT; i++)
        find_needless_access(findings, (enum management_service)i);
    find_management(findings);
    find_audit(findings);
}
