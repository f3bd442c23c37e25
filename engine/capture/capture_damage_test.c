/*
 * capture_damage_test.c: captures of every form, cut and flipped at every byte, and how damage is
 * named.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/capture/capture_files_test.h"

#define BATCH 7
#define ROW_INTERFACES 5

struct run {
    size_t packets;
    enum capture_status status;
    bool opened;
    uint64_t skipped;
    char error[CAPTURE_ERROR_SIZE];
};

/* Reads to the end; asks after the end too. */
static struct run
read_all(const void *bytes, size_t size)
{
    struct run run = { .status = CAPTURE_DAMAGED };
    struct capture_reader *reader = capture_open_memory(bytes, size, run.error);
    if (reader == NULL) {
        ck_assert_ptr_null(strchr(run.error, '\n'));
        ck_assert_str_ne(run.error, "");
        return run;
    }
    run.opened = true;
    struct capture_frame frame;
    while ((run.status = capture_next(reader, &frame)) == CAPTURE_PACKET) {
        run.packets++;
        unsigned sum = 0;
        for (size_t i = 0; i < frame.captured; i++)
            sum += frame.bytes[i];
        ck_assert_uint_le(sum, 255 * (unsigned)frame.captured);
        ck_assert_uint_ge(frame.wire_length, frame.captured);
        ck_assert(frame.time >= 0 && frame.time < CAPTURE_TIME_MAX);
    }
    ck_assert_int_eq(capture_next(reader, &frame), run.status);
    snprintf(run.error, sizeof run.error, "%s", capture_error(reader));
    run.skipped = capture_skipped(reader);
    ck_assert_int_eq(run.error[0] == '\0', run.status == CAPTURE_END && run.skipped == 0);
    capture_close(reader);
    return run;
}

/* Exactly the cuts between records are an end in order; every other one is damage that says so. */
START_TEST(cut_at_every_length)
{
    struct file file;
    make_form(&file, (enum form)_i);
    size_t in_order = 0, last_packets = 0;
    for (size_t size = 0; size <= file.size; size++) {
        uint8_t *copy = malloc(size > 0 ? size : 1); /* so that a sanitizer sees any overrun */
        memcpy(copy, file.bytes, size);
        struct run run = read_all(copy, size);
        free(copy);
        ck_assert_uint_ge(run.packets, last_packets);
        ck_assert_uint_le(run.packets, PACKETS);
        last_packets = run.packets;
        in_order += run.status == CAPTURE_END;
        if (run.opened && run.status == CAPTURE_DAMAGED)
            ck_assert_ptr_nonnull(strstr(run.error, "at byte "));
    }
    ck_assert_uint_eq(last_packets, PACKETS);
    /* pcap: after the header and each packet; pcapng: after each of its 8 blocks; packed: whole */
    static const size_t ends[FORM_COUNT] = { 1 + PACKETS, 1 + PACKETS, 9, 1, 1 };
    ck_assert_uint_eq(in_order, ends[_i]);
}
END_TEST

START_TEST(flip_every_byte)
{
    struct file file;
    make_form(&file, (enum form)_i);
    for (size_t at = 0; at < file.size; at++) {
        static const uint8_t flips[] = { 0x01, 0x80, 0xff };
        for (size_t i = 0; i < sizeof flips; i++) {
            uint8_t *copy = malloc(file.size);
            memcpy(copy, file.bytes, file.size);
            copy[at] ^= flips[i];
            (void)read_all(copy, file.size);
            free(copy);
        }
    }
}
END_TEST

/* A batch: what comes next, and what can be looked at together with it. */
static size_t
next_batch(struct capture_reader *reader, struct capture_frame frames[static BATCH])
{
    if (capture_next(reader, &frames[0]) != CAPTURE_PACKET)
        return 0;
    return 1 + capture_take_at_hand(reader, &frames[1], sizeof frames[0], BATCH - 1);
}

static void
expect_same_frame(const struct capture_frame *a, const struct capture_frame *b)
{
    ck_assert_int_eq(a->time, b->time);
    ck_assert_int_eq(a->link, b->link);
    ck_assert_int_eq(a->link_number, b->link_number);
    ck_assert_uint_eq(a->captured, b->captured);
    ck_assert_uint_eq(a->wire_length, b->wire_length);
    ck_assert_int_eq(a->seen, b->seen);
    ck_assert_uint_eq(a->interface, b->interface);
    ck_assert_uint_eq(a->file_offset, b->file_offset);
    ck_assert_int_eq(memcmp(a->bytes, b->bytes, a->captured), 0);
}

/* One by one and in batches the same comes out. How many frames there were. */
static size_t
expect_same_ways(const uint8_t *bytes, size_t size)
{
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *singly = capture_open_memory(bytes, size, error);
    struct capture_reader *together = capture_open_memory(bytes, size, error);
    ck_assert_int_eq(singly == NULL, together == NULL);
    if (singly == NULL)
        return 0;
    struct capture_frame frames[BATCH], frame;
    size_t total = 0;
    for (size_t count; (count = next_batch(together, frames)) > 0; total += count) {
        for (size_t i = 0; i < count; i++) {
            ck_assert_int_eq(capture_next(singly, &frame), CAPTURE_PACKET);
            expect_same_frame(&frames[i], &frame);
        }
    }
    ck_assert_int_eq(capture_next(singly, &frame), capture_next(together, &frame));
    ck_assert_str_eq(capture_error(singly), capture_error(together));
    ck_assert_uint_eq(capture_skipped(singly), capture_skipped(together));
    capture_close(singly);
    capture_close(together);
    return total;
}

/* Packets of interfaces with clocks of several kinds, in one row, one of them with its direction.
 */
static void
make_row_of_packets(struct file *file, bool big_endian)
{
    *file = (struct file){ .big_endian = big_endian };
    put_section(file);
    put_interface(file, "inside", 9, 0);
    put_interface(file, "outside", 6, 0);
    put_interface(file, NULL, 6, 900);
    put_interface(file, NULL, 12, 0);
    put_interface(file, NULL, 0x80 | 10, 0);
    for (uint32_t i = 0; i < 2 * ROW_INTERFACES; i++)
        put_enhanced(file, i % ROW_INTERFACES, (uint64_t)packet_time(0) + i, i % PACKETS,
                     i == 1 ? 1 : 0);
}

/* Each byte flipped, and cut at each length: the quick way takes what it knows, and no more. */
START_TEST(batches_are_read_like_single_packets)
{
    static const uint8_t flips[] = { 0x01, 0x04, 0x80, 0xff };
    struct file file;
    if (_i < 2)
        make_row_of_packets(&file, _i == 1);
    else
        make_form(&file, (enum form)(_i - 2));
    ck_assert_uint_ge(expect_same_ways(file.bytes, file.size), _i < 2 ? BATCH : PACKETS);
    for (size_t at = 0; at < file.size; at++) {
        uint8_t *copy = malloc(file.size);
        memcpy(copy, file.bytes, file.size);
        for (size_t i = 0; i < sizeof flips; i++) {
            copy[at] = file.bytes[at] ^ flips[i];
            (void)expect_same_ways(copy, file.size);
        }
        free(copy);
        copy = malloc(at > 0 ? at : 1);
        memcpy(copy, file.bytes, at);
        (void)expect_same_ways(copy, at);
        free(copy);
    }
}
END_TEST

/* Damage, one row each: what is written where, and the words of the error. */
static const struct {
    const char *what;
    bool pcapng;
    size_t at;
    uint32_t value;
    const char *error;
    size_t packets;
    uint64_t skipped;
    enum capture_status status;
} damages[] = {
    { "record longer than any", false, 24 + 8, 0x7fffffff, "damaged at byte 24: a record of 21474",
      0, 0, CAPTURE_DAMAGED },
    { "record just too long", false, 24 + 8, 256 * 1024 + 1, "not to be believed", 0, 0,
      CAPTURE_DAMAGED },
    { "record past the end", false, 24 + 8, 1000,
      "damaged at byte 24: the file ends inside a record: 1016 bytes expected, 93 there", 0, 0,
      CAPTURE_DAMAGED },
    { "block length 0", true, 28 + 4, 0, "damaged at byte 28: a block cannot be 0 bytes long", 0, 0,
      CAPTURE_DAMAGED },
    { "block length odd", true, 28 + 4, 57, "a block cannot be 57 bytes long", 0, 0,
      CAPTURE_DAMAGED },
    { "block of 4 GB", true, 28 + 4, 0xfffffffc, "not to be believed", 0, 0, CAPTURE_DAMAGED },
    { "unknown block of 4 GB", true, 28 + 56 + 72 + 4, 0xfffffffc,
      "damaged at byte 156: the file ends inside a block: 4294967292 bytes expected", 1, 0,
      CAPTURE_DAMAGED },
    { "interface block of unknown type", true, 28, 0xbad, "it names interface 0", 2, 1,
      CAPTURE_END },
    { "two lengths that differ", true, 28 + 52, 60,
      "says 56 bytes in front and 60 bytes at its end", 0, 0, CAPTURE_DAMAGED },
    { "byte order magic", true, 8, 0, "byte-order magic of a section is 0x00000000", 0, 0,
      CAPTURE_DAMAGED },
    { "interface without a description", true, 28 + 56 + 8, 9,
      "record at byte 84 passed over: it names interface 9", 2, 1, CAPTURE_END },
    { "captured length past its block", true, 28 + 56 + 20, 5000, "5000 captured bytes in a block",
      2, 1, CAPTURE_END },
    { "time after 2116", true, 28 + 56 + 12, 0xffffffff, "its time stamp is out of range", 2, 1,
      CAPTURE_END },
};

START_TEST(damage_is_named)
{
    struct file file;
    if (damages[_i].pcapng)
        make_pcapng(&file, false);
    else
        make_pcap(&file, false, MICRO, 1);
    size_t end = file.size;
    file.size = damages[_i].at;
    file.big_endian = false;
    put_u32(&file, damages[_i].value);
    struct run run = read_all(file.bytes, end);
    ck_assert_msg(strstr(run.error, damages[_i].error) != NULL, "%s: %s", damages[_i].what,
                  run.error);
    ck_assert_uint_eq(run.packets, damages[_i].packets);
    ck_assert_uint_eq(run.skipped, damages[_i].skipped);
    ck_assert_int_eq(run.status, damages[_i].status);
}
END_TEST

START_TEST(what_is_no_capture_is_refused)
{
    static const char *const texts[] = { "", "a", "PIX Version 6.2(1)\n", "\x1f\x8b",
                                         "\x28\xb5\x2f\xfd" };
    struct run run = read_all(texts[_i], strlen(texts[_i]));
    ck_assert(!run.opened);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("capture damage");
    TCase *hostile = tcase_create("hostile");
    tcase_set_timeout(hostile, 60);
    tcase_add_loop_test(hostile, cut_at_every_length, 0, FORM_COUNT);
    tcase_add_loop_test(hostile, flip_every_byte, 0, FORM_COUNT);
    tcase_add_loop_test(hostile, batches_are_read_like_single_packets, 0, 2 + FORM_COUNT);
    tcase_add_loop_test(hostile, damage_is_named, 0, (int)ARRAY_LENGTH(damages));
    tcase_add_loop_test(hostile, what_is_no_capture_is_refused, 0, 5);
    suite_add_tcase(suite, hostile);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
