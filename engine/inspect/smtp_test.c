/*
 * smtp_test.c: mail sessions on their way through the firewall: which commands reach the server,
 * and what its client gets to see of it.
 */
#include "engine/inspect/smtp.h"

#include "engine/talk_test.h"

/* C: says, S: answers; what the other one hears, NULL where it is the same. */
struct turn {
    enum inspect_side side;
    const char *said, *heard;
};

#define C SIDE_INITIATOR
#define S SIDE_RESPONDER
#define END                                                                                        \
    {                                                                                              \
        C, NULL, NULL                                                                              \
    }

static const struct session {
    const char *name;
    enum inspection_kind kind;
    struct turn turns[16];
} sessions[] = {
    { "Mail Guard: a mail [A]",
      INSPECT_SMTP,
      { { S, "220 mx2.example.com ESMTP 8.20\r\n", "220 **2*********************20\r\n" },
        { C, "HELO a.example\r\n", NULL },
        { S, "250 mx2.example.com\r\n", NULL },
        { C, "MAIL FROM:<a@a.example>\r\nRCPT TO:<b@b.example>\r\nDATA\r\n", NULL },
        { S, "250 ok\r\n250 ok\r\n354 go on\r\n", NULL },
        { C, "EHLO is no command here\r\nSubject: x\r\n\r\n..\r\n.\r\n", NULL },
        { S, "250 queued\r\n", NULL },
        { C, "QUIT\r\n", NULL },
        END } },
    { "Mail Guard: commands that it does not know [A]",
      INSPECT_SMTP,
      { { S, "220-a\r\n220 b\r\n", "220-*\r\n220 *\r\n" },
        { C, "EHLO a.example\r\n", "XXXX a.example\r\n" },
        { S, "500 what\r\n", NULL },
        { C, "vrfy root\r\nhelo a\r\n", "XXXX root\r\nhelo a\r\n" },
        { C, "STARTTLS\r\n", "XXXXXXXX\r\n" },
        END } },
    { "ESMTP: extensions [A], the last letter [B]",
      INSPECT_ESMTP,
      { { S, "220 mx ESMTP 20\r\n", "220 ***********\r\n" },
        { C, "EHLO a.example\r\n", NULL },
        { S,
          "250-mx at your service\r\n250-SIZE 100\r\n250-STARTTLS\r\n250-AUTH=LOGIN\r\n"
          "250 CHUNKING\r\n",
          "250-mx at your service\r\n250-SIZE 100\r\n250-XXXXXXXA\r\n250-AUTH=LOGIN\r\n"
          "250 XXXXXXXB\r\n" },
        { C, "STARTTLS\r\n", "XXXXXXXX\r\n" },
        { S, "500 what\r\n", NULL },
        { C, "EHLO a.example\r\n", NULL },
        { S, "250-mx\r\n250-X\r\n250 HELP\r\n", "250-mx\r\n250-A\r\n250 XXXB\r\n" },
        { C, "VRFY root\r\nEXPN staff\r\n", "VRFY root\r\nXXXX staff\r\n" },
        END } },
    { "ESMTP: what AUTH asks for passes",
      INSPECT_ESMTP,
      { { S, "220 x\r\n", "220 *\r\n" },
        { C, "AUTH LOGIN\r\n", NULL },
        { S, "334 VXNlcm5hbWU6\r\n", NULL },
        { C, "dXNlcg==\r\n", NULL },
        { S, "334 UGFzc3dvcmQ6\r\n", NULL },
        { C, "cGFzcw==\r\n", NULL },
        { S, "235 ok\r\n", NULL },
        { C, "TURN\r\n", "XXXX\r\n" },
        END } },
    { "DATA that the server refuses: commands go on",
      INSPECT_ESMTP,
      { { S, "220 x\r\n", "220 *\r\n" },
        { C, "DATA\r\n", NULL },
        { S, "503 no\r\n", NULL },
        { C, "TURN\r\n", "XXXX\r\n" },
        END } },
    { "a greeting that is a refusal is not masked",
      INSPECT_SMTP,
      { { S, "554 go away\r\n", NULL }, { C, "QUIT\r\n", NULL }, END } },
    { "a pipe in an address [C]",
      INSPECT_SMTP,
      { { S, "220 x\r\n", "220 *\r\n" },
        { C, "MAIL FROM:<|rm>\r\n", "MAIL FROM:< rm>\r\n" },
        END } },
};

static size_t current;

static void
hold_session(struct talk *talk)
{
    for (const struct turn *turn = sessions[current].turns; turn->said != NULL; turn++) {
        talk_say(talk, turn->side, turn->said);
        talk_heard(talk, other_side(turn->side), turn->heard != NULL ? turn->heard : turn->said);
    }
    ck_assert_uint_eq(talk->refused, 0);
}

START_TEST(many_sessions)
{
    current = (size_t)_i;
    enum inspection_kind kind = sessions[_i].kind;
    for (unsigned nat = 0; nat < TALK_NATS; nat++)
        talk_in_all_ways(kind == INSPECT_SMTP ? OS_6_3 : OS_8_0, (enum talk_nat)nat, kind, 25,
                         hold_session);
}
END_TEST

static void
say_pipe(struct talk *talk)
{
    talk_say(talk, C, "MAIL FROM:<|rm>\r\n");
    ck_assert_ptr_nonnull(
        strstr(talk->bench->log,
               "108002: SMTP replaced |: out 198.51.100.7 in 10.1.1.5 data: MAIL FROM:<|rm>\n"));
}

START_TEST(pipe_is_told)
{
    talk_in_all_ways(OS_6_3, TALK_PAT, INSPECT_SMTP, 25, say_pipe);
}
END_TEST

/* A line that is longer than any may be passes in pieces, and is one line. */
START_TEST(long_line)
{
    static struct talk talk;
    static char line[3 * SMTP_LINE];
    talk_start(&talk, OS_6_3, TALK_STATIC, INSPECT_SMTP, IP_TCP, 25);
    talk_open(&talk);
    memset(line, 'y', sizeof(line));
    memcpy(line, "NOOP ", 5);
    memcpy(line + SMTP_LINE, "TURN ", 5);
    memcpy(line + sizeof(line) - 9, "\r\nTURN\r\n", 9);
    talk_say(&talk, C, line);
    memcpy(line + sizeof(line) - 9, "\r\nXXXX\r\n", 9);
    talk_heard(&talk, S, line);
    talk_end(&talk);
}
END_TEST

START_TEST(damaged)
{
#define SAID(side, text)                                                                           \
    {                                                                                              \
        side, text, sizeof(text) - 1                                                               \
    }
    static const struct talk_message messages[] = { SAID(S, "220 mx ESMTP\r\n"),
                                                    SAID(C, "EHLO a\r\n"),
                                                    SAID(S, "250-x\r\n250 STARTTLS\r\n"),
                                                    SAID(C, "DATA\r\n.\r\nTURN\r\n") };
    talk_damaged(OS_8_0, TALK_PAT, INSPECT_ESMTP, IP_TCP, 25, messages, ARRAY_LENGTH(messages));
    talk_damaged(OS_6_3, TALK_STATIC, INSPECT_SMTP, IP_TCP, 25, messages, ARRAY_LENGTH(messages));
}
END_TEST

/* What a greeting keeps is one cell of each version; its code and the blank behind it stay. */
START_TEST(greeting)
{
    static const struct {
        enum os_version version;
        enum inspection_kind kind;
        const char *heard;
    } cases[] = {
        { OS_6_2, INSPECT_SMTP, "220 ***20****2****0*\r\n" },
        { OS_6_3, INSPECT_SMTP, "220 ***20****2****0*\r\n" },
        { OS_7_0, INSPECT_ESMTP, "220 ****************\r\n" },
        { OS_8_2, INSPECT_ESMTP, "220 ****************\r\n" },
    };
    static struct talk talk;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        talk_start(&talk, cases[i].version, TALK_STATIC, cases[i].kind, IP_TCP, 25);
        talk_open(&talk);
        talk_say(&talk, SIDE_RESPONDER, "220 mx 20 at 2 de 0\x7f\r\n");
        talk_heard(&talk, SIDE_INITIATOR, cases[i].heard);
        talk_end(&talk);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("smtp");
    TCase *tcase = tcase_create("smtp");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, greeting);
    tcase_add_loop_test(tcase, many_sessions, 0, (int)ARRAY_LENGTH(sessions));
    tcase_add_test(tcase, pipe_is_told);
    tcase_add_test(tcase, long_line);
    tcase_add_test(tcase, damaged);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
