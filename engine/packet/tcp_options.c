/*
 * tcp_options.c: a walk over kind, length and value. Lengths are the sender's word: each is
 * compared with what the header and the capture have.
 */
#include "engine/packet/tcp_options.h"

#define TCP_HEADER 20

struct tcp_option_reader
tcp_options_of(const struct packet *packet)
{
    struct tcp_option_reader reader = {
        .at = packet->l4_offset + TCP_HEADER,
        .end = packet->payload_offset,
    };
    if (reader.end < reader.at)
        reader.end = reader.at;
    if (reader.end > packet->captured) {
        reader.damaged = reader.end > reader.at;
        reader.end = packet->captured;
    }
    return reader;
}

bool
tcp_options_next(const struct packet *packet, struct tcp_option_reader *reader,
                 struct tcp_option *option)
{
    if (reader->at >= reader->end)
        return false;
    size_t left = reader->end - reader->at;
    *option = (struct tcp_option){
        .kind = packet->bytes[reader->at],
        .length = 1,
        .offset = reader->at,
    };
    if (option->kind == TCP_OPTION_END)
        return false;
    if (option->kind != TCP_OPTION_NOP) {
        option->length = left > 1 ? packet->bytes[reader->at + 1] : 0;
        if (option->length < 2 || option->length > left) {
            reader->damaged = true;
            return false;
        }
    }
    reader->at += option->length;
    return true;
}

struct tcp_syn_options
tcp_syn_options_read(const struct packet *packet)
{
    struct tcp_syn_options said = { 0 };
    struct tcp_option_reader reader = tcp_options_of(packet);
    struct tcp_option option;
    while (tcp_options_next(packet, &reader, &option)) {
        const uint8_t *value = packet->bytes + option.offset + 2;
        if (option.kind == TCP_OPTION_MSS && option.length == TCP_MSS_LENGTH)
            said.mss = (uint16_t)(value[0] << 8 | value[1]);
        if (option.kind == TCP_OPTION_WINDOW_SCALE && option.length == 3) {
            said.has_scale = true;
            said.scale = value[0] < TCP_LARGEST_SCALE ? value[0] : TCP_LARGEST_SCALE;
        }
    }
    said.complete = !reader.damaged;
    return said;
}
