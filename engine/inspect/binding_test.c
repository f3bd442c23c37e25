/*
 * binding_test.c: which conns each inspection gets, whatever it does with them: by port, by ports
 * of a fixup, by class, by version, and by when the configuration changed (engine.md 6.1, 7).
 */
#include "engine/inspect.h"
#include "engine/path/policy_fixture_test.h"
#include "engine/state.h"

/* A port that is usual for nothing. */
#define ELSEWHERE 4711

/* Every inspection that is modelled, over each protocol that carries it. */
struct bound {
    enum inspection_kind kind;
    uint8_t protocol;
};

static size_t
all_bound(struct bound *all)
{
    static const uint8_t protocols[] = { IP_TCP, IP_UDP };
    size_t count = 0;
    for (unsigned i = 0; i < INSPECT_KIND_COUNT * ARRAY_LENGTH(protocols); i++) {
        struct bound bound = { (enum inspection_kind)(i / ARRAY_LENGTH(protocols)),
                               protocols[i % ARRAY_LENGTH(protocols)] };
        if (inspection_engine_of(bound.kind, bound.protocol) != NULL)
            all[count++] = bound;
    }
    ck_assert_uint_gt(count, 0);
    return count;
}

static struct bench *
bench_without_nat(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_ace(bench, "exempt", true, IP_ANY, "10.1.1.0/24", "any");
    add_nat_acl(bench, INSIDE, 0, config_acl_make(bench->config, "exempt"));
    return bench;
}

/* A first packet from a port of its own: is its conn inspected? An empty datagram may be refused.
 */
static bool
is_inspected(struct bench *bench, const struct bound *bound, uint16_t port)
{
    static uint16_t source = 20000;
    char text[96];
    snprintf(text, sizeof(text), "inside %s 10.1.1.5:%u > 198.51.100.7:%u%s",
             bound->protocol == IP_TCP ? "tcp" : "udp", ++source, port,
             bound->protocol == IP_TCP ? " S seq 100" : "");
    bool passed = send_packet(bench, text) == VERDICT_PASSED;
    const struct flow_key key = { .source = ip_of("10.1.1.5"),
                                  .destination = ip_of("198.51.100.7"),
                                  .source_port = source,
                                  .destination_port = port,
                                  .ifc = INSIDE,
                                  .protocol = bound->protocol };
    enum conn_side side;
    uint32_t number = conn_find(&bench->engine->conns, &key, &side);
    if (number == CONN_NONE)
        ck_assert_int_eq(bench->outcome.drop, DROP_INSPECTION);
    else
        ck_assert(passed || bench->outcome.drop == DROP_INSPECTION);
    quiet(bench);
    return number == CONN_NONE || conn_at(&bench->engine->conns, number)->session != POOL_NONE;
}

static struct inspection *
add_fixup(struct bench *bench, enum inspection_kind kind, uint16_t first, uint16_t last)
{
    struct inspection *fixup = BENCH_APPEND(bench->config, fixups, fixup_count, fixup_capacity);
    ck_assert_ptr_nonnull(fixup);
    *fixup = (struct inspection){ .kind = kind, .port_first = first, .port_last = last };
    return fixup;
}

/* Is it one of those that 6.x has without a line, on this port? */
static bool
is_built_in(const struct bench *bench, const struct bound *bound, uint16_t port)
{
    const struct behaviour *does = bench->config->does;
    const struct inspection_default *usual = inspection_default(bound->kind);
    bool built_in = (bound->kind == INSPECT_DNS && does->dns_is_built_in) ||
                    (bound->kind == INSPECT_NETBIOS && does->netbios_is_built_in) ||
                    (bound->kind == INSPECT_SUNRPC && does->rpc_is_built_in);
    return built_in && port >= usual->port_first && port <= usual->port_last;
}

#define expect_inspected(bench, bound, port, expected)                                             \
    ck_assert_msg(is_inspected(bench, bound, port) == (expected), "%s over %u at %u: not %d",      \
                  inspection_default((bound)->kind)->name, (bound)->protocol, (unsigned)(port),    \
                  expected)

/* --- fixups ------------------------------------------------------------------------------------
 */

/* `fixup protocol X 4711`, `4720-4722`: those ports, both ends of the range, and no other. */
START_TEST(fixups_by_port)
{
    struct bound all[2 * INSPECT_KIND_COUNT];
    size_t count = all_bound(all);
    for (size_t i = 0; i < count; i++) {
        /* a fixup that two protocols carry is of the first (6.3 has `sip` and `sip udp`) */
        if (inspection_default(all[i].kind)->protocol != all[i].protocol)
            continue;
        struct bench *bench = bench_without_nat(OS_6_3);
        add_fixup(bench, all[i].kind, ELSEWHERE, ELSEWHERE);
        add_fixup(bench, all[i].kind, 4720, 4722);
        bench_start(bench);
        static const struct {
            uint16_t port;
            bool inspected;
        } ports[] = { { ELSEWHERE - 1, false }, { ELSEWHERE, true }, { ELSEWHERE + 1, false },
                      { 4719, false },          { 4720, true },      { 4721, true },
                      { 4722, true },           { 4723, false } };
        for (size_t k = 0; k < ARRAY_LENGTH(ports); k++)
            expect_inspected(bench, &all[i], ports[k].port, ports[k].inspected);
        uint16_t usual = inspection_default(all[i].kind)->port_first;
        expect_inspected(bench, &all[i], usual, is_built_in(bench, &all[i], usual));
        bench_free(bench);
    }
}
END_TEST

/* `no fixup protocol X` of a usual one; and the other protocol's packets to that port. */
START_TEST(no_fixup)
{
    struct bound all[2 * INSPECT_KIND_COUNT];
    size_t count = all_bound(all);
    for (size_t i = 0; i < count; i++) {
        const struct inspection_default *usual = inspection_default(all[i].kind);
        if (usual->protocol != all[i].protocol)
            continue;
        struct bench *bench = bench_without_nat(OS_6_3);
        struct inspection *fixup = add_fixup(bench, all[i].kind, ELSEWHERE, ELSEWHERE);
        fixup->off = _i == 0;
        bench_start(bench);
        const struct bound other = { all[i].kind, all[i].protocol == IP_TCP ? IP_UDP : IP_TCP };
        expect_inspected(bench, &all[i], ELSEWHERE, _i == 1);
        expect_inspected(bench, &other, ELSEWHERE, false);
        bench_free(bench);
    }
}
END_TEST

/* --- classes -----------------------------------------------------------------------------------
 */

static void
inspect_class(struct bench *bench, const char *class_name, enum inspection_kind kind)
{
    struct policy_class *class = add_policy_class(bench, "p", class_name);
    struct inspection *inspection =
        arena_append(bench->config->arena, &class->inspections, &class->count, &class->capacity,
                     sizeof(*inspection));
    ck_assert_ptr_nonnull(inspection);
    inspection->kind = kind;
}

/* Under match default-inspection-traffic each is on its own ports: all of them, and no other. */
START_TEST(by_usual_ports)
{
    static const enum os_version versions[] = { OS_7_0, OS_7_2, OS_8_2 };
    struct bound all[2 * INSPECT_KIND_COUNT];
    size_t count = all_bound(all);
    for (size_t i = 0; i < count; i++) {
        const struct inspection_default *usual = inspection_default(all[i].kind);
        if (usual->port_first == 0 || usual->source_port)
            continue;
        struct bench *bench = bench_without_nat(versions[_i]);
        add_inspection(bench, all[i].kind);
        bench_start(bench);
        expect_inspected(bench, &all[i], usual->port_first, true);
        expect_inspected(bench, &all[i], usual->port_last, true);
        if (usual->other_port != 0)
            expect_inspected(bench, &all[i], usual->other_port, true);
        expect_inspected(bench, &all[i], ELSEWHERE, false);
        expect_inspected(bench, &all[i], usual->port_first - 1, false);
        bench_free(bench);
    }
}
END_TEST

/* A class of other traffic: one port, a range, what a list permits, any; the usual port is not it.
 */
enum binding { BY_PORT, BY_RANGE, BY_LIST, BINDINGS };

START_TEST(by_class)
{
    struct bound all[2 * INSPECT_KIND_COUNT];
    size_t count = all_bound(all);
    for (size_t i = 0; i < count; i++) {
        struct bench *bench = bench_without_nat(OS_8_0);
        struct class_match *match =
            add_class_match(bench, "c", _i == BY_LIST ? CLASS_MATCH_ACCESS_LIST : CLASS_MATCH_PORT);
        match->protocol = all[i].protocol;
        match->port = _i == BY_RANGE ? (struct port_match){ PORT_OP_RANGE, ELSEWHERE, 4720 }
                                     : (struct port_match){ PORT_OP_EQ, ELSEWHERE, 0 };
        if (_i == BY_LIST) {
            add_ace(bench, "traffic", true, all[i].protocol, "any", "198.51.100.7:4711");
            match->acl = config_acl_make(bench->config, "traffic");
        }
        inspect_class(bench, "c", all[i].kind);
        apply_policy(bench, "p", IFC_NONE);
        bench_start(bench);
        const struct inspection_default *usual = inspection_default(all[i].kind);
        const struct bound other = { all[i].kind, all[i].protocol == IP_TCP ? IP_UDP : IP_TCP };
        expect_inspected(bench, &all[i], ELSEWHERE, true);
        expect_inspected(bench, &all[i], 4720, _i == BY_RANGE);
        expect_inspected(bench, &all[i], ELSEWHERE - 1, false);
        expect_inspected(bench, &all[i], usual->port_first, false);
        expect_inspected(bench, &other, ELSEWHERE, false);
        bench_free(bench);
    }
}
END_TEST

/* On an interface only conns that enter or leave there. */
START_TEST(by_interface)
{
    struct bound all[2 * INSPECT_KIND_COUNT];
    size_t count = all_bound(all);
    static const struct {
        ifc_id ifc;
        bool inspected;
    } places[] = { { INSIDE, true }, { OUTSIDE, true }, { DMZ, false } };
    for (size_t i = 0; i < count; i++) {
        struct bench *bench = bench_without_nat(OS_8_0);
        struct class_match *match = add_class_match(bench, "c", CLASS_MATCH_PORT);
        match->protocol = all[i].protocol;
        match->port = (struct port_match){ PORT_OP_EQ, ELSEWHERE, 0 };
        inspect_class(bench, "c", all[i].kind);
        apply_policy(bench, "p", places[_i].ifc);
        bench_start(bench);
        expect_inspected(bench, &all[i], ELSEWHERE, places[_i].inspected);
        bench_free(bench);
    }
}
END_TEST

/* --- changes -----------------------------------------------------------------------------------
 */

static size_t
sessions(const struct bench *bench)
{
    return bench->engine->sessions.in_use;
}

/* A changed list of fixups is for new conns: those that are there keep what they have (6.1 [A]). */
START_TEST(changes_are_for_new_conns)
{
    struct bound all[2 * INSPECT_KIND_COUNT];
    size_t count = all_bound(all);
    for (size_t i = 0; i < count; i++) {
        if (inspection_default(all[i].kind)->protocol != all[i].protocol)
            continue;
        struct bench *bench = bench_without_nat(OS_6_3);
        struct inspection *fixup = add_fixup(bench, all[i].kind, ELSEWHERE, ELSEWHERE);
        fixup->off = true;
        bench_start(bench);
        expect_inspected(bench, &all[i], ELSEWHERE, false);
        fixup->off = false;
        bench->config->revision++;
        size_t before = sessions(bench);
        expect_inspected(bench, &all[i], ELSEWHERE, true);
        size_t with_one = sessions(bench);
        ck_assert_uint_le(with_one, before + 1); /* a datagram that was refused may have none */
        fixup->off = true;
        bench->config->revision++;
        expect_inspected(bench, &all[i], ELSEWHERE, false);
        ck_assert_uint_eq(sessions(bench), with_one);
        bench_free(bench);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("binding");
    TCase *tcase = tcase_create("binding");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, fixups_by_port);
    tcase_add_loop_test(tcase, no_fixup, 0, 2);
    tcase_add_loop_test(tcase, by_usual_ports, 0, 3);
    tcase_add_loop_test(tcase, by_class, 0, BINDINGS);
    tcase_add_loop_test(tcase, by_interface, 0, 3);
    tcase_add_test(tcase, changes_are_for_new_conns);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
