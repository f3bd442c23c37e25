/*
 * round_trip_test.c: what is written reads back as the same model, over the golden configurations
 * and over those of others in ../shared where it is present.
 *
 * X is read and written as Y, Y is read and written as Z: Y and Z are the same bytes, and the
 * models of X, Y and Z are the same but for where their lines came from.
 */
#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/dump.h"
#include "parser/fixture_test.h"
#include "parser/parser.h"

static const char *const patterns[] = {
    "testdata/config/[678]*/*.in",
    "testdata/config/fail/*.in",
    "../shared/corpus/configs/pix6/*",
    "../shared/corpus/configs/asa7-82/*",
};

static struct load_result
load(const char *text)
{
    struct load_options options = { .file = "text" };
    struct load_result result;
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    return result;
}

static size_t
check_equal(const char *path, const char *which, const struct load_result *a,
            const struct load_result *b)
{
    char *difference = NULL;
    if (config_equal(a->config, b->config, &difference))
        return 0;
    printf("%s: %s: %s\n", path, which, difference != NULL ? difference : "out of memory");
    free(difference);
    return 1;
}

/* The number of things that are wrong. */
static size_t
check_file(const char *path)
{
    struct load_options options = { .file = "text" };
    struct load_result x;
    const char *error;
    ck_assert_msg(config_load_file(path, &options, &x, &error), "%s: %s", path, error);
    char *y_text = text_of_config(x.config);
    struct load_result y = load(y_text);
    char *z_text = text_of_config(y.config);
    struct load_result z = load(z_text);
    size_t wrong = y.refused + (strcmp(y_text, z_text) != 0);
    if (wrong > 0)
        printf("%s: written again, it is not the same, or lines are refused\n", path);
    wrong += check_equal(path, "read and written", &x, &y);
    wrong += check_equal(path, "written twice", &y, &z);
    free(y_text);
    free(z_text);
    load_result_free(&x);
    load_result_free(&y);
    load_result_free(&z);
    return wrong;
}

START_TEST(what_is_written_reads_as_the_same_model)
{
    glob_t found;
    size_t wrong = 0;
    if (glob(patterns[_i], 0, NULL, &found) != 0) {
        ck_assert_msg(strncmp(patterns[_i], "../", 3) == 0, "%s: nothing is there", patterns[_i]);
        fprintf(stderr, "SKIPPED: %s is not here\n", patterns[_i]);
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++)
        wrong += check_file(found.gl_pathv[i]);
    globfree(&found);
    fflush(stdout);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("round trip");
    TCase *tcase = tcase_create("round trip");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, what_is_written_reads_as_the_same_model, 0,
                        (int)(sizeof(patterns) / sizeof(patterns[0])));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
