/*
 * merge_test.c: several captures as one stream.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/replay/merge.h"

#define SOURCES 3
#define FRAMES 8

struct file {
    uint8_t bytes[24 + FRAMES * 17];
    size_t size;
};

static void
put_u32(struct file *file, uint32_t value)
{
    memcpy(file->bytes + file->size, &value, sizeof value);
    file->size += sizeof value;
}

/* A pcap file of one-byte packets; a letter is both the second and the byte. */
static void
make_pcap(struct file *file, const char *letters)
{
    *file = (struct file){ .size = 0 };
    put_u32(file, 0xa1b2c3d4);
    put_u32(file, 4 << 16 | 2);
    put_u32(file, 0);
    put_u32(file, 0);
    put_u32(file, 65535);
    put_u32(file, 1);
    for (const char *letter = letters; *letter != '\0'; letter++) {
        put_u32(file, (uint32_t)*letter);
        put_u32(file, 0);
        put_u32(file, 1);
        put_u32(file, 1);
        file->bytes[file->size++] = (uint8_t)*letter;
    }
}

static const struct {
    const char *letters[SOURCES];
    const char *merged;  /* the letters as they come */
    const char *sources; /* where each comes from */
    unsigned backward;
} cases[] = {
    { { "", "", "" }, "", "", 0 },
    { { "abc", "", "" }, "abc", "000", 0 },
    { { "ace", "bd", "" }, "abcde", "01010", 0 },
    { { "bd", "ace", "f" }, "abcdef", "101012", 0 },
    { { "aab", "aab", "a" }, "aaaaabb", "0011201", 0 },
    { { "ca", "b", "" }, "bca", "100", 1 },
    { { "abcdefgh", "a", "h" }, "aabcdefghh", "0100000002", 0 },
};

static struct merge *
merge_of(struct file files[SOURCES], const char *const letters[SOURCES], int64_t last_shift)
{
    struct merge *merge = merge_new();
    ck_assert_ptr_nonnull(merge);
    for (size_t i = 0; i < SOURCES; i++) {
        char error[CAPTURE_ERROR_SIZE];
        make_pcap(&files[i], letters[i]);
        struct capture_reader *reader = capture_open_memory(files[i].bytes, files[i].size, error);
        ck_assert_ptr_nonnull(reader);
        ck_assert(merge_add(merge, reader, i == SOURCES - 1 ? last_shift : 0));
    }
    return merge;
}

START_TEST(frames_come_in_order_of_time)
{
    struct file files[SOURCES];
    struct merge *merge = merge_of(files, cases[_i].letters, 0);
    size_t count = 0;
    int64_t last = INT64_MIN;
    struct merged_frame frame;
    while (merge_next(merge, &frame)) {
        ck_assert_uint_lt(count, strlen(cases[_i].merged));
        ck_assert_int_eq(frame.frame.bytes[0], cases[_i].merged[count]);
        ck_assert_uint_eq(frame.source, (size_t)(cases[_i].sources[count] - '0'));
        ck_assert_int_ge(frame.time, last);
        last = frame.time;
        count++;
    }
    ck_assert(!merge_next(merge, &frame));
    ck_assert_uint_eq(count, strlen(cases[_i].merged));
    int64_t furthest;
    ck_assert_uint_eq(merge_backward(merge, &furthest), cases[_i].backward);
    ck_assert_int_eq(furthest, cases[_i].backward > 0 ? INT64_C(2000000000) : 0);
    merge_free(merge);
}
END_TEST

/* Taken by several at a time, of which all stay as they are until the next are taken. */
START_TEST(batches_are_the_same_stream)
{
    for (size_t most = 2; most <= FRAMES; most++) {
        struct file files[SOURCES];
        struct merge *merge = merge_of(files, cases[_i].letters, 0);
        struct merged_frame frames[FRAMES];
        size_t count = 0;
        int64_t last = INT64_MIN;
        while (merge_next(merge, &frames[0])) {
            size_t taken = 1 + merge_take_at_hand(merge, &frames[1], most - 1);
            ck_assert_uint_le(taken, most);
            for (size_t i = 0; i < taken; i++, count++) {
                ck_assert_int_eq(frames[i].frame.bytes[0], cases[_i].merged[count]);
                ck_assert_uint_eq(frames[i].source, (size_t)(cases[_i].sources[count] - '0'));
                ck_assert_int_ge(frames[i].time, last);
                last = frames[i].time;
            }
        }
        ck_assert_uint_eq(count, strlen(cases[_i].merged));
        int64_t furthest;
        ck_assert_uint_eq(merge_backward(merge, &furthest), cases[_i].backward);
        ck_assert_uint_eq(merge_take_at_hand(merge, frames, FRAMES), 0);
        merge_free(merge);
    }
}
END_TEST

/* The second goes on where the first ends, the third beside both: c, back to a, b; or nothing in
 * it. */
START_TEST(a_source_goes_on_in_the_next)
{
    static const struct {
        const char *letters[SOURCES];
        const char *merged, *sources;
    } continued[] = {
        { { "bc", "ad", "c" }, "bcacd", "00121" },
        { { "", "ad", "c" }, "acd", "121" },
        { { "bc", "", "" }, "bc", "00" },
    };
    struct file files[SOURCES];
    char error[CAPTURE_ERROR_SIZE];
    struct merge *merge = merge_new();
    for (size_t i = 0; i < SOURCES; i++) {
        make_pcap(&files[i], continued[_i].letters[i]);
        struct capture_reader *reader = capture_open_memory(files[i].bytes, files[i].size, error);
        ck_assert(i == 1 ? merge_continue(merge, reader, 0) : merge_add(merge, reader, 0));
    }
    struct merged_frame frame;
    for (size_t i = 0; i < strlen(continued[_i].merged); i++) {
        ck_assert(merge_next(merge, &frame));
        ck_assert_int_eq(frame.frame.bytes[0], continued[_i].merged[i]);
        ck_assert_uint_eq(frame.source, (size_t)(continued[_i].sources[i] - '0'));
    }
    ck_assert(!merge_next(merge, &frame));
    merge_free(merge);
}
END_TEST

START_TEST(a_shift_moves_a_whole_source)
{
    static const char *const letters[SOURCES] = { "bdf", "", "ace" };
    struct file files[SOURCES];
    struct merge *merge = merge_of(files, letters, INT64_C(3000000000)); /* a is d, c is f, ... */
    static const char expected[] = "bdafce";
    struct merged_frame frame;
    for (size_t i = 0; i < strlen(expected); i++) {
        ck_assert(merge_next(merge, &frame));
        ck_assert_int_eq(frame.frame.bytes[0], expected[i]);
    }
    ck_assert(!merge_next(merge, &frame));
    merge_free(merge);
}
END_TEST

START_TEST(a_shift_does_not_overflow)
{
    static const char *const letters[SOURCES] = { "a", "", "b" };
    static const struct {
        int64_t shift, time;
    } shifts[] = { { INT64_MAX, CAPTURE_TIME_MAX - 1 }, { INT64_MIN, 0 } };
    struct file files[SOURCES];
    struct merge *merge = merge_of(files, letters, shifts[_i].shift);
    struct merged_frame frame;
    while (merge_next(merge, &frame)) {
        if (frame.source == SOURCES - 1)
            ck_assert_int_eq(frame.time, shifts[_i].time);
    }
    merge_free(merge);
}
END_TEST

START_TEST(a_damaged_source_ends_and_the_others_go_on)
{
    static const char *const letters[SOURCES] = { "abc", "bcd", "" };
    struct file files[SOURCES];
    struct merge *merge = merge_new();
    for (size_t i = 0; i < 2; i++) {
        char error[CAPTURE_ERROR_SIZE];
        make_pcap(&files[i], letters[i]);
        size_t size = i == 0 ? files[i].size - 1 : files[i].size;
        ck_assert(merge_add(merge, capture_open_memory(files[i].bytes, size, error), 0));
    }
    char seen[8] = "";
    size_t count = 0;
    struct merged_frame frame;
    while (merge_next(merge, &frame))
        seen[count++] = (char)frame.frame.bytes[0];
    ck_assert_str_eq(seen, "abbcd");
    ck_assert_ptr_nonnull(strstr(capture_error(merge_reader(merge, 0)), "damaged"));
    ck_assert_str_eq(capture_error(merge_reader(merge, 1)), "");
    ck_assert_uint_eq(merge_source_count(merge), 2);
    merge_free(merge);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("merge");
    TCase *order = tcase_create("order");
    tcase_add_loop_test(order, frames_come_in_order_of_time, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_loop_test(order, batches_are_the_same_stream, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(order, a_shift_moves_a_whole_source);
    tcase_add_loop_test(order, a_source_goes_on_in_the_next, 0, 3);
    tcase_add_loop_test(order, a_shift_does_not_overflow, 0, 2);
    tcase_add_test(order, a_damaged_source_ends_and_the_others_go_on);
    suite_add_tcase(suite, order);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
