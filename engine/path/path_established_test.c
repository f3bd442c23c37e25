/*
 * path_established_test.c: packets of living conns, and ICMP errors about them (engine.md 1.5, 2).
 */
#include "engine/fixture_test.h"

/* static 192.0.2.5 for 10.1.1.5, PAT on 192.0.2.9 for the others; LET_IN: all may come in. */
static struct bench *
mixed_bench(enum os_version version, bool let_in)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    if (let_in) {
        add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
        bind_acl(bench, OUTSIDE, "acl-out");
    }
    return bench;
}

/* --- TCP ------------------------------------------------------------------------------------- */

#define SYN "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S seq 100"
#define SYN_ACK "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 SA seq 500 ack 101"
#define ACK "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 A seq 101 ack 501"

/* 2.4: another ISN. 6.x lets it through, and takes it while embryonic; 7.0 and later tell. */
START_TEST(duplicate_syn)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = mixed_bench(version, false);
        bench_start(bench);
        expect_passed(bench, SYN);
        expect_passed(bench, SYN_ACK);
        quiet(bench);
        if (version < OS_7_0) {
            expect_passed(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S seq 900");
            expect_passed(bench, "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 SA seq 70 ack 901");
            expect_passed(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 A seq 901 ack 71");
            expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1500 bytes 0 U\n");
            expect_log(bench, "");
        } else {
            expect_denied(bench, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S seq 900");
            expect_log(bench, "419002: Duplicate TCP SYN from inside:10.1.1.5/1500 to "
                              "outside:198.51.100.7/80 with different initial sequence number\n");
            expect_passed(bench, ACK);
        }
        bench_free(bench);
    }
}
END_TEST

/* What does not fit the handshake is dropped without a line, and changes nothing. */
START_TEST(misfits)
{
    static const struct {
        const char *packet;
        enum drop_reason drop;
    } rows[] = {
        { "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 SA seq 500 ack 100", DROP_TCP_WRONG_ACK },
        { "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 S seq 500", DROP_TCP_DUAL_OPEN },
        { "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 A seq 500 ack 101", DROP_TCP_STATE },
        { "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 A seq 101 ack 501", DROP_TCP_STATE },
        { "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 SA seq 100 ack 1", DROP_TCP_STATE },
    };
    struct bench *bench = mixed_bench(_i == 0 ? OS_6_3 : OS_8_0, true);
    bench_start(bench);
    expect_passed(bench, SYN);
    quiet(bench);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        expect_denied(bench, rows[i].packet);
        ck_assert_int_eq(bench->outcome.drop, rows[i].drop);
        expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1500 bytes 0 saA\n");
    }
    expect_log(bench, "");
    bench_free(bench);
}
END_TEST

/* Neither list nor rule nor route is asked for a conn's packets. */
START_TEST(established_asks_nobody)
{
    struct bench *bench = mixed_bench(OS_7_2, false);
    bench_start(bench);
    expect_passed(bench, SYN);
    add_ace(bench, "none", false, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "none");
    bind_acl(bench, INSIDE, "none");
    bench->config->route_count = bench->config->static_count = bench->config->nat_count = 0;
    bench->config->revision++;
    expect_passed(bench, SYN_ACK);
    expect_left(bench, "198.51.100.7:80 > 10.1.1.5:1500 on inside");
    expect_passed(bench, ACK);
    expect_left(bench, "192.0.2.5:1500 > 198.51.100.7:80 on outside");
    bench_free(bench);
}
END_TEST

/* 106022: the packet of a conn on another interface. */
START_TEST(spoofed)
{
    struct bench *bench = mixed_bench(_i == 0 ? OS_6_2 : OS_8_2, true);
    bench_start(bench);
    expect_passed(bench, SYN);
    expect_passed(bench, "inside udp 10.1.1.5:1500 > 198.51.100.7:53");
    quiet(bench);
    expect_denied(bench, "dmz tcp 198.51.100.7:80 > 192.0.2.5:1500 SA seq 500 ack 101");
    expect_denied(bench, "dmz udp 10.1.1.5:1500 > 198.51.100.7:53");
    expect_log(bench, "106022: Deny tcp connection spoof from 198.51.100.7 to 192.0.2.5 on "
                      "interface dmz\n"
                      "106022: Deny udp connection spoof from 10.1.1.5 to 198.51.100.7 on "
                      "interface dmz\n");
    bench_free(bench);
}
END_TEST

/* --- UDP ------------------------------------------------------------------------------------- */

/*
 * 6.2: the first answer ends a DNS conn; the second has no conn any more. Here without inspection,
 * which 6.2 always has: engine/inspect/dns_test.c.
 */
START_TEST(dns_guard)
{
    for (enum os_version version = OS_6_3; version <= OS_LAST; version++) {
        struct bench *bench = mixed_bench(version, false);
        bench_start(bench);
        expect_passed(bench, "inside udp 10.1.1.5:1500 > 198.51.100.7:53 len 30");
        at_second(bench, 1);
        quiet(bench);
        expect_passed(bench, "outside udp 198.51.100.7:53 > 192.0.2.5:1500 len 100");
        ck_assert_ptr_nonnull(
            strstr(bench->log, "302016: Teardown UDP connection 1 for outside:198.51.100.7/53 to "
                               "inside:10.1.1.5/1500 duration 0:00:01 bytes 130\n"));
        quiet(bench);
        expect_denied(bench, "outside udp 198.51.100.7:53 > 192.0.2.5:1500 len 100");
        expect_log(bench, "106007: Deny inbound UDP from 198.51.100.7/53 to 192.0.2.5/1500 due to "
                          "DNS Response\n");
        bench_free(bench);
    }
}
END_TEST

/* --- ICMP ------------------------------------------------------------------------------------ */

#define ECHO "inside icmp 10.1.1.2 > 198.51.100.7 8 0 id 9 seq 1"
#define REPLY "outside icmp 198.51.100.7 > 192.0.2.9 0 0 id 0 seq 1"
#define ICMP_ENDS "faddr 198.51.100.7/0 gaddr 192.0.2.9/0 laddr 10.1.1.2/9\n"

/* 2.8, inspected: one reply to a request, then the conn goes. */
START_TEST(inspected_ping)
{
    struct bench *bench = mixed_bench(OS_8_0, false);
    add_inspection(bench, INSPECT_ICMP_ERROR);
    add_inspection(bench, INSPECT_ICMP);
    bench_start(bench);
    expect_passed(bench, ECHO);
    expect_left(bench, "192.0.2.9:0 > 198.51.100.7:0 on outside");
    ck_assert_ptr_nonnull(
        strstr(bench->log, "302020: Built outbound ICMP connection for " ICMP_ENDS));
    quiet(bench);
    expect_denied(bench, "outside icmp 198.51.100.7 > 192.0.2.9 0 0 id 0 seq 2");
    expect_log(bench, "313004: Denied ICMP type=0, from laddr 198.51.100.7 on interface outside to "
                      "192.0.2.9: no matching session\n");
    expect_passed(bench, REPLY);
    expect_left(bench, "198.51.100.7:9 > 10.1.1.2:9 on inside");
    ck_assert_ptr_nonnull(strstr(bench->log, "302021: Teardown ICMP connection for " ICMP_ENDS));
    quiet(bench);
    expect_denied(bench, REPLY);
    expect_log(bench, "313004: Denied ICMP type=0, from laddr 198.51.100.7 on interface outside to "
                      "192.0.2.9: no matching session\n");
    bench_free(bench);
}
END_TEST

/* Not inspected: the reply needs the list; then it refreshes the conn and makes none (13). */
START_TEST(uninspected_ping)
{
    struct bench *bench = mixed_bench(OS_7_0, false);
    bench_start(bench);
    expect_passed(bench, ECHO);
    ck_assert_ptr_nonnull(strstr(bench->log, "302020: Built ICMP connection for " ICMP_ENDS));
    quiet(bench);
    expect_denied(bench, REPLY);
    expect_log(bench, "106010: Deny inbound icmp src outside:198.51.100.7 dst inside:192.0.2.9 "
                      "(type 0, code 0)\n");
    add_ace(bench, "acl-out", true, IP_ICMP, "any", "any")->icmp_type = 0;
    bind_acl(bench, OUTSIDE, "acl-out");
    bench->config->revision++;
    bench->show_times = true;
    at_second(bench, 1);
    expect_passed(bench, REPLY);
    expect_left(bench, "198.51.100.7:9 > 10.1.1.2:9 on inside");
    expect_log(bench, "");
    ck_assert_uint_eq(engine_counters(bench->engine).conns_in_use, 1);
    engine_advance(bench->engine, BENCH_START + seconds_to_ns(10));
    expect_log(bench, "+3 302021: Teardown ICMP connection for " ICMP_ENDS
                      "+3 609002: Teardown local-host inside:10.1.1.2 duration 0:00:03\n"
                      "+3 609002: Teardown local-host outside:198.51.100.7 duration 0:00:03\n");
    bench_free(bench);
}
END_TEST

/* Where the error went and what it quotes: "10.1.1.2 about 10.1.1.2:1500 > 198.51.100.7:69". */
static const char *
quoted_as(const struct bench *bench, char text[static 128])
{
    char source[IP_TEXT_SIZE], from[IP_TEXT_SIZE], to[IP_TEXT_SIZE], target[IP_TEXT_SIZE];
    const struct translation *translation = &bench->outcome.translation;
    ip_format(translation->source, source);
    ip_format(translation->destination, target);
    ip_format(translation->quoted_source, from);
    ip_format(translation->quoted_destination, to);
    snprintf(text, 128, "%s > %s about %s:%u > %s:%u", source, target, from,
             translation->quoted_source_port, to, translation->quoted_destination_port);
    return text;
}

/* Errors about flows that are known, from the peer and from a hop between. */
static const struct error_case {
    enum os_version since, until;
    const char *flow;  /* sent first */
    const char *error; /* NULL: denied */
    const char *back;
} errors[] = {
    { OS_6_2, OS_LAST, "inside udp 10.1.1.2:1500 > 198.51.100.7:69",
      "outside icmp 198.51.100.7 > 192.0.2.9 3 3 about udp 192.0.2.9:1024 > 198.51.100.7:69",
      "198.51.100.7 > 10.1.1.2 about 10.1.1.2:1500 > 198.51.100.7:69" },
    { OS_6_2, OS_LAST, "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 S",
      "outside icmp 203.0.113.1 > 192.0.2.5 11 0 about tcp 192.0.2.5:1500 > 198.51.100.7:80 S",
      "203.0.113.1 > 10.1.1.5 about 10.1.1.5:1500 > 198.51.100.7:80" },
    { OS_6_2, OS_LAST, "inside icmp 10.1.1.2 > 198.51.100.7 8 0 id 9",
      "outside icmp 203.0.113.1 > 192.0.2.9 11 0 about icmp 192.0.2.9 > 198.51.100.7 8 0 id 0",
      "203.0.113.1 > 10.1.1.2 about 10.1.1.2:9 > 198.51.100.7:9" },
    { OS_6_2, OS_LAST, "outside udp 198.51.100.7:1500 > 192.0.2.5:69",
      "inside icmp 10.1.1.5 > 198.51.100.7 3 3 about udp 198.51.100.7:1500 > 10.1.1.5:69",
      "192.0.2.5 > 198.51.100.7 about 198.51.100.7:1500 > 192.0.2.5:69" },
    { OS_6_2, OS_6_3, "outside icmp 198.51.100.7 > 192.0.2.5 8 0 id 7",
      "inside icmp 10.1.1.5 > 198.51.100.7 3 1 about icmp 198.51.100.7 > 10.1.1.5 8 0 id 7",
      "192.0.2.5 > 198.51.100.7 about 198.51.100.7:7 > 192.0.2.5:7" },
    /* a hop inside has to be translated by its own rule, which PAT cannot do for an error */
    { OS_6_2, OS_LAST, "outside udp 198.51.100.7:1500 > 192.0.2.5:69",
      "inside icmp 10.1.1.77 > 198.51.100.7 11 0 about udp 198.51.100.7:1500 > 10.1.1.5:69", NULL },
    /* half-connections; and in 6.x, where there are none, the static */
    { OS_6_2, OS_LAST, "inside 50 10.1.1.5 > 198.51.100.7",
      "outside icmp 203.0.113.1 > 192.0.2.5 3 4 about 50 192.0.2.5 > 198.51.100.7",
      "203.0.113.1 > 10.1.1.5 about 10.1.1.5:0 > 198.51.100.7:0" },
    { OS_6_2, OS_LAST, "inside gre 10.1.1.5 > 198.51.100.7 call 8",
      "outside icmp 203.0.113.1 > 192.0.2.5 3 4 about gre 192.0.2.5 > 198.51.100.7 call 8",
      "203.0.113.1 > 10.1.1.5 about 10.1.1.5:8 > 198.51.100.7:8" },
};

START_TEST(errors_go_back)
{
    const struct error_case *row = &errors[_i];
    for (enum os_version version = row->since; version <= row->until; version++) {
        char text[128];
        struct bench *bench = mixed_bench(version, true);
        bench_start(bench);
        expect_passed(bench, row->flow);
        quiet(bench);
        if (row->back == NULL) {
            expect_denied(bench, row->error);
            ck_assert_ptr_nonnull(strstr(bench->log, "305006: "));
        } else {
            expect_passed(bench, row->error);
            ck_assert(bench->outcome.translation.quoted);
            ck_assert_str_eq(quoted_as(bench, text), row->back);
            expect_log(bench, "");
        }
        bench_free(bench);
    }
}
END_TEST

/* 2.8: an error needs the access list, whatever it is about. */
START_TEST(errors_need_the_list)
{
    struct bench *bench = mixed_bench(_i == 0 ? OS_6_2 : OS_7_2, false);
    bench_start(bench);
    expect_passed(bench, "inside udp 10.1.1.2:1500 > 198.51.100.7:69");
    quiet(bench);
    expect_denied(
        bench,
        "outside icmp 198.51.100.7 > 192.0.2.9 3 3 about udp 192.0.2.9:1024 > 198.51.100.7:69");
    expect_log(bench, _i == 0 ? "106014: Deny inbound icmp src outside:198.51.100.7 dst "
                                "inside:192.0.2.9 (type 3, code 3)\n"
                              : "106010: Deny inbound icmp src outside:198.51.100.7 dst "
                                "inside:192.0.2.9 (type 3, code 3)\n");
    bench_free(bench);
}
END_TEST

/* --- protocols without ports ----------------------------------------------------------------- */

/* 2.9: each direction for itself; from 7.0 on one half-connection a direction, 2 min idle. */
START_TEST(half_connections)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = mixed_bench(version, false);
        bench_start(bench);
        for (unsigned i = 0; i < 5; i++) {
            expect_passed(bench, "inside gre 10.1.1.5 > 198.51.100.7 call 8 len 4");
            expect_passed(bench, "inside 50 10.1.1.5 > 198.51.100.7");
            expect_left(bench, "192.0.2.5:0 > 198.51.100.7:0 on outside");
        }
        ck_assert_uint_eq(engine_counters(bench->engine).conns_in_use, version < OS_7_0 ? 0 : 2);
        expect_denied(bench, "outside 50 198.51.100.7 > 192.0.2.5");
        /* no list is asked any more, until the half is gone */
        add_ace(bench, "none", false, IP_ANY, "any", "any");
        bind_acl(bench, INSIDE, "none");
        bench->config->revision++;
        at_second(bench, 119);
        ck_assert_int_eq(send_packet(bench, "inside 50 10.1.1.5 > 198.51.100.7"),
                         version < OS_7_0 ? VERDICT_DENIED : VERDICT_PASSED);
        at_second(bench, 119 + 120);
        expect_denied(bench, "inside 50 10.1.1.5 > 198.51.100.7");
        bench_free(bench);
    }
}
END_TEST

/* 13: a half holds no slot, but its packets keep it; `clear xlate` ends both. */
START_TEST(half_keeps_its_slot)
{
    struct bench *bench = bench_new(OS_8_0);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_global(bench, OUTSIDE, 1, "192.0.2.20-192.0.2.29");
    bench->config->timers[TIMER_XLATE] = 100;
    bench_start(bench);
    for (uint32_t second = 0; second <= 400; second += 80) {
        at_second(bench, second);
        expect_passed(bench, "inside 50 10.1.1.5 > 198.51.100.7");
        expect_left(bench, "192.0.2.20:0 > 198.51.100.7:0 on outside");
    }
    expect_log(bench, "305009: Built dynamic translation from inside:10.1.1.5 to "
                      "outside:192.0.2.20\n");
    engine_clear_xlates(bench->engine);
    ck_assert_uint_eq(engine_counters(bench->engine).conns_in_use, 0);
    expect_log(bench, "305010: Teardown dynamic translation from inside:10.1.1.5 to "
                      "outside:192.0.2.20 duration 0:06:40\n");
    bench_free(bench);
}
END_TEST

/* --- access lists ---------------------------------------------------------------------------- */

/* 1.7: the list out sees addresses as they leave; its denial prints them as they came. */
START_TEST(list_out)
{
    struct bench *bench = mixed_bench(OS_8_0, true);
    add_ace(bench, "egress", true, IP_UDP, "192.0.2.9:1024", "198.51.100.7");
    bench->config->interfaces[OUTSIDE]->access_out = config_acl(bench->config, "egress");
    add_ace(bench, "to-inside", true, IP_UDP, "any", "10.1.1.5");
    bench->config->interfaces[INSIDE]->access_out = config_acl(bench->config, "to-inside");
    bench_start(bench);
    expect_passed(bench, "inside udp 10.1.1.2:1500 > 198.51.100.7:69");
    quiet(bench);
    expect_denied(bench, "inside udp 10.1.1.2:1501 > 198.51.100.7:69"); /* would be port 1025 */
    expect_log(bench, "106023: Deny udp src inside:10.1.1.2/1501 dst outside:198.51.100.7/69 by "
                      "access-group \"egress\" [0x0, 0x0]\n");
    expect_passed(bench, "outside udp 198.51.100.9:7 > 192.0.2.5:7");
    quiet(bench);
    expect_denied(bench, "outside tcp 198.51.100.9:7 > 192.0.2.5:7 S");
    expect_log(bench, "106023: Deny tcp src outside:198.51.100.9/7 dst inside:192.0.2.5/7 by "
                      "access-group \"to-inside\" [0x0, 0x0]\n");
    bench_free(bench);
}
END_TEST

/* 10.5: a conn older than the capture, strictly and picked up. */
START_TEST(midstream)
{
    static const char data[] = "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 PA seq 9 ack 9 len 5";
    struct bench *bench = mixed_bench(OS_6_3, false);
    bench_start_with(bench, (struct engine_options){ .midstream = (enum midstream)_i });
    if (_i == MIDSTREAM_STRICT) {
        expect_denied(bench, data);
        expect_log(bench, "106015: Deny TCP (no connection) from 10.1.1.5/1500 to 198.51.100.7/80 "
                          "flags PSH ACK  on interface inside\n");
    } else {
        /* mark: followed and translated alike, but no opinion */
        enum verdict verdict = _i == MIDSTREAM_MARK ? VERDICT_UNDECIDED : VERDICT_PASSED;
        ck_assert_int_eq(send_packet(bench, data), verdict);
        expect_left(bench, "192.0.2.5:1500 > 198.51.100.7:80 on outside");
        expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1500 bytes 5 UO\n");
        ck_assert_int_eq(
            send_packet(bench, "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 A seq 9 ack 14"),
            verdict);
        expect_left(bench, "198.51.100.7:80 > 10.1.1.5:1500 on inside");
        ck_assert_int_eq(send_packet(bench, "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 R seq 9"),
                         verdict);
        ck_assert_int_eq(bench->outcome.drop, _i == MIDSTREAM_MARK ? DROP_MIDSTREAM : DROP_NONE);
        expect_conns(bench, "");
        expect_log(bench, "");
    }
    bench_free(bench);
}
END_TEST

/* mark: what policy would not have let in, or has no conn to make, is not denied either. */
START_TEST(midstream_is_marked_quietly)
{
    static const char *const packets[] = {
        "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 A seq 9 ack 14", /* no list lets it in */
        "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 FA seq 9 ack 9",
        "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 R seq 9",
    };
    struct bench *bench = mixed_bench(OS_8_0, false);
    bench_start_with(bench, (struct engine_options){ .midstream = MIDSTREAM_MARK });
    for (size_t i = 0; i < ARRAY_LENGTH(packets); i++) {
        ck_assert_int_eq(send_packet(bench, packets[i]), VERDICT_UNDECIDED);
        ck_assert_int_eq(bench->outcome.drop, DROP_MIDSTREAM);
        ck_assert_uint_eq(bench->outcome.egress, IFC_NONE);
    }
    expect_log(bench, "");
    expect_conns(bench, "");
    bench_free(bench);
}
END_TEST

/* --- sanity ---------------------------------------------------------------------------------- */

/* engine.md 1.1 rows 3, 3b, 4 and its notes. */
static const struct insane_case {
    const char *packet;
    enum drop_reason drop;
    const char *six, *seven;
} insane[] = {
#define SPOOF(from, to)                                                                            \
    "106016: Deny IP spoof from (" from ") to " to " on interface outside\n",                      \
        "106016: Deny IP spoof from (" from ") to " to " on interface outside\n"
    { "outside udp 127.0.0.1:1 > 192.0.2.5:9", DROP_SPOOF, SPOOF("127.0.0.1", "192.0.2.5") },
    { "outside udp 224.0.0.5:1 > 192.0.2.5:9", DROP_SPOOF, SPOOF("224.0.0.5", "192.0.2.5") },
    { "outside udp 255.255.255.255:1 > 192.0.2.5:9", DROP_SPOOF,
      SPOOF("255.255.255.255", "192.0.2.5") },
    { "outside udp 192.0.2.255:1 > 192.0.2.5:9", DROP_SPOOF, SPOOF("192.0.2.255", "192.0.2.5") },
    { "outside udp 192.0.2.0:1 > 192.0.2.5:9", DROP_SPOOF, SPOOF("192.0.2.0", "192.0.2.5") },
    { "outside udp 0.0.0.0:1 > 192.0.2.5:9", DROP_SPOOF, SPOOF("0.0.0.0", "192.0.2.5") },
    { "outside udp 198.51.100.7:1 > 0.0.0.0:9", DROP_SPOOF, SPOOF("198.51.100.7", "0.0.0.0") },
    { "outside udp 192.0.2.5:9 > 192.0.2.5:9", DROP_LAND,
      "106017: Deny IP due to Land Attack from 192.0.2.5 to 192.0.2.5\n",
      "106017: Deny IP due to Land Attack from 192.0.2.5 to 192.0.2.5\n" },
    { "outside udp 198.51.100.7:0 > 192.0.2.5:80", DROP_PORT_ZERO,
      "500004: Invalid transport field for protocol=17, from 198.51.100.7/0 to 192.0.2.5/80\n",
      "500004: Invalid transport field for protocol=UDP, from 198.51.100.7/0 to 192.0.2.5/80\n" },
    { "outside tcp 198.51.100.7:80 > 192.0.2.5:0 S", DROP_PORT_ZERO,
      "500004: Invalid transport field for protocol=6, from 198.51.100.7/80 to 192.0.2.5/0\n",
      "500004: Invalid transport field for protocol=TCP, from 198.51.100.7/80 to 192.0.2.5/0\n" },
};

START_TEST(insane_packets)
{
    const struct insane_case *row = &insane[_i];
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = mixed_bench(version, true);
        bench_start(bench);
        expect_denied(bench, row->packet);
        ck_assert_int_eq(bench->outcome.drop, row->drop);
        expect_log(bench, version < OS_7_0 ? row->six : row->seven);
        bench_free(bench);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_established");
    TCase *tcp = tcase_create("conns");
    tcase_add_test(tcp, duplicate_syn);
    tcase_add_loop_test(tcp, misfits, 0, 2);
    tcase_add_test(tcp, established_asks_nobody);
    tcase_add_loop_test(tcp, spoofed, 0, 2);
    tcase_add_test(tcp, dns_guard);
    tcase_add_test(tcp, list_out);
    tcase_add_loop_test(tcp, midstream, 0, 3);
    tcase_add_test(tcp, midstream_is_marked_quietly);
    suite_add_tcase(suite, tcp);
    TCase *icmp = tcase_create("icmp");
    tcase_add_test(icmp, inspected_ping);
    tcase_add_test(icmp, uninspected_ping);
    tcase_add_loop_test(icmp, errors_go_back, 0, (int)ARRAY_LENGTH(errors));
    tcase_add_loop_test(icmp, errors_need_the_list, 0, 2);
    suite_add_tcase(suite, icmp);
    TCase *halves = tcase_create("halves");
    tcase_add_test(halves, half_connections);
    tcase_add_test(halves, half_keeps_its_slot);
    suite_add_tcase(suite, halves);
    TCase *sanity = tcase_create("sanity");
    tcase_add_loop_test(sanity, insane_packets, 0, (int)ARRAY_LENGTH(insane));
    suite_add_tcase(suite, sanity);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
