/*
 * frame_test.c: frames come out of a queue as they went in, however their bytes are cut.
 */
#include "cli/serve/frame.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static bool
takes(struct frame_queue *queue, char type, const char *text)
{
    struct frame frame;
    if (frame_at(queue, 0, &frame) != FRAME_FOUND)
        return false;
    bool same = frame.type == type && frame.length == strlen(text) &&
                memcmp(frame.text, text, frame.length) == 0;
    frame_queue_drop(queue, frame.whole);
    return same;
}

START_TEST(in_order)
{
    struct frame_queue queue = { 0 };
    ck_assert(frame_put(&queue, FRAME_LINE, "show xlate", 10));
    ck_assert(frame_put(&queue, FRAME_LEAVE, "", 0));
    ck_assert(takes(&queue, FRAME_LINE, "show xlate"));
    ck_assert(takes(&queue, FRAME_LEAVE, ""));
    ck_assert_uint_eq(frame_queue_length(&queue), 0);
    frame_queue_fini(&queue);
}
END_TEST

/* Byte by byte there is none before it is whole. */
START_TEST(in_pieces)
{
    struct frame_queue sent = { 0 };
    struct frame_queue queue = { 0 };
    struct frame frame;
    ck_assert(frame_put(&sent, FRAME_PRINT, "two\nlines", 9));
    for (size_t i = 0; i < FRAME_HEAD + 9; i++) {
        ck_assert_int_eq(frame_at(&queue, 0, &frame), FRAME_NONE);
        char *room = frame_queue_room(&queue, 1);
        ck_assert_ptr_nonnull(room);
        *room = sent.bytes[i];
        frame_queue_filled(&queue, 1);
    }
    ck_assert(takes(&queue, FRAME_PRINT, "two\nlines"));
    frame_queue_fini(&sent);
    frame_queue_fini(&queue);
}
END_TEST

START_TEST(long_text_is_several)
{
    static char text[3 * FRAME_TEXT - 5];
    struct frame_queue queue = { 0 };
    struct frame frame;
    size_t got = 0;
    size_t count = 0;
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (char)('a' + i % 26);
    ck_assert(frame_put(&queue, FRAME_PRINT, text, sizeof(text)));
    for (size_t at = 0; frame_at(&queue, at, &frame) == FRAME_FOUND; at += frame.whole, count++) {
        ck_assert_uint_le(frame.length, FRAME_TEXT);
        ck_assert_mem_eq(frame.text, text + got, frame.length);
        got += frame.length;
    }
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(got, sizeof(text));
    frame_queue_fini(&queue);
}
END_TEST

START_TEST(too_long_is_wrong)
{
    struct frame_queue queue = { 0 };
    struct frame frame;
    memcpy(frame_queue_room(&queue, 3), "L\xff\xff", 3);
    frame_queue_filled(&queue, 3);
    ck_assert_int_eq(frame_at(&queue, 0, &frame), FRAME_WRONG);
    frame_queue_fini(&queue);
}
END_TEST

/* What has been sent makes room again: a queue that is emptied as it is filled stays small. */
START_TEST(does_not_grow)
{
    struct frame_queue queue = { 0 };
    struct frame frame;
    for (int i = 0; i < 10000; i++) {
        ck_assert(frame_put(&queue, FRAME_PRINT, "some hundred bytes or less", 26));
        if (i >= 20) {
            ck_assert_int_eq(frame_at(&queue, 0, &frame), FRAME_FOUND);
            frame_queue_drop(&queue, frame.whole);
        }
    }
    ck_assert_uint_le(queue.capacity, 4096);
    frame_queue_fini(&queue);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("frame");
    TCase *tcase = tcase_create("frame");
    tcase_add_test(tcase, in_order);
    tcase_add_test(tcase, in_pieces);
    tcase_add_test(tcase, long_text_is_several);
    tcase_add_test(tcase, too_long_is_wrong);
    tcase_add_test(tcase, does_not_grow);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
