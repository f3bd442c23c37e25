/*
 * http_test.c: requests on their way through the firewall: which URLs are logged, in which words,
 * and that nothing else comes of it.
 */
#include "engine/inspect/http.h"

#include "engine/talk_test.h"

#define GET "GET /index.html HTTP/1.1\r\nHost: www.example.com\r\nAccept: */*\r\n\r\n"
#define LINE_6 "304001: 10.1.1.5 Accessed URL 198.51.100.7:/index.html\n"
#define LINE_8 "304001: 10.1.1.5 Accessed URL 198.51.100.7:http://www.example.com/index.html\n"

static const char *expected_urls;

/* The lines about URLs in what was printed. */
static void
expect_urls(struct talk *talk, const char *lines)
{
    char urls[4096] = "";
    for (const char *line = talk->bench->log; *line != '\0'; line = strchr(line, '\n') + 1) {
        if (strncmp(line, "304001", 6) == 0)
            strncat(urls, line, (size_t)(strchr(line, '\n') - line) + 1);
    }
    ck_assert_str_eq(urls, lines);
    quiet(talk->bench);
}

static void
one_request(struct talk *talk)
{
    talk_say(talk, SIDE_INITIATOR, GET);
    talk_heard(talk, SIDE_RESPONDER, GET);
    expect_urls(talk, expected_urls);
    talk_say(talk, SIDE_RESPONDER, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    talk_heard(talk, SIDE_INITIATOR, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    ck_assert_uint_eq(talk->refused, 0);
}

/* Both addresses are real ones: syslog.md 304001, real lines of a PIX with servers behind statics.
 */
START_TEST(a_url_is_logged)
{
    bool inward = _i == TALK_INWARD || _i == TALK_INWARD_PLAIN;
    expected_urls = inward ? "304001: 198.51.100.7 Accessed URL 10.1.1.5:/index.html\n" : LINE_6;
    talk_in_all_ways(OS_6_3, (enum talk_nat)_i, INSPECT_HTTP, 80, one_request);
    expected_urls =
        inward ? "304001: 198.51.100.7 Accessed URL 10.1.1.5:http://www.example.com/index.html\n"
               : LINE_8;
    talk_in_all_ways(OS_8_0, (enum talk_nat)_i, INSPECT_HTTP, 80, one_request);
}
END_TEST

static const struct {
    const char *name, *said, *urls;
} conversations[] = {
    { "other methods are not logged [A]", "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nxyz" GET,
      LINE_8 },
    { "pipelined", GET GET, LINE_8 LINE_8 },
    { "a body that looks like a request",
      "PUT /a HTTP/1.0\r\nContent-Length: 16\r\n\r\n"
      "GET /b HTTP/1.0\n" GET,
      LINE_8 },
    { "chunks",
      "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "a;x=y\r\nGET / HTTP\r\n1F\r\n0123456789012345678901234567890\r\n0\r\n"
      "Trailer: x\r\n\r\n" GET,
      LINE_8 },
    { "bare line feeds", "GET /x HTTP/1.0\n\n", "304001: 10.1.1.5 Accessed URL 198.51.100.7:/x\n" },
    { "HTTP/0.9", "GET /x\r\n", "304001: 10.1.1.5 Accessed URL 198.51.100.7:/x\n" },
    { "an absolute URL, as to a proxy",
      "GET http://a.example/x HTTP/1.1\r\nHost: b.example\r\n\r\n",
      "304001: 10.1.1.5 Accessed URL 198.51.100.7:http://a.example/x\n" },
    { "empty lines in front", "\r\n\r\n" GET, LINE_8 },
    { "bytes that no line may have",
      "GET /a\x01\xff"
      "b HTTP/1.0\r\n\r\n",
      "304001: 10.1.1.5 Accessed URL 198.51.100.7:/a..b\n" },
    { "a tunnel is left alone", "CONNECT a.example:443 HTTP/1.1\r\n\r\n" GET, "" },
    { "what is not HTTP is left alone", "SSH-2.0-OpenSSH_4.3\r\n" GET, "" },
    { "no end of the head", "GET /x HTTP/1.0\r\nA: b\r\n", "" },
};

static size_t conversation;

static void
converse(struct talk *talk)
{
    talk_say(talk, SIDE_INITIATOR, conversations[conversation].said);
    talk_heard(talk, SIDE_RESPONDER, conversations[conversation].said);
    expect_urls(talk, conversations[conversation].urls);
    ck_assert_uint_eq(talk->refused, 0);
}

START_TEST(many_conversations)
{
    conversation = (size_t)_i;
    talk_in_all_ways(OS_8_0, TALK_PAT, INSPECT_HTTP, 80, converse);
}
END_TEST

/* The line of a log has an end, and a longer line of a head is looked at as far as that. */
START_TEST(long_lines)
{
    static struct talk talk;
    static char request[3 * HTTP_LINE];
    talk_start(&talk, OS_6_3, TALK_STATIC, INSPECT_HTTP, IP_TCP, 80);
    talk_open(&talk);
    size_t length = (size_t)snprintf(request, sizeof(request), "GET /x HTTP/1.0\r\nCookie: ");
    memset(request + length, 'c', 2 * HTTP_LINE);
    snprintf(request + length + 2 * HTTP_LINE, 16, "\r\n\r\n");
    talk_say(&talk, SIDE_INITIATOR, request);
    talk_say(&talk, SIDE_INITIATOR, GET);
    expect_urls(&talk, "304001: 10.1.1.5 Accessed URL 198.51.100.7:/x\n" LINE_6);
    ck_assert_uint_eq(engine_counters(talk.bench->engine).inspect_desyncs[INSPECT_HTTP], 0);
    talk_end(&talk);
}
END_TEST

/* Without the fixup nobody looks. */
START_TEST(not_inspected)
{
    static struct talk talk;
    talk_start_with(&talk, OS_6_3, TALK_STATIC, INSPECT_HTTP, IP_TCP, 80);
    talk.bench->config->fixups[0].off = true;
    bench_start(talk.bench);
    talk_open(&talk);
    talk_say(&talk, SIDE_INITIATOR, GET);
    expect_urls(&talk, "");
    talk_end(&talk);
}
END_TEST

START_TEST(damaged)
{
    static const char post[] =
        "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    static const struct talk_message messages[] = { { SIDE_INITIATOR, GET, sizeof(GET) - 1 },
                                                    { SIDE_INITIATOR, post, sizeof(post) - 1 } };
    talk_damaged(OS_8_0, TALK_STATIC, INSPECT_HTTP, IP_TCP, 80, messages, ARRAY_LENGTH(messages));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("http");
    TCase *tcase = tcase_create("http");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_url_is_logged, 0, TALK_NATS);
    tcase_add_loop_test(tcase, many_conversations, 0, (int)ARRAY_LENGTH(conversations));
    tcase_add_test(tcase, long_lines);
    tcase_add_test(tcase, not_inspected);
    tcase_add_test(tcase, damaged);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
