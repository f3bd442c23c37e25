/*
 * findings_old_rules.c: conduits and outbound lists of 6.x that do nothing.
 */
#include "parser/findings_private.h"

/* Lists of a few thousand are compared pair by pair. */
#define PAIRS_MAX 4000

/* ---- conduits ---- */

/*
 * Conduits decide about what enters an interface without an access list on the way to one with a
 * higher level (commands.md 5.5).
 */
static bool
conduits_decide(const struct config *config)
{
    uint8_t highest = 0;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->name != NULL && interface->security_level > highest)
            highest = interface->security_level;
    }
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface->name != NULL && interface->security_level < highest &&
            interface->access_in == NULL)
            return true;
    }
    return false;
}

/* What stands behind `eq`, `range`, ... as bounds. False: no single range, or a group. */
static bool
bounds_of(const struct port_match *match, uint32_t *low, uint32_t *high)
{
    *low = match->low;
    *high = match->low;
    switch (match->op) {
    case PORT_OP_NONE:
        *low = 0;
        *high = UINT16_MAX;
        return true;
    case PORT_OP_EQ:
        return true;
    case PORT_OP_LT:
        *low = 0;
        *high = match->low - 1u;
        return match->low > 0;
    case PORT_OP_GT:
        *low = match->low + 1u;
        *high = UINT16_MAX;
        return match->low < UINT16_MAX;
    case PORT_OP_RANGE:
        *high = match->high;
        return true;
    case PORT_OP_NEQ:
    case PORT_OP_GROUP:
        return false;
    }
    return false;
}

static bool
ports_cover(const struct port_match *wide, const struct port_match *narrow)
{
    uint32_t wide_low, wide_high, low, high;
    if (wide->op == PORT_OP_NONE || port_match_is_same(wide, narrow))
        return true;
    return bounds_of(wide, &wide_low, &wide_high) && bounds_of(narrow, &low, &high) &&
           wide_low <= low && high <= wide_high;
}

/* Masks need not be contiguous. */
static bool
address_covers(const struct address_match *wide, const struct address_match *narrow)
{
    if (wide->kind == ADDRESS_ANY)
        return true;
    if (wide->kind == ADDRESS_GROUP)
        return narrow->kind == ADDRESS_GROUP && wide->group == narrow->group;
    if (wide->kind != ADDRESS_NETWORK || narrow->kind != ADDRESS_NETWORK)
        return false;
    uint32_t mask = wide->network.netmask;
    return (mask & ~narrow->network.netmask) == 0 &&
           ((wide->network.address ^ narrow->network.address) & mask) == 0;
}

static bool
protocol_covers(const struct ace *wide, const struct ace *narrow)
{
    const struct ace_extra none = { 0 };
    const struct ace_extra *own = wide->extra != NULL ? wide->extra : &none;
    const struct ace_extra *other = narrow->extra != NULL ? narrow->extra : &none;
    if (own->protocol_group != GROUP_NONE || own->icmp_group != GROUP_NONE)
        return own->protocol_group == other->protocol_group && own->icmp_group == other->icmp_group;
    if (wide->protocol == IP_ANY)
        return true;
    return other->protocol_group == GROUP_NONE && wide->protocol == narrow->protocol &&
           (wide->icmp_type == ICMP_TYPE_ANY ||
            (other->icmp_group == GROUP_NONE && wide->icmp_type == narrow->icmp_type));
}

static bool
ace_covers(const struct ace *wide, const struct ace *narrow)
{
    return protocol_covers(wide, narrow) && address_covers(&wide->source, &narrow->source) &&
           address_covers(&wide->destination, &narrow->destination) &&
           ports_cover(&wide->source_port, &narrow->source_port) &&
           ports_cover(&wide->destination_port, &narrow->destination_port);
}

static void
look_at_conduits(struct findings *findings)
{
    const struct acl *conduits = &findings->config->conduits;
    if (conduits->count > 0 && !conduits_decide(findings->config))
        finding_report(findings, FINDING_DEAD_CONDUITS, conduits->aces[0]->line,
                       "no conduit decides: the interfaces have access lists");
    for (size_t i = 0; i < conduits->count && i < PAIRS_MAX; i++) {
        for (size_t k = 0; k < i; k++) {
            if (!ace_covers(conduits->aces[k], conduits->aces[i]))
                continue;
            finding_report(findings, FINDING_SHADOWED_CONDUIT, conduits->aces[i]->line,
                           "the conduit of line %u matches all that this one matches",
                           conduits->aces[k]->line);
            break;
        }
    }
}

/* ---- outbound lists ---- */

static void
look_at_outbounds(struct findings *findings)
{
    const struct config *config = findings->config;
    bool applied[OUTBOUND_LIST_MAX + 1] = { false };
    bool has_lines[OUTBOUND_LIST_MAX + 1] = { false };
    for (size_t i = 0; i < config->apply_count; i++)
        applied[config->applies[i].list] = true;
    for (size_t i = 0; i < config->outbound_count; i++) {
        const struct outbound_rule *rule = &config->outbounds[i];
        if (!applied[rule->list] && !has_lines[rule->list])
            finding_report(findings, FINDING_UNAPPLIED_OUTBOUND, rule->origin.line,
                           "outbound list %u is not applied", rule->list);
        has_lines[rule->list] = true;
    }
    for (size_t i = 0; i < config->apply_count; i++) {
        const struct outbound_apply *apply = &config->applies[i];
        if (!has_lines[apply->list])
            finding_report(findings, FINDING_EMPTY_APPLY, apply->origin.line,
                           "outbound list %u has no lines", apply->list);
    }
}

void
findings_of_old_rules(struct findings *findings)
{
    look_at_conduits(findings);
    look_at_outbounds(findings);
}
