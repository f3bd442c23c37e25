/*
 * trace_xml.c: a trace as an XML document; the schema is cli/schema/trace.xsd. The same facts as
 * the object of trace_json.c.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/prompt/row_text.h"
#include "cli/trace/trace_private.h"
#include "cli/xml.h"
#include "engine/base/civil.h"
#include "engine/base/ip.h"
#include "engine/syslog/syslog.h"

struct document {
    struct trace_printer *printer;
    const struct traced *traced;
    FILE *out;
};

/* ---- pieces ---- */

static void
put_attribute(const struct document *document, const char *name, const char *text)
{
    fprintf(document->out, " %s=\"", name);
    xml_put(text, document->out);
    putc('"', document->out);
}

static void
put_interface(const struct document *document, const char *name, ifc_id ifc)
{
    if (ifc != IFC_NONE)
        put_attribute(document, name, config_interface_label(document->printer->config, ifc));
}

static void
put_end(const struct document *document, const char *name, uint32_t address, uint16_t port,
        bool has_port)
{
    char text[IP_TEXT_SIZE];
    ip_format(address, text);
    fprintf(document->out, "<%s address=\"%s\"", name, text);
    if (has_port)
        fprintf(document->out, " port=\"%u\"", port);
    fputs("/>\n", document->out);
}

static void
put_row(const struct document *document, const struct row *row, ifc_id in, ifc_id to)
{
    struct origin made;
    if (row->kind == ROW_NONE)
        return;
    const struct origin *origin = row_origin(document->printer->config, row, &made);
    fputs("<row", document->out);
    put_attribute(document, "kind", row_kind_name(row->kind));
    if (origin != NULL && origin->file != NULL)
        put_attribute(document, "file", origin->file);
    if (origin != NULL)
        fprintf(document->out, " line=\"%" PRIu32 "\"", origin->line);
    putc('>', document->out);
    xml_put(trace_row_text(document->printer, row, in, to), document->out);
    fputs("</row>\n", document->out);
}

/* ---- the packet ---- */

static void
put_when(const struct document *document)
{
    const struct packet *packet = document->traced->packet;
    struct civil_time civil = civil_from_ns(packet->time);
    if (!document->traced->from_capture)
        return;
    fprintf(document->out, " number=\"%" PRIu64 "\"", packet->number);
    fprintf(document->out, " time=\"%04d-%02u-%02uT%02u:%02u:%02u.%09" PRIu32 "Z\"", civil.year,
            civil.month, civil.day, civil.hour, civil.minute, civil.second, civil.nanosecond);
}

static void
put_packet(const struct document *document)
{
    const struct packet *packet = document->traced->packet;
    bool is_ip = packet->kind == PACKET_IPV4 || packet->kind == PACKET_MALFORMED;
    bool ports = trace_has_ports(packet) && packet->fragment_offset == 0;
    char protocol[PROTOCOL_TEXT_SIZE];
    fputs("<packet", document->out);
    put_when(document);
    put_attribute(document, "kind", trace_kind_name(packet->kind));
    put_attribute(document, "rebuilt", document->traced->rebuilt ? "true" : "false");
    if (!is_ip) {
        fputs("/>\n", document->out);
        return;
    }
    put_attribute(document, "protocol", protocol_text(packet->protocol, protocol));
    if (packet->protocol == IP_ICMP)
        fprintf(document->out, " icmp-type=\"%u\" icmp-code=\"%u\"", packet->icmp_type,
                packet->icmp_code);
    fputs(">\n", document->out);
    put_end(document, "source", packet->source, packet->source_port, ports);
    put_end(document, "destination", packet->destination, packet->destination_port, ports);
    fputs("</packet>\n", document->out);
}

static void
put_stance(const struct document *document)
{
    const struct judgement *judgement = document->traced->judgement;
    if (judgement == NULL)
        return;
    fputs("<stance", document->out);
    put_attribute(document, "reason", ingress_rule_text(judgement->rule));
    fprintf(document->out, ">%s</stance>\n", trace_stance_name(judgement->stance));
}

/* ---- what it met ---- */

static void
put_phase(const struct document *document, const struct trace_phase *phase)
{
    const struct traced *traced = document->traced;
    bool ports = trace_has_ports(traced->packet);
    fputs("<phase", document->out);
    put_attribute(document, "name", trace_phase_name(phase->type));
    put_attribute(document, "allowed", phase->allowed ? "true" : "false");
    put_interface(document, "interface", phase->ifc);
    if (phase->conn_id != 0)
        fprintf(document->out, " conn=\"%" PRIu32 "\"", phase->conn_id);
    fputs(">\n", document->out);
    put_row(document, &phase->row, traced->ingress, trace_egress(traced->outcome->trace));
    if (trace_translates(phase)) {
        put_end(document, "from", phase->from, phase->from_port, ports);
        put_end(document, "to", phase->to, phase->to_port, ports);
    }
    fputs("</phase>\n", document->out);
}

static void
put_nearest(const struct document *document)
{
    const struct trace *trace = document->traced->outcome->trace;
    for (size_t i = 0; i < trace->nearest_count; i++) {
        const struct near_miss *miss = &trace->nearest[i];
        fputs("<nearest", document->out);
        put_attribute(document, "failed", match_field_name(miss->field));
        fprintf(document->out, " matched=\"%u\" fields=\"%u\">\n", miss->matched, miss->fields);
        put_row(document, &miss->row, IFC_NONE, IFC_NONE);
        fputs("</nearest>\n", document->out);
    }
}

static void
put_verdict(const struct document *document)
{
    const struct outcome *outcome = document->traced->outcome;
    const struct packet *packet = document->traced->packet;
    bool passed = outcome->verdict == VERDICT_PASSED;
    fputs("<verdict", document->out);
    put_attribute(document, "is", verdict_name(outcome->verdict));
    if (outcome->drop != DROP_NONE) {
        put_attribute(document, "drop", drop_reason_name(outcome->drop));
        put_attribute(document, "drop-text", drop_reason_text(outcome->drop));
    }
    if (!passed) {
        fputs("/>\n", document->out);
        return;
    }
    const struct translation *leaves = &outcome->translation;
    bool ports = trace_has_ports(packet) && packet->fragment_offset == 0;
    put_interface(document, "egress", outcome->egress);
    fputs(">\n", document->out);
    put_end(document, "source", leaves->source, leaves->source_port, ports);
    put_end(document, "destination", leaves->destination, leaves->destination_port, ports);
    fputs("</verdict>\n", document->out);
}

static void
put_outcome(const struct document *document)
{
    const struct trace *trace = document->traced->outcome->trace;
    for (size_t i = 0; i < trace->count; i++)
        put_phase(document, &trace->phases[i]);
    put_nearest(document);
    put_verdict(document);
}

static void
put_log(const struct document *document)
{
    const struct traced *traced = document->traced;
    for (size_t i = 0; i < traced->event_count; i++) {
        char line[SYSLOG_LINE_SIZE];
        size_t length =
            syslog_line(document->printer->config, &traced->events[i], SYSLOG_BARE, line);
        if (length == 0)
            continue;
        fputs("<log>", document->out);
        xml_put_text(line, length, document->out);
        fputs("</log>\n", document->out);
    }
}

void
trace_print_xml(struct trace_printer *printer, const struct traced *traced)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        printer->output->failed = true;
        return;
    }
    const struct document document = { printer, traced, out };
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<trace", out);
    if (traced->outcome != NULL)
        put_interface(&document, "ingress", traced->ingress);
    fputs(">\n", out);
    put_packet(&document);
    put_stance(&document);
    if (traced->outcome != NULL)
        put_outcome(&document);
    put_log(&document);
    fputs("</trace>\n", out);
    fclose(out);
    output_write(printer->output, text, size);
    free(text);
}
