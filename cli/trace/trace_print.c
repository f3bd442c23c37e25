/*
 * trace_print.c: a trace as text: the phases in their order, under each the line that decided it;
 * for a denial, the lines that came nearest and what kept them from it.
 */
#include "cli/trace/trace_print.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "cli/prompt/row_text.h"
#include "cli/trace/trace_private.h"
#include "engine/base/civil.h"
#include "engine/base/ip.h"
#include "engine/syslog/syslog.h"

struct trace_printer *
trace_printer_new(const struct config *config, struct output *output)
{
    struct trace_printer *printer = calloc(1, sizeof *printer);
    if (printer == NULL)
        return NULL;
    printer->config = config;
    printer->output = output;
    json_writer_init(&printer->json, output);
    printer->scratch = open_memstream(&printer->text, &printer->text_size);
    if (printer->scratch == NULL) {
        free(printer);
        return NULL;
    }
    return printer;
}

void
trace_printer_free(struct trace_printer *printer)
{
    if (printer == NULL)
        return;
    fclose(printer->scratch);
    free(printer->text);
    free(printer);
}

const char *
trace_row_text(struct trace_printer *printer, const struct row *row, ifc_id in, ifc_id to)
{
    rewind(printer->scratch);
    row_write(printer->config, row, in, to, printer->scratch);
    fputc('\0', printer->scratch); /* of an earlier, longer row the rest is still there */
    return fflush(printer->scratch) == 0 ? printer->text : "?";
}

ifc_id
trace_egress(const struct trace *trace)
{
    for (size_t i = 0; i < trace->count; i++) {
        const struct trace_phase *phase = &trace->phases[i];
        if (phase->allowed && (phase->type == PHASE_ROUTE || phase->type == PHASE_UNTRANSLATE))
            return phase->ifc;
    }
    return IFC_NONE;
}

bool
trace_translates(const struct trace_phase *phase)
{
    return phase->from != phase->to || phase->from_port != phase->to_port;
}

bool
trace_has_ports(const struct packet *packet)
{
    return packet->protocol == IP_TCP || packet->protocol == IP_UDP;
}

static void say(struct trace_printer *printer, const char *format, ...) PRINTF_LIKE(2, 3);

/* Texts of the configuration may be long; the rest of a line never is. */
static void
say(struct trace_printer *printer, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0)
        output_write(printer->output, text,
                     (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

static void
say_text(struct trace_printer *printer, const char *text)
{
    for (; *text != '\0'; text++)
        output_char(printer->output, *text >= ' ' && *text <= '~' ? *text : '?');
}

static void
end_line(struct trace_printer *printer)
{
    output_line_end(printer->output);
}

static const char *
label(const struct trace_printer *printer, ifc_id ifc)
{
    return config_interface_label(printer->config, ifc);
}

static void
say_end(struct trace_printer *printer, uint32_t address, uint16_t port, bool has_port)
{
    char text[IP_TEXT_SIZE];
    ip_format(address, text);
    if (has_port)
        say(printer, "%s/%u", text, port);
    else
        say(printer, "%s", text);
}

static void
say_flow(struct trace_printer *printer, const struct packet *packet)
{
    static const struct {
        uint8_t flag;
        const char *name;
    } flags[] = {
        { TCP_FIN, " FIN" }, { TCP_SYN, " SYN" }, { TCP_RST, " RST" },
        { TCP_PSH, " PSH" }, { TCP_ACK, " ACK" }, { TCP_URG, " URG" },
    };
    char protocol[PROTOCOL_TEXT_SIZE];
    bool ports = trace_has_ports(packet) && packet->fragment_offset == 0;
    say(printer, "%s ", protocol_text(packet->protocol, protocol));
    say_end(printer, packet->source, packet->source_port, ports);
    say(printer, " > ");
    say_end(printer, packet->destination, packet->destination_port, ports);
    for (size_t i = 0; packet->protocol == IP_TCP && i < ARRAY_LENGTH(flags); i++) {
        if ((packet->tcp_flags & flags[i].flag) != 0)
            say(printer, "%s", flags[i].name);
    }
    if (packet->protocol == IP_ICMP)
        say(printer, " type %u code %u", packet->icmp_type, packet->icmp_code);
    if (packet->is_fragment)
        say(printer, ", a fragment at %u", packet->fragment_offset);
}

/* The line of a row and where it stands, both in one line; nothing for a row without words. */
static bool
say_row(struct trace_printer *printer, const struct row *row, ifc_id in, ifc_id to)
{
    const char *text = trace_row_text(printer, row, in, to);
    if (*text == '\0')
        return false;
    say_text(printer, text);
    struct origin made;
    const struct origin *origin = row_origin(printer->config, row, &made);
    if (origin != NULL && origin->file != NULL && origin->line > 0) {
        say(printer, "  [");
        say_text(printer, origin->file);
        say(printer, ":%u]", origin->line);
    }
    return true;
}

/* "3 of 4 fields, not the destination port" */
const char *
trace_miss_words(enum match_field field)
{
    static const char *const words[] = {
        [FIELD_NONE] = "but it stands below",
        [FIELD_INTERFACE] = "not the interfaces",
        [FIELD_PROTOCOL] = "not the protocol",
        [FIELD_SOURCE] = "not the source",
        [FIELD_SOURCE_PORT] = "not the source port",
        [FIELD_DESTINATION] = "not the destination",
        [FIELD_DESTINATION_PORT] = "not the destination port",
        [FIELD_ICMP_TYPE] = "not the ICMP type",
        [FIELD_INACTIVE] = "not active at the time",
        [FIELD_POOL] = "no global of its number where the packet leaves",
        [FIELD_INTERFACE_DOWN] = "its interface is down",
    };
    return words[field];
}

static void
say_miss(struct trace_printer *printer, const struct near_miss *miss)
{
    say(printer, " (%u of %u fields, %s)", miss->matched, miss->fields,
        trace_miss_words(miss->field));
}

static void
say_nearest(struct trace_printer *printer, const struct trace *trace, const char *indent)
{
    for (size_t i = 0; i < trace->nearest_count; i++) {
        const struct near_miss *miss = &trace->nearest[i];
        say(printer, "%snearest: ", indent);
        say_row(printer, &miss->row, IFC_NONE, IFC_NONE);
        say_miss(printer, miss);
        end_line(printer);
    }
}

/* What a phase without a row of its own says. */
static const char *
words_of(const struct trace_phase *phase)
{
    switch (phase->type) {
    case PHASE_ROUTE:
        return phase->allowed ? "a default route, assumed where the configuration has none"
                              : "no route to the destination";
    case PHASE_NAT:
        return phase->allowed && !trace_translates(phase) ? "no line translates the source" : "";
    case PHASE_UNTRANSLATE:
        return phase->allowed ? "a translation that is in use" : "";
    case PHASE_SHUN:
        return "shun";
    case PHASE_REVERSE_PATH:
        return phase->allowed ? "" : "the route to the source leads through another interface";
    case PHASE_SANITY:
    case PHASE_FRAGMENTS:
    case PHASE_AUDIT:
    case PHASE_FLOW_LOOKUP:
    case PHASE_ACCESS_LIST:
    case PHASE_INSPECT:
    case PHASE_CONN:
    case PHASE_TO_THE_BOX:
        break;
    }
    return "";
}

static void
say_phase(struct trace_printer *printer, const struct traced *traced, size_t number)
{
    const struct trace *trace = traced->outcome->trace;
    const struct trace_phase *phase = &trace->phases[number];
    bool ports = trace_has_ports(traced->packet);
    say(printer, "%2zu  %-14s  %s", number + 1, trace_phase_name(phase->type),
        phase->allowed ? "allow" : "DENY");
    if (trace_translates(phase)) {
        say(printer, "  ");
        say_end(printer, phase->from, phase->from_port, ports);
        say(printer, " -> ");
        say_end(printer, phase->to, phase->to_port, ports);
    }
    if ((phase->type == PHASE_ROUTE || phase->type == PHASE_UNTRANSLATE) && phase->allowed)
        say(printer, "  leaves through %s", label(printer, phase->ifc));
    if (phase->conn_id != 0)
        say(printer, "  connection %u", phase->conn_id);
    end_line(printer);
    const char *words = phase->row.kind == ROW_NONE ? words_of(phase) : "";
    if (phase->row.kind != ROW_NONE || *words != '\0') {
        say(printer, "      ");
        if (!say_row(printer, &phase->row, traced->ingress, trace_egress(trace)))
            say(printer, "%s", words);
        end_line(printer);
    }
    if (!phase->allowed)
        say_nearest(printer, trace, "      ");
}

static void
say_head(struct trace_printer *printer, const struct traced *traced)
{
    const struct packet *packet = traced->packet;
    if (traced->from_capture) {
        struct civil_time at = civil_from_ns(packet->time);
        say(printer, "packet %" PRIu64 ", %04d-%02u-%02u %02u:%02u:%02u.%06u: ", packet->number,
            at.year, at.month, at.day, at.hour, at.minute, at.second, at.nanosecond / 1000);
    }
    if (packet->kind == PACKET_IPV4 || packet->kind == PACKET_MALFORMED)
        say_flow(printer, packet);
    else
        say(printer, "%s, not modelled",
            packet->kind == PACKET_IPV6  ? "IPv6"
            : packet->kind == PACKET_ARP ? "ARP"
                                         : "no IPv4 packet");
    end_line(printer);
}

static void
say_stance(struct trace_printer *printer, const struct traced *traced)
{
    static const char *const stances[] = {
        [STANCE_ENTERS] = "enters at",
        [STANCE_LEFT] = "left through",
        [STANCE_NOT_FOR_US] = "between neighbours of one side, not through the firewall",
        [STANCE_UNDECIDED] = "undecided where it enters",
    };
    const struct judgement *judgement = traced->judgement;
    if (judgement != NULL) {
        say(printer, "%s", stances[judgement->stance]);
        if (judgement->ifc != IFC_NONE)
            say(printer, " %s", label(printer, judgement->ifc));
        say(printer, ": %s", ingress_rule_text(judgement->rule));
        end_line(printer);
    }
    if (traced->rebuilt)
        say(printer,
            "rebuilt from it, what must have entered at %s: ", label(printer, traced->ingress));
    else if (judgement == NULL && traced->outcome != NULL)
        say(printer, "enters at %s", label(printer, traced->ingress));
    else
        return;
    if (traced->rebuilt)
        say_flow(printer, traced->packet);
    end_line(printer);
}

static void
say_verdict(struct trace_printer *printer, const struct traced *traced)
{
    const struct outcome *outcome = traced->outcome;
    const struct packet *packet = traced->packet;
    say(printer, "verdict: %s", verdict_name(outcome->verdict));
    if (outcome->verdict == VERDICT_PASSED) {
        const struct translation *leaves = &outcome->translation;
        bool ports = trace_has_ports(packet) && packet->fragment_offset == 0;
        say(printer, ", leaves through %s as ", label(printer, outcome->egress));
        say_end(printer, leaves->source, leaves->source_port, ports);
        say(printer, " > ");
        say_end(printer, leaves->destination, leaves->destination_port, ports);
    } else if (outcome->drop != DROP_NONE) {
        say(printer, " (%s): %s", drop_reason_name(outcome->drop), drop_reason_text(outcome->drop));
    }
    end_line(printer);
}

/* 6.x keeps none of ICMP, GRE, ESP and their like (engine.md 2.1, 4.7), nor a line that tells. */
static void
say_no_conn(struct trace_printer *printer, const struct traced *traced)
{
    const struct behaviour *does = printer->config->does;
    const struct trace *trace = traced->outcome->trace;
    uint8_t protocol = traced->packet->protocol;
    bool has_conn = protocol == IP_TCP || protocol == IP_UDP ||
                    (protocol == IP_ICMP ? does->icmp_has_conns : does->portless_has_half_conns);
    for (size_t i = 0; i < trace->count; i++)
        has_conn = has_conn || trace->phases[i].conn_id != 0;
    if (has_conn || traced->outcome->verdict != VERDICT_PASSED)
        return;
    say(printer, "connection: none; each packet of this protocol is decided by itself");
    end_line(printer);
}

void
trace_print_text(struct trace_printer *printer, const struct traced *traced)
{
    say_head(printer, traced);
    say_stance(printer, traced);
    if (traced->outcome == NULL)
        return;
    for (size_t i = 0; i < traced->outcome->trace->count; i++)
        say_phase(printer, traced, i);
    say_verdict(printer, traced);
    say_no_conn(printer, traced);
    for (size_t i = 0; i < traced->event_count; i++) {
        char line[SYSLOG_LINE_SIZE];
        size_t length = syslog_line(printer->config, &traced->events[i], SYSLOG_BARE, line);
        if (length == 0)
            continue;
        say(printer, "log: ");
        output_write(printer->output, line, length);
        end_line(printer);
    }
}

void
trace_print_why(struct trace_printer *printer, const struct traced *traced)
{
    const struct outcome *outcome = traced->outcome;
    const struct trace *trace = outcome->trace;
    const struct trace_phase *last = trace->count > 0 ? &trace->phases[trace->count - 1] : NULL;
    say(printer, "! packet %" PRIu64 " denied (%s)", traced->packet->number,
        drop_reason_name(outcome->drop));
    if (last != NULL) {
        say(printer, " in %s: ", trace_phase_name(last->type));
        if (!say_row(printer, &last->row, traced->ingress, trace_egress(trace)))
            say(printer, "%s", drop_reason_text(outcome->drop));
    }
    end_line(printer);
    say_nearest(printer, trace, "!   ");
}

const char *const trace_format_names[] = { "text", "json", "xml", NULL };

void
trace_print_as(struct trace_printer *printer, enum trace_format format, const struct traced *traced)
{
    static void (*const forms[])(struct trace_printer *, const struct traced *) = {
        [TRACE_AS_TEXT] = trace_print_text,
        [TRACE_AS_JSON] = trace_print_json,
        [TRACE_AS_XML] = trace_print_xml,
    };
    forms[format](printer, traced);
}
