/*
 * corpus_test.c: configurations by others, in ../shared where it is present: each line has a
 * verdict, and less than one in a hundred is refused. Those that are get printed with the reason.
 */
#include <check.h>
#include <glob.h>
#include <stdlib.h>

#include "parser/fixture_test.h"
#include "parser/parser.h"

struct tally {
    size_t lines;
    size_t refused;
};

static void
print_refused(const char *path, const struct load_result *result)
{
    for (size_t i = 0; i < result->diags.count; i++) {
        const struct diag *diag = &result->diags.items[i];
        if (diag->severity == DIAG_ERROR)
            printf("%s:%u:%u: %s\n", path, diag->span.line, diag->span.first, diag->text);
    }
}

static void
tally_file(const char *path, struct tally *tally)
{
    struct load_options options = { 0 };
    struct load_result result;
    const char *error;
    ck_assert_msg(config_load_file(path, &options, &result, &error), "%s: %s", path, error);
    ck_assert_ptr_nonnull(result.version_evidence);
    for (size_t i = 0; i < result.line_count; i++) {
        ck_assert_uint_eq(result.lines[i].line, i + 1);
        ck_assert_ptr_nonnull(line_verdict_name(result.lines[i].verdict));
    }
    tally->lines += result.modelled + result.kept + result.refused;
    tally->refused += result.refused;
    print_refused(path, &result);
    load_result_free(&result);
}

/* False: nothing is there. */
static bool
tally_files(const char *pattern, struct tally *tally)
{
    glob_t found;
    if (glob(pattern, 0, NULL, &found) != 0) {
        fprintf(stderr, "SKIPPED: %s is not here\n", pattern);
        return false;
    }
    for (size_t i = 0; i < found.gl_pathc; i++)
        tally_file(found.gl_pathv[i], tally);
    globfree(&found);
    printf("%s: %zu of %zu lines refused\n", pattern, tally->refused, tally->lines);
    return true;
}

START_TEST(less_than_one_line_in_a_hundred_is_refused)
{
    static const char *const patterns[] = { "../shared/corpus/configs/pix6/*",
                                            "../shared/corpus/configs/asa7-82/*" };
    struct tally tally = { 0 };
    if (tally_files(patterns[_i], &tally))
        ck_assert_uint_lt(tally.refused * 100, tally.lines);
}
END_TEST

START_TEST(versions_out_of_range_have_verdicts_too)
{
    struct tally tally = { 0 };
    (void)tally_files("../shared/corpus/configs/asa83plus/*", &tally);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("corpus");
    TCase *tcase = tcase_create("corpus");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, less_than_one_line_in_a_hundred_is_refused, 0, 2);
    tcase_add_test(tcase, versions_out_of_range_have_verdicts_too);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
