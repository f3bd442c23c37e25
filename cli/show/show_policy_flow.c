/*
 * show_policy_flow.c: `show service-policy flow`: the classes that a flow would be in, with what
 * they do to it. Layout [R] (?): the device names the ACE behind an access list too.
 */
#include <stdio.h>

#include "cli/prompt/row_text.h"
#include "cli/show/show.h"
#include "engine/acl/classify.h"
#include "parser/names.h"

/* By name where the version has one, as the line of the class has it. */
static void
put_number(const struct config *config, uint8_t protocol, uint16_t port, FILE *out)
{
    const char *name = port_name(config->os.version, protocol, port);
    if (name != NULL)
        fprintf(out, " %s", name);
    else
        fprintf(out, " %u", port);
}

static void
put_port(const struct config *config, const struct class_match *match, FILE *out)
{
    char protocol[PROTOCOL_TEXT_SIZE];
    bool is_range = match->port.op == PORT_OP_RANGE;
    fprintf(out, "port %s %s", protocol_text(match->protocol, protocol), is_range ? "range" : "eq");
    put_number(config, match->protocol, match->port.low, out);
    if (is_range)
        put_number(config, match->protocol, match->port.high, out);
}

static void
put_values(FILE *out, const char *word, const struct class_match *match)
{
    fputs(word, out);
    for (size_t i = 0; i < match->value_count; i++)
        fprintf(out, " %u", match->values[i]);
}

static void
print_match(const struct config *config, const struct class_match *match, FILE *out)
{
    fputs("      Match: ", out);
    switch (match->kind) {
    case CLASS_MATCH_ANY:
        fputs("any", out);
        break;
    case CLASS_MATCH_DEFAULT_INSPECTION:
        fputs("default-inspection-traffic", out);
        break;
    case CLASS_MATCH_PORT:
        put_port(config, match, out);
        break;
    case CLASS_MATCH_ACCESS_LIST:
        fprintf(out, "access-list %s", match->acl->name);
        break;
    case CLASS_MATCH_DSCP:
        put_values(out, "dscp", match);
        break;
    case CLASS_MATCH_PRECEDENCE:
        put_values(out, "precedence", match);
        break;
    case CLASS_MATCH_RTP:
        fprintf(out, "rtp %u %u", match->rtp_first, match->rtp_range);
        break;
    case CLASS_MATCH_TUNNEL_GROUP:
        fprintf(out, "tunnel-group %s", match->tunnel_group);
        break;
    case CLASS_MATCH_FLOW:
        fputs("flow ip destination-address", out);
        break;
    }
    fputc('\n', out);
}

static void
print_head(const struct config *config, const struct class_map *class_map, FILE *out)
{
    fprintf(out, "    Class-map: %s\n", class_map->name);
    for (size_t i = 0; i < class_map->count; i++)
        print_match(config, &class_map->matches[i], out);
    if (class_map->count == 0)
        fputs("      Match: any\n", out);
    fputs("      Action:\n", out);
}

static void
print_connection(FILE *out, const struct conn_settings *said)
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
    fputs("        Input flow: set connection", out);
    for (size_t i = 0; i < ARRAY_LENGTH(limits); i++) {
        if (said->said[limits[i].setting])
            fprintf(out, " %s %u", limits[i].name, said->values[limits[i].setting]);
    }
    if (said->said[CONN_RANDOM_SEQUENCE])
        fprintf(out, " random-sequence-number %s",
                said->values[CONN_RANDOM_SEQUENCE] != 0 ? "enable" : "disable");
    if (said->said[CONN_TCP_MAP])
        fprintf(out, " advanced-options %s", said->tcp_map);
    fputc('\n', out);
}

/* A class that takes the flow for nothing that it does is not shown. */
static void
print_class(struct session *session, const struct policy_class *class, const struct flow *flow)
{
    FILE *out = session->screen;
    bool shown = false;
    for (size_t i = 0; i < class->count; i++) {
        const struct inspection *inspection = &class->inspections[i];
        if (!engine_class_takes(session->engine, class->class_map, flow, inspection->kind))
            continue;
        if (!shown)
            print_head(session->config, class->class_map, out);
        shown = true;
        fprintf(out, "        Input flow: inspect %s%s%s\n",
                inspection_default(inspection->kind)->name, inspection->map != NULL ? " " : "",
                inspection->map != NULL ? inspection->map : "");
    }
    if (!policy_class_does(class, POLICY_ACTION_CONNECTION) ||
        !engine_class_takes(session->engine, class->class_map, flow, INSPECT_KIND_COUNT))
        return;
    if (!shown)
        print_head(session->config, class->class_map, out);
    print_connection(out, &class->connection);
}

static void
print_policy(struct session *session, const struct service_policy *service, const struct flow *flow)
{
    FILE *out = session->screen;
    if (service->ifc == IFC_NONE)
        fputs("\nGlobal policy: \n", out);
    else
        fprintf(out, "\nInterface %s:\n", session->config->interfaces[service->ifc]->name);
    fprintf(out, "  Service-policy: %s\n", service->policy_map->name);
    for (size_t i = 0; i < service->policy_map->count; i++)
        print_class(session, &service->policy_map->classes[i], flow);
}

void
show_service_policy_flow(struct session *session, const struct flow *flow)
{
    const struct config *config = session->config;
    for (int of_interfaces = 0; of_interfaces < 2; of_interfaces++) {
        for (size_t i = 0; i < config->service_policy_count; i++) {
            if ((config->service_policies[i].ifc != IFC_NONE) == (of_interfaces == 1))
                print_policy(session, &config->service_policies[i], flow);
        }
    }
}
