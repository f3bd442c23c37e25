/*
 * tcp_options.h: what the options of a TCP header say (RFC 9293 3.1, RFC 7323).
 */
#ifndef REFIRE_ENGINE_PACKET_TCP_OPTIONS_H
#define REFIRE_ENGINE_PACKET_TCP_OPTIONS_H

#include "engine/packet/packet.h"

enum tcp_option_kind {
    TCP_OPTION_END = 0,
    TCP_OPTION_NOP = 1,
    TCP_OPTION_MSS = 2,
    TCP_OPTION_WINDOW_SCALE = 3,
    TCP_OPTION_SACK_PERMITTED = 4,
    TCP_OPTION_SACK = 5,
    TCP_OPTION_TIMESTAMP = 8,
};

#define TCP_LARGEST_SCALE 14
#define TCP_MSS_LENGTH 4 /* kind and length octets included */

/* What a SYN says of its sender. */
struct tcp_syn_options {
    bool complete; /* all options were captured and well formed */
    bool has_scale;
    uint8_t scale; /* at most TCP_LARGEST_SCALE (RFC 7323 2.3) */
    uint16_t mss;  /* 0: not said */
};

struct tcp_syn_options tcp_syn_options_read(const struct packet *packet);

/* One option, as it stands in the frame. */
struct tcp_option {
    uint8_t kind;
    uint8_t length; /* its kind and length octets included; 1 for END and NOP */
    size_t offset;  /* of its kind octet in packet->bytes */
};

/* Options one by one, from OFFSET 0 on; false past the last, at END, and where one is damaged. */
struct tcp_option_reader {
    size_t at, end; /* in packet->bytes */
    bool damaged;   /* a length that cannot be, or the capture's end */
};
struct tcp_option_reader tcp_options_of(const struct packet *packet);
NODISCARD bool tcp_options_next(const struct packet *packet, struct tcp_option_reader *reader,
                                struct tcp_option *option);

#endif
