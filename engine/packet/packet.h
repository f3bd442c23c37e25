/*
 * packet.h: bytes from a link to a struct packet, and a translated packet back to bytes.
 */
#ifndef REFIRE_ENGINE_PACKET_H
#define REFIRE_ENGINE_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/base/compiler.h"
#include "engine/trace.h"

enum link_type {
    LINK_ETHERNET,
    LINK_RAW_IP,
    LINK_COOKED_V1,
    LINK_COOKED_V2,
    LINK_NULL,
    LINK_PPP,          /* the protocol, with or without HDLC's address and control in front */
    LINK_PPP_DIRECTED, /* the same behind a byte that says which way it went */
    LINK_PPPOE,        /* what follows the Ethernet header of a session */
    LINK_CISCO_HDLC,
    LINK_WIFI,     /* 802.11 */
    LINK_RADIOTAP, /* the same behind what the radio says */
    LINK_UNKNOWN
};

/* Direction that the capture itself knows (cooked header, pcapng flags). */
enum seen_direction { SEEN_UNKNOWN, SEEN_INCOMING, SEEN_OUTGOING };

enum tcp_flag {
    TCP_FIN = 0x01,
    TCP_SYN = 0x02,
    TCP_RST = 0x04,
    TCP_PSH = 0x08,
    TCP_ACK = 0x10,
    TCP_URG = 0x20
};

/* What decoding found; the first that applies. Nothing is dropped in silence. */
enum packet_kind { PACKET_IPV4, PACKET_IPV6, PACKET_ARP, PACKET_OTHER, PACKET_MALFORMED };

/*
 * What the engine reads of each TCP or UDP packet stands first, in one cache line; what only rarer
 * ones have, last. Neighbours in a header are neighbours here the other way round: as both are
 * where the bytes of a word are swapped.
 */
struct packet {
    uint32_t destination, source;
    uint16_t destination_port; /* TCP, UDP; ICMP query or reply: the identifier in both */
    uint16_t source_port;
    uint8_t protocol;
    uint8_t tcp_flags;
    uint8_t tcp_reserved; /* the six bits of RFC 793, ECN's two among them */
    uint8_t ttl;
    uint32_t tcp_ack, tcp_seq;
    uint16_t tcp_window;
    uint8_t ip_header_length;
    bool has_options;
    bool is_fragment;       /* any fragment */
    bool is_first_fragment; /* a fragment at offset 0: the ports are here */
    bool more_fragments;    /* it is not the last of its datagram */
    bool as_left; /* seen behind the firewall: its payload is as it is after translation */
    int64_t time;
    uint64_t number;       /* counted from 1 over the run */
    size_t payload_length; /* by the headers */
    enum packet_kind kind;
    uint32_t conn_hash; /* of a plain one, by engine_expect, for that engine; 0: not known */

    /* The whole frame; borrowed from the reader. With AS_LEFT, the addresses and ports of TCP and
     * UDP in it may be those of the other side: the fields around tell. */
    const uint8_t *bytes;
    size_t captured;         /* bytes that are there */
    size_t wire_length;      /* bytes that were on the wire */
    size_t ip_offset;        /* of the IP header (or what stands in its place) in BYTES */
    size_t l4_offset;        /* in BYTES */
    size_t l4_length;        /* by the IP length, header included */
    size_t payload_offset;   /* in BYTES */
    size_t payload_captured; /* what of it is there */

    enum drop_reason malformed; /* for PACKET_MALFORMED */
    uint32_t tag;               /* the caller's own */
    enum seen_direction seen;
    uint16_t ethertype;
    uint16_t vlan; /* the innermost tag; 0: untagged or priority only */
    uint16_t ip_id;
    uint16_t ip_length; /* total length field; 0: segmentation offload, the rest of the frame */
    uint8_t destination_mac[6], source_mac[6];
    uint16_t fragment_offset; /* in bytes */
    bool has_macs;

    /* From here on all is zero in a plain TCP or UDP packet. */
    bool gre_is_pptp; /* version 1 with a key: RFC 2637 */
    uint16_t gre_call_id;
    uint16_t gre_payload_length;
    uint8_t icmp_type, icmp_code;
    uint16_t icmp_sequence;
    /* Made to ask about: no payload was said, so none is inspected, and no sequence numbers, so a
     * conn takes it whatever its state. */
    bool is_described;

    /* An ICMP error quotes the packet it is about. */
    bool has_quoted;
    bool quoted_has_ports; /* TCP, UDP; ICMP query or reply: identifier, GRE: call id, in both */
    uint8_t quoted_protocol;
    uint8_t quoted_icmp_type, quoted_icmp_code;
    uint16_t quoted_source_port, quoted_destination_port;
    uint32_t quoted_source, quoted_destination;
    size_t quoted_offset; /* of the quoted IP header in BYTES */

    /*
     * What a capture of the other side shows of this packet; NULL: nothing. The engine looks there
     * only for what a firewall chooses freely: a port, an address of a pool, a call id.
     */
    const struct packet *observed;
};

/*
 * Decodes a frame. Always fills KIND; the other fields as far as the bytes go, else zero. BYTES is
 * borrowed and must outlive the packet. Never fails: damage is PACKET_MALFORMED with its reason;
 * a frame whose capture ends inside the headers that count is one too, with DROP_CAPTURE_CUT.
 * Lengths come from the headers, not from what was captured. SEEN comes from a cooked header, else
 * it is SEEN_UNKNOWN. Does not touch TIME, NUMBER and TAG. A fragment is judged by its IP header
 * alone: what a first one holds of the next header is read, but its lengths are those of the
 * datagram.
 */
void packet_decode(struct packet *packet, enum link_type link, const uint8_t *bytes,
                   size_t captured, size_t wire_length);

/* A query and its answer: echo, timestamp, information, mask (engine.md 2.1). */
bool icmp_is_query(uint8_t type);
bool icmp_is_reply(uint8_t type);
bool icmp_is_error(uint8_t type);

/* TCP or UDP over IPv4, whole, without IP options. */
static inline bool
packet_is_plain(const struct packet *packet)
{
    return packet->kind == PACKET_IPV4 && !packet->has_options && !packet->is_fragment &&
           (packet->protocol == IP_TCP || packet->protocol == IP_UDP);
}

/* The type of service octet of an IPv4 packet: DSCP, or precedence. */
static inline uint8_t
packet_tos(const struct packet *packet)
{
    return packet->bytes[packet->ip_offset + 1];
}

static inline bool
packet_has_tcp_options(const struct packet *packet)
{
    return packet->payload_offset > packet->l4_offset + 20;
}

/* What can be said of the TCP checksum from what was captured. */
enum checksum_state {
    CHECKSUM_RIGHT,
    CHECKSUM_UNKNOWN, /* cut, a fragment, or left for the sender's network card to fill in */
    CHECKSUM_WRONG
};
enum checksum_state packet_tcp_checksum(const struct packet *packet);

/* A SYN alone: it asks for a conn. */
static inline bool
packet_is_syn(const struct packet *packet)
{
    return (packet->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN;
}

/* The answer to one. */
static inline bool
packet_is_syn_ack(const struct packet *packet)
{
    return (packet->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST)) == (TCP_SYN | TCP_ACK);
}

/* What is cleared in a TCP header. */
enum tcp_clears { TCP_CLEAR_URGENT = 1, TCP_CLEAR_RESERVED = 2 };

/* What translation makes of a packet: the new header fields, and edits inside the payload. */
struct translation {
    uint32_t source, destination;
    /* ICMP: the identifier, GRE: the call id; in both, or changed in one of them only. */
    uint16_t source_port, destination_port;
    uint8_t tcp_clears; /* of enum tcp_clears */
    uint8_t ttl;        /* 0: as it is */
    uint16_t mss;       /* that a SYN says; 0: as it is */
    /* A bit for each kind of TCP option: it stays; NULL: all do. Borrowed. */
    const uint32_t *kept_options;
    bool quoted; /* ICMP error: the quoted header is rewritten too */
    uint32_t quoted_source, quoted_destination;
    uint16_t quoted_source_port, quoted_destination_port;
    /* Of a fragment: what follows the IP header of the datagram that it is a piece of, as that
     * leaves, as far as it was captured. Borrowed. NULL: each for itself. */
    const uint8_t *whole;
    size_t whole_length;
    /* An inspection's payload, whose length may be another: it stands for all of the packet's own.
     * Borrowed until the engine has the next packet. NULL: the payload is as it was. */
    const uint8_t *payload;
    size_t payload_length;
    /* What such payloads have moved the numbers of a TCP segment by, those in its SACK too. */
    uint32_t seq_shift, ack_shift;
};

/* The translation that changes nothing. */
static inline void
translation_identity(struct translation *translation, const struct packet *packet)
{
    memset(translation, 0, sizeof(*translation));
    translation->source = packet->source;
    translation->destination = packet->destination;
    translation->source_port = packet->gre_is_pptp ? packet->gre_call_id : packet->source_port;
    translation->destination_port =
        packet->gre_is_pptp ? packet->gre_call_id : packet->destination_port;
    translation->quoted_source = packet->quoted_source;
    translation->quoted_destination = packet->quoted_destination;
    translation->quoted_source_port = packet->quoted_source_port;
    translation->quoted_destination_port = packet->quoted_destination_port;
}

/* How much of a frame there is, and how much there was on the wire. */
struct frame_size {
    size_t captured, wire_length;
};

/* Of the frame as it leaves. A payload of another length takes the padding behind the packet. */
struct frame_size packet_translated_size(const struct packet *packet,
                                         const struct translation *translation);

/*
 * Writes the frame as it leaves. OUT has room for what packet_translated_size says, which is
 * returned. A checksum over bytes that are all there is right afterwards, whatever the capture had
 * (a sending host's offload leaves it unfinished); one over bytes of which some are missing is
 * patched from the packet's own (RFC 1624). A UDP checksum of zero, which means none, stays. What
 * is not IPv4 is copied.
 */
struct frame_size packet_translate(const struct packet *packet,
                                   const struct translation *translation, uint8_t *out);

/*
 * The internet checksum (RFC 1071) of LENGTH bytes: complemented, in host order. INITIAL is a sum
 * of 16-bit words to start from, such as a pseudo-header.
 */
uint16_t internet_checksum(const uint8_t *bytes, size_t length, uint32_t initial);

#endif
