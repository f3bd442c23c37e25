/*
 * lab_test.c: lab files, damaged ones above all, and answers that are scored.
 */
#include "cli/lab/lab.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/lab/lab_check.h"
#include "parser/parser.h"

#define HEAD "title T\norder 1\n"
#define PASS "passes outside tcp 198.51.100.7 1025 192.0.2.80 80\n"
#define DENY "denied outside tcp 198.51.100.7 1025 192.0.2.80 22\n"

static const struct {
    const char *text;
    const char *error; /* NULL: it is read */
} cases[] = {
    { HEAD PASS DENY, NULL },
    { "# told\n\n" HEAD "hint A\r\nhint B  \n" PASS DENY, NULL },
    { HEAD PASS "denied outside tcp 1.1.1.1 1 2.2.2.2 2", NULL }, /* no end of the last line */
    { "", "x:1:1: the lab has no title" },
    { "title T\n" PASS DENY, "x:4:1: the lab has no order" },
    { HEAD PASS, "x:4:1: the lab has no packet that is denied" },
    { HEAD DENY, "x:4:1: the lab has no packet that passes" },
    { "title\n", "x:1:6: something must follow" },
    { "title A\ntitle B\n", "x:2:1: there is a title already" },
    { "order 0\n", "x:1:7: expected a number from 1 to 9999" },
    { "order 99999999999999999999999\n", "x:1:7: expected a number from 1 to 9999" },
    { "order 1\norder 2\n", "x:2:1: there is an order already" },
    { "titles A\n", "x:1:1: expected title, order, hint, passes, denied, time or expect" },
    { "title A\033[2J\n", "x:1:8: a control character" },
    { HEAD "expect built tcp inside:any -> outside:any\nexpect no 305006\n", NULL },
    { HEAD "expect no 305006\n", "x:4:1: the lab has no packet that passes" },
    { HEAD "expect built tcp inside:any -> outside:any\n",
      "x:4:1: the lab has no packet that is denied" },
    { "expect\n", "x:1:7: something must follow" },
    { HEAD "time sunday 23:59\n" PASS DENY, NULL },
    { "time sunday 24:00\n", "x:1:13: expected 00:00 to 23:59" },
    { "time sunday 9:00\n", "x:1:13: expected HH:MM" },
    { "time noon\n", "x:1:6: expected a day: monday to sunday" },
    { "passes a b c d e f g h i\n", "x:1:24: a packet has no more words than these" },
};

START_TEST(files_are_read)
{
    struct lab lab;
    char error[LAB_ERROR_SIZE] = "";
    bool read = lab_parse(&lab, "x", cases[_i].text, strlen(cases[_i].text), error);
    ck_assert_str_eq(error, cases[_i].error != NULL ? cases[_i].error : "");
    ck_assert_int_eq(read, cases[_i].error == NULL);
    lab_free(&lab);
}
END_TEST

START_TEST(what_is_read_is_kept)
{
    static const char text[] = HEAD "hint  A b\nhint C\n" PASS DENY;
    struct lab lab;
    char error[LAB_ERROR_SIZE] = "";
    ck_assert_msg(lab_parse(&lab, "x", text, sizeof text - 1, error), "%s", error);
    ck_assert_str_eq(lab.title, "T");
    ck_assert_uint_eq(lab.order, 1);
    ck_assert_uint_eq(lab.hint_count, 2);
    ck_assert_str_eq(lab.hints[0], "A b");
    ck_assert_str_eq(lab.hints[1], "C");
    ck_assert_uint_eq(lab.expectation_count, 2);
    ck_assert(lab.expectations[0].passes && !lab.expectations[1].passes);
    ck_assert_uint_eq(lab.expectations[1].line, 6);
    ck_assert_uint_eq(lab.expectations[1].word_count, 6);
    ck_assert_str_eq(lab.expectations[1].words[5], "22");
    lab_free(&lab);
}
END_TEST

START_TEST(no_text_and_no_end_are_refused)
{
    struct lab lab;
    char error[LAB_ERROR_SIZE] = "";
    ck_assert(!lab_parse(&lab, "x", "title A\0B\n", 10, error));
    ck_assert_str_eq(error, "x:1:1: a NUL: this is no text");
    lab_free(&lab);
    char *many = malloc(LAB_FILE_SIZE);
    size_t size = 0;
    ck_assert_ptr_nonnull(many);
    while (size + sizeof PASS < LAB_FILE_SIZE) {
        memcpy(many + size, PASS, sizeof PASS - 1);
        size += sizeof PASS - 1;
    }
    ck_assert(!lab_parse(&lab, "x", many, size, error));
    ck_assert_str_eq(error, "x:257:1: a lab has at most 256 packets");
    lab_free(&lab);
    size_t read;
    ck_assert_ptr_null(lab_text("/dev/zero", &read, error));
    ck_assert_str_eq(error, "/dev/zero: it is larger than 64 KiB");
    free(many);
}
END_TEST

#define BOX                                                                                        \
    "PIX Version 6.3(5)\nnameif ethernet0 outside security0\nnameif ethernet1 inside "             \
    "security100\n"                                                                                \
    "ip address outside 192.0.2.1 255.255.255.0\nip address inside 10.1.1.1 255.255.255.0\n"
#define OPEN "static (inside,outside) 192.0.2.80 10.1.1.80\n"

static const struct {
    const char *config;
    size_t met, unmet;
    unsigned first_line;
    const char *says; /* part of it; NULL: nothing */
} answers[] = {
    { BOX OPEN "conduit permit tcp host 192.0.2.80 eq www any\n", 2, 0, 0, NULL },
    { BOX, 1, 1, 3, "Must pass, and does not: outside tcp 198.51.100.7 1025 192.0.2.80 80\n" },
    { BOX OPEN "conduit permit ip host 192.0.2.80 any\n", 1, 1, 4,
      "Must stay denied, and passes: outside tcp 198.51.100.7 1025 192.0.2.80 22\n" },
    { "PIX Version 6.3(5)\nnameif ethernet0 abroad security0\n", 0, 2, 3,
      "Must pass, and cannot be tried: outside tcp" },
};

#define DIALOGUES                                                                                  \
    HEAD "time saturday 12:00\n" DENY "expect built tcp outside:198.51.100.7 -> 192.0.2.80/80\n"   \
         "expect translated inside:10.1.1.80 to 192.0.2.80\n"

static const struct {
    const char *config;
    size_t met, unmet;
    unsigned first_line;
    const char *says;
} dialogues[] = {
    { BOX OPEN "conduit permit tcp host 192.0.2.80 eq www any\n", 3, 0, 0, NULL },
    { BOX OPEN "conduit permit ip host 192.0.2.80 any\n", 2, 1, 4,
      "passes: outside tcp 198.51.100.7 1025 192.0.2.80 22 (Saturday, 12:00)\n" },
    { BOX OPEN, 1, 2, 5,
      "Expected, and not so: built tcp outside:198.51.100.7 -> 192.0.2.80/80\n" },
    { "PIX Version 6.3(5)\nnameif ethernet0 abroad security0\n", 0, 3, 4,
      "lab:5:18: error: 'outside:198.51.100.7': expected an interface" },
};

/* Is the answer CONFIG to the lab TEXT scored so? */
static void
score_answer(const char *text, const char *config, size_t met, size_t unmet, unsigned first_line,
             const char *says)
{
    struct load_options options = { .file = "answer" };
    struct load_result loaded;
    struct lab lab;
    struct lab_score score;
    struct output output;
    char error[LAB_ERROR_SIZE] = "", *said;
    size_t size;
    FILE *file = open_memstream(&said, &size);
    ck_assert(lab_parse(&lab, "x", text, strlen(text), error));
    ck_assert(config_load_text(config, strlen(config), &options, &loaded));
    ck_assert(output_init(&output, file));
    ck_assert(lab_check(&lab, loaded.config, &output, NULL, &score));
    ck_assert(output_flush(&output));
    fclose(file);
    ck_assert_uint_eq(score.met, met);
    ck_assert_uint_eq(score.unmet, unmet);
    ck_assert_uint_eq(score.first_line, first_line);
    if (says == NULL)
        ck_assert_str_eq(said, "");
    else
        ck_assert_ptr_nonnull(strstr(said, says));
    output_fini(&output);
    load_result_free(&loaded);
    lab_free(&lab);
    free(said);
}

START_TEST(answers_are_scored)
{
    score_answer(HEAD PASS DENY, answers[_i].config, answers[_i].met, answers[_i].unmet,
                 answers[_i].first_line, answers[_i].says);
}
END_TEST

START_TEST(expectations_are_scored)
{
    score_answer(DIALOGUES, dialogues[_i].config, dialogues[_i].met, dialogues[_i].unmet,
                 dialogues[_i].first_line, dialogues[_i].says);
}
END_TEST

/* What passes, what is denied, and what is neither. */
static const struct {
    enum verdict verdict;
    bool is_passing, is_denial;
} verdicts[] = {
    { VERDICT_PASSED, true, false },     { VERDICT_DENIED, false, true },
    { VERDICT_TO_THE_BOX, false, true }, { VERDICT_NOT_MODELLED, false, true },
    { VERDICT_UNDECIDED, false, false },
};

START_TEST(undecided_packets_are_neither)
{
    ck_assert_int_eq(lab_verdict_meets(verdicts[_i].verdict, true), verdicts[_i].is_passing);
    ck_assert_int_eq(lab_verdict_meets(verdicts[_i].verdict, false), verdicts[_i].is_denial);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("lab");
    TCase *tcase = tcase_create("lab");
    tcase_add_loop_test(tcase, files_are_read, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(tcase, what_is_read_is_kept);
    tcase_add_loop_test(tcase, undecided_packets_are_neither, 0, (int)ARRAY_LENGTH(verdicts));
    tcase_add_test(tcase, no_text_and_no_end_are_refused);
    tcase_add_loop_test(tcase, answers_are_scored, 0, (int)ARRAY_LENGTH(answers));
    tcase_add_loop_test(tcase, expectations_are_scored, 0, (int)ARRAY_LENGTH(dialogues));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
