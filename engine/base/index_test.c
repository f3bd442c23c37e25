/*
 * index_test.c: against a list of pairs, with hashes that fall together on purpose.
 */
#include "engine/base/index.h"

#include <check.h>
#include <stdlib.h>

#define MOST 4000

struct pair {
    uint32_t hash, reference;
};

static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

/* How often REFERENCE stands under HASH. */
static unsigned
count(const struct index *index, uint32_t hash, uint32_t reference)
{
    unsigned found = 0;
    size_t at;
    for (uint32_t each = index_first(index, hash, &at); each != INDEX_EMPTY;
         each = index_next(index, hash, &at))
        found += each == reference;
    return found;
}

/* All pairs are found, and a walk meets no other. */
static void
check_all(const struct index *index, const struct pair *pairs, size_t pair_count, uint32_t hashes)
{
    ck_assert_uint_eq(index->count, pair_count);
    for (size_t i = 0; i < pair_count; i++)
        ck_assert_uint_eq(count(index, pairs[i].hash, pairs[i].reference), 1);
    size_t walked = 0, at;
    for (uint32_t hash = 0; hash < hashes; hash++) {
        for (uint32_t each = index_first(index, hash, &at); each != INDEX_EMPTY;
             each = index_next(index, hash, &at))
            walked++;
    }
    ck_assert_uint_eq(walked, pair_count);
}

/* Few hashes: long runs; many: it grows. */
START_TEST(agrees_with_a_list)
{
    static const uint32_t spread[] = { 3, 50, 1000, 100000 };
    struct pair *pairs = malloc(MOST * sizeof(*pairs));
    struct index index;
    size_t pair_count = 0;
    uint32_t random = (uint32_t)_i + 1;
    ck_assert_ptr_nonnull(pairs);
    ck_assert(index_init(&index));
    for (uint32_t step = 0; step < 6000; step++) {
        if (pair_count < MOST && (pair_count == 0 || next_random(&random) % 5 < 3)) {
            struct pair pair = { next_random(&random) % spread[_i], step };
            ck_assert(index_add(&index, pair.hash, pair.reference));
            pairs[pair_count++] = pair;
        } else {
            size_t gone = next_random(&random) % pair_count;
            index_remove(&index, pairs[gone].hash, pairs[gone].reference);
            pairs[gone] = pairs[--pair_count];
        }
        if (step % 500 == 0)
            check_all(&index, pairs, pair_count, spread[_i]);
    }
    check_all(&index, pairs, pair_count, spread[_i]);
    while (pair_count > 0) {
        pair_count--;
        index_remove(&index, pairs[pair_count].hash, pairs[pair_count].reference);
    }
    check_all(&index, pairs, 0, spread[_i]);
    index_fini(&index);
    free(pairs);
}
END_TEST

/* A run that goes over the end of the table, removed from its middle. */
START_TEST(runs_wrap_around)
{
    struct index index;
    ck_assert(index_init(&index));
    uint32_t last = (uint32_t)index.mask;
    for (uint32_t i = 0; i < 6; i++)
        ck_assert(index_add(&index, last - 1 + i % 3 * (uint32_t)(index.mask + 1), i));
    index_remove(&index, last - 1, 0);
    index_remove(&index, last - 1 + (uint32_t)(index.mask + 1), 4);
    for (uint32_t i = 1; i < 6; i++)
        ck_assert_uint_eq(count(&index, last - 1 + i % 3 * (uint32_t)(index.mask + 1), i), i != 4);
    index_fini(&index);
}
END_TEST

/* What is not there is not removed; the same pair may stand twice. */
START_TEST(pairs_are_counted)
{
    struct index index;
    ck_assert(index_init(&index));
    ck_assert(index_add(&index, 7, 1));
    ck_assert(index_add(&index, 7, 1));
    index_remove(&index, 7, 2);
    index_remove(&index, 8, 1);
    ck_assert_uint_eq(count(&index, 7, 1), 2);
    index_remove(&index, 7, 1);
    ck_assert_uint_eq(count(&index, 7, 1), 1);
    index_remove(&index, 7, 1);
    ck_assert_uint_eq(index.count, 0);
    index_fini(&index);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("index");
    TCase *tcase = tcase_create("index");
    tcase_add_loop_test(tcase, agrees_with_a_list, 0, 4);
    tcase_add_test(tcase, runs_wrap_around);
    tcase_add_test(tcase, pairs_are_counted);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
