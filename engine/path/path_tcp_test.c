/*
 * path_tcp_test.c: TCP segments on their way: what is dropped and why, what a conn's end prints
 * (engine.md 2.4), by version.
 */
#include "engine/path/policy_fixture_test.h"

/* static (inside,outside) 192.0.2.5 10.1.1.5; all may come in. */
static struct bench *
tcp_bench(enum os_version version)
{
    struct bench *bench = bench_new(version);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    bench_start(bench);
    return bench;
}

#define OUT "inside tcp 10.1.1.5:1500 > 198.51.100.7:80 "
#define IN "outside tcp 198.51.100.7:80 > 192.0.2.5:1500 "
#define SYN OUT "S seq 100 mss 1460 scale 2"
#define SYN_ACK IN "SA seq 500 ack 101 mss 536 scale 2"
#define ACK OUT "A seq 101 ack 501"
#define MOST_PACKETS 6

/* The last packet of each row meets its fate; those before it pass. */
static const struct segment_case {
    enum os_version since, until;
    const char *packets[MOST_PACKETS];
    enum drop_reason drop;
    const char *line; /* that it prints; NULL: none */
} segments[] = {
    /* 2.4, handshake */
    { OS_6_2, OS_LAST, { SYN, SYN }, DROP_NONE, NULL },
    { OS_6_2, OS_6_3, { SYN, OUT "S seq 999" }, DROP_NONE, NULL }, /* [C] */
    { OS_7_0,
      OS_LAST,
      { SYN, OUT "S seq 999" },
      DROP_DUPLICATE_SYN,
      "419002: Duplicate TCP SYN from inside:10.1.1.5/1500 to outside:198.51.100.7/80 with "
      "different initial sequence number\n" },
    { OS_6_2, OS_6_3, { SYN, SYN_ACK, ACK, OUT "S seq 999" }, DROP_NONE, NULL }, /* [C] */
    { OS_7_0,
      OS_LAST,
      { SYN, SYN_ACK, ACK, OUT "S seq 999" },
      DROP_DUPLICATE_SYN,
      "419002: Duplicate TCP SYN from inside:10.1.1.5/1500 to outside:198.51.100.7/80 with "
      "different initial sequence number\n" },
    { OS_6_2, OS_LAST, { SYN, IN "SA seq 500 ack 102" }, DROP_TCP_WRONG_ACK, NULL },
    { OS_6_2, OS_LAST, { SYN, IN "S seq 500" }, DROP_TCP_DUAL_OPEN, NULL }, /* 6.x [C] */
    { OS_6_2, OS_LAST, { SYN, ACK }, DROP_TCP_STATE, NULL },
    { OS_6_2, OS_LAST, { SYN, IN "A seq 500 ack 1" }, DROP_TCP_STATE, NULL },
    { OS_6_2, OS_LAST, { OUT "S seq 100 len 5" }, DROP_NONE, NULL }, /* syn-data allow */
    /* synack-data drop, of the normalizer */
    { OS_6_2, OS_6_3, { SYN, IN "SA seq 500 ack 101 len 5" }, DROP_NONE, NULL },
    { OS_7_0, OS_LAST, { SYN, IN "SA seq 500 ack 101 len 5" }, DROP_TCP_SYN_ACK_DATA, NULL },
    /* windows: 8192 << 2 and 64 KiB of grace; 6.x has the loose window too */
    { OS_6_2, OS_LAST, { SYN, SYN_ACK, ACK, IN "A seq 98805 ack 101 len 9" }, DROP_NONE, NULL },
    { OS_6_2,
      OS_LAST,
      { SYN, SYN_ACK, ACK, IN "A seq 98806 ack 101 len 9" },
      DROP_TCP_PAST_WINDOW,
      NULL },
    { OS_6_2, OS_LAST, { SYN, SYN_ACK, ACK, IN "R seq 98806" }, DROP_TCP_RESET_PAST_WINDOW, NULL },
    { OS_6_2, OS_6_3, { SYN, SYN_ACK, ACK, IN "A seq 501 ack 200000" }, DROP_NONE, NULL },
    { OS_7_0,
      OS_LAST,
      { SYN, SYN_ACK, ACK, IN "A seq 501 ack 200000" },
      DROP_TCP_INVALID_ACK,
      NULL },
    /* exceed-mss: dropped up to 7.1, allowed by the newest 7.2 and later (2.4 [B]) */
    { OS_6_2, OS_6_3, { SYN, SYN_ACK, ACK, OUT "A seq 101 ack 501 len 537" }, DROP_NONE, NULL },
    { OS_7_0,
      OS_7_1,
      { SYN, SYN_ACK, ACK, OUT "A seq 101 ack 501 len 537" },
      DROP_TCP_EXCEEDS_MSS,
      "419001: Dropping TCP packet from inside:10.1.1.5/1500 to outside:198.51.100.7/80, reason: "
      "MSS exceeded, MSS 536, data 537\n" },
    { OS_7_2, OS_LAST, { SYN, SYN_ACK, ACK, OUT "A seq 101 ack 501 len 537" }, DROP_NONE, NULL },
};

START_TEST(segment)
{
    const struct segment_case *row = &segments[_i];
    for (enum os_version version = row->since; version <= row->until; version++) {
        struct bench *bench = tcp_bench(version);
        size_t last = 0;
        while (last + 1 < MOST_PACKETS && row->packets[last + 1] != NULL)
            last++;
        for (size_t i = 0; i < last; i++)
            expect_passed(bench, row->packets[i]);
        quiet(bench);
        send_packet(bench, row->packets[last]);
        ck_assert_msg(bench->outcome.drop == row->drop, "%s in %s: %s", row->packets[last],
                      os_version_name(version), drop_reason_name(bench->outcome.drop));
        if (last > 0)
            expect_log(bench, row->line == NULL ? "" : row->line);
        bench_free(bench);
    }
}
END_TEST

/* sysopt connection timewait: the conn stays 15 s after its last packet; late ACKs find it. */
START_TEST(timewait)
{
    struct bench *bench = tcp_bench(_i == 0 ? OS_6_3 : OS_8_0);
    bench->config->sysopts.on |= SYSOPT_BIT(SYSOPT_TIMEWAIT);
    bench->show_times = true;
    expect_passed(bench, SYN);
    expect_passed(bench, SYN_ACK);
    expect_passed(bench, OUT "FA seq 101 ack 501");
    expect_passed(bench, IN "FA seq 501 ack 101");
    expect_passed(bench, OUT "A seq 102 ack 502");
    quiet(bench);
    at_second(bench, 5);
    expect_passed(bench, IN "A seq 502 ack 102"); /* of a simultaneous close */
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1500 bytes 0 UfFRr\n");
    engine_advance(bench->engine, BENCH_START + seconds_to_ns(20));
    expect_conns(bench, "");
    const char *line = "+20 302014: Teardown TCP connection 1 for outside:198.51.100.7/80 to "
                       "inside:10.1.1.5/1500 duration 0:00:20 bytes 0 TCP FINs\n";
    ck_assert_int_eq(strncmp(bench->log, line, strlen(line)), 0);
    bench_free(bench);
}
END_TEST

/* --- tcp-map --------------------------------------------------------------------------------- */

/* The options of a tcp-map, by what they do to the last packet. "": as it came. */
static const struct map_case {
    enum tcp_map_option option;
    enum tcp_map_action action;
    const char *packets[MOST_PACKETS];
    enum drop_reason drop;
    const char *line; /* of 8.0; NULL: none */
} maps[] = {
    { TCP_MAP_RESERVED_BITS,
      TCP_MAP_DROP,
      { OUT "S seq 100 reserved 1" },
      DROP_TCP_RESERVED,
      NULL },
    { TCP_MAP_RESERVED_BITS,
      TCP_MAP_DROP,
      { SYN, IN "SA seq 500 ack 101 reserved 8" },
      DROP_TCP_RESERVED,
      NULL },
    { TCP_MAP_RESERVED_BITS, TCP_MAP_ALLOW, { OUT "S seq 100 reserved 1" }, DROP_NONE, NULL },
    { TCP_MAP_SYN_DATA, TCP_MAP_DROP, { OUT "S seq 100 len 5" }, DROP_TCP_SYN_DATA, NULL },
    { TCP_MAP_SYNACK_DATA, TCP_MAP_ALLOW, { SYN, IN "SA seq 500 ack 101 len 5" }, DROP_NONE, NULL },
    { TCP_MAP_SEQ_PAST_WINDOW,
      TCP_MAP_ALLOW,
      { SYN, SYN_ACK, ACK, IN "A seq 9980600 ack 101 len 9" },
      DROP_NONE,
      NULL },
    { TCP_MAP_INVALID_ACK,
      TCP_MAP_ALLOW,
      { SYN, SYN_ACK, ACK, IN "A seq 501 ack 200000" },
      DROP_NONE,
      NULL },
    { TCP_MAP_EXCEED_MSS,
      TCP_MAP_DROP,
      { SYN, SYN_ACK, ACK, OUT "A seq 101 ack 501 len 480" },
      DROP_NONE,
      NULL },
    { TCP_MAP_EXCEED_MSS,
      TCP_MAP_DROP,
      { OUT "S seq 100 mss 1460", IN "SA seq 500 ack 101 mss 80", ACK,
        OUT "A seq 101 ack 501 len 81" },
      DROP_TCP_EXCEEDS_MSS,
      "419001: Dropping TCP packet from inside:10.1.1.5/1500 to outside:198.51.100.7/80, reason: "
      "MSS exceeded, MSS 80, data 81\n" },
    /* the frames of this test have a checksum of 0, which is wrong */
    { TCP_MAP_CHECKSUM_VERIFICATION, TCP_MAP_ON, { SYN }, DROP_TCP_CHECKSUM, NULL },
    { TCP_MAP_WINDOW_VARIATION,
      TCP_MAP_DROP,
      { SYN, SYN_ACK, OUT "A seq 101 ack 501 win 8192", OUT "A seq 101 ack 501 win 8191" },
      DROP_TCP_WINDOW_SHRUNK,
      "302014: Teardown TCP connection 1 for outside:198.51.100.7/80 to inside:10.1.1.5/1500 "
      "duration 0:00:00 bytes 0 TCP unexpected window size variation\n" },
    /* the window of a SYN ACK is not scaled: 8192 is what 2048 << 2 is later */
    { TCP_MAP_WINDOW_VARIATION,
      TCP_MAP_DROP,
      { SYN, SYN_ACK, ACK, IN "A seq 501 ack 101 win 2048" },
      DROP_NONE,
      NULL },
    { TCP_MAP_WINDOW_VARIATION,
      TCP_MAP_DROP,
      { SYN, SYN_ACK, ACK, IN "A seq 501 ack 101 win 2047" },
      DROP_TCP_WINDOW_SHRUNK,
      "302014: Teardown TCP connection 1 for outside:198.51.100.7/80 to inside:10.1.1.5/1500 "
      "duration 0:00:00 bytes 0 TCP unexpected window size variation\n" },
    { TCP_MAP_URGENT_FLAG,
      TCP_MAP_ALLOW,
      { SYN, SYN_ACK, OUT "UA seq 101 ack 501" },
      DROP_NONE,
      NULL },
    /* what nobody says: cleared, and told in 8.0 */
    { TCP_MAP_URGENT_FLAG,
      TCP_MAP_DEFAULT,
      { SYN, SYN_ACK, OUT "UA seq 101 ack 501" },
      DROP_NONE,
      "419003: Cleared TCP urgent flag from inside:10.1.1.5/1500 to outside:198.51.100.7/80\n" },
};

/* Only the lines of the map itself. */
static void
keep_lines(struct bench *bench)
{
    char *line = bench->log;
    while (*line != '\0') {
        char *end = strchr(line, '\n') + 1;
        if (strncmp(line, "419", 3) == 0 || strncmp(line, "302014", 6) == 0)
            line = end;
        else
            memmove(line, end, strlen(end) + 1);
    }
    bench->log_length = strlen(bench->log);
}

START_TEST(tcp_map)
{
    const struct map_case *row = &maps[_i];
    struct bench *bench = bench_new(OS_8_0);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    add_tcp_map(bench, add_global_class(bench), "map")->actions[row->option] = row->action;
    bench_start(bench);
    for (size_t i = 0; i < MOST_PACKETS && row->packets[i] != NULL; i++) {
        bool is_last = i + 1 == MOST_PACKETS || row->packets[i + 1] == NULL;
        send_packet(bench, row->packets[i]);
        ck_assert_msg(bench->outcome.drop == (is_last ? row->drop : DROP_NONE), "%s: %s",
                      row->packets[i], drop_reason_name(bench->outcome.drop));
    }
    keep_lines(bench);
    expect_log(bench, row->line == NULL ? "" : row->line);
    bench_free(bench);
}
END_TEST

/* The bytes of the packet as it left. */
static void
leave(struct bench *bench, uint8_t out[static BENCH_FRAME])
{
    ck_assert_int_eq(bench->outcome.verdict, VERDICT_PASSED);
    packet_translate(&bench->packet, &bench->outcome.translation, out);
    struct packet left;
    packet_decode(&left, LINK_RAW_IP, out, bench->packet.captured, bench->packet.wire_length);
    ck_assert_int_eq(packet_tcp_checksum(&left), CHECKSUM_RIGHT);
}

/* tcp-options: kinds that do not stay become NOPs, in SYNs and later; by default the unknown ones.
 */
START_TEST(options_are_cleared)
{
    static const uint8_t all[] = { 2, 4, 5, 180, 1, 3, 3, 7, 1, 1, 19, 2 };
    static const uint8_t usual[] = { 2, 4, 5, 180, 1, 3, 3, 7, 1, 1, 1, 1 };
    static const uint8_t mapped[] = { 2, 4, 5, 180, 1, 1, 1, 1, 1, 1, 19, 2 };
    for (int round = 0; round < 4; round++) {
        struct bench *bench = bench_new(round == 0 ? OS_6_3 : OS_7_2);
        add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
        bench->config->sysopts.tcpmss = 0;
        if (round >= 2) {
            struct tcp_map *map = add_tcp_map(bench, add_global_class(bench), "map");
            map->actions[TCP_MAP_WINDOW_SCALE] = TCP_MAP_CLEAR;
            struct tcp_option_range *range =
                arena_append(bench->config->arena, &map->ranges, &map->range_count,
                             &map->range_capacity, sizeof(*range));
            *range = (struct tcp_option_range){ 19, 20, round == 2 ? TCP_MAP_ALLOW : TCP_MAP_DROP };
        }
        bench_start(bench);
        send_packet(bench, OUT "S seq 100 mss 1460 scale 7 option 19");
        if (round == 3) {
            ck_assert_int_eq(bench->outcome.drop, DROP_TCP_OPTION);
        } else {
            uint8_t out[BENCH_FRAME];
            leave(bench, out);
            ck_assert_mem_eq(out + 40, round == 0 ? all : round == 1 ? usual : mapped, 12);
        }
        bench_free(bench);
    }
}
END_TEST

/* sysopt connection tcpmss, and its minimum; in every version, whatever class the conn is of. */
static const struct mss_case {
    uint32_t most, least;
    const char *first, *answer; /* one of them says an MSS */
    uint16_t left;
} sizes[] = {
    { 1380, 0, OUT "S seq 100 mss 1460", NULL, 1380 },
    { 1380, 0, OUT "S seq 100 mss 1380", NULL, 1380 },
    { 1380, 0, OUT "S seq 100 mss 536", NULL, 536 },
    { 1380, 0, OUT "S seq 100", IN "SA seq 500 ack 101 mss 8960", 1380 },
    { 1200, 0, OUT "S seq 100 mss 1380", NULL, 1200 },
    { 0, 0, OUT "S seq 100 mss 8960", NULL, 8960 },
    { 1380, 500, OUT "S seq 100 mss 256", NULL, 500 },
    { 1380, 500, OUT "S seq 100 mss 500", NULL, 500 },
    { 1380, 500, OUT "S seq 100 mss 9000", NULL, 1380 },
    { 0, 500, OUT "S seq 100", IN "SA seq 500 ack 101 mss 100", 500 },
};

START_TEST(mss_is_limited)
{
    const struct mss_case *row = &sizes[_i];
    for (enum os_version version = OS_FIRST; version <= OS_LAST; version++) {
        struct bench *bench = tcp_bench(version);
        uint8_t out[BENCH_FRAME];
        bench->config->sysopts.tcpmss = row->most;
        bench->config->sysopts.tcpmss_minimum = row->least;
        send_packet(bench, row->first);
        if (row->answer != NULL)
            send_packet(bench, row->answer);
        leave(bench, out);
        ck_assert_uint_eq(out[40], 2);
        ck_assert_uint_eq((unsigned)out[42] << 8 | out[43], row->left);
        bool changed = bench->outcome.translation.mss != 0;
        ck_assert_uint_eq(engine_counters(bench->engine).mss_rewritten, changed);
        bench_free(bench);
    }
}
END_TEST

/* Flags and bits in the bytes; a TTL that grows again does not; decrement-ttl, and its end. */
START_TEST(header_is_rewritten)
{
    struct bench *bench = bench_new(OS_8_0);
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_ace(bench, "acl-out", true, IP_ANY, "any", "any");
    bind_acl(bench, OUTSIDE, "acl-out");
    struct policy_class *class = add_global_class(bench);
    say(class, CONN_DECREMENT_TTL, 1);
    add_tcp_map(bench, class, "map")->actions[TCP_MAP_RESERVED_BITS] = TCP_MAP_CLEAR;
    bench_start(bench);
    uint8_t out[BENCH_FRAME];
    send_packet(bench, OUT "S seq 100 ttl 60 reserved 15");
    leave(bench, out);
    ck_assert_uint_eq(out[8], 59);
    ck_assert_uint_eq(out[32], 0x50);
    send_packet(bench, IN "SA seq 500 ack 101 ttl 9");
    leave(bench, out);
    ck_assert_uint_eq(out[8], 8);
    send_packet(bench, OUT "UA seq 101 ack 501 ttl 64");
    leave(bench, out);
    ck_assert_uint_eq(out[8], 59);
    ck_assert_uint_eq(out[33], TCP_ACK);
    expect_denied(bench, OUT "A seq 101 ack 501 ttl 1");
    ck_assert_int_eq(bench->outcome.drop, DROP_TTL_EXCEEDED);
    expect_denied(bench, "inside udp 10.1.1.5:1 > 198.51.100.7:53 ttl 1");
    ck_assert_int_eq(bench->outcome.drop, DROP_TTL_EXCEEDED);
    expect_passed(bench, "inside udp 10.1.1.5:1 > 198.51.100.7:53 ttl 2");
    ck_assert_uint_eq(bench->outcome.translation.ttl, 1);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("path_tcp");
    TCase *tcase = tcase_create("path_tcp");
    tcase_add_loop_test(tcase, segment, 0, (int)ARRAY_LENGTH(segments));
    tcase_add_loop_test(tcase, timewait, 0, 2);
    tcase_add_loop_test(tcase, tcp_map, 0, (int)ARRAY_LENGTH(maps));
    tcase_add_test(tcase, options_are_cleared);
    tcase_add_loop_test(tcase, mss_is_limited, 0, (int)ARRAY_LENGTH(sizes));
    tcase_add_test(tcase, header_is_rewritten);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
