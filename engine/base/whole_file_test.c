/*
 * whole_file_test.c: a file is there whole or not at all.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/whole_file.h"

static char folder[64], target[80], other[80];

static void
set_up(void)
{
    snprintf(folder, sizeof folder, "/tmp/whole_file_test.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(target, sizeof target, "%s/target", folder);
    snprintf(other, sizeof other, "%s/other", folder);
}

static void
tear_down(void)
{
    unlink(target);
    unlink(other);
    ck_assert_int_eq(rmdir(folder), 0); /* nothing else is left */
}

static void
put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void
check_content(const char *path, const char *text)
{
    char bytes[64] = "";
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fread(bytes, 1, sizeof bytes - 1, file), strlen(text));
    fclose(file);
    ck_assert_str_eq(bytes, text);
}

START_TEST(it_appears_when_committed)
{
    struct whole_file file;
    char error[WHOLE_FILE_ERROR_SIZE];
    if (_i == 1)
        put(target, "before");
    ck_assert(whole_file_open(&file, target, NULL, 0, error));
    ck_assert_int_eq(write(file.fd, "after", 5), 5);
    if (_i == 1)
        check_content(target, "before");
    else
        ck_assert_int_ne(access(target, F_OK), 0);
    ck_assert(whole_file_commit(&file, 0, error));
    check_content(target, "after");
    struct stat status;
    mode_t mask = umask(0);
    umask(mask);
    ck_assert_int_eq(stat(target, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0666 & ~mask);
}
END_TEST

START_TEST(a_problem_leaves_what_was_there)
{
    struct whole_file file;
    char error[WHOLE_FILE_ERROR_SIZE];
    put(target, "before");
    ck_assert(whole_file_open(&file, target, NULL, 0, error));
    ck_assert(!whole_file_commit(&file, ENOSPC, error));
    ck_assert_ptr_nonnull(strstr(error, "No space"));
    check_content(target, "before");
    ck_assert(whole_file_open(&file, target, NULL, 0, error));
    whole_file_abandon(&file);
    whole_file_abandon(&file); /* done with already */
    check_content(target, "before");
}
END_TEST

START_TEST(an_input_is_kept_whatever_its_name)
{
    struct whole_file file;
    char error[WHOLE_FILE_ERROR_SIZE];
    put(target, "input");
    ck_assert_int_eq(_i == 0 ? link(target, other) : symlink(target, other), 0);
    const char *inputs[] = { "/nowhere", target };
    ck_assert(!whole_file_open(&file, other, inputs, 2, error));
    ck_assert_str_eq(error, "it is one of the inputs");
    check_content(target, "input");
}
END_TEST

START_TEST(a_link_stays_a_link)
{
    struct whole_file file;
    char error[WHOLE_FILE_ERROR_SIZE];
    put(target, "before");
    ck_assert_int_eq(symlink(target, other), 0);
    ck_assert(whole_file_open(&file, other, NULL, 0, error));
    ck_assert_int_eq(write(file.fd, "after", 5), 5);
    ck_assert(whole_file_commit(&file, 0, error));
    struct stat status;
    ck_assert_int_eq(lstat(other, &status), 0);
    ck_assert(S_ISLNK(status.st_mode));
    check_content(target, "after");
}
END_TEST

START_TEST(a_device_is_written_in_place)
{
    struct whole_file file;
    char error[WHOLE_FILE_ERROR_SIZE];
    ck_assert(whole_file_open(&file, "/dev/null", NULL, 0, error));
    ck_assert_ptr_null(file.temporary);
    ck_assert(whole_file_commit(&file, 0, error));
    struct stat status;
    ck_assert_int_eq(stat("/dev/null", &status), 0);
    ck_assert(S_ISCHR(status.st_mode));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("whole_file");
    TCase *files = tcase_create("files");
    tcase_add_checked_fixture(files, set_up, tear_down);
    tcase_add_loop_test(files, it_appears_when_committed, 0, 2);
    tcase_add_test(files, a_problem_leaves_what_was_there);
    tcase_add_loop_test(files, an_input_is_kept_whatever_its_name, 0, 2);
    tcase_add_test(files, a_link_stays_a_link);
    tcase_add_test(files, a_device_is_written_in_place);
    suite_add_tcase(suite, files);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
