/*
 * time_zone_test.c: the clock around the hours that it is put forward and back.
 */
#include "engine/model/time_zone.h"

#include <check.h>
#include <stdlib.h>

#include "engine/base/civil.h"
#include "engine/base/clock.h"

#define WEEK(w, wd, m, hour)                                                                       \
    {                                                                                              \
        .week = w, .weekday = wd, .month = m, .minute = (hour)*60                                  \
    }
#define DATE(y, m, d, hour)                                                                        \
    {                                                                                              \
        .year = y, .month = m, .day = d, .minute = (hour)*60                                       \
    }
#define AT(y, m, d, h, min)                                                                        \
    {                                                                                              \
        .year = y, .month = m, .day = d, .hour = h, .minute = min                                  \
    }

static const struct time_zone utc = { 0 };
static const struct time_zone tokyo = { .name = "JST", .minutes = 540 };
static const struct time_zone delhi = { .name = "IST", .minutes = 330 };
static const struct time_zone paris = { .name = "CET",
                                        .minutes = 60,
                                        .summer = SUMMER_RECURRING,
                                        .summer_name = "CEST",
                                        .first = WEEK(SUMMER_LAST_WEEK, 0, 3, 2),
                                        .last = WEEK(SUMMER_LAST_WEEK, 0, 10, 3),
                                        .summer_minutes = 60 };
static const struct time_zone chicago = { .name = "CST",
                                          .minutes = -360,
                                          .summer = SUMMER_RECURRING,
                                          .summer_name = "CDT",
                                          .first = WEEK(2, 0, 3, 2),
                                          .last = WEEK(1, 0, 11, 2),
                                          .summer_minutes = 60 };
static const struct time_zone sydney = { .name = "AEST",
                                         .minutes = 600,
                                         .summer = SUMMER_RECURRING,
                                         .summer_name = "AEDT",
                                         .first = WEEK(1, 0, 10, 2),
                                         .last = WEEK(1, 0, 4, 3),
                                         .summer_minutes = 60 };
static const struct time_zone once = { .name = "X",
                                       .summer = SUMMER_DATE,
                                       .summer_name = "XS",
                                       .first = DATE(2003, 4, 6, 2),
                                       .last = DATE(2003, 10, 26, 2),
                                       .summer_minutes = 30 };

static const struct clock_case {
    const struct time_zone *zone;
    struct civil_time time; /* UTC */
    struct civil_time shows;
    const char *name;
} cases[] = {
    { &utc, AT(2008, 7, 1, 12, 0), AT(2008, 7, 1, 12, 0), "UTC" },
    { &tokyo, AT(2008, 12, 31, 20, 0), AT(2009, 1, 1, 5, 0), "JST" },
    { &delhi, AT(2008, 7, 1, 12, 0), AT(2008, 7, 1, 17, 30), "IST" },
    { &paris, AT(2008, 3, 30, 0, 59), AT(2008, 3, 30, 1, 59), "CET" },
    { &paris, AT(2008, 3, 30, 1, 0), AT(2008, 3, 30, 3, 0), "CEST" },
    { &paris, AT(2008, 10, 26, 0, 59), AT(2008, 10, 26, 2, 59), "CEST" },
    { &paris, AT(2008, 10, 26, 1, 0), AT(2008, 10, 26, 2, 0), "CET" },
    { &chicago, AT(2008, 3, 9, 7, 59), AT(2008, 3, 9, 1, 59), "CST" },
    { &chicago, AT(2008, 3, 9, 8, 0), AT(2008, 3, 9, 3, 0), "CDT" },
    { &chicago, AT(2008, 11, 2, 6, 59), AT(2008, 11, 2, 1, 59), "CDT" },
    { &chicago, AT(2008, 11, 2, 7, 0), AT(2008, 11, 2, 1, 0), "CST" },
    { &sydney, AT(2008, 1, 15, 0, 0), AT(2008, 1, 15, 11, 0), "AEDT" },
    { &sydney, AT(2008, 7, 15, 0, 0), AT(2008, 7, 15, 10, 0), "AEST" },
    { &sydney, AT(2008, 12, 15, 0, 0), AT(2008, 12, 15, 11, 0), "AEDT" },
    { &once, AT(2003, 4, 6, 2, 0), AT(2003, 4, 6, 2, 30), "XS" },
    { &once, AT(2003, 10, 26, 1, 30), AT(2003, 10, 26, 1, 30), "X" },
    { &once, AT(2004, 6, 1, 0, 0), AT(2004, 6, 1, 0, 0), "X" },
    { &paris, AT(1969, 7, 1, 12, 0), AT(1969, 7, 1, 14, 0), "CEST" },
};

START_TEST(the_clock_shows_its_zone)
{
    const struct clock_case *row = &cases[_i];
    int64_t time = civil_to_seconds(&row->time) * NS_PER_SECOND;
    int64_t shows = civil_to_seconds(&row->shows) * NS_PER_SECOND;
    ck_assert_int_eq(time_zone_local(row->zone, time), shows);
    ck_assert_str_eq(time_zone_name(row->zone, time), row->name);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("time_zone");
    TCase *tcase = tcase_create("time_zone");
    tcase_add_loop_test(tcase, the_clock_shows_its_zone, 0, sizeof(cases) / sizeof(cases[0]));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
