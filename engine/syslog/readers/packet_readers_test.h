/*
 * packet_readers_test.h: placeholders of packets and access lists, read back.
 */
#ifndef REFIRE_ENGINE_SYSLOG_READERS_PACKET_READERS_TEST_H
#define REFIRE_ENGINE_SYSLOG_READERS_PACKET_READERS_TEST_H

#include "engine/syslog/readers/reader_test.h"

READ_NUMBER(read_icmp_type, icmp_type)
READ_NUMBER(read_icmp_code, icmp_code)
READ_NUMBER(read_hits, count)
READ_NUMBER(read_limit, limit)
READ_NUMBER(read_fragment_size, fragment.size)
READ_NUMBER(read_fragment_offset, fragment.offset)
READ_NUMBER(read_fragment_id, fragment.id)

static inline bool
read_protocol_or_number(struct reader *r)
{
    return read_protocol_word(r, "");
}

static inline bool
read_source_ip(struct reader *r)
{
    return read_address(r, &r->event->outer.real);
}

static inline bool
read_destination_ip(struct reader *r)
{
    return read_address(r, &r->event->inner.mapped);
}

static inline bool
read_host_ip(struct reader *r)
{
    return read_address(r, &r->event->inner.real);
}

static inline bool
read_source_port(struct reader *r)
{
    return read_source_ip(r) && read_port(r, &r->event->outer.real_port);
}

static inline bool
read_destination_port(struct reader *r)
{
    return read_destination_ip(r) && read_port(r, &r->event->inner.mapped_port);
}

static inline bool
read_source_no_port(struct reader *r)
{
    return read_ifc(r, &r->event->outer.ifc) && read_literal(r, ":") && read_source_ip(r);
}

static inline bool
read_destination_no_port(struct reader *r)
{
    return read_ifc(r, &r->event->inner.ifc) && read_literal(r, ":") && read_destination_ip(r);
}

static inline bool
read_source(struct reader *r)
{
    return read_source_no_port(r) && read_optional_port(r, &r->event->outer.real_port);
}

static inline bool
read_destination(struct reader *r)
{
    return read_destination_no_port(r) && read_optional_port(r, &r->event->inner.mapped_port);
}

static inline bool
read_source_any_port(struct reader *r)
{
    return read_source_no_port(r) && read_port(r, &r->event->outer.real_port);
}

static inline bool
read_destination_any_port(struct reader *r)
{
    return read_destination_no_port(r) && read_port(r, &r->event->inner.mapped_port);
}

static inline bool
read_destination_service(struct reader *r)
{
    static const struct {
        const char *name;
        uint16_t port;
    } services[] = { { "ssh", 22 },         { "telnet", 23 },      { "bootps", 67 },
                     { "bootpc", 68 },      { "domain", 53 },      { "snmp", 161 },
                     { "netbios-ns", 137 }, { "netbios-dgm", 138 } };
    if (!read_destination_no_port(r))
        return false;
    if (!has_ports(r->event->protocol))
        r->event->protocol = IP_UDP;
    for (size_t i = 0; i < ARRAY_LENGTH(services); i++) {
        size_t length = strlen(services[i].name);
        if (r->at[0] == '/' && strcmp(r->at + 1, services[i].name) == 0) {
            r->event->inner.mapped_port = services[i].port;
            r->at += 1 + length;
            return true;
        }
    }
    return read_port(r, &r->event->inner.mapped_port);
}

static inline bool
read_interface(struct reader *r)
{
    return read_ifc(r, &r->event->ifc);
}

static inline bool
read_icmp(struct reader *r)
{
    if (strncmp(r->at, " (type ", 7) != 0)
        return true;
    r->event->protocol = IP_ICMP;
    return read_type_and_code(r, &r->event->icmp_type, &r->event->icmp_code);
}

static inline bool
read_flags(struct reader *r)
{
    static const struct {
        const char *text;
        uint8_t flag;
    } flags[] = { { "FIN ", TCP_FIN }, { "SYN ", TCP_SYN }, { "RST ", TCP_RST },
                  { "PSH ", TCP_PSH }, { "ACK ", TCP_ACK }, { "URG ", TCP_URG } };
    for (size_t i = 0; i < ARRAY_LENGTH(flags); i++) {
        if (!read_literal(r, flags[i].text))
            continue;
        r->event->tcp_flags |= flags[i].flag;
        return read_flags(r);
    }
    return true;
}

static inline bool
read_option(struct reader *r)
{
    r->event->ip_option = 148;
    if (read_literal(r, "Router Alert"))
        return true;
    r->event->ip_option = 131;
    return read_literal(r, "Loose Src Routing");
}

static inline bool
read_hashes(struct reader *r)
{
    if (*r->at != ' ')
        return true;
    return read_literal(r, " [0x0, 0x0]");
}

static inline bool
read_permitted(struct reader *r)
{
    r->event->ace = &r->ace;
    r->ace = (struct ace){ .permit = true, .log = ACE_LOG_ON, .log_level = LEVEL_INFORMATIONAL };
    if (read_literal(r, "permitted"))
        return true;
    r->ace.permit = false;
    if (read_literal(r, "denied"))
        return true;
    r->event->is_established = true;
    return read_literal(r, "est-allowed");
}

static inline bool
read_log_end(struct reader *r, ifc_id *ifc, uint32_t *address, uint16_t *port)
{
    uint64_t number;
    if (!read_ifc(r, ifc) || !read_literal(r, "/") || !read_address(r, address) ||
        !read_literal(r, "(") || !read_number(r, &number) || !read_literal(r, ")"))
        return false;
    *port = (uint16_t)number;
    return number <= UINT16_MAX;
}

static inline bool
read_log_source(struct reader *r)
{
    struct event_end *end = &r->event->outer;
    return read_log_end(r, &end->ifc, &end->real, &end->real_port);
}

static inline bool
read_log_destination(struct reader *r)
{
    struct event_end *end = &r->event->inner;
    return read_log_end(r, &end->ifc, &end->mapped, &end->mapped_port);
}

static inline bool
read_interval(struct reader *r)
{
    uint64_t seconds = 0;
    if (read_literal(r, "first hit"))
        return true;
    if (!read_number(r, &seconds))
        return false;
    r->event->seconds = (uint32_t)seconds;
    return read_literal(r, "-second interval");
}

static inline bool
read_quoted(struct reader *r)
{
    struct event_quoted *quoted = &r->event->quoted;
    uint8_t outside = r->event->protocol;
    if (read_literal(r, "<unknown>"))
        return true;
    quoted->known = true;
    bool read = read_protocol(r);
    quoted->protocol = r->event->protocol;
    r->event->protocol = outside;
    if (!read || !read_literal(r, " src ") || !read_address(r, &quoted->source))
        return false;
    if (*r->at == '/' && !read_port(r, &quoted->source_port))
        return false;
    if (!read_literal(r, " dst "))
        return false;
    /* the sentence's full stop is not the address's */
    char *copy = arena_strndup(r->config->arena, r->at, strlen(r->at));
    size_t length = strlen(copy);
    if (length > 0 && copy[length - 1] == '.')
        copy[length - 1] = '\0';
    const char *line = r->at;
    r->at = copy;
    read = read_address(r, &quoted->destination) &&
           (*r->at != '/' || read_port(r, &quoted->destination_port)) &&
           (*r->at != ' ' || read_type_and_code(r, &quoted->icmp_type, &quoted->icmp_code));
    r->at = line + (r->at - copy);
    return read;
}

#endif
