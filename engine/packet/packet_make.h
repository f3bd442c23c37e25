/*
 * packet_make.h: a packet that nobody has sent: to ask what the firewall would do with it.
 *
 * packet_make writes the first packet of a flow, packet_write any packet of one, with what it
 * carries.
 */
#ifndef REFIRE_ENGINE_PACKET_MAKE_H
#define REFIRE_ENGINE_PACKET_MAKE_H

#include <stddef.h>
#include <stdint.h>

/* What is said of it; the rest is as the first packet of a flow has it. */
struct packet_wish {
    uint8_t protocol;
    uint32_t source, destination;
    uint16_t source_port, destination_port; /* TCP, UDP */
    uint8_t icmp_type, icmp_code;
    uint16_t icmp_id;
};

/* The longest that packet_make writes. */
#define PACKET_MADE_SIZE 40

/*
 * Writes a bare IPv4 packet (LINK_RAW_IP) with its checksums and returns its length: a SYN, an
 * empty datagram, an ICMP message, or a header alone of another protocol.
 */
size_t packet_make(const struct packet_wish *wish, uint8_t bytes[static PACKET_MADE_SIZE]);

/* What a packet of a flow under way says beside its wish. */
struct packet_content {
    uint16_t ip_id;
    uint8_t tcp_flags;
    uint32_t tcp_seq, tcp_ack; /* the latter is written with TCP_ACK only */
    uint16_t tcp_mss;          /* option of a SYN; 0: none */
    uint16_t icmp_sequence;
    const void *payload; /* behind the header of TCP, UDP or ICMP; else behind the IP header */
    size_t length;
};

/* The longest that packet_write puts in front of a payload. */
#define PACKET_HEADERS_SIZE 44

/*
 * Writes a bare IPv4 packet (LINK_RAW_IP) as a host sends it, with right lengths and checksums, and
 * returns its length; 0 when it does not fit SIZE bytes, or IPv4.
 */
size_t packet_write(const struct packet_wish *wish, const struct packet_content *content,
                    uint8_t *bytes, size_t size);

#endif
