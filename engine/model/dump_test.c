/*
 * dump_test.c: what makes two configurations differ, and how it is told.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/dump.h"

static struct config *a, *b;

static void
make_one(struct config **config)
{
    struct os_release release = { .version = OS_7_2 };
    *config = config_new(release);
    ck_assert_ptr_nonnull(*config);
    for (int i = 0; i < 2; i++) {
        ifc_id ifc = config_add_interface(*config, i == 0 ? "Ethernet0" : "Ethernet1");
        ck_assert_uint_ne(ifc, IFC_NONE);
        (*config)->interfaces[ifc]->name = i == 0 ? "outside" : "inside";
    }
}

static void
make_two(void)
{
    make_one(&a);
    make_one(&b);
}

static void
free_two(void)
{
    config_free(a);
    config_free(b);
}

static void
add_ace(struct config *config, const char *name, uint16_t port)
{
    struct acl *acl = config_acl_make(config, name);
    ck_assert_ptr_nonnull(acl);
    acl->exists = true;
    const struct ace ace = { .destination_port = { PORT_OP_EQ, port, 0 } };
    ck_assert_ptr_nonnull(acl_insert(config, acl, &ace, ace_hash(&ace), acl->count));
}

static void
expect(const char *expected)
{
    char *difference;
    bool equal = config_equal(a, b, &difference);
    ck_assert_int_eq(equal, expected == NULL);
    if (expected == NULL)
        ck_assert_ptr_null(difference);
    else
        ck_assert_str_eq(difference, expected);
    free(difference);
    ck_assert_int_eq(config_equal(a, b, NULL), equal);
}

START_TEST(the_first_difference_is_named)
{
    expect(NULL);
    b->interfaces[1]->mtu = 1400;
    expect("interfaces[1].mtu: 1500, not 1400");
    a->interfaces[1]->mtu = 1400;
    a->hostname = "left";
    expect("hostname: \"left\", not \"pixfirewall\"");
    a->hostname = b->hostname;
    b->domain_name = "example.org";
    expect("domain_name: none, not \"example.org\"");
    b->domain_name = NULL;
    add_ace(a, "x", 80);
    expect("acls[0].name = \"x\", where the other has acl_settings.deny_flow_max = 0");
    add_ace(b, "x", 80);
    expect(NULL);
    add_ace(a, "x", 443);
    add_ace(b, "x", 444);
    expect("acls[0].aces[1].destination_port: 443, not 444");
}
END_TEST

START_TEST(how_it_came_about_is_no_difference)
{
    ck_assert(config_reserve(b, "hostname pixfirewall", "", false));
    config_accept(b);
    b->next_ace_id = 77;
    b->interfaces[0]->origin = (struct origin){ "file", 3, 2 };
    add_ace(a, "x", 1);
    add_ace(a, "y", 2);
    add_ace(b, "y", 2);
    add_ace(b, "x", 1);
    ck_assert_ptr_nonnull(config_acl_make(b, "named before it is made"));
    config_remove_interface(b, config_add_interface(b, "Ethernet7"));
    expect(NULL);
}
END_TEST

START_TEST(rows_name_what_they_refer_to)
{
    add_ace(a, "x", 1);
    add_ace(a, "y", 1);
    add_ace(b, "y", 1);
    add_ace(b, "x", 1);
    a->interfaces[0]->access_in = a->acls[0];
    b->interfaces[0]->access_in = b->acls[1];
    expect(NULL);
    b->interfaces[0]->access_in = b->acls[0];
    expect("interfaces[0].access_in: \"x\", not \"y\"");
}
END_TEST

START_TEST(origins_are_dumped_where_asked_for)
{
    char *text = NULL;
    size_t size = 0;
    a->interfaces[0]->origin = (struct origin){ "a file", 3, 2 };
    for (int what = DUMP_MEANING; what <= DUMP_ORIGINS; what++) {
        FILE *memory = open_memstream(&text, &size);
        ck_assert_ptr_nonnull(memory);
        ck_assert(config_dump(a, (enum dump_what)what, memory));
        fclose(memory);
        ck_assert_int_eq(strstr(text, "interfaces[0].origin.file = \"a file\"\n") != NULL,
                         what == DUMP_ORIGINS);
        free(text);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("dump");
    TCase *tcase = tcase_create("dump");
    tcase_add_checked_fixture(tcase, make_two, free_two);
    tcase_add_test(tcase, the_first_difference_is_named);
    tcase_add_test(tcase, how_it_came_about_is_no_difference);
    tcase_add_test(tcase, rows_name_what_they_refer_to);
    tcase_add_test(tcase, origins_are_dumped_where_asked_for);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
