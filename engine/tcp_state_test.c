/*
 * tcp_state_test.c: every cell of the handshake table, and the closings of engine.md 2.4.
 */
#include "engine/tcp_state.h"

#include <check.h>
#include <stdlib.h>

#define CLIENT_ISN UINT32_C(1000)
#define SERVER_ISN UINT32_C(5000)

enum { CLIENT, SERVER };

static struct packet
segment(uint8_t flags, uint32_t seq, uint32_t ack, size_t length)
{
    return (struct packet){
        .tcp_flags = flags, .tcp_seq = seq, .tcp_ack = ack, .payload_length = length
    };
}

static enum tcp_effect
send_segment(struct tcp_track *track, unsigned side, bool strict, uint8_t flags, uint32_t seq,
             uint32_t ack)
{
    struct packet packet = segment(flags, seq, ack, 0);
    const struct tcp_rules rules = { .strict = strict, .any_ack = !strict };
    return tcp_track_segment(track, side, &packet, &rules);
}

/* A conn in a state, by the packets that lead there. */
static struct tcp_track
track_in(enum tcp_state state)
{
    struct tcp_track track = { 0 };
    struct packet syn = segment(TCP_SYN, CLIENT_ISN, 0, 0);
    tcp_track_open(&track, &syn);
    if (state >= TCP_STATE_SYN_ACK)
        ck_assert_int_eq(
            send_segment(&track, SERVER, true, TCP_SYN | TCP_ACK, SERVER_ISN, CLIENT_ISN + 1),
            TCP_GOES_ON);
    if (state >= TCP_STATE_UP)
        ck_assert_int_eq(
            send_segment(&track, CLIENT, true, TCP_ACK, CLIENT_ISN + 1, SERVER_ISN + 1),
            TCP_GOES_ON);
    ck_assert_int_eq(track.state, state);
    return track;
}

#define S TCP_SYN
#define SA (TCP_SYN | TCP_ACK)
#define A TCP_ACK
#define OK TCP_GOES_ON
#define NO TCP_DROPPED
#define DUP TCP_DUPLICATE_SYN

/* STRICT: what 7.0 and later say; LOOSE: 6.x. SEQ and ACK are relative to the right ones. */
static const struct cell_case {
    enum tcp_state state;
    unsigned side;
    uint8_t flags;
    uint32_t seq_off, ack_off;
    enum tcp_effect strict, loose;
    enum tcp_state next; /* strict */
} cells[] = {
    /* awaiting SYN ACK */
    { TCP_STATE_SYN, CLIENT, S, 0, 0, OK, OK, TCP_STATE_SYN },
    { TCP_STATE_SYN, CLIENT, S, 9, 0, DUP, OK, TCP_STATE_SYN },
    { TCP_STATE_SYN, CLIENT, SA, 0, 0, NO, NO, TCP_STATE_SYN },
    { TCP_STATE_SYN, CLIENT, A, 1, 0, NO, NO, TCP_STATE_SYN },
    { TCP_STATE_SYN, SERVER, S, 0, 0, TCP_DUAL_OPEN, TCP_DUAL_OPEN, TCP_STATE_SYN },
    { TCP_STATE_SYN, SERVER, SA, 0, 0, OK, OK, TCP_STATE_SYN_ACK },
    { TCP_STATE_SYN, SERVER, SA, 0, 1, TCP_WRONG_ACK, TCP_WRONG_ACK, TCP_STATE_SYN },
    { TCP_STATE_SYN, SERVER, SA, 0, UINT32_MAX, TCP_WRONG_ACK, TCP_WRONG_ACK, TCP_STATE_SYN },
    { TCP_STATE_SYN, SERVER, A, 1, 0, NO, NO, TCP_STATE_SYN },
    /* awaiting ACK */
    { TCP_STATE_SYN_ACK, CLIENT, S, 0, 0, OK, OK, TCP_STATE_SYN_ACK },
    { TCP_STATE_SYN_ACK, CLIENT, S, 9, 0, DUP, OK, TCP_STATE_SYN_ACK },
    { TCP_STATE_SYN_ACK, CLIENT, SA, 0, 0, NO, NO, TCP_STATE_SYN_ACK },
    { TCP_STATE_SYN_ACK, CLIENT, A, 1, 0, OK, OK, TCP_STATE_UP },
    { TCP_STATE_SYN_ACK, CLIENT, A, 1, 500, OK, OK, TCP_STATE_UP },
    { TCP_STATE_SYN_ACK, CLIENT, A, 1, UINT32_MAX, NO, NO, TCP_STATE_SYN_ACK },
    { TCP_STATE_SYN_ACK, CLIENT, 0, 1, 0, NO, NO, TCP_STATE_SYN_ACK }, /* no ACK at all */
    { TCP_STATE_SYN_ACK, SERVER, S, 0, 0, NO, NO, TCP_STATE_SYN_ACK },
    { TCP_STATE_SYN_ACK, SERVER, SA, 0, 0, OK, OK, TCP_STATE_SYN_ACK },
    { TCP_STATE_SYN_ACK, SERVER, SA, 9, 0, DUP, OK, TCP_STATE_SYN_ACK },
    { TCP_STATE_SYN_ACK, SERVER, A, 1, 0, OK, OK, TCP_STATE_SYN_ACK },
    /* up */
    { TCP_STATE_UP, CLIENT, S, 0, 0, OK, OK, TCP_STATE_UP },
    { TCP_STATE_UP, CLIENT, S, 9, 0, DUP, OK, TCP_STATE_UP },
    { TCP_STATE_UP, CLIENT, SA, 0, 0, NO, NO, TCP_STATE_UP },
    { TCP_STATE_UP, CLIENT, A, 1, 0, OK, OK, TCP_STATE_UP },
    { TCP_STATE_UP, SERVER, S, 0, 0, NO, NO, TCP_STATE_UP },
    { TCP_STATE_UP, SERVER, SA, 0, 0, OK, OK, TCP_STATE_UP },
    { TCP_STATE_UP, SERVER, SA, 9, 0, DUP, OK, TCP_STATE_UP },
    { TCP_STATE_UP, SERVER, A, 1, 0, OK, OK, TCP_STATE_UP },
};

START_TEST(cell)
{
    const struct cell_case *row = &cells[_i];
    uint32_t seq = (row->side == CLIENT ? CLIENT_ISN : SERVER_ISN) + row->seq_off;
    uint32_t ack = (row->side == CLIENT ? SERVER_ISN : CLIENT_ISN) + 1 + row->ack_off;
    struct tcp_track track = track_in(row->state);
    ck_assert_int_eq(send_segment(&track, row->side, true, row->flags, seq, ack), row->strict);
    ck_assert_int_eq(track.state, row->next);
    track = track_in(row->state);
    ck_assert_int_eq(send_segment(&track, row->side, false, row->flags, seq, ack), row->loose);
    for (unsigned side = 0; side < 2; side++) {
        track = track_in(row->state);
        ck_assert_int_eq(send_segment(&track, side, true, TCP_RST, 0, 0), TCP_RESET);
    }
    track = track_in(row->state);
    ck_assert_int_eq(tcp_is_embryonic(&track), row->state != TCP_STATE_UP);
}
END_TEST

/* 6.x takes a fresh number while embryonic, from the start: SYN ACK and ACK must fit the new one.
 */
START_TEST(fresh_number)
{
    struct tcp_track track = track_in(TCP_STATE_SYN_ACK);
    ck_assert_int_eq(send_segment(&track, CLIENT, false, S, 77, 0), TCP_GOES_ON);
    ck_assert_int_eq(track.state, TCP_STATE_SYN);
    ck_assert_int_eq(send_segment(&track, SERVER, false, SA, 88, CLIENT_ISN + 1), TCP_WRONG_ACK);
    ck_assert_int_eq(send_segment(&track, SERVER, false, SA, 88, 78), TCP_GOES_ON);
    ck_assert_int_eq(send_segment(&track, CLIENT, false, A, 78, 89), TCP_GOES_ON);
    ck_assert_int_eq(track.state, TCP_STATE_UP);
}
END_TEST

struct step {
    unsigned side;
    uint8_t flags;
    uint32_t seq, ack; /* relative to the ISNs */
    enum tcp_effect effect;
    bool half_closed, closing;
};

#define F (TCP_FIN | TCP_ACK)

/* Closings; the ISNs stand near the end of the circle in the second round. */
static const struct closing_case {
    struct step steps[8];
} closings[] = {
    /* one after the other */
    { { { CLIENT, F, 1, 1, OK, false, false },
        { SERVER, A, 1, 2, OK, true, false },
        { SERVER, F, 1, 2, OK, false, true },
        { CLIENT, A, 2, 2, TCP_FINISHED, false, true } } },
    /* FIN and ACK in one */
    { { { SERVER, F, 1, 1, OK, false, false },
        { CLIENT, F, 1, 2, OK, false, true },
        { SERVER, A, 2, 2, TCP_FINISHED, false, true } } },
    /* simultaneously; the ACK of the last FIN decides */
    { { { CLIENT, F, 1, 1, OK, false, false },
        { SERVER, F, 1, 1, OK, false, true },
        { SERVER, A, 2, 2, OK, false, true }, /* of the first FIN */
        { CLIENT, A, 2, 2, TCP_FINISHED, false, true } } },
    { { { CLIENT, F, 1, 1, OK, false, false },
        { SERVER, F, 1, 1, OK, false, true },
        { CLIENT, A, 2, 2, TCP_FINISHED, false, true } } },
    /* a FIN sent again is the same FIN; an old ACK acknowledges none */
    { { { CLIENT, F, 1, 1, OK, false, false },
        { CLIENT, F, 1, 1, OK, false, false },
        { SERVER, A, 1, 1, OK, false, false },
        { SERVER, A, 1, 2, OK, true, false },
        { SERVER, F, 1, 2, OK, false, true },
        { CLIENT, F, 1, 1, OK, false, true },
        { CLIENT, A, 2, 2, TCP_FINISHED, false, true } } },
};

static void
close_with(const struct closing_case *row, uint32_t client_isn, uint32_t server_isn)
{
    struct tcp_track track;
    struct packet syn = segment(TCP_SYN, client_isn, 0, 0);
    tcp_track_open(&track, &syn);
    ck_assert_int_eq(send_segment(&track, SERVER, true, SA, server_isn, client_isn + 1), OK);
    ck_assert_int_eq(send_segment(&track, CLIENT, true, A, client_isn + 1, server_isn + 1), OK);
    for (const struct step *step = row->steps; step->flags != 0; step++) {
        uint32_t own = step->side == CLIENT ? client_isn : server_isn;
        uint32_t other = step->side == CLIENT ? server_isn : client_isn;
        ck_assert_int_eq(
            send_segment(&track, step->side, true, step->flags, own + step->seq, other + step->ack),
            step->effect);
        ck_assert_int_eq(tcp_is_half_closed(&track), step->half_closed);
        ck_assert_int_eq(tcp_is_closing(&track), step->closing);
    }
}

START_TEST(closing)
{
    close_with(&closings[_i], CLIENT_ISN, SERVER_ISN);
    close_with(&closings[_i], UINT32_MAX - 1, UINT32_MAX);
    close_with(&closings[_i], UINT32_MAX, UINT32_MAX - 1);
}
END_TEST

/* The FIN behind data is acknowledged only by an ACK of both; over the end of the circle too. */
START_TEST(fin_behind_data)
{
    struct tcp_track track;
    tcp_track_adopt(&track);
    struct packet fin = segment(F, UINT32_MAX - 9, 1, 20);
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &fin, &(struct tcp_rules){ .strict = true }),
                     TCP_GOES_ON);
    ck_assert_int_eq(send_segment(&track, SERVER, true, A, 1, 10), TCP_GOES_ON);
    ck_assert(!tcp_is_half_closed(&track));
    ck_assert_int_eq(send_segment(&track, SERVER, true, A, 1, 11), TCP_GOES_ON);
    ck_assert(tcp_is_half_closed(&track));
}
END_TEST

/* --- windows, resets, sizes ------------------------------------------------------------------ */

#define GRACE UINT32_C(65536)
#define WINDOW 8192

/* What the rules of 7.0 and later say when no tcp-map says otherwise. */
#define USUAL                                                                                      \
    {                                                                                              \
        .strict = true, .syn_ack_data_drops = true                                                 \
    }

/* Up, 100 bytes each way, each end's window is WINDOW shifted by SCALE. */
static struct tcp_track
talking(uint8_t scale)
{
    struct tcp_track track = track_in(TCP_STATE_UP);
    const struct tcp_rules rules = USUAL;
    track.scale[0] = track.scale[1] = scale;
    track.mss[CLIENT] = 1460;
    track.mss[SERVER] = 536;
    struct packet there = segment(A, CLIENT_ISN + 1, SERVER_ISN + 1, 100);
    struct packet back = segment(A, SERVER_ISN + 1, CLIENT_ISN + 101, 100);
    struct packet acknowledged = segment(A, CLIENT_ISN + 101, SERVER_ISN + 101, 0);
    there.tcp_window = back.tcp_window = acknowledged.tcp_window = WINDOW;
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &there, &rules), OK);
    ck_assert_int_eq(tcp_track_segment(&track, SERVER, &back, &rules), OK);
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &acknowledged, &rules), OK);
    return track;
}

#define PAST TCP_PAST_WINDOW
#define RPAST TCP_RESET_PAST_WINDOW

/* One segment of the client; SEQ counts from what the server acknowledged, ACK from what it sent.
 */
static const struct window_case {
    uint8_t scale;
    uint8_t flags;
    uint32_t seq, ack;
    uint16_t window;
    uint16_t length;
    struct tcp_rules rules;
    enum tcp_effect effect;
} windows[] = {
    /* engine.md 2.4 [C]: 64 KiB of grace below and above */
    { 0, A, 0, 0, WINDOW, 10, USUAL, OK },
    { 0, A, WINDOW + GRACE, 0, WINDOW, 10, USUAL, OK },
    { 0, A, WINDOW + GRACE + 1, 0, WINDOW, 10, USUAL, PAST },
    { 0, A, (uint32_t)-GRACE, 0, WINDOW, 10, USUAL, OK }, /* a retransmission */
    { 0, A, (uint32_t)-GRACE - 1, 0, WINDOW, 10, USUAL, PAST },
    { 3, A, (WINDOW << 3) + GRACE, 0, WINDOW, 10, USUAL, OK }, /* the scale of the SYNs */
    { 3, A, (WINDOW << 3) + GRACE + 1, 0, WINDOW, 10, USUAL, PAST },
    /* seq-past-window allow */
    { 0, A, WINDOW + GRACE + 1, 0, WINDOW, 10, { .strict = true, .any_sequence = true }, OK },
    /* resets: dropped outside [A], wherever the rules let data lie */
    { 0, TCP_RST, 0, 0, 0, 0, USUAL, TCP_RESET },
    { 0, TCP_RST, WINDOW + GRACE + 1, 0, 0, 0, USUAL, RPAST },
    { 0, TCP_RST | A, (uint32_t)-GRACE - 1, 0, 0, 0, { .any_sequence = true }, RPAST },
    { 3, TCP_RST, WINDOW + GRACE + 1, 0, 0, 0, USUAL, TCP_RESET },
    /* acknowledgments of what was never sent */
    { 0, A, 0, WINDOW + GRACE, WINDOW, 0, USUAL, OK },
    { 0, A, 0, WINDOW + GRACE + 1, WINDOW, 0, USUAL, TCP_INVALID_ACK },
    { 0, A, 0, WINDOW + GRACE + 1, WINDOW, 0, { .any_ack = true }, OK },
    { 0, A, 0, (uint32_t)-100000, WINDOW, 0, USUAL, OK }, /* an old one */
    /* exceed-mss: the server takes 536 */
    { 0, A, 0, 0, WINDOW, 537, USUAL, OK },
    { 0, A, 0, 0, WINDOW, 537, { .large_segments_drop = true }, TCP_EXCEEDS_MSS },
    { 0, A, 0, 0, WINDOW, 536, { .large_segments_drop = true }, OK },
    /* what was not cut up yet is the capture's */
    { 0, A, 0, 0, WINDOW, 3000, { .large_segments_drop = true }, OK },
    /* window-variation */
    { 0, A, 0, 0, WINDOW - 1, 0, USUAL, OK },
    { 0, A, 0, 0, WINDOW - 1, 0, { .shrunk_window_ends_all = true }, TCP_WINDOW_SHRUNK },
    { 0, A, 0, 0, WINDOW, 0, { .shrunk_window_ends_all = true }, OK },
    { 0, A, 0, (uint32_t)-50, WINDOW - 1, 0, { .shrunk_window_ends_all = true }, OK },
};

START_TEST(window)
{
    const struct window_case *row = &windows[_i];
    struct tcp_track track = talking(row->scale);
    struct tcp_track before = track;
    struct packet packet =
        segment(row->flags, CLIENT_ISN + 101 + row->seq, SERVER_ISN + 101 + row->ack, row->length);
    packet.tcp_window = row->window;
    packet.ip_length = (uint16_t)(row->length + 40);
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &packet, &row->rules), row->effect);
    track.strayed = 0;
    if (row->effect != OK) /* a dropped one changes nothing else */
        ck_assert_mem_eq(&track, &before, sizeof(track));
}
END_TEST

/* An end goes on from where it was, though nobody is heard to acknowledge it. */
START_TEST(unheard_acknowledgments)
{
    const struct tcp_rules rules = USUAL;
    struct tcp_track track = talking(0);
    for (uint32_t i = 0; i < 1000; i++) {
        struct packet data = segment(A, SERVER_ISN + 101 + i * 1460, CLIENT_ISN + 101, 1460);
        ck_assert_int_eq(tcp_track_segment(&track, SERVER, &data, &rules), OK);
    }
    struct packet far = segment(A, SERVER_ISN + 101 + 1000 * 1460 + GRACE + 1, CLIENT_ISN + 101, 9);
    ck_assert_int_eq(tcp_track_segment(&track, SERVER, &far, &rules), PAST);
}
END_TEST

/* A gap of the capture: one segment is lost to it, then both ends are followed again. */
START_TEST(gap)
{
    const struct tcp_rules rules = { .strict = true, .any_ack = _i == 1 };
    struct tcp_track track = talking(0);
    const uint32_t there = CLIENT_ISN + 5000000, back = SERVER_ISN + 7000000;
    struct packet data = segment(A, back, there, 1000);
    struct packet acknowledged = segment(A, there, back + 1000, 0);
    data.tcp_window = acknowledged.tcp_window = WINDOW;
    ck_assert_int_eq(tcp_track_segment(&track, SERVER, &data, &rules), PAST);
    ck_assert_int_eq(tcp_track_segment(&track, SERVER, &data, &rules), PAST);
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &acknowledged, &rules), OK);
    ck_assert_int_eq(tcp_track_segment(&track, SERVER, &data, &rules), OK);
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &acknowledged, &rules), OK);
    /* and held to the window again: what one end alone sends astray is dropped */
    struct packet astray = segment(A, back + 1000 + WINDOW + GRACE + 1, there, 1);
    ck_assert_int_eq(tcp_track_segment(&track, SERVER, &astray, &rules), PAST);
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &acknowledged, &rules), OK);
    ck_assert_int_eq(tcp_track_segment(&track, SERVER, &astray, &rules), PAST);
}
END_TEST

/* Picked up midstream: each end is believed once, then held to what was learned. */
START_TEST(midstream_window)
{
    const struct tcp_rules rules = USUAL;
    struct tcp_track track;
    tcp_track_adopt(&track);
    struct packet there = segment(A, 77000000, 99000000, 10);
    struct packet back = segment(A, 99000000, 77000010, 0);
    there.tcp_window = back.tcp_window = 1;
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &there, &rules), OK);
    ck_assert_int_eq(tcp_track_segment(&track, SERVER, &back, &rules), OK);
    /* the scale was not seen: as large as it can be */
    struct packet far = segment(A, 77000010 + (1U << 14) + GRACE + 1, 99000000, 10);
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &far, &rules), TCP_PAST_WINDOW);
    far.tcp_seq -= 1;
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &far, &rules), TCP_GOES_ON);
}
END_TEST

/* A reset that answers another SYN; data with SYN and with SYN ACK. */
START_TEST(handshake_oddities)
{
    struct tcp_track track = track_in(TCP_STATE_SYN);
    ck_assert_int_eq(send_segment(&track, SERVER, true, TCP_RST | A, 0, CLIENT_ISN + 2), RPAST);
    ck_assert_int_eq(send_segment(&track, SERVER, true, TCP_RST | A, 0, CLIENT_ISN + 1), TCP_RESET);
    struct packet syn = segment(S, CLIENT_ISN, 0, 5);
    struct packet answer = segment(SA, SERVER_ISN, CLIENT_ISN + 1, 5);
    const struct tcp_rules usual = USUAL, allow = { .strict = true };
    const struct tcp_rules no_data = { .strict = true, .syn_data_drops = true };
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &syn, &usual), OK);
    ck_assert_int_eq(tcp_track_segment(&track, CLIENT, &syn, &no_data), TCP_SYN_DATA);
    ck_assert_int_eq(tcp_track_segment(&track, SERVER, &answer, &usual), TCP_SYN_ACK_DATA);
    ck_assert_int_eq(tcp_track_segment(&track, SERVER, &answer, &allow), OK);
}
END_TEST

/* After the close (sysopt connection timewait) nothing finishes twice. */
START_TEST(lingering)
{
    struct tcp_track track = track_in(TCP_STATE_UP);
    ck_assert_int_eq(send_segment(&track, CLIENT, true, F, CLIENT_ISN + 1, SERVER_ISN + 1), OK);
    ck_assert_int_eq(send_segment(&track, SERVER, true, F, SERVER_ISN + 1, CLIENT_ISN + 2), OK);
    ck_assert_int_eq(send_segment(&track, CLIENT, true, A, CLIENT_ISN + 2, SERVER_ISN + 2),
                     TCP_FINISHED);
    track.is_over = true;
    ck_assert_int_eq(send_segment(&track, CLIENT, true, A, CLIENT_ISN + 2, SERVER_ISN + 2), OK);
    ck_assert_int_eq(send_segment(&track, CLIENT, true, S, CLIENT_ISN + 9, 0), TCP_DUPLICATE_SYN);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("tcp_state");
    TCase *tcase = tcase_create("tcp_state");
    tcase_add_loop_test(tcase, cell, 0, (int)(sizeof(cells) / sizeof(cells[0])));
    tcase_add_test(tcase, fresh_number);
    tcase_add_loop_test(tcase, closing, 0, (int)(sizeof(closings) / sizeof(closings[0])));
    tcase_add_test(tcase, fin_behind_data);
    tcase_add_loop_test(tcase, window, 0, (int)(sizeof(windows) / sizeof(windows[0])));
    tcase_add_test(tcase, midstream_window);
    tcase_add_test(tcase, unheard_acknowledgments);
    tcase_add_loop_test(tcase, gap, 0, 2);
    tcase_add_test(tcase, handshake_oddities);
    tcase_add_test(tcase, lingering);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
