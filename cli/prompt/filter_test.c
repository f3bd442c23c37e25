/*
 * filter_test.c: finding a filter in a line, and what it lets through.
 */
#include "cli/prompt/filter.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct find_case {
    const char *line;
    enum filter_status status;
    enum filter_kind kind;
    const char *expression;
    size_t wrong;
} find_cases[] = {
    { "show run", FILTER_ABSENT, 0, NULL, 0 },
    { "show run | include nat", FILTER_FOUND, FILTER_INCLUDE, "nat", 0 },
    { "show run | i nat", FILTER_FOUND, FILTER_INCLUDE, "nat", 0 },
    { "show run |exc nat", FILTER_FOUND, FILTER_EXCLUDE, "nat", 0 },
    { "show run | b access-list x", FILTER_FOUND, FILTER_BEGIN, "access-list x", 0 },
    { "show run | grep nat", FILTER_FOUND, FILTER_INCLUDE, "nat", 0 },
    { "show run | grep -v nat", FILTER_FOUND, FILTER_EXCLUDE, "nat", 0 },
    { "show run | g -vx", FILTER_FOUND, FILTER_INCLUDE, "-vx", 0 },
    { "show run | include a|b", FILTER_FOUND, FILTER_INCLUDE, "a|b", 0 },
    /* without a blank before it, it is a character like others */
    { "show access-list a|b", FILTER_ABSENT, 0, NULL, 0 },
    { "show access-list a|b | i x", FILTER_FOUND, FILTER_INCLUDE, "x", 0 },
    { "show run |", FILTER_INCOMPLETE, 0, NULL, 10 },
    { "show run | include", FILTER_INCOMPLETE, 0, NULL, 18 },
    { "show run | grep -v ", FILTER_INCOMPLETE, 0, NULL, 19 },
    { "show run | nat", FILTER_WRONG, 0, NULL, 11 },
    { "show run | includes x", FILTER_WRONG, 0, NULL, 11 },
};

START_TEST(finding)
{
    const struct find_case *test = &find_cases[_i];
    struct filter_request request;
    enum filter_status status = filter_find(test->line, &request);
    ck_assert_msg(status == test->status, "%s", test->line);
    if (status == FILTER_FOUND) {
        ck_assert_int_eq(request.kind, test->kind);
        ck_assert_str_eq(request.expression, test->expression);
    } else if (status != FILTER_ABSENT) {
        ck_assert_uint_eq(request.wrong, test->wrong);
    }
}
END_TEST

static const struct pass_case {
    const char *line;
    const char *passes; /* one letter a line of `lines`: y or n */
} pass_cases[] = {
    { "x | include nat", "nynyn" }, { "x | exclude nat", "ynyny" }, { "x | begin nat", "nyyyy" },
    { "x | begin pager", "nnnny" }, { "x | grep -v 1", "ynnyy" },   { "x | include ^nat", "nynnn" },
    { "x | include NAT", "nnnnn" },
};

static const char *const lines[] = {
    "hostname fw",
    "nat (inside) 1 0.0.0.0 0.0.0.0",
    "global (outside) 1 interface",
    "no nat-control",
    "pager lines 24",
};

START_TEST(passing)
{
    const struct pass_case *test = &pass_cases[_i];
    struct filter_request request;
    struct filter filter;
    ck_assert_int_eq(filter_find(test->line, &request), FILTER_FOUND);
    ck_assert(filter_init(&filter, &request, test->line));
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        ck_assert_msg(filter_passes(&filter, lines[i], strlen(lines[i])) ==
                          (test->passes[i] == 'y'),
                      "%s: %s", test->line, lines[i]);
    filter_fini(&filter);
}
END_TEST

START_TEST(no_expression_says_where)
{
    const char *line = "show run | include a(b";
    struct filter_request request;
    struct filter filter;
    ck_assert_int_eq(filter_find(line, &request), FILTER_FOUND);
    ck_assert(!filter_init(&filter, &request, line));
    ck_assert_uint_eq(request.wrong, strlen(line));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("filter");
    TCase *tcase = tcase_create("filter");
    tcase_add_loop_test(tcase, finding, 0, ARRAY_LENGTH(find_cases));
    tcase_add_loop_test(tcase, passing, 0, ARRAY_LENGTH(pass_cases));
    tcase_add_test(tcase, no_expression_says_where);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
