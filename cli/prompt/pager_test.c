/*
 * pager_test.c: cleaned, filtered and paged text.
 */
#include "cli/prompt/pager.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct {
    char *text;
    size_t size;
    FILE *file;
} screen;

static void
setup(void)
{
    screen.file = open_memstream(&screen.text, &screen.size);
    ck_assert_ptr_nonnull(screen.file);
}

static void
teardown(void)
{
    fclose(screen.file);
    free(screen.text);
}

static void
screen_is(const char *expected)
{
    fflush(screen.file);
    ck_assert_str_eq(screen.text, expected);
}

/* Presses the keys of a string, one at a stop. */
static int
next_key(void *context)
{
    const char **keys = context;
    return **keys == '\0' ? -1 : *(*keys)++;
}

static const struct clean_case {
    const char *text, *clean;
} clean_cases[] = {
    { "plain\ttext", "plain\ttext" },
    { "\x1b[31mred", "?[31mred" },
    { "bell\a, delete\x7f, return\r", "bell?, delete?, return?" },
    { "caf\xc3\xa9", "caf\xc3\xa9" },
    { "\xc2\x9b"
      "31m",
      "??31m" }, /* U+009B, which some terminals take as ESC [ */
    { "\x9b"
      "31m",
      "?31m" },                   /* ... and its eight-bit form */
    { "cut \xe2\x82", "cut ??" }, /* not whole */
    { "\xc0\xaf", "??" },         /* longer than need be */
    { "\xed\xa0\x80", "???" },    /* a surrogate */
    { "\xe2\x80\xae"
      "tac",
      "???tac" }, /* reads from right to left */
    { "\xf0\x9f\x94\xa5", "\xf0\x9f\x94\xa5" },
    { "\xf5\x80\x80\x80", "????" },
};

START_TEST(cleaning)
{
    const struct clean_case *test = &clean_cases[_i];
    text_clean(test->text, strlen(test->text), screen.file);
    screen_is(test->clean);
}
END_TEST

static void
print_lines(struct pager *pager, int count)
{
    for (int i = 1; i <= count && !pager_stopped(pager); i++)
        fprintf(pager_stream(pager), "%d\n", i);
}

#define ERASED "<--- More --->\r              \r"

static const struct page_case {
    const char *keys;
    size_t page;
    int lines;
    const char *screen;
} page_cases[] = {
    { "", 0, 4, "1\n2\n3\n4\n" },
    { "", 4, 4, "1\n2\n3\n4\n" },
    { " ", 2, 4, "1\n2\n" ERASED "3\n4\n" },
    { " q", 2, 9, "1\n2\n" ERASED "3\n4\n" ERASED },
    { "\r\n ", 2, 5, "1\n2\n" ERASED "3\n" ERASED "4\n" ERASED "5\n" },
    { "q", 1, 3, "1\n" ERASED },
    { "", 2, 3, "1\n2\n" ERASED }, /* the terminal went away */
};

START_TEST(paging)
{
    const struct page_case *test = &page_cases[_i];
    const char *keys = test->keys;
    struct pager *pager =
        pager_new(screen.file, (struct pager_keys){ .read = next_key, .context = &keys });
    ck_assert_ptr_nonnull(pager);
    pager_begin(pager, NULL, test->page);
    print_lines(pager, test->lines);
    pager_end(pager);
    screen_is(test->screen);
    pager_free(pager);
}
END_TEST

START_TEST(nobody_there_means_no_pages)
{
    struct pager *pager = pager_new(screen.file, (struct pager_keys){ 0 });
    ck_assert_ptr_nonnull(pager);
    pager_begin(pager, NULL, 1);
    print_lines(pager, 3);
    pager_end(pager);
    screen_is("1\n2\n3\n");
    pager_free(pager);
}
END_TEST

START_TEST(filter_counts_what_is_shown)
{
    const char *line = "show x | include 3|4|5";
    const char *keys = " ";
    struct filter_request request;
    struct filter filter;
    struct pager *pager =
        pager_new(screen.file, (struct pager_keys){ .read = next_key, .context = &keys });
    ck_assert_ptr_nonnull(pager);
    ck_assert_int_eq(filter_find(line, &request), FILTER_FOUND);
    ck_assert(filter_init(&filter, &request, line));
    pager_begin(pager, &filter, 2);
    print_lines(pager, 6);
    pager_end(pager);
    screen_is("3\n4\n" ERASED "5\n");
    filter_fini(&filter);
    pager_free(pager);
}
END_TEST

START_TEST(a_line_without_end_is_shown)
{
    struct pager *pager = pager_new(screen.file, (struct pager_keys){ 0 });
    ck_assert_ptr_nonnull(pager);
    pager_begin(pager, NULL, 0);
    fputs("Proceed? [confirm]", pager_stream(pager));
    pager_end(pager);
    screen_is("Proceed? [confirm]");
    pager_free(pager);
}
END_TEST

START_TEST(a_very_long_line_passes)
{
    struct pager *pager = pager_new(screen.file, (struct pager_keys){ 0 });
    ck_assert_ptr_nonnull(pager);
    pager_begin(pager, NULL, 0);
    for (int i = 0; i < 200000; i++)
        putc('x', pager_stream(pager));
    pager_end(pager);
    fflush(screen.file);
    ck_assert_uint_eq(strlen(screen.text), 200000);
    pager_free(pager);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("pager");
    TCase *tcase = tcase_create("pager");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, cleaning, 0, ARRAY_LENGTH(clean_cases));
    tcase_add_loop_test(tcase, paging, 0, ARRAY_LENGTH(page_cases));
    tcase_add_test(tcase, nobody_there_means_no_pages);
    tcase_add_test(tcase, filter_counts_what_is_shown);
    tcase_add_test(tcase, a_line_without_end_is_shown);
    tcase_add_test(tcase, a_very_long_line_passes);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
