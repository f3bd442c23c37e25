/*
 * nat_hits_test.c: which rule counts, in which direction, between which interfaces; and that the
 * packets of a conn do not.
 */
#include "engine/fixture_test.h"

static struct nat_hits
hits(const struct bench *bench, uint32_t number, const struct ace *ace, ifc_id real, ifc_id mapped)
{
    return engine_nat_hits(bench->engine, number, ace, real, mapped);
}

#define expect_hits(bench, number, ace, real, mapped, there, back)                                 \
    do {                                                                                           \
        struct nat_hits found = hits(bench, number, ace, real, mapped);                            \
        ck_assert_uint_eq(found.translates, there);                                                \
        ck_assert_uint_eq(found.untranslates, back);                                               \
    } while (0)

static struct bench *
bench_of(enum os_version version)
{
    struct bench *bench = bench_new(version);
    bench->config->nat_control = true;
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    return bench;
}

START_TEST(a_nat_counts_by_the_other_interface)
{
    struct bench *bench = bench_of(OS_8_0);
    uint32_t number = add_nat(bench, INSIDE, 1, "10.1.1.0/24")->number;
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    add_global(bench, DMZ, 1, "172.16.1.99");
    bench_start(bench);
    expect_passed(bench, "inside udp 10.1.1.6:1600 > 198.51.100.7:1053");
    expect_passed(bench, "outside udp 198.51.100.7:1053 > 192.0.2.9:1024");
    expect_passed(bench, "inside udp 10.1.1.6:1600 > 198.51.100.7:1053");
    expect_passed(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S");
    expect_passed(bench, "inside tcp 10.1.1.5:1501 > 172.16.1.7:80 S");
    expect_hits(bench, number, NULL, INSIDE, OUTSIDE, 2, 0);
    expect_hits(bench, number, NULL, INSIDE, DMZ, 1, 0);
    expect_hits(bench, number, NULL, INSIDE, INSIDE, 0, 0);
    expect_hits(bench, number + 1, NULL, INSIDE, OUTSIDE, 0, 0);
    engine_clear_nat_hits(bench->engine);
    expect_hits(bench, number, NULL, INSIDE, OUTSIDE, 0, 0);
    quiet(bench);
    bench_free(bench);
}
END_TEST

/* From outside it untranslates, for the packets that no list lets in too. */
START_TEST(a_static_counts_both_ways)
{
    struct bench *bench = bench_of(OS_7_2);
    uint32_t number = add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5")->number;
    add_ace(bench, "in", true, IP_TCP, "any", "192.0.2.5:80");
    bind_acl(bench, OUTSIDE, "in");
    bench_start(bench);
    expect_passed(bench, "outside tcp 198.51.100.7:1500 > 192.0.2.5:80 S");
    expect_denied(bench, "outside tcp 198.51.100.7:1501 > 192.0.2.5:25 S");
    expect_passed(bench, "inside udp 10.1.1.5:1600 > 198.51.100.7:53");
    expect_hits(bench, number, NULL, INSIDE, OUTSIDE, 1, 2);
    quiet(bench);
    bench_free(bench);
}
END_TEST

/* By the line of its list; those that a list exempts, by the line too, both ways. */
START_TEST(a_policy_counts_by_line)
{
    struct bench *bench = bench_of(OS_8_0);
    const struct ace *near = add_ace(bench, "far", true, IP_ANY, "10.1.1.0/24", "198.51.100.0/24");
    const struct ace *far = add_ace(bench, "far", true, IP_ANY, "10.1.1.0/24", "203.0.113.0/24");
    const struct ace *none = add_ace(bench, "no", true, IP_ANY, "10.1.1.8", "203.0.113.9");
    uint32_t exempt = add_nat_acl(bench, INSIDE, 0, config_acl(bench->config, "no"))->number;
    uint32_t policy = add_nat_acl(bench, INSIDE, 1, config_acl(bench->config, "far"))->number;
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    add_ace(bench, "in", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "in");
    bench_start(bench);
    expect_passed(bench, "inside tcp 10.1.1.5:1500 > 203.0.113.9:80 S");
    expect_passed(bench, "inside tcp 10.1.1.8:1500 > 203.0.113.9:80 S");
    expect_passed(bench, "outside tcp 203.0.113.9:99 > 10.1.1.8:80 S");
    expect_hits(bench, policy, near, INSIDE, OUTSIDE, 0, 0);
    expect_hits(bench, policy, far, INSIDE, OUTSIDE, 1, 0);
    expect_hits(bench, exempt, none, INSIDE, OUTSIDE, 1, 1);
    quiet(bench);
    bench_free(bench);
}
END_TEST

/* What nat-control refuses counts for the pair; not what it lets through without a rule. */
START_TEST(a_denial_counts)
{
    struct bench *bench = bench_of(OS_8_0);
    bench_start(bench);
    expect_denied(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S");
    ck_assert_uint_eq(engine_nat_denials(bench->engine, INSIDE, OUTSIDE), 1);
    ck_assert_uint_eq(engine_nat_denials(bench->engine, INSIDE, DMZ), 0);
    ck_assert(engine_nat_is_needed(bench->engine, INSIDE, OUTSIDE));
    ck_assert(!engine_nat_is_needed(bench->engine, OUTSIDE, INSIDE));
    quiet(bench);
    bench_free(bench);
}
END_TEST

/* A slot outlives the revision it was made in: what the rules say now is counted. */
START_TEST(a_slot_of_another_revision_counts)
{
    struct bench *bench = bench_of(OS_8_0);
    uint32_t number = add_nat(bench, INSIDE, 1, "10.1.1.0/24")->number;
    struct global *global = add_global(bench, OUTSIDE, 1, "192.0.2.20-192.0.2.30");
    ck_assert_ptr_nonnull(global);
    bench_start(bench);
    expect_passed(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S");
    bench->config->revision++;
    expect_passed(bench, "inside tcp 10.1.1.5:1501 > 198.51.100.7:80 S");
    expect_hits(bench, number, NULL, INSIDE, OUTSIDE, 2, 0);
    quiet(bench);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("nat_hits");
    TCase *tcase = tcase_create("nat_hits");
    tcase_add_test(tcase, a_nat_counts_by_the_other_interface);
    tcase_add_test(tcase, a_static_counts_both_ways);
    tcase_add_test(tcase, a_policy_counts_by_line);
    tcase_add_test(tcase, a_denial_counts);
    tcase_add_test(tcase, a_slot_of_another_revision_counts);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
