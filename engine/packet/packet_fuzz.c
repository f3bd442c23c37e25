/*
 * packet_fuzz.c: any bytes as a frame of any link type, whole and cut, decoded
 * and translated.
 */
#include <stdlib.h>

#include "engine/packet/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the link type, the second how much more was on the
 * wire. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct packet packet = { 0 };
    size_t captured = size - 2;
    packet_decode(&packet, (enum link_type)(data[0] % (LINK_UNKNOWN + 1)), data + 2, captured,
                  captured + data[1]);
    if (packet.payload_captured > 0 &&
        packet.payload_offset + packet.payload_captured > packet.captured)
        abort();
    struct translation translation;
    translation_identity(&translation, &packet);
    translation.source ^= 0x01020304;
    translation.source_port ^= 0x0506;
    translation.quoted = true;
    translation.quoted_destination ^= 0x01020304;
    translation.quoted_destination_port ^= 0x0506;
    translation.payload = data;
    translation.payload_length = data[1] < size ? data[1] : size;
    translation.seq_shift = translation.ack_shift = data[1];
    uint8_t *out = malloc(packet_translated_size(&packet, &translation).captured + 1);
    if (out != NULL)
        packet_translate(&packet, &translation, out);
    free(out);
    return 0;
}
