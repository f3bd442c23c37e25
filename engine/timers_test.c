/*
 * timers_test.c: against a list kept in order.
 */
#include "engine/timers.h"

#include <check.h>
#include <stdlib.h>

#define ENTRIES 3000

static int
compare_entries(const void *a, const void *b)
{
    const struct timer_entry *first = a, *second = b;
    if (first->due != second->due)
        return (first->due > second->due) - (first->due < second->due);
    return (first->serial > second->serial) - (first->serial < second->serial);
}

/* From within a tick to beyond all turns of the wheel. */
static const int64_t scales[] = {
    1,
    INT64_C(1000000),
    INT64_C(1000000000),
    INT64_C(30000000000),
    INT64_C(1000000000000),
    INT64_C(10000000000000),
};

enum { STEPS = 4 };

/* Random times, many of them equal; taken in parts, with more coming in between. */
START_TEST(agrees_with_a_sorted_list)
{
    static struct timer_entry model[ENTRIES];
    struct timers timers = { 0 };
    struct timer_entry entry;
    size_t count = 0;
    uint32_t random = (uint32_t)_i + 1, serial = 0;
    int64_t now = 1, scale = scales[_i / STEPS];
    while (serial < ENTRIES) {
        for (unsigned i = 0; i < 50; i++) {
            random = random * 1664525U + 1013904223U;
            serial++;
            model[count] = (struct timer_entry){ .due = now + 1 + (random >> 8) % 300 * scale,
                                                 .serial = serial,
                                                 .owner = serial & 3U,
                                                 .number = serial & 0x3fffffffU };
            ck_assert(timers_add(&timers, model[count], now));
            count++;
        }
        now += (40 + _i % STEPS * 100) * scale;
        qsort(model, count, sizeof(model[0]), compare_entries);
        size_t taken = 0;
        while (timers_take(&timers, now, &entry)) {
            ck_assert_int_le(entry.due, now);
            ck_assert_int_eq(compare_entries(&entry, &model[taken]), 0);
            ck_assert_uint_eq(entry.owner, model[taken].owner);
            ck_assert_uint_eq(entry.number, model[taken].number);
            taken++;
        }
        ck_assert(taken == count || model[taken].due > now);
        count -= taken;
        for (size_t i = 0; i < count; i++)
            model[i] = model[i + taken];
        ck_assert_uint_eq(timers_count(&timers), count);
    }
    timers_fini(&timers);
    ck_assert(!timers_take(&timers, INT64_MAX, &entry));
}
END_TEST

static size_t
earliest_of(const struct timer_entry *entries, size_t count)
{
    size_t first = 0;
    for (size_t i = 1; i < count; i++)
        first = compare_entries(&entries[i], &entries[first]) < 0 ? i : first;
    return first;
}

/*
 * As conns come and idle out: each tick has timers of one length, which come in order, and now and
 * then one that does not; short ones are added to the tick at hand while it is taken.
 */
START_TEST(ticks_in_order)
{
    enum { LENGTH = 1000000000, APART = 1000000, SHORT = 3000000 };
    static struct timer_entry model[ENTRIES];
    struct timers timers = { 0 };
    struct timer_entry entry;
    size_t count = 0, taken = 0;
    int64_t now = 1;
    for (uint32_t serial = 1; serial <= 2 * ENTRIES || count > 0; serial++, now += APART) {
        bool is_short = serial % 7 == 0;
        int64_t length = is_short              ? SHORT * (serial % 3)
                         : serial % 1000 < 900 ? LENGTH
                                               : LENGTH / 2;
        if (serial <= 2 * ENTRIES) {
            model[count] = (struct timer_entry){ .due = now + length, .serial = serial };
            ck_assert(timers_add(&timers, model[count++], now));
        }
        while (timers_take(&timers, now, &entry)) {
            size_t first = earliest_of(model, count);
            ck_assert_int_eq(compare_entries(&entry, &model[first]), 0);
            model[first] = model[--count];
            taken++;
        }
        ck_assert(count == 0 || model[earliest_of(model, count)].due > now);
        ck_assert_uint_eq(timers_count(&timers), count);
        ck_assert_uint_lt(count, ENTRIES);
    }
    ck_assert_uint_eq(taken, 2 * ENTRIES);
    timers_fini(&timers);
}
END_TEST

/* The ends of time are times. */
START_TEST(extremes)
{
    struct timers timers = { 0 };
    struct timer_entry entry;
    ck_assert(
        timers_add(&timers, (struct timer_entry){ .due = INT64_MAX, .serial = 1 }, INT64_MIN));
    ck_assert(
        timers_add(&timers, (struct timer_entry){ .due = INT64_MIN, .serial = 2 }, INT64_MIN));
    ck_assert(timers_take(&timers, INT64_MIN, &entry));
    ck_assert_uint_eq(entry.serial, 2);
    ck_assert(!timers_take(&timers, INT64_MAX - 1, &entry));
    ck_assert(timers_take(&timers, INT64_MAX, &entry));
    timers_fini(&timers);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("timers");
    TCase *tcase = tcase_create("timers");
    tcase_add_loop_test(tcase, agrees_with_a_sorted_list, 0, STEPS * (int)ARRAY_LENGTH(scales));
    tcase_add_test(tcase, ticks_in_order);
    tcase_add_test(tcase, extremes);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
