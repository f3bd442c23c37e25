/*
 * verb_check_test.c: what refire check prints and how it exits.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/verbs.h"

/* Runs the verb with both streams in files; returns its status. */
static int
run(char **arguments, char **out, char **error)
{
    int count = 0;
    while (arguments[count] != NULL)
        count++;
    fflush(stdout);
    fflush(stderr);
    int old_out = dup(STDOUT_FILENO);
    int old_error = dup(STDERR_FILENO);
    FILE *files[2] = { tmpfile(), tmpfile() };
    ck_assert(files[0] != NULL && files[1] != NULL);
    dup2(fileno(files[0]), STDOUT_FILENO);
    dup2(fileno(files[1]), STDERR_FILENO);
    int status = verb_check(count, arguments);
    fflush(stdout);
    fflush(stderr);
    dup2(old_out, STDOUT_FILENO);
    dup2(old_error, STDERR_FILENO);
    close(old_out);
    close(old_error);
    char **texts[2] = { out, error };
    for (size_t i = 0; i < 2; i++) {
        *texts[i] = calloc(1, 65536);
        ck_assert_ptr_nonnull(*texts[i]);
        rewind(files[i]);
        ck_assert_uint_lt(fread(*texts[i], 1, 65535, files[i]), 65535);
        fclose(files[i]);
    }
    return status;
}

#define GOOD "testdata/config/6.2/names-off.in"
#define BAD "testdata/config/fail/words-7.2.in"

static const struct check_row {
    char *arguments[6];
    int status;
    const char *out;   /* found there */
    const char *error; /* the same */
} rows[] = {
    { { GOOD, NULL }, STATUS_OK, "6 lines: 6 modelled, 0 kept, 0 refused\n", "" },
    { { BAD, NULL },
      STATUS_CONFIG,
      BAD ":8:1: error: not a command of 7.2; it is right in 6.2, 6.3\n",
      "" },
    { { BAD, NULL }, STATUS_CONFIG, "21 lines: 6 modelled, 0 kept, 15 refused\n", "" },
    { { GOOD, BAD, NULL },
      STATUS_CONFIG,
      GOOD ": 6 lines: 6 modelled, 0 kept, 0 refused\n" BAD ":4:",
      "" },
    { { "--write", GOOD, NULL },
      STATUS_OK,
      ": Saved\n:\nPIX Version 6.2(1)\nnameif ethernet0",
      "6 lines: 6 modelled" },
    { { "--os", "7.2", GOOD, NULL }, STATUS_OK, "lines converted, 0 ignored, 0 lost", "" },
    { { "--os", "6.3", BAD, NULL }, STATUS_CONFIG, "right in 7.0 to 8.2", "" },
    { { "--json", GOOD, NULL },
      STATUS_OK,
      "\"column\":1,\"indent\":0,\"length\":34,\"objects\":[{\"kind\":\"interface\",\"name\":"
      "\"ethernet0\"},{\"kind\":\"interface\",\"name\":\"outside\"}]}",
      "" },
    { { "--json", GOOD, NULL },
      STATUS_OK,
      "{\"type\":\"summary\",\"file\":\"" GOOD "\",\"version\":\"6.2\"",
      "" },
    { { "/nowhere/at/all", NULL }, STATUS_CONFIG, "", "/nowhere/at/all: No such file" },
    { { "--os", "5.1", GOOD, NULL }, STATUS_USAGE, "", "expected a version" },
    { { "--compare", GOOD, GOOD, NULL }, STATUS_OK, "", "" },
    { { "--compare", GOOD, "testdata/config/6.2/rules.in", NULL },
      STATUS_DIFFERENT,
      "access-group ",
      "" },
    { { "--compare", GOOD, NULL }, STATUS_USAGE, "", "--compare takes two" },
    { { "--compare", GOOD, "/nowhere/at/all", NULL }, STATUS_CONFIG, "", "No such file" },
    { { NULL }, STATUS_USAGE, "", "FILE" },
};

START_TEST(a_check_prints_and_exits)
{
    const struct check_row *row = &rows[_i];
    char *arguments[6];
    char *out;
    char *error;
    memcpy(arguments, row->arguments, sizeof(arguments));
    int status = run(arguments, &out, &error);
    ck_assert_msg(status == row->status, "status %d\n%s%s", status, out, error);
    ck_assert_msg(strstr(out, row->out) != NULL, "no \"%s\" in:\n%s", row->out, out);
    ck_assert_msg(strstr(error, row->error) != NULL, "no \"%s\" in:\n%s", row->error, error);
    free(out);
    free(error);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("verb_check");
    TCase *tcase = tcase_create("check");
    tcase_add_loop_test(tcase, a_check_prints_and_exits, 0, sizeof(rows) / sizeof(rows[0]));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
