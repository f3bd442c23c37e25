/*
 * engine_test.c: the worked expectations of engine.md 11, line by line, and what must hold for any
 * run: the same events twice, nothing left at the end, no harm from hostile times or full tables.
 */
#include "engine/engine.h"

#include "engine/base/quick_test.h"
#include "engine/fixture_test.h"

/* --- engine.md 11: the note's 6.2 configuration and hosts ------------------------------------ */

/* static (inside,outside) 192.168.201.5 10.48.66.106, no route, acl-out on outside. */
static struct bench *
note_bench(enum os_version version, bool acl)
{
    struct bench *bench = bench_new(version);
    struct config *config = bench->config;
    config->interfaces[OUTSIDE]->address = ip_of("209.165.201.1");
    config->interfaces[OUTSIDE]->netmask = mask_of(27);
    config->interfaces[INSIDE]->address = ip_of("10.48.66.47");
    config->interfaces[INSIDE]->netmask = mask_of(23);
    add_static(bench, INSIDE, OUTSIDE, "192.168.201.5", "10.48.66.106");
    if (acl) {
        add_ace(bench, "acl-out", true, IP_GRE, "192.168.201.25", "192.168.201.5");
        bind_acl(bench, OUTSIDE, "acl-out");
    }
    bench_start(bench);
    return bench;
}

#define CONTROL_BUILT                                                                              \
    "302013: Built outbound TCP connection 1 for outside:192.168.201.25/1723 "                     \
    "(192.168.201.25/1723) to inside:10.48.66.106/4644 (192.168.201.5/4644)\n"
#define CONTROL_TORN_DOWN                                                                          \
    "302014: Teardown TCP connection 1 for outside:192.168.201.25/1723 to "                        \
    "inside:10.48.66.106/4644 duration "

/* no. 1: no 305009 before it; and the assumed default route is told once */
START_TEST(the_note_builds_its_control_conn)
{
    struct bench *bench = note_bench(OS_6_2, true);
    expect_passed(bench, "inside tcp 10.48.66.106:4644 > 192.168.201.25:1723 S");
    expect_log(bench, CONTROL_BUILT);
    expect_left(bench, "192.168.201.5:4644 > 192.168.201.25:1723 on outside");
    ck_assert_uint_eq(bench->outcome.conn_id, 1);
    const struct assumption *assumption = engine_assumption(bench->engine, 0);
    ck_assert_ptr_nonnull(assumption);
    ck_assert_int_eq(assumption->kind, ASSUMED_DEFAULT_ROUTE);
    ck_assert_uint_eq(assumption->ifc, OUTSIDE);
    expect_passed(bench, "inside udp 10.48.66.106:4644 > 203.0.113.9:1723");
    ck_assert_ptr_null(engine_assumption(bench->engine, 1));
    bench_free(bench);
}
END_TEST

/* no. 2 */
START_TEST(gre_needs_its_permit)
{
    static const char gre[] = "outside gre 192.168.201.25 > 192.168.201.5 call 7 len 40";
    struct bench *bench = note_bench(OS_6_2, true);
    expect_passed(bench, gre);
    expect_log(bench, "");
    expect_left(bench, "192.168.201.25:7 > 10.48.66.106:7 on inside");
    ck_assert_uint_eq(
        engine_hit_count(bench->engine, config_acl(bench->config, "acl-out")->aces[0]), 1);
    expect_denied(bench, "outside gre 192.168.201.26 > 192.168.201.5 call 7 len 40");
    expect_log(bench, "106023: Deny protocol 47 src outside:192.168.201.26 dst "
                      "inside:192.168.201.5 by access-group \"acl-out\"\n");
    bench->config->interfaces[OUTSIDE]->access_in = NULL;
    bench->config->revision++;
    expect_denied(bench, gre);
    expect_denied(bench, gre);
    expect_log(bench, "106010: Deny inbound protocol 47 src outside:192.168.201.25 dst "
                      "inside:192.168.201.5\n"
                      "106010: Deny inbound protocol 47 src outside:192.168.201.25 dst "
                      "inside:192.168.201.5\n");
    bench_free(bench);
}
END_TEST

/* nos. 3 and 4 */
START_TEST(the_note_denies_the_rest)
{
    struct bench *bench = note_bench(OS_6_2, true);
    expect_denied(bench, "outside tcp 192.168.201.25:1044 > 192.168.201.5:80 S");
    expect_log(bench, "106023: Deny tcp src outside:192.168.201.25/1044 dst "
                      "inside:192.168.201.5/80 by access-group \"acl-out\"\n");
    expect_denied(bench, "inside udp 10.48.66.107:1044 > 192.168.201.25:53");
    expect_log(bench, "305005: No translation group found for udp src inside:10.48.66.107/1044 dst "
                      "outside:192.168.201.25/53\n");
    bench_free(bench);
}
END_TEST

/* nos. 5 (its TCP part) to 7 */
static struct bench *
pat_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "interface");
    bench_start(bench);
    return bench;
}

START_TEST(gre_takes_port_zero_in_6)
{
    enum os_version version = _i == 0 ? OS_6_2 : OS_6_3;
    struct bench *bench = pat_bench(version);
    expect_passed(bench, "inside gre 10.1.1.2 > 198.51.100.7 call 7 len 40");
    expect_left(bench, "192.0.2.1:7 > 198.51.100.7:7 on outside");
    expect_passed(bench, "inside gre 10.1.1.2 > 198.51.100.8 call 9 len 40"); /* any server */
    expect_log(bench, "");
    expect_denied(bench, "inside gre 10.1.1.3 > 198.51.100.7 call 8 len 40");
    expect_log(bench, "305006: portmap translation creation failed for protocol 47 src "
                      "inside:10.1.1.3 dst outside:198.51.100.7\n");
    /* inbound: to the first client, whatever the call id, if the policy lets it in */
    expect_denied(bench, "outside gre 198.51.100.7 > 192.0.2.1 call 99 len 40");
    expect_log(bench, "106010: Deny inbound protocol 47 src outside:198.51.100.7 dst "
                      "inside:192.0.2.1\n");
    add_ace(bench, "in", true, IP_GRE, "any", "any");
    bind_acl(bench, OUTSIDE, "in");
    bench->config->revision++;
    expect_passed(bench, "outside gre 198.51.100.7 > 192.0.2.1 call 99 len 40");
    expect_left(bench, "198.51.100.7:99 > 10.1.1.2:99 on inside");
    expect_log(bench, "");
    /* the xlate timer since its last packet, not 30 s */
    at_second(bench, 3 * 3600 - 1);
    expect_denied(bench, "inside gre 10.1.1.3 > 198.51.100.7 call 8 len 40");
    quiet(bench);
    at_second(bench, 3 * 3600);
    expect_passed(bench, "inside gre 10.1.1.3 > 198.51.100.7 call 8 len 40");
    engine_clear_xlates(bench->engine);
    expect_passed(bench, "inside gre 10.1.1.2 > 198.51.100.7 call 8 len 40");
    expect_log(bench, "");
    bench_free(bench);
}
END_TEST

/* With a permit but no slot nobody answers: the server that speaks first makes none. */
START_TEST(inbound_gre_makes_no_port_zero)
{
    struct bench *bench = bench_new(OS_6_3);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    add_ace(bench, "in", true, IP_GRE, "any", "any");
    bind_acl(bench, OUTSIDE, "in");
    bench_start(bench);
    expect_denied(bench, "outside gre 198.51.100.7 > 192.0.2.9 call 99 len 40");
    expect_log(bench, "106010: Deny inbound protocol 47 src outside:198.51.100.7 dst "
                      "outside:192.0.2.9\n");
    bench_free(bench);
}
END_TEST

/* no. 9 */
START_TEST(refused_connection)
{
    struct bench *bench = note_bench(OS_6_2, false);
    expect_passed(bench, "inside tcp 10.48.66.106:4644 > 192.168.201.25:1723 S seq 100");
    expect_passed(bench, "outside tcp 192.168.201.25:1723 > 192.168.201.5:4644 RA seq 0 ack 101");
    expect_log(bench, CONTROL_BUILT CONTROL_TORN_DOWN "0:00:00 bytes 0 TCP Reset-O\n");
    expect_conns(bench, "");
    bench_free(bench);
}
END_TEST

/* no. 10, all versions: two minutes in 6.x, half a minute since */
START_TEST(half_open_times_out)
{
    enum os_version version = (enum os_version)_i;
    uint32_t seconds = version < OS_7_0 ? 120 : 30;
    struct bench *bench = note_bench(version, false);
    expect_passed(bench, "inside tcp 10.48.66.106:4644 > 192.168.201.25:1723 S");
    quiet(bench);
    bench->show_times = true;
    engine_advance(bench->engine, BENCH_START + seconds_to_ns(seconds) - 1);
    expect_log(bench, "");
    engine_advance(bench->engine, BENCH_START + seconds_to_ns(seconds));
    const char *line = version < OS_7_0
                           ? "+120 " CONTROL_TORN_DOWN "0:02:00 bytes 0 SYN Timeout\n"
                           : "+30 " CONTROL_TORN_DOWN "0:00:30 bytes 0 SYN Timeout\n"
                             "+30 609002: Teardown local-host inside:10.48.66.106 duration "
                             "0:00:30\n"
                             "+30 609002: Teardown local-host outside:192.168.201.25 duration "
                             "0:00:30\n";
    expect_log(bench, line);
    bench_free(bench);
}
END_TEST

/* A whole life of a TCP conn behind PAT: 305011, 302013, FINs, 30 s, 305012; then no. 11. */
START_TEST(late_segments_after_the_close)
{
    static const bool six[2] = { true, false };
    struct bench *bench = bench_new(six[_i] ? OS_6_3 : OS_8_0);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    bench_start(bench);
    expect_passed(bench, "inside tcp 10.1.1.2:1500 > 198.51.100.7:80 S seq 100");
    expect_log(bench, six[_i]
                          ? "305011: Built dynamic TCP translation from inside:10.1.1.2/1500 to "
                            "outside:192.0.2.9/1024\n"
                            "302013: Built outbound TCP connection 1 for outside:198.51.100.7/80 "
                            "(198.51.100.7/80) to inside:10.1.1.2/1500 (192.0.2.9/1024)\n"
                          : "609001: Built local-host inside:10.1.1.2\n"
                            "609001: Built local-host outside:198.51.100.7\n"
                            "305011: Built dynamic TCP translation from inside:10.1.1.2/1500 to "
                            "outside:192.0.2.9/1024\n"
                            "302013: Built outbound TCP connection 1 for outside:198.51.100.7/80 "
                            "(198.51.100.7/80) to inside:10.1.1.2/1500 (192.0.2.9/1024)\n");
    at_second(bench, 1);
    expect_passed(bench, "outside tcp 198.51.100.7:80 > 192.0.2.9:1024 SA seq 500 ack 101");
    expect_left(bench, "198.51.100.7:80 > 10.1.1.2:1500 on inside");
    expect_passed(bench, "inside tcp 10.1.1.2:1500 > 198.51.100.7:80 PA seq 101 ack 501 len 10");
    expect_passed(bench, "outside tcp 198.51.100.7:80 > 192.0.2.9:1024 PA seq 501 ack 111 len 20");
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.2:1500 bytes 30 UIO\n");
    expect_passed(bench, "outside tcp 198.51.100.7:80 > 192.0.2.9:1024 FA seq 521 ack 111");
    expect_passed(bench, "inside tcp 10.1.1.2:1500 > 198.51.100.7:80 FA seq 111 ack 522");
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.2:1500 bytes 30 UfFRIO\n");
    expect_passed(bench, "outside tcp 198.51.100.7:80 > 192.0.2.9:1024 A seq 522 ack 112");
    ck_assert_ptr_nonnull(strstr(bench->log, "duration 0:00:01 bytes 30 TCP FINs\n"));
    quiet(bench);
    /* the slot is still there: no connection */
    at_second(bench, 30);
    expect_denied(bench, "outside tcp 198.51.100.7:80 > 192.0.2.9:1024 A seq 522 ack 112");
    expect_log(bench, "106015: Deny TCP (no connection) from 198.51.100.7/80 to 192.0.2.9/1024 "
                      "flags ACK  on interface outside\n");
    at_second(bench, 31);
    expect_denied(bench, "outside tcp 198.51.100.7:80 > 192.0.2.9:1024 A seq 522 ack 112");
    expect_log(bench, six[_i]
                          ? "305012: Teardown dynamic TCP translation from inside:10.1.1.2/1500 to "
                            "outside:192.0.2.9/1024 duration 0:00:31\n"
                            "106011: Deny inbound (No xlate) tcp src outside:198.51.100.7/80 dst "
                            "outside:192.0.2.9/1024\n"
                          : "305012: Teardown dynamic TCP translation from inside:10.1.1.2/1500 to "
                            "outside:192.0.2.9/1024 duration 0:00:31\n"
                            "106015: Deny TCP (no connection) from 198.51.100.7/80 to "
                            "192.0.2.9/1024 flags ACK  on interface outside\n");
    bench_free(bench);
}
END_TEST

/* no. 12 */
START_TEST(ntp_idles_out)
{
    struct bench *bench = note_bench(OS_7_2, false);
    expect_passed(bench, "inside udp 10.48.66.106:123 > 192.168.201.25:123 len 48");
    at_second(bench, 3);
    expect_passed(bench, "outside udp 192.168.201.25:123 > 192.168.201.5:123 len 48");
    quiet(bench);
    bench->show_times = true;
    engine_advance(bench->engine, BENCH_START + seconds_to_ns(1000));
    expect_log(bench, "+123 302016: Teardown UDP connection 1 for outside:192.168.201.25/123 to "
                      "inside:10.48.66.106/123 duration 0:02:03 bytes 96\n"
                      "+123 609002: Teardown local-host inside:10.48.66.106 duration 0:02:03\n"
                      "+123 609002: Teardown local-host outside:192.168.201.25 duration 0:02:03\n");
    bench_free(bench);
}
END_TEST

/* no. 13 */
START_TEST(ping_without_state)
{
    struct bench *bench = note_bench(OS_6_2, true);
    expect_passed(bench, "inside icmp 10.48.66.106 > 192.168.201.25 8 0 id 1 seq 1");
    expect_log(bench, "");
    expect_denied(bench, "outside icmp 192.168.201.25 > 192.168.201.5 0 0 id 1 seq 1");
    expect_log(bench, "106023: Deny icmp src outside:192.168.201.25 dst inside:192.168.201.5 "
                      "(type 0, code 0) by access-group \"acl-out\"\n");
    bench_free(bench);
}
END_TEST

/* --- whatever comes -------------------------------------------------------------------------- */

static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

#define PICK(state, list) (list)[next_random(state) % ARRAY_LENGTH(list)]

/* Any packet between a few hosts, on any interface, going on with what was there before. */
static void
random_line(uint32_t *state, char line[static 128])
{
    static const char *const hosts[] = {
        "10.1.1.2",  "10.1.1.3",  "10.1.1.5",   "10.1.1.6",   "198.51.100.7", "198.51.100.8",
        "192.0.2.5", "192.0.2.9", "192.0.2.40", "172.16.1.5", "172.16.2.5",   "192.0.2.1"
    };
    static const char *const ifcs[] = { "inside", "outside", "dmz", "dmz2" };
    static const char *const flags[] = { "S", "SA", "A", "PA", "FA", "R", "RA", "F", "S", "A" };
    static const char *const protocols[] = { "tcp", "tcp", "tcp", "udp", "icmp", "gre", "50" };
    static const unsigned types[] = { 8, 0, 3, 11, 13, 14, 8 };
    const char *source = PICK(state, hosts), *destination = PICK(state, hosts);
    const char *protocol = PICK(state, protocols);
    unsigned from = 1024 + next_random(state) % 4, to = 1024 + next_random(state) % 4;
    int used = snprintf(line, 128, "%s %s %s:%u > %s:%u ", PICK(state, ifcs), protocol, source,
                        from, destination, to);
    line += used;
    size_t room = 128 - (size_t)used;
    if (strcmp(protocol, "tcp") == 0)
        snprintf(line, room, "%s seq %u ack %u len %u", PICK(state, flags), next_random(state) % 3,
                 next_random(state) % 3, next_random(state) % 2);
    else if (strcmp(protocol, "icmp") == 0)
        snprintf(line, room, "%u 0 id %u seq %u about udp %s:%u > %s:%u", PICK(state, types), from,
                 to, destination, to, source, from);
    else
        snprintf(line, room, "call %u len 8", to);
}

static struct bench *
crowded_bench(enum os_version version, struct engine_options options)
{
    struct bench *bench = bench_new(version);
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_port_static(bench, INSIDE, OUTSIDE, IP_TCP, "interface:1025", "10.1.1.6:1026");
    add_nat(bench, INSIDE, 1, "10.1.1.0/30");
    add_nat(bench, DMZ, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.40-192.0.2.41");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    bench->config->same_security_inter = true;
    if (version >= OS_7_0)
        add_inspection(bench, INSPECT_ICMP);
    bench_start_with(bench, options);
    return bench;
}

/* Events are too many for the log: a running hash of the lines, and how often xlates were built. */
static uint64_t
take_log(struct bench *bench, uint64_t hash)
{
    for (const char *at = bench->log; *at != '\0'; at++)
        hash = (hash ^ (uint8_t)*at) * UINT64_C(1099511628211);
    quiet(bench);
    return hash;
}

static uint64_t
random_run(struct bench *bench, uint32_t seed, unsigned packets)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    char line[128];
    for (unsigned i = 0; i < packets; i++) {
        random_line(&seed, line);
        /* now and then backwards, and now and then by hours */
        bench->time += (int64_t)(next_random(&seed) % 2000) * 1000000 - 50000000;
        if (next_random(&seed) % 500 == 0)
            bench->time += seconds_to_ns(next_random(&seed) % 20000);
        send_packet(bench, line);
        hash = take_log(bench, hash) + (uint64_t)bench->outcome.verdict;
    }
    return hash;
}

struct census {
    size_t statics, dynamic;
};

static bool
count_xlate(void *context, const struct xlate_view *xlate)
{
    struct census *census = context;
    if (xlate->kind == XLATE_STATIC)
        census->statics++;
    else
        census->dynamic++;
    return true;
}

START_TEST(same_run_twice_and_nothing_left)
{
    enum os_version version = (enum os_version)(_i % OS_COUNT);
    uint64_t hash[2];
    for (int run = 0; run < 2; run++) {
        struct bench *bench = crowded_bench(version, (struct engine_options){ .seed = 7 });
        hash[run] = random_run(bench, (uint32_t)_i, tests_are_quick() ? 800 : 4000);
        engine_drain(bench->engine);
        struct engine_counters counters = engine_counters(bench->engine);
        ck_assert_uint_eq(counters.conns_in_use, 0);
        ck_assert_uint_gt(counters.conns_built, 10);
        struct census census = { 0 };
        engine_each_xlate(bench->engine, count_xlate, &census);
        ck_assert_uint_eq(census.dynamic, 0);
        ck_assert_uint_ge(census.statics, 2);
        bench_free(bench);
    }
    ck_assert_uint_eq(hash[0], hash[1]);
}
END_TEST

/* A hash seed decides no more than the order in a table. */
START_TEST(hash_seed_does_not_show)
{
    uint64_t hash[2];
    for (unsigned run = 0; run < 2; run++) {
        struct bench *bench = crowded_bench(OS_8_0, (struct engine_options){ .seed = run * 99 });
        hash[run] = random_run(bench, 3, 3000);
        bench_free(bench);
    }
    ck_assert_uint_eq(hash[0], hash[1]);
}
END_TEST

/* Tables of one or two records: full is an outcome, and what was held is given back. */
START_TEST(tiny_tables)
{
    enum os_version version = (enum os_version)(_i % OS_COUNT);
    struct engine_options options = { .max_conns = 1 + (size_t)_i % 3, .max_xlates = 2 };
    struct bench *bench = crowded_bench(version, options);
    random_run(bench, (uint32_t)_i, tests_are_quick() ? 1500 : 3000);
    struct engine_counters counters = engine_counters(bench->engine);
    ck_assert_uint_gt(counters.drops[DROP_CONN_TABLE_FULL], 0);
    ck_assert_uint_le(counters.conns_most_used, options.max_conns);
    ck_assert_uint_le(counters.xlates_most_used, 2);
    engine_drain(bench->engine);
    ck_assert_uint_eq(engine_counters(bench->engine).conns_in_use, 0);
    bench_free(bench);
}
END_TEST

/* Every local host that came goes: 609001 and 609002 in pairs, tables full or not. */
START_TEST(local_hosts_come_and_go_in_pairs)
{
    struct bench *bench = bench_new(OS_8_0);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    struct engine_options options = { .max_conns = 2, .max_xlates = _i == 0 ? 1 : 9 };
    bench_start_with(bench, options);
    send_packet(bench, "inside udp 10.1.1.2:1 > 198.51.100.7:9");
    send_packet(bench, "inside udp 10.1.1.3:1 > 198.51.100.8:9");
    send_packet(bench, "inside udp 10.1.1.4:1 > 198.51.100.9:9");
    ck_assert_int_eq(bench->outcome.verdict, VERDICT_DENIED);
    engine_drain(bench->engine);
    int hosts = 0, most = 0;
    for (const char *at = bench->log; *at != '\0'; at = strchr(at, '\n') + 1) {
        hosts += strncmp(at, "609001", 6) == 0;
        hosts -= strncmp(at, "609002", 6) == 0;
        most = hosts > most ? hosts : most;
    }
    ck_assert_int_eq(hosts, 0);
    ck_assert_int_eq(most, _i == 0 ? 2 : 4);
    bench_free(bench);
}
END_TEST

/* Stamps at the ends of what 64 bits hold, and in the wrong order. */
static void
ignore_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

/*
 * Thousands of conns through PAT cost what their tables say, indexes and timers included, and what
 * went is used again.
 */
START_TEST(memory_follows_the_conns)
{
    unsigned conns = tests_are_quick() ? 4000 : 20000;
    struct bench *bench = bench_new(OS_6_3);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "interface");
    bench->engine = engine_new(bench->config, &(struct engine_options){ .seed = 1 },
                               (struct event_sink){ .emit = ignore_event });
    ck_assert_ptr_nonnull(bench->engine);
    size_t empty = engine_memory(bench->engine);
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < conns; i++) {
            char packet[96];
            snprintf(packet, sizeof(packet), "inside udp 10.1.1.2:%u > 198.51.100.7:9", 1024 + i);
            send_packet(bench, packet);
        }
        struct engine_counters counters = engine_counters(bench->engine);
        ck_assert_uint_eq(counters.conns_in_use, conns);
        ck_assert_uint_le((engine_memory(bench->engine) - empty) / conns, 512);
        at_second(bench, 10000 * (round + 1));
        engine_advance(bench->engine, bench->time);
        ck_assert_uint_eq(engine_counters(bench->engine).conns_in_use, 0);
    }
    bench_free(bench);
}
END_TEST

START_TEST(hostile_times)
{
    static const int64_t times[] = { INT64_MIN, 0, INT64_MAX, 5, INT64_MIN, INT64_MAX - 1, -1 };
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = crowded_bench(version, (struct engine_options){ .seed = 1 });
        for (size_t i = 0; i < ARRAY_LENGTH(times); i++) {
            bench->time = times[i];
            send_packet(bench, "inside tcp 10.1.1.2:1024 > 198.51.100.7:80 S");
            send_packet(bench, "inside udp 10.1.1.3:1024 > 198.51.100.7:53");
            send_packet(bench, "inside gre 10.1.1.5 > 198.51.100.7 call 3");
        }
        engine_drain(bench->engine);
        ck_assert_uint_eq(engine_counters(bench->engine).conns_in_use, 0);
        send_packet(bench, "inside tcp 10.1.1.2:1025 > 198.51.100.7:80 S");
        engine_drain(bench->engine);
        bench_free(bench);
    }
}
END_TEST

/* Time 0 is a time like any other, and the clock never goes back. */
START_TEST(clock_starts_with_the_first_packet)
{
    struct bench *bench = crowded_bench(OS_6_3, (struct engine_options){ .seed = 1 });
    ck_assert_int_eq(engine_now(bench->engine), 0);
    engine_clear_xlates(bench->engine);
    engine_drain(bench->engine);
    bench->time = 0;
    expect_passed(bench, "inside udp 10.1.1.5:1024 > 198.51.100.7:53");
    ck_assert_int_eq(engine_now(bench->engine), 0);
    bench->time = -5 * NS_PER_SECOND;
    expect_passed(bench, "inside udp 10.1.1.5:1025 > 198.51.100.7:53");
    ck_assert_int_eq(engine_now(bench->engine), 0);
    quiet(bench);
    engine_advance(bench->engine, 120 * NS_PER_SECOND);
    expect_log(bench, "302016: Teardown UDP connection 1 for outside:198.51.100.7/53 to "
                      "inside:10.1.1.5/1024 duration 0:02:00 bytes 0\n"
                      "302016: Teardown UDP connection 2 for outside:198.51.100.7/53 to "
                      "inside:10.1.1.5/1025 duration 0:02:00 bytes 0\n");
    bench_free(bench);
}
END_TEST

/* Interfaces that are not there or not up take no packets. */
START_TEST(interfaces_that_are_down)
{
    struct bench *bench = crowded_bench(OS_7_2, (struct engine_options){ .seed = 1 });
    decode_packet(bench, "udp 10.1.1.5:1 > 198.51.100.7:9");
    engine_packet(bench->engine, IFC_NONE, &bench->packet, &bench->outcome);
    ck_assert_int_eq(bench->outcome.drop, DROP_INTERFACE_DOWN);
    bench->config->interfaces[INSIDE]->shutdown = true;
    expect_denied(bench, "outside udp 198.51.100.7:9 > 192.0.2.5:1");
    ck_assert_int_eq(bench->outcome.drop, DROP_INTERFACE_DOWN);
    expect_denied(bench, "inside udp 10.1.1.5:1 > 192.0.2.7:9");
    ck_assert_int_eq(bench->outcome.drop, DROP_INTERFACE_DOWN);
    bench_free(bench);
}
END_TEST

/* A rule that comes later does not touch what lives; `clear xlate` does (engine.md 3.6). */
START_TEST(changes_between_packets)
{
    struct bench *bench = bench_new(OS_6_3);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    bench_start(bench);
    expect_passed(bench, "inside udp 10.1.1.2:1500 > 198.51.100.7:80");
    expect_passed(bench, "inside udp 10.1.1.5:1500 > 198.51.100.7:80");
    /* another pool: the old slot goes on, also for new conns of the same socket */
    bench->config->globals[0].first = bench->config->globals[0].last = ip_of("192.0.2.10");
    bench->config->revision++;
    expect_passed(bench, "inside udp 10.1.1.2:1500 > 198.51.100.8:80");
    expect_left(bench, "192.0.2.9:1024 > 198.51.100.8:80 on outside");
    /* a new access list works at once on first packets, and not on conns */
    add_ace(bench, "acl-in", false, IP_ANY, "any", "any");
    bind_acl(bench, INSIDE, "acl-in");
    bench->config->revision++;
    expect_passed(bench, "inside udp 10.1.1.2:1500 > 198.51.100.8:80");
    expect_denied(bench, "inside udp 10.1.1.2:1500 > 198.51.100.9:80");
    bench->config->interfaces[INSIDE]->access_in = NULL;
    bench->config->revision++;
    quiet(bench);
    engine_clear_xlates(bench->engine);
    expect_log(bench, "302016: Teardown UDP connection 1 for outside:198.51.100.7/80 to "
                      "inside:10.1.1.2/1500 duration 0:00:00 bytes 0\n"
                      "302016: Teardown UDP connection 3 for outside:198.51.100.8/80 to "
                      "inside:10.1.1.2/1500 duration 0:00:00 bytes 0\n"
                      "305012: Teardown dynamic UDP translation from inside:10.1.1.2/1500 to "
                      "outside:192.0.2.9/1024 duration 0:00:00\n");
    expect_conns(bench, "17 198.51.100.7:80 10.1.1.5:1500 bytes 0 \n"); /* the static's stays */
    expect_passed(bench, "inside udp 10.1.1.2:1500 > 198.51.100.8:80");
    expect_left(bench, "192.0.2.10:1024 > 198.51.100.8:80 on outside");
    /* no static (inside,outside) 192.0.2.5 10.1.1.5 */
    bench->config->static_count = 0;
    bench->config->revision++;
    expect_passed(bench, "inside udp 10.1.1.5:1501 > 198.51.100.7:80");
    expect_left(bench, "192.0.2.5:1501 > 198.51.100.7:80 on outside");
    engine_clear_xlates(bench->engine);
    expect_conns(bench, "");
    expect_passed(bench, "inside udp 10.1.1.5:1501 > 198.51.100.7:80");
    expect_left(bench, "192.0.2.10:1025 > 198.51.100.7:80 on outside"); /* one after the other */
    bench_free(bench);
}
END_TEST

/* A packet between hosts that are where their addresses say. */
static const char *
random_flow(uint32_t *state, char line[static 128])
{
    static const struct {
        const char *ifc, *address;
    } hosts[] = { { "inside", "10.1.1.2" },      { "inside", "10.1.1.5" },
                  { "inside", "10.1.1.6" },      { "dmz", "172.16.1.5" },
                  { "dmz2", "172.16.2.5" },      { "outside", "198.51.100.7" },
                  { "outside", "198.51.100.8" }, { "inside", "10.1.1.3" } };
    static const char *const targets[] = { "10.1.1.2",     "10.1.1.5",   "10.1.1.6",
                                           "172.16.1.5",   "172.16.2.5", "198.51.100.7",
                                           "198.51.100.8", "192.0.2.5",  "192.0.2.1",
                                           "192.0.2.40",   "192.0.2.9" };
    static const char *const protocols[] = { "tcp", "udp" };
    size_t host = next_random(state) % ARRAY_LENGTH(hosts);
    snprintf(line, 128, "%s %s %s:%u > %s:%u S seq %u", hosts[host].ifc, PICK(state, protocols),
             hosts[host].address, 1024 + next_random(state) % 4, PICK(state, targets),
             1024 + next_random(state) % 4, next_random(state) % 3);
    return hosts[host].ifc;
}

/* The answer to any packet that passed comes back to who sent it, by the way it came. */
START_TEST(untranslate_undoes_translate)
{
    enum os_version version = (enum os_version)(_i % OS_COUNT);
    struct bench *bench = crowded_bench(version, (struct engine_options){ .seed = 5 });
    uint32_t seed = (uint32_t)_i * 7919 + 1;
    unsigned answered = 0;
    for (unsigned i = 0; i < 2000; i++) {
        char line[128], from[IP_TEXT_SIZE], to[IP_TEXT_SIZE];
        ifc_id ingress = config_interface_by_name(bench->config, random_flow(&seed, line));
        if (send_packet(bench, line) != VERDICT_PASSED)
            continue;
        struct packet sent = bench->packet;
        struct translation out = bench->outcome.translation;
        ip_format(out.destination, from);
        ip_format(out.source, to);
        snprintf(line, sizeof(line), "%s %s %s:%u > %s:%u SA seq 77 ack %u",
                 config_interface_label(bench->config, bench->outcome.egress),
                 sent.protocol == IP_TCP ? "tcp" : "udp", from, out.destination_port, to,
                 out.source_port, sent.tcp_seq + 1);
        if (send_packet(bench, line) != VERDICT_PASSED)
            continue; /* the SYN ACK of another sequence number */
        answered++;
        const struct translation *back = &bench->outcome.translation;
        ck_assert_uint_eq(bench->outcome.egress, ingress);
        ck_assert_uint_eq(back->destination, sent.source);
        ck_assert_uint_eq(back->destination_port, sent.source_port);
        ck_assert_uint_eq(back->source, sent.destination);
        ck_assert_uint_eq(back->source_port, sent.destination_port);
        quiet(bench);
    }
    ck_assert_uint_gt(answered, 100);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("engine");
    TCase *worked = tcase_create("worked expectations");
    tcase_add_test(worked, the_note_builds_its_control_conn);
    tcase_add_test(worked, gre_needs_its_permit);
    tcase_add_test(worked, the_note_denies_the_rest);
    tcase_add_loop_test(worked, gre_takes_port_zero_in_6, 0, 2);
    tcase_add_test(worked, inbound_gre_makes_no_port_zero);
    tcase_add_test(worked, refused_connection);
    tcase_add_loop_test(worked, half_open_times_out, OS_FIRST, OS_COUNT);
    tcase_add_loop_test(worked, late_segments_after_the_close, 0, 2);
    tcase_add_test(worked, ntp_idles_out);
    tcase_add_test(worked, ping_without_state);
    suite_add_tcase(suite, worked);
    TCase *always = tcase_create("always");
    tcase_add_loop_test(always, same_run_twice_and_nothing_left, 0, 2 * OS_COUNT);
    tcase_add_test(always, hash_seed_does_not_show);
    tcase_add_loop_test(always, tiny_tables, 0, 2 * OS_COUNT);
    tcase_add_loop_test(always, local_hosts_come_and_go_in_pairs, 0, 2);
    tcase_add_test(always, memory_follows_the_conns);
    tcase_add_test(always, hostile_times);
    tcase_add_test(always, clock_starts_with_the_first_packet);
    tcase_add_test(always, interfaces_that_are_down);
    tcase_add_test(always, changes_between_packets);
    tcase_add_loop_test(always, untranslate_undoes_translate, 0, 2 * OS_COUNT);
    suite_add_tcase(suite, always);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
