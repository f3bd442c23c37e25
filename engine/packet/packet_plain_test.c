/*
 * packet_plain_test.c: the quick ways of packet_decode against the careful one.
 *
 * A frame with a second tag in front of its own is read the careful way, and means the same but for
 * the bytes that it is longer. So random frames, most of them nearly right, are decoded without a
 * tag, with one and with two.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/packet/packet.h"

enum { MACS = 12, TAG = 4, LONGEST = 120, ROUNDS = 300000, TAGS = 2 };

static uint32_t
next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

/* Ethernet, IPv4 and TCP or UDP with some payload; then up to three bytes are something else. */
static size_t
make_frame(uint8_t frame[static LONGEST], uint64_t *state)
{
    bool is_tcp = next_random(state) % 2 == 0;
    size_t payload = next_random(state) % 40;
    size_t l4 = (is_tcp ? 20 : 8) + payload;
    size_t length = 14 + 20 + l4 + next_random(state) % 8; /* Ethernet padding */
    for (size_t i = 0; i < LONGEST; i++)
        frame[i] = (uint8_t)next_random(state);
    frame[12] = 8;
    frame[13] = 0;
    frame[14] = 0x45;
    frame[16] = 0;
    frame[17] = (uint8_t)(20 + l4);
    frame[20] = 0x40; /* do not fragment */
    frame[21] = 0;
    frame[23] = is_tcp ? 6 : 17;
    if (is_tcp) {
        frame[46] = (uint8_t)(0x50 | next_random(state) % 16);
    } else {
        frame[38] = 0;
        frame[39] = (uint8_t)l4;
    }
    static const uint8_t odd[] = { 0, 1, 7, 8, 0x20, 0x45, 0x46, 0x60, 0xff };
    for (unsigned changes = next_random(state) % 4; changes > 0; changes--)
        frame[12 + next_random(state) % 44] = odd[next_random(state) % sizeof odd];
    return length;
}

/* The same frame; CAREFUL has been decoded from one that is LONGER bytes longer. */
static void
expect_same(const struct packet *quick, const struct packet *careful, size_t longer)
{
    struct packet moved = *careful;
    moved.bytes = quick->bytes;
    moved.captured -= longer;
    moved.wire_length -= longer;
    moved.ip_offset -= longer;
    moved.l4_offset -= careful->l4_offset > 0 ? longer : 0;
    moved.payload_offset -= careful->payload_offset > 0 ? longer : 0;
    moved.quoted_offset -= careful->has_quoted ? longer : 0;
    if (memcmp(quick, &moved, sizeof moved) != 0)
        ck_abort_msg("kind %d and %d, reason %d and %d, or another field", (int)quick->kind,
                     (int)moved.kind, (int)quick->malformed, (int)moved.malformed);
}

/*
 * FRAME behind COUNT tags, of which the last has ID: exactly as long as it is, so that a tool sees
 * a read past the end.
 */
static uint8_t *
tagged(const uint8_t *frame, size_t captured, size_t count, uint16_t id)
{
    uint8_t *exact = malloc(captured + count * TAG);
    if (exact == NULL)
        ck_abort_msg("no memory");
    memcpy(exact, frame, MACS);
    for (size_t i = 0; i < count; i++)
        memcpy(exact + MACS + i * TAG,
               (const uint8_t[]){ 0x81, 0, (uint8_t)(id >> 8), (uint8_t)id }, TAG);
    memcpy(exact + MACS + count * TAG, frame + MACS, captured - MACS);
    return exact;
}

/* Fields of before must not shine through. */
static void
decode_dirty(struct packet *packet, const uint8_t *bytes, size_t captured, size_t length)
{
    memset(packet, 0xff, sizeof *packet);
    packet->time = 1;
    packet->number = 2;
    packet->tag = 3;
    packet_decode(packet, LINK_ETHERNET, bytes, captured, length);
}

START_TEST(all_ways_agree)
{
    uint64_t state = 20041126;
    size_t right = 0;
    for (int round = 0; round < ROUNDS; round++) {
        uint8_t frame[LONGEST];
        size_t length = make_frame(frame, &state);
        size_t captured = length;
        if (next_random(&state) % 4 == 0)
            captured = 14 + next_random(&state) % (length - 13);
        for (size_t tags = 0; tags < TAGS; tags++) {
            uint16_t id = tags == 0 ? 0 : (uint16_t)next_random(&state);
            size_t more = tags * TAG, most = TAGS * TAG;
            uint8_t *bytes = tagged(frame, captured, tags, id);
            uint8_t *longer = tagged(frame, captured, TAGS, id);
            struct packet quick, careful;
            decode_dirty(&quick, bytes, captured + more, length + more);
            decode_dirty(&careful, longer, captured + most, length + most);
            expect_same(&quick, &careful, most - more);
            right += quick.kind == PACKET_IPV4;
            free(bytes);
            free(longer);
        }
    }
    ck_assert_uint_gt(right, TAGS * ROUNDS / 3);
    ck_assert_uint_lt(right, TAGS * (ROUNDS - ROUNDS / 10));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("packet_plain");
    TCase *tcase = tcase_create("packet_plain");
    tcase_add_test(tcase, all_ways_agree);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
