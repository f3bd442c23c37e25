/*
 * sunrpc_test.c: what the portmapper says opens the way for the client that asked (engine.md 6.2
 * [A], and the guides of 6.3 and 7.2).
 */
#include "engine/inspect/sunrpc.h"
#include "engine/talk_test.h"

#define PORT 111
#define NFS 100003

static struct talk talk;

struct made {
    uint8_t bytes[1024];
    size_t length;
};

static void
put(struct made *made, uint32_t value)
{
    struct writing writing = { made->bytes, made->length };
    put_number(&writing, value, 4);
    made->length = writing.length;
}

static void
put_text(struct made *made, const char *text)
{
    size_t length = strlen(text);
    put(made, (uint32_t)length);
    memcpy(made->bytes + made->length, text, length);
    made->length += (length + 3) & ~(size_t)3;
}

static struct made
call_of(uint32_t xid, uint32_t version, uint32_t procedure)
{
    struct made made = { .length = 0 };
    const uint32_t words[] = { xid, 0, 2, 100000, version, procedure, 1, 8, 0, 0, 0, 0 };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        put(&made, words[i]); /* with eight bytes of AUTH_UNIX */
    put(&made, NFS);
    put(&made, 3);
    put(&made, IP_UDP);
    put(&made, 0);
    return made;
}

static struct made
reply_to(uint32_t xid)
{
    struct made made = { .length = 0 };
    const uint32_t words[] = { xid, 1, 0, 0, 0, 0 };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        put(&made, words[i]);
    return made;
}

/* As a record of TCP. */
static struct made
marked(struct made made)
{
    struct made record = { .length = 0 };
    put(&record, 0x80000000U | (uint32_t)made.length);
    memcpy(record.bytes + 4, made.bytes, made.length);
    record.length += made.length;
    return record;
}

static void
say(enum inspect_side side, struct made made)
{
    talk_send(&talk, side, made.bytes, made.length);
    ck_assert_int_eq(talk.bench->outcome.verdict, VERDICT_PASSED);
}

static struct made
getport_reply(uint32_t xid, uint32_t port)
{
    struct made made = reply_to(xid);
    put(&made, port);
    return made;
}

/* --- the way in ------------------------------------------------------------------------------- */

#define UDP_IN "outside udp 198.51.100.7:900 > 192.0.2.5:2049 len 4"
#define TCP_IN "outside tcp 198.51.100.7:900 > 192.0.2.5:2049 S"

START_TEST(getport_opens)
{
    talk_start(&talk, (enum os_version)_i, TALK_INWARD, INSPECT_SUNRPC, IP_UDP, PORT);
    say(SIDE_INITIATOR, call_of(1, 2, 3));
    expect_denied(talk.bench, UDP_IN);
    say(SIDE_RESPONDER, getport_reply(1, 2049));
    quiet(talk.bench);
    expect_passed(talk.bench, UDP_IN);
    ck_assert_ptr_nonnull(strstr(talk.bench->log, "302015: Built inbound UDP connection 2 for "
                                                  "outside:198.51.100.7/900 (198.51.100.7/900) to "
                                                  "inside:10.1.1.5/2049 (192.0.2.5/2049)\n"));
    expect_conns(talk.bench, "17 198.51.100.7:40000 10.1.1.5:111 bytes 92 \n"
                             "17 198.51.100.7:900 10.1.1.5:2049 bytes 4 R\n");
    expect_passed(talk.bench, TCP_IN);
    expect_passed(talk.bench, "outside tcp 198.51.100.7:901 > 192.0.2.5:2049 S");
    /* nobody else, and nowhere else */
    expect_denied(talk.bench, "outside udp 198.51.100.8:900 > 192.0.2.5:2049");
    expect_denied(talk.bench, "outside udp 198.51.100.7:900 > 192.0.2.5:2050");
    /* a conn idles by the timer of rpc, and so does the way in (2.6) */
    at_second(talk.bench, 599);
    expect_passed(talk.bench, "outside udp 198.51.100.7:905 > 192.0.2.5:2049");
    quiet(talk.bench);
    at_second(talk.bench, 601);
    expect_denied(talk.bench, "outside udp 198.51.100.7:906 > 192.0.2.5:2049");
    ck_assert_ptr_nonnull(strstr(talk.bench->log, "302016: Teardown UDP connection 2 for "
                                                  "outside:198.51.100.7/900 to "
                                                  "inside:10.1.1.5/2049 duration 0:10:00 bytes 4"));
    talk_end(&talk);
}
END_TEST

START_TEST(closed_without_inspection)
{
    talk_start(&talk, OS_8_0, TALK_INWARD, INSPECT_TFTP, IP_UDP, PORT);
    say(SIDE_INITIATOR, call_of(1, 2, 3));
    say(SIDE_RESPONDER, getport_reply(1, 2049));
    expect_denied(talk.bench, UDP_IN);
    expect_denied(talk.bench, TCP_IN);
    talk_end(&talk);
}
END_TEST

/* 6.x has it without a line. */
START_TEST(built_in)
{
    talk_start_with(&talk, (enum os_version)_i, TALK_INWARD, INSPECT_SUNRPC, IP_UDP, PORT);
    talk.bench->config->fixup_count = 0;
    bench_start(talk.bench);
    say(SIDE_INITIATOR, call_of(1, 2, 3));
    say(SIDE_RESPONDER, getport_reply(1, 2049));
    expect_passed(talk.bench, UDP_IN);
    talk_end(&talk);
}
END_TEST

/* A server outside: 6.x leaves its clients to the rules. */
START_TEST(server_outside)
{
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_7_0, OS_8_0 };
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        talk_start_with(&talk, versions[i], TALK_PAT, INSPECT_SUNRPC, IP_UDP, PORT);
        add_ace(talk.bench, "few", true, IP_UDP, "any", "198.51.100.7:111");
        bind_acl(talk.bench, INSIDE, "few");
        bench_start(talk.bench);
        say(SIDE_INITIATOR, call_of(1, 2, 3));
        say(SIDE_RESPONDER, getport_reply(1, 2049));
        enum verdict verdict = send_packet(talk.bench, "inside tcp 10.1.1.5:900 > "
                                                       "198.51.100.7:2049 S");
        ck_assert_int_eq(verdict, versions[i] < OS_7_0 ? VERDICT_DENIED : VERDICT_PASSED);
        talk_end(&talk);
    }
}
END_TEST

/* --- other replies ---------------------------------------------------------------------------- */

static struct made
text_reply(const char *address)
{
    struct made made = reply_to(1);
    put_text(&made, address);
    return made;
}

static struct made
dump_reply(void)
{
    struct made made = reply_to(1);
    const uint32_t words[] = { 1, 100005, 1, IP_UDP, 635, 1, NFS, 3, IP_TCP, 2049, 0 };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        put(&made, words[i]);
    return made;
}

static struct made
rpcbind_dump_reply(void)
{
    struct made made = reply_to(1);
    const char *const addresses[] = { "0.0.0.0.2.123", "0.0.0.0.8.1" };
    for (size_t i = 0; i < 2; i++) {
        put(&made, 1);
        put(&made, NFS);
        put(&made, 3);
        put_text(&made, "udp");
        put_text(&made, addresses[i]);
        put_text(&made, "superuser");
    }
    put(&made, 0);
    return made;
}

static struct made
refused_reply(void)
{
    struct made made = getport_reply(1, 2049);
    made.bytes[11] = 1; /* MSG_DENIED */
    return made;
}

static struct made
failed_reply(void)
{
    struct made made = getport_reply(1, 2049);
    made.bytes[23] = 1; /* PROG_UNAVAIL */
    return made;
}

START_TEST(replies)
{
    const struct {
        const char *what;
        uint32_t version, procedure;
        struct made reply;
        bool opens;
    } cases[] = {
        { "getport", 2, 3, getport_reply(1, 2049), true },
        { "no such service", 2, 3, getport_reply(1, 0), false },
        { "no port", 2, 3, getport_reply(1, 2049 + 65536), false },
        { "another call's", 2, 3, getport_reply(2, 2049), false },
        { "set", 2, 1, getport_reply(1, 2049), false },
        { "refused", 2, 3, refused_reply(), false },
        { "failed", 2, 3, failed_reply(), false },
        { "dump", 2, 4, dump_reply(), true },
        { "callit", 2, 5, getport_reply(1, 2049), true },
        { "getaddr", 3, 3, text_reply("10.1.1.5.8.1"), true },
        { "getaddr", 4, 3, text_reply("10.1.1.5.8.1"), true },
        { "getaddr", 4, 3, text_reply(""), false },
        { "getaddr", 4, 3, text_reply("10.1.1.5.8"), false },
        { "getaddr", 4, 3, text_reply("10.1.1.5.8.1.1"), false },
        { "getaddr", 4, 3, text_reply("10.1.1.5.256.1"), false },
        { "getaddr", 4, 3, text_reply("::1.8.1"), false },
        { "rpcbind dump", 4, 4, rpcbind_dump_reply(), true },
        { "getversaddr", 4, 9, text_reply("10.1.1.5.8.1"), true },
        { "no such procedure", 2, 9, getport_reply(1, 2049), false },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        talk_start(&talk, OS_8_0, TALK_INWARD, INSPECT_SUNRPC, IP_UDP, PORT);
        say(SIDE_INITIATOR, call_of(1, cases[i].version, cases[i].procedure));
        say(SIDE_RESPONDER, cases[i].reply);
        ck_assert_msg((send_packet(talk.bench, UDP_IN) == VERDICT_PASSED) == cases[i].opens,
                      "case %zu: %s", i, cases[i].what);
        talk_end(&talk);
    }
}
END_TEST

/* Only the latest calls are known; another program's are not looked at. */
START_TEST(calls)
{
    talk_start(&talk, OS_8_0, TALK_INWARD, INSPECT_SUNRPC, IP_UDP, PORT);
    for (uint32_t xid = 0; xid < 40; xid++)
        say(SIDE_INITIATOR, call_of(xid, 2, 3));
    say(SIDE_RESPONDER, getport_reply(23, 2049));
    expect_denied(talk.bench, UDP_IN);
    struct made other = call_of(50, 2, 3);
    other.bytes[15] = 1;
    say(SIDE_INITIATOR, other);
    say(SIDE_RESPONDER, getport_reply(50, 2049));
    expect_denied(talk.bench, UDP_IN);
    say(SIDE_RESPONDER, getport_reply(24, 2049));
    expect_passed(talk.bench, UDP_IN);
    talk_end(&talk);
}
END_TEST

/* --- over TCP --------------------------------------------------------------------------------- */

static void
asks_over_tcp(struct talk *asking)
{
    struct made call = marked(call_of(1, 2, 4)), reply = marked(dump_reply());
    talk_send(asking, SIDE_INITIATOR, call.bytes, call.length);
    talk_heard_bytes(asking, SIDE_RESPONDER, call.bytes, call.length);
    talk_send(asking, SIDE_RESPONDER, reply.bytes, reply.length);
    talk_heard_bytes(asking, SIDE_INITIATOR, reply.bytes, reply.length);
    ck_assert_uint_eq(asking->refused, 0);
    if (asking->nat != TALK_INWARD)
        return;
    expect_passed(asking->bench, "outside udp 198.51.100.7:900 > 192.0.2.5:635");
    expect_passed(asking->bench, TCP_IN);
    expect_denied(asking->bench, "outside tcp 198.51.100.7:900 > 192.0.2.5:2050 S");
}

START_TEST(tcp_in_all_ways)
{
    talk_in_all_ways(OS_8_0, (enum talk_nat)_i, INSPECT_SUNRPC, PORT, asks_over_tcp);
}
END_TEST

/* A long record is passed over; one in pieces ends the inspection, and is counted. */
START_TEST(odd_records)
{
    static uint8_t zeros[SUNRPC_RECORD_MOST];
    for (unsigned i = 0; i < 2; i++) {
        talk_start(&talk, OS_8_0, TALK_INWARD, INSPECT_SUNRPC, IP_TCP, PORT);
        talk_open(&talk);
        struct made mark = { .length = 0 };
        put(&mark, i == 0 ? 0x80000000U | sizeof(zeros) : 16);
        say(SIDE_INITIATOR, mark);
        talk_send(&talk, SIDE_INITIATOR, zeros, i == 0 ? sizeof(zeros) : 16);
        say(SIDE_INITIATOR, marked(call_of(1, 2, 3)));
        say(SIDE_RESPONDER, marked(getport_reply(1, 2049)));
        ck_assert_int_eq(send_packet(talk.bench, TCP_IN), i == 0 ? VERDICT_PASSED : VERDICT_DENIED);
        ck_assert_uint_eq(engine_counters(talk.bench->engine).inspect_desyncs[INSPECT_SUNRPC], i);
        talk_end(&talk);
    }
}
END_TEST

START_TEST(damaged)
{
    struct made call = call_of(1, 2, 3), reply = getport_reply(1, 2049);
    struct made dump = call_of(1, 4, 4), list = rpcbind_dump_reply();
    const struct talk_message messages[] = { { SIDE_INITIATOR, call.bytes, call.length },
                                             { SIDE_RESPONDER, reply.bytes, reply.length },
                                             { SIDE_INITIATOR, dump.bytes, dump.length },
                                             { SIDE_RESPONDER, list.bytes, list.length } };
    talk_damaged(OS_8_0, TALK_INWARD, INSPECT_SUNRPC, IP_UDP, PORT, messages,
                 ARRAY_LENGTH(messages));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sunrpc");
    TCase *tcase = tcase_create("sunrpc");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, getport_opens, OS_FIRST, OS_COUNT);
    tcase_add_test(tcase, closed_without_inspection);
    tcase_add_loop_test(tcase, built_in, OS_6_2, OS_6_3 + 1);
    tcase_add_test(tcase, server_outside);
    tcase_add_test(tcase, replies);
    tcase_add_test(tcase, calls);
    tcase_add_loop_test(tcase, tcp_in_all_ways, 0, TALK_NATS);
    tcase_add_test(tcase, odd_records);
    tcase_add_test(tcase, damaged);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
