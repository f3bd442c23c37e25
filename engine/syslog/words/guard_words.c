/*
 * guard_words.c: placeholders of the guards: signatures, fragments, threats.
 */
#include "engine/syslog/words/words.h"

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

static const struct placeholder placeholders[] = {
    PLACEHOLDER("guarded_protocol", put_guarded_protocol),
    PLACEHOLDER("audit_prefix", put_audit_prefix),
    PLACEHOLDER("signature", put_signature),
    PLACEHOLDER("signature_title", put_signature_title),
    PLACEHOLDER("fragment_size", put_fragment_size),
    PLACEHOLDER("fragment_offset", put_fragment_offset),
    PLACEHOLDER("fragment_id", put_fragment_id),
    PLACEHOLDER("fragment_protocol", put_fragment_protocol),
    PLACEHOLDER("threat", put_threat),
    PLACEHOLDER("threat_rate", put_threat_rate),
    PLACEHOLDER("threat_burst", put_threat_burst),
    PLACEHOLDER("threat_burst_limit", put_threat_burst_limit),
    PLACEHOLDER("threat_average", put_threat_average),
    PLACEHOLDER("threat_average_limit", put_threat_average_limit),
    PLACEHOLDER("threat_total", put_threat_total),
};

const struct word_table guard_words = { placeholders, ARRAY_LENGTH(placeholders) };
