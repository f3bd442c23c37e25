/*
 * revision_test.c: any revision of a session can be made again as it was, and gone back to.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/compiler.h"
#include "parser/fixture_test.h"
#include "parser/revision.h"

#define REVISIONS_MAX 64

/* Sub-modes entered again, left by a global line, kept blocks with lines of their own, refusals. */
static const char *const lines[] = {
    "hostname one",
    "interface Ethernet2",
    "nameif zone",
    "security-level 50",
    "ip address 172.31.0.1 255.255.0.0",
    "object-group network g",
    "network-object host 10.0.0.1",
    "access-list a permit ip object-group g any",
    "access-list a line 1 deny tcp any any eq telnet",
    "access-group a in interface zone",
    "no such line",
    "  tunnel-group x ipsec-attributes",
    "   pre-shared-key one",
    "   peer-id-validate cert",
    "tunnel-group x ipsec-attributes",
    " pre-shared-key two",
    "policy-map p",
    "class class-default",
    "inspect ftp",
    "exit",
    "description all of it",
    "banner motd same",
    "banner motd same",
    "interface Ethernet2",
    "no nameif",
    "no access-list a deny tcp any any eq telnet",
    "no hostname",
    "no policy-map p",
};

struct box {
    struct load_result loaded;
    struct parser *parser;
    char *texts[REVISIONS_MAX]; /* by revision */
};

static void
box_init(struct box *box, const char *path)
{
    struct load_options options = { 0 };
    const char *error;
    *box = (struct box){ 0 };
    ck_assert(config_load_file(path, &options, &box->loaded, &error));
    ck_assert_uint_eq(box->loaded.config->revision, 1);
    ck_assert_uint_eq(box->loaded.config->journal_count, 0);
    box->parser = parser_new(box->loaded.config, &box->loaded.diags);
    ck_assert_ptr_nonnull(box->parser);
    ck_assert(revision_keep_base(box->loaded.config));
    box->texts[1] = text_of_config(box->loaded.config);
}

static void
box_fini(struct box *box)
{
    for (size_t i = 0; i < REVISIONS_MAX; i++)
        free(box->texts[i]);
    parser_free(box->parser);
    load_result_free(&box->loaded);
}

static void
type_all(struct box *box)
{
    const struct config *config = box->loaded.config;
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        uint32_t before = config->revision;
        bool taken = parser_line(box->parser, lines[i], NULL, 0) != LINE_REFUSED;
        bool is_exit = strcmp(lines[i], "exit") == 0;
        ck_assert_msg(taken == (strncmp(lines[i], "no such", 7) != 0), "%s", lines[i]);
        ck_assert_uint_eq(config->revision, before + (taken && !is_exit));
        if (config->revision > before)
            box->texts[config->revision] = text_of_config(config);
    }
}

static void
expect_text(const struct config *config, const char *expected, uint32_t revision)
{
    char *text = text_of_config(config);
    ck_assert_msg(strcmp(text, expected) == 0, "revision %u is\n%s-- instead of\n%s", revision,
                  text, expected);
    free(text);
}

START_TEST(any_revision_is_made_again)
{
    struct box box;
    box_init(&box, "testdata/config/7.2/blocks.ok");
    type_all(&box);
    ck_assert_uint_gt(box.loaded.config->revision, 20);
    for (uint32_t revision = 1; revision <= box.loaded.config->revision; revision++) {
        struct load_result then;
        ck_assert_int_eq(config_at_revision(box.loaded.config, revision, &then), REVISION_MADE);
        expect_text(then.config, box.texts[revision], revision);
        load_result_free(&then);
    }
    struct load_result none;
    ck_assert_int_eq(config_at_revision(box.loaded.config, 0, &none), REVISION_UNKNOWN);
    ck_assert_int_eq(config_at_revision(box.loaded.config, 1000, &none), REVISION_UNKNOWN);
    box_fini(&box);
}
END_TEST

/* The same but for the checksum, which tells revisions of a loaded listing from others. */
static void
expect_body(const struct config *config, const char *expected, uint32_t revision)
{
    char *text = text_of_config(config);
    size_t length = 0;
    while (expected[length] != '\0' && strncmp(expected + length, "Cryptochecksum", 14) != 0)
        length++;
    ck_assert_msg(strncmp(text, expected, length) == 0, "revision %u is\n%s-- instead of\n%s",
                  revision, text, expected);
    free(text);
}

START_TEST(going_back_is_one_revision_more)
{
    struct box box;
    box_init(&box, "testdata/config/7.2/blocks.ok");
    type_all(&box);
    struct config *config = box.loaded.config;
    uint32_t last = config->revision;
    for (uint32_t revision = last; revision >= 1; revision--) {
        struct load_result then;
        struct comparison comparison;
        uint32_t before = config->revision;
        ck_assert_int_eq(config_at_revision(config, revision, &then), REVISION_MADE);
        ck_assert(config_compare(config, then.config, &comparison));
        ck_assert_uint_eq(comparison.left, 0);
        ck_assert(parser_type_comparison(box.parser, &comparison));
        ck_assert_uint_eq(config->revision, before + (comparison.count > 0));
        ck_assert_str_eq(parser_mode(box.parser), "config");
        expect_body(config, box.texts[revision], revision);
        comparison_free(&comparison);
        load_result_free(&then);
        /* and the way back is a revision like any other */
        ck_assert_int_eq(config_at_revision(config, config->revision, &then), REVISION_MADE);
        expect_body(then.config, box.texts[revision], config->revision);
        load_result_free(&then);
    }
    box_fini(&box);
}
END_TEST

START_TEST(what_stays_keeps_its_identity)
{
    struct box box;
    struct load_result then;
    struct comparison comparison;
    box_init(&box, "testdata/config/6.3/rules.ok");
    struct config *config = box.loaded.config;
    const struct acl *acl = config->acls[0];
    const struct ace *ace = acl->aces[0];
    const struct ace was = *ace;
    ck_assert_uint_gt(was.line, 0);
    ck_assert_int_ne(parser_line(box.parser, "hostname other", NULL, 0), LINE_REFUSED);
    ck_assert_int_eq(config_at_revision(config, 1, &then), REVISION_MADE);
    ck_assert(config_compare(config, then.config, &comparison));
    ck_assert(parser_type_comparison(box.parser, &comparison));
    ck_assert_ptr_eq(config->acls[0], acl);
    ck_assert_ptr_eq(acl->aces[0], ace);
    ck_assert_uint_eq(ace->id, was.id);
    ck_assert_uint_eq(ace->line, was.line);
    comparison_free(&comparison);
    load_result_free(&then);
    box_fini(&box);
}
END_TEST

START_TEST(without_a_base_there_is_no_way_back)
{
    struct box box;
    struct load_result then;
    box_init(&box, "testdata/config/6.3/rules.ok");
    box.loaded.config->base = NULL;
    ck_assert_int_eq(config_at_revision(box.loaded.config, 1, &then), REVISION_MADE);
    expect_text(then.config, box.texts[1], 1);
    load_result_free(&then);
    ck_assert_int_ne(parser_line(box.parser, "hostname other", NULL, 0), LINE_REFUSED);
    ck_assert_int_eq(config_at_revision(box.loaded.config, 1, &then), REVISION_LOST);
    box_fini(&box);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("revision");
    TCase *tcase = tcase_create("revision");
    tcase_add_test(tcase, any_revision_is_made_again);
    tcase_add_test(tcase, going_back_is_one_revision_more);
    tcase_add_test(tcase, what_stays_keeps_its_identity);
    tcase_add_test(tcase, without_a_base_there_is_no_way_back);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
