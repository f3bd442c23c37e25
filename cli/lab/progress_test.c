/*
 * progress_test.c: what is kept of a learner's labs, and a file that somebody has damaged.
 */
#include "cli/lab/progress.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text;
    unsigned line; /* of what is wrong; 0: nothing */
} cases[] = {
    { "", 0 },
    { "a 0 open\nb-2 3 done\n", 0 },
    { "a 0 open\nb 3 done", 0 },
    { "a 0 open\n\n", 2 },
    { "a 0 open\na 1 done\n", 2 },
    { "a 0 shut\n", 1 },
    { "a -1 open\n", 1 },
    { "a 100 open\n", 1 },
    { "a 0 open more\n", 1 },
    { "a\033[2J 0 open\n", 1 },
    { "0123456789012345678901234567890123456789012345678901234567890123 0 open\n", 1 },
};

START_TEST(files_are_read)
{
    static struct progress progress;
    char error[LAB_ERROR_SIZE] = "", place[32];
    snprintf(place, sizeof place, "x:%u:1: expected", cases[_i].line);
    bool read = progress_parse(&progress, "x", cases[_i].text, strlen(cases[_i].text), error);
    ck_assert_int_eq(read, cases[_i].line == 0);
    if (!read)
        ck_assert_ptr_eq(strstr(error, place), error);
}
END_TEST

START_TEST(what_is_written_is_read)
{
    static struct progress progress, again;
    char error[LAB_ERROR_SIZE] = "", folder[] = "/tmp/progress.XXXXXX", path[64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(setenv("XDG_STATE_HOME", folder, 1), 0);
    ck_assert(progress_read(&progress, error));
    ck_assert_uint_eq(progress.count, 0);
    progress_of(&progress, "one")->hints = 2;
    progress_of(&progress, "two")->done = true;
    progress_of(&progress, "three")->done = true;
    ck_assert_msg(progress_write(&progress, error), "%s", error);
    ck_assert(progress_read(&again, error));
    ck_assert_uint_eq(again.count, 3);
    ck_assert_uint_eq(progress_find(&again, "one")->hints, 2);
    ck_assert(!progress_find(&again, "one")->done && progress_find(&again, "two")->done);
    progress_forget(&again, "one");
    ck_assert_ptr_null(progress_find(&again, "one"));
    ck_assert(progress_find(&again, "three")->done);
    ck_assert_ptr_null(progress_find(&again, "four"));
    snprintf(path, sizeof path, "%s/refire/labs", folder);
    ck_assert_int_eq(remove(path), 0);
    snprintf(path, sizeof path, "%s/refire", folder);
    ck_assert_int_eq(remove(path), 0);
    ck_assert_int_eq(remove(folder), 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("progress");
    TCase *tcase = tcase_create("progress");
    tcase_add_loop_test(tcase, files_are_read, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(tcase, what_is_written_is_read);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
