/*
 * rtsp_map_test.c: which requests of RTSP the maps of 8.0 and later let pass, and what is said of
 * them (314003 to 314005).
 */
#include "engine/inspect/rtsp_map.h"

#include "engine/map_fixture_test.h"

static struct talk talk;

#define REQUEST(method, url, ports)                                                                \
    method " " url " RTSP/1.0\r\nCSeq: 2\r\nTransport: RTP/AVP;unicast;client_port=" ports         \
           "\r\n\r\n"
#define FILM "rtsp://198.51.100.7/film"
#define CLIENT "inside:10.1.1.5 "

static const struct {
    struct map_value said; /* a parameter, or a match with `drop-connection log` */
    const char *request;
    const char *line; /* NULL: it passes */
} cases[] = {
    { { .setting = MAP_MATCH_RTSP_METHOD, .choices = { 10 } },
      REQUEST("SETUP", FILM, "4588-4589"),
      "314005: RTSP client " CLIENT "denied access to URL " FILM ".\n" },
    { { .setting = MAP_MATCH_RTSP_METHOD, .choices = { 10 } },
      REQUEST("PLAY", FILM, "4588-4589"),
      NULL },
    { { .setting = MAP_MATCH_RTSP_METHOD, .choices = { 6 }, .negated = true },
      REQUEST("PLAY", FILM, "4588-4589"),
      NULL },
    { { .setting = MAP_MATCH_RTSP_URL, REGEX("film") },
      REQUEST("PLAY", FILM, "4588-4589"),
      "314005: RTSP client " CLIENT "denied access to URL " FILM ".\n" },
    { { .setting = MAP_MATCH_RTSP_URL, REGEX("film") },
      REQUEST("PLAY", "rtsp://198.51.100.7/song", "4588-4589"),
      NULL },
    { { .setting = MAP_RTSP_URL_LENGTH, .numbers = { 23 } },
      REQUEST("PLAY", FILM, "4588-4589"),
      "314003: Dropped RTSP traffic from " CLIENT "due to: URL length of 24 bytes exceeds the "
      "maximum 23 bytes.\n" },
    { { .setting = MAP_RTSP_URL_LENGTH, .numbers = { 24 } },
      REQUEST("PLAY", FILM, "4588-4589"),
      NULL },
    { { .setting = MAP_RTSP_RESERVE_PORT },
      REQUEST("SETUP", FILM, "1024-1025"),
      "314003: Dropped RTSP traffic from " CLIENT "due to: Endpoint negotiating media ports in the "
      "reserved port range from 0 to 1024.\n" },
    { { .setting = MAP_RTSP_RESERVE_PORT }, REQUEST("SETUP", FILM, "1026-1027"), NULL },
};

static struct inspect_map *
start(void)
{
    talk_start_with(&talk, OS_8_0, TALK_STATIC, INSPECT_RTSP, IP_TCP, 554);
    map_add_regex(&talk, "film", "/film");
    return map_make(&talk, MAP_PROTOCOL_RTSP, "streams");
}

static void
ask(const char *request)
{
    bench_start(talk.bench);
    talk_open(&talk);
    quiet(talk.bench);
    talk_say(&talk, SIDE_INITIATOR, request);
}

START_TEST(a_request)
{
    for (unsigned way = 0; way < TALK_WAYS; way++) {
        struct inspect_map *map = start();
        talk.way = (enum talk_way)way;
        if (cases[_i].said.setting < MAP_CLASS)
            map_add_value(&talk, &map->values, cases[_i].said);
        else
            map_add_match(&talk, map, cases[_i].said, MAP_DO_DROP_CONNECTION, true);
        ask(cases[_i].request);
        ck_assert_int_eq(talk.refused > 0, cases[_i].line != NULL);
        if (way == TALK_WHOLE || cases[_i].line == NULL) /* what is dropped may come again */
            map_expect_lines(&talk, "314", cases[_i].line == NULL ? "" : cases[_i].line);
        talk_end(&talk);
    }
}
END_TEST

START_TEST(only_logged)
{
    struct inspect_map *map = start();
    map_add_match(&talk, map, (struct map_value){ .setting = MAP_MATCH_RTSP_URL, REGEX("film") },
                  MAP_NOTHING, false);
    ask(REQUEST("DESCRIBE", FILM, "4588"));
    ck_assert_uint_eq(talk.refused, 0);
    map_expect_lines(&talk, "314", "314004: RTSP client " CLIENT "accessed RTSP URL " FILM "\n");
    talk_end(&talk);
}
END_TEST

/* The second one of a second is dropped, and told as denied where the rule logs. */
START_TEST(limited_rate)
{
    struct inspect_map *map = start();
    struct map_rule *rule = map_add_rule(
        &talk, map, (struct map_value){ .setting = MAP_MATCH_RTSP_URL, REGEX("film") });
    map_add_value(&talk, &rule->actions,
                  (struct map_value){ .setting = MAP_DO_RATE_LIMIT, .numbers = { 1 } });
    map_add_value(&talk, &rule->actions, (struct map_value){ .setting = MAP_DO_LOG });
    ask(REQUEST("DESCRIBE", FILM, "4588"));
    ck_assert_uint_eq(talk.refused, 0);
    talk_say(&talk, SIDE_INITIATOR, REQUEST("DESCRIBE", FILM, "4588"));
    ck_assert_uint_gt(talk.refused, 0);
    map_expect_lines(&talk, "314",
                     "314004: RTSP client " CLIENT "accessed RTSP URL " FILM
                     "\n314005: RTSP client " CLIENT "denied access to URL " FILM ".\n");
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("rtsp maps");
    TCase *tcase = tcase_create("rtsp maps");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_request, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(tcase, only_logged);
    tcase_add_test(tcase, limited_rate);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
