/*
 * pattern_test.c: what matches, what is no expression, and that hostile ones end.
 */
#include "engine/base/pattern.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct match_case {
    const char *expression;
    const char *text;
    bool matches;
} match_cases[] = {
    { "nat", "static nat", true },
    { "Nat", "static nat", false }, /* case counts (shell.md 4) */
    { "^nat", "static nat", false },
    { "^access-list acl-out", "access-list acl-out permit gre any any", true },
    { "10.1.1.1", "10x1y1z1", true }, /* a dot is any character */
    { "10\\.1", "10x1", false },
    { "hitcnt=[1-9]", "(hitcnt=14)", true },
    { "hitcnt=[1-9]", "(hitcnt=0)", false },
    { "tcp|udp", "permit udp", true },
    { "", "anything", true },
    { "a b", "xa by", true }, /* blanks are part of it */
    { "eq 80$", "eq 80", true },
    { "eq 80$", "eq 8080 ", false },
};

START_TEST(matching)
{
    const struct match_case *test = &match_cases[_i];
    char error[PATTERN_ERROR_SIZE];
    size_t offset;
    struct pattern *pattern =
        pattern_new(test->expression, strlen(test->expression), &offset, error);
    ck_assert_ptr_nonnull(pattern);
    ck_assert_msg(pattern_matches(pattern, test->text, strlen(test->text)) == test->matches,
                  "%s on %s", test->expression, test->text);
    ck_assert(!pattern_limited(pattern));
    pattern_free(pattern);
}
END_TEST

static const struct bad_case {
    const char *expression;
    size_t offset;
} bad_cases[] = {
    { "(", 1 },
    { "a[", 2 },
    { "*", 0 },
    { "a\\", 2 },
};

/* The device's syntax: what it has not stands for itself. */
static const struct match_case device_cases[] = {
    { ".*\\.([Ee][Xx][Ee]|[Cc][Oo][Mm]) HTTP/1.[01]", "GET /a.exe HTTP/1.1", true },
    { "\\.example\\.com", "www.example.com", true },
    { "\\.example\\.com", "wwwxexample.com", false },
    { "a$b", "a$b", true },
    { "\\x41\\102", "xAB", true },
    { "\\d", "5", false }, /* the letter d */
    { "\\d", "d", true },
    { "a{2,}", "aa", true },
    { "a{x", "a{x", true },
    { "[[]", "[", true },
    { "[^a-c]", "abc", false },
};

START_TEST(matching_as_the_device)
{
    const struct match_case *test = &device_cases[_i];
    char error[PATTERN_ERROR_SIZE];
    size_t offset;
    struct pattern *pattern =
        pattern_new_device(test->expression, strlen(test->expression), &offset, error);
    ck_assert_msg(pattern != NULL, "%s: %s", test->expression, error);
    ck_assert_msg(pattern_matches(pattern, test->text, strlen(test->text)) == test->matches,
                  "%s on %s", test->expression, test->text);
    pattern_free(pattern);
}
END_TEST

static const struct bad_device_case {
    const char *expression;
    size_t offset;
} bad_device_cases[] = {
    { "*a", 0 }, { "a**", 2 }, { "ab(?=c)", 3 }, { "a|+", 2 }, { "a\\", 1 }, { "x(a", 3 },
};

START_TEST(no_expression_of_the_device)
{
    char error[PATTERN_ERROR_SIZE] = "";
    size_t offset = 99;
    const char *expression = bad_device_cases[_i].expression;
    ck_assert_ptr_null(pattern_new_device(expression, strlen(expression), &offset, error));
    ck_assert_uint_eq(offset, bad_device_cases[_i].offset);
    ck_assert_str_ne(error, "");
}
END_TEST

START_TEST(no_expression)
{
    char error[PATTERN_ERROR_SIZE] = "";
    size_t offset = 99;
    const char *expression = bad_cases[_i].expression;
    ck_assert_ptr_null(pattern_new(expression, strlen(expression), &offset, error));
    ck_assert_uint_eq(offset, bad_cases[_i].offset);
    ck_assert_str_ne(error, "");
}
END_TEST

START_TEST(too_long_is_refused)
{
    char expression[1000];
    memset(expression, 'a', sizeof(expression));
    char error[PATTERN_ERROR_SIZE] = "";
    size_t offset;
    ck_assert_ptr_null(pattern_new(expression, sizeof(expression), &offset, error));
    memset(expression, '(', sizeof(expression));
    ck_assert_ptr_null(pattern_new(expression, 100, &offset, error));
}
END_TEST

/* Each of these takes exponential time when nobody counts. */
START_TEST(catastrophic_expression_is_given_up)
{
    static const char *const expressions[] = { "(a+)+$", "(a|a)*b", "(.*)*x",
                                               "^(([a-z])+.)+[A-Z]" };
    char error[PATTERN_ERROR_SIZE];
    size_t offset;
    const char *text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
    struct pattern *pattern = pattern_new(expressions[_i], strlen(expressions[_i]), &offset, error);
    ck_assert_ptr_nonnull(pattern);
    ck_assert(!pattern_matches(pattern, text, strlen(text)));
    pattern_free(pattern);
}
END_TEST

START_TEST(giving_up_is_said)
{
    char error[PATTERN_ERROR_SIZE];
    size_t offset;
    struct pattern *pattern = pattern_new("(a+)+$", 6, &offset, error);
    ck_assert_ptr_nonnull(pattern);
    const char *text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
    ck_assert(!pattern_matches(pattern, text, strlen(text)));
    ck_assert(pattern_limited(pattern));
    pattern_free(pattern);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("pattern");
    TCase *tcase = tcase_create("pattern");
    tcase_add_loop_test(tcase, matching, 0, ARRAY_LENGTH(match_cases));
    tcase_add_loop_test(tcase, matching_as_the_device, 0, ARRAY_LENGTH(device_cases));
    tcase_add_loop_test(tcase, no_expression_of_the_device, 0, ARRAY_LENGTH(bad_device_cases));
    tcase_add_loop_test(tcase, no_expression, 0, ARRAY_LENGTH(bad_cases));
    tcase_add_test(tcase, too_long_is_refused);
    tcase_add_loop_test(tcase, catastrophic_expression_is_given_up, 0, 4);
    tcase_add_test(tcase, giving_up_is_said);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
