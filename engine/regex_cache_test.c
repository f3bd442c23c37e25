/*
 * regex_cache_test.c: expressions by name and by class, and what is no expression.
 */
#include "engine/regex_cache.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct config *config;
static struct regex_cache cache;

static void
add_regex(const char *name, const char *expression)
{
    struct regex *regex = arena_append(config->arena, &config->regexes, &config->regex_count,
                                       &config->regex_capacity, sizeof(*regex));
    ck_assert_ptr_nonnull(regex);
    *regex = (struct regex){ .name = name, .expression = expression };
    config->revision++;
}

static void
add_class(const char *name, const char *first, const char *second)
{
    const char *names[] = { first, second };
    struct class_map *class = config_class_map_make(config, name);
    ck_assert_ptr_nonnull(class);
    class->exists = true;
    class->type = CLASS_MAP_REGEX;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        const char **place = arena_append(config->arena, &class->regexes, &class->regex_count,
                                          &class->regex_capacity, sizeof(*place));
        ck_assert_ptr_nonnull(place);
        *place = names[i];
    }
}

static bool
matches(const char *name, bool is_class, const char *text)
{
    const struct map_regex regex = { .name = name, .is_class = is_class };
    return regex_cache_matches(&cache, config, &regex, text, strlen(text));
}

static void
start(void)
{
    config = config_new((struct os_release){ .version = OS_8_0 });
    ck_assert_ptr_nonnull(config);
    add_regex("exe", "\\.exe");
    add_regex("start", "^a+b");
    add_class("both", "start", "exe");
}

static void
end(void)
{
    regex_cache_fini(&cache);
    config_free(config);
}

START_TEST(by_name_and_class)
{
    for (unsigned again = 0; again < 2; again++) {
        ck_assert(matches("exe", false, "a.exe"));
        ck_assert(!matches("exe", false, "aexe"));
        ck_assert(matches("start", false, "aab"));
        ck_assert(!matches("start", false, "baab"));
        ck_assert(matches("both", true, "x.exe"));
        ck_assert(matches("both", true, "ab"));
        ck_assert(!matches("both", true, "b"));
    }
}
END_TEST

START_TEST(what_is_not_there)
{
    ck_assert(!matches("none", false, "a.exe"));
    ck_assert(!matches("none", true, "a.exe"));
    ck_assert(!matches("exe", true, "a.exe"));
    ck_assert(!matches("both", false, "a.exe"));
    ck_assert(!matches(NULL, false, "a.exe"));
    add_regex("broken", "(");
    ck_assert(!matches("broken", false, "("));
    ck_assert(!matches("broken", false, "("));
}
END_TEST

/* Another revision may have the same name for another expression. */
START_TEST(revisions)
{
    ck_assert(!matches("exe", false, "a.com"));
    config->regexes[0].expression = "\\.com";
    ck_assert(!matches("exe", false, "a.com"));
    config->revision++;
    ck_assert(matches("exe", false, "a.com"));
    add_regex("later", "z");
    ck_assert(matches("later", false, "xyz"));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("regex_cache");
    TCase *tcase = tcase_create("regex_cache");
    tcase_add_checked_fixture(tcase, start, end);
    tcase_add_test(tcase, by_name_and_class);
    tcase_add_test(tcase, what_is_not_there);
    tcase_add_test(tcase, revisions);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
