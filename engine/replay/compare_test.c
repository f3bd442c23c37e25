/*
 * compare_test.c: predictions against observations, as rows of small stories.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/ip.h"
#include "engine/replay/compare.h"

#define MS INT64_C(1000000)
#define OUTSIDE 0
#define INSIDE 1

static bool
is_covered(const void *context, ifc_id ifc, int64_t time)
{
    (void)context;
    return ifc == OUTSIDE && time < 10000 * MS;
}

/* A letter is a packet: which address and payload it has, and its IP id. */
static struct sighting
sighting(int64_t ms, char letter)
{
    return (struct sighting){ .time = ms * MS,
                              .ifc = OUTSIDE,
                              .source = UINT32_C(0xc0a8c905),
                              .destination = UINT32_C(0xc0a8c919),
                              .source_port = 1024,
                              .destination_port = 80,
                              .protocol = IP_UDP,
                              .ip_id = (uint16_t)(100 + letter),
                              .ip_length = 60,
                              .payload_is_whole = true,
                              .payload_length = 32,
                              .payload_hash = (uint64_t)letter };
}

enum act { END, PREDICT, DENY, SEE, SEE_WRONG_PORT, SEE_WRONG_PAYLOAD, SEE_CUT };

struct step {
    enum act act;
    int64_t ms;
    char letter;
};

static const struct {
    const char *what;
    struct step steps[6];
    unsigned counts[COMPARISON_COUNT];
    unsigned beyond;
} stories[] = {
    { "nothing", { { END, 0, 0 } }, { 0 }, 0 },
    { "as predicted", { { PREDICT, 1, 'a' }, { SEE, 2, 'a' } }, { [COMPARED_AGREES] = 1 }, 0 },
    { "two alike pair in order",
      { { PREDICT, 1, 'a' }, { PREDICT, 2, 'a' }, { SEE, 3, 'a' }, { SEE, 4, 'a' } },
      { [COMPARED_AGREES] = 2 },
      0 },
    { "reordered on the way",
      { { PREDICT, 1, 'a' }, { PREDICT, 2, 'b' }, { SEE, 3, 'b' }, { SEE, 4, 'a' } },
      { [COMPARED_AGREES] = 2 },
      0 },
    { "skewed clocks: seen 40 ms before its cause",
      { { SEE, 1, 'a' }, { PREDICT, 41, 'a' } },
      { [COMPARED_AGREES] = 1 },
      0 },
    { "skewed too far",
      { { SEE, 1, 'a' }, { PREDICT, 200, 'a' } },
      { [COMPARED_UNEXPLAINED] = 1, [COMPARED_NOT_SEEN] = 1 },
      0 },
    { "lost", { { PREDICT, 1, 'a' } }, { [COMPARED_NOT_SEEN] = 1 }, 0 },
    { "after the end of the capture", { { PREDICT, 10001, 'a' } }, { 0 }, 1 },
    { "out of nothing", { { SEE, 1, 'a' } }, { [COMPARED_UNEXPLAINED] = 1 }, 0 },
    { "another port",
      { { PREDICT, 1, 'a' }, { SEE_WRONG_PORT, 2, 'a' } },
      { [COMPARED_DIFFERS] = 1 },
      0 },
    { "another payload",
      { { PREDICT, 1, 'a' }, { SEE_WRONG_PAYLOAD, 2, 'a' } },
      { [COMPARED_DIFFERS] = 1 },
      0 },
    { "another port, and before its cause",
      { { SEE_WRONG_PORT, 1, 'a' }, { PREDICT, 20, 'a' } },
      { [COMPARED_DIFFERS] = 1 },
      0 },
    { "denied and not seen", { { DENY, 1, 'a' } }, { [COMPARED_DENIED] = 1 }, 0 },
    { "denied but seen",
      { { DENY, 1, 'a' }, { SEE, 2, 'a' } },
      { [COMPARED_DENIED_BUT_SEEN] = 1 },
      0 },
    { "denied but seen, translated",
      { { DENY, 1, 'a' }, { SEE_WRONG_PORT, 2, 'a' } },
      { [COMPARED_DENIED_BUT_SEEN] = 1 },
      0 },
    { "one denied, another predicted: each finds its own",
      { { DENY, 1, 'a' }, { PREDICT, 1, 'b' }, { SEE, 2, 'b' }, { SEE, 3, 'a' } },
      { [COMPARED_AGREES] = 1, [COMPARED_DENIED_BUT_SEEN] = 1 },
      0 },
    { "cut at the snap length",
      { { PREDICT, 1, 'a' }, { SEE_CUT, 2, 'a' } },
      { [COMPARED_AGREES] = 1 },
      0 },
};

static void
take_step(struct compare *compare, const struct step *step)
{
    struct sighting s = sighting(step->ms, step->letter);
    compare_advance(compare, s.time);
    switch (step->act) {
    case PREDICT:
        ck_assert(compare_predict(compare, &s, 7));
        return;
    case DENY:
        s.source_port = 5; /* before translation */
        ck_assert(compare_deny(compare, &s, INSIDE));
        return;
    case SEE_WRONG_PORT:
        s.source_port++;
        break;
    case SEE_WRONG_PAYLOAD:
        s.payload_hash++;
        break;
    case SEE_CUT:
        s.payload_is_whole = false;
        s.payload_hash = 0;
        break;
    case SEE:
    case END:
        break;
    }
    ck_assert(compare_observe(compare, &s));
}

START_TEST(stories_end_as_they_should)
{
    struct compare *compare = compare_new(is_covered, NULL);
    ck_assert_ptr_nonnull(compare);
    for (const struct step *step = stories[_i].steps; step->act != END; step++)
        take_step(compare, step);
    compare_finish(compare);
    const struct compare_report *report = compare_report(compare);
    unsigned findings = 0;
    for (size_t i = 0; i < COMPARISON_COUNT; i++) {
        ck_assert_msg(report->counts[i] == stories[_i].counts[i], "%s: %s: %u, not %u",
                      stories[_i].what, comparison_text((enum comparison)i),
                      (unsigned)report->counts[i], stories[_i].counts[i]);
        if (i != COMPARED_AGREES && i != COMPARED_DENIED)
            findings += stories[_i].counts[i];
    }
    ck_assert_uint_eq(report->beyond, stories[_i].beyond);
    ck_assert_uint_eq(report->finding_count, findings);
    compare_free(compare);
}
END_TEST

START_TEST(a_difference_is_told_in_detail)
{
    struct compare *compare = compare_new(is_covered, NULL);
    take_step(compare, &(struct step){ PREDICT, 1, 'a' });
    take_step(compare, &(struct step){ SEE_WRONG_PORT, 2, 'a' });
    compare_finish(compare);
    const struct compare_finding *finding = &compare_report(compare)->findings[0];
    ck_assert_int_eq(finding->comparison, COMPARED_DIFFERS);
    ck_assert_uint_eq(finding->entered_number, 7);
    ck_assert_uint_eq(finding->predicted.source_port, 1024);
    ck_assert_uint_eq(finding->seen.source_port, 1025);
    ck_assert_uint_eq(sighting_differences(&finding->predicted, &finding->seen),
                      SIGHTING_SOURCE_PORT);
    compare_free(compare);
}
END_TEST

START_TEST(the_lead_of_effects_is_measured)
{
    struct compare *compare = compare_new(is_covered, NULL);
    take_step(compare, &(struct step){ SEE, 1, 'a' });
    take_step(compare, &(struct step){ PREDICT, 31, 'a' });
    ck_assert_int_eq(compare_report(compare)->largest_lead, 30 * MS);
    compare_free(compare);
}
END_TEST

START_TEST(only_what_is_predicted_can_be_taken)
{
    struct compare *compare = compare_new(is_covered, NULL);
    struct sighting s = sighting(1, 'a');
    ck_assert(!compare_take(compare, &s));
    ck_assert(compare_predict(compare, &s, 1));
    ck_assert(compare_take(compare, &s));
    ck_assert(!compare_take(compare, &s));
    compare_free(compare);
}
END_TEST

/* Many in flight at once: the queue grows, wraps, and forgets in order. */
START_TEST(a_long_run_pairs_everything)
{
    enum { PACKETS = 20000 };
    struct compare *compare = compare_new(is_covered, NULL);
    for (unsigned i = 0; i < PACKETS + 3000; i++) {
        if (i < PACKETS) {
            struct sighting in = sighting(0, 'a');
            in.time = i * (MS / 100);
            in.source_port = (uint16_t)(i * 7);
            in.payload_hash = i;
            compare_advance(compare, in.time);
            ck_assert(compare_predict(compare, &in, i));
        }
        if (i >= 3000) {
            struct sighting out = sighting(0, 'a');
            out.time = i * (MS / 100);
            out.source_port = (uint16_t)((i - 3000) * 7);
            out.payload_hash = i - 3000;
            ck_assert(compare_observe(compare, &out));
        }
    }
    compare_finish(compare);
    ck_assert_uint_eq(compare_report(compare)->counts[COMPARED_AGREES], PACKETS);
    ck_assert_uint_eq(compare_report(compare)->finding_count, 0);
    compare_free(compare);
}
END_TEST

/* What will be seen of a packet, whatever it is translated to. */
static struct sighting
leaving(int64_t ms, char letter, uint64_t number, uint16_t source_port)
{
    struct sighting s = sighting(ms, letter);
    s.number = number;
    s.source_port = source_port;
    return s;
}

START_TEST(an_effect_is_foreseen_once)
{
    struct compare *compare = compare_new(is_covered, NULL);
    struct sighting in = sighting(100, 'a');
    ck_assert_uint_eq(compare_foreseen(compare, &in, INSIDE), 0);
    const struct sighting out[] = { leaving(49, 'a', 1, 1), leaving(101, 'b', 2, 1024),
                                    leaving(102, 'a', 3, 60962), leaving(103, 'a', 4, 60963),
                                    leaving(151, 'a', 5, 1) };
    for (size_t i = 0; i < sizeof out / sizeof out[0]; i++)
        ck_assert(compare_foresee(compare, &out[i]));
    ck_assert_uint_eq(compare_foreseen(compare, &in, OUTSIDE), 0); /* not where it came in */
    ck_assert_uint_eq(compare_foreseen(compare, &in, INSIDE), 3);
    ck_assert_uint_eq(compare_foreseen(compare, &in, INSIDE), 4);
    ck_assert_uint_eq(compare_foreseen(compare, &in, INSIDE), 0); /* the others are too far */
    compare_finish(compare);
    for (size_t i = 0; i < COMPARISON_COUNT; i++) /* a look ahead is no comparison */
        ck_assert_uint_eq(compare_report(compare)->counts[i], 0);
    compare_free(compare);
}
END_TEST

/* Stamped before its cause, by a clock that is a little wrong; gone when the window is. */
START_TEST(an_effect_may_come_before_its_cause)
{
    struct compare *compare = compare_new(is_covered, NULL);
    struct sighting early = leaving(80, 'a', 1, 60962), in = sighting(100, 'a');
    ck_assert(compare_foresee(compare, &early));
    compare_advance(compare, in.time);
    ck_assert_uint_eq(compare_foreseen(compare, &in, INSIDE), 1);
    ck_assert(compare_foresee(compare, &early));
    compare_advance(compare, 131 * MS);
    ck_assert_uint_eq(compare_foreseen(compare, &in, INSIDE), 0);
    compare_free(compare);
}
END_TEST

/* Without an IP id only the same payload tells; the likest goes before the first. */
START_TEST(the_likest_effect_is_foreseen)
{
    struct compare *compare = compare_new(is_covered, NULL);
    struct sighting in = sighting(100, 'a');
    struct sighting other_way = leaving(101, 'a', 1, 60962), its_own = leaving(102, 'a', 2, 60963);
    other_way.destination_port = 81;
    ck_assert(compare_foresee(compare, &other_way));
    ck_assert(compare_foresee(compare, &its_own));
    ck_assert_uint_eq(compare_foreseen(compare, &in, INSIDE), 2);
    struct sighting unnumbered = sighting(100, 'a');
    unnumbered.ip_id = 0;
    struct sighting other_payload = leaving(101, 'b', 3, 60962);
    struct sighting same_payload = leaving(102, 'a', 4, 60963);
    other_payload.ip_id = same_payload.ip_id = 0;
    ck_assert(compare_foresee(compare, &other_payload));
    ck_assert(compare_foresee(compare, &same_payload));
    ck_assert_uint_eq(compare_foreseen(compare, &unnumbered, INSIDE), 4);
    ck_assert_uint_eq(compare_foreseen(compare, &unnumbered, INSIDE), 0);
    compare_free(compare);
}
END_TEST

/* The TTL, the IP id, the checksums and TCP options may change on the way. */
START_TEST(what_a_box_may_change_is_not_compared)
{
    uint8_t bytes[64];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    struct packet packet = { .bytes = bytes,
                             .captured = sizeof bytes,
                             .protocol = IP_TCP,
                             .ttl = 64,
                             .ip_id = 7,
                             .source = 1,
                             .destination = 2,
                             .tcp_flags = TCP_SYN,
                             .payload_offset = 54,
                             .payload_length = 10,
                             .payload_captured = 10 };
    struct sighting before = sighting_of(&packet, OUTSIDE);
    packet.ttl = 63;
    packet.ip_id = 8;
    bytes[50] ^= 0xff; /* the checksum, or the MSS option */
    struct sighting after = sighting_of(&packet, OUTSIDE);
    ck_assert_uint_eq(sighting_differences(&before, &after), 0);
    bytes[60] ^= 0xff;
    after = sighting_of(&packet, OUTSIDE);
    ck_assert_uint_eq(sighting_differences(&before, &after), SIGHTING_PAYLOAD);
    packet.payload_captured = 0;
    packet.payload_offset = 900; /* cut before it */
    after = sighting_of(&packet, OUTSIDE);
    ck_assert_uint_eq(sighting_differences(&before, &after), 0);
}
END_TEST

/* What an inspection made longer or shorter is still the same packet, but not an empty one. */
START_TEST(other_lengths_are_foreseen)
{
    struct compare *compare = compare_new(is_covered, NULL);
    struct sighting in = sighting(100, 'a'), longer = leaving(101, 'a', 1, 60962);
    struct sighting empty = leaving(101, 'a', 2, 60962);
    longer.ip_length++;
    longer.payload_length++;
    longer.payload_hash++;
    empty.ip_length = (uint16_t)(empty.ip_length - empty.payload_length);
    empty.payload_length = 0;
    ck_assert(compare_foresee(compare, &empty));
    ck_assert_uint_eq(compare_foreseen(compare, &in, INSIDE), 0);
    ck_assert(compare_foresee(compare, &longer));
    ck_assert_uint_eq(compare_foreseen(compare, &in, INSIDE), 1);
    compare_free(compare);
}
END_TEST

START_TEST(a_gre_call_id_stands_for_the_ports)
{
    struct packet packet = { .protocol = IP_GRE, .gre_is_pptp = true, .gre_call_id = 59800 };
    struct sighting before = sighting_of(&packet, OUTSIDE);
    packet.gre_call_id = 1024;
    struct sighting after = sighting_of(&packet, OUTSIDE);
    ck_assert_uint_eq(sighting_differences(&before, &after),
                      SIGHTING_SOURCE_PORT | SIGHTING_DESTINATION_PORT);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("compare");
    TCase *pairs = tcase_create("pairs");
    tcase_add_loop_test(pairs, stories_end_as_they_should, 0, (int)ARRAY_LENGTH(stories));
    tcase_add_test(pairs, a_difference_is_told_in_detail);
    tcase_add_test(pairs, the_lead_of_effects_is_measured);
    tcase_add_test(pairs, only_what_is_predicted_can_be_taken);
    tcase_add_test(pairs, a_long_run_pairs_everything);
    tcase_add_test(pairs, an_effect_is_foreseen_once);
    tcase_add_test(pairs, an_effect_may_come_before_its_cause);
    tcase_add_test(pairs, the_likest_effect_is_foreseen);
    tcase_add_test(pairs, other_lengths_are_foreseen);
    suite_add_tcase(suite, pairs);
    TCase *sightings = tcase_create("sightings");
    tcase_add_test(sightings, what_a_box_may_change_is_not_compared);
    tcase_add_test(sightings, a_gre_call_id_stands_for_the_ports);
    suite_add_tcase(suite, sightings);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
