/*
 * packet_capture_test.c: which frames a capture takes, and how much of them it holds.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/capture/packet_capture.h"
#include "engine/base/clock.h"

static struct packet_captures *captures;
static struct config *config;
static struct packet_capture *capture;

static void
set_up(void)
{
    config = config_new((struct os_release){ .version = OS_8_0 });
    captures = packet_captures_new();
    ck_assert(config != NULL && captures != NULL);
    capture = packet_capture_add(captures, "c");
    ck_assert_ptr_nonnull(capture);
    capture->settings = (struct capture_settings){
        .interfaces = { 1 },
        .interface_count = 1,
        .buffer = CAPTURE_BUFFER_LEAST,
        .packet_length = 200,
        .trace_count = 2,
    };
}

static void
tear_down(void)
{
    packet_captures_free(captures);
    config_free(config);
}

/* A frame of LENGTH bytes with an IP packet, as far as it goes: UDP from 10.0.0.1 to 10.0.0.2. */
static struct packet
frame_of(size_t length, uint16_t source_port, uint16_t destination_port, int64_t time)
{
    static uint8_t bytes[2048];
    static const uint8_t headers[] = { 0, 0, 0, 0, 0, 0,  0,  0, 0, 0,  0, 0, 8, 0,  0x45, 0, 0,
                                       0, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0,    0, 2 };
    ck_assert_uint_le(length, sizeof(bytes));
    memset(bytes, 0, sizeof(bytes));
    memcpy(bytes, headers, sizeof(headers));
    bytes[16] = (uint8_t)((length - 14) >> 8);
    bytes[17] = (uint8_t)(length - 14);
    bytes[34] = (uint8_t)(source_port >> 8);
    bytes[35] = (uint8_t)source_port;
    bytes[36] = (uint8_t)(destination_port >> 8);
    bytes[37] = (uint8_t)destination_port;
    bytes[38] = (uint8_t)((length - 34) >> 8);
    bytes[39] = (uint8_t)(length - 34);
    struct packet packet = { .time = time };
    packet_decode(&packet, LINK_ETHERNET, bytes, length, length);
    packet.time = time;
    return packet;
}

static void
offer(const struct packet *packet, ifc_id ifc, enum drop_reason drop)
{
    const struct capture_offer offered = { .packet = packet, .ifc = ifc, .drop = drop };
    packet_captures_offer(captures, config, &offered);
}

static void
offer_at(size_t length, int64_t time)
{
    struct packet packet = frame_of(length, 1, 2, time);
    offer(&packet, 1, DROP_NONE);
}

START_TEST(full_is_full)
{
    for (int i = 0; i < 40; i++)
        offer_at(150, i);
    ck_assert_uint_eq(capture->count, 10); /* 1534 / 150 */
    ck_assert(capture->full);
    ck_assert_int_eq(TAILQ_FIRST(&capture->frames)->time, 0);
    offer_at(34, 50); /* there would be room for this one, but the capture is over */
    ck_assert_uint_eq(capture->count, 10);
    packet_capture_clear(capture);
    offer_at(150, 60);
    ck_assert_uint_eq(capture->count, 1);
    ck_assert(!capture->full);
}
END_TEST

START_TEST(a_circular_one_keeps_the_last)
{
    capture->settings.circular = true;
    for (int i = 0; i < 40; i++)
        offer_at(150, i);
    ck_assert_uint_eq(capture->count, 10);
    ck_assert_uint_eq(capture->bytes, 1500);
    ck_assert_int_eq(TAILQ_FIRST(&capture->frames)->time, 30);
}
END_TEST

START_TEST(frames_are_cut_and_stand_in_order_of_time)
{
    offer_at(900, 5);
    offer_at(60, 9);
    offer_at(60, 7); /* a fragment that waited */
    const struct captured *frame = TAILQ_FIRST(&capture->frames);
    ck_assert_uint_eq(frame->captured, 200);
    ck_assert_uint_eq(frame->wire_length, 900);
    frame = TAILQ_NEXT(frame, next);
    ck_assert_int_eq(frame->time, 7);
    ck_assert_int_eq(TAILQ_NEXT(frame, next)->time, 9);
}
END_TEST

/* Frames of a byte or two would otherwise cost memory without filling the buffer. */
START_TEST(tiny_frames_fill_it_too)
{
    struct packet packet = frame_of(60, 1, 2, 0);
    packet.captured = 1;
    for (int i = 0; i < 2000; i++)
        offer(&packet, 1, DROP_NONE);
    ck_assert(capture->full);
    ck_assert_uint_le(capture->count, 77); /* 1534 / 20 */
}
END_TEST

START_TEST(other_interfaces_and_drops_are_not_for_it)
{
    struct packet packet = frame_of(60, 1, 2, 0);
    offer(&packet, 0, DROP_NONE);
    offer(&packet, 1, DROP_ACL);
    ck_assert_uint_eq(capture->count, 0);
    capture->settings.interface_count = 0;
    offer(&packet, 1, DROP_NONE);
    ck_assert_uint_eq(capture->count, 0);
    capture->settings.kind = CAPTURED_DROPS;
    capture->settings.drop = DROP_ACL;
    offer(&packet, 0, DROP_ACL);
    offer(&packet, 1, DROP_NO_ROUTE);
    offer(&packet, 1, DROP_NONE);
    ck_assert_uint_eq(capture->count, 1);
}
END_TEST

START_TEST(a_match_goes_both_ways)
{
    capture->settings.matches[0] = (struct ace){
        .permit = true,
        .protocol = IP_UDP,
        .source = { .kind = ADDRESS_NETWORK, .network = { 0x0a000001, IP_HOST_MASK } },
        .destination_port = { .op = PORT_OP_EQ, .low = 53 },
        .icmp_type = ICMP_TYPE_ANY,
    };
    capture->settings.match_count = 1;
    static const struct row {
        uint16_t source_port, destination_port;
        bool taken;
    } rows[] = { { 1025, 53, true }, { 53, 1025, false }, { 1025, 54, false } };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        size_t before = capture->count;
        struct packet packet = frame_of(60, rows[i].source_port, rows[i].destination_port, 0);
        offer(&packet, 1, DROP_NONE);
        ck_assert_uint_eq(capture->count - before, rows[i].taken);
    }
    struct packet answer = frame_of(60, 53, 1025, 0);
    answer.source = 0x0a000002;
    answer.destination = 0x0a000001;
    offer(&answer, 1, DROP_NONE);
    ck_assert_uint_eq(capture->count, 2);
}
END_TEST

START_TEST(kinds_of_frames)
{
    struct packet packet = frame_of(60, 500, 500, 0);
    capture->settings.ethertype = 0x0806;
    offer(&packet, 1, DROP_NONE);
    ck_assert_uint_eq(capture->count, 0);
    packet.ethertype = 0x0806;
    offer(&packet, 1, DROP_NONE);
    ck_assert_uint_eq(capture->count, 1);
    capture->settings.ethertype = ETHERTYPE_TAGGED;
    offer(&packet, 1, DROP_NONE);
    ck_assert_uint_eq(capture->count, 1);
    packet.vlan = 7;
    offer(&packet, 1, DROP_NONE);
    ck_assert_uint_eq(capture->count, 2);
    capture->settings.ethertype = ETHERTYPE_ALL;
    capture->settings.kind = CAPTURED_ISAKMP;
    offer(&packet, 1, DROP_NONE);
    ck_assert_uint_eq(capture->count, 3);
    packet.source_port = packet.destination_port = 501;
    offer(&packet, 1, DROP_NONE);
    ck_assert_uint_eq(capture->count, 3);
}
END_TEST

START_TEST(so_many_traces_and_no_more)
{
    struct packet packet = frame_of(60, 1, 2, 0);
    ck_assert(!packet_captures_want_trace(captures, config, &packet, 1));
    capture->settings.traces = true;
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(packet_captures_want_trace(captures, config, &packet, 1), i < 2);
        const struct capture_offer offered = { .packet = &packet, .ifc = 1, .trace = "phases" };
        packet_captures_offer(captures, config, &offered);
    }
    size_t traced = 0;
    const struct captured *frame;
    TAILQ_FOREACH(frame, &capture->frames, next)
    {
        traced += frame->trace != NULL;
    }
    ck_assert_uint_eq(traced, 2);
    ck_assert(!packet_captures_want_trace(captures, config, &packet, 0));
}
END_TEST

START_TEST(there_are_so_many_at_most)
{
    char name[16];
    for (int i = 1; i < CAPTURES_MOST; i++) {
        snprintf(name, sizeof(name), "c%d", i);
        ck_assert_ptr_nonnull(packet_capture_add(captures, name));
    }
    ck_assert_ptr_null(packet_capture_add(captures, "more"));
    packet_capture_remove(captures, packet_capture_find(captures, "c3"));
    ck_assert_ptr_null(packet_capture_find(captures, "c3"));
    ck_assert_str_eq(packet_capture_at(captures, 3)->name, "c4");
    ck_assert_ptr_nonnull(packet_capture_add(captures, "more"));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("packet captures");
    TCase *tcase = tcase_create("captures");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, full_is_full);
    tcase_add_test(tcase, a_circular_one_keeps_the_last);
    tcase_add_test(tcase, frames_are_cut_and_stand_in_order_of_time);
    tcase_add_test(tcase, tiny_frames_fill_it_too);
    tcase_add_test(tcase, other_interfaces_and_drops_are_not_for_it);
    tcase_add_test(tcase, a_match_goes_both_ways);
    tcase_add_test(tcase, kinds_of_frames);
    tcase_add_test(tcase, so_many_traces_and_no_more);
    tcase_add_test(tcase, there_are_so_many_at_most);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
