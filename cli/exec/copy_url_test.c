/*
 * copy_url_test.c: URLs of `copy`, and the files of this machine that they stand for.
 */
#include "cli/exec/copy_url.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct path_row {
    const char *url, *path;
} path_rows[] = {
    { "disk0:/a.pcap", "a.pcap" },
    { "flash:a.pcap", "a.pcap" },
    { "tftp://10.1.1.1/sub/a.pcap", "sub/a.pcap" },
    { "ftp://user:word@10.1.1.1//a.pcap", "a.pcap" },
    { "/tmp/a.pcap", "/tmp/a.pcap" },
    { "../a.pcap", "../a.pcap" },
    { "disk0:/../a.pcap", NULL },
    { "disk0:sub/../../a.pcap", NULL },
    { "disk0:..a", "..a" },
    { "disk0:a/..", NULL },
    { "disk0:/", NULL },
    { "tftp://10.1.1.1", NULL },
    { "", NULL },
};

START_TEST(a_url_is_a_path_below_this_folder)
{
    const struct path_row *row = &path_rows[_i];
    struct copy_url url;
    ck_assert(copy_url_split(row->url, false, &url));
    const char *path = copy_url_path(&url);
    if (row->path == NULL)
        ck_assert_ptr_null(path);
    else
        ck_assert_str_eq(path, row->path);
}
END_TEST

static const struct part_row {
    const char *url;
    bool bare;
    const char *scheme, *host, *file;
} part_rows[] = {
    { "tftp://10.1.1.1/sub/a", false, "tftp", "10.1.1.1", "sub/a" },
    { "TFTP:", false, "tftp", "", "" },
    { "tftp", true, "tftp", "", "" },
    { "tftp", false, "", "", "tftp" },
    { "ftp://user:word@10.1.1.1/a", false, "ftp", "user:word@10.1.1.1", "a" },
    { "disk0:a", false, "disk0", "", "a" },
    { "some/a", true, "", "", "some/a" },
};

START_TEST(a_url_has_parts)
{
    const struct part_row *row = &part_rows[_i];
    struct copy_url url;
    ck_assert(copy_url_split(row->url, row->bare, &url));
    ck_assert_str_eq(url.scheme, row->scheme);
    ck_assert_str_eq(url.host, row->host);
    ck_assert_str_eq(url.file, row->file);
}
END_TEST

START_TEST(a_part_has_an_end)
{
    struct copy_url url;
    char text[1024] = "tftp://";
    memset(text + 7, 'a', COPY_HOST_SIZE);
    ck_assert(!copy_url_split(text, false, &url));
    text[7 + COPY_HOST_SIZE - 1] = '\0';
    ck_assert(copy_url_split(text, false, &url));
    memcpy(text, "disk0:/", 7);
    memset(text + 7, 'a', COPY_FILE_SIZE);
    ck_assert(!copy_url_split(text, false, &url));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("copy_url");
    TCase *tcase = tcase_create("copy_url");
    tcase_add_loop_test(tcase, a_url_is_a_path_below_this_folder, 0, ARRAY_LENGTH(path_rows));
    tcase_add_loop_test(tcase, a_url_has_parts, 0, ARRAY_LENGTH(part_rows));
    tcase_add_test(tcase, a_part_has_an_end);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
