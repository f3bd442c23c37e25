/*
 * show_policy.c: `show service-policy`: what the classes and inspections have seen. Layout:
 * shell.md 6.11; the tail `packet N, drop N, reset-drop N` is that of 7.x and 8.0.
 */
#include <stdio.h>

#include "cli/show/show.h"

static void
print_inspection(struct session *session, const struct policy_map *policy,
                 const struct policy_class *class, const struct inspection *inspection)
{
    struct inspect_counts counts =
        engine_inspect_counts(session->engine, policy, class->class_map, inspection->kind);
    FILE *out = session->screen;
    fprintf(out, "      Inspect: %s", inspection_default(inspection->kind)->name);
    if (inspection->strict)
        fputs(" strict", out);
    if (inspection->maximum_length != 0)
        fprintf(out, " maximum-length %u", inspection->maximum_length);
    if (inspection->map != NULL)
        fprintf(out, " %s", inspection->map);
    fprintf(out, ", packet %ju, drop %ju, reset-drop %ju\n", (uintmax_t)counts.packets,
            (uintmax_t)counts.drops, (uintmax_t)counts.resets);
}

/* The settings that print figures of their own, in the order in which they are written. */
static void
print_connection(struct session *session, const struct policy_map *policy,
                 const struct policy_class *class)
{
    static const struct {
        enum conn_setting setting;
        const char *name;
    } limits[] = {
        { CONN_MAX, "conn-max" },
        { CONN_EMBRYONIC_MAX, "embryonic-conn-max" },
        { CONN_PER_CLIENT_MAX, "per-client-max" },
        { CONN_PER_CLIENT_EMBRYONIC_MAX, "per-client-embryonic-max" },
    };
    if (!policy_class_does(class, POLICY_ACTION_CONNECTION))
        return;
    FILE *out = session->screen;
    const struct conn_settings *said = &class->connection;
    struct class_conns conns = engine_class_conns(session->engine, policy, class->class_map);
    fputs("      Set connection policy: ", out);
    for (size_t i = 0; i < ARRAY_LENGTH(limits); i++) {
        if (said->said[limits[i].setting])
            fprintf(out, "%s %u ", limits[i].name, said->values[limits[i].setting]);
    }
    if (said->said[CONN_RANDOM_SEQUENCE])
        fprintf(out, "random-sequence-number %s ",
                said->values[CONN_RANDOM_SEQUENCE] != 0 ? "enable" : "disable");
    fputc('\n', out);
    if (said->said[CONN_EMBRYONIC_MAX] || said->said[CONN_PER_CLIENT_EMBRYONIC_MAX])
        fprintf(out, "        current embryonic conns %u, current conns %u, drop %ju\n",
                conns.embryonic, conns.conns, (uintmax_t)conns.refused);
    else
        fprintf(out, "        current conns %u, drop %ju\n", conns.conns, (uintmax_t)conns.refused);
}

static void
print_policy(struct session *session, const struct service_policy *service)
{
    FILE *out = session->screen;
    const struct policy_map *policy = service->policy_map;
    if (service->ifc == IFC_NONE)
        fputs("\nGlobal policy: \n", out);
    else
        fprintf(out, "\nInterface %s:\n", session->config->interfaces[service->ifc]->name);
    fprintf(out, "  Service-policy: %s\n", policy->name);
    for (size_t i = 0; i < policy->count; i++) {
        const struct policy_class *class = &policy->classes[i];
        fprintf(out, "    Class-map: %s\n", class->class_map->name);
        for (size_t j = 0; j < class->count; j++)
            print_inspection(session, policy, class, &class->inspections[j]);
        print_connection(session, policy, class);
    }
}

void
show_service_policy(struct session *session, bool global, ifc_id ifc)
{
    const struct config *config = session->config;
    bool of_interfaces = !global;
    bool globals = global || ifc == IFC_NONE;
    for (size_t i = 0; globals && i < config->service_policy_count; i++) {
        if (config->service_policies[i].ifc == IFC_NONE)
            print_policy(session, &config->service_policies[i]);
    }
    for (size_t i = 0; of_interfaces && i < config->service_policy_count; i++) {
        const struct service_policy *service = &config->service_policies[i];
        if (service->ifc != IFC_NONE && (ifc == IFC_NONE || service->ifc == ifc))
            print_policy(session, service);
    }
}
