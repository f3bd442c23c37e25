/*
 * hash_test.c: the seed and every bit of the key count; keys that differ little spread well.
 */
#include "engine/base/hash.h"

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

int
main(void)
{
    Suite *suite = suite_create("hash");
    TCase *hashes = tcase_create("hash");
    tcase_add_test(hashes, same_key_same_hash);
    tcase_add_test(hashes, every_bit_and_the_seed_count);
    tcase_add_test(hashes, spreads);
    suite_add_tcase(suite, hashes);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
