/*
 * talk_self_test.c: the talk itself, on an inspection that is there: PPTP's echo, which nothing
 * changes, cut in every way.
 */
#include "engine/talk_test.h"

static const uint8_t echo[16] = { 0, 16, 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, 0, 5, 0, 0, 0, 0, 0, 7 };

static void
echoes(struct talk *talk)
{
    for (int i = 0; i < 3; i++) {
        talk_send(talk, SIDE_INITIATOR, echo, sizeof(echo));
        talk_heard_bytes(talk, SIDE_RESPONDER, echo, sizeof(echo));
        talk_send(talk, SIDE_RESPONDER, echo, sizeof(echo));
        talk_heard_bytes(talk, SIDE_INITIATOR, echo, sizeof(echo));
    }
    ck_assert_uint_eq(talk->refused, 0);
}

START_TEST(echo_in_all_ways)
{
    talk_in_all_ways(OS_6_3, (enum talk_nat)_i, INSPECT_PPTP, 1723, echoes);
    talk_in_all_ways(OS_8_0, (enum talk_nat)_i, INSPECT_PPTP, 1723, echoes);
}
END_TEST

START_TEST(damaged_echo)
{
    static const struct talk_message messages[] = { { SIDE_INITIATOR, echo, sizeof(echo) },
                                                    { SIDE_RESPONDER, echo, sizeof(echo) } };
    talk_damaged(OS_7_2, (enum talk_nat)_i, INSPECT_PPTP, IP_TCP, 1723, messages,
                 ARRAY_LENGTH(messages));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("talk");
    TCase *tcase = tcase_create("talk");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, echo_in_all_ways, 0, TALK_NATS);
    tcase_add_loop_test(tcase, damaged_echo, 0, TALK_NATS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
