/*
 * tracer_screen.c: the engine's phases under the device's names, and those that the device shows
 * and the engine has no need of: IP-OPTIONS, NAT host-limits, the route out.
 */
#include "cli/trace/tracer_screen.h"

#include <inttypes.h>

#include "cli/prompt/row_text.h"
#include "cli/show/nat_rules.h"
#include "cli/trace/tracer_form.h"
#include "cli/trace/tracer_found.h"
#include "engine/acl/classify.h"
#include "engine/base/ip.h"

struct screen {
    struct tracer_request with;
    const struct config *config;
    const struct engine *engine;
    const struct outcome *outcome;
    ifc_id ingress, egress;
    unsigned count;
    struct tracer_form form;
    FILE *out; /* what is said of the phase at hand */
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
    tracer_form_phase(&screen->form, ++screen->count, type, subtype, allowed);
}

static void
add_information(struct screen *screen)
{
    tracer_form_information(&screen->form);
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

/* ---- what look-ups found ---- */

/* Ours are told apart by their phase. */
static void
put_found(const struct screen *screen, bool forward, const struct found_rule *rule)
{
    if (screen->with.detailed)
        tracer_found_put(screen->out, screen->count, forward, rule);
}

static uint16_t
port_of(const struct port_match *match)
{
    return match->op == PORT_OP_EQ ? match->low : 0;
}

static struct network
network_found(const struct screen *screen, const struct address_match *match, uint32_t address)
{
    if (match->kind == ADDRESS_ANY)
        return (struct network){ .netmask = 0 };
    return address_network(screen->config, match, address);
}

static void
put_found_ace(const struct screen *screen, const struct ace *ace)
{
    const struct packet *packet = screen->with.packet;
    put_found(screen, true,
              &(struct found_rule){
                  .direction = "in",
                  .domain = "permit",
                  .priority = 12,
                  .deny = !ace->permit,
                  .hits = engine_hit_count(screen->engine, ace),
                  .protocol = ace->protocol,
                  .source = network_found(screen, &ace->source, packet->source),
                  .source_port = port_of(&ace->source_port),
                  .destination = network_found(screen, &ace->destination, packet->destination),
                  .destination_port = port_of(&ace->destination_port),
              });
}

/* One that is about all packets of a kind. */
static void
put_found_any(const struct screen *screen, const char *domain, unsigned priority, bool deny)
{
    put_found(screen, true,
              &(struct found_rule){
                  .direction = "in", .domain = domain, .priority = priority, .deny = deny });
}

static void
ip_options(struct screen *screen)
{
    plain_phase(screen, "IP-OPTIONS");
    put_found_any(screen, "inspect-ip-options", 0, true);
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

/* For the firewall itself, whose side has a name, too [R]. */
#define IDENTITY_NAME "NP Identity Ifc"

static void
to_the_box(struct screen *screen, const struct trace_phase *phase)
{
    char address[IP_TEXT_SIZE];
    ip_format(screen->with.packet->destination, address);
    begin(screen, "ROUTE-LOOKUP", "input", true);
    add_information(screen);
    fprintf(screen->out, "in   %-15s 255.255.255.255 identity\n", address);
    begin(screen, "ACCESS-LIST", "", phase->allowed);
    fputs("Implicit Rule\n", screen->out);
    add_information(screen);
    put_found_any(screen, "permit", 0, !phase->allowed);
}

/* Did the firewall refuse what was for itself? */
static bool
is_refused_by_box(const struct trace *trace)
{
    for (size_t i = 0; i < trace->count; i++) {
        if (trace->phases[i].type == PHASE_TO_THE_BOX && !trace->phases[i].allowed)
            return true;
    }
    return false;
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
    if (row->kind == ROW_ACE)
        put_found_ace(screen, row->pointer);
    else
        put_found_any(screen, "permit", phase->allowed ? 2 : 11, !phase->allowed);
    if (phase->allowed)
        ip_options(screen);
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
        nat_write_static(&listing, row->pointer, NULL);
    else if (row->kind == ROW_NAT && ((const struct nat *)row->pointer)->acl == NULL)
        nat_write_match(&listing, row->pointer, mapped_ifc, NULL);
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

/* What the line translates, on the way that it goes. */
static void
put_found_nat(const struct screen *screen, const struct trace_phase *phase, const char *domain,
              bool forward)
{
    const struct row *row = &phase->row;
    struct network real = { .address = 0 };
    if (row->kind == ROW_STATIC)
        real = (struct network){ ((const struct static_nat *)row->pointer)->real,
                                 ((const struct static_nat *)row->pointer)->netmask };
    else if (row->kind == ROW_NAT)
        real = ((const struct nat *)row->pointer)->real;
    struct found_rule rule = { .direction = forward ? "in" : "out",
                               .domain = domain,
                               .priority = row->kind == ROW_STATIC ? 5 : 1,
                               .hits = 1 };
    *(forward ? &rule.source : &rule.destination) = real;
    put_found(screen, forward, &rule);
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
    put_found_nat(screen, phase, "nat", true);
    begin(screen, "NAT", "host-limits", true);
    put_rule(screen, phase);
    add_information(screen);
    put_found_nat(screen, phase, "host", true);
    ip_options(screen);
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
    put_found_any(screen, subtype, 70, false);
}

/* The packet met a living conn; 0: it did not. The device numbers those, too, that its log does
 * not. */
static uint32_t
flow_found(const struct outcome *outcome)
{
    const struct trace *trace = outcome->trace;
    for (size_t i = 0; i < trace->count; i++) {
        const struct trace_phase *phase = &trace->phases[i];
        if (phase->type == PHASE_FLOW_LOOKUP && (phase->allowed || outcome->conn_id != 0))
            return outcome->conn_id != 0 ? outcome->conn_id : 1;
    }
    return 0;
}

static void
look_up_flow(struct screen *screen, uint32_t found)
{
    begin(screen, "FLOW-LOOKUP", "", true);
    add_information(screen);
    if (found != 0)
        fprintf(screen->out, "Found flow with id %" PRIu32 ", using existing flow\n", found);
    else
        fputs("Found no matching flow, creating a new flow\n", screen->out);
}

static void
look_up_macs(struct screen *screen, const char *type, const char *config)
{
    begin(screen, type, "", true);
    fputs(config, screen->out);
    add_information(screen);
    if (screen->with.detailed)
        tracer_found_put_macs(screen->out, screen->count);
    else
        fputs("MAC Access list\n", screen->out);
}

/* What is looked up before anything is known of the packet. */
static void
look_up(struct screen *screen, uint32_t found)
{
    if (screen->with.is_captured)
        look_up_macs(screen, "CAPTURE", "");
    if (screen->with.begins_at_macs)
        look_up_macs(screen, "ACCESS-LIST", "Implicit Rule\n");
    if (found != 0 || !screen->with.begins_at_macs)
        look_up_flow(screen, found);
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
            put_found_nat(screen, phase, j == 0 ? "nat-reverse" : "host", false);
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
    case PHASE_TO_THE_BOX:
        to_the_box(screen, phase);
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
put_side(struct screen *screen, const char *side, const char *name, bool up)
{
    tracer_form_result(&screen->form, side, "interface", name);
    tracer_form_result(&screen->form, side, "status", up ? "up" : "down");
    tracer_form_result(&screen->form, side, "line-status", up ? "up" : "down");
}

static void
put_interface(struct screen *screen, const char *side, ifc_id ifc)
{
    put_side(screen, side, label(screen, ifc), interface_is_up(screen->config->interfaces[ifc]));
}

static void
put_action(struct screen *screen)
{
    const struct outcome *outcome = screen->outcome;
    enum drop_reason drop = outcome->drop;
    if (is_refused_by_box(outcome->trace))
        drop = DROP_ACL; /* of the list of those that may reach it [R] */
    else if (outcome->verdict != VERDICT_DENIED)
        drop = DROP_NONE;
    tracer_form_result(&screen->form, NULL, "Action", drop != DROP_NONE ? "drop" : "allow");
    if (drop == DROP_NONE)
        return;
    char reason[128];
    snprintf(reason, sizeof(reason), "(%s) %s", drop_reason_name(drop), drop_reason_text(drop));
    tracer_form_result(&screen->form, NULL, "Drop-reason", reason);
}

static void
put_result(struct screen *screen)
{
    tracer_form_results(&screen->form);
    put_interface(screen, "input", screen->ingress);
    if (screen->outcome->verdict == VERDICT_TO_THE_BOX)
        put_side(screen, "output", IDENTITY_NAME, true);
    else if (screen->egress != IFC_NONE)
        put_interface(screen, "output", screen->egress);
    put_action(screen);
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

static void
show_phases(struct screen *screen)
{
    const struct trace *trace = screen->outcome->trace;
    uint32_t found = flow_found(screen->outcome);
    if (found == 0 && is_refused_early(trace))
        return;
    look_up(screen, found);
    for (size_t i = 0; i < trace->count && found == 0; i++)
        show_phase(screen, &trace->phases[i]);
    if (found == 0 && screen->outcome->verdict == VERDICT_PASSED)
        route_out(screen);
}

bool
tracer_screen(const struct tracer_request *request, FILE *out)
{
    struct screen screen = {
        .with = *request,
        .config = request->config,
        .engine = request->engine,
        .outcome = request->outcome,
        .ingress = request->ingress,
        .egress = egress_of(request->outcome),
    };
    if (!tracer_form_begin(&screen.form, request->xml, out))
        return false;
    screen.out = screen.form.body;
    show_phases(&screen);
    put_result(&screen);
    tracer_form_end(&screen.form);
    return true;
}
