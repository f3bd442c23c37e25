/*
 * policy.c: classes in order, the first that inspects wins; an interface's policy goes before the
 * global one (engine.md 7 [A]).
 */
#include "engine/path/policy.h"

#include <string.h>

#include "engine/path/path.h"

/* What classes look at: the flow as the real server knows it, and what is asked for. */
struct subject {
    const struct engine *engine;
    const struct config *config;
    struct flow flow;          /* destination_port as translated */
    enum inspection_kind only; /* INSPECT_KIND_COUNT: any that carries the protocol */
};

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
    if (protocol != usual->protocol &&
        (usual->second_protocol == 0 || protocol != usual->second_protocol))
        return false;
    if (protocol == IP_ICMP)
        return true;
    uint16_t port = usual->source_port ? subject->flow.source_port : subject->flow.destination_port;
    return in_range(port, usual->port_first, usual->port_last) ||
           (usual->other_port != 0 && port == usual->other_port);
}

static bool
class_matches(const struct subject *subject, const struct class_match *match,
              enum inspection_kind kind)
{
    switch (match->kind) {
    case CLASS_MATCH_ANY:
        return true;
    case CLASS_MATCH_DEFAULT_INSPECTION:
        return is_default_traffic(subject, kind);
    case CLASS_MATCH_PORT:
        return subject->flow.protocol == match->protocol &&
               port_matches(subject->config, &match->port, subject->flow.destination_port);
    case CLASS_MATCH_ACCESS_LIST:
        return engine_classify(subject->engine, match->acl, &subject->flow).permit;
    case CLASS_MATCH_DSCP:
    case CLASS_MATCH_PRECEDENCE:
    case CLASS_MATCH_RTP:
    case CLASS_MATCH_TUNNEL_GROUP:
    case CLASS_MATCH_FLOW:
        return false; /* not evaluated: the replay says so */
    }
    return false;
}

/* class-default has no match of its own: it takes the rest, with the usual ports. */
static bool
class_takes(const struct subject *subject, const struct class_map *class_map,
            enum inspection_kind kind)
{
    if (strcmp(class_map->name, "class-default") == 0)
        return is_default_traffic(subject, kind);
    if (class_map->count == 0 || !class_map->exists)
        return false;
    for (size_t i = 0; i < class_map->count; i++) {
        if (!class_matches(subject, &class_map->matches[i], kind))
            return false;
    }
    return true;
}

static bool
is_asked_for(const struct subject *subject, enum inspection_kind kind)
{
    const struct inspection_default *usual = inspection_default(kind);
    uint8_t protocol = subject->flow.protocol;
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

static const struct inspection *
find_by_policies(const struct subject *subject, ifc_id ingress, ifc_id egress)
{
    const struct config *config = subject->config;
    const struct inspection *global = NULL;
    for (size_t i = 0; i < config->service_policy_count; i++) {
        const struct service_policy *service = &config->service_policies[i];
        if (service->ifc != IFC_NONE && service->ifc != ingress && service->ifc != egress)
            continue;
        const struct inspection *found = find_in_policy(subject, service->policy_map);
        if (found != NULL && service->ifc != IFC_NONE)
            return found;
        if (found != NULL)
            global = found;
    }
    return global;
}

static const struct inspection *
find_fixup(const struct subject *subject)
{
    const struct config *config = subject->config;
    for (size_t i = 0; i < config->fixup_count; i++) {
        const struct inspection *fixup = &config->fixups[i];
        const struct inspection_default *usual = inspection_default(fixup->kind);
        bool carried = usual->protocol == subject->flow.protocol;
        if (!fixup->off && carried &&
            in_range(subject->flow.destination_port, fixup->port_first, fixup->port_last))
            return fixup;
    }
    return NULL;
}

static const struct inspection *
find_inspection(const struct engine *engine, const struct subject *subject, ifc_id ingress,
                ifc_id egress)
{
    return engine->does->modular_policy ? find_by_policies(subject, ingress, egress)
                                        : find_fixup(subject);
}

bool
policy_inspection(const struct engine *engine, const struct conn *conn, const struct packet *first,
                  enum inspection_kind *kind)
{
    struct subject subject = {
        .engine = engine,
        .config = engine->config,
        .flow = flow_of(first),
        .only = INSPECT_KIND_COUNT,
    };
    subject.flow.destination_port = conn->key[1].source_port;
    const struct inspection *found =
        find_inspection(engine, &subject, conn->key[0].ifc, conn->key[1].ifc);
    if (found == NULL)
        return false;
    *kind = found->kind;
    return true;
}

bool
policy_inspects_icmp(const struct engine *engine, ifc_id ingress, ifc_id egress,
                     const struct packet *packet)
{
    struct subject subject = {
        .engine = engine,
        .config = engine->config,
        .flow = flow_of(packet),
        .only = INSPECT_ICMP, /* `inspect icmp error` may stand beside it (engine.md 7) */
    };
    return engine->does->modular_policy && find_by_policies(&subject, ingress, egress) != NULL;
}
