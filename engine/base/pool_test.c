/*
 * pool_test.c: numbers are used again, records stay where they are, full is full.
 */
#include "engine/base/pool.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

struct record {
    uint32_t link;
    unsigned char rest[20];
};

/* Every record of its own, zeroed, at an address that stays; newest given is first taken. */
START_TEST(records)
{
    enum { COUNT = 3 * POOL_SLAB + 5 };
    static struct record *at[COUNT];
    struct pool pool;
    pool_init(&pool, sizeof(struct record), COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t number = pool_take(&pool);
        ck_assert_uint_eq(number, i);
        at[i] = pool_at(&pool, number);
        for (size_t byte = 0; byte < sizeof(struct record); byte++)
            ck_assert_uint_eq(((unsigned char *)at[i])[byte], 0);
        memset(at[i], (int)(i % 255 + 1), sizeof(struct record));
    }
    ck_assert(pool_is_full(&pool));
    ck_assert_uint_eq(pool_take(&pool), POOL_NONE);
    for (uint32_t i = 0; i < COUNT; i++) {
        ck_assert_ptr_eq(pool_at(&pool, i), at[i]);
        ck_assert_uint_eq(at[i]->rest[19], i % 255 + 1);
    }
    pool_give(&pool, 7);
    pool_give(&pool, 2000);
    ck_assert_uint_eq(pool.in_use, COUNT - 2);
    ck_assert_uint_eq(pool_take(&pool), 2000);
    ck_assert_uint_eq(((struct record *)pool_at(&pool, 2000))->rest[0], 0);
    ck_assert_uint_eq(pool_take(&pool), 7);
    ck_assert_uint_eq(pool_take(&pool), POOL_NONE);
    ck_assert_uint_ge(pool_bytes(&pool), COUNT * sizeof(struct record));
    pool_fini(&pool);
    ck_assert_uint_eq(pool_bytes(&pool), 0);
}
END_TEST

/* A record given back reads as zero behind its link: stale numbers find no serial there. */
START_TEST(given_back_is_zero)
{
    struct pool pool;
    pool_init(&pool, sizeof(struct record), 10);
    uint32_t number = pool_take(&pool);
    memset(pool_at(&pool, number), 0xff, sizeof(struct record));
    pool_give(&pool, number);
    const struct record *record = pool_at(&pool, number);
    for (size_t i = 0; i < sizeof(record->rest); i++)
        ck_assert_uint_eq(record->rest[i], 0);
    ck_assert_uint_eq(pool.in_use, 0);
    pool_fini(&pool);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("pool");
    TCase *tcase = tcase_create("pool");
    tcase_add_test(tcase, records);
    tcase_add_test(tcase, given_back_is_zero);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
