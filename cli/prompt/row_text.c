/*
 * row_text.c: the rows of the model by name, by line and in words.
 */
#include "cli/prompt/row_text.h"

#include <string.h>

#include "engine/base/ip.h"
#include "parser/parser.h"

static const struct {
    const char *name;
    enum trace_phase_type phase;
} kinds[] = {
    [ROW_NONE] = { NULL, PHASE_CONN },
    [ROW_ACE] = { "ace", PHASE_ACCESS_LIST },
    [ROW_CONDUIT] = { "conduit", PHASE_ACCESS_LIST },
    [ROW_OUTBOUND] = { "outbound", PHASE_ACCESS_LIST },
    [ROW_ESTABLISHED] = { "established", PHASE_ACCESS_LIST },
    [ROW_ICMP_RULE] = { "icmp", PHASE_TO_THE_BOX },
    [ROW_TELNET] = { "telnet", PHASE_TO_THE_BOX },
    [ROW_SSH] = { "ssh", PHASE_TO_THE_BOX },
    [ROW_HTTP] = { "http", PHASE_TO_THE_BOX },
    [ROW_ACCESS_GROUP] = { "access-group", PHASE_ACCESS_LIST },
    [ROW_IMPLICIT_DENY] = { "implicit-deny", PHASE_ACCESS_LIST },
    [ROW_SECURITY_LEVEL] = { "security-level", PHASE_ACCESS_LIST },
    [ROW_NAT] = { "nat", PHASE_NAT },
    [ROW_GLOBAL] = { "global", PHASE_NAT },
    [ROW_STATIC] = { "static", PHASE_NAT },
    [ROW_ALIAS] = { "alias", PHASE_NAT },
    [ROW_ROUTE] = { "route", PHASE_ROUTE },
    [ROW_CONNECTED_ROUTE] = { "connected-route", PHASE_ROUTE },
    [ROW_INSPECTION] = { "inspection", PHASE_INSPECT },
    [ROW_INTERFACE] = { "interface", PHASE_ROUTE },
    [ROW_FRAGMENT] = { "fragment", PHASE_FRAGMENTS },
    [ROW_SHUN] = { "shun", PHASE_SHUN },
    [ROW_REVERSE_PATH] = { "reverse-path", PHASE_REVERSE_PATH },
    [ROW_AUDIT] = { "audit", PHASE_AUDIT },
    [ROW_TIMER] = { "timer", PHASE_CONN },
};

const char *
row_kind_name(enum row_kind kind)
{
    return kinds[kind].name;
}

enum trace_phase_type
row_phase(enum row_kind kind)
{
    return kinds[kind].phase;
}

const struct origin *
row_origin(const struct config *config, const struct row *row, struct origin *made)
{
    if (row->pointer == NULL)
        return NULL;
    switch (row->kind) {
    case ROW_ACE:
    case ROW_CONDUIT:
        *made = ace_origin(config, row->pointer);
        return made;
    case ROW_OUTBOUND:
        return &((const struct outbound_rule *)row->pointer)->origin;
    case ROW_ESTABLISHED:
        return &((const struct established *)row->pointer)->origin;
    case ROW_ICMP_RULE:
        return &((const struct icmp_rule *)row->pointer)->origin;
    case ROW_TELNET:
    case ROW_SSH:
    case ROW_HTTP:
        return &((const struct management_source *)row->pointer)->origin;
    case ROW_NAT:
        return &((const struct nat *)row->pointer)->origin;
    case ROW_GLOBAL:
        return &((const struct global *)row->pointer)->origin;
    case ROW_STATIC:
        return &((const struct static_nat *)row->pointer)->origin;
    case ROW_ALIAS:
        return &((const struct alias *)row->pointer)->origin;
    case ROW_ROUTE:
        return &((const struct route *)row->pointer)->origin;
    case ROW_INSPECTION:
        return &((const struct inspection *)row->pointer)->origin;
    case ROW_INTERFACE:
    case ROW_CONNECTED_ROUTE:
        return &((const struct interface *)row->pointer)->origin;
    case ROW_FRAGMENT:
        return &((const struct fragment_rule *)row->pointer)->origin;
    case ROW_SHUN:
        return &((const struct shun *)row->pointer)->origin;
    case ROW_REVERSE_PATH:
        return &((const struct listed_interface *)row->pointer)->origin;
    case ROW_AUDIT:
        return &((const struct audit_binding *)row->pointer)->origin;
    case ROW_NONE:
    case ROW_ACCESS_GROUP:
    case ROW_IMPLICIT_DENY:
    case ROW_SECURITY_LEVEL:
    case ROW_TIMER:
        return NULL;
    }
    return NULL;
}

static void
write_acl_end(const struct acl *acl, FILE *out)
{
    if (acl == NULL)
        fputs("the implicit deny of an access list", out);
    else if (acl->count == 0)
        fprintf(out, "access-list %s: it has no lines, so it denies everything", acl->name);
    else
        fprintf(out, "access-list %s: the implicit deny at its end", acl->name);
}

static void
write_connected(const struct config *config, const struct row *row, FILE *out)
{
    const struct interface *interface = row->pointer;
    char network[IP_TEXT_SIZE], netmask[IP_TEXT_SIZE];
    ip_format(interface->address & interface->netmask, network);
    ip_format(interface->netmask, netmask);
    fprintf(out, "connected: %s %s %s", config_interface_label(config, (ifc_id)row->index), network,
            netmask);
}

static void
write_levels(const struct config *config, ifc_id in, ifc_id to, FILE *out)
{
    fputs("security levels", out);
    if (in != IFC_NONE)
        fprintf(out, ": from %s (%u)", config_interface_label(config, in),
                config->interfaces[in]->security_level);
    if (to != IFC_NONE)
        fprintf(out, " to %s (%u)", config_interface_label(config, to),
                config->interfaces[to]->security_level);
    if (in != IFC_NONE && to != IFC_NONE && config->interfaces[in]->access_in == NULL &&
        config->interfaces[in]->security_level < config->interfaces[to]->security_level)
        fprintf(out, ", and no access-group lets anything in on %s",
                config_interface_label(config, in));
}

void
row_write(const struct config *config, const struct row *row, ifc_id in, ifc_id to, FILE *out)
{
    switch (row->kind) {
    case ROW_NONE:
        return;
    case ROW_IMPLICIT_DENY:
        write_acl_end(row->pointer, out);
        return;
    case ROW_SECURITY_LEVEL:
        write_levels(config, in, to, out);
        return;
    case ROW_CONNECTED_ROUTE:
        write_connected(config, row, out);
        return;
    case ROW_INSPECTION:
        if (row->pointer == NULL) { /* ICMP, or a line that is gone */
            enum inspection_kind kind =
                row->index == 0 ? INSPECT_ICMP : (enum inspection_kind)(row->index - 1);
            fprintf(out, "inspect %s", inspection_default(kind)->name);
            return;
        }
        break;
    default:
        break;
    }
    config_write_row(config, row, out);
}

const char *
protocol_text(uint8_t protocol, char text[static PROTOCOL_TEXT_SIZE])
{
    switch (protocol) {
    case IP_ICMP:
        return "icmp";
    case IP_TCP:
        return "tcp";
    case IP_UDP:
        return "udp";
    case IP_GRE:
        return "gre";
    case IP_ESP:
        return "esp";
    case IP_AH:
        return "ah";
    default:
        snprintf(text, PROTOCOL_TEXT_SIZE, "%u", protocol);
        return text;
    }
}
