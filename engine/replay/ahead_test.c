/*
 * ahead_test.c: frames read ahead of their turn: how far, and how long they stay.
 */
#include "engine/replay/ahead.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define MS INT64_C(1000000)

/* A frame of SIZE bytes, all of them the low byte of NUMBER. */
static void
add(struct ahead *ahead, unsigned number, int64_t ms, size_t size)
{
    uint8_t *bytes = malloc(size + 1);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, (int)(number & 0xff), size + 1);
    struct merged_frame frame = { .frame = { .bytes = bytes, .captured = size },
                                  .source = number,
                                  .time = ms * MS };
    ck_assert_ptr_nonnull(ahead_add(ahead, &frame));
    ck_assert_uint_eq(ahead_count(ahead), number);
    free(bytes);
}

static void
expect_frame(const struct ahead_frame *held, unsigned number)
{
    ck_assert_ptr_nonnull(held);
    ck_assert_uint_eq(held->frame.source, number);
    const uint8_t *bytes = held->frame.frame.bytes;
    ck_assert_ptr_eq(held->packet.bytes, bytes);
    size_t size = held->frame.frame.captured;
    if (size == 0)
        return;
    ck_assert_uint_eq(bytes[0], number & 0xff);
    ck_assert_int_eq(memcmp(bytes, bytes + 1, size - 1), 0);
}

static void
expect_next(struct ahead *ahead, unsigned number)
{
    expect_frame(ahead_take(ahead), number);
}

START_TEST(frames_come_in_turn)
{
    struct ahead *ahead = ahead_new();
    ck_assert_ptr_nonnull(ahead);
    ck_assert_ptr_null(ahead_take(ahead));
    ck_assert_ptr_null(ahead_at(ahead, 0));
    ck_assert_ptr_null(ahead_at(ahead, 1));
    unsigned added = 0;
    for (unsigned next = 1; next <= 3000; next++) {
        while (ahead_wants_more(ahead)) {
            added++;
            add(ahead, added, added * 3, added % 90); /* of no bytes too */
        }
        expect_next(ahead, next);
        expect_frame(ahead_at(ahead, next), next);
        expect_frame(ahead_at(ahead, added), added);
        if (next > 1)
            expect_frame(ahead_at(ahead, next - 1), next - 1);
    }
    ck_assert_ptr_null(ahead_at(ahead, 1));
    ck_assert_ptr_null(ahead_at(ahead, added + 1));
    ck_assert_ptr_null(ahead_at(ahead, UINT64_MAX));
    ahead_free(ahead);
}
END_TEST

/* By time, by count, by bytes; but always one. */
static const struct {
    int64_t step_ms;
    size_t size;
    unsigned wanted;
} bounds[] = {
    { 1000, 60, 2 },           { 10, 60, 7 },         { 0, 60, AHEAD_FRAMES },
    { 0, AHEAD_BYTES / 4, 4 }, { 0, AHEAD_BYTES, 1 },
};

START_TEST(it_does_not_read_on_forever)
{
    struct ahead *ahead = ahead_new();
    unsigned added = 0;
    for (unsigned next = 1; next < 20; next++) {
        while (ahead_wants_more(ahead)) {
            added++;
            add(ahead, added, added * bounds[_i].step_ms, bounds[_i].size);
        }
        ck_assert_uint_eq(added, next - 1 + bounds[_i].wanted);
        expect_next(ahead, next);
    }
    ahead_free(ahead);
}
END_TEST

/* What is over goes first when much is held. */
START_TEST(large_frames_do_not_stay)
{
    struct ahead *ahead = ahead_new();
    for (unsigned i = 1; i <= 40; i++) {
        add(ahead, i, 0, AHEAD_BYTES / 2);
        expect_next(ahead, i);
    }
    unsigned held = 0;
    for (unsigned i = 1; i <= 40; i++)
        held += ahead_at(ahead, i) != NULL;
    ck_assert_uint_le(held, 6);
    ck_assert_ptr_nonnull(ahead_at(ahead, 40));
    ck_assert_uint_le(ahead_bytes(ahead), 8 * AHEAD_BYTES);
    ahead_free(ahead);
}
END_TEST

/* What is held from FIRST on is as it was added; nothing whose turn is to come is missing. */
static void
expect_held(struct ahead *ahead, unsigned first, unsigned next, unsigned last)
{
    for (unsigned number = first; number <= last; number++) {
        if (ahead_at(ahead, number) != NULL)
            expect_frame(ahead_at(ahead, number), number);
        else
            ck_assert_uint_lt(number, next);
    }
}

/* From nothing to the largest, small ones first: the store wraps round and grows, and nothing is
 * written over. */
START_TEST(frames_of_all_sizes_stay_whole)
{
    struct ahead *ahead = ahead_new();
    ck_assert_ptr_nonnull(ahead);
    uint32_t random = 7;
    unsigned added = 0;
    for (unsigned next = 1; next <= 2000; next++) {
        for (; ahead_wants_more(ahead); added++) {
            random = random * 1664525 + 1013904223;
            unsigned kind = random >> 28;
            size_t size = kind < 4 ? 0 : random >> 8 & (kind < 15 || next < 1000 ? 0x1ff : 0x3ffff);
            add(ahead, added + 1, 0, size);
        }
        expect_next(ahead, next);
        if (next % 16 == 0)
            expect_held(ahead, next > 300 ? next - 300 : 1, next, added);
    }
    ck_assert_uint_le(ahead_bytes(ahead), 8 * AHEAD_BYTES);
    ahead_free(ahead);
}
END_TEST

/* Traffic of small packets does not wander through more memory than it needs. */
START_TEST(small_frames_need_a_small_store)
{
    struct ahead *ahead = ahead_new();
    ck_assert_ptr_nonnull(ahead);
    unsigned added = 0;
    for (unsigned next = 1; next <= 20000; next++) {
        for (; ahead_wants_more(ahead); added++)
            add(ahead, added + 1, 0, 60);
        expect_next(ahead, next);
    }
    ck_assert_uint_le(ahead_bytes(ahead), 128 * 1024);
    ahead_free(ahead);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("ahead");
    TCase *tcase = tcase_create("ahead");
    tcase_add_test(tcase, frames_come_in_turn);
    tcase_add_loop_test(tcase, it_does_not_read_on_forever, 0,
                        (int)(sizeof bounds / sizeof bounds[0]));
    tcase_add_test(tcase, large_frames_do_not_stay);
    tcase_add_test(tcase, frames_of_all_sizes_stay_whole);
    tcase_add_test(tcase, small_frames_need_a_small_store);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
