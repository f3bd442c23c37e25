/*
 * box_conn_test.c: how many sessions of a service the box takes (syslog.md 710004).
 */
#include "engine/fixture_test.h"

static struct management_source anybody_inside = { .ifc = INSIDE };

/* `ssh 0 0 inside`, `telnet 0 0 inside`, and HTTP on 443. */
static struct bench *
box_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    struct box_settings *box = &bench->config->box;
    for (size_t i = 0; i < MANAGEMENT_SERVICE_COUNT; i++)
        box->management[i] = (struct management_list){ &anybody_inside, 1, 1 };
    box->http_server = true;
    bench_start(bench);
    return bench;
}

static void
open_session(struct bench *bench, unsigned port, unsigned from)
{
    char text[80];
    snprintf(text, sizeof(text), "inside tcp 10.1.1.7:%u > 10.1.1.1:%u S", from, port);
    ck_assert_int_eq(send_packet(bench, text), VERDICT_TO_THE_BOX);
}

static const struct limit_case {
    enum os_version version;
    const char *line;
} cases[] = {
    { OS_6_3, "710004: TCP connection limit exceeded from 10.1.1.7/2000 to inside:10.1.1.1/ssh\n" },
    { OS_7_2, "710004: TCP connection limit exceeded from 10.1.1.7/2000 to inside:10.1.1.1/22\n" },
    { OS_8_0, "710004: TCP connection limit exceeded from 10.1.1.7/2000 to inside:10.1.1.1/22 "
              "(current connections/connection limit = 5/5)\n" },
};

/* The sixth is refused, and after one of the five has gone it is taken; others have their own. */
START_TEST(five_of_each)
{
    struct bench *bench = box_bench(cases[_i].version);
    for (unsigned i = 0; i < 5; i++)
        open_session(bench, 22, 1500 + i);
    ck_assert_ptr_null(strstr(bench->log, "710004"));
    quiet(bench);
    open_session(bench, 22, 2000);
    expect_log(bench, cases[_i].line);
    open_session(bench, 23, 2001);
    ck_assert_ptr_null(strstr(bench->log, "710004"));
    engine_drain(bench->engine);
    quiet(bench);
    open_session(bench, 22, 2002);
    ck_assert_ptr_null(strstr(bench->log, "710004"));
    quiet(bench);
    bench_free(bench);
}
END_TEST

START_TEST(any_number_of_https)
{
    struct bench *bench = box_bench(OS_8_0);
    for (unsigned i = 0; i < 20; i++)
        open_session(bench, 443, 1500 + i);
    ck_assert_ptr_null(strstr(bench->log, "710004"));
    quiet(bench);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("box_conn");
    TCase *tcase = tcase_create("box_conn");
    tcase_add_loop_test(tcase, five_of_each, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(tcase, any_number_of_https);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
