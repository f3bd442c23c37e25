/*
 * edits_test.c: edits between configurations: what is one, and that undoing some of them gives what
 * it should.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/diff/edits.h"
#include "engine/base/compiler.h"
#include "parser/parser.h"

#define HEAD_63                                                                                    \
    "PIX Version 6.3(5)\n"                                                                         \
    "nameif ethernet0 outside security0\n"                                                         \
    "nameif ethernet1 inside security100\n"
#define LIST "access-list a permit tcp any host 192.0.2.5 eq "
#define POLICY(inspections)                                                                        \
    "ASA Version 8.0(4)\n"                                                                         \
    "class-map inspection_default\n match default-inspection-traffic\n"                            \
    "policy-map p\n class inspection_default\n" inspections "service-policy p global\n"

static const struct edits_case {
    const char *old, *new;
    const char *edits; /* "- OLD", "+ NEW", "~ OLD > NEW", "^ MOVED", a line each */
} cases[] = {
    { HEAD_63, HEAD_63, "" },
    { HEAD_63 "hostname a\n", HEAD_63 "hostname b\n", "~ hostname a > hostname b\n" },
    { HEAD_63 LIST "www\n" LIST "smtp\n", HEAD_63 LIST "smtp\n", "- " LIST "www\n" },
    { HEAD_63 LIST "smtp\n", HEAD_63 LIST "www\n" LIST "smtp\n", "+ " LIST "www\n" },
    { HEAD_63 LIST "www\n" LIST "smtp\n", HEAD_63 LIST "smtp\n" LIST "www\n", "^ " LIST "www\n" },
    /* like goes with like, though another one stands nearer */
    { HEAD_63 LIST "www\n"
                   "access-list b permit ip any any\n",
      HEAD_63 "access-list b deny ip any any\n" LIST "ftp\n",
      "~ access-list b permit ip any any > access-list b deny ip any any\n"
      "~ " LIST "www > " LIST "ftp\n" },
    /* a line of a block alone; the block with all its lines */
    { POLICY("  inspect ftp\n  inspect http\n"), POLICY("  inspect http\n"), "- inspect ftp\n" },
    { "ASA Version 8.0(4)\n", "ASA Version 8.0(4)\nclass-map c\n match any\n", "+ class-map c\n" },
};

static struct load_result
load(const char *text)
{
    struct load_result result;
    struct load_options options = { .file = "test", .model_only = true };
    ck_assert(config_load_text(text, strlen(text), &options, &result));
    ck_assert_uint_eq(result.refused, 0);
    return result;
}

static char *
told(const struct edits *edits)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; i < edits->count; i++) {
        const struct edit *edit = &edits->items[i];
        if (edit->new_line == NULL)
            fprintf(out, "- %s\n", edit->old_line);
        else if (edit->old_line == NULL)
            fprintf(out, "+ %s\n", edit->new_line);
        else if (strcmp(edit->old_line, edit->new_line) == 0)
            fprintf(out, "^ %s\n", edit->new_line);
        else
            fprintf(out, "~ %s > %s\n", edit->old_line, edit->new_line);
    }
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

/* What comes of a text is written as CONFIG is. */
static void
expect_same(const char *text, const struct config *config)
{
    struct load_result loaded = load(text);
    struct edits edits;
    ck_assert(edits_of(loaded.config, config, &edits));
    ck_assert_uint_eq(edits.count, 0);
    edits_free(&edits);
    load_result_free(&loaded);
}

START_TEST(edits_are_small_and_can_be_undone)
{
    const struct edits_case *row = &cases[_i];
    struct load_result old = load(row->old), new = load(row->new);
    struct edits edits;
    ck_assert(edits_of(old.config, new.config, &edits));
    char *text = told(&edits);
    ck_assert_str_eq(text, row->edits);
    free(text);
    bool *undone = calloc(edits.count + 1, sizeof(*undone));
    size_t length;
    text = edits_text(&edits, undone, &length);
    expect_same(text, new.config);
    free(text);
    for (size_t i = 0; i < edits.count; i++)
        undone[i] = true;
    text = edits_text(&edits, undone, &length);
    expect_same(text, old.config);
    free(text);
    free(undone);
    edits_free(&edits);
    load_result_free(&old);
    load_result_free(&new);
}
END_TEST

/* One of two: the other one stays made. */
START_TEST(one_is_undone_alone)
{
    struct load_result old = load(HEAD_63 LIST "www\n" LIST "smtp\nhostname a\n");
    struct load_result new = load(HEAD_63 LIST "smtp\n" LIST "www\nhostname b\n");
    struct edits edits;
    size_t length;
    ck_assert(edits_of(old.config, new.config, &edits));
    ck_assert_uint_eq(edits.count, 2);
    for (size_t i = 0; i < 2; i++) {
        bool undone[2] = { i == 0, i == 1 };
        bool is_name = strncmp(edits.items[i].old_line, "hostname", 8) == 0;
        char *text = edits_text(&edits, undone, &length);
        const char *www = strstr(text, LIST "www"), *smtp = strstr(text, LIST "smtp");
        ck_assert(strstr(text, is_name ? "hostname a" : "hostname b") != NULL);
        ck_assert(is_name ? smtp < www : www < smtp);
        free(text);
    }
    edits_free(&edits);
    load_result_free(&old);
    load_result_free(&new);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("edits");
    TCase *tcase = tcase_create("edits");
    tcase_add_loop_test(tcase, edits_are_small_and_can_be_undone, 0, (int)ARRAY_LENGTH(cases));
    tcase_add_test(tcase, one_is_undone_alone);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
