/*
 * dcerpc_test.c: a client and an endpoint mapper through the whole engine. The messages were made
 * field by field from C706 and tshark 4 reads in them what is said here: the mapper is asked for a
 * service, which is at 198.51.100.7, port 49152; ANSWER_TWO names port 49153 without an address and
 * one of HTTP, 593, besides.
 */
#include "engine/inspect/dcerpc.h"

#include "engine/binary_talk_test.h"

#define PORT 135

#define BIND                                                                                       \
    "05000b03100000004800000001000000d016d0160000000001000000000001000883afe11f5dc911"             \
    "91a408002b14a0fa03000000045d888aeb1cc9119fe808002b10486002000000"
#define BIND_OTHER                                                                                 \
    "05000b03100000004800000001000000d016d016000000000100000000000100785634123412cdab"             \
    "ef000123456789ab03000000045d888aeb1cc9119fe808002b10486002000000"
#define MAP                                                                                        \
    "05000003100000009c00000002000000840000000000030001000000000000000000000000000000"             \
    "00000000020000004b0000004b000000050013000d785634123412cdabef000123456789ab010002"             \
    "00000013000d045d888aeb1cc9119fe808002b10486002000200000001000b020000000100070200"             \
    "008701000904000000000000000000000000000000000000000000000000000004000000"
#define LOOKUP                                                                                     \
    "05000003100000009c00000002000000840000000000020001000000000000000000000000000000"             \
    "00000000020000004b0000004b000000050013000d785634123412cdabef000123456789ab010002"             \
    "00000013000d045d888aeb1cc9119fe808002b10486002000200000001000b020000000100070200"             \
    "008701000904000000000000000000000000000000000000000000000000000004000000"
#define ANSWER                                                                                     \
    "05000203100000009800000002000000800000000000000000000000000000000000000000000000"             \
    "0000000001000000040000000000000001000000030000004b0000004b000000050013000d785634"             \
    "123412cdabef000123456789ab01000200000013000d045d888aeb1cc9119fe808002b1048600200"             \
    "0200000001000b020000000100070200c0000100090400c63364070000000000"
#define ANSWER_TWO                                                                                 \
    "05000203100000004801000002000000300100000000000000000000000000000000000000000000"             \
    "00000000030000000400000000000000030000000300000004000000050000004b0000004b000000"             \
    "050013000d785634123412cdabef000123456789ab01000200000013000d045d888aeb1cc9119fe8"             \
    "08002b10486002000200000001000b020000000100070200c0000100090400c6336407004b000000"             \
    "4b000000050013000d785634123412cdabef000123456789ab01000200000013000d045d888aeb1c"             \
    "c9119fe808002b10486002000200000001000b020000000100070200c00101000904000000000000"             \
    "4b0000004b000000050013000d785634123412cdabef000123456789ab01000200000013000d045d"             \
    "888aeb1cc9119fe808002b10486002000200000001000b0200000001001f020002510100090400c6"             \
    "3364070000000000"
#define ANSWER_PART                                                                                \
    "05000201100000009800000002000000800000000000000000000000000000000000000000000000"             \
    "0000000001000000040000000000000001000000030000004b0000004b000000050013000d785634"             \
    "123412cdabef000123456789ab01000200000013000d045d888aeb1cc9119fe808002b1048600200"             \
    "0200000001000b020000000100070200c0000100090400c63364070000000000"
#define BIND_BIG                                                                                   \
    "05000b0300000000004800000000000116d016d0000000000100000000000100e1af83085d1f11c9"             \
    "91a408002b14a0fa000000038a885d041ceb11c99fe808002b10486000000002"
#define MAP_BIG                                                                                    \
    "0500000300000000009c000000000002000000840000000300000001000000000000000000000000"             \
    "00000000000000020000004b0000004b050013000d785634123412cdabef000123456789ab010002"             \
    "00000013000d045d888aeb1cc9119fe808002b10486002000200000001000b020000000100070200"             \
    "008701000904000000000000000000000000000000000000000000000000000000000004"
#define ANSWER_BIG                                                                                 \
    "05000203000000000098000000000002000000800000000000000000000000000000000000000000"             \
    "0000000000000001000000040000000000000001000000030000004b0000004b050013000d785634"             \
    "123412cdabef000123456789ab01000200000013000d045d888aeb1cc9119fe808002b1048600200"             \
    "0200000001000b020000000100070200c0000100090400c63364070000000000"

/* Another server. */
static struct message
at(struct message message, const char *address)
{
    static const uint8_t before[] = { 198, 51, 100, 7 };
    uint32_t value = ip_of(address);
    for (size_t i = 0; i + sizeof(before) <= message.length; i++) {
        struct writing writing = { .bytes = message.bytes + i };
        if (memcmp(message.bytes + i, before, sizeof(before)) == 0)
            put_number(&writing, value, 4);
    }
    return message;
}

/* The server is inside: outside it shows with its mapped address, and may be connected to. */
static void
server_inside(struct talk *talk)
{
    const char *shown = talk->nat == TALK_INWARD ? STATIC_ADDRESS : INSIDE_HOST;
    char syn[96];
    snprintf(syn, sizeof(syn), "outside tcp 198.51.100.7:3000 > %s:49152 S", shown);
    says(talk, SIDE_INITIATOR, message_of(BIND));
    says(talk, SIDE_INITIATOR, message_of(MAP));
    expect_denied(talk->bench, syn);
    says(talk, SIDE_RESPONDER, at(message_of(ANSWER), INSIDE_HOST));
    hears(talk, SIDE_INITIATOR, at(message_of(ANSWER), shown));
    ck_assert_uint_eq(talk->refused, 0);
    expect_passed(talk->bench, syn);
    snprintf(syn, sizeof(syn), "outside tcp 198.51.100.8:3000 > %s:49152 S", shown);
    expect_denied(talk->bench, syn);
}

START_TEST(inward_in_all_ways)
{
    talk_in_all_ways(OS_7_2, TALK_INWARD, INSPECT_DCERPC, PORT, server_inside);
    talk_in_all_ways(OS_8_0, TALK_INWARD_PLAIN, INSPECT_DCERPC, PORT, server_inside);
}
END_TEST

static void
client_inside(struct talk *talk)
{
    static const char *const said[] = { BIND, MAP };
    for (size_t i = 0; i < ARRAY_LENGTH(said); i++) {
        says(talk, SIDE_INITIATOR, message_of(said[i]));
        hears(talk, SIDE_RESPONDER, message_of(said[i]));
    }
    says(talk, SIDE_RESPONDER, message_of(ANSWER_TWO));
    hears(talk, SIDE_INITIATOR, message_of(ANSWER_TWO));
    ck_assert_uint_eq(talk->refused, 0);
}

START_TEST(outward_in_all_ways)
{
    talk_in_all_ways(OS_8_0, (enum talk_nat)_i, INSPECT_DCERPC, PORT, client_inside);
}
END_TEST

/* What a client and a server say, and which ports of the server are open then. */
static const struct opens {
    const char *said[2];
    const char *answer;
    bool first, second;
} opens[] = {
    { { BIND, MAP }, ANSWER, true, false },
    { { BIND, MAP }, ANSWER_TWO, true, true },
    { { BIND_BIG, MAP_BIG }, ANSWER_BIG, true, false },
    { { BIND_OTHER, MAP }, ANSWER, false, false }, /* the operation of another interface */
    { { BIND, LOOKUP }, ANSWER, false, false },    /* another operation */
    { { BIND, MAP }, ANSWER_PART, false, false },
    { { BIND, BIND }, ANSWER, false, false }, /* nobody asked */
};

START_TEST(what_opens)
{
    static struct talk talk;
    const struct opens *row = &opens[_i];
    talk_start(&talk, OS_8_0, TALK_INWARD, INSPECT_DCERPC, IP_TCP, PORT);
    talk_open(&talk);
    says(&talk, SIDE_INITIATOR, message_of(row->said[0]));
    says(&talk, SIDE_INITIATOR, message_of(row->said[1]));
    says(&talk, SIDE_RESPONDER, at(message_of(row->answer), INSIDE_HOST));
    ck_assert_int_eq(send_packet(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:49152 S") ==
                         VERDICT_PASSED,
                     row->first);
    ck_assert_int_eq(send_packet(talk.bench, "outside tcp 198.51.100.7:3001 > 192.0.2.5:49153 S") ==
                         VERDICT_PASSED,
                     row->second);
    expect_denied(talk.bench, "outside tcp 198.51.100.7:3002 > 192.0.2.5:593 S");
    ck_assert_uint_eq(engine_counters(talk.bench->engine).inspect_desyncs[INSPECT_DCERPC], 0);
    talk_end(&talk);
}
END_TEST

/* It waits as long as the map says, also when the client has hung up on the mapper. */
START_TEST(waits)
{
    static const struct {
        uint32_t said, last;
    } rows[] = { { 0, 120 }, { 30, 30 } };
    static struct talk talk;
    for (int late = 0; late < 2; late++) {
        talk_start_with(&talk, OS_8_0, TALK_INWARD, INSPECT_DCERPC, IP_TCP, PORT);
        struct config *config = talk.bench->config;
        struct map_value timeout = { .setting = MAP_DCERPC_PINHOLE_TIMEOUT,
                                     .seconds = { rows[_i].said } };
        struct inspect_map map = { .protocol = MAP_PROTOCOL_DCERPC,
                                   .values = { .items = &timeout, .count = 1 } };
        if (rows[_i].said != 0) {
            struct policy_map *policy = config_policy_map_make(config, "m");
            ck_assert_ptr_nonnull(policy);
            policy->exists = true;
            policy->inspect = &map;
            config_policy_map(config, "global_policy")->classes[0].inspections[0].map = "m";
        }
        bench_start(talk.bench);
        talk_open(&talk);
        says(&talk, SIDE_INITIATOR, message_of(BIND));
        says(&talk, SIDE_INITIATOR, message_of(MAP));
        says(&talk, SIDE_RESPONDER, at(message_of(ANSWER), INSIDE_HOST));
        size_t length = talk_packet(&talk, SIDE_INITIATOR, talk.ends[0].first + talk.ends[0].sent,
                                    TCP_RST | TCP_ACK, NULL, 0);
        talk_pass(&talk, SIDE_INITIATOR, length);
        expect_conns(talk.bench, "");
        at_second(talk.bench, rows[_i].last - 1 + (uint32_t)late);
        const char *syn = "outside tcp 198.51.100.7:3000 > 192.0.2.5:49152 S";
        ck_assert_int_eq(send_packet(talk.bench, syn) == VERDICT_PASSED, late == 0);
        talk_end(&talk);
    }
}
END_TEST

/* One-sided: the answer was seen behind the firewall, with the mapped address. */
START_TEST(seen_behind)
{
    static struct talk talk;
    talk_start(&talk, OS_8_0, TALK_INWARD, INSPECT_DCERPC, IP_TCP, PORT);
    talk_open(&talk);
    says(&talk, SIDE_INITIATOR, message_of(BIND));
    says(&talk, SIDE_INITIATOR, message_of(MAP));
    talk.as_left = true;
    says(&talk, SIDE_RESPONDER, at(message_of(ANSWER), STATIC_ADDRESS));
    talk.as_left = false;
    hears(&talk, SIDE_INITIATOR, at(message_of(ANSWER), STATIC_ADDRESS));
    expect_passed(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:49152 S");
    expect_left(talk.bench, "198.51.100.7:3000 > 10.1.1.5:49152 on inside");
    talk_end(&talk);
}
END_TEST

START_TEST(damaged)
{
    struct message first = message_of(BIND), second = message_of(MAP),
                   third = at(message_of(ANSWER_TWO), INSIDE_HOST);
    const struct talk_message messages[] = { { SIDE_INITIATOR, first.bytes, first.length },
                                             { SIDE_INITIATOR, second.bytes, second.length },
                                             { SIDE_RESPONDER, third.bytes, third.length } };
    talk_damaged(OS_8_0, TALK_INWARD, INSPECT_DCERPC, IP_TCP, PORT, messages,
                 ARRAY_LENGTH(messages));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("dcerpc");
    TCase *tcase = tcase_create("dcerpc");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, inward_in_all_ways);
    tcase_add_loop_test(tcase, outward_in_all_ways, 0, TALK_INWARD);
    tcase_add_loop_test(tcase, what_opens, 0, (int)ARRAY_LENGTH(opens));
    tcase_add_loop_test(tcase, waits, 0, 2);
    tcase_add_test(tcase, seen_behind);
    tcase_add_test(tcase, damaged);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
