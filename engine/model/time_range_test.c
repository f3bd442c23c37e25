/*
 * time_range_test.c: when a range is active, minute by minute at its bounds.
 */
#include "engine/model/time_range.h"

#include <check.h>

#include "engine/base/civil.h"
#include "engine/base/clock.h"

/* 2 March 2009 was a Monday. */
static int64_t
at(uint8_t day, uint8_t hour, uint8_t minute, uint8_t second)
{
    struct civil_time civil = {
        .year = 2009, .month = 3, .day = day, .hour = hour, .minute = minute, .second = second
    };
    int64_t seconds = civil_to_seconds(&civil);
    ck_assert_uint_eq(civil_from_ns(seconds * NS_PER_SECOND).day, day);
    return seconds;
}

static bool
is_active(struct periodic entry, int64_t seconds)
{
    struct time_range range = { .name = "t", .exists = true, .periodic = &entry, .count = 1 };
    return time_range_is_active(&range, seconds);
}

static const struct periodic_case {
    struct periodic entry;
    uint8_t day, hour, minute, second;
    bool active;
} periodic_cases[] = {
    /* weekdays 8:00 to 18:00 */
    { { DAYS_WEEKDAYS, DAYS_SAME, 480, 1080 }, 2, 7, 59, 59, false },
    { { DAYS_WEEKDAYS, DAYS_SAME, 480, 1080 }, 2, 8, 0, 0, true },
    { { DAYS_WEEKDAYS, DAYS_SAME, 480, 1080 }, 6, 18, 0, 59, true },
    { { DAYS_WEEKDAYS, DAYS_SAME, 480, 1080 }, 6, 18, 1, 0, false },
    { { DAYS_WEEKDAYS, DAYS_SAME, 480, 1080 }, 7, 12, 0, 0, false },
    { { DAYS_WEEKEND, DAYS_SAME, 480, 1080 }, 7, 12, 0, 0, true },
    { { DAYS_WEEKEND, DAYS_SAME, 480, 1080 }, 9, 12, 0, 0, false },
    /* daily 0:00 to 23:59: always */
    { { DAYS_ALL, DAYS_SAME, 0, 1439 }, 4, 23, 59, 59, true },
    { { DAYS_ALL, DAYS_SAME, 0, 1439 }, 5, 0, 0, 0, true },
    /* daily 22:00 to 6:00: over midnight, Sunday's into the next week */
    { { DAYS_ALL, DAYS_SAME, 1320, 360 }, 4, 23, 0, 0, true },
    { { DAYS_ALL, DAYS_SAME, 1320, 360 }, 4, 7, 0, 0, false },
    { { DAY_BIT(6), DAYS_SAME, 1320, 360 }, 2, 5, 0, 0, true },
    { { DAY_BIT(6), DAYS_SAME, 1320, 360 }, 3, 5, 0, 0, false },
    /* Friday 18:00 to Monday 8:00 */
    { { DAY_BIT(4), DAY_BIT(0), 1080, 480 }, 6, 17, 59, 0, false },
    { { DAY_BIT(4), DAY_BIT(0), 1080, 480 }, 8, 0, 0, 0, true },
    { { DAY_BIT(4), DAY_BIT(0), 1080, 480 }, 9, 8, 0, 30, true },
    { { DAY_BIT(4), DAY_BIT(0), 1080, 480 }, 9, 8, 1, 0, false },
};

START_TEST(periodic)
{
    const struct periodic_case *row = &periodic_cases[_i];
    ck_assert_int_eq(is_active(row->entry, at(row->day, row->hour, row->minute, row->second)),
                     row->active);
}
END_TEST

START_TEST(absolute)
{
    struct time_range range = {
        .name = "t", .exists = true, .has_start = true, .start = at(3, 8, 0, 0)
    };
    ck_assert(!time_range_is_active(&range, at(3, 7, 59, 59)));
    ck_assert(time_range_is_active(&range, at(3, 8, 0, 0)));
    ck_assert(time_range_is_active(&range, at(30, 8, 0, 0)));
    range.has_end = true;
    range.end = at(4, 18, 0, 0);
    ck_assert(time_range_is_active(&range, at(4, 18, 0, 59)));
    ck_assert(!time_range_is_active(&range, at(4, 18, 1, 0)));
    /* periodic only inside absolute */
    struct periodic entry = { DAYS_ALL, DAYS_SAME, 600, 660 };
    range.periodic = &entry;
    range.count = 1;
    ck_assert(time_range_is_active(&range, at(3, 10, 0, 0)));
    ck_assert(!time_range_is_active(&range, at(3, 12, 0, 0)));
    ck_assert(!time_range_is_active(&range, at(5, 10, 0, 0)));
}
END_TEST

START_TEST(empty_and_missing)
{
    struct time_range range = { .name = "t", .exists = true };
    ck_assert(time_range_is_active(&range, 0));
    ck_assert(time_range_is_active(&range, INT64_C(-5000000000)));
    range.exists = false;
    ck_assert(!time_range_is_active(&range, 0));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("time_range");
    TCase *tcase = tcase_create("ranges");
    tcase_add_loop_test(tcase, periodic, 0, (int)ARRAY_LENGTH(periodic_cases));
    tcase_add_test(tcase, absolute);
    tcase_add_test(tcase, empty_and_missing);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
