/*
 * sip_test.c: SIP through the firewall: what leaves, what comes in without a list, and how long.
 * Messages are the examples of RFC 3261 and RFC 3264, shortened.
 */
#include <stdarg.h>

#include "engine/talk_test.h"

/* --- making messages -------------------------------------------------------------------------- */

#define TEXT_SIZE 2048

/* Good until the next calls but fifteen. */
static const char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
static const char *
text_of(const char *format, ...)
{
    static char texts[16][TEXT_SIZE];
    static unsigned turn;
    char *text = texts[turn++ % ARRAY_LENGTH(texts)];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, TEXT_SIZE, format, arguments);
    va_end(arguments);
    ck_assert_int_lt(length, TEXT_SIZE);
    return text;
}

static const char *
with_body(const char *head, const char *body)
{
    return text_of("%sContent-Length: %zu\r\n\r\n%s", head, strlen(body), body);
}

/* The caller at CONTACT, "10.1.1.5:5060", who wants to hear at HOST and PORT, calls bob at TO. */
static const char *
invite(const char *to, const char *contact, const char *host, unsigned port)
{
    return with_body(text_of("INVITE sip:bob@%s SIP/2.0\r\n"
                             "Via: SIP/2.0/UDP %s;branch=z9hG4bK776\r\n"
                             "From: \"10.1.1.5\" <sip:alice@%s>;tag=10.1.1.5\r\n"
                             "To: <sip:bob@%s>\r\n"
                             "Call-ID: a84b4c76e66710@10.1.1.5\r\n"
                             "CSeq: 1 INVITE\r\n"
                             "Contact: <sip:alice@%s>\r\n"
                             "Content-Type: application/sdp\r\n",
                             to, contact, contact, to, contact),
                     text_of("v=0\r\no=alice 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                             "m=audio %u RTP/AVP 0\r\n",
                             host, host, port));
}

/* The answer STATUS from CONTACT, who hears at HOST and PORT, to what CALLER sent. */
static const char *
answer(const char *status, const char *caller, const char *contact, const char *host, unsigned port)
{
    return with_body(text_of("SIP/2.0 %s\r\n"
                             "Via: SIP/2.0/UDP %s;branch=z9hG4bK776\r\n"
                             "From: \"10.1.1.5\" <sip:alice@%s>;tag=10.1.1.5\r\n"
                             "To: <sip:bob@%s>;tag=314159\r\n"
                             "Call-ID: a84b4c76e66710@10.1.1.5\r\n"
                             "CSeq: 1 INVITE\r\n"
                             "Contact: <sip:bob@%s>\r\n"
                             "Content-Type: application/sdp\r\n",
                             status, caller, caller, contact, contact),
                     text_of("v=0\r\no=bob 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                             "m=audio %u RTP/AVP 0\r\n",
                             host, host, port));
}

/* A message of the call that has no body and no addresses. */
static const char *
bare(const char *first_line, const char *method)
{
    return text_of("%s\r\nCall-ID: a84b4c76e66710@10.1.1.5\r\nCSeq: 2 %s\r\n\r\n", first_line,
                   method);
}

#define PEER OUTSIDE_HOST ":5060"

static enum inspection_kind
kind_of(enum os_version version, uint8_t protocol)
{
    return protocol == IP_UDP && version == OS_6_3 ? INSPECT_SIP_UDP : INSPECT_SIP;
}

static void
open_talk(struct talk *talk, enum os_version version, enum talk_nat nat, uint8_t protocol)
{
    talk_start_with(talk, version, nat, kind_of(version, protocol), protocol, 5060);
    talk->ends[0].port = 5060;
    bench_start(talk->bench);
    talk_open(talk);
    quiet(talk->bench);
}

/* --- a call from inside ----------------------------------------------------------------------- */

/* How inside host and its sockets are known outside, by enum talk_nat. */
static const struct view {
    const char *contact, *host;
    unsigned rtp;
    const char *to_rtp, *to_rtcp;
} views[] = {
    [TALK_PLAIN] = { "10.1.1.5:5060", "10.1.1.5", 49170,
                     "outside udp 198.51.100.7:7000 > 10.1.1.5:49170 len 20",
                     "outside udp 198.51.100.7:7001 > 10.1.1.5:49171 len 20" },
    [TALK_STATIC] = { "192.0.2.5:5060", "192.0.2.5", 49170,
                      "outside udp 198.51.100.7:7000 > 192.0.2.5:49170 len 20",
                      "outside udp 198.51.100.7:7001 > 192.0.2.5:49171 len 20" },
    [TALK_PAT] = { "192.0.2.9:1024", "192.0.2.9", 1026,
                   "outside udp 198.51.100.7:7000 > 192.0.2.9:1026 len 20",
                   "outside udp 198.51.100.7:7001 > 192.0.2.9:1027 len 20" },
};

static void
call_from_inside(struct talk *talk)
{
    const struct view *view = &views[talk->nat];
    talk_say(talk, SIDE_INITIATOR, invite(PEER, "10.1.1.5:5060", "10.1.1.5", 49170));
    talk_heard(talk, SIDE_RESPONDER, invite(PEER, view->contact, view->host, view->rtp));
    talk_say(talk, SIDE_RESPONDER, answer("200 OK", view->contact, PEER, OUTSIDE_HOST, 7000));
    talk_heard(talk, SIDE_INITIATOR, answer("200 OK", "10.1.1.5:5060", PEER, OUTSIDE_HOST, 7000));
    ck_assert_uint_eq(talk->refused, 0);
}

/* Both sides captured: media get the port that they have there, where it may be chosen. */
static const struct {
    unsigned seen, heard;
} sightings[] = {
    { 50002, 50002 },
    { 50003, 50003 }, /* odd, but so it is */
    { 1024, 1026 },   /* the signalling has it */
    { 0, 1026 },      /* on hold there */
};

START_TEST(media_ports_as_seen)
{
    static struct talk talk;
    const char *text = invite(PEER, "192.0.2.9:1024", PAT_ADDRESS, sightings[_i].seen);
    const struct packet seen = {
        .protocol = IP_UDP,
        .source = ip_of(PAT_ADDRESS),
        .source_port = 1024,
        .bytes = (const uint8_t *)text,
        .payload_length = strlen(text),
        .payload_captured = strlen(text),
    };
    open_talk(&talk, OS_8_0, TALK_PAT, IP_UDP);
    talk.observed = &seen;
    talk_say(&talk, SIDE_INITIATOR, invite(PEER, "10.1.1.5:5060", "10.1.1.5", 49170));
    talk.observed = NULL;
    talk_heard(&talk, SIDE_RESPONDER,
               invite(PEER, "192.0.2.9:1024", PAT_ADDRESS, sightings[_i].heard));
    talk_end(&talk);
}
END_TEST

/* The inside view of an answer: whoever outside it names is no inside host, although `nat` has all.
 */
START_TEST(an_answer_seen_inside_names_its_own)
{
    static const char *const hosts[] = { OUTSIDE_HOST, "198.51.100.8" };
    static struct talk talk;
    talk_start_with(&talk, OS_8_0, TALK_PAT, INSPECT_SIP, IP_UDP, 5060);
    add_nat(talk.bench, INSIDE, 1, "any");
    talk.ends[0].port = 5060;
    bench_start(talk.bench);
    talk_open(&talk);
    talk_say(&talk, SIDE_INITIATOR, invite(PEER, "10.1.1.5:5060", "10.1.1.5", 49170));
    quiet(talk.bench);
    talk.as_left = true;
    talk_say(&talk, SIDE_RESPONDER, answer("200 OK", "10.1.1.5:5060", PEER, hosts[_i], 7000));
    talk.as_left = false;
    expect_log(talk.bench, text_of("607001: Pre-allocate SIP SIGNALLING UDP secondary channel for "
                                   "outside:198.51.100.7/5060 to inside:10.1.1.5 from 200 message\n"
                                   "607001: Pre-allocate SIP RTP secondary channel for "
                                   "outside:%s/7000 to inside:10.1.1.5 from 200 message\n"
                                   "607001: Pre-allocate SIP RTCP secondary channel for "
                                   "outside:%s/7001 to inside:10.1.1.5 from 200 message\n",
                                   hosts[_i], hosts[_i]));
    talk_end(&talk);
}
END_TEST

START_TEST(media_come_in)
{
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_7_0, OS_8_0 };
    static struct talk talk;
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        const struct view *view = &views[_i];
        open_talk(&talk, versions[i], (enum talk_nat)_i, IP_UDP);
        expect_denied(talk.bench, view->to_rtp);
        call_from_inside(&talk);
        expect_passed(talk.bench, view->to_rtp);
        ck_assert_uint_eq(talk.bench->outcome.translation.destination, ip_of(INSIDE_HOST));
        ck_assert_uint_eq(talk.bench->outcome.translation.destination_port, 49170);
        expect_passed(talk.bench, view->to_rtcp);
        /* the same two, answered */
        expect_passed(talk.bench, "inside udp 10.1.1.5:49170 > 198.51.100.7:7000 len 20");
        /* one pair was asked for */
        expect_denied(talk.bench, "outside udp 198.51.100.7:7000 > 192.0.2.5:49172 len 20");
        talk_end(&talk);
    }
}
END_TEST

/* `no fixup`, no inspect: nothing is opened and nothing is changed. */
START_TEST(without_inspection)
{
    static struct talk talk;
    const enum os_version versions[] = { OS_6_3, OS_8_0 };
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        const char *said = invite(PEER, "10.1.1.5:5060", "10.1.1.5", 49170);
        talk_start_with(&talk, versions[i], (enum talk_nat)_i, INSPECT_PPTP, IP_UDP, 1723);
        talk.ends[0].port = 5060;
        talk.ends[0].peer_port = talk.ends[1].port = 5060;
        bench_start(talk.bench);
        talk_say(&talk, SIDE_INITIATOR, said);
        talk_heard(&talk, SIDE_RESPONDER, said);
        expect_denied(talk.bench, views[_i].to_rtp);
        talk_end(&talk);
    }
}
END_TEST

static const char *
lines_of_call(void)
{
    return "607001: Pre-allocate SIP Via UDP secondary channel for outside:198.51.100.7 to "
           "inside:10.1.1.5/5060 from INVITE message\n"
           "607001: Pre-allocate SIP RTP secondary channel for outside:198.51.100.7 to "
           "inside:10.1.1.5/49170 from INVITE message\n"
           "607001: Pre-allocate SIP RTCP secondary channel for outside:198.51.100.7 to "
           "inside:10.1.1.5/49171 from INVITE message\n"
           "607001: Pre-allocate SIP SIGNALLING UDP secondary channel for "
           "outside:198.51.100.7/5060 to inside:10.1.1.5 from 200 message\n"
           "607001: Pre-allocate SIP RTP secondary channel for outside:198.51.100.7/7000 to "
           "inside:10.1.1.5 from 200 message\n"
           "607001: Pre-allocate SIP RTCP secondary channel for outside:198.51.100.7/7001 to "
           "inside:10.1.1.5 from 200 message\n";
}

/* What `show conn` has of it until it comes: signalling stays, media go when they have come. */
START_TEST(listed_until_they_come)
{
    static struct talk talk;
    open_talk(&talk, OS_8_0, TALK_STATIC, IP_UDP);
    call_from_inside(&talk);
    expect_pinholes(talk.bench, "17 198.51.100.7:0 10.1.1.5:5060 bytes 0 Eti\n"
                                "17 0.0.0.0:0 10.1.1.5:49170 bytes 0 Emi\n"
                                "17 0.0.0.0:0 10.1.1.5:49171 bytes 0 Emi\n"
                                "17 198.51.100.7:5060 10.1.1.5:0 bytes 0 Pti\n"
                                "17 198.51.100.7:7000 0.0.0.0:0 bytes 0 Pmi\n"
                                "17 198.51.100.7:7001 0.0.0.0:0 bytes 0 Pmi\n");
    talk_end(&talk);
}
END_TEST

/* 6.2 has no such message. */
START_TEST(lines)
{
    static struct talk talk;
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_8_0 };
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        open_talk(&talk, versions[i], TALK_PLAIN, IP_UDP);
        talk_say(&talk, SIDE_INITIATOR, "\r\n\r\n"); /* no SIP, but now the conn is there */
        talk_heard(&talk, SIDE_RESPONDER, "\r\n\r\n");
        quiet(talk.bench);
        call_from_inside(&talk);
        expect_log(talk.bench, versions[i] == OS_6_2 ? "" : lines_of_call());
        /* said again, nothing is new */
        talk_say(&talk, SIDE_INITIATOR, invite(PEER, "10.1.1.5:5060", "10.1.1.5", 49170));
        expect_log(talk.bench, "");
        talk_end(&talk);
    }
}
END_TEST

/* engine.md 2.4: T the signalling, m media, t more signalling. */
START_TEST(flags)
{
    static struct talk talk;
    open_talk(&talk, OS_8_0, TALK_PLAIN, IP_UDP);
    call_from_inside(&talk);
    expect_passed(talk.bench, views[TALK_PLAIN].to_rtp);
    expect_passed(talk.bench, "outside udp 198.51.100.7:9999 > 10.1.1.5:5060 len 20");
    expect_conns(talk.bench, "17 198.51.100.7:5060 10.1.1.5:5060 bytes 814 T\n"
                             "17 198.51.100.7:7000 10.1.1.5:49170 bytes 20 m\n"
                             "17 198.51.100.7:9999 10.1.1.5:5060 bytes 20 t\n");
    talk_end(&talk);
}
END_TEST

/* --- how long --------------------------------------------------------------------------------- */

/* 2.6: media by sip_media, two minutes; all signalling by sip, thirty. */
START_TEST(timers)
{
    static struct talk talk;
    open_talk(&talk, OS_8_0, TALK_PLAIN, IP_UDP);
    call_from_inside(&talk);
    expect_passed(talk.bench, views[TALK_PLAIN].to_rtp);
    at_second(talk.bench, 119);
    expect_passed(talk.bench, views[TALK_PLAIN].to_rtp);
    at_second(talk.bench, 241);
    engine_advance(talk.bench->engine, talk.bench->time);
    expect_conns(talk.bench, "17 198.51.100.7:5060 10.1.1.5:5060 bytes 814 T\n");
    expect_denied(talk.bench, views[TALK_PLAIN].to_rtp);
    expect_passed(talk.bench, "outside udp 198.51.100.7:9999 > 10.1.1.5:5060 len 20");
    at_second(talk.bench, 1799);
    engine_advance(talk.bench->engine, talk.bench->time);
    expect_conns(talk.bench, "17 198.51.100.7:5060 10.1.1.5:5060 bytes 814 T\n"
                             "17 198.51.100.7:9999 10.1.1.5:5060 bytes 20 t\n");
    talk_end(&talk);
}
END_TEST

/* What is waited for without timer sip-invite goes after sip_media, else after sip-invite [C]. */
START_TEST(offer_waits)
{
    static struct talk talk;
    static const struct {
        enum os_version version;
        uint32_t seconds;
    } cases[] = { { OS_7_0, 120 }, { OS_6_3, 180 }, { OS_8_0, 180 } };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        for (uint32_t late = 0; late < 2; late++) {
            open_talk(&talk, cases[i].version, TALK_STATIC, IP_UDP);
            talk_say(&talk, SIDE_INITIATOR, invite(PEER, "10.1.1.5:5060", "10.1.1.5", 49170));
            at_second(talk.bench, cases[i].seconds - 1 + late);
            if (late != 0)
                expect_denied(talk.bench, views[TALK_STATIC].to_rtp);
            else
                expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
            talk_end(&talk);
        }
    }
}
END_TEST

/* Media end with the answer to BYE; with BYE itself where sip-disconnect does not exist [C]. */
START_TEST(bye)
{
    static struct talk talk;
    static const enum os_version versions[] = { OS_6_2, OS_6_3, OS_7_0, OS_8_0 };
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        bool waits = versions[i] == OS_6_3 || versions[i] == OS_8_0;
        open_talk(&talk, versions[i], TALK_STATIC, IP_UDP);
        call_from_inside(&talk);
        expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
        talk_say(&talk, SIDE_RESPONDER, bare("BYE sip:alice@192.0.2.5:5060 SIP/2.0", "BYE"));
        quiet(talk.bench);
        expect_denied(talk.bench, waits ? "outside udp 198.51.100.7:7002 > 192.0.2.5:49172 len 20"
                                        : views[TALK_STATIC].to_rtp);
        if (waits)
            expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
        talk_say(&talk, SIDE_INITIATOR, bare("SIP/2.0 200 OK", "BYE"));
        expect_denied(talk.bench, views[TALK_STATIC].to_rtp);
        expect_denied(talk.bench, views[TALK_STATIC].to_rtcp);
        talk_end(&talk);
    }
}
END_TEST

START_TEST(cancelled_and_refused)
{
    static struct talk talk;
    open_talk(&talk, OS_8_0, TALK_STATIC, IP_UDP);
    const char *said = invite(PEER, "10.1.1.5:5060", "10.1.1.5", 49170);
    talk_say(&talk, SIDE_INITIATOR, said);
    talk_say(&talk, SIDE_INITIATOR, bare("CANCEL sip:bob@198.51.100.7:5060 SIP/2.0", "CANCEL"));
    talk_say(&talk, SIDE_RESPONDER, bare("SIP/2.0 200 OK", "CANCEL"));
    expect_denied(talk.bench, views[TALK_STATIC].to_rtp);
    talk_say(&talk, SIDE_INITIATOR, said);
    talk_say(&talk, SIDE_RESPONDER, bare("SIP/2.0 407 Proxy Authentication Required", "INVITE"));
    expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
    talk_say(&talk, SIDE_RESPONDER, bare("SIP/2.0 486 Busy Here", "INVITE"));
    expect_denied(talk.bench, views[TALK_STATIC].to_rtp);
    talk_end(&talk);
}
END_TEST

/* Another INVITE in the call: media move. On hold (0.0.0.0) nothing is asked for. */
START_TEST(moved_and_held)
{
    static struct talk talk;
    open_talk(&talk, OS_8_0, TALK_STATIC, IP_UDP);
    call_from_inside(&talk);
    expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
    talk_say(&talk, SIDE_INITIATOR, invite(PEER, "10.1.1.5:5060", "0.0.0.0", 49170));
    talk_heard(&talk, SIDE_RESPONDER, invite(PEER, "192.0.2.5:5060", "0.0.0.0", 49170));
    expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
    talk_say(&talk, SIDE_INITIATOR, invite(PEER, "10.1.1.5:5060", "10.1.1.5", 50000));
    expect_denied(talk.bench, views[TALK_STATIC].to_rtp);
    expect_passed(talk.bench, "outside udp 198.51.100.7:7000 > 192.0.2.5:50000 len 20");
    talk_end(&talk);
}
END_TEST

/* The control conn goes, the call does not. */
START_TEST(media_live_on)
{
    static struct talk talk;
    open_talk(&talk, OS_8_0, TALK_STATIC, IP_TCP);
    call_from_inside(&talk);
    expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
    talk_pass(&talk, SIDE_INITIATOR,
              talk_packet(&talk, SIDE_INITIATOR, talk.ends[0].first + talk.ends[0].sent,
                          TCP_RST | TCP_ACK, NULL, 0));
    expect_conns(talk.bench, "17 198.51.100.7:7000 10.1.1.5:49170 bytes 20 m\n");
    expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
    talk_end(&talk);
}
END_TEST

/* --- what is said ----------------------------------------------------------------------------- */

/* Each header on its own: what inside says, and what outside hears under a static. */
static const struct {
    const char *said, *heard;
} headers[] = {
    { "Via: SIP/2.0/UDP 10.1.1.5", "Via: SIP/2.0/UDP 192.0.2.5" },
    { "v:SIP/2.0/UDP 10.1.1.5:5070;rport;branch=10.1.1.5",
      "v:SIP/2.0/UDP 192.0.2.5:5070;rport;branch=10.1.1.5" },
    { "Via: SIP/2.0/UDP 203.0.113.1;received=10.1.1.5;maddr=10.1.1.5",
      "Via: SIP/2.0/UDP 203.0.113.1;received=192.0.2.5;maddr=192.0.2.5" },
    { "VIA : SIP/2.0/UDP\r\n 10.1.1.5;branch=x\r\n\t, SIP/2.0/UDP 10.1.1.5",
      "VIA : SIP/2.0/UDP\r\n 192.0.2.5;branch=x\r\n\t, SIP/2.0/UDP 192.0.2.5" },
    { "m: \"at 10.1.1.5\" <sip:10.1.1.5@10.1.1.5:5060;transport=udp>, <sip:b@10.1.1.5>;q=0.5",
      "m: \"at 10.1.1.5\" <sip:10.1.1.5@192.0.2.5:5060;transport=udp>, <sip:b@192.0.2.5>;q=0.5" },
    { "Contact: *", "Contact: *" },
    { "f: sip:a@10.1.1.5;tag=1", "f: sip:a@192.0.2.5;tag=1" },
    { "t: <sip:10.1.1.5>", "t: <sip:192.0.2.5>" },
    { "To: <sip:a@10.1.1.6>", "To: <sip:a@10.1.1.6>" }, /* nothing translates it */
    { "To: <sip:a@10.1.1.51>, <sip:a@110.1.1.5>", "To: <sip:a@10.1.1.51>, <sip:a@110.1.1.5>" },
    { "Route: <sip:10.1.1.5;lr>", "Route: <sip:192.0.2.5;lr>" },
    { "Record-Route: <sip:10.1.1.5:5060;lr>", "Record-Route: <sip:192.0.2.5:5060;lr>" },
    { "Call-ID: 1@10.1.1.5", "Call-ID: 1@10.1.1.5" },
    { "Subject: 10.1.1.5", "Subject: 10.1.1.5" },
    { "Contact: <sip:a@host.example>", "Contact: <sip:a@host.example>" },
    { "Contact: <sip:a@10.1.1.5:99999>", "Contact: <sip:a@192.0.2.5:99999>" },
    { "Contact: \"10.1.1.5", "Contact: \"10.1.1.5" },
};

START_TEST(header_by_header)
{
    static struct talk talk;
    open_talk(&talk, OS_8_0, TALK_STATIC, IP_UDP);
    for (size_t i = 0; i < ARRAY_LENGTH(headers); i++) {
        talk_say(&talk, SIDE_INITIATOR,
                 text_of("OPTIONS sip:bob@198.51.100.7 SIP/2.0\r\n%s\r\n\r\n", headers[i].said));
        talk_heard(&talk, SIDE_RESPONDER,
                   text_of("OPTIONS sip:bob@198.51.100.7 SIP/2.0\r\n%s\r\n\r\n", headers[i].heard));
        /* and back */
        talk_say(&talk, SIDE_RESPONDER, text_of("SIP/2.0 200 OK\r\n%s\r\n\r\n", headers[i].heard));
        talk_heard(&talk, SIDE_INITIATOR, text_of("SIP/2.0 200 OK\r\n%s\r\n\r\n", headers[i].said));
    }
    talk_end(&talk);
}
END_TEST

/* Behind PAT a port is said where SIP's is not the one any more; what comes back is what was. */
START_TEST(ports_behind_pat)
{
    static struct talk talk;
    open_talk(&talk, OS_8_0, TALK_PAT, IP_UDP);
    talk_say(&talk, SIDE_INITIATOR,
             "OPTIONS sip:bob@198.51.100.7 SIP/2.0\r\nVia: SIP/2.0/UDP 10.1.1.5;x\r\n"
             "From: <sip:a@10.1.1.5>\r\nm: <sip:a@10.1.1.5:5062>\r\n\r\n");
    talk_heard(&talk, SIDE_RESPONDER,
               "OPTIONS sip:bob@198.51.100.7 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:1024;x\r\n"
               "From: <sip:a@192.0.2.9>\r\nm: <sip:a@192.0.2.9:1025>\r\n\r\n");
    talk_say(&talk, SIDE_RESPONDER,
             "INVITE sip:a@192.0.2.9:1025 SIP/2.0\r\nRoute: <sip:192.0.2.9:1024;lr>\r\n\r\n");
    talk_heard(&talk, SIDE_INITIATOR,
               "INVITE sip:a@10.1.1.5:5062 SIP/2.0\r\nRoute: <sip:10.1.1.5:5060;lr>\r\n\r\n");
    /* and it may come from elsewhere, to where it was asked for */
    expect_passed(talk.bench, "outside udp 198.51.100.7:7777 > 192.0.2.9:1025 len 9");
    expect_left(talk.bench, "198.51.100.7:7777 > 10.1.1.5:5062 on inside");
    expect_denied(talk.bench, "outside udp 198.51.100.8:7777 > 192.0.2.9:1025 len 9");
    talk_end(&talk);
}
END_TEST

/* Descriptions: the lines, and which sockets of inside are open then. */
static const struct {
    const char *said, *heard;
    const char *open, *closed;
} descriptions[] = {
    /* c= of a medium goes before that of the session; two media */
    { "v=0\r\nc=IN IP4 203.0.113.1\r\nm=audio 5000 RTP/AVP 0\r\nc=IN IP4 10.1.1.5\r\n"
      "m=video 6000/2 RTP/SAVP 31\r\nc=IN IP4 10.1.1.5/127\r\n",
      "v=0\r\nc=IN IP4 203.0.113.1\r\nm=audio 5000 RTP/AVP 0\r\nc=IN IP4 192.0.2.5\r\n"
      "m=video 6000/2 RTP/SAVP 31\r\nc=IN IP4 192.0.2.5/127\r\n",
      "5000 5001 6000 6001", "6002 4999" },
    { "v=0\nc=IN IP4 10.1.1.5\nm=audio 5000 RTP/AVP 0\na=rtcp:5555 IN IP4 10.1.1.5\n",
      "v=0\nc=IN IP4 192.0.2.5\nm=audio 5000 RTP/AVP 0\na=rtcp:5555 IN IP4 192.0.2.5\n",
      "5000 5555", "5001" },
    { "v=0\r\nc=IN IP4 10.1.1.5\r\nm=image 5000 udptl t38\r\n",
      "v=0\r\nc=IN IP4 192.0.2.5\r\nm=image 5000 udptl t38\r\n", "5000", "5001" },
    { "v=0\r\nc=IN IP4 10.1.1.5\r\nm=audio 0 RTP/AVP 0\r\nm=message 5000 TCP/MSRP *\r\n",
      "v=0\r\nc=IN IP4 192.0.2.5\r\nm=audio 0 RTP/AVP 0\r\nm=message 5000 TCP/MSRP *\r\n", "",
      "5000 1" },
    { "v=0\r\nc=IN IP6 ::1\r\nm=audio 5000 RTP/AVP 0\r\n",
      "v=0\r\nc=IN IP6 ::1\r\nm=audio 5000 RTP/AVP 0\r\n", "", "5000" },
    { "v=0\r\nc=IN IP4 224.2.36.42/127\r\nm=audio 5000 RTP/AVP 0\r\n",
      "v=0\r\nc=IN IP4 224.2.36.42/127\r\nm=audio 5000 RTP/AVP 0\r\n", "", "5000" },
    { "v=0\r\nc=IN IP4 10.1.1.5\r\nm=audio 65535 RTP/AVP 0\r\nm=\r\nm=audio x\r\n",
      "v=0\r\nc=IN IP4 192.0.2.5\r\nm=audio 65535 RTP/AVP 0\r\nm=\r\nm=audio x\r\n", "65535", "" },
};

static void
expect_ports(struct talk *talk, const char *ports, bool open)
{
    for (char *end; *ports != '\0'; ports = *end == ' ' ? end + 1 : end) {
        unsigned long port = strtoul(ports, &end, 10);
        const char *packet = text_of("outside udp 198.51.100.7:9 > 192.0.2.5:%lu len 20", port);
        if (open)
            expect_passed(talk->bench, packet);
        else
            expect_denied(talk->bench, packet);
    }
}

START_TEST(description_by_description)
{
    static struct talk talk;
    const char *head = "INVITE sip:b@198.51.100.7 SIP/2.0\r\nCall-ID: 1\r\n"
                       "c: application/sdp\r\n";
    for (size_t i = 0; i < ARRAY_LENGTH(descriptions); i++) {
        open_talk(&talk, OS_8_0, TALK_STATIC, IP_UDP);
        talk_say(&talk, SIDE_INITIATOR, with_body(head, descriptions[i].said));
        talk_heard(&talk, SIDE_RESPONDER, with_body(head, descriptions[i].heard));
        expect_ports(&talk, descriptions[i].open, true);
        expect_ports(&talk, descriptions[i].closed, false);
        talk_end(&talk);
    }
}
END_TEST

/* --- registration ----------------------------------------------------------------------------- */

#define REGISTRATION(line, contact, expires)                                                       \
    line "\r\nCall-ID: 7\r\nCSeq: 1 REGISTER\r\nContact: <sip:bob@" contact ">" expires "\r\n\r\n"

/* Who has registered is called, until that expires: by the registrar, from any port. */
START_TEST(registered)
{
    static struct talk talk;
    open_talk(&talk, OS_8_0, TALK_PAT, IP_UDP);
    talk_say(&talk, SIDE_INITIATOR,
             REGISTRATION("REGISTER sip:198.51.100.7 SIP/2.0", "10.1.1.5:5062", ""));
    talk_heard(&talk, SIDE_RESPONDER,
               REGISTRATION("REGISTER sip:198.51.100.7 SIP/2.0", "192.0.2.9:1025", ""));
    expect_denied(talk.bench, "outside udp 198.51.100.7:9 > 192.0.2.9:1025 len 20");
    quiet(talk.bench);
    talk_say(&talk, SIDE_RESPONDER,
             REGISTRATION("SIP/2.0 200 OK", "192.0.2.9:1025", ";expires=600"));
    talk_heard(&talk, SIDE_INITIATOR,
               REGISTRATION("SIP/2.0 200 OK", "10.1.1.5:5062", ";expires=600"));
    expect_log(talk.bench, "607001: Pre-allocate SIP SIGNALLING UDP secondary channel for "
                           "outside:198.51.100.7 to inside:10.1.1.5/5062 from 200 message\n");
    at_second(talk.bench, 599);
    expect_denied(talk.bench, "outside udp 198.51.100.8:9 > 192.0.2.9:1025 len 20");
    expect_passed(talk.bench, "outside udp 198.51.100.7:9 > 192.0.2.9:1025 len 20");
    expect_passed(talk.bench, "outside udp 198.51.100.7:10 > 192.0.2.9:1025 len 20");
    at_second(talk.bench, 600);
    expect_denied(talk.bench, "outside udp 198.51.100.7:11 > 192.0.2.9:1025 len 20");
    talk_end(&talk);
}
END_TEST

START_TEST(registered_no_more)
{
    static struct talk talk;
    open_talk(&talk, OS_6_3, TALK_STATIC, IP_UDP);
    talk_say(&talk, SIDE_INITIATOR,
             REGISTRATION("REGISTER sip:198.51.100.7 SIP/2.0", "10.1.1.5:5062", ""));
    talk_say(&talk, SIDE_RESPONDER,
             REGISTRATION("SIP/2.0 200 OK", "192.0.2.5:5062", "\r\nExpires: 600"));
    expect_passed(talk.bench, "outside udp 198.51.100.7:9 > 192.0.2.5:5062 len 20");
    talk_say(&talk, SIDE_RESPONDER,
             REGISTRATION("SIP/2.0 200 OK", "192.0.2.5:5062", "\r\nExpires: 0"));
    expect_denied(talk.bench, "outside udp 198.51.100.7:10 > 192.0.2.5:5062 len 20");
    talk_end(&talk);
}
END_TEST

/* --- from outside, over TCP, damaged ---------------------------------------------------------- */

START_TEST(call_from_outside)
{
    static struct talk talk;
    open_talk(&talk, OS_6_3, TALK_INWARD, IP_UDP);
    talk_say(&talk, SIDE_INITIATOR, invite("192.0.2.5:5060", PEER, OUTSIDE_HOST, 7000));
    talk_heard(&talk, SIDE_RESPONDER, invite("10.1.1.5:5060", PEER, OUTSIDE_HOST, 7000));
    talk_say(&talk, SIDE_RESPONDER,
             answer("183 Session Progress", PEER, "10.1.1.5:5060", "10.1.1.5", 49170));
    talk_heard(&talk, SIDE_INITIATOR,
               answer("183 Session Progress", PEER, "192.0.2.5:5060", "192.0.2.5", 49170));
    expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
    talk_end(&talk);
}
END_TEST

static void
call_over_tcp(struct talk *talk)
{
    talk_say(talk, SIDE_INITIATOR, "\r\n\r\n");
    talk_heard(talk, SIDE_RESPONDER, "\r\n\r\n");
    if (talk->nat == TALK_PAT || talk->nat >= TALK_NATS)
        return; /* ports_behind_pat has that */
    bool inward = talk->nat == TALK_INWARD || talk->nat == TALK_INWARD_PLAIN;
    bool plain = talk->nat == TALK_PLAIN || talk->nat == TALK_INWARD_PLAIN;
    const char *host = plain ? "10.1.1.5" : "192.0.2.5";
    const char *contact = text_of("%s:5060", host);
    if (inward) {
        talk_say(talk, SIDE_INITIATOR, invite(contact, PEER, OUTSIDE_HOST, 7000));
        talk_heard(talk, SIDE_RESPONDER, invite("10.1.1.5:5060", PEER, OUTSIDE_HOST, 7000));
    } else {
        talk_say(talk, SIDE_INITIATOR, invite(PEER, "10.1.1.5:5060", "10.1.1.5", 49170));
        talk_heard(talk, SIDE_RESPONDER, invite(PEER, contact, host, 49170));
        talk_say(talk, SIDE_RESPONDER, answer("200 OK", contact, PEER, OUTSIDE_HOST, 7000));
        talk_heard(talk, SIDE_INITIATOR,
                   answer("200 OK", "10.1.1.5:5060", PEER, OUTSIDE_HOST, 7000));
        expect_passed(talk->bench, views[talk->nat].to_rtp);
    }
    ck_assert_uint_eq(talk->refused, 0);
}

START_TEST(tcp_in_all_ways)
{
    talk_in_all_ways(OS_6_3, (enum talk_nat)_i, INSPECT_SIP, 5060, call_over_tcp);
    talk_in_all_ways(OS_8_0, (enum talk_nat)_i, INSPECT_SIP, 5060, call_over_tcp);
}
END_TEST

/* Neither a message nor a line end: nothing is changed from there on. */
START_TEST(no_sip_over_tcp)
{
    static struct talk talk;
    static const char *const texts[] = {
        "HELLO\r\nContact: 10.1.1.5\r\n\r\n",
        "\x16\x03\x01 10.1.1.5",
        "OPTIONS sip:b SIP/2.0\r\nContent-Length: 4000000000\r\n\r\n10.1.1.5",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        open_talk(&talk, OS_8_0, TALK_STATIC, IP_TCP);
        talk_say(&talk, SIDE_INITIATOR, texts[i]);
        talk_heard(&talk, SIDE_RESPONDER, texts[i]);
        ck_assert_uint_eq(engine_counters(talk.bench->engine).inspect_desyncs[INSPECT_SIP], 1);
        talk_end(&talk);
    }
}
END_TEST

/* Every bit of a datagram flipped, every length of it: each is a message of its own. */
START_TEST(damaged)
{
    static struct talk talk;
    const char *asked = invite(PEER, "10.1.1.5:5060", "10.1.1.5", 49170);
    size_t length = strlen(asked);
    static char said[TEXT_SIZE];
    open_talk(&talk, OS_8_0, _i == 0 ? TALK_STATIC : TALK_PAT, IP_UDP);
    for (size_t flip = 0; flip < length * 9; flip++) {
        memcpy(said, asked, length);
        if (flip < length * 8)
            said[flip / 8] ^= (char)(1U << flip % 8);
        talk_send(&talk, SIDE_INITIATOR, said, flip < length * 8 ? length : flip - length * 8);
        talk.ends[1].heard_end = talk.ends[1].taken = 0;
        memset(talk.ends[1].there, 0, sizeof(talk.ends[1].there));
        quiet(talk.bench);
    }
    ck_assert_uint_eq(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

START_TEST(damaged_over_tcp)
{
    static const char asked[] = "INVITE sip:b SIP/2.0\r\nm:10.1.1.5:5\r\nl:27\r\n\r\n"
                                "v=0\r\nc=IN IP4 10.1.1.5\r\nm=\r\n";
    const struct talk_message messages[] = { { SIDE_INITIATOR, asked, strlen(asked) },
                                             { SIDE_INITIATOR, "\r\n", 2 } };
    talk_damaged(OS_8_0, TALK_STATIC, INSPECT_SIP, IP_TCP, 5060, messages, ARRAY_LENGTH(messages));
}
END_TEST

/* A message as hostile as it fits: bounded work, bounded edits, no more calls than there may be. */
START_TEST(floods)
{
    static struct talk talk;
    static char hosts[60000];
    size_t length = (size_t)snprintf(hosts, sizeof(hosts), "OPTIONS sip:b SIP/2.0\r\nm: ");
    while (length < sizeof(hosts) - 40)
        length += (size_t)snprintf(hosts + length, sizeof(hosts) - length, "<sip:10.1.1.5:%zu>,",
                                   1024 + length % 60000);
    open_talk(&talk, OS_8_0, TALK_PAT, IP_UDP);
    talk_say(&talk, SIDE_INITIATOR, hosts);
    ck_assert_uint_eq(talk.refused, 0);
    ck_assert_uint_le(engine_counters(talk.bench->engine).xlates_in_use, 65);
    talk_end(&talk);
    open_talk(&talk, OS_8_0, TALK_STATIC, IP_UDP);
    for (unsigned i = 0; i < 2000; i++) {
        talk_say(&talk, SIDE_INITIATOR,
                 with_body(text_of("INVITE sip:b SIP/2.0\r\nCall-ID: %u\r\n", i),
                           text_of("v=0\r\nc=IN IP4 10.1.1.5\r\nm=audio %u RTP/AVP 0\r\n",
                                   2000 + 2 * i)));
        talk.ends[1].heard_end = talk.ends[1].taken = 0;
        memset(talk.ends[1].there, 0, sizeof(talk.ends[1].there));
        quiet(talk.bench);
    }
    ck_assert_uint_eq(talk.refused, 0);
    ck_assert_uint_eq(engine_counters(talk.bench->engine).pinholes_refused, 4000 - 1024);
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sip");
    TCase *tcase = tcase_create("sip");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, media_ports_as_seen, 0, ARRAY_LENGTH(sightings));
    tcase_add_loop_test(tcase, an_answer_seen_inside_names_its_own, 0, 2);
    tcase_add_loop_test(tcase, media_come_in, 0, TALK_INWARD);
    tcase_add_loop_test(tcase, without_inspection, 0, TALK_INWARD);
    tcase_add_test(tcase, listed_until_they_come);
    tcase_add_test(tcase, lines);
    tcase_add_test(tcase, flags);
    tcase_add_test(tcase, timers);
    tcase_add_test(tcase, offer_waits);
    tcase_add_test(tcase, bye);
    tcase_add_test(tcase, cancelled_and_refused);
    tcase_add_test(tcase, moved_and_held);
    tcase_add_test(tcase, media_live_on);
    tcase_add_test(tcase, header_by_header);
    tcase_add_test(tcase, ports_behind_pat);
    tcase_add_test(tcase, description_by_description);
    tcase_add_test(tcase, registered);
    tcase_add_test(tcase, registered_no_more);
    tcase_add_test(tcase, call_from_outside);
    tcase_add_loop_test(tcase, tcp_in_all_ways, 0, TALK_NATS);
    tcase_add_test(tcase, no_sip_over_tcp);
    tcase_add_loop_test(tcase, damaged, 0, 2);
    tcase_add_test(tcase, damaged_over_tcp);
    tcase_add_test(tcase, floods);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
