/*
 * sink_facts.c: beside each line of the text log, what the line does not say: which packet, who
 * began, which configuration line decided and which one translates. The schema is
 * cli/schema/facts.schema.json.
 */
#include "cli/prompt/row_text.h"
#include "cli/replay/sink_private.h"

/* The configuration line, as the writer would write it. */
static void
put_row_text(struct log_sink *sink, const struct row *row)
{
    rewind(sink->scratch);
    sink->write_row(sink->config, row, sink->scratch);
    if (fflush(sink->scratch) != 0) {
        json_put_null(&sink->json);
        return;
    }
    json_put_text(&sink->json, sink->text, sink->text_size);
}

static void
put_row(struct log_sink *sink, const char *key, const struct row *row)
{
    struct json_writer *json = &sink->json;
    json_put_key(json, key);
    if (row->kind == ROW_NONE) {
        json_put_null(json);
        return;
    }
    json_begin_object(json);
    json_put_key(json, "kind");
    json_put_string(json, row_kind_name(row->kind));
    struct origin made;
    const struct origin *origin = row_origin(sink->config, row, &made);
    if (origin != NULL) {
        json_put_key(json, "line"); /* in the configuration; 0 when typed at the prompt */
        json_put_unsigned(json, origin->line);
        json_put_key(json, "text");
        put_row_text(sink, row);
    }
    json_end(json);
}

static void
put_ace(struct log_sink *sink, const struct event *event)
{
    struct json_writer *json = &sink->json;
    json_put_key(json, "ace");
    size_t line = log_sink_ace_line(event);
    if (line == 0) {
        json_put_null(json);
        return;
    }
    json_begin_object(json);
    json_put_key(json, "acl");
    json_put_string(json, event->acl->name);
    json_put_key(json, "line"); /* in the list */
    json_put_unsigned(json, line);
    json_put_key(json, "text");
    put_row_text(sink, &(struct row){ ROW_ACE, event->ace, line - 1 });
    json_end(json);
}

/* Who sent the first packet: conns know, a denied packet's source did, a translated host did. */
static const struct event_end *
initiator_of(const struct event *event)
{
    switch (event->type) {
    case EVENT_TCP_CONN_BUILT:
    case EVENT_TCP_CONN_TORN_DOWN:
    case EVENT_UDP_CONN_BUILT:
    case EVENT_UDP_CONN_TORN_DOWN:
    case EVENT_GRE_CONN_BUILT:
    case EVENT_GRE_CONN_TORN_DOWN:
    case EVENT_ICMP_CONN_BUILT:
    case EVENT_ICMP_CONN_TORN_DOWN:
        return event->initiator_is_inner ? &event->inner : &event->outer;
    case EVENT_XLATE_BUILT:
    case EVENT_XLATE_TORN_DOWN:
    case EVENT_PORT_XLATE_BUILT:
    case EVENT_PORT_XLATE_TORN_DOWN:
    case EVENT_LOCAL_HOST_BUILT:
    case EVENT_LOCAL_HOST_TORN_DOWN:
        return &event->inner;
    default:
        return &event->outer;
    }
}

static void
put_initiator(struct log_sink *sink, const struct event *event)
{
    struct json_writer *json = &sink->json;
    const struct event_end *end = initiator_of(event);
    json_put_key(json, "initiator");
    json_begin_object(json);
    log_sink_put_host(json, sink->config, end->ifc, end->real);
    if (log_sink_has_ports(event)) {
        json_put_key(json, "port");
        json_put_unsigned(json, end->real_port);
    }
    json_end(json);
}

static void
put_conn(struct json_writer *json, const struct event *event)
{
    json_put_key(json, "conn");
    if (event->conn_id != 0)
        json_put_unsigned(json, event->conn_id);
    else
        json_put_null(json);
}

/* Of what denies a packet. */
static void
put_drop(struct json_writer *json, enum drop_reason drop)
{
    json_put_key(json, "drop");
    if (drop == DROP_NONE) {
        json_put_null(json);
        return;
    }
    json_begin_object(json);
    json_put_key(json, "reason");
    json_put_string(json, drop_reason_name(drop));
    json_put_key(json, "text");
    json_put_string(json, drop_reason_text(drop));
    json_end(json);
}

static void
write_facts(struct log_sink *sink, const struct event *event)
{
    struct json_writer *json = &sink->json;
    struct syslog_message message;
    if (!log_sink_prints(sink, event, &message))
        return;
    json_begin_object(json);
    json_put_key(json, "log_line");
    json_put_unsigned(json, ++sink->lines);
    log_sink_put_when(json, event);
    json_put_key(json, "event");
    json_put_string(json, event_type_name(event->type));
    json_put_key(json, "id");
    json_put_unsigned(json, message.id);
    json_put_key(json, "severity");
    json_put_unsigned(json, message.severity);
    put_conn(json, event);
    put_initiator(sink, event);
    json_put_key(json, "ends");
    json_begin_object(json);
    log_sink_put_ends(sink, event);
    json_end(json);
    json_put_key(json, "phase");
    json_put_string(json, trace_phase_name(row_phase(event->row.kind)));
    put_drop(json, event->drop);
    put_row(sink, "row", &event->row);
    put_ace(sink, event);
    put_row(sink, "nat", &event->nat_row);
    json_end(json);
    json_end_line(json);
}

struct log_sink *
log_sink_facts(const struct config *config, FILE *file, int level, row_writer *write_row)
{
    struct log_sink *sink = log_sink_new(config, file, write_facts);
    if (sink == NULL)
        return NULL;
    sink->level = level;
    sink->write_row = write_row;
    sink->scratch = open_memstream(&sink->text, &sink->text_size);
    if (sink->scratch == NULL) {
        log_sink_free(sink);
        return NULL;
    }
    return sink;
}
