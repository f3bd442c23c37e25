/*
 * packet_words.c: placeholders of a packet that is denied or told of: addresses as on the ingress
 * wire.
 */
#include "engine/syslog/words/words.h"

#define DNS_PORT 53

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
put_transport(struct writer *w)
{
    if (w->config->does->transport_field_names)
        write_protocol_upper(w, w->event->protocol);
    else
        write_number(w, w->event->protocol);
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

/* Where the destination really is. */
static void
put_host_ip(struct writer *w)
{
    write_address(w, w->event->inner.real);
}

static const struct placeholder placeholders[] = {
    PLACEHOLDER("PROTOCOL", put_protocol_upper),
    PLACEHOLDER("protocol", put_protocol),
    PLACEHOLDER("source", put_source),
    PLACEHOLDER("destination", put_destination),
    PLACEHOLDER("icmp", put_icmp),
    PLACEHOLDER("source_port", put_source_port),
    PLACEHOLDER("destination_port", put_destination_port),
    PLACEHOLDER("source_ip", put_source_ip),
    PLACEHOLDER("destination_ip", put_destination_ip),
    PLACEHOLDER("flags", put_flags),
    PLACEHOLDER("interface", put_interface),
    PLACEHOLDER("dns", put_dns),
    PLACEHOLDER("option", put_option),
    PLACEHOLDER("icmp_type", put_icmp_type),
    PLACEHOLDER("icmp_code", put_icmp_code),
    PLACEHOLDER("source_any_port", put_source_any_port),
    PLACEHOLDER("destination_any_port", put_destination_any_port),
    PLACEHOLDER("destination_ip_any_port", put_destination_ip_any_port),
    PLACEHOLDER("destination_service", put_destination_service),
    PLACEHOLDER("source_ip_port", put_source_ip_port),
    PLACEHOLDER("destination_ip_port", put_destination_ip_port),
    PLACEHOLDER("transport", put_transport),
    PLACEHOLDER("PROTOCOL_NAME", put_protocol_name),
    PLACEHOLDER("quoted", put_quoted),
    PLACEHOLDER("source_no_port", put_source_without_port),
    PLACEHOLDER("destination_no_port", put_destination_without_port),
    PLACEHOLDER("host_ip", put_host_ip),
};

const struct word_table packet_words = { placeholders, ARRAY_LENGTH(placeholders) };
