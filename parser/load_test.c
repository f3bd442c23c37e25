/*
 * load_test.c: whole inputs: the note's listing, versions, cut and wrapped lines, hostile bytes.
 */
#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "parser/fixture_test.h"
#include "parser/parser.h"

static struct load_result
load(const char *text)
{
    struct load_options options = { .file = "test" };
    struct load_result result;
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    return result;
}

/* ---- facts of kept lines ---- */

/* Each line of `snmp deny version` counts, one that is taken back does not, and 6.2 has none. */
START_TEST(versions_of_snmp)
{
    struct load_result result = load("PIX Version 6.3(5)\nsnmp deny version 1\n"
                                     "snmp deny version 2c\nsnmp deny version 3\n"
                                     "no snmp deny version 2c\n");
    ck_assert_uint_eq(result.config->snmp_denied, 1 << 1 | 1 << 4);
    load_result_free(&result);
}
END_TEST

/* ---- the note's listing ---- */

static bool
is_kept_in_listing(const char *line)
{
    return line[0] != '\0' && line[0] != '!' && strncmp(line, "```", 3) != 0;
}

/* The listing as it was configured: from `: Saved` to `: end`, without comments and blank lines,
 * the wrapped timeout line in one. */
static char *
plain_listing(const char *text)
{
    static const char wrapped[] = "h323 0:05:00";
    char *plain = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&plain, &size);
    ck_assert_ptr_nonnull(out);
    bool first = true;
    for (const char *at = strstr(text, ": Saved"); at != NULL && *at != '\0';) {
        size_t length = strcspn(at, "\n");
        char line[200];
        snprintf(line, sizeof(line), "%.*s", (int)length, at);
        if (is_kept_in_listing(line)) {
            bool joins = strncmp(line, wrapped, sizeof(wrapped) - 1) == 0;
            fprintf(out, "%s%s", first ? "" : joins ? " " : "\n", line);
            first = false;
        }
        if (strcmp(line, ": end") == 0)
            break;
        at += length + (at[length] == '\n');
    }
    fputc('\n', out);
    fclose(out);
    return plain;
}

static void
check_listing(const char *text)
{
    struct load_result result = load(text);
    for (size_t i = 0; i < result.line_count; i++)
        ck_assert_msg(result.lines[i].verdict != LINE_REFUSED, "refused: %s", result.lines[i].text);
    ck_assert_uint_eq(result.refused, 0);
    ck_assert_uint_gt(result.modelled, 30);
    ck_assert_str_eq(os_version_name(result.config->os.version), "6.2");
    char *written = text_of_config(result.config);
    char *expected = plain_listing(text);
    ck_assert_str_eq(written, expected);
    free(expected);
    free(written);
    load_result_free(&result);
}

START_TEST(the_listing_of_the_note_comes_back_as_it_was)
{
    char *text = text_of_file("../shared/accept/01-pix62-note-listing/config.cfg");
    if (text == NULL) {
        fprintf(stderr, "SKIPPED: ../shared is not here\n");
        return;
    }
    check_listing(text);
    free(text);
}
END_TEST

START_TEST(the_listing_inside_the_note_comes_back_as_it_was)
{
    glob_t found;
    if (glob("../shared/seed/*.txt", 0, NULL, &found) != 0) {
        fprintf(stderr, "SKIPPED: ../shared is not here\n");
        return;
    }
    char *text = text_of_file(found.gl_pathv[0]);
    globfree(&found);
    ck_assert_ptr_nonnull(text);
    char *start = strstr(text, "pixfirewall(config)#write terminal");
    char *end = start != NULL ? strstr(start, "[OK]") : NULL;
    ck_assert_ptr_nonnull(end);
    end[4] = '\0';
    check_listing(start);
    free(text);
}
END_TEST

/* ---- versions ---- */

static const struct version_row {
    const char *text;
    const char *version;
    enum platform platform;
    unsigned maintenance;
} versions[] = {
    { "PIX Version 6.2(1)\n", "6.2", PLATFORM_PIX, 1 },
    { ": PIX Version 6.3(5)122\n", "6.3", PLATFORM_PIX, 5 },
    { "ASA Version 8.0(4) \n", "8.0", PLATFORM_ASA, 4 },
    { "ASA Version 8.2(2)16\n", "8.2", PLATFORM_ASA, 2 },
    { "PIX Version 5.3(1)\n", "6.2", PLATFORM_PIX, 0 },
    { "ASA Version 9.1(2)\n", "8.2", PLATFORM_ASA, 0 },
    { "", "6.3", PLATFORM_PIX, 0 },
    { "nameif ethernet0 outside security0\n", "6.3", PLATFORM_PIX, 0 },
    { "conduit permit tcp any any\n", "6.3", PLATFORM_PIX, 0 },
    { "floodguard enable\nno sysopt route dnat\n", "6.2", PLATFORM_PIX, 0 },
    { "fixup protocol dns\nsysopt security fragguard\n", "6.3", PLATFORM_PIX, 0 },
    { "interface Ethernet0\n nameif outside\n security-level 0\n", "7.2", PLATFORM_PIX, 0 },
    { "access-list a extended permit ip any any\n", "7.2", PLATFORM_PIX, 0 },
    { "boot system flash\nftp mode passive\n", "7.2", PLATFORM_PIX, 0 }, /* by the rows */
    { "dns 192.0.2.1\n", "6.3", PLATFORM_PIX, 0 }, /* may be the rest of a line */
    { "rip outside passive\n", "6.3", PLATFORM_PIX, 0 },
    { "call-home\nnac-policy a nac-framework\n", "8.0", PLATFORM_PIX, 0 },
    { "class-map c\n match any\nthreat-detection basic-threat\n", "8.0", PLATFORM_PIX, 0 },
};

START_TEST(the_version_is_found)
{
    const struct version_row *row = &versions[_i];
    struct load_result result = load(row->text);
    const struct os_release *os = &result.config->os;
    ck_assert_str_eq(os_version_name(os->version), row->version);
    ck_assert_int_eq(os->platform, row->platform);
    ck_assert_uint_eq(os->maintenance, row->maintenance);
    ck_assert_ptr_nonnull(result.version_evidence);
    load_result_free(&result);
}
END_TEST

static const struct release_row {
    const char *text;
    bool good;
    enum os_version version;
    unsigned maintenance, interim;
} releases[] = {
    { "6.2", true, OS_6_2, 0, 0 },
    { "6.3(5)", true, OS_6_3, 5, 0 },
    { "7.2(2)18", true, OS_7_2, 2, 18 },
    { "8.0(3.19)", true, OS_8_0, 3, 0 },
    { "asa8.2", true, OS_8_2, 0, 0 },
    { "", false, 0, 0, 0 },
    { "6", false, 0, 0, 0 },
    { "6.3(", false, 0, 0, 0 },
    { "6.3(5", false, 0, 0, 0 },
    { "6.3(x)", false, 0, 0, 0 },
    { "6.3(99999999999)", false, 0, 0, 0 },
    { "9.1", false, 0, 0, 0 },
};

START_TEST(a_release_is_read)
{
    const struct release_row *row = &releases[_i];
    struct os_release release = { 0 };
    ck_assert_int_eq(release_parse(row->text, &release), row->good);
    if (!row->good)
        return;
    ck_assert_int_eq(release.version, row->version);
    ck_assert_uint_eq(release.maintenance, row->maintenance);
    ck_assert_uint_eq(release.interim, row->interim);
}
END_TEST

/* ---- lines ---- */

static const struct verdict_row {
    const char *text;
    const char *verdicts; /* B blank, C comment, N noise, J joined, M modelled, K kept, T taints,
                             R refused, I ignored */
} verdicts[] = {
    { "PIX Version 6.2(1)\r\n\r\n!--- words\r\nhostname fw\r\n", "MBCM" },
    { "hostname fw", "M" },
    { "\ttimeout\tconn 1:0:0\n", "M" },
    { "timeout conn 1:00:00 half-closed 0:10:00\nudp 0:02:00\nhostname fw\n", "MJM" },
    { "access-list a permit udp host 1.1.1.1\nhost 2.2.2.2 eq 1701\n", "MJ" },
    { "access-list a permit gre host 1.1.1.1\nhost 2.2.2.2\nhostname fw\n", "MJM" },
    { "access-list a remark\nhostname fw\n", "MM" },
    { "name 10.1.1.1\nnames\n", "RM" },
    { "access-list a permit udp\nhost 1.1.1.1 host 2.2.2.2\neq 1701\n", "MJJ" },
    { "access-list a permit udp host 1.1.1.1 host\nhostname fw\n", "RM" },
    { "access-list a permit esp host 1.1.1.1 host 10.99.99\n\nhostname fw\n", "RBM" },
    { "access-list a permit tcp any any eq 17\n23\n", "MJ" }, /* cut at the last column */
    { "PIX Version 6.3(1)\naccess-list a remark some words\nof a remark\n", "MMR" },
    { "access-list a permit tcp any \\\nany eq 80\n", "MJ" },
    { "x-list a permit ip any any\nx-list a deny tcp any any\n", "MM" }, /* masked words */
    { "x-list a permit ip any any\nx-group g\n", "RR" },
    { "x-list a permit ip any any\n", "R" },
    { "snmp-server location here \\\nhostname fw\n", "KM" },
    { "telnet timeout 5\nfrobnicate\n", "MR" },
    { "shun 10.1.1.27 10.2.2.89 555 666 tcp\nno shun 10.1.1.27\n", "KK" },
    { "icmp permit any echo dmz\nssh 10.1.1.0 255.255.255.0 perimeter\n", "MM" }, /* assumed */
    { "ip audit signature 9999 disable\n", "R" },
    { "PIX Version 7.2(1)\nfloodguard enable\n", "MK" },
    { "PIX Version 6.3(5)\nsysopt route dnat\nsysopt security fragguard\n", "MRR" },
    { "PIX Version 7.0(5)\nsysopt connection permit-ipsec\nsysopt connection permit-vpn\n", "MMR" },
    { "ASA Version 8.0(2)\nroute dmz 0 0 10.1.1.2\n", "MM" }, /* dmz is assumed */
    { "ASA Version 8.0(2)\nroute 10.1.1.1 0 0 10.1.1.2\n", "MR" },
    { "fw(config)# hostname fw\nfw(config)#\nfw# show xlate\n0 in use\nfw# exit\n", "MNNNM" },
    { "crypto map a 10 ipsec-isakmp\ncrypto map a interface outside\n", "KT" },
    { "filter java 80 0 0 0 0\n", "M" },
    { "hostname a\x01"
      "b\n",
      "R" },
    { "<--- More --->\n<--- More --->              hostname fw\n", "NM" },
    { "no failover\n          hostname fw\n", "KM" },
    { "show run\nBuilding configuration...\n[OK]\n", "NNN" },
    { "ASA Version 8.0(2)\ntunnel-group a ipsec-attributes\n pre-shared-key *\nhostname fw\n",
      "MKKM" },
    { "ASA Version 8.0(2)\ninterface Ethernet0\nshutdown\nno nameif\nno ip address\n!\n",
      "MMMMMC" },
    /* what is indented behind a refused line is its block, not that of the line before */
    { "ASA Version 8.0(2)\ninterface Ethernet0/0\n nameif outside\nfrobnicate x\n"
      " host 10.1.1.1\n name y\n shutdown\ninterface Ethernet0/1\n nameif inside\n",
      "MMMRRRRMM" },
    /* a whole text may stand further in, and a listing without indentation has no such blocks */
    { "ASA Version 8.0(2)\nfrog\n hostname fw\n interface Ethernet0/0\n  nameif outside\n",
      "MRMMM" },
    { "ASA Version 8.0(2)\ninterface Ethernet0/0\nfrog\nnameif outside\n", "MMRM" },
    { "ASA Version 8.0(2)\nwebvpn\n enable outside\n cache\n  disable\n", "MKKKK" },
    { "ASA Version 8.0(2)\nclass-map a\n match any\npolicy-map p\n class a\n  inspect ftp\n"
      "service-policy p global\n",
      "MMMMMMM" },
};

START_TEST(each_line_has_its_verdict)
{
    static const char letters[] = {
        [LINE_BLANK] = 'B',       [LINE_COMMENT] = 'C',  [LINE_NOISE] = 'N',
        [LINE_JOINED] = 'J',      [LINE_MODELLED] = 'M', [LINE_KEPT] = 'K',
        [LINE_KEPT_TAINTS] = 'T', [LINE_REFUSED] = 'R',  [LINE_IGNORED] = 'I',
    };
    const struct verdict_row *row = &verdicts[_i];
    struct load_result result = load(row->text);
    char got[64] = "";
    for (size_t i = 0; i < result.line_count && i < sizeof(got) - 1; i++)
        got[i] = letters[result.lines[i].verdict];
    ck_assert_msg(strcmp(got, row->verdicts) == 0, "%s, not %s, for:\n%s", got, row->verdicts,
                  row->text);
    load_result_free(&result);
}
END_TEST

START_TEST(nul_bytes_are_refused_with_their_place)
{
    static const char text[] = "hostname fw\nhost\0name x\n";
    struct load_options options = { .file = "test" };
    struct load_result result;
    ck_assert(config_load_text(text, sizeof(text) - 1, &options, &result));
    ck_assert_uint_eq(result.refused, 1);
    const struct diag *diag = &result.diags.items[result.diags.count - 1];
    ck_assert_uint_eq(diag->span.line, 2);
    ck_assert_uint_eq(diag->span.first, 5);
    ck_assert_str_eq(result.config->hostname, "fw");
    load_result_free(&result);
}
END_TEST

START_TEST(a_word_of_megabytes_is_not_printed_whole)
{
    size_t length = 1 << 20;
    char *text = malloc(length + 64);
    ck_assert_ptr_nonnull(text);
    memset(text, 'x', length);
    memcpy(text, "hostname ", 9);
    memcpy(text + length, "\nhostname fw\n", sizeof("\nhostname fw\n"));
    struct load_result result = load(text);
    ck_assert_uint_eq(result.refused, 1);
    ck_assert_str_eq(result.config->hostname, "fw");
    for (size_t i = 0; i < result.diags.count; i++)
        ck_assert_uint_le(strlen(result.diags.items[i].text), DIAG_TEXT_MAX);
    load_result_free(&result);
    free(text);
}
END_TEST

START_TEST(the_place_of_an_error_is_that_of_the_file)
{
    struct load_result result = load("nameif ethernet0 outside security0\n"
                                     "fw(config)#   route outside 0 0 frog\n");
    const struct diag *diag = NULL;
    for (size_t i = 0; i < result.diags.count; i++) {
        if (result.diags.items[i].severity == DIAG_ERROR)
            diag = &result.diags.items[i];
    }
    ck_assert_ptr_nonnull(diag);
    ck_assert_uint_eq(diag->span.line, 2);
    ck_assert_uint_eq(diag->span.first, 33);
    ck_assert_uint_eq(diag->span.last, 36);
    load_result_free(&result);
}
END_TEST

START_TEST(a_refused_line_changes_nothing)
{
    struct load_result result = load("PIX Version 6.2(1)\nnameif ethernet0 outside security0\n");
    char *before = text_of_config(result.config);
    uint32_t revision = result.config->revision;
    static const char *const lines[] = {
        "static (inside,outside) 1.1.1.1 2.2.2.2",
        "nat (outside) 1 10.0.0.1 255.0.0.0",
        "access-list x permit tcp any host",
        "no access-list x",
        "access-group x in interface outside",
        "timeout conn 1:0:0 frog 2",
        "fixup protocol pptp 1723",
        "logging console 9",
    };
    struct parser *parser = parser_new(result.config, &result.diags);
    ck_assert_ptr_nonnull(parser);
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        ck_assert_msg(parser_line(parser, lines[i], NULL, 0) == LINE_REFUSED, "%s", lines[i]);
        char *after = text_of_config(result.config);
        ck_assert_str_eq(before, after);
        free(after);
    }
    ck_assert_uint_eq(result.config->revision, revision);
    parser_free(parser);
    free(before);
    load_result_free(&result);
}
END_TEST

START_TEST(pieces_without_interfaces_get_the_usual_ones)
{
    struct load_result result =
        load("static (inside,outside) 1.1.1.1 2.2.2.2 netmask 255.255.255.255 0 0\n"
             "access-group a in interface dmz\n");
    ck_assert_uint_eq(result.refused, 0);
    ck_assert_uint_eq(result.config->interface_count, 3);
    ifc_id inside = config_interface_by_name(result.config, "inside");
    ck_assert(inside != IFC_NONE);
    ck_assert_uint_eq(result.config->interfaces[inside]->security_level, 100);
    ck_assert(result.config->interfaces[inside]->assumed);
    ck_assert_uint_eq(result.diags.warnings, 3);
    load_result_free(&result);
}
END_TEST

/* The base and its arena are two owners: only the configuration goes on. */
START_TEST(more_lines_go_onto_what_was_loaded)
{
    static const char base[] = "PIX Version 6.2(1)\nnameif ethernet0 outside security0\n"
                               "nameif ethernet1 inside security100\n";
    static const char more[] = "\n\npixfirewall(config)#access-list in permit gre host 192.0.2.9\n"
                               "       host 192.0.2.5\n"
                               "pixfirewall(config)#access-group in in interface outside\n"
                               "fixup protocol pptp 1723\n";
    struct load_options options = { .file = "more",
                                    .has_version = true,
                                    .release = { .version = OS_8_0 } };
    struct load_result first = load(base), second;
    struct config *config = first.config;
    first.config = NULL;
    load_result_free(&first);
    ck_assert(config_load_more(config, more, strlen(more), &options, &second));
    ck_assert_ptr_eq(second.config, config);
    ck_assert_int_eq(config->os.version, OS_6_2); /* not what the options say */
    ck_assert_int_eq(second.lines[2].verdict, LINE_MODELLED);
    ck_assert_int_eq(second.lines[3].verdict, LINE_JOINED);
    ck_assert_int_eq(second.lines[4].verdict, LINE_MODELLED);
    ck_assert_int_eq(second.lines[5].verdict, LINE_REFUSED); /* of 6.3 */
    ck_assert_uint_eq(config->interface_count, 2);
    ck_assert_ptr_nonnull(config->interfaces[0]->access_in);
    ck_assert_str_eq(config->interfaces[0]->access_in_origin.file, "more");
    ck_assert_uint_eq(config->interfaces[0]->access_in_origin.line, 5);
    load_result_free(&second);
}
END_TEST

/* ---- the corpus ---- */

static void
check_corpus_file(const char *path)
{
    struct load_options options = { 0 };
    struct load_result result;
    const char *error;
    ck_assert_msg(config_load_file(path, &options, &result, &error), "%s: %s", path, error);
    for (size_t i = 0; i < result.line_count; i++)
        ck_assert_uint_eq(result.lines[i].line, i + 1);
    char *written = text_of_config(result.config);
    struct load_result again = load(written);
    for (size_t i = 0; i < again.line_count; i++)
        ck_assert_msg(again.lines[i].verdict != LINE_REFUSED, "%s: written and refused: %s", path,
                      again.lines[i].text);
    char *second = text_of_config(again.config);
    ck_assert_msg(strcmp(written, second) == 0, "%s: written otherwise the second time", path);
    free(second);
    free(written);
    load_result_free(&again);
    load_result_free(&result);
}

START_TEST(what_is_written_of_the_corpus_loads_again)
{
    glob_t found;
    if (glob("../shared/corpus/configs/*/*", 0, NULL, &found) != 0) {
        fprintf(stderr, "SKIPPED: ../shared is not here\n");
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++)
        check_corpus_file(found.gl_pathv[i]);
    globfree(&found);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("load");
    TCase *tcase = tcase_create("load");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, versions_of_snmp);
    tcase_add_test(tcase, the_listing_of_the_note_comes_back_as_it_was);
    tcase_add_test(tcase, the_listing_inside_the_note_comes_back_as_it_was);
    tcase_add_loop_test(tcase, the_version_is_found, 0, ARRAY_LENGTH(versions));
    tcase_add_loop_test(tcase, a_release_is_read, 0, ARRAY_LENGTH(releases));
    tcase_add_loop_test(tcase, each_line_has_its_verdict, 0, ARRAY_LENGTH(verdicts));
    tcase_add_test(tcase, nul_bytes_are_refused_with_their_place);
    tcase_add_test(tcase, a_word_of_megabytes_is_not_printed_whole);
    tcase_add_test(tcase, the_place_of_an_error_is_that_of_the_file);
    tcase_add_test(tcase, a_refused_line_changes_nothing);
    tcase_add_test(tcase, pieces_without_interfaces_get_the_usual_ones);
    tcase_add_test(tcase, more_lines_go_onto_what_was_loaded);
    tcase_add_test(tcase, what_is_written_of_the_corpus_loads_again);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
