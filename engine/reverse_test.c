/*
 * reverse_test.c: one-sided captures (engine.md 10.3): a packet that left, taken back to the one
 * that came, and put through the engine again.
 */
#include "engine/fixture_test.h"

/* TEXT left on its interface: the rebuilt packet as "IFC A:p > B:p"; "" when nothing explains it.
 */
static const char *
rebuilt(struct bench *bench, const char *text, char way[static 96])
{
    char name[16], source[IP_TEXT_SIZE], destination[IP_TEXT_SIZE];
    int used = 0;
    struct translation original;
    ifc_id ingress;
    way[0] = '\0';
    ck_assert_int_eq(sscanf(text, "%15s %n", name, &used), 1);
    decode_packet(bench, text + used);
    ifc_id seen_on = config_interface_by_name(bench->config, name);
    if (!engine_reverse(bench->engine, seen_on, &bench->packet, &ingress, &original))
        return way;
    struct packet seen = bench->packet, entered;
    uint8_t bytes[BENCH_FRAME];
    packet_translate(&seen, &original, bytes);
    packet_decode(&entered, LINK_RAW_IP, bytes, seen.captured, seen.wire_length);
    entered.time = bench->time;
    entered.number = bench->number;
    entered.as_left = true;
    engine_packet(bench->engine, ingress, &entered, &bench->outcome);
    ip_format(entered.source, source);
    ip_format(entered.destination, destination);
    snprintf(way, 96, "%s %s:%u > %s:%u", config_interface_label(bench->config, ingress), source,
             entered.source_port, destination, entered.destination_port);
    /* What went in comes out as it was seen. */
    const struct translation *out = &bench->outcome.translation;
    if (bench->outcome.verdict == VERDICT_PASSED) {
        ck_assert_uint_eq(bench->outcome.egress, seen_on);
        ck_assert_uint_eq(out->source, seen.source);
        ck_assert_uint_eq(out->destination, seen.destination);
        if (seen.protocol != IP_GRE) {
            ck_assert_uint_eq(out->source_port, seen.source_port);
            ck_assert_uint_eq(out->destination_port, seen.destination_port);
        }
        if (seen.has_quoted) {
            ck_assert_uint_eq(out->quoted_source, seen.quoted_source);
            ck_assert_uint_eq(out->quoted_destination, seen.quoted_destination);
            ck_assert_uint_eq(out->quoted_source_port, seen.quoted_source_port);
            ck_assert_uint_eq(out->quoted_destination_port, seen.quoted_destination_port);
        }
    }
    return way;
}

#define expect_rebuilt(bench, text, wanted)                                                        \
    do {                                                                                           \
        char way[96];                                                                              \
        ck_assert_str_eq(rebuilt(bench, text, way), wanted);                                       \
        ck_assert_msg((bench)->outcome.verdict == VERDICT_PASSED, "%s: %s\n%s", text,              \
                      verdict_name((bench)->outcome.verdict), (bench)->log);                       \
    } while (0)

#define expect_unexplained(bench, text)                                                            \
    do {                                                                                           \
        char way[96];                                                                              \
        ck_assert_str_eq(rebuilt(bench, text, way), "");                                           \
    } while (0)

static struct bench *
one_sided_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_nat(bench, INSIDE, 1, "10.1.1.0/24");
    add_global(bench, OUTSIDE, 1, "192.0.2.9");
    add_nat(bench, DMZ, 2, "any");
    add_global(bench, OUTSIDE, 2, "192.0.2.20-192.0.2.29");
    add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    bench_start(bench);
    return bench;
}

/* A capture on inside: replies are seen untranslated. */
START_TEST(seen_inside)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = one_sided_bench(version);
        expect_passed(bench, "inside tcp 10.1.1.2:1500 > 198.51.100.7:80 S seq 1");
        expect_left(bench, "192.0.2.9:1024 > 198.51.100.7:80 on outside");
        expect_rebuilt(bench, "inside tcp 198.51.100.7:80 > 10.1.1.2:1500 SA seq 9 ack 2",
                       "outside 198.51.100.7:80 > 192.0.2.9:1024");
        /* no conn: the static of the destination */
        expect_rebuilt(bench, "inside udp 198.51.100.8:7 > 10.1.1.5:53",
                       "outside 198.51.100.8:7 > 192.0.2.5:53");
        /* the slot that is there */
        expect_rebuilt(bench, "inside tcp 198.51.100.8:7 > 10.1.1.2:1500 S",
                       "outside 198.51.100.8:7 > 192.0.2.9:1024");
        /* neither: nothing explains it */
        expect_unexplained(bench, "inside tcp 198.51.100.8:7 > 10.1.1.3:1500 S");
        expect_passed(bench, "inside icmp 10.1.1.2 > 198.51.100.7 8 0 id 33");
        expect_rebuilt(bench, "inside icmp 198.51.100.7 > 10.1.1.2 0 0 id 33",
                       "outside 198.51.100.7:0 > 192.0.2.9:0");
        expect_rebuilt(
            bench,
            "inside icmp 203.0.113.1 > 10.1.1.2 11 0 about tcp 10.1.1.2:1500 > 198.51.100.7:80",
            "outside 203.0.113.1:0 > 192.0.2.9:0");
        /* where an echo has no conn, by its slot; a static needs none */
        expect_rebuilt(bench,
                       "inside icmp 203.0.113.1 > 10.1.1.2 11 0 about icmp 10.1.1.2 > "
                       "198.51.100.7 8 0 id 33",
                       "outside 203.0.113.1:0 > 192.0.2.9:0");
        expect_unexplained(bench, "inside icmp 203.0.113.1 > 10.1.1.2 11 0 about icmp 10.1.1.2 > "
                                  "198.51.100.7 8 0 id 34");
        if (!behaviour(version)->icmp_has_conns)
            expect_rebuilt(bench,
                           "inside icmp 203.0.113.1 > 10.1.1.5 11 0 about icmp 10.1.1.5 > "
                           "198.51.100.7 8 0 id 33",
                           "outside 203.0.113.1:0 > 192.0.2.5:0");
        bench_free(bench);
    }
}
END_TEST

/* A capture on outside: sources are seen mapped. */
START_TEST(seen_outside)
{
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = one_sided_bench(version);
        expect_rebuilt(bench, "outside tcp 192.0.2.5:1500 > 198.51.100.7:80 S seq 1",
                       "inside 10.1.1.5:1500 > 198.51.100.7:80");
        quiet(bench);
        expect_rebuilt(bench, "outside tcp 192.0.2.9:1060 > 198.51.100.7:80 S seq 1",
                       "inside 10.1.1.2:1060 > 198.51.100.7:80");
        ck_assert_ptr_nonnull(strstr(bench->log, "305011: Built dynamic TCP translation from "
                                                 "inside:10.1.1.2/1060 to "
                                                 "outside:192.0.2.9/1060\n"));
        expect_passed(bench, "outside tcp 198.51.100.7:80 > 192.0.2.9:1060 SA seq 9 ack 2");
        expect_left(bench, "198.51.100.7:80 > 10.1.1.2:1060 on inside");
        expect_rebuilt(bench, "outside tcp 192.0.2.9:1060 > 198.51.100.7:80 A seq 2 ack 10",
                       "inside 10.1.1.2:1060 > 198.51.100.7:80");
        /* one placeholder for the PAT address, one for each pool address */
        expect_rebuilt(bench, "outside udp 192.0.2.9:1061 > 198.51.100.7:53",
                       "inside 10.1.1.2:1061 > 198.51.100.7:53");
        expect_rebuilt(bench, "outside icmp 192.0.2.9 > 198.51.100.7 8 0 id 5",
                       "inside 10.1.1.2:5 > 198.51.100.7:5");
        expect_rebuilt(bench, "outside udp 192.0.2.22:7 > 198.51.100.7:53",
                       "dmz 172.16.1.2:7 > 198.51.100.7:53");
        expect_rebuilt(bench, "outside udp 192.0.2.21:7 > 198.51.100.7:53",
                       "dmz 172.16.1.3:7 > 198.51.100.7:53");
        expect_rebuilt(bench, "outside 50 192.0.2.22 > 198.51.100.7",
                       "dmz 172.16.1.2:0 > 198.51.100.7:0");
        ck_assert_ptr_nonnull(engine_assumption(bench->engine, 2));
        ck_assert_uint_eq(engine_assumption(bench->engine, 2)->address, ip_of("172.16.1.3"));
        ck_assert_ptr_null(engine_assumption(bench->engine, 3));
        bench_free(bench);
    }
}
END_TEST

/* A slot made for an observation begins with it, long after the packet before. */
START_TEST(slots_begin_with_their_packet)
{
    struct bench *bench = one_sided_bench(OS_6_3);
    bench->show_times = true;
    at_second(bench, 5);
    expect_rebuilt(bench, "outside udp 192.0.2.9:1061 > 198.51.100.7:69",
                   "inside 10.1.1.2:1061 > 198.51.100.7:69");
    at_second(bench, 500);
    expect_rebuilt(bench, "outside udp 192.0.2.9:1061 > 198.51.100.8:69",
                   "inside 10.1.1.2:1061 > 198.51.100.8:69"); /* the same for the whole run */
    expect_log(bench, "+5 305011: Built dynamic UDP translation from inside:10.1.1.2/1061 to "
                      "outside:192.0.2.9/1061\n"
                      "+5 302015: Built outbound UDP connection 1 for outside:198.51.100.7/69 "
                      "(198.51.100.7/69) to inside:10.1.1.2/1061 (192.0.2.9/1061)\n"
                      "+125 302016: Teardown UDP connection 1 for outside:198.51.100.7/69 to "
                      "inside:10.1.1.2/1061 duration 0:02:00 bytes 0\n"
                      "+155 305012: Teardown dynamic UDP translation from inside:10.1.1.2/1061 to "
                      "outside:192.0.2.9/1061 duration 0:02:30\n"
                      "+500 305011: Built dynamic UDP translation from inside:10.1.1.2/1061 to "
                      "outside:192.0.2.9/1061\n"
                      "+500 302015: Built outbound UDP connection 2 for outside:198.51.100.8/69 "
                      "(198.51.100.8/69) to inside:10.1.1.2/1061 (192.0.2.9/1061)\n");
    bench_free(bench);
}
END_TEST

/* GRE behind PAT: port 0 in 6.x; in 7.0 and later no rule lets it out, so nothing explains it. */
START_TEST(gre_behind_pat)
{
    struct bench *bench = one_sided_bench(OS_6_2);
    expect_rebuilt(bench, "outside gre 192.0.2.9 > 198.51.100.7 call 7 len 8",
                   "inside 10.1.1.2:0 > 198.51.100.7:0");
    expect_passed(bench, "outside gre 198.51.100.7 > 192.0.2.9 call 9 len 8");
    ck_assert_uint_eq(bench->outcome.translation.destination, ip_of("10.1.1.2"));
    bench_free(bench);
    bench = one_sided_bench(OS_7_2);
    expect_unexplained(bench, "outside gre 192.0.2.9 > 198.51.100.7 call 7 len 8");
    expect_unexplained(bench, "outside 50 192.0.2.9 > 198.51.100.7");
    bench_free(bench);
}
END_TEST

/* A later fragment goes back the way of its first one, which had the ports. */
START_TEST(pieces_go_back_together)
{
    struct bench *bench = one_sided_bench(OS_8_0);
    struct translation original;
    ifc_id ingress;
    decode_packet(bench, "udp 192.0.2.9:1061 > 198.51.100.7:53 len 8");
    bench->packet.is_fragment = bench->packet.more_fragments = true;
    bench->packet.is_first_fragment = true;
    ck_assert(engine_reverse(bench->engine, OUTSIDE, &bench->packet, &ingress, &original));
    uint32_t host = original.source;
    bench->packet.is_first_fragment = false;
    bench->packet.fragment_offset = 1480;
    bench->packet.source_port = bench->packet.destination_port = 0;
    ingress = IFC_NONE;
    ck_assert(engine_reverse(bench->engine, OUTSIDE, &bench->packet, &ingress, &original));
    ck_assert_uint_eq(ingress, INSIDE);
    ck_assert_uint_eq(original.source, host);
    ck_assert_uint_eq(original.destination, ip_of("198.51.100.7"));
    ck_assert_uint_eq(original.source_port, 0);
    bench->packet.ip_id++;
    ck_assert(!engine_reverse(bench->engine, OUTSIDE, &bench->packet, &ingress, &original));
    bench_free(bench);
}
END_TEST

/* What is no IPv4 packet, or a later fragment alone, or seen nowhere. */
START_TEST(nothing_to_go_by)
{
    struct bench *bench = one_sided_bench(OS_8_0);
    struct translation original;
    ifc_id ingress;
    decode_packet(bench, "udp 192.0.2.9:1061 > 198.51.100.7:53 len 8");
    ck_assert(!engine_reverse(bench->engine, IFC_NONE, &bench->packet, &ingress, &original));
    bench->packet.kind = PACKET_ARP;
    ck_assert(!engine_reverse(bench->engine, OUTSIDE, &bench->packet, &ingress, &original));
    bench->packet.kind = PACKET_IPV4;
    bench->packet.fragment_offset = 1480;
    ck_assert(!engine_reverse(bench->engine, OUTSIDE, &bench->packet, &ingress, &original));
    ck_assert_uint_eq(engine_counters(bench->engine).xlates_built, 0);
    bench_free(bench);
}
END_TEST

/* A pool larger than the network behind it: placeholders end, and none is an end or the box. */
START_TEST(placeholders_run_out)
{
    struct bench *bench = bench_new(OS_8_0);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "10.1.1.0/29");
    add_global(bench, OUTSIDE, 1, "192.0.2.20-192.0.2.29");
    bench_start(bench);
    for (unsigned i = 0; i < 10; i++) {
        char line[96], way[96];
        snprintf(line, sizeof(line), "outside udp 192.0.2.%u:7 > 198.51.100.7:53", 20 + i);
        rebuilt(bench, line, way);
        if (i < 5) /* .2 to .6: .1 is the firewall */
            ck_assert_uint_eq(ip_of(way + strlen("inside ")), ip_of("10.1.1.2") + i);
        else
            ck_assert_str_eq(way, "");
    }
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("reverse");
    TCase *tcase = tcase_create("one-sided");
    tcase_add_test(tcase, seen_inside);
    tcase_add_test(tcase, seen_outside);
    tcase_add_test(tcase, slots_begin_with_their_packet);
    tcase_add_test(tcase, gre_behind_pat);
    tcase_add_test(tcase, nothing_to_go_by);
    tcase_add_test(tcase, pieces_go_back_together);
    tcase_add_test(tcase, placeholders_run_out);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
