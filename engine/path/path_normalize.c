/*
 * path_normalize.c: the header of a TCP segment as a tcp-map wants it: what is refused, and what is
 * cleared on the way out (engine.md 2.4, commands.md 6.2), from 7.0 on; and the MSS of its SYN
 * (engine.md 8, `sysopt connection tcpmss`).
 */
#include "engine/packet/tcp_options.h"
#include "engine/path/path.h"

static bool
is_listed(const uint32_t bits[static TCP_OPTION_WORDS], uint8_t kind)
{
    return (bits[kind / 32] >> kind % 32 & 1) != 0;
}

static bool
has_listed_option(const struct packet *packet, const uint32_t bits[static TCP_OPTION_WORDS])
{
    struct tcp_option_reader reader = tcp_options_of(packet);
    struct tcp_option option;
    while (tcp_options_next(packet, &reader, &option)) {
        if (is_listed(bits, option.kind))
            return true;
    }
    return false;
}

/* A checksum that is wrong; one that the sender's network card was to fill in is the capture's. */
static bool
has_bad_checksum(const struct packet *packet)
{
    return packet_tcp_checksum(packet) == CHECKSUM_WRONG;
}

enum drop_reason
path_header_refused(const struct packet *packet, const struct tcp_header_rules *rules)
{
    if (rules->reserved_drops && packet->tcp_reserved != 0)
        return DROP_TCP_RESERVED;
    if (rules->option_drops && has_listed_option(packet, rules->dropped))
        return DROP_TCP_OPTION;
    if (rules->verifies_checksum && has_bad_checksum(packet))
        return DROP_TCP_CHECKSUM;
    return DROP_NONE;
}

enum drop_reason
path_first_segment_refused(const struct packet *packet, const struct conn_rules *rules)
{
    if (rules->decrements_ttl && packet->ttl <= 1)
        return DROP_TTL_EXCEEDED;
    if (packet->protocol != IP_TCP || rules->bypasses_state)
        return DROP_NONE;
    if (rules->tcp.syn_data_drops && packet_is_syn(packet) && packet->payload_length > 0)
        return DROP_TCP_SYN_DATA;
    return rules->header.checks ? path_header_refused(packet, &rules->header) : DROP_NONE;
}

/* ttl-evasion-protection: a TTL may fall, but not grow again. */
static uint8_t
lowest_ttl(struct conn *conn, enum conn_side side, uint8_t ttl)
{
    uint8_t *lowest = &conn->lowest_ttl[side];
    if (*lowest == 0 || ttl < *lowest)
        *lowest = ttl;
    return *lowest;
}

/*
 * `sysopt connection tcpmss`: hosts are told to leave room for what a tunnel adds. The captures are
 * of hosts that were told something else or nothing, so that exceed-mss goes by what they were told
 * there (tcp_state.c), not by this.
 */
static void
limit_mss(const struct visit *visit)
{
    const struct sysopts *sysopts = &visit->engine->config->sysopts;
    uint32_t said = tcp_syn_options_read(visit->packet).mss, mss = said;
    if (said == 0)
        return;
    if (sysopts->tcpmss != 0 && mss > sysopts->tcpmss)
        mss = sysopts->tcpmss;
    if (mss < sysopts->tcpmss_minimum)
        mss = sysopts->tcpmss_minimum;
    if (mss == said)
        return;
    visit->outcome->translation.mss = (uint16_t)mss;
    visit->engine->counters.mss_rewritten++;
}

void
path_normalize(const struct visit *visit, struct conn *conn, enum conn_side side)
{
    const struct packet *packet = visit->packet;
    const struct conn_rules *rules = conn_rules_at(&visit->engine->rules, conn->rules);
    const struct tcp_header_rules *header = &rules->header;
    struct translation *translation = &visit->outcome->translation;
    uint8_t ttl = packet->ttl;
    if (packet->protocol == IP_TCP && header->is_on && !conn->bypasses_state) {
        if (header->keeps_ttl)
            ttl = lowest_ttl(conn, side, ttl);
        if (packet_has_tcp_options(packet))
            translation->kept_options = header->kept;
        if (header->reserved_clears && packet->tcp_reserved != 0)
            translation->tcp_clears |= TCP_CLEAR_RESERVED;
        if (header->urgent_clears && (packet->tcp_flags & TCP_URG) != 0) {
            translation->tcp_clears |= TCP_CLEAR_URGENT;
            visit_report(visit, EVENT_URGENT_CLEARED, visit->outcome->egress);
        }
    }
    if (packet->protocol == IP_TCP && (packet->tcp_flags & TCP_SYN) != 0)
        limit_mss(visit);
    if (rules->decrements_ttl)
        ttl--;
    if (ttl != packet->ttl)
        translation->ttl = ttl;
}
