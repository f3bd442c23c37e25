/*
 * h323_map_test.c: which Setups of H.225 the maps of H.323 let pass, by the numbers in them.
 */
#include "engine/inspect/h323_map.h"

#include "engine/binary_talk_test.h"
#include "engine/inspect/h323_messages_test.h"
#include "engine/map_fixture_test.h"

/* SETUP with a calling number 551 (types in two octets) and a called one 911 (in one). */
#define NUMBERS                                                                                    \
    "03000093080200010504038090a52805616c6963656c0521813535317004813931"                           \
    "3131a17e006d0520b8060008914a00040240040061"                                                   \
    "006c0069006300650180888422c0b5000012035465737402312e3000010180888500c633640706b8"             \
    "00000102030405060708090a0b0c0d0e0f00450c07000a0101059c40110000010203040506070809"             \
    "0a0b0c0d0e0f0100010002800180"

static const struct {
    enum map_setting setting; /* a match with `drop-connection`, or `call-party-numbers` */
    bool negated;
    const char *expression, *setup;
    bool passes;
} cases[] = {
    { MAP_MATCH_CALLED_PARTY, false, "^911$", NUMBERS, true }, /* `$` stands for itself */
    { MAP_MATCH_CALLED_PARTY, false, "^911", NUMBERS, false },
    { MAP_MATCH_CALLED_PARTY, true, "^911", NUMBERS, true },
    { MAP_MATCH_CALLED_PARTY, true, "^112", NUMBERS, false },
    { MAP_MATCH_CALLED_PARTY, false, ".", SETUP, true }, /* none is said */
    { MAP_MATCH_CALLED_PARTY, true, "^112", SETUP, true },
    { MAP_MATCH_CALLING_PARTY, false, "^551", NUMBERS, false },
    { MAP_MATCH_CALLING_PARTY, false, "911", NUMBERS, true },
    { MAP_MATCH_H323_MEDIA, false, "", NUMBERS, true }, /* no channel is opened */
    { MAP_MATCH_H323_MEDIA, true, "", NUMBERS, true },
    { MAP_H323_CALL_PARTY_NUMBERS, false, "", NUMBERS, true },
    { MAP_H323_CALL_PARTY_NUMBERS, false, "", SETUP, false },
};

START_TEST(a_setup)
{
    static struct talk talk;
    for (unsigned way = 0; way < TALK_WAYS; way++) {
        talk_start_with(&talk, OS_7_2, TALK_PLAIN, INSPECT_H323_H225, IP_TCP, 1720);
        talk.way = (enum talk_way)way;
        struct inspect_map *map = map_make(&talk, MAP_PROTOCOL_H323, "calls");
        const struct map_value value = { .setting = (uint16_t)cases[_i].setting,
                                         .negated = cases[_i].negated,
                                         REGEX("number") };
        map_add_regex(&talk, "number", cases[_i].expression);
        if (cases[_i].setting == MAP_H323_CALL_PARTY_NUMBERS)
            map_add_value(&talk, &map->values, value);
        else
            map_add_match(&talk, map, value, MAP_DO_DROP_CONNECTION, false);
        bench_start(talk.bench);
        talk_open(&talk);
        says(&talk, SIDE_INITIATOR, message_of(cases[_i].setup));
        if (cases[_i].passes)
            hears(&talk, SIDE_RESPONDER, message_of(cases[_i].setup));
        ck_assert_int_eq(talk.refused == 0, cases[_i].passes);
        talk_end(&talk);
    }
}
END_TEST

/* --- what is opened --------------------------------------------------------------------------- */

enum { AUDIO = 1, DATA = 2, VIDEO = 3 };

static struct inspect_map *
start(struct talk *talk, enum os_version version)
{
    talk_start_with(talk, version, TALK_PLAIN, INSPECT_H323_H225, IP_TCP, 1720);
    return map_make(talk, MAP_PROTOCOL_H323, "calls");
}

static void
open_talk(struct talk *talk)
{
    bench_start(talk->bench);
    talk_open(talk);
    quiet(talk->bench);
}

/* Fast start and a tunnelled OpenLogicalChannel are of audio. */
START_TEST(media)
{
    static struct talk talk;
    static const struct {
        uint8_t choice;
        bool negated, passes;
    } kinds[] = {
        { AUDIO, false, false }, { VIDEO, false, true }, { DATA, false, true },
        { AUDIO, true, true },   { VIDEO, true, false }, { DATA, true, false },
    };
    for (size_t i = 0; i < 2 * ARRAY_LENGTH(kinds); i++) {
        bool is_tunnelled = i % 2 == 1;
        struct inspect_map *map = start(&talk, OS_8_0);
        map_add_match(&talk, map,
                      (struct map_value){ .setting = MAP_MATCH_H323_MEDIA,
                                          .choices = { kinds[i / 2].choice },
                                          .negated = kinds[i / 2].negated },
                      MAP_DO_DROP_CONNECTION, false);
        open_talk(&talk);
        says(&talk, SIDE_INITIATOR, message_of(is_tunnelled ? SETUP : SETUP_FAST));
        if (is_tunnelled)
            says(&talk, SIDE_INITIATOR, message_of(TUNNELLED));
        ck_assert_int_eq(talk.refused == 0, kinds[i / 2].passes);
        talk_end(&talk);
    }
}
END_TEST

/* MESSAGE, a Setup, with 911 as the called number. */
static struct message
calling_911(struct message message)
{
    static const uint8_t element[] = { 0x70, 0x04, 0x81, '9', '1', '1' };
    size_t at = 0;
    while (message.bytes[at] != 0x7e)
        ck_assert_uint_lt(++at, message.length);
    memmove(message.bytes + at + sizeof(element), message.bytes + at, message.length - at);
    memcpy(message.bytes + at, element, sizeof(element));
    message.length += sizeof(element);
    message.bytes[3] = (uint8_t)message.length;
    return message;
}

/* A class that looks at who is called and at what is opened: a Setup says both. */
START_TEST(media_and_number)
{
    static struct talk talk;
    for (unsigned other = 0; other < 2; other++) {
        struct inspect_map *map = start(&talk, OS_8_0);
        struct class_map *class = config_class_map_make(talk.bench->config, "both");
        static const char name[] = "both";
        ck_assert_ptr_nonnull(class);
        class->exists = true;
        class->type = CLASS_MAP_INSPECT;
        class->inspect = arena_zalloc(talk.bench->config->arena, sizeof(*class->inspect));
        ck_assert_ptr_nonnull(class->inspect);
        map_add_regex(&talk, "number", other ? "^112" : "^911");
        (void)map_add_rule(
            &talk, class->inspect,
            (struct map_value){ .setting = MAP_MATCH_CALLED_PARTY, REGEX("number") });
        (void)map_add_rule(
            &talk, class->inspect,
            (struct map_value){ .setting = MAP_MATCH_H323_MEDIA, .choices = { AUDIO } });
        map_add_match(&talk, map, (struct map_value){ .setting = MAP_CLASS, .texts = { name } },
                      MAP_DO_DROP_CONNECTION, false);
        open_talk(&talk);
        says(&talk, SIDE_INITIATOR, calling_911(message_of(SETUP)));
        ck_assert_uint_eq(talk.refused, 0);
        says(&talk, SIDE_INITIATOR, calling_911(message_of(SETUP_FAST)));
        ck_assert_int_eq(talk.refused == 0, other == 1);
        talk_end(&talk);
    }
}
END_TEST

/* enforce-payloadtype: the answer to OpenLogicalChannel says where, the question had said what. */
START_TEST(rtp_of_an_answer)
{
    static struct talk talk;
    static const struct {
        const char *opens, *answer;
        const char *to;
        bool audio, video; /* passes */
    } answers[] = {
        { OPEN, ACK, "24576", true, false },
        { NULL, ACK, "24576", true, true }, /* nobody has opened it, so it may be anything */
    };
    for (size_t i = 0; i < ARRAY_LENGTH(answers); i++) {
        struct inspect_map *map = start(&talk, OS_8_0);
        map_add_value(&talk, &map->values,
                      (struct map_value){ .setting = MAP_RTP_CONFORMANCE, .flags = { true } });
        open_talk(&talk);
        says(&talk, SIDE_INITIATOR, message_of(SETUP));
        says(&talk, SIDE_RESPONDER, message_of(ALERTING_H245));
        talk_on(&talk, 6000);
        if (answers[i].opens != NULL)
            says(&talk, SIDE_RESPONDER, message_of(answers[i].opens));
        says(&talk, SIDE_INITIATOR, message_of(answers[i].answer));
        ck_assert_uint_eq(talk.refused, 0);
        static const char format[] = "outside udp 198.51.100.7:9000 > 10.1.1.5:%s data "
                                     "\"\\x80\\x%02x\\x00\\x01\\x00\\x00\\x00\\x01"
                                     "\\x01\\x02\\x03\\x04\"";
        char packet[160];
        snprintf(packet, sizeof(packet), format, answers[i].to, 0); /* PCMU */
        ck_assert_int_eq(send_packet(talk.bench, packet) == VERDICT_PASSED, answers[i].audio);
        snprintf(packet, sizeof(packet), format, answers[i].to, 31); /* H.261 */
        ck_assert_int_eq(send_packet(talk.bench, packet) == VERDICT_PASSED, answers[i].video);
        talk_end(&talk);
    }
}
END_TEST

/* H.245 on a conn of its own is asked by the map of the line that announced it. */
START_TEST(media_of_another_conn)
{
    static struct talk talk;
    for (uint8_t choice = AUDIO; choice <= VIDEO; choice++) {
        struct inspect_map *map = start(&talk, OS_8_0);
        map_add_match(&talk, map,
                      (struct map_value){ .setting = MAP_MATCH_H323_MEDIA, .choices = { choice } },
                      MAP_DO_DROP_CONNECTION, false);
        open_talk(&talk);
        says(&talk, SIDE_INITIATOR, message_of(SETUP));
        says(&talk, SIDE_RESPONDER, message_of(ALERTING_H245));
        talk_on(&talk, 6000);
        says(&talk, SIDE_INITIATOR, message_of(OPEN_VIDEO));
        ck_assert_int_eq(talk.refused == 0, choice != VIDEO);
        talk_end(&talk);
    }
}
END_TEST

/* rtp-conformance of what H.245 opens: fast start names RTP and RTCP of the caller. */
START_TEST(rtp)
{
    static struct talk talk;
    for (unsigned checked = 0; checked < 2; checked++) {
        struct inspect_map *map = start(&talk, OS_8_0);
        if (checked == 1)
            map_add_value(&talk, &map->values,
                          (struct map_value){ .setting = MAP_RTP_CONFORMANCE });
        open_talk(&talk);
        says(&talk, SIDE_INITIATOR, message_of(SETUP_FAST));
        static const char *const bad[] = {
            "outside udp 198.51.100.7:9000 > 10.1.1.5:24576 data \"hello\"",
            "outside udp 198.51.100.7:9001 > 10.1.1.5:24577 data \"hello\"",
        };
        for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
            ck_assert_int_eq(send_packet(talk.bench, bad[i]),
                             checked ? VERDICT_DENIED : VERDICT_PASSED);
        map_expect_lines(
            &talk, "431",
            checked
                ? "431001: RTP conformance: Dropping RTP packet from outside:198.51.100.7/9000 to "
                  "inside:10.1.1.5/24576, Drop reason: Invalid packet length 5\n"
                  "431002: RTCP conformance: Dropping RTCP packet from outside:198.51.100.7/9001 "
                  "to inside:10.1.1.5/24577, Drop reason: Invalid packet length 5\n"
                : "");
        talk_end(&talk);
    }
}
END_TEST

START_TEST(tunnel)
{
    static struct talk talk;
    static const struct {
        enum map_action action;
        bool passes;
    } actions[] = {
        { MAP_ACTION_DROP_CONNECTION, false },
        { MAP_ACTION_RESET, false },
        { MAP_ACTION_LOG, true },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(actions); i++) {
        struct inspect_map *map = start(&talk, OS_8_0);
        map_add_value(&talk, &map->values,
                      (struct map_value){ .setting = MAP_H323_TUNNEL_BLOCK,
                                          .action = (uint8_t)actions[i].action });
        open_talk(&talk);
        says(&talk, SIDE_INITIATOR, message_of(SETUP)); /* offers one */
        ck_assert_uint_eq(talk.refused, 0);
        says(&talk, SIDE_INITIATOR, message_of(TUNNELLED));
        ck_assert_int_eq(talk.refused == 0, actions[i].passes);
        map_expect_lines(&talk, "405",
                         actions[i].passes
                             ? ""
                             : "405107: H245 Tunnel is detected and connection dropped from "
                               "10.1.1.5/40000 to 198.51.100.7/1720 h245-tunnel-block\n");
        talk_end(&talk);
    }
}
END_TEST

/* state-checking ras: an AdmissionConfirm that nobody asked for does not pass; it is told in any
 * case. */
START_TEST(unasked_confirm)
{
    static struct talk talk;
    for (uint8_t choice = 0; choice <= 2; choice++) {
        talk_start_with(&talk, OS_8_0, TALK_PLAIN, INSPECT_H323_RAS, IP_UDP, 1719);
        struct inspect_map *map = map_make(&talk, MAP_PROTOCOL_H323, "calls");
        if (choice > 0)
            map_add_value(
                &talk, &map->values,
                (struct map_value){ .setting = MAP_H323_STATE_CHECKING, .choices = { choice } });
        bench_start(talk.bench);
        says(&talk, SIDE_INITIATOR, message_of(RRQ));
        says(&talk, SIDE_RESPONDER, message_of(ACF));
        ck_assert_int_eq(talk.refused == 0, choice != 2);
        map_expect_lines(&talk, "405",
                         "405105: H323 RAS message AdmissionConfirm received from "
                         "198.51.100.7/1719 to 10.1.1.5/40000 without an AdmissionRequest\n");
        says(&talk, SIDE_INITIATOR, message_of(ARQ));
        says(&talk, SIDE_RESPONDER, message_of(ACF));
        ck_assert_int_eq(talk.refused == 0, choice != 2);
        map_expect_lines(&talk, "405", "");
        talk_end(&talk);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("h323 maps");
    TCase *tcase = tcase_create("h323 maps");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_setup, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(tcase, media);
    tcase_add_test(tcase, media_and_number);
    tcase_add_test(tcase, media_of_another_conn);
    tcase_add_test(tcase, rtp);
    tcase_add_test(tcase, rtp_of_an_answer);
    tcase_add_test(tcase, tunnel);
    tcase_add_test(tcase, unasked_confirm);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
