/*
 * policy.c: classes in order, the first that has the feature wins; an interface's policy goes
 * before the global one (engine.md 7 [A]). That of the ingress is asked before that of the egress,
 * and each sees the packet as it is on its own wire.
 */
#include "engine/path/policy.h"

#include <string.h>

#include "engine/path/path.h"

/* What classes look at: the flow as the real server knows it, and what is asked for. */
struct subject {
    const struct engine *engine;
    const struct config *config;
    struct flow flow; /* destination_port as translated */
    uint8_t tos;
    enum inspection_kind only; /* INSPECT_KIND_COUNT: any that carries the protocol */
};

/* Policies in the order in which they are asked. */
#define PLACES 3

static bool
in_range(uint16_t port, uint16_t first, uint16_t last)
{
    return port >= first && port <= last;
}

/* `match default-inspection-traffic`: each inspection on its own ports. */
static bool
is_default_traffic(const struct subject *subject, enum inspection_kind kind)
{
    const struct inspection_default *usual = inspection_default(kind);
    uint8_t protocol = subject->flow.protocol;
    if (usual->protocol == IP_ANY) /* of packets, not of conns */
        return subject->only == kind;
    if (protocol != usual->protocol &&
        (usual->second_protocol == 0 || protocol != usual->second_protocol))
        return false;
    if (protocol == IP_ICMP)
        return true;
    uint16_t port = usual->source_port ? subject->flow.source_port : subject->flow.destination_port;
    return in_range(port, usual->port_first, usual->port_last) ||
           (usual->other_port != 0 && port == usual->other_port);
}

/* A class for something else than inspections takes what is usual for any, but WAAS's all TCP. */
static bool
is_default_traffic_of_any(const struct subject *subject)
{
    for (size_t kind = 0; kind < INSPECT_KIND_COUNT; kind++) {
        if (kind != INSPECT_WAAS && is_default_traffic(subject, (enum inspection_kind)kind))
            return true;
    }
    return false;
}

static bool
value_is_listed(const struct class_match *match, uint8_t value)
{
    for (size_t i = 0; i < match->value_count; i++) {
        if (match->values[i] == value)
            return true;
    }
    return false;
}

/* Media: even UDP ports of a range (RTCP has the odd ones). */
static bool
is_rtp(const struct subject *subject, const struct class_match *match)
{
    uint16_t port = subject->flow.destination_port;
    return subject->flow.protocol == IP_UDP && port % 2 == 0 && port >= match->rtp_first &&
           port - match->rtp_first <= match->rtp_range;
}

/* KIND: INSPECT_KIND_COUNT when it is not about an inspection. */
static bool
class_matches(const struct subject *subject, const struct class_match *match,
              enum inspection_kind kind)
{
    switch (match->kind) {
    case CLASS_MATCH_ANY:
        return true;
    case CLASS_MATCH_DEFAULT_INSPECTION:
        return kind == INSPECT_KIND_COUNT ? is_default_traffic_of_any(subject)
                                          : is_default_traffic(subject, kind);
    case CLASS_MATCH_PORT:
        return subject->flow.protocol == match->protocol &&
               port_matches(subject->config, &match->port, subject->flow.destination_port);
    case CLASS_MATCH_ACCESS_LIST:
        return engine_classify(subject->engine, match->acl, &subject->flow).permit;
    case CLASS_MATCH_DSCP:
        return value_is_listed(match, subject->tos >> 2);
    case CLASS_MATCH_PRECEDENCE:
        return value_is_listed(match, subject->tos >> 5);
    case CLASS_MATCH_RTP:
        return is_rtp(subject, match);
    case CLASS_MATCH_TUNNEL_GROUP:
    case CLASS_MATCH_FLOW:
        return false; /* not evaluated: the replay says so */
    }
    return false;
}

/* class-default has no match of its own: it takes the rest, inspections with the usual ports. */
static bool
class_takes(const struct subject *subject, const struct class_map *class_map,
            enum inspection_kind kind)
{
    if (strcmp(class_map->name, "class-default") == 0)
        return kind == INSPECT_KIND_COUNT || is_default_traffic(subject, kind);
    if (class_map->count == 0 || !class_map->exists)
        return false;
    for (size_t i = 0; i < class_map->count; i++) {
        if (!class_matches(subject, &class_map->matches[i], kind))
            return false;
    }
    return true;
}

bool
engine_class_takes(const struct engine *engine, const struct class_map *class_map,
                   const struct flow *flow, enum inspection_kind kind)
{
    const struct subject subject = {
        .engine = engine, .config = engine->config, .flow = *flow, .only = kind
    };
    if (kind != INSPECT_KIND_COUNT) {
        const struct inspection_default *usual = inspection_default(kind);
        if (usual->protocol != IP_ANY && usual->protocol != flow->protocol &&
            usual->second_protocol != flow->protocol)
            return false;
    }
    return class_takes(&subject, class_map, kind);
}

static bool
is_asked_for(const struct subject *subject, enum inspection_kind kind)
{
    const struct inspection_default *usual = inspection_default(kind);
    uint8_t protocol = subject->flow.protocol;
    if (usual->protocol == IP_ANY) /* the same */
        return subject->only == kind;
    return (subject->only == INSPECT_KIND_COUNT || subject->only == kind) &&
           (usual->protocol == protocol || usual->second_protocol == protocol);
}

static const struct inspection *
find_in_policy(const struct subject *subject, const struct policy_map *policy)
{
    for (size_t i = 0; i < policy->count; i++) {
        const struct policy_class *class = &policy->classes[i];
        for (size_t j = 0; j < class->count; j++) {
            const struct inspection *inspection = &class->inspections[j];
            if (is_asked_for(subject, inspection->kind) &&
                class_takes(subject, class->class_map, inspection->kind))
                return inspection;
        }
    }
    return NULL;
}

/* The policy of an interface, or the global one for IFC_NONE. */
static const struct policy_map *
policy_on(const struct config *config, ifc_id ifc)
{
    for (size_t i = 0; i < config->service_policy_count; i++) {
        if (config->service_policies[i].ifc == ifc &&
            config->service_policies[i].policy_map->exists)
            return config->service_policies[i].policy_map;
    }
    return NULL;
}

/* One of the places where a policy may be; NULL: there is none. The subject sees it from there. */
static const struct policy_map *
policy_at(struct subject *subject, const struct policy_ends *ends, unsigned place)
{
    const ifc_id places[PLACES] = { ends->ingress, ends->egress, IFC_NONE };
    if (place == 1 && ends->egress == ends->ingress)
        return NULL;
    subject->flow = place == 1 ? ends->leaving : ends->entering;
    subject->tos = ends->tos;
    return policy_on(subject->config, places[place]);
}

static const struct inspection *
find_by_policies(struct subject *subject, const struct policy_ends *ends)
{
    const struct inspection *found = NULL;
    for (unsigned place = 0; place < PLACES && found == NULL; place++) {
        const struct policy_map *policy = policy_at(subject, ends, place);
        if (policy != NULL)
            found = find_in_policy(subject, policy);
    }
    return found;
}

static const struct policy_class *
find_feature(const struct subject *subject, const struct policy_map *policy,
             enum policy_feature feature)
{
    for (size_t i = 0; i < policy->count; i++) {
        const struct policy_class *class = &policy->classes[i];
        if (policy_class_has(class, feature) &&
            class_takes(subject, class->class_map, INSPECT_KIND_COUNT))
            return class;
    }
    return NULL;
}

void
policy_settings(const struct engine *engine, const struct policy_ends *ends,
                struct policy_settings *settings)
{
    struct subject subject = { .engine = engine,
                               .config = engine->config,
                               .only = INSPECT_KIND_COUNT };
    *settings = (struct policy_settings){ 0 };
    for (unsigned place = 0; place < PLACES; place++) {
        const struct policy_map *policy = policy_at(&subject, ends, place);
        for (size_t i = 0; policy != NULL && i < POLICY_FEATURE_COUNT; i++) {
            if (settings->class[i] != NULL)
                continue;
            settings->class[i] = find_feature(&subject, policy, (enum policy_feature)i);
            settings->policy[i] = policy;
        }
    }
}

bool
policy_fixup_is_on(const struct config *config, enum inspection_kind kind)
{
    for (size_t i = 0; i < config->fixup_count; i++) {
        if (config->fixups[i].kind == kind)
            return !config->fixups[i].off;
    }
    return false;
}

static bool
fixup_takes(const struct subject *subject, const struct inspection *fixup)
{
    const struct inspection_default *usual = inspection_default(fixup->kind);
    uint8_t protocol = subject->flow.protocol;
    bool second = fixup->kind == INSPECT_SIP && subject->config->does->sip_fixup_takes_udp;
    return !fixup->off &&
           (usual->protocol == protocol || (second && usual->second_protocol == protocol)) &&
           in_range(subject->flow.destination_port, fixup->port_first, fixup->port_last);
}

static const struct inspection *
find_fixup(const struct subject *subject)
{
    const struct config *config = subject->config;
    for (size_t i = 0; i < config->fixup_count; i++) {
        if (fixup_takes(subject, &config->fixups[i]))
            return &config->fixups[i];
    }
    const struct inspection *fixup;
    for (size_t i = 0; (fixup = inspection_built_in(config->does, i)) != NULL; i++) {
        if (fixup_takes(subject, fixup))
            return fixup;
    }
    return NULL;
}

const struct inspection *
policy_inspection(struct engine *engine, const struct conn *conn, const struct packet *first)
{
    /* The port as the real server knows it (6.1 [C]). */
    uint16_t port = conn->key[1].source_port;
    inspected_ports_refresh(&engine->inspected, engine->config);
    if (!inspected_ports_may(&engine->inspected, first->protocol, port))
        return NULL;
    struct subject subject = { .engine = engine,
                               .config = engine->config,
                               .only = INSPECT_KIND_COUNT };
    struct policy_ends ends = {
        .ingress = conn->key[0].ifc,
        .egress = conn->key[1].ifc,
        .entering = flow_of_packet(first),
        .tos = packet_tos(first),
    };
    ends.entering.destination_port = port;
    ends.leaving = ends.entering;
    ends.leaving.source = conn->key[1].destination;
    ends.leaving.source_port = conn->key[1].destination_port;
    ends.leaving.destination = conn->key[1].source;
    if (engine->does->modular_policy)
        return find_by_policies(&subject, &ends);
    subject.flow = ends.entering;
    return find_fixup(&subject);
}

bool
policy_inspects_icmp(const struct engine *engine, ifc_id ingress, ifc_id egress,
                     const struct packet *packet, enum inspection_kind kind)
{
    /* `inspect icmp error` may stand beside `inspect icmp`: each is asked for alone. */
    struct subject subject = { .engine = engine, .config = engine->config, .only = kind };
    struct policy_ends ends = {
        .ingress = ingress,
        .egress = egress,
        .entering = flow_of_packet(packet),
        .tos = packet_tos(packet),
    };
    ends.leaving = ends.entering;
    if (engine->does->modular_policy)
        return find_by_policies(&subject, &ends) != NULL;
    return kind == INSPECT_ICMP_ERROR && policy_fixup_is_on(engine->config, kind);
}

const struct inspection *
policy_ip_options(const struct engine *engine, ifc_id ingress, const struct packet *packet)
{
    struct subject subject = { .engine = engine,
                               .config = engine->config,
                               .only = INSPECT_IP_OPTIONS };
    struct policy_ends ends = {
        .ingress = ingress,
        .egress = ingress, /* not known yet */
        .entering = flow_of_packet(packet),
        .tos = packet_tos(packet),
    };
    return engine->does->modular_policy ? find_by_policies(&subject, &ends) : NULL;
}
