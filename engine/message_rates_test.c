/*
 * message_rates_test.c: which messages of a second are the first ones.
 */
#include <check.h>
#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/message_rates.h"

/* Each rule counts by itself, however many there are; a second begins with a message. */
START_TEST(test_rules_by_themselves)
{
    enum { RULES = 40 };
    struct config *config = config_new((struct os_release){ .version = OS_8_0 });
    struct map_rule rules[RULES];
    struct message_rates rates = { 0 };
    ck_assert_ptr_nonnull(config);
    for (uint32_t i = 0; i < RULES; i++) {
        for (uint32_t count = 0; count < 4; count++)
            ck_assert(message_rates_permit(&rates, config, &rules[i], 3, 5) == (count < 3));
    }
    ck_assert_uint_eq(rates.count, RULES);
    ck_assert(!message_rates_permit(&rates, config, &rules[0], 3, 4 + seconds_to_ns(1)));
    for (uint32_t count = 0; count < 4; count++)
        ck_assert(message_rates_permit(&rates, config, &rules[0], 3, 5 + seconds_to_ns(1)) ==
                  (count < 3));
    message_rates_fini(&rates);
    config_free(config);
}
END_TEST

/* Rules move when the configuration changes: nothing of before is theirs. */
START_TEST(test_changed_configuration)
{
    struct config *config = config_new((struct os_release){ .version = OS_8_0 });
    struct map_rule rule;
    struct message_rates rates = { 0 };
    ck_assert_ptr_nonnull(config);
    ck_assert(message_rates_permit(&rates, config, &rule, 1, 0));
    ck_assert(!message_rates_permit(&rates, config, &rule, 1, 0));
    config->revision++;
    ck_assert(message_rates_permit(&rates, config, &rule, 1, 0));
    ck_assert(!message_rates_permit(&rates, config, &rule, 1, 0));
    message_rates_fini(&rates);
    config_free(config);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("message rates");
    TCase *tcase = tcase_create("rates");
    tcase_add_test(tcase, test_rules_by_themselves);
    tcase_add_test(tcase, test_changed_configuration);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
