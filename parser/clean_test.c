/*
 * clean_test.c: a configuration as people have it: in a mail, a page, a terminal's screen, with
 * numbers, in other encodings. Each repair is said with its line.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parser/fixture_test.h"
#include "parser/parser.h"

#define SIX "PIX Version 6.3(5)\nnameif ethernet0 outside security0\n"
#define SEVEN "PIX Version 7.2(2)\ninterface Ethernet0\n nameif outside\n security-level 0\n"

/* VERDICTS: B blank, C comment, N noise, J joined, M modelled, K kept, T taints, R refused. */
static const struct paste {
    const char *text;
    const char *verdicts;
    unsigned line; /* of this repair */
    const char *repair;
    const char *written; /* stands in the configuration; NULL: no matter */
} rows[] = {
    /* mails */
    { "From: a@example.com\nSubject: pix\n more of it\n\nHi all, my box:\n" SIX "hostname fw\n",
      "NNNBNMMM", 3, "a header of a mail", "hostname fw" },
    { "On Monday, somebody wrote:\n> PIX Version 6.3(5)\n> hostname fw\n> timeout conn 2:00:00\n"
      "> half-closed 0:20:00\n>\n>> names\n-- \nJoe\nA company\n",
      "NMMMJBMNNN", 3, "quoted in a mail", "half-closed 0:20:00" },
    { "> > PIX Version 7.2(2)\n> > interface Ethernet0\n> >  nameif outside\n> > hostname fw\n",
      "MMMM", 3, "quoted in a mail", " nameif outside" },
    { "Subject: x\n\n-- \nJoe\n: Saved\n:\n" SIX "hostname fw\n", "NBNNCCMMM", 4, "a signature",
      "hostname fw" },
    { "Subject: x\n\n" SIX "hostnaem fw\n", "NBMMR", 1, "a header of a mail", NULL },
    /* pages */
    { "<html><head><title>PIX</title></head>\n<body><p>My box</p>\n<pre>\n" SEVEN
      "hostname <b>fw</b>\n</pre>\n<p>Thanks</p>\n",
      "NNNMMMMMNN", 8, "tags and entities of a web page", "hostname fw" },
    { "PIX Version 6.3(5)<br>nameif ethernet0 outside security0<br />\nhostname&nbsp;fw<br>\n",
      "MMM", 1, "lines of a web page, counted as it shows them", "hostname fw" },
    { SIX "fw(config)# access-list a remark a &amp; b &lt;c&gt; &#39;d&#x27;\n<code>names</code>\n",
      "MMMM", 3, "a prompt in front", "remark a & b <c> 'd'" },
    { SIX "username a password x&amp;y encrypted privilege 15\n", "MMK", 0, NULL, "x&amp;y" },
    { "```\n" SIX "```\nhostname fw\n", "NMMNM", 1, "a fence of a web page", "hostname fw" },
    /* terminals */
    { SIX "\x1b[1mhostname\x1b[0m fw\x1b[K\n\x1b]0;title\x07names\n", "MMMM", 3,
      "what a terminal shows otherwise", "hostname fw" },
    { SIX "hostnaem\b\bme fw\n", "MMM", 3, "what a terminal shows otherwise", "hostname fw" },
    { SEVEN "<--- More --->\r              \r ip address 192.0.2.1 255.255.255.0\n", "MMMMM", 5,
      "remains of the pager", " ip address 192.0.2.1" },
    { SIX "<--- More --->\b\b\b\b\b\b\b\b\b\b\b\b\b\b              "
          "\b\b\b\b\b\b\b\b\b\b\b\b\b\bhostname fw\n",
      "MMM", 3, "remains of the pager", "hostname fw" },
    { SIX "<--- More --->\nhostname fw\n", "MMNM", 3, "remains of the pager", "hostname fw" },
    { "fw> enable\nPassword: \nfw# show version\nCisco PIX Firewall Version 6.3(5)\n\nup 3 mins\n"
      "fw# write terminal\nBuilding configuration...\n: Saved\n:\n" SIX
      "hostname fw\n: end\n[OK]\nfw# show xlate\n0 in use, 0 most used\n",
      "NNNNBNNNCCMMMCNNN", 6, "output of a show command", "hostname fw" },
    { "fw(config)# frog\nType help or '?' for a list of available commands.\nfw(config)# names\n",
      "RNM", 2, "what the device said", "names" },
    { SEVEN "fw(config)# frog\n            ^\nERROR: % Invalid input detected at '^' marker.\n",
      "MMMMRNN", 6, "what the device said", NULL },
    /* wraps: at 80 columns, in free text, at another width */
    { "PIX Version 6.3(5)\n"
      "access-list a remark these words of a long remark go up to the last column of it\n"
      "and here it goes on\nhostname fw\n",
      "MMJM", 3, "joined with line 2", "the last column of itand here it goes on" },
    { "PIX Version 7.2(2)\n"
      "access-list a remark forty columns long \nand more\n"
      "access-list b remark forty columns long \nand more\nhostname fw\n",
      "MMJMJM", 3, "joined with line 2", "b remark forty columns long and more" },
    { "PIX Version 7.2(2)\ninterface Ethernet0\n nameif outside\n"
      "access-list a extended permit tcp host 192.0.2.1 host 198.51.100.1 range 1000 20\n00 log\n",
      "MMMMJ", 5, "joined with line 4", "range 1000 2000 log" },
    /* show tech-support */
    { "Cisco PIX Firewall Version 6.3(5)\n\n------------------ show clock ------------------\n\n"
      "10:00:00\n------------------ show running-config ------------------\n: Saved\n:\n" SIX
      "hostname fw\n: end\n------------------ show blocks ------------------\n  SIZE    MAX\n",
      "NBNBNNCCMMMCNN", 5, "output of a show command", "hostname fw" },
    { "---- show version ----\nupdate 3\n---- show startup-config ----\n" SEVEN
      "---- show xlate ----\n0 in use\n",
      "NNNMMMMNN", 2, "output of a show command", " nameif outside" },
    /* numbers and indentation */
    { "  1  PIX Version 7.2(2)\n  2  interface Ethernet0\n  3   nameif outside\n  4\n"
      "  5  hostname fw\n",
      "MMMBM", 3, "a number in front", " nameif outside" },
    { "1: PIX Version 6.3(5)\n2: nameif ethernet0 outside security0\n3: hostname fw\n", "MMM", 2,
      "a number in front", "hostname fw" },
    { "    interface Ethernet0\n     nameif outside\n    hostname fw\n", "MMM", 1,
      "blanks in front of all lines", " nameif outside" },
    /* bytes */
    { "\xef\xbb\xbf" SIX, "MM", 1, "a byte order mark", NULL },
    { "PIX Version 6.3(5)\rhostname fw\rnames\r", "MMM", 1, "carriage returns alone end the lines",
      "hostname fw" },
    { "PIX Version 6.3(5)\r\nhostname fw\r\r\n\tnames\r\n", "MMM", 0, NULL, "hostname fw" },
    { SIX "hostname\xc2\xa0"
          "fw\naccess\xe2\x80\x91list a remark \xe2\x80\x9cw\xe2\x80\x9d \xe2\x80\x93 "
          "x\xe2\x80\xa6\n",
      "MMMM", 3, "typographic characters", "a remark \"w\" - x..." },
    { SIX "hostname\xa0"
          "fw\naccess-list a remark \x93w\x94 \x96 x\n",
      "MMMM", 4, "typographic characters", "a remark \"w\" - x" },
    { SEVEN " description caf\xc3\xa9\n", "MMMMM", 0, NULL, "caf\xc3\xa9" },
};

static void
check_row(const struct paste *row, const char *text, size_t length)
{
    static const char letters[] = {
        [LINE_BLANK] = 'B',       [LINE_COMMENT] = 'C',  [LINE_NOISE] = 'N',
        [LINE_JOINED] = 'J',      [LINE_MODELLED] = 'M', [LINE_KEPT] = 'K',
        [LINE_KEPT_TAINTS] = 'T', [LINE_REFUSED] = 'R',  [LINE_IGNORED] = 'I',
    };
    struct load_options options = { .file = "test" };
    struct load_result result;
    ck_assert(config_load_text(text, length, &options, &result));
    char got[64] = "";
    for (size_t i = 0; i < result.line_count && i < sizeof(got) - 1; i++)
        got[i] = letters[result.lines[i].verdict];
    ck_assert_msg(strcmp(got, row->verdicts) == 0, "%s, not %s, for:\n%s", got, row->verdicts,
                  row->text);
    bool said = row->repair == NULL;
    for (size_t i = 0; i < result.diags.count; i++) {
        const struct diag *diag = &result.diags.items[i];
        ck_assert_msg(row->repair != NULL || diag->kind != DIAG_REPAIRED, "%s", diag->text);
        said = said || (diag->kind == DIAG_REPAIRED && diag->span.line == row->line &&
                        strncmp(diag->text, row->repair, strlen(row->repair)) == 0);
    }
    ck_assert_msg(said, "line %u: no \"%s\" for:\n%s", row->line, row->repair, row->text);
    char *written = text_of_config(result.config);
    ck_assert_msg(row->written == NULL || strstr(written, row->written) != NULL, "no %s in:\n%s",
                  row->written, written);
    free(written);
    load_result_free(&result);
}

START_TEST(what_surrounds_it_is_taken_away)
{
    check_row(&rows[_i], rows[_i].text, strlen(rows[_i].text));
}
END_TEST

/* Each row again as UTF-16, both ways round; bytes above ASCII apart. */
START_TEST(utf_16_is_read)
{
    const struct paste *row = &rows[_i];
    size_t length = strlen(row->text);
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)row->text[i] >= 0x80)
            return;
    }
    char *wide = calloc(length + 1, 2);
    ck_assert_ptr_nonnull(wide);
    for (size_t order = 0; order < 2; order++) {
        memset(wide, 0, 2 * (length + 1));
        memcpy(wide, order == 0 ? "\xff\xfe" : "\xfe\xff", 2);
        for (size_t i = 0; i < length; i++)
            wide[2 * (i + 1) + order] = row->text[i];
        struct paste again = *row;
        if (again.repair == NULL) {
            again.line = 1;
            again.repair = "UTF-16, read as plain text";
        }
        check_row(&again, wide, 2 * (length + 1));
    }
    free(wide);
}
END_TEST

/* The column of an error is that of the file, behind what was taken off in front. */
START_TEST(columns_are_those_of_the_file)
{
    static const char text[] = "> PIX Version 6.3(5)\n> > hostname fw frog\n";
    struct load_options options = { .file = "test" };
    struct load_result result;
    ck_assert(config_load_text(text, sizeof(text) - 1, &options, &result));
    ck_assert_uint_eq(result.diags.errors, 1);
    for (size_t i = 0; i < result.diags.count; i++) {
        if (result.diags.items[i].severity == DIAG_ERROR) {
            ck_assert_uint_eq(result.diags.items[i].span.line, 2);
            ck_assert_uint_eq(result.diags.items[i].span.first, 17);
        }
    }
    load_result_free(&result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("clean");
    TCase *tcase = tcase_create("clean");
    tcase_add_loop_test(tcase, what_surrounds_it_is_taken_away, 0, ARRAY_LENGTH(rows));
    tcase_add_loop_test(tcase, utf_16_is_read, 0, ARRAY_LENGTH(rows));
    tcase_add_test(tcase, columns_are_those_of_the_file);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
