/*
 * usual_test.c: `show running-config all`.
 */
#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/compiler.h"
#include "parser/fixture_test.h"
#include "parser/parser.h"

static char *
text_of_all(const struct config *config, const char *section)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(memory);
    if (section != NULL)
        ck_assert(config_write_section_all(config, section, memory));
    else
        config_write_all(config, memory);
    fclose(memory);
    return text;
}

static struct load_result
load(const char *text)
{
    struct load_options options = { .file = "all" };
    struct load_result result;
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    for (size_t i = 0; i < result.line_count; i++)
        ck_assert_msg(result.lines[i].verdict != LINE_REFUSED, "refused: %s", result.lines[i].text);
    return result;
}

static size_t
count_lines(const char *text, const char *line, size_t length)
{
    size_t count = 0;
    for (const char *at = text; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n')
        count += strcspn(at, "\n") == length && strncmp(at, line, length) == 0;
    return count;
}

/*
 * Every line of A is in B, as often. Lines that were defaults are the configuration's own when they
 * have been read, and stand in front then; the checksum is that of what is saved.
 */
static void
check_lines(const char *path, const char *a, const char *b)
{
    for (const char *at = a; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n') {
        size_t length = strcspn(at, "\n");
        if (strncmp(at, "Cryptochecksum", 14) != 0)
            ck_assert_msg(count_lines(a, at, length) == count_lines(b, at, length), "%s: %.*s",
                          path, (int)length, at);
    }
}

/* What is listed is right in that version, and listed so again when it has been read. */
static void
check_file(const char *path)
{
    char *text = text_of_file(path);
    ck_assert_ptr_nonnull(text);
    struct load_result result = load(text);
    char *all = text_of_all(result.config, NULL);
    struct load_result second = load(all);
    char *again = text_of_all(second.config, NULL);
    check_lines(path, all, again);
    check_lines(path, again, all);
    ck_assert_uint_ge(strlen(all), strlen(text));
    free(text);
    free(all);
    free(again);
    load_result_free(&result);
    load_result_free(&second);
}

START_TEST(what_is_listed_can_be_read)
{
    static const char *const patterns[] = { "testdata/config/[78].*/*.ok",
                                            "testdata/factory/*-[78].*.ok" };
    size_t checked = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++) {
        glob_t found;
        ck_assert_int_eq(glob(patterns[i], 0, NULL, &found), 0);
        for (size_t k = 0; k < found.gl_pathc; k++)
            check_file(found.gl_pathv[k]);
        checked += found.gl_pathc;
        globfree(&found);
    }
    ck_assert_uint_gt(checked, 20);
}
END_TEST

static const struct factory_row {
    struct os_release release;
    const char *path;
} factories[] = {
    { { .version = OS_7_0 }, "testdata/factory/all-pix-7.0.ok" },
    { { .version = OS_7_2, .platform = PLATFORM_ASA }, "testdata/factory/all-asa-7.2.ok" },
    { { .version = OS_8_0, .platform = PLATFORM_ASA }, "testdata/factory/all-asa-8.0.ok" },
};

START_TEST(of_the_factory_configuration)
{
    struct config *config = config_factory(factories[_i].release);
    ck_assert_ptr_nonnull(config);
    char *all = text_of_all(config, NULL);
    hold_to(factories[_i].path, all);
    free(all);
    config_free(config);
}
END_TEST

/* A line takes the place of the default that it overrides, and of no other. */
static const struct section_row {
    const char *lines;
    const char *section;
    const char *all;
} section_rows[] = {
    { "", "arp", "arp timeout 14400\n" },
    { "arp timeout 600\n", "arp", "arp timeout 600\n" },
    { "nat-control\n", "nat-control", "nat-control\n" },
    { "", "nat-control", "no nat-control\n" },
    { "same-security-traffic permit intra-interface\n", "same-security-traffic",
      "same-security-traffic permit intra-interface\n"
      "no same-security-traffic permit inter-interface\n" },
    { "access-list alert-interval 60\n", "access-list",
      "access-list alert-interval 60\naccess-list deny-flow-max 4096\n" },
    { "telnet 10.0.0.0 255.0.0.0 inside\n", "telnet",
      "telnet 10.0.0.0 255.0.0.0 inside\ntelnet timeout 5\n" },
    { "ssh timeout 30\n", "ssh", "ssh timeout 30\n" },
    { "terminal width 100\n", "terminal", "terminal width 100\n" },
    { "no pager\n", "pager", "no pager\n" },
    { "", "pager", "pager lines 24\n" },
    { "fragment chain 1 inside\n", "fragment",
      "fragment chain 1 inside\nfragment size 200 inside\nfragment timeout 5 inside\n" },
    { "class-map c\n match any\n", "class-map",
      "class-map c\n match any\nclass-map class-default\n match any\n" },
};

START_TEST(a_line_takes_the_place_of_its_default)
{
    const struct section_row *row = &section_rows[_i];
    char text[1024];
    snprintf(text, sizeof(text),
             "PIX Version 7.2(2)\ninterface Ethernet1\n nameif inside\n security-level 100\n%s",
             row->lines);
    struct load_result result = load(text);
    char *all = text_of_all(result.config, row->section);
    ck_assert_str_eq(all, row->all);
    free(all);
    load_result_free(&result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("usual");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, what_is_listed_can_be_read);
    tcase_add_loop_test(tcase, of_the_factory_configuration, 0, ARRAY_LENGTH(factories));
    tcase_add_loop_test(tcase, a_line_takes_the_place_of_its_default, 0,
                        ARRAY_LENGTH(section_rows));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
