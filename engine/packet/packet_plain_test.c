/*
 * packet_plain_test.c: the quick way of packet_decode against the careful one.
 *
 * A frame with a priority tag is read the careful way, and means the same but for the four bytes
 * that it is longer. So random frames, most of them nearly right, are decoded with and without one.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/packet/packet.h"

enum { MACS = 12, TAG = 4, LONGEST = 120, ROUNDS = 300000 };

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

static void
expect_same(const struct packet *quick, const struct packet *careful)
{
    struct packet moved = *careful;
    moved.bytes = quick->bytes;
    moved.captured -= TAG;
    moved.wire_length -= TAG;
    moved.ip_offset -= TAG;
    moved.l4_offset -= careful->l4_offset > 0 ? TAG : 0;
    moved.payload_offset -= careful->payload_offset > 0 ? TAG : 0;
    moved.quoted_offset -= careful->has_quoted ? TAG : 0;
    if (memcmp(quick, &moved, sizeof moved) != 0)
        ck_abort_msg("kind %d and %d, reason %d and %d, or another field", (int)quick->kind,
                     (int)moved.kind, (int)quick->malformed, (int)moved.malformed);
}

START_TEST(both_ways_agree)
{
    uint64_t state = 20041126;
    size_t right = 0;
    for (int round = 0; round < ROUNDS; round++) {
        uint8_t frame[LONGEST], tagged[LONGEST + TAG];
        size_t length = make_frame(frame, &state);
        size_t captured = length;
        if (next_random(&state) % 4 == 0)
            captured = 14 + next_random(&state) % (length - 13);
        memcpy(tagged, frame, MACS);
        memcpy(tagged + MACS, (const uint8_t[]){ 0x81, 0, 0, 0 }, TAG);
        memcpy(tagged + MACS + TAG, frame + MACS, LONGEST - MACS);
        /* exactly as long, so that a tool sees a read past the end */
        uint8_t *exact = malloc(captured);
        if (exact == NULL)
            ck_abort_msg("no memory");
        memcpy(exact, frame, captured);

        struct packet quick = { .time = 1, .number = 2 }, careful = quick;
        packet_decode(&quick, LINK_ETHERNET, exact, captured, length);
        packet_decode(&careful, LINK_ETHERNET, tagged, captured + TAG, length + TAG);
        expect_same(&quick, &careful);
        right += quick.kind == PACKET_IPV4;
        free(exact);
    }
    ck_assert_uint_gt(right, ROUNDS / 3);
    ck_assert_uint_lt(right, ROUNDS - ROUNDS / 10);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("packet_plain");
    TCase *tcase = tcase_create("packet_plain");
    tcase_add_test(tcase, both_ways_agree);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
