/*
 * logging_test.c: which messages pass to a destination.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"

static struct config *config;
static struct log_list list = { .name = "l", .exists = true };

static void
setup(void)
{
    config = config_new((struct os_release){ .version = OS_7_2 });
    ck_assert_ptr_nonnull(config);
}

static void
teardown(void)
{
    config_free(config);
}

START_TEST(classes_by_number)
{
    static const struct {
        uint32_t id;
        enum log_class log_class;
    } cases[] = {
        { 106023, LOG_CLASS_SESSION }, { 113005, LOG_CLASS_AUTH },   { 313001, LOG_CLASS_IP },
        { 611103, LOG_CLASS_VPNC },    { 713001, LOG_CLASS_VPN },    { 715077, LOG_CLASS_VPN },
        { 400014, LOG_CLASS_IPS },     { 111008, LOG_CLASS_CONFIG }, { 104001, LOG_CLASS_HA },
        { 100000, LOG_CLASS_COUNT },   { 999999, LOG_CLASS_COUNT },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        ck_assert_msg(log_class_of(cases[i].id) == cases[i].log_class, "%u", cases[i].id);
}
END_TEST

START_TEST(a_level_lets_the_more_urgent_pass)
{
    struct logging *logging = &config->logging;
    ck_assert(!logging_has_destination(logging, LOG_TRAP));
    ck_assert(!logging_passes(logging, LOG_TRAP, 106023, 0));
    logging->level[LOG_TRAP] = 4;
    ck_assert(logging_has_destination(logging, LOG_TRAP));
    ck_assert(logging_passes(logging, LOG_TRAP, 106023, 4));
    ck_assert(!logging_passes(logging, LOG_TRAP, 106023, 5));
    ck_assert(!logging_passes(logging, LOG_BUFFERED, 106023, 0));
}
END_TEST

START_TEST(a_list_stands_in_the_place_of_a_level)
{
    static struct log_list_entry entries[] = {
        { .first = 302013, .last = 302016, .log_class = LOG_CLASS_COUNT },
        { .by_level = true, .level = 3, .log_class = LOG_CLASS_AUTH },
        { .by_level = true, .level = 1, .log_class = LOG_CLASS_COUNT },
    };
    struct logging *logging = &config->logging;
    list.entries = entries;
    list.count = ARRAY_LENGTH(entries);
    logging->filter[LOG_BUFFERED] = &list;
    ck_assert(logging_has_destination(logging, LOG_BUFFERED));
    ck_assert(logging_passes(logging, LOG_BUFFERED, 302013, 7));
    ck_assert(logging_passes(logging, LOG_BUFFERED, 302016, 7));
    ck_assert(!logging_passes(logging, LOG_BUFFERED, 302017, 6));
    ck_assert_msg(logging_passes(logging, LOG_BUFFERED, 113005, 3), "of its class");
    ck_assert_msg(!logging_passes(logging, LOG_BUFFERED, 106001, 3), "of another class");
    ck_assert_msg(logging_passes(logging, LOG_BUFFERED, 106001, 1), "of any class");
    list.exists = false;
    ck_assert_msg(!logging_passes(logging, LOG_BUFFERED, 302013, 7), "the list is not there");
    list.exists = true;
}
END_TEST

START_TEST(a_class_comes_before_the_destination)
{
    struct logging *logging = &config->logging;
    logging->level[LOG_CONSOLE] = 6;
    logging->class_level[LOG_CLASS_SESSION][LOG_CONSOLE] = 2;
    logging->class_level[LOG_CLASS_SESSION][LOG_TRAP] = 7;
    ck_assert(!logging_passes(logging, LOG_CONSOLE, 302013, 6));
    ck_assert(logging_passes(logging, LOG_CONSOLE, 106001, 2));
    ck_assert(logging_passes(logging, LOG_CONSOLE, 313001, 6));
    ck_assert(logging_passes(logging, LOG_TRAP, 302013, 7));
    ck_assert_msg(!logging_passes(logging, LOG_TRAP, 313001, 0), "the destination is off");
    ck_assert(logging_has_destination(logging, LOG_TRAP));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("logging");
    TCase *tcase = tcase_create("passes");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, classes_by_number);
    tcase_add_test(tcase, a_level_lets_the_more_urgent_pass);
    tcase_add_test(tcase, a_list_stands_in_the_place_of_a_level);
    tcase_add_test(tcase, a_class_comes_before_the_destination);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
