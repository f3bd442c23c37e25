/*
 * hash_test.c: the seed and every bit of the key count; keys that differ little spread well.
 */
#include "engine/base/hash.h"
#include "engine/base/hash_pair.h"

#include <check.h>
#include <stdlib.h>

#include "engine/base/compiler.h"

#define KEY_SIZE 16

START_TEST(same_key_same_hash)
{
    const uint8_t one[KEY_SIZE] = { 1, 2, 3 };
    const uint8_t two[KEY_SIZE] = { 1, 2, 3 };
    ck_assert_uint_eq(hash_bytes(one, KEY_SIZE, 7), hash_bytes(two, KEY_SIZE, 7));
}
END_TEST

START_TEST(every_bit_and_the_seed_count)
{
    uint8_t key[KEY_SIZE] = { 0 };
    uint64_t plain = hash_bytes(key, KEY_SIZE, 7);
    ck_assert_uint_ne(plain, hash_bytes(key, KEY_SIZE, 8));
    ck_assert_uint_ne(plain, hash_bytes(key, KEY_SIZE - 1, 7));
    for (size_t bit = 0; bit < KEY_SIZE * 8; bit++) {
        key[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        ck_assert_uint_ne(plain, hash_bytes(key, KEY_SIZE, 7));
        key[bit / 8] ^= (uint8_t)(1U << (bit % 8));
    }
}
END_TEST

/* A host scanning ports: 65536 keys in 65536 buckets, none with more than a fair share. */
START_TEST(spreads)
{
    static uint16_t buckets[65536];
    uint8_t key[KEY_SIZE] = { 10, 48, 66, 106, 192, 168, 201, 25 };
    for (unsigned port = 0; port < ARRAY_LENGTH(buckets); port++) {
        key[8] = (uint8_t)(port >> 8);
        key[9] = (uint8_t)port;
        uint16_t *bucket = &buckets[hash_bytes(key, KEY_SIZE, 1) & 0xffff];
        ck_assert_uint_lt(++*bucket, 16);
    }
}
END_TEST

START_TEST(every_bit_of_a_pair_counts)
{
    uint64_t plain = hash_pair(0, 0, 7);
    ck_assert_uint_ne(plain, hash_pair(0, 0, 8));
    for (int bit = 0; bit < 64; bit++) {
        ck_assert_uint_ne(plain, hash_pair(UINT64_C(1) << bit, 0, 7));
        ck_assert_uint_ne(plain, hash_pair(0, UINT64_C(1) << bit, 7));
    }
}
END_TEST

/* Ports, hosts, and both at once in step; in the low bits, which choose the place, and above. */
START_TEST(pairs_spread)
{
    static const uint64_t steps[][2] = { { 1, 0 },       { 0, 1 },
                                         { 1, 1 },       { 1 << 16, 0 },
                                         { 0, 1 << 24 }, { 1 << 16, 1 },
                                         { 7919, 7919 }, { 1 << 16, 1 << 16 } };
    static const uint64_t seeds[] = { 0, 1, UINT64_C(0x123456789abcdef), UINT64_MAX };
    for (size_t i = 0; i < ARRAY_LENGTH(steps) * ARRAY_LENGTH(seeds); i++) {
        const uint64_t *step = steps[i / ARRAY_LENGTH(seeds)];
        uint16_t buckets[2][4096] = { { 0 } };
        unsigned most = 0;
        for (uint64_t n = 0; n < 65536; n++) {
            uint64_t hash =
                hash_pair(UINT64_C(0x0a3042410401) + n * step[0],
                          UINT64_C(0x06c0a8c9190050) + n * step[1], seeds[i % ARRAY_LENGTH(seeds)]);
            unsigned low = ++buckets[0][hash & 4095], high = ++buckets[1][hash >> 20 & 4095];
            most = low > most ? low : most;
            most = high > most ? high : most;
        }
        ck_assert_uint_lt(most, 48); /* sixteen each; random ones reach about 38 */
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("hash");
    TCase *hashes = tcase_create("hash");
    tcase_add_test(hashes, same_key_same_hash);
    tcase_add_test(hashes, every_bit_and_the_seed_count);
    tcase_add_test(hashes, spreads);
    tcase_add_test(hashes, every_bit_of_a_pair_counts);
    tcase_add_test(hashes, pairs_spread);
    suite_add_tcase(suite, hashes);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
