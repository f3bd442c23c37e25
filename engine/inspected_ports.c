/*
 * inspected_ports.c: marks the ports of each inspection, or all where its class looks at other
 * things than ports.
 */
#include "engine/inspected_ports.h"

#include <string.h>

static const uint8_t protocols[2] = { IP_TCP, IP_UDP };

static void
mark(struct inspected_ports *ports, unsigned which, uint16_t first, uint16_t last)
{
    for (uint32_t port = first; port <= last; port++)
        ports->bits[which][port / 64] |= UINT64_C(1) << port % 64;
}

static bool
carries(const struct inspection_default *usual, uint8_t protocol)
{
    return usual->protocol == protocol || usual->second_protocol == protocol;
}

static void
mark_usual(struct inspected_ports *ports, unsigned which, const struct inspection_default *usual)
{
    if (usual->source_port) {
        mark(ports, which, 0, UINT16_MAX);
        return;
    }
    mark(ports, which, usual->port_first, usual->port_last);
    if (usual->other_port != 0)
        mark(ports, which, usual->other_port, usual->other_port);
}

/* All matches of a class must hold: one of them that is about ports is enough to go by. */
static void
mark_class(struct inspected_ports *ports, unsigned which, const struct class_map *class_map,
           const struct inspection_default *usual)
{
    bool usual_ones = strcmp(class_map->name, "class-default") == 0;
    for (size_t i = 0; i < class_map->count; i++)
        usual_ones = usual_ones || class_map->matches[i].kind == CLASS_MATCH_DEFAULT_INSPECTION;
    if (usual_ones) {
        mark_usual(ports, which, usual);
        return;
    }
    for (size_t i = 0; i < class_map->count; i++) {
        const struct class_match *match = &class_map->matches[i];
        if (match->kind != CLASS_MATCH_PORT || match->port.op != PORT_OP_EQ)
            continue;
        if (match->protocol == protocols[which])
            mark(ports, which, match->port.low, match->port.low);
        return;
    }
    mark(ports, which, 0, UINT16_MAX);
}

static void
mark_policy(struct inspected_ports *ports, unsigned which, const struct policy_map *policy)
{
    for (size_t i = 0; policy->exists && i < policy->count; i++) {
        const struct policy_class *class = &policy->classes[i];
        for (size_t k = 0; k < class->count; k++) {
            const struct inspection_default *usual = inspection_default(class->inspections[k].kind);
            if (carries(usual, protocols[which]))
                mark_class(ports, which, class->class_map, usual);
        }
    }
}

static void
mark_fixup(struct inspected_ports *ports, unsigned which, const struct inspection *fixup)
{
    if (!fixup->off && carries(inspection_default(fixup->kind), protocols[which]))
        mark(ports, which, fixup->port_first, fixup->port_last);
}

static void
mark_fixups(struct inspected_ports *ports, unsigned which, const struct config *config)
{
    const struct inspection *built_in;
    for (size_t i = 0; i < config->fixup_count; i++)
        mark_fixup(ports, which, &config->fixups[i]);
    for (size_t i = 0; (built_in = inspection_built_in(config->does, i)) != NULL; i++)
        mark_fixup(ports, which, built_in);
}

void
inspected_ports_refresh(struct inspected_ports *ports, const struct config *config)
{
    if (ports->revision == config->revision)
        return;
    *ports = (struct inspected_ports){ .revision = config->revision };
    for (unsigned which = 0; which < 2; which++) {
        if (!config->does->modular_policy)
            mark_fixups(ports, which, config);
        for (size_t i = 0; config->does->modular_policy && i < config->service_policy_count; i++)
            mark_policy(ports, which, config->service_policies[i].policy_map);
    }
}
