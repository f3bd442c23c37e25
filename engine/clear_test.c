/*
 * clear_test.c: what `clear xlate`, `clear conn` and `clear local-host` end, and in which words
 * (engine.md 2.4, 3.6).
 */
#include "engine/fixture_test.h"

#define FIRST                                                                                      \
    "302014: Teardown TCP connection 1 for outside:198.51.100.7/80 to inside:10.1.1.5/1500 "
#define SECOND                                                                                     \
    "302016: Teardown UDP connection 2 for outside:198.51.100.7/53 to inside:10.1.1.6/1509 "
#define THIRD "302014: Teardown TCP connection 3 for outside:198.51.100.7/80 to dmz:172.16.1.5/7 "
#define SLOT                                                                                       \
    "305012: Teardown dynamic UDP translation from inside:10.1.1.6/1509 to "                       \
    "outside:192.0.2.9/1024 "

/* A conn through a static, one through PAT, one through nothing. */
static struct bench *
clear_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    bench->config->nat_control = false;
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_static(bench, DMZ, OUTSIDE, "172.16.1.5", "172.16.1.5");
    add_nat(bench, INSIDE, 1, "10.1.1.0/24");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    bench_start(bench);
    expect_passed(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S");
    expect_passed(bench, "inside udp 10.1.1.6:1509 > 198.51.100.7:53");
    expect_passed(bench, "dmz tcp 172.16.1.5:7 > 198.51.100.7:80 S");
    quiet(bench);
    return bench;
}

enum clear { CLEAR_XLATES, CLEAR_CONNS, CLEAR_HOSTS };

/* Lines in their order; NULL: none. */
static const struct clear_case {
    enum clear clear;
    const char *address;
    const char *lines[4];
} rows[] = {
    { CLEAR_XLATES, NULL, { SECOND "duration 0:00:00 bytes 0\n", SLOT "duration 0:00:00\n" } },
    { CLEAR_CONNS,
      NULL,
      { FIRST "duration 0:00:00 bytes 0 Conn-timeout\n", SECOND "duration 0:00:00 bytes 0\n",
        THIRD "duration 0:00:00 bytes 0 Conn-timeout\n" } },
    { CLEAR_CONNS, "10.1.1.5", { FIRST "duration 0:00:00 bytes 0 Conn-timeout\n" } },
    { CLEAR_CONNS,
      "198.51.100.7",
      { FIRST "duration 0:00:00 bytes 0 Conn-timeout\n", SECOND "duration 0:00:00 bytes 0\n",
        THIRD "duration 0:00:00 bytes 0 Conn-timeout\n" } },
    { CLEAR_CONNS, "10.9.9.9", { NULL } },
    { CLEAR_HOSTS,
      NULL,
      { FIRST "duration 0:00:00 bytes 0 Xlate Clear\n", SECOND "duration 0:00:00 bytes 0\n",
        THIRD "duration 0:00:00 bytes 0 Xlate Clear\n", SLOT "duration 0:00:00\n" } },
    { CLEAR_HOSTS, "10.1.1.6", { SECOND "duration 0:00:00 bytes 0\n", SLOT "duration 0:00:00\n" } },
    { CLEAR_HOSTS, "172.16.1.5", { THIRD "duration 0:00:00 bytes 0 Xlate Clear\n" } },
};

START_TEST(clear)
{
    const struct clear_case *row = &rows[_i];
    struct bench *bench = clear_bench(OS_6_3);
    uint32_t address = row->address == NULL ? 0 : ip_of(row->address);
    if (row->clear == CLEAR_XLATES)
        engine_clear_xlates(bench->engine);
    else if (row->clear == CLEAR_CONNS)
        engine_clear_conns(bench->engine, address);
    else
        engine_clear_local_hosts(bench->engine, address);
    char wanted[2048] = "";
    size_t length = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(row->lines) && row->lines[i] != NULL; i++)
        length += (size_t)snprintf(wanted + length, sizeof(wanted) - length, "%s", row->lines[i]);
    expect_log(bench, wanted);
    bench_free(bench);
}
END_TEST

/* 7.0 and later tell of the hosts too; what is left over is nothing. */
START_TEST(nothing_is_left)
{
    struct bench *bench = clear_bench(OS_8_0);
    engine_clear_local_hosts(bench->engine, 0);
    expect_conns(bench, "");
    ck_assert_ptr_nonnull(strstr(bench->log, "609002: Teardown local-host inside:10.1.1.6 "));
    ck_assert_ptr_nonnull(strstr(bench->log, "609002: Teardown local-host outside:198.51.100.7 "));
    engine_drain(bench->engine);
    ck_assert_uint_eq(engine_counters(bench->engine).conns_in_use, 0);
    bench_free(bench);
}
END_TEST

static bool
is_of_port(const void *context, const struct xlate_view *xlate)
{
    return xlate->real_port == *(const uint16_t *)context;
}

/* Only what is picked goes, with the conns on it; a half-connection with its slot (2.9). */
START_TEST(clear_picked)
{
    struct bench *bench = clear_bench(OS_8_0);
    uint16_t port = 1510;
    engine_clear_picked_xlates(bench->engine, is_of_port, &port);
    expect_log(bench, "");
    expect_passed(bench, "inside udp 10.1.1.6:1510 > 198.51.100.7:53");
    quiet(bench);
    engine_clear_picked_xlates(bench->engine, is_of_port, &port);
    ck_assert_ptr_nonnull(strstr(bench->log, "302016: Teardown UDP connection 4 "));
    ck_assert_ptr_nonnull(
        strstr(bench->log, "from inside:10.1.1.6/1510 to outside:192.0.2.9/1025"));
    ck_assert_ptr_null(strstr(bench->log, "1509"));
    struct global *global = &bench->config->globals[0];
    global->kind = GLOBAL_RANGE;
    global->first = global->last = ip_of("192.0.2.10");
    bench->config->revision++;
    expect_passed(bench, "inside 50 10.1.1.7 > 198.51.100.7");
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1500 bytes 0 saA\n"
                        "17 198.51.100.7:53 10.1.1.6:1509 bytes 0 \n"
                        "6 198.51.100.7:80 172.16.1.5:7 bytes 0 saA\n"
                        "50 198.51.100.7:0 10.1.1.7:0 bytes 0 \n");
    port = 1509;
    engine_clear_picked_xlates(bench->engine, is_of_port, &port);
    port = 0;
    engine_clear_picked_xlates(bench->engine, is_of_port, &port);
    /* statics stay, and so do the conns on them */
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1500 bytes 0 saA\n"
                        "6 198.51.100.7:80 172.16.1.5:7 bytes 0 saA\n");
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("clear");
    TCase *tcase = tcase_create("clear");
    tcase_add_loop_test(tcase, clear, 0, (int)ARRAY_LENGTH(rows));
    tcase_add_test(tcase, nothing_is_left);
    tcase_add_test(tcase, clear_picked);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
