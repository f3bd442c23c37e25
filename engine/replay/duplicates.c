/*
 * duplicates.c: the last frames by hash and time. A frame whose second copy came does not count a
 * third time: a port mirrored in both directions shows two.
 */
#include "engine/replay/duplicates.h"

#include "engine/base/hash.h"

enum { ETHERTYPE_OFFSET = 12, IP_OFFSET = 14, IP_ID_OFFSET = 18, HEADERS = 34 };

/* IPv4 with an identification: Linux sends none with a SYN ACK, and then nothing tells. */
static bool
can_be_told(const struct capture_frame *frame)
{
    const uint8_t *bytes = frame->bytes;
    return frame->link == LINK_ETHERNET && frame->captured >= HEADERS &&
           bytes[ETHERTYPE_OFFSET] == 0x08 && bytes[ETHERTYPE_OFFSET + 1] == 0x00 &&
           bytes[IP_OFFSET] >> 4 == 4 && (bytes[IP_ID_OFFSET] != 0 || bytes[IP_ID_OFFSET + 1] != 0);
}

bool
duplicates_has(struct duplicates *duplicates, const struct capture_frame *frame, uint64_t seed)
{
    if (!can_be_told(frame))
        return false;
    uint64_t hash = hash_bytes(frame->bytes, frame->captured, seed) | 1;
    for (size_t i = 0; i < DUPLICATES_RECENT; i++) {
        if (duplicates->hashes[i] != hash)
            continue;
        int64_t age = frame->time - duplicates->times[i];
        duplicates->hashes[i] = 0;
        if (age <= DUPLICATES_WINDOW && age >= -DUPLICATES_WINDOW)
            return true;
    }
    duplicates->hashes[duplicates->next] = hash;
    duplicates->times[duplicates->next] = frame->time;
    duplicates->next = (duplicates->next + 1) % DUPLICATES_RECENT;
    return false;
}
