/*
 * convert_test.c: fixup of 7.0 and later becomes inspections, and 6.x listings in a later version.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parser/fixture_test.h"
#include "parser/parser.h"

struct box {
    struct arena *arena;
    struct diags diags;
    struct config *config;
    struct parser *parser;
};

static void
box_init(struct box *box, enum os_version version)
{
    *box = (struct box){ .arena = arena_new() };
    ck_assert_ptr_nonnull(box->arena);
    diags_init(&box->diags, box->arena);
    box->config = config_factory((struct os_release){ .version = version });
    ck_assert_ptr_nonnull(box->config);
    box->parser = parser_new(box->config, &box->diags);
    ck_assert_ptr_nonnull(box->parser);
}

static void
box_fini(struct box *box)
{
    parser_free(box->parser);
    config_free(box->config);
    arena_free(box->arena);
}

/* ---- fixup, at the prompt of a factory-fresh box ---- */

/* Of the versions from 7.0 on; what stands between is the same line for the device. */
static const struct said_row {
    const char *typed;
    const char *said; /* NULL: refused */
} said[] = {
    { "fixup protocol pptp 1723", "INFO: converting 'fixup protocol pptp 1723' to MPF commands" },
    { "fixup protocol pptp", "INFO: converting 'fixup protocol pptp 1723' to MPF commands" },
    { "fix prot http 8080-8081",
      "INFO: converting 'fixup protocol http 8080-8081' to MPF commands" },
    { "no fixup protocol ftp", "INFO: converting 'no fixup protocol ftp 21' to MPF commands" },
    { "fixup protocol rpc", "INFO: converting 'fixup protocol rpc 111' to MPF commands" },
    { "no fixup protocol ils", NULL },
    { "no fixup protocol ftp 2121", NULL },
    { "fixup protocol", NULL },
};

START_TEST(the_device_says_what_it_does)
{
    const struct said_row *row = &said[_i];
    for (unsigned version = OS_7_0; version <= OS_LAST; version++) {
        struct box box;
        box_init(&box, (enum os_version)version);
        uint32_t revision = box.config->revision;
        enum line_verdict verdict = parser_line(box.parser, row->typed, NULL, 0);
        ck_assert_msg((verdict == LINE_MODELLED) == (row->said != NULL), "%s: %s",
                      os_version_name(box.config->os.version), row->typed);
        ck_assert_uint_eq(box.config->revision, revision + (row->said != NULL));
        ck_assert_uint_eq(box.diags.count, 1);
        if (row->said != NULL)
            ck_assert_str_eq(box.diags.items[0].device, row->said);
        ck_assert_str_eq(parser_mode(box.parser), "config");
        box_fini(&box);
    }
}
END_TEST

/* ---- and taken back again ---- */

static const char *const pairs[][2] = {
    { "fixup protocol pptp 1723", "no fixup protocol pptp 1723" },
    { "fixup protocol http 8080", "no fixup protocol http 8080" },
    { "fixup protocol http 8080", "no fixup protocol http" },
    { "fixup protocol sip udp 5070", "no fixup protocol sip udp 5070" },
    { "fixup protocol h323 ras 1900-1910", "no fixup protocol h323 ras 1900-1910" },
    { "fixup protocol icmp error", "no fixup protocol icmp error" },
    { "fixup protocol dns", "fixup protocol ftp 21" }, /* what the factory has changes nothing */
};

START_TEST(no_fixup_takes_it_back)
{
    struct box box;
    box_init(&box, OS_7_2);
    char *before = text_of_config(box.config);
    ck_assert_int_eq(parser_line(box.parser, pairs[_i][0], NULL, 0), LINE_MODELLED);
    ck_assert_int_eq(parser_line(box.parser, pairs[_i][1], NULL, 0), LINE_MODELLED);
    char *after = text_of_config(box.config);
    ck_assert_str_eq(before, after);
    free(after);
    free(before);
    box_fini(&box);
}
END_TEST

/* The policy that works on all interfaces is changed, whatever its name. */
START_TEST(the_active_policy_is_changed)
{
    static const char *const lines[] = { "class-map inspection_default",
                                         "match default-inspection-traffic",
                                         "policy-map mine",
                                         "class inspection_default",
                                         "inspect ftp",
                                         "no service-policy global_policy global",
                                         "service-policy mine global" };
    struct box box;
    box_init(&box, OS_8_0);
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        (void)parser_line(box.parser, lines[i], NULL, 0);
    ck_assert_int_eq(parser_line(box.parser, "fixup protocol pptp 1723", NULL, 0), LINE_MODELLED);
    char *text = text_of_config(box.config);
    ck_assert_ptr_nonnull(strstr(text, "policy-map mine\n class inspection_default\n"
                                       "  inspect ftp\n  inspect pptp"));
    free(text);
    box_fini(&box);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("convert");
    TCase *tcase = tcase_create("fixup");
    tcase_add_loop_test(tcase, the_device_says_what_it_does, 0, ARRAY_LENGTH(said));
    tcase_add_loop_test(tcase, no_fixup_takes_it_back, 0, ARRAY_LENGTH(pairs));
    tcase_add_test(tcase, the_active_policy_is_changed);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
