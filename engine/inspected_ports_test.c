/*
 * inspected_ports_test.c: no port that an inspection can be about stays without its mark, and the
 * usual configurations mark few.
 */
#include "engine/inspected_ports.h"

#include "engine/path/policy_fixture_test.h"

static struct inspected_ports *
looked_at(struct bench *bench)
{
    struct inspected_ports *ports = calloc(1, sizeof(*ports));
    ck_assert_ptr_nonnull(ports);
    inspected_ports_refresh(ports, bench->config);
    return ports;
}

static size_t
count_marked(const struct inspected_ports *ports, uint8_t protocol)
{
    size_t count = 0;
    for (uint32_t port = 0; port <= UINT16_MAX; port++)
        count += inspected_ports_may(ports, protocol, (uint16_t)port);
    return count;
}

static void
inspect_in(struct bench *bench, const char *class_name, enum inspection_kind kind)
{
    struct policy_class *class = add_policy_class(bench, "p", class_name);
    struct inspection *inspection =
        arena_append(bench->config->arena, &class->inspections, &class->count, &class->capacity,
                     sizeof(*inspection));
    ck_assert_ptr_nonnull(inspection);
    inspection->kind = kind;
}

/* What a class of FTP's and NetBIOS's inspections matches, and how many ports are marked. */
struct case_of_class {
    enum class_match_kind kind;
    uint8_t protocol;
    struct port_match port;
    size_t tcp, udp;
    uint16_t marked; /* one of TCP; 0: none */
};

static const struct case_of_class classes[] = {
    { CLASS_MATCH_DEFAULT_INSPECTION, 0, { 0 }, 1, 65536, 21 }, /* NetBIOS: by its source */
    { CLASS_MATCH_ANY, 0, { 0 }, 65536, 65536, 4711 },
    { CLASS_MATCH_ACCESS_LIST, 0, { 0 }, 65536, 65536, 4711 },
    { CLASS_MATCH_DSCP, 0, { 0 }, 65536, 65536, 4711 },
    { CLASS_MATCH_PORT, IP_TCP, { PORT_OP_EQ, 2121, 0 }, 1, 0, 2121 },
    { CLASS_MATCH_PORT, IP_UDP, { PORT_OP_EQ, 2121, 0 }, 0, 1, 0 },
    { CLASS_MATCH_PORT, IP_TCP, { PORT_OP_RANGE, 2121, 2122 }, 65536, 65536, 2122 },
};

START_TEST(by_class)
{
    const struct case_of_class *row = &classes[_i];
    struct bench *bench = bench_new(OS_7_2);
    struct class_match *match = add_class_match(bench, "c", row->kind);
    match->protocol = row->protocol;
    match->port = row->port;
    inspect_in(bench, "c", INSPECT_FTP);
    inspect_in(bench, "c", INSPECT_NETBIOS);
    apply_policy(bench, "p", IFC_NONE);
    struct inspected_ports *ports = looked_at(bench);
    ck_assert_uint_eq(count_marked(ports, IP_TCP), row->tcp);
    ck_assert_uint_eq(count_marked(ports, IP_UDP), row->udp);
    ck_assert(row->marked == 0 || inspected_ports_may(ports, IP_TCP, row->marked));
    ck_assert(inspected_ports_may(ports, IP_ICMP, 0)); /* not told by ports */
    free(ports);
    bench_free(bench);
}
END_TEST

/* Two matches of a class both hold: the port decides, or what is usual. */
START_TEST(by_all_matches)
{
    struct bench *bench = bench_new(OS_8_0);
    add_class_match(bench, "c", CLASS_MATCH_DSCP);
    add_class_match(bench, "c", CLASS_MATCH_DEFAULT_INSPECTION);
    inspect_in(bench, "c", INSPECT_GTP);
    inspect_in(bench, "class-default", INSPECT_FTP);
    apply_policy(bench, "p", OUTSIDE);
    struct inspected_ports *ports = looked_at(bench);
    ck_assert_uint_eq(count_marked(ports, IP_UDP), 2);
    ck_assert(inspected_ports_may(ports, IP_UDP, 2123));
    ck_assert(inspected_ports_may(ports, IP_UDP, 3386));
    ck_assert_uint_eq(count_marked(ports, IP_TCP), 1);
    free(ports);
    bench_free(bench);
}
END_TEST

/* 6.x knows fixups alone; what has changed is looked at again. */
START_TEST(by_fixup)
{
    struct bench *bench = bench_new(OS_6_3);
    add_class_match(bench, "c", CLASS_MATCH_ANY);
    inspect_in(bench, "c", INSPECT_FTP);
    apply_policy(bench, "p", IFC_NONE);
    struct inspection *fixup = BENCH_APPEND(bench->config, fixups, fixup_count, fixup_capacity);
    *fixup =
        (struct inspection){ .kind = INSPECT_H323_H225, .port_first = 1720, .port_last = 1722 };
    struct inspected_ports *ports = looked_at(bench);
    ck_assert_uint_eq(count_marked(ports, IP_TCP), 4); /* 111 without a line, */
    ck_assert_uint_eq(count_marked(ports, IP_UDP), 3); /* as 137 and 138 */
    fixup->off = true;
    inspected_ports_refresh(ports, bench->config);
    ck_assert_uint_eq(count_marked(ports, IP_TCP), 4);
    bench->config->revision++;
    inspected_ports_refresh(ports, bench->config);
    ck_assert_uint_eq(count_marked(ports, IP_TCP), 1);
    free(ports);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("inspected ports");
    TCase *tcase = tcase_create("ports");
    tcase_add_loop_test(tcase, by_class, 0, (int)ARRAY_LENGTH(classes));
    tcase_add_test(tcase, by_all_matches);
    tcase_add_test(tcase, by_fixup);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
