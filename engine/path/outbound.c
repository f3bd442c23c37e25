/*
 * outbound.c: the best match of a list decides, not the first (engine.md 1.13 [A]): the longest
 * mask, then the fewest ports; of equals a denial [C]. `except` names addresses of the other end
 * than the list does (commands.md 5.6): a flow that one fits is not what the list says it is [C].
 */
#include "engine/path/outbound.h"

/* For ICMP the type stands where a port would [C]. */
static bool
ports_match(const struct outbound_rule *rule, const struct flow *flow)
{
    uint16_t port = flow->destination_port;
    if (rule->low == 0 && rule->high == 0)
        return true;
    if (flow->protocol == IP_ICMP)
        port = flow->icmp_type;
    else if (flow->protocol != IP_TCP && flow->protocol != IP_UDP)
        return false;
    return port >= rule->low && port <= rule->high;
}

static bool
rule_matches(const struct outbound_rule *rule, uint32_t address, const struct flow *flow)
{
    return !rule->java && network_contains(rule->network, address) &&
           (rule->protocol == IP_ANY || rule->protocol == flow->protocol) &&
           ports_match(rule, flow);
}

static uint32_t
ports_of(const struct outbound_rule *rule)
{
    return rule->low == 0 && rule->high == 0 ? UINT32_C(65536)
                                             : (uint32_t)rule->high - rule->low + 1;
}

static bool
is_better(const struct outbound_rule *rule, const struct outbound_rule *best)
{
    if (best == NULL || rule->network.netmask != best->network.netmask)
        return best == NULL || rule->network.netmask > best->network.netmask;
    if (ports_of(rule) != ports_of(best))
        return ports_of(rule) < ports_of(best);
    return rule->action == OUTBOUND_DENY && best->action != OUTBOUND_DENY;
}

/* What one applied list refuses FLOW by; NULL when it lets it pass. */
static const struct outbound_rule *
refusal_by(const struct config *config, const struct outbound_apply *apply, const struct flow *flow)
{
    uint32_t own = apply->by_destination ? flow->destination : flow->source;
    uint32_t other = apply->by_destination ? flow->source : flow->destination;
    const struct outbound_rule *best = NULL, *exception = NULL;
    for (size_t i = 0; i < config->outbound_count; i++) {
        const struct outbound_rule *rule = &config->outbounds[i];
        bool excepts = rule->action == OUTBOUND_EXCEPT;
        if (rule->list != apply->list || !rule_matches(rule, excepts ? other : own, flow))
            continue;
        if (excepts)
            exception = rule;
        else if (is_better(rule, best))
            best = rule;
    }
    if (best == NULL)
        return NULL; /* what no rule is about passes, excepted or not */
    if (best->action == OUTBOUND_DENY)
        return exception == NULL ? best : NULL;
    return exception;
}

const struct outbound_rule *
outbound_refusal(const struct config *config, ifc_id ingress, const struct flow *flow)
{
    for (size_t i = 0; i < config->apply_count; i++) {
        const struct outbound_apply *apply = &config->applies[i];
        const struct outbound_rule *refusal =
            apply->ifc == ingress ? refusal_by(config, apply, flow) : NULL;
        if (refusal != NULL)
            return refusal;
    }
    return NULL;
}
