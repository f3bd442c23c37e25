/*
 * verify_test.c: which expectations hold for a small box, with traffic made from them, and what is
 * told of those that do not.
 */
#include "cli/verify/verify.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verify/verify_made.h"
#include "parser/parser.h"

static const char box[] =
    "PIX Version 6.3(5)\n"
    "interface ethernet0 auto\n"
    "interface ethernet1 auto\n"
    "nameif ethernet0 outside security0\n"
    "nameif ethernet1 inside security100\n"
    "fixup protocol ftp 21\n"
    "fixup protocol pptp 1723\n"
    "access-list acl_out permit tcp any host 192.168.201.5 eq smtp\n"
    "access-list acl_out deny ip any host 192.168.201.6\n"
    "ip address outside 192.168.201.1 255.255.255.0\n"
    "ip address inside 10.48.66.47 255.255.254.0\n"
    "global (outside) 1 192.168.201.9\n"
    "nat (inside) 1 10.48.66.0 255.255.255.0 0 0\n"
    "static (inside,outside) 192.168.201.5 10.48.67.5 netmask 255.255.255.255 0 0\n"
    "static (inside,outside) 192.168.201.6 10.48.67.6 netmask 255.255.255.255 0 0\n"
    "access-group acl_out in interface outside\n";

static struct load_result loaded;

static void
setup(void)
{
    struct load_options options = { .file = "box" };
    ck_assert(config_load_text(box, sizeof box - 1, &options, &loaded));
}

static void
teardown(void)
{
    load_result_free(&loaded);
}

/* To be freed: the report as text. */
static char *
verified_file(const struct note_file *file)
{
    struct report *report = report_new("verify");
    struct output output;
    char *said = NULL;
    size_t size;
    FILE *out = open_memstream(&said, &size);
    ck_assert(report != NULL && out != NULL && output_init(&output, out));
    ck_assert(verify_made_file(NULL, loaded.config, file, NULL, report));
    report_write(report, REPORT_TEXT, &output);
    ck_assert(output_flush(&output));
    output_fini(&output);
    fclose(out);
    report_free(report);
    return said;
}

static char *
verified(const char *text)
{
    const struct note_file file = { "x", (const unsigned char *)text, strlen(text) };
    return verified_file(&file);
}

static const struct {
    const char *text; /* behind `expect` */
    const char *why;  /* the first line of why it does not hold; NULL: it does */
} cases[] = {
    { "built tcp inside:10.48.66.106 -> outside:192.168.201.25/80", NULL },
    /* any host that is there */
    { "built tcp inside:any -> outside:any/8080", NULL },
    { "built tcp outside:any -> 192.168.201.5/smtp", NULL },
    /* the real address and interface of the host are as good */
    { "passed tcp outside:192.168.201.25 -> inside:192.168.201.5/25", NULL },
    { "denied tcp outside:any -> 192.168.201.5/ssh by 106023", NULL },
    { "denied tcp outside:any -> 192.168.201.5/ssh by acl-drop", NULL },
    { "translated inside:10.48.66.0/24 to 192.168.201.9", NULL },
    { "translated inside:10.48.67.5 to 192.168.201.5", NULL },
    { "translated inside:10.48.67.0/24 to 192.168.201.5",
      "packet 1: denied (nat-no-xlate-to-pat-pool) in NAT: No translation group found" },
    { "inspected tcp inside:10.48.66.106 -> outside:any/21 by ftp", NULL },
    { "inspected tcp inside:10.48.66.106 -> outside:any/1723 by pptp", NULL },
    { "no inspected tcp inside:10.48.66.106 -> outside:any/8080", NULL },
    { "no passed tcp outside:any -> 192.168.201.5/23", NULL },
    { "no built tcp outside:any -> 192.168.201.5/23", NULL },
    { "no 305006", NULL },
    { "at most 0 302013", NULL },
    /* and those that do not hold */
    { "built tcp outside:any -> 192.168.201.5/23", "no connection: packet 1: denied (acl-drop) in "
                                                   "ACCESS-LIST: access-list acl_out: the implicit "
                                                   "deny at its end" },
    { "no built tcp outside:any -> 192.168.201.5/25", "a connection: packet 1: passed" },
    { "passed tcp outside:any -> 192.168.201.6/25",
      "packet 1: denied (acl-drop) in ACCESS-LIST: access-list acl_out deny ip any host "
      "192.168.201.6 [box:9]" },
    { "denied tcp outside:any -> 192.168.201.5/25",
      "packet 1: passed in ACCESS-LIST: access-list acl_out permit tcp any host 192.168.201.5 eq "
      "smtp [box:8]" },
    { "denied tcp outside:any -> 192.168.201.5/ssh by 106001",
      "106023, not 106001: packet 1: denied (acl-drop) in ACCESS-LIST: access-list acl_out: the "
      "implicit deny at its end" },
    { "denied tcp outside:any -> 192.168.201.5/ssh by no-route",
      "packet 1: denied (acl-drop) in ACCESS-LIST: access-list acl_out: the implicit deny at its "
      "end" },
    { "translated inside:10.48.66.0/24 to 192.168.201.1",
      "translated to 192.168.201.9: packet 1: passed in NAT: nat (inside) 1 10.48.66.0 "
      "255.255.255.0 0 0 [box:13]" },
    { "translated inside:10.48.66.0/24 to itself",
      "translated to 192.168.201.9: packet 1: passed in NAT: nat (inside) 1 10.48.66.0 "
      "255.255.255.0 0 0 [box:13]" },
    { "translated inside:10.48.67.5 to 192.168.201.6",
      "translated to 192.168.201.5: packet 1: passed in NAT: static (inside,outside) 192.168.201.5 "
      "10.48.67.5 netmask 255.255.255.255 0 0 [box:14]" },
    { "inspected tcp inside:10.48.66.106 -> outside:any/8080 by http",
      "not inspected by http: packet 1: passed in ACCESS-LIST: security levels: from inside (100) "
      "to outside (0)" },
    { "302013", "0 lines of 302013 in the log" },
    { "passed icmp inside:any -> outside:any unreachable",
      "no packet of the made traffic is such" },
};

START_TEST(an_expectation)
{
    char text[256], expected[512];
    snprintf(text, sizeof text, "expect %s\n", cases[_i].text);
    char *said = verified(text);
    if (cases[_i].why == NULL)
        snprintf(expected, sizeof expected, "ok      %s\n1 passed, 0 failed\n", cases[_i].text);
    else
        snprintf(expected, sizeof expected, "FAILED  %s\n        x:1: %s\n", cases[_i].text,
                 cases[_i].why);
    ck_assert_msg(strncmp(said, expected, strlen(expected)) == 0, "%s", said);
    free(said);
}
END_TEST

/* What is about the traffic of others needs none of its own, and counts it. */
START_TEST(together)
{
    char *said = verified("expect built tcp inside:10.48.66.106 -> outside:192.168.201.25/1723\n"
                          "expect built gre outside:192.168.201.25 -> 192.168.201.9\n"
                          "expect passed gre inside:10.48.66.106 -> outside:any\n"
                          "expect exactly 1 302013\n"
                          "expect no 302013 tcp outside:any -> any\n"
                          "expect exactly 1 302013 tcp inside:10.48.66.106 -> any/1723\n");
    ck_assert_msg(strstr(said, "6 passed, 0 failed\n") != NULL, "%s", said);
    free(said);
}
END_TEST

START_TEST(what_is_no_expectation)
{
    char *said = verified("expect buid tcp any -> any\n");
    ck_assert_msg(strstr(said, "x:1:8: error: 'buid': expected built") != NULL, "%s", said);
    free(said);
}
END_TEST

/* ---- what the chapters of the note claim ---- */

static void
append(char *text, size_t size, const char *name)
{
    const struct note_file *file = name != NULL ? note_file_find(name) : NULL;
    size_t used = strlen(text);
    ck_assert(name == NULL || file != NULL);
    if (file != NULL) {
        int length = snprintf(text + used, size - used, "%.*s\n", (int)file->size,
                              (const char *)file->bytes);
        ck_assert_uint_lt((size_t)length, size - used);
    }
}

/* A claim holds, with the commands as they should be, in each version that it is of. */
START_TEST(a_claim)
{
    const struct note_claim *claim = &note_claims[_i];
    unsigned tried = 0;
    for (unsigned version = 0; version < OS_COUNT; version++) {
        char text[8192] = "";
        struct load_options options = {
            .file = claim->commands,
            .has_version = true,
            .release = { .version = (enum os_version)version },
        };
        if ((claim->versions >> version & 1) == 0)
            continue;
        append(text, sizeof text, claim->base);
        append(text, sizeof text, claim->commands);
        append(text, sizeof text, claim->also);
        load_result_free(&loaded);
        ck_assert(config_load_text(text, strlen(text), &options, &loaded));
        ck_assert_uint_eq(loaded.diags.errors, 0);
        const struct note_file *file = note_file_find(claim->expectations);
        char *said = verified_file(file);
        ck_assert_msg(strstr(said, ", 0 failed\n") != NULL, "%s in version %u:\n%s", claim->heading,
                      version, said);
        free(said);
        tried++;
    }
    ck_assert_uint_gt(tried, 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("verify");
    TCase *tcase = tcase_create("verify");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, an_expectation, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_loop_test(tcase, a_claim, 0, (int)note_claim_count);
    tcase_add_test(tcase, together);
    tcase_add_test(tcase, what_is_no_expectation);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
