/*
 * talk_record_test.h: what talks say, as inputs of the fuzz targets of inspections
 * (inspect/inspect_fuzz.c).
 *
 * Two bytes of settings: bits 0 to 2 of the first the version, from 6.2 on, bits 3 to 5 how it is
 * translated (enum talk_nat); of the second bit 0 `strict`, 1 the payload is as it left, 2 the
 * opener's port is that of the service, 3 the line names a map that asks everything. Then pieces,
 * each two bytes, big-endian, and what they say.
 */
#ifndef REFIRE_ENGINE_TALK_RECORD_TEST_H
#define REFIRE_ENGINE_TALK_RECORD_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORD_SETTINGS 2
#define RECORD_VERSIONS OS_6_2, OS_6_3, OS_7_0, OS_7_2, OS_8_0, OS_8_2

/* A piece's two bytes: by whom, what, and how many bytes follow. */
#define PIECE_RESPONDER 0x8000U
#define PIECE_ACT_SHIFT 12
#define PIECE_ACT_MASK 7U
#define PIECE_LENGTH 0x0fffU

/* Below: enum talk_way, said so. */
enum piece_act {
    PIECE_WAIT = 5, /* LENGTH is seconds, or what else its high bits say */
    PIECE_END,      /* a FIN, with so many bytes that follow; PIECE_RESETS: a RST */
    /* Another conn to the port in the next two bytes, of UDP when LENGTH is odd; port 0: the first
     * conn again. */
    PIECE_OPEN,
};
#define PIECE_LOST 0x0800U   /* with WAIT: so many bytes of SIDE never come */
#define PIECE_BACK 0x0400U   /* with WAIT: SIDE says its last bytes again, and maybe others */
#define PIECE_RESETS 0x0800U /* with END */
#define PIECE_FEW 0x03ffU    /* what is left of LENGTH then */

#define RECORD_SIZE 4096

struct talk_record {
    uint8_t bytes[RECORD_SIZE];
    size_t length;
    bool is_full;
};

static inline void
record_bytes(struct talk_record *record, const void *bytes, size_t length)
{
    if (length > RECORD_SIZE - record->length)
        record->is_full = true;
    if (record->is_full)
        return;
    memcpy(record->bytes + record->length, bytes, length);
    record->length += length;
}

static inline void
record_piece(struct talk_record *record, unsigned side, unsigned act, const void *bytes,
             size_t length)
{
    if (length > PIECE_LENGTH)
        record->is_full = true;
    unsigned header = (side != 0 ? PIECE_RESPONDER : 0) | act << PIECE_ACT_SHIFT | (unsigned)length;
    uint8_t both[2] = { (uint8_t)(header >> 8), (uint8_t)header };
    record_bytes(record, both, sizeof(both));
    record_bytes(record, bytes, length);
}

/* From here on another conn is talked on, which SIDE opens to PORT. */
static inline void
record_open(struct talk_record *record, unsigned side, bool over_udp, uint16_t port)
{
    unsigned header =
        (side != 0 ? PIECE_RESPONDER : 0) | PIECE_OPEN << PIECE_ACT_SHIFT | (unsigned)over_udp;
    uint8_t both[4] = { (uint8_t)(header >> 8), (uint8_t)header, (uint8_t)(port >> 8),
                        (uint8_t)port };
    record_bytes(record, both, sizeof(both));
}

/*
 * Keeps it below the folder that REFIRE_TALKS names, in inspect-NAME, where that is there; by its
 * content, so that what is said again is kept once. What did not fit is not kept.
 */
static inline void
record_keep(const struct talk_record *record, const char *name)
{
    const char *folder = getenv("REFIRE_TALKS");
    if (folder == NULL || record->is_full || record->length <= RECORD_SETTINGS)
        return;
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < record->length; i++)
        hash = (hash ^ record->bytes[i]) * UINT64_C(1099511628211);
    char path[4096];
    snprintf(path, sizeof(path), "%s/inspect-%s/%016llx", folder, name, (unsigned long long)hash);
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return;
    (void)fwrite(record->bytes, 1, record->length, file);
    fclose(file);
}

#endif
