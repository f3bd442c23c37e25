/*
 * show_meters_test.c: the columns of `show memory`, and that `show tech-support` gives no secret
 * away.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show/show_meters.h"
#include "engine/base/compiler.h"

struct text {
    FILE *out;
    char *bytes;
    size_t size;
};

static void
text_open(struct text *text)
{
    *text = (struct text){ 0 };
    text->out = open_memstream(&text->bytes, &text->size);
    ck_assert_ptr_nonnull(text->out);
}

static void
text_is(struct text *text, const char *expected)
{
    ck_assert_int_eq(fclose(text->out), 0);
    ck_assert_str_eq(text->bytes, expected);
    free(text->bytes);
}

/* The figures of shell.md 6.14. */
START_TEST(test_memory_columns)
{
    struct text text;
    text_open(&text);
    print_memory(text.out, 39809024, 67108864, true);
    text_is(&text, "Free memory:        27299840 bytes (41%)\n"
                   "Used memory:        39809024 bytes (59%)\n"
                   "-------------     ----------------\n"
                   "Total memory:       67108864 bytes (100%)\n");
    text_open(&text);
    print_memory(text.out, 39809024, 67108864, false);
    text_is(&text, "Free memory:        27299840 bytes\n"
                   "Used memory:        39809024 bytes\n"
                   "-------------     ----------------\n"
                   "Total memory:       67108864 bytes\n");
}
END_TEST

static const struct {
    const char *line, *shown;
} lines[] = {
    { "enable password 8Ry2YjIyt7RRXU24 encrypted", "enable password <removed> encrypted" },
    { "passwd 2KFQnbNIdI.2KYOU encrypted", "passwd <removed> encrypted" },
    { "username joe password abc123 encrypted privilege 15",
      "username joe password <removed> encrypted privilege 15" },
    { "isakmp key s3cret address 192.0.2.1 netmask 255.255.255.255 ",
      "isakmp key <removed> address 192.0.2.1 netmask 255.255.255.255 " },
    { "snmp-server community public", "snmp-server community <removed>" },
    { " pre-shared-key s3cret", " pre-shared-key <removed>" },
    { "ntp authentication-key 1 md5 s3cret", "ntp authentication-key 1 md5 <removed>" },
    { "snmp-server user joe ops v3 auth sha s3cret priv des s4cret",
      "snmp-server user joe ops v3 auth sha <removed> priv des <removed>" },
    { "isakmp policy 10 encryption des", "isakmp policy 10 encryption des" },
    { "aaa-server T (inside) host 10.1.1.1 s3cret timeout 10",
      "aaa-server T (inside) host 10.1.1.1 <removed> timeout 10" },
    { "aaa-server T (inside) host 10.1.1.1", "aaa-server T (inside) host 10.1.1.1" },
    { "aaa-server T protocol tacacs+", "aaa-server T protocol tacacs+" },
    { "isakmp policy 10 hash md5", "isakmp policy 10 hash md5" },
    { "access-list a remark the key is under the mat",
      "access-list a remark the key is under the mat" },
    { "banner motd no password here", "banner motd no password here" },
    { "access-list a permit tcp any host 192.0.2.1 eq www",
      "access-list a permit tcp any host 192.0.2.1 eq www" },
    { "name 10.1.1.9 key", "name 10.1.1.9 key" },
    { "", "" },
};

START_TEST(test_no_secret_is_shown)
{
    struct text text;
    char listing[256], expected[256];
    /* another line around it: nothing of a line says something of the next one */
    snprintf(listing, sizeof(listing), "passwd\n%s\nroute outside 0 0 1\n", lines[_i].line);
    snprintf(expected, sizeof(expected), "passwd\n%s\nroute outside 0 0 1\n", lines[_i].shown);
    text_open(&text);
    print_without_secrets(text.out, listing);
    text_is(&text, expected);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("show_meters");
    TCase *tcase = tcase_create("layouts");
    tcase_add_test(tcase, test_memory_columns);
    tcase_add_loop_test(tcase, test_no_secret_is_shown, 0, ARRAY_LENGTH(lines));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
