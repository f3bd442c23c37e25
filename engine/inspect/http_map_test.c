/*
 * http_map_test.c: which requests and answers the inspection maps of HTTP let pass, and what is
 * said of the others (syslog.md 415001 and on).
 */
#include "engine/inspect/http_map.h"

#include "engine/map_fixture_test.h"

static struct talk talk;

/* --- building a map --------------------------------------------------------------------------- */

static void
start_with_map(enum os_version version)
{
    talk_start_with(&talk, version, TALK_STATIC, INSPECT_HTTP, IP_TCP, 80);
    (void)map_make(&talk, MAP_PROTOCOL_HTTP, "web");
}

static void
open_talk(void)
{
    bench_start(talk.bench);
    talk_open(&talk);
    quiet(talk.bench);
}

static struct inspect_map *
the_map(void)
{
    return config_policy_map(talk.bench->config, "web")->inspect;
}

static struct class_map *
add_class(const char *name, enum class_map_type type, bool any)
{
    struct class_map *class = config_class_map_make(talk.bench->config, name);
    ck_assert_ptr_nonnull(class);
    class->exists = true;
    class->type = type;
    class->match_any = any;
    if (type != CLASS_MAP_INSPECT)
        return class;
    class->inspect = arena_zalloc(talk.bench->config->arena, sizeof(*class->inspect));
    ck_assert_ptr_nonnull(class->inspect);
    class->inspect->protocol = MAP_PROTOCOL_HTTP;
    return class;
}

/* --- one criterion each ------------------------------------------------------------------------
 */

#define REQUEST "GET /a/b.exe?id=7&x=%41 HTTP/1.1\r\nHost: www.example.com\r\nCookie: abc\r\n\r\n"
#define REPLY                                                                                      \
    "HTTP/1.1 200 OK\r\nServer: Apache/2.0\r\nContent-Length: 2\r\nVia: a\r\nVia: b\r\n\r\nhi"
#define FROM_CLIENT " from inside:10.1.1.5/40000 to outside:198.51.100.7/80\n"
#define FROM_SERVER " from outside:198.51.100.7/80 to inside:192.0.2.5/40000\n"
#define LOG(id, match, what, ends)                                                                 \
    id ": HTTP - matched " match " in policy-map web, " what " - Resetting connection" ends

/* LINE: NULL when it passes. Numbers are those of the words in http_names.def. */
static const struct {
    struct map_value criterion;
    const char *expression, *line;
} criteria[] = {
    { { .setting = MAP_MATCH_HTTP_URI, REGEX("r") },
      "\\.exe",
      LOG("415006", "request uri regex r", "URI matched", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_URI, REGEX("r") }, "\\.EXE", NULL },
    { { .setting = MAP_MATCH_HTTP_URI, REGEX("r"), .negated = true },
      "\\.html",
      LOG("415006", "not request uri regex r", "URI matched", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_URI, REGEX("unknown") }, ".", NULL },
    { { .setting = MAP_MATCH_HTTP_URI_LENGTH, .numbers = { 18 } },
      "",
      LOG("415005", "request uri length gt 18", "URI length exceeded", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_URI_LENGTH, .numbers = { 19 } }, "", NULL },
    { { .setting = MAP_MATCH_HTTP_ARGS, REGEX("r") },
      "^id=[0-9]",
      LOG("415017", "request args regex r", "arguments matched", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_ARGS, REGEX("r") }, "exe", NULL },
    { { .setting = MAP_MATCH_HTTP_METHOD, .choices = { 10 } },
      "",
      LOG("415009", "request method get", "method matched", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_METHOD, .choices = { 23 } }, "", NULL },
    { { .setting = MAP_MATCH_HTTP_METHOD, .choices = { 23 }, .negated = true },
      "",
      LOG("415009", "not request method post", "method matched", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_METHOD_NAMED, REGEX("r") },
      "G.T",
      LOG("415009", "request method regex r", "method matched", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_HEADER, .choices = { 21 }, REGEX("r") },
      "example",
      LOG("415008", "request header host regex r", "header matched", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_HEADER, .choices = { 16 }, REGEX("r") }, "example", NULL },
    { { .setting = MAP_MATCH_HTTP_HEADER_NAMED, .regexes = { { "r", false }, { "r", false } } },
      "Cookie|abc",
      LOG("415008", "request header regex r regex r", "header matched", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_HEADER_SIZE, .choices = { 21, 2 }, .numbers = { 14 } },
      "",
      LOG("415002", "request header host length gt 14", "header field length exceeded",
          FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_HEADER_SIZE, .choices = { 21, 2 }, .numbers = { 15 } },
      "",
      NULL },
    { { .setting = MAP_MATCH_HTTP_HEADERS_SIZE, .choices = { 0, 1 }, .numbers = { 1 } },
      "",
      LOG("415001", "request header count gt 1", "header field count exceeded", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_HEADERS_SIZE, .choices = { 0, 2 }, .numbers = { 35 } },
      "",
      LOG("415018", "request header length gt 35", "Header length exceeded", FROM_CLIENT) },
    { { .setting = MAP_MATCH_HTTP_HEADERS_SIZE, .choices = { 0, 2 }, .numbers = { 36 } },
      "",
      NULL },
    { { .setting = MAP_MATCH_HTTP_NON_ASCII }, "", NULL },
    { { .setting = MAP_MATCH_HTTP_BODY_LENGTH, .numbers = { 0 } }, "", NULL },
    { { .setting = MAP_MATCH_HTTP_BODY, REGEX("r") }, ".", NULL }, /* there is none */
    { { .setting = MAP_MATCH_HTTP_BODY, REGEX("r"), .negated = true }, "x", NULL },
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "^hi",
      LOG("415007", "response body regex r", "Body matched", FROM_SERVER) },
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") }, "Via", NULL },
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r"), .negated = true },
      "ho",
      LOG("415007", "not response body regex r", "Body matched", FROM_SERVER) },
    { { .setting = MAP_MATCH_HTTP_CONTENT_TYPE }, "", NULL },
    { { .setting = MAP_MATCH_HTTP_STATUS, REGEX("r") },
      " 200 ",
      LOG("415019", "response status-line regex r", "status line matched", FROM_SERVER) },
    { { .setting = MAP_MATCH_HTTP_REPLY_HEADER, .choices = { 21 }, REGEX("r") },
      "Apache",
      LOG("415008", "response header server regex r", "header matched", FROM_SERVER) },
    { { .setting = MAP_MATCH_HTTP_REPLY_HEADER_SIZE, .choices = { 27, 1 }, .numbers = { 1 } },
      "",
      LOG("415001", "response header via count gt 1", "header field count exceeded", FROM_SERVER) },
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY_LENGTH, .numbers = { 1 } },
      "",
      LOG("415003", "response body length gt 1", "body length exceeded", FROM_SERVER) },
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY_LENGTH, .numbers = { 2 } }, "", NULL },
    { { .setting = MAP_MATCH_HTTP_REPLY_NON_ASCII }, "", NULL },
};

START_TEST(a_criterion)
{
    const char *line = criteria[_i].line;
    for (unsigned way = 0; way < TALK_WAYS; way++) {
        start_with_map(OS_8_0);
        talk.way = (enum talk_way)way;
        map_add_regex(&talk, "r", criteria[_i].expression);
        map_add_match(&talk, the_map(), criteria[_i].criterion, MAP_DO_RESET, true);
        open_talk();
        talk_say(&talk, SIDE_INITIATOR, REQUEST);
        bool by_reply = line == NULL || strstr(line, "from outside") != NULL;
        if (by_reply) {
            talk_heard(&talk, SIDE_RESPONDER, REQUEST);
            talk_say(&talk, SIDE_RESPONDER, REPLY);
        }
        if (line == NULL)
            talk_heard(&talk, SIDE_INITIATOR, REPLY);
        if (line != NULL)
            ck_assert_ptr_nonnull(strstr(talk.bench->log, "Flow closed by inspection"));
        ck_assert_int_eq(talk.refused > 0, line != NULL);
        map_expect_lines(&talk, "415", line == NULL ? "" : line);
        talk_end(&talk);
    }
}
END_TEST

START_TEST(bytes_beyond_ascii)
{
    start_with_map(OS_8_0);
    map_add_match(&talk, the_map(), (struct map_value){ .setting = MAP_MATCH_HTTP_NON_ASCII },
                  MAP_DO_RESET, true);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, "GET / HTTP/1.1\r\nHost: caf\xe9\r\n\r\n");
    map_expect_lines(&talk, "415",
                     LOG("415020", "request header non-ascii", "a non-ASCII character was matched",
                         FROM_CLIENT));
    ck_assert_uint_gt(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

/* --- maps as a whole ---------------------------------------------------------------------------
 */

static const struct map_value is_get = { .setting = MAP_MATCH_HTTP_METHOD, .choices = { 10 } };
static const struct map_value long_uri = { .setting = MAP_MATCH_HTTP_URI_LENGTH, .numbers = { 4 } };
static const struct map_value many_fields = { .setting = MAP_MATCH_HTTP_HEADERS_SIZE,
                                              .choices = { 0, 1 },
                                              .numbers = { 1 } };

/* The method is asked before the header wherever it stands; what logs goes on, what drops ends. */
START_TEST(rules_in_the_order_of_a_message)
{
    start_with_map(OS_7_2);
    map_add_match(&talk, the_map(), many_fields, MAP_DO_DROP_CONNECTION, true);
    map_add_match(&talk, the_map(), long_uri, MAP_DO_DROP_CONNECTION, true);
    map_add_match(&talk, the_map(), is_get, MAP_NOTHING, false);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, REQUEST);
    map_expect_lines(&talk, "415",
                     "415009: HTTP - matched request method get in policy-map web, method matched "
                     "- Logging" FROM_CLIENT
                     "415005: HTTP - matched request uri length gt 4 in policy-map web, URI length "
                     "exceeded - Dropping connection" FROM_CLIENT);
    ck_assert_uint_eq(talk.refused, 2); /* and the server's acknowledgement of nothing */
    talk_end(&talk);
}
END_TEST

/* Without `log` a connection goes silently; the URL has been logged before. */
START_TEST(silent_reset)
{
    start_with_map(OS_8_0);
    map_add_match(&talk, the_map(), is_get, MAP_DO_RESET, false);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, REQUEST);
    map_expect_lines(&talk, "415", "");
    ck_assert_uint_gt(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

/* All of a class must hold, or one of it: by ANY, with GET and with a short URI. */
static const struct {
    bool any;
    const char *request;
    bool holds;
    const char *what;
} classes[] = {
    { false, "GET /long HTTP/1.0\r\n\r\n", true, "URI length exceeded" },
    { false, "GET /x HTTP/1.0\r\n\r\n", false, NULL },
    { false, "PUT /long HTTP/1.0\r\n\r\n", false, NULL },
    { true, "GET /x HTTP/1.0\r\n\r\n", true, "method matched" },
    { true, "PUT /x HTTP/1.0\r\n\r\n", false, NULL },
};

START_TEST(a_class)
{
    char expected[256] = "";
    start_with_map(OS_8_0);
    struct class_map *class = add_class("getters", CLASS_MAP_INSPECT, classes[_i].any);
    map_add_rule(&talk, class->inspect, is_get);
    map_add_rule(&talk, class->inspect, long_uri);
    map_add_match(&talk, the_map(),
                  (struct map_value){ .setting = MAP_CLASS, .texts = { "getters" } }, MAP_DO_RESET,
                  true);
    map_add_match(&talk, the_map(),
                  (struct map_value){ .setting = MAP_CLASS, .texts = { "not there" } },
                  MAP_DO_RESET, true);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, classes[_i].request);
    if (classes[_i].holds)
        snprintf(expected, sizeof(expected),
                 "415%s: HTTP - matched Class 1: getters in policy-map web, %s - Resetting "
                 "connection" FROM_CLIENT,
                 classes[_i].any ? "009" : "005", classes[_i].what);
    map_expect_lines(&talk, "415", expected);
    ck_assert_int_eq(talk.refused > 0, classes[_i].holds);
    talk_end(&talk);
}
END_TEST

/* A class of expressions: one of them is enough. */
START_TEST(a_class_of_regexes)
{
    const struct map_value criterion = { .setting = MAP_MATCH_HTTP_URI,
                                         .regexes = { { "either", true } } };
    start_with_map(OS_8_0);
    map_add_regex(&talk, "one", "\\.com");
    map_add_regex(&talk, "two", "\\.exe");
    struct class_map *class = add_class("either", CLASS_MAP_REGEX, true);
    static const char *names[] = { "one", "two" };
    class->regexes = names;
    class->regex_count = _i == 0 ? 2 : 1;
    map_add_match(&talk, the_map(), criterion, MAP_DO_RESET, true);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, REQUEST);
    map_expect_lines(
        &talk, "415",
        _i == 0 ? LOG("415006", "request uri regex class either", "URI matched", FROM_CLIENT) : "");
    class->regexes = NULL;
    class->regex_count = 0;
    talk_end(&talk);
}
END_TEST

/* --- protocol violations -----------------------------------------------------------------------
 */

/* A map makes HTTP strict: reset and log, unless it says otherwise (guide [A]). */
static const struct {
    bool said;
    enum map_action action;
    bool log;
    const char *line;
} violations[] = {
    { false, MAP_ACTION_NONE, false,
      "415011: HTTP - policy-map web:Protocol violation - Resetting connection" FROM_CLIENT },
    { true, MAP_ACTION_DROP_CONNECTION, true,
      "415011: HTTP - policy-map web:Protocol violation - Dropping connection" FROM_CLIENT },
    { true, MAP_ACTION_RESET, false, "" },
};

START_TEST(a_violation)
{
    start_with_map(OS_8_0);
    if (violations[_i].said)
        map_add_value(&talk, &the_map()->values,
                      (struct map_value){ .setting = MAP_HTTP_PROTOCOL_VIOLATION,
                                          .action = (uint8_t)violations[_i].action,
                                          .log = violations[_i].log });
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, "SSH-2.0-OpenSSH_4.3\r\n");
    map_expect_lines(&talk, "415", violations[_i].line);
    ck_assert_uint_gt(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

START_TEST(bad_chunks)
{
    start_with_map(OS_8_0);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, REQUEST);
    talk_say(&talk, SIDE_RESPONDER,
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nno size\r\n");
    map_expect_lines(&talk, "415",
                     "415013: HTTP - policy-map web:Malformed chunked encoding - Resetting "
                     "connection" FROM_SERVER);
    talk_end(&talk);
}
END_TEST

/* --- bodies ------------------------------------------------------------------------------------
 */

#define OK_OF(length) "HTTP/1.1 200 OK\r\nContent-Length: " length "\r\n\r\n"
#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
#define BODY_LINE LOG("415007", "response body regex r", "Body matched", FROM_SERVER)
#define SCRIPT_LINE(what) LOG("415007", "response body " what, "Body matched", FROM_SERVER)

/* MOST: `body-match-maximum`; 0: not said, and then it is 200. */
static const struct {
    struct map_value criterion;
    const char *expression;
    uint32_t most;
    const char *reply;
    const char *line; /* NULL: it passes */
} bodies[] = {
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "b.d",
      0,
      OK_OF("9") "it is bad",
      BODY_LINE },
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "good",
      0,
      OK_OF("9") "it is bad",
      NULL },
    /* a head in the next message is none */
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "HTTP",
      0,
      OK_OF("2") "hi" OK_OF("2") "hi",
      NULL },
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "^again",
      0,
      OK_OF("2") "hi" OK_OF("5") "again",
      BODY_LINE },
    /* chunks are one body, their sizes none of it */
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "^it is bad",
      0,
      CHUNKED "3\r\nit \r\n6\r\nis bad\r\n0\r\n\r\n",
      BODY_LINE },
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "3",
      0,
      CHUNKED "3\r\nbad\r\n0\r\n\r\n",
      NULL },
    /* no farther than the map says */
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "bad",
      9,
      OK_OF("9") "it is bad",
      BODY_LINE },
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "bad",
      8,
      OK_OF("9") "it is bad",
      NULL },
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "bad",
      4,
      CHUNKED "3\r\nit \r\n6\r\nis bad\r\n0\r\n\r\n",
      NULL },
    /* up to the end of the conn: as soon as there is enough */
    { { .setting = MAP_MATCH_HTTP_REPLY_BODY, REGEX("r") },
      "bad",
      8,
      "HTTP/1.0 200 OK\r\n\r\nas bad as can be",
      BODY_LINE },
    { { .setting = MAP_MATCH_HTTP_BODY_SCRIPT, .choices = { 2 } },
      "",
      0,
      OK_OF("18") "<html><APPLET x>..",
      SCRIPT_LINE("java-applet") },
    { { .setting = MAP_MATCH_HTTP_BODY_SCRIPT, .choices = { 1 } },
      "",
      0,
      OK_OF("18") "<html><object x>..",
      SCRIPT_LINE("active-x") },
    { { .setting = MAP_MATCH_HTTP_BODY_SCRIPT, .choices = { 1 } },
      "",
      0,
      OK_OF("18") "<html><APPLET x>..",
      NULL },
    { { .setting = MAP_MATCH_HTTP_CONTENT_TYPE },
      "",
      0,
      "HTTP/1.1 200 OK\r\nContent-Type: image/png; a=b\r\nContent-Length: 0\r\n\r\n",
      "415014: HTTP - matched req-resp content-type mismatch in policy-map web, Mime-type in "
      "response "
      "wasn't found in the accept-types of the request - Resetting connection" FROM_SERVER },
    { { .setting = MAP_MATCH_HTTP_CONTENT_TYPE },
      "",
      0,
      "HTTP/1.1 200 OK\r\nContent-Type: TEXT/html; a=b\r\nContent-Length: 0\r\n\r\n",
      NULL },
    { { .setting = MAP_MATCH_HTTP_CONTENT_TYPE },
      "",
      0,
      "HTTP/1.1 200 OK\r\nContent-Type: text/x-none\r\nContent-Length: 0\r\n\r\n",
      "415012: HTTP - matched req-resp content-type mismatch in policy-map web, Unknown mime-type "
      "- Resetting connection" FROM_SERVER },
    { { .setting = MAP_MATCH_HTTP_CONTENT_TYPE, .negated = true },
      "",
      0,
      "HTTP/1.1 200 OK\r\nContent-Type: text/x-none\r\nContent-Length: 0\r\n\r\n",
      NULL },
};

/* The third check: a body that does not begin as its type does, or one that is too short to tell.
 */
static const struct {
    const char *type, *body;
    bool negated, passes;
} typed_bodies[] = {
    { "image/gif", "GIF89a..", false, true },  { "image/gif", "GI", false, true },
    { "image/gif", "MZ......", false, false }, { "image/gif", "", false, true },
    { "text/html", "MZ......", false, true }, /* anything begins so */
    { "image/gif", "MZ......", true, false }, /* `match not` was met with the head */
    { "text/x-none", "MZ......", true, true },
};

START_TEST(a_type_of_body)
{
    for (unsigned way = 0; way < TALK_WAYS; way++) {
        char reply[256];
        size_t length = strlen(typed_bodies[_i].body);
        snprintf(reply, sizeof(reply),
                 "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
                 typed_bodies[_i].type, length, typed_bodies[_i].body);
        start_with_map(OS_8_0);
        talk.way = (enum talk_way)way;
        map_add_match(&talk, the_map(),
                      (struct map_value){ .setting = MAP_MATCH_HTTP_CONTENT_TYPE,
                                          .negated = typed_bodies[_i].negated },
                      MAP_DO_RESET, true);
        open_talk();
        talk_say(&talk, SIDE_INITIATOR, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        talk_say(&talk, SIDE_RESPONDER, reply);
        ck_assert_int_eq(talk.refused == 0, typed_bodies[_i].passes);
        if (!typed_bodies[_i].passes && !typed_bodies[_i].negated && way == TALK_WHOLE)
            map_expect_lines(
                &talk, "415",
                "415004: HTTP - matched req-resp content-type mismatch in policy-map "
                "web, content-type verification failed - Resetting connection" FROM_SERVER);
        talk_end(&talk);
    }
}
END_TEST

/* --- requests without answers ------------------------------------------------------------------
 */

static void
ask_and_answer(unsigned asked, unsigned answered)
{
    for (unsigned i = 0; i < asked; i++)
        talk_say(&talk, SIDE_INITIATOR, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    for (unsigned i = 0; i < answered; i++)
        talk_say(&talk, SIDE_RESPONDER, "HTTP/1.1 304 Not Modified\r\n\r\n");
}

/* Ten may wait, not eleven; what is done then is as for what is not HTTP. */
START_TEST(unanswered_requests)
{
    static const struct {
        enum map_action action; /* of protocol-violation; NONE: it is not said */
        bool log, passes;
        const char *line;
    } cases[] = {
        { MAP_ACTION_NONE, false, false,
          "415016: policy-map web:Maximum number of unanswered HTTP requests exceeded - Resetting "
          "connection" FROM_CLIENT },
        { MAP_ACTION_DROP_CONNECTION, false, false, "" },
        { MAP_ACTION_LOG, false, true,
          "415016: policy-map web:Maximum number of unanswered HTTP requests exceeded - "
          "Logging" FROM_CLIENT },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        start_with_map(OS_7_2);
        if (cases[i].action != MAP_ACTION_NONE)
            map_add_value(&talk, &the_map()->values,
                          (struct map_value){ .setting = MAP_HTTP_PROTOCOL_VIOLATION,
                                              .action = (uint8_t)cases[i].action,
                                              .log = cases[i].log });
        open_talk();
        ask_and_answer(10, 1);
        ask_and_answer(1, 0);
        map_expect_lines(&talk, "4150", "");
        ask_and_answer(1, 0);
        ck_assert_int_eq(talk.refused == 0, cases[i].passes);
        map_expect_lines(&talk, "4150", cases[i].line);
        talk_end(&talk);
    }
}
END_TEST

/* --- spoof-server ------------------------------------------------------------------------------
 */

#define LONG_NAME(c) c c c c c c c c c c
#define NAME_OF_1000(c) LONG_NAME(LONG_NAME(LONG_NAME(c)))

static const struct {
    const char *said, *heard;
} names[] = {
    { "HTTP/1.1 200 OK\r\nServer: Apache/2.0 (Unix)\r\nContent-Length: 2\r\n\r\nhi",
      "HTTP/1.1 200 OK\r\nServer: a box\r\nContent-Length: 2\r\n\r\nhi" },
    { "HTTP/1.1 200 OK\r\nserver:\r\nContent-Length: 2\r\n\r\nhi",
      "HTTP/1.1 200 OK\r\nserver:a box\r\nContent-Length: 2\r\n\r\nhi" },
    { "HTTP/1.1 200 OK\r\nServer: Apache\r\n  and more \r\nX: Server: y\r\nContent-Length: "
      "0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nServer: a box\r\n   \r\nX: Server: y\r\nContent-Length: "
      "0\r\n\r\n" },
    /* of each answer; what a body says is its own */
    { "HTTP/1.1 200 OK\r\nServer: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nServer: x\r\n\r\n"
      "0\r\n\r\nHTTP/1.1 304 Not\r\nServer: longer than it\r\n\r\n",
      "HTTP/1.1 200 OK\r\nServer: a box\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nServer: "
      "x\r\n\r\n0\r\n\r\nHTTP/1.1 304 Not\r\nServer: a box\r\n\r\n" },
    { "HTTP/1.1 304 Not\r\nServer: " NAME_OF_1000("0123456789") "\r\nA: b\r\n\r\n",
      "HTTP/1.1 304 Not\r\nServer: a box\r\nA: b\r\n\r\n" },
};

START_TEST(a_spoofed_server)
{
    static const char request[] = "GET / HTTP/1.1\r\nServer: mine\r\n\r\n";
    for (unsigned way = 0; way < TALK_WAYS; way++) {
        start_with_map(OS_8_0);
        talk.way = (enum talk_way)way;
        map_add_value(&talk, &the_map()->values,
                      (struct map_value){ .setting = MAP_HTTP_SPOOF_SERVER, .texts = { "a box" } });
        open_talk();
        talk_say(&talk, SIDE_INITIATOR, request);
        talk_say(&talk, SIDE_INITIATOR, request);
        talk_heard(&talk, SIDE_RESPONDER,
                   "GET / HTTP/1.1\r\nServer: mine\r\n\r\nGET / HTTP/1.1\r\nServer: mine\r\n\r\n");
        talk_say(&talk, SIDE_RESPONDER, names[_i].said);
        talk_heard(&talk, SIDE_INITIATOR, names[_i].heard);
        ck_assert_uint_eq(talk.refused, 0);
        talk_end(&talk);
    }
}
END_TEST

START_TEST(a_body)
{
    for (unsigned way = 0; way < TALK_WAYS; way++) {
        start_with_map(OS_7_2);
        talk.way = (enum talk_way)way;
        map_add_regex(&talk, "r", bodies[_i].expression);
        map_add_match(&talk, the_map(), bodies[_i].criterion, MAP_DO_RESET, true);
        if (bodies[_i].most != 0)
            map_add_value(&talk, &the_map()->values,
                          (struct map_value){ .setting = MAP_HTTP_BODY_MATCH_MAXIMUM,
                                              .numbers = { bodies[_i].most } });
        open_talk();
        talk_say(&talk, SIDE_INITIATOR,
                 "GET /a HTTP/1.1\r\nAccept: application/*;q=0.3, text/html\r\n\r\n"
                 "GET /b HTTP/1.1\r\n\r\n");
        talk_say(&talk, SIDE_RESPONDER, bodies[_i].reply);
        map_expect_lines(&talk, "415", bodies[_i].line == NULL ? "" : bodies[_i].line);
        ck_assert_int_eq(talk.refused > 0, bodies[_i].line != NULL);
        talk_end(&talk);
    }
}
END_TEST

START_TEST(body_of_a_request)
{
    start_with_map(OS_8_0);
    map_add_regex(&talk, "r", "card=[0-9]+");
    map_add_match(&talk, the_map(),
                  (struct map_value){ .setting = MAP_MATCH_HTTP_BODY, REGEX("r") },
                  MAP_DO_DROP_CONNECTION, true);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\ncard=4711");
    map_expect_lines(
        &talk, "415",
        "415007: HTTP - matched request body regex r in policy-map web, Body matched - "
        "Dropping connection" FROM_CLIENT);
    talk_end(&talk);
}
END_TEST

/* A class of a head's and a body's is met when both are. */
START_TEST(class_of_head_and_body)
{
    start_with_map(OS_8_0);
    map_add_regex(&talk, "r", "secret");
    struct class_map *class = add_class("both", CLASS_MAP_INSPECT, false);
    map_add_rule(&talk, class->inspect,
                 (struct map_value){ .setting = MAP_MATCH_HTTP_METHOD, .choices = { 23 } });
    map_add_rule(&talk, class->inspect,
                 (struct map_value){ .setting = MAP_MATCH_HTTP_BODY, REGEX("r") });
    map_add_match(&talk, the_map(), (struct map_value){ .setting = MAP_CLASS, .texts = { "both" } },
                  MAP_DO_RESET, true);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, "PUT / HTTP/1.1\r\nContent-Length: 6\r\n\r\nsecret");
    map_expect_lines(&talk, "415", "");
    talk_say(&talk, SIDE_INITIATOR, "POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\nsecret");
    map_expect_lines(&talk, "415",
                     "415007: HTTP - matched Class 1: both in policy-map web, Body matched - "
                     "Resetting connection" FROM_CLIENT);
    talk_end(&talk);
}
END_TEST

/* Answers whose length only the request tells, and bodies that look like heads. */
static const char *const answers[] = {
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\nHTTP/1.1 200 OK\r\nX: y\r\n\r\nall",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nno!\n",
    "HTTP/1.0 200 OK\r\n\r\nanything\r\nup to\r\nthe end",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nHTTP/1.1 200\r\n\r\n",
};

START_TEST(answers_are_followed)
{
    for (unsigned way = 0; way < TALK_WAYS; way++) {
        start_with_map(OS_8_0);
        talk.way = (enum talk_way)way;
        open_talk();
        talk_say(&talk, SIDE_INITIATOR, "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
        talk_say(&talk, SIDE_RESPONDER, answers[_i]);
        talk_heard(&talk, SIDE_INITIATOR, answers[_i]);
        map_expect_lines(&talk, "415", "");
        ck_assert_uint_eq(talk.refused, 0);
        talk_end(&talk);
    }
}
END_TEST

/* The answer to HEAD has no body, though it names its length (RFC 2616 9.4). */
START_TEST(answer_to_head)
{
#define TWO                                                                                        \
    "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"                                               \
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    start_with_map(OS_8_0);
    map_add_match(&talk, the_map(),
                  (struct map_value){ .setting = MAP_MATCH_HTTP_REPLY_HEADERS_SIZE,
                                      .choices = { 0, 1 },
                                      .numbers = { 0 } },
                  MAP_NOTHING, false);
    open_talk();
    talk_say(&talk, SIDE_INITIATOR, "HEAD /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
    talk_say(&talk, SIDE_RESPONDER, TWO);
#define COUNTED                                                                                    \
    "415001: HTTP - matched response header count gt 0 in policy-map web, header field "           \
    "count "                                                                                       \
    "exceeded - Logging" FROM_SERVER
    map_expect_lines(&talk, "415", COUNTED COUNTED);
    talk_end(&talk);
}
END_TEST

/* A head without end: what is kept is bounded, its length is known all the same. */
START_TEST(a_long_head)
{
    static char field[4096];
    start_with_map(OS_8_0);
    map_add_match(&talk, the_map(),
                  (struct map_value){ .setting = MAP_MATCH_HTTP_HEADERS_SIZE,
                                      .choices = { 0, 2 },
                                      .numbers = { 40000 } },
                  MAP_DO_RESET, true);
    open_talk();
    snprintf(field, sizeof(field), "X: %04000d\r\n", 7);
    talk_say(&talk, SIDE_INITIATOR, "GET / HTTP/1.1\r\n");
    for (unsigned i = 0; i < 10; i++)
        talk_say(&talk, SIDE_INITIATOR, field);
    ck_assert_uint_eq(talk.refused, 0);
    talk_say(&talk, SIDE_INITIATOR, "\r\n");
    map_expect_lines(
        &talk, "415",
        LOG("415018", "request header length gt 40000", "Header length exceeded", FROM_CLIENT));
    talk_end(&talk);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("http maps");
    TCase *tcase = tcase_create("http maps");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_criterion, 0, (int)ARRAY_LENGTH(criteria));
    tcase_add_test(tcase, bytes_beyond_ascii);
    tcase_add_test(tcase, rules_in_the_order_of_a_message);
    tcase_add_test(tcase, silent_reset);
    tcase_add_loop_test(tcase, a_class, 0, (int)ARRAY_LENGTH(classes));
    tcase_add_loop_test(tcase, a_class_of_regexes, 0, 2);
    tcase_add_loop_test(tcase, a_violation, 0, (int)ARRAY_LENGTH(violations));
    tcase_add_test(tcase, bad_chunks);
    tcase_add_loop_test(tcase, a_body, 0, (int)ARRAY_LENGTH(bodies));
    tcase_add_loop_test(tcase, a_type_of_body, 0, (int)ARRAY_LENGTH(typed_bodies));
    tcase_add_test(tcase, unanswered_requests);
    tcase_add_loop_test(tcase, a_spoofed_server, 0, (int)ARRAY_LENGTH(names));
    tcase_add_test(tcase, body_of_a_request);
    tcase_add_test(tcase, class_of_head_and_body);
    tcase_add_loop_test(tcase, answers_are_followed, 0, (int)ARRAY_LENGTH(answers));
    tcase_add_test(tcase, answer_to_head);
    tcase_add_test(tcase, a_long_head);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
