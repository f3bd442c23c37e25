/*
 * fault_job_test.c: an exercise is made within limits, and nothing is believed of one that was not
 * made to its end.
 */
#include "cli/fault/fault_job.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fault/fault_record.h"
#include "cli/verbs.h"

static const struct fault_wish wish = { .path = "testdata/labs/whole-office/solution.cfg",
                                        .level = 2,
                                        .seed = 1 };

START_TEST(within_its_limits)
{
    struct fault_made made;
    ck_assert_int_eq(fault_job_run(&wish, &fault_limits, &made), STATUS_OK);
    ck_assert_uint_ge(made.file_count, 4);
    ck_assert_str_eq(made.files[0].name, "lab");
    ck_assert_int_eq(strncmp(made.files[0].bytes, "title 2 of ", 11), 0);
    ck_assert_uint_gt(made.result_size, 0);
    fault_made_free(&made);
}
END_TEST

/* Each a little less than is needed. */
static const struct sandbox_limits too_little[] = {
    { .cpu_seconds = 300, .wall_seconds = 0, .memory = (size_t)1 << 30, .said = (size_t)1 << 20 },
    { .cpu_seconds = 300, .wall_seconds = 600, .memory = (size_t)1 << 30, .said = 100 },
    { .cpu_seconds = 300, .wall_seconds = 600, .memory = 4096, .said = (size_t)1 << 20 },
};

START_TEST(beyond_its_limits)
{
    struct fault_made made;
    if (too_little[_i].memory < (size_t)1 << 30 && !sandbox_limits_memory())
        return;
    ck_assert_int_ge(fault_job_run(&wish, &too_little[_i], &made), STATUS_CONFIG);
    ck_assert_uint_eq(made.file_count, 0);
    fault_made_free(&made);
}
END_TEST

START_TEST(files_that_are_not_there)
{
    struct fault_made made;
    struct fault_wish other = wish;
    other.path = "testdata/labs/none";
    ck_assert_int_eq(fault_job_run(&other, &fault_limits, &made), STATUS_CONFIG);
    fault_made_free(&made);
    char *captures[] = { (char[]){ "inside=testdata/labs/none.pcap" } };
    other = wish;
    other.captures = captures;
    other.capture_count = 1;
    ck_assert_int_eq(fault_job_run(&other, &fault_limits, &made), STATUS_CAPTURE);
    fault_made_free(&made);
}
END_TEST

/* Whole records, and what is none. */
static const struct {
    const char *text;
    bool whole;
    size_t size;
} records[] = {
    { "n3\nlab", true, 3 }, { "b0\n", true, 0 },     { "n4\nlab", false, 0 },
    { "n\nlab", false, 0 }, { "n3lab", false, 0 },   { "n-1\nlab", false, 0 },
    { "", false, 0 },       { "n3", false, 0 },      { "n99999999999\nlab", false, 0 },
    { "n", false, 0 },      { "n3\nlabn", true, 3 },
};

START_TEST(records_are_whole)
{
    const char *at = records[_i].text, *end = at + strlen(at);
    struct fault_record record;
    ck_assert_int_eq(fault_record_next(&at, end, &record), records[_i].whole);
    if (records[_i].whole)
        ck_assert_uint_eq(record.size, records[_i].size);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("fault_job");
    TCase *tcase = tcase_create("fault_job");
    tcase_add_test(tcase, within_its_limits);
    tcase_add_loop_test(tcase, beyond_its_limits, 0, (int)ARRAY_LENGTH(too_little));
    tcase_add_test(tcase, files_that_are_not_there);
    tcase_add_loop_test(tcase, records_are_whole, 0, (int)ARRAY_LENGTH(records));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
