/*
 * corpus_test.c: configurations by others, in ../shared where it is present: each line has a
 * verdict, and less than one in a hundred is refused. Those that are get printed with the reason.
 * Without its header a text is still known as one of its family.
 */
#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

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

/* ---- versions without their headers ---- */

struct vote_tally {
    size_t right, assumed, wrong;
};

static char *
without_header(const char *path)
{
    char *text = text_of_file(path);
    ck_assert_ptr_nonnull(text);
    for (char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        const char *word = line + strspn(line, ": \t");
        if (strncmp(word, "PIX Version", 11) == 0 || strncmp(word, "ASA Version", 11) == 0)
            line[strspn(line, ": \t")] = '!';
        line += length + (line[length] == '\n');
    }
    return text;
}

static void
vote_on_file(const char *path, bool flat, struct vote_tally *tally)
{
    char *text = without_header(path);
    struct load_options options = { .file = path, .model_only = true };
    struct load_result result;
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    bool assumed = strstr(result.version_evidence, "is assumed") != NULL;
    bool right = (result.config->os.version < OS_FIRST_MPF) == flat;
    tally->assumed += assumed;
    tally->right += !assumed && right;
    tally->wrong += !assumed && !right;
    printf("%s: %s %s (%s)\n", path,
           right     ? "right"
           : assumed ? "assumed"
                     : "WRONG",
           os_version_name(result.config->os.version), result.version_evidence);
    free(text);
    load_result_free(&result);
}

/* A piece that every version takes is nobody's; but no vote goes to the other family. */
START_TEST(versions_are_found_without_their_headers)
{
    static const struct votes_row {
        const char *pattern;
        bool flat;
    } rows[] = {
        { "../shared/corpus/configs/pix6/*", true },
        { "../shared/corpus/configs/asa7-82/*", false },
    };
    glob_t found;
    if (glob(rows[_i].pattern, 0, NULL, &found) != 0) {
        fprintf(stderr, "SKIPPED: %s is not here\n", rows[_i].pattern);
        return;
    }
    struct vote_tally tally = { 0 };
    for (size_t i = 0; i < found.gl_pathc; i++)
        vote_on_file(found.gl_pathv[i], rows[_i].flat, &tally);
    globfree(&found);
    printf("%s: %zu right, %zu assumed, %zu wrong\n", rows[_i].pattern, tally.right, tally.assumed,
           tally.wrong);
    ck_assert_uint_eq(tally.wrong, 0);
    ck_assert_uint_lt(tally.assumed * 3, tally.right);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("corpus");
    TCase *tcase = tcase_create("corpus");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, less_than_one_line_in_a_hundred_is_refused, 0, 2);
    tcase_add_loop_test(tcase, versions_are_found_without_their_headers, 0, 2);
    tcase_add_test(tcase, versions_out_of_range_have_verdicts_too);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
