/*
 * sources_test.c: captures as the command line names them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/replay/sources.h"

#define ODD_NAME "/tmp/sources_test=odd.pcap"

static struct config *config;

static void
set_up(void)
{
    static const char *const names[] = { "outside", "inside", NULL };
    config = config_new((struct os_release){ .version = OS_7_2 });
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        ifc_id ifc = config_add_interface(config, "Ethernet0/0");
        config->interfaces[ifc]->name = names[i];
    }
    FILE *file = fopen(ODD_NAME, "w");
    ck_assert_ptr_nonnull(file);
    fclose(file);
}

static void
tear_down(void)
{
    unlink(ODD_NAME);
    config_free(config);
}

static const struct {
    const char *word;
    const char *path; /* NULL: refused */
    ifc_id point;
} cases[] = {
    { "a.pcap", "a.pcap", IFC_NONE },
    { "-", "-", IFC_NONE },
    { "inside=a.pcap", "a.pcap", 1 },
    { "outside=-", "-", 0 },
    { "inside=a=b.pcap", "a=b.pcap", 1 },
    { "inside=", "", 1 },
    { ODD_NAME, ODD_NAME, IFC_NONE },
    { "dmz=a.pcap", NULL, IFC_NONE },
    { "=a.pcap", NULL, IFC_NONE },
    { "a-name-that-is-much-longer-than-any-nameif-of-the-device-can-ever-be-48=a", NULL, IFC_NONE },
};

START_TEST(words_are_read)
{
    struct replay_input input;
    char error[SOURCE_ERROR_SIZE] = "";
    bool read = source_parse(config, cases[_i].word, &input, error);
    ck_assert_int_eq(read, cases[_i].path != NULL);
    if (!read) {
        ck_assert_ptr_nonnull(strstr(error, "it has: outside, inside)"));
        return;
    }
    ck_assert_str_eq(input.path, cases[_i].path);
    ck_assert_uint_eq(input.point, cases[_i].point);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sources");
    TCase *words = tcase_create("words");
    tcase_add_checked_fixture(words, set_up, tear_down);
    tcase_add_loop_test(words, words_are_read, 0, (int)ARRAY_LENGTH(cases));
    suite_add_tcase(suite, words);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
