/*
 * capture_test.c: every form of capture that is read.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/capture/capture_files_test.h"

static void
check_packets(const void *file, size_t size, enum seen_direction seen)
{
    char error[CAPTURE_ERROR_SIZE] = "";
    struct capture_reader *reader = capture_open_memory(file, size, error);
    ck_assert_msg(reader != NULL, "%s", error);
    struct capture_frame frame;
    for (unsigned i = 0; i < PACKETS; i++) {
        uint8_t bytes[64];
        size_t length = packet_bytes(i, bytes);
        ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
        ck_assert_int_eq(frame.time, packet_time(i));
        ck_assert_int_eq(frame.link, LINK_ETHERNET);
        ck_assert_int_eq(frame.link_number, 1);
        ck_assert_int_eq(frame.seen, seen);
        ck_assert_uint_eq(frame.captured, length);
        ck_assert_uint_eq(frame.wire_length, length + 10);
        ck_assert_mem_eq(frame.bytes, bytes, length);
    }
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_END);
    ck_assert_str_eq(capture_error(reader), "");
    uint64_t done, total;
    capture_progress(reader, &done, &total);
    ck_assert_uint_eq(done, total);
    capture_close(reader);
}

static const struct {
    bool big_endian;
    enum pcap_magic magic;
    enum seen_direction seen;
} pcap_forms[] = {
    { false, MICRO, SEEN_UNKNOWN },     { true, MICRO, SEEN_UNKNOWN },
    { false, NANO, SEEN_UNKNOWN },      { true, NANO, SEEN_UNKNOWN },
    { false, MODIFIED, SEEN_OUTGOING }, { true, MODIFIED, SEEN_OUTGOING },
};

START_TEST(pcap_is_read)
{
    struct file file;
    make_pcap(&file, pcap_forms[_i].big_endian, pcap_forms[_i].magic, 1);
    check_packets(file.bytes, file.size, pcap_forms[_i].seen);
}
END_TEST

START_TEST(pcap_before_2_3_has_its_lengths_swapped)
{
    struct file file;
    make_pcap(&file, false, MICRO, 1);
    file.bytes[6] = 2;
    for (size_t at = 24, i = 0; i < PACKETS; i++) {
        uint8_t captured = file.bytes[at + 8];
        file.bytes[at + 8] = file.bytes[at + 12];
        file.bytes[at + 12] = captured;
        at += 16 + (size_t)captured;
    }
    check_packets(file.bytes, file.size, SEEN_UNKNOWN);
}
END_TEST

START_TEST(pcapng_is_read)
{
    struct file file;
    make_pcapng(&file, _i == 1);
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(file.bytes, file.size, error);
    ck_assert_ptr_nonnull(reader);
    static const struct {
        int64_t time;
        const char *name;
        enum seen_direction seen;
    } expected[PACKETS] = {
        { INT64_C(1000000000000), "inside", SEEN_INCOMING },
        { INT64_C(1000001000000), "outside", SEEN_OUTGOING },
        { INT64_C(1000001953125), NULL, SEEN_UNKNOWN },
    };
    struct capture_frame frame;
    for (unsigned i = 0; i < PACKETS; i++) {
        uint8_t bytes[64];
        size_t length = packet_bytes(i, bytes);
        ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
        ck_assert_int_eq(frame.time, expected[i].time);
        ck_assert_int_eq(frame.seen, expected[i].seen);
        ck_assert_uint_eq(frame.captured, length);
        ck_assert_uint_eq(frame.interface, i);
        ck_assert_mem_eq(frame.bytes, bytes, length);
        ck_assert_pstr_eq(capture_interface_name(reader, frame.interface), expected[i].name);
    }
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_END);
    ck_assert_uint_eq(capture_skipped(reader), 0);
    ck_assert_ptr_null(capture_interface_name(reader, 77));
    capture_close(reader);
}
END_TEST

START_TEST(a_simple_packet_is_cut_at_the_snap_length)
{
    struct file file = { .size = 0 };
    put_section(&file);
    size_t at = begin_block(&file, 1);
    put_u16(&file, 101);
    put_u16(&file, 0);
    put_u32(&file, 10);
    end_block(&file, at);
    at = begin_block(&file, 3);
    put_u32(&file, 1400);
    put(&file, "0123456789xx", 12);
    end_block(&file, at);

    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(file.bytes, file.size, error);
    ck_assert_ptr_nonnull(reader);
    struct capture_frame frame;
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
    ck_assert_uint_eq(frame.captured, 10);
    ck_assert_uint_eq(frame.wire_length, 1400);
    ck_assert_int_eq(frame.link, LINK_RAW_IP);
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_END);
    capture_close(reader);
}
END_TEST

static const struct {
    uint32_t number;
    enum link_type link;
} links[] = {
    { 0, LINK_NULL },
    { 1, LINK_ETHERNET },
    { 12, LINK_RAW_IP },
    { 14, LINK_RAW_IP },
    { 101, LINK_RAW_IP },
    { 228, LINK_RAW_IP },
    { 108, LINK_NULL },
    { 113, LINK_COOKED_V1 },
    { 276, LINK_COOKED_V2 },
    { 0x10000001, LINK_ETHERNET }, /* four bytes of frame check sequence */
    { 9, LINK_PPP },
    { 50, LINK_PPP },
    { 51, LINK_PPPOE },
    { 104, LINK_CISCO_HDLC },
    { 105, LINK_WIFI },
    { 127, LINK_RADIOTAP },
    { 204, LINK_PPP_DIRECTED },
    { 229, LINK_RAW_IP },
    { 6, LINK_UNKNOWN },
    { 0x03ffffff, LINK_UNKNOWN },
};

START_TEST(link_types_are_told_apart)
{
    struct file file;
    make_pcap(&file, false, MICRO, links[_i].number);
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(file.bytes, file.size, error);
    struct capture_frame frame;
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
    ck_assert_int_eq(frame.link, links[_i].link);
    capture_close(reader);
}
END_TEST

/* Packet 0 is the bytes 0, 1, 2, ...: they are put in the place of the cooked packet type. */
static const struct {
    uint32_t link;
    size_t place;
    uint8_t type;
    enum seen_direction seen;
} cooked[] = {
    { 113, 1, 0, SEEN_INCOMING },  { 113, 1, 1, SEEN_INCOMING },  { 113, 1, 2, SEEN_INCOMING },
    { 113, 1, 3, SEEN_UNKNOWN },   { 113, 1, 4, SEEN_OUTGOING },  { 113, 1, 5, SEEN_UNKNOWN },
    { 276, 10, 0, SEEN_INCOMING }, { 276, 10, 4, SEEN_OUTGOING }, { 276, 10, 3, SEEN_UNKNOWN },
};

START_TEST(cooked_headers_tell_the_direction)
{
    struct file file;
    make_pcap(&file, false, MICRO, cooked[_i].link);
    memset(file.bytes + 40, 0, 14);
    file.bytes[40 + cooked[_i].place] = cooked[_i].type;
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(file.bytes, file.size, error);
    struct capture_frame frame;
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
    ck_assert_int_eq(frame.seen, cooked[_i].seen);
    capture_close(reader);
}
END_TEST

START_TEST(link_names_come_from_libpcap)
{
    ck_assert_str_eq(capture_link_name(1), "EN10MB");
    ck_assert_str_eq(capture_link_name(101), "RAW");
    ck_assert_str_eq(capture_link_name(113), "LINUX_SLL");
    ck_assert_ptr_null(capture_link_name(0x03ffffff));
}
END_TEST

START_TEST(packed_captures_are_unpacked)
{
    struct file file;
    uint8_t packed[FILE_MAX];
    make_pcap(&file, false, MICRO, 1);
    size_t size = _i == 0 ? gzip(&file, packed, sizeof packed) : zstd(&file, packed, sizeof packed);
    check_packets(packed, size, SEEN_UNKNOWN);
}
END_TEST

START_TEST(gzip_members_and_zstd_frames_follow_one_another)
{
    struct file whole, part;
    uint8_t packed[FILE_MAX];
    make_pcap(&whole, false, MICRO, 1);
    size_t size = 0;
    for (size_t at = 0; at < whole.size; at += 31) {
        part.size = whole.size - at < 31 ? whole.size - at : 31;
        memcpy(part.bytes, whole.bytes + at, part.size);
        size += _i == 0 ? gzip(&part, packed + size, sizeof packed - size)
                        : zstd(&part, packed + size, sizeof packed - size);
    }
    check_packets(packed, size, SEEN_UNKNOWN);
    if (_i == 0) { /* a tape's padding */
        memset(packed + size, 0, 100);
        check_packets(packed, size + 100, SEEN_UNKNOWN);
    }
}
END_TEST

START_TEST(a_time_of_any_clock_stays_in_range)
{
    static const struct {
        uint8_t resolution;
        int64_t offset;
        uint64_t ticks;
        int64_t time; /* -1: passed over */
    } clocks[] = {
        { 9, 0, 5, 5 },
        { 0, 0, 5, INT64_C(5000000000) },
        { 12, 0, 5999, 5 },
        { 127, 0, UINT64_MAX, 0 },
        { 0xff, 0, UINT64_MAX, 0 },
        { 0x80, 3, 4, INT64_C(7000000000) },
        { 9, -1, 1000000007, 7 },
        { 9, -2, 1000000007, -1 },
        { 0, 0, UINT64_MAX, -1 },
        { 6, INT64_MAX, 0, -1 },
        { 6, INT64_MIN, UINT64_MAX, -1 },
    };
    struct file file = { .size = 0 };
    put_section(&file);
    put_interface(&file, "x", clocks[_i].resolution, clocks[_i].offset);
    put_enhanced(&file, 0, clocks[_i].ticks, 0, 0);
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(file.bytes, file.size, error);
    struct capture_frame frame;
    enum capture_status status = capture_next(reader, &frame);
    ck_assert_int_eq(status, clocks[_i].time < 0 ? CAPTURE_END : CAPTURE_PACKET);
    if (clocks[_i].time >= 0)
        ck_assert_int_eq(frame.time, clocks[_i].time);
    ck_assert_uint_eq(capture_skipped(reader), clocks[_i].time < 0);
    capture_close(reader);
}
END_TEST

START_TEST(a_filter_chooses)
{
    char error[CAPTURE_ERROR_SIZE];
    ck_assert_ptr_null(capture_filter_new("port port", error));
    ck_assert_str_ne(error, "");
    struct capture_filter *filter = capture_filter_new("ip proto 47", error);
    ck_assert_ptr_nonnull(filter);
    uint8_t bytes[34] = { [12] = 0x08, [14] = 0x45, [23] = 47 };
    struct capture_frame frame = {
        .link_number = 1, .bytes = bytes, .captured = 34, .wire_length = 34
    };
    ck_assert(capture_filter_matches(filter, &frame));
    bytes[23] = 6;
    ck_assert(!capture_filter_matches(filter, &frame));
    bytes[23] = 47;
    frame = (struct capture_frame){
        .link_number = 101, .bytes = bytes + 14, .captured = 20, .wire_length = 20
    };
    ck_assert(capture_filter_matches(filter, &frame));
    frame.link_number = 0x03ffffff;
    ck_assert(!capture_filter_matches(filter, &frame));
    capture_filter_free(filter);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("capture");
    TCase *forms = tcase_create("forms");
    tcase_add_loop_test(forms, pcap_is_read, 0, (int)ARRAY_LENGTH(pcap_forms));
    tcase_add_test(forms, pcap_before_2_3_has_its_lengths_swapped);
    tcase_add_loop_test(forms, pcapng_is_read, 0, 2);
    tcase_add_test(forms, a_simple_packet_is_cut_at_the_snap_length);
    tcase_add_loop_test(forms, link_types_are_told_apart, 0, (int)ARRAY_LENGTH(links));
    tcase_add_loop_test(forms, cooked_headers_tell_the_direction, 0, (int)ARRAY_LENGTH(cooked));
    tcase_add_test(forms, link_names_come_from_libpcap);
    tcase_add_loop_test(forms, packed_captures_are_unpacked, 0, 2);
    tcase_add_loop_test(forms, gzip_members_and_zstd_frames_follow_one_another, 0, 2);
    tcase_add_loop_test(forms, a_time_of_any_clock_stays_in_range, 0, 11);
    tcase_add_test(forms, a_filter_chooses);
    suite_add_tcase(suite, forms);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
