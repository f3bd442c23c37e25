/*
 * report_test.c: each form of one report, that Jansson reads the JSON back, and that nothing of a
 * hostile text comes out raw.
 *
 * `cli.report.report_test --write DIR` writes DIR/good.* and DIR/bad.* for prove, xmllint and the
 * schema (cli/report/accept).
 */
#include "cli/report/report.h"

#include <assert.h>
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define HOSTILE "\x1b[2J # SKIP ]]> <b> \"q\" 'a' & \\ \x80 \xc2\x9b \xef\xbf\xbf \x01 %s \x7f"

static const struct report_case good[] = {
    { .name = "built tcp inside", .status = REPORT_PASSED, .file = "office", .line = 3 },
    { .name = "no 305006",
      .status = REPORT_SKIPPED,
      .file = "office",
      .line = 4,
      .message = "8.0 only" },
};

static const struct report_case bad[] = {
    { .group = "6.2", .name = "one", .status = REPORT_PASSED },
    { .group = "6.2",
      .name = "two # TODO",
      .status = REPORT_FAILED,
      .file = "office",
      .line = 7,
      .message = "denied, not passed",
      .details = "packet 7\n\nphase: ACCESS-LIST\nwhy : so\n:\na:b c: d\n:x y\n" },
    { .group = "7.2 & <up>",
      .name = "three",
      .status = REPORT_SKIPPED,
      .message = "no such thing" },
    { .group = "7.2 & <up>", .name = "four", .status = REPORT_FAILED },
    { .group = HOSTILE,
      .name = HOSTILE,
      .status = REPORT_FAILED,
      .file = HOSTILE,
      .line = 1,
      .message = HOSTILE,
      .details = HOSTILE "\n" HOSTILE },
    { .group = HOSTILE, .name = HOSTILE, .status = REPORT_SKIPPED, .message = HOSTILE },
};

/* To be freed. */
static char *
written(const struct report_case *cases, size_t count, enum report_format format)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    struct output output;
    struct report *report = report_new("check");
    bool ready = file != NULL && report != NULL && output_init(&output, file);
    assert(ready);
    for (size_t i = 0; i < count; i++) {
        bool added = report_add(report, &cases[i]);
        assert(added);
    }
    report_write(report, format, &output);
    bool flushed = output_flush(&output);
    assert(flushed);
    output_fini(&output);
    fclose(file);
    report_free(report);
    return text;
}

#define expect_written(cases, count, format, expected)                                             \
    do {                                                                                           \
        char *text = written(cases, count, format);                                                \
        ck_assert_str_eq(text, expected);                                                          \
        free(text);                                                                                \
    } while (0)

START_TEST(as_text)
{
    expect_written(bad, 4, REPORT_TEXT,
                   "6.2:\n"
                   "ok      one\n"
                   "FAILED  two # TODO\n"
                   "        office:7: denied, not passed\n"
                   "        packet 7\n"
                   "        \n"
                   "        phase: ACCESS-LIST\n"
                   "        why : so\n"
                   "        :\n"
                   "        a:b c: d\n"
                   "        :x y\n"
                   "7.2 & <up>:\n"
                   "skipped three\n"
                   "        no such thing\n"
                   "FAILED  four\n"
                   "1 passed, 2 failed, 1 skipped\n");
    expect_written(bad, 1, REPORT_TEXT, "6.2:\nok      one\n1 passed, 0 failed\n");
}
END_TEST

START_TEST(as_tap)
{
    expect_written(bad, 4, REPORT_TAP,
                   "TAP version 13\n"
                   "1..4\n"
                   "ok 1 - 6.2: one\n"
                   "not ok 2 - 6.2: two \\# TODO\n"
                   "  ---\n"
                   "  message: \"denied, not passed\"\n"
                   "  file: \"office\"\n"
                   "  line: 7\n"
                   "  details:\n"
                   "    - \"packet 7\"\n"
                   "    - \"\"\n"
                   "    - \"phase\\x3a ACCESS-LIST\"\n"
                   "    - \"why \\x3a so\"\n"
                   "    - \"\\x3a\"\n"
                   "    - \"a:b c: d\"\n"
                   "    - \":x y\"\n"
                   "  ...\n"
                   "ok 3 - 7.2 & <up>: three # SKIP no such thing\n"
                   "not ok 4 - 7.2 & <up>: four\n"
                   "  ---\n"
                   "  message: \"failed\"\n"
                   "  ...\n");
    expect_written(bad, 0, REPORT_TAP, "TAP version 13\n1..0\n");
}
END_TEST

START_TEST(as_junit)
{
    expect_written(bad, 4, REPORT_JUNIT,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<testsuites name=\"check\" tests=\"4\" failures=\"2\" errors=\"0\">\n"
                   "  <testsuite name=\"6.2\" tests=\"2\" failures=\"1\" errors=\"0\" "
                   "skipped=\"0\">\n"
                   "    <testcase classname=\"6.2\" name=\"one\"/>\n"
                   "    <testcase classname=\"6.2\" name=\"two # TODO\">\n"
                   "      <failure type=\"failed\" message=\"denied, not passed\">office:7\n"
                   "packet 7\n"
                   "\n"
                   "phase: ACCESS-LIST\n"
                   "why : so\n"
                   ":\n"
                   "a:b c: d\n"
                   ":x y\n"
                   "</failure>\n"
                   "    </testcase>\n"
                   "  </testsuite>\n"
                   "  <testsuite name=\"7.2 &amp; &lt;up&gt;\" tests=\"2\" failures=\"1\" "
                   "errors=\"0\" skipped=\"1\">\n"
                   "    <testcase classname=\"7.2 &amp; &lt;up&gt;\" name=\"three\">\n"
                   "      <skipped message=\"no such thing\"/>\n"
                   "    </testcase>\n"
                   "    <testcase classname=\"7.2 &amp; &lt;up&gt;\" name=\"four\">\n"
                   "      <failure type=\"failed\" message=\"failed\"></failure>\n"
                   "    </testcase>\n"
                   "  </testsuite>\n"
                   "</testsuites>\n");
}
END_TEST

static const char *
string_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

START_TEST(as_json)
{
    char *line = written(bad, ARRAY_LENGTH(bad), REPORT_JSON);
    json_t *report = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(report);
    ck_assert_str_eq(string_of(report, "report"), "check");
    ck_assert_int_eq(json_integer_value(json_object_get(report, "passed")), 1);
    ck_assert_int_eq(json_integer_value(json_object_get(report, "failed")), 3);
    ck_assert_int_eq(json_integer_value(json_object_get(report, "skipped")), 2);
    const json_t *cases = json_object_get(report, "cases");
    ck_assert_uint_eq(json_array_size(cases), ARRAY_LENGTH(bad));
    const json_t *second = json_array_get(cases, 1);
    ck_assert_str_eq(string_of(second, "group"), "6.2");
    ck_assert_str_eq(string_of(second, "status"), "failed");
    ck_assert_int_eq(json_integer_value(json_object_get(second, "line")), 7);
    ck_assert_uint_eq(json_array_size(json_object_get(second, "details")), 7);
    ck_assert_ptr_null(json_object_get(json_array_get(cases, 0), "message"));
    json_decref(report);
    free(line);
}
END_TEST

/* In no form: control characters but the ends of lines, bytes that are no character. */
START_TEST(hostile)
{
    char *text = written(bad, ARRAY_LENGTH(bad), (enum report_format)_i);
    for (const char *c = text; *c != '\0'; c++)
        ck_assert_msg((unsigned char)*c >= ' ' || *c == '\n', "\\x%02x is raw", (unsigned)*c);
    ck_assert_ptr_null(strchr(text, 0x7f));
    ck_assert_ptr_null(strstr(text, "\xc2\x9b"));
    ck_assert_ptr_null(strstr(text, "\x80 \xc2"));
    free(text);
}
END_TEST

START_TEST(counts)
{
    struct report *report = report_new("x");
    ck_assert_ptr_nonnull(report);
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
        ck_assert(report_add(report, &good[i]));
    ck_assert_uint_eq(report_count(report, REPORT_PASSED), 1);
    ck_assert_uint_eq(report_count(report, REPORT_FAILED), 0);
    ck_assert_uint_eq(report_count(report, REPORT_SKIPPED), 1);
    report_free(report);
    report_free(NULL);
}
END_TEST

static void
write_file(const char *folder, const char *name, const struct report_case *cases, size_t count,
           enum report_format format)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, report_format_names[format]);
    FILE *file = fopen(path, "w");
    char *text = written(cases, count, format);
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
    free(text);
}

static int
write_samples(const char *folder)
{
    for (int format = 0; format < (int)REPORT_FORMAT_COUNT; format++) {
        write_file(folder, "good", good, ARRAY_LENGTH(good), (enum report_format)format);
        write_file(folder, "bad", bad, ARRAY_LENGTH(bad), (enum report_format)format);
        write_file(folder, "empty", good, 0, (enum report_format)format);
    }
    return 0;
}

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("report");
    TCase *forms = tcase_create("forms");
    suite_add_tcase(suite, forms);
    tcase_add_test(forms, as_text);
    tcase_add_test(forms, as_tap);
    tcase_add_test(forms, as_junit);
    tcase_add_test(forms, as_json);
    tcase_add_test(forms, counts);
    tcase_add_loop_test(forms, hostile, 0, REPORT_FORMAT_COUNT);
    return suite;
}

int
main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        return write_samples(argv[2]);
    SRunner *runner = srunner_create(make_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
