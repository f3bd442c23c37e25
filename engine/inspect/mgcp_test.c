/*
 * mgcp_test.c: a call agent outside and a gateway inside, by the examples of RFC 3435 (appendix F).
 */
#include "engine/talk_test.h"

/* The gateway is inside and has asked first: it is the initiator, from port 2427 to 2727. */
static void
open_talk(struct talk *talk, enum os_version version, enum talk_nat nat)
{
    talk_start_with(talk, version, nat, INSPECT_MGCP, IP_UDP, 2727);
    talk->ends[0].port = 2427;
    bench_start(talk->bench);
    talk_say(talk, SIDE_INITIATOR, "RSIP 1200 *@gw.example.net MGCP 1.0\r\nRM: restart\r\n");
    talk_heard(talk, SIDE_RESPONDER, "RSIP 1200 *@gw.example.net MGCP 1.0\r\nRM: restart\r\n");
    quiet(talk->bench);
}

#define CREATE(host, agent)                                                                        \
    "CRCX 1204 aaln/1@[" host "] MGCP 1.0\r\nC: A3C47F21456789F0\r\nL: p:10, a:PCMU\r\n"           \
    "M: recvonly\r\nN: ca@[" agent "]:2727\r\nX: 0123456789AD\r\n"
#define CREATED(host, port)                                                                        \
    "200 1204 OK\r\nI: FDE234C8\r\n\r\nv=0\r\no=- 25678 753849 IN IP4 " host "\r\ns=-\r\n"         \
    "c=IN IP4 " host "\r\nt=0 0\r\nm=audio " port " RTP/AVP 0\r\n"
#define MODIFY(agent_host, port)                                                                   \
    "MDCX 1206 aaln/1@gw.example.net MGCP 1.0\r\nC: A3C47F21456789F0\r\nI: FDE234C8\r\n"           \
    "M: sendrecv\r\n\r\nv=0\r\no=- 4723891 7428910 IN IP4 " agent_host "\r\ns=-\r\n"               \
    "c=IN IP4 " agent_host "\r\nt=0 0\r\nm=audio " port " RTP/AVP 0\r\n"
#define DELETE "DLCX 1210 aaln/1@gw.example.net MGCP 1.0\r\nC: A3C47F21456789F0\r\nI: FDE234C8\r\n"

static const struct view {
    const char *create, *created;
    const char *to_rtp, *to_rtcp;
} views[] = {
    [TALK_PLAIN] = { CREATE("10.1.1.5", "198.51.100.7"), CREATED("10.1.1.5", "3456"),
                     "outside udp 203.0.113.9:7000 > 10.1.1.5:3456 len 20",
                     "outside udp 203.0.113.9:7001 > 10.1.1.5:3457 len 20" },
    [TALK_STATIC] = { CREATE("192.0.2.5", "198.51.100.7"), CREATED("192.0.2.5", "3456"),
                      "outside udp 203.0.113.9:7000 > 192.0.2.5:3456 len 20",
                      "outside udp 203.0.113.9:7001 > 192.0.2.5:3457 len 20" },
    [TALK_PAT] = { CREATE("192.0.2.9", "198.51.100.7"), CREATED("192.0.2.9", "1026"),
                   "outside udp 203.0.113.9:7000 > 192.0.2.9:1026 len 20",
                   "outside udp 203.0.113.9:7001 > 192.0.2.9:1027 len 20" },
};

static void
create(struct talk *talk)
{
    const struct view *view = &views[talk->nat];
    talk_say(talk, SIDE_RESPONDER, view->create);
    talk_heard(talk, SIDE_INITIATOR, CREATE("10.1.1.5", "198.51.100.7"));
    talk_say(talk, SIDE_INITIATOR, CREATED("10.1.1.5", "3456"));
    talk_heard(talk, SIDE_RESPONDER, view->created);
    ck_assert_uint_eq(talk->refused, 0);
}

START_TEST(media_come_in)
{
    static const enum os_version versions[] = { OS_6_3, OS_7_0, OS_8_0 };
    static struct talk talk;
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        const struct view *view = &views[_i];
        open_talk(&talk, versions[i], (enum talk_nat)_i);
        expect_denied(talk.bench, view->to_rtp);
        create(&talk);
        expect_passed(talk.bench, view->to_rtp);
        ck_assert_uint_eq(talk.bench->outcome.translation.destination_port, 3456);
        expect_passed(talk.bench, view->to_rtcp);
        if (_i == TALK_PLAIN)
            expect_conns(talk.bench, "17 198.51.100.7:2727 10.1.1.5:2427 bytes 305 \n"
                                     "17 203.0.113.9:7000 10.1.1.5:3456 bytes 20 g\n"
                                     "17 203.0.113.9:7001 10.1.1.5:3457 bytes 20 g\n");
        talk_end(&talk);
    }
}
END_TEST

/* The line, and the five minutes of timeout mgcp. */
START_TEST(lines_and_timer)
{
    static struct talk talk;
    static const enum os_version versions[] = { OS_6_3, OS_8_0 };
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        open_talk(&talk, versions[i], TALK_STATIC);
        create(&talk);
        expect_log(talk.bench, "616001: Pre-allocate MGCP RTP connection for outside:198.51.100.7 "
                               "to inside:10.1.1.5/3456 from 200 message\n"
                               "616001: Pre-allocate MGCP RTCP connection for outside:198.51.100.7 "
                               "to inside:10.1.1.5/3457 from 200 message\n");
        at_second(talk.bench, 299);
        expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
        at_second(talk.bench, 300);
        expect_denied(talk.bench, views[TALK_STATIC].to_rtcp);
        at_second(talk.bench, 598);
        expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
        at_second(talk.bench, 898);
        expect_denied(talk.bench, views[TALK_STATIC].to_rtp);
        talk_end(&talk);
    }
}
END_TEST

/*
 * Slots of media idle as long as `timeout mgcp-pat` says (2.6), 6.3 as all PAT; that of the
 * gateway's own port does everywhere. What is announced holds its slot for the 300 seconds of
 * `timeout mgcp`.
 */
START_TEST(slots_of_media)
{
    static struct talk talk;
    static const struct {
        enum os_version version;
        uint32_t said, idle; /* seconds; SAID 0: the default */
    } cases[] = { { OS_6_3, 0, 30 },
                  { OS_7_0, 0, 300 },
                  { OS_8_0, 0, 300 },
                  { OS_8_0, 60, 60 },
                  { OS_8_2, 600, 600 } };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        talk_start_with(&talk, cases[i].version, TALK_PAT, INSPECT_MGCP, IP_UDP, 2727);
        talk.ends[0].port = 2427;
        if (cases[i].said != 0)
            talk.bench->config->timers[TIMER_MGCP_PAT] = cases[i].said;
        bench_start(talk.bench);
        talk_say(&talk, SIDE_INITIATOR, "RSIP 1200 *@gw.example.net MGCP 1.0\r\nRM: restart\r\n");
        talk_heard(&talk, SIDE_RESPONDER, "RSIP 1200 *@gw.example.net MGCP 1.0\r\nRM: restart\r\n");
        create(&talk);
        ck_assert_uint_eq(engine_counters(talk.bench->engine).xlates_in_use, 3);
        at_second(talk.bench, 299);
        engine_advance(talk.bench->engine, talk.bench->time);
        ck_assert_uint_eq(engine_counters(talk.bench->engine).xlates_in_use, 2);
        at_second(talk.bench, 299 + cases[i].idle);
        engine_advance(talk.bench->engine, talk.bench->time);
        ck_assert_uint_eq(engine_counters(talk.bench->engine).xlates_in_use, 2);
        at_second(talk.bench, 300 + cases[i].idle);
        engine_advance(talk.bench->engine, talk.bench->time);
        ck_assert_uint_eq(engine_counters(talk.bench->engine).xlates_in_use, 0);
        talk_end(&talk);
    }
}
END_TEST

/* A connection that is deleted: its media end with the answer; several messages in one. */
START_TEST(deleted)
{
    static struct talk talk;
    open_talk(&talk, OS_8_0, TALK_STATIC);
    create(&talk);
    expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
    talk_say(&talk, SIDE_RESPONDER, "200 1 OK\r\n.\r\n" DELETE);
    expect_passed(talk.bench, views[TALK_STATIC].to_rtp);
    talk_say(&talk, SIDE_INITIATOR, "250 1210 OK\r\nP: PS=1245\r\n");
    expect_denied(talk.bench, views[TALK_STATIC].to_rtp);
    expect_denied(talk.bench, views[TALK_STATIC].to_rtcp);
    talk_end(&talk);
}
END_TEST

/* The description of the other gateway: media go out to it, as media. */
START_TEST(other_gateway)
{
    static struct talk talk;
    open_talk(&talk, OS_6_3, TALK_STATIC);
    create(&talk);
    quiet(talk.bench);
    talk_say(&talk, SIDE_RESPONDER, MODIFY("203.0.113.9", "7000"));
    talk_heard(&talk, SIDE_INITIATOR, MODIFY("203.0.113.9", "7000"));
    expect_log(talk.bench, "616001: Pre-allocate MGCP RTP connection for inside:10.1.1.5 to "
                           "outside:203.0.113.9/7000 from MDCX message\n"
                           "616001: Pre-allocate MGCP RTCP connection for inside:10.1.1.5 to "
                           "outside:203.0.113.9/7001 from MDCX message\n");
    expect_passed(talk.bench, "inside udp 10.1.1.5:3456 > 203.0.113.9:7000 len 20");
    /* its own, told to it again by the agent: as itself */
    talk_say(&talk, SIDE_RESPONDER, MODIFY("192.0.2.5", "3456"));
    talk_heard(&talk, SIDE_INITIATOR, MODIFY("10.1.1.5", "3456"));
    talk_end(&talk);
}
END_TEST

/* call-agent in a map: another agent of the group answers what the gateway has asked the first. */
START_TEST(groups)
{
    static struct talk talk;
    static const char *const other = "outside udp 198.51.100.8:2727 > 192.0.2.5:2427 len 20";
    for (uint32_t group = 1; group <= 2; group++) {
        talk_start_with(&talk, OS_8_0, TALK_STATIC, INSPECT_MGCP, IP_UDP, 2727);
        talk.ends[0].port = 2427;
        struct map_value agents[2] = {
            { .setting = MAP_MGCP_CALL_AGENT, .address = ip_of("198.51.100.7"), .numbers = { 1 } },
            { .setting = MAP_MGCP_CALL_AGENT,
              .address = ip_of("198.51.100.8"),
              .numbers = { group } },
        };
        struct inspect_map map = { .protocol = MAP_PROTOCOL_MGCP,
                                   .values = { .items = agents, .count = 2 } };
        struct policy_map *policy = config_policy_map_make(talk.bench->config, "m");
        ck_assert_ptr_nonnull(policy);
        policy->exists = true;
        policy->inspect = &map;
        talk_inspection(&talk)->map = "m";
        bench_start(talk.bench);
        expect_denied(talk.bench, other);
        talk_say(&talk, SIDE_INITIATOR, "RSIP 1200 *@gw.example.net MGCP 1.0\r\nRM: restart\r\n");
        if (group == 1)
            expect_passed(talk.bench, other);
        else
            expect_denied(talk.bench, other);
        expect_denied(talk.bench, "outside udp 198.51.100.9:2727 > 192.0.2.5:2427 len 20");
        talk_end(&talk);
    }
}
END_TEST

START_TEST(damaged)
{
    static struct talk talk;
    static char said[1024];
    const char *texts[] = { CREATE("192.0.2.5", "198.51.100.7"), CREATED("198.51.100.7", "3456") };
    open_talk(&talk, OS_8_0, TALK_STATIC);
    for (size_t which = 0; which < ARRAY_LENGTH(texts); which++) {
        size_t length = strlen(texts[which]);
        for (size_t flip = 0; flip < length * 9; flip++) {
            memcpy(said, texts[which], length);
            if (flip < length * 8)
                said[flip / 8] ^= (char)(1U << flip % 8);
            talk_send(&talk, SIDE_RESPONDER, said, flip < length * 8 ? length : flip - length * 8);
            talk.ends[0].heard_end = talk.ends[0].taken = 0;
            memset(talk.ends[0].there, 0, sizeof(talk.ends[0].there));
            quiet(talk.bench);
        }
    }
    ck_assert_uint_eq(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("mgcp");
    TCase *tcase = tcase_create("mgcp");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, media_come_in, 0, TALK_INWARD);
    tcase_add_test(tcase, lines_and_timer);
    tcase_add_test(tcase, slots_of_media);
    tcase_add_test(tcase, deleted);
    tcase_add_test(tcase, other_gateway);
    tcase_add_test(tcase, groups);
    tcase_add_test(tcase, damaged);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
