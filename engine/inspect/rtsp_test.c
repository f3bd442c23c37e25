/*
 * rtsp_test.c: SETUP and its answer, as in the example of RFC 2326 14.1 and as players say them.
 */
#include "engine/talk_test.h"

#define SETUP(sequence, transport)                                                                 \
    "SETUP rtsp://198.51.100.7/a.rm/streamid=0 RTSP/1.0\r\nCSeq: " sequence "\r\n"                 \
    "Transport: " transport "\r\n\r\n"
#define OK(sequence, transport)                                                                    \
    "RTSP/1.0 200 OK\r\nCSeq: " sequence "\r\nSession: 12345678\r\n"                               \
    "Transport: " transport "\r\n\r\n"

/* What client and server say, and which ports of the client are then open: from the server. */
static const struct {
    const char *asked, *answered;
    const char *open[2], *closed;
} cases[] = {
    { SETUP("2", "RTP/AVP;unicast;client_port=4588-4589"),
      OK("2", "RTP/AVP;unicast;client_port=4588-4589;server_port=6256-6257"),
      { "outside udp 198.51.100.7:6256 > %s:4588 len 20",
        "outside udp 198.51.100.7:6257 > %s:4589 len 20" },
      "outside udp 198.51.100.7:6256 > %s:4589 len 20" },
    /* QuickTime: the ports of the client are in its request alone */
    { SETUP("7", "RTP/AVP/UDP; client_port=4588-4589 ;mode=play"),
      OK("7", "RTP/AVP;server_port=6256-6257"),
      { "outside udp 198.51.100.7:6256 > %s:4588 len 20",
        "outside udp 198.51.100.7:6257 > %s:4589 len 20" },
      "outside udp 198.51.100.8:6256 > %s:4588 len 20" },
    /* RealPlayer: it offers several, the server takes one; no port of the server's is told */
    { SETUP("3", "x-real-rdt/mcast;client_port=6970;mode=play,x-real-rdt/udp;client_port=6970;"
                 "mode=play,x-pn-tng/udp;client_port=6970;mode=play,rtp/avp;unicast;"
                 "client_port=6970-6971;mode=play,x-pn-tng/tcp;mode=play,rtp/avp/tcp;unicast"),
      OK("3", "x-pn-tng/udp;client_port=6970"),
      { "outside udp 198.51.100.7:20000 > %s:6970 len 20", NULL },
      "outside udp 198.51.100.7:20001 > %s:6971 len 20" },
    /* nothing is needed, or nothing was agreed to */
    { SETUP("2", "RTP/AVP/TCP;interleaved=0-1"),
      OK("2", "RTP/AVP/TCP;interleaved=0-1"),
      { NULL, NULL },
      "outside udp 198.51.100.7:6256 > %s:4588 len 20" },
    { SETUP("2", "RTP/AVP;multicast;client_port=4588-4589"),
      OK("2", "RTP/AVP;multicast;client_port=4588-4589"),
      { NULL, NULL },
      "outside udp 198.51.100.7:6256 > %s:4588 len 20" },
    { SETUP("2", "RTP/AVP;client_port=4588-4589"),
      "RTSP/1.0 461 Unsupported Transport\r\nCSeq: 2\r\n\r\n",
      { NULL, NULL },
      "outside udp 198.51.100.7:6256 > %s:4588 len 20" },
    { SETUP("2", "RTP/AVP;client_port=4588-4589"),
      OK("3", "RTP/AVP;client_port=4588-4589"),
      { NULL, NULL },
      "outside udp 198.51.100.7:6256 > %s:4588 len 20" },
    { "OPTIONS * RTSP/1.0\r\nCSeq: 2\r\n\r\n",
      OK("2", "RTP/AVP;client_port=4588-4589"),
      { NULL, NULL },
      "outside udp 198.51.100.7:6256 > %s:4588 len 20" },
};

static void
to_client(const struct talk *talk, const char *format, char text[static 96])
{
    const char *host = talk->nat == TALK_PLAIN ? INSIDE_HOST : STATIC_ADDRESS;
    const char *place = strstr(format, "%s");
    snprintf(text, 96, "%.*s%s%s", (int)(place - format), format, host, place + 2);
}

START_TEST(agreed)
{
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_7_2, OS_8_0 };
    static struct talk talk;
    char packet[96];
    for (size_t i = 0; i < ARRAY_LENGTH(versions) * ARRAY_LENGTH(cases); i++) {
        size_t which = i % ARRAY_LENGTH(cases);
        talk_start(&talk, versions[i / ARRAY_LENGTH(cases)], (enum talk_nat)_i, INSPECT_RTSP,
                   IP_TCP, 554);
        talk_open(&talk);
        talk_say(&talk, SIDE_INITIATOR, cases[which].asked);
        talk_heard(&talk, SIDE_RESPONDER, cases[which].asked);
        to_client(&talk, cases[which].closed, packet);
        expect_denied(talk.bench, packet);
        talk_say(&talk, SIDE_RESPONDER, cases[which].answered);
        talk_heard(&talk, SIDE_INITIATOR, cases[which].answered);
        expect_denied(talk.bench, packet);
        for (size_t k = 0; k < 2 && cases[which].open[k] != NULL; k++) {
            to_client(&talk, cases[which].open[k], packet);
            expect_passed(talk.bench, packet);
        }
        ck_assert_uint_eq(talk.refused, 0);
        talk_end(&talk);
    }
}
END_TEST

START_TEST(lines)
{
    static const struct {
        enum os_version version;
        const char *lines;
    } expected[] = {
        { OS_6_2, "" },
        { OS_6_3,
          "314001: Pre-allocate RTSP UDP backconnection for faddr 198.51.100.7/6256 to laddr "
          "10.1.1.5/4588\n"
          "314001: Pre-allocate RTSP UDP backconnection for faddr 198.51.100.7/6257 to laddr "
          "10.1.1.5/4589\n" },
        { OS_8_0, "314001: Pre-allocated RTSP UDP backconnection for outside:198.51.100.7 to "
                  "inside:10.1.1.5/4588.\n"
                  "314001: Pre-allocated RTSP UDP backconnection for outside:198.51.100.7 to "
                  "inside:10.1.1.5/4589.\n" },
    };
    static struct talk talk;
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++) {
        talk_start(&talk, expected[i].version, TALK_STATIC, INSPECT_RTSP, IP_TCP, 554);
        talk_open(&talk);
        talk_say(&talk, SIDE_INITIATOR, cases[0].asked);
        quiet(talk.bench);
        talk_say(&talk, SIDE_RESPONDER, cases[0].answered);
        expect_log(talk.bench, expected[i].lines);
        talk_end(&talk);
    }
}
END_TEST

/* A server inside sends outwards: nothing is opened, and nothing is said. */
START_TEST(server_inside)
{
    static struct talk talk;
    talk_start(&talk, OS_6_3, TALK_INWARD, INSPECT_RTSP, IP_TCP, 554);
    talk_open(&talk);
    quiet(talk.bench);
    talk_say(&talk, SIDE_INITIATOR, cases[0].asked);
    talk_say(&talk, SIDE_RESPONDER, cases[0].answered);
    expect_log(talk.bench, "");
    expect_passed(talk.bench, "inside udp 10.1.1.5:6256 > 198.51.100.7:4588 len 20");
    talk_end(&talk);
}
END_TEST

/* Media between messages, a body that looks like one, and two at once. */
static void
mixed(struct talk *talk)
{
    static const char media[] = "$\0\0\5a\r\n\r\n";
    talk_say(talk, SIDE_INITIATOR, cases[0].asked);
    talk_say(talk, SIDE_RESPONDER,
             "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 12\r\n\r\n"
             "RTSP/1.0 200");
    talk_send(talk, SIDE_RESPONDER, media, sizeof(media) - 1);
    talk_say(talk, SIDE_RESPONDER, cases[0].answered);
    ck_assert_uint_eq(talk->refused, 0);
    if (talk->nat == TALK_PLAIN)
        expect_passed(talk->bench, "outside udp 198.51.100.7:6256 > 10.1.1.5:4588 len 20");
    if (talk->nat == TALK_STATIC)
        expect_passed(talk->bench, "outside udp 198.51.100.7:6256 > 192.0.2.5:4588 len 20");
}

START_TEST(in_all_ways)
{
    talk_in_all_ways(OS_6_3, (enum talk_nat)_i, INSPECT_RTSP, 554, mixed);
    talk_in_all_ways(OS_8_0, (enum talk_nat)_i, INSPECT_RTSP, 554, mixed);
}
END_TEST

START_TEST(damaged)
{
    static const char asked[] =
        "SETUP x RTSP/1.0\r\nCSeq:2\r\nTransport:RTP/AVP;client_port=4-5\r\n"
        "\r\n";
    static const char answered[] = "RTSP/1.0 200\r\nCSeq:2\r\n\r\n";
    const struct talk_message messages[] = { { SIDE_INITIATOR, asked, sizeof(asked) - 1 },
                                             { SIDE_RESPONDER, answered, sizeof(answered) - 1 } };
    talk_damaged(OS_8_0, TALK_STATIC, INSPECT_RTSP, IP_TCP, 554, messages, ARRAY_LENGTH(messages));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("rtsp");
    TCase *tcase = tcase_create("rtsp");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, agreed, 0, TALK_PAT);
    tcase_add_test(tcase, lines);
    tcase_add_test(tcase, server_inside);
    tcase_add_loop_test(tcase, in_all_ways, 0, TALK_NATS);
    tcase_add_test(tcase, damaged);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
