/*
 * json_test.c: what is written, and that Jansson, which is strict, reads it back the same.
 */
#include "cli/json.h"

#include <check.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

static FILE *file;
static char *written;
static size_t written_size;
static struct output output;
static struct json_writer json;

static void
setup(void)
{
    file = open_memstream(&written, &written_size);
    ck_assert_ptr_nonnull(file);
    ck_assert(output_init(&output, file));
    json_writer_init(&json, &output);
}

static void
teardown(void)
{
    output_fini(&output);
    fclose(file);
    free(written);
}

START_TEST(nesting)
{
    json_begin_object(&json);
    json_put_key(&json, "empty");
    json_begin_array(&json);
    json_end(&json);
    json_put_key(&json, "list");
    json_begin_array(&json);
    json_put_unsigned(&json, 1);
    json_put_null(&json);
    json_begin_object(&json);
    json_put_key(&json, "deep");
    json_put_bool(&json, true);
    json_end(&json);
    json_end(&json);
    json_put_key(&json, "last");
    json_put_string(&json, NULL);
    json_end(&json);
    json_end_line(&json);
    json_put_bool(&json, false);
    json_end_line(&json);
    ck_assert(output_flush(&output));
    ck_assert_str_eq(written, "{\"empty\":[],\"list\":[1,null,{\"deep\":true}],\"last\":null}\n"
                              "false\n");
}
END_TEST

static const struct {
    const char *text;
    size_t length;
    const char *json;
} strings[] = {
    { "", 0, "\"\"" },
    { "plain", 5, "\"plain\"" },
    { "a\"b\\c/", 6, "\"a\\\"b\\\\c/\"" },
    { "\n\r\t\b\0\x1b\x7f", 7, "\"\\n\\r\\t\\u0008\\u0000\\u001b\\u007f\"" },
    { "\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\xa5", 9, "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\xa5\"" },
    { "\xc2\x9b\xe2\x80\xa8", 5, "\"\\u009b\\u2028\"" },
    { "\xff", 1, "\"\xef\xbf\xbd\"" },
    { "a\xc3", 2, "\"a\xef\xbf\xbd\"" },                               /* cut off */
    { "\xc3(", 2, "\"\xef\xbf\xbd(\"" },                               /* no continuation */
    { "\xc0\xaf", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\"" },                 /* too long a form */
    { "\xed\xa0\x80", 3, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" }, /* a surrogate */
    { "\xf4\x90\x80\x80", 4, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
    { "\x80", 1, "\"\xef\xbf\xbd\"" },
};

START_TEST(text)
{
    json_put_text(&json, strings[_i].text, strings[_i].length);
    ck_assert(output_flush(&output));
    ck_assert_str_eq(written, strings[_i].json);
}
END_TEST

static const struct {
    int64_t number;
    const char *seconds;
} numbers[] = {
    { 0, "0" },
    { 1, "0.000000001" },
    { -1, "-0.000000001" },
    { 31250000000, "31.25" },
    { -120000000000, "-120" },
    { 100000000, "0.1" },
    { INT64_MAX, "9223372036.854775807" },
    { INT64_MIN, "-9223372036.854775808" },
};

START_TEST(number)
{
    json_begin_array(&json);
    json_put_seconds(&json, numbers[_i].number);
    json_put_unsigned(&json, (uint64_t)numbers[_i].number);
    json_end(&json);
    ck_assert(output_flush(&output));
    char expected[128];
    snprintf(expected, sizeof(expected), "[%s,%llu]", numbers[_i].seconds,
             (unsigned long long)numbers[_i].number);
    ck_assert_str_eq(written, expected);
}
END_TEST

/* Every string of two bytes is JSON that a strict reader takes. */
START_TEST(any_bytes_are_valid_json)
{
    json_begin_array(&json);
    for (unsigned pair = 0; pair <= UINT16_MAX; pair++) {
        char bytes[] = { (char)(pair >> 8), (char)(pair & 0xff) };
        json_put_text(&json, bytes, sizeof(bytes));
    }
    json_end(&json);
    ck_assert(output_flush(&output));
    json_error_t error;
    json_t *read = json_loadb(written, written_size, JSON_ALLOW_NUL, &error);
    ck_assert_msg(read != NULL, "%s at %d", error.text, error.position);
    ck_assert_uint_eq(json_array_size(read), UINT16_MAX + 1);
    json_decref(read);
}
END_TEST

START_TEST(a_failed_write_is_remembered)
{
    FILE *full = fopen("/dev/full", "w");
    ck_assert_ptr_nonnull(full);
    struct output out;
    ck_assert(output_init(&out, full));
    for (int i = 0; i < 100000; i++)
        output_write(&out, "0123456789", 10);
    errno = 0;
    ck_assert(!output_flush(&out));
    ck_assert_int_eq(errno, ENOSPC);
    ck_assert(!output_flush(&out));
    output_fini(&out);
    fclose(full);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("json");
    TCase *tcase = tcase_create("json");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, nesting);
    tcase_add_loop_test(tcase, text, 0, (int)ARRAY_LENGTH(strings));
    tcase_add_loop_test(tcase, number, 0, (int)ARRAY_LENGTH(numbers));
    tcase_add_test(tcase, any_bytes_are_valid_json);
    tcase_add_test(tcase, a_failed_write_is_remembered);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
