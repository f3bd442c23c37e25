/*
 * xdmcp_test.c: who may connect to a display that asked for a session (engine.md 6.2 [B]).
 */
#include "engine/inspect/xdmcp.h"

#include "engine/talk_test.h"

/* Display 2, one connection type, ...: only the front of it is looked at. */
static const uint8_t request[] = { 0, 1, 0, 7, 0, 6, 0, 2, 1, 0, 0, 0 };
static const uint8_t accept[] = { 0, 1, 0, 8, 0, 4, 0, 0, 0, 9 };

static struct talk talk;

static void
negotiate(enum os_version version, enum talk_nat nat, enum inspection_kind kind)
{
    talk_start(&talk, version, nat, kind, IP_UDP, 177);
    talk_send(&talk, SIDE_INITIATOR, request, sizeof(request));
    talk_heard_bytes(&talk, SIDE_RESPONDER, request, sizeof(request));
    talk_send(&talk, SIDE_RESPONDER, accept, sizeof(accept));
    talk_heard_bytes(&talk, SIDE_INITIATOR, accept, sizeof(accept));
}

static const struct {
    enum talk_nat nat;
    const char *client;
    const char *left; /* NULL: it does not pass */
} clients[] = {
    { TALK_PLAIN, "outside tcp 198.51.100.7:3000 > 10.1.1.5:6002 S",
      "198.51.100.7:3000 > 10.1.1.5:6002 on inside" },
    { TALK_STATIC, "outside tcp 198.51.100.7:3000 > 192.0.2.5:6002 S",
      "198.51.100.7:3000 > 10.1.1.5:6002 on inside" },
    { TALK_STATIC, "outside tcp 198.51.100.7:3000 > 192.0.2.5:6000 S", NULL },
    { TALK_STATIC, "outside tcp 198.51.100.8:3000 > 192.0.2.5:6002 S", NULL },
    { TALK_PAT, "outside tcp 198.51.100.7:3000 > 192.0.2.9:6002 S", NULL },
};

START_TEST(clients_connect)
{
    for (enum os_version version = OS_7_0; version <= OS_8_2; version++) {
        negotiate(version, clients[_i].nat, INSPECT_XDMCP);
        if (clients[_i].left == NULL) {
            expect_denied(talk.bench, clients[_i].client);
        } else {
            expect_passed(talk.bench, clients[_i].client);
            expect_left(talk.bench, clients[_i].left);
        }
        talk_end(&talk);
        negotiate(version, clients[_i].nat, INSPECT_KIND_COUNT);
        expect_denied(talk.bench, clients[_i].client);
        talk_end(&talk);
    }
}
END_TEST

/* Several clients of the session, for `timeout udp` [C]. */
START_TEST(several_clients)
{
    negotiate(OS_8_0, TALK_STATIC, INSPECT_XDMCP);
    expect_passed(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:6002 S");
    at_second(talk.bench, 119);
    expect_passed(talk.bench, "outside tcp 198.51.100.7:3001 > 192.0.2.5:6002 S");
    at_second(talk.bench, 121);
    expect_denied(talk.bench, "outside tcp 198.51.100.7:3002 > 192.0.2.5:6002 S");
    talk_end(&talk);
}
END_TEST

static const struct {
    uint8_t request[sizeof(request)];
    enum inspect_side accepts;
} nothings[] = {
    { { 0, 1, 0, 2, 0, 6, 0, 2, 1, 0, 0, 0 }, SIDE_RESPONDER },    /* Query */
    { { 0, 2, 0, 7, 0, 6, 0, 2, 1, 0, 0, 0 }, SIDE_RESPONDER },    /* of version 2 */
    { { 0, 1, 0, 7, 0, 7, 0, 2, 1, 0, 0, 0 }, SIDE_RESPONDER },    /* cut */
    { { 0, 1, 0, 7, 0, 1, 0, 2, 1, 0, 0, 0 }, SIDE_RESPONDER },    /* without a display */
    { { 0, 1, 0, 7, 0, 6, 0xff, 2, 1, 0, 0, 0 }, SIDE_RESPONDER }, /* port 6000 of another kind */
    { { 0, 1, 0, 7, 0, 6, 0, 2, 1, 0, 0, 0 }, SIDE_INITIATOR },    /* accepts itself */
};

START_TEST(announces_nothing)
{
    talk_start(&talk, OS_8_0, TALK_STATIC, INSPECT_XDMCP, IP_UDP, 177);
    talk_send(&talk, SIDE_INITIATOR, nothings[_i].request, sizeof(request));
    talk_send(&talk, nothings[_i].accepts, accept, sizeof(accept));
    expect_denied(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:6002 S");
    ck_assert_uint_eq(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

START_TEST(damaged)
{
    static const struct talk_message messages[] = { { SIDE_INITIATOR, request, sizeof(request) },
                                                    { SIDE_RESPONDER, accept, sizeof(accept) } };
    talk_damaged(OS_8_0, (enum talk_nat)_i, INSPECT_XDMCP, IP_UDP, 177, messages, 2);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("xdmcp");
    TCase *tcase = tcase_create("xdmcp");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, clients_connect, 0, (int)ARRAY_LENGTH(clients));
    tcase_add_test(tcase, several_clients);
    tcase_add_loop_test(tcase, announces_nothing, 0, (int)ARRAY_LENGTH(nothings));
    tcase_add_loop_test(tcase, damaged, 0, TALK_NATS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
