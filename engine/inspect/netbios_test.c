/*
 * netbios_test.c: a host's own address in name service and datagrams, as others know it.
 * engine.md 6.2 [A]; behind PAT [B] the 6.3 guide's table.
 */
#include "engine/map_fixture_test.h"

/* A registration (RFC 1002 4.2.2): the question, and a record with flags and the address at 62. */
static const uint8_t registration[] = {
    0x12, 0x34, 0x29, 0x10, 0,    1,    0,   0,    0,   0,   0,   1, /* header */
    0x20, 'E',  'G',  'F',  'C',  'E',  'F', 'E',  'E', 'C', 'A', 'C',
    'A',  'C',  'A',  'C',  'A',  'C',  'A', 'C',  'A', 'C', 'A', 'C',
    'A',  'C',  'A',  'C',  'A',  'C',  'A', 'A',  'A', 0, /* FRED */
    0,    0x20, 0,    1,    0xc0, 0x0c, 0,   0x20, 0,   1,   0,   4,
    0x93, 0xe0, 0,    6,    0x60, 0,    10,  1,    1,   5,
};
#define REGISTERED (sizeof(registration) - 4)

/* A direct datagram (4.4.1): type, flags, id, address at 4, port at 8, length, offset, names. */
static const uint8_t datagram[] = {
    0x11, 0x02, 0, 7, 10, 1, 1, 5, 0, 138, 0, 8, 0, 0, 'n', 'a', 'm', 'e', 's', 0, 0, 0,
};

static struct talk talk;

static void
set_address(uint8_t *bytes, const char *address)
{
    struct writing writing = { .bytes = bytes };
    put_number(&writing, ip_of(address), 4);
}

static void
start(enum os_version version, enum talk_nat nat, uint16_t port)
{
    talk_start_with(&talk, version, nat, INSPECT_NETBIOS, IP_UDP, port);
    talk.ends[0].port = port; /* from port to port: `match default-inspection-traffic` */
    bench_start(talk.bench);
}

/* The sender's own address, on the wire of the others. */
static const struct {
    enum talk_nat nat;
    const char *known_as;
} nats[] = { { TALK_PLAIN, INSIDE_HOST },
             { TALK_STATIC, STATIC_ADDRESS },
             { TALK_PAT, PAT_ADDRESS } };

START_TEST(names_going_out)
{
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_7_0, OS_8_0 };
    uint8_t expected[sizeof(registration)];
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        start(versions[i], nats[_i].nat, 137);
        talk_send(&talk, SIDE_INITIATOR, registration, sizeof(registration));
        memcpy(expected, registration, sizeof(expected));
        set_address(expected + REGISTERED, nats[_i].known_as);
        talk_heard_bytes(&talk, SIDE_RESPONDER, expected, sizeof(expected));
        talk_end(&talk);
    }
}
END_TEST

/* Other hosts' addresses stay, and so does what comes in. */
START_TEST(names_left_alone)
{
    uint8_t message[sizeof(registration)];
    memcpy(message, registration, sizeof(message));
    start(OS_8_0, TALK_STATIC, 137);
    set_address(message + REGISTERED, "10.1.1.6");
    talk_send(&talk, SIDE_INITIATOR, message, sizeof(message));
    talk_heard_bytes(&talk, SIDE_RESPONDER, message, sizeof(message));
    set_address(message + REGISTERED, OUTSIDE_HOST);
    talk_send(&talk, SIDE_RESPONDER, message, sizeof(message));
    talk_heard_bytes(&talk, SIDE_INITIATOR, message, sizeof(message));
    talk_end(&talk);
    /* nor is anything changed without the inspection */
    talk_start_with(&talk, OS_8_0, TALK_STATIC, INSPECT_TFTP, IP_UDP, 137);
    talk.ends[0].port = 137;
    bench_start(talk.bench);
    talk_send(&talk, SIDE_INITIATOR, registration, sizeof(registration));
    talk_heard_bytes(&talk, SIDE_RESPONDER, registration, sizeof(registration));
    talk_end(&talk);
}
END_TEST

/* A host inside that is asked from outside. */
START_TEST(names_in_answers)
{
    uint8_t expected[sizeof(registration)];
    start(OS_8_0, TALK_INWARD, 137);
    talk_send(&talk, SIDE_INITIATOR, registration, sizeof(registration));
    talk_send(&talk, SIDE_RESPONDER, registration, sizeof(registration));
    memcpy(expected, registration, sizeof(expected));
    set_address(expected + REGISTERED, STATIC_ADDRESS);
    talk_heard_bytes(&talk, SIDE_INITIATOR, expected, sizeof(expected));
    talk_end(&talk);
}
END_TEST

START_TEST(datagrams_going_out)
{
    uint8_t expected[sizeof(datagram)];
    start(OS_8_0, nats[_i].nat, 138);
    talk_send(&talk, SIDE_INITIATOR, datagram, sizeof(datagram));
    memcpy(expected, datagram, sizeof(expected));
    set_address(expected + 4, nats[_i].known_as);
    uint16_t port = talk.ends[SIDE_RESPONDER].peer_port;
    ck_assert(nats[_i].nat == TALK_PAT ? port != 138 : port == 138);
    expected[8] = (uint8_t)(port >> 8);
    expected[9] = (uint8_t)port;
    talk_heard_bytes(&talk, SIDE_RESPONDER, expected, sizeof(expected));
    /* a type that has no such head */
    uint8_t other[sizeof(datagram)];
    memcpy(other, datagram, sizeof(other));
    other[0] = 0x17;
    talk_send(&talk, SIDE_INITIATOR, other, sizeof(other));
    talk_heard_bytes(&talk, SIDE_RESPONDER, other, sizeof(other));
    talk_end(&talk);
}
END_TEST

/* 6.x has it without a line. */
START_TEST(built_in)
{
    uint8_t expected[sizeof(datagram)];
    talk_start_with(&talk, (enum os_version)_i, TALK_STATIC, INSPECT_NETBIOS, IP_UDP, 138);
    talk.bench->config->fixup_count = 0;
    bench_start(talk.bench);
    talk_send(&talk, SIDE_INITIATOR, datagram, sizeof(datagram));
    memcpy(expected, datagram, sizeof(expected));
    set_address(expected + 4, STATIC_ADDRESS);
    talk_heard_bytes(&talk, SIDE_RESPONDER, expected, sizeof(expected));
    talk_end(&talk);
}
END_TEST

START_TEST(damaged)
{
    const struct talk_message names[] = { { SIDE_INITIATOR, registration, sizeof(registration) } };
    const struct talk_message datagrams[] = { { SIDE_INITIATOR, datagram, sizeof(datagram) } };
    talk_damaged(OS_6_3, TALK_STATIC, INSPECT_NETBIOS, IP_UDP, 137, names, 1);
    talk_damaged(OS_6_3, TALK_PAT, INSPECT_NETBIOS, IP_UDP, 138, datagrams, 1);
}
END_TEST

/* --- maps ------------------------------------------------------------------------------------- */

#define WHERE(port) " from inside:10.1.1.5/" port " to outside:198.51.100.7/" port "\n"

/* LENGTH bytes of the registration or of the datagram. */
static const struct {
    bool is_datagram;
    size_t length;
    enum map_action action;
    bool log;
    const char *line;
    bool passes;
} forms[] = {
    { false, sizeof(registration), MAP_ACTION_DROP, true, "", true },
    { false, sizeof(registration) - 1, MAP_ACTION_DROP, true,
      "423001: Dropped invalid NBNS packet with short record" WHERE("137"), false },
    { false, 11, MAP_ACTION_LOG, false,
      "423001: Allowed invalid NBNS packet with short header" WHERE("137"), true },
    { false, 11, MAP_ACTION_DROP, false, "", false },
    { true, sizeof(datagram), MAP_ACTION_DROP, true, "", true },
    { true, 9, MAP_ACTION_DROP, true,
      "423003: Dropped invalid NBDGM packet with short header" WHERE("138"), false },
};

START_TEST(what_is_no_netbios)
{
    uint16_t port = forms[_i].is_datagram ? 138 : 137;
    talk_start_with(&talk, OS_7_2, TALK_STATIC, INSPECT_NETBIOS, IP_UDP, port);
    talk.ends[0].port = port;
    map_add_value(&talk, &map_make(&talk, MAP_PROTOCOL_NETBIOS, "names")->values,
                  (struct map_value){ .setting = MAP_NETBIOS_PROTOCOL_VIOLATION,
                                      .action = (uint8_t)forms[_i].action,
                                      .log = forms[_i].log });
    bench_start(talk.bench);
    talk_send(&talk, SIDE_INITIATOR, forms[_i].is_datagram ? datagram : registration,
              forms[_i].length);
    ck_assert_int_eq(talk.refused == 0, forms[_i].passes);
    map_expect_lines(&talk, "423", forms[_i].line);
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("netbios");
    TCase *tcase = tcase_create("netbios");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, names_going_out, 0, (int)ARRAY_LENGTH(nats));
    tcase_add_test(tcase, names_left_alone);
    tcase_add_test(tcase, names_in_answers);
    tcase_add_loop_test(tcase, datagrams_going_out, 0, (int)ARRAY_LENGTH(nats));
    tcase_add_loop_test(tcase, built_in, OS_6_2, OS_6_3 + 1);
    tcase_add_test(tcase, damaged);
    tcase_add_loop_test(tcase, what_is_no_netbios, 0, (int)ARRAY_LENGTH(forms));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
