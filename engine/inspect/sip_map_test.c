/*
 * sip_map_test.c: which SIP messages inspection maps let pass, and what is said of them (607002,
 * 607003).
 */
#include "engine/inspect/sip.h"

#include "engine/map_fixture_test.h"

static struct talk talk;
static struct inspect_map *map;

static void
start(enum os_version version)
{
    talk_start_with(&talk, version, TALK_STATIC, INSPECT_SIP, IP_UDP, 5060);
    talk.ends[0].port = 5060;
    map = map_make(&talk, MAP_PROTOCOL_SIP, "calls");
}

#define REGISTER(from)                                                                             \
    "REGISTER sip:198.51.100.7 SIP/2.0\r\n"                                                        \
    "Via: SIP/2.0/UDP phone.example.net;branch=z9hG4bK7\r\n"                                       \
    "From: <sip:" from "@example.net>;tag=1\r\nTo: <sip:ann@example.net>\r\n"                      \
    "Call-ID: 7@phone\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\n"                                 \
    "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
#define LAST_HOP "INVITE sip:bob@example.net SIP/2.0\r\nCall-ID: 8@phone\r\nMax-Forwards: 0\r\n\r\n"
#define FINE "SIP/2.0 200 OK\r\nCall-ID: 8@phone\r\nCSeq: 1 INVITE\r\nMax-Forwards: 0\r\n\r\n"

#define NOTE                                                                                       \
    "MESSAGE sip:bob@example.net SIP/2.0\r\nFrom: <sip:ann@example.net>\r\n"                       \
    "Call-ID: 9@phone\r\nAlert-Info: <http://198.51.100.7/ring.wav>\r\n"                           \
    "Call-Info: <sip:ann@example.net>\r\n\r\n"

#define WHERE "from inside:10.1.1.5/5060 to outside:198.51.100.7/5060"
#define CLASSIFIED(what, words)                                                                    \
    "607002: SIP Classification: " what " SIP Request REGISTER " WHERE "; matched Class 1: " words \
    "\n"

/* What is matched, what is said, and whether it is met: `drop log` makes the line and drops. */
static const struct {
    struct map_value criterion;
    const char *said;
    const char *line; /* NULL: it passes */
} matches[] = {
    { { .setting = MAP_MATCH_SIP_METHOD, .choices = { 11 } },
      REGISTER("ann"),
      CLASSIFIED("Dropped", "request-method register") },
    { { .setting = MAP_MATCH_SIP_METHOD, .choices = { 5 } }, REGISTER("ann"), NULL },
    { { .setting = MAP_MATCH_SIP_METHOD, .choices = { 5 }, .negated = true },
      REGISTER("ann"),
      CLASSIFIED("Dropped", "not request-method invite") },
    { { .setting = MAP_MATCH_SIP_METHOD, .choices = { 13 } }, REGISTER("ann"), NULL },
    { { .setting = MAP_MATCH_SIP_METHOD, .choices = { 13 } },
      "DANCE sip:a@b SIP/2.0\r\nCall-ID: 1@b\r\n\r\n",
      "607002: SIP Classification: Dropped SIP Request DANCE " WHERE
      "; matched Class 1: request-method unknown\n" },
    /* an answer has no method of its own */
    { { .setting = MAP_MATCH_SIP_METHOD, .choices = { 5 }, .negated = true }, FINE, NULL },
    { { .setting = MAP_MATCH_CALLED_PARTY, .regexes = { { .name = "ann" } } },
      REGISTER("bob"),
      CLASSIFIED("Dropped", "called-party regex ann") },
    { { .setting = MAP_MATCH_CALLING_PARTY, .regexes = { { .name = "ann" } } },
      REGISTER("bob"),
      NULL },
    { { .setting = MAP_MATCH_CALLING_PARTY, .regexes = { { .name = "ann" } } },
      REGISTER("ann"),
      CLASSIFIED("Dropped", "calling-party regex ann") },
    { { .setting = MAP_MATCH_SIP_PATH, .regexes = { { .name = "ann" } } }, REGISTER("ann"), NULL },
    { { .setting = MAP_MATCH_SIP_PATH, .regexes = { { .name = "phone" } } },
      REGISTER("ann"),
      CLASSIFIED("Dropped", "message-path regex phone") },
    { { .setting = MAP_MATCH_SIP_REGISTRATION, .regexes = { { .name = "any" } } },
      REGISTER("bob"),
      CLASSIFIED("Dropped", "third-party-registration regex any") },
    { { .setting = MAP_MATCH_SIP_REGISTRATION, .regexes = { { .name = "any" } } },
      REGISTER("ann"),
      NULL },
    { { .setting = MAP_MATCH_SIP_CONTENT_LENGTH, .numbers = { 4 } },
      REGISTER("ann"),
      CLASSIFIED("Dropped", "content length gt 4") },
    { { .setting = MAP_MATCH_SIP_CONTENT_LENGTH, .numbers = { 5 } }, REGISTER("ann"), NULL },
    { { .setting = MAP_MATCH_SIP_CONTENT_SDP }, REGISTER("ann"), NULL },
    { { .setting = MAP_MATCH_SIP_CONTENT_SDP, .negated = true },
      REGISTER("ann"),
      CLASSIFIED("Dropped", "not content type sdp") },
    { { .setting = MAP_MATCH_SIP_CONTENT_TYPE, .regexes = { { .name = "plain" } } },
      REGISTER("ann"),
      CLASSIFIED("Dropped", "content type regex plain") },
    { { .setting = MAP_MATCH_SIP_URI, .choices = { 1 }, .numbers = { 15 } },
      REGISTER("ann"),
      CLASSIFIED("Dropped", "uri sip length gt 15") },
    { { .setting = MAP_MATCH_SIP_URI, .choices = { 1 }, .numbers = { 16 } },
      REGISTER("ann"),
      NULL },
    { { .setting = MAP_MATCH_SIP_URI, .choices = { 2 }, .numbers = { 1 } }, REGISTER("ann"), NULL },
    { { .setting = MAP_MATCH_SIP_SUBSCRIBER, .regexes = { { .name = "ann" } } },
      NOTE,
      "607002: SIP Classification: Dropped SIP Request MESSAGE " WHERE
      "; matched Class 1: im-subscriber regex ann\n" },
    { { .setting = MAP_MATCH_SIP_SUBSCRIBER, .regexes = { { .name = "phone" } } }, NOTE, NULL },
    { { .setting = MAP_MATCH_SIP_SUBSCRIBER, .regexes = { { .name = "ann" } } },
      REGISTER("ann"),
      NULL },
};

static void
open_talk(void)
{
    map_add_regex(&talk, "any", ".");
    map_add_regex(&talk, "ann", "ann");
    map_add_regex(&talk, "phone", "phone");
    map_add_regex(&talk, "plain", "plain");
    bench_start(talk.bench);
}

static void
expect_told(const char *lines)
{
    char expected[4096];
    snprintf(expected, sizeof(expected), "%s", lines);
    /* 607001, of ports, is left out */
    map_expect_lines(&talk, strncmp(lines, "607003", 6) == 0 ? "607003" : "607002", expected);
}

START_TEST(matched)
{
    start(OS_8_0);
    map_add_match(&talk, map, matches[_i].criterion, MAP_DO_DROP, true);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, matches[_i].said);
    expect_told(matches[_i].line != NULL ? matches[_i].line : "");
    ck_assert_uint_eq(talk.refused, matches[_i].line != NULL);
    talk_end(&talk);
}
END_TEST

/* What is done to a REGISTER, and what is told of it; 7.2 has no such messages. */
static const struct {
    struct map_value action;
    const char *line;
    unsigned refused; /* of that message and an answer that follows */
} actions[] = {
    { { .setting = MAP_DO_DROP }, "", 1 },
    { { .setting = MAP_DO_DROP_CONNECTION, .log = true },
      CLASSIFIED("Dropped connection for", "request-method register"),
      1 },
    { { .setting = MAP_DO_RESET, .log = true },
      CLASSIFIED("Reset connection for", "request-method register"),
      1 },
    { { .setting = MAP_DO_LOG },
      "607003: SIP Classification: Received SIP Request REGISTER " WHERE
      "; matched Class 1: request-method register\n",
      0 },
};

START_TEST(done)
{
    for (unsigned old = 0; old < 2; old++) {
        start(old ? OS_7_2 : OS_8_0);
        map_add_match(&talk, map,
                      (struct map_value){ .setting = MAP_MATCH_SIP_METHOD, .choices = { 11 } },
                      (enum map_setting)actions[_i].action.setting, actions[_i].action.log);
        open_talk();
        talk_say(&talk, SIDE_INITIATOR, REGISTER("ann"));
        expect_told(old ? "" : actions[_i].line);
        ck_assert_uint_eq(talk.refused, actions[_i].refused);
        talk_end(&talk);
    }
}
END_TEST

START_TEST(no_forwards_left)
{
    start(OS_8_0);
    map_add_value(&talk, &map->values,
                  (struct map_value){
                      .setting = MAP_SIP_MAX_FORWARDS, .action = MAP_ACTION_DROP, .log = true });
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, REGISTER("ann"));
    talk_say(&talk, SIDE_RESPONDER, FINE);
    ck_assert_uint_eq(talk.refused, 0);
    talk_say(&talk, SIDE_INITIATOR, LAST_HOP);
    expect_told("607002: SIP Parameter: Dropped SIP Request INVITE " WHERE
                "; max-forwards-validation: Max-Forwards is zero\n");
    ck_assert_uint_eq(talk.refused, 1);
    talk_end(&talk);
}
END_TEST

#define TEN(c) #c #c #c #c #c #c #c #c #c #c
#define HUNDRED(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c)
#define OPTIONS(software)                                                                          \
    "OPTIONS sip:a@b SIP/2.0\r\nUser-Agent: " software "\r\nCall-ID: 1@b\r\n\r\n"

START_TEST(software_is_masked)
{
    start(OS_8_0);
    map_add_value(
        &talk, &map->values,
        (struct map_value){ .setting = MAP_SIP_SOFTWARE_VERSION, .action = MAP_ACTION_MASK });
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, OPTIONS("Nice Phone/1.0"));
    talk_heard(&talk, SIDE_RESPONDER, OPTIONS("XXXX XXXXXXXXX"));
    /* a long one, and one on two lines */
    talk_say(&talk, SIDE_INITIATOR, OPTIONS("a " HUNDRED(y) HUNDRED(y) HUNDRED(y)));
    talk_heard(&talk, SIDE_RESPONDER, OPTIONS("X " HUNDRED(X) HUNDRED(X) HUNDRED(X)));
    talk_say(&talk, SIDE_INITIATOR, OPTIONS("Nice\r\n Phone"));
    talk_heard(&talk, SIDE_RESPONDER, OPTIONS("XXXX\r\n XXXXX"));
    talk_end(&talk);
}
END_TEST

/* --- the other parameters ----------------------------------------------------------------------
 */

#define PARAMETER(does, method, what)                                                              \
    "607002: SIP Parameter: " does " SIP Request " method " " WHERE "; " what "\n"
#define TOLD(method, what)                                                                         \
    "607003: SIP Parameter: Received SIP Request " method " " WHERE "; " what "\n"

static const struct {
    struct map_value said;
    const char *request, *heard; /* HEARD: NULL: it does not pass */
    const char *line;
} parameters[] = {
    { { .setting = MAP_SIP_IM }, NOTE, NOTE, "" },
    { { .setting = MAP_SIP_IM, .off = true }, NOTE, NULL, "" },
    { { .setting = MAP_SIP_IM, .off = true }, LAST_HOP, LAST_HOP, "" },
    { { .setting = MAP_SIP_STRICT_HEADER, .action = MAP_ACTION_DROP, .log = true },
      LAST_HOP,
      NULL,
      PARAMETER("Dropped", "INVITE", "strict-header-validation: no CSeq") },
    { { .setting = MAP_SIP_STRICT_HEADER, .action = MAP_ACTION_LOG },
      LAST_HOP,
      LAST_HOP,
      TOLD("INVITE", "strict-header-validation: no CSeq") },
    { { .setting = MAP_SIP_STRICT_HEADER, .action = MAP_ACTION_DROP, .log = true },
      REGISTER("ann"),
      REGISTER("ann"),
      "" },
    { { .setting = MAP_SIP_URI_NON_SIP, .action = MAP_ACTION_LOG },
      NOTE,
      NOTE,
      TOLD("MESSAGE", "uri-non-sip: Alert-Info") },
    { { .setting = MAP_SIP_URI_NON_SIP, .action = MAP_ACTION_MASK },
      NOTE,
      "MESSAGE sip:bob@example.net SIP/2.0\r\nFrom: <sip:ann@example.net>\r\n"
      "Call-ID: 9@phone\r\nAlert-Info: <XXXXXXXXXXXXXXXXXXXXXXXXXXXX>\r\n"
      "Call-Info: <sip:ann@example.net>\r\n\r\n",
      "" },
};

START_TEST(a_parameter)
{
    start(OS_8_0);
    map_add_value(&talk, &map->values, parameters[_i].said);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, parameters[_i].request);
    if (parameters[_i].heard != NULL)
        talk_heard(&talk, SIDE_RESPONDER, parameters[_i].heard);
    ck_assert_uint_eq(talk.refused, parameters[_i].heard == NULL);
    expect_told(parameters[_i].line);
    talk_end(&talk);
}
END_TEST

/* `no traffic-non-sip` */
START_TEST(other_traffic)
{
    for (unsigned off = 0; off < 2; off++) {
        start(OS_8_0);
        map_add_value(&talk, &map->values,
                      (struct map_value){ .setting = MAP_SIP_TRAFFIC_NON_SIP, .off = off });
        open_talk();
        talk_say(&talk, SIDE_INITIATOR, "hello");
        ck_assert_uint_eq(talk.refused, off);
        talk_end(&talk);
    }
}
END_TEST

/* What comes through the hole that a Via opens is asked by the map, too. */
START_TEST(announced_signalling)
{
    static const char request[] =
        "outside udp 198.51.100.7:9999 > 192.0.2.5:5060 data \"MESSAGE sip:ann@192.0.2.5 "
        "SIP/2.0\\r\\nCall-ID: 2@b\\r\\n\\r\\n\"";
    for (unsigned drops = 0; drops < 2; drops++) {
        start(OS_8_0);
        talk.ends[0].port = 5070;
        map_add_match(&talk, map,
                      (struct map_value){ .setting = MAP_MATCH_SIP_METHOD, .choices = { 6 } },
                      drops ? MAP_DO_DROP : MAP_NOTHING, true);
        open_talk();
        talk_say(&talk, SIDE_INITIATOR,
                 "INVITE sip:bob@198.51.100.7 SIP/2.0\r\nVia: SIP/2.0/UDP 10.1.1.5:5060\r\n"
                 "Call-ID: 2@b\r\n\r\n");
        ck_assert_int_eq(send_packet(talk.bench, request), drops ? VERDICT_DENIED : VERDICT_PASSED);
        map_expect_lines(&talk, drops ? "607002" : "607003",
                         drops ? "607002: SIP Classification: Dropped SIP Request MESSAGE from "
                                 "outside:198.51.100.7/9999 to inside:192.0.2.5/5060; matched "
                                 "Class 1: request-method message\n"
                               : "607003: SIP Classification: Received SIP Request MESSAGE from "
                                 "outside:198.51.100.7/9999 to inside:192.0.2.5/5060; matched "
                                 "Class 1: request-method message\n");
        talk_end(&talk);
    }
}
END_TEST

/* --- rate-limit --------------------------------------------------------------------------------
 */

static void
add_limit(uint32_t most, bool log)
{
    struct map_rule *rule = map_add_rule(
        &talk, map, (struct map_value){ .setting = MAP_MATCH_SIP_METHOD, .choices = { 11 } });
    map_add_value(&talk, &rule->actions,
                  (struct map_value){ .setting = MAP_DO_RATE_LIMIT, .numbers = { most } });
    if (log)
        map_add_value(&talk, &rule->actions, (struct map_value){ .setting = MAP_DO_LOG });
}

static void
register_at(int64_t ms, bool passes)
{
    size_t refused = talk.refused;
    talk.bench->time = BENCH_START + ms * (NS_PER_SECOND / 1000);
    talk_say(&talk, SIDE_INITIATOR, REGISTER("ann"));
    ck_assert_uint_eq(talk.refused - refused, !passes);
}

/* Two a second pass; the others are dropped, until a second after the first. */
START_TEST(limited_rate)
{
    start(OS_8_0);
    add_limit(2, false);
    open_talk();
    register_at(0, true);
    register_at(1, true);
    register_at(2, false);
    register_at(999, false);
    talk_say(&talk, SIDE_INITIATOR, NOTE); /* does not meet the rule */
    ck_assert_uint_eq(talk.refused, 2);
    register_at(1000, true);
    register_at(1999, true);
    register_at(1999, false);
    register_at(2000, true);
    expect_told(""); /* nobody asked for it */
    talk_end(&talk);
}
END_TEST

START_TEST(limited_rate_is_told)
{
    start(OS_8_0);
    add_limit(1, true);
    open_talk();
    register_at(0, true);
    register_at(1, false);
    map_expect_lines(&talk, "60700",
                     "607003: SIP Classification: Received SIP Request REGISTER " WHERE
                     "; matched Class 1: request-method register\n" CLASSIFIED(
                         "Dropped", "request-method register"));
    talk_end(&talk);
}
END_TEST

/* All conns of the rule count together; a changed configuration counts anew. */
START_TEST(limited_rate_of_all)
{
    start(OS_8_0);
    add_limit(1, false);
    open_talk();
    register_at(0, true);
    talk.ends[0].port = 5070;
    register_at(1, false);
    talk.bench->config->revision++;
    talk.ends[0].port = 5080; /* a conn of the new configuration */
    register_at(2, true);
    talk_end(&talk);
}
END_TEST

START_TEST(limit_of_none)
{
    start(OS_8_0);
    add_limit(0, false);
    open_talk();
    register_at(0, false);
    register_at(5000, false);
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sip map");
    TCase *tcase = tcase_create("sip map");
    tcase_add_loop_test(tcase, matched, 0, ARRAY_LENGTH(matches));
    tcase_add_loop_test(tcase, done, 0, ARRAY_LENGTH(actions));
    tcase_add_test(tcase, no_forwards_left);
    tcase_add_test(tcase, software_is_masked);
    tcase_add_test(tcase, other_traffic);
    tcase_add_test(tcase, announced_signalling);
    tcase_add_test(tcase, limited_rate);
    tcase_add_test(tcase, limited_rate_is_told);
    tcase_add_test(tcase, limited_rate_of_all);
    tcase_add_test(tcase, limit_of_none);
    tcase_add_loop_test(tcase, a_parameter, 0, ARRAY_LENGTH(parameters));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
