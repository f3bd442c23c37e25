/*
 * rate_limit_test.c: how many messages pass, and which limit is a message's.
 */
#include "engine/syslog/rate_limit.h"

#include <check.h>
#include <stdlib.h>

#include "engine/base/clock.h"

static struct log_rate rates[] = {
    { .what = 302013, .count = 2, .interval_seconds = 10 },
    { .by_level = true, .what = 6, .count = 1, .interval_seconds = 5 },
    { .what = 106023, .unlimited = true },
    { .by_level = true, .what = 4, .count = 1, .interval_seconds = 100 },
};
static const struct logging logging = { .rates = rates, .rate_count = 4 };

/* What comes at a second, and whether it passes. */
static const struct step {
    uint32_t second;
    uint32_t id;
    uint8_t severity;
    bool passes;
} steps[] = {
    { 0, 302013, 6, true },  { 1, 302013, 6, true }, /* its own limit, not that of its level */
    { 2, 302013, 6, false }, { 2, 302014, 6, true }, /* each number for itself */
    { 3, 302014, 6, false }, { 3, 302015, 6, true },
    { 7, 302014, 6, true }, /* five seconds after the first */
    { 9, 302013, 6, false }, { 10, 302013, 6, true },
    { 10, 106023, 4, true }, /* unlimited, whatever its level's is */
    { 10, 106023, 4, true }, { 10, 106023, 4, true },
    { 10, 106001, 2, true }, /* has none */
    { 10, 106001, 2, true },
};

START_TEST(steps_in_time)
{
    struct rate_limiter limiter = { 0 };
    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        const struct step *step = &steps[i];
        struct syslog_message message = { .id = step->id, .severity = step->severity };
        bool passes =
            rate_limiter_passes(&limiter, &logging, &message, seconds_to_ns(step->second));
        ck_assert_msg(passes == step->passes, "step %zu", i);
    }
    ck_assert_uint_eq(rate_limiter_held(&limiter, &logging, &rates[0]), 2);
    ck_assert_uint_eq(rate_limiter_held(&limiter, &logging, &rates[1]), 1);
    ck_assert_uint_eq(rate_limiter_held(&limiter, &logging, &rates[3]), 0);
    rate_limiter_fini(&limiter);
}
END_TEST

/* A clock that is set back begins a new interval. */
START_TEST(time_goes_back)
{
    struct rate_limiter limiter = { 0 };
    struct syslog_message message = { .id = 302014, .severity = 6 };
    ck_assert(rate_limiter_passes(&limiter, &logging, &message, seconds_to_ns(100)));
    ck_assert(!rate_limiter_passes(&limiter, &logging, &message, seconds_to_ns(101)));
    ck_assert(rate_limiter_passes(&limiter, &logging, &message, seconds_to_ns(50)));
    rate_limiter_fini(&limiter);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("rate_limit");
    TCase *tcase = tcase_create("rate_limit");
    tcase_add_test(tcase, steps_in_time);
    tcase_add_test(tcase, time_goes_back);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
