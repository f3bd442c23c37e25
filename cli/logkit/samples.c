/*
 * samples.c: events for every row of syslog.def.
 *
 * Nothing but the words of a row says what varies in it: a {direction} is told both ways, a
 * {reason} with each of the reasons. What a protocol quotes, and which port it has, is in `quotes`.
 */
#include "cli/logkit/samples.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/model/audit.h"
#include "engine/packet/packet.h"

enum { OUTSIDE, INSIDE };

#define BOX UINT32_C(0xc0000201)    /* 192.0.2.1 */
#define PEER UINT32_C(0xc6336419)   /* 198.51.100.25 */
#define HOST UINT32_C(0x0a010105)   /* 10.1.1.5 */
#define MAPPED UINT32_C(0xc0000205) /* 192.0.2.5 */

/* What is being filled: the event, and what it borrows. */
struct sample {
    struct event event;
    struct event_text texts[EVENT_TEXTS];
    struct ace ace;
    struct event_threat threat;
};

static const struct acl sample_acl = { .name = "acl_out", .exists = true };

/* ---- what events of one kind have of their own ---- */

/* Whose ends are not those of a client outside and a server inside. */
enum ends { ENDS_INBOUND, ENDS_OUTBOUND, ENDS_BOX };

static const struct quote {
    uint8_t event;
    enum ends ends;
    uint16_t port; /* of the server */
    const char *texts[EVENT_TEXTS];
    uint32_t count, limit;
} quotes[] = {
#define QUOTE(name, whose, number, ...)                                                            \
    {                                                                                              \
        .event = EVENT_##name, .ends = whose, .port = number, .texts = __VA_ARGS__                 \
    }
    QUOTE(URL_ACCESSED, ENDS_OUTBOUND, 80, { "/index.html" }),
    QUOTE(SMTP_REPLACED, ENDS_INBOUND, 25, { "|", "MAIL FROM:<|/bin/id@example.com>" }),
    QUOTE(ESMTP_MATCHED, ENDS_INBOUND, 25,
          { "matched Class 4: header line length gt 998", "ESMTP Classification" }),
    QUOTE(RTSP_DROPPED, ENDS_OUTBOUND, 554,
          { "URL length of 300 bytes exceeds the maximum 200 bytes" }),
    QUOTE(RTSP_ACCESSED, ENDS_OUTBOUND, 554, { "rtsp://192.0.2.80/film" }),
    QUOTE(RTSP_DENIED, ENDS_OUTBOUND, 554, { "rtsp://192.0.2.80/film" }),
    QUOTE(NETBIOS_BAD_NAME, ENDS_OUTBOUND, 137, { "short record" }),
    QUOTE(NETBIOS_BAD_DATAGRAM, ENDS_OUTBOUND, 138, { "unknown type" }),
    QUOTE(ESMTP_LOGGED, ENDS_INBOUND, 25,
          { "matched Class 4: header line length gt 998", "ESMTP Classification" }),
    QUOTE(SMTP_PATTERN, ENDS_INBOUND, 25, { "MAIL FROM:<a>b>" }),
    QUOTE(HTTP_FIELD_COUNT, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_FIELD_LENGTH, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_BODY_LENGTH, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_URI_LENGTH, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_URI, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_HEADER, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_METHOD, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_ARGS, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_HEADER_LENGTH, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_STATUS, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_NON_ASCII, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_VIOLATION, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_BAD_CHUNK, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_MESSENGER, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_PEER_TO_PEER, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_TUNNEL, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_EXTENSION_METHOD, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_ENCODING, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_UNKNOWN_TYPE, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_TYPE_MISMATCH, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_NOT_ACCEPTED, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_UNANSWERED, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(HTTP_BODY, ENDS_INBOUND, 80, { "c-http", "p-http" }, .count = 2),
    QUOTE(DENY_UDP_DNS_INBOUND, ENDS_INBOUND, 53, { NULL }),
    QUOTE(DNS_TOO_LONG, ENDS_INBOUND, 53, { NULL }, .count = 560, .limit = 512),
    QUOTE(DNS_LABEL_PAST_END, ENDS_INBOUND, 53, { NULL }, .count = 46, .limit = 17),
    QUOTE(DNS_LABEL_TOO_LONG, ENDS_INBOUND, 53, { NULL }, .count = 64, .limit = 63),
    QUOTE(DNS_NAME_TOO_LONG, ENDS_INBOUND, 53, { NULL }, .count = 300, .limit = 255),
    QUOTE(DNS_POINTER_PAST_END, ENDS_INBOUND, 53, { NULL }, .count = 300, .limit = 255),
    QUOTE(DNS_ID_MISMATCHES, ENDS_INBOUND, 53, { NULL }, .count = 30, .limit = 10),
    QUOTE(DNS_RULE_DROPPED, ENDS_INBOUND, 53, { "Dropped", "matched Class 2: c-dns" },
          .count = 4660),
    QUOTE(DNS_RULE_LOGGED, ENDS_INBOUND, 53, { "Received", "matched Class 2: c-dns" },
          .count = 4660),
    QUOTE(SNMP_VERSION_DENIED, ENDS_INBOUND, 161, { "1" }),
    QUOTE(FRAGMENT_LIMIT, ENDS_INBOUND, 0, { NULL }, .limit = 200),
    QUOTE(FRAGMENT_TOO_LARGE, ENDS_INBOUND, 0, { NULL }, .limit = 65535),
    QUOTE(FRAGMENT_SET_TOO_LONG, ENDS_INBOUND, 0, { NULL }, .limit = 24),
    QUOTE(FTP_STORED, ENDS_OUTBOUND, 21, { "anonymous", "report.txt" }),
    QUOTE(FTP_RETRIEVED, ENDS_OUTBOUND, 21, { "anonymous", "report.txt" }),
    QUOTE(FTP_COMMAND_DENIED, ENDS_OUTBOUND, 21, { "SITE" }),
    QUOTE(FTP_COMMAND_UNSUPPORTED, ENDS_OUTBOUND, 21, { "XYZZY" }),
    QUOTE(FTP_MATCHED, ENDS_OUTBOUND, 21, { "c-ftp", "p-ftp" }, .count = 2),
    QUOTE(FTP_LOW_PORT, ENDS_OUTBOUND, 21, { NULL }),
    QUOTE(FTP_DIFFERENT_ADDRESS, ENDS_OUTBOUND, 21, { NULL }),
    QUOTE(DENY_OUTBOUND, ENDS_OUTBOUND, 80, { NULL }),
    QUOTE(DENY_OUTBOUND_ICMP, ENDS_OUTBOUND, 0, { NULL }),
    QUOTE(H245_EXPECTED, ENDS_OUTBOUND, 11000, { NULL }),
    QUOTE(H323_MEDIA_EXPECTED, ENDS_OUTBOUND, 16384, { NULL }),
    QUOTE(H323_DATA_EXPECTED, ENDS_OUTBOUND, 1503, { NULL }),
    QUOTE(H225_EXPECTED, ENDS_OUTBOUND, 1720, { NULL }),
    QUOTE(H225_REFUSED, ENDS_OUTBOUND, 1720, { NULL }),
    QUOTE(H245_REFUSED, ENDS_OUTBOUND, 11000, { NULL }),
    QUOTE(NO_ROUTE, ENDS_OUTBOUND, 80, { NULL }),
    QUOTE(NO_NEXT_HOP, ENDS_OUTBOUND, 80, { NULL }),
    QUOTE(SIP_EXPECTED, ENDS_OUTBOUND, 16384, { "RTP", "200" }),
    QUOTE(SIP_MATCHED, ENDS_OUTBOUND, 5060, { "matched Class 2: c-sip", "INVITE", "SIP" }),
    QUOTE(SIP_LOGGED, ENDS_OUTBOUND, 5060, { "matched Class 2: c-sip", "INVITE", "SIP" }),
    QUOTE(MGCP_EXPECTED, ENDS_OUTBOUND, 16384, { "RTP", "CRCX" }),
    QUOTE(RTP_DROPPED, ENDS_OUTBOUND, 16384, { "Incorrect version 1" }),
    QUOTE(RTCP_DROPPED, ENDS_OUTBOUND, 16385, { "Incorrect version 1" }),
    QUOTE(RTSP_EXPECTED, ENDS_OUTBOUND, 554, { NULL }),
    QUOTE(H225_BAD_DISCRIMINATOR, ENDS_INBOUND, 1720, { "9" }),
    QUOTE(H225_BEFORE_SETUP, ENDS_INBOUND, 1720, { NULL }),
    QUOTE(RAS_CONFIRM_UNASKED, ENDS_INBOUND, 1719, { NULL }),
    QUOTE(H245_TUNNEL, ENDS_INBOUND, 1720, { "h245-tunnel-block" }),
    QUOTE(H225_VERSION, ENDS_INBOUND, 1720, { "7" }),
    QUOTE(H225_NEW_CONNECTION, ENDS_INBOUND, 1720, { NULL }),
    QUOTE(SKINNY_EXPECTED, ENDS_OUTBOUND, 16384, { "RTP", "StartMediaTransmission" }),
    QUOTE(SKINNY_TOO_SHORT, ENDS_OUTBOUND, 2000, { NULL }, .limit = 3),
    QUOTE(SKINNY_TOO_LONG, ENDS_OUTBOUND, 2000, { NULL }, .limit = 9000),
    QUOTE(SKINNY_NOT_ALLOWED, ENDS_OUTBOUND, 2000, { "0x20" }),
    QUOTE(SKINNY_NOT_REGISTERED, ENDS_OUTBOUND, 2000, { "0x20" }),
    QUOTE(ILS_WRONG_ADDRESS, ENDS_INBOUND, 389, { "AddRequest", "198.51.100.99" }),
    QUOTE(TRANSLATION_FAILED, ENDS_OUTBOUND, 443, { NULL }),
    QUOTE(MSS_EXCEEDED, ENDS_OUTBOUND, 80, { NULL }, .count = 1460, .limit = 1380),
    QUOTE(ACCESS_LIST_LOG_LIMIT, ENDS_INBOUND, 0, { NULL }, .limit = 4096),
    QUOTE(INVALID_TRANSPORT, ENDS_INBOUND, 0, { NULL }),
    QUOTE(BOX_REQUESTED, ENDS_BOX, 22, { NULL }),
    QUOTE(BOX_PERMITTED, ENDS_BOX, 22, { NULL }),
    QUOTE(BOX_DENIED, ENDS_BOX, 23, { NULL }),
    QUOTE(BOX_LIMIT, ENDS_BOX, 22, { NULL }, .count = 5, .limit = 5),
    QUOTE(BOX_DISCARDED, ENDS_BOX, 137, { NULL }),
    QUOTE(BOX_ICMP_DENIED, ENDS_BOX, 0, { NULL }),
    QUOTE(BOX_PROTOCOL_DISCARDED, ENDS_BOX, 0, { NULL }),
#undef QUOTE
};

static const struct quote *
quote_of(enum event_type type)
{
    static const struct quote usual = {
        .port = 80, .texts = { "example", "example", "example" }, .count = 1, .limit = 100
    };
    for (size_t i = 0; i < ARRAY_LENGTH(quotes); i++) {
        if (quotes[i].event == type)
            return &quotes[i];
    }
    return &usual;
}

/* Of conns outer is the peer whoever began; of all the rest it is the source. */
static bool
is_of_flow(const char *text)
{
    return strstr(text, "{outer") != NULL || strstr(text, "{real}") != NULL ||
           strstr(text, "{gre_from}") != NULL || strstr(text, "{faddr}") != NULL ||
           strstr(text, "{host}") != NULL || strstr(text, "{opener}") != NULL;
}

static void
fill_ends(struct event *event, const struct quote *quote, const char *text)
{
    struct event_end peer = { OUTSIDE, PEER, PEER, 49152, 49152 };
    struct event_end host = { INSIDE, HOST, MAPPED, quote->port, quote->port };
    struct event_end box = { OUTSIDE, BOX, BOX, quote->port, quote->port };
    bool outbound = quote->ends == ENDS_OUTBOUND;
    if (outbound || is_of_flow(text)) {
        peer = (struct event_end){ OUTSIDE, PEER, PEER, quote->port, quote->port };
        host = (struct event_end){ INSIDE, HOST, MAPPED, 1025, 2048 };
    }
    event->outer = peer;
    event->inner = quote->ends == ENDS_BOX ? box : host;
    if (outbound && !is_of_flow(text)) { /* the source, as it is on its own wire */
        host.mapped = host.real;
        host.mapped_port = host.real_port;
        event->outer = host;
        event->inner = peer;
    }
    if (strstr(text, "_listener") != NULL) /* the other end has no port yet */
        event->inner.real_port = 0;
    if (event->type == EVENT_DENY_LAND)
        event->outer.real = event->inner.mapped;
    event->ifc = event->outer.ifc;
    event->initiator_is_inner = outbound;
    event->direction = outbound ? DIRECTION_OUTBOUND : DIRECTION_INBOUND;
}

/* ---- what varies ---- */

static void
vary_protocol(struct sample *sample, unsigned choice)
{
    static const uint8_t protocols[] = { IP_TCP, IP_UDP, IP_ICMP, IP_GRE };
    sample->event.protocol = protocols[choice];
    sample->event.failure = choice < 2 ? FAILURE_PORTMAP : FAILURE_REGULAR;
}

static void
vary_name(struct sample *sample, unsigned choice)
{
    sample->event.protocol = choice == 0 ? IP_GRE : IP_ESP;
}

static void
vary_direction(struct sample *sample, unsigned choice)
{
    sample->event.direction = choice == 0 ? DIRECTION_OUTBOUND : DIRECTION_INBOUND;
    sample->event.initiator_is_inner = choice == 0;
}

static void
vary_reason(struct sample *sample, unsigned choice)
{
    static const enum teardown_reason reasons[] = {
        TEARDOWN_FINS,        TEARDOWN_RESET_INSIDE, TEARDOWN_RESET_OUTSIDE, TEARDOWN_SYN_TIMEOUT,
        TEARDOWN_FIN_TIMEOUT, TEARDOWN_CONN_TIMEOUT, TEARDOWN_XLATE_CLEAR,   TEARDOWN_DENY,
    };
    sample->event.reason = reasons[choice];
}

static void
vary_xlate(struct sample *sample, unsigned choice)
{
    sample->event.xlate = choice == 0 ? XLATE_DYNAMIC : XLATE_STATIC;
}

static void
vary_permitted(struct sample *sample, unsigned choice)
{
    sample->ace.permit = choice == 0;
    sample->event.is_established = choice == 2;
}

static void
vary_interval(struct sample *sample, unsigned choice)
{
    sample->event.seconds = choice == 0 ? 0 : 300;
    sample->event.count = choice == 0 ? 1 : 144;
}

static void
vary_quoted(struct sample *sample, unsigned choice)
{
    static const uint8_t protocols[] = { IP_UDP, IP_ICMP, IP_GRE };
    sample->event.quoted = (struct event_quoted){
        .known = choice < ARRAY_LENGTH(protocols),
        .protocol = choice < ARRAY_LENGTH(protocols) ? protocols[choice] : 0,
        .source = MAPPED,
        .destination = PEER,
        .source_port = 1025,
        .destination_port = 53,
        .icmp_type = 8,
    };
}

static void
vary_action(struct sample *sample, unsigned choice)
{
    static const enum map_action actions[] = { MAP_ACTION_DROP_CONNECTION, MAP_ACTION_RESET,
                                               MAP_ACTION_NONE };
    sample->event.map_action = actions[choice];
}

static void
vary_flags(struct sample *sample, unsigned choice)
{
    static const uint8_t flags[] = { TCP_SYN, TCP_RST | TCP_ACK, TCP_FIN | TCP_PSH | TCP_ACK };
    sample->event.tcp_flags = flags[choice];
}

static void
vary_message(struct sample *sample, unsigned choice)
{
    sample->event.is_answer = choice == 1;
}

static void
vary_dns(struct sample *sample, unsigned choice)
{
    struct event *event = &sample->event;
    event->outer.real_port = choice == 0 ? 49152 : 53;
    event->inner.mapped_port = choice == 0 ? 53 : 49152;
}

static void
vary_option(struct sample *sample, unsigned choice)
{
    static const uint8_t options[] = { 148, 131, 7 };
    sample->event.ip_option = options[choice];
}

static void
vary_signature(struct sample *sample, unsigned choice)
{
    sample->event.signature = (uint8_t)choice;
}

static void
vary_threat(struct sample *sample, unsigned choice)
{
    sample->threat = (struct event_threat){
        .event = (enum threat_event)choice,
        .rate = (uint8_t)(1 + choice % THREAT_DEFAULT_RATES),
        .burst = 49,
        .burst_limit = 10,
        .average = 63,
        .average_limit = 5,
        .total = 38337,
    };
    sample->event.threat = &sample->threat;
}

/* The policy NAT's list. */
static void
vary_mapped(struct sample *sample, unsigned choice)
{
    sample->event.acl = choice == 0 ? NULL : &sample_acl;
}

static const struct variation {
    const char *word;
    unsigned choices; /* 0: see choices_of */
    void (*apply)(struct sample *sample, unsigned choice);
    const char *unless; /* not beside this word */
} variations[] = {
    { "{PROTOCOL}", 2, vary_protocol, " access requested" }, /* TCP alone is asked for */
    { "{protocol} flow", 2, vary_protocol, NULL },
    { "{protocol}", 4, vary_protocol, "{outer}" },
    { "{guarded_protocol}", 4, vary_protocol, NULL },
    { "{fragment_protocol}", 4, vary_protocol, NULL },
    { "{transport}", 2, vary_protocol, NULL },
    { "{PROTOCOL_NAME}", 2, vary_name, NULL },
    { "{direction}", 2, vary_direction, "{source_port}" },
    { "{icmp_direction}", 2, vary_direction, NULL },
    { "{gre_from}", 2, vary_direction, "{direction}" },
    { "{faddr}", 2, vary_direction, "{icmp_direction}" },
    { "{reason}", 8, vary_reason, NULL },
    { "{xlate}", 2, vary_xlate, NULL },
    { "{static_or_xlate}", 2, vary_xlate, NULL },
    { "{permitted}", 3, vary_permitted, NULL },
    { "{interval}", 2, vary_interval, NULL },
    { "{quoted}", 4, vary_quoted, NULL },
    { "{map_action}", 3, vary_action, NULL },
    { "{mail_action}", 3, vary_action, NULL },
    { "{flags}", 3, vary_flags, NULL },
    { "{dns_message}", 2, vary_message, NULL },
    { "{dns}", 2, vary_dns, NULL },
    { "{option}", 3, vary_option, NULL },
    { "{signature}", 0, vary_signature, NULL },
    { "{threat}", THREAT_EVENT_COUNT, vary_threat, NULL },
    { "{mapped}", 2, vary_mapped, NULL },
};

/* Of signatures there are as many as the box knows. */
static unsigned
choices_of(const struct variation *variation)
{
    unsigned count = variation->choices;
    while (variation->choices == 0 && audit_signature_at(count) != NULL)
        count++;
    return count;
}

static bool
varies(const struct variation *variation, const char *text)
{
    return strstr(text, variation->word) != NULL &&
           (variation->unless == NULL || strstr(text, variation->unless) == NULL);
}

/* What the words of a row say of a protocol that has no placeholder. */
static uint8_t
protocol_of(const char *text)
{
    if (strstr(text, "UDP") != NULL)
        return IP_UDP;
    if (strstr(text, "icmp ") != NULL || strstr(text, "ICMP") != NULL)
        return IP_ICMP;
    return strstr(text, "GRE") != NULL ? IP_GRE : IP_TCP;
}

static void
fill(struct sample *sample, enum event_type type, const char *text)
{
    const struct quote *quote = quote_of(type);
    *sample = (struct sample){
        .event = { .type = type,
                   .packet_number = 1,
                   .conn_id = 1234,
                   .protocol = protocol_of(text),
                   .duration_ns = 91 * NS_PER_SECOND,
                   .bytes = 4823,
                   .icmp_type = 8,
                   .count = quote->count,
                   .limit = strstr(text, "{matched}") != NULL ? MAP_CLASS : quote->limit,
                   .fragment = { .size = 1480, .offset = 8, .id = 48130 },
                   .outbound_list = 10,
                   .acl = &sample_acl },
        .ace = { .permit = true, .log = ACE_LOG_ON, .log_level = 6 },
    };
    struct event *event = &sample->event;
    fill_ends(event, quote, text);
    for (size_t i = 0; i < EVENT_TEXTS; i++) {
        const char *words = quote->texts[i];
        sample->texts[i] = (struct event_text){ words, words != NULL ? strlen(words) : 0 };
    }
    event->texts = sample->texts;
    event->ace = &sample->ace;
    for (size_t i = 0; i < ARRAY_LENGTH(variations); i++) {
        if (varies(&variations[i], text))
            variations[i].apply(sample, 0);
    }
}

static void
each_of_row(enum event_type type, const char *text, sample_visit *visit, void *context)
{
    struct sample sample;
    fill(&sample, type, text);
    visit(context, &sample.event, text);
    for (size_t i = 0; i < ARRAY_LENGTH(variations); i++) {
        if (!varies(&variations[i], text))
            continue;
        for (unsigned choice = 1; choice < choices_of(&variations[i]); choice++) {
            fill(&sample, type, text);
            variations[i].apply(&sample, choice);
            visit(context, &sample.event, text);
        }
    }
}

/* ---- the rows of a version ---- */

struct row_text {
    uint32_t id;
    uint8_t event;
    uint8_t since, until;
    const char *text;
};

static const struct row_text rows[] = {
#define SYSLOG(id, severity, since, until, event, text) { id, event, since, until, text },
#include "engine/syslog/syslog.def"
};

static int
by_number(const void *left, const void *right)
{
    const struct row_text *const *a = left, *const *b = right;
    if ((*a)->id != (*b)->id)
        return (*a)->id < (*b)->id ? -1 : 1;
    return *a < *b ? -1 : 1; /* as they stand */
}

void
samples_each(const struct config *config, sample_visit *visit, void *context)
{
    const struct row_text *sorted[ARRAY_LENGTH(rows)];
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        if (config->os.version >= rows[i].since && config->os.version <= rows[i].until)
            sorted[count++] = &rows[i];
    }
    qsort(sorted, count, sizeof(*sorted), by_number);
    for (size_t i = 0; i < count; i++)
        each_of_row(sorted[i]->event, sorted[i]->text, visit, context);
}

static bool
add_interface(struct config *config, const char *hardware, const char *name, uint32_t address)
{
    ifc_id ifc = config_add_interface(config, hardware);
    if (ifc == IFC_NONE)
        return false;
    config->interfaces[ifc]->name = name;
    config->interfaces[ifc]->address = address;
    return true;
}

struct config *
samples_config(struct os_release release)
{
    struct config *config = config_new(release);
    if (config == NULL)
        return NULL;
    if (!add_interface(config, "ethernet0", "outside", BOX) ||
        !add_interface(config, "ethernet1", "inside", UINT32_C(0x0a010101))) {
        config_free(config);
        return NULL;
    }
    config->logging.on = true;
    return config;
}
