/*
 * fate_json.c: the record of a flow: cli/schema/fate.schema.json.
 */
#include "cli/fate/fate_flow.h"
#include "cli/prompt/row_text.h"
#include "cli/replay/sink_private.h"
#include "engine/base/ip.h"
#include "engine/syslog/syslog.h"

static void
put_number(struct json_writer *json, const char *key, uint64_t number)
{
    json_put_key(json, key);
    json_put_unsigned(json, number);
}

static void
put_text(struct json_writer *json, const char *key, const char *text)
{
    json_put_key(json, key);
    json_put_string(json, text);
}

static void
put_nameif(const struct flow_writer *writer, const char *key, ifc_id ifc)
{
    put_text(writer->json, key,
             ifc != IFC_NONE ? config_interface_label(writer->config, ifc) : NULL);
}

static void
put_end(struct json_writer *json, const char *key, const struct flow_end *end, bool has_port)
{
    json_put_key(json, key);
    if (end == NULL) {
        json_put_null(json);
        return;
    }
    json_begin_object(json);
    json_put_key(json, "address");
    log_sink_put_address(json, end->address);
    if (has_port)
        put_number(json, "port", end->port);
    json_end(json);
}

static void
put_ends(const struct flow_writer *writer, const struct fate_flow *flow)
{
    struct json_writer *json = writer->json;
    char protocol[PROTOCOL_TEXT_SIZE];
    put_text(json, "protocol", protocol_text(flow->protocol, protocol));
    put_nameif(writer, "ingress", flow->ingress);
    put_nameif(writer, "egress", flow->egress);
    put_end(json, "source", &flow->source, flow->has_ports);
    put_end(json, "destination", &flow->destination, flow->has_ports);
    put_end(json, "mapped_source", flow->has_left ? &flow->mapped_source : NULL, flow->has_ports);
    put_end(json, "real_destination", flow->has_left ? &flow->real_destination : NULL,
            flow->has_ports);
    if (flow->protocol == IP_ICMP) {
        put_number(json, "icmp_type", flow->icmp_type);
        put_number(json, "icmp_code", flow->icmp_code);
    }
}

static void
put_packet(struct json_writer *json, const char *key, uint64_t number, int64_t time)
{
    const struct event when = { .time = time, .packet_number = number };
    json_put_key(json, key);
    json_begin_object(json);
    log_sink_put_when(json, &when);
    json_end(json);
}

/* What most matters to who asks whether it works. */
static enum verdict
verdict_of(const struct fate_flow *flow)
{
    static const enum verdict order[] = { VERDICT_PASSED, VERDICT_DENIED, VERDICT_UNDECIDED,
                                          VERDICT_TO_THE_BOX };
    for (size_t i = 0; i < ARRAY_LENGTH(order); i++)
        if (flow->packets[order[i]] > 0)
            return order[i];
    return VERDICT_NOT_MODELLED;
}

static void
put_verdict(struct json_writer *json, const struct fate_flow *flow)
{
    put_text(json, "verdict", verdict_name(verdict_of(flow)));
    put_text(json, "drop", flow->packets[VERDICT_DENIED] > 0 ? drop_reason_name(flow->drop) : NULL);
    json_put_key(json, "packets");
    json_begin_object(json);
    for (int i = 0; i < (int)VERDICT_FINAL_COUNT; i++)
        if (flow->packets[i] > 0)
            put_number(json, verdict_name((enum verdict)i), flow->packets[i]);
    json_end(json);
    put_number(json, "bytes", flow->bytes);
    json_put_key(json, "inspected");
    json_put_bool(json, flow->inspected);
}

static void
put_messages(struct json_writer *json, const struct fate_flow *flow)
{
    json_put_key(json, "messages");
    json_begin_array(json);
    for (size_t i = 0; i < flow->message_count; i++) {
        json_begin_object(json);
        put_number(json, "id", flow->messages[i].id);
        put_number(json, "count", flow->messages[i].count);
        json_end(json);
    }
    json_end(json);
    put_number(json, "other_messages", flow->other_messages);
}

static void
put_row(struct flow_writer *writer, const struct fate_flow *flow, const struct row *row)
{
    struct json_writer *json = writer->json;
    struct origin made;
    json_put_key(json, "row");
    if (row->kind == ROW_NONE) {
        json_put_null(json);
        return;
    }
    json_begin_object(json);
    put_text(json, "kind", row_kind_name(row->kind));
    const struct origin *origin = row_origin(writer->config, row, &made);
    if (origin != NULL) {
        put_text(json, "file", origin->file);
        put_number(json, "line", origin->line);
    }
    rewind(writer->scratch);
    row_write(writer->config, row, flow->ingress, flow->egress, writer->scratch);
    json_put_key(json, "text");
    if (fflush(writer->scratch) == 0)
        json_put_text(json, writer->text, writer->text_size);
    else
        json_put_null(json);
    json_end(json);
}

static void
put_phases(struct flow_writer *writer, const struct fate_flow *flow)
{
    struct json_writer *json = writer->json;
    json_put_key(json, "phases");
    json_begin_array(json);
    for (size_t i = 0; i < flow->phase_count; i++) {
        const struct flow_phase *phase = &flow->phases[i];
        json_begin_object(json);
        put_text(json, "phase", trace_phase_name(phase->type));
        json_put_key(json, "allowed");
        json_put_bool(json, phase->allowed);
        put_row(writer, flow, &phase->row);
        json_end(json);
    }
    json_end(json);
}

static void
put_conns(struct json_writer *json, const struct fate_flow *flow)
{
    json_put_key(json, "conn");
    if (flow->conn_id != 0)
        json_put_unsigned(json, flow->conn_id);
    else
        json_put_null(json);
    json_put_key(json, "parent");
    if (flow->parent_conn == 0) {
        json_put_null(json);
        return;
    }
    json_begin_object(json);
    put_number(json, "conn", flow->parent_conn);
    json_put_key(json, "flow");
    if (flow->parent != 0)
        json_put_unsigned(json, flow->parent);
    else
        json_put_null(json);
    json_end(json);
}

void
fate_flow_write(struct flow_writer *writer, const struct fate_flow *flow, enum flow_over over)
{
    static const char *const overs[] = {
        [OVER_TORN_DOWN] = "torn-down",
        [OVER_IDLE] = "idle",
        [OVER_EVICTED] = "evicted",
        [OVER_END] = "end",
    };
    struct json_writer *json = writer->json;
    const char *reason =
        flow->was_torn_down ? syslog_teardown_text(writer->config, flow->reason) : "";
    json_begin_object(json);
    put_number(json, "flow", flow->id);
    put_number(json, "revision", flow->revision);
    put_ends(writer, flow);
    put_packet(json, "first", flow->first_packet, flow->first_time);
    put_packet(json, "last", flow->last_packet, flow->last_time);
    put_verdict(json, flow);
    put_messages(json, flow);
    put_phases(writer, flow);
    put_conns(json, flow);
    put_text(json, "over", overs[over]);
    put_text(json, "reason", *reason != '\0' ? reason : NULL);
    json_end(json);
    json_end_line(json);
}
