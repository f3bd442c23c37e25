/*
 * xlate_make_test.c: choices that a capture of the other side shows: taken where the rule could
 * have made them, and where it could not the model makes its own.
 */
#include "engine/lifecycle.h"

#include "engine/fixture_test.h"

/* PACKET enters, and SEEN is what a capture shows of it on its other side. */
static enum verdict
send_seen(struct bench *bench, const char *packet, const char *seen)
{
    decode_packet(bench, seen);
    struct packet observed = bench->packet;
    uint8_t bytes[BENCH_FRAME];
    memcpy(bytes, bench->frame, sizeof(bytes));
    observed.bytes = bytes;
    decode_packet(bench, packet);
    bench->packet.observed = &observed;
    engine_packet(bench->engine, INSIDE, &bench->packet, &bench->outcome);
    bench->packet.observed = NULL;
    return bench->outcome.verdict;
}

#define TO_80 " > 198.51.100.7:80"

enum { PAT, RANGE };

static const struct {
    int globals;
    const char *first, *first_seen; /* a packet before; NULL: none */
    const char *packet, *seen, *left;
    enum free_choice taken; /* by PACKET; CHOICE_COUNT: nothing */
} rows[] = {
    { PAT, NULL, NULL, "tcp 10.1.1.2:1500" TO_80 " S", "tcp 192.0.2.50:60962" TO_80 " S",
      "192.0.2.50:60962" TO_80 " on outside", CHOSEN_PORT },
    { PAT, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.50:2000" TO_80,
      "192.0.2.50:2000" TO_80 " on outside", CHOSEN_PORT },
    { PAT, NULL, NULL, "udp 10.1.1.2:500" TO_80, "udp 192.0.2.50:511" TO_80,
      "192.0.2.50:511" TO_80 " on outside", CHOSEN_PORT },
    { PAT, NULL, NULL, "icmp 10.1.1.2 > 198.51.100.7 8 0 id 7 seq 1",
      "icmp 192.0.2.50 > 198.51.100.7 8 0 id 300 seq 1",
      "192.0.2.50:300 > 198.51.100.7:300 on outside", CHOSEN_IDENTIFIER },
    /* what the model chooses itself is not taken */
    { PAT, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.50:1024" TO_80,
      "192.0.2.50:1024" TO_80 " on outside", CHOICE_COUNT },
    /* a recorded box that counts on is followed by the model itself */
    { PAT, "udp 10.1.1.3:1500" TO_80, "udp 192.0.2.50:30000" TO_80, "udp 10.1.1.2:1500" TO_80,
      "udp 192.0.2.50:30001" TO_80, "192.0.2.50:30001" TO_80 " on outside", CHOICE_COUNT },
    /* the second PAT address, as after the first one's ports */
    { PAT, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.51:1024" TO_80,
      "192.0.2.51:1024" TO_80 " on outside", CHOSEN_PORT },
    /* in use */
    { PAT, "udp 10.1.1.3:1500" TO_80, "udp 192.0.2.50:2000" TO_80, "udp 10.1.1.2:1500" TO_80,
      "udp 192.0.2.50:2000" TO_80, "192.0.2.50:2001" TO_80 " on outside", CHOICE_COUNT },
    /* no address of the rule's; one of another rule's */
    { PAT, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.52:2000" TO_80,
      "192.0.2.50:1024" TO_80 " on outside", CHOICE_COUNT },
    { PAT, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.60:2000" TO_80,
      "192.0.2.50:1024" TO_80 " on outside", CHOICE_COUNT },
    /* another class of ports, a port of static PAT */
    { PAT, NULL, NULL, "udp 10.1.1.2:500" TO_80, "udp 192.0.2.50:2000" TO_80,
      "192.0.2.50:1" TO_80 " on outside", CHOICE_COUNT },
    { PAT, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.50:500" TO_80,
      "192.0.2.50:1024" TO_80 " on outside", CHOICE_COUNT },
    { PAT, NULL, NULL, "tcp 10.1.1.2:1500" TO_80 " S", "tcp 192.0.2.50:8080" TO_80 " S",
      "192.0.2.50:1024" TO_80 " on outside", CHOICE_COUNT },
    /* not the same protocol: not this packet */
    { PAT, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "tcp 192.0.2.50:2000" TO_80 " S",
      "192.0.2.50:1024" TO_80 " on outside", CHOICE_COUNT },
    /* a living slot leaves no choice */
    { PAT, "udp 10.1.1.2:1500 > 198.51.100.8:80", "udp 192.0.2.50:2000 > 198.51.100.8:80",
      "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.50:3000" TO_80, "192.0.2.50:2000" TO_80 " on outside",
      CHOICE_COUNT },
    { RANGE, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.23:1500" TO_80,
      "192.0.2.23:1500" TO_80 " on outside", CHOSEN_ADDRESS },
    { RANGE, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.21:1500" TO_80,
      "192.0.2.21:1500" TO_80 " on outside", CHOICE_COUNT },
    /* in use, not of the range, a static's */
    { RANGE, "udp 10.1.1.3:1500" TO_80, "udp 192.0.2.23:1500" TO_80, "udp 10.1.1.2:1500" TO_80,
      "udp 192.0.2.23:1500" TO_80, "192.0.2.21:1500" TO_80 " on outside", CHOICE_COUNT },
    { RANGE, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.24:1500" TO_80,
      "192.0.2.21:1500" TO_80 " on outside", CHOICE_COUNT },
    { RANGE, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.22:1500" TO_80,
      "192.0.2.21:1500" TO_80 " on outside", CHOICE_COUNT },
    /* the PAT address behind the range, as when other hosts have used that up */
    { RANGE, NULL, NULL, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.50:2000" TO_80,
      "192.0.2.50:2000" TO_80 " on outside", CHOSEN_PORT },
};

static struct bench *
open_bench(int globals)
{
    struct bench *bench = bench_new(OS_8_0);
    add_route(bench, OUTSIDE, "any", "192.0.2.254");
    add_nat(bench, INSIDE, 1, "any");
    add_port_static(bench, INSIDE, OUTSIDE, IP_TCP, "192.0.2.50:8080", "10.1.1.9:80");
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.22", "10.1.1.8");
    if (globals == RANGE)
        add_global(bench, OUTSIDE, 1, "192.0.2.21-192.0.2.23");
    add_global(bench, OUTSIDE, 1, "192.0.2.50");
    add_global(bench, OUTSIDE, 1, "192.0.2.51");
    add_global(bench, OUTSIDE, 2, "192.0.2.60");
    bench_start(bench);
    return bench;
}

START_TEST(what_was_seen_is_chosen_where_it_may_be)
{
    struct bench *bench = open_bench(rows[_i].globals);
    if (rows[_i].first != NULL)
        ck_assert_int_eq(send_seen(bench, rows[_i].first, rows[_i].first_seen), VERDICT_PASSED);
    struct engine_counters before = engine_counters(bench->engine);
    ck_assert_int_eq(send_seen(bench, rows[_i].packet, rows[_i].seen), VERDICT_PASSED);
    expect_left(bench, rows[_i].left);
    struct engine_counters after = engine_counters(bench->engine);
    for (enum free_choice i = 0; i < CHOICE_COUNT; i++)
        ck_assert_uint_eq(after.taken[i] - before.taken[i], i == rows[_i].taken);
    bench_free(bench);
}
END_TEST

/* The next packet has nothing to be seen: it must not meet what was seen of the one before. */
START_TEST(what_was_seen_is_forgotten)
{
    struct bench *bench = open_bench(PAT);
    send_seen(bench, "udp 10.1.1.2:1500" TO_80, "udp 192.0.2.50:2000" TO_80);
    expect_passed(bench, "inside udp 10.1.1.3:1500" TO_80);
    expect_left(bench, "192.0.2.50:2001" TO_80 " on outside");
    /* the answer finds the slot that was made so */
    expect_passed(bench, "outside udp 198.51.100.7:80 > 192.0.2.50:2000");
    expect_left(bench, "198.51.100.7:80 > 10.1.1.2:1500 on inside");
    bench_free(bench);
}
END_TEST

/* --- call ids -------------------------------------------------------------------------------- */

#define SEGMENT 168 /* of an outgoing-call request */

/* The frame at hand carries an outgoing-call request with this id. */
static void
write_request(uint8_t *payload, uint16_t id)
{
    static const uint8_t head[] = { 0, SEGMENT, 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, 0, 7, 0, 0 };
    memcpy(payload, head, sizeof(head));
    payload[12] = (uint8_t)(id >> 8);
    payload[13] = (uint8_t)id;
}

#define TO_1723 " > 198.51.100.7:1723"

/*
 * The request of the host's conn, whose call has the id REAL, SEEN on the other side as another, of
 * which PAYLOAD bytes were captured there. What the engine makes of it.
 */
static uint16_t
mapped_call(struct bench *bench, const char *host, const char *mapped, uint16_t real, uint16_t seen,
            size_t payload)
{
    char text[96];
    snprintf(text, sizeof(text), "tcp %s" TO_1723 " A seq 101 ack 501 len %d", mapped, SEGMENT);
    decode_packet(bench, text);
    struct packet observed = bench->packet;
    uint8_t bytes[BENCH_FRAME];
    memcpy(bytes, bench->frame, sizeof(bytes));
    observed.bytes = bytes;
    observed.payload_captured = payload;
    write_request(bytes + observed.payload_offset, seen);
    snprintf(text, sizeof(text), "tcp %s" TO_1723 " A seq 101 ack 501 len %d", host, SEGMENT);
    decode_packet(bench, text);
    write_request(bench->frame + bench->packet.payload_offset, real);
    bench->packet.observed = &observed;
    engine_packet(bench->engine, INSIDE, &bench->packet, &bench->outcome);
    bench->packet.observed = NULL;
    ck_assert_int_eq(bench->outcome.verdict, VERDICT_PASSED);
    const struct translation *translation = &bench->outcome.translation;
    if (translation->payload == NULL)
        return real;
    ck_assert_uint_eq(translation->payload_length, bench->packet.payload_length);
    return (uint16_t)(translation->payload[12] << 8 | translation->payload[13]);
}

static void
open_control(struct bench *bench, const char *host, const char *mapped)
{
    char text[96];
    snprintf(text, sizeof(text), "inside tcp %s" TO_1723 " S seq 100", host);
    expect_passed(bench, text);
    snprintf(text, sizeof(text), "outside tcp 198.51.100.7:1723 > %s SA seq 500 ack 101", mapped);
    expect_passed(bench, text);
    snprintf(text, sizeof(text), "inside tcp %s" TO_1723 " A seq 101 ack 501", host);
    expect_passed(bench, text);
}

static const struct {
    uint16_t seen;
    size_t captured;
    const char *seen_from;
    uint16_t mapped;
    unsigned taken;
} calls[] = {
    { 60962, SEGMENT, "192.0.2.50:1025", 60962, 1 },
    { 5, SEGMENT, "192.0.2.50:1025", 5, 1 },        /* ids have no classes */
    { 0, SEGMENT, "192.0.2.50:1025", 0, 1 },        /* and 0 is one */
    { 700, SEGMENT, "192.0.2.50:1025", 700, 1 },    /* the same on both sides */
    { 60962, 14, "192.0.2.50:1025", 60962, 1 },     /* cut behind it */
    { 60962, 13, "192.0.2.50:1025", 4001, 0 },      /* cut in it */
    { 60962, SEGMENT, "192.0.2.50:1024", 4001, 0 }, /* of another conn */
    { 60962, SEGMENT, "192.0.2.51:1025", 4001, 0 },
    { 4000, SEGMENT, "192.0.2.50:1025", 4001, 0 }, /* in use by the other host's call */
    { 4001, SEGMENT, "192.0.2.50:1025", 4001, 0 }, /* what the model chooses itself */
};

START_TEST(call_ids_are_chosen_alike)
{
    struct bench *bench = open_bench(PAT);
    add_inspection(bench, INSPECT_PPTP);
    open_control(bench, "10.1.1.2:1500", "192.0.2.50:1024");
    open_control(bench, "10.1.1.3:1500", "192.0.2.50:1025");
    ck_assert_uint_eq(mapped_call(bench, "10.1.1.2:1500", "192.0.2.50:1024", 1, 4000, SEGMENT),
                      4000);
    ck_assert_uint_eq(mapped_call(bench, "10.1.1.3:1500", calls[_i].seen_from, 700, calls[_i].seen,
                                  calls[_i].captured),
                      calls[_i].mapped);
    ck_assert_uint_eq(engine_counters(bench->engine).taken[CHOSEN_CALL_ID], 1 + calls[_i].taken);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("xlate_make");
    TCase *tcase = tcase_create("observed");
    tcase_add_loop_test(tcase, what_was_seen_is_chosen_where_it_may_be, 0, (int)ARRAY_LENGTH(rows));
    tcase_add_test(tcase, what_was_seen_is_forgotten);
    tcase_add_loop_test(tcase, call_ids_are_chosen_alike, 0, (int)ARRAY_LENGTH(calls));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
