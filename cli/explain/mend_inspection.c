/*
 * mend_inspection.c: inspections of the connections that run between the same hosts, and the end of
 * one that refuses.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/explain/mend.h"
#include "engine/base/ip.h"

#define OPENS_INSPECTION 0.5
#define OPENS_UNINSPECTED 20

/* ---- which of them ---- */

static bool
is_end(uint32_t address, uint32_t entered, uint32_t mapped, bool translated)
{
    return address == entered || (translated && address == mapped);
}

static bool
is_between(const struct fate *fate, const struct stop *stop)
{
    bool forward =
        is_end(stop->source, fate->source, fate->mapped_source, fate->translated) &&
        is_end(stop->destination, fate->destination, fate->mapped_destination, fate->translated);
    bool back = is_end(stop->destination, fate->source, fate->mapped_source, fate->translated) &&
                is_end(stop->source, fate->destination, fate->mapped_destination, fate->translated);
    return forward || back;
}

/* Would an inspection with its usual ports look at the flow? */
static bool
looks_at(const struct inspection_default *usual, const struct fate *fate)
{
    if (fate->protocol != usual->protocol &&
        (usual->second_protocol == 0 || fate->protocol != usual->second_protocol))
        return false;
    if (usual->port_first == 0)
        return fate->protocol == IP_ICMP;
    return (fate->destination_port >= usual->port_first &&
            fate->destination_port <= usual->port_last) ||
           (usual->other_port != 0 && fate->destination_port == usual->other_port);
}

/* ---- their lines ---- */

static void
fixup(struct mend_ask *ask, const struct inspection_default *usual)
{
    char ports[24] = "";
    if (usual->port_first != usual->port_last)
        snprintf(ports, sizeof ports, " %u-%u", usual->port_first, usual->port_last);
    else if (usual->port_first != 0)
        snprintf(ports, sizeof ports, " %u", usual->port_first);
    mend_command(ask, mend_begin(ask, OPENS_INSPECTION), false, "fixup protocol %s%s", usual->name,
                 ports);
    /* esp-ike has no port; the words of H.323 are of one version */
    mend_command(ask, mend_begin_other(ask, OPENS_INSPECTION), false, "fixup protocol %s",
                 usual->name);
}

static bool
takes_default_traffic(const struct class_map *class_map)
{
    for (size_t i = 0; i < class_map->count; i++)
        if (class_map->matches[i].kind == CLASS_MATCH_DEFAULT_INSPECTION)
            return true;
    return false;
}

/* The class of the policy that takes what is inspected by default; NULL: it has none. */
static const char *
default_class(const struct policy_map *policy)
{
    for (size_t i = 0; i < policy->count; i++)
        if (takes_default_traffic(policy->classes[i].class_map))
            return policy->classes[i].class_map->name;
    return NULL;
}

static const char *
any_default_class(const struct config *config)
{
    for (size_t i = 0; i < config->class_map_count; i++)
        if (config->class_maps[i]->exists && takes_default_traffic(config->class_maps[i]))
            return config->class_maps[i]->name;
    return NULL;
}

static void
make_class(struct mend_ask *ask, struct plan *plan)
{
    if (any_default_class(ask->config) == NULL)
        mend_command(ask, plan, false,
                     "class-map inspection_default\n match default-inspection-traffic");
}

static const char *
class_or_new(const struct mend_ask *ask)
{
    const char *name = any_default_class(ask->config);
    return name != NULL ? name : "inspection_default";
}

static void
inspect_in(struct mend_ask *ask, const struct policy_map *policy, const char *name)
{
    struct plan *plan = mend_begin(ask, OPENS_INSPECTION);
    const char *class_name = default_class(policy);
    if (class_name == NULL) {
        make_class(ask, plan);
        class_name = class_or_new(ask);
    }
    mend_command(ask, plan, false, "policy-map %s\n class %s\n  inspect %s", policy->name,
                 class_name, name);
}

static void
inspect(struct mend_ask *ask, const char *name)
{
    const struct config *config = ask->config;
    bool global = false;
    for (size_t i = 0; i < config->service_policy_count; i++) {
        const struct service_policy *bound = &config->service_policies[i];
        global = global || bound->ifc == IFC_NONE;
        inspect_in(ask, bound->policy_map, name);
    }
    if (global)
        return;
    struct plan *plan = mend_begin(ask, OPENS_INSPECTION + 1);
    make_class(ask, plan);
    mend_command(ask, plan, false, "policy-map global_policy\n class %s\n  inspect %s",
                 class_or_new(ask), name);
    mend_command(ask, plan, false, "service-policy global_policy global");
}

static void
offer(struct mend_ask *ask, enum inspection_kind kind)
{
    const struct inspection_default *usual = inspection_default(kind);
    if (ask->config->does->modular_policy)
        inspect(ask, usual->name);
    else
        fixup(ask, usual);
}

void
mend_inspections(struct mend_ask *ask)
{
    bool wanted[INSPECT_KIND_COUNT] = { false };
    for (size_t i = 0; ask->seen != NULL && i < fates_count(ask->seen); i++) {
        const struct fate *fate = fates_at(ask->seen, i);
        if (!is_between(fate, ask->stop) || fate->verdicts[VERDICT_PASSED] == 0)
            continue;
        for (int kind = 0; kind < INSPECT_KIND_COUNT; kind++)
            if (looks_at(inspection_default((enum inspection_kind)kind), fate))
                wanted[kind] = true;
    }
    for (int kind = 0; kind < INSPECT_KIND_COUNT; kind++)
        if (wanted[kind])
            offer(ask, (enum inspection_kind)kind);
}

/* ---- the one that refuses ---- */

static void
uninspect(struct mend_ask *ask, const struct inspection *inspection)
{
    const char *name = inspection_default(inspection->kind)->name;
    for (size_t i = 0; i < ask->config->policy_map_count; i++) {
        const struct policy_map *policy = ask->config->policy_maps[i];
        for (size_t c = 0; policy->exists && c < policy->count; c++) {
            const struct policy_class *class = &policy->classes[c];
            if (inspection >= class->inspections && inspection < class->inspections + class->count)
                mend_command(ask, mend_begin(ask, OPENS_UNINSPECTED), false,
                             "policy-map %s\n class %s\n  no inspect %s", policy->name,
                             class->class_map->name, name);
        }
    }
}

void
mend_uninspected(struct mend_ask *ask)
{
    const struct inspection *inspection = ask->stop->row.pointer;
    if (ask->stop->row.kind != ROW_INSPECTION || inspection == NULL)
        return;
    if (ask->config->does->modular_policy) {
        uninspect(ask, inspection);
        return;
    }
    char *line = NULL;
    size_t size;
    FILE *out = open_memstream(&line, &size);
    if (out == NULL)
        return;
    config_write_row(ask->config, &ask->stop->row, out);
    if (fclose(out) == 0)
        mend_command(ask, mend_begin(ask, OPENS_UNINSPECTED), false, "no %s", line);
    free(line);
}
