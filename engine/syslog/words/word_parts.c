/*
 * word_parts.c: what placeholders of several subjects are made of.
 */
#include "engine/syslog/words/words.h"

void
write_protocol(struct writer *w, uint8_t protocol)
{
    switch (protocol) {
    case IP_TCP:
        WRITE_LITERAL(w, "tcp");
        return;
    case IP_UDP:
        WRITE_LITERAL(w, "udp");
        return;
    case IP_ICMP:
        WRITE_LITERAL(w, "icmp");
        return;
    default:
        WRITE_LITERAL(w, "protocol ");
        write_number(w, protocol);
    }
}

void
write_protocol_upper(struct writer *w, uint8_t protocol)
{
    switch (protocol) {
    case IP_TCP:
        WRITE_LITERAL(w, "TCP");
        return;
    case IP_UDP:
        WRITE_LITERAL(w, "UDP");
        return;
    case IP_ICMP:
        WRITE_LITERAL(w, "ICMP");
        return;
    default:
        write_protocol(w, protocol);
    }
}

void
write_icmp(struct writer *w, uint8_t type, uint8_t code)
{
    WRITE_LITERAL(w, " (type ");
    write_number(w, type);
    WRITE_LITERAL(w, ", code ");
    write_number(w, code);
    write_char(w, ')');
}
