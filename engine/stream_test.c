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
    bool rewrites; /* all behind the length becomes what replacement_of says */
};

static enum frame_status
toy_frame(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
          size_t *length)
{
    (void)session;
    (void)side;
    *length = bytes[0];
    if (*length == 0 || *length > LARGEST)
        return FRAME_BAD;
    return *length <= available ? FRAME_WHOLE : FRAME_MORE;
}

/* Nothing, less or more than was there. */
static const char *
replacement_of(size_t length)
{
    static const char *const texts[] = { "", "<>", "a longer one" };
    return texts[length % 3];
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
    if (toy->rewrites && length > 1) {
        const char *text = replacement_of(length);
        ck_assert(stream_replace(toy->stream, 1, length - 1, (const uint8_t *)text, strlen(text)));
    }
    return INSPECT_CONTINUE;
}

static const struct inspection_engine toy_inspection = {
    .name = "toy", .largest_message = LARGEST, .frame = toy_frame, .message = toy_message
};

static void
toy_start(struct toy *toy)
{
    *toy = (struct toy){ .stream = stream_new(LARGEST, false) };
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
never_whole(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
            size_t *length)
{
    (void)session;
    (void)side;
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

/* --- what leaves ------------------------------------------------------------------------------ */

/* A receiver of what leaves: bytes by their place, and how often something was said twice alike. */
struct receiver {
    struct toy toy;
    uint32_t first;
    uint8_t bytes[TEXT_SIZE * 4];
    bool there[TEXT_SIZE * 4];
    size_t end;
};

static void
receiver_start(struct receiver *receiver, uint32_t first)
{
    *receiver = (struct receiver){ .toy = { .stream = stream_new(LARGEST, true), .rewrites = true },
                                   .first = first };
    ck_assert_ptr_nonnull(receiver->toy.stream);
}

static void
receive(struct receiver *receiver, uint32_t seq, const uint8_t *bytes, size_t length)
{
    size_t place = seq - receiver->first;
    ck_assert_uint_le(place + length, sizeof(receiver->bytes));
    for (size_t i = 0; i < length; i++) {
        /* what was said once is not said otherwise the next time */
        ck_assert(!receiver->there[place + i] || receiver->bytes[place + i] == bytes[i]);
        receiver->bytes[place + i] = bytes[i];
        receiver->there[place + i] = true;
    }
    if (place + length > receiver->end)
        receiver->end = place + length;
}

static enum stream_status
pass(struct receiver *receiver, size_t from, size_t length)
{
    struct stream *stream = receiver->toy.stream;
    uint8_t *copy = malloc(length + (length == 0));
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, stream_bytes + from, length);
    const struct stream_segment segment = {
        .seq = receiver->first + (uint32_t)from, .bytes = copy, .length = length, .captured = length
    };
    enum stream_status status = stream_segment(stream, &segment);
    if (status == STREAM_FOLLOWED)
        ck_assert_int_eq(
            stream_inspect(stream, &toy_inspection, NULL, &receiver->toy, SIDE_RESPONDER),
            INSPECT_CONTINUE);
    else
        stream_end(stream, false);
    struct stream_leaving leaving;
    ck_assert(stream_leaves(stream, &segment, &leaving));
    receive(receiver, segment.seq + leaving.seq_shift,
            leaving.payload != NULL ? leaving.payload : copy,
            leaving.payload != NULL ? leaving.length : length);
    free(copy);
    return status;
}

static void
pass_well(struct receiver *receiver, size_t from, size_t length)
{
    ck_assert_int_eq(pass(receiver, from, length), STREAM_FOLLOWED);
}

/* What STREAM_BYTES become, by hand. */
static size_t
as_it_leaves(uint8_t *out)
{
    size_t length = 0;
    for (size_t at = 0; at < STREAM_LENGTH; at += (size_t)stream_bytes[at]) {
        size_t size = (size_t)stream_bytes[at];
        const char *text = size > 1 ? replacement_of(size) : "";
        out[length++] = (uint8_t)size;
        memcpy(out + length, text, strlen(text));
        length += strlen(text);
    }
    return length;
}

static void
received_all(struct receiver *receiver)
{
    uint8_t expected[TEXT_SIZE * 4];
    size_t length = as_it_leaves(expected);
    ck_assert_uint_eq(receiver->end, length);
    for (size_t i = 0; i < length; i++)
        ck_assert(receiver->there[i]);
    ck_assert_mem_eq(receiver->bytes, expected, length);
    /* the acknowledgement of all that left is one of all that was sent, wherever it wraps */
    uint32_t ack = receiver->first + (uint32_t)length;
    ck_assert_uint_eq(ack + stream_ack_shift(receiver->toy.stream, ack),
                      receiver->first + (uint32_t)STREAM_LENGTH);
    stream_free(receiver->toy.stream);
}

/* However the stream is cut, the same leaves. */
START_TEST(leaves_the_same_in_any_pieces)
{
    for (size_t a = 0; a <= STREAM_LENGTH; a++) {
        for (size_t b = a; b <= STREAM_LENGTH; b++) {
            struct receiver receiver;
            receiver_start(&receiver, starts[_i]);
            pass_well(&receiver, 0, a);
            pass_well(&receiver, a, b - a);
            pass_well(&receiver, b, STREAM_LENGTH - b);
            received_all(&receiver);
        }
    }
}
END_TEST

START_TEST(leaves_the_same_byte_by_byte)
{
    struct receiver receiver;
    receiver_start(&receiver, starts[_i]);
    for (size_t at = 0; at < STREAM_LENGTH; at++)
        pass_well(&receiver, at, 1);
    received_all(&receiver);
}
END_TEST

/* Ahead of a gap: it waits, and leaves with what fills the gap. */
START_TEST(leaves_the_same_out_of_order)
{
    for (size_t a = 1; a < STREAM_LENGTH; a++) {
        for (size_t b = a; b < STREAM_LENGTH; b++) {
            struct receiver receiver;
            receiver_start(&receiver, starts[_i]);
            pass_well(&receiver, 0, 0); /* says where it starts */
            pass_well(&receiver, b, STREAM_LENGTH - b);
            pass_well(&receiver, a, b - a);
            ck_assert_uint_eq(receiver.end, 0);
            pass_well(&receiver, 0, a);
            received_all(&receiver);
        }
    }
}
END_TEST

/* A retransmission, cut otherwise than the first time, says the same as then. */
START_TEST(leaves_the_same_again)
{
    for (size_t from = 0; from <= STREAM_LENGTH; from++) {
        for (size_t to = from; to <= STREAM_LENGTH; to++) {
            struct receiver receiver;
            receiver_start(&receiver, starts[_i]);
            pass_well(&receiver, 0, to);
            pass_well(&receiver, from, to - from);
            pass_well(&receiver, from, STREAM_LENGTH - from);
            pass_well(&receiver, 0, from);
            received_all(&receiver);
        }
    }
}
END_TEST

/* Without edits, what comes in whole messages is not even copied. */
START_TEST(whole_messages_leave_as_they_came)
{
    struct receiver receiver;
    receiver_start(&receiver, 5);
    receiver.toy.rewrites = false;
    const struct stream_segment segment = {
        .seq = 5, .bytes = (const uint8_t *)"\004one\004two", .length = 8, .captured = 8
    };
    struct stream_leaving leaving;
    ck_assert_int_eq(stream_segment(receiver.toy.stream, &segment), STREAM_FOLLOWED);
    ck_assert_int_eq(
        stream_inspect(receiver.toy.stream, &toy_inspection, NULL, &receiver.toy, SIDE_RESPONDER),
        INSPECT_CONTINUE);
    ck_assert(stream_leaves(receiver.toy.stream, &segment, &leaving));
    ck_assert_ptr_null(leaving.payload);
    ck_assert_uint_eq(leaving.seq_shift, 0);
    stream_free(receiver.toy.stream);
}
END_TEST

/* At the end what waited leaves, and all behind it keeps the shift that the edits made. */
START_TEST(what_waits_leaves_at_the_end)
{
    struct receiver receiver;
    receiver_start(&receiver, 100);
    pass_well(&receiver, 0, 6); /* a whole message, and half of one */
    size_t left = receiver.end;
    const struct stream_segment empty = { .seq = 106, .bytes = (const uint8_t *)"" };
    struct stream_leaving leaving;
    ck_assert_int_eq(stream_segment(receiver.toy.stream, &empty), STREAM_FOLLOWED);
    stream_end(receiver.toy.stream, true);
    ck_assert(stream_leaves(receiver.toy.stream, &empty, &leaving));
    ck_assert_uint_eq(leaving.length, 2);
    ck_assert_mem_eq(leaving.payload, stream_bytes + 4, 2);
    ck_assert_uint_eq(106 + leaving.seq_shift, 100 + left);
    const struct stream_segment later = {
        .seq = 106, .bytes = (const uint8_t *)"xyz", .length = 3, .captured = 3
    };
    ck_assert(stream_leaves(receiver.toy.stream, &later, &leaving));
    ck_assert_ptr_null(leaving.payload);
    ck_assert_uint_eq(106 + leaving.seq_shift, 100 + left + 2);
    stream_free(receiver.toy.stream);
}
END_TEST

/* The other side has ended it: what waited leaves with whatever comes next, where it belongs. */
START_TEST(what_waits_leaves_after_the_end)
{
    static const struct {
        uint32_t seq;
        const char *bytes;
        const char *left; /* NULL: as it came */
        uint32_t from;    /* behind what has left before */
    } rows[] = {
        { 106, "", "\004t", 0 },     { 106, "wo", "\004two", 0 }, { 105, "two", "\004two", 0 },
        { 104, "\004two", NULL, 0 }, { 109, "four", NULL, 5 },
    };
    struct receiver receiver;
    receiver_start(&receiver, 100);
    pass_well(&receiver, 0, 6);
    uint32_t left = 100 + (uint32_t)receiver.end;
    const struct stream_segment segment = { .seq = rows[_i].seq,
                                            .bytes = (const uint8_t *)rows[_i].bytes,
                                            .length = strlen(rows[_i].bytes),
                                            .captured = strlen(rows[_i].bytes) };
    struct stream_leaving leaving;
    stream_end(receiver.toy.stream, true);
    ck_assert(stream_leaves(receiver.toy.stream, &segment, &leaving));
    ck_assert_uint_eq(segment.seq + leaving.seq_shift, left + rows[_i].from);
    if (rows[_i].left == NULL) {
        ck_assert_ptr_null(leaving.payload);
    } else {
        ck_assert_uint_eq(leaving.length, strlen(rows[_i].left));
        ck_assert_mem_eq(leaving.payload, rows[_i].left, leaving.length);
    }
    stream_free(receiver.toy.stream);
}
END_TEST

/* A frame may say that many bytes are of no interest: they pass, and need not be captured. */
static enum frame_status
skips_after_each(void *session, enum inspect_side side, const uint8_t *bytes, size_t available,
                 size_t *length)
{
    bool *skips = session;
    *skips = !*skips;
    if (!*skips) {
        *length = 1000;
        return FRAME_SKIP;
    }
    return toy_frame(session, side, bytes, available, length);
}

static enum inspect_result
takes_any(struct inspect_call *call, void *session, enum inspect_side side, struct cursor message)
{
    (void)call;
    (void)session;
    (void)side;
    ck_assert_uint_eq(cursor_left(&message), 4);
    return INSPECT_CONTINUE;
}

START_TEST(bytes_of_no_interest)
{
    static const struct inspection_engine skipping = { .frame = skips_after_each,
                                                       .message = takes_any };
    struct stream *stream = stream_new(LARGEST, false);
    bool skips = false;
    uint8_t body[1004] = { 0 };
    struct stream_segment segment = { .bytes = (const uint8_t *)"\004one_",
                                      .length = 5,
                                      .captured = 5 };
    ck_assert_int_eq(stream_segment(stream, &segment), STREAM_FOLLOWED);
    ck_assert_int_eq(stream_inspect(stream, &skipping, NULL, &skips, SIDE_INITIATOR),
                     INSPECT_CONTINUE);
    segment = (struct stream_segment){ .seq = 5, .bytes = body, .length = 900, .captured = 20 };
    ck_assert_int_eq(stream_segment(stream, &segment), STREAM_FOLLOWED); /* cut, in the midst */
    memcpy(body + 99, "\004two", 4);
    segment = (struct stream_segment){ .seq = 905, .bytes = body, .length = 103, .captured = 103 };
    ck_assert_int_eq(stream_segment(stream, &segment), STREAM_FOLLOWED);
    ck_assert_int_eq(stream_inspect(stream, &skipping, NULL, &skips, SIDE_INITIATOR),
                     INSPECT_CONTINUE);
    ck_assert(skips); /* the second message was read */
    stream_free(stream);
}
END_TEST

/* --- places ----------------------------------------------------------------------------------- */

/* Bytes of a message in the payload that is passing; what went before, or is to come, is not. */
/* A message of eight bytes whose two at 2 and two at 6 are looked for. */
static enum inspect_result
locates(struct inspect_call *call, void *session, enum inspect_side side, struct cursor message)
{
    const struct stream *stream = session;
    size_t place;
    (void)call;
    (void)side;
    (void)message;
    ck_assert(!stream_locate(stream, 2, 2, &place)); /* half of it is gone */
    ck_assert(stream_locate(stream, 3, 2, &place));
    ck_assert_uint_eq(place, 0);
    ck_assert(stream_locate(stream, 6, 2, &place));
    ck_assert_uint_eq(place, 3);
    ck_assert(!stream_locate(stream, 7, 2, &place));
    return INSPECT_CONTINUE;
}

START_TEST(bytes_are_located_in_the_segment)
{
    static const struct inspection_engine locating = { .frame = toy_frame, .message = locates };
    struct stream *stream = stream_new(LARGEST, true);
    struct stream_segment segment = { .bytes = (const uint8_t *)"\010ab",
                                      .length = 3,
                                      .captured = 3 };
    ck_assert_int_eq(stream_segment(stream, &segment), STREAM_FOLLOWED);
    ck_assert_int_eq(stream_inspect(stream, &locating, NULL, stream, SIDE_INITIATOR),
                     INSPECT_CONTINUE);
    segment = (struct stream_segment){
        .seq = 3, .bytes = (const uint8_t *)"cdefg", .length = 5, .captured = 5
    };
    ck_assert_int_eq(stream_segment(stream, &segment), STREAM_FOLLOWED);
    ck_assert_int_eq(stream_inspect(stream, &locating, NULL, stream, SIDE_INITIATOR),
                     INSPECT_CONTINUE);
    stream_free(stream);
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
    TCase *leaving = tcase_create("leaving");
    tcase_set_timeout(leaving, 60);
    tcase_add_loop_test(leaving, leaves_the_same_in_any_pieces, 0, count);
    tcase_add_loop_test(leaving, leaves_the_same_byte_by_byte, 0, count);
    tcase_add_loop_test(leaving, leaves_the_same_out_of_order, 0, count);
    tcase_add_loop_test(leaving, leaves_the_same_again, 0, count);
    tcase_add_test(leaving, whole_messages_leave_as_they_came);
    tcase_add_test(leaving, what_waits_leaves_at_the_end);
    tcase_add_loop_test(leaving, what_waits_leaves_after_the_end, 0, 5);
    tcase_add_test(leaving, bytes_of_no_interest);
    tcase_add_test(leaving, bytes_are_located_in_the_segment);
    suite_add_tcase(suite, leaving);
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
