/*
 * upgrade_test.c: 6.x texts loaded as a later version.
 *
 * testdata/upgrade/NAME.in is written as NAME-VERSION.ok and has the diagnostics NAME-VERSION.diag.
 */
#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "parser/fixture_test.h"
#include "parser/parser.h"

static struct load_result
load_as(const char *text, const char *name, enum os_version version)
{
    struct load_options options = {
        .file = name,
        .has_version = true,
        .release = { .version = version,
                     .platform = version > OS_8_0 ? PLATFORM_ASA : PLATFORM_PIX },
    };
    struct load_result result;
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    return result;
}

/* ---- goldens ---- */

static char *
text_of_diags(const struct load_result *result)
{
    static const char *const severities[] = { "note", "warning", "error" };
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    for (size_t i = 0; i < result->diags.count; i++) {
        const struct diag *diag = &result->diags.items[i];
        fprintf(out, "%u: %s: %s", diag->span.line, severities[diag->severity], diag->text);
        if (diag->rule != NULL)
            fprintf(out, " [%s]", diag->rule);
        putc('\n', out);
    }
    fclose(out);
    return text;
}

static const struct golden {
    const char *name;
    enum os_version version;
} goldens[] = {
    { "pix62", OS_7_0 },
    { "pix62", OS_8_2 },
    { "pix63", OS_7_0 },
    { "pix63", OS_7_2 },
};

START_TEST(a_listing_becomes_another)
{
    const struct golden *golden = &goldens[_i];
    char in[64];
    char ok[64];
    char diag[64];
    const char *version = os_version_name(golden->version);
    snprintf(in, sizeof(in), "testdata/upgrade/%s.in", golden->name);
    snprintf(ok, sizeof(ok), "testdata/upgrade/%s-%s.ok", golden->name, version);
    snprintf(diag, sizeof(diag), "testdata/upgrade/%s-%s.diag", golden->name, version);
    char *text = text_of_file(in);
    ck_assert_ptr_nonnull(text);
    struct load_result result = load_as(text, in, golden->version);
    char *written = text_of_config(result.config);
    char *said = text_of_diags(&result);
    hold_to(ok, written);
    hold_to(diag, said);
    free(said);
    free(written);
    free(text);
    load_result_free(&result);
}
END_TEST

/* ---- what is converted and what is not ---- */

static bool
says(const struct load_result *result, enum diag_kind kind)
{
    for (size_t i = 0; i < result->diags.count; i++) {
        if (result->diags.items[i].kind == kind)
            return true;
    }
    return false;
}

/* A text of the version itself is refused, not converted. */
START_TEST(lines_of_6_in_a_text_of_7_are_refused)
{
    struct load_result result = load_as("PIX Version 7.2(1)\nnameif ethernet0 outside security0\n"
                                        "conduit permit ip any any\n",
                                        "test", OS_7_2);
    ck_assert(!says(&result, DIAG_CONVERSION));
    ck_assert_uint_eq(result.refused, 2);
    load_result_free(&result);
}
END_TEST

START_TEST(a_text_of_6_is_not_converted_for_6)
{
    struct load_result result =
        load_as("PIX Version 6.2(1)\nnameif ethernet0 outside security0\n", "test", OS_6_3);
    ck_assert(!says(&result, DIAG_CONVERSION));
    ck_assert_uint_eq(result.refused, 0);
    load_result_free(&result);
}
END_TEST

/* A piece has only what stands in it; a whole box has what 6.x does without a line, too. */
START_TEST(a_piece_gets_nothing_else)
{
    struct load_result piece = load_as("floodguard enable\nlogging on\n", "test", OS_7_2);
    ck_assert_uint_eq(piece.config->service_policy_count, 0);
    ck_assert(!piece.config->nat_control);
    ck_assert_int_eq(piece.lines[0].verdict, LINE_IGNORED);
    ck_assert_int_eq(piece.lines[1].verdict, LINE_MODELLED);
    load_result_free(&piece);
    struct load_result box = load_as("nameif ethernet0 outside security0\n", "test", OS_7_2);
    ck_assert_uint_eq(box.config->service_policy_count, 1);
    ck_assert(box.config->nat_control);
    load_result_free(&box);
}
END_TEST

/* A wrapped line that only the old version has is put together first. */
START_TEST(wrapped_lines_are_converted)
{
    struct load_result result = load_as("PIX Version 6.3(5)\nnameif ethernet0 outside\nsecurity0\n"
                                        "ip address outside 192.0.2.1\n255.255.255.0\n",
                                        "test", OS_7_2);
    ck_assert_uint_eq(result.refused, 0);
    ck_assert_int_eq(result.lines[2].verdict, LINE_JOINED);
    ck_assert_int_eq(result.lines[4].verdict, LINE_JOINED);
    ck_assert_str_eq(result.config->interfaces[0]->hardware, "Ethernet0");
    ck_assert_uint_eq(result.config->interfaces[0]->netmask, 0xffffff00);
    load_result_free(&result);
}
END_TEST

/* ---- the corpus: what it becomes is a configuration of the later version ---- */

static void
check_corpus_file(const char *path, enum os_version version)
{
    char *text = text_of_file(path);
    ck_assert_ptr_nonnull(text);
    struct load_result first = load_as(text, path, version);
    char *written = text_of_config(first.config);
    struct load_result again = load_as(written, path, version);
    char *second = text_of_config(again.config);
    ck_assert_msg(again.refused == 0, "%s: refused after %s", path, os_version_name(version));
    ck_assert_msg(strcmp(written, second) == 0, "%s: written otherwise the second time", path);
    free(second);
    load_result_free(&again);
    free(written);
    load_result_free(&first);
    free(text);
}

START_TEST(what_the_corpus_becomes_loads_again)
{
    glob_t found;
    if (glob("../shared/corpus/configs/pix6/*", 0, NULL, &found) != 0) {
        fprintf(stderr, "SKIPPED: ../shared is not here\n");
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        check_corpus_file(found.gl_pathv[i], OS_7_0);
        check_corpus_file(found.gl_pathv[i], OS_8_2);
    }
    globfree(&found);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("upgrade");
    TCase *tcase = tcase_create("upgrade");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_listing_becomes_another, 0, ARRAY_LENGTH(goldens));
    tcase_add_test(tcase, lines_of_6_in_a_text_of_7_are_refused);
    tcase_add_test(tcase, a_text_of_6_is_not_converted_for_6);
    tcase_add_test(tcase, a_piece_gets_nothing_else);
    tcase_add_test(tcase, wrapped_lines_are_converted);
    tcase_add_test(tcase, what_the_corpus_becomes_loads_again);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
