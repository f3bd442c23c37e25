/*
 * tracer_screen.c: the engine's phases under the device's names, and those that the device shows
 * and the engine has no need of: IP-OPTIONS, NAT host-limits, the route out.
 */
#include "cli/trace/tracer_screen.h"

#include <inttypes.h>

#include "cli/prompt/row_text.h"
#include "cli/show/nat_rules.h"
#include "engine/base/ip.h"

struct screen {
    const struct config *config;
    const struct engine *engine;
    const struct outcome *outcome;
    ifc_id ingress, egress;
    bool begins_at_macs;
    unsigned count;
    FILE *out;
};

static const char *
label(const struct screen *screen, ifc_id ifc)
{
    return config_interface_label(screen->config, ifc);
}

/* Up to where the lines of the configuration stand. */
static void
begin(struct screen *screen, const char *type, const char *subtype, bool allowed)
{
    fprintf(screen->out, "\nPhase: %u\nType: %s\nSubtype: %s\nResult: %s\nConfig:\n",
            ++screen->count, type, subtype, allowed ? "ALLOW" : "DROP");
}

static void
add_information(const struct screen *screen)
{
    fputs("Additional Information:\n", screen->out);
}

/* One that nothing is said about. */
static void
plain_phase(struct screen *screen, const char *type)
{
    begin(screen, type, "", true);
    add_information(screen);
}

static void
put_row(const struct screen *screen, const struct row *row)
{
    row_write(screen->config, row, screen->ingress, screen->egress, screen->out);
    fputs(" \n", screen->out);
}

/* ---- routes ---- */

static struct network
network_of(const struct row *row)
{
    if (row->kind == ROW_ROUTE)
        return ((const struct route *)row->pointer)->network;
    const struct interface *interface = row->pointer;
    if (row->kind != ROW_CONNECTED_ROUTE || interface == NULL)
        return (struct network){ 0 };
    return (struct network){ interface->address & interface->netmask, interface->netmask };
}

static void
route_in(struct screen *screen, const struct trace_phase *phase)
{
    char address[IP_TEXT_SIZE], mask[IP_TEXT_SIZE];
    struct network network = network_of(&phase->row);
    ip_format(network.address, address);
    ip_format(network.netmask, mask);
    begin(screen, "ROUTE-LOOKUP", "input", true);
    add_information(screen);
    fprintf(screen->out, "in   %-15s %-15s %s\n", address, mask, label(screen, phase->ifc));
}

static void
route_out(struct screen *screen)
{
    char hop[IP_TEXT_SIZE];
    uint32_t to = screen->outcome->translation.destination;
    struct route_result route = engine_route(screen->engine, to);
    if (route.row.kind == ROW_ROUTE)
        to = ((const struct route *)route.row.pointer)->gateway;
    ip_format(to, hop);
    begin(screen, "ROUTE-LOOKUP", "output and adjacency", true);
    add_information(screen);
    fprintf(screen->out, "found next-hop %s using egress ifc %s\nadjacency Active\n", hop,
            label(screen, screen->egress));
}

/* ---- access lists ---- */

static void
access_list(struct screen *screen, const struct trace_phase *phase)
{
    const struct row *row = &phase->row;
    begin(screen, "ACCESS-LIST",
          row->kind == ROW_ACE && ((const struct ace *)row->pointer)->log == ACE_LOG_ON ? "log"
                                                                                        : "",
          phase->allowed);
    if (row->kind == ROW_ACE) {
        const struct interface *interface = screen->config->interfaces[screen->ingress];
        if (interface->access_in != NULL)
            fprintf(screen->out, "access-group %s in interface %s\n", interface->access_in->name,
                    label(screen, screen->ingress));
        put_row(screen, row);
    } else {
        fputs("Implicit Rule\n", screen->out);
    }
    add_information(screen);
    if (phase->allowed)
        plain_phase(screen, "IP-OPTIONS");
}

/* ---- translations ---- */

/* The line, and what it matches, as `show nat` has it; of a policy rule only the line. */
static void
put_rule(const struct screen *screen, const struct trace_phase *phase)
{
    /* a slot that leads back in is that of the way out */
    ifc_id mapped_ifc = phase->type == PHASE_UNTRANSLATE ? screen->ingress : screen->egress;
    const struct row *row = &phase->row;
    const struct nat_listing listing = { screen->config, screen->engine, screen->out };
    put_row(screen, row);
    if (row->kind == ROW_STATIC && ((const struct static_nat *)row->pointer)->acl == NULL)
        nat_write_static(&listing, row->pointer, (struct nat_line){ 0 });
    else if (row->kind == ROW_NAT && ((const struct nat *)row->pointer)->acl == NULL)
        nat_write_match(&listing, row->pointer, mapped_ifc, (struct nat_line){ 0 });
}

static uint32_t
mask_of(const struct row *row)
{
    return row->kind == ROW_STATIC ? ((const struct static_nat *)row->pointer)->netmask
                                   : IP_HOST_MASK;
}

static void
put_translation(const struct screen *screen, const char *verb, const struct trace_phase *phase)
{
    char from[IP_TEXT_SIZE], to[IP_TEXT_SIZE], mask[IP_TEXT_SIZE];
    ip_format(phase->from, from);
    ip_format(phase->to, to);
    ip_format(mask_of(&phase->row), mask);
    fprintf(screen->out, "%s %s/%u to %s/%u using netmask %s\n", verb, from, phase->from_port, to,
            phase->to_port, mask);
}

static void
untranslate(struct screen *screen, const struct trace_phase *phase)
{
    begin(screen, "UN-NAT", phase->row.kind == ROW_STATIC ? "static" : "", phase->allowed);
    put_rule(screen, phase);
    add_information(screen);
    fprintf(screen->out, "NAT divert to egress interface %s\n", label(screen, phase->ifc));
    put_translation(screen, "Untranslate", phase);
}

static void
translate(struct screen *screen, const struct trace_phase *phase)
{
    bool fixed = phase->row.kind == ROW_STATIC;
    if (phase->row.kind == ROW_NONE)
        return;
    begin(screen, "NAT", fixed ? "static" : "", phase->allowed);
    put_rule(screen, phase);
    add_information(screen);
    if (!phase->allowed)
        return;
    if (phase->from != phase->to || phase->from_port != phase->to_port)
        put_translation(screen, fixed ? "Static translate" : "Dynamic translate", phase);
    begin(screen, "NAT", "host-limits", true);
    put_rule(screen, phase);
    add_information(screen);
    plain_phase(screen, "IP-OPTIONS");
}

/* ---- the rest ---- */

static void
inspect(struct screen *screen, const struct trace_phase *phase)
{
    char subtype[64] = "np-inspect";
    const struct row *row = &phase->row;
    if (row->kind == ROW_INSPECTION && row->pointer == NULL)
        (void)snprintf(subtype, sizeof(subtype), "inspect-%s",
                       inspection_default(row->index == 0 ? INSPECT_ICMP
                                                          : (enum inspection_kind)(row->index - 1))
                           ->name);
    begin(screen, "INSPECT", subtype, phase->allowed);
    put_row(screen, row);
    add_information(screen);
}

/* The device has nothing to say about the frame yet. */
static void
look_up(struct screen *screen)
{
    if (screen->begins_at_macs) {
        begin(screen, "ACCESS-LIST", "", true);
        fputs("Implicit Rule\n", screen->out);
        add_information(screen);
        fputs("MAC Access list\n", screen->out);
        return;
    }
    begin(screen, "FLOW-LOOKUP", "", true);
    add_information(screen);
    fputs("Found no matching flow, creating a new flow\n", screen->out);
}

/* The answers to what a static let in must be translated by it too. */
static void
check_reverse(struct screen *screen)
{
    static const char *const subtypes[] = { "rpf-check", "host-limits" };
    const struct trace *trace = screen->outcome->trace;
    for (size_t i = 0; i < trace->count; i++) {
        const struct trace_phase *phase = &trace->phases[i];
        if (phase->type != PHASE_UNTRANSLATE || phase->row.kind != ROW_STATIC)
            continue;
        for (size_t j = 0; j < ARRAY_LENGTH(subtypes); j++) {
            begin(screen, "NAT", subtypes[j], true);
            put_rule(screen, phase);
            add_information(screen);
        }
    }
}

static void
create_flow(struct screen *screen, const struct trace_phase *phase)
{
    check_reverse(screen);
    begin(screen, "FLOW-CREATION", "", true);
    add_information(screen);
    /* the device numbers those, too, that its log does not */
    fprintf(screen->out, "New flow created with id %" PRIu32 ", packet dispatched to next module\n",
            phase->conn_id != 0 ? phase->conn_id : 1);
}

/* Those in which a refused packet is shown at all: earlier ones end in the result alone. */
static void
show_phase(struct screen *screen, const struct trace_phase *phase)
{
    switch (phase->type) {
    case PHASE_ROUTE:
        route_in(screen, phase);
        break;
    case PHASE_UNTRANSLATE:
        untranslate(screen, phase);
        break;
    case PHASE_ACCESS_LIST:
        access_list(screen, phase);
        break;
    case PHASE_NAT:
        translate(screen, phase);
        break;
    case PHASE_INSPECT:
        inspect(screen, phase);
        break;
    case PHASE_CONN:
        create_flow(screen, phase);
        break;
    default:
        break;
    }
}

static bool
is_refused_early(const struct trace *trace)
{
    for (size_t i = 0; i < trace->count; i++) {
        enum trace_phase_type type = trace->phases[i].type;
        if (type >= PHASE_UNTRANSLATE && (type != PHASE_ROUTE || trace->phases[i].allowed))
            return false;
    }
    return true;
}

static void
put_interface(const struct screen *screen, const char *side, ifc_id ifc)
{
    bool up = interface_is_up(screen->config->interfaces[ifc]);
    fprintf(screen->out, "%s-interface: %s\n%s-status: %s\n%s-line-status: %s\n", side,
            label(screen, ifc), side, up ? "up" : "down", side, up ? "up" : "down");
}

static void
put_result(const struct screen *screen)
{
    const struct outcome *outcome = screen->outcome;
    fputs("\nResult:\n", screen->out);
    put_interface(screen, "input", screen->ingress);
    if (screen->egress != IFC_NONE)
        put_interface(screen, "output", screen->egress);
    fprintf(screen->out, "Action: %s\n", outcome->verdict == VERDICT_DENIED ? "drop" : "allow");
    if (outcome->verdict == VERDICT_DENIED)
        fprintf(screen->out, "Drop-reason: (%s) %s\n", drop_reason_name(outcome->drop),
                drop_reason_text(outcome->drop));
    fputc('\n', screen->out);
}

static ifc_id
egress_of(const struct outcome *outcome)
{
    if (outcome->egress != IFC_NONE)
        return outcome->egress;
    for (size_t i = 0; i < outcome->trace->count; i++) {
        const struct trace_phase *phase = &outcome->trace->phases[i];
        if ((phase->type == PHASE_ROUTE || phase->type == PHASE_UNTRANSLATE) && phase->allowed)
            return phase->ifc;
    }
    return IFC_NONE;
}

void
tracer_screen(const struct config *config, const struct engine *engine, ifc_id ingress,
              const struct outcome *outcome, bool begins_at_macs, FILE *out)
{
    struct screen screen = {
        .config = config,
        .engine = engine,
        .outcome = outcome,
        .ingress = ingress,
        .egress = egress_of(outcome),
        .begins_at_macs = begins_at_macs,
        .out = out,
    };
    const struct trace *trace = outcome->trace;
    if (!is_refused_early(trace)) {
        look_up(&screen);
        for (size_t i = 0; i < trace->count; i++)
            show_phase(&screen, &trace->phases[i]);
        if (outcome->verdict == VERDICT_PASSED)
            route_out(&screen);
    }
    put_result(&screen);
}
