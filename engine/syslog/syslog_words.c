/*
 * syslog_words.c: the placeholders of syslog.def, one function each.
 */
#include "engine/syslog/syslog_words.h"

#include <string.h>

#include "engine/packet/packet.h"
#include "engine/syslog/syslog.h"

#define DNS_PORT 53

static bool
has_ports(uint8_t protocol)
{
    return protocol == IP_TCP || protocol == IP_UDP;
}

/* `tcp`, `udp`, `icmp`, or `protocol 47` for all the rest (syslog.md 0). */
static void
write_protocol(struct writer *w, uint8_t protocol)
{
    switch (protocol) {
    case IP_TCP:
        WRITE_LITERAL(w, "tcp");
        return;
    case IP_UDP:
        WRITE_LITERAL(w, "udp");
        return;
    case IP_ICMP:
        WRITE_LITERAL(w, "icmp");
        return;
    default:
        WRITE_LITERAL(w, "protocol ");
        write_number(w, protocol);
    }
}

static void
write_protocol_upper(struct writer *w, uint8_t protocol)
{
    switch (protocol) {
    case IP_TCP:
        WRITE_LITERAL(w, "TCP");
        return;
    case IP_UDP:
        WRITE_LITERAL(w, "UDP");
        return;
    case IP_ICMP:
        WRITE_LITERAL(w, "ICMP");
        return;
    default:
        write_protocol(w, protocol);
    }
}

/* ---- placeholders: conns ---- */

static void
write_end(struct writer *w, const struct event_end *end)
{
    write_interface(w, end->ifc);
    write_char(w, ':');
    write_address(w, end->real);
    write_port(w, end->real_port);
}

static void
write_end_mapped(struct writer *w, const struct event_end *end)
{
    write_address(w, end->mapped);
    write_port(w, end->mapped_port);
}

static void
put_direction(struct writer *w)
{
    if (w->event->direction == DIRECTION_OUTBOUND)
        WRITE_LITERAL(w, "outbound");
    else
        WRITE_LITERAL(w, "inbound");
}

static void
put_conn(struct writer *w)
{
    write_number(w, w->event->conn_id);
}

static void
put_outer(struct writer *w)
{
    write_end(w, &w->event->outer);
}

/* Ends of a conn that is only expected: none but the listener has a port yet. */
static void
write_address_any_port(struct writer *w, const struct event_end *end)
{
    write_address(w, end->real);
    if (end->real_port != 0)
        write_port(w, end->real_port);
}

static void
write_end_any_port(struct writer *w, const struct event_end *end)
{
    write_interface(w, end->ifc);
    write_char(w, ':');
    write_address_any_port(w, end);
}

static void
put_outer_listener_ip(struct writer *w)
{
    write_address_any_port(w, &w->event->outer);
}

static void
put_inner_listener_ip(struct writer *w)
{
    write_address_any_port(w, &w->event->inner);
}

static void
put_outer_listener(struct writer *w)
{
    write_end_any_port(w, &w->event->outer);
}

static void
put_inner_listener(struct writer *w)
{
    write_end_any_port(w, &w->event->inner);
}

/* Bare sockets. */
static void
put_outer_socket(struct writer *w)
{
    write_address(w, w->event->outer.real);
    write_port(w, w->event->outer.mapped_port);
}

static void
put_inner_socket(struct writer *w)
{
    write_address(w, w->event->inner.real);
    write_port(w, w->event->inner.mapped_port);
}

/* Of an expected conn: who is to open it, and who waits for it. */
static void
put_opener(struct writer *w)
{
    const struct event *event = w->event;
    const struct event_end *end = event->initiator_is_inner ? &event->inner : &event->outer;
    write_interface(w, end->ifc);
    write_char(w, ':');
    write_address(w, end->real);
}

static void
put_listener(struct writer *w)
{
    const struct event *event = w->event;
    write_end(w, event->initiator_is_inner ? &event->outer : &event->inner);
}

static void
put_outer_mapped(struct writer *w)
{
    write_end_mapped(w, &w->event->outer);
}

static void
put_inner(struct writer *w)
{
    write_end(w, &w->event->inner);
}

static void
put_inner_mapped(struct writer *w)
{
    write_end_mapped(w, &w->event->inner);
}

static void
put_duration(struct writer *w)
{
    write_duration(w, w->event->duration_ns);
}

static void
put_bytes(struct writer *w)
{
    write_number(w, w->event->bytes);
}

static void
put_reason(struct writer *w)
{
    const char *text = syslog_teardown_text(w->config, w->event->reason);
    if (*text == '\0')
        return;
    write_char(w, ' ');
    write_text(w, text);
}

/* A GRE half runs one way; the end that receives has the call id. */
static const struct event_end *
gre_sender(const struct event *event)
{
    return event->direction == DIRECTION_OUTBOUND ? &event->inner : &event->outer;
}

static const struct event_end *
gre_receiver(const struct event *event)
{
    return event->direction == DIRECTION_OUTBOUND ? &event->outer : &event->inner;
}

static void
put_gre_from(struct writer *w)
{
    const struct event_end *sender = gre_sender(w->event);
    write_interface(w, sender->ifc);
    write_char(w, ':');
    write_address(w, sender->real);
}

static void
put_gre_from_mapped(struct writer *w)
{
    write_address(w, gre_sender(w->event)->mapped);
}

static void
put_gre_to(struct writer *w)
{
    write_end(w, gre_receiver(w->event));
}

static void
put_gre_to_mapped(struct writer *w)
{
    write_end_mapped(w, gre_receiver(w->event));
}

static void
put_icmp_direction(struct writer *w)
{
    if (!w->config->does->icmp_direction_word)
        return;
    put_direction(w);
    write_char(w, ' ');
}

/* The identifier stands at the end that asked, 0 at the other (engine.md 2.2 [B]). */
static void
put_faddr(struct writer *w)
{
    const struct event *event = w->event;
    write_address(w, event->outer.real);
    write_port(w, event->direction == DIRECTION_INBOUND ? event->outer.real_port : 0);
}

static void
put_gaddr(struct writer *w)
{
    const struct event *event = w->event;
    write_address(w, event->inner.mapped);
    write_port(w, event->direction == DIRECTION_OUTBOUND ? event->inner.mapped_port : 0);
}

static void
put_laddr(struct writer *w)
{
    const struct event *event = w->event;
    write_address(w, event->inner.real);
    write_port(w, event->direction == DIRECTION_OUTBOUND ? event->inner.real_port : 0);
}

/* ---- placeholders: xlates and local hosts ---- */

static void
put_xlate(struct writer *w)
{
    write_text(w, w->event->xlate == XLATE_STATIC ? "static" : "dynamic");
}

static void
put_real(struct writer *w)
{
    write_interface(w, w->event->inner.ifc);
    write_char(w, ':');
    write_address(w, w->event->inner.real);
}

static void
put_real_port(struct writer *w)
{
    write_number(w, w->event->inner.real_port);
}

static void
put_mapped(struct writer *w)
{
    write_interface(w, w->event->outer.ifc);
    if (w->event->acl != NULL) {
        write_char(w, '(');
        write_name(w, w->event->acl->name);
        write_char(w, ')');
    }
    write_char(w, ':');
    write_address(w, w->event->inner.mapped);
}

static void
put_mapped_port(struct writer *w)
{
    write_number(w, w->event->inner.mapped_port);
}

/* ---- placeholders: denials, addresses as on the ingress wire ---- */

static void
put_protocol(struct writer *w)
{
    write_protocol(w, w->event->protocol);
}

static void
put_protocol_upper(struct writer *w)
{
    write_protocol_upper(w, w->event->protocol);
}

static void
put_source_ip(struct writer *w)
{
    write_address(w, w->event->outer.real);
}

static void
put_destination_ip(struct writer *w)
{
    write_address(w, w->event->inner.mapped);
}

static void
put_source_port(struct writer *w)
{
    put_source_ip(w);
    write_port(w, w->event->outer.real_port);
}

static void
put_destination_port(struct writer *w)
{
    put_destination_ip(w);
    write_port(w, w->event->inner.mapped_port);
}

static void
put_source_without_port(struct writer *w)
{
    write_interface(w, w->event->outer.ifc);
    write_char(w, ':');
    put_source_ip(w);
}

static void
put_destination_without_port(struct writer *w)
{
    write_interface(w, w->event->inner.ifc);
    write_char(w, ':');
    put_destination_ip(w);
}

static void
put_source(struct writer *w)
{
    put_source_without_port(w);
    if (has_ports(w->event->protocol))
        write_port(w, w->event->outer.real_port);
}

static void
put_destination(struct writer *w)
{
    put_destination_without_port(w);
    if (has_ports(w->event->protocol))
        write_port(w, w->event->inner.mapped_port);
}

/* The route messages print a port for each protocol, 0 where there is none (syslog.md 5.3 R). */
static void
put_source_any_port(struct writer *w)
{
    put_source_without_port(w);
    write_port(w, has_ports(w->event->protocol) ? w->event->outer.real_port : 0);
}

static void
put_destination_any_port(struct writer *w)
{
    put_destination_without_port(w);
    write_port(w, has_ports(w->event->protocol) ? w->event->inner.mapped_port : 0);
}

static void
put_destination_ip_any_port(struct writer *w)
{
    put_destination_ip(w);
    write_port(w, has_ports(w->event->protocol) ? w->event->inner.mapped_port : 0);
}

/* The services that a 6.x box names in 710005 (engine.md 8 [A] samples). */
static const struct service {
    uint16_t port;
    const char *name;
} services[] = {
    { 22, "ssh" },     { 23, "telnet" },      { 53, "domain" },       { 67, "bootps" },
    { 68, "bootpc" },  { 69, "tftp" },        { 80, "http" },         { 123, "ntp" },
    { 161, "snmp" },   { 137, "netbios-ns" }, { 138, "netbios-dgm" }, { 443, "https" },
    { 500, "isakmp" }, { 514, "syslog" },
};

static void
put_destination_service(struct writer *w)
{
    uint16_t port = w->event->inner.mapped_port;
    for (size_t i = 0; i < ARRAY_LENGTH(services); i++) {
        if (services[i].port != port)
            continue;
        put_destination_without_port(w);
        write_char(w, '/');
        write_text(w, services[i].name);
        return;
    }
    put_destination(w);
}

static void
put_interface(struct writer *w)
{
    write_interface(w, w->event->ifc);
}

static void
write_icmp(struct writer *w, uint8_t type, uint8_t code)
{
    WRITE_LITERAL(w, " (type ");
    write_number(w, type);
    WRITE_LITERAL(w, ", code ");
    write_number(w, code);
    write_char(w, ')');
}

static void
put_icmp(struct writer *w)
{
    if (w->event->protocol == IP_ICMP)
        write_icmp(w, w->event->icmp_type, w->event->icmp_code);
}

static void
put_icmp_type(struct writer *w)
{
    write_number(w, w->event->icmp_type);
}

static void
put_icmp_code(struct writer *w)
{
    write_number(w, w->event->icmp_code);
}

/* Their order is engine.md 1.9's [C]; a packet without any prints none. */
static void
put_flags(struct writer *w)
{
    static const struct {
        uint8_t flag;
        const char *text;
    } words[] = {
        { TCP_FIN, "FIN " }, { TCP_SYN, "SYN " }, { TCP_RST, "RST " },
        { TCP_PSH, "PSH " }, { TCP_ACK, "ACK " }, { TCP_URG, "URG " },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if ((w->event->tcp_flags & words[i].flag) != 0)
            write_text(w, words[i].text);
    }
}

static void
put_dns(struct writer *w)
{
    write_text(w, w->event->outer.real_port == DNS_PORT ? "Response" : "Query");
}

static void
put_option(struct writer *w)
{
    /* "Loose Src Routing" and "Router Alert" are from real lines, the others after them [C] */
    static const struct {
        uint8_t type;
        const char *text;
    } options[] = {
        { 7, "Record Route" },        { 68, "Timestamp" },  { 130, "Security" },
        { 131, "Loose Src Routing" }, { 136, "Stream ID" }, { 137, "Strict Src Routing" },
        { 148, "Router Alert" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(options); i++) {
        if (options[i].type == w->event->ip_option) {
            write_text(w, options[i].text);
            return;
        }
    }
    write_hex_octet(w, w->event->ip_option); /* the guide: `IP options hex` */
}

static void
put_acl(struct writer *w)
{
    write_name(w, w->event->acl != NULL ? w->event->acl->name : "?");
}

/* Of the ACE and of its parent line: 0x0, 0x0 as an implicit denial has (engine.md 1.12 [B]). */
static void
put_hashes(struct writer *w)
{
    if (w->config->does->deny_has_hashes)
        WRITE_LITERAL(w, " [0x0, 0x0]");
}

static void
put_permitted(struct writer *w)
{
    const struct ace *ace = w->event->ace;
    if (w->event->is_established)
        WRITE_LITERAL(w, "est-allowed");
    else
        write_text(w, ace != NULL && ace->permit ? "permitted" : "denied");
}

/* `inside/10.1.1.1(1025)`; ICMP has INSTEAD where a port would be, other protocols 0. */
static void
write_log_end(struct writer *w, ifc_id ifc, uint32_t address, uint16_t port, uint8_t instead)
{
    uint8_t ip_protocol = w->event->protocol;
    write_interface(w, ifc);
    write_char(w, '/');
    write_address(w, address);
    write_char(w, '(');
    write_number(w, has_ports(ip_protocol) ? port : ip_protocol == IP_ICMP ? instead : 0);
    write_char(w, ')');
}

static void
write_log_source(struct writer *w, uint8_t instead)
{
    const struct event_end *end = &w->event->outer;
    write_log_end(w, end->ifc, end->real, end->real_port, instead);
}

static void
write_log_destination(struct writer *w, uint8_t instead)
{
    const struct event_end *end = &w->event->inner;
    write_log_end(w, end->ifc, end->mapped, end->mapped_port, instead);
}

static void
put_log_source_0(struct writer *w)
{
    write_log_source(w, 0);
}

static void
put_log_source_type(struct writer *w)
{
    write_log_source(w, w->event->icmp_type);
}

static void
put_log_destination_type(struct writer *w)
{
    write_log_destination(w, w->event->icmp_type);
}

static void
put_log_destination_code(struct writer *w)
{
    write_log_destination(w, w->event->icmp_code);
}

static void
put_list(struct writer *w)
{
    write_number(w, w->event->outbound_list);
}

/* `src 10.1.1.5 1025`: 106002 puts a blank in front of a port. */
static void
put_source_ip_port(struct writer *w)
{
    put_source_ip(w);
    write_char(w, ' ');
    write_number(w, w->event->outer.real_port);
}

static void
put_destination_ip_port(struct writer *w)
{
    put_destination_ip(w);
    write_char(w, ' ');
    write_number(w, w->event->inner.mapped_port);
}

static void
put_hits(struct writer *w)
{
    write_number(w, w->event->count);
}

static void
put_limit(struct writer *w)
{
    write_number(w, w->event->limit);
}

/* As wide as the longest usual one, to the right (syslog.md 5.10: real lines). */
const char *
syslog_threat_name(enum threat_event event)
{
    static const char *const names[THREAT_EVENT_COUNT] = {
        [THREAT_DOS_DROP] = "DoS attck",     [THREAT_BAD_PACKET_DROP] = " Bad pkts",
        [THREAT_ACL_DROP] = " ACL drop",     [THREAT_CONN_LIMIT_DROP] = "Conn limit",
        [THREAT_ICMP_DROP] = "ICMP attk",    [THREAT_SCANNING] = " Scanning",
        [THREAT_SYN_ATTACK] = "SYN attck",   [THREAT_FIREWALL_DROP] = " Firewall",
        [THREAT_INSPECT_DROP] = "  Inspect", [THREAT_INTERFACE_DROP] = "Interface",
    };
    return names[event];
}

static void
put_threat(struct writer *w)
{
    if (w->event->threat != NULL)
        write_text(w, syslog_threat_name(w->event->threat->event));
}

/* The figures of a rate. */
#define THREAT_FIGURE(name, member)                                                                \
    static void put_threat_##name(struct writer *w)                                                \
    {                                                                                              \
        write_number(w, w->event->threat != NULL ? w->event->threat->member : 0);                  \
    }
THREAT_FIGURE(rate, rate)
THREAT_FIGURE(burst, burst)
THREAT_FIGURE(burst_limit, burst_limit)
THREAT_FIGURE(average, average)
THREAT_FIGURE(average_limit, average_limit)
THREAT_FIGURE(total, total)
#undef THREAT_FIGURE

/* What a limit of nat or static is about: its host, and who it talks to. */
static const struct event_end *
limited_end(const struct event *event, bool local)
{
    return local == event->local_is_source ? &event->outer : &event->inner;
}

static void
put_static_or_xlate(struct writer *w)
{
    write_text(w, w->event->xlate == XLATE_STATIC ? "static" : "xlate");
}

static void
put_limit_global(struct writer *w)
{
    write_address(w, limited_end(w->event, true)->mapped);
}

static void
put_limit_local(struct writer *w)
{
    const struct event_end *end = limited_end(w->event, true);
    write_address(w, end->real);
    write_port(w, end->real_port);
}

/* As its own side of the wire knows it. */
static void
put_limit_foreign(struct writer *w)
{
    const struct event_end *end = limited_end(w->event, false);
    write_address(w, end->real);
    write_port(w, end->real_port);
}

static void
put_input_output(struct writer *w)
{
    write_text(w, w->event->direction == DIRECTION_OUTBOUND ? "output" : "input");
}

static void
put_interval(struct writer *w)
{
    if (w->event->seconds == 0) {
        WRITE_LITERAL(w, "first hit");
        return;
    }
    write_number(w, w->event->seconds);
    WRITE_LITERAL(w, "-second interval");
}

static void
put_failure(struct writer *w)
{
    switch (w->event->failure) {
    case FAILURE_PORTMAP:
        WRITE_LITERAL(w, "portmap");
        return;
    case FAILURE_REGULAR:
        WRITE_LITERAL(w, "regular");
        return;
    case FAILURE_OUTBOUND_STATIC:
        WRITE_LITERAL(w, "outbound static");
        return;
    case FAILURE_IDENTITY:
        WRITE_LITERAL(w, "identity");
        return;
    }
}

static void
put_transport(struct writer *w)
{
    if (w->config->does->transport_field_names)
        write_protocol_upper(w, w->event->protocol);
    else
        write_number(w, w->event->protocol);
}

/* Lower case in lines of PIXes, upper case in those of ASAs (syslog.md 5.3). */
static void
put_guarded_protocol(struct writer *w)
{
    if (w->config->does->guards_say_upper_case)
        write_protocol_upper(w, w->event->protocol);
    else
        write_protocol(w, w->event->protocol);
}

/* `IDS` in lines of PIXes, `IPS` in the guides of ASAs and a line of one (syslog.md 6 [B]). */
static void
put_audit_prefix(struct writer *w)
{
    write_text(w, w->config->does->audit_says_ips ? "IPS" : "IDS");
}

static void
put_signature(struct writer *w)
{
    const struct audit_signature *signature = audit_signature_at(w->event->signature);
    write_number(w, signature != NULL ? signature->number : 0);
}

/* As real lines have it where there is one, else as the guide does (syslog.md 6). */
static void
put_signature_title(struct writer *w)
{
    static const struct {
        uint16_t number;
        const char *title;
    } seen[] = {
        { 2001, "ICMP unreachable" },
        { 2003, "ICMP redirect" },
        { 2004, "ICMP echo request" },
        { 2151, "Large ICMP packet" },
    };
    const struct audit_signature *signature = audit_signature_at(w->event->signature);
    if (signature == NULL)
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(seen); i++) {
        if (seen[i].number == signature->number) {
            write_text(w, seen[i].title);
            return;
        }
    }
    write_text(w, signature->title);
}

static void
put_fragment_size(struct writer *w)
{
    write_number(w, w->event->fragment.size);
}

static void
put_fragment_offset(struct writer *w)
{
    write_number(w, w->event->fragment.offset);
}

static void
put_fragment_id(struct writer *w)
{
    write_number(w, w->event->fragment.id);
}

/* One word: other protocols by their number [C]. */
static void
put_fragment_protocol(struct writer *w)
{
    uint8_t protocol = w->event->protocol;
    if (has_ports(protocol) || protocol == IP_ICMP)
        put_guarded_protocol(w);
    else
        write_number(w, protocol);
}

/* `GRE request discarded` (engine.md 13 [C]), `VRRP request discarded` (seen). */
static void
put_protocol_name(struct writer *w)
{
    static const struct {
        uint8_t protocol;
        const char *text;
    } names[] = {
        { 2, "IGMP" },   { IP_GRE, "GRE" }, { IP_ESP, "ESP" }, { IP_AH, "AH" },
        { 88, "EIGRP" }, { 89, "OSPF" },    { 103, "PIM" },    { 112, "VRRP" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (names[i].protocol == w->event->protocol) {
            write_text(w, names[i].text);
            return;
        }
    }
    write_protocol_upper(w, w->event->protocol);
}

/* The packet inside an ICMP error: syslog.md 5.8, real lines of each of the four forms. */
static void
put_quoted(struct writer *w)
{
    const struct event_quoted *packet = &w->event->quoted;
    if (!packet->known) {
        WRITE_LITERAL(w, "<unknown>");
        return;
    }
    write_protocol(w, packet->protocol);
    WRITE_LITERAL(w, " src ");
    write_address(w, packet->source);
    if (has_ports(packet->protocol))
        write_port(w, packet->source_port);
    WRITE_LITERAL(w, " dst ");
    write_address(w, packet->destination);
    if (has_ports(packet->protocol))
        write_port(w, packet->destination_port);
    if (packet->protocol == IP_ICMP)
        write_icmp(w, packet->icmp_type, packet->icmp_code);
}

static void
put_dns_message(struct writer *w)
{
    write_text(w, w->event->is_answer ? "reply" : "request");
}

/* Where the destination really is. */
static void
put_host_ip(struct writer *w)
{
    write_address(w, w->event->inner.real);
}

/* The address that the sender gave as its own (FTP_DIFFERENT_ADDRESS). */
static void
put_source_named(struct writer *w)
{
    write_address(w, w->event->outer.mapped);
}

/* 507003: the words for TCP are a real line's, those for UDP the guide's [C]. */
static void
put_inspection_end(struct writer *w)
{
    if (w->event->protocol == IP_TCP)
        WRITE_LITERAL(w, "inspector drop reset.");
    else
        WRITE_LITERAL(w, "inspector disconnected, dropped packet.");
}

/* What a protocol said. */
static void
put_quoted_text(struct writer *w, size_t index)
{
    const struct event_text *texts = w->event->texts;
    for (size_t i = 0; texts != NULL && i < texts[index].length; i++) {
        char c = texts[index].bytes[i];
        write_char(w, c >= ' ' && c <= '~' ? c : '.');
    }
}

/* A class by its place in the map and its name, or the match of the map's own [C]. */
static void
put_matched(struct writer *w)
{
    static const struct {
        enum map_setting setting;
        const char *words;
    } matches[] = {
        { MAP_MATCH_FTP_COMMAND, "match request-command" },
        { MAP_MATCH_FILENAME, "match filename" },
        { MAP_MATCH_FTP_FILETYPE, "match filetype" },
        { MAP_MATCH_FTP_SERVER, "match server" },
        { MAP_MATCH_FTP_USERNAME, "match username" },
    };
    if (w->event->limit == MAP_CLASS) {
        WRITE_LITERAL(w, "Class ");
        write_number(w, w->event->count);
        WRITE_LITERAL(w, ": ");
        put_quoted_text(w, 0);
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(matches); i++) {
        if (w->event->limit == matches[i].setting) {
            write_text(w, matches[i].words);
            return;
        }
    }
    put_quoted_text(w, 0); /* as 108004 has it in real lines */
}

/* The user of an FTP session; one picked up behind the login has none that is known [C]. */
static void
put_user(struct writer *w)
{
    if (w->event->texts == NULL || w->event->texts[0].length == 0)
        WRITE_LITERAL(w, "unknown");
    else
        put_quoted_text(w, 0);
}

/* Of mail, and of SIP. */
static void
put_mail_action(struct writer *w)
{
    switch (w->event->map_action) {
    case MAP_ACTION_DROP:
        WRITE_LITERAL(w, "Dropped");
        break;
    case MAP_ACTION_DROP_CONNECTION:
        WRITE_LITERAL(w, "Dropped connection for");
        break;
    case MAP_ACTION_RESET:
        WRITE_LITERAL(w, "Reset connection for");
        break;
    case MAP_ACTION_MASK:
        WRITE_LITERAL(w, "Masked header flags for");
        break;
    default:
        WRITE_LITERAL(w, "Logged");
    }
}

static void
put_allowed_or_dropped(struct writer *w)
{
    if (w->event->map_action == MAP_ACTION_DROP)
        WRITE_LITERAL(w, "Dropped");
    else
        WRITE_LITERAL(w, "Allowed");
}

static void
put_mail_message(struct writer *w)
{
    if (w->event->is_answer)
        WRITE_LITERAL(w, "Response");
    else
        WRITE_LITERAL(w, "Request");
}

/* What becomes of the connection. */
static void
put_map_action(struct writer *w)
{
    switch (w->event->map_action) {
    case MAP_ACTION_DROP_CONNECTION:
        WRITE_LITERAL(w, "Dropping connection");
        break;
    case MAP_ACTION_RESET:
        WRITE_LITERAL(w, "Resetting connection");
        break;
    default:
        WRITE_LITERAL(w, "Logging");
    }
}

/* `http-map` of 7.0 and 7.1: what only is told of has none. */
static void
put_old_action(struct writer *w)
{
    if (w->event->map_action == MAP_ACTION_RESET)
        WRITE_LITERAL(w, "Reset - ");
    else if (w->event->map_action == MAP_ACTION_DROP)
        WRITE_LITERAL(w, "Drop - ");
}

static void
put_text(struct writer *w)
{
    put_quoted_text(w, 0);
}

static void
put_text_2(struct writer *w)
{
    put_quoted_text(w, 1);
}

static void
put_text_3(struct writer *w)
{
    put_quoted_text(w, 2);
}

/* ---- the table ---- */

struct placeholder {
    const char *name;
    size_t length;
    syslog_word *put;
};

#define PLACEHOLDER(name, function)                                                                \
    {                                                                                              \
        "" name, sizeof(name) - 1, function                                                        \
    }

/* Searched from the top: those of the conn lines come first. */
static const struct placeholder placeholders[] = {
    PLACEHOLDER("direction", put_direction),
    PLACEHOLDER("conn", put_conn),
    PLACEHOLDER("outer", put_outer),
    PLACEHOLDER("outer_mapped", put_outer_mapped),
    PLACEHOLDER("inner", put_inner),
    PLACEHOLDER("inner_mapped", put_inner_mapped),
    PLACEHOLDER("duration", put_duration),
    PLACEHOLDER("bytes", put_bytes),
    PLACEHOLDER("reason", put_reason),
    PLACEHOLDER("xlate", put_xlate),
    PLACEHOLDER("PROTOCOL", put_protocol_upper),
    PLACEHOLDER("real", put_real),
    PLACEHOLDER("real_port", put_real_port),
    PLACEHOLDER("mapped", put_mapped),
    PLACEHOLDER("mapped_port", put_mapped_port),
    PLACEHOLDER("protocol", put_protocol),
    PLACEHOLDER("source", put_source),
    PLACEHOLDER("destination", put_destination),
    PLACEHOLDER("icmp", put_icmp),
    PLACEHOLDER("acl", put_acl),
    PLACEHOLDER("hashes", put_hashes),
    PLACEHOLDER("source_port", put_source_port),
    PLACEHOLDER("destination_port", put_destination_port),
    PLACEHOLDER("source_ip", put_source_ip),
    PLACEHOLDER("destination_ip", put_destination_ip),
    PLACEHOLDER("flags", put_flags),
    PLACEHOLDER("interface", put_interface),
    PLACEHOLDER("dns", put_dns),
    PLACEHOLDER("option", put_option),
    PLACEHOLDER("gre_from", put_gre_from),
    PLACEHOLDER("gre_from_mapped", put_gre_from_mapped),
    PLACEHOLDER("gre_to", put_gre_to),
    PLACEHOLDER("gre_to_mapped", put_gre_to_mapped),
    PLACEHOLDER("icmp_direction", put_icmp_direction),
    PLACEHOLDER("icmp_type", put_icmp_type),
    PLACEHOLDER("icmp_code", put_icmp_code),
    PLACEHOLDER("faddr", put_faddr),
    PLACEHOLDER("gaddr", put_gaddr),
    PLACEHOLDER("laddr", put_laddr),
    PLACEHOLDER("host", put_real),
    PLACEHOLDER("permitted", put_permitted),
    PLACEHOLDER("log_source_0", put_log_source_0),
    PLACEHOLDER("log_source_type", put_log_source_type),
    PLACEHOLDER("log_destination_type", put_log_destination_type),
    PLACEHOLDER("log_destination_code", put_log_destination_code),
    PLACEHOLDER("hits", put_hits),
    PLACEHOLDER("limit", put_limit),
    PLACEHOLDER("interval", put_interval),
    PLACEHOLDER("static_or_xlate", put_static_or_xlate),
    PLACEHOLDER("limit_global", put_limit_global),
    PLACEHOLDER("limit_local", put_limit_local),
    PLACEHOLDER("limit_foreign", put_limit_foreign),
    PLACEHOLDER("input_output", put_input_output),
    PLACEHOLDER("source_any_port", put_source_any_port),
    PLACEHOLDER("destination_any_port", put_destination_any_port),
    PLACEHOLDER("destination_ip_any_port", put_destination_ip_any_port),
    PLACEHOLDER("destination_service", put_destination_service),
    PLACEHOLDER("list", put_list),
    PLACEHOLDER("source_ip_port", put_source_ip_port),
    PLACEHOLDER("destination_ip_port", put_destination_ip_port),
    PLACEHOLDER("failure", put_failure),
    PLACEHOLDER("transport", put_transport),
    PLACEHOLDER("guarded_protocol", put_guarded_protocol),
    PLACEHOLDER("audit_prefix", put_audit_prefix),
    PLACEHOLDER("signature", put_signature),
    PLACEHOLDER("signature_title", put_signature_title),
    PLACEHOLDER("fragment_size", put_fragment_size),
    PLACEHOLDER("fragment_offset", put_fragment_offset),
    PLACEHOLDER("fragment_id", put_fragment_id),
    PLACEHOLDER("fragment_protocol", put_fragment_protocol),
    PLACEHOLDER("PROTOCOL_NAME", put_protocol_name),
    PLACEHOLDER("quoted", put_quoted),
    PLACEHOLDER("dns_message", put_dns_message),
    PLACEHOLDER("source_no_port", put_source_without_port),
    PLACEHOLDER("destination_no_port", put_destination_without_port),
    PLACEHOLDER("map_action", put_map_action),
    PLACEHOLDER("old_action", put_old_action),
    PLACEHOLDER("mail_action", put_mail_action),
    PLACEHOLDER("mail_message", put_mail_message),
    PLACEHOLDER("allowed_or_dropped", put_allowed_or_dropped),
    PLACEHOLDER("host_ip", put_host_ip),
    PLACEHOLDER("source_named", put_source_named),
    PLACEHOLDER("inspection_end", put_inspection_end),
    PLACEHOLDER("matched", put_matched),
    PLACEHOLDER("user", put_user),
    PLACEHOLDER("outer_listener", put_outer_listener),
    PLACEHOLDER("outer_listener_ip", put_outer_listener_ip),
    PLACEHOLDER("inner_listener_ip", put_inner_listener_ip),
    PLACEHOLDER("inner_listener", put_inner_listener),
    PLACEHOLDER("inner_listener", put_inner_listener),
    PLACEHOLDER("outer_socket", put_outer_socket),
    PLACEHOLDER("inner_socket", put_inner_socket),
    PLACEHOLDER("opener", put_opener),
    PLACEHOLDER("listener", put_listener),
    PLACEHOLDER("threat", put_threat),
    PLACEHOLDER("threat_rate", put_threat_rate),
    PLACEHOLDER("threat_burst", put_threat_burst),
    PLACEHOLDER("threat_burst_limit", put_threat_burst_limit),
    PLACEHOLDER("threat_average", put_threat_average),
    PLACEHOLDER("threat_average_limit", put_threat_average_limit),
    PLACEHOLDER("threat_total", put_threat_total),
    PLACEHOLDER("text", put_text),
    PLACEHOLDER("text_2", put_text_2),
    PLACEHOLDER("text_3", put_text_3),
};

syslog_word *
syslog_word_find(const char *name, const char **rest)
{
    size_t length = 0;
    while (name[length] != '}' && name[length] != '\0')
        length++;
    for (size_t i = 0; i < ARRAY_LENGTH(placeholders); i++) {
        const struct placeholder *placeholder = &placeholders[i];
        if (placeholder->length == length && placeholder->name[0] == name[0] &&
            memcmp(placeholder->name, name, length) == 0) {
            *rest = name + length + 1;
            return placeholder->put;
        }
    }
    return NULL;
}

const char *
syslog_word_write(struct writer *w, const char *name)
{
    const char *rest = NULL;
    syslog_word *put = syslog_word_find(name, &rest);
    if (put != NULL)
        put(w);
    return rest;
}
