/*
 * esmtp_map_test.c: the limits that ESMTP has without a map, and maps of one's own (108004).
 */
#include "engine/inspect/smtp.h"

#include "engine/inspect/mail_header.h"
#include "engine/map_fixture_test.h"

static struct talk talk;

#define LINE(does, what)                                                                           \
    "108004: ESMTP Classification: " does " ESMTP Request from inside:10.1.1.5/40000 to "          \
    "outside:198.51.100.7/25; matched Class " what "\n"
#define LOGGED(what)                                                                               \
    "108005: ESMTP Classification: Received ESMTP Request from inside:10.1.1.5/40000 to "          \
    "outside:198.51.100.7/25; matched Class " what "\n"
#define DROPPED(what) LINE("Dropped connection for", what)

static void
start(enum os_version version, enum talk_way way)
{
    talk_start_with(&talk, version, TALK_STATIC, INSPECT_ESMTP, IP_TCP, 25);
    talk.way = way;
}

static void
greet(void)
{
    bench_start(talk.bench);
    talk_open(&talk);
    talk_say(&talk, SIDE_RESPONDER, "220 \r\n");
    talk_say(&talk, SIDE_INITIATOR, "HELO a\r\n");
    talk_say(&talk, SIDE_RESPONDER, "250 b\r\n");
    ck_assert_uint_eq(talk.refused, 0);
    quiet(talk.bench);
}

static void
expect_lines(const char *lines)
{
    map_expect_lines(&talk, "1080", lines);
}

/* HEAD, then so many letters, then END. */
static void
say_long(const char *head, size_t letters, const char *end)
{
    static char text[8192];
    size_t at = strlen(head);
    ck_assert_uint_lt(at + letters + strlen(end), sizeof(text));
    memcpy(text, head, at);
    memset(text + at, 'x', letters);
    memcpy(text + at + letters, end, strlen(end) + 1);
    talk_say(&talk, SIDE_INITIATOR, text);
}

/* --- the usual limits --------------------------------------------------------------------------
 */

#define MAIL "MAIL FROM:<a@b>\r\n"
#define UP_TO_DATA MAIL "RCPT TO:<c@d>\r\nDATA\r\n"

/* BEFORE is said, then HEAD with so many letters and END; one letter less is let be. */
static const struct {
    const char *before, *head, *end;
    size_t letters;
    const char *line;
    bool passes;
} limits[] = {
    { "", "NOOP ", "\r\n", 508, DROPPED("1: cmd line length gt 512"), false },
    { "", "MAIL FROM:<", ">\r\n", 321, DROPPED("5: sender-address length gt 320"), false },
    { "", "MAIL FROM: ", " SIZE=5\r\n", 321, DROPPED("5: sender-address length gt 320"), false },
    { UP_TO_DATA, "Subject: ", "\r\n", 990, DROPPED("4: header line length gt 998"), false },
    { UP_TO_DATA "A: b\r\n\r\n", "", "\r\n", 999, LOGGED("3: body line length gt 998"), true },
    { UP_TO_DATA, "Subject: ", "\r\n", 5000, DROPPED("4: header line length gt 998"), false },
};

START_TEST(a_limit)
{
    for (unsigned way = 0; way < 2 * TALK_WAYS; way++) {
        bool exceeds = way < TALK_WAYS;
        start(way % 2 == 0 ? OS_7_2 : OS_8_0, (enum talk_way)(way % TALK_WAYS));
        greet();
        if (*limits[_i].before != '\0')
            talk_say(&talk, SIDE_INITIATOR, limits[_i].before);
        if (!exceeds && limits[_i].letters == 5000) {
            talk_end(&talk);
            continue;
        }
        say_long(limits[_i].head, limits[_i].letters - !exceeds, limits[_i].end);
        ck_assert_int_eq(talk.refused > 0, exceeds && !limits[_i].passes);
        expect_lines(exceeds ? limits[_i].line : "");
        talk_end(&talk);
    }
}
END_TEST

/* A hundred recipients of one mail; the next mail has its own. */
START_TEST(many_recipients)
{
    start(OS_8_0, TALK_WHOLE);
    greet();
    for (unsigned mail = 0; mail < 2; mail++) {
        talk_say(&talk, SIDE_INITIATOR, MAIL);
        for (unsigned i = 0; i < 100; i++)
            talk_say(&talk, SIDE_INITIATOR, "RCPT TO:<c@d>\r\n");
        ck_assert_uint_eq(talk.refused, 0);
    }
    talk_say(&talk, SIDE_INITIATOR, "RCPT TO:<c@d>\r\n");
    ck_assert_uint_gt(talk.refused, 0);
    expect_lines(DROPPED("2: cmd RCPT count gt 100"));
    talk_end(&talk);
}
END_TEST

/* 7.0 and 7.1 have no maps; a map of one's own stands in for the usual one, and so does a wrong
 * name [C]. */
START_TEST(no_limit)
{
    start(_i == 0 ? OS_7_0 : _i == 1 ? OS_7_1 : OS_8_0, TALK_WHOLE);
    if (_i >= 2)
        config_policy_map(talk.bench->config, "global_policy")->classes[0].inspections[0].map =
            "mine";
    if (_i == 3)
        (void)map_make(&talk, MAP_PROTOCOL_ESMTP, "mine");
    greet();
    say_long("NOOP ", 600, "\r\n");
    ck_assert_uint_eq(talk.refused, 0);
    expect_lines("");
    talk_end(&talk);
}
END_TEST

START_TEST(the_usual_map_by_its_name)
{
    start(OS_8_0, TALK_WHOLE);
    config_policy_map(talk.bench->config, "global_policy")->classes[0].inspections[0].map =
        "_default_esmtp_map";
    greet();
    say_long("NOOP ", 600, "\r\n");
    ck_assert_uint_gt(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

/* --- maps of one's own -------------------------------------------------------------------------
 */

static const struct {
    struct map_value criterion;
    enum map_setting does;
    const char *said, *heard, *line; /* HEARD: NULL when the connection goes */
} maps[] = {
    { { .setting = MAP_MATCH_ESMTP_COMMAND, .list = 1U << 13 },
      MAP_DO_MASK,
      "VRFY a\r\n",
      "XXXX a\r\n",
      LINE("Masked header flags for", "1: cmd verb VRFY") },
    { { .setting = MAP_MATCH_ESMTP_COMMAND, .list = 1U << 13 | 1U << 3 },
      MAP_DO_RESET,
      "ETRN a\r\n",
      NULL,
      LINE("Reset connection for", "1: cmd verb ETRN VRFY") },
    { { .setting = MAP_MATCH_ESMTP_COMMAND, .list = 1U << 13 },
      MAP_DO_RESET,
      "NOOP\r\n",
      "NOOP\r\n",
      "" },
    { { .setting = MAP_MATCH_ESMTP_COMMAND_LENGTH, .numbers = { 5 } },
      MAP_DO_LOG,
      "NOOP a\r\n",
      "NOOP a\r\n",
      LOGGED("1: cmd line length gt 5") },
    { { .setting = MAP_MATCH_ESMTP_SENDER, .regexes = { { "bad", false } } },
      MAP_DO_DROP_CONNECTION,
      "MAIL FROM:<spam@x.example>\r\n",
      NULL,
      DROPPED("1: sender-address regex bad") },
    { { .setting = MAP_MATCH_ESMTP_SENDER, .regexes = { { "bad", false } }, .negated = true },
      MAP_DO_DROP_CONNECTION,
      "MAIL FROM:<spam@x.example>\r\nRCPT TO:<good@y>\r\n",
      "MAIL FROM:<spam@x.example>\r\nRCPT TO:<good@y>\r\n",
      "" },
};

START_TEST(a_map)
{
    start(OS_8_0, TALK_WHOLE);
    struct inspect_map *map = map_make(&talk, MAP_PROTOCOL_ESMTP, "mine");
    map_add_regex(&talk, "bad", "^spam@");
    map_add_match(&talk, map, maps[_i].criterion, maps[_i].does, true);
    greet();
    talk.ends[1].taken = talk.ends[1].heard_end;
    talk_say(&talk, SIDE_INITIATOR, maps[_i].said);
    if (maps[_i].heard != NULL)
        talk_heard(&talk, SIDE_RESPONDER, maps[_i].heard);
    ck_assert_int_eq(talk.refused > 0, maps[_i].heard == NULL);
    expect_lines(maps[_i].line);
    talk_end(&talk);
}
END_TEST

/* --- mail and its parts ------------------------------------------------------------------------
 */

#define PART(fields) "--xyz\r\n" fields "\r\nAAAA\r\n"
#define MULTIPART                                                                                  \
    "To: a@b, \"c, d\" <e@f>\r\nContent-Type: multipart/mixed;\r\n\tboundary=\"xyz\"\r\n\r\n"      \
    "This is MIME\r\nContent-Disposition: attachment; filename=of-no-part.exe\r\n"
#define ATTACHED(name) "Content-Disposition: attachment;\r\n filename=" name "\r\n"
#define END "--xyz--\r\n.\r\n"

/* LINE: NULL: it passes. */
static const struct {
    struct map_value criterion;
    const char *mail, *line;
} parts[] = {
    { { .setting = MAP_MATCH_ESMTP_FILENAME, .numbers = { 7 } },
      MULTIPART PART(ATTACHED("\"bad; .exe\"")) END,
      DROPPED("1: mime filename length gt 7") },
    { { .setting = MAP_MATCH_ESMTP_FILENAME, .numbers = { 10 } },
      MULTIPART PART(ATTACHED("\"bad; .exe\"")) END,
      NULL },
    { { .setting = MAP_MATCH_ESMTP_FILENAME, .numbers = { 4 } },
      "Content-Type: text/plain; name=a.txt\r\n\r\n.\r\n",
      DROPPED("1: mime filename length gt 4") },
    { { .setting = MAP_MATCH_ESMTP_FILETYPE, REGEX("type") },
      MULTIPART PART("") PART(ATTACHED("fun.gif.exe")) END,
      DROPPED("1: mime filetype regex type") },
    { { .setting = MAP_MATCH_ESMTP_FILETYPE, REGEX("type") },
      MULTIPART PART(ATTACHED("exe.gif")) END,
      NULL },
    { { .setting = MAP_MATCH_ESMTP_FILETYPE, REGEX("type"), .negated = true },
      MULTIPART PART(ATTACHED("exe.gif")) END,
      DROPPED("1: not mime filetype regex type") },
    { { .setting = MAP_MATCH_ESMTP_ENCODING, .list = 1 << 2 },
      MULTIPART PART("Content-Transfer-Encoding: BASE64\r\n") END,
      DROPPED("1: mime encoding base64") },
    { { .setting = MAP_MATCH_ESMTP_ENCODING, .list = 1 << 4 | 1 << 3 },
      "Content-Transfer-Encoding: x-uuencode\r\n\r\n.\r\n",
      DROPPED("1: mime encoding binary others") },
    { { .setting = MAP_MATCH_ESMTP_ENCODING, .list = 1 << 4 },
      "Content-Transfer-Encoding: 7bit\r\n\r\n.\r\n",
      NULL },
    { { .setting = MAP_MATCH_ESMTP_HEADER_TO, .numbers = { 1 } },
      MULTIPART END,
      DROPPED("1: header to-fields count gt 1") },
    { { .setting = MAP_MATCH_ESMTP_HEADER_TO, .numbers = { 2 } }, MULTIPART END, NULL },
    { { .setting = MAP_MATCH_ESMTP_HEADER, .numbers = { 7 } },
      "A: b\r\nB: c\r\n\r\n1234567890\r\n.\r\n",
      DROPPED("1: header length gt 7") },
    { { .setting = MAP_MATCH_ESMTP_HEADER, .numbers = { 8 } },
      "A: b\r\nB: c\r\n\r\n1234567890\r\n.\r\n",
      NULL },
    { { .setting = MAP_MATCH_ESMTP_BODY, .numbers = { 7 } },
      "A: b\r\nB: c\r\n\r\n1234\r\n5678\r\n9\r\n.\r\n",
      DROPPED("1: body length gt 7") },
    { { .setting = MAP_MATCH_ESMTP_BODY, .numbers = { 9 }, .negated = true },
      "A: b\r\nB: c\r\n\r\n1234\r\n5678\r\n9\r\n.\r\n",
      DROPPED("1: not body length gt 9") },
    { { .setting = MAP_MATCH_ESMTP_BODY, .numbers = { 9 } },
      "A: b\r\n\r\n123456789\r\n.\r\n",
      NULL },
};

START_TEST(a_part)
{
    for (unsigned way = 0; way < TALK_WAYS; way++) {
        start(OS_7_2, (enum talk_way)way);
        struct inspect_map *map = map_make(&talk, MAP_PROTOCOL_ESMTP, "mine");
        map_add_regex(&talk, "type", "\\.exe");
        map_add_match(&talk, map, parts[_i].criterion, MAP_DO_DROP_CONNECTION, true);
        greet();
        talk_say(&talk, SIDE_INITIATOR, UP_TO_DATA);
        talk_say(&talk, SIDE_INITIATOR, parts[_i].mail);
        expect_lines(parts[_i].line == NULL ? "" : parts[_i].line);
        ck_assert_int_eq(talk.refused > 0, parts[_i].line != NULL);
        talk_end(&talk);
    }
}
END_TEST

/* The default map has it too, as the sixth. */
START_TEST(long_file_name)
{
    start(OS_8_0, TALK_WHOLE);
    greet();
    talk_say(&talk, SIDE_INITIATOR, UP_TO_DATA);
    say_long("Content-Disposition: inline; filename=", 255 + (unsigned)_i, "\r\n\r\n");
    expect_lines(_i == 0 ? "" : DROPPED("6: mime filename length gt 255"));
    talk_end(&talk);
}
END_TEST

/* --- the server --------------------------------------------------------------------------------
 */

#define RESPONSE(does, what)                                                                       \
    "108004: ESMTP Classification: " does " ESMTP Response from outside:198.51.100.7/25 to "       \
    "inside:192.0.2.5/40000; matched Class " what "\n"

START_TEST(what_a_server_offers)
{
    const struct map_value size = { .setting = MAP_MATCH_ESMTP_EHLO, .list = 1 << 9 | 1 << 4 };
    start(OS_8_0, TALK_WHOLE);
    map_add_match(&talk, map_make(&talk, MAP_PROTOCOL_ESMTP, "mine"), size, MAP_DO_MASK, true);
    greet();
    talk_say(&talk, SIDE_INITIATOR, "EHLO a\r\n");
    talk.ends[0].taken = talk.ends[0].heard_end;
    talk_say(&talk, SIDE_RESPONDER, "250-b\r\n250-SIZE 9\r\n250-ETRN\r\n250 STARTTLS\r\n");
    talk_heard(&talk, SIDE_INITIATOR, "250-b\r\n250-XXXXXA\r\n250-ETRN\r\n250 XXXXXXXB\r\n");
    expect_lines(RESPONSE("Masked header flags for", "1: ehlo-reply-parameter dsn size"));
    talk_end(&talk);
}
END_TEST

/* Two refusals are one too many; those of another mail do not count, nor other answers. */
START_TEST(refused_recipients)
{
    const struct map_value refused = { .setting = MAP_MATCH_ESMTP_INVALID_RECIPIENTS,
                                       .numbers = { 1 } };
    start(OS_8_0, TALK_WHOLE);
    map_add_match(&talk, map_make(&talk, MAP_PROTOCOL_ESMTP, "mine"), refused,
                  MAP_DO_DROP_CONNECTION, true);
    greet();
    for (unsigned mail = 0; mail < 2; mail++) {
        talk_say(&talk, SIDE_INITIATOR, MAIL "RCPT TO:<a@b>\r\nRCPT TO:<c@d>\r\nNOOP\r\n");
        talk_say(&talk, SIDE_RESPONDER, "250 a\r\n550 no\r\n250 b\r\n500 what\r\n");
        expect_lines("");
    }
    talk_say(&talk, SIDE_INITIATOR, "RCPT TO:<e@f>\r\n");
    talk_say(&talk, SIDE_RESPONDER, "550-no\r\n550 no\r\n");
    expect_lines(RESPONSE("Dropped connection for", "1: invalid-recipients count gt 1"));
    ck_assert_uint_gt(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

/* --- addresses ---------------------------------------------------------------------------------
 */

#define TERMINATING "108003: Terminating ESMTP/SMTP connection; "
#define MALICIOUS "malicious pattern detected in the mail address from "
#define PATTERN(line)                                                                              \
    TERMINATING MALICIOUS "inside:10.1.1.5/40000 to outside:198.51.100.7/25. Data:" line "\n"
#define PARAMETER(does, what)                                                                      \
    does " from inside:10.1.1.5/40000 to outside:198.51.100.7/25; " what "\n"

/* SETTING: of the map; MAP_NOTHING: there is none. */
static const struct {
    enum map_setting setting;
    enum map_action action;
    const char *said, *line;
    bool passes;
} addresses[] = {
    { MAP_NOTHING, MAP_ACTION_NONE, "MAIL FROM:<a@b>\r\n", "", true },
    { MAP_NOTHING, MAP_ACTION_NONE, "MAIL FROM: a@b SIZE=5\r\n", "", true },
    { MAP_NOTHING, MAP_ACTION_NONE, "MAIL FROM:<\"a<\"@b>\r\n", "", true },
    { MAP_NOTHING, MAP_ACTION_NONE, "MAIL FROM:<a@b>>\r\n", PATTERN("MAIL FROM:<a@b>>"), false },
    { MAP_NOTHING, MAP_ACTION_NONE, "RCPT TO:a>b\r\n", PATTERN("RCPT TO:a>b"), false },
    { MAP_NOTHING, MAP_ACTION_NONE, "MAIL FROM:<a<b>\r\n", PATTERN("MAIL FROM:<a<b>"), false },
    { MAP_NOTHING, MAP_ACTION_NONE, "HELP <a<b>\r\n", "", true },
    { MAP_ESMTP_SPECIAL_CHARACTER, MAP_ACTION_RESET, "RCPT TO:<a`b>\r\n", PATTERN("RCPT TO:<a`b>"),
      false },
    { MAP_ESMTP_SPECIAL_CHARACTER, MAP_ACTION_RESET, "RCPT TO:<ab>\r\n", "", true },
    { MAP_ESMTP_SPECIAL_CHARACTER, MAP_ACTION_LOG, "RCPT TO:<a`b>\r\n",
      PARAMETER("108005: ESMTP Parameter: Received ESMTP Request", "special-character"), true },
    { MAP_ESMTP_MAIL_RELAY, MAP_ACTION_RESET, "MAIL FROM:<a@b.com>\r\nRCPT TO:<c@d.com>\r\n",
      PARAMETER("108004: ESMTP Parameter: Reset connection for ESMTP Request", "mail-relay"),
      false },
    { MAP_ESMTP_MAIL_RELAY, MAP_ACTION_RESET, "MAIL FROM:<a@b.com>\r\nRCPT TO:<c@OURS.com>\r\n", "",
      true },
    { MAP_ESMTP_MAIL_RELAY, MAP_ACTION_RESET, "MAIL FROM:<a@ours.com>\r\nRCPT TO:<c@d.com>\r\n", "",
      true },
};

START_TEST(an_address)
{
    start(_i % 2 == 0 || addresses[_i].setting != MAP_NOTHING ? OS_8_0 : OS_7_0, TALK_WHOLE);
    if (addresses[_i].setting != MAP_NOTHING)
        map_add_value(&talk, &map_make(&talk, MAP_PROTOCOL_ESMTP, "mine")->values,
                      (struct map_value){ .setting = (uint16_t)addresses[_i].setting,
                                          .action = (uint8_t)addresses[_i].action,
                                          .log = true,
                                          .texts = { "ours.com" } });
    greet();
    talk_say(&talk, SIDE_INITIATOR, addresses[_i].said);
    expect_lines(addresses[_i].line);
    ck_assert_int_eq(talk.refused == 0, addresses[_i].passes);
    talk_end(&talk);
}
END_TEST

/* 6.x knows nothing of it. */
START_TEST(mail_guard_has_no_patterns)
{
    talk_start_with(&talk, OS_6_3, TALK_STATIC, INSPECT_SMTP, IP_TCP, 25);
    greet();
    talk_say(&talk, SIDE_INITIATOR, "MAIL FROM:<a@b>>\r\n");
    ck_assert_uint_eq(talk.refused, 0);
    talk_end(&talk);
}
END_TEST

START_TEST(what_a_field_lists)
{
    static const struct {
        const char *value;
        uint32_t count;
    } lists[] = { { "", 0 },        { " , ", 0 },           { "a@b", 1 },
                  { "a@b,c@d", 2 }, { "\"a,b\" <c@d>", 1 }, { "a (b, c), d", 2 } };
    for (size_t i = 0; i < ARRAY_LENGTH(lists); i++)
        ck_assert_uint_eq(mail_addresses(cursor_of(lists[i].value, strlen(lists[i].value))),
                          lists[i].count);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("esmtp maps");
    TCase *tcase = tcase_create("esmtp maps");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_limit, 0, (int)ARRAY_LENGTH(limits));
    tcase_add_test(tcase, many_recipients);
    tcase_add_loop_test(tcase, no_limit, 0, 4);
    tcase_add_test(tcase, the_usual_map_by_its_name);
    tcase_add_loop_test(tcase, a_map, 0, (int)ARRAY_LENGTH(maps));
    tcase_add_loop_test(tcase, a_part, 0, (int)ARRAY_LENGTH(parts));
    tcase_add_loop_test(tcase, long_file_name, 0, 2);
    tcase_add_test(tcase, what_a_server_offers);
    tcase_add_test(tcase, refused_recipients);
    tcase_add_loop_test(tcase, an_address, 0, (int)ARRAY_LENGTH(addresses));
    tcase_add_test(tcase, mail_guard_has_no_patterns);
    tcase_add_test(tcase, what_a_field_lists);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
