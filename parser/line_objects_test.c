/*
 * line_objects_test.c: what `check --json` says about the objects and the place of a line.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parser/fixture_test.h"
#include "parser/parser.h"

#define SIX "PIX Version 6.3(5)\nnameif ethernet0 outside security0\nnameif e1 inside security100\n"
#define SEVEN "PIX Version 7.2(2)\ninterface Ethernet0\n nameif outside\n"
#define EIGHT "ASA Version 8.0(4)\ninterface Ethernet0/0\n nameif outside\n"

/* The last line of TEXT. */
static const struct objects_row {
    const char *text;
    const char *objects; /* "KIND NAME; KIND NAME" */
} rows[] = {
    { SIX, "interface e1; interface inside" },
    { SIX "static (inside,outside) 192.0.2.5 10.1.1.5", "interface inside; interface outside" },
    { SIX "name 10.1.1.5 server\nstatic (inside,outside) 192.0.2.5 server",
      "interface inside; interface outside; name server" },
    { SIX "name 10.1.1.5 server", "name server" },
    { SIX "route outside 0 0 192.0.2.1", "interface outside" },
    { SIX "nat (inside) 0 access-list a", "interface inside; access-list a" },
    { SIX "access-group a in interface outside", "access-list a; interface outside" },
    { SIX "object-group network g", "object-group g" },
    { SIX "object-group network g\n  network-object host 10.1.1.1", "object-group g" },
    { SIX "object-group network h\n  network-object host 1.1.1.1\nobject-group network g\n"
          "  group-object h",
      "object-group g; object-group h" },
    { SIX "object-group network g\n  network-object host 1.1.1.1\n"
          "access-list a permit tcp object-group g interface outside",
      "access-list a; object-group g; interface outside" },
    { SIX "no access-list a", "" }, /* refused: there is none */
    { SIX "hostname fw", "" },
    { SIX "frobnicate", "" },
    { SEVEN, "interface Ethernet0; interface outside" },
    { SEVEN " security-level 0", "interface Ethernet0" },
    { SEVEN "time-range t\naccess-list a extended permit ip any any time-range t",
      "access-list a; time-range t" },
    { SEVEN "class-map c\n match any\npolicy-map p\n class c\n  inspect ftp",
      "policy-map p; class-map c" },
    { SEVEN "policy-map p\nservice-policy p interface outside", "policy-map p; interface outside" },
    { SEVEN "access-list a extended permit ip any any\nclass-map c\n match access-list a",
      "class-map c; access-list a" },
    { EIGHT "tunnel-group t type ipsec-l2l", "tunnel-group t" },
    { EIGHT "tunnel-group t ipsec-attributes\n pre-shared-key k", "tunnel-group t" },
};

START_TEST(a_line_tells_its_objects)
{
    struct load_options options = { .file = "test", .details = true };
    struct load_result result;
    ck_assert(config_load_text(rows[_i].text, strlen(rows[_i].text), &options, &result));
    const struct line_details *details = result.lines[result.line_count - 1].details;
    ck_assert_ptr_nonnull(details);
    char got[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < details->object_count; i++)
        used += (size_t)snprintf(got + used, sizeof(got) - used, "%s%s %s", i > 0 ? "; " : "",
                                 details->objects[i].kind, details->objects[i].name);
    ck_assert_msg(strcmp(got, rows[_i].objects) == 0, "%s, not %s, for:\n%s", got, rows[_i].objects,
                  rows[_i].text);
    load_result_free(&result);
}
END_TEST

/* Behind what was cleaned away, in bytes of the file. */
START_TEST(a_line_tells_its_place)
{
    static const char text[] =
        "> PIX Version 7.2(2)\n> interface Ethernet0\n>  nameif outside \n\n";
    struct load_options options = { .file = "test", .details = true };
    struct load_result result;
    ck_assert(config_load_text(text, sizeof(text) - 1, &options, &result));
    const struct line_details *details = result.lines[2].details;
    ck_assert_uint_eq(details->column, 4);
    ck_assert_uint_eq(details->indent, 1);
    ck_assert_uint_eq(details->length, 14);
    ck_assert_uint_eq(result.lines[3].details->column, 0);
    load_result_free(&result);
}
END_TEST

START_TEST(nobody_who_does_not_ask_is_told)
{
    struct load_options options = { .file = "test" };
    struct load_result result;
    ck_assert(config_load_text(SIX, sizeof(SIX) - 1, &options, &result));
    ck_assert_ptr_null(result.lines[0].details);
    load_result_free(&result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("line_objects");
    TCase *tcase = tcase_create("line_objects");
    tcase_add_loop_test(tcase, a_line_tells_its_objects, 0, ARRAY_LENGTH(rows));
    tcase_add_test(tcase, a_line_tells_its_place);
    tcase_add_test(tcase, nobody_who_does_not_ask_is_told);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
