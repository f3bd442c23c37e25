/*
 * config_golden_test.c: configurations in testdata/config: read, written, read again.
 *
 * VERSION/NAME.in loads with no line refused and is written as NAME.ok, which loads and is written
 * as itself. fail/NAME.in has the diagnostics of NAME.diag. REFIRE_UPDATE_GOLDEN=1 rewrites both.
 */
#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/fixture_test.h"
#include "parser/parser.h"

static char *
replace_end(const char *path, const char *end)
{
    size_t stem = strlen(path) - strlen(".in");
    size_t size = stem + strlen(end) + 1;
    char *made = malloc(size);
    ck_assert_ptr_nonnull(made);
    snprintf(made, size, "%.*s%s", (int)stem, path, end);
    return made;
}

static char *
load_and_write(const char *name, const char *text)
{
    struct load_options options = { .file = name };
    struct load_result result;
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    for (size_t i = 0; i < result.line_count; i++)
        ck_assert_msg(result.lines[i].verdict != LINE_REFUSED, "%s:%zu: refused: %s", name, i + 1,
                      result.lines[i].text);
    char *written = text_of_config(result.config);
    load_result_free(&result);
    return written;
}

static void
for_each(const char *pattern, void (*check)(const char *path))
{
    glob_t found;
    ck_assert_int_eq(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        check(found.gl_pathv[i]);
    globfree(&found);
}

static void
check_written(const char *path)
{
    if (strstr(path, "/fail/") != NULL)
        return;
    char *text = text_of_file(path);
    ck_assert_ptr_nonnull(text);
    char *written = load_and_write(path, text);
    char *ok = replace_end(path, ".ok");
    hold_to(ok, written);
    char *again = load_and_write(ok, written);
    ck_assert_msg(strcmp(written, again) == 0, "%s: written otherwise the second time:\n%s", path,
                  again);
    free(again);
    free(ok);
    free(written);
    free(text);
}

START_TEST(what_is_read_is_written)
{
    for_each("testdata/config/*/*.in", check_written);
}
END_TEST

static void
check_diagnostics(const char *path)
{
    static const char *const severities[] = { "note", "warning", "error" };
    char *text = text_of_file(path);
    ck_assert_ptr_nonnull(text);
    struct load_options options = { .file = path };
    struct load_result result;
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    char *printed = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&printed, &size);
    ck_assert_ptr_nonnull(memory);
    for (size_t i = 0; i < result.diags.count; i++) {
        const struct diag *diag = &result.diags.items[i];
        fprintf(memory, "%u:%u-%u: %s: %s\n", diag->span.line, diag->span.first, diag->span.last,
                severities[diag->severity], diag->text);
    }
    fprintf(memory, "%zu modelled, %zu kept, %zu refused\n", result.modelled, result.kept,
            result.refused);
    fclose(memory);
    char *expected = replace_end(path, ".diag");
    hold_to(expected, printed);
    free(expected);
    free(printed);
    free(text);
    load_result_free(&result);
}

START_TEST(what_is_wrong_is_said)
{
    for_each("testdata/config/fail/*.in", check_diagnostics);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("config");
    TCase *tcase = tcase_create("golden");
    tcase_add_test(tcase, what_is_read_is_written);
    tcase_add_test(tcase, what_is_wrong_is_said);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
