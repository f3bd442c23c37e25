/*
 * h323_test.c: H.225, H.245 and RAS through the whole engine.
 */
#include "engine/inspect/h323.h"

#include "engine/binary_talk_test.h"
#include "engine/inspect/h323_messages_test.h"

#define PORT 1720
#define RAS_PORT 1719
#define THIRD_HOST "198.51.100.80"

static void
socket_octets(const char *socket, uint8_t octets[static 6])
{
    struct writing writing = { .bytes = octets };
    put_number(&writing, ip_of(socket), 4);
    put_number(&writing, port_of(socket), 2);
}

/* "A:p" becomes "B:q" wherever it stands; at least once. */
static struct message
with(struct message message, const char *from, const char *to)
{
    uint8_t before[6], after[6];
    unsigned times = 0;
    socket_octets(from, before);
    socket_octets(to, after);
    for (size_t i = 0; i + sizeof(before) <= message.length; i++) {
        if (memcmp(message.bytes + i, before, sizeof(before)) != 0)
            continue;
        memcpy(message.bytes + i, after, sizeof(after));
        times++;
    }
    ck_assert_uint_gt(times, 0);
    return message;
}

/* What the inside host's sockets become for the outside one. */
struct shown {
    enum talk_nat nat;
    const char *conn, *h245, *rtp, *rtcp;
};
static const struct shown outward[] = {
    { TALK_PLAIN, "10.1.1.5:40000", "10.1.1.5:5000", "10.1.1.5:24576", "10.1.1.5:24577" },
    { TALK_STATIC, "192.0.2.5:40000", "192.0.2.5:5000", "192.0.2.5:24576", "192.0.2.5:24577" },
    { TALK_PAT, "192.0.2.9:1024", "192.0.2.9:1025", "192.0.2.9:1024", "192.0.2.9:1025" },
};

static const struct shown *
shown_of(const struct talk *talk)
{
    for (size_t i = 0; i < ARRAY_LENGTH(outward); i++) {
        if (outward[i].nat == talk->nat)
            return &outward[i];
    }
    ck_abort_msg("no such row");
}

/* --- what is said arrives as it must be understood -------------------------------------------- */

static void
outward_call(struct talk *talk)
{
    const struct shown *own = shown_of(talk);
    struct message setup = message_of(SETUP_FAST);
    says(talk, SIDE_INITIATOR, setup);
    setup = with(with(with(setup, "10.1.1.5:40000", own->conn), "10.1.1.5:24576", own->rtp),
                 "10.1.1.5:24577", own->rtcp);
    hears(talk, SIDE_RESPONDER, setup);
    static const char *const answers[] = { PROCEEDING, ALERTING_H245, PROGRESS,    FACILITY,
                                           CONNECT,    CONNECT_H245,  CONNECT_FAST };
    for (size_t i = 0; i < ARRAY_LENGTH(answers); i++) {
        says(talk, SIDE_RESPONDER, message_of(answers[i]));
        hears(talk, SIDE_INITIATOR, message_of(answers[i]));
    }
    struct message control = message_of(TUNNELLED);
    says(talk, SIDE_INITIATOR, control);
    hears(talk, SIDE_RESPONDER, with(control, "10.1.1.5:24577", own->rtcp));
    /* the other end says where it was called: by the address that it knows */
    says(talk, SIDE_RESPONDER, with(message_of(SETUP_H245), "10.1.1.5:40000", own->conn));
    talk->ends[SIDE_INITIATOR].taken = talk->ends[SIDE_INITIATOR].heard_end;
    says(talk, SIDE_INITIATOR, message_of(RELEASE));
    hears(talk, SIDE_RESPONDER, message_of(RELEASE));
    ck_assert_uint_eq(talk->refused, 0);
    struct engine_counters counters = engine_counters(talk->bench->engine);
    ck_assert_uint_eq(counters.inspect_desyncs[INSPECT_H323_H225], 0);
    ck_assert_uint_eq(counters.rewrites_late, 0);
}

START_TEST(outward_in_all_ways)
{
    talk_in_all_ways(OS_6_3, outward[_i].nat, INSPECT_H323_H225, PORT, outward_call);
    talk_in_all_ways(OS_8_0, outward[_i].nat, INSPECT_H323_H225, PORT, outward_call);
}
END_TEST

/* Called from outside: the inside host answers, and was asked for by its mapped address. */
static void
inward_call(struct talk *talk)
{
    const char *mapped = talk->nat == TALK_INWARD ? "192.0.2.5:1720" : "10.1.1.5:1720";
    const char *h245 = talk->nat == TALK_INWARD ? "192.0.2.5:6000" : "10.1.1.5:6000";
    struct message setup = with(message_of(SETUP), "198.51.100.7:1720", mapped);
    setup = with(setup, "10.1.1.5:40000", "198.51.100.7:40000");
    says(talk, SIDE_INITIATOR, setup);
    hears(talk, SIDE_RESPONDER, with(setup, mapped, "10.1.1.5:1720"));
    struct message connect = with(message_of(CONNECT_H245), "198.51.100.7:6000", "10.1.1.5:6000");
    says(talk, SIDE_RESPONDER, connect);
    hears(talk, SIDE_INITIATOR, with(connect, "10.1.1.5:6000", h245));
    ck_assert_uint_eq(talk->refused, 0);
}

START_TEST(inward_in_all_ways)
{
    talk_in_all_ways(OS_7_2, TALK_INWARD, INSPECT_H323_H225, PORT, inward_call);
    talk_in_all_ways(OS_7_2, TALK_INWARD_PLAIN, INSPECT_H323_H225, PORT, inward_call);
}
END_TEST

/* --- what it opens ---------------------------------------------------------------------------- */

#define CALLED_FROM_OUTSIDE                                                                        \
    "302003: Built H245 connection for faddr 198.51.100.7 laddr 10.1.1.5/6000\n"

/* The other side connects to H.245 and sends media; without the inspection both are denied. */
START_TEST(inward_media)
{
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_7_0, OS_7_2, OS_8_0, OS_8_2 };
    static struct talk talk;
    talk_start(&talk, versions[_i], TALK_INWARD, INSPECT_H323_H225, IP_TCP, PORT);
    talk_open(&talk);
    expect_denied(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:6000 S");
    says(&talk, SIDE_INITIATOR, message_of(SETUP));
    quiet(talk.bench);
    says(&talk, SIDE_RESPONDER,
         with(message_of(CONNECT_H245), "198.51.100.7:6000", "10.1.1.5:6000"));
    expect_log(talk.bench, CALLED_FROM_OUTSIDE);
    expect_denied(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:6001 S");
    expect_passed(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:6000 S seq 1");
    expect_left(talk.bench, "198.51.100.7:3000 > 10.1.1.5:6000 on inside");
    expect_conns(talk.bench, "6 198.51.100.7:40000 10.1.1.5:1720 bytes 219 UIOBh\n"
                             "6 198.51.100.7:3000 10.1.1.5:6000 bytes 0 SaABH\n");
    quiet(talk.bench);
    says(&talk, SIDE_RESPONDER,
         with(with(message_of(CONNECT_FAST), "198.51.100.7:16000", "10.1.1.5:16000"),
              "198.51.100.7:16001", "10.1.1.5:16001"));
    expect_log(talk.bench,
               "302004: Pre-allocate H323 UDP backconnection for faddr 198.51.100.7 to laddr "
               "10.1.1.5/16000\n"
               "302004: Pre-allocate H323 UDP backconnection for faddr 198.51.100.7 to laddr "
               "10.1.1.5/16001\n");
    expect_passed(talk.bench, "outside udp 198.51.100.80:17000 > 192.0.2.5:16000 len 20");
    expect_passed(talk.bench, "outside udp 198.51.100.80:17001 > 192.0.2.5:16001 len 20");
    expect_denied(talk.bench, "outside udp 198.51.100.80:17002 > 192.0.2.5:16002 len 20");
    talk_end(&talk);

    talk_start(&talk, versions[_i], TALK_INWARD, INSPECT_PPTP, IP_TCP, PORT + 1);
    talk.ends[0].peer_port = talk.ends[1].port = PORT;
    talk.bench->config->interfaces[OUTSIDE]->access_in->aces[0]->destination_port.low = PORT;
    talk_open(&talk);
    says(&talk, SIDE_INITIATOR, message_of(SETUP));
    says(&talk, SIDE_RESPONDER,
         with(message_of(CONNECT_H245), "198.51.100.7:6000", "10.1.1.5:6000"));
    expect_denied(talk.bench, "outside tcp 198.51.100.7:3000 > 192.0.2.5:6000 S seq 1");
    talk_end(&talk);
}
END_TEST

static void
call_with_h245(struct talk *talk)
{
    says(talk, SIDE_INITIATOR, message_of(SETUP));
    says(talk, SIDE_RESPONDER, message_of(CONNECT_H245));
    talk_on(talk, 6000);
    quiet(talk->bench);
    says(talk, SIDE_INITIATOR, message_of(DETERMINE));
    hears(talk, SIDE_RESPONDER, message_of(DETERMINE));
}

/* H.245 on its own conn, and what it opens: here behind PAT, in every way of cutting. */
static void
channels(struct talk *talk)
{
    call_with_h245(talk);
    says(talk, SIDE_INITIATOR, message_of(OPEN));
    hears(talk, SIDE_RESPONDER, with(message_of(OPEN), "10.1.1.5:24577", "192.0.2.9:1025"));
    /* RTP gets the port before the one that RTCP has had */
    says(talk, SIDE_INITIATOR, message_of(ACK));
    hears(talk, SIDE_RESPONDER,
          with(with(message_of(ACK), "10.1.1.5:24576", "192.0.2.9:1024"), "10.1.1.5:24577",
               "192.0.2.9:1025"));
    says(talk, SIDE_INITIATOR, message_of(OPEN_VIDEO));
    hears(talk, SIDE_RESPONDER, with(message_of(OPEN_VIDEO), "10.1.1.5:24579", "192.0.2.9:1027"));
    says(talk, SIDE_INITIATOR, message_of(OPEN_T120));
    hears(talk, SIDE_RESPONDER, with(message_of(OPEN_T120), "10.1.1.5:1503", "192.0.2.9:1026"));
    ck_assert_uint_eq(talk->refused, 0);
    expect_passed(talk->bench, "outside udp 198.51.100.7:16000 > 192.0.2.9:1024 len 20");
    expect_left(talk->bench, "198.51.100.7:16000 > 10.1.1.5:24576 on inside");
    expect_passed(talk->bench, "outside udp 198.51.100.7:16001 > 192.0.2.9:1025 len 20");
    expect_passed(talk->bench, "outside udp 198.51.100.7:16003 > 192.0.2.9:1027 len 20");
    expect_passed(talk->bench, "outside tcp 198.51.100.7:3000 > 192.0.2.9:1026 S");
    expect_left(talk->bench, "198.51.100.7:3000 > 10.1.1.5:1503 on inside");
}

/* Both sides captured: media get the ports that they have there. */
START_TEST(media_ports_as_seen)
{
    static struct talk talk;
    talk_start(&talk, OS_8_0, TALK_PAT, INSPECT_H323_H225, IP_TCP, PORT);
    talk_open(&talk);
    call_with_h245(&talk);
    const struct message open = with(message_of(OPEN), "10.1.1.5:24577", "192.0.2.9:50001");
    const struct packet seen = {
        .protocol = IP_TCP,
        .source = ip_of(PAT_ADDRESS),
        .source_port = 1024,
        .bytes = open.bytes,
        .payload_length = (uint32_t)open.length,
        .payload_captured = (uint32_t)open.length,
    };
    talk.observed = &seen;
    says(&talk, SIDE_INITIATOR, message_of(OPEN));
    talk.observed = NULL;
    hears(&talk, SIDE_RESPONDER, open);
    says(&talk, SIDE_INITIATOR, message_of(ACK));
    hears(&talk, SIDE_RESPONDER,
          with(with(message_of(ACK), "10.1.1.5:24576", "192.0.2.9:50000"), "10.1.1.5:24577",
               "192.0.2.9:50001"));
    expect_passed(talk.bench, "outside udp 198.51.100.7:16000 > 192.0.2.9:50000 len 20");
    talk_end(&talk);
}
END_TEST

START_TEST(h245_in_all_ways)
{
    talk_in_all_ways(OS_6_3, TALK_PAT, INSPECT_H323_H225, PORT, channels);
    talk_in_all_ways(OS_8_0, TALK_PAT, INSPECT_H323_H225, PORT, channels);
}
END_TEST

/* The words of what H.245 opens: of TCP nothing in 6.x. */
START_TEST(h245_lines)
{
    static struct talk talk;
    bool is_new = _i != 0;
    talk_start(&talk, is_new ? OS_8_0 : OS_6_3, TALK_STATIC, INSPECT_H323_H225, IP_TCP, PORT);
    talk_open(&talk);
    call_with_h245(&talk);
    says(&talk, SIDE_INITIATOR, message_of(ACK_T120));
    expect_log(talk.bench,
               is_new ? "302004: Pre-allocate H323 TCP backconnection for faddr 198.51.100.7 to "
                        "laddr 10.1.1.5/1503\n"
                        "302004: Pre-allocate H323 UDP backconnection for faddr 198.51.100.7 to "
                        "laddr 10.1.1.5/24580\n"
                        "302004: Pre-allocate H323 UDP backconnection for faddr 198.51.100.7 to "
                        "laddr 10.1.1.5/24581\n"
                      : "302004: Pre-allocate H323 UDP backconnection for faddr 198.51.100.7 to "
                        "laddr 10.1.1.5/24580\n"
                        "302004: Pre-allocate H323 UDP backconnection for faddr 198.51.100.7 to "
                        "laddr 10.1.1.5/24581\n");
    /* again: nothing new */
    says(&talk, SIDE_INITIATOR, message_of(ACK_T120));
    expect_log(talk.bench, "");
    talk_end(&talk);
}
END_TEST

/* H.245 and media idle by `timeout h323`, the call's signalling by `timeout h225` (2.6 [A]). */
START_TEST(timers)
{
    static struct talk talk;
    talk_start(&talk, OS_6_3, TALK_STATIC, INSPECT_H323_H225, IP_TCP, PORT);
    talk_open(&talk);
    call_with_h245(&talk);
    says(&talk, SIDE_INITIATOR, message_of(ACK));
    expect_passed(talk.bench, "outside udp 198.51.100.7:16000 > 192.0.2.5:24576 len 20");
    talk.bench->show_times = true;
    quiet(talk.bench);
    engine_advance(talk.bench->engine, BENCH_START + seconds_to_ns(3601));
    expect_log(talk.bench,
               "+300 302016: Teardown UDP connection 3 for outside:198.51.100.7/16000 to "
               "inside:10.1.1.5/24576 duration 0:05:00 bytes 20\n"
               "+300 302014: Teardown TCP connection 2 for outside:198.51.100.7/6000 to "
               "inside:10.1.1.5/40001 duration 0:05:00 bytes 38 Conn-timeout\n"
               "+3600 302014: Teardown TCP connection 1 for outside:198.51.100.7/1720 to "
               "inside:10.1.1.5/40000 duration 1:00:00 bytes 219 Conn-timeout\n");
    talk_end(&talk);
}
END_TEST

/* --- order and form --------------------------------------------------------------------------- */

START_TEST(lines)
{
    static const struct {
        const char *first, *second; /* NULL: none; of the inside host */
        bool passes;
        const char *line;
    } rows[] = {
        { NULL, RELEASE, false,
          "405104: H225 message received from 10.1.1.5/40000 to 198.51.100.7/1720 before SETUP\n" },
        { NULL,
          "0300000909020001"
          "05",
          true,
          "405103: H225 message from 10.1.1.5/40000 to 198.51.100.7/1720 contains bad protocol "
          "discriminator 0x9\n" },
        { SETUP, RELEASE_NEW, true,
          "703002: Received H.225 Release Complete with newConnectionNeeded for 10.1.1.5/40000 to "
          "198.51.100.7/1720\n" },
        { SETUP, CONNECT_V6, true,
          "703001: H.225 message received from 10.1.1.5/40000 to 198.51.100.7/1720 is using an "
          "unsupported version 6\n" },
        { SETUP, "03000004", true, "" },
        { SETUP,
          "0300000908020001"
          "7d",
          true, "" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        static struct talk talk;
        talk_start(&talk, OS_6_3, TALK_STATIC, INSPECT_H323_H225, IP_TCP, PORT);
        talk_open(&talk);
        if (rows[i].first != NULL)
            says(&talk, SIDE_INITIATOR, message_of(rows[i].first));
        quiet(talk.bench);
        says(&talk, SIDE_INITIATOR, message_of(rows[i].second));
        ck_assert_uint_eq(talk.refused, !rows[i].passes);
        expect_log(talk.bench, rows[i].line);
        ck_assert_uint_eq(engine_counters(talk.bench->engine).inspect_desyncs[INSPECT_H323_H225],
                          0);
        talk_end(&talk);
    }
}
END_TEST

/* More H.245 sockets than may be announced on a conn. */
START_TEST(too_many)
{
    static struct talk talk;
    talk_start(&talk, OS_8_0, TALK_STATIC, INSPECT_H323_H225, IP_TCP, PORT);
    talk_open(&talk);
    says(&talk, SIDE_INITIATOR, message_of(SETUP));
    for (unsigned i = 0; i < 1025; i++) {
        char socket[32];
        snprintf(socket, sizeof(socket), "198.51.100.7:%u", 10000 + i);
        quiet(talk.bench);
        says(&talk, SIDE_RESPONDER, with(message_of(ALERTING_H245), "198.51.100.7:6000", socket));
    }
    expect_log(talk.bench, "405102: Unable to Pre-allocate H245 Connection for foreign_address "
                           "198.51.100.7/11024 to local_address 10.1.1.5\n");
    talk_end(&talk);
}
END_TEST

/* --- RAS -------------------------------------------------------------------------------------- */

static void
start_ras(struct talk *talk, enum os_version version, enum talk_nat nat)
{
    talk_start(talk, version, nat, INSPECT_H323_RAS, IP_UDP, RAS_PORT);
    talk->ends[0].port = RAS_PORT;
}

/* How the inside endpoint's sockets show: RAS, then call signalling. */
static const struct {
    enum talk_nat nat;
    const char *ras, *signal;
} ras_shown[] = {
    { TALK_PLAIN, "10.1.1.5:1719", "10.1.1.5:1720" },
    { TALK_STATIC, "192.0.2.5:1719", "192.0.2.5:1720" },
    { TALK_PAT, "192.0.2.9:1024", "192.0.2.9:1024" },
};

START_TEST(endpoint_inside)
{
    static struct talk talk;
    const char *ras = ras_shown[_i % 3].ras, *signal = ras_shown[_i % 3].signal;
    start_ras(&talk, _i < 3 ? OS_6_3 : OS_8_0, ras_shown[_i % 3].nat);
    says(&talk, SIDE_INITIATOR, message_of(GRQ));
    hears(&talk, SIDE_RESPONDER, with(message_of(GRQ), "10.1.1.5:1719", ras));
    says(&talk, SIDE_RESPONDER, message_of(GCF));
    hears(&talk, SIDE_INITIATOR, message_of(GCF));
    says(&talk, SIDE_INITIATOR, message_of(RRQ));
    hears(&talk, SIDE_RESPONDER,
          with(with(message_of(RRQ), "10.1.1.5:1719", ras), "10.1.1.5:1720", signal));
    says(&talk, SIDE_RESPONDER, message_of(RCF));
    hears(&talk, SIDE_INITIATOR, message_of(RCF));
    says(&talk, SIDE_INITIATOR, message_of(ARQ));
    hears(&talk, SIDE_RESPONDER, with(message_of(ARQ), "10.1.1.5:1720", signal));
    quiet(talk.bench);
    says(&talk, SIDE_RESPONDER, message_of(ACF));
    hears(&talk, SIDE_INITIATOR, message_of(ACF));
    expect_log(talk.bench, "302012: Pre-allocate H225 Call Signalling Connection for faddr "
                           "198.51.100.80/1720 to laddr 10.1.1.5\n");
    /* the call is for this endpoint itself: it is told its own socket */
    says(&talk, SIDE_INITIATOR, message_of(ARQ));
    talk.ends[1].taken = talk.ends[1].heard_end;
    says(&talk, SIDE_RESPONDER, with(message_of(ACF), "198.51.100.80:1720", signal));
    hears(&talk, SIDE_INITIATOR, with(message_of(ACF), "198.51.100.80:1720", "10.1.1.5:1720"));
    says(&talk, SIDE_INITIATOR, message_of(LRQ));
    hears(&talk, SIDE_RESPONDER, with(message_of(LRQ), "10.1.1.5:1719", ras));
    says(&talk, SIDE_RESPONDER, message_of(LCF));
    hears(&talk, SIDE_INITIATOR, message_of(LCF));
    says(&talk, SIDE_INITIATOR, message_of(IRR));
    hears(&talk, SIDE_RESPONDER,
          with(with(message_of(IRR), "10.1.1.5:1719", ras), "10.1.1.5:1720", signal));
    says(&talk, SIDE_INITIATOR, message_of(URQ));
    hears(&talk, SIDE_RESPONDER, with(message_of(URQ), "10.1.1.5:1720", signal));
    ck_assert_uint_eq(talk.refused, 0);
    ck_assert_uint_eq(engine_counters(talk.bench->engine).inspect_desyncs[INSPECT_H323_RAS], 0);
    talk_end(&talk);
}
END_TEST

/* Who has registered can be called, and the call is inspected. */
START_TEST(registered)
{
    static struct talk talk;
    start_ras(&talk, OS_7_2, TALK_STATIC);
    says(&talk, SIDE_INITIATOR, message_of(GRQ));
    expect_denied(talk.bench, "outside tcp 198.51.100.80:3000 > 192.0.2.5:1720 S");
    says(&talk, SIDE_INITIATOR, message_of(RRQ));
    expect_passed(talk.bench, "outside tcp 198.51.100.80:3000 > 192.0.2.5:1720 S");
    expect_passed(talk.bench, "outside tcp 198.51.100.81:3000 > 192.0.2.5:1720 S");
    expect_denied(talk.bench, "outside tcp 198.51.100.81:3000 > 192.0.2.5:1721 S");
    expect_conns(talk.bench, "17 198.51.100.7:1719 10.1.1.5:1719 bytes 105 \n"
                             "6 198.51.100.80:3000 10.1.1.5:1720 bytes 0 SaABh\n"
                             "6 198.51.100.81:3000 10.1.1.5:1720 bytes 0 SaABh\n");
    /* the gatekeeper, and only it, from whatever port */
    expect_passed(talk.bench, "outside udp 198.51.100.7:5000 > 192.0.2.5:1719 len 3");
    expect_denied(talk.bench, "outside udp 198.51.100.80:5000 > 192.0.2.5:1719 len 3");
    talk_end(&talk);
}
END_TEST

/* A confirmation that nobody asked for: 405105 of 7.0 and later, and nothing is opened. */
START_TEST(unasked)
{
    static struct talk talk;
    start_ras(&talk, _i == 0 ? OS_6_3 : OS_7_0, TALK_STATIC);
    says(&talk, SIDE_INITIATOR, message_of(GRQ));
    quiet(talk.bench);
    struct message confirm = message_of(ACF);
    if (_i == 2) /* a number that no question can have */
        confirm.bytes[2] = confirm.bytes[3] = 0xff;
    says(&talk, SIDE_RESPONDER, confirm);
    hears(&talk, SIDE_INITIATOR, confirm);
    expect_log(talk.bench,
               _i == 0 ? ""
                       : "405105: H323 RAS message AdmissionConfirm received from "
                         "198.51.100.7/1719 to 192.0.2.5/1719 without an AdmissionRequest\n");
    talk_end(&talk);
}
END_TEST

/* --- hostile ---------------------------------------------------------------------------------- */

START_TEST(damaged_call)
{
    struct message setup = message_of(SETUP_FAST), control = message_of(TUNNELLED),
                   connect = message_of(CONNECT_H245);
    const struct talk_message messages[] = { { SIDE_INITIATOR, setup.bytes, setup.length },
                                             { SIDE_RESPONDER, connect.bytes, connect.length },
                                             { SIDE_INITIATOR, control.bytes, control.length } };
    talk_damaged(OS_8_0, TALK_PAT, INSPECT_H323_H225, IP_TCP, PORT, messages,
                 ARRAY_LENGTH(messages));
}
END_TEST

START_TEST(damaged_ras)
{
    struct message rrq = message_of(RRQ), arq = message_of(ARQ), acf = message_of(ACF);
    const struct talk_message messages[] = { { SIDE_INITIATOR, rrq.bytes, rrq.length },
                                             { SIDE_INITIATOR, arq.bytes, arq.length },
                                             { SIDE_RESPONDER, acf.bytes, acf.length } };
    talk_damaged(OS_8_0, TALK_STATIC, INSPECT_H323_RAS, IP_UDP, RAS_PORT, messages,
                 ARRAY_LENGTH(messages));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("h323");
    TCase *said = tcase_create("said");
    tcase_add_loop_test(said, outward_in_all_ways, 0, (int)ARRAY_LENGTH(outward));
    tcase_add_test(said, inward_in_all_ways);
    tcase_add_test(said, media_ports_as_seen);
    tcase_add_test(said, h245_in_all_ways);
    suite_add_tcase(suite, said);
    TCase *opened = tcase_create("opened");
    tcase_add_loop_test(opened, inward_media, 0, 6);
    tcase_add_loop_test(opened, h245_lines, 0, 2);
    tcase_add_test(opened, timers);
    tcase_add_test(opened, lines);
    tcase_add_test(opened, too_many);
    suite_add_tcase(suite, opened);
    TCase *ras = tcase_create("ras");
    tcase_add_loop_test(ras, endpoint_inside, 0, 6);
    tcase_add_test(ras, registered);
    tcase_add_loop_test(ras, unasked, 0, 3);
    suite_add_tcase(suite, ras);
    TCase *hostile = tcase_create("hostile");
    tcase_set_timeout(hostile, 60);
    tcase_add_test(hostile, damaged_call);
    tcase_add_test(hostile, damaged_ras);
    suite_add_tcase(suite, hostile);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
