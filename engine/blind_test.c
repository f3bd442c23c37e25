/*
 * blind_test.c: what policy would refuse between hosts whose conversation the capture cuts, or
 * lacks a part of, is undecided; everything else is as ever.
 */
#include "engine/fixture_test.h"

#define PORT_COMMAND "data \"PORT 10,1,1,5,4,1\\r\\n\""
#define CONTROL_IN "inside tcp 10.1.1.5:1025 > 198.51.100.7:21 "
#define CONTROL_OUT "outside tcp 198.51.100.7:21 > 192.0.2.5:1025 "
#define DATA_SYN "outside tcp 198.51.100.7:20 > 192.0.2.5:1025 S seq 1"

static struct bench *
firewall(enum os_version version, enum inspection_kind kind)
{
    struct bench *bench = bench_new(version);
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_inspection(bench, kind);
    bench_start(bench);
    return bench;
}

static void
shake_hands(struct bench *bench)
{
    expect_passed(bench, CONTROL_IN "S seq 100 win 8192");
    expect_passed(bench, CONTROL_OUT "SA seq 500 ack 101 win 8192");
    expect_passed(bench, CONTROL_IN "A seq 101 ack 501 win 8192");
}

/* TEXT's packet, of which the capture has only CAPTURED bytes. */
static enum verdict
send_cut(struct bench *bench, const char *text, size_t captured)
{
    char name[16];
    int used = 0;
    ck_assert_int_eq(sscanf(text, "%15s %n", name, &used), 1);
    decode_packet(bench, text + used);
    size_t length = bench->packet.captured;
    packet_decode(&bench->packet, LINK_RAW_IP, bench->frame, captured, length);
    bench->packet.time = bench->time;
    engine_packet(bench->engine, config_interface_by_name(bench->config, name), &bench->packet,
                  &bench->outcome);
    return bench->outcome.verdict;
}

#define expect_undecided(bench, text)                                                              \
    do {                                                                                           \
        size_t before = (bench)->events;                                                           \
        ck_assert_msg(send_packet(bench, text) == VERDICT_UNDECIDED, "%s: %s\n%s", text,           \
                      verdict_name((bench)->outcome.verdict), (bench)->log);                       \
        ck_assert_int_eq((bench)->outcome.drop, DROP_UNREAD);                                      \
        ck_assert_int_eq((bench)->outcome.decided_by.kind, ROW_INSPECTION);                        \
        ck_assert_uint_eq((bench)->events, before);                                                \
    } while (0)

static const enum os_version versions[] = { OS_7_0, OS_8_0 };

START_TEST(announced_where_the_capture_is_cut)
{
    struct bench *bench = firewall(versions[_i], INSPECT_FTP);
    shake_hands(bench);
    expect_denied(bench, DATA_SYN); /* nothing is unread yet */
    ck_assert_int_eq(send_cut(bench, CONTROL_IN "PA seq 101 ack 501 " PORT_COMMAND, 48),
                     VERDICT_PASSED);
    ck_assert(bench->outcome.payload_unknown);
    expect_undecided(bench, DATA_SYN);
    /* the rest of such a conn, from either end: of its own no one was made */
    expect_undecided(bench, "inside tcp 10.1.1.5:1025 > 198.51.100.7:20 SA seq 9 ack 2");
    expect_undecided(bench, "outside tcp 198.51.100.7:20 > 192.0.2.5:1025 A seq 2 ack 10");
    /* what the device made longer or shorter: any number fits */
    expect_passed(bench, CONTROL_OUT "PA seq 501 ack 140 win 8192 len 10");
    /* somebody else's is denied as ever */
    expect_denied(bench, "outside tcp 198.51.100.8:20 > 192.0.2.5:1025 S seq 1");
    expect_denied(bench, "outside icmp 198.51.100.7 > 192.0.2.5 8 0 id 7 seq 1");
    /* and what is let out by level passes as ever */
    expect_passed(bench, "inside tcp 10.1.1.5:1030 > 198.51.100.7:4000 S seq 1");
    bench_free(bench);
}
END_TEST

START_TEST(announced_in_a_gap)
{
    struct bench *bench = firewall(versions[_i], INSPECT_FTP);
    shake_hands(bench);
    /* an acknowledgement of what was seen, and of a FIN that was not, shows none */
    expect_passed(bench, CONTROL_OUT "A seq 501 ack 101 win 8192");
    expect_passed(bench, CONTROL_OUT "A seq 501 ack 102 win 8192");
    expect_denied(bench, DATA_SYN);
    /* 23 bytes of the client's have arrived that the capture does not have */
    bench_free(bench);
    bench = firewall(versions[_i], INSPECT_FTP);
    shake_hands(bench);
    expect_passed(bench, CONTROL_IN "PA seq 101 ack 501 win 8192 data \"USER a\\r\\n\"");
    expect_passed(bench, CONTROL_IN "PA seq 132 ack 501 win 8192 data \"NOOP\\r\\n\"");
    expect_denied(bench, DATA_SYN); /* it may still come */
    (void)send_packet(bench, CONTROL_OUT "PA seq 501 ack 138 win 8192 data \"200 OK\\r\\n\"");
    expect_undecided(bench, DATA_SYN);
    bench_free(bench);
}
END_TEST

START_TEST(forgotten_after_an_hour)
{
    struct bench *bench = firewall(OS_8_0, INSPECT_FTP);
    shake_hands(bench);
    (void)send_cut(bench, CONTROL_IN "PA seq 101 ack 501 " PORT_COMMAND, 48);
    at_second(bench, 3600);
    ck_assert_int_eq(send_packet(bench, DATA_SYN), VERDICT_UNDECIDED);
    at_second(bench, 7200); /* the last one was an hour ago */
    ck_assert_int_eq(send_packet(bench, DATA_SYN), VERDICT_UNDECIDED);
    at_second(bench, 10801);
    expect_denied(bench, DATA_SYN);
    bench_free(bench);
}
END_TEST

/* Mail announces nothing. */
START_TEST(nothing_is_announced)
{
    struct bench *bench = firewall(OS_8_0, INSPECT_ESMTP);
    expect_passed(bench, "inside tcp 10.1.1.5:1025 > 198.51.100.7:25 S seq 100 win 8192");
    expect_passed(bench, "outside tcp 198.51.100.7:25 > 192.0.2.5:1025 SA seq 500 ack 101 win 99");
    (void)send_cut(bench, "inside tcp 10.1.1.5:1025 > 198.51.100.7:25 PA seq 101 ack 501 len 50",
                   48);
    expect_denied(bench, DATA_SYN);
    bench_free(bench);
}
END_TEST

/* A call's media come from anywhere to the phone, and go anywhere. */
START_TEST(media_of_a_call)
{
    struct bench *bench = firewall(OS_8_0, INSPECT_SIP);
    expect_passed(bench, "inside udp 10.1.1.5:5060 > 198.51.100.7:5060 len 20");
    ck_assert_int_eq(send_cut(bench, "inside udp 10.1.1.5:5060 > 198.51.100.7:5060 len 400", 60),
                     VERDICT_PASSED);
    expect_undecided(bench, "outside udp 198.51.100.99:7000 > 192.0.2.5:7078 len 20");
    expect_denied(bench, "outside udp 198.51.100.99:53 > 192.0.2.5:7078 len 20");
    expect_denied(bench, "outside tcp 198.51.100.99:7000 > 192.0.2.5:7078 S seq 1");
    bench_free(bench);
}
END_TEST

/* GRE behind PAT fails without its call, which nobody could read. */
START_TEST(calls_behind_pat)
{
    struct bench *bench = bench_new(versions[_i]);
    add_nat(bench, INSIDE, 1, "10.0.0.0/8");
    add_global(bench, OUTSIDE, 1, "192.0.2.1");
    add_inspection(bench, INSPECT_PPTP);
    bench_start(bench);
    expect_passed(bench, "inside tcp 10.1.1.5:1025 > 198.51.100.7:1723 S seq 100 win 8192");
    char mapped[96];
    unsigned port = bench->outcome.translation.source_port;
    snprintf(mapped, sizeof(mapped),
             "outside tcp 198.51.100.7:1723 > 192.0.2.1:%u SA seq 500 ack 101 win 8192", port);
    expect_passed(bench, mapped);
    static const char gre[] = "inside gre 10.1.1.5 > 198.51.100.7 call 7 len 40";
    expect_denied(bench, gre);
    (void)send_cut(bench, "inside tcp 10.1.1.5:1025 > 198.51.100.7:1723 PA seq 101 ack 501 len 156",
                   60);
    expect_undecided(bench, gre);
    expect_denied(bench, "inside gre 10.1.1.6 > 198.51.100.7 call 7 len 40");
    bench_free(bench);
}
END_TEST

/* A control conn that is older than the capture may have announced what nobody saw. */
START_TEST(announced_before_the_capture)
{
    static const char late[] = CONTROL_IN "A seq 300 ack 700 win 8192";
    struct bench *bench = bench_new(OS_8_0);
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5");
    add_inspection(bench, INSPECT_FTP);
    bench_start_with(bench, (struct engine_options){ .seed = 1, .midstream = (enum midstream)_i });
    (void)send_packet(bench, late);
    if (_i == MIDSTREAM_STRICT) { /* no conn was made of it */
        ck_assert_int_eq(bench->outcome.verdict, VERDICT_DENIED);
        expect_denied(bench, DATA_SYN);
    } else {
        expect_undecided(bench, DATA_SYN);
        /* what is said from here on is read as ever */
        (void)send_packet(bench, CONTROL_IN "PA seq 300 ack 700 win 8192 " PORT_COMMAND);
        expect_passed(bench, DATA_SYN);
    }
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("blind");
    TCase *tcase = tcase_create("unread");
    tcase_add_loop_test(tcase, announced_where_the_capture_is_cut, 0, ARRAY_LENGTH(versions));
    tcase_add_loop_test(tcase, announced_in_a_gap, 0, ARRAY_LENGTH(versions));
    tcase_add_loop_test(tcase, announced_before_the_capture, MIDSTREAM_STRICT, MIDSTREAM_MARK + 1);
    tcase_add_test(tcase, forgotten_after_an_hour);
    tcase_add_test(tcase, nothing_is_announced);
    tcase_add_test(tcase, media_of_a_call);
    tcase_add_loop_test(tcase, calls_behind_pat, 0, ARRAY_LENGTH(versions));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
