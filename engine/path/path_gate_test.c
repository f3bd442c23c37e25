/*
 * path_gate_test.c: shunned hosts, the reverse path check and conns that are spoofed, each in every
 * version: engine.md 1.1 rows 6 and 7, 1.3; syslog.md 5.3, 5.9.
 */
#include "engine/fixture_test.h"

enum {
    VERIFY_OUTSIDE = 1 << 0, /* ip verify reverse-path interface outside */
    VERIFY_INSIDE = 1 << 1,
    VERIFY_DMZ = 1 << 2,
    SHUN = 1 << 3,     /* shun 198.51.100.7 */
    NO_ROUTE = 1 << 4, /* no default route, --strict-routes */
    CONNS = 1 << 5,    /* one of TCP and one of UDP from 10.1.1.5 to 198.51.100.7 */
    PERMIT = 1 << 6,   /* access-group on outside: permit ip any any */
};

struct gate_case {
    unsigned has;
    const char *packet;
    enum drop_reason drop;
    const char *log;       /* up to 7.2 */
    const char *log_later; /* from 8.0 on; NULL: the same */
};

#define REVERSE(name, from, to, at)                                                                \
    "106021: Deny " name " reverse path check from " from " to " to " on interface " at "\n"
#define SHUNNED(from, to, at) "401004: Shunned packet: " from " ==> " to " on interface " at "\n"
#define SPOOF(name, from, to, at)                                                                  \
    "106022: Deny " name " connection spoof from " from " to " to " on interface " at "\n"
#define ANY_LOG "*" /* what is printed is another table's business */

static const struct gate_case cases[] = {
    /* A source that belongs behind another interface [A]; protocol upper case in later lines [B] */
    { VERIFY_OUTSIDE, "outside udp 10.1.1.9:7 > 192.0.2.5:9", DROP_REVERSE_PATH,
      REVERSE("udp", "10.1.1.9", "192.0.2.5", "outside"),
      REVERSE("UDP", "10.1.1.9", "192.0.2.5", "outside") },
    { VERIFY_OUTSIDE, "outside tcp 172.16.1.9:7 > 192.0.2.5:80 S", DROP_REVERSE_PATH,
      REVERSE("tcp", "172.16.1.9", "192.0.2.5", "outside"),
      REVERSE("TCP", "172.16.1.9", "192.0.2.5", "outside") },
    { VERIFY_OUTSIDE, "outside tcp 172.16.1.9:7 > 192.0.2.5:80 A", DROP_REVERSE_PATH,
      REVERSE("tcp", "172.16.1.9", "192.0.2.5", "outside"),
      REVERSE("TCP", "172.16.1.9", "192.0.2.5", "outside") },
    { VERIFY_OUTSIDE, "outside 50 10.1.1.9 > 192.0.2.5", DROP_REVERSE_PATH,
      REVERSE("protocol 50", "10.1.1.9", "192.0.2.5", "outside"), NULL },
    { VERIFY_OUTSIDE, "outside icmp 10.1.1.9 > 192.0.2.5 8 0 id 1", DROP_REVERSE_PATH,
      REVERSE("icmp", "10.1.1.9", "192.0.2.5", "outside"),
      REVERSE("ICMP", "10.1.1.9", "192.0.2.5", "outside") },
    /* an error has no session of its own: each is checked */
    { VERIFY_OUTSIDE | CONNS,
      "outside icmp 10.1.1.9 > 192.0.2.5 3 1 about udp 192.0.2.5:1500 > 198.51.100.7:69",
      DROP_REVERSE_PATH, REVERSE("icmp", "10.1.1.9", "192.0.2.5", "outside"),
      REVERSE("ICMP", "10.1.1.9", "192.0.2.5", "outside") },
    /* it comes before the firewall's own address is recognised (1.1 row 9) */
    { VERIFY_OUTSIDE, "outside udp 10.1.1.9:7 > 192.0.2.1:9", DROP_REVERSE_PATH,
      REVERSE("udp", "10.1.1.9", "192.0.2.1", "outside"),
      REVERSE("UDP", "10.1.1.9", "192.0.2.1", "outside") },
    /* the default route satisfies it where it points [A]; elsewhere it does not */
    { VERIFY_OUTSIDE | PERMIT, "outside udp 198.51.100.7:7 > 192.0.2.5:9", DROP_NONE, ANY_LOG,
      NULL },
    { VERIFY_INSIDE, "inside udp 198.51.100.7:7 > 203.0.113.9:9", DROP_REVERSE_PATH,
      REVERSE("udp", "198.51.100.7", "203.0.113.9", "inside"),
      REVERSE("UDP", "198.51.100.7", "203.0.113.9", "inside") },
    { VERIFY_INSIDE, "inside udp 10.1.1.5:7 > 203.0.113.9:9", DROP_NONE, ANY_LOG, NULL },
    /* no route at all */
    { VERIFY_OUTSIDE | NO_ROUTE, "outside udp 198.51.100.7:7 > 192.0.2.5:9", DROP_REVERSE_PATH,
      REVERSE("udp", "198.51.100.7", "192.0.2.5", "outside"),
      REVERSE("UDP", "198.51.100.7", "192.0.2.5", "outside") },
    /* only where it is switched on */
    { VERIFY_DMZ | PERMIT, "outside udp 10.1.1.9:7 > 192.0.2.5:9", DROP_NONE, ANY_LOG, NULL },
    /* a DHCP client has no address yet [C] */
    { VERIFY_INSIDE, "inside udp 0.0.0.0:68 > 255.255.255.255:67 len 20", DROP_TO_THE_BOX, ANY_LOG,
      NULL },

    /* A living conn's packets: TCP and UDP are not checked again [A] */
    { VERIFY_OUTSIDE | CONNS, "outside udp 198.51.100.7:69 > 192.0.2.5:1500", DROP_NONE, ANY_LOG,
      NULL },
    { CONNS, "dmz udp 198.51.100.7:69 > 192.0.2.5:1500", DROP_CONN_SPOOF,
      SPOOF("udp", "198.51.100.7", "192.0.2.5", "dmz"), NULL },
    { CONNS, "dmz tcp 10.1.1.5:1500 > 198.51.100.7:80 A", DROP_CONN_SPOOF,
      SPOOF("tcp", "10.1.1.5", "198.51.100.7", "dmz"), NULL },
    { CONNS | VERIFY_OUTSIDE, "dmz udp 198.51.100.7:69 > 192.0.2.5:1500", DROP_CONN_SPOOF,
      SPOOF("udp", "198.51.100.7", "192.0.2.5", "dmz"), NULL },
    /* where the path is checked, that is what is said [A, 1.3: "not enabled"] */
    { CONNS | VERIFY_DMZ, "dmz udp 198.51.100.7:69 > 192.0.2.5:1500", DROP_REVERSE_PATH,
      REVERSE("udp", "198.51.100.7", "192.0.2.5", "dmz"),
      REVERSE("UDP", "198.51.100.7", "192.0.2.5", "dmz") },

    /* All that a shunned host sends, also what is for the box or of a living conn [A] */
    { SHUN | PERMIT, "outside udp 198.51.100.7:7 > 192.0.2.5:9", DROP_SHUNNED,
      SHUNNED("198.51.100.7", "192.0.2.5", "outside"), NULL },
    { SHUN | CONNS, "outside udp 198.51.100.7:69 > 192.0.2.5:1500", DROP_SHUNNED,
      SHUNNED("198.51.100.7", "192.0.2.5", "outside"), NULL },
    { SHUN, "outside icmp 198.51.100.7 > 192.0.2.1 8 0 id 3", DROP_SHUNNED,
      SHUNNED("198.51.100.7", "192.0.2.1", "outside"), NULL },
    { SHUN, "outside 47 198.51.100.7 > 192.0.2.5", DROP_SHUNNED,
      SHUNNED("198.51.100.7", "192.0.2.5", "outside"), NULL },
    { SHUN, "dmz tcp 198.51.100.7:7 > 192.0.2.5:80 R", DROP_SHUNNED,
      SHUNNED("198.51.100.7", "192.0.2.5", "dmz"), NULL },
    /* row 6 stands before row 7, rows 3 and 4 before both */
    { SHUN | VERIFY_INSIDE, "inside tcp 198.51.100.7:7 > 192.0.2.5:80 S", DROP_SHUNNED,
      SHUNNED("198.51.100.7", "192.0.2.5", "inside"), NULL },
    { SHUN, "outside tcp 198.51.100.7:0 > 192.0.2.5:80 S", DROP_PORT_ZERO, ANY_LOG, NULL },
    /* what is sent to it passes */
    { SHUN, "inside udp 10.1.1.5:7 > 198.51.100.7:9", DROP_NONE, ANY_LOG, NULL },
    { SHUN | PERMIT, "outside udp 198.51.100.8:7 > 192.0.2.5:9", DROP_NONE, ANY_LOG, NULL },
};

static void
verify(struct bench *bench, ifc_id ifc)
{
    struct interface_list *list = &bench->config->guard.reverse_paths;
    struct listed_interface *item = arena_append(bench->config->arena, &list->items, &list->count,
                                                 &list->capacity, sizeof(*item));
    ck_assert_ptr_nonnull(item);
    item->ifc = ifc;
}

static struct shun *
shun(struct bench *bench, const char *source)
{
    struct shun *added = BENCH_APPEND(bench->config, box.shuns, box.shun_count, box.shun_capacity);
    ck_assert_ptr_nonnull(added);
    *added = (struct shun){ .source = ip_of(source) };
    return added;
}

static struct bench *
gate_bench(enum os_version version, unsigned has)
{
    static const ifc_id verified[] = { OUTSIDE, INSIDE, DMZ };
    struct bench *bench = bench_new(version);
    if ((has & NO_ROUTE) == 0)
        add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    if ((has & PERMIT) != 0) {
        add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
        bind_acl(bench, OUTSIDE, "acl-out");
    }
    for (unsigned i = 0; i < ARRAY_LENGTH(verified); i++) {
        if ((has & (unsigned)VERIFY_OUTSIDE << i) != 0)
            verify(bench, verified[i]);
    }
    bench_start_with(bench, (struct engine_options){ .strict_routes = (has & NO_ROUTE) != 0 });
    if ((has & CONNS) != 0) {
        expect_passed(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S");
        expect_passed(bench, "inside udp 10.1.1.5:1500 > 198.51.100.7:69");
    }
    if ((has & SHUN) != 0)
        shun(bench, "198.51.100.7");
    quiet(bench);
    return bench;
}

START_TEST(gates)
{
    const struct gate_case *row = &cases[_i];
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = gate_bench(version, row->has);
        send_packet(bench, row->packet);
        const char *wanted =
            version >= OS_8_0 && row->log_later != NULL ? row->log_later : row->log;
        ck_assert_msg(bench->outcome.drop == row->drop, "%s, %s: %s\n%s", os_version_name(version),
                      row->packet, drop_reason_name(bench->outcome.drop), bench->log);
        if (strcmp(wanted, ANY_LOG) != 0)
            expect_log(bench, wanted);
        bench_free(bench);
    }
}
END_TEST

/* The trace names the step that ended the packet, and the route that let one pass. */
START_TEST(gates_are_traced)
{
    struct bench *bench = gate_bench(OS_8_0, VERIFY_OUTSIDE | PERMIT);
    struct trace trace;
    bench->outcome.trace = &trace;
    send_packet(bench, "outside udp 10.1.1.9:7 > 192.0.2.5:9");
    ck_assert_uint_eq(trace.count, 1);
    ck_assert_str_eq(trace_phase_name(trace.phases[0].type), "REVERSE-PATH");
    ck_assert(!trace.phases[0].allowed);
    ck_assert_int_eq(trace.drop, DROP_REVERSE_PATH);
    ck_assert_int_eq(trace.phases[0].row.kind, ROW_REVERSE_PATH);
    ck_assert_ptr_eq(bench->outcome.decided_by.pointer, bench->config->guard.reverse_paths.items);
    bench->outcome.trace = &trace;
    expect_passed(bench, "outside udp 198.51.100.7:7 > 192.0.2.5:9");
    ck_assert_int_eq(trace.phases[0].type, PHASE_REVERSE_PATH);
    ck_assert(trace.phases[0].allowed);
    ck_assert_int_eq(trace.phases[0].row.kind, ROW_ROUTE);
    shun(bench, "198.51.100.7");
    bench->outcome.trace = &trace;
    expect_denied(bench, "outside udp 198.51.100.7:7 > 192.0.2.5:9");
    ck_assert_str_eq(trace_phase_name(trace.phases[0].type), "SHUN");
    ck_assert_int_eq(bench->outcome.decided_by.kind, ROW_SHUN);
    ck_assert_ptr_eq(bench->outcome.decided_by.pointer, bench->config->box.shuns);
    bench_free(bench);
}
END_TEST

/* `shun` with a connection cuts it, whichever end is shunned; another's stays. */
START_TEST(shun_cuts_its_conn)
{
    static const struct {
        const char *source, *destination;
        uint8_t protocol;
        bool cut;
    } rows[] = {
        { "198.51.100.7:69", "192.0.2.5:1500", IP_UDP, true },
        { "198.51.100.7:69", "192.0.2.5:1500", IP_ANY, true },
        { "10.1.1.5:1500", "198.51.100.7:69", IP_UDP, true },
        { "198.51.100.7:69", "192.0.2.5:1500", IP_TCP, false },
        { "198.51.100.7:70", "192.0.2.5:1500", IP_UDP, false },
        { "198.51.100.8:69", "192.0.2.5:1500", IP_UDP, false },
        { "198.51.100.7", "0.0.0.0", IP_ANY, false },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct bench *bench = gate_bench(OS_6_3, CONNS);
        struct shun *added = shun(bench, rows[i].source);
        added->destination = ip_of(rows[i].destination);
        added->source_port = port_of(rows[i].source);
        added->destination_port = port_of(rows[i].destination);
        added->protocol = rows[i].protocol;
        engine_cut_shunned(bench->engine, added);
        expect_log(bench, rows[i].cut ? "302016: Teardown UDP connection 2 for "
                                        "outside:198.51.100.7/69 to inside:10.1.1.5/1500 duration "
                                        "0:00:00 bytes 0\n"
                                      : "");
        bench_free(bench);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_gate");
    TCase *gate = tcase_create("gates");
    tcase_add_loop_test(gate, gates, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(gate, gates_are_traced);
    tcase_add_test(gate, shun_cuts_its_conn);
    suite_add_tcase(suite, gate);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
