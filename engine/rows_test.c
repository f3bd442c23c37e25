/*
 * rows_test.c: thousands of translations and routes, walked by address.
 */
#include "engine/rows.h"

#include "engine/acl/random_rules_test.h"
#include "engine/fixture_test.h"
#include "engine/route.h"

#define MANY 3000

static void
add_routes(struct bench *bench, struct dice *dice)
{
    for (unsigned i = 0; i < MANY; i++) {
        char network[32], address[IP_TEXT_SIZE];
        unsigned bits = 8 + roll(dice, 25);
        ip_format(random_address(dice) & mask_of(bits), address);
        snprintf(network, sizeof(network), "%s/%u", address, bits);
        add_route(bench, (ifc_id)roll(dice, 4), network, "192.0.2.254")->metric =
            (uint16_t)(1 + roll(dice, 4));
    }
}

static void
expect_same_routes(struct bench *bench, struct rows *rows, struct dice *dice)
{
    for (unsigned i = 0; i < 2000; i++) {
        uint32_t address = random_address(dice);
        struct route_result scan = route_lookup(bench->config, address, false);
        struct route_result own = route_lookup_among(bench->config, rows, address, false);
        ck_assert_uint_eq(scan.ifc, own.ifc);
        ck_assert_ptr_eq(scan.row.pointer, own.row.pointer);
        ck_assert_int_eq(scan.assumed, own.assumed);
        ck_assert_int_eq(route_exists_on(bench->config, DMZ, address, false),
                         route_exists_among(bench->config, rows, DMZ, address, false));
    }
}

/* Made after some scans; a change of the routes unmakes it, another one does not. */
START_TEST(many_routes)
{
    struct dice dice = dice_of_seed(1);
    struct bench *bench = bench_new(OS_7_2);
    struct rows *rows = rows_new(bench->config);
    ck_assert_ptr_nonnull(rows);
    add_routes(bench, &dice);
    expect_same_routes(bench, rows, &dice);
    size_t bytes = rows_bytes(rows);
    ck_assert_uint_gt(bytes, MANY);
    ck_assert_uint_lt(bytes, MANY * 256);
    bench->config->revision++; /* of something else */
    expect_same_routes(bench, rows, &dice);
    ck_assert_uint_eq(rows_bytes(rows), bytes);
    add_route(bench, DMZ, "any", "192.0.2.254");
    bench->config->revision++;
    (void)route_lookup_among(bench->config, rows, 1, false);
    ck_assert_uint_eq(rows_bytes(rows), 0);
    expect_same_routes(bench, rows, &dice);
    rows_free(rows);
    bench_free(bench);
}
END_TEST

/* A walk visits every row whose range holds the address, in order, and few others. */
START_TEST(walks_are_short)
{
    struct dice dice = dice_of_seed(2);
    struct bench *bench = bench_new(OS_7_2);
    for (unsigned i = 0; i < MANY; i++) {
        char mapped[IP_TEXT_SIZE], real[IP_TEXT_SIZE];
        ip_format(0xc0000000 + i, mapped);
        ip_format(0x0a000000 + i, real);
        add_static(bench, INSIDE, OUTSIDE, mapped, real);
    }
    struct rows *rows = rows_new(bench->config);
    ck_assert_ptr_nonnull(rows);
    rows_tune(rows, 0, 0);
    for (unsigned i = 0; i < 200; i++) {
        size_t wanted = roll(&dice, MANY);
        struct row_walk walk = rows_walk(rows, ROWS_STATIC_REAL, 0x0a000000 + (uint32_t)wanted);
        ck_assert_uint_eq(row_walk_next(&walk), wanted);
        ck_assert_uint_eq(row_walk_next(&walk), ROW_END);
        walk = rows_walk(rows, ROWS_STATIC_MAPPED, 0xc0000000 + (uint32_t)wanted);
        ck_assert_uint_eq(row_walk_next(&walk), wanted);
        ck_assert_uint_eq(row_walk_next(&walk), ROW_END);
        walk = rows_walk(rows, ROWS_STATIC_REAL, 0xc0000000);
        ck_assert_uint_eq(row_walk_next(&walk), ROW_END);
    }
    rows_free(rows);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("rows");
    TCase *tcase = tcase_create("rows");
    tcase_add_test(tcase, many_routes);
    tcase_add_test(tcase, walks_are_short);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
