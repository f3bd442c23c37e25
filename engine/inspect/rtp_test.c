/*
 * rtp_test.c: which RTP and RTCP of a SIP call passes where its map says `rtp-conformance`, and
 * what is said of the rest (431001, 431002).
 */
#include "engine/inspect/sip.h"

#include "engine/map_fixture_test.h"

static struct talk talk;

#define INVITE                                                                                     \
    "INVITE sip:bob@198.51.100.7 SIP/2.0\r\nVia: SIP/2.0/UDP 10.1.1.5;branch=z9hG4bK7\r\n"         \
    "From: <sip:ann@10.1.1.5>\r\nTo: <sip:bob@198.51.100.7>\r\nCall-ID: 1@a\r\n"                   \
    "CSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\n"                                      \
    "v=0\r\no=a 1 1 IN IP4 10.1.1.5\r\ns=-\r\nc=IN IP4 10.1.1.5\r\nt=0 0\r\n"                      \
    "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 31\r\nm=application 4004 RTP/AVP 96\r\n"       \
    "m=image 4006 udptl t38\r\n"

#define SSRC 0x11223344

/* A call, whose map checks as SAID says. */
static void
start(enum os_version version, bool said, bool enforces)
{
    talk_start_with(&talk, version, TALK_PLAIN, INSPECT_SIP, IP_UDP, 5060);
    struct inspect_map *map = map_make(&talk, MAP_PROTOCOL_SIP, "calls");
    if (said)
        map_add_value(&talk, &map->values,
                      (struct map_value){ .setting = MAP_RTP_CONFORMANCE, .flags = { enforces } });
    bench_start(talk.bench);
    talk_say(&talk, SIDE_INITIATOR, INVITE);
    quiet(talk.bench);
}

/* SIZE bytes of DATA to the inside host's PORT, or, from INSIDE, back again. */
static bool
passes(bool inside, unsigned port, const uint8_t *data, size_t size)
{
    char packet[512];
    int length =
        inside ? snprintf(packet, sizeof(packet),
                          "inside udp 10.1.1.5:%u > 198.51.100.7:%u data \"", port, port + 3000)
               : snprintf(packet, sizeof(packet),
                          "outside udp 198.51.100.7:%u > 10.1.1.5:%u data \"", port + 3000, port);
    for (size_t i = 0; i < size; i++)
        length += snprintf(packet + length, sizeof(packet) - (size_t)length, "\\x%02x", data[i]);
    snprintf(packet + length, sizeof(packet) - (size_t)length, "\"");
    return send_packet(talk.bench, packet) == VERDICT_PASSED;
}

static bool
rtp_passes(bool inside, unsigned port, uint8_t payload_type, uint16_t number, uint32_t ssrc)
{
    const uint8_t data[] = { 0x80,
                             payload_type,
                             (uint8_t)(number >> 8),
                             (uint8_t)number,
                             0,
                             0,
                             0,
                             1,
                             (uint8_t)(ssrc >> 24),
                             (uint8_t)(ssrc >> 16),
                             (uint8_t)(ssrc >> 8),
                             (uint8_t)ssrc,
                             0x55 };
    return passes(inside, port, data, sizeof(data));
}

#define FROM_OUTSIDE(port) " from outside:198.51.100.7/7" port " to inside:10.1.1.5/4" port ", "
#define RTP_LINE(reason)                                                                           \
    "431001: RTP conformance: Dropping RTP packet" FROM_OUTSIDE("000") "Drop reason: " reason "\n"
#define RTCP_LINE(reason)                                                                          \
    "431002: RTCP conformance: Dropping RTCP packet" FROM_OUTSIDE("001") "Drop reason: " reason "\n"

/* --- one packet ------------------------------------------------------------------------------- */

#define BYTES(...) (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ })
#define REST 0, 1, 0, 0, 0, 1, 1, 2, 3, 4

static const struct {
    unsigned port;
    const uint8_t *data;
    size_t size;
    const char *line; /* NULL: it passes */
} packets[] = {
    { 4000, BYTES(0x80, 0, REST), NULL },
    { 4000, BYTES(0xb1, 0xff, REST), NULL }, /* all other bits */
    { 4000, BYTES(0x40, 0, REST), RTP_LINE("Incorrect version 1") },
    { 4000, BYTES(0xc0, 0, REST), RTP_LINE("Incorrect version 3") },
    { 4000, BYTES(0x00, 0, REST), RTP_LINE("Incorrect version 0") },
    { 4000, BYTES(0x80, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3), RTP_LINE("Invalid packet length 11") },
    { 4000, BYTES('h', 'e', 'l', 'l', 'o'), RTP_LINE("Invalid packet length 5") },
    { 4001, BYTES(0x80, 200, 0, 1, 1, 2, 3, 4), NULL },
    { 4001, BYTES(0x80, 204, 0, 1, 1, 2, 3, 4), NULL },
    { 4001, BYTES(0x80, 199, 0, 1, 1, 2, 3, 4), RTCP_LINE("Invalid payload-type 199") },
    { 4001, BYTES(0x80, 205, 0, 1, 1, 2, 3, 4), RTCP_LINE("Invalid payload-type 205") },
    { 4001, BYTES(0x00, 200, 0, 1, 1, 2, 3, 4), RTCP_LINE("Incorrect version 0") },
    { 4001, BYTES(0x80, 200, 0, 1, 1, 2, 3), RTCP_LINE("Invalid packet length 7") },
    /* a fax is no RTP, and nothing of it is checked */
    { 4006, BYTES('h', 'e', 'l', 'l', 'o'), NULL },
};

START_TEST(a_packet)
{
    start(OS_8_0, true, false);
    ck_assert_int_eq(passes(false, packets[_i].port, packets[_i].data, packets[_i].size),
                     packets[_i].line == NULL);
    map_expect_lines(&talk, "431", packets[_i].line == NULL ? "" : packets[_i].line);
    if (packets[_i].line != NULL)
        ck_assert_int_eq(talk.bench->outcome.drop, DROP_INSPECTION);
    talk_end(&talk);
}
END_TEST

/* Without the line everything passes. */
START_TEST(not_asked_for)
{
    start(OS_8_0, false, false);
    ck_assert(passes(false, 4000, (const uint8_t *)"hello", 5));
    map_expect_lines(&talk, "431", "");
    talk_end(&talk);
}
END_TEST

/* --- enforce-payloadtype: RFC 3551 6 ----------------------------------------------------------
 */

static const struct {
    uint8_t type;
    bool audio, video; /* may be */
} types[] = {
    { 0, true, false },   { 23, true, false },  { 24, false, true }, { 26, false, true },
    { 32, false, true },  { 33, true, true },   { 34, false, true }, { 35, false, false },
    { 72, false, false }, { 95, false, false }, { 96, true, true },  { 127, true, true },
};

START_TEST(payload_type)
{
    for (unsigned enforces = 0; enforces < 2; enforces++) {
        start(OS_8_0, true, enforces == 1);
        ck_assert_int_eq(rtp_passes(false, 4000, types[_i].type, 1, SSRC),
                         types[_i].audio || !enforces);
        ck_assert_int_eq(rtp_passes(false, 4002, types[_i].type, 1, SSRC),
                         types[_i].video || !enforces);
        ck_assert(rtp_passes(false, 4004, types[_i].type, 1, SSRC)); /* neither was agreed */
        talk_end(&talk);
    }
}
END_TEST

/* --- sources ---------------------------------------------------------------------------------- */

static void
validate(uint16_t *number)
{
    for (unsigned i = 0; i < 5; i++)
        ck_assert(rtp_passes(false, 4000, 0, (*number)++, SSRC));
}

/* Twenty packets may be out of sequence before five have come in it. */
START_TEST(probation)
{
    start(OS_8_0, true, false);
    ck_assert(rtp_passes(false, 4000, 0, 1000, SSRC));
    for (uint16_t i = 1; i <= 20; i++)
        ck_assert(rtp_passes(false, 4000, 0, (uint16_t)(1000 + 7 * i), SSRC));
    ck_assert(!rtp_passes(false, 4000, 0, 5, SSRC));
    map_expect_lines(&talk, "431", RTP_LINE("Out of sequence in probation 5"));
    /* what follows on it is in sequence again */
    uint16_t number = 6;
    validate(&number);
    ck_assert(!rtp_passes(false, 4000, 0, number, SSRC + 1));
    map_expect_lines(&talk, "431", RTP_LINE("Incorrect SSRC 287454021"));
    talk_end(&talk);
}
END_TEST

/* The other end is a source of its own. */
START_TEST(two_sources)
{
    uint16_t number = 65533; /* numbers go round */
    start(OS_8_0, true, false);
    validate(&number);
    ck_assert(rtp_passes(true, 4000, 0, 9, 77));
    ck_assert(!rtp_passes(false, 4000, 0, number, 77));
    ck_assert(rtp_passes(false, 4000, 0, number, SSRC));
    ck_assert(!passes(true, 4000, (const uint8_t *)"hello", 5));
    map_expect_lines(&talk, "431",
                     RTP_LINE("Incorrect SSRC 77") "431001: RTP conformance: Dropping RTP packet "
                                                   "from inside:10.1.1.5/4000 to "
                                                   "outside:198.51.100.7/7000, Drop reason: "
                                                   "Invalid packet length 5\n");
    talk_end(&talk);
}
END_TEST

/* RFC 3550 A.1: lost and late packets are in range; what jumps is not, until the next one follows.
 */
START_TEST(numbers)
{
    uint16_t number = 100;
    start(OS_8_0, true, false);
    validate(&number);                                  /* 105 is next */
    ck_assert(rtp_passes(false, 4000, 0, 3104, SSRC));  /* 2999 are missing */
    ck_assert(!rtp_passes(false, 4000, 0, 6105, SSRC)); /* 3000 */
    ck_assert(rtp_passes(false, 4000, 0, 3105 - 100, SSRC));
    ck_assert(!rtp_passes(false, 4000, 0, 3105 - 102, SSRC));
    map_expect_lines(&talk, "431",
                     RTP_LINE("Out-of-range sequence number 6105")
                         RTP_LINE("Out-of-range sequence number 3003"));
    ck_assert(!rtp_passes(false, 4000, 0, 40000, SSRC));
    ck_assert(rtp_passes(false, 4000, 0, 40001, SSRC));
    ck_assert(rtp_passes(false, 4000, 0, 40002, SSRC));
    ck_assert(!rtp_passes(false, 4000, 0, 3106, SSRC));
    talk_end(&talk);
}
END_TEST

/* Media are in the call's direction, and end with it, as if nobody checked them. */
START_TEST(like_others)
{
    for (unsigned checked = 0; checked < 2; checked++) {
        start(OS_8_0, checked == 1, false);
        ck_assert(rtp_passes(false, 4000, 0, 1, SSRC));
        expect_log(talk.bench, "302015: Built outbound UDP connection 2 for outside:"
                               "198.51.100.7/7000 (198.51.100.7/7000) to inside:10.1.1.5/4000 "
                               "(10.1.1.5/4000)\n");
        talk_say(&talk, SIDE_INITIATOR,
                 "BYE sip:b@c SIP/2.0\r\nCall-ID: 1@a\r\nCSeq: 2 BYE\r\n\r\n");
        talk_say(&talk, SIDE_RESPONDER, "SIP/2.0 200 OK\r\nCall-ID: 1@a\r\nCSeq: 2 BYE\r\n\r\n");
        ck_assert(!rtp_passes(false, 4000, 0, 2, SSRC));
        talk_end(&talk);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("rtp");
    TCase *tcase = tcase_create("rtp");
    tcase_add_loop_test(tcase, a_packet, 0, (int)ARRAY_LENGTH(packets));
    tcase_add_test(tcase, not_asked_for);
    tcase_add_loop_test(tcase, payload_type, 0, (int)ARRAY_LENGTH(types));
    tcase_add_test(tcase, probation);
    tcase_add_test(tcase, two_sources);
    tcase_add_test(tcase, numbers);
    tcase_add_test(tcase, like_others);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
