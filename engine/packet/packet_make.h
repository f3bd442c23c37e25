/*
 * packet_make.h: a packet that nobody has sent: to ask what the firewall would do with it.
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

#endif
