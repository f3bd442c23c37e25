/*
 * stream_test.c: a toy protocol (one length byte, then that many bytes less one) cut into segments
 * in every way, in any order, with retransmissions, gaps and sequence numbers that wrap.
 */
#include "engine/stream.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST 16
#define TEXT_SIZE 256

/* What the toy inspection saw, and what it is to change. */
struct toy {
    struct stream *stream;
    char seen[TEXT_SIZE * 2]; /* messages one after the other, each followed by '|' */
    size_t seen_length;
    bool rewrites; /* the byte after the length becomes '#' */
    size_t late;
};

static enum frame_status
toy_frame(const uint8_t *bytes, size_t available, size_t *length)
{
    *length = bytes[0];
    if (*length == 0 || *length > LARGEST)
        return FRAME_BAD;
    return *length <= available ? FRAME_WHOLE : FRAME_MORE;
}

static enum inspect_result
toy_message(struct inspect_call *call, void *session, enum inspect_side side, struct cursor message)
{
    struct toy *toy = session;
    size_t length = cursor_left(&message);
    (void)call;
    ck_assert_int_eq(side, SIDE_RESPONDER);
    ck_assert_uint_lt(toy->seen_length + length, sizeof(toy->seen));
    memcpy(toy->seen + toy->seen_length, message.at + 1, length - 1);
    toy->seen_length += length - 1;
    toy->seen[toy->seen_length++] = '|';
    if (length > 1 && message.at[1] == '!')
        return INSPECT_STOP;
    if (toy->rewrites && length > 1 && !stream_rewrite(toy->stream, 1, (const uint8_t *)"#", 1))
        toy->late++;
    return INSPECT_CONTINUE;
}

static const struct inspection_engine toy_inspection = {
    .name = "toy", .largest_message = LARGEST, .frame = toy_frame, .message = toy_message
};

static void
toy_start(struct toy *toy)
{
    *toy = (struct toy){ .stream = stream_new(LARGEST) };
    ck_assert_ptr_nonnull(toy->stream);
}

/* The passing bytes come from memory of their own, so that a sanitizer sees reads after it. */
static enum stream_status
feed(struct toy *toy, uint32_t seq, const char *bytes, size_t length, enum inspect_result expected)
{
    uint8_t *copy = malloc(length + (length == 0));
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, length);
    const struct stream_segment segment = {
        .seq = seq, .bytes = copy, .length = length, .captured = length
    };
    enum stream_status status = stream_segment(toy->stream, &segment);
    if (status == STREAM_FOLLOWED)
        ck_assert_int_eq(stream_inspect(toy->stream, &toy_inspection, NULL, toy, SIDE_RESPONDER),
                         expected);
    free(copy);
    return status;
}

static void
feed_well(struct toy *toy, uint32_t seq, const char *bytes, size_t length)
{
    ck_assert_int_eq(feed(toy, seq, bytes, length, INSPECT_CONTINUE), STREAM_FOLLOWED);
}

static void
feed_syn(struct toy *toy, uint32_t seq)
{
    const struct stream_segment segment = { .seq = seq, .syn = true, .bytes = (const uint8_t *)"" };
    ck_assert_int_eq(stream_segment(toy->stream, &segment), STREAM_FOLLOWED);
}

static void
saw(struct toy *toy, const char *expected)
{
    ck_assert_uint_lt(toy->seen_length, sizeof(toy->seen));
    toy->seen[toy->seen_length] = '\0';
    ck_assert_str_eq(toy->seen, expected);
    stream_free(toy->stream);
}

static const char stream_bytes[] = "\004one\004two\001\006three\020fifteen letters\005four";
#define STREAM_LENGTH (sizeof(stream_bytes) - 1)
#define SEEN "one|two||three|fifteen letters|four|"

/* Initial sequence numbers around the wrap, the second one in the midst of the stream. */
static const uint32_t starts[] = { 0, UINT32_MAX - 8, UINT32_MAX, UINT32_C(0x7ffffff8), 77 };

START_TEST(split_at_every_two_bytes)
{
    for (size_t a = 0; a <= STREAM_LENGTH; a++) {
        for (size_t b = a; b <= STREAM_LENGTH; b++) {
            struct toy toy;
            toy_start(&toy);
            feed_syn(&toy, starts[_i] - 1);
            feed_well(&toy, starts[_i], stream_bytes, a);
            feed_well(&toy, starts[_i] + (uint32_t)a, stream_bytes + a, b - a);
            feed_well(&toy, starts[_i] + (uint32_t)b, stream_bytes + b, STREAM_LENGTH - b);
            saw(&toy, SEEN);
        }
    }
}
END_TEST

START_TEST(byte_by_byte)
{
    struct toy toy;
    toy_start(&toy);
    for (size_t i = 0; i < STREAM_LENGTH; i++)
        feed_well(&toy, starts[_i] + (uint32_t)i, stream_bytes + i, 1);
    saw(&toy, SEEN);
}
END_TEST

/* All orders of five pieces; the first one is known by the SYN. */
static void
permute(size_t *order, size_t fixed, uint32_t seq)
{
    static const size_t cuts[] = { 0, 5, 8, 20, 33, STREAM_LENGTH };
    for (size_t i = fixed; i < 5; i++) {
        size_t kept = order[fixed];
        order[fixed] = order[i];
        order[i] = kept;
        permute(order, fixed + 1, seq);
        order[i] = order[fixed];
        order[fixed] = kept;
    }
    if (fixed < 5)
        return;
    struct toy toy;
    toy_start(&toy);
    feed_syn(&toy, seq - 1);
    for (size_t i = 0; i < 5; i++) {
        size_t at = cuts[order[i]];
        feed_well(&toy, seq + (uint32_t)at, stream_bytes + at, cuts[order[i] + 1] - at);
    }
    saw(&toy, SEEN);
}

START_TEST(in_any_order)
{
    size_t order[] = { 0, 1, 2, 3, 4 };
    permute(order, 0, starts[_i]);
}
END_TEST

/* Every piece of the stream, however it overlaps what came before, changes nothing. */
START_TEST(retransmitted_and_overlapping)
{
    for (size_t at = 0; at <= 20; at++) {
        for (size_t length = 0; at + length <= STREAM_LENGTH; length++) {
            struct toy toy;
            toy_start(&toy);
            feed_well(&toy, starts[_i], stream_bytes, 20);
            feed_well(&toy, starts[_i] + (uint32_t)at, stream_bytes + at, length);
            feed_well(&toy, starts[_i] + 20, stream_bytes + 20, STREAM_LENGTH - 20);
            feed_well(&toy, starts[_i] + (uint32_t)at, stream_bytes + at, length);
            saw(&toy, SEEN);
        }
    }
}
END_TEST

START_TEST(overlap_among_those_ahead)
{
    struct toy toy;
    toy_start(&toy);
    feed_syn(&toy, UINT32_MAX - 3);
    for (int again = 0; again < 20; again++) {
        feed_well(&toy, 10 - 3, stream_bytes + 10, 12);
        feed_well(&toy, 15 - 3, stream_bytes + 15, 5);
        feed_well(&toy, 8 - 3, stream_bytes + 8, 6);
    }
    feed_well(&toy, UINT32_MAX - 2, stream_bytes, 9);
    feed_well(&toy, 22 - 3, stream_bytes + 22, STREAM_LENGTH - 22);
    saw(&toy, SEEN);
}
END_TEST

START_TEST(gap_that_never_fills)
{
    struct toy toy;
    toy_start(&toy);
    feed_well(&toy, 100, stream_bytes, 4);
    enum stream_status status = STREAM_FOLLOWED;
    size_t held = 0;
    for (uint32_t i = 0; i < STREAM_QUEUE; i++) {
        feed_well(&toy, 200 + i, "x", 1);
        held++;
        /* An acknowledgment beyond the gap takes no room. */
        feed_well(&toy, 500 + i, "", 0);
    }
    ck_assert_uint_eq(held, STREAM_QUEUE);
    status = feed(&toy, 300, "x", 1, INSPECT_CONTINUE);
    ck_assert_int_eq(status, STREAM_LOST);
    saw(&toy, "one|");
}
END_TEST

START_TEST(queue_is_bounded_in_bytes)
{
    static char big[STREAM_QUEUE_BYTES];
    struct toy toy;
    toy_start(&toy);
    feed_syn(&toy, 0);
    feed_well(&toy, 10, big, STREAM_QUEUE_BYTES - 1);
    ck_assert_uint_le(stream_memory(toy.stream), STREAM_QUEUE_BYTES + 4096);
    ck_assert_int_eq(feed(&toy, 80000, big, 2, INSPECT_CONTINUE), STREAM_LOST);
    saw(&toy, "");
}
END_TEST

/* A segment far longer than the buffer, with many messages. */
START_TEST(long_segment)
{
    char bytes[TEXT_SIZE];
    char expected[TEXT_SIZE * 2];
    struct toy toy;
    toy_start(&toy);
    for (size_t i = 0; i < TEXT_SIZE; i += 4) {
        memcpy(bytes + i, "\004abc", 4);
        memcpy(expected + i, "abc|", 4);
    }
    expected[TEXT_SIZE] = '\0';
    feed_syn(&toy, 0);
    feed_well(&toy, 5, bytes + 4, TEXT_SIZE - 8); /* through the queue as well */
    feed_well(&toy, 1, bytes, 4);
    feed_well(&toy, TEXT_SIZE - 3, bytes + TEXT_SIZE - 4, 4);
    saw(&toy, expected);
}
END_TEST

START_TEST(bytes_that_are_not_captured)
{
    struct toy toy;
    toy_start(&toy);
    feed_well(&toy, 0, stream_bytes, 8);
    struct stream_segment segment = { .seq = 0,
                                      .bytes = (const uint8_t *)stream_bytes,
                                      .length = 8 };
    ck_assert_int_eq(stream_segment(toy.stream, &segment), STREAM_FOLLOWED); /* was seen before */
    segment.seq = 8;
    segment.captured = 7;
    ck_assert_int_eq(stream_segment(toy.stream, &segment), STREAM_TRUNCATED);
    saw(&toy, "one|two|");
}
END_TEST

START_TEST(inspection_that_stops)
{
    struct toy toy;
    toy_start(&toy);
    ck_assert_int_eq(feed(&toy, 0, "\004one\002!\004two", 10, INSPECT_STOP), STREAM_FOLLOWED);
    saw(&toy, "one|!|");
}
END_TEST

START_TEST(message_that_is_not_one)
{
    struct toy toy;
    toy_start(&toy);
    ck_assert_int_eq(feed(&toy, 0, "\004one\021", 5, INSPECT_DESYNC), STREAM_FOLLOWED);
    saw(&toy, "one|");
}
END_TEST

static enum frame_status
never_whole(const uint8_t *bytes, size_t available, size_t *length)
{
    (void)bytes;
    (void)available;
    (void)length;
    return FRAME_MORE;
}

START_TEST(message_that_never_ends)
{
    static const struct inspection_engine endless = { .frame = never_whole };
    struct toy toy;
    toy_start(&toy);
    for (uint32_t i = 0; i < LARGEST; i++) {
        const struct stream_segment segment = {
            .seq = i, .bytes = (const uint8_t *)"x", .length = 1, .captured = 1
        };
        ck_assert_int_eq(stream_segment(toy.stream, &segment), STREAM_FOLLOWED);
        ck_assert_int_eq(stream_inspect(toy.stream, &endless, NULL, &toy, SIDE_INITIATOR),
                         i + 1 < LARGEST ? INSPECT_CONTINUE : INSPECT_DESYNC);
    }
    saw(&toy, "");
}
END_TEST

static struct payload_edit
only_edit(const struct toy *toy)
{
    struct payload_edit edits[PACKET_EDITS] = { 0 };
    ck_assert_uint_eq(stream_edits(toy->stream, edits), 1);
    return edits[0];
}

/* The same edits again for the same bytes, wherever the retransmission begins. */
START_TEST(edits_are_repeated)
{
    struct toy toy;
    toy_start(&toy);
    toy.rewrites = true;
    feed_well(&toy, starts[_i], "\004one", 4);
    ck_assert_uint_eq(only_edit(&toy).offset, 1);
    ck_assert_uint_eq(only_edit(&toy).bytes[0], '#');
    feed_well(&toy, starts[_i] + 4, "\004two", 4);
    ck_assert_uint_eq(only_edit(&toy).offset, 1);

    struct payload_edit edits[PACKET_EDITS];
    feed_well(&toy, starts[_i], "\004one\004two\004six", 12); /* two old ones and a new one */
    ck_assert_uint_eq(stream_edits(toy.stream, edits), 3);
    ck_assert_uint_eq(edits[0].offset, 1);
    ck_assert_uint_eq(edits[1].offset, 5);
    ck_assert_uint_eq(edits[2].offset, 9);

    feed_well(&toy, starts[_i] + 1, "one\004", 4);
    ck_assert_uint_eq(only_edit(&toy).offset, 0);
    ck_assert_uint_eq(only_edit(&toy).bytes[0], '#');
    feed_well(&toy, starts[_i] + 2, "ne", 2);
    ck_assert_uint_eq(stream_edits(toy.stream, edits), 0);
    ck_assert_uint_eq(toy.late, 0);
    saw(&toy, "one|two|six|");
}
END_TEST

START_TEST(edit_of_several_bytes_is_cut_with_its_segment)
{
    struct toy toy;
    toy_start(&toy);
    struct stream_segment segment = {
        .seq = 9, .bytes = (const uint8_t *)stream_bytes, .length = 8, .captured = 8
    };
    const uint8_t *bytes;
    ck_assert_int_eq(stream_segment(toy.stream, &segment), STREAM_FOLLOWED);
    ck_assert_uint_eq(stream_peek(toy.stream, &bytes), 8);
    ck_assert(stream_rewrite(toy.stream, 2, (const uint8_t *)"ABCD", 4));
    stream_consume(toy.stream, 8);
    segment.length = segment.captured = 4;
    ck_assert_int_eq(stream_segment(toy.stream, &segment), STREAM_FOLLOWED);
    ck_assert_uint_eq(only_edit(&toy).offset, 2);
    ck_assert_uint_eq(only_edit(&toy).length, 2);
    ck_assert(memcmp(only_edit(&toy).bytes, "AB", 2) == 0);
    segment.seq = 13;
    ck_assert_int_eq(stream_segment(toy.stream, &segment), STREAM_FOLLOWED);
    ck_assert_uint_eq(only_edit(&toy).offset, 0);
    ck_assert_uint_eq(only_edit(&toy).length, 2);
    ck_assert(memcmp(only_edit(&toy).bytes, "CD", 2) == 0);
    saw(&toy, "");
}
END_TEST

/* What went out before cannot be changed: neither then, nor in its retransmission. */
START_TEST(late_edits)
{
    struct payload_edit edits[PACKET_EDITS];
    struct toy toy;
    toy_start(&toy);
    toy.rewrites = true;
    feed_well(&toy, 0, "\004on", 3);
    feed_well(&toy, 3, "e", 1);
    ck_assert_uint_eq(stream_edits(toy.stream, edits), 0);
    ck_assert_uint_eq(stream_late(toy.stream), 1);
    feed_well(&toy, 0, "\004one", 4);
    ck_assert_uint_eq(stream_edits(toy.stream, edits), 0);
    ck_assert_uint_eq(stream_late(toy.stream), 0);
    feed_well(&toy, 8, "\004six", 4); /* ahead: forwarded before it is read */
    feed_well(&toy, 4, "\004two", 4);
    ck_assert_uint_eq(only_edit(&toy).offset, 1);
    ck_assert_uint_eq(stream_late(toy.stream), 1);
    ck_assert_uint_eq(toy.late, 2);
    saw(&toy, "one|two|six|");
}
END_TEST

/* Bytes of a message in the payload that is passing; what went before, or is to come, is not. */
START_TEST(bytes_are_located_in_the_segment)
{
    struct toy toy;
    toy_start(&toy);
    struct stream_segment segment = { .bytes = (const uint8_t *)"\010ab",
                                      .length = 3,
                                      .captured = 3 };
    const uint8_t *bytes;
    size_t place;
    ck_assert_int_eq(stream_segment(toy.stream, &segment), STREAM_FOLLOWED);
    ck_assert_uint_eq(stream_peek(toy.stream, &bytes), 3);
    ck_assert(stream_locate(toy.stream, 1, 2, &place));
    ck_assert_uint_eq(place, 1);
    ck_assert(!stream_locate(toy.stream, 1, 3, &place));
    segment = (struct stream_segment){
        .seq = 3, .bytes = (const uint8_t *)"cdefg", .length = 5, .captured = 5
    };
    ck_assert_int_eq(stream_segment(toy.stream, &segment), STREAM_FOLLOWED);
    ck_assert_uint_eq(stream_peek(toy.stream, &bytes), 8);
    ck_assert(!stream_locate(toy.stream, 2, 2, &place)); /* half of it is gone */
    ck_assert(stream_locate(toy.stream, 3, 2, &place));
    ck_assert_uint_eq(place, 0);
    ck_assert(stream_locate(toy.stream, 6, 2, &place));
    ck_assert_uint_eq(place, 3);
    stream_consume(toy.stream, 8);
    saw(&toy, "");
}
END_TEST

START_TEST(edits_are_bounded)
{
    struct payload_edit edits[PACKET_EDITS];
    struct toy toy;
    toy_start(&toy);
    toy.rewrites = true;
    for (uint32_t i = 0; i < STREAM_PAST_EDITS + 3; i++)
        feed_well(&toy, i * 2, "\002x", 2);
    ck_assert_uint_eq(toy.late, 0);
    feed_well(&toy, 6, "\002x", 2); /* the oldest that is still known */
    ck_assert_uint_eq(stream_edits(toy.stream, edits), 1);
    ck_assert_uint_eq(stream_late(toy.stream), 0);
    feed_well(&toy, 4, "\002x", 2); /* forgotten, and said so */
    ck_assert_uint_eq(stream_edits(toy.stream, edits), 0);
    ck_assert_uint_eq(stream_late(toy.stream), 1);
    feed_well(&toy, 2 * (STREAM_PAST_EDITS + 3),
              "\002x\002x\002x\002x\002x\002x\002x\002x\002x\002x", 20);
    ck_assert_uint_eq(stream_edits(toy.stream, edits), PACKET_EDITS);
    ck_assert_uint_eq(stream_late(toy.stream), 10 - PACKET_EDITS);
    ck_assert_uint_eq(toy.late, 10 - PACKET_EDITS);
    stream_free(toy.stream);
}
END_TEST

START_TEST(rewrite_longer_than_an_edit)
{
    struct toy toy;
    toy_start(&toy);
    feed_well(&toy, 0, "\011one", 4);
    ck_assert(!stream_rewrite(toy.stream, 0, (const uint8_t *)"1234567", 7));
    saw(&toy, "");
}
END_TEST

static Suite *
stream_suite(void)
{
    Suite *suite = suite_create("stream");
    int count = (int)ARRAY_LENGTH(starts);
    TCase *order = tcase_create("order");
    tcase_set_timeout(order, 60);
    tcase_add_loop_test(order, split_at_every_two_bytes, 0, count);
    tcase_add_loop_test(order, byte_by_byte, 0, count);
    tcase_add_loop_test(order, in_any_order, 0, count);
    tcase_add_loop_test(order, retransmitted_and_overlapping, 0, count);
    tcase_add_test(order, overlap_among_those_ahead);
    tcase_add_test(order, gap_that_never_fills);
    tcase_add_test(order, queue_is_bounded_in_bytes);
    tcase_add_test(order, long_segment);
    tcase_add_test(order, bytes_that_are_not_captured);
    tcase_add_test(order, inspection_that_stops);
    tcase_add_test(order, message_that_is_not_one);
    tcase_add_test(order, message_that_never_ends);
    suite_add_tcase(suite, order);
    TCase *edits = tcase_create("edits");
    tcase_add_loop_test(edits, edits_are_repeated, 0, count);
    tcase_add_test(edits, edit_of_several_bytes_is_cut_with_its_segment);
    tcase_add_test(edits, late_edits);
    tcase_add_test(edits, bytes_are_located_in_the_segment);
    tcase_add_test(edits, edits_are_bounded);
    tcase_add_test(edits, rewrite_longer_than_an_edit);
    suite_add_tcase(suite, edits);
    return suite;
}

int
main(void)
{
    SRunner *runner = srunner_create(stream_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
