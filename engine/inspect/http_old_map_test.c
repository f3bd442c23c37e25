/*
 * http_old_map_test.c: what each line of `http-map` of 7.0 and 7.1 lets pass, and what is said of
 * the rest (415001 and on, in those versions' words).
 */
#include "engine/inspect/http_old_map.h"

#include "engine/inspect/http_misuse.h"
#include "engine/inspect/http_types.h"
#include "engine/map_fixture_test.h"

static struct talk talk;

#define GET "GET / HTTP/1.1\r\nHost: www.example.com\r\nAccept: text/html, image/*\r\n\r\n"
#define REPLY(fields, body) "HTTP/1.1 200 OK\r\n" fields "\r\n" body
#define CLIENT " from 10.1.1.5 to 198.51.100.7\n"
#define SERVER " from 198.51.100.7 to 192.0.2.5\n" /* as the server's packets have it */
#define SET(what, ...)                                                                             \
    {                                                                                              \
        .setting = MAP_OLD_HTTP_##what, .action = MAP_ACTION_RESET, .log = true, __VA_ARGS__       \
    }

/* What one line says of a request, or of the answer to GET. LINE: NULL: nothing. */
static const struct {
    struct map_value said;
    const char *request, *reply;
    const char *line;
} lines[] = {
    /* methods: those of RFC 2616, the others, and `default` of each */
    { SET(METHOD_RFC, .choices = { 4 }), GET, NULL,
      "415008: 1 HTTP RFC method detected - Reset - 'GET'" CLIENT },
    { SET(METHOD_RFC, .choices = { 7 }), GET, NULL, NULL },
    { SET(METHOD_RFC, .choices = { 2 }), GET, NULL,
      "415008: 1 HTTP RFC method detected - Reset - 'GET'" CLIENT },
    { SET(METHOD_EXT, .choices = { 3 }), "EDIT / HTTP/1.1\r\n\r\n", NULL,
      "415007: 1 HTTP Extension method illegal - Reset - 'EDIT'" CLIENT },
    { SET(METHOD_EXT, .choices = { 2 }), "PROPFIND / HTTP/1.1\r\n\r\n", NULL,
      "415007: 1 HTTP Extension method illegal - Reset - 'PROPFIND'" CLIENT },
    { SET(METHOD_EXT, .choices = { 2 }), GET, NULL, NULL },
    { SET(URI_LENGTH, .numbers = { 4 }), "GET /long HTTP/1.0\r\n\r\n", NULL,
      "415011: 1 HTTP URL Length exceeded. Received 5 byte URL - Reset - URI length "
      "exceeded" CLIENT },
    { SET(URI_LENGTH, .numbers = { 5 }), "GET /long HTTP/1.0\r\n\r\n", NULL, NULL },
    { SET(HEADER_LENGTH, .flags = { true }, .numbers = { 8 }), "GET / HTTP/1.0\r\nA: bcde\r\n\r\n",
      NULL,
      "415009: 1 HTTP Header length exceeded. Received 9 byte Header - Reset - header length "
      "exceeded" CLIENT },
    { SET(HEADER_LENGTH, .flags = { true }, .numbers = { 9 }), "GET / HTTP/1.0\r\nA: bcde\r\n\r\n",
      NULL, NULL },
    { SET(HEADER_LENGTH, .flags = { false, true }, .numbers = { 0, 8 }), GET,
      REPLY("Content-Length: 0\r\n", ""),
      "415009: 1 HTTP Header length exceeded. Received 19 byte Header - Reset - header length "
      "exceeded" SERVER },
    { SET(CONTENT_LENGTH, .flags = { false, true }, .numbers = { 0, 2 }), GET,
      REPLY("Content-Type: text/html; charset=x\r\nContent-Length: 3\r\n", "abc"),
      "415006: 1 Content size 3 out of range - Reset - text/html" SERVER },
    { SET(CONTENT_LENGTH, .flags = { true, true }, .numbers = { 3, 3 }), GET,
      REPLY("Content-Length: 3\r\n", "abc"), NULL },
    { SET(CONTENT_LENGTH, .flags = { true }, .numbers = { 4 }), GET,
      REPLY("Content-Length: 3\r\n", "abc"),
      "415006: 1 Content size 3 out of range - Reset - " SERVER },
    { SET(CONTENT_LENGTH, .flags = { true }, .numbers = { 4 }), GET,
      REPLY("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), NULL },
    { SET(ENCODING, .choices = { 1 }), GET, REPLY("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      "415013: 1 HTTP Transfer encoding violation detected - Reset - chunked Transfer encoding not "
      "allowed" SERVER },
    { SET(ENCODING, .choices = { 5 }), GET,
      REPLY("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
      "415013: 1 HTTP Transfer encoding violation detected - Reset - gzip Transfer encoding not "
      "allowed" SERVER },
    { SET(ENCODING, .choices = { 5 }), GET, REPLY("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      NULL },
    { SET(ENCODING, .choices = { 3 }), GET, REPLY("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      "415013: 1 HTTP Transfer encoding violation detected - Reset - chunked Transfer encoding not "
      "allowed" SERVER },
    { SET(PORT_MISUSE, .choices = { 4 }), "POST /index.html?crap=1071364879 HTTP/1.1\r\n\r\n", NULL,
      "415001: 1 HTTP Tunnel detected - Reset - GNU Httptunnel" CLIENT },
    { SET(PORT_MISUSE, .choices = { 2 }), "GET / HTTP/1.1\r\nHost: http.pager.yahoo.com\r\n\r\n",
      NULL, "415002: 1 HTTP Instant Messenger detected - Reset - Yahoo Messenger" CLIENT },
    { SET(PORT_MISUSE, .choices = { 3 }), "GET /a HTTP/1.1\r\nX-Kazaa-Username: a\r\n\r\n", NULL,
      "415003: 1 HTTP Peer-to-Peer detected - Reset - Kazaa" CLIENT },
    { SET(PORT_MISUSE, .choices = { 1 }), "GET /a HTTP/1.1\r\nX-Kazaa-Username: a\r\n\r\n", NULL,
      "415003: 1 HTTP Peer-to-Peer detected - Reset - Kazaa" CLIENT },
    { SET(PORT_MISUSE, .choices = { 4 }), "GET /a HTTP/1.1\r\nX-Kazaa-Username: a\r\n\r\n", NULL,
      NULL },
    { SET(PORT_MISUSE, .choices = { 1 }), GET, NULL, NULL },
    /* types: on the list, as the body begins, as the client takes it */
    { SET(CONTENT_TYPE), GET, REPLY("Content-Type: text/html\r\nContent-Length: 1\r\n", "a"),
      NULL },
    { SET(CONTENT_TYPE), GET, REPLY("Content-Type: text/x-new\r\nContent-Length: 1\r\n", "a"),
      "415004: 1 Content type not found - Reset - text/x-new" SERVER },
    { SET(CONTENT_TYPE), GET, REPLY("Content-Type: image/gif\r\nContent-Length: 6\r\n", "GIF89a"),
      NULL },
    { SET(CONTENT_TYPE), GET, REPLY("Content-Type: image/gif\r\nContent-Length: 6\r\n", "MZ...."),
      "415005: 1 Content type does not match specified type - Reset - Content Verification "
      "Failed" SERVER },
    { SET(CONTENT_TYPE), GET,
      REPLY("Content-Type: image/gif\r\nTransfer-Encoding: chunked\r\n",
            "1\r\nG\r\n1\r\nX\r\n0\r\n\r\n"),
      "415005: 1 Content type does not match specified type - Reset - Content Verification "
      "Failed" SERVER },
    { SET(CONTENT_TYPE, .flags = { true }), GET,
      REPLY("Content-Type: audio/basic\r\nContent-Length: 0\r\n", ""),
      "415005: 1 Content type does not match specified type - Reset - Content Verification "
      "Failed" SERVER },
    { SET(CONTENT_TYPE, .flags = { true }), GET,
      REPLY("Content-Type: image/png\r\nContent-Length: 0\r\n", ""), NULL },
    { SET(CONTENT_TYPE), GET, REPLY("Content-Type: audio/basic\r\nContent-Length: 0\r\n", ""),
      NULL },
    /* what is no HTTP */
    { SET(STRICT), "SSH-2.0-OpenSSH_4.3\r\n", NULL,
      "415010: 1 HTTP protocol violation detected - Reset - HTTP Protocol not detected" CLIENT },
    { SET(STRICT), GET, REPLY("Transfer-Encoding: chunked\r\n", "no size\r\n"),
      "415010: 1 HTTP protocol violation detected - Reset - HTTP Protocol not detected" SERVER },
    /* whatever the map says or does not */
    { SET(URI_LENGTH, .numbers = { 4 }), "SSH-2.0-OpenSSH_4.3\r\n", NULL,
      "415010: 0 HTTP protocol violation detected - Reset - HTTP Protocol not detected" CLIENT },
};

static struct inspect_map *
start(enum os_version version)
{
    talk_start_with(&talk, version, TALK_STATIC, INSPECT_HTTP, IP_TCP, 80);
    return map_make_old(&talk, MAP_PROTOCOL_HTTP, "web");
}

static void
open_talk(void)
{
    bench_start(talk.bench);
    talk_open(&talk);
    quiet(talk.bench);
}

static void
speak(const char *request, const char *reply)
{
    talk_say(&talk, SIDE_INITIATOR, request);
    if (reply != NULL && talk.refused == 0)
        talk_say(&talk, SIDE_RESPONDER, reply);
}

START_TEST(a_line)
{
    const char *line = lines[_i].line;
    for (unsigned way = 0; way < TALK_WAYS; way++) {
        struct inspect_map *map = start(way % 2 == 0 ? OS_7_0 : OS_7_1);
        talk.way = (enum talk_way)way;
        map_add_value(&talk, &map->values, lines[_i].said);
        open_talk();
        speak(lines[_i].request, lines[_i].reply);
        ck_assert_int_eq(talk.refused > 0, line != NULL);
        map_expect_lines(&talk, "415", line == NULL ? "" : line);
        talk_end(&talk);
    }
}
END_TEST

#define DETECTED "HTTP RFC method detected - "

static const struct {
    enum map_action action;
    bool log;
    const char *line;
    bool passes;
} actions[] = {
    { MAP_ACTION_ALLOW, false, "", true },
    { MAP_ACTION_ALLOW, true, "415008: 1 " DETECTED "'GET'" CLIENT, true },
    { MAP_ACTION_DROP, false, "", false },
    { MAP_ACTION_DROP, true, "415008: 1 " DETECTED "Drop - 'GET'" CLIENT, false },
    { MAP_ACTION_RESET, false, "", false },
    { MAP_ACTION_RESET, true, "415008: 1 " DETECTED "Reset - 'GET'" CLIENT, false },
};

START_TEST(an_action)
{
    struct inspect_map *map = start(OS_7_0);
    map_add_value(&talk, &map->values,
                  (struct map_value){ .setting = MAP_OLD_HTTP_METHOD_RFC,
                                      .choices = { 4 },
                                      .action = (uint8_t)actions[_i].action,
                                      .log = actions[_i].log });
    open_talk();
    speak(GET, NULL);
    map_expect_lines(&talk, "415", actions[_i].line);
    ck_assert_int_eq(talk.refused == 0, actions[_i].passes);
    talk_end(&talk);
}
END_TEST

/* A named method before `default`, whichever comes first; what is allowed goes on to the rest. */
START_TEST(default_is_for_the_others)
{
    struct inspect_map *map = start(OS_7_1);
    map_add_value(&talk, &map->values, (struct map_value)SET(METHOD_RFC, .choices = { 2 }));
    map_add_value(&talk, &map->values,
                  (struct map_value){ .setting = MAP_OLD_HTTP_METHOD_RFC,
                                      .choices = { 4 },
                                      .action = MAP_ACTION_ALLOW,
                                      .log = true });
    map_add_value(&talk, &map->values, (struct map_value)SET(URI_LENGTH, .numbers = { 5 }));
    open_talk();
    speak("GET /a HTTP/1.0\r\n\r\nGET /longer HTTP/1.0\r\n\r\n", NULL);
    map_expect_lines(&talk, "415",
                     "415008: 2 " DETECTED "'GET'" CLIENT "415008: 2 " DETECTED "'GET'" CLIENT
                     "415011: 3 HTTP URL Length exceeded. Received 7 byte URL - Reset - URI length "
                     "exceeded" CLIENT);
    ck_assert_uint_gt(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

/* `strict-http action allow`: what is no HTTP passes, and is not followed any further. */
START_TEST(not_so_strict)
{
    struct inspect_map *map = start(OS_7_0);
    map_add_value(&talk, &map->values,
                  (struct map_value){
                      .setting = MAP_OLD_HTTP_STRICT, .action = MAP_ACTION_ALLOW, .log = true });
    open_talk();
    speak("SSH-2.0-OpenSSH_4.3\r\n", "SSH-2.0-OpenSSH_4.3\r\n");
    ck_assert_uint_eq(talk.refused, 0);
    map_expect_lines(&talk, "415",
                     "415010: 1 HTTP protocol violation detected - HTTP Protocol not "
                     "detected" CLIENT);
    talk_end(&talk);
}
END_TEST

/* Eleven requests wait: the number is that of `strict-http`, or none. */
START_TEST(unanswered_requests)
{
    static const struct {
        enum map_action action;
        const char *line;
    } cases[] = {
        { MAP_ACTION_NONE, "415014: 0 Maximum of 10 unanswered HTTP requests exceeded from "
                           "10.1.1.5 to 198.51.100.7\n" },
        { MAP_ACTION_ALLOW, "415014: 1 Maximum of 10 unanswered HTTP requests exceeded from "
                            "10.1.1.5 to 198.51.100.7\n" },
        { MAP_ACTION_DROP, "415014: 1 Maximum of 10 unanswered HTTP requests exceeded from "
                           "10.1.1.5 to 198.51.100.7\n" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct inspect_map *map = start(OS_7_0);
        if (cases[i].action != MAP_ACTION_NONE)
            map_add_value(&talk, &map->values,
                          (struct map_value){ .setting = MAP_OLD_HTTP_STRICT,
                                              .action = (uint8_t)cases[i].action,
                                              .log = true });
        open_talk();
        for (unsigned k = 0; k < 11; k++) {
            ck_assert_uint_eq(talk.refused, 0);
            talk_say(&talk, SIDE_INITIATOR, "GET /a HTTP/1.0\r\n\r\n");
        }
        ck_assert_int_eq(talk.refused == 0, cases[i].action == MAP_ACTION_ALLOW);
        map_expect_lines(&talk, "415", cases[i].line);
        talk_end(&talk);
    }
}
END_TEST

START_TEST(what_is_accepted)
{
    static const struct {
        const char *type, *accept;
        bool is_accepted;
    } cases[] = {
        { "text/html", "*/*", true },       { "text/html", "text/*", true },
        { "text/html", "image/*", false },  { "TEXT/HTML; q=1", " text/html ;q=0.2", true },
        { "text/htm", "text/html", false }, { "text/html", "a, b,text/html", true },
        { "text/html", "", false },         { "", "text/html", false },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        ck_assert_msg(http_type_is_accepted(cursor_of(cases[i].type, strlen(cases[i].type)),
                                            cursor_of(cases[i].accept, strlen(cases[i].accept))) ==
                          cases[i].is_accepted,
                      "%s by %s", cases[i].type, cases[i].accept);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("http-map");
    TCase *tcase = tcase_create("http-map");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_line, 0, (int)ARRAY_LENGTH(lines));
    tcase_add_loop_test(tcase, an_action, 0, (int)ARRAY_LENGTH(actions));
    tcase_add_test(tcase, default_is_for_the_others);
    tcase_add_test(tcase, not_so_strict);
    tcase_add_test(tcase, unanswered_requests);
    tcase_add_test(tcase, what_is_accepted);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
