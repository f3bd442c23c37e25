/*
 * edit_list_test.c: random edits against a plain list of bytes that knows, for each, what it was.
 */
#include "engine/edit_list.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define SENT 200
#define ROUNDS 400

static uint32_t
next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 16);
}

/* What a stream of SENT bytes becomes: the edits made one after the other from the end. */
struct plain {
    uint8_t sent[SENT];
    struct {
        size_t start, removed, length;
        uint8_t bytes[8];
    } edits[SENT];
    size_t count;
    uint8_t left[SENT * 10];
    size_t length;
};

static void
write_left(struct plain *plain)
{
    size_t at = 0;
    plain->length = 0;
    for (size_t i = 0; i <= plain->count; i++) {
        size_t until = i < plain->count ? plain->edits[i].start : SENT;
        memcpy(plain->left + plain->length, plain->sent + at, until - at);
        plain->length += until - at;
        at = until;
        if (i == plain->count)
            break;
        memcpy(plain->left + plain->length, plain->edits[i].bytes, plain->edits[i].length);
        plain->length += plain->edits[i].length;
        at += plain->edits[i].removed;
    }
}

static void
make_plain(struct plain *plain, uint64_t *state)
{
    *plain = (struct plain){ 0 };
    for (size_t i = 0; i < SENT; i++)
        plain->sent[i] = (uint8_t)next_random(state);
    size_t at = 0;
    for (;;) {
        size_t start = at + next_random(state) % 20, removed = next_random(state) % 6;
        if (start >= SENT || start + removed > SENT)
            break;
        plain->edits[plain->count].start = start;
        plain->edits[plain->count].removed = removed;
        plain->edits[plain->count].length = next_random(state) % 8;
        for (size_t i = 0; i < 8; i++)
            plain->edits[plain->count].bytes[i] = (uint8_t)next_random(state);
        plain->count++;
        at = start + removed + (removed == 0);
    }
    write_left(plain);
}

/* The same edits, in an order of chance. */
static void
make_list(struct edit_list *list, const struct plain *plain, uint64_t *state)
{
    size_t order[SENT];
    *list = (struct edit_list){ 0 };
    for (size_t i = 0; i < plain->count; i++) {
        size_t other = next_random(state) % (i + 1);
        order[i] = order[other];
        order[other] = i;
    }
    for (size_t i = 0; i < plain->count; i++)
        ck_assert(edit_list_add(list, (int64_t)plain->edits[order[i]].start,
                                plain->edits[order[i]].removed, plain->edits[order[i]].bytes,
                                plain->edits[order[i]].length));
}

/* Cut anywhere, the pieces make the whole, and each lies where the first byte's place says. */
START_TEST(pieces_make_the_whole)
{
    uint64_t state = 0x9e3779b97f4a7c15;
    for (int round = 0; round < ROUNDS; round++) {
        struct plain plain;
        struct edit_list list;
        uint8_t out[sizeof(plain.left)];
        make_plain(&plain, &state);
        make_list(&list, &plain, &state);
        size_t at = 0, written = 0;
        while (at < SENT) {
            size_t size = 1 + next_random(&state) % 12;
            if (size > SENT - at)
                size = SENT - at;
            ck_assert_int_eq(edit_list_left(&list, (int64_t)at), (int64_t)written);
            written += edit_list_apply(&list, (int64_t)at, plain.sent + at, size, out + written,
                                       sizeof(out) - written);
            at += size;
        }
        ck_assert_uint_eq(written, plain.length);
        ck_assert_mem_eq(out, plain.left, written);
        edit_list_free(&list);
    }
}
END_TEST

/* Places go there and back; within what was exchanged, to one of its places. */
START_TEST(places_there_and_back)
{
    uint64_t state = 77;
    for (int round = 0; round < ROUNDS; round++) {
        struct plain plain;
        struct edit_list list;
        make_plain(&plain, &state);
        make_list(&list, &plain, &state);
        int64_t before = -1;
        for (int64_t sent = 0; sent <= SENT; sent++) {
            int64_t left = edit_list_left(&list, sent);
            ck_assert_int_ge(left, before);
            ck_assert_int_eq(edit_list_left(&list, edit_list_sent(&list, left)), left);
            before = left;
        }
        ck_assert_int_eq(edit_list_sent(&list, (int64_t)plain.length + 50), SENT + 50);
        edit_list_free(&list);
    }
}
END_TEST

START_TEST(touched_or_not)
{
    struct edit_list list = { 0 };
    ck_assert(edit_list_add(&list, 10, 2, (const uint8_t *)"abc", 3));
    ck_assert(edit_list_add(&list, 20, 0, (const uint8_t *)"d", 1));
    ck_assert(!edit_list_touches(&list, 0, 10));
    ck_assert(edit_list_touches(&list, 0, 11));
    ck_assert(edit_list_touches(&list, 11, 12));
    ck_assert(!edit_list_touches(&list, 12, 20));
    ck_assert(edit_list_touches(&list, 20, 21));
    ck_assert(!edit_list_touches(&list, 21, 30));
    edit_list_free(&list);
}
END_TEST

START_TEST(no_overlap)
{
    struct edit_list list = { 0 };
    const uint8_t *bytes = (const uint8_t *)"xyz";
    ck_assert(edit_list_add(&list, 10, 5, bytes, 3));
    ck_assert(!edit_list_add(&list, 12, 1, bytes, 1));
    ck_assert(!edit_list_add(&list, 8, 3, bytes, 1));
    ck_assert(!edit_list_add(&list, 14, 4, bytes, 1));
    ck_assert(!edit_list_add(&list, 5, 20, bytes, 1));
    ck_assert(edit_list_add(&list, 15, 0, bytes, 1));
    ck_assert(!edit_list_add(&list, 15, 0, bytes, 1)); /* two at one place have no order */
    ck_assert(edit_list_add(&list, 8, 2, bytes, 0));
    ck_assert_int_eq(edit_list_left(&list, 100), 100 - 2 - 2 + 1);
    edit_list_free(&list);
}
END_TEST

/* What is forgotten goes on counting, but nothing can be put there any more. */
START_TEST(bounded)
{
    struct edit_list list = { 0 };
    for (int64_t i = 0; i < 2 * EDITS_MOST; i++)
        ck_assert(edit_list_add(&list, i * 10, 1, (const uint8_t *)"abc", 3));
    ck_assert_uint_eq(list.count, EDITS_MOST);
    ck_assert_int_eq(edit_list_left(&list, 20 * EDITS_MOST), 20 * EDITS_MOST + 4 * EDITS_MOST);
    ck_assert_int_eq(list.forgotten, 10 * (EDITS_MOST - 1) + 1);
    ck_assert(!edit_list_add(&list, 5, 1, (const uint8_t *)"a", 1));
    uint8_t *large = calloc(1, EDITS_BYTES + 1);
    ck_assert_ptr_nonnull(large);
    ck_assert(!edit_list_add(&list, 30 * EDITS_MOST, 1, large, EDITS_BYTES + 1));
    ck_assert(edit_list_add(&list, 30 * EDITS_MOST, 1, large, EDITS_BYTES));
    ck_assert_uint_le(list.bytes, EDITS_BYTES);
    free(large);
    edit_list_clear(&list);
    ck_assert_int_eq(edit_list_left(&list, 99), 99);
    edit_list_free(&list);
}
END_TEST

static Suite *
edit_list_suite(void)
{
    Suite *suite = suite_create("edit_list");
    TCase *tcase = tcase_create("edit_list");
    tcase_add_test(tcase, pieces_make_the_whole);
    tcase_add_test(tcase, places_there_and_back);
    tcase_add_test(tcase, touched_or_not);
    tcase_add_test(tcase, no_overlap);
    tcase_add_test(tcase, bounded);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    SRunner *runner = srunner_create(edit_list_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
