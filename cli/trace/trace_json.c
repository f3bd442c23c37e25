/*
 * trace_json.c: a trace as one object; the schema is cli/schema/trace.schema.json.
 */
#include "cli/prompt/row_text.h"
#include "cli/replay/sink_private.h"
#include "cli/trace/trace_private.h"
#include "engine/base/ip.h"
#include "engine/syslog/syslog.h"

const char *
trace_kind_name(enum packet_kind kind)
{
    static const char *const names[] = {
        [PACKET_IPV4] = "ipv4",   [PACKET_IPV6] = "ipv6",           [PACKET_ARP] = "arp",
        [PACKET_OTHER] = "other", [PACKET_MALFORMED] = "malformed",
    };
    return names[kind];
}

const char *
trace_stance_name(enum stance stance)
{
    static const char *const names[] = {
        [STANCE_ENTERS] = "enters",
        [STANCE_LEFT] = "left",
        [STANCE_NOT_FOR_US] = "not-for-us",
        [STANCE_UNDECIDED] = "undecided",
    };
    return names[stance];
}

static void
put_label(struct trace_printer *printer, const char *key, ifc_id ifc)
{
    json_put_key(&printer->json, key);
    json_put_string(&printer->json,
                    ifc == IFC_NONE ? NULL : config_interface_label(printer->config, ifc));
}

static void
put_end(struct json_writer *json, const char *key, uint32_t address, uint16_t port, bool has_port)
{
    json_put_key(json, key);
    json_begin_object(json);
    json_put_key(json, "address");
    log_sink_put_address(json, address);
    if (has_port) {
        json_put_key(json, "port");
        json_put_unsigned(json, port);
    }
    json_end(json);
}

static void
put_row(struct trace_printer *printer, const struct row *row, ifc_id in, ifc_id to)
{
    struct json_writer *json = &printer->json;
    struct origin made;
    json_put_key(json, "row");
    if (row->kind == ROW_NONE) {
        json_put_null(json);
        return;
    }
    const struct origin *origin = row_origin(printer->config, row, &made);
    json_begin_object(json);
    json_put_key(json, "kind");
    json_put_string(json, row_kind_name(row->kind));
    if (origin != NULL) {
        json_put_key(json, "file");
        json_put_string(json, origin->file);
        json_put_key(json, "line");
        json_put_unsigned(json, origin->line);
    }
    json_put_key(json, "text");
    json_put_string(json, trace_row_text(printer, row, in, to));
    json_end(json);
}

static void
put_packet(struct trace_printer *printer, const struct traced *traced)
{
    const struct packet *packet = traced->packet;
    struct json_writer *json = &printer->json;
    bool is_ip = packet->kind == PACKET_IPV4 || packet->kind == PACKET_MALFORMED;
    bool ports = trace_has_ports(packet) && packet->fragment_offset == 0;
    char protocol[PROTOCOL_TEXT_SIZE];
    if (traced->from_capture) {
        struct event when = { .time = packet->time, .packet_number = packet->number };
        log_sink_put_when(json, &when);
    } else {
        json_put_key(json, "packet");
        json_put_null(json);
    }
    json_put_key(json, "kind");
    json_put_string(json, trace_kind_name(packet->kind));
    if (!is_ip)
        return;
    json_put_key(json, "protocol");
    json_put_string(json, protocol_text(packet->protocol, protocol));
    put_end(json, "source", packet->source, packet->source_port, ports);
    put_end(json, "destination", packet->destination, packet->destination_port, ports);
    if (packet->protocol == IP_ICMP) {
        json_put_key(json, "icmp_type");
        json_put_unsigned(json, packet->icmp_type);
        json_put_key(json, "icmp_code");
        json_put_unsigned(json, packet->icmp_code);
    }
}

static void
put_stance(struct trace_printer *printer, const struct traced *traced)
{
    struct json_writer *json = &printer->json;
    if (traced->judgement != NULL) {
        json_put_key(json, "stance");
        json_put_string(json, trace_stance_name(traced->judgement->stance));
        json_put_key(json, "stance_reason");
        json_put_string(json, ingress_rule_text(traced->judgement->rule));
    }
    json_put_key(json, "rebuilt");
    json_put_bool(json, traced->rebuilt);
    put_label(printer, "ingress", traced->outcome != NULL ? traced->ingress : IFC_NONE);
}

static void
put_phase(struct trace_printer *printer, const struct traced *traced,
          const struct trace_phase *phase)
{
    const struct trace *trace = traced->outcome->trace;
    struct json_writer *json = &printer->json;
    bool ports = trace_has_ports(traced->packet);
    json_begin_object(json);
    json_put_key(json, "phase");
    json_put_string(json, trace_phase_name(phase->type));
    json_put_key(json, "allowed");
    json_put_bool(json, phase->allowed);
    put_label(printer, "interface", phase->ifc);
    put_row(printer, &phase->row, traced->ingress, trace_egress(trace));
    if (trace_translates(phase)) {
        put_end(json, "from", phase->from, phase->from_port, ports);
        put_end(json, "to", phase->to, phase->to_port, ports);
    }
    if (phase->conn_id != 0) {
        json_put_key(json, "conn");
        json_put_unsigned(json, phase->conn_id);
    }
    json_end(json);
}

static void
put_nearest(struct trace_printer *printer, const struct trace *trace)
{
    struct json_writer *json = &printer->json;
    json_put_key(json, "nearest");
    json_begin_array(json);
    for (size_t i = 0; i < trace->nearest_count; i++) {
        const struct near_miss *miss = &trace->nearest[i];
        json_begin_object(json);
        put_row(printer, &miss->row, IFC_NONE, IFC_NONE);
        json_put_key(json, "failed");
        json_put_string(json, match_field_name(miss->field));
        json_put_key(json, "matched");
        json_put_unsigned(json, miss->matched);
        json_put_key(json, "fields");
        json_put_unsigned(json, miss->fields);
        json_end(json);
    }
    json_end(json);
}

static void
put_outcome(struct trace_printer *printer, const struct traced *traced)
{
    const struct outcome *outcome = traced->outcome;
    struct json_writer *json = &printer->json;
    json_put_key(json, "phases");
    json_begin_array(json);
    for (size_t i = 0; i < outcome->trace->count; i++)
        put_phase(printer, traced, &outcome->trace->phases[i]);
    json_end(json);
    put_nearest(printer, outcome->trace);
    json_put_key(json, "verdict");
    json_put_string(json, verdict_name(outcome->verdict));
    if (outcome->drop != DROP_NONE) {
        json_put_key(json, "drop");
        json_put_string(json, drop_reason_name(outcome->drop));
        json_put_key(json, "drop_text");
        json_put_string(json, drop_reason_text(outcome->drop));
    }
    if (outcome->verdict == VERDICT_PASSED) {
        const struct translation *leaves = &outcome->translation;
        bool ports = trace_has_ports(traced->packet) && traced->packet->fragment_offset == 0;
        put_label(printer, "egress", outcome->egress);
        put_end(json, "leaves_from", leaves->source, leaves->source_port, ports);
        put_end(json, "leaves_to", leaves->destination, leaves->destination_port, ports);
    }
}

static void
put_log(struct trace_printer *printer, const struct traced *traced)
{
    struct json_writer *json = &printer->json;
    json_put_key(json, "log");
    json_begin_array(json);
    for (size_t i = 0; i < traced->event_count; i++) {
        char line[SYSLOG_LINE_SIZE];
        size_t length = syslog_line(printer->config, &traced->events[i], SYSLOG_BARE, line);
        if (length > 0)
            json_put_text(json, line, length);
    }
    json_end(json);
}

void
trace_print_json(struct trace_printer *printer, const struct traced *traced)
{
    struct json_writer *json = &printer->json;
    json_begin_object(json);
    json_put_key(json, "type");
    json_put_string(json, "trace");
    put_packet(printer, traced);
    put_stance(printer, traced);
    if (traced->outcome != NULL)
        put_outcome(printer, traced);
    put_log(printer, traced);
    json_end(json);
    json_end_line(json);
}
