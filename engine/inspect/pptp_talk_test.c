/*
 * pptp_talk_test.c: PPTP's control messages through the whole engine: in whatever segments they
 * come, the other end reads the same and the same GRE passes; damaged ones harm nobody.
 */
#include "engine/talk_test.h"

#define PORT 1723

/* Control messages (RFC 2637 2): length, type and the words behind the reserved one. */
static size_t
message(uint8_t *bytes, size_t length, uint8_t type, uint16_t first, uint16_t second,
        uint16_t third)
{
    struct writing writing = { .bytes = bytes };
    memset(bytes, 0, length);
    put_number(&writing, length, 2);
    put_number(&writing, 1, 2);
    put_number(&writing, 0x1a2b3c4d, 4);
    put_number(&writing, type, 2);
    put_number(&writing, 0, 2);
    put_number(&writing, first, 2);
    put_number(&writing, second, 2);
    put_number(&writing, third, 2);
    return length;
}

enum { START_REQUEST = 1, START_REPLY, CALL_REQUEST = 7, CALL_REPLY };

#define LONGEST 168

static struct {
    uint8_t bytes[LONGEST];
    size_t length;
} request, reply, call, answer, call_there, answer_there;

/* The client is behind PAT: it has call 7, which the server knows by another number. */
static void
make_messages(uint16_t mapped)
{
    request.length = message(request.bytes, 156, START_REQUEST, 0x0100, 0, 0);
    reply.length = message(reply.bytes, 156, START_REPLY, 0x0100, 0x0100, 0);
    call.length = message(call.bytes, 168, CALL_REQUEST, 7, 1, 0);
    call_there.length = message(call_there.bytes, 168, CALL_REQUEST, mapped, 1, 0);
    answer.length = message(answer.bytes, 32, CALL_REPLY, 9, mapped, 0x0100);
    answer_there.length = message(answer_there.bytes, 32, CALL_REPLY, 9, 7, 0x0100);
}

static uint16_t
mapped_call(enum talk_nat nat)
{
    return nat == TALK_PAT ? 1024 : 7;
}

static void
script(struct talk *talk)
{
    const char *gre = talk->nat == TALK_PAT
                          ? "outside gre 198.51.100.7 > 192.0.2.9 call 1024 len 40"
                          : "outside gre 198.51.100.7 > 192.0.2.5 call 7 len 40";
    make_messages(mapped_call(talk->nat));
    talk_send(talk, SIDE_INITIATOR, request.bytes, request.length);
    talk_heard_bytes(talk, SIDE_RESPONDER, request.bytes, request.length);
    talk_send(talk, SIDE_RESPONDER, reply.bytes, reply.length);
    talk_heard_bytes(talk, SIDE_INITIATOR, reply.bytes, reply.length);
    talk_send(talk, SIDE_INITIATOR, call.bytes, call.length);
    talk_heard_bytes(talk, SIDE_RESPONDER, call_there.bytes, call_there.length);
    expect_denied(talk->bench, gre);
    talk_send(talk, SIDE_RESPONDER, answer.bytes, answer.length);
    talk_heard_bytes(talk, SIDE_INITIATOR, answer_there.bytes, answer_there.length);
    ck_assert_uint_eq(talk->refused, 0);
    expect_passed(talk->bench, gre);
}

START_TEST(in_any_segments)
{
    talk_in_all_ways(_i == 0 ? OS_6_3 : OS_8_0, TALK_PAT, INSPECT_PPTP, PORT, script);
    talk_in_all_ways(_i == 0 ? OS_6_3 : OS_8_0, TALK_STATIC, INSPECT_PPTP, PORT, script);
}
END_TEST

START_TEST(damaged)
{
    make_messages(mapped_call(TALK_PAT));
    const struct talk_message messages[] = {
        { SIDE_INITIATOR, request.bytes, request.length },
        { SIDE_RESPONDER, reply.bytes, reply.length },
        { SIDE_INITIATOR, call.bytes, call.length },
        { SIDE_RESPONDER, answer.bytes, answer.length },
    };
    talk_damaged(OS_8_0, TALK_PAT, INSPECT_PPTP, IP_TCP, PORT, messages, ARRAY_LENGTH(messages));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("pptp talk");
    TCase *tcase = tcase_create("pptp talk");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, in_any_segments, 0, 2);
    tcase_add_test(tcase, damaged);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
