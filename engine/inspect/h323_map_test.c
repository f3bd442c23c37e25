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
    { MAP_MATCH_H323_MEDIA, false, "", NUMBERS, true },
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

int
main(void)
{
    Suite *suite = suite_create("h323 maps");
    TCase *tcase = tcase_create("h323 maps");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_setup, 0, (int)ARRAY_LENGTH(cases));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
