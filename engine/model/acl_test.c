/*
 * acl_test.c: lines of an ACL against a plain list that does the same by looking at everything.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/config.h"

#define STEPS 20000
#define LINES_MAX 600
#define PORTS 400 /* so few that duplicates come often */

static struct config *config;
static struct acl *acl;
static uint32_t state;

static void
start(void)
{
    config = config_new((struct os_release){ .version = OS_7_2 });
    ck_assert_ptr_nonnull(config);
    acl = config_acl_make(config, "a");
    ck_assert_ptr_nonnull(acl);
    state = 1;
}

static void
stop(void)
{
    config_free(config);
}

static uint32_t
draw(uint32_t below)
{
    state = state * 1103515245 + 12345;
    return (state >> 8) % below;
}

static struct ace
line_of(uint16_t port)
{
    return (struct ace){ .permit = port % 2,
                         .protocol = IP_TCP,
                         .icmp_type = ICMP_TYPE_ANY,
                         .is_remark = port % 7 == 0,
                         .destination_port = { PORT_OP_EQ, port, 0 } };
}

/* The list that it is held to: the ports of the lines, and their ids. */
static uint16_t ports[LINES_MAX];
static uint32_t ids[LINES_MAX];
static size_t count;

static size_t
place_of_port(uint16_t port)
{
    size_t i = 0;
    while (i < count && ports[i] != port)
        i++;
    return i;
}

static void
insert_line(uint16_t port, size_t at)
{
    struct ace ace = line_of(port);
    struct ace *made = acl_insert(config, acl, &ace, ace_hash(&ace), at);
    ck_assert_ptr_nonnull(made);
    memmove(&ports[at + 1], &ports[at], (count - at) * sizeof(ports[0]));
    memmove(&ids[at + 1], &ids[at], (count - at) * sizeof(ids[0]));
    ports[at] = port;
    ids[at] = made->id;
    count++;
}

static void
remove_line(size_t at)
{
    acl_remove(acl, at);
    count--;
    memmove(&ports[at], &ports[at + 1], (count - at) * sizeof(ports[0]));
    memmove(&ids[at], &ids[at + 1], (count - at) * sizeof(ids[0]));
}

static void
compare_lists(void)
{
    ck_assert_uint_eq(acl->count, count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(acl->aces[i]->destination_port.low, ports[i]);
        ck_assert_uint_eq(acl->aces[i]->id, ids[i]);
    }
}

static void
look_up(uint16_t port)
{
    struct ace ace = line_of(port);
    const struct ace *found = acl_duplicate(acl, &ace, ace_hash(&ace));
    size_t at = place_of_port(port);
    ck_assert_int_eq(found != NULL, at < count);
    if (found == NULL)
        ck_assert_uint_eq(acl_place(acl, found), count);
    else
        ck_assert_uint_eq(found->destination_port.low, port);
    if (found != NULL && !found->is_remark)
        ck_assert_uint_eq(acl_place(acl, found), at);
}

START_TEST(inserts_removals_and_look_ups_agree_with_a_plain_list)
{
    for (int step = 0; step < STEPS; step++) {
        uint16_t port = (uint16_t)draw(PORTS);
        bool known = place_of_port(port) < count && port % 7 != 0;
        look_up(port);
        if (!known && count + 1 < LINES_MAX)
            insert_line(port, draw(4) != 0 ? count : draw((uint32_t)count + 1));
        if (count > 0 && draw(3) == 0)
            remove_line(draw((uint32_t)count));
        if (draw(5000) == 0) {
            acl_clear(acl);
            count = 0;
        }
        if (step % 100 == 0)
            compare_lists();
    }
    compare_lists();
}
END_TEST

/* What tests and other makers of ACLs put into the list themselves is found by a scan. */
START_TEST(lines_that_were_put_there_otherwise_are_found)
{
    struct ace own = line_of(1);
    for (uint16_t port = 10; port < 60; port++) {
        struct ace ace = line_of(port);
        ck_assert_ptr_nonnull(acl_insert(config, acl, &ace, ace_hash(&ace), acl->count));
    }
    struct ace **slot =
        arena_append(config->arena, &acl->aces, &acl->count, &acl->capacity, sizeof(*slot));
    ck_assert_ptr_nonnull(slot);
    *slot = &own;
    ck_assert_ptr_eq(acl_duplicate(acl, &own, ace_hash(&own)), &own);
    ck_assert_uint_eq(acl_place(acl, &own), 50);
    acl_remove(acl, 50);
    ck_assert_ptr_null(acl_duplicate(acl, &own, ace_hash(&own)));
}
END_TEST

/* The same remark as often as one likes costs each the same. */
START_TEST(remarks_are_no_duplicates)
{
    struct ace_extra extra = { .text = "---" };
    struct ace remark = { .is_remark = true, .extra = &extra, .icmp_type = ICMP_TYPE_ANY };
    for (size_t i = 0; i < 100000; i++)
        ck_assert_ptr_nonnull(acl_insert(config, acl, &remark, ace_hash(&remark), acl->count));
    ck_assert_uint_eq(acl->remarks, 100000);
    ck_assert_ptr_eq(acl_duplicate(acl, &remark, ace_hash(&remark)), acl->aces[0]);
    while (acl->count > 99000)
        acl_remove(acl, acl->count - 1);
    ck_assert_uint_eq(acl->remarks, 99000);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("acl");
    TCase *tcase = tcase_create("acl");
    tcase_add_checked_fixture(tcase, start, stop);
    tcase_add_test(tcase, inserts_removals_and_look_ups_agree_with_a_plain_list);
    tcase_add_test(tcase, lines_that_were_put_there_otherwise_are_found);
    tcase_add_test(tcase, remarks_are_no_duplicates);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
