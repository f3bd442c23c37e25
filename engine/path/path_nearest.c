/*
 * path_nearest.c: for a trace: of the translations and routes that a denied packet would have
 * needed, the ones that came nearest, each with what kept it from being the one. Every row is
 * looked at: whoever asks for a trace waits for it.
 */
#include "engine/nat.h"
#include "engine/path/path.h"

static void
look(struct near_miss *miss, enum match_field field, bool right)
{
    miss->fields++;
    miss->matched = (uint8_t)(miss->matched + right);
    if (!right && miss->field == FIELD_NONE)
        miss->field = field;
}

/* A row of which nothing is right is not near. */
static void
offer(struct trace *trace, const struct near_miss *miss)
{
    if (miss->matched < miss->fields && miss->matched > 0)
        trace->nearest_count = trace_offer(trace->nearest, trace->nearest_count, *miss);
}

static bool
has_pool(const struct config *config, const struct nat *nat, ifc_id egress)
{
    for (size_t i = 0; i < config->global_count; i++) {
        if (config->globals[i].id == nat->id && config->globals[i].ifc == egress)
            return true;
    }
    return false;
}

static bool
selects(const struct config *config, const struct nat *nat, const struct flow *flow)
{
    if (nat->acl == NULL)
        return network_contains(nat->real, flow->source);
    struct classify_result found = classify_addresses(config, nat->acl, flow, false);
    return found.ace != NULL && found.permit;
}

static void
offer_nat(struct trace *trace, const struct visit *visit, size_t index, const struct flow *flow,
          ifc_id egress)
{
    const struct config *config = visit->engine->config;
    const struct nat *nat = &config->nats[index];
    bool upwards =
        engine_level(visit->engine, visit->ingress) < engine_level(visit->engine, egress);
    struct near_miss miss = { .row = { ROW_NAT, nat, index } };
    look(&miss, FIELD_INTERFACE, nat->ifc == visit->ingress && nat->outside == upwards);
    look(&miss, FIELD_SOURCE, selects(config, nat, flow));
    if (nat->id != 0)
        look(&miss, FIELD_POOL, has_pool(config, nat, egress));
    offer(trace, &miss);
}

void
path_note_near_sources(const struct visit *visit, const struct flow *flow, ifc_id egress)
{
    const struct config *config = visit->engine->config;
    struct trace *trace = visit->outcome->trace;
    if (trace == NULL)
        return;
    for (size_t i = 0; i < config->nat_count; i++)
        offer_nat(trace, visit, i, flow, egress);
    for (size_t i = 0; i < config->static_count; i++) {
        const struct static_nat *rule = &config->statics[i];
        struct near_miss miss = { .row = { ROW_STATIC, rule, i } };
        look(&miss, FIELD_INTERFACE,
             rule->real_ifc == visit->ingress && rule->mapped_ifc == egress);
        if (rule->protocol != IP_ANY)
            look(&miss, FIELD_PROTOCOL, rule->protocol == flow->protocol);
        if (rule->acl != NULL) {
            struct classify_result found = classify_addresses(config, rule->acl, flow, false);
            look(&miss, FIELD_SOURCE, found.ace != NULL && found.permit);
        } else {
            struct network real = { rule->real, rule->netmask };
            look(&miss, FIELD_SOURCE, network_contains(real, flow->source));
        }
        if (rule->protocol != IP_ANY)
            look(&miss, FIELD_SOURCE_PORT, rule->real_port == flow->source_port);
        offer(trace, &miss);
    }
}

void
path_note_near_destinations(const struct visit *visit, const struct flow *flow)
{
    const struct config *config = visit->engine->config;
    struct trace *trace = visit->outcome->trace;
    for (size_t i = 0; trace != NULL && i < config->static_count; i++) {
        const struct static_nat *rule = &config->statics[i];
        struct network mapped = { static_mapped_address(config, rule), rule->netmask };
        struct near_miss miss = { .row = { ROW_STATIC, rule, i } };
        look(&miss, FIELD_INTERFACE, rule->mapped_ifc == visit->ingress);
        if (rule->protocol != IP_ANY)
            look(&miss, FIELD_PROTOCOL, rule->protocol == flow->protocol);
        look(&miss, FIELD_DESTINATION, network_contains(mapped, flow->destination));
        if (rule->protocol != IP_ANY)
            look(&miss, FIELD_DESTINATION_PORT, rule->mapped_port == flow->destination_port);
        offer(trace, &miss);
    }
}

void
path_note_near_routes(const struct visit *visit, uint32_t destination)
{
    const struct config *config = visit->engine->config;
    struct trace *trace = visit->outcome->trace;
    for (size_t i = 0; trace != NULL && i < config->route_count; i++) {
        const struct route *route = &config->routes[i];
        struct near_miss miss = { .row = { ROW_ROUTE, route, i } };
        bool is_up =
            route->ifc < config->interface_count && interface_is_up(config->interfaces[route->ifc]);
        look(&miss, FIELD_DESTINATION, network_contains(route->network, destination));
        look(&miss, FIELD_INTERFACE_DOWN, is_up);
        offer(trace, &miss);
    }
}
