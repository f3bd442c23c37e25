/*
 * cmd_object_group_test.c: groups as whole inputs: many, deep, in a circle; and ACLs over them.
 */
#include <check.h>
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

/* What is written is read again, and written the same. */
static void
comes_back(const struct config *config)
{
    char *written = text_of_config(config);
    struct load_result again = load(written);
    ck_assert_uint_eq(again.refused, 0);
    char *rewritten = text_of_config(again.config);
    ck_assert_msg(strcmp(written, rewritten) == 0, "written twice, and not the same");
    free(rewritten);
    free(written);
    load_result_free(&again);
}

#define DEEP 10000
#define MANY 100000

/* Each group names the next one, which comes later; the last names the first. */
START_TEST(a_circle_of_ten_thousand)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    fputs("PIX Version 7.2(2)\n", out);
    for (int i = 0; i < DEEP; i++)
        fprintf(out,
                "object-group network g%d\n network-object host 10.0.%d.%d\n group-object g%d\n", i,
                i / 256, i % 256, (i + 1) % DEEP);
    fputs("access-list a extended permit ip object-group g0 any\n", out);
    fclose(out);
    struct load_result result = load(text);
    ck_assert_uint_eq(result.refused, 1); /* the one that would close the circle */
    ck_assert_int_eq(result.lines[3 * DEEP].verdict, LINE_REFUSED);
    const struct object_group *first = config_object_group(result.config, "g0");
    ck_assert(object_group_has_address(result.config, first->id, 0x0a000000 + DEEP - 1));
    comes_back(result.config);
    load_result_free(&result);
    free(text);
}
END_TEST

START_TEST(many_members)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    fputs("PIX Version 6.3(5)\nobject-group network big\n", out);
    for (int i = 0; i < MANY; i++)
        fprintf(out, "  network-object host 10.%d.%d.%d\n", i >> 16, i >> 8 & 255, i & 255);
    fputs("  network-object host 10.0.0.7\n", out); /* there already: a warning */
    fclose(out);
    struct load_result result = load(text);
    ck_assert_uint_eq(result.refused, 0);
    ck_assert_uint_eq(config_object_group(result.config, "big")->count, MANY);
    comes_back(result.config);
    load_result_free(&result);
    free(text);
}
END_TEST

/* A line that comes again with other options sets them, and keeps its place and its hits. */
START_TEST(options_are_set_in_place)
{
    struct load_result result = load("PIX Version 7.2(2)\n"
                                     "access-list a extended permit tcp any any eq www\n"
                                     "access-list a extended deny ip any any\n"
                                     "access-list a extended permit tcp any any eq 80 inactive\n"
                                     "access-list a extended deny ip any any log errors\n"
                                     "access-list a extended deny ip any any log errors\n");
    const struct acl *acl = config_acl(result.config, "a");
    ck_assert_uint_eq(result.refused, 0);
    ck_assert_uint_eq(acl->count, 2);
    ck_assert(acl->aces[0]->inactive && acl->aces[0]->id < acl->aces[1]->id);
    ck_assert_int_eq(acl->aces[1]->log, ACE_LOG_ON);
    ck_assert_int_eq(acl->aces[1]->log_level, 3);
    load_result_free(&result);
}
END_TEST

/* Before its groups come, what follows tells which of two words is the services. */
START_TEST(groups_that_come_later)
{
    struct load_result result =
        load("PIX Version 6.3(5)\n"
             "access-list a permit tcp any object-group hosts object-group web\n"
             "access-list a permit tcp any object-group web any\n"
             "access-list a permit tcp object-group hosts object-group hosts\n"
             "access-list a permit tcp object-group n object-group s object-group n eq 80\n");
    const struct acl *acl = config_acl(result.config, "a");
    ck_assert_uint_eq(result.refused, 0);
    ck_assert_int_eq(acl->aces[0]->destination.kind, ADDRESS_GROUP);
    ck_assert_int_eq(acl->aces[0]->destination_port.op, PORT_OP_GROUP);
    ck_assert_int_eq(acl->aces[1]->source_port.op, PORT_OP_GROUP);
    ck_assert_int_eq(acl->aces[1]->destination.kind, ADDRESS_ANY);
    ck_assert_int_eq(acl->aces[2]->destination.kind, ADDRESS_GROUP);
    ck_assert_int_eq(acl->aces[2]->source_port.op, PORT_OP_NONE);
    ck_assert_int_eq(acl->aces[3]->source_port.op, PORT_OP_GROUP);
    ck_assert_int_eq(acl->aces[3]->destination_port.op, PORT_OP_EQ);
    load_result_free(&result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("object-group");
    TCase *tcase = tcase_create("inputs");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, a_circle_of_ten_thousand);
    tcase_add_test(tcase, many_members);
    tcase_add_test(tcase, options_are_set_in_place);
    tcase_add_test(tcase, groups_that_come_later);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
