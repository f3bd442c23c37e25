/*
 * inspect_tally_test.c: whose tally a line's is, and what is counted on it.
 */
#include <check.h>
#include <stdlib.h>

#include "engine/base/arena.h"
#include "engine/inspect_tally.h"

static struct policy_class *
add_class(struct config *config, struct policy_map *policy, const char *name)
{
    struct class_map *class_map = arena_zalloc(config->arena, sizeof(*class_map));
    struct policy_class *class = arena_append(config->arena, &policy->classes, &policy->count,
                                              &policy->capacity, sizeof(struct policy_class));
    ck_assert_ptr_nonnull(class_map);
    ck_assert_ptr_nonnull(class);
    class_map->name = name;
    *class = (struct policy_class){ .class_map = class_map };
    return class;
}

static void
add_inspection(struct config *config, struct policy_class *class, enum inspection_kind kind)
{
    struct inspection *inspection = arena_append(config->arena, &class->inspections, &class->count,
                                                 &class->capacity, sizeof(struct inspection));
    ck_assert_ptr_nonnull(inspection);
    *inspection = (struct inspection){ .kind = kind };
}

static void
use(struct config *config, struct policy_map *policy, ifc_id ifc)
{
    struct service_policy *service =
        arena_append(config->arena, &config->service_policies, &config->service_policy_count,
                     &config->service_policy_capacity, sizeof(struct service_policy));
    ck_assert_ptr_nonnull(service);
    *service = (struct service_policy){ .policy_map = policy, .ifc = ifc };
}

/* FTP in two classes of one policy counts apart, and goes on counting when a line is added. */
START_TEST(test_a_class_of_its_own)
{
    struct config *config = config_new((struct os_release){ .version = OS_8_0 });
    struct policy_map policy = { .name = "p" };
    struct inspect_tallies tallies = { 0 };
    ck_assert_ptr_nonnull(config);
    use(config, &policy, IFC_NONE);
    add_class(config, &policy, "one");
    add_class(config, &policy, "two");
    for (size_t i = 0; i < 2; i++)
        add_inspection(config, &policy.classes[i], INSPECT_FTP);
    uint32_t one = inspect_tally_of(&tallies, config, &policy.classes[0].inspections[0]);
    uint32_t two = inspect_tally_of(&tallies, config, &policy.classes[1].inspections[0]);
    ck_assert_uint_ne(one, two);
    inspect_tally_packet(&tallies, one);
    inspect_tally_packet(&tallies, two);
    inspect_tally_packet(&tallies, two);
    inspect_tally_refuse(&tallies, two, false);
    inspect_tally_refuse(&tallies, two, true);

    for (int i = 0; i < 20; i++)
        add_inspection(config, &policy.classes[0], INSPECT_HTTP);
    ck_assert_uint_eq(inspect_tally_of(&tallies, config, &policy.classes[0].inspections[0]), one);
    const struct inspect_tally *tally =
        inspect_tally_find(&tallies, &policy, policy.classes[1].class_map, INSPECT_FTP);
    ck_assert_ptr_nonnull(tally);
    ck_assert_uint_eq(tally->packets, 2);
    ck_assert_uint_eq(tally->drops, 2);
    ck_assert_uint_eq(tally->resets, 1);
    ck_assert_ptr_null(
        inspect_tally_find(&tallies, &policy, policy.classes[1].class_map, INSPECT_HTTP));
    inspect_tallies_fini(&tallies);
    config_free(config);
}
END_TEST

/* A fixup and a policy that is in use nowhere have none; ICMP takes the first line of its kind. */
START_TEST(test_none_and_the_first_of_a_kind)
{
    struct config *config = config_new((struct os_release){ .version = OS_8_0 });
    struct policy_map unused = { .name = "unused" }, used = { .name = "used" };
    struct inspect_tallies tallies = { 0 };
    const struct inspection fixup = { .kind = INSPECT_FTP };
    ck_assert_ptr_nonnull(config);
    add_class(config, &unused, "a");
    add_inspection(config, &unused.classes[0], INSPECT_ICMP);
    ck_assert_uint_eq(inspect_tally_of(&tallies, config, NULL), TALLY_NONE);
    ck_assert_uint_eq(inspect_tally_of(&tallies, config, &fixup), TALLY_NONE);
    ck_assert_uint_eq(inspect_tally_of(&tallies, config, &unused.classes[0].inspections[0]),
                      TALLY_NONE);
    ck_assert_uint_eq(inspect_tally_of_kind(&tallies, config, INSPECT_ICMP), TALLY_NONE);
    inspect_tally_packet(&tallies, TALLY_NONE);
    inspect_tally_refuse(&tallies, TALLY_NONE, true);

    use(config, &used, 1);
    for (uint32_t i = 0; i < 100; i++) {
        add_class(config, &used, "c");
        add_inspection(config, &used.classes[i], INSPECT_ICMP);
        ck_assert_uint_eq(inspect_tally_of(&tallies, config, &used.classes[i].inspections[0]), i);
    }
    ck_assert_uint_eq(inspect_tally_of_kind(&tallies, config, INSPECT_ICMP), 0);
    inspect_tallies_fini(&tallies);
    config_free(config);
}
END_TEST

/* What is cleared is 0, under the same number; another policy's stays. */
START_TEST(test_clearing_one_policy)
{
    struct config *config = config_new((struct os_release){ .version = OS_8_0 });
    struct policy_map policies[] = { { .name = "cleared" }, { .name = "kept" } };
    struct inspect_tallies tallies = { 0 };
    uint32_t numbers[2];
    ck_assert_ptr_nonnull(config);
    for (ifc_id i = 0; i < 2; i++) {
        use(config, &policies[i], i);
        add_class(config, &policies[i], "c");
        add_inspection(config, &policies[i].classes[0], INSPECT_FTP);
        numbers[i] = inspect_tally_of(&tallies, config, &policies[i].classes[0].inspections[0]);
        inspect_tally_packet(&tallies, numbers[i]);
        inspect_tally_refuse(&tallies, numbers[i], true);
    }
    inspect_tallies_clear(&tallies, &policies[0]);
    inspect_tally_packet(&tallies, numbers[0]);
    ck_assert_uint_eq(tallies.items[numbers[0]].packets, 1);
    ck_assert_uint_eq(tallies.items[numbers[0]].drops, 0);
    ck_assert_uint_eq(tallies.items[numbers[0]].resets, 0);
    ck_assert_uint_eq(tallies.items[numbers[1]].packets, 1);
    ck_assert_uint_eq(tallies.items[numbers[1]].drops, 1);
    ck_assert_uint_eq(tallies.items[numbers[1]].resets, 1);
    inspect_tallies_fini(&tallies);
    config_free(config);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("inspect_tally");
    TCase *tcase = tcase_create("tallies");
    tcase_add_test(tcase, test_a_class_of_its_own);
    tcase_add_test(tcase, test_none_and_the_first_of_a_kind);
    tcase_add_test(tcase, test_clearing_one_policy);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
