/*
 * civil_test.c: dates at the edges of months, leap years, the epoch and of what 64 bits hold. The
 * expected values were computed with `date -u -d @SECONDS`.
 */
#include "engine/base/civil.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/base/compiler.h"

static const struct {
    int64_t seconds;
    uint32_t nanosecond;
    const char *text;
} rows[] = {
    { 0, 0, "1970-01-01 00:00:00.000000000" },
    { -1, 999999999, "1969-12-31 23:59:59.999999999" },
    { -86400, 0, "1969-12-31 00:00:00.000000000" },
    { -2203891200, 1, "1900-03-01 00:00:00.000000001" }, /* 1900 had no leap day */
    { -2203891201, 0, "1900-02-28 23:59:59.000000000" },
    { 68169600, 0, "1972-02-29 00:00:00.000000000" },
    { 951782400, 0, "2000-02-29 00:00:00.000000000" }, /* 2000 had one */
    { 951868799, 0, "2000-02-29 23:59:59.000000000" },
    { 951868800, 0, "2000-03-01 00:00:00.000000000" },
    { 1795329148, 123456789, "2026-11-22 06:32:28.123456789" },
    { 2147483647, 0, "2038-01-19 03:14:07.000000000" },
    { 2147483648, 0, "2038-01-19 03:14:08.000000000" },
    { 4107542399, 0, "2100-02-28 23:59:59.000000000" }, /* 2100 will have none */
    { 4107542400, 0, "2100-03-01 00:00:00.000000000" },
    { 4294967296, 0, "2106-02-07 06:28:16.000000000" },
};

static void
format(int64_t time, char *text, size_t size)
{
    struct civil_time civil = civil_from_ns(time);
    snprintf(text, size, "%04d-%02u-%02u %02u:%02u:%02u.%09u", civil.year, civil.month, civil.day,
             civil.hour, civil.minute, civil.second, civil.nanosecond);
}

START_TEST(known_dates)
{
    char text[64];
    format(rows[_i].seconds * NS_PER_SECOND + rows[_i].nanosecond, text, sizeof(text));
    ck_assert_str_eq(text, rows[_i].text);
}
END_TEST

START_TEST(ends_of_time)
{
    char text[64];
    format(INT64_MAX, text, sizeof(text));
    ck_assert_str_eq(text, "2262-04-11 23:47:16.854775807");
    format(INT64_MIN, text, sizeof(text));
    ck_assert_str_eq(text, "1677-09-21 00:12:43.145224192");
}
END_TEST

/* Each day is the day after the one before, over the four kinds of century. */
START_TEST(days_follow_each_other)
{
    static const uint8_t length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const int64_t day = 86400 * NS_PER_SECOND;
    struct civil_time last = civil_from_ns(-80000 * day);
    for (int64_t i = -80000 + 1; i <= 80000; i++) {
        struct civil_time next = civil_from_ns(i * day);
        bool leap = last.year % 4 == 0 && (last.year % 100 != 0 || last.year % 400 == 0);
        unsigned days = length[last.month - 1] + (leap && last.month == 2 ? 1U : 0U);
        bool ends_month = last.day == days;
        bool ends_year = ends_month && last.month == 12;
        bool follows = next.day == (ends_month ? 1U : last.day + 1U) &&
                       next.month == (ends_year ? 1U : last.month + (ends_month ? 1U : 0U)) &&
                       next.year == last.year + (ends_year ? 1 : 0);
        if (!follows)
            ck_abort_msg("after %d-%u-%u", last.year, last.month, last.day);
        last = next;
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("civil");
    TCase *tcase = tcase_create("civil");
    tcase_add_loop_test(tcase, known_dates, 0, (int)ARRAY_LENGTH(rows));
    tcase_add_test(tcase, ends_of_time);
    tcase_add_test(tcase, days_follow_each_other);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
