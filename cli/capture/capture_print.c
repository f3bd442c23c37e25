/*
 * capture_print.c: a frame as one line, in the words of the tcpdump that the device's shell was
 * built from: `.`, `S`, `P` for TCP flags, sequence numbers as they are in the packet [V]. What is
 * no TCP, UDP or ICMP is `ip-proto-N` [R]. Nothing of a packet reaches the screen but numbers, and
 * in a dump its printable characters.
 */
#include "cli/capture/capture_print.h"

#include <ctype.h>
#include <inttypes.h>

#include "engine/base/civil.h"
#include "engine/base/cursor.h"
#include "engine/base/ip.h"
#include "engine/packet/packet.h"
#include "engine/packet/tcp_options.h"

#define DUMP_LINE 16

struct address_text {
    char text[IP_TEXT_SIZE];
};

static struct address_text
text_of(uint32_t address)
{
    struct address_text text;
    ip_format(address, text.text);
    return text;
}

static uint32_t
number_at(const uint8_t *bytes, size_t size)
{
    uint32_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* ---- TCP ---- */

static void
put_sack(const uint8_t *value, size_t length, FILE *out)
{
    fprintf(out, "sack %zu ", length / 8);
    for (size_t i = 0; i + 8 <= length; i += 8)
        fprintf(out, "{%" PRIu32 ":%" PRIu32 "}", number_at(value + i, 4),
                number_at(value + i + 4, 4));
}

static void
put_option(const struct packet *packet, const struct tcp_option *option, FILE *out)
{
    const uint8_t *value = packet->bytes + option->offset + 2;
    size_t length = option->length > 2 ? option->length - 2U : 0;
    if (option->kind == TCP_OPTION_NOP)
        fputs("nop", out);
    else if (option->kind == TCP_OPTION_MSS && length == 2)
        fprintf(out, "mss %" PRIu32, number_at(value, 2));
    else if (option->kind == TCP_OPTION_WINDOW_SCALE && length == 1)
        fprintf(out, "wscale %u", value[0]);
    else if (option->kind == TCP_OPTION_SACK_PERMITTED)
        fputs("sackOK", out);
    else if (option->kind == TCP_OPTION_SACK)
        put_sack(value, length, out);
    else if (option->kind == TCP_OPTION_TIMESTAMP && length == 8)
        fprintf(out, "timestamp %" PRIu32 " %" PRIu32, number_at(value, 4),
                number_at(value + 4, 4));
    else
        fprintf(out, "opt-%u", option->kind);
}

static void
put_options(const struct packet *packet, FILE *out)
{
    struct tcp_option_reader reader = tcp_options_of(packet);
    struct tcp_option option;
    const char *before = "<";
    if (!packet_has_tcp_options(packet))
        return;
    while (tcp_options_next(packet, &reader, &option)) {
        fputs(before, out);
        put_option(packet, &option, out);
        before = ",";
    }
    if (reader.damaged) {
        fprintf(out, "%s[|tcp]", before);
        before = ",";
    }
    fputs(*before == ',' ? "> " : "<eol> ", out);
}

static void
put_tcp(const struct packet *packet, FILE *out)
{
    static const struct flag {
        uint8_t bit;
        char letter;
    } flags[] = { { TCP_SYN, 'S' }, { TCP_FIN, 'F' }, { TCP_RST, 'R' }, { TCP_PSH, 'P' } };
    bool any = false;
    for (size_t i = 0; i < ARRAY_LENGTH(flags); i++) {
        if ((packet->tcp_flags & flags[i].bit) != 0) {
            putc(flags[i].letter, out);
            any = true;
        }
    }
    fputs(any ? " " : ". ", out);
    if (packet->payload_length > 0 || (packet->tcp_flags & (TCP_SYN | TCP_FIN | TCP_RST)) != 0)
        fprintf(out, "%" PRIu32 ":%" PRIu32 "(%zu) ", packet->tcp_seq,
                packet->tcp_seq + (uint32_t)packet->payload_length, packet->payload_length);
    if ((packet->tcp_flags & TCP_ACK) != 0)
        fprintf(out, "ack %" PRIu32 " ", packet->tcp_ack);
    fprintf(out, "win %u ", packet->tcp_window);
    if ((packet->tcp_flags & TCP_URG) != 0 && packet->l4_offset + 20 <= packet->captured)
        fprintf(out, "urg %" PRIu32 " ", number_at(packet->bytes + packet->l4_offset + 18, 2));
    put_options(packet, out);
}

/* ---- ICMP ---- */

static const char *const icmp_names[] = {
    [0] = "echo reply",           [4] = "source quench",        [5] = "redirect",
    [8] = "echo request",         [9] = "router advertisement", [10] = "router solicitation",
    [12] = "parameter problem",   [13] = "time stamp query",    [14] = "time stamp reply",
    [15] = "information request", [16] = "information reply",   [17] = "address mask request",
    [18] = "address mask reply",
};

static void
put_port_unreachable(const struct packet *packet, FILE *out)
{
    const char *protocol = packet->quoted_protocol == IP_TCP   ? "tcp"
                           : packet->quoted_protocol == IP_UDP ? "udp"
                                                               : "ip";
    fprintf(out, "%s %s port %u unreachable ", text_of(packet->quoted_destination).text, protocol,
            packet->quoted_destination_port);
}

static void
put_unreachable(const struct packet *packet, FILE *out)
{
    const char *address = text_of(packet->quoted_destination).text;
    switch (packet->icmp_code) {
    case 0:
        fprintf(out, "net %s unreachable ", address);
        return;
    case 1:
        fprintf(out, "host %s unreachable ", address);
        return;
    case 2:
        fprintf(out, "%s protocol %u unreachable ", address, packet->quoted_protocol);
        return;
    case 3:
        put_port_unreachable(packet, out);
        return;
    case 4:
        fprintf(out, "%s unreachable - need to frag ", address);
        return;
    case 13:
        fprintf(out, "host %s unreachable - admin prohibited filter ", address);
        return;
    default:
        fprintf(out, "%s unreachable - #%u ", address, packet->icmp_code);
    }
}

static void
put_icmp(const struct packet *packet, FILE *out)
{
    uint8_t type = packet->icmp_type;
    fputs("icmp: ", out);
    if (type == 3)
        put_unreachable(packet, out);
    else if (type == 11)
        fputs(packet->icmp_code == 0 ? "time exceeded in-transit " : "ip reassembly time exceeded ",
              out);
    else if (type < ARRAY_LENGTH(icmp_names) && icmp_names[type] != NULL)
        fprintf(out, "%s ", icmp_names[type]);
    else
        fprintf(out, "type-#%u ", type);
}

/* ---- IP ---- */

static bool
has_ports(const struct packet *packet)
{
    return (packet->protocol == IP_TCP || packet->protocol == IP_UDP) &&
           (!packet->is_fragment || packet->is_first_fragment);
}

static size_t
ip_payload(const struct packet *packet)
{
    return packet->ip_length > packet->ip_header_length
               ? (size_t)packet->ip_length - packet->ip_header_length
               : packet->l4_length;
}

static void
put_ends(const struct packet *packet, FILE *out)
{
    if (has_ports(packet))
        fprintf(out, "%s.%u > %s.%u: ", text_of(packet->source).text, packet->source_port,
                text_of(packet->destination).text, packet->destination_port);
    else
        fprintf(out, "%s > %s: ", text_of(packet->source).text, text_of(packet->destination).text);
}

static void
put_fragment(const struct packet *packet, FILE *out)
{
    if (packet->is_fragment)
        fprintf(out, "(frag %u:%zu@%u%s) ", packet->ip_id, ip_payload(packet),
                packet->fragment_offset, packet->more_fragments ? "+" : "");
}

static void
put_ip(const struct packet *packet, FILE *out)
{
    put_ends(packet, out);
    bool cut = packet->kind == PACKET_MALFORMED;
    if (cut)
        fprintf(out, "[|%s] ", packet->protocol == IP_TCP ? "tcp" : "ip");
    else if (packet->is_fragment && !packet->is_first_fragment)
        ; /* it has no header of its own */
    else if (packet->protocol == IP_TCP)
        put_tcp(packet, out);
    else if (packet->protocol == IP_UDP)
        fprintf(out, " udp %zu ", packet->payload_length);
    else if (packet->protocol == IP_ICMP)
        put_icmp(packet, out);
    else
        fprintf(out, " ip-proto-%u, length %zu ", packet->protocol, ip_payload(packet));
    put_fragment(packet, out);
}

/* (DF) (ttl 64, id 1234) */
static void
put_ip_details(const struct packet *packet, FILE *out)
{
    struct cursor header =
        cursor_of(packet->bytes + packet->ip_offset, packet->captured - packet->ip_offset);
    uint16_t flags;
    if (!cursor_skip(&header, 6) || !cursor_u16(&header, &flags))
        return;
    if ((flags & 0x4000) != 0)
        fputs("(DF) ", out);
    fprintf(out, "(ttl %u, id %u) ", packet->ttl, packet->ip_id);
}

/* ---- other frames ---- */

static void
put_arp(const struct packet *packet, FILE *out)
{
    struct cursor body =
        cursor_of(packet->bytes + packet->ip_offset, packet->captured - packet->ip_offset);
    struct cursor mac;
    uint16_t operation;
    uint32_t sender, target;
    if (!cursor_skip(&body, 6) || !cursor_u16(&body, &operation) || !cursor_take(&body, 6, &mac) ||
        !cursor_u32(&body, &sender) || !cursor_skip(&body, 6) || !cursor_u32(&body, &target)) {
        fputs("[|arp] ", out);
        return;
    }
    if (operation == 1)
        fprintf(out, "arp who-has %s tell %s ", text_of(target).text, text_of(sender).text);
    else if (operation == 2)
        fprintf(out, "arp reply %s is-at %x:%x:%x:%x:%x:%x ", text_of(sender).text, mac.at[0],
                mac.at[1], mac.at[2], mac.at[3], mac.at[4], mac.at[5]);
    else
        fprintf(out, "arp #%u for %s tell %s ", operation, text_of(target).text,
                text_of(sender).text);
}

static void
put_mac(const uint8_t mac[6], FILE *out)
{
    fprintf(out, "%02x%02x.%02x%02x.%02x%02x ", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

static void
put_link_details(const struct packet *packet, FILE *out)
{
    put_mac(packet->source_mac, out);
    put_mac(packet->destination_mac, out);
    fprintf(out, "0x%04x %zu: ", packet->ethertype, packet->wire_length);
}

static void
put_packet(const struct packet *packet, const struct capture_form *form, FILE *out)
{
    if (form->detail)
        put_link_details(packet, out);
    if (packet->vlan != 0)
        fprintf(out, "802.1Q vlan#%u P0 ", packet->vlan);
    bool is_ip =
        packet->kind == PACKET_IPV4 || (packet->kind == PACKET_MALFORMED && packet->source != 0);
    if (is_ip)
        put_ip(packet, out);
    else if (packet->kind == PACKET_ARP)
        put_arp(packet, out);
    else
        fprintf(out, "ethertype 0x%04x, length %zu ", packet->ethertype, packet->wire_length);
    if (is_ip && form->detail)
        put_ip_details(packet, out);
}

/* ---- a frame ---- */

static void
put_bytes(const uint8_t *bytes, size_t count, FILE *out)
{
    for (size_t i = 0; i < DUMP_LINE; i++) {
        if (i < count)
            fprintf(out, "%02x", bytes[i]);
        else
            fputs("  ", out);
        if (i % 2 == 1)
            putc(' ', out);
    }
    fputs("\t", out);
    for (size_t i = 0; i < count; i++)
        putc(isascii(bytes[i]) && isprint(bytes[i]) ? bytes[i] : '.', out);
    putc('\n', out);
}

/* From the network packet on, as tcpdump's -X. */
static void
put_dump(const struct packet *packet, FILE *out)
{
    size_t from = packet->ip_offset < packet->captured ? packet->ip_offset : 0;
    for (size_t at = from; at < packet->captured; at += DUMP_LINE) {
        size_t left = packet->captured - at;
        fprintf(out, "0x%04zx\t", at - from);
        put_bytes(packet->bytes + at, left < DUMP_LINE ? left : DUMP_LINE, out);
    }
}

void
capture_print_frame(const struct captured *frame, size_t number, int64_t time,
                    const struct capture_form *form, FILE *out)
{
    struct packet packet = { .number = number, .time = frame->time };
    struct civil_time civil = civil_from_ns(time);
    packet_decode(&packet, LINK_ETHERNET, frame->bytes, frame->captured, frame->wire_length);
    if (form->numbers)
        fprintf(out, "%4zu: ", number);
    fprintf(out, "%02u:%02u:%02u.%06" PRIu32 " ", civil.hour, civil.minute, civil.second,
            civil.nanosecond / 1000);
    put_packet(&packet, form, out);
    if (frame->drop != DROP_NONE)
        fprintf(out, "Drop-reason: (%s) %s", drop_reason_name(frame->drop),
                drop_reason_text(frame->drop));
    putc('\n', out);
    if (form->dump)
        put_dump(&packet, out);
    if (form->trace && frame->trace != NULL)
        fputs(frame->trace, out);
}
