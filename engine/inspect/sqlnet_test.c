/*
 * sqlnet_test.c: where a redirected client of Oracle may connect to, and what it reads (engine.md
 * 6.2 [A] unless marked).
 */
#include "engine/inspect/sqlnet.h"

#include "engine/talk_test.h"

#define CLIENT SIDE_INITIATOR
#define SERVER SIDE_RESPONDER
#define ADDRESS_IN(host, port) "(ADDRESS=(PROTOCOL=tcp)(HOST=" host ")(PORT=" port "))"

enum { CONNECT = 1, ACCEPT = 2, REDIRECT = 5, DATA = 6, RESEND = 11 };

static struct talk talk;
static uint8_t packet[16384];

/* A TNS packet; returns its length. Redirect's own length is there unless LACKS_TEXT. */
static size_t
make(uint8_t type, const char *text, bool lacks_text)
{
    struct writing writing = { .bytes = packet };
    size_t length = strlen(text);
    put_number(&writing, 10 + (lacks_text ? 0 : length), 2);
    put_number(&writing, 0, 2);
    put_number(&writing, type, 1);
    put_number(&writing, 0, 3);
    put_number(&writing, type == REDIRECT && !lacks_text ? length : 0, 2);
    if (!lacks_text) {
        memcpy(packet + writing.length, text, length);
        writing.length += length;
    }
    return writing.length;
}

static void
says(enum inspect_side side, uint8_t type, const char *text)
{
    talk_send(&talk, side, packet, make(type, text, false));
}

static void
hears(enum inspect_side side, uint8_t type, const char *text)
{
    size_t length = make(type, text, false);
    talk_heard_bytes(&talk, side, packet, length);
}

static void
redirect_without_text(void)
{
    size_t length = make(REDIRECT, "", true);
    talk_send(&talk, SERVER, packet, length);
    talk_heard_bytes(&talk, CLIENT, packet, length);
}

static void
start(enum os_version version, enum talk_nat nat)
{
    talk_start(&talk, version, nat, INSPECT_SQLNET, IP_TCP, 1521);
    talk_open(&talk);
    says(CLIENT, CONNECT, "(CONNECT_DATA=(SID=x))");
    hears(SERVER, CONNECT, "(CONNECT_DATA=(SID=x))");
}

static const struct {
    enum talk_nat nat;
    const char *said, *heard;
    const char *client; /* the first packet of the client's second conn */
    const char *left;   /* NULL: it does not pass */
} redirects[] = {
    { TALK_INWARD, ADDRESS_IN("10.1.1.5", "1600"), ADDRESS_IN("192.0.2.5", "1600"),
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1600 S",
      "198.51.100.7:3000 > 10.1.1.5:1600 on inside" },
    { TALK_INWARD_PLAIN, ADDRESS_IN("10.1.1.5", "1600"), ADDRESS_IN("10.1.1.5", "1600"),
      "outside tcp 198.51.100.7:3000 > 10.1.1.5:1600 S",
      "198.51.100.7:3000 > 10.1.1.5:1600 on inside" },
    /* blanks, lower case, and only the client */
    { TALK_INWARD, "( address=( host = 10.1.1.5 )( port = 1600 ))",
      "( address=( host = 192.0.2.5 )( port = 1600 ))",
      "outside tcp 198.51.100.8:3000 > 192.0.2.5:1600 S", NULL },
    /* names, and what is no port, are left as they are */
    { TALK_INWARD, ADDRESS_IN("db.example", "1600"), ADDRESS_IN("db.example", "1600"),
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1600 S", NULL },
    { TALK_INWARD, ADDRESS_IN("10.1.1.5", "66000"), ADDRESS_IN("10.1.1.5", "66000"),
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1600 S", NULL },
    { TALK_INWARD, "(HOST=10.1.1.5)(SID=1600)", "(HOST=10.1.1.5)(SID=1600)",
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1600 S", NULL },
    { TALK_INWARD, "(HOST=10.1.1.5", "(HOST=10.1.1.5",
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1600 S", NULL },
    /* the second of two; a list of them */
    { TALK_INWARD, ADDRESS_IN("db.example", "1599") ADDRESS_IN("10.1.1.5", "1600"),
      ADDRESS_IN("db.example", "1599") ADDRESS_IN("192.0.2.5", "1600"),
      "outside tcp 198.51.100.7:3000 > 192.0.2.5:1600 S",
      "198.51.100.7:3000 > 10.1.1.5:1600 on inside" },
    /* an outside server: by level */
    { TALK_PAT, ADDRESS_IN("198.51.100.7", "1600"), ADDRESS_IN("198.51.100.7", "1600"),
      "inside tcp 10.1.1.5:3000 > 198.51.100.7:1600 S",
      "192.0.2.9:1025 > 198.51.100.7:1600 on outside" },
};

static void
expect_client(size_t row)
{
    if (redirects[row].left == NULL) {
        expect_denied(talk.bench, redirects[row].client);
    } else {
        expect_passed(talk.bench, redirects[row].client);
        expect_left(talk.bench, redirects[row].left);
    }
}

START_TEST(redirected)
{
    for (enum os_version version = OS_6_2; version <= OS_8_2; version++) {
        start(version, redirects[_i].nat);
        says(SERVER, REDIRECT, redirects[_i].said);
        hears(CLIENT, REDIRECT, redirects[_i].heard);
        expect_client((size_t)_i);
        talk_end(&talk);
    }
}
END_TEST

/* The text in the next packet, Redirect or Data. */
START_TEST(text_follows)
{
    static const uint8_t types[] = { REDIRECT, DATA };
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        start(OS_6_3, redirects[_i].nat);
        redirect_without_text();
        says(SERVER, types[i], redirects[_i].said);
        hears(CLIENT, types[i], redirects[_i].heard);
        expect_client((size_t)_i);
        /* Data behind that is none of it */
        says(SERVER, DATA, ADDRESS_IN("10.1.1.5", "1700"));
        hears(CLIENT, DATA, ADDRESS_IN("10.1.1.5", "1700"));
        talk_end(&talk);
    }
}
END_TEST

/* Data by itself, or behind another packet, is not looked at. */
START_TEST(other_data)
{
    static const uint8_t between[] = { ACCEPT, RESEND };
    start(OS_8_0, TALK_INWARD);
    for (size_t i = 0; i < ARRAY_LENGTH(between); i++) {
        redirect_without_text();
        says(SERVER, between[i], "x");
        hears(CLIENT, between[i], "x");
        says(SERVER, DATA, ADDRESS_IN("10.1.1.5", "1600"));
        hears(CLIENT, DATA, ADDRESS_IN("10.1.1.5", "1600"));
    }
    says(CLIENT, REDIRECT, ADDRESS_IN("198.51.100.7", "1600"));
    hears(SERVER, REDIRECT, ADDRESS_IN("198.51.100.7", "1600"));
    expect_denied(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:1600 S");
    talk_end(&talk);
}
END_TEST

START_TEST(not_without)
{
    talk_start(&talk, OS_6_3, redirects[_i].nat, INSPECT_KIND_COUNT, IP_TCP, 1521);
    talk_open(&talk);
    says(SERVER, REDIRECT, redirects[_i].said);
    hears(CLIENT, REDIRECT, redirects[_i].said);
    if (redirects[_i].nat != TALK_PAT)
        expect_denied(talk.bench, redirects[_i].client);
    talk_end(&talk);
}
END_TEST

/* Neither too short nor too long a packet is followed; long data passes without a look. */
START_TEST(odd_lengths)
{
    start(OS_6_3, TALK_INWARD);
    memset(packet, 0, sizeof(packet));
    packet[2] = 9000 >> 8; /* the form with four bytes */
    packet[3] = 9000 & 0xff;
    packet[4] = DATA;
    talk_send(&talk, SERVER, packet, 9000);
    talk_heard_bytes(&talk, CLIENT, packet, 9000);
    says(SERVER, REDIRECT, ADDRESS_IN("10.1.1.5", "1600"));
    hears(CLIENT, REDIRECT, ADDRESS_IN("192.0.2.5", "1600"));
    static const uint8_t cut[] = { 0, 7, 0, 0, DATA, 0, 0, 0 };
    talk_send(&talk, SERVER, cut, sizeof(cut));
    talk_heard_bytes(&talk, CLIENT, cut, sizeof(cut));
    const struct engine_counters counters = engine_counters(talk.bench->engine);
    ck_assert_uint_eq(counters.inspect_desyncs[INSPECT_SQLNET], 1);
    talk_end(&talk);
}
END_TEST

/* A client leaves the listener first, and then connects to where it was sent. */
START_TEST(listener_is_left_first)
{
    start(OS_6_3, TALK_INWARD);
    says(SERVER, REDIRECT, ADDRESS_IN("10.1.1.5", "1600"));
    const struct talk_end *client = &talk.ends[CLIENT];
    talk_pass(&talk, CLIENT,
              talk_packet(&talk, CLIENT, client->first + client->sent, TCP_RST, NULL, 0));
    expect_conns(talk.bench, "");
    expect_passed(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:1600 S");
    expect_denied(talk.bench, "outside tcp 198.51.100.7:3001 > 192.0.2.5:1600 S");
    talk_end(&talk);
}
END_TEST

/* The letter of the second conn (engine.md 2.4 [A]). */
START_TEST(second_conn_is_q)
{
    start(OS_6_3, TALK_INWARD);
    says(SERVER, REDIRECT, ADDRESS_IN("10.1.1.5", "1600"));
    const struct talk_end *client = &talk.ends[CLIENT];
    talk_pass(&talk, CLIENT,
              talk_packet(&talk, CLIENT, client->first + client->sent, TCP_RST, NULL, 0));
    expect_passed(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:1600 S");
    expect_conns(talk.bench, "6 198.51.100.7:3000 10.1.1.5:1600 bytes 0 SaABq\n");
    talk_end(&talk);
}
END_TEST

/* One-sided: what left names the mapped address, and means the real one. */
START_TEST(seen_behind)
{
    start(OS_8_0, TALK_INWARD);
    talk.as_left = true;
    says(SERVER, REDIRECT, ADDRESS_IN("192.0.2.5", "1600"));
    talk.as_left = false;
    hears(CLIENT, REDIRECT, ADDRESS_IN("192.0.2.5", "1600"));
    expect_passed(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:1600 S");
    expect_left(talk.bench, "198.51.100.7:3000 > 10.1.1.5:1600 on inside");
    talk_end(&talk);
}
END_TEST

static void
script(struct talk *in)
{
    uint8_t accepted[] = { 0, 12, 0, 0, ACCEPT, 0, 0, 0, 1, 2, 3, 4 };
    size_t length = make(REDIRECT, ADDRESS_IN("10.1.1.5", "1600"), false);
    talk_send(in, SERVER, packet, length);
    length = make(REDIRECT,
                  in->nat == TALK_INWARD ? ADDRESS_IN("192.0.2.5", "1600")
                                         : ADDRESS_IN("10.1.1.5", "1600"),
                  false);
    talk_heard_bytes(in, CLIENT, packet, length);
    talk_send(in, SERVER, accepted, sizeof(accepted));
    talk_heard_bytes(in, CLIENT, accepted, sizeof(accepted));
    talk_send(in, CLIENT, accepted, sizeof(accepted));
    talk_heard_bytes(in, SERVER, accepted, sizeof(accepted));
    ck_assert_uint_eq(in->refused, 0);
}

START_TEST(in_all_ways)
{
    talk_in_all_ways(OS_6_3, (enum talk_nat)(TALK_INWARD + _i), INSPECT_SQLNET, 1521, script);
    talk_in_all_ways(OS_8_0, (enum talk_nat)(TALK_INWARD + _i), INSPECT_SQLNET, 1521, script);
}
END_TEST

START_TEST(damaged)
{
    static uint8_t first[256];
    size_t length = make(REDIRECT, ADDRESS_IN("10.1.1.5", "1600"), false);
    memcpy(first, packet, length);
    static const uint8_t second[] = { 0, 12, 0, 0, ACCEPT, 0, 0, 0, 1, 2, 3, 4 };
    const struct talk_message messages[] = { { SERVER, first, length },
                                             { SERVER, second, sizeof(second) } };
    talk_damaged(OS_8_0, (enum talk_nat)_i, INSPECT_SQLNET, IP_TCP, 1521, messages, 2);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sqlnet");
    TCase *tcase = tcase_create("sqlnet");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, redirected, 0, (int)ARRAY_LENGTH(redirects));
    tcase_add_loop_test(tcase, text_follows, 0, (int)ARRAY_LENGTH(redirects));
    tcase_add_test(tcase, other_data);
    tcase_add_loop_test(tcase, not_without, 0, (int)ARRAY_LENGTH(redirects));
    tcase_add_test(tcase, odd_lengths);
    tcase_add_test(tcase, listener_is_left_first);
    tcase_add_test(tcase, second_conn_is_q);
    tcase_add_test(tcase, seen_behind);
    tcase_add_loop_test(tcase, in_all_ways, 0, 2);
    tcase_add_loop_test(tcase, damaged, 0, TALK_NATS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
