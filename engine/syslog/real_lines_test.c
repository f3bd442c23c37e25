/*
 * real_lines_test.c: lines that PIXes and ASAs really printed, told again by our rows.
 *
 * A line is read by the words of its row: each {placeholder} fills what it stands for in an event,
 * by a reader of its own, which shares nothing with the writer. The event then prints, in each
 * version that the tag can be of, and one of them has to come to the line, byte for byte, tag and
 * all. `unexplained` has the lines that do not, each with its reason; one that is not on it, and
 * one on it that does, are both failures.
 */
#include "engine/syslog/syslog.h"
#include "engine/syslog/syslog_row.h"
#include "engine/syslog/syslog_words.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/model/audit.h"
#include "engine/packet/packet.h"

#define CORPUS "../shared/corpus/syslog/"
#define LINE_MAX_SIZE 4096

static const char *const corpus_files[] = {
    "chuckbag-net-asa.txt",
    "elastic-integrations-asa.txt",
    "layer3-cisco-asa-syslog.txt",
    "logstash-patterns-core.txt",
    "metron-asa-raw.txt",
    "metron-basicasaparsertest.txt",
    "misc-single-lines.txt",
    "ntc-templates-show-logging-lines.txt",
    "opensoc-grokparsertest.txt",
    "ossec-docs-asa.txt",
    "ossec-docs-pix.txt",
    "ossec-hids-pix.txt",
    "prelude-lml-asa.txt",
    "pyflag-ciscopix.txt",
    "sekoia-intake-formats.txt",
    "splunk-sc4s.txt",
    "wazuh-asa.txt",
};

/* ---- reading ---- */

/* A line on its way into an event. */
struct reader {
    const char *at;   /* what is still to be read of the line */
    const char *rest; /* of the row, behind the placeholder */
    struct config *config;
    struct event *event;
    struct event_threat *threat; /* of it */
    struct event_text texts[EVENT_TEXTS];
    struct ace ace;
    struct acl acl;
};

typedef bool read_word(struct reader *r);

static bool
read_literal(struct reader *r, const char *text)
{
    size_t length = strlen(text);
    if (strncmp(r->at, text, length) != 0)
        return false;
    r->at += length;
    return true;
}

static bool
read_number(struct reader *r, uint64_t *number)
{
    if (*r->at < '0' || *r->at > '9')
        return false;
    char *end;
    *number = strtoull(r->at, &end, 10);
    r->at = end;
    return true;
}

#define READ_NUMBER(name, field)                                                                   \
    static bool name(struct reader *r)                                                             \
    {                                                                                              \
        uint64_t number;                                                                           \
        if (!read_number(r, &number))                                                              \
            return false;                                                                          \
        r->event->field = (__typeof__(r->event->field))number;                                     \
        return true;                                                                               \
    }

READ_NUMBER(read_conn, conn_id)
READ_NUMBER(read_bytes, bytes)
READ_NUMBER(read_hits, count)
READ_NUMBER(read_limit, limit)
READ_NUMBER(read_icmp_type, icmp_type)
READ_NUMBER(read_icmp_code, icmp_code)
READ_NUMBER(read_real_port, inner.real_port)
READ_NUMBER(read_mapped_port, inner.mapped_port)
READ_NUMBER(read_fragment_size, fragment.size)
READ_NUMBER(read_fragment_offset, fragment.offset)
READ_NUMBER(read_fragment_id, fragment.id)

#define READ_FIGURE(name)                                                                          \
    static bool read_threat_##name(struct reader *r)                                               \
    {                                                                                              \
        uint64_t number;                                                                           \
        if (!read_number(r, &number))                                                              \
            return false;                                                                          \
        r->threat->name = (__typeof__(r->threat->name))number;                                     \
        return true;                                                                               \
    }

READ_FIGURE(rate)
READ_FIGURE(burst)
READ_FIGURE(burst_limit)
READ_FIGURE(average)
READ_FIGURE(average_limit)
READ_FIGURE(total)

static bool
read_threat(struct reader *r)
{
    for (unsigned event = 0; event < THREAT_EVENT_COUNT; event++) {
        r->threat->event = (enum threat_event)event;
        if (read_literal(r, syslog_threat_name(r->threat->event)))
            return true;
    }
    return false;
}

/* The letters up to any of ENDS, kept by the configuration; NULL when there are none. */
static const char *
read_token(struct reader *r, const char *ends)
{
    size_t length = strcspn(r->at, ends);
    if (length == 0)
        return NULL;
    char *text = arena_strndup(r->config->arena, r->at, length);
    ck_assert_ptr_nonnull(text);
    r->at += length;
    return text;
}

/* The interface of that name, which is made when it is new. */
static bool
read_ifc(struct reader *r, ifc_id *ifc)
{
    *ifc = IFC_NONE;
    const char *identity = r->config->does->box_is_identity ? "identity" : NAME_OF_IDENTITY;
    if (read_literal(r, identity))
        return true;
    const char *name = read_token(r, " :/()");
    if (name == NULL || name[strlen(name) - 1] == '.') /* a sentence's end */
        return false;
    for (size_t i = 0; i < r->config->interface_count; i++) {
        if (strcmp(r->config->interfaces[i]->name, name) == 0) {
            *ifc = (ifc_id)i;
            return true;
        }
    }
    *ifc = config_add_interface(r->config, name);
    ck_assert_uint_ne(*ifc, IFC_NONE);
    r->config->interfaces[*ifc]->name = name;
    return true;
}

/* An address, or a name, which then is one of the configuration's for an address of no one. */
static bool
read_address(struct reader *r, uint32_t *address)
{
    const char *text = read_token(r, " :/(),;");
    if (text == NULL)
        return false;
    if (ip_parse(text, strlen(text), address))
        return true;
    r->config->names_on = true;
    *address = UINT32_C(0xc6336400) + (uint32_t)(r->at - text) % 200;
    while (name_of_address(&r->config->names, *address) != NULL)
        ++*address;
    ck_assert(name_add(&r->config->names, r->config->arena, *address, text, NULL));
    return true;
}

static bool
read_port(struct reader *r, uint16_t *port)
{
    uint64_t number;
    if (!read_literal(r, "/") || !read_number(r, &number))
        return false;
    *port = (uint16_t)number;
    return number <= UINT16_MAX;
}

static bool
has_ports(uint8_t protocol)
{
    return protocol == IP_TCP || protocol == IP_UDP;
}

/* A port that is there tells that the protocol has some. */
static bool
read_optional_port(struct reader *r, uint16_t *port)
{
    if (*r->at != '/')
        return true;
    if (!has_ports(r->event->protocol))
        r->event->protocol = IP_TCP;
    return read_port(r, port);
}

static bool
read_end(struct reader *r, struct event_end *end)
{
    return read_ifc(r, &end->ifc) && read_literal(r, ":") && read_address(r, &end->real) &&
           read_port(r, &end->real_port);
}

static bool
read_end_mapped(struct reader *r, struct event_end *end)
{
    return read_address(r, &end->mapped) && read_port(r, &end->mapped_port);
}

static bool
read_outer(struct reader *r)
{
    return read_end(r, &r->event->outer);
}

static bool
read_outer_mapped(struct reader *r)
{
    return read_end_mapped(r, &r->event->outer);
}

static bool
read_inner(struct reader *r)
{
    return read_end(r, &r->event->inner);
}

static bool
read_inner_mapped(struct reader *r)
{
    return read_end_mapped(r, &r->event->inner);
}

static bool
read_direction(struct reader *r)
{
    r->event->direction = DIRECTION_OUTBOUND;
    if (read_literal(r, "outbound"))
        return true;
    r->event->direction = DIRECTION_INBOUND;
    return read_literal(r, "inbound");
}

static bool
read_icmp_direction(struct reader *r)
{
    if (strncmp(r->at, "inbound ", 8) != 0 && strncmp(r->at, "outbound ", 9) != 0)
        return true;
    return read_direction(r) && read_literal(r, " ");
}

static bool
read_duration(struct reader *r)
{
    uint64_t hours, minutes, seconds;
    if (!read_number(r, &hours) || !read_literal(r, ":") || !read_number(r, &minutes) ||
        !read_literal(r, ":") || !read_number(r, &seconds))
        return false;
    r->event->duration_ns = (int64_t)(hours * 3600 + minutes * 60 + seconds) * NS_PER_SECOND;
    return true;
}

static bool
read_reason(struct reader *r)
{
    if (*r->at != ' ')
        return true;
    for (unsigned reason = 0; reason < TEARDOWN_REASON_COUNT; reason++) {
        const char *text = syslog_teardown_text(r->config, (enum teardown_reason)reason);
        if (*text == '\0' || strcmp(r->at + 1, text) != 0)
            continue;
        r->event->reason = (enum teardown_reason)reason;
        r->at += 1 + strlen(text);
        return true;
    }
    return false;
}

/* The identifier is the port of the end that asked. */
static bool
read_faddr(struct reader *r)
{
    struct event *event = r->event;
    if (!read_address(r, &event->outer.real) || !read_port(r, &event->outer.real_port))
        return false;
    if (!r->config->does->icmp_direction_word)
        event->direction = event->outer.real_port != 0 ? DIRECTION_INBOUND : DIRECTION_OUTBOUND;
    return true;
}

static bool
read_gaddr(struct reader *r)
{
    return read_end_mapped(r, &r->event->inner);
}

static bool
read_laddr(struct reader *r)
{
    struct event_end *inner = &r->event->inner;
    return read_address(r, &inner->real) && read_port(r, &inner->real_port);
}

static bool
read_xlate(struct reader *r)
{
    r->event->xlate = XLATE_STATIC;
    if (read_literal(r, "static"))
        return true;
    r->event->xlate = XLATE_DYNAMIC;
    return read_literal(r, "dynamic");
}

static bool
read_real(struct reader *r)
{
    struct event_end *inner = &r->event->inner;
    return read_ifc(r, &inner->ifc) && read_literal(r, ":") && read_address(r, &inner->real);
}

static bool
read_acl(struct reader *r)
{
    const char *name = read_token(r, " \"()");
    if (name == NULL)
        return false;
    r->acl = (struct acl){ .name = name, .exists = true };
    r->event->acl = &r->acl;
    return true;
}

static bool
read_mapped(struct reader *r)
{
    if (!read_ifc(r, &r->event->outer.ifc))
        return false;
    if (*r->at == '(' && !(read_literal(r, "(") && read_acl(r) && read_literal(r, ")")))
        return false;
    return read_literal(r, ":") && read_address(r, &r->event->inner.mapped);
}

/* By name in either case, or by number where NUMBERED is in front; there is no sctp. */
static bool
read_protocol_word(struct reader *r, const char *numbered)
{
    static const struct {
        const char *name;
        uint8_t protocol;
    } names[] = { { "tcp", IP_TCP }, { "udp", IP_UDP }, { "icmp", IP_ICMP },
                  { "TCP", IP_TCP }, { "UDP", IP_UDP }, { "ICMP", IP_ICMP } };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (read_literal(r, names[i].name)) {
            r->event->protocol = names[i].protocol;
            return true;
        }
    }
    uint64_t number;
    if (!read_literal(r, numbered) || !read_number(r, &number))
        return false;
    r->event->protocol = (uint8_t)number;
    return number <= UINT8_MAX;
}

static bool
read_protocol(struct reader *r)
{
    return read_protocol_word(r, "protocol ");
}

static bool
read_protocol_or_number(struct reader *r)
{
    return read_protocol_word(r, "");
}

static bool
read_source_ip(struct reader *r)
{
    return read_address(r, &r->event->outer.real);
}

static bool
read_destination_ip(struct reader *r)
{
    return read_address(r, &r->event->inner.mapped);
}

static bool
read_host_ip(struct reader *r)
{
    return read_address(r, &r->event->inner.real);
}

static bool
read_source_port(struct reader *r)
{
    return read_source_ip(r) && read_port(r, &r->event->outer.real_port);
}

static bool
read_destination_port(struct reader *r)
{
    return read_destination_ip(r) && read_port(r, &r->event->inner.mapped_port);
}

static bool
read_source_no_port(struct reader *r)
{
    return read_ifc(r, &r->event->outer.ifc) && read_literal(r, ":") && read_source_ip(r);
}

static bool
read_destination_no_port(struct reader *r)
{
    return read_ifc(r, &r->event->inner.ifc) && read_literal(r, ":") && read_destination_ip(r);
}

static bool
read_source(struct reader *r)
{
    return read_source_no_port(r) && read_optional_port(r, &r->event->outer.real_port);
}

static bool
read_destination(struct reader *r)
{
    return read_destination_no_port(r) && read_optional_port(r, &r->event->inner.mapped_port);
}

static bool
read_source_any_port(struct reader *r)
{
    return read_source_no_port(r) && read_port(r, &r->event->outer.real_port);
}

static bool
read_destination_any_port(struct reader *r)
{
    return read_destination_no_port(r) && read_port(r, &r->event->inner.mapped_port);
}

static bool
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

static bool
read_interface(struct reader *r)
{
    return read_ifc(r, &r->event->ifc);
}

static bool
read_type_and_code(struct reader *r, uint8_t *type, uint8_t *code)
{
    uint64_t a, b;
    if (!read_literal(r, " (type ") || !read_number(r, &a) || !read_literal(r, ", code ") ||
        !read_number(r, &b) || !read_literal(r, ")"))
        return false;
    *type = (uint8_t)a;
    *code = (uint8_t)b;
    return a <= UINT8_MAX && b <= UINT8_MAX;
}

static bool
read_icmp(struct reader *r)
{
    if (strncmp(r->at, " (type ", 7) != 0)
        return true;
    r->event->protocol = IP_ICMP;
    return read_type_and_code(r, &r->event->icmp_type, &r->event->icmp_code);
}

static bool
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

static bool
read_dns(struct reader *r)
{
    if (read_literal(r, "Response"))
        return r->event->outer.real_port == 53;
    return read_literal(r, "Query");
}

static bool
read_dns_message(struct reader *r)
{
    r->event->protocol = IP_UDP;
    r->event->is_answer = true;
    if (read_literal(r, "reply"))
        return true;
    r->event->is_answer = false;
    return read_literal(r, "request");
}

static bool
read_option(struct reader *r)
{
    r->event->ip_option = 148;
    if (read_literal(r, "Router Alert"))
        return true;
    r->event->ip_option = 131;
    return read_literal(r, "Loose Src Routing");
}

static bool
read_hashes(struct reader *r)
{
    if (*r->at != ' ')
        return true;
    return read_literal(r, " [0x0, 0x0]");
}

static bool
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

static bool
read_log_end(struct reader *r, ifc_id *ifc, uint32_t *address, uint16_t *port)
{
    uint64_t number;
    if (!read_ifc(r, ifc) || !read_literal(r, "/") || !read_address(r, address) ||
        !read_literal(r, "(") || !read_number(r, &number) || !read_literal(r, ")"))
        return false;
    *port = (uint16_t)number;
    return number <= UINT16_MAX;
}

static bool
read_log_source(struct reader *r)
{
    struct event_end *end = &r->event->outer;
    return read_log_end(r, &end->ifc, &end->real, &end->real_port);
}

static bool
read_log_destination(struct reader *r)
{
    struct event_end *end = &r->event->inner;
    return read_log_end(r, &end->ifc, &end->mapped, &end->mapped_port);
}

static bool
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

static bool
read_failure(struct reader *r)
{
    static const struct {
        const char *text;
        enum translation_failure failure;
    } failures[] = {
        { "portmap", FAILURE_PORTMAP },
        { "regular", FAILURE_REGULAR },
        { "outbound static", FAILURE_OUTBOUND_STATIC },
        { "identity", FAILURE_IDENTITY },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(failures); i++) {
        if (!read_literal(r, failures[i].text))
            continue;
        r->event->failure = failures[i].failure;
        return true;
    }
    return false;
}

/* A signature is known by its number; the title has to follow from it. */
static bool
read_signature(struct reader *r)
{
    uint64_t number;
    if (!read_number(r, &number))
        return false;
    for (unsigned i = 0; i <= UINT8_MAX; i++) {
        const struct audit_signature *signature = audit_signature_at((uint8_t)i);
        if (signature == NULL || signature->number != number)
            continue;
        r->event->signature = (uint8_t)i;
        return true;
    }
    return false;
}

static bool
read_audit_prefix(struct reader *r)
{
    return read_literal(r, "IDS") || read_literal(r, "IPS");
}

/* Whatever stands in front of the row's next words, or all that there is. */
static bool
read_words(struct reader *r, const char **from, size_t *length)
{
    char next[256];
    snprintf(next, sizeof(next), "%.*s", (int)strcspn(r->rest, "{"), r->rest);
    const char *end = *next != '\0' ? strstr(r->at, next) : r->at + strlen(r->at);
    if (end == NULL)
        return false;
    *from = r->at;
    *length = (size_t)(end - r->at);
    r->at = end;
    return true;
}

static bool
read_text_at(struct reader *r, size_t index)
{
    r->event->texts = r->texts;
    return read_words(r, &r->texts[index].bytes, &r->texts[index].length);
}

static bool
read_text(struct reader *r)
{
    return read_text_at(r, 0);
}

static bool
read_text_2(struct reader *r)
{
    return read_text_at(r, 1);
}

static bool
read_signature_title(struct reader *r)
{
    const char *from;
    size_t length;
    return read_words(r, &from, &length);
}

static bool
read_mail_action(struct reader *r)
{
    r->event->protocol = IP_TCP;
    r->event->map_action = MAP_ACTION_DROP_CONNECTION;
    return read_literal(r, "Dropped connection for");
}

static bool
read_mail_message(struct reader *r)
{
    r->event->is_answer = read_literal(r, "Response");
    return r->event->is_answer || read_literal(r, "Request");
}

static bool
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

static bool
read_inspection_end(struct reader *r)
{
    const char *from;
    size_t length;
    return read_words(r, &from, &length);
}

static const struct {
    const char *name;
    read_word *read;
} words[] = {
    { "direction", read_direction },
    { "conn", read_conn },
    { "outer", read_outer },
    { "outer_mapped", read_outer_mapped },
    { "inner", read_inner },
    { "inner_mapped", read_inner_mapped },
    { "duration", read_duration },
    { "bytes", read_bytes },
    { "reason", read_reason },
    { "xlate", read_xlate },
    { "PROTOCOL", read_protocol },
    { "real", read_real },
    { "real_port", read_real_port },
    { "mapped", read_mapped },
    { "mapped_port", read_mapped_port },
    { "protocol", read_protocol },
    { "source", read_source },
    { "destination", read_destination },
    { "icmp", read_icmp },
    { "acl", read_acl },
    { "hashes", read_hashes },
    { "source_port", read_source_port },
    { "destination_port", read_destination_port },
    { "source_ip", read_source_ip },
    { "destination_ip", read_destination_ip },
    { "flags", read_flags },
    { "interface", read_interface },
    { "dns", read_dns },
    { "option", read_option },
    { "icmp_direction", read_icmp_direction },
    { "icmp_type", read_icmp_type },
    { "icmp_code", read_icmp_code },
    { "faddr", read_faddr },
    { "gaddr", read_gaddr },
    { "laddr", read_laddr },
    { "host", read_real },
    { "permitted", read_permitted },
    { "log_source_0", read_log_source },
    { "log_source_type", read_log_source },
    { "log_destination_type", read_log_destination },
    { "log_destination_code", read_log_destination },
    { "hits", read_hits },
    { "limit", read_limit },
    { "interval", read_interval },
    { "source_any_port", read_source_any_port },
    { "destination_any_port", read_destination_any_port },
    { "destination_ip_any_port", read_destination_port },
    { "destination_service", read_destination_service },
    { "failure", read_failure },
    { "transport", read_protocol_or_number },
    { "guarded_protocol", read_protocol },
    { "audit_prefix", read_audit_prefix },
    { "signature", read_signature },
    { "signature_title", read_signature_title },
    { "threat", read_threat },
    { "threat_rate", read_threat_rate },
    { "threat_burst", read_threat_burst },
    { "threat_burst_limit", read_threat_burst_limit },
    { "threat_average", read_threat_average },
    { "threat_average_limit", read_threat_average_limit },
    { "threat_total", read_threat_total },
    { "fragment_size", read_fragment_size },
    { "fragment_offset", read_fragment_offset },
    { "fragment_id", read_fragment_id },
    { "fragment_protocol", read_protocol_or_number },
    { "quoted", read_quoted },
    { "dns_message", read_dns_message },
    { "source_no_port", read_source_no_port },
    { "mail_action", read_mail_action },
    { "mail_message", read_mail_message },
    { "host_ip", read_host_ip },
    { "inspection_end", read_inspection_end },
    { "user", read_text },
    { "text", read_text },
    { "text_2", read_text_2 },
};

static read_word *
word_reader(const char *name, size_t length)
{
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (strlen(words[i].name) == length && memcmp(words[i].name, name, length) == 0)
            return words[i].read;
    }
    return NULL;
}

/* Reads the line by TEXT, a row's; false: it is not of this row. */
static bool
read_row(struct reader *r, const char *text)
{
    while (*text != '\0') {
        if (*text != '{') {
            if (*r->at++ != *text++)
                return false;
            continue;
        }
        size_t length = strcspn(++text, "}");
        read_word *read = word_reader(text, length);
        ck_assert_msg(read != NULL, "no reader for {%.*s}", (int)length, text);
        text += length + 1;
        r->rest = text;
        if (!read(r))
            return false;
    }
    return *r->at == '\0';
}

/* ---- telling again ---- */

struct real_line {
    const char *file;
    unsigned number; /* in its file */
    uint32_t id;
    uint8_t severity;
    bool is_asa;
    bool is_emblem;
    const char *tag;  /* "%PIX-..." up to the end of the line */
    const char *text; /* behind "ID: " */
};

/* Does a row of that number, in VERSION, come to the line? */
static bool
retell_event(const struct real_line *line, struct config *config, enum event_type type)
{
    const struct message_row *row = syslog_row_of(config, type);
    struct event_threat threat = { 0 };
    struct event event = { .type = type, .threat = &threat };
    struct reader reader = {
        .at = line->text, .config = config, .event = &event, .threat = &threat
    };
    char printed[SYSLOG_LINE_SIZE];
    if (row == NULL || !read_row(&reader, row->text))
        return false;
    struct syslog_message message = syslog_row_message(row, config, &event);
    if (message.id != line->id)
        return false;
    message.severity = line->severity; /* `logging message ID level N` is any box's own */
    char text[SYSLOG_LINE_SIZE];
    syslog_text(config, &event, text);
    syslog_frame(config, &message, 0, line->is_emblem ? SYSLOG_EMBLEM : SYSLOG_TAGGED, text,
                 printed);
    return strcmp(strchr(printed, '%'), line->tag) == 0;
}

static bool
is_known(uint32_t id)
{
    static const uint32_t ids[] = {
#define SYSLOG(id, severity, since, until, event, text) id,
#include "engine/syslog/syslog.def"
    };
    for (size_t i = 0; i < ARRAY_LENGTH(ids); i++) {
        if (ids[i] == id)
            return true;
    }
    return id / 1000 == 400;
}

static bool
retell(const struct real_line *line)
{
    static const struct {
        uint32_t id;
        uint8_t event;
    } rows[] = {
#define SYSLOG(id, severity, since, until, event, text) { id, event },
#include "engine/syslog/syslog.def"
    };
    enum os_version first = line->is_asa ? OS_7_0 : OS_6_2;
    enum os_version last = line->is_asa ? OS_LAST : OS_8_0;
    uint32_t id = line->id / 1000 == 400 ? 400000 : line->id;
    for (enum os_version version = first; version <= last; version++) {
        for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
            if (rows[i].id != id)
                continue;
            struct config *config = config_new((struct os_release){
                .version = version, .platform = line->is_asa ? PLATFORM_ASA : PLATFORM_PIX });
            ck_assert_ptr_nonnull(config);
            bool same = retell_event(line, config, (enum event_type)rows[i].event);
            config_free(config);
            if (same)
                return true;
        }
    }
    return false;
}

/* "%ASA-session-6-302013: ..." or without the class; false: it is no line of a PIX or ASA. */
static bool
parse_tag(const char *raw, struct real_line *line)
{
    const char *tag = strstr(raw, "%ASA-");
    line->is_asa = tag != NULL;
    if (tag == NULL)
        tag = strstr(raw, "%PIX-");
    if (tag == NULL)
        return false;
    const char *at = tag + 5;
    line->is_emblem = *at >= 'a' && *at <= 'z';
    if (line->is_emblem)
        at += strcspn(at, "-") + 1;
    if (*at < '0' || *at > '7' || at[1] != '-')
        return false;
    line->severity = (uint8_t)(*at - '0');
    char *end;
    line->id = (uint32_t)strtoul(at + 2, &end, 10);
    line->tag = tag;
    line->text = end + strspn(end, ":");
    if (*line->text == ' ')
        line->text++;
    return true;
}

/* ---- what does not come out the same ---- */

static const struct unlike {
    const char *file;
    unsigned number;
    uint32_t id;
    const char *reason;
} unlike[] = {
#define UNLIKE(file, number, id, reason) { file, number, id, reason },
#include "engine/syslog/real_lines.def"
};

static const char *
reason_of(const struct real_line *line)
{
    for (size_t i = 0; i < ARRAY_LENGTH(unlike); i++) {
        if (unlike[i].number == line->number && strcmp(unlike[i].file, line->file) == 0) {
            ck_assert_msg(unlike[i].id == line->id, "%s:%u is of %u, not %u", line->file,
                          line->number, (unsigned)line->id, (unsigned)unlike[i].id);
            return unlike[i].reason;
        }
    }
    return NULL;
}

#define IDS_MAX 128

struct rate {
    uint32_t id;
    unsigned lines, same;
};

struct tally {
    struct rate rates[IDS_MAX];
    size_t count;
    unsigned explained, wrong;
};

static struct rate *
rate_of(struct tally *tally, uint32_t id)
{
    size_t at = 0;
    while (at < tally->count && tally->rates[at].id < id)
        at++;
    if (at < tally->count && tally->rates[at].id == id)
        return &tally->rates[at];
    ck_assert_uint_lt(tally->count, IDS_MAX);
    memmove(&tally->rates[at + 1], &tally->rates[at], (tally->count++ - at) * sizeof(struct rate));
    tally->rates[at] = (struct rate){ .id = id };
    return &tally->rates[at];
}

static void
weigh(struct tally *tally, const struct real_line *line)
{
    struct rate *rate = rate_of(tally, line->id);
    const char *reason = reason_of(line);
    bool same = retell(line);
    rate->lines++;
    rate->same += same;
    tally->explained += reason != NULL;
    if (same == (reason == NULL))
        return;
    tally->wrong++;
    printf("%s:%u: %s\n    %s\n", line->file, line->number,
           same ? "comes out the same, and is listed" : "does not come out the same", line->tag);
}

static void
read_corpus(struct tally *tally, const char *name)
{
    char path[256], raw[LINE_MAX_SIZE];
    snprintf(path, sizeof(path), CORPUS "%s", name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "no %s", path);
    struct real_line line = { .file = name };
    while (fgets(raw, sizeof(raw), file) != NULL) {
        line.number++;
        raw[strcspn(raw, "\r\n")] = '\0';
        if (raw[0] != '#' && parse_tag(raw, &line) && is_known(line.id))
            weigh(tally, &line);
    }
    fclose(file);
}

static void
print_rates(const struct tally *tally)
{
    struct rate all = { 0 };
    for (size_t i = 0; i < tally->count; i++) {
        const struct rate *rate = &tally->rates[i];
        printf("%06u %3u of %u\n", (unsigned)rate->id, rate->same, rate->lines);
        all.lines += rate->lines;
        all.same += rate->same;
    }
    printf("all    %3u of %u, %u explained\n", all.same, all.lines, tally->explained);
}

START_TEST(real_lines_come_out_the_same)
{
    static struct tally tally;
    FILE *there = fopen(CORPUS "misc-single-lines.txt", "r");
    if (there == NULL) {
        fputs("SKIPPED: no " CORPUS " here\n", stderr);
        return;
    }
    fclose(there);
    for (size_t i = 0; i < ARRAY_LENGTH(corpus_files); i++)
        read_corpus(&tally, corpus_files[i]);
    print_rates(&tally);
    ck_assert_uint_eq(tally.explained, ARRAY_LENGTH(unlike)); /* each line of the list is there */
    ck_assert_uint_eq(tally.wrong, 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("real lines");
    TCase *lines = tcase_create("lines");
    tcase_add_test(lines, real_lines_come_out_the_same);
    suite_add_tcase(suite, lines);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
