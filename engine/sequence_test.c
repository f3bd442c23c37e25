/*
 * sequence_test.c: two ends that talk through a firewall which moves their numbers. Each end
 * answers what reached it, in the numbers that it saw.
 */
#include "engine/path/policy_fixture_test.h"

static const struct engine_options asked = { .seed = 1, .random_sequence = true };

static struct bench *
firewall(enum os_version version, bool keeps)
{
    struct bench *bench = bench_new(version);
    add_static(bench, INSIDE, OUTSIDE, "192.0.2.5", "10.1.1.5")->limits.no_random_sequence = keeps;
    add_ace(bench, "acl-out", true, IP_TCP, "any", "192.0.2.5");
    bind_acl(bench, OUTSIDE, "acl-out");
    return bench;
}

/* An end, and what it knows: its own next number, and the other's as it saw it. */
struct end {
    const char *ifc, *ends;
    uint32_t next, seen;
};

static struct end inner = { "inside", "10.1.1.5:1025 > 198.51.100.7:80", 0, 0 };
static struct end outer = { "outside", "198.51.100.7:80 > 192.0.2.5:1025", 0, 0 };

static void
begin(void)
{
    inner.next = 100;
    outer.next = 500;
    inner.seen = outer.seen = 0;
}

static const char *
segment_of(const struct end *from, const char *flags, unsigned length)
{
    static char text[160];
    snprintf(text, sizeof(text), "%s tcp %s %s seq %" PRIu32 " ack %" PRIu32 " win 8192 len %u",
             from->ifc, from->ends, flags, from->next, from->seen, length);
    return text;
}

/* FROM sends; TO sees it with the numbers that it left with. */
static void
tell(struct bench *bench, struct end *from, struct end *to, const char *flags, unsigned length)
{
    uint8_t bytes[BENCH_FRAME];
    struct packet left;
    expect_passed(bench, segment_of(from, flags, length));
    const struct packet *sent = &bench->packet;
    packet_translate(sent, &bench->outcome.translation, bytes);
    packet_decode(&left, LINK_RAW_IP, bytes, sent->captured, sent->wire_length);
    uint32_t counts = length + (strpbrk(flags, "SF") != NULL);
    from->next += counts;
    to->seen = left.tcp_seq + counts;
    if (strchr(flags, 'A') != NULL)
        ck_assert_uint_eq(left.tcp_ack, to->next);
}

/* A whole conn; what is added to the numbers of either end is returned. */
static void
converse(struct bench *bench, uint32_t *of_inner, uint32_t *of_outer)
{
    begin();
    tell(bench, &inner, &outer, "S", 0);
    tell(bench, &outer, &inner, "SA", 0);
    tell(bench, &inner, &outer, "A", 0);
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1025 bytes 0 U\n");
    tell(bench, &inner, &outer, "PA", 10);
    tell(bench, &outer, &inner, "PA", 20);
    *of_inner = outer.seen - inner.next;
    *of_outer = inner.seen - outer.next;
    tell(bench, &inner, &outer, "FA", 0);
    tell(bench, &outer, &inner, "FA", 0);
    tell(bench, &inner, &outer, "A", 0);
    expect_conns(bench, "");
    ck_assert_ptr_nonnull(strstr(bench->log, "bytes 30 TCP FINs"));
}

START_TEST(nothing_is_added_unless_asked)
{
    uint32_t of_inner, of_outer;
    struct bench *bench = firewall(OS_8_0, false);
    bench_start(bench);
    converse(bench, &of_inner, &of_outer);
    ck_assert_uint_eq(of_inner | of_outer, 0);
    bench_free(bench);
}
END_TEST

/* engine.md 2.4 [C]: in 6.x the inner end's, from 7.0 on both. */
START_TEST(whose_numbers_move)
{
    uint32_t of_inner, of_outer, again_inner, again_outer;
    struct bench *bench = firewall(OS_6_3, false);
    bench_start_with(bench, asked);
    converse(bench, &of_inner, &of_outer);
    ck_assert_uint_ne(of_inner, 0);
    ck_assert_uint_eq(of_outer, 0);
    bench_free(bench);
    bench = firewall(OS_8_0, false);
    bench_start_with(bench, asked);
    converse(bench, &of_inner, &of_outer);
    ck_assert_uint_ne(of_inner, 0);
    ck_assert_uint_ne(of_outer, 0);
    ck_assert_uint_ne(of_inner, of_outer);
    at_second(bench, 60); /* the next conn of the same ends has others */
    converse(bench, &again_inner, &again_outer);
    ck_assert_uint_ne(again_inner, of_inner);
    ck_assert_uint_ne(again_outer, of_outer);
    bench_free(bench);
}
END_TEST

/* Either one is enough: `norandomseq` in the static, or the class. */
START_TEST(whose_numbers_stay)
{
    uint32_t of_inner, of_outer;
    struct bench *bench = firewall(OS_8_0, true);
    bench_start_with(bench, asked);
    converse(bench, &of_inner, &of_outer);
    ck_assert_uint_eq(of_inner | of_outer, 0);
    bench_free(bench);
    bench = firewall(OS_8_0, false);
    say(add_global_class(bench), CONN_RANDOM_SEQUENCE, 0);
    bench_start_with(bench, asked);
    converse(bench, &of_inner, &of_outer);
    ck_assert_uint_eq(of_inner | of_outer, 0);
    bench_free(bench);
    for (int keeps = 0; keeps < 2; keeps++) { /* nat 0 access-list, which leaves no slot */
        bench = bench_new(OS_8_0);
        struct ace *ace = add_ace(bench, "exempt", true, 0, "10.1.1.5", "any");
        struct acl *acl = config_acl(bench->config, "exempt");
        ck_assert(ace != NULL && acl != NULL);
        add_nat_acl(bench, INSIDE, 0, acl)->limits.no_random_sequence = keeps;
        bench_start_with(bench, asked);
        outer.ends = "198.51.100.7:80 > 10.1.1.5:1025";
        converse(bench, &of_inner, &of_outer);
        outer.ends = "198.51.100.7:80 > 192.0.2.5:1025";
        ck_assert((of_inner != 0) == !keeps && (of_outer != 0) == !keeps);
        bench_free(bench);
    }
    bench = firewall(OS_8_0, false);
    say(add_global_class(bench), CONN_RANDOM_SEQUENCE, 1);
    bench_start_with(bench, asked);
    converse(bench, &of_inner, &of_outer);
    ck_assert(of_inner != 0 && of_outer != 0);
    bench_free(bench);
}
END_TEST

/* An end that answers the numbers from before the firewall answers no SYN that it can have seen. */
START_TEST(answer_to_other_numbers)
{
    struct bench *bench = firewall(OS_8_0, false);
    bench_start_with(bench, asked);
    begin();
    tell(bench, &inner, &outer, "S", 0);
    outer.seen = inner.next;
    expect_denied(bench, segment_of(&outer, "SA", 0));
    ck_assert_uint_eq(bench->outcome.drop, DROP_TCP_WRONG_ACK);
    bench_free(bench);
}
END_TEST

/* One that is older than the capture began with numbers that nobody saw. */
START_TEST(conns_picked_up_midstream_keep_theirs)
{
    struct engine_options options = asked;
    options.midstream = MIDSTREAM_ADOPT;
    struct bench *bench = firewall(OS_8_0, false);
    bench_start_with(bench, options);
    begin();
    inner.seen = 500;
    outer.seen = 100;
    tell(bench, &inner, &outer, "PA", 10);
    tell(bench, &outer, &inner, "PA", 10);
    ck_assert_uint_eq(outer.seen, inner.next);
    ck_assert_uint_eq(inner.seen, outer.next);
    bench_free(bench);
}
END_TEST

/* What has left says the numbers as they are on its side. */
START_TEST(what_has_left_already)
{
    struct bench *bench = firewall(OS_8_0, false);
    bench_start_with(bench, asked);
    begin();
    tell(bench, &inner, &outer, "S", 0);
    uint32_t delta = outer.seen - inner.next;
    /* the answer is seen inside, with the outer end's number as it left the firewall */
    decode_packet(bench, "tcp 198.51.100.7:80 > 192.0.2.5:1025 SA seq 9000 ack 101 win 8192");
    bench->packet.as_left = true;
    engine_packet(bench->engine, OUTSIDE, &bench->packet, &bench->outcome);
    ck_assert_uint_eq(bench->outcome.verdict, VERDICT_PASSED);
    ck_assert_uint_eq(bench->outcome.translation.seq_shift, 0);
    ck_assert_uint_eq(bench->outcome.translation.ack_shift, 0);
    inner.seen = 9001;
    expect_passed(bench, segment_of(&inner, "A", 0));
    ck_assert_uint_eq(bench->outcome.translation.seq_shift, delta);
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1025 bytes 0 U\n");
    bench_free(bench);
}
END_TEST

static const struct translation outwards = { .source = 0xc0000205, .destination = 0xc6336407 };
static const struct translation inwards = { .source = 0xc6336407, .destination = 0x0a010105 };

/* FROM's segment, and how it was seen to leave: with MORE added to its number, less to its ACK. */
static void
tell_observed(struct bench *bench, const struct end *from, const char *flags, uint32_t more,
              uint32_t less)
{
    const char *text = segment_of(from, flags, 0);
    decode_packet(bench, text + strcspn(text, " ") + 1);
    struct packet observed = bench->packet;
    const struct translation *ends = from == &inner ? &outwards : &inwards;
    observed.source = ends->source;
    observed.destination = ends->destination;
    observed.tcp_seq += more;
    observed.tcp_ack -= less;
    bench->packet.observed = &observed;
    ifc_id ingress = from == &inner ? INSIDE : OUTSIDE;
    engine_packet(bench->engine, ingress, &bench->packet, &bench->outcome);
    ck_assert_msg(bench->outcome.verdict == VERDICT_PASSED, "%s", text);
    ck_assert_uint_eq(bench->outcome.translation.seq_shift, more);
    ck_assert_uint_eq(bench->outcome.translation.ack_shift, 0 - less);
}

/* Unlike what is asked for it holds in each version, whatever `norandomseq` says: it was seen. */
START_TEST(what_was_seen_is_learned)
{
    static const enum os_version versions[] = { OS_6_3, OS_8_0 };
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        struct bench *bench = firewall(versions[i], true);
        bench_start(bench);
        begin();
        tell_observed(bench, &inner, "S", 5000, 0);
        outer.seen = inner.next + 1 + 5000;
        tell_observed(bench, &outer, "SA", 7000, 5000);
        inner.next++;
        inner.seen = outer.next + 1 + 7000;
        /* from here on it is known */
        expect_passed(bench, segment_of(&inner, "A", 0));
        ck_assert_uint_eq(bench->outcome.translation.seq_shift, 5000);
        ck_assert_uint_eq(bench->outcome.translation.ack_shift, 0u - 7000u);
        expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1025 bytes 0 U\n");
        bench_free(bench);
    }
}
END_TEST

/* Another conn's SYN looks alike where nothing identifies datagrams. */
START_TEST(what_others_sent_is_not_learned)
{
    struct bench *bench = firewall(OS_8_0, false);
    bench_start(bench);
    begin();
    const char *text = segment_of(&inner, "S", 0);
    decode_packet(bench, text + strcspn(text, " ") + 1);
    struct packet observed = bench->packet;
    observed.source = outwards.source + 1;
    observed.tcp_seq += 5000;
    bench->packet.observed = &observed;
    engine_packet(bench->engine, INSIDE, &bench->packet, &bench->outcome);
    ck_assert_uint_eq(bench->outcome.verdict, VERDICT_PASSED);
    ck_assert_uint_eq(bench->outcome.translation.seq_shift, 0);
    bench_free(bench);
}
END_TEST

/* A SYN that is seen to leave after the model let it. */
START_TEST(what_is_seen_later_is_learned)
{
    struct bench *bench = firewall(OS_8_0, false);
    bench_start(bench);
    begin();
    tell(bench, &inner, &outer, "S", 0);
    decode_packet(bench, "tcp 192.0.2.5:1025 > 198.51.100.7:80 S seq 90100");
    engine_left(bench->engine, OUTSIDE, &bench->packet);
    outer.seen = 90101;
    tell(bench, &outer, &inner, "SA", 0);
    tell(bench, &inner, &outer, "A", 0);
    ck_assert_uint_eq(outer.seen, 90101);
    expect_conns(bench, "6 198.51.100.7:80 10.1.1.5:1025 bytes 0 U\n");
    /* once it is up nothing is learned: that is another conn's */
    decode_packet(bench, "tcp 192.0.2.5:1025 > 198.51.100.7:80 S seq 5");
    engine_left(bench->engine, OUTSIDE, &bench->packet);
    tell(bench, &inner, &outer, "PA", 10);
    ck_assert_uint_eq(outer.seen, 90111);
    bench_free(bench);
}
END_TEST

/* Of a conn older than the capture any segment tells, what it acknowledges too. */
START_TEST(learned_midstream)
{
    struct bench *bench = firewall(OS_8_0, false);
    bench_start_with(bench, (struct engine_options){ .seed = 1, .midstream = MIDSTREAM_ADOPT });
    begin();
    inner.seen = 500 + 7000;
    outer.seen = 100 + 5000;
    tell_observed(bench, &inner, "PA", 5000, 7000);
    tell_observed(bench, &outer, "PA", 7000, 5000);
    expect_passed(bench, segment_of(&inner, "A", 0));
    ck_assert_uint_eq(bench->outcome.translation.seq_shift, 5000);
    bench_free(bench);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sequence");
    TCase *tcase = tcase_create("randomisation");
    tcase_add_test(tcase, nothing_is_added_unless_asked);
    tcase_add_test(tcase, whose_numbers_move);
    tcase_add_test(tcase, whose_numbers_stay);
    tcase_add_test(tcase, answer_to_other_numbers);
    tcase_add_test(tcase, conns_picked_up_midstream_keep_theirs);
    tcase_add_test(tcase, what_has_left_already);
    tcase_add_test(tcase, what_was_seen_is_learned);
    tcase_add_test(tcase, what_others_sent_is_not_learned);
    tcase_add_test(tcase, what_is_seen_later_is_learned);
    tcase_add_test(tcase, learned_midstream);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
