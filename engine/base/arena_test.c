/*
 * arena_test.c: zeroed, aligned, apart from each other; sizes that cannot be.
 */
#include "engine/base/arena.h"

#include <check.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

START_TEST(pieces_do_not_touch)
{
    static const size_t sizes[] = { 0, 1, 7, 16, 4095, 4096, 5000, 1, 3000000, 24 };
    enum { ROUNDS = 40, SIZES = sizeof(sizes) / sizeof(sizes[0]) };
    unsigned char *pieces[ROUNDS * SIZES];
    struct arena *arena = arena_new();
    ck_assert_ptr_nonnull(arena);
    for (size_t i = 0; i < ROUNDS * SIZES; i++) {
        size_t size = sizes[i % SIZES];
        pieces[i] = arena_zalloc(arena, size);
        ck_assert_ptr_nonnull(pieces[i]);
        ck_assert_uint_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        size_t zeros = 0;
        while (zeros < size && pieces[i][zeros] == 0)
            zeros++;
        ck_assert_uint_eq(zeros, size);
        memset(pieces[i], (int)(i % 255 + 1), size);
    }
    for (size_t i = 0; i < ROUNDS * SIZES; i++) {
        size_t size = sizes[i % SIZES];
        ck_assert(size == 0 || (pieces[i][0] == i % 255 + 1 && pieces[i][size - 1] == i % 255 + 1));
    }
    ck_assert_uint_gt(arena_bytes(arena), ROUNDS * UINT64_C(3000000));
    arena_free(arena);
    arena_free(NULL);
}
END_TEST

/* Sizes that overflow when they are rounded up, or cannot be had. */
START_TEST(too_much)
{
    struct arena *arena = arena_new();
    ck_assert_ptr_null(arena_zalloc(arena, SIZE_MAX));
    ck_assert_ptr_null(arena_zalloc(arena, SIZE_MAX - 20));
    ck_assert_ptr_null(arena_zalloc(arena, SIZE_MAX - 100));
    ck_assert_ptr_null(arena_strndup(arena, "x", SIZE_MAX));
    ck_assert_str_eq(arena_strdup(arena, "still here"), "still here");
    arena_free(arena);
}
END_TEST

START_TEST(copies)
{
    struct arena *arena = arena_new();
    ck_assert_str_eq(arena_strndup(arena, "pixfirewall", 3), "pix");
    ck_assert_str_eq(arena_strdup(arena, ""), "");
    unsigned char *copy = arena_memdup(arena, "a\0b", 3);
    ck_assert_mem_eq(copy, "a\0b", 3);
    arena_free(arena);
}
END_TEST

/* A list grows, keeps what is in it, and hands out zeroed room each time. */
START_TEST(lists_grow)
{
    struct arena *arena = arena_new();
    uint64_t *list = NULL;
    size_t count = 0, capacity = 0;
    for (uint64_t i = 0; i < 1000; i++) {
        uint64_t *room = arena_append(arena, &list, &count, &capacity, sizeof(*list));
        ck_assert_ptr_eq(room, &list[i]);
        ck_assert_uint_eq(*room, 0);
        *room = i * i;
    }
    for (uint64_t i = 0; i < 1000; i++)
        ck_assert_uint_eq(list[i], i * i);
    count = 10; /* an element that was used is zeroed when it is used again */
    ck_assert_uint_eq(*(uint64_t *)arena_append(arena, &list, &count, &capacity, sizeof(*list)), 0);
    arena_free(arena);
}
END_TEST

/* Room that cannot be had: NULL, nothing has changed, and the list is as good as before. */
START_TEST(list_cannot_grow)
{
    struct arena *arena = arena_new();
    unsigned char *list = NULL;
    size_t count = 0, capacity = 0;
    ck_assert_ptr_null(arena_append(arena, &list, &count, &capacity, SIZE_MAX / 4));
    ck_assert_ptr_null(arena_append(arena, &list, &count, &capacity, SIZE_MAX / 16));
    ck_assert(list == NULL && count == 0 && capacity == 0);
    for (unsigned char i = 0; i < 8; i++) {
        unsigned char *room = arena_append(arena, &list, &count, &capacity, 1);
        ck_assert_ptr_nonnull(room);
        *room = i;
    }
    ck_assert_uint_eq(capacity, 8);
    ck_assert_ptr_null(arena_append(arena, &list, &count, &capacity, SIZE_MAX / 20));
    ck_assert(count == 8 && capacity == 8 && list[7] == 7);
    arena_free(arena);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("arena");
    TCase *tcase = tcase_create("arena");
    tcase_add_test(tcase, pieces_do_not_touch);
    tcase_add_test(tcase, too_much);
    tcase_add_test(tcase, copies);
    tcase_add_test(tcase, lists_grow);
    tcase_add_test(tcase, list_cannot_grow);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
