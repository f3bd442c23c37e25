/*
 * sink_json.c: every event as an object; which members it has, one table says. The schema is
 * cli/schema/event.schema.json.
 */
#include "cli/replay/sink.h"

#include "cli/replay/sink_private.h"
#include "engine/base/ip.h"
#include "engine/packet/packet.h"

/* How event.h fills the ends. */
enum ends { ENDS_CONN, ENDS_XLATE, ENDS_HOST, ENDS_PACKET };

enum member {
    MEMBER_DIRECTION = 1 << 0,
    MEMBER_CONN = 1 << 1,
    MEMBER_DURATION = 1 << 2,
    MEMBER_BYTES = 1 << 3,
    MEMBER_REASON = 1 << 4,
    MEMBER_PROTOCOL = 1 << 5,
    MEMBER_FLAGS = 1 << 6,
    MEMBER_INTERFACE = 1 << 7,
    MEMBER_LOG = 1 << 8,
    MEMBER_FAILURE = 1 << 9,
    MEMBER_OPTION = 1 << 10,
    MEMBER_QUOTED = 1 << 11,
    MEMBER_LIST = 1 << 12,
    MEMBER_FRAGMENT = 1 << 13,
};

#define BUILT (MEMBER_PROTOCOL | MEMBER_DIRECTION)
#define TORN_DOWN (MEMBER_PROTOCOL | MEMBER_DURATION | MEMBER_BYTES)

static const struct shape {
    enum ends ends;
    unsigned members;
} shapes[EVENT_TYPE_COUNT] = {
    [EVENT_TCP_CONN_BUILT] = { ENDS_CONN, BUILT | MEMBER_CONN },
    [EVENT_TCP_CONN_TORN_DOWN] = { ENDS_CONN, TORN_DOWN | MEMBER_CONN | MEMBER_REASON },
    [EVENT_UDP_CONN_BUILT] = { ENDS_CONN, BUILT | MEMBER_CONN },
    [EVENT_UDP_CONN_TORN_DOWN] = { ENDS_CONN, TORN_DOWN | MEMBER_CONN },
    [EVENT_GRE_CONN_BUILT] = { ENDS_CONN, BUILT | MEMBER_CONN },
    [EVENT_GRE_CONN_TORN_DOWN] = { ENDS_CONN, TORN_DOWN | MEMBER_CONN | MEMBER_DIRECTION },
    [EVENT_ICMP_CONN_BUILT] = { ENDS_CONN, BUILT },
    [EVENT_ICMP_CONN_TORN_DOWN] = { ENDS_CONN, TORN_DOWN | MEMBER_DIRECTION },
    [EVENT_XLATE_BUILT] = { ENDS_XLATE, 0 },
    [EVENT_XLATE_TORN_DOWN] = { ENDS_XLATE, MEMBER_DURATION },
    [EVENT_PORT_XLATE_BUILT] = { ENDS_XLATE, MEMBER_PROTOCOL },
    [EVENT_PORT_XLATE_TORN_DOWN] = { ENDS_XLATE, MEMBER_PROTOCOL | MEMBER_DURATION },
    [EVENT_LOCAL_HOST_BUILT] = { ENDS_HOST, 0 },
    [EVENT_LOCAL_HOST_TORN_DOWN] = { ENDS_HOST, MEMBER_DURATION },
    [EVENT_DENY_TCP_INBOUND] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_FLAGS | MEMBER_INTERFACE },
    [EVENT_DENY_OUTBOUND] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_LIST },
    [EVENT_DENY_UDP_INBOUND] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_INTERFACE },
    [EVENT_DENY_UDP_DNS_INBOUND] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DENY_INBOUND] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DENY_NO_XLATE] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DENY_IP_OPTIONS] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_OPTION },
    [EVENT_DENY_ECHO_TO_PAT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DENY_ICMP_INBOUND] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DENY_NO_CONN] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_FLAGS | MEMBER_INTERFACE },
    [EVENT_DENY_SPOOF] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_INTERFACE },
    [EVENT_DENY_LAND] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DENY_REVERSE_PATH] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_INTERFACE },
    [EVENT_DENY_OUTBOUND_ICMP] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_LIST },
    [EVENT_DENY_CONN_SPOOF] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_INTERFACE },
    [EVENT_DENY_ACCESS_GROUP] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_ACCESS_LIST_LOG] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_LOG },
    [EVENT_ACCESS_LIST_LOG_LIMIT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DENY_TEARDROP] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_FRAGMENT },
    [EVENT_FRAGMENT_LIMIT] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_FRAGMENT },
    [EVENT_FRAGMENT_TOO_LARGE] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_FRAGMENT },
    [EVENT_FRAGMENT_SET_TOO_LONG] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_FRAGMENT },
    [EVENT_NO_ROUTE] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_NO_NEXT_HOP] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_NO_TRANSLATION_GROUP] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_TRANSLATION_FAILED] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_FAILURE },
    [EVENT_OUT_OF_TRANSLATION_SLOTS] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_ASYMMETRIC_NAT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_AUDIT_SIGNATURE] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_INTERFACE },
    [EVENT_THREAT_RATE] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_SHUNNED] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_INTERFACE },
    [EVENT_DENY_MANAGEMENT_ONLY] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_CONN_LIMIT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_EMBRYONIC_LIMIT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_UDP_LIMIT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_CLASS_EMBRYONIC_LIMIT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_CLASS_CONN_LIMIT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_CLIENT_EMBRYONIC_LIMIT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_CLIENT_CONN_LIMIT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DNS_TOO_LONG] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DNS_LABEL_PAST_END] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DNS_LABEL_TOO_LONG] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DNS_NAME_TOO_LONG] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DNS_POINTER_PAST_END] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DNS_ID_MISMATCHES] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DNS_RULE_DROPPED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DNS_RULE_LOGGED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_SNMP_VERSION_DENIED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_URGENT_CLEARED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_MSS_EXCEEDED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_DUPLICATE_SYN] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_FLAGS },
    [EVENT_INVALID_TRANSPORT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_BOX_REQUESTED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_BOX_PERMITTED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_BOX_DENIED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_BOX_LIMIT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_BOX_ICMP_DENIED] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_INTERFACE },
    [EVENT_BOX_DISCARDED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_BOX_PROTOCOL_DISCARDED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_H245_EXPECTED] = { ENDS_CONN, MEMBER_PROTOCOL },
    [EVENT_H323_MEDIA_EXPECTED] = { ENDS_CONN, MEMBER_PROTOCOL },
    [EVENT_H323_DATA_EXPECTED] = { ENDS_CONN, MEMBER_PROTOCOL },
    [EVENT_H225_EXPECTED] = { ENDS_CONN, MEMBER_PROTOCOL },
    [EVENT_H225_REFUSED] = { ENDS_CONN, MEMBER_PROTOCOL },
    [EVENT_H245_REFUSED] = { ENDS_CONN, MEMBER_PROTOCOL },
    [EVENT_H225_BAD_DISCRIMINATOR] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_ILS_WRONG_ADDRESS] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_H225_BEFORE_SETUP] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_RAS_CONFIRM_UNASKED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_H245_TUNNEL] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_RTP_DROPPED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_RTCP_DROPPED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_H225_VERSION] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_H225_NEW_CONNECTION] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_SKINNY_EXPECTED] = { ENDS_CONN, MEMBER_PROTOCOL },
    [EVENT_SKINNY_TOO_SHORT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_SKINNY_TOO_LONG] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_SKINNY_NOT_ALLOWED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_SKINNY_NOT_REGISTERED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_ICMP_NO_SESSION] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_INTERFACE },
    [EVENT_INSPECTION_CLOSED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_URL_ACCESSED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_SMTP_REPLACED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_ESMTP_MATCHED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_RTSP_DROPPED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_RTSP_ACCESSED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_RTSP_DENIED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_NETBIOS_BAD_NAME] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_NETBIOS_BAD_DATAGRAM] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_ESMTP_LOGGED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_SMTP_PATTERN] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_FIELD_COUNT] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_FIELD_LENGTH] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_BODY_LENGTH] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_URI_LENGTH] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_URI] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_HEADER] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_METHOD] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_VIOLATION] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_BAD_CHUNK] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_ARGS] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_HEADER_LENGTH] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_STATUS] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_NON_ASCII] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_MESSENGER] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_PEER_TO_PEER] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_TUNNEL] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_EXTENSION_METHOD] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_ENCODING] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_UNKNOWN_TYPE] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_TYPE_MISMATCH] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_UNANSWERED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_NOT_ACCEPTED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_HTTP_BODY] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_SIP_EXPECTED] = { ENDS_CONN, MEMBER_PROTOCOL },
    [EVENT_SIP_MATCHED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_SIP_LOGGED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_MGCP_EXPECTED] = { ENDS_CONN, MEMBER_PROTOCOL },
    [EVENT_RTSP_EXPECTED] = { ENDS_CONN, MEMBER_PROTOCOL },
    [EVENT_FTP_STORED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_FTP_RETRIEVED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_FTP_COMMAND_DENIED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_FTP_COMMAND_UNSUPPORTED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_FTP_MATCHED] = { ENDS_PACKET, MEMBER_PROTOCOL },
    [EVENT_FTP_LOW_PORT] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_INTERFACE },
    [EVENT_FTP_DIFFERENT_ADDRESS] = { ENDS_PACKET, MEMBER_PROTOCOL | MEMBER_INTERFACE },
    [EVENT_ICMP_ERROR_NO_CONN] = { ENDS_PACKET,
                                   MEMBER_PROTOCOL | MEMBER_INTERFACE | MEMBER_QUOTED },
};

static void
put_protocol(struct json_writer *json, uint8_t protocol)
{
    static const struct {
        uint8_t protocol;
        const char *name;
    } names[] = {
        { IP_ICMP, "icmp" }, { IP_TCP, "tcp" }, { IP_UDP, "udp" },
        { IP_GRE, "gre" },   { IP_ESP, "esp" }, { IP_AH, "ah" },
    };
    json_put_key(json, "protocol");
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (names[i].protocol == protocol) {
            json_put_string(json, names[i].name);
            return;
        }
    }
    json_put_unsigned(json, protocol);
}

static void
put_port(struct json_writer *json, const char *key, uint16_t port, const struct event *event)
{
    if (!log_sink_has_ports(event))
        return;
    json_put_key(json, key);
    json_put_unsigned(json, port);
}

/* Both faces of an end: its own address, and the one the other side knows it by. */
static void
put_end(struct log_sink *sink, const char *key, const struct event *event,
        const struct event_end *end)
{
    struct json_writer *json = &sink->json;
    json_put_key(json, key);
    json_begin_object(json);
    log_sink_put_host(json, sink->config, end->ifc, end->real);
    put_port(json, "port", end->real_port, event);
    json_put_key(json, "mapped_address");
    log_sink_put_address(json, end->mapped);
    put_port(json, "mapped_port", end->mapped_port, event);
    json_end(json);
}

static void
put_face(struct log_sink *sink, const char *key, const struct event *event, ifc_id ifc,
         uint32_t address, uint16_t port)
{
    struct json_writer *json = &sink->json;
    json_put_key(json, key);
    json_begin_object(json);
    log_sink_put_host(json, sink->config, ifc, address);
    put_port(json, "port", port, event);
    json_end(json);
}

void
log_sink_put_ends(struct log_sink *sink, const struct event *event)
{
    const struct event_end *inner = &event->inner;
    switch (shapes[event->type].ends) {
    case ENDS_CONN:
        put_end(sink, "outer", event, &event->outer);
        put_end(sink, "inner", event, inner);
        return;
    case ENDS_XLATE:
        put_face(sink, "real", event, inner->ifc, inner->real, inner->real_port);
        put_face(sink, "mapped", event, event->outer.ifc, inner->mapped, inner->mapped_port);
        return;
    case ENDS_HOST:
        put_face(sink, "host", event, inner->ifc, inner->real, 0);
        return;
    case ENDS_PACKET:
        put_end(sink, "source", event, &event->outer);
        put_end(sink, "destination", event, inner);
        return;
    }
}

/* With what else is said of them. */
static void
put_ends(struct log_sink *sink, const struct event *event, enum ends ends)
{
    struct json_writer *json = &sink->json;
    if (ends == ENDS_XLATE) {
        json_put_key(json, "kind");
        json_put_string(json, event->xlate == XLATE_STATIC ? "static" : "dynamic");
    }
    log_sink_put_ends(sink, event);
    if (ends == ENDS_CONN) {
        json_put_key(json, "initiator");
        json_put_string(json, event->initiator_is_inner ? "inner" : "outer");
    }
}

static void
put_flags(struct json_writer *json, uint8_t flags)
{
    static const struct {
        uint8_t flag;
        const char *name;
    } names[] = {
        { TCP_FIN, "FIN" }, { TCP_SYN, "SYN" }, { TCP_RST, "RST" },
        { TCP_PSH, "PSH" }, { TCP_ACK, "ACK" }, { TCP_URG, "URG" },
    };
    json_put_key(json, "tcp_flags");
    json_begin_array(json);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if ((flags & names[i].flag) != 0)
            json_put_string(json, names[i].name);
    }
    json_end(json);
}

static void
put_icmp(struct json_writer *json, uint8_t type, uint8_t code)
{
    json_put_key(json, "icmp_type");
    json_put_unsigned(json, type);
    json_put_key(json, "icmp_code");
    json_put_unsigned(json, code);
}

static void
put_failure(struct json_writer *json, enum translation_failure failure)
{
    static const char *const words[] = {
        [FAILURE_PORTMAP] = "portmap",
        [FAILURE_REGULAR] = "regular",
        [FAILURE_OUTBOUND_STATIC] = "outbound-static",
        [FAILURE_IDENTITY] = "identity",
    };
    json_put_key(json, "failure");
    json_put_string(json, words[failure]);
}

static void
put_quoted(struct json_writer *json, const struct event_quoted *quoted)
{
    json_put_key(json, "quoted");
    if (!quoted->known) {
        json_put_null(json);
        return;
    }
    json_begin_object(json);
    put_protocol(json, quoted->protocol);
    json_put_key(json, "source");
    log_sink_put_address(json, quoted->source);
    json_put_key(json, "source_port");
    json_put_unsigned(json, quoted->source_port);
    json_put_key(json, "destination");
    log_sink_put_address(json, quoted->destination);
    json_put_key(json, "destination_port");
    json_put_unsigned(json, quoted->destination_port);
    if (quoted->protocol == IP_ICMP)
        put_icmp(json, quoted->icmp_type, quoted->icmp_code);
    json_end(json);
}

static void
put_acl(struct json_writer *json, const struct event *event)
{
    if (event->acl == NULL)
        return;
    json_put_key(json, "acl");
    json_put_string(json, event->acl->name);
    size_t line = log_sink_ace_line(event);
    if (line == 0)
        return;
    json_put_key(json, "ace_line");
    json_put_unsigned(json, line);
    json_put_key(json, "permitted");
    json_put_bool(json, event->ace->permit);
}

/* What the device says, and null where it says nothing. */
static void
put_message(struct log_sink *sink, const struct event *event)
{
    struct json_writer *json = &sink->json;
    struct syslog_message message;
    bool prints = syslog_message_of(sink->config, event, &message);
    json_put_key(json, "id");
    if (!prints) {
        json_put_null(json);
        return;
    }
    char text[SYSLOG_LINE_SIZE];
    json_put_unsigned(json, message.id);
    json_put_key(json, "severity");
    json_put_unsigned(json, message.severity);
    json_put_key(json, "disabled");
    json_put_bool(json, message.disabled);
    json_put_key(json, "text");
    size_t length = syslog_text(sink->config, event, text);
    json_put_text(json, text, length);
}

static void
put_conn_members(struct log_sink *sink, const struct event *event, unsigned members)
{
    struct json_writer *json = &sink->json;
    if ((members & MEMBER_PROTOCOL) != 0)
        put_protocol(json, event->protocol);
    if ((members & MEMBER_DIRECTION) != 0) {
        json_put_key(json, "direction");
        json_put_string(json, event->direction == DIRECTION_OUTBOUND ? "outbound" : "inbound");
    }
    if ((members & MEMBER_CONN) != 0) {
        json_put_key(json, "conn");
        json_put_unsigned(json, event->conn_id);
    }
    if ((members & MEMBER_DURATION) != 0) {
        json_put_key(json, "duration_seconds");
        json_put_seconds(json, event->duration_ns);
    }
    if ((members & MEMBER_BYTES) != 0) {
        json_put_key(json, "bytes");
        json_put_unsigned(json, event->bytes);
    }
    if ((members & MEMBER_REASON) != 0) {
        const char *reason = syslog_teardown_text(sink->config, event->reason);
        json_put_key(json, "reason");
        json_put_string(json, reason[0] != '\0' ? reason : NULL);
    }
}

static void
put_packet_members(struct log_sink *sink, const struct event *event, unsigned members)
{
    struct json_writer *json = &sink->json;
    if ((members & MEMBER_FLAGS) != 0)
        put_flags(json, event->tcp_flags);
    if (event->protocol == IP_ICMP && shapes[event->type].ends == ENDS_PACKET)
        put_icmp(json, event->icmp_type, event->icmp_code);
    if ((members & MEMBER_INTERFACE) != 0) {
        json_put_key(json, "interface");
        json_put_string(json, config_interface_label(sink->config, event->ifc));
    }
    if ((members & MEMBER_LOG) != 0) {
        json_put_key(json, "hits");
        json_put_unsigned(json, event->count);
        json_put_key(json, "interval_seconds");
        json_put_unsigned(json, event->seconds);
    }
    if ((members & MEMBER_FAILURE) != 0)
        put_failure(json, event->failure);
    if ((members & MEMBER_OPTION) != 0) {
        json_put_key(json, "ip_option");
        json_put_unsigned(json, event->ip_option);
    }
    if ((members & MEMBER_LIST) != 0) {
        json_put_key(json, "outbound_list");
        json_put_unsigned(json, event->outbound_list);
    }
    if ((members & MEMBER_FRAGMENT) != 0) {
        json_put_key(json, "ip_id");
        json_put_unsigned(json, event->fragment.id);
        json_put_key(json, "fragment_offset");
        json_put_unsigned(json, event->fragment.offset);
    }
    if ((members & MEMBER_QUOTED) != 0)
        put_quoted(json, &event->quoted);
}

static void
write_event(struct log_sink *sink, const struct event *event)
{
    struct json_writer *json = &sink->json;
    const struct shape *shape = &shapes[event->type];
    json_begin_object(json);
    log_sink_put_when(json, event);
    json_put_key(json, "event");
    json_put_string(json, event_type_name(event->type));
    put_message(sink, event);
    put_conn_members(sink, event, shape->members);
    put_ends(sink, event, shape->ends);
    put_packet_members(sink, event, shape->members);
    put_acl(json, event);
    if (event->mark_placeholder) {
        json_put_key(json, "placeholder");
        json_put_bool(json, true);
    }
    json_end(json);
    json_end_line(json);
}

struct log_sink *
log_sink_json(const struct config *config, FILE *file)
{
    return log_sink_new(config, file, write_event);
}
